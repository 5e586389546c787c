"""Find the parts of a text that each state a product: by rules, empty lines, panels and titles."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from pricing.labels.complete_offers import (
    complete_offers,
    is_complete_offer,
    is_priced_name,
    priced_names,
)
from pricing.labels.label_reading import Span
from pricing.labels.laid_out import LaidOut, laid_out
from pricing.labels.offer_cuts import MOST_PRODUCTS, cuts_of_offers, with_cells, without_comparing
from pricing.labels.packs import packs_of
from pricing.labels.panels_beside import panels_beside
from pricing.labels.product_reader import ProductReader
from pricing.labels.product_tables import columns_of
from pricing.labels.titles import is_short, titles_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pricing.labels.layout import LabelLine

_RULE = re.compile(
    r"(?m)^[ \t]{0,40}(?:[-=*_#]{4,}|\f)[^\n]*$|\n[ \t]{0,40}\n[ \t]{0,40}\n(?=[ \t]{0,40}\S)"
)


def product_readers(text: str) -> list[ProductReader]:
    """Return a reader for each product that a text states, or one for all of it."""
    return _beside_each_other(text) or [
        reader
        for part in _split(with_cells(without_comparing(text)))
        for reader in _split_by_panels(part)
    ]


def _beside_each_other(text: str) -> list[ProductReader]:
    """Return the products of panels side by side, if they state amounts of other minerals."""
    beside = panels_beside(text)
    if beside is None:
        return []
    parts = [laid_out(column, Span(0, len(column))) for column in beside.columns]
    if not all(any(line.bases for line in part.lines) for part in parts):
        return []
    outside = laid_out(beside.outside, Span(0, len(beside.outside)))
    readers = [
        ProductReader(replace(part, start=at, shared=outside)) for at, part in enumerate(parts)
    ]
    minerals = [frozenset(reader.minerals.elements()) for reader in readers]
    return readers if all(minerals) and not frozenset.intersection(*minerals) else []


def _split(text: str) -> list[LaidOut]:
    """Return the parts of a text that each state a product.

    It is one part if not all of them do.
    """
    cuts = [0, *(match.end() for match in _RULE.finditer(text)), len(text)]
    parts = [Span(start, end) for start, end in pairwise(cuts) if text[start:end].strip()]
    lay = partial(laid_out, text)
    offers = (_all_laid_out(cuts, lay, _is_offer) for cuts in cuts_of_offers(text))
    found = _all_laid_out(parts, lay, _is_product) or next(filter(None, offers), [])
    if found:
        return found
    whole = lay(Span(0, len(text)))
    below = _all_laid_out(_below_offers(whole), whole.part, _is_priced_product)
    if below:
        return below
    offered = _all_laid_out(complete_offers(whole), whole.part, is_complete_offer)
    return offered or _all_laid_out(priced_names(whole), whole.part, is_priced_name) or [whole]


def _below_offers(whole: LaidOut) -> list[Span]:
    """Return the parts of a text that each begin with a line that offers a mineral in a pack."""
    shown = [line for line in whole.lines if not line.is_blank]
    if not shown or not _offers_pack(whole, shown[0]):
        return []
    heads = [line.line.start for line in shown if _offers_pack(whole, line)]
    return [Span(*ends) for ends in pairwise([*heads, len(whole.text.source)])]


def _offers_pack(whole: LaidOut, line: LabelLine) -> bool:
    """Return whether a line names a mineral and one pack, and heads no panel."""
    is_head = bool(line.pieces) and not (line.bases or line.is_list or line.is_of_others)
    names_mineral = is_head and any(mention.element for mention in line.mentions)
    return names_mineral and len({pack.units for pack in packs_of(whole.text, [line])}) == 1


def _is_priced_product(part: LaidOut) -> bool:
    return _is_product(part) and bool(part.prices)


def _split_by_panels(whole: LaidOut) -> list[ProductReader]:
    """Return the products of a part by their columns or panels. Else it is one part."""
    reader = ProductReader(whole)
    if reader.minerals.compared:
        columns = columns_of(whole.text, whole.lines)
        return [ProductReader(whole.column(text)) for text in columns] or [reader]
    starts = reader.title_starts()
    spans = [Span(start, end) for start, end in pairwise([0, *starts, len(whole.text.source)])]
    heads = [line for line in whole.lines if line.line.start in starts]
    # A name between two panels may be that of either.
    has_names = not all(line.begins_with("panel") for line in heads)
    is_one = _is_titled_product if has_names else _is_product_or_panel
    found = _all_laid_out(spans, whole.part, is_one)
    return [ProductReader(one) for one in found] or [reader]


def _all_laid_out(
    parts: Sequence[Span], lay: Callable[[Span], LaidOut], is_one: Callable[[LaidOut], bool]
) -> list[LaidOut]:
    """Return several parts if each is a product, else none.

    The shortest comes first: it is the likeliest to be none, and the soonest read.
    """
    if not 1 < len(parts) <= MOST_PRODUCTS:
        return []
    found: dict[Span, LaidOut] = {}
    for span in sorted(parts, key=lambda part: part.end - part.start):
        part = lay(span)
        if not is_one(part):
            return []
        found[span] = part
    return [found[span] for span in parts]


def _is_offer(part: LaidOut) -> bool:
    """Return whether a part of a list is a product with its pack and price, and heads no list."""
    if any(line.is_of_others for line in part.lines):
        return False
    names_mineral = any(mention.element for line in part.lines for mention in line.mentions)
    return names_mineral and len(part.packs) == len(part.prices) == 1


def _is_product(part: LaidOut) -> bool:
    has_basis = any(line.bases for line in part.lines)
    return has_basis and bool(part.packs) and any(line.mentions for line in part.lines)


def _is_product_or_panel(part: LaidOut) -> bool:
    return _is_titled_product(part) or _is_whole_panel(part)


def _is_whole_panel(part: LaidOut) -> bool:
    """Return whether a part begins with the head of a panel, and states a serving and amounts."""
    first = _first_shown(part)
    if first is None:
        return False
    has_size = any(basis.is_definition for line in part.lines for basis in line.bases)
    has_amount = any(line.amounts and line.mentions for line in part.lines)
    return first.begins_with("panel") and has_size and has_amount


def _first_shown(part: LaidOut) -> LabelLine | None:
    """Return the first line with words. A part between two titles at one place has none."""
    return next((line for line in part.lines if not line.is_blank), None)


def _is_titled_product(part: LaidOut) -> bool:
    """Return whether a part has a panel and its own pack or title, or begins with a few words."""
    if _is_product(part):
        return True
    first = _first_shown(part)
    if first is None:
        return False
    is_name = is_short(first) or (bool(first.mentions) and not first.bases)
    is_headed = is_name and not first.begins_with("panel")
    return any(line.bases for line in part.lines) and (
        is_headed
        or any(
            title.is_product for line in part.lines for title in titles_of(part.text.source, line)
        )
    )

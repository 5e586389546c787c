"""Tables with one product in each column, as a shop compares its products."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pricing.labels.label_reading import Span
from pricing.labels.mentions import starts_with
from pricing.labels.tokens import WORD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.labels.label_text import LabelText
    from pricing.labels.layout import LabelLine

_CELL = re.compile(r"[^\t|\n]*")
_FEWEST_PRODUCTS = 2
# What stands first in a row that says something of whole packs.
_PACK_LABELS = ("pay price", "content label", "servings label", "product label", "brand label")


def compared_products(text: LabelText, lines: Sequence[LabelLine]) -> tuple[Span, ...]:
    """Return the names in the head of a table that has a product in each column, or none.

    The columns of a panel have a basis or a percent above them, and no row on the pack.
    """
    table: list[LabelLine] = []
    for line in lines:
        if line.is_blank:
            continue
        if len(_cells(text, line)) > _FEWEST_PRODUCTS:
            table.append(line)
            continue
        if names := _names_above(text, table):
            return names
        table = []
    return _names_above(text, table)


def _names_above(text: LabelText, table: Sequence[LabelLine]) -> tuple[Span, ...]:
    """Return the names in the first row of a table with a row on whole packs."""
    for at, head in enumerate(table[:-1]):
        names = tuple(_names_in(text, head))
        is_of_packs = any(_is_of_packs(line) for line in table[at:])
        if len(names) >= _FEWEST_PRODUCTS and is_of_packs:
            return names
    return ()


def _names_in(text: LabelText, head: LabelLine) -> Iterator[Span]:
    """Yield the cells behind the first one of a row, if each may be a name."""
    is_of_panel = head.bases or starts_with(head.tokens, *_PACK_LABELS[:3], "panel")
    if is_of_panel or "%" in head.line.words or head.line.holds("pay price"):
        return
    for cell in _cells(text, head)[1:]:
        own = [token for token in head.tokens if cell.start <= token.start < cell.end]
        if own and own[0].kind is WORD and not starts_with(own, "product label"):
            yield cell


def _is_of_packs(line: LabelLine) -> bool:
    return starts_with(line.tokens, *_PACK_LABELS)


def _cells(text: LabelText, line: LabelLine) -> list[Span]:
    """Return the cells of a row, of which some may be empty."""
    start, end = line.line.start, line.line.end
    content = text.source[start:end]
    if "\t" not in content and "|" not in content:
        return []
    return [_trimmed(content, match.span(), start) for match in _CELL.finditer(content)]


def _trimmed(content: str, place: tuple[int, int], offset: int) -> Span:
    cell = content[slice(*place)]
    first = place[0] + len(cell) - len(cell.lstrip())
    return Span(offset + first, offset + max(first, place[0] + len(cell.rstrip())))

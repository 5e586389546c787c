"""Find products that follow one another, each with its name, its pack and its price."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.held_counts import MAX_PACKS
from pricing.labels.label_reading import Span
from pricing.labels.mentions import starts_with
from pricing.labels.places import has_between
from pricing.labels.prices import PAID_KINDS, PriceKind
from pricing.labels.tokens import WORD
from pricing.labels.vocabulary import has_phrase

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from pricing.labels.laid_out import LaidOut
    from pricing.labels.layout import LabelLine

_FEWEST = 2
_TIMES, _NAMED_BY = frozenset(("x", "*")), 3  # tokens: a count, a sign and a word
_NO_NAMES = ("panel", "serving size", "servings label", "advice", "contains", "of which")
_OF_OFFERS = frozenset((*PAID_KINDS, PriceKind.SEVERAL))
_CLOSING = frozenset((PriceKind.TOTAL, PriceKind.PAYMENT))


class _Named(NamedTuple):
    """The minerals that the lines of a product name, their forms, and amounts for no serving."""

    elements: frozenset[str]
    forms: frozenset[tuple[str, str]]
    strengths: frozenset[Fraction]

    def is_other_than(self, other: _Named) -> bool:
        """Return whether two names cannot be those of one product."""
        if self.elements.isdisjoint(other.elements):
            return True
        pairs = ((self.forms, other.forms), (self.strengths, other.strengths))
        return any(one and also and one.isdisjoint(also) for one, also in pairs)


def complete_offers(whole: LaidOut) -> list[Span]:
    """Return the places of products of which each has a name, one pack and one price.

    A product ends where a line names a mineral once its pack and its price are stated. What stands
    above the first one is a heading, and totals end the last one. There are none if two of them
    may be sizes of the same product.
    """
    lines = whole.lines
    heads = [line for line in lines if _may_be_name(line)]
    if len(heads) < _FEWEST:
        return []
    packs = [pack.span.start for pack in whole.packs]
    paid = [price.span.start for price in whole.prices if price.kind in PAID_KINDS]
    if len(packs) < _FEWEST or len(paid) < _FEWEST:
        return []
    starts = [heads[0].line.start]
    for head in heads[1:]:
        is_whole = all(has_between(places, starts[-1], head.line.start) for places in (packs, paid))
        if is_whole:
            starts.append(head.line.start)
    if starts[0] > min(packs[0], paid[0]):
        return []
    return [_before_vitamin(whole, span, packs, paid) for span in _other_products(whole, starts)]


def _before_vitamin(whole: LaidOut, span: Span, packs: Sequence[int], paid: Sequence[int]) -> Span:
    """Return a part up to the name of what is no mineral, with a pack, once it has its own.

    Iron 120 capsules, £9.99, and below it: Vitamin C 1000 mg 180 tablets, £9.99
    """
    others = (
        line.line.start
        for line in whole.lines
        if span.start < line.line.start < span.end
        and line.mentions
        and not any(mention.element for mention in line.mentions)
        and has_between(packs, line.line.start, line.line.end)
        and all(has_between(places, span.start, line.line.start) for places in (packs, paid))
    )
    return Span(span.start, next(others, span.end))


def priced_names(whole: LaidOut) -> list[Span]:
    """Return the places of products of which each line has a name and a price, and none a pack.

    1 x Zinc citrate 15mg tablets £8.40, and below it: 1 x Ferrous fumarate 210mg tablets £3.15
    """
    if any(line.bases for line in whole.lines):
        return []
    priced = [price.span.start for price in whole.prices if price.kind in _OF_OFFERS]
    heads = [line.line for line in whole.lines if _may_be_name(line)] if priced else []
    if not all(has_between(priced, head.start, head.end) for head in heads):
        return []
    found = _other_products(whole, [head.start for head in heads])
    return [_before_another(whole, span) for span in found]


def _before_another(whole: LaidOut, span: Span) -> Span:
    """Return a part up to the next line that names what is no mineral, and its price."""
    priced = [one.span.start for one in whole.prices if one.kind is PriceKind.PLAIN]
    others = (
        line.line.start
        for line in whole.lines
        if span.start < line.line.start < span.end
        and (line.tokens[0].kind is WORD or _counts_name(line))
        and has_between(priced, line.line.start, line.line.end)
        and not line.line.holds("pay price")
    )
    return Span(span.start, next(others, span.end))


def _counts_name(line: LabelLine) -> bool:
    """Return whether a line begins with how often something is ordered: 2 x Toothpaste."""
    tokens = line.tokens[:3]
    is_counted = len(tokens) == _NAMED_BY and tokens[0].text.isdigit() and tokens[1].text in _TIMES
    return is_counted and tokens[2].kind is WORD


def _other_products(whole: LaidOut, starts: Sequence[int]) -> list[Span]:
    """Return the parts that begin at some places, up to the totals, if no two are of one product.

    What stands above the first one is a heading.
    """
    lines = whole.lines
    end = _end_of_offers(lines, [one.span.start for one in whole.prices if one.kind in _CLOSING])
    if len(starts) < _FEWEST or starts[-1] >= end:
        return []
    if any(line.is_of_others and line.line.start < starts[0] for line in lines):
        return []
    spans = [Span(*ends) for ends in pairwise([*starts, end])]
    named: list[_Named] = []
    for span in spans:
        one = _named_in(lines, span)
        if not all(map(one.is_other_than, named)):
            return []
        named.append(one)
    return spans


def is_complete_offer(part: LaidOut) -> bool:
    """Return whether lines name a mineral, one pack and what one or several of it cost."""
    values = _values_of(part)
    if len({pack.units for pack in part.packs}) != 1 or not is_priced_name(part):
        return False
    times = values[-1] / values[0]
    is_of_several = times.denominator == 1 and times <= MAX_PACKS
    return len(values) == 1 or (len(values) == _FEWEST and is_of_several)


def is_priced_name(part: LaidOut) -> bool:
    """Return whether lines name a mineral and a price."""
    names_mineral = any(mention.element for line in part.lines for mention in line.mentions)
    return names_mineral and bool(_values_of(part))


def _values_of(part: LaidOut) -> list[Fraction]:
    """Return what one or several packs cost, the least first."""
    return sorted({one.value for one in part.prices if one.kind in _OF_OFFERS and one.value})


def _may_be_name(line: LabelLine) -> bool:
    """Return whether a line names a mineral, and not as the row of a panel or a sentence does."""
    if line.is_blank or line.is_list or line.is_comparison or line.is_of_others:
        return False
    first = next((mention for mention in line.mentions if mention.element), None)
    if first is None or "%" in line.line.words or starts_with(line.tokens, *_NO_NAMES):
        return False
    is_behind_basis = any(basis.first < first.first for basis in line.bases)
    is_source = "source" in line.line.classes and has_phrase("source", line.tokens[first.after :])
    is_absent = any(token.text == "free" for token in line.tokens[first.after : first.after + 2])
    is_sentence = line.tokens[-1].text == "." and not line.pieces
    return not (is_behind_basis or is_source or is_absent or is_sentence)


def _end_of_offers(lines: Sequence[LabelLine], closing: Sequence[int]) -> int:
    """Return where the totals begin that close a list, or the end of the text."""
    if not closing:
        return lines[-1].line.end
    return lines[bisect_right(lines, closing[0], key=_start_of) - 1].line.start


def _start_of(line: LabelLine) -> int:
    return line.line.start


def _named_in(lines: Sequence[LabelLine], span: Span) -> _Named:
    first, after = (bisect_left(lines, place, key=_start_of) for place in span)
    own = lines[first:after]
    mentions = [mention for line in own for mention in line.mentions if mention.element]
    return _Named(
        frozenset(mention.element for mention in mentions),
        frozenset((mention.element, mention.form) for mention in mentions if mention.form),
        frozenset(
            amount.value
            for line in own
            if not line.bases
            for amount in line.amounts
            if amount.value
        ),
    )

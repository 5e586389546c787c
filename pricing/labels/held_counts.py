"""Counts of units without a unit right behind them: bottle of 120, pack of 60, 90 + 30 free."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from itertools import compress, count, pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.container_words import container_counted_before, is_container
from pricing.labels.label_reading import Span
from pricing.labels.named_currencies import SIGNS
from pricing.labels.pieces import COUNTED_KINDS, measure_of
from pricing.labels.tokens import MARK
from pricing.labels.vocabulary import (
    GENERIC,
    class_words,
    phrase_end,
    phrase_starts,
    unit_words,
)
from pricing.labels.whole_packs import FEWEST_UNITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.labels.label_text import LabelText
    from pricing.labels.layout import LabelLine
    from pricing.labels.tokens import Token

MAX_PACKS = 24
_MAX_UNITS = 1_000
_text_of = attrgetter("text")
_HOLDING = frozenset(("of", "mit", "de", "da", "di", "a", "je", "zu"))
_TIMES = frozenset(("x", "*", "\u00d7"))
_PLUS = frozenset(("+", "plus", "mas", "piu", "and", "und", "et", "y", "e"))
_MOST_GIFTS = 3  # packs that are given with others
_NEAR = 3  # tokens behind units that may say they are free
_ENDS_OF_COUNT = frozenset((",", ";", "|", "(", ")", "@", "-"))
_WITH_CENTS = re.compile(r"\d+[.,]\d\d")
_HOLDERS = frozenset(("container", "one pack"))


class StatedPack(NamedTuple):
    """A number of units that a pack may hold."""

    units: Fraction
    measure: str
    span: Span
    is_noisy: bool
    is_certain: bool = True  # False where the packs of a "pack of 2" may each be meant
    is_broken: bool = False
    follows_mineral: bool = False  # as a strength does: Magnesium 375
    packs: Fraction = Fraction(1)  # that the units are in, where the text counts them
    is_strength_or_packs: bool = False  # whether `packs` stands as a strength may: Zinc 3 x 60
    container: str = ""  # the word for the one that holds the units, if it is not counted there
    packs_span: Span | None = None  # where the containers are counted, if not beside the units

    @property
    def spans(self) -> tuple[Span, ...]:
        return (self.span, self.packs_span) if self.packs_span else (self.span,)


def held_counts(text: LabelText, line: LabelLine) -> list[StatedPack]:
    """Return the numbers of units of a line without a unit right behind them."""
    words = line.line.words
    found: list[StatedPack] = []
    if "(" in words and not words.isdisjoint(_TIMES):
        found += _units_of_tubes(text, line)
    if "multipack" in line.line.classes:
        found += _large_packs(text, line)
    if not line.line.classes.isdisjoint(_HOLDERS):
        found += _units_of_containers(text, line)
    if "s" in words:
        found += _units_in_plural(text, line)
    if not words.isdisjoint(_names_of_units()):
        found += _units_behind_name(text, line)
    return found + _units_named_first(text, line)


def _units_in_plural(text: LabelText, line: LabelLine) -> Iterator[StatedPack]:
    """Yield the numbers of units that end in an s behind their name: tabs 100s, bottle 90's."""
    tokens = line.tokens
    for at in line.line.numbers:
        name = tokens[at - 1].text if at else ""
        measure = measure_of(name) or (GENERIC if is_container(name) else "")
        behind = "".join(token.text for token in tokens[at + 1 : at + 3])
        is_plural = behind == "'s" or [token.text for token in tokens[at + 1 : at + 2]] == ["s"]
        if measure not in {*COUNTED_KINDS, GENERIC} or not is_plural:
            continue
        if tokens[at + 1].start == tokens[at].end:
            yield from _units_behind(text, tokens, at, measure)


@cache
def _names_of_units() -> frozenset[str]:
    """Return the words for units behind which their number may stand."""
    return frozenset(word for word, kind in unit_words().items() if kind in COUNTED_KINDS)


def _units_behind_name(text: LabelText, line: LabelLine) -> Iterator[StatedPack]:
    """Yield the numbers of units that end their part of a line behind their name: 14 mg tabs 84.

    Without an amount before it, the number may be one: Zinc tablets 50.
    """
    tokens, names = line.tokens, _names_of_units()
    for at in line.line.numbers:
        name = tokens[at - 1].text if at else ""
        if name in names and tokens[at].text.isdigit() and _ends_part(tokens, at + 1):
            is_named = any(amount.after < at for amount in line.amounts) and not line.bases
            yield from _units_behind(text, tokens, at, measure_of(name)) if is_named else ()


def _ends_part(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a place is the end of a line, a mark between its parts, or its price."""
    behind = tokens[at : at + 2]
    if not behind or behind[0].text in _ENDS_OF_COUNT or _WITH_CENTS.fullmatch(behind[0].text):
        return True
    return len(behind) > 1 and behind[0].text in SIGNS and behind[1].is_number


def _units_behind(
    text: LabelText, tokens: Sequence[Token], at: int, measure: str
) -> Iterator[StatedPack]:
    """Yield the number of units at a place, if it is no smaller than that of a pack.

    Another number behind it may count packs, or be another size.
    """
    units = _number_at(text, tokens[at])
    if units >= FEWEST_UNITS and units.denominator == 1:
        span = Span(tokens[at - 1].start, tokens[at].end)
        near = tokens[at + 1 : at + _NEAR + 3]
        is_last = not any(token.text in _TIMES | _PLUS for token in near)
        is_broken = tokens[at].is_broken
        yield StatedPack(units, measure, span, tokens[at].is_noisy, is_last, is_broken)


def _number_at(text: LabelText, number: Token) -> Fraction:
    """Return a number, or 0. One beside another number is taken as it stands: 60 12,90 €."""
    if number.is_broken and number.text.isdigit():
        return Fraction(number.text)
    return text.number(number) or Fraction(0)


def _units_named_first(text: LabelText, line: LabelLine) -> list[StatedPack]:
    """Return the number of a line that names only its units before it: Capsules: 120."""
    tokens = line.tokens
    is_pair = len(line.line.numbers) == 1 and tokens[-1].is_number
    measure = measure_of(tokens[0].text) if is_pair else ""
    is_pair = measure in COUNTED_KINDS
    if not is_pair or any(token.kind is not MARK for token in tokens[1:-1]):
        return []
    units = text.number(tokens[-1])
    if units is None or units < FEWEST_UNITS or units.denominator != 1:
        return []
    span = Span(tokens[0].start, tokens[-1].end)
    return [StatedPack(units, measure, span, tokens[-1].is_noisy)]


def _units_of_containers(text: LabelText, line: LabelLine) -> list[StatedPack]:
    """Return the numbers of units that only a container names: bottle of 120, 2er Pack à 90."""
    found: list[StatedPack] = []
    tokens = line.tokens
    for index in line.line.numbers:
        if index < 2 or tokens[index - 1].text not in _HOLDING:
            continue
        container, is_last = tokens[index - 2], index + 1 == len(tokens)
        if not is_container(container.text):
            continue
        if not is_last and tokens[index + 1].kind is not MARK:
            continue
        units = text.number(tokens[index])
        if units is None or units < FEWEST_UNITS or units.denominator != 1:
            continue
        counted = container_counted_before(tokens, index - 2, index)
        is_noisy = tokens[index].is_noisy
        if counted is None and container.text in class_words("container"):
            span = Span(container.start, tokens[index].end)
            found.append(StatedPack(units, GENERIC, span, is_noisy, container=container.text))
        elif counted is not None and (packs := text.number(tokens[counted])):
            span = Span(tokens[counted].start, tokens[index].end)
            found.append(StatedPack(units * packs, GENERIC, span, is_noisy, packs=packs))
    return found


def added_units(text: LabelText, line: LabelLine) -> Iterator[StatedPack]:
    """Yield what a sum of units makes, and its parts, for a question.

    90 + 30 free capsules, 60 capsules + 20 extra, 2 x 60 + 1 x 30 capsules.
    """
    tokens = line.tokens
    for at in compress(count(), map(_PLUS.__contains__, map(_text_of, tokens))):
        if not 0 < at < len(tokens) - 2:
            continue
        end = at - 1 if tokens[at - 1].text == "(" else at  # 60 capsules (+ 20 free)
        unit_before = measure_of(tokens[end - 1].text)
        last = end - 1 if unit_before else end
        first = _units_before(text, tokens, last)
        second, after = _added_units(text, tokens, at + 1)
        near = tokens[after : after + _NEAR]
        unit = next(filter(None, (measure_of(token.text) for token in near[:2])), "")
        is_gift = any(token.text in class_words("gift") for token in near)
        measure = unit or (unit_before if is_gift else "")
        if not measure and is_gift and first and first >= FEWEST_UNITS:
            measure = GENERIC  # 150+50 FREE
        is_sum = tokens[at].text == "+" or is_gift
        if not (first and second and is_sum) or measure not in {*COUNTED_KINDS, GENERIC}:
            continue
        span = Span(tokens[at - 1].start, tokens[after - 1].end)
        sums = (first + second, first, second)
        if not unit and second <= _MOST_GIFTS:  # packs: 2 x 60 capsules + 1 free
            packs = _packs_before(text, tokens, last)
            one = text.number(tokens[last - 1]) or first
            sums = (one * (packs + second), one * packs, one)
        for units in sums:
            yield StatedPack(units, measure, span, is_noisy=False, is_certain=False)


def _units_before(text: LabelText, tokens: Sequence[Token], end: int) -> Fraction | None:
    """Return the units of a number, or of packs of it, before a place: 60, or 2 x 60."""
    units = text.number(tokens[end - 1]) if end and tokens[end - 1].is_number else None
    if units and end > 2 and tokens[end - 2].text in _TIMES and tokens[end - 3].is_number:
        packs = text.number(tokens[end - 3])
        return packs and units * packs
    return units


def _packs_before(text: LabelText, tokens: Sequence[Token], end: int) -> Fraction:
    """Return the packs that multiply the units before a place: 3 of 3 x 60, 2 boxes of 60, 1."""
    at = end - 2
    if end > 2 and tokens[at].text in _TIMES and tokens[at - 1].is_number:
        return text.number(tokens[at - 1]) or Fraction(1)
    while at > 0 and tokens[at].text in _HOLDING:
        at -= 1
    counted = container_counted_before(tokens, at, end - 1) if at > 0 else None
    return (text.number(tokens[counted]) if counted is not None else None) or Fraction(1)


def _added_units(text: LabelText, tokens: Sequence[Token], at: int) -> tuple[Fraction | None, int]:
    """Return the units of a number, or of packs of it, behind a place, and where they end."""
    is_product = at + 2 < len(tokens) and tokens[at + 1].text in _TIMES
    end = at + 3 if is_product and tokens[at + 2].is_number else at + 1
    return (_units_before(text, tokens, end), end) if tokens[at].is_number else (None, end)


def _units_of_tubes(text: LabelText, line: LabelLine) -> Iterator[StatedPack]:
    """Yield what a product in brackets before the unit makes: 120 (12 x 10) tablets."""
    tokens = line.tokens
    for at in (number + 1 for number in line.line.numbers):
        if not 4 <= at < len(tokens) - 1:
            continue
        measure = measure_of(tokens[at + 1].text)
        is_closed = tokens[at].text == ")" and measure in COUNTED_KINDS
        if not is_closed or tokens[at - 2].text not in _TIMES or tokens[at - 4].text != "(":
            continue
        numbers = [text.number(tokens[place]) for place in (at - 3, at - 1)]
        packs, units = (number or Fraction(0) for number in numbers)
        if packs * units > 1:
            outer, first = times_around(text, tokens, at - 3)
            packs *= outer
            span = Span(tokens[min(first, at - 4)].start, tokens[at + 1].end)
            yield StatedPack(packs * units, measure, span, is_noisy=False, packs=packs)


def times_around(text: LabelText, tokens: Sequence[Token], at: int) -> tuple[Fraction, int]:
    """Return what multiplies a bracket that begins right before a place, and where it stands.

    3 x (2 x 30) tablets
    """
    is_product = at > 2 and tokens[at - 1].text == "(" and tokens[at - 2].text in _TIMES
    if not is_product or not tokens[at - 3].is_number:
        return Fraction(1), at
    return text.number(tokens[at - 3]) or Fraction(1), at - 3


def _large_packs(text: LabelText, line: LabelLine) -> Iterator[StatedPack]:
    """Yield a count that is too large for packs sold together, as a question: pack of 60."""
    tokens = line.tokens
    for at in phrase_starts("multipack", tokens):
        end = phrase_end("multipack", tokens, at)
        if not at < end < len(tokens) or not tokens[end].is_number:
            continue
        units = text.number(tokens[end]) or Fraction(0)
        is_last = end + 1 == len(tokens) or tokens[end + 1].kind is MARK
        if is_last and MAX_PACKS < units <= _MAX_UNITS and units.denominator == 1:
            span = Span(tokens[at].start, tokens[end].end)
            yield StatedPack(units, GENERIC, span, tokens[end].is_noisy, is_certain=False)


def split_packs(text: LabelText, lines: Sequence[LabelLine]) -> Iterator[StatedPack]:
    """Yield a count at the end of a line whose unit begins the next one, as a question.

    Inhalt: 3 x 20, and Brausetabletten below it
    """
    for line, below in pairwise(lines):
        if line.is_list or not (line.tokens and below.tokens and line.tokens[-1].is_number):
            continue
        measure = measure_of(below.tokens[0].text) if len(below.tokens) == 1 else ""
        end = len(line.tokens)
        is_product = end > 2 and line.tokens[-2].text in _TIMES and line.tokens[-3].is_number
        if measure in COUNTED_KINDS and (is_product or line.line.holds("content label")):
            units = _units_before(text, line.tokens, end)
            span = Span(line.tokens[-3 if is_product else -1].start, below.tokens[0].end)
            if units and units >= FEWEST_UNITS:
                yield StatedPack(units, measure, span, is_noisy=False, is_certain=False)

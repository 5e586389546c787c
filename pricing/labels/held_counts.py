"""Counts of units without a unit right behind them: bottle of 120, pack of 60, 90 + 30 free."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.bases import COUNTED_KINDS, measure_of
from pricing.labels.label_reading import Span
from pricing.labels.tokens import MARK
from pricing.labels.vocabulary import GENERIC, class_words, phrase_end

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.labels.label_text import LabelText
    from pricing.labels.layout import LabelLine

FEWEST_UNITS = 10
MAX_PACKS = 24
_MAX_UNITS = 1_000
_HOLDING = frozenset(("of", "mit", "de", "da", "di"))
_TIMES = frozenset(("x", "*", "\u00d7"))


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


def held_counts(text: LabelText, line: LabelLine) -> list[StatedPack]:
    """Return the numbers of units of a line without a unit right behind them."""
    words = line.line.words
    found = [*_added_units(text, line)] if "+" in words else []
    if "(" in words and not words.isdisjoint(_TIMES):
        found += _units_of_tubes(text, line)
    if line.line.holds("multipack"):
        found += _large_packs(text, line)
    return found + _units_of_containers(text, line)


def _units_of_containers(text: LabelText, line: LabelLine) -> list[StatedPack]:
    """Return the numbers of units that only a container names: bottle of 120."""
    found: list[StatedPack] = []
    tokens = line.tokens
    if "container" not in line.line.classes:
        return found
    for index in range(2, len(tokens)):
        joined, is_last = tokens[index - 1].text, index + 1 == len(tokens)
        if tokens[index - 2].text not in class_words("container") or joined not in _HOLDING:
            continue
        if not is_last and tokens[index + 1].kind is not MARK:
            continue
        units = text.number(tokens[index])
        is_one_of_several = index > 2 and tokens[index - 3].is_number  # 4 tubes of 10
        if units is None or units < FEWEST_UNITS or units.denominator != 1:
            continue
        if not is_one_of_several:
            span = Span(tokens[index - 2].start, tokens[index].end)
            found.append(StatedPack(units, GENERIC, span, tokens[index].is_noisy))
    return found


def _added_units(text: LabelText, line: LabelLine) -> Iterator[StatedPack]:
    """Yield what a sum of units makes, and its parts, for a question: 90 + 30 free capsules."""
    tokens = line.tokens
    for at in range(1, len(tokens) - 2):
        if tokens[at].text != "+" or not (tokens[at - 1].is_number and tokens[at + 1].is_number):
            continue
        named = [token for token in tokens[at + 2 : at + 4] if measure_of(token.text)]
        parts = text.number(tokens[at - 1]), text.number(tokens[at + 1])
        if not named or None in parts or measure_of(named[0].text) not in COUNTED_KINDS:
            continue
        measure, (first, second) = (
            measure_of(named[0].text),
            (part or Fraction(0) for part in parts),
        )
        span = Span(tokens[at - 1].start, named[0].end)
        for units in (first + second, first, second):
            yield StatedPack(units, measure, span, is_noisy=False, is_certain=False)


def _units_of_tubes(text: LabelText, line: LabelLine) -> Iterator[StatedPack]:
    """Yield what a product in brackets before the unit makes: 120 (12 x 10) tablets."""
    tokens = line.tokens
    for at in range(4, len(tokens) - 1):
        measure = measure_of(tokens[at + 1].text)
        is_closed = tokens[at].text == ")" and measure in COUNTED_KINDS
        if not is_closed or tokens[at - 2].text not in _TIMES or tokens[at - 4].text != "(":
            continue
        numbers = [text.number(tokens[place]) for place in (at - 3, at - 1)]
        packs, units = (number or Fraction(0) for number in numbers)
        if packs * units > 1:
            span = Span(tokens[at - 4].start, tokens[at + 1].end)
            yield StatedPack(packs * units, measure, span, is_noisy=False, packs=packs)


def _large_packs(text: LabelText, line: LabelLine) -> Iterator[StatedPack]:
    """Yield a count that is too large for packs sold together, as a question: pack of 60."""
    tokens = line.tokens
    for at in range(len(tokens)):
        end = phrase_end("multipack", tokens, at)
        if not at < end < len(tokens) or not tokens[end].is_number:
            continue
        units = text.number(tokens[end]) or Fraction(0)
        is_last = end + 1 == len(tokens) or tokens[end + 1].kind is MARK
        if is_last and MAX_PACKS < units <= _MAX_UNITS and units.denominator == 1:
            span = Span(tokens[at].start, tokens[end].end)
            yield StatedPack(units, GENERIC, span, tokens[end].is_noisy, is_certain=False)

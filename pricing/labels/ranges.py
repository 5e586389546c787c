"""Amounts that are stated as a range: zinc 10-15 mg, entre 10 y 15 mg. Both ends are offered."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.amounts import BETWEEN, PAIRING, UNITS, StatedAmount, subject_of
from pricing.labels.label_reading import Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from pricing.labels.label_text import LabelText
    from pricing.labels.rows import Row
    from pricing.labels.tokens import Token

_MOST_TIMES = 10  # 100 mg / 5 g is an amount and what it is in
_JOINTS = PAIRING | {"-", "/", "to", "bis", "a", "al", "hasta"}
_BEFORE = BETWEEN | {"from", "von", "de", "desde", "da"}


class AmountRange(NamedTuple):
    """The least and the most of a mineral that a row states, in milligrams, and their place."""

    element: str
    ends: tuple[Fraction, Fraction]
    span: Span


def ranges_in(text: LabelText, row: Row) -> Iterator[AmountRange]:
    """Yield the ranges of a row, each with the mineral that it is of."""
    tokens = row.tokens
    if row.words.isdisjoint(_JOINTS) or row.line.line.holds("advice"):
        return
    for at in range(1, len(tokens) - 2):
        if tokens[at].text not in _JOINTS or not tokens[at + 1].is_number:
            continue
        ends = _ends_at(text, tokens, at)
        if ends is None:
            continue
        first, after = ends[0], at + 3
        span = Span(tokens[first].start, tokens[after - 1].end)
        lead = first - 1 if first and tokens[first - 1].text in _BEFORE else first
        amount = StatedAmount(ends[2], lead, after, tokens[at].depth, False, span)
        subject = subject_of(tokens, amount, row.mentions)
        if subject is not None and subject.element:
            yield AmountRange(subject.element, (ends[1], ends[2]), span)


def _ends_at(
    text: LabelText, tokens: list[Token], joint: int
) -> tuple[int, Fraction, Fraction] | None:
    """Return where the range around a joint begins, and its ends, the lower one first."""
    unit = UNITS.get(tokens[joint + 2].text)
    first = joint - 2 if tokens[joint - 1].text in UNITS else joint - 1
    if unit is None or first < 0 or not tokens[first].is_number:
        return None
    if tokens[joint].text in PAIRING and not (first and tokens[first - 1].text in BETWEEN):
        return None
    low, high = text.number(tokens[first]), text.number(tokens[joint + 1])
    if low is None or high is None:
        return None
    low, high = low * UNITS.get(tokens[joint - 1].text, unit), high * unit
    return (first, low, high) if low < high <= _MOST_TIMES * low else None

"""The round values at which an axis is marked."""

from __future__ import annotations

from fractions import Fraction

_STEPS = (Fraction(1), Fraction(2), Fraction(5), Fraction(10))


def round_values(low: Fraction, high: Fraction, most: int) -> list[Fraction]:
    """Return round values from at most `low` to at least `high`, `most` steps at most.

    >>> [str(value) for value in round_values(Fraction(18), Fraction(34), 4)]
    ['15', '20', '25', '30', '35']
    """
    span = high - low or abs(high) or Fraction(1)
    power = Fraction(10) ** (len(str(int(span / most))) - 1 if span >= most else 0)
    while power * most > span:
        power /= 10
    step = next(
        power * factor
        for power in (power, power * 10)
        for factor in _STEPS
        if _count(low, high, power * factor) <= most
    )
    first = low // step
    return [step * (first + at) for at in range(_count(low, high, step) + 1)]


def _count(low: Fraction, high: Fraction, step: Fraction) -> int:
    """Return how many steps cover a range."""
    return int(-(-high // step) - low // step) or 1

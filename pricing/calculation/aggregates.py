"""Figures of several products together, declared once beside the measures.

The places and weights of a quantile are expressions, so the exact face, the columns and the
workbook's formulas share one definition.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pricing.expressions.tree import Constant, Expression, Variable, round_down, round_up

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# What share of the products costs no more than each. A quantile between two products lies between
# their costs in proportion, so the median of an even count is the mean of the middle two.
QUANTILES: Mapping[str, Fraction] = {
    "lowest": Fraction(0),
    "quarter": Fraction(1, 4),
    "median": Fraction(1, 2),
    "three_quarters": Fraction(3, 4),
    "highest": Fraction(1),
}


def lower_place(share: Fraction) -> Expression:
    """Return the place, from 1, of the product below a quantile of `count` ordered products."""
    return round_down(_steps(share)) + 1


def upper_place(share: Fraction) -> Expression:
    """Return the place, from 1, of the product above a quantile of `count` ordered products."""
    return round_up(_steps(share)) + 1


@cache
def interpolated(share: Fraction) -> Expression:
    """Return a quantile from the figures of the `lower` and the `upper` product."""
    lower, upper = Variable("lower"), Variable("upper")
    if share.denominator == 1:  # an end is always a product's own figure
        return lower
    return lower + (upper - lower) * (_steps(share) - round_down(_steps(share)))


def _steps(share: Fraction) -> Expression:
    """How many products lie below the quantile."""
    return (Variable("count") - 1) * Constant(share)


@lru_cache(maxsize=256)
def quantile_places(name: str, count: int) -> tuple[int, int]:
    """Return the two places, from 0, between which a quantile of so many products lies.

    >>> quantile_places("median", 4), quantile_places("highest", 4)
    ((1, 2), (3, 3))
    """
    share, known = QUANTILES[name], {"count": Fraction(count)}
    lower, upper = (
        part(share).evaluate(known.__getitem__) or Fraction(1)
        for part in (lower_place, upper_place)
    )
    return int(lower) - 1, int(upper) - 1


def quantile_between(name: str, count: int, lower: Fraction, upper: Fraction) -> Fraction:
    """Return a quantile of so many products from the figures at its two places."""
    known = {"count": Fraction(count), "lower": lower, "upper": upper}
    return interpolated(QUANTILES[name]).evaluate(known.__getitem__) or Fraction(0)


def quantile(name: str, ordered: Sequence[Fraction]) -> Fraction:
    """Return a quantile of figures that stand in order.

    >>> quantile("median", [Fraction(1), Fraction(2), Fraction(4), Fraction(8)])
    Fraction(3, 1)
    """
    lower, upper = quantile_places(name, len(ordered))
    if lower == upper:
        return ordered[lower]
    return quantile_between(name, len(ordered), ordered[lower], ordered[upper])

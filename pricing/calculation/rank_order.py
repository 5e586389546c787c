"""The one order of ranks: products stand by a figure, and one rule settles every tie.

The comparison, the array face, the workbook and the catalogue all take their order from here.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from pricing.calculation.measures import HEADLINE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pricing.calculation.figures import Figures

# Products rank by the first of these. The others settle ties in turn, then the name does, then the
# order of entry. Less is always better.
RANK_ORDER: tuple[str, ...] = (HEADLINE.key, "monthly_cost", "monthly_outlay")
# By this figure the products of equal safety stand in their places.
PLACE_KEY = "monthly_cost"
_ZERO = Fraction(0)


def sort_keys(key: str = HEADLINE.key) -> tuple[str, ...]:
    """Return the figures that decide an order by `key`: itself, then the rank order.

    >>> sort_keys("monthly_cost")
    ('monthly_cost', 'monthly_cost_per_elemental_mg', 'monthly_outlay')
    """
    return tuple(dict.fromkeys((key, *RANK_ORDER)))


def name_sort_key(name: str) -> str:
    """Return what names are ordered by: letters without regard to case."""
    return name.casefold()


def order_by_figure(
    candidates: Iterable[tuple[int, Figures]], key: str = HEADLINE.key, *, descending: bool = False
) -> list[int]:
    """Return the positions of products in order of a figure, those without it last.

    Each candidate is its position as entered and its figures. `descending` turns the figure's order
    only: of two products that are equal in it, the cheaper one still comes first.
    """
    known: list[tuple[float, Fraction, int, Figures]] = []
    unknown: list[tuple[int, Figures]] = []
    for position, figures in candidates:
        value = figures.number(key)
        if value is None:
            unknown.append((position, figures))
        else:
            value = -value if descending else value
            known.append((float(value), value, position, figures))
    # A float is never above the float of a larger number. Where floats differ they decide fast;
    # where they are the same, the exact numbers do.
    known.sort(key=itemgetter(0, 1))
    ordered: list[int] = []
    for _, group in groupby(known, key=itemgetter(1)):
        tied = [(position, figures) for _, _, position, figures in group]
        ordered += _settle_ties(tied, key)
    return ordered + _settle_ties(unknown, key)


def _settle_ties(tied: list[tuple[int, Figures]], key: str) -> list[int]:
    """Return the positions of products that are equal in a figure, in rank order."""
    if len(tied) == 1:
        return [tied[0][0]]

    def tie_key(candidate: tuple[int, Figures]) -> tuple[object, ...]:
        position, figures = candidate
        numbers = (figures.number(name) for name in sort_keys(key)[1:])
        places = ((number is None, number or _ZERO) for number in numbers)
        return (*places, name_sort_key(figures.product.product), position)

    return [position for position, _ in sorted(tied, key=tie_key)]

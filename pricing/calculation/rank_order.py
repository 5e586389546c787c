"""The one order of ranks: products stand by a figure, and one rule settles every tie.

The comparison, the array face, the workbook and the catalogue all take their order from here.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from pricing.calculation.measures import HEADLINE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from pricing.calculation.figures import Figures

    # A figure as a float and exactly, with the position and the figures of its product.
    _Known = tuple[float, Fraction, tuple[int, Figures]]

# Products rank by the first of these. The others settle ties in turn, then the name does, then the
# order of entry. Less is always better.
RANK_ORDER: tuple[str, ...] = (HEADLINE.key, "monthly_cost", "monthly_outlay")
# The order of safe products by the figure below, then unsafe ones, then those with a question.
SAFE_FIRST = "safe_first"
# By this figure the products of equal safety stand in their places.
PLACE_KEY = "monthly_cost"


def sort_keys(key: str = HEADLINE.key) -> tuple[str, ...]:
    """Return the figures that decide an order by `key`: itself, then the rank order.

    >>> sort_keys("monthly_cost")
    ('monthly_cost', 'monthly_cost_per_elemental_mg', 'monthly_outlay')
    """
    return tuple(dict.fromkeys((key, *RANK_ORDER)))


def name_sort_key(name: str) -> str:
    """Return what names are ordered by: letters without regard to case."""
    return name.casefold()


def fast_key(value: Fraction) -> tuple[float, Fraction]:
    """Return what orders numbers exactly as they are, but faster.

    A float is never above the float of a larger number. Where floats differ they decide fast;
    where they are the same, the exact numbers do.
    """
    numerator, denominator = value.as_integer_ratio()
    return numerator / denominator, value


def order_by_figure(
    candidates: Iterable[tuple[int, Figures]], key: str = HEADLINE.key, *, descending: bool = False
) -> list[int]:
    """Return the positions of products in order of a figure, those without it last.

    Each candidate is its position as entered and its figures. `descending` turns the figure's order
    only: of two products that are equal in it, the cheaper one still comes first.
    """
    return _order_by_figures(list(candidates), sort_keys(key), descending=descending)


def _order_by_figures(
    candidates: list[tuple[int, Figures]], keys: tuple[str, ...], *, descending: bool = False
) -> list[int]:
    """Return the positions in order of the first figure. The next ones settle its ties."""
    if len(candidates) < 2:
        return [position for position, _ in candidates]
    if not keys:
        return [position for _, position in sorted(map(_name_and_position, candidates))]
    known: list[_Known] = []
    unknown: list[tuple[int, Figures]] = []
    for candidate in candidates:
        value = candidate[1].number(keys[0])
        if value is None:
            unknown.append(candidate)
        else:
            known.append((*fast_key(-value if descending else value), candidate))
    known.sort(key=itemgetter(0))
    return _order_known(known, keys[1:]) + _order_by_figures(unknown, keys[1:])


def _order_known(known: list[_Known], next_keys: tuple[str, ...]) -> list[int]:
    """Return the positions in order of figures that are sorted by their floats."""
    ordered: list[int] = []
    start, count = 0, len(known)
    while start < count:
        first, end = known[start][0], start + 1
        while end < count and known[end][0] == first:
            end += 1
        if end - start == 1:  # most figures are unlike all others
            ordered.append(known[start][2][0])
        else:
            ordered += _order_near_figures(known[start:end], next_keys)
        start = end
    return ordered


def _order_near_figures(near: list[_Known], next_keys: tuple[str, ...]) -> list[int]:
    """Return the positions in order of figures whose floats are the same."""
    near.sort(key=itemgetter(1))
    ordered: list[int] = []
    for _, same in groupby(near, key=itemgetter(1)):
        ordered += _order_by_figures([candidate for *_, candidate in same], next_keys)
    return ordered


def _name_and_position(candidate: tuple[int, Figures]) -> tuple[str, int]:
    position, figures = candidate
    return name_sort_key(figures.product.product), position

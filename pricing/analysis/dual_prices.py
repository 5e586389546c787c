"""A price of each mineral at which no dose is worth more than it costs.

The prices solve the dual of the relaxed problem, in which parts of a dose may be taken. Then the
prices of the missing amounts add up to a bound: no doses that supply them cost less.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# The prices are whole multiples of 1 / SCALE.
SCALE = 1 << 48
_TOLERANCE = 1e-12
_MAX_PIVOTS = 200


def dual_prices(
    amounts: Sequence[Sequence[int]], costs: Sequence[int], least: Sequence[int]
) -> list[int]:
    """Return the price of one unit of each mineral, in multiples of 1 / SCALE.

    Args:
        amounts: What one dose of each product gives of each mineral.
        costs: What one dose of each product costs at least.
        least: The least amount of each mineral.

    Floats only choose the prices. Afterwards they are lowered, in whole numbers, until no dose is
    worth more than it costs. So the bound holds, however the floats were rounded.

    >>> [round(price / SCALE, 6) for price in dual_prices([(250,), (100,)], [4, 8], [300])]
    [0.016]
    """
    # Many packs make a common denominator, and so whole costs, that no float holds.
    largest = max((*costs, 1))
    approximate = _maximize(amounts, [cost / largest for cost in costs], least)
    prices = [max(0, int(Fraction(price) * largest * SCALE)) for price in approximate]
    for row, cost in zip(amounts, costs, strict=True):
        worth = sum(price * amount for price, amount in zip(prices, row, strict=True))
        allowed = int(cost * SCALE)
        if worth > allowed:
            prices = [price * allowed // worth for price in prices]
    return prices


def _maximize(
    amounts: Sequence[Sequence[int]], costs: Sequence[float], least: Sequence[int]
) -> list[float]:
    """Return prices that make the least amounts worth the most. It is the simplex method.

    The tableau has a row for each product and a column for each mineral with a target. Columns are
    scaled by the target, so that their numbers are of one size.
    """
    minerals = [mineral for mineral, amount in enumerate(least) if amount > 0]
    rows = [
        [*(row[m] / least[m] for m in minerals), cost]
        for row, cost in zip(amounts, costs, strict=True)
    ]
    rows.append([-1.0] * len(minerals) + [0.0])
    columns = list(minerals)
    basis: list[int | None] = [None] * len(costs)
    for _ in range(_MAX_PIVOTS):
        place = _pivot_place(rows)
        if place is None:
            break
        row, column = place
        _exchange(rows, row, column)
        basis[row], columns[column] = columns[column], basis[row]  # type: ignore[assignment]
    prices = [0.0] * len(least)
    for row, mineral in enumerate(basis):
        if mineral is not None:
            prices[mineral] = rows[row][-1] / least[mineral]
    return prices


def _pivot_place(rows: Sequence[Sequence[float]]) -> tuple[int, int] | None:
    """Return the row and column to exchange next, or None if the prices are the best."""
    worth = rows[-1]
    column = min(range(len(worth) - 1), key=worth.__getitem__, default=None)
    if column is None or worth[column] > -_TOLERANCE:
        return None
    ratios = [
        (row[-1] / row[column], at) for at, row in enumerate(rows[:-1]) if row[column] > _TOLERANCE
    ]
    return (min(ratios)[1], column) if ratios else None


def _exchange(rows: list[list[float]], pivot_row: int, column: int) -> None:
    """Exchange a mineral's column with a product's row."""
    pivot = rows[pivot_row][column]
    scaled = [number / pivot for number in rows[pivot_row]]
    for at, row in enumerate(rows):
        factor = row[column]
        if at != pivot_row and factor:
            rows[at] = [number - factor * new for number, new in zip(row, scaled, strict=True)]
            rows[at][column] = -factor / pivot
    scaled[column] = 1 / pivot
    rows[pivot_row] = scaled

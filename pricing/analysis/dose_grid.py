"""Every product at every dose: whole units make the cheapest change from one dose to the next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.calculation.conditions import condition_holds
from pricing.quantities.amounts import MASS
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.model.scenario import Scenario

MAX_TARGETS = 10


@dataclass(frozen=True, slots=True)
class DoseGridCell:
    """A product at a target: units a day, delivered mg a day, and the monthly cost as taken."""

    units: Fraction
    delivered: Fraction
    cost: Fraction
    within_limit: bool


@dataclass(frozen=True, slots=True)
class DoseGrid:
    """Targets in mg a day, a row of cells for each ranked product, and the cheapest rows.

    `cheapest_rows` holds, for each target, the row of the cheapest product within the limit, or
    None if there is none.
    """

    targets: tuple[Fraction, ...]
    rows: tuple[tuple[ComparedProduct, tuple[DoseGridCell, ...]], ...]
    cheapest_rows: tuple[int | None, ...]


def grid_targets(scenario: Scenario) -> tuple[Fraction, ...]:
    """Return targets from a quarter of the mineral's usual target up to the limit.

    Without a limit they end at twice the usual target.

    >>> from pricing.model.scenario import Scenario
    >>> [int(target) for target in grid_targets(Scenario())]
    [50, 100, 150, 200, 250, 300, 350]
    """
    usual = MASS.to_fraction(elements()[scenario.element].default_target)
    limit = scenario.limit
    highest = MASS.to_fraction(limit.amount) if limit and limit.amount else usual * 2
    step = usual / 4
    while highest / step > MAX_TARGETS:
        step *= 2
    targets = tuple(step * count for count in range(1, int(highest / step) + 1))
    return targets if targets and targets[-1] == highest else (*targets, highest)


def dose_grid(comparison: Comparison, previous: DoseGrid | None = None) -> DoseGrid:
    """Return the monthly cost of every ranked product at every target, by the dose policy.

    Rows of an earlier grid are reused for the same product objects if they still hold.
    """
    targets = grid_targets(comparison.scenario)
    reusable = _reusable_rows(previous, comparison.scenario)
    rows = tuple(
        (
            product,
            reusable.get(id(product.product))
            or tuple(_grid_cell(product, target) for target in targets),
        )
        for product in comparison.ranked_products
    )
    cheapest = tuple(
        _cheapest_row([cells[column] for _, cells in rows]) for column in range(len(targets))
    )
    return DoseGrid(targets, rows, cheapest)


def _reusable_rows(
    previous: DoseGrid | None, scenario: Scenario
) -> dict[int, tuple[DoseGridCell, ...]]:
    """Return the rows that still hold, by the identity of the product.

    That is all of them if the scenario differs in the target only, and else none.
    """
    if previous is None or not previous.rows:
        return {}
    earlier = previous.rows[0][0].figures.scenario
    if replace(earlier, target=scenario.target) != scenario:
        return {}
    return {id(product.product): cells for product, cells in previous.rows}


def _grid_cell(product: ComparedProduct, target: Fraction) -> DoseGridCell:
    figures = product.figures.with_input("target_mg", target)
    units, delivered, cost = (
        figures.number(key) or Fraction(0)
        for key in ("units_per_day", "delivered_mg_per_day", "monthly_cost")
    )
    is_within_limit = not condition_holds("over_limit", figures)
    return DoseGridCell(units, delivered, cost, is_within_limit)


def _cheapest_row(cells: list[DoseGridCell]) -> int | None:
    """Return the row of the cheapest cell within the limit; of equal ones, the first in rank."""
    within = [row for row, cell in enumerate(cells) if cell.within_limit]
    return min(within, key=lambda row: cells[row].cost, default=None)

"""Every product at every dose: whole units make the cheapest jump from one dose to the next."""

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
    """A product at a target: units a day, mg delivered, and the month as swallowed."""

    units: Fraction
    delivered: Fraction
    cost: Fraction
    within_limit: bool


@dataclass(frozen=True, slots=True)
class DoseGrid:
    """Targets in mg a day; a row of `Dosed` a ranked product; the row of each target's cheapest.

    The cheapest is one that stays within the limit; None where there is none.
    """

    targets: tuple[Fraction, ...]
    rows: tuple[tuple[ComparedProduct, tuple[DoseGridCell, ...]], ...]
    cheapest_rows: tuple[int | None, ...]


def grid_targets(scenario: Scenario) -> tuple[Fraction, ...]:
    """Doses from a quarter of the mineral's usual target to the limit (else twice the target).

    >>> from pricing.model.scenario import Scenario
    >>> [int(target) for target in grid_targets(Scenario())]
    [50, 100, 150, 200, 250, 300, 350]
    """
    usual = MASS.to_fraction(elements()[scenario.element].default_target)
    limit = scenario.limit
    top = MASS.to_fraction(limit.amount) if limit and limit.amount else usual * 2
    step = usual / 4
    while top / step > MAX_TARGETS:
        step *= 2
    below = tuple(step * count for count in range(1, int(top / step) + 1))
    return below if below and below[-1] == top else (*below, top)


def dose_grid(comparison: Comparison, previous: DoseGrid | None = None) -> DoseGrid:
    """The month of every ranked product at every dose, by the comparison's dose policy.

    `before` is an earlier grid whose work on the very same products is used again.
    """
    doses = grid_targets(comparison.scenario)
    known = _reusable_rows(previous, comparison.scenario)
    rows = tuple(
        (
            each,
            known.get(id(each.product)) or tuple(_grid_cell(each, target) for target in doses),
        )
        for each in comparison.ranked_products
    )
    cheapest = tuple(_cheapest_row([dosed[at] for _, dosed in rows]) for at in range(len(doses)))
    return DoseGrid(doses, rows, cheapest)


def _reusable_rows(
    before: DoseGrid | None, scenario: Scenario
) -> dict[int, tuple[DoseGridCell, ...]]:
    """What still holds, by the product's identity: all, where only the target is another."""
    if before is None or not before.rows:
        return {}
    was = before.rows[0][0].figures.scenario
    if replace(was, target=scenario.target) != scenario:
        return {}
    return {id(each.product): dosed for each, dosed in before.rows}


def _grid_cell(each: ComparedProduct, target: Fraction) -> DoseGridCell:
    figures = each.figures.with_input("target_mg", target)
    units, delivered, cost = (
        figures.number(key) or Fraction(0)
        for key in ("units_per_day", "delivered_mg_per_day", "monthly_cost")
    )
    is_within_limit = not condition_holds("over_limit", figures)
    return DoseGridCell(units, delivered, cost, is_within_limit)


def _cheapest_row(column: list[DoseGridCell]) -> int | None:
    """Where the cheapest within the limit stands; of equals the one that ranks first."""
    within = [at for at, dosed in enumerate(column) if dosed.within_limit]
    return min(within, key=lambda at: column[at].cost, default=None)

"""Every product at every dose: whole units make the best buy change from one dose to the next."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.analysis.product_pairs import find_cheapest_pair_at
from pricing.calculation.conditions import UNSAFE_DOSE_KEYS, condition_holds
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import MASS
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pricing.analysis.product_pairs import Regimen
    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.model.scenario import Scenario

MAX_TARGETS = 10
# Of the costs that a grid colours, each level ends at one of these, and the last has no end.
_ROUND_COSTS = (Fraction(1), Fraction(5, 2), Fraction(5))


@dataclass(frozen=True, slots=True)
class DoseGridCell:
    """A product at a target: units a day, delivered mg a day, and the monthly cost as taken.

    `is_candidate` says whether it can be the best buy there: a safe dose that reaches the target.
    """

    units: Fraction
    delivered: Fraction
    cost: Fraction
    is_safe: bool
    is_candidate: bool
    is_above_target: bool


CellsByTarget = dict[Fraction, DoseGridCell]


@dataclass(frozen=True, slots=True)
class DoseGrid:
    """Targets in mg a day, a row of cells for each ranked product, and the best buys.

    `best_rows` holds, for each target, the row of the best buy, or None if there is none. Then
    `pairs` may hold two products that reach the target together.
    """

    targets: tuple[Fraction, ...]
    rows: tuple[tuple[ComparedProduct, tuple[DoseGridCell, ...]], ...]
    best_rows: tuple[int | None, ...]
    pairs: tuple[Regimen | None, ...]
    cells_by_product: dict[int, CellsByTarget] = field(repr=False)

    def best_buy(self, column: int) -> ComparedProduct | None:
        """Return the best buy at a target."""
        row = self.best_rows[column]
        return None if row is None else self.rows[row][0]


def grid_targets(scenario: Scenario) -> tuple[Fraction, ...]:
    """Return targets from a quarter of the mineral's usual target to one beyond the limit.

    Without a limit they end at twice the usual target. The scenario's own target is among them.

    >>> from pricing.model.scenario import Scenario
    >>> [int(target) for target in grid_targets(Scenario())]
    [50, 100, 150, 200, 250, 300, 350, 400]
    """
    usual = MASS.to_fraction(elements()[scenario.element].default_target)
    limit = scenario.limit
    has_limit = limit is not None and bool(limit.amount)
    highest = MASS.to_fraction(limit.amount or 0) if limit and has_limit else usual * 2
    step = usual / 4
    while highest / step > MAX_TARGETS:
        step *= 2
    targets = {step * count for count in range(1, int(highest / step) + 1)} | {highest}
    if has_limit:
        targets.add(highest + step)
    return tuple(sorted(targets | {MASS.to_fraction(scenario.target)}))


def dose_grid(comparison: Comparison, previous: DoseGrid | None = None) -> DoseGrid:
    """Return the monthly cost of every ranked product at every target, by the dose policy.

    Cells of an earlier grid are reused for the same product objects if they still hold.
    """
    targets = grid_targets(comparison.scenario)
    reusable = _reusable_cells(previous, comparison.scenario)
    cells_by_product = {
        id(product.product): reusable.get(id(product.product), {})
        for product in comparison.ranked_products
    }
    rows = tuple(
        (product, _cells_at(product, targets, cells_by_product[id(product.product)]))
        for product in comparison.ranked_products
    )
    best_rows = tuple(
        _best_row([cells[column] for _, cells in rows]) for column in range(len(targets))
    )
    known = {}
    if previous is not None and reusable.keys() == cells_by_product.keys():
        known = dict(zip(previous.targets, previous.pairs, strict=True))
    pairs = tuple(
        known[target] if target in known else _pair_at(comparison, target, row)
        for target, row in zip(targets, best_rows, strict=True)
    )
    return DoseGrid(targets, rows, best_rows, pairs, cells_by_product)


def _pair_at(comparison: Comparison, target: Fraction, best_row: int | None) -> Regimen | None:
    """Return the two products that reach a target where no product alone does."""
    return find_cheapest_pair_at(comparison, target) if best_row is None else None


def _reusable_cells(previous: DoseGrid | None, scenario: Scenario) -> dict[int, CellsByTarget]:
    """Return the cells that still hold, by the identity of the product.

    Those are all of them if the scenario differs in the target only, and else none.
    """
    if previous is None or not previous.rows:
        return {}
    earlier = previous.rows[0][0].figures.scenario
    is_same = replace(earlier, target=scenario.target) == scenario
    # The rows keep the products alive, so that no other product has their identity.
    return previous.cells_by_product if is_same else {}


def _cells_at(
    product: ComparedProduct, targets: Sequence[Fraction], known: CellsByTarget
) -> tuple[DoseGridCell, ...]:
    for target in targets:
        if target not in known:
            known[target] = _grid_cell(product, target)
    return tuple(known[target] for target in targets)


def _grid_cell(product: ComparedProduct, target: Fraction) -> DoseGridCell:
    figures = product.figures.with_input("target_mg", target)
    units, delivered, cost = (
        figures.number(key) or Fraction(0)
        for key in ("units_per_day", "delivered_mg_per_day", "monthly_cost")
    )
    is_safe = not any(condition_holds(key, figures) for key in UNSAFE_DOSE_KEYS)
    is_candidate = (
        is_safe
        and not condition_holds("short_of_target", figures)
        and not product.evaluation.has_label_doubt
    )
    is_above = is_safe and condition_holds("above_target", figures)
    return DoseGridCell(units, delivered, cost, is_safe, is_candidate, is_above)


def _best_row(cells: list[DoseGridCell]) -> int | None:
    """Return the row of the cheapest candidate; of equal ones, the first in rank."""
    candidates = [row for row, cell in enumerate(cells) if cell.is_candidate]
    return min(candidates, key=lambda row: cells[row].cost, default=None)


# -- levels of cost ----------------------------------------------------------------------------


def cost_levels(costs: Iterable[Fraction]) -> tuple[Fraction, Fraction, Fraction]:
    """Return the round costs at which the first three of four levels end, each twice the last.

    The middle one is near the geometric mean of the lowest and the highest cost.

    >>> [float(end) for end in cost_levels(map(Fraction, ("1.35", "7.12", "17.67")))]
    [2.5, 5.0, 10.0]
    """
    known = [cost for cost in costs if cost] or [Fraction(1)]
    lowest, product = min(known), min(known) * max(known)
    power = Fraction(1)
    while power * 10 <= lowest:
        power *= 10
    while power > lowest:
        power /= 10
    rounded = [cost * power for cost in _ROUND_COSTS]
    while rounded[-1] ** 2 < product:
        rounded += [cost * 10 for cost in rounded[-len(_ROUND_COSTS) :]]
    middle = min(rounded, key=lambda cost: max(cost**2 / product, product / cost**2))
    return middle / 2, middle, middle * 2


def cost_level(cost: Fraction, levels: Sequence[Fraction]) -> int:
    """Return the level of a cost, from 0 to 3. A cost at the end of a level belongs to the next.

    >>> [cost_level(Fraction(cost), (Fraction(5), Fraction(10), Fraction(20))) for cost in (4, 5)]
    [0, 1]
    """
    return bisect_right(levels, cost)

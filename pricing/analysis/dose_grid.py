"""Every product at every dose: whole units make the best buy change from one dose to the next."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.analysis.product_pairs import find_cheapest_pair_at
from pricing.calculation.conditions import condition_holds, has_unsafe_dose
from pricing.calculation.rank_order import fast_key
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import MASS
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pricing.analysis.product_pairs import CombinedDoses
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


@dataclass(frozen=True, slots=True)
class DoseColumn:
    """A target in mg a day, with a cell for each ranked product.

    `best_row` is the row of the best buy, or None if there is none. Then `pair` may hold two
    products that reach the target together. `cost_range` is the lowest and the highest cost of a
    safe dose, or nothing without one.
    """

    target: Fraction
    cells: tuple[DoseGridCell, ...]
    best_row: int | None
    pair: CombinedDoses | None
    cost_range: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class DoseGrid:
    """The ranked products, and a column for each target."""

    products: tuple[ComparedProduct, ...]
    columns: tuple[DoseColumn, ...]

    @property
    def targets(self) -> tuple[Fraction, ...]:
        return tuple(column.target for column in self.columns)

    @property
    def rows(self) -> tuple[tuple[ComparedProduct, tuple[DoseGridCell, ...]], ...]:
        """Each product with its cells."""
        cells = zip(*(column.cells for column in self.columns), strict=True)
        return tuple(zip(self.products, cells, strict=True))

    @property
    def safe_costs(self) -> tuple[Fraction, ...]:
        """The lowest and the highest cost of a safe dose at each target."""
        return tuple(cost for column in self.columns for cost in column.cost_range)

    def best_buy(self, column: int) -> ComparedProduct | None:
        """Return the best buy at a target."""
        row = self.columns[column].best_row
        return None if row is None else self.products[row]


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
    earlier = _reusable_columns(previous, comparison.scenario)
    # The earlier grid keeps its products alive, so that no other product has their identity.
    identities = _identities(previous.products) if previous and earlier else ()
    columns: list[DoseColumn] = []
    for target in grid_targets(comparison.scenario):
        lower = columns[-1].cells if columns else (None,) * len(comparison.ranked_products)
        columns.append(_column(comparison, target, earlier.get(target), identities, lower))
    return DoseGrid(comparison.ranked_products, tuple(columns))


def _reusable_columns(
    previous: DoseGrid | None, scenario: Scenario
) -> Mapping[Fraction, DoseColumn]:
    """Return the columns that still hold for the same products, by their targets.

    Those are all of them if the scenario differs in the target only, and else none.
    """
    if previous is None or not previous.products:
        return {}
    earlier = previous.products[0].figures.scenario
    is_same = replace(earlier, target=scenario.target) == scenario
    return {column.target: column for column in previous.columns} if is_same else {}


def _identities(products: Sequence[ComparedProduct]) -> tuple[int, ...]:
    return tuple(id(product.product) for product in products)


def _column(
    comparison: Comparison,
    target: Fraction,
    earlier: DoseColumn | None,
    earlier_ids: Sequence[int],
    lower: Sequence[DoseGridCell | None],
) -> DoseColumn:
    """Return the column of a target, of which the `lower` cells at the target before are known.

    The earlier one's products are given by their identities.
    """
    products = comparison.ranked_products
    identities = _identities(products)
    if earlier is not None and identities == earlier_ids:
        return earlier
    known = dict(zip(earlier_ids, earlier.cells, strict=True)) if earlier else {}
    is_present = target == MASS.to_fraction(comparison.scenario.target)
    cells = tuple(
        known.get(identity) or _grid_cell(product, None if is_present else target, lower_cell)
        for identity, product, lower_cell in zip(identities, products, lower, strict=True)
    )
    best_row = _best_row(cells)
    pair = None
    if best_row is None:  # no product reaches the target alone
        is_known = earlier is not None and known.keys() == set(identities)
        pair = earlier.pair if earlier and is_known else find_cheapest_pair_at(comparison, target)
    costs = [fast_key(cell.cost) for cell in cells if cell.is_safe and cell.cost]
    cost_range = (min(costs)[1], max(costs)[1]) if costs else ()
    return DoseColumn(target, cells, best_row, pair, cost_range)


def _grid_cell(
    product: ComparedProduct, target: Fraction | None, lower: DoseGridCell | None
) -> DoseGridCell:
    """Return the cell of a product at a target, or at the present one for None.

    Many doses are the same at a `lower` target. Such a dose costs and delivers the same.
    """
    figures = product.figures
    if target is not None:
        figures = figures.with_input("target_mg", target)
    units = figures.number("units_per_day") or Fraction(0)
    if lower is not None and lower.units == units:
        delivered, cost, is_safe = lower.delivered, lower.cost, lower.is_safe
    else:
        delivered = figures.number("delivered_mg_per_day") or Fraction(0)
        cost = figures.number("monthly_cost") or Fraction(0)
        is_safe = not has_unsafe_dose(figures)
    is_candidate = (
        is_safe
        and not product.evaluation.has_label_doubt
        and not condition_holds("short_of_target", figures)
    )
    is_above = is_safe and condition_holds("above_target", figures)
    return DoseGridCell(units, delivered, cost, is_safe, is_candidate, is_above)


def _best_row(cells: Sequence[DoseGridCell]) -> int | None:
    """Return the row of the cheapest candidate; of equal ones, the first in rank."""
    candidates = [row for row, cell in enumerate(cells) if cell.is_candidate]
    return min(candidates, key=lambda row: fast_key(cells[row].cost), default=None)


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

"""Every product at every dose: whole units make the best buy change from one dose to the next."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.analysis.product_pairs import find_cheapest_pair_at
from pricing.analysis.target_ranges import TargetRanges, grid_targets
from pricing.calculation.conditions import condition_holds, has_unsafe_dose
from pricing.calculation.measures import HEADLINE
from pricing.calculation.rank_order import fast_key
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import MASS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pricing.analysis.product_pairs import CombinedDoses
    from pricing.calculation.comparison import ComparedProduct, Comparison

# Of the costs that a grid colours, each level ends at one of these, and the last has no end.
_ROUND_COSTS = (Fraction(1), Fraction(5, 2), Fraction(5))

# A float is off by far less. It decides only which products are looked at.
_ROUNDING_MARGIN = 1 + 1e-9


@dataclass(frozen=True, slots=True)
class DoseGridCell:
    """A product at a target: units a day, delivered mg a day, and the monthly cost as taken."""

    units: Fraction
    delivered: Fraction
    cost: Fraction
    is_safe: bool
    is_above_target: bool


@dataclass(frozen=True, slots=True)
class DoseColumn:
    """A target in mg a day, and its best buy.

    If there is none, `pair` may hold two products that reach the target together.
    """

    target: Fraction
    best_buy: ComparedProduct | None
    pair: CombinedDoses | None


class DoseGrid:
    """The ranked products, and a column for each target. A row is computed when it is asked for."""

    def __init__(
        self,
        products: Sequence[ComparedProduct],
        columns: Sequence[DoseColumn],
        cost_range: tuple[Fraction, ...],
    ) -> None:
        """Keep what was found.

        Args:
            products: The ranked products.
            columns: The targets, from the lowest one on.
            cost_range: The lowest and the highest cost of a safe dose, or nothing without one.
        """
        self.products = products
        self.columns = columns
        self.cost_range = cost_range
        self._cells: dict[int, tuple[DoseGridCell, ...]] = {}  # by the product's position

    @property
    def targets(self) -> tuple[Fraction, ...]:
        return tuple(column.target for column in self.columns)

    @property
    def rows(self) -> tuple[tuple[ComparedProduct, tuple[DoseGridCell, ...]], ...]:
        """Each product with its cells."""
        return tuple((product, self.cells_of(product)) for product in self.products)

    def cells_of(self, product: ComparedProduct) -> tuple[DoseGridCell, ...]:
        """Return the cells of a ranked product, one for each target."""
        if product.position not in self._cells:
            cells: list[DoseGridCell] = []
            for target in self.targets:
                cells.append(_grid_cell(product, target, cells[-1] if cells else None))
            self._cells[product.position] = tuple(cells)
        return self._cells[product.position]

    def best_buy(self, column: int) -> ComparedProduct | None:
        """Return the best buy at a target."""
        return self.columns[column].best_buy


def dose_grid(
    comparison: Comparison,
    previous: DoseGrid | None = None,
    target_ranges: TargetRanges | None = None,
) -> DoseGrid:
    """Return the monthly cost of every ranked product at every target, by the dose policy.

    What an earlier grid found is taken from it if it still holds. `target_ranges` keeps the best
    buys.
    """
    ranges, targets = target_ranges or TargetRanges(), grid_targets(comparison.scenario)
    earlier = previous if previous and _still_holds(previous, comparison) else None
    pairs = {column.target: column.pair for column in earlier.columns} if earlier else {}
    columns: list[DoseColumn] = []
    for target in targets:
        best, pair = ranges.best_buy_at(comparison, target), None
        if best is None:  # no product reaches the target alone
            is_known = target in pairs
            pair = pairs[target] if is_known else find_cheapest_pair_at(comparison, target)
        columns.append(DoseColumn(target, best, pair))
    if earlier and _ends(earlier.targets) == _ends(targets):
        cost_range = earlier.cost_range
    else:
        cost_range = _cost_range(comparison, targets)
    return DoseGrid(comparison.ranked_products, columns, cost_range)


def _ends(targets: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    return targets[0], targets[-1]


def _still_holds(previous: DoseGrid, comparison: Comparison) -> bool:
    """Return whether an earlier grid is of the same products, and of all but the target."""
    if not previous.products:
        return False
    earlier, scenario = previous.products[0].figures.scenario, comparison.scenario
    is_same = replace(earlier, target=scenario.target) == scenario
    # The earlier grid keeps its products alive, so that no other product has their identity.
    return is_same and _identities(previous.products) == _identities(comparison.ranked_products)


def _identities(products: Sequence[ComparedProduct]) -> list[int]:
    return [id(product.product) for product in products]


def _grid_cell(
    product: ComparedProduct, target: Fraction, lower: DoseGridCell | None = None
) -> DoseGridCell:
    """Return the cell of a product at a target.

    Many doses are the same at a `lower` target. Such a dose costs and delivers the same.
    """
    figures = product.figures
    if target != MASS.to_fraction(figures.scenario.target):
        figures = figures.with_input("target_mg", target)
    units = figures.number("units_per_day") or Fraction(0)
    if lower is not None and lower.units == units:
        delivered, cost, is_safe = lower.delivered, lower.cost, lower.is_safe
    else:
        delivered = figures.number("delivered_mg_per_day") or Fraction(0)
        cost = figures.number("monthly_cost") or Fraction(0)
        is_safe = not has_unsafe_dose(figures)
    is_above = is_safe and condition_holds("above_target", figures)
    return DoseGridCell(units, delivered, cost, is_safe, is_above)


# -- the range of costs ------------------------------------------------------------------------


def _cost_range(comparison: Comparison, targets: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Return the lowest and the highest cost of a safe dose at these targets, if there is one.

    A higher target asks for no smaller dose, which is no safer and costs no less.
    """
    lowest = _lowest_cost(comparison, targets[0])
    if lowest is None:
        return ()
    return lowest, _highest_cost(comparison, targets) or lowest


def _lowest_cost(comparison: Comparison, target: Fraction) -> Fraction | None:
    """Return the lowest cost of a safe dose. Most products need not be looked at."""
    found: Fraction | None = None
    for product, bound in _by_least_cost(comparison, target):
        if found is not None and bound >= found:
            break
        cell = _grid_cell(product, target)
        if cell.is_safe and cell.cost:
            found = cell.cost if found is None else min(found, cell.cost)
    return found


def _by_least_cost(
    comparison: Comparison, target: Fraction
) -> Iterator[tuple[ComparedProduct, Fraction]]:
    """Give each product and what no dose of it costs less than, the lowest of that first."""
    products, scenario = comparison.ranked_products, comparison.scenario
    if scenario.dose_policy == "exact":
        for product in products:
            yield product, product.number(HEADLINE.key) * target
        return
    costs = [product.evaluation.smallest_dose.cost or Fraction(0) for product in products]
    for at in sorted(range(len(costs)), key=lambda at: fast_key(costs[at])):
        yield products[at], costs[at] * scenario.days


def _highest_cost(comparison: Comparison, targets: Sequence[Fraction]) -> Fraction | None:
    """Return the highest cost of a safe dose. Most products need not be looked at."""
    found = Fraction(0)
    for product in reversed(comparison.ranked_products):
        if _may_cost(product, targets[-1], float(found)):
            found = max(found, _highest_safe_cost(product, targets))
    return found or None


def _may_cost(product: ComparedProduct, target: Fraction, cost: float) -> bool:
    """Return whether a safe dose for a target may cost more than an amount."""
    # No rule asks for more than the target and a smallest dose.
    most = float(target + (product.evaluation.smallest_dose.delivered or 0))
    limit = product.figures.number("limit_mg")
    if limit is not None:
        most = min(most, float(limit))
    return float(product.number(HEADLINE.key)) * most * _ROUNDING_MARGIN >= cost


def _highest_safe_cost(product: ComparedProduct, targets: Sequence[Fraction]) -> Fraction:
    """Return the cost of the largest safe dose of a product; 0 if no dose is safe."""
    for target in reversed(targets):
        cell = _grid_cell(product, target)
        if cell.is_safe:
            return cell.cost
    return Fraction(0)


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

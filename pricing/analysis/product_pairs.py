"""The cheapest regimen that reaches the target: whole doses of one product, or of two together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, lcm
from operator import attrgetter
from typing import TYPE_CHECKING

from pricing.calculation.checks import Severity
from pricing.model.scenario import LEAST_MEETING_TARGET

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pricing.calculation.comparison import ComparedProduct, Comparison

_ZERO = Fraction(0)
# Nobody takes more smallest doses of one product a day than this.
MAX_DOSES_PER_DAY = 60
# These checks stop a dose, but another dose of the same product may be acceptable.
_DOSE_CHECK_KEYS = frozenset({"over_limit"})


@dataclass(frozen=True, slots=True)
class RegimenDose:
    """A number of units a day of one product."""

    compared_product: ComparedProduct
    units: Fraction

    def numbers(self, *keys: str) -> tuple[Fraction, ...]:
        """Return figures of the product at this dose; 0 for one that does not exist."""
        figures = self.compared_product.figures.with_input("units_per_day", self.units)
        return tuple(figures.number(key) or Fraction(0) for key in keys)


@dataclass(frozen=True, slots=True)
class Regimen:
    """Doses that reach the target, the mg a day they deliver, and their monthly cost as taken."""

    doses: tuple[RegimenDose, ...]
    delivered: Fraction
    cost: Fraction


@dataclass(frozen=True, slots=True)
class _ScaledDose:
    """One smallest dose of a product, with its mass and cost as multiples of common units."""

    compared_product: ComparedProduct
    mass: int
    cost: int


@dataclass(slots=True)
class _BestSoFar:
    """The cheapest doses found so far and their numbers. Of equal ones the first found stays."""

    cost: int | None = None
    doses: tuple[tuple[_ScaledDose, int], ...] = ()

    def is_improved_by(self, cost: int) -> bool:
        return self.cost is None or cost < self.cost

    def update(self, cost: int, *doses: tuple[_ScaledDose, int]) -> None:
        if self.is_improved_by(cost):
            self.cost, self.doses = cost, doses


Regimens = tuple[Regimen | None, Regimen | None]


def find_cheapest_regimens(comparison: Comparison) -> Regimens:
    """Return the cheapest regimens of one and of two products within the limit.

    The first is None if no product alone reaches the target. The second is None if no two together
    are cheaper than the first. The search is exact. It leaves out food and products with a stop.
    The result is kept with the comparison.
    """
    regimens: Regimens = comparison.kept_result("regimens", _find_cheapest_regimens)
    return regimens


def find_cheapest_pair_at(comparison: Comparison, target: Fraction) -> Regimen | None:
    """Return the cheapest two products that reach another target within the limit, if any do.

    It is None where one product alone costs no more.
    """
    return _find_cheapest_regimens(comparison, target)[1]


def _find_cheapest_regimens(comparison: Comparison, target_mg: Fraction | None = None) -> Regimens:
    usable = [product for product in comparison.ranked_products if _is_usable(product)]
    if not usable:
        return None, None
    figures = usable[0].figures
    if target_mg is not None:
        figures = figures.with_input("target_mg", target_mg)
    target = LEAST_MEETING_TARGET.evaluate(figures) or Fraction(0)
    limit = usable[0].figures.number("limit_mg")
    masses = [_smallest_dose_number(product, "delivered_mg_per_day") for product in usable]
    costs = [_smallest_dose_number(product, "cost_per_day") for product in usable]
    mass_unit = _common_unit((target, *masses, *([limit] if limit else [])))
    cost_unit = _common_unit(costs)
    doses = _two_of_each_mass(
        sorted(
            (
                _ScaledDose(product, _in_units(mass, mass_unit), _in_units(cost, cost_unit))
                for product, mass, cost in zip(usable, masses, costs, strict=True)
            ),
            key=attrgetter("cost"),
        )
    )
    least = _in_units(target, mass_unit)
    most = _in_units(limit, mass_unit) if limit else least * MAX_DOSES_PER_DAY
    if least > most:
        return None, None
    single = _best_single(doses, least, most)
    pair = _best_pair(doses, least, most, _BestSoFar(single.cost))
    return _regimen(single), _regimen(pair)


def _smallest_dose_number(product: ComparedProduct, key: str) -> Fraction:
    return product.evaluation.smallest_dose.number(key) or _ZERO


def _common_unit(numbers: Iterable[Fraction]) -> int:
    """Return how many of a unit make 1, so that each number is a whole number of units."""
    return lcm(*{number.denominator for number in numbers})


def _in_units(number: Fraction, units_of_one: int) -> int:
    return number.numerator * (units_of_one // number.denominator)


def _is_usable(product: ComparedProduct) -> bool:
    for flag in product.flags:
        if flag.severity is Severity.STOP and flag.key not in _DOSE_CHECK_KEYS:
            return False
    return not product.product.is_food


def _two_of_each_mass(doses: Iterable[_ScaledDose]) -> list[_ScaledDose]:
    """Return the two cheapest doses of each mass, in the order given, which is that of cost.

    In a pair with any other dose, one of the two can take its place and costs no more.
    """
    counts: Counter[int] = Counter()
    kept = []
    for dose in doses:
        counts[dose.mass] += 1
        if counts[dose.mass] <= 2:
            kept.append(dose)
    return kept


def _best_single(doses: list[_ScaledDose], least: int, most: int) -> _BestSoFar:
    best = _BestSoFar()
    for dose in doses:
        count = -(-least // dose.mass)
        if count <= MAX_DOSES_PER_DAY and count * dose.mass <= most:
            best.update(count * dose.cost, (dose, count))
    return best


def _best_pair(doses: list[_ScaledDose], least: int, most: int, best: _BestSoFar) -> _BestSoFar:
    """Return the cheapest pair of some doses of one product and the fewest needed of another.

    Doses are ordered by cost. So if one is too expensive to complete a pair, all later ones are.
    """
    for dose in doses:
        for count in range(1, min(MAX_DOSES_PER_DAY, ceil(least / dose.mass) - 1) + 1):
            cost, missing = count * dose.cost, least - count * dose.mass
            if not best.is_improved_by(cost):
                break
            remaining_limit = most - count * dose.mass
            for other, needed in _completions(doses, best, cost, missing, remaining_limit):
                if other is not dose:
                    best.update(cost + needed * other.cost, (dose, count), (other, needed))
    return best


def _completions(
    doses: list[_ScaledDose], best: _BestSoFar, cost: int, missing: int, remaining_limit: int
) -> Iterator[tuple[_ScaledDose, int]]:
    """Give doses for the missing mass within the remaining limit, while they may be cheaper."""
    for other in doses:
        if not best.is_improved_by(cost + other.cost):
            return
        needed = -(-missing // other.mass)
        if needed <= MAX_DOSES_PER_DAY and needed * other.mass <= remaining_limit:
            yield other, needed


def _regimen(best: _BestSoFar) -> Regimen | None:
    if not best.doses:
        return None
    doses = tuple(
        RegimenDose(dose.compared_product, count * dose.compared_product.number("smallest_dose"))
        for dose, count in sorted(best.doses, key=lambda pair: pair[0].compared_product.rank or 0)
    )
    numbers = [dose.numbers("delivered_mg_per_day", "monthly_cost") for dose in doses]
    delivered, cost = (sum(column, Fraction(0)) for column in zip(*numbers, strict=True))
    return Regimen(doses, delivered, cost)

"""The cheapest way to the target: whole doses of one product, or of two together."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain
from math import lcm
from typing import TYPE_CHECKING

from pricing.analysis.dose_choices import DoseChoice, most_doses_per_day
from pricing.analysis.regimen_search import find_cheapest_by_number
from pricing.calculation.comparison import HEADLINE_KEY
from pricing.calculation.figures import most_a_day
from pricing.model.scenario import LEAST_MEETING_TARGET
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import MASS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.model.product import Product
    from pricing.model.scenario import Scenario

_ZERO = Fraction(0)
_MOST_IN_A_PAIR = 2


@dataclass(frozen=True, slots=True)
class CombinedDose:
    """A number of units a day of one product."""

    compared_product: ComparedProduct
    units: Fraction

    def numbers(self, *keys: str) -> tuple[Fraction, ...]:
        """Return figures of the product at this dose; 0 for one that does not exist."""
        figures = self.compared_product.figures.with_input("units_per_day", self.units)
        return tuple(figures.number(key) or Fraction(0) for key in keys)


@dataclass(frozen=True, slots=True)
class CombinedDoses:
    """Doses that reach the target, the mg a day they deliver, and their monthly cost as taken."""

    doses: tuple[CombinedDose, ...]
    delivered: Fraction
    cost: Fraction


SingleAndPair = tuple[CombinedDoses | None, CombinedDoses | None]


def find_cheapest_one_or_two(comparison: Comparison) -> SingleAndPair:
    """Return the cheapest doses of one product and of two within the limit.

    The first is None if no product alone reaches the target. The second is None if no two together
    are cheaper than the first. The search is exact. It leaves out food and products whose label
    is in doubt. The result is kept with the comparison.
    """
    found: SingleAndPair = comparison.kept_result("one_or_two", _find_one_or_two)
    return found


def find_cheapest_pair_at(comparison: Comparison, target: Fraction) -> CombinedDoses | None:
    """Return the cheapest two products that reach another target within the limit, if any do.

    It is None where one product alone costs no more.
    """
    return _find_one_or_two(comparison, target)[1]


def _find_one_or_two(comparison: Comparison, target: Fraction | None = None) -> SingleAndPair:
    """Return the cheapest doses for a target in mg, or for that of the scenario."""
    usable = [one for one in comparison.answered_products if not one.product.is_food]
    if not usable:
        return None, None
    search = _PairSearch(_cheapest_of_each_label(usable), comparison.scenario, target)
    single, pair = search.cheapest((1, _MOST_IN_A_PAIR))
    is_pair = pair is not None and len(pair.doses) == _MOST_IN_A_PAIR
    return single, pair if is_pair else None


def _cheapest_of_each_label(ranked: Iterable[ComparedProduct]) -> list[ComparedProduct]:
    """Return the products of which a cheapest pair may need any.

    Products rank by the cost per mg. Where their doses hold the same, that is the order of what a
    dose costs, and a pair needs no more than the first two. All that cost as much as the second
    stay, because other things settle ties.
    """
    kept: list[ComparedProduct] = []
    costs_by_label: dict[tuple[object, ...], list[Fraction]] = {}
    for compared in ranked:
        product, cost = compared.product, compared.number(HEADLINE_KEY)
        amount = (product.compound, product.form) if product.elemental is None else ()
        label = (product.elemental, *amount, product.serving_units, product.smallest_dose,
                 product.other_minerals)  # fmt: skip
        costs = costs_by_label.setdefault(label, [])
        if len(costs) < _MOST_IN_A_PAIR:
            costs.append(cost)
        elif cost != costs[-1]:
            continue
        kept.append(compared)
    return kept


class _PairSearch:
    """The usable products of a comparison as whole numbers of common units."""

    def __init__(
        self,
        usable: Sequence[ComparedProduct],
        scenario: Scenario,
        target: Fraction | None = None,
    ) -> None:
        self._usable = usable
        figures = usable[0].figures
        if target is not None:
            figures = figures.with_input("target_mg", target)
        limits = _other_limits(usable, scenario)
        least = [LEAST_MEETING_TARGET.evaluate(figures) or _ZERO, *(_ZERO for _ in limits)]
        most = [most_a_day(scenario.element, scenario), *limits.values()]
        amounts = [_amounts_of_smallest_dose(product, limits) for product in usable]
        costs = [product.evaluation.smallest_dose.cost or _ZERO for product in usable]
        mass_unit = _common_unit(chain(least, filter(None, most), *amounts))
        cost_unit = _common_unit(costs)
        self._least = [_in_units(amount, mass_unit) for amount in least]
        self._most = [None if amount is None else _in_units(amount, mass_unit) for amount in most]
        self._choices = [
            self._choice(
                product.product,
                _in_units(cost, cost_unit),
                [_in_units(amount, mass_unit) for amount in dose],
            )
            for product, dose, cost in zip(usable, amounts, costs, strict=True)
        ]

    def _choice(self, product: Product, cost: int, amounts: Sequence[int]) -> DoseChoice:
        """Return the doses of a product up to the one that reaches the target alone."""
        needed = min(most_doses_per_day(product), -(-self._least[0] // amounts[0]))
        costs = tuple(range(cost, cost * needed + 1, cost)) if cost else (0,) * needed
        return DoseChoice(product.product, costs, tuple(amounts), product.smallest_dose)

    def cheapest(self, numbers: Collection[int]) -> list[CombinedDoses | None]:
        """Return the cheapest doses of at most so many products, within every mineral's limit."""
        found = find_cheapest_by_number(self._choices, self._least, self._most, numbers)
        return [
            _combination([(self._usable[at], count) for at, count in one.counts]) if one else None
            for one in found
        ]


def _other_limits(usable: Iterable[ComparedProduct], scenario: Scenario) -> dict[str, Fraction]:
    """Return the most mg a day of the other minerals that the products hold."""
    limits = {}
    for element in {one.element for product in usable for one in product.product.ingredients[1:]}:
        most = most_a_day(element, scenario)
        if most is not None:
            limits[element] = most
    return limits


def _amounts_of_smallest_dose(
    compared: ComparedProduct, other_elements: Collection[str]
) -> list[Fraction]:
    """Return the mg of the compared mineral and of others in a smallest dose."""
    product = compared.product
    delivered = compared.evaluation.smallest_dose.delivered or _ZERO
    if not other_elements:
        return [delivered]
    servings = Fraction(product.smallest_dose, product.serving_units)
    held = {one.element: one.amount for one in product.ingredients[1:]}
    return [
        delivered,
        *(servings * held.get(element, _ZERO) / MASS.base_per_unit for element in other_elements),
    ]


def _common_unit(numbers: Iterable[Fraction]) -> int:
    """Return how many of a unit make 1, so that each number is a whole number of units."""
    return lcm(*{number.denominator for number in numbers})


def _in_units(number: Fraction, units_of_one: int) -> int:
    return number.numerator * (units_of_one // number.denominator)


def _combination(taken: Iterable[tuple[ComparedProduct, int]]) -> CombinedDoses:
    doses = tuple(
        CombinedDose(product, count * product.number("smallest_dose"))
        for product, count in sorted(taken, key=lambda pair: pair[0].rank or 0)
    )
    numbers = [dose.numbers("delivered_mg_per_day", "monthly_cost") for dose in doses]
    delivered, cost = (sum(column, Fraction(0)) for column in zip(*numbers, strict=True))
    return CombinedDoses(doses, delivered, cost)

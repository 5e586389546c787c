"""The products that a person takes in a day: totals for each mineral, and money."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from pricing.analysis.contents import unstated_minerals
from pricing.analysis.offer_names import OfferNames
from pricing.calculation.checks import CheckCase, Flag, find_label_doubt
from pricing.calculation.figures import Figures
from pricing.model.columns import find_unit_kind
from pricing.model.product import UNIT_KINDS, UNSTATED_UNIT
from pricing.problems.errors import BadInput, ProblemKind
from pricing.problems.messages import Term
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import UNITS, DecimalMark, read_amount, stated_unit
from pricing.quantities.dates import today

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.analysis.regimen_scenario import RegimenScenario
    from pricing.model.product import Product


@dataclass(frozen=True, slots=True)
class Take:
    """A number of units a day of one product."""

    product: Product
    units: Fraction

    def figures(self, scenario: RegimenScenario) -> Figures:
        """Return the figures of the product at this dose."""
        own = Figures(self.product, scenario.scenario_of(self.product.element))
        return own.with_input("units_per_day", self.units)

    def amount_of(self, element: str) -> Fraction:
        """Return the micrograms a day of a mineral.

        >>> from pricing.model.product import Product
        >>> tablet = Product("Zn", 90_000, 9_000_000, "USD", element="Zn", elemental=15_000)
        >>> Take(tablet, Fraction(2)).amount_of("Zn")
        Fraction(30000, 1)
        """
        servings = self.units / UNITS.to_fraction(self.product.serving_units)
        amounts = (one.amount for one in self.product.ingredients if one.element == element)
        return servings * sum(amounts, Fraction(0))

    @property
    def unstated_minerals(self) -> tuple[str, ...]:
        """The minerals whose amounts in the product are not all known."""
        return unstated_minerals(self.product)

    def holds(self, element: str) -> bool:
        """Return whether the product holds a mineral, be its amount known or not."""
        return bool(self.amount_of(element)) or element in self.unstated_minerals

    def label_doubt(self, scenario: RegimenScenario) -> Flag | None:
        """Return the worst flag that makes the label doubtful; None if none does."""
        return find_label_doubt(CheckCase(self.figures(scenario), today()))


def check_units(product: Product, units: int) -> None:
    """Check that units a day, in thousandths, are whole smallest doses of a product.

    Raises:
        BadInput: They are not, or they are zero.
    """
    if not units:
        raise BadInput(ProblemKind.ZERO)
    if units % product.smallest_dose:
        plural = product.unit_kind_details.plural
        raise BadInput(ProblemKind.NOT_WHOLE_UNITS, units=plural, value=UNITS.text(units))


def read_units(product: Product, text: str, mark: DecimalMark = DecimalMark.AUTO) -> int:
    """Return the units a day, in thousandths, that a text states for a product.

    Raises:
        BadInput: They are no whole smallest doses, or of another kind than the product's.
    """
    units = read_amount(text.strip(), UNITS, mark)
    word = stated_unit(text, UNITS)
    kind = find_unit_kind(word) if word else ""
    if kind and product.unit_kind not in {kind, UNSTATED_UNIT}:
        stated, unit = (Term(UNIT_KINDS[one].plural) for one in (kind, product.unit_kind))
        raise BadInput(ProblemKind.UNIT_OF_OTHER_KIND, value=text, stated=stated, unit=unit)
    check_units(product, units)
    return units


@dataclass(frozen=True, slots=True)
class WaitingTake:
    """A product that is taken, but of which the dose gives no certain amounts yet.

    `elements` are the minerals that it holds, as far as that is known.
    """

    product: str
    elements: tuple[str, ...]


@dataclass(frozen=True)
class Regimen:
    """The doses that a person takes in a day, in a scenario.

    `waiting` holds what is taken too and is in no total.
    """

    takes: tuple[Take, ...]
    scenario: RegimenScenario
    waiting: tuple[WaitingTake, ...] = ()

    @cached_property
    def elements(self) -> tuple[str, ...]:
        """The minerals with a target, then the others that the products hold in any amount."""
        targets = [target.element for target in self.scenario.targets]
        held = [one.element for take in self.takes for one in take.product.ingredients]
        unstated = [element for take in self.takes for element in take.unstated_minerals]
        waiting = [element for take in self.waiting for element in take.elements]
        return tuple(dict.fromkeys((*targets, *held, *unstated, *waiting)))

    @cached_property
    def totals(self) -> Mapping[str, Fraction]:
        """The micrograms a day of each mineral from supplements. Food is in `food_totals`."""
        return self._totals(is_food=False)

    @cached_property
    def food_totals(self) -> Mapping[str, Fraction]:
        """The micrograms a day of each mineral from foods."""
        return self._totals(is_food=True)

    def _totals(self, *, is_food: bool) -> Mapping[str, Fraction]:
        takes = [take for take in self.takes if take.product.is_food is is_food]
        return {
            element: sum((take.amount_of(element) for take in takes), Fraction(0))
            for element in self.elements
        }

    @cached_property
    def at_least(self) -> frozenset[str]:
        """The minerals of which some product holds an amount that is not known."""
        unstated = (element for take in self.takes for element in take.unstated_minerals)
        waiting = (element for take in self.waiting for element in take.elements)
        return frozenset((*unstated, *waiting))

    @cached_property
    def by_product(self) -> tuple[Take, ...]:
        """The products taken in a day, each once with its doses together, as packs are bought.

        >>> from pricing.analysis.regimen_scenario import RegimenScenario, Target
        >>> from pricing.model.product import Product
        >>> tablet = Product("Zn", 90_000, 9_000_000, "USD", element="Zn", elemental=15_000)
        >>> doses = (Take(tablet, Fraction(1)), Take(tablet, Fraction(2)))
        >>> day = Regimen(doses, RegimenScenario((Target("Zn", 10_000),)))
        >>> [take.units for take in day.by_product]
        [Fraction(3, 1)]
        """
        if len(self.takes) < 2:
            return self.takes
        units: dict[Product, Fraction] = {}
        for take in self.takes:
            units[take.product] = units.get(take.product, Fraction(0)) + take.units
        return tuple(Take(product, total) for product, total in units.items())

    def together(self, take: Take) -> Take:
        """Return all doses of the product of one dose."""
        return next(one for one in self.by_product if one.product == take.product)

    def first_dose(self, number: int) -> int:
        """Return the number of the first dose of a dose's product. The packs are counted there."""
        product = self.takes[number].product
        return next(at for at, one in enumerate(self.takes) if one.product == product)

    def cost(self, key: str) -> Fraction | None:
        """Return the sum of a cost of all products; None if one of them has no such figure."""
        if self.waiting:
            return None
        costs = [take.figures(self.scenario).number(key) for take in self.by_product]
        known = [cost for cost in costs if cost is not None]
        return sum(known, Fraction(0)) if len(known) == len(costs) else None

    @property
    def takes_without_cost(self) -> Sequence[Take]:
        """The products that have no cost in the currency of the regimen."""
        return [
            take
            for take in self.by_product
            if take.figures(self.scenario).number("monthly_cost") is None
        ]

    def share_of_limit(self, element: str) -> Fraction | None:
        """Return total / limit; None without a limit."""
        limit = self.scenario.limit_of(element)
        if limit is None or not limit.amount:
            return None
        return self.limited_total(element) / limit.amount

    def limited_total(self, element: str) -> Fraction:
        """Return what counts for the limit: food too, where the limit includes it."""
        limit = self.scenario.limit_of(element)
        is_total = limit is not None and limit.counts_food
        return self.totals[element] + (self.food_totals[element] if is_total else 0)

    def is_over_limit(self, element: str) -> bool:
        """Return whether a day gives more of a mineral than is safe."""
        most = self.scenario.most_of(element)
        return most is not None and self.limited_total(element) > most

    def is_at_limit_and_unknown(self, element: str) -> bool:
        """Return whether what is known reaches the limit, and an amount beside it is not known."""
        limit = self.scenario.limit_of(element)
        is_at_limit = limit is not None and self.limited_total(element) == limit.amount
        return is_at_limit and element in self.at_least

    def shortfall(self, element: str) -> Fraction:
        """Return how many micrograms a day are missing to the target; 0 if it is met."""
        total = self.totals[element] + self.food_totals[element]
        return max(self.scenario.least_of(element) - total, Fraction(0))

    @cached_property
    def names(self) -> OfferNames:
        """The names of the products, each told from the others."""
        return OfferNames(take.product for take in self.by_product)

    @cached_property
    def in_doubt(self) -> frozenset[str]:
        """The minerals that come from a product whose label is in doubt."""
        doubted = (take for take in self.takes if take.label_doubt(self.scenario) is not None)
        return frozenset(one.element for take in doubted for one in take.product.ingredients)

    def count_of_products_with(self, element: str) -> int:
        """Return how many products hold a mineral. One that is taken in several doses counts once.

        >>> from pricing.analysis.regimen_scenario import RegimenScenario, Target
        >>> from pricing.model.product import Product
        >>> tablet = Product("Zn", 90_000, 9_000_000, "USD", element="Zn", elemental=15_000)
        >>> doses = (Take(tablet, Fraction(1)), Take(tablet, Fraction(2)))
        >>> day = Regimen(doses, RegimenScenario((Target("Zn", 10_000),)))
        >>> day.count_of_products_with("Zn")
        1
        """
        return len({take.product.label for take in self.takes if take.holds(element)})

    @property
    def is_safe(self) -> bool:
        """Whether no mineral is over its limit."""
        return not any(map(self.is_over_limit, self.elements))

    @property
    def meets_targets(self) -> bool:
        """Whether every target is met within the tolerance."""
        return not any(self.shortfall(target.element) for target in self.scenario.targets)

    def without(self, take: Take) -> Regimen:
        """Return the regimen without one product, in whatever doses it is taken."""
        rest = tuple(one for one in self.takes if one.product != take.product)
        return Regimen(rest, self.scenario, self.waiting)


def superfluous_takes(regimen: Regimen) -> Sequence[Take]:
    """Return the products without each of which no target is missed by more than with it.

    While the label of one is in doubt, it is not known whether another is needed.
    """
    return [take for take in regimen.by_product if _is_superfluous(take, regimen)]


def _is_superfluous(take: Take, regimen: Regimen) -> bool:
    rest = regimen.without(take)
    return not rest.in_doubt and all(
        rest.shortfall(target.element) <= regimen.shortfall(target.element)
        for target in regimen.scenario.targets
    )


def takes_to_leave_out(regimen: Regimen) -> Sequence[Take]:
    """Return products without which nothing is over a limit: few, and the least needed first.

    >>> from pricing.analysis.regimen_scenario import RegimenScenario, Target
    >>> from pricing.model.product import Product
    >>> tablet = Product("Zn", 90_000, 9_000_000, "USD", element="Zn", elemental=25_000)
    >>> day = Regimen((Take(tablet, Fraction(2)),), RegimenScenario((Target("Zn", 10_000),)))
    >>> [take.product.product for take in takes_to_leave_out(day)]
    ['Zn']
    """
    gone: list[Take] = []
    while not regimen.is_safe:
        worst = min(regimen.by_product, key=lambda take: _harm_without(regimen, take))
        gone.append(worst)
        regimen = regimen.without(worst)
    return gone


def _harm_without(regimen: Regimen, take: Take) -> tuple[int, int, Fraction]:
    """Return how many limits are passed and targets missed without a product, and the rest's cost.

    It is the smaller the better the product is left out.
    """
    rest = regimen.without(take)
    passed = sum(map(rest.is_over_limit, rest.elements))
    missed = sum(bool(rest.shortfall(target.element)) for target in rest.scenario.targets)
    return passed, missed, rest.cost(rest.scenario.cost_key) or Fraction(0)

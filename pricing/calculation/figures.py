"""The exact figures of one product in one scenario. Each is computed once, on first use."""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pricing.calculation.measures import MEASURES_BY_KEY, FigureFormat
from pricing.expressions import tree
from pricing.expressions.compiled import CompiledRatios, compile_value
from pricing.model.ingredients import stated_ingredients
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import (
    MASS,
    MONEY,
    PERCENT,
    SHOPS,
    TOLERANCE,
    UNITS,
    Quantity,
    shared_fraction,
)
from pricing.quantities.currencies import Plural, currencies
from pricing.reference.limits import TREATMENT_AUTHORITIES, find_limit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pricing.expressions.tree import Value, ValueLookup
    from pricing.model.product import Product
    from pricing.model.scenario import Scenario


@dataclass(frozen=True, slots=True)
class MeasureInput:
    """A value that measures start from, taken from the product or the scenario.

    `value_template` states it in an explanation, with {value}, {units} as in a measure, and
    {percent}. It is None for an input that explanations leave out; they also leave out an input
    that has its `omitted_value`. One that is of the mineral is the same for all its products.
    """

    key: str
    value_of: Callable[[Product, Scenario], Value]
    value_template: str | Plural | None = "{value}"
    figure_format: FigureFormat = FigureFormat.UNITS
    omitted_value: Fraction | None = None
    is_of_mineral: bool = False


# All products of a scenario have the same ones.
_whole = lru_cache(maxsize=1_024)(Fraction)


def _product_amount(field: str, quantity: Quantity) -> Callable[[Product, Scenario], Value]:
    base_per_unit = quantity.base_per_unit

    def value_of(product: Product, _: Scenario) -> Value:
        base = getattr(product, field)
        return None if base is None else shared_fraction(base, base_per_unit)

    return value_of


def is_comparable(product: Product, scenario: Scenario) -> bool:
    """Return whether the product has the comparison's currency and mineral."""
    return product.currency == scenario.currency and product.element == scenario.element


def _comparable_price(product: Product, scenario: Scenario) -> Value:
    return MONEY.to_fraction(product.price) if is_comparable(product, scenario) else None


def _target(product: Product, scenario: Scenario) -> Value:
    return MASS.to_fraction(scenario.target) if product.element == scenario.element else None


def _limit(product: Product, scenario: Scenario) -> Value:
    limit = scenario.limit
    if limit is None or limit.amount is None or product.element != scenario.element:
        return None
    if product.is_food and not limit.counts_food:
        return None
    return MASS.to_fraction(limit.amount)


def treatment_amount(element: str) -> Fraction | None:
    """Return the mg of a mineral above which a day's dose is a treatment, if there is such."""
    authority = TREATMENT_AUTHORITIES.get(element)
    limit = find_limit(element, authority, "adult") if authority else None
    return MASS.to_fraction(limit.amount) if limit and limit.amount else None


def most_a_day(element: str, scenario: Scenario, *, is_food: bool = False) -> Fraction | None:
    """Return the most mg of a mineral that are safe in a day, or None if no amount is known.

    Above the amount of a treatment a doctor decides, whatever the limit. What counts for
    supplements alone is no limit for food.
    """
    limit = find_limit(element, scenario.limit_authority, scenario.life_stage)
    most = []
    if limit and limit.amount is not None and (limit.counts_food or not is_food):
        most.append(MASS.to_fraction(limit.amount))
    treatment = treatment_amount(element)
    if treatment is not None and not is_food:
        most.append(treatment)
    return min(most, default=None)


def _other_minerals_most_servings(product: Product, scenario: Scenario) -> Value:
    """Return how many servings a day keep each further mineral within what is safe.

    It is None if that is not known for any of them.
    """
    if not product.other_minerals:  # as of most products
        return None
    most = []
    for ingredient in stated_ingredients(product.other_minerals):
        safe = most_a_day(ingredient.element, scenario, is_food=product.is_food)
        if safe is not None:
            most.append(safe * MASS.base_per_unit / ingredient.amount)
    return min(most, default=None)


_DAYS = Plural("value", "{value} day", "{value} days")
INPUTS: Mapping[str, MeasureInput] = {
    measure_input.key: measure_input
    for measure_input in (
        MeasureInput(
            "elemental_mg", _product_amount("elemental", MASS), figure_format=FigureFormat.MASS
        ),
        MeasureInput(
            "compound_mg", _product_amount("compound", MASS), figure_format=FigureFormat.MASS
        ),
        MeasureInput(
            "elemental_fraction", lambda product, _: product.elemental_fraction, "{percent}"
        ),
        MeasureInput(
            "serving_units",
            _product_amount("serving_units", UNITS),
            "{units}",
            omitted_value=Fraction(1),
        ),
        MeasureInput("pack_units", _product_amount("pack_units", UNITS), "{units}"),
        MeasureInput(
            "shops_asked",
            _product_amount("shops_asked", SHOPS),
            Plural("value", "{value} shop asked", "{value} shops asked"),
        ),
        MeasureInput("shops_found", _product_amount("shops_found", SHOPS), "found in {value}"),
        MeasureInput("price", _comparable_price, figure_format=FigureFormat.MONEY),
        MeasureInput("discount_percent", _product_amount("discount", PERCENT)),
        MeasureInput("tax_percent", _product_amount("tax", PERCENT)),
        MeasureInput(
            "delivery",
            _product_amount("delivery", MONEY),
            figure_format=FigureFormat.MONEY,
            omitted_value=Fraction(0),
        ),
        MeasureInput(
            "smallest_dose",
            _product_amount("smallest_dose", UNITS),
            "{units}",
            omitted_value=Fraction(1),
        ),
        MeasureInput(
            "relative_absorption",
            lambda product, scenario: scenario.relative_absorption(product.recognized_form.name),
            "{value} (assumed)",
        ),
        MeasureInput("target_mg", _target, figure_format=FigureFormat.MASS, is_of_mineral=True),
        MeasureInput(
            "tolerance_percent",
            lambda _, scenario: TOLERANCE.to_fraction(scenario.tolerance),
            is_of_mineral=True,
        ),
        MeasureInput("days", lambda _, scenario: _whole(scenario.days), _DAYS, is_of_mineral=True),
        MeasureInput(
            "course_days",
            lambda _, scenario: _whole(scenario.course_days),
            _DAYS,
            is_of_mineral=True,
        ),
        MeasureInput("limit_mg", _limit, figure_format=FigureFormat.MASS),
        MeasureInput(
            "treatment_mg",
            lambda product, _: treatment_amount(product.element),
            figure_format=FigureFormat.MASS,
            is_of_mineral=True,
        ),
        MeasureInput(
            "other_minerals_most_servings",
            _other_minerals_most_servings,
            "{value} servings within the limits of the others",
        ),
        MeasureInput("unit_kind", lambda product, _: product.unit_kind),
        MeasureInput("dose_policy", lambda _, scenario: scenario.dose_policy, is_of_mineral=True),
        MeasureInput(
            "minor_units",
            lambda _, scenario: _whole(currencies()[scenario.currency].minor_per_unit),
            None,
            is_of_mineral=True,
        ),
    )
}

# What a product's figures take from the cheapest product of the reference form, and its measure.
REFERENCE_MEASURES = {
    "reference_cost_per_elemental_mg": "cost_per_elemental_mg",
    "reference_monthly_cost": "monthly_cost",
}


@cache
def with_dependent_measures(keys: frozenset[str]) -> frozenset[str]:
    """Return the keys, and every measure that is computed from one of them."""
    dependents = set(keys)
    for measure in MEASURES_BY_KEY.values():  # a measure is declared before those that use it
        if dependents.intersection(tree.referenced_keys(measure.expression)):
            dependents.add(measure.key)
    return frozenset(dependents)


@cache
def _dependents(key: str) -> frozenset[str]:
    """Return the key, and every measure that is computed from it."""
    return with_dependent_measures(frozenset((key,)))


@cache
def _reference_dependents() -> frozenset[str]:
    """Return the keys whose values depend on the reference product."""
    return with_dependent_measures(frozenset(REFERENCE_MEASURES))


# The inputs that a field of the scenario decides; none if no figure of the product depends on it. A
# change of any other field changes every figure.
_LIMIT_INPUTS = ("limit_mg", "other_minerals_most_servings")
_INPUTS_OF_SCENARIO_FIELD: Mapping[str, tuple[str, ...]] = {
    "target": ("target_mg",),
    "days": ("days",),
    "course_days": ("course_days",),
    "dose_policy": ("dose_policy",),
    "tolerance": ("tolerance_percent",),
    "limit_authority": _LIMIT_INPUTS,
    "life_stage": _LIMIT_INPUTS,
    "absorption": ("relative_absorption",),
    **dict.fromkeys(
        (
            "reference_form", "budget", "no_difference", "payers", "daily_wage", "monthly_income",
            "comparator", "comparator_cost", "ranges", "regimen_targets", "regimen_takes",
            "regimen_at_most", "regimen_optimise",
        ),
        (),
    ),
}  # fmt: skip


def unchanged_by(before: Scenario, after: Scenario) -> frozenset[str]:
    """Return the keys of the inputs and measures that are the same in both scenarios."""
    changed_inputs: set[str] = set()
    for field in fields(before):
        if getattr(before, field.name) != getattr(after, field.name):
            inputs = _INPUTS_OF_SCENARIO_FIELD.get(field.name)
            if inputs is None:
                return frozenset()
            changed_inputs.update(inputs)
    return frozenset(INPUTS).union(MEASURES_BY_KEY) - with_dependent_measures(
        frozenset(changed_inputs)
    )


# The inputs that the rank of each product takes.
_RANK_INPUTS = (
    "elemental_mg", "serving_units", "pack_units", "price", "discount_percent", "tax_percent",
    "delivery", "smallest_dose",
)  # fmt: skip
# The measures that others are computed from, and that most products are not asked for themselves.
_STEPS = ("serving_elemental_mg", "pack_price", "units_per_month")
_ON_THE_WAY = CompiledRatios({key: MEASURES_BY_KEY[key].expression for key in _STEPS})


@cache
def _compiled_measure(key: str) -> Callable[[ValueLookup], Fraction | None]:
    return compile_value(MEASURES_BY_KEY[key].expression)


@cache
def _whole_measure(key: str) -> Callable[[ValueLookup], Fraction | None]:
    """Return what computes a measure, and with it what is on the way there."""
    return compile_value(MEASURES_BY_KEY[key].expression, _ON_THE_WAY)


@cache
def _measure_at_smallest_dose(key: str) -> Callable[[ValueLookup], Fraction | None]:
    dose = CompiledRatios({"units_per_day": tree.Variable("smallest_dose")})
    return compile_value(MEASURES_BY_KEY[key].expression, dose)


class _KnownValues(dict[str, "Value"]):
    """The inputs and measures of a product in a scenario. Each is computed when first looked up.

    What depends on the reference product is not among them.
    """

    # `source` holds the values that this is a copy of. It does not have what is `changed`.
    __slots__ = ("changed", "product", "scenario", "source")

    def __init__(
        self,
        product: Product,
        scenario: Scenario,
        source: _KnownValues | None = None,
        changed: frozenset[str] = frozenset(),
        known: Mapping[str, Value] | None = None,
    ) -> None:
        super().__init__(known or ())
        self.product = product
        self.scenario = scenario
        self.source = source
        self.changed = changed

    def __missing__(self, key: str) -> Value:
        if self.source is not None and key not in self.changed:
            value = self.source[key]
        elif key in INPUTS:
            value = INPUTS[key].value_of(self.product, self.scenario)
        else:  # which looks up here in turn what it is computed from
            # In a copy, what is on the way there may be what was changed.
            compute = _whole_measure if self.source is None else _compiled_measure
            value = compute(key)(self.__getitem__)
        self[key] = value
        return value


class Figures:
    """The inputs and measures of one product by key. Calling it with a key gives the exact value.

    `reference` gives the figures of the cheapest product of the reference form.
    """

    __slots__ = ("_reference", "_reference_values", "_values", "product", "scenario")

    def __init__(
        self,
        product: Product,
        scenario: Scenario,
        reference: Callable[[], Figures | None] = lambda: None,
        values: _KnownValues | None = None,
    ) -> None:
        self.product = product
        self.scenario = scenario
        self._reference = reference
        self._values = _KnownValues(product, scenario) if values is None else values
        self._reference_values: dict[str, Value] = {}

    def with_reference(self, reference: Callable[[], Figures | None]) -> Figures:
        """Return a copy with another reference. Figures of the product alone are shared."""
        return Figures(self.product, self.scenario, reference, self._values)

    def with_scenario(self, scenario: Scenario, unchanged: frozenset[str]) -> Figures:
        """Return a copy in another scenario. The figures named in `unchanged` are kept."""
        figures = Figures(self.product, scenario, self._reference)
        figures._values.update(
            {key: value for key, value in self._values.items() if key in unchanged}
        )
        return figures

    def with_input(self, key: str, value: Fraction | None) -> Figures:
        """Return a copy with one input or measure replaced, or unknown if the value is None.

        Figures that do not depend on it are kept.
        """
        values = _KnownValues(self.product, self.scenario, self._values, _dependents(key))
        figures = Figures(self.product, self.scenario, self._reference, values)
        known = figures._reference_values if key in _reference_dependents() else values
        known[key] = value
        return figures

    def at_smallest_dose(self, key: str) -> Fraction | None:
        """Return a measure at one smallest dose a day, or None if the product has none.

        It is a measure whose expression itself has the units a day, and nothing else of the dose.
        """
        return _measure_at_smallest_dose(key)(self._values.__getitem__)

    def without_inputs(self, keys: Iterable[str]) -> Figures:
        """Return a copy in which these inputs are unknown."""
        figures = self
        for key in keys:
            figures = figures.with_input(key, None)
        return figures

    def __call__(self, key: str) -> Value:
        """Return an input or measure; None if the product has none."""
        if key not in _reference_dependents():
            return self._values[key]
        values = self._reference_values
        if key not in values:
            values[key] = self._compare_with_reference(key)
        return values[key]

    def _compare_with_reference(self, key: str) -> Value:
        if key in REFERENCE_MEASURES:
            reference = self._reference()
            return reference(REFERENCE_MEASURES[key]) if reference else None
        return _compiled_measure(key)(self)

    @property
    def of_product(self) -> ValueLookup:
        """The inputs and measures of the product alone by key, which is faster than a call."""
        return self._values.__getitem__

    def number(self, key: str) -> Fraction | None:
        """Return an input or measure as a number; None if the product has none."""
        value = self._values.get(key)  # as most were computed before
        if value is None:
            value = self(key)
        return value if type(value) is Fraction else None


def figures_in(scenario: Scenario) -> Callable[[Product], Figures]:
    """Return what makes the figures of products in a scenario, and looks up once what they share.

    >>> from pricing.model.product import Product
    >>> from pricing.model.scenario import Scenario
    >>> oxide = Product("Oxide", 90_000, 9_000_000, "USD", elemental=250_000)
    >>> figures_in(Scenario())(oxide)("days")
    Fraction(30, 1)
    """
    keys = [key for key, one in INPUTS.items() if one.is_of_mineral]
    asked = [(key, INPUTS[key].value_of) for key in _RANK_INPUTS]
    shared: dict[str, dict[str, Value]] = {}

    def figures_of(product: Product) -> Figures:
        known = shared.get(product.element)
        if known is None:
            known = {key: INPUTS[key].value_of(product, scenario) for key in keys}
            shared[product.element] = known
        values = _KnownValues(product, scenario, known=known)
        for key, value_of in asked:
            values[key] = value_of(product, scenario)
        return Figures(product, scenario, values=values)

    return figures_of

"""The figures of one product in one scenario: worked out exactly, once, when first asked for."""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from pricing.calculation.measures import MEASURES_BY_KEY, FigureFormat, format_figure_with_unit
from pricing.expressions import explanation, tree
from pricing.quantities.amounts import MASS, MONEY, PERCENT, SHOPS, UNITS, Quantity
from pricing.quantities.currencies import C_LOCALE, Notation, currencies
from pricing.quantities.rounding import format_trimmed
from pricing.reference.limits import SUPPLEMENTS_BASIS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pricing.expressions.tree import Value
    from pricing.model.product import Product
    from pricing.model.scenario import Scenario


@dataclass(frozen=True, slots=True)
class MeasureInput:
    """A name that measures start from: how it is taken, and how it is said.

    `says` is None for an input that goes without saying; `silent` is a value that does.
    """

    key: str
    value_of: Callable[[Product, Scenario], Value]
    value_template: str | None = "{value}"
    figure_format: FigureFormat = FigureFormat.UNITS
    omitted_value: Fraction | None = None


def _product_amount(field: str, quantity: Quantity) -> Callable[[Product, Scenario], Value]:
    def take(product: Product, _: Scenario) -> Value:
        base = getattr(product, field)
        return None if base is None else quantity.to_fraction(base)

    return take


def is_comparable(product: Product, scenario: Scenario) -> bool:
    """Whether the product's price and mineral are those of the comparison."""
    return product.currency == scenario.currency and product.element == scenario.element


def _comparable_price(product: Product, scenario: Scenario) -> Value:
    return MONEY.to_fraction(product.price) if is_comparable(product, scenario) else None


def _target(product: Product, scenario: Scenario) -> Value:
    return MASS.to_fraction(scenario.target) if product.element == scenario.element else None


def _limit(product: Product, scenario: Scenario) -> Value:
    limit = scenario.limit
    if limit is None or limit.amount is None or product.element != scenario.element:
        return None
    if limit.basis == SUPPLEMENTS_BASIS and product.is_food:
        return None
    return MASS.to_fraction(limit.amount)


INPUTS: Mapping[str, MeasureInput] = {
    each.key: each
    for each in (
        MeasureInput(
            "elemental_mg", _product_amount("elemental", MASS), figure_format=FigureFormat.MASS
        ),
        MeasureInput(
            "compound_mg", _product_amount("compound", MASS), figure_format=FigureFormat.MASS
        ),
        MeasureInput(
            "elemental_fraction", lambda product, _: product.recognized_form.fraction, "{percent} %"
        ),
        MeasureInput(
            "serving_units",
            _product_amount("serving_units", UNITS),
            "{value} {units}",
            omitted_value=Fraction(1),
        ),
        MeasureInput("pack_units", _product_amount("pack_units", UNITS), "{value} {units}"),
        MeasureInput("shops_asked", _product_amount("shops_asked", SHOPS), "{value} shops asked"),
        MeasureInput("shops_found", _product_amount("shops_found", SHOPS), "found in {value}"),
        MeasureInput("price", _comparable_price, figure_format=FigureFormat.MONEY),
        MeasureInput("discount_percent", _product_amount("discount", PERCENT), "{value}"),
        MeasureInput("tax_percent", _product_amount("tax", PERCENT), "{value}"),
        MeasureInput(
            "delivery",
            _product_amount("delivery", MONEY),
            figure_format=FigureFormat.MONEY,
            omitted_value=Fraction(0),
        ),
        MeasureInput(
            "smallest_dose",
            _product_amount("smallest_dose", UNITS),
            "{value} {units}",
            omitted_value=Fraction(1),
        ),
        MeasureInput(
            "relative_absorption",
            lambda product, scenario: scenario.relative_absorption(product.recognized_form.name),
            "{value} (assumed)",
        ),
        MeasureInput("target_mg", _target, figure_format=FigureFormat.MASS),
        MeasureInput("days", lambda _, scenario: Fraction(scenario.days), "{value} days"),
        MeasureInput(
            "course_days", lambda _, scenario: Fraction(scenario.course_days), "{value} days"
        ),
        MeasureInput("limit_mg", _limit, figure_format=FigureFormat.MASS),
        MeasureInput("unit_kind", lambda product, _: product.unit_kind),
        MeasureInput("dose_policy", lambda _, scenario: scenario.dose_policy),
        MeasureInput(
            "minor_units",
            lambda _, scenario: Fraction(currencies()[scenario.currency].minor_per_unit),
            None,
        ),
    )
}

REFERENCE_MEASURES = {
    "reference_cost_per_elemental_mg": "cost_per_elemental_mg",
    "reference_monthly_cost": "monthly_cost",
}


@cache
def with_dependent_measures(names: frozenset[str]) -> frozenset[str]:
    """The names, and every measure that is worked out from one of them."""
    found = set(names)
    for measure in MEASURES_BY_KEY.values():  # declared before they are used
        if found.intersection(tree.referenced_keys(measure.expression)):
            found.add(measure.key)
    return frozenset(found)


@cache
def _reference_dependents() -> frozenset[str]:
    """The names whose values rest on the reference product, not on the product alone."""
    return with_dependent_measures(frozenset(REFERENCE_MEASURES))


# The input that a field of the scenario becomes, "" where no figure rests on it; a change of any
# other field moves every figure.
_INPUT_OF_SCENARIO_FIELD: Mapping[str, str] = {
    "target": "target_mg",
    "days": "days",
    "course_days": "course_days",
    "dose_policy": "dose_policy",
    "limit_authority": "limit_mg",
    "life_stage": "limit_mg",
    "absorption": "relative_absorption",
    **dict.fromkeys(
        (
            "reference_form", "budget", "no_difference", "payers", "daily_wage", "monthly_income",
            "comparator", "comparator_cost", "ranges",
        ),
        "",
    ),
}  # fmt: skip


def unchanged_by(before: Scenario, after: Scenario) -> frozenset[str]:
    """The inputs and measures of a product that are the same in both scenarios."""
    changed = {
        _INPUT_OF_SCENARIO_FIELD.get(each.name)
        for each in fields(before)
        if getattr(before, each.name) != getattr(after, each.name)
    }
    if None in changed:
        return frozenset()
    moved = with_dependent_measures(frozenset(name for name in changed if name))
    return frozenset(INPUTS).union(MEASURES_BY_KEY) - moved


class Figures:
    """Inputs and measures of one product by key; called with a key, gives the exact value."""

    __slots__ = ("_reference", "_reference_values", "_values", "product", "scenario")

    def __init__(
        self,
        product: Product,
        scenario: Scenario,
        reference: Callable[[], Figures | None] = lambda: None,
    ) -> None:
        self.product = product
        self.scenario = scenario
        self._reference = reference
        self._values: dict[str, Value] = {}
        self._reference_values: dict[str, Value] = {}

    def with_reference(self, reference: Callable[[], Figures | None]) -> Figures:
        """The same product beside another reference; what is known of it alone is shared."""
        figures = Figures(self.product, self.scenario, reference)
        figures._values = self._values
        return figures

    def with_scenario(self, scenario: Scenario, unchanged: frozenset[str]) -> Figures:
        """The same product in another scenario; what is `still` the same is shared."""
        figures = Figures(self.product, scenario, self._reference)
        figures._values = {each: told for each, told in self._values.items() if each in unchanged}
        return figures

    def with_input(self, key: str, value: Fraction | None) -> Figures:
        """The same product, were this input another or unknown; what rests on others is shared."""
        figures = Figures(self.product, self.scenario, self._reference)
        moved = with_dependent_measures(frozenset((key,)))
        figures._values = {each: told for each, told in self._values.items() if each not in moved}
        figures._values[key] = value
        return figures

    def without_inputs(self, keys: Iterable[str]) -> Figures:
        """The same product, were these inputs not known."""
        figures = self
        for key in keys:
            figures = figures.with_input(key, None)
        return figures

    def __call__(self, key: str) -> Value:
        known = self._reference_values if key in _reference_dependents() else self._values
        if key not in known:
            known[key] = self._compute(key)
        return known[key]

    def _compute(self, key: str) -> Value:
        if key in MEASURES_BY_KEY:
            return MEASURES_BY_KEY[key].expression.evaluate(self)
        if key in REFERENCE_MEASURES:
            reference = self._reference()
            return reference(REFERENCE_MEASURES[key]) if reference else None
        return INPUTS[key].value_of(self.product, self.scenario)

    def number(self, key: str) -> Fraction | None:
        """The figure as a number; None where it does not exist."""
        value = self(key)
        return value if isinstance(value, Fraction) else None


# -- the arithmetic in words -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ExplanationStep:
    """One step of an explanation: "300 mg ÷ 100 mg, rounded up", "3 tablets a day"."""

    key: str
    arithmetic: str
    result: str


def explain(
    figures: Figures, key: str, notation: Notation = C_LOCALE
) -> tuple[ExplanationStep, ...]:
    """How a measure came about, from the label and the shelf to the figure; () where it has none.

    A step that only repeats its input is left out.
    """
    said = _FigureTexts(figures, notation)
    lines = []
    for step in _measure_steps(figures, key):
        arithmetic = explanation.explain_expression(
            MEASURES_BY_KEY[step].expression, figures, said.operand_text
        )
        result = said.result_text(step)
        if arithmetic and result and (arithmetic != said.figure_operand_text(step) or step == key):
            lines.append(ExplanationStep(step, arithmetic, result))
    return tuple(lines)


def _measure_steps(figures: Figures, key: str) -> tuple[str, ...]:
    """The measures that a measure rests on, first things first, itself last."""
    if figures.number(key) is None:
        return ()
    node = tree.resolve_choices(MEASURES_BY_KEY[key].expression, figures)
    needed = [
        step
        for name in tree.referenced_keys(node)
        if name in MEASURES_BY_KEY
        for step in _measure_steps(figures, name)
    ]
    return tuple(dict.fromkeys((*needed, key)))


class _FigureTexts:
    """Values of one product put into words, with their units."""

    def __init__(self, figures: Figures, notation: Notation) -> None:
        self._figures = figures
        self._notation = notation
        self._kind = figures.product.unit_kind_details

    def operand_text(self, key: str) -> str | None:
        """An input or figure inside the arithmetic; exact where a few decimals hold it."""
        if key in MEASURES_BY_KEY:
            return self.figure_operand_text(key)
        value = self._figures.number(key)
        source = INPUTS.get(key)
        if value is None or (
            source and (source.value_template is None or value == source.omitted_value)
        ):
            return None
        if source is None:
            return self._with_unit(value, MEASURES_BY_KEY[REFERENCE_MEASURES[key]].figure_format)
        text = self._with_unit(value, source.figure_format)
        percent = self._notation.format_number(format_trimmed(value * 100, 4))
        return str(source.value_template).format(
            value=text, percent=percent, units=self.unit_name(value)
        )

    def figure_operand_text(self, key: str) -> str | None:
        """A figure as an operand."""
        value = self._figures.number(key)
        return (
            None
            if value is None
            else self._with_unit(value, MEASURES_BY_KEY[key].figure_format, exactly=True)
        )

    def result_text(self, key: str) -> str:
        """A figure as a result, in its own words."""
        value = self._figures.number(key)
        if value is None:
            return ""
        text = self._with_unit(value, MEASURES_BY_KEY[key].figure_format)
        return MEASURES_BY_KEY[key].value_template.format(
            value=text, unit=self._kind.key, units=self.unit_name(value)
        )

    def unit_name(self, count: Fraction) -> str:
        return self._kind.key if count == 1 else self._kind.plural

    def _with_unit(self, value: Fraction, how: FigureFormat, *, exactly: bool = False) -> str:
        if exactly and how is FigureFormat.RATE and 10**6 % value.denominator == 0:
            return self._notation.format_money(
                format_trimmed(value, 6), self._figures.scenario.currency
            )
        return format_figure_with_unit(value, how, self._figures.scenario.currency, self._notation)

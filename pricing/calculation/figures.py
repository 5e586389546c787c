"""The figures of one product in one scenario: worked out exactly, once, when first asked for."""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from pricing.calculation.measures import BY_KEY, Shown, shown_with_unit
from pricing.expressions import explanation, tree
from pricing.quantities.amounts import MASS, MONEY, PERCENT, SHOPS, UNITS, Quantity
from pricing.quantities.currencies import C_LOCALE, Notation, currencies
from pricing.quantities.rounding import trimmed
from pricing.reference.limits import SUPPLEMENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pricing.expressions.tree import Value
    from pricing.model.product import Product
    from pricing.model.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Input:
    """A name that measures start from: how it is taken, and how it is said.

    `says` is None for an input that goes without saying; `silent` is a value that does.
    """

    key: str
    take: Callable[[Product, Scenario], Value]
    says: str | None = "{value}"
    shown: Shown = Shown.UNITS
    silent: Fraction | None = None


def _amount(field: str, quantity: Quantity) -> Callable[[Product, Scenario], Value]:
    def take(product: Product, _: Scenario) -> Value:
        base = getattr(product, field)
        return None if base is None else quantity.fraction(base)

    return take


def comparable(product: Product, scenario: Scenario) -> bool:
    """Whether the product's price and mineral are those of the comparison."""
    return product.currency == scenario.currency and product.element == scenario.element


def _price(product: Product, scenario: Scenario) -> Value:
    return MONEY.fraction(product.price) if comparable(product, scenario) else None


def _target(product: Product, scenario: Scenario) -> Value:
    return MASS.fraction(scenario.target) if product.element == scenario.element else None


def _limit(product: Product, scenario: Scenario) -> Value:
    limit = scenario.limit
    if limit is None or limit.amount is None or product.element != scenario.element:
        return None
    if limit.basis == SUPPLEMENTS and product.is_food:
        return None
    return MASS.fraction(limit.amount)


INPUTS: Mapping[str, Input] = {
    each.key: each
    for each in (
        Input("elemental_mg", _amount("elemental", MASS), shown=Shown.MASS),
        Input("compound_mg", _amount("compound", MASS), shown=Shown.MASS),
        Input("elemental_fraction", lambda product, _: product.named_form.fraction, "{percent} %"),
        Input(
            "serving_units", _amount("serving_units", UNITS), "{value} {units}", silent=Fraction(1)
        ),
        Input("pack_units", _amount("pack_units", UNITS), "{value} {units}"),
        Input("shops_asked", _amount("shops_asked", SHOPS), "{value} shops asked"),
        Input("shops_found", _amount("shops_found", SHOPS), "found in {value}"),
        Input("price", _price, shown=Shown.MONEY),
        Input("discount_percent", _amount("discount", PERCENT), "{value}"),
        Input("tax_percent", _amount("tax", PERCENT), "{value}"),
        Input("delivery", _amount("delivery", MONEY), shown=Shown.MONEY, silent=Fraction(0)),
        Input(
            "smallest_dose", _amount("smallest_dose", UNITS), "{value} {units}", silent=Fraction(1)
        ),
        Input(
            "relative_absorption",
            lambda product, scenario: scenario.relative_absorption(product.named_form.name),
            "{value} (assumed)",
        ),
        Input("target_mg", _target, shown=Shown.MASS),
        Input("days", lambda _, scenario: Fraction(scenario.days), "{value} days"),
        Input("course_days", lambda _, scenario: Fraction(scenario.course_days), "{value} days"),
        Input("limit_mg", _limit, shown=Shown.MASS),
        Input("dose_policy", lambda _, scenario: scenario.dose_policy),
        Input(
            "minor_units",
            lambda _, scenario: Fraction(currencies()[scenario.currency].minor_per_unit),
            None,
        ),
    )
}

REFERENCE = {
    "reference_cost_per_elemental_mg": "cost_per_elemental_mg",
    "reference_monthly_cost": "monthly_cost",
}


@cache
def resting_on(names: frozenset[str]) -> frozenset[str]:
    """The names, and every measure that is worked out from one of them."""
    found = set(names)
    for measure in BY_KEY.values():  # declared before they are used
        if found.intersection(tree.names(measure.expression)):
            found.add(measure.key)
    return frozenset(found)


@cache
def _of_reference() -> frozenset[str]:
    """The names whose values rest on the reference product, not on the product alone."""
    return resting_on(frozenset(REFERENCE))


# The input that a field of the scenario becomes, "" where no figure rests on it; a change of any
# other field moves every figure.
_BECOMES: Mapping[str, str] = {
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


def still(before: Scenario, after: Scenario) -> frozenset[str]:
    """The inputs and measures of a product that are the same in both scenarios."""
    changed = {
        _BECOMES.get(each.name)
        for each in fields(before)
        if getattr(before, each.name) != getattr(after, each.name)
    }
    if None in changed:
        return frozenset()
    moved = resting_on(frozenset(name for name in changed if name))
    return frozenset(INPUTS).union(BY_KEY) - moved


class Figures:
    """Inputs and measures of one product by key; called with a key, gives the exact value."""

    __slots__ = ("_known", "_of_reference", "_reference", "product", "scenario")

    def __init__(
        self,
        product: Product,
        scenario: Scenario,
        reference: Callable[[], Figures | None] = lambda: None,
    ) -> None:
        self.product = product
        self.scenario = scenario
        self._reference = reference
        self._known: dict[str, Value] = {}
        self._of_reference: dict[str, Value] = {}

    def beside(self, reference: Callable[[], Figures | None]) -> Figures:
        """The same product beside another reference; what is known of it alone is shared."""
        figures = Figures(self.product, self.scenario, reference)
        figures._known = self._known
        return figures

    def under(self, scenario: Scenario, same: frozenset[str]) -> Figures:
        """The same product in another scenario; what is `still` the same is shared."""
        figures = Figures(self.product, scenario, self._reference)
        figures._known = {each: told for each, told in self._known.items() if each in same}
        return figures

    def where(self, key: str, value: Fraction | None) -> Figures:
        """The same product, were this input another or unknown; what rests on others is shared."""
        figures = Figures(self.product, self.scenario, self._reference)
        moved = resting_on(frozenset((key,)))
        figures._known = {each: told for each, told in self._known.items() if each not in moved}
        figures._known[key] = value
        return figures

    def without(self, keys: Iterable[str]) -> Figures:
        """The same product, were these inputs not known."""
        figures = self
        for key in keys:
            figures = figures.where(key, None)
        return figures

    def __call__(self, key: str) -> Value:
        known = self._of_reference if key in _of_reference() else self._known
        if key not in known:
            known[key] = self._worked_out(key)
        return known[key]

    def _worked_out(self, key: str) -> Value:
        if key in BY_KEY:
            return BY_KEY[key].expression.exact(self)
        if key in REFERENCE:
            reference = self._reference()
            return reference(REFERENCE[key]) if reference else None
        return INPUTS[key].take(self.product, self.scenario)

    def number(self, key: str) -> Fraction | None:
        """The figure as a number; None where it does not exist."""
        value = self(key)
        return value if isinstance(value, Fraction) else None


# -- the arithmetic in words -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One step of an explanation: "300 mg ÷ 100 mg, rounded up", "3 tablets a day"."""

    key: str
    arithmetic: str
    result: str


def explain(figures: Figures, key: str, notation: Notation = C_LOCALE) -> tuple[Line, ...]:
    """How a measure came about, from the label and the shelf to the figure; () where it has none.

    A step that only repeats its input is left out.
    """
    said = _Said(figures, notation)
    lines = []
    for step in _steps(figures, key):
        arithmetic = explanation.words(BY_KEY[step].expression, figures, said.name)
        result = said.measure(step)
        if arithmetic and result and (arithmetic != said.value(step) or step == key):
            lines.append(Line(step, arithmetic, result))
    return tuple(lines)


def _steps(figures: Figures, key: str) -> tuple[str, ...]:
    """The measures that a measure rests on, first things first, itself last."""
    if figures.number(key) is None:
        return ()
    node = tree.chosen(BY_KEY[key].expression, figures)
    needed = [step for name in tree.names(node) if name in BY_KEY for step in _steps(figures, name)]
    return tuple(dict.fromkeys((*needed, key)))


class _Said:
    """Values of one product put into words, with their units."""

    def __init__(self, figures: Figures, notation: Notation) -> None:
        self._figures = figures
        self._notation = notation
        self._kind = figures.product.kind

    def name(self, key: str) -> str | None:
        """An input or figure inside the arithmetic; exact where a few decimals hold it."""
        if key in BY_KEY:
            return self.value(key)
        value = self._figures.number(key)
        source = INPUTS.get(key)
        if value is None or (source and (source.says is None or value == source.silent)):
            return None
        if source is None:
            return self._with_unit(value, BY_KEY[REFERENCE[key]].shown)
        text = self._with_unit(value, source.shown)
        percent = self._notation.number(trimmed(value * 100, 4))
        return str(source.says).format(value=text, percent=percent, units=self.units(value))

    def value(self, key: str) -> str | None:
        """A figure as an operand."""
        value = self._figures.number(key)
        return None if value is None else self._with_unit(value, BY_KEY[key].shown, exactly=True)

    def measure(self, key: str) -> str:
        """A figure as a result, in its own words."""
        value = self._figures.number(key)
        if value is None:
            return ""
        text = self._with_unit(value, BY_KEY[key].shown)
        return BY_KEY[key].says.format(value=text, unit=self._kind.key, units=self.units(value))

    def units(self, count: Fraction) -> str:
        return self._kind.key if count == 1 else self._kind.plural

    def _with_unit(self, value: Fraction, how: Shown, *, exactly: bool = False) -> str:
        if exactly and how is Shown.RATE and 10**6 % value.denominator == 0:
            return self._notation.money(trimmed(value, 6), self._figures.scenario.currency)
        return shown_with_unit(value, how, self._figures.scenario.currency, self._notation)

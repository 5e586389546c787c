"""Explain a figure: the steps by which it was computed, with values filled in."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.calculation.figures import INPUTS, REFERENCE_MEASURES
from pricing.calculation.measures import (
    MEASURES_BY_KEY,
    FigureFormat,
    PeriodText,
    basis_in_mg,
    cost_per_basis,
    format_figure_with_unit,
)
from pricing.calculation.sentences import Percent, UnitCount
from pricing.expressions import tree
from pricing.expressions.explanation import explain_expression
from pricing.problems.plain_facts import dataclass
from pricing.quantities.currencies import C_LOCALE, Notation
from pricing.quantities.rounding import format_trimmed

if TYPE_CHECKING:
    from pricing.calculation.figures import Figures
    from pricing.quantities.currencies import Plural


# Templates that no language words differently.
WORDLESS_TEMPLATES = frozenset({"{value}", "{units}", "{percent}"})

COST_PER_MG = "cost_per_elemental_mg"


@dataclass(frozen=True, slots=True)
class ExplanationStep:
    """One step of an explanation: "300 mg ÷ 100 mg, rounded up" gives "3 tablets a day"."""

    key: str
    arithmetic: str
    result: str


def explain(
    figures: Figures, key: str, notation: Notation = C_LOCALE
) -> tuple[ExplanationStep, ...]:
    """Return the steps from the label and the price to a measure; () if it has no value.

    A step that only repeats its input is left out, and so is a tolerance that changes no dose.
    """
    figures = _without_idle_tolerance(figures)
    texts = _FigureTexts(figures, notation)
    steps = []
    for step in _measure_steps(figures, key):
        arithmetic = explain_expression(
            MEASURES_BY_KEY[step].expression, figures, texts.operand_text, notation.translate
        )
        result = texts.result_text(step)
        if arithmetic and result and (arithmetic != texts.figure_operand_text(step) or step == key):
            steps.append(ExplanationStep(step, arithmetic, result))
    return tuple(steps)


def _without_idle_tolerance(figures: Figures) -> Figures:
    """Return the figures without the tolerance if the dose is the same without it."""
    strict = figures.with_input("tolerance_percent", Fraction(0))
    is_idle = strict.number("units_per_day") == figures.number("units_per_day")
    return strict if is_idle else figures


def explain_cost_per_basis(
    figures: Figures, basis: int, notation: Notation = C_LOCALE
) -> tuple[ExplanationStep, ...]:
    """Return the steps to the cost of another elemental mass than 1 mg; () if it has no value.

    `basis` is that mass in the unit of the mineral.
    """
    steps, cost = explain(figures, COST_PER_MG, notation), figures.number(COST_PER_MG)
    if cost is None:
        return ()
    element, currency = figures.product.element, figures.scenario.currency
    mass = format_figure_with_unit(
        basis_in_mg(basis, element), FigureFormat.MASS, currency, notation, element
    )
    result = format_figure_with_unit(
        cost_per_basis(cost, basis, element), FigureFormat.RATE, currency, notation
    )
    operand = _FigureTexts(figures, notation).figure_operand_text(COST_PER_MG)
    return (*steps, ExplanationStep("cost_per_basis", f"{mass} × {operand}", result))


def _measure_steps(figures: Figures, key: str) -> tuple[str, ...]:
    """Return the measures that a measure depends on, in the order of computation, itself last."""
    if figures.number(key) is None:
        return ()
    node = tree.resolve_choices(MEASURES_BY_KEY[key].expression, figures)
    dependencies = [
        step
        for name in tree.referenced_keys(node)
        if name in MEASURES_BY_KEY
        for step in _measure_steps(figures, name)
    ]
    return tuple(dict.fromkeys((*dependencies, key)))


class _FigureTexts:
    """Values of one product as texts with their units."""

    def __init__(self, figures: Figures, notation: Notation) -> None:
        self._figures = figures
        self._notation = notation

    def operand_text(self, key: str) -> str | None:
        """Return an input or measure inside the arithmetic, or None if it is left out."""
        if key in MEASURES_BY_KEY:
            return self.figure_operand_text(key)
        value = self._figures.number(key)
        if value is None:
            return None
        if key in REFERENCE_MEASURES:
            measure = MEASURES_BY_KEY[REFERENCE_MEASURES[key]]
            return self._with_unit(value, measure.figure_format)
        source = INPUTS[key]
        if source.value_template is None or value == source.omitted_value:
            return None
        return self._fill(source.value_template, value, source.figure_format)

    def figure_operand_text(self, key: str) -> str | None:
        """Return a measure inside the arithmetic, exact if a few decimals suffice."""
        value, figure_format = self._figures.number(key), MEASURES_BY_KEY[key].figure_format
        if value is None:
            return None
        if figure_format is FigureFormat.RATE and 10**6 % value.denominator == 0:
            currency = self._figures.scenario.currency
            return self._notation.format_money(format_trimmed(value, 6), currency)
        return self._with_unit(value, figure_format)

    def result_text(self, key: str) -> str:
        """Return a measure as the result of a step."""
        value, measure = self._figures.number(key), MEASURES_BY_KEY[key]
        if value is None:
            return ""
        return self._fill(measure.value_template, value, measure.figure_format)

    def _fill(
        self, template: str | Plural | PeriodText, value: Fraction, figure_format: FigureFormat
    ) -> str:
        unit_kind = self._figures.product.unit_kind
        if isinstance(template, PeriodText):
            text = template.template(self._figures.scenario.days, self._notation)
        elif template in WORDLESS_TEMPLATES:
            text = str(template)
        else:
            text = self._notation.template(template, value)
        return text.format(
            value=self._with_unit(value, figure_format),
            percent=Percent(value, 4).text(self._notation),
            unit=self._notation.translate(unit_kind),
            units=UnitCount(value, unit_kind).text(self._notation),
        )

    def _with_unit(self, value: Fraction, figure_format: FigureFormat) -> str:
        currency = self._figures.scenario.currency
        element = self._figures.product.element
        return format_figure_with_unit(value, figure_format, currency, self._notation, element)

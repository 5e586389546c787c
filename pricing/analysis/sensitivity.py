"""How one input at a time moves a figure: the ranges of inputs, and a tornado of the figure."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.calculation.measures import ABSORBED_COST_KEY
from pricing.problems.errors import BadInput, ProblemKind
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import DAYS, FACTOR, MASS, PERCENT, Quantity
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pricing.calculation.comparison import ComparedProduct
    from pricing.calculation.figures import Figures
    from pricing.model.scenario import Scenario

# The figures that can be examined: the headline, and the monthly cost as taken and to pay. The
# headline is per absorbed mg, which is the same unless an absorption is assumed.
SENSITIVITY_MEASURE_KEYS = (ABSORBED_COST_KEY, "monthly_cost", "monthly_outlay")


class InputScope(Enum):
    """What an input belongs to: one product, all products of a form, or the scenario."""

    PRODUCT = "product"
    FORM = "form"
    SCENARIO = "scenario"


@dataclass(frozen=True, slots=True, eq=False)
class VariedInput:
    """An input that is varied over a range.

    `low` and `high` are the usual ends of the range, in base units of the quantity; those of the
    target are percentages of the mineral's usual target. `largest` is the largest end allowed.
    `input_key` is the input of the measures. The values of a share are percentages of the product's
    own value.
    """

    key: str
    title: str
    input_key: str
    scope: InputScope
    quantity: Quantity
    low: int
    high: int
    largest: int
    is_share: bool = False

    def current_value(self, figures: Figures) -> Fraction:
        """Return the value in the comparison, in units as displayed."""
        value = figures.number(self.input_key)
        return Fraction(100) if self.is_share or value is None else value

    def quantity_for(self, element: str) -> Quantity:
        """Return how its values are typed and shown: those of a trace mineral in micrograms."""
        return elements()[element].mass if self.quantity is MASS else self.quantity

    def figures_with_value(self, figures: Figures, value: Fraction) -> Figures:
        """Return the figures with the input at another value, in units as displayed.

        A ranked product costs nothing where a varied price rounds to nothing.
        """
        current = figures.number(self.input_key)
        if current is None:
            return figures
        varied = figures.with_input(
            self.input_key, current * value / 100 if self.is_share else value
        )
        if varied.number("pack_price") is None and figures.number("pack_price") is not None:
            return varied.with_input("pack_price", Fraction(0))
        return varied


VARIED_INPUTS: Mapping[str, VariedInput] = {
    varied.key: varied
    for varied in (
        VariedInput(
            "price", "Price", "price", InputScope.PRODUCT, PERCENT,
            80 * PERCENT.base_per_unit, 120 * PERCENT.base_per_unit,
            1_000 * PERCENT.base_per_unit, is_share=True,
        ),
        VariedInput(
            "target", "Target", "target_mg", InputScope.SCENARIO, MASS,
            50, 200, MASS.largest,
        ),
        VariedInput(
            "absorption", "Absorbed", "relative_absorption", InputScope.FORM, FACTOR,
            FACTOR.base_per_unit, 2 * FACTOR.base_per_unit, FACTOR.largest,
        ),
        VariedInput(
            "days", "Days", "days", InputScope.SCENARIO, DAYS,
            28, 31, 366,
        ),
        VariedInput(
            "pack_use", "Pack used", "pack_units", InputScope.PRODUCT, PERCENT,
            80 * PERCENT.base_per_unit, 100 * PERCENT.base_per_unit, 100 * PERCENT.base_per_unit,
            is_share=True,
        ),
    )
}  # fmt: skip


def input_range(scenario: Scenario, varied_input: VariedInput) -> tuple[int, int]:
    """Return the ends of the range in base units: those of the scenario, or else the usual ones."""
    ranges = {key: (low, high) for key, low, high in scenario.ranges}
    if varied_input.key in ranges:
        return ranges[varied_input.key]
    if varied_input.quantity is MASS:
        usual = elements()[scenario.element].default_target
        return usual * varied_input.low // 100, usual * varied_input.high // 100
    return varied_input.low, varied_input.high


def with_input_range(
    scenario: Scenario, varied_input: VariedInput, low: int, high: int
) -> Scenario:
    """Return the scenario with another range for an input.

    Raises:
        BadInput: The ends are not in order, or too small or large for the input.
    """
    if high > varied_input.largest:
        quantity = varied_input.quantity
        raise BadInput(
            ProblemKind.TOO_LARGE,
            value=quantity.text(high),
            largest=quantity.text(varied_input.largest),
        )
    others = tuple(stated for stated in scenario.ranges if stated[0] != varied_input.key)
    changed = replace(scenario, ranges=(*others, (varied_input.key, low, high)))
    is_usual = input_range(replace(scenario, ranges=others), varied_input) == (low, high)
    return replace(scenario, ranges=others) if is_usual else changed


@dataclass(frozen=True, slots=True)
class SensitivityBar:
    """A figure at both ends of an input's range, in units as displayed."""

    varied_input: VariedInput
    low: Fraction
    high: Fraction
    at_low: Fraction
    at_high: Fraction

    @property
    def width(self) -> Fraction:
        return abs(self.at_high - self.at_low)


def figure_at_value(
    figures: Figures, varied_input: VariedInput, value: Fraction, key: str
) -> Fraction:
    """Return a measure of a ranked product with an input at another value.

    Raises:
        LookupError: The product has no such measure.
    """
    number = varied_input.figures_with_value(figures, value).number(key)
    if number is None:
        raise LookupError(key)
    return number


def sensitivity_bar(
    compared: ComparedProduct, varied_input: VariedInput, key: str
) -> SensitivityBar:
    """Return a measure of a ranked product at both ends of an input's range."""
    figures = compared.figures
    low, high = map(varied_input.quantity.to_fraction, input_range(figures.scenario, varied_input))
    return SensitivityBar(
        varied_input,
        low,
        high,
        figure_at_value(figures, varied_input, low, key),
        figure_at_value(figures, varied_input, high, key),
    )


def tornado(compared: ComparedProduct, key: str = ABSORBED_COST_KEY) -> tuple[SensitivityBar, ...]:
    """Return the bars of every input for one ranked product and measure, the widest first."""
    bars = (sensitivity_bar(compared, varied, key) for varied in VARIED_INPUTS.values())
    return tuple(sorted(bars, key=lambda bar: -bar.width))

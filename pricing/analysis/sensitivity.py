"""What a figure becomes when one thing it rests on is another: ranges, and a tornado of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.calculation.measures import ABSORBED_COST_KEY
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import DAYS, FACTOR, MASS, PERCENT, Quantity
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pricing.calculation.comparison import ComparedProduct
    from pricing.calculation.figures import Figures
    from pricing.model.scenario import Scenario

# What may be varied: the headline (of an absorbed mg, which is the same where nothing is assumed),
# the month as swallowed, and the month at the till.
SENSITIVITY_MEASURE_KEYS = (ABSORBED_COST_KEY, "monthly_cost", "monthly_outlay")


class InputScope(Enum):
    """Whose input it is: it moves one product, all those of a form, or all."""

    PRODUCT = "product"
    FORM = "form"
    SCENARIO = "scenario"


@dataclass(frozen=True, slots=True, eq=False)
class VariedInput:
    """An input that is tried over a range: its usual ends in base units of its quantity.

    `name` is what the measures start from. A share is one of the product's own value. The ends of
    the target are shares of the mineral's usual target; `largest` is the most that makes sense.
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
        """Its value as the comparison has it, in units as shown."""
        value = figures.number(self.input_key)
        return Fraction(100) if self.is_share or value is None else value

    def figures_with_value(self, figures: Figures, value: Fraction) -> Figures:
        """The product's figures, were the input this value (in units as shown)."""
        own = figures.number(self.input_key)
        if own is None:
            return figures
        return figures.with_input(self.input_key, own * value / 100 if self.is_share else value)


VARIED_INPUTS: Mapping[str, VariedInput] = {
    each.key: each
    for each in (
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
    """The range tried, in base units: the scenario's own, else the usual one."""
    own = {key: (low, high) for key, low, high in scenario.ranges}
    if varied_input.key in own:
        return own[varied_input.key]
    if varied_input.quantity is MASS:
        usual = elements()[scenario.element].default_target
        return usual * varied_input.low // 100, usual * varied_input.high // 100
    return varied_input.low, varied_input.high


def with_input_range(
    scenario: Scenario, varied_input: VariedInput, low: int, high: int
) -> Scenario:
    """The scenario with another range for an input. Raises BadInput for one that makes no sense."""
    if high > varied_input.largest:
        quantity = varied_input.quantity
        raise BadInput(
            ProblemKind.TOO_LARGE,
            value=quantity.text(high),
            largest=quantity.text(varied_input.largest),
        )
    others = tuple(each for each in scenario.ranges if each[0] != varied_input.key)
    changed = replace(scenario, ranges=(*others, (varied_input.key, low, high)))
    is_usual = input_range(replace(scenario, ranges=others), varied_input) == (low, high)
    return replace(scenario, ranges=others) if is_usual else changed


@dataclass(frozen=True, slots=True)
class SensitivityBar:
    """A figure at both ends of an input's range; values in units as shown, costs in money."""

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
    """A measure of a ranked product, were an input this value."""
    number = varied_input.figures_with_value(figures, value).number(key)
    if number is None:
        raise LookupError(key)
    return number


def sensitivity_bar(
    compared: ComparedProduct, varied_input: VariedInput, key: str
) -> SensitivityBar:
    """What an input's range makes of a figure of one ranked product."""
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
    """Every input's range for one ranked product and figure, the widest first."""
    bars = (sensitivity_bar(compared, varied, key) for varied in VARIED_INPUTS.values())
    return tuple(sorted(bars, key=lambda each: -each.width))

"""What a figure becomes when one thing it rests on is another: ranges, and a tornado of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.calculation.measures import ABSORBED_KEY
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import DAYS, FACTOR, MASS, PERCENT, Quantity
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pricing.calculation.comparison import Compared
    from pricing.calculation.figures import Figures
    from pricing.model.scenario import Scenario

# What may be varied: the headline (of an absorbed mg, which is the same where nothing is assumed),
# the month as swallowed, and the month at the till.
VARIED_FIGURES = (ABSORBED_KEY, "monthly_cost", "monthly_outlay")


class Of(Enum):
    """Whose input it is: it moves one product, all those of a form, or all."""

    PRODUCT = "product"
    FORM = "form"
    SCENARIO = "scenario"


@dataclass(frozen=True, slots=True, eq=False)
class Varied:
    """An input that is tried over a range: its usual ends in base units of its quantity.

    `name` is what the measures start from. A share is one of the product's own value. The ends of
    the target are shares of the mineral's usual target; `largest` is the most that makes sense.
    """

    key: str
    title: str
    name: str
    of: Of
    quantity: Quantity
    low: int
    high: int
    largest: int
    is_share: bool = False

    def now(self, figures: Figures) -> Fraction:
        """Its value as the comparison has it, in units as shown."""
        value = figures.number(self.name)
        return Fraction(100) if self.is_share or value is None else value

    def tried(self, figures: Figures, value: Fraction) -> Figures:
        """The product's figures, were the input this value (in units as shown)."""
        own = figures.number(self.name)
        if own is None:
            return figures
        return figures.where(self.name, own * value / 100 if self.is_share else value)


VARIED: Mapping[str, Varied] = {
    each.key: each
    for each in (
        Varied(
            "price", "Price", "price", Of.PRODUCT, PERCENT,
            80 * PERCENT.per_unit, 120 * PERCENT.per_unit, 1_000 * PERCENT.per_unit, is_share=True,
        ),
        Varied(
            "target", "Target", "target_mg", Of.SCENARIO, MASS,
            50, 200, MASS.largest,
        ),
        Varied(
            "absorption", "Absorbed", "relative_absorption", Of.FORM, FACTOR,
            FACTOR.per_unit, 2 * FACTOR.per_unit, FACTOR.largest,
        ),
        Varied(
            "days", "Days", "days", Of.SCENARIO, DAYS,
            28, 31, 366,
        ),
        Varied(
            "pack_use", "Pack used", "pack_units", Of.PRODUCT, PERCENT,
            80 * PERCENT.per_unit, 100 * PERCENT.per_unit, 100 * PERCENT.per_unit, is_share=True,
        ),
    )
}  # fmt: skip


def ends(scenario: Scenario, varied: Varied) -> tuple[int, int]:
    """The range tried, in base units: the scenario's own, else the usual one."""
    own = {key: (low, high) for key, low, high in scenario.ranges}
    if varied.key in own:
        return own[varied.key]
    if varied.quantity is MASS:
        usual = elements()[scenario.element].default_target
        return usual * varied.low // 100, usual * varied.high // 100
    return varied.low, varied.high


def with_ends(scenario: Scenario, varied: Varied, low: int, high: int) -> Scenario:
    """The scenario with another range for an input. Raises BadInput for one that makes no sense."""
    if high > varied.largest:
        quantity = varied.quantity
        raise BadInput(
            ProblemKind.TOO_LARGE, value=quantity.text(high), largest=quantity.text(varied.largest)
        )
    others = tuple(each for each in scenario.ranges if each[0] != varied.key)
    changed = replace(scenario, ranges=(*others, (varied.key, low, high)))
    is_usual = ends(replace(scenario, ranges=others), varied) == (low, high)
    return replace(scenario, ranges=others) if is_usual else changed


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure at both ends of an input's range; values in units as shown, costs in money."""

    varied: Varied
    low: Fraction
    high: Fraction
    at_low: Fraction
    at_high: Fraction

    @property
    def width(self) -> Fraction:
        return abs(self.at_high - self.at_low)


def figure_at(figures: Figures, varied: Varied, value: Fraction, key: str) -> Fraction:
    """A measure of a ranked product, were an input this value."""
    number = varied.tried(figures, value).number(key)
    if number is None:
        raise LookupError(key)
    return number


def bar(compared: Compared, varied: Varied, key: str) -> Bar:
    """What an input's range makes of a figure of one ranked product."""
    figures = compared.figures
    low, high = map(varied.quantity.fraction, ends(figures.scenario, varied))
    return Bar(
        varied,
        low,
        high,
        figure_at(figures, varied, low, key),
        figure_at(figures, varied, high, key),
    )


def tornado(compared: Compared, key: str = ABSORBED_KEY) -> tuple[Bar, ...]:
    """Every input's range for one ranked product and figure, the widest first."""
    bars = (bar(compared, varied, key) for varied in VARIED.values())
    return tuple(sorted(bars, key=lambda each: -each.width))

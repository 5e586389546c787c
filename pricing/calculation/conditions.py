"""Every condition that is tested in more than one place, declared once beside the measures.

A condition is a comparison of two expressions. It is decided exactly here, for whole columns in
`vectorized`, and live in the workbook.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from pricing.expressions.compiled import compile_is_above
from pricing.expressions.tree import Constant, Expression, IfAtMost, Select, Variable
from pricing.model.product import UNIT_KINDS
from pricing.model.scenario import DOSE_POLICIES, LEAST_MEETING_TARGET
from pricing.problems.plain_facts import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from pricing.expressions.tree import ValueLookup

MANY_UNITS_THRESHOLD = 6
FAR_BELOW_TARGET, FAR_ABOVE_TARGET = Fraction(9, 10), Fraction(5, 4)
# More of the target than this is worth a sign, although it is safe.
ABOVE_TARGET = Fraction(21, 20)
# Shares of a limit that includes food. Above the first a dose leaves less than half for food.
MUCH_OF_LIMIT, MOST_OF_LIMIT = Fraction(1, 2), Fraction(9, 10)
# More than one day's wage for 30 days of treatment is unaffordable (WHO/HAI).
MAX_AFFORDABLE_DAYS_WAGES = 1
STALE_AFTER_DAYS = 180
# The days for which a budget, a wage, an income and a meaningful difference count.
DAYS_OF_SUPPLY = 30


@dataclass(frozen=True, slots=True)
class AboveCondition:
    """One amount is more than another. It does not hold where either is unknown.

    With `counted_units_only` it holds only for dosage units that are counted, such as capsules, and
    not for grams or millilitres.
    """

    left: Expression
    right: Expression
    counted_units_only: bool = False

    def compiled(self) -> Callable[[ValueLookup], bool]:
        """Return a function that tells whether the condition holds for exact values."""
        is_above = compile_is_above(self.left, self.right)
        if not self.counted_units_only:
            return is_above
        return lambda values: UNIT_KINDS[str(values("unit_kind"))].is_counted and is_above(values)


def _at_most(most: Expression) -> Expression:
    """Return the delivered dose, or 0 if it is more than `most`."""
    delivered = Variable("delivered_mg_per_day")
    return IfAtMost(delivered, most, delivered, Constant(Fraction(0)))


_least_by_policy = Select(
    "dose_policy",
    {
        key: LEAST_MEETING_TARGET if policy.aims_to_reach else Constant(Fraction(0))
        for key, policy in DOSE_POLICIES.items()
    },
)
# A condition holds where any of its parts does.
CONDITIONS: Mapping[str, tuple[AboveCondition, ...]] = {
    "over_limit": (AboveCondition(Variable("delivered_mg_per_day"), Variable("limit_mg")),),
    # The dose delivers too much of another mineral that the product holds.
    "other_mineral_over_limit": (
        AboveCondition(
            Variable("units_per_day") / Variable("serving_units"),
            Variable("other_minerals_most_servings"),
        ),
    ),
    # The dose is a treatment, whatever the limit: potassium has such an amount.
    "treatment_dose": (AboveCondition(Variable("delivered_mg_per_day"), Variable("treatment_mg")),),
    "short_of_target": (AboveCondition(_least_by_policy, Variable("delivered_mg_per_day")),),
    "target_over_limit": (AboveCondition(Variable("target_mg"), Variable("limit_mg")),),
    "leaves_for_food": (
        AboveCondition(
            _at_most(Variable("limit_mg") * Constant(MOST_OF_LIMIT)),
            Variable("limit_mg") * Constant(MUCH_OF_LIMIT),
        ),
    ),
    "leaves_little_for_food": (
        AboveCondition(
            _at_most(Variable("limit_mg")), Variable("limit_mg") * Constant(MOST_OF_LIMIT)
        ),
    ),
    "smallest_dose_over_target": (
        AboveCondition(
            Variable("elemental_mg_per_unit") * Variable("smallest_dose"), Variable("target_mg")
        ),
    ),
    "far_from_target": (
        AboveCondition(Constant(FAR_BELOW_TARGET), Variable("delivered_share")),
        AboveCondition(Variable("delivered_share"), Constant(FAR_ABOVE_TARGET)),
    ),
    "above_target": (AboveCondition(Variable("delivered_share"), Constant(ABOVE_TARGET)),),
    "many_units": (
        AboveCondition(
            Variable("units_per_day"),
            Constant(Fraction(MANY_UNITS_THRESHOLD)),
            counted_units_only=True,
        ),
    ),
    "over_budget": (AboveCondition(Variable("average_month"), Variable("budget")),),
    "first_purchase_over_budget": (AboveCondition(Variable("out_of_pocket"), Variable("budget")),),
    "unaffordable": (
        AboveCondition(Variable("days_wages"), Constant(Fraction(MAX_AFFORDABLE_DAYS_WAGES))),
    ),
    # The product costs more than another by more than the scenario calls no difference, which is
    # money for 30 days.
    "costs_meaningfully_more": (
        AboveCondition(
            Variable("monthly_cost"),
            Variable("compared_monthly_cost")
            + Variable("no_difference") * Variable("days") / DAYS_OF_SUPPLY,
        ),
    ),
}
# A dose is not safe where one of these holds.
UNSAFE_DOSE_KEYS = ("over_limit", "other_mineral_over_limit", "treatment_dose")
# The conditions of the dose checks. The workbook shows them live.
DOSE_CONDITION_KEYS = (
    *UNSAFE_DOSE_KEYS, "target_over_limit", "smallest_dose_over_target", "far_from_target",
    "many_units",
)  # fmt: skip


def condition_holds(key: str, values: ValueLookup) -> bool:
    """Return whether a condition of `CONDITIONS` holds for exact values."""
    return _compiled_condition(key)(values)


def has_unsafe_dose(values: ValueLookup) -> bool:
    """Return whether a dose is not safe, which is where one of `UNSAFE_DOSE_KEYS` holds."""
    return _compiled_conditions(UNSAFE_DOSE_KEYS)(values)


@cache
def _compiled_condition(key: str) -> Callable[[ValueLookup], bool]:
    return _any_of([condition.compiled() for condition in CONDITIONS[key]])


@cache
def _compiled_conditions(keys: tuple[str, ...]) -> Callable[[ValueLookup], bool]:
    return _any_of([_compiled_condition(key) for key in keys])


def _any_of(parts: Sequence[Callable[[ValueLookup], bool]]) -> Callable[[ValueLookup], bool]:
    """Return a function that tells whether any of the parts holds."""
    first, *others = parts
    if not others:
        return first
    rest = _any_of(others)
    return lambda values: first(values) or rest(values)


def is_stale(priced_on: date, today: date) -> bool:
    """Return whether a price is too old to stand for today's."""
    return (today - priced_on).days > STALE_AFTER_DAYS

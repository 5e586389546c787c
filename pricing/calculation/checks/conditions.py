"""The conditions of the dose checks, as data: decided exactly here, and live in a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.expressions.tree import Constant, Expression, Variable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pricing.calculation.figures import Figures

MANY_UNITS_THRESHOLD = 6
FAR_BELOW_TARGET, FAR_ABOVE_TARGET = Fraction(9, 10), Fraction(5, 4)


@dataclass(frozen=True, slots=True)
class AboveCondition:
    """One amount is more than another; where either does not exist it is not.

    `counted`: only of dosage units that are counted, not weighed or poured.
    """

    left: Expression
    right: Expression
    counted_units_only: bool = False

    def holds(self, figures: Figures) -> bool:
        left, right = self.left.evaluate(figures), self.right.evaluate(figures)
        if self.counted_units_only and not figures.product.unit_kind_details.is_counted:
            return False
        return left is not None and right is not None and left > right


_target, _limit, _share = Variable("target_mg"), Variable("limit_mg"), Variable("delivered_share")

# A check holds where any of its conditions does.
DOSE_CONDITIONS: Mapping[str, tuple[AboveCondition, ...]] = {
    "over_limit": (AboveCondition(Variable("delivered_mg_per_day"), _limit),),
    "target_over_limit": (AboveCondition(_target, _limit),),
    "smallest_dose_over_target": (
        AboveCondition(Variable("elemental_mg_per_unit") * Variable("smallest_dose"), _target),
    ),
    "far_from_target": (
        AboveCondition(Constant(FAR_BELOW_TARGET), _share),
        AboveCondition(_share, Constant(FAR_ABOVE_TARGET)),
    ),
    "many_units": (
        AboveCondition(
            Variable("units_per_day"),
            Constant(Fraction(MANY_UNITS_THRESHOLD)),
            counted_units_only=True,
        ),
    ),
}


def dose_condition_holds(key: str, figures: Figures) -> bool:
    """Whether a dose check finds something in a product."""
    return any(each.holds(figures) for each in DOSE_CONDITIONS[key])

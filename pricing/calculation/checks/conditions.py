"""The conditions of the dose checks, as data: decided exactly here, and live in a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.expressions.tree import Constant, Expression, Name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pricing.calculation.figures import Figures

MANY_UNITS = 6
FAR_BELOW, FAR_ABOVE = Fraction(9, 10), Fraction(5, 4)


@dataclass(frozen=True, slots=True)
class Above:
    """One amount is more than another; where either does not exist it is not.

    `counted`: only of dosage units that are counted, not weighed or poured.
    """

    left: Expression
    right: Expression
    counted: bool = False

    def holds(self, figures: Figures) -> bool:
        left, right = self.left.exact(figures), self.right.exact(figures)
        if self.counted and not figures.product.kind.is_counted:
            return False
        return left is not None and right is not None and left > right


_target, _limit, _share = Name("target_mg"), Name("limit_mg"), Name("delivered_share")

# A check holds where any of its conditions does.
CONDITIONS: Mapping[str, tuple[Above, ...]] = {
    "over_limit": (Above(Name("delivered_mg_per_day"), _limit),),
    "target_over_limit": (Above(_target, _limit),),
    "smallest_dose_over_target": (
        Above(Name("elemental_mg_per_unit") * Name("smallest_dose"), _target),
    ),
    "far_from_target": (
        Above(Constant(FAR_BELOW), _share),
        Above(_share, Constant(FAR_ABOVE)),
    ),
    "many_units": (Above(Name("units_per_day"), Constant(Fraction(MANY_UNITS)), counted=True),),
}


def holds(key: str, figures: Figures) -> bool:
    """Whether a dose check finds something in a product."""
    return any(each.holds(figures) for each in CONDITIONS[key])

"""The declared conditions as live formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.calculation.conditions import CONDITIONS
from pricing.expressions.spreadsheet import GUARD_DECIMALS, render_formula
from pricing.expressions.tree import Constant
from pricing.model.product import UNIT_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from pricing.calculation.conditions import AboveCondition

    Cells = Callable[[str], str]


def condition_formula(key: str, cells: Cells) -> str:
    """Whether a condition of `CONDITIONS` holds, TRUE or FALSE.

    `cells` knows "unit_kind" where the condition asks for it.
    """
    parts = [_above_formula(part, cells) for part in CONDITIONS[key]]
    return parts[0] if len(parts) == 1 else f"OR({','.join(parts)})"


def _above_formula(condition: AboveCondition, cells: Cells) -> str:
    """Whether one amount is above another, TRUE or FALSE."""
    left, right = render_formula(condition.left, cells), render_formula(condition.right, cells)
    known = [
        f"ISNUMBER({text})"
        for node, text in ((condition.left, left), (condition.right, right))
        if not isinstance(node, Constant)
    ]
    if condition.counted_units_only:
        kind = cells("unit_kind")
        known += [f'{kind}<>"{each.key}"' for each in UNIT_KINDS.values() if not each.is_counted]
    return f"IF(AND({','.join(known)}),ROUND({left}-{right},{GUARD_DECIMALS})>0,FALSE)"

"""The conditions of the dose checks as live formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.expressions.spreadsheet import GUARD_DECIMALS, render_formula
from pricing.expressions.tree import Constant
from pricing.model.product import UNIT_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from pricing.calculation.checks.conditions import AboveCondition

    Cells = Callable[[str], str]


def condition_formula(condition: AboveCondition, cells: Cells) -> str:
    """Whether one amount is above another, TRUE or FALSE; `cells` knows "unit_kind" where asked."""
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

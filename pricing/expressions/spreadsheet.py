"""The third rendering of the expression tree: live spreadsheet formulas."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.expressions.tree import (
    Arithmetic,
    Constant,
    Expression,
    Extreme,
    IfAtMost,
    IfGiven,
    NonZero,
    Rounded,
    RoundingMode,
    Select,
    Variable,
    parenthesize,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    CellLookup = Callable[[str], str]

_HALF = Fraction(1, 2)
# A spreadsheet computes in binary fractions. A value within 5e-10 of a whole number is that number:
# the exact ratios rounded here have denominators below 2e9, so no real difference is that small.
GUARD_DECIMALS = 9
_ROUNDING_FORMULAS = {
    RoundingMode.UP: "ROUNDUP({guarded},0)",
    RoundingMode.DOWN: "INT({guarded})",
    RoundingMode.NEAREST: "ROUND({guarded},0)",
    RoundingMode.NEAREST_TIES_DOWN: "-INT(-{guarded})",
}


def render_formula(node: Expression, cells: CellLookup) -> str:
    """Return the node as a formula without its `=`.

    `cells` returns the cell of a key. The formula uses only functions that Excel 2016, LibreOffice
    and Numbers share.
    """
    match node:
        case Constant(value):
            return _number_formula(value)
        case Variable(key):
            return cells(key)
        case Arithmetic(sign, left, right):
            return _infix_formula(sign, left, right, lambda part: render_formula(part, cells))
        case Rounded(inner, mode):
            if mode is RoundingMode.NEAREST_TIES_DOWN:
                inner = Arithmetic("-", inner, Constant(_HALF))
            return _ROUNDING_FORMULAS[mode].format(
                guarded=f"ROUND({render_formula(inner, cells)},{GUARD_DECIMALS})"
            )
        case Extreme(left, right, is_maximum):
            function = "MAX" if is_maximum else "MIN"
            return f"{function}({render_formula(left, cells)},{render_formula(right, cells)})"
        case _:
            return _choice_formula(node, cells)


def _choice_formula(node: Expression, cells: CellLookup) -> str:
    match node:
        case NonZero(inner):
            formula = render_formula(inner, cells)
            return f'IF(ROUND({formula},{GUARD_DECIMALS})=0,"",{formula})'
        case IfAtMost(left, right, then, other):
            limit = render_formula(right, cells)
            is_above = f"ROUND({render_formula(left, cells)}-{limit},{GUARD_DECIMALS})>0"
            if not isinstance(right, Constant):
                is_above = f"IF(ISNUMBER({limit}),{is_above},FALSE)"
            return f"IF({is_above},{render_formula(other, cells)},{render_formula(then, cells)})"
        case IfGiven(key, inner, other):
            return (
                f"IF(ISNUMBER({cells(key)}),{render_formula(inner, cells)},"
                f"{render_formula(other, cells)})"
            )
        case Select(key, cases):
            formula = '""'
            for case, inner in reversed(list(cases.items())):
                formula = f'IF({cells(key)}="{case}",{render_formula(inner, cells)},{formula})'
            return formula
        case _:
            raise TypeError(node)


def _number_formula(value: Fraction) -> str:
    return (
        str(value.numerator)
        if value.denominator == 1
        else f"({value.numerator}/{value.denominator})"
    )


def _infix_formula(
    sign: str, left: Expression, right: Expression, render: Callable[[Expression], str]
) -> str:
    """Return both sides with the sign between them, and the parentheses that they need."""
    return (
        parenthesize(sign, left, render(left), is_right=False)
        + sign
        + parenthesize(sign, right, render(right), is_right=True)
    )

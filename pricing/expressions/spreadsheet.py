"""The third face of the expression tree: live spreadsheet formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.expressions.tree import (
    HALF,
    Arithmetic,
    Constant,
    Expression,
    Extreme,
    IfAtMost,
    IfKnown,
    Name,
    Rounded,
    Select,
    To,
    enclosed,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    Cells = Callable[[str], str]

# A spreadsheet counts in binary fractions. What lies within 5e-10 of a whole number is that number:
# the exact ratios rounded here have denominators below 2e9, so no true difference is that small.
GUARD_DECIMALS = 9
_WHOLE = {
    To.UP: "ROUNDUP({guarded},0)",
    To.DOWN: "INT({guarded})",
    To.NEAREST: "ROUND({guarded},0)",
    To.NEAREST_TIES_DOWN: "-INT(-{guarded})",
}


def formula(node: Expression, cells: Cells) -> str:
    """The node as a formula without its `=`, in functions that Excel 2016 and its like share."""
    match node:
        case Constant(value):
            return _number(value)
        case Name(key):
            return cells(key)
        case Arithmetic(sign, left, right):
            return _infix(sign, left, right, lambda part: formula(part, cells))
        case Rounded(inner, to):
            if to is To.NEAREST_TIES_DOWN:
                inner = Arithmetic("-", inner, Constant(HALF))
            return _WHOLE[to].format(guarded=f"ROUND({formula(inner, cells)},{GUARD_DECIMALS})")
        case Extreme(left, right, largest):
            return f"{'MAX' if largest else 'MIN'}({formula(left, cells)},{formula(right, cells)})"
        case _:
            return _choice(node, cells)


def _choice(node: Expression, cells: Cells) -> str:
    match node:
        case IfAtMost(left, right, then, other):
            bound = formula(right, cells)
            over = f"ROUND({formula(left, cells)}-{bound},{GUARD_DECIMALS})>0"
            if not isinstance(right, Constant):
                over = f"IF(ISNUMBER({bound}),{over},FALSE)"
            return f"IF({over},{formula(other, cells)},{formula(then, cells)})"
        case IfKnown(key, inner, other):
            return f"IF(ISNUMBER({cells(key)}),{formula(inner, cells)},{formula(other, cells)})"
        case Select(key, cases):
            text = '""'
            for case, inner in reversed(list(cases.items())):
                text = f'IF({cells(key)}="{case}",{formula(inner, cells)},{text})'
            return text
        case _:
            raise TypeError(node)


def _number(value: Fraction) -> str:
    return (
        str(value.numerator)
        if value.denominator == 1
        else f"({value.numerator}/{value.denominator})"
    )


def _infix(
    sign: str, left: Expression, right: Expression, render: Callable[[Expression], str]
) -> str:
    """The two sides with the sign between, and the parentheses that it needs."""
    return (
        enclosed(sign, left, render(left), is_right=False)
        + sign
        + enclosed(sign, right, render(right), is_right=True)
    )

"""The fourth face of the expression tree: the arithmetic in words, with values put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.expressions.tree import (
    Arithmetic,
    Constant,
    Expression,
    Rounded,
    Variable,
    parenthesize,
)
from pricing.quantities.rounding import format_trimmed

if TYPE_CHECKING:
    from collections.abc import Callable

    from pricing.expressions.tree import ValueLookup

_OPERATOR_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}


def explain_expression(
    node: Expression, values: ValueLookup, describe_key: Callable[[str], str | None]
) -> str | None:
    """The arithmetic with values put in: "300 mg ÷ 100 mg, rounded up".

    `say` gives an input or figure with its unit, or None for one that goes without saying; the
    branch not taken is not said.
    """
    match node:
        case Constant(value):
            return format_trimmed(value, 6)
        case Variable(key):
            return describe_key(key)
        case Arithmetic(sign, left, right):
            return _infix_text(
                sign, left, right, lambda part: explain_expression(part, values, describe_key)
            )
        case Rounded(inner, to):
            text = explain_expression(inner, values, describe_key)
            return text and f"{text}, {to.value}"
        case _:
            return explain_expression(node.selected_branch(values), values, describe_key)


def _infix_text(
    sign: str, left: Expression, right: Expression, render: Callable[[Expression], str | None]
) -> str | None:
    first, second = render(left), render(right)
    if first is None or second is None:
        return first or second
    first = _parenthesize_compound_text(first, parenthesize(sign, left, first, is_right=False))
    second = _parenthesize_compound_text(second, parenthesize(sign, right, second, is_right=True))
    return f"{first} {_OPERATOR_SIGNS[sign]} {second}"


def _parenthesize_compound_text(text: str, within: str) -> str:
    """Parentheses only around what is more than one value, and around what was rounded."""
    if ", " in text:
        return f"({text})"
    return within if any(f" {sign} " in text for sign in _OPERATOR_SIGNS.values()) else text

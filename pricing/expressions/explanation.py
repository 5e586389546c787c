"""The fourth rendering of the expression tree: a calculation with its values filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.expressions.tree import (
    Arithmetic,
    Constant,
    Expression,
    Rounded,
    RoundingMode,
    Variable,
    parenthesize,
)
from pricing.quantities.rounding import format_trimmed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pricing.expressions.tree import ValueLookup

_OPERATOR_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}


# How each rounding is stated.
ROUNDING_TEMPLATES: Mapping[RoundingMode, str] = {
    RoundingMode.UP: "{calculation}, rounded up",
    RoundingMode.DOWN: "{calculation}, rounded down",
    RoundingMode.NEAREST: "{calculation}, rounded",
    RoundingMode.NEAREST_TIES_DOWN: "{calculation}, rounded to the nearest",
}


def explain_expression(
    node: Expression,
    values: ValueLookup,
    describe_key: Callable[[str], str | None],
    translate: Callable[[str], str] = str,
) -> str | None:
    """Return the calculation with its values: "300 mg ÷ 100 mg, rounded up".

    `describe_key` returns an input or figure with its unit, or None for one that is left out. A
    choice shows only the branch that applies. `translate` translates `ROUNDING_TEMPLATES`.
    """

    def explain(part: Expression) -> str | None:
        return explain_expression(part, values, describe_key, translate)

    match node:
        case Constant(value):
            return format_trimmed(value, 6)
        case Variable(key):
            return describe_key(key)
        case Arithmetic(sign, left, right):
            return _infix_text(sign, left, right, explain)
        case Rounded(inner, mode):
            text = explain(inner)
            return text and translate(ROUNDING_TEMPLATES[mode]).format(calculation=text)
        case _:
            return explain(node.selected_branch(values))


def _infix_text(
    sign: str, left: Expression, right: Expression, render: Callable[[Expression], str | None]
) -> str | None:
    left_text, right_text = render(left), render(right)
    if left_text is None or right_text is None:
        return left_text or right_text
    left_text = _choose_parentheses(left_text, parenthesize(sign, left, left_text, is_right=False))
    right_text = _choose_parentheses(
        right_text, parenthesize(sign, right, right_text, is_right=True)
    )
    return f"{left_text} {_OPERATOR_SIGNS[sign]} {right_text}"


def _choose_parentheses(text: str, parenthesized: str) -> str:
    """Return the text in parentheses if it was rounded, or if it has an operator and needs them."""
    if ", " in text:
        return f"({text})"
    has_operator = any(f" {sign} " in text for sign in _OPERATOR_SIGNS.values())
    return parenthesized if has_operator else text

"""The fourth face of the expression tree: the arithmetic in words, with values put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.expressions.tree import Arithmetic, Constant, Expression, Name, Rounded, enclosed
from pricing.quantities.rounding import trimmed

if TYPE_CHECKING:
    from collections.abc import Callable

    from pricing.expressions.tree import Values

_SAID = {"+": "+", "-": "−", "*": "×", "/": "÷"}


def words(node: Expression, values: Values, say: Callable[[str], str | None]) -> str | None:
    """The arithmetic with values put in: "300 mg ÷ 100 mg, rounded up".

    `say` gives an input or figure with its unit, or None for one that goes without saying; the
    branch not taken is not said.
    """
    match node:
        case Constant(value):
            return trimmed(value, 6)
        case Name(key):
            return say(key)
        case Arithmetic(sign, left, right):
            return _said(sign, left, right, lambda part: words(part, values, say))
        case Rounded(inner, to):
            text = words(inner, values, say)
            return text and f"{text}, {to.value}"
        case _:
            return words(node.taken(values), values, say)


def _said(
    sign: str, left: Expression, right: Expression, render: Callable[[Expression], str | None]
) -> str | None:
    first, second = render(left), render(right)
    if first is None or second is None:
        return first or second
    first = _apart(first, enclosed(sign, left, first, is_right=False))
    second = _apart(second, enclosed(sign, right, second, is_right=True))
    return f"{first} {_SAID[sign]} {second}"


def _apart(text: str, within: str) -> str:
    """Parentheses only around what is more than one value, and around what was rounded."""
    if ", " in text:
        return f"({text})"
    return within if any(f" {sign} " in text for sign in _SAID.values()) else text

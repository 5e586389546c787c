"""The expression tree that every figure is declared in, and the first of its four faces: exact.

The others are `pricing.calculation.vectorized` (whole columns),
`pricing.expressions.spreadsheet` and `pricing.expressions.explanation`. A name stands for an input
or another figure; what it is worth, where its cell is and how it is said, the caller tells.
"""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Value = Fraction | str | None
    ValueLookup = Callable[[str], Value]


class Expression:
    """A node; arithmetic on nodes builds nodes."""

    __slots__ = ()

    def evaluate(self, values: ValueLookup) -> Fraction | None:
        """The exact value; None where an input or a figure that it needs does not exist."""
        return self.selected_branch(values).evaluate(values)

    def selected_branch(self, values: ValueLookup) -> Expression:  # noqa: ARG002
        """The branch of a choice that the values take; any other node is its own."""
        return self

    def __add__(self, other: Expression | int) -> Expression:
        return Arithmetic("+", self, _to_node(other))

    def __sub__(self, other: Expression | int) -> Expression:
        return Arithmetic("-", self, _to_node(other))

    def __rsub__(self, other: int) -> Expression:
        return Arithmetic("-", _to_node(other), self)

    def __mul__(self, other: Expression | int) -> Expression:
        return Arithmetic("*", self, _to_node(other))

    def __truediv__(self, other: Expression | int) -> Expression:
        return Arithmetic("/", self, _to_node(other))


def _to_node(value: Expression | int) -> Expression:
    return value if isinstance(value, Expression) else Constant(Fraction(value))


@dataclass(frozen=True, slots=True)
class Constant(Expression):
    """A number of the definition itself."""

    value: Fraction

    def evaluate(self, values: ValueLookup) -> Fraction | None:  # noqa: ARG002
        return self.value


@dataclass(frozen=True, slots=True)
class Variable(Expression):
    """An input or another figure, by its key."""

    key: str

    def evaluate(self, values: ValueLookup) -> Fraction | None:
        known = values(self.key)
        return known if type(known) is Fraction else None


@dataclass(frozen=True, slots=True)
class Arithmetic(Expression):
    """One of + - * / on two nodes; division by nothing gives nothing."""

    sign: str
    left: Expression
    right: Expression

    def evaluate(self, values: ValueLookup) -> Fraction | None:
        left = self.left.evaluate(values)
        right = None if left is None else self.right.evaluate(values)
        return None if left is None or right is None else _OPERATORS[self.sign](left, right)


class RoundingMode(Enum):
    """How a number is made whole (of numbers that are not negative)."""

    UP = "rounded up"
    DOWN = "rounded down"
    NEAREST = "rounded"
    NEAREST_TIES_DOWN = "rounded to the nearest"


@dataclass(frozen=True, slots=True)
class Rounded(Expression):
    """The node made whole."""

    node: Expression
    mode: RoundingMode

    def evaluate(self, values: ValueLookup) -> Fraction | None:
        number = self.node.evaluate(values)
        return None if number is None else round_to_whole(number, self.mode)


@dataclass(frozen=True, slots=True)
class Extreme(Expression):
    """The larger (or smaller) of two nodes."""

    left: Expression
    right: Expression
    is_maximum: bool

    def evaluate(self, values: ValueLookup) -> Fraction | None:
        left = self.left.evaluate(values)
        right = None if left is None else self.right.evaluate(values)
        if left is None or right is None:
            return None
        return max(left, right) if self.is_maximum else min(left, right)

    def selected_branch(self, values: ValueLookup) -> Expression:
        left, right = self.left.evaluate(values), self.right.evaluate(values)
        if left is None or right is None:
            return self.left
        return self.left if (left >= right) == self.is_maximum or left == right else self.right


@dataclass(frozen=True, slots=True)
class IfAtMost(Expression):
    """`then` where left <= right or right does not exist (no limit), else `other`."""

    left: Expression
    right: Expression
    then: Expression
    other: Expression

    def selected_branch(self, values: ValueLookup) -> Expression:
        bound, value = self.right.evaluate(values), self.left.evaluate(values)
        within = bound is None or (value is not None and value <= bound)
        return self.then if within else self.other


@dataclass(frozen=True, slots=True)
class IfGiven(Expression):
    """`node` where the input `key` is given, else `other`."""

    key: str
    node: Expression
    other: Expression

    def selected_branch(self, values: ValueLookup) -> Expression:
        return self.other if values(self.key) is None else self.node


@dataclass(frozen=True, slots=True)
class Select(Expression):
    """The case that the text input `key` names."""

    key: str
    cases: Mapping[str, Expression]

    def selected_branch(self, values: ValueLookup) -> Expression:
        return self.cases[str(values(self.key))]


def round_up(node: Expression) -> Expression:
    return Rounded(node, RoundingMode.UP)


def round_down(node: Expression) -> Expression:
    return Rounded(node, RoundingMode.DOWN)


def maximum(left: Expression, right: Expression | int) -> Expression:
    return Extreme(left, _to_node(right), is_maximum=True)


def referenced_keys(node: Expression) -> tuple[str, ...]:
    """The keys that the node refers to, in reading order, each once."""
    match node:
        case Variable(key):
            found: tuple[str, ...] = (key,)
        case Arithmetic(_, left, right) | Extreme(left, right):
            found = referenced_keys(left) + referenced_keys(right)
        case Rounded(inner):
            found = referenced_keys(inner)
        case IfAtMost(left, right, then, other):
            found = (
                referenced_keys(left)
                + referenced_keys(right)
                + referenced_keys(then)
                + referenced_keys(other)
            )
        case IfGiven(key, inner, other):
            found = (key, *referenced_keys(inner), *referenced_keys(other))
        case Select(key, cases):
            found = (key, *(name for case in cases.values() for name in referenced_keys(case)))
        case _:
            found = ()
    return tuple(dict.fromkeys(found))


# -- exact -------------------------------------------------------------------------------------

HALF = Fraction(1, 2)


def round_to_whole(value: Fraction, mode: RoundingMode) -> Fraction:
    """The value made whole, decided exactly."""
    match mode:
        case RoundingMode.UP:
            return Fraction(math.ceil(value))
        case RoundingMode.DOWN:
            return Fraction(math.floor(value))
        case RoundingMode.NEAREST:
            return Fraction(math.floor(value + HALF))
        case RoundingMode.NEAREST_TIES_DOWN:
            return Fraction(math.ceil(value - HALF))


def _divide(left: Fraction, right: Fraction) -> Fraction | None:
    return left / right if right else None


_OPERATORS: Mapping[str, Callable[[Fraction, Fraction], Fraction | None]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divide,
}


def resolve_choices(node: Expression, values: ValueLookup) -> Expression:
    """The node with every choice replaced by the branch that the values take."""
    match node:
        case Arithmetic(sign, left, right):
            return Arithmetic(sign, resolve_choices(left, values), resolve_choices(right, values))
        case Rounded(inner, to):
            return Rounded(resolve_choices(inner, values), to)
        case Constant() | Variable():
            return node
        case _:
            return resolve_choices(node.selected_branch(values), values)


# -- writing -----------------------------------------------------------------------------------

_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2}


def parenthesize(sign: str, part: Expression, text: str, *, is_right: bool) -> str:
    """The text of one side, in parentheses where the sign binds stronger than what is in it."""
    if not isinstance(part, Arithmetic):
        return text
    weaker = _PRECEDENCE[part.sign] < _PRECEDENCE[sign]
    same_on_right = is_right and sign in "-/" and _PRECEDENCE[part.sign] == _PRECEDENCE[sign]
    return f"({text})" if weaker or same_on_right else text

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
    Values = Callable[[str], Value]


class Expression:
    """A node; arithmetic on nodes builds nodes."""

    __slots__ = ()

    def exact(self, values: Values) -> Fraction | None:
        """The exact value; None where an input or a figure that it needs does not exist."""
        return self.taken(values).exact(values)

    def taken(self, values: Values) -> Expression:  # noqa: ARG002
        """The branch of a choice that the values take; any other node is its own."""
        return self

    def __add__(self, other: Expression | int) -> Expression:
        return Arithmetic("+", self, _node(other))

    def __sub__(self, other: Expression | int) -> Expression:
        return Arithmetic("-", self, _node(other))

    def __rsub__(self, other: int) -> Expression:
        return Arithmetic("-", _node(other), self)

    def __mul__(self, other: Expression | int) -> Expression:
        return Arithmetic("*", self, _node(other))

    def __truediv__(self, other: Expression | int) -> Expression:
        return Arithmetic("/", self, _node(other))


def _node(value: Expression | int) -> Expression:
    return value if isinstance(value, Expression) else Constant(Fraction(value))


@dataclass(frozen=True, slots=True)
class Constant(Expression):
    """A number of the definition itself."""

    value: Fraction

    def exact(self, values: Values) -> Fraction | None:  # noqa: ARG002
        return self.value


@dataclass(frozen=True, slots=True)
class Name(Expression):
    """An input or another figure, by its key."""

    key: str

    def exact(self, values: Values) -> Fraction | None:
        known = values(self.key)
        return known if type(known) is Fraction else None


@dataclass(frozen=True, slots=True)
class Arithmetic(Expression):
    """One of + - * / on two nodes; division by nothing gives nothing."""

    sign: str
    left: Expression
    right: Expression

    def exact(self, values: Values) -> Fraction | None:
        left = self.left.exact(values)
        right = None if left is None else self.right.exact(values)
        return None if left is None or right is None else _OPERATORS[self.sign](left, right)


class To(Enum):
    """How a number is made whole (of numbers that are not negative)."""

    UP = "rounded up"
    DOWN = "rounded down"
    NEAREST = "rounded"
    NEAREST_TIES_DOWN = "rounded to the nearest"


@dataclass(frozen=True, slots=True)
class Rounded(Expression):
    """The node made whole."""

    node: Expression
    to: To

    def exact(self, values: Values) -> Fraction | None:
        number = self.node.exact(values)
        return None if number is None else made_whole(number, self.to)


@dataclass(frozen=True, slots=True)
class Extreme(Expression):
    """The larger (or smaller) of two nodes."""

    left: Expression
    right: Expression
    largest: bool

    def exact(self, values: Values) -> Fraction | None:
        left = self.left.exact(values)
        right = None if left is None else self.right.exact(values)
        if left is None or right is None:
            return None
        return max(left, right) if self.largest else min(left, right)

    def taken(self, values: Values) -> Expression:
        left, right = self.left.exact(values), self.right.exact(values)
        if left is None or right is None:
            return self.left
        return self.left if (left >= right) == self.largest or left == right else self.right


@dataclass(frozen=True, slots=True)
class IfAtMost(Expression):
    """`then` where left <= right or right does not exist (no limit), else `other`."""

    left: Expression
    right: Expression
    then: Expression
    other: Expression

    def taken(self, values: Values) -> Expression:
        bound, value = self.right.exact(values), self.left.exact(values)
        within = bound is None or (value is not None and value <= bound)
        return self.then if within else self.other


@dataclass(frozen=True, slots=True)
class IfKnown(Expression):
    """`node` where the input `key` is given, else `other`."""

    key: str
    node: Expression
    other: Expression

    def taken(self, values: Values) -> Expression:
        return self.other if values(self.key) is None else self.node


@dataclass(frozen=True, slots=True)
class Select(Expression):
    """The case that the text input `key` names."""

    key: str
    cases: Mapping[str, Expression]

    def taken(self, values: Values) -> Expression:
        return self.cases[str(values(self.key))]


def rounded_up(node: Expression) -> Expression:
    return Rounded(node, To.UP)


def rounded_down(node: Expression) -> Expression:
    return Rounded(node, To.DOWN)


def larger(left: Expression, right: Expression | int) -> Expression:
    return Extreme(left, _node(right), largest=True)


def names(node: Expression) -> tuple[str, ...]:
    """The keys that the node refers to, in reading order, each once."""
    match node:
        case Name(key):
            found: tuple[str, ...] = (key,)
        case Arithmetic(_, left, right) | Extreme(left, right):
            found = names(left) + names(right)
        case Rounded(inner):
            found = names(inner)
        case IfAtMost(left, right, then, other):
            found = names(left) + names(right) + names(then) + names(other)
        case IfKnown(key, inner, other):
            found = (key, *names(inner), *names(other))
        case Select(key, cases):
            found = (key, *(name for case in cases.values() for name in names(case)))
        case _:
            found = ()
    return tuple(dict.fromkeys(found))


# -- exact -------------------------------------------------------------------------------------

HALF = Fraction(1, 2)


def made_whole(value: Fraction, to: To) -> Fraction:
    """The value made whole, decided exactly."""
    match to:
        case To.UP:
            return Fraction(math.ceil(value))
        case To.DOWN:
            return Fraction(math.floor(value))
        case To.NEAREST:
            return Fraction(math.floor(value + HALF))
        case To.NEAREST_TIES_DOWN:
            return Fraction(math.ceil(value - HALF))


def _divided(left: Fraction, right: Fraction) -> Fraction | None:
    return left / right if right else None


_OPERATORS: Mapping[str, Callable[[Fraction, Fraction], Fraction | None]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divided,
}


def chosen(node: Expression, values: Values) -> Expression:
    """The node with every choice replaced by the branch that the values take."""
    match node:
        case Arithmetic(sign, left, right):
            return Arithmetic(sign, chosen(left, values), chosen(right, values))
        case Rounded(inner, to):
            return Rounded(chosen(inner, values), to)
        case Constant() | Name():
            return node
        case _:
            return chosen(node.taken(values), values)


# -- writing -----------------------------------------------------------------------------------

_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}


def enclosed(sign: str, part: Expression, text: str, *, is_right: bool) -> str:
    """The text of one side, in parentheses where the sign binds stronger than what is in it."""
    if not isinstance(part, Arithmetic):
        return text
    weaker = _STRENGTH[part.sign] < _STRENGTH[sign]
    same_on_right = is_right and sign in "-/" and _STRENGTH[part.sign] == _STRENGTH[sign]
    return f"({text})" if weaker or same_on_right else text

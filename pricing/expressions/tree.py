"""The expression tree that declares every figure, and its first rendering: exact values.

The other renderings are `pricing.calculation.vectorized` (whole columns),
`pricing.expressions.spreadsheet` and `pricing.expressions.explanation`. A key names an input or
another figure. The caller supplies its value, its cell or its text.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.problems.plain_facts import Enum, dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Value = Fraction | str | None
    ValueLookup = Callable[[str], Value]
    # A numerator and a positive denominator, not always in lowest terms.
    Ratio = tuple[int, int]


class Expression:
    """A node of the tree. Arithmetic on nodes builds nodes.

    >>> cost = Variable("price") / Variable("units")
    >>> cost.evaluate({"price": Fraction(12), "units": Fraction(60)}.get)
    Fraction(1, 5)
    """

    __slots__ = ()

    def evaluate(self, values: ValueLookup) -> Fraction | None:
        """Return the exact value, or None if an input or figure that it needs does not exist."""
        ratio = self.ratio(values)
        return None if ratio is None else Fraction(*ratio)

    def ratio(self, values: ValueLookup) -> Ratio | None:
        """Return the exact value as a ratio of whole numbers.

        It is not reduced: that would take longer than the arithmetic, and once at the end will do.
        """
        return self.selected_branch(values).ratio(values)

    def selected_branch(self, values: ValueLookup) -> Expression:  # noqa: ARG002
        """Return the branch that applies with these values, or this node if it is not a choice."""
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
    """A number in the definition."""

    value: Fraction

    def evaluate(self, values: ValueLookup) -> Fraction | None:  # noqa: ARG002
        return self.value

    def ratio(self, values: ValueLookup) -> Ratio | None:  # noqa: ARG002
        return self.value.as_integer_ratio()


@dataclass(frozen=True, slots=True)
class Variable(Expression):
    """An input or another figure, named by its key."""

    key: str

    def evaluate(self, values: ValueLookup) -> Fraction | None:
        value = values(self.key)
        return value if type(value) is Fraction else None

    def ratio(self, values: ValueLookup) -> Ratio | None:
        value = values(self.key)
        return value.as_integer_ratio() if type(value) is Fraction else None


@dataclass(frozen=True, slots=True)
class Arithmetic(Expression):
    """One of + - * / on two nodes. Division by zero has no value."""

    sign: str
    left: Expression
    right: Expression

    def ratio(self, values: ValueLookup) -> Ratio | None:
        left = self.left.ratio(values)
        if left is None:
            return None
        right = self.right.ratio(values)
        return None if right is None else _OPERATORS[self.sign](*left, *right)


class RoundingMode(Enum):
    """How a number is rounded to a whole number. The number is never negative."""

    UP = "up"
    DOWN = "down"
    NEAREST = "nearest"
    NEAREST_TIES_DOWN = "nearest, ties down"


@dataclass(frozen=True, slots=True)
class Rounded(Expression):
    """The node, rounded to a whole number."""

    node: Expression
    mode: RoundingMode

    def ratio(self, values: ValueLookup) -> Ratio | None:
        number = self.node.ratio(values)
        return None if number is None else (round_ratio(*number, self.mode), 1)


@dataclass(frozen=True, slots=True)
class NonZero(Expression):
    """The node, or no value if it is zero."""

    node: Expression

    def ratio(self, values: ValueLookup) -> Ratio | None:
        number = self.node.ratio(values)
        return number if number and number[0] else None

    def selected_branch(self, values: ValueLookup) -> Expression:  # noqa: ARG002
        return self.node


@dataclass(frozen=True, slots=True)
class Extreme(Expression):
    """The larger or the smaller of two nodes."""

    left: Expression
    right: Expression
    is_maximum: bool

    def ratio(self, values: ValueLookup) -> Ratio | None:
        left = self.left.ratio(values)
        right = None if left is None else self.right.ratio(values)
        if left is None or right is None:
            return None
        return left if is_above(left, right) == self.is_maximum else right

    def selected_branch(self, values: ValueLookup) -> Expression:
        left, right = self.left.ratio(values), self.right.ratio(values)
        if left is None or right is None:
            return self.left
        is_exceeded = is_above(right, left) if self.is_maximum else is_above(left, right)
        return self.right if is_exceeded else self.left


@dataclass(frozen=True, slots=True)
class IfAtMost(Expression):
    """`then` if left <= right, or if there is no right (no limit); otherwise `other`."""

    left: Expression
    right: Expression
    then: Expression
    other: Expression

    def selected_branch(self, values: ValueLookup) -> Expression:
        limit, value = self.right.ratio(values), self.left.ratio(values)
        is_within = limit is None or (value is not None and not is_above(value, limit))
        return self.then if is_within else self.other


@dataclass(frozen=True, slots=True)
class IfGiven(Expression):
    """`node` if the input `key` is given, otherwise `other`."""

    key: str
    node: Expression
    other: Expression

    def selected_branch(self, values: ValueLookup) -> Expression:
        return self.other if values(self.key) is None else self.node


@dataclass(frozen=True, slots=True)
class Select(Expression):
    """The case that the text of the input `key` names."""

    key: str
    cases: Mapping[str, Expression]

    def selected_branch(self, values: ValueLookup) -> Expression:
        return self.cases[str(values(self.key))]


def round_up(node: Expression) -> Expression:
    """Return a node that rounds up to a whole number."""
    return Rounded(node, RoundingMode.UP)


def round_down(node: Expression) -> Expression:
    """Return a node that rounds down to a whole number."""
    return Rounded(node, RoundingMode.DOWN)


def maximum(left: Expression, right: Expression | int) -> Expression:
    """Return a node for the larger of two nodes."""
    return Extreme(left, _to_node(right), is_maximum=True)


def referenced_keys(node: Expression) -> tuple[str, ...]:
    """Return the keys that the node refers to, in reading order, each once."""
    match node:
        case Variable(key):
            keys: tuple[str, ...] = (key,)
        case Arithmetic(_, left, right) | Extreme(left, right):
            keys = referenced_keys(left) + referenced_keys(right)
        case Rounded(inner) | NonZero(inner):
            keys = referenced_keys(inner)
        case IfAtMost(left, right, then, other):
            keys = (
                referenced_keys(left)
                + referenced_keys(right)
                + referenced_keys(then)
                + referenced_keys(other)
            )
        case IfGiven(key, inner, other):
            keys = (key, *referenced_keys(inner), *referenced_keys(other))
        case Select(key, cases):
            keys = (key, *(name for case in cases.values() for name in referenced_keys(case)))
        case _:
            keys = ()
    return tuple(dict.fromkeys(keys))


# -- exact -------------------------------------------------------------------------------------


def is_above(left: Ratio, right: Ratio) -> bool:
    """Return whether a ratio is greater than another."""
    return left[0] * right[1] > right[0] * left[1]


def round_ratio(numerator: int, denominator: int, mode: RoundingMode) -> int:
    """Return a ratio as a whole number, rounded exactly.

    >>> round_ratio(5, 2, RoundingMode.NEAREST_TIES_DOWN), round_ratio(5, 2, RoundingMode.NEAREST)
    (2, 3)
    """
    match mode:
        case RoundingMode.UP:
            return -(-numerator // denominator)
        case RoundingMode.DOWN:
            return numerator // denominator
        case RoundingMode.NEAREST:
            return (2 * numerator + denominator) // (2 * denominator)
        case RoundingMode.NEAREST_TIES_DOWN:
            return -((denominator - 2 * numerator) // (2 * denominator))


def _add(a: int, b: int, c: int, d: int) -> Ratio:
    return a * d + c * b, b * d


def _subtract(a: int, b: int, c: int, d: int) -> Ratio:
    return a * d - c * b, b * d


def _multiply(a: int, b: int, c: int, d: int) -> Ratio:
    return a * c, b * d


def _divide(a: int, b: int, c: int, d: int) -> Ratio | None:
    if not c:
        return None
    return (a * d, b * c) if c > 0 else (-a * d, -b * c)


# What each sign makes of a / b and c / d.
_OPERATORS: Mapping[str, Callable[[int, int, int, int], Ratio | None]] = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
}


def resolve_choices(node: Expression, values: ValueLookup) -> Expression:
    """Return the node with every choice replaced by the branch that applies with these values."""
    match node:
        case Arithmetic(sign, left, right):
            return Arithmetic(sign, resolve_choices(left, values), resolve_choices(right, values))
        case Rounded(inner, mode):
            return Rounded(resolve_choices(inner, values), mode)
        case Constant() | Variable():
            return node
        case _:
            return resolve_choices(node.selected_branch(values), values)


def with_known_values(node: Expression, known: Mapping[str, Value]) -> Expression:
    """Return the node with known values put in, and with what they decide computed.

    A key whose value is None stays. The result is for computing: an explanation or a formula shows
    the node itself.

    >>> with_known_values(Variable("cost") * (1 - Variable("share") / 100), {"share": Fraction(80)})
    Arithmetic(sign='*', left=Variable(key='cost'), right=Constant(value=Fraction(1, 5)))
    """
    match node:
        case Variable(key):
            value = known.get(key)
            return Constant(value) if type(value) is Fraction else node
        case Arithmetic(_, left, right) | Extreme(left, right):
            left, right = with_known_values(left, known), with_known_values(right, known)
            return _computed_if_constant(replace(node, left=left, right=right), left, right)
        case Rounded(inner) | NonZero(inner):
            inner = with_known_values(inner, known)
            return _computed_if_constant(replace(node, node=inner), inner)
        case Select(key, cases) if known.get(key) is not None:
            return with_known_values(cases[str(known[key])], known)
        case _:
            return node


def _computed_if_constant(node: Expression, *parts: Expression) -> Expression:
    """Return the node's value as a constant if all its parts are constants and it has a value."""
    is_constant = all(isinstance(part, Constant) for part in parts)
    value = node.evaluate(lambda _: None) if is_constant else None
    return node if value is None else Constant(value)


# -- writing -----------------------------------------------------------------------------------

_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2}


def parenthesize(sign: str, part: Expression, text: str, *, is_right: bool) -> str:
    """Return the text of one side, in parentheses if the sign binds more strongly than the text."""
    if not isinstance(part, Arithmetic):
        return text
    is_weaker = _PRECEDENCE[part.sign] < _PRECEDENCE[sign]
    is_equal = _PRECEDENCE[part.sign] == _PRECEDENCE[sign]
    needs_parentheses = is_weaker or (is_equal and is_right and sign in "-/")
    return f"({text})" if needs_parentheses else text

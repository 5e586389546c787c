"""Compile an expression into a Python function, which is its fastest rendering.

A figure is computed for every product after every change. Walking the tree takes several times as
long as the arithmetic, so the tree is written as Python once and then called. The values are those
of `Expression.evaluate`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

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
)
from pricing.quantities.amounts import shared_fraction

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pricing.expressions.tree import Ratio, ValueLookup

    _RatioFunction = Callable[[ValueLookup], Ratio | None]

    # The texts of a numerator and of its positive denominator.
    Terms = tuple[str, str]

# What rounds {n} / {d} to a whole number.
_ROUNDINGS = {
    RoundingMode.UP: "-(-{n} // {d})",
    RoundingMode.DOWN: "{n} // {d}",
    RoundingMode.NEAREST: "(2 * {n} + {d}) // (2 * {d})",
    RoundingMode.NEAREST_TIES_DOWN: "-(({d} - 2 * {n}) // (2 * {d}))",
}


class CompiledRatios(dict[str, "_RatioFunction"]):
    """Functions that compute ratios, by name. Each is compiled when first used: most never are.

    Variables that have a name of `steps` are computed by these. By default they are the ratios
    themselves.
    """

    def __init__(
        self, nodes: Mapping[str, Expression], steps: CompiledRatios | None = None
    ) -> None:
        super().__init__()
        self.nodes = nodes
        self._steps = self if steps is None else steps

    def __missing__(self, name: str) -> _RatioFunction:
        function = self[name] = _compile_ratio(self.nodes[name], self._steps)
        return function


_NO_STEPS = CompiledRatios({})


def compile_value(
    node: Expression, steps: CompiledRatios = _NO_STEPS
) -> Callable[[ValueLookup], Fraction | None]:
    """Return a function that computes what `node.evaluate` returns.

    Variables that are `steps` are computed on the way, and are not looked up.

    >>> cost = compile_value(Variable("price") / Variable("units"))
    >>> cost({"price": Fraction(12), "units": Fraction(60)}.get), cost({}.get)
    (Fraction(1, 5), None)
    """
    code = _Code("None", steps)
    numerator, denominator = code.write(node)
    value: Callable[[ValueLookup], Fraction | None] = code.function(
        f"shared_fraction({numerator}, {denominator})"
    )
    return value


def compile_is_above(left: Expression, right: Expression) -> Callable[[ValueLookup], bool]:
    """Return a function that tells whether one amount is more than another.

    It is not where either is unknown.
    """
    code = _Code("False")
    (a, b), (c, d) = code.write(left), code.write(right)
    is_above: Callable[[ValueLookup], bool] = code.function(f"{_times(a, d)} > {_times(c, b)}")
    return is_above


def _compile_ratio(node: Expression, steps: CompiledRatios) -> _RatioFunction:
    if isinstance(node, Constant) or (isinstance(node, Variable) and node.key not in steps.nodes):
        return node.ratio
    code = _Code("None", steps)
    numerator, denominator = code.write(node)
    function: _RatioFunction = code.function(f"({numerator}, {denominator})")
    return function


class _Code:
    """The statements of a function that looks values up and computes with them.

    It returns `missing` as soon as it needs a value that does not exist.
    """

    def __init__(self, missing: str, steps: CompiledRatios = _NO_STEPS) -> None:
        self._missing = missing
        self._steps = steps
        self._lines: list[str] = []
        self._names = 0
        self._globals: dict[str, Any] = {
            "Fraction": Fraction,
            "steps": steps,
            "shared_fraction": shared_fraction,
        }

    def function(self, result: str) -> Callable[[ValueLookup], Any]:
        """Return the function, which ends with a result."""
        self._add(f"return {result}")
        source = "\n".join(["def compiled(values):", *self._lines])
        exec(source, self._globals)  # noqa: S102 - it is written from our own declarations alone
        function: Callable[[ValueLookup], Any] = self._globals["compiled"]
        return function

    def _add(self, line: str) -> None:
        self._lines.append(f"    {line}")

    def _name(self) -> str:
        self._names += 1
        return f"x{self._names}"

    def _leave_if(self, condition: str) -> None:
        self._add(f"if {condition}: return {self._missing}")

    def write(self, node: Expression) -> Terms:
        """Write what computes a node, and return the names of its ratio."""
        match node:
            case Constant(value):
                numerator, denominator = value.as_integer_ratio()
                return str(numerator) if numerator >= 0 else f"({numerator})", str(denominator)
            case Variable(key):
                return self._write_variable(key)
            case Arithmetic(sign, left, right):
                return self._write_arithmetic(sign, self.write(left), self.write(right))
            case Rounded(inner, mode):
                numerator_text, denominator_text = self.write(inner)
                name = self._name()
                rounded = _ROUNDINGS[mode].format(n=numerator_text, d=denominator_text)
                self._add(f"{name} = {rounded}")
                return name, "1"
            case NonZero(inner):
                terms = self.write(inner)
                self._leave_if(f"not {terms[0]}")
                return terms
            case _:
                return self._write_choice(node)

    def _write_variable(self, key: str) -> Terms:
        if key in self._steps.nodes:
            return self._write_ratio(_step(key))
        value, numerator, denominator = self._name(), self._name(), self._name()
        self._add(f"{value} = values({key!r})")
        self._leave_if(f"type({value}) is not Fraction")
        self._add(f"{numerator}, {denominator} = {value}.as_integer_ratio()")
        return numerator, denominator

    def _write_arithmetic(self, sign: str, left: Terms, right: Terms) -> Terms:
        (a, b), (c, d) = left, right
        numerator, denominator = self._name(), self._name()
        if sign == "*":
            self._add(f"{numerator} = {_times(a, c)}; {denominator} = {_times(b, d)}")
        elif sign == "/":
            self._leave_if(f"not {c}")
            self._add(f"{numerator} = {_times(a, d)}; {denominator} = {_times(b, c)}")
            names = f"{numerator}, {denominator}"
            self._add(f"if {denominator} < 0: {names} = -{numerator}, -{denominator}")
        else:
            self._add(f"{numerator} = {_times(a, d)} {sign} {_times(c, b)}")
            self._add(f"{denominator} = {_times(b, d)}")
        return numerator, denominator

    def _write_choice(self, node: Expression) -> Terms:
        match node:
            case Extreme(left, right, is_maximum):
                (a, b), (c, d) = self.write(left), self.write(right)
                names = self._name(), self._name()
                is_above = f"{_times(a, d)} > {_times(c, b)}"
                test = is_above if is_maximum else f"not {is_above}"
                self._add(f"{_pair(names)} = ({a}, {b}) if {test} else ({c}, {d})")
                return names
            case IfAtMost(left, right, then, other):
                value, limit = self._part(left), self._part(right)
                is_within = f"{value}[0] * {limit}[1] <= {limit}[0] * {value}[1]"
                test = f"{limit} is None or ({value} is not None and {is_within})"
                return self._write_case(test, {"True": then, "False": other})
            case IfGiven(key, inner, other):
                return self._write_case(f"values({key!r}) is None", {"True": other, "False": inner})
            case Select(key, cases):
                return self._write_case(f"values({key!r})", cases)
        raise TypeError(node)

    def _write_case(self, choice: str, cases: Mapping[str, Expression]) -> Terms:
        """Write a call for the one of several nodes that has the name of what is computed."""
        functions = f"cases{self._names}"
        self._globals[functions] = CompiledRatios(cases, self._steps)
        return self._write_ratio(f"{functions}[str({choice})](values)")

    def _write_ratio(self, call: str) -> Terms:
        """Write a call for a ratio that has to be known, and return its names."""
        ratio, numerator, denominator = self._name(), self._name(), self._name()
        self._add(f"{ratio} = {call}")
        self._leave_if(f"{ratio} is None")
        self._add(f"{numerator}, {denominator} = {ratio}")
        return numerator, denominator

    def _part(self, node: Expression) -> str:
        """Write what computes a ratio that may be unknown, and return its name."""
        name = self._name()
        match node:
            case Constant(value):
                ratio = str(value.as_integer_ratio())
            case Variable(key) if key in self._steps.nodes:
                ratio = _step(key)
            case Variable(key):
                self._add(f"{name} = values({key!r})")
                ratio = f"{name}.as_integer_ratio() if type({name}) is Fraction else None"
            case _:
                function = f"part{self._names}"
                self._globals[function] = _compile_ratio(node, self._steps)
                ratio = f"{function}(values)"
        self._add(f"{name} = {ratio}")
        return name


def _step(key: str) -> str:
    return f"steps[{key!r}](values)"


def _pair(terms: Terms) -> str:
    return f"({terms[0]}, {terms[1]})"


def _times(left: str, right: str) -> str:
    if left == "1":
        return right
    return left if right == "1" else f"{left} * {right}"

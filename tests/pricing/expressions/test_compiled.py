"""A compiled expression: the values of the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from pricing.expressions.compiled import CompiledRatios, compile_is_above, compile_value
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
    is_above,
    referenced_keys,
)

if TYPE_CHECKING:
    from fractions import Fraction

NUMBERS = st.fractions(-9, 9, max_denominator=7)
VALUES = st.fixed_dictionaries({
    "price": st.none() | NUMBERS,
    "units": st.none() | NUMBERS,
    "policy": st.sampled_from(("up", "down")),
})  # fmt: skip
LEAVES = st.sampled_from((Variable("price"), Variable("units"))) | st.builds(Constant, NUMBERS)


def nodes_with(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return st.one_of(
        st.builds(Arithmetic, st.sampled_from("+-*/"), parts, parts),
        st.builds(Rounded, parts, st.sampled_from([*RoundingMode])),
        st.builds(NonZero, parts),
        st.builds(Extreme, parts, parts, st.booleans()),
        st.builds(IfAtMost, parts, parts, parts, parts),
        st.builds(IfGiven, st.just("units"), parts, parts),
        st.builds(lambda up, down: Select("policy", {"up": up, "down": down}), parts, parts),
    )


EXPRESSIONS = st.recursive(LEAVES, nodes_with, max_leaves=12)


@given(EXPRESSIONS, st.lists(VALUES, min_size=1, max_size=5))
def test_that_a_compiled_expression_has_the_values_of_the_tree(
    node: Expression, cases: list[dict[str, Fraction | str | None]]
) -> None:
    compiled = compile_value(node)
    for values in cases:
        assert compiled(values.__getitem__) == node.evaluate(values.__getitem__)


PRICES = st.recursive(
    st.just(Variable("price")) | st.builds(Constant, NUMBERS), nodes_with, max_leaves=6
)


@given(EXPRESSIONS, PRICES.filter(lambda node: "units" not in referenced_keys(node)), VALUES)
def test_that_what_is_computed_on_the_way_counts_as_if_it_were_looked_up(
    node: Expression, units: Expression, values: dict[str, Fraction | str | None]
) -> None:
    known = {**values, "units": units.evaluate(values.__getitem__)}
    compiled = compile_value(node, CompiledRatios({"units": units}))
    assert compiled(known.__getitem__) == node.evaluate(known.__getitem__)


@given(EXPRESSIONS, EXPRESSIONS, VALUES)
def test_that_a_compiled_comparison_is_exact_and_false_without_a_value(
    left: Expression, right: Expression, values: dict[str, Fraction | str | None]
) -> None:
    amount, bound = left.ratio(values.__getitem__), right.ratio(values.__getitem__)
    expected = amount is not None and bound is not None and is_above(amount, bound)
    assert compile_is_above(left, right)(values.__getitem__) is expected

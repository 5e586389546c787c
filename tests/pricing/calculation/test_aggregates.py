"""Quantiles: declared once, the same exactly, in columns and in the workbook's formulas."""

from __future__ import annotations

import math
import statistics
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.calculation.aggregates import QUANTILES, quantile
from pricing.calculation.comparison import compare
from pricing.calculation.measures import HEADLINE
from pricing.calculation.ranking import Filters, Ranking
from pricing.model.product_columns import ProductColumns
from tests.strategies import products, scenarios

if TYPE_CHECKING:
    from pricing.model.product import Product
    from pricing.model.scenario import Scenario

FIGURES = st.lists(st.fractions(0, 1_000), min_size=1, max_size=20).map(sorted)


@given(FIGURES)
def test_that_the_median_and_the_ends_are_what_statistics_calls_them(
    ordered: list[Fraction],
) -> None:
    assert quantile("median", ordered) == statistics.median(ordered)
    assert (quantile("lowest", ordered), quantile("highest", ordered)) == (
        ordered[0],
        ordered[-1],
    )


@given(FIGURES.filter(lambda ordered: len(ordered) > 1))
def test_that_quartiles_lie_between_their_neighbours_in_proportion(
    ordered: list[Fraction],
) -> None:
    quarters = statistics.quantiles(ordered, n=4, method="inclusive")
    assert [quantile(name, ordered) for name in ("quarter", "median", "three_quarters")] == quarters


@given(st.lists(products(), min_size=1, max_size=12), scenarios())
def test_that_the_catalogue_s_quantiles_are_those_of_the_exact_figures(
    listed: list[Product], scenario: Scenario
) -> None:
    ranking = Ranking(ProductColumns.from_products(listed), scenario)
    distributions, _ = ranking.cost_distributions(ranking.filter_rows(Filters()))
    comparison = compare(listed, scenario)
    assert {summary.form for summary in distributions} == {
        product.form for product in comparison.ranked_products
    }
    for distribution in distributions:
        costs = [
            product.number(HEADLINE.key)
            for product in comparison.ranked_products
            if product.form == distribution.form
        ]
        for name in QUANTILES:
            exact = quantile(name, costs)
            assert math.isclose(getattr(distribution, name), exact, rel_tol=1e-15)


@given(st.lists(products(), min_size=1, max_size=12), scenarios())
def test_that_a_form_breaks_even_where_its_cheapest_product_does(
    listed: list[Product], scenario: Scenario
) -> None:
    comparison = compare(listed, scenario)
    reference = comparison.reference
    headline = reference.number(HEADLINE.key) if reference else 0
    for form in comparison.forms:
        expected = form.lowest / headline if headline else None  # a price may round to nothing
        assert (form.times_reference, form.break_even_absorption) == (expected, expected)


@pytest.mark.parametrize("name", QUANTILES)
def test_that_one_product_is_every_quantile(name: str) -> None:
    assert quantile(name, [Fraction(7)]) == 7

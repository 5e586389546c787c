"""The chart's content over random comparisons: it agrees with the places, whatever the products."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.comparison.chart_content import (
    CHART_FIGURES,
    ChartFigure,
    bar_description,
    chart_content,
    round_step,
)
from app.toolkit.signs import Sign
from pricing.analysis.form_findings import absorption_finding, best_buys_by_form
from pricing.calculation.comparison import PlaceGroup, compare
from pricing.calculation.conditions import condition_holds
from pricing.model.columns import build_product
from pricing.model.scenario import Scenario
from tests.strategies import products, scenarios

if TYPE_CHECKING:
    from pricing.calculation.comparison import Comparison
    from pricing.model.columns import BaseValue
    from pricing.model.product import Product

TODAY = date(2026, 11, 23)
LISTS = st.lists(products(), min_size=1, max_size=8)


def comparison_of(listed: list[Product], scenario: Scenario) -> Comparison:
    return compare(listed, scenario, TODAY)


@given(LISTS, scenarios(), st.sampled_from(CHART_FIGURES))
def test_that_every_ranked_product_has_one_bar_safe_ones_first(
    listed: list[Product], scenario: Scenario, figure: ChartFigure
) -> None:
    comparison = comparison_of(listed, scenario)
    content = chart_content(comparison, 100, figure)
    shown = [bar.compared_product for bar in content.bars]
    assert sorted(product.position for product in shown) == sorted(
        product.position for product in comparison.ranked_products
    )
    groups = [product.evaluation.place_group for product in shown]
    assert groups == sorted(groups)
    for bar, group in zip(content.bars, groups, strict=True):
        assert (bar.number == "–") == (not group.is_safe)
        assert bar.is_over_limit == (bar.sign is Sign.OVER_LIMIT)
        if group.is_safe:
            assert not condition_holds("over_limit", bar.compared_product.figures)


@given(LISTS, scenarios(), st.sampled_from(CHART_FIGURES))
def test_that_the_axis_starts_at_0_and_holds_every_bar(
    listed: list[Product], scenario: Scenario, figure: ChartFigure
) -> None:
    content = chart_content(comparison_of(listed, scenario), 100, figure)
    values = [value for value, _ in content.ticks]
    assert values[0] == 0
    assert all(bar.value <= values[-1] for bar in content.bars)
    steps = {after - before for before, after in pairwise(values)}
    assert len(steps) <= 1
    texts = [text for _, text in content.ticks]
    assert len(set(texts)) == len(texts)


@given(LISTS, scenarios(), st.sampled_from(CHART_FIGURES))
def test_that_the_title_praises_a_cost_only_where_a_safe_product_has_it(
    listed: list[Product], scenario: Scenario, figure: ChartFigure
) -> None:
    comparison = comparison_of(listed, scenario)
    content = chart_content(comparison, 100, figure)
    assert "not stated" not in content.title
    safe = [
        bar.text
        for bar in content.bars
        if bar.compared_product.evaluation.place_group is PlaceGroup.SAFE_AND_ENOUGH
    ]
    if ": from " in content.title:
        assert any(text in content.title for text in safe)
        assert comparison.best_buy is not None
    elif content.bars:
        assert "none of these reaches" in content.title
        assert not safe


@given(LISTS, scenarios())
def test_that_the_best_buy_of_a_form_is_safe_and_none_costs_less(
    listed: list[Product], scenario: Scenario
) -> None:
    comparison = comparison_of(listed, scenario)
    for form, best in best_buys_by_form(comparison).items():
        assert best.form == form
        assert best.evaluation.place_group is PlaceGroup.SAFE_AND_ENOUGH
        assert best.number("monthly_cost") == min(
            product.number("monthly_cost")
            for product in comparison.ranked_products
            if product.form == form and product.evaluation.place_group is PlaceGroup.SAFE_AND_ENOUGH
        )


@given(LISTS, scenarios())
def test_that_no_sentence_on_forms_is_about_an_unknown_one(
    listed: list[Product], scenario: Scenario
) -> None:
    finding = absorption_finding(comparison_of(listed, scenario))
    text = finding.text() if finding else ""
    assert "not stated" not in text
    assert "blend" not in text


@pytest.mark.parametrize("largest", ["0.0004", "0.7292", "1", "12", "999", "123456"])
def test_that_an_axis_has_few_round_steps(largest: str) -> None:
    step, _ = round_step(Fraction(largest))
    assert 1 <= Fraction(largest) / step <= 6


def test_that_a_dose_over_the_limit_of_another_mineral_is_not_said_to_be_over_its_own() -> None:
    row: dict[str, BaseValue] = {
        "product": "Mag", "unit_kind": "tablet", "elemental_mg": 100_000, "pack_units": 90_000,
        "price": 9_000_000,
    }  # fmt: skip
    with_zinc = build_product({**row, "product": "Mag + Zinc", "other_minerals": "zinc 25 mg"})
    content = chart_content(comparison_of([build_product(row), with_zinc], Scenario()), 100)
    (group,) = [group for group in content.groups if group.sign is Sign.OVER_LIMIT]
    assert group.heading == "Dose over a safe limit: 1 product, not numbered"
    said = bar_description(group.bars[0]).replace("\u00a0", " ")
    assert said.endswith("200 mg a day, zinc 50 mg, over 40 mg")

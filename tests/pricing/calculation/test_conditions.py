"""The declared conditions: the same answer exactly and for whole columns."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.analysis.affordability import Affordability
from pricing.calculation.comparison import compare, costs_meaningfully_more
from pricing.calculation.conditions import (
    CONDITIONS,
    DOSE_CONDITION_KEYS,
    STALE_AFTER_DAYS,
    condition_holds,
    is_stale,
)
from pricing.calculation.figures import Figures
from pricing.calculation.vectorized import VectorizedFigures
from pricing.model.columns import build_product
from pricing.model.product_columns import ProductColumns
from pricing.model.scenario import Scenario
from tests.strategies import products, scenarios

if TYPE_CHECKING:
    from pricing.model.product import Product

TODAY = date(2026, 11, 23)


def assert_same_in_columns(listed: list[Product], scenario: Scenario) -> None:
    columns = VectorizedFigures(ProductColumns.from_products(listed), scenario, listed.__getitem__)
    for key in DOSE_CONDITION_KEYS:
        exact = [condition_holds(key, Figures(product, scenario)) for product in listed]
        assert list(columns.rows_where(key)) == exact, key


@given(st.lists(products() | products("EUR"), min_size=1, max_size=12), scenarios())
def test_that_conditions_hold_for_columns_as_for_exact_figures(
    listed: list[Product], scenario: Scenario
) -> None:
    assert_same_in_columns(listed, scenario)


def test_that_conditions_of_extreme_amounts_hold_for_columns_too() -> None:
    base: dict[str, int | str] = {
        "product": "P", "form": "oxide", "price": 1_000_000, "pack_units": 60_000,
    }  # fmt: skip
    listed = [
        build_product({**base, "elemental_mg": mass, "serving_units": serving, "unit_kind": kind})
        for mass in (1, 349_999, 350_000, 350_001, 999_999_937, 10**10)
        for serving in (1_000, 59_999)
        for kind in ("capsule", "g")
        if kind == "g" or serving % 1_000 == 0
    ]
    for policy in ("at_least", "within_limit", "exact"):
        assert_same_in_columns(listed, Scenario(target=349_999, dose_policy=policy))


def test_that_what_is_equal_is_not_above() -> None:
    capsule: dict[str, int | str] = {
        "product": "P", "form": "oxide", "price": 1_000_000, "pack_units": 60_000,
    }  # fmt: skip
    scenario = Scenario(target=350_000)
    at_limit = Figures(build_product({**capsule, "elemental_mg": 350_000}), scenario)
    over = Figures(build_product({**capsule, "elemental_mg": 350_001}), scenario)
    assert not condition_holds("over_limit", at_limit)
    assert condition_holds("over_limit", over)


def test_that_each_dose_check_flags_what_its_condition_says() -> None:
    assert set(DOSE_CONDITION_KEYS) <= set(CONDITIONS)
    product = build_product({"product": "P", "form": "oxide", "elemental_mg": 30_000,
                             "pack_units": 60_000, "price": 1_000_000})  # fmt: skip
    for target in (10_000, 200_000, 360_000):
        (compared,) = compare([product], Scenario(target=target), TODAY).entered_products
        flagged = {flag.key for flag in compared.flags} & set(DOSE_CONDITION_KEYS)
        assert flagged == {
            key for key in DOSE_CONDITION_KEYS if condition_holds(key, compared.figures)
        }


@pytest.mark.parametrize(("age", "expected"), [(0, False), (STALE_AFTER_DAYS, False),
                                               (STALE_AFTER_DAYS + 1, True)])  # fmt: skip
def test_that_a_price_becomes_stale_after_its_last_good_day(age: int, expected: bool) -> None:
    assert is_stale(TODAY - timedelta(days=age), TODAY) is expected


def test_that_a_difference_as_large_as_the_ignored_one_is_none() -> None:
    product = build_product({"product": "P", "form": "oxide", "elemental_mg": 200_000,
                             "pack_units": 30_000, "price": 5_000_000})  # fmt: skip
    scenario = Scenario(no_difference=500_000, budget=5_000_000, daily_wage=5_000_000)
    (row,) = Affordability(compare([product], scenario, TODAY)).rows
    assert row[0].within_budget
    assert row[0].is_affordable
    month = row[0].compared_product.number("monthly_cost")
    half = month / 10
    assert not costs_meaningfully_more(month + half, month, scenario)
    assert costs_meaningfully_more(month + half + half / 10**6, month, scenario)

"""Measures: their definitions, their four renderings, and how they depend on each other."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pricing.calculation.comparison import compare
from pricing.calculation.figure_explanation import explain
from pricing.calculation.measures import (
    HEADLINE,
    MEASURES,
    cost_per_basis,
    headline_cost_per_basis,
    net_price,
)
from pricing.calculation.vectorized import figure_columns
from pricing.model.columns import build_product
from pricing.model.scenario import DOSE_POLICIES, Scenario
from pricing.quantities.amounts import MONEY
from pricing.quantities.currencies import Notation
from tests.strategies import products, scenarios

if TYPE_CHECKING:
    from random import Random

    from pricing.model.columns import BaseValue
    from pricing.model.product import Product

TODAY = date(2026, 11, 23)
BASE: dict[str, BaseValue] = {
    "product": "P",
    "form": "oxide",
    "elemental_mg": 100_000,
    "pack_units": 100_000,
}


def figure(key: str, scenario: Scenario | None = None, **values: BaseValue) -> Fraction | None:
    product = build_product({**BASE, "price": 10_000_000, **values})
    (compared,) = compare([product], scenario or Scenario(), TODAY).entered_products
    return compared.figures.number(key)


# -- definitions ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "target", "units"),
    [
        ("at_least", 250, 3),
        ("at_least", 300, 3),
        ("nearest", 240, 2),
        ("nearest", 250, 2),
        ("nearest", 251, 3),
        ("nearest", 20, 1),
        ("at_most", 299, 2),
        ("at_most", 99, 1),
        ("within_limit", 340, 3),
        ("within_limit", 301, 3),
        ("exact", 250, Fraction(5, 2)),
    ],
)
def test_that_a_policy_turns_the_target_into_a_dose(
    policy: str, target: int, units: int | Fraction
) -> None:
    scenario = Scenario(target=target * 1_000, dose_policy=policy)
    assert figure("units_per_day", scenario) == units


def test_that_a_tablet_that_may_be_halved_is_dosed_in_halves() -> None:
    scenario = Scenario(target=130_000)
    assert figure("units_per_day", scenario, smallest_dose=500) == Fraction(3, 2)


def test_that_a_ratio_that_is_whole_is_not_rounded_up() -> None:
    """1.1 / 0.1 rounded up in floats is 12."""
    scenario = Scenario(target=1_100)
    assert figure("units_per_day", scenario, elemental_mg=100) == 11


def test_that_the_serving_is_divided_into_its_units() -> None:
    assert figure("elemental_mg_per_unit", serving_units=4_000) == 25


def test_that_powders_are_dosed_in_tenths_of_a_gram_unless_stated() -> None:
    scenario = Scenario(target=200_000)
    units = figure("units_per_day", scenario, unit_kind="g", elemental_mg=150_000)
    assert units == Fraction(14, 10)


@pytest.mark.parametrize(
    ("price", "discount", "tax", "delivery", "net"),
    [
        (9_990_000, 0, 0, 0, "9.99"),
        (35_290, 0, 0, 0, "0.03529"),
        (9_990_000, 1_500, 0, 0, "8.49"),
        (10_050_000, 5_000, 0, 0, "5.03"),
        (9_990_000, 1_500, 825, 4_950_000, "14.14"),
        (10_000_000, 0, 825, 0, "10.83"),
    ],
)
def test_that_the_till_rounds_the_discount_and_the_tax(
    price: int, discount: int, tax: int, delivery: int, net: str
) -> None:
    pack_price = figure(
        "pack_price", price=price, discount_percent=discount, tax_percent=tax, delivery=delivery
    )
    assert pack_price == Fraction(net)


def test_that_the_till_rounds_to_the_currency_s_own_decimals() -> None:
    scenario = Scenario(currency="JPY")
    pack_price = figure(
        "pack_price", scenario, price=999_000_000, discount_percent=1_500, currency="JPY"
    )
    assert pack_price == 849


def test_that_the_outlay_is_of_whole_packs() -> None:
    scenario = Scenario(target=400_000, days=30)
    assert figure("packs_to_buy", scenario) == 2
    assert figure("monthly_outlay", scenario) == 20
    assert figure("units_left_over", scenario) == 80
    assert figure("days_per_pack", scenario) == 25


def test_that_a_compound_alone_gives_the_elemental_amount_by_its_fraction() -> None:
    stated = {key: BASE[key] for key in ("product", "form", "pack_units")}
    product = build_product({**stated, "compound_mg": 400_000, "price": 1_000_000})
    (compared,) = compare([product], Scenario(), TODAY).entered_products
    assert float(compared.number("elemental_mg_per_unit")) == pytest.approx(241.2148)


def test_that_an_assumed_absorption_divides_the_headline() -> None:
    scenario = Scenario(absorption=(("oxide", 13_000),))
    headline = figure("monthly_cost_per_elemental_mg", scenario)
    assert headline is not None
    assert figure("monthly_cost_per_absorbed_mg", scenario) == headline / Fraction("1.3")


# -- the four renderings ----------------------------------------------------------------------


@given(st.lists(products() | products("EUR"), min_size=1, max_size=12), scenarios())
def test_that_whole_columns_equal_the_exact_figures_to_the_last_bit(
    listed_products: list[Product], scenario: Scenario
) -> None:
    columns = figure_columns(listed_products, scenario, [measure.key for measure in MEASURES])
    for compared in compare(listed_products, scenario, TODAY).entered_products:
        for measure in MEASURES:
            exact = compared.figures.number(measure.key)
            value = columns[measure.key][compared.position]
            assert math.isnan(value) if exact is None else value == float(exact)


@pytest.mark.parametrize("policy", DOSE_POLICIES)
def test_that_columns_of_extreme_amounts_equal_the_exact_figures(policy: str) -> None:
    listed = [
        build_product({**BASE, "elemental_mg": mass, "pack_units": pack, "price": price})
        for mass in (1, 999_999_937, 10**10)
        for pack in (1_000, 9_999_991_000)
        for price in (1, 10**15 - 1)
    ]
    scenario = Scenario(target=349_999, days=3_659, dose_policy=policy)
    columns = figure_columns(listed, scenario, [measure.key for measure in MEASURES])
    for compared in compare(listed, scenario, TODAY).entered_products:
        for measure in MEASURES:
            exact = compared.number(measure.key)
            assert columns[measure.key][compared.position] == float(exact), measure.key


@given(products(), scenarios())
def test_that_an_explanation_ends_in_the_figure_and_explains_each_step_once(
    product: Product, scenario: Scenario
) -> None:
    (compared,) = compare([product], scenario, TODAY).entered_products
    for measure in MEASURES:
        steps = explain(compared.figures, measure.key)
        if compared.figures.number(measure.key) is None:
            assert steps == ()
        elif steps:
            assert steps[-1].key == measure.key
            results = {step.key: step.result for step in steps}
            assert len(results) == len(steps)


def test_that_the_monthly_cost_is_explained_step_by_step() -> None:
    product = build_product(
        {
            "product": "High Absorption Magnesium",
            "form": "lysinate glycinate",
            "unit_kind": "tablet",
            "elemental_mg": 200_000,
            "serving_units": 2_000,
            "pack_units": 240_000,
            "price": 18_990_000,
        }
    )
    (compared,) = compare([product], Scenario(target=300_000), TODAY).entered_products
    steps = explain(compared.figures, "monthly_cost")
    texts = [(step.arithmetic, step.result) for step in steps]
    assert [tuple(text.replace("\u00a0", " ") for text in pair) for pair in texts] == [
        ("200 mg ÷ 2 tablets", "100 mg per tablet"),
        ("300 mg ÷ 100 mg, rounded up", "3 tablets a day"),
        ("3 × 30 days", "90 tablets"),
        ("$18.99 ÷ 240 tablets", "$0.07913 per tablet"),
        ("90 × $0.079125", "$7.12"),
    ]


def test_that_the_arithmetic_follows_the_locale() -> None:
    product = build_product({**BASE, "price": 12_500_000, "currency": "EUR"})
    (compared,) = compare([product], Scenario(currency="EUR"), TODAY).entered_products
    german = Notation(",", ".", currency_after=True)
    step = explain(compared.figures, "cost_per_unit", german)[-1]
    assert step.arithmetic.replace("\u00a0", " ") == "12,50 € ÷ 100 units"


@given(products() | products("JPY") | products("KWD"))
def test_that_the_net_price_of_stored_amounts_is_the_measure(product: Product) -> None:
    terms = (product.price, product.discount, product.tax, product.delivery)
    scenario = Scenario(currency=product.currency)
    (compared,) = compare([product], scenario, TODAY).entered_products
    exact = compared.figures.number("pack_price") or 0  # a price may round to nothing
    assert net_price(*terms, product.currency) == exact * MONEY.base_per_unit


@given(products(), scenarios(), st.sampled_from((1, 100, 1_000)))
def test_that_the_headline_of_a_dose_gives_the_cost_of_a_basis_whatever_the_dose(
    product: Product, scenario: Scenario, basis_mg: int
) -> None:
    (compared,) = compare([product], scenario, TODAY).entered_products
    assume(compared.rank)
    headline, cost = compared.number(HEADLINE.key), compared.number("cost_per_elemental_mg")
    expected = cost_per_basis(cost, basis_mg, "Mg")
    assert headline_cost_per_basis(headline, scenario.days, basis_mg, "Mg") == expected
    assert expected == compared.number("pack_price") * basis_mg / (
        compared.number("elemental_mg_per_unit") * compared.number("pack_units")
    )


# -- dependencies -----------------------------------------------------------------------------


def _ranked_names(listed: list[Product], scenario: Scenario) -> list[str]:
    products = compare(listed, scenario, TODAY).ranked_products
    return [compared.product.product for compared in products]


@given(st.lists(products(), min_size=1, max_size=8), scenarios(), st.integers(2, 9))
def test_that_scaling_every_price_scales_costs_and_moves_no_rank(
    listed_products: list[Product], scenario: Scenario, factor: int
) -> None:
    plain = [replace(product, discount=0, tax=0, delivery=0) for product in listed_products]
    raised = [replace(product, price=product.price * factor) for product in plain]
    before, after = compare(plain, scenario, TODAY), compare(raised, scenario, TODAY)
    assert [compared.position for compared in before.ranked_products] == [
        compared.position for compared in after.ranked_products
    ]
    for cheap, expensive in zip(before.ranked_products, after.ranked_products, strict=True):
        for key in ("monthly_cost", "monthly_outlay", "cost_per_elemental_mg"):
            assert expensive.number(key) == factor * cheap.number(key)
        assert expensive.figures.number("break_even_absorption") == cheap.figures.number(
            "break_even_absorption"
        )


@given(st.lists(products(), min_size=2, max_size=8), scenarios(), st.randoms(use_true_random=False))
def test_that_the_order_of_entry_does_not_change_the_ranking(
    listed_products: list[Product], scenario: Scenario, random: Random
) -> None:
    named = [replace(product, product=f"{index}") for index, product in enumerate(listed_products)]
    shuffled = list(named)
    random.shuffle(shuffled)
    assert _ranked_names(named, scenario) == _ranked_names(shuffled, scenario)


@given(products(), scenarios())
def test_that_a_dose_keeps_what_its_policy_promises(product: Product, scenario: Scenario) -> None:
    (compared,) = compare([product], scenario, TODAY).entered_products
    share, units = compared.number("delivered_share"), compared.number("units_per_day")
    smallest = compared.number("smallest_dose")
    assert units > 0
    if scenario.dose_policy == "exact":
        assert share == 1
        return
    assert (units / smallest).denominator == 1
    if scenario.dose_policy == "at_least":
        assert share >= 1 - Fraction(scenario.tolerance, 10_000)
        assert (units - smallest) / units * share < 1 - Fraction(scenario.tolerance, 10_000)
    if scenario.dose_policy == "at_most":
        assert share <= 1 or units == smallest
    limit_mg = compared.figures.number("limit_mg")  # None for food under a limit for supplements
    if scenario.dose_policy == "within_limit" and limit_mg is not None and units > smallest:
        assert scenario.limit is not None
        assert limit_mg * 1_000 == scenario.limit.amount
        assert compared.number("delivered_mg_per_day") <= limit_mg


@given(st.lists(products(), min_size=2, max_size=8), scenarios())
def test_that_break_even_times_the_reference_cost_is_the_own_cost(
    listed_products: list[Product], scenario: Scenario
) -> None:
    comparison = compare(listed_products, scenario, TODAY)
    for compared in comparison.ranked_products:
        ratio = compared.figures.number("break_even_absorption")
        if comparison.reference is None:
            assert ratio is None
        else:
            reference = comparison.reference.number("cost_per_elemental_mg")
            if not reference:  # a price may round to nothing, which nothing is divided by
                assert ratio is None
                continue
            assert ratio is not None
            assert ratio * reference == compared.number("cost_per_elemental_mg")

"""Ranks, forms and findings."""

from __future__ import annotations

import gc
import statistics
import weakref
from datetime import date
from fractions import Fraction
from math import isnan
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.analysis.findings import findings
from pricing.calculation.checks import DOSE_STOP_KEYS, Severity
from pricing.calculation.comparison import Comparison, compare
from pricing.model.columns import build_product
from pricing.model.scenario import Scenario
from pricing.reading.reader_process import read_products
from tests.strategies import products, scenarios

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.model.columns import BaseValue
    from pricing.model.product import Product

TODAY = date(2026, 11, 23)
HEADLINE = "monthly_cost_per_elemental_mg"


def product(name: str, price: int, form: str = "oxide", **values: BaseValue) -> Product:
    row: dict[str, BaseValue] = {
        "product": name,
        "form": form,
        "elemental_mg": 100_000,
        "pack_units": 100_000,
        "price": price * 10_000,
    }
    return build_product({**row, **values})


def finding_texts(comparison: Comparison) -> dict[str, str]:
    """The findings by key, with plain spaces."""
    return {finding.key: finding.text().replace("\u00a0", " ") for finding in findings(comparison)}


@given(st.lists(products() | products("EUR"), max_size=10), scenarios())
def test_that_ranks_follow_the_headline_then_cost_then_outlay_then_name(
    listed_products: list[Product], scenario: Scenario
) -> None:
    comparison = compare(listed_products, scenario, TODAY)
    order = [
        (
            compared.number(HEADLINE),
            compared.number("monthly_cost"),
            compared.number("monthly_outlay"),
            compared.product.product.casefold(),
        )
        for compared in comparison.ranked_products
    ]
    assert order == sorted(order)
    ranks = [compared.rank for compared in comparison.ranked_products]
    assert ranks == list(range(1, len(order) + 1))
    positions = sorted(compared.position for compared in comparison.products)
    assert positions == list(range(len(listed_products)))


def test_that_ties_go_by_the_name_whatever_its_letters() -> None:
    comparison = compare([product("beta", 900), product("Alpha", 900)], Scenario(), TODAY)
    assert [compared.product.product for compared in comparison.ranked_products] == [
        "Alpha",
        "beta",
    ]


@given(st.lists(products(), max_size=12), scenarios())
def test_that_each_form_is_summed_up_over_its_products(
    listed_products: list[Product], scenario: Scenario
) -> None:
    comparison = compare(listed_products, scenario, TODAY)
    reference = comparison.reference
    for form in comparison.forms:
        group = [
            compared for compared in comparison.answered_products if compared.form == form.form
        ]
        costs = [compared.number(HEADLINE) for compared in group]
        assert (form.lowest, form.highest, form.products) == (min(costs), max(costs), len(costs))
        assert form.median == Fraction(statistics.median(costs))
        assert form.lowest_monthly_cost == min(
            compared.number("monthly_cost") for compared in group
        )
        assert form.cheapest is group[0]
        if reference and reference.number(HEADLINE):  # a price may round to nothing
            assert form.times_reference == form.lowest / reference.number(HEADLINE)
        else:
            assert form.times_reference is None
    sound = [one for one in comparison.ranked_products if not one.evaluation.has_label_doubt]
    assert sum(form.products for form in comparison.forms) == len(sound)


@given(st.lists(products() | products("EUR"), max_size=4), scenarios())
def test_that_a_product_is_stopped_or_doubted_by_what_is_said_of_it(
    listed: list[Product], scenario: Scenario
) -> None:
    """Whether it is takes only some of the checks."""
    for one in compare(listed, scenario, TODAY).products:
        evaluation = one.evaluation
        said = one.has_stop, evaluation.has_label_doubt, evaluation.has_open_question
        stops = [flag for flag in one.flags if flag.severity is Severity.STOP]
        questions = [flag for flag in one.flags if flag.is_open_question]
        is_doubted = bool(questions) or any(flag.key not in DOSE_STOP_KEYS for flag in stops)
        assert said == (bool(stops), is_doubted, bool(questions))


def test_that_blends_are_one_group() -> None:
    listed = [product("a", 900, "citrate+malate"), product("b", 800, "oxide, citrate")]
    (form,) = compare(listed, Scenario(), TODAY).forms
    assert (form.form, form.products) == ("blend", 2)


def test_that_the_findings_of_the_example_are_what_a_pharmacist_would_say(example: Path) -> None:
    listed = [row.product for row in read_products(example).products]
    comparison = compare(listed, Scenario(target=300_000), TODAY)
    assert len(comparison.ranked_products) == 18
    texts = finding_texts(comparison)
    assert list(texts)[:4] == ["best_buy", "over_limit", "together", "cheapest"]
    assert texts["best_buy"] == (
        "Best buy within the safe limit: High Absorption Magnesium: $7.12 a month. Take 3 tablets "
        "a day = 300 mg of magnesium. $18.99 to pay now; one pack lasts 80 days."
    )
    assert texts["over_limit"] == (
        "Oxide costs less, $2.69, but goes over the safe limit. 2 tablets a day = 500 mg; the "
        "limit is 350 mg. 1 tablet a day gives 250 mg (83 % of the target) for $1.35 a month."
    )
    assert texts["together"] == (
        "Cheaper together, $3.72 a month: 1 tablet of Magnesium Oxide 250 mg + 1 tablet of High "
        "Absorption Magnesium a day = 350 mg. $3.40 less than the best buy."
    )
    assert texts["cheapest"] == (
        "Per mg of magnesium, the cheapest glycinate costs 4.4 times as much as oxide. To be worth "
        "the extra, your body would have to absorb 4.4 times as much."
    )


def test_that_two_forms_are_compared_in_a_sentence() -> None:
    listed = [product("Cheap", 400), product("Expensive", 1_800, "bisglycinate")]
    texts = finding_texts(compare(listed, Scenario(), TODAY))
    assert texts["cheapest"] == (
        "Per mg of magnesium, the cheapest glycinate costs 4.5 times as much as oxide. To be worth "
        "the extra, your body would have to absorb 4.5 times as much."
    )
    assert texts["best_buy"] == (
        "Best buy within the safe limit: Cheap: $2.40 a month. Take 2 units a day = 200 mg of "
        "magnesium. $4.00 to pay now; one pack lasts 50 days."
    )


@pytest.mark.parametrize(
    ("days", "period"),
    [(1, "for 1 day"), (27, "for 27 days"), (28, "a month"), (31, "a month"), (32, "for 32 days"),
     (90, "for 90 days")],
)  # fmt: skip
def test_that_a_finding_calls_28_to_31_days_a_month(days: int, period: str) -> None:
    texts = finding_texts(compare([product("A", 400)], Scenario(days=days), TODAY))
    assert f"{period}. Take" in texts["best_buy"]
    assert ("month" in " ".join(texts.values())) is (28 <= days <= 31)


def test_that_products_of_one_form_are_compared_by_name() -> None:
    texts = finding_texts(compare([product("A", 400), product("B", 800)], Scenario(), TODAY))
    assert texts["cheapest"] == "Per mg of magnesium, B costs 2.0 times as much as A."


def test_that_costs_within_a_twentieth_are_called_the_same() -> None:
    texts = finding_texts(
        compare([product("A", 400), product("B", 410, "citrate")], Scenario(), TODAY)
    )
    assert "cost about the same" in texts["cheapest"]


def test_that_one_product_alone_is_described() -> None:
    texts = finding_texts(compare([product("Only", 400)], Scenario(), TODAY))
    assert "cheapest" not in texts
    assert texts["cheapest_product"] == ("Cheapest per mg: Only, $0.04000 per 100 mg of magnesium.")


def test_that_a_missing_reference_form_is_reported() -> None:
    listed = [product("A", 400, "citrate"), product("B", 900, "malate")]
    assert (
        "No oxide is compared" in finding_texts(compare(listed, Scenario(), TODAY))["no_reference"]
    )


def test_that_an_impossible_label_is_passed_over_for_a_sound_one() -> None:
    false = product("False", 100, "glycinate", elemental_mg=500_000, compound_mg=1_000_000)
    texts = finding_texts(compare([false, product("Sound", 900)], Scenario(target=300_000), TODAY))
    assert "False: 500 mg in 1000 mg is 50 % magnesium" in texts["impossible_label"]
    assert "Sound" in texts["best_buy"]


def test_that_a_list_without_an_acceptable_product_is_reported() -> None:
    listed = [product("A", 100, elemental_mg=400_000)]
    assert (
        "None of these reaches 200 mg safely"
        in finding_texts(compare(listed, Scenario(), TODAY))["no_best_buy"]
    )


def test_that_products_without_a_meaningful_difference_are_named() -> None:
    scenario = Scenario(no_difference=1_000_000)
    texts = finding_texts(compare([product("A", 400), product("B", 500)], scenario, TODAY))
    assert texts["no_difference"].endswith("from the cheapest: B.")


def test_that_products_that_are_not_ranked_are_named() -> None:
    listed = [product("A", 400), product("Euro", 100, currency="EUR")]
    assert finding_texts(compare(listed, Scenario(), TODAY))["excluded"].endswith(
        "another currency or mineral: Euro."
    )


def test_that_a_price_that_rounds_to_nothing_is_compared_with_no_other() -> None:
    free = product("Free", 1, discount_percent=6_000)
    comparison = compare([free, product("Cheap", 400)], Scenario(), TODAY)
    assert [each.product.product for each in comparison.products] == ["Cheap", "Free"]
    assert comparison.products[1].rank is None
    for key in ("pack_price", "cost_per_unit", "cost_per_elemental_mg", "monthly_outlay"):
        assert comparison.products[1].figures.number(key) is None
        assert isnan(comparison.to_frame()[key].iloc[1])
    found = finding_texts(comparison)
    assert found["cheapest_product"].startswith("Cheapest per mg: Cheap, $0.04000 per 100 mg")
    assert found["costless"] == "Not ranked, because the price rounds to nothing: Free."
    assert "excluded" not in found


def test_that_an_empty_comparison_finds_nothing() -> None:
    comparison = compare([], Scenario(), TODAY)
    assert findings(comparison) == ()
    assert comparison.forms == ()


def test_that_a_comparison_vanishes_without_a_search_for_garbage() -> None:
    """A search among all objects of a long day holds the window."""
    gc.disable()
    try:
        rows = [product("Oxide", 5), product("Citrate", 9, "citrate")]
        comparison = compare(rows, Scenario(reference_form="oxide"))
        citrate = comparison.ranked_products[-1]
        assert citrate.number("break_even_absorption") > 1
        assert [form.times_reference for form in comparison.forms] == [1, Fraction(9, 5)]
        gone = weakref.ref(comparison)
        del comparison, citrate
        assert gone() is None
    finally:
        gc.enable()

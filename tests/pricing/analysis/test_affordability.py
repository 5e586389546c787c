"""Out-of-pocket costs, and whether patients can afford them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pricing.analysis.affordability import (
    AFFORDABILITY_MEASURES,
    Affordability,
    availability_record,
    read_comparator,
)
from pricing.calculation.comparison import compare
from pricing.commands.main import main
from pricing.model.columns import COLUMNS_BY_KEY, build_product, read_cell
from pricing.model.scenario import Scenario
from pricing.problems.errors import BadInput
from pricing.quantities.amounts import MONEY, PERCENT
from pricing.quantities.currencies import Notation
from pricing.reference.payers import SELF_PAY, Payer, PayerKind, read_payer
from tests.strategies import payers, product_values, scenarios

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from pricing.model.columns import BaseValue

GLY: dict[str, BaseValue] = {
    "product": "Gly", "form": "bisglycinate", "elemental_mg": 100_000, "pack_units": 120_000,
    "price": 18_000_000, "currency": "USD",
}  # fmt: skip
OXIDE: dict[str, BaseValue] = {
    **GLY,
    "product": "Oxide",
    "form": "oxide",
    "elemental_mg": 241_000,
    "price": 8_000_000,
}


SCENARIO = Scenario(target=300_000)


def affordability(
    *payers: Payer,
    scenario: Scenario = SCENARIO,
    products: Sequence[Mapping[str, BaseValue]] = (OXIDE, GLY),
) -> Affordability:
    listed = [build_product(values) for values in products]
    return Affordability(compare(listed, replace(scenario, payers=payers)))


def costs(*payers: Payer, days: int = 30) -> dict[tuple[str, str], Fraction]:
    """Out-of-pocket costs by product and payer."""
    rows = affordability(*payers, scenario=replace(SCENARIO, days=days)).rows
    return {
        (cost.compared_product.product.product, cost.payer.name): cost.out_of_pocket
        for row in rows
        for cost in row
    }


def test_that_the_cost_under_a_payer_is_told_in_any_language() -> None:
    self_pay, fsa = affordability(read_payer("fsa:pretax:24")).rows[0]
    words = {
        "{product} under {payer}: {first} for the first purchase, {average} a month on average": (
            "{product} con {payer}: {first} la primera compra, {average} al mes"
        ),
        "self-pay": "pago propio",
    }
    spanish = Notation(translate=lambda text: words.get(text, text))
    assert self_pay.sentence().text(spanish) == (
        "Oxide con pago propio: $8.00 la primera compra, $4.00 al mes"
    )
    assert fsa.sentence().text(spanish) == (
        "Oxide under fsa: $6.08 for the first purchase, $3.04 a month on average "
        f"(needs: {fsa.payer.needs})"
    )


def test_that_each_kind_of_payer_leaves_the_cost_of_its_definition() -> None:
    by_payer = costs(
        read_payer("plan:percent:80"),
        read_payer("fsa:pretax:24"),
        read_payer("card:copay_pack:5"),
        read_payer("month:copay_month:10"),
        read_payer("NHS:copay_item:9.90"),
        days=90,
    )
    # 90 days of glycinate are 270 capsules, so 3 packs for 54.00.
    assert {payer: cost for (name, payer), cost in by_payer.items() if name == "Gly"} == {
        "self-pay": 54,
        "plan": Fraction("10.8"),
        "fsa": Fraction("41.04"),
        "card": 15,
        "month": 30,
        "NHS": Fraction("9.9"),
    }


@pytest.mark.parametrize(("days", "months"), [(1, 1), (30, 1), (31, 2), (60, 2), (90, 3)])
def test_that_a_copay_of_a_month_is_due_for_each_month_begun(days: int, months: int) -> None:
    by_payer = costs(read_payer("card:copay_month:0.1"), days=days)
    assert by_payer["Gly", "card"] == months * Fraction("0.1")


@pytest.mark.parametrize(
    ("days", "average"),
    [(7, Fraction("9.9") * 30 / 28), (28, Fraction("9.9") * 30 / 28), (30, Fraction("9.9")),
     (90, Fraction("3.3"))],
)  # fmt: skip
def test_that_a_charge_for_an_item_counts_for_its_days(days: int, average: Fraction) -> None:
    """A prescription is usually for 28 days or longer, so 7 days compared are no item of 7 days."""
    scenario = replace(SCENARIO, days=days)
    rows = affordability(read_payer("NHS:copay_item:9.90"), scenario=scenario).rows
    (nhs,) = [row[1] for row in rows if row[0].compared_product.product.product == "Gly"]
    assert nhs.average_month == average


def test_that_a_copay_is_never_more_than_the_price() -> None:
    assert costs(read_payer("card:copay_pack:50"))["Oxide", "card"] == 8


def test_that_a_share_is_rounded_as_a_till_does() -> None:
    by_payer = costs(read_payer("plan:percent:33.33"))
    assert by_payer["Oxide", "plan"] == Fraction("5.33")


def test_that_a_product_that_is_not_covered_is_paid_in_full() -> None:
    plan = Payer("plan", PayerKind.PERCENT, 80 * PERCENT.base_per_unit, covers=("oxide", "GLY"))
    assert costs(plan)["Gly", "plan"] == Fraction("3.6")
    only = Payer("plan", PayerKind.PERCENT, 80 * PERCENT.base_per_unit, covers=("citrate",))
    assert costs(only)["Gly", "plan"] == 18


def test_that_the_gap_is_what_the_best_payer_saves() -> None:
    result = affordability(read_payer("plan:percent:80"), read_payer("card:copay_pack:5"))
    gaps = {row[0].compared_product.product.product: result.access_gap(row) for row in result.rows}
    assert gaps == {"Oxide": Fraction("6.4"), "Gly": Fraction("14.4")}
    self_pay = affordability()
    assert [self_pay.access_gap(row) for row in self_pay.rows] == [0, 0]


def test_that_days_wages_and_share_of_income_are_of_thirty_days() -> None:
    scenario = replace(
        SCENARIO,
        days=90,
        daily_wage=4 * MONEY.base_per_unit,
        monthly_income=100 * MONEY.base_per_unit,
    )
    oxide, glycinate = affordability(scenario=scenario).rows
    # 30 days of oxide are 60 tablets of 120: half a pack, 4.00.
    assert oxide[0].number("days_wages") == 1
    assert oxide[0].number("share_of_income") == Fraction(4, 100)
    assert oxide[0].is_affordable is True
    # 30 days of glycinate are 90 capsules of 120: 13.50.
    assert glycinate[0].number("days_wages") == Fraction("13.5") / 4
    assert glycinate[0].is_affordable is False


@pytest.mark.parametrize("days", [1, 30, 90, 365])
def test_that_days_wages_never_count_whole_packs(days: int) -> None:
    # 30 days of 1 tablet of 80 for 18.99: 7.12 or 0.71 of a wage of 10, never 1.899.
    large = {**OXIDE, "elemental_mg": 300_000, "pack_units": 80_000, "price": 18_990_000}
    scenario = replace(SCENARIO, days=days, daily_wage=10 * MONEY.base_per_unit)
    ((cost,),) = affordability(scenario=scenario, products=(large,)).rows
    assert cost.average_month == Fraction(1899 * 30, 80 * 100)
    assert cost.number("days_wages") == cost.average_month / 10
    assert cost.is_affordable


def test_that_an_average_month_is_the_payers_share_of_unit_prices() -> None:
    offered = [
        read_payer(text)
        for text in ("plan:percent:80", "fsa:pretax:24", "card:copay_pack:5",
                     "month:copay_month:10", "item:copay_item:9.90")
    ]  # fmt: skip
    _, glycinate = affordability(*offered, scenario=replace(SCENARIO, days=90)).rows
    assert {cost.payer.name: cost.average_month for cost in glycinate} == {
        "self-pay": Fraction("13.5"),
        "plan": Fraction("2.7"),
        "fsa": Fraction("10.26"),
        "card": Fraction("3.75"),  # 3/4 of a pack
        "month": 10,
        "item": Fraction("3.3"),  # one charge for 90 days
    }


def test_that_the_budget_is_compared_with_an_average_month() -> None:
    # A pack for 18.00 is a first purchase over the budget, and 13.50 a month are not.
    scenario = replace(SCENARIO, budget=15 * MONEY.base_per_unit)
    _, glycinate = affordability(scenario=scenario).rows
    assert glycinate[0].within_budget
    assert not glycinate[0].first_purchase_within_budget


def test_that_no_sentence_about_the_budget_counts_a_product_with_a_stop() -> None:
    stopped = {**OXIDE, "product": "Strong", "elemental_mg": 400_000, "price": 1_000_000}
    sound = {**GLY, "elemental_mg": 150_000, "unit_kind": "tablet"}
    (summary,) = affordability(products=(stopped, sound)).budget_summaries()
    assert summary.form == "glycinate"
    assert summary.sentence().text() == (
        "self-pay: 1 of 1 products without a stop costs at most $20.00 a month on average. The "
        "cheapest form is glycinate. The first purchase stays within that for 1 of them."
    )
    (summary,) = affordability(products=(stopped,)).budget_summaries()
    assert summary.sentence().text() == (
        "self-pay: Every product has a stop or an open question, so none is counted."
    )


def test_that_a_wage_that_is_not_stated_gives_no_figure() -> None:
    (oxide, _) = affordability().rows
    assert (oxide[0].number("days_wages"), oxide[0].is_affordable) == (None, None)


def test_that_each_payer_has_a_summary() -> None:
    scenario = replace(SCENARIO, budget=10 * MONEY.base_per_unit, limit_authority="none")
    summaries = affordability(read_payer("plan:percent:80"), scenario=scenario).budget_summaries()
    assert [summary.sentence().text() for summary in summaries] == [
        "self-pay: 1 of 2 products without a stop costs at most $10.00 a month on average. The "
        "cheapest form is oxide. The first purchase stays within that for 1 of them.",
        "plan: 2 of 2 products without a stop cost at most $10.00 a month on average. The cheapest "
        "form is oxide. The first purchase stays within that for 2 of them.",
    ]
    scenario = replace(scenario, budget=5 * MONEY.base_per_unit)
    (summary,) = affordability(scenario=scenario).budget_summaries()
    assert (
        summary.sentence()
        .text()
        .endswith("The first purchase of each of them costs more than that.")
    )
    scenario = replace(scenario, budget=1 * MONEY.base_per_unit)
    (summary,) = affordability(scenario=scenario).budget_summaries()
    assert summary.sentence().text() == (
        "self-pay: None of 2 products without a stop costs at most $1.00 a month on average."
    )


@pytest.mark.parametrize(
    "text", ["", "plan", ":percent:80", "plan:half:1", "plan:percent:0", "plan:percent:101",
             "plan:percent:x", "plan:percent:-5", "plan:copay_pack:-1", "plan:copay_month:",
             "x" * 99 + ":none"],
)  # fmt: skip
def test_that_an_impossible_payer_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_payer(text)


@given(product_values(), scenarios(), st.lists(payers(), max_size=3))
def test_that_out_of_pocket_is_never_above_the_outlay_nor_below_nothing(
    values: Mapping[str, BaseValue], scenario: Scenario, offered: list[Payer]
) -> None:
    comparison = compare([build_product(values)], replace(scenario, payers=tuple(offered)))
    assume(comparison.ranked_products)
    result = Affordability(comparison)
    for row in result.rows:
        outlay = row[0].compared_product.number("monthly_outlay")
        assert row[0].payer is SELF_PAY
        assert row[0].out_of_pocket == outlay
        assert all(0 <= cost.out_of_pocket <= outlay for cost in row)
        assert result.access_gap(row) >= 0
        assert all(0 <= cost.average_month <= row[0].average_month for cost in row)


@given(product_values(), scenarios(), st.lists(payers(), min_size=1, max_size=3))
def test_that_costs_are_as_declared_with_the_inputs_of_a_payer_put_in(
    values: Mapping[str, BaseValue], scenario: Scenario, offered: list[Payer]
) -> None:
    comparison = compare([build_product(values)], replace(scenario, payers=tuple(offered)))
    assume(comparison.ranked_products)
    for cost in Affordability(comparison).rows[0]:
        for key, measure in AFFORDABILITY_MEASURES.items():
            assert cost(key) == measure.expression.evaluate(cost), key


def test_that_the_command_line_prints_every_product_under_every_payer(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(
        ["compare", str(example), "--target", "300", "--payer", "plan:percent:80", "--payer",
         "fsa:pretax:24", "--daily-wage", "58", "--monthly-income", "2100", "--json"]
    )  # fmt: skip
    output = json.loads(capsys.readouterr().out)
    assert status == 0
    assert len(output["access"]) == 18 * 3
    first = [row for row in output["access"] if row["rank"] == 1]
    assert [(row["payer"], row["out_of_pocket"]) for row in first] == [
        ("self-pay", 4.49), ("plan", 0.9), ("fsa", 3.41),
    ]  # fmt: skip
    assert first[2]["needs"] == "letter of medical necessity"
    assert output["scenario"]["daily_wage"] == 58
    assert [row["products_within_budget"] for row in output["access_summary"]] == [6, 8, 6]
    assert first[0]["first_purchase_within_budget"]


@pytest.mark.parametrize(
    "option",
    [["--payer", "x:percent:120"], ["--daily-wage", "0"], ["--monthly-income", "lots"]],
)
def test_that_the_command_line_refuses_impossible_amounts(
    example: Path, capsys: pytest.CaptureFixture[str], option: list[str]
) -> None:
    assert main(["compare", str(example), *option]) == 2
    assert option[0] in capsys.readouterr().err


def test_that_an_availability_record_is_a_sentence_with_its_day_and_a_share() -> None:
    recorded: dict[str, BaseValue] = {
        **GLY, "shops_asked": 5, "shops_found": 3, "asked_on": date(2026, 11, 3),
    }  # fmt: skip
    (found,), (other,) = affordability(products=(recorded, {**OXIDE, "price": 80_000_000})).rows
    assert found.number("availability") == Fraction(3, 5)
    assert other.number("availability") is None
    record = availability_record(found.compared_product.product)
    assert record is not None
    assert record.text() == "found in 3 of 5 shops asked, 2026-11-03"
    assert availability_record(build_product({**recorded, "shops_found": 0})) is not None
    assert availability_record(build_product(GLY)) is None


def test_that_more_shops_found_than_asked_and_a_future_day_are_refused() -> None:
    with pytest.raises(BadInput, match="6 of 5"):
        build_product({**GLY, "shops_asked": 5, "shops_found": 6})
    later = datetime.now().astimezone().date() + timedelta(days=2)  # also if midnight passes
    for key in ("asked_on", "priced_on"):
        with pytest.raises(BadInput, match="is in the future"):
            read_cell(COLUMNS_BY_KEY[key], later.isoformat())


@pytest.mark.parametrize(
    ("text", "ratios"),
    [
        ("Oxide", [1, Fraction(9, 4)]),
        ("NADAC oxide 400=0.05", [Fraction(4, 3), 3]),
        ("0.05", [Fraction(4, 3), 3]),
        ("Nothing of the list", [None, None]),
    ],
)
def test_that_the_price_ratio_is_to_the_comparator_that_the_user_names(
    text: str, ratios: list[int | Fraction | None]
) -> None:
    name, cost = read_comparator(text)
    scenario = replace(SCENARIO, comparator=name, comparator_cost=cost)
    rows = affordability(scenario=scenario).rows
    assert [row[0].number("price_ratio") for row in rows] == ratios


def test_that_a_comparator_without_a_cost_is_refused() -> None:
    with pytest.raises(BadInput):
        read_comparator("reference=0")


def test_that_the_command_line_compares_with_a_comparator_and_prints_availability(
    write_list: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_list(
        "product,elemental_mg,pack_units,price,shops asked,found in,asked on\n"
        "Gly,100,120,18.00,5,3,2026-11-03\n"
    )
    assert main(["compare", str(path), "--comparator", "NADAC=0.05", "--json"]) == 0
    output = json.loads(capsys.readouterr().out)
    assert output["scenario"]["comparator"] == "NADAC"
    assert [row["price_ratio"] for row in output["access"]] == [3]
    assert [row["availability"] for row in output["access"]] == [0.6]
    assert main(["compare", str(path)]) == 0
    assert "Gly: found in 3 of 5 shops asked, 2026-11-03." in capsys.readouterr().out
    assert main(["compare", str(path), "--comparator", "x=0"]) == 2

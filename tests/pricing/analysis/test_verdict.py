"""The verdict: what it says of given products, and that no sentence contradicts the figures."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricing.analysis.findings import findings
from pricing.analysis.nothing_ranked import verdict_on_nothing_ranked
from pricing.analysis.verdict import LineKind, Verdict, find_verdict
from pricing.calculation.comparison import Comparison, PlaceGroup, compare
from pricing.calculation.conditions import condition_holds
from pricing.model.columns import build_product
from pricing.model.scenario import Scenario
from tests.strategies import products, scenarios

if TYPE_CHECKING:
    from pricing.model.columns import BaseValue
    from pricing.model.product import Product

TODAY = date(2026, 11, 23)


def tablets(name: str, mg: int, cents: int, form: str = "oxide", **values: BaseValue) -> Product:
    """Return a product of 100 tablets, at so many cents a tablet."""
    row: dict[str, BaseValue] = {
        "product": name,
        "form": form,
        "unit_kind": "tablet",
        "elemental_mg": mg * 1_000,
        "pack_units": 100_000,
        "price": cents * 1_000_000,
    }
    return build_product({**row, **values})


def verdict_of(listed: list[Product], target: int = 300, **values: str | int) -> Verdict:
    scenario = Scenario(target=target * 1_000, **values)  # type: ignore[arg-type]
    verdict = find_verdict(compare(listed, scenario, TODAY))
    assert verdict is not None
    return verdict


def texts(verdict: Verdict) -> list[str]:
    """Return all sentences of a verdict, with plain spaces."""
    sentences = [verdict.label, verdict.title, *verdict.details]
    sentences += [line.paragraph for line in verdict.all_lines]  # type: ignore[misc]
    return [sentence.text().replace("\u00a0", " ") for sentence in sentences]


def line(verdict: Verdict, kind: LineKind) -> str:
    (found,) = [line for line in verdict.all_lines if line.kind is kind]
    return found.paragraph.text().replace("\u00a0", " ")


def test_that_a_cheaper_dose_over_the_limit_is_named_as_such() -> None:
    verdict = verdict_of([tablets("Big", 250, 4), tablets("Small", 100, 10, "glycinate")])
    assert verdict.label.text() == "Best buy within the safe limit"
    assert verdict.title.text() == "Small: $9.00 a month"
    assert line(verdict, LineKind.OVER_LIMIT) == (
        "Oxide costs less, $2.40, but goes over the safe limit. 2 tablets a day = 500 mg; the "
        "limit is 350 mg. 1 tablet a day gives 250 mg (83 % of the target) for $1.20 a month."
    )


@pytest.mark.parametrize("form", ["", "not stated", "oxide+citrate", "moonshine"])
def test_that_a_form_that_is_no_single_salt_is_no_subject(form: str) -> None:
    for listed in (
        [tablets("Big", 250, 4, form), tablets("Small", 100, 10, "glycinate")],
        [tablets("Big", 250, 4), tablets("Small", 100, 10, form)],
    ):
        verdict = verdict_of(listed)
        assert line(verdict, LineKind.OVER_LIMIT).startswith("Big costs less")
        assert line(verdict, LineKind.BALANCE) == (
            "Per mg of magnesium, Small costs 6.3 times as much as Big."
        )


def test_that_at_a_low_target_a_product_near_it_is_named() -> None:
    listed = [tablets("Big", 250, 2), tablets("Near", 120, 5, "citrate")]
    verdict = verdict_of(listed, target=100)
    assert "250 mg of magnesium, 2.5 times the target." in texts(verdict)[2]
    assert line(verdict, LineKind.ABOVE_TARGET) == (
        "Big gives 250 mg a day, 2.5 times the target. The cheapest that gives at most 125 % of "
        "it is Near: $1.50 a month."
    )


def test_that_without_a_safe_dose_the_pair_is_offered() -> None:
    verdict = verdict_of([tablets("Big", 240, 10), tablets("Small", 90, 6)])
    assert verdict.best is None
    assert verdict.title.text().replace("\u00a0", " ") == "None of these reaches 300 mg safely"
    assert line(verdict, LineKind.TOGETHER).startswith("Two together reach it for $4.80 a month: 1")


def test_that_a_target_over_the_limit_is_named() -> None:
    verdict = verdict_of([tablets("Big", 240, 10)], target=400)
    assert "The target itself is over the safe limit of 350 mg." in texts(verdict)


def test_that_brands_tell_products_of_one_name_apart() -> None:
    listed = [tablets("Mag", 100, 5, brand="Cheap"), tablets("Mag", 100, 9, brand="Dear")]
    verdict = verdict_of(listed)
    assert verdict.title.text() == "Mag (Cheap): $4.50 a month"


def test_that_a_product_with_an_open_question_has_no_part() -> None:
    asked = tablets("Front", 400, 1, "glycinate", compound_mg=400_000)
    verdict = verdict_of([asked, tablets("Small", 100, 10, "glycinate")])
    assert verdict.label.text() == "Best buy so far, within the safe limit"
    assert line(verdict, LineKind.QUESTION) == (
        "One answer is missing. Front is left out until it is clear what the 400 mg are."
    )
    assert [text for text in texts(verdict) if "Front" in text] == [
        line(verdict, LineKind.QUESTION)
    ]
    alone = verdict_of([asked])
    assert alone.best is None
    assert alone.all_lines == ()


def test_that_the_verdict_says_what_a_missing_answer_would_cost() -> None:
    asked = tablets("Magnesium Glycinate 1000 mg", 1_000, 15, "glycinate")
    verdict = verdict_of([asked, tablets("Small", 100, 2)])
    assert line(verdict, LineKind.QUESTION) == (
        "One answer is missing. Magnesium Glycinate 1000 mg is left out until it is clear what "
        "the 1,000 mg are. If they are glycinate, it costs 5.3 times as much per mg as Small."
    ).replace("1,000", "1000")


def test_that_no_dose_is_stated_of_a_product_whose_amount_is_asked_about() -> None:
    asked = tablets("Magnesium Glycinate 1000 mg", 1_000, 1, "glycinate", unit_kind="capsule")
    compared = compare([asked, tablets("Small", 100, 20)], Scenario(), TODAY)
    said = [finding.text() for finding in findings(compared) if "1000" in finding.text()]
    assert any("A capsule holds 1 g at most." in text for text in said)
    assert not any("delivers" in text for text in said)


@pytest.mark.parametrize(
    ("count", "left_out"),
    [
        (2, "Front 0 and 1 more product are left out until then."),
        (3, "Front 0 and 2 more products are left out until then."),
    ],
)
def test_that_the_verdict_counts_the_missing_answers(count: int, left_out: str) -> None:
    asked = [
        tablets(f"Front {number}", 400, 1, "glycinate", compound_mg=400_000)
        for number in range(count)
    ]
    verdict = verdict_of([*asked, tablets("Small", 100, 10)])
    assert line(verdict, LineKind.QUESTION) == f"{count} answers are missing. {left_out}"


def test_that_a_dose_somewhat_above_the_target_is_called_safe() -> None:
    verdict = verdict_of([tablets("Big", 250, 4)], target=200)
    assert line(verdict, LineKind.ABOVE_TARGET) == (
        "Above the target, still safe: 1 tablet a day = 250 mg; the target is 200 mg, the limit "
        "350 mg."
    )
    exact = verdict_of([tablets("Exact", 100, 4)], target=200)
    assert all(line.kind is not LineKind.ABOVE_TARGET for line in exact.all_lines)


# -- any comparison ----------------------------------------------------------------------------

_MONEY_TITLE = re.compile(r"^(?P<name>.*): (?P<cost>\S+)( a month| for .*)$", re.DOTALL)


def _assert_says_what_the_table_says(comparison: Comparison, verdict: Verdict) -> None:
    best = comparison.best_buy
    assert verdict.best is best
    if best is None:
        assert all(
            product.evaluation.place_group is not PlaceGroup.SAFE_AND_ENOUGH
            for product in comparison.ranked_products
        )
        return
    assert comparison.place_of(best) == 1
    assert best.product.product in verdict.title.text()
    kinds = [line.kind for line in verdict.all_lines]
    assert len(kinds) == len(set(kinds)) or kinds.count(LineKind.BALANCE) == 2
    costs_less = [line for line in verdict.all_lines if "costs less" in line.lead.text()]
    for found in costs_less:
        cheapest = next(
            product
            for product in comparison.ranked_products
            if not product.evaluation.has_label_doubt
        )
        assert cheapest.number("monthly_cost") < best.number("monthly_cost")
        is_over = condition_holds("over_limit", cheapest.figures)
        assert is_over is (found.key == "over_limit")


@settings(max_examples=500, deadline=None)
@given(st.lists(products(), min_size=1, max_size=6), scenarios())
def test_that_no_sentence_contradicts_the_table(listed: list[Product], scenario: Scenario) -> None:
    comparison = compare(listed, scenario, TODAY)
    verdict = find_verdict(comparison)
    assert (verdict is None) is (not comparison.ranked_products)
    if verdict is None:
        return
    _assert_says_what_the_table_says(comparison, verdict)
    assert len(verdict.lines) <= 3
    names = {compared.product.product for compared in comparison.entered_products}
    said = " ".join(texts(verdict))
    for name in sorted(names, key=len, reverse=True):
        said = said.replace(name, "") if len(name) > 3 else said
    if not any(product.evaluation.has_label_doubt for product in comparison.products):
        assert "not stated" not in said.casefold()
        assert "blend" not in said.casefold()
    assert not re.search(r"\b0 (mg|tablets|capsules|days)", said)
    for sentence in texts(verdict)[2:]:
        assert sentence == sentence.strip()
        assert sentence.endswith("."), sentence


@settings(max_examples=500, deadline=None)
@given(st.lists(products(), min_size=1, max_size=6), scenarios())
def test_that_no_finding_praises_an_unsafe_or_doubtful_product(
    listed: list[Product], scenario: Scenario
) -> None:
    """Each product has a name of its own here, so that the sentences about it can be found."""
    named = [replace(product, product=f"Item{at}Z", brand="") for at, product in enumerate(listed)]
    comparison = compare(named, scenario, TODAY)
    said = {finding.key: finding.text() for finding in findings(comparison)}
    texts_said = [finding.text() for finding in findings(comparison)]
    assert len(texts_said) == len(set(texts_said))
    assert not any("not stated" in text.casefold() for text in texts_said)
    withheld = [
        product.product.product
        for product in comparison.ranked_products
        if product.evaluation.has_label_doubt
    ]
    unsafe = [
        product.product.product
        for product in comparison.ranked_products
        if not product.evaluation.place_group.is_safe
    ]
    for key in ("best_buy", "value_and_cost", "above_target"):
        assert not any(name in said.get(key, "") for name in unsafe), said[key]
    for key in ("best_buy", "cheapest", "cheapest_product", "together", "no_difference"):
        assert not any(name in said.get(key, "") for name in withheld), said[key]
    cheapest = said.get("cheapest_product", "")
    if any(name in cheapest for name in unsafe):
        assert "over the safe limit" in cheapest
    if "value_and_cost" in said:
        assert comparison.best_buy is not comparison.answered_products[0]


def test_that_the_question_is_named_where_it_is_all_that_is_missing() -> None:
    pure = tablets("Strong", 250, 4, "glycinate", unit_kind="capsule")
    verdict = verdict_of([pure], target=400)
    assert verdict.title.text() == "An answer is needed first"
    (asked,) = (sentence.text() for sentence in verdict.details)
    assert "A capsule holds 1 g at most" in asked


def test_that_a_cheaper_dose_with_too_much_of_another_mineral_is_a_stop() -> None:
    rich = tablets("Rich", 100, 4, other_minerals="zinc 15 mg")
    verdict = verdict_of([rich, tablets("Plain", 100, 10, "glycinate")])
    assert verdict.best is not None
    assert verdict.best.product.product == "Plain"
    stop = line(verdict, LineKind.OVER_LIMIT)
    assert "Rich costs less, $3.60, but its zinc goes over the safe limit." in stop
    assert "3 tablets a day also deliver 45 mg of zinc, over the US limit of 40 mg." in stop


def test_that_a_cheaper_dose_with_too_much_of_several_other_minerals_names_all() -> None:
    others = "zinc 15 mg, iron 18 mg, calcium 100 mg"
    rich = tablets("Rich", 100, 4, other_minerals=others)
    stop = line(verdict_of([rich, tablets("Plain", 100, 10, "glycinate")]), LineKind.OVER_LIMIT)
    assert "Rich costs less, $3.60, but its iron and zinc go over their safe limits." in stop
    assert "3 tablets a day also deliver 54 mg of iron, over the US limit of 45 mg." in stop
    assert "3 tablets a day also deliver 45 mg of zinc, over the US limit of 40 mg." in stop
    most = tablets("Most", 100, 4, other_minerals=f"{others}, copper 9 mg")
    stop = line(verdict_of([most, tablets("Plain", 100, 10, "glycinate")]), LineKind.OVER_LIMIT)
    assert "but its copper, iron and zinc go over their safe limits." in stop


def test_that_a_cheaper_dose_with_a_treatment_of_another_mineral_is_a_stop() -> None:
    rich = tablets("Rich", 100, 4, other_minerals="potassium 200 mg")
    stop = line(verdict_of([rich, tablets("Plain", 100, 10, "glycinate")]), LineKind.OVER_LIMIT)
    assert "Rich costs less, $3.60, but its dose is a treatment." in stop
    assert "600 mg of potassium a day is a treatment." in stop


def test_that_a_product_named_as_cheap_says_what_else_it_contains() -> None:
    trio = tablets("Trio", 100, 6, other_minerals="calcium 200 mg, zinc 5 mg")
    verdict = verdict_of([trio, tablets("Plain", 100, 12, "glycinate")])
    contents = "Trio also contains calcium 200 mg, zinc 5 mg in 1 tablet."
    assert contents in texts(verdict)
    assert contents in line(verdict, LineKind.BALANCE)


def test_that_the_cheapest_per_mg_says_what_else_it_contains() -> None:
    values: dict[str, BaseValue] = {
        "elemental_mg": 100_000, "pack_units": 100_000, "unit_kind": "tablet",
    }  # fmt: skip
    trio = build_product(
        {**values, "product": "Trio", "price": 5_000_000, "other_minerals": "zinc 5 mg"}
    )
    plain = build_product({**values, "product": "Plain", "price": 9_000_000})
    found = findings(compare([trio, plain], Scenario(), date(2026, 11, 29)))
    (text,) = [finding.text() for finding in found if finding.key == "cheapest_product"]
    assert text.replace("\u00a0", " ") == (
        "Cheapest per mg: Trio, $0.05000 per 100 mg of magnesium. Trio also contains zinc 5 mg in "
        "1 tablet."
    )


def test_that_a_form_never_stands_for_a_product_with_several_minerals() -> None:
    """Zinc is in the one oxide, not in oxide. It is worth something too, besides absorption."""
    rich = tablets("Rich", 100, 4, "oxide", other_minerals="zinc 15 mg")
    plain = tablets("Plain", 100, 10, "glycinate")
    stop, balance = (
        line(verdict_of([rich, plain]), kind) for kind in (LineKind.OVER_LIMIT, LineKind.BALANCE)
    )
    assert stop.startswith("Rich costs less")
    assert "costs 2.5 times as much as Rich. Rich also contains zinc 15 mg in 1 tablet." in balance
    assert "absorb" not in balance


def test_that_a_product_that_is_cheap_but_not_best_names_its_other_minerals() -> None:
    big = tablets("Big", 300, 9, other_minerals="zinc 5 mg")
    small = tablets("Small", 200, 7)
    verdict = verdict_of([big, small], target=200)
    cheapest = next(text for text in texts(verdict) if "cheapest per mg" in text)
    assert "Big is the cheapest per mg of magnesium, but costs $2.70 a month." in cheapest
    assert "Big also contains zinc 5 mg in 1 tablet." in cheapest


def test_that_the_lower_dose_stays_within_the_limits_of_the_other_minerals() -> None:
    """3 tablets stay within 350 mg of magnesium, but hold 75 mg of zinc: only 1 is safe."""
    rich = tablets("Rich", 100, 1, other_minerals="zinc 25 mg")
    verdict = verdict_of([rich, tablets("Plain", 90, 9)], target=355)
    stop = line(verdict, LineKind.OVER_LIMIT)
    assert "1 tablet a day gives 100 mg (28 % of the target)" in stop


def test_that_a_mineral_that_only_the_name_says_is_said_beside_the_price() -> None:
    """Its whole price is put on magnesium, which is not the whole truth."""
    verdict = verdict_of([tablets("Cal Mag Zinc", 100, 4), tablets("Plain", 100, 12)])
    remark = (
        "Cal Mag Zinc also contains calcium (amount not entered), zinc (amount not entered) in 1 "
        "tablet."
    )
    assert remark in [sentence.text() for sentence in verdict.details]
    assert remark in line(verdict, LineKind.BALANCE)


def test_that_minerals_that_only_the_name_says_together_are_said_beside_the_price() -> None:
    verdict = verdict_of([tablets("Multi Mineral", 100, 4), tablets("Plain", 100, 12)])
    remark = "Multi Mineral also contains other minerals (amounts not entered) in 1 tablet."
    assert remark in [sentence.text() for sentence in verdict.details]


def test_that_products_that_cannot_be_ranked_are_given_their_reason_and_a_remedy() -> None:
    zinc = tablets("Zinc 15", 15, 5, "gluconate", element="Zn")
    euro = tablets("Mag", 100, 5, currency="EUR")
    verdict = verdict_on_nothing_ranked(compare([zinc, euro], Scenario(), TODAY))
    assert verdict is not None
    assert verdict.title.text() == "No product here can be ranked"
    assert [text.text() for text in verdict.details] == [
        "Zinc 15: This product is entered as zinc and the comparison is of magnesium, so it is not "
        "ranked. Choose zinc as the mineral to compare it.",
        "Mag: The price is in EUR and the comparison in USD, so the product is not ranked. Choose "
        "EUR as the currency of the comparison, or enter its price in USD.",
    ]
    assert verdict_on_nothing_ranked(compare([zinc, tablets("Mag", 100, 5)], Scenario())) is None
    assert verdict_on_nothing_ranked(compare([], Scenario())) is None

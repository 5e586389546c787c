"""The list of checks: its order, its words, and what its remedies give."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.analysis.check_list import (
    CheckGroup,
    CheckLine,
    CheckRow,
    check_lines,
    in_working_order,
    row_checks,
    shared_lines,
    summary,
)
from pricing.analysis.remedies import (
    exceeds_limit_at_any_dose,
    figures_within_limit,
    lower_every_dose,
)
from pricing.calculation.checks import CHECKS
from pricing.calculation.comparison import compare
from pricing.calculation.conditions import condition_holds
from pricing.data import tables
from pricing.model.columns import COLUMNS_BY_KEY
from pricing.model.entry import Entry
from pricing.model.product import Product
from pricing.model.scenario import Scenario
from pricing.problems.errors import BadInput
from tests.strategies import product_values, scenarios

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.calculation.comparison import Comparison

TODAY = date(2026, 7, 1)
SCENARIO = Scenario(target=300_000)


def entry_of(number: int, texts: Mapping[str, str]) -> Entry:
    cells = {key: text for key, text in texts.items() if key in COLUMNS_BY_KEY and text}
    row = Entry(number, {"element": "Mg", "currency": "USD"})
    for key, text in cells.items():
        row = row.with_text(COLUMNS_BY_KEY[key], text)
    return row


def example() -> list[Entry]:
    """The shipped example, then a front label as typed, and a price that is no amount."""
    rows = list(csv.DictReader(tables.read_text("example.csv").splitlines()))
    more = (
        {"product": "Magnesium Glycinate 1000 mg", "unit_kind": "tablet", "elemental_mg": "1000",
         "pack_units": "120", "price": "20"},
        {"product": "Taurate", "form": "taurate", "elemental_mg": "100", "pack_units": "60",
         "price": "ask at till"},
    )  # fmt: skip
    return [entry_of(number, row) for number, row in enumerate([*rows, *more])]


def checked(
    entries: Sequence[Entry], scenario: Scenario = SCENARIO
) -> tuple[Comparison, list[CheckRow]]:
    """Return the comparison of some rows, and the rows as the list of checks takes them."""
    results: list[Product | BadInput] = []
    for entry in entries:
        try:
            results.append(entry.product())
        except BadInput as error:
            results.append(error)
    products = [result for result in results if isinstance(result, Product)]
    comparison = compare(products, scenario, TODAY)
    compared = iter(comparison.entered_products)
    rows = [
        CheckRow(at, entry, None, result)
        if isinstance(result, BadInput)
        else CheckRow(at, entry, next(compared), None)
        for at, (entry, result) in enumerate(zip(entries, results, strict=True))
    ]
    return comparison, rows


def lines_of(entries: Sequence[Entry], scenario: Scenario = SCENARIO) -> list[CheckLine]:
    comparison, rows = checked(entries, scenario)
    return in_working_order([*shared_lines(comparison), *check_lines(comparison, rows)])


def words(line: CheckLine) -> tuple[str, str, str, list[str]]:
    titles = [plain(remedy.title.text()) for remedy in line.worst.remedies()]
    return line.name, plain(line.worst.found()), plain(line.worst.follows()), titles


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_that_the_doses_over_the_limit_stand_first_the_largest_on_top() -> None:
    lines = [line for line in lines_of(example()) if line.group is CheckGroup.OVER_LIMIT]
    assert [words(line) for line in lines[:4]] == [
        ("Magnesium Oxide 250 mg 100 tablets", "2 tablets = 500 mg, over 350 mg",
         "1 a day = 250 mg, 83 % of the target, $1.35 a month", ["Lower 9 doses"]),
        ("Magnesium Malate 360 tablets", "3 tablets = 425 mg, over 350 mg",
         "2 a day = 283 mg, 94 % of the target, $5.78 a month", ["Lower 9 doses"]),
        ("Magnesium Oxide Capsules 240 count (375 mg oxide)", "2 capsules = 420 mg, over 350 mg",
         "1 a day = 210 mg, 70 % of the target, $1.62 a month", ["Lower 9 doses"]),
        ("Magnesium 400 mg Veg Capsules", "1 capsule = 400 mg, over 350 mg",
         "even 1 capsule goes over the limit", ["Find a weaker one"]),
    ]  # fmt: skip


def test_that_the_groups_follow_each_other() -> None:
    lines = lines_of(example())
    assert [line.group for line in lines] == sorted(
        (line.group for line in lines), key=list(CheckGroup).index
    )
    (question,) = [line for line in lines if line.group is CheckGroup.QUESTION]
    assert words(question) == (
        "Magnesium Glycinate 1000 mg", "1000 mg of what?",
        "if glycinate: 141 mg each, 3 a day = 423 mg, over 350 mg", ["glycinate", "magnesium"],
    )  # fmt: skip
    assert len(question.checks) == 1  # nothing is said of a dose that is not known
    (fix,) = [line for line in lines if line.group is CheckGroup.FIX]
    assert words(fix) == (
        "Taurate", "Price: “ask at till”", "Enter an amount such as 12.50.", ["Go to the price"],
    )  # fmt: skip


def test_that_every_other_mineral_over_its_limit_is_named() -> None:
    row = {
        "product": "Multi", "element": "Mg", "unit_kind": "tablet", "elemental_mg": "100",
        "pack_units": "90", "price": "9", "other_minerals": "zinc 15 mg, iron 18 mg",
    }  # fmt: skip
    (line,) = [line for line in lines_of([entry_of(1, row)]) if line.name == "Multi"]
    assert plain(line.worst.found()) == (
        "3 tablets = 54 mg of iron, over 45 mg; 3 tablets = 45 mg of zinc, over 40 mg"
    )
    message = plain(line.worst.message())
    assert "also deliver 54 mg of iron, over" in message
    assert "also deliver 45 mg of zinc, over" in message


def test_that_a_warning_about_iron_stands_below_iron_whatever_is_compared() -> None:
    plain_row = {
        "product": "Plain", "element": "Mg", "unit_kind": "tablet", "elemental_mg": "100",
        "pack_units": "90", "price": "1",
    }  # fmt: skip
    with_iron = {**plain_row, "product": "Multi", "price": "9", "other_minerals": "iron 5 mg"}
    for others in ("iron 5 mg", "iron 5 mg, potassium 10 mg"):
        entries = [
            entry_of(1, plain_row), entry_of(2, {**with_iron, "other_minerals": others}),
        ]  # fmt: skip
        found = {line.worst.key: line.name for line in lines_of(entries)}
        assert found["iron_overdose"] == found["iron_effects"] == "Iron"
        assert found.get("potassium_medicines", "Potassium") == "Potassium"
        assert ("potassium_medicines" in found) is ("potassium" in others)


def test_that_the_summary_counts_products_answers_and_amounts() -> None:
    comparison, rows = checked(example())
    sentences = summary(comparison, len(rows), check_lines(comparison, rows))
    assert [plain(sentence.text()) for sentence in sentences] == [
        "10 of 20 products go over the safe limit at 300 mg.",
        "1 waits for an answer.",
        "1 waits for an amount.",
    ]
    comparison, rows = checked(example()[1:2])
    assert [plain(one.text()) for one in summary(comparison, 1, ())] == [
        "Nothing to check. 1 product, within the limit."
    ]


def test_that_a_single_dose_over_the_limit_is_lowered_by_its_own_number() -> None:
    oxide = next(entry for entry in example() if "250 mg 100" in str(entry.values["product"]))
    ((_name, _, _, titles),) = [words(line) for line in lines_of([oxide])]
    assert titles == ["Use 1 a day"]
    line = lines_of([oxide])[0]
    change = line.worst.remedies()[0].change_set([oxide], 0, SCENARIO, "lower dose")
    assert change.scenario == (SCENARIO, replace(SCENARIO, dose_policy="within_limit"))
    assert not any(
        line.group is CheckGroup.OVER_LIMIT for line in lines_of([oxide], change.scenario[1])
    )


def test_that_the_remedy_lowers_every_dose_that_can_be() -> None:
    comparison, _ = checked(example())
    remedy = lower_every_dose(comparison)
    assert remedy is not None
    assert remedy.scenario is not None
    names = [line.name for line in lines_of(example(), remedy.scenario)
             if line.group is CheckGroup.OVER_LIMIT]  # fmt: skip
    assert names == ["Magnesium 400 mg Veg Capsules"]
    after, _ = checked(example(), remedy.scenario)
    assert lower_every_dose(after) is None


def test_that_an_equal_amount_is_asked_with_both_answers() -> None:
    row = entry_of(0, {
        "product": "Gly", "form": "glycinate", "unit_kind": "tablet", "elemental_mg": "1000",
        "compound_mg": "1000", "pack_units": "120", "price": "20",
    })  # fmt: skip
    checks = {check.key: check for check in row_checks(*_first(checked([row])))}
    question = checks["elemental_equals_compound"]
    assert question.group is CheckGroup.QUESTION
    assert plain(question.found()) == "1000 mg of what?"
    assert plain(question.follows()) == "if glycinate: 141 mg each, 3 a day = 423 mg, over 350 mg"
    as_compound, as_mineral = question.remedies()
    assert [as_compound.title.text(), as_mineral.title.text()] == ["glycinate", "magnesium"]
    assert as_compound.entry is not None
    assert as_mineral.entry is not None
    assert as_compound.entry.values.get("elemental_mg") is None
    assert as_mineral.entry.values["elemental_mg"] == 1_000_000
    assert "compound_mg" not in as_mineral.entry.values


def _first(result: tuple[Comparison, list[CheckRow]]) -> tuple[Comparison, CheckRow]:
    return result[0], result[1][0]


@pytest.mark.parametrize(
    ("key", "text", "titles", "amounts"),
    [
        ("price", "1,234", ["1234", "1.234"], [1_234_000_000, 1_234_000]),
        ("priced_on", "03/04/2026", ["2026-03-04", "2026-04-03"],
         [date(2026, 3, 4), date(2026, 4, 3)]),
    ],
)  # fmt: skip
def test_that_a_cell_with_two_readings_is_a_question_with_both(
    key: str, text: str, titles: list[str], amounts: list[object]
) -> None:
    row = replace(example()[0], unreadable={key: text})
    check = row_checks(*_first(checked([row])))[0]
    assert check.group is CheckGroup.QUESTION
    remedies = check.remedies()
    assert [remedy.title.text() for remedy in remedies] == titles
    assert [remedy.entry and remedy.entry.values[key] for remedy in remedies] == amounts


def test_that_a_target_over_the_limit_is_one_line_with_the_limit_as_remedy() -> None:
    lines = lines_of(example(), replace(SCENARIO, target=400_000))
    targets = [line for line in lines if line.worst.key == "target_over_limit"]
    assert [words(line) for line in targets] == [
        ("Target", "400 mg a day is over 350 mg", "the US limit", ["Lower the target to 350 mg"])
    ]
    change = targets[0].worst.remedies()[0].change_set([], None, SCENARIO, "target")
    assert change.scenario is not None
    assert change.scenario[1].target == 350_000


@given(st.lists(product_values(), min_size=1, max_size=5), scenarios())
def test_that_every_check_has_words_and_every_remedy_does_something(
    values: list[Mapping[str, object]], scenario: Scenario
) -> None:
    entries = [Entry(at, row) for at, row in enumerate(values)]  # type: ignore[arg-type]
    for line in lines_of(entries, scenario):
        for check in line.checks:
            texts = (check.found(), check.follows(), check.message())
            assert all(texts)
            assert not any("{" in text for text in texts if "{" not in line.name)
            for remedy in check.remedies():
                change = remedy.change_set(entries, check.position, scenario, "remedy")
                assert remedy.column or remedy.search or not change.is_empty


@given(product_values(), scenarios())
def test_that_the_lower_dose_is_exactly_what_the_policy_gives(
    values: Mapping[str, object], scenario: Scenario
) -> None:
    entry = Entry(0, values)  # type: ignore[arg-type]
    before, _ = checked([entry], scenario)
    after, _ = checked([entry], replace(scenario, dose_policy="within_limit"))
    expected, figures = after.entered_products[0].figures, before.entered_products[0].figures
    lower = figures_within_limit(figures)
    assert exceeds_limit_at_any_dose(figures) == condition_holds("over_limit", expected)
    for key in ("units_per_day", "delivered_mg_per_day", "delivered_share", "monthly_cost"):
        assert lower.number(key) == expected.number(key)
        assert isinstance(lower.number(key), Fraction | None)


def test_that_every_check_is_worded_in_few_words() -> None:
    from pricing.analysis.check_list import FEW_WORDS

    assert set(FEW_WORDS) == {check.key for check in CHECKS}


MULTI = {
    "product": "Multi", "element": "Zn", "unit_kind": "tablet", "elemental_mg": "5",
    "pack_units": "90", "price": "9", "other_minerals": "iron 30 mg",
}  # fmt: skip


def test_that_products_of_other_minerals_wait_for_no_amount() -> None:
    entries = [entry_of(1, MULTI), entry_of(2, {**MULTI, "element": "Cu", "elemental_mg": "1"})]
    comparison, rows = checked(entries, Scenario.for_element("Mg"))
    sentences = summary(comparison, 2, check_lines(comparison, rows))
    assert [plain(one.text()) for one in sentences] == ["2 are of another mineral or currency."]


def test_that_a_dose_over_the_limit_of_another_mineral_says_what_is_safe() -> None:
    comparison, rows = checked([entry_of(1, MULTI)], Scenario.for_element("Zn"))
    (line,) = check_lines(comparison, rows)
    assert plain(line.worst.found()) == "2 tablets = 60 mg of iron, over 45 mg"
    assert plain(line.worst.follows()) == "1 a day = 5 mg, 50 % of the target, $3.00 a month"

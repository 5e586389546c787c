"""The workbook opened again: products and assumptions come back, edited or not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricing.calculation.comparison import compare
from pricing.calculation.measures import MEASURES
from pricing.commands import main
from pricing.model.scenario import Scenario
from pricing.quantities.amounts import PERCENT
from pricing.reading.importer import read_products
from pricing.reference.payers import Payer, PayerKind, read_payer
from pricing.writing.json_output import comparison_json
from pricing.writing.workbook.sheets.addresses import COMPARISON_HEADINGS, PRODUCT_LETTERS
from pricing.writing.workbook.workbook import write_workbook
from tests.libreoffice import recalculate
from tests.strategies import products, scenarios

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pricing.calculation.comparison import Comparison
    from pricing.model.product import Product

TODAY = date(2026, 11, 23)
FULL = Scenario(
    target=312_500,
    days=28,
    dose_policy="nearest",
    limit_authority="EU",
    life_stage="pregnancy",
    reference_form="citrate",
    absorption=(("glycinate", 13_000), ("oxide", 9_000)),
    budget=12_500_000,
    no_difference=500_000,
    payers=(
        read_payer("plan:percent:80"),
        read_payer("FSA:pretax:24.5"),
        Payer(
            "Fund", PayerKind.COPAY_PACK, 3_250_000, "", ("oxide", "Klean Magnesium 90 veg caps")
        ),
    ),
    daily_wage=58_000_000,
    monthly_income=2_100_500_000,
    comparator="NADAC oxide 400 mg",
    comparator_cost=35_290,
    course_days=84,
    ranges=(("price", 50 * PERCENT.base_per_unit, 150 * PERCENT.base_per_unit), ("days", 7, 90)),
)


def real(example: Path):
    return [each.product for each in read_products(example).products]


def exported(listed: Callable[..., Path], scenario: Scenario, path: Path):
    comparison = compare(listed, scenario, TODAY)
    write_workbook(comparison, path)
    return comparison


def cell(book, name: str):
    sheet, address = book.defined_names[name].attr_text.replace("$", "").split("!")
    return book[sheet][address]


def test_that_every_assumption_comes_back(tmp_path: Path, example: Path) -> None:
    path = tmp_path / "book.xlsx"
    exported(real(example), FULL, path)
    read = read_products(path)
    assert read.problems == ()
    assert sorted(read.scenario.absorption) == sorted(FULL.absorption)
    assert sorted(read.scenario.ranges) == sorted(FULL.ranges)
    unordered = {"absorption": (), "ranges": ()}
    assert replace(read.scenario, **unordered) == replace(FULL, **unordered)


@settings(max_examples=15)
@given(st.lists(products(), min_size=1, max_size=6), scenarios())
def test_that_the_comparison_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, listed_products: list[Product], scenario: Scenario
) -> None:
    path = tmp_path_factory.mktemp("trip") / "book.xlsx"
    before = exported(listed_products, scenario, path)
    read = read_products(path)
    after = compare([each.product for each in read.products], read.scenario, TODAY)
    assert read.problems == ()
    assert told(after) == told(before)


def told(comparison: Comparison) -> dict:
    """Everything but what is assumed of forms that are not there."""
    said = json.loads(comparison_json(comparison))
    del said["scenario"]["relative_absorption"]
    return said


def test_that_what_a_user_edits_sorts_and_adds_comes_back_too(
    tmp_path: Path, example: Path
) -> None:
    path = tmp_path / "book.xlsx"
    listed = real(example)[:4]
    exported(listed, FULL, path)
    book = openpyxl.load_workbook(path)
    sheet = book["Products"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=5)]
    for number, values in enumerate(reversed(rows), start=2):
        for column, value in enumerate(values, start=1):
            sheet.cell(number, column, value)
    sheet[f"{PRODUCT_LETTERS['price']}2"] = 7.25
    for key, value in (("product", "New"), ("elemental_mg", 100), ("pack_units", 60)):
        sheet[f"{PRODUCT_LETTERS[key]}6"] = value
    sheet[f"{PRODUCT_LETTERS['price']}6"] = 5
    cell(book, "target_mg").value = 250
    cell(book, "dose_policy").value = "exact"
    book.save(path)
    read = read_products(path)
    assert read.problems == ()
    names = [each.product.product for each in read.products]
    assert names == [*(each.product for each in reversed(listed)), "New"]
    assert read.products[0].product.price == 7_250_000
    assert (read.scenario.target, read.scenario.dose_policy) == (250_000, "exact")
    assert read.scenario.payers == FULL.payers


def test_that_another_program_may_save_it_in_between(tmp_path: Path, example: Path) -> None:
    path = tmp_path / "book.xlsx"
    before = exported(real(example), FULL, path)
    (saved,) = recalculate([path], tmp_path / "office")
    read = read_products(saved)
    assert read.problems == ()
    after = compare([each.product for each in read.products], read.scenario, TODAY)
    assert told(after) == told(before)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("target_mg", "much", "“much” is not a number"),
        ("target_mg", -5, "is negative"),
        ("days", 0, "0 is not a possible number of days"),
        ("dose_policy", "often", "often"),
        ("life_stage", "elder", "elder"),
        ("limit_authority", "Mars", "Mars"),
        ("payer_1_kind", "gift", "gift"),
        ("payer_1_value", 250, "share"),
    ],
)
def test_that_an_assumption_of_no_sense_is_said_with_its_place(
    tmp_path: Path, example: Path, name: str, value, says: str
) -> None:
    path = tmp_path / "book.xlsx"
    exported(real(example)[:2], FULL, path)
    book = openpyxl.load_workbook(path)
    changed = cell(book, name)
    changed.value = value
    row = changed.row
    book.save(path)
    read = read_products(path)
    assert len(read.products) == 2
    (problem,) = read.problems
    assert problem.row == row
    assert says in str(problem)


def test_that_the_command_takes_the_assumptions_and_options_overrule_them(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, example: Path
) -> None:
    path = tmp_path / "book.xlsx"
    exported(real(example), FULL, path)
    assert main.main(["compare", str(path), "--json"]) == 0
    scenario = json.loads(capsys.readouterr().out)["scenario"]
    assert (scenario["target_mg"], scenario["dose_policy"]) == (312.5, "nearest")
    options = ["--target", "200", "--dose-policy", "at_most", "--payer", "own:percent:10"]
    assert main.main(["compare", str(path), "--json", *options]) == 0
    scenario = json.loads(capsys.readouterr().out)["scenario"]
    assert (scenario["target_mg"], scenario["dose_policy"]) == (200, "at_most")
    assert (scenario["days"], len(scenario["payers"])) == (28, 1)


def test_that_the_command_finds_what_the_spreadsheet_works_out(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, example: Path
) -> None:
    path = tmp_path / "book.xlsx"
    exported(real(example), FULL, path)
    (judged,) = recalculate([path], tmp_path / "office")
    assert main.main(["compare", str(judged), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["products"]
    rows = list(openpyxl.load_workbook(judged, data_only=True)["Comparison"].values)
    columns = {title: index for index, title in enumerate(rows[0])}
    by_name = {row[columns["Product"]]: row for row in rows[1:]}
    for each in told:
        row = by_name[each["product"]]
        assert row[columns["Rank"]] == each["rank"]
        for measure in MEASURES:
            found = row[columns[COMPARISON_HEADINGS[measure.key]]]
            assert found == pytest.approx(each[measure.key], rel=1e-9, abs=1e-9), measure.key


def test_that_another_workbook_with_such_a_sheet_is_only_a_list(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "Assumptions"
    book.active.append(["product", "elemental_mg", "pack_units", "price"])
    book.active.append(["A", 250, 100, 4])
    book.save(path)
    read = read_products(path)
    assert (len(read.products), read.scenario) == (1, None)

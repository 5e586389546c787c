"""Exported workbooks, edited or not, are read back with their products and assumptions."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import Cell

from pricing.calculation.comparison import compare
from pricing.calculation.measures import MEASURES
from pricing.commands import main
from pricing.model.columns import build_product
from pricing.model.scenario import Scenario
from pricing.problems.errors import ProblemKind
from pricing.quantities.amounts import PERCENT
from pricing.reading.reader_process import read_products
from pricing.reference.payers import Payer, PayerKind, read_payer
from pricing.writing.json_output import comparison_json
from pricing.writing.workbook.sheets.addresses import (
    COMPARISON_HEADINGS,
    COMPARISON_LETTERS,
    PRODUCT_LETTERS,
)
from pricing.writing.workbook.workbook import write_workbook
from tests.libreoffice import recalculate
from tests.strategies import products, scenarios

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook

    from pricing.calculation.comparison import Comparison
    from pricing.model.columns import BaseValue
    from pricing.model.product import Product
    from pricing.reading.product_list import ProductList

TODAY = date(2026, 11, 23)
FULL_SCENARIO = Scenario(
    target=312_500,
    days=28,
    dose_policy="nearest",
    tolerance=125,
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


def example_products(example: Path) -> list[Product]:
    return [row.product for row in read_products(example).products]


def export(listed: list[Product], scenario: Scenario, path: Path) -> Comparison:
    comparison = compare(listed, scenario, TODAY)
    write_workbook(comparison, path)
    return comparison


def named_cell(book: Workbook, name: str) -> Cell:
    sheet, address = str(book.defined_names[name].attr_text).replace("$", "").split("!")
    cell = book[sheet][address]
    assert isinstance(cell, Cell)
    return cell


def read_scenario(read: ProductList) -> Scenario:
    assert read.scenario is not None
    return read.scenario


def test_that_every_assumption_is_read_back(tmp_path: Path, example: Path) -> None:
    path = tmp_path / "book.xlsx"
    export(example_products(example), FULL_SCENARIO, path)
    read = read_products(path)
    assert read.problems == ()
    scenario = read_scenario(read)
    assert sorted(scenario.absorption) == sorted(FULL_SCENARIO.absorption)
    assert sorted(scenario.ranges) == sorted(FULL_SCENARIO.ranges)
    without_order = replace(scenario, absorption=(), ranges=())
    assert without_order == replace(FULL_SCENARIO, absorption=(), ranges=())


@settings(max_examples=15)
@given(st.lists(products(), min_size=1, max_size=6), scenarios())
def test_that_the_comparison_read_back_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, listed_products: list[Product], scenario: Scenario
) -> None:
    path = tmp_path_factory.mktemp("trip") / "book.xlsx"
    before = export(listed_products, scenario, path)
    read = read_products(path)
    after = compare([row.product for row in read.products], read_scenario(read), TODAY)
    assert read.problems == ()
    assert as_json(after) == as_json(before)


def as_json(comparison: Comparison) -> dict[str, object]:
    """Return everything but the assumptions about forms, which may be of no product."""
    content: dict[str, object] = json.loads(comparison_json(comparison))
    scenario = content["scenario"]
    assert isinstance(scenario, dict)
    del scenario["relative_absorption"]
    return content


def test_that_edited_sorted_and_added_rows_are_read_back(tmp_path: Path, example: Path) -> None:
    path = tmp_path / "book.xlsx"
    listed = example_products(example)[:4]
    export(listed, FULL_SCENARIO, path)
    book = openpyxl.load_workbook(path)
    sheet = book["Products"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=5)]
    for number, values in enumerate(reversed(rows), start=2):
        for column, value in enumerate(values, start=1):
            sheet.cell(number, column).value = value
    sheet[f"{PRODUCT_LETTERS['price']}2"] = 7.25
    for key, value in (("product", "New"), ("elemental_mg", 100), ("pack_units", 60)):
        sheet[f"{PRODUCT_LETTERS[key]}6"] = value
    sheet[f"{PRODUCT_LETTERS['price']}6"] = 5
    named_cell(book, "target_mg").value = 250
    named_cell(book, "dose_policy").value = "exact"
    book.save(path)
    read = read_products(path)
    assert [problem.kind for problem in read.problems] == [ProblemKind.CURRENCY_OF_OTHER_ROWS]
    names = [row.product.product for row in read.products]
    assert names == [*(product.product for product in reversed(listed)), "New"]
    assert read.products[0].product.price == 7_250_000
    scenario = read_scenario(read)
    assert (scenario.target, scenario.dose_policy) == (250_000, "exact")
    assert scenario.payers == FULL_SCENARIO.payers


@pytest.fixture(scope="module")
def recalculated(
    example: Path, selenium: Comparison, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """Return some workbooks by name, recalculated in one start of LibreOffice."""
    folder = tmp_path_factory.mktemp("recalculated")
    paths = [folder / f"{name}.xlsx" for name in ("full", "selenium", "changed")]
    export(example_products(example), FULL_SCENARIO, paths[0])
    write_workbook(selenium, paths[1])
    book = openpyxl.load_workbook(paths[1])
    book["Products"][f"{PRODUCT_LETTERS['elemental_mg']}2"] = 100
    book.save(paths[2])
    return {path.stem: path for path in recalculate(paths, folder)}


def test_that_a_workbook_saved_by_another_program_is_read_back(
    recalculated: dict[str, Path], example: Path
) -> None:
    before = compare(example_products(example), FULL_SCENARIO, TODAY)
    read = read_products(recalculated["full"])
    assert read.problems == ()
    after = compare([row.product for row in read.products], read_scenario(read), TODAY)
    assert as_json(after) == as_json(before)


@pytest.mark.parametrize(
    ("name", "value", "message"),
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
def test_that_an_impossible_assumption_is_reported_with_its_row(
    tmp_path: Path, example: Path, name: str, value: str | int, message: str
) -> None:
    path = tmp_path / "book.xlsx"
    export(example_products(example)[:2], FULL_SCENARIO, path)
    book = openpyxl.load_workbook(path)
    cell = named_cell(book, name)
    cell.value = value
    book.save(path)
    read = read_products(path)
    assert len(read.products) == 2
    (problem,) = read.problems
    assert problem.row == cell.row
    assert message in str(problem)


def test_that_the_command_reads_the_assumptions_and_options_replace_them(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, example: Path
) -> None:
    path = tmp_path / "book.xlsx"
    export(example_products(example), FULL_SCENARIO, path)
    assert main.main(["compare", str(path), "--json"]) == 0
    scenario = json.loads(capsys.readouterr().out)["scenario"]
    assert (scenario["target_mg"], scenario["dose_policy"]) == (312.5, "nearest")
    options = ["--target", "200", "--dose-policy", "at_most", "--payer", "own:percent:10"]
    assert main.main(["compare", str(path), "--json", *options]) == 0
    scenario = json.loads(capsys.readouterr().out)["scenario"]
    assert (scenario["target_mg"], scenario["dose_policy"]) == (200, "at_most")
    assert (scenario["days"], len(scenario["payers"])) == (28, 1)


def test_that_the_command_and_the_recalculated_workbook_agree(
    capsys: pytest.CaptureFixture[str], recalculated: dict[str, Path]
) -> None:
    judged = recalculated["full"]
    assert main.main(["compare", str(judged), "--json"]) == 0
    products_json = json.loads(capsys.readouterr().out)["products"]
    rows = list(openpyxl.load_workbook(judged, data_only=True)["Comparison"].values)
    columns = {title: index for index, title in enumerate(rows[0])}
    by_name = {row[columns["Product"]]: row for row in rows[1:]}
    for product in products_json:
        row = by_name[product["product"]]
        assert row[columns["Rank"]] == product["rank"]
        for measure in MEASURES:
            figure = row[columns[COMPARISON_HEADINGS[measure.key]]]
            assert figure == pytest.approx(product[measure.key], rel=1e-9, abs=1e-9), measure.key


def test_that_a_user_workbook_with_a_sheet_of_that_name_is_only_a_list(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Assumptions", 0)
    sheet.append(["product", "elemental_mg", "pack_units", "price"])
    sheet.append(["A", 250, 100, 4])
    del book["Sheet"]
    book.save(path)
    read = read_products(path)
    assert (len(read.products), read.scenario) == (1, None)


@pytest.fixture(scope="module")
def selenium() -> Comparison:
    rows: list[dict[str, BaseValue]] = [
        {"product": "Yeast", "elemental_mg": 200, "pack_units": 60_000, "price": 6_000_000},
        {"product": "Selenite", "elemental_mg": 55, "pack_units": 100_000, "price": 5_000_000},
        {
            "product": "Salt", "form": "sodium selenite", "compound_mg": 120,
            "pack_units": 90_000, "price": 4_000_000,
        },
    ]  # fmt: skip
    made = [build_product({"element": "Se", **row}) for row in rows]
    return compare(made, Scenario.for_element("Se"), TODAY)


def test_that_amounts_of_a_trace_mineral_are_typed_in_micrograms(
    tmp_path: Path, selenium: Comparison, recalculated: dict[str, Path]
) -> None:
    path = tmp_path / "selenium.xlsx"
    write_workbook(selenium, path)
    sheet = openpyxl.load_workbook(path)["Products"]
    amounts = PRODUCT_LETTERS["elemental_mg"]
    assert sheet[f"{amounts}1"].value == "Elemental µg per serving"
    assert [sheet[f"{amounts}{row}"].value for row in (2, 3, 4)] == [200, 55, None]
    read = read_products(path)
    assert [row.values.get("elemental_mg") for row in read.products] == [200, 55, None]
    assert [row.values.get("compound_mg") for row in read.products] == [None, None, 120]
    sheet = openpyxl.load_workbook(recalculated["selenium"], data_only=True)["Comparison"]
    column = COMPARISON_LETTERS["delivered_mg_per_day"]
    for compared in selenium.entered_products:
        cell = sheet[f"{column}{compared.position + 2}"].value
        assert cell == pytest.approx(float(compared.number("delivered_mg_per_day")))


def test_that_the_summary_states_doses_of_a_trace_mineral_in_micrograms(
    tmp_path: Path, selenium: Comparison, recalculated: dict[str, Path]
) -> None:
    path = tmp_path / "selenium.xlsx"
    write_workbook(selenium, path)
    doses = [
        float(product.number("delivered_mg_per_day") * 1_000)
        for product in selenium.products_by_place
    ]
    for book in (path, recalculated["selenium"]):
        sheet = openpyxl.load_workbook(book, data_only=True)["Summary"]
        cells = [row for row in sheet.iter_rows() if "µg" in row[5].number_format]
        assert [row[5].value for row in cells] == pytest.approx(doses)


def test_that_a_changed_amount_in_micrograms_is_computed(recalculated: dict[str, Path]) -> None:
    sheet = openpyxl.load_workbook(recalculated["changed"], data_only=True)["Comparison"]
    assert sheet[f"{COMPARISON_LETTERS['delivered_mg_per_day']}2"].value == 0.1

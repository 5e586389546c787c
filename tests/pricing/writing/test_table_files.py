"""Tables for other programs, and the template that a spreadsheet fills."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricing.calculation.comparison import compare
from pricing.commands import main
from pricing.model.columns import COLUMNS
from pricing.model.scenario import Scenario
from pricing.problems.progress import Cancelled, Progress
from pricing.reading.importer import read_products
from pricing.writing.csv_table import TABLE_STYLES, write_csv
from pricing.writing.table_files import write_table
from pricing.writing.workbook.sheets.addresses import PRODUCT_LETTERS
from pricing.writing.workbook.workbook import MAX_LIVE_PRODUCTS, write_workbook
from tests.libreoffice import recalculate
from tests.strategies import products, scenarios

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pricing.model.product import Product

TODAY = date(2026, 11, 23)


@settings(max_examples=40)
@given(
    st.lists(products(), min_size=1, max_size=6), scenarios(), st.sampled_from(sorted(TABLE_STYLES))
)
def test_that_a_table_of_any_style_comes_back_as_the_same_products(
    tmp_path_factory: pytest.TempPathFactory,
    listed_products: list[Product],
    scenario: Scenario,
    style,
) -> None:
    path = tmp_path_factory.mktemp("table") / "list.csv"
    comparison = compare(listed_products, scenario, TODAY)
    write_csv(comparison, path, TABLE_STYLES[style])
    read = read_products(path)
    assert read.problems == ()
    back = [each.product for each in read.products]
    assert back == [each.product for each in comparison.products]


def test_that_a_german_table_has_semicolons_and_decimal_commas(
    tmp_path: Path, example: Path
) -> None:
    path = tmp_path / "list.csv"
    listed = [each.product for each in read_products(example).products]
    write_csv(compare(listed, Scenario(), TODAY), path, TABLE_STYLES["semicolon"])
    first = next(csv.DictReader(path.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert first["price"] == "4,49"
    assert "." not in first["monthly_cost"]


def test_that_the_ending_says_which_table(tmp_path: Path, example: Path) -> None:
    listed = [each.product for each in read_products(example).products]
    comparison = compare(listed, Scenario(), TODAY)
    write_table(comparison, tmp_path / "a.tsv")
    write_table(comparison, tmp_path / "a.json")
    assert "\t" in (tmp_path / "a.tsv").read_text("utf-8-sig")
    assert len(json.loads((tmp_path / "a.json").read_text("utf-8"))["products"]) == len(listed)
    assert len(read_products(tmp_path / "a.tsv").products) == len(listed)


def test_that_the_command_writes_every_kind_of_table(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, example: Path
) -> None:
    outputs = [tmp_path / f"a.{ending}" for ending in ("csv", "tsv", "json")]
    options = [text for path in outputs for text in ("-o", str(path))]
    assert main.main(["compare", str(example), "--table-style", "semicolon", *options]) == 0
    assert capsys.readouterr().err == ""
    assert outputs[0].read_text("utf-8-sig").startswith("rank;product;")
    assert outputs[1].read_text("utf-8-sig").startswith("rank\tproduct\t")
    assert json.loads(outputs[2].read_text("utf-8"))["scenario"]["element"] == "Mg"


HOSTILE = ('=HYPERLINK("http://x")', "@SUM(1)", "-5 mg", "+1", "</td>", "Ünï 💊 \u200b!")


def test_that_a_table_of_values_holds_numbers_and_text_that_stays_text(
    tmp_path: Path, example: Path
) -> None:
    path = tmp_path / "values.xlsx"
    listed = [each.product for each in read_products(example).products]
    listed += [replace(listed[0], product=name, note=name) for name in HOSTILE]
    comparison = compare(listed, Scenario(), TODAY)
    write_table(comparison, path)
    sheet = openpyxl.load_workbook(path).active
    rows = list(sheet.iter_rows())
    titles = [cell.value for cell in rows[0]]
    cost = titles.index("Cost per elemental mg")
    for row, each in zip(rows[1:], comparison.products, strict=True):
        exact = float(each.number("cost_per_elemental_mg"))
        assert math.isclose(row[cost].value, exact, rel_tol=1e-15)  # 16 digits are written
        assert row[1].value == each.product.product
        assert not any(cell.data_type == "f" for cell in row)
    again = read_products(path)
    assert again.problems == ()
    assert [each.product for each in again.products] == [
        each.product for each in comparison.products
    ]


def test_that_a_comparison_too_long_for_live_formulas_is_written_as_values(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path]
) -> None:
    lines = [
        f"P {n},oxide,{100 + n % 300},60,{5 + n % 30}.99" for n in range(MAX_LIVE_PRODUCTS + 1)
    ]
    path = write_list("\n".join(["product,form,elemental_mg,pack_units,price", *lines]))
    out = path.parent / "long.xlsx"
    assert main.main(["compare", str(path), "-o", str(out)]) == 0
    assert "values only" in capsys.readouterr().err
    assert len(read_products(out).products) == MAX_LIVE_PRODUCTS + 1


# -- the template ------------------------------------------------------------------------------


@pytest.fixture
def template(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "list.xlsx"
    assert main.main(["template", str(path)]) == 0
    assert str(path) in capsys.readouterr().out
    return path


def test_that_the_template_explains_and_guards_each_column(template) -> None:
    sheet = openpyxl.load_workbook(template)["Products"]
    headed = sheet[1]
    assert len(headed) == len(COLUMNS)
    assert all(cell.comment and cell.comment.text for cell in headed)
    guarded = {str(rule.sqref).split(":")[0][:-1] for rule in sheet.data_validations.dataValidation}
    assert guarded == set(PRODUCT_LETTERS.values())
    price = next(
        rule for rule in sheet.data_validations.dataValidation
        if str(rule.sqref).startswith(f"{PRODUCT_LETTERS['price']}2")
    )  # fmt: skip
    assert (price.type, price.operator, price.formula1) == ("decimal", "greaterThan", "0")
    assert price.prompt
    assert set(sheet.tables) == {"tblProducts"}


def test_that_a_filled_template_is_read_without_questions(template, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(template)
    sheet = book["Products"]
    rows = (
        {"product": "Oxide", "elemental_mg": 250, "pack_units": 100, "price": 4.499,
         "priced_on": date(2026, 6, 26)},
        {"product": "-5 mg", "form": "bisglycinate", "unit_kind": "tablet", "elemental_mg": 100.5,
         "serving_units": 2, "pack_units": 120, "price": 18, "currency": "USD"},
    )  # fmt: skip
    for number, row in enumerate(rows, start=2):
        for key, value in row.items():
            sheet[f"{PRODUCT_LETTERS[key]}{number}"] = value
    book.save(template)
    for path in (template, *recalculate([template], tmp_path / "office")):
        read = read_products(path)
        assert read.problems == ()
        assert [each.product.product for each in read.products] == ["Oxide", "-5 mg"]
        assert [each.product.price for each in read.products] == [4_499_000, 18_000_000]
        assert read.products[1].product.elemental == 100_500


def test_that_an_empty_template_holds_no_products_and_says_so(template) -> None:
    read = read_products(template)
    (problem,) = read.problems
    assert read.products == ()
    assert "no product below the header row; add the products below it" in str(problem)


# -- stopped -----------------------------------------------------------------------------------


class Impatient(Progress):
    def report(self, rows: int, share: float = 0.0) -> None:
        if rows == 3:
            raise Cancelled


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_that_a_cancelled_export_leaves_the_old_file(
    tmp_path: Path, example: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(b"old")
    listed = [each.product for each in read_products(example).products]
    write = write_workbook if name.endswith("xlsx") else write_table
    with pytest.raises(Cancelled):
        write(compare(listed, Scenario(), TODAY), path, progress=Impatient())
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == [name]

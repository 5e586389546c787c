"""Tables for other programs, and the template to fill in with a spreadsheet."""

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
from pricing.reading.reader_process import read_products
from pricing.writing.csv_table import TABLE_STYLES, write_csv
from pricing.writing.table_files import write_table
from pricing.writing.workbook.sheets.addresses import PRODUCT_LETTERS
from pricing.writing.workbook.workbook import MAX_LIVE_PRODUCTS, write_workbook
from tests.libreoffice import recalculate
from tests.strategies import products, scenarios

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pricing.calculation.comparison import Comparison
    from pricing.model.product import Product

TODAY = date(2026, 11, 23)


@settings(max_examples=40)
@given(
    st.lists(products(), min_size=1, max_size=6), scenarios(), st.sampled_from(sorted(TABLE_STYLES))
)
def test_that_a_table_of_any_style_is_read_back_as_the_same_products(
    tmp_path_factory: pytest.TempPathFactory,
    listed_products: list[Product],
    scenario: Scenario,
    style: str,
) -> None:
    path = tmp_path_factory.mktemp("table") / "list.csv"
    comparison = compare(listed_products, scenario, TODAY)
    write_csv(comparison, path, TABLE_STYLES[style])
    read = read_products(path)
    assert read.problems == ()
    assert [row.product for row in read.products] == [
        compared.product for compared in comparison.products
    ]


def test_that_a_german_table_has_semicolons_and_decimal_commas(
    tmp_path: Path, example: Path
) -> None:
    path = tmp_path / "list.csv"
    listed = [row.product for row in read_products(example).products]
    write_csv(compare(listed, Scenario(), TODAY), path, TABLE_STYLES["semicolon"])
    first = next(csv.DictReader(path.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert first["price"] == "4,49"
    assert "." not in first["monthly_cost"]


def test_that_the_suffix_chooses_the_format(tmp_path: Path, example: Path) -> None:
    listed = [row.product for row in read_products(example).products]
    comparison = compare(listed, Scenario(), TODAY)
    write_table(comparison, tmp_path / "a.tsv")
    write_table(comparison, tmp_path / "a.json")
    assert "\t" in (tmp_path / "a.tsv").read_text("utf-8-sig")
    assert len(json.loads((tmp_path / "a.json").read_text("utf-8"))["products"]) == len(listed)
    assert len(read_products(tmp_path / "a.tsv").products) == len(listed)


def test_that_the_command_writes_every_kind_of_table(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, example: Path
) -> None:
    outputs = [tmp_path / f"a.{suffix}" for suffix in ("csv", "tsv", "json")]
    options = [argument for path in outputs for argument in ("-o", str(path))]
    assert main.main(["compare", str(example), "--table-style", "semicolon", *options]) == 0
    assert capsys.readouterr().err == ""
    assert outputs[0].read_text("utf-8-sig").startswith("rank;product;")
    assert outputs[1].read_text("utf-8-sig").startswith("rank\tproduct\t")
    assert json.loads(outputs[2].read_text("utf-8"))["scenario"]["element"] == "Mg"


HOSTILE = (
    "＝1+1",
    "＋1",
    "－5 mg",
    "＠SUM(1)",
    '=HYPERLINK("http://x")',
    "@SUM(1)",
    "-5 mg",
    "+1",
    "</td>",
    "Ünï 💊 \u200b!",
)


def test_that_a_table_of_values_holds_numbers_and_text_that_stays_text(
    tmp_path: Path, example: Path
) -> None:
    path = tmp_path / "values.xlsx"
    listed = [row.product for row in read_products(example).products]
    listed += [replace(listed[0], product=name, note=name) for name in HOSTILE]
    comparison = compare(listed, Scenario(), TODAY)
    write_table(comparison, path)
    sheet = openpyxl.load_workbook(path)["Comparison"]
    rows = list(sheet.iter_rows())
    titles = [cell.value for cell in rows[0]]
    cost = titles.index("Cost per elemental mg")
    for row, compared in zip(rows[1:], comparison.products, strict=True):
        exact = float(compared.number("cost_per_elemental_mg"))
        value = row[cost].value
        assert isinstance(value, float)
        assert math.isclose(value, exact, rel_tol=1e-15)  # 16 digits are written
        assert row[1].value == compared.product.product
        assert not any(cell.data_type == "f" for cell in row)
    again = read_products(path)
    assert again.problems == ()
    assert [row.product for row in again.products] == [
        compared.product for compared in comparison.products
    ]


@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_that_no_text_of_a_table_begins_like_a_formula(
    tmp_path: Path, example: Path, name: str
) -> None:
    path = tmp_path / name
    listed = [row.product for row in read_products(example).products][:1]
    names = [f"{sign}1+1|A0" for sign in "=+-@＝＋－＠"]
    listed = [replace(listed[0], product=text, brand=text, note=text) for text in names]
    comparison = compare(listed, Scenario(), TODAY)
    write_table(comparison, path)
    dialect = "excel" if name.endswith("csv") else "excel-tab"
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines(), dialect=dialect))
    assert {row[key] for row in rows for key in ("product", "brand", "note")} == {
        f"'{text}" for text in names
    }
    assert {row.product.product for row in read_products(path).products} == set(names)


@pytest.mark.parametrize(
    ("write", "sheet_name"), [(write_workbook, "Products"), (write_table, "Comparison")]
)
def test_that_a_workbook_quotes_texts_that_begin_like_a_formula(
    tmp_path: Path, example: Path, write: Callable[[Comparison, Path], None], sheet_name: str
) -> None:
    path = tmp_path / "a.xlsx"
    listed = [row.product for row in read_products(example).products][:1]
    names = [f"{sign}1+1" for sign in "=+-@＝＋－＠"]
    listed = [replace(listed[0], product=text) for text in names]
    write(compare(listed, Scenario(), TODAY), path)
    sheet = openpyxl.load_workbook(path)[sheet_name]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value in names]
    assert len(cells) >= len(names)
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_that_a_comparison_too_long_for_live_formulas_is_written_as_values(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path]
) -> None:
    rows = [f"P {n},oxide,{100 + n % 300},60,{5 + n % 30}.99" for n in range(MAX_LIVE_PRODUCTS + 1)]
    path = write_list("\n".join(["product,form,elemental_mg,pack_units,price", *rows]))
    out = path.parent / "long.xlsx"
    assert main.main(["compare", str(path), "-o", str(out)]) == 0
    assert "values only" in capsys.readouterr().err
    assert len(read_products(out).products) == MAX_LIVE_PRODUCTS + 1


# -- the template ------------------------------------------------------------------------------


@pytest.fixture
def template(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "list.xlsx"
    assert main.main(["template", str(path)]) == 0
    assert str(path) in capsys.readouterr().out
    return path


def test_that_the_template_explains_and_validates_each_column(template: Path) -> None:
    sheet = openpyxl.load_workbook(template)["Products"]
    headers = sheet[1]
    assert len(headers) == len(COLUMNS)
    assert all(cell.comment and cell.comment.text for cell in headers)
    validated = {
        str(rule.sqref).split(":")[0][:-1] for rule in sheet.data_validations.dataValidation
    }
    assert validated == set(PRODUCT_LETTERS.values())
    price = next(
        rule for rule in sheet.data_validations.dataValidation
        if str(rule.sqref).startswith(f"{PRODUCT_LETTERS['price']}2")
    )  # fmt: skip
    assert (price.type, price.operator, price.formula1) == ("decimal", "greaterThan", "0")
    assert price.prompt
    assert set(sheet.tables) == {"tblProducts"}


def test_that_a_filled_template_is_read_without_problems(template: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(template)
    sheet = book["Products"]
    rows: tuple[dict[str, str | float | date], ...] = (
        {"product": "Oxide", "elemental_mg": 250, "pack_units": 100, "price": 4.499,
         "priced_on": date(2026, 6, 26), "currency": "USD"},
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
        assert [row.product.product for row in read.products] == ["Oxide", "-5 mg"]
        assert [row.product.price for row in read.products] == [4_499_000, 18_000_000]
        assert read.products[1].product.elemental == 100_500


def test_that_an_empty_template_is_reported_as_a_list_without_products(template: Path) -> None:
    read = read_products(template)
    (problem,) = read.problems
    assert read.products == ()
    assert "no product below the header row; add the products below it" in str(problem)


# -- cancellation ------------------------------------------------------------------------------


class CancelAtRow3(Progress):
    def report(self, rows: int, share: float = 0.0) -> None:
        if rows == 3:
            raise Cancelled


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_that_a_cancelled_export_leaves_the_old_file(
    tmp_path: Path, example: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(b"old")
    listed = [row.product for row in read_products(example).products]
    write = write_workbook if name.endswith("xlsx") else write_table
    with pytest.raises(Cancelled):
        write(compare(listed, Scenario(), TODAY), path, progress=CancelAtRow3())
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == [name]

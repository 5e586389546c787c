"""The sheet of credited costs: its formulas give what the program says, also after an edit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import strategies as st

from pricing.analysis.credited_cost import MineralPrice, credited_costs, use_catalogue_prices
from pricing.calculation.comparison import compare
from pricing.model.scenario import Scenario
from pricing.reading.reader_process import read_products
from pricing.writing.workbook import update_workbook, write_workbook
from tests.libreoffice import libreoffice_command, recalculate
from tests.pricing.analysis.test_credited_cost import CALCIUM, TRIO, ZINC, shelves, tablets
from tests.pricing.writing.workbook.test_workbook import differences, examples_of
from tests.strategies import scenarios

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.calculation.comparison import Comparison
    from pricing.model.product import Product

TODAY = date(2026, 11, 29)
SHEET = "Credited costs"
needs_libreoffice = pytest.mark.skipif(
    libreoffice_command() is None, reason="LibreOffice is not installed"
)
DUO = tablets("=Duo", "Mg", 100, 9, other_minerals="copper 1 mg")
SALE = tablets("Calcium on sale", "Ca", 400, 9, discount_percent=1_000, serving_units=2_000)
LISTED = tablets("=Zinc", "Zn", 10, 5, source="Corner shop")


def shelf(*products: Product) -> Comparison:
    comparison = compare([TRIO, *products], Scenario(target=300_000), TODAY)
    zinc = MineralPrice(Fraction(5, 1_000), LISTED, is_in_catalogue=True)
    use_catalogue_prices(comparison, {"Zn": zinc})
    return comparison


def figures(path: Path) -> dict[object, list[Any]]:
    """Return the credited figures on the sheet by product."""
    rows = list(openpyxl.load_workbook(path, data_only=True)[SHEET].values)
    below = rows.index((None,) * len(rows[0]))
    return {row[0]: list(row[1:5]) for row in rows[1:below]}


def test_that_the_sheet_states_figures_minerals_and_prices(tmp_path: Path) -> None:
    path = tmp_path / "shelf.xlsx"
    write_workbook(shelf(CALCIUM, SALE, DUO), path)
    rows = [list(row) for row in openpyxl.load_workbook(path, data_only=True)[SHEET].values]
    assert rows[1][:5] == ["=Duo", None, None, None, None]
    assert rows[2][:5] == ["Trio", 6.5, 5.5, 0.00055, 4.95]
    assert rows[6:8] == [
        ["Trio", "Calcium", 200, 20_000, 0.0002, 4],
        ["Trio", "Zinc", 5, 500, 0.005, 2.5],
    ]
    assert [row[:3] for row in rows[10:]] == [
        ["Calcium", "Calcium", "this list"],
        ["Calcium on sale", "Calcium", "this list"],
        ["=Zinc", "Zinc", "the catalogue: Corner shop"],
    ]


def test_that_the_sheet_says_where_the_other_minerals_alone_cost_more(tmp_path: Path) -> None:
    path = tmp_path / "shelf.xlsx"
    dear = replace(CALCIUM, price=10 * CALCIUM.price)
    for calcium, said in ((CALCIUM, None), (dear, "Its other minerals alone would cost more")):
        write_workbook(shelf(calcium), path)
        trio = [*openpyxl.load_workbook(path, data_only=True)[SHEET].values][1]
        assert (float(str(trio[2])) < 0) is bool(said)
        assert str(trio[5] or "").startswith(said or "")
        assert bool(trio[5]) is bool(said)


def test_that_products_of_one_mineral_need_no_sheet(tmp_path: Path) -> None:
    path = tmp_path / "plain.xlsx"
    write_workbook(compare([CALCIUM, ZINC], Scenario(), TODAY), path)
    assert SHEET not in openpyxl.load_workbook(path).sheetnames


def test_that_an_update_adds_the_sheet_and_removes_it_again(tmp_path: Path) -> None:
    path, plain = tmp_path / "mine.xlsx", compare([CALCIUM, ZINC], Scenario(), TODAY)
    write_workbook(plain, path)
    update_workbook(shelf(CALCIUM), path)
    assert SHEET in openpyxl.load_workbook(path).sheetnames
    update_workbook(plain, path)
    assert SHEET not in openpyxl.load_workbook(path).sheetnames


def test_that_the_workbook_is_read_without_the_sheet(tmp_path: Path) -> None:
    path = tmp_path / "shelf.xlsx"
    write_workbook(shelf(CALCIUM, DUO), path)
    read = read_products(path)
    assert [row.product.product for row in read.products] == ["Trio", "Calcium", "=Duo"]
    assert read.problems == ()


@needs_libreoffice
def test_that_every_stored_result_equals_its_recalculation(tmp_path: Path) -> None:
    comparisons = [shelf(CALCIUM, SALE, DUO), shelf()]
    comparisons += [
        compare(listed, scenario, TODAY)
        for listed, scenario in examples_of(st.tuples(shelves(), scenarios()), 12)
    ]
    paths = [tmp_path / f"{number}.xlsx" for number in range(len(comparisons))]
    for path, comparison in zip(paths, comparisons, strict=True):
        write_workbook(comparison, path)
    for path, recalculated in zip(paths, recalculate(paths, tmp_path / "office"), strict=True):
        assert differences(path, recalculated) == [], path.name


@needs_libreoffice
def test_that_a_dearer_mineral_recalculates_like_the_program(tmp_path: Path) -> None:
    """The calcium costs more than the one on sale now, which then values the calcium."""
    path = tmp_path / "shelf.xlsx"
    write_workbook(shelf(CALCIUM, SALE), path)
    book = openpyxl.load_workbook(path)
    book["Products"]["J3"] = 40
    book.save(path)
    (recalculated,) = recalculate([path], tmp_path / "office")
    dear = replace(CALCIUM, price=40_000_000)
    cost = credited_costs(shelf(dear, SALE))[0]
    keys = ("other_minerals_value", "credited_pack_price")
    expected = [float(cost.number(key) or 0) for key in keys]
    assert figures(recalculated)["Trio"][:2] == pytest.approx(expected, rel=1e-9)

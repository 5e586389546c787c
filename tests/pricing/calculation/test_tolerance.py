"""The tolerance of doses: a dose that stays a little below the target meets it, in every face."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest

import pricing
from pricing.analysis.product_pairs import find_cheapest_one_or_two
from pricing.calculation.comparison import compare
from pricing.calculation.figure_explanation import explain
from pricing.calculation.vectorized import figure_columns
from pricing.commands.main import main
from pricing.model.columns import build_product
from pricing.model.scenario import Scenario
from pricing.reading.reader_process import read_products
from pricing.writing.workbook.sheets.addresses import COMPARISON_HEADINGS
from pricing.writing.workbook.workbook import write_workbook
from tests.libreoffice import recalculate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction
    from pathlib import Path

    from pricing.model.columns import BaseValue
    from pricing.model.product import Product

TODAY = date(2026, 11, 23)
# Elemental µg of a tablet, target in µg, tolerance in hundredths of a percent, tablets a day.
DOSES = (
    (199_000, 200_000, 200, 1),
    (196_000, 200_000, 200, 1),
    (195_999, 200_000, 200, 2),
    (199_000, 200_000, 0, 2),
    (199_000, 200_000, 50, 1),
    (199_000, 200_000, 49, 2),
    (241_000, 300_000, 200, 2),
    (100_000, 300_000, 200, 3),
    (99_000, 300_000, 200, 3),
    (97_999, 300_000, 200, 4),
    (100_000, 200_000, 5_000, 1),
)


def tablet(elemental: int, name: str = "A", **values: BaseValue) -> Product:
    return build_product({
        "product": name, "form": "oxide", "unit_kind": "tablet", "elemental_mg": elemental,
        "pack_units": 120_000, "price": 8_000_000, "currency": "USD", **values,
    })  # fmt: skip


def exact_units(products: Sequence[Product], scenario: Scenario) -> list[Fraction | None]:
    compared = compare(products, scenario, TODAY).entered_products
    return [product.figures.number("units_per_day") for product in compared]


@pytest.mark.parametrize(("elemental", "target", "tolerance", "units"), DOSES)
@pytest.mark.parametrize("policy", ["at_least", "within_limit"])
def test_that_a_dose_within_the_tolerance_meets_the_target(
    elemental: int, target: int, tolerance: int, units: int, policy: str
) -> None:
    products = [tablet(elemental)]
    scenario = Scenario(
        target=target, tolerance=tolerance, dose_policy=policy, limit_authority="none"
    )
    assert exact_units(products, scenario) == [units]
    columns = figure_columns(products, scenario, ["units_per_day", "delivered_mg_per_day"])
    assert columns["units_per_day"].tolist() == [units]
    assert columns["delivered_mg_per_day"].tolist() == [units * elemental / 1_000]


@pytest.mark.parametrize("policy", ["nearest", "at_most", "exact"])
def test_that_other_policies_have_no_tolerance(policy: str) -> None:
    plain = Scenario(dose_policy=policy, tolerance=0)
    wide = Scenario(dose_policy=policy, tolerance=5_000)
    products = [tablet(elemental) for elemental in (70_000, 100_000, 199_000, 400_000)]
    assert exact_units(products, plain) == exact_units(products, wide)


def test_that_the_tolerance_is_part_of_the_explanation() -> None:
    (compared,) = compare([tablet(199_000)], Scenario(), TODAY).entered_products
    step = explain(compared.figures, "units_per_day")[-1]
    arithmetic = step.arithmetic.replace("\u00a0", " ")
    assert arithmetic == "200 mg × (1 − 2 ÷ 100) ÷ 199 mg, rounded up"
    assert step.result.replace("\u00a0", " ") == "1 tablet a day"


def test_that_two_products_together_reach_the_target_within_the_tolerance() -> None:
    # 99 and 98 mg are 197 mg, and 200 mg less 2 % are 196 mg.
    listed = [tablet(99_000, "A"), tablet(98_000, "B", price=7_000_000, smallest_dose=1_000)]
    single, pair = find_cheapest_one_or_two(compare(listed, Scenario(), TODAY))
    assert single is not None
    assert pair is None
    (dose,) = single.doses
    assert (int(dose.units), dose.compared_product.product.product) == (2, "B")


def test_that_the_command_line_and_a_notebook_take_a_tolerance(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "product,form,unit_kind,elemental_mg,pack_units,price\nA,oxide,tablet,199,120,8\n", "utf-8"
    )
    for options, units in (((), 1), (("--tolerance", "0.4"), 2), (("--tolerance", "0,5 %"), 1)):
        assert main(["compare", str(path), "--json", *options]) == 0
        printed = json.loads(capsys.readouterr().out)
        assert printed["products"][0]["units_per_day"] == units
    assert printed["scenario"]["tolerance_percent"] == 0.5
    listed = pricing.read(path)
    assert pricing.compare(listed)[0].units_per_day == 1
    strict = pricing.compare(listed, tolerance="0")
    assert strict[0].units_per_day == 2
    assert strict.scenario.tolerance == 0
    assert main(["compare", str(path), "--tolerance", "51"]) == 2
    assert "--tolerance: “51” is too large" in capsys.readouterr().err


def test_that_a_recalculated_workbook_has_the_same_doses(tmp_path: Path) -> None:
    """The workbook rounds ratios, and derived masses have many decimals."""
    # At 84.588 mg, a workbook took one unit of 140.27 mg oxide, and exactly it was two.
    derived = replace(tablet(1, "derived", compound_mg=140_270), elemental=None)
    products = [derived, *(tablet(elemental, f"{elemental}") for elemental, *_ in DOSES)]
    paths, expected = [], []
    for target, tolerance in ((84_588, 200), (200_000, 200), (200_000, 0), (300_000, 200)):
        scenario = Scenario(target=target, tolerance=tolerance)
        path = tmp_path / f"{target}-{tolerance}.xlsx"
        write_workbook(compare(products, scenario, TODAY), path)
        paths.append(path)
        expected.append(exact_units(products, scenario))
    for path, units in zip(recalculate(paths, tmp_path / "office"), expected, strict=True):
        sheet = openpyxl.load_workbook(path, data_only=True)["Comparison"]
        headings = [cell.value for cell in sheet[1]]
        column = headings.index(COMPARISON_HEADINGS["units_per_day"])
        assert [row[column].value for row in sheet.iter_rows(min_row=2)] == units
    assert expected[0][0] == 1


def test_that_a_workbook_of_before_there_was_a_tolerance_reads_as_before(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(compare([tablet(199_000)], Scenario(target=199_500, days=28), TODAY), path)
    now = read_products(path).scenario
    assert now == Scenario(target=199_500, days=28)
    book = openpyxl.load_workbook(path)
    sheet = book["Assumptions"]
    (row,) = [row for row in range(1, 40) if sheet.cell(row, 5).value == "tolerance_percent"]
    sheet.delete_rows(row)
    book.save(path)
    assert read_products(path).scenario == Scenario(target=199_500, days=28, tolerance=0)

"""What is said of a period: only 28 to 31 days are called a month, in every output."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest

from pricing.calculation.comparison import compare
from pricing.calculation.figure_explanation import explain
from pricing.calculation.measures import MEASURES
from pricing.commands.main import main
from pricing.model.columns import build_product
from pricing.model.scenario import Scenario
from pricing.quantities.currencies import C_LOCALE
from pricing.writing.print.report import Report
from pricing.writing.workbook.values_only import value_headings
from pricing.writing.workbook.workbook import write_workbook
from tests.libreoffice import recalculate

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.calculation.comparison import Comparison
    from pricing.model.product import Product

TODAY = date(2026, 11, 23)
LIST = (
    "product,form,unit_kind,elemental_mg,pack_units,price\n"
    "Oxide,oxide,tablet,241,120,8.00\nBisglycinate,bisglycinate,capsule,100,120,18.00\n"
)
# Texts about money of a month, a study, and keys: these are a month's whatever the days are.
MONTHLY_TEXTS = (
    "after a month of magnesium",
    "Average month",
    "Budget a month",
    "Monthly income",
    "average_month",
    "monthly_",
)
PERIODS = [(1, "in 1 day"), (27, "in 27 days"), (28, "month"), (31, "month"), (32, "in 32 days"),
           (90, "in 90 days")]  # fmt: skip


def listed_product(name: str, form: str, elemental: int, price: int) -> Product:
    return build_product({
        "product": name, "form": form, "elemental_mg": elemental * 1_000, "pack_units": 120_000,
        "price": price * 1_000_000, "currency": "USD", "unit_kind": "tablet",
    })  # fmt: skip


def two_products(days: int) -> Comparison:
    listed = [
        listed_product("Oxide", "oxide", 241, 8), listed_product("Bis", "bisglycinate", 100, 18)
    ]  # fmt: skip
    return compare(listed, Scenario(days=days, target=300_000), TODAY)


def lines_about_months(text: str) -> list[str]:
    """Return the lines that speak of a month and are not about a budget or an income."""
    for allowed in MONTHLY_TEXTS:
        text = text.replace(allowed, "")
    return [line for line in text.splitlines() if "month" in line.casefold()]


@pytest.mark.parametrize(("days", "period"), PERIODS)
def test_that_a_printed_comparison_names_its_period(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, days: int, period: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LIST, "utf-8")
    assert main(["compare", str(path), "--days", str(days)]) == 0
    out = capsys.readouterr().out
    headings = out.splitlines()[0]
    assert f"{period} as taken" in headings
    assert f"{period} to pay" in headings
    assert bool(lines_about_months(out)) is (period == "month")


@pytest.mark.parametrize(("days", "period"), PERIODS)
def test_that_the_report_names_its_period(days: int, period: str) -> None:
    html = Report(two_products(days), C_LOCALE).html("a4")
    assert f"{period} as taken" in html.casefold()
    said = html.replace("No meaningful difference below, a month", "")
    assert bool(lines_about_months(said)) is (period == "month")


@pytest.mark.parametrize(("days", "period"), PERIODS)
def test_that_headings_and_explanations_name_their_period(days: int, period: str) -> None:
    headings = [measure.heading(days).text for measure in MEASURES]
    assert len(set(headings)) == len(headings)
    assert bool(lines_about_months("\n".join(headings))) is (period == "month")
    assert value_headings(two_products(days))[-len(headings) :] == headings
    figures = two_products(days).ranked_products[1].figures
    texts = [
        step.result for measure in MEASURES for step in explain(figures, measure.key) if step.result
    ]
    assert any(f"{period} for each mg a day" in text for text in texts)
    assert bool(lines_about_months("\n".join(texts))) is (period == "month")


def test_that_a_workbook_names_the_days_that_its_cell_holds(tmp_path: Path) -> None:
    path = tmp_path / "before.xlsx"
    write_workbook(two_products(30), path)
    book = openpyxl.load_workbook(path)
    sheet, address = str(book.defined_names["days"].attr_text).replace("$", "").split("!")
    book[sheet][address] = 90
    book.save(path)
    (recalculated,) = recalculate([path], tmp_path / "office")
    book = openpyxl.load_workbook(recalculated, data_only=True)
    summary = [str(cell.value) for row in book["Summary"].iter_rows() for cell in row]
    assert "In 90 days as taken" in summary
    assert "In 90 days to pay" in summary
    for name in ("Summary", "Comparison", "Forms", "Sensitivity", "About", "Assumptions"):
        texts = [
            str(cell.value)
            for row in book[name].iter_rows()
            for cell in row
            if isinstance(cell.value, str)
        ]
        if name == "Summary":  # below stand the findings when exported
            texts = texts[: texts.index("Findings when exported")]
        assert lines_about_months("\n".join(texts)) == []


@pytest.mark.parametrize("days", [10, 30, 90])
def test_that_a_meaningful_difference_is_money_of_30_days(days: int) -> None:
    # At 200 mg a day, 30 days of A cost 1.00 and those of B 1.50, whatever the days compared.
    listed = [listed_product("A", "oxide", 200, 4), listed_product("B", "oxide", 200, 6)]
    close = compare(listed, Scenario(days=days, no_difference=500_000), TODAY)
    assert [product.product.product for product in close.products_within_band] == ["B"]
    apart = compare(listed, Scenario(days=days, no_difference=490_000), TODAY)
    assert apart.products_within_band == ()

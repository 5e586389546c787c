"""Cells of a workbook are read as the spreadsheet shows them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.number_formats import read_format
from pricing.reading.reader_process import read_products

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    WriteCells = Callable[[Sequence["Cells"]], Path]

HEADERS = ("Product", "Form", "Elemental mg", "Pack size", "Price", "Discount", "Currency", "UPC")
EURO_ACCOUNTING = '_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-'

# A format, a number, and the text that its cell is read as.
SHOWN = [
    ("0%", 0.25, "25%"),
    ("0.00%", 0.075, "7.5%"),
    ("0 %", 0.19, "19 %"),
    ('0"%"', 19, "19%"),
    ("0.0\\%", 19, "19%"),
    ('0.0" g"', 0.1, "0.1 g"),
    ('0" mg"', 250, "250 mg"),
    ("0\\ \\m\\g", 250, "250 mg"),
    ('#,##0.###" µg"', 1500.5, "1500.5 µg"),
    ('General" mg"', 33.25, "33.25 mg"),
    ('0" caps"', 120, "120 caps"),
    ('#,##0.00\\ "€"', 4.49, "4.49 €"),
    ("#,##0.00 €", 4.49, "4.49 €"),
    ("#,##0.00\\ [$€-407]", 4.49, "4.49 €"),
    ("[$€-2]\\ #,##0.00", 4.49, "€ 4.49"),
    ("[$USD] #,##0.00", 20, "USD 20"),
    ("[$$-409]#,##0.00", 20, "USD20"),
    ("[$$-C0C]#,##0.00", 20, "CAD20"),
    ("[$£-809]#,##0.00", 20, "GBP20"),
    ("#,##0.00\\ [$kr-414]", 20, "20 NOK"),
    ("#,##0.00\\ [$CHF-807]", 20, "20 CHF"),
    ('"$"#,##0.00_);[Red]\\("$"#,##0.00\\)', 20, "$20"),
    ('"$"#,##0.00_);[Red]\\("$"#,##0.00\\)', -20, "$-20"),
    (EURO_ACCOUNTING, 1234.5, "1234.5 €"),
    (EURO_ACCOUNTING, 0, "0 €"),
    (EURO_ACCOUNTING, -3, "-3 €"),
    ("0.00,", 19990, "19.99"),
    ("0.0,,", 12_500_000, "12.5"),
    ('0.00,"k"', 19990, "19.99k"),
    ("000000000000", 33984005006, "033984005006"),
    ("00000\\-0000\\-00", 904741844, "00904-7418-44"),
    ("0\\.00", 1999, "19.99"),
    ('[<1]0.000" g";0" mg"', 0.25, "0.25 g"),
    ('[<1]0.000" g";0" mg"', 250, "250 mg"),
    ('[=0]"none";0.00', 5, "5"),
    ('0.00;-0.00;"free"', 12.5, "12.5"),
    ('"ca. "0', 5, "ca. 5"),
    ("[Blue]0.00", 5, "5"),
    ("[$-409]#,##0.00", 5, "5"),
]


@pytest.mark.parametrize(("code", "number", "text"), SHOWN)
def test_that_a_format_shows_a_number(code: str, number: float, text: str) -> None:
    formats = read_format(code)
    assert formats is not None
    assert formats.cell(number).text == text


@pytest.mark.parametrize(
    "code", ["General", "Standard", "@", "0.00E+00", "# ?/?", "yyyy-mm-dd", "[h]:mm", ";;;", ""]
)
def test_that_other_formats_leave_the_number_as_it_is(code: str) -> None:
    assert read_format(code) is None


Cells = dict[str, tuple[str | float | dt.date | dt.time, str]]


@pytest.fixture
def write_cells(tmp_path: Path) -> Callable[[Sequence[Cells]], Path]:
    """Return a function that writes a row of cells, each with its number format."""

    def write(rows: Sequence[Cells]) -> Path:
        import openpyxl

        usual: Cells = {
            "Product": ("A", "General"),
            "Form": ("oxide", "General"),
            "Elemental mg": (250, "General"),
            "Pack size": (100, "General"),
            "Price": (4.49, "General"),
        }
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet.append(HEADERS)
        for number, cells in enumerate(rows, start=2):
            for header, (value, code) in {**usual, **cells}.items():
                cell = sheet.cell(number, HEADERS.index(header) + 1, value)
                cell.number_format = code
        path = tmp_path / "list.xlsx"
        book.save(path)
        return path

    return write


def test_that_two_currencies_in_one_column_are_two(write_cells: WriteCells) -> None:
    path = write_cells(
        [
            {"Price": (20, '#,##0.00\\ "€"')},
            {"Price": (30, "[$USD] #,##0.00")},
            {"Price": (40, "[$$-C0C]#,##0.00")},
        ]
    )
    assert [row.values["currency"] for row in read_products(path).products] == ["EUR", "USD", "CAD"]


def test_that_a_currency_beside_another_one_is_refused(write_cells: WriteCells) -> None:
    path = write_cells([{"Price": (20, '0.00 "€"'), "Currency": ("USD", "General")}])
    assert [problem.kind for problem in read_products(path).problems] == [
        ProblemKind.CURRENCY_CONFLICT
    ]


def test_that_a_unit_that_is_none_is_refused(write_cells: WriteCells) -> None:
    path = write_cells([{"Elemental mg": (0.5, "0%")}, {"Price": (20, '0.00"k"')}])
    result = read_products(path)
    assert result.products == ()
    assert [problem.kind for problem in result.problems] == [
        ProblemKind.AMOUNT_IN_PERCENT,
        ProblemKind.UNKNOWN_CURRENCY,
    ]


def test_that_zeros_that_a_format_shows_belong_to_a_code(write_cells: WriteCells) -> None:
    path = write_cells([{"UPC": (33984005006, "000000000000")}])
    result = read_products(path)
    assert [row.values["upc"] for row in result.products] == ["033984005006"]
    assert result.problems == ()


def test_that_a_workbook_with_errors_keeps_its_formats(write_cells: WriteCells) -> None:
    """Such a workbook is read by another library."""
    path = write_cells([{"Discount": (0.25, "0%")}, {"Price": ("#N/A", "General")}])
    result = read_products(path)
    assert [row.values["discount_percent"] for row in result.products] == [2_500]


@pytest.mark.parametrize("value", [dt.date(2026, 10, 6), dt.time(10, 6)])
@pytest.mark.parametrize("column", ["Elemental mg", "Pack size", "Price"])
def test_that_dates_and_times_are_no_amounts(
    write_cells: WriteCells, column: str, value: dt.date | dt.time
) -> None:
    code = "d-mmm" if isinstance(value, dt.date) else "h:mm"
    (problem,) = read_products(write_cells([{column: (value, code)}])).problems
    assert (problem.kind, problem.column) == (ProblemKind.TURNED_INTO_DATE, column)

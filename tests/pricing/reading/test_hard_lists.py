"""Small lists, each with one difficulty that real files have, and their right values."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pricing.calculation.comparison import compare
from pricing.model.scenario import Scenario
from pricing.problems.errors import ProblemKind
from pricing.reading.list_questions import leaves_question
from pricing.reading.reader_process import read_products
from tests.libreoffice import convert_spreadsheets

if TYPE_CHECKING:
    from pricing.reading.product_list import ProductList

HARD_LISTS = Path(__file__).parent / "hard_lists"


def read_hard_list(number: str) -> ProductList:
    (path,) = HARD_LISTS.glob(f"{number}-*")
    return read_products(path)


def values_of(result: ProductList, *keys: str) -> list[tuple[object, ...]]:
    return [tuple(row.values.get(key) for key in keys) for row in result.all_rows]


def kinds_of(result: ProductList) -> list[ProblemKind]:
    return [problem.kind for problem in result.problems]


# -- servings and packs ------------------------------------------------------------------------


def test_that_grams_and_servings_are_settled_and_grams_and_sachets_asked() -> None:
    result = read_hard_list("25")
    (powder,) = result.products
    assert (powder.values["unit_kind"], powder.values["serving_units"]) == ("g", 5_000)
    assert powder.values["pack_units"] == 300_000  # 60 servings of 5 g
    assert kinds_of(result) == [ProblemKind.SERVING_IN_OTHER_MEASURE]
    assert "“5 g” and the pack holds “30 sachets”" in str(result.problems[0])


def test_that_a_quantity_of_packs_is_no_pack_of_one_capsule() -> None:
    result = read_hard_list("44")
    assert result.products == ()
    assert kinds_of(result) == [ProblemKind.PACK_DIFFERS_FROM_NAME] * 2
    assert "the name states 120" in str(result.problems[0])


def test_that_labels_in_household_measures_count_their_servings() -> None:
    result = read_hard_list("45")
    assert values_of(result, "product", "unit_kind", "serving_units", "pack_units") == [
        ("Powder by the scoop", "serving", 1_000, 60_000),
        ("Powder by teaspoon", "serving", 1_000, 57_000),
        ("Liquid by tablespoon", "serving", 1_000, 31_000),
        ("Powder by gram", "g", 5_000, 300_000),
        ("Drops", "serving", 1_000, 30_000),
        ("Packets", "sachet", 1_000, 30_000),
        ("Effervescent", "tablet", 1_000, 20_000),
        ("Lozenge", "tablet", 2_000, 60_000),
        ("Spray", "serving", 1_000, 100_000),
        ("Capsules in net weight", "capsule", 2_000, 120_000),
        ("Two contents", "capsule", 2_000, 120_000),
    ]


# -- minerals and forms ------------------------------------------------------------------------


def test_that_a_dosage_form_in_the_column_of_forms_is_a_unit_kind() -> None:
    result = read_hard_list("33")
    assert values_of(result, "form", "unit_kind") == [
        (None, "tablet"), (None, "capsule"), (None, "g"),
    ]  # fmt: skip
    assert kinds_of(result) == [ProblemKind.SERVING_OF_ONE_UNIT]


def test_that_each_row_has_the_mineral_of_its_name() -> None:
    result = read_hard_list("35")
    assert [row.product.element for row in result.products] == ["Zn", "Ca", "Fe", "Mg"]
    (problem,) = result.problems
    assert (problem.kind, problem.row) == (ProblemKind.NO_MINERAL_NAMED, 6)
    compared = compare([row.product for row in result.products], Scenario())
    assert [product.product.product for product in compared.ranked_products] == [
        "Magnesium citrate"
    ]


# -- cells of a workbook -----------------------------------------------------------------------


def test_that_percent_formats_are_percentages() -> None:
    result = read_hard_list("10")
    assert values_of(result, "discount_percent", "tax_percent", "daily_value_percent") == [
        (2_500, 1_900, 2_400)
    ]


def test_that_units_in_number_formats_are_units() -> None:
    result = read_hard_list("11")
    assert values_of(result, "elemental_mg") == [(100_000,), (250_000,)]


def test_that_currencies_in_number_formats_are_currencies() -> None:
    result = read_hard_list("12")
    assert values_of(result, "price", "currency") == [(20_000_000, "EUR"), (4_490_000, "EUR")]


@pytest.mark.parametrize("number", ["16", "39"])
def test_that_a_number_turned_into_a_date_is_refused_with_the_remedy(number: str) -> None:
    result = read_hard_list(number)
    assert result.products == ()
    assert kinds_of(result) == [ProblemKind.TURNED_INTO_DATE]
    assert "The spreadsheet turned this into a date" in str(result.problems[0])


def test_that_a_formula_without_a_result_is_refused_with_the_remedy() -> None:
    result = read_hard_list("17")
    assert values_of(result, "product") == [("Product B",)]
    assert kinds_of(result) == [ProblemKind.UNCALCULATED_FORMULA] * 2
    assert "open the file in your spreadsheet program, save it" in str(result.problems[0])


def test_that_a_hidden_row_is_read_and_said() -> None:
    result = read_hard_list("18")
    assert values_of(result, "product") == [("Product A",), ("Old product",), ("Product B",)]
    assert [(note.kind, note.row) for note in result.problems] == [(ProblemKind.HIDDEN_ROWS, 3)]
    assert result.rejected_count == 0


def test_that_a_merged_cell_serves_the_rows_that_it_covers() -> None:
    result = read_hard_list("19")
    assert values_of(result, "product", "elemental_mg", "pack_units") == [
        ("Product A", 100_000, 60_000),
        ("Product A", 100_000, 120_000),
        ("Product A", 100_000, 240_000),
    ]
    assert kinds_of(result) == [ProblemKind.MERGED_CELLS]


def test_that_computed_numbers_are_rounded_once_with_a_note() -> None:
    result = read_hard_list("13")
    assert values_of(result, "elemental_mg", "pack_units", "price") == [
        (300, 120_000, 20_000_000),
        (141_000, 100_000, 4_490_000),
        (33_333, 100_000, 4_490_000),
        (33_333, 100_000, 4_490_000),
        (892_414, 100_000, 4_490_000),
        (250_000, 100_000, 6_663_333),
        (250_000, 100_000, 300_000),
        (250_000, 100_000, 5_000_000),
    ]
    notes = [note for note in result.problems if note.kind is ProblemKind.ROUNDED_NUMBERS]
    counts = {note.column: note.parameters["count"] for note in notes}
    assert counts == {"Elemental mg": 3, "Pack size": 1, "Price": 1}
    assert [problem.row for problem in result.problems if not problem.is_row_kept] == [10]


def test_that_a_price_is_what_the_spreadsheet_shows() -> None:
    result = read_hard_list("40")
    assert values_of(result, "price") == [(19_990_000,)]
    assert kinds_of(result) == [ProblemKind.READ_AS_SHOWN]


def test_that_barcodes_stored_as_numbers_get_their_zeros_back() -> None:
    result = read_hard_list("22")
    assert values_of(result, "upc") == [("033984005006",), ("753950000872",), (None,)]
    assert kinds_of(result) == [ProblemKind.RESTORED_LEADING_ZEROS, ProblemKind.CODE_LOST_DIGITS]


# -- dates and placeholders --------------------------------------------------------------------


def test_that_dates_are_read_in_ten_notations() -> None:
    result = read_hard_list("26")
    days = {number: row.values.get("priced_on") for number, row in enumerate(result.products, 1)}
    # The list has 26/06/2026 as well as 6/26/2026, so 05/06/2026 is asked.
    assert days.pop(2) is None
    assert days.pop(10) == date(2026, 6, 1)
    assert set(days.values()) == {date(2026, 6, 26)}
    assert kinds_of(result) == [ProblemKind.AMBIGUOUS_DATE, ProblemKind.DATE_WITHOUT_DAY]
    assert result.rejected_count == 0


def test_that_placeholders_in_optional_columns_are_empty_cells() -> None:
    result = read_hard_list("27")
    assert values_of(result, "product", "discount_percent", "upc", "tax_percent", "priced_on") == [
        (f"P{number}", None, None, None, None) for number in range(1, 7)
    ]
    assert [(problem.row, problem.kind) for problem in result.problems] == [
        (2, ProblemKind.TAX_NOT_READ),  # the tax “incl.”, which costs no row
        (8, ProblemKind.MISSING_VALUE),
        (9, ProblemKind.MISSING_ELEMENTAL),
        (10, ProblemKind.NOT_A_NUMBER),
        (10, ProblemKind.NOT_A_NUMBER),
    ]


# -- amounts -----------------------------------------------------------------------------------


def test_that_amounts_with_units_are_read_exactly_or_refused_with_the_reason() -> None:
    result = read_hard_list("36")
    amounts = {row.values["product"]: row.values["elemental_mg"] for row in result.products}
    moles = {"P1": 243_050, "P2": 243_050}
    read = (*range(4, 10), 15, 19, 20, 22, 23, 25)
    assert amounts == {**moles, **{f"P{number}": 250_000 for number in read}, "P24": 100_000}
    kinds = {problem.row: problem.kind for problem in result.problems}
    assert kinds[4] is ProblemKind.AMOUNT_IN_PERCENT
    assert kinds[11] is ProblemKind.AMOUNT_IN_INTERNATIONAL_UNITS
    assert kinds[16] is kinds[26] is ProblemKind.FOOTNOTE_MARK
    assert kinds[18] is ProblemKind.AMOUNT_HAS_BASE
    assert {kinds[row] for row in range(27, 31)} == {ProblemKind.MARKED_DIGIT}
    rejected = {11, 12, 13, 14, 15, 17, 18, 19, 22, *range(27, 32)}
    assert set(kinds) == {4, 16, 26, *rejected}


# -- codes -------------------------------------------------------------------------------------


def test_that_one_code_on_two_labels_is_a_question() -> None:
    result = read_hard_list("34")
    assert values_of(result, "product", "upc") == [
        ("Magnesium 200", "753950000872"),
        ("Magnesium 400", None),
    ]
    (problem,) = result.problems
    assert (problem.kind, problem.row, problem.column) == (
        ProblemKind.CODE_ON_OTHER_LABEL, 3, "UPC",
    )  # fmt: skip
    assert leaves_question(result)


# -- sheets ------------------------------------------------------------------------------------


def test_that_all_visible_sheets_are_read_and_the_hidden_one_is_named() -> None:
    result = read_hard_list("32")
    assert sorted(values_of(result, "product", "source")) == [
        ("A1", "Shop A"),
        ("B1", "Shop B"),
        ("B2", "Shop B"),
    ]
    (note,) = result.problems
    assert (note.kind, note.sheet, note.is_row_kept) == (
        ProblemKind.HIDDEN_SHEET,
        "Archive 2024",
        True,
    )


# -- quotation marks ---------------------------------------------------------------------------


def test_that_an_unclosed_quotation_mark_costs_one_line() -> None:
    result = read_hard_list("24")
    assert values_of(result, "product") == [("P2",), ("P3",), ('P4 "forte"',), ("P5",)]
    assert [(problem.kind, problem.row) for problem in result.problems] == [
        (ProblemKind.UNCLOSED_QUOTE, 2)
    ]
    assert "Unclosed name" in result.problems[0].value


def test_that_letters_of_an_unclear_encoding_are_never_guessed_in_silence() -> None:
    result = read_hard_list("37")
    assert result.products == ()
    assert kinds_of(result) == [ProblemKind.UNCLEAR_ENCODING]
    assert "“Магний форте” (Cyrillic: cp1251)" in str(result.problems[0])


# -- other kinds of files ----------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_that_other_spreadsheets_give_the_same(tmp_path: Path, ending: str) -> None:
    numbers = ("10", "11", "12", "16", "18", "19", "32", "39", "40")
    originals = [path for number in numbers for path in HARD_LISTS.glob(f"{number}-*")]
    converted = convert_spreadsheets(originals, ending, tmp_path)
    for path, copy in zip(originals, converted, strict=True):
        expected, result = read_products(path), read_products(copy)
        assert result.all_rows == expected.all_rows
        assert kinds_of(result) == kinds_of(expected)

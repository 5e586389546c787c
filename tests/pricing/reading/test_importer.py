"""Lists as people keep them: good lists, bad rows and bad files."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.calculation.measures import MEASURES
from pricing.model.columns import COLUMNS
from pricing.problems.errors import ProblemKind
from pricing.quantities.amounts import DecimalMark
from pricing.quantities.dates import DateOrder
from pricing.reading.headers import recognize_header
from pricing.reading.importer import FORMATS, read_grid
from pricing.reading.reader_process import read_products
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of
from tests.spreadsheet_files import write_sheets, write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pricing.model.columns import Column
    from pricing.problems.errors import Problem
    from pricing.reading.product_list import ProductList
    from tests.spreadsheet_files import Rows

HEADER = "product,form,elemental_mg,pack_units,price\n"


def only_problem(result: ProductList) -> Problem:
    """Return the one problem of a list."""
    (problem,) = result.problems
    return problem


def recognized_column(header: str) -> Column:
    """Return the column that a header means."""
    heading = recognize_header(header)
    assert heading is not None
    return heading.column


# -- good lists --------------------------------------------------------------------------------


def test_that_every_row_of_the_example_is_read(example: Path) -> None:
    result = read_products(example)
    assert (len(result.products), result.problems) == (18, ())
    first = result.products[0]
    assert (first.row, first.product.brand, first.product.upc) == (
        2,
        "Doctor's Best",
        "753950000872",
    )
    assert (first.product.elemental, first.product.serving_units) == (200_000, 2_000)


def test_that_four_columns_are_enough(write_list: Callable[..., Path]) -> None:
    result = read_products(write_list("Name;Elemental;Count;Preis\nOxide;250 mg;100 ct;4,49 €\n"))
    (row,) = result.products
    assert (row.product.elemental, row.product.pack_units) == (250_000, 100_000)
    assert (row.product.price, row.product.currency) == (4_490_000, "EUR")


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Brand name", "brand"),
        ("Caps per bottle", "pack_units"),
        ("Elemental Mg (mg)", "elemental_mg"),
        ("ELEMENTAL_MG", "elemental_mg"),
        ("Preis", "price"),
        ("Precio", "price"),
        ("Price (EUR)", "price"),
        ("Preis in €", "price"),
        ("Élément", "element"),
        ("Serving size", "serving_units"),
        ("UPC code", "upc"),
        ("% Daily Value", "daily_value_percent"),
    ],
)
def test_that_headers_are_recognized_by_common_names(header: str, column: str) -> None:
    assert recognized_column(header).key == column


def test_that_headings_of_the_program_are_recognized_but_not_its_figures() -> None:
    for column in COLUMNS:
        assert recognized_column(f"{column.title} {column.unit}") is column
        assert recognized_column(column.key) is column
    for measure in MEASURES:
        assert recognize_header(measure.key) is None


def test_that_a_header_can_state_unit_and_currency(write_list: Callable[..., Path]) -> None:
    text = "product,elemental (µg),pack,price (EUR)\nSelenium,55,100,5\n"
    (row,) = read_products(write_list(text)).products
    assert (row.product.elemental, row.product.currency) == (55, "EUR")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_that_common_encodings_are_read(write_list: Callable[..., Path], encoding: str) -> None:
    text = HEADER + "Magnésium à croquer,oxide,250,100,4.49\n"
    (row,) = read_products(write_list(text, encoding=encoding)).products
    assert row.product.product == "Magnésium à croquer"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_that_common_delimiters_are_read(write_list: Callable[..., Path], delimiter: str) -> None:
    text = (HEADER + "Oxide,oxide,250,100,4.49\n").replace(",", delimiter)
    assert len(read_products(write_list(text)).products) == 1


def test_that_a_header_in_row_13_under_a_letterhead_is_found(
    write_list: Callable[..., Path],
) -> None:
    letterhead = "\n".join(["Corner Pharmacy,,", "12 Main Street,,", *[",,"] * 10]) + "\n"
    result = read_products(write_list(letterhead + HEADER + "Oxide,oxide,250,100,4.49\n"))
    assert [row.row for row in result.products] == [14]


def test_that_quoted_line_ends_do_not_shift_the_rows(write_list: Callable[..., Path]) -> None:
    text = HEADER + '"Two\nlines",oxide,250,100,4.49\nBad,oxide,x,100,4.49\n'
    result = read_products(write_list(text))
    assert [row.row for row in result.products] == [2]
    assert only_problem(result).row == 4


def test_that_each_column_has_its_own_decimal_mark(write_list: Callable[..., Path]) -> None:
    text = "product;elemental_mg;pack;price\nA;1,234;90;4.49\nB;12.5;90;5.49\n"
    first, second = read_products(write_list(text)).products
    assert (first.product.elemental, second.product.elemental) == (1_234_000, 12_500)


def test_that_ambiguous_numbers_are_rejected_until_the_decimal_mark_is_chosen(
    write_list: Callable[..., Path],
) -> None:
    path = write_list('product,elemental_mg,pack,price\nA,"1,234",90,4\n')
    assert only_problem(read_products(path)).kind is ProblemKind.AMBIGUOUS_NUMBER
    (row,) = read_products(path, ReadingOptions(decimal_mark=DecimalMark.POINT)).products
    assert row.product.elemental == 1_234_000


def test_that_codes_keep_their_zeros_and_all_their_digits(write_list: Callable[..., Path]) -> None:
    text = HEADER.replace("\n", ",upc,ndc\n")
    text += "A,oxide,250,100,4.49,00123456789012345678,00904-7418-44\n"
    (row,) = read_products(write_list(text)).products
    assert (row.product.upc, row.product.ndc) == ("00123456789012345678", "00904-7418-44")


def test_that_footnotes_are_asked_and_raised_cents_are_named(
    write_list: Callable[..., Path],
) -> None:
    rows = (
        "A,oxide,100,120,19⁹⁹\nB,oxide,100¹,120,5\nC,oxide,250,100²,4.49\nD,oxide,9,120 caps³,5\n"
    )
    result = read_products(write_list(HEADER + rows))
    assert [row.product.price for row in result.products] == [19_990_000]
    assert [(problem.row, problem.kind) for problem in result.problems] == [
        (2, ProblemKind.RAISED_CENTS),
        (3, ProblemKind.MARKED_DIGIT),
        (4, ProblemKind.MARKED_DIGIT),
        (5, ProblemKind.MARKED_DIGIT),
    ]
    assert result.rejected_count == 3


def test_that_a_text_that_looks_like_a_formula_stays_text(write_list: Callable[..., Path]) -> None:
    text = HEADER + "\"=cmd|' /C calc'!A0\",oxide,250,100,4.49\n'=SUM(1),oxide,250,100,4.49\n"
    first, second = read_products(write_list(text)).products
    assert first.product.product == "=cmd|' /C calc'!A0"
    assert second.product.product == "=SUM(1)"


def test_that_a_mapping_names_an_unknown_column(
    write_list: Callable[..., Path],
) -> None:
    path = write_list("Artikeltext,elemental,pack,price,product\nA,250,100,4.49,ignored\n")
    (row,) = read_products(path, ReadingOptions(column_keys={"Artikeltext": "product"})).products
    assert row.product.product == "A"


def test_that_numbers_and_dates_of_a_workbook_are_read(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "list.xlsx",
        [
            ["product", "elemental_mg", "pack_units", "price", "priced_on", "upc"],
            ["Oxide", 250, 100.0, 0.1 + 0.2, date(2026, 6, 26), "0012"],
        ],
    )
    (row,) = read_products(path).products
    assert (row.product.price, row.product.elemental) == (300_000, 250_000)
    assert (row.product.priced_on, row.product.upc) == (date(2026, 6, 26), "0012")


def test_that_merged_title_rows_are_skipped(tmp_path: Path) -> None:
    rows: Rows = [
        ["Price list 2026"],
        [],
        ["product", "elemental_mg", "pack", "price"],
        ["A", 250, 9, 4],
    ]
    path = write_workbook(tmp_path / "list.xlsx", rows, merge="A1:D1")
    assert [row.row for row in read_products(path).products] == [4]


def test_that_the_sheet_with_the_products_is_read(tmp_path: Path) -> None:
    products: Rows = [["product", "elemental_mg", "pack", "price"], ["A", 250, 9, 4]]
    sheets = {"Sheet": [["Notes", "of", "the", "shop"]], "Stock": products}
    path = write_sheets(tmp_path / "list.xlsx", sheets)
    assert len(read_products(path).products) == 1


def test_that_rows_without_a_currency_get_the_usual_one(
    write_list: Callable[..., Path],
) -> None:
    text = HEADER + "A,oxide,250,100,4.49 €\nB,oxide,250,100,5.00 €\nC,oxide,250,100,6\n"
    assert {row.product.currency for row in read_products(write_list(text)).products} == {"EUR"}


@pytest.mark.parametrize(
    ("signed", "expected", "currency"),
    [
        (["12,50 €", "$8.99"], "USD", "USD"),
        (["$8.99", "12,50 €"], "EUR", "EUR"),
        (["12,50 €", "9,50 €", "$8.99"], "USD", "USD"),
        (["12,50 €", "9,50 €", "$8.99"], "CHF", "EUR"),
        (["12,50 €", "$8.99"], "CHF", ""),
        (["$8.99", "12,50 €"], "", ""),
        (["12,50 €"], "USD", "EUR"),
    ],
)
@pytest.mark.parametrize("is_file", [True, False])
def test_that_prices_without_a_sign_have_the_expected_currency_where_signs_disagree(
    write_list: Callable[..., Path], signed: list[str], expected: str, currency: str, is_file: bool
) -> None:
    rows = [["A", "oxide", "250", "100", price] for price in (*signed, "7.49")]
    options = ReadingOptions(expected_currency=expected)
    if is_file:
        lines = "".join("\t".join(row) + "\n" for row in rows)
        result = read_products(write_list(HEADER.replace(",", "\t") + lines), options)
    else:
        result = read_grid(grid_of(HEADER.strip().split(","), *rows), options)
    if currency:
        assert result.products[-1].product.currency == currency
    else:  # the list leaves it open, so the row is asked about
        assert len(result.products) == len(signed)
        assert [one.kind for one in result.problems] == [ProblemKind.CURRENCY_OPEN]


# -- bad rows ----------------------------------------------------------------------------------

BAD_ROWS = [
    ("Oxide,oxide,250,100,-4", "price", ProblemKind.NEGATIVE),
    ("Oxide,oxide,250,0,4", "pack_units", ProblemKind.ZERO),
    ("Oxide,oxide,0,100,4", "elemental_mg", ProblemKind.ZERO),
    ("Oxide,oxide,250,100,0", "price", ProblemKind.ZERO),
    ("Oxide,oxide,250,100,#N/A", "price", ProblemKind.CELL_ERROR),
    ("Oxide,oxide,250,100,1e308", "price", ProblemKind.TOO_LARGE),
    ("Oxide,oxide,NaN,100,4", "elemental_mg", ProblemKind.MISSING_ELEMENTAL),
    ("Oxide,oxide,inf,100,4", "elemental_mg", ProblemKind.NOT_A_NUMBER),
    ("Oxide,oxide,250,12.5,4", "pack_units", ProblemKind.NOT_WHOLE_UNITS),
    ("Oxide,oxide,250,100,", "price", ProblemKind.MISSING_VALUE),
    (",oxide,250,100,4", "product", ProblemKind.MISSING_VALUE),
    ("Oxide,oxide,,100,4", "elemental_mg", ProblemKind.MISSING_ELEMENTAL),
    ("Oxide,oxide,250,100,0.0000001", "price", ProblemKind.ZERO),
    ("x" * 501 + ",oxide,250,100,4", "product", ProblemKind.TEXT_TOO_LONG),
    ("Oxide,oxide,250 IU,100,4", "elemental_mg", ProblemKind.AMOUNT_IN_INTERNATIONAL_UNITS),
    ("Oxide,oxide,250,100,4 Zorkmid", "price", ProblemKind.UNKNOWN_CURRENCY),
]


@pytest.mark.parametrize(("row", "column", "kind"), BAD_ROWS)
def test_that_a_bad_row_is_reported_and_the_others_are_read(
    write_list: Callable[..., Path], row: str, column: str, kind: ProblemKind
) -> None:
    result = read_products(
        write_list(f"{HEADER}Good,oxide,250,100,4\n{row}\nLast,oxide,250,100,4\n")
    )
    assert [row.product.product for row in result.products] == ["Good", "Last"]
    problem = only_problem(result)
    assert (problem.kind, problem.row, problem.column) == (kind, 3, column)
    assert str(problem).startswith(f"{problem.file}:3:{column}: ")


def test_that_a_code_shortened_by_a_spreadsheet_is_rejected(
    write_list: Callable[..., Path], tmp_path: Path
) -> None:
    text = HEADER.replace("\n", ",upc\n") + "A,oxide,250,100,4,7.5395E+11\n"
    assert only_problem(read_products(write_list(text))).kind is ProblemKind.CODE_LOST_DIGITS
    rows: Rows = [
        ["product", "elemental_mg", "pack", "price", "upc"],
        ["A", 250, 9, 4, 12345678901234567890],
    ]
    result = read_products(write_workbook(tmp_path / "list.xlsx", rows))
    assert only_problem(result).kind is ProblemKind.CODE_LOST_DIGITS


def test_that_a_price_whose_sign_and_currency_disagree_is_rejected(
    write_list: Callable[..., Path],
) -> None:
    text = HEADER.replace("\n", ",currency\n") + "A,oxide,250,100,$4,EUR\nB,oxide,250,100,$4,CAD\n"
    result = read_products(write_list(text))
    assert only_problem(result).kind is ProblemKind.CURRENCY_CONFLICT
    assert [row.product.currency for row in result.products] == ["CAD"]


def test_that_an_ambiguous_date_is_asked_about(write_list: Callable[..., Path]) -> None:
    text = HEADER.replace("\n", ",priced_on\n")
    text += "A,oxide,250,100,4,05/06/2026\nC,oxide,250,100,4,26.6.2026\n"
    result = read_products(write_list(text))
    assert only_problem(result).kind is ProblemKind.AMBIGUOUS_DATE
    assert [row.product.priced_on for row in result.products] == [None, date(2026, 6, 26)]
    options = ReadingOptions(date_order=DateOrder.MONTH_FIRST)
    first, _ = read_products(write_list(text), options).products
    assert first.product.priced_on == date(2026, 5, 6)


def test_that_a_spreadsheet_error_in_a_workbook_is_reported(tmp_path: Path) -> None:
    rows: Rows = [
        ["product", "elemental_mg", "pack", "price"],
        ["A", 250, 9, "#DIV/0!"],
        ["B", 250, 9, 4],
    ]
    result = read_products(write_workbook(tmp_path / "list.xlsx", rows))
    assert only_problem(result).kind is ProblemKind.CELL_ERROR
    assert len(result.products) == 1


# -- bad files ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("empty.csv", b"", ProblemKind.EMPTY_FILE),
        ("blank.csv", b" \n\n", ProblemKind.EMPTY_FILE),
        ("junk.csv", bytes(range(256)) * 40, ProblemKind.NOT_TEXT),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", ProblemKind.NOT_TEXT),
        ("notes.csv", b"Dear colleague,\nthe list follows.\n", ProblemKind.NO_HEADER),
        ("half.csv", b"product,brand,form\nA,B,oxide\n", ProblemKind.MISSING_COLUMNS),
        (
            "twice.csv",
            b"product,elemental_mg,pack_units,price,Preis\nA,250,100,4,5\n",
            ProblemKind.DUPLICATE_HEADER,
        ),
        ("broken.xlsx", b"PK\x03\x04 not really", ProblemKind.NOT_A_WORKBOOK),
        ("old.xls", b"\xd0\xcf\x11\xe0", ProblemKind.NOT_A_WORKBOOK),
        ("cut.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, ProblemKind.NOT_A_WORKBOOK),
        ("broken.ods", b"PK\x03\x04 not really", ProblemKind.NOT_A_WORKBOOK),
        ("list.pdf", b"%PDF-1.7", ProblemKind.UNKNOWN_FILE_TYPE),
    ],
)
def test_that_an_unusable_file_is_refused_with_a_remedy(
    tmp_path: Path, name: str, data: bytes, kind: ProblemKind
) -> None:
    (tmp_path / name).write_bytes(data)
    result = read_products(tmp_path / name)
    assert result.products == ()
    assert only_problem(result).kind is kind
    assert only_problem(result).file == str(tmp_path / name)


def test_that_missing_columns_are_listed_with_the_headers_of_the_file(
    write_list: Callable[..., Path],
) -> None:
    message = str(only_problem(read_products(write_list("product,brand,form\nA,B,oxide\n"))))
    assert "Elemental (mg per serving), Units in pack, Price" in message
    assert "product, brand, form" in message


def test_that_an_archive_of_something_else_is_not_a_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "photos.xlsx", "w") as archive:
        archive.writestr("holiday.txt", "sun")
    message = str(only_problem(read_products(tmp_path / "photos.xlsx")))
    assert "an archive of something else" in message


def test_that_a_workbook_that_would_unpack_to_gigabytes_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("xl/workbook.xml", "")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(1_100):
                part.write(b" " * 1_000_000)
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(data.getvalue())
    assert only_problem(read_products(path)).kind is ProblemKind.UNPACKED_SIZE_TOO_LARGE


def test_that_a_workbook_with_entities_is_refused(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "plain.xlsx", [["product", "price"]])
    hostile = tmp_path / "hostile.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(hostile, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
                text = bomb + text
            target.writestr(name, text)
    assert only_problem(read_products(hostile)).kind is ProblemKind.NOT_A_WORKBOOK


def test_that_a_missing_file_or_a_folder_is_reported(tmp_path: Path) -> None:
    assert only_problem(read_products(tmp_path / "none.csv")).kind is ProblemKind.NO_SUCH_FILE
    (tmp_path / "folder.csv").mkdir()
    assert "There is no file inside that ends in .json" in str(
        only_problem(read_products(tmp_path / "folder.csv"))
    )


def test_that_a_mapping_of_a_missing_header_is_reported(write_list: Callable[..., Path]) -> None:
    result = read_products(write_list(HEADER), ReadingOptions(column_keys={"Nome": "product"}))
    assert only_problem(result).kind is ProblemKind.UNKNOWN_MAPPING


@given(st.binary(max_size=400), st.sampled_from(sorted(FORMATS)))
def test_that_no_bytes_raise_an_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, ending: str
) -> None:
    path = tmp_path_factory.mktemp("any") / f"list{ending}"
    path.write_bytes(data)
    result = read_products(path)
    assert result.products == ()
    assert result.problems


CELLS = st.sampled_from(
    [
        "",
        "250",
        "1,234",
        "4.49",
        "$5",
        "NaN",
        "oxide",
        "=1+1",
        "-3",
        "1e9",
        "½",
        '"',
        "x;y",
        "\x00",
        "€",
    ]
)


@given(st.lists(st.lists(CELLS, max_size=7), max_size=6))
def test_that_each_row_of_any_table_is_read_or_rejected(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    text = HEADER + "\n".join(",".join(row) for row in rows)
    path = tmp_path_factory.mktemp("any") / "list.csv"
    path.write_text(text, "utf-8")
    result = read_products(path)
    for problem in result.problems:
        assert problem.description
        assert problem.remedy

"""Spreadsheets of every format give the same list. Strange ones are reported in little memory."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.problems.errors import ProblemKind
from pricing.reading.reader_process import read_products
from tests.generated_products import write_xlsx
from tests.libreoffice import convert_spreadsheets
from tests.spreadsheet_files import write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.spreadsheet_files import Rows

SHEET = "xl/worksheets/sheet1.xml"
HEADERS = ["product", "elemental_mg", "pack_units", "price"]
ROWS: Rows = [HEADERS, ["A", 250, 90, 4.49]]


def rewrite(path: Path, change: Callable[[bytes], bytes], part: str = SHEET) -> Path:
    """Change one part of an archive."""
    data = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(data, "w", 8) as target:
        for name in source.namelist():
            text = source.read(name)
            target.writestr(name, change(text) if name == part else text)
    path.write_bytes(data.getvalue())
    return path


def write_ods(path: Path, table: str, before: str = "", *, names_type: bool = True) -> Path:
    office = "urn:oasis:names:tc:opendocument:xmlns"
    with zipfile.ZipFile(path, "w", 8) as archive:
        if names_type:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{office}:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            f'{before}<office:document-content xmlns:office="{office}:office:1.0" '
            f'xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0"><office:body>'
            f'<office:spreadsheet><table:table table:name="S">{table}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def ods_row(*texts: str, more: str = "") -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p>'
        "</table:table-cell>"
        for text in texts
    )
    return f"<table:table-row>{cells}</table:table-row>"


def kinds(path: Path) -> list[ProblemKind]:
    return [problem.kind for problem in read_products(path).problems]


@pytest.fixture(scope="module")
def spreadsheets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of lists in each format, converted in one start of LibreOffice for each."""
    import openpyxl
    from openpyxl.comments import Comment

    folder = tmp_path_factory.mktemp("spreadsheets")
    paths = [
        write_xlsx(folder / "long.xlsx", 60),
        write_xlsx(folder / "middling.xlsx", 20),
        write_workbook(folder / "short.xlsx", ROWS),
        write_workbook(folder / "error.xlsx", [*ROWS, ["B", 250, 90, "#DIV/0!"]]),
        write_workbook(folder / "comment.xlsx", ROWS),
    ]
    book = openpyxl.load_workbook(paths[-1])
    book.worksheets[0]["D1"].comment = Comment("per 2\npacks", "")
    book.save(paths[-1])
    for ending in ("xls", "ods"):
        convert_spreadsheets(paths, ending, folder)
    return folder


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_that_xls_and_ods_give_the_same_products_as_xlsx(spreadsheets: Path, ending: str) -> None:
    original = read_products(spreadsheets / "long.xlsx")
    assert (len(original.products), original.problems) == (60, ())
    assert [row.product for row in read_products(spreadsheets / f"long.{ending}").products] == [
        row.product for row in original.products
    ]


@pytest.mark.parametrize("ending", ["xls", "xlsx"])
def test_that_a_spreadsheet_error_in_a_plain_workbook_is_reported(
    spreadsheets: Path, ending: str
) -> None:
    assert kinds(spreadsheets / f"error.{ending}") == [ProblemKind.CELL_ERROR]


def test_that_a_comment_in_an_old_workbook_is_said(spreadsheets: Path) -> None:
    (note,) = read_products(spreadsheets / "comment.xls").problems
    assert note.kind is ProblemKind.COMMENT_UNCLEAR
    assert (note.parameters["header"], note.parameters["text"]) == ("price", "per 2 packs")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("XFD1048576", ProblemKind.SCATTERED_CELLS), ("D1000000", None), ("XFD400", None)],
)
def test_that_a_distant_cell_is_reported_if_it_would_take_too_much_memory(
    tmp_path: Path, cell: str, expected: ProblemKind | None
) -> None:
    path = write_workbook(tmp_path / "far.xlsx", ROWS)
    row = cell.lstrip("XFD")
    lone = f'<row r="{row}"><c r="{cell}"><v>1</v></c></row></sheetData>'.encode()
    rewrite(path, lambda text: text.replace(b"</sheetData>", lone))
    result = read_products(path)
    assert len(result.products) == (0 if expected else 1)
    assert (expected in [problem.kind for problem in result.problems]) is (expected is not None)


def test_that_a_wrong_size_in_the_sheet_is_ignored(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "stated.xlsx", ROWS)
    rewrite(path, lambda text: text.replace(b'ref="A1:D2"', b'ref="A1:XFD1048576"'))
    assert len(read_products(path).products) == 1


def test_that_an_ods_is_read_that_does_not_name_its_type(tmp_path: Path) -> None:
    table = ods_row(*HEADERS) + ods_row("A", "250", "90", "4.49")
    path = write_ods(tmp_path / "scripted.ods", table, names_type=False)
    (row,) = read_products(path).products
    assert row.values["product"] == "A"
    assert row.values["price"] == 4_490_000


@pytest.mark.parametrize("ending", ["xls", "ods", "xlsx"])
def test_that_a_damaged_spreadsheet_is_refused_in_plain_words(
    spreadsheets: Path, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"list.{ending}"
    data = (spreadsheets / f"short.{ending}").read_bytes()
    for cut in range(1, 10):
        path.write_bytes(data[: len(data) * cut // 10])
        for problem in read_products(path).problems:
            reason = str(problem.parameters.get("reason", ""))
            assert "Error" not in reason
            assert reason.startswith("it ")


def test_that_a_table_that_repeats_cells_endlessly_is_refused(tmp_path: Path) -> None:
    head, row = ods_row(*HEADERS), ods_row("A", "250", "90", "4.49")
    good = write_ods(tmp_path / "good.ods", head + row)
    assert len(read_products(good).products) == 1
    end = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/>'
    end += "</table:table-row>"
    assert len(read_products(write_ods(tmp_path / "end.ods", head + row + end)).products) == 1
    repeated = '<table:table-row table:number-rows-repeated="9000000">'
    many = row.replace("<table:table-row>", repeated)
    assert kinds(write_ods(tmp_path / "many.ods", head + many)) == [ProblemKind.TOO_MANY_CELLS]
    wide = ods_row("x", more=' table:number-columns-repeated="900000000"')
    assert kinds(write_ods(tmp_path / "wide.ods", head + wide)) == [ProblemKind.TOO_MANY_CELLS]
    text = ods_row("x" * 10_000, more=' table:number-columns-repeated="1000"')
    long = text.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="100">')
    path = write_ods(tmp_path / "long.ods", head + long)
    assert kinds(path) == [ProblemKind.UNPACKED_SIZE_TOO_LARGE]
    far = '<table:table-row table:number-rows-repeated="1000000"/>'
    distant = ods_row(*"abcdefghij")
    path = write_ods(tmp_path / "far.ods", head + far + distant)
    assert kinds(path) == [ProblemKind.SCATTERED_CELLS]


def test_that_a_distant_cell_is_found_whatever_the_name_of_its_sheet(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "far.xlsx", ROWS)
    lone = b'<row r="999999"><c r="XFD999999"><v>1</v></c></row></sheetData>'
    rewrite(path, lambda text: text.replace(b"</sheetData>", lone))
    data = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(data, "w", 8) as target:
        for name in source.namelist():
            text = source.read(name).replace(b"worksheets/sheet1.xml", b"other.xml")
            target.writestr(name.replace("worksheets/sheet1.xml", "other.xml"), text)
    path.write_bytes(data.getvalue())
    assert kinds(path) == [ProblemKind.SCATTERED_CELLS]


def test_that_a_sheet_of_millions_of_cells_is_refused_with_a_remedy(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "many.xlsx", ROWS)
    row = b'<row r="3">' + b'<c r="A3"><v>1</v></c>' * 1_000 + b"</row>"
    rewrite(path, lambda text: text.replace(b"</sheetData>", row * 2_600 + b"</sheetData>"))
    (problem,) = read_products(path).problems
    assert problem.kind is ProblemKind.TOO_MANY_CELLS
    assert "2,500,000 cells; save the list as .csv" in str(problem)


LONG = "x" * 30_000


def write_repeating(path: Path, text: str, times: int, cell: str) -> Path:
    """Write a workbook whose last row shows one shared text `times` times."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([*ROWS, [text, 250, 90, 4.49]]):
            sheet.write_row(at, 0, row)
    cells = cell.format(place=len(HEADERS) + 1) * times
    end = b"</row></sheetData>"
    return rewrite(path, lambda old: old.replace(end, cells.encode() + end))


@pytest.mark.parametrize(
    ("text", "times", "cell", "expected"),
    [
        (LONG, 90_000, '<c r="E3" t="s"><v>{place}</v></c>', [ProblemKind.UNPACKED_SIZE_TOO_LARGE]),
        (LONG, 3, '<c r="E3" t="s"><v>{place}</v></c>', []),
        (LONG, 3, "<c r=\"E3\" t='s'><v>{place}</v></c>", []),
        (LONG, 3, '<c r="E3" t="s"><!-- --><v>{place}</v></c>', []),
        ("short", 9_000, '<c r="E3" t="s"><v>{place}</v></c>', []),
    ],
)
def test_that_a_shared_text_counts_for_each_cell_that_shows_it(
    tmp_path: Path, text: str, times: int, cell: str, expected: list[ProblemKind]
) -> None:
    result = read_products(write_repeating(tmp_path / "list.xlsx", text, times, cell))
    notes = [] if expected else [ProblemKind.COLUMNS_WITHOUT_HEADER]
    too_long = [ProblemKind.TEXT_TOO_LONG] if text == LONG and not expected else []
    assert [problem.kind for problem in result.problems] == [*expected, *notes, *too_long]
    assert bool(result.products) is not bool(expected)


def test_that_entities_are_refused_in_ods_too(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    path = write_ods(tmp_path / "bomb.ods", ods_row("&b;"), before=bomb)
    assert kinds(path) == [ProblemKind.NOT_A_WORKBOOK]


@given(
    st.integers(0, 10**6),
    st.binary(min_size=1, max_size=30),
    st.sampled_from(["xls", "ods", "xlsx"]),
)
def test_that_a_damaged_spreadsheet_is_a_list_or_a_problem(
    spreadsheets: Path, position: int, noise: bytes, ending: str
) -> None:
    data = (spreadsheets / f"middling.{ending}").read_bytes()
    start = position % len(data)
    path = spreadsheets / f"damaged.{ending}"
    path.write_bytes(data[:start] + noise + data[start + len(noise) :])
    result = read_products(path)
    assert result.products or result.problems

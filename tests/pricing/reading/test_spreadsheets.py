"""Spreadsheets of every kind give the same list; strange ones give a message and take no memory."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.problems.errors import ProblemKind
from pricing.reading.importer import read_products
from tests.generated_products import write_xlsx
from tests.libreoffice import convert_spreadsheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHEET = "xl/worksheets/sheet1.xml"
ROWS = [["product", "elemental_mg", "pack_units", "price"], ["A", 250, 90, 4.49]]


def saved(path: Path, rows=ROWS) -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def rewritten(path: Path, change: Callable[[bytes], bytes], part: str = SHEET) -> Path:
    """The archive with one part changed."""
    data = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(data, "w", 8) as target:
        for name in source.namelist():
            text = source.read(name)
            target.writestr(name, change(text) if name == part else text)
    path.write_bytes(data.getvalue())
    return path


def ods(path: Path, table: str, before: str = "") -> Path:
    office = "urn:oasis:names:tc:opendocument:xmlns"
    with zipfile.ZipFile(path, "w", 8) as archive:
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
    return [each.kind for each in read_products(path).problems]


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_that_other_spreadsheets_give_what_the_workbook_gives(tmp_path: Path, ending: str) -> None:
    path = write_xlsx(tmp_path / "list.xlsx", 60)
    first = read_products(path)
    assert (len(first.products), first.problems) == (60, ())
    assert [each.product for each in read_products(convert_spreadsheet(path, ending)).products] == [
        each.product for each in first.products
    ]


def test_that_a_spreadsheet_error_is_named_in_a_workbook_that_is_plain_otherwise(
    tmp_path: Path,
) -> None:
    path = saved(tmp_path / "list.xlsx", [*ROWS, ["B", 250, 90, "#DIV/0!"]])
    assert kinds(path) == [ProblemKind.CELL_ERROR]
    assert kinds(convert_spreadsheet(path, "xls")) == [ProblemKind.CELL_ERROR]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("XFD1048576", ProblemKind.SCATTERED_CELLS), ("D1000000", None), ("XFD400", None)],
)
def test_that_a_lone_cell_far_off_is_said_where_it_would_cost_too_much(
    tmp_path: Path, cell, expected
) -> None:
    path = saved(tmp_path / "far.xlsx")
    row = cell.lstrip("XFD")
    lone = f'<row r="{row}"><c r="{cell}"><v>1</v></c></row></sheetData>'.encode()
    rewritten(path, lambda text: text.replace(b"</sheetData>", lone))
    read = read_products(path)
    assert len(read.products) == (0 if expected else 1)
    assert (expected in [each.kind for each in read.problems]) is (expected is not None)


def test_that_a_stated_size_that_is_not_the_sheet_s_is_not_believed(tmp_path: Path) -> None:
    path = saved(tmp_path / "stated.xlsx")
    rewritten(path, lambda text: text.replace(b'ref="A1:D2"', b'ref="A1:XFD1048576"'))
    assert len(read_products(path).products) == 1


def test_that_a_table_that_repeats_itself_endlessly_is_refused(tmp_path: Path) -> None:
    head, row = ods_row(*ROWS[0]), ods_row("A", "250", "90", "4.49")
    good = ods(tmp_path / "good.ods", head + row)
    assert len(read_products(good).products) == 1
    end = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/>'
    end += "</table:table-row>"
    assert len(read_products(ods(tmp_path / "end.ods", head + row + end)).products) == 1
    repeated = '<table:table-row table:number-rows-repeated="9000000">'
    many = row.replace("<table:table-row>", repeated)
    assert kinds(ods(tmp_path / "many.ods", head + many)) == [ProblemKind.TOO_MANY_CELLS]
    wide = ods_row("x", more=' table:number-columns-repeated="900000000"')
    assert kinds(ods(tmp_path / "wide.ods", head + wide)) == [ProblemKind.TOO_MANY_CELLS]
    text = ods_row("x" * 10_000, more=' table:number-columns-repeated="1000"')
    long = text.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="100">')
    assert kinds(ods(tmp_path / "long.ods", head + long)) == [ProblemKind.UNPACKED_SIZE_TOO_LARGE]
    far = '<table:table-row table:number-rows-repeated="1000000"/>'
    apart = ods_row(*"abcdefghij")
    assert kinds(ods(tmp_path / "far.ods", head + far + apart)) == [ProblemKind.SCATTERED_CELLS]


def test_that_a_far_cell_is_noticed_whatever_its_sheet_is_called(tmp_path: Path) -> None:
    path = saved(tmp_path / "far.xlsx")
    lone = b'<row r="999999"><c r="XFD999999"><v>1</v></c></row></sheetData>'
    rewritten(path, lambda text: text.replace(b"</sheetData>", lone))
    data = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(data, "w", 8) as target:
        for name in source.namelist():
            text = source.read(name).replace(b"worksheets/sheet1.xml", b"other.xml")
            target.writestr(name.replace("worksheets/sheet1.xml", "other.xml"), text)
    path.write_bytes(data.getvalue())
    assert kinds(path) == [ProblemKind.SCATTERED_CELLS]


def test_that_a_sheet_of_millions_of_cells_is_refused_with_the_way_out(tmp_path: Path) -> None:
    path = saved(tmp_path / "many.xlsx")
    row = b'<row r="3">' + b'<c r="A3"><v>1</v></c>' * 1_000 + b"</row>"
    rewritten(path, lambda text: text.replace(b"</sheetData>", row * 2_600 + b"</sheetData>"))
    (problem,) = read_products(path).problems
    assert problem.kind is ProblemKind.TOO_MANY_CELLS
    assert "2,500,000 cells; save the list as .csv" in str(problem)


LONG = "x" * 30_000


def repeating(path: Path, text: str, times: int, cell: str) -> Path:
    """A workbook of one shared text that the last row's cells show so often."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([*ROWS, [text, 250, 90, 4.49]]):
            sheet.write_row(at, 0, row)
    shown = cell.format(place=len(ROWS[0]) + 1) * times
    end = b"</row></sheetData>"
    return rewritten(path, lambda old: old.replace(end, shown.encode() + end))


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
def test_that_a_text_shown_a_thousand_times_is_counted_as_often(
    tmp_path: Path, text: str, times, cell, expected
) -> None:
    read = read_products(repeating(tmp_path / "list.xlsx", text, times, cell))
    too_long = [ProblemKind.TEXT_TOO_LONG] if text == LONG and not expected else []
    assert [each.kind for each in read.problems] == [*expected, *too_long]
    assert bool(read.products) is not bool(expected)


def test_that_entities_are_refused_everywhere(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    path = ods(tmp_path / "bomb.ods", ods_row("&b;"), before=bomb)
    assert kinds(path) == [ProblemKind.NOT_A_WORKBOOK]


@given(
    st.integers(0, 10**6),
    st.binary(min_size=1, max_size=30),
    st.sampled_from(["xls", "ods", "xlsx"]),
)
def test_that_a_damaged_spreadsheet_is_a_list_or_a_message(spoilt, at, noise, ending: str) -> None:
    data, folder = spoilt(ending)
    at %= len(data)
    path = folder / f"spoilt.{ending}"
    path.write_bytes(data[:at] + noise + data[at + len(noise) :])
    read = read_products(path)
    assert read.products or read.problems


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory):
    """Gives a good spreadsheet's bytes, by its ending, and a folder."""
    folder = tmp_path_factory.mktemp("spoilt")
    whole = write_xlsx(folder / "list.xlsx", 20)
    data = {"xlsx": whole.read_bytes()}
    data |= {ending: convert_spreadsheet(whole, ending).read_bytes() for ending in ("xls", "ods")}
    return lambda ending: (data[ending], folder)

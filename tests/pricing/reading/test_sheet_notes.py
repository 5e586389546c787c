"""What a spreadsheet shows around the values of a list: comments, struck and hidden cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.reader_process import read_products
from tests.pricing.reading.test_spreadsheets import write_ods

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Change = Callable[[Any], None]

ROWS = (
    ("Product", "Form", "Elemental mg", "Pack size", "Price"),
    ("A", "oxide", 250, 60, 9),
    ("B", "oxide", 250, 60, 8),
)


def notes(tmp_path: Path, change: Change) -> list[tuple[ProblemKind, int | None, object, object]]:
    """Return the notes on a list after a change of its sheet. Both products stay."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in ROWS:
        sheet.append(row)
    change(sheet)
    path = tmp_path / "list.xlsx"
    book.save(path)
    result = read_products(path)
    assert [row.product.product for row in result.products] == ["A", "B"]
    return [
        (note.kind, note.row, note.parameters["place"], note.parameters["count"])
        for note in result.problems
    ]


def strike(*places: str) -> Change:
    from openpyxl.styles import Font

    def change(sheet: Any) -> None:
        for place in places:
            sheet[place].font = Font(strike=True, bold=True)

    return change


def format_as(code: str, *places: str) -> Change:
    def change(sheet: Any) -> None:
        for place in places:
            sheet[place].number_format = code

    return change


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        (("E2",), (2, "E2", 1)),
        (("E3", "E2"), (2, "E2", 2)),
        (("A3", "B3", "C3", "D3", "E3"), (3, "A3", 5)),
        (("G2", "E3"), (3, "E3", 1)),  # an empty cell is not read
    ],
)
def test_that_struck_cells_are_said(
    tmp_path: Path, places: tuple[str, ...], expected: tuple[int, str, int]
) -> None:
    assert notes(tmp_path, strike(*places)) == [(ProblemKind.STRUCK_CELLS, *expected)]


@pytest.mark.parametrize("code", [";;;", ";;", '""', ";;;@", '"";"";""', "_ ;;"])
def test_that_cells_whose_format_shows_nothing_are_said(tmp_path: Path, code: str) -> None:
    found = notes(tmp_path, format_as(code, "E3"))
    assert found == [(ProblemKind.UNSHOWN_CELLS, 3, "E3", 1)]


@pytest.mark.parametrize("code", ["0;;;", "0.00;-0.00;;@", "General", "@", "#,##0.00;[Red]-0"])
def test_that_a_format_that_hides_only_zeros_or_debts_is_not_said(
    tmp_path: Path, code: str
) -> None:
    assert notes(tmp_path, format_as(code, "E3")) == []


def test_that_comments_are_said_with_the_first_of_them(tmp_path: Path) -> None:
    from openpyxl.comments import Comment

    def change(sheet: Any) -> None:
        sheet["E3"].comment = Comment("for the old label", "Jo")
        sheet["E2"].comment = Comment("per 2 packs\n& more", "Jo")

    assert notes(tmp_path, change) == [(ProblemKind.COMMENTS_ON_CELLS, 2, "E2", 2)]
    (note,) = read_products(tmp_path / "list.xlsx").problems
    assert "“per 2 packs & more” on E2" in str(note)


def test_that_an_annotation_in_an_ods_file_is_said_and_is_no_part_of_its_price(
    tmp_path: Path,
) -> None:
    def cell(value: object, inner: str = "", style: str = "ce1") -> str:
        kind = "string" if isinstance(value, str) else "float"
        stored = "" if kind == "string" else f' office:value="{value}"'
        return (
            f'<table:table-cell table:style-name="{style}" office:value-type="{kind}"{stored}>'
            f"{inner}<text:p>{value}</text:p></table:table-cell>"
        )

    comment = "<office:annotation><text:p>per 2 packs</text:p></office:annotation>"
    rows = [list(map(cell, row)) for row in ROWS]
    rows[1][4] = cell(9, comment)
    rows[2][4] = cell(8, style="struck")
    styles = (
        '<office:automatic-styles><style:style style:name="ce1"/>'
        '<style:style style:name="struck" style:family="table-cell">'
        '<style:text-properties style:text-line-through-style="solid"/></style:style>'
        "</office:automatic-styles>"
    )
    table = "".join(f"<table:table-row>{''.join(cells)}</table:table-row>" for cells in rows)
    path = write_ods(tmp_path / "list.ods", table, styles)
    result = read_products(path)
    assert [row.values["price"] for row in result.products] == [9_000_000, 8_000_000]
    assert [(note.kind, note.parameters["place"]) for note in result.problems] == [
        (ProblemKind.COMMENTS_ON_CELLS, "E2"),
        (ProblemKind.STRUCK_CELLS, "E3"),
    ]

"""All visible sheets that hold a list are read, and every other sheet with rows is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.reader_process import read_products
from pricing.reading.reading_options import ReadingOptions
from tests.spreadsheet_files import write_sheets

if TYPE_CHECKING:
    from pathlib import Path

    from tests.spreadsheet_files import Rows

HEADERS = ["product", "form", "elemental_mg", "pack_units", "price"]
NOTES: Rows = [["Our prices of May"], ["ask Jane"]]


def rows_of(*names: str) -> Rows:
    return [HEADERS, *([name, "oxide", 250, 100, 4.49] for name in names)]


def hide(path: Path, title: str, state: Literal["hidden", "veryHidden"]) -> Path:
    import openpyxl

    book = openpyxl.load_workbook(path)
    book[title].sheet_state = state
    book.save(path)
    return path


def test_that_each_list_has_its_sheet_as_source_and_notes_are_named(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "North": rows_of("Ox"),
        "Notes": NOTES,
        "South": rows_of("Ox", "Ax"),
        "Empty": [],
    }
    result = read_products(write_sheets(tmp_path / "list.xlsx", sheets))
    found = sorted((row.values["source"], row.values["product"]) for row in result.products)
    assert found == [("North", "Ox"), ("South", "Ax"), ("South", "Ox")]
    (note,) = result.problems
    assert (note.kind, note.sheet, note.is_row_kept) == (
        ProblemKind.SHEET_WITHOUT_LIST,
        "Notes",
        True,
    )


def test_that_a_single_list_keeps_its_source(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {"North": rows_of("Ox"), "Notes": NOTES}
    (row,) = read_products(write_sheets(tmp_path / "list.xlsx", sheets)).products
    assert "source" not in row.values


def test_that_a_stated_source_is_kept(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {"A": [[*HEADERS, "source"], ["Ox", "oxide", 250, 100, 4.49, "Shop"]]}
    sheets |= {"B": rows_of("Ax")}
    result = read_products(write_sheets(tmp_path / "list.xlsx", sheets))
    assert sorted(str(row.values["source"]) for row in result.products) == ["B", "Shop"]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_that_a_hidden_sheet_is_named_and_read_where_it_is_chosen(
    tmp_path: Path, state: Literal["hidden", "veryHidden"]
) -> None:
    sheets: dict[str, Rows] = {
        "Old": [[*HEADERS, "brand", "upc"], ["Old", "oxide", 250, 100, 1, "B", ""]]
    }
    sheets |= {"New": rows_of("Ox")}
    path = hide(write_sheets(tmp_path / "list.xlsx", sheets), "Old", state)
    result = read_products(path)
    assert [row.values["product"] for row in result.products] == ["Ox"]
    assert [note.kind for note in result.problems] == [ProblemKind.HIDDEN_SHEET]
    chosen = read_products(path, ReadingOptions(sheet="old"))
    assert [row.values["product"] for row in chosen.products] == ["Old"]


def test_that_a_sheet_that_does_not_exist_is_refused_with_the_names(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {"North": rows_of("Ox"), "South": rows_of("Ax")}
    path = write_sheets(tmp_path / "list.xlsx", sheets)
    (problem,) = read_products(path, ReadingOptions(sheet="East")).problems
    assert problem.kind is ProblemKind.NO_SUCH_SHEET
    assert "North, South" in str(problem)


def test_that_a_list_with_a_question_is_named_with_its_sheet(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "North": [[*HEADERS, "brand", "note"], ["Ox", "oxide", 250, 100, 4.49, "B", "C"]],
        "South": [["product", "form", "elemental_mg", "pack_units", "price", "price"],
                  ["Ax", "oxide", 250, 100, 4, 5]],
    }  # fmt: skip
    result = read_products(write_sheets(tmp_path / "list.xlsx", sheets))
    assert [row.values["product"] for row in result.products] == ["Ox"]
    assert [(problem.kind, problem.sheet) for problem in result.problems] == [
        (ProblemKind.DUPLICATE_HEADER, "South")
    ]


def test_that_rows_have_the_order_of_the_sheets_and_then_of_the_rows(tmp_path: Path) -> None:
    path = write_sheets(
        tmp_path / "list.xlsx",
        {
            "First": [*rows_of("A1")[:1], ["A1", "oxide", 250, 100], ["A2", "oxide", 250, 100]],
            "Second": rows_of("B1", "B2"),
            "Third": [[*HEADERS, "upc"], *([*row, ""] for row in rows_of("C1")[1:])],
        },
    )
    options = ReadingOptions(optional_keys=("price",))
    rows = read_products(path, options).all_rows
    assert [(row.sheet, row.row, row.values["product"]) for row in rows] == [
        ("First", 2, "A1"),
        ("First", 3, "A2"),
        ("Second", 2, "B1"),
        ("Second", 3, "B2"),
        ("Third", 2, "C1"),
    ]


def test_that_rejected_rows_of_two_sheets_are_two_and_named_by_sheet(tmp_path: Path) -> None:
    faulty: Rows = [HEADERS, ["Good", "oxide", 250, 100, 4.49], ["Bad", "oxide", 250, 100, "call"]]
    path = write_sheets(tmp_path / "list.xlsx", {"North": faulty, "South": faulty})
    result = read_products(path)
    assert result.rejected_row_count == 2
    assert [problem.place for problem in result.problems] == [
        f"{path}:North:3:price",
        f"{path}:South:3:price",
    ]


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("All prices are in pence", True),
        ("Alle Mengen je 2 Kapseln", True),
        ("Checked on Monday", False),
        ("Prices per pack", False),
    ],
)
def test_that_a_sheet_of_texts_is_asked_about_where_it_speaks_of_columns(
    tmp_path: Path, text: str, is_asked: bool
) -> None:
    path = tmp_path / "list.xlsx"
    write_sheets(path, {"Prices": rows_of("A", "B"), "Notes": [["Remarks"], [text]]})
    result = read_products(path)
    asked = [one for one in result.problems if one.kind is ProblemKind.UNCLEAR_NOTE]
    assert [one.parameters["text"] for one in asked] == [text] * is_asked
    assert len(result.products) == (0 if is_asked else 2)


@pytest.mark.parametrize("answer", ["price", "ignore"])
def test_that_an_answer_about_a_header_is_not_asked_of_other_sheets(
    tmp_path: Path, answer: str
) -> None:
    own: Rows = [[*HEADERS[:-1], "price", "Cost level"], ["Ox", "oxide", 250, 100, 4.49, 2]]
    sheets: dict[str, Rows] = {"Jan": own, "Notes": NOTES, "Feb": rows_of("Ax")}
    key = "price" if answer == "price" else "Cost level"
    options = ReadingOptions(column_keys={key: answer})
    result = read_products(write_sheets(tmp_path / "list.xlsx", sheets), options)
    assert sorted(row.values["product"] for row in result.products) == ["Ax", "Ox"]
    assert all(problem.is_row_kept for problem in result.problems)

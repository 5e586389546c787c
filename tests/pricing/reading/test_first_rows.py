"""The first rows of a list, however long it is, and the questions that they leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.reading.first_rows import MAX_FIRST_ROWS, resolve_options, suggest_layout
from pricing.reading.layouts import layout_key
from pricing.reading.reader_process import read_first_rows
from pricing.reading.reading_options import ReadingOptions
from tests.spreadsheet_files import write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pricing.reading.list_questions import FirstRows

HEADER = "product,elemental_mg,pack_units,price\n"


def rows(count: int, name: str = "Oxide") -> str:
    return "".join(f"{name} {number},250,100,4.49\n" for number in range(count))


def first_rows_of(path: Path) -> FirstRows:
    first_rows = read_first_rows(path)
    assert first_rows is not None
    return first_rows


@pytest.mark.parametrize("count", [1, MAX_FIRST_ROWS - 1, MAX_FIRST_ROWS, 50_000])
def test_that_the_first_rows_say_whether_there_are_others(
    write_list: Callable[..., Path], count: int
) -> None:
    first_rows = first_rows_of(write_list(HEADER + rows(count)))
    assert len(first_rows.grids[0].rows) == min(count + 1, MAX_FIRST_ROWS)
    assert first_rows.is_whole is (count + 1 <= MAX_FIRST_ROWS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_that_the_first_rows_hold_no_partial_row_or_character(
    write_list: Callable[..., Path], encoding: str
) -> None:
    long = "Crème-" * 150
    first_rows = first_rows_of(write_list(HEADER + rows(1_000, long), encoding=encoding))
    texts = {row.cells[0].text.split(" ")[0] for row in first_rows.grids[0].rows[1:]}
    assert texts == {long}
    assert {row.cells[3].text for row in first_rows.grids[0].rows[1:]} == {"4.49"}
    assert not first_rows.is_whole


def test_that_only_the_first_rows_of_a_long_workbook_are_kept(tmp_path: Path) -> None:
    lines: list[list[object]] = [["product", "elemental_mg", "pack_units", "price"]]
    lines += [[f"Oxide {number}", 250, 100, 4.49] for number in range(1_000)]
    first_rows = first_rows_of(write_workbook(tmp_path / "long.xlsx", lines))
    assert (len(first_rows.grids[0].rows), first_rows.is_whole) == (MAX_FIRST_ROWS, False)


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.csv", ""), ("a.csv", "x" * 400_000), ("a.csv", "\0\1\2"), ("a.json", "[]"),
     ("a.docx", HEADER), ("a.xlsx", HEADER)],
)  # fmt: skip
def test_that_a_file_without_columns_to_ask_about_has_no_first_rows(
    write_list: Callable[..., Path], name: str, text: str
) -> None:
    assert read_first_rows(write_list(text, name)) is None


def test_that_a_missing_file_has_no_first_rows(tmp_path: Path) -> None:
    assert read_first_rows(tmp_path / "none.csv") is None


def test_that_the_currency_of_the_list_is_suggested_if_it_states_one(
    write_list: Callable[..., Path],
) -> None:
    stating, silent = (
        first_rows_of(write_list(HEADER.replace("price", header) + rows(1), name)).grids[0]
        for header, name in (("price in CHF", "a.csv"), ("price", "b.csv"))
    )
    units = [
        next(choice.unit for choice in suggest_layout(grid, "EUR").choices if choice.key == "price")
        for grid in (stating, silent)
    ]
    assert units == ["CHF", "EUR"]


def test_that_a_saved_layout_that_no_longer_fits_answers_no_question(
    write_list: Callable[..., Path],
) -> None:
    first_rows = first_rows_of(write_list(HEADER + "Oxide,250,100,much\n"))
    saved = '[["product", "auto", ""], ["", "auto", ""], ["", "auto", ""], ["price", "auto", ""]]'
    key = layout_key(first_rows.grids[0].rows[0])
    assert resolve_options(first_rows, ReadingOptions(), {key: saved}) is None

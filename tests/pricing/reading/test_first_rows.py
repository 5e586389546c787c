"""The beginning of a list: however long it is, the first rows are enough to ask about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.reading.first_rows import MAX_FIRST_ROWS, read_first_rows, suggest_layout
from pricing.reading.importer import ReadingOptions
from tests.pricing.reading.test_importer import workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADER = "product,elemental_mg,pack_units,price\n"


def rows(count: int, name: str = "Oxide") -> str:
    return "".join(f"{name} {each},250,100,4.49\n" for each in range(count))


@pytest.mark.parametrize("count", [1, MAX_FIRST_ROWS - 1, MAX_FIRST_ROWS, 50_000])
def test_that_the_first_rows_are_read_and_whether_there_are_others(
    write_list: Callable[..., Path], count
) -> None:
    found = read_first_rows(write_list(HEADER + rows(count)))
    assert len(found.grids[0].rows) == min(count + 1, MAX_FIRST_ROWS)
    assert found.is_whole is (count + 1 <= MAX_FIRST_ROWS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_that_a_cut_leaves_no_half_row_and_no_half_letter(
    write_list: Callable[..., Path], encoding: str
) -> None:
    long = "é" * 900
    found = read_first_rows(write_list(HEADER + rows(1_000, long), encoding=encoding))
    texts = {row.cells[0].text.split(" ")[0] for row in found.grids[0].rows[1:]}
    assert texts == {long}
    assert {row.cells[3].text for row in found.grids[0].rows[1:]} == {"4.49"}
    assert not found.is_whole


def test_that_a_long_workbook_is_cut_too(tmp_path: Path) -> None:
    lines = [["product", "elemental_mg", "pack_units", "price"]]
    lines += [[f"Oxide {each}", 250, 100, 4.49] for each in range(1_000)]
    found = read_first_rows(workbook(tmp_path / "long.xlsx", lines))
    assert (len(found.grids[0].rows), found.is_whole) == (MAX_FIRST_ROWS, False)


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.csv", ""), ("a.csv", "x" * 400_000), ("a.csv", "\0\1\2"), ("a.json", "[]"),
     ("a.docx", HEADER), ("a.xlsx", HEADER)],
)  # fmt: skip
def test_that_what_has_no_columns_to_ask_about_has_no_beginning(
    write_list: Callable[..., Path], name: str, text: str
) -> None:
    assert read_first_rows(write_list(text, name)) is None


def test_that_a_file_that_is_not_there_has_no_beginning(tmp_path: Path) -> None:
    assert read_first_rows(tmp_path / "none.csv") is None


def test_that_the_currency_offered_is_that_of_the_list_where_it_states_one(
    write_list: Callable[..., Path],
) -> None:
    stating, silent = (
        read_first_rows(write_list(HEADER.replace("price", head) + rows(1), name)).grids[0]
        for head, name in (("price in CHF", "a.csv"), ("price", "b.csv"))
    )
    units = [
        next(each.unit for each in suggest_layout(grid, "EUR").choices if each.key == "price")
        for grid in (stating, silent)
    ]
    assert units == ["CHF", "EUR"]


def test_that_nothing_is_settled_by_an_answer_that_does_not_fit_any_more(
    write_list: Callable[..., Path],
) -> None:
    found = read_first_rows(write_list(HEADER + "Oxide,250,100,much\n"))
    kept = '[["product", "auto", ""], ["", "auto", ""], ["", "auto", ""], ["price", "auto", ""]]'
    assert found.resolve_options(ReadingOptions(), lambda _: kept) is None

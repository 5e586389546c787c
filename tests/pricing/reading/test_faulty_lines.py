"""A quotation mark that is never closed, or a cell that is too long, costs its line alone."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.problems.errors import ProblemKind
from pricing.reading.clipboard import parse_block
from pricing.reading.faulty_lines import FaultyLines
from pricing.reading.reader_process import read_products

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADER = "product,form,elemental_mg,pack_units,price\n"
REST = ",oxide,250,100,4.49\n"


@pytest.mark.parametrize(
    "line",
    [
        '"Open,oxide,250,100,4.49',
        'Open,"oxide,250,100,4.49',
        'Open,oxide,250,100,"4.49',
        '"Open ""forte,oxide,250,100,4.49',
        '"',
        '"Open, 5"" bottle,oxide,250,100,4.49',
        ',,,,"',
    ],
)
@pytest.mark.parametrize(
    "others",
    [
        ["B", "C"],
        ['B "forte"', "C"],
        ['"B, quoted"', "C"],
        ['"B ""strong"" one"', '"C"'],
        ['B 5" bottle', "C"],
        ['"B\nin two lines"', "C"],
    ],
)
def test_that_every_other_line_is_read(
    write_list: Callable[..., Path], line: str, others: list[str]
) -> None:
    rows = "".join(f"{name}{REST}" for name in others)
    result = read_products(write_list(f"{HEADER}A{REST}{line}\n{rows}"))
    names = [cells[0] for cells in csv.reader(io.StringIO(rows))]
    found = [row.values["product"] for row in result.products]
    assert found == ["A", *(" ".join(name.split()) for name in names)]
    assert [(problem.kind, problem.row) for problem in result.problems] == [
        (ProblemKind.UNCLOSED_QUOTE, 3)
    ]


TEXTS = st.text(st.sampled_from('ab ,"\n'), max_size=6)


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), max_size=6))
def test_that_what_a_program_writes_is_left_as_it_is(rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([["x", "y", "z"], *rows])
    quotes = FaultyLines(",")
    lines = quotes.without_them(io.StringIO(text.getvalue(), newline=""))
    read = list(csv.reader(lines))
    if not quotes.take_problems():
        assert read == [["x", "y", "z"], *rows]
    else:  # a text that looks like rows of the table
        joined = ["".join(row) for row in rows]
        assert any("\n" in row and row.count(",") > 1 for row in joined)


@pytest.mark.parametrize("name", ["B\x1b[31m", "B\x00", "\x07B", "B\x1f\x1f", "\x02"])
def test_that_control_characters_cost_their_line_alone(
    write_list: Callable[..., Path], name: str
) -> None:
    rest = "".join(f"{other}{REST}" for other in ("C", "D", "E"))
    result = read_products(write_list(f"{HEADER}A{REST}{name}{REST}{rest}"))
    assert [row.values["product"] for row in result.products] == ["A", "C", "D", "E"]
    assert [(problem.kind, problem.row) for problem in result.problems] == [
        (ProblemKind.CONTROL_CHARACTERS, 3)
    ]


def test_that_a_pasted_block_loses_its_control_characters() -> None:
    rows = parse_block("A\x1b[31m\t250\t60\t9\nB\t\x00100\t60\t8")
    assert rows == [["A[31m", "250", "60", "9"], ["B", "100", "60", "8"]]


@pytest.mark.parametrize("length", [200_000, 1_500_000, 5_000_000])
@pytest.mark.parametrize("mark", ["", '"'], ids=["plain", "quoted"])
@pytest.mark.parametrize("is_last", [False, True], ids=["between", "last"])
def test_that_a_cell_that_is_too_long_costs_its_line(
    write_list: Callable[..., Path], length: int, mark: str, is_last: bool
) -> None:
    long = f"B{REST.strip()},{mark}{'y' * length}{mark}"
    rest = "" if is_last else f"\nC{REST.strip()},z\n"
    result = read_products(write_list(f"{HEADER.strip()},note\nA{REST.strip()},x\n{long}{rest}"))
    names = [row.values["product"] for row in result.products]
    assert names == (["A"] if is_last else ["A", "C"])
    assert [(problem.kind, problem.row) for problem in result.problems] == [
        (ProblemKind.LINE_TOO_LONG, 3)
    ]


def test_that_a_long_line_of_short_cells_is_read(write_list: Callable[..., Path]) -> None:
    titles = ",".join(f"extra {place}" for place in range(200))
    cells = ",".join(["y" * 1_000] * 200)
    result = read_products(write_list(f"{HEADER.strip()},{titles}\nA{REST.strip()},{cells}\n"))
    assert [row.values["product"] for row in result.products] == ["A"]

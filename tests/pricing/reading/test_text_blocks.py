"""Blocks of a text table hold what a reader of CSV gives, however the text is written."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pricing.reading.delimited import numbered_rows
from pricing.reading.text_blocks import text_blocks

PIECES = (
    "a", " ", "é", ",", '"', '""', '"b,c"', "\n", "\r\n", "\r", "\x0b", "\u2028", "\x1f", "\x1e",
    "\x1d",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def expected_rows(lines: list[str]) -> list[tuple[int, list[str]]]:
    """Return the rows of Python's reader, which gives an empty line no cell."""
    return [(number, cells or [""]) for number, cells in numbered_rows(iter(lines), ",")]


@given(TEXTS, st.integers(min_value=1, max_value=5))
@example('name,price\r\n"a, b",1\r\n\r\nc,2\n', 2)
@example('a\n"b\nc",d\ne\n', 2)
@example("a\r\x1eb\n", 5)
def test_that_blocks_hold_the_rows_of_the_table(text: str, size: int) -> None:
    lines = list(io.StringIO(text, newline=""))
    blocks = list(text_blocks(iter(lines), ",", size))
    rows = [
        (number, block.row(position) or [""])
        for block in blocks
        for position, number in enumerate(block.numbers)
    ]
    assert rows == expected_rows(lines)
    assert all(1 <= len(block) <= size for block in blocks)
    assert all(len(column) == len(block) for block in blocks for column in block.columns)


def test_that_a_line_feed_after_a_carriage_return_is_a_line_of_its_own() -> None:
    """A faulty line is replaced by an empty one, which ends in a line feed."""
    (block,) = text_blocks(iter(["a,b\r", "\n", "c,d\r"]), ",", 5)
    assert [block.row(position) for position in range(3)] == [["a", "b"], [], ["c", "d"]]


@pytest.mark.parametrize("quoted", ["", '"x, y",'])
def test_that_a_cell_may_be_as_long_as_the_reader_allows(quoted: str) -> None:
    longest = "a" * csv.field_size_limit()
    lines = [f"{quoted}1,{longest}\n", "2,b\n"]
    (block,) = text_blocks(iter(lines), ",", 5)
    assert block.row(0)[-1] == longest

"""Blocks of cells that are pasted from spreadsheets and copied for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.reading.clipboard import grid_of_rows, has_header, parse_block, parse_list
from pricing.writing.clipboard import html_table, tsv_text

_SIGNS = st.sampled_from(
    ["", "=", "+", "-", "@", "'", "'=", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
)
# A control character within a text is left out when it is pasted.
_CONTROLS = "".join(map(chr, (*range(9), *range(11, 32), *range(127, 160))))
CELL = st.builds(
    str.__add__,
    _SIGNS,
    st.text(st.characters(codec="utf-8", exclude_characters=_CONTROLS), max_size=8),
)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a\tb\nc\td", [["a", "b"], ["c", "d"]]),
        ('"two\nlines"\t"a ""quote"""\tx\ty\n', [["two\nlines", 'a "quote"', "x", "y"]]),
        ('"tab\there"\n', [["tab\there"]]),
        ('A 5" bottle\t1\nB\t2\n', [['A 5" bottle', "1"], ["B", "2"]]),
        ('"Forte\t1\nB\t2\nC\t3\n', [['"Forte', "1"], ["B", "2"], ["C", "3"]]),
        ('A\t"x\nB\t"y\n', [["A", '"x'], ["B", '"y']]),
        ("one", [["one"]]),
        ("", []),
        ("\n\n", []),
    ],
)
def test_that_a_pasted_block_is_read_as_spreadsheets_write_it(
    text: str, cells: list[list[str]]
) -> None:
    assert parse_block(text) == cells


@given(st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=4))
def test_that_a_copied_block_is_read_back_unchanged(cells: list[list[str]]) -> None:
    full = [[*row, "end"] for row in cells]
    assert parse_block(tsv_text(full)) == full


@pytest.mark.parametrize("sign", [*"=+-@＝＋－＠"])
def test_that_a_copied_text_cannot_become_a_formula_where_it_is_pasted(sign: str) -> None:
    name = f"{sign}1+1|A0"
    rows = [[name, "4.99", "-5", "-3.2 %"]]
    assert tsv_text(rows) == f"'{name}\t4.99\t-5\t-3.2 %\n"
    assert f">&#x27;{name}</td>" in html_table(rows)
    assert ">-5</td>" in html_table(rows)
    assert parse_block(tsv_text(rows)) == rows


def test_that_a_block_that_is_too_long_is_refused() -> None:
    assert parse_block("a\n" * 600_000) == []


def test_that_a_header_row_is_recognized() -> None:
    assert has_header(parse_block("Produkt\tPreis\nA\t5\n"))
    assert not has_header(parse_block("A\t5\n"))
    assert not has_header(parse_block("Preis\n5\n"))
    assert grid_of_rows(parse_block("a\tb\n")).rows[0].number == 1


def test_that_html_for_the_clipboard_marks_every_cell_as_text() -> None:
    text = html_table([["=1+1", "</td><script>"]])
    assert "<script>" not in text
    assert "mso-number-format" in text


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Product;Price\nA;9,99\nB;5,99\n", [["Product", "Price"], ["A", "9,99"], ["B", "5,99"]]),
        ("A,100,9.99\nB,200,5.99", [["A", "100", "9.99"], ["B", "200", "5.99"]]),
        ('"A, small",100,9.99\nB,200,5.99', [["A, small", "100", "9.99"], ["B", "200", "5.99"]]),
        ("A|100|9.99\nB|200|5.99", [["A", "100", "9.99"], ["B", "200", "5.99"]]),
        ("Oxide, 100 tablets\nCitrate, 120 capsules", []),
        ("A, small\tB\nC, large\tD", []),
        ("A,100,9.99", []),
        ("", []),
    ],
)
def test_that_a_list_of_another_mark_is_read_if_it_is_certain(
    text: str, rows: list[list[str]]
) -> None:
    assert parse_list(text) == rows

"""Blocks of cells on the clipboard: with tabs between the cells, as spreadsheets put them there.

The text of a .csv file has other marks between its cells.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from pricing.quantities.safe_text import unescape_formula
from pricing.reading.faulty_lines import FaultyLines
from pricing.reading.grid import MAX_COLUMNS, Grid, GridCell, GridRow
from pricing.reading.headers import recognize_header

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_PASTED_CELLS = 500_000
MAX_PASTED_LENGTH = 20_000_000
_HEADER_ROWS = 5  # a title may stand above the header
_MARKS = (";", "|", ",")  # a comma last, as it may be a decimal mark
# Without a header, a list has at least so many columns, and so many of numbers alone.
_FEWEST_COLUMNS, _FEWEST_NUMBERS = 3, 2


def parse_block(text: str) -> list[list[str]]:
    """Return the cells of a pasted text, row by row.

    An apostrophe that marks a text as no formula is removed. The result is empty if the text is
    empty or far too long.
    """
    return _parse(text, "\t")


def parse_list(text: str) -> list[list[str]]:
    """Return the cells of a list whose marks are semicolons, bars or commas, row by row.

    The result is empty if the text has tabs, or is no such list for certain.
    """
    if "\t" in text:
        return []
    blocks = (_parse(text, mark) for mark in _MARKS if mark in text)
    return next(filter(_is_list, blocks), [])


def _is_list(rows: list[list[str]]) -> bool:
    """Return whether most rows have as many cells as the widest, and headers or numbers in them."""
    width = max(map(len, rows), default=0)
    full = [cells for cells in rows if len(cells) == width]
    if len(full) < 2 or 2 * len(full) <= len(rows):
        return False
    if has_header(full):
        return True
    numbers = [column for column in zip(*full, strict=True) if all(map(_is_number, column))]
    return width >= _FEWEST_COLUMNS and len(numbers) >= _FEWEST_NUMBERS and full == rows


def _parse(text: str, delimiter: str) -> list[list[str]]:
    if len(text) > MAX_PASTED_LENGTH:
        return []
    lines = io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"), newline="")
    try:
        rows = [cells[:MAX_COLUMNS] for cells in _read_rows(lines, delimiter)]
    except csv.Error:
        rows = [line.split(delimiter) for line in text.splitlines()]
    while rows and not any(rows[-1]):
        rows.pop()
    if sum(map(len, rows)) > MAX_PASTED_CELLS:
        return []
    return [[unescape_formula(text) for text in cells] for cells in rows]


def _read_rows(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Yield the rows. A quotation mark that is never closed is a sign, such as that of an inch."""
    quotes = FaultyLines(delimiter, keeps_lines=True)
    return csv.reader(quotes.without_them(lines), delimiter=delimiter)


def has_header(rows: list[list[str]]) -> bool:
    """Return whether one of the first rows, but not the last one, is a header.

    A header names at least two known columns. If it has other cells too, none is an amount.
    """
    return any(map(_is_header, rows[: min(_HEADER_ROWS, len(rows) - 1)]))


def _is_header(cells: list[str]) -> bool:
    texts = [text for text in cells if text.strip()]
    known = [text for text in texts if recognize_header(text)]
    return len(known) >= 2 and (len(known) == len(texts) or not any(map(_is_amount, texts)))


def _is_amount(text: str) -> bool:
    return text.strip()[:1].isdecimal()


def _is_number(text: str) -> bool:
    """Return whether a cell is no part of a name: it has digits and no letters."""
    return any(map(str.isdecimal, text)) and not any(map(str.isalpha, text))


def grid_of_rows(rows: list[list[str]]) -> Grid:
    """Return the block as a table for the importer."""
    return Grid(
        tuple(
            GridRow(number, tuple(GridCell(text) for text in cells))
            for number, cells in enumerate(rows, start=1)
        )
    )

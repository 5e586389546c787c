"""Blocks of cells as spreadsheets put them on the clipboard, with tabs between the cells."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from pricing.quantities.safe_text import unescape_formula
from pricing.reading.grid import MAX_COLUMNS, Grid, GridCell, GridRow
from pricing.reading.headers import recognize_header
from pricing.reading.quotation_marks import UnclosedQuotes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_PASTED_CELLS = 500_000
MAX_PASTED_LENGTH = 20_000_000
_HEADER_ROWS = 5  # a title may stand above the header


def parse_block(text: str) -> list[list[str]]:
    """Return the cells of a pasted text, row by row.

    An apostrophe that marks a text as no formula is removed. The result is empty if the text is
    empty or far too long.
    """
    if len(text) > MAX_PASTED_LENGTH:
        return []
    lines = io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"), newline="")
    try:
        rows = [cells[:MAX_COLUMNS] for cells in _read_rows(lines)]
    except csv.Error:
        rows = [line.split("\t") for line in text.splitlines()]
    while rows and not any(rows[-1]):
        rows.pop()
    if sum(map(len, rows)) > MAX_PASTED_CELLS:
        return []
    return [[unescape_formula(text) for text in cells] for cells in rows]


def _read_rows(lines: Iterable[str]) -> Iterator[list[str]]:
    """Yield the rows. A quotation mark that is never closed is a sign, such as that of an inch."""
    quotes = UnclosedQuotes("\t", keeps_lines=True)
    return csv.reader(quotes.without_them(lines), delimiter="\t")


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
    return text.strip()[:1].isdigit()


def grid_of_rows(rows: list[list[str]]) -> Grid:
    """Return the block as a table for the importer."""
    return Grid(
        tuple(
            GridRow(number, tuple(GridCell(text) for text in cells))
            for number, cells in enumerate(rows, start=1)
        )
    )

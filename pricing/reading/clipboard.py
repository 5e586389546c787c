"""Blocks of cells as spreadsheets put them on the clipboard: tabs, quoted tabs and line ends."""

from __future__ import annotations

import csv
import io

from pricing.reading.grid import MAX_COLUMNS, Grid, GridCell, GridRow
from pricing.reading.headers import recognise_header

MAX_PASTED_CELLS = 500_000
MAX_PASTED_LENGTH = 20_000_000


def parse_block(text: str) -> list[list[str]]:
    """The cells of a pasted text, row by row; [] where there is nothing, or far too much."""
    if len(text) > MAX_PASTED_LENGTH:
        return []
    lines = io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"), newline="")
    try:
        rows = [cells[:MAX_COLUMNS] for cells in csv.reader(lines, delimiter="\t")]
    except csv.Error:
        rows = [line.split("\t") for line in text.splitlines()]
    while rows and not any(rows[-1]):
        rows.pop()
    return rows if sum(map(len, rows)) <= MAX_PASTED_CELLS else []


def has_header(rows: list[list[str]]) -> bool:
    """Whether the first row is a header: it names two of our columns or more, and no amount."""
    if len(rows) < 2:
        return False
    first = [text for text in rows[0] if text.strip()]
    known = [text for text in first if recognise_header(text)]
    return len(known) >= 2 and (len(known) == len(first) or not any(map(_is_amount, first)))


def _is_amount(text: str) -> bool:
    return text.strip()[:1].isdigit()


def grid_of_rows(rows: list[list[str]]) -> Grid:
    """The block as a table that the importer reads."""
    return Grid(
        tuple(
            GridRow(number, tuple(GridCell(text) for text in cells))
            for number, cells in enumerate(rows, start=1)
        )
    )

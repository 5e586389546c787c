"""Blocks of cells as spreadsheets put them on the clipboard: tabs, quoted tabs and line ends."""

from __future__ import annotations

import csv
import io

from pricing.reading.grid import MOST_COLUMNS, Cell, Grid, Row
from pricing.reading.headers import named_column

MOST_CELLS = 500_000
LARGEST_TEXT = 20_000_000


def block(text: str) -> list[list[str]]:
    """The cells of a pasted text, row by row; [] where there is nothing, or far too much."""
    if len(text) > LARGEST_TEXT:
        return []
    lines = io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"), newline="")
    try:
        rows = [cells[:MOST_COLUMNS] for cells in csv.reader(lines, delimiter="\t")]
    except csv.Error:
        rows = [line.split("\t") for line in text.splitlines()]
    while rows and not any(rows[-1]):
        rows.pop()
    return rows if sum(map(len, rows)) <= MOST_CELLS else []


def is_headed(rows: list[list[str]]) -> bool:
    """Whether the first row is a header: it names two of our columns or more, and no amount."""
    if len(rows) < 2:
        return False
    first = [text for text in rows[0] if text.strip()]
    known = [text for text in first if named_column(text)]
    return len(known) >= 2 and (len(known) == len(first) or not any(map(_is_amount, first)))


def _is_amount(text: str) -> bool:
    return text.strip()[:1].isdigit()


def grid(rows: list[list[str]]) -> Grid:
    """The block as a table that the importer reads."""
    return Grid(
        tuple(
            Row(number, tuple(Cell(text) for text in cells))
            for number, cells in enumerate(rows, start=1)
        )
    )

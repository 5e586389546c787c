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
    """Whether the first row is a header: two columns or more, all of them known by name."""
    first = [text for text in rows[0] if text.strip()] if rows else []
    return len(first) >= 2 and all(named_column(text) for text in first)


def grid(rows: list[list[str]]) -> Grid:
    """The block as a table that the importer reads."""
    return Grid(
        tuple(
            Row(number, tuple(Cell(text) for text in cells))
            for number, cells in enumerate(rows, start=1)
        )
    )

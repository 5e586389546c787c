"""A table as read from any file: numbered rows of cells."""

from __future__ import annotations

from dataclasses import dataclass

LARGEST_FILE_MB = 200
MOST_ROWS = 1_000_000
MOST_COLUMNS = 256


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text. `stored`: written by the file format as a number, so it has one meaning."""

    text: str
    stored: bool = False
    error: bool = False


EMPTY = Cell("")


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its place in the file: 1 is the first line."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, index: int) -> Cell:
        return self.cells[index] if index < len(self.cells) else EMPTY

    @property
    def is_empty(self) -> bool:
        return not any(cell.text.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of one table; `name` is the sheet's, "" for a text file."""

    rows: tuple[Row, ...]
    name: str = ""

"""A table as read from any file: numbered rows of cells."""

from __future__ import annotations

from dataclasses import dataclass

MAX_FILE_MB = 200
MAX_GRID_ROWS = 1_000_000
MAX_COLUMNS = 256


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell's text. `stored`: written by the file format as a number, so it has one meaning."""

    text: str
    is_number: bool = False
    is_error: bool = False


EMPTY_CELL = GridCell("")


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row with its place in the file: 1 is the first line."""

    number: int
    cells: tuple[GridCell, ...]

    def cell(self, index: int) -> GridCell:
        return self.cells[index] if index < len(self.cells) else EMPTY_CELL

    @property
    def is_empty(self) -> bool:
        return not any(cell.text.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of one table; `name` is the sheet's, "" for a text file."""

    rows: tuple[GridRow, ...]
    name: str = ""

"""A table as any file gives it: numbered rows of cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_GRID_ROWS = 1_000_000
MAX_COLUMNS = 256


@dataclass(frozen=True, slots=True)
class GridCell:
    """The text of a cell.

    `is_number` says that the file format stored a number, so the text has only one meaning.
    """

    text: str
    is_number: bool = False
    is_error: bool = False


EMPTY_CELL = GridCell("")


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row with its number in the file, where 1 is the first line."""

    number: int
    cells: tuple[GridCell, ...]

    def cell(self, index: int) -> GridCell:
        """Return the cell at an index, or an empty one if the row is shorter."""
        return self.cells[index] if index < len(self.cells) else EMPTY_CELL

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of the cells without the spaces around them."""
        return tuple(cell.text.strip() for cell in self.cells)

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds a text."""
        return not any(cell.text.strip() for cell in self.cells)


def without_repeated_empty_rows(rows: Iterable[GridRow]) -> Iterator[GridRow]:
    """Yield the rows, but of empty rows in succession only the first.

    A cell far below the list would else cost a million rows of memory.
    """
    follows_empty_row = False
    for row in rows:
        is_empty = row.is_empty
        if not (is_empty and follows_empty_row):
            yield row
        follows_empty_row = is_empty


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of one table. `name` is the name of its sheet, or "" in a text file."""

    rows: tuple[GridRow, ...]
    name: str = ""

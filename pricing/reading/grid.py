"""A table as any file gives it: numbered rows of cells."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, TypeVar

from pricing.problems.plain_facts import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pricing.problems.errors import Problem

T = TypeVar("T")

MAX_GRID_ROWS = 1_000_000
MAX_COLUMNS = 256
_WITHOUT_DIGITS = str.maketrans(dict.fromkeys("0123456789.-"))


@dataclass(frozen=True, slots=True)
class GridCell:
    """The text of a cell.

    Attributes:
        text: The text, with all decimals of a number and what its format shows around it.
        is_number: Whether the file stores a number, so that the text has only one meaning.
        is_error: Whether it is an error of the spreadsheet.
        is_date: Whether the file stores a date or a time.
        is_uncalculated: Whether it is a formula, whose result the file does not store.
        shown: The text of a number that the spreadsheet shows rounded, or "".
    """

    text: str
    is_number: bool = False
    is_error: bool = False
    is_date: bool = False
    is_uncalculated: bool = False
    shown: str = ""

    @property
    def text_beside_number(self) -> str:
        """The text, but of a number only what its format shows around it, such as a currency."""
        text = self.text
        if not self.is_number:
            return text
        if text[:1].isdecimal() and text[-1:].isdecimal():
            return ""
        return text.translate(_WITHOUT_DIGITS)

    @property
    def is_plain_text(self) -> bool:
        """Whether the cell is nothing but its text."""
        return not (self.is_number or self.is_error or self.is_date or self.is_uncalculated)


# A cell that is only text is given as a string, because a long list has many of them.
CellOrText = str | GridCell
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
        starts_empty = not self.cell(0).text.strip()  # few rows do, so few are looked through
        return starts_empty and not any(cell.text.strip() for cell in self.cells)


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


def columns_of(rows: Sequence[Sequence[T]], empty: T) -> list[tuple[T, ...]]:
    """Return the columns of rows, with `empty` where a row is shorter than others.

    >>> columns_of(["ab", "c"], "")
    [('a', 'c'), ('b', '')]
    """
    try:
        return list(zip(*rows, strict=True))
    except ValueError:
        return list(zip_longest(*rows, fillvalue=empty))


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of one table.

    Attributes:
        rows: The rows.
        name: The name of its sheet, or "" in a text file.
        is_hidden: Whether the spreadsheet hides the sheet.
        notes: What a reader has to say about rows that it could read.
        position: The place of its sheet among the sheets of the file.
        encoding: The encoding of its text, if the text can be read in several.
        footnotes: The texts below its last product, if all of it was read.
        remarks: The texts among its products and on sheets without a list.
        comments: The comments on its first rows: the number of the row, the index and the text.
    """

    rows: tuple[GridRow, ...]
    name: str = ""
    is_hidden: bool = False
    notes: tuple[Problem, ...] = ()
    position: int = 0
    encoding: str = ""
    footnotes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    comments: tuple[tuple[int, int, str], ...] = ()


def column_number(letters: bytes) -> int:
    """Return the number of a column, where A is 1.

    >>> column_number(b"A"), column_number(b"AB")
    (1, 28)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number

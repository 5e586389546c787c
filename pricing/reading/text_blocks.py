"""Blocks of rows of a long text table as columns.

A list of 200,000 rows has millions of cells. Almost all stand in lines without a quotation mark,
which are split at once, without an object for each row.
"""

from __future__ import annotations

import csv
import re
from itertools import accumulate, chain, compress, islice, zip_longest
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind
from pricing.problems.plain_facts import dataclass
from pricing.reading.grid import columns_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# A text table has none of these control characters.
_CELL_END, _LINE_END, _QUOTED_LINE = "\x1f", "\x1e", "\x1d"
# Between two rows stands a cell that only ends the line.
_LINE_END_BETWEEN_CELLS = f"{_CELL_END}{_LINE_END}{_CELL_END}"
_LINE_END_IN_CELL = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Some rows of a text table.

    Attributes:
        numbers: The line in which each row begins, from 1.
        columns: The texts of the cells, with "" where a row is shorter than others.
        widths: How many cells each row has.
    """

    numbers: Sequence[int]
    columns: Sequence[Sequence[str]]
    widths: Sequence[int]

    @classmethod
    def of_rows(cls, numbers: Sequence[int], rows: Sequence[Sequence[str]]) -> TextBlock:
        """Return a block of rows of any widths."""
        return cls(numbers, columns_of(rows, ""), list(map(len, rows)))

    def __len__(self) -> int:
        return len(self.numbers)

    def row(self, position: int) -> list[str]:
        """Return the texts of one row."""
        return [column[position] for column in self.columns][: self.widths[position]]

    def first(self, count: int) -> TextBlock:
        """Return the first rows."""
        columns = [column[:count] for column in self.columns]
        return TextBlock(self.numbers[:count], columns, self.widths[:count])

    def last_rows(self, count: int) -> list[list[str]]:
        """Return the texts of the last rows."""
        return [self.row(position) for position in range(max(len(self) - count, 0), len(self))]

    def continued_by(self, other: TextBlock) -> TextBlock:
        """Return these rows and those of another block behind them."""
        pairs = zip_longest(self.columns, other.columns)
        columns = [
            [*(own or [""] * len(self)), *(more or [""] * len(other))] for own, more in pairs
        ]
        return TextBlock([*self.numbers, *other.numbers], columns, [*self.widths, *other.widths])

    def without_first(self, count: int) -> TextBlock:
        """Return the rows behind the first ones."""
        columns = [column[count:] for column in self.columns]
        return TextBlock(self.numbers[count:], columns, self.widths[count:])

    def select_rows(self, mask: Sequence[bool]) -> TextBlock:
        """Return the rows for which the mask is true."""
        columns = [list(compress(column, mask)) for column in self.columns]
        numbers, widths = (list(compress(values, mask)) for values in (self.numbers, self.widths))
        return TextBlock(numbers, columns, widths)


def text_blocks(lines: Iterator[str], delimiter: str, size: int) -> Iterator[TextBlock]:
    """Yield blocks of at most `size` rows.

    Raises:
        BadInput: The table breaks off.
    """
    first = 1
    while some_lines := list(islice(lines, size)):
        block = _block_of_lines(some_lines, delimiter, first)
        if block is not None:
            first += len(some_lines)
        else:  # some rows take several lines
            reader = csv.reader(chain(some_lines, lines), delimiter=delimiter)
            try:
                rows = list(islice(reader, size))
            except csv.Error as error:
                raise BadInput(ProblemKind.BROKEN_TABLE, reason=error) from None
            starts = accumulate(map(_line_count, rows[:-1]), initial=first)
            block = TextBlock.of_rows(list(starts), rows)
            first += reader.line_num
        yield block


def _line_count(cells: Sequence[str]) -> int:
    """Return how many lines of its file a row takes."""
    return 1 + sum(len(_LINE_END_IN_CELL.findall(text)) for text in cells)


def _block_of_lines(lines: Sequence[str], delimiter: str, first: int) -> TextBlock | None:
    """Return the block of lines that are a row each, or None if a row may take several lines."""
    text = _with_cell_ends(lines, delimiter)
    if text is None:
        return None
    numbers = range(first, first + len(lines))
    for line_end in ("\r\n", "\n", "\r"):
        if line_end in text:
            text = text.replace(line_end, _LINE_END_BETWEEN_CELLS)
    cells = text.removesuffix(_LINE_END_BETWEEN_CELLS).split(_CELL_END)
    step = (len(cells) + 1) // len(lines)
    line_ends = cells[step - 1 :: step]
    is_even = len(cells) == step * len(lines) - 1 and line_ends.count(_LINE_END) == len(lines) - 1
    if not is_even:
        rows = text.removesuffix(_LINE_END_BETWEEN_CELLS).split(_LINE_END_BETWEEN_CELLS)
        is_row_a_line = len(rows) == len(lines)  # else a line feed follows a carriage return
        cells_of_rows = [row.split(_CELL_END) for row in rows]
        return TextBlock.of_rows(numbers, cells_of_rows) if is_row_a_line else None
    columns = [cells[place::step] for place in range(step - 1)]
    return TextBlock(numbers, columns, [step - 1] * len(lines))


def _with_cell_ends(lines: Sequence[str], delimiter: str) -> str | None:
    """Return the lines with _CELL_END between their cells, and without quotation marks.

    Return None if that is not possible because a quoted text goes on in the next line.
    """
    text = "".join(lines)
    has_own_marks = any(mark in text for mark in (_CELL_END, _LINE_END, _QUOTED_LINE))
    if has_own_marks or max(map(len, lines)) > csv.field_size_limit():
        return None
    if '"' not in text:
        return text.replace(delimiter, _CELL_END)
    quoted = [line for line in lines if '"' in line]
    try:  # the line behind the last one shows whether its row ends
        rows = list(csv.reader([*quoted, "\n"], delimiter=delimiter))
    except csv.Error:
        return None
    if len(rows) <= len(quoted):
        return None
    marked = "".join(f"{_QUOTED_LINE}\n" if '"' in line else line for line in lines)
    between = marked.replace(delimiter, _CELL_END).split(_QUOTED_LINE)
    quoted_rows = [*map(_CELL_END.join, rows[:-1]), ""]
    return "".join(chain.from_iterable(zip(between, quoted_rows, strict=True)))

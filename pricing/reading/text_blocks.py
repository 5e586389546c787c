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
    cells = _cells_of_lines(lines, delimiter)
    if cells is None:
        return None
    numbers = range(first, first + len(lines))
    width = len(cells) // len(lines)
    is_even = len(cells) == width * len(lines)
    last_column = _without_line_ends(cells[width - 1 :: width]) if is_even else None
    if last_column is not None:
        columns = [cells[place::width] for place in range(width - 1)]
        return TextBlock(numbers, [*columns, last_column], [width] * len(lines))
    text = _CELL_END.join(cells).replace(f"\n{_CELL_END}", "\n").replace(f"\r{_CELL_END}", "\r")
    rows = _LINE_END_IN_CELL.sub(_LINE_END, text).removesuffix(_LINE_END).split(_LINE_END)
    is_row_a_line = len(rows) == len(lines)  # else a line feed follows a carriage return
    cells_of_rows = [row.split(_CELL_END) for row in rows]
    return TextBlock.of_rows(numbers, cells_of_rows) if is_row_a_line else None


def _without_line_ends(cells: Sequence[str]) -> list[str] | None:
    """Return the last cells of lines without their line ends.

    Return None if the line ends differ, or if some cell is not the last of its line.
    """
    line_end = "\r\n" if cells[0].endswith("\r\n") else cells[0][-1:]
    if line_end not in {"\r\n", "\n", "\r"}:
        return None
    text = "".join(cells)
    texts = text.split(line_end)
    if text.count("\r") + text.count("\n") > len(line_end) * (len(texts) - 1):
        return None
    if not texts[-1]:
        texts.pop()
    return texts if len(texts) == len(cells) else None


def _cells_of_lines(lines: Sequence[str], delimiter: str) -> list[str] | None:
    """Return the cells of all lines, of which the last of each line keeps its line end.

    They are without quotation marks. Return None if a quoted text goes on in the next line.
    """
    text = delimiter.join(lines)
    has_own_marks = any(mark in text for mark in (_CELL_END, _LINE_END, _QUOTED_LINE))
    limit = csv.field_size_limit()
    if has_own_marks or (len(text) > limit and max(map(len, lines)) > limit):
        return None
    if '"' not in text:
        return text.split(delimiter)
    places = [place for place, line in enumerate(lines) if '"' in line]
    quoted = [lines[place] for place in places]
    try:  # the line behind the last one shows whether its row ends
        rows = list(csv.reader([*quoted, "\n"], delimiter=delimiter))
    except csv.Error:
        return None
    if len(rows) <= len(quoted):
        return None
    marked = list(lines)
    for place in places:
        marked[place] = f"{_QUOTED_LINE}{_line_end_of(lines[place])}"
    between = delimiter.join(marked).replace(delimiter, _CELL_END).split(_QUOTED_LINE)
    quoted_rows = [*map(_CELL_END.join, rows[:-1]), ""]
    return "".join(chain.from_iterable(zip(between, quoted_rows, strict=True))).split(_CELL_END)


def _line_end_of(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]

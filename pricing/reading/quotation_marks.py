"""Lines of a text table whose quotation mark is never closed.

To a reader of CSV such a line swallows those below it. Here it costs one line, which is named.
"""

from __future__ import annotations

import csv
from itertools import chain, islice
from math import inf
from typing import TYPE_CHECKING

from pricing.problems.errors import Problem, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# A quoted text with more lines is none.
_MAX_LINES = 500
_LINES_PER_BLOCK = 1_000
_MAX_TEXT_SHOWN = 200


class UnclosedQuotes:
    """Takes the lines with an unclosed quotation mark out of a text, and remembers them.

    If it `keeps_lines`, they stay, and their quotation marks are signs like others.
    """

    def __init__(self, delimiter: str, *, keeps_lines: bool = False) -> None:
        self._delimiter = delimiter
        self._keeps_lines = keeps_lines
        self._problems: list[Problem] = []

    def without_them(self, lines: Iterable[str]) -> Iterator[str]:
        """Return the lines, but an empty one in place of each faulty line that is not kept."""
        return chain.from_iterable(self._checked_blocks(iter(lines)))

    def _checked_blocks(self, rest: Iterator[str]) -> Iterator[list[str]]:
        """Yield the lines in blocks. Most blocks have no line with an odd number of marks."""
        number = 1
        while block := list(islice(rest, _LINES_PER_BLOCK)):
            odd = [line for line in block if '"' in line and line.count('"') % 2]
            if odd:
                self._replace_faulty(block, block.index(odd[0]), number, rest)
            yield block
            number += len(block)

    def _replace_faulty(
        self, block: list[str], position: int, number: int, rest: Iterator[str]
    ) -> None:
        """Empty the faulty lines of a block from a position, which get lines of the rest.

        The block is the longer for a row that reaches beyond it. `number` is that of its first
        line.
        """
        while position < len(block):
            line = block[position]
            if line.count('"') % 2 == 0 or self._row_length([line]) == 1:
                position += 1
                continue
            block += islice(rest, max(position + _MAX_LINES - len(block), 0))
            row = block[position : position + _MAX_LINES]
            count = self._row_length(row)
            if count and self._is_row(row[:count]):
                position += count
            else:
                self._add_problem(number + position, line)
                block[position] = self._with_marks_as_signs(line) if self._keeps_lines else "\n"
                position += 1

    def take_problems(self, last_line: float = inf) -> tuple[Problem, ...]:
        """Return the problems up to a line that no earlier call has returned."""
        found = tuple(problem for problem in self._problems if (problem.row or 0) <= last_line)
        self._problems = self._problems[len(found) :]
        return found

    def _add_problem(self, number: int, line: str) -> None:
        value = line.strip()[:_MAX_TEXT_SHOWN]
        self._problems.append(Problem(ProblemKind.UNCLOSED_QUOTE, row=number, value=value))

    def _with_marks_as_signs(self, line: str) -> str:
        cells = line.rstrip("\r\n").replace('"', '""').split(self._delimiter)
        return self._delimiter.join(f'"{cell}"' for cell in cells) + "\n"

    def _row_length(self, lines: list[str]) -> int:
        """Return how many lines the first row takes, or 0 if its quotation mark is not closed."""
        # A line behind the last shows whether the row reaches beyond it.
        reader = csv.reader([*lines, "\n"], delimiter=self._delimiter)
        try:
            next(reader)
        except csv.Error:  # a line that is too long on its own is left to the reader
            return 1 if len(lines) == 1 else 0
        return reader.line_num if reader.line_num <= len(lines) else 0

    def _is_row(self, lines: list[str]) -> bool:
        """Return whether the lines are one row, whose quoted texts end where a cell ends."""
        try:
            ((*cells,),) = csv.reader(lines, delimiter=self._delimiter, strict=True)
        except (csv.Error, ValueError):
            return False
        # Lines that are rows on their own are no text: the mark is closed by one of them.
        marks = [line.count(self._delimiter) for line in lines]
        return min(marks) < len(cells) - 1 or len(cells) == 1

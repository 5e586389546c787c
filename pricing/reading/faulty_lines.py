"""Lines of a text table that cost one line, which is named, and not the file.

A cell can hold a whole book by mistake. To a reader of CSV a quotation mark that is never closed
swallows the lines below it. Control characters, such as those of colours in a terminal, make a
value that nobody can see as it is.
"""

from __future__ import annotations

import csv
from itertools import chain, islice
from math import inf
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, Problem, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_LINE_LENGTH = 1_000_000
# A quoted text with more lines is none.
_MAX_LINES = 500
_LINES_PER_BLOCK = 1_000
_MAX_TEXT_SHOWN = 200
_CONTROL_CHARACTERS = tuple(map(chr, (*range(9), *range(14, 32))))
_WITHOUT_CONTROL = str.maketrans(dict.fromkeys(_CONTROL_CHARACTERS))
# A text has few control characters by mistake, and a file that is no text has many.
_FEW_CONTROL_CHARACTERS = 3
_CHARACTERS_PER_CONTROL, _CHARACTERS_PER_CONTROL_IN_SHORT_TEXT = 50, 10


def has_control_characters(text: str) -> bool:
    """Return whether a text has characters that no text table should have."""
    # Searching for each of them is much faster than a pattern.
    return any(char in text for char in _CONTROL_CHARACTERS)


def check_plain_text(text: str) -> str:
    """Return the text itself.

    Raises:
        BadInput: It has so many control characters that it is no text.
    """
    if not is_plain_text(text):
        raise BadInput(ProblemKind.NOT_TEXT)
    return text


def is_plain_text(text: str) -> bool:
    """Return whether a text has at most a few control characters."""
    if not has_control_characters(text):
        return True
    count = sum(map(text.count, _CONTROL_CHARACTERS))
    few = min(_FEW_CONTROL_CHARACTERS, len(text) // _CHARACTERS_PER_CONTROL_IN_SHORT_TEXT)
    return count <= max(few, len(text) // _CHARACTERS_PER_CONTROL)


class FaultyLines:
    """Takes lines with unclosed quotation marks, control characters or long cells out of a text.

    It remembers them. If it `keeps_lines`, they stay: their quotation marks are signs like others,
    and the control characters are left out.
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
            text = "".join(block)
            if not self._keeps_lines and len(text) > csv.field_size_limit():  # few are so long
                self._empty_long_lines(block, number)
            if has_control_characters(text):
                self._empty_lines_with_control(block, number)
            odd = [line for line in block if '"' in line and line.count('"') % 2]
            if odd:
                self._replace_faulty(block, block.index(odd[0]), number, rest)
            yield block
            number += len(block)

    def _empty_long_lines(self, block: list[str], number: int) -> None:
        for position, line in enumerate(block):
            if len(line) > csv.field_size_limit() and self._is_too_long(line):
                self._add_problem(ProblemKind.LINE_TOO_LONG, number + position, line)
                block[position] = "\n"

    def _is_too_long(self, line: str) -> bool:
        """Return whether a line has a cell that no reader of CSV takes, or was cut off."""
        try:
            next(csv.reader([line], delimiter=self._delimiter))
        except csv.Error:
            return True
        return len(line) > MAX_LINE_LENGTH

    def _empty_lines_with_control(self, block: list[str], number: int) -> None:
        for position, line in enumerate(block):
            if has_control_characters(line):
                plain = line.translate(_WITHOUT_CONTROL)
                self._add_problem(ProblemKind.CONTROL_CHARACTERS, number + position, plain)
                block[position] = plain if self._keeps_lines else "\n"

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
            further = list(islice(rest, max(position + _MAX_LINES - len(block), 0)))
            self._empty_lines_with_control(further, number + len(block))
            block += further
            row = block[position : position + _MAX_LINES]
            count = self._row_length(row)
            if count and self._is_row(row[:count]):
                position += count
            else:
                self._add_problem(ProblemKind.UNCLOSED_QUOTE, number + position, line)
                block[position] = self._with_marks_as_signs(line) if self._keeps_lines else "\n"
                position += 1

    def take_problems(self, last_line: float = inf) -> tuple[Problem, ...]:
        """Return the problems up to a line that no earlier call has returned."""
        self._problems.sort(key=lambda problem: problem.row or 0)
        found = tuple(problem for problem in self._problems if (problem.row or 0) <= last_line)
        self._problems = self._problems[len(found) :]
        return found

    def _add_problem(self, kind: ProblemKind, number: int, line: str) -> None:
        value = line.strip()[:_MAX_TEXT_SHOWN]
        self._problems.append(Problem(kind, row=number, value=value))

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

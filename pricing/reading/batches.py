"""Long lists, a batch after the other in bounded memory: as fast as the disk and the rows allow.

A list of text is gone through twice: once for its decimal marks and currency, once for its rows.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import TextIOWrapper
from itertools import compress
from typing import TYPE_CHECKING, BinaryIO, TextIO

from pricing.model.row_batch import NOTHING, Table
from pricing.problems.errors import BadInput, Problem, ProblemKind
from pricing.reading import delimited
from pricing.reading.cell_readers import RowReader
from pricing.reading.headers import check_header, find_header, known_columns, laid_out
from pricing.reading.importer import (
    FORMATS,
    Options,
    chosen,
    read_grid,
    register_batches,
    tables,
    unreadable,
)
from pricing.reading.number_conventions import Survey
from pricing.reading.rows import Line, Listed, ProductList

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence
    from pathlib import Path

    from pricing.model.columns import Base
    from pricing.reading.headers import HeaderRow

LARGEST_FILE_MB = 2_000
MOST_ROWS = 5_000_000
BATCH = 2_000
_SAMPLE = 100_000
_BLOCK = 4_096
# The whole is there with the last batch alone.
_NEARLY = 0.999


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a list: products, those that wait for what may be missing, and all problems.

    `done` is the share of the list that is read: 1 with the last batch.
    """

    products: Table = NOTHING
    waiting: Table = NOTHING
    problems: tuple[Problem, ...] = ()
    done: float = 0.0


def read_batches(
    path: Path, options: Options | None = None, size: int = BATCH
) -> Generator[Batch, None, None]:
    """The rows of a list in batches of `size`; close the generator to stop.

    Raises nothing: what makes the list unusable, at first or on the way, is a problem without a
    row in the last batch.
    """
    try:
        for batch in _batches(path, options or Options(), size):
            yield _in_file(batch, path)
    except BadInput as refused:
        problem = Problem.of(refused, row=None, column="", value="")
        yield _in_file(Batch(problems=(problem,), done=1.0), path)


def _in_file(batch: Batch, path: Path) -> Batch:
    if not batch.problems:
        return batch
    return replace(batch, problems=tuple(each.in_file(str(path)) for each in batch.problems))


def _batches(path: Path, options: Options, size: int) -> Iterator[Batch]:
    of_register = register_batches(path, options, size)
    if of_register is not None:
        for read, done in of_register:
            yield Batch(_table(read.products), _table(read.unfinished), read.problems, done)
        yield Batch(done=1.0)
        return
    if FORMATS.get(path.suffix.casefold()) is not delimited.grids:
        yield from _cut(read_grid(chosen(tables(path), options.sheet), options), size)
        return
    with _opened(path) as file:
        yield from _TextList(file, options).batches(size)


def _cut(read: ProductList, size: int) -> Iterator[Batch]:
    """A list that was read whole, in batches; the problems come with the first."""
    lines = read.lines
    total = len(lines) or 1
    for first in range(0, total, size):
        some = lines[first : first + size]
        yield Batch(
            _table([each for each in some if isinstance(each, Listed)]),
            _table([each for each in some if not isinstance(each, Listed)]),
            () if first else read.problems,
            min(1.0, (first + size) / total),
        )


def _table(lines: Sequence[Line]) -> Table:
    return Table.of((each.values for each in lines), [each.row for each in lines])


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise unreadable(error) from None
    with file:
        try:
            yield file
        except OSError as error:  # a drive that went away
            raise unreadable(error) from None


class _TextList:
    """A list of text in an open file. Raises BadInput where it is none, or changes meanwhile."""

    def __init__(self, file: BinaryIO, options: Options) -> None:
        self._file = file
        self._options = options
        self._state = self._seen()
        if self._state[0] > LARGEST_FILE_MB * 1_000_000:
            raise BadInput(ProblemKind.FILE_TOO_LARGE, largest=LARGEST_FILE_MB)
        self._encoding, self._delimiter, self._header, survey = self._survey()
        self._reader = RowReader(self._header, survey.conventions(), raw=True)
        currency = options.currency or survey.currency()
        self._usual: Mapping[str, Base] = {"element": options.element, "currency": currency}

    def batches(self, size: int) -> Iterator[Batch]:
        headers, waited_for = self._reader.headers, self._options.waited_for
        with self._text(self._encoding) as text:
            lines = delimited.lines(text)
            texts = list(self._header.texts)
            is_empty = True
            for numbers, rows in self._below(lines, self._delimiter, self._header, size):
                self._check_unchanged()
                held = [any(map(str.strip, cells)) and not _repeats(cells, texts) for cells in rows]
                read = self._reader.read_texts(
                    list(compress(numbers, held)), list(compress(rows, held))
                )
                found = read.finished(self._usual, headers, waited_for)
                done = min(self._file.tell() / self._state[0], _NEARLY)
                is_empty = is_empty and not any(held)
                yield Batch(*found, done)
        if is_empty:
            raise BadInput(ProblemKind.NO_ROWS)
        yield Batch(done=1.0)

    # -- the first look ------------------------------------------------------------------------

    def _survey(self) -> tuple[str, str, HeaderRow, Survey]:
        """Encoding, delimiter and header, and what the cells show. Reads the list to its end."""
        for encoding in delimited.encodings(self._file.read(4_000)):
            try:
                with self._text(encoding) as text:
                    delimiter, header = self._head(text.read(_SAMPLE))
                survey = Survey(header, self._options.mark)
                with self._text(encoding) as text:
                    lines = delimited.plain_lines(text)
                    for _, rows in self._below(lines, delimiter, header, _BLOCK):
                        survey.look(rows)
            except UnicodeError:
                continue
            self._check_unchanged()
            return encoding, delimiter, header, survey
        raise BadInput(ProblemKind.NOT_TEXT)

    def _head(self, sample: str) -> tuple[str, HeaderRow]:
        delimiter, grid = max(delimited.readings(sample), key=lambda each: known_columns(each[1]))
        if self._options.layout is None:
            header = find_header(grid, self._options.mapping)
        else:
            header = laid_out(grid, self._options.layout)
        check_header(header, self._options.waited_for)
        return delimiter, header

    # -- the rows ------------------------------------------------------------------------------

    @contextmanager
    def _text(self, encoding: str) -> Iterator[TextIO]:
        self._file.seek(0)
        text = TextIOWrapper(self._file, encoding, newline="")
        try:
            yield text
        finally:
            text.detach()

    def _below(
        self, lines: Iterator[str], delimiter: str, header: HeaderRow, size: int
    ) -> Iterator[tuple[Sequence[int], list[list[str]]]]:
        """The rows below the header, and the line where each begins."""
        above, passed = header.position + 1, 0
        for numbers, rows in delimited.blocks(lines, delimiter, size):
            passed += len(rows)
            if passed > MOST_ROWS:
                raise BadInput(ProblemKind.TOO_MANY_ROWS, largest=MOST_ROWS)
            yield numbers[above:], rows[above:]
            above = max(above - len(rows), 0)

    # -- a file that is written to -------------------------------------------------------------

    def _seen(self) -> tuple[int, int]:
        """What is another once a file was written to."""
        seen = os.fstat(self._file.fileno())
        return seen.st_size, seen.st_mtime_ns

    def _check_unchanged(self) -> None:
        if self._seen() != self._state:
            raise BadInput(ProblemKind.FILE_CHANGED)


def _repeats(cells: list[str], header: list[str]) -> bool:
    """Whether a row is the header once more, as lists put together from several have it."""
    return bool(header) and (
        cells[0].strip() == header[0] and [text.strip() for text in cells] == header
    )

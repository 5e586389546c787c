"""Long lists, a batch after the other in bounded memory: as fast as the disk and the rows allow.

A list of text is gone through twice: once for its decimal marks and currency, once for its rows.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import TextIOWrapper
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, TextIO

from pricing.errors import BadInput, Problem, ProblemKind
from pricing.reading import delimited
from pricing.reading.headers import check_header, find_header, known_columns, laid_out
from pricing.reading.importer import (
    FORMATS,
    Options,
    read_grid,
    register_batches,
    some,
    tables,
    unreadable,
)
from pricing.reading.rows import ProductList, RowReader, product_list
from pricing.reading.survey import Survey

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping
    from pathlib import Path

    from pricing.columns import Base
    from pricing.reading.headers import HeaderRow

LARGEST_FILE_MB = 2_000
MOST_ROWS = 5_000_000
BATCH = 2_000
_SAMPLE = 100_000


@dataclass(frozen=True, slots=True)
class Batch(ProductList):
    """Some rows of a list, and which share of the list is read: 1 with the last batch."""

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
            yield Batch(read.products, read.problems, read.unfinished, done=done)
        yield Batch(done=1.0)
        return
    if FORMATS.get(path.suffix.casefold()) is not delimited.grids:
        yield from _cut(read_grid(tables(path)[0], options), size)
        return
    with _opened(path) as file:
        yield from _TextList(file, options).batches(size)


def _cut(read: ProductList, size: int) -> Iterator[Batch]:
    """A list that was read whole, in batches; the problems come with the first."""
    total = len(read.products) or 1
    for first in range(0, total, size):
        yield Batch(
            read.products[first : first + size],
            () if first else read.problems,
            () if first else read.unfinished,
            done=min(1.0, (first + size) / total),
        )


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
        self._reader = RowReader(self._header, survey.conventions())
        currency = options.currency or survey.currency()
        self._usual: Mapping[str, Base] = {"element": options.element, "currency": currency}

    def batches(self, size: int) -> Iterator[Batch]:
        read = self._reader.read_texts
        with self._text(self._encoding) as text:
            rows = some(self._body(delimited.lines(text), self._delimiter, self._header))
            while True:
                block = [read(number, cells) for number, cells in islice(rows, size)]
                self._check_unchanged()
                is_last = len(block) < size
                found = product_list(block, self._usual, self._reader.headers)
                done = 1.0 if is_last else self._file.tell() / self._state[0]
                yield Batch(found.products, found.problems, done=done)
                if is_last:
                    return

    # -- the first look ------------------------------------------------------------------------

    def _survey(self) -> tuple[str, str, HeaderRow, Survey]:
        """Encoding, delimiter and header, and what the cells show. Reads the list to its end."""
        for encoding in delimited.encodings(self._file.read(4_000)):
            try:
                with self._text(encoding) as text:
                    delimiter, header = self._head(text.read(_SAMPLE))
                survey = Survey(header, self._options.mark)
                with self._text(encoding) as text:
                    rows = self._body(_plain(delimited.lines(text)), delimiter, header)
                    survey.look(cells for _, cells in rows)
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
        check_header(header)
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

    def _body(
        self, lines: Iterator[str], delimiter: str, header: HeaderRow
    ) -> Iterator[tuple[int, list[str]]]:
        """The rows below the header that hold anything, each with the line where it begins."""
        first = header.texts[0] if header.texts else ""
        texts = list(header.texts)
        for place, (number, cells) in enumerate(delimited.numbered(lines, delimiter)):
            if place <= header.position or not any(map(str.strip, cells)):
                continue
            if place >= MOST_ROWS:
                raise BadInput(ProblemKind.TOO_MANY_ROWS, largest=MOST_ROWS)
            if cells[0].strip() == first and [text.strip() for text in cells] == texts:
                continue
            yield number, cells

    # -- a file that is written to -------------------------------------------------------------

    def _seen(self) -> tuple[int, int]:
        """What is another once a file was written to."""
        seen = os.fstat(self._file.fileno())
        return seen.st_size, seen.st_mtime_ns

    def _check_unchanged(self) -> None:
        if self._seen() != self._state:
            raise BadInput(ProblemKind.FILE_CHANGED)


def _plain(lines: Iterator[str]) -> Iterator[str]:
    """The lines, as long as they are text."""
    for line in lines:
        if delimited.CONTROL.search(line):
            raise BadInput(ProblemKind.NOT_TEXT)
        yield line

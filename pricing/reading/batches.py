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

from pricing.model.row_batch import EMPTY_BATCH, RowBatch
from pricing.problems.errors import BadInput, Problem, ProblemKind
from pricing.reading import delimited
from pricing.reading.cell_readers import RowReader
from pricing.reading.headers import apply_layout, check_header, count_known_columns, find_header
from pricing.reading.importer import (
    FORMATS,
    ReadingOptions,
    choose_grid,
    read_grid,
    read_grids,
    read_register_batches,
    unreadable_file_error,
)
from pricing.reading.number_conventions import ConventionSurvey
from pricing.reading.rows import ListRow, ProductList, ProductRow

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence
    from pathlib import Path

    from pricing.model.columns import BaseValue
    from pricing.reading.headers import HeaderRow

MAX_STREAMED_FILE_MB = 2_000
MAX_STREAMED_ROWS = 5_000_000
BATCH_SIZE = 2_000
_SAMPLE_LENGTH = 100_000
_ROWS_PER_BLOCK = 4_096
# The whole is there with the last batch alone.
_MAX_UNFINISHED_SHARE = 0.999


@dataclass(frozen=True, slots=True)
class ListBatch:
    """Some rows of a list: products, those that wait for what may be missing, and all problems.

    `done` is the share of the list that is read: 1 with the last batch.
    """

    products: RowBatch = EMPTY_BATCH
    incomplete: RowBatch = EMPTY_BATCH
    problems: tuple[Problem, ...] = ()
    share_read: float = 0.0


def read_batches(
    path: Path, options: ReadingOptions | None = None, size: int = BATCH_SIZE
) -> Generator[ListBatch, None, None]:
    """The rows of a list in batches of `size`; close the generator to stop.

    Raises nothing: what makes the list unusable, at first or on the way, is a problem without a
    row in the last batch.
    """
    try:
        for batch in _read_any_batches(path, options or ReadingOptions(), size):
            yield _in_file(batch, path)
    except BadInput as refused:
        problem = Problem.from_bad_input(refused, row=None, column="", value="")
        yield _in_file(ListBatch(problems=(problem,), share_read=1.0), path)


def _in_file(batch: ListBatch, path: Path) -> ListBatch:
    if not batch.problems:
        return batch
    return replace(batch, problems=tuple(each.with_file(str(path)) for each in batch.problems))


def _read_any_batches(path: Path, options: ReadingOptions, size: int) -> Iterator[ListBatch]:
    of_register = read_register_batches(path, options, size)
    if of_register is not None:
        for read, done in of_register:
            yield ListBatch(
                _row_batch(read.products), _row_batch(read.incomplete), read.problems, done
            )
        yield ListBatch(share_read=1.0)
        return
    if FORMATS.get(path.suffix.casefold()) is not delimited.read_grids:
        yield from _split_into_batches(
            read_grid(choose_grid(read_grids(path), options.sheet), options), size
        )
        return
    with _open_file(path) as file:
        yield from _TextListReader(file, options).batches(size)


def _split_into_batches(read: ProductList, size: int) -> Iterator[ListBatch]:
    """A list that was read whole, in batches; the problems come with the first."""
    lines = read.all_rows
    total = len(lines) or 1
    for first in range(0, total, size):
        some = lines[first : first + size]
        yield ListBatch(
            _row_batch([each for each in some if isinstance(each, ProductRow)]),
            _row_batch([each for each in some if not isinstance(each, ProductRow)]),
            () if first else read.problems,
            min(1.0, (first + size) / total),
        )


def _row_batch(lines: Sequence[ListRow]) -> RowBatch:
    return RowBatch.from_rows((each.values for each in lines), [each.row for each in lines])


@contextmanager
def _open_file(path: Path) -> Iterator[BinaryIO]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise unreadable_file_error(error) from None
    with file:
        try:
            yield file
        except OSError as error:  # a drive that went away
            raise unreadable_file_error(error) from None


class _TextListReader:
    """A list of text in an open file. Raises BadInput where it is none, or changes meanwhile."""

    def __init__(self, file: BinaryIO, options: ReadingOptions) -> None:
        self._file = file
        self._options = options
        self._initial_state = self._file_state()
        if self._initial_state[0] > MAX_STREAMED_FILE_MB * 1_000_000:
            raise BadInput(ProblemKind.FILE_TOO_LARGE, largest=MAX_STREAMED_FILE_MB)
        self._encoding, self._delimiter, self._header, survey = self._survey()
        self._reader = RowReader(self._header, survey.conventions(), is_raw=True)
        currency = options.currency or survey.usual_currency()
        self._defaults: Mapping[str, BaseValue] = {"element": options.element, "currency": currency}

    def batches(self, size: int) -> Iterator[ListBatch]:
        headers, waited_for = self._reader.header_texts, self._options.optional_keys
        with self._open_text(self._encoding) as text:
            lines = delimited.read_lines(text)
            texts = list(self._header.texts)
            is_empty = True
            for numbers, rows in self._rows_below_header(
                lines, self._delimiter, self._header, size
            ):
                self._check_unchanged()
                held = [
                    any(map(str.strip, cells)) and not _repeats_header(cells, texts)
                    for cells in rows
                ]
                read = self._reader.read_texts(
                    list(compress(numbers, held)), list(compress(rows, held))
                )
                found = read.build(self._defaults, headers, waited_for)
                done = min(self._file.tell() / self._initial_state[0], _MAX_UNFINISHED_SHARE)
                is_empty = is_empty and not any(held)
                yield ListBatch(*found, done)
        if is_empty:
            raise BadInput(ProblemKind.NO_ROWS)
        yield ListBatch(share_read=1.0)

    # -- the first look ------------------------------------------------------------------------

    def _survey(self) -> tuple[str, str, HeaderRow, ConventionSurvey]:
        """Encoding, delimiter and header, and what the cells show. Reads the list to its end."""
        for encoding in delimited.likely_encodings(self._file.read(4_000)):
            try:
                with self._open_text(encoding) as text:
                    delimiter, header = self._find_header(text.read(_SAMPLE_LENGTH))
                survey = ConventionSurvey(header, self._options.decimal_mark)
                with self._open_text(encoding) as text:
                    lines = delimited.read_checked_lines(text)
                    for _, rows in self._rows_below_header(
                        lines, delimiter, header, _ROWS_PER_BLOCK
                    ):
                        survey.add_rows(rows)
            except UnicodeError:
                continue
            self._check_unchanged()
            return encoding, delimiter, header, survey
        raise BadInput(ProblemKind.NOT_TEXT)

    def _find_header(self, sample: str) -> tuple[str, HeaderRow]:
        delimiter, grid = max(
            delimited.grids_by_delimiter(sample), key=lambda each: count_known_columns(each[1])
        )
        if self._options.layout is None:
            header = find_header(grid, self._options.column_keys)
        else:
            header = apply_layout(grid, self._options.layout)
        check_header(header, self._options.optional_keys)
        return delimiter, header

    # -- the rows ------------------------------------------------------------------------------

    @contextmanager
    def _open_text(self, encoding: str) -> Iterator[TextIO]:
        self._file.seek(0)
        text = TextIOWrapper(self._file, encoding, newline="")
        try:
            yield text
        finally:
            text.detach()

    def _rows_below_header(
        self, lines: Iterator[str], delimiter: str, header: HeaderRow, size: int
    ) -> Iterator[tuple[Sequence[int], list[list[str]]]]:
        """The rows below the header, and the line where each begins."""
        above, passed = header.position + 1, 0
        for numbers, rows in delimited.row_blocks(lines, delimiter, size):
            passed += len(rows)
            if passed > MAX_STREAMED_ROWS:
                raise BadInput(ProblemKind.TOO_MANY_ROWS, largest=MAX_STREAMED_ROWS)
            yield numbers[above:], rows[above:]
            above = max(above - len(rows), 0)

    # -- a file that is written to -------------------------------------------------------------

    def _file_state(self) -> tuple[int, int]:
        """What is another once a file was written to."""
        seen = os.fstat(self._file.fileno())
        return seen.st_size, seen.st_mtime_ns

    def _check_unchanged(self) -> None:
        if self._file_state() != self._initial_state:
            raise BadInput(ProblemKind.FILE_CHANGED)


def _repeats_header(cells: list[str], header: list[str]) -> bool:
    """Whether a row is the header once more, as lists put together from several have it."""
    return bool(header) and (
        cells[0].strip() == header[0] and [text.strip() for text in cells] == header
    )

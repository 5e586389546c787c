"""Long lists read in batches, in bounded memory.

A text file is read twice: once for its decimal marks and currency, once for its rows.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import replace
from io import TextIOWrapper
from typing import TYPE_CHECKING, BinaryIO, TextIO

from pricing.model.row_batch import RowBatch
from pricing.problems.errors import BadInput, Problem, ProblemKind
from pricing.problems.progress import SILENT_PROGRESS, Progress
from pricing.reading import delimited
from pricing.reading.faulty_lines import FaultyLines, check_plain_text
from pricing.reading.further_tables import further_headers, repeated_header_note
from pricing.reading.header_rows import MAX_HEADER_ROWS
from pricing.reading.headers import HEADER_SEARCH_ROWS, count_known_columns
from pricing.reading.importer import (
    FORMATS,
    MAX_FILE_MB,
    check_is_file,
    choose_header,
    read_grid,
    read_kept_grids,
    read_register_batches,
    unreadable_file_error,
)
from pricing.reading.ingredient_blocks import places_of_ingredients, whole_products
from pricing.reading.number_conventions import ConventionSurvey
from pricing.reading.product_list import (
    BATCH_SIZE,
    ListBatch,
    ListRow,
    ProductList,
    ProductRow,
)
from pricing.reading.reading_options import ReadingOptions
from pricing.reading.row_reader import RowReader
from pricing.reading.sheets import read_sheets
from pricing.reading.table_notes import MAX_FOOTNOTE_ROWS, find_footnotes, find_remarks
from pricing.reading.text_blocks import TextBlock, text_blocks
from pricing.reading.text_encodings import (
    USUAL_ENCODING,
    WordCount,
    check_encoding,
    sample_of_letters,
    unclear_encoding_error,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from pathlib import Path

    from pricing.reading.grid import Grid
    from pricing.reading.headings import HeaderRow

MAX_STREAMED_FILE_MB = 2_000
MAX_STREAMED_ROWS = 5_000_000
_ENCODING_SAMPLE_BYTES = 4_000
_HEADER_SAMPLE_LENGTH = 100_000
_ROWS_PER_BLOCK = 512  # whose texts fit into the cache of a processor
# Only the last batch says that the whole list was read.
_MAX_UNFINISHED_SHARE = 0.999


def read_batches(
    path: Path,
    options: ReadingOptions | None = None,
    size: int = BATCH_SIZE,
    progress: Progress = SILENT_PROGRESS,
) -> Generator[ListBatch, None, None]:
    """Yield the rows of a list in batches of `size`. Close the generator to stop.

    Nothing is raised. If the list is or becomes unusable, the last batch holds a problem without a
    row. `progress` gets a report now and then while there is no batch yet.
    """
    try:
        check_is_file(path)
        for batch in _read_any_batches(path, options or ReadingOptions(), size, progress):
            yield _in_file(batch, path)
    except BadInput as error:
        problem = Problem.from_bad_input(error, row=None, column="", value="")
        yield _in_file(ListBatch(problems=(problem,), share_read=1.0), path)


def _in_file(batch: ListBatch, path: Path) -> ListBatch:
    if not batch.problems:
        return batch
    problems = tuple(problem.with_file(str(path)) for problem in batch.problems)
    return replace(batch, problems=problems)


def _read_any_batches(
    path: Path, options: ReadingOptions, size: int, progress: Progress
) -> Iterator[ListBatch]:
    register_batches = read_register_batches(path, options, size, progress)
    if register_batches is not None:
        for rows, share_read in register_batches:
            yield ListBatch(
                _row_batch(rows.products), _row_batch(rows.incomplete), rows.problems, share_read
            )
        yield ListBatch(share_read=1.0)
        return
    if FORMATS.get(path.suffix.casefold()) is not delimited.read_grids:
        lists = read_sheets(read_kept_grids(path), options)
        for position, product_list in enumerate(lists):
            share_before, share = position / len(lists), 1 / len(lists)
            for batch in _split_into_batches(product_list, size):
                yield replace(batch, share_read=share_before + share * batch.share_read)
        return
    with _open_file(path) as file:
        reader = _TextListReader(file, options, progress)
        if reader.has_further_tables:
            yield from _split_into_batches(read_grid(reader.whole_grid(), options), size)
        else:
            yield from reader.batches(size)


def _split_into_batches(product_list: ProductList, size: int) -> Iterator[ListBatch]:
    """Yield a list that was read as a whole in batches, with all problems in the first."""
    rows, scenario = product_list.all_rows, product_list.scenario
    total = len(rows) or 1
    for start in range(0, total, size):
        block = rows[start : start + size]
        yield ListBatch(
            _row_batch([row for row in block if isinstance(row, ProductRow)]),
            _row_batch([row for row in block if not isinstance(row, ProductRow)]),
            () if start else product_list.problems,
            min(1.0, (start + size) / total),
            None if start else scenario,
            product_list.sheets[0] if product_list.sheets else "",
            tuple((row.row, key, text) for row in block for key, text in row.unreadable),
        )


def _row_batch(rows: Sequence[ListRow]) -> RowBatch:
    return RowBatch.from_rows((row.values for row in rows), [row.row for row in rows])


@contextmanager
def _open_file(path: Path) -> Iterator[BinaryIO]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise unreadable_file_error(error) from None
    with file:
        try:
            yield file
        except OSError as error:  # a drive that was disconnected
            raise unreadable_file_error(error) from None


class _TextListReader:
    """Reads a list of text from an open file.

    Raises:
        BadInput: The file is not a list, or it changes while it is read.
    """

    def __init__(self, file: BinaryIO, options: ReadingOptions, progress: Progress) -> None:
        self._file = file
        self._options = options
        self._progress = progress
        self._initial_state = self._file_state()
        if self._initial_state[0] > MAX_STREAMED_FILE_MB * 1_000_000:
            raise BadInput(ProblemKind.FILE_TOO_LARGE, largest=MAX_STREAMED_FILE_MB)
        self.has_further_tables = False
        self._repeated_rows: list[int] = []
        self._encoding, self._delimiter, survey = self._survey()
        self._header = survey.settled_header()
        self._currency_notes = survey.currency_notes(options)
        self._defaults = survey.default_values(
            options.element, options.currency, options.expected_currency
        )
        self._reader = RowReader(
            self._header,
            survey.conventions(options.currency, options.expected_currency),
            str(self._defaults["element"]),
            is_raw=True,
        )

    def batches(self, size: int) -> Iterator[ListBatch]:
        options = self._options
        yield from self._header_problems()
        with self._open_text(self._encoding) as text:
            quotes = FaultyLines(self._delimiter)
            lines = quotes.without_them(delimited.read_lines(text))
            is_empty = True
            blocks = self._rows_below_header(lines, self._delimiter, self._header, size)
            for block in whole_products(blocks, places_of_ingredients(self._header)):
                self._check_unchanged()
                rows = self._rows_with_values(block)
                batch = self._reader.read_texts(rows).build(
                    self._defaults,
                    options.optional_keys,
                    keeps_incomplete=options.keeps_incomplete,
                )
                share_read = min(self._file.tell() / self._initial_state[0], _MAX_UNFINISHED_SHARE)
                is_empty = is_empty and not len(rows)
                last_line = block.numbers[-1] if block.numbers else 0
                problems = sorted(
                    (*quotes.take_problems(last_line), *batch.problems),
                    key=lambda problem: problem.row or 0,
                )
                yield replace(batch, problems=tuple(problems), share_read=share_read)
        if is_empty:
            raise BadInput(ProblemKind.NO_ROWS)
        repeated = repeated_header_note(self._repeated_rows)
        notes = (*self._currency_notes, *self._reader.notes(), *repeated)
        yield ListBatch(problems=notes, share_read=1.0)

    def whole_grid(self) -> Grid:
        """Return the rows of the whole file, which must hold few enough for that."""
        if self._initial_state[0] > MAX_FILE_MB * 1_000_000:
            raise BadInput(ProblemKind.FILE_TOO_LARGE, largest=MAX_FILE_MB)
        self._file.seek(0)
        text = self._file.read().decode(self._encoding)
        return dict(delimited.grids_by_delimiter(text))[self._delimiter]

    def _rows_with_values(self, block: TextBlock) -> TextBlock:
        """Return the rows that are neither empty nor repeat the header.

        A list that was put together from several repeats its header.
        """
        own_rows = self._header.row_texts
        first_cells = set(map(str.strip, set(block.columns[0]))) if block.columns else {""}
        if all(first_cells) and {texts[0] for texts in own_rows if texts}.isdisjoint(first_cells):
            return block
        rows = [tuple(map(str.strip, block.row(position))) for position in range(len(block))]
        self._repeated_rows += [
            number
            for number, cells in zip(block.numbers, rows, strict=True)
            if cells in own_rows[:1]
        ]
        return block.select_rows([any(cells) and cells not in own_rows for cells in rows])

    def _header_problems(self) -> Iterator[ListBatch]:
        if self._header.problems:
            yield ListBatch(problems=self._header.problems)

    # -- the first pass ------------------------------------------------------------------------

    def _survey(self) -> tuple[str, str, ConventionSurvey]:
        """Read the list to its end.

        Return its encoding, its delimiter, and a survey of its numbers.
        """
        sample_bytes = self._file.read(_ENCODING_SAMPLE_BYTES)
        layout = self._options.layout
        answer = self._options.encoding or (layout.encoding if layout else "")
        stated = (answer,) if answer else ()
        for encoding in stated or delimited.likely_encodings(sample_bytes):
            words = WordCount() if encoding == USUAL_ENCODING and not stated else None
            try:
                with self._open_text(encoding) as text:
                    sample = check_plain_text(text.read(_HEADER_SAMPLE_LENGTH))
                delimiter, grid = self._find_table(sample)
                header = self._find_header_or_encoding(grid, sample, words)
                survey, footnotes, remarks = self._survey_rows(encoding, delimiter, header, words)
                if footnotes or remarks:
                    texts = replace(grid, footnotes=footnotes, remarks=remarks)
                    header = choose_header(texts, self._options)
                if header.used_footnotes or header.row_footnotes:  # they decide what is read
                    survey, _, _ = self._survey_rows(encoding, delimiter, header, None)
            except UnicodeError:
                continue
            self._check_unchanged()
            if words:
                check_encoding(words, self._sample_of_letters())
            return encoding, delimiter, survey
        check_plain_text(sample_bytes.decode("latin-1"))
        raise unclear_encoding_error(self._sample_of_letters())

    def _survey_rows(
        self, encoding: str, delimiter: str, header: HeaderRow, words: WordCount | None
    ) -> tuple[ConventionSurvey, tuple[str, ...], tuple[str, ...]]:
        """Survey the rows below the header. Return the texts below and among the products too."""
        survey = ConventionSurvey(header, self._options.decimal_mark, self._options.date_order)
        last_rows: list[list[str]] = []
        remarks: tuple[str, ...] = ()
        with self._open_text(encoding) as text:
            checked = delimited.read_checked_lines(text)
            lines = FaultyLines(delimiter).without_them(
                map(words.add, checked) if words else checked
            )
            for block in self._rows_below_header(lines, delimiter, header, _ROWS_PER_BLOCK):
                survey.add_columns(block.columns)
                survey.add_percentages(block.columns)
                self.has_further_tables |= _holds_further_headers(block, header)
                remarks += _remarks_in(block, header)
                last_rows = [*last_rows, *block.last_rows(MAX_FOOTNOTE_ROWS)]
                last_rows = last_rows[-MAX_FOOTNOTE_ROWS:]
                self._progress.report(0)
        return survey, find_footnotes(last_rows), tuple(dict.fromkeys(remarks))[:MAX_FOOTNOTE_ROWS]

    def _sample_of_letters(self) -> bytes:
        """Return the first lines that hold other bytes than ASCII."""
        self._file.seek(0)
        return sample_of_letters(self._file)

    def _find_header_or_encoding(
        self, grid: Grid, sample: str, words: WordCount | None
    ) -> HeaderRow:
        """Return the header row. Without one, the words may be those of another encoding."""
        try:
            return self._find_header(grid)
        except BadInput:
            if words:
                words.add(sample)
                check_encoding(words, self._sample_of_letters())
            raise

    def _find_table(self, sample: str) -> tuple[str, Grid]:
        """Return the delimiter and the first rows."""
        layout = self._options.layout
        row_count = max(HEADER_SEARCH_ROWS, (layout and layout.header_position) or 0)
        grids = delimited.grids_by_delimiter(sample, row_count + MAX_HEADER_ROWS)
        return max(grids, key=lambda pair: count_known_columns(pair[1]))

    def _find_header(self, grid: Grid) -> HeaderRow:
        header = choose_header(grid, self._options)
        rows = [row.texts for row in grid.rows[: max(header.position, 0)]]
        above = TextBlock.of_rows(range(len(rows)), rows)
        self.has_further_tables = _holds_further_headers(above, header)
        return header

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
    ) -> Iterator[TextBlock]:
        """Yield blocks of the rows below the header."""
        rows_to_skip, row_count = header.first_body_position, 0
        for block in text_blocks(lines, delimiter, size):
            row_count += len(block)
            if row_count > MAX_STREAMED_ROWS:
                raise BadInput(ProblemKind.TOO_MANY_ROWS, largest=MAX_STREAMED_ROWS)
            yield block.without_first(rows_to_skip) if rows_to_skip else block
            rows_to_skip = max(rows_to_skip - len(block), 0)

    # -- a file that another program writes to -------------------------------------------------

    def _file_state(self) -> tuple[int, int]:
        """Return the size and the time of the last change, which tell a changed file."""
        state = os.fstat(self._file.fileno())
        return state.st_size, state.st_mtime_ns

    def _check_unchanged(self) -> None:
        if self._file_state() != self._initial_state:
            raise BadInput(ProblemKind.FILE_CHANGED)


def _remarks_in(block: TextBlock, header: HeaderRow) -> tuple[str, ...]:
    """Return the texts that stand alone in their rows, of which few lists have any."""
    price = header.find_heading("price")
    prices = block.columns[price.index] if price and price.index < len(block.columns) else ()
    if "" not in prices:
        return ()
    return find_remarks(block.row(at) for at, text in enumerate(prices) if not text)


def _holds_further_headers(block: TextBlock, header: HeaderRow) -> bool:
    product = header.find_heading("product")
    if product is None or product.index >= len(block.columns):
        return False
    return bool(further_headers(header, block.columns[product.index], block.row))

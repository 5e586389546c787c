"""Import of a list, or of another catalogue's file, into the catalogue."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pricing.catalogue import exchange
from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.staging import ImportSummary
from pricing.model.columns import COMPLETABLE_KEYS
from pricing.problems.errors import BadInput, Problem, ProblemKind
from pricing.problems.progress import SILENT_PROGRESS, Progress
from pricing.quantities.amounts import MONEY
from pricing.quantities.currencies import price_text
from pricing.quantities.dates import refuse_early, today
from pricing.reading.importer import check_is_file
from pricing.reading.reader_process import read_batches, read_catalogue
from pricing.reading.reading_options import ReadingOptions
from pricing.store.data_files import CATALOGUE_FILE
from pricing.store.integrity import has_data_file

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from pricing.model.row_batch import RowBatch
    from pricing.reading.product_list import ListBatch


# The columns that a list may lack here, because labels without a price are kept too.
OPTIONAL_KEYS = ("price",)
# The catalogue keeps incomplete rows. The summary counts them, so they are not reported one by one.
_UNREAD_DAYS = frozenset((
    ProblemKind.NOT_A_DATE, ProblemKind.AMBIGUOUS_DATE, ProblemKind.FUTURE_DATE,
    ProblemKind.EARLY_DATE,
))  # fmt: skip
_COUNTED_PROBLEM_KINDS = {ProblemKind.INCOMPLETE_ROWS}
_SELECT_NAME = "SELECT product, currency FROM product WHERE id = ?"


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What joined the catalogue from a file, and the problems of what was left out."""

    summary: ImportSummary
    problems: tuple[Problem, ...]


@contextmanager
def catalogue_for_import(
    folder: Path,
    paths: Iterable[Path],
    options: ReadingOptions | None = None,
    progress: Progress = SILENT_PROGRESS,
) -> Iterator[Catalogue]:
    """Open the catalogue of a folder. None is made there for files without a row to import.

    The one that is opened then tells what is wrong with the files, and is gone at the end.
    """
    is_there = has_data_file(folder / CATALOGUE_FILE.name)
    is_needed = is_there or any(_has_rows(path, options, progress) for path in paths)
    with (
        TemporaryDirectory(prefix="elemental-") as elsewhere,
        closing(Catalogue(folder if is_needed else Path(elsewhere))) as catalogue,
    ):
        yield catalogue


def _has_rows(path: Path, options: ReadingOptions | None, progress: Progress) -> bool:
    file = _ImportFile(path, _own_options(options), progress)
    try:
        with closing(file.row_batches()) as batches:
            return any(map(len, batches))
    except BadInput:
        return False


def _own_options(options: ReadingOptions | None) -> ReadingOptions:
    return replace(options or ReadingOptions(), optional_keys=OPTIONAL_KEYS)


def import_file(
    catalogue: Catalogue,
    path: Path,
    options: ReadingOptions | None = None,
    source: str = "",
    progress: Progress = SILENT_PROGRESS,
) -> ImportResult:
    """Import a file into the catalogue in one transaction.

    Rows without a source get `source`, or else the name of the file. Rows without a date get the
    date of the file.

    Raises:
        Cancelled: The user cancelled the import.
        UserError: The catalogue cannot be written.
    """
    file = _ImportFile(path, _own_options(options), progress)
    try:
        summary = catalogue.import_rows(
            file.row_batches(),
            source or path.stem,
            _file_date(path),
            _FileProgress(progress, file),
        )
    except BadInput as error:
        problem = Problem.from_bad_input(error, row=None, column="", value="")
        return ImportResult(ImportSummary(0, 0, 0), (problem.with_file(str(path)),))
    found = (
        *_unread_day_errors(file.problems, _file_date(path)),
        *_foreign_code_errors(summary),
        *_repeated_price_errors(summary, catalogue),
        *_earlier_label_errors(summary),
        *_other_amounts_errors(summary),
    )
    noted = (
        Problem.from_bad_input(error, row=None, column="", value="", is_row_kept=True)
        for error in found
    )
    return ImportResult(
        summary, (*file.problems, *(problem.with_file(str(path)) for problem in noted))
    )


def _unread_day_errors(problems: Sequence[Problem], day: date) -> Iterator[BadInput]:
    """Yield what names the day of the prices whose dates cannot be read, if there are any."""
    rows = [one for one in problems if one.kind in _UNREAD_DAYS and one.is_row_kept]
    if rows:
        yield BadInput(ProblemKind.DAY_OF_FILE_TAKEN, count=len(rows), day=day.isoformat())


def _foreign_code_errors(summary: ImportSummary) -> Iterator[BadInput]:
    """Yield what names the codes of other labels, if there are any."""
    codes = summary.foreign_codes
    if codes:
        first = codes[0]
        yield BadInput(
            ProblemKind.CODES_OF_OTHER_PRODUCTS,
            count=len(codes), value=first.code, other=first.other, product=first.product,
        )  # fmt: skip


def _repeated_price_errors(summary: ImportSummary, catalogue: Catalogue) -> Iterator[BadInput]:
    """Yield what names the products that the list states at two prices, if there are any."""
    repeated = summary.repeated_prices
    if repeated:
        first = repeated[0]
        ((product, currency),) = catalogue.database.fetch_rows(_SELECT_NAME, (first.product_id,))
        yield BadInput(
            ProblemKind.TWO_PRICES_IN_LIST,
            count=len(repeated),
            product=str(product),
            earlier=price_text(MONEY.text(first.earlier), str(currency)),
            price=price_text(MONEY.text(first.price), str(currency)),
        )


def _earlier_label_errors(summary: ImportSummary) -> Iterator[BadInput]:
    """Yield what names the products that their source stated otherwise in an earlier list."""
    kinds = {False: ProblemKind.OTHER_LABEL_BEFORE, True: ProblemKind.OTHER_PACK_BEFORE}
    for is_of_pack, kind in kinds.items():
        labels = [one for one in summary.earlier_labels if one.is_of_pack is is_of_pack]
        if labels:
            first = labels[0]
            yield BadInput(
                kind, count=len(labels), product=first.product, source=first.source,
                stated=first.stated, earlier=first.earlier,
            )  # fmt: skip


def _other_amounts_errors(summary: ImportSummary) -> Iterator[BadInput]:
    """Yield what names the labels whose amounts differ from those of the catalogue."""
    labels = summary.other_amounts
    if labels:
        first = labels[0]
        yield BadInput(
            ProblemKind.OTHER_AMOUNTS_NOT_TAKEN,
            count=len(labels), product=first.product, stated=first.stated, held=first.held,
        )  # fmt: skip


class _FileProgress(Progress):
    """Adds the share of the file that has been read to the progress of an import."""

    def __init__(self, progress: Progress, file: _ImportFile) -> None:
        self._progress = progress
        self._file = file

    def report(self, rows: int, share: float = 0.0) -> None:
        self._progress.report(rows, share or self._file.share_read)

    @property
    def should_continue(self) -> bool:
        return self._progress.should_continue


class _ImportFile:
    """Reads the products of a file batch by batch, and collects the problems."""

    def __init__(self, path: Path, options: ReadingOptions, progress: Progress) -> None:
        self._path = path
        self._progress = progress
        self._options = options
        self.problems: list[Problem] = []
        self.share_read = 0.0

    def row_batches(self) -> Generator[RowBatch, None, None]:
        """Read the rows. Raise BadInput if the file, or the rest of it, cannot be used."""
        if exchange.is_catalogue_file(self._path):
            check_is_file(self._path)
            for batch in read_catalogue(self._path, lambda: self._progress.should_continue):
                self.problems += batch.problems
                yield batch.products
            return
        before = file_stamp(self._path)
        for batch in read_batches(
            self._path,
            self._options,
            should_continue=lambda: self._progress.should_continue,
        ):
            self.share_read = batch.share_read
            self._refuse_broken_list(batch)
            self.problems += (
                problem for problem in batch.problems if problem.kind not in _COUNTED_PROBLEM_KINDS
            )
            yield batch.products
            yield self._importable_rows(batch.incomplete)
        if file_stamp(self._path) != before:
            raise BadInput(ProblemKind.FILE_CHANGED)

    def _importable_rows(self, incomplete: RowBatch) -> RowBatch:
        """Return the rows that only lack completable values, and report the others."""
        errors = incomplete.row_errors(COMPLETABLE_KEYS)
        for row, error in zip(incomplete.row_numbers, errors, strict=True):
            if error is not None:
                column = str(error.parameters.get("column", ""))
                problem = Problem.from_bad_input(error, row=row, column=column, value="")
                self.problems.append(problem.with_file(str(self._path)))
        return incomplete.select_rows([error is None for error in errors])

    def _refuse_broken_list(self, batch: ListBatch) -> None:
        """Raise BadInput if the list breaks off, so that none of its rows join.

        An archive of several files is imported without a broken file.
        """
        if batch.products or batch.incomplete:
            return
        for problem in batch.problems:
            if problem.row is None and not (problem.is_row_kept or problem.column):
                raise BadInput(problem.kind, **problem.parameters)


def file_stamp(path: Path) -> tuple[int, int] | None:
    """Return when a file was written and its size, or None if the file cannot be accessed."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size


def _file_date(path: Path) -> date:
    """Return the day on which the file was written, or today if that day is not possible."""
    try:
        written = datetime.fromtimestamp(path.stat().st_mtime).astimezone().date()
        return refuse_early(min(written, today()))
    except (OSError, OverflowError, ValueError, BadInput):
        return today()

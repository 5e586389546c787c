"""The catalogue filled: a list, or another catalogue's file, read and joined in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from pricing.catalogue import exchange
from pricing.catalogue.staging import ImportSummary
from pricing.model.row_batch import COMPLETABLE_KEYS
from pricing.problems.errors import BadInput, Problem, ProblemKind
from pricing.problems.progress import SILENT_PROGRESS, Progress
from pricing.quantities.dates import today
from pricing.reading.batches import read_batches
from pricing.reading.importer import ReadingOptions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pricing.catalogue.catalogue import Catalogue
    from pricing.model.row_batch import RowBatch
    from pricing.reading.product_list import ListBatch


# What a list may lack, here: labels alone are kept too.
OPTIONAL_KEYS = ("price",)
# The catalogue keeps what is not finished, and says how many rows have no price.
_COUNTED_PROBLEM_KINDS = {ProblemKind.INCOMPLETE_ROWS}


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of a file: what joined the catalogue, and what was left out of it and why."""

    summary: ImportSummary
    problems: tuple[Problem, ...]


def import_file(
    catalogue: Catalogue,
    path: Path,
    options: ReadingOptions | None = None,
    source: str = "",
    progress: Progress = SILENT_PROGRESS,
) -> ImportResult:
    """Take a file into the catalogue, whole or not at all.

    `source` (else the file's name) holds for rows that name none, and the file's own day for rows
    without a date. Raises Cancelled; UserError where the disk refuses.
    """
    file = _ImportFile(path, replace(options or ReadingOptions(), optional_keys=OPTIONAL_KEYS))
    try:
        day = _file_date(path)
        told = _FileProgress(progress, file)
        joined = catalogue.import_rows(file.row_batches(), source or path.stem, day, told)
    except BadInput as refused:
        problem = Problem.from_bad_input(refused, row=None, column="", value="")
        return ImportResult(ImportSummary(0, 0, 0), (problem.with_file(str(path)),))
    return ImportResult(joined, tuple(file.problems))


class _FileProgress(Progress):
    """The progress of an import that knows how much of the file there is."""

    def __init__(self, progress: Progress, file: _ImportFile) -> None:
        self._progress = progress
        self._file = file

    def report(self, rows: int, share: float = 0.0) -> None:
        self._progress.report(rows, share or self._file.share_read)

    @property
    def should_continue(self) -> bool:
        return self._progress.should_continue


class _ImportFile:
    """The products of a file, batch by batch; what is left out is gathered on the way."""

    def __init__(self, path: Path, options: ReadingOptions) -> None:
        self._path = path
        self._options = options
        self.problems: list[Problem] = []
        self.share_read = 0.0

    def row_batches(self) -> Iterator[RowBatch]:
        """Raises BadInput where the file, or the rest of it, cannot be used."""
        if exchange.is_catalogue_file(self._path):
            yield from exchange.read_catalogue_file(self._path, self.problems)
            return
        before = file_stamp(self._path)
        for batch in read_batches(self._path, self._options):
            self.share_read = batch.share_read
            self._refuse_broken(batch)
            self.problems += (
                each for each in batch.problems if each.kind not in _COUNTED_PROBLEM_KINDS
            )
            yield batch.products
            yield self._importable_rows(batch.incomplete)
        if file_stamp(self._path) != before:
            raise BadInput(ProblemKind.FILE_CHANGED)

    def _importable_rows(self, waiting: RowBatch) -> RowBatch:
        """The rows that can be products once they have what they wait for; the others are named."""
        refusals = waiting.row_errors(COMPLETABLE_KEYS)
        for number, refused in zip(waiting.row_numbers, refusals, strict=True):
            if refused is not None:
                column = str(refused.parameters.get("column", ""))
                problem = Problem.from_bad_input(refused, row=number, column=column, value="")
                self.problems.append(problem.with_file(str(self._path)))
        return waiting.select_rows([refused is None for refused in refusals])

    def _refuse_broken(self, batch: ListBatch) -> None:
        """A list that breaks off does not join at all; of several files in one some may."""
        if batch.products or batch.incomplete:
            return
        for each in batch.problems:
            if each.row is None and not (each.is_row_kept or each.column):
                raise BadInput(each.kind, **each.parameters)


def file_stamp(path: Path) -> tuple[int, int] | None:
    """When a file was written and how long it is; None where it cannot be seen."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size


def _file_date(path: Path) -> date:
    """When the file was written, as far as that can be: what a list without dates was true on."""
    try:
        written = datetime.fromtimestamp(path.stat().st_mtime).astimezone().date()
    except (OSError, OverflowError, ValueError):
        return today()
    return min(written, today())

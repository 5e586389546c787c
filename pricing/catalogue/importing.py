"""The catalogue filled: a list, or another catalogue's file, read and joined in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from pricing.catalogue import exchange
from pricing.catalogue.staging import Joined
from pricing.model.row_batch import WAITED_FOR
from pricing.problems.errors import BadInput, Problem, ProblemKind
from pricing.problems.progress import UNWATCHED, Progress
from pricing.quantities.dates import today
from pricing.reading.batches import read_batches
from pricing.reading.importer import Options

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pricing.catalogue.catalogue import Products
    from pricing.model.row_batch import Table
    from pricing.reading.batches import Batch


# What a list may lack, here: labels alone are kept too.
KEPT_WITHOUT = ("price",)
# The catalogue keeps what is not finished, and says how many rows have no price.
_SAID_OTHERWISE = {ProblemKind.UNFINISHED}


@dataclass(frozen=True, slots=True)
class Filled:
    """What became of a file: what joined the catalogue, and what was left out of it and why."""

    joined: Joined
    problems: tuple[Problem, ...]


def fill(
    products: Products,
    path: Path,
    options: Options | None = None,
    source: str = "",
    progress: Progress = UNWATCHED,
) -> Filled:
    """Take a file into the catalogue, whole or not at all.

    `source` (else the file's name) holds for rows that name none, and the file's own day for rows
    without a date. Raises Cancelled; UserError where the disk refuses.
    """
    file = _File(path, replace(options or Options(), waited_for=KEPT_WITHOUT))
    try:
        day = _day(path)
        told = _OfFile(progress, file)
        joined = products.take_in(file.tables(), source or path.stem, day, told)
    except BadInput as refused:
        problem = Problem.of(refused, row=None, column="", value="")
        return Filled(Joined(0, 0, 0), (problem.in_file(str(path)),))
    return Filled(joined, tuple(file.problems))


class _OfFile(Progress):
    """The progress of an import that knows how much of the file there is."""

    def __init__(self, told: Progress, file: _File) -> None:
        self._told = told
        self._file = file

    def reached(self, rows: int, share: float = 0.0) -> None:
        self._told.reached(rows, share or self._file.done)

    @property
    def wanted(self) -> bool:
        return self._told.wanted


class _File:
    """The products of a file, batch by batch; what is left out is gathered on the way."""

    def __init__(self, path: Path, options: Options) -> None:
        self._path = path
        self._options = options
        self.problems: list[Problem] = []
        self.done = 0.0

    def tables(self) -> Iterator[Table]:
        """Raises BadInput where the file, or the rest of it, cannot be used."""
        if exchange.is_catalogue(self._path):
            yield from exchange.tables(self._path, self.problems)
            return
        before = stamp(self._path)
        for batch in read_batches(self._path, self._options):
            self.done = batch.done
            self._check(batch)
            self.problems += (each for each in batch.problems if each.kind not in _SAID_OTHERWISE)
            yield batch.products
            yield self._fit(batch.waiting)
        if stamp(self._path) != before:
            raise BadInput(ProblemKind.FILE_CHANGED)

    def _fit(self, waiting: Table) -> Table:
        """The rows that can be products once they have what they wait for; the others are named."""
        refusals = waiting.refusals(WAITED_FOR)
        for number, refused in zip(waiting.numbers, refusals, strict=True):
            if refused is not None:
                column = str(refused.parameters.get("column", ""))
                problem = Problem.of(refused, row=number, column=column, value="")
                self.problems.append(problem.in_file(str(self._path)))
        return waiting.only([refused is None for refused in refusals])

    def _check(self, batch: Batch) -> None:
        """A list that breaks off does not join at all; of several files in one some may."""
        if batch.products or batch.waiting:
            return
        for each in batch.problems:
            if each.row is None and not (each.kept or each.column):
                raise BadInput(each.kind, **each.parameters)


def stamp(path: Path) -> tuple[int, int] | None:
    """When a file was written and how long it is; None where it cannot be seen."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size


def _day(path: Path) -> date:
    """When the file was written, as far as that can be: what a list without dates was true on."""
    try:
        written = datetime.fromtimestamp(path.stat().st_mtime).astimezone().date()
    except (OSError, OverflowError, ValueError):
        return today()
    return min(written, today())

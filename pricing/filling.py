"""The catalogue filled: a list, or another catalogue's file, read and joined in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from pricing.dates import today
from pricing.errors import BadInput, Problem, ProblemKind
from pricing.progress import UNWATCHED, Progress
from pricing.reading.importer import Options, read_products
from pricing.store import exchange
from pricing.store.arrivals import Joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pricing.product import Product
    from pricing.store.products import Products

BATCH = 2_000


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
    problems: list[Problem] = []
    try:
        batches = _unchanged(path, _batches(path, options or Options(), problems))
        joined = products.take_in(batches, source or path.stem, _day(path), progress)
    except BadInput as refused:
        problem = Problem.of(refused, row=None, column="", value="")
        return Filled(Joined(0, 0, 0), (problem.in_file(str(path)),))
    return Filled(joined, tuple(problems))


def _batches(path: Path, options: Options, problems: list[Problem]) -> Iterator[Sequence[Product]]:
    if path.suffix.casefold() == exchange.ENDING:
        yield from exchange.batches(path, problems)
        return
    read = read_products(path, options)
    problems += read.problems
    for first in range(0, len(read.products), BATCH):
        yield [each.product for each in read.products[first : first + BATCH]]


def _unchanged(path: Path, batches: Iterator[Sequence[Product]]) -> Iterator[Sequence[Product]]:
    """The batches of a file; refused at the end where it is no longer the file that was begun."""
    before = stamp(path)
    yield from batches
    if stamp(path) != before:
        raise BadInput(ProblemKind.CHANGED_WHILE_READ)


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

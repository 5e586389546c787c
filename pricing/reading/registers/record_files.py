"""The records of a register, one after the other: from a file, or a zip or folder of files."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind
from pricing.problems.paths import is_folder
from pricing.reading.registers.records import (
    MAX_JSON_MB,
    MAX_PARTS,
    BrokenPart,
    PlacedRecord,
    check_size,
    read_file,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def read_records(path: Path) -> Iterator[PlacedRecord | BrokenPart]:
    """Yield every record of a file, a zip or a folder.

    Raises:
        BadInput: The file, or the zip or folder as a whole, cannot be read.
    """
    if is_folder(path):
        yield from _read_folder(path)
    elif path.suffix.casefold() == ".zip":
        from pricing.reading.registers.record_archives import read_zip  # a list of text needs none

        yield from read_zip(path)
    else:
        size = path.stat().st_size or 1
        if path.suffix.casefold() == ".json":
            check_size(size, MAX_JSON_MB)
        with path.open("rb") as file:
            for row, record in read_file(path.name, file):
                yield PlacedRecord("", row, record, file.tell() / size)


def _read_folder(path: Path) -> Iterator[PlacedRecord | BrokenPart]:
    parts = sorted(path.glob("*.json"))
    if not parts:
        raise BadInput(ProblemKind.NO_READABLE_FILE_INSIDE, endings=".json")
    for part in islice(parts, MAX_PARTS):
        try:
            with part.open("rb") as file:
                for row, record in read_file(part.name, file):
                    yield PlacedRecord(part.name, row, record)
        except BadInput as error:
            yield BrokenPart(part.name, error)

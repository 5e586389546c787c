"""Records of public registers: from JSON, CSV, a zip or a folder of them, one after the other."""

from __future__ import annotations

import codecs
import zipfile
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import islice
from typing import TYPE_CHECKING, Any

from pricing.problems.errors import BadInput, ProblemKind
from pricing.reading import delimited
from pricing.reading.archives_check import DAMAGED
from pricing.reading.grid import LARGEST_FILE_MB
from pricing.reading.registers.json_stream import json_records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import IO

    Record = Mapping[str, Any]

MOST_PARTS = 500_000
LARGEST_JSON_MB = 2_000
LARGEST_UNPACKED_MB = 10_000
# Text shrinks to a tenth or so; what shrinks far more is meant to fill a disk.
_MOST_SHRUNK = 100
_HEAD = 200_000


@dataclass(frozen=True, slots=True)
class Placed:
    """A record with its place: the part of a zip or folder ("" for the file), the row in it.

    `done` is the share of the whole that is read, as far as that is known.
    """

    part: str
    row: int
    record: Record
    done: float = 0.0


@dataclass(frozen=True, slots=True)
class Broken:
    """A part that could not be read further."""

    part: str
    refused: BadInput


def records(path: Path) -> Iterator[Placed | Broken]:
    """Every record of a file, a zip or a folder. Raises BadInput where the whole is unusable."""
    if path.is_dir():
        yield from _of_folder(path)
    elif path.suffix.casefold() == ".zip":
        yield from _of_zip(path)
    else:
        size = path.stat().st_size or 1
        if path.suffix.casefold() == ".json":
            _check_size(size, LARGEST_JSON_MB)
        with path.open("rb") as file:
            for row, record in _of_file(path.name, file):
                yield Placed("", row, record, file.tell() / size)


def _of_folder(path: Path) -> Iterator[Placed | Broken]:
    parts = sorted(path.glob("*.json"))
    if not parts:
        raise BadInput(ProblemKind.NOTHING_INSIDE, endings=".json")
    for each in islice(parts, MOST_PARTS):
        try:
            with each.open("rb") as file:
                for row, record in _of_file(each.name, file):
                    yield Placed(each.name, row, record)
        except BadInput as refused:
            yield Broken(each.name, refused)


def _of_zip(path: Path) -> Iterator[Placed | Broken]:
    with path.open("rb") as packed, _archive(packed) as archive:
        parts = [part for part in archive.infolist() if _is_read(part.filename)]
        if not parts:
            raise BadInput(ProblemKind.NOTHING_INSIDE, endings=".json or .csv")
        if len(parts) > MOST_PARTS:
            raise BadInput(ProblemKind.TOO_MANY_ROWS, largest=MOST_PARTS)
        if sum(part.file_size for part in parts) > LARGEST_UNPACKED_MB * 1_000_000:
            raise BadInput(ProblemKind.FILE_TOO_LARGE, largest=LARGEST_UNPACKED_MB)
        for number, part in enumerate(parts):
            try:
                is_bomb = part.file_size > part.compress_size * _MOST_SHRUNK
                _check_size(part.file_size, LARGEST_FILE_MB if is_bomb else LARGEST_JSON_MB)
                with archive.open(part) as file:
                    for row, record in _of_file(part.filename, file):
                        yield Placed(part.filename, row, record, number / len(parts))
            except BadInput as refused:
                yield Broken(part.filename, refused)
            except DAMAGED as error:
                yield Broken(part.filename, _no_archive(error))


def _archive(packed: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(packed)
    except DAMAGED as error:
        raise _no_archive(error) from None


def _no_archive(error: Exception) -> BadInput:
    reason = str(error).splitlines()[0][:100] if str(error) else type(error).__name__
    return BadInput(ProblemKind.NOT_AN_ARCHIVE, reason=reason)


def _is_read(name: str) -> bool:
    return name.casefold().endswith((".json", ".csv")) and not name.startswith("__MACOSX")


def _of_file(name: str, file: IO[bytes]) -> Iterator[tuple[int, Record]]:
    """The records of one file, each with the line or place where it stands."""
    if not name.casefold().endswith(".json"):
        yield from csv_records(file)
        return
    encoding = delimited.encodings(file.read(_HEAD))[0]
    file.seek(0)
    text = TextIOWrapper(file, encoding, errors=_AS_CP1252)
    try:
        yield from enumerate(json_records(text), start=1)
    finally:
        text.detach()


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """A byte that is no UTF-8 as older programs of Windows mean it."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_AS_CP1252 = "as-cp1252"
codecs.register_error(_AS_CP1252, _as_cp1252)


def _check_size(size: int, largest: int) -> None:
    if size > largest * 1_000_000:
        raise BadInput(ProblemKind.FILE_TOO_LARGE, largest=largest)


# -- CSV ---------------------------------------------------------------------------------------


def csv_records(file: IO[bytes]) -> Iterator[tuple[int, Record]]:
    """The rows of a table by the names of its first line."""
    head = file.read(_HEAD)
    file.seek(0)
    encoding = delimited.encodings(head)[0]
    text = TextIOWrapper(file, encoding, errors="replace", newline="")
    line = head.decode(encoding, "replace").split("\n", 1)[0]
    delimiter = max(delimited.DELIMITERS, key=line.count)
    rows = delimited.numbered(delimited.lines(text), delimiter)
    try:
        _, names = next(rows, (0, []))
        for number, cells in rows:
            if any(cells):
                yield number, dict(zip(names, cells, strict=False))
    finally:
        text.detach()

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
from pricing.reading.archives_check import DAMAGED_ARCHIVE_ERRORS
from pricing.reading.grid import MAX_FILE_MB
from pricing.reading.registers.json_stream import read_json_records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import IO

    Record = Mapping[str, Any]

MAX_PARTS = 500_000
MAX_JSON_MB = 2_000
MAX_UNPACKED_MB = 10_000
# Text shrinks to a tenth or so; what shrinks far more is meant to fill a disk.
_MAX_COMPRESSION_RATIO = 100
_SAMPLE_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class PlacedRecord:
    """A record with its place: the part of a zip or folder ("" for the file), the row in it.

    `done` is the share of the whole that is read, as far as that is known.
    """

    part: str
    row: int
    record: Record
    share_read: float = 0.0


@dataclass(frozen=True, slots=True)
class BrokenPart:
    """A part that could not be read further."""

    part: str
    error: BadInput


def read_records(path: Path) -> Iterator[PlacedRecord | BrokenPart]:
    """Every record of a file, a zip or a folder. Raises BadInput where the whole is unusable."""
    if path.is_dir():
        yield from _read_folder(path)
    elif path.suffix.casefold() == ".zip":
        yield from _read_zip(path)
    else:
        size = path.stat().st_size or 1
        if path.suffix.casefold() == ".json":
            _check_size(size, MAX_JSON_MB)
        with path.open("rb") as file:
            for row, record in _read_file(path.name, file):
                yield PlacedRecord("", row, record, file.tell() / size)


def _read_folder(path: Path) -> Iterator[PlacedRecord | BrokenPart]:
    parts = sorted(path.glob("*.json"))
    if not parts:
        raise BadInput(ProblemKind.NO_READABLE_FILE_INSIDE, endings=".json")
    for each in islice(parts, MAX_PARTS):
        try:
            with each.open("rb") as file:
                for row, record in _read_file(each.name, file):
                    yield PlacedRecord(each.name, row, record)
        except BadInput as refused:
            yield BrokenPart(each.name, refused)


def _read_zip(path: Path) -> Iterator[PlacedRecord | BrokenPart]:
    with path.open("rb") as packed, _open_archive(packed) as archive:
        parts = [part for part in archive.infolist() if _is_record_file(part.filename)]
        if not parts:
            raise BadInput(ProblemKind.NO_READABLE_FILE_INSIDE, endings=(".json", ".csv"))
        if len(parts) > MAX_PARTS:
            raise BadInput(ProblemKind.TOO_MANY_ROWS, largest=MAX_PARTS)
        if sum(part.file_size for part in parts) > MAX_UNPACKED_MB * 1_000_000:
            raise BadInput(ProblemKind.FILE_TOO_LARGE, largest=MAX_UNPACKED_MB)
        for number, part in enumerate(parts):
            try:
                is_bomb = part.file_size > part.compress_size * _MAX_COMPRESSION_RATIO
                _check_size(part.file_size, MAX_FILE_MB if is_bomb else MAX_JSON_MB)
                with archive.open(part) as file:
                    for row, record in _read_file(part.filename, file):
                        yield PlacedRecord(part.filename, row, record, number / len(parts))
            except BadInput as refused:
                yield BrokenPart(part.filename, refused)
            except DAMAGED_ARCHIVE_ERRORS as error:
                yield BrokenPart(part.filename, _archive_error(error))


def _open_archive(packed: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(packed)
    except DAMAGED_ARCHIVE_ERRORS as error:
        raise _archive_error(error) from None


def _archive_error(error: Exception) -> BadInput:
    reason = str(error).splitlines()[0][:100] if str(error) else type(error).__name__
    return BadInput(ProblemKind.NOT_AN_ARCHIVE, reason=reason)


def _is_record_file(name: str) -> bool:
    return name.casefold().endswith((".json", ".csv")) and not name.startswith("__MACOSX")


def _read_file(name: str, file: IO[bytes]) -> Iterator[tuple[int, Record]]:
    """The records of one file, each with the line or place where it stands."""
    if not name.casefold().endswith(".json"):
        yield from read_csv_records(file)
        return
    encoding = delimited.likely_encodings(file.read(_SAMPLE_BYTES))[0]
    file.seek(0)
    text = TextIOWrapper(file, encoding, errors=_CP1252_FALLBACK)
    try:
        yield from enumerate(read_json_records(text), start=1)
    finally:
        text.detach()


def _decode_as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """A byte that is no UTF-8 as older programs of Windows mean it."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_CP1252_FALLBACK = "as-cp1252"
codecs.register_error(_CP1252_FALLBACK, _decode_as_cp1252)


def _check_size(size: int, largest: int) -> None:
    if size > largest * 1_000_000:
        raise BadInput(ProblemKind.FILE_TOO_LARGE, largest=largest)


# -- CSV ---------------------------------------------------------------------------------------


def read_csv_records(file: IO[bytes]) -> Iterator[tuple[int, Record]]:
    """The rows of a table by the names of its first line."""
    head = file.read(_SAMPLE_BYTES)
    file.seek(0)
    encoding = delimited.likely_encodings(head)[0]
    text = TextIOWrapper(file, encoding, errors="replace", newline="")
    line = head.decode(encoding, "replace").split("\n", 1)[0]
    delimiter = max(delimited.DELIMITERS, key=line.count)
    rows = delimited.numbered_rows(delimited.read_lines(text), delimiter)
    try:
        _, names = next(rows, (0, []))
        for number, cells in rows:
            if any(cells):
                yield number, dict(zip(names, cells, strict=False))
    finally:
        text.detach()

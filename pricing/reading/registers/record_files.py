"""The records of a register, one after the other: from JSON, CSV, or a zip or folder of them."""

from __future__ import annotations

import codecs
import zipfile
from contextlib import suppress
from io import TextIOWrapper
from itertools import islice
from typing import TYPE_CHECKING, Any

from pricing.problems.errors import BadInput, ProblemKind
from pricing.problems.paths import is_folder
from pricing.problems.plain_facts import dataclass
from pricing.reading import delimited
from pricing.reading.file_bounds import DAMAGED_ARCHIVE_ERRORS
from pricing.reading.registers.json_stream import read_json_records
from pricing.reading.registers.ndc_tables import (
    MAX_LINES,
    PACKAGE_FIELDS,
    PRODUCT_FIELDS,
    header_fields,
    read_ndc_records,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import IO

    Record = Mapping[str, Any]

MAX_PARTS = 500_000
MAX_JSON_MB = 2_000
MAX_UNPACKED_MB = 10_000
_NDC_ENDINGS = (".txt", ".xls", ".tsv", ".csv")
_MAX_NDC_PARTS = 20
# Text shrinks to about a tenth. A part that shrinks far more is made to fill a disk.
_MAX_COMPRESSION_RATIO = 100
_MAX_SHRUNK_MB = 200
_SAMPLE_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class PlacedRecord:
    """A record with its part of a zip or folder ("" in a single file), and its row in the part.

    `share_read` is the share of the whole that was read so far, or 0 if it is not known.
    """

    part: str
    row: int
    record: Record
    share_read: float = 0.0


@dataclass(frozen=True, slots=True)
class BrokenPart:
    """A part that could not be read to its end."""

    part: str
    error: BadInput


def read_records(path: Path) -> Iterator[PlacedRecord | BrokenPart]:
    """Yield every record of a file, a zip or a folder.

    Raises:
        BadInput: The file, or the zip or folder as a whole, cannot be read.
    """
    if is_folder(path):
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
    for part in islice(parts, MAX_PARTS):
        try:
            with part.open("rb") as file:
                for row, record in _read_file(part.name, file):
                    yield PlacedRecord(part.name, row, record)
        except BadInput as error:
            yield BrokenPart(part.name, error)


def _read_zip(path: Path) -> Iterator[PlacedRecord | BrokenPart]:
    with path.open("rb") as packed, _open_archive(packed) as archive:
        tables = _find_ndc_tables(archive)
        yield from _read_parts(archive) if tables is None else _read_ndc_tables(archive, *tables)


def _read_parts(archive: zipfile.ZipFile) -> Iterator[PlacedRecord | BrokenPart]:
    parts = [part for part in archive.infolist() if _is_record_file(part.filename)]
    if not parts:
        raise BadInput(ProblemKind.NO_READABLE_FILE_INSIDE, endings=(".json", ".csv"))
    if len(parts) > MAX_PARTS:
        raise BadInput(ProblemKind.TOO_MANY_ROWS, largest=MAX_PARTS)
    if sum(part.file_size for part in parts) > MAX_UNPACKED_MB * 1_000_000:
        raise BadInput(ProblemKind.FILE_TOO_LARGE, largest=MAX_UNPACKED_MB)
    for number, part in enumerate(parts):
        try:
            _check_part(part)
            with archive.open(part) as file:
                for row, record in _read_file(part.filename, file):
                    yield PlacedRecord(part.filename, row, record, number / len(parts))
        except BadInput as error:
            yield BrokenPart(part.filename, error)
        except DAMAGED_ARCHIVE_ERRORS as error:
            yield BrokenPart(part.filename, _archive_error(error))


def _check_part(part: zipfile.ZipInfo) -> None:
    is_bomb = part.file_size > part.compress_size * _MAX_COMPRESSION_RATIO
    _check_size(part.file_size, _MAX_SHRUNK_MB if is_bomb else MAX_JSON_MB)


# -- the NDC directory -------------------------------------------------------------------------


def _find_ndc_tables(archive: zipfile.ZipFile) -> tuple[zipfile.ZipInfo, zipfile.ZipInfo] | None:
    """Return the tables of drugs and of packages, known by their fields, or None."""
    fields_by_part = []
    for part in archive.infolist()[:_MAX_NDC_PARTS]:
        if part.filename.casefold().endswith(_NDC_ENDINGS):
            with suppress(*DAMAGED_ARCHIVE_ERRORS), archive.open(part) as file:
                fields_by_part.append((part, header_fields(file)))
    products = [part for part, fields in fields_by_part if fields >= PRODUCT_FIELDS]
    packages = [part for part, fields in fields_by_part if fields >= PACKAGE_FIELDS]
    return (products[0], packages[0]) if len(products) == len(packages) == 1 else None


def _read_ndc_tables(
    archive: zipfile.ZipFile, products: zipfile.ZipInfo, packages: zipfile.ZipInfo
) -> Iterator[PlacedRecord]:
    for part in (products, packages):
        _check_part(part)
    size = products.file_size or 1
    try:
        with archive.open(products) as product_file, archive.open(packages) as package_file:
            records = read_ndc_records(product_file, package_file, _CP1252_FALLBACK)
            for is_package, row, record in records:
                part = packages if is_package else products
                yield PlacedRecord(part.filename, row, record, product_file.tell() / size)
    except DAMAGED_ARCHIVE_ERRORS as error:
        raise _archive_error(error) from None


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


def _check_size(size: int, largest_mb: int) -> None:
    if size > largest_mb * 1_000_000:
        raise BadInput(ProblemKind.FILE_TOO_LARGE, largest=largest_mb)


def _read_file(name: str, file: IO[bytes]) -> Iterator[tuple[int, Record]]:
    """Yield the records of one file, each with its line (CSV) or its number (JSON)."""
    if not name.casefold().endswith(".json"):
        yield from _read_csv_records(file)
        return
    encoding = delimited.likely_encodings(file.read(_SAMPLE_BYTES))[0]
    file.seek(0)
    text = TextIOWrapper(file, encoding, errors=_CP1252_FALLBACK)
    try:
        yield from enumerate(read_json_records(text), start=1)
    finally:
        text.detach()


def _decode_as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Decode a byte that is not UTF-8 as older programs for Windows wrote it."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_CP1252_FALLBACK = "as-cp1252"
codecs.register_error(_CP1252_FALLBACK, _decode_as_cp1252)


def _read_csv_records(file: IO[bytes]) -> Iterator[tuple[int, Record]]:
    """Yield the rows of a table as records, each with its line. The first line names the fields."""
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
            if number > MAX_LINES:
                raise BadInput(ProblemKind.TOO_MANY_ROWS, largest=MAX_LINES)
            if any(cells):
                yield number, dict(zip(names, cells, strict=False))
    finally:
        text.detach()

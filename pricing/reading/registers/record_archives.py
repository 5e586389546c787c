"""The records of a zip: of its JSON and CSV files, or of the two tables of the NDC directory."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind
from pricing.reading.file_bounds import DAMAGED_ARCHIVE_ERRORS
from pricing.reading.registers.ndc_tables import (
    PACKAGE_FIELDS,
    PRODUCT_FIELDS,
    header_fields,
    read_ndc_records,
)
from pricing.reading.registers.records import (
    CP1252_FALLBACK,
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
    from typing import IO

MAX_UNPACKED_MB = 10_000
_NDC_ENDINGS = (".txt", ".xls", ".tsv", ".csv")
_MAX_NDC_PARTS = 20
# Text shrinks to about a tenth. A part that shrinks far more is made to fill a disk.
_MAX_COMPRESSION_RATIO = 100
_MAX_SHRUNK_MB = 200


def read_zip(path: Path) -> Iterator[PlacedRecord | BrokenPart]:
    """Yield every record of a zip.

    Raises:
        BadInput: The zip as a whole cannot be read.
    """
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
                for row, record in read_file(part.filename, file):
                    yield PlacedRecord(part.filename, row, record, number / len(parts))
        except BadInput as error:
            yield BrokenPart(part.filename, error)
        except DAMAGED_ARCHIVE_ERRORS as error:
            yield BrokenPart(part.filename, _archive_error(error))


def _is_record_file(name: str) -> bool:
    return name.casefold().endswith((".json", ".csv")) and not name.startswith("__MACOSX")


def _check_part(part: zipfile.ZipInfo) -> None:
    is_bomb = part.file_size > part.compress_size * _MAX_COMPRESSION_RATIO
    check_size(part.file_size, _MAX_SHRUNK_MB if is_bomb else MAX_JSON_MB)


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
            records = read_ndc_records(product_file, package_file, CP1252_FALLBACK)
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

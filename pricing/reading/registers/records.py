"""The records of one file of a register, from JSON or CSV."""

from __future__ import annotations

import codecs
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

from pricing.problems.errors import BadInput, ProblemKind
from pricing.problems.plain_facts import dataclass
from pricing.reading import delimited
from pricing.reading.registers.json_stream import read_json_records
from pricing.reading.registers.ndc_tables import MAX_LINES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import IO

    Record = Mapping[str, Any]

MAX_PARTS = 500_000
MAX_JSON_MB = 2_000
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


def check_size(size: int, largest_mb: int) -> None:
    """Refuse what is larger. Raises BadInput."""
    if size > largest_mb * 1_000_000:
        raise BadInput(ProblemKind.FILE_TOO_LARGE, largest=largest_mb)


def read_file(name: str, file: IO[bytes]) -> Iterator[tuple[int, Record]]:
    """Yield the records of one file, each with its line (CSV) or its number (JSON)."""
    if not name.casefold().endswith(".json"):
        yield from _read_csv_records(file)
        return
    encoding = delimited.likely_encodings(file.read(_SAMPLE_BYTES))[0]
    file.seek(0)
    text = TextIOWrapper(file, encoding, errors=CP1252_FALLBACK)
    try:
        yield from enumerate(read_json_records(text), start=1)
    finally:
        text.detach()


def _decode_as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Decode a byte that is not UTF-8 as older programs for Windows wrote it."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


CP1252_FALLBACK = "as-cp1252"
codecs.register_error(CP1252_FALLBACK, _decode_as_cp1252)


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

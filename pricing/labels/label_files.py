"""The bytes of a label's text or page, in bounds, to its readings."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from pricing.labels.reader import MAX_SOURCE_BYTES, read_label
from pricing.problems.errors import BadInput, ProblemKind
from pricing.reading.delimited import likely_encodings
from pricing.reading.importer import unreadable_file_error

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.labels.label_reading import LabelReading


def read_label_file(path: Path) -> tuple[LabelReading, ...]:
    """Return the products that a text or HTML file states.

    Raises:
        BadInput: The file cannot be read, is no text, or is too large for a label.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_SOURCE_BYTES + 1)
    except (OSError, ValueError) as error:
        raise unreadable_file_error(error) from None
    return _read_bytes(data)


def read_label_stream(file: IO[bytes]) -> tuple[LabelReading, ...]:
    """Return the products that the text of a stream states.

    Raises:
        BadInput: It is no text, or too large for a label.
    """
    return _read_bytes(file.read(MAX_SOURCE_BYTES + 1))


def _read_bytes(data: bytes) -> tuple[LabelReading, ...]:
    if len(data) > MAX_SOURCE_BYTES:
        raise BadInput(ProblemKind.LABEL_TOO_LARGE, largest=MAX_SOURCE_BYTES // 1_000_000)
    return read_label(decode_label(data))


def decode_label(data: bytes) -> str:
    """Return the text of bytes, without a byte order mark.

    Raises:
        BadInput: They are no text.

    >>> decode_label("Magnésium".encode("cp1252")), decode_label("Zink".encode("utf-16"))
    ('Magnésium', 'Zink')
    """
    for encoding in likely_encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.removeprefix("\ufeff")
    raise BadInput(ProblemKind.LABEL_NOT_TEXT)

"""The bytes of a label's text or page, in bounds, to its readings."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from pricing.labels.reader import MAX_SOURCE_BYTES, has_signs_of_label, states_product
from pricing.problems.errors import BadInput, ProblemKind
from pricing.reading.delimited import likely_encodings
from pricing.reading.importer import unreadable_file_error
from pricing.reading.plain_texts import PlainText, recognize_plain_text

PAGE_ENDINGS = (".html", ".htm", ".xhtml")
TEXT_ENDINGS = (".txt", ".text", ".md")
_LINES_LOOKED_AT = 200

if TYPE_CHECKING:
    from pathlib import Path


def read_source_file(path: Path) -> str:
    """Return the text of a text or HTML file.

    Raises:
        BadInput: The file cannot be read, is no text, or is too large for a label.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_SOURCE_BYTES + 1)
    except (OSError, ValueError) as error:
        raise unreadable_file_error(error) from None
    return _source_of(data)


def is_label_file(path: Path) -> bool:
    """Return whether a file is a page, or a text that is a label's and no list of products."""
    ending = path.suffix.lower()
    if ending in PAGE_ENDINGS or ending not in TEXT_ENDINGS:
        return ending in PAGE_ENDINGS
    try:
        source = read_source_file(path)
    except BadInput:
        return False
    rows = [line.split("\t") for line in source.splitlines()[:_LINES_LOOKED_AT]]
    is_label = recognize_plain_text(rows) is PlainText.LABEL
    return is_label or states_product(source) or has_signs_of_label(source)


def read_source_stream(file: IO[bytes]) -> str:
    """Return the text of a stream.

    Raises:
        BadInput: It is no text, or too large for a label.
    """
    return _source_of(file.read(MAX_SOURCE_BYTES + 1))


def _source_of(data: bytes) -> str:
    if len(data) > MAX_SOURCE_BYTES:
        raise BadInput(ProblemKind.LABEL_TOO_LARGE, largest=MAX_SOURCE_BYTES // 1_000_000)
    return decode_label(data)


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

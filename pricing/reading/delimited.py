"""Text tables: CSV, TSV and their relatives, as people save them."""

from __future__ import annotations

import codecs
import csv
import io
import re
from typing import TYPE_CHECKING

from pricing.errors import BadInput, ProblemKind
from pricing.reading.grid import MOST_COLUMNS, MOST_ROWS, Cell, Grid, Row

if TYPE_CHECKING:
    from collections.abc import Iterator

DELIMITERS = (",", ";", "\t", "|")
_MARKED_ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_ESCAPED = re.compile(r"'(?='*[=+\-@\t])")


def decode(data: bytes) -> str:
    """The text of a file: by its byte-order mark, as UTF-16 by its pattern, UTF-8, else cp1252.

    Raises BadInput where the bytes are no text.
    """
    text = _decoded(data)
    if text is None or _CONTROL.search(text):
        raise BadInput(ProblemKind.NOT_TEXT)
    return text


def _decoded(data: bytes) -> str | None:
    for encoding in _encodings(data):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _encodings(data: bytes) -> tuple[str, ...]:
    for mark, encoding in _MARKED_ENCODINGS:
        if data.startswith(mark):
            return (encoding,)
    sample = data[:4_000]
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        every_other = sample[start::2]
        if every_other and every_other.count(0) > len(every_other) * 0.6:
            return (encoding,)
    return ("utf-8", "cp1252")


def grids(data: bytes) -> tuple[Grid, ...]:
    """The table once for each delimiter that divides its lines; the caller takes what fits."""
    text = decode(data)
    if not text.strip():
        raise BadInput(ProblemKind.EMPTY_FILE)
    found = [mark for mark in DELIMITERS if mark in text[:100_000]] or [DELIMITERS[0]]
    return tuple(Grid(tuple(_rows(text, mark))) for mark in found)


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    start = 1
    try:
        for cells in reader:
            if start > MOST_ROWS:
                raise BadInput(ProblemKind.TOO_MANY_ROWS, largest=MOST_ROWS)
            yield Row(start, tuple(Cell(_unescaped(text)) for text in cells[:MOST_COLUMNS]))
            start = reader.line_num + 1
    except csv.Error as error:
        raise BadInput(ProblemKind.BROKEN_TABLE, reason=error) from None


def _unescaped(text: str) -> str:
    """The text without the apostrophe that kept a spreadsheet from taking it for a formula."""
    return text[1:] if _ESCAPED.match(text) else text

"""Text tables (CSV, TSV and their relatives) as programs and people save them."""

from __future__ import annotations

import codecs
import csv
import io
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.safe_text import unescape_formula
from pricing.reading.faulty_lines import (
    MAX_LINE_LENGTH,
    FaultyLines,
    check_plain_text,
    is_plain_text,
)
from pricing.reading.grid import MAX_COLUMNS, MAX_GRID_ROWS, Grid, GridCell, GridRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

TEXT_EXTENSIONS = (".csv", ".tsv", ".tab", ".txt")
DELIMITERS = (",", ";", "\t", "|")
_ENCODINGS_BY_BOM = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK_LENGTH = 65_536
_ENCODING_SAMPLE_BYTES = 4_000
# In UTF-16 the digits, marks and line ends have a zero byte on one side. In a text there is none.
_MIN_ZEROS_OF_UTF16, _ZEROS_ON_ONE_SIDE = 3, 9
_DELIMITER_SAMPLE_LENGTH = 100_000
# What str.splitlines also takes for the end of a line.
_OTHER_LINE_ENDS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


def _decode(data: bytes) -> str:
    """Return the text of a file.

    The encoding is that of the byte-order mark, UTF-16 if the bytes have its pattern, UTF-8, or
    else cp1252.

    Raises:
        BadInput: The bytes are not a text.
    """
    text = _decode_or_none(data)
    if text is None or not is_plain_text(text):
        raise BadInput(ProblemKind.NOT_TEXT)
    return text


def _decode_or_none(data: bytes) -> str | None:
    for encoding in likely_encodings(data):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def likely_encodings(data: bytes) -> tuple[str, ...]:
    """Return the possible encodings of a file that begins with these bytes, the likeliest first."""
    for bom, encoding in _ENCODINGS_BY_BOM:
        if data.startswith(bom):
            return (encoding,)
    sample = data[:_ENCODING_SAMPLE_BYTES]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) >= max(_MIN_ZEROS_OF_UTF16, _ZEROS_ON_ONE_SIDE * min(even, odd)):
        return ("utf-16-le" if odd > even else "utf-16-be",)
    return ("utf-8", "cp1252")


def read_grids(data: bytes) -> tuple[Grid, ...]:
    """Return the table once for each delimiter in the text. The caller chooses one.

    Raises:
        BadInput: The bytes are not a text, the text is empty, or its table breaks off.
    """
    return tuple(grid for _, grid in grids_by_delimiter(_decode(data)))


def grids_by_delimiter(text: str, max_rows: int | None = None) -> Iterator[tuple[str, Grid]]:
    """Yield each delimiter that occurs in a text, with the table that it gives.

    With `max_rows`, only the first rows of each table are read.

    Raises:
        BadInput: The text is empty, or its table breaks off.
    """
    if not text.strip():
        raise BadInput(ProblemKind.EMPTY_FILE)
    sample = text[:_DELIMITER_SAMPLE_LENGTH]
    for delimiter in [mark for mark in DELIMITERS if mark in sample] or [DELIMITERS[0]]:
        quotes = FaultyLines(delimiter)
        lines = quotes.without_them(_lines(text))
        rows = tuple(islice(_grid_rows(lines, delimiter), max_rows))
        yield delimiter, Grid(rows, notes=quotes.take_problems())


def _grid_rows(lines: Iterable[str], delimiter: str) -> Iterator[GridRow]:
    for number, cells in numbered_rows(lines, delimiter):
        if number > MAX_GRID_ROWS:
            raise BadInput(ProblemKind.TOO_MANY_ROWS, largest=MAX_GRID_ROWS)
        yield GridRow(number, tuple(map(_cell, cells[:MAX_COLUMNS])))


# Lists repeat their texts.
@lru_cache(maxsize=8_192)
def _cell(text: str) -> GridCell:
    return GridCell(unescape_formula(text))


def numbered_rows(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the texts of each row with the number of the line where it begins, from 1.

    Raises:
        BadInput: The table breaks off.
    """
    reader = csv.reader(lines, delimiter=delimiter)
    start = 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise BadInput(ProblemKind.BROKEN_TABLE, reason=error) from None


def read_lines(text: TextIO) -> Iterator[str]:
    """Yield the lines of an open text. One that is longer than MAX_LINE_LENGTH is cut off."""
    return _split_lines(_read_chunks(text))


def read_checked_lines(text: TextIO) -> Iterator[str]:
    """Yield the lines of an open file whose contents may be no text.

    Raises:
        BadInput: The file is not a text.
    """
    return _split_lines(map(check_plain_text, _read_chunks(text)))


def _split_lines(chunks: Iterable[str]) -> Iterator[str]:
    return chain.from_iterable(map(_lines, chunks))


def _lines(chunk: str) -> Iterable[str]:
    """Return the lines of a text. Only carriage returns and line feeds end them."""
    if any(char in chunk for char in _OTHER_LINE_ENDS):
        return io.StringIO(chunk, newline="")
    return chunk.splitlines(keepends=True)  # much faster


def _read_chunks(text: TextIO) -> Iterator[str]:
    """Yield many whole lines at a time."""
    while chunk := text.read(_CHUNK_LENGTH):
        rest = text.readline(MAX_LINE_LENGTH)
        if len(rest) == MAX_LINE_LENGTH:
            while text.readline(MAX_LINE_LENGTH)[-1:] not in {"", "\r", "\n"}:
                pass  # a line that is too long is left out
            rest += "\n"
        yield chunk + rest

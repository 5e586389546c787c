"""Bounds on archives and spreadsheets, checked before a library unpacks or reads them.

A library holds a sheet as a rectangle with a text in every cell. A small archive can name a cell
far away, repeat a row a million times, or show one long text everywhere.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind, Reason
from pricing.reading.grid import column_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import IO

MAX_UNPACKED_MB = 300
MAX_AREA = 8_000_000
MAX_CELLS = 2_500_000
MAX_TEXT_MB = 300


# -- archives ----------------------------------------------------------------------------------

# What zipfile raises if an archive is cut off, encrypted, or packed by a method it does not know.
DAMAGED_ARCHIVE_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError),
    *(OverflowError, ValueError, OSError),
)
_REQUIRED_PARTS = {"[Content_Types].xml", "xl/workbook.xml"}


def check_workbook_archive(data: bytes) -> tuple[str, ...]:
    """Return the names of the parts of an .xlsx workbook.

    Raises:
        BadInput: The bytes are not a workbook, or it unpacks to more than MAX_UNPACKED_MB.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=Reason.DAMAGED_OR_OLD) from None
    check_workbook_parts(parts)
    return tuple(part.filename for part in parts)


def check_workbook_parts(parts: Sequence[zipfile.ZipInfo]) -> None:
    """Check the parts of an archive that should be an .xlsx workbook.

    Raises:
        BadInput: They are not a workbook, or unpack to more than MAX_UNPACKED_MB.
    """
    if not {part.filename for part in parts} >= _REQUIRED_PARTS:
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=Reason.ARCHIVE_OF_SOMETHING_ELSE)
    if sum(part.file_size for part in parts) > MAX_UNPACKED_MB * 1_000_000:
        raise BadInput(ProblemKind.UNPACKED_SIZE_TOO_LARGE, largest=MAX_UNPACKED_MB)


# -- spreadsheets ------------------------------------------------------------------------------


class WorkbookSize:
    """The size of all sheets of one file together.

    Each method adds to one measure, and raises BadInput beyond its bound.
    """

    def __init__(self) -> None:
        self._area = self._cells = self._text_length = 0

    def add_area(self, rows: int, columns: int) -> None:
        """Add the rectangle that holds all cells of a sheet."""
        self._area += rows * columns
        if self._area > MAX_AREA:
            raise BadInput(ProblemKind.SCATTERED_CELLS, rows=rows, columns=columns)

    def add_cells(self, count: int) -> None:
        """Add cells that hold something."""
        self._cells += count
        if self._cells > MAX_CELLS:
            raise BadInput(ProblemKind.TOO_MANY_CELLS, largest=f"{MAX_CELLS:,}")

    def add_text(self, length: int) -> None:
        """Add the length of the texts of some cells."""
        self._text_length += length
        if self._text_length > MAX_TEXT_MB * 1_000_000:
            raise BadInput(ProblemKind.UNPACKED_SIZE_TOO_LARGE, largest=MAX_TEXT_MB)


# -- .xlsx -------------------------------------------------------------------------------------

# MAX_CELLS texts of this length stay within MAX_TEXT_MB, so they need not be counted.
_LONG_TEXT_LENGTH = MAX_TEXT_MB * 1_000_000 // MAX_CELLS
_CHUNK_BYTES = 8_000_000
# Beginning with fixed text, the pattern is found three times as fast as behind any white space.
_CELL_REFERENCE = re.compile(rb' r="([A-Z]{1,3})(\d{1,7})"')
_OTHER_REFERENCES = (b'\tr="', b'\nr="', b'\rr="')
_CELL = re.compile(
    rb'<c r="[A-Z]{1,3}\d{1,7}"(?: s="\d{1,6}")?(?: t="([A-Za-z]{1,9})")?(?: s="\d{1,6}")?/?>'
)
_SHARED_STRING_CELL = re.compile(rb't="s"(?: s="\d{1,6}")?><v>(\d{1,9})</v>')


def max_string_lengths(part: IO[bytes]) -> Sequence[int] | None:
    """Return an upper bound for the length of each shared string, or None if there is none."""
    data = part.read()
    return None if b":si" in data else [len(text) for text in data.split(b"<si")[1:]]


def measure_part(
    part: IO[bytes],
    size: WorkbookSize,
    string_lengths: Sequence[int],
    watch: Callable[[bytes], None] = lambda _text: None,
) -> bool:
    """Add a part of an .xlsx file to the size, if it is a sheet, whatever its name.

    Return False for a sheet that is not plain: it cannot be measured, or has spreadsheet errors.
    `watch` is called with each piece of the part. A piece ends before a cell or a merge.

    Raises:
        BadInput: The sheets are too large, or the part defines entities.
    """
    sheet = _SheetScan(is_exact=max(string_lengths, default=0) > _LONG_TEXT_LENGTH)
    tail = b""
    while chunk := part.read(_CHUNK_BYTES):
        text = tail + chunk
        cut = len(text)
        if len(chunk) == _CHUNK_BYTES:
            cut = max(text.rfind(b"<c "), text.rfind(b"<mergeCell "))
        text, tail = text[:cut], text[cut:]
        sheet.is_plain = sheet.is_plain and len(tail) <= _CHUNK_BYTES
        sheet.scan(text)
        watch(text)
    if not sheet.is_sheet:
        return True
    size.add_cells(sheet.cells)
    size.add_area(
        max(map(int, sheet.rows), default=0), max(map(column_number, sheet.columns), default=0)
    )
    size.add_text(
        sum(
            _length_at(string_lengths, int(index)) * count
            for index, count in sheet.string_counts.items()
        )
    )
    return sheet.is_plain


class _SheetScan:
    """What the pieces of a part show. If `is_exact`, each cell with a shared string is counted."""

    def __init__(self, *, is_exact: bool) -> None:
        self._is_exact = is_exact
        self.is_sheet = False
        self.is_plain = True
        self.cells = 0
        self.columns: set[bytes] = set()
        self.rows: set[bytes] = set()
        self.string_counts: Counter[bytes] = Counter()

    def scan(self, text: bytes) -> None:
        if b"<!DOCTYPE" in text:
            raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=Reason.DEFINES_ENTITIES)
        self.is_sheet = self.is_sheet or b"sheetData" in text
        cells = text.count(b"<c ")
        self.cells += cells
        references = _CELL_REFERENCE.findall(text)
        self.columns.update(map(itemgetter(0), references))
        self.rows.update(map(itemgetter(1), references))
        is_measured = len(references) == cells and not any(
            reference in text for reference in _OTHER_REFERENCES
        )
        if b't="e"' in text or not is_measured:
            self.is_plain = False
        if self._is_exact and self.is_plain:
            cell_types, string_indexes = _CELL.findall(text), _SHARED_STRING_CELL.findall(text)
            self.string_counts.update(string_indexes)
            all_counted = len(cell_types) == cells and cell_types.count(b"s") == len(string_indexes)
            self.is_plain = all_counted and b"<!" not in text


def _length_at(lengths: Sequence[int], index: int) -> int:
    return lengths[index] if index < len(lengths) else 0


# -- .ods --------------------------------------------------------------------------------------

_ODS_TOKEN = re.compile(rb"<table:(table-row|(?:covered-)?table-cell|table(?=[\s>]))\b([^>]*)>")
_ODS_REPEAT_COUNT = re.compile(rb"number-(?:columns|rows)-repeated\s*=\s*[\"']\s*(\d{1,9})")


def check_ods_size(content: bytes) -> None:
    """Check the size of the sheets of an .ods file, which can repeat rows and cells.

    Raises:
        BadInput: The sheets are too large, or define entities.
    """
    if b"<!DOCTYPE" in content:
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=Reason.DEFINES_ENTITIES)
    size = WorkbookSize()
    rows_above = last_row = last_column = column = row_repeats = 0
    ends = chain((token.start() for token in _ODS_TOKEN.finditer(content)), (len(content),))
    next(ends)
    for token, end in zip(_ODS_TOKEN.finditer(content), ends, strict=True):
        repeat_count = _ODS_REPEAT_COUNT.search(token[2])
        count = int(repeat_count[1]) if repeat_count else 1
        if token[1] == b"table":
            size.add_area(last_row, last_column)
            rows_above = last_row = last_column = column = row_repeats = 0
            continue
        if token[1] == b"table-row":
            rows_above += row_repeats
            column, row_repeats = 0, count
            continue
        column += count
        if b"value-type" in token[2]:
            last_row = max(last_row, rows_above + row_repeats)
            last_column = max(last_column, column)
            size.add_cells(count * row_repeats)
            size.add_text((end - token.end()) * count * row_repeats)
    size.add_area(last_row, last_column)

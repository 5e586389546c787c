"""What a spreadsheet would take in memory, measured in its archive before a library reads it.

A sheet is held as a rectangle with a text of its own in every cell: a small archive can name a cell
far off, repeat a row a million times, or show one long text everywhere.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import IO

MAX_AREA = 8_000_000
MAX_CELLS = 2_500_000
MAX_TEXT_MB = 300
_LONG_TEXT_LENGTH = MAX_TEXT_MB * 1_000_000 // MAX_CELLS
_CHUNK = 8_000_000
_CELL_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_CELL = re.compile(
    rb'<c r="[A-Z]{1,3}\d{1,7}"(?: s="\d{1,6}")?(?: t="([A-Za-z]{1,9})")?(?: s="\d{1,6}")?/?>'
)
_SHARED_STRING_CELL = re.compile(rb't="s"(?: s="\d{1,6}")?><v>(\d{1,9})</v>')
_ODS_TOKEN = re.compile(rb"<table:(table-row|(?:covered-)?table-cell)\b([^>]*)>")
_REPEATED = re.compile(rb'number-(?:columns|rows)-repeated="(\d{1,9})')


class WorkbookSize:
    """How much the sheets of one file hold together. Raises BadInput for more than is read."""

    def __init__(self) -> None:
        self._area = self._cells = self._text = 0

    def add_area(self, rows: int, columns: int) -> None:
        self._area += rows * columns
        if self._area > MAX_AREA:
            raise BadInput(ProblemKind.SCATTERED_CELLS, rows=rows, columns=columns)

    def add_cells(self, cells: int) -> None:
        self._cells += cells
        if self._cells > MAX_CELLS:
            raise BadInput(ProblemKind.TOO_MANY_CELLS, largest=f"{MAX_CELLS:,}")

    def add_text(self, length: int) -> None:
        self._text += length
        if self._text > MAX_TEXT_MB * 1_000_000:
            raise BadInput(ProblemKind.UNPACKED_SIZE_TOO_LARGE, largest=MAX_TEXT_MB)


# -- .xlsx -------------------------------------------------------------------------------------


def max_string_lengths(part: IO[bytes]) -> Sequence[int] | None:
    """How long each of the shared strings is at the most; None where that cannot be told."""
    data = part.read()
    return None if b":si" in data else [len(text) for text in data.split(b"<si")[1:]]


def measure_part(part: IO[bytes], outline: WorkbookSize, strings: Sequence[int]) -> bool:
    """Whether a part of an .xlsx is no sheet, or a plain one: it can be measured and has no errors.

    A sheet, whatever its name, is added to the outline. Raises BadInput where it defines entities.
    """
    sheet = _SheetScan(is_exact=max(strings, default=0) > _LONG_TEXT_LENGTH)
    tail = b""
    while chunk := part.read(_CHUNK):
        text = tail + chunk
        cut = text.rfind(b"<c ") if len(chunk) == _CHUNK else len(text)
        text, tail = text[:cut], text[cut:]
        sheet.is_plain = sheet.is_plain and len(tail) <= _CHUNK
        sheet.scan(text)
    if not sheet.is_sheet:
        return True
    outline.add_cells(sheet.cells)
    outline.add_area(
        max(map(int, sheet.rows), default=0), max(map(_column_number, sheet.columns), default=0)
    )
    outline.add_text(
        sum(_length_at(strings, int(at)) * count for at, count in sheet.string_counts.items())
    )
    return sheet.is_plain


class _SheetScan:
    """What the pieces of a part show. `is_exact`: each cell of a shared string is counted."""

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
        if b't="e"' in text or len(references) != cells:
            self.is_plain = False
        if self._is_exact and self.is_plain:
            kinds, shown = _CELL.findall(text), _SHARED_STRING_CELL.findall(text)
            self.string_counts.update(shown)
            told = len(kinds) == cells and kinds.count(b"s") == len(shown)
            self.is_plain = told and b"<!" not in text


def _length_at(strings: Sequence[int], place: int) -> int:
    return strings[place] if place < len(strings) else 0


def _column_number(letters: bytes) -> int:
    """The number of a column: A is 1.

    >>> _column_number(b"A"), _column_number(b"AB")
    (1, 28)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


# -- .ods --------------------------------------------------------------------------------------


def check_ods_size(content: bytes) -> None:
    """Raise BadInput where tables define entities, or would take too much: they repeat cells."""
    if b"<!DOCTYPE" in content:
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=Reason.DEFINES_ENTITIES)
    outline = WorkbookSize()
    rows = last_row = last_column = column = repeated = 0
    ends = chain((each.start() for each in _ODS_TOKEN.finditer(content)), (len(content),))
    next(ends)
    for found, end in zip(_ODS_TOKEN.finditer(content), ends, strict=True):
        times = _REPEATED.search(found[2])
        count = int(times[1]) if times else 1
        if found[1] == b"table-row":
            rows += repeated
            column, repeated = 0, count
            continue
        column += count
        if b"value-type" in found[2]:
            last_row = max(last_row, rows + repeated)
            last_column = max(last_column, column)
            outline.add_cells(count * repeated)
            outline.add_text((end - found.end()) * count * repeated)
    outline.add_area(last_row, last_column)

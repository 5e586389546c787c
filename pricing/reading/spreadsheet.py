"""Spreadsheets read fast (.xlsx, .ods): owner of python-calamine.

It holds a sheet as a rectangle in memory, so the rectangle is measured before it is let near one.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from pricing.errors import BadInput, ProblemKind
from pricing.reading.archives import DAMAGED
from pricing.reading.grid import EMPTY, MOST_COLUMNS, MOST_ROWS, Cell, Grid, Row

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_AREA = 20_000_000
LARGEST_CONTENT_MB = 200
_CHUNK = 8_000_000
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_ODS_TOKEN = re.compile(rb"<table:(table-row|(?:covered-)?table-cell)\b([^>]*)>")
_REPEATED = re.compile(rb'number-(?:columns|rows)-repeated="(\d+)"')
_REMEMBERED = 50_000


def grids(data: bytes) -> tuple[Grid, ...]:
    """Every sheet. Raises BadInput where the bytes are no spreadsheet."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return tuple(
            Grid(tuple(_rows(book.get_sheet_by_name(each.name))), each.name)
            for each in book.sheets_metadata
            if each.typ == python_calamine.SheetTypeEnum.WorkSheet
        )
    except (BadInput, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # noqa: BLE001 - a panic of the library is no Exception
        reason = f"{type(error).__name__}: {error}".splitlines()[0][:100]
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=reason) from None


def ods_grids(data: bytes) -> tuple[Grid, ...]:
    """Every sheet of an OpenDocument spreadsheet; a spreadsheet error is read as an empty cell."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("content.xml") as part:
            content = part.read(LARGEST_CONTENT_MB * 1_000_000 + 1)
    except DAMAGED:
        raise BadInput(
            ProblemKind.NOT_A_WORKBOOK, reason="it is damaged or protected, or no spreadsheet"
        ) from None
    if len(content) > LARGEST_CONTENT_MB * 1_000_000:
        raise BadInput(ProblemKind.FILE_TOO_LARGE, largest=LARGEST_CONTENT_MB)
    rows, columns = _ods_extent(content)
    if rows * columns > LARGEST_AREA:
        raise BadInput(ProblemKind.SCATTERED, rows=rows, columns=columns)
    if b"<!DOCTYPE" in content:
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason="it defines entities")
    return grids(data)


def _ods_extent(content: bytes) -> tuple[int, int]:
    """Rows and columns that hold all values: the file may repeat both."""
    rows = last_row = last_column = column = repeated = 0
    for found in _ODS_TOKEN.finditer(content):
        times = _REPEATED.search(found[2])
        count = int(times[1]) if times else 1
        if found[1] == b"table-row":
            rows += repeated
            column, repeated = 0, count
        else:
            column += count
            if b"value-type" in found[2]:
                last_row = max(last_row, rows + repeated)
                last_column = max(last_column, column)
    return last_row, last_column


def is_plain_sheet(part: Any) -> bool:
    """Whether an open .xlsx sheet is one that is read here: it holds no spreadsheet errors.

    Raises BadInput where it defines entities, and where cells lie too far from each other.
    """
    columns: set[bytes] = set()
    rows: set[bytes] = set()
    cells = found = 0
    is_plain = True
    tail = b""
    while chunk := part.read(_CHUNK):
        text = tail + chunk
        cut = text.rfind(b"<") if len(chunk) == _CHUNK else len(text)
        text, tail = text[:cut], text[cut:]
        if b"<!DOCTYPE" in text:
            raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason="it defines entities")
        is_plain = is_plain and b't="e"' not in text and len(tail) <= _CHUNK
        references = _REFERENCE.findall(text)
        found += len(references)
        cells += text.count(b"<c ")
        columns.update(map(itemgetter(0), references))
        rows.update(map(itemgetter(1), references))
    last_row, last_column = max(map(int, rows), default=0), max(map(_column, columns), default=0)
    if last_row * last_column > LARGEST_AREA:
        raise BadInput(ProblemKind.SCATTERED, rows=last_row, columns=last_column)
    return is_plain and found == cells


def _column(letters: bytes) -> int:
    """The number of a column: A is 1.

    >>> _column(b"A"), _column(b"AB")
    (1, 28)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _rows(sheet: Any) -> Iterator[Row]:
    for number, values in enumerate(sheet.iter_rows(), start=1):
        if number > MOST_ROWS:
            raise BadInput(ProblemKind.TOO_MANY_ROWS, largest=MOST_ROWS)
        yield Row(number, tuple(map(_cell, values[:MOST_COLUMNS])))


def _cell(value: object) -> Cell:
    if type(value) is str:
        return _text(value)
    if isinstance(value, bool):
        return Cell(str(value))
    if isinstance(value, int | float):
        return stored(value)
    if isinstance(value, datetime):
        return Cell(value.date().isoformat())
    return Cell(value.isoformat() if isinstance(value, date) else str(value))


# Lists repeat themselves: a cell with the same text is the same cell.
@lru_cache(maxsize=_REMEMBERED)
def _text(value: str) -> Cell:
    return Cell(value) if value else EMPTY


@lru_cache(maxsize=_REMEMBERED)
def stored(value: float) -> Cell:
    """A number as a spreadsheet keeps it: 15 digits; what a float adds beyond them is noise."""
    return Cell(f"{Decimal(format(value, '.15g')):f}", stored=True)

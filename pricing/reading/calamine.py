"""Spreadsheets read fast (.xlsx, .ods): owner of python-calamine.

It holds a sheet as a rectangle in memory, so the rectangle is measured before it is let near one.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pricing.problems.errors import BadInput, ProblemKind
from pricing.reading.archives_check import DAMAGED
from pricing.reading.grid import EMPTY, MOST_COLUMNS, MOST_ROWS, Cell, Grid, Row
from pricing.reading.workbook_size import check_ods

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

LARGEST_CONTENT_MB = 200
_CONTENT = "content.xml"
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
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            is_large = archive.getinfo(_CONTENT).file_size > LARGEST_CONTENT_MB * 1_000_000
            content = b"" if is_large else archive.read(_CONTENT)
    except DAMAGED:
        raise BadInput(
            ProblemKind.NOT_A_WORKBOOK, reason="it is damaged or protected, or no spreadsheet"
        ) from None
    if is_large:
        raise BadInput(ProblemKind.UNPACKS_TOO_LARGE, largest=LARGEST_CONTENT_MB)
    check_ods(content)
    return grids(data)


def _rows(sheet: Any) -> Iterator[Row]:
    for number, values in enumerate(sheet.iter_rows(), start=1):
        if number > MOST_ROWS:
            raise BadInput(ProblemKind.TOO_MANY_ROWS, largest=MOST_ROWS)
        yield Row(
            number, tuple([_CELLS.get(type(each), _cell)(each) for each in values[:MOST_COLUMNS]])
        )


def _cell(value: object) -> Cell:
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


# The kinds of value that most cells hold.
_CELLS: Mapping[type, Callable[[Any], Cell]] = {str: _text, float: stored, int: stored}

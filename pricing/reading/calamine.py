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

from pricing.problems.errors import BadInput, ProblemKind, Reason
from pricing.reading.archives_check import DAMAGED_ARCHIVE_ERRORS
from pricing.reading.grid import EMPTY_CELL, MAX_COLUMNS, MAX_GRID_ROWS, Grid, GridCell, GridRow
from pricing.reading.workbook_size import check_ods_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MAX_ODS_CONTENT_MB = 200
_ODS_CONTENT_PART = "content.xml"
_CACHE_SIZE = 50_000


def read_grids(data: bytes) -> tuple[Grid, ...]:
    """Every sheet. Raises BadInput where the bytes are no spreadsheet."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return tuple(
            Grid(tuple(_sheet_rows(book.get_sheet_by_name(each.name))), each.name)
            for each in book.sheets_metadata
            if each.typ == python_calamine.SheetTypeEnum.WorkSheet
        )
    except (BadInput, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # noqa: BLE001 - a panic of the library is no Exception
        reason = f"{type(error).__name__}: {error}".splitlines()[0][:100]
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=reason) from None


def read_ods_grids(data: bytes) -> tuple[Grid, ...]:
    """Every sheet of an OpenDocument spreadsheet; a spreadsheet error is read as an empty cell."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            is_large = archive.getinfo(_ODS_CONTENT_PART).file_size > MAX_ODS_CONTENT_MB * 1_000_000
            content = b"" if is_large else archive.read(_ODS_CONTENT_PART)
    except DAMAGED_ARCHIVE_ERRORS:
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=Reason.DAMAGED_OR_PROTECTED) from None
    if is_large:
        raise BadInput(ProblemKind.UNPACKED_SIZE_TOO_LARGE, largest=MAX_ODS_CONTENT_MB)
    check_ods_size(content)
    return read_grids(data)


def _sheet_rows(sheet: Any) -> Iterator[GridRow]:
    for number, values in enumerate(sheet.iter_rows(), start=1):
        if number > MAX_GRID_ROWS:
            raise BadInput(ProblemKind.TOO_MANY_ROWS, largest=MAX_GRID_ROWS)
        yield GridRow(
            number,
            tuple(
                [_CELL_MAKERS.get(type(each), _other_cell)(each) for each in values[:MAX_COLUMNS]]
            ),
        )


def _other_cell(value: object) -> GridCell:
    if isinstance(value, datetime):
        return GridCell(value.date().isoformat())
    return GridCell(value.isoformat() if isinstance(value, date) else str(value))


# Lists repeat themselves: a cell with the same text is the same cell.
@lru_cache(maxsize=_CACHE_SIZE)
def _text_cell(value: str) -> GridCell:
    return GridCell(value) if value else EMPTY_CELL


@lru_cache(maxsize=_CACHE_SIZE)
def number_cell(value: float) -> GridCell:
    """A number as a spreadsheet keeps it: 15 digits; what a float adds beyond them is noise."""
    return GridCell(f"{Decimal(format(value, '.15g')):f}", is_number=True)


# The kinds of value that most cells hold.
_CELL_MAKERS: Mapping[type, Callable[[Any], GridCell]] = {
    str: _text_cell,
    float: number_cell,
    int: number_cell,
}

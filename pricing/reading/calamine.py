"""Spreadsheets (.xlsx, .ods) read fast: the owner of python-calamine.

The library holds a sheet as a rectangle in memory, so `file_bounds` measures each sheet first.
"""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pricing.problems.errors import BadInput, ProblemKind, Reason
from pricing.reading.file_bounds import DAMAGED_ARCHIVE_ERRORS, check_ods_size
from pricing.reading.grid import (
    EMPTY_CELL,
    MAX_COLUMNS,
    MAX_GRID_ROWS,
    Grid,
    GridCell,
    GridRow,
)
from pricing.reading.number_formats import number_cell
from pricing.reading.ods_details import read_ods_details
from pricing.reading.sheet_details import TIME_TYPES, SheetDetails, detailed_grid, time_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MAX_ODS_CONTENT_MB = 200
_ODS_CONTENT_PART = "content.xml"
_ODS_CONTENT_END = b"document-content>"
_CACHE_SIZE = 50_000


def read_grids(data: bytes, details_of: Callable[[str], SheetDetails]) -> tuple[Grid, ...]:
    """Return every sheet of a spreadsheet with its details.

    Raises:
        BadInput: The bytes are not a spreadsheet.
    """
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return tuple(
            _read_sheet(book, sheet, details_of(sheet.name))
            for sheet in book.sheets_metadata
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        )
    except (BadInput, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # noqa: BLE001 - a panic of the library is no Exception
        reason = f"{type(error).__name__}: {error}".splitlines()[0][:100]
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=reason) from None


def read_ods_grids(data: bytes) -> tuple[Grid, ...]:
    """Return every sheet of an OpenDocument spreadsheet. Spreadsheet errors become empty cells.

    Raises:
        BadInput: The bytes are not a spreadsheet, or it is too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            is_large = archive.getinfo(_ODS_CONTENT_PART).file_size > MAX_ODS_CONTENT_MB * 1_000_000
            content = b"" if is_large else archive.read(_ODS_CONTENT_PART)
    except DAMAGED_ARCHIVE_ERRORS:
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=Reason.DAMAGED_OR_PROTECTED) from None
    if is_large:
        raise BadInput(ProblemKind.UNPACKED_SIZE_TOO_LARGE, largest=MAX_ODS_CONTENT_MB)
    if not content.rstrip().endswith(_ODS_CONTENT_END):  # the library would wait for the end
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=Reason.DAMAGED_OR_PROTECTED)
    check_ods_size(content)
    details = read_ods_details(content)
    return read_grids(data, lambda name: details.get(name) or SheetDetails())


def _read_sheet(book: Any, sheet: Any, details: SheetDetails) -> Grid:
    import python_calamine

    is_hidden = sheet.visible != python_calamine.SheetVisibleEnum.Visible
    rows = _sheet_rows(book.get_sheet_by_name(sheet.name), details)
    return detailed_grid(rows, details, sheet.name, is_hidden=is_hidden)


def _sheet_rows(sheet: Any, details: SheetDetails) -> Iterator[GridRow]:
    formats_by_row = details.formats_by_row()
    for number, values in enumerate(sheet.iter_rows(), start=1):
        if number > MAX_GRID_ROWS:
            raise BadInput(ProblemKind.TOO_MANY_ROWS, largest=MAX_GRID_ROWS)
        cells = [
            _CELL_MAKERS.get(type(value), _other_cell)(value) for value in values[:MAX_COLUMNS]
        ]
        for index, formats in formats_by_row.move_to(number):
            if index < len(cells) and type(values[index]) in _NUMBER_TYPES:
                cells[index] = formats.cell(values[index])
        yield GridRow(number, tuple(cells))


def _other_cell(value: object) -> GridCell:
    return time_cell(value) if isinstance(value, TIME_TYPES) else GridCell(str(value))


# Lists repeat themselves, so cells with the same text share one object.
@lru_cache(maxsize=_CACHE_SIZE)
def _text_cell(value: str) -> GridCell:
    return GridCell(value) if value else EMPTY_CELL


_NUMBER_TYPES = frozenset({float, int})
# The types of most cells.
_CELL_MAKERS: Mapping[type, Callable[[Any], GridCell]] = {
    str: _text_cell,
    float: number_cell,
    int: number_cell,
}

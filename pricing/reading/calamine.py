"""Spreadsheets (.xlsx, .ods) read fast: the owner of python-calamine.

The library holds a sheet as a rectangle in memory, so `file_bounds` measures each sheet first.
"""

from __future__ import annotations

import io
import zipfile
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
    from collections.abc import Callable, Iterable, Iterator

MAX_ODS_CONTENT_MB = 200
_ODS_CONTENT_PART = "content.xml"
_ODS_CONTENT_END = b"document-content>"
_ODS_TYPE_PART, _ODS_TYPE = "mimetype", "application/vnd.oasis.opendocument.spreadsheet"
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
    except BaseException:  # noqa: BLE001 - a panic of the library is no Exception
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=Reason.DAMAGED_OR_PROTECTED) from None


def read_ods_grids(data: bytes) -> tuple[Grid, ...]:
    """Return every sheet of an OpenDocument spreadsheet. Spreadsheet errors become empty cells.

    Raises:
        BadInput: The bytes are not a spreadsheet, or it is too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            is_large = archive.getinfo(_ODS_CONTENT_PART).file_size > MAX_ODS_CONTENT_MB * 1_000_000
            content = b"" if is_large else archive.read(_ODS_CONTENT_PART)
            names_its_type = _ODS_TYPE_PART in archive.namelist()
    except DAMAGED_ARCHIVE_ERRORS:
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=Reason.DAMAGED_OR_PROTECTED) from None
    if is_large:
        raise BadInput(ProblemKind.UNPACKED_SIZE_TOO_LARGE, largest=MAX_ODS_CONTENT_MB)
    if not content.rstrip().endswith(_ODS_CONTENT_END):  # the library would wait for the end
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=Reason.DAMAGED_OR_PROTECTED)
    check_ods_size(content)
    details = read_ods_details(content)
    if not names_its_type:
        data = _with_type(data)
    return read_grids(data, lambda name: details.get(name) or SheetDetails())


def _with_type(data: bytes) -> bytes:
    """Return a spreadsheet with the part that names its type, as the library asks for it.

    Web applications and scripts leave it out, and spreadsheet programs do without it.
    """
    packed = io.BytesIO(data)
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr(_ODS_TYPE_PART, _ODS_TYPE)
    return packed.getvalue()


def _read_sheet(book: Any, sheet: Any, details: SheetDetails) -> Grid:
    import python_calamine

    is_hidden = sheet.visible != python_calamine.SheetVisibleEnum.Visible
    rows = _sheet_rows(book.get_sheet_by_name(sheet.name), details)
    return detailed_grid(rows, details, sheet.name, is_hidden=is_hidden)


def _sheet_rows(sheet: Any, details: SheetDetails) -> Iterator[GridRow]:
    formats_by_row, cells_by_value = details.formats_by_row(), _CellsByValue()
    for number, values in enumerate(sheet.iter_rows(), start=1):
        if number > MAX_GRID_ROWS:
            raise BadInput(ProblemKind.TOO_MANY_ROWS, largest=MAX_GRID_ROWS)
        shown = values[:MAX_COLUMNS]
        # True equals 1, so a row with one is not looked up.
        cell_of = _new_cell if bool in map(type, shown) else cells_by_value.__getitem__
        cells = tuple(map(cell_of, shown))
        formatted = [
            (index, formats.cell(values[index]))
            for index, formats in formats_by_row.move_to(number)
            if index < len(cells) and type(values[index]) in _NUMBER_TYPES
        ]
        yield GridRow(number, _with_cells(cells, formatted) if formatted else cells)


def _with_cells(
    cells: tuple[GridCell, ...], others: Iterable[tuple[int, GridCell]]
) -> tuple[GridCell, ...]:
    changed = list(cells)
    for index, cell in others:
        changed[index] = cell
    return tuple(changed)


class _CellsByValue(dict[Any, GridCell]):
    """The cells of the values so far. Lists repeat themselves, so equal values share one cell."""

    def __missing__(self, value: object) -> GridCell:
        if len(self) >= _CACHE_SIZE:
            self.clear()
        cell = self[value] = _new_cell(value)
        return cell


def _new_cell(value: Any) -> GridCell:
    if type(value) in _NUMBER_TYPES:
        return number_cell(value)
    if isinstance(value, TIME_TYPES):
        return time_cell(value)
    return GridCell(str(value)) if value != "" else EMPTY_CELL


_NUMBER_TYPES = frozenset({float, int})

"""Excel workbooks (.xlsx) without formulas, links, macros or entities: the owner of openpyxl.

`calamine` reads plain workbooks, ten times faster. openpyxl streams the others: those with
spreadsheet errors, which calamine leaves out, and those that cannot be measured.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from pricing.problems.errors import BadInput, ProblemKind, Reason
from pricing.reading import calamine
from pricing.reading.file_bounds import (
    DAMAGED_ARCHIVE_ERRORS,
    WorkbookSize,
    check_workbook_parts,
    max_string_lengths,
    measure_part,
)
from pricing.reading.grid import EMPTY_CELL, MAX_COLUMNS, MAX_GRID_ROWS, Grid, GridCell, GridRow
from pricing.reading.number_formats import number_cell, read_format
from pricing.reading.sheet_details import TIME_TYPES, detailed_grid, time_cell
from pricing.reading.xlsx_details import WorkbookDetails

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SHARED_STRINGS_PART = "xl/sharedStrings.xml"


def read_grids(data: bytes) -> tuple[Grid, ...]:
    """Return every sheet of a workbook.

    Raises:
        BadInput: The bytes are not a workbook, or it is too large or unsafe.
    """
    are_plain, details = _survey(data)
    if are_plain:
        return calamine.read_grids(data, details.of_sheet)
    import openpyxl

    # A broken part can make openpyxl raise anything, so every error gets the same answer.
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        size = WorkbookSize()
        return tuple(
            detailed_grid(
                _sheet_rows(sheet, size),
                details.of_sheet(sheet.title),
                sheet.title,
                is_hidden=sheet.sheet_state != "visible",
            )
            for sheet in book.worksheets
        )
    except (BadInput, MemoryError):
        raise
    except Exception:  # noqa: BLE001
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=Reason.DAMAGED_OR_OLD) from None


def _survey(data: bytes) -> tuple[bool, WorkbookDetails]:
    """Return whether calamine can read all sheets, and their details.

    Raises:
        BadInput: The bytes are not a workbook, or it would take too much memory.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_workbook_parts(archive.infolist())
            string_lengths = _shared_string_lengths(archive)
            size, details = WorkbookSize(), WorkbookDetails(archive)
            are_plain = [
                _is_plain(archive, part, size, string_lengths or (), details)
                for part in archive.infolist()
            ]
            return string_lengths is not None and all(are_plain), details
    except BadInput:
        raise
    except DAMAGED_ARCHIVE_ERRORS:
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=Reason.DAMAGED_OR_OLD) from None


def _shared_string_lengths(archive: zipfile.ZipFile) -> Sequence[int] | None:
    if _SHARED_STRINGS_PART not in archive.namelist():
        return ()
    with archive.open(_SHARED_STRINGS_PART) as part:
        return max_string_lengths(part)


def _is_plain(
    archive: zipfile.ZipFile,
    part: zipfile.ZipInfo,
    size: WorkbookSize,
    string_lengths: Sequence[int],
    details: WorkbookDetails,
) -> bool:
    with archive.open(part) as opened:
        return measure_part(
            opened, size, string_lengths, lambda text: details.scan(part.filename, text)
        )


def _sheet_rows(sheet: Any, size: WorkbookSize) -> Iterator[GridRow]:
    sheet.reset_dimensions()  # a file can state a size that is not its own
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
        if number > MAX_GRID_ROWS:
            raise BadInput(ProblemKind.TOO_MANY_ROWS, largest=MAX_GRID_ROWS)
        size.add_cells(len(cells))
        yield GridRow(number, tuple(map(_grid_cell, cells)))


def _grid_cell(cell: Any) -> GridCell:
    value = cell.value
    if value is None:
        return EMPTY_CELL
    if cell.data_type == "e":
        return GridCell(str(value), is_error=True)
    if isinstance(value, bool):
        return GridCell(str(value))
    if isinstance(value, int | float):
        formats = read_format(cell.number_format)
        return number_cell(value) if formats is None else formats.cell(value)
    return time_cell(value) if isinstance(value, TIME_TYPES) else GridCell(str(value))

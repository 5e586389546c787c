"""Excel workbooks (.xlsx), without formulas, links, macros or entities: owner of openpyxl.

Plain ones are read by `spreadsheet`, an order of magnitude faster; those with spreadsheet errors,
which it does not tell, and those of strange outlines are streamed by openpyxl.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pricing.problems.errors import BadInput, ProblemKind, Reason
from pricing.reading import calamine
from pricing.reading.archives_check import DAMAGED_ARCHIVE_ERRORS, check_workbook_parts
from pricing.reading.grid import EMPTY_CELL, MAX_COLUMNS, MAX_GRID_ROWS, Grid, GridCell, GridRow
from pricing.reading.workbook_size import WorkbookSize, max_string_lengths, measure_part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SHARED_STRINGS_PART = "xl/sharedStrings.xml"


def read_grids(data: bytes) -> tuple[Grid, ...]:
    """Every sheet of a workbook. Raises BadInput where the bytes are no safe workbook."""
    if _are_all_sheets_plain(data):
        return calamine.read_grids(data)
    import openpyxl

    # openpyxl raises whatever a broken part of the archive trips, so all of it is one answer here.
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        outline = WorkbookSize()
        return tuple(
            Grid(tuple(_sheet_rows(sheet, outline)), sheet.title) for sheet in book.worksheets
        )
    except BadInput:
        raise
    except Exception as error:  # noqa: BLE001
        reason = f"{type(error).__name__}: {error}".splitlines()[0][:100]
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=reason) from None


def _are_all_sheets_plain(data: bytes) -> bool:
    """Whether all sheets are plain. Refuses what is no workbook, or would take too much memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_workbook_parts(archive.infolist())
            strings = _shared_string_lengths(archive)
            outline = WorkbookSize()
            plain = [
                _is_plain(archive, part, outline, strings or ()) for part in archive.infolist()
            ]
            return strings is not None and all(plain)
    except BadInput:
        raise
    except DAMAGED_ARCHIVE_ERRORS:
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=Reason.DAMAGED_OR_OLD) from None


def _shared_string_lengths(archive: zipfile.ZipFile) -> Sequence[int] | None:
    if _SHARED_STRINGS_PART not in archive.namelist():
        return ()
    with archive.open(_SHARED_STRINGS_PART) as opened:
        return max_string_lengths(opened)


def _is_plain(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, outline: WorkbookSize, strings: Sequence[int]
) -> bool:
    with archive.open(part) as opened:
        return measure_part(opened, outline, strings)


def _sheet_rows(sheet: Any, outline: WorkbookSize) -> Iterator[GridRow]:
    sheet.reset_dimensions()  # files state sizes that are not theirs
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
        if number > MAX_GRID_ROWS:
            raise BadInput(ProblemKind.TOO_MANY_ROWS, largest=MAX_GRID_ROWS)
        outline.add_cells(len(cells))
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
        return calamine.number_cell(value)
    if isinstance(value, datetime):
        return GridCell(value.date().isoformat())
    return GridCell(value.isoformat() if isinstance(value, date) else str(value))

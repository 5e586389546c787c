"""Excel workbooks (.xlsx) without formulas, links, macros or entities: the owner of openpyxl.

`calamine` reads plain workbooks, ten times faster. openpyxl streams the others: those with
spreadsheet errors, which calamine leaves out, and those that cannot be measured.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
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
from pricing.reading.grid import (
    EMPTY_CELL,
    MAX_COLUMNS,
    MAX_GRID_ROWS,
    Grid,
    GridCell,
    GridRow,
    without_repeated_empty_rows,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SHARED_STRINGS_PART = "xl/sharedStrings.xml"


def read_grids(data: bytes) -> tuple[Grid, ...]:
    """Return every sheet of a workbook.

    Raises:
        BadInput: The bytes are not a workbook, or it is too large or unsafe.
    """
    if _are_all_sheets_plain(data):
        return calamine.read_grids(data)
    import openpyxl

    # A broken part can make openpyxl raise anything, so every error gets the same answer.
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        size = WorkbookSize()
        return tuple(
            Grid(tuple(without_repeated_empty_rows(_sheet_rows(sheet, size))), sheet.title)
            for sheet in book.worksheets
        )
    except (BadInput, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001
        reason = f"{type(error).__name__}: {error}".splitlines()[0][:100]
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=reason) from None


def _are_all_sheets_plain(data: bytes) -> bool:
    """Return whether calamine can read all sheets.

    Raises:
        BadInput: The bytes are not a workbook, or it would take too much memory.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_workbook_parts(archive.infolist())
            string_lengths = _shared_string_lengths(archive)
            size = WorkbookSize()
            are_plain = [
                _is_plain(archive, part, size, string_lengths or ()) for part in archive.infolist()
            ]
            return string_lengths is not None and all(are_plain)
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
) -> bool:
    with archive.open(part) as opened:
        return measure_part(opened, size, string_lengths)


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
        return calamine.number_cell(value)
    if isinstance(value, datetime):
        return GridCell(value.date().isoformat())
    return GridCell(value.isoformat() if isinstance(value, date) else str(value))

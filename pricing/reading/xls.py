"""Workbooks of Excel 97 to 2003 (.xls): the owner of xlrd, which bounds rows and columns itself."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from pricing.problems.errors import BadInput, ProblemKind, Reason
from pricing.reading.file_bounds import WorkbookSize
from pricing.reading.grid import EMPTY_CELL, Grid, GridCell, GridRow
from pricing.reading.number_formats import number_cell, read_format
from pricing.reading.sheet_details import (
    SheetDetails,
    detailed_grid,
    shorten_comment,
    time_cell,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

# This allows about 4 million cells, which xlrd holds all at once.
MAX_XLS_MB = 60
_OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_grids(data: bytes) -> tuple[Grid, ...]:
    """Return every sheet of a workbook.

    Raises:
        BadInput: The bytes are not a workbook of Excel 97 to 2003, or it is too large.
    """
    if not data.startswith(_OLE_SIGNATURE):
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=Reason.NOT_EXCEL_97_TO_2003)
    if len(data) > MAX_XLS_MB * 1_000_000:
        raise BadInput(ProblemKind.FILE_TOO_LARGE, largest=MAX_XLS_MB)
    import xlrd

    size = WorkbookSize()
    # A broken record can make xlrd raise anything, so every error gets the same answer.
    try:
        with xlrd.open_workbook(
            file_contents=data,
            ragged_rows=True,
            on_demand=True,
            formatting_info=True,
            logfile=io.StringIO(),
        ) as book:
            return tuple(_read_sheet(book, index, size) for index in range(book.nsheets))
    except (BadInput, MemoryError):
        raise
    except Exception:  # noqa: BLE001
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=Reason.DAMAGED_OR_PROTECTED) from None


def _read_sheet(book: Any, index: int, size: WorkbookSize) -> Grid:
    sheet = book.sheet_by_index(index)
    size.add_cells(sum(sheet.row_len(row) for row in range(sheet.nrows)))
    size.add_area(sheet.nrows, sheet.ncols)
    grid = detailed_grid(
        _sheet_rows(book, sheet), _details(sheet), sheet.name, is_hidden=bool(sheet.visibility)
    )
    book.unload_sheet(index)
    return grid


def _details(sheet: Any) -> SheetDetails:
    """Return the merged cells, the hidden rows and columns, and the comments."""
    details = SheetDetails(
        {row + 1 for row, details in sheet.rowinfo_map.items() if details.hidden},
        [(at + 1, at + 1) for at, details in sheet.colinfo_map.items() if details.hidden],
        [(first + 1, column + 1, end) for first, end, column, _ in sheet.merged_cells],
    )
    for (row, column), comment in sheet.cell_note_map.items():
        text = shorten_comment(comment.text)
        details.note(ProblemKind.COMMENTS_ON_CELLS, row + 1, column + 1, text)
    return details


def _sheet_rows(book: Any, sheet: Any) -> Iterator[GridRow]:
    """Yield the rows, each as long as the longest one, as other spreadsheets have them."""
    import xlrd

    for index in range(sheet.nrows):
        cells = []
        for column, (kind, value) in enumerate(
            zip(sheet.row_types(index), sheet.row_values(index), strict=True)
        ):
            formats = None
            if kind == xlrd.XL_CELL_NUMBER:
                style = book.xf_list[sheet.cell_xf_index(index, column)]
                formats = read_format(book.format_map[style.format_key].format_str)
            cells.append(formats.cell(value) if formats else _grid_cell(kind, value, book.datemode))
        cells += [EMPTY_CELL] * (sheet.ncols - len(cells))
        yield GridRow(index + 1, tuple(cells))


def _grid_cell(kind: int, value: Any, datemode: int) -> GridCell:
    import xlrd

    match kind:
        case xlrd.XL_CELL_TEXT:
            return GridCell(value)
        case xlrd.XL_CELL_NUMBER:
            return number_cell(value)
        case xlrd.XL_CELL_DATE:
            return time_cell(xlrd.xldate_as_datetime(value, datemode))
        case xlrd.XL_CELL_BOOLEAN:
            return GridCell(str(bool(value)))
        case xlrd.XL_CELL_ERROR:
            return GridCell(xlrd.error_text_from_code.get(value, "#N/A"), is_error=True)
        case _:
            return EMPTY_CELL

"""Excel workbooks (.xlsx), without formulas, links, macros or entities: owner of openpyxl."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pricing.archive import check_archive
from pricing.errors import BadInput, ProblemKind
from pricing.reading.grid import EMPTY, MOST_COLUMNS, MOST_ROWS, Cell, Grid, Row

if TYPE_CHECKING:
    from collections.abc import Iterator


def grids(data: bytes) -> tuple[Grid, ...]:
    """Every sheet of a workbook. Raises BadInput where the bytes are no safe workbook."""
    check_archive(data)
    import openpyxl

    # openpyxl raises whatever a broken part of the archive trips, so all of it is one answer here.
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        return tuple(Grid(tuple(_rows(sheet)), sheet.title) for sheet in book.worksheets)
    except BadInput:
        raise
    except Exception as error:  # noqa: BLE001
        reason = f"{type(error).__name__}: {error}".splitlines()[0][:100]
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=reason) from None


def _rows(sheet: Any) -> Iterator[Row]:
    sheet.reset_dimensions()  # files state sizes that are not theirs
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        if number > MOST_ROWS:
            raise BadInput(ProblemKind.TOO_MANY_ROWS, largest=MOST_ROWS)
        yield Row(number, tuple(map(_cell, cells)))


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return EMPTY
    if cell.data_type == "e":
        return Cell(str(value), error=True)
    if isinstance(value, bool):
        return Cell(str(value))
    if isinstance(value, int | float):
        # A spreadsheet keeps 15 digits; what a float adds beyond them is noise.
        return Cell(f"{Decimal(format(value, '.15g')):f}", stored=True)
    if isinstance(value, datetime):
        return Cell(value.date().isoformat())
    return Cell(value.isoformat() if isinstance(value, date) else str(value))

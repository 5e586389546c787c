"""Excel workbooks (.xlsx), without formulas, links, macros or entities: owner of openpyxl.

Plain ones are read by `spreadsheet`, an order of magnitude faster; those with spreadsheet errors,
which it does not tell, and those of strange outlines are streamed by openpyxl.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pricing.archive import check_parts
from pricing.errors import BadInput, ProblemKind
from pricing.reading import spreadsheet
from pricing.reading.archives import DAMAGED
from pricing.reading.grid import EMPTY, MOST_COLUMNS, MOST_ROWS, Cell, Grid, Row

if TYPE_CHECKING:
    from collections.abc import Iterator


def grids(data: bytes) -> tuple[Grid, ...]:
    """Every sheet of a workbook. Raises BadInput where the bytes are no safe workbook."""
    if _is_plain(data):
        return spreadsheet.grids(data)
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


def _is_plain(data: bytes) -> bool:
    """Whether all sheets are plain. Refuses what is no workbook, or unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_parts(archive.infolist())
            plain = [_is_plain_part(archive, part) for part in archive.infolist()]
            return all(plain)
    except BadInput:
        raise
    except DAMAGED:
        raise BadInput(
            ProblemKind.NOT_A_WORKBOOK, reason="it is damaged, protected, or of an older kind"
        ) from None


def _is_plain_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a part is a plain sheet, or none. It is read to its end: its size may be a lie."""
    with archive.open(part) as opened:
        if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
            return spreadsheet.is_plain_sheet(opened)
        while opened.read(1_000_000):
            pass
    return True


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
        return spreadsheet.stored(value)
    if isinstance(value, datetime):
        return Cell(value.date().isoformat())
    return Cell(value.isoformat() if isinstance(value, date) else str(value))

"""Excel workbooks (.xlsx), without formulas, links, macros or entities: owner of openpyxl.

Plain ones are read by `spreadsheet`, an order of magnitude faster; those with spreadsheet errors,
which it does not tell, and those of strange outlines are streamed by openpyxl.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pricing.problems.errors import BadInput, ProblemKind
from pricing.reading import calamine
from pricing.reading.archives_check import DAMAGED, check_parts
from pricing.reading.grid import EMPTY, MOST_COLUMNS, MOST_ROWS, Cell, Grid, Row
from pricing.reading.workbook_size import Outline, is_plain_part, string_lengths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_STRINGS = "xl/sharedStrings.xml"


def grids(data: bytes) -> tuple[Grid, ...]:
    """Every sheet of a workbook. Raises BadInput where the bytes are no safe workbook."""
    if _all_plain(data):
        return calamine.grids(data)
    import openpyxl

    # openpyxl raises whatever a broken part of the archive trips, so all of it is one answer here.
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        outline = Outline()
        return tuple(Grid(tuple(_rows(sheet, outline)), sheet.title) for sheet in book.worksheets)
    except BadInput:
        raise
    except Exception as error:  # noqa: BLE001
        reason = f"{type(error).__name__}: {error}".splitlines()[0][:100]
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=reason) from None


def _all_plain(data: bytes) -> bool:
    """Whether all sheets are plain. Refuses what is no workbook, or would take too much memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_parts(archive.infolist())
            strings = _strings(archive)
            outline = Outline()
            plain = [
                _is_plain(archive, part, outline, strings or ()) for part in archive.infolist()
            ]
            return strings is not None and all(plain)
    except BadInput:
        raise
    except DAMAGED:
        raise BadInput(
            ProblemKind.NOT_A_WORKBOOK, reason="it is damaged, protected, or of an older kind"
        ) from None


def _strings(archive: zipfile.ZipFile) -> Sequence[int] | None:
    if _STRINGS not in archive.namelist():
        return ()
    with archive.open(_STRINGS) as opened:
        return string_lengths(opened)


def _is_plain(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, outline: Outline, strings: Sequence[int]
) -> bool:
    with archive.open(part) as opened:
        return is_plain_part(opened, outline, strings)


def _rows(sheet: Any, outline: Outline) -> Iterator[Row]:
    sheet.reset_dimensions()  # files state sizes that are not theirs
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        if number > MOST_ROWS:
            raise BadInput(ProblemKind.TOO_MANY_ROWS, largest=MOST_ROWS)
        outline.add_cells(len(cells))
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
        return calamine.stored(value)
    if isinstance(value, datetime):
        return Cell(value.date().isoformat())
    return Cell(value.isoformat() if isinstance(value, date) else str(value))

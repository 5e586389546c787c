"""The program's sheets refreshed inside a user's own workbook; everything else stays as it was."""

from __future__ import annotations

import io
import re
import zipfile
from copy import copy
from typing import TYPE_CHECKING, Any

from pricing.model.scenario_fields import ASSUMPTIONS_HEADERS, ASSUMPTIONS_SHEET
from pricing.problems.errors import BadInput, ProblemKind, UserError
from pricing.problems.progress import SILENT_PROGRESS, Progress
from pricing.reading.file_bounds import check_workbook_archive
from pricing.writing.atomic_file import atomic_file
from pricing.writing.workbook.unsupported_parts import find_unsupported_parts
from pricing.writing.workbook.workbook import SHEET_WRITERS, live_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from pricing.calculation.comparison import Comparison

MAX_WORKBOOK_MB = 50
_DRAWING_PART = re.compile(r"xl/drawings/drawing(\d+)\.xml")
_SHAPE_PROPERTIES = re.compile(r"<((?:\w+:)?cNvPr) ([^>]*?)/?>")
_ALTERNATIVE_TEXT = re.compile(rb'descr="([^"]*)"')
_CELL_STYLE_ATTRIBUTES = ("font", "fill", "border", "alignment", "number_format", "protection")
_PAGE_ATTRIBUTES = (
    "page_setup", "page_margins", "print_options", "oddFooter", "oddHeader", "sheet_properties",
    "views", "sheet_format", "protection",
)  # fmt: skip


def update_workbook(
    comparison: Comparison, path: Path, progress: Progress = SILENT_PROGRESS
) -> None:
    """Put the comparison in place of the one in a workbook, or add it to one without.

    The user's sheets, names, styles and formulas stay. Raises UserError where something there
    could not be kept, where a sheet of the user's has the name of one of the program's, and where
    the file cannot be read or written; then it is as it was.
    """
    data = _read_workbook(path)
    found = find_unsupported_parts(data, frozenset(SHEET_WRITERS))
    if found:
        raise UserError(
            ProblemKind.WORKBOOK_NOT_UPDATED, path=path, reason=f"it holds {', '.join(found)}"
        )
    new = live_workbook(comparison, progress)
    updated = _with_replaced_sheets(path, data, new)
    progress.report(len(comparison.entered_products))
    with atomic_file(path) as file:
        file.write(_with_alternative_texts(updated, new))


def _read_workbook(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_WORKBOOK_MB * 1_000_000:
            raise UserError(ProblemKind.WORKBOOK_NOT_UPDATED, path=path, reason="it is too large")
        data = path.read_bytes()
        check_workbook_archive(data)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(ProblemKind.WORKBOOK_NOT_UPDATED, path=path, reason=reason) from None
    except BadInput as refused:
        raise UserError(ProblemKind.WORKBOOK_NOT_UPDATED, path=path, reason=refused) from None
    return data


def _with_replaced_sheets(path: Path, data: bytes, new: bytes) -> bytes:
    import openpyxl

    try:
        theirs = openpyxl.load_workbook(io.BytesIO(data), rich_text=True)
    except Exception as error:  # noqa: BLE001 - whatever a broken part trips is one answer here
        reason = f"it cannot be read: {type(error).__name__}"
        raise UserError(ProblemKind.WORKBOOK_NOT_UPDATED, path=path, reason=reason) from None
    ours = openpyxl.load_workbook(io.BytesIO(new))
    taken = [name for name in SHEET_WRITERS if name in theirs.sheetnames]
    if taken and not _is_own_workbook(theirs):
        reason = f"its sheet {taken[0]} is not one of the program's"
        raise UserError(ProblemKind.WORKBOOK_NOT_UPDATED, path=path, reason=reason)
    for sheet in ours.worksheets:
        _replace_sheet(theirs, sheet)
    for name, place in ours.defined_names.items():
        theirs.defined_names[name] = copy(place)
    out = io.BytesIO()
    theirs.save(out)
    return out.getvalue()


def _is_own_workbook(book: Workbook) -> bool:
    if ASSUMPTIONS_SHEET not in book.sheetnames:
        return False
    headed = [cell.value for cell in book[ASSUMPTIONS_SHEET][1]][: len(ASSUMPTIONS_HEADERS)]
    return headed == list(ASSUMPTIONS_HEADERS)


def _replace_sheet(book: Workbook, sheet: Worksheet) -> None:
    """Put a copy of a sheet in the place of the one of its name, else at the end."""
    place, was_active = None, False
    if sheet.title in book.sheetnames:
        old = book[sheet.title]
        place, was_active = book.index(old), book.active is old
        book.remove(old)
    new: Worksheet = book.create_sheet(sheet.title, place)
    _copy_cells(new, sheet)
    _copy_page_setup(new, sheet)
    _copy_rules(new, sheet)
    if was_active:
        book.active = book.index(new)


def _copy_cells(new: Worksheet, sheet: Worksheet) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            twin: Any = new[cell.coordinate]
            twin.value = cell.value
            if cell.data_type == "s":  # text stays text, whatever it looks like
                twin.data_type = "s"
            if cell.has_style:
                for look in _CELL_STYLE_ATTRIBUTES:
                    setattr(twin, look, copy(getattr(cell, look)))
                twin.quotePrefix = getattr(cell, "quotePrefix", False)


def _copy_page_setup(new: Worksheet, sheet: Worksheet) -> None:
    """Sizes, what is frozen, and how it is printed."""
    for letter, column in sheet.column_dimensions.items():
        twin: Any = copy(column)
        twin.worksheet = new
        new.column_dimensions[letter] = twin
    for number, line in sheet.row_dimensions.items():
        new.row_dimensions[number].height = line.height
    for name in _PAGE_ATTRIBUTES:
        setattr(new, name, copy(getattr(sheet, name)))
    new.sheet_view.tabSelected = False
    new.freeze_panes = sheet.freeze_panes
    new.print_title_rows, new.print_title_cols = sheet.print_title_rows, sheet.print_title_cols
    if sheet.print_area:
        new.print_area = sheet.print_area
    new.row_breaks = copy(sheet.row_breaks)


def _copy_rules(new: Worksheet, sheet: Worksheet) -> None:
    """Conditional formats, validations, tables and charts."""
    for ranged in sheet.conditional_formatting:
        for rule in ranged.rules:
            new.conditional_formatting.add(str(ranged.sqref), rule)
    for validation in sheet.data_validations.dataValidation:
        new.add_data_validation(validation)
    for table in sheet.tables.values():
        new.add_table(table)
    charts: Any = sheet
    for chart in charts._charts:  # noqa: SLF001 - openpyxl offers no other way
        new.add_chart(chart, chart.anchor)


# -- what openpyxl leaves out ------------------------------------------------------------------


def _with_alternative_texts(updated: bytes, new: bytes) -> bytes:
    """The archive with the charts' texts put back, in the order of the sheets."""
    says = _alternative_texts(new)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(updated)) as archive,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for part in archive.infolist():
            data = archive.read(part)
            match = _DRAWING_PART.fullmatch(part.filename)
            if match and int(match[1]) <= len(says):
                data = _with_alternative_text(data, says[int(match[1]) - 1])
            written.writestr(part, data)
    return out.getvalue()


def _alternative_texts(data: bytes) -> list[bytes]:
    """The alternative text of each drawing."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = sorted(name for name in archive.namelist() if _DRAWING_PART.fullmatch(name))
        found = [_ALTERNATIVE_TEXT.search(archive.read(name)) for name in names]
    return [match[1] if match else b"" for match in found]


def _with_alternative_text(drawing: bytes, text: bytes) -> bytes:
    says = text.decode()
    told = _SHAPE_PROPERTIES.sub(
        lambda match: f'<{match[1]} {match[2]} descr="{says}"/>', drawing.decode(), count=1
    )
    return told.encode()

"""Replacing the program's sheets inside a user's own workbook, which otherwise stays as it was."""

from __future__ import annotations

import io
import re
import zipfile
from copy import copy
from typing import TYPE_CHECKING, Any

from pricing.model.scenario_fields import ASSUMPTIONS_HEADERS, ASSUMPTIONS_SHEET
from pricing.problems.errors import BadInput, ProblemKind, Reason, UserError
from pricing.problems.progress import SILENT_PROGRESS, Progress
from pricing.reading.file_bounds import check_workbook_archive
from pricing.reading.importer import check_is_file
from pricing.reading.reader_process import merge_into_workbook
from pricing.writing.atomic_file import atomic_file
from pricing.writing.workbook.unsupported_parts import find_unsupported_parts
from pricing.writing.workbook.workbook import (
    CONDITIONAL_SHEETS,
    SHEET_WRITERS,
    live_workbook,
)

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from pricing.calculation.comparison import Comparison

MAX_WORKBOOK_MB = 50
_OWN_REFUSALS = {
    ProblemKind.SHEET_NAME_TAKEN,
    ProblemKind.WORKBOOK_NOT_UPDATED,
    ProblemKind.WORKBOOK_WITH_OTHER_PARTS,
}
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
    """Replace the comparison in a user's workbook, or add it if the workbook has none.

    The user's sheets, names, styles and formulas stay.

    Raises:
        UserError: Part of the workbook would be lost, a sheet of the user has the name of one of
            the program's sheets, or the file cannot be read or written. The file is unchanged.
    """
    new = live_workbook(comparison, progress)
    try:
        updated = merge_into_workbook(path, new, lambda: progress.should_continue)
    except BadInput as error:
        raise _refusal(path, error) from None
    progress.report(len(comparison.entered_products))
    with atomic_file(path) as file:
        file.write(updated)


def _refusal(path: Path, error: BadInput) -> UserError:
    if error.kind in _OWN_REFUSALS:
        return UserError(error.kind, **{**error.parameters, "path": path})
    return UserError(ProblemKind.WORKBOOK_NOT_UPDATED, path=path, reason=error)


def merged_workbook(path: Path, new: bytes) -> bytes:
    """Return a user's workbook with the sheets of a new one.

    Only the process that reads files for others calls this.

    Raises:
        BadInput, UserError: It cannot be read, or something would be lost.
    """
    data = _read_workbook(path)
    unsupported = find_unsupported_parts(data, CONDITIONAL_SHEETS.union(SHEET_WRITERS))
    if unsupported:
        raise UserError(ProblemKind.WORKBOOK_WITH_OTHER_PARTS, path=path, parts=tuple(unsupported))
    return _with_alternative_texts(_with_replaced_sheets(path, data, new), new)


def _read_workbook(path: Path) -> bytes:
    try:
        check_is_file(path)
        if path.stat().st_size > MAX_WORKBOOK_MB * 1_000_000:
            raise UserError(ProblemKind.WORKBOOK_NOT_UPDATED, path=path, reason=Reason.TOO_LARGE)
        data = path.read_bytes()
        check_workbook_archive(data)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(ProblemKind.WORKBOOK_NOT_UPDATED, path=path, reason=reason) from None
    return data


def _with_replaced_sheets(path: Path, data: bytes, new: bytes) -> bytes:
    import openpyxl

    try:
        user_book = openpyxl.load_workbook(io.BytesIO(data), rich_text=True)
    except Exception:  # noqa: BLE001 - a damaged part can raise anything
        reason = Reason.DAMAGED_OR_OLD
        raise UserError(ProblemKind.WORKBOOK_NOT_UPDATED, path=path, reason=reason) from None
    new_book = openpyxl.load_workbook(io.BytesIO(new))
    program_sheets = (*SHEET_WRITERS, *CONDITIONAL_SHEETS)
    same_names = [name for name in program_sheets if name in user_book.sheetnames]
    if same_names and not _has_program_sheets(user_book):
        raise UserError(ProblemKind.SHEET_NAME_TAKEN, path=path, sheet=same_names[0])
    for name in CONDITIONAL_SHEETS.intersection(user_book.sheetnames):
        if name not in new_book.sheetnames:
            del user_book[name]
    for sheet in new_book.worksheets:
        _replace_sheet(user_book, sheet)
    for name, definition in new_book.defined_names.items():
        user_book.defined_names[name] = copy(definition)
    updated = io.BytesIO()
    user_book.save(updated)
    return updated.getvalue()


def _has_program_sheets(book: Workbook) -> bool:
    if ASSUMPTIONS_SHEET not in book.sheetnames:
        return False
    headers = [cell.value for cell in book[ASSUMPTIONS_SHEET][1]][: len(ASSUMPTIONS_HEADERS)]
    return headers == list(ASSUMPTIONS_HEADERS)


def _replace_sheet(book: Workbook, sheet: Worksheet) -> None:
    """Replace the sheet of the same name by a copy of `sheet`, or add the copy at the end."""
    position, was_active = None, False
    if sheet.title in book.sheetnames:
        old = book[sheet.title]
        position, was_active = book.index(old), book.active is old
        book.remove(old)
    new: Worksheet = book.create_sheet(sheet.title, position)
    _copy_cells(new, sheet)
    _copy_page_setup(new, sheet)
    _copy_rules(new, sheet)
    if was_active:
        book.active = book.index(new)


def _copy_cells(new: Worksheet, sheet: Worksheet) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            new_cell: Any = new[cell.coordinate]
            new_cell.value = cell.value
            if cell.data_type == "s":  # openpyxl makes a formula of text that starts with "="
                new_cell.data_type = "s"
            if cell.has_style:
                for attribute in _CELL_STYLE_ATTRIBUTES:
                    setattr(new_cell, attribute, copy(getattr(cell, attribute)))
                new_cell.quotePrefix = getattr(cell, "quotePrefix", False)


def _copy_page_setup(new: Worksheet, sheet: Worksheet) -> None:
    """Copy sizes, frozen panes and the print layout."""
    for letter, column in sheet.column_dimensions.items():
        new_column: Any = copy(column)
        new_column.worksheet = new
        new.column_dimensions[letter] = new_column
    for number, row in sheet.row_dimensions.items():
        new.row_dimensions[number].height = row.height
    for name in _PAGE_ATTRIBUTES:
        setattr(new, name, copy(getattr(sheet, name)))
    new.sheet_view.tabSelected = False
    new.freeze_panes = sheet.freeze_panes
    new.print_title_rows, new.print_title_cols = sheet.print_title_rows, sheet.print_title_cols
    if sheet.print_area:
        new.print_area = sheet.print_area
    new.row_breaks = copy(sheet.row_breaks)


def _copy_rules(new: Worksheet, sheet: Worksheet) -> None:
    """Copy conditional formats, validations, tables and charts."""
    for formatting in sheet.conditional_formatting:
        for rule in formatting.rules:
            new.conditional_formatting.add(str(formatting.sqref), rule)
    for validation in sheet.data_validations.dataValidation:
        new.add_data_validation(validation)
    for table in sheet.tables.values():
        new.add_table(table)
    untyped_sheet: Any = sheet
    for chart in untyped_sheet._charts:  # noqa: SLF001 - openpyxl offers no other way
        new.add_chart(chart, chart.anchor)


# -- alternative texts of charts, which openpyxl drops -----------------------------------------


def _with_alternative_texts(updated: bytes, new: bytes) -> bytes:
    """Return the updated workbook with the alternative texts of the new one put back."""
    texts = _alternative_texts(new)
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(updated)) as archive,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as result_archive,
    ):
        for part in archive.infolist():
            data = archive.read(part)
            match = _DRAWING_PART.fullmatch(part.filename)
            if match and int(match[1]) <= len(texts):
                data = _with_alternative_text(data, texts[int(match[1]) - 1])
            result_archive.writestr(part, data)
    return result.getvalue()


def _alternative_texts(data: bytes) -> list[bytes]:
    """Return the alternative text of each drawing, in the order of the sheets."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = sorted(name for name in archive.namelist() if _DRAWING_PART.fullmatch(name))
        matches = [_ALTERNATIVE_TEXT.search(archive.read(name)) for name in names]
    return [match[1] if match else b"" for match in matches]


def _with_alternative_text(drawing: bytes, text: bytes) -> bytes:
    description = text.decode()
    return _SHAPE_PROPERTIES.sub(
        lambda match: f'<{match[1]} {match[2]} descr="{description}"/>', drawing.decode(), count=1
    ).encode()

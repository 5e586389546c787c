"""Workbooks for the tests of readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    Rows = Sequence[Sequence[object]]


def write_sheets(path: Path, sheets: Mapping[str, Rows], merge: str = "") -> Path:
    """Write a workbook with the rows of each sheet. `merge` is a range of the first sheet."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    if merge:
        book.worksheets[0].merge_cells(merge)
    book.save(path)
    return path


def write_workbook(path: Path, rows: Rows, title: str = "Sheet1", merge: str = "") -> Path:
    """Write a workbook with one sheet."""
    return write_sheets(path, {title: rows}, merge)

"""The details of the sheets of an .xlsx file, found while its parts are measured."""

from __future__ import annotations

import html
import posixpath
import re
from typing import TYPE_CHECKING, Any

from pricing.problems.errors import ProblemKind
from pricing.reading.grid import MAX_COLUMNS, MAX_GRID_ROWS, column_number
from pricing.reading.number_formats import NumberFormats, read_format, read_format_id
from pricing.reading.sheet_details import SheetDetails
from pricing.reading.xlsx_notes import (
    CELL_FORMATS,
    find_noted_styles,
    read_comments,
    read_part,
)
from pricing.reading.xml_tags import find_tags

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Mapping, Sequence

_WORKBOOK_PART = "xl/workbook.xml"
_STYLES_PART = "xl/styles.xml"
_MAX_STYLES_LISTED = 100
_MAX_DETAILS = 200_000
_ROW = re.compile(rb'<(?:\w+:)?row\b([^>]*?\bhidden="(?:1|true)"[^>]*)>')
_ROW_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_MERGE = re.compile(
    rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"'
)
# A formula, and behind it no value. With t="str" an empty value is an empty text.
_FORMULA = re.compile(
    rb'<(?:\w+:)?c\b(?![^>]*\bt="str")[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*'
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>([^<]*)</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


class WorkbookDetails:
    """The details of all sheets of a workbook.

    Raises:
        BadInput: An index of the workbook is far too large.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._parts = _parts_by_sheet(archive)
        styles_text = read_part(archive, _STYLES_PART)
        self._formats = _read_styles(styles_text)
        self._noted_styles = {
            kind: _pattern_of_values(found)
            for kind, found in find_noted_styles(styles_text).items()
            if found
        }
        styles = [str(style) for style in self._formats]
        wanted = "|".join(styles) if len(styles) <= _MAX_STYLES_LISTED else r"\d{1,6}"
        self._styled_cell = re.compile(
            rf'<(?:\w+:)?c r="([A-Z]{{1,3}})(\d{{1,7}})"[^>]*? s="({wanted})"'.encode()
        )
        self._details: dict[str, SheetDetails] = {}
        for part in self._parts.values():
            for (row, column), text in read_comments(archive, part).items():
                details = self._details.setdefault(part, SheetDetails())
                details.note(ProblemKind.COMMENTS_ON_CELLS, row, column, text)

    def of_sheet(self, name: str) -> SheetDetails:
        """Return the details of a sheet that was scanned."""
        return self._details.get(self._parts.get(name, ""), SheetDetails())

    def scan(self, part: str, text: bytes) -> None:
        """Add what a piece of a part holds. No cell and no merge is cut between two pieces."""
        if part not in self._parts.values():
            return
        details = self._details.setdefault(part, SheetDetails())
        if self._formats:
            self._scan_formats(details, text)
        for kind, pattern in self._noted_styles.items():
            for letters, digits in pattern.findall(text):
                details.note(kind, int(digits), column_number(letters))
        if b'hidden="' in text:
            _scan_hidden(details, text)
        if b"mergeCell" in text:
            _scan_merges(details, text)
        if b"<f" in text or b":f" in text:
            _scan_formulas(details, text)

    def _scan_formats(self, details: SheetDetails, text: bytes) -> None:
        formats = {str(style).encode(): read for style, read in self._formats.items()}
        runs: dict[bytes, list[Any]] = {}  # by column: the first row, the last, and their style
        for letters, digits, style in self._styled_cell.findall(text):
            row, run = int(digits), runs.get(letters)
            if run is not None:
                if run[1] == row - 1 and run[2] == style:
                    run[1] = row
                    continue
                _add_run(details, letters, run, formats)
            runs[letters] = [row, row, style]
        for letters, run in runs.items():
            _add_run(details, letters, run, formats)


def _pattern_of_values(styles: Sequence[int]) -> re.Pattern[bytes]:
    """Return the pattern of cells in some styles that hold a value."""
    wanted = "|".join(map(str, styles))
    return re.compile(
        rf'<(?:\w+:)?c r="([A-Z]{{1,3}})(\d{{1,7}})"[^>]*? s="(?:{wanted})"[^>/]*>\s*'
        r"<(?:\w+:)?(?:v|is|f)\b".encode()
    )


def _add_run(
    details: SheetDetails, letters: bytes, run: list[Any], formats: Mapping[bytes, NumberFormats]
) -> None:
    first, last, style = run
    if style in formats:
        details.add_format(column_number(letters), first, last, formats[style])


def _scan_hidden(details: SheetDetails, text: bytes) -> None:
    for attributes in _ROW.findall(text):
        if number := _ROW_NUMBER.search(attributes):
            details.hidden_rows.add(int(number[1]))
    if b"<sheetData" in text or b":sheetData" in text:
        for tag in find_tags(text.partition(b"sheetData")[0].decode("utf-8", "replace"), "col"):
            first, last = (tag.get(key, "") for key in ("min", "max"))
            is_hidden = tag.get("hidden") in {"1", "true"}
            if is_hidden and first.isdecimal() and last.isdecimal() and int(first) <= MAX_COLUMNS:
                details.hidden_columns.append((int(first), min(int(last), MAX_COLUMNS)))


def _scan_merges(details: SheetDetails, text: bytes) -> None:
    for letters, first, last in _MERGE.findall(text):
        column = column_number(letters)
        if int(first) < int(last) and column <= MAX_COLUMNS:
            details.merges.append((int(first), column, min(int(last), MAX_GRID_ROWS)))


def _scan_formulas(details: SheetDetails, text: bytes) -> None:
    for letters, digits, formula in _FORMULA.findall(text):
        column = column_number(letters)
        if column <= MAX_COLUMNS and len(details.formulas) < _MAX_DETAILS:
            plain = html.unescape(formula[:200].decode("utf-8", "replace"))
            details.formulas[int(digits), column] = plain


# -- the parts of a workbook -------------------------------------------------------------------


def _parts_by_sheet(archive: zipfile.ZipFile) -> Mapping[str, str]:
    folder, name = posixpath.split(_WORKBOOK_PART)
    targets = {
        tag.get("Id", ""): posixpath.normpath(posixpath.join(f"/{folder}", tag.get("Target", "")))
        for tag in find_tags(read_part(archive, f"{folder}/_rels/{name}.rels"), "Relationship")
    }
    return {
        tag.get("name", ""): targets.get(tag.get("id", ""), "").removeprefix("/")
        for tag in find_tags(read_part(archive, _WORKBOOK_PART), "sheet")
    }


def _read_styles(text: str) -> Mapping[int, NumberFormats]:
    """Return the meanings of the styles of cells, by the number of the style."""
    codes = {
        tag.get("numFmtId", ""): tag.get("formatCode", "") for tag in find_tags(text, "numFmt")
    }
    cell_formats = CELL_FORMATS.search(text)
    found = {}
    for style, tag in enumerate(find_tags(cell_formats[0] if cell_formats else "", "xf")):
        number = tag.get("numFmtId", "0")
        formats = (
            read_format(codes[number])
            if number in codes
            else read_format_id(int(number) if number.isdecimal() else 0)
        )
        if formats is not None:
            found[style] = formats
    return found

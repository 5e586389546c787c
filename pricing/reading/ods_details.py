"""The details of the sheets of an .ods file: types of cells, merged cells, hidden rows.

An .ods file stores the text that each cell shows, so its format need not be known.
"""

from __future__ import annotations

import html
import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind, Reason
from pricing.quantities.rounding import format_fixed
from pricing.reading.grid import MAX_COLUMNS, MAX_GRID_ROWS
from pricing.reading.number_formats import NumberFormat, NumberFormats
from pricing.reading.sheet_details import SheetDetails
from pricing.reading.xml_tags import find_tags

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOKEN = re.compile(
    rb"<table:(table|table-column|table-row|table-cell|covered-table-cell)(?=[\s/>])[^>]*>"
)
_PARAGRAPH = re.compile(r"<text:p\b[^>]*>(.*?)</text:p>", re.DOTALL)
_ANNOTATION = re.compile(rb"<office:annotation\b.*?</office:annotation>", re.DOTALL)
_STYLE = re.compile(
    rb'<style:style\b[^>]*?\bstyle:name="([^"]*)"[^>]*(?<!/)>(.*?)</style:style>', re.DOTALL
)
_STRUCK = re.compile(rb'text-line-through-(?:style|type)="(?!none")')
_MARKUP = re.compile(r"<[^>]*>")
_SHOWN = re.compile(r"(\D*?)[-−]?(\d[\d.,\s'’]*?)(\D*)")
_HIDDEN = frozenset(("collapse", "filter"))
_POWERS = (0, -3, -6)
_MAX_DECIMALS = 8
_MAX_TEXT_LENGTH = 2_000


def read_ods_details(content: bytes) -> Mapping[str, SheetDetails]:
    """Return the details of each sheet by its name. The size of the content was checked before.

    Raises:
        BadInput: A tag is damaged.
    """
    scan = _Scan(_struck_styles(content))
    tokens = list(_TOKEN.finditer(content))
    ends = [*(token.start() for token in tokens), len(content)]
    for token, (_, end) in zip(tokens, pairwise(ends), strict=True):
        name = token[1].decode("ascii")
        tag = next(find_tags(token[0].decode("utf-8", "replace"), name), None)
        if tag is None:
            raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=Reason.DAMAGED_OR_PROTECTED)
        if name == "table":
            scan.start_sheet(tag)
        elif name == "table-column":
            scan.add_column(tag)
        elif name == "table-row":
            scan.start_row(tag)
        else:
            text = content[token.end() : min(end, token.end() + _MAX_TEXT_LENGTH)]
            scan.add_cell(tag, text)
    return scan.sheets


class _Scan:
    """The sheets so far, and the place in the last one."""

    def __init__(self, struck_styles: frozenset[str]) -> None:
        self._struck_styles = struck_styles
        self.sheets: dict[str, SheetDetails] = {}
        self._sheet = SheetDetails()
        self._row, self._last_row, self._column, self._columns = 1, 0, 1, 1

    def start_sheet(self, tag: Mapping[str, str]) -> None:
        self._sheet = self.sheets.setdefault(tag.get("name", ""), SheetDetails())
        self._row, self._last_row, self._column, self._columns = 1, 0, 1, 1

    def add_column(self, tag: Mapping[str, str]) -> None:
        count = _count(tag, "number-columns-repeated")
        if tag.get("visibility") in _HIDDEN and self._columns <= MAX_COLUMNS:
            last = min(self._columns + count - 1, MAX_COLUMNS)
            self._sheet.hidden_columns.append((self._columns, last))
        self._columns += count

    def start_row(self, tag: Mapping[str, str]) -> None:
        count = _count(tag, "number-rows-repeated")
        self._row, self._column = self._last_row + 1, 1
        self._last_row += count
        if tag.get("visibility") in _HIDDEN:
            self._sheet.hidden_rows.update(range(self._row, min(self._last_row, MAX_GRID_ROWS) + 1))

    def add_cell(self, tag: Mapping[str, str], content: bytes) -> None:
        first, count = self._column, _count(tag, "number-columns-repeated")
        self._column += count
        rows = _count(tag, "number-rows-spanned")
        if rows > 1 and first <= MAX_COLUMNS:
            last = min(self._row + rows - 1, MAX_GRID_ROWS)
            self._sheet.merges.append((self._row, first, last))
        kind = tag.get("value-type", "")
        if not kind and "formula" in tag and first <= MAX_COLUMNS:
            self._sheet.formulas[self._row, first] = tag["formula"].removeprefix("of:=")
        annotation = _ANNOTATION.search(content)
        if annotation:
            comment = _shown_text(annotation[0])
            self._sheet.note(ProblemKind.COMMENTS_ON_CELLS, self._row, first, comment)
            content = content.replace(annotation[0], b"")
        if kind and tag.get("style-name", "") in self._struck_styles:
            self._sheet.note(ProblemKind.STRUCK_CELLS, self._row, first)
        formats = _read_formats(
            kind, tag.get("currency", ""), tag.get("value", ""), _shown_text(content)
        ) if kind in {"float", "percentage", "currency"} else None  # fmt: skip
        if formats is not None:
            for column in range(first, min(first + count, MAX_COLUMNS + 1)):
                self._sheet.add_format(column, self._row, self._last_row, formats)


def _struck_styles(content: bytes) -> frozenset[str]:
    """Return the names of the styles whose texts are struck through."""
    if b"text-line-through" not in content:
        return frozenset()
    return frozenset(
        html.unescape(name.decode("utf-8", "replace"))
        for name, style in _STYLE.findall(content)
        if _STRUCK.search(style)
    )


def _count(tag: Mapping[str, str], name: str) -> int:
    text = tag.get(name, "1").strip()
    return int(text) if text.isdecimal() and len(text) <= len("1048576") else 1


def _shown_text(content: bytes) -> str:
    paragraph = _PARAGRAPH.search(content.decode("utf-8", "replace"))
    return html.unescape(_MARKUP.sub("", paragraph[1])).strip() if paragraph else ""


@lru_cache(maxsize=50_000)
def _read_formats(kind: str, currency: str, value: str, shown: str) -> NumberFormats | None:
    """Return the format of a cell by what it stores and what it shows."""
    match = _SHOWN.fullmatch(shown)
    before, digits, after = match.groups() if match else ("", "", "")
    power, decimals = _scaling(value, re.sub(r"\D", "", digits))
    if kind == "percentage":
        return _formats(NumberFormat(after="%", power=2))
    if kind == "currency" and currency:
        before, after = "", f" {currency}"
    found = NumberFormat(before.lstrip("(-− "), after.rstrip(") "), power, decimals)
    return None if found == NumberFormat() else _formats(found)


@lru_cache(maxsize=4_096)
def _formats(section: NumberFormat) -> NumberFormats:
    return NumberFormats((("", Decimal(0), section),))


def _scaling(value: str, digits: str) -> tuple[int, int | None]:
    """Return by which power of ten a value is shown, and with how many decimals."""
    try:
        number = abs(Decimal(value))
    except InvalidOperation:
        return 0, None
    if digits and number.is_finite() and abs(number.adjusted()) <= len("1" * 20):
        for power in _POWERS:
            scaled = Fraction(number) * Fraction(10) ** power
            for decimals in range(_MAX_DECIMALS):
                if format_fixed(scaled, decimals).replace(".", "") == digits:
                    return power, decimals
    return 0, None

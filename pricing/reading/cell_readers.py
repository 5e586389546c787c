"""The cells of a list: what each means for its row, worked out once for what repeats itself."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import repeat, zip_longest
from typing import TYPE_CHECKING, Any

from pricing.model.columns import Column, ColumnKind, NumberConvention, read_cell
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import DecimalMark, read_money
from pricing.reading.delimited import unescape_formula
from pricing.reading.grid import GridCell
from pricing.reading.pack_sizes import read_pack
from pricing.reading.rows import RowBatchBuilder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.reading.grid import GridRow
    from pricing.reading.headers import HeaderRow, Heading

    CellOrText = str | GridCell

_NOT_CACHED = object()
# A pack may name its units, which their own column overrules; a price must fit its row's currency.
_READING_ORDER = {"pack_units": -1, "price": 1}
_CACHE_SIZE = 4_096
_CODE_IN_EXPONENT_FORM = re.compile(r"\d[.,]?\d*[eE]\+?\d+")
_SPREADSHEET_ERRORS = frozenset(
    ("#N/A", "#NAME?", "#VALUE!", "#REF!", "#DIV/0!", "#NULL!", "#NUM!")
)


class RowReader:
    """Reads the rows of one table, a column at a time.

    Lists repeat themselves (brands, forms, pack sizes, prices): a cell's value is worked out once.
    `raw`: the texts are those of a text file as they stand there.
    """

    def __init__(
        self,
        header: HeaderRow,
        conventions: Mapping[str, NumberConvention],
        *,
        is_raw: bool = False,
    ) -> None:
        headings = sorted(header.headings, key=lambda each: _READING_ORDER.get(each.column.key, 0))
        self._columns = [
            _READERS_BY_COLUMN.get(each.column.key, _ColumnReader)(
                each, conventions[each.column.key], is_raw
            )
            for each in headings
        ]
        self.header_texts = {each.column.key: each.text for each in headings}
        # Cells beyond the header are no one's: a price of 4,99 would be 4.
        self._width = max(len(header.texts), *(each.index + 1 for each in headings))

    def read(self, rows: Sequence[GridRow]) -> RowBatchBuilder:
        """The values of the rows' cells, and a problem for each that could not be read."""
        read = RowBatchBuilder([row.number for row in rows])
        for column in self._columns:
            cells = (row.cell(column.index) for row in rows)
            column.read(
                [each if each.is_number or each.is_error else each.text for each in cells], read
            )
        for place, row in enumerate(rows):
            if len(row.cells) > self._width:
                self._check_width([each.text for each in row.cells], place, read)
        return read

    def read_texts(self, numbers: Sequence[int], rows: Sequence[Sequence[str]]) -> RowBatchBuilder:
        """The same for rows of texts."""
        read = RowBatchBuilder(numbers)
        columns = list(zip_longest(*rows, fillvalue=""))
        for column in self._columns:
            there = column.index < len(columns)
            column.read(columns[column.index] if there else [""] * len(rows), read)
        if len(columns) > self._width:
            for place, texts in enumerate(rows):
                self._check_width(texts, place, read)
        return read

    def _check_width(self, texts: Sequence[str], place: int, read: RowBatchBuilder) -> None:
        if any(map(str.strip, texts[self._width :])):
            refused = BadInput(
                ProblemKind.ROW_LONGER_THAN_HEADER, cells=len(texts), headers=self._width
            )
            read.add_problem(place, refused, "", "")


class _ColumnReader:
    """Reads the cells of one column: texts, or cells that are not just text."""

    def __init__(self, heading: Heading, convention: NumberConvention, raw: bool) -> None:
        self.index = heading.index
        self._header = heading.text
        self._raw = raw
        self._cache: dict[object, Any] = {}
        self.column = heading.column
        self.convention = convention

    def read(self, cells: Sequence[CellOrText], read: RowBatchBuilder) -> None:
        """Put into the table what the cells say, and the problems with them."""
        read.columns[self.column.key] = self.interpret_cells(cells, read)

    def interpret_cells(self, marks: Sequence[Any], read: RowBatchBuilder) -> list[Any]:
        """What each mark means: a cell, or a cell and what its meaning rests on."""
        if len(self._cache) > _CACHE_SIZE:
            self._cache.clear()
        known = self._cache
        found = list(map(known.get, marks, repeat(_NOT_CACHED)))
        if _NOT_CACHED in found:
            for place, value in enumerate(found):
                if value is _NOT_CACHED:
                    found[place] = self._interpret_new(marks[place], place, read)
        return found

    def _interpret_new(self, mark: object, place: int, read: RowBatchBuilder) -> object:
        if mark in self._cache:
            return self._cache[mark]
        text, *others = mark if isinstance(mark, tuple) else (mark,)
        cell = (
            text
            if isinstance(text, GridCell)
            else GridCell(unescape_formula(text) if self._raw else text)
        )
        try:
            value, doubt = self.interpret(cell, *others)
        except BadInput as refused:
            read.add_problem(place, refused, self._header, cell.text)
            return self.empty_value
        if doubt is not None:
            read.add_problem(place, doubt, self._header, cell.text, is_row_kept=True)
        else:
            self._cache[mark] = value
        return value

    # -- what kinds of column differ in --------------------------------------------------------

    empty_value: Any = None

    def interpret(self, cell: GridCell) -> tuple[Any, BadInput | None]:
        """What a cell says, and what is doubtful of it. Raises BadInput."""
        if not cell.text:
            return None, None
        text, convention = self.text_and_convention(cell)
        if self.column.kind is ColumnKind.CODE:
            text = _read_code(cell)
        return read_cell(self.column, text, convention), _flag_value(self.column, text)

    def text_and_convention(self, cell: GridCell) -> tuple[str, NumberConvention]:
        """A cell's text, and how it is written. Raises BadInput for a spreadsheet's error."""
        if cell.is_error or cell.text.strip().upper() in _SPREADSHEET_ERRORS:
            raise BadInput(ProblemKind.CELL_ERROR, value=cell.text)
        if cell.is_number:
            return cell.text, replace(self.convention, decimal_mark=DecimalMark.POINT)
        return cell.text, self.convention


class _PackReader(_ColumnReader):
    """What a pack holds; a text may name its units, which their own column overrules."""

    empty_value = (None, None)

    def read(self, cells: Sequence[CellOrText], read: RowBatchBuilder) -> None:
        found = self.interpret_cells(cells, read)
        read.columns["pack_units"] = [units for units, _ in found]
        read.columns["unit_kind"] = [kind for _, kind in found]

    def interpret(self, cell: GridCell) -> tuple[Any, BadInput | None]:
        if not cell.text:
            return self.empty_value, None
        text, convention = self.text_and_convention(cell)
        if not any(map(str.isalpha, text)):
            return (read_cell(self.column, text, convention), None), None
        return _read_pack_or_amount(self.column, text, convention)


class _UnitKindReader(_ColumnReader):
    """The kind of unit: what its own column says, else what the pack's does."""

    def read(self, cells: Sequence[CellOrText], read: RowBatchBuilder) -> None:
        of_pack = read.columns.get("unit_kind") or repeat(None, len(cells))
        own = self.interpret_cells(cells, read)
        read.columns["unit_kind"] = [
            kind if kind is not None else other for kind, other in zip(own, of_pack, strict=True)
        ]


class _PriceReader(_ColumnReader):
    """A price; the currency that its cell or header states joins the row, or must agree with it."""

    empty_value = (None, None)

    def read(self, cells: Sequence[CellOrText], read: RowBatchBuilder) -> None:
        of_row = read.columns.get("currency") or repeat(None, len(cells))
        found = self.interpret_cells(list(zip(cells, of_row, strict=True)), read)
        read.columns["price"] = [price for price, _ in found]
        read.columns["currency"] = [currency for _, currency in found]

    def interpret(self, cell: GridCell, expected: str | None = None) -> tuple[Any, BadInput | None]:
        if not cell.text.strip():
            return (None, expected), None
        text, convention = self.text_and_convention(cell)
        _, stated = read_money(
            text, convention.decimal_mark, expected or convention.expected_currency
        )
        stated = stated or convention.expected_currency
        if stated and expected and stated != expected:
            raise BadInput(ProblemKind.CURRENCY_CONFLICT, sign=stated, currency=expected)
        value = read_cell(self.column, text, replace(convention, expected_currency=stated))
        return (value, stated or expected), None


_READERS_BY_COLUMN: Mapping[str, type[_ColumnReader]] = {
    "pack_units": _PackReader, "unit_kind": _UnitKindReader, "price": _PriceReader,
}  # fmt: skip


def _flag_value(column: Column, text: str) -> BadInput | None:
    if column.plausibility_check is not None and text.strip():
        try:
            column.plausibility_check(text)
        except BadInput as doubtful:
            return doubtful
    return None


def _read_pack_or_amount(
    column: Column, text: str, convention: NumberConvention
) -> tuple[Any, BadInput | None]:
    """What a pack holds, in words or as an amount with its unit."""
    try:
        pack = read_pack(text, convention.decimal_mark)
    except BadInput as unclear:
        if unclear.kind is not ProblemKind.UNCLEAR_PACK_SIZE:
            raise
        try:
            value = read_cell(column, text, convention)
        except BadInput as refused:
            worded = refused.kind in {ProblemKind.UNKNOWN_UNIT, ProblemKind.NOT_A_NUMBER}
            raise (unclear if worded else refused) from None
        return (value, None), None
    return (pack.units, pack.unit_kind or None), pack.ambiguity


def _read_code(cell: GridCell) -> str:
    """A code's digits as text; refused where a spreadsheet has rounded them away."""
    text = cell.text.strip()
    if _CODE_IN_EXPONENT_FORM.fullmatch(text) or (cell.is_number and len(text) > 15):
        raise BadInput(ProblemKind.CODE_LOST_DIGITS, value=text)
    return text

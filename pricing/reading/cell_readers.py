"""The cells of a list: what each means for its row, worked out once for what repeats itself."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import repeat, zip_longest
from typing import TYPE_CHECKING, Any

from pricing.model.columns import Column, Convention, Kind, read_cell
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import DecimalMark, read_money
from pricing.reading.delimited import unescaped
from pricing.reading.grid import Cell
from pricing.reading.pack_sizes import read_pack
from pricing.reading.rows import ReadTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.reading.grid import Row
    from pricing.reading.headers import HeaderRow, Heading

    Text = str | Cell

_NEW = object()
# A pack may name its units, which their own column overrules; a price must fit its row's currency.
_ORDER = {"pack_units": -1, "price": 1}
_REMEMBERED = 4_096
_SHORTENED_CODE = re.compile(r"\d[.,]?\d*[eE]\+?\d+")
_SPREADSHEET_ERRORS = frozenset(
    ("#N/A", "#NAME?", "#VALUE!", "#REF!", "#DIV/0!", "#NULL!", "#NUM!")
)


class RowReader:
    """Reads the rows of one table, a column at a time.

    Lists repeat themselves (brands, forms, pack sizes, prices): a cell's value is worked out once.
    `raw`: the texts are those of a text file as they stand there.
    """

    def __init__(
        self, header: HeaderRow, conventions: Mapping[str, Convention], *, raw: bool = False
    ) -> None:
        headings = sorted(header.headings, key=lambda each: _ORDER.get(each.column.key, 0))
        self._columns = [
            _READERS.get(each.column.key, _ColumnReader)(each, conventions[each.column.key], raw)
            for each in headings
        ]
        self.headers = {each.column.key: each.text for each in headings}
        # Cells beyond the header are no one's: a price of 4,99 would be 4.
        self._width = max(len(header.texts), *(each.index + 1 for each in headings))

    def read(self, rows: Sequence[Row]) -> ReadTable:
        """The values of the rows' cells, and a problem for each that could not be read."""
        read = ReadTable([row.number for row in rows])
        for column in self._columns:
            cells = (row.cell(column.index) for row in rows)
            column.read([each if each.stored or each.error else each.text for each in cells], read)
        for place, row in enumerate(rows):
            if len(row.cells) > self._width:
                self._check_width([each.text for each in row.cells], place, read)
        return read

    def read_texts(self, numbers: Sequence[int], rows: Sequence[Sequence[str]]) -> ReadTable:
        """The same for rows of texts."""
        read = ReadTable(numbers)
        columns = list(zip_longest(*rows, fillvalue=""))
        for column in self._columns:
            there = column.index < len(columns)
            column.read(columns[column.index] if there else [""] * len(rows), read)
        if len(columns) > self._width:
            for place, texts in enumerate(rows):
                self._check_width(texts, place, read)
        return read

    def _check_width(self, texts: Sequence[str], place: int, read: ReadTable) -> None:
        if any(map(str.strip, texts[self._width :])):
            refused = BadInput(ProblemKind.LONG_ROW, cells=len(texts), headers=self._width)
            read.problem(place, refused, "", "")


class _ColumnReader:
    """Reads the cells of one column: texts, or cells that are not just text."""

    def __init__(self, heading: Heading, convention: Convention, raw: bool) -> None:
        self.index = heading.index
        self._header = heading.text
        self._raw = raw
        self._known: dict[object, Any] = {}
        self.column = heading.column
        self.convention = convention

    def read(self, cells: Sequence[Text], read: ReadTable) -> None:
        """Put into the table what the cells say, and the problems with them."""
        read.columns[self.column.key] = self.values(cells, read)

    def values(self, marks: Sequence[Any], read: ReadTable) -> list[Any]:
        """What each mark means: a cell, or a cell and what its meaning rests on."""
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        known = self._known
        found = list(map(known.get, marks, repeat(_NEW)))
        if _NEW in found:
            for place, value in enumerate(found):
                if value is _NEW:
                    found[place] = self._worked_out(marks[place], place, read)
        return found

    def _worked_out(self, mark: object, place: int, read: ReadTable) -> object:
        if mark in self._known:
            return self._known[mark]
        text, *others = mark if isinstance(mark, tuple) else (mark,)
        cell = text if isinstance(text, Cell) else Cell(unescaped(text) if self._raw else text)
        try:
            value, doubt = self.meant(cell, *others)
        except BadInput as refused:
            read.problem(place, refused, self._header, cell.text)
            return self.nothing
        if doubt is not None:
            read.problem(place, doubt, self._header, cell.text, kept=True)
        else:
            self._known[mark] = value
        return value

    # -- what kinds of column differ in --------------------------------------------------------

    nothing: Any = None

    def meant(self, cell: Cell) -> tuple[Any, BadInput | None]:
        """What a cell says, and what is doubtful of it. Raises BadInput."""
        if not cell.text:
            return None, None
        text, convention = self.plain(cell)
        if self.column.kind is Kind.CODE:
            text = _code(cell)
        return read_cell(self.column, text, convention), _doubt(self.column, text)

    def plain(self, cell: Cell) -> tuple[str, Convention]:
        """A cell's text, and how it is written. Raises BadInput for a spreadsheet's error."""
        if cell.error or cell.text.strip().upper() in _SPREADSHEET_ERRORS:
            raise BadInput(ProblemKind.CELL_ERROR, value=cell.text)
        if cell.stored:
            return cell.text, replace(self.convention, mark=DecimalMark.POINT)
        return cell.text, self.convention


class _PackReader(_ColumnReader):
    """What a pack holds; a text may name its units, which their own column overrules."""

    nothing = (None, None)

    def read(self, cells: Sequence[Text], read: ReadTable) -> None:
        found = self.values(cells, read)
        read.columns["pack_units"] = [units for units, _ in found]
        read.columns["unit_kind"] = [kind for _, kind in found]

    def meant(self, cell: Cell) -> tuple[Any, BadInput | None]:
        if not cell.text:
            return self.nothing, None
        text, convention = self.plain(cell)
        if not any(map(str.isalpha, text)):
            return (read_cell(self.column, text, convention), None), None
        return _pack(self.column, text, convention)


class _KindReader(_ColumnReader):
    """The kind of unit: what its own column says, else what the pack's does."""

    def read(self, cells: Sequence[Text], read: ReadTable) -> None:
        of_pack = read.columns.get("unit_kind") or repeat(None, len(cells))
        own = self.values(cells, read)
        read.columns["unit_kind"] = [
            kind if kind is not None else other for kind, other in zip(own, of_pack, strict=True)
        ]


class _PriceReader(_ColumnReader):
    """A price; the currency that its cell or header states joins the row, or must agree with it."""

    nothing = (None, None)

    def read(self, cells: Sequence[Text], read: ReadTable) -> None:
        of_row = read.columns.get("currency") or repeat(None, len(cells))
        found = self.values(list(zip(cells, of_row, strict=True)), read)
        read.columns["price"] = [price for price, _ in found]
        read.columns["currency"] = [currency for _, currency in found]

    def meant(self, cell: Cell, expected: str | None = None) -> tuple[Any, BadInput | None]:
        if not cell.text.strip():
            return (None, expected), None
        text, convention = self.plain(cell)
        _, stated = read_money(text, convention.mark, expected or convention.currency)
        stated = stated or convention.currency
        if stated and expected and stated != expected:
            raise BadInput(ProblemKind.CURRENCY_CONFLICT, sign=stated, currency=expected)
        value = read_cell(self.column, text, replace(convention, currency=stated))
        return (value, stated or expected), None


_READERS: Mapping[str, type[_ColumnReader]] = {
    "pack_units": _PackReader, "unit_kind": _KindReader, "price": _PriceReader,
}  # fmt: skip


def _doubt(column: Column, text: str) -> BadInput | None:
    if column.doubt is not None and text.strip():
        try:
            column.doubt(text)
        except BadInput as doubtful:
            return doubtful
    return None


def _pack(column: Column, text: str, convention: Convention) -> tuple[Any, BadInput | None]:
    """What a pack holds, in words or as an amount with its unit."""
    try:
        pack = read_pack(text, convention.mark)
    except BadInput as unclear:
        if unclear.kind is not ProblemKind.UNCLEAR_PACK:
            raise
        try:
            value = read_cell(column, text, convention)
        except BadInput as refused:
            worded = refused.kind in {ProblemKind.UNKNOWN_UNIT, ProblemKind.NOT_A_NUMBER}
            raise (unclear if worded else refused) from None
        return (value, None), None
    return (pack.units, pack.unit_kind or None), pack.doubt


def _code(cell: Cell) -> str:
    """A code's digits as text; refused where a spreadsheet has rounded them away."""
    text = cell.text.strip()
    if _SHORTENED_CODE.fullmatch(text) or (cell.stored and len(text) > 15):
        raise BadInput(ProblemKind.CODE_LOST_DIGITS, value=text)
    return text

"""One row of a list: from cells to values, and from values to a product or located problems."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pricing.amounts import DecimalMark, read_money
from pricing.columns import BY_KEY, Column, Convention, Kind, product_of, read_cell
from pricing.errors import BadInput, Problem, ProblemKind
from pricing.reading.delimited import unescaped
from pricing.reading.grid import Cell
from pricing.reading.packs import read_pack

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.columns import Base
    from pricing.product import Product
    from pricing.reading.grid import Row
    from pricing.reading.headers import HeaderRow, Heading
    from pricing.scenario import Scenario

    Values = dict[str, Base]
    Found = tuple[Values, BadInput | None]

# A pack may name its units, which their own column overrules; a price must fit its row's currency.
_ORDER = {"pack_units": -1, "price": 1}
_REMEMBERED = 4_096
_SHORTENED_CODE = re.compile(r"\d[.,]?\d*[eE]\+?\d+")
_SPREADSHEET_ERRORS = frozenset(
    ("#N/A", "#NAME?", "#VALUE!", "#REF!", "#DIV/0!", "#NULL!", "#NUM!")
)


@dataclass(frozen=True, slots=True)
class Line:
    """A row that was read: its place in the file, its values by column key."""

    row: int
    values: Mapping[str, Base]


@dataclass(frozen=True, slots=True)
class Listed(Line):
    """A row that is a product."""

    product: Product


@dataclass(frozen=True, slots=True)
class ProductList:
    """What a file holds.

    `unfinished` are rows without what their format never states, such as a price. `problems` name
    every row that was left out, and why; those of them that are `kept` leave their row in.
    `scenario` is what the file assumes, where it is a workbook of the program's.
    """

    products: tuple[Listed, ...] = ()
    problems: tuple[Problem, ...] = ()
    unfinished: tuple[Line, ...] = ()
    scenario: Scenario | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every row that was read, in the order of the file."""
        return tuple(sorted((*self.products, *self.unfinished), key=lambda each: each.row))

    @property
    def left_out(self) -> int:
        """How many rows were left out."""
        return len({each.row for each in self.problems if not each.kept})


@dataclass(slots=True)
class ReadRow:
    """A row on its way to a product: values so far, problems so far."""

    number: int
    values: Values = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def finished(self, usual: Mapping[str, Base], headers: Mapping[str, str]) -> Listed | None:
        """The product, or None, with the problem that keeps the row from being one added.

        `usual` holds what is taken where the row states nothing.
        """
        if any(not each.kept for each in self.problems):
            return None
        values = {**usual, **self.values}
        try:
            return Listed(self.number, values, product_of(values))
        except BadInput as refused:
            key = str(refused.parameters.get("column", ""))
            value = str(refused.parameters.get("value", ""))
            self.problem(refused, headers.get(key, key), value)
            return None

    def problem(self, refused: BadInput, column: str, value: str, *, kept: bool = False) -> None:
        self.problems.append(
            Problem.of(refused, row=self.number, column=column, value=value, kept=kept)
        )


class RowReader:
    """Reads the rows of one table.

    Lists repeat themselves (brands, forms, pack sizes, prices): a cell's value is worked out once.
    """

    def __init__(self, header: HeaderRow, conventions: Mapping[str, Convention]) -> None:
        headings = sorted(header.headings, key=lambda each: _ORDER.get(each.column.key, 0))
        self._columns = [_ColumnReader(each, conventions[each.column.key]) for each in headings]
        self._known = [(each.index, each.known, each) for each in self._columns]
        self._width = 1 + max(each.index for each in headings)
        self.headers = {each.column.key: each.text for each in headings}

    def read(self, row: Row) -> ReadRow:
        """The values of a row's cells, and a problem for each that could not be read."""
        read = ReadRow(row.number)
        for column in self._columns:
            column.read_cell(row.cell(column.index), read)
        return read

    def read_texts(self, number: int, texts: list[str]) -> ReadRow:
        """The same for a row of a text file as it stands there."""
        read = ReadRow(number)
        values = read.values
        if len(texts) < self._width:
            texts = texts + [""] * (self._width - len(texts))
        for index, known, column in self._known:
            text = texts[index]
            if text in known:
                values |= known[text]
            else:
                column.read_cell(Cell(unescaped(text)), read)
        return read


class _ColumnReader:
    """Reads the cells of one column."""

    def __init__(self, heading: Heading, convention: Convention) -> None:
        self.index = heading.index
        # What a text adds to its row where that leaves no doubt; a price's with the row's currency.
        self.known: dict[object, Values] = {"": {}}
        self._header = heading.text
        self._column = heading.column
        self._is_price = heading.column.key == "price"
        self._convention = convention

    def read_cell(self, cell: Cell, read: ReadRow) -> None:
        """Add to the row what the cell says, or the problem with it."""
        if not cell.text:
            return
        currency = str(read.values.get("currency", ""))
        mark = (cell.text, currency) if self._is_price else cell.text
        is_plain = not (cell.stored or cell.error)
        if is_plain and mark in self.known:
            read.values |= self.known[mark]
            return
        try:
            values, doubt = self._worked_out(cell, currency)
        except BadInput as refused:
            read.problem(refused, self._header, cell.text)
            return
        read.values |= values
        if doubt is not None:
            read.problem(doubt, self._header, cell.text, kept=True)
        elif is_plain:
            self._remember(mark, values)

    def _remember(self, mark: object, values: Values) -> None:
        if len(self.known) > _REMEMBERED:
            self.known.clear()
            self.known[""] = {}
        self.known[mark] = values

    def _worked_out(self, cell: Cell, currency: str) -> Found:
        if cell.error or cell.text.strip().upper() in _SPREADSHEET_ERRORS:
            raise BadInput(ProblemKind.CELL_ERROR, value=cell.text)
        column, convention = self._column, self._convention
        if cell.stored:
            convention = replace(convention, mark=DecimalMark.POINT)
        text = _code(cell) if column.kind is Kind.CODE else cell.text
        if column.key == "price":
            return _price(currency, text, convention), None
        if column.key == "pack_units" and any(map(str.isalpha, text)):
            return _pack(column, text, convention)
        value = read_cell(column, text, convention)
        return ({} if value is None else {column.key: value}), _doubt(column, text)


def _doubt(column: Column, text: str) -> BadInput | None:
    if column.doubt is not None and text.strip():
        try:
            column.doubt(text)
        except BadInput as doubtful:
            return doubtful
    return None


def _pack(column: Column, text: str, convention: Convention) -> Found:
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
        return ({} if value is None else {column.key: value}), None
    kind: Values = {"unit_kind": pack.unit_kind} if pack.unit_kind else {}
    return {column.key: pack.units, **kind}, pack.doubt


def _price(expected: str, text: str, convention: Convention) -> Values:
    """The price; the currency that the cell or the header states joins the row, or must agree."""
    if not text.strip():
        return {}
    _, stated = read_money(text, convention.mark, expected or convention.currency)
    stated = stated or convention.currency
    if stated and expected and stated != expected:
        raise BadInput(ProblemKind.CURRENCY_CONFLICT, sign=stated, currency=expected)
    value = read_cell(BY_KEY["price"], text, replace(convention, currency=stated))
    return {
        **({"currency": stated} if stated else {}),
        **({} if value is None else {"price": value}),
    }


def _code(cell: Cell) -> str:
    """A code's digits as text; refused where a spreadsheet has rounded them away."""
    text = cell.text.strip()
    if _SHORTENED_CODE.fullmatch(text) or (cell.stored and len(text) > 15):
        raise BadInput(ProblemKind.CODE_LOST_DIGITS, value=text)
    return text


def product_list(
    rows: Sequence[ReadRow], usual: Mapping[str, Base], headers: Mapping[str, str]
) -> ProductList:
    """The products among the rows, and the problems of all of them."""
    found = (row.finished(usual, headers) for row in rows)
    products = tuple(each for each in found if each is not None)
    return ProductList(products, tuple(problem for row in rows for problem in row.problems))

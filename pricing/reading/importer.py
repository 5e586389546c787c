"""A product list from a file: products, and a located problem for everything that is none."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pricing.amounts import DecimalMark, decimal_mark, read_money
from pricing.columns import BY_KEY, Column, Convention, Kind, product_of, read_cell
from pricing.errors import BadInput, Problem, ProblemKind
from pricing.reading import delimited, workbook
from pricing.reading.grid import LARGEST_FILE_MB, Cell, Grid, Row
from pricing.reading.headers import (
    HeaderRow,
    Heading,
    Layout,
    check_header,
    find_header,
    known_columns,
    laid_out,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pricing.columns import Base
    from pricing.product import Product

    Values = dict[str, Base]

FORMATS: Mapping[str, Callable[[bytes], tuple[Grid, ...]]] = {
    ".csv": delimited.grids,
    ".tsv": delimited.grids,
    ".tab": delimited.grids,
    ".txt": delimited.grids,
    ".xlsx": workbook.grids,
    ".xlsm": workbook.grids,
}
_SHORTENED_CODE = re.compile(r"\d[.,]?\d*[eE]\+?\d+")


@dataclass(frozen=True, slots=True)
class Options:
    """What the user says about a list; "" and AUTO leave it to the list.

    `mapping` names columns by their headers; a `layout` says all of the columns and their place.
    """

    mark: DecimalMark = DecimalMark.AUTO
    mapping: Mapping[str, str] = field(default_factory=dict)
    layout: Layout | None = None
    element: str = "Mg"
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A row that is a product: its line, its values by column key, and the product."""

    row: int
    values: Mapping[str, Base]
    product: Product


@dataclass(frozen=True, slots=True)
class ProductList:
    """What a file holds. `problems` name every row that was left out, and why."""

    products: tuple[Listed, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_products(path: Path, options: Options | None = None) -> ProductList:
    """Read a product list; raises nothing, whatever the file holds."""
    try:
        read = _read(path, options or Options())
    except BadInput as refused:
        read = ProductList(problems=(Problem.of(refused, row=None, column="", value=""),))
    return replace(read, problems=tuple(each.in_file(str(path)) for each in read.problems))


def _read(path: Path, options: Options) -> ProductList:
    return read_grid(tables(path)[0], options)


def tables(path: Path) -> tuple[Grid, ...]:
    """The tables of a file (sheets, or readings by each delimiter), the likeliest list first.

    Raises BadInput where there is none.
    """
    ending = path.suffix.casefold()
    if ending not in FORMATS:
        raise BadInput(ProblemKind.UNKNOWN_FILE_TYPE, ending=ending)
    data = _bytes(path)
    if not data.strip():
        raise BadInput(ProblemKind.EMPTY_FILE)
    found = [grid for grid in FORMATS[ending](data) if any(not row.is_empty for row in grid.rows)]
    if not found:
        raise BadInput(ProblemKind.EMPTY_FILE)
    return tuple(sorted(found, key=known_columns, reverse=True))


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE_MB * 1_000_000:
            raise BadInput(ProblemKind.FILE_TOO_LARGE, largest=LARGEST_FILE_MB)
        return path.read_bytes()
    except FileNotFoundError:
        raise BadInput(ProblemKind.NO_SUCH_FILE) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadInput(ProblemKind.UNREADABLE_FILE, reason=reason) from None


def read_grid(grid: Grid, options: Options, most: int | None = None) -> ProductList:
    """The products of a table, or of its first rows. Raises BadInput where it is unusable."""
    if options.layout is None:
        header = find_header(grid, options.mapping)
    else:
        header = laid_out(grid, options.layout)
    check_header(header)
    first = header.position + 1
    body = [
        row
        for row in grid.rows[first : None if most is None else first + most]
        if not row.is_empty and tuple(cell.text.strip() for cell in row.cells) != header.texts
    ]
    conventions = {each.column.key: _convention(each, body, options) for each in header.headings}
    rows = [_read_row(row, header, conventions) for row in body]
    currency = options.currency or _usual_currency(rows)
    products: list[Listed] = []
    problems: list[Problem] = []
    for read in rows:
        done = read.finished(options.element, currency)
        if isinstance(done, Listed):
            products.append(done)
        else:
            problems += done
    return ProductList(tuple(products), tuple(problems))


def _convention(heading: Heading, body: list[Row], options: Options) -> Convention:
    written = (row.cell(heading.index) for row in body)
    mark = options.mark if heading.mark is DecimalMark.AUTO else heading.mark
    if mark is DecimalMark.AUTO and heading.column.kind.quantity:
        mark = decimal_mark(cell.text for cell in written if not cell.stored)
    return Convention(mark, heading.unit, heading.currency)


@dataclass(slots=True)
class _ReadRow:
    """A row on its way to a product: values so far, problems so far."""

    number: int
    values: Values
    problems: list[Problem]
    headers: Mapping[str, str]

    def finished(self, element: str, currency: str) -> Listed | list[Problem]:
        """The product, or the problems that keep the row from being one."""
        if self.problems:
            return self.problems
        values = {"element": element, "currency": currency, **self.values}
        try:
            return Listed(self.number, values, product_of(values))
        except BadInput as refused:
            key = str(refused.parameters.get("column", ""))
            value = str(refused.parameters.get("value", ""))
            column = self.headers.get(key, key)
            return [Problem.of(refused, row=self.number, column=column, value=value)]


def _read_row(row: Row, header: HeaderRow, conventions: Mapping[str, Convention]) -> _ReadRow:
    read = _ReadRow(row.number, {}, [], {each.column.key: each.text for each in header.headings})
    for heading in sorted(header.headings, key=lambda each: each.column.key == "price"):
        cell = row.cell(heading.index)
        try:
            _read_value(read.values, heading.column, cell, conventions[heading.column.key])
        except BadInput as refused:
            read.problems.append(
                Problem.of(refused, row=row.number, column=heading.text, value=cell.text)
            )
    return read


def _read_value(values: Values, column: Column, cell: Cell, convention: Convention) -> None:
    """Put the cell's value among the row's; the price may bring the currency with it."""
    if cell.error or cell.text.strip().upper() in _SPREADSHEET_ERRORS:
        raise BadInput(ProblemKind.CELL_ERROR, value=cell.text)
    if cell.stored:
        convention = replace(convention, mark=DecimalMark.POINT)
    text = _code(cell) if column.kind is Kind.CODE else cell.text
    if column.key != "price":
        value = read_cell(column, text, convention)
    else:
        value = _price(values, text, convention)
    if value is not None:
        values[column.key] = value


def _price(values: Values, text: str, convention: Convention) -> Base | None:
    """The price; the currency that the cell or the header states joins the row, or must agree."""
    if not text.strip():
        return None
    expected = str(values.get("currency", ""))
    _, stated = read_money(text, convention.mark, expected or convention.currency)
    stated = stated or convention.currency
    if stated:
        if expected and stated != expected:
            raise BadInput(ProblemKind.CURRENCY_CONFLICT, sign=stated, currency=expected)
        values["currency"] = stated
    return read_cell(BY_KEY["price"], text, replace(convention, currency=stated))


_SPREADSHEET_ERRORS = frozenset(
    ("#N/A", "#NAME?", "#VALUE!", "#REF!", "#DIV/0!", "#NULL!", "#NUM!")
)


def _code(cell: Cell) -> str:
    """A code's digits as text; refused where a spreadsheet has rounded them away."""
    text = cell.text.strip()
    if _SHORTENED_CODE.fullmatch(text) or (cell.stored and len(text) > 15):
        raise BadInput(ProblemKind.CODE_LOST_DIGITS, value=text)
    return text


def _usual_currency(rows: list[_ReadRow]) -> str:
    """The currency that most rows state; US dollars where none does."""
    stated = Counter(str(row.values["currency"]) for row in rows if "currency" in row.values)
    return stated.most_common(1)[0][0] if stated else "USD"

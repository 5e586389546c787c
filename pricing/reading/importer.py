"""A product list from a file: products, and a located problem for everything that is none."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, Problem, ProblemKind
from pricing.quantities.amounts import DecimalMark
from pricing.reading import calamine, delimited, xls, xlsx
from pricing.reading.cell_readers import RowReader
from pricing.reading.grid import LARGEST_FILE_MB, Grid
from pricing.reading.headers import Layout, check_header, find_header, known_columns, laid_out
from pricing.reading.number_conventions import Survey
from pricing.reading.registers import reader
from pricing.reading.rows import ProductList, product_list
from pricing.reading.scenario_sheet import assumed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pricing.reading.grid import Row
    from pricing.reading.headers import HeaderRow

FORMATS: Mapping[str, Callable[[bytes], tuple[Grid, ...]]] = {
    **dict.fromkeys(delimited.ENDINGS, delimited.grids),
    ".xlsx": xlsx.grids,
    ".xlsm": xlsx.grids,
    ".xls": xls.grids,
    ".ods": calamine.ods_grids,
}
ENDINGS = (*FORMATS, *reader.ENDINGS)
_RECORDS = 2_000
_BLOCK = 4_096
# An amount with the decimals of most currencies, a sign before or behind it.
_MONEY = re.compile(r"[^\w\s]?\s?\d[\d., ]*[.,]\d\d\s?[^\w\s]?")
# What a user can settle by saying how a column is written.
_ASKED = {ProblemKind.AMBIGUOUS, ProblemKind.AMBIGUOUS_DATE}


@dataclass(frozen=True, slots=True)
class Options:
    """What the user says about a list; "" and AUTO leave it to the list.

    `mapping` names columns by their headers; a `layout` says all of the columns and their place,
    and `sheet` which table of a workbook it is about. A row without what is `waited_for` is read
    all the same, as one that waits for it.
    """

    mark: DecimalMark = DecimalMark.AUTO
    mapping: Mapping[str, str] = field(default_factory=dict)
    layout: Layout | None = None
    sheet: str = ""
    element: str = "Mg"
    currency: str = ""
    waited_for: tuple[str, ...] = ()


def read_products(path: Path, options: Options | None = None) -> ProductList:
    """Read a product list; raises nothing, whatever the file holds."""
    try:
        read = _read(path, options or Options())
    except BadInput as refused:
        read = ProductList(problems=(Problem.of(refused, row=None, column="", value=""),))
    return replace(read, problems=tuple(each.in_file(str(path)) for each in read.problems))


def _read(path: Path, options: Options) -> ProductList:
    read = read_register(path, options)
    if read is not None:
        return read
    found = tables(path)
    return with_assumptions(read_grid(found[0], options), found)


def with_assumptions(read: ProductList, tables: Sequence[Grid]) -> ProductList:
    """The list with what the other tables of its file assume, where they are the program's."""
    told = assumed(tables)
    if told is None:
        return read
    return replace(read, scenario=told.scenario, problems=(*read.problems, *told.problems))


def read_register(path: Path, options: Options) -> ProductList | None:
    """The rows of a public register; None where the file is no such thing.

    Raises BadInput where it cannot be read.
    """
    found = list(register_batches(path, options, _RECORDS) or ())
    if not found:
        return None
    return ProductList(
        tuple(each for read, _ in found for each in read.products),
        tuple(each for read, _ in found for each in read.problems),
        tuple(each for read, _ in found for each in read.unfinished),
    )


def register_batches(
    path: Path, options: Options, size: int
) -> Iterator[tuple[ProductList, float]] | None:
    """The same in batches, each with the share of the file that is read."""
    if not reader.is_register(path):
        return None
    return _register_batches(path, options, size)


def _register_batches(
    path: Path, options: Options, size: int
) -> Iterator[tuple[ProductList, float]]:
    records = reader.RegisterReader(path, options.element, options.currency)
    try:
        for read in records.batches(size):
            yield read, records.done
    except OSError as error:
        raise unreadable(error) from None


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


def chosen(found: Sequence[Grid], sheet: str) -> Grid:
    """The table of that name, else the likeliest."""
    return next((each for each in found if sheet and each.name == sheet), found[0])


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            is_large = os.fstat(file.fileno()).st_size > LARGEST_FILE_MB * 1_000_000
            data = b"" if is_large else file.read(LARGEST_FILE_MB * 1_000_000 + 1)
    except (OSError, ValueError) as error:
        raise unreadable(error) from None
    if is_large or len(data) > LARGEST_FILE_MB * 1_000_000:
        raise BadInput(ProblemKind.FILE_TOO_LARGE, largest=LARGEST_FILE_MB)
    return data


def unreadable(error: OSError | ValueError) -> BadInput:
    """Why a file cannot be read."""
    if isinstance(error, FileNotFoundError):
        return BadInput(ProblemKind.NO_SUCH_FILE)
    reason = getattr(error, "strerror", None) or error
    return BadInput(ProblemKind.UNREADABLE_FILE, reason=reason)


def read_grid(grid: Grid, options: Options, most: int | None = None) -> ProductList:
    """The products of a table, or of its first rows. Raises BadInput where it is unusable."""
    header, blocks, survey = _surveyed(grid, options, most)
    reader = RowReader(header, survey.conventions())
    usual = {"element": options.element, "currency": options.currency or survey.currency()}
    read = (reader.read(block) for block in blocks)
    return product_list(each.finished(usual, reader.headers, options.waited_for) for each in read)


def certain(grid: Grid, options: Options) -> ProductList | None:
    """The products of a table, where its headers and numbers leave no question; else None."""
    try:
        read = read_grid(grid, options)
    except BadInput as refused:
        if refused.kind is not ProblemKind.NO_ROWS:
            return None
        return ProductList(problems=(Problem.of(refused, row=None, column="", value=""),))
    return None if any(each.kind in _ASKED for each in read.problems) else read


def conceals_price(grid: Grid, options: Options) -> bool:
    """Whether prices stand there and are not said to be, or do not say in which currency they are.

    Raises BadInput where the table is unusable.
    """
    header, blocks, survey = _surveyed(grid, options, None)
    price = header.heading("price")
    if price is not None:
        return bool(blocks) and not (price.currency or survey.stated())
    known = {each.index for each in header.headings}
    return any(
        _is_money([row.cell(at).text for block in blocks for row in block])
        for at in range(len(header.texts))
        if at not in known
    )


def _is_money(texts: Sequence[str]) -> bool:
    """Whether a column looks like prices: every amount with two decimals."""
    told = [text.strip() for text in texts if text.strip()]
    return bool(told) and all(map(_MONEY.fullmatch, told))


def _surveyed(
    grid: Grid, options: Options, most: int | None
) -> tuple[HeaderRow, list[list[Row]], Survey]:
    """The header of a table, its rows (the first ones) in blocks, and what they show."""
    if options.layout is None:
        header = find_header(grid, options.mapping)
    else:
        header = laid_out(grid, options.layout)
    check_header(header, options.waited_for)
    first = header.position + 1
    body = [
        row
        for row in grid.rows[first : None if most is None else first + most]
        if not row.is_empty and tuple(cell.text.strip() for cell in row.cells) != header.texts
    ]
    if not body:
        raise BadInput(ProblemKind.NO_ROWS)
    survey = Survey(header, options.mark)
    blocks = [body[first : first + _BLOCK] for first in range(0, len(body), _BLOCK)]
    for block in blocks:
        survey.look([["" if cell.stored else cell.text for cell in row.cells] for row in block])
    return header, blocks, survey

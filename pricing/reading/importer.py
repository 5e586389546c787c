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
from pricing.reading.grid import MAX_FILE_MB, Grid
from pricing.reading.headers import (
    Layout,
    apply_layout,
    check_header,
    count_known_columns,
    find_header,
)
from pricing.reading.number_conventions import ConventionSurvey
from pricing.reading.registers import reader
from pricing.reading.rows import ProductList, combine_batches
from pricing.reading.scenario_sheet import read_scenario_sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pricing.reading.grid import GridRow
    from pricing.reading.headers import HeaderRow

FORMATS: Mapping[str, Callable[[bytes], tuple[Grid, ...]]] = {
    **dict.fromkeys(delimited.TEXT_EXTENSIONS, delimited.read_grids),
    ".xlsx": xlsx.read_grids,
    ".xlsm": xlsx.read_grids,
    ".xls": xls.read_grids,
    ".ods": calamine.read_ods_grids,
}
LIST_EXTENSIONS = (*FORMATS, *reader.REGISTER_EXTENSIONS)
_RECORDS_PER_BATCH = 2_000
_ROWS_PER_BLOCK = 4_096
# An amount with the decimals of most currencies, a sign before or behind it.
_PRICE_TEXT = re.compile(r"[^\w\s]?\s?\d[\d., ]*[.,]\d\d\s?[^\w\s]?")
# What a user can settle by saying how a column is written.
_USER_RESOLVABLE = {ProblemKind.AMBIGUOUS_NUMBER, ProblemKind.AMBIGUOUS_DATE}


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """What the user says about a list; "" and AUTO leave it to the list.

    `mapping` names columns by their headers; a `layout` says all of the columns and their place,
    and `sheet` which table of a workbook it is about. A row without what is `waited_for` is read
    all the same, as one that waits for it.
    """

    decimal_mark: DecimalMark = DecimalMark.AUTO
    column_keys: Mapping[str, str] = field(default_factory=dict)
    layout: Layout | None = None
    sheet: str = ""
    element: str = "Mg"
    currency: str = ""
    optional_keys: tuple[str, ...] = ()


def read_products(path: Path, options: ReadingOptions | None = None) -> ProductList:
    """Read a product list; raises nothing, whatever the file holds."""
    try:
        read = _read_file(path, options or ReadingOptions())
    except BadInput as refused:
        read = ProductList(
            problems=(Problem.from_bad_input(refused, row=None, column="", value=""),)
        )
    return replace(read, problems=tuple(each.with_file(str(path)) for each in read.problems))


def _read_file(path: Path, options: ReadingOptions) -> ProductList:
    read = read_register(path, options)
    if read is not None:
        return read
    found = read_grids(path)
    return with_scenario_sheet(read_grid(found[0], options), found)


def with_scenario_sheet(read: ProductList, tables: Sequence[Grid]) -> ProductList:
    """The list with what the other tables of its file assume, where they are the program's."""
    told = read_scenario_sheet(tables)
    if told is None:
        return read
    return replace(read, scenario=told.scenario, problems=(*read.problems, *told.problems))


def read_register(path: Path, options: ReadingOptions) -> ProductList | None:
    """The rows of a public register; None where the file is no such thing.

    Raises BadInput where it cannot be read.
    """
    found = list(read_register_batches(path, options, _RECORDS_PER_BATCH) or ())
    if not found:
        return None
    return ProductList(
        tuple(each for read, _ in found for each in read.products),
        tuple(each for read, _ in found for each in read.problems),
        tuple(each for read, _ in found for each in read.incomplete),
    )


def read_register_batches(
    path: Path, options: ReadingOptions, size: int
) -> Iterator[tuple[ProductList, float]] | None:
    """The same in batches, each with the share of the file that is read."""
    if not reader.is_register(path):
        return None
    return _iterate_register(path, options, size)


def _iterate_register(
    path: Path, options: ReadingOptions, size: int
) -> Iterator[tuple[ProductList, float]]:
    records = reader.RegisterReader(path, options.element, options.currency)
    try:
        for read in records.batches(size):
            yield read, records.share_read
    except OSError as error:
        raise unreadable_file_error(error) from None


def read_grids(path: Path) -> tuple[Grid, ...]:
    """The tables of a file (sheets, or readings by each delimiter), the likeliest list first.

    Raises BadInput where there is none.
    """
    ending = path.suffix.casefold()
    if ending not in FORMATS:
        raise BadInput(ProblemKind.UNKNOWN_FILE_TYPE, ending=ending)
    data = _read_bytes(path)
    if not data.strip():
        raise BadInput(ProblemKind.EMPTY_FILE)
    found = [grid for grid in FORMATS[ending](data) if any(not row.is_empty for row in grid.rows)]
    if not found:
        raise BadInput(ProblemKind.EMPTY_FILE)
    return tuple(sorted(found, key=count_known_columns, reverse=True))


def choose_grid(found: Sequence[Grid], sheet: str) -> Grid:
    """The table of that name, else the likeliest."""
    return next((each for each in found if sheet and each.name == sheet), found[0])


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            is_large = os.fstat(file.fileno()).st_size > MAX_FILE_MB * 1_000_000
            data = b"" if is_large else file.read(MAX_FILE_MB * 1_000_000 + 1)
    except (OSError, ValueError) as error:
        raise unreadable_file_error(error) from None
    if is_large or len(data) > MAX_FILE_MB * 1_000_000:
        raise BadInput(ProblemKind.FILE_TOO_LARGE, largest=MAX_FILE_MB)
    return data


def unreadable_file_error(error: OSError | ValueError) -> BadInput:
    """Why a file cannot be read."""
    if isinstance(error, FileNotFoundError):
        return BadInput(ProblemKind.NO_SUCH_FILE)
    reason = getattr(error, "strerror", None) or error
    return BadInput(ProblemKind.UNREADABLE_FILE, reason=reason)


def read_grid(grid: Grid, options: ReadingOptions, max_rows: int | None = None) -> ProductList:
    """The products of a table, or of its first rows. Raises BadInput where it is unusable."""
    header, blocks, survey = _survey_grid(grid, options, max_rows)
    reader = RowReader(header, survey.conventions())
    usual = {"element": options.element, "currency": options.currency or survey.usual_currency()}
    read = (reader.read(block) for block in blocks)
    return combine_batches(
        each.build(usual, reader.header_texts, options.optional_keys) for each in read
    )


def read_if_unambiguous(grid: Grid, options: ReadingOptions) -> ProductList | None:
    """The products of a table, where its headers and numbers leave no question; else None."""
    try:
        read = read_grid(grid, options)
    except BadInput as refused:
        if refused.kind is not ProblemKind.NO_ROWS:
            return None
        return ProductList(
            problems=(Problem.from_bad_input(refused, row=None, column="", value=""),)
        )
    return None if any(each.kind in _USER_RESOLVABLE for each in read.problems) else read


def has_unassigned_prices(grid: Grid, options: ReadingOptions) -> bool:
    """Whether prices stand there and are not said to be, or do not say in which currency they are.

    Raises BadInput where the table is unusable.
    """
    header, blocks, survey = _survey_grid(grid, options, None)
    price = header.find_heading("price")
    if price is not None:
        return bool(blocks) and not (price.currency or survey.stated_currency())
    known = {each.index for each in header.headings}
    return any(
        _looks_like_prices([row.cell(at).text for block in blocks for row in block])
        for at in range(len(header.texts))
        if at not in known
    )


def _looks_like_prices(texts: Sequence[str]) -> bool:
    """Whether a column looks like prices: every amount with two decimals."""
    told = [text.strip() for text in texts if text.strip()]
    return bool(told) and all(map(_PRICE_TEXT.fullmatch, told))


def _survey_grid(
    grid: Grid, options: ReadingOptions, max_rows: int | None
) -> tuple[HeaderRow, list[list[GridRow]], ConventionSurvey]:
    """The header of a table, its rows (the first ones) in blocks, and what they show."""
    if options.layout is None:
        header = find_header(grid, options.column_keys)
    else:
        header = apply_layout(grid, options.layout)
    check_header(header, options.optional_keys)
    first = header.position + 1
    body = [
        row
        for row in grid.rows[first : None if max_rows is None else first + max_rows]
        if not row.is_empty and tuple(cell.text.strip() for cell in row.cells) != header.texts
    ]
    if not body:
        raise BadInput(ProblemKind.NO_ROWS)
    survey = ConventionSurvey(header, options.decimal_mark)
    blocks = [
        body[first : first + _ROWS_PER_BLOCK] for first in range(0, len(body), _ROWS_PER_BLOCK)
    ]
    for block in blocks:
        survey.add_rows(
            [["" if cell.is_number else cell.text for cell in row.cells] for row in block]
        )
    return header, blocks, survey

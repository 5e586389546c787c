"""The formats of lists: any file to tables, and a table to products and located problems."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind
from pricing.reading import delimited, json_lists
from pricing.reading.further_tables import (
    positions_of_further_tables,
    read_tables,
    repeated_header_note,
)
from pricing.reading.grid import EMPTY_CELL, columns_of
from pricing.reading.header_questions import settle_header
from pricing.reading.headers import (
    HEADER_SEARCH_ROWS,
    check_header,
    count_known_columns,
    find_header,
)
from pricing.reading.ingredient_blocks import (
    MAX_ROWS_OF_PRODUCT,
    count_of_continued,
    places_of_ingredients,
)
from pricing.reading.ingredient_headers import ingredient_heading
from pricing.reading.layouts import apply_layout
from pricing.reading.number_conventions import ConventionSurvey
from pricing.reading.product_list import ProductList, combine_batches
from pricing.reading.reading_options import ColumnChoice
from pricing.reading.reduced_prices import with_days_of_discount, with_reduced_prices
from pricing.reading.registers import reader
from pricing.reading.row_reader import RowReader
from pricing.reading.table_notes import (
    MAX_FOOTNOTE_ROWS,
    SEARCHED_ROWS,
    find_footnotes,
    find_remarks,
)
from pricing.reading.unit_columns import text_of, with_units_beside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pricing.problems.progress import Progress
    from pricing.reading.grid import Grid, GridRow
    from pricing.reading.headings import HeaderRow, Heading
    from pricing.reading.reading_options import Layout, ReadingOptions


def _xlsx_grids(data: bytes) -> tuple[Grid, ...]:
    from pricing.reading import xlsx  # a list of text needs no library for spreadsheets

    return xlsx.read_grids(data)


def _xls_grids(data: bytes) -> tuple[Grid, ...]:
    from pricing.reading import xls

    return xls.read_grids(data)


def _ods_grids(data: bytes) -> tuple[Grid, ...]:
    from pricing.reading import calamine

    return calamine.read_ods_grids(data)


FORMATS: Mapping[str, Callable[[bytes], tuple[Grid, ...]]] = {
    **dict.fromkeys(delimited.TEXT_EXTENSIONS, delimited.read_grids),
    ".xlsx": _xlsx_grids,
    ".xlsm": _xlsx_grids,
    ".xls": _xls_grids,
    ".ods": _ods_grids,
    json_lists.JSON_EXTENSION: json_lists.read_grids,
}
MAX_FILE_MB = 200
_MAX_FILE_BYTES = MAX_FILE_MB * 1_000_000
LIST_EXTENSIONS = tuple(dict.fromkeys((*FORMATS, *reader.REGISTER_EXTENSIONS)))
_ROWS_PER_BLOCK = 4_096


def with_scenario_sheet(product_list: ProductList, grids: Sequence[Grid]) -> ProductList:
    """Return the list with the scenario of its file, if this program wrote the file."""
    from pricing.reading.scenario_sheet import read_scenario_sheet  # no list of text has one

    sheet = read_scenario_sheet(grids)
    if sheet is None:
        return product_list
    return replace(
        product_list,
        scenario=sheet.scenario,
        problems=(*product_list.problems, *sheet.problems),
    )


# -- files -------------------------------------------------------------------------------------


def is_register(path: Path) -> bool:
    """Return whether a file or folder is read as a register, and not as a list."""
    return reader.is_register(path) and not json_lists.is_json_list(path)


def read_register_batches(
    path: Path, options: ReadingOptions, size: int, progress: Progress
) -> Iterator[tuple[ProductList, float]] | None:
    """Return the rows of a register in batches, each with the share of the file that was read.

    Return None if the file is not a register. The iterator raises BadInput if it cannot be read.
    """
    if not is_register(path):
        return None
    return _iterate_register(path, options, size, progress)


def _iterate_register(
    path: Path, options: ReadingOptions, size: int, progress: Progress
) -> Iterator[tuple[ProductList, float]]:
    records = reader.RegisterReader(path, options.element, options.currency, progress)
    try:
        for batch in records.batches(size):
            yield batch, records.share_read
    except OSError as error:
        raise unreadable_file_error(error) from None


def check_is_file(path: Path) -> None:
    """Refuse what is neither a file nor a folder, because reading it may never end.

    Raises:
        BadInput: It is a pipe, a device or a socket.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):  # who reads it says why
        return
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise BadInput(ProblemKind.NOT_A_FILE)


def read_grids(path: Path) -> tuple[Grid, ...]:
    """Return the tables of a file, the likeliest list first.

    A workbook has a table for each sheet, a text file one for each delimiter.

    Raises:
        BadInput: The file cannot be read, or holds no table.
    """
    _kept_grids.clear()
    ending = path.suffix.casefold()
    if ending not in FORMATS:
        raise BadInput(ProblemKind.UNKNOWN_FILE_TYPE, ending=ending)
    data = _read_bytes(path)
    if not data.strip():
        raise BadInput(ProblemKind.EMPTY_FILE)
    grids = [
        replace(grid, position=position)
        for position, grid in enumerate(FORMATS[ending](data))
        if any(not row.is_empty for row in grid.rows)
    ]
    if not grids:
        raise BadInput(ProblemKind.EMPTY_FILE)
    return _with_remarks_of_sheets(tuple(sorted(grids, key=_likelihood, reverse=True)))


def _with_remarks_of_sheets(grids: tuple[Grid, ...]) -> tuple[Grid, ...]:
    """Return the tables with the texts of visible sheets that hold nothing but a few texts."""
    others = [grid for grid in grids[1:] if grid.name and not grid.is_hidden]
    found = {grid.name: _texts_alone(grid) for grid in others}
    remarks = tuple(text for texts in found.values() for text in texts)
    if not remarks:
        return grids
    from pricing.reading.scenario_sheet import read_scenario_sheet  # its texts are our own

    if read_scenario_sheet(grids) is not None:
        return grids
    return tuple(grid if found.get(grid.name) else replace(grid, remarks=remarks) for grid in grids)


def _texts_alone(grid: Grid) -> tuple[str, ...]:
    """Return the texts of a sheet that holds no more than a few texts, or ()."""
    rows = [row.texts for row in grid.rows if not row.is_empty]
    texts = find_footnotes(rows) if len(rows) <= MAX_FOOTNOTE_ROWS else ()
    return texts if len(texts) == len(rows) else ()


def _likelihood(grid: Grid) -> tuple[bool, tuple[tuple[int, int], int]]:
    """Return how likely a table is the list. A hidden sheet is the least likely."""
    return not grid.is_hidden, count_known_columns(grid)


_kept_grids: dict[tuple[Path, int, int, int], tuple[Grid, ...]] = {}


def keep_grids(path: Path, grids: tuple[Grid, ...]) -> None:
    """Keep the tables of a file, until `read_kept_grids` or another file is read."""
    with suppress(OSError):
        _kept_grids[_file_state(path)] = grids


def read_kept_grids(path: Path) -> tuple[Grid, ...]:
    """Return the tables that were kept, or read them if the file has changed since.

    Raises:
        BadInput: The file cannot be read, or holds no table.
    """
    with suppress(OSError, KeyError):
        return _kept_grids.pop(_file_state(path))
    return read_grids(path)


def _file_state(path: Path) -> tuple[Path, int, int, int]:
    state = path.stat()
    return path, state.st_size, state.st_mtime_ns, state.st_ctime_ns


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            # A read sets memory aside for all that is asked for, however little there is.
            data = b"" if size > _MAX_FILE_BYTES else file.read(size + 1)
            if len(data) > size:  # it has grown
                data += file.read(_MAX_FILE_BYTES + 1 - len(data))
    except (OSError, ValueError) as error:
        raise unreadable_file_error(error) from None
    if max(size, len(data)) > _MAX_FILE_BYTES:
        raise BadInput(ProblemKind.FILE_TOO_LARGE, largest=MAX_FILE_MB)
    return data


def unreadable_file_error(error: OSError | ValueError) -> BadInput:
    """Return the error that says why a file cannot be read."""
    if isinstance(error, FileNotFoundError):
        return BadInput(ProblemKind.NO_SUCH_FILE)
    reason = getattr(error, "strerror", None) or error
    return BadInput(ProblemKind.UNREADABLE_FILE, reason=reason)


# -- tables ------------------------------------------------------------------------------------


def read_grid(grid: Grid, options: ReadingOptions, max_rows: int | None = None) -> ProductList:
    """Return the products of a table, or of its first rows. Other headers begin a further table.

    Raises:
        BadInput: The table has no header row, no rows, or lacks a required column.
    """
    grid = _with_footnotes(grid)
    header = choose_header(grid, options)
    remarks = _further_remarks(grid, header)
    if remarks:
        grid = replace(grid, remarks=(*grid.remarks, *remarks))
        header = choose_header(grid, options)
    if max_rows is not None:
        grid = replace(grid, rows=grid.rows[: header.first_body_position + max_rows])
    starts = positions_of_further_tables(grid, header)
    if starts:
        return read_tables(grid, header, starts, options, _read_table)
    return _read_table(grid, options)


def _with_footnotes(grid: Grid) -> Grid:
    texts = [row.texts for row in grid.rows[-MAX_FOOTNOTE_ROWS:]]
    return replace(grid, footnotes=find_footnotes(texts))


def _further_remarks(grid: Grid, header: HeaderRow) -> tuple[str, ...]:
    """Return the texts among the products that stand below the first rows of a table."""
    price = header.find_heading("price")
    if price is None:
        return ()
    below = grid.rows[header.first_body_position + SEARCHED_ROWS :]
    return find_remarks(row.texts for row in below if not row.cell(price.index).text)


def _read_table(grid: Grid, options: ReadingOptions) -> ProductList:
    header, blocks, survey = survey_grid(grid, options)
    defaults = survey.default_values(options.element, options.currency, options.expected_currency)
    row_reader = RowReader(
        header,
        survey.conventions(options.currency, options.expected_currency),
        str(defaults["element"]),
    )
    product_list = combine_batches(
        replace(
            row_reader.read(block).build(
                defaults, options.optional_keys, keeps_incomplete=options.keeps_incomplete
            ),
            sheet=grid.name,
        )
        for block in blocks
    )
    titles = header.row_texts[:1]
    below = grid.rows[header.first_body_position :] if titles else ()
    repeated = repeated_header_note([row.number for row in below if row.texts in titles])
    of_currency = survey.currency_notes(options)
    notes = (*of_currency, *row_reader.notes(), *repeated)
    problems = (*grid.notes, *header.problems, *notes, *product_list.problems)
    if grid.name:
        problems = tuple(problem.with_sheet(grid.name) for problem in problems)
    return replace(product_list, problems=problems)


def survey_grid(
    grid: Grid, options: ReadingOptions
) -> tuple[HeaderRow, list[list[GridRow]], ConventionSurvey]:
    """Return the header of a table, its rows in blocks, and a survey of their numbers.

    Raises:
        BadInput: The table has no header row, no rows, or lacks a required column.
    """
    header = choose_header(grid, options)
    body = [
        row
        for row in grid.rows[header.first_body_position :]
        if not row.is_empty and row.texts not in header.row_texts
    ]
    if not body:
        raise BadInput(ProblemKind.NO_ROWS)
    survey = ConventionSurvey(header, options.decimal_mark, options.date_order)
    blocks = _in_blocks(body, places_of_ingredients(header))
    for block in blocks:
        columns = columns_of([row.cells for row in block], EMPTY_CELL)
        survey.add_columns([[cell.text_beside_number for cell in column] for column in columns])
        survey.add_percentages([[cell.text for cell in column] for column in columns])
    return survey.settled_header(), blocks, survey


def _in_blocks(body: Sequence[GridRow], places: tuple[int, int] | None) -> list[list[GridRow]]:
    """Return the rows in blocks, none of which ends between the ingredients of a product."""
    blocks, start = [], 0
    while start < len(body):
        end = min(start + _ROWS_PER_BLOCK, len(body))
        if places is not None:
            name, mineral = places
            last, *following = (
                (row.cell(name).text, row.cell(mineral).text)
                for row in body[end - 1 : end + MAX_ROWS_OF_PRODUCT]
            )
            end += count_of_continued([last], following)
        blocks.append(list(body[start:end]))
        start = end
    return blocks


def choose_header(grid: Grid, options: ReadingOptions) -> HeaderRow:
    """Return the header row that the user laid out, or else the likeliest.

    Raises:
        BadInput: There is none, it names a column twice, or it lacks a required column.
    """
    header = _settled_header(grid, options)
    check_header(header, options.element, options.optional_keys)
    own_rows = grid.rows[max(header.position, 0) : header.first_body_position]
    return replace(header, row_texts=tuple(row.texts for row in own_rows))


def mineral_headings(grid: Grid, options: ReadingOptions) -> list[Heading]:
    """Return the columns of minerals that are read where the layout chooses nothing for them."""
    layout = options.layout
    if layout is None:
        return []
    found = _headings_without_choice(grid, options, layout)
    for index, text in enumerate(apply_layout(grid, layout).texts[: len(layout.choices)]):
        is_chosen = bool(layout.choices[index].key)
        if is_chosen and ingredient_heading(index, text, states_units_in_cells=True):
            choices = (*layout.choices[:index], ColumnChoice(), *layout.choices[index + 1 :])
            others = _headings_without_choice(grid, options, replace(layout, choices=choices))
            found += [heading for heading in others if heading.index == index]
    return found


def _headings_without_choice(grid: Grid, options: ReadingOptions, layout: Layout) -> list[Heading]:
    chosen = {index for index, choice in enumerate(layout.choices) if choice.key}
    try:
        header = _settled_header(grid, replace(options, layout=layout))
    except BadInput:
        return []
    return [heading for heading in header.headings if heading.index not in chosen]


def _settled_header(grid: Grid, options: ReadingOptions) -> HeaderRow:
    if options.layout is None:
        header = with_reduced_prices(find_header(grid, options.column_keys))
        header = with_days_of_discount(header)
    else:
        header = apply_layout(grid, options.layout)
    return settle_header(
        header,
        options.element,
        options.currency,
        options.optional_keys,
        is_guessed=options.layout is None,
        columns=_first_columns(grid, header),
    )


def _first_columns(grid: Grid, header: HeaderRow) -> list[tuple[str, ...]]:
    """Return the texts of the first rows below a header row, by column."""
    first = header.first_body_position
    rows = grid.rows[first : first + HEADER_SEARCH_ROWS]
    columns = columns_of([row.texts for row in rows], "")
    with_units = with_units_beside(columns.__getitem__, dict(header.unit_places))
    return [tuple(map(text_of, with_units(index))) for index in range(len(columns))]

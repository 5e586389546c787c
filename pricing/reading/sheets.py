"""The lists of a workbook: all visible sheets that hold one. The other sheets are named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, Problem, ProblemKind
from pricing.reading.importer import read_grid, with_scenario_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.reading.grid import Grid
    from pricing.reading.product_list import ProductList
    from pricing.reading.reading_options import ReadingOptions

# What a sheet without a list raises. Any other error is one of a list, which the user may mend.
_UNKNOWN_HEADERS = frozenset((
    ProblemKind.UNKNOWN_MAPPING, ProblemKind.UNKNOWN_HEADER_LEFT_OUT,
))  # fmt: skip
_NO_LIST = frozenset((ProblemKind.NO_HEADER, ProblemKind.MISSING_COLUMNS, ProblemKind.NO_ROWS))


def read_sheets(grids: Sequence[Grid], options: ReadingOptions) -> list[ProductList]:
    """Return the list of each visible sheet, or only that of the sheet that the options name.

    They have the order of the workbook. If there are several, the name of a sheet is the source of
    its products.

    Raises:
        BadInput: The likeliest sheet holds no list, or no sheet has the name.
    """
    if options.sheet:
        return [with_scenario_sheet(read_grid(_sheet_named(options.sheet, grids), options), grids)]
    first, *others = grids
    product_list = with_scenario_sheet(read_grid(first, options), grids)
    if product_list.scenario is not None:  # a workbook of this program has sheets of its own
        return [product_list]
    lists, notes = [(first, product_list)], []
    for grid in others:
        read = _read_other(grid, first, options)
        if isinstance(read, Problem):
            notes.append(read.with_sheet(grid.name))
        else:
            lists.append((grid, read))
    lists.sort(key=lambda pair: pair[0].position)
    if len(lists) > 1:
        lists = [(grid, read.with_default("source", grid.name)) for grid, read in lists]
    found = [read for _, read in lists]
    return [*found[:-1], replace(found[-1], problems=(*found[-1].problems, *notes))]


def _sheet_named(name: str, grids: Sequence[Grid]) -> Grid:
    for grid in grids:
        if grid.name.casefold() == name.casefold():
            return grid
    names = tuple(grid.name for grid in grids)
    raise BadInput(ProblemKind.NO_SUCH_SHEET, sheet=name, sheets=names)


def _read_other(grid: Grid, first: Grid, options: ReadingOptions) -> ProductList | Problem:
    """Return the list of another sheet than the likeliest, or why it was not read."""
    parameters = {"sheet": grid.name}
    if grid.is_hidden:
        return Problem(ProblemKind.HIDDEN_SHEET, parameters, row=_first_row(grid), is_row_kept=True)
    try:
        return read_grid(grid, _options_for(grid, first, options))
    except BadInput as error:
        header = error.parameters.get("header")
        if error.kind in _UNKNOWN_HEADERS and header in options.column_keys:
            # The likeliest sheet has the header. What is said of it is not said of this sheet.
            keys = {key: text for key, text in options.column_keys.items() if key != header}
            return _read_other(grid, first, replace(options, column_keys=keys))
        if error.kind in _NO_LIST:
            kind = ProblemKind.SHEET_WITHOUT_LIST
            return Problem(kind, parameters, row=_first_row(grid), is_row_kept=True)
        return Problem.from_bad_input(error, row=_first_row(grid), column="", value="")


def _options_for(grid: Grid, first: Grid, options: ReadingOptions) -> ReadingOptions:
    """Return the options for another sheet. A layout serves all sheets with the same headers."""
    position = options.layout.header_position if options.layout else None
    if position is None:
        return replace(options, layout=None)
    has_row = len(grid.rows) > position
    has_same_headers = has_row and grid.rows[position].texts == first.rows[position].texts
    return options if has_same_headers else replace(options, layout=None)


def _first_row(grid: Grid) -> int:
    return next(row.number for row in grid.rows if not row.is_empty)

"""The rows of a list that repeat its headers, or that begin a further table with other ones."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY
from pricing.problems.errors import BadInput, Problem, ProblemKind
from pricing.reading.header_grammar import parse_header
from pricing.reading.header_rows import header_row_at
from pricing.reading.product_list import ProductList

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pricing.reading.grid import Grid
    from pricing.reading.headings import HeaderRow
    from pricing.reading.reading_options import ReadingOptions

    ReadTable = Callable[[Grid, ReadingOptions], ProductList]

_FEWEST_TITLES = 3
_AMOUNT_KEYS = frozenset(("elemental_mg", "compound_mg", "pack_units", "price"))


@cache
def _product_titles() -> frozenset[str]:
    column = COLUMNS_BY_KEY["product"]
    return frozenset(title.lower() for title in (column.title, *column.synonyms))


def further_headers(
    header: HeaderRow, names: Sequence[str], texts_of: Callable[[int], Sequence[str]]
) -> list[int]:
    """Return the places of rows that hold headers, but not those of the header row.

    `names` are the cells below the title of the products, and `texts_of` returns a whole row.
    """
    product = header.find_heading("product")
    if product is None or header.position < 0:
        return []
    titles = _product_titles() | {product.text.lower()}
    if titles.isdisjoint(map(str.lower, map(str.strip, set(names)))):
        return []
    likely = (position for position, name in enumerate(names) if name.strip().lower() in titles)
    return [position for position in likely if _are_other_titles(texts_of(position), header)]


def positions_of_further_tables(grid: Grid, header: HeaderRow) -> list[int]:
    """Return the positions of the rows of a table that hold headers of further tables."""
    product = header.find_heading("product")
    names = [row.cell(product.index).text for row in grid.rows] if product is not None else ()
    return further_headers(header, names, lambda position: grid.rows[position].texts)


def titles_of_further_tables(grid: Grid, header: HeaderRow) -> set[str]:
    """Return the headers of all further tables."""
    positions = positions_of_further_tables(grid, header)
    return {text for position in positions for text in grid.rows[position].texts}


def _are_other_titles(texts: Sequence[str], header: HeaderRow) -> bool:
    """Return whether a row names the product, an amount and a third column, and no value."""
    filled = [text.strip() for text in texts if text.strip()]
    own = [[text for text in row if text] for row in header.row_texts]
    if filled in own or any(text[0].isdecimal() for text in filled):
        return False
    keys = {one.column.key for one in map(parse_header, filled) if one is not None}
    return len(keys) >= _FEWEST_TITLES and "product" in keys and not _AMOUNT_KEYS.isdisjoint(keys)


def repeated_header_note(rows: Sequence[int]) -> tuple[Problem, ...]:
    """Return the note about the rows that repeat the headers, if there are any."""
    if not rows:
        return ()
    parameters = {"count": len(rows)}
    return (Problem(ProblemKind.HEADERS_REPEATED, parameters, row=rows[0], is_row_kept=True),)


def read_tables(
    grid: Grid, header: HeaderRow, starts: Sequence[int], options: ReadingOptions, read: ReadTable
) -> ProductList:
    """Return the products of the table of a header row, and of those that begin at other rows.

    The texts above the first table hold for all. A further table that leaves a question is left
    out and named.
    """
    bounds = sorted((*starts, header.position))
    above, lists = grid.rows[: bounds[0]], []
    for start, end in zip(bounds, (*bounds[1:], len(grid.rows)), strict=True):
        if start == header.position:
            others = titles_of_further_tables(grid, header) - set(header.texts)
            own = _with_keys(options, set(options.column_keys) - others)
            lists.append(read(replace(grid, rows=grid.rows[:end]), own))
        else:
            further = replace(grid, rows=(*above, *grid.rows[start:end]), notes=())
            titles = set(header_row_at(further, len(above))[0].texts)
            own = _with_keys(replace(options, layout=None), titles)
            lists.append(_read_further(further, own, read, grid.rows[start].number))
    problems = (problem for one in lists for problem in one.problems)
    return ProductList(
        tuple(row for one in lists for row in one.products),
        tuple(problem.with_sheet(grid.name) if grid.name else problem for problem in problems),
        tuple(row for one in lists for row in one.incomplete),
        sheets=tuple(dict.fromkeys(sheet for one in lists for sheet in one.sheets)),
    )


def _with_keys(options: ReadingOptions, headers: set[str]) -> ReadingOptions:
    """Return the options with what they say about some headers alone."""
    keys = {header: key for header, key in options.column_keys.items() if header in headers}
    return replace(options, column_keys=keys)


def _read_further(grid: Grid, options: ReadingOptions, read: ReadTable, number: int) -> ProductList:
    """Return the products of a further table, with a note about the row of its headers."""
    note = Problem(ProblemKind.FURTHER_TABLE, row=number, is_row_kept=True)
    try:
        product_list = read(grid, options)
    except BadInput as error:
        if error.kind is ProblemKind.NO_ROWS:
            return ProductList()
        question = Problem.from_bad_input(error, row=number, column="", value="")
        left_out = Problem(ProblemKind.TABLE_LEFT_OUT, row=number)
        return ProductList(problems=(left_out, question))
    return replace(product_list, problems=(note, *product_list.problems))

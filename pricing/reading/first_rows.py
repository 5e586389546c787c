"""The first rows of a list, however long it is, and whether they leave a question to the user."""

from __future__ import annotations

import codecs
from dataclasses import replace
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, Problem, ProblemKind
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading import delimited
from pricing.reading.column_questions import open_questions
from pricing.reading.faulty_lines import check_plain_text, is_plain_text
from pricing.reading.headers import count_known_columns
from pricing.reading.importer import (
    FORMATS,
    check_is_file,
    is_register,
    keep_grids,
    read_grid,
    read_grids,
    survey_grid,
    unreadable_file_error,
)
from pricing.reading.layouts import find_saved_layout, guess_layout
from pricing.reading.list_questions import FirstRows, leaves_question
from pricing.reading.product_list import ProductList
from pricing.reading.reading_options import ColumnChoice, Layout, ReadingOptions
from pricing.reading.text_encodings import (
    USUAL_ENCODING,
    WordCount,
    other_encodings,
    sample_of_letters,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from pricing.reading.grid import Grid

MAX_FIRST_ROWS = 500
_MAX_FIRST_BYTES = 300_000
# An amount with two decimals, as in most currencies, with a sign before or behind it.
_PRICE_TEXT = lazy_pattern(r"[^\w\s]?\s?\d[\d., ]*[.,]\d\d\s?[^\w\s]?")
# -- reading them ------------------------------------------------------------------------------


def read_first_rows(path: Path, *, asks_encoding: bool = False) -> FirstRows | None:
    """Return the first rows of a list.

    Return None for a register, whose columns are known, and for a file that cannot be read.
    `asks_encoding` says that the encoding is unclear, though the first rows may not show it.
    """
    try:
        check_is_file(path)
        if path.suffix.casefold() not in FORMATS or is_register(path):
            return None
        if _is_text(path):
            is_whole, grids = _read_text_grids(path, asks_encoding=asks_encoding)
        else:
            is_whole, grids = True, read_grids(path)
            keep_grids(path, grids)
    except BadInput:
        return None
    shorter = tuple(replace(grid, rows=grid.rows[:MAX_FIRST_ROWS]) for grid in grids)
    is_whole = is_whole and all(len(grid.rows) <= MAX_FIRST_ROWS for grid in grids)
    return FirstRows(shorter, is_whole)


def _is_text(path: Path) -> bool:
    return FORMATS[path.suffix.casefold()] is delimited.read_grids


def _read_text_grids(path: Path, *, asks_encoding: bool) -> tuple[bool, tuple[Grid, ...]]:
    """Return whether the first bytes are the whole file, and their table for each delimiter.

    If the encoding is unclear, return a table for each encoding.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_FIRST_BYTES)
            is_whole = not file.read(1)
    except (OSError, ValueError) as error:
        raise unreadable_file_error(error) from None
    text = None if asks_encoding else _decode_start(data, is_whole=is_whole)
    if text is None:
        grids = list(_grids_by_encoding(data, is_whole=is_whole))
    else:
        grids = _whole_rows(text, is_whole=is_whole)
        grids.sort(key=count_known_columns, reverse=True)
    if not grids:
        raise BadInput(ProblemKind.EMPTY_FILE)
    return is_whole, tuple(grids)


def _whole_rows(text: str, *, is_whole: bool) -> list[Grid]:
    """Return the table of each delimiter, without the last row if it may be cut off."""
    grids = [grid for _, grid in delimited.grids_by_delimiter(text, MAX_FIRST_ROWS + 1)]
    if is_whole:
        return grids
    return [replace(grid, rows=grid.rows[:-1]) for grid in grids if len(grid.rows) > 1]


def _decode_start(data: bytes, *, is_whole: bool) -> str | None:
    """Return the text of the first bytes of a file, or None if its encoding is unclear."""
    for encoding in delimited.likely_encodings(data):
        text = _decode(data, encoding, is_whole=is_whole)
        if text is not None:
            check_plain_text(text)
            return None if encoding == USUAL_ENCODING and _is_strange(text) else text
    return None


def _is_strange(text: str) -> bool:
    words = WordCount()
    words.add(text)
    return words.is_strange


def _decode(data: bytes, encoding: str, *, is_whole: bool) -> str | None:
    try:
        return codecs.getincrementaldecoder(encoding)().decode(data, final=is_whole)
    except UnicodeDecodeError:
        return None


def _grids_by_encoding(data: bytes, *, is_whole: bool) -> Iterator[Grid]:
    """Yield the likeliest table of the first bytes in each encoding that they can have."""
    sample = sample_of_letters(data.splitlines(keepends=True))
    for encoding in (*other_encodings(sample), USUAL_ENCODING):
        text = _decode(data, encoding, is_whole=is_whole)
        if text is not None and is_plain_text(text):
            grids = _whole_rows(text, is_whole=is_whole)
            if grids:
                yield replace(max(grids, key=count_known_columns), encoding=encoding)


# -- questions ---------------------------------------------------------------------------------


def resolve_options(
    first_rows: FirstRows, options: ReadingOptions, saved_layouts: Mapping[str, str]
) -> ReadingOptions | None:
    """Return the options to read the list with, or None if it leaves a question.

    A question does not count if a saved layout answers it.

    Args:
        first_rows: The first rows of the list.
        options: The options that the user chose.
        saved_layouts: The texts of the saved layouts, by the keys of their header rows.
    """
    first = first_rows.grids[0]
    for grid in (grid for grid in first_rows.grids if grid is first or not grid.is_hidden):
        layout = find_saved_layout(grid, saved_layouts)
        answered = replace(options, layout=layout, sheet=grid.name)
        is_answered = layout is not None and layout.encoding == grid.encoding
        if is_answered and read_if_unambiguous(grid, answered) is not None:
            return answered
        if grid is first and not grid.encoding and _is_unambiguous(grid, options):
            return options
    return None


def read_if_unambiguous(grid: Grid, options: ReadingOptions) -> ProductList | None:
    """Return the products of a table, or None if its headers or numbers leave a question."""
    try:
        product_list = read_grid(grid, options)
    except BadInput as error:
        if error.kind is not ProblemKind.NO_ROWS:
            return None
        return ProductList(problems=(Problem.from_bad_input(error, row=None, column="", value=""),))
    return None if leaves_question(product_list) else product_list


def _is_unambiguous(grid: Grid, options: ReadingOptions) -> bool:
    product_list = read_if_unambiguous(grid, options)
    if product_list is None:
        return False
    has_no_rows = any(problem.kind is ProblemKind.NO_ROWS for problem in product_list.problems)
    return has_no_rows or not _has_unassigned_prices(grid, options)


def _has_unassigned_prices(grid: Grid, options: ReadingOptions) -> bool:
    """Return whether the prices have no currency, or an unknown column looks like prices.

    Raises:
        BadInput: The table is unusable.
    """
    header, blocks, survey = survey_grid(grid, options)
    price = header.find_heading("price")
    if price is not None:
        return bool(blocks) and not (price.currency or survey.states_currency())
    known = {heading.index for heading in header.headings}
    return any(
        _look_like_prices([row.cell(index).text for block in blocks for row in block])
        for index in range(len(header.texts))
        if index not in known
    )


def _look_like_prices(texts: Sequence[str]) -> bool:
    """Return whether every text is an amount with two decimals."""
    amounts = [text.strip() for text in texts if text.strip()]
    return bool(amounts) and all(map(_PRICE_TEXT.fullmatch, amounts))


def suggest_layout(grid: Grid, currency: str) -> Layout:
    """Return the likeliest layout of a table. Prices without a currency get the given one."""
    layout = guess_layout(grid)
    try:
        lacks_currency = _has_unassigned_prices(grid, ReadingOptions(layout=layout))
    except BadInput:
        prices = [choice for choice in layout.choices if choice.key == "price"]
        lacks_currency = not any(choice.unit for choice in prices)
    if not lacks_currency:
        return layout
    asked = open_questions(grid, layout, range(len(layout.choices)))
    choices = tuple(
        choice if index in asked else _with_currency(choice, currency)
        for index, choice in enumerate(layout.choices)
    )
    return replace(layout, choices=choices)


def _with_currency(choice: ColumnChoice, currency: str) -> ColumnChoice:
    lacks_currency = choice.key == "price" and not choice.is_subunit
    return replace(choice, unit=currency) if lacks_currency else choice

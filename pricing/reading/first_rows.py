"""The beginning of a list, however long it is: what its columns are, or what is to be asked."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind
from pricing.reading import delimited
from pricing.reading.headers import ColumnChoice, Layout, count_known_columns, guess_layout
from pricing.reading.importer import (
    FORMATS,
    ReadingOptions,
    has_unassigned_prices,
    read_grids,
    read_if_unambiguous,
    unreadable_file_error,
)
from pricing.reading.registers import reader
from pricing.reading.saved_layouts import find_saved_layout

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pricing.reading.grid import Grid

MAX_FIRST_ROWS = 500
_MAX_FIRST_BYTES = 300_000


@dataclass(frozen=True, slots=True)
class FirstRows:
    """The first rows of a list's tables, the likeliest first; `whole`: there are no others."""

    grids: tuple[Grid, ...]
    is_whole: bool

    def resolve_options(
        self, options: ReadingOptions, saved_text_for: Callable[[str], str]
    ) -> ReadingOptions | None:
        """How the list is read, where it leaves no question or one that was answered before.

        `recall` gives what was said of a header row, "" for nothing.
        """
        first = self.grids[0]
        for grid in self.grids:
            layout = find_saved_layout(grid, saved_text_for)
            answered = replace(options, layout=layout, sheet=grid.name)
            if layout is not None and read_if_unambiguous(grid, answered) is not None:
                return answered
            if grid is first and _is_unambiguous(grid, options):
                return options
        return None


def _is_unambiguous(grid: Grid, options: ReadingOptions) -> bool:
    read = read_if_unambiguous(grid, options)
    if read is None:
        return False
    has_no_rows = any(each.kind is ProblemKind.NO_ROWS for each in read.problems)
    return has_no_rows or not has_unassigned_prices(grid, options)


def suggest_layout(grid: Grid, currency: str) -> Layout:
    """The likeliest layout of a table; where it states no currency, in this one."""
    layout = guess_layout(grid)
    try:
        silent = has_unassigned_prices(grid, ReadingOptions(layout=layout))
    except BadInput:
        silent = not any(each.unit for each in layout.choices if each.key == "price")
    if not silent:
        return layout
    return replace(layout, choices=tuple(_with_currency(each, currency) for each in layout.choices))


def _with_currency(choice: ColumnChoice, currency: str) -> ColumnChoice:
    return replace(choice, unit=currency) if choice.key == "price" else choice


def read_first_rows(path: Path) -> FirstRows | None:
    """The beginning of a list; None for what has no columns to ask about, or cannot be read."""
    try:
        if path.suffix.casefold() not in FORMATS or reader.is_register(path):
            return None
        whole, grids = _read_text_grids(path) if _is_text(path) else (True, read_grids(path))
    except BadInput:
        return None
    shorter = tuple(replace(each, rows=each.rows[:MAX_FIRST_ROWS]) for each in grids)
    return FirstRows(shorter, whole and all(len(each.rows) <= MAX_FIRST_ROWS for each in grids))


def _is_text(path: Path) -> bool:
    return FORMATS[path.suffix.casefold()] is delimited.read_grids


def _read_text_grids(path: Path) -> tuple[bool, tuple[Grid, ...]]:
    """Whether that is all, and the first rows as each delimiter divides them."""
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_FIRST_BYTES)
            whole = not file.read(1)
    except (OSError, ValueError) as error:
        raise unreadable_file_error(error) from None
    read = [grid for _, grid in delimited.grids_by_delimiter(_decode_start(data, whole=whole))]
    if not whole:  # the last row is most likely cut off
        read = [replace(grid, rows=grid.rows[:-1]) for grid in read if len(grid.rows) > 1]
    if not read:
        raise BadInput(ProblemKind.EMPTY_FILE)
    return whole, tuple(sorted(read, key=count_known_columns, reverse=True))


def _decode_start(data: bytes, *, whole: bool) -> str:
    for encoding in delimited.likely_encodings(data):
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(data, final=whole)
        except UnicodeDecodeError:
            continue
        if not delimited.CONTROL_CHARACTERS.search(text):
            return text
    raise BadInput(ProblemKind.NOT_TEXT)

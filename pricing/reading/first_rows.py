"""The beginning of a list, however long it is: what its columns are, or what is to be asked."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind
from pricing.reading import delimited
from pricing.reading.headers import Choice, Layout, guess, known_columns
from pricing.reading.importer import FORMATS, Options, certain, conceals_price, tables, unreadable
from pricing.reading.registers import reader
from pricing.reading.saved_layouts import remembered

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pricing.reading.grid import Grid

MOST_ROWS = 500
_MOST_BYTES = 300_000


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first rows of a list's tables, the likeliest first; `whole`: there are no others."""

    grids: tuple[Grid, ...]
    whole: bool

    def settled(self, options: Options, recall: Callable[[str], str]) -> Options | None:
        """How the list is read, where it leaves no question or one that was answered before.

        `recall` gives what was said of a header row, "" for nothing.
        """
        first = self.grids[0]
        for grid in self.grids:
            layout = remembered(grid, recall)
            answered = replace(options, layout=layout, sheet=grid.name)
            if layout is not None and certain(grid, answered) is not None:
                return answered
            if grid is first and _asks_nothing(grid, options):
                return options
        return None


def _asks_nothing(grid: Grid, options: Options) -> bool:
    read = certain(grid, options)
    if read is None:
        return False
    has_no_rows = any(each.kind is ProblemKind.NO_ROWS for each in read.problems)
    return has_no_rows or not conceals_price(grid, options)


def suggested(grid: Grid, currency: str) -> Layout:
    """The likeliest layout of a table; where it states no currency, in this one."""
    layout = guess(grid)
    try:
        silent = conceals_price(grid, Options(layout=layout))
    except BadInput:
        silent = not any(each.unit for each in layout.choices if each.key == "price")
    if not silent:
        return layout
    return replace(layout, choices=tuple(_in(each, currency) for each in layout.choices))


def _in(choice: Choice, currency: str) -> Choice:
    return replace(choice, unit=currency) if choice.key == "price" else choice


def beginning(path: Path) -> Beginning | None:
    """The beginning of a list; None for what has no columns to ask about, or cannot be read."""
    try:
        if path.suffix.casefold() not in FORMATS or reader.is_register(path):
            return None
        whole, grids = _text(path) if _is_text(path) else (True, tables(path))
    except BadInput:
        return None
    shorter = tuple(replace(each, rows=each.rows[:MOST_ROWS]) for each in grids)
    return Beginning(shorter, whole and all(len(each.rows) <= MOST_ROWS for each in grids))


def _is_text(path: Path) -> bool:
    return FORMATS[path.suffix.casefold()] is delimited.grids


def _text(path: Path) -> tuple[bool, tuple[Grid, ...]]:
    """Whether that is all, and the first rows as each delimiter divides them."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES)
            whole = not file.read(1)
    except (OSError, ValueError) as error:
        raise unreadable(error) from None
    read = [grid for _, grid in delimited.readings(_decoded(data, whole=whole))]
    if not whole:  # the last row is most likely cut off
        read = [replace(grid, rows=grid.rows[:-1]) for grid in read if len(grid.rows) > 1]
    if not read:
        raise BadInput(ProblemKind.EMPTY_FILE)
    return whole, tuple(sorted(read, key=known_columns, reverse=True))


def _decoded(data: bytes, *, whole: bool) -> str:
    for encoding in delimited.encodings(data):
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(data, final=whole)
        except UnicodeDecodeError:
            continue
        if not delimited.CONTROL.search(text):
            return text
    raise BadInput(ProblemKind.NOT_TEXT)

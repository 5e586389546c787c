"""Edits of blocks of cells and of rows. Each is one change set with a name for undo."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle
from typing import TYPE_CHECKING

from app.table.guesses import with_units_of_names
from app.table.layout import TABLE_COLUMNS
from app.toolkit.locale_format import count_text
from app.toolkit.translation import tr
from pricing.model.changes import edit_cells, insert_rows, remove_rows, reorder_rows
from pricing.problems.plain_facts import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from fractions import Fraction

    from app.session import Session
    from pricing.model.columns import Column
    from pricing.model.entry import Entry


class CellRange(NamedTuple):
    """A block of cells: positions of rows, and indices of visible columns, left to right."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]


# The names of undo steps, for one cell or row and for several.
CLEARING = ("clearing of {count} cell", "clearing of {count} cells")
CUT = ("cut of {count} cell", "cut of {count} cells")
PASTE = ("paste of {count} cell", "paste of {count} cells")
FILL_DOWN = ("fill down of {count} cell", "fill down of {count} cells")
DUPLICATION = ("duplication of {count} row", "duplication of {count} rows")
MOVE = ("move of {count} row", "move of {count} rows")
REMOVAL = ("removal of {count} row", "removal of {count} rows")


def undo_step_text(forms: tuple[str, str], count: int) -> str:
    """Return the name of an undo step for a number of cells or rows."""
    return count_text(count, *forms)


class TableEditor:
    """Edits of a session's rows."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def _entries(self) -> tuple[Entry, ...]:
        return self._session.entries

    def clear(self, area: CellRange, *, undo_forms: tuple[str, str] = CLEARING) -> None:
        """Empty the inputs of an area."""
        texts = {
            (row, TABLE_COLUMNS[column].key): ""
            for row in area.rows
            for column in area.columns
            if row < len(self._entries) and TABLE_COLUMNS[column].input is not None
        }
        self._session.apply(
            edit_cells(self._entries, texts, undo_step_text(undo_forms, len(texts)))
        )

    def paste(
        self,
        block: Sequence[Sequence[str]],
        area: CellRange,
        columns: Sequence[int],
        hidden: Sequence[Mapping[str, str]] = (),
    ) -> CellRange:
        """Paste a block at the corner of an area, and return the area that was filled.

        The block is repeated if the area is a multiple of its size. It makes new rows below the
        last one.

        Args:
            block: The texts, row by row.
            area: The selected cells.
            columns: The columns that the block goes into, or more.
            hidden: What each row of the block also holds, by the keys of columns.
        """
        height, width = len(block), max(map(len, block))
        target_rows = _target_positions(area.rows, height)
        is_repeated = len(area.columns) > width and len(area.columns) % width == 0
        target_columns = list(area.columns if is_repeated else columns[:width])
        inputs = [
            (right % width, TABLE_COLUMNS[column].key)
            for right, column in enumerate(target_columns)
            if TABLE_COLUMNS[column].input is not None
        ]
        texts = {
            (row, key): cells[at] if at < len(cells) else ""
            for row, cells in zip(target_rows, cycle(block), strict=False)
            for at, key in inputs
        }
        step = undo_step_text(PASTE, len(texts))
        also = {
            (row, key): text
            for down, row in enumerate(target_rows)
            for key, text in (hidden[down % height].items() if hidden else ())
        }
        changes = edit_cells(self._entries, also | texts, step, self._session.new_entry)
        self._session.apply(with_units_of_names(changes))
        return CellRange(tuple(target_rows), tuple(target_columns))

    def fill_down(self, area: CellRange, hidden: Sequence[Column] = ()) -> None:
        """Copy the first row of an area, or the row above a single one, into the others.

        `hidden` are inputs that the cells of the area take along.
        """
        above = area.rows[0] if len(area.rows) > 1 else area.rows[0] - 1
        if above < 0:
            return
        filled = [field for at in area.columns if (field := TABLE_COLUMNS[at].input) is not None]
        rows = [row for row in area.rows if row != above and row < len(self._entries)]
        inputs = [(one.key, self._entries[above].whole_text(one)) for one in (*hidden, *filled)]
        texts = {(row, key): text for row in rows for key, text in inputs}
        step = undo_step_text(FILL_DOWN, len(rows) * len(filled))
        self._session.apply(edit_cells(self._entries, texts, step))

    def duplicate(self, rows: Sequence[int]) -> None:
        """Insert copies of rows below the last of them."""
        copies = [replace(self._entries[row], id=self._session.new_entry().id) for row in rows]
        step = undo_step_text(DUPLICATION, len(copies))
        self._session.apply(insert_rows(rows[-1] + 1, copies, step))

    def insert(self, row: int) -> None:
        """Insert an empty row above a row."""
        self._session.apply(insert_rows(row, [self._session.new_entry()], tr("new row")))

    def remove(self, rows: Sequence[int]) -> None:
        """Remove rows from the comparison."""
        self._session.apply(remove_rows(self._entries, rows, undo_step_text(REMOVAL, len(rows))))

    def move(self, rows: Sequence[int], step: int) -> bool:
        """Move rows together up (-1) or down (+1) by one. Return False at the edge."""
        edge = rows[0] + step if step < 0 else rows[-1] + step
        if not 0 <= edge < len(self._entries):
            return False
        order = [row for row in range(len(self._entries)) if row not in set(rows)]
        order[rows[0] + step : rows[0] + step] = rows
        return self._session.apply(
            reorder_rows(self._entries, order, undo_step_text(MOVE, len(rows)))
        )

    def sort(
        self, title: str, value_of: Callable[[int], Fraction | str | None], *, descending: bool
    ) -> None:
        """Sort the rows by exact values. Equal rows keep their order, and empty cells come last."""
        filled = [row for row in range(len(self._entries)) if value_of(row) is not None]
        empty = [row for row in range(len(self._entries)) if value_of(row) is None]
        filled.sort(key=lambda row: _sort_key(value_of(row)), reverse=descending)
        self._reorder([*filled, *empty], tr("sort by {column}", column=title.lower()))

    def sort_by_places(self, places: Sequence[int | None], title: str) -> None:
        """Sort the rows by their numbers. Rows without one come last, in the order they had."""
        rows = range(len(self._entries))
        order = sorted(rows, key=lambda row: (places[row] is None, places[row] or 0))
        self._reorder(order, tr("sort by {column}", column=title.lower()))

    def sort_as_entered(self) -> None:
        """Sort the rows by the order in which the products were entered."""
        by_id = sorted(range(len(self._entries)), key=lambda row: self._entries[row].id)
        self._reorder(by_id, tr("sort as entered"))

    def _reorder(self, order: Sequence[int], step: str) -> None:
        self._session.apply(reorder_rows(self._entries, order, step))


def _sort_key(value: Fraction | str | None) -> tuple[bool, Fraction | str | None]:
    return (True, value.casefold()) if isinstance(value, str) else (False, value)


def _target_positions(selected: Sequence[int], size: int) -> list[int]:
    """Return the positions that a block of that size fills, from the first selected one on."""
    if len(selected) > size and len(selected) % size == 0:
        return list(selected)
    return list(range(selected[0], selected[0] + size)) if len(selected) else []

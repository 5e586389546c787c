"""What is done to blocks of cells and to rows: each is one change, named for undo."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.table.layout import TABLE_COLUMNS
from app.toolkit.locale_format import count_text
from app.toolkit.translation import tr
from pricing.model.changes import ChangeSet, edit_cells, insert_rows, remove_rows, reorder_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction

    from app.session import Session
    from pricing.model.entry import Entry


@dataclass(frozen=True, slots=True)
class CellRange:
    """Cells of the table: rows by position, and the indices of shown columns, left to right."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]


# How steps are named for undo; a step that concerns one thing is said in the other form.
CLEARING = ("clearing of {count} cell", "clearing of {count} cells")
CUT = ("cut of {count} cell", "cut of {count} cells")
PASTE = ("paste of {count} cell", "paste of {count} cells")
FILL_DOWN = ("fill down of {count} cell", "fill down of {count} cells")
DUPLICATION = ("duplication of {count} row", "duplication of {count} rows")
MOVE = ("move of {count} row", "move of {count} rows")
REMOVAL = ("removal of {count} row", "removal of {count} rows")


def undo_step_text(forms: tuple[str, str], count: int) -> str:
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
        self, block: Sequence[Sequence[str]], area: CellRange, columns: Sequence[int]
    ) -> CellRange:
        """Put a block at the area's corner: repeated where it fills the area, over new rows too.

        `columns` are the shown columns from the corner on; the area that was filled is returned.
        """
        height, width = len(block), max(map(len, block))
        rows = _target_positions(area.rows, height)
        across = (
            _target_positions(area.columns, width) if len(area.columns) > width else columns[:width]
        )
        texts = {
            (row, TABLE_COLUMNS[column].key): _cell_or_empty(block[down % height], right % width)
            for down, row in enumerate(rows)
            for right, column in enumerate(across)
            if TABLE_COLUMNS[column].input is not None
        }
        says = undo_step_text(PASTE, len(texts))
        self._session.apply(edit_cells(self._entries, texts, says, self._session.new_entry))
        return CellRange(tuple(rows), tuple(across))

    def fill_down(self, area: CellRange) -> None:
        """Copy the first row of the area (or the row above a single one) into the others."""
        above = area.rows[0] if len(area.rows) > 1 else area.rows[0] - 1
        if above < 0:
            return
        inputs = [
            (column.key, self._entries[above].text(column.input))
            for column in (TABLE_COLUMNS[index] for index in area.columns)
            if column.input is not None
        ]
        texts = {
            (row, key): text
            for row in area.rows
            if row != above and row < len(self._entries)
            for key, text in inputs
        }
        says = undo_step_text(FILL_DOWN, len(texts))
        self._session.apply(edit_cells(self._entries, texts, says))

    def duplicate(self, rows: Sequence[int]) -> None:
        """Copies of the rows, below the last of them."""
        copies = [replace(self._entries[row], id=self._session.new_entry().id) for row in rows]
        says = undo_step_text(DUPLICATION, len(copies))
        self._session.apply(insert_rows(rows[-1] + 1, copies, says))

    def insert(self, row: int) -> None:
        """An empty row above."""
        self._session.apply(insert_rows(row, [self._session.new_entry()], tr("new row")))

    def remove(self, rows: Sequence[int]) -> None:
        """Take rows out of the comparison."""
        self._session.apply(remove_rows(self._entries, rows, undo_step_text(REMOVAL, len(rows))))

    def move(self, rows: Sequence[int], step: int) -> bool:
        """The rows one up (-1) or down (+1), together; False at the edge."""
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
        """By exact values, stable; empty cells last."""
        filled = [row for row in range(len(self._entries)) if value_of(row) is not None]
        empty = [row for row in range(len(self._entries)) if value_of(row) is None]
        filled.sort(key=lambda row: _sort_key(value_of(row)), reverse=descending)
        self._reorder([*filled, *empty], tr("sort by {column}", column=title.lower()))

    def sort_as_entered(self) -> None:
        """In the order in which the products were entered."""
        by_id = sorted(range(len(self._entries)), key=lambda row: self._entries[row].id)
        self._reorder(by_id, tr("sort as entered"))

    def _reorder(self, order: Sequence[int], says: str) -> None:
        changes: ChangeSet = reorder_rows(self._entries, order, says)
        self._session.apply(changes)


def _sort_key(value: Fraction | str | None) -> tuple[bool, Fraction | str | None]:
    return (True, value.casefold()) if isinstance(value, str) else (False, value)


def _target_positions(places: Sequence[int], size: int) -> list[int]:
    """The places that a block of that size takes: all of them where it fills them evenly."""
    if len(places) > size and len(places) % size == 0:
        return list(places)
    return list(range(places[0], places[0] + size)) if len(places) else []


def _cell_or_empty(cells: Sequence[str], index: int) -> str:
    return cells[index] if index < len(cells) else ""

"""The selection of the product table, the user's place in it, and the cell after a run of Tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel

from app.table.edits import CellRange
from pricing.problems.plain_facts import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QTableView

    from app.table.header import ProductTableHeader

SelectionFlag = QItemSelectionModel.SelectionFlag
CellPosition = tuple[int, int]  # row, column


class CursorPlace(NamedTuple):
    """The user's place in the table: current cell, selection and scroll positions."""

    row: int
    column: int
    selection: CellRange
    horizontal_scroll: int
    vertical_scroll: int

    @classmethod
    def of(cls, table: QTableView, selection: CellRange) -> CursorPlace:
        current = table.currentIndex()
        bars = table.horizontalScrollBar(), table.verticalScrollBar()
        return cls(current.row(), current.column(), selection, *(bar.value() for bar in bars))

    def restore(self, table: QTableView, select: Callable[[CellRange], None]) -> None:
        """Go back to the place, as far as its rows still exist."""
        model = table.model()
        last_row = model.rowCount() - 1
        rows = tuple(row for row in self.selection.rows if row <= last_row)
        select(CellRange(rows, self.selection.columns))
        index = model.index(min(max(self.row, 0), last_row), max(self.column, 0))
        table.selectionModel().setCurrentIndex(
            index, SelectionFlag.NoUpdate if rows else SelectionFlag.Select
        )
        table.horizontalScrollBar().setValue(self.horizontal_scroll)
        table.verticalScrollBar().setValue(self.vertical_scroll)

    def after_move(self, moved_rows: Mapping[int, int]) -> CursorPlace:
        """Return the place after rows have moved, each from a position to another.

        Selected rows that no longer stand together would select those between them as well.
        Then only the current row stays selected.
        """
        current = moved_rows.get(self.row, self.row)
        selected = sorted(moved_rows.get(row, row) for row in self.selection.rows)
        if selected and selected[-1] - selected[0] >= len(selected):
            selected = [current]
        selection = CellRange(tuple(selected), self.selection.columns)
        return self._replace(row=current, selection=selection)


class TabRun:
    """A run of Tabs along a row. Enter then goes below its first cell, as in a spreadsheet."""

    def __init__(self) -> None:
        self._start: CellPosition | None = None
        self._last: CellPosition | None = None

    def record_tab(self, origin: CellPosition, target: CellPosition) -> None:
        """Record that Tab moved from one cell to another."""
        if self._start is None or origin != self._last:
            self._start = origin
        self._last = target

    def return_column(self, current: CellPosition) -> int:
        """Return the column that Enter goes to from a cell."""
        is_in_run = current == self._last and self._start is not None
        if is_in_run and self._start is not None and self._start[0] == current[0]:
            return self._start[1]
        return current[1]


class TableSelection:
    """The selected cells of the table, as a rectangle of visible columns."""

    def __init__(self, table: QTableView, header: ProductTableHeader) -> None:
        self._table = table
        self._header = header

    @property
    def current_cell(self) -> CellPosition:
        """The row and the column of the current cell, or -1 for each."""
        return self._table.currentIndex().row(), self._table.currentIndex().column()

    def area(self) -> CellRange:
        """Return the rectangle around the selected cells, or else the current cell."""
        visible_columns = self._header.visible_columns()
        current = QItemSelection(self._table.currentIndex(), self._table.currentIndex())
        for selection in (self._table.selectionModel().selection(), current):
            area = _rectangle_around(selection, visible_columns)
            if area.rows:
                return area
        return CellRange((), ())

    def rows(self) -> list[int]:
        """Return the rows with a selected cell, or else the current row."""
        selection = self._table.selectionModel().selection()
        # Not cell by cell: after a paste, thousands are selected.
        areas = map(selection.at, range(selection.count()))
        rows = {row for area in areas for row in range(area.top(), area.bottom() + 1)}
        current = self._table.currentIndex()
        return sorted(rows) or ([current.row()] if current.isValid() else [])

    def whole_rows(self) -> list[int]:
        """Return the rows whose cells are all selected."""
        return sorted(index.row() for index in self._table.selectionModel().selectedRows())

    def select(self, area: CellRange) -> None:
        """Select an area, and make its corner the current cell."""
        if not area.rows or not area.columns:
            return
        model, selected = self._table.model(), self._table.selectionModel()
        first = model.index(area.rows[0], area.columns[0])
        last = model.index(area.rows[-1], area.columns[-1])
        selected.setCurrentIndex(first, SelectionFlag.ClearAndSelect)
        selected.select(QItemSelection(first, last), SelectionFlag.ClearAndSelect)
        self._table.scrollTo(first)


def _rectangle_around(selection: QItemSelection, visible_columns: Sequence[int]) -> CellRange:
    rows, columns = set[int](), set[int]()
    # Not cell by cell: after a paste, thousands are selected.
    for area in map(selection.at, range(selection.count())):
        selected = {at for at in visible_columns if area.left() <= at <= area.right()}
        if selected and area.isValid():
            rows |= {area.top(), area.bottom()}
            columns |= selected
    if not rows:
        return CellRange((), ())
    return CellRange(
        tuple(range(min(rows), max(rows) + 1)),
        tuple(column for column in visible_columns if column in columns),
    )

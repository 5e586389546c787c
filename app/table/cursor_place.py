"""Where a user is in the table, to be brought back there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel

from app.table.edits import CellRange

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QTableView

SelectionFlag = QItemSelectionModel.SelectionFlag


@dataclass(frozen=True, slots=True)
class CursorPlace:
    """The current cell, the selection, and what is in sight."""

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
        """Be there again, as far as the rows are still there."""
        model = table.model()
        last = model.rowCount() - 1
        rows = tuple(each for each in self.selection.rows if each <= last)
        select(CellRange(rows, self.selection.columns))
        index = model.index(min(max(self.row, 0), last), max(self.column, 0))
        table.selectionModel().setCurrentIndex(
            index, SelectionFlag.NoUpdate if rows else SelectionFlag.Select
        )
        table.horizontalScrollBar().setValue(self.horizontal_scroll)
        table.verticalScrollBar().setValue(self.vertical_scroll)

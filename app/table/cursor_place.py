"""Where a user is in the table, to be brought back there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel

from app.table.edits import Area

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QTableView

Flag = QItemSelectionModel.SelectionFlag


@dataclass(frozen=True, slots=True)
class Place:
    """The current cell, the selection, and what is in sight."""

    row: int
    column: int
    area: Area
    across: int
    down: int

    @classmethod
    def of(cls, table: QTableView, area: Area) -> Place:
        current = table.currentIndex()
        bars = table.horizontalScrollBar(), table.verticalScrollBar()
        return cls(current.row(), current.column(), area, *(bar.value() for bar in bars))

    def restore(self, table: QTableView, select: Callable[[Area], None]) -> None:
        """Be there again, as far as the rows are still there."""
        model = table.model()
        last = model.rowCount() - 1
        rows = tuple(each for each in self.area.rows if each <= last)
        select(Area(rows, self.area.columns))
        index = model.index(min(max(self.row, 0), last), max(self.column, 0))
        table.selectionModel().setCurrentIndex(index, Flag.NoUpdate if rows else Flag.Select)
        table.horizontalScrollBar().setValue(self.across)
        table.verticalScrollBar().setValue(self.down)

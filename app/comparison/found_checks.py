"""Looks for what there is to check in the rows, also while nobody looks at the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from pricing.analysis.check_list import CheckLine, CheckRow, check_lines, shared_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.session import Session
    from pricing.model.changes import ChangeSet

ROWS_A_STEP = 50  # to ask all checks of so many takes a small part of a frame of the screen
# After a change is painted. A slider that is dragged lets no row be looked at.
PAUSE_MS = 100


class FoundChecks(QObject):
    """The lines of the Checks view. They follow the session."""

    count_changed = Signal(int)
    change_followed = Signal(object)  # the ChangeSet, before the rows are looked at again
    completed = Signal()  # all rows were looked at

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.count = 0
        self.lines: list[CheckLine] = []
        self._row_count = 0  # how many rows were looked at
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look_at_more_rows)
        # It ends when the change was painted: to show a long list can take longer than the pause.
        self._painting = QTimer(self)
        self._painting.setSingleShot(True)
        self._painting.timeout.connect(self._pause)
        session.changed.connect(self._follow)
        self._look_at_all_rows()

    @property
    def is_complete(self) -> bool:
        """Whether all rows were looked at."""
        return self._row_count == len(self._session.entries)

    def _follow(self, changes: ChangeSet) -> None:
        self.change_followed.emit(changes)
        self._look_at_all_rows()

    def _look_at_all_rows(self) -> None:
        """Look at all rows. Those of a long comparison are shown first, then looked at in steps."""
        self.lines.clear()
        self._row_count = 0
        if len(self._session.entries) > ROWS_A_STEP:
            self._timer.stop()
            self._painting.start(0)
        else:
            self._painting.stop()
            self._look_at_more_rows()

    def _pause(self) -> None:
        self._timer.start(PAUSE_MS)

    def _look_at_more_rows(self) -> None:
        """Look at the next rows. Between two steps the window stays usable."""
        count = len(self._session.entries)
        rows = range(self._row_count, min(self._row_count + ROWS_A_STEP, count))
        self.lines += check_lines(self._session.comparison, self._check_rows(rows))
        self._row_count = rows.stop
        if rows.stop < count:
            self._timer.start(0)
            return
        self._timer.stop()
        self.lines += shared_lines(self._session.comparison)
        if len(self.lines) != self.count:
            self.count = len(self.lines)
            self.count_changed.emit(self.count)
        self.completed.emit()

    def _check_rows(self, rows: range) -> Iterator[CheckRow]:
        session = self._session
        entries, products = session.entries, session.compared_by_position
        for row in rows:
            product = products.get(row)
            error = session.row_error(row) if product is None else None
            yield CheckRow(row, entries[row], product, error)

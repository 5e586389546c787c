"""The checks list: errors and warnings row by row. Enter goes to the cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QListView, QVBoxLayout

from app.toolkit.locale_format import notation
from app.toolkit.table_model import ModelColumn, TableModel
from app.toolkit.theme import Colour, Theme
from app.toolkit.translation import tr
from pricing.calculation.checks import Flag, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QColor

    from app.session import Session
    from pricing.problems.errors import BadInput

_SEVERITY_SIGNS = {Severity.STOP: "✖ ", Severity.CAUTION: "⚠ ", Severity.NOTE: "• "}
_SEVERITY_ORDER = {severity: place for place, severity in enumerate(_SEVERITY_SIGNS)}


ROWS_A_STEP = 2_000


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of the list, and the cell that it is about."""

    severity: Severity
    product_name: str
    problem: Flag | BadInput
    row: int
    column: str

    def text(self) -> str:
        text = tr(
            "{severity}  {product}: {message}",
            severity=tr(str(self.severity).capitalize()),
            product=self.product_name,
            message=self.problem.message(notation()),
        )
        return f"{_SEVERITY_SIGNS[self.severity]}{text}"


def remarks(session: Session, rows: range) -> Iterator[Remark]:
    """Yield the remarks on some rows of the session, in their order."""
    for row in rows:
        entry = session.entries[row]
        name = str(entry.values.get("product") or tr("Row {number}", number=row + 1))
        error = session.row_error(row)
        if error is not None:
            severity = Severity.STOP if entry.unreadable else Severity.NOTE
            column = str(error.parameters.get("column", "product"))
            yield Remark(severity, name, error, row, column)
        compared = session.compared_product(row)
        for flag in compared.flags if compared else ():
            yield Remark(flag.severity, name, flag, row, flag.check.column or "product")


class ChecksPanel(QFrame):
    """Lists the remarks, the most severe first, and follows the session."""

    cell_requested = Signal(int, str)  # row and column key of the product table
    count_changed = Signal(int)

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("checks")
        self._session = session
        self._theme = theme
        self._model: TableModel[Remark] = TableModel()
        self._model.set_columns([
            ModelColumn("remark", tr("Check"), Remark.text, is_text=True,
                        answers={Qt.ItemDataRole.ForegroundRole: self._colour})
        ])  # fmt: skip
        self._list = QListView()
        self._list.setObjectName("checksList")
        self._list.setAccessibleName(tr("Checks"))
        self._list.setModel(self._model)
        self._list.setWordWrap(True)
        self._list.setLayoutMode(QListView.LayoutMode.Batched)
        self._list.setBatchSize(20)
        self._list.setResizeMode(QListView.ResizeMode.Adjust)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._list.activated.connect(self._request_cell)
        self._list.clicked.connect(self._request_cell)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 4, 4)
        layout.addWidget(self._list)
        self._found: list[Remark] = []
        self._row_count = 0  # how many rows were looked at
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look_at_more_rows)
        session.changed.connect(self.refresh)
        theme.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """List the remarks on the session as it is now, those on a long list step by step."""
        self._found.clear()
        self._row_count = 0
        self._look_at_more_rows()

    def _look_at_more_rows(self) -> None:
        """Look at the next rows. Between two steps the window stays usable."""
        count = len(self._session.entries)
        rows = range(self._row_count, min(self._row_count + ROWS_A_STEP, count))
        self._found += remarks(self._session, rows)
        self._row_count = rows.stop
        if rows.stop < count:
            self._timer.start()
            return
        self._timer.stop()
        self._found.sort(key=lambda remark: _SEVERITY_ORDER[remark.severity])
        self._model.show_rows(tuple(self._found))
        self.count_changed.emit(self.count)

    @property
    def count(self) -> int:
        """The number of remarks."""
        return len(self._model.rows)

    def _colour(self, remark: Remark) -> QColor | None:
        is_note = remark.severity is Severity.NOTE
        return None if is_note else self._theme.colour(Colour.WARNING)

    def _request_cell(self, index: QModelIndex) -> None:
        remark = self._model.rows[index.row()]
        self.cell_requested.emit(remark.row, remark.column)

"""The checks list: what is wrong or worth noticing, row by row; Enter goes to the cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QFrame, QListView, QVBoxLayout

from app.toolkit.locale_format import notation
from app.toolkit.theme import Colour, Theme
from app.toolkit.translation import tr
from pricing.calculation.checks import Flag, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.session import Session
    from pricing.problems.errors import BadInput

Role = Qt.ItemDataRole
_SEVERITY_SIGNS = {Severity.STOP: "✖ ", Severity.CAUTION: "⚠ ", Severity.NOTE: "• "}
_SEVERITY_ORDER = {severity: place for place, severity in enumerate(_SEVERITY_SIGNS)}


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of the list, and the cell that it speaks of."""

    severity: Severity
    product_name: str
    problem: Flag | BadInput
    row: int
    column: str

    def text(self) -> str:
        word = tr(str(self.severity).capitalize())
        return (
            f"{_SEVERITY_SIGNS[self.severity]}{word}  {self.product_name}: "
            f"{self.problem.message(notation())}"
        )


def remarks(session: Session) -> Iterator[Remark]:
    """What is to be said of each row of the session, in their order."""
    for row, entry in enumerate(session.entries):
        name = str(entry.values.get("product", tr("Row {number}", number=row + 1)))
        refused = session.row_error(row)
        if refused is not None:
            severity = Severity.STOP if entry.unreadable else Severity.NOTE
            column = str(refused.parameters.get("column", "product"))
            yield Remark(severity, name, refused, row, column)
        compared = session.compared_product(row)
        for flag in compared.flags if compared else ():
            yield Remark(flag.severity, name, flag, row, flag.check.column or "product")


class _RemarksModel(QAbstractListModel):
    """The remarks, the gravest first; each is put into words when it comes into sight."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._remarks: list[Remark] = []

    def show_remarks(self, found: list[Remark]) -> None:
        self.beginResetModel()
        self._remarks = found
        self.endResetModel()

    def remark(self, index: QModelIndex) -> Remark:
        return self._remarks[index.row()]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._remarks)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Role.DisplayRole) -> Any:
        remark = self._remarks[index.row()]
        if role == Role.DisplayRole:
            return remark.text()
        if role == Role.ForegroundRole and remark.severity is not Severity.NOTE:
            return self._theme.colour(Colour.WARNING)
        return None


class ChecksPanel(QFrame):
    """Follows the session. `wanted` asks for a cell: row, column key."""

    cell_requested = Signal(int, str)
    count_changed = Signal(int)

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("checks")
        self._session = session
        self._model = _RemarksModel(theme)
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
        session.changed.connect(self.refresh)
        theme.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """List what the checks find now."""
        found = sorted(remarks(self._session), key=lambda each: _SEVERITY_ORDER[each.severity])
        self._model.show_remarks(found)
        self.count_changed.emit(len(found))

    @property
    def count(self) -> int:
        """How many lines there are."""
        return self._model.rowCount()

    def _request_cell(self, index: QModelIndex) -> None:
        remark = self._model.remark(index)
        self.cell_requested.emit(remark.row, remark.column)

"""The checks list: what is wrong or worth noticing, row by row; Enter goes to the cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QVBoxLayout

from app.numbers import notation
from app.theme import Colour, Theme
from pricing.checks import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.session import Session

_SIGNS = {Severity.STOP: "✖ Stop", Severity.CAUTION: "⚠ Caution", Severity.NOTE: "• Note"}
_ORDER = {
    severity: rank for rank, severity in enumerate((Severity.STOP, Severity.CAUTION, Severity.NOTE))
}


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of the list, and the cell that it speaks of."""

    severity: Severity
    text: str
    row: int
    column: str


class ChecksPanel(QFrame):
    """Follows the session. `wanted` asks for a cell: row, column key."""

    wanted = Signal(int, str)

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("card")
        self._session = session
        self._theme = theme
        self._title = QLabel()
        self._list = QListWidget()
        self._list.setObjectName("checksList")
        self._list.setAccessibleName("Checks")
        self._list.setWordWrap(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemActivated.connect(self._ask)
        self._list.itemClicked.connect(self._ask)
        self._title.setBuddy(self._list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 8, 8)
        layout.addWidget(self._title)
        layout.addWidget(self._list, 1)
        session.changed.connect(self.refresh)
        theme.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """List what the checks find now, the gravest first."""
        remarks = sorted(self._remarks(), key=lambda each: _ORDER[each.severity])
        self._title.setText(f"<b>Checks ({len(remarks)})</b>")
        self._list.clear()
        for remark in remarks:
            item = QListWidgetItem(f"{_SIGNS[remark.severity]}  {remark.text}")
            item.setData(Qt.ItemDataRole.UserRole, (remark.row, remark.column))
            if remark.severity is not Severity.NOTE:
                item.setForeground(self._theme.colour(Colour.WARNING))
            self._list.addItem(item)

    def _remarks(self) -> Iterator[Remark]:
        for row, entry in enumerate(self._session.entries):
            name = str(entry.values.get("product", f"Row {row + 1}"))
            refused = self._session.refusal(row)
            if refused is not None:
                column = str(refused.parameters.get("column", "product"))
                severity = Severity.STOP if entry.wrong else Severity.NOTE
                yield Remark(severity, f"{name}: {refused}", row, column)
            compared = self._session.compared(row)
            for flag in compared.flags if compared else ():
                text = f"{name}: {flag.says(notation())}"
                yield Remark(flag.severity, text, row, flag.check.column or "product")

    def _ask(self, item: QListWidgetItem) -> None:
        row, column = item.data(Qt.ItemDataRole.UserRole)
        self.wanted.emit(row, column)

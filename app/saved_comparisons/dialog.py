"""The dialog that lists the saved comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
)

from app.toolkit.cards import dialog_column, size_on_screen
from app.toolkit.open_editor import commit_open_editor
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from typing import Any

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from app.saved_comparisons.controller import SavedComparisonsController
    from app.session import Session


# What an editor starts with and stores. The list shows unsafe characters of it as escapes.
_NAME_ROLE = Qt.ItemDataRole.EditRole


@reports_exceptions
class _ComparisonItem(QListWidgetItem):
    """A comparison in the list. It is renamed from its name itself, not from what is shown."""

    # -- Qt's own names ------------------------------------------------------------------------

    def data(self, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return displayable_line(super().data(_NAME_ROLE))
        return super().data(role)


@reports_exceptions
class SavedComparisonsDialog(QDialog):
    """Lists the comparisons, the last opened first. Enter opens, F2 renames, Delete deletes."""

    def __init__(
        self, controller: SavedComparisonsController, session: Session, window: QWidget
    ) -> None:
        super().__init__(window)
        self.setObjectName("comparisonsDialog")
        self.setWindowTitle(tr("Saved comparisons"))
        self._controller = controller
        self._session = session
        self._list = QListWidget()
        self._list.setObjectName("comparisonsList")
        self._list.setAccessibleName(tr("Saved comparisons"))
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self._list.itemChanged.connect(
            lambda item: controller.rename(_comparison_id(item), item.data(_NAME_ROLE))
        )
        self._list.itemActivated.connect(lambda _: self._open())
        outer = dialog_column(self)
        outer.addWidget(self._list)
        buttons = QHBoxLayout()
        for name, text, run in (
            ("openComparisonButton", tr("&Open"), self._open),
            ("newComparisonButton", tr("&New"), self._create),
            ("renameComparisonButton", tr("&Rename"), self._rename),
            ("duplicateComparisonButton", tr("D&uplicate"), self._duplicate),
            ("deleteComparisonButton", tr("&Delete"), self._delete),
        ):
            button = QPushButton(text)
            button.setObjectName(name)
            button.setProperty("primary", name == "openComparisonButton")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, run=run: run())
            buttons.addWidget(button)
        outer.addLayout(buttons)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        outer.addWidget(close)
        self.resize(size_on_screen(self, 520, 420))
        session.changed.connect(self._refresh)
        self._refresh()
        self._list.setCurrentRow(0)

    def _refresh(self) -> None:
        row = max(self._list.currentRow(), 0)
        self._list.blockSignals(True)
        self._list.clear()
        for comparison in self._session.saved_comparisons.comparisons:
            item = _ComparisonItem(comparison.name)
            item.setData(Qt.ItemDataRole.UserRole, comparison.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            self._list.addItem(item)
        self._list.blockSignals(False)
        self._list.setCurrentRow(min(row, self._list.count() - 1))

    @property
    def _current_id(self) -> int:
        return _comparison_id(self._list.currentItem())

    def _open(self) -> None:
        chosen = self._current_id
        self.accept()  # to open a long comparison takes a while, in which it could be closed
        self._controller.open(chosen)

    def _create(self) -> None:
        self.accept()
        self._controller.create()

    def _rename(self) -> None:
        self._list.editItem(self._list.currentItem())

    def _duplicate(self) -> None:
        self._controller.duplicate(self._current_id)

    def _delete(self) -> None:
        self._controller.delete(self._current_id)

    def done(self, result: int) -> None:
        commit_open_editor(self)
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.focusWidget() is self._list:
            self._delete()
        else:
            super().keyPressEvent(event)


def _comparison_id(item: QListWidgetItem) -> int:
    return int(item.data(Qt.ItemDataRole.UserRole))

"""Completion in a cell: the likeliest choice is ready, Enter takes it and goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex
    from PySide6.QtWidgets import QLineEdit

ACCEPTING_KEYS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab}


class CellCompleter(QCompleter):
    """Offers (value, how it is offered) for what is typed anywhere in a value.

    `only`: nothing else makes sense, so all choices are shown as soon as the cell is edited.
    """

    def __init__(
        self, choices: Sequence[tuple[str, str]], editor: QLineEdit, *, is_exhaustive: bool
    ) -> None:
        super().__init__(editor)
        self._editor = editor
        model = QStandardItemModel(self)
        for value, label in choices:
            item = QStandardItem(label)
            item.setData(value, Qt.ItemDataRole.UserRole)
            model.appendRow(item)
        self.setModel(model)
        self.setCompletionRole(Qt.ItemDataRole.UserRole)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setMaxVisibleItems(12)
        editor.setCompleter(self)
        popup = self.popup()
        if popup is not None:
            popup.setMinimumWidth(popup.sizeHintForColumn(0) + 32)
        editor.textEdited.connect(lambda _: QTimer.singleShot(0, self, self._highlight_best_match))
        if is_exhaustive:
            QTimer.singleShot(0, self, self.complete)

    def _highlight_best_match(self) -> None:
        """Make the first choice that begins with the text the one that Enter takes."""
        popup, likeliest = self.popup(), self._best_match()
        if popup is not None and popup.isVisible() and likeliest is not None:
            self.blockSignals(True)  # the typed text stays as it is
            popup.setCurrentIndex(likeliest)
            self.blockSignals(False)

    def _best_match(self) -> QModelIndex | None:
        model, typed = self.completionModel(), self._editor.text().casefold()
        indices = (model.index(row, 0) for row in range(model.rowCount()))
        return next((each for each in indices if _value(each).casefold().startswith(typed)), None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        popup = self.popup()
        if (
            popup is not None
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in ACCEPTING_KEYS
            and watched is popup
        ):
            chosen = popup.currentIndex()
            popup.hide()
            if chosen.isValid():
                self._editor.setText(_value(chosen))
            return QCoreApplication.sendEvent(self._editor, event)
        return super().eventFilter(watched, event)


def _value(index: QModelIndex) -> str:
    return str(index.data(Qt.ItemDataRole.UserRole))

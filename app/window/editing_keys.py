"""The window's keys that a text field would take for itself on Linux."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.toolkit.virtuals import reports_exceptions

# There, Ctrl+E goes to the end of a field and Ctrl+K deletes up to it, as in Emacs.
KEYS = {Qt.Key.Key_E, Qt.Key.Key_K}


@reports_exceptions
class EditingKeys(QObject):
    """Leaves these keys to the window's actions, whichever field the keyboard is in."""

    def __init__(self, application: QApplication, parent: QObject) -> None:
        super().__init__(parent)
        application.focusChanged.connect(self._watch)

    def _watch(self, before: QWidget | None, now: QWidget | None) -> None:
        if isinstance(now, QLineEdit):
            now.installEventFilter(self)

    # -- Qt's own names ------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say of these keys that the field does not want them."""
        if event.type() is not QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        is_ours = event.modifiers() == Qt.KeyboardModifier.ControlModifier and event.key() in KEYS
        if is_ours:
            event.ignore()
        return is_ours

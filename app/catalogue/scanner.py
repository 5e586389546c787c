"""Recognizes a barcode scanner: digits faster than anybody types, then Enter."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QWidget,
)

from app.toolkit.virtuals import reports_exceptions

# A scanner sends a key every few milliseconds. The fastest typists need 60 over many digits.
MAX_MEAN_GAP_MS, MAX_GAP_MS = 50, 200
MIN_DIGITS, MAX_DIGITS = 8, 14
_END_KEYS = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


@reports_exceptions
class BarcodeScanner(QObject):
    """Watches the keys of a window and its dialogs, wherever the keyboard's focus is.

    The digits first reach the focused field, because only Enter shows that a scanner sent them.
    Then the field gets its text back.
    """

    scanned = Signal(str)  # the code

    def __init__(self) -> None:
        super().__init__()
        self._window: QWidget | None = None
        self._digits = ""
        self._code_started_ms = self._last_key_ms = 0
        self._field_before: tuple[QWidget | None, str] = (None, "")

    def watch(self, window: QWidget) -> None:
        """Watch this window, once it is shown, and the dialogs over it."""
        if self._window is None:
            _application().focusWindowChanged.connect(self._watch_dialog)
        self._window = window
        window.installEventFilter(self)
        self._watch_handle()

    def _watch_handle(self) -> None:
        handle = self._window.windowHandle() if self._window is not None else None
        if handle is not None:
            handle.installEventFilter(self)

    def stop_watching(self) -> None:
        """Stop watching."""
        if self._window is None:
            return
        _application().focusWindowChanged.disconnect(self._watch_dialog)
        handle = self._window.windowHandle()
        if handle is not None:
            handle.removeEventFilter(self)
        self._window.removeEventFilter(self)
        self._window = None

    def _watch_dialog(self, focused: QWindow | None) -> None:
        """Watch the focused window too, if it is a dialog over the watched one."""
        main = self._window.windowHandle() if self._window is not None else None
        ancestor = focused
        while ancestor is not None and ancestor is not main:
            ancestor = ancestor.transientParent()
        if focused is not None and ancestor is not None:
            focused.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window:
            if event.type() is QEvent.Type.Show:
                self._watch_handle()
            return False
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        # The event's own time, because this program may handle the key later.
        now = event.timestamp() or int(time.monotonic() * 1_000)
        is_fast, self._last_key_ms = now - self._last_key_ms <= MAX_GAP_MS, now
        text = event.text()
        if text.isascii() and text.isdecimal():
            if not is_fast or not self._digits:
                self._begin_code(now)
            self._digits += text
            return False
        code, self._digits = self._digits, ""
        is_fast = is_fast and now - self._code_started_ms <= MAX_MEAN_GAP_MS * len(code)
        if event.key() in _END_KEYS and is_fast and MIN_DIGITS <= len(code) <= MAX_DIGITS:
            self._restore_field()
            self.scanned.emit(code)
            return True
        return False

    def _focused_widget(self) -> QWidget | None:
        return QApplication.focusWidget() or (self._window.focusWidget() if self._window else None)

    def _begin_code(self, now: int) -> None:
        self._code_started_ms = now
        focus = self._focused_widget()
        self._digits = ""
        self._field_before = focus, focus.text() if isinstance(focus, QLineEdit) else ""

    def _restore_field(self) -> None:
        """Give the field its text back, or close the cell editor that the digits opened."""
        focus, (field, text) = self._focused_widget(), self._field_before
        if focus is field and isinstance(focus, QLineEdit):
            focus.setText(text)
            _end_editing(focus)
        elif isinstance(focus, QLineEdit):
            key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
            QApplication.sendEvent(focus, key)


def _end_editing(editor: QLineEdit) -> None:
    """Commit the text if the field is a cell editor, as a click elsewhere does."""
    viewport = editor.parentWidget()
    view = viewport.parentWidget() if viewport is not None else None
    if isinstance(view, QAbstractItemView):
        view.commitData(editor)
        view.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)


def _application() -> QGuiApplication:
    application = QGuiApplication.instance()
    if not isinstance(application, QGuiApplication):
        raise TypeError("there is no QGuiApplication")
    return application

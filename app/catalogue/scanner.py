"""A barcode scanner: digits faster than anybody types, then Enter, wherever the keyboard is."""

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

# Scanners send a key every few milliseconds; the fastest typists one in 60, over many digits.
MAX_MEAN_GAP_MS, MAX_GAP_MS = 50, 200
MIN_DIGITS, MAX_DIGITS = 8, 14
_END_KEYS = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class BarcodeScanner(QObject):
    """Listens to the keys of one window and its dialogs. `scanned` tells of a code.

    The digits of a code leave no trace. They go where they always go, for nobody knows yet that a
    scanner sends them; once Enter shows it, the field gets back what it held.
    """

    scanned = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._window: QWidget | None = None
        self._digits = ""
        self._code_started_ms = self._last_key_ms = 0
        self._field_before: tuple[QWidget | None, str] = (None, "")

    def watch(self, window: QWidget) -> None:
        """Listen to this window, from when it is shown, and to what opens over it."""
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
        """Listen no more."""
        if self._window is None:
            return
        _application().focusWindowChanged.disconnect(self._watch_dialog)
        handle = self._window.windowHandle()
        if handle is not None:
            handle.removeEventFilter(self)
        self._window.removeEventFilter(self)
        self._window = None

    def _watch_dialog(self, focused: QWindow | None) -> None:
        """Listen to a dialog over the window, too, once it has the keyboard."""
        main = self._window.windowHandle() if self._window is not None else None
        over = focused
        while over is not None and over is not main:
            over = over.transientParent()
        if focused is not None and over is not None:
            focused.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window:
            if event.type() is QEvent.Type.Show:
                self._watch_handle()
            return False
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        # When the key was pressed, not when this program came to it.
        now = event.timestamp() or int(time.monotonic() * 1_000)
        fast, self._last_key_ms = now - self._last_key_ms <= MAX_GAP_MS, now
        text = event.text()
        if text.isascii() and text.isdigit():
            if not fast or not self._digits:
                self._begin_code(now)
            self._digits += text
            return False
        code, self._digits = self._digits, ""
        fast = fast and now - self._code_started_ms <= MAX_MEAN_GAP_MS * len(code)
        if event.key() in _END_KEYS and fast and MIN_DIGITS <= len(code) <= MAX_DIGITS:
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
        """Put back what the digits were typed into; an editor that they opened is closed."""
        focus, (first, text) = self._focused_widget(), self._field_before
        if focus is first and isinstance(focus, QLineEdit):
            focus.setText(text)
            _end_editing(focus)
        elif isinstance(focus, QLineEdit):
            key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
            QApplication.sendEvent(focus, key)


def _end_editing(editor: QLineEdit) -> None:
    """What was typed into a cell before is taken, as when one clicks elsewhere."""
    viewport = editor.parentWidget()
    view = viewport.parentWidget() if viewport is not None else None
    if isinstance(view, QAbstractItemView):
        view.commitData(editor)
        view.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)


def _application() -> QGuiApplication:
    application = QGuiApplication.instance()
    if not isinstance(application, QGuiApplication):
        raise TypeError("a window has an application")
    return application

"""A barcode scanner: digits faster than anybody types, then Enter, wherever the keyboard is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

# Scanners send a key every few milliseconds; the fastest typists one in 60, over many digits.
MEAN_GAP_MS, LONGEST_GAP_MS = 50, 200
FEWEST_DIGITS, MOST_DIGITS = 8, 14
_ENDS = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class Scanner(QObject):
    """Listens to the keys of one window. `scanned` tells of a code; its digits leave no trace.

    Digits go where they always go, for nobody knows yet that a scanner sends them; once Enter shows
    it, the field gets back what it held.
    """

    scanned = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._window: QWidget | None = None
        self._digits = ""
        self._began = self._last = 0
        self._before: tuple[QWidget | None, str] = (None, "")

    def watch(self, window: QWidget) -> None:
        """Listen to this window, from when it is shown."""
        self._window = window
        window.installEventFilter(self)
        self._listen()

    def _listen(self) -> None:
        handle = self._window.windowHandle() if self._window is not None else None
        if handle is not None:
            handle.removeEventFilter(self)
            handle.installEventFilter(self)

    def leave(self) -> None:
        """Listen no more."""
        handle = self._window.windowHandle() if self._window is not None else None
        if handle is not None:
            handle.removeEventFilter(self)
        if self._window is not None:
            self._window.removeEventFilter(self)
        self._window = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window:
            if event.type() is QEvent.Type.Show:
                self._listen()
            return False
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        # When the key was pressed, not when this program came to it.
        now = event.timestamp() or int(time.monotonic() * 1_000)
        fast, self._last = now - self._last <= LONGEST_GAP_MS, now
        text = event.text()
        if text.isascii() and text.isdigit():
            if not fast or not self._digits:
                self._begin(now)
            self._digits += text
            return False
        code, self._digits = self._digits, ""
        fast = fast and now - self._began <= MEAN_GAP_MS * len(code)
        if event.key() in _ENDS and fast and FEWEST_DIGITS <= len(code) <= MOST_DIGITS:
            self._restore()
            self.scanned.emit(code)
            return True
        return False

    def _focus(self) -> QWidget | None:
        return self._window.focusWidget() if self._window is not None else None

    def _begin(self, now: int) -> None:
        self._began = now
        focus = self._focus()
        self._digits = ""
        self._before = focus, focus.text() if isinstance(focus, QLineEdit) else ""

    def _restore(self) -> None:
        """Put back what the digits were typed into; an editor that they opened is closed."""
        focus, (first, text) = self._focus(), self._before
        if focus is first and isinstance(focus, QLineEdit):
            focus.setText(text)
        elif isinstance(focus, QLineEdit):
            key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
            QApplication.sendEvent(focus, key)

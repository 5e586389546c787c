"""The command field: one line that finds products, views, commands and comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPen

from app.toolkit.cards import HEADER_SIZE, sized
from app.toolkit.fields import EXTRA_HEIGHT, HintEdit
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QPaintEvent

KEY = "Ctrl+K"
_GLASS, _LEFT = 12, 12


@reports_exceptions
class CommandField(HintEdit):
    """The field. The list below it answers to what is typed, and takes the keys that choose."""

    opened = Signal()  # the keyboard is in the field
    key_pressed = Signal(QKeyEvent)  # a key that moves in the list, or chooses
    closed = Signal()  # the keyboard left the field

    def __init__(self) -> None:
        super().__init__(
            (
                tr("Add a product, scan, or run a command"),
                tr("Add, scan, or run a command"),
                tr("Find or add"),
            )
        )
        self.setObjectName("commandField")
        self.setAccessibleName(tr("Add a product, scan, or run a command"))
        self._key_text = QKeySequence(KEY).toString(QKeySequence.SequenceFormat.NativeText)
        self._key_width = self.fontMetrics().horizontalAdvance(self._key_text) + 12
        self.setTextMargins(_LEFT + _GLASS, 0, self._key_width + 4, 0)

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(440, self.fontMetrics().height() + EXTRA_HEIGHT)

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the list from the window's shortcuts and from leaving the field."""
        if isinstance(event, QKeyEvent) and event.key() in _LIST_KEYS:
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                self.key_pressed.emit(event)
                return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.opened.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        colours = tokens()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colours.muted, 1.6))
            top = (self.height() - _GLASS) / 2
            painter.drawEllipse(QRectF(_LEFT, top, _GLASS - 3, _GLASS - 3))
            painter.drawLine(_LEFT + 8, round(top) + 8, _LEFT + _GLASS, round(top) + _GLASS)
            painter.setPen(colours.line)
            key = QRectF(self.width() - self._key_width - 8, 6, self._key_width, self.height() - 12)
            painter.drawRoundedRect(key, 3, 3)
            painter.setFont(sized(self.font(), HEADER_SIZE))
            painter.setPen(colours.muted)
            painter.drawText(key, Qt.AlignmentFlag.AlignCenter, self._key_text)


_LIST_KEYS = {
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Return,
    Qt.Key.Key_Enter, Qt.Key.Key_Escape,
}  # fmt: skip

"""A row of parts that goes on in the next line where there is no more room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent


@reports_exceptions
class WrappingRow(QWidget):
    """Shows parts from left to right, the last one at the right end. Nothing scrolls sideways."""

    def __init__(self, spacing: int, line_spacing: int) -> None:
        super().__init__()
        self._spacing, self._line_spacing = spacing, line_spacing
        self._parts: list[QWidget] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_parts(self, parts: Sequence[QWidget]) -> None:
        """Show these parts in this order. Those that were shown before are the caller's."""
        self._parts = list(parts)
        for part in parts:
            part.setParent(self)
            part.show()
        self._arrange()

    def _lines(self, width: int) -> list[list[QWidget]]:
        """Return the parts of each line at a width."""
        lines: list[list[QWidget]] = []
        room = 0
        for part in self._parts:
            needed = part.sizeHint().width()
            if lines and needed <= room:
                lines[-1].append(part)
            else:
                lines.append([part])
                room = width
            room -= needed + self._spacing
        return lines

    def _arrange(self) -> None:
        """Place the parts, and take the height that they need."""
        top = 0
        for line in self._lines(self.width()):
            height = max(part.sizeHint().height() for part in line)
            left = 0
            for part in line:
                width = min(part.sizeHint().width(), max(self.width(), 1))
                if part is self._parts[-1]:
                    left = max(left, self.width() - width)
                part.setGeometry(QRect(left, top, width, height))
                left += width + self._spacing
            top += height + self._line_spacing
        height = max(top - self._line_spacing, 0)
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        hints = [part.sizeHint().width() + self._spacing for part in self._parts]
        return QSize(sum(hints), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        widest = max((part.minimumSizeHint().width() for part in self._parts), default=0)
        return QSize(widest, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

"""A line that parts what stands above it from what stands below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.toolkit.theme import tokens
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


@reports_exceptions
class ThinLine(QWidget):
    """A thin line from side to side."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)

    # -- Qt's own names ------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), tokens().line)

"""Small buttons that are painted as the design draws them: links, and those with a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from app.toolkit.cards import SMALL_SIZE, sized
from app.toolkit.theme import tokens
from app.toolkit.virtuals import reports_exceptions
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_LINK_MARGIN = 4
_PADDING, _HEIGHT = 9, 24
_RADIUS = 4


@reports_exceptions
class LinkButton(QAbstractButton):
    """A button that looks like a link."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.setText(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        font = sized(self.font(), SMALL_SIZE)
        font.setUnderline(True)
        self.setFont(font)

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        width = metrics.horizontalAdvance(self.text()) + 2 * _LINK_MARGIN
        return QSize(width, metrics.height() + _LINK_MARGIN)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setPen(tokens().accent if self.isEnabled() else tokens().muted)
            painter.drawText(
                self.rect(), Qt.AlignmentFlag.AlignCenter, displayable_line(self.text())
            )
            if self.hasFocus():
                painter.setPen(QPen(tokens().accent, 2))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 3, 3)


@reports_exceptions
class FrameButton(QAbstractButton):
    """A small button with a frame, such as the remedy of a check."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFont(sized(self.font(), SMALL_SIZE))

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        width = metrics.horizontalAdvance(self.text()) + 2 * _PADDING + 2
        return QSize(width, max(_HEIGHT, metrics.height() + 6))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint_frame_button(painter, QRectF(self.rect()), self.text(), is_framed=self.hasFocus())


def paint_frame_button(painter: QPainter, area: QRectF, text: str, *, is_framed: bool) -> None:
    """Paint a small button in the painter's font. A framed one is that which a key presses."""
    colours = tokens()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = 2 if is_framed else 1
    painter.setPen(QPen(colours.accent if is_framed else colours.field_border, width))
    painter.setBrush(colours.surface)
    inset = width / 2
    painter.drawRoundedRect(area.adjusted(inset, inset, -inset, -inset), _RADIUS, _RADIUS)
    painter.setPen(colours.text)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, displayable_line(text))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

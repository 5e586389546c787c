"""A text with the sign of a passed limit on a ground of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.toolkit.shown_text import Label, Markup
from app.toolkit.signs import Sign, SignPicture
from app.toolkit.theme import tokens
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_RADIUS = 4


@reports_exceptions
class StopBox(QWidget):
    """Says why something must not be taken: in bold what it is, then its figures."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName("regimenStop")
        self.setAccessibleName(name)
        self._text = Label()
        self._text.setWordWrap(True)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 8, 12, 8)
        line.setSpacing(8)
        line.addWidget(SignPicture(Sign.OVER_LIMIT, name), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._text, 1)

    def show_text(self, title: str, text: str) -> None:
        """Show what is wrong, and its figures."""
        self._text.setText(
            Markup(
                "<span style='color: {colour}'><b>{title}</b></span> {text}",
                colour=tokens().stop.name(),
                title=title,
                text=text,
            )
        )

    # -- Qt's own names ------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = tokens()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            is_flat = colours.stop_surface == colours.surface
            painter.setPen(colours.stop if is_flat else Qt.PenStyle.NoPen)
            painter.setBrush(colours.stop_surface)
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS
            )

"""A box to tick.

It has a module of its own, because the first mention of a style creates 600 enumerators.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton

from app.toolkit.theme import tokens
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


@reports_exceptions
class CheckBox(QCheckBox):
    """A box to tick, whose tick and border are visible in every scheme."""

    # -- Qt's own names ------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.isChecked():
            option = QStyleOptionButton()
            self.initStyleOption(option)
            part = QStyle.SubElement.SE_CheckBoxIndicator
            area = QRectF(self.style().subElementRect(part, option, self))
            with QPainter(self) as painter:
                _paint_tick(painter, area)


def _paint_tick(painter: QPainter, area: QRectF) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(tokens().on_accent, 2))
    places = ((0.25, 0.52), (0.43, 0.7), (0.75, 0.3))
    points = [QPointF(across * area.width(), down * area.height()) for across, down in places]
    painter.drawPolyline(QPolygonF([area.topLeft() + point for point in points]))

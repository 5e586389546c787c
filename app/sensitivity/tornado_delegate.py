"""The bars of the tornado: how far a figure moves, and where it is now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from app.sensitivity.ranges import SPAN_ROLE
from app.toolkit.theme import Colour, Theme

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QPainter

_MARGIN = 6


class TornadoDelegate(QStyledItemDelegate):
    """Draws the span of a range; the model says the same in words."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._theme = theme

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        start, end, now = index.data(SPAN_ROLE)
        cell = option.rect.adjusted(_MARGIN, 4, -_MARGIN, -4)
        left, width = float(cell.left()), float(cell.width())
        long = max(2.0, (end - start) * width)
        bar = QRectF(left + start * width, cell.top(), long, cell.height())
        painter.fillRect(bar, self._theme.colour(Colour.BAR_BEST))
        at = left + now * width
        painter.fillRect(
            QRectF(at - 1, cell.top() - 3, 2, cell.height() + 6), self._theme.colour(Colour.TEXT)
        )

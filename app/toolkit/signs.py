"""The signs of the window and the page. Each has one meaning everywhere, in shape and colour."""

from __future__ import annotations

from enum import auto
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFont, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from app.toolkit.theme import Tokens, tokens
from app.toolkit.virtuals import reports_exceptions
from pricing.problems.plain_facts import Enum

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QRect
    from PySide6.QtGui import QColor, QPaintEvent


_PICTURE_SIZE = 16
# Qt for Python asks Python for the value of an enumerator, but takes these as they are.
_NO_PEN, _NO_BRUSH = QPen(Qt.PenStyle.NoPen), QBrush(Qt.BrushStyle.NoBrush)


class Sign(Enum):
    """The meaning of a sign. Its word stands beside it or in its cell's accessible text."""

    OVER_LIMIT = auto()  # the daily dose passes the safe limit
    ABOVE_TARGET = auto()  # more than the target, still safe
    QUESTION = auto()  # an answer is needed before the row is ranked
    FIX = auto()  # a cell holds no amount
    DONE = auto()  # done, or it fits
    ADD = auto()  # what can be added
    BALANCE = auto()  # one thing weighed against another


def paint_sign(painter: QPainter, sign: Sign, area: QRectF, colours: Tokens | None = None) -> None:
    """Paint a sign into the largest square in the middle of an area, in the colours in force."""
    side = min(area.width(), area.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(area.center() - QPointF(side / 2, side / 2))
    painter.scale(side / 16, side / 16)
    _DRAWINGS[sign](painter, colours or tokens())
    painter.restore()


class SignPictures:
    """Paints the signs of a table's cells from pictures: to draw each again would take longer."""

    def __init__(self, view: QWidget) -> None:
        self._view = view
        self._colours = tokens()
        self._pictures: dict[tuple[Sign, float, float], QPixmap] = {}

    def paint(self, painter: QPainter, sign: Sign, area: QRectF) -> None:
        """Paint a sign into a square, on whole pixels."""
        if self._colours is not tokens():
            self._colours = tokens()
            self._pictures.clear()
        ratio = self._view.devicePixelRatioF()
        key = sign, area.width(), ratio
        if key not in self._pictures:
            self._pictures[key] = self._picture(*key)
        left, top = round(area.left() * ratio) / ratio, round(area.top() * ratio) / ratio
        painter.drawPixmap(QPointF(left, top), self._pictures[key])

    def _picture(self, sign: Sign, side: float, ratio: float) -> QPixmap:
        pixels = ceil(side * ratio)
        picture = QPixmap(pixels, pixels)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            paint_sign(painter, sign, QRectF(0, 0, side, side), self._colours)
        return picture


def fill(painter: QPainter, area: QRect | QRectF, colour: QColor) -> None:
    """Fill an area with a colour. No pen and no brush are left.

    The first use of `QPainter.fillRect` makes 180 enumerators of gradients.
    """
    painter.setPen(_NO_PEN)
    painter.setBrush(colour)
    painter.drawRect(area)
    painter.setBrush(_NO_BRUSH)


def hatched(colour: QColor) -> QBrush:
    """Return the brush of a bar whose dose is over the limit. The bar needs a frame as well."""
    return QBrush(colour, Qt.BrushStyle.BDiagPattern)


@reports_exceptions
class SignPicture(QWidget):
    """A sign beside a text that says the same in words."""

    def __init__(self, sign: Sign, title: str) -> None:
        super().__init__()
        self._sign = sign
        self.setAccessibleName(title)
        self.setFixedSize(QSize(_PICTURE_SIZE, _PICTURE_SIZE))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint_sign(painter, self._sign, QRectF(self.rect()))


# -- drawings on a square of 16 ----------------------------------------------------------------


def _line(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _draw_over_limit(painter: QPainter, colours: Tokens) -> None:
    corners = ((5, 1), (11, 1), (15, 5), (15, 11), (11, 15), (5, 15), (1, 11), (1, 5))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.stop)
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    fill(painter, QRectF(4, 6.5, 8, 3), colours.surface)


def _draw_above_target(painter: QPainter, colours: Tokens) -> None:
    painter.setPen(_line(colours.note, 1.8))
    painter.drawLine(QPointF(8, 14), QPointF(8, 2.5))
    painter.drawPolyline(QPolygonF([QPointF(3.5, 7), QPointF(8, 2.5), QPointF(12.5, 7)]))


def _draw_question(painter: QPainter, colours: Tokens) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.ask)
    painter.drawEllipse(QRectF(1, 1, 14, 14))
    font = QFont(painter.font())
    font.setPixelSize(11)
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(colours.ask_surface)
    painter.drawText(QRectF(0, 0, 16, 16), Qt.AlignmentFlag.AlignCenter, "?")


def _draw_fix(painter: QPainter, colours: Tokens) -> None:
    painter.setPen(_line(colours.stop, 1.8))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(2, 4, 12, 8), 1.5, 1.5)


def _draw_done(painter: QPainter, colours: Tokens) -> None:
    painter.setPen(_line(colours.accent, 2))
    painter.drawPolyline(QPolygonF([QPointF(2.5, 8.5), QPointF(6.5, 12.5), QPointF(13.5, 4)]))


def _draw_add(painter: QPainter, colours: Tokens) -> None:
    painter.setPen(_line(colours.accent, 1.8))
    painter.drawLine(QPointF(3, 8), QPointF(13, 8))
    painter.drawLine(QPointF(8, 3), QPointF(8, 13))


def _draw_balance(painter: QPainter, colours: Tokens) -> None:
    painter.setPen(_line(colours.muted, 1.2))
    painter.drawLine(QPointF(8, 2), QPointF(8, 13))
    painter.drawLine(QPointF(5, 14), QPointF(11, 14))
    painter.drawLine(QPointF(2.5, 4), QPointF(13.5, 4))
    for middle in (3, 13):
        corners = (QPointF(middle, 4), QPointF(middle - 2.2, 9.5), QPointF(middle + 2.2, 9.5))
        painter.drawPolygon(QPolygonF(corners))


_DRAWINGS: dict[Sign, Callable[[QPainter, Tokens], None]] = {
    Sign.OVER_LIMIT: _draw_over_limit,
    Sign.ABOVE_TARGET: _draw_above_target,
    Sign.QUESTION: _draw_question,
    Sign.FIX: _draw_fix,
    Sign.DONE: _draw_done,
    Sign.ADD: _draw_add,
    Sign.BALANCE: _draw_balance,
}

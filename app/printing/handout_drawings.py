"""Paints the pictures of the handout in the resolution of the paper."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from pricing.writing.print import HandoutPicture

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Paper is white in any theme.
_STOP, _NOTE, _ASK = QColor("#b3261e"), QColor("#7a4f00"), QColor("#1d4f91")
_ACCENT, _BAR, _HATCHING = QColor("#0b6b6b"), QColor("#5f6f84"), QColor("#586069")
_PALE, _INK = QColor("#dcebea"), QColor("#1b1f24")
_OCTAGON = ((5, 1), (11, 1), (15, 5), (15, 11), (11, 15), (5, 15), (1, 11), (1, 5))
_ARROW = ((8, 2), (14, 8), (11, 8), (11, 14), (5, 14), (5, 8), (2, 8))
_TICK = ((3, 8), (7, 12), (13, 4))
_SIGN_SIZE = 16
_HATCH_DISTANCE = 5


def _polygon(points: tuple[tuple[int, int], ...]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])


def _draw_over_limit(painter: QPainter) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_STOP)
    painter.drawPolygon(_polygon(_OCTAGON))
    painter.fillRect(QRectF(4, 7, 8, 2), QColor("#ffffff"))


def _draw_above_target(painter: QPainter) -> None:
    painter.setPen(QPen(_NOTE, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolygon(_polygon(_ARROW))


def _draw_at_goal(painter: QPainter) -> None:
    painter.setPen(QPen(_ACCENT, 2))
    painter.drawPolyline(_polygon(_TICK))


def _draw_question(painter: QPainter) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_ASK)
    painter.drawEllipse(QRectF(1, 1, 14, 14))
    font = painter.font()
    font.setBold(True)
    font.setPixelSize(11)
    painter.setFont(font)
    painter.setPen(QColor("#ffffff"))
    painter.drawText(QRectF(0, 0, _SIGN_SIZE, _SIGN_SIZE), Qt.AlignmentFlag.AlignCenter, "?")


def _draw_sign(draw: Callable[[QPainter], None], painter: QPainter, area: QRectF) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(area.topLeft())
    painter.scale(area.width() / _SIGN_SIZE, area.height() / _SIGN_SIZE)
    draw(painter)


def _draw_bar(color: QColor, painter: QPainter, area: QRectF) -> None:
    painter.fillRect(area, QBrush(color))


def _draw_hatched_bar(painter: QPainter, area: QRectF) -> None:
    """Draw lines, since a brush's hatching has the same distance in dots on any paper."""
    painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(_HATCHING, 1.5))
    painter.drawRect(area)
    height = area.height()
    start = area.left() - height
    while start < area.right():
        painter.drawLine(QPointF(start, area.bottom()), QPointF(start + height, area.top()))
        start += _HATCH_DISTANCE


HANDOUT_DRAWINGS: Mapping[str, Callable[[QPainter, QRectF], None]] = {
    picture.address: drawing
    for picture, drawing in (
        (HandoutPicture.OVER_LIMIT, partial(_draw_sign, _draw_over_limit)),
        (HandoutPicture.ABOVE_TARGET, partial(_draw_sign, _draw_above_target)),
        (HandoutPicture.QUESTION, partial(_draw_sign, _draw_question)),
        (HandoutPicture.BEST_BAR, partial(_draw_bar, _ACCENT)),
        (HandoutPicture.BAR, partial(_draw_bar, _BAR)),
        (HandoutPicture.OVER_LIMIT_BAR, _draw_hatched_bar),
        (HandoutPicture.AT_GOAL, partial(_draw_sign, _draw_at_goal)),
        (HandoutPicture.PALE_BAR, partial(_draw_bar, _PALE)),
        (HandoutPicture.STOP_BAR, partial(_draw_bar, _STOP)),
        (HandoutPicture.GOAL_MARK, partial(_draw_bar, _INK)),
    )
}

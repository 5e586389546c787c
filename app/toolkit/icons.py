"""Icons: line drawings and signs in the colours of the theme, at any size."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from app.toolkit.signs import Sign, paint_sign
from app.toolkit.theme import tokens
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from PySide6.QtCore import QRect

ICONS_FOLDER = Path(__file__).parents[1] / "resources" / "icons"
_DISABLED_OPACITY = 0.45


def icon(name: str) -> QIcon:
    """Return the icon of that name. Its file is read when it is first painted."""
    return QIcon(_ThemedIconEngine(name))


def sign_icon(sign: Sign) -> QIcon:
    """Return a sign as an icon that follows the theme."""
    return QIcon(_SignIconEngine(sign))


@cache
def _svg_text(name: str) -> str:
    return (ICONS_FOLDER / f"{name}.svg").read_text("utf-8")


@reports_exceptions
class _PaintedIconEngine(QIconEngine):
    """Paints an icon at each size that is asked for."""

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            self.paint(painter, picture.rect(), mode, state)
        return picture


@reports_exceptions
class _SignIconEngine(_PaintedIconEngine):
    def __init__(self, sign: Sign) -> None:
        super().__init__()
        self._sign = sign

    def clone(self) -> QIconEngine:
        return _SignIconEngine(self._sign)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        paint_sign(painter, self._sign, QRectF(rect))


@reports_exceptions
class _ThemedIconEngine(_PaintedIconEngine):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def clone(self) -> QIconEngine:
        return _ThemedIconEngine(self._name)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        from PySide6.QtSvg import QSvgRenderer

        colour = tokens().text.name()
        drawing = _svg_text(self._name).replace("currentColor", colour)
        painter.save()
        if mode is QIcon.Mode.Disabled:
            painter.setOpacity(_DISABLED_OPACITY)
        QSvgRenderer(drawing.encode()).render(painter, QRectF(rect))
        painter.restore()

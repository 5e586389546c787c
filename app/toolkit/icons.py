"""Icons: line drawings in the colour of the theme, at any size."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QIcon, QIconEngine, QPainter

from app.toolkit.signs import PaintedIconEngine
from app.toolkit.theme import tokens
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from PySide6.QtCore import QRect

ICONS_FOLDER = Path(__file__).parents[1] / "resources" / "icons"
_DISABLED_OPACITY = 0.45


def icon(name: str) -> QIcon:
    """Return the icon of that name. Its file is read when it is first painted."""
    return QIcon(_ThemedIconEngine(name))


@cache
def _svg_text(name: str) -> str:
    return (ICONS_FOLDER / f"{name}.svg").read_text("utf-8")


@reports_exceptions
class _ThemedIconEngine(PaintedIconEngine):
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

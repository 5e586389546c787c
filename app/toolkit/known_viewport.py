"""Gives a scrolling widget a viewport that Python knows."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractScrollArea, QWidget


def use_known_viewport(
    area: QAbstractScrollArea, ground: QPalette.ColorRole = QPalette.ColorRole.Base
) -> None:
    """Replace the viewport that Qt made by an equal one.

    Qt for Python has to find the class of Qt's own viewport. For that it makes every class of
    widget there is, again whenever nothing in Python remembers the viewport.
    """
    viewport = QWidget()
    viewport.setObjectName("qt_scrollarea_viewport")  # as Qt's own
    viewport.setBackgroundRole(ground)
    viewport.setAutoFillBackground(True)
    area.setViewport(viewport)

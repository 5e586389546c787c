"""The texts that a window really draws, read from a drawing of each of its widgets.

A drawing as SVG keeps texts as texts. Each has its place and font, and whatever was elided has been
elided by then. No other way tells what a delegate or a chart paints.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QPoint, QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QRegion, QTransform
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QHeaderView,
    QLineEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from app.toolkit.painted_table import PaintedTable

if TYPE_CHECKING:
    from collections.abc import Iterator

ELLIPSIS = "\u2026"
_DPI, _POINTS = 96, 72
# Letters may touch the edge: what is lost by so many pixels can still be read.
_LOSS = 2
_GROUP = re.compile(r'transform="matrix\(([^)]*)\)"|(<text [^>]*>)([^<]*)</text>', re.DOTALL)
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


@dataclass(frozen=True)
class DrawnText:
    """A text as it was drawn, and the room of its letters in its widget's coordinates."""

    widget: QWidget
    text: str
    area: QRectF
    is_across_cells: bool = False  # each cell that it crosses draws its own part

    @property
    def place(self) -> str:
        """The names of the widgets around it, for a message."""
        names = [
            name
            for widget in _with_parents(self.widget)
            if not widget.isWindow() and (name := widget.objectName())
            if not name.startswith("qt_")
        ]
        return "/".join(reversed(names)) or type(self.widget).__name__


def drawn_texts(top: QWidget) -> Iterator[DrawnText]:
    """Give every text that is drawn in a window or dialog, widget by widget."""
    for widget in (top, *top.findChildren(QWidget)):
        if widget.isVisible() and widget.window() is top and not widget.visibleRegion().isEmpty():
            yield from _texts_of(widget)


def _texts_of(widget: QWidget) -> Iterator[DrawnText]:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    drawing = QSvgGenerator()
    drawing.setOutputDevice(buffer)
    drawing.setSize(widget.size())
    drawing.setResolution(_DPI)
    with QPainter(drawing) as painter:
        widget.render(painter, QPoint(), QRegion(), QWidget.RenderFlag(0))
    transform = QTransform()
    found: list[tuple[str, QRectF]] = []
    for match in _GROUP.finditer(bytes(buffer.data().data()).decode()):
        if match[1]:
            transform = QTransform(*(float(part) for part in match[1].split(",")))
        elif match[3].strip():
            text = unescape(match[3])
            area = _area(dict(_ATTRIBUTE.findall(match[2])), text)
            found.append((text.strip(), transform.mapRect(area)))
    for text, area in found:
        yield DrawnText(widget, text, area, found.count((text, area)) > 1)


def _area(attributes: dict[str, str], text: str) -> QRectF:
    """Return the room of the letters: from the top of a capital to the bottom of a p."""
    font = QFont(attributes["font-family"])
    font.setPointSizeF(float(attributes["font-size"]) * _POINTS / _DPI)
    font.setWeight(QFont.Weight(int(attributes["font-weight"])))
    metrics = QFontMetricsF(font)
    corner = QPointF(float(attributes["x"]), float(attributes["y"]) - metrics.capHeight())
    height = metrics.capHeight() + metrics.descent()
    return QRectF(corner.x(), corner.y(), metrics.horizontalAdvance(text.strip()), height)


# -- what is wrong with them -------------------------------------------------------------------


def is_elided(drawn: DrawnText) -> bool:
    """Return whether the end of a text was left out: no text of ours has this sign inside."""
    if ELLIPSIS not in drawn.text or isinstance(drawn.widget.parentWidget(), QTextEdit):
        return False  # a page of text is never elided
    return not any(text.endswith(drawn.text) for text in _whole_texts(drawn.widget))


def _whole_texts(widget: QWidget) -> set[str]:
    """Return the texts of a button, label or field, without the mark of its key."""
    names = ("text", "placeholderText")
    texts = [getattr(widget, name)() for name in names if hasattr(widget, name)]
    return {text.replace("&", "") for text in texts if isinstance(text, str)}


def is_clipped(drawn: DrawnText) -> bool:
    """Return whether letters lie outside of the cell, the widget or what the widget stands in."""
    area, widget = drawn.area, drawn.widget
    if isinstance(widget, QLineEdit | QTabBar):
        return False  # they scroll to the cursor and to the chosen tab
    cell = _cell(drawn)
    if cell is not None and not _holds(cell, area):
        return True
    for around in _with_parents(widget):
        if _is_out_of_view(around, area):
            return False
        if _is_viewport(around):  # its height scrolls
            area = QRectF(area.left(), 0, area.width(), 1)
        if not _holds(QRectF(around.rect()), area):
            return True
        area = area.translated(QPointF(around.pos()))
    return False


def _with_parents(widget: QWidget) -> Iterator[QWidget]:
    """Give a widget and what it stands in, up to the window."""
    around: QWidget | None = widget
    while around is not None:
        yield around
        around = None if around.isWindow() else around.parentWidget()


def _is_viewport(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    return isinstance(parent, QAbstractScrollArea) and widget is parent.viewport()


def _is_out_of_view(widget: QWidget, area: QRectF) -> bool:
    """Return whether a text can be scrolled to, in a viewport that shows no or half of it."""
    view = widget.parentWidget()
    if not isinstance(view, QAbstractScrollArea) or widget is not view.viewport():
        return False
    table = view.parentWidget() if isinstance(view, QHeaderView) else view
    if isinstance(table, QAbstractScrollArea) and table.horizontalScrollBar().isVisible():
        return True
    return not 0 < area.center().y() < widget.height()


def _holds(room: QRectF, area: QRectF) -> bool:
    loss = min(_LOSS, area.height() / 4)
    is_wide_enough = room.left() - loss <= area.left() and area.right() <= room.right() + loss
    is_high_enough = room.top() - loss <= area.top() and area.bottom() <= room.bottom() + loss
    return is_wide_enough and is_high_enough


def _cell(drawn: DrawnText) -> QRectF | None:
    """Return the room of the table's cell in which a text is drawn."""
    view = drawn.widget.parentWidget()
    if not isinstance(view, QAbstractItemView) or isinstance(view, QHeaderView):
        return None
    if drawn.is_across_cells or _is_out_of_view(drawn.widget, drawn.area):
        return None
    index = view.indexAt(drawn.area.center().toPoint())
    if not index.isValid():
        return None
    cell = QRectF(view.visualRect(index))
    own_height = view.cells_height(index.row()) if isinstance(view, PaintedTable) else 0
    is_below = bool(own_height) and drawn.area.top() > cell.top() + own_height
    return None if is_below else cell  # what stands below the cells belongs to the whole row

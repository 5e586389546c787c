"""Cards, which hold the parts of a view, and the sizes of text relative to the system's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontInfo, QPainter
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from app.toolkit.theme import tokens
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

PADDING = 16
GAP = 12  # between cards
RADIUS = 6
_MOST_NESTED = 8  # a page that settles is resized twice at most

USUAL_TEXT_SIZE = 13  # in pixels; all sizes are drawn for it

# The type scale.
HEADER_SIZE = 0.85  # headers and second lines
SMALL_SIZE = 0.92
CARD_TITLE_SIZE = 1.15
NAME_SIZE = 1.23  # the comparison's name
VERDICT_SIZE = 1.6


def sized(font: QFont, scale: float, *, semibold: bool = False) -> QFont:
    """Return a font at a size of the type scale."""
    changed = QFont(font)
    if font.pointSizeF() > 0:
        changed.setPointSizeF(font.pointSizeF() * scale)
    else:
        changed.setPixelSize(round(font.pixelSize() * scale))
    changed.setWeight(QFont.Weight.DemiBold if semibold else QFont.Weight.Normal)
    return changed


def size_on_screen(widget: QWidget, width: int, height: int) -> QSize:
    """Return the size of a dialog, drawn for the usual text, as large as its text and screen are.

    It grows with larger text, and never covers the whole screen.
    """
    growth = max(QFontInfo(widget.font()).pixelSize() / USUAL_TEXT_SIZE, 1)
    return (QSize(width, height) * growth).boundedTo(widget.screen().availableSize() * 0.95)


@reports_exceptions
class Card(QFrame):
    """A surface with a thin border and rounded corners. Its layout's margins are PADDING.

    One that asks has the border of a question.
    """

    def __init__(self, name: str = "", *, is_question: bool = False) -> None:
        super().__init__()
        self._is_question = is_question
        self.setAccessibleName(name)

    # -- Qt's own names ------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(tokens().ask if self._is_question else tokens().line)
            painter.setBrush(tokens().surface)
            area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(area, RADIUS, RADIUS)


def dialog_column(dialog: QDialog) -> QVBoxLayout:
    """Return the layout of a dialog, with the margins of a page."""
    column = QVBoxLayout(dialog)
    column.setContentsMargins(PADDING, PADDING, PADDING, PADDING)
    column.setSpacing(GAP)
    return column


def name_for_readers(area: QScrollArea, name: str) -> None:
    """Name every part of a scrolling area for screen readers."""
    bars = (area.verticalScrollBar(), area.horizontalScrollBar())
    parts = (area, area.viewport(), *bars, *(bar.parentWidget() for bar in bars))
    for part in (*parts, area.widget()):
        if part is not None and not part.accessibleName():
            part.setAccessibleName(name)


@reports_exceptions
class _ScrollingPage(QScrollArea):
    """Scrolls a page as a whole. The bar stays where the page fits only beside it.

    The texts of such a page wrap less in fewer columns. Without the bar it needs the bar, so that
    Qt would show and hide it for ever.
    """

    def __init__(self) -> None:
        super().__init__()
        self._nested = 0  # Qt resizes the page while it tells of the resizing before
        self._kept_for: QSize | None = None  # the size for which the bar stays

    # -- Qt's own names ------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self._nested += 1
        if self._nested > _MOST_NESTED and self.verticalScrollBar().isVisible():
            self._kept_for = self.size()
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        is_done = super().eventFilter(watched, event)
        self._nested -= 1
        return is_done

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._kept_for is not None and self._kept_for != self.size():
            self._kept_for = None
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        super().resizeEvent(event)


def scrolling(page: QWidget, name: str) -> QScrollArea:
    """Return a page that scrolls as a whole, so that no card needs a scroll bar."""
    area = _ScrollingPage()
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setObjectName("clear")
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    name_for_readers(area, name)
    return area

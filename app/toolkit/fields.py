"""Boxes, fields and buttons that are painted in the colours in force, with borders one can see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QToolButton,
)

from app.toolkit.locale_format import notation, number_for_editing
from app.toolkit.theme import tokens
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent, QResizeEvent

RADIUS = 4
_PADDING, _CHEVRON, _GAP = 10, 8, 10
_LIST_FRAME = 24  # what a list needs beside its texts
# What a field is higher than its line of text.
EXTRA_HEIGHT = 14
_TEXT_INSET = 12  # at each side of a line edit's text


def paint_frame(painter: QPainter, area: QRect, *, has_focus: bool, is_wrong: bool = False) -> None:
    """Paint the surface and border of a field."""
    colours = tokens()
    border = colours.accent if has_focus else colours.stop if is_wrong else colours.field_border
    width = 2 if has_focus or is_wrong else 1
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(border, width))
    painter.setBrush(colours.surface)
    inset = width / 2
    painter.drawRoundedRect(QRectF(area).adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)


def paint_chevron(painter: QPainter, middle: QPointF) -> None:
    """Paint the arrow of what opens."""
    painter.setPen(QPen(tokens().muted, 1.5))
    half = _CHEVRON / 2
    points = (QPointF(-half, -half / 2), QPointF(0, half / 2), QPointF(half, -half / 2))
    painter.drawPolyline(QPolygonF([middle + point for point in points]))


@reports_exceptions
class ChoiceBox(QComboBox):
    """A box as wide as its chosen text, so that no figure in it is cut off.

    A box of names, which can be long, has room for so many `letters` at least. Where there is no
    more, the end of a longer name is cut off.
    """

    def __init__(self, letters: int | None = None) -> None:
        super().__init__()
        self._letters = letters
        self.currentTextChanged.connect(self._fit_to_choice)

    def _fit_to_choice(self) -> None:
        self.updateGeometry()

    # -- Qt's own names ------------------------------------------------------------------------

    def showPopup(self) -> None:
        """Open the list, wide enough for each text of it."""
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + _LIST_FRAME)
        super().showPopup()

    def sizeHint(self) -> QSize:
        return self._size_for(self.fontMetrics().horizontalAdvance(self.currentText()))

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        if self._letters is None:
            return hint
        return self._size_for(self.fontMetrics().averageCharWidth() * self._letters).boundedTo(hint)

    def _size_for(self, text_width: int) -> QSize:
        height = self.fontMetrics().height() + EXTRA_HEIGHT
        return QSize(text_width + 2 * _PADDING + _GAP + _CHEVRON + 4, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint_frame(painter, self.rect(), has_focus=self.hasFocus())
            painter.setPen(tokens().text if self.isEnabled() else tokens().muted)
            area = self.rect().adjusted(_PADDING, 0, -_PADDING - _CHEVRON - 4, 0)
            left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            elided = self.fontMetrics().elidedText(
                self.currentText(), Qt.TextElideMode.ElideRight, area.width()
            )
            painter.drawText(area, left, elided)
            right, middle = self.width() - _PADDING - _CHEVRON / 2, self.height() / 2
            paint_chevron(painter, QPointF(right, middle))


@reports_exceptions
class UnitEdit(QLineEdit):
    """A field for a figure, with its unit behind it.

    A number has the group marks of the locale, except while it is edited.
    """

    def __init__(self) -> None:
        super().__init__()
        self._unit = ""
        self.text_at_rest = ""
        self._text_to_edit = ""

    def show_number(self, plain: str) -> None:
        """Show a number of the C locale."""
        self.text_at_rest = notation().format_number(plain)
        self._text_to_edit = number_for_editing(plain)
        shown = self._text_to_edit if self.hasFocus() else self.text_at_rest
        if shown != self.text():  # most edits leave it, and it would be painted again
            self.setText(shown)

    @property
    def text_to_read(self) -> str:
        """The text as a user types it, which can be read in one way only."""
        return self._text_to_edit if self.text() == self.text_at_rest else self.text()

    def set_unit(self, unit: str) -> None:
        """Show another unit."""
        margin = self.fontMetrics().horizontalAdvance(unit) + 4
        if (unit, margin) == (self._unit, self.textMargins().right()):
            return
        self._unit = unit
        self.setTextMargins(0, 0, margin, 0)
        self.update()

    # -- Qt's own names ------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        if self.text() == self.text_at_rest:
            self.setText(self._text_to_edit)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        opens_menu = event.reason() == Qt.FocusReason.PopupFocusReason
        if self.text() == self._text_to_edit and not opens_menu:
            self.setText(self.text_at_rest)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.fontMetrics().height() + EXTRA_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setPen(tokens().muted)
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(self.rect().adjusted(0, 0, -_PADDING, 0), right, self._unit)


@reports_exceptions
class HintEdit(QLineEdit):
    """A field that says what can be typed, in as many words as there is room for."""

    def __init__(self, hints: Sequence[str]) -> None:
        super().__init__()
        self._hints = hints
        self.setPlaceholderText(hints[0])

    # -- Qt's own names ------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        margins = self.textMargins()
        room = self.width() - margins.left() - margins.right() - 2 * _TEXT_INSET
        width_of = self.fontMetrics().horizontalAdvance
        fitting = (hint for hint in self._hints if width_of(hint) <= room)
        self.setPlaceholderText(next(fitting, ""))


@reports_exceptions
class MenuButton(QToolButton):
    """A button that opens a menu, or what else its click opens. A quiet one has no frame."""

    def __init__(self, text: str = "", *, is_quiet: bool = False) -> None:
        super().__init__()
        self._texts: tuple[str, ...] = ()
        self.setText(text)
        self._is_quiet = is_quiet
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def show_one_of(self, texts: tuple[str, ...]) -> None:
        """Show the first of these texts that there is room for, from long to short."""
        if texts == self._texts:
            return
        self._texts = texts
        self.updateGeometry()
        self._show_fitting()

    def _show_fitting(self) -> None:
        fitting = (text for text in self._texts if self.size_for(text).width() <= self.width())
        self.setText(next(fitting, self._texts[-1]))

    def size_for(self, text: str) -> QSize:
        """Return the size of the button with a text."""
        metrics = self.fontMetrics()
        padding = _PADDING // 2 if self._is_quiet else _PADDING + 2
        width = metrics.horizontalAdvance(text) + 2 * padding + _GAP + _CHEVRON
        return QSize(width, metrics.height() + EXTRA_HEIGHT)

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return self.size_for(self._texts[0] if self._texts else self.text())

    def minimumSizeHint(self) -> QSize:
        return self.size_for(self._texts[-1] if self._texts else self.text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._texts:
            self._show_fitting()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down}:
            self.animateClick() if self.menu() is None else self.showMenu()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        padding = _PADDING // 2 if self._is_quiet else _PADDING + 2
        with QPainter(self) as painter:
            if self.hasFocus() or not self._is_quiet:
                paint_frame(painter, self.rect(), has_focus=self.hasFocus())
            if self.underMouse() or self.isDown():
                painter.fillRect(self.rect().adjusted(2, 2, -2, -2), tokens().selection)
            painter.setFont(self.font())
            painter.setPen(tokens().text if self.isEnabled() else tokens().muted)
            left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(self.rect().adjusted(padding, 0, -padding, 0), left, self.text())
            right, middle = self.width() - padding - _CHEVRON / 2, self.height() / 2
            paint_chevron(painter, QPointF(right, middle))

"""The parts of a sheet: sections with a line above each, and lines with two sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.toolkit.cards import GAP, PADDING, SMALL_SIZE, sized
from app.toolkit.shown_text import Label
from app.toolkit.theme import tokens
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtGui import QPaintEvent


def text_label(
    text: str, size: float = 1, *, semibold: bool = False, is_muted: bool = False
) -> Label:
    """Return a text that wraps."""
    label = Label(text)
    label.setWordWrap(True)
    label.setFont(sized(label.font(), size, semibold=semibold))
    if is_muted:
        label.setProperty("muted", True)
    return label


class TwoSides(QWidget):
    """A line with a text at the left, which wraps, and others at the right, which do not."""

    def __init__(self, left: Label, *right: Label) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP // 3)
        row.addWidget(left, 1, Qt.AlignmentFlag.AlignTop)
        for label in right:
            label.setWordWrap(False)
            row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)


class Fact(QWidget):
    """The name of a fact at the left, and at the right what it is, which wraps."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__()
        name_label = text_label(name, SMALL_SIZE, is_muted=True)
        name_label.setWordWrap(False)
        value_label = text_label(value, SMALL_SIZE)
        value_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(name_label, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(value_label, 1)


@reports_exceptions
class Entry(QWidget):
    """Some lines about one thing, with a dotted line below them unless it is the last one."""

    def __init__(self, *lines: QWidget, is_last: bool) -> None:
        super().__init__()
        self._is_last = is_last
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, GAP // 2)
        column.setSpacing(2)
        for line in lines:
            column.addWidget(line)

    # -- Qt's own names ------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._is_last:
            return
        with QPainter(self) as painter:
            painter.setPen(QPen(tokens().muted, 1, Qt.PenStyle.DotLine))
            bottom = self.height() - 0.5
            painter.drawLine(QLineF(0, bottom, self.width(), bottom))


@reports_exceptions
class Section(QWidget):
    """A part of a sheet, below a line if it has one.

    It is made anew only if what it shows has changed, so the keyboard stays where it is, and a menu
    stays open, while other parts change.
    """

    def __init__(self, *, has_line: bool = True) -> None:
        super().__init__()
        self._has_line = has_line
        self._shown: object = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(PADDING, GAP if has_line else 0, PADDING, GAP)
        self._column.setSpacing(GAP // 2)
        self.hide()

    def show_parts(self, shown: object, make: Callable[[], Iterable[QWidget]]) -> None:
        """Show the parts that are made for what is shown, or hide the section if there are none."""
        if shown == self._shown:
            return
        self._shown = shown
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for part in make():
            self._column.addWidget(part)
        self.setVisible(self._column.count() > 0)

    # -- Qt's own names ------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._has_line:
            with QPainter(self) as painter:
                painter.setPen(tokens().line)
                painter.drawLine(QLineF(0, 0.5, self.width(), 0.5))

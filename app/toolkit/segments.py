"""A switch of a few segments beside each other, of which one is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from app.toolkit.cards import SMALL_SIZE, sized
from app.toolkit.theme import tokens
from app.toolkit.virtuals import reports_exceptions
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

_PADDING, _RADIUS = 10, 4


@reports_exceptions
class _Segment(QAbstractButton):
    """One choice. It paints itself, so that no style sheet is needed."""

    def __init__(self, *, is_first: bool, is_last: bool) -> None:
        super().__init__()
        self._is_first, self._is_last = is_first, is_last
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _outline(self) -> QPainterPath:
        """Return the outline, which is round at the ends of the switch."""
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        path.addRoundedRect(area, _RADIUS, _RADIUS)
        half = area.width() / 2
        if not self._is_first:
            path.addRect(area.adjusted(0, 0, -half, 0))
        if not self._is_last:
            path.addRect(area.adjusted(half, 0, 0, 0))
        return path.simplified()

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(sized(self.font(), SMALL_SIZE, semibold=True))
        width = metrics.horizontalAdvance(self.text()) + 2 * _PADDING
        return QSize(round(width), round(metrics.height() * 1.9))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.FontChange:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = tokens()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(colours.heat[0] if self.isChecked() else colours.surface)
            painter.setPen(QPen(colours.field_border, 1))
            painter.drawPath(self._outline())
            if self.hasFocus():
                painter.setPen(QPen(colours.accent, 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(QRectF(self.rect()).adjusted(2, 2, -2, -2))
            painter.setFont(sized(self.font(), SMALL_SIZE, semibold=self.isChecked()))
            painter.setPen(colours.text if self.isChecked() else colours.muted)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class Segments(QWidget):
    """The switch. Left and right choose as the mouse does."""

    chosen = Signal(int)  # which segment the user chose, from 0

    def __init__(self, name: str, title: str, count: int) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        self._group = QButtonGroup(self)
        for number in range(count):
            segment = _Segment(is_first=number == 0, is_last=number == count - 1)
            segment.setObjectName(f"{name}{number}")
            self._group.addButton(segment, number)
            line.addWidget(segment)
        self._group.button(0).setChecked(True)
        self._group.idToggled.connect(self._on_toggled)

    def set_texts(self, texts: Sequence[str]) -> None:
        """Name the segments."""
        for number, text in enumerate(texts):
            button = self._group.button(number)
            button.setText(displayable_line(text).replace("&", "&&"))
            button.setAccessibleName(displayable_line(text))

    @property
    def choice(self) -> int:
        """Return the number of the chosen segment, from 0."""
        return self._group.checkedId()

    def choose(self, number: int) -> None:
        """Choose a segment."""
        self._group.button(number).setChecked(True)

    def show_choice(self, number: int | None) -> None:
        """Show which segment is chosen, or that none is, without a signal."""
        self._group.blockSignals(True)
        self._group.setExclusive(False)
        for button in self._group.buttons():
            button.setChecked(self._group.id(button) == number)
        self._group.setExclusive(number is not None)
        self._group.blockSignals(False)

    def _on_toggled(self, number: int, is_checked: bool) -> None:
        if is_checked:
            self.chosen.emit(number)

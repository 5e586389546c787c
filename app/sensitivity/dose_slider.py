"""The slider of the daily dose, which stands on the columns of the map below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider

from app.toolkit.cards import HEADER_SIZE, sized
from app.toolkit.signs import hatched
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QMouseEvent, QPaintEvent

_LINE, _RADIUS, _TICK = 4, 9, 5
_DRAWN_FONT_PIXELS = 13
_MARGIN = 16


@reports_exceptions
class DoseSlider(QSlider):
    """Chooses one of some doses. While the mouse drags it, only its handle moves."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("doseSlider")
        self.setAccessibleName(tr("Daily dose"))
        self.setTracking(False)
        self.setPageStep(1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._centres: Sequence[float] = ()
        self._texts: Sequence[str] = ()
        self._limit: float | None = None  # where the limit is, as a number of doses
        self._limit_text = ""

    @property
    def _radius(self) -> float:
        """The radius of the handle, which grows with the text."""
        return _RADIUS * self.fontInfo().pixelSize() / _DRAWN_FONT_PIXELS

    def show_doses(
        self, texts: Sequence[str], current: int, limit: float | None, limit_text: str
    ) -> None:
        """Offer doses.

        Args:
            texts: The doses.
            current: Which of them is chosen.
            limit: Where the safe limit is among them: 6.5 is between the seventh and the eighth.
            limit_text: What stands at the limit.
        """
        self._texts, self._limit, self._limit_text = texts, limit, limit_text
        self.blockSignals(True)
        self.setRange(0, max(len(texts) - 1, 0))
        self.setValue(current)
        self.blockSignals(False)
        self.setAccessibleDescription(texts[current] if texts else "")
        self.update()

    def stand_on(self, centres: Sequence[float]) -> None:
        """Let each dose stand at a place from the left."""
        self._centres = centres
        self.update()

    def _nearest(self, x: float) -> int:
        distances = [abs(centre - x) for centre in self._centres]
        return distances.index(min(distances)) if distances else 0

    def _x_of(self, place: float) -> float:
        """Return where a dose stands, or a place between two doses."""
        low = min(int(place), len(self._centres) - 1)
        high = min(low + 1, len(self._centres) - 1)
        return self._centres[low] + (self._centres[high] - self._centres[low]) * (place - low)

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(240, round(self.fontMetrics().height() * 1.2 + 2 * self._radius + _TICK + 2))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(True)
        self.setSliderPosition(self._nearest(event.position().x()))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setSliderPosition(self._nearest(event.position().x()))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._texts or len(self._centres) != len(self._texts):
            return
        colours, y = tokens(), self.height() - self._radius - _TICK - 2.0
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_line(painter, y)
            x = self._x_of(self.sliderPosition())
            painter.setPen(QPen(colours.accent, 2.5))
            painter.setBrush(colours.surface)
            painter.drawEllipse(QPointF(x, y), self._radius, self._radius)
            if self.hasFocus():
                painter.setBrush(colours.accent)
                painter.drawEllipse(QPointF(x, y), self._radius / 2.5, self._radius / 2.5)
            self._paint_texts(painter, x, y)
            self._paint_title(painter, y)

    def _paint_line(self, painter: QPainter, y: float) -> None:
        """Paint the line up to the handle, the rest of it, and hatching beyond the limit."""
        colours, x = tokens(), self._x_of(self.sliderPosition())
        first, last = self._centres[0], self._centres[-1]
        painter.setPen(QPen(colours.field_border, 1))
        for centre in self._centres:
            painter.drawLine(QLineF(centre, y + self._radius, centre, y + self._radius + _TICK))
        painter.fillRect(QRectF(first, y - _LINE / 2, last - first, _LINE), colours.line)
        if self._limit is not None:
            limit = self._x_of(self._limit)
            painter.fillRect(QRectF(limit, y - _LINE, last - limit, 2 * _LINE), colours.surface)
            painter.setPen(QPen(colours.field_border, 1))
            painter.setBrush(hatched(colours.field_border))
            painter.drawRect(QRectF(limit, y - _LINE / 2, last - limit, _LINE))
        painter.fillRect(QRectF(first, y - _LINE / 2, x - first, _LINE), colours.accent)
        if self._limit is not None:
            painter.setPen(QPen(colours.stop, 2))
            limit = self._x_of(self._limit)
            painter.drawLine(QLineF(limit, y - self._radius, limit, y + self._radius))

    def _paint_title(self, painter: QPainter, y: float) -> None:
        """Paint what is chosen, over the column of the products, if there is room for it."""
        strong = sized(self.font(), 1.0, semibold=True)
        metrics, title = QFontMetricsF(strong), tr("Daily dose")
        if _MARGIN + metrics.horizontalAdvance(title) + self._radius < self._centres[0]:
            painter.setFont(strong)
            painter.setPen(tokens().text)
            middle = y + (metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(_MARGIN, middle), title)

    def _paint_texts(self, painter: QPainter, x: float, y: float) -> None:
        """Paint the dose above the handle, and the limit above its line."""
        strong, small = sized(self.font(), 1.0, semibold=True), sized(self.font(), HEADER_SIZE)
        text = self._texts[self.sliderPosition()]
        bottom = y - self._radius - 3
        width = QFontMetricsF(strong).horizontalAdvance(text)
        left = min(max(x - width / 2, 0.0), self.width() - width)
        painter.setFont(strong)
        painter.setPen(tokens().text)
        painter.drawText(QPointF(left, bottom), text)
        if self._limit is not None:
            painter.setFont(small)
            painter.setPen(tokens().stop)
            limit_width = QFontMetricsF(small).horizontalAdvance(self._limit_text)
            start = min(self._x_of(self._limit), self.width() - limit_width)
            if start < left + width + 8 and left < start + limit_width + 8:
                start = left + width + 8  # beside the dose
                if start + limit_width > self.width():
                    start = left - limit_width - 8
            painter.drawText(QPointF(start, bottom), self._limit_text)

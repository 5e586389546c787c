"""The slider of the target, with the safe limit marked and hatched beyond it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider

from app.toolkit.cards import HEADER_SIZE, sized
from app.toolkit.locale_format import notation
from app.toolkit.signs import fill, hatched
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from pricing.model.scenario import Scenario

_WIDTH, _HANDLE_RADIUS, _GROOVE_HEIGHT, _LIMIT_HEIGHT = 196, 7, 4, 14
# The range begins at a quarter of the mineral's usual target, and has steps of a fortieth of it. It
# ends a quarter beyond the limit. Without a limit, it ends a quarter beyond twice the target.
_STEPS_OF_USUAL, _STEPS_OF_QUARTER = 40, 10


@reports_exceptions
class TargetSlider(QSlider):
    """A slider in steps of the mineral's usual target."""

    target_chosen = Signal(int)  # in base units, once the handle is let go or a key was pressed

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("targetSlider")
        self.setAccessibleName(tr("Target a day"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._step = 1
        self._limit: int | None = None
        self._unit = ""
        self._limit_text = self._least_text = ""
        self._is_showing = False
        self.setSingleStep(1)
        self.setPageStep(_STEPS_OF_QUARTER)
        self.valueChanged.connect(self._on_value_changed)
        self.sliderReleased.connect(self._choose)

    def show_scenario(self, scenario: Scenario) -> None:
        """Show the target between the least and the most of the mineral."""
        before = self._step, self._limit, self._least_text, self._limit_text
        element, limit = elements()[scenario.element], scenario.limit
        usual = element.default_target
        self._step = max(1, usual // _STEPS_OF_USUAL)
        self._limit = limit.amount if limit is not None else None
        most = (self._limit or 2 * usual) + usual // 4
        mass = element.mass
        self._least_text = notation().format_number(mass.text(usual // 4))
        if self._limit is not None:
            amount = notation().format_number(mass.text(self._limit))
            self._limit_text = tr("limit {amount}", amount=amount)
        else:
            self._limit_text = ""
        self._is_showing = True
        self.setRange(_STEPS_OF_QUARTER, max(-(-most // self._step), _STEPS_OF_QUARTER + 1))
        self.setValue(round(scenario.target / self._step))
        self._is_showing = False
        if (self._step, self._limit, self._least_text, self._limit_text) != before:
            self.update()

    def _on_value_changed(self) -> None:
        if not self._is_showing and not self.isSliderDown():
            self._choose()

    def _choose(self) -> None:
        self.target_chosen.emit(self.value() * self._step)

    # -- painting ------------------------------------------------------------------------------

    def _x(self, value: float) -> float:
        share = (value - self.minimum()) / max(1, self.maximum() - self.minimum())
        return _HANDLE_RADIUS + min(max(share, 0), 1) * (self.width() - 2 * _HANDLE_RADIUS)

    @property
    def _groove_y(self) -> float:
        return self.height() / 2 - self.fontMetrics().height() * HEADER_SIZE / 2

    def _paint_groove(self, painter: QPainter) -> None:
        colours, y = tokens(), self._groove_y
        left, right, at = self._x(self.minimum()), self._x(self.maximum()), self._x(self.value())
        limit = right if self._limit is None else self._x(self._limit / self._step)
        top = y - _GROOVE_HEIGHT / 2
        fill(painter, QRectF(left, top, limit - left, _GROOVE_HEIGHT), colours.line)
        painter.setPen(colours.field_border)
        painter.setBrush(hatched(colours.field_border))
        painter.drawRect(QRectF(limit, top - 1, right - limit, _GROOVE_HEIGHT + 2))
        fill(painter, QRectF(left, top, at - left, _GROOVE_HEIGHT), colours.accent)
        if self._limit is not None:
            painter.setPen(QPen(colours.stop, 2))
            half = _LIMIT_HEIGHT / 2
            painter.drawLine(QPointF(limit, y - half), QPointF(limit, y + half))

    def _paint_texts(self, painter: QPainter) -> None:
        painter.setFont(sized(self.font(), HEADER_SIZE))
        metrics = painter.fontMetrics()
        baseline = self._groove_y + _HANDLE_RADIUS + metrics.ascent() + 2
        painter.setPen(tokens().muted)
        painter.drawText(QPointF(0, baseline), self._least_text)
        if self._limit is not None:
            width = metrics.horizontalAdvance(self._limit_text)
            middle = self._x(self._limit / self._step)
            left = min(max(middle - width / 2, 0), self.width() - width)
            painter.setPen(tokens().stop)
            painter.drawText(QPointF(left, baseline), self._limit_text)

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, 2 * _HANDLE_RADIUS + self.fontMetrics().height() + 6)

    def minimumSizeHint(self) -> QSize:
        """Take no part in how narrow the window can be: where there is no room, it is hidden."""
        return QSize(0, self.sizeHint().height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the handle to the mouse at once, as its painted place is ours."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._follow(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._follow(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setSliderDown(False)

    def _follow(self, event: QMouseEvent) -> None:
        share = (event.position().x() - _HANDLE_RADIUS) / (self.width() - 2 * _HANDLE_RADIUS)
        self.setValue(round(self.minimum() + share * (self.maximum() - self.minimum())))

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = tokens()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_groove(painter)
            self._paint_texts(painter)
            painter.setPen(QPen(colours.accent, 3 if self.hasFocus() else 2))
            painter.setBrush(colours.surface)
            middle = QPointF(self._x(self.value()), self._groove_y)
            painter.drawEllipse(middle, _HANDLE_RADIUS - 1, _HANDLE_RADIUS - 1)

"""Shows a product's place among the offers of its form: a mark for each on an axis of costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from app.catalogue.axis import round_values
from app.toolkit.cards import HEADER_SIZE, sized
from app.toolkit.locale_format import notation
from app.toolkit.theme import Theme, tokens, with_tabular_figures
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.problems.plain_facts import dataclass
from pricing.quantities.currencies import price_text
from pricing.quantities.rounding import format_trimmed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from PySide6.QtGui import QPaintEvent

_MOST_STEPS, _DECIMALS = 5, 6
_RADIUS, _OWN_RADIUS = 5.0, 7.0
_MARGIN = 14


@dataclass(frozen=True, slots=True)
class MarkedCosts:
    """The costs of a form's offers that are marked, the lowest first, and that of one offer."""

    costs: Sequence[Fraction]
    own: Fraction
    currency: str


@reports_exceptions
class FormStanding(QWidget):
    """Draws the standing. Its accessible description says the same."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("formStanding")
        self.setAccessibleName(tr("Cost among the offers of its form"))
        self._standing: MarkedCosts | None = None
        theme.changed.connect(self.update)

    def show_standing(self, standing: MarkedCosts | None, description: str) -> None:
        """Show where a product stands; None shows nothing."""
        self._standing = standing
        self.setAccessibleDescription(description)
        self.update()

    def _paint(self, painter: QPainter, standing: MarkedCosts) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(with_tabular_figures(sized(self.font(), HEADER_SIZE)))
        metrics = painter.fontMetrics()
        low = min(standing.costs[0], standing.own)
        values = round_values(low, max(standing.costs[-1], standing.own), _MOST_STEPS)
        left, right = float(_MARGIN), float(self.width() - _MARGIN)
        middle = metrics.height() + _OWN_RADIUS + 4
        span = values[-1] - values[0]

        def place(cost: Fraction) -> float:
            return left + float((cost - values[0]) / span) * (right - left)

        painter.setPen(QPen(tokens().field_border, 1))
        painter.drawLine(QPointF(left, middle), QPointF(right, middle))
        labels = [_cost_text(value, standing.currency) for value in values]
        widest = max(map(metrics.horizontalAdvance, labels)) + 8
        every = max(1, -(-int(widest * (len(values) - 1)) // int(right - left)))
        for number, (value, label) in enumerate(zip(values, labels, strict=True)):
            painter.setPen(tokens().field_border)
            painter.drawLine(QPointF(place(value), middle - 3), QPointF(place(value), middle + 3))
            if number % every == 0:
                painter.setPen(tokens().muted)
                width = metrics.horizontalAdvance(label)
                start = min(max(place(value) - width / 2, 0), self.width() - width)
                top = middle + _OWN_RADIUS + 2 + metrics.ascent()
                painter.drawText(QPointF(start, top), label)
        painter.setPen(QPen(tokens().accent, 1.6))
        painter.setBrush(tokens().surface)
        for cost in standing.costs:
            painter.drawEllipse(QPointF(place(cost), middle), _RADIUS, _RADIUS)
        painter.setBrush(tokens().accent)
        painter.drawEllipse(QPointF(place(standing.own), middle), _OWN_RADIUS, _OWN_RADIUS)
        self._paint_name(painter, place(standing.own))

    def _paint_name(self, painter: QPainter, place: float) -> None:
        text, metrics = tr("this one"), painter.fontMetrics()
        width = metrics.horizontalAdvance(text)
        start = min(max(place - width / 2, 0), self.width() - width)
        painter.setPen(tokens().text)
        painter.drawText(QRectF(start, 0, width + 2, metrics.height()), int(_CENTRE), text)

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(280, 2 * self.fontMetrics().height() + int(2 * _OWN_RADIUS) + 10)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._standing is not None:
            with QPainter(self) as painter:
                self._paint(painter, self._standing)


def _cost_text(value: Fraction, currency: str) -> str:
    plain = price_text(format_trimmed(value, _DECIMALS), currency)
    return notation().format_money(plain, currency)


_CENTRE = Qt.AlignmentFlag.AlignCenter

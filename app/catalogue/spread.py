"""How the costs of each form's products lie among what was found: quartiles over a histogram."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from app.numbers import notation
from app.theme import Colour, Theme, tabular
from app.translation import tr
from pricing.measures import HEADLINE, shown_with_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent, QShowEvent

    from app.display import Display
    from pricing.ranking import FormSpread, Mask, Ranking

_ROW = 44
_MARGIN = 8
_LABEL = 16


class FormSpreads(QWidget):
    """A row a form, the cheapest first; the same content in words for a screen reader."""

    def __init__(self, theme: Theme, display: Display) -> None:
        super().__init__()
        self.setObjectName("formSpreads")
        self.setAccessibleName(tr("How each form's costs spread"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFont(tabular(self.font()))
        self._theme = theme
        self._display = display
        self._ranking: Ranking | None = None
        self._mask: Mask | None = None
        self._spreads: Sequence[FormSpread] = ()
        theme.changed.connect(self.update)
        display.changed.connect(self._refresh)

    def show_found(self, ranking: Ranking, mask: Mask) -> None:
        """Another answer; worked out when it is seen."""
        self._ranking, self._mask = ranking, mask
        self._refresh()

    def _refresh(self) -> None:
        if self._ranking is None or self._mask is None or not self.isVisible():
            return
        self._spreads, _ = self._ranking.spread(self._mask)
        self.setAccessibleDescription("\n".join(map(self._line, self._spreads)))
        self.setMinimumHeight(len(self._spreads) * _ROW + _MARGIN)
        self.update()

    # -- in words ------------------------------------------------------------------------------

    def _cost(self, headline: float) -> str:
        """The headline as the cost of the mass that costs are shown for."""
        if self._ranking is None:
            return ""
        scenario = self._ranking.scenario
        cost = Fraction(headline) / scenario.days * self._display.basis
        return shown_with_unit(cost, HEADLINE.shown, scenario.currency, notation())

    def _heading(self, each: FormSpread) -> str:
        return tr(
            "{form} ({count}): half {low} to {high}",
            form=each.form,
            count=each.products,
            low=self._cost(each.quarter),
            high=self._cost(each.three_quarters),
        )

    def _line(self, each: FormSpread) -> str:
        return tr(
            "{heading} per {basis} mg; lowest {lowest}, median {median}, highest {highest}",
            heading=self._heading(each),
            basis=self._display.basis,
            lowest=self._cost(each.lowest),
            median=self._cost(each.median),
            highest=self._cost(each.highest),
        )

    # -- drawing -------------------------------------------------------------------------------

    def _paint_form(self, painter: QPainter, area: QRectF, each: FormSpread) -> None:
        label = QRectF(area.left(), area.top(), area.width(), _LABEL)
        heading = painter.fontMetrics().elidedText(
            self._heading(each), Qt.TextElideMode.ElideRight, int(label.width())
        )
        painter.setPen(self._theme.colour(Colour.TEXT))
        painter.drawText(label, Qt.AlignmentFlag.AlignVCenter, heading)
        bars = area.adjusted(0, _LABEL + 2, 0, 0)
        width, most = bars.width() / len(each.bars), max(each.bars)
        for place, count in enumerate(each.bars):
            high = count / most * bars.height()
            left = bars.left() + place * width
            bar = QRectF(left, bars.bottom() - high, max(width - 1, 1), high)
            painter.fillRect(bar, self._theme.colour(Colour.BAR))
        painter.setPen(QPen(QColor(self._theme.colour(Colour.LINE)), 1))
        painter.drawLine(bars.bottomLeft(), bars.bottomRight())

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(300, 200)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        inner = QRectF(self.rect()).adjusted(_MARGIN, 4, -_MARGIN, 0)
        for place, each in enumerate(self._spreads):
            top = inner.top() + place * _ROW
            row = QRectF(inner.left(), top, inner.width(), _ROW - 8)
            self._paint_form(painter, row, each)

"""The price history of a listed product at each source, as a chart and as text."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.catalogue.model import money_text
from app.toolkit.locale_format import date_text, short_date_text
from app.toolkit.shown_text import set_tool_tip
from app.toolkit.theme import Colour, Theme, with_tabular_figures
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from PySide6.QtGui import QPaintEvent

    from pricing.catalogue.catalogue import Offer

_MARGIN = 8
_LINE_HEIGHT = 18
_MAX_CHART_HEIGHT = 84


@reports_exceptions
class PriceHistoryChart(QWidget):
    """Draws price periods. Its accessible description has the same content."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("priceHistory")
        self.setAccessibleName(tr("Prices over time"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFont(with_tabular_figures(self.font()))
        self._theme = theme
        self._price_periods: Sequence[Offer] = ()
        self._currency = "USD"
        theme.changed.connect(self.update)

    def show_price_periods(self, periods: Sequence[Offer], currency: str) -> None:
        """Show these price periods, in the order of their last days."""
        self._price_periods, self._currency = periods, currency
        self.setAccessibleDescription("\n".join(self.price_lines()))
        set_tool_tip(self, "\n".join(self.price_lines()))
        self.update()

    def price_lines(self, format_day: Callable[[date], str] = date_text) -> list[str]:
        """Return each price with its source and days, the latest first."""
        return [
            displayable_line(self._price_line(period, format_day))
            for period in reversed(self._price_periods)
        ]

    def _price_line(self, period: Offer, format_day: Callable[[date], str]) -> str:
        days = format_day(period.last_on)
        if period.first_on != period.last_on:
            days = tr("{first} to {last}", first=format_day(period.first_on), last=days)
        price = money_text(period.price, self._currency)
        return tr("{price} {source}, {days}", source=period.source, price=price, days=days)

    # -- drawing -------------------------------------------------------------------------------

    def _paint_chart(self, painter: QPainter, area: QRectF) -> None:
        """Draw a stepped line for each source: days to the right, prices upwards from zero."""
        periods = self._price_periods
        first = min(period.first_on for period in periods).toordinal()
        last = max(period.last_on for period in periods).toordinal()
        highest = max(period.price for period in periods)
        day_width = area.width() / max(last - first, 1)

        def point(day: date, price: int) -> QPointF:
            left = area.left() + (day.toordinal() - first) * day_width
            return QPointF(left, area.bottom() - price / highest * area.height())

        painter.setPen(QPen(self._theme.colour(Colour.LINE), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        styles = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)
        for number, source in enumerate(dict.fromkeys(period.source for period in periods)):
            colour = self._theme.colour(Colour.BAR_BEST if number == 0 else Colour.MUTED)
            painter.setPen(QPen(colour, 2, styles[number % len(styles)]))
            points = [
                point(day, period.price)
                for period in periods
                if period.source == source
                for day in (period.first_on, period.last_on)
            ]
            painter.drawPolyline(QPolygonF(_step_points(points)))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            for dot in points:
                painter.drawEllipse(dot, 3, 3)

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        painter.setPen(self._theme.colour(Colour.MUTED))
        if not self._price_periods:
            wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(area, int(wrapped), tr("Select a product to see its prices."))
            return
        height = min(_MAX_CHART_HEIGHT, area.height() / 2)
        chart = QRectF(area.left() + 4, area.top() + 4, area.width() - 8, height)
        self._paint_chart(painter, chart)
        painter.setPen(self._theme.colour(Colour.TEXT))
        top, elide = chart.bottom() + _MARGIN, Qt.TextElideMode.ElideRight
        max_lines = max(int((area.bottom() - top) // _LINE_HEIGHT), 1)
        for number, line in enumerate(self.price_lines(short_date_text)[:max_lines]):
            line_top = top + number * _LINE_HEIGHT
            line_area = QRectF(area.left(), line_top, area.width(), _LINE_HEIGHT)
            text = painter.fontMetrics().elidedText(
                displayable_line(line), elide, int(area.width())
            )
            painter.drawText(line_area, Qt.AlignmentFlag.AlignVCenter, text)

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(300, 160)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 60)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)


def _step_points(points: Sequence[QPointF]) -> list[QPointF]:
    """Return the corners of a stepped line: a price holds until the next one is seen."""
    corners = list(points[:1])
    for before, after in pairwise(points):
        corners += [QPointF(after.x(), before.y()), after]
    return corners

"""What a product of the catalogue cost over time, at each source: a small chart, and in words."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.catalogue.model import money_text
from app.toolkit.locale_format import date_text, short_date_text
from app.toolkit.theme import Colour, Theme, with_tabular_figures
from app.toolkit.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from PySide6.QtGui import QPaintEvent

    from pricing.catalogue.catalogue import Offer

_MARGIN = 8
_LINE = 18
_CHART = 84


class PriceHistoryChart(QWidget):
    """Follows the product that is looked at; its content is its accessible description too."""

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
        """The history of another product, by the last day of each price."""
        self._price_periods, self._currency = periods, currency
        self.setAccessibleDescription("\n".join(self.price_lines()))
        self.setToolTip("\n".join(self.price_lines()))
        self.update()

    def price_lines(self, format_day: Callable[[date], str] = date_text) -> list[str]:
        """Each price and when it was asked, the latest first."""
        return [self._price_line(each, format_day) for each in reversed(self._price_periods)]

    def _price_line(self, each: Offer, day: Callable[[date], str]) -> str:
        days = day(each.last_on)
        if each.first_on != each.last_on:
            days = tr("{first} to {last}", first=day(each.first_on), last=days)
        price = money_text(each.price, self._currency)
        return tr("{price} {source}, {days}", source=each.source, price=price, days=days)

    # -- drawing -------------------------------------------------------------------------------

    def _paint_chart(self, painter: QPainter, area: QRectF) -> None:
        """A line of steps for each source, days to the right, money upwards from nothing."""
        first = min(each.first_on for each in self._price_periods).toordinal()
        last = max(each.last_on for each in self._price_periods).toordinal()
        highest = max(each.price for each in self._price_periods)
        across = area.width() / max(last - first, 1)

        def point(day: int, price: int) -> QPointF:
            left = area.left() + (day - first) * across
            return QPointF(left, area.bottom() - price / highest * area.height())

        painter.setPen(QPen(self._theme.colour(Colour.LINE), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        for place, source in enumerate(dict.fromkeys(each.source for each in self._price_periods)):
            colour = self._theme.colour(Colour.BAR_BEST if place == 0 else Colour.MUTED)
            styles = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)
            painter.setPen(QPen(colour, 2, styles[place % len(styles)]))
            offers = [each for each in self._price_periods if each.source == source]
            known = [
                point(day.toordinal(), each.price)
                for each in offers
                for day in (each.first_on, each.last_on)
            ]
            painter.drawPolyline(QPolygonF(_step_points(known)))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            for corner in known:
                painter.drawEllipse(corner, 3, 3)

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(300, 160)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 60)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        painter.setPen(self._theme.colour(Colour.MUTED))
        if not self._price_periods:
            wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(area, int(wrapped), tr("Prices of the product that is chosen"))
            return
        height = min(_CHART, area.height() / 2)
        chart = QRectF(area.left() + 4, area.top() + 4, area.width() - 8, height)
        self._paint_chart(painter, chart)
        painter.setPen(self._theme.colour(Colour.TEXT))
        top, elide = chart.bottom() + _MARGIN, Qt.TextElideMode.ElideRight
        fitting = max(int((area.bottom() - top) // _LINE), 1)
        for place, line in enumerate(self.price_lines(short_date_text)[:fitting]):
            at = QRectF(area.left(), top + place * _LINE, area.width(), _LINE)
            text = painter.fontMetrics().elidedText(line, elide, int(at.width()))
            painter.drawText(at, Qt.AlignmentFlag.AlignVCenter, text)


def _step_points(points: Sequence[QPointF]) -> list[QPointF]:
    """A price holds until another is seen: across, then up or down."""
    corners = list(points[:1])
    for before, after in pairwise(points):
        corners += [QPointF(after.x(), before.y()), after]
    return corners

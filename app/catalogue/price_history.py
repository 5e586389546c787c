"""The price history of a listed product: a chart with one symbol a shop, and the same as text."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.catalogue.axis import round_values
from app.catalogue.model import money_text
from app.toolkit.cards import HEADER_SIZE, SMALL_SIZE, sized
from app.toolkit.locale_format import date_text, notation, short_date_text
from app.toolkit.painted_text import PaintedText, Run
from app.toolkit.shown_text import set_tool_tip
from app.toolkit.theme import Theme, tokens, with_tabular_figures
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.quantities.amounts import MONEY
from pricing.quantities.currencies import price_text
from pricing.quantities.rounding import format_trimmed
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from PySide6.QtGui import QColor, QPaintEvent, QResizeEvent

    from pricing.catalogue.catalogue import Offer

_CHART_LINES = 6  # the height of the chart in lines of text
_MOST_STEPS = 4
_MOST_PRICES = 6
_LINE_PADDING = 4
_MARK_RADIUS = 3.5
_GAP = 6
_NAME_GAP = 10


@reports_exceptions
class PriceHistoryChart(QWidget):
    """Draws price periods above the latest prices. Its accessible description holds all prices."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("priceHistory")
        self.setAccessibleName(tr("Prices over time"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._price_periods: Sequence[Offer] = ()
        self._currency = "USD"
        theme.changed.connect(self.update)

    def show_price_periods(self, periods: Sequence[Offer], currency: str) -> None:
        """Show these price periods, in the order of their last days."""
        self._price_periods, self._currency = periods, currency
        self.setAccessibleDescription("\n".join(self.price_lines()))
        set_tool_tip(self, "\n".join(self.price_lines()))
        self.updateGeometry()
        self.update()

    def price_lines(self, format_day: Callable[[date], str] = date_text) -> list[str]:
        """Return each price with its source and days, the latest first."""
        return [
            displayable_line(
                tr(
                    "{price} {offer}",
                    price=self._price_text(period),
                    offer=_offer_text(period, format_day),
                )
            )
            for period in reversed(self._price_periods)
        ]

    def _price_text(self, period: Offer) -> str:
        return money_text(period.price, self._currency)

    # -- drawing -------------------------------------------------------------------------------

    @property
    def _line_height(self) -> int:
        return self.fontMetrics().height() + _LINE_PADDING

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(with_tabular_figures(sized(self.font(), HEADER_SIZE)))
        area = QRectF(self.rect())
        if not self._price_periods:
            painter.setPen(tokens().muted)
            text = tr("Nobody states a price for it.")
            painter.drawText(area, int(Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap), text)
            return
        height = _CHART_LINES * self._line_height
        _PriceChart(self._price_periods, self._currency).paint(
            painter, QRectF(area.left(), area.top(), area.width(), height)
        )
        self._paint_lines(painter, area.adjusted(0, height + _GAP, 0, 0))

    def _paint_lines(self, painter: QPainter, area: QRectF) -> None:
        """Write the latest prices below the chart, and how many there are besides."""
        painter.setFont(with_tabular_figures(sized(self.font(), SMALL_SIZE)))
        latest = self._latest_offers(area.width())
        line = QRectF(area.left(), area.top(), area.width(), self._line_height)
        for place, (price, offer) in enumerate(latest):
            painter.setPen(tokens().text)
            painter.drawText(line, int(_RIGHT), price)
            offer.draw(painter, QPointF(line.left(), line.top() + _LINE_PADDING / 2))
            bottom = line.top() + self._offer_height(offer)
            if place < len(latest) - 1:
                painter.setPen(QPen(tokens().line, 1, Qt.PenStyle.DotLine))
                painter.drawLine(QPointF(line.left(), bottom), QPointF(line.right(), bottom))
            line.moveTop(bottom)
        more = len(self._price_periods) - len(latest)
        if more > 0:
            painter.setPen(tokens().muted)
            painter.drawText(line, int(_LEFT), tr("and {count} earlier", count=more))

    def _latest_offers(self, width: float) -> list[tuple[str, PaintedText]]:
        """Return the latest prices, each with its source and days beside it."""
        font = with_tabular_figures(sized(self.font(), SMALL_SIZE))
        metrics = QFontMetricsF(font)
        offers = []
        for period in list(reversed(self._price_periods))[:_MOST_PRICES]:
            price = self._price_text(period)
            room = width - metrics.horizontalAdvance(price) - _GAP
            text = Run(_offer_text(period, short_date_text))
            offers.append((price, PaintedText((text,), font, room)))
        return offers

    def _offer_height(self, offer: PaintedText) -> float:
        return max(self._line_height, offer.height + _LINE_PADDING)

    # -- Qt's own names ------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()  # the sources of the prices wrap

    def sizeHint(self) -> QSize:
        count = len(self._price_periods)
        if not count:
            return QSize(280, self._line_height)
        offers = sum(self._offer_height(offer) for _, offer in self._latest_offers(self.width()))
        lines = _CHART_LINES + (count > _MOST_PRICES)
        return QSize(280, ceil(offers) + lines * self._line_height + _GAP)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def _offer_text(period: Offer, format_day: Callable[[date], str]) -> str:
    days = format_day(period.last_on)
    if period.first_on != period.last_on:
        days = tr("{first} to {last}", first=format_day(period.first_on), last=days)
    if period.counter:
        days = tr("{days} · {counter}", days=days, counter=period.counter)
    return tr("{source}, {days}", source=period.source, days=days)


class _PriceChart:
    """Prices upwards on a marked axis, days to the right, one symbol and line for each shop."""

    def __init__(self, periods: Sequence[Offer], currency: str) -> None:
        self._periods = periods
        self._currency = currency
        self._shops = list(dict.fromkeys(period.source for period in periods))
        self._first = min(period.first_on for period in periods)
        self._last = max(period.last_on for period in periods)
        prices = [MONEY.to_fraction(period.price) for period in periods]
        low, high = min(prices), max(prices)
        margin = (high - low or high) / 8
        self._values = round_values(max(low - margin, Fraction(0)), high + margin, _MOST_STEPS)

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Draw the axes, then each shop."""
        metrics = painter.fontMetrics()
        labels = [self._label(value) for value in self._values]
        left = max(map(metrics.horizontalAdvance, labels)) + 8
        plot = area.adjusted(left, metrics.height() / 2, -_MARK_RADIUS - 2, -metrics.height() - 4)
        for value, label in zip(self._values, labels, strict=True):
            height = self._height(plot, value)
            painter.setPen(tokens().line)
            painter.drawLine(QPointF(plot.left(), height), QPointF(plot.right(), height))
            painter.setPen(tokens().muted)
            box = QRectF(area.left(), height - metrics.height() / 2, left - 8, metrics.height())
            painter.drawText(box, int(_RIGHT), label)
        self._paint_days(painter, area, plot)
        ends = [
            self._paint_shop(painter, plot, number, shop) for number, shop in enumerate(self._shops)
        ]
        if len(self._shops) > 1:
            self._paint_names(painter, plot, ends)

    def _label(self, value: Fraction) -> str:
        plain, is_whole = format_trimmed(value, 4), all(v.denominator == 1 for v in self._values)
        shown = plain if is_whole else price_text(plain, self._currency)
        return notation().format_money(shown, self._currency)

    def _height(self, plot: QRectF, price: Fraction) -> float:
        low, high = self._values[0], self._values[-1]
        return plot.bottom() - float((price - low) / (high - low)) * plot.height()

    def _place(self, plot: QRectF, day: date) -> float:
        days = (self._last - self._first).days
        return plot.left() + (plot.width() * (day - self._first).days / days if days else 0)

    def _paint_days(self, painter: QPainter, area: QRectF, plot: QRectF) -> None:
        painter.setPen(tokens().muted)
        line = QRectF(plot.left(), area.bottom() - painter.fontMetrics().height(), plot.width(), 0)
        line.setBottom(area.bottom())
        painter.drawText(line, int(_LEFT), short_date_text(self._first))
        if self._first != self._last:
            painter.drawText(line, int(_RIGHT), short_date_text(self._last))

    def _paint_shop(self, painter: QPainter, plot: QRectF, number: int, shop: str) -> QPointF:
        """Draw the prices of a shop, and return where the last one stands."""
        points = [
            QPointF(self._place(plot, day), self._height(plot, MONEY.to_fraction(period.price)))
            for period in self._periods
            if period.source == shop
            for day in dict.fromkeys((period.first_on, period.last_on))
        ]
        colour = tokens().accent if number == 0 else tokens().forms[1 + (number - 1) % 5]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 2))
        painter.drawPolyline(QPolygonF(_step_points(points)))
        for point in points:
            _paint_mark(painter, number, point, colour)
        return points[-1]

    def _paint_names(self, painter: QPainter, plot: QRectF, ends: Sequence[QPointF]) -> None:
        """Write the name of each shop beside its last price, one below the other."""
        metrics = painter.fontMetrics()
        lowest = plot.top() - metrics.height()
        painter.setPen(tokens().text)
        for end, shop in sorted(
            zip(ends, self._shops, strict=True), key=lambda named: named[0].y()
        ):
            lowest = max(end.y() - metrics.height() / 2, lowest + metrics.height())
            text = metrics.elidedText(
                displayable_line(shop), Qt.TextElideMode.ElideRight, int(plot.width() / 2)
            )
            left = end.x() - metrics.horizontalAdvance(text) - _NAME_GAP
            if left < plot.left():
                left = end.x() + _NAME_GAP
            painter.drawText(QPointF(left, lowest + metrics.ascent()), text)


def _paint_mark(painter: QPainter, number: int, middle: QPointF, colour: QColor) -> None:
    """Draw the symbol of a shop: a disc, a square, a triangle or a diamond, then hollow ones."""
    radius = _MARK_RADIUS
    painter.setPen(QPen(colour, 1.6))
    painter.setBrush(colour if number % 2 == 0 else tokens().surface)
    x, y = middle.x(), middle.y()
    match number % 4:
        case 0:
            painter.drawEllipse(middle, radius, radius)
        case 1:
            painter.drawRect(QRectF(x - radius, y - radius, 2 * radius, 2 * radius))
        case 2:
            corners = ((x, y - radius), (x + radius, y + radius), (x - radius, y + radius))
            painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
        case _:
            diamond = ((x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y))
            painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in diamond]))


def _step_points(points: Sequence[QPointF]) -> list[QPointF]:
    """Return the corners of a stepped line: a price holds until the next one is seen."""
    corners = list(points[:1])
    for before, after in pairwise(points):
        corners += [QPointF(after.x(), before.y()), after]
    return corners

"""The legends of the map of doses and of the tornado."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.toolkit.cards import SMALL_SIZE, sized
from app.toolkit.signs import Sign, paint_sign
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    Symbol = Callable[[QPainter, QRectF], None]

_SWATCH_WIDTH, _GAP, _SPACE = 1.6, 6, 18


@reports_exceptions
class _Legend(QWidget):
    """Symbols with their texts, on as many lines as they need."""

    def __init__(self, items: Sequence[tuple[Symbol, str]] = ()) -> None:
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self._items: Sequence[tuple[Symbol, str]] = ()
        self.show_items(items)

    def show_items(self, items: Sequence[tuple[Symbol, str]]) -> None:
        """Explain other symbols."""
        self._items = items
        self.setAccessibleName(tr("Legend"))
        self.setAccessibleDescription("\n".join(text for _, text in items))
        self._fit()
        self.update()

    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(sized(self.font(), SMALL_SIZE))

    def _places(self, width: float) -> Iterator[tuple[Symbol, str, QRectF, QRectF]]:
        """Give each symbol and text with their places."""
        metrics, x, y = self._metrics(), 0.0, 0.0
        height = metrics.height()
        line, swatch = height * 1.4, height * _SWATCH_WIDTH
        for symbol, text in self._items:
            text_width = metrics.horizontalAdvance(text) + 2
            if x and x + swatch + _GAP + text_width > width:
                x, y = 0.0, y + line
            top = y + (line - height) / 2
            yield (
                symbol,
                text,
                QRectF(x, top, swatch, height),
                QRectF(x + swatch + _GAP, top, text_width, height),
            )
            x += swatch + _GAP + text_width + _SPACE

    def _fit(self) -> None:
        places = list(self._places(max(self.width(), 200)))
        self.setFixedHeight(round(places[-1][3].bottom() + 4) if places else 0)

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        metrics = self._metrics()
        swatch = metrics.height() * _SWATCH_WIDTH + _GAP + _SPACE
        width = sum(metrics.horizontalAdvance(text) + swatch for _, text in self._items)
        return QSize(round(width) + 2 * len(self._items), self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(100, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setFont(sized(self.font(), SMALL_SIZE))
            for symbol, text, symbol_area, text_area in self._places(self.width()):
                painter.save()
                symbol(painter, symbol_area)
                painter.restore()
                painter.setPen(tokens().muted)
                painter.drawText(text_area, int(Qt.AlignmentFlag.AlignVCenter), text)


def _level(level: int) -> Symbol:
    def paint(painter: QPainter, area: QRectF) -> None:
        painter.setPen(QPen(tokens().line, 1))
        painter.setBrush(tokens().heat[level])
        painter.drawRect(area.adjusted(0, 2, 0, -2))

    return paint


def _sign(sign: Sign) -> Symbol:
    return lambda painter, area: paint_sign(painter, sign, area)


def _best(painter: QPainter, area: QRectF) -> None:
    painter.setPen(QPen(tokens().accent, 2))
    painter.drawRect(area.adjusted(1, 2, -1, -2))


def _cheaper(painter: QPainter, area: QRectF) -> None:
    painter.fillRect(area.adjusted(0, 3, 0, -3), tokens().accent)


def _dearer(painter: QPainter, area: QRectF) -> None:
    painter.fillRect(area.adjusted(0, 3, 0, -3), tokens().muted)


class DoseLegend(_Legend):
    """The levels of cost, and the signs of the map."""

    def show_levels(self, ends: Sequence[str]) -> None:
        """Explain the four levels, which end at these costs."""
        if len(ends) != 3:
            self.show_items(())
            return
        self.show_items(
            [
                (_level(0), tr("under {cost}", cost=ends[0])),
                (_level(1), tr("to {cost}", cost=ends[1])),
                (_level(2), tr("to {cost}", cost=ends[2])),
                (_level(3), tr("{cost} a month and more", cost=ends[2])),
                (_best, tr("best buy at this dose")),
                (_sign(Sign.ABOVE_TARGET), tr("above the target")),
                (_sign(Sign.OVER_LIMIT), tr("over the safe limit")),
            ]
        )


class TornadoLegend(_Legend):
    """The two sides of a bar."""

    def __init__(self) -> None:
        super().__init__([(_cheaper, tr("cheaper than now")), (_dearer, tr("dearer than now"))])

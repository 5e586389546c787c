"""How costs lie among many products, a row a form: histogram and quartiles over one common axis."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QScrollArea, QToolTip, QWidget

from app.toolkit.locale_format import notation, numbered
from app.toolkit.theme import Colour, Theme, tabular
from app.toolkit.translation import tr
from pricing.calculation.measures import HEADLINE, shown_with_unit
from pricing.quantities.rounding import trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from PySide6.QtGui import QPaintEvent, QShowEvent

    from app.toolkit.cost_basis import Display
    from pricing.calculation.ranking import FormSpread
    from pricing.model.scenario import Scenario

_AXIS, _ROW, _LABEL, _BOX, _GAP = 22, 58, 18, 8, 8
_MARGIN = 8
_OWN = 4.5  # half a product's mark
_DECIMALS = 6
_MOST_NAMED = 4
# Room for a tick's label, and the steps that ticks are taken from.
_TICK = 64
_STEPS = ((1, 2, 5), (1,))
# Ends that are one and the same are drawn apart by this.
_APART = 1.1


@dataclass(frozen=True, slots=True)
class Spreads:
    """The spread of each form, the cheapest first, by the headline in a scenario.

    `ends` are those of the histograms' bars; `own`: by form, the costs of products that are marked.
    """

    forms: Sequence[FormSpread]
    ends: Sequence[float]
    scenario: Scenario
    own: Mapping[str, Sequence[tuple[str, Fraction]]] = field(default_factory=dict)

    def range(self) -> tuple[float, float]:
        """The ends of the axis: those of the bars, and of the products that are marked."""
        own = [float(cost) for each in self.own.values() for _, cost in each if cost]
        low, high = min([self.ends[0], *own]), max([self.ends[-1], *own])
        return (low / _APART, high * _APART) if low == high else (low, high)


class FormSpreads(QWidget):
    """The drawing; the same content in words as its accessible description, and on hovering.

    `seen` tells that it comes into sight.
    """

    seen = Signal()

    def __init__(self, name: str, theme: Theme, display: Display) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(tr("How each form's costs spread"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFont(tabular(self.font()))
        self._theme = theme
        self._display = display
        self._shown: Spreads | None = None
        self._range = (1.0, _APART)
        theme.changed.connect(self.update)
        display.changed.connect(self._refresh)

    def scrolled(self) -> QScrollArea:
        """The drawing in a view of its own."""
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self)
        return area

    def show_spreads(self, shown: Spreads) -> None:
        self._shown, self._range = shown, shown.range()
        self._refresh()

    def _refresh(self) -> None:
        shown = self._shown
        if shown is None:
            return
        self.setAccessibleDescription("\n".join(map(self._line, shown.forms)))
        self.setMinimumHeight(_AXIS + len(shown.forms) * _ROW + _MARGIN)
        self.update()

    # -- in words ------------------------------------------------------------------------------

    def _cost(self, headline: Fraction | float) -> str:
        """The headline as the cost of the mass that costs are shown for."""
        if self._shown is None:
            return ""
        scenario = self._shown.scenario
        cost = Fraction(headline) / scenario.days * self._display.basis
        return shown_with_unit(cost, HEADLINE.shown, scenario.currency, notation())

    def _middle(self, each: FormSpread) -> str:
        low, high = self._cost(each.quarter), self._cost(each.three_quarters)
        return tr("half {low} to {high}", low=low, high=high)

    def _line(self, each: FormSpread) -> str:
        count = notation().number(str(each.products))
        says = tr(
            "{form} ({count}): {middle} per {basis} mg; lowest {lowest}, median {median}, "
            "highest {highest}",
            form=each.form,
            count=count,
            middle=self._middle(each),
            basis=self._display.basis,
            lowest=self._cost(each.lowest),
            median=self._cost(each.median),
            highest=self._cost(each.highest),
        )
        own = [f"{name} {self._cost(cost)}" for name, cost in self._own(each)[:_MOST_NAMED]]
        if not own:
            return says
        more = len(self._own(each)) - len(own)
        own += [tr("and {count} more", count=more)] if more else []
        return says + "; " + tr("yours: {products}", products=", ".join(own))

    def _own(self, each: FormSpread) -> Sequence[tuple[str, Fraction]]:
        return self._shown.own.get(each.form, ()) if self._shown is not None else ()

    # -- the axis ------------------------------------------------------------------------------

    def _at(self, area: QRectF, headline: float) -> float:
        """Where a cost stands: equal ratios are equally far apart."""
        low, high = self._range
        share = math.log(max(headline, low) / low) / math.log(high / low)
        return area.left() + min(share, 1) * area.width()

    def _ticks(self, area: QRectF) -> list[tuple[float, str]]:
        """Round costs along the axis, as many as there is room for."""
        if self._shown is None:
            return []
        of_basis = self._display.basis / self._shown.scenario.days
        low, high = (each * of_basis for each in self._range)
        currency = self._shown.scenario.currency
        for steps in _STEPS:
            values = [each for each in _round_values(low, high, steps) if low <= each <= high]
            if len(values) * _TICK <= area.width():
                break
        return [
            (
                self._at(area, float(each) / of_basis),
                notation().money(trimmed(each, _DECIMALS), currency),
            )
            for each in values
        ]

    # -- drawing -------------------------------------------------------------------------------

    def _paint_axis(self, painter: QPainter, inner: QRectF) -> None:
        painter.setPen(self._theme.colour(Colour.MUTED))
        for left, text in self._ticks(inner):
            painter.setPen(QPen(self._theme.colour(Colour.LINE), 1))
            painter.drawLine(QPointF(left, _AXIS - 4), QPointF(left, inner.bottom()))
            painter.setPen(self._theme.colour(Colour.MUTED))
            width = painter.fontMetrics().horizontalAdvance(text)
            start = min(max(left - width / 2, inner.left()), inner.right() - width)
            place = QRectF(start, 0, width + 1, _AXIS - 4)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_form(self, painter: QPainter, area: QRectF, each: FormSpread) -> None:
        label = QRectF(area.left(), area.top(), area.width(), _LABEL)
        products = numbered(each.products, tr("{count} product"), tr("{count} products"))
        heading = f"{each.form} · {products} · {self._middle(each)}"
        elide, metrics = Qt.TextElideMode.ElideRight, painter.fontMetrics()
        painter.setPen(self._theme.colour(Colour.TEXT))
        fitting = metrics.elidedText(heading, elide, int(label.width()))
        painter.fillRect(
            QRectF(label.left(), label.top(), metrics.horizontalAdvance(fitting), _LABEL),
            self._theme.colour(Colour.SURFACE),
        )
        painter.drawText(label, Qt.AlignmentFlag.AlignVCenter, fitting)
        bars = area.adjusted(0, _LABEL, 0, -_BOX)
        self._paint_bars(painter, bars, each)
        self._paint_quartiles(painter, bars.bottom() + _BOX / 2, area, each)
        for left in {round(self._at(area, float(cost))) for _, cost in self._own(each)}:
            self._paint_own(painter, QPointF(left, bars.bottom() - _OWN))

    def _paint_bars(self, painter: QPainter, area: QRectF, each: FormSpread) -> None:
        ends = self._shown.ends if self._shown is not None else ()
        most = max(each.bars)
        for count, first, last in zip(each.bars, ends[:-1], ends[1:], strict=True):
            left, right = self._at(area, first), self._at(area, last)
            high = max(count / most * area.height(), 1.0) if count else 0
            bar = QRectF(left, area.bottom() - high, max(right - left - 1, 2), high)
            painter.fillRect(bar, self._theme.colour(Colour.BAR))

    def _paint_quartiles(
        self, painter: QPainter, height: float, area: QRectF, each: FormSpread
    ) -> None:
        """From the lowest to the highest a line; the middle half of them broad; a tick in it."""
        colour = self._theme.colour(Colour.MUTED)
        for low, high, width in (
            (each.lowest, each.highest, 1),
            (each.quarter, each.three_quarters, 5),
        ):
            painter.setPen(QPen(colour, width, c=Qt.PenCapStyle.FlatCap))
            left, right = self._at(area, low), self._at(area, high)
            painter.drawLine(QPointF(left, height), QPointF(max(right, left + 1), height))
        middle = self._at(area, each.median)
        painter.setPen(QPen(QColor(self._theme.colour(Colour.SURFACE)), 2))
        painter.drawLine(QPointF(middle, height - 3), QPointF(middle, height + 3))

    def _paint_own(self, painter: QPainter, middle: QPointF) -> None:
        painter.setPen(QPen(self._theme.colour(Colour.SURFACE), 1))
        painter.setBrush(self._theme.colour(Colour.ACCENT))
        around = ((0, -_OWN), (_OWN, 0), (0, _OWN), (-_OWN, 0))
        painter.drawPolygon(QPolygonF([middle + QPointF(*each) for each in around]))

    def _rows(self) -> Iterator[tuple[QRectF, FormSpread]]:
        inner = QRectF(self.rect()).adjusted(_MARGIN, _AXIS, -_MARGIN, 0)
        for place, each in enumerate(self._shown.forms if self._shown is not None else ()):
            top = inner.top() + place * _ROW
            yield QRectF(inner.left(), top, inner.width(), _ROW - _GAP), each

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(360, 200)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.seen.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            lines = [self._line(each) for area, each in self._rows() if area.contains(event.pos())]
            QToolTip.showText(event.globalPos(), "\n".join(lines), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._theme.colour(Colour.SURFACE))
        rows = list(self._rows())
        if rows:
            area = QRectF(self.rect()).adjusted(_MARGIN, 0, -_MARGIN, 0)
            self._paint_axis(painter, area)
        for area, each in rows:
            self._paint_form(painter, area, each)


def _round_values(low: float, high: float, steps: Sequence[int]) -> Iterator[Fraction]:
    """1, 2, 5, 10, ... of the size of the ends."""
    for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1):
        yield from (each * Fraction(10) ** power for each in steps)

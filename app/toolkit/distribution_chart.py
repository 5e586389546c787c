"""How costs lie among many products, a row a form: histogram and quartiles over one common axis."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QScrollArea, QToolTip, QWidget

from app.toolkit.locale_format import count_text, notation
from app.toolkit.theme import Colour, Theme, with_tabular_figures
from app.toolkit.translation import tr
from pricing.calculation.measures import HEADLINE, format_figure_with_unit, headline_cost_per_basis
from pricing.quantities.rounding import format_trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from PySide6.QtGui import QPaintEvent, QShowEvent

    from app.toolkit.cost_basis import CostBasis
    from pricing.calculation.ranking import FormCostDistribution
    from pricing.model.scenario import Scenario

_AXIS_HEIGHT, _ROW_HEIGHT, _LABEL_HEIGHT, _QUARTILES_HEIGHT, _GAP = 22, 58, 18, 8, 8
_MARGIN = 8
_MARKER_RADIUS = 4.5  # half a product's mark
_DECIMALS = 6
_MOST_NAMED = 4
# Room for a tick's label, and the steps that ticks are taken from.
_TICK_SPACING = 64
_TICK_STEPS = ((1, 2, 5), (1,))
# Ends that are one and the same are drawn apart by this.
_SINGLE_VALUE_FACTOR = 1.1


@dataclass(frozen=True, slots=True)
class CostDistributions:
    """The spread of each form, the cheapest first, by the headline in a scenario.

    `ends` are those of the histograms' bars; `own`: by form, the costs of products that are marked.
    """

    forms: Sequence[FormCostDistribution]
    bin_edges: Sequence[float]
    scenario: Scenario
    marked_costs: Mapping[str, Sequence[tuple[str, Fraction]]] = field(default_factory=dict)

    def axis_range(self) -> tuple[float, float]:
        """The ends of the axis: those of the bars, and of the products that are marked."""
        own = [float(cost) for each in self.marked_costs.values() for _, cost in each if cost]
        low, high = min([self.bin_edges[0], *own]), max([self.bin_edges[-1], *own])
        return (
            (low / _SINGLE_VALUE_FACTOR, high * _SINGLE_VALUE_FACTOR)
            if low == high
            else (low, high)
        )


class DistributionChart(QWidget):
    """The drawing; the same content in words as its accessible description, and on hovering.

    `seen` tells that it comes into sight.
    """

    became_visible = Signal()

    def __init__(self, name: str, theme: Theme, cost_basis: CostBasis) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(tr("How each form's costs spread"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFont(with_tabular_figures(self.font()))
        self._theme = theme
        self._cost_basis = cost_basis
        self._distributions: CostDistributions | None = None
        self._axis_range = (1.0, _SINGLE_VALUE_FACTOR)
        theme.changed.connect(self.update)
        cost_basis.changed.connect(self._refresh)

    def in_scroll_area(self) -> QScrollArea:
        """The drawing in a view of its own."""
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self)
        return area

    def show_distributions(self, distributions: CostDistributions) -> None:
        self._distributions, self._axis_range = distributions, distributions.axis_range()
        self._refresh()

    def _refresh(self) -> None:
        shown = self._distributions
        if shown is None:
            return
        self.setAccessibleDescription("\n".join(map(self._description, shown.forms)))
        self.setMinimumHeight(_AXIS_HEIGHT + len(shown.forms) * _ROW_HEIGHT + _MARGIN)
        self.update()

    # -- in words ------------------------------------------------------------------------------

    def _cost_text(self, headline: Fraction | float) -> str:
        """The headline as the cost of the mass that costs are shown for."""
        if self._distributions is None:
            return ""
        scenario = self._distributions.scenario
        basis_mg = self._cost_basis.mass_mg
        cost = headline_cost_per_basis(Fraction(headline), scenario.days, basis_mg)
        return format_figure_with_unit(cost, HEADLINE.figure_format, scenario.currency, notation())

    def _middle_half_text(self, each: FormCostDistribution) -> str:
        low, high = self._cost_text(each.quarter), self._cost_text(each.three_quarters)
        return tr("half {low} to {high}", low=low, high=high)

    def _description(self, each: FormCostDistribution) -> str:
        count = notation().format_number(str(each.products))
        says = tr(
            "{form} ({count}): {middle} per {basis} mg; lowest {lowest}, median {median}, "
            "highest {highest}",
            form=each.form,
            count=count,
            middle=self._middle_half_text(each),
            basis=self._cost_basis.mass_mg,
            lowest=self._cost_text(each.lowest),
            median=self._cost_text(each.median),
            highest=self._cost_text(each.highest),
        )
        own = [
            f"{name} {self._cost_text(cost)}"
            for name, cost in self._marked_products(each)[:_MOST_NAMED]
        ]
        if not own:
            return says
        more = len(self._marked_products(each)) - len(own)
        own += [tr("and {count} more", count=more)] if more else []
        return says + "; " + tr("yours: {products}", products=", ".join(own))

    def _marked_products(self, each: FormCostDistribution) -> Sequence[tuple[str, Fraction]]:
        return (
            self._distributions.marked_costs.get(each.form, ())
            if self._distributions is not None
            else ()
        )

    # -- the axis ------------------------------------------------------------------------------

    def _x_position(self, area: QRectF, headline: float) -> float:
        """Where a cost stands: equal ratios are equally far apart."""
        low, high = self._axis_range
        share = math.log(max(headline, low) / low) / math.log(high / low)
        return area.left() + min(share, 1) * area.width()

    def _ticks(self, area: QRectF) -> list[tuple[float, str]]:
        """Round costs along the axis, as many as there is room for."""
        if self._distributions is None:
            return []
        days, basis_mg = self._distributions.scenario.days, self._cost_basis.mass_mg
        of_basis = float(headline_cost_per_basis(Fraction(1), days, basis_mg))
        low, high = (each * of_basis for each in self._axis_range)
        currency = self._distributions.scenario.currency
        for steps in _TICK_STEPS:
            values = [each for each in _round_values(low, high, steps) if low <= each <= high]
            if len(values) * _TICK_SPACING <= area.width():
                break
        return [
            (
                self._x_position(area, float(each) / of_basis),
                notation().format_money(format_trimmed(each, _DECIMALS), currency),
            )
            for each in values
        ]

    # -- drawing -------------------------------------------------------------------------------

    def _paint_axis(self, painter: QPainter, inner: QRectF) -> None:
        painter.setPen(self._theme.colour(Colour.MUTED))
        for left, text in self._ticks(inner):
            painter.setPen(QPen(self._theme.colour(Colour.LINE), 1))
            painter.drawLine(QPointF(left, _AXIS_HEIGHT - 4), QPointF(left, inner.bottom()))
            painter.setPen(self._theme.colour(Colour.MUTED))
            width = painter.fontMetrics().horizontalAdvance(text)
            start = min(max(left - width / 2, inner.left()), inner.right() - width)
            place = QRectF(start, 0, width + 1, _AXIS_HEIGHT - 4)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_form(self, painter: QPainter, area: QRectF, each: FormCostDistribution) -> None:
        label = QRectF(area.left(), area.top(), area.width(), _LABEL_HEIGHT)
        products = count_text(each.products, "{count} product", "{count} products")
        heading = f"{each.form} · {products} · {self._middle_half_text(each)}"
        elide, metrics = Qt.TextElideMode.ElideRight, painter.fontMetrics()
        painter.setPen(self._theme.colour(Colour.TEXT))
        fitting = metrics.elidedText(heading, elide, int(label.width()))
        painter.fillRect(
            QRectF(label.left(), label.top(), metrics.horizontalAdvance(fitting), _LABEL_HEIGHT),
            self._theme.colour(Colour.SURFACE),
        )
        painter.drawText(label, Qt.AlignmentFlag.AlignVCenter, fitting)
        bars = area.adjusted(0, _LABEL_HEIGHT, 0, -_QUARTILES_HEIGHT)
        self._paint_bars(painter, bars, each)
        self._paint_quartiles(painter, bars.bottom() + _QUARTILES_HEIGHT / 2, area, each)
        for left in {
            round(self._x_position(area, float(cost))) for _, cost in self._marked_products(each)
        }:
            self._paint_marker(painter, QPointF(left, bars.bottom() - _MARKER_RADIUS))

    def _paint_bars(self, painter: QPainter, area: QRectF, each: FormCostDistribution) -> None:
        ends = self._distributions.bin_edges if self._distributions is not None else ()
        most = max(each.bars)
        for count, first, last in zip(each.bars, ends[:-1], ends[1:], strict=True):
            left, right = self._x_position(area, first), self._x_position(area, last)
            high = max(count / most * area.height(), 1.0) if count else 0
            bar = QRectF(left, area.bottom() - high, max(right - left - 1, 2), high)
            painter.fillRect(bar, self._theme.colour(Colour.BAR))

    def _paint_quartiles(
        self, painter: QPainter, height: float, area: QRectF, each: FormCostDistribution
    ) -> None:
        """From the lowest to the highest a line; the middle half of them broad; a tick in it."""
        colour = self._theme.colour(Colour.MUTED)
        for low, high, width in (
            (each.lowest, each.highest, 1),
            (each.quarter, each.three_quarters, 5),
        ):
            painter.setPen(QPen(colour, width, c=Qt.PenCapStyle.FlatCap))
            left, right = self._x_position(area, low), self._x_position(area, high)
            painter.drawLine(QPointF(left, height), QPointF(max(right, left + 1), height))
        middle = self._x_position(area, each.median)
        painter.setPen(QPen(QColor(self._theme.colour(Colour.SURFACE)), 2))
        painter.drawLine(QPointF(middle, height - 3), QPointF(middle, height + 3))

    def _paint_marker(self, painter: QPainter, middle: QPointF) -> None:
        painter.setPen(QPen(self._theme.colour(Colour.SURFACE), 1))
        painter.setBrush(self._theme.colour(Colour.ACCENT))
        around = (
            (0, -_MARKER_RADIUS),
            (_MARKER_RADIUS, 0),
            (0, _MARKER_RADIUS),
            (-_MARKER_RADIUS, 0),
        )
        painter.drawPolygon(QPolygonF([middle + QPointF(*each) for each in around]))

    def _rows(self) -> Iterator[tuple[QRectF, FormCostDistribution]]:
        inner = QRectF(self.rect()).adjusted(_MARGIN, _AXIS_HEIGHT, -_MARGIN, 0)
        for place, each in enumerate(
            self._distributions.forms if self._distributions is not None else ()
        ):
            top = inner.top() + place * _ROW_HEIGHT
            yield QRectF(inner.left(), top, inner.width(), _ROW_HEIGHT - _GAP), each

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(360, 200)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.became_visible.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            lines = [
                self._description(each) for area, each in self._rows() if area.contains(event.pos())
            ]
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

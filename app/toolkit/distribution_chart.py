"""A chart of cost distributions: a histogram and quartiles for each form, on one axis."""

from __future__ import annotations

import math
from dataclasses import field
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.toolkit.locale_format import count_text, notation
from app.toolkit.shown_text import show_tool_tip
from app.toolkit.theme import tokens, with_tabular_figures
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.calculation.measures import (
    HEADLINE,
    basis_text,
    format_figure_with_unit,
    headline_cost_per_basis,
)
from pricing.problems.plain_facts import dataclass
from pricing.quantities.currencies import price_text
from pricing.quantities.rounding import format_trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from PySide6.QtGui import QPaintEvent, QShowEvent

    from app.toolkit.settings import CostBasis
    from app.toolkit.theme import Theme
    from pricing.calculation.ranking import FormCostDistribution
    from pricing.model.scenario import Scenario

_AXIS_HEIGHT, _ROW_HEIGHT, _LABEL_HEIGHT, _QUARTILES_HEIGHT, _GAP = 22, 58, 18, 8, 8
_MARGIN = 8
_MARKER_RADIUS = 4.5  # half the size of a product's mark
_DECIMALS = 6
_MAX_NAMED_PRODUCTS = 4
_NOTHING_TO_SHOW = "No product here has a cost to show."
# The room for a tick's label, and the steps of ticks.
_TICK_SPACING = 64
_TICK_STEPS = ((1, 2, 5), (1,))
# An axis whose ends are equal is widened by this.
_SINGLE_VALUE_FACTOR = 1.1


@dataclass(frozen=True, slots=True)
class CostDistributions:
    """The distribution of each form's headline costs in a scenario, the cheapest form first.

    `bin_edges` are those of all histograms. `marked_costs` holds, by form, the names and costs of
    the user's own products.
    """

    forms: Sequence[FormCostDistribution]
    bin_edges: Sequence[float]
    scenario: Scenario
    marked_costs: Mapping[str, Sequence[tuple[str, Fraction]]] = field(default_factory=dict)

    def axis_range(self) -> tuple[float, float]:
        """Return the ends of the axis, which holds all bars and all marked products."""
        marked = [float(cost) for costs in self.marked_costs.values() for _, cost in costs if cost]
        costs = [*self.bin_edges[:1], *self.bin_edges[-1:], *marked]
        low, high = min(costs, default=1.0), max(costs, default=1.0)
        return (
            (low / _SINGLE_VALUE_FACTOR, high * _SINGLE_VALUE_FACTOR)
            if low == high
            else (low, high)
        )


@reports_exceptions
class DistributionChart(QWidget):
    """The chart. Its accessible description and tooltips hold the same content as text."""

    became_visible = Signal()

    def __init__(self, name: str, theme: Theme, cost_basis: CostBasis) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(tr("Distribution of each form's costs"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFont(with_tabular_figures(self.font()))
        self._cost_basis = cost_basis
        self._distributions: CostDistributions | None = None
        self._axis_range = (1.0, _SINGLE_VALUE_FACTOR)
        theme.changed.connect(self.update)
        cost_basis.changed.connect(self._refresh)

    def show_distributions(self, distributions: CostDistributions) -> None:
        """Draw other distributions."""
        self._distributions, self._axis_range = distributions, distributions.axis_range()
        self._refresh()

    def _refresh(self) -> None:
        if self._distributions is None:
            return
        forms = self._distributions.forms
        text = "\n".join(map(self._description, forms)) or tr(_NOTHING_TO_SHOW)
        self.setAccessibleDescription(text)
        self.setMinimumHeight(_AXIS_HEIGHT + len(forms) * _ROW_HEIGHT + _MARGIN)
        self.update()

    # -- as text -------------------------------------------------------------------------------

    def _cost_text(self, headline: Fraction | float) -> str:
        """Return a headline cost as text, for the mass that costs are shown for."""
        if self._distributions is None:
            return ""
        scenario = self._distributions.scenario
        basis = self._cost_basis.mass
        cost = headline_cost_per_basis(Fraction(headline), scenario.days, basis, scenario.element)
        return format_figure_with_unit(cost, HEADLINE.figure_format, scenario.currency, notation())

    def _basis_text(self) -> str:
        """Return the mass that costs are shown for."""
        if self._distributions is None:
            return ""
        return basis_text(self._cost_basis.mass, self._distributions.scenario.element)

    def _title(self, form: FormCostDistribution) -> str:
        """Return the line above a form's bars."""
        return tr(
            "{form} · {products} · half {low} to {high}",
            form=form.form,
            products=count_text(form.products, "{count} product", "{count} products"),
            low=self._cost_text(form.quarter),
            high=self._cost_text(form.three_quarters),
        )

    def _description(self, form: FormCostDistribution) -> str:
        """Return everything that the chart shows of a form."""
        text = tr(
            "{form} ({count}): half {low} to {high} per {basis}; lowest {lowest}, "
            "median {median}, highest {highest}",
            form=form.form,
            count=notation().format_number(str(form.products)),
            low=self._cost_text(form.quarter),
            high=self._cost_text(form.three_quarters),
            basis=self._basis_text(),
            lowest=self._cost_text(form.lowest),
            median=self._cost_text(form.median),
            highest=self._cost_text(form.highest),
        )
        marked = self._marked_products(form)
        if not marked:
            return text
        products = ", ".join(
            f"{name} {self._cost_text(cost)}" for name, cost in marked[:_MAX_NAMED_PRODUCTS]
        )
        if more := len(marked[_MAX_NAMED_PRODUCTS:]):
            products = tr("{products}, and {count} more", products=products, count=more)
        return tr("{text}; yours: {products}", text=text, products=products)

    def _marked_products(self, form: FormCostDistribution) -> Sequence[tuple[str, Fraction]]:
        if self._distributions is None:
            return ()
        return self._distributions.marked_costs.get(form.form, ())

    # -- the axis ------------------------------------------------------------------------------

    def _x_position(self, area: QRectF, headline: float) -> float:
        """Return the position of a cost on the axis, which is logarithmic."""
        low, high = self._axis_range
        share = math.log(max(headline, low) / low) / math.log(high / low)
        return area.left() + min(share, 1) * area.width()

    def _ticks(self, area: QRectF) -> list[tuple[float, str]]:
        """Return positions and labels of round costs, as many as fit on the axis."""
        if self._distributions is None:
            return []
        scenario, basis = self._distributions.scenario, self._cost_basis.mass
        per_headline = float(
            headline_cost_per_basis(Fraction(1), scenario.days, basis, scenario.element)
        )
        low, high = (end * per_headline for end in self._axis_range)
        currency = self._distributions.scenario.currency
        for steps in _TICK_STEPS:
            values = [value for value in _round_values(low, high, steps) if low <= value <= high]
            if len(values) * _TICK_SPACING <= area.width():
                break
        return [
            (
                self._x_position(area, float(value) / per_headline),
                notation().format_money(
                    price_text(format_trimmed(value, _DECIMALS), currency), currency
                ),
            )
            for value in values
        ]

    # -- drawing -------------------------------------------------------------------------------

    def _paint(self, painter: QPainter) -> None:
        area = QRectF(self.rect()).adjusted(_MARGIN, 0, -_MARGIN, 0)
        rows = list(self._rows())
        if rows:
            self._paint_axis(painter, area)
        elif self._distributions is not None:
            painter.setPen(tokens().muted)
            wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(area, int(wrapped), tr(_NOTHING_TO_SHOW))
        for row_area, form in rows:
            self._paint_form(painter, row_area, form)

    def _paint_axis(self, painter: QPainter, inner: QRectF) -> None:
        painter.setPen(tokens().muted)
        for left, text in self._ticks(inner):
            painter.setPen(QPen(tokens().line, 1))
            painter.drawLine(QPointF(left, _AXIS_HEIGHT - 4), QPointF(left, inner.bottom()))
            painter.setPen(tokens().muted)
            width = painter.fontMetrics().horizontalAdvance(text)
            start = min(max(left - width / 2, inner.left()), inner.right() - width)
            place = QRectF(start, 0, width + 1, _AXIS_HEIGHT - 4)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_form(self, painter: QPainter, area: QRectF, form: FormCostDistribution) -> None:
        label = QRectF(area.left(), area.top(), area.width(), _LABEL_HEIGHT)
        elide, metrics = Qt.TextElideMode.ElideRight, painter.fontMetrics()
        painter.setPen(tokens().text)
        fitting = metrics.elidedText(self._title(form), elide, int(label.width()))
        painter.fillRect(
            QRectF(label.left(), label.top(), metrics.horizontalAdvance(fitting), _LABEL_HEIGHT),
            tokens().surface,
        )
        painter.drawText(label, Qt.AlignmentFlag.AlignVCenter, fitting)
        bars = area.adjusted(0, _LABEL_HEIGHT, 0, -_QUARTILES_HEIGHT)
        self._paint_bars(painter, bars, form)
        self._paint_quartiles(painter, bars.bottom() + _QUARTILES_HEIGHT / 2, area, form)
        for left in {
            round(self._x_position(area, float(cost))) for _, cost in self._marked_products(form)
        }:
            self._paint_marker(painter, QPointF(left, bars.bottom() - _MARKER_RADIUS))

    def _paint_bars(self, painter: QPainter, area: QRectF, form: FormCostDistribution) -> None:
        edges = self._distributions.bin_edges if self._distributions is not None else ()
        highest_count = max(form.bars)
        for count, low, high in zip(form.bars, edges[:-1], edges[1:], strict=True):
            left, right = self._x_position(area, low), self._x_position(area, high)
            height = max(count / highest_count * area.height(), 1.0) if count else 0
            bar = QRectF(left, area.bottom() - height, max(right - left - 1, 2), height)
            painter.fillRect(bar, tokens().form_color(form.form))

    def _paint_quartiles(
        self, painter: QPainter, height: float, area: QRectF, form: FormCostDistribution
    ) -> None:
        """Draw a line from lowest to highest, a broad one for the middle half, and the median."""
        colour = tokens().muted
        for low, high, width in (
            (form.lowest, form.highest, 1),
            (form.quarter, form.three_quarters, 5),
        ):
            painter.setPen(QPen(colour, width, c=Qt.PenCapStyle.FlatCap))
            left, right = self._x_position(area, low), self._x_position(area, high)
            painter.drawLine(QPointF(left, height), QPointF(max(right, left + 1), height))
        middle = self._x_position(area, form.median)
        painter.setPen(QPen(QColor(tokens().surface), 2))
        painter.drawLine(QPointF(middle, height - 3), QPointF(middle, height + 3))

    def _paint_marker(self, painter: QPainter, middle: QPointF) -> None:
        painter.setPen(QPen(tokens().surface, 1))
        painter.setBrush(tokens().accent)
        corners = (
            (0, -_MARKER_RADIUS),
            (_MARKER_RADIUS, 0),
            (0, _MARKER_RADIUS),
            (-_MARKER_RADIUS, 0),
        )
        painter.drawPolygon(QPolygonF([middle + QPointF(*corner) for corner in corners]))

    def _rows(self) -> Iterator[tuple[QRectF, FormCostDistribution]]:
        inner = QRectF(self.rect()).adjusted(_MARGIN, _AXIS_HEIGHT, -_MARGIN, 0)
        for row, form in enumerate(self._distributions.forms if self._distributions else ()):
            top = inner.top() + row * _ROW_HEIGHT
            yield QRectF(inner.left(), top, inner.width(), _ROW_HEIGHT - _GAP), form

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(360, 200)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.became_visible.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            lines = [
                self._description(form) for area, form in self._rows() if area.contains(event.pos())
            ]
            show_tool_tip(event.globalPos(), "\n".join(lines), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), tokens().surface)
            self._paint(painter)


def _round_values(low: float, high: float, steps: Sequence[int]) -> Iterator[Fraction]:
    """Give 1, 2, 5, 10, ... from about the low end to about the high end."""
    for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1):
        yield from (step * Fraction(10) ** power for step in steps)

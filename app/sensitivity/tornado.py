"""The tornado chart: bars on one scale, as text, in a table and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from app.toolkit.locale_format import notation
from app.toolkit.theme import Colour, Theme, print_colour, with_tabular_figures
from app.toolkit.translation import full_title, tr
from app.toolkit.virtuals import reports_exceptions
from pricing.analysis.sensitivity import input_range, tornado
from pricing.calculation.measures import MEASURES_BY_KEY, format_figure_with_unit
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    from pricing.analysis.sensitivity import SensitivityBar, VariedInput
    from pricing.calculation.comparison import ComparedProduct
    from pricing.model.scenario import Scenario

    BarSpan = tuple[float, float, float]  # start, end and present value, as shares of the width

SPAN_ROLE = Qt.ItemDataRole.UserRole + 1
INPUT_TITLES = {
    "price": "Price",
    "target": "Daily target",
    "absorption": "Absorption",
    "days": "Days",
    "pack_use": "Pack used",
}
PRINT_FONT_PIXELS = 12
_LINE_HEIGHT, _BAR_HEIGHT = 22.0, 12.0
_LABEL_SHARE, _FIGURE_SHARE = 0.36, 0.26  # of the width
_CELL_MARGIN = 6
_MIN_BAR_WIDTH, _MARKER_WIDTH, _MARKER_OVERHANG = 2.0, 2, 3


def bar_spans(bars: Sequence[SensitivityBar], present_value: Fraction) -> list[BarSpan]:
    """Return the span of each bar on a scale from the lowest to the highest value of all."""
    ends = [value for bar in bars for value in (bar.at_low, bar.at_high)]
    lowest, highest = min(*ends, present_value), max(*ends, present_value)
    width = highest - lowest

    def share(value: Fraction) -> float:
        return float((value - lowest) / width) if width else 0.0

    return [
        (
            share(min(bar.at_low, bar.at_high)),
            share(max(bar.at_low, bar.at_high)),
            share(present_value),
        )
        for bar in bars
    ]


def range_end_text(scenario: Scenario, varied: VariedInput, end: int) -> str:
    """Return the lowest (end 0) or highest (end 1) value tried for an input, with its unit."""
    quantity = varied.quantity_for(scenario.element)
    number = notation().format_number(quantity.text(input_range(scenario, varied)[end]))
    return f"{number}\u00a0{quantity.unit}" if quantity.unit else number


def draw_tornado(painter: QPainter, area: QRectF, compared: ComparedProduct, key: str) -> None:
    """Draw the tornado of a ranked product on paper.

    Args:
        painter: Paints on the page.
        area: The space to use, in CSS pixels.
        compared: The product.
        key: The measure whose change the bars show.
    """
    font = QFont(with_tabular_figures(QGuiApplication.font()))
    font.setPixelSize(PRINT_FONT_PIXELS)
    painter.setFont(font)
    painter.setPen(print_colour(Colour.TEXT))
    heading = MEASURES_BY_KEY[key].heading(compared.figures.scenario.days, notation())
    title = f"{displayable_line(compared.product.product)}: {full_title(*heading)}"
    middle = Qt.AlignmentFlag.AlignVCenter
    elided = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, int(area.width()))
    painter.drawText(QRectF(area.left(), area.top(), area.width(), _LINE_HEIGHT), middle, elided)
    bars = tornado(compared, key)
    spans = bar_spans(bars, compared.number(key))
    for line_number, (bar, span) in enumerate(zip(bars, spans, strict=True), start=1):
        top = area.top() + line_number * _LINE_HEIGHT
        line = QRectF(area.left(), top, area.width(), _LINE_HEIGHT)
        painter.drawText(line, middle, _label_text(bar, compared))
        _draw_line_bar(painter, line, span)
        range_text = _range_text(bar, compared, key)
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, range_text)


def _label_text(bar: SensitivityBar, compared: ComparedProduct) -> str:
    low, high = (range_end_text(compared.figures.scenario, bar.varied_input, end) for end in (0, 1))
    return tr(
        "{input}, {low} to {high}", input=tr(INPUT_TITLES[bar.varied_input.key]), low=low, high=high
    )


def _range_text(bar: SensitivityBar, compared: ComparedProduct, key: str) -> str:
    low, high = (
        format_figure_with_unit(
            value, MEASURES_BY_KEY[key].figure_format, compared.product.currency, notation()
        )
        for value in (bar.at_low, bar.at_high)
    )
    return tr("{low} to {high}", low=low, high=high)


def _draw_line_bar(painter: QPainter, line: QRectF, span: BarSpan) -> None:
    left = line.left() + line.width() * _LABEL_SHARE
    width = line.width() * (1 - _LABEL_SHARE - _FIGURE_SHARE)
    top = line.center().y() - _BAR_HEIGHT / 2
    _draw_span(painter, QRectF(left, top, width, _BAR_HEIGHT), span, print_colour)


def _draw_span(
    painter: QPainter, area: QRectF, span: BarSpan, colour: Callable[[Colour], QColor]
) -> None:
    """Draw a bar, and a marker at the present value that overhangs the bar."""
    start, end, present = span
    left, width = area.left(), area.width()
    bar_width = max(_MIN_BAR_WIDTH, (end - start) * width)
    bar = QRectF(left + start * width, area.top(), bar_width, area.height())
    painter.fillRect(bar, colour(Colour.BAR_BEST))
    marker = QRectF(left + present * width - 1, area.top(), _MARKER_WIDTH, area.height())
    painter.fillRect(
        marker.adjusted(0, -_MARKER_OVERHANG, 0, _MARKER_OVERHANG), colour(Colour.TEXT)
    )


@reports_exceptions
class TornadoDelegate(QStyledItemDelegate):
    """Draws the bar of a range in a table. The model gives the same as text."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._theme = theme

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        cell = option.rect.adjusted(_CELL_MARGIN, 4, -_CELL_MARGIN, -4)
        _draw_span(painter, QRectF(cell), index.data(SPAN_ROLE), self._theme.colour)

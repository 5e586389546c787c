"""The tornado chart: bars on one scale, as text, in a table and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPainter

from app.toolkit.locale_format import notation
from app.toolkit.painted_table import PaintedCells
from app.toolkit.table_model import Role
from app.toolkit.theme import Colour, print_colour, tokens, with_tabular_figures
from app.toolkit.translation import full_title, tr
from app.toolkit.virtuals import reports_exceptions
from pricing.analysis.sensitivity import input_range, tornado
from pricing.calculation.measures import MEASURES_BY_KEY, format_figure_with_unit
from pricing.problems.plain_facts import NamedTuple
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction

    from PySide6.QtGui import QFontMetrics

    from app.toolkit.painted_table import Index, PaintedTable
    from pricing.analysis.sensitivity import SensitivityBar, VariedInput
    from pricing.calculation.comparison import ComparedProduct
    from pricing.model.scenario import Scenario


BarSpan = tuple[float, float, float]  # start, end and present value, as shares of the width
SPAN_ROLE = Qt.ItemDataRole.UserRole + 1
INPUT_TITLES = {
    "price": "Price of the pack",
    "target": "Daily dose",
    "absorption": "Absorption",
    "days": "Days",
    "pack_use": "Part of the pack used",
}
PRINT_FONT_PIXELS = 12
_LINE_HEIGHT, _BAR_HEIGHT = 22.0, 12.0
_LABEL_SHARE, _FIGURE_SHARE = 0.36, 0.26  # of the width
_CELL_MARGIN = 6
_MIN_BAR_WIDTH, _MARKER_WIDTH, _MARKER_OVERHANG = 2.0, 2, 3


class TornadoBar(NamedTuple):
    """A bar with its lower and its higher cost, and the costs of all bars."""

    span: BarSpan
    texts: tuple[str, str]
    all_texts: tuple[str, ...]

    def text_room(self, metrics: QFontMetrics) -> int:
        """Return the width of the widest cost."""
        return max(metrics.horizontalAdvance(text) for text in self.all_texts)


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
class TornadoCells(PaintedCells):
    """Paints how far a range moves the cost: cheaper to the left of now, dearer to the right."""

    def __init__(self, view: PaintedTable, bar_key: str) -> None:
        super().__init__(view)
        self._view, self._bar_key = view, bar_key

    def paint_cell(self, painter: QPainter, area: QRectF, index: Index) -> None:
        key = index.model().headerData(index.column(), Qt.Orientation.Horizontal, Role.UserRole)
        if key != self._bar_key:
            super().paint_cell(painter, area, index)
            return
        drawing: TornadoBar = index.data(SPAN_ROLE)
        (start, end, present), (lower, higher) = drawing.span, drawing.texts
        room = drawing.text_room(painter.fontMetrics()) + _CELL_MARGIN
        inner = area.adjusted(room, 0, -room, 0)
        colours, height = tokens(), _BAR_HEIGHT * self._view.unit
        left, now, right = (inner.left() + at * inner.width() for at in (start, present, end))
        top = area.center().y() - height / 2
        painter.fillRect(QRectF(left, top, now - left, height), colours.accent)
        painter.fillRect(QRectF(now, top, right - now, height), colours.muted)
        line = QRectF(now - 1, area.top(), _MARKER_WIDTH, area.height() - 1)
        painter.fillRect(line, colours.text)
        painter.setPen(colours.text)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        if start == end:
            painter.setPen(colours.muted)
            painter.drawText(line.adjusted(_CELL_MARGIN, 0, 1_000, 0), middle, tr("no change"))
            return
        if start < present:
            place = QRectF(
                area.left(), area.top(), left - area.left() - _CELL_MARGIN, area.height()
            )
            painter.drawText(place, middle | int(Qt.AlignmentFlag.AlignRight), lower)
        if end > present:
            place = QRectF(right + _CELL_MARGIN, area.top(), room, area.height())
            painter.drawText(place, middle, higher)

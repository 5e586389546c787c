"""The tornado of a product: bars on one scale, in words, and painted on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QGuiApplication

from app.toolkit.locale_format import notation
from app.toolkit.theme import Colour, print_colour, with_tabular_figures
from app.toolkit.translation import tr
from pricing.analysis.sensitivity import input_range, tornado
from pricing.calculation.measures import MEASURES_BY_KEY, format_figure_with_unit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from PySide6.QtGui import QPainter

    from pricing.analysis.sensitivity import SensitivityBar, VariedInput
    from pricing.calculation.comparison import ComparedProduct
    from pricing.model.scenario import Scenario

INPUT_TITLES = {
    "price": "Its price",
    "target": "Target a day",
    "absorption": "Times absorbed",
    "days": "Days of a month",
    "pack_use": "Used of a pack",
}
PRINT_FONT_PIXELS = 12
_LINE_HEIGHT, _BAR_HEIGHT = 22.0, 12.0
_LABEL_SHARE, _FIGURE_SHARE = 0.36, 0.26  # of the width


def bar_spans(bars: Sequence[SensitivityBar], now: Fraction) -> list[tuple[float, float, float]]:
    """(start, end, now) of each bar as shares of a scale from the least to the most of all."""
    tops = [value for each in bars for value in (each.at_low, each.at_high)]
    least, most = min(*tops, now), max(*tops, now)
    width = most - least
    return [
        tuple(  # type: ignore[misc]
            float((value - least) / width) if width else 0.0
            for value in (*sorted((each.at_low, each.at_high)), now)
        )
        for each in bars
    ]


def range_end_text(scenario: Scenario, varied: VariedInput, end: int) -> str:
    """The lowest (0) or highest (1) value of an input that is tried, with its unit."""
    quantity = varied.quantity
    number = notation().format_number(quantity.text(input_range(scenario, varied)[end]))
    return f"{number}\u00a0{quantity.unit}" if quantity.unit else number


def draw_tornado(painter: QPainter, area: QRectF, compared: ComparedProduct, key: str) -> None:
    """The tornado of a ranked product on paper, in an area measured in CSS pixels."""
    font = QFont(with_tabular_figures(QGuiApplication.font()))
    font.setPixelSize(PRINT_FONT_PIXELS)
    painter.setFont(font)
    painter.setPen(print_colour(Colour.TEXT))
    name = (
        f"{compared.product.product}: {tr(MEASURES_BY_KEY[key].title)} "
        f"{tr(MEASURES_BY_KEY[key].unit)}"
    )
    middle = Qt.AlignmentFlag.AlignVCenter
    elided = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(area.width()))
    painter.drawText(QRectF(area.left(), area.top(), area.width(), _LINE_HEIGHT), middle, elided)
    found = tornado(compared, key)
    for place, (bar, span) in enumerate(
        zip(found, bar_spans(found, compared.number(key)), strict=True), start=1
    ):
        line = QRectF(area.left(), area.top() + place * _LINE_HEIGHT, area.width(), _LINE_HEIGHT)
        _draw_bar(
            painter, line, (_label_text(bar, compared), _range_text(bar, compared, key)), span
        )


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


def _draw_bar(
    painter: QPainter, line: QRectF, texts: tuple[str, str], span: tuple[float, float, float]
) -> None:
    label, told = texts
    start, end, now = span
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(line, middle, label)
    left = line.left() + line.width() * _LABEL_SHARE
    width = line.width() * (1 - _LABEL_SHARE - _FIGURE_SHARE)
    top = line.center().y() - _BAR_HEIGHT / 2
    beam = QRectF(left + start * width, top, max((end - start) * width, 2.0), _BAR_HEIGHT)
    painter.fillRect(beam, print_colour(Colour.BAR_BEST))
    painter.fillRect(
        QRectF(left + now * width - 1, top - 3, 2, _BAR_HEIGHT + 6), print_colour(Colour.TEXT)
    )
    painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, told)

"""The tornado of a product: bars on one scale, in words, and painted on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QGuiApplication

from app.toolkit.locale_format import notation
from app.toolkit.theme import Colour, on_paper, tabular
from app.toolkit.translation import tr
from pricing.analysis.sensitivity import ends, tornado
from pricing.calculation.measures import BY_KEY, shown_with_unit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from PySide6.QtGui import QPainter

    from pricing.analysis.sensitivity import Bar, Varied
    from pricing.calculation.comparison import Compared
    from pricing.model.scenario import Scenario

INPUTS = {
    "price": "Its price",
    "target": "Target a day",
    "absorption": "Times absorbed",
    "days": "Days of a month",
    "pack_use": "Used of a pack",
}
PIXELS_ON_PAPER = 12
_LINE, _BEAM = 22.0, 12.0
_LABELS, _FIGURES = 0.36, 0.26  # of the width


def spans(bars: Sequence[Bar], now: Fraction) -> list[tuple[float, float, float]]:
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


def end_text(scenario: Scenario, varied: Varied, end: int) -> str:
    """The lowest (0) or highest (1) value of an input that is tried, with its unit."""
    quantity = varied.quantity
    number = notation().number(quantity.text(ends(scenario, varied)[end]))
    return f"{number}\u00a0{quantity.unit}" if quantity.unit else number


def draw(painter: QPainter, area: QRectF, compared: Compared, key: str) -> None:
    """The tornado of a ranked product on paper, in an area measured in CSS pixels."""
    font = QFont(tabular(QGuiApplication.font()))
    font.setPixelSize(PIXELS_ON_PAPER)
    painter.setFont(font)
    painter.setPen(on_paper(Colour.TEXT))
    name = f"{compared.product.product}: {tr(BY_KEY[key].title)} {tr(BY_KEY[key].unit)}"
    middle = Qt.AlignmentFlag.AlignVCenter
    elided = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(area.width()))
    painter.drawText(QRectF(area.left(), area.top(), area.width(), _LINE), middle, elided)
    found = tornado(compared, key)
    for place, (bar, span) in enumerate(
        zip(found, spans(found, compared.number(key)), strict=True), start=1
    ):
        line = QRectF(area.left(), area.top() + place * _LINE, area.width(), _LINE)
        _draw_bar(painter, line, (_label(bar, compared), _told(bar, compared, key)), span)


def _label(bar: Bar, compared: Compared) -> str:
    low, high = (end_text(compared.figures.scenario, bar.varied, end) for end in (0, 1))
    return tr("{input}, {low} to {high}", input=tr(INPUTS[bar.varied.key]), low=low, high=high)


def _told(bar: Bar, compared: Compared, key: str) -> str:
    low, high = (
        shown_with_unit(value, BY_KEY[key].shown, compared.product.currency, notation())
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
    left = line.left() + line.width() * _LABELS
    width = line.width() * (1 - _LABELS - _FIGURES)
    top = line.center().y() - _BEAM / 2
    beam = QRectF(left + start * width, top, max((end - start) * width, 2.0), _BEAM)
    painter.fillRect(beam, on_paper(Colour.BAR_BEST))
    painter.fillRect(QRectF(left + now * width - 1, top - 3, 2, _BEAM + 6), on_paper(Colour.TEXT))
    painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, told)

"""The ranking chart, painted on a screen, picture file, clipboard or paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QWidget

from app.toolkit.locale_format import notation
from app.toolkit.theme import Colour, Theme, print_colour, with_tabular_figures
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.calculation.checks import Severity
from pricing.calculation.measures import (
    FigureFormat,
    basis_text,
    cost_per_basis,
    format_figure_with_unit,
)
from pricing.quantities.safe_text import displayable_line
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QPaintEvent, QShowEvent

    from app.session import Session
    from app.toolkit.settings import CostBasis
    from pricing.calculation.comparison import ComparedProduct, Comparison

PICTURE_SIZE = QSize(960, 540)
PICTURE_AREA = QRectF(0, 0, PICTURE_SIZE.width(), PICTURE_SIZE.height())
COST_KEY = "cost_per_elemental_mg"
NOTHING_TO_COMPARE = "Nothing to compare yet."
PRINT_FONT_PIXELS = 12
_GAP, _MARGIN = 6, 12
_MIN_LINE_HEIGHT, _MAX_LINE_HEIGHT = 18, 32
_LABEL_SHARE = 0.5  # of the width


@dataclass(frozen=True, slots=True)
class RankingBar:
    """A product's bar: its length as a share of the longest, its label and its cost."""

    label: str
    share: float
    text: str
    is_flagged: bool


def ranking_bars(
    comparison: Comparison, basis: int, max_bars: int | None = None
) -> list[RankingBar]:
    """Return a bar for each ranked product, the cheapest first.

    Args:
        comparison: The products.
        basis: The elemental mass that a cost is for, in the unit of the mineral.
        max_bars: The number of bars at most.
    """
    ranked = comparison.ranked_products
    if not ranked:
        return []
    return [
        RankingBar(
            f"{compared.rank}. {displayable_line(compared.product.product)}",
            comparison.share_of_highest_cost(compared),
            _cost_text(compared, basis),
            any(flag.severity is Severity.STOP for flag in compared.flags),
        )
        for compared in ranked[:max_bars]
    ]


def _cost_text(compared: ComparedProduct, basis: int) -> str:
    cost, currency = (
        cost_per_basis(compared.number(COST_KEY), basis, compared.product.element),
        compared.product.currency,
    )
    return format_figure_with_unit(cost, FigureFormat.RATE, currency, notation())


def chart_title(comparison: Comparison, basis: int) -> str:
    """Return the title, such as "Cost per 100 mg of magnesium"."""
    mineral = tr(elements()[comparison.scenario.element].name).lower()
    return tr(
        "Cost per {basis} of {mineral}",
        basis=basis_text(basis, comparison.scenario.element),
        mineral=mineral,
    )


def chart_text(comparison: Comparison, basis: int) -> str:
    """Return the content of the chart as text."""
    bars = ranking_bars(comparison, basis)
    lines = [f"{bar.label}: {bar.text}{_warning_sign(bar)}" for bar in bars]
    return "\n".join([chart_title(comparison, basis), *lines]) if bars else tr(NOTHING_TO_COMPARE)


def _warning_sign(bar: RankingBar) -> str:
    return " ⚠" if bar.is_flagged else ""


def paint_chart(
    painter: QPainter,
    area: QRectF,
    comparison: Comparison,
    basis: int,
    colour: Callable[[Colour], QColor],
) -> None:
    """Draw the chart into an area. The last line counts the products that do not fit."""
    count = len(comparison.ranked_products)
    painter.fillRect(area, colour(Colour.SURFACE))
    painter.setFont(with_tabular_figures(painter.font()))
    inner = area.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
    height = min(max(inner.height() / (count + 1), _MIN_LINE_HEIGHT), _MAX_LINE_HEIGHT)
    lines = max(int(inner.height() // height) - 1, 1)
    fitting = ranking_bars(comparison, basis, None if count <= lines else lines - 1)
    painter.setPen(colour(Colour.TEXT))
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(_line_rect(inner, height, 0), left, chart_title(comparison, basis))
    for line, bar in enumerate(fitting, start=1):
        _paint_bar(painter, _line_rect(inner, height, line), bar, colour, is_best=line == 1)
    if len(fitting) < count:
        painter.setPen(colour(Colour.MUTED))
        more = tr("and {count} more", count=count - len(fitting))
        painter.drawText(_line_rect(inner, height, len(fitting) + 1), left, more)


def _line_rect(inner: QRectF, height: float, line: int) -> QRectF:
    return QRectF(inner.left(), inner.top() + line * height, inner.width(), height)


def _paint_bar(
    painter: QPainter,
    line: QRectF,
    bar: RankingBar,
    colour: Callable[[Colour], QColor],
    *,
    is_best: bool,
) -> None:
    label_width = line.width() * _LABEL_SHARE
    text = f"{bar.text}{_warning_sign(bar)}"
    text_width = painter.fontMetrics().horizontalAdvance(text) + 2 * _GAP
    bar_width = max((line.width() - label_width - text_width) * bar.share, 2)
    painter.setPen(colour(Colour.TEXT))
    label = painter.fontMetrics().elidedText(
        bar.label, Qt.TextElideMode.ElideRight, int(label_width) - _GAP
    )
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(QRectF(line.left(), line.top(), label_width, line.height()), middle, label)
    bar_area = QRectF(line.left() + label_width, line.top() + 3, bar_width, line.height() - 6)
    painter.fillRect(bar_area, colour(Colour.BAR_BEST if is_best else Colour.BAR))
    painter.setPen(colour(Colour.WARNING if bar.is_flagged else Colour.TEXT))
    text_area = QRectF(bar_area.right() + _GAP, line.top(), text_width, line.height())
    painter.drawText(text_area, middle, text)


@reports_exceptions
class RankingChart(QWidget):
    """The chart on screen. Its accessible description has the same content as text."""

    def __init__(self, session: Session, theme: Theme, cost_basis: CostBasis) -> None:
        super().__init__()
        self.setObjectName("rankChart")
        self.setAccessibleName(tr("Ranking chart"))
        self.setMinimumSize(240, 120)
        self._session = session
        self._theme = theme
        self._cost_basis = cost_basis
        session.changed.connect(self.refresh)
        cost_basis.changed.connect(self.refresh)
        theme.changed.connect(self.update)

    def refresh(self) -> None:
        """Draw and describe the ranking if the chart is visible."""
        if self.isVisible():
            self.setAccessibleDescription(chart_text(self._comparison, self._cost_basis.mass))
            self.update()

    # -- pictures: always in the light colours ------------------------------------------------

    def image(self) -> QImage:
        """Return the chart as a picture of twice the resolution."""
        picture = QImage(PICTURE_SIZE * 2, QImage.Format.Format_ARGB32)
        picture.setDevicePixelRatio(2)
        with QPainter(picture) as painter:
            painter.setFont(self.font())
            self._paint(painter, PICTURE_AREA, print_colour)
        return picture

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Draw the chart on paper, in an area measured in CSS pixels."""
        font = QFont(self.font())
        font.setPixelSize(PRINT_FONT_PIXELS)
        painter.setFont(font)
        self._paint(painter, area, print_colour)

    def copy(self) -> None:
        """Put the picture on the clipboard."""
        QGuiApplication.clipboard().setImage(self.image())

    def svg(self) -> bytes:
        """Return the chart as an SVG file, with its content as the description."""
        from PySide6.QtCore import QBuffer
        from PySide6.QtSvg import QSvgGenerator

        buffer = QBuffer()
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setSize(PICTURE_SIZE)
        generator.setViewBox(PICTURE_AREA)
        generator.setTitle(chart_title(self._comparison, self._cost_basis.mass))
        generator.setDescription(chart_text(self._comparison, self._cost_basis.mass))
        with QPainter(generator) as painter:
            painter.setFont(self.font())
            self._paint(painter, PICTURE_AREA, print_colour)
        return bytes(buffer.data().data())

    def png(self) -> bytes:
        """Return the chart as a PNG file."""
        from PySide6.QtCore import QBuffer, QIODevice

        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self.image().save(buffer, "PNG")  # type: ignore[call-overload] # the stubs lack devices
        return bytes(buffer.data().data())

    def write(self, path: Path) -> None:
        """Write the chart as .svg or .png, by the path's ending. Raises UserError."""
        from pricing.writing.atomic_file import atomic_file

        data = self.svg() if path.suffix.casefold() == ".svg" else self.png()
        with atomic_file(path) as file:
            file.write(data)

    def _paint(self, painter: QPainter, area: QRectF, colour: Callable[[Colour], QColor]) -> None:
        paint_chart(painter, area, self._comparison, self._cost_basis.mass, colour)

    @property
    def _comparison(self) -> Comparison:
        return self._session.comparison

    # -- Qt's own names ------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter, QRectF(self.rect()), self._theme.colour)

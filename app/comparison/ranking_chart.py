"""The ranking as bars, painted on any paint device: screen, picture file, clipboard, paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QWidget

from app.toolkit.locale_format import notation
from app.toolkit.theme import Colour, Theme, print_colour, with_tabular_figures
from app.toolkit.translation import tr
from pricing.calculation.checks import Severity
from pricing.calculation.measures import FigureFormat, cost_per_basis, format_figure_with_unit
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QPaintEvent, QShowEvent

    from app.session import Session
    from app.toolkit.settings import CostBasis
    from pricing.calculation.comparison import ComparedProduct, Comparison

PICTURE_SIZE = QSize(960, 540)
NOTHING_TO_COMPARE = "Nothing to compare yet."
PRINT_FONT_PIXELS = 12
_GAP, _MARGIN = 6, 12
_MIN_LINE_HEIGHT, _MAX_LINE_HEIGHT = 18, 32  # of a line
_LABEL_SHARE = 0.5  # of the width


@dataclass(frozen=True, slots=True)
class RankingBar:
    """A product's bar: its share of the dearest, and what stands beside it."""

    label: str
    share: float
    text: str
    is_flagged: bool


def ranking_bars(
    comparison: Comparison, basis: int, max_bars: int | None = None
) -> list[RankingBar]:
    """A bar for each ranked product (or so many), the cheapest first: cost per so many mg."""
    ranked = comparison.ranked_products
    if not ranked:
        return []
    return [
        RankingBar(
            f"{each.rank}. {each.product.product}",
            comparison.share_of_highest_cost(each),
            _cost_text(each, basis),
            any(flag.severity is Severity.STOP for flag in each.flags),
        )
        for each in ranked[:max_bars]
    ]


def _cost_text(each: ComparedProduct, basis: int) -> str:
    value = cost_per_basis(each.number("cost_per_elemental_mg"), basis)
    return format_figure_with_unit(value, FigureFormat.RATE, each.product.currency, notation())


def chart_title(comparison: Comparison, basis: int) -> str:
    mineral = tr(elements()[comparison.scenario.element].name).lower()
    return tr("Cost per {basis} mg of {mineral}", basis=basis, mineral=mineral)


def chart_text(comparison: Comparison, basis: int) -> str:
    """The chart's twin in words."""
    lines = [
        f"{each.label}: {each.text}{_warning_sign(each)}"
        for each in ranking_bars(comparison, basis)
    ]
    return (
        "\n".join([f"{chart_title(comparison, basis)}:", *lines])
        if lines
        else tr(NOTHING_TO_COMPARE)
    )


def _warning_sign(bar: RankingBar) -> str:
    return " ⚠" if bar.is_flagged else ""


def paint_chart(
    painter: QPainter,
    area: QRectF,
    comparison: Comparison,
    basis: int,
    colour: Callable[[Colour], QColor],
) -> None:
    """Draw the chart into an area; what does not fit is counted in the last line."""
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
    for place, bar in enumerate(fitting, start=1):
        _paint_bar(painter, _line_rect(inner, height, place), bar, colour, best=place == 1)
    if len(fitting) < count:
        painter.setPen(colour(Colour.MUTED))
        more = tr("and {count} more", count=count - len(fitting))
        painter.drawText(_line_rect(inner, height, len(fitting) + 1), left, more)


def _line_rect(inner: QRectF, height: float, place: int) -> QRectF:
    return QRectF(inner.left(), inner.top() + place * height, inner.width(), height)


def _paint_bar(
    painter: QPainter,
    line: QRectF,
    bar: RankingBar,
    colour: Callable[[Colour], QColor],
    *,
    best: bool,
) -> None:
    labels = line.width() * _LABEL_SHARE
    text = f"{bar.text}{_warning_sign(bar)}"
    figures = painter.fontMetrics().horizontalAdvance(text) + 2 * _GAP
    width = max((line.width() - labels - figures) * bar.share, 2)
    painter.setPen(colour(Colour.TEXT))
    label = painter.fontMetrics().elidedText(
        bar.label, Qt.TextElideMode.ElideRight, int(labels) - _GAP
    )
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(QRectF(line.left(), line.top(), labels, line.height()), middle, label)
    beam = QRectF(line.left() + labels, line.top() + 3, width, line.height() - 6)
    painter.fillRect(beam, colour(Colour.BAR_BEST if best else Colour.BAR))
    painter.setPen(colour(Colour.WARNING if bar.is_flagged else Colour.TEXT))
    beside = QRectF(beam.right() + _GAP, line.top(), figures, line.height())
    painter.drawText(beside, middle, text)


class RankingChart(QWidget):
    """The chart on screen; its content is its accessible description too."""

    def __init__(self, session: Session, theme: Theme, display: CostBasis) -> None:
        super().__init__()
        self.setObjectName("rankChart")
        self.setAccessibleName(tr("Chart of the ranking"))
        self.setMinimumSize(240, 120)
        self._session = session
        self._theme = theme
        self._display = display
        session.changed.connect(self.refresh)
        display.changed.connect(self.refresh)
        theme.changed.connect(self.update)

    def refresh(self) -> None:
        """Draw and describe the ranking; while hidden, nothing is worked out."""
        if self.isVisible():
            self.setAccessibleDescription(chart_text(self._comparison, self._display.mass_mg))
            self.update()

    # -- pictures: always light, whatever the screen is ----------------------------------------

    def image(self) -> QImage:
        """The chart as a picture of twice the resolution."""
        picture = QImage(PICTURE_SIZE * 2, QImage.Format.Format_ARGB32)
        picture.setDevicePixelRatio(2)
        painter = QPainter(picture)
        painter.setFont(self.font())
        self._paint(
            painter, QRectF(0, 0, PICTURE_SIZE.width(), PICTURE_SIZE.height()), print_colour
        )
        painter.end()
        return picture

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """The chart on paper, in an area measured in CSS pixels."""
        font = QFont(self.font())
        font.setPixelSize(PRINT_FONT_PIXELS)
        painter.setFont(font)
        self._paint(painter, area, print_colour)

    def copy(self) -> None:
        """Put the picture on the clipboard."""
        QGuiApplication.clipboard().setImage(self.image())

    def svg(self) -> bytes:
        """The chart as a scalable picture, with its text twin as the description."""
        from PySide6.QtCore import QBuffer
        from PySide6.QtSvg import QSvgGenerator

        buffer = QBuffer()
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setSize(PICTURE_SIZE)
        generator.setViewBox(QRectF(0, 0, PICTURE_SIZE.width(), PICTURE_SIZE.height()))
        generator.setTitle(chart_title(self._comparison, self._display.mass_mg))
        generator.setDescription(chart_text(self._comparison, self._display.mass_mg))
        painter = QPainter(generator)
        painter.setFont(self.font())
        self._paint(
            painter, QRectF(0, 0, PICTURE_SIZE.width(), PICTURE_SIZE.height()), print_colour
        )
        painter.end()
        return bytes(buffer.data().data())

    def png(self) -> bytes:
        from PySide6.QtCore import QBuffer, QIODevice

        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self.image().save(buffer, "PNG")  # type: ignore[call-overload] # it takes any device
        return bytes(buffer.data().data())

    def write(self, path: Path) -> None:
        """Write the picture, by the path's ending. Raises UserError where it cannot be written."""
        from pricing.writing.atomic_file import atomic_file

        data = self.svg() if path.suffix.casefold() == ".svg" else self.png()
        with atomic_file(path) as file:
            file.write(data)

    def _paint(self, painter: QPainter, area: QRectF, colour: Callable[[Colour], QColor]) -> None:
        paint_chart(painter, area, self._comparison, self._display.mass_mg, colour)

    @property
    def _comparison(self) -> Comparison:
        return self._session.comparison

    # -- Qt's own names ------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint(painter, QRectF(self.rect()), self._theme.colour)
        painter.end()

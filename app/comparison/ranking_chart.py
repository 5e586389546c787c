"""The chart view: a card with all products, which is also the picture that is copied and saved."""

from __future__ import annotations

from bisect import bisect_right
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFont,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPainter,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.comparison.chart_content import (
    CHART_FIGURES,
    ChartContent,
    ChartFigure,
    bar_description,
    chart_content,
    figure_button_text,
)
from app.comparison.chart_painting import ChartFonts, ChartLayout, ChartPainter
from app.toolkit.cards import GAP, PADDING, name_for_readers
from app.toolkit.segments import Segments
from app.toolkit.shown_text import set_tool_tip
from app.toolkit.theme import light_tokens, tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.quantities.safe_text import displayable_text

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent, QShowEvent

    from app.session import Session
    from app.toolkit.settings import CostBasis
    from app.toolkit.theme import Theme
    from pricing.calculation.comparison import Comparison

# The width of a picture at text of 13 pixels. It is as high as its bars need.
PICTURE_WIDTH = 1_216
_DRAWN_FONT_PIXELS = 13
PRINT_FONT_PIXELS = 12
_WIDTH_FOR_COPYING = 1_150


@reports_exceptions
class RankingChart(QWidget):
    """The card. Its accessible description has the same content as text.

    Left and right choose the figure, up and down walk the bars, Enter goes to the product.
    """

    cell_requested = Signal(int, str)  # row and column key of the product table
    figure_changed = Signal()
    bar_reached = Signal(QRectF)  # the row of the bar that the keyboard reached

    def __init__(self, session: Session, theme: Theme, cost_basis: CostBasis) -> None:
        super().__init__()
        self.setObjectName("rankChart")
        self.setAccessibleName(tr("Chart"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._session = session
        self._cost_basis = cost_basis
        self.figure = CHART_FIGURES[0]
        self._content: ChartContent | None = None
        self._layout_in_force: ChartLayout | None = None
        self._fonts = ChartFonts(self.font())
        self._current: int | None = None
        session.changed.connect(self.refresh)
        cost_basis.changed.connect(self.refresh)
        theme.changed.connect(self.update)

    def refresh(self) -> None:
        """Draw and describe the products if the chart is visible."""
        self._content = self._layout_in_force = None
        if self.isVisible():
            content = self._shown_content()
            if self._current is not None and self._current >= len(content.bars):
                self._current = None
            self.setAccessibleName(tr("Chart. {title}", title=displayable_text(content.title)))
            self.setAccessibleDescription(displayable_text(content.description()))
            self.updateGeometry()
            self.update()

    def choose_figure(self, figure: ChartFigure) -> None:
        """Let the bars show another figure."""
        if figure is not self.figure:
            self.figure = figure
            self.refresh()
            self._announce(self._shown_content().title)
            self.figure_changed.emit()

    # -- content and layout --------------------------------------------------------------------

    @property
    def _comparison(self) -> Comparison:
        return self._session.comparison

    @property
    def _name(self) -> str:
        return self._session.saved_comparisons.open_comparison.name

    def _new_content(self, max_bars: int | None = None) -> ChartContent:
        return chart_content(
            self._comparison, self._cost_basis.mass, self.figure, self._name, max_bars
        )

    def _shown_content(self) -> ChartContent:
        if self._content is None:
            self._content = self._new_content()
        return self._content

    def _shown_layout(self, width: int) -> ChartLayout:
        layout = self._layout_in_force
        if layout is None or layout.size.width() != width:
            layout = ChartLayout(self._shown_content(), self._fonts, width)
            self._layout_in_force = layout
        return layout

    # -- pictures: always in the light colours ---------------------------------------------------

    def _picture_layout(self) -> ChartLayout:
        width = round(PICTURE_WIDTH * self._fonts.unit)
        return ChartLayout(self._new_content(), self._fonts, width)

    def image(self) -> QImage:
        """Return the chart as a picture of twice the resolution."""
        layout = self._picture_layout()
        picture = QImage((layout.size * 2).toSize(), QImage.Format.Format_ARGB32)
        picture.setDevicePixelRatio(2)
        picture.fill(light_tokens().surface)
        with QPainter(picture) as painter:
            ChartPainter(painter, layout, light_tokens()).paint()
        return picture

    def height_on_paper(self, width: int) -> int:
        """Return the height of the chart with all its bars, in CSS pixels."""
        return ceil(ChartLayout(self._new_content(), self._paper_fonts(), width).size.height())

    def _paper_fonts(self) -> ChartFonts:
        font = QFont(self.font())
        font.setPixelSize(PRINT_FONT_PIXELS)
        return ChartFonts(font)

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Draw the chart on paper, in an area measured in CSS pixels, with as many bars as fit."""
        fonts = self._paper_fonts()
        layout = ChartLayout(self._new_content(), fonts, area.width())
        if layout.size.height() > area.height():
            fitting = bisect_right(
                range(1, len(layout.bar_places) + 1),
                area.height(),
                key=lambda count: self._height_on_paper(count, fonts, area.width()),
            )
            layout = ChartLayout(self._new_content(max(fitting, 1)), fonts, area.width())
        painter.save()
        painter.translate(area.topLeft())
        ChartPainter(painter, layout, light_tokens()).paint()
        painter.restore()

    def _height_on_paper(self, count: int, fonts: ChartFonts, width: float) -> float:
        return ChartLayout(self._new_content(count), fonts, width).size.height()

    def copy(self) -> None:
        """Put the picture and its content as a table on the clipboard."""
        data = QMimeData()
        data.setImageData(self.image())
        data.setText(displayable_text(self._new_content().table_text()))
        QGuiApplication.clipboard().setMimeData(data)
        self._announce(tr("The picture was copied."))

    def svg(self) -> bytes:
        """Return the chart as an SVG file, with its content as the description."""
        from PySide6.QtCore import QBuffer
        from PySide6.QtSvg import QSvgGenerator

        layout, buffer, generator = self._picture_layout(), QBuffer(), QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setSize(layout.size.toSize())
        generator.setViewBox(QRectF(QPointF(0, 0), layout.size))
        generator.setTitle(layout.content.title)
        generator.setDescription(layout.content.description())
        with QPainter(generator) as painter:
            ChartPainter(painter, layout, light_tokens()).paint()
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

    # -- keys ------------------------------------------------------------------------------------

    def _go_to_bar(self, number: int) -> None:
        """Frame a bar, read it out, and let the view scroll to it."""
        bars = self._shown_content().bars
        if not bars:
            return
        self._current = min(max(number, 0), len(bars) - 1)
        self._announce(bar_description(bars[self._current]))
        place = self._shown_layout(self.width()).bar_places[self._current]
        self.bar_reached.emit(place.row)
        self.update()

    def _step_figure(self, step: int) -> None:
        place = CHART_FIGURES.index(self.figure) + step
        if 0 <= place < len(CHART_FIGURES):
            self.choose_figure(CHART_FIGURES[place])

    def _request_product(self) -> None:
        bars = self._shown_content().bars
        if self._current is not None and self._current < len(bars):
            compared = bars[self._current].compared_product
            self.cell_requested.emit(self._session.row_of(compared), "product")

    def _announce(self, text: str) -> None:
        """Let a screen reader say a text."""
        event = QAccessibleAnnouncementEvent(self, displayable_text(text))
        QAccessible.updateAccessibility(event)

    # -- Qt's own names --------------------------------------------------------------------------

    def heightForWidth(self, width: int) -> int:
        if not self.isVisible():  # it is laid out for its place once somebody looks at it
            return self.minimumSizeHint().height()
        return round(self._shown_layout(width).size.height() + 0.5)

    def sizeHint(self) -> QSize:
        width = max(self.width(), 240)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 120)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.FontChange:
            self._fonts = ChartFonts(self.font())
            self.refresh()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh()
        super().showEvent(event)

    def event(self, event: QEvent) -> bool:
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if (
            is_override
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Copy)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = -1 if self._current is None else self._current
        match event.key():
            case _ if event.matches(QKeySequence.StandardKey.Copy):
                self.copy()
            case Qt.Key.Key_Down:
                self._go_to_bar(current + 1)
            case Qt.Key.Key_Up:
                self._go_to_bar(current - 1)
            case Qt.Key.Key_Home:
                self._go_to_bar(0)
            case Qt.Key.Key_End:
                self._go_to_bar(len(self._shown_content().bars) - 1)
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                self._step_figure(1 if event.key() == Qt.Key.Key_Right else -1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._request_product()
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._shown_layout(self.width()).bar_at(event.position())
        if number is not None:
            self._go_to_bar(number)
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._request_product()

    def paintEvent(self, event: QPaintEvent) -> None:
        layout = self._shown_layout(self.width())
        current = self._current if self.hasFocus() else None
        with QPainter(self) as painter:
            ChartPainter(painter, layout, tokens()).paint(current, QRectF(event.rect()))


@reports_exceptions
class ChartView(QWidget):
    """The chart in a view that scrolls. `tools` are the choice of the figure and the copying.

    Where the row of tabs is narrow, copying is left to the key and the menu.
    """

    def __init__(self, session: Session, theme: Theme, cost_basis: CostBasis) -> None:
        super().__init__()
        self.chart = RankingChart(session, theme, cost_basis)
        self.cell_requested = self.chart.cell_requested
        self._session = session
        self._cost_basis = cost_basis
        self._area = QScrollArea()
        self._area.setWidget(self.chart)
        name_for_readers(self._area, tr("Chart"))
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setObjectName("clear")
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusProxy(self.chart)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PADDING, GAP, PADDING, GAP)
        layout.addWidget(self._area)
        self._figures = Segments("chartFigures", tr("Figure of the chart"), len(CHART_FIGURES))
        self.tools = self._make_tools()
        self.chart.figure_changed.connect(self._check_figure)
        self.chart.bar_reached.connect(self._scroll_to)
        session.changed.connect(self._name_figures)
        cost_basis.changed.connect(self._name_figures)
        self._name_figures()

    def _make_tools(self) -> QWidget:
        tools = QWidget()
        line = QHBoxLayout(tools)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        self._figures.chosen.connect(lambda number: self.chart.choose_figure(CHART_FIGURES[number]))
        line.addWidget(self._figures)
        line.addSpacing(8)
        self._copy_button = QPushButton(tr("Copy picture"))
        self._copy_button.setObjectName("copyChartButton")
        set_tool_tip(
            self._copy_button,
            tr("Copy the picture and a table of its figures (Ctrl+C in the chart)"),
        )
        self._copy_button.clicked.connect(self.chart.copy)
        line.addWidget(self._copy_button)
        return tools

    def _name_figures(self) -> None:
        scenario, basis = self._session.scenario, self._cost_basis.mass
        self._figures.set_texts(
            [figure_button_text(figure, scenario, basis) for figure in CHART_FIGURES]
        )

    def _check_figure(self) -> None:
        self._figures.choose(CHART_FIGURES.index(self.chart.figure))

    def _scroll_to(self, row: QRectF) -> None:
        middle = row.center().toPoint()
        self._area.ensureVisible(middle.x(), middle.y(), 0, round(row.height() * 2))

    # -- Qt's own names --------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._copy_button.setVisible(self.width() >= _WIDTH_FOR_COPYING)

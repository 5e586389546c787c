"""A table whose cells are painted: runs of text that wrap, on widths measured in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontInfo, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from app.toolkit.painted_text import (
    LaidOutTexts,
    PaintedText,
    Run,
    TextMeasure,
    TextSize,
    runs_text,
)
from app.toolkit.table_model import ALIGN_RIGHT, ModelColumn, Role, RowT
from app.toolkit.table_view import TableView
from app.toolkit.theme import tokens
from app.toolkit.virtuals import reports_exceptions
from pricing.problems.plain_facts import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QColor, QPainter, QResizeEvent

    from app.toolkit.table_model import TableModel

    Index = QModelIndex | QPersistentModelIndex

# A cell answers it with its runs. They are asked for at each painting, in the colours in force.
RUNS_ROLE = Role.UserRole + 2
DRAWN_FONT_PIXELS = 13
CELL_PADDING = 8
_LINE_PADDING = 5  # above and below the texts of a row
_MAX_ROWS_FITTED_AT_ONCE = 100  # of a longer table that scrolls, a row is fitted when it is shown


def runs_column(
    key: str,
    heading: str,
    runs: Callable[[RowT], Sequence[Run]],
    value: Callable[[RowT], object] | None = None,
    *,
    is_text: bool = False,
    tooltip: Callable[[RowT], str] | None = None,
) -> ModelColumn[RowT]:
    """Return a column whose cells are painted in runs, and read as their text."""
    return ModelColumn(
        key,
        heading,
        lambda row: runs_text(runs(row)),
        value,
        is_text=is_text,
        tooltip=tooltip,
        answers={RUNS_ROLE: runs},
    )


@dataclass(frozen=True, slots=True)
class ColumnWidth:
    """Width of a column: that of its widest text, or a share of the room that the others leave.

    `least`, `most` and `extra` are lengths at text of 13 pixels. The extra one is for what is
    painted beside the text.
    """

    share: float = 0.0
    least: int = 0
    most: int = 10_000
    extra: int = 0
    fits_text: bool = False  # whether a column with a share is at least as wide as its texts


@reports_exceptions
class PaintedCells(QStyledItemDelegate):
    """Paints the runs of cells on the ground of their columns. Rows have a line below them."""

    def __init__(self, view: PaintedTable) -> None:
        super().__init__(view)
        self._view = view

    # -- Qt's own names ------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours, area = tokens(), QRectF(option.rect)
        painter.save()
        # Not from `option.state`: to make a flag of it takes as long as to paint the text.
        is_selected = self._view.selectionModel().isSelected(index)
        painter.fillRect(area, colours.selection if is_selected else self.ground(index))
        painter.setPen(QPen(colours.line, 1))
        painter.drawLine(
            QLineF(area.left(), area.bottom() - 0.5, area.right(), area.bottom() - 0.5)
        )
        painter.setPen(colours.text)
        height = self._view.cells_height(index.row())
        cell = QRectF(area.left(), area.top(), area.width(), height or area.height())
        self.paint_cell(painter, cell.adjusted(CELL_PADDING, 0, -CELL_PADDING, 0), index)
        if self._view.currentIndex() == index and self._view.hasFocus():
            painter.setPen(QPen(colours.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(1, 1, -1, -1))
        painter.restore()

    def ground(self, index: Index) -> QColor:
        """Return the colour behind a cell."""
        return tokens().surface

    def paint_cell(self, painter: QPainter, area: QRectF, index: Index) -> None:
        """Paint the runs in the middle of the cell's height."""
        text = self._view.cell_text(index, area.width())
        text.draw(painter, QPointF(area.left(), area.center().y() - text.height / 2))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._view.columnWidth(index.column()), self._view.rowHeight(index.row()))


@reports_exceptions
class PaintedTable(TableView):
    """A table that gives each column the width it needs, and each row the height."""

    fitted = Signal()  # widths or heights are others

    def __init__(
        self,
        model: TableModel[Any],
        name: str,
        title: str,
        widths: Mapping[str, ColumnWidth],
        least_row: int = 40,
    ) -> None:
        super().__init__(model, name, title)
        self._widths = widths
        self._least_row = least_row
        self._measure: TextMeasure | None = None
        self._unit = 0.0  # it is not known yet
        # The runs of cells by row and column, while they are fitted.
        self._runs: dict[tuple[int, int], tuple[Run, ...]] = {}
        self._texts = LaidOutTexts()
        self._fitted_rows: set[int] = set()
        self._is_fitting = False
        self.setShowGrid(False)
        self.setFrameShape(self.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(self.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(PaintedCells(self))
        self.horizontalHeader().setSectionResizeMode(self.horizontalHeader().ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setSectionResizeMode(self.verticalHeader().ResizeMode.Fixed)
        model.modelReset.connect(self.fit)
        model.dataChanged.connect(self.fit)

    @property
    def unit(self) -> float:
        """Return the pixels of a length of 1 at the size of the text."""
        if not self._unit:
            self._unit = QFontInfo(self.font()).pixelSize() / DRAWN_FONT_PIXELS
        return self._unit

    def cell_runs(self, index: Index) -> tuple[Run, ...]:
        """Return the runs of a cell: its own, or else its text."""
        return self._runs_at(index.row(), index.column())

    def _runs_at(self, row: int, place: int) -> tuple[Run, ...]:
        column, shown = self._table_model.columns[place], self._table_model.rows[row]
        runs = column.answers.get(RUNS_ROLE)
        return (Run(column.text(shown)),) if runs is None else tuple(runs(shown))  # type: ignore[arg-type]

    def cell_text(self, index: Index, width: float) -> PaintedText:
        """Return the laid-out text of a cell."""
        is_right = self._table_model.columns[index.column()].alignment == ALIGN_RIGHT
        return self.laid_out(self.cell_runs(index), width, is_right=is_right)

    def laid_out(
        self, runs: tuple[Run, ...], width: float, *, is_right: bool = False
    ) -> PaintedText:
        """Return runs as a text at a width. It is kept, because most cells are painted again."""
        return self._texts.text(runs, self.font(), width, is_right=is_right)

    def text_size(self, runs: Sequence[Run], width: float = 1e6) -> TextSize:
        """Return how large runs are at a width."""
        if self._measure is None:
            self._measure = TextMeasure(self.font())
        return self._measure.size(runs, width)

    def cells_height(self, row: int) -> float:
        """Return how high the cells of a row are, or 0 for the whole row."""
        return 0.0

    # -- fitting -------------------------------------------------------------------------------

    def fit(self) -> None:
        """Give the columns their widths and the rows their heights."""
        if not self.isVisible():
            return
        self._is_fitting = True
        self._runs.clear()
        self._fit_columns()
        self._fit_rows()
        self._runs.clear()
        self._is_fitting = False
        self.fitted.emit()

    def _fit_rows(self) -> None:
        """Give the rows their heights. Of many rows that scroll, only those in view need them."""
        self._fitted_rows.clear()
        count = self.model().rowCount()
        scrolls = self.verticalScrollBarPolicy() is not Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if count > _MAX_ROWS_FITTED_AT_ONCE and scrolls:
            self.verticalHeader().setDefaultSectionSize(self.row_height(count // 2))
            self._fit_rows_in_view()
        else:
            for row in range(count):
                self._fit_row(row)

    def _fit_row(self, row: int) -> None:
        height = self.row_height(row)
        self._fitted_rows.add(row)
        if self.rowHeight(row) != height:
            self.setRowHeight(row, height)

    def _fit_rows_in_view(self) -> None:
        """Give the rows in view their heights. Whoever looks at the end goes on looking at it."""
        bar = self.verticalScrollBar()
        is_at_end = 0 < bar.maximum() == bar.value()
        while self._fit_new_rows_in_view() and is_at_end:
            self.updateGeometries()
            bar.setValue(bar.maximum())

    def _fit_new_rows_in_view(self) -> bool:
        """Give the rows in view that have none their heights. Return whether there were any."""
        fitted, count = len(self._fitted_rows), self.model().rowCount()
        row = max(self.rowAt(0), 0)
        while row < count and self.rowViewportPosition(row) < self.viewport().height():
            if row not in self._fitted_rows:
                self._fit_row(row)
            row += 1
        return len(self._fitted_rows) > fitted

    def _fit_columns(self) -> None:
        free, shares = float(self.viewport().width()), 0.0
        widths: dict[int, float] = {}
        for place in self._shown_places():
            rule = self._rule(place)
            least = max(rule.least * self.unit, self._heading_width(place))
            shares += rule.share
            if rule.share and not rule.fits_text:
                widths[place] = least
            else:
                widest = max(self._widest_text(place), least)
                widths[place] = min(widest, max(rule.most * self.unit, least))
            free -= widths[place]
        self._share_out(free, shares, widths)
        for place, width in widths.items():
            if self.columnWidth(place) != int(width):
                self.setColumnWidth(place, int(width))

    def _shown_places(self) -> list[int]:
        places = range(len(self._table_model.columns))
        return [place for place in places if not self.isColumnHidden(place)]

    def _fitted_runs(self, row: int, place: int) -> tuple[Run, ...]:
        """Return the runs of a cell. They are made once in each fitting."""
        if (row, place) not in self._runs:
            self._runs[row, place] = self._runs_at(row, place)
        return self._runs[row, place]

    def rows_to_measure(self, place: int) -> Iterable[int]:
        """Return the rows among which a column has its widest text."""
        return range(self.model().rowCount())

    def _rule(self, place: int) -> ColumnWidth:
        return self._widths.get(self._table_model.columns[place].key, ColumnWidth())

    def _share_out(self, free: float, shares: float, widths: dict[int, float]) -> None:
        """Give the columns with a share what is free."""
        for place, width in widths.items():
            rule = self._rule(place)
            if rule.share:
                widths[place] = width + max(free, 0.0) * rule.share / shares

    def _heading_width(self, place: int) -> float:
        return float(self.horizontalHeader().sectionSizeHint(place))

    def _widest_text(self, place: int) -> float:
        rows = self.rows_to_measure(place)
        widest = max(
            (self.text_size(self._fitted_runs(row, place)).width for row in rows), default=0.0
        )
        return widest + 2 * CELL_PADDING + self.extra_width(place) + 2

    def extra_width(self, place: int) -> float:
        """Return how much of a column's width is for what stands beside its text."""
        return self._rule(place).extra * self.unit

    def row_height(self, row: int) -> int:
        """Return the height that the texts of a row need."""
        return round(max(self._least_row * self.unit, self._texts_height(row)))

    def _texts_height(self, row: int) -> float:
        heights = [
            self.text_size(self._fitted_runs(row, place), self.text_width(place)).height
            for place in self._shown_places()
        ]
        return max(heights, default=0.0) + 2 * _LINE_PADDING * self.unit

    def text_width(self, place: int) -> float:
        """Return how much of a column's width is for its text."""
        return self.columnWidth(place) - 2 * CELL_PADDING - self.extra_width(place)

    # -- Qt's own names ------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if dy and not self._is_fitting and len(self._fitted_rows) < self.model().rowCount():
            self._is_fitting = True
            self._fit_rows_in_view()
            self._runs.clear()
            self._is_fitting = False

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._measure, self._unit = None, 0.0
            self.fit()

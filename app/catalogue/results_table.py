"""The table of results: whole rows of two lines, with the worked-out figures on a tinted ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QTextOption
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.catalogue.model import (
    COST_PER_MG_KEY,
    DELIVERED_KEY,
    HIT_ROLE,
    SORT_KEYS,
    detail_parts,
    dose_sign,
    is_asked,
)
from app.toolkit.cards import HEADER_SIZE, sized
from app.toolkit.signs import Sign, hatched, paint_sign
from app.toolkit.table_view import TableView
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from app.catalogue.model import ResultsModel
    from pricing.catalogue.search import Hit

    Index = QModelIndex | QPersistentModelIndex

_SelectionFlag = QItemSelectionModel.SelectionFlag
_COMPUTED_KEYS = frozenset((COST_PER_MG_KEY, DELIVERED_KEY, "monthly_cost"))
# The widest figure that each column is made for.
_WIDEST_FIGURES = {
    "elemental_mg_per_unit": "1,000", "pack_units": "10,000", "price": "$1,000.00",
    COST_PER_MG_KEY: "$0.000000", DELIVERED_KEY: "1,000 mg", "monthly_cost": "$1,000.00",
}  # fmt: skip
_PADDING = 8
_SIGN_COLUMN = 32
_SWATCH_SIZE = 10
_BAR_WIDTH = 52
_MAX_NAME_LINES = 2


@reports_exceptions
class ResultsTable(TableView):
    """Shows the results read-only and in whole rows, which can be dragged into the comparison."""

    def __init__(self, model: ResultsModel) -> None:
        super().__init__(model, "catalogueTable", tr("Products of the catalogue"))
        self.setAccessibleDescription(
            tr("Press Enter to add a product to the comparison, and Space to see its prices.")
        )
        self.setDragEnabled(True)
        self.setShowGrid(False)
        self.setFrameShape(TableView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(TableView.ScrollMode.ScrollPerPixel)
        self._results_model = model
        self._delegate = ResultsDelegate(self, model)
        self.setItemDelegate(self._delegate)
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setMinimumSectionSize(24)
        model.modelReset.connect(self._fit_columns)
        self._fit_rows_soon = QTimer(self, singleShot=True, interval=0)
        self._fit_rows_soon.timeout.connect(self._fit_visible_rows)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._fit_rows_soon.start())
        model.modelReset.connect(self._fit_rows_soon.start)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Give each figure the width it needs, and the product the rest."""
        header = self.horizontalHeader()
        for place, column in enumerate(self._results_model.columns):
            if column.key == "product":
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
                continue
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(place, self._figure_width(column.key, column.heading))
        self.verticalHeader().setDefaultSectionSize(self._delegate.row_height(self.font(), 1))

    def _figure_width(self, key: str, heading: str) -> int:
        metrics = QFontMetrics(sized(self.font(), 1, semibold=key == COST_PER_MG_KEY))
        figure = metrics.horizontalAdvance(_WIDEST_FIGURES[key])
        figure += _BAR_WIDTH + _PADDING if key == COST_PER_MG_KEY else 0
        sign = metrics.ascent()
        figure += sign + _PADDING if key == DELIVERED_KEY else 0
        title = max(map(self.fontMetrics().horizontalAdvance, heading.split("\n")))
        return max(figure, title + sign) + 2 * _PADDING

    def _fit_visible_rows(self) -> None:
        """Give each visible row the height of its name."""
        model = self._results_model
        top = self.rowAt(0)
        height, row = 0, max(top, 0)
        width = self._delegate.name_width(self.columnWidth(0))
        while top >= 0 and row < model.rowCount() and height <= self.viewport().height():
            name = str(model.index(row, 0).data() or "")
            lines = self._delegate.name_lines(name, self.font(), width)
            size = self._delegate.row_height(self.font(), lines)
            if self.rowHeight(row) != size:
                self.setRowHeight(row, size)
            height, row = height + size, row + 1

    def show_sort_order(self, key: str, *, descending: bool) -> None:
        """Mark the column that the rows are sorted by, if it is shown."""
        sections = [
            section
            for section, column in enumerate(self._results_model.columns)
            if SORT_KEYS.get(column.key) == key
        ]
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicatorShown(bool(sections))
        if sections:
            self.horizontalHeader().setSortIndicator(sections[0], order)

    def select_first(self) -> None:
        """Select the first row."""
        first = self.model().index(0, 0)
        self.selectionModel().setCurrentIndex(
            first, _SelectionFlag.ClearAndSelect | _SelectionFlag.Rows
        )

    def selected_rows(self) -> list[int]:
        """Return the selected rows from top to bottom."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    # -- Qt's own names ------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        columns = [column.key for column in self._results_model.columns]
        left = self.columnViewportPosition(columns.index(COST_PER_MG_KEY))
        with QPainter(self.viewport()) as painter:
            painter.fillRect(QRectF(left - 1, 0, 2, self.viewport().height()), tokens().divide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rows_soon.start()


@reports_exceptions
class ResultsDelegate(QStyledItemDelegate):
    """Draws a product with its form and brand, a bar for its cost, and the sign of its dose."""

    def __init__(self, table: ResultsTable, model: ResultsModel) -> None:
        super().__init__(table)
        self._model = model

    def row_height(self, font: QFont, name_lines: int) -> int:
        """Return the height of a row whose name needs so many lines."""
        small = QFontMetrics(sized(font, HEADER_SIZE)).height()
        return name_lines * QFontMetrics(font).height() + small + 10

    def name_width(self, column_width: int) -> int:
        """Return the width that a name has in its column."""
        return column_width - _SIGN_COLUMN - _PADDING

    def name_lines(self, name: str, font: QFont, width: int) -> int:
        """Return how many lines a name needs."""
        is_wider = QFontMetrics(font).horizontalAdvance(displayable_line(name)) > width
        return _MAX_NAME_LINES if is_wider else 1

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        hit = index.data(HIT_ROLE)
        key = index.model().headerData(
            index.column(), Qt.Orientation.Horizontal, Qt.ItemDataRole.UserRole
        )
        painter.save()
        painter.setFont(option.font)
        area = QRectF(option.rect)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = tokens().tinted if key in _COMPUTED_KEYS else tokens().surface
        painter.fillRect(area, tokens().selection if is_selected else ground)
        painter.fillRect(area.adjusted(0, area.height() - 1, 0, 0), tokens().line)
        if is_selected and index.column() == 0:
            painter.fillRect(QRectF(area.left(), area.top(), 3, area.height()), tokens().accent)
        if hit is not None:
            self._paint_cell(painter, area, key, hit, index)
        painter.restore()

    def _paint_cell(
        self, painter: QPainter, area: QRectF, key: str, hit: Hit, index: Index
    ) -> None:
        text = str(index.data() or "")
        cell = area.adjusted(_PADDING, 0, -_PADDING, 0)
        if key == "product":
            self._paint_product(painter, area, hit)
            return
        if key == COST_PER_MG_KEY:
            self._paint_cost(painter, cell, hit)
            painter.setFont(sized(painter.font(), 1, semibold=True))
        painter.setPen(tokens().text)
        sign = dose_sign(hit) if key == DELIVERED_KEY else None
        if sign is Sign.OVER_LIMIT:
            painter.setPen(tokens().stop)
        painter.drawText(cell, int(_RIGHT), text)
        if sign is not None:
            metrics = painter.fontMetrics()
            size = metrics.ascent()
            left = cell.right() - metrics.horizontalAdvance(text) - size - 4
            paint_sign(painter, sign, QRectF(left, area.center().y() - size / 2, size, size))

    def _paint_cost(self, painter: QPainter, cell: QRectF, hit: Hit) -> None:
        """Draw the bar of a cost, or say that a question comes first."""
        if is_asked(hit):
            painter.setPen(tokens().ask)
            painter.drawText(cell, int(_RIGHT), tr("to check"))
            return
        share = self._model.cost_share(hit)
        if not share:
            return
        colour = tokens().form_color(hit.listed_product.form_name)
        bar = QRectF(cell.left(), cell.center().y() - 7, max(share * _BAR_WIDTH, 2), 14)
        is_over = dose_sign(hit) is Sign.OVER_LIMIT
        painter.setBrush(hatched(colour) if is_over else colour)
        painter.setPen(QPen(colour, 1))
        painter.drawRect(bar)

    def _paint_product(self, painter: QPainter, area: QRectF, hit: Hit) -> None:
        sign = Sign.DONE if self._model.is_compared(hit) else Sign.ADD
        sign = Sign.QUESTION if is_asked(hit) else sign
        middle = QRectF(area.left(), area.top(), _SIGN_COLUMN, area.height()).center()
        half = painter.fontMetrics().ascent() / (3 if sign is Sign.ADD else 2)
        paint_sign(painter, sign, QRectF(middle.x() - half, middle.y() - half, 2 * half, 2 * half))
        small = sized(painter.font(), HEADER_SIZE)
        details_height = QFontMetrics(small).height()
        left = area.left() + _SIGN_COLUMN
        name = QRectF(left, area.top() + 4, area.right() - left - _PADDING, area.height())
        name.setBottom(area.bottom() - 5 - details_height)
        self._paint_name(painter, name, hit.product.product)
        details = QRectF(left, name.bottom(), name.width(), details_height)
        swatch = QRectF(left, details.center().y() - _SWATCH_SIZE / 2, _SWATCH_SIZE, _SWATCH_SIZE)
        painter.fillRect(swatch, tokens().form_color(hit.listed_product.form_name))
        painter.setFont(small)
        painter.setPen(tokens().muted)
        words = displayable_line(" · ".join(detail_parts(hit)))
        details.setLeft(swatch.right() + 4)
        elide = Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(words, elide, int(details.width()))
        painter.drawText(details, int(_LEFT), shown)

    def _paint_name(self, painter: QPainter, area: QRectF, name: str) -> None:
        """Write a name on up to two lines. What is longer stands in the tool tip."""
        metrics, text = painter.fontMetrics(), displayable_line(name)
        if area.height() < 1.6 * metrics.height():
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(area.width()))
            painter.drawText(area, int(_LEFT), shown)
            return
        longest = int(area.width() * (_MAX_NAME_LINES - 0.2))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, longest)
        option = QTextOption(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        painter.drawText(area, shown, option)

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, self.row_height(option.font, 1))


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

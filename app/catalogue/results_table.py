"""The table of results: whole rows of two lines, with the worked-out figures on a tinted ground."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QFontInfo, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem

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
from app.toolkit.painted_table import DRAWN_FONT_PIXELS
from app.toolkit.painted_text import LINE_FEED, LaidOutTexts, Run
from app.toolkit.signs import Sign, hatched, paint_sign
from app.toolkit.table_model import ALIGN_RIGHT
from app.toolkit.table_view import TableView
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.quantities.safe_text import displayable_text

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from app.catalogue.model import ResultsModel
    from app.toolkit.table_model import ModelColumn
    from pricing.catalogue.search import Hit, SearchQuery, SearchResults

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
_WIDE = 1e6
_BAR_WIDTH = 52
_ROW_PADDING = 10  # above and below the texts of a row
_MIN_NAME_WIDTH = 170  # in text of 13 pixels
_MOST_LOOKED_THROUGH = 500
# Where large text leaves a name less room, the bars go, and then these go below the name.
_FOLDED_FIRST = ("elemental_mg_per_unit", "pack_units", "price")


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
        self._query: SearchQuery | None = None
        self._kept_id: int | None = None  # the product to select again after the same query
        self.has_bars = True
        self.folded_keys: frozenset[str] = frozenset()  # their figures stand below the name
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
        header, columns = self.horizontalHeader(), self._results_model.columns
        self._decide_what_folds()
        for place, column in enumerate(columns):
            self.setColumnHidden(place, column.key in self.folded_keys)
            if column.key == "product":
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
                continue
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(place, self._figure_width(column.key, column.heading))
        self.verticalHeader().setDefaultSectionSize(self._delegate.usual_height(self.font()))

    def _decide_what_folds(self) -> None:
        """Leave out the bars and fold columns until a name has room."""
        self.has_bars, self.folded_keys = True, frozenset()
        least = _MIN_NAME_WIDTH * QFontInfo(self.font()).pixelSize() / DRAWN_FONT_PIXELS
        for is_folded in range(len(_FOLDED_FIRST) + 1):
            if self.viewport().width() - self._figures_width() >= least:
                return
            self.has_bars = False
            self.folded_keys = frozenset(_FOLDED_FIRST[:is_folded])

    def _figures_width(self) -> int:
        return sum(
            self._figure_width(column.key, column.heading)
            for column in self._results_model.columns
            if column.key != "product" and column.key not in self.folded_keys
        )

    def _figure_width(self, key: str, heading: str) -> int:
        metrics = QFontMetrics(sized(self.font(), 1, semibold=key == COST_PER_MG_KEY))
        figure = metrics.horizontalAdvance(_WIDEST_FIGURES[key])
        figure += _BAR_WIDTH + _PADDING if key == COST_PER_MG_KEY and self.has_bars else 0
        sign = metrics.ascent()
        figure += sign + _PADDING if key == DELIVERED_KEY else 0
        title = max(map(self.fontMetrics().horizontalAdvance, heading.split("\n")))
        return max(figure, title + sign) + 2 * _PADDING

    def _fit_visible_rows(self) -> None:
        """Give each visible row the height of its name."""
        model = self._results_model
        top = self.rowAt(0)
        height, row = 0, max(top, 0)
        while top >= 0 and row < model.rowCount() and height <= self.viewport().height():
            hit = model.index(row, 0).data(HIT_ROLE)
            size = self._delegate.row_height(hit, self.font(), self.columnWidth(0))
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

    def show_results(self, results: SearchResults, query: SearchQuery) -> None:
        """Show what a query has found. The same query keeps the product that is selected."""
        selected = self._results_model.row_at(self.currentIndex().row())
        is_same = query == self._query and selected is not None
        self._kept_id = selected.listed_product.id if is_same and selected else None
        self._query = query
        self._results_model.show_results(results)

    def select_kept(self) -> None:
        """Select the product that was selected before, or else the first one."""
        self.select_product(self._kept_id)

    def select_product(self, product_id: int | None) -> None:
        """Select a product, or the first one if it is not among the first ones."""
        rows = (
            range(min(self._results_model.rowCount(), _MOST_LOOKED_THROUGH)) if product_id else ()
        )
        hits = ((row, self._results_model.row_at(row)) for row in rows)
        found = (row for row, hit in hits if hit and hit.listed_product.id == product_id)
        index = self.model().index(next(found, 0), 0)
        self.selectionModel().setCurrentIndex(
            index, _SelectionFlag.ClearAndSelect | _SelectionFlag.Rows
        )
        self.scrollTo(index)

    def selected_rows(self) -> list[int]:
        """Return the selected rows from top to bottom."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    # -- Qt's own names ------------------------------------------------------------------------

    def keyboardSearch(self, search: str) -> None:
        """Do nothing at a letter, for which Qt would load every product of the catalogue."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        columns = [column.key for column in self._results_model.columns]
        left = self.columnViewportPosition(columns.index(COST_PER_MG_KEY))
        with QPainter(self.viewport()) as painter:
            painter.fillRect(QRectF(left - 1, 0, 2, self.viewport().height()), tokens().divide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()
        self._fit_rows_soon.start()


@reports_exceptions
class ResultsDelegate(QStyledItemDelegate):
    """Draws a product with its form and brand, a bar for its cost, and the sign of its dose."""

    def __init__(self, table: ResultsTable, model: ResultsModel) -> None:
        super().__init__(table)
        self._table = table
        self._model = model
        self._texts = LaidOutTexts()

    def usual_height(self, font: QFont) -> int:
        """Return the height of a row with a line for the name and one for the rest."""
        return self._height((Run("O"), *_second_line("", "O")), font, _WIDE)

    def _height(self, runs: tuple[Run, ...], font: QFont, width: float) -> int:
        return ceil(self._texts.text(runs, font, width).height) + _ROW_PADDING

    def row_height(self, hit: Hit | None, font: QFont, column_width: int) -> int:
        """Return the height of a product's row."""
        if hit is None:
            return self.usual_height(font)
        height = self._height(self._product_runs(hit), font, _text_width(column_width))
        return max(self.usual_height(font), height)

    def _product_runs(self, hit: Hit) -> tuple[Run, ...]:
        """Return the name, and below it the form, the brand and what has no column of its own."""
        folded = [
            f"{column.heading.replace(LINE_FEED, ' ')}: {column.text(hit)}"
            for column in self._model.columns
            if column.key in self._table.folded_keys
        ]
        words = " · ".join((*detail_parts(hit), *folded))
        return Run(hit.product.product), *_second_line(hit.listed_product.form_name, words)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        hit, place = self._model.row_at(index.row()), index.column()
        colours, column, area = tokens(), self._model.columns[place], QRectF(option.rect)
        painter.save()
        painter.setFont(option.font)
        # Not from `option.state`: to make a flag of it takes as long as to paint the text.
        is_selected = self._table.selectionModel().isSelected(index)
        ground = colours.tinted if column.key in _COMPUTED_KEYS else colours.surface
        painter.fillRect(area, colours.selection if is_selected else ground)
        painter.fillRect(area.adjusted(0, area.height() - 1, 0, 0), colours.line)
        if is_selected and place == 0:
            painter.fillRect(QRectF(area.left(), area.top(), 3, area.height()), colours.accent)
        if hit is not None and column.key == "product":
            self._paint_product(painter, area, hit)
        elif hit is not None:
            self._paint_figure(painter, area, column, hit)
        painter.restore()

    def _paint_figure(
        self, painter: QPainter, area: QRectF, column: ModelColumn[Hit], hit: Hit
    ) -> None:
        text = displayable_text(column.text(hit))
        cell = area.adjusted(_PADDING, 0, -_PADDING, 0)
        if column.key == COST_PER_MG_KEY:
            self._paint_cost(painter, cell, hit)
            painter.setFont(sized(painter.font(), 1, semibold=True))
        painter.setPen(tokens().text)
        sign = dose_sign(hit) if column.key == DELIVERED_KEY else None
        if sign is Sign.OVER_LIMIT:
            painter.setPen(tokens().stop)
        painter.drawText(cell, ALIGN_RIGHT, text)
        if sign is not None:
            metrics = painter.fontMetrics()
            size = metrics.ascent()
            left = cell.right() - metrics.horizontalAdvance(text) - size - 4
            paint_sign(painter, sign, QRectF(left, area.center().y() - size / 2, size, size))

    def _paint_cost(self, painter: QPainter, cell: QRectF, hit: Hit) -> None:
        """Draw the bar of a cost, or say that a question comes first."""
        if is_asked(hit):
            painter.setPen(tokens().ask)
            painter.drawText(cell, ALIGN_RIGHT, tr("to check"))
            return
        share = self._model.cost_share(hit)
        if not share or not self._table.has_bars:
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
        font, width = self._table.font(), _text_width(area.width())
        text = self._texts.text(self._product_runs(hit), font, width)
        painter.setPen(tokens().text)
        top = area.center().y() - text.height / 2
        text.draw(painter, QPointF(area.left() + _SIGN_COLUMN, top))

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, self.usual_height(option.font))


def _second_line(form: str, words: str) -> tuple[Run, Run]:
    """Return the square of a form and the words beside it."""
    return (
        Run("", form=form, scale=HEADER_SIZE, starts_line=True),
        Run(words, colour="muted", scale=HEADER_SIZE),
    )


def _text_width(column_width: float) -> float:
    """Return how much of the first column is for its text."""
    return column_width - _SIGN_COLUMN - _PADDING

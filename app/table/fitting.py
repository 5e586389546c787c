"""Keeps the product table's columns and rows fitted to their texts and to the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QRect

from app.table.geometry import MEASURED_ROWS, TableGeometry
from app.table.layout import (
    COLUMN_INDEX,
    FIRST_FIGURE_COLUMN,
    MINERAL_COLUMNS,
    RANK,
    TABLE_COLUMNS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QModelIndex
    from PySide6.QtWidgets import QTableView

    from app.table.header import ProductTableHeader
    from app.table.model import ProductModel

_NUMBERS = range(COLUMN_INDEX[RANK], COLUMN_INDEX[RANK] + 1)  # the column of the rows' numbers
MAX_ROWS_FITTED_AT_ONCE = 100  # in longer lists a row is fitted when it is first shown


class QuestionBelow(Protocol):
    """The space below a row for its question. Without one, the row is -1 and the height 0."""

    @property
    def row(self) -> int:
        """The row that is asked about."""

    def height_for(self, width: int) -> int:
        """Return the height that it needs at a width."""

    def place(self, area: QRect) -> None:
        """Show it in an area of the table."""


class TableFitting(QObject):
    """Sizes the sections of the table, and places the question below its row."""

    def __init__(
        self,
        table: QTableView,
        header: ProductTableHeader,
        model: ProductModel,
        geometry: TableGeometry,
    ) -> None:
        super().__init__(table)
        self._table = table
        self._header = header
        self._question: QuestionBelow | None = None
        self._model = model
        self._geometry = geometry
        # The rows with a fitted height, and whether it has room for a sign in words.
        self._fitted_rows: dict[int, bool] = {}
        self._is_fitting = False
        # The columns that were measured since their texts have all changed.
        self._measured: set[int] = set()
        self._rows_measured: set[int] = set()
        self._height_conditions: object = None
        self._is_outdated = False  # something has changed while the table was hidden
        model.modelReset.connect(self._fit_other_rows)
        model.rowsInserted.connect(self._on_rows_inserted)
        model.dataChanged.connect(self._on_data_changed)
        model.headerDataChanged.connect(self._on_all_rows_changed)
        model.figures_changed.connect(self._on_all_rows_changed)

    # -- when to fit ---------------------------------------------------------------------------

    def use_font(self) -> None:
        """Fit to the text's new size."""
        self._geometry.set_font(self._table.font())
        self._header.updateGeometry()
        self._table.updateGeometries()
        self._fit_other_rows()

    def _fit_other_rows(self) -> None:
        self._measured.clear()
        self._height_conditions = None
        self._on_all_rows_changed()

    def _on_rows_inserted(self, _parent: object, first: int, last: int) -> None:
        self._fit_changed(range(first, last + 1), range(len(TABLE_COLUMNS)))

    def _on_all_rows_changed(self, *_: object) -> None:
        self._is_outdated = True
        self.follow_showing()

    def follow_showing(self) -> None:
        """Fit what has changed while the table was hidden."""
        if self._is_outdated and self._table.isVisible():
            self.fit_all()

    def fit_all(self) -> None:
        """Fit the columns to the width of the table, and then the rows. Wait until it is shown."""
        if self._is_fitting:
            return
        self._is_outdated = not self._table.isVisible()
        if self._is_outdated:
            return
        self._is_fitting = True
        self._measure_columns()
        self._fit_columns()
        self._fit_heights()
        self._is_fitting = False
        self.fit_question()
        self.follow_scrolling()

    def _measure_columns(self) -> None:
        """Measure the columns that were not shown before, or whose texts have changed.

        Another width of the table changes no text.
        """
        columns = [at for at in self._measured_columns() if at not in self._measured]
        if columns:
            self._measured.update(columns)
            self._geometry.forget_widths(columns)
            self._rows_measured = set(range(min(self._model.rowCount(), MEASURED_ROWS)))
            self._geometry.note_rows(self._rows_measured, columns)

    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        """Fit rows that have changed. If all have, wait for the headings, which are told last."""
        if first.row() == 0 and last.row() >= self._model.rowCount() - 1:
            self._measured.difference_update(range(first.column(), last.column() + 1))
        else:
            columns = range(first.column(), last.column() + 1)
            self._fit_changed(range(first.row(), last.row() + 1), columns)

    def _fit_changed(self, rows: range, columns: range) -> None:
        """Fit cells that have changed. Those out of view wait until they are shown."""
        if not self._table.isVisible():
            self._fit_other_rows()
            return
        if len(rows) > MAX_ROWS_FITTED_AT_ONCE:
            self._forget_rows(rows)
            in_view = self._rows_in_view()
            rows = range(max(rows.start, in_view.start), min(rows.stop, in_view.stop))
            self._rows_measured.update(rows)
        measured = [at for at in self._measured_columns() if at in columns]
        if self._geometry.note_rows(rows, measured):
            self.fit_all()
        if columns != _NUMBERS:  # a row is as high with any number
            self._set_heights(rows)
            self._place_question()

    def _forget_rows(self, rows: range) -> None:
        """Let rows be fitted again when they are shown."""
        self._rows_measured.difference_update(rows)
        for row in self._fitted_rows.keys() & set(rows):
            del self._fitted_rows[row]

    def _rows_in_view(self) -> range:
        first = max(self._table.rowAt(0), 0)
        last = self._table.rowAt(self._table.viewport().height())
        return range(first, self._model.rowCount() if last < 0 else last + 1)

    def follow_scrolling(self) -> None:
        """Fit the rows that have come into view, and let the question follow its row."""
        if not self._is_fitting:
            rows = set(self._rows_in_view())
            new = rows - self._rows_measured
            self._rows_measured |= new
            if self._geometry.note_rows(new, self._measured_columns()):
                self._fit_columns()
                self._fit_heights()
            self._set_heights(sorted(rows - self._fitted_rows.keys()))
        self._place_question()

    # -- columns -------------------------------------------------------------------------------

    def _shown_columns(self) -> list[int]:
        return self._header.visible_columns()

    def _measured_columns(self) -> list[int]:
        """Return the columns whose texts decide their widths."""
        return [at for at in self._shown_columns() if TABLE_COLUMNS[at].key != "product"]

    def _fit_columns(self) -> None:
        shown, header = self._shown_columns(), self._header
        self._geometry.fit(self._table.viewport().width(), shown)
        for at in range(len(TABLE_COLUMNS)):
            is_hidden = at not in self._geometry.widths
            if header.isSectionHidden(at) != is_hidden:
                header.setSectionHidden(at, is_hidden)
            if not is_hidden and header.sectionSize(at) != self._geometry.widths[at]:
                header.resizeSection(at, self._geometry.widths[at])
        figures = (at for at in shown if at >= FIRST_FIGURE_COLUMN)
        self._geometry.first_figure_column = next(figures, -1)
        header.viewport().update()
        self._leave_hidden_mineral()

    def _leave_hidden_mineral(self) -> None:
        """Go to the name if the column of the current cell went with its last amount."""
        current = self._table.currentIndex()
        if current.column() in MINERAL_COLUMNS and self._header.isSectionHidden(current.column()):
            name = current.siblingAtColumn(COLUMN_INDEX["product"])
            self._table.setCurrentIndex(name)

    # -- rows ----------------------------------------------------------------------------------

    def _fit_heights(self) -> None:
        conditions = self._geometry.height_conditions()
        if conditions == self._height_conditions:
            has_sign = self._geometry.has_sign_in_words
            fitted = self._fitted_rows.items()
            self._set_heights([row for row, had_sign in fitted if has_sign(row) != had_sign])
            return
        self._height_conditions = conditions
        lines = 1 if self._geometry.has_single_lines else 2
        header = self._table.verticalHeader()
        height = self._geometry.height_of(lines)
        if header.defaultSectionSize() != height:
            header.setDefaultSectionSize(height)
        self._fitted_rows.clear()
        count = self._model.rowCount()
        self._set_heights(range(count if count <= MAX_ROWS_FITTED_AT_ONCE else MEASURED_ROWS))

    def _set_heights(self, rows: Iterable[int]) -> None:
        header = self._table.verticalHeader()
        for row in rows:
            self._fitted_rows[row] = self._geometry.has_sign_in_words(row)
            height = self._geometry.row_height(row)
            if row == self._geometry.question_row:
                height += self._geometry.question_height
            if header.sectionSize(row) != height:
                header.resizeSection(row, height)

    # -- the question --------------------------------------------------------------------------

    def show_questions(self, question: QuestionBelow) -> None:
        """Make room for questions from now on."""
        self._question = question
        self.fit_question()

    def fit_question(self) -> None:
        """Make room below the row that is asked about.

        It is scrolled into view for the current row and after an answer. A list that opens shows
        its best products first.
        """
        if self._is_outdated:
            return
        question, before = self._question, self._geometry.question_row
        row, height = -1, 0
        if question is not None:
            row, height = question.row, question.height_for(self._table.viewport().width())
        self._geometry.question_row, self._geometry.question_height = (
            (row, height) if height else (-1, 0)
        )
        count = self._model.rowCount()
        self._set_heights(at for at in {before, self._geometry.question_row} if 0 <= at < count)
        is_at_hand = before >= 0 or row == self._table.currentIndex().row()
        if self._geometry.question_row not in {before, -1} and is_at_hand:
            self._show_whole_question()
        self._place_question()

    def _show_whole_question(self) -> None:
        """Scroll until the row with its question is in view."""
        self._table.updateGeometries()
        column = max(self._table.currentIndex().column(), 0)
        self._table.scrollTo(self._model.index(self._geometry.question_row, column))

    def _place_question(self) -> None:
        if self._question is None or self._geometry.question_row < 0:
            return
        top = self._table.rowViewportPosition(self._geometry.question_row)
        bottom = top + self._table.rowHeight(self._geometry.question_row)
        height = self._geometry.question_height
        self._question.place(QRect(0, bottom - height, self._table.viewport().width(), height))

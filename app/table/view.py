"""The product table's view: keys, clipboard, rows and sorting as in a spreadsheet."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QLineEdit,
    QTableView,
    QWidget,
)

from app.table.cells import QUESTION_MARK
from app.table.cursor import CellPosition, CursorPlace, SelectionFlag, TableSelection, TabRun
from app.table.delegate import CellText, ProductDelegate
from app.table.edits import TableEditor
from app.table.fitting import TableFitting
from app.table.geometry import TableGeometry
from app.table.header import ProductTableHeader
from app.table.layout import COLUMN_INDEX, CREDITED, MONTH, RANK, TABLE_COLUMNS
from app.toolkit.known_viewport import use_known_viewport
from app.toolkit.theme import Theme, with_tabular_figures
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from PySide6.QtCore import QPersistentModelIndex, QPoint
    from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QResizeEvent, QShowEvent

    from app.session import Session
    from app.table.clipboard import CellClipboard
    from app.table.commands import TableCommands
    from app.table.folded_cells import FoldedCells
    from app.table.model import ProductModel
    from app.table.order import RowOrder
    from app.table.questions import RowQuestions
    from app.toolkit.settings import Settings
    from pricing.model.changes import ChangeSet

_CLOSED = "isClosed"  # of an editor
_ENTER_KEYS = frozenset((Qt.Key.Key_Return, Qt.Key.Key_Enter))
_EndEditHint = QAbstractItemDelegate.EndEditHint
_ACCEPTING_HINTS = frozenset((_EndEditHint.EditNextItem, _EndEditHint.SubmitModelCache))
Trigger = QAbstractItemView.EditTrigger
EDIT_TRIGGERS = Trigger.AnyKeyPressed | Trigger.EditKeyPressed | Trigger.DoubleClicked


@reports_exceptions
class ProductTable(QTableView):
    """The product table. Enter commits and goes down, Tab goes right, any key starts editing."""

    current_cell_changed = Signal(int, str)  # row, column key
    figure_clicked = Signal(int, str)  # row, column key of a worked-out figure
    list_pasted = Signal(object)  # the rows of a pasted block that is a list of its own
    label_pasted = Signal()  # the clipboard holds a photo, or the text of a label or a shop's page
    paste_refused = Signal(str)  # what was on the clipboard instead of a table

    def __init__(
        self, session: Session, model: ProductModel, theme: Theme, settings: Settings
    ) -> None:
        super().__init__()
        use_known_viewport(self)
        self._session = session
        self._model = model
        self._cells = model.cells
        self._editor = TableEditor(session)
        self.setFont(with_tabular_figures(self.font()))
        self.table_geometry = TableGeometry(model, self.font())
        self.column_header = ProductTableHeader(
            settings, self.table_geometry, lambda: session.scenario
        )
        self._settings = settings
        self.setObjectName("productTable")
        self.setAccessibleName(tr("Products"))
        self.setAccessibleDescription(
            tr("Tab goes to the next cell, F6 to the next part of the window.")
        )
        self._tab_run = TabRun()
        self.setHorizontalHeader(self.column_header)
        self.setModel(model)
        self.selection = TableSelection(self, self.column_header)
        self._delegate = ProductDelegate(theme, model.cells, self.table_geometry)
        self._refused_text: CellText | None = None
        self.setItemDelegate(self._delegate)
        self._delegate.paste_requested.connect(self._paste)
        self._set_behaviour()
        self.questions: RowQuestions | None = None  # the first frame asks nothing
        self._fitting = TableFitting(self, self.column_header, model, self.table_geometry)
        self._connect_signals(model)
        self.column_header.restore_layout()
        self._fitting.fit_all()

    def _set_behaviour(self) -> None:
        """Set how cells are edited, selected, scrolled and framed."""
        self.setEditTriggers(EDIT_TRIGGERS)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setMinimumSectionSize(1)

    def _connect_signals(self, model: ProductModel) -> None:
        session = self._session
        self.clicked.connect(self._on_clicked)
        session.current_place = lambda: CursorPlace.of(self, self.selection.area())
        session.place_restored.connect(self._restore_place)
        session.changed.connect(self._show_opened_comparison)
        session.failed.connect(self._keep_refused_text)
        model.modelAboutToBeReset.connect(self._remember_place)
        model.rows_moved.connect(self._follow_rows)
        model.figures_changed.connect(self._repaint_rows)
        model.modelReset.connect(self._return_to_place)
        self.column_header.sort_requested.connect(self._sort)
        self.column_header.shown_columns_changed.connect(self._fitting.fit_all)
        self.column_header.mineral_requested.connect(self._add_mineral)

    @cached_property
    def clipboard(self) -> CellClipboard:
        """Return the actions that copy, cut and paste."""
        from app.table.clipboard import CellClipboard

        clipboard = CellClipboard(self, self.column_header, self._editor, self.selection.area)
        clipboard.list_pasted.connect(self.list_pasted)
        clipboard.label_pasted.connect(self.label_pasted)
        clipboard.paste_refused.connect(self.paste_refused)
        return clipboard

    @cached_property
    def commands(self) -> TableCommands:
        """Return the actions on the selected cells and rows."""
        from app.table.commands import TableCommands

        return TableCommands(self._session, self.selection, self._editor, self.clipboard)

    @cached_property
    def _folded_cells(self) -> FoldedCells:
        from app.table.folded_cells import FoldedCells

        return FoldedCells(self, self._cells, self.table_geometry)

    @cached_property
    def order(self) -> RowOrder:
        """The order of the rows."""
        from app.table.order import RowOrder

        order = RowOrder(self._session, self._editor, self._settings)
        order.chosen.connect(self._model.number_by)
        return order

    def show_other_prices(self) -> None:
        """Show the credited costs anew, because the other minerals have other prices now."""
        self._model.forget_standings()
        self.order.changed.emit()

    def show_figures(self) -> None:
        """Show the figures too from now on, and ask what the labels leave open."""
        from app.table.questions import RowQuestions

        self._model.number_by(self.order.choice)
        self._model.show_figures()
        self.questions = RowQuestions(self._session, self, self._cells, self.go_to)
        self.questions.changed.connect(self._fitting.fit_question)
        self._fitting.show_questions(self.questions)
        self.questions.begin()

    def _paste(self) -> None:
        self.commands.paste()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            **self.commands.handlers(),
            "addAction": self.add_product,
            "asEnteredAction": self.sort_as_entered,
        }

    # -- what the parts of the table ask -------------------------------------------------------

    @property
    def shows_figures(self) -> bool:
        """Whether figures are shown. At a start the inputs come first."""
        return self._cells.shows_figures

    def height_of_first_row(self) -> int:
        """Return the height of the headings and of the one row of an empty table."""
        return self.column_header.sizeHint().height() + self.table_geometry.row_height(0)

    def call_after_edit(self, call: Callable[[], object]) -> None:
        """Call something once the edit that is being committed has moved the cursor."""
        QTimer.singleShot(0, self, call)

    # -- going to a cell -----------------------------------------------------------------------

    def add_product(self) -> None:
        """Start typing a new product."""
        self.go_to(len(self._session.entries), "product")
        if self.state() is not QAbstractItemView.State.EditingState:
            self.edit(self.currentIndex())

    def go_to(self, row: int, key: str) -> None:
        """Select a cell and scroll to it. What stands below a name is edited there.

        What is being edited is committed first.
        """
        if self.state() is QAbstractItemView.State.EditingState:  # never in the first frame
            from app.toolkit.open_editor import commit_editor_of

            commit_editor_of(self)
        at = COLUMN_INDEX[key]
        is_below = self.isColumnHidden(at) and self._folded_cells.takes_minerals(row, at)
        index = self.model().index(row, COLUMN_INDEX["product"] if is_below else at)
        self.setCurrentIndex(index)  # scrolls there too
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if is_below:
            self._folded_cells.edit_minerals(row)

    def _add_mineral(self, at: int) -> None:
        """Let the current product get a mineral that none has yet."""
        self.column_header.add_mineral(at)
        row = max(self._current_position()[0], 0)
        if at in self.table_geometry.widths:
            self.go_to(row, TABLE_COLUMNS[at].key)
            return
        row = min(row, len(self._session.entries) - 1)
        self.go_to(max(row, 0), TABLE_COLUMNS[at].key if row >= 0 else "product")
        self._folded_cells.begin_mineral(TABLE_COLUMNS[at])

    # -- a text that the disk refuses ----------------------------------------------------------

    def _keep_refused_text(self) -> None:
        self._refused_text = self._delegate.committing or self._refused_text

    def edit_refused_text(self) -> None:
        """Open the editor again with the text that could not be saved, if there is one."""
        refused = self._refused_text
        if refused is None or self.state() is QAbstractItemView.State.EditingState:
            return
        self._refused_text = None
        ids = [entry.id for entry in self._session.entries]
        # The row for a new product is the last one. So is that of a row which is gone.
        row = ids.index(refused.entry.id) if refused.entry.id in ids else len(ids)
        self.go_to(row, TABLE_COLUMNS[refused.column].key)
        if self.state() is not QAbstractItemView.State.EditingState:
            self.edit(self.currentIndex())
        editor = self.focusWidget()
        if isinstance(editor, QLineEdit):
            editor.setText(refused.text)
            editor.setModified(True)

    # -- sorting -------------------------------------------------------------------------------

    def sort_as_entered(self) -> None:
        """Sort by the order in which the products were entered."""
        self.column_header.clear_sorting()
        self._editor.sort_as_entered()

    def _sort(self, column: int, descending: bool) -> None:
        model, scenario = self.model(), self._session.scenario
        self._editor.sort(
            TABLE_COLUMNS[column].full_heading(scenario.days, scenario.element),
            lambda row: model.index(row, column).data(Qt.ItemDataRole.UserRole),
            descending=descending,
        )

    def _show_opened_comparison(self, changes: ChangeSet) -> None:
        """Show another comparison from its first row, unsorted."""
        if changes.opens_another:
            self.column_header.clear_sorting()
            self.column_header.forget_added_minerals()
            self.go_to(0, "product")

    def _repaint_rows(self, rows: Iterable[int]) -> None:
        width = self.viewport().width()
        for row in rows:
            self.viewport().update(0, self.rowViewportPosition(row), width, self.rowHeight(row))

    # -- the cursor ----------------------------------------------------------------------------

    def _remember_place(self) -> None:
        for editor in self.findChildren(QLineEdit):
            editor.setProperty(_CLOSED, True)
        self._place = CursorPlace.of(self, self.selection.area())
        self._row_before_reset = self._place.row

    def _restore_place(self, place: object) -> None:
        if isinstance(place, CursorPlace):
            place.restore(self, self.selection.select)

    def _follow_rows(self, moved_rows: Mapping[int, int]) -> None:
        """Keep the cursor on its product where rows were sorted, or moved by another window."""
        self._place = self._place.after_move(moved_rows)

    def _return_to_place(self) -> None:
        """Go back to the place in the rows, and show the product that it is on."""
        self._restore_place(self._place)
        if self.currentIndex().row() != self._row_before_reset:
            self.scrollTo(self.currentIndex())

    def _on_clicked(self, index: QModelIndex) -> None:
        """Select the row of a number, and ask for the arithmetic of a figure.

        A click on the sign of a question asks it again.
        """
        row, column = index.row(), TABLE_COLUMNS[index.column()]
        if self.questions and self._cells.mark(row, column) == QUESTION_MARK:
            self.questions.open_at(row)
        elif column.key == RANK:
            self.selectRow(row)
        elif column.measure is not None and index.data():
            self.figure_clicked.emit(row, column.key)

    @property
    def current_cell(self) -> tuple[int, str]:
        """The row and the column's key of the current cell, or of the first if there is none."""
        row, column = self._current_position()
        return (row, TABLE_COLUMNS[column].key) if row >= 0 else (0, "product")

    def _current_position(self) -> CellPosition:
        return self.currentIndex().row(), self.currentIndex().column()

    def _move_by_rows(self, step: int) -> None:
        index = self.model().index(
            self._current_position()[0] + step,
            self._tab_run.return_column(self._current_position()),
        )
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, SelectionFlag.ClearAndSelect)

    def _sort_after_row(self) -> None:
        """Sort once the cursor has left a row, if the user wants the rows kept sorted."""
        is_editing = self.state() is QAbstractItemView.State.EditingState
        if not is_editing and self.window().isVisible():  # nothing is written once it is closed
            self.order.apply()

    def show_menu(self, position: QPoint) -> None:
        """Show what can be done with the current row."""
        from app.table.menus import row_menu

        menu = row_menu(self, self.column_header, self.currentIndex().column())
        menu.popup(self.viewport().mapToGlobal(position))

    # -- Qt's own names ------------------------------------------------------------------------

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        target = super().moveCursor(action, modifiers)
        if action is QAbstractItemView.CursorAction.MoveNext:
            self._tab_run.record_tab(self._current_position(), (target.row(), target.column()))
        return target

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().currentChanged(current, previous)
        self._repaint_rows([index.row() for index in (current, previous) if index.isValid()])
        if not current.isValid():
            return
        self.current_cell_changed.emit(current.row(), TABLE_COLUMNS[current.column()].key)
        if (
            self.shows_figures
            and self.order.keeps_sorted
            and previous.isValid()
            and previous.row() != current.row()
        ):
            self.call_after_edit(self._sort_after_row)

    def visualRect(self, index: QModelIndex | QPersistentModelIndex) -> QRect:
        if not self.isColumnHidden(index.column()):
            return super().visualRect(index)
        area = self._folded_cells.area(index.row(), index.column())
        return super().visualRect(index) if area is None else area

    def dataChanged(
        self,
        first: QModelIndex | QPersistentModelIndex,
        last: QModelIndex | QPersistentModelIndex,
        roles: Sequence[int] = (),
    ) -> None:
        if self.state() is QAbstractItemView.State.EditingState or QAccessible.isActive():
            super().dataChanged(first, last, roles)
        else:  # Qt would paint all cells again: the inputs of each row beside its figures
            self.viewport().update(self._area_of(first, last))

    def _area_of(
        self, first: QModelIndex | QPersistentModelIndex, last: QModelIndex | QPersistentModelIndex
    ) -> QRect:
        """Return where a block of cells stands in the viewport."""
        left = self.columnViewportPosition(first.column())
        top = self.rowViewportPosition(first.row())
        right = self.columnViewportPosition(last.column()) + self.columnWidth(last.column())
        bottom = self.rowViewportPosition(last.row()) + self.rowHeight(last.row())
        return QRect(left, top, right - left, bottom - top)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fitting.fit_all()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fitting.follow_showing()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_fitting"):
            self._fitting.use_font()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._fitting.follow_scrolling()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        row = self.rowAt(place.y())
        is_click = event.button() is Qt.MouseButton.LeftButton and not event.modifiers()
        if is_click and self.selection.area() == ((row,), (COLUMN_INDEX["product"],)):
            self._folded_cells.edit_contents_at(row, place)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.show_menu(event.pos())

    def commitData(self, editor: QWidget) -> None:
        # After an editor was closed, its Enter or its loss of focus may still be on the way.
        if isinstance(editor, QLineEdit) and not editor.property(_CLOSED):
            super().commitData(editor)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        if editor.property(_CLOSED):  # Qt would forget that another editor is open by now
            return
        if self._refused_text is not None:  # the cursor stays, because the text is edited again
            hint = QAbstractItemDelegate.EndEditHint.NoHint
        editor.setProperty(_CLOSED, True)
        is_untouched = isinstance(editor, QLineEdit) and not editor.isModified()
        if is_untouched and hint in _ACCEPTING_HINTS:
            self._take_guess()
        super().closeEditor(editor, hint)
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._move_by_rows(1)
        if self.questions and self.state() is not QAbstractItemView.State.EditingState:
            self.questions.end_edit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.questions and self.questions.handle_key(event):
            return
        key, modifiers = event.key(), event.modifiers()
        is_editing = self.state() is QAbstractItemView.State.EditingState
        if key == Qt.Key.Key_Menu or (
            key == Qt.Key.Key_F10 and modifiers & Qt.KeyboardModifier.ShiftModifier
        ):
            self.show_menu(self.visualRect(self.currentIndex()).center())
        elif (
            key == Qt.Key.Key_Down
            and modifiers & Qt.KeyboardModifier.AltModifier
            and (self._folded_cells.edit_next() or (not is_editing and self._edit_current()))
        ):
            return
        elif key == Qt.Key.Key_Space and modifiers == Qt.KeyboardModifier.ShiftModifier:
            self.selectRow(self.currentIndex().row())  # as in a spreadsheet
        elif key in _ENTER_KEYS and not is_editing:
            self._enter(is_upwards=bool(modifiers & Qt.KeyboardModifier.ShiftModifier))
        elif self._leaves_table(key):
            # The view's own method would go round the cells for ever.
            QWidget.focusNextPrevChild(self, key == Qt.Key.Key_Tab)
        else:
            if key == Qt.Key.Key_Tab and not is_editing:
                self._take_guess()
            super().keyPressEvent(event)

    def _edit_current(self) -> bool:
        """Edit the current cell, which then offers its choices. Return whether it can be edited."""
        index = self.currentIndex()
        if not index.isValid() or TABLE_COLUMNS[index.column()].input is None:
            return False
        no_event = QEvent(QEvent.Type.None_)
        return self.edit(index, QAbstractItemView.EditTrigger.AllEditTriggers, no_event)

    def _enter(self, *, is_upwards: bool) -> None:
        """Explain the figure of the current cell, or take its guess and move to the next row."""
        if self._explains_credit():
            self.figure_clicked.emit(*self.current_cell)
        else:
            self._take_guess()
            self._move_by_rows(-1 if is_upwards else 1)

    def _explains_credit(self) -> bool:
        """Return whether the current cell is a cost of several minerals, which Enter explains."""
        row, at = self._current_position()
        is_cost = TABLE_COLUMNS[at].key in {MONTH, CREDITED}
        return is_cost and not self._cells.is_new_row(row) and self._cells.has_several_minerals(row)

    def _take_guess(self) -> None:
        """Take what the name says for the current cell, if it is empty."""
        row, at = self._current_position()
        if not self._cells.is_new_row(row):
            self._cells.guesses.take(row, TABLE_COLUMNS[at])

    def _leaves_table(self, key: int) -> bool:
        """Return whether Tab leaves the table, at its last cell or backwards at its first."""
        if key not in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
            return False
        columns = self.column_header.visible_columns()
        last_row = self.model().rowCount() - 1
        end = (last_row, columns[-1]) if key == Qt.Key.Key_Tab else (0, columns[0])
        return self._current_position() == end

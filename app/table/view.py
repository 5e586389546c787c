"""The table view: keys, clipboard and sorting as in a spreadsheet; columns shown and remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QMimeData, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QTableView,
    QWidget,
)

from app.table.cursor_place import Place
from app.table.delegate import ProductDelegate
from app.table.edits import CUT, Area, Editing
from app.table.header import Headings
from app.table.layout import INDEX, RANK, TABLE_COLUMNS
from app.table.tab_run import TabRun
from app.toolkit.theme import Theme, tabular
from app.toolkit.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtCore import QPersistentModelIndex
    from PySide6.QtGui import QKeyEvent

    from app.session import Session
    from app.table.model import ProductModel
    from app.toolkit.settings import Settings
    from pricing.model.changes import ChangeSet

ROW_HEIGHT = 30
Trigger = QAbstractItemView.EditTrigger
EDITED_BY = Trigger.AnyKeyPressed | Trigger.EditKeyPressed | Trigger.DoubleClicked
Flag = QItemSelectionModel.SelectionFlag


class ProductTable(QTableView):
    """The product table. Enter commits and goes down, Tab goes right, any key starts editing.

    `list_pasted` hands on a pasted block that brings its own header row.
    """

    list_pasted = Signal(object)
    current_changed = Signal(int, str)  # row, column key

    def __init__(
        self, session: Session, model: ProductModel, theme: Theme, settings: Settings
    ) -> None:
        super().__init__()
        self._session = session
        self._editing = Editing(session)
        self.headings = Headings(settings)
        self.setObjectName("productTable")
        self.setAccessibleName(tr("Products"))
        self.setAccessibleDescription(tr("Tab goes from cell to cell, F6 to the next part"))
        self._tabs = TabRun()
        self.setHorizontalHeader(self.headings)
        self.setModel(model)
        self.setFont(tabular(self.font()))
        self.setItemDelegate(ProductDelegate(theme))
        self.setEditTriggers(EDITED_BY)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.clicked.connect(self._select_whole_row)
        session.place = lambda: Place.of(self, self.area())
        session.returned.connect(self._go_back)
        session.changed.connect(self._follow)
        model.modelAboutToBeReset.connect(self._remember_place)
        model.modelReset.connect(lambda: self._go_back(self._place))
        self.headings.lay_out()
        self.headings.sort_wanted.connect(self._sort)
        self.headings.as_entered_wanted.connect(self.sort_as_entered)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setVisible(False)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            "addAction": self.add_product,
            "cutAction": self.cut,
            "copyAction": self.copy,
            "pasteAction": self.paste,
            "deleteAction": self.clear_cells,
            "fillDownAction": self.fill_down,
            "insertAction": self.insert_row,
            "duplicateAction": self.duplicate_rows,
            "moveUpAction": lambda: self.move_rows(-1),
            "moveDownAction": lambda: self.move_rows(1),
            "removeAction": self.remove_products,
            "asEnteredAction": self.sort_as_entered,
        }

    # -- what is selected ----------------------------------------------------------------------

    def area(self) -> Area:
        """The rectangle around the selected cells that show."""
        selected = self.selectedIndexes() or [self.currentIndex()]
        chosen = {index.column() for index in selected}
        rows = [index.row() for index in selected if index.isValid()]
        columns = [column for column in self.headings.shown() if column in chosen]
        if not rows or not columns:
            return Area((), ())
        return Area(tuple(range(min(rows), max(rows) + 1)), tuple(columns))

    def touched_rows(self) -> list[int]:
        """Rows of products (not the empty one) in which any cell is selected."""
        last = len(self._session.entries)
        return [row for row in self.area().rows if row < last]

    def whole_rows(self) -> list[int]:
        """Rows of products that are selected from end to end."""
        rows = self.selectionModel().selectedRows()
        return sorted(index.row() for index in rows if index.row() < len(self._session.entries))

    # -- what actions do -----------------------------------------------------------------------

    def clear_cells(self) -> None:
        """Empty the selected cells that are inputs; whole rows are removed."""
        rows = self.whole_rows()
        if rows:
            self._editing.remove(rows)
        else:
            self._editing.clear(self.area())

    def copy(self) -> None:
        """The selection as spreadsheets take it: TSV and HTML."""
        from pricing.writing.clipboard import html, tsv

        area = self.area()
        cells = [[self._copied(row, column) for column in area.columns] for row in area.rows]
        if cells:
            data = QMimeData()
            data.setText(tsv(cells))
            data.setHtml(html(cells))
            QGuiApplication.clipboard().setMimeData(data)

    def _copied(self, row: int, column: int) -> str:
        """An input as it is typed, so that it can be pasted again; a figure as it is shown."""
        is_input = TABLE_COLUMNS[column].input is not None
        role = Qt.ItemDataRole.EditRole if is_input else Qt.ItemDataRole.DisplayRole
        return str(self.model().index(row, column).data(role) or "")

    def cut(self) -> None:
        """Copy, then empty."""
        self.copy()
        self._editing.clear(self.area(), says=CUT)

    def paste(self) -> None:
        """A block from the clipboard into the selection; one with headers is opened as a list."""
        from pricing.reading.clipboard import block, is_headed

        rows = block(QGuiApplication.clipboard().text())
        area = self.area()
        if not rows or not area.rows:
            return
        if is_headed(rows):
            self.list_pasted.emit(rows)
            return
        shown = self.headings.shown()
        filled = self._editing.paste(rows, area, shown[shown.index(area.columns[0]) :])
        self._select(filled)

    def fill_down(self) -> None:
        """The first row of the selection into the others, or the row above into a single one."""
        area = self.area()
        if area.rows:
            self._editing.fill_down(area)

    def duplicate_rows(self) -> None:
        """Copies of the selected rows, below them."""
        rows = self.touched_rows()
        if rows:
            self._editing.duplicate(rows)

    def insert_row(self) -> None:
        """An empty row above the current one."""
        self._editing.insert(min(max(self.currentIndex().row(), 0), len(self._session.entries)))

    def move_rows(self, step: int) -> None:
        """The selected rows one up (-1) or down (+1)."""
        rows, column = self.touched_rows(), self.currentIndex().column()
        if rows and self._editing.move(rows, step):
            self._select(Area(tuple(row + step for row in rows), (column,)))

    def remove_products(self) -> None:
        """Take the rows of the selection out of the comparison."""
        rows = self.touched_rows()
        if rows:
            self._editing.remove(rows)

    def add_product(self) -> None:
        """Start typing a new product."""
        self.go_to(len(self._session.entries), "product")
        self.edit(self.currentIndex())

    def go_to(self, row: int, key: str) -> None:
        """Select a cell and bring it into sight."""
        index = self.model().index(row, INDEX[key])
        self.setCurrentIndex(index)  # scrolls there too
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- sorting -------------------------------------------------------------------------------

    def sort_as_entered(self) -> None:
        """The order in which the products were entered."""
        self.headings.forget_sorting()
        self._editing.sort_as_entered()

    def _sort(self, column: int, descending: bool) -> None:
        model = self.model()
        self._editing.sort(
            TABLE_COLUMNS[column].heading.replace("\n", " "),
            lambda row: model.index(row, column).data(Qt.ItemDataRole.UserRole),
            descending=descending,
        )

    def _follow(self, changes: ChangeSet) -> None:
        """Another comparison is shown from its first row, as it is."""
        if changes.opens_another:
            self.headings.forget_sorting()
            self.go_to(0, "product")

    # -- place ---------------------------------------------------------------------------------

    def _select(self, area: Area) -> None:
        """Select an area, its corner the current cell."""
        if not area.rows or not area.columns:
            return
        model = self.model()
        first = model.index(area.rows[0], area.columns[0])
        last = model.index(area.rows[-1], area.columns[-1])
        self.selectionModel().setCurrentIndex(first, Flag.ClearAndSelect)
        self.selectionModel().select(QItemSelection(first, last), Flag.ClearAndSelect)
        self.scrollTo(first)

    def _remember_place(self) -> None:
        self._place = Place.of(self, self.area())

    def _go_back(self, place: object) -> None:
        if isinstance(place, Place):
            place.restore(self, self._select)

    def _select_whole_row(self, index: QModelIndex) -> None:
        """A click on a row's number takes the whole row."""
        if TABLE_COLUMNS[index.column()].key == RANK:
            self.selectRow(index.row())

    def _cell(self) -> tuple[int, int]:
        return self.currentIndex().row(), self.currentIndex().column()

    def _step_down(self, step: int) -> None:
        index = self.model().index(self._cell()[0] + step, self._tabs.column(self._cell()))
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, Flag.ClearAndSelect)

    # -- Qt's own names ------------------------------------------------------------------------

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        there = super().moveCursor(action, modifiers)
        if action is QAbstractItemView.CursorAction.MoveNext:
            self._tabs.step(self._cell(), (there.row(), there.column()))
        return there

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.current_changed.emit(current.row(), TABLE_COLUMNS[current.column()].key)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._step_down(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and self.state() is not QAbstractItemView.State.EditingState:
            up = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._step_down(-1 if up else 1)
        elif self._is_at_end(event.key()):
            # Not the view's own: that would go round the cells for ever.
            QWidget.focusNextPrevChild(self, event.key() == Qt.Key.Key_Tab)
        else:
            super().keyPressEvent(event)

    def _is_at_end(self, key: int) -> bool:
        """Whether Tab leaves the table here: behind its last cell, or before its first."""
        if key not in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
            return False
        shown = self.headings.shown()
        end = (self.model().rowCount() - 1, shown[-1]) if key == Qt.Key.Key_Tab else (0, shown[0])
        return self._cell() == end

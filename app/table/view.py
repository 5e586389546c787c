"""The table view: keys as in a spreadsheet, columns that are shown, hidden and remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QTableView

from app.settings import Remembered, Settings
from app.table.delegate import ProductDelegate
from app.table.layout import INDEX, RANK, TABLE_COLUMNS
from pricing.changes import edit_cells, remove_rows

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from app.session import Session
    from app.table.model import ProductModel
    from app.theme import Theme

ROW_HEIGHT = 30


class ProductTable(QTableView):
    """The product table. Enter commits and goes down, Tab goes right, any key starts editing."""

    def __init__(
        self, session: Session, model: ProductModel, theme: Theme, settings: Settings
    ) -> None:
        super().__init__()
        self._session = session
        self._settings = settings
        self.setObjectName("productTable")
        self.setAccessibleName("Products")
        self.setModel(model)
        self.setItemDelegate(ProductDelegate(theme))
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.clicked.connect(self._select_whole_row)
        self._lay_out_columns()

    def _lay_out_columns(self) -> None:
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.setVisible(False)
        columns.setHighlightSections(False)
        columns.setSectionsMovable(True)
        columns.setMinimumSectionSize(32)
        if not columns.restoreState(self._settings.bytes(Remembered.COLUMNS)):
            for index, column in enumerate(TABLE_COLUMNS):
                self.setColumnWidth(index, column.width)
                self.setColumnHidden(index, not column.at_first)

    def keep_columns(self) -> None:
        """Remember widths, order and which columns show."""
        self._settings.keep(Remembered.COLUMNS, self.horizontalHeader().saveState())

    # -- what actions do -----------------------------------------------------------------------

    def selected_rows(self) -> list[int]:
        """Rows of products (not the empty one) with every visible cell selected."""
        last = len(self._session.entries)
        return sorted(
            {each.row() for each in self.selectionModel().selectedRows() if each.row() < last}
        )

    def touched_rows(self) -> list[int]:
        """Rows of products in which any cell is selected."""
        last = len(self._session.entries)
        return sorted({each.row() for each in self.selectedIndexes() if each.row() < last})

    def clear_cells(self) -> None:
        """Empty the selected cells that are inputs; whole rows are removed."""
        rows = self.selected_rows()
        if rows:
            self._session.do(remove_rows(self._session.entries, rows))
            return
        last = len(self._session.entries)
        texts = {
            (index.row(), TABLE_COLUMNS[index.column()].key): ""
            for index in self.selectedIndexes()
            if index.row() < last and TABLE_COLUMNS[index.column()].input is not None
        }
        count = f"{len(texts)} cell{'s' if len(texts) != 1 else ''}"
        self._session.do(edit_cells(self._session.entries, texts, f"clearing of {count}"))

    def remove_products(self) -> None:
        """Take the rows of the selection out of the comparison."""
        rows = self.touched_rows()
        if rows:
            self._session.do(remove_rows(self._session.entries, rows))
            self.go_to(min(rows[0], len(self._session.entries)), "product")

    def add_product(self) -> None:
        """Start typing a new product."""
        self.go_to(len(self._session.entries), "product")
        self.edit(self.currentIndex())

    def go_to(self, row: int, key: str) -> None:
        """Select a cell and bring it into sight."""
        index = self.model().index(row, INDEX[key])
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- Qt's own names ------------------------------------------------------------------------

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        entered = hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache
        super().closeEditor(editor, hint)
        if entered:
            self._step(1, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() is not QAbstractItemView.State.EditingState and event.key() in {
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        }:
            self._step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1, 0)
            return
        super().keyPressEvent(event)

    def _select_whole_row(self, index: QModelIndex) -> None:
        """A click on a row's number takes the whole row."""
        if TABLE_COLUMNS[index.column()].key == RANK:
            self.selectRow(index.row())

    def _step(self, down: int, right: int) -> None:
        current = self.currentIndex()
        index: QModelIndex = self.model().index(current.row() + down, current.column() + right)
        if index.isValid():
            self.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )

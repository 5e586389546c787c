"""The product table's view: keys, clipboard, rows and sorting as in a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QMimeData, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QLineEdit,
    QTableView,
    QWidget,
)

from app.table.delegate import CellText, ProductDelegate
from app.table.edits import CUT, CellRange, TableEditor
from app.table.header import ProductTableHeader
from app.table.layout import COLUMN_INDEX, RANK, TABLE_COLUMNS, TableColumn
from app.toolkit.locale_format import notation
from app.toolkit.theme import Theme, with_tabular_figures
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtCore import QPersistentModelIndex
    from PySide6.QtGui import QKeyEvent

    from app.session import Session
    from app.table.model import ProductModel
    from app.toolkit.settings import Settings
    from pricing.model.changes import ChangeSet

ROW_HEIGHT = 30
# On the clipboard: cells of this table, which go where the user puts them.
OWN_CELLS = "application/x-elemental-cells"
_CLOSED = "isClosed"  # of an editor
Trigger = QAbstractItemView.EditTrigger
EDIT_TRIGGERS = Trigger.AnyKeyPressed | Trigger.EditKeyPressed | Trigger.DoubleClicked
SelectionFlag = QItemSelectionModel.SelectionFlag
CellPosition = tuple[int, int]  # row, column


class CursorPlace(NamedTuple):
    """Where the user is in the table: current cell, selection and scroll positions."""

    row: int
    column: int
    selection: CellRange
    horizontal_scroll: int
    vertical_scroll: int

    @classmethod
    def of(cls, table: QTableView, selection: CellRange) -> CursorPlace:
        current = table.currentIndex()
        bars = table.horizontalScrollBar(), table.verticalScrollBar()
        return cls(current.row(), current.column(), selection, *(bar.value() for bar in bars))

    def restore(self, table: QTableView, select: Callable[[CellRange], None]) -> None:
        """Go back to the place, as far as its rows still exist."""
        model = table.model()
        last_row = model.rowCount() - 1
        rows = tuple(row for row in self.selection.rows if row <= last_row)
        select(CellRange(rows, self.selection.columns))
        index = model.index(min(max(self.row, 0), last_row), max(self.column, 0))
        table.selectionModel().setCurrentIndex(
            index, SelectionFlag.NoUpdate if rows else SelectionFlag.Select
        )
        table.horizontalScrollBar().setValue(self.horizontal_scroll)
        table.verticalScrollBar().setValue(self.vertical_scroll)

    def after_move(self, moved_rows: Mapping[int, int]) -> CursorPlace:
        """Return the place after rows have moved, each from a position to another."""
        selected = sorted(moved_rows.get(row, row) for row in self.selection.rows)
        selection = CellRange(tuple(selected), self.selection.columns)
        return self._replace(row=moved_rows.get(self.row, self.row), selection=selection)


class TabRun:
    """A run of Tabs along a row. Enter then goes below its first cell, as in a spreadsheet."""

    def __init__(self) -> None:
        self._start: CellPosition | None = None
        self._last: CellPosition | None = None

    def record_tab(self, origin: CellPosition, target: CellPosition) -> None:
        """Record that Tab moved from one cell to another."""
        if self._start is None or origin != self._last:
            self._start = origin
        self._last = target

    def return_column(self, current: CellPosition) -> int:
        """Return the column that Enter goes to from a cell."""
        is_in_run = current == self._last and self._start is not None
        if is_in_run and self._start is not None and self._start[0] == current[0]:
            return self._start[1]
        return current[1]


# The columns for any text. An address or a remark may be pasted there.
_FREE_TEXT_KEYS = frozenset({"source", "note"})
_PLAIN_TEXTS = {
    "label": (
        "The clipboard holds the text of a label, not a table. Nothing was pasted. "
        "To paste it as text, edit a cell first."
    ),
    "address": (
        "The clipboard holds an address, not a table. Nothing was pasted. "
        "To paste it as text, edit a cell first."
    ),
    "web address": (
        "The clipboard holds a web address, not a table. Nothing was pasted. "
        "To paste it as text, edit a cell first."
    ),
    "paragraph": (
        "The clipboard holds sentences, not a table. Nothing was pasted. "
        "To paste them as text, edit a cell first."
    ),
}
NOTHING_TO_PASTE = (
    "The clipboard is empty. Copy the cells of your list in the spreadsheet, then paste again."
)
NO_TEXT_TO_PASTE = (
    "The clipboard holds no text. Copy the cells of your list in the spreadsheet, then paste again."
)
TOO_MUCH_TO_PASTE = (
    "The clipboard holds more than {count} cells. Save them as a file, then open it as a list."
)


def _refusal_text(rows: list[list[str]], text: str, column: TableColumn) -> str:
    """Return why a text from the clipboard cannot be pasted, or ""."""
    from pricing.reading.clipboard import MAX_PASTED_CELLS
    from pricing.reading.plain_texts import recognize_plain_text

    if not rows:
        if text.strip():
            return tr(TOO_MUCH_TO_PASTE, count=notation().format_number(str(MAX_PASTED_CELLS)))
        data = QGuiApplication.clipboard().mimeData()
        is_empty = data.hasText() or not data.formats()
        return tr(NOTHING_TO_PASTE if is_empty else NO_TEXT_TO_PASTE)
    if column.key in _FREE_TEXT_KEYS and len(rows) == 1:
        return ""
    kind = recognize_plain_text(rows)
    return tr(_PLAIN_TEXTS[kind.value]) if kind else ""


@reports_exceptions
class ProductTable(QTableView):
    """The product table. Enter commits and goes down, Tab goes right, any key starts editing."""

    list_pasted = Signal(object)  # the rows of a pasted block that is a list of its own
    paste_refused = Signal(str)  # what was on the clipboard instead of a table
    current_cell_changed = Signal(int, str)  # row, column key

    def __init__(
        self, session: Session, model: ProductModel, theme: Theme, settings: Settings
    ) -> None:
        super().__init__()
        self._session = session
        self._editor = TableEditor(session)
        self.column_header = ProductTableHeader(settings, lambda: session.scenario)
        self.setObjectName("productTable")
        self.setAccessibleName(tr("Products"))
        self.setAccessibleDescription(
            tr("Tab goes to the next cell, F6 to the next part of the window.")
        )
        self._tab_run = TabRun()
        self.setHorizontalHeader(self.column_header)
        self.setModel(model)
        self.setFont(with_tabular_figures(self.font()))
        self._delegate = ProductDelegate(theme)
        self._refused_text: CellText | None = None
        self.setItemDelegate(self._delegate)
        self.setEditTriggers(EDIT_TRIGGERS)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self._connect_signals(model)
        self.column_header.restore_layout()
        self.column_header.sort_requested.connect(self._sort)
        self.column_header.entry_order_requested.connect(self.sort_as_entered)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setVisible(False)

    def _connect_signals(self, model: ProductModel) -> None:
        session = self._session
        self.clicked.connect(self._select_whole_row)
        session.current_place = lambda: CursorPlace.of(self, self.selected_range())
        session.place_restored.connect(self._restore_place)
        session.changed.connect(self._show_opened_comparison)
        session.failed.connect(self._keep_refused_text)
        model.rows_moved_elsewhere.connect(self._follow_rows)
        model.modelAboutToBeReset.connect(self._remember_place)
        model.modelReset.connect(lambda: self._restore_place(self._place))

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

    # -- the selection -------------------------------------------------------------------------

    def selected_range(self) -> CellRange:
        """Return the rectangle around the selected cells in visible columns."""
        visible_columns = self.column_header.visible_columns()
        current = QItemSelection(self.currentIndex(), self.currentIndex())
        for selection in (self.selectionModel().selection(), current):
            rows, columns = set[int](), set[int]()
            # Not cell by cell: after a paste, thousands are selected.
            for area in map(selection.at, range(selection.count())):
                selected = {at for at in visible_columns if area.left() <= at <= area.right()}
                if selected and area.isValid():
                    rows |= {area.top(), area.bottom()}
                    columns |= selected
            if rows:
                return CellRange(
                    tuple(range(min(rows), max(rows) + 1)),
                    tuple(column for column in visible_columns if column in columns),
                )
        return CellRange((), ())

    def rows_with_selection(self) -> list[int]:
        """Return the rows of products with any selected cell. The empty row is none of them."""
        count = len(self._session.entries)
        return [row for row in self.selected_range().rows if row < count]

    def fully_selected_rows(self) -> list[int]:
        """Return the rows of products whose cells are all selected."""
        rows = self.selectionModel().selectedRows()
        return sorted(index.row() for index in rows if index.row() < len(self._session.entries))

    # -- actions -------------------------------------------------------------------------------

    def clear_cells(self) -> None:
        """Empty the selected inputs. Rows that are selected as a whole are removed."""
        rows = self.fully_selected_rows()
        if rows:
            self._editor.remove(rows)
        else:
            self._editor.clear(self.selected_range())

    def copy(self) -> None:
        """Copy the selection as spreadsheets take it: as TSV and HTML."""
        from pricing.writing import html_table, tsv_text

        area = self.selected_range()
        cells = [
            [self._clipboard_text(row, column) for column in area.columns] for row in area.rows
        ]
        if cells:
            data = QMimeData()
            data.setText(tsv_text(cells))
            data.setHtml(html_table(cells))
            data.setData(OWN_CELLS, b"1")
            QGuiApplication.clipboard().setMimeData(data)

    def _clipboard_text(self, row: int, column: int) -> str:
        """Return an input as typed, so that it can be pasted again, and a figure as shown."""
        is_input = TABLE_COLUMNS[column].input is not None
        role = Qt.ItemDataRole.EditRole if is_input else Qt.ItemDataRole.DisplayRole
        return str(self.model().index(row, column).data(role) or "")

    def cut(self) -> None:
        """Copy the selection, then empty it."""
        self.copy()
        self._editor.clear(self.selected_range(), undo_forms=CUT)

    def paste(self) -> None:
        """Paste the clipboard into the text that is edited, or else into the selection.

        A block is opened as a list if it has headers, or if its values do not fit the columns. A
        text that is no table is refused.
        """
        editor = self.window().focusWidget()
        if isinstance(editor, QLineEdit) and editor.isVisible():
            editor.paste()
            return
        from pricing.reading.clipboard import parse_block

        data = QGuiApplication.clipboard().mimeData()
        rows = parse_block(data.text())
        area = self.selected_range()
        if not area.rows:
            return
        columns = self.column_header.visible_columns()
        columns = columns[columns.index(area.columns[0]) :]
        if not data.hasFormat(OWN_CELLS) and not self._goes_into_cells(rows, data.text(), columns):
            return
        if rows:
            self._select(self._editor.paste(rows, area, columns))

    def _goes_into_cells(self, rows: list[list[str]], text: str, columns: list[int]) -> bool:
        """Return whether a block fits these columns. If it does not, say why or open it."""
        from pricing.reading.clipboard import has_header
        from pricing.reading.column_guesses import fits_columns

        refusal = _refusal_text(rows, text, TABLE_COLUMNS[columns[0]])
        keys = [column.key if (column := TABLE_COLUMNS[at]).input else "" for at in columns]
        if refusal:
            self.paste_refused.emit(refusal)
        elif has_header(rows) or not fits_columns(rows, keys):
            self.list_pasted.emit(rows)
        else:
            return True
        return False

    def fill_down(self) -> None:
        """Copy the first selected row into the others, or the row above into a single one."""
        area = self.selected_range()
        if area.rows:
            self._editor.fill_down(area)

    def duplicate_rows(self) -> None:
        """Insert copies of the selected rows below them."""
        rows = self.rows_with_selection()
        if rows:
            self._editor.duplicate(rows)

    def insert_row(self) -> None:
        """Insert an empty row above the current one."""
        self._editor.insert(min(max(self.currentIndex().row(), 0), len(self._session.entries)))

    def move_rows(self, step: int) -> None:
        """Move the selected rows up (-1) or down (+1) by one."""
        rows, column = self.rows_with_selection(), self.currentIndex().column()
        if rows and self._editor.move(rows, step):
            self._select(CellRange(tuple(row + step for row in rows), (column,)))

    def remove_products(self) -> None:
        """Remove the rows with a selected cell from the comparison."""
        rows = self.rows_with_selection()
        if rows:
            self._editor.remove(rows)

    def add_product(self) -> None:
        """Start typing a new product."""
        self.go_to(len(self._session.entries), "product")
        if self.state() is not QAbstractItemView.State.EditingState:
            self.edit(self.currentIndex())

    def go_to(self, row: int, key: str) -> None:
        """Select a cell and scroll to it."""
        index = self.model().index(row, COLUMN_INDEX[key])
        self.setCurrentIndex(index)  # scrolls there too
        self.setFocus(Qt.FocusReason.OtherFocusReason)

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
        model = self.model()
        self._editor.sort(
            TABLE_COLUMNS[column].full_heading(
                self._session.scenario.days, self._session.scenario.element
            ),
            lambda row: model.index(row, column).data(Qt.ItemDataRole.UserRole),
            descending=descending,
        )

    def _show_opened_comparison(self, changes: ChangeSet) -> None:
        """Show another comparison from its first row, unsorted."""
        if changes.opens_another:
            self.column_header.clear_sorting()
            self.go_to(0, "product")

    # -- the cursor ----------------------------------------------------------------------------

    def _select(self, area: CellRange) -> None:
        """Select an area, and make its corner the current cell."""
        if not area.rows or not area.columns:
            return
        model = self.model()
        first = model.index(area.rows[0], area.columns[0])
        last = model.index(area.rows[-1], area.columns[-1])
        self.selectionModel().setCurrentIndex(first, SelectionFlag.ClearAndSelect)
        self.selectionModel().select(QItemSelection(first, last), SelectionFlag.ClearAndSelect)
        self.scrollTo(first)

    def _remember_place(self) -> None:
        for editor in self.findChildren(QLineEdit):
            editor.setProperty(_CLOSED, True)
        self._place = CursorPlace.of(self, self.selected_range())

    def _restore_place(self, place: object) -> None:
        if isinstance(place, CursorPlace):
            place.restore(self, self._select)

    def _follow_rows(self, moved_rows: Mapping[int, int]) -> None:
        """Keep the cursor on its product after another window has moved rows."""
        self._place.after_move(moved_rows).restore(self, self._select)

    def _select_whole_row(self, index: QModelIndex) -> None:
        """Select the whole row after a click on its rank."""
        if TABLE_COLUMNS[index.column()].key == RANK:
            self.selectRow(index.row())

    def _current_position(self) -> CellPosition:
        return self.currentIndex().row(), self.currentIndex().column()

    def _move_by_rows(self, step: int) -> None:
        index = self.model().index(
            self._current_position()[0] + step,
            self._tab_run.return_column(self._current_position()),
        )
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, SelectionFlag.ClearAndSelect)

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
        if current.isValid():
            self.current_cell_changed.emit(current.row(), TABLE_COLUMNS[current.column()].key)

    def commitData(self, editor: QWidget) -> None:
        # After an editor was closed, its Enter or its loss of focus may still be on the way.
        if isinstance(editor, QLineEdit) and not editor.property(_CLOSED):
            super().commitData(editor)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        if self._refused_text is not None:  # the cursor stays, because the text is edited again
            hint = QAbstractItemDelegate.EndEditHint.NoHint
        editor.setProperty(_CLOSED, True)
        super().closeEditor(editor, hint)
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._move_by_rows(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and self.state() is not QAbstractItemView.State.EditingState:
            up = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._move_by_rows(-1 if up else 1)
        elif self._leaves_table(event.key()):
            # The view's own method would go round the cells for ever.
            QWidget.focusNextPrevChild(self, event.key() == Qt.Key.Key_Tab)
        else:
            super().keyPressEvent(event)

    def _leaves_table(self, key: int) -> bool:
        """Return whether Tab leaves the table, at its last cell or backwards at its first."""
        if key not in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
            return False
        columns = self.column_header.visible_columns()
        last_row = self.model().rowCount() - 1
        end = (last_row, columns[-1]) if key == Qt.Key.Key_Tab else (0, columns[0])
        return self._current_position() == end

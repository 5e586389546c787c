"""The clipboard of the product table: cells as spreadsheets exchange them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from app.table.edits import CUT, CellRange, TableEditor
from app.table.layout import (
    COLUMN_INDEX,
    MINERAL_COLUMNS,
    MINERALS_COLUMN,
    TABLE_COLUMNS,
    TableColumn,
)
from app.table.model import COPY_ROLE, ENTRY_ROLE
from app.toolkit.locale_format import notation
from app.toolkit.open_editor import commit_editor_of, editor_of
from app.toolkit.translation import tr
from pricing.model.columns import MAX_TEXT_LENGTH
from pricing.model.entry import AMOUNT_KEY
from pricing.problems.errors import BadInput, ProblemKind
from pricing.problems.plain_facts import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from PySide6.QtWidgets import QTableView

    from app.table.header import ProductTableHeader
    from pricing.model.columns import Column
    from pricing.model.entry import Entry

# On the clipboard: cells of this table, which go where the user puts them.
OWN_CELLS = "application/x-elemental-cells+json"
# More than a copy of the longest comparison.
_MAX_OWN_BYTES = 20_000_000
# A block with both of these is of a product. It takes along what has no visible column.
_PRODUCT_KEYS = frozenset(("product", AMOUNT_KEY))
# The columns for any text. An address or a remark may be pasted there.
_FREE_TEXT_KEYS = frozenset({"source", "note"})
_PLAIN_TEXTS = {
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
# A list may have longer texts than a cell in columns that are left out, but not this long.
_MAX_PASTED_TEXT_LENGTH = 5_000
NO_PRODUCTS_TO_PASTE = (
    "The clipboard holds no label and no table of products. Nothing was pasted. "
    "To paste it as text, edit a cell first."
)
NOTHING_TO_PASTE = (
    "The clipboard is empty. Copy the cells of your list in the spreadsheet, then paste again."
)
NO_TEXT_TO_PASTE = (
    "The clipboard holds no text. Copy the cells of your list in the spreadsheet, then paste again."
)
SEVERAL_LINES_TO_PASTE = (
    "The clipboard holds several lines, but no table of products. Nothing was pasted. "
    "Only a note or a source takes several lines as one text."
)
TOO_MUCH_TO_PASTE = (
    "The clipboard holds more than {count} cells. Save them as a file, then open it as a list."
)


def _refusal_text(rows: list[list[str]], text: str, column: TableColumn, *, are_new: bool) -> str:
    """Return why a text from the clipboard cannot be pasted, or "".

    `are_new` states that each of its rows would be a new product.
    """
    from pricing.reading.plain_texts import recognize_plain_text, states_no_product

    if not (rows and text.strip()):
        return _nothing_text(text)
    if column.key in _FREE_TEXT_KEYS and len(rows) == 1:
        return ""
    kind = recognize_plain_text(rows)
    if kind:
        return tr(_PLAIN_TEXTS[kind.value])
    length = max(len(text) for cells in rows for text in cells)
    if length > _MAX_PASTED_TEXT_LENGTH:
        error = BadInput(ProblemKind.TEXT_TOO_LONG, length=length, longest=MAX_TEXT_LENGTH)
        return error.message(notation())
    return tr(NO_PRODUCTS_TO_PASTE) if are_new and states_no_product(rows) else ""


def _nothing_text(text: str) -> str:
    """Return why a clipboard has no cells: it is empty, blank or no text, or has far too many."""
    from pricing.reading.clipboard import MAX_PASTED_CELLS

    if text.strip():
        return tr(TOO_MUCH_TO_PASTE, count=notation().format_number(str(MAX_PASTED_CELLS)))
    if text:
        return tr(NO_PRODUCTS_TO_PASTE)
    data = QGuiApplication.clipboard().mimeData()
    is_empty = data.hasText() or not data.formats()
    return tr(NOTHING_TO_PASTE if is_empty else NO_TEXT_TO_PASTE)


def _hidden_inputs(visible: Collection[int], *, are_rows: bool) -> list[Column]:
    """Return the inputs without a visible column.

    One text of whole rows states all further minerals. Other rows keep those of visible columns.
    """
    inputs = {at: column.input for at, column in enumerate(TABLE_COLUMNS) if column.input}
    left_out = set(MINERAL_COLUMNS) if are_rows else {MINERALS_COLUMN}
    return [field for at, field in inputs.items() if at not in left_out.union(visible)]


_FEWEST_LABEL_LINES = 4
_FEWEST_LABEL_LETTERS = 8


def _is_label(rows: list[list[str]], text: str, column: TableColumn) -> bool:
    """Return whether a text from the clipboard is that of a label, and not of cells."""
    from pricing.reading.plain_texts import PlainText, has_price_line, recognize_plain_text

    if not rows or (column.key in _FREE_TEXT_KEYS and len(rows) == 1):
        return False
    kind = recognize_plain_text(rows)
    if kind is PlainText.LABEL:
        return True
    lines = [cells for cells in rows if any(cells)]
    # A copied page may have a tab in a few of its lines; a table has one in most.
    is_block = kind is None and 2 * sum(len(cells) > 1 for cells in lines) >= len(lines)
    if kind not in {None, PlainText.PARAGRAPH} or is_block or not _may_state_product(text, column):
        return False
    # They take longer to load than a table takes to read.
    from pricing.labels import has_signs_of_label, states_product

    is_long = len(lines) >= _FEWEST_LABEL_LINES or has_price_line([cells[0] for cells in lines])
    may_be_label = kind is PlainText.PARAGRAPH or is_long
    return (may_be_label and states_product(text)) or has_signs_of_label(text)


def _may_state_product(text: str, column: TableColumn) -> bool:
    """Return whether a text has words and a number. One line may do so in the product alone."""
    is_one_line = "\n" not in text.strip()
    if is_one_line and column.key != "product":
        return False
    return any(map(str.isdecimal, text)) and sum(map(str.isalpha, text)) >= _FEWEST_LABEL_LETTERS


class OwnCells(NamedTuple):
    """Copied cells of this table: their columns and their texts as another row takes them.

    `hidden` is what each row also holds, by the keys of columns. Whole rows go to their own columns
    wherever they are pasted.
    """

    keys: list[str]
    texts: list[list[str]]
    hidden: list[dict[str, str]]
    are_rows: bool

    def data(self) -> bytes:
        return json.dumps(self).encode()

    @classmethod
    def read(cls, data: bytes) -> OwnCells | None:
        """Return what was copied, or None if another program wrote something else there."""
        if len(data) > _MAX_OWN_BYTES:
            return None
        try:
            own = cls(*json.loads(data))
        except (ValueError, TypeError, RecursionError):
            return None
        return own if own.is_sound else None

    @property
    def is_sound(self) -> bool:
        """Whether these are texts by columns of the table."""
        return (
            _are_texts(self.keys)
            and bool(self.keys)
            and COLUMN_INDEX.keys() >= set(self.keys)
            and isinstance(self.texts, list)
            and all(_are_texts(row) and len(row) == len(self.keys) for row in self.texts)
            and isinstance(self.hidden, list)
            and len(self.hidden) in {0, len(self.texts)}
            and all(_are_inputs(row) for row in self.hidden)
            and isinstance(self.are_rows, bool)
        )


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _are_inputs(value: object) -> bool:
    """Return whether these are texts by the keys of inputs."""
    return (
        isinstance(value, dict)
        and _are_texts([*value.values()])
        and all(key in COLUMN_INDEX and TABLE_COLUMNS[COLUMN_INDEX[key]].input for key in value)
    )


class CellClipboard(QObject):
    """Copies, cuts and pastes the selection of the product table."""

    list_pasted = Signal(object)  # the rows of a pasted block that is a list of its own
    label_pasted = Signal()  # the clipboard holds a photo, or the text of a label or a shop's page
    paste_refused = Signal(str)  # what was on the clipboard instead of a table

    def __init__(
        self,
        table: QTableView,
        header: ProductTableHeader,
        editor: TableEditor,
        selected_range: Callable[[], CellRange],
    ) -> None:
        super().__init__(table)
        self._table = table
        self._header = header
        self._editor = editor
        self._selected_range = selected_range

    def copy(self) -> None:
        """Copy the selection as spreadsheets take it: as TSV and HTML.

        The row for a new product is left out.
        """
        from pricing.writing import html_table, tsv_text

        rows, columns = self._selected_range()
        area = CellRange(tuple(row for row in rows if self._entry(row).id), columns)
        entries = map(self._entry, area.rows)
        is_mixed = len({entry.values.get("currency") for entry in entries}) > 1
        text = self._text_with_currency if is_mixed else self._text
        cells = [[text(row, column) for column in area.columns] for row in area.rows]
        if cells:
            data = QMimeData()
            data.setText(tsv_text(cells))
            data.setHtml(html_table(cells))
            data.setData(OWN_CELLS, self._own_cells(area).data())
            QGuiApplication.clipboard().setMimeData(data)

    def _own_cells(self, area: CellRange) -> OwnCells:
        """Return the cells of an area for another row."""
        keys = [TABLE_COLUMNS[at].key for at in area.columns]
        texts = [[self._own_text(row, column) for column in area.columns] for row in area.rows]
        hidden = self.inputs_taken_along(area)
        entries = map(self._entry, area.rows)
        also = [{one.key: entry.whole_text(one) for one in hidden} for entry in entries]
        return OwnCells(keys, texts, also, self._are_rows(area))

    def _are_rows(self, area: CellRange) -> bool:
        return list(area.columns) == self._header.visible_columns()

    def inputs_taken_along(self, area: CellRange) -> list[Column]:
        """Return the inputs without a visible column that belong to the cells of an area.

        They belong to whole rows, and to products with their amounts.
        """
        keys = {TABLE_COLUMNS[at].key for at in area.columns}
        are_rows = self._are_rows(area)
        if not are_rows and not keys >= _PRODUCT_KEYS:
            return []
        return _hidden_inputs(self._header.visible_columns(), are_rows=are_rows)

    def _entry(self, row: int) -> Entry:
        entry: Entry = self._table.model().index(row, 0).data(ENTRY_ROLE)
        return entry

    def _text(self, row: int, column: int) -> str:
        return str(self._table.model().index(row, column).data(COPY_ROLE) or "")

    def _text_with_currency(self, row: int, column: int) -> str:
        """Return a text of which a price names its currency, where others have another one."""
        text, currency = self._text(row, column), self._entry(row).values.get("currency")
        is_bare = TABLE_COLUMNS[column].key == "price" and not any(map(str.isalpha, text))
        return f"{text} {currency}" if is_bare and text and currency else text

    def _own_text(self, row: int, column: int) -> str:
        """Return the text that puts the same into another row: a mineral with its form."""
        field = TABLE_COLUMNS[column].input
        return self._text(row, column) if field is None else self._entry(row).whole_text(field)

    def cut(self) -> None:
        """Copy the selection, then empty it."""
        self.copy()
        self._editor.clear(self._selected_range(), undo_forms=CUT)

    def paste(self) -> CellRange | None:
        """Paste into the text that is edited, or else into the selection. Return the area filled.

        A block ends the edit of a cell: several rows are never one text. It is opened as a list if
        it has headers, or if its values do not fit the columns. A text that is no table is refused.
        """
        editor = self._table.window().focusWidget()
        if isinstance(editor, QLineEdit) and editor.isVisible():
            rows = self._copied_rows()
            if editor is not editor_of(self._table) or not self._is_block(rows):
                editor.paste()
                return None
            if not self._end_edit(editor, rows):
                return None
        return self._paste_into_cells()

    def _copied_rows(self) -> list[list[str]]:
        from pricing.reading.clipboard import parse_block, parse_list

        data = QGuiApplication.clipboard().mimeData()
        own = OwnCells.read(bytes(data.data(OWN_CELLS).data()))
        return own.texts if own else parse_list(data.text()) or parse_block(data.text())

    def _is_block(self, rows: list[list[str]]) -> bool:
        """Return whether these are several cells. A note may have several lines."""
        column = TABLE_COLUMNS[self._table.currentIndex().column()]
        takes_lines = column.key in _FREE_TEXT_KEYS
        return any(len(cells) > 1 for cells in rows) or (len(rows) > 1 and not takes_lines)

    def _end_edit(self, editor: QLineEdit, rows: list[list[str]]) -> bool:
        """Keep what was typed, and go to the cell that a block begins in: below a new product.

        Return False if nothing can be pasted.
        """
        data, place = QGuiApplication.clipboard().mimeData(), self._table.currentIndex()
        row, at, column = place.row(), place.column(), TABLE_COLUMNS[place.column()]
        is_new, text = not self._entry(row).id, data.text()
        is_typed = is_new and bool(editor.text().strip())
        is_table = data.hasFormat(OWN_CELLS) or _is_label(rows, text, column)
        if not is_table and _refusal_text(rows, text, column, are_new=is_new):
            self.paste_refused.emit(tr(SEVERAL_LINES_TO_PASTE))
            return False
        commit_editor_of(self._table)
        if is_typed and not self._entry(row).id:
            return False  # the disk has refused it
        begin = self._table.model().index(row + is_typed, at)
        only = QItemSelectionModel.SelectionFlag.ClearAndSelect  # Ctrl would select both cells
        self._table.selectionModel().setCurrentIndex(begin, only)
        return True

    def _paste_into_cells(self) -> CellRange | None:
        from pricing.reading.clipboard import parse_block, parse_list

        data, area = QGuiApplication.clipboard().mimeData(), self._selected_range()
        if not area.rows:
            return None
        columns = self._header.visible_columns()
        columns = columns[columns.index(area.columns[0]) :]
        own = OwnCells.read(bytes(data.data(OWN_CELLS).data()))
        if own is not None:
            return self._paste_own(own, area, columns) if own.texts else None
        text = data.text()
        rows = parse_list(text) or parse_block(text)
        return (
            self._editor.paste(rows, area, columns)
            if self._goes_into_cells(rows, text, columns, are_new=self._are_new(rows, area))
            else None
        )

    def _paste_own(self, own: OwnCells, area: CellRange, columns: list[int]) -> CellRange:
        """Paste cells of this table: into their own columns if they begin in the first of them."""
        own_columns = [COLUMN_INDEX[key] for key in own.keys]
        if own.are_rows:
            area = CellRange(area.rows, tuple(own_columns))
        if own_columns[0] != area.columns[0]:
            return self._editor.paste(own.texts, area, columns)
        return self._editor.paste(own.texts, area, own_columns, own.hidden)

    def _are_new(self, rows: list[list[str]], area: CellRange) -> bool:
        """Return whether a block begins in the row for a new product, or repeats a line there."""
        last = self._table.model().rowCount() - 1
        is_repeated = len(rows) > 1 and all(cells == rows[0] for cells in rows)
        adds_rows = area.rows[0] + len(rows) > last
        return (is_repeated and adds_rows) or not self._entry(area.rows[0]).id

    def _goes_into_cells(
        self, rows: list[list[str]], text: str, columns: list[int], *, are_new: bool
    ) -> bool:
        """Return whether a block fits these columns. If it does not, say why or open it."""
        from pricing.reading.clipboard import has_header
        from pricing.reading.column_guesses import fits_columns

        column = TABLE_COLUMNS[columns[0]]
        is_photo = not text.strip() and QGuiApplication.clipboard().mimeData().hasImage()
        if is_photo or _is_label(rows, text, column):
            self.label_pasted.emit()
            return False
        refusal = _refusal_text(rows, text, column, are_new=are_new)
        keys = [column.key if (column := TABLE_COLUMNS[at]).input else "" for at in columns]
        if refusal:
            self.paste_refused.emit(refusal)
        elif has_header(rows) or not fits_columns(rows, keys):
            self.list_pasted.emit(rows)
        else:
            return True
        return False

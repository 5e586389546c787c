"""The find bar: searches the product table from match to match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.toolkit.shown_text import Label
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QKeyEvent

    from app.table.model import ProductModel
    from app.table.view import ProductTable

# The texts of more cells would keep the window waiting.
MAX_TEXTS_AT_ONCE = 5_000


@reports_exceptions
class FindBar(QFrame):
    """Searches the texts of the table. Enter goes on, Shift+Enter back, Escape closes.

    In a long table, the window answers between one part of the search and the next.
    """

    def __init__(self, table: ProductTable, model: ProductModel) -> None:
        super().__init__()
        self.setAccessibleName(tr("Find in the products"))
        self._table = table
        self._model = model
        # Each letter of what is typed searches the same texts, which are long in the making.
        self._texts: dict[tuple[int, int], str] = {}
        for changed in (model.dataChanged, model.modelReset, model.rowsInserted):
            changed.connect(self._forget_texts)
        self._step = 0
        # What is left of a long search, or None to begin it anew because the texts have changed.
        self._cells_left: Iterator[tuple[int, int]] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._search_further)
        self._text = QLineEdit()
        self._text.setObjectName("findEdit")
        self._text.setAccessibleName(tr("Find in the table"))
        self._text.setPlaceholderText(tr("Find in the table"))
        self._text.textEdited.connect(lambda _: self.search(0))
        self._status = Label()
        self._status.setProperty("muted", True)
        self.controls: list[QWidget] = [self._text]  # in the order of the Tab key
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._text, 1)
        for text, step in ((tr("Previous"), -1), (tr("Next"), 1)):
            button = QPushButton(text)
            button.clicked.connect(lambda _=False, step=step: self.search(step))
            layout.addWidget(button)
            self.controls.append(button)
        layout.addWidget(self._status)
        self._status.hide()
        self.hide()

    def open(self) -> None:
        """Show the bar, ready to type."""
        self._text.setClearButtonEnabled(True)  # late, because its icon is read from disk
        self.show()
        self._text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._text.selectAll()

    def search(self, step: int) -> None:
        """Go to the next match (1), the previous one (-1) or the first from here on (0)."""
        cells = self._cells()
        current = self._table.currentIndex()
        position = (current.row(), current.column())
        start = cells.index(position) if position in cells else 0
        offsets = _offsets(step, len(cells)) if self._text.text() else range(0)
        self._step = step
        self._cells_left = (cells[(start + offset) % len(cells)] for offset in offsets)
        self._search_further()

    def _search_further(self) -> None:
        """Search until a cell matches or none is left, or long enough for now."""
        if self._cells_left is None:
            self.search(self._step)
            return
        text, most = self._text.text().casefold(), len(self._texts) + MAX_TEXTS_AT_ONCE
        for cell in self._cells_left:
            if self._contains(cell, text):
                self._end_search("")
                index = self._model.index(*cell)
                self._table.setCurrentIndex(index)
                self._table.scrollTo(index)
                return
            if len(self._texts) == most:
                self._show_status(tr("Searching…"))
                self._timer.start(0)
                return
        self._end_search(tr("Not found") if text else "")

    def _end_search(self, status: str) -> None:
        self._timer.stop()
        self._show_status(status)

    def _show_status(self, status: str) -> None:
        self._status.setText(status)
        self._status.setVisible(bool(status))

    def _cells(self) -> list[tuple[int, int]]:
        product_count = self._model.rowCount() - 1
        columns = self._table.column_header.visible_columns()
        return [(row, column) for row in range(product_count) for column in columns] or [(0, 0)]

    def _contains(self, cell: tuple[int, int], text: str) -> bool:
        known = self._texts.get(cell)
        if known is None:
            known = self._texts[cell] = self._model.shown_text(*cell).casefold()
        return text in known

    def _forget_texts(self) -> None:
        self._texts.clear()
        self._cells_left = None

    # -- Qt's own names ------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._end_search("")
            self.hide()
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.search(-1 if back else 1)
        else:
            super().keyPressEvent(event)


def _offsets(step: int, count: int) -> range:
    """Return the distances from the current cell, in the order of the search."""
    return range(-1, -count - 1, -1) if step < 0 else range(step, count + step)

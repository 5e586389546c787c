"""The find bar: searches the product table from match to match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.toolkit.shown_text import Label
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from app.table.model import ProductModel
    from app.table.view import ProductTable


@reports_exceptions
class FindBar(QFrame):
    """Searches the texts of the table. Enter goes on, Shift+Enter back, Escape closes."""

    def __init__(self, table: ProductTable, model: ProductModel) -> None:
        super().__init__()
        self.setAccessibleName(tr("Find in the products"))
        self._table = table
        self._model = model
        # Each letter of what is typed searches the same texts, which are long in the making.
        self._texts: dict[tuple[int, int], str] = {}
        for changed in (model.dataChanged, model.modelReset, model.rowsInserted):
            changed.connect(self._forget_texts)
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
        text = self._text.text().casefold()
        order = [cells[(start + offset) % len(cells)] for offset in _offsets(step, len(cells))]
        match = next((cell for cell in order if text and self._contains(cell, text)), None)
        self._status.setText("" if match or not text else tr("Not found"))
        self._status.setVisible(bool(self._status.text()))
        if match:
            index = self._model.index(*match)
            self._table.setCurrentIndex(index)
            self._table.scrollTo(index)

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

    # -- Qt's own names ------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
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

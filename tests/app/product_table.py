"""The product table as a user sees and types it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView

if TYPE_CHECKING:
    from fractions import Fraction

    from app.window.main_window import MainWindow

Role = Qt.ItemDataRole


class ProductTableDriver:
    """Cells by row and column key."""

    def __init__(self, window: MainWindow) -> None:
        self.view = window.findChild(QTableView, "productTable")
        self.model = self.view.model()
        self.columns = {
            self.model.headerData(index, Qt.Orientation.Horizontal, Role.UserRole): index
            for index in range(self.model.columnCount())
        }

    @property
    def row_count(self) -> int:
        """Rows of products: the last one of the view is for a new product."""
        return self.model.rowCount() - 1

    def index(self, row: int, key: str):
        return self.model.index(row, self.columns[key])

    def cell_text(self, row: int, key: str) -> str:
        return self.index(row, key).data().replace("\u00a0", " ")

    def exact_value(self, row: int, key: str) -> Fraction | str | None:
        return self.index(row, key).data(Role.UserRole)

    def product_names(self) -> list[str]:
        return [self.cell_text(row, "product") for row in range(self.row_count)]

    def type_text(self, row: int, key: str, text: str, end_key=Qt.Key.Key_Return) -> None:
        """Go to the cell and type, as with a keyboard."""
        self.view.setCurrentIndex(self.index(row, key))
        self.view.setFocus()
        QTest.keyClicks(self.view, text[:1])
        (editor,) = (each for each in self.view.findChildren(QLineEdit) if each.isVisible())
        QTest.keyClicks(editor, text[1:])
        QTest.keyClick(editor, end_key)
        QApplication.processEvents()  # Qt commits an Enter when the key has been handled

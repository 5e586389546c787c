"""The product table as a user sees it and types into it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTabBar

from app.table.view import ProductTable
from tests.app.user_actions import child, plain_spaces

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex
    from PySide6.QtWidgets import QWidget

Role = Qt.ItemDataRole


class ProductTableDriver:
    """Read and edit cells by row and column key."""

    def __init__(self, window: QWidget) -> None:
        self.view = child(window, ProductTable, "productTable")
        self.model = self.view.model()
        self.columns: dict[str, int] = {
            self.model.headerData(column, Qt.Orientation.Horizontal, Role.UserRole): column
            for column in range(self.model.columnCount())
        }

    @property
    def row_count(self) -> int:
        """The number of products. The view has one more row, for a new product."""
        return self.model.rowCount() - 1

    def index(self, row: int, key: str) -> QModelIndex:
        return self.model.index(row, self.columns[key])

    def cell_text(self, row: int, key: str) -> str:
        return plain_spaces(self.index(row, key).data())

    def exact_value(self, row: int, key: str) -> Fraction | str | None:
        value: Fraction | str | None = self.index(row, key).data(Role.UserRole)
        return value

    def number(self, row: int, key: str) -> Fraction:
        """Return the exact value of a cell that holds a number."""
        value = self.exact_value(row, key)
        assert isinstance(value, Fraction)
        return value

    def product_names(self) -> list[str]:
        return [self.cell_text(row, "product") for row in range(self.row_count)]

    def show_column(self, key: str, *, is_shown: bool = True) -> None:
        """Show or hide a column, as with the menu of the headings."""
        horizontal, column = Qt.Orientation.Horizontal, self.columns[key]
        title = self.model.headerData(column, horizontal, Role.AccessibleTextRole)
        choices = self.view.column_header.visibility_choices()
        (show,) = (show for shown_title, _, show in choices if shown_title == title)
        show(is_shown)

    def show(self) -> None:
        """Show the view with the products."""
        bar = self.view.window().findChild(QTabBar, "viewTabs")
        assert bar is not None
        bar.setCurrentIndex(0)

    def type_text(self, row: int, key: str, text: str, end_key: Qt.Key = Qt.Key.Key_Return) -> None:
        """Go to the cell and type, as with a keyboard."""
        self.show()
        self.view.setCurrentIndex(self.index(row, key))
        self.view.setFocus()
        QTest.keyClicks(self.view, text[:1])
        (editor,) = (edit for edit in self.view.findChildren(QLineEdit) if edit.isVisible())
        QTest.keyClicks(editor, text[1:])
        QTest.keyClick(editor, end_key)
        QApplication.processEvents()  # Qt commits the text after it has handled Enter

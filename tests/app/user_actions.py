"""What a user does with the window, and reads in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QListView,
    QMessageBox,
    QPushButton,
)

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTableView

    from app.window.main_window import MainWindow
    from tests.app.product_table import ProductTableDriver


def trigger_action(window: MainWindow, name: str) -> None:
    window.findChild(QAction, name).trigger()


def finding_text(window: MainWindow) -> str:
    return window.findChild(QLabel, "findingLabel").text().replace("\u00a0", " ")


def check_lines(window: MainWindow) -> list[str]:
    model = window.findChild(QListView, "checksList").model()
    rows = range(model.rowCount())
    return [model.index(row, 0).data().replace("\u00a0", " ") for row in rows]


def set_text(window: MainWindow, name: str, text: str) -> None:
    edit = window.findChild(QLineEdit, name)
    edit.setFocus()
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def choose_item(window: MainWindow, name: str, text: str) -> None:
    """Pick the item that holds the text, as a user does with the keyboard."""
    box = window.findChild(QComboBox, name)
    index = next(at for at in range(box.count()) if text in box.itemText(at))
    box.setFocus()
    key = Qt.Key.Key_Down if index > box.currentIndex() else Qt.Key.Key_Up
    while box.currentIndex() != index:
        QTest.keyClick(box, key)


def enter_two_products(table: ProductTableDriver) -> None:
    """Name, form, elemental amount, pack and price of two products, from the keyboard."""
    keys = ("product", "form", "elemental_mg", "pack_units", "price")
    rows = (("Oxide", "oxide", "250", "100", "4.49"), ("Gly", "bisglycinate", "100", "120", "18"))
    for row, cells in enumerate(rows):
        for key, text in zip(keys, cells, strict=True):
            table.type_text(row, key, text)


def dismiss_message(window: MainWindow) -> str:
    """The text of the one message on screen, which is then dismissed."""
    (box,) = [each for each in window.findChildren(QMessageBox) if each.isVisible()]
    text = box.text()
    box.close()
    return text


def visible_dialog(window: MainWindow, name: str) -> QDialog:
    """The open dialog of that name."""
    (found,) = [each for each in window.findChildren(QDialog, name) if each.isVisible()]
    return found


def click_button(parent, text: str) -> None:
    """Press the visible button that says so."""
    (button,) = [
        each
        for each in parent.findChildren(QPushButton)
        if each.isVisible() and each.text().replace("&", "") == text
    ]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def question_text(window: MainWindow) -> str:
    """What the bar above the table asks; "" where it asks nothing."""
    label = window.findChild(QLabel, "questionLabel")
    return label.text().replace("\u00a0", " ") if label.isVisible() else ""


def undo_text(window: MainWindow) -> str:
    return window.findChild(QAction, "undoAction").text()


def type_over(view: QTableView, row: int, column: int, text: str) -> None:
    """Keys pressed on a cell, and Enter."""
    view.setCurrentIndex(view.model().index(row, column))
    QTest.keyClicks(view, text[:1])
    editor = view.findChild(QLineEdit)
    QTest.keyClicks(editor, text[1:])
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()  # Qt takes the text over after the key

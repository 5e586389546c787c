"""What a user does with the import dialog and reads in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QListWidget, QPushButton, QTableWidget

from tests.app.user_actions import child, visible_dialog

if TYPE_CHECKING:
    from app.window.main_window import MainWindow

FOREIGN_LIST = (
    "Nr.;Bezeichnung;Wirkstoff;Stück;Preis in EUR\n"
    "1;Oxid;250;100;4,49\n"
    "2;Citrat;0,15;60;1.234,50\n"
    "3;Zink;viel;60;4,90\n"
)


def import_dialog(window: MainWindow) -> QDialog:
    return visible_dialog(window, "importDialog")


def choose(dialog: QDialog, accessible_name: str, text: str) -> None:
    """Choose from the box with that accessible name, as a user does with the keyboard."""
    (box,) = [
        box for box in dialog.findChildren(QComboBox) if box.accessibleName() == accessible_name
    ]
    texts = [box.itemText(at) for at in range(box.count())]
    index = texts.index(text if text in texts else next(item for item in texts if text in item))
    while box.currentIndex() != index:
        is_below = index > box.currentIndex()
        QTest.keyClick(box, Qt.Key.Key_Down if is_below else Qt.Key.Key_Up)


def summary_text(dialog: QDialog) -> str:
    return child(dialog, QLabel, "importSummary").text()


def preview_rows(dialog: QDialog) -> list[list[str]]:
    table = child(dialog, QTableWidget, "previewTable")
    return [
        [_item_text(table, row, column) for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]


def _item_text(table: QTableWidget, row: int, column: int) -> str:
    item = table.item(row, column)
    assert item is not None
    return item.text()


def problem_lines(dialog: QDialog) -> list[str]:
    problems = child(dialog, QListWidget, "problemsList")
    return [problems.item(row).text() for row in range(problems.count())]


def press_import(dialog: QDialog) -> None:
    QTest.mouseClick(child(dialog, QPushButton, "importButton"), Qt.MouseButton.LeftButton)

"""What a user does with the import dialog and reads in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QListWidget,
    QPushButton,
    QTableView,
    QTableWidget,
    QWidget,
)

from tests.app.user_actions import child, table_texts, visible_dialog

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


def mapping_line(window: MainWindow) -> QWidget:
    """Return the line that asks about guessed columns."""
    (line,) = [line for line in window.findChildren(QWidget, "mappingLine") if line.isVisible()]
    return line


def dialog_with_more_choices(window: MainWindow) -> QDialog:
    """Leave the line for the dialog, which says more of each column."""
    button = child(mapping_line(window), QPushButton, "mappingMore")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    return import_dialog(window)


def accept_line(line: QWidget) -> None:
    """Press Ctrl+Enter: at an open question, or where none is open, the products are added."""
    for _ in range(2):
        if line.isVisible():
            press_in_line(line, Qt.Key.Key_Return, ctrl=True)


def mapped_keys(line: QWidget) -> list[str]:
    """Return what the line takes each column for."""
    boxes = [box for box in line.findChildren(QComboBox) if box.isVisible()]
    return [str(box.currentData()) for box in boxes if box.accessibleName().endswith(": contains")]


def shown_meanings(view: QWidget) -> list[str]:
    """Return what the boxes over the columns, or beside them, say that each column contains."""
    boxes = [box for box in view.findChildren(QComboBox) if box.isVisible()]
    return [box.currentText() for box in boxes if box.accessibleName().endswith(": contains")]


def mapped_texts(line: QWidget) -> list[list[str]]:
    """Return the texts of the rows, with the figures at their right."""
    view = child(line, QTableView, "mappingTable")
    return table_texts(view.model())


def press_in_line(line: QWidget, key: Qt.Key, ctrl: bool = False) -> None:
    """Press a key where the focus of the line is."""
    modifier = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    line.window().activateWindow()
    assert QTest.qWaitForWindowActive(line.window())
    focus = QApplication.focusWidget()
    assert focus is not None
    assert line.isAncestorOf(focus)
    QTest.keyClick(focus, key, modifier)


def choose(dialog: QWidget, accessible_name: str, text: str) -> None:
    """Choose from the box with that accessible name, as a user does with the keyboard."""
    (box,) = [
        box for box in dialog.findChildren(QComboBox) if box.accessibleName() == accessible_name
    ]
    texts = [box.itemText(at) for at in range(box.count())]
    index = texts.index(text if text in texts else next(item for item in texts if text in item))
    while box.currentIndex() != index:
        is_below = index > box.currentIndex()
        QTest.keyClick(box, Qt.Key.Key_Down if is_below else Qt.Key.Key_Up)


def summary_text(dialog: QWidget) -> str:
    return child(dialog, QLabel, "importSummary").text()


def questions_text(dialog: QWidget) -> str:
    return child(dialog, QLabel, "importQuestions").text()


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


def press_import(dialog: QWidget) -> None:
    QTest.mouseClick(child(dialog, QPushButton, "importButton"), Qt.MouseButton.LeftButton)

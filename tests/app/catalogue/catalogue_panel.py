"""What a user does with the catalogue's panel and reads in it, and lists to fill it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QTableView,
    QWidget,
)

from tests.app.user_actions import child, column_keys, dismiss_message, plain_spaces

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel
    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

HEADER = (
    "product,brand,form,unit_kind,elemental_mg,pack_units,price (USD),upc,ndc,priced_on,source\n"
)
OXIDE = "Oxide 241,Plain,oxide,tablet,241,120,{},036000291452,,{},Shop A\n"
GLYCINATE = (
    "Glycinate 100,Fine,bisglycinate,capsule,100,120,18.00,,0904-4251-59,2026-05-02,Shop B\n"
)
LIST = HEADER + OXIDE.format("8.00", "2026-05-02") + GLYCINATE


def long_list(row_count: int) -> str:
    rows = (
        f"P {number},B,oxide,tablet,{1 + number % 400},90,5.00,,,,\n" for number in range(row_count)
    )
    return HEADER + "".join(rows)


def results_model(window: MainWindow) -> QAbstractItemModel:
    return child(window, QTableView, "catalogueTable").model()


def result_names(window: MainWindow) -> list[str]:
    model = results_model(window)
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def result_text(window: MainWindow, row: int, key: str) -> str:
    model = results_model(window)
    return plain_spaces(model.index(row, column_keys(model).index(key)).data())


def price_lines(window: MainWindow) -> list[str]:
    """Return the prices of the selected product, as a screen reader reads them."""
    return child(window, QWidget, "priceHistory").accessibleDescription().splitlines()


def count_text(window: MainWindow) -> str:
    return child(window, QLabel, "catalogueCount").text()


def status_text(window: MainWindow) -> str:
    return plain_spaces(window.statusBar().currentMessage())


def wait_for_results(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "found" in count_text(window) or "No match" in count_text(window))


def wait_for_message(window: MainWindow, qtbot: QtBot) -> str:
    """Wait for a message, dismiss it and return its text."""
    qtbot.waitUntil(lambda: any(box.isVisible() for box in window.findChildren(QMessageBox)))
    return dismiss_message(window)


def wait_for_import(window: MainWindow, qtbot: QtBot) -> str:
    """Wait for the message at an import's end and for the results, and return the message."""
    message = wait_for_message(window, qtbot)
    wait_for_results(window, qtbot)
    return message


def search(window: MainWindow, text: str) -> None:
    edit = child(window, QLineEdit, "catalogueSearch")
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)


def choose_filter(window: MainWindow, name: str, text: str) -> None:
    """Choose from a filter box with the keyboard."""
    box = child(window, QComboBox, name)
    index = next(at for at in range(box.count()) if text in box.itemText(at))
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(index):
        QTest.keyClick(box, Qt.Key.Key_Down)


def scan(window: MainWindow, code: str, over: QWidget | None = None) -> None:
    """Send a code as a scanner does: a key every 5 ms by the keyboard's clock."""
    start_ms = time.monotonic_ns() // 1_000_000
    for position, char in enumerate(f"{code}\r"):
        key = Qt.Key.Key_Return if char == "\r" else Qt.Key(ord(char))
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, char)
            event.setTimestamp(start_ms + 5 * position)
            QApplication.sendEvent((over or window).windowHandle(), event)

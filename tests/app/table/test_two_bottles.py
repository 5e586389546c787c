"""A patient at the counter with two bottles: compared from the keyboard, with few keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import child, finding_text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

TAB, ENTER = Qt.Key.Key_Tab, Qt.Key.Key_Return
MOST_KEYS = 60
BOTTLES = (
    ("Oxide", TAB, "250", TAB, TAB, "100", TAB, "4.49", ENTER),
    ("Glycinate 1000", TAB, "1000", TAB, TAB, "120", TAB, "18.99", ENTER, "1"),
)


class Keyboard:
    """Presses keys wherever the focus is, and counts them."""

    def __init__(self) -> None:
        self.count = 0

    def press(self, keys: str | Qt.Key) -> None:
        for key in keys if isinstance(keys, str) else (keys,):
            widget = QApplication.focusWidget()
            assert widget is not None
            if isinstance(key, str):
                QTest.keyClicks(widget, key)
            else:
                QTest.keyClick(widget, key)
            QApplication.processEvents()
            self.count += 1


@pytest.fixture
def table(window: MainWindow, qtbot: QtBot) -> ProductTableDriver:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    table = ProductTableDriver(window)
    table.view.setFocus()
    return table


def test_that_two_bottles_are_compared_with_at_most_60_keys(
    window: MainWindow, table: ProductTableDriver
) -> None:
    keyboard = Keyboard()
    for bottle in BOTTLES:
        for keys in bottle:
            keyboard.press(keys)
            assert "Glycinate 1000: $" not in finding_text(window)  # it is never praised
    assert keyboard.count <= MOST_KEYS
    assert table.product_names() == ["Oxide", "Glycinate 1000"]
    assert [table.cell_text(row, "rank") for row in range(2)] == ["1", "2"]
    assert table.number(1, "compound_mg") == 1000
    assert "Oxide" in finding_text(window)
    assert table.view.currentIndex() == table.index(2, "product")


def test_that_tab_takes_what_the_name_says(table: ProductTableDriver) -> None:
    keyboard = Keyboard()
    for keys in ("Magnesium Citrate 90 tablets", TAB, "150", TAB, TAB, TAB, "9", ENTER):
        keyboard.press(keys)
    assert table.cell_text(0, "pack_units") == "90"
    assert table.cell_text(0, "units_per_day").endswith("tablets")
    assert table.exact_value(0, "form") is None  # it is only read from the name
    table.show_column("brand", is_shown=False)
    table.view.setCurrentIndex(table.index(0, "form"))
    keyboard.press(ENTER)
    assert table.cell_text(0, "form") == "citrate"


def test_that_an_empty_table_says_what_it_needs(window: MainWindow) -> None:
    assert child(window, QWidget, "addButton").isVisible()
    ProductTableDriver(window).type_text(0, "product", "Oxide")
    assert not child(window, QWidget, "addButton").isVisible()

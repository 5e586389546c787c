"""The find bar goes from match to match in what the product table shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from pricing.model.changes import edit_cell, insert_rows
from pricing.model.entry import Entry
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import child, trigger_action

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

OXIDE = {"product": "Oxide", "form": "oxide"}
GLYCINATE = {"product": "Gly", "brand": "NOW", "form": "bisglycinate"}


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


def find_field(window: MainWindow, table: ProductTableDriver) -> QLineEdit:
    """Open the find bar from the first cell, and return its field."""
    table.view.setCurrentIndex(table.index(0, "product"))
    trigger_action(window, "findAction")
    return child(window, QLineEdit, "findEdit")


def insert_products(window: MainWindow, products: Iterable[dict[str, str]]) -> None:
    session = window.session
    rows = [Entry(session.new_entry().id, dict(values)) for values in products]
    session.apply(insert_rows(0, rows, "list"))


def visible_texts(edit: QLineEdit) -> list[str]:
    labels = [label for label in edit.window().findChildren(QLabel) if label.isVisible()]
    return [label.text() for label in labels if label.parent() is edit.parent()]


def test_that_find_goes_from_match_to_match(window: MainWindow, table: ProductTableDriver) -> None:
    insert_products(window, [OXIDE, OXIDE, GLYCINATE, GLYCINATE])
    edit = find_field(window, table)
    QTest.keyClicks(edit, "gly")
    assert table.view.currentIndex() == table.index(2, "product")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert table.view.currentIndex() == table.index(2, "form")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert table.view.currentIndex() == table.index(3, "product")
    QTest.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert table.view.currentIndex() == table.index(2, "form")
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert not edit.isVisible()


def test_that_find_knows_what_was_typed_since(
    window: MainWindow, table: ProductTableDriver
) -> None:
    insert_products(window, [OXIDE, GLYCINATE])
    edit = find_field(window, table)
    QTest.keyClicks(edit, "harbour")
    assert table.view.currentIndex() == table.index(0, "product")
    assert visible_texts(edit) == ["Not found"]
    table.type_text(1, "brand", "Harbour")
    table.view.setCurrentIndex(table.index(0, "product"))
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert table.view.currentIndex() == table.index(1, "brand")
    trigger_action(window, "undoAction")
    table.view.setCurrentIndex(table.index(0, "product"))
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert table.view.currentIndex() == table.index(0, "product")
    table.type_text(2, "product", "Harbour")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert table.view.currentIndex() == table.index(2, "product")


# -- a long table ------------------------------------------------------------------------------


@pytest.fixture
def long_find(window: MainWindow, table: ProductTableDriver) -> QLineEdit:
    """Return the field over a table that is not searched in one go."""
    insert_products(window, ({"product": f"Number {number}"} for number in range(599)))
    insert_products(window, [{"product": "First"}])
    table.type_text(600, "product", "Zinc")
    return find_field(window, table)


def test_that_the_window_is_alive_while_a_long_table_is_searched(
    table: ProductTableDriver, long_find: QLineEdit, qtbot: QtBot
) -> None:
    QTest.keyClicks(long_find, "z")
    assert visible_texts(long_find) == ["Searching…"]
    assert table.view.currentIndex() == table.index(0, "product")
    qtbot.waitUntil(lambda: table.view.currentIndex() == table.index(600, "product"))
    assert visible_texts(long_find) == []
    QTest.keyClicks(long_find, "z")
    assert visible_texts(long_find) == ["Not found"]


def test_that_a_long_search_finds_what_changes_meanwhile(
    window: MainWindow, table: ProductTableDriver, long_find: QLineEdit, qtbot: QtBot
) -> None:
    QTest.keyClicks(long_find, "z")
    window.session.apply(edit_cell(window.session.entries, 1, "brand", "Zen"))
    qtbot.waitUntil(lambda: table.view.currentIndex() == table.index(1, "brand"))


@pytest.mark.parametrize("key", [Qt.Key.Key_Backspace, Qt.Key.Key_Escape])
def test_that_a_long_search_can_be_given_up(
    table: ProductTableDriver, long_find: QLineEdit, qtbot: QtBot, key: Qt.Key
) -> None:
    QTest.keyClicks(long_find, "z")
    QTest.keyClick(long_find, key)
    assert visible_texts(long_find) == []
    trigger_action(long_find.window(), "findAction")
    assert visible_texts(long_find) == []
    qtbot.wait(0)  # a search that went on would arrive now
    assert table.view.currentIndex() == table.index(0, "product")

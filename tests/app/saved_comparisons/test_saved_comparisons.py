"""Named comparisons: begun, opened, renamed, copied, deleted; prices that changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QLineEdit, QListWidget, QMenu

from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    click_button,
    enter_two_products,
    question_text,
    set_text,
    trigger_action,
    undo_text,
    visible_dialog,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.window.main_window import MainWindow


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


def name(window: MainWindow) -> str:
    return window.windowTitle().removesuffix(" – Elemental")


def rename(window: MainWindow, text: str) -> None:
    trigger_action(window, "renameAction")
    (asked,) = [each for each in window.findChildren(QInputDialog) if each.isVisible()]
    asked.setTextValue(text)
    asked.accept()


def recent_actions(window: MainWindow):
    menu = window.findChild(QMenu, "recentComparisonsMenu")
    menu.parent().aboutToShow.emit()
    return menu.actions()


def recent(window: MainWindow) -> list[str]:
    return [action.text() for action in recent_actions(window)]


def test_that_a_new_comparison_is_empty_and_the_old_one_a_step_away(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    set_text(window, "targetEdit", "300")
    rename(window, "Magnesium, June")
    trigger_action(window, "newAction")
    assert (name(window), table.row_count) == ("Untitled comparison", 0)
    assert window.findChild(QLineEdit, "targetEdit").text() == "200"
    assert recent(window) == ["&1 Magnesium, June"]
    assert undo_text(window) == "&Undo new comparison"
    trigger_action(window, "undoAction")
    assert (name(window), table.product_names()) == ("Magnesium, June", ["Oxide", "Gly"])
    assert window.findChild(QLineEdit, "targetEdit").text() == "300"
    trigger_action(window, "redoAction")
    assert table.row_count == 0


def test_that_each_comparison_is_as_it_was_left_after_a_restart(
    window: MainWindow,
    table: ProductTableDriver,
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
) -> None:
    enter_two_products(table)
    rename(window, "First")
    trigger_action(window, "newAction")
    table.type_text(0, "product", "Zinc")
    rename(window, "Second")
    window.close()
    again = open_window_on(tmp_path / "data")
    assert (name(again), ProductTableDriver(again).product_names()) == ("Second", ["Zinc"])
    recent_actions(again)[0].trigger()
    assert (name(again), ProductTableDriver(again).product_names()) == ("First", ["Oxide", "Gly"])


def test_that_a_copy_is_changed_alone_but_for_the_label(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    rename(window, "First")
    trigger_action(window, "duplicateComparisonAction")
    assert name(window) == "First (copy)"
    table.type_text(0, "price", "9.99")
    table.type_text(0, "product", "Oxide 250")
    trigger_action(window, "removeAction")
    trigger_action(window, "comparisonsAction")
    shown = visible_dialog(window, "comparisonsDialog")
    entries = shown.findChild(QListWidget, "comparisonsList")
    assert [entries.item(row).text() for row in range(2)] == ["First (copy)", "First"]
    entries.setCurrentRow(1)
    click_button(shown, "Open")
    assert table.product_names() == ["Oxide 250", "Gly"]
    assert table.cell_text(0, "price") == "$4.49"


def test_that_prices_that_changed_since_are_said_and_taken_when_wanted(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    trigger_action(window, "duplicateComparisonAction")
    table.type_text(1, "price", "21")
    assert question_text(window) == ""
    trigger_action(window, "undoAction")
    trigger_action(window, "redoAction")
    recent_actions(window)[0].trigger()
    assert question_text(window) == (
        "Prices have changed since this comparison was made: Gly was $18.00, is $21.00."
    )
    assert table.cell_text(1, "price") == "$18.00"
    click_button(window, "Use the new prices")
    assert (table.cell_text(1, "price"), question_text(window)) == ("$21.00", "")
    assert undo_text(window) == "&Undo update of prices"
    trigger_action(window, "undoAction")
    assert table.cell_text(1, "price") == "$18.00"


def test_that_a_deleted_comparison_comes_back_by_undo(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    rename(window, "First")
    trigger_action(window, "deleteComparisonAction")
    assert (name(window), table.row_count, recent(window)) == ("Untitled comparison", 0, [])
    assert undo_text(window) == "&Undo deletion of “First”"
    trigger_action(window, "undoAction")
    assert (name(window), table.product_names()) == ("First", ["Oxide", "Gly"])


def test_that_deleting_shows_the_one_opened_before(
    window: MainWindow,
    table: ProductTableDriver,
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
) -> None:
    table.type_text(0, "product", "A")
    trigger_action(window, "newAction")
    table.type_text(0, "product", "B")
    trigger_action(window, "deleteComparisonAction")
    assert table.product_names() == ["A"]
    window.close()
    again = open_window_on(tmp_path / "data")
    assert (ProductTableDriver(again).product_names(), recent(again)) == (["A"], [])


def test_that_comparisons_are_renamed_and_deleted_in_their_list(
    window: MainWindow, table: ProductTableDriver
) -> None:
    trigger_action(window, "newAction")
    trigger_action(window, "comparisonsAction")
    shown = visible_dialog(window, "comparisonsDialog")
    entries = shown.findChild(QListWidget, "comparisonsList")
    entries.item(0).setText("  Zinc   now ")
    assert (name(window), entries.item(0).text()) == ("Zinc now", "Zinc now")
    entries.item(0).setText("   ")
    assert name(window) == "Zinc now"
    click_button(shown, "Duplicate")
    assert entries.count() == 3
    entries.setFocus()
    QTest.keyClick(entries, Qt.Key.Key_Delete)
    assert entries.count() == 2
    click_button(shown, "New")
    assert name(window) == "Untitled comparison 2"

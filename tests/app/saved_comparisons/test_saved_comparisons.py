"""Saved comparisons: create, open, rename, copy, delete; and prices that have changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QInputDialog,
    QLineEdit,
    QListWidget,
)

from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    click_button,
    dismiss_message,
    fill_in_two_products,
    question_text,
    recent_comparisons,
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


REVERSING_NAME = "Zinc \u202e2026"


def open_name(window: MainWindow) -> str:
    return window.windowTitle().removesuffix(" – Elemental")


def rename(window: MainWindow, text: str) -> None:
    trigger_action(window, "renameAction")
    (dialog,) = [dialog for dialog in window.findChildren(QInputDialog) if dialog.isVisible()]
    dialog.setTextValue(text)
    dialog.accept()


def recent_names(window: MainWindow) -> list[str]:
    return [action.text() for action in recent_comparisons(window)]


def test_that_a_name_of_far_too_many_characters_is_refused(window: MainWindow) -> None:
    rename(window, "x" * 501)
    assert dismiss_message(window) == "The text has 501 characters. Shorten it to 500 characters."
    assert open_name(window) == "Untitled comparison"
    assert undo_text(window) == "&Undo"


@pytest.mark.parametrize("name", ["elementBox", "policyBox", "limitBox"])
def test_that_an_open_list_of_choices_does_not_outlive_its_comparison(
    window: MainWindow, table: ProductTableDriver, name: str
) -> None:
    fill_in_two_products(table)
    box = child(window, QComboBox, name)
    box.setFocus()
    box.showPopup()
    trigger_action(window, "newAction")
    assert QApplication.activePopupWidget() is None
    assert undo_text(window) == "&Undo new comparison"
    assert window.session.scenario.element == "Mg"


def test_that_what_is_typed_among_the_rarer_inputs_belongs_to_its_comparison(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    child(window, QAbstractButton, "moreButton").click()
    days = child(window, QLineEdit, "daysEdit")
    days.selectAll()
    QTest.keyClicks(days, "60")
    trigger_action(window, "newAction")
    assert QApplication.activePopupWidget() is None
    assert days.text() == "30"
    trigger_action(window, "undoAction")
    assert days.text() == "60"


def test_that_undoing_a_new_comparison_opens_the_old_one(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    set_text(window, "targetEdit", "300")
    rename(window, "Magnesium, June")
    trigger_action(window, "newAction")
    assert (open_name(window), table.row_count) == ("Untitled comparison", 0)
    assert child(window, QLineEdit, "targetEdit").text() == "200"
    assert recent_names(window) == ["&1 Magnesium, June"]
    assert undo_text(window) == "&Undo new comparison"
    trigger_action(window, "undoAction")
    assert (open_name(window), table.product_names()) == ("Magnesium, June", ["Oxide", "Gly"])
    assert child(window, QLineEdit, "targetEdit").text() == "300"
    trigger_action(window, "redoAction")
    assert table.row_count == 0


def test_that_each_comparison_is_unchanged_after_a_restart(
    window: MainWindow,
    table: ProductTableDriver,
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
) -> None:
    fill_in_two_products(table)
    rename(window, "First")
    trigger_action(window, "newAction")
    table.type_text(0, "product", "Zinc")
    rename(window, "Second")
    window.close()
    again = open_window_on(tmp_path / "data")
    assert (open_name(again), ProductTableDriver(again).product_names()) == ("Second", ["Zinc"])
    recent_comparisons(again)[0].trigger()
    assert (open_name(again), ProductTableDriver(again).product_names()) == (
        "First",
        ["Oxide", "Gly"],
    )


def test_that_a_copy_has_its_own_prices_and_the_same_labels(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    rename(window, "First")
    trigger_action(window, "duplicateComparisonAction")
    assert open_name(window) == "First (copy)"
    table.type_text(0, "price", "9.99")
    table.type_text(0, "product", "Oxide 250")
    trigger_action(window, "removeAction")
    trigger_action(window, "comparisonsAction")
    dialog = visible_dialog(window, "comparisonsDialog")
    names = child(dialog, QListWidget, "comparisonsList")
    assert [names.item(row).text() for row in range(2)] == ["First (copy)", "First"]
    names.setCurrentRow(1)
    click_button(dialog, "Open")
    assert table.product_names() == ["Oxide 250", "Gly"]
    assert table.cell_text(0, "price") == "$4.49"


def test_that_changed_prices_are_offered_and_used_on_request(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    trigger_action(window, "duplicateComparisonAction")
    table.type_text(1, "price", "21")
    assert question_text(window) == ""
    trigger_action(window, "undoAction")
    trigger_action(window, "redoAction")
    recent_comparisons(window)[0].trigger()
    assert question_text(window) == (
        "Prices have changed since this comparison was made. Gly: $18.00 → $21.00."
    )
    assert table.cell_text(1, "price") == "$18.00"
    click_button(window, "Use the new prices")
    assert (table.cell_text(1, "price"), question_text(window)) == ("$21.00", "")
    assert undo_text(window) == "&Undo update of prices"
    trigger_action(window, "undoAction")
    assert table.cell_text(1, "price") == "$18.00"


def test_that_undo_restores_a_deleted_comparison(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    rename(window, "First")
    trigger_action(window, "deleteComparisonAction")
    assert (open_name(window), table.row_count, recent_names(window)) == (
        "Untitled comparison",
        0,
        [],
    )
    assert undo_text(window) == "&Undo deletion of “First”"
    trigger_action(window, "undoAction")
    assert (open_name(window), table.product_names()) == ("First", ["Oxide", "Gly"])


def test_that_deleting_opens_the_comparison_before(
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
    assert (ProductTableDriver(again).product_names(), recent_names(again)) == (["A"], [])


def test_that_the_dialog_renames_and_deletes_comparisons(
    window: MainWindow, table: ProductTableDriver
) -> None:
    trigger_action(window, "newAction")
    trigger_action(window, "comparisonsAction")
    dialog = visible_dialog(window, "comparisonsDialog")
    names = child(dialog, QListWidget, "comparisonsList")
    names.item(0).setText("  Zinc   now ")
    assert (open_name(window), names.item(0).text()) == ("Zinc now", "Zinc now")
    names.item(0).setText("   ")
    assert open_name(window) == "Zinc now"
    click_button(dialog, "Duplicate")
    assert names.count() == 3
    names.setFocus()
    QTest.keyClick(names, Qt.Key.Key_Delete)
    assert names.count() == 2
    click_button(dialog, "New")
    assert open_name(window) == "Untitled comparison 2"


def test_that_closing_the_dialog_saves_the_name_that_is_being_typed(window: MainWindow) -> None:
    trigger_action(window, "comparisonsAction")
    dialog = visible_dialog(window, "comparisonsDialog")
    names = child(dialog, QListWidget, "comparisonsList")
    names.setFocus()
    QTest.keyClick(names, Qt.Key.Key_F2)
    QTest.keyClicks(child(names, QLineEdit), "Zinc")
    dialog.close()
    assert open_name(window) == "Zinc"


@pytest.mark.parametrize(("typed", "name"), [("", REVERSING_NAME), (" b", f"{REVERSING_NAME} b")])
def test_that_renaming_begins_with_the_name_itself(
    window: MainWindow, typed: str, name: str
) -> None:
    rename(window, REVERSING_NAME)
    trigger_action(window, "comparisonsAction")
    dialog = visible_dialog(window, "comparisonsDialog")
    names = child(dialog, QListWidget, "comparisonsList")
    assert names.item(0).text() == r"Zinc \u202e2026"
    names.setFocus()
    QTest.keyClick(names, Qt.Key.Key_F2)
    editor = child(names, QLineEdit)
    QTest.keyClick(editor, Qt.Key.Key_End)
    QTest.keyClicks(editor, typed)
    dialog.close()
    assert window.session.saved_comparisons.open_comparison.name == name

"""Questions about ambiguous values: asked once, above the table, and answered in one step."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    click_button,
    fill_in_two_products,
    make_every_part,
    question_text,
    trigger_action,
    undo_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


def test_that_a_number_with_two_readings_is_asked_about_once(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    table.type_text(0, "price", "1,234")
    assert question_text(window) == "Oxide, Price: what does “1,234” mean?"
    click_button(window, "1.234, with decimals")
    assert table.exact_value(0, "price") == Fraction("1.234")
    assert (question_text(window), undo_text(window)) == ("", "&Undo answer")
    trigger_action(window, "undoAction")
    assert table.cell_text(0, "price") == "1,234"
    assert question_text(window) == ""


def test_that_an_ambiguous_number_can_be_a_whole_number(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    table.type_text(0, "pack_units", "1.000")
    click_button(window, "1000, a whole number")
    assert table.exact_value(0, "pack_units") == 1000


def test_that_a_question_disappears_when_the_cell_is_corrected(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    table.type_text(0, "price", "1,234")
    table.type_text(0, "price", "12.34")
    assert question_text(window) == ""


def test_that_one_answer_applies_to_a_whole_pasted_column(
    window: MainWindow, table: ProductTableDriver
) -> None:
    QGuiApplication.clipboard().setText("1,234\n2,345\n3\n")
    table.view.setCurrentIndex(table.index(0, "price"))
    trigger_action(window, "pasteAction")
    assert question_text(window).endswith("The same for 1 more.")
    click_button(window, "1.234, with decimals")
    prices = [table.exact_value(row, "price") for row in range(3)]
    assert prices == [Fraction("1.234"), Fraction("2.345"), 3]


def test_that_a_date_with_two_readings_is_asked_about(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    table.model.setData(table.index(0, "priced_on"), "03/04/2026")
    click_button(window, "3 April 2026")
    assert table.exact_value(0, "priced_on") == date(2026, 4, 3).isoformat()


def test_that_escape_dismisses_a_question_and_returns_to_the_table(
    window: MainWindow, table: ProductTableDriver, qtbot: QtBot
) -> None:
    fill_in_two_products(table)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    table.type_text(0, "price", "1,234")
    trigger_action(window, "nextPartAction")
    bar = child(window, QWidget, "questionBar")
    trigger_action(window, "nextPartAction")
    while not bar.isAncestorOf(window.focusWidget()):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert question_text(window) == ""
    assert window.focusWidget() is table.view
    assert table.cell_text(0, "price") == "1,234"


def test_that_one_column_is_asked_about_after_another(
    window: MainWindow, table: ProductTableDriver
) -> None:
    QGuiApplication.clipboard().setText("1,234\t1\t60\t2.345\n1,500\t1\t60\t3\n")
    table.view.setCurrentIndex(table.index(0, "elemental_mg"))
    trigger_action(window, "pasteAction")
    assert "New product, mg per serving" in question_text(window)
    click_button(window, "1234, a whole number")
    assert [table.exact_value(row, "elemental_mg") for row in range(2)] == [1234, 1500]
    assert "what does “2.345” mean?" in question_text(window)
    click_button(window, "2.345, with decimals")
    assert table.exact_value(0, "price") == Fraction("2.345")
    assert question_text(window) == ""


def test_that_a_number_with_two_readings_is_asked_about_again_after_a_restart(
    window: MainWindow,
    table: ProductTableDriver,
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
) -> None:
    fill_in_two_products(table)
    table.type_text(0, "price", "1,234")
    window.close()
    again = open_window_on(tmp_path / "data")
    make_every_part(again)
    assert question_text(again) == "Oxide, Price: what does “1,234” mean?"
    trigger_action(again, "newAction")
    assert question_text(again) == ""

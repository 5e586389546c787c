"""A comparison of many products is opened without holding the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QListWidget, QPushButton

from pricing.calculation.comparison import compare
from pricing.model.changes import edit_cell, insert_rows
from pricing.model.entry import Entry
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    recent_comparisons,
    set_text,
    trigger_action,
    visible_dialog,
)
from tests.generated_products import generate_rows

if TYPE_CHECKING:
    from app.window.main_window import MainWindow

PRODUCTS = 600


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    """Save a long comparison, and then open two others after it."""
    session = window.session
    rows = [Entry(session.new_entry().id, values) for values in generate_rows(PRODUCTS)]
    session.apply(insert_rows(0, rows, "list"))
    set_text(window, "targetEdit", "300")
    table = ProductTableDriver(window)
    for name in ("First", "Second"):
        trigger_action(window, "newAction")
        table.type_text(0, "product", name)
    return table


def open_long(window: MainWindow) -> None:
    recent_comparisons(window)[-1].trigger()


def test_that_the_window_is_alive_while_a_long_comparison_is_opened(
    window: MainWindow, table: ProductTableDriver
) -> None:
    seen: list[list[str]] = []
    QTimer.singleShot(0, window, lambda: seen.append(table.product_names()))
    open_long(window)
    assert seen == [["Second"]]
    assert table.row_count == PRODUCTS


def test_that_the_list_of_comparisons_may_be_closed_while_a_long_one_is_opened(
    window: MainWindow, table: ProductTableDriver
) -> None:
    trigger_action(window, "comparisonsAction")
    dialog = visible_dialog(window, "comparisonsDialog")
    child(dialog, QListWidget, "comparisonsList").setCurrentRow(2)
    QTimer.singleShot(0, dialog, dialog.close)
    child(dialog, QPushButton, "openComparisonButton").click()
    assert table.row_count == PRODUCTS


def test_that_a_long_comparison_is_compared_as_if_it_was_typed(
    window: MainWindow, table: ProductTableDriver
) -> None:
    open_long(window)
    session = window.session
    entered = session.comparison.entered_products
    expected = compare([entry.product() for entry in session.entries], session.scenario)
    assert [one.rank for one in entered] == [one.rank for one in expected.entered_products]
    best = next(row for row in range(PRODUCTS) if table.cell_text(row, "rank") == "1")
    table.type_text(best, "price", "9999")
    assert table.cell_text(best, "rank") != "1"
    trigger_action(window, "undoAction")
    assert table.cell_text(best, "rank") == "1"


@pytest.mark.parametrize(
    ("before", "action", "name"),
    [
        (["newAction"] * 2 + ["undoAction"], "undoAction", ""),
        (["undoAction"] * 3 + ["redoAction"] * 2, "redoAction", "Second"),
    ],
)
def test_that_undo_and_redo_hold_no_window_either(
    window: MainWindow, table: ProductTableDriver, before: list[str], action: str, name: str
) -> None:
    open_long(window)
    for step in before:
        trigger_action(window, step)
    assert table.product_names() == [name] if name else table.row_count == 0
    seen: list[int] = []
    QTimer.singleShot(0, window, lambda: seen.append(table.row_count))
    trigger_action(window, action)
    assert seen == [1 if name else 0]
    assert table.row_count == PRODUCTS


def test_that_what_changes_while_a_long_comparison_is_opened_is_kept(
    window: MainWindow, table: ProductTableDriver
) -> None:
    def rename_meanwhile() -> None:
        entries = window.session.entries
        window.session.apply(edit_cell(entries, 0, "product", "Meanwhile"))

    QTimer.singleShot(0, window, rename_meanwhile)
    open_long(window)
    assert table.row_count == PRODUCTS
    trigger_action(window, "undoAction")
    assert table.product_names() == ["Meanwhile"]
    trigger_action(window, "undoAction")
    assert table.product_names() == ["Second"]
    trigger_action(window, "redoAction")
    trigger_action(window, "redoAction")
    assert table.row_count == PRODUCTS

"""The order of the rows: safe ones first as a list arrives, or as the user chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QToolButton

from app.table.header import ProductTableHeader
from app.table.layout import TABLE_COLUMNS
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    choose_item,
    open_files,
    plain_spaces,
    set_text,
    show_tab,
    trigger_action,
    undo_text,
    wait_for_lists,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.window.main_window import MainWindow

# At 300 mg a day two of Strong are over the limit of 350 mg.
LIST = (
    "Strong\t250\t1\t100\t4.49\t\toxide\n"
    "Dear\t100\t1\t90\t26.50\t\tglycinate\n"
    "Cheap\t100\t1\t240\t18.99\t\tglycinate\n"
)


def paste_list(window: MainWindow, table: ProductTableDriver) -> None:
    set_text(window, "targetEdit", "300")
    QGuiApplication.clipboard().setText(LIST)
    table.view.setFocus()
    table.view.setCurrentIndex(table.index(0, "product"))
    trigger_action(window, "pasteAction")


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    table = ProductTableDriver(window)
    paste_list(window, table)
    return table


def choose(window: MainWindow, text: str) -> None:
    """Choose an item of the order menu."""
    menu = child(window, QToolButton, "orderButton").menu()
    assert isinstance(menu, QMenu)
    (action,) = [action for action in menu.actions() if action.text() == text]
    action.trigger()


def places(table: ProductTableDriver) -> list[str]:
    return [table.cell_text(row, "rank") for row in range(table.row_count)]


def column_heading(table: ProductTableDriver, key: str) -> str:
    at = table.index(0, key).column()
    return str(table.view.model().headerData(at, Qt.Orientation.Horizontal))


def test_that_an_arriving_list_shows_safe_products_first_in_one_step(
    window: MainWindow, table: ProductTableDriver
) -> None:
    assert table.product_names() == ["Cheap", "Dear", "Strong"]
    assert places(table) == ["1", "2", "–"]
    assert undo_text(window) == "&Undo paste of 21 cells"
    trigger_action(window, "undoAction")
    assert table.row_count == 0
    trigger_action(window, "redoAction")
    assert table.product_names() == ["Cheap", "Dear", "Strong"]


def test_that_the_chosen_order_is_applied_and_remembered(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    first = open_window_on(tmp_path)
    table = ProductTableDriver(first)
    paste_list(first, table)
    choose(first, "As entered")
    assert table.product_names() == ["Strong", "Dear", "Cheap"]
    choose(first, "Cost per mg")
    assert table.product_names() == ["Strong", "Cheap", "Dear"]
    assert places(table) == ["–", "2", "3"]  # what is over the limit is never numbered
    first.close()
    second = open_window_on(tmp_path)
    button = child(second, QToolButton, "orderButton")
    assert button.text() == "Cost per mg"


def test_that_rows_stay_where_they_are_typed_unless_they_are_kept_sorted(
    window: MainWindow, table: ProductTableDriver
) -> None:
    table.type_text(1, "price", "1.00")
    assert table.product_names() == ["Cheap", "Dear", "Strong"]
    assert places(table) == ["2", "1", "–"]
    choose(window, "Keep sorted")
    assert table.product_names() == ["Dear", "Cheap", "Strong"]
    table.type_text(0, "price", "50")
    QApplication.processEvents()
    assert table.product_names() == ["Cheap", "Dear", "Strong"]


def test_that_a_dose_over_the_limit_is_said_in_the_cell(table: ProductTableDriver) -> None:
    role = Qt.ItemDataRole.AccessibleTextRole
    said = plain_spaces(table.index(2, "delivered_mg_per_day").data(role))
    assert said.startswith("500 mg, over the safe limit: ")


def test_that_the_menu_of_a_row_offers_its_actions_sorting_and_columns(
    window: MainWindow, table: ProductTableDriver
) -> None:
    table.view.setCurrentIndex(table.index(1, "price"))
    QTest.keyClick(table.view, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    texts = [action.text().replace("&", "") for action in menu.actions()]
    assert {"Copy", "Remove products", "Sort, lowest first", "Columns"} <= set(texts)
    next(action for action in menu.actions() if action.text() == "Sort, lowest first").trigger()
    menu.close()
    assert table.product_names() == ["Strong", "Cheap", "Dear"]


def order_choices(window: MainWindow) -> list[str]:
    """Return what the order menu offers when it opens."""
    menu = child(window, QToolButton, "orderButton").menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions() if action.isVisible()]


def test_that_only_several_minerals_offer_the_order_by_credited_cost(
    window: MainWindow, table: ProductTableDriver
) -> None:
    assert table.row_count
    assert "Cost per month, credited" not in order_choices(window)


def test_that_products_can_be_sorted_by_their_credited_cost(
    window: MainWindow, tmp_path: Path
) -> None:
    """Trio costs $7.20 a month, and $3.30 without its calcium and zinc. Strong is over 350 mg."""
    path = tmp_path / "shelf.csv"
    path.write_text(
        "product,form,elemental_mg,calcium_mg,zinc_mg,pack_units,price,unit_kind\n"
        "Trio,oxide,100,200,5,100,12,tablet\nPlain,oxide,200,,,100,15,tablet\n"
        "Strong,oxide,500,,,100,1,tablet\nCalcium alone,,,500,,100,10,tablet\n"
        "Zinc alone,,,,10,100,5,tablet\n",
        "utf-8",
    )
    open_files(window, [path])
    wait_for_lists(window)
    table = ProductTableDriver(window)
    assert table.product_names()[:3] == ["Plain", "Trio", "Strong"]
    assert "Cost per month, credited" in order_choices(window)
    choose(window, "Cost per month, credited")
    assert table.product_names()[:3] == ["Trio", "Plain", "Strong"]
    assert places(table)[:3] == ["1", "2", "–"]  # the numbers follow the chosen order
    assert column_heading(table, "rank") == "#\ncredited"
    assert child(window, QToolButton, "orderButton").text() == "Cost per month, credited"
    assert undo_text(window) == "&Undo sort by cost per month, credited"


def test_that_the_cursor_and_the_details_stay_on_their_product_when_rows_are_sorted(
    window: MainWindow, table: ProductTableDriver
) -> None:
    trigger_action(window, "detailsAction")
    table.view.setCurrentIndex(table.index(0, "price"))

    def followed() -> tuple[str, str, str]:
        current = table.view.currentIndex()
        details = child(window, QLabel, "detailsName").text()
        selected = {index.row() for index in table.view.selectedIndexes()}
        assert selected == {current.row()}
        return (
            table.cell_text(current.row(), "product"),
            TABLE_COLUMNS[current.column()].key,
            details,
        )

    assert followed() == ("Cheap", "price", "Cheap")
    trigger_action(window, "asEnteredAction")
    assert table.product_names() == ["Strong", "Dear", "Cheap"]
    assert followed() == ("Cheap", "price", "Cheap")
    table.view.setCurrentIndex(table.index(0, "price"))
    for name in ("undoAction", "redoAction", "undoAction"):
        trigger_action(window, name)
        assert followed() == ("Strong", "price", "Strong")
    choose(window, "Cost per mg")
    assert table.product_names() == ["Strong", "Cheap", "Dear"]
    assert followed() == ("Strong", "price", "Strong")


def test_that_sorting_selects_no_row_between_the_selected_ones(
    window: MainWindow, table: ProductTableDriver
) -> None:
    """Cheap and Dear stand together until Strong is sorted between them."""
    table.type_text(2, "product", "Coral")
    table.view.selectRow(0)
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    table.view.selectionModel().select(table.index(1, "product"), flags)
    header = table.view.horizontalHeader()
    assert isinstance(header, ProductTableHeader)
    header.sort_requested.emit(table.columns["product"], False)
    assert table.product_names() == ["Cheap", "Coral", "Dear"]
    assert {index.row() for index in table.view.selectedIndexes()} == {0}


# Calcium alone is the cheapest in calcium, and holds no magnesium. Trio holds both.
SHELF = (
    "product,form,elemental_mg,calcium_mg,pack_units,price,unit_kind\n"
    "Trio,oxide,100,200,100,12,tablet\nPlain,oxide,200,,100,15,tablet\n"
    "Calcium alone,,,500,100,10,tablet\n"
)


@pytest.fixture
def shelf(window: MainWindow, tmp_path: Path) -> ProductTableDriver:
    path = tmp_path / "shelf.csv"
    path.write_text(SHELF, "utf-8")
    open_files(window, [path])
    wait_for_lists(window)
    return ProductTableDriver(window)


def order_text(window: MainWindow) -> str:
    return child(window, QToolButton, "orderButton").text()


def test_that_the_button_says_when_a_new_mineral_leaves_the_rows_unsorted(
    window: MainWindow, shelf: ProductTableDriver
) -> None:
    names = shelf.product_names()
    assert (names[:2], places(shelf)[:2]) == (["Plain", "Trio"], ["1", "2"])
    assert order_text(window) == "Safe first, then cost"
    choose_item(window, "elementBox", "Calcium")
    assert shelf.product_names() == names  # rows do not jump
    assert order_text(window) == "Another order"
    assert "Choose it again" in child(window, QToolButton, "orderButton").toolTip()
    choose(window, "Safe first, then cost per month")
    assert shelf.product_names() == ["Calcium alone", "Trio", "Plain"]
    assert order_text(window) == "Safe first, then cost"
    assert child(window, QToolButton, "orderButton").toolTip() == ""


def test_that_the_button_says_what_has_left_the_rows_unsorted_in_another_view(
    window: MainWindow, shelf: ProductTableDriver
) -> None:
    assert order_text(window) == "Safe first, then cost"
    show_tab(window, "Forms")
    choose_item(window, "elementBox", "Calcium")
    show_tab(window, "Compare")
    assert order_text(window) == "Another order"
    show_tab(window, "Forms")
    trigger_action(window, "undoAction")
    show_tab(window, "Compare")
    assert order_text(window) == "Safe first, then cost"
    assert child(window, QToolButton, "orderButton").toolTip() == ""


def test_that_rows_kept_sorted_are_sorted_with_the_mineral_in_one_step(
    window: MainWindow, shelf: ProductTableDriver
) -> None:
    choose(window, "Keep sorted")
    names = shelf.product_names()
    shelf.view.setCurrentIndex(shelf.index(names.index("Trio"), "price"))
    choose_item(window, "elementBox", "Calcium")
    assert shelf.product_names() == ["Calcium alone", "Trio", "Plain"]
    assert order_text(window) == "Safe first, then cost"
    assert undo_text(window) == "&Undo change of mineral"
    for action, order in (
        ("undoAction", names),
        ("redoAction", ["Calcium alone", "Trio", "Plain"]),
    ):
        trigger_action(window, action)
        assert shelf.product_names() == order
        assert order_text(window) == "Safe first, then cost"
        assert order[shelf.view.currentIndex().row()] == "Trio"


def test_that_rows_kept_sorted_follow_the_target(
    window: MainWindow, table: ProductTableDriver
) -> None:
    """At 200 mg a day one of Strong is within the limit."""
    choose(window, "Keep sorted")
    set_text(window, "targetEdit", "200")
    assert table.product_names() == ["Strong", "Cheap", "Dear"]
    assert places(table) == ["1", "2", "3"]


def test_that_the_button_says_what_other_actions_do_to_the_order(
    window: MainWindow, table: ProductTableDriver
) -> None:
    table.type_text(1, "price", "1.00")
    assert order_text(window) == "Another order"
    trigger_action(window, "undoAction")
    assert order_text(window) == "Safe first, then cost"
    trigger_action(window, "asEnteredAction")
    assert table.product_names() == ["Strong", "Dear", "Cheap"]
    assert order_text(window) == "As entered"

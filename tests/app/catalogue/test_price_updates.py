"""Prices and products that go from the comparison into the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QMenu, QTableView, QWidget

from app.toolkit.locale_format import date_text
from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.importing import import_file
from pricing.quantities.dates import today
from tests.app.catalogue.catalogue_panel import (
    LIST,
    result_names,
    results_model,
    scan,
    search,
    status_text,
    wait_for_results,
)
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    click_button,
    fill_in_two_products,
    plain_spaces,
    question_text,
    show_tab,
    trigger_action,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow


@pytest.fixture
def data_folder(write_list: Callable[..., Path], tmp_path: Path) -> Path:
    """Return a data folder whose catalogue has two products."""
    catalogue = Catalogue(tmp_path / "data")
    import_file(catalogue, write_list(LIST))
    catalogue.close()
    return tmp_path / "data"


@pytest.fixture
def window(open_window_on: Callable[[Path], MainWindow], data_folder: Path) -> MainWindow:
    """Return the real window on that folder."""
    return open_window_on(data_folder)


def price_lines(window: MainWindow, qtbot: QtBot, name: str = "Oxide 241") -> list[str]:
    """Return the prices that the catalogue shows of a product."""
    trigger_action(window, "catalogueAction")
    qtbot.waitUntil(lambda: results_model(window).rowCount() > 0)
    search(window, name)
    history = child(window, QWidget, "priceHistory")
    return plain_spaces(history.accessibleDescription()).splitlines()


def scan_oxide(window: MainWindow) -> ProductTableDriver:
    scan(window, "036000291452")
    return ProductTableDriver(window)


OLD_PRICE = "$8.00 Shop A, 2 May 2026"


def test_that_a_typed_price_is_recorded_when_the_window_is_closed(
    window: MainWindow,
    open_window_on: Callable[[Path], MainWindow],
    data_folder: Path,
    qtbot: QtBot,
) -> None:
    scan_oxide(window).type_text(0, "price", "7.00")
    said: list[str] = []
    window.statusBar().messageChanged.connect(
        lambda text: QTimer.singleShot(0, lambda: said.append(text))
    )
    window.close()
    assert said == ["The last prices are being recorded. The window then closes."]
    again = open_window_on(data_folder)
    assert price_lines(again, qtbot) == [f"$7.00 Shop A, {date_text(today())}", OLD_PRICE]


def test_that_a_typed_price_is_recorded_when_another_comparison_opens(
    window: MainWindow, qtbot: QtBot
) -> None:
    scan_oxide(window).type_text(0, "price", "7.00")
    trigger_action(window, "newAction")
    qtbot.waitUntil(lambda: len(price_lines(window, qtbot)) == 2)


def test_that_a_typed_price_is_recorded_after_some_time(
    monkeypatch: pytest.MonkeyPatch,
    open_window_on: Callable[[Path], MainWindow],
    data_folder: Path,
    qtbot: QtBot,
) -> None:
    monkeypatch.setattr("app.catalogue.price_updates.SECONDS_BEFORE_RECORDING", 1)
    window = open_window_on(data_folder)
    scan_oxide(window).type_text(0, "price", "7.00")
    qtbot.waitUntil(lambda: len(price_lines(window, qtbot)) == 2)


def test_that_an_undone_price_is_not_recorded(
    window: MainWindow,
    open_window_on: Callable[[Path], MainWindow],
    data_folder: Path,
    qtbot: QtBot,
) -> None:
    scan_oxide(window).type_text(0, "price", "7.00")
    trigger_action(window, "undoAction")
    window.close()
    assert price_lines(open_window_on(data_folder), qtbot) == [OLD_PRICE]


def test_that_only_the_price_is_recorded_and_the_label_stays(
    window: MainWindow,
    open_window_on: Callable[[Path], MainWindow],
    data_folder: Path,
    qtbot: QtBot,
) -> None:
    table = scan_oxide(window)
    table.type_text(0, "product", "Renamed")
    table.type_text(0, "price", "7.00")
    window.close()
    again = open_window_on(data_folder)
    assert len(price_lines(again, qtbot)) == 2
    assert result_names(again) == ["Oxide 241"]


def test_that_a_price_without_a_source_is_an_own_entry(
    window: MainWindow,
    open_window_on: Callable[[Path], MainWindow],
    data_folder: Path,
    qtbot: QtBot,
) -> None:
    table = scan_oxide(window)
    table.model.setData(table.index(0, "source"), "")
    table.type_text(0, "price", "7.00")
    window.close()
    assert (
        price_lines(open_window_on(data_folder), qtbot)[0]
        == f"$7.00 own entry, {date_text(today())}"
    )


def test_that_unknown_products_are_not_added(
    window: MainWindow,
    open_window_on: Callable[[Path], MainWindow],
    data_folder: Path,
    qtbot: QtBot,
) -> None:
    fill_in_two_products(ProductTableDriver(window))
    window.close()
    again = open_window_on(data_folder)
    price_lines(again, qtbot, "mag")
    assert result_names(again) == ["Oxide 241", "Glycinate 100"]


def test_that_a_price_alone_creates_no_catalogue(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    window = open_window_on(tmp_path / "other")
    table = ProductTableDriver(window)
    fill_in_two_products(table)
    table.type_text(0, "price", "7.00")
    window.close()
    assert not (tmp_path / "other" / "catalogue.sqlite3").exists()


# -- prices that were taken back ---------------------------------------------------------------


def take_back(window: MainWindow, qtbot: QtBot, name: str) -> None:
    """Take back the latest price of a product in the catalogue's view."""
    price_lines(window, qtbot, name)
    child(window, QMenu, "takeBackMenu").actions()[0].trigger()
    note = child(window, QLabel, "takenBackNote")
    qtbot.waitUntil(lambda: note.isVisible() and "is taken back" in note.text())
    show_tab(window, "Compare")


def test_that_the_details_say_that_a_price_was_taken_back_and_empty_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    table = scan_oxide(window)
    trigger_action(window, "detailsAction")
    said = child(window, QLabel, "takenBackPrice")
    assert not said.isVisible()
    take_back(window, qtbot, "Oxide 241")
    qtbot.waitUntil(said.isVisible)
    assert said.text() == "The catalogue has taken this price back."
    assert table.cell_text(0, "price") == "$8.00"
    button = child(window, QAbstractButton, "priceInsteadButton")
    assert button.text() == "Empty the price"
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert table.cell_text(0, "price") == ""
    assert not said.isVisible()
    trigger_action(window, "undoAction")
    assert table.cell_text(0, "price") == "$8.00"
    child(window, QAbstractButton, "stateAgainButton").click()
    qtbot.waitUntil(lambda: not said.isVisible())


def test_that_another_price_of_the_catalogue_replaces_one_that_was_taken_back(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    table = scan_oxide(window)
    trigger_action(window, "detailsAction")
    window.catalogue_controller.import_lists(
        [write_list(LIST.replace("Shop A", "Shop B").replace("8.00", "9.00"), "b.csv")]
    )
    qtbot.waitUntil(lambda: len(price_lines(window, qtbot)) == 2)
    menu = child(window, QMenu, "takeBackMenu")
    (action,) = [action for action in menu.actions() if "Shop A" in action.text()]
    action.trigger()
    button = child(window, QAbstractButton, "priceInsteadButton")
    show_tab(window, "Compare")
    qtbot.waitUntil(lambda: plain_spaces(button.text()) == "Use $9.00 at Shop B")
    qtbot.waitUntil(lambda: "Oxide 241: $8.00 → $9.00" in question_text(window))
    button.click()
    assert table.cell_text(0, "price") == "$9.00"
    assert not button.isVisible()
    assert question_text(window) == ""


def test_that_a_comparison_is_told_once_that_a_price_was_taken_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    table = scan_oxide(window)
    take_back(window, qtbot, "Oxide 241")
    assert question_text(window) == (
        "The catalogue has taken back prices of this comparison. Oxide 241: $8.00 → no price."
    )
    click_button(window, "Not now")
    window.catalogue_controller.open_catalogue.changed.emit()
    assert question_text(window) == ""
    trigger_action(window, "newAction")
    assert question_text(window) == ""
    trigger_action(window, "undoAction")
    click_button(window, "Use what it has instead")
    assert table.cell_text(0, "price") == ""
    assert question_text(window) == ""


# -- adding products to the catalogue ----------------------------------------------------------


def add_to_catalogue(window: MainWindow, qtbot: QtBot) -> str:
    trigger_action(window, "addToCatalogueAction")
    qtbot.waitUntil(lambda: "in the catalogue" in status_text(window))
    return status_text(window)


def test_that_typed_products_are_added_and_found(window: MainWindow, qtbot: QtBot) -> None:
    fill_in_two_products(ProductTableDriver(window))
    assert add_to_catalogue(window, qtbot) == (
        "2 products of the comparison are now in the catalogue, 2 of them new."
    )
    trigger_action(window, "catalogueAction")
    wait_for_results(window, qtbot)
    search(window, "gly")
    assert sorted(result_names(window)) == ["Gly", "Glycinate 100"]
    row = result_names(window).index("Gly")
    child(window, QTableView, "catalogueTable").selectRow(row)
    assert "own entry" in child(window, QWidget, "priceHistory").accessibleDescription()
    window.statusBar().clearMessage()
    assert add_to_catalogue(window, qtbot).endswith("0 of them new.")


def test_that_selected_rows_are_added_and_incomplete_ones_reported(
    window: MainWindow, qtbot: QtBot
) -> None:
    table = ProductTableDriver(window)
    fill_in_two_products(table)
    table.type_text(2, "product", "Unpriced")
    table.view.selectRow(1)
    assert add_to_catalogue(window, qtbot).startswith("1 product of the comparison")
    table.view.clearSelection()
    table.view.setCurrentIndex(table.index(0, "product"))
    window.statusBar().clearMessage()
    assert add_to_catalogue(window, qtbot).endswith("1 incomplete row was left out.")


def test_that_adding_is_disabled_without_products(window: MainWindow) -> None:
    assert not child(window, QAction, "addToCatalogueAction").isEnabled()


# -- the date of a price -----------------------------------------------------------------------


def test_that_a_new_price_is_dated_today_and_undone_with_its_date(window: MainWindow) -> None:
    table = scan_oxide(window)
    assert table.exact_value(0, "priced_on") == "2026-05-02"
    table.type_text(0, "price", "7.00")
    assert table.exact_value(0, "priced_on") == today().isoformat()
    trigger_action(window, "undoAction")
    assert table.number(0, "price") == 8
    assert table.exact_value(0, "priced_on") == "2026-05-02"


def test_that_the_same_price_keeps_its_date(window: MainWindow) -> None:
    table = scan_oxide(window)
    table.type_text(0, "price", "8")
    assert table.exact_value(0, "priced_on") == "2026-05-02"


def test_that_a_price_without_a_date_stays_without(window: MainWindow) -> None:
    table = ProductTableDriver(window)
    fill_in_two_products(table)
    table.type_text(0, "price", "7.00")
    assert table.exact_value(0, "priced_on") is None

"""Prices and products on their way from the comparison into the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QTableView, QWidget

from app.toolkit.locale_format import date_text
from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.importing import import_file
from pricing.quantities.dates import today
from tests.app.catalogue.test_panel import LIST, cell, found, scan, search, status, wait_ready
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import enter_two_products, trigger_action

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

TODAY = today().isoformat()


@pytest.fixture
def stocked(write_list: Callable[..., Path], tmp_path: Path):
    """A data folder whose catalogue holds two products."""
    products = Catalogue(tmp_path / "data")
    import_file(products, write_list(LIST))
    products.close()
    return tmp_path / "data"


@pytest.fixture
def window(open_window_on: Callable[[Path], MainWindow], stocked):
    """The real window on it."""
    return open_window_on(stocked)


def history(window: MainWindow, qtbot: QtBot, name: str = "Oxide 241") -> list[str]:
    """What the catalogue tells of a product's prices."""
    trigger_action(window, "catalogueAction")
    qtbot.waitUntil(lambda: window.findChild(QTableView, "catalogueTable").model().rowCount() > 0)
    search(window, name)
    told = window.findChild(QWidget, "priceHistory").accessibleDescription()
    return told.replace("\u00a0", " ").splitlines()


def scanned(window: MainWindow) -> ProductTableDriver:
    scan(window, "036000291452")
    return ProductTableDriver(window)


BEFORE = "$8.00 Shop A, 2 May 2026"


def test_that_a_price_typed_joins_the_history_when_the_window_is_closed(
    window: MainWindow, open_window_on: Callable[[Path], MainWindow], stocked, qtbot: QtBot
) -> None:
    scanned(window).type_text(0, "price", "7.00")
    window.close()
    again = open_window_on(stocked)
    assert history(again, qtbot) == [f"$7.00 Shop A, {date_text(today())}", BEFORE]
    assert cell(again, 0, "was") == "was $8.00 on 2 May 2026"


def test_that_it_joins_when_the_comparison_is_left(window: MainWindow, qtbot: QtBot) -> None:
    scanned(window).type_text(0, "price", "7.00")
    trigger_action(window, "newAction")
    qtbot.waitUntil(lambda: len(history(window, qtbot)) == 2)


def test_that_it_joins_once_it_has_stood_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
    open_window_on: Callable[[Path], MainWindow],
    stocked,
    qtbot: QtBot,
) -> None:
    monkeypatch.setattr("app.catalogue.price_updates.SECONDS_BEFORE_RECORDING", 1)
    window = open_window_on(stocked)
    scanned(window).type_text(0, "price", "7.00")
    qtbot.waitUntil(lambda: len(history(window, qtbot)) == 2)


def test_that_a_price_that_was_undone_never_was(
    window: MainWindow, open_window_on: Callable[[Path], MainWindow], stocked, qtbot: QtBot
) -> None:
    scanned(window).type_text(0, "price", "7.00")
    trigger_action(window, "undoAction")
    window.close()
    assert history(open_window_on(stocked), qtbot) == [BEFORE]


def test_that_only_the_price_joins_and_the_label_stays(
    window: MainWindow, open_window_on: Callable[[Path], MainWindow], stocked, qtbot: QtBot
) -> None:
    table = scanned(window)
    table.type_text(0, "product", "Renamed")
    table.type_text(0, "price", "7.00")
    window.close()
    again = open_window_on(stocked)
    assert len(history(again, qtbot)) == 2
    assert found(again) == ["Oxide 241"]


def test_that_a_price_of_an_own_source_is_named_so(
    window: MainWindow, open_window_on: Callable[[Path], MainWindow], stocked, qtbot: QtBot
) -> None:
    table = scanned(window)
    table.model.setData(table.index(0, "source"), "")
    table.type_text(0, "price", "7.00")
    window.close()
    assert history(open_window_on(stocked), qtbot)[0] == f"$7.00 own entry, {date_text(today())}"


def test_that_products_that_the_catalogue_does_not_know_are_not_added(
    window: MainWindow, open_window_on: Callable[[Path], MainWindow], stocked, qtbot: QtBot
) -> None:
    enter_two_products(ProductTableDriver(window))
    window.close()
    again = open_window_on(stocked)
    history(again, qtbot, "mag")
    assert found(again) == ["Oxide 241", "Glycinate 100"]


def test_that_no_catalogue_is_made_for_a_price(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    window = open_window_on(tmp_path / "other")
    table = ProductTableDriver(window)
    enter_two_products(table)
    table.type_text(0, "price", "7.00")
    window.close()
    assert not (tmp_path / "other" / "catalogue.sqlite3").exists()


# -- products that are added on purpose --------------------------------------------------------


def add(window: MainWindow, qtbot: QtBot) -> str:
    trigger_action(window, "addToCatalogueAction")
    qtbot.waitUntil(lambda: "in the catalogue" in status(window))
    return status(window)


def test_that_typed_products_are_added_and_found_again(window: MainWindow, qtbot: QtBot) -> None:
    enter_two_products(ProductTableDriver(window))
    assert add(window, qtbot) == "2 products of the comparison in the catalogue, 2 of them new."
    trigger_action(window, "catalogueAction")
    wait_ready(window, qtbot)
    search(window, "gly")
    assert sorted(found(window)) == ["Gly", "Glycinate 100"]
    place = found(window).index("Gly")
    assert cell(window, place, "source") == "own entry"
    window.statusBar().clearMessage()
    assert add(window, qtbot).endswith("0 of them new.")


def test_that_only_selected_rows_are_added_and_incomplete_ones_are_said(
    window: MainWindow, qtbot: QtBot
) -> None:
    table = ProductTableDriver(window)
    enter_two_products(table)
    table.type_text(2, "product", "Unpriced")
    table.view.selectRow(1)
    assert add(window, qtbot).startswith("1 product of the comparison")
    table.view.clearSelection()
    table.view.setCurrentIndex(table.index(0, "product"))
    window.statusBar().clearMessage()
    assert add(window, qtbot).endswith("1 row is not complete yet.")


def test_that_there_is_nothing_to_add_without_products(window: MainWindow) -> None:
    assert not window.findChild(QAction, "addToCatalogueAction").isEnabled()


# -- the day of a price ------------------------------------------------------------------------


def test_that_a_new_price_is_of_today_and_undone_with_its_day(window: MainWindow) -> None:
    table = scanned(window)
    assert table.exact_value(0, "priced_on") == "2026-05-02"
    table.type_text(0, "price", "7.00")
    assert table.exact_value(0, "priced_on") == TODAY
    trigger_action(window, "undoAction")
    assert (table.exact_value(0, "price"), table.exact_value(0, "priced_on")) == (8, "2026-05-02")


def test_that_the_same_price_again_keeps_its_day(window: MainWindow) -> None:
    table = scanned(window)
    table.type_text(0, "price", "8")
    assert table.exact_value(0, "priced_on") == "2026-05-02"


def test_that_a_price_without_a_day_stays_without(window: MainWindow) -> None:
    table = ProductTableDriver(window)
    enter_two_products(table)
    table.type_text(0, "price", "7.00")
    assert table.exact_value(0, "priced_on") is None

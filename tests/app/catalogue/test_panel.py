"""The catalogue's panel: search, filters, order, prices, and products for the comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QTabWidget,
    QWidget,
)

from tests.app.catalogue.catalogue_panel import (
    HEADER,
    LIST,
    OXIDE,
    choose_filter,
    count_text,
    result_names,
    result_text,
    results_model,
    search,
)
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import child, choose_item, trigger_action, undo_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow


def test_that_an_empty_catalogue_tells_how_to_fill_it(window: MainWindow, qtbot: QtBot) -> None:
    trigger_action(window, "catalogueAction")
    qtbot.waitUntil(lambda: child(window, QLabel, "emptyCatalogue").isVisible())
    assert "Import a shop's price list" in child(window, QLabel, "emptyCatalogue").text()
    assert child(window, QPushButton, "importIntoCatalogueButton").isVisible()
    assert window.focusWidget() is child(window, QLineEdit, "catalogueSearch")


def test_that_an_imported_list_is_searched_while_typing(
    window: MainWindow, import_list: Callable[..., str]
) -> None:
    assert "2 new products, 2 new prices" in import_list()
    assert result_names(window) == ["Oxide 241", "Glycinate 100"]
    search(window, "digl")
    assert result_names(window) == ["Glycinate 100"]
    search(window, "nothing")
    assert (result_names(window), count_text(window)) == ([], "No match among 2 products.")


def test_that_importing_a_list_again_adds_nothing(
    window: MainWindow, import_list: Callable[..., str]
) -> None:
    import_list()
    assert "0 new products, 0 new prices" in import_list()


def test_that_rejected_rows_are_located(
    window: MainWindow, import_list: Callable[..., str]
) -> None:
    message = import_list(LIST + "Bad,x,oxide,tablet,many,120,8.00,,,,\n")
    assert "2 new products" in message
    assert "list.csv:4:elemental_mg" in message


def test_that_enter_adds_a_product_in_one_undo_step(
    window: MainWindow, import_list: Callable[..., str]
) -> None:
    import_list()
    search(window, "gly")
    QTest.keyClick(child(window, QLineEdit, "catalogueSearch"), Qt.Key.Key_Return)
    table = child(window, QTableView, "catalogueTable")
    assert window.focusWidget() is table
    QTest.keyClick(table, Qt.Key.Key_Return)
    products = ProductTableDriver(window)
    assert products.product_names() == ["Glycinate 100"]
    assert products.cell_text(0, "price") == "$18.00"
    assert "addition from the catalogue (1 product)" in undo_text(window)
    trigger_action(window, "undoAction")
    assert ProductTableDriver(window).row_count == 0


def test_that_a_double_click_adds_a_product(
    window: MainWindow, import_list: Callable[..., str]
) -> None:
    import_list()
    table = child(window, QTableView, "catalogueTable")
    position = table.visualRect(table.model().index(0, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=position)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=position)
    assert ProductTableDriver(window).product_names() == ["Oxide 241"]


def test_that_dragged_products_join_the_comparison(
    window: MainWindow, import_list: Callable[..., str]
) -> None:
    import_list()
    model = results_model(window)
    data = model.mimeData([model.index(0, 0), model.index(1, 0)])
    drop = QDropEvent(
        QPointF(200, 200), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    window.dropEvent(drop)
    assert ProductTableDriver(window).product_names() == ["Oxide 241", "Glycinate 100"]


def test_that_a_new_price_is_shown_with_the_previous_ones(
    window: MainWindow, import_list: Callable[..., str]
) -> None:
    import_list()
    import_list(HEADER + OXIDE.format("7.00", "2026-06-02"), "june.csv")
    assert result_text(window, 0, "price") == "$7.00"
    assert result_text(window, 0, "was") == "was $8.00 on 2 May 2026"
    history = child(window, QWidget, "priceHistory")
    assert history.accessibleDescription().splitlines() == [
        "$7.00 Shop A, 2 June 2026",
        "$8.00 Shop A, 2 May 2026",
    ]


def test_that_the_boxes_filter_and_sort(
    window: MainWindow, import_list: Callable[..., str]
) -> None:
    import_list()
    choose_filter(window, "formBox", "glycinate")
    assert result_names(window) == ["Glycinate 100"]
    choose_filter(window, "formBox", "Any")
    choose_filter(window, "sourceBox", "Shop A")
    assert result_names(window) == ["Oxide 241"]
    choose_filter(window, "sourceBox", "Any")
    choose_filter(window, "sortBox", "Name")
    assert result_names(window) == ["Glycinate 100", "Oxide 241"]


def test_that_a_click_on_a_heading_sorts_and_a_second_one_reverses(
    window: MainWindow, import_list: Callable[..., str]
) -> None:
    import_list()
    header = child(window, QTableView, "catalogueTable").horizontalHeader()

    def click(section: int) -> None:
        position = QPoint(header.sectionViewportPosition(section) + 20, header.height() // 2)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=position)

    click(0)
    assert result_names(window) == ["Glycinate 100", "Oxide 241"]
    click(0)
    assert result_names(window) == ["Oxide 241", "Glycinate 100"]
    assert header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
    choose_filter(window, "sortBox", "Month per mg a day")
    assert result_names(window) == ["Oxide 241", "Glycinate 100"]


def test_that_the_limit_filters_by_the_delivered_dose(
    window: MainWindow, import_list: Callable[..., str]
) -> None:
    import_list()
    QTest.keyClick(child(window, QCheckBox, "withinLimitBox"), Qt.Key.Key_Space)
    assert result_names(window) == ["Oxide 241", "Glycinate 100"]
    edit = child(window, QLineEdit, "targetEdit")
    edit.selectAll()
    QTest.keyClicks(edit, "300")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert result_names(window) == ["Glycinate 100"]


def test_that_the_cost_distribution_of_each_form_is_described(
    window: MainWindow, import_list: Callable[..., str]
) -> None:
    import_list()
    child(window, QTabWidget, "catalogueSideTabs").setCurrentIndex(1)
    distributions = child(window, QWidget, "formDistributions")
    oxide, glycinate = distributions.accessibleDescription().splitlines()
    assert oxide.startswith("oxide (1): half $0.02766 to $0.02766 per 100 mg")
    assert glycinate.endswith("lowest $0.1500, median $0.1500, highest $0.1500")
    search(window, "gly")
    assert distributions.accessibleDescription().splitlines() == [glycinate]


def test_that_a_search_without_results_empties_the_distribution(
    window: MainWindow, import_list: Callable[..., str]
) -> None:
    import_list()
    child(window, QTabWidget, "catalogueSideTabs").setCurrentIndex(1)
    distributions = child(window, QWidget, "formDistributions")
    search(window, "xyz")
    assert count_text(window) == "No match among 2 products."
    assert distributions.accessibleDescription() == "No product here has a cost to show."
    assert not distributions.grab().isNull()
    search(window, "gly")
    assert distributions.accessibleDescription().startswith("glycinate (1)")
    choose_item(window, "elementBox", "Selenium")
    assert distributions.accessibleDescription() == "No product here has a cost to show."


def test_that_the_first_list_shows_its_distribution(
    window: MainWindow, import_list: Callable[..., str], qtbot: QtBot
) -> None:
    trigger_action(window, "catalogueAction")
    qtbot.waitUntil(child(window, QPushButton, "importIntoCatalogueButton").isVisible)
    child(window, QTabWidget, "catalogueSideTabs").setCurrentIndex(1)
    import_list()
    distributions = child(window, QWidget, "formDistributions")
    qtbot.waitUntil(lambda: "glycinate (1)" in distributions.accessibleDescription())

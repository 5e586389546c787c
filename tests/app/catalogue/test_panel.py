"""The catalogue's panel: search, filters, order, prices, and products for the comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTabBar,
    QTableView,
    QToolButton,
    QWidget,
)

from tests.app.catalogue.catalogue_panel import (
    HEADER,
    LIST,
    OXIDE,
    choose_filter,
    count_text,
    long_list,
    price_lines,
    result_names,
    result_text,
    results_model,
    search,
    wait_for_results,
)
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import child, plain_spaces, trigger_action, undo_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow


def shown_texts(sheet: QWidget) -> list[str]:
    """Return the texts of the labels that the sheet shows."""
    return [label.text() for label in sheet.findChildren(QLabel) if label.isVisible()]


def drop_rows(window: MainWindow, *rows: int) -> None:
    """Drag products from the results to the comparison."""
    model = results_model(window)
    data = model.mimeData([model.index(row, 0) for row in rows])
    drop = QDropEvent(
        QPointF(200, 200), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    window.dropEvent(drop)


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


def test_that_the_count_says_how_many_products_hold_no_compared_mineral(
    window: MainWindow, import_list: Callable[..., str]
) -> None:
    rows = (("Mag with zinc", "magnesium"), ("Zinc 50", "zinc"), ("Zinc 15", "zinc"))
    texts = (
        f"{name},B,gluconate,tablet,50,120,8.00,,,,,{element}\n"
        for name, element in (*rows, ("Plain", "magnesium"))
    )
    import_list(HEADER.replace("\n", ",element\n") + "".join(texts))
    search(window, "zinc")
    assert result_names(window) == ["Mag with zinc"]
    assert count_text(window).startswith("1 of 4 products found · ")
    assert count_text(window).endswith(" · 2 products without magnesium match")
    search(window, "zinc 50")
    assert count_text(window) == (
        "No match among 4 products. · 1 product without magnesium matches"
    )
    search(window, "plain")
    assert "without" not in count_text(window)


def test_that_no_price_is_spoken_of_while_no_product_is_selected(
    window: MainWindow, import_list: Callable[..., str]
) -> None:
    import_list()
    prices = child(window, QWidget, "priceHistory")
    child(window, QTableView, "catalogueTable").selectRow(0)
    assert prices.isVisible()
    search(window, "nothing")
    sheet = child(window, QWidget, "catalogueSheet")
    assert shown_texts(sheet) == ["No product is selected"]
    assert not prices.isVisible()


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
    assert "list.csv, row 4, column “elemental_mg”" in message


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
    drop_rows(window, 0, 1)
    assert ProductTableDriver(window).product_names() == ["Oxide 241", "Glycinate 100"]


def test_that_a_new_price_is_shown_with_the_previous_ones(
    window: MainWindow, import_list: Callable[..., str]
) -> None:
    import_list()
    import_list(HEADER + OXIDE.format("7.00", "2026-06-02"), "june.csv")
    assert result_text(window, 0, "price") == "$7.00"
    assert price_lines(window) == ["$7.00 Shop A, 2 June 2026", "$8.00 Shop A, 2 May 2026"]


def test_that_the_boxes_filter_and_sort(
    window: MainWindow, import_list: Callable[..., str], qtbot: QtBot
) -> None:
    import_list()
    choose_filter(window, "formBox", "glycinate")
    assert result_names(window) == ["Glycinate 100"]
    choose_filter(window, "formBox", "Any")
    choose_filter(window, "sourceBox", "Shop A")
    wait_for_results(window, qtbot)
    assert result_names(window) == ["Oxide 241"]
    choose_filter(window, "sourceBox", "Any")
    choose_filter(window, "sortBox", "Name")
    assert result_names(window) == ["Glycinate 100", "Oxide 241"]


def test_that_the_products_of_a_shop_are_shown_ranked_and_taken_at_its_own_prices(
    window: MainWindow, import_list: Callable[..., str], qtbot: QtBot
) -> None:
    import_list()
    dear = LIST.replace("18.00,", "12.00,").replace(",8.00,", ",600.00,")
    import_list(dear.replace("Shop A", "Shop B"), "dear.csv")
    choose_filter(window, "sortBox", "Month per mg a day")
    assert result_names(window) == ["Oxide 241", "Glycinate 100"]
    assert result_text(window, 0, "price") == "$8.00"
    choose_filter(window, "sourceBox", "Shop B")
    wait_for_results(window, qtbot)
    assert result_names(window) == ["Glycinate 100", "Oxide 241"]
    assert [result_text(window, row, "price") for row in (0, 1)] == ["$12.00", "$600.00"]
    drop_rows(window, 1)
    assert ProductTableDriver(window).cell_text(0, "price") == "$600.00"
    import_list(dear.replace("Shop A", "Shop B").replace("600", "5"), "sale.csv")
    assert result_text(window, 0, "price") == "$5.00"
    choose_filter(window, "sourceBox", "Any")
    wait_for_results(window, qtbot)
    assert result_text(window, 0, "price") == "$5.00"


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
    choose_target(window, "300")
    assert result_names(window) == ["Glycinate 100"]


def test_that_a_product_shows_where_it_stands_among_its_form(
    window: MainWindow, import_list: Callable[..., str]
) -> None:
    others = "".join(
        f"Oxide {price},B,oxide,tablet,241,120,{price}.00,,,2026-05-02,Shop C\n"
        for price in (10, 12, 14, 16)
    )
    import_list(LIST + others)
    search(window, "241")
    text = child(window, QLabel, "formStandingText").text()
    assert text == "Number 1 of 5 from the cheapest on. Half of them cost $0.04149 or less."
    assert child(window, QWidget, "formStanding").accessibleDescription() == text
    search(window, "gly")
    assert not child(window, QLabel, "formStandingText").isVisible()


def test_that_safe_products_come_first_and_carry_signs(
    window: MainWindow, import_list: Callable[..., str]
) -> None:
    import_list()
    choose_target(window, "300")
    assert result_names(window) == ["Glycinate 100", "Oxide 241"]
    model = results_model(window)
    texts = [plain_spaces(model.index(row, 5).data()) for row in range(2)]
    assert texts == ["300 mg", "482 mg"]
    remarks = [model.index(row, 5).data(Qt.ItemDataRole.ToolTipRole) for row in range(2)]
    assert remarks == ["", "over the limit"]


def test_that_a_doubtful_amount_is_asked_and_not_ranked(
    window: MainWindow, import_list: Callable[..., str]
) -> None:
    front = "Magnesium Glycinate 1000 mg,B,glycinate,capsule,1000,120,20.00,,,2026-05-02,Shop C\n"
    import_list(LIST + front)
    assert result_names(window)[-1] == "Magnesium Glycinate 1000 mg"
    assert result_text(window, 2, "cost_per_elemental_mg") == ""
    search(window, "glycinate 1000")
    assert "1000" in plain_spaces(child(window, QLabel, "catalogueQuestion").text())
    QTest.keyClick(child(window, QCheckBox, "withinLimitBox"), Qt.Key.Key_Space)
    assert result_names(window) == []


def test_that_an_absurd_price_is_named_and_stands_last(
    window: MainWindow, import_list: Callable[..., str]
) -> None:
    rows = "".join(
        f"Oxide {price},B,oxide,tablet,241,120,{price},,,2026-05-02,Shop C\n"
        for price in ("0.07", "9.00", "10.00", "12.00")
    )
    import_list(LIST + rows)
    assert result_names(window)[-1] == "Oxide 0.07"
    search(window, "0.07")
    question = child(window, QLabel, "catalogueQuestion").text()
    assert question.startswith("$0.07 is 129 times less than oxide usually costs here.")


def test_that_a_product_of_the_comparison_is_marked_and_not_added_twice(
    window: MainWindow, import_list: Callable[..., str]
) -> None:
    import_list()
    search(window, "gly")
    button = child(window, QPushButton, "addFromCatalogueButton")
    assert button.text() == "Add to the comparison"
    button.click()
    assert ProductTableDriver(window).product_names() == ["Glycinate 100"]
    assert (button.text(), button.isEnabled()) == ("In the comparison", False)
    model = results_model(window)
    name = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert name == "Glycinate 100 · glycinate · Fine · in the comparison"


def test_that_a_product_priced_in_another_currency_says_why_it_has_no_cost(
    window: MainWindow, import_list: Callable[..., str]
) -> None:
    import_list(LIST + "Abroad,Far,citrate,tablet,90,60,9.00 EUR,,,,\n")
    search(window, "abroad")
    model, why = results_model(window), "Abroad · citrate · Far · the comparison is in USD"
    assert result_text(window, 0, "cost_per_elemental_mg") == ""
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == why
    sheet = child(window, QWidget, "catalogueSheet")
    assert "citrate · Far · the comparison is in USD" in shown_texts(sheet)
    search(window, "oxide")
    assert not any("the comparison is in" in text for text in shown_texts(sheet))


def test_that_the_tab_counts_the_products(
    window: MainWindow, import_list: Callable[..., str]
) -> None:
    import_list()
    tabs = child(window, QTabBar, "viewTabs")
    titles = [tabs.tabText(at) for at in range(tabs.count())]
    assert "Catalogue  2" in titles


def test_that_the_sheet_is_a_drawer_in_a_narrow_view(
    window: MainWindow, import_list: Callable[..., str], qtbot: QtBot
) -> None:
    import_list()
    panel, sheet = window.catalogue_controller.panel, child(window, QWidget, "catalogueSheet")
    window.resize(1_280, 800)
    qtbot.waitUntil(sheet.isVisible)
    window.resize(1_024, 768)
    qtbot.waitUntil(lambda: panel.width() == 1_024)
    assert not sheet.isVisible()
    table = child(window, QTableView, "catalogueTable")
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert sheet.isVisible()
    assert sheet.geometry().right() <= 1_024
    QTest.keyClick(table, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert window.focusWidget() is table


def test_that_the_prices_are_copied_and_the_form_is_shown(
    window: MainWindow, import_list: Callable[..., str]
) -> None:
    import_list()
    search(window, "241")
    menu = child(window, QToolButton, "catalogueMoreButton").menu()
    copy_prices, show_form, _ = menu.actions()
    copy_prices.trigger()
    assert QGuiApplication.clipboard().text() == "$8.00 Shop A, 2 May 2026"
    show_form.trigger()
    assert child(window, QComboBox, "formBox").currentText() == "oxide"


def test_that_a_wrong_price_is_taken_back_and_stated_again(
    window: MainWindow, import_list: Callable[..., str], qtbot: QtBot
) -> None:
    import_list()
    search(window, "241")
    chart = child(window, QWidget, "priceHistory")
    menu = child(window, QMenu, "takeBackMenu")
    (action,) = menu.actions()
    assert action.text().startswith("$8.00 Shop A, 2 May")
    action.trigger()
    note = child(window, QLabel, "takenBackNote")
    qtbot.waitUntil(lambda: "$8.00 at Shop A is taken back" in note.text())
    qtbot.waitUntil(lambda: not chart.accessibleDescription())
    assert not menu.isEnabled()
    again = child(window, QPushButton, "stateAgainButton")
    again.setFocus()
    QTest.keyClick(again, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "$8.00 Shop A" in chart.accessibleDescription())
    assert "counts again" in note.text()
    assert not again.isVisible()


def test_that_a_note_says_nothing_of_the_price_before_while_the_next_is_taken_back(
    window: MainWindow, import_list: Callable[..., str], qtbot: QtBot
) -> None:
    import_list()
    note, menu = child(window, QLabel, "takenBackNote"), child(window, QMenu, "takeBackMenu")
    title = child(window, QLabel, "catalogueSheetTitle")
    for name in ("Oxide 241", "Glycinate 100"):
        search(window, name)
        qtbot.waitUntil(lambda: title.text() == name and menu.isEnabled())  # noqa: B023
        menu.actions()[0].trigger()
        assert note.text() == "The price is being taken back."
        assert not child(window, QPushButton, "stateAgainButton").isVisible()
        qtbot.waitUntil(lambda: "is taken back, as if" in note.text())
        assert note.text().startswith(f"{name}: ")


def test_that_the_selected_product_stays_selected_when_others_come(
    window: MainWindow, import_list: Callable[..., str], qtbot: QtBot
) -> None:
    import_list()
    qtbot.waitUntil(lambda: len(result_names(window)) == 2)
    child(window, QTableView, "catalogueTable").selectRow(1)
    title = child(window, QLabel, "catalogueSheetTitle")
    assert title.text() == "Glycinate 100"
    import_list(HEADER + "Cheap,Plain,oxide,tablet,200,90,1.00,,,2026-05-02,Shop A\n")
    qtbot.waitUntil(lambda: len(result_names(window)) == 3)
    assert title.text() == "Glycinate 100"
    search(window, "cheap")
    assert title.text() == "Cheap"


def test_that_rows_have_their_height_before_they_are_shown(
    window: MainWindow, import_list: Callable[..., str], qtbot: QtBot
) -> None:
    import_list(long_list(200))
    table = child(window, QTableView, "catalogueTable")
    qtbot.waitUntil(lambda: table.model().rowCount() == 200)
    QApplication.processEvents()
    length = table.verticalScrollBar().maximum()
    table.scrollToBottom()
    QApplication.processEvents()
    assert table.rowHeight(199) == table.rowHeight(100) == table.rowHeight(0)
    assert table.verticalScrollBar().maximum() == length


def test_that_letters_typed_in_the_results_look_through_no_long_catalogue(
    window: MainWindow, import_list: Callable[..., str], qtbot: QtBot
) -> None:
    import_list(long_list(200))
    table = child(window, QTableView, "catalogueTable")
    qtbot.waitUntil(lambda: table.model().rowCount() == 200)
    table.selectRow(2)
    QTest.keyClicks(table, result_names(window)[150])
    assert table.currentIndex().row() == 2


def test_that_a_search_goes_on_while_nothing_is_found(
    window: MainWindow, import_list: Callable[..., str]
) -> None:
    import_list()
    choose_filter(window, "sortBox", "Month per mg a day")
    header = child(window, QTableView, "catalogueTable").horizontalHeader()
    header.sectionClicked.emit(header.sortIndicatorSection())
    for words in ("nothing", "nothing else", "gly"):
        search(window, words)
    assert result_names(window) == ["Glycinate 100"]


def test_that_the_prices_to_take_back_open_at_their_chart(
    window: MainWindow, import_list: Callable[..., str], qtbot: QtBot
) -> None:
    import_list()
    search(window, "241")
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    chart, menu = child(window, QWidget, "priceHistory"), child(window, QMenu, "takeBackMenu")
    place = chart.rect().center()
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, chart.mapToGlobal(place))
    QApplication.sendEvent(chart, asked)
    qtbot.waitUntil(menu.isVisible)
    menu.hide()


def choose_target(window: MainWindow, text: str) -> None:
    edit = child(window, QLineEdit, "targetEdit")
    edit.selectAll()
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)

"""The product table as a spreadsheet: clipboard, fill, rows, sorting, search, undo."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QDate, QItemSelection, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QCalendarWidget,
    QLineEdit,
    QPushButton,
    QTabBar,
    QWidget,
)

from pricing.model.product import UNIT_KINDS
from pricing.store.comparisons import ComparisonStore
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    check_lines,
    child,
    fill_in_two_products,
    finding_text,
    plain_spaces,
    trigger_action,
    undo_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

LIST = "Oxide\t250\t1\t100\t4.49\t\toxide\nGly\t200\t2\t180\t19.59\tNOW\tbisglycinate\n"


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


def select(
    table: ProductTableDriver, first: tuple[int, str], last: tuple[int, str] | None = None
) -> None:
    corner, end = table.index(*first), table.index(*(last or first))
    table.view.setCurrentIndex(corner)
    flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
    table.view.selectionModel().select(QItemSelection(corner, end), flag)


def paste(
    window: MainWindow, table: ProductTableDriver, text: str, row: int = 0, key: str = "product"
) -> None:
    QGuiApplication.clipboard().setText(text)
    select(table, (row, key))
    trigger_action(window, "pasteAction")


@pytest.mark.parametrize("others", ["", LIST])
def test_that_a_price_that_rounds_to_nothing_is_shown_and_not_ranked(
    window: MainWindow, table: ProductTableDriver, others: str
) -> None:
    paste(window, table, f"{others}Free\t241\t1\t1\t0.0043\t\toxide\n")
    row = table.product_names().index("Free")
    table.type_text(row, "tax_percent", "8")
    table.view.setCurrentIndex(table.index(row, "price"))
    assert (
        "Free: $0.004300 rounds to nothing; enter the price and the units of a whole pack"
        in check_lines(window)
    )
    assert table.cell_text(row, "monthly_cost") == ""
    tabs = child(window, QTabBar, "viewTabs")
    for tab in range(tabs.count()):
        tabs.setCurrentIndex(tab)
        QApplication.processEvents()
    if others:
        assert "as much as oxide." in finding_text(window)


def copied_text() -> str:
    return QGuiApplication.clipboard().text()


def test_that_a_block_is_pasted_into_an_empty_table_in_one_step(
    window: MainWindow, table: ProductTableDriver
) -> None:
    paste(window, table, LIST)
    assert table.product_names() == ["Oxide", "Gly"]
    assert table.exact_value(1, "serving_units") == 2
    assert table.cell_text(0, "cost_per_elemental_mg") == "$0.01796"
    assert undo_text(window) == "&Undo paste of 14 cells"
    trigger_action(window, "undoAction")
    assert table.row_count == 0
    trigger_action(window, "redoAction")
    assert table.product_names() == ["Oxide", "Gly"]


def test_that_a_copied_name_is_no_formula_where_it_is_pasted_and_comes_back_unchanged(
    window: MainWindow, table: ProductTableDriver
) -> None:
    names = ["=1+1", "＝1+1", "'=x", "Oxide"]
    paste(window, table, "=1+1\n＝1+1\n''=x\nOxide\n")
    assert table.product_names() == names
    table.type_text(0, "price", "=1+1")
    select(table, (0, "product"), (3, "product"))
    trigger_action(window, "copyAction")
    assert copied_text() == "'=1+1\n'＝1+1\n''=x\nOxide\n"
    assert ">=1+1<" not in QGuiApplication.clipboard().mimeData().html()
    select(table, (4, "product"))
    trigger_action(window, "pasteAction")
    assert table.product_names() == names * 2
    select(table, (0, "price"))
    trigger_action(window, "copyAction")
    assert copied_text() == "'=1+1\n"


def test_that_quoted_line_breaks_and_tabs_stay_in_their_cell(
    window: MainWindow, table: ProductTableDriver
) -> None:
    paste(window, table, '"Two\nlines"\t\t\t\t\t"a\tb"\n')
    assert table.product_names() == ["Two lines"]
    assert table.cell_text(0, "brand") == "a b"


def test_that_a_block_with_headers_fills_the_columns_it_names(
    window: MainWindow, table: ProductTableDriver
) -> None:
    paste(window, table, "Preis\tName\tCount\tElemental\n4,49 €\tOxid\t100\t250\n")
    assert table.product_names() == ["Oxid"]
    assert table.exact_value(0, "price") == Fraction("4.49")


def test_that_one_value_fills_the_selection(window: MainWindow, table: ProductTableDriver) -> None:
    paste(window, table, LIST * 2)
    QGuiApplication.clipboard().setText("9.99\n")
    select(table, (1, "price"), (3, "price"))
    trigger_action(window, "pasteAction")
    prices = [table.exact_value(row, "price") for row in range(4)]
    assert prices == [Fraction("4.49"), *[Fraction("9.99")] * 3]
    assert undo_text(window) == "&Undo paste of 3 cells"


def test_that_a_paste_continues_below_the_last_row(
    window: MainWindow, table: ProductTableDriver
) -> None:
    paste(window, table, LIST)
    paste(window, table, "A\nB\nC\n", row=1)
    assert table.product_names() == ["Oxide", "A", "B", "C"]


def test_that_a_paste_into_figures_changes_nothing(
    window: MainWindow, table: ProductTableDriver
) -> None:
    paste(window, table, LIST)
    paste(window, table, "1.00\n", key="units_per_day")
    assert table.product_names() == ["Oxide", "Gly"]
    assert undo_text(window) == "&Undo paste of 14 cells"


def test_that_ambiguous_numbers_are_read_as_the_rest_of_the_column(
    window: MainWindow, table: ProductTableDriver
) -> None:
    paste(window, table, "1,234\n12.50\n", key="elemental_mg")
    assert table.exact_value(0, "elemental_mg") == 1234


def test_that_inputs_are_copied_as_typed_and_figures_as_shown(
    window: MainWindow, table: ProductTableDriver
) -> None:
    paste(window, table, LIST)
    select(table, (0, "product"), (1, "form"))  # the brand and form are below the name here
    trigger_action(window, "copyAction")
    assert copied_text() == LIST
    assert "<td" in QGuiApplication.clipboard().mimeData().html()
    select(table, (2, "product"))
    trigger_action(window, "pasteAction")
    assert table.product_names() == ["Oxide", "Gly", "Oxide", "Gly"]
    select(table, (0, "units_per_day"))
    trigger_action(window, "copyAction")
    assert copied_text() == "1 unit\n"


def test_that_cut_empties_the_cells_and_undo_restores_them(
    window: MainWindow, table: ProductTableDriver
) -> None:
    paste(window, table, LIST)
    select(table, (0, "price"), (1, "price"))
    trigger_action(window, "cutAction")
    assert copied_text() == "4.49\n19.59\n"
    assert table.exact_value(0, "price") is None
    assert undo_text(window) == "&Undo cut of 2 cells"
    trigger_action(window, "undoAction")
    assert table.exact_value(1, "price") == Fraction("19.59")


def test_that_fill_down_copies_the_first_row_or_the_row_above(
    window: MainWindow, table: ProductTableDriver
) -> None:
    paste(window, table, LIST * 2)
    select(table, (0, "price"), (2, "price"))
    trigger_action(window, "fillDownAction")
    assert table.exact_value(2, "price") == Fraction("4.49")
    select(table, (3, "brand"))
    trigger_action(window, "fillDownAction")
    assert table.cell_text(3, "brand") == table.cell_text(2, "brand")


def test_that_rows_are_duplicated_inserted_and_moved(
    window: MainWindow, table: ProductTableDriver
) -> None:
    paste(window, table, LIST)
    select(table, (0, "product"))
    trigger_action(window, "duplicateAction")
    assert table.product_names() == ["Oxide", "Oxide", "Gly"]
    select(table, (2, "product"))
    trigger_action(window, "moveUpAction")
    assert table.product_names() == ["Oxide", "Gly", "Oxide"]
    trigger_action(window, "moveUpAction")
    assert table.product_names() == ["Gly", "Oxide", "Oxide"]
    trigger_action(window, "moveUpAction")
    assert table.product_names() == ["Gly", "Oxide", "Oxide"]
    trigger_action(window, "moveDownAction")
    assert table.product_names() == ["Oxide", "Gly", "Oxide"]
    select(table, (1, "product"))
    trigger_action(window, "insertAction")
    assert table.product_names() == ["Oxide", "", "Gly", "Oxide"]
    for _ in range(5):
        trigger_action(window, "undoAction")
    assert table.product_names() == ["Oxide", "Gly"]


def test_that_a_click_on_a_heading_sorts_up_down_and_as_entered(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    paste(window, table, "B\t250\t1\t100\t9\t\toxide\nA\t250\t1\t100\t5\t\toxide\nC\n")
    header = table.view.horizontalHeader()

    def click(key: str) -> None:
        left = header.sectionViewportPosition(table.columns[key])
        place = QPoint(left + 20, header.height() - 22)  # on the first line of a title
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert table.product_names() == ["A", "B", "C"]  # the cheapest first, as it arrived
    trigger_action(window, "asEnteredAction")
    assert table.product_names() == ["B", "A", "C"]
    click("price")
    assert table.product_names() == ["A", "B", "C"]
    assert undo_text(window) == "&Undo sort by price"
    click("price")
    assert table.product_names() == ["B", "A", "C"]
    click("product")
    assert table.product_names() == ["A", "B", "C"]
    trigger_action(window, "asEnteredAction")
    assert table.product_names() == ["B", "A", "C"]
    store = ComparisonStore(tmp_path / "data")
    assert [entry.values["product"] for entry in store.entries()] == ["B", "A", "C"]
    store.close()


def test_that_undo_selects_the_rows_that_it_restores(
    window: MainWindow, table: ProductTableDriver
) -> None:
    paste(window, table, LIST * 3)
    select(table, (4, "brand"))
    trigger_action(window, "removeAction")
    trigger_action(window, "undoAction")
    assert table.view.currentIndex().row() == 4


def test_that_undo_returns_to_the_place_of_the_edit(
    window: MainWindow, table: ProductTableDriver
) -> None:
    paste(window, table, LIST * 40)
    select(table, (70, "price"), (71, "price"))
    trigger_action(window, "deleteAction")
    scroll = table.view.verticalScrollBar().value()
    select(table, (0, "product"))
    table.view.scrollToTop()
    for name in ("undoAction", "redoAction"):
        trigger_action(window, name)
        assert table.view.verticalScrollBar().value() == scroll
        selected = {(index.row(), index.column()) for index in table.view.selectedIndexes()}
        assert selected == {(row, table.columns["price"]) for row in (70, 71)}


def test_that_the_layout_of_the_columns_is_kept(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    first = open_window_on(tmp_path)
    table = ProductTableDriver(first)
    table.show_column("serving_units", is_shown=False)
    table.show_column("note")
    first.close()
    reopened = ProductTableDriver(open_window_on(tmp_path))
    assert reopened.view.isColumnHidden(reopened.columns["serving_units"])
    assert not reopened.view.isColumnHidden(reopened.columns["note"])


# -- the cell editor ---------------------------------------------------------------------------


def open_editor(table: ProductTableDriver, row: int, key: str) -> QLineEdit:
    table.view.setCurrentIndex(table.index(row, key))
    table.view.edit(table.index(row, key))
    (editor,) = (edit for edit in table.view.findChildren(QLineEdit) if edit.isVisible())
    return editor


@pytest.mark.parametrize(
    ("key", "text", "hint"),
    [
        ("elemental_mg", "300", "300 mg per 2 units = 150 mg each"),
        ("elemental_mg", "10 mmol", "243.05 mg per 2 units = 121.525 mg each"),
        ("serving_units", "4", "200 mg per 4 units = 50 mg each"),
        ("price", "12,50", "$12.50"),
        ("price", "1,234", "could be 1234 or 1.234"),
        ("pack_units", "many", "not a number"),
    ],
)
def test_that_the_editor_shows_how_it_reads_a_text(
    window: MainWindow, table: ProductTableDriver, key: str, text: str, hint: str
) -> None:
    paste(window, table, LIST)
    editor = open_editor(table, 1, key)
    editor.clear()
    QTest.keyClicks(editor, text)
    assert hint in plain_spaces(editor.accessibleDescription())
    QTest.keyClick(editor, Qt.Key.Key_Escape)


def test_that_forms_are_completed_and_listed_with_their_elemental_fraction(
    window: MainWindow, table: ProductTableDriver
) -> None:
    paste(window, table, LIST)
    editor = open_editor(table, 0, "form")
    editor.clear()
    QTest.keyClicks(editor, "gly")
    completer = editor.completer()
    assert completer is not None
    assert completer.currentCompletion() == "glycinate"
    assert "14.1 % magnesium" in completer.completionModel().index(0, 0).data()
    popup = completer.popup()
    assert popup is not None
    popup.hide()
    QTest.keyClick(editor, Qt.Key.Key_Escape)


def test_that_a_button_pastes_a_block_into_an_empty_window(
    window: MainWindow, table: ProductTableDriver
) -> None:
    QGuiApplication.clipboard().setText(LIST)
    QTest.mouseClick(child(window, QPushButton, "pasteButton"), Qt.MouseButton.LeftButton)
    assert table.product_names() == ["Oxide", "Gly"]


def press(*keys: Qt.Key) -> None:
    """Press keys. They reach the open list of choices, or else the focused widget."""
    for key in keys:
        target = QApplication.activePopupWidget() or QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, key)
        QApplication.processEvents()


def open_popup() -> QWidget:
    popup = QApplication.activePopupWidget()
    assert popup is not None
    return popup


@pytest.fixture
def typing(window: MainWindow, table: ProductTableDriver, qtbot: QtBot) -> ProductTableDriver:
    """The table with two products and the keyboard's focus."""
    paste(window, table, LIST)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    table.view.setFocus()
    return table


@pytest.mark.parametrize(
    ("keys", "form"),
    [
        ((Qt.Key.Key_M, Qt.Key.Key_A, Qt.Key.Key_Return), "malate"),
        (
            (Qt.Key.Key_C, Qt.Key.Key_I, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return),
            "citrate",
        ),
        ((Qt.Key.Key_O, Qt.Key.Key_X, Qt.Key.Key_Escape, Qt.Key.Key_Return), "ox"),
        ((Qt.Key.Key_X, Qt.Key.Key_Y, Qt.Key.Key_Z, Qt.Key.Key_Return), "xyz"),
    ],
)
def test_that_enter_takes_the_best_match_and_goes_down(
    typing: ProductTableDriver, keys: tuple[Qt.Key, ...], form: str
) -> None:
    typing.view.setCurrentIndex(typing.index(1, "form"))
    press(*keys)
    assert typing.cell_text(1, "form") == form
    assert typing.view.currentIndex() == typing.index(2, "form")


def test_that_a_cell_with_few_choices_shows_them_at_once(typing: ProductTableDriver) -> None:
    typing.show_column("unit_kind")
    typing.view.setCurrentIndex(typing.index(0, "unit_kind"))
    press(Qt.Key.Key_F2)
    popup = open_popup()
    assert isinstance(popup, QAbstractItemView)
    assert popup.model().rowCount() == len(UNIT_KINDS)
    press(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Tab)
    assert typing.cell_text(0, "unit_kind") == "tablet"
    assert typing.view.currentIndex().row() == 0


def test_that_a_date_can_be_typed_or_picked_from_the_calendar(
    typing: ProductTableDriver,
) -> None:
    typing.show_column("priced_on")
    editor = open_editor(typing, 0, "priced_on")
    QTest.keyClicks(editor, "26.6.2026")
    assert editor.accessibleDescription() == "26 June 2026"
    QTest.keyClick(editor, Qt.Key.Key_F4)
    calendar = child(open_popup(), QCalendarWidget)
    assert calendar.selectedDate() == QDate(2026, 6, 26)
    calendar.activated.emit(QDate(2026, 6, 27))
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert typing.cell_text(0, "priced_on") == "2026-06-27"


def test_that_enter_after_a_run_of_tabs_starts_the_next_row(
    typing: ProductTableDriver,
) -> None:
    typing.view.setCurrentIndex(typing.index(2, "product"))
    press(Qt.Key.Key_A, Qt.Key.Key_Tab, Qt.Key.Key_9, Qt.Key.Key_Tab, Qt.Key.Key_Tab)
    press(Qt.Key.Key_5, Qt.Key.Key_Return)
    assert typing.cell_text(2, "elemental_mg") == "9"
    assert typing.cell_text(2, "pack_units") == "5"
    assert typing.view.currentIndex() == typing.index(3, "product")
    press(Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_7, Qt.Key.Key_Return)
    assert typing.view.currentIndex() == typing.index(3, "elemental_mg")


def test_that_a_cost_of_less_than_half_a_cent_is_not_shown_as_nothing(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    table.type_text(1, "price", "0.01")
    assert table.cell_text(1, "monthly_cost") == "$0.01"  # half a cent
    table.type_text(1, "pack_units", "365")
    assert table.cell_text(1, "monthly_cost") == "$0.001644"
    assert "Gly: $0.001644 a month" in finding_text(window)
    table.type_text(1, "price", "9")
    assert table.cell_text(1, "monthly_cost") == "$1.48"


def test_that_a_row_named_after_another_mineral_is_asked_about_and_no_best_buy(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    values = ("Zinc gluconate 50 mg", "200", "100", "1")
    for key, text in zip(("product", "elemental_mg", "pack_units", "price"), values, strict=True):
        table.type_text(2, key, text)
    assert table.cell_text(2, "rank") == "?"
    said = finding_text(window)
    assert "Zinc gluconate 50 mg is left out until its question is answered." in said
    assert "Zinc gluconate 50 mg: the name says zinc, not magnesium" in "\n".join(
        check_lines(window)
    )
    table.type_text(2, "product", "Magnesium and zinc")  # it may hold both: that is a note
    assert table.cell_text(2, "rank") != "?"
    table.type_text(2, "product", "Sleep with zinc")
    assert table.cell_text(2, "rank") != "?"

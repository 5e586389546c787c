"""The real window, driven by keys, read as a user reads it, held against the disk."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QLocale, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListView,
    QMessageBox,
    QPushButton,
    QSplitter,
    QTableView,
    QTabWidget,
    QTextBrowser,
    QWidget,
)

from app.toolkit.crash_report import CrashReporter
from app.toolkit.theme import Colour
from pricing.reading.importer import read_products
from pricing.store.comparisons import ComparisonStore
from pricing.store.data_files import COMPARISONS_FILE
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    check_lines,
    choose_item,
    dismiss_message,
    enter_two_products,
    finding_text,
    set_text,
    trigger_action,
    visible_dialog,
)
from tests.paths import ROOT
from tests.spreadsheet_files import write_workbook
from tests.sqlite_file import sqlite_connection

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

Role = Qt.ItemDataRole


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


def on_disk(folder: Path) -> list[str]:
    catalogue = ComparisonStore(folder)
    names = [str(entry.values.get("product")) for entry in catalogue.entries()]
    catalogue.close()
    return names


def drop(window: MainWindow, *paths) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    button, modifier = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    where, how = QPointF(10, 10), Qt.DropAction.CopyAction
    window.dropEvent(QDropEvent(where, how, data, button, modifier))


# -- typing ------------------------------------------------------------------------------------


def test_that_two_bottles_are_compared_from_the_keyboard(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    set_text(window, "targetEdit", "300")
    assert table.product_names() == ["Oxide", "Gly"]
    assert (table.cell_text(0, "rank"), table.cell_text(1, "rank")) == ("1", "2")
    assert table.cell_text(0, "cost_per_elemental_mg") == "$0.01796"
    assert table.cell_text(0, "units_per_day") == "2 capsules"
    assert table.cell_text(0, "delivered_mg_per_day") == "500 mg"
    assert table.exact_value(0, "monthly_cost") == Fraction("2.694")
    assert "Oxide costs 8.4 times less per milligram of magnesium" in finding_text(window)
    assert "over the US limit of 350 mg" in finding_text(window)
    assert "Cheapest within the safe limit at 300 mg: Gly" in finding_text(window)
    assert any(text.startswith("✖ Stop  Oxide: 2 capsules") for text in check_lines(window))


def test_that_any_key_starts_editing_and_enter_goes_down(table: ProductTableDriver) -> None:
    enter_two_products(table)
    table.type_text(0, "product", "Zeta")
    assert table.product_names()[0] == "Zeta"
    assert table.view.currentIndex().row() == 1


def test_that_tab_goes_right_and_escape_leaves_the_cell_as_it_was(
    table: ProductTableDriver,
) -> None:
    enter_two_products(table)
    table.type_text(0, "product", "Zeta", end_key=Qt.Key.Key_Escape)
    assert table.product_names()[0] == "Oxide"
    table.type_text(0, "product", "Zeta", end_key=Qt.Key.Key_Tab)
    assert table.view.currentIndex().column() == table.columns["brand"]


@pytest.mark.parametrize("text", ["12,50", "12.50", "$12.50"])
def test_that_a_price_is_taken_as_people_write_it(table: ProductTableDriver, text: str) -> None:
    enter_two_products(table)
    table.type_text(0, "price", text)
    assert table.exact_value(0, "price") == Fraction("12.5")


def test_that_an_ambiguous_price_is_asked_about_in_its_place(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    table.type_text(0, "price", "1,234")
    assert table.cell_text(0, "price") == "1,234"
    assert table.exact_value(0, "price") is None
    assert "could be 1234 or 1.234" in table.index(0, "price").data(Role.ToolTipRole)
    assert "wrong" in table.index(0, "price").data(Role.AccessibleTextRole)
    assert any("could be 1234 or 1.234" in text for text in check_lines(window))
    assert table.cell_text(1, "rank") == "1"


def test_that_a_wrong_cell_blocks_no_other_row_and_can_be_mended(table: ProductTableDriver) -> None:
    enter_two_products(table)
    table.type_text(0, "pack_units", "many")
    assert table.cell_text(0, "cost_per_elemental_mg") == ""
    assert table.cell_text(1, "cost_per_elemental_mg") == "$0.1500"
    table.type_text(0, "pack_units", "100")
    assert table.cell_text(0, "cost_per_elemental_mg") == "$0.01796"


def test_that_an_incomplete_row_says_what_is_missing(
    window: MainWindow, table: ProductTableDriver
) -> None:
    table.type_text(0, "product", "Half")
    assert table.row_count == 1
    assert any("Half: “Units in pack” is missing" in text for text in check_lines(window))


def test_that_a_serving_of_two_halves_the_amount_of_a_unit(table: ProductTableDriver) -> None:
    enter_two_products(table)
    table.type_text(0, "serving_units", "2")
    assert table.exact_value(0, "elemental_mg_per_unit") == 125


# -- deleting, undo ----------------------------------------------------------------------------


def test_that_delete_clears_cells_and_undo_brings_them_back(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    table.view.setCurrentIndex(table.index(0, "price"))
    trigger_action(window, "deleteAction")
    assert table.exact_value(0, "price") is None
    trigger_action(window, "undoAction")
    assert table.exact_value(0, "price") == Fraction("4.49")


def test_that_delete_on_a_whole_row_removes_the_product(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    place = table.view.visualRect(table.index(0, "rank")).center()
    button, modifier = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(table.view.viewport(), button, modifier, place)
    trigger_action(window, "deleteAction")
    assert table.product_names() == ["Gly"]
    trigger_action(window, "undoAction")
    assert table.product_names() == ["Oxide", "Gly"]
    assert table.exact_value(0, "price") == Fraction("4.49")


def test_that_every_step_is_undone_and_redone_by_name(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    set_text(window, "targetEdit", "300")
    undo, redo = (window.findChild(QAction, name) for name in ("undoAction", "redoAction"))
    assert undo.text() == "&Undo change of target a day"
    steps = 0
    while undo.isEnabled():
        undo.trigger()
        steps += 1
    assert (steps, table.row_count) == (11, 0)
    assert window.findChild(QLineEdit, "targetEdit").text() == "200"
    while redo.isEnabled():
        redo.trigger()
    assert table.product_names() == ["Oxide", "Gly"]
    assert table.cell_text(0, "delivered_mg_per_day") == "500 mg"


# -- scenario ----------------------------------------------------------------------------------


def test_that_the_dose_policy_and_the_limit_change_the_figures(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    set_text(window, "targetEdit", "300 mg")
    choose_item(window, "policyBox", "Within the safe limit")
    assert table.cell_text(0, "delivered_mg_per_day") == "250 mg"
    choose_item(window, "limitBox", "EU, adult: 250")
    choose_item(window, "policyBox", "At least")
    assert "over the EU limit of 250 mg" in finding_text(window)


def test_that_a_wrong_target_is_marked_and_changes_nothing(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    set_text(window, "targetEdit", "lots")
    edit = window.findChild(QLineEdit, "targetEdit")
    assert edit.property("wrong")
    assert "not a number" in edit.accessibleDescription()
    assert table.cell_text(0, "delivered_mg_per_day") == "250 mg"
    set_text(window, "targetEdit", "300")
    assert not edit.property("wrong")


def test_that_another_mineral_brings_its_own_target_and_limit(window: MainWindow) -> None:
    choose_item(window, "elementBox", "Zinc")
    assert window.findChild(QLineEdit, "targetEdit").text() == "10"
    assert window.findChild(QComboBox, "limitBox").currentText() == "US, adult: 40 mg"
    assert window.findChild(QComboBox, "referenceBox").currentText() == "gluconate"
    choose_item(window, "limitBox", "EU, adult: 25")
    choose_item(window, "elementBox", "Magnesium")
    assert window.findChild(QComboBox, "limitBox").currentText() == "EU, adult: 250 mg"


def test_that_another_currency_leaves_products_out_and_says_so(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    choose_item(window, "currencyBox", "EUR")
    assert table.cell_text(0, "rank") == "–"
    assert any("priced in USD, the comparison is in EUR" in text for text in check_lines(window))


# -- files -------------------------------------------------------------------------------------


def test_that_the_example_opens_as_one_step_and_shows_the_true_figures(
    window: MainWindow, table: ProductTableDriver
) -> None:
    trigger_action(window, "exampleAction")
    assert table.row_count == 18
    set_text(window, "targetEdit", "300")
    ranks = {table.cell_text(row, "product"): table.cell_text(row, "rank") for row in range(18)}
    assert ranks["Magnesium Oxide 250 mg 100 tablets"] == "1"
    assert ranks["High Absorption Magnesium 240 tablets"] == "5"
    trigger_action(window, "undoAction")
    trigger_action(window, "undoAction")
    assert table.row_count == 0


def test_that_a_dropped_list_opens_and_its_bad_rows_are_named(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    text = "product,elemental_mg,pack_units,price\nA,250,100,4\nB,x,100,4\n"
    drop(window, write_list(text, "list mit Ümlaut.csv"))
    assert table.product_names() == ["A"]
    words = dismiss_message(window)
    assert "1 product opened. 1 row left out" in words
    assert "list mit Ümlaut.csv:3:elemental_mg: “x” is not a number" in words


def test_that_a_dropped_workbook_opens(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    rows = [["product", "elemental_mg", "pack", "price"], ["A", 250, 100, 4.5]]
    drop(window, write_workbook(tmp_path / "list.xlsx", rows))
    assert table.exact_value(0, "price") == Fraction("4.5")


def test_that_an_unusable_file_is_said_and_changes_nothing(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    (tmp_path / "junk.csv").write_bytes(bytes(range(256)))
    drop(window, tmp_path / "junk.csv")
    assert "not a text table" in dismiss_message(window)
    assert table.row_count == 0


def test_that_a_list_in_another_currency_sets_an_empty_comparison(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    drop(window, write_list("product;elemental;pack;price\nA;250;100;4,49 €\n"))
    assert window.findChild(QComboBox, "currencyBox").currentText() == "EUR"
    assert table.cell_text(0, "rank") == "1"


def test_that_the_workbook_and_the_table_are_written(window: MainWindow, tmp_path: Path) -> None:
    trigger_action(window, "exampleAction")
    window.export_controller.write_workbook(tmp_path / "book.xlsx")
    assert "Written" in dismiss_message(window)
    window.export_controller.write_table(tmp_path / "table.csv")
    assert "Written" in dismiss_message(window)
    for name in ("book.xlsx", "table.csv"):
        assert len(read_products(tmp_path / name).products) == 18
    window.export_controller.write_table(tmp_path / "missing" / "table.csv")
    assert "cannot be written" in dismiss_message(window)


# -- restart -----------------------------------------------------------------------------------


def test_that_everything_is_there_again_after_a_restart(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    first = open_window_on(folder)
    enter_two_products(ProductTableDriver(first))
    set_text(first, "targetEdit", "300")
    ProductTableDriver(first).type_text(0, "price", "1,234")
    text = finding_text(first)
    first.close()
    again = open_window_on(folder)
    assert ProductTableDriver(again).product_names() == ["Oxide", "Gly"]
    assert ProductTableDriver(again).cell_text(0, "price") == "1,234"
    assert again.findChild(QLineEdit, "targetEdit").text() == "300"
    assert finding_text(again) == text


def test_that_what_is_shown_is_on_disk_already(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    enter_two_products(table)
    assert on_disk(tmp_path / "data") == ["Oxide", "Gly"]
    table.view.selectRow(0)
    trigger_action(window, "removeAction")
    assert on_disk(tmp_path / "data") == ["Gly"]
    trigger_action(window, "undoAction")
    assert on_disk(tmp_path / "data") == ["Oxide", "Gly"]


def test_that_a_disk_that_refuses_is_said_and_the_screen_stays_true(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    enter_two_products(table)
    with sqlite_connection(tmp_path / "data" / COMPARISONS_FILE.name) as other:
        other.execute(
            "CREATE TRIGGER full BEFORE UPDATE ON product "
            "BEGIN SELECT RAISE(FAIL, 'disk full'); END"
        )
    other.close()
    table.type_text(0, "price", "9.99")
    assert "cannot be written" in dismiss_message(window)
    assert table.exact_value(0, "price") == Fraction("4.49")


def test_that_a_damaged_data_file_is_said_and_the_window_opens_all_the_same(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    (tmp_path / COMPARISONS_FILE.name).write_bytes(b"no database at all" * 99)
    assert "is damaged" in dismiss_message(open_window_on(tmp_path))


# -- for everybody -----------------------------------------------------------------------------


def test_that_every_control_that_takes_focus_has_a_name(window: MainWindow) -> None:
    trigger_action(window, "exampleAction")
    named = QComboBox | QLineEdit | QListView | type(ProductTableDriver(window).view)
    inner = {box.view() for box in window.findChildren(QComboBox)}
    for widget in set(window.findChildren(QWidget)) - inner:
        if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus and isinstance(widget, named):
            assert widget.accessibleName(), widget.objectName()
    for button in window.findChildren(QPushButton):
        assert button.text()


def test_that_a_check_leads_to_its_cell(window: MainWindow, table: ProductTableDriver) -> None:
    enter_two_products(table)
    table.type_text(1, "price", "x")
    listed = window.findChild(QListView, "checksList")
    row = next(at for at, text in enumerate(check_lines(window)) if "not a number" in text)
    listed.setCurrentIndex(listed.model().index(row, 0))
    listed.setFocus()
    QTest.keyClick(listed, Qt.Key.Key_Return)
    assert table.view.currentIndex() == table.index(1, "price")


def test_that_an_empty_window_offers_ways_to_begin(
    window: MainWindow, table: ProductTableDriver
) -> None:
    button = window.findChild(QPushButton, "exampleButton")
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert table.row_count == 18
    assert not button.isVisible()


def test_that_the_window_fits_a_small_screen(window: MainWindow, qapp: QApplication) -> None:
    trigger_action(window, "exampleAction")
    window.resize(1024, 768)
    qapp.processEvents()
    assert (window.width(), window.height()) == (1024, 768)


def clipped(window: MainWindow) -> list[str]:
    """Labels, buttons, chosen items and headings that have less room than their text takes."""
    found = [
        each.text()
        for kind in (QLabel, QPushButton)
        for each in window.findChildren(kind)
        if each.isVisible() and not getattr(each, "wordWrap", bool)()
        if each.width() < each.minimumSizeHint().width()
    ]
    found += [
        box.currentText()
        for box in window.findChildren(QComboBox)
        if box.isVisible()
        and box.fontMetrics().horizontalAdvance(box.currentText()) > box.width() - 30
    ]
    header = ProductTableDriver(window).view.column_header
    font = header.fontMetrics()
    for at in header.visible_columns():
        text = header.model().headerData(at, Qt.Orientation.Horizontal)
        if max(map(font.horizontalAdvance, text.split("\n"))) > header.sectionSize(at) - 12:
            found.append(text)
    return found


@pytest.mark.parametrize("size", [(1024, 768), (1280, 800)])
def test_that_no_text_is_cut_off(
    window: MainWindow, table: ProductTableDriver, qapp: QApplication, size
) -> None:
    window.resize(*size)
    qapp.processEvents()
    assert clipped(window) == []
    trigger_action(window, "exampleAction")
    trigger_action(window, "findAction")
    table.type_text(0, "price", "1,234")
    qapp.processEvents()
    assert clipped(window) == []


def test_that_the_theme_changes_while_the_window_is_open(window: MainWindow) -> None:
    trigger_action(window, "exampleAction")
    theme = window.theme
    theme.choose("light")
    light = window.palette().window().color()
    theme.choose("dark")
    assert window.palette().window().color() != light


# -- explanations and help ---------------------------------------------------------------------


def explained(window: MainWindow) -> str:
    return window.findChild(QTextBrowser, "explainView").toPlainText().replace("\u00a0", " ")


def test_that_the_selected_figure_is_explained_line_by_line(
    window: MainWindow, table: ProductTableDriver
) -> None:
    trigger_action(window, "exampleAction")
    set_text(window, "targetEdit", "300")
    table.view.setCurrentIndex(table.index(0, "monthly_cost"))
    text = explained(window)
    for part in (
        "calculation of $7.12",
        "200 mg ÷ 2 tablets",
        "300 mg ÷ 100 mg, rounded up",
        "3 tablets a day",
        "$18.99 ÷ 240 tablets",
        "90 × $0.079125",
        "price of 26 June 2026",
        "Limit: US",
    ):
        assert part in text
    table.view.setCurrentIndex(table.index(0, "delivered_mg_per_day"))
    assert "calculation of 300 mg" in explained(window)
    set_text(window, "targetEdit", "400")
    assert "calculation of 400 mg" in explained(window)


def test_that_help_lists_the_keys_and_the_figures(window: MainWindow) -> None:
    for name, words in (("keysAction", "Fill down"), ("figuresAction", "target x days x cost")):
        trigger_action(window, name)
        (dialog,) = [
            each for each in window.findChildren(QDialog, "helpDialog") if each.isVisible()
        ]
        assert words in dialog.findChild(QTextBrowser).toPlainText()
        dialog.close()


def test_that_a_fault_of_the_program_is_told_without_product_data(
    window: MainWindow, table: ProductTableDriver
) -> None:
    reporter = CrashReporter(window.messages)
    table.type_text(0, "product", "Secret Name")
    with pytest.raises(ValueError, match="Secret") as caught:
        int("Secret Name")
    reporter.show_crash_report(caught.type, caught.value, caught.tb)
    (box,) = [each for each in window.findChildren(QMessageBox) if each.isVisible()]
    assert "Your work is saved" in box.text()
    assert "ValueError" in box.detailedText()
    assert "Secret" not in box.text() + box.detailedText()
    box.close()
    table.type_text(0, "brand", "still usable")
    assert table.cell_text(0, "brand") == "still usable"


# -- the chart ---------------------------------------------------------------------------------


def test_that_the_chart_says_in_words_what_it_draws(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    tabs = window.findChild(QTabWidget)
    (at,) = [at for at in range(tabs.count()) if tabs.tabText(at) == "Chart"]
    tabs.setCurrentIndex(at)
    set_text(window, "targetEdit", "300")
    words = window.findChild(QWidget, "rankChart").accessibleDescription()
    assert words.splitlines() == [
        "Cost per 100 mg of magnesium",
        "1. Oxide: $0.01796 ⚠",
        "2. Gly: $0.1500",
    ]


def test_that_the_chart_is_written_as_a_picture_with_a_bar_for_each_product(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    enter_two_products(table)
    for name in ("chart.png", "chart.svg"):
        window.export_controller.write_picture(tmp_path / name)
        assert "Written" in dismiss_message(window)
    picture = QImage(str(tmp_path / "chart.png"))
    assert (picture.width(), picture.height()) == (1920, 1080)
    colours = {
        picture.pixelColor(x, y).name() for x in range(0, 1920, 8) for y in range(0, 1080, 8)
    }
    assert {Colour.BAR.value[0], Colour.BAR_BEST.value[0], "#ffffff"} <= colours
    svg = (tmp_path / "chart.svg").read_text("utf-8")
    assert "1. Oxide: $0.01796" in svg
    trigger_action(window, "copyPictureAction")
    assert not QGuiApplication.clipboard().image().isNull()


# -- other locales -----------------------------------------------------------------------------


@pytest.fixture
def german():
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    yield
    QLocale.setDefault(before)


def test_that_a_german_types_and_reads_german_numbers(
    german: MainWindow, open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    window = open_window_on(tmp_path)
    table = ProductTableDriver(window)
    keys = ("product", "elemental_mg", "pack_units", "price")
    for key, text in zip(keys, ("Oxid", "250,5", "100", "1.234,50"), strict=True):
        table.type_text(0, key, text)
    assert window.findChild(QComboBox, "currencyBox").currentText() == "EUR"
    assert table.cell_text(0, "elemental_mg") == "250,5"
    assert table.cell_text(0, "price") == "1.234,50 €"
    assert table.exact_value(0, "price") == Fraction("1234.5")
    assert table.cell_text(0, "monthly_cost") == "370,35 €"
    set_text(window, "targetEdit", "300,5")
    assert window.session.scenario.target == 300_500


def test_that_a_price_brings_its_currency_along(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    table.model.setData(table.index(0, "price"), "4,49 €")
    assert table.cell_text(0, "currency") == "EUR"
    assert any("priced in EUR, the comparison is in USD" in text for text in check_lines(window))
    trigger_action(window, "undoAction")
    assert (table.cell_text(0, "currency"), table.cell_text(0, "price")) == ("USD", "$4.49")


def test_that_f6_goes_round_all_parts_of_the_window(
    window: MainWindow, table: ProductTableDriver, qtbot: QtBot
) -> None:
    trigger_action(window, "exampleAction")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    table.view.setFocus()
    seen = []
    for _ in range(5):
        seen.append(QApplication.focusWidget().objectName())
        trigger_action(window, "nextPartAction")
    assert seen == ["productTable", "findingLabel", "explainView", "formsTable", "targetEdit"]
    assert QApplication.focusWidget() is table.view


def test_that_a_list_is_chosen_and_a_workbook_saved_in_dialogs(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path], tmp_path: Path
) -> None:
    write_list("product,elemental_mg,pack_units,price\nA,250,100,4\n")
    trigger_action(window, "openAction")
    dialog = window.findChild(QFileDialog)
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(str(tmp_path / "list.csv"))
    dialog.accept()
    assert table.product_names() == ["A"]
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    trigger_action(window, "exportWorkbookAction")
    (dialog,) = [each for each in window.findChildren(QFileDialog) if each.isVisible()]
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(str(tmp_path / "book"))
    dialog.accept()
    assert "Written" in dismiss_message(window)
    assert len(read_products(tmp_path / "book.xlsx").products) == 1


def test_that_an_exported_workbook_opens_as_the_same_comparison(
    window: MainWindow, open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    trigger_action(window, "exampleAction")
    set_text(window, "targetEdit", "250")
    choose_item(window, "policyBox", "Exact")
    window.export_controller.write_workbook(tmp_path / "book.xlsx")
    dismiss_message(window)
    other = open_window_on(tmp_path / "other")
    other.open_files([tmp_path / "book.xlsx"])
    assert finding_text(other) == finding_text(window)
    assert other.findChild(QLineEdit, "targetEdit").text() == "250"
    trigger_action(other, "undoAction")
    assert ProductTableDriver(other).product_names() == []
    assert other.findChild(QLineEdit, "targetEdit").text() == "200"


# -- as it was left ----------------------------------------------------------------------------


def upright(window: MainWindow) -> QSplitter:
    splitters = window.findChildren(QSplitter)
    return next(each for each in splitters if each.orientation() is Qt.Orientation.Vertical)


def test_that_panels_are_as_they_were_left(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    first = open_window_on(tmp_path)
    trigger_action(first, "exampleAction")
    first.resize(1300, 900)
    first.findChild(QTabWidget).setCurrentIndex(1)
    upright(first).setSizes([500, 150, 150, 0])
    first.close()
    again = open_window_on(tmp_path)
    assert again.findChild(QTabWidget).currentIndex() == 1
    table, *below = upright(again).sizes()
    assert table > 1.5 * max(below)


def test_that_a_window_left_on_a_large_screen_fits_a_small_one(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path, qapp: QApplication
) -> None:
    first = open_window_on(tmp_path)
    first.setGeometry(2500, 1500, 3000, 2000)
    first.close()
    again = open_window_on(tmp_path)
    there, least = again.screen().availableGeometry(), again.minimumSizeHint()
    assert again.width() <= max(there.width(), least.width())
    assert again.height() <= max(there.height(), least.height())
    assert there.intersects(again.geometry())


def link_clicked(browser: QTextBrowser, text: str) -> None:
    """A click on the link with this text."""
    (target,) = {
        found[0]
        for found in re.findall(r'<a href="([^"]+)"[^>]*>(.*?)</a>', browser.toHtml())
        if text in re.sub("<[^>]+>", "", found[1])
    }
    browser.anchorClicked.emit(QUrl(target))


def test_that_a_shown_figure_leads_to_its_source(window: MainWindow) -> None:
    table = ProductTableDriver(window)
    enter_two_products(table)
    table.view.setCurrentIndex(table.index(0, "monthly_cost"))
    link_clicked(window.findChild(QTextBrowser, "explainView"), "US National Academies")
    page = visible_dialog(window, "helpDialog").findChild(QTextBrowser)
    assert "Dietary Reference Intakes" in page.toPlainText()
    at_top = page.cursorForPosition(QPoint(4, 8)).block().text()
    assert "Dietary Reference Intakes" in at_top
    visible_dialog(window, "helpDialog").close()


def test_that_what_studies_show_leads_to_who_says_so(window: MainWindow) -> None:
    enter_two_products(ProductTableDriver(window))
    view = window.findChild(QTableView, "formsTable")
    across = range(view.model().columnCount())
    keys = [view.model().headerData(at, Qt.Orientation.Horizontal, Role.UserRole) for at in across]
    view.activated.emit(view.model().index(1, keys.index("absorption")))
    assert "Schuette" in visible_dialog(window, "helpDialog").findChild(QTextBrowser).toPlainText()


def test_that_about_leads_to_the_licence_of_all_that_the_program_brings(window: MainWindow) -> None:
    trigger_action(window, "aboutAction")
    about = visible_dialog(window, "helpDialog")
    page = about.findChild(QTextBrowser)
    links = dict(re.findall(r'<a href="(licence:[^"]+)">(?:<[^>]+>)*([^<]+)<', page.toHtml()))
    shown = {text.replace("\u00a0", " "): link for link, text in links.items()}
    expected = {
        "Elemental": "MIT License",
        "LGPL-3.0": "GNU LESSER GENERAL PUBLIC LICENSE",
        "Qt": "download.qt.io",
        "Qt, code of others": "HarfBuzz",
        "Python, code of others": "Mersenne Twister",
        "numpy": "OpenBLAS",
        "python-calamine": "quick-xml",
    }
    assert expected.keys() <= shown.keys()
    for name, words in expected.items():
        page.anchorClicked.emit(QUrl(shown[name]))
        (opened,) = [
            each
            for each in window.findChildren(QDialog, "helpDialog")
            if each.isVisible() and each is not about
        ]
        assert opened.windowTitle() == name
        assert words in opened.findChild(QTextBrowser).toPlainText()
        opened.close()


def test_that_the_guide_is_shown_with_its_pictures(window: MainWindow) -> None:
    trigger_action(window, "guideAction")
    page = visible_dialog(window, "helpDialog").findChild(QTextBrowser)
    guide = (ROOT / "docs" / "guide.md").read_text("utf-8")
    headings = re.findall(r"^## (.+)$", guide, re.MULTILINE)
    shown = page.toPlainText().splitlines()
    assert [each for each in shown if each in headings] == headings
    for name in re.findall(r"!\[.*\]\((.+)\)", guide):
        assert not page.loadResource(2, QUrl(name)).isNull(), name  # 2: an image

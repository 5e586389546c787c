"""The catalogue in the window: filled, searched, scanned, and carried into the comparison."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QTableView,
    QTabWidget,
    QWidget,
)

from app.catalogue.progress_bar import time_left_text
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    dismiss_message,
    enter_two_products,
    trigger_action,
    undo_text,
    visible_dialog,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

HEADER = (
    "product,brand,form,unit_kind,elemental_mg,pack_units,price (USD),upc,ndc,priced_on,source\n"
)
OXIDE = "Oxide 241,Plain,oxide,tablet,241,120,{},036000291452,,{},Shop A\n"
GLYCINATE = (
    "Glycinate 100,Fine,bisglycinate,capsule,100,120,18.00,,0904-4251-59,2026-05-02,Shop B\n"
)
LIST = HEADER + OXIDE.format("8.00", "2026-05-02") + GLYCINATE


@pytest.fixture
def fill(window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot):
    """Takes a list into the catalogue, through the window, and waits until it has joined."""

    def fill_(text: str = LIST, name: str = "list.csv") -> str:
        window.catalogue_controller.import_lists([write_list(text, name)])
        qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(QMessageBox)))
        said = dismiss_message(window)
        wait_ready(window, qtbot)
        return said

    return fill_


def wait_ready(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "products found" in count(window) or "Nothing" in count(window))


def count(window: MainWindow) -> str:
    return window.findChild(QLabel, "catalogueCount").text()


def found(window: MainWindow) -> list[str]:
    model = window.findChild(QTableView, "catalogueTable").model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def cell(window: MainWindow, row: int, key: str) -> str:
    model = window.findChild(QTableView, "catalogueTable").model()
    keys = [
        model.headerData(at, Qt.Orientation.Horizontal, Qt.ItemDataRole.UserRole)
        for at in range(model.columnCount())
    ]
    return model.index(row, keys.index(key)).data().replace("\u00a0", " ")


def search(window: MainWindow, text: str) -> None:
    edit = window.findChild(QLineEdit, "catalogueSearch")
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)


def pick(window: MainWindow, name: str, text: str) -> None:
    box = window.findChild(QComboBox, name)
    index = next(at for at in range(box.count()) if text in box.itemText(at))
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(index):
        QTest.keyClick(box, Qt.Key.Key_Down)


def test_that_an_empty_catalogue_says_how_it_is_filled(window: MainWindow, qtbot: QtBot) -> None:
    trigger_action(window, "catalogueAction")
    qtbot.waitUntil(lambda: window.findChild(QLabel, "emptyCatalogue").isVisible())
    assert "Fill it" in window.findChild(QLabel, "emptyCatalogue").text()
    assert window.findChild(QPushButton, "fillCatalogueButton").isVisible()
    assert window.focusWidget() is window.findChild(QLineEdit, "catalogueSearch")


def test_that_a_list_is_taken_in_and_found_while_typing(window: MainWindow, fill) -> None:
    said = fill()
    assert "2 new products, 2 new prices" in said
    assert found(window) == ["Oxide 241", "Glycinate 100"]
    search(window, "digl")
    assert found(window) == ["Glycinate 100"]
    search(window, "nothing")
    assert (found(window), count(window)) == ([], "Nothing found among 2 products.")


def test_that_the_same_list_again_adds_nothing(window: MainWindow, fill) -> None:
    fill()
    assert "0 new products, 0 new prices" in fill()


def test_that_bad_rows_are_named(window: MainWindow, fill) -> None:
    said = fill(LIST + "Bad,x,oxide,tablet,many,120,8.00,,,,\n")
    assert "2 new products" in said
    assert "list.csv:4:elemental_mg" in said


def test_that_enter_adds_a_product_in_one_step(window: MainWindow, fill) -> None:
    fill()
    search(window, "gly")
    QTest.keyClick(window.findChild(QLineEdit, "catalogueSearch"), Qt.Key.Key_Return)
    table = window.findChild(QTableView, "catalogueTable")
    assert window.focusWidget() is table
    QTest.keyClick(table, Qt.Key.Key_Return)
    products = ProductTableDriver(window)
    assert products.product_names() == ["Glycinate 100"]
    assert products.cell_text(0, "price") == "$18.00"
    assert "addition from the catalogue (1 product)" in undo_text(window)
    trigger_action(window, "undoAction")
    assert ProductTableDriver(window).row_count == 0


def test_that_a_double_click_adds_a_product(window: MainWindow, fill) -> None:
    fill()
    table = window.findChild(QTableView, "catalogueTable")
    place = table.visualRect(table.model().index(0, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert ProductTableDriver(window).product_names() == ["Oxide 241"]


def test_that_products_are_dragged_into_the_comparison(window: MainWindow, fill) -> None:
    fill()
    model = window.findChild(QTableView, "catalogueTable").model()
    data: QMimeData = model.mimeData([model.index(0, 0), model.index(1, 0)])
    drop = QDropEvent(
        QPointF(200, 200), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    window.dropEvent(drop)
    assert ProductTableDriver(window).product_names() == ["Oxide 241", "Glycinate 100"]


def test_that_a_new_price_says_what_it_was_and_shows_its_history(window: MainWindow, fill) -> None:
    fill()
    fill(HEADER + OXIDE.format("7.00", "2026-06-02"), "june.csv")
    assert cell(window, 0, "price") == "$7.00"
    assert cell(window, 0, "was") == "was $8.00 on 2 May 2026"
    history = window.findChild(QWidget, "priceHistory")
    assert history.accessibleDescription().splitlines() == [
        "$7.00 Shop A, 2 June 2026",
        "$8.00 Shop A, 2 May 2026",
    ]


def test_that_boxes_filter_and_sort(window: MainWindow, fill) -> None:
    fill()
    pick(window, "formBox", "glycinate")
    assert found(window) == ["Glycinate 100"]
    pick(window, "formBox", "Any")
    pick(window, "sourceBox", "Shop A")
    assert found(window) == ["Oxide 241"]
    pick(window, "sourceBox", "Any")
    pick(window, "sortBox", "By name")
    assert found(window) == ["Glycinate 100", "Oxide 241"]


def test_that_a_heading_sorts_and_turns_the_order_round(window: MainWindow, fill) -> None:
    fill()
    header = window.findChild(QTableView, "catalogueTable").horizontalHeader()

    def press(section: int) -> None:
        place = QPoint(header.sectionViewportPosition(section) + 20, header.height() // 2)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)

    press(0)
    assert found(window) == ["Glycinate 100", "Oxide 241"]
    press(0)
    assert found(window) == ["Oxide 241", "Glycinate 100"]
    assert header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
    pick(window, "sortBox", "Month per mg a day")
    assert found(window) == ["Oxide 241", "Glycinate 100"]


def test_that_the_limit_filters_by_the_delivered_dose(window: MainWindow, fill) -> None:
    fill()
    QTest.keyClick(window.findChild(QCheckBox, "withinLimitBox"), Qt.Key.Key_Space)
    assert found(window) == ["Oxide 241", "Glycinate 100"]
    edit = window.findChild(QLineEdit, "targetEdit")
    edit.selectAll()
    QTest.keyClicks(edit, "300")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert found(window) == ["Glycinate 100"]


def test_that_the_spread_of_each_form_is_told(window: MainWindow, fill) -> None:
    fill()
    window.findChild(QTabWidget, "catalogueBeside").setCurrentIndex(1)
    spreads = window.findChild(QWidget, "formSpreads")
    oxide, glycinate = spreads.accessibleDescription().splitlines()
    assert oxide.startswith("oxide (1): half $0.02766 to $0.02766 per 100 mg")
    assert glycinate.endswith("lowest $0.1500, median $0.1500, highest $0.1500")
    search(window, "gly")
    assert spreads.accessibleDescription().splitlines() == [glycinate]


# -- scanning ----------------------------------------------------------------------------------


def scan(window: MainWindow, code: str, over=None) -> None:
    """As a scanner does: a key every 5 ms by the keyboard's clock, however busy this machine is."""
    began = time.monotonic_ns() // 1_000_000
    for place, char in enumerate(f"{code}\r"):
        key = Qt.Key.Key_Return if char == "\r" else Qt.Key(ord(char))
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, char)
            event.setTimestamp(began + 5 * place)
            QApplication.sendEvent((over or window).windowHandle(), event)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("036000291452", "Oxide 241"),
        ("0036000291452", "Oxide 241"),
        ("0904425159", "Glycinate 100"),
        ("00904425159", "Glycinate 100"),
    ],
)
@pytest.mark.parametrize("place", ["productTable", "targetEdit", "catalogueSearch"])
def test_that_a_scanned_code_adds_its_product_from_anywhere(
    window: MainWindow, fill, code: str, name: str, place
) -> None:
    fill()
    focus = window.findChild(QWidget, place)
    focus.setFocus()
    text = focus.text() if isinstance(focus, QLineEdit) else None
    scan(window, code)
    assert ProductTableDriver(window).product_names() == [name]
    assert text is None or focus.text() == text


@pytest.mark.parametrize("typed", ["12", ""])
def test_that_a_scan_into_a_cell_that_is_edited_leaves_what_was_typed(
    window: MainWindow, fill, typed: str
) -> None:
    fill()
    table = ProductTableDriver(window)
    enter_two_products(table)
    table.view.setCurrentIndex(table.index(0, "price"))
    table.view.edit(table.view.currentIndex())
    editor = window.focusWidget()
    if typed:
        editor.selectAll()
        QTest.keyClicks(editor, typed)
    scan(window, "036000291452")
    assert table.product_names() == ["Oxide", "Gly", "Oxide 241"]
    assert table.cell_text(0, "price") == ("$12.00" if typed else "$4.49")
    assert table.view.currentIndex() == table.index(2, "product")


def test_that_a_scan_over_a_dialog_finds_the_product_and_leaves_the_dialog(
    window: MainWindow, fill
) -> None:
    fill()
    trigger_action(window, "labelAction")
    opened = visible_dialog(window, "labelDialog")
    QTest.keyClick(opened.windowHandle(), Qt.Key.Key_Shift)  # now it has the keyboard
    field = next(each for each in opened.findChildren(QLineEdit) if each.isVisible())
    field.setFocus()
    text = field.text()
    scan(window, "036000291452", over=opened)
    assert ProductTableDriver(window).product_names() == ["Oxide 241"]
    assert field.text() == text
    assert opened.isVisible()


def test_that_a_product_scanned_twice_is_there_once(window: MainWindow, fill) -> None:
    fill()
    for _ in range(2):
        scan(window, "036000291452")
    assert ProductTableDriver(window).product_names() == ["Oxide 241"]
    assert "is there already" in window.statusBar().currentMessage()


@pytest.mark.parametrize(
    ("code", "key"), [("4006381333931", "upc"), ("036000291452", "upc"), ("12345678901", "ndc")]
)
def test_that_an_unknown_code_begins_a_row_with_it(window: MainWindow, code: str, key: str) -> None:
    window.findChild(QWidget, "targetEdit").setFocus()
    scan(window, code)
    table = ProductTableDriver(window)
    assert table.row_count == 1
    assert table.exact_value(0, key) == code
    assert "is not in the catalogue" in window.statusBar().currentMessage()


def test_that_a_wrong_check_digit_is_said(window: MainWindow) -> None:
    scan(window, "036000291453")
    assert ProductTableDriver(window).row_count == 0
    assert "check digit is wrong" in window.statusBar().currentMessage()


def test_that_numbers_typed_by_hand_are_no_scan(window: MainWindow) -> None:
    edit = window.findChild(QLineEdit, "targetEdit")
    edit.setFocus()
    edit.selectAll()
    for char in "300":
        QTest.keyClick(window.windowHandle(), char)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return)
    assert window.session.scenario.target == 300_000


# -- lists that are followed -------------------------------------------------------------------


def status(window: MainWindow) -> str:
    return window.statusBar().currentMessage().replace("\u00a0", " ")


def test_that_a_followed_list_is_read_again_when_it_changes(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    path = write_list(LIST)
    window.catalogue_controller.followed_lists.follow([path])
    qtbot.waitUntil(lambda: "was read; 2 new products" in status(window))
    write_list(HEADER + OXIDE.format("7.00", "2026-06-02") + GLYCINATE)
    window.catalogue_controller.followed_lists.check_for_changes()
    qtbot.waitUntil(lambda: "Oxide 241: $8.00 → $7.00" in status(window))
    assert "1 new price" in status(window)


def test_that_a_followed_list_that_is_away_keeps_its_prices(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    path = write_list(LIST)
    window.catalogue_controller.followed_lists.follow([path])
    qtbot.waitUntil(lambda: "was read" in status(window))
    path.rename(path.with_name("away.csv"))
    window.catalogue_controller.followed_lists.check_for_changes()
    assert status(window) == "list.csv cannot be reached: its last prices are kept."
    trigger_action(window, "catalogueAction")
    wait_ready(window, qtbot)
    assert found(window) == ["Oxide 241", "Glycinate 100"]
    path.with_name("away.csv").rename(path)
    window.catalogue_controller.followed_lists.check_for_changes()
    assert status(window) == "list.csv can be reached again."


def test_that_lists_are_followed_again_until_they_are_not(
    window: MainWindow,
    write_list: Callable[..., Path],
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    path = write_list(LIST)
    window.catalogue_controller.followed_lists.follow([path])
    qtbot.waitUntil(lambda: "was read" in status(window))
    window.close()
    again = open_window_on(tmp_path / "data")
    menu = again.findChild(QMenu, "linkedListsMenu")
    (action,) = menu.actions()
    assert action.text() == "Stop following list.csv"
    write_list(LIST + "New,B,oxide,tablet,100,90,5.00,,,,\n")
    again.catalogue_controller.followed_lists.check_for_changes()
    qtbot.waitUntil(lambda: "1 new product" in status(again))
    action.trigger()
    assert "no longer followed" in status(again)
    again.catalogue_controller.followed_lists.fill_menu(menu)
    assert not menu.actions()


# -- long work ---------------------------------------------------------------------------------


def many(number: int) -> str:
    rows = (f"P {each},B,oxide,tablet,{1 + each % 400},90,5.00,,,,\n" for each in range(number))
    return HEADER + "".join(rows)


@pytest.mark.parametrize(
    ("seconds", "says"),
    [(0.2, "about 1 second left"), (90, "about 90 seconds left"), (91, "about 2 minutes left"),
     (3_000, "about 50 minutes left")],
)  # fmt: skip
def test_that_time_left_is_said_in_minutes_when_it_is_minutes(seconds, says: str) -> None:
    assert time_left_text(seconds) == says


def test_that_an_import_is_cancelled_without_a_trace(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    window.catalogue_controller.import_lists([write_list(many(3_000))])
    QTest.keyClick(window.findChild(QPushButton, "cancelButton"), Qt.Key.Key_Space)
    qtbot.waitUntil(
        lambda: any(each.isVisible() for each in window.findChildren(QMessageBox)), timeout=20_000
    )
    assert "as it was before" in dismiss_message(window)
    qtbot.waitUntil(lambda: window.findChild(QLabel, "emptyCatalogue").isVisible())


def test_that_a_paused_import_goes_on(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    window.catalogue_controller.import_lists([write_list(many(3_000))])
    pause = window.findChild(QPushButton, "pauseButton")
    for text in ("Go on", "Pause"):
        QTest.keyClick(pause, Qt.Key.Key_Space)
        assert pause.text() == text
    qtbot.waitUntil(
        lambda: any(each.isVisible() for each in window.findChildren(QMessageBox)), timeout=20_000
    )
    assert "3000 new products" in dismiss_message(window).replace(
        ",", ""
    )  # as the system groups digits


def test_that_a_window_closed_during_an_import_leaves_nothing_half_done(
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
    write_list: Callable[..., Path],
    qtbot: QtBot,
) -> None:
    window = open_window_on(tmp_path / "data")
    window.catalogue_controller.import_lists([write_list(many(3_000))])
    window.close()
    again = open_window_on(tmp_path / "data")
    trigger_action(again, "catalogueAction")
    qtbot.waitUntil(lambda: again.findChild(QLabel, "emptyCatalogue").isVisible())


def export(window: MainWindow, path: Path) -> None:
    trigger_action(window, "exportCatalogueAction")
    chooser = window.findChild(QFileDialog)
    chooser.fileSelected.emit(str(path))
    chooser.close()


def test_that_the_whole_catalogue_is_exported_and_taken_in_elsewhere(
    window: MainWindow,
    fill,
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    fill()
    path = tmp_path / "all.sqlite3"
    export(window, path)
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(QMessageBox)))
    assert dismiss_message(window) == "all.sqlite3: 2 products written."
    other = open_window_on(tmp_path / "other")
    other.catalogue_controller.import_lists([path])
    qtbot.waitUntil(lambda: any(each.isVisible() for each in other.findChildren(QMessageBox)))
    assert "2 new products" in dismiss_message(other)
    wait_ready(other, qtbot)
    assert found(other) == ["Oxide 241", "Glycinate 100"]


def test_that_another_program_s_import_is_seen(
    window: MainWindow, fill, write_list: Callable[..., Path], tmp_path: Path, qtbot: QtBot
) -> None:
    from pricing.catalogue.catalogue import Catalogue
    from pricing.catalogue.importing import import_file as fill_elsewhere

    fill()
    other = Catalogue(tmp_path / "data")
    fill_elsewhere(
        other, write_list(HEADER + "New one,B,oxide,tablet,100,90,5.00,,,,\n", "new.csv")
    )
    other.close()
    search(window, "new")
    qtbot.waitUntil(lambda: found(window) == ["New one"])


def whole_catalogue(folder: Path, path: Path) -> str:
    """A catalogue of somebody else as one file."""
    from pricing.catalogue.catalogue import Catalogue
    from pricing.catalogue.importing import import_file as fill_elsewhere

    (folder / "list.csv").write_text(LIST, "utf-8")
    other = Catalogue(folder / "elsewhere")
    fill_elsewhere(other, folder / "list.csv")
    other.database.copy_to(path)
    other.close()
    return path


@pytest.mark.parametrize("name", ["Großhandel.elemental", "catalogue.SQLITE3"])
def test_that_a_catalogue_s_file_that_is_opened_joins_the_catalogue(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, name: str
) -> None:
    path = whole_catalogue(tmp_path, tmp_path / name)
    window.open_files([path, tmp_path / "list.csv"])
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(QMessageBox)))
    assert f"{name}: 2 rows read; 2 new products" in dismiss_message(window)
    wait_ready(window, qtbot)
    assert sorted(found(window)) == ["Glycinate 100", "Oxide 241"]
    assert window.findChild(QTabWidget).currentWidget() is window.catalogue_controller.panel
    assert len(window.session.entries) == 2  # of the list beside it


def test_that_a_catalogue_s_file_that_is_none_is_refused_and_said(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "pretended.elemental"
    path.write_bytes(b"PK\x03\x04 no catalogue")
    window.open_files([path])
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(QMessageBox)))
    assert "not a catalogue" in dismiss_message(window)
    assert window.session.entries == ()


def test_that_a_damaged_catalogue_is_set_aside_and_said(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "data" / "catalogue.sqlite3").write_bytes(b"this is no database" * 100)
    trigger_action(window, "catalogueAction")
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(QMessageBox)))
    assert "is damaged" in dismiss_message(window)
    qtbot.waitUntil(lambda: window.findChild(QLabel, "emptyCatalogue").isVisible())


def test_that_a_folder_that_refuses_is_said(window: MainWindow, tmp_path: Path) -> None:
    if os.name == "nt":
        (tmp_path / "data" / "catalogue.sqlite3").mkdir()
    else:
        (tmp_path / "data" / "catalogue.sqlite3").symlink_to("/nowhere/at/all")
    scan(window, "036000291452")
    assert "⚠" in window.statusBar().currentMessage()

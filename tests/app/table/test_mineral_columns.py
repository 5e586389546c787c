"""The columns of further minerals: they come with the products that hold them, and go with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from app.table.layout import TABLE_COLUMNS
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import open_files, plain_spaces, trigger_action, wait_for_lists

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.window.main_window import MainWindow

Role = Qt.ItemDataRole
SHELF = """\
product,element,form,elemental_mg,other_minerals,pack_units,price,unit_kind
Trio,Mg,oxide,100,"calcium 200 mg (carbonate, 500 mg compound), zinc 5 mg (gluconate)",100,12,tablet
Plain,Mg,citrate,150,,90,9,tablet
Calcium alone,Ca,carbonate,500,,100,10,tablet
"""
STATED = "calcium 200 mg (carbonate, 500 mg compound), zinc 5 mg (gluconate)"
MANY = """\
product,elemental_mg,other_minerals,pack_units,price,unit_kind
Multi,100,"calcium 120 mg, iron 18 mg, zinc 11 mg, potassium 80 mg, selenium 55 µg, copper 0.9 mg, \
iodine 150 µg, chromium 35 µg, manganese 2.3 mg, molybdenum 45 µg",60,9,tablet
"""


@pytest.fixture
def table(window: MainWindow, tmp_path: Path) -> ProductTableDriver:
    open_list(window, tmp_path, SHELF)
    window.resize(1280, 800)
    QApplication.processEvents()
    return ProductTableDriver(window)


def open_list(window: MainWindow, folder: Path, text: str) -> None:
    path = folder / "shelf.csv"
    path.write_text(text, "utf-8")
    open_files(window, [path])
    wait_for_lists(window)
    QApplication.processEvents()


def row_of(table: ProductTableDriver, name: str) -> int:
    return table.product_names().index(name)


def shown_minerals(table: ProductTableDriver) -> list[str]:
    """Return the headings of the minerals that have columns, from left to right."""
    QApplication.processEvents()
    header = table.view.column_header
    shown = [at for at in range(header.count()) if not header.isSectionHidden(at)]
    return [header.heading_lines(at)[0] for at in shown if TABLE_COLUMNS[at].mineral]


def stated(table: ProductTableDriver, name: str) -> str:
    return table.cell_text(row_of(table, name), "other_minerals")


def select(table: ProductTableDriver, name: str, key: str) -> None:
    table.view.setCurrentIndex(table.index(row_of(table, name), key))
    table.view.setFocus()


def test_that_a_mineral_has_a_column_while_a_product_holds_it(
    window: MainWindow, table: ProductTableDriver
) -> None:
    assert shown_minerals(table) == ["Calcium", "Zinc"]
    table.view.selectRow(row_of(table, "Trio"))
    trigger_action(window, "removeAction")
    assert shown_minerals(table) == []
    trigger_action(window, "undoAction")
    assert shown_minerals(table) == ["Calcium", "Zinc"]
    trigger_action(window, "newAction")
    assert shown_minerals(table) == []


def test_that_an_amount_is_typed_in_its_cell(window: MainWindow, table: ProductTableDriver) -> None:
    row = row_of(table, "Trio")
    assert table.cell_text(row, "calcium_mg") == "200"
    table.type_text(row, "calcium_mg", "0.3 g")
    assert table.cell_text(row, "calcium_mg") == "300"
    assert stated(table, "Trio") == STATED.replace("200", "300")
    table.type_text(row_of(table, "Plain"), "zinc_mg", "15")
    assert stated(table, "Plain") == "zinc 15 mg"
    trigger_action(window, "undoAction")
    trigger_action(window, "undoAction")
    assert stated(table, "Trio") == STATED
    assert stated(table, "Plain") == ""


def test_that_delete_takes_a_mineral_out(window: MainWindow, table: ProductTableDriver) -> None:
    select(table, "Trio", "zinc_mg")
    trigger_action(window, "deleteAction")
    assert stated(table, "Trio") == "calcium 200 mg (carbonate, 500 mg compound)"
    assert shown_minerals(table) == ["Calcium"]
    assert table.view.currentIndex() == table.index(row_of(table, "Trio"), "product")


def test_that_a_wrong_amount_says_so_in_its_cell(table: ProductTableDriver) -> None:
    row = row_of(table, "Trio")
    table.type_text(row, "calcium_mg", "much")
    assert table.cell_text(row, "calcium_mg") == "much"
    assert table.cell_text(row, "zinc_mg") == "5"
    spoken = str(table.index(row, "calcium_mg").data(Role.AccessibleTextRole))
    assert spoken.startswith("much, wrong: ")
    assert "is not a number" in str(table.index(row, "calcium_mg").data(Role.ToolTipRole))
    assert table.index(row, "zinc_mg").data(Role.AccessibleTextRole) == "5"
    assert shown_minerals(table) == ["Calcium", "Zinc"]
    assert table.view.table_geometry.contents_lines(row) == ()


def test_that_headings_and_cells_have_names(table: ProductTableDriver) -> None:
    horizontal = Qt.Orientation.Horizontal
    heading = table.model.headerData(table.columns["calcium_mg"], horizontal, Role.DisplayRole)
    assert heading == "Calcium\nmg"
    trace = table.model.headerData(
        table.columns["selenium_mg"], horizontal, Role.AccessibleTextRole
    )
    assert trace == "Selenium µg"
    calcium = table.index(row_of(table, "Trio"), "calcium_mg")
    assert plain_spaces(calcium.data(Role.ToolTipRole)) == "calcium 200 mg (carbonate)"
    plain = table.index(row_of(table, "Plain"), "calcium_mg")
    assert plain.data(Role.AccessibleTextRole) == "Calcium mg: empty"
    own = table.index(row_of(table, "Calcium alone"), "calcium_mg")
    assert own.data(Role.AccessibleTextRole) == "500, stated as the first mineral"


def test_that_fill_down_copies_a_mineral_with_its_form(
    window: MainWindow, table: ProductTableDriver
) -> None:
    below = table.product_names()[row_of(table, "Trio") + 1]
    select(table, below, "zinc_mg")
    trigger_action(window, "fillDownAction")
    assert stated(table, below) == "zinc 5 mg (gluconate)"


@pytest.mark.parametrize("width", [1024, 1280])
@pytest.mark.parametrize("is_other", [False, True])
def test_that_copied_rows_keep_their_minerals(
    window: MainWindow, table: ProductTableDriver, width: int, is_other: bool
) -> None:
    window.resize(width, 800)
    QApplication.processEvents()
    table.view.selectRow(row_of(table, "Trio"))
    table.view.setFocus()
    trigger_action(window, "copyAction")
    assert "\t200\t5\t" in QApplication.clipboard().text()
    if is_other:
        trigger_action(window, "newAction")
        QApplication.processEvents()
    table.view.selectRow(table.row_count)
    trigger_action(window, "pasteAction")
    QApplication.processEvents()
    row = table.row_count - 1
    assert table.cell_text(row, "other_minerals") == STATED
    assert [table.cell_text(row, key) for key in ("price", "form")] == ["$12.00", "oxide"]


def test_that_amounts_from_a_spreadsheet_go_into_the_cells(
    window: MainWindow, table: ProductTableDriver
) -> None:
    QApplication.clipboard().setText("300\t7\n")
    select(table, "Trio", "calcium_mg")
    trigger_action(window, "pasteAction")
    QApplication.processEvents()
    assert stated(table, "Trio") == STATED.replace("200", "300").replace("5 mg (g", "7 mg (g")


def test_that_cells_without_minerals_do_not_slip_into_their_columns(
    window: MainWindow, table: ProductTableDriver
) -> None:
    trigger_action(window, "newAction")
    texts = {"product": "A", "elemental_mg": "9", "price": "3", "brand": "Brand", "form": "malate"}
    for key, text in texts.items():
        table.type_text(0, key, text)
    table.view.selectRow(0)
    trigger_action(window, "copyAction")
    table.type_text(1, "product", "B")
    table.type_text(1, "zinc_mg", "5")
    table.view.selectRow(1)
    trigger_action(window, "pasteAction")
    QApplication.processEvents()
    assert [table.cell_text(1, key) for key in ("product", "brand", "form", "zinc_mg")] == [
        "A", "Brand", "malate", "",
    ]  # fmt: skip


@pytest.mark.parametrize("size", [(1024, 768), (1280, 800), (1920, 1080)])
@pytest.mark.parametrize("shelf", [SHELF, MANY])
def test_that_every_mineral_stands_in_a_column_or_below_the_name(
    window: MainWindow, tmp_path: Path, size: tuple[int, int], shelf: str
) -> None:
    open_list(window, tmp_path, shelf)
    window.resize(*size)
    table = ProductTableDriver(window)
    columns = shown_minerals(table)
    row = next(
        at for at in range(table.row_count) if table.cell_text(at, "product") in {"Trio", "Multi"}
    )
    below = " ".join(table.view.table_geometry.contents_lines(row))
    for item in table.cell_text(row, "other_minerals").split("), ")[0].split(", "):
        mineral = item.split()[0].title()
        if mineral.isalpha() and mineral in {"Calcium", "Zinc", "Iron", "Selenium", "Molybdenum"}:
            assert (mineral in columns) is not (mineral.lower() in below)
    assert bool(columns) is (size[0] > 1024)
    assert not table.view.horizontalScrollBar().isVisible()
    for at in table.view.column_header.visible_columns():
        if not table.view.isColumnHidden(at) and TABLE_COLUMNS[at].is_numeric:
            widest = table.view.table_geometry.cell_width(row, at)
            assert table.view.columnWidth(at) >= widest


def added_mineral(table: ProductTableDriver, title: str) -> None:
    """Choose a mineral in the menu of the current row."""
    menu = QMenu()
    table.view.column_header.fill_menu(menu, table.columns["product"])
    (submenu,) = (one for one in menu.findChildren(QMenu) if one.title() == "Add a mineral")
    (action,) = (action for action in submenu.actions() if action.text() == title)
    action.trigger()
    QApplication.processEvents()


def test_that_a_first_mineral_gets_its_column_from_the_menu(
    window: MainWindow, table: ProductTableDriver
) -> None:
    select(table, "Plain", "product")
    added_mineral(table, "Iron")
    assert shown_minerals(table) == ["Calcium", "Iron", "Zinc"]
    assert table.view.currentIndex() == table.index(row_of(table, "Plain"), "iron_mg")
    table.type_text(row_of(table, "Plain"), "iron_mg", "18")
    assert stated(table, "Plain") == "iron 18 mg"
    trigger_action(window, "newAction")
    assert shown_minerals(table) == []


def test_that_a_narrow_table_takes_a_first_mineral_below_the_name(
    window: MainWindow, table: ProductTableDriver
) -> None:
    window.resize(1024, 768)
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    select(table, "Plain", "product")
    added_mineral(table, "Iron")
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    QTest.keyClicks(editor, "18 mg")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert stated(table, "Plain") == "iron 18 mg"


def test_that_what_is_typed_below_a_name_is_kept_when_another_is_gone_to(
    window: MainWindow, table: ProductTableDriver
) -> None:
    window.resize(1024, 768)
    QApplication.processEvents()
    trio, plain = row_of(table, "Trio"), row_of(table, "Plain")
    table.view.go_to(plain, "other_minerals")
    editor = table.view.focusWidget()
    assert isinstance(editor, QLineEdit)
    QTest.keyClicks(editor, "zinc 7 mg")
    for row in (plain, trio):
        table.view.go_to(row, "other_minerals")
    assert table.cell_text(plain, "other_minerals") == "zinc 7 mg"
    editor = table.view.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == STATED


def test_that_saved_columns_still_show(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    """The text of all minerals had a column once. It has none any more."""
    window = open_window_on(tmp_path)
    table = ProductTableDriver(window)
    table.show_column("brand", is_shown=False)
    table.show_column("note")
    header = table.view.column_header
    header.save_layout()
    header.restore_layout()
    keys = [TABLE_COLUMNS[at].key for at in header.visible_columns()]
    assert "note" in keys
    assert not {"brand", "other_minerals", "calcium_mg"} & set(keys)


def test_that_a_column_sorts_by_its_amounts(table: ProductTableDriver) -> None:
    table.type_text(row_of(table, "Plain"), "zinc_mg", "2.5")
    header = table.view.column_header
    header.sort_by(table.columns["zinc_mg"], descending=False)
    assert table.product_names()[:2] == ["Plain", "Trio"]
    header.sort_by(table.columns["zinc_mg"], descending=True)
    assert table.product_names()[:2] == ["Trio", "Plain"]

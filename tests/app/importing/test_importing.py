"""Lists whose columns have to be asked about, and lists of products that are there already."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QLabel,
    QListWidget,
    QMenu,
    QPushButton,
    QTableWidget,
)

from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import dismiss_message, trigger_action, undo_text
from tests.paths import REGISTERS
from tests.pricing.reading.test_importer import workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.window.main_window import MainWindow

FOREIGN = (
    "Nr.;Bezeichnung;Wirkstoff;Stück;Preis in EUR\n"
    "1;Oxid;250;100;4,49\n"
    "2;Citrat;0,15;60;1.234,50\n"
    "3;Zink;viel;60;4,90\n"
)


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


def asked(window: MainWindow) -> QDialog:
    (found,) = [each for each in window.findChildren(QDialog, "importDialog") if each.isVisible()]
    return found


def choose(dialog: QDialog, name: str, text: str) -> None:
    """Pick from the box with that accessible name, as the keyboard does."""
    (box,) = [each for each in dialog.findChildren(QComboBox) if each.accessibleName() == name]
    texts = [box.itemText(at) for at in range(box.count())]
    index = texts.index(text if text in texts else next(each for each in texts if text in each))
    while box.currentIndex() != index:
        down = index > box.currentIndex()
        QTest.keyClick(box, Qt.Key.Key_Down if down else Qt.Key.Key_Up)


def says(dialog: QDialog) -> str:
    return dialog.findChild(QLabel, "importSays").text()


def preview(dialog: QDialog) -> list[list[str]]:
    shown = dialog.findChild(QTableWidget, "previewTable")
    return [
        [shown.item(row, column).text() for column in range(shown.columnCount())]
        for row in range(shown.rowCount())
    ]


def problems(dialog: QDialog) -> list[str]:
    shown = dialog.findChild(QListWidget, "problemsList")
    return [shown.item(row).text() for row in range(shown.count())]


def press_import(dialog: QDialog) -> None:
    QTest.mouseClick(dialog.findChild(QPushButton, "importButton"), Qt.MouseButton.LeftButton)


def test_that_a_list_with_foreign_headers_is_asked_about_and_taken_as_laid_out(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    window.open_files([write_list(FOREIGN)])
    dialog = asked(window)
    assert says(dialog) == "Say above which column holds “Elemental, mg per serving”."
    assert not dialog.findChild(QPushButton, "importButton").isEnabled()
    choose(dialog, "Wirkstoff: holds", "Elemental")
    assert [row[2] for row in preview(dialog)] == ["Oxid", "Citrat"]
    assert problems(dialog) == [
        "Line 4, Wirkstoff: “viel” is not a number. Enter an amount such as 250 or 250 mg."
    ]
    assert says(dialog).startswith("2 products; 1 line left out")
    press_import(dialog)
    assert table.product_names() == ["Oxid", "Citrat"]
    assert table.exact_value(1, "price") == Fraction("1234.5")
    assert table.cell_text(1, "currency") == "EUR"
    assert "list.csv:4:Wirkstoff" in dismiss_message(window)
    assert undo_text(window) == "&Undo opening of list.csv (2 products)"
    trigger_action(window, "undoAction")
    assert table.row_count == 0


def test_that_unit_and_decimal_mark_are_taken_as_said(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    window.open_files([write_list("Ware;Wirkstoff;Stück;Preis\nOxid;0,250;100;4,499\n")])
    dialog = asked(window)
    choose(dialog, "Ware: holds", "Product")
    choose(dialog, "Wirkstoff: holds", "Elemental")
    choose(dialog, "Wirkstoff: unit", "g")
    assert "could be 4499 or 4.499" in problems(dialog)[0]
    choose(dialog, "Preis: decimal mark", "12,50")
    choose(dialog, "Preis: unit", "CHF")
    press_import(dialog)
    assert table.exact_value(0, "elemental_mg") == 250
    assert table.exact_value(0, "price") == Fraction("4.499")
    assert table.cell_text(0, "currency") == "CHF"


def test_that_what_was_said_holds_for_the_next_list_with_these_headers(
    window: MainWindow,
    open_window_on: Callable[[Path], MainWindow],
    write_list: Callable[..., Path],
    tmp_path: Path,
) -> None:
    window.open_files([write_list(FOREIGN)])
    dialog = asked(window)
    choose(dialog, "Wirkstoff: holds", "Elemental")
    press_import(dialog)
    window.close()
    again = open_window_on(tmp_path / "other")
    again.close()
    again = open_window_on(tmp_path / "data")
    again.open_files(
        [write_list(FOREIGN.replace("Oxid", "Malat").replace("Citrat", "Taurat"), "b.csv")]
    )
    assert ProductTableDriver(again).product_names() == ["Oxid", "Citrat", "Malat", "Taurat"]


def test_that_a_list_without_headers_can_be_laid_out(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    window.open_files([write_list("Oxid,250,100,4.49\nCitrat,150,60,9.99\n")])
    dialog = asked(window)
    for column, title in (("1", "Product"), ("2", "Elemental"), ("3", "Units in"), ("4", "Price")):
        choose(dialog, f"column {column}: holds", title)
    press_import(dialog)
    assert table.product_names() == ["Oxid", "Citrat"]


def test_that_a_column_is_one_thing_only(
    window: MainWindow, write_list: Callable[..., Path]
) -> None:
    window.open_files([write_list("Name,Item,Elemental,Pack,Price\nA,B,250,100,4\n")])
    dialog = asked(window)
    assert preview(dialog)[0][2] == "A"
    choose(dialog, "Item: holds", "Product")
    assert says(dialog) == "“Name” and “Item” cannot both hold “Product”: leave one of them out."
    choose(dialog, "Name: holds", "leave out")
    assert preview(dialog)[0][2] == "B"


def test_that_another_header_row_can_be_chosen(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    window.open_files([write_list("Liste,Mai,x,y\nWare,mg,Stk,Preis\nOxid,250,100,4.49\n")])
    dialog = asked(window)
    choose(dialog, "Headers are in", "row 2")
    choose(dialog, "Ware: holds", "Product")
    choose(dialog, "mg: holds", "Elemental")
    choose(dialog, "Stk: holds", "Units in")
    choose(dialog, "Preis: holds", "Price")
    press_import(dialog)
    assert table.product_names() == ["Oxid"]


def test_that_another_sheet_can_be_chosen(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    path = workbook(tmp_path / "two.xlsx", [["a", "b"], ["x", "y"]])
    import openpyxl

    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("Prices")
    for row in (["product", "elemental_mg", "pack"], ["A", 250, 100]):
        sheet.append(row)
    book.save(path)
    window.open_files([path])
    dialog = asked(window)
    assert dialog.findChild(QComboBox, "sheetBox").currentText() == "Prices"
    choose(dialog, "Sheet", book.sheetnames[0])
    assert "Say above" in says(dialog) or "no header row" in says(dialog)
    dialog.reject()
    assert table.row_count == 0


PRICES = (
    "brand,product,elemental_mg,pack_units,price,upc\n"
    "N,Oxide,250,100,{0},\n"
    "N,Gly,100,120,18,0733739012340\n"
)


@pytest.mark.parametrize(
    ("join", "names", "price"),
    [
        ("update", ["Oxide", "Gly renamed", "New"], "5.00"),
        ("add", ["Oxide", "Gly", "Oxide", "Gly renamed", "New"], "4.00"),
        ("leave", ["Oxide", "Gly", "New"], "4.00"),
    ],
)
def test_that_products_that_are_there_are_updated_added_or_left(
    window: MainWindow,
    table: ProductTableDriver,
    write_list: Callable[..., Path],
    join,
    names,
    price,
) -> None:
    window.open_files([write_list(PRICES.format("4.00"))])
    newer = PRICES.format("5.00").replace("Gly", "Gly renamed").replace(",073", ",73")
    window.open_files([write_list(newer + "N,New,100,50,9,\n", "newer.csv")])
    dialog = asked(window)
    assert says(dialog) == "3 products; 2 of them here already."
    choose(dialog, "Products that are here already", join)
    assert len(preview(dialog)) == 3
    press_import(dialog)
    assert table.product_names() == names
    assert table.exact_value(0, "price") == Fraction(price)
    trigger_action(window, "undoAction")
    assert table.product_names() == ["Oxide", "Gly"]
    assert table.exact_value(0, "price") == 4


def test_that_a_pasted_list_with_foreign_columns_is_asked_about(
    window: MainWindow, table: ProductTableDriver
) -> None:
    QGuiApplication.clipboard().setText("Ware\tStück\tPreis\tmg\nOxid\t100\t4,49\t250\n")
    trigger_action(window, "pasteAction")
    dialog = asked(window)
    choose(dialog, "Ware: holds", "Product")
    choose(dialog, "mg: holds", "Elemental")
    press_import(dialog)
    assert table.product_names() == ["Oxid"]


def test_that_a_cancelled_import_changes_nothing(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    window.open_files([write_list(FOREIGN)])
    asked(window).reject()
    assert table.row_count == 0
    assert not window.findChild(QAction, "undoAction").isEnabled()


def test_that_opened_lists_are_found_among_the_recent_ones(
    window: MainWindow,
    table: ProductTableDriver,
    write_list: Callable[..., Path],
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
) -> None:
    window.open_files(
        [write_list("product,elemental_mg,pack_units,price\nA,250,100,4\n", "a&b.csv")]
    )
    window.close()
    again = open_window_on(tmp_path / "data")
    (entry,) = again.findChild(QMenu, "recentListsMenu").actions()
    assert entry.text() == "&1 a&&b.csv"
    trigger_action(again, "undoAction")
    entry.trigger()
    assert asked(again).windowTitle() == "Import a&b.csv"


def test_that_a_register_is_opened_like_a_list_and_its_unfinished_rows_wait(
    window: MainWindow, table: ProductTableDriver
) -> None:
    window.open_files([REGISTERS / "nadac.csv"])
    assert table.row_count == 11
    assert "without a mineral in a known form: 6" in dismiss_message(window)
    window.open_files([REGISTERS / "dsld.json"])
    assert "NIH DSLD does not state every value" in dismiss_message(window)
    assert table.row_count == 12
    assert table.cell_text(11, "elemental_mg") == "200"
    assert table.cell_text(11, "price") == ""
    table.type_text(11, "price", "19.99")
    assert len(window.session.comparison.ranked_products) == 7
    window.open_files([REGISTERS / "dsld.json"])
    dismiss_message(window)
    assert table.row_count == 12
    assert "19.99" in table.cell_text(11, "price")

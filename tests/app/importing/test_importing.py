"""Opening lists: the questions about their columns, existing products, recent lists, registers."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QComboBox, QMenu, QPushButton

from tests.app.importing.import_dialog import (
    FOREIGN_LIST,
    accept_line,
    choose,
    dialog_with_more_choices,
    import_dialog,
    mapped_keys,
    mapping_line,
    press_import,
    press_in_line,
    preview_rows,
    problem_lines,
    questions_text,
    summary_text,
)
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    dismiss_message,
    open_files,
    show_menu_of,
    trigger_action,
    undo_text,
    wait_for_lists,
)
from tests.paths import REGISTERS
from tests.spreadsheet_files import write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.window.main_window import MainWindow


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


def test_that_a_list_with_foreign_headers_is_asked_about_and_imported(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    open_files(window, [write_list(FOREIGN_LIST)])
    line = mapping_line(window)
    assert mapped_keys(line) == ["", "product", "elemental_mg", "pack_units", "price"]
    assert "Is “Wirkstoff” the elemental amount in one serving?" in questions_text(line)
    dialog = dialog_with_more_choices(window)
    assert (
        summary_text(dialog) == "Choose above which column contains “Elemental (mg per serving)”."
    )
    assert not child(dialog, QPushButton, "importButton").isEnabled()
    choose(dialog, "Wirkstoff: contains", "Elemental")
    assert [row[2] for row in preview_rows(dialog)] == ["Oxid", "Citrat", "Zink"]
    assert problem_lines(dialog) == [
        "Line 2, Bezeichnung: Rows name no mineral (2 in all), such as “Oxid”, and count as "
        "Magnesium. Other rows name something else. Leave them out, or state their mineral in a "
        "column “Mineral”.",
        "Line 4, Wirkstoff: “viel” is not a number. Enter an amount such as 250 or 250 mg.",
    ]
    assert summary_text(dialog).startswith("3 products. 1 of them is to be completed")
    press_import(dialog)
    assert table.product_names() == ["Oxid", "Citrat", "Zink"]
    assert table.cell_text(2, "elemental_mg") == "viel"
    assert table.exact_value(1, "price") == Fraction("1234.5")
    assert table.cell_text(1, "currency") == "EUR"
    assert "list.csv, row 4, column “Wirkstoff”" in dismiss_message(window)
    assert undo_text(window) == "&Undo opening of list.csv (3 products)"
    trigger_action(window, "undoAction")
    assert table.row_count == 0


def test_that_the_chosen_unit_and_decimal_mark_are_used(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    open_files(window, [write_list("Ware;Wirkstoff;Stück;Preis\nOxid;1;100;4,499\n")])
    dialog = dialog_with_more_choices(window)
    choose(dialog, "Ware: contains", "Product")
    choose(dialog, "Wirkstoff: contains", "Elemental")
    choose(dialog, "Wirkstoff: unit", "g")
    assert "could be 4499 or 4.499" in problem_lines(dialog)[0]
    choose(dialog, "Preis: decimal mark", "12,50")
    choose(dialog, "Preis: unit", "CHF")
    press_import(dialog)
    assert table.exact_value(0, "elemental_mg") == 1000
    assert table.exact_value(0, "price") == Fraction("4.499")
    assert table.cell_text(0, "currency") == "CHF"


def test_that_the_answers_are_used_for_the_next_list_with_these_headers(
    window: MainWindow,
    open_window_on: Callable[[Path], MainWindow],
    write_list: Callable[..., Path],
    tmp_path: Path,
) -> None:
    open_files(window, [write_list(FOREIGN_LIST)])
    accept_line(mapping_line(window))
    window.close()
    again = open_window_on(tmp_path / "other")
    again.close()
    again = open_window_on(tmp_path / "data")
    open_files(
        again,
        [write_list(FOREIGN_LIST.replace("Oxid", "Malat").replace("Zink", "Taurat"), "b.csv")],
    )
    dialog = import_dialog(again)
    assert summary_text(dialog).endswith("1 of them is already in the comparison.")
    press_import(dialog)
    names = ["Oxid", "Citrat", "Zink", "Malat", "Taurat"]
    assert ProductTableDriver(again).product_names() == names


def test_that_the_columns_of_a_list_without_headers_can_be_chosen(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    open_files(window, [write_list("Oxid,250,100,4.49\nCitrat,150,60,9.99\n")])
    dialog = dialog_with_more_choices(window)
    for column, title in (("1", "Product"), ("2", "Elemental"), ("3", "Units in"), ("4", "Price")):
        choose(dialog, f"column {column}: contains", title)
    press_import(dialog)
    assert table.product_names() == ["Oxid", "Citrat"]


def test_that_two_columns_cannot_contain_the_same(
    window: MainWindow, write_list: Callable[..., Path]
) -> None:
    open_files(window, [write_list("Name,Item,Elemental,Pack,Price\nA,B,250,100,4\n")])
    dialog = import_dialog(window)
    assert preview_rows(dialog)[0][2] == "A"
    choose(dialog, "Item: contains", "Product")
    assert (
        summary_text(dialog)
        == "“Name” and “Item” cannot both contain “Product”. Leave one of them out."
    )
    choose(dialog, "Name: contains", "leave out")
    assert preview_rows(dialog)[0][2] == "B"


def test_that_two_prices_are_said_and_asked_about(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    head, row = "product,elemental_mg,pack_units,retail_price,selling_price", "A,250,60,4,5"
    open_files(window, [write_list(f"{head}\n{row}\n")])
    dialog = import_dialog(window)
    assert (
        questions_text(dialog)
        == "“retail_price” is taken as “Price”, but “selling_price” means it too. "
        "Choose the column that is meant."
    )
    choose(dialog, "retail_price: contains", "leave out")
    assert questions_text(dialog) == ""
    choose(dialog, "selling_price: contains", "Price")
    press_import(dialog)
    assert table.exact_value(0, "price") == 5
    foreign = head.replace("elemental_mg", "strength")
    open_files(window, [write_list(f"{foreign}\n{row}\n", "foreign.csv")])
    line = mapping_line(window)
    press_in_line(line, Qt.Key.Key_1)
    assert "Is “retail_price” the price you pay?" in questions_text(line)


def test_that_another_header_row_can_be_chosen(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    open_files(window, [write_list("Liste,Mai,x,y\nWare,mg,Stk,Preis\nOxid,250,100,4.49\n")])
    dialog = import_dialog(window)
    choose(dialog, "Header row", "row 2")
    choose(dialog, "Ware: contains", "Product")
    choose(dialog, "mg: contains", "Elemental")
    choose(dialog, "Stk: contains", "Units in")
    choose(dialog, "Preis: contains", "Price")
    press_import(dialog)
    assert table.product_names() == ["Oxid"]


def test_that_another_sheet_can_be_chosen(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    path = write_workbook(tmp_path / "two.xlsx", [["a", "b"], ["x", "y"]])
    import openpyxl

    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("Prices")
    for row in (["product", "elemental_mg", "pack"], ["A", 250, 100]):
        sheet.append(row)
    book.save(path)
    open_files(window, [path])
    dialog = import_dialog(window)
    assert child(dialog, QComboBox, "sheetBox").currentText() == "Prices"
    choose(dialog, "Sheet", book.sheetnames[0])
    assert "Choose above" in summary_text(dialog) or "no header row" in summary_text(dialog)
    dialog.reject()
    assert table.row_count == 0


PRICED_LIST = (
    "brand,product,elemental_mg,pack_units,price,upc\n"
    "N,Oxide,250,100,{0},\n"
    "N,Gly,100,120,18,0733739012340\n"
)


@pytest.mark.parametrize(
    ("handling", "names", "price"),
    [
        ("update", ["Oxide", "Gly renamed", "New"], "5.00"),
        ("add", ["Oxide", "Gly", "Oxide", "Gly renamed", "New"], "4.00"),
        ("leave", ["Oxide", "Gly", "New"], "4.00"),
    ],
)
def test_that_existing_products_are_updated_added_or_left_out(
    window: MainWindow,
    table: ProductTableDriver,
    write_list: Callable[..., Path],
    handling: str,
    names: list[str],
    price: str,
) -> None:
    open_files(window, [write_list(PRICED_LIST.format("4.00"))])
    newer = PRICED_LIST.format("5.00").replace("Gly", "Gly renamed").replace(",073", ",73")
    open_files(window, [write_list(newer + "N,New,100,50,9,\n", "newer.csv")])
    dialog = import_dialog(window)
    assert summary_text(dialog) == "3 products. 2 of them are already in the comparison."
    choose(dialog, "Products already in the comparison", handling)
    assert len(preview_rows(dialog)) == 3
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
    line = mapping_line(window)
    assert mapped_keys(line) == ["product", "pack_units", "price", "elemental_mg"]
    assert "Is “Ware” the name of the product?" in questions_text(line)
    accept_line(line)
    assert table.product_names() == ["Oxid"]


def test_that_a_cancelled_import_changes_nothing(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    open_files(window, [write_list(FOREIGN_LIST)])
    press_in_line(mapping_line(window), Qt.Key.Key_Escape)
    assert table.row_count == 0
    assert not child(window, QAction, "undoAction").isEnabled()


def test_that_an_opened_list_is_among_the_recent_lists(
    window: MainWindow,
    table: ProductTableDriver,
    write_list: Callable[..., Path],
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
) -> None:
    open_files(
        window, [write_list("product,elemental_mg,pack_units,price\nA,250,100,4\n", "a&b.csv")]
    )
    window.close()
    again = open_window_on(tmp_path / "data")
    menu = child(again, QMenu, "recentListsMenu")
    show_menu_of(menu)
    (action,) = menu.actions()
    assert action.text() == "&1 a&&b.csv"
    trigger_action(again, "undoAction")
    action.trigger()
    wait_for_lists(again)
    assert import_dialog(again).windowTitle() == "Import a&b.csv"


def test_that_a_register_is_opened_like_a_list_and_keeps_incomplete_rows(
    window: MainWindow, table: ProductTableDriver
) -> None:
    open_files(window, [REGISTERS / "nadac.csv"])
    assert table.row_count == 11
    assert "without a mineral in a known form: 6" in dismiss_message(window)
    open_files(window, [REGISTERS / "dsld.json"])
    assert "NIH DSLD does not state every value" in dismiss_message(window)
    assert table.row_count == 12
    assert table.cell_text(11, "elemental_mg") == "200"
    assert table.cell_text(11, "price") == ""
    table.type_text(11, "price", "19.99")
    assert len(window.session.comparison.ranked_products) == 7
    open_files(window, [REGISTERS / "dsld.json"])
    dismiss_message(window)
    assert table.row_count == 12
    assert "19.99" in table.cell_text(11, "price")

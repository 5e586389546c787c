"""Lists for the catalogue whose columns have to be asked about, and files without products."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QPushButton, QTableWidget

from tests.app.catalogue.catalogue_panel import (
    HEADER,
    OXIDE,
    result_names,
    status_text,
    wait_for_import,
    wait_for_message,
)
from tests.app.importing.import_dialog import (
    FOREIGN_LIST,
    accept_line,
    choose,
    import_dialog,
    mapping_line,
    press_import,
    preview_rows,
    problem_lines,
    questions_text,
    summary_text,
)
from tests.app.user_actions import child, dismiss_message, open_files, wait_for_threads
from tests.spreadsheet_files import write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

PLAIN_LIST = "product,elemental_mg,pack_units,price\nOxide,250,100,4.49\n"


@pytest.fixture
def begin_import(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> Callable[..., QDialog]:
    """Return a function that imports a list and waits for the question about its columns."""

    def begin(text: str, name: str = "list.csv") -> QDialog:
        window.catalogue_controller.import_lists([write_list(text, name)])
        return wait_for_question(window, qtbot)

    return begin


def is_asking(window: MainWindow) -> bool:
    return any(dialog.isVisible() for dialog in window.findChildren(QDialog, "importDialog"))


def wait_for_question(window: MainWindow, qtbot: QtBot) -> QDialog:
    qtbot.waitUntil(lambda: is_asking(window))
    return import_dialog(window)


def combo_box(dialog: QDialog, accessible_name: str) -> QComboBox:
    (box,) = [
        box for box in dialog.findChildren(QComboBox) if box.accessibleName() == accessible_name
    ]
    return box


def test_that_foreign_headers_are_asked_about_once(
    window: MainWindow,
    begin_import: Callable[..., QDialog],
    write_list: Callable[..., Path],
    qtbot: QtBot,
) -> None:
    dialog = begin_import(FOREIGN_LIST)
    assert dialog.windowTitle() == "Import list.csv into the catalogue"
    assert (
        summary_text(dialog) == "Choose above which column contains “Elemental (mg per serving)”."
    )
    choose(dialog, "Wirkstoff: contains", "Elemental")
    heading = child(dialog, QTableWidget, "previewTable").horizontalHeaderItem(1)
    assert heading is not None
    assert heading.text() == "Product"
    assert [row[1] for row in preview_rows(dialog)] == ["Oxid", "Citrat"]
    press_import(dialog)
    message = wait_for_import(window, qtbot)
    assert "2 new products" in message
    assert "list.csv, row 4, column “Wirkstoff”" in message
    assert sorted(result_names(window)) == ["Citrat", "Oxid"]
    assert not window.session.entries
    window.catalogue_controller.import_lists(
        [write_list(FOREIGN_LIST.replace("Oxid", "Malat"), "next.csv")]
    )
    assert "1 new product," in wait_for_import(window, qtbot)


def test_that_an_answer_for_the_comparison_is_used_for_the_catalogue(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    open_files(window, [write_list(FOREIGN_LIST)])
    accept_line(mapping_line(window))
    dismiss_message(window)
    window.catalogue_controller.import_lists([write_list(FOREIGN_LIST)])
    assert "2 new products" in wait_for_import(window, qtbot)


def test_that_a_missing_currency_is_asked_for_with_the_comparisons_as_default(
    window: MainWindow, begin_import: Callable[..., QDialog], qtbot: QtBot
) -> None:
    dialog = begin_import(PLAIN_LIST)
    assert combo_box(dialog, "price: unit").currentText() == "USD"
    choose(dialog, "price: unit", "CHF")
    press_import(dialog)
    assert "1 new product," in wait_for_import(window, qtbot)
    assert child(window, QComboBox, "catalogueCurrencyBox").itemText(1) == "CHF"


@pytest.mark.parametrize(
    "text",
    [
        PLAIN_LIST.replace("price", "price EUR"),
        PLAIN_LIST.replace("4.49", "€4.49"),
        "product,elemental_mg,pack_units,price,currency\nOxide,250,100,4.49,EUR\n",
    ],
)
def test_that_a_stated_currency_is_not_asked_for(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot, text: str
) -> None:
    window.catalogue_controller.import_lists([write_list(text)])
    assert "1 new product," in wait_for_import(window, qtbot)
    box = child(window, QComboBox, "catalogueCurrencyBox")
    assert [box.itemText(at) for at in range(box.count())] == ["Any currency", "EUR"]


def test_that_a_price_of_a_serving_is_asked_about_before_it_joins_the_catalogue(
    window: MainWindow, begin_import: Callable[..., QDialog], qtbot: QtBot
) -> None:
    dialog = begin_import("Name;Elemental;Count;Price (pence per serving)\nOxide;250;60;20\n")
    assert combo_box(dialog, "Price (pence per serving): unit").currentText() == "GBP"
    assert preview_rows(dialog)[0][-2:] == ["12", "GBP"]  # 60 servings of 20 pence
    press_import(dialog)
    assert "1 new product," in wait_for_import(window, qtbot)


def test_that_an_ambiguous_decimal_mark_is_asked_about(
    window: MainWindow, begin_import: Callable[..., QDialog], qtbot: QtBot
) -> None:
    dialog = begin_import("product;elemental_mg;pack_units;price EUR\nOxid;250;100;4,499\n")
    assert "could be 4499 or 4.499" in problem_lines(dialog)[0]
    choose(dialog, "price EUR: decimal mark", "12,50")
    press_import(dialog)
    assert "1 new product," in wait_for_import(window, qtbot)


def test_that_a_cancelled_question_skips_the_list_and_imports_the_next(
    window: MainWindow,
    begin_import: Callable[..., QDialog],
    write_list: Callable[..., Path],
    qtbot: QtBot,
) -> None:
    dialog = begin_import(PLAIN_LIST)
    window.catalogue_controller.import_lists(
        [write_list(HEADER + OXIDE.format("8.00", "2026-05-02"), "next.csv")]
    )
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert wait_for_import(window, qtbot).startswith("next.csv: 1 row read; 1 new product,")
    assert result_names(window) == ["Oxide 241"]


def test_that_a_long_list_is_previewed_in_part_and_imported_whole(
    window: MainWindow, begin_import: Callable[..., QDialog], qtbot: QtBot
) -> None:
    rows = "".join(f"Oxid {number};250;100;4,49 €\n" for number in range(3_000))
    dialog = begin_import("Ware;Wirkstoff;Stück;Preis\n" + rows)
    choose(dialog, "Ware: contains", "Product")
    choose(dialog, "Wirkstoff: contains", "Elemental")
    assert "The preview shows the first 500 lines" in summary_text(dialog)
    assert child(dialog, QPushButton, "importButton").text() == "Import"
    press_import(dialog)
    assert "3000 new products" in wait_for_import(window, qtbot).replace(
        ",", ""
    )  # as the system groups


def test_that_the_chosen_sheet_of_a_workbook_is_imported(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    header = ["product", "elemental_mg", "pack_units", "price"]
    rows: list[list[object]] = [[*header], ["Oxide", 250, 100, 4.49]]
    path = write_workbook(tmp_path / "two.xlsx", rows)
    import openpyxl

    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("Own")
    for row in (["Ware", "mg", "Stk", "EUR"], ["Malat", 100, 90, 9.5]):
        sheet.append(row)
    book.save(path)
    window.catalogue_controller.import_lists([path])
    dialog = wait_for_question(window, qtbot)
    choose(dialog, "Sheet", "Own")
    for column, title in (("Ware", "Product"), ("mg", "Elemental"), ("Stk", "Units in"),
                          ("EUR", "Price")):  # fmt: skip
        choose(dialog, f"{column}: contains", title)
    press_import(dialog)
    assert "1 new product," in wait_for_import(window, qtbot)
    assert result_names(window) == ["Malat"]


def test_that_a_followed_list_is_asked_about_once(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    window.catalogue_controller.followed_lists.follow([write_list(PLAIN_LIST)])
    press_import(wait_for_question(window, qtbot))
    qtbot.waitUntil(lambda: "1 new product" in status_text(window))
    write_list(PLAIN_LIST + "Malate,100,90,9.99\n")
    window.catalogue_controller.followed_lists.check_for_changes()
    qtbot.waitUntil(lambda: "list.csv was read: 1 new product" in status_text(window))


def test_that_a_followed_list_with_new_headers_waits_until_they_are_explained(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    path = write_list(PLAIN_LIST)
    window.catalogue_controller.followed_lists.follow([path])
    press_import(wait_for_question(window, qtbot))
    qtbot.waitUntil(lambda: "1 new product" in status_text(window))
    write_list(PLAIN_LIST.replace("price", "Preis") + "Malate,100,90,9.99\n")
    window.catalogue_controller.followed_lists.check_for_changes()
    qtbot.waitUntil(lambda: "has unclear columns" in status_text(window))
    assert not is_asking(window)
    window.catalogue_controller.import_lists([path])
    press_import(wait_for_question(window, qtbot))
    assert "1 new product," in wait_for_import(window, qtbot)
    window.catalogue_controller.followed_lists.check_for_changes()
    qtbot.waitUntil(lambda: "list.csv was read" in status_text(window))


@pytest.mark.parametrize("is_late", [False, True], ids=["at its start", "when it has been read"])
def test_that_a_cancelled_followed_list_is_imported_at_the_next_check(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot, is_late: bool
) -> None:
    window.catalogue_controller.followed_lists.follow(
        [write_list(HEADER + OXIDE.format("8.00", "2026-05-02"))]
    )
    if is_late:
        wait_for_threads(window)
    QTest.keyClick(child(window, QPushButton, "cancelButton"), Qt.Key.Key_Space)
    assert "cancelled" in wait_for_message(window, qtbot)
    window.catalogue_controller.followed_lists.check_for_changes()
    qtbot.waitUntil(lambda: "1 new product" in status_text(window))


# -- lists without prices ----------------------------------------------------------------------


def test_that_labels_without_prices_are_not_asked_about(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    window.catalogue_controller.import_lists(
        [write_list("product,elemental_mg,pack_units,maker\nOxide,250,100,N\n")]
    )
    assert wait_for_import(window, qtbot).endswith("1 row has no price yet.")
    assert result_names(window) == ["Oxide"]


def test_that_prices_under_an_unknown_header_are_asked_about(
    window: MainWindow, begin_import: Callable[..., QDialog], qtbot: QtBot
) -> None:
    dialog = begin_import("product,elemental_mg,pack_units,Abgabe\nOxide,250,100,€4.49\n")
    assert summary_text(dialog) == "1 product."
    choose(dialog, "Abgabe: contains", "Price")
    press_import(dialog)
    assert "1 new product, 1 new price" in wait_for_import(window, qtbot)


# -- files without products --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.json", "[]", "The file holds no records"),
        ("b.json", '{"results": []}', "The file holds no records"),
        ("c.csv", HEADER, "There is no product below the header row"),
    ],
)
def test_that_a_file_without_products_is_reported(
    window: MainWindow,
    write_list: Callable[..., Path],
    qtbot: QtBot,
    name: str,
    text: str,
    message: str,
) -> None:
    path = write_list(text, name)
    window.catalogue_controller.import_lists([path])
    assert wait_for_message(window, qtbot).startswith(f"{name}: {message}")
    open_files(window, [path])
    assert dismiss_message(window).startswith(f"{name}: {message}")


def test_that_an_unreadable_file_gives_a_message_of_one_line(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    window.catalogue_controller.import_lists([write_list("hello", "a.json")])
    message = wait_for_message(window, qtbot)
    assert message.startswith("a.json: The file is not complete JSON")
    assert "\n" not in message


def test_that_a_list_of_rejected_rows_locates_them(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    window.catalogue_controller.import_lists(
        [write_list(HEADER + OXIDE.format("much", "2026-05-02"))]
    )
    first, _, row = wait_for_message(window, qtbot).splitlines()
    assert first == "list.csv: no product was imported."
    assert "list.csv, row 2, column “price (USD)”" in row


@pytest.mark.parametrize("rows_before", [0, 7_000])
def test_that_unclear_letters_are_asked_before_a_list_comes_into_the_catalogue(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, rows_before: int
) -> None:
    rows = "".join(f"{number},250,100,4.49,{'x' * 30}\n" for number in range(rows_before))
    path = tmp_path / "list.csv"
    header = "product,elemental_mg,pack_units,price in EUR,brand\n"
    path.write_bytes(f"{header}{rows}Магний,250,100,4.49,\n".encode("cp1251"))
    window.catalogue_controller.import_lists([path])
    dialog = wait_for_question(window, qtbot)
    choose(dialog, "Letters", "Cyrillic")
    press_import(dialog)
    assert f"{rows_before + 1} row" in wait_for_message(window, qtbot)


def test_that_a_word_of_a_title_is_asked_about_before_the_list_joins_the_catalogue(
    window: MainWindow, begin_import: Callable[..., QDialog], qtbot: QtBot
) -> None:
    dialog = begin_import("Produkt;Elemental mg;Stück;Preis (Rp.)\nCitrat;100;60;1290\n")
    assert "“Rp” in it is not understood" in questions_text(dialog)
    assert not child(dialog, QPushButton, "importButton").isEnabled()
    choose(dialog, "Preis (Rp.): unit", "CHF")
    choose(dialog, "Preis (Rp.): main unit or hundredths", "hundredths")
    press_import(dialog)
    assert "1 new product" in wait_for_import(window, qtbot)

"""Lists whose columns have to be asked about on their way into the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QMessageBox, QPushButton, QTableWidget

from tests.app.catalogue.test_panel import HEADER, OXIDE, found, status, wait_ready
from tests.app.importing.test_importing import (
    FOREIGN,
    asked,
    choose,
    press_import,
    preview,
    problems,
    says,
)
from tests.app.user_actions import dismiss_message
from tests.pricing.reading.test_importer import workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

PLAIN = "product,elemental_mg,pack_units,price\nOxide,250,100,4.49\n"


@pytest.fixture
def begin(window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot):
    """Hands a list to the catalogue and waits for the question about it."""

    def begin_(text: str, name: str = "list.csv") -> QDialog:
        window.catalogue_controller.import_lists([write_list(text, name)])
        return wait_asked(window, qtbot)

    return begin_


def wait_asked(window: MainWindow, qtbot: QtBot) -> QDialog:
    qtbot.waitUntil(
        lambda: any(each.isVisible() for each in window.findChildren(QDialog, "importDialog"))
    )
    return asked(window)


def told(window: MainWindow, qtbot: QtBot) -> str:
    """The message that an import ends with; then the catalogue shows what there is."""
    qtbot.waitUntil(
        lambda: any(each.isVisible() for each in window.findChildren(QMessageBox)), timeout=20_000
    )
    said = dismiss_message(window)
    wait_ready(window, qtbot)
    return said


def box(dialog: QDialog, name: str) -> QComboBox:
    (found_,) = [each for each in dialog.findChildren(QComboBox) if each.accessibleName() == name]
    return found_


def test_that_foreign_headers_are_asked_about_and_remembered(
    window: MainWindow, begin, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    dialog = begin(FOREIGN)
    assert dialog.windowTitle() == "Import list.csv into the catalogue"
    assert says(dialog) == "Say above which column holds “Elemental, mg per serving”."
    choose(dialog, "Wirkstoff: holds", "Elemental")
    headings = dialog.findChild(QTableWidget, "previewTable")
    assert headings.horizontalHeaderItem(1).text() == "Product"
    assert [row[1] for row in preview(dialog)] == ["Oxid", "Citrat"]
    press_import(dialog)
    said = told(window, qtbot)
    assert "2 new products" in said
    assert "list.csv:4:Wirkstoff" in said
    assert sorted(found(window)) == ["Citrat", "Oxid"]
    assert not window.session.entries
    window.catalogue_controller.import_lists(
        [write_list(FOREIGN.replace("Oxid", "Malat"), "next.csv")]
    )
    assert "1 new product," in told(window, qtbot)


def test_that_an_answer_for_the_comparison_holds_for_the_catalogue_too(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    window.open_files([write_list(FOREIGN)])
    dialog = asked(window)
    choose(dialog, "Wirkstoff: holds", "Elemental")
    press_import(dialog)
    dismiss_message(window)
    window.catalogue_controller.import_lists([write_list(FOREIGN)])
    assert "2 new products" in told(window, qtbot)


def test_that_a_missing_currency_is_asked_for_and_that_of_the_comparison_offered(
    window: MainWindow, begin, qtbot: QtBot
) -> None:
    dialog = begin(PLAIN)
    assert box(dialog, "price: unit").currentText() == "USD"
    choose(dialog, "price: unit", "CHF")
    press_import(dialog)
    assert "1 new product," in told(window, qtbot)
    assert window.findChild(QComboBox, "catalogueCurrencyBox").itemText(1) == "CHF"


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.replace("price", "price EUR"),
        PLAIN.replace("4.49", "€4.49"),
        "product,elemental_mg,pack_units,price,currency\nOxide,250,100,4.49,EUR\n",
    ],
)
def test_that_a_stated_currency_is_no_question(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot, text: str
) -> None:
    window.catalogue_controller.import_lists([write_list(text)])
    assert "1 new product," in told(window, qtbot)
    box_ = window.findChild(QComboBox, "catalogueCurrencyBox")
    assert [box_.itemText(at) for at in range(box_.count())] == ["Any currency", "EUR"]


def test_that_an_ambiguous_decimal_mark_is_asked_about(
    window: MainWindow, begin, qtbot: QtBot
) -> None:
    dialog = begin("product;elemental_mg;pack_units;price EUR\nOxid;250;100;4,499\n")
    assert "could be 4499 or 4.499" in problems(dialog)[0]
    choose(dialog, "price EUR: decimal mark", "12,50")
    press_import(dialog)
    assert "1 new product," in told(window, qtbot)


def test_that_a_question_that_is_left_leaves_the_list_out_and_the_next_one_goes_on(
    window: MainWindow, begin, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    dialog = begin(PLAIN)
    window.catalogue_controller.import_lists(
        [write_list(HEADER + OXIDE.format("8.00", "2026-05-02"), "next.csv")]
    )
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert told(window, qtbot).startswith("next.csv: 1 row read; 1 new product,")
    assert found(window) == ["Oxide 241"]


def test_that_of_a_long_list_the_beginning_is_shown_and_everything_taken(
    window: MainWindow, begin, qtbot: QtBot
) -> None:
    rows = "".join(f"Oxid {number};250;100;4,49 €\n" for number in range(3_000))
    dialog = begin("Ware;Wirkstoff;Stück;Preis\n" + rows)
    choose(dialog, "Ware: holds", "Product")
    choose(dialog, "Wirkstoff: holds", "Elemental")
    assert "looked at the first 500 lines" in says(dialog)
    assert dialog.findChild(QPushButton, "importButton").text() == "Import"
    press_import(dialog)
    assert "3000 new products" in told(window, qtbot).replace(",", "")  # as the system groups


def test_that_another_sheet_of_a_workbook_is_taken_as_it_was_laid_out(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    rows = [["product", "elemental_mg", "pack_units", "price"], ["Oxide", 250, 100, 4.49]]
    path = workbook(tmp_path / "two.xlsx", rows)
    import openpyxl

    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("Own")
    for row in (["Ware", "mg", "Stk", "EUR"], ["Malat", 100, 90, 9.5]):
        sheet.append(row)
    book.save(path)
    window.catalogue_controller.import_lists([path])
    dialog = wait_asked(window, qtbot)
    choose(dialog, "Sheet", "Own")
    for column, title in (("Ware", "Product"), ("mg", "Elemental"), ("Stk", "Units in"),
                          ("EUR", "Price")):  # fmt: skip
        choose(dialog, f"{column}: holds", title)
    press_import(dialog)
    assert "1 new product," in told(window, qtbot)
    assert found(window) == ["Malat"]


def test_that_a_followed_list_is_asked_about_once(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    window.catalogue_controller.followed_lists.follow([write_list(PLAIN)])
    press_import(wait_asked(window, qtbot))
    qtbot.waitUntil(lambda: "1 new product" in status(window))
    write_list(PLAIN + "Malate,100,90,9.99\n")
    window.catalogue_controller.followed_lists.check_for_changes()
    qtbot.waitUntil(lambda: "list.csv was read; 1 new product" in status(window))


def test_that_a_followed_list_with_other_headers_is_left_until_they_are_explained(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    path = write_list(PLAIN)
    window.catalogue_controller.followed_lists.follow([path])
    press_import(wait_asked(window, qtbot))
    qtbot.waitUntil(lambda: "1 new product" in status(window))
    write_list(PLAIN.replace("price", "Preis") + "Malate,100,90,9.99\n")
    window.catalogue_controller.followed_lists.check_for_changes()
    qtbot.waitUntil(lambda: "it is not clear what its columns hold" in status(window))
    assert not [each for each in window.findChildren(QDialog, "importDialog") if each.isVisible()]
    window.catalogue_controller.import_lists([path])
    press_import(wait_asked(window, qtbot))
    assert "1 new product," in told(window, qtbot)
    window.catalogue_controller.followed_lists.check_for_changes()
    qtbot.waitUntil(lambda: "list.csv was read" in status(window))


def test_that_a_followed_list_whose_reading_was_cancelled_is_read_at_the_next_look(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    window.catalogue_controller.followed_lists.follow(
        [write_list(HEADER + OXIDE.format("8.00", "2026-05-02"))]
    )
    QTest.keyClick(window.findChild(QPushButton, "cancelButton"), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(QMessageBox)))
    assert "Cancelled" in dismiss_message(window)
    window.catalogue_controller.followed_lists.check_for_changes()
    qtbot.waitUntil(lambda: "1 new product" in status(window))


# -- lists without prices ----------------------------------------------------------------------


def test_that_labels_without_prices_are_no_question(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    window.catalogue_controller.import_lists(
        [write_list("product,elemental_mg,pack_units,maker\nOxide,250,100,N\n")]
    )
    assert told(window, qtbot).endswith("1 row has no price yet.")
    assert found(window) == ["Oxide"]


def test_that_prices_under_an_unknown_header_are_asked_about(
    window: MainWindow, begin, qtbot: QtBot
) -> None:
    dialog = begin("product,elemental_mg,pack_units,Abgabe\nOxide,250,100,€4.49\n")
    assert says(dialog) == "1 product."
    choose(dialog, "Abgabe: holds", "Price")
    press_import(dialog)
    assert "1 new product, 1 new price" in told(window, qtbot)


# -- files that hold nothing -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.json", "[]", "The file holds no records"),
        ("b.json", '{"results": []}', "The file holds no records"),
        ("c.csv", HEADER, "There is no product below the header row"),
    ],
)
def test_that_a_file_that_holds_nothing_is_said_to(
    window: MainWindow,
    write_list: Callable[..., Path],
    qtbot: QtBot,
    name: str,
    text: str,
    says: str,
) -> None:
    path = write_list(text, name)
    window.catalogue_controller.import_lists([path])
    assert told_of(window, qtbot).startswith(f"{name}: {says}")
    window.open_files([path])
    assert dismiss_message(window).startswith(f"{name}: {says}")


def test_that_a_file_that_cannot_be_read_is_one_sentence(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    window.catalogue_controller.import_lists([write_list("hello", "a.json")])
    said = told_of(window, qtbot)
    assert said.startswith("a.json: The file is not complete JSON")
    assert "\n" not in said


def test_that_a_list_of_bad_rows_names_them(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    window.catalogue_controller.import_lists(
        [write_list(HEADER + OXIDE.format("much", "2026-05-02"))]
    )
    first, _, row = told_of(window, qtbot).splitlines()
    assert first == "list.csv: nothing was taken into the catalogue."
    assert "list.csv:2:price (USD)" in row


def told_of(window: MainWindow, qtbot: QtBot) -> str:
    """The message alone: nothing has joined."""
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(QMessageBox)))
    return dismiss_message(window)

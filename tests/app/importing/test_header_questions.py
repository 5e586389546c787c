"""Headers that leave a question: unit, subunit, base and tax in the import dialog."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QPushButton

from tests.app.importing.import_dialog import (
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
    shown_meanings,
    summary_text,
)
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import child, open_files, trigger_action, wait_for_lists
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.window.main_window import MainWindow

HARD_LISTS = ROOT / "tests" / "pricing" / "reading" / "hard_lists"


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


def chosen_text(dialog: QDialog, accessible_name: str) -> str:
    (box,) = [
        box for box in dialog.findChildren(QComboBox) if box.accessibleName() == accessible_name
    ]
    return box.currentText()


def by_name(table: ProductTableDriver, key: str) -> dict[str, Fraction]:
    """Return the numbers of a column by product. A list stands in its order of cost."""
    names = table.product_names()
    return {name: table.number(row, key) for row, name in enumerate(names)}


def test_that_prices_in_pence_open_at_once(window: MainWindow, table: ProductTableDriver) -> None:
    open_files(window, [HARD_LISTS / "02-header-price-pence.csv"])
    prices = by_name(table, "price")
    assert prices == {"Product A": Fraction("12.99"), "Product B": Fraction("6.49")}
    assert table.cell_text(0, "currency") == "GBP"


def test_that_the_dialog_shows_the_parts_of_a_header_and_keeps_them(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    text = "Name,Elemental (g per 2 tablets),Count,Price (pence incl. VAT)\nA,0.4,60,1299\n"
    open_files(window, [write_list(text)])
    open_files(window, [write_list(text.replace("1299", "1399"))])
    dialog = import_dialog(window)  # because the comparison has the product already
    header = "Price (pence incl. VAT)"
    assert chosen_text(dialog, f"{header}: unit") == "GBP"
    assert chosen_text(dialog, f"{header}: main unit or hundredths") == "hundredths"
    assert chosen_text(dialog, f"{header}: tax") == "included"
    assert chosen_text(dialog, "Elemental (g per 2 tablets): stated for") == "2 tablets"
    press_import(dialog)
    assert table.exact_value(0, "price") == Fraction("13.99")
    assert table.exact_value(0, "elemental_mg") == 400
    assert table.exact_value(0, "serving_units") == 2


def test_that_a_price_of_a_serving_is_asked_about_and_the_answer_kept(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    open_files(window, [HARD_LISTS / "03-header-price-per-serving.csv"])
    dialog = import_dialog(window)
    assert questions_text(dialog).startswith("“Price (per serving)” is not the price of a pack.")
    assert chosen_text(dialog, "Price (per serving): stated for") == "1 serving"
    assert [row[-2] for row in preview_rows(dialog)] == ["13.2", "5.4"]
    choose(dialog, "Price (per serving): stated for", "pack")
    assert [row[-2] for row in preview_rows(dialog)] == ["0.11", "0.09"]
    choose(dialog, "Price (per serving): stated for", "1 serving")
    press_import(dialog)
    assert by_name(table, "price")["Product A"] == Fraction("13.2")
    text = (HARD_LISTS / "03-header-price-per-serving.csv").read_text("utf-8")
    open_files(window, [write_list(text.replace("Product ", "Other ").replace("0.11", "0.2"))])
    wait_for_lists(window)
    assert by_name(table, "price")["Other A"] == 24


def test_that_cents_without_a_currency_are_imported_only_with_one(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    open_files(window, [write_list("Name,Elemental,Count,Price (cents)\nA,250,100,449\n")])
    dialog = import_dialog(window)
    assert "does not name" in summary_text(dialog)
    assert not child(dialog, QPushButton, "importButton").isEnabled()
    assert not questions_text(dialog)  # the summary says it
    choose(dialog, "Price (cents): unit", "EUR")
    assert not questions_text(dialog)
    press_import(dialog)
    assert table.exact_value(0, "price") == Fraction("4.49")
    assert table.cell_text(0, "currency") == "EUR"


def test_that_tax_in_money_is_asked_about_until_it_is_settled(
    window: MainWindow, table: ProductTableDriver
) -> None:
    open_files(window, [HARD_LISTS / "30-header-vat-amount.csv"])
    dialog = import_dialog(window)
    assert "“VAT” holds 3.19, which may be money" in problem_lines(dialog)[0]
    assert "left out" not in summary_text(dialog)
    choose(dialog, "VAT: unit", "money")
    assert "does not say whether it includes tax" in problem_lines(dialog)[0]
    choose(dialog, "Price: tax", "included")
    assert "is not added" in problem_lines(dialog)[0]
    press_import(dialog)
    assert table.exact_value(0, "price") == 20
    assert table.exact_value(0, "discount_percent") == 25
    assert table.cell_text(0, "currency") == "EUR"


def test_that_a_price_under_two_header_rows_is_chosen_by_its_whole_header(
    window: MainWindow, table: ProductTableDriver
) -> None:
    open_files(window, [HARD_LISTS / "20-two-row-header.xlsx"])
    dialog = import_dialog(window)
    assert summary_text(dialog) == "Choose above which column contains “Price”."
    choose(dialog, "Price new: contains", "Price")
    press_import(dialog)
    assert table.exact_value(0, "price") == 25


def test_that_a_discount_below_one_percent_is_settled_as_a_share(
    window: MainWindow, table: ProductTableDriver
) -> None:
    open_files(window, [HARD_LISTS / "48-discount-fraction.csv"])
    dialog = import_dialog(window)
    choose(dialog, "Discount: unit", "share of 1")
    assert "25" in problem_lines(dialog)[0]  # 2500 % is no discount
    choose(dialog, "Discount: unit", "%")
    press_import(dialog)
    assert by_name(table, "discount_percent")["A"] == Fraction("0.25")


@pytest.mark.parametrize(
    ("header", "key", "delivery"),
    [
        ("Inventory Qty", "pack_units", "Requires Shipping"),
        ("Stock Quantity", "pack_units", "Delivery Days"),
        ("Reorder Pack Size", "pack_units", "Shipping Weight"),
    ],
)
def test_that_a_column_is_asked_about_whose_title_is_not_understood_whole(
    window: MainWindow, write_list: Callable[..., Path], header: str, key: str, delivery: str
) -> None:
    headers = f"Bezeichnung;Wirkstoff;{header};Preis in EUR;{delivery}"
    open_files(window, [write_list(f"{headers}\nOxid;250;100;4,49;1\nCitrat;150;60;9,99;0\n")])
    line = mapping_line(window)
    assert mapped_keys(line) == ["product", "elemental_mg", key, "price", ""]
    asked = []
    for _ in range(2):
        asked.append(questions_text(line))
        press_in_line(line, Qt.Key.Key_1)
    assert any("Is “Wirkstoff” the elemental amount in one serving?" in text for text in asked)
    assert any(f"“{header}”" in text and "pack" in text for text in asked)


def test_that_a_pasted_block_follows_the_same_rules(
    window: MainWindow, table: ProductTableDriver
) -> None:
    rows = "Name\tElemental (mmol)\tCount\tPrice (pence)\nA\t10\t60\t649\n"
    QGuiApplication.clipboard().setText(rows)
    trigger_action(window, "pasteAction")
    assert table.exact_value(0, "elemental_mg") == Fraction("243.05")
    assert table.exact_value(0, "price") == Fraction("6.49")
    QGuiApplication.clipboard().setText(rows.replace("(pence)", "per 100 g"))
    trigger_action(window, "pasteAction")
    assert "not the price of a pack" in questions_text(import_dialog(window))


def test_that_an_ambiguous_date_is_settled_by_the_order_of_day_and_month(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    open_files(window, [write_list("Name,Elemental,Count,Price,Date\nA,250,60,9,05/06/2026\n")])
    dialog = import_dialog(window)
    choose(dialog, "Date: unit", "day before month")
    press_import(dialog)
    assert table.cell_text(0, "priced_on") == "2026-06-05"


MINERALS = "Zinc,calcium_mg,calcium form,Iron (mg),Shelf\n"


def test_that_the_dialog_says_as_what_columns_of_minerals_are_read(
    window: MainWindow, write_list: Callable[..., Path]
) -> None:
    header = f"Name,Item,Form,Elemental,Pack,Price,magnesium_mg,{MINERALS}"
    open_files(window, [write_list(f"{header}A,B,oxide,250,100,4,250,5,90,citrate,3,x\n")])
    dialog = import_dialog(window)
    assert shown_meanings(dialog)[6:] == [
        "Amount of Magnesium", "Zinc, its amount is not clear", "Amount of Calcium",
        "Form of Calcium", "Amount of Iron", "– leave out –",
    ]  # fmt: skip
    choose(dialog, "Iron (mg): contains", "Brand")
    choose(dialog, "Elemental: contains", "leave out")
    assert shown_meanings(dialog)[6] == "Amount of Magnesium"
    choose(dialog, "Iron (mg): contains", "Amount of Iron")
    assert shown_meanings(dialog)[10] == "Amount of Iron"
    assert preview_rows(dialog)[0].count("A") == 1


def test_that_what_a_column_of_a_mineral_is_read_as_is_not_cut_off(
    window: MainWindow, write_list: Callable[..., Path]
) -> None:
    header = "Product,strength,Pack,Price,Zinc,calcium_mg,calcium form\n"
    open_files(window, [write_list(f"{header}A,250,100,4,5,90,citrate\n")])
    dialog = dialog_with_more_choices(window)
    boxes = [box for box in dialog.findChildren(QComboBox) if box.isVisible()]
    assert "Zinc, its amount is not clear" in [box.currentText() for box in boxes]
    assert [box.currentText() for box in boxes if box.width() < box.sizeHint().width()] == []


def test_that_the_line_says_as_what_columns_of_minerals_are_read(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    header = f"Product,strength,Pack,Price,{MINERALS}"
    open_files(window, [write_list(f"{header}A,250,100,4,5,90,citrate,3,x\n")])
    line = mapping_line(window)
    assert shown_meanings(line)[4:] == [
        "Zinc, its amount is not clear", "Amount of Calcium", "Form of Calcium", "Amount of Iron",
        "Not used",
    ]  # fmt: skip
    unused = child(line, QLabel, "mappingUnused").text()
    assert "“Shelf” (x): not used" in unused
    assert "calcium" not in unused.lower()
    accept_line(line)
    assert table.cell_text(0, "other_minerals") == "calcium 90 mg (citrate), iron 3 mg"


@pytest.mark.parametrize("place", [300, 550, 600])
def test_that_a_text_below_the_first_rows_is_shown_with_its_question(
    window: MainWindow, write_list: Callable[..., Path], place: int
) -> None:
    rows = [f"Oxide {number},250,{100 + number},450\n" for number in range(600)]
    rows.insert(place, "Prices below in cents,,,\n")
    open_files(window, [write_list("Product,Elemental mg,Pack,Price EUR\n" + "".join(rows))])
    dialog = import_dialog(window)
    assert "“Prices below in cents”" in summary_text(dialog) + questions_text(dialog)

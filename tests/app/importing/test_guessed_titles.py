"""Tests of the questions about titles whose columns were guessed."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from tests.app.importing.import_dialog import (
    accept_line,
    choose,
    mapped_keys,
    mapping_line,
    press_in_line,
    questions_text,
)
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import child, open_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.window.main_window import MainWindow


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


@pytest.mark.parametrize(
    ("title", "answers", "price"),
    [
        ("Preis (Rp.)", ["IDR", "CHF cents"], (Fraction("12.9"), "CHF")),
        ("Preis (Filiale)", ["Yes, without “Filiale”"], (1290, "USD")),
        ("Max price USD", ["Yes, without “Max”"], (1290, "USD")),
        ("Price (kr)", ["DKK", "ISK", "NOK", "SEK"], (1290, "ISK")),
    ],
)
def test_that_no_word_of_a_guessed_title_is_dropped(
    window: MainWindow,
    write_list: Callable[..., Path],
    title: str,
    answers: list[str],
    price: tuple[Fraction, str],
) -> None:
    table = ProductTableDriver(window)
    open_files(window, [write_list(f"Produkt;Elemental mg;Kapseln;{title}\nCitrat;100;60;1290\n")])
    line = mapping_line(window)
    assert f"“{title}”" in questions_text(line)
    assert not child(line, QPushButton, "importButton").isEnabled()
    press_in_line(line, Qt.Key.Key_Return, ctrl=True)
    assert table.row_count == 0
    names = ["mappingYes", *(f"mappingAnswer{at}" for at in range(2, len(answers) + 1))]
    shown = [child(line, QPushButton, name).text().partition("  ")[2] for name in names]
    assert shown == answers
    press_in_line(line, Qt.Key.Key_1 if len(answers) == 1 else Qt.Key.Key_2)
    accept_line(line)
    assert (table.exact_value(0, "price"), table.exact_value(0, "currency")) == price


def test_that_the_answer_about_a_title_is_remembered_with_its_unit(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    rows = "Produkt;Elemental mg;Kapseln;Preis (Rp.)\n{name};100;60;1490\n"
    open_files(window, [write_list(rows.format(name="A"))])
    press_in_line(mapping_line(window), Qt.Key.Key_2)
    accept_line(mapping_line(window))
    open_files(window, [write_list(rows.format(name="B"))])
    values = [(str(table.exact_value(row, "price")), table.exact_value(row, "currency"))
              for row in range(2)]  # fmt: skip
    assert values == [("149/10", "CHF")] * 2


@pytest.mark.parametrize(
    "title", ["Magnesium oxide mg", "Magnesiumoxid mg", "MgO (mg)", "Oxyde de magnésium (mg)"]
)
def test_that_the_amount_of_a_salt_is_asked_about_and_is_no_elemental_one(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path], title: str
) -> None:
    open_files(window, [write_list(f"Product;{title};Caps;Price USD\nOxide;400;120;12\n")])
    line = mapping_line(window)
    assert mapped_keys(line) == ["product", "compound_mg", "pack_units", "price"]
    assert f"Is “{title}” the compound's amount in one serving?" in questions_text(line)
    accept_line(line)
    assert table.exact_value(0, "compound_mg") == 400
    assert table.cell_text(0, "form") == "oxide"
    assert table.exact_value(0, "elemental_mg") != 400


@pytest.mark.parametrize(
    ("key", "column"), [(Qt.Key.Key_1, "compound_mg"), (Qt.Key.Key_2, "elemental_mg")]
)
def test_that_amounts_that_only_a_salt_can_weigh_are_asked_about(
    window: MainWindow,
    table: ProductTableDriver,
    write_list: Callable[..., Path],
    key: Qt.Key,
    column: str,
) -> None:
    rows = "Product;Magnesium mg;Caps;Price USD\nMagnesium citrate;1000;120;12\n"
    open_files(window, [write_list(rows)])
    line = mapping_line(window)
    assert "“Magnesium mg” does not say whether “1000” is Magnesium" in questions_text(line)
    assert not child(line, QPushButton, "importButton").isEnabled()
    press_in_line(line, key)
    accept_line(line)
    assert table.exact_value(0, column) == 1000


@pytest.mark.parametrize("title", ["Magnesium malaat mg", "Magnesiumcitraat (mg)"])
def test_that_an_unknown_word_beside_a_mineral_is_asked_about(
    window: MainWindow, write_list: Callable[..., Path], title: str
) -> None:
    open_files(window, [write_list(f"Product;{title};Caps;Price USD\nOxide;400;120;12\n")])
    line = mapping_line(window)
    assert f"“{title}” may be" in questions_text(line)
    assert not child(line, QPushButton, "importButton").isEnabled()


def test_that_a_text_above_the_table_is_asked_about_on_the_line(
    window: MainWindow, write_list: Callable[..., Path]
) -> None:
    text = "Serving size: 3 capsules\nProduct;Elemental mg;Caps;Price USD\nOxide;400;120;12\n"
    open_files(window, [write_list(text)])
    line = mapping_line(window)
    assert "“Serving size: 3 capsules” stands beside or in" in questions_text(line)
    assert not child(line, QPushButton, "importButton").isEnabled()


def test_that_an_amount_can_be_said_to_be_of_the_compound(
    window: MainWindow, write_list: Callable[..., Path]
) -> None:
    open_files(window, [write_list("Product;Strength (mg);Caps;Price USD\nOxide;400;120;12\n")])
    line = mapping_line(window)
    assert "Is “Strength (mg)” the elemental amount in one serving?" in questions_text(line)
    press_in_line(line, Qt.Key.Key_3)
    assert mapped_keys(line)[1] == "compound_mg"


@pytest.mark.parametrize(
    ("header", "row", "keys"),
    [
        ("Product;Magnesium citrate mg;Caps;Price USD", "A;625;120;9",
         ["product", "compound_mg", "pack_units", "price"]),
        ("Product;Elemental mg;Tabletter;Jmf-pris (kr/kg);Pris (öre)", "A;100;60;899;12900",
         ["product", "elemental_mg", "pack_units", "", "price"]),
        ("Product;Elemental mg;Tablets;Retail (p)", "A;100;60;1200",
         ["product", "elemental_mg", "pack_units", "price"]),
    ],
)  # fmt: skip
def test_that_a_title_denies_what_it_does_not_name(
    window: MainWindow, write_list: Callable[..., Path], header: str, row: str, keys: list[str]
) -> None:
    open_files(window, [write_list(f"{header}\n{row}\n{row.replace('A', 'B', 1)}\n")])
    assert mapped_keys(mapping_line(window)) == keys


def test_that_another_answer_leaves_what_a_title_says(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    header = "Product;Elemental mg per 2 tablets;Tablets;Price EUR;Aisle"
    open_files(window, [write_list(f"{header}\nOxid;500;100;4,49;x\n")])
    line = mapping_line(window)
    choose(line, "Aisle: contains", "Note")
    accept_line(line)
    assert table.exact_value(0, "serving_units") == 2


@pytest.mark.parametrize(
    ("titles", "zinc"),
    [
        ("Product,Ingredient,Mag,Pack,Price", "Zinc"),
        ("Name,Wirkstoff,Elemental mg,Inventory Qty,Preis", "Zink"),
        ("Produit,Minéral,Dosage,Ct,Prix", "Zn"),
    ],
)
def test_that_the_minerals_of_rows_stay_beside_a_guess(
    window: MainWindow, write_list: Callable[..., Path], titles: str, zinc: str
) -> None:
    table = ProductTableDriver(window)
    rows = f"A,{zinc},10,60,20\nB,Magnesium,100,60,20\n"
    open_files(window, [write_list(f"{titles}\n{rows}")])
    accept_line(mapping_line(window))
    elements = {table.cell_text(at, "product"): table.cell_text(at, "element") for at in range(2)}
    assert elements == {"A": "Zinc", "B": "Magnesium"}

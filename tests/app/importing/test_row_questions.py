"""Rows of a list that leave a question: they open incomplete, and the user completes them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from tests.app.importing.import_dialog import (
    import_dialog,
    press_import,
    preview_rows,
    problem_lines,
    summary_text,
)
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import check_lines, dismiss_message, wait_for_lists

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.window.main_window import MainWindow


HEADER = "Product,Form,Elemental mg,Pack,Price\n"


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


def test_that_a_pack_of_one_is_asked_and_completed_in_the_table(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    window.open_files([write_list(f"{HEADER}Magnesium 100 mg 120 caps,glycinate,100,1,20.00\n")])
    wait_for_lists(window)
    dialog = import_dialog(window)
    assert "the name states 120" in problem_lines(dialog)[0]
    assert "1 of them is to be completed for the reason on the right." in summary_text(dialog)
    assert len(preview_rows(dialog)) == 1
    press_import(dialog)
    assert "1 product opened. 1 row to complete:" in dismiss_message(window)
    assert (table.cell_text(0, "pack_units"), table.cell_text(0, "rank")) == ("", "–")
    table.type_text(0, "pack_units", "120")
    assert table.cell_text(0, "rank") == "1"


def test_that_an_amount_that_differs_from_its_name_is_asked_and_completed_in_the_table(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    name = "Magnesium citrate 1000 mg (150 mg elemental)"
    window.open_files([write_list(f"{HEADER}{name},citrate,1000,60,20.00\n")])
    wait_for_lists(window)
    dialog = import_dialog(window)
    assert "the name states 150 mg" in problem_lines(dialog)[0]
    press_import(dialog)
    assert "1 product opened. 1 row to complete:" in dismiss_message(window)
    assert (table.cell_text(0, "elemental_mg"), table.cell_text(0, "rank")) == ("", "–")
    table.type_text(0, "elemental_mg", "150")
    assert table.cell_text(0, "rank") == "1"


def test_that_the_price_of_a_sale_counts_and_a_message_says_so(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    header = "Name,Form,Elemental mg,Attribute 1 name,Attribute 1 value(s),Sale price,Regular price"
    rows = "Citrate,citrate,150,Count,60,8,9\nOxide,oxide,250,Count,100,,5\n"
    window.open_files([write_list(f"{header}\n{rows}")])
    wait_for_lists(window)
    message = dismiss_message(window)
    assert (
        "Where “Sale price” holds a price above zero, it counts instead of “Regular price”."
        in message
    )
    prices = {table.cell_text(row, "product"): table.number(row, "price") for row in range(2)}
    assert prices == {"Citrate": Fraction(8), "Oxide": Fraction(5)}
    assert sorted(table.number(row, "pack_units") for row in range(2)) == [60, 100]


def test_that_rows_of_other_minerals_open_as_such_and_vitamins_are_named(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    rows = "Zinc 15 mg,,15,120,9\nMagnesium,citrate,150,100,9\nVitamin D3,,5,100,5\n"
    window.open_files([write_list(HEADER + rows)])
    wait_for_lists(window)
    words = dismiss_message(window)
    assert "2 products opened. 1 row left out:" in words
    assert "“Vitamin D3” names no mineral" in words
    ranks = {table.cell_text(row, "product"): table.cell_text(row, "rank") for row in range(2)}
    assert ranks == {"Zinc 15 mg": "–", "Magnesium": "1"}


def test_that_a_code_of_another_product_is_said_and_overwrites_nothing(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    header = "Product,Form,Elemental mg,Pack,Price,Currency,UPC\n"
    first = "Magnesium 200,glycinate,200,60,20,USD,753950000872\n"
    second = "Magnesium 400,oxide,400,60,5,USD,753950000872\n"
    window.open_files([write_list(header + first, "a.csv"), write_list(header + second, "b.csv")])
    wait_for_lists(window)
    assert "is the code of “Magnesium 200” in the comparison" in dismiss_message(window)
    assert table.product_names() == ["Magnesium 200", "Magnesium 400"]


def test_that_no_currency_is_assumed_for_a_price_whose_sign_several_share(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    rows = "Oxide,oxide,250,100,£5.00\nCitrate,citrate,100,60,7.00 kr\n"
    window.open_files([write_list(HEADER + rows)])
    wait_for_lists(window)
    press_import(import_dialog(window))
    assert "“kr” can mean several currencies: DKK, ISK, NOK, SEK." in dismiss_message(window)
    assert [table.cell_text(1, key) for key in ("currency", "price", "rank")] == [
        "kr", "7.00 kr", "–",
    ]  # fmt: skip
    table.type_text(1, "price", "7.00")
    assert (table.cell_text(1, "currency"), table.cell_text(1, "rank")) == ("kr", "–")
    table.type_text(1, "currency", "GBP")
    assert (table.exact_value(1, "currency"), table.cell_text(1, "rank")) == ("GBP", "2")


def test_that_a_mineral_without_a_unit_or_an_amount_is_kept_and_asked_about(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    header = "Product,Form,elemental_mg,pack_units,price,Zinc,calcium_mg\n"
    window.open_files([write_list(f"{header}Bare,oxide,200,100,4.20,60,?\n")])
    wait_for_lists(window)
    assert "“Zinc” states no unit" in dismiss_message(window)
    assert table.cell_text(0, "also_contains") == "calcium, zinc 60"
    assert table.cell_text(0, "rank") == "?"
    table.type_text(0, "other_minerals", "zinc 6 mg, calcium 50 mg")
    table.type_text(0, "also_contains", "vitamin D")
    assert table.cell_text(0, "rank") == "1"


def test_that_two_columns_of_one_mineral_stay_visible_in_the_table(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    header = "Product,Form,elemental_mg,pack_units,price,calcium_mg,Calcium\n"
    window.open_files([write_list(f"{header}Twice,oxide,200,100,4.20,500,600\n")])
    wait_for_lists(window)
    assert "Calcium is stated twice" in dismiss_message(window)
    assert table.cell_text(0, "other_minerals") == "calcium 500 mg, calcium 600"
    assert table.cell_text(0, "rank") == "–"


@pytest.mark.parametrize("amounts", [("10", "?"), ("trace", "10"), ("10", "abc"), ("10", "15")])
def test_that_rows_of_a_mineral_in_doubt_keep_it_and_all_others(
    window: MainWindow,
    table: ProductTableDriver,
    write_list: Callable[..., Path],
    amounts: tuple[str, str],
) -> None:
    zinc = "".join(f"A,Zinc,,{amount},60,6\n" for amount in amounts)
    rows = f"A,Magnesium,oxide,100,60,6\n{zinc}A,Calcium,,200,60,6\n"
    window.open_files([write_list(f"Product,element,form,elemental_mg,pack_units,price\n{rows}")])
    wait_for_lists(window)
    assert "Zinc is stated twice" in dismiss_message(window)
    stated = table.cell_text(0, "other_minerals")
    assert stated.startswith("calcium 200 mg, zinc 1")
    assert stated.count("zinc") == 2
    assert table.cell_text(0, "rank") == "–"
    table.type_text(0, "other_minerals", "calcium 200 mg, zinc 10 mg")
    assert table.cell_text(0, "rank") == "1"


def test_that_both_amounts_of_a_mineral_stay_in_its_cell(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    header = "Product,Form,elemental_mg,pack_units,price,magnesium_mg,zinc_mg\n"
    window.open_files([write_list(f"{header}Twice,oxide,250,100,4.20,300,5\n")])
    wait_for_lists(window)
    assert "Magnesium is stated twice" in dismiss_message(window)
    assert table.cell_text(0, "elemental_mg") == "magnesium 250 mg, magnesium 300 mg"
    assert table.cell_text(0, "rank") == "–"
    table.type_text(0, "elemental_mg", "300")
    assert table.cell_text(0, "rank") == "1"


@pytest.mark.parametrize(("key", "second", "both"), [
    ("price", "100,8.99", ("9.99 / 8.99", "8.99 / 9.99")),
    ("pack_units", "120,9.99", ("100 / 120", "120 / 100")),
])  # fmt: skip
def test_that_rows_of_one_product_that_contradict_each_other_are_asked_about(
    window: MainWindow,
    table: ProductTableDriver,
    write_list: Callable[..., Path],
    key: str,
    second: str,
    both: tuple[str, str],
) -> None:
    header = "product,element,form,elemental_mg,pack_units,price\n"
    rows = f"EE,magnesium,oxide,200,100,9.99\nEE,calcium,carbonate,500,{second}\n"
    window.open_files([write_list(f"{header}{rows}")])
    wait_for_lists(window)
    assert "differs from row" in dismiss_message(window)
    assert tuple(table.cell_text(row, key) for row in range(2)) == both
    assert [table.cell_text(row, "rank") for row in range(2)] == ["–", "–"]
    assert all("Keep the value that is right." in line for line in check_lines(window)[1:])

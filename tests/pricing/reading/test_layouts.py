"""Layouts of lists, guessed, chosen and saved; and lists merged into the rows that exist."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.model.columns import COLUMNS
from pricing.model.entry import Entry
from pricing.quantities.amounts import DecimalMark
from pricing.reading.clipboard import grid_of_rows
from pricing.reading.header_rows import header_row_at
from pricing.reading.importer import read_grid
from pricing.reading.layouts import (
    find_saved_layout,
    guess_layout,
    layout_key,
    layout_to_text,
)
from pricing.reading.merging import MergeMode, match_existing_rows, merge_list
from pricing.reading.reader_process import read_products
from pricing.reading.reading_options import ColumnChoice, Layout, ReadingOptions
from tests.spreadsheet_files import write_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import FrameType

    from pricing.reading.product_list import ListRow, ProductRow
    from tests.spreadsheet_files import Rows

LIST = [["Name", "Elemental", "Count", "Price"], ["A", "250", "100", "4.49"]]
choices = st.builds(
    ColumnChoice,
    st.sampled_from(["", *(column.key for column in COLUMNS)]),
    st.sampled_from([*DecimalMark]),
    st.sampled_from(["", "mg", "g", "EUR"]),
)
cells = st.lists(st.text(max_size=8), min_size=1, max_size=5)


def test_that_a_guessed_layout_reads_the_same_products_as_none() -> None:
    table = grid_of_rows(LIST)
    plain = read_grid(table, ReadingOptions())
    assert read_grid(table, ReadingOptions(layout=guess_layout(table))) == plain
    assert [row.values["product"] for row in plain.products] == ["A"]


def test_that_units_and_currencies_in_headers_are_guessed() -> None:
    table = grid_of_rows(
        [["Name", "Elemental (g)", "Count", "Preis in EUR"], ["A", "0.25", "100", "4.49"]]
    )
    assert [choice.unit for choice in guess_layout(table).choices] == ["", "g", "", "EUR"]


@given(st.lists(cells, min_size=1, max_size=5))
def test_that_any_table_has_a_guessed_layout(rows: list[list[str]]) -> None:
    layout = guess_layout(grid_of_rows(rows))
    assert layout.header_position is None or 0 <= layout.header_position < len(rows)
    keys = [choice.key for choice in layout.choices if choice.key]
    assert len(keys) == len(set(keys))


@given(cells, st.lists(choices, max_size=5), st.sampled_from(["", "cp1251"]))
def test_that_a_layout_is_found_only_for_the_same_headers(
    headers: list[str], column_choices: list[ColumnChoice], encoding: str
) -> None:
    layout = Layout(0, tuple(column_choices), encoding)
    saved = {layout_key(grid_of_rows([headers]).rows[0]): layout_to_text(layout)}
    table = replace(grid_of_rows([headers, *LIST]), encoding=encoding)
    found = find_saved_layout(table, saved)
    if any(text.strip() for text in headers):
        assert found == layout
        # The encoding is no answer for a text that is read in another.
        other = find_saved_layout(replace(table, encoding="koi8_r"), saved)
        assert other == replace(layout, encoding="")
    assert find_saved_layout(grid_of_rows(LIST), saved) is None


@pytest.mark.parametrize(
    "rows",
    [
        [['The "Name"', "C:\\mg\tdose", "Size", "Price"], ["A", "250", "100", "4.49"]],
        [["Name", "Dose", "", "Price"], ["", "Elemental", "Count", ""], ["A", "250", "60", "5"]],
        [["Name", "Elemental", "Count", "Price"], ["", "g", "", "EUR"], ["A", "1", "60", "5"]],
        [["", "g", "", "EUR"], ["Name", "Elemental", "Count", "Price"], ["A", "1", "60", "5"]],
        [
            ["Name", "Elemental", "Attribute 1 name", "Attribute 1 value(s)", "Price"],
            ["A", "250", "Count", "60", "5"],
        ],
    ],
)
def test_that_a_layout_is_found_again_whatever_rows_hold_the_headers(rows: list[list[str]]) -> None:
    table = grid_of_rows([["Our prices"], *rows])
    layout = guess_layout(table)
    assert layout.header_position is not None
    headers, _ = header_row_at(table, layout.header_position)
    saved = {"[]": "", layout_key(headers): layout_to_text(layout)}
    assert find_saved_layout(table, saved) == layout
    assert find_saved_layout(grid_of_rows([["Our prices"], *LIST]), saved) is None


def test_that_a_layout_is_sought_without_reading_the_words_of_other_rows() -> None:
    words = "magnesium per tablet price pack net"
    rows = [[f"{words} {row} {column}" for column in range(20)] for row in range(60)]
    table = grid_of_rows([*rows, *LIST])
    read = []

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and "header_parts" in frame.f_code.co_filename:
            read.append(frame.f_code.co_name)

    sys.setprofile(note)
    found = find_saved_layout(table, {layout_key(grid_of_rows(LIST).rows[0]): "[]"})
    sys.setprofile(None)
    assert found is None
    assert read == []


# -- merging -----------------------------------------------------------------------------------


def list_rows(*rows: list[str]) -> tuple[ProductRow, ...]:
    header = ["brand", "product", "elemental_mg", "pack_units", "price", "upc"]
    return (
        read_grid(grid_of_rows([header, *map(list, rows)]), ReadingOptions()).products
        if rows
        else ()
    )


def priced_rows(prices: list[tuple[str, int]]) -> tuple[ProductRow, ...]:
    return list_rows(*(["", name, "1", "1", str(price), ""] for name, price in prices))


def entries_of(rows: Sequence[ListRow]) -> tuple[Entry, ...]:
    return tuple(Entry(number, row.values) for number, row in enumerate(rows, start=1))


def test_that_products_match_by_code_whatever_their_names_and_leading_zeros() -> None:
    entries = entries_of(list_rows(["N", "A", "250", "100", "4", "0012345678905"]))
    (match,) = match_existing_rows(
        entries, list_rows(["M", "B", "250", "2", "3", "12345678905"])
    ).items()
    assert match == (0, 0)


def test_that_labels_match_without_case_and_punctuation() -> None:
    entries = entries_of(list_rows(["Now Foods", "Mg-Oxide", "250", "100", "4", ""]))
    same = list_rows(["NOW FOODS", "mg oxide", "9", "100", "5", ""])
    other_pack = list_rows(["NOW FOODS", "mg oxide", "9", "200", "5", ""])
    assert match_existing_rows(entries, same) == {0: 0}
    assert match_existing_rows(entries, other_pack) == {}


def test_that_an_update_keeps_values_that_the_list_does_not_hold() -> None:
    (entry,) = entries_of(list_rows(["N", "A", "250", "100", "4", ""]))
    entry = Entry(1, {**entry.values, "note": "mine"}, {"priced_on": "soon"})
    changes = merge_list(
        (entry,),
        list_rows(["N", "A", "250", "100", "5", ""]),
        MergeMode.UPDATE,
        lambda: Entry(9),
        "merge",
    )
    (after,) = changes.apply_to((entry,))
    assert (after.values["price"], after.values["note"]) == (5_000_000, "mine")
    assert after.unreadable == {"priced_on": "soon"}


@pytest.mark.parametrize("mode", MergeMode)
def test_that_merged_rows_are_in_the_unit_that_their_names_state(mode: MergeMode) -> None:
    rows = list_rows(
        ["N", "Oxide 250 mg 120 tabs", "250", "120", "4", ""], ["N", "Oxide", "9", "9", "5", ""]
    )
    changes = merge_list((), rows, mode, iter(map(Entry, range(9))).__next__, "merge")
    kinds = [entry.values.get("unit_kind") for entry in changes.apply_to(())]
    assert kinds == ["tablet", None]


@pytest.mark.parametrize(("price", "is_date_kept"), [("4", True), ("5", False)])
def test_that_a_new_price_without_a_date_removes_the_old_date(
    price: str, is_date_kept: bool
) -> None:
    (entry,) = entries_of(list_rows(["N", "A", "250", "100", "4", ""]))
    entry = Entry(1, {**entry.values, "priced_on": date(2025, 1, 1)})
    newer = list_rows(["N", "A", "250", "100", price, ""])
    changes = merge_list((entry,), newer, MergeMode.UPDATE, lambda: Entry(9), "merge")
    assert ("priced_on" in changes.apply_to((entry,))[0].values) is is_date_kept


@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 9)), max_size=6),
    st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 9)), max_size=6),
    st.sampled_from(MergeMode),
)
def test_that_merging_adds_the_unmatched_rows_and_can_be_undone(
    before: list[tuple[str, int]], new: list[tuple[str, int]], mode: MergeMode
) -> None:
    entries = entries_of(priced_rows(before))
    products = priced_rows(new)
    matches = match_existing_rows(entries, products)
    new_entry = iter(map(Entry, range(100, 200))).__next__
    changes = merge_list(entries, products, mode, new_entry, "merge")
    after = changes.apply_to(entries)
    added = len(products) - (0 if mode is MergeMode.ADD else len(matches))
    assert len(after) == len(entries) + added
    if mode is MergeMode.SKIP:
        assert after[: len(entries)] == entries
    assert changes.inverse().apply_to(after) == entries


def test_that_unused_last_columns_without_headers_make_no_row_too_long() -> None:
    rows = [["A", "250", "100", "4.49", "B4", "x"], ["B", "105", "60", "9.99", "B5", ""]]
    keys = ("product", "elemental_mg", "pack_units", "price", "", "")
    layout = Layout(None, tuple(map(ColumnChoice, keys)))
    options = ReadingOptions(layout=layout, expected_currency="USD")
    read = read_grid(grid_of_rows(rows), options)
    assert [row.values["product"] for row in read.products] == ["A", "B"]
    longer = read_grid(grid_of_rows([*rows, ["C", "1", "2", "3.99", "", "", "99"]]), options)
    assert [row.values["product"] for row in longer.products] == ["A", "B"]


@pytest.mark.parametrize("above", [[], ["Stock list"], ["All prices in pence", "Stock list"]])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_that_columns_named_by_their_places_cost_no_product(
    tmp_path: Path, above: list[str], ending: str
) -> None:
    path = tmp_path / f"list.{ending}"
    products: Rows = [["Oxide", 250, 100, 449], ["Citrate", 105, 120, 1397]]
    rows: Rows = [*([title] for title in above), *products]
    if ending == "xlsx":
        write_workbook(path, rows)
    else:
        path.write_text("".join(f"{','.join(map(str, row))}\n" for row in rows))
    places = {"1": "product", "2": "elemental_mg", "C": "pack_units", "4": "price:pence"}
    read = read_products(path, ReadingOptions(column_keys=places))
    found = [row.product for row in read.products]
    assert [(one.product, one.elemental, one.price) for one in found] == [
        ("Oxide", 250_000, 4_490_000),
        ("Citrate", 105_000, 13_970_000),
    ]


def test_that_a_title_above_a_block_without_headers_says_what_all_products_hold() -> None:
    rows = [["Alle Produkte enthalten Jodsalz"], ["Stand: Mai"], ["Oxide", "250", "100", "4.49"]]
    grid = grid_of_rows(rows)
    read = read_grid(grid, ReadingOptions(layout=guess_layout(grid)))
    (row,) = read.products
    assert (row.product.product, row.product.also_contains) == ("Oxide", "iodine")
    assert any("Alle Produkte enthalten Jodsalz" in str(problem) for problem in read.problems)


def test_that_titles_above_a_block_without_headers_say_how_its_prices_are_meant() -> None:
    rows = [["Offers 2026"], [""], ["All prices in pence"], ["Oxide", "250", "100", "449"]]
    grid = grid_of_rows(rows)
    layout = guess_layout(grid, "USD")
    (price,) = [choice for choice in layout.choices if choice.key == "price"]
    assert (price.unit, price.is_subunit) == ("GBP", True)
    (row,) = read_grid(grid, ReadingOptions(layout=layout)).products
    assert (row.product.price, row.product.currency) == (4_490_000, "GBP")

"""Lists laid out by a user, remembered, and joined to the rows that are there."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.model.columns import COLUMNS
from pricing.model.entry import Entry
from pricing.quantities.amounts import DecimalMark
from pricing.reading.clipboard import grid_of_rows
from pricing.reading.importer import ReadingOptions, read_grid
from pricing.reading.layouts import (
    ColumnChoice,
    Layout,
    find_saved_layout,
    guess_layout,
    layout_key,
    layout_to_text,
)
from pricing.reading.merging import MergeMode, match_existing_rows, merge_list

LIST = [["Name", "Elemental", "Count", "Price"], ["A", "250", "100", "4.49"]]
choices = st.builds(
    ColumnChoice,
    st.sampled_from(["", *(column.key for column in COLUMNS)]),
    st.sampled_from(DecimalMark),
    st.sampled_from(["", "mg", "g", "EUR"]),
)
cells = st.lists(st.text(max_size=8), min_size=1, max_size=5)


def test_that_a_guess_reads_what_would_be_read_without_one() -> None:
    table = grid_of_rows(LIST)
    plain = read_grid(table, ReadingOptions())
    assert read_grid(table, ReadingOptions(layout=guess_layout(table))) == plain
    assert [each.values["product"] for each in plain.products] == ["A"]


def test_that_units_and_currencies_of_headers_are_guessed() -> None:
    table = grid_of_rows(
        [["Name", "Elemental (g)", "Count", "Preis in EUR"], ["A", "0.25", "100", "4.49"]]
    )
    assert [each.unit for each in guess_layout(table).choices] == ["", "g", "", "EUR"]


@given(st.lists(cells, min_size=1, max_size=5))
def test_that_any_table_can_be_guessed_at(rows) -> None:
    layout = guess_layout(grid_of_rows(rows))
    assert layout.header_position is None or 0 <= layout.header_position < len(rows)
    keys = [choice.key for choice in layout.choices if choice.key]
    assert len(keys) == len(set(keys))


@given(cells, st.lists(choices, min_size=1, max_size=5))
def test_that_a_layout_is_recalled_for_the_same_headers_only(headers, said) -> None:
    kept = {layout_key(grid_of_rows([headers]).rows[0]): layout_to_text(Layout(0, tuple(said)))}
    again = find_saved_layout(grid_of_rows([headers, *LIST]), lambda key: kept.get(key, ""))
    if any(text.strip() for text in headers):
        assert again == Layout(0, tuple(said))
    assert find_saved_layout(grid_of_rows(LIST), lambda key: kept.get(key, "")) is None


# -- joining -----------------------------------------------------------------------------------


def listed(*rows: list[str]):
    header = ["brand", "product", "elemental_mg", "pack_units", "price", "upc"]
    return (
        read_grid(grid_of_rows([header, *map(list, rows)]), ReadingOptions()).products
        if rows
        else ()
    )


def entered(products):
    return tuple(Entry(at, each.values) for at, each in enumerate(products, start=1))


def test_that_the_same_code_is_the_same_product_whatever_its_name_and_leading_zeros() -> None:
    entries = entered(listed(["N", "A", "250", "100", "4", "0012345678905"]))
    (found,) = match_existing_rows(
        entries, listed(["M", "B", "1", "2", "3", "12345678905"])
    ).items()
    assert found == (0, 0)


def test_that_name_brand_and_pack_are_compared_without_case_and_punctuation() -> None:
    entries = entered(listed(["Now Foods", "Mg-Oxide", "250", "100", "4", ""]))
    same = listed(["NOW FOODS", "mg oxide", "9", "100", "5", ""])
    other_pack = listed(["NOW FOODS", "mg oxide", "9", "200", "5", ""])
    assert match_existing_rows(entries, same) == {0: 0}
    assert match_existing_rows(entries, other_pack) == {}


def test_that_an_update_keeps_what_the_list_does_not_say() -> None:
    (entry,) = entered(listed(["N", "A", "250", "100", "4", ""]))
    entry = Entry(1, {**entry.values, "note": "mine"}, {"priced_on": "soon"})
    changes = merge_list(
        (entry,),
        listed(["N", "A", "250", "100", "5", ""]),
        MergeMode.UPDATE,
        lambda: Entry(9),
        "join",
    )
    (after,) = changes.apply_to((entry,))
    assert (after.values["price"], after.values["note"]) == (5_000_000, "mine")
    assert after.unreadable == {"priced_on": "soon"}


@pytest.mark.parametrize(("price", "kept"), [("4", True), ("5", False)])
def test_that_another_price_of_a_list_without_days_leaves_no_old_day(price, kept) -> None:
    (entry,) = entered(listed(["N", "A", "250", "100", "4", ""]))
    entry = Entry(1, {**entry.values, "priced_on": date(2025, 1, 1)})
    newer = listed(["N", "A", "250", "100", price, ""])
    changes = merge_list((entry,), newer, MergeMode.UPDATE, lambda: Entry(9), "join")
    assert ("priced_on" in changes.apply_to((entry,))[0].values) is kept


@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 9)), max_size=6),
    st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 9)), max_size=6),
    st.sampled_from(MergeMode),
)
def test_that_joining_adds_as_many_rows_as_it_says_and_can_be_taken_back(before, new, how) -> None:
    entries = entered(listed(*(["", name, "1", "1", str(price), ""] for name, price in before)))
    products = listed(*(["", name, "1", "1", str(price), ""] for name, price in new))
    known = match_existing_rows(entries, products)
    changes = merge_list(entries, products, how, iter(map(Entry, range(100, 200))).__next__, "join")
    after = changes.apply_to(entries)
    added = len(products) - (0 if how is MergeMode.ADD else len(known))
    assert len(after) == len(entries) + added
    if how is MergeMode.SKIP:
        assert after[: len(entries)] == entries
    assert changes.inverse().apply_to(after) == entries

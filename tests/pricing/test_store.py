"""What is on disk: every change, whole, and again after a restart."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.changes import (
    change_scenario,
    edit_cells,
    insert_rows,
    remove_rows,
    type_into,
)
from pricing.columns import BY_KEY, COLUMNS
from pricing.entry import Entry
from pricing.errors import UserError
from pricing.scenario import Scenario
from pricing.store.catalogue import Catalogue
from pricing.store.database import FILE_NAME
from tests.strategies import product_values, scenarios


def reopened(folder):
    catalogue = Catalogue(folder)
    try:
        return catalogue.entries(), catalogue.scenario() or Scenario(), catalogue.notice
    finally:
        catalogue.close()


@pytest.fixture
def catalogue(tmp_path):
    opened = Catalogue(tmp_path)
    yield opened
    opened.close()


def write(catalogue: Catalogue, changes) -> tuple[Entry, ...]:
    entries = changes.applied(catalogue.entries())
    catalogue.write(changes, entries)
    return entries


@given(st.lists(product_values(), max_size=6), scenarios())
def test_that_rows_and_scenario_come_back_as_they_were(tmp_path_factory, rows, scenario):
    folder = tmp_path_factory.mktemp("data")
    catalogue = Catalogue(folder)
    entries = tuple(Entry(number, values) for number, values in enumerate(rows, start=1))
    catalogue.write(insert_rows(0, entries, "list"), entries)
    catalogue.write(change_scenario(catalogue.scenario() or Scenario(), scenario, "all"), entries)
    catalogue.close()
    assert reopened(folder) == (entries, scenario, None)


def test_that_what_could_not_be_read_is_kept_as_typed(catalogue, tmp_path):
    entry = Entry(1).typed(BY_KEY["price"], "about 5 €").typed(BY_KEY["product"], "A")
    write(catalogue, insert_rows(0, [entry], "new"))
    ((kept,), _, _) = reopened(tmp_path)
    assert kept.wrong == {"price": "about 5 €"}
    assert "not a number" in str(kept.refusal("price"))


def test_that_every_column_of_a_list_has_its_place_on_disk(catalogue, tmp_path):
    write(catalogue, insert_rows(0, [Entry(1, {"product": "A"})], "new"))
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        names = {row[1] for row in connection.execute("PRAGMA table_info(product)")}
    assert {column.key for column in COLUMNS} <= names


def test_that_a_change_and_its_inverse_leave_what_was(catalogue):
    rows = [Entry(number, {"product": f"P{number}"}) for number in range(1, 6)]
    before = write(catalogue, insert_rows(0, rows, "list"))
    for changes in (
        type_into(before, 2, "price", "4.49"),
        edit_cells(before, {(0, "brand"): "B", (4, "price"): "x"}, "paste"),
        insert_rows(2, [Entry(9, {"product": "new"})], "insert"),
        remove_rows(before, [0, 3]),
    ):
        after = write(catalogue, changes)
        assert after != before
        assert catalogue.entries() == after
        assert write(catalogue, changes.inverse()) == before
        assert catalogue.entries() == before


def test_that_a_product_taken_out_of_the_comparison_stays_in_the_catalogue(catalogue, tmp_path):
    rows = write(catalogue, insert_rows(0, [Entry(1, {"product": "A"})], "new"))
    write(catalogue, remove_rows(rows, [0]))
    assert catalogue.entries() == ()
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        assert connection.execute("SELECT product FROM product").fetchall() == [("A",)]
    assert catalogue.next_id() == 2


def test_that_a_new_product_that_is_undone_is_forgotten(catalogue, tmp_path):
    changes = insert_rows(0, [Entry(1, {"product": "A"})], "new")
    write(catalogue, changes)
    write(catalogue, changes.inverse())
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        assert connection.execute("SELECT count(*) FROM product").fetchone() == (0,)


def test_that_a_write_that_fails_changes_nothing(catalogue, tmp_path):
    rows = write(catalogue, insert_rows(0, [Entry(1, {"product": "A"})], "new"))
    too_large = replace(rows[0], values={"product": "B", "price": 2**70})
    changes = insert_rows(1, [Entry(2, {"product": "C"}), replace(too_large, id=3)], "list")
    with pytest.raises((UserError, OverflowError)):
        write(catalogue, changes)
    assert catalogue.entries() == rows


def test_that_a_damaged_file_is_set_aside_and_said(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b"this is no database" * 100)
    entries, scenario, notice = reopened(tmp_path)
    assert (entries, scenario) == ((), Scenario())
    assert "is damaged" in str(notice)
    assert list(tmp_path.glob("*.damaged-*"))


def test_that_a_file_of_a_newer_program_is_left_alone(catalogue, tmp_path):
    catalogue.close()
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(UserError, match="newer version"):
        Catalogue(tmp_path)


def test_that_a_folder_that_cannot_be_used_is_said(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserError, match="cannot be used"):
        Catalogue(tmp_path / "file")


def test_that_a_stored_scenario_that_no_longer_holds_gives_the_default(catalogue, tmp_path):
    catalogue.close()
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute('UPDATE comparison SET scenario = \'{"element": "Xx"}\'')
    assert reopened(tmp_path)[1] == Scenario()


def test_that_quotes_and_semicolons_are_only_text(catalogue):
    name = "Robert'); DROP TABLE product;--"
    write(catalogue, insert_rows(0, [Entry(1, {"product": name})], "new"))
    assert catalogue.entries()[0].values["product"] == name

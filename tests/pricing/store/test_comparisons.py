"""What is on disk: every change, whole, and again after a restart."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.model.changes import (
    change_prices,
    change_saved_comparisons,
    change_scenario,
    edit_cell,
    edit_cells,
    insert_rows,
    remove_rows,
)
from pricing.model.columns import COLUMNS, COLUMNS_BY_KEY
from pricing.model.entry import Entry
from pricing.model.scenario import Scenario
from pricing.problems.errors import UserError
from pricing.store.comparisons import ComparisonStore
from pricing.store.data_files import COMPARISONS_FILE
from tests.sqlite_file import sqlite_connection
from tests.strategies import product_values, scenarios

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.model.saved_comparisons import SavedComparisons


def reopened(folder: Path):
    catalogue = ComparisonStore(folder)
    try:
        return catalogue.entries(), catalogue.scenario() or Scenario(), catalogue.notice
    finally:
        catalogue.close()


@pytest.fixture
def catalogue(tmp_path: Path):
    opened = ComparisonStore(tmp_path)
    yield opened
    opened.close()


def write(catalogue: ComparisonStore, changes) -> tuple[Entry, ...]:
    entries = changes.apply_to(catalogue.entries())
    catalogue.write(changes, entries)
    return entries


@given(st.lists(product_values(), max_size=6), scenarios())
def test_that_rows_and_scenario_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, rows, scenario: Scenario
) -> None:
    folder = tmp_path_factory.mktemp("data")
    catalogue = ComparisonStore(folder)
    entries = tuple(Entry(number, values) for number, values in enumerate(rows, start=1))
    catalogue.write(insert_rows(0, entries, "list"), entries)
    catalogue.write(change_scenario(catalogue.scenario() or Scenario(), scenario, "all"), entries)
    catalogue.close()
    assert reopened(folder) == (entries, scenario, None)


def test_that_what_could_not_be_read_is_kept_as_typed(catalogue, tmp_path: Path) -> None:
    entry = (
        Entry(1)
        .with_text(COLUMNS_BY_KEY["price"], "about 5 €")
        .with_text(COLUMNS_BY_KEY["product"], "A")
    )
    write(catalogue, insert_rows(0, [entry], "new"))
    ((kept,), _, _) = reopened(tmp_path)
    assert kept.unreadable == {"price": "about 5 €"}
    assert "not a number" in str(kept.cell_error("price"))


def test_that_every_column_of_a_list_has_its_place_on_disk(catalogue, tmp_path: Path) -> None:
    write(catalogue, insert_rows(0, [Entry(1, {"product": "A"})], "new"))
    with sqlite_connection(tmp_path / COMPARISONS_FILE.name) as connection:
        names = {row[1] for row in connection.execute("PRAGMA table_info(product)")}
    assert {column.key for column in COLUMNS} <= names


def test_that_a_change_and_its_inverse_leave_what_was(catalogue) -> None:
    rows = [Entry(number, {"product": f"P{number}"}) for number in range(1, 6)]
    before = write(catalogue, insert_rows(0, rows, "list"))
    for changes in (
        edit_cell(before, 2, "price", "4.49"),
        edit_cells(before, {(0, "brand"): "B", (4, "price"): "x"}, "paste"),
        insert_rows(2, [Entry(9, {"product": "new"})], "insert"),
        remove_rows(before, [0, 3]),
    ):
        after = write(catalogue, changes)
        assert after != before
        assert catalogue.entries() == after
        assert write(catalogue, changes.inverse()) == before
        assert catalogue.entries() == before


def test_that_a_product_taken_out_of_the_comparison_stays_in_the_catalogue(
    catalogue, tmp_path: Path
) -> None:
    rows = write(catalogue, insert_rows(0, [Entry(1, {"product": "A"})], "new"))
    write(catalogue, remove_rows(rows, [0]))
    assert catalogue.entries() == ()
    with sqlite_connection(tmp_path / COMPARISONS_FILE.name) as connection:
        assert connection.execute("SELECT product FROM product").fetchall() == [("A",)]
    assert catalogue.next_product_id() != 1


def test_that_a_new_product_that_is_undone_is_forgotten(catalogue, tmp_path: Path) -> None:
    changes = insert_rows(0, [Entry(1, {"product": "A"})], "new")
    write(catalogue, changes)
    write(catalogue, changes.inverse())
    with sqlite_connection(tmp_path / COMPARISONS_FILE.name) as connection:
        assert connection.execute("SELECT count(*) FROM product").fetchone() == (0,)


def test_that_a_write_that_fails_changes_nothing(catalogue, tmp_path: Path) -> None:
    rows = write(catalogue, insert_rows(0, [Entry(1, {"product": "A"})], "new"))
    too_large = replace(rows[0], values={"product": "B", "price": 2**70})
    changes = insert_rows(1, [Entry(2, {"product": "C"}), replace(too_large, id=3)], "list")
    with pytest.raises((UserError, OverflowError)):
        write(catalogue, changes)
    assert catalogue.entries() == rows


def test_that_a_damaged_file_is_set_aside_and_said(tmp_path: Path) -> None:
    (tmp_path / COMPARISONS_FILE.name).write_bytes(b"this is no database" * 100)
    entries, scenario, notice = reopened(tmp_path)
    assert (entries, scenario) == ((), Scenario())
    assert "is damaged" in str(notice)
    assert list(tmp_path.glob("*.damaged-*"))


def test_that_a_file_of_a_newer_program_is_left_alone(catalogue, tmp_path: Path) -> None:
    catalogue.close()
    with sqlite_connection(tmp_path / COMPARISONS_FILE.name) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(UserError, match="newer version"):
        ComparisonStore(tmp_path)


def test_that_a_folder_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserError, match="cannot be used"):
        ComparisonStore(tmp_path / "file")


def test_that_a_stored_scenario_that_no_longer_holds_gives_the_default(
    catalogue, tmp_path: Path
) -> None:
    catalogue.close()
    with sqlite_connection(tmp_path / COMPARISONS_FILE.name) as connection:
        connection.execute('UPDATE comparison SET scenario = \'{"element": "Xx"}\'')
    assert reopened(tmp_path)[1] == Scenario()


def test_that_quotes_and_semicolons_are_only_text(catalogue) -> None:
    name = "Robert'); DROP TABLE product;--"
    write(catalogue, insert_rows(0, [Entry(1, {"product": name})], "new"))
    assert catalogue.entries()[0].values["product"] == name


# -- saved comparisons -------------------------------------------------------------------------


def begin(catalogue: ComparisonStore, name: str, copy_of: int | None = None) -> SavedComparisons:
    shelf = catalogue.saved_comparisons()
    after = shelf.with_new(catalogue.next_comparison_id(), name, copy_of)
    write(catalogue, change_saved_comparisons(shelf, after, "new"))
    return after


def test_that_a_comparison_keeps_the_price_that_it_was_made_with(catalogue, tmp_path: Path) -> None:
    rows = write(catalogue, insert_rows(0, [Entry(1, {"product": "A", "price": 4_000_000})], "new"))
    first = catalogue.saved_comparisons().open_comparison.id
    begin(catalogue, "copy", copy_of=first)
    assert catalogue.entries() == rows
    dearer = write(catalogue, edit_cell(rows, 0, "price", "5.00"))
    renamed = write(catalogue, edit_cell(dearer, 0, "product", "B"))
    assert catalogue.changed_prices() == {}
    shelf = catalogue.saved_comparisons()
    write(catalogue, change_saved_comparisons(shelf, shelf.with_opened(first), "open"))
    (entry,) = catalogue.entries()
    assert entry.values == {"product": "B", "price": 4_000_000}
    assert catalogue.changed_prices() == {1: {"price": 5_000_000}}
    taken = write(
        catalogue, change_prices(catalogue.entries(), catalogue.changed_prices(), "update")
    )
    assert taken[0].values == renamed[0].values
    assert catalogue.changed_prices() == {}


def test_that_a_label_corrected_in_an_old_comparison_leaves_the_newer_price(catalogue) -> None:
    rows = write(catalogue, insert_rows(0, [Entry(1, {"product": "A", "price": 4_000_000})], "new"))
    first = catalogue.saved_comparisons().open_comparison.id
    begin(catalogue, "copy", copy_of=first)
    write(catalogue, edit_cell(rows, 0, "price", "5.00"))
    shelf = catalogue.saved_comparisons()
    write(catalogue, change_saved_comparisons(shelf, shelf.with_opened(first), "open"))
    write(catalogue, edit_cell(catalogue.entries(), 0, "brand", "N"))
    assert catalogue.changed_prices() == {1: {"price": 5_000_000}}


def test_that_a_price_that_cannot_be_read_is_wrong_in_its_own_comparison_only(catalogue) -> None:
    rows = write(catalogue, insert_rows(0, [Entry(1, {"product": "A", "price": 4_000_000})], "new"))
    first = catalogue.saved_comparisons().open_comparison.id
    begin(catalogue, "copy", copy_of=first)
    wrong = write(catalogue, edit_cell(rows, 0, "price", "many"))
    assert catalogue.entries() == wrong
    shelf = catalogue.saved_comparisons()
    write(catalogue, change_saved_comparisons(shelf, shelf.with_opened(first), "open"))
    assert catalogue.entries() == rows


def test_that_a_row_forgotten_here_stays_where_another_comparison_has_it(catalogue) -> None:
    begun = insert_rows(0, [Entry(1, {"product": "A"}, {"price": "x"})], "new")
    rows = write(catalogue, begun)
    first = catalogue.saved_comparisons().open_comparison.id
    begin(catalogue, "copy", copy_of=first)
    write(catalogue, remove_rows(rows, [0]))
    assert catalogue.entries() == ()
    shelf = catalogue.saved_comparisons()
    write(catalogue, change_saved_comparisons(shelf, shelf.with_opened(first), "open"))
    assert catalogue.entries()[0].values == {"product": "A"}


def test_that_a_removed_comparison_comes_back_whole_in_spite_of_another_window(
    catalogue, tmp_path: Path
) -> None:
    rows = write(catalogue, insert_rows(0, [Entry(1, {"product": "A"})], "new"))
    before = catalogue.saved_comparisons()
    removal = change_saved_comparisons(
        before, before.without(before.open_comparison.id, 7), "deletion"
    )
    write(catalogue, removal)
    assert (catalogue.entries(), catalogue.saved_comparisons().open_comparison.name) == (
        (),
        "Untitled comparison",
    )
    ComparisonStore(tmp_path).close()
    write(catalogue, removal.inverse())
    assert (catalogue.entries(), catalogue.saved_comparisons()) == (rows, before)


def test_that_the_first_change_keeps_the_scenario_that_it_was_made_in(catalogue) -> None:
    changes = insert_rows(0, [Entry(1, {"product": "A"})], "new")
    scenario = Scenario(days=90)
    assert catalogue.scenario() is None
    catalogue.write(changes, changes.apply_to(()), scenario)
    assert catalogue.scenario() == scenario
    catalogue.write(changes.inverse(), (), Scenario(days=1))
    assert catalogue.scenario() == scenario


def test_that_what_was_said_of_a_list_is_remembered(catalogue, tmp_path: Path) -> None:
    assert catalogue.list_mapping("headers") == ""
    catalogue.save_list_mapping("headers", "first")
    catalogue.save_list_mapping("headers", "second")
    catalogue.close()
    again = ComparisonStore(tmp_path)
    assert again.list_mapping("headers") == "second"
    again.close()


def test_that_two_windows_on_one_folder_never_write_over_each_other(tmp_path: Path) -> None:
    left, right = ComparisonStore(tmp_path), ComparisonStore(tmp_path)
    for each, name in ((left, "left"), (right, "right")):
        write(each, insert_rows(0, [Entry(each.next_product_id(), {"product": name})], "new"))
    left.close()
    right.close()
    with sqlite_connection(tmp_path / COMPARISONS_FILE.name) as connection:
        found = connection.execute("SELECT product FROM product ORDER BY product").fetchall()
    connection.close()
    assert found == [("left",), ("right",)]


# The data file as version 1 wrote it.
VERSION_1 = """
    CREATE TABLE product (
        id INTEGER PRIMARY KEY, product TEXT, brand TEXT, element TEXT, form TEXT, unit_kind TEXT,
        elemental_mg INTEGER, compound_mg INTEGER, serving_units INTEGER, pack_units INTEGER,
        price INTEGER, currency TEXT, discount_percent INTEGER, tax_percent INTEGER,
        delivery INTEGER, smallest_dose INTEGER, daily_value_percent INTEGER, upc TEXT, ndc TEXT,
        priced_on TEXT, source TEXT, note TEXT, wrong TEXT NOT NULL DEFAULT '{}'
    );
    CREATE TABLE comparison (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '', scenario TEXT NOT NULL DEFAULT '{}'
    );
    CREATE TABLE comparison_product (
        comparison_id INTEGER NOT NULL REFERENCES comparison (id) ON DELETE CASCADE,
        product_id INTEGER NOT NULL REFERENCES product (id) ON DELETE CASCADE,
        position INTEGER NOT NULL, PRIMARY KEY (comparison_id, product_id)
    ) WITHOUT ROWID;
    INSERT INTO comparison (id, scenario) VALUES (1, '{"days": 90}');
    INSERT INTO product (id, product, price, currency, wrong)
        VALUES (5, 'A', 4490000, 'USD', '{"pack_units": "many"}'),
               (6, 'B', NULL, 'USD', '{"price": "1,234"}'), (7, 'C', 1, 'USD', '{}');
    INSERT INTO comparison_product VALUES (1, 6, 0), (1, 5, 1);
    PRAGMA user_version = 1;
"""


def test_that_a_data_file_of_version_1_is_taken_forward_whole(tmp_path: Path) -> None:
    with sqlite_connection(tmp_path / COMPARISONS_FILE.name) as connection:
        connection.executescript(VERSION_1)
    connection.close()
    catalogue = ComparisonStore(tmp_path)
    assert catalogue.entries() == (
        Entry(6, {"product": "B", "currency": "USD"}, {"price": "1,234"}),
        Entry(5, {"product": "A", "price": 4_490_000, "currency": "USD"}, {"pack_units": "many"}),
    )
    assert catalogue.scenario() == Scenario(days=90)
    assert catalogue.saved_comparisons().open_comparison.name == "Untitled comparison"
    catalogue.close()


def test_that_a_file_taken_forward_is_built_like_a_new_one(tmp_path: Path) -> None:
    shapes = []
    for version in ("old", "new"):
        folder = tmp_path / version
        folder.mkdir()
        if version == "old":
            with sqlite_connection(folder / COMPARISONS_FILE.name) as connection:
                connection.executescript(VERSION_1)
            connection.close()
        ComparisonStore(folder).close()
        with sqlite_connection(folder / COMPARISONS_FILE.name) as connection:
            tables = ("product", "comparison", "comparison_product", "list_mapping")
            shapes.append(
                [connection.execute(f"PRAGMA table_info({name})").fetchall() for name in tables]
            )
        connection.close()
    assert shapes[0] == shapes[1]


# What version 2 had more than version 1; MIGRATIONS[1] led there.
VERSION_2 = f"{VERSION_1} {COMPARISONS_FILE.migrations[1]} PRAGMA user_version = 2;"
EARLIER = {1: VERSION_1, 2: VERSION_2}


def of_version(folder: Path, version: int):
    """A data file as that version left it."""
    path = folder / COMPARISONS_FILE.name
    connection = sqlite3.connect(path)
    connection.executescript(EARLIER[version])
    connection.close()
    return path


@pytest.mark.parametrize("version", EARLIER)
def test_that_an_earlier_version_is_taken_forward_and_backed_up(tmp_path: Path, version) -> None:
    path = of_version(tmp_path, version)
    catalogue = ComparisonStore(tmp_path)
    assert [entry.values["product"] for entry in catalogue.entries()] == ["B", "A"]
    catalogue.close()
    backup = path.with_name(f"{COMPARISONS_FILE.name}.version-{version}")
    connection = sqlite3.connect(backup)
    assert connection.execute("PRAGMA user_version").fetchone() == (version,)
    assert connection.execute("SELECT product FROM product ORDER BY id").fetchall() == [
        ("A",), ("B",), ("C",),
    ]  # fmt: skip
    connection.close()
    assert {each.name for each in tmp_path.iterdir() if "version" in each.name} == {backup.name}


def test_that_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = of_version(tmp_path, 2)
    connection = sqlite3.connect(path)
    connection.execute("ALTER TABLE product ADD COLUMN shops_found INTEGER")
    connection.close()
    for _ in range(2):
        with pytest.raises(UserError):
            ComparisonStore(tmp_path)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    names = [row[1] for row in connection.execute("PRAGMA table_info(product)")]
    assert ("shops_asked" in names, "shops_found" in names) == (False, True)
    connection.close()


def test_that_only_the_latest_backups_are_kept(tmp_path: Path) -> None:
    path = of_version(tmp_path, 1)
    for number in range(5):
        old = path.with_name(f"{COMPARISONS_FILE.name}.version-0{number}")
        old.write_bytes(b"old")
        os.utime(old, (number, number))
    ComparisonStore(tmp_path).close()
    kept = sorted(each.name for each in tmp_path.glob(f"{COMPARISONS_FILE.name}.version-*"))
    assert kept == [f"{COMPARISONS_FILE.name}.version-{each}" for each in ("03", "04", "1")]

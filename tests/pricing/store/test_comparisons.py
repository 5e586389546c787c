"""Comparisons on disk: every change is written, and read again after a restart."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.model.changes import (
    ChangeSet,
    PositionedEntry,
    RowChange,
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
from pricing.store.integrity import compute_digest
from tests.refusing_disk import needs_refusing_disk, refusing_disk
from tests.sqlite_file import sqlite_connection
from tests.strategies import product_values, scenarios

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pricing.model.columns import BaseValue
    from pricing.model.saved_comparisons import SavedComparisons
    from pricing.problems.errors import Problem


def reopened(folder: Path) -> tuple[tuple[Entry, ...], Scenario, Problem | None]:
    """Return the rows, the scenario and the notice after a restart."""
    store = ComparisonStore(folder)
    try:
        return store.entries(), store.scenario() or Scenario(), store.notice
    finally:
        store.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ComparisonStore]:
    store = ComparisonStore(tmp_path)
    yield store
    store.close()


def write(store: ComparisonStore, changes: ChangeSet) -> tuple[Entry, ...]:
    return store.write(changes, store.state()).now.entries


@given(st.lists(product_values(), max_size=6), scenarios())
def test_that_rows_and_scenario_are_read_unchanged(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[dict[str, BaseValue]],
    scenario: Scenario,
) -> None:
    folder = tmp_path_factory.mktemp("data")
    store = ComparisonStore(folder)
    entries = tuple(Entry(number, values) for number, values in enumerate(rows, start=1))
    write(store, insert_rows(0, entries, "list"))
    write(store, change_scenario(store.scenario() or Scenario(), scenario, "all"))
    store.close()
    assert reopened(folder) == (entries, scenario, None)


@given(st.lists(st.tuples(product_values(), product_values()), max_size=4))
def test_that_rows_that_get_other_values_keep_none_of_the_old_ones(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[dict[str, BaseValue], dict[str, BaseValue]]],
) -> None:
    folder = tmp_path_factory.mktemp("data")
    store = ComparisonStore(folder)
    before = [Entry(number, values) for number, (values, _) in enumerate(rows, start=1)]
    after = [Entry(number, values) for number, (_, values) in enumerate(rows, start=1)]
    write(store, insert_rows(0, before, "list"))
    pairs = zip(enumerate(before), enumerate(after), strict=True)
    edits = (RowChange(PositionedEntry(*was), PositionedEntry(*now)) for was, now in pairs)
    write(store, ChangeSet("paste", tuple(edits)))
    store.close()
    assert reopened(folder)[0] == tuple(after)


def test_that_an_unreadable_text_is_kept_as_typed(store: ComparisonStore, tmp_path: Path) -> None:
    entry = (
        Entry(1)
        .with_text(COLUMNS_BY_KEY["price"], "about 5 €")
        .with_text(COLUMNS_BY_KEY["product"], "A")
    )
    write(store, insert_rows(0, [entry], "new"))
    ((entry,), _, _) = reopened(tmp_path)
    assert entry.unreadable == {"price": "about 5 €"}
    assert "not a number" in str(entry.cell_error("price"))


def test_that_every_column_of_a_list_has_a_column_on_disk(
    store: ComparisonStore, tmp_path: Path
) -> None:
    write(store, insert_rows(0, [Entry(1, {"product": "A"})], "new"))
    with sqlite_connection(tmp_path / COMPARISONS_FILE.name) as connection:
        names = {row[1] for row in connection.execute("PRAGMA table_info(product)")}
    assert {column.key for column in COLUMNS} <= names


def test_that_a_change_and_its_inverse_restore_the_rows(store: ComparisonStore) -> None:
    rows = [Entry(number, {"product": f"P{number}"}) for number in range(1, 6)]
    before = write(store, insert_rows(0, rows, "list"))
    for changes in (
        edit_cell(before, 2, "price", "4.49"),
        edit_cells(before, {(0, "brand"): "B", (4, "price"): "x"}, "paste"),
        insert_rows(2, [Entry(9, {"product": "new"})], "insert"),
        remove_rows(before, [0, 3]),
    ):
        after = write(store, changes)
        assert after != before
        assert store.entries() == after
        assert write(store, changes.inverse()) == before
        assert store.entries() == before


def begin_comparisons(store: ComparisonStore, count: int) -> None:
    """Begin one comparison of 100 products after the other."""
    for number in range(2, count + 2):
        saved = store.saved_comparisons()
        write(store, change_saved_comparisons(saved, saved.with_new(number, f"C{number}"), "new"))
        first = number * 1_000
        rows = tuple(Entry(first + place, {"product": f"P{place}"}) for place in range(100))
        write(store, insert_rows(0, rows, "list"))


def test_that_a_thousand_steps_share_the_comparisons_that_they_leave_as_they_are(
    store: ComparisonStore,
) -> None:
    """The window keeps each step to undo, and a step holds every comparison before and after."""
    begin_comparisons(store, 5)
    state = store.state()
    for number in (3, 4, 3):
        before = state.saved_comparisons
        opening = change_saved_comparisons(before, before.with_opened(number), "open")
        result = store.write(opening, state)
        state, step = result.now, result.rebased.changes.saved_comparisons
        assert step is not None
        assert state.saved_comparisons is step[1]
        read_again = store.state().saved_comparisons
        assert {id(one) for one in read_again.comparisons} == {
            id(one) for one in before.comparisons
        }


def steps_of_undo(folder: Path, other_comparisons: int) -> int:
    """Return how many hundreds of SQLite's steps the removal of a new list's rows takes."""
    store = ComparisonStore(folder)
    begin_comparisons(store, other_comparisons)
    changes = insert_rows(0, [Entry(number, {"product": "A"}) for number in range(1, 101)], "list")
    write(store, changes)
    steps: list[int] = []
    store._database._connection.set_progress_handler(lambda: steps.append(1), 100)
    write(store, changes.inverse())
    count = len(steps)
    store.close()
    return count


def test_that_undoing_a_list_takes_no_longer_beside_many_comparisons(tmp_path: Path) -> None:
    few, many = steps_of_undo(tmp_path / "few", 1), steps_of_undo(tmp_path / "many", 40)
    assert many < 2 * few


def test_that_a_product_removed_from_the_comparison_stays_in_the_data_file(
    store: ComparisonStore, tmp_path: Path
) -> None:
    rows = write(store, insert_rows(0, [Entry(1, {"product": "A"})], "new"))
    write(store, remove_rows(rows, [0]))
    assert store.entries() == ()
    with sqlite_connection(tmp_path / COMPARISONS_FILE.name) as connection:
        assert connection.execute("SELECT product FROM product").fetchall() == [("A",)]
    assert store.next_product_id() != 1


def test_that_undoing_a_new_product_deletes_it(store: ComparisonStore, tmp_path: Path) -> None:
    changes = insert_rows(0, [Entry(1, {"product": "A"})], "new")
    write(store, changes)
    write(store, changes.inverse())
    with sqlite_connection(tmp_path / COMPARISONS_FILE.name) as connection:
        assert connection.execute("SELECT count(*) FROM product").fetchone() == (0,)


def test_that_a_failed_write_changes_nothing(store: ComparisonStore, tmp_path: Path) -> None:
    rows = write(store, insert_rows(0, [Entry(1, {"product": "A"})], "new"))
    too_large = replace(rows[0], values={"product": "B", "price": 2**70})
    changes = insert_rows(1, [Entry(2, {"product": "C"}), replace(too_large, id=3)], "list")
    with pytest.raises((UserError, OverflowError)):
        write(store, changes)
    assert store.entries() == rows


def test_that_a_value_that_the_tables_refuse_is_no_fault_of_the_file(
    store: ComparisonStore, tmp_path: Path
) -> None:
    rows = write(store, insert_rows(0, [Entry(1, {"product": "A"})], "new"))
    with sqlite_connection(tmp_path / COMPARISONS_FILE.name) as connection:
        connection.execute("CREATE UNIQUE INDEX one_of_each ON product (product)")
    twice = insert_rows(1, [Entry(2, {"product": "B"}), Entry(3, {"product": "A"})], "list")
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        write(store, twice)
    assert store.entries() == rows
    assert write(store, edit_cell(rows, 0, "brand", "X"))[0].values["brand"] == "X"


def test_that_a_write_to_a_closed_file_is_no_fault_of_the_file(tmp_path: Path) -> None:
    store = ComparisonStore(tmp_path)
    shown = store.state()
    store.close()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        store.write(insert_rows(0, [Entry(1, {"product": "A"})], "new"), shown)
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        store.entries()
    assert reopened(tmp_path)[0] == ()


def test_that_a_torn_file_is_still_called_one(store: ComparisonStore, tmp_path: Path) -> None:
    rows = write(store, insert_rows(0, [Entry(1, {"product": "A"})], "new"))
    with sqlite_connection(tmp_path / COMPARISONS_FILE.name) as connection:
        ((page,),) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'product'")
        ((size,),) = connection.execute("PRAGMA page_size")
    with sqlite_connection(tmp_path / COMPARISONS_FILE.name) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with (tmp_path / COMPARISONS_FILE.name).open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    with sqlite_connection(tmp_path / COMPARISONS_FILE.name) as connection:
        connection.execute("INSERT INTO day_of_use (day) VALUES ('')")  # it reads the pages anew
    with pytest.raises(UserError, match="its parts do not fit together"):
        write(store, edit_cell(rows, 0, "brand", "X"))


def test_that_a_damaged_file_is_set_aside_with_a_notice(tmp_path: Path) -> None:
    (tmp_path / COMPARISONS_FILE.name).write_bytes(b"this is no database" * 100)
    entries, scenario, notice = reopened(tmp_path)
    assert (entries, scenario) == ((), Scenario())
    assert "is damaged" in str(notice)
    assert list(tmp_path.glob("*.damaged-*"))


def test_that_a_file_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    ComparisonStore(tmp_path).close()
    with sqlite_connection(tmp_path / COMPARISONS_FILE.name) as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.execute("UPDATE integrity SET version = 99")
    with pytest.raises(UserError, match="newer version"):
        ComparisonStore(tmp_path)


def test_that_an_unusable_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserError, match="cannot be used"):
        ComparisonStore(tmp_path / "file")


def test_that_an_invalid_stored_scenario_is_replaced_by_the_default(tmp_path: Path) -> None:
    ComparisonStore(tmp_path).close()
    with sqlite_connection(tmp_path / COMPARISONS_FILE.name) as connection:
        connection.execute('UPDATE comparison SET scenario = \'{"element": "Xx"}\'')
    assert reopened(tmp_path)[1] == Scenario()


def test_that_quotes_and_semicolons_are_only_text(store: ComparisonStore) -> None:
    name = "Robert'); DROP TABLE product;--"
    write(store, insert_rows(0, [Entry(1, {"product": name})], "new"))
    assert store.entries()[0].values["product"] == name


# -- saved comparisons -------------------------------------------------------------------------


def create_comparison(
    store: ComparisonStore, name: str, copy_of: int | None = None
) -> SavedComparisons:
    saved = store.saved_comparisons()
    after = saved.with_new(store.next_comparison_id(), name, copy_of)
    write(store, change_saved_comparisons(saved, after, "new"))
    return after


def test_that_a_comparison_keeps_the_price_it_was_made_with(
    store: ComparisonStore, tmp_path: Path
) -> None:
    rows = write(store, insert_rows(0, [Entry(1, {"product": "A", "price": 4_000_000})], "new"))
    first = store.saved_comparisons().open_comparison.id
    create_comparison(store, "copy", copy_of=first)
    assert store.entries() == rows
    repriced = write(store, edit_cell(rows, 0, "price", "5.00"))
    renamed = write(store, edit_cell(repriced, 0, "product", "B"))
    assert store.changed_prices() == {}
    saved = store.saved_comparisons()
    write(store, change_saved_comparisons(saved, saved.with_opened(first), "open"))
    (entry,) = store.entries()
    assert entry.values == {"product": "B", "price": 4_000_000}
    assert store.changed_prices() == {1: {"price": 5_000_000}}
    updated = write(store, change_prices(store.entries(), store.changed_prices(), "update"))
    assert updated[0].values == renamed[0].values
    assert store.changed_prices() == {}


def test_that_correcting_a_label_in_an_old_comparison_keeps_the_newer_price(
    store: ComparisonStore,
) -> None:
    rows = write(store, insert_rows(0, [Entry(1, {"product": "A", "price": 4_000_000})], "new"))
    first = store.saved_comparisons().open_comparison.id
    create_comparison(store, "copy", copy_of=first)
    write(store, edit_cell(rows, 0, "price", "5.00"))
    saved = store.saved_comparisons()
    write(store, change_saved_comparisons(saved, saved.with_opened(first), "open"))
    write(store, edit_cell(store.entries(), 0, "brand", "N"))
    assert store.changed_prices() == {1: {"price": 5_000_000}}


def test_that_an_unreadable_price_affects_only_its_own_comparison(store: ComparisonStore) -> None:
    rows = write(store, insert_rows(0, [Entry(1, {"product": "A", "price": 4_000_000})], "new"))
    first = store.saved_comparisons().open_comparison.id
    create_comparison(store, "copy", copy_of=first)
    unreadable = write(store, edit_cell(rows, 0, "price", "many"))
    assert store.entries() == unreadable
    saved = store.saved_comparisons()
    write(store, change_saved_comparisons(saved, saved.with_opened(first), "open"))
    assert store.entries() == rows


def test_that_a_row_deleted_in_one_comparison_stays_in_another(store: ComparisonStore) -> None:
    insertion = insert_rows(0, [Entry(1, {"product": "A"}, {"price": "x"})], "new")
    rows = write(store, insertion)
    first = store.saved_comparisons().open_comparison.id
    create_comparison(store, "copy", copy_of=first)
    write(store, remove_rows(rows, [0]))
    assert store.entries() == ()
    saved = store.saved_comparisons()
    write(store, change_saved_comparisons(saved, saved.with_opened(first), "open"))
    assert store.entries()[0].values == {"product": "A"}


def test_that_a_removed_comparison_can_be_restored_after_another_window_closed(
    store: ComparisonStore, tmp_path: Path
) -> None:
    rows = write(store, insert_rows(0, [Entry(1, {"product": "A"})], "new"))
    before = store.saved_comparisons()
    removal = change_saved_comparisons(
        before, before.without(before.open_comparison.id, 7), "deletion"
    )
    write(store, removal)
    assert (store.entries(), store.saved_comparisons().open_comparison.name) == (
        (),
        "Untitled comparison",
    )
    ComparisonStore(tmp_path).close()
    write(store, removal.inverse())
    assert (store.entries(), store.saved_comparisons()) == (rows, before)


def test_that_the_first_change_stores_its_scenario(store: ComparisonStore) -> None:
    changes = insert_rows(0, [Entry(1, {"product": "A"})], "new")
    scenario = Scenario(days=90)
    assert store.scenario() is None
    store.write(changes, store.state(lambda: scenario))
    assert store.scenario() == scenario
    store.write(changes.inverse(), store.state(lambda: Scenario(days=1)))
    assert store.scenario() == scenario


def test_that_answers_about_a_list_are_remembered(tmp_path: Path) -> None:
    store = ComparisonStore(tmp_path)
    assert store.list_mappings() == {}
    store.save_list_mapping("headers", "first")
    store.save_list_mapping("headers", "second")
    store.close()
    reopened_store = ComparisonStore(tmp_path)
    assert reopened_store.list_mappings() == {"headers": "second"}
    reopened_store.close()


def test_that_two_windows_on_one_folder_never_overwrite_each_other(tmp_path: Path) -> None:
    left, right = ComparisonStore(tmp_path), ComparisonStore(tmp_path)
    for store, name in ((left, "left"), (right, "right")):
        write(store, insert_rows(0, [Entry(store.next_product_id(), {"product": name})], "new"))
    left.close()
    right.close()
    with sqlite_connection(tmp_path / COMPARISONS_FILE.name) as connection:
        names = connection.execute("SELECT product FROM product ORDER BY product").fetchall()
    connection.close()
    assert names == [("left",), ("right",)]


# A data file as version 1 wrote it.
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


def test_that_a_data_file_of_version_1_is_migrated_completely(tmp_path: Path) -> None:
    with sqlite_connection(tmp_path / COMPARISONS_FILE.name) as connection:
        connection.executescript(VERSION_1)
    connection.close()
    store = ComparisonStore(tmp_path)
    assert store.entries() == (
        Entry(6, {"product": "B", "currency": "USD"}, {"price": "1,234"}),
        Entry(5, {"product": "A", "price": 4_490_000, "currency": "USD"}, {"pack_units": "many"}),
    )
    assert store.scenario() == Scenario(days=90, tolerance=0)
    assert store.saved_comparisons().open_comparison.name == "Untitled comparison"
    store.close()


def test_that_a_migrated_file_has_the_schema_of_a_new_one(tmp_path: Path) -> None:
    schemas = []
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
            schemas.append(
                [connection.execute(f"PRAGMA table_info({name})").fetchall() for name in tables]
            )
        connection.close()
    assert schemas[0] == schemas[1]


# The migration from version 1 is all that version 2 adds.
VERSION_2 = f"{VERSION_1} {COMPARISONS_FILE.migrations[1]} PRAGMA user_version = 2;"
EARLIER_VERSIONS = {1: VERSION_1, 2: VERSION_2}


def write_earlier_version(folder: Path, version: int) -> Path:
    """Write a data file as that version left it."""
    path = folder / COMPARISONS_FILE.name
    connection = sqlite3.connect(path)
    connection.executescript(EARLIER_VERSIONS[version])
    connection.close()
    return path


@pytest.mark.parametrize("version", EARLIER_VERSIONS)
def test_that_a_file_of_an_earlier_version_is_migrated_and_backed_up(
    tmp_path: Path, version: int
) -> None:
    path = write_earlier_version(tmp_path, version)
    store = ComparisonStore(tmp_path)
    assert [entry.values["product"] for entry in store.entries()] == ["B", "A"]
    store.close()
    backup = path.with_name(f"{COMPARISONS_FILE.name}.version-{version}")
    connection = sqlite3.connect(backup)
    assert connection.execute("PRAGMA user_version").fetchone() == (version,)
    assert connection.execute("SELECT product FROM product ORDER BY id").fetchall() == [
        ("A",), ("B",), ("C",),
    ]  # fmt: skip
    connection.close()
    assert {file.name for file in tmp_path.iterdir() if "version" in file.name} == {backup.name}


@needs_refusing_disk
def test_that_a_sound_file_is_not_set_aside_if_the_disk_refuses_its_migration(
    tmp_path: Path,
) -> None:
    path = write_earlier_version(tmp_path, 2)
    before = path.read_bytes()
    with refusing_disk(), pytest.raises(UserError):
        ComparisonStore(tmp_path)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*damaged*"))


def write_version_4(folder: Path, scenario: str) -> Path:
    """Write a data file of the version before doses had a tolerance, with its digest."""
    path = folder / COMPARISONS_FILE.name
    ComparisonStore(folder).close()
    with sqlite_connection(path) as connection:
        connection.execute("UPDATE comparison SET scenario = ?", (scenario,))
        for column in ("other_minerals", "also_contains", "food"):
            connection.execute(f"ALTER TABLE product DROP COLUMN {column}")
        connection.execute("DROP INDEX comparison_product_product")
        connection.execute("UPDATE integrity SET version = 4")
        connection.execute("UPDATE integrity SET digest = ?", (compute_digest(connection),))
        connection.execute("PRAGMA user_version = 4")
    connection.close()
    return path


def test_that_comparisons_of_before_there_was_a_tolerance_keep_their_doses(tmp_path: Path) -> None:
    path = write_version_4(tmp_path, '{"target": 199500}')
    assert reopened(tmp_path)[1:] == (Scenario(target=199_500, tolerance=0), None)
    backup = path.with_name(f"{COMPARISONS_FILE.name}.version-4")
    with sqlite_connection(backup) as connection:
        assert connection.execute("SELECT scenario FROM comparison").fetchall() == [
            ('{"target": 199500}',)
        ]
    connection.close()


@pytest.mark.parametrize("scenario", ["{}", '{"element": "Xx"}'])
def test_that_a_comparison_without_a_usable_scenario_takes_the_default(
    tmp_path: Path, scenario: str
) -> None:
    write_version_4(tmp_path, scenario)
    assert reopened(tmp_path)[1] == Scenario()


def test_that_no_migration_hides_a_damage(tmp_path: Path) -> None:
    path = write_version_4(tmp_path, '{"target": 200000}')
    with sqlite_connection(path) as connection:
        connection.execute("UPDATE comparison SET scenario = replace(scenario, '2000', '9000')")
    connection.close()
    assert "is damaged" in str(reopened(tmp_path)[2])


def test_that_a_failed_migration_leaves_the_file_unchanged(tmp_path: Path) -> None:
    path = write_earlier_version(tmp_path, 2)
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


def test_that_a_migration_marks_dates_of_the_future_and_says_so(tmp_path: Path) -> None:
    path = write_earlier_version(tmp_path, 2)
    with sqlite_connection(path) as connection:
        connection.execute("UPDATE comparison_product SET priced_on = '2062-06-26'")
        connection.execute(
            "UPDATE comparison_product SET priced_on = '2026-05-02' WHERE product_id = 6"
        )
    entries, _, notice = reopened(tmp_path)
    assert "date in the future: 1" in str(notice)
    assert [entry.text(COLUMNS_BY_KEY["priced_on"]) for entry in entries] == [
        "2026-05-02", "2062-06-26",
    ]  # fmt: skip
    error = entries[1].cell_error("priced_on")
    assert "2062-06-26 is in the future" in str(error)
    assert reopened(tmp_path) == (entries, Scenario(days=90, tolerance=0), None)


def test_that_only_the_latest_backups_are_kept(tmp_path: Path) -> None:
    path = write_earlier_version(tmp_path, 1)
    for number in range(5):
        old = path.with_name(f"{COMPARISONS_FILE.name}.version-0{number}")
        old.write_bytes(b"old")
        os.utime(old, (number, number))
    ComparisonStore(tmp_path).close()
    backups = sorted(file.name for file in tmp_path.glob(f"{COMPARISONS_FILE.name}.version-*"))
    assert backups == [f"{COMPARISONS_FILE.name}.version-{ending}" for ending in ("03", "04", "1")]

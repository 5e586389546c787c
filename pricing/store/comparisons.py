"""Saved comparisons on disk, and the products that they share."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from pricing.model.changes import ChangeSet, ComparisonState, Decision
from pricing.model.columns import PRICE_KEYS
from pricing.model.saved_comparisons import SavedComparison, SavedComparisons
from pricing.model.scenario import Scenario
from pricing.problems.errors import ProblemKind, UserError
from pricing.problems.plain_facts import NamedTuple
from pricing.quantities.dates import today
from pricing.store.database import Database, join_names
from pricing.store.stored_values import (
    COLUMN_KEYS,
    LABEL_KEYS,
    column_values,
    label_entry,
    price_state,
    price_texts_json,
    product_row,
    scenario_of,
    scenario_text,
    sql_price,
    sql_values,
    stated_keys,
    stored_entry,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from pricing.model.changes import RowChange
    from pricing.model.columns import BaseValue
    from pricing.model.concurrent_changes import RebasedChanges, StoredParts
    from pricing.model.entry import Entry
    from pricing.problems.errors import Problem
    from pricing.problems.progress import Progress
    from pricing.store.backups import Backup

# Days on which the program was used.
DAYS_REMOVED_ARE_KEPT = 30
# A block holds more ids than a user adds in one window, and there are more blocks than windows.
_ID_BLOCK_SIZE, _ID_BLOCK_COUNT = 2**20, 2**42


_MEMBER_COLUMNS = ("comparison_id", "product_id", "position", *PRICE_KEYS, "wrong")
_UPDATE_LABEL = (
    f"ON CONFLICT (id) DO UPDATE SET {join_names((*LABEL_KEYS, 'wrong'), '{0} = excluded.{0}')}"
)
_UPDATE_PRICE = f"UPDATE product SET {join_names(PRICE_KEYS, '{} = ?')} WHERE id = ?"
_UPDATE_COMPARISON_PRICE = (
    f"UPDATE comparison_product SET {join_names((*PRICE_KEYS, 'wrong'), '{} = ?')} "
    "WHERE comparison_id = ? AND product_id = ?"
)
_UPDATE_POSITION = (
    "ON CONFLICT (comparison_id, product_id) DO UPDATE SET position = excluded.position"
)
_DELETE_MEMBER = "DELETE FROM comparison_product WHERE comparison_id = ? AND product_id = ?"
_SELECT_ENTRIES = (
    f"SELECT id, {join_names(LABEL_KEYS, 'p.{}')}, {join_names(PRICE_KEYS, 'c.{}')}, "
    f"p.wrong, c.wrong "
    "FROM product p JOIN comparison_product c ON product_id = id "
    "WHERE comparison_id = ? ORDER BY position, id"
)
_SELECT_CHANGED_PRICES = (
    f"SELECT id, {join_names(PRICE_KEYS, 'p.{}')} "
    "FROM product p JOIN comparison_product c ON product_id = id "
    "WHERE comparison_id = ? AND p.price IS NOT NULL "
    "AND (p.price IS NOT c.price OR p.currency IS NOT c.currency)"
)
_SELECT_LABELS = (
    f"SELECT id, {join_names(LABEL_KEYS)}, wrong FROM product "
    "WHERE id IN (SELECT value FROM json_each(?))"
)
_CURRENT_DAY = "(SELECT max(number) FROM day_of_use)"
_SELECT_LAST_DAY = f"SELECT day FROM day_of_use WHERE number = {_CURRENT_DAY}"
_IS_FORGOTTEN = f"removed < {_CURRENT_DAY} - {DAYS_REMOVED_ARE_KEPT}"
_DELETE_UNUSED_PRODUCT = (
    "DELETE FROM product WHERE id = ? AND NOT EXISTS "
    "(SELECT 1 FROM comparison_product WHERE product_id = id)"
)


def _insertion(table: str, columns: Sequence[str]) -> str:
    """Return the statement that inserts a row with these columns."""
    return f"INSERT INTO {table} ({join_names(columns)}) VALUES ({join_names(columns, '?')})"


class WriteResult(NamedTuple):
    """What a write found on disk, what it changed there and what it left, and what is there now."""

    found: ComparisonState
    rebased: RebasedChanges
    now: ComparisonState


class ComparisonStore:
    """The saved comparisons of a data folder. One of them is open.

    `notice` is a message for the user: the file was damaged and set aside, or can only be read.

    Raises:
        UserError: The folder or the file cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self._database = Database(folder, defers_check=True)
        # By their ids. Most stay as they are, and each step to undo holds all of them.
        self._listed: dict[int, SavedComparison] = {}
        self._begin()

    def _begin(self) -> None:
        self._seen_version = self._database.version()
        self._open_id = self.saved_comparisons().open_comparison.id
        with suppress(UserError):  # a file that can only be read
            self._note_day_of_use()

    def _note_day_of_use(self) -> None:
        """Give this day of use a number, unless it has one."""
        day = today().isoformat()
        ((noted,),) = self._database.fetch_rows(_SELECT_LAST_DAY)
        if noted != day:
            with self._database.transaction():
                self._database.execute("INSERT INTO day_of_use (day) VALUES (?)", (day,))

    @property
    def path(self) -> Path:
        """The data file."""
        return self._database.path

    @property
    def notice(self) -> Problem | None:
        """A message about a file that was damaged, or can only be read."""
        return self._database.notice

    def close(self) -> None:
        """Delete comparisons that were removed 30 days of use ago, and close the file."""
        with suppress(UserError):
            if self._database.fetch_rows(f"SELECT 1 FROM comparison WHERE {_IS_FORGOTTEN}"):
                with self._database.transaction():
                    self._database.execute(f"DELETE FROM comparison WHERE {_IS_FORGOTTEN}")
        self._database.close()

    # -- earlier states ------------------------------------------------------------------------

    def keep_copy(self) -> None:
        """Keep a copy of the file if one is due.

        Raises:
            UserError: The copy cannot be written.
        """
        self._database.keep_copy()

    @property
    def has_large_copy_due(self) -> bool:
        """Whether `keep_copy` would take long."""
        return self._database.has_large_copy_due

    @property
    def offered_backup(self) -> Backup | None:
        """The newest good copy, if the file was damaged and set aside."""
        return self._database.offered_backup

    def backups(self) -> tuple[Backup, ...]:
        """Return the copies of earlier days, the newest first."""
        return self._database.backups.newest_first()

    def restore(self, backup: Path) -> None:
        """Replace everything by an earlier state. A copy of the present state is kept.

        Raises:
            UserError: The copy is damaged, or the file cannot be written. Nothing has changed.
        """
        self._database.restore(backup)
        self._begin()

    # -- reading -------------------------------------------------------------------------------

    def saved_comparisons(self) -> SavedComparisons:
        """Return the saved comparisons, the one opened last first."""
        return SavedComparisons(tuple(self._listed_comparisons()))

    def _listed_comparisons(self) -> list[SavedComparison]:
        rows = self._database.fetch_rows(
            "SELECT id, name FROM comparison WHERE removed IS NULL ORDER BY opened DESC, id"
        )
        found = [SavedComparison(int(str(number)), str(name)) for number, name in rows]
        self._listed = {one.id: self._listed_before(one) for one in found}
        return list(self._listed.values())

    def _listed_before(self, comparison: SavedComparison) -> SavedComparison:
        """Return the equal one that was read before, or else the comparison itself."""
        known = self._listed.get(comparison.id)
        return known if known == comparison else comparison

    def state(self, default_scenario: Callable[[], Scenario] = Scenario) -> ComparisonState:
        """Return the open comparison, and the list of all with the open one first."""
        with self._database.snapshot():
            version, state = self._database.version(), self._state(default_scenario)
        self._seen_version = version
        return state

    def news(
        self, shown: ComparisonState, default_scenario: Callable[[], Scenario] = Scenario
    ) -> ComparisonState:
        """Return what another window has made of a state. If there is no news, it is the same."""
        return (
            shown
            if self._database.version() == self._seen_version
            else self.state(default_scenario)
        )

    def _state(self, default_scenario: Callable[[], Scenario]) -> ComparisonState:
        listed = self._listed_comparisons()
        query = "SELECT name FROM comparison WHERE id = ?"
        if not self._database.fetch_rows(query, (self._open_id,)):
            # Another window has restored an earlier state.
            self._open_id = listed[0].id
        ((name,),) = self._database.fetch_rows(query, (self._open_id,))
        open_comparison = SavedComparison(self._open_id, str(name))
        others = tuple(comparison for comparison in listed if comparison.id != self._open_id)
        return ComparisonState(
            self.entries(),
            self.scenario() or default_scenario(),
            SavedComparisons((self._listed_before(open_comparison), *others)),
            is_removed=len(others) == len(listed),
        )

    def entries(self, comparison_id: int | None = None) -> tuple[Entry, ...]:
        """Return the rows of a comparison in order, at the prices it was made with.

        It is the open one unless another is named.
        """
        chosen = self._open_id if comparison_id is None else comparison_id
        return tuple(
            stored_entry(row) for row in self._database.fetch_rows(_SELECT_ENTRIES, (chosen,))
        )

    def count_rows(self, comparison_id: int) -> int:
        """Return the number of rows of a comparison."""
        query = "SELECT COUNT(*) FROM comparison_product WHERE comparison_id = ?"
        ((count,),) = self._database.fetch_rows(query, (comparison_id,))
        return int(str(count))

    def changed_prices(self) -> Mapping[int, Mapping[str, BaseValue]]:
        """Return the current prices of products whose price differs in the open comparison.

        The result maps a product's id to its price values by column key.
        """
        rows = self._database.fetch_rows(_SELECT_CHANGED_PRICES, (self._open_id,))
        return {int(str(number)): column_values(PRICE_KEYS, stored) for number, *stored in rows}

    def scenario(self, comparison_id: int | None = None) -> Scenario | None:
        """Return the scenario of a comparison, or None if none valid is stored.

        It is the open one unless another is named.
        """
        chosen = self._open_id if comparison_id is None else comparison_id
        ((text,),) = self._database.fetch_rows(
            "SELECT scenario FROM comparison WHERE id = ?", (chosen,)
        )
        return scenario_of(str(text))

    def next_product_id(self) -> int:
        """Return the first id of a block that no product and no other window uses.

        Each window on a folder counts in a block of its own. With one shared count, two windows
        could give two products the same id, and one product would overwrite the other.
        """
        query = "SELECT 1 FROM product WHERE id BETWEEN ? AND ?"
        while True:
            first = 1 + int.from_bytes(os.urandom(8)) % _ID_BLOCK_COUNT * _ID_BLOCK_SIZE
            if not self._database.fetch_rows(query, (first, first + _ID_BLOCK_SIZE)):
                return first

    def next_comparison_id(self) -> int:
        """Return an id that no comparison has had yet, and that no other window returns."""
        while True:
            number = 1 + int.from_bytes(os.urandom(8)) % (_ID_BLOCK_SIZE * _ID_BLOCK_COUNT)
            if not self._database.fetch_rows("SELECT 1 FROM comparison WHERE id = ?", (number,)):
                return number

    # -- writing -------------------------------------------------------------------------------

    def write(
        self,
        changes: ChangeSet,
        shown: ComparisonState,
        decision: Decision = Decision.ASK,
        *,
        is_whole: bool = False,
        default_scenario: Callable[[], Scenario] = Scenario,
        progress: Progress | None = None,
    ) -> WriteResult:
        """Write a change set to disk in one transaction. What is contested is left out.

        Args:
            changes: What the user changed.
            shown: What the window shows, which is what it last found on disk.
            decision: What happens to what another window has changed too.
            is_whole: Whether a step is undone or redone. Then nothing at all is written if
                anything is contested, and no comparison is made that it once had made.
            default_scenario: Returns the scenario of a comparison that has none of its own. The
                first change of a comparison stores it.
            progress: Cancels the write. Unless the user waits for it, it waits longer while another
                program writes.

        Raises:
            UserError: The file cannot be written. Nothing has changed.
            Cancelled: The user cancelled. Nothing has changed.
        """
        from pricing.model.concurrent_changes import rebase

        open_id = self._open_id
        try:
            with self._database.transaction(progress):
                version = self._database.version()
                is_news = version != self._seen_version
                found = self._same_comparison(default_scenario) if is_news else shown
                stored = self._stored_parts(changes, found)
                rebased = rebase(changes, shown, found, stored, decision)
                if is_whole and rebased.contests and decision is not Decision.THEIRS:
                    rebased = replace(rebased, changes=ChangeSet(changes.description))
                if is_whole and rebased.changes.saved_comparisons:
                    listed = rebased.changes.saved_comparisons[1]
                    self._refuse_lost_comparisons(listed.names_by_id().keys())
                now = self._put(rebased.changes, found, default_scenario)
        except BaseException:
            self._open_id = open_id
            raise
        self._seen_version = version
        return WriteResult(found, rebased, now)

    def forget_seen_version(self) -> None:
        """Let the next write look at the disk, because the window does not show all of it."""
        self._seen_version = (None, 0)

    def _same_comparison(self, default_scenario: Callable[[], Scenario]) -> ComparisonState:
        """Return what is on disk of the open comparison. Raises UserError if it is gone."""
        open_id, state = self._open_id, self._state(default_scenario)
        if self._open_id != open_id:
            raise UserError(ProblemKind.RESTORED_ELSEWHERE)
        return state

    def _refuse_lost_comparisons(self, needed: Collection[int]) -> None:
        """Raise UserError if one of these comparisons is not on disk, not even as a removed one.

        It would come back without its products.
        """
        rows = self._database.fetch_rows("SELECT id FROM comparison")
        if not {int(str(number)) for (number,) in rows}.issuperset(needed):
            raise UserError(ProblemKind.RESTORED_ELSEWHERE)

    def _put(
        self, changes: ChangeSet, found: ComparisonState, default_scenario: Callable[[], Scenario]
    ) -> ComparisonState:
        """Write changes that fit what is on disk, and return what is there then."""
        if changes.is_empty:
            return found
        entries = changes.apply_to(found.entries)
        self._put_rows(changes.rows)
        if changes.moves_rows:
            self._put_order(changes.rows, entries)
        self._delete_unused(changes.rows)
        if changes.scenario is not None:
            self._put_scenario(changes.scenario[1], "TRUE")
        else:
            self._put_scenario(found.scenario, "scenario = '{}'")
        if found.is_removed and (changes.rows or changes.scenario):
            self._put_back(self._open_id)
        if changes.saved_comparisons is None:
            scenario = changes.scenario[1] if changes.scenario else found.scenario
            return replace(found, entries=entries, scenario=scenario, is_removed=False)
        self._put_saved_comparisons(*changes.saved_comparisons)
        if not self._listed_comparisons():
            # Another window has deleted the open comparison, and this one has deleted the others.
            self._put_back(self._open_id)
        state, after = self._state(default_scenario), changes.saved_comparisons[1]
        is_copy = after.open_comparison.copy_of is not None  # which is said of it once
        if state.saved_comparisons != after or is_copy:
            return state
        return replace(state, saved_comparisons=after)  # the step to undo holds them too

    def keep_open_comparison(self) -> None:
        """Put the open comparison back, which another window has deleted.

        Raises:
            UserError: The file cannot be written. Nothing has changed.
        """
        with self._database.transaction():
            self._put_back(self._open_id)

    def _put_back(self, comparison_id: int) -> None:
        self._database.execute(
            "UPDATE comparison SET removed = NULL WHERE id = ?", (comparison_id,)
        )

    def _stored_parts(self, changes: ChangeSet, found: ComparisonState) -> StoredParts:
        """Return what is on disk of products and comparisons that a change may put back."""
        from pricing.model.concurrent_changes import StoredParts

        changed = {row.after.entry.id for row in changes.rows if row.after}
        missing = changed.difference(entry.id for entry in found.entries)
        rows = self._database.fetch_rows(_SELECT_LABELS, (json.dumps(sorted(missing)),))
        labels = {entry.id: entry for entry in map(label_entry, rows)}
        if changes.saved_comparisons is None:
            return StoredParts(labels)
        names = self._database.fetch_rows("SELECT id, name FROM comparison")
        return StoredParts(labels, {int(str(number)): str(name) for number, name in names})

    def _delete_unused(self, rows: Sequence[RowChange]) -> None:
        """Delete the products of removed rows that no comparison holds any more.

        Their places in this comparison are gone by then.
        """
        removed = [
            row.before.entry.id
            for row in rows
            if row.before and not row.after and not row.keeps_product
        ]
        self._database.execute_many(
            _DELETE_UNUSED_PRODUCT, ((product_id,) for product_id in removed)
        )

    def _put_rows(self, rows: Sequence[RowChange]) -> None:
        present = [(row.before, row.after.entry) for row in rows if row.after]
        edited = [entry for before, entry in present if before is None or before.entry is not entry]
        # A column that is left out is empty. Python binds None several times slower than a value.
        keys = stated_keys(edited, COLUMN_KEYS)
        columns = ("id", *keys, "wrong")
        self._database.execute_many(
            f"{_insertion('product', columns)} {_UPDATE_LABEL}",
            (product_row(entry, keys) for entry in edited),
        )
        repriced = [
            entry
            for before, entry in present
            if before is not None and price_state(before.entry) != price_state(entry)
        ]
        self._database.execute_many(
            _UPDATE_PRICE, ((*sql_price(entry), entry.id) for entry in repriced)
        )
        self._database.execute_many(
            _UPDATE_COMPARISON_PRICE,
            (
                (*sql_price(entry), price_texts_json(entry), self._open_id, entry.id)
                for entry in repriced
            ),
        )

    def _put_order(self, rows: Sequence[RowChange], entries: Sequence[Entry]) -> None:
        """Write the position of each row. Rows that another window has added stay."""
        open_id = self._open_id
        removed = [row.before.entry.id for row in rows if row.before and not row.after]
        self._database.execute_many(
            _DELETE_MEMBER, ((open_id, product_id) for product_id in removed)
        )
        keys = stated_keys(entries, PRICE_KEYS)
        columns = ("comparison_id", "product_id", "position", *keys, "wrong")
        self._database.execute_many(
            f"{_insertion('comparison_product', columns)} {_UPDATE_POSITION}",
            (
                (open_id, entry.id, position, *sql_values(entry, keys), price_texts_json(entry))
                for position, entry in enumerate(entries)
            ),
        )

    def _put_scenario(self, scenario: Scenario, condition: str) -> None:
        self._database.execute(
            f"UPDATE comparison SET scenario = ? WHERE id = ? AND {condition}",
            (scenario_text(scenario), self._open_id),
        )

    def _put_saved_comparisons(self, before: SavedComparisons, after: SavedComparisons) -> None:
        """Write which comparisons were added, renamed, removed and opened, and nothing else."""
        was, now = before.names_by_id(), after.names_by_id()
        for number in was.keys() - now.keys():
            self._database.execute(
                f"UPDATE comparison SET removed = coalesce(removed, {_CURRENT_DAY}) WHERE id = ?",
                (number,),
            )
        for comparison in after.comparisons:
            if was.get(comparison.id) != comparison.name:
                self._put_comparison(comparison)
        self._open_id = after.open_comparison.id
        if self._open_id != before.open_comparison.id:
            self._database.execute(
                "UPDATE comparison SET opened = 1 + (SELECT max(opened) FROM comparison) "
                "WHERE id = ?",
                (self._open_id,),
            )

    def _put_comparison(self, comparison: SavedComparison) -> None:
        """Write a new name, or a comparison that is new or comes back."""
        query = "SELECT 1 FROM comparison WHERE id = ?"
        if not self._database.fetch_rows(query, (comparison.id,)):
            self._create_comparison(comparison)
        self._database.execute(
            "UPDATE comparison SET name = ?, removed = NULL WHERE id = ?",
            (comparison.name, comparison.id),
        )

    def _create_comparison(self, new: SavedComparison) -> None:
        """Insert a comparison, with the scenario and the products that it copies."""
        self._database.execute("INSERT INTO comparison (id) VALUES (?)", (new.id,))
        if new.copy_of is not None:
            self._refuse_lost_comparisons({new.copy_of})
            self._database.execute(
                "UPDATE comparison SET scenario = "
                "(SELECT scenario FROM comparison WHERE id = ?) WHERE id = ?",
                (new.copy_of, new.id),
            )
            self._database.execute(
                f"INSERT INTO comparison_product ({join_names(_MEMBER_COLUMNS)}) "
                f"SELECT ?, {join_names(_MEMBER_COLUMNS[1:])} FROM comparison_product "
                f"WHERE comparison_id = ?",
                (new.id, new.copy_of),
            )

    # -- answers about lists -------------------------------------------------------------------

    def list_mappings(self) -> dict[str, str]:
        """Return the user's answers about all lists, by their header rows."""
        rows = self._database.fetch_rows("SELECT headers, mapping FROM list_mapping")
        return {str(headers): str(mapping) for headers, mapping in rows}

    def save_list_mapping(self, headers: str, mapping: str) -> None:
        """Store the answers for the next list with this header row."""
        with self._database.transaction():
            self._database.execute(
                "INSERT OR REPLACE INTO list_mapping (headers, mapping) VALUES (?, ?)",
                (headers, mapping),
            )

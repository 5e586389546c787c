"""A change set of one window, brought onto what another window has changed in the meantime.

Changes meet at single cells: a cell of a row, one of its further minerals, a field of the scenario,
the name of a comparison.
Where both windows changed the same one, neither value is lost: the change is contested, and the
user decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from pricing.model.changes import (
    ChangeSet,
    ComparisonState,
    Decision,
    PositionedEntry,
    RowChange,
)
from pricing.model.columns import MINERALS_KEY, PRICE_KEYS, find_column
from pricing.model.saved_comparisons import SavedComparison, SavedComparisons
from pricing.model.scenario import Scenario
from pricing.problems.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from pricing.model.columns import BaseValue
    from pricing.model.entry import Entry

    Cell = tuple[BaseValue | None, str | None]  # the value, or the text that cannot be read


@dataclass(frozen=True, slots=True)
class StoredParts:
    """What is on disk of products and comparisons that come back.

    `labels` holds rows by id, without their prices. `names` holds the names of all comparisons,
    deleted ones too.
    """

    labels: Mapping[int, Entry] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)


class ContestKind(Enum):
    """What two windows disagree about."""

    CELL = auto()
    ROW_REMOVED = auto()  # removed elsewhere, changed here
    ROW_CHANGED = auto()  # changed elsewhere, removed here
    SCENARIO = auto()
    NAME = auto()
    COMPARISON_REMOVED = auto()  # removed elsewhere, to be opened here


@dataclass(frozen=True, slots=True)
class Contest:
    """One thing that two windows disagree about.

    `mine` and `theirs` are rows, values of a scenario's field, or names. `key` is that of the
    column or the field.
    """

    kind: ContestKind
    key: str = ""
    mine: object = None
    theirs: object = None


@dataclass(frozen=True, slots=True)
class RebasedChanges:
    """A change set that fits what is on disk, and the part of it that is contested."""

    changes: ChangeSet
    contested: ChangeSet
    contests: tuple[Contest, ...] = ()


def rebase(
    changes: ChangeSet,
    shown: ComparisonState,
    found: ComparisonState,
    stored: StoredParts,
    decision: Decision = Decision.ASK,
) -> RebasedChanges:
    """Bring a change set from what a window shows onto what is on disk.

    Args:
        changes: What the user changed.
        shown: What the window shows.
        found: What is on disk.
        stored: What is on disk of that which the change may put back.
        decision: What happens to what is contested. After a decision, only what the window does
            not show yet is contested.
    """
    contests: list[Contest] = []
    rows = _RowMerge(shown, found, stored.labels, decision)
    rows.merge(changes)
    contests += rows.contests
    scenario, scenario_contests = _merge_scenario(changes, shown, found, decision)
    saved, saved_contests = _merge_saved_comparisons(changes, shown, found, stored, decision)
    contests += [*scenario_contests, *saved_contests]
    contested = ChangeSet(
        changes.description,
        tuple(rows.contested),
        changes.scenario if scenario_contests else None,
        changes.saved_comparisons if saved_contests else None,
    )
    clean = ChangeSet(changes.description, rows.clean_rows(changes), scenario, saved)
    return RebasedChanges(clean, contested, tuple(contests))


def difference(before: ComparisonState, after: ComparisonState) -> ChangeSet:
    """Return what another window has changed, for everything that shows it."""
    positions = {entry.id: at for at, entry in enumerate(before.entries)}
    present = {entry.id for entry in after.entries}
    rows = [
        RowChange(PositionedEntry(at, entry), None)
        for at, entry in enumerate(before.entries)
        if entry.id not in present
    ]
    for at, entry in enumerate(after.entries):
        earlier = positions.get(entry.id)
        if earlier is None:
            rows.append(RowChange(None, PositionedEntry(at, entry)))
        elif earlier != at or before.entries[earlier] != entry:
            was = PositionedEntry(earlier, before.entries[earlier])
            rows.append(RowChange(was, PositionedEntry(at, entry)))
    saved = before.saved_comparisons, after.saved_comparisons
    has_news = saved[0] != saved[1] or before.is_removed != after.is_removed
    return ChangeSet(
        "",
        tuple(rows),
        (before.scenario, after.scenario) if before.scenario != after.scenario else None,
        saved if has_news else None,
        is_from_elsewhere=True,
    )


# -- rows --------------------------------------------------------------------------------------


class _RowMerge:
    """Brings row changes onto the rows on disk."""

    def __init__(
        self,
        shown: ComparisonState,
        found: ComparisonState,
        stored: Mapping[int, Entry],
        decision: Decision,
    ) -> None:
        self._shown = shown.entries
        self._found = found.entries
        self._stored = stored
        self._decision = decision
        self._shown_by_id = {entry.id: entry for entry in shown.entries}
        self._positions = {entry.id: at for at, entry in enumerate(found.entries)}
        self._edited: dict[int, Entry] = {}
        self._inserted: dict[int, Entry] = {}
        self._removed: dict[int, bool] = {}  # whether the product is kept, by id
        self.contested: list[RowChange] = []
        self.contests: list[Contest] = []

    def merge(self, changes: ChangeSet) -> None:
        for row in changes.rows:
            if row.before is None and row.after is not None:
                self._insert(row.after.entry)
            elif row.before is not None and row.after is None:
                self._remove(row, row.before.entry)
            elif row.before is not None and row.after is not None:
                self._edit(row, row.before.entry, row.after.entry)

    def _found_entry(self, entry_id: int) -> Entry | None:
        position = self._positions.get(entry_id)
        return None if position is None else self._found[position]

    def _expected(self, before: Entry) -> Entry | None:
        """Return the row that has to be on disk, so that nobody's change is lost."""
        return self._shown_by_id.get(before.id) if self._decision is Decision.MINE else before

    def _insert(self, entry: Entry) -> None:
        if entry.id in self._positions:  # another window has put it back already
            return
        stored = self._stored.get(entry.id)
        self._inserted[entry.id] = entry if stored is None else _with_labels(entry, stored)

    def _remove(self, row: RowChange, before: Entry) -> None:
        found = self._found_entry(before.id)
        if found is None:
            return
        expected = self._expected(before)
        if expected is not None and _changed_keys(expected, found):
            self._contest(row, Contest(ContestKind.ROW_CHANGED, mine=before, theirs=found))
        else:
            self._removed[before.id] = row.keeps_product

    def _edit(self, row: RowChange, before: Entry, after: Entry) -> None:
        keys, found = _changed_keys(before, after), self._found_entry(before.id)
        expected = self._expected(before)
        if found is None:
            if not keys:  # a removed row is not moved
                return
            if expected is None:  # the user has decided to put it back
                stored = self._stored.get(after.id, before)
                labels = _with_labels(before, stored)
                self._inserted[after.id] = _with_change(labels, before, after, keys)
            else:
                self._contest(row, Contest(ContestKind.ROW_REMOVED, mine=after))
            return
        contests = [
            Contest(ContestKind.CELL, contested, after, found)
            for key in sorted(keys)
            if _cell(found, key) != _cell(after, key)
            and (expected is None or _cell(found, key) != _cell(expected, key))
            for contested in _contested_keys(key, before, after, found, expected)
        ]
        if contests:
            self._contest(row, *contests)
        elif found == before:
            self._edited[after.id] = after
        else:
            self._edited[after.id] = _with_change(found, before, after, keys)

    def _contest(self, row: RowChange, *contests: Contest) -> None:
        self.contested.append(row)
        self.contests += contests

    def clean_rows(self, changes: ChangeSet) -> tuple[RowChange, ...]:
        """Return the rows that are changed without a contest, at their places on disk."""
        order, is_reordered = self._target_order(changes)
        targets = {entry_id: at for at, entry_id in enumerate(order)}
        rows = [
            RowChange(self._positioned(entry_id), None, keeps_product)
            for entry_id, keeps_product in self._removed.items()
        ]
        for entry_id, entry in self._inserted.items():
            rows.append(RowChange(None, PositionedEntry(targets[entry_id], entry)))
        changed = dict.fromkeys(self._positions) if is_reordered else self._edited
        for entry_id in changed:
            if entry_id in self._removed:
                continue
            was = self._positioned(entry_id)
            now = PositionedEntry(targets[entry_id], self._edited.get(entry_id, was.entry))
            if now != was:
                rows.append(RowChange(was, now))
        return tuple(rows)

    def _positioned(self, entry_id: int) -> PositionedEntry:
        position = self._positions[entry_id]
        return PositionedEntry(position, self._found[position])

    def _target_order(self, changes: ChangeSet) -> tuple[list[int], bool]:
        """Return the ids of the rows in their new order, and whether the user moved rows."""
        found = [entry.id for entry in self._found]
        if not changes.moves_rows and not self._inserted and not self._removed:
            return found, False
        shown = [entry.id for entry in self._shown]
        wanted = [entry.id for entry in changes.apply_to(self._shown)]
        common = set(shown) & set(wanted)
        is_reordered = [i for i in shown if i in common] != [i for i in wanted if i in common]
        kept = [entry_id for entry_id in found if entry_id not in self._removed]
        if not is_reordered:
            return _with_added(kept, [*wanted, *self._inserted], self._inserted), False
        kept_ids = {*kept, *self._inserted}
        mine = [entry_id for entry_id in wanted if entry_id in kept_ids]
        theirs = kept_ids - set(mine)
        return _with_added(mine, [*found, *self._inserted], theirs), True


def _with_added(order: Sequence[int], source: Iterable[int], added: Collection[int]) -> list[int]:
    """Return an order with ids added behind those that they follow in another order."""
    base, followers, anchor = set(order), dict[int | None, list[int]](), None
    pending: list[int] = []
    for entry_id in dict.fromkeys(source):
        if entry_id in base:
            followers.setdefault(anchor, []).extend(pending)
            anchor, pending = entry_id, []
        elif entry_id in added:
            pending.append(entry_id)
    result = list(followers.get(None, ()))
    for entry_id in order:
        result += [entry_id, *followers.get(entry_id, ())]
    return result + pending  # what stood at the end stays at the end


def _cell(entry: Entry, key: str) -> Cell:
    return entry.values.get(key), entry.unreadable.get(key)


def _changed_keys(before: Entry, after: Entry) -> set[str]:
    if before.values == after.values and before.unreadable == after.unreadable:
        return set()
    keys = {*before.values, *after.values, *before.unreadable, *after.unreadable}
    return {key for key in keys if _cell(before, key) != _cell(after, key)}


def _with_cells(entry: Entry, source: Entry, keys: Collection[str]) -> Entry:
    """Return a row with some cells of another one."""
    values = {key: value for key, value in entry.values.items() if key not in keys}
    texts = {key: text for key, text in entry.unreadable.items() if key not in keys}
    values |= {key: value for key, value in source.values.items() if key in keys}
    texts |= {key: text for key, text in source.unreadable.items() if key in keys}
    return replace(entry, values=values, unreadable=texts)


def _contested_keys(
    key: str, before: Entry, after: Entry, found: Entry, expected: Entry | None
) -> Iterable[str]:
    """Return the key of a cell, or those of the minerals in it that both windows have changed."""
    if key != MINERALS_KEY:
        return (key,)
    from pricing.model.mineral_cells import changed_minerals, column_key

    contested = changed_minerals(before, after) & changed_minerals(found, after)
    if expected is not None:
        contested &= changed_minerals(found, expected)
    keys = dict.fromkeys(map(column_key, sorted(contested)))
    # Where the amounts are the same, the whole text tells what differs.
    return [one if _differ(one, after, found) else MINERALS_KEY for one in keys]


def _differ(key: str, one: Entry, other: Entry) -> bool:
    column = find_column(key)
    return one.text(column) != other.text(column)


def _with_change(entry: Entry, before: Entry, after: Entry, keys: Collection[str]) -> Entry:
    """Return a row with what was changed in some cells of it, each further mineral by itself."""
    if MINERALS_KEY not in keys or _cell(entry, MINERALS_KEY) == _cell(before, MINERALS_KEY):
        return _with_cells(entry, after, keys)
    from pricing.model.mineral_cells import changed_minerals, take_over_minerals

    changed = _with_cells(entry, after, {key for key in keys if key != MINERALS_KEY})
    values, unreadable = dict(changed.values), dict(changed.unreadable)
    take_over_minerals(values, unreadable, after, changed_minerals(before, after))
    return replace(changed, values=values, unreadable=unreadable)


def _with_labels(entry: Entry, stored: Entry) -> Entry:
    """Return a row with the label on disk. Its price belongs to the comparison."""
    keys = {*entry.values, *entry.unreadable, *stored.values, *stored.unreadable}
    return _with_cells(entry, stored, keys - set(PRICE_KEYS))


# -- the scenario ------------------------------------------------------------------------------


def _merge_scenario(
    changes: ChangeSet, shown: ComparisonState, found: ComparisonState, decision: Decision
) -> tuple[tuple[Scenario, Scenario] | None, list[Contest]]:
    if changes.scenario is None:
        return None, []
    before, after = changes.scenario
    expected = shown.scenario if decision is Decision.MINE else before
    changed = {
        field.name: getattr(after, field.name)
        for field in fields(Scenario)
        if getattr(before, field.name) != getattr(after, field.name)
    }
    contests = [
        Contest(ContestKind.SCENARIO, name, value, getattr(found.scenario, name))
        for name, value in changed.items()
        if getattr(found.scenario, name) not in {value, getattr(expected, name)}
    ]
    if contests:
        return None, contests
    try:
        merged = replace(found.scenario, **changed)
    except BadInput:  # the two changes do not go together
        if decision is not Decision.MINE:
            name, value = next(iter(changed.items()))
            theirs = getattr(found.scenario, name)
            return None, [Contest(ContestKind.SCENARIO, name, value, theirs)]
        merged = after
    return ((found.scenario, merged) if merged != found.scenario else None), []


# -- the saved comparisons ---------------------------------------------------------------------


def _merge_saved_comparisons(
    changes: ChangeSet,
    shown: ComparisonState,
    found: ComparisonState,
    stored: StoredParts,
    decision: Decision,
) -> tuple[tuple[SavedComparisons, SavedComparisons] | None, list[Contest]]:
    if changes.saved_comparisons is None:
        return None, []
    before, after = changes.saved_comparisons
    merge = _SavedMerge(before, after, found.saved_comparisons, stored.names)
    expected = shown.saved_comparisons if decision is Decision.MINE else before
    contests = [*merge.name_contests(expected), *merge.removal_contests(expected)]
    if contests:
        return None, contests
    merged = merge.result()
    return ((found.saved_comparisons, merged) if merged != found.saved_comparisons else None), []


class _SavedMerge:
    """Brings a change of the saved comparisons onto those on disk."""

    def __init__(
        self,
        before: SavedComparisons,
        after: SavedComparisons,
        found: SavedComparisons,
        stored_names: Mapping[int, str],
    ) -> None:
        self._stored_names = stored_names
        self._after = after
        self._found = found
        was, now = before.names_by_id(), after.names_by_id()
        self._removed = was.keys() - now.keys()
        self._added = [one for one in after.comparisons if one.id not in was]
        self._renamed = {
            number: (was[number], name)
            for number, name in now.items()
            if number in was and was[number] != name
        }
        is_opened = before.open_comparison.id != after.open_comparison.id
        self._opened = after.open_comparison if is_opened else None

    def name_contests(self, expected: SavedComparisons) -> list[Contest]:
        names, expected_names = self._found.names_by_id(), expected.names_by_id()
        return [
            Contest(ContestKind.NAME, mine=mine, theirs=names[number])
            for number, (_, mine) in self._renamed.items()
            if names.get(number) not in {None, mine, expected_names.get(number)}
        ]

    def removal_contests(self, expected: SavedComparisons) -> list[Contest]:
        """Return a contest if one to open or rename was deleted and the user did not see it."""
        opened = {} if self._removed or self._opened is None else {self._opened.id: self._opened}
        wanted = {**opened, **{one.id: one for one in self._after.comparisons
                               if one.id in self._renamed}}  # fmt: skip
        present, seen = self._found.names_by_id(), expected.names_by_id()
        return [
            Contest(ContestKind.COMPARISON_REMOVED, theirs=one.name)
            for number, one in wanted.items()
            if number in seen and number not in present
        ]

    def result(self) -> SavedComparisons:
        kept = [
            self._as_renamed(one) for one in self._found.comparisons if one.id not in self._removed
        ]
        put_back = [one for one in self._after.comparisons if one.id in self._renamed]
        for one in (*self._added, *put_back):
            if one.id not in {other.id for other in kept}:
                kept.append(self._new_one(one, kept))
        opened = self._opened_one(kept)
        return SavedComparisons((opened, *(one for one in kept if one.id != opened.id)))

    def _as_renamed(self, one: SavedComparison) -> SavedComparison:
        return replace(one, name=self._renamed[one.id][1]) if one.id in self._renamed else one

    def _new_one(self, one: SavedComparison, others: Sequence[SavedComparison]) -> SavedComparison:
        """Return a new comparison under an unused name, or one that comes back under its own."""
        if one.id in self._renamed:
            return one
        if one.id in self._stored_names:
            return replace(one, name=self._stored_names[one.id])
        if one.name not in {other.name for other in others}:
            return one
        plain_name = re.sub(r" \d+$", "", one.name)
        return replace(one, name=SavedComparisons(tuple(others)).unused_name(plain_name))

    def _opened_one(self, kept: Sequence[SavedComparison]) -> SavedComparison:
        """Return the comparison on screen after the change. A deleted one is put back if needed."""
        wanted = self._opened or self._found.open_comparison
        present = next((one for one in kept if one.id == wanted.id), None)
        if present is not None:
            return present
        if self._removed and kept:
            return kept[0]
        return self._new_one(wanted, kept)

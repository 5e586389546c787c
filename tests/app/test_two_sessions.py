"""Two windows do anything in any order, are killed and started again, and lose nothing.

The property: a write changes only what its window showed. A cell, row, name or field that the other
window has changed in the meantime is never overwritten unseen. `HYPOTHESIS_PROFILE=thorough` takes
10,000 steps.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from app.session import Conflict, Replay, Session
from pricing.model.changes import (
    ChangeSet,
    Decision,
    change_saved_comparisons,
    change_scenario,
    edit_cells,
    insert_rows,
    remove_rows,
    reorder_rows,
)
from pricing.model.columns import COLUMNS, PRICE_KEYS
from pricing.model.scenario import Scenario
from pricing.problems.errors import ProblemKind
from pricing.store.comparisons import ComparisonStore
from pricing.store.data_files import COMPARISONS_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pricing.model.changes import ComparisonState
    from pricing.model.entry import Entry
    from pricing.problems.errors import UserError

KeyT = TypeVar("KeyT")
LABEL_KEYS = [column.key for column in COLUMNS if column.key not in PRICE_KEYS]
KEYS = st.sampled_from(("product", "brand", "price", "pack_units", "discount_percent"))
TEXTS = st.sampled_from(("", "1", "2.50", "30", "x", "1,234"))
NUMBERS = st.integers(0, 9)
SESSIONS = st.integers(0, 1)


@dataclass(frozen=True)
class Disk:
    """Everything in the data file."""

    labels: Mapping[int, Mapping[str, object]]
    prices: Mapping[tuple[int, int], Mapping[str, object]]  # by comparison and product
    names: Mapping[int, str]  # of comparisons that are not removed
    scenarios: Mapping[int, Mapping[str, object]]

    @classmethod
    def read(cls, folder: Path) -> Disk:
        with closing(sqlite3.connect(folder / COMPARISONS_FILE.name)) as connection:
            connection.row_factory = sqlite3.Row
            products = [dict(row) for row in connection.execute("SELECT * FROM product")]
            members = [dict(row) for row in connection.execute("SELECT * FROM comparison_product")]
            comparisons = [dict(row) for row in connection.execute("SELECT * FROM comparison")]
        return cls(
            {row["id"]: _cells(row, LABEL_KEYS) for row in products},
            {(row["comparison_id"], row["product_id"]): _cells(row, PRICE_KEYS) for row in members},
            {row["id"]: row["name"] for row in comparisons if row["removed"] is None},
            {row["id"]: json.loads(row["scenario"]) for row in comparisons},
        )


def _cells(row: Mapping[str, object], keys: list[str] | tuple[str, ...]) -> dict[str, object]:
    texts = json.loads(str(row["wrong"]))
    return {key: (str(row[key]) if row[key] is not None else None, texts.get(key)) for key in keys}


def _shown_cells(entry: Entry, keys: list[str] | tuple[str, ...]) -> dict[str, object]:
    values = {key: entry.values.get(key) for key in keys}
    return {
        key: (str(value) if value is not None else None, entry.unreadable.get(key))
        for key, value in values.items()
    }


class TwoSessions(RuleBasedStateMachine):
    """What users of two windows on one folder may do."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.conflicts: list[list[Conflict]] = [[], []]
        self.sessions = [self.open(0), self.open(1)]

    def open(self, which: int) -> Session:
        session = Session(ComparisonStore(self.folder))
        session._news_timer.stop()
        session.conflict_found.connect(self.conflicts[which].append)
        session.failed.connect(pytest.fail)
        return session

    # -- what the users do ---------------------------------------------------------------------

    def act(
        self,
        which: int,
        action: Callable[[Session], object],
        step: ChangeSet | None = None,
    ) -> None:
        """Let a user act, and check that only what the window showed was changed.

        A step that is undone or redone may also change back what it had made itself.
        """
        session, before = self.sessions[which], Disk.read(self.folder)
        seen = Seen.of(session._state, step)
        action(session)
        check_that_nothing_was_overwritten_unseen(seen, before, Disk.read(self.folder))

    def apply(self, which: int, make: Callable[[Session], ChangeSet | None]) -> None:
        """Let a user change something. If the change is made, it is on disk."""

        def action(session: Session) -> None:
            changes = make(session)
            if changes is not None and session.apply(changes) and not self.conflicts[which]:
                check_that_a_change_is_on_disk(changes, session, Disk.read(self.folder))

        self.act(which, action)

    @rule(which=SESSIONS, row=NUMBERS, key=KEYS, text=TEXTS)
    def edit(self, which: int, row: int, key: str, text: str) -> None:
        self.apply(
            which,
            lambda session: (
                edit_cells(session.entries, {(row % len(session.entries), key): text}, "edit")
                if session.entries
                else None
            ),
        )

    @rule(which=SESSIONS, row=NUMBERS, texts=st.lists(TEXTS, min_size=1, max_size=6))
    def paste(self, which: int, row: int, texts: list[str]) -> None:
        def make(session: Session) -> ChangeSet:
            first = row % (len(session.entries) + 1)
            cells = {
                (first + at // 2, ("product", "price")[at % 2]): text
                for at, text in enumerate(texts)
            }
            return edit_cells(session.entries, cells, "paste", session.new_entry)

        self.apply(which, make)

    @rule(which=SESSIONS, row=NUMBERS)
    def insert(self, which: int, row: int) -> None:
        self.apply(
            which,
            lambda session: insert_rows(
                row % (len(session.entries) + 1), [session.new_entry()], "insert"
            ),
        )

    @rule(which=SESSIONS, row=NUMBERS, count=st.integers(1, 2))
    def remove(self, which: int, row: int, count: int) -> None:
        self.apply(
            which,
            lambda session: remove_rows(
                session.entries, range(row, min(row + count, len(session.entries)))
            ),
        )

    @rule(which=SESSIONS, order=st.randoms(use_true_random=False))
    def move(self, which: int, order: object) -> None:
        def make(session: Session) -> ChangeSet:
            rows = list(range(len(session.entries)))
            order.shuffle(rows)  # type: ignore[attr-defined]
            return reorder_rows(session.entries, rows, "sort")

        self.apply(which, make)

    @rule(
        which=SESSIONS,
        field=st.sampled_from(("days", "budget", "target", "no_difference")),
        value=st.integers(1, 4),
    )
    def change_field(self, which: int, field: str, value: int) -> None:
        self.apply(
            which,
            lambda session: change_scenario(
                session.scenario,
                replace(session.scenario, **{field: value}),  # type: ignore[arg-type]
                "field",
            ),
        )

    @rule(which=SESSIONS, element=st.sampled_from(("Mg", "Zn", "K")))
    def choose_mineral(self, which: int, element: str) -> None:
        self.apply(
            which,
            lambda session: change_scenario(
                session.scenario, Scenario.for_element(element), "mineral"
            ),
        )

    @rule(
        which=SESSIONS,
        what=st.sampled_from(("new", "open", "rename", "delete", "duplicate")),
        number=NUMBERS,
    )
    def change_comparisons(self, which: int, what: str, number: int) -> None:
        def make(session: Session) -> ChangeSet:
            saved = session.saved_comparisons
            chosen = saved.comparisons[number % len(saved.comparisons)].id
            after = {
                "new": lambda: saved.with_new(session.next_comparison_id()),
                "open": lambda: saved.with_opened(chosen),
                "rename": lambda: saved.with_renamed(chosen, f"Name {number}"),
                "delete": lambda: saved.without(chosen, session.next_comparison_id()),
                "duplicate": lambda: saved.with_new(
                    session.next_comparison_id(), "Copy", copy_of=chosen
                ),
            }[what]()
            return change_saved_comparisons(saved, after, what)

        self.act(which, lambda session: session.apply(make(session)))

    @rule(which=SESSIONS, times=st.integers(1, 4))
    def undo(self, which: int, times: int) -> None:
        for _ in range(times):
            step = self.sessions[which].history.step_to_undo
            if step is not None:
                self.act(which, lambda session: session.undo(), step.changes.inverse())

    @rule(which=SESSIONS, times=st.integers(1, 4))
    def redo(self, which: int, times: int) -> None:
        for _ in range(times):
            step = self.sessions[which].history.step_to_redo
            if step is not None:
                self.act(which, lambda session: session.redo(), step.changes)

    @rule(which=SESSIONS, decision=st.sampled_from((Decision.MINE, Decision.THEIRS)))
    def decide(self, which: int, decision: Decision) -> None:
        """Answer the questions that are still open."""
        conflicts, session = list(self.conflicts[which]), self.sessions[which]
        self.conflicts[which].clear()
        for conflict in conflicts:
            if session.contests_of(conflict):
                decide = partial(Session.decide, conflict=conflict, decision=decision)
                self.act(which, decide, _replayed(session, conflict))

    @rule(which=SESSIONS)
    def keep_deleted_comparison(self, which: int) -> None:
        if self.sessions[which].is_deleted_elsewhere:
            self.act(which, lambda session: session.keep_open_comparison())

    @rule(which=SESSIONS)
    def wait(self, which: int) -> None:
        self.act(which, lambda session: session.show_news())

    # -- starting and ending -------------------------------------------------------------------

    @rule(which=SESSIONS)
    def restart(self, which: int) -> None:
        before = Disk.read(self.folder)
        self.sessions[which].close()
        self.conflicts[which].clear()
        self.sessions[which] = self.open(which)
        assert Disk.read(self.folder) == before

    @rule(which=SESSIONS)
    def kill(self, which: int) -> None:
        before = Disk.read(self.folder)
        self.sessions[which]._store._database._connection.close()
        self.conflicts[which].clear()
        self.sessions[which] = self.open(which)
        assert Disk.read(self.folder) == before

    # -- what always holds ---------------------------------------------------------------------

    @rule()
    def be_idle(self) -> None:
        """When both windows have seen everything, they show the same."""
        for which in (0, 1):
            self.act(which, lambda session: session.show_news())
        left, right = (session._state for session in self.sessions)
        names = Disk.read(self.folder).names
        for state in (left, right):
            listed = state.saved_comparisons.names_by_id()
            if state.is_removed:
                del listed[state.saved_comparisons.open_comparison.id]
            assert listed == names
        if left.saved_comparisons.open_comparison == right.saved_comparisons.open_comparison:
            assert left.entries == right.entries
            assert left.scenario == right.scenario

    @invariant()
    def there_is_always_a_comparison(self) -> None:
        if hasattr(self, "folder"):
            assert Disk.read(self.folder).names

    def teardown(self) -> None:
        if hasattr(self, "sessions"):
            for session in self.sessions:
                session.close()
            shutil.rmtree(self.folder, ignore_errors=True)


class RestoringSessions(TwoSessions):
    """Two windows that may also take everything back to an earlier state, or forget for good.

    What the other window shows is gone then, and no property holds but that nothing fails.
    """

    def __init__(self) -> None:
        super().__init__()
        self.failures: list[UserError] = []

    def open(self, which: int) -> Session:
        session = Session(ComparisonStore(self.folder))
        session._news_timer.stop()
        session.conflict_found.connect(self.conflicts[which].append)
        session.failed.connect(self.judge)
        return session

    def judge(self, error: UserError) -> None:
        if error.kind is not ProblemKind.RESTORED_ELSEWHERE:
            self.failures.append(error)

    def act(
        self,
        which: int,
        action: Callable[[Session], object],
        step: ChangeSet | None = None,
    ) -> None:
        action(self.sessions[which])

    @rule(which=SESSIONS, number=NUMBERS)
    def restore(self, which: int, number: int) -> None:
        session = self.sessions[which]
        backups = session.data_file.backups()
        if backups:
            assert session.restore(backups[number % len(backups)].path)
            session._news_timer.stop()

    @rule(which=SESSIONS)
    def forget(self, which: int) -> None:
        """Let the deleted comparisons have been deleted long ago, and start again."""
        database = self.sessions[which]._store._database
        with database.transaction():
            database.execute("UPDATE comparison SET removed = -100 WHERE removed IS NOT NULL")
        self.sessions[which].close()
        self.conflicts[which].clear()
        self.sessions[which] = self.open(which)

    @invariant()
    def nothing_else_is_refused(self) -> None:
        assert self.failures == []


def _replayed(session: Session, conflict: Conflict) -> ChangeSet | None:
    undone, redone = session.history.step_to_undo, session.history.step_to_redo
    if conflict.replay is Replay.UNDO and undone is not None:
        return undone.changes.inverse()
    return redone.changes if conflict.replay is Replay.REDO and redone is not None else None


@dataclass(frozen=True)
class Seen:
    """What a user knows: what the window shows, and what the step to undo or redo had made."""

    open_id: int
    rows: list[Entry]
    scenarios: list[Scenario]
    names: list[Mapping[int, str]]

    @classmethod
    def of(cls, shown: ComparisonState, step: ChangeSet | None) -> Seen:
        rows, scenarios = list(shown.entries), [shown.scenario]
        names: list[Mapping[int, str]] = [shown.saved_comparisons.names_by_id()]
        if step is not None:
            rows += [row.before.entry for row in step.rows if row.before]
            scenarios += [step.scenario[0]] if step.scenario else []
            names += [step.saved_comparisons[0].names_by_id()] if step.saved_comparisons else []
        return cls(shown.saved_comparisons.open_comparison.id, rows, scenarios, names)

    def has_cell(self, number: int, key: str, value: object) -> bool:
        return any(_shown_cells(row, [key])[key] == value for row in self.rows if row.id == number)

    def has_field(self, key: str, value: object) -> bool:
        fields = [json.loads(json.dumps(getattr(one, key))) for one in self.scenarios]
        return value in fields


def check_that_nothing_was_overwritten_unseen(seen: Seen, before: Disk, after: Disk) -> None:
    """Check that everything that a write changed is what its user knew."""
    for number, key, value in changed_cells(before.labels, after.labels):
        assert seen.has_cell(number, key, value), (number, key)
    for (comparison_id, number), key, value in changed_cells(before.prices, after.prices):
        assert comparison_id == seen.open_id
        assert seen.has_cell(number, key, value), (number, key)
    for comparison_id, key, value in changed_cells(before.scenarios, after.scenarios):
        assert comparison_id == seen.open_id
        assert seen.has_field(key, value), key
    for comparison_id, name in before.names.items():
        known = [names[comparison_id] for names in seen.names if comparison_id in names]
        if comparison_id not in after.names:
            assert known  # it was deleted, and can be put back
        assert name in known or after.names.get(comparison_id, name) == name


def changed_cells(
    before: Mapping[KeyT, Mapping[str, object]], after: Mapping[KeyT, Mapping[str, object]]
) -> Iterator[tuple[KeyT, str, object]]:
    """Yield the cells that are different now, with what they held."""
    for number, cells in before.items():
        for key, value in cells.items():
            if after.get(number, {}).get(key) != value:
                yield number, key, value


def check_that_a_change_is_on_disk(changes: ChangeSet, session: Session, disk: Disk) -> None:
    """Check that each cell and field that a change sets has its value on disk."""
    open_id = session.saved_comparisons.open_comparison.id
    for row in changes.rows:
        if row.after is None:
            assert row.before is not None
            assert (open_id, row.before.entry.id) not in disk.prices
            continue
        entry, before = row.after.entry, row.before.entry if row.before else None
        keys = [column.key for column in COLUMNS]
        was, now = _shown_cells(before, keys) if before else {}, _shown_cells(entry, keys)
        if was == now:  # it was only moved
            continue
        on_disk = {**disk.labels[entry.id], **disk.prices[open_id, entry.id]}
        assert all(was.get(key) == now[key] or on_disk[key] == now[key] for key in keys)
    if changes.scenario is not None:
        for field in fields(Scenario):
            before, after = (getattr(scenario, field.name) for scenario in changes.scenario)
            stored = disk.scenarios[open_id][field.name]
            assert before == after or stored == json.loads(json.dumps(after))


@pytest.mark.usefixtures("qapp")
def test_that_two_windows_lose_nothing_whatever_they_do() -> None:
    default = settings()
    run_state_machine_as_test(
        TwoSessions,
        settings=settings(default, max_examples=default.max_examples // 3, stateful_step_count=30),
    )


@pytest.mark.usefixtures("qapp")
def test_that_two_windows_go_on_whatever_either_of_them_restores() -> None:
    default = settings()
    run_state_machine_as_test(
        RestoringSessions,
        settings=settings(default, max_examples=default.max_examples // 3, stateful_step_count=30),
    )


@pytest.mark.usefixtures("qapp")
def test_that_a_comparison_is_left_when_each_window_deletes_those_of_the_other() -> None:
    windows = TwoSessions()
    windows.begin()
    windows.change_comparisons(0, "delete", 0)
    windows.be_idle()
    windows.change_comparisons(1, "delete", 1)
    windows.there_is_always_a_comparison()
    windows.be_idle()
    windows.teardown()

"""The open comparison: the only writer to its file, the undo stack, and one signal for changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.session.computed_comparison import LatestComparison
from app.session.conflict import Conflict, Replay
from app.session.data_file import DataFile
from app.session.pending_write import PendingWrite
from app.toolkit.undo_history import UndoHistory, UndoStep
from pricing.model.changes import ChangeSet, Decision, insert_rows, reorder_rows
from pricing.model.entry import Entry
from pricing.model.scenario import Scenario
from pricing.problems.errors import BadInput, ProblemKind, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from app.session.computed_comparison import ComputedComparison
    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.model.changes import ComparisonState
    from pricing.model.columns import BaseValue
    from pricing.model.concurrent_changes import Contest
    from pricing.model.saved_comparisons import SavedComparisons
    from pricing.problems.progress import Progress
    from pricing.store.comparisons import ComparisonStore, WriteResult


# How often an idle window asks whether another window has written.
NEWS_INTERVAL_MS = 1_000
# A longer list stays in its own order: it would keep the window waiting.
MAX_ROWS_ARRANGED = 5_000


class Session(QObject):
    """The open comparison. Every change is on disk before `changed` is emitted.

    Another window may have the same data folder open. What it writes is shown after a moment, and
    before anything is written here.
    """

    changed = Signal(object)  # the ChangeSet
    failed = Signal(object)  # the UserError: the disk refused a write, or a text is too long
    conflict_found = Signal(object)  # the Conflict, which the user has to decide
    place_restored = Signal(object)  # a step was undone or redone: where the user made it

    def __init__(
        self, store: ComparisonStore, default_scenario: Callable[[], Scenario] = Scenario
    ) -> None:
        super().__init__()
        self._comparison_store = store
        self.data_file = DataFile(lambda: self._store)
        self._pending: PendingWrite[Any] | None = None
        self._default_scenario = default_scenario
        self.history = UndoHistory(self)
        self.refusal_count = 0  # how many changes could not be written
        self._state = store.state(default_scenario)
        # Where the user is. The table replaces this function.
        self.current_place: Callable[[], object] = lambda: None
        # The user's order of rows, by their positions. The table replaces it.
        self.chosen_order: Callable[[ComputedComparison], Sequence[int] | None] = lambda _: None
        # Whether a change of the scenario sorts the rows anew. The table replaces it.
        self.keeps_sorted: Callable[[], bool] = lambda: False
        # Completes a comparison that was just computed. What knows more prices replaces it.
        self.complete_comparison: Callable[[Comparison], None] = lambda _: None
        # Whether the user is typing nothing that news would replace. The window replaces it.
        self.can_show_news: Callable[[], bool] = lambda: True
        self._next_id = store.next_product_id()
        self._latest_comparison = LatestComparison(self._complete)
        self._news_timer = QTimer(self)
        self._news_timer.timeout.connect(self._show_news_when_idle)
        self._news_timer.start(NEWS_INTERVAL_MS)

    @property
    def _store(self) -> ComparisonStore:
        """The data file. A change that is being written beside the window's thread ends first."""
        self.finish_write()
        return self._comparison_store

    # -- reading -------------------------------------------------------------------------------

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The rows of the open comparison."""
        return self._state.entries

    @property
    def scenario(self) -> Scenario:
        """The scenario of the open comparison."""
        return self._state.scenario

    @property
    def saved_comparisons(self) -> SavedComparisons:
        """All comparisons, the open one first."""
        return self._state.saved_comparisons

    @property
    def is_deleted_elsewhere(self) -> bool:
        """Whether another window has deleted the open comparison."""
        return self._state.is_removed

    @property
    def comparison(self) -> Comparison:
        """The comparison of the complete rows. It is computed on first use after a change."""
        return self._latest.comparison

    @property
    def _latest(self) -> ComputedComparison:
        latest = self._latest_comparison
        return latest.computed_now or latest.of(self.entries, self.scenario)

    def _complete(self, comparison: Comparison) -> None:
        self.complete_comparison(comparison)

    @property
    def compared_by_position(self) -> Mapping[int, ComparedProduct]:
        """The compared products by their rows. Rows that are no products yet are left out."""
        return self._latest.compared_by_position

    def compared_product(self, position: int) -> ComparedProduct | None:
        """Return the compared product of a row, or None if the row is not a product yet."""
        return self._latest.compared_by_position.get(position)

    def row_of(self, compared: ComparedProduct) -> int:
        """Return the row of a compared product."""
        return next(
            row for row, product in self._latest.compared_by_position.items() if product is compared
        )

    def row_error(self, position: int) -> BadInput | None:
        """Return why a row is not a product, or None if it is one."""
        result = self._latest_comparison.product_of(self.entries[position])
        return result if isinstance(result, BadInput) else None

    def new_entry(self) -> Entry:
        """Return an empty row with this comparison's mineral and currency, and a new id."""
        self._next_id += 1
        return Entry(self._next_id - 1, self.new_row_values())

    def take_ids(self, count: int) -> range:
        """Return the ids of new rows, which nothing else gets."""
        self._next_id += count
        return range(self._next_id - count, self._next_id)

    def new_row_values(self) -> dict[str, BaseValue]:
        """Return the values of a new row before anything is typed."""
        return {"element": self.scenario.element, "currency": self.scenario.currency}

    # -- changing ------------------------------------------------------------------------------

    def apply(
        self,
        changes: ChangeSet,
        ahead: ComputedComparison | None = None,
        *,
        decision: Decision = Decision.ASK,
    ) -> bool:
        """Write a change set and make it undoable. Return False if nothing changed.

        A change with a text that is too long for a cell is refused as a whole.
        `ahead` is the comparison after the change, if it was computed ahead.
        """
        if changes.is_empty:
            return False
        try:
            changes.check_texts()
        except UserError as error:
            self._report_failure(error)
            return False
        changes, ahead = self._arranged(changes, ahead or self._compare_long(changes))
        place, shown = self.current_place(), self._state
        result = self._write(changes, decision)
        return result is not None and self._show_step(result, shown, place, ahead)

    def _compare_long(self, changes: ChangeSet) -> ComputedComparison | None:
        """Return the comparison of the many rows that a change opens, or None if they are few.

        The window is painted meanwhile, so this comes before anything else of a change.
        """
        saved = changes.saved_comparisons
        if saved is None or not changes.opens_another:
            return None
        from app.session.opening_ahead import compare_before_opening

        opened, latest = saved[1].open_comparison, self._latest_comparison
        return compare_before_opening(opened.id, self._store, latest, self._default_scenario, self)

    def _arranged(
        self, changes: ChangeSet, ahead: ComputedComparison | None
    ) -> tuple[ChangeSet, ComputedComparison | None]:
        """Return the change with the rows that it lets sort in the user's order."""
        sortable = self._sortable_rows(changes)
        if not 1 < len(sortable) <= MAX_ROWS_ARRANGED:
            return changes, ahead
        scenario = changes.scenario[1] if changes.scenario else self.scenario
        computed = ahead or self._latest_comparison.computed(sortable, scenario)
        order = self.chosen_order(computed)
        if order is None or list(order) == sorted(order):
            return changes, computed
        arranged = self._latest_comparison.reordered(computed, order)
        moved = (
            reorder_rows(self.entries, order, changes.description)
            if self.entries
            else insert_rows(0, arranged.entries, changes.description)
        )
        return replace(changes, rows=moved.rows), arranged

    def _sortable_rows(self, changes: ChangeSet) -> tuple[Entry, ...]:
        """Return the rows of an arriving list, or all that a new scenario finds kept sorted."""
        if changes.saved_comparisons:
            return ()
        if not self.entries:
            return changes.apply_to(())
        is_sorted_anew = changes.scenario and not changes.rows and self.keeps_sorted()
        return self.entries if is_sorted_anew else ()

    def _show_step(
        self,
        result: WriteResult,
        shown: ComparisonState,
        place: object,
        ahead: ComputedComparison | None,
    ) -> bool:
        """Make a change that was written undoable and show it. Return False if it is nothing."""
        done = result.rebased.changes
        if not done.is_empty:
            self.history.push(UndoStep(done, place))
        self._latest_comparison.expect(ahead)
        self._show(shown, result)
        self._ask_about(result, Replay.NONE)
        return not done.is_empty

    def begin_write(
        self, changes: ChangeSet, ahead: ComputedComparison
    ) -> PendingWrite[WriteResult]:
        """Return a large change, whose `run` another thread has to call.

        Whatever else is read or written here waits until it has run. `finish` shows the change.
        """
        self.finish_write()
        changes, arranged = self._arranged(changes, ahead)
        shown, scenario = self._state, self._default_scenario()

        def write(progress: Progress) -> WriteResult:
            return self._comparison_store.write(
                changes, shown, default_scenario=lambda: scenario, progress=progress
            )

        def finish(result: WriteResult | UserError | None) -> bool:
            self._pending = None
            if isinstance(result, UserError):
                self._report_failure(result)
                return False
            if result is None:  # it was cancelled
                return False
            self._take_over(result)
            return self._show_step(result, shown, place, arranged)

        place = self.current_place()
        self._pending = PendingWrite(write, finish)
        return self._pending

    def finish_write(self) -> bool:
        """Finish what is written beside the window's thread. Return False if the disk refuses it.

        What waits for another program is soon refused.
        """
        refusal_count = self.refusal_count
        if self._pending is not None:
            self._pending.finish()
        return self.refusal_count == refusal_count

    def undo(self, decision: Decision = Decision.ASK) -> None:
        """Undo the last step. If the disk refuses or another window contests it, do nothing."""
        self.finish_write()
        self._expect_long(self.history.step_to_undo, Replay.UNDO)
        step, shown = self.history.step_to_undo, self._state
        if step is None:
            return
        result = self._write(step.changes.inverse(), decision, is_whole=True)
        if result is None:
            return
        if not result.rebased.contests or decision is Decision.THEIRS:
            self.history.mark_undone(result.rebased.changes.inverse())
        self._show(shown, result)
        self._end_replay(step, result, Replay.UNDO, decision)

    def redo(self, decision: Decision = Decision.ASK) -> None:
        """Redo the step that was undone last, under the same conditions as `undo`."""
        self.finish_write()
        self._expect_long(self.history.step_to_redo, Replay.REDO)
        step, shown = self.history.step_to_redo, self._state
        if step is None:
            return
        result = self._write(step.changes, decision, is_whole=True)
        if result is None:
            return
        if not result.rebased.contests or decision is Decision.THEIRS:
            self.history.mark_redone(result.rebased.changes)
        self._show(shown, result)
        self._end_replay(step, result, Replay.REDO, decision)

    def _expect_long(self, step: UndoStep | None, replay: Replay) -> None:
        """Compare the many rows that a step to undo or redo opens."""
        if step is not None:
            changes = step.changes.inverse() if replay is Replay.UNDO else step.changes
            self._latest_comparison.expect(self._compare_long(changes))

    def _end_replay(
        self, step: UndoStep, result: WriteResult, replay: Replay, decision: Decision
    ) -> None:
        if result.rebased.contests and decision is not Decision.THEIRS:
            self._ask_about(result, replay)
        elif not step.changes.only_moves_rows:  # the cursor then stays on its product
            self.place_restored.emit(step.place)

    def _ask_about(self, result: WriteResult, replay: Replay) -> None:
        if result.rebased.contests:
            self.refusal_count += 1
            open_id = self.saved_comparisons.open_comparison.id
            rebased = result.rebased
            self.conflict_found.emit(Conflict(rebased.contested, rebased.contests, open_id, replay))

    def _write(
        self, changes: ChangeSet, decision: Decision, *, is_whole: bool = False
    ) -> WriteResult | None:
        """Write a change set, and take over what is on disk then. Return None if it is refused."""
        shown, store = self._state, self._store
        if shown is not self._state:  # the user could not know what has just been written
            store.forget_seen_version()
        try:
            result = store.write(
                changes,
                shown,
                decision,
                is_whole=is_whole,
                default_scenario=self._default_scenario,
            )
        except UserError as error:
            self._report_failure(error)
            return None
        except Exception:  # a bug, which the exception hook reports
            self.refusal_count += 1
            self.changed.emit(ChangeSet(""))  # controls show again what holds
            raise
        self._take_over(result)
        return result

    def _report_failure(self, error: UserError) -> None:
        self.refusal_count += 1
        if error.kind is ProblemKind.RESTORED_ELSEWHERE:  # no step fits the earlier state
            self.history.clear()
        self.show_news()
        self.changed.emit(ChangeSet(""))  # controls show again what holds
        self.failed.emit(error)

    def _take_over(self, result: WriteResult) -> None:
        is_news = result.found is not self._state
        self._state = _with_same_entries(result.now, self._state) if is_news else result.now

    def _show(self, shown: ComparisonState, result: WriteResult) -> None:
        """Let everything follow what another window has written, and then what was written here.

        Both times, the state is the one that the change leads to.
        """
        if result.found is not shown:
            from pricing.model.concurrent_changes import difference

            now, self._state = self._state, _with_same_entries(result.found, shown)
            self._show_news(difference(shown, result.found))
            self._state = now
        done = result.rebased.changes
        if not done.is_empty or result.rebased.contests:
            self._emit_changed(done)

    def _emit_changed(self, changes: ChangeSet) -> None:
        self._latest_comparison.expire()
        self.changed.emit(changes)

    # -- other windows -------------------------------------------------------------------------

    def show_news(self) -> None:
        """Show what another window has written since."""
        store = self._store
        shown = self._state
        try:
            found = store.news(shown, self._default_scenario)
        except UserError:  # the next change says why the file cannot be used
            return
        if found is shown:
            return
        from pricing.model.concurrent_changes import difference

        news = difference(shown, found)
        if not news.is_empty:
            self._state = _with_same_entries(found, shown)
            self._show_news(news)

    def _show_news(self, news: ChangeSet) -> None:
        if news.opens_another:  # the open comparison does not exist any more
            self.history.clear()
        if not news.is_empty:
            self._emit_changed(news)

    def _show_news_when_idle(self) -> None:
        if self._pending is None and self.can_show_news():
            self.show_news()

    def contests_of(self, conflict: Conflict) -> tuple[Contest, ...]:
        """Return what is still contested in a change that waits for a decision.

        It is nothing while another comparison is open.
        """
        from pricing.model.concurrent_changes import StoredParts, rebase

        if conflict.comparison_id != self.saved_comparisons.open_comparison.id:
            return ()
        return rebase(conflict.changes, self._state, self._state, StoredParts()).contests

    def decide(self, conflict: Conflict, decision: Decision) -> None:
        """Do with a contested change what the user has decided."""
        match conflict.replay:
            case Replay.UNDO:
                self.undo(decision)
            case Replay.REDO:
                self.redo(decision)
            case Replay.NONE if decision is Decision.MINE:
                self.apply(conflict.changes, decision=decision)
            case Replay.NONE:
                self._emit_changed(ChangeSet(""))  # what waited for the answer waits no more

    def keep_open_comparison(self) -> None:
        """Keep the open comparison, which another window has deleted."""
        try:
            self._store.keep_open_comparison()
        except UserError as error:
            self.failed.emit(error)
        else:
            self._state = replace(self._state, is_removed=False)
            self._emit_changed(ChangeSet(""))

    def use_default_scenario(self) -> None:
        """Take the scenario of the preferences if the comparison has none of its own yet."""
        self.show_news()  # another window may have taken the comparison away
        store = self._store
        before = self.scenario
        self._state = replace(self._state, scenario=store.scenario() or self._default_scenario())
        if self.scenario != before:
            self._emit_changed(ChangeSet("preferences", scenario=(before, self.scenario)))

    def restore(self, backup: Path) -> bool:
        """Replace all comparisons by an earlier state. No earlier step can be undone.

        The window is painted meanwhile. Whatever else is read or written here waits.
        """
        from app.toolkit.background_tasks import run_beside

        before, store, scenario = self.saved_comparisons, self._store, self._default_scenario()

        def write(_progress: Progress) -> ComparisonState:
            store.restore(backup)
            return store.state(lambda: scenario)

        def finish(result: ComparisonState | UserError | None) -> None:
            self._pending = None
            if isinstance(result, UserError):
                self.failed.emit(result)
            elif result is not None:
                self._show_restored(result, before)

        pending = self._pending = PendingWrite(write, finish)
        try:
            run_beside(pending.run, self)
        finally:
            pending.finish()
        return pending.is_written

    def _show_restored(self, state: ComparisonState, before: SavedComparisons) -> None:
        self.history.clear()
        self._next_id = self._store.next_product_id()
        self._latest_comparison.forget_products()
        self._state = state
        saved = (before, self.saved_comparisons)
        self._emit_changed(ChangeSet("", saved_comparisons=saved, replaces_all=True))

    def next_comparison_id(self) -> int:
        """Return the id for a new comparison."""
        return self._store.next_comparison_id()

    def newer_prices(self) -> Mapping[int, Mapping[str, BaseValue]]:
        """Return, by product id, the current prices that differ from those of the comparison."""
        return self._store.changed_prices()

    def close(self) -> None:
        """Close the data file."""
        self._news_timer.stop()
        self._store.close()


def _with_same_entries(state: ComparisonState, shown: ComparisonState) -> ComparisonState:
    """Return a state whose unchanged rows are the shown ones, so that their figures are kept."""
    known = {entry.id: entry for entry in shown.entries}
    return replace(
        state,
        entries=tuple(
            known[entry.id] if known.get(entry.id) == entry else entry for entry in state.entries
        ),
    )

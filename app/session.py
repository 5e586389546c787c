"""The open comparison: the only writer to its file, the undo stack, and one signal for changes."""

from __future__ import annotations

from operator import is_
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.toolkit.undo_history import UndoHistory, UndoStep
from pricing.model.changes import ChangeSet
from pricing.model.entry import Entry
from pricing.model.product import Product
from pricing.model.scenario import Scenario
from pricing.problems.errors import BadInput, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.calculation.recomputation import Recomputation
    from pricing.model.columns import BaseValue
    from pricing.model.saved_comparisons import SavedComparisons
    from pricing.problems.errors import Problem
    from pricing.problems.progress import Progress
    from pricing.store.backups import Backup
    from pricing.store.comparisons import ComparisonStore


class ComputedComparison:
    """The comparison of some rows in a scenario. It can be computed beside the window's thread."""

    def __init__(
        self,
        entries: Sequence[Entry],
        scenario: Scenario,
        recomputation: Recomputation,
        product_of: Callable[[Entry], Product | BadInput],
        progress: Progress | None = None,
    ) -> None:
        self.entries = entries
        self.scenario = scenario
        self.recomputation = recomputation
        results = [(position, product_of(entry)) for position, entry in enumerate(entries)]
        complete = [(at, product) for at, product in results if isinstance(product, Product)]
        products = [product for _, product in complete]
        self.comparison = recomputation.compare(products, scenario, progress=progress)
        rows = zip(complete, self.comparison.entered_products, strict=True)
        self.compared_by_position: Mapping[int, ComparedProduct] = {
            position: compared for (position, _), compared in rows
        }

    def fits(self, entries: Sequence[Entry], scenario: Scenario) -> bool:
        """Return whether it is the comparison of just these rows."""
        return (
            self.scenario == scenario
            and len(self.entries) == len(entries)
            and all(map(is_, self.entries, entries))
        )


def compute_ahead(
    entries: Sequence[Entry], scenario: Scenario, progress: Progress
) -> ComputedComparison:
    """Return the comparison of rows that the session is about to have.

    Raises:
        Cancelled: The user cancelled.
    """
    from pricing.calculation.recomputation import Recomputation

    return ComputedComparison(entries, scenario, Recomputation(), product_or_error, progress)


def product_or_error(entry: Entry) -> Product | BadInput:
    """Return the product of a row, or why it is none."""
    try:
        return entry.product()
    except BadInput as error:
        return error


class Session(QObject):
    """The open comparison. Every change is on disk before `changed` is emitted."""

    changed = Signal(object)  # the ChangeSet
    failed = Signal(object)  # the UserError: the disk refused a write
    place_restored = Signal(object)  # a step was undone or redone: where the user made it

    def __init__(
        self, store: ComparisonStore, default_scenario: Callable[[], Scenario] = Scenario
    ) -> None:
        super().__init__()
        self._store = store
        self._default_scenario = default_scenario
        self.history = UndoHistory(self)
        self.refusal_count = 0  # how many changes could not be written
        self.saved_comparisons: SavedComparisons = store.saved_comparisons()
        self._load_comparison()
        # Where the user is. The table replaces this function.
        self.current_place: Callable[[], object] = lambda: None
        self._next_id = store.next_product_id()
        self._products_by_entry: dict[int, tuple[Entry, Product | BadInput]] = {}
        self._computed: ComputedComparison | None = None
        self._computed_ahead: ComputedComparison | None = None
        self._recomputation: Recomputation | None = None

    def _load_comparison(self) -> None:
        self.entries: tuple[Entry, ...] = self._store.entries()
        self.scenario: Scenario = self._store.scenario() or self._default_scenario()

    # -- reading -------------------------------------------------------------------------------

    @property
    def comparison(self) -> Comparison:
        """The comparison of the complete rows. It is computed on first use after a change."""
        return self._latest.comparison

    @property
    def _latest(self) -> ComputedComparison:
        if self._computed is None:
            self._computed = self._take_computed_ahead() or self._compute()
        return self._computed

    def _take_computed_ahead(self) -> ComputedComparison | None:
        """Return what was computed ahead, if it is the comparison of the present rows."""
        ahead, self._computed_ahead = self._computed_ahead, None
        if ahead is None or not ahead.fits(self.entries, self.scenario):
            return None
        self._recomputation = ahead.recomputation
        for position, compared in ahead.compared_by_position.items():
            entry = self.entries[position]
            self._products_by_entry[entry.id] = (entry, compared.product)
        return ahead

    def _compute(self) -> ComputedComparison:
        from pricing.calculation.recomputation import Recomputation

        self._recomputation = self._recomputation or Recomputation()
        return ComputedComparison(
            self.entries, self.scenario, self._recomputation, self._product_of
        )

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
        result = self._product_of(self.entries[position])
        return result if isinstance(result, BadInput) else None

    def _product_of(self, entry: Entry) -> Product | BadInput:
        cached = self._products_by_entry.get(entry.id)
        if cached is None or cached[0] is not entry:
            cached = (entry, product_or_error(entry))
            self._products_by_entry[entry.id] = cached
        return cached[1]

    def new_entry(self) -> Entry:
        """Return an empty row with this comparison's mineral and currency, and a new id."""
        self._next_id += 1
        return Entry(self._next_id - 1, self.new_row_values())

    def new_row_values(self) -> dict[str, BaseValue]:
        """Return the values of a new row before anything is typed."""
        return {"element": self.scenario.element, "currency": self.scenario.currency}

    # -- changing ------------------------------------------------------------------------------

    def apply(self, changes: ChangeSet, ahead: ComputedComparison | None = None) -> bool:
        """Write a change set and make it undoable. Return False if nothing changed.

        `ahead` is the comparison after the change, if it was computed ahead.
        """
        if changes.is_empty:
            return False
        step = UndoStep(changes, self.current_place())
        if not self._write(changes):
            return False
        self.history.push(step)
        self._computed_ahead = ahead
        self._show(changes)
        return True

    def undo(self) -> None:
        """Undo the last step. If the disk refuses, nothing changes."""
        step = self.history.step_to_undo
        if step is not None and self._write(step.changes.inverse()):
            self.history.mark_undone()
            self._show(step.changes.inverse())
            self.place_restored.emit(step.place)

    def redo(self) -> None:
        """Redo the step that was undone last. If the disk refuses, nothing changes."""
        step = self.history.step_to_redo
        if step is not None and self._write(step.changes):
            self.history.mark_redone()
            self._show(step.changes)
            self.place_restored.emit(step.place)

    def _write(self, changes: ChangeSet) -> bool:
        """Write a change set to disk, then apply it. Return False if the disk refuses."""
        entries = changes.apply_to(self.entries)
        try:
            self._store.write(changes, entries, self.scenario)
        except UserError as error:
            self.refusal_count += 1
            self.changed.emit(ChangeSet(""))  # controls show again what holds
            self.failed.emit(error)
            return False
        self.entries = entries
        if changes.scenario is not None:
            self.scenario = changes.scenario[1]
        if changes.saved_comparisons is not None:
            self.saved_comparisons = changes.saved_comparisons[1]
        if changes.opens_another:
            self._load_comparison()
        return True

    def _show(self, changes: ChangeSet) -> None:
        """Let everything that shows the comparison follow a change that is written."""
        self._computed = None
        self.changed.emit(changes)

    def use_default_scenario(self) -> None:
        """Take the scenario of the preferences if the comparison has none of its own yet."""
        before, self.scenario = self.scenario, self._store.scenario() or self._default_scenario()
        if self.scenario != before:
            self._computed = None
            self.changed.emit(ChangeSet("preferences", scenario=(before, self.scenario)))

    def column_mapping(self, headers: str) -> str:
        """Return the remembered mapping for lists with these headers, or ""."""
        return self._store.list_mapping(headers)

    def column_mappings(self) -> dict[str, str]:
        """Return all remembered mappings, by the headers of their lists."""
        return self._store.list_mappings()

    def save_column_mapping(self, headers: str, mapping: str) -> None:
        """Remember the mapping for lists with these headers.

        Raises:
            UserError: The disk refuses.
        """
        self._store.save_list_mapping(headers, mapping)

    def backups(self) -> tuple[Backup, ...]:
        """Return the copies of earlier days, the newest first."""
        return self._store.backups()

    @property
    def offered_backup(self) -> Backup | None:
        """The newest good copy of a data file that was damaged when it was opened."""
        return self._store.offered_backup

    def restore(self, backup: Path) -> bool:
        """Replace all comparisons by an earlier state. No earlier step can be undone."""
        before = self.saved_comparisons
        try:
            self._store.restore(backup)
        except UserError as error:
            self.failed.emit(error)
            return False
        self.history.clear()
        self.saved_comparisons = self._store.saved_comparisons()
        self._next_id = self._store.next_product_id()
        self._products_by_entry.clear()
        self._load_comparison()
        saved = (before, self.saved_comparisons)
        self._show(ChangeSet("", saved_comparisons=saved, replaces_all=True))
        return True

    @property
    def data_file_notice(self) -> Problem | None:
        """The problem found when the data file was opened, such as damage."""
        return self._store.notice

    @property
    def data_file(self) -> Path:
        """The file that holds the comparisons."""
        return self._store.path

    @property
    def data_folder(self) -> Path:
        """The folder that holds all data."""
        return self._store.path.parent

    def next_comparison_id(self) -> int:
        """Return the id for a new comparison."""
        return self._store.next_comparison_id()

    def newer_prices(self) -> Mapping[int, Mapping[str, BaseValue]]:
        """Return, by product id, the current prices that differ from those of the comparison."""
        return self._store.changed_prices()

    def close(self) -> None:
        """Close the data file."""
        self._store.close()

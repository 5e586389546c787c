"""The open catalogue and what is done to it: the only writer, the undo stack, the one signal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from pricing.model.changes import ChangeSet
from pricing.model.entry import Entry
from pricing.model.scenario import Scenario
from pricing.problems.errors import BadInput, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.model.columns import BaseValue
    from pricing.model.product import Product
    from pricing.model.saved_comparisons import SavedComparisons
    from pricing.problems.errors import Problem
    from pricing.store.comparisons import ComparisonStore


class Session(QObject):
    """The working comparison. Every change is on disk before `changed` tells of it."""

    changed = Signal(object)  # the ChangeSet
    failed = Signal(str)  # a write that the disk refused: the sentence and remedy
    place_restored = Signal(object)  # a step was undone or redone: the place where it had been made

    def __init__(
        self, store: ComparisonStore, default_scenario: Callable[[], Scenario] = Scenario
    ) -> None:
        super().__init__()
        self._store = store
        self._default_scenario = default_scenario
        self.undo_stack = QUndoStack(self)
        self.saved_comparisons: SavedComparisons = store.saved_comparisons()
        self._load_comparison()
        self.current_place: Callable[[], object] = lambda: (
            None
        )  # where the user is, as the table says it
        self._next_id = store.next_product_id()
        self._products_by_entry: dict[int, tuple[Entry, Product | BadInput]] = {}
        self._comparison: Comparison | None = None
        self._previous_comparison: Comparison | None = (
            None  # its work on unchanged rows is used again
        )
        self._compared_by_position: dict[int, ComparedProduct] = {}

    def _load_comparison(self) -> None:
        self.entries: tuple[Entry, ...] = self._store.entries()
        self.scenario: Scenario = self._store.scenario() or self._default_scenario()

    # -- what there is -------------------------------------------------------------------------

    @property
    def comparison(self) -> Comparison:
        """The complete rows, compared; worked out when first asked for after a change."""
        if self._comparison is None:
            from pricing.calculation.comparison import compare

            made = [
                (position, self._product_of(entry)) for position, entry in enumerate(self.entries)
            ]
            complete = [(at, each) for at, each in made if not isinstance(each, BadInput)]
            products = [each for _, each in complete]
            self._comparison = compare(products, self.scenario, previous=self._previous_comparison)
            rows = zip(complete, self._comparison.entered_products, strict=True)
            self._compared_by_position = {position: compared for (position, _), compared in rows}
        return self._comparison

    def compared_product(self, position: int) -> ComparedProduct | None:
        """The row's place in the comparison; None where it is no product yet."""
        return self._compared_by_position.get(position) if self.comparison else None

    def row_of(self, compared: ComparedProduct) -> int:
        """The row of a compared product."""
        return next(row for row, each in self._compared_by_position.items() if each is compared)

    def row_error(self, position: int) -> BadInput | None:
        """What keeps a row from being a product."""
        made = self._product_of(self.entries[position])
        return made if isinstance(made, BadInput) else None

    def _product_of(self, entry: Entry) -> Product | BadInput:
        known = self._products_by_entry.get(entry.id)
        if known is None or known[0] is not entry:
            try:
                known = (entry, entry.product())
            except BadInput as refused:
                known = (entry, refused)
            self._products_by_entry[entry.id] = known
        return known[1]

    def new_entry(self) -> Entry:
        """An empty row of this comparison's mineral and currency, with an id of its own."""
        self._next_id += 1
        return Entry(self._next_id - 1, self.new_row_values())

    def new_row_values(self) -> dict[str, BaseValue]:
        """What a new row holds before anything is typed."""
        return {"element": self.scenario.element, "currency": self.scenario.currency}

    # -- what is done --------------------------------------------------------------------------

    def apply(self, changes: ChangeSet) -> bool:
        """Write a change set and make it undoable; False where nothing was changed."""
        if changes.is_empty:
            return False
        place = self.current_place()
        if not self.write(changes):
            return False
        self.undo_stack.push(_UndoStep(self, changes, place))
        return True

    def write(self, changes: ChangeSet) -> bool:
        """Put a change set on disk, then in force; tells everybody."""
        entries = changes.apply_to(self.entries)
        try:
            self._store.write(changes, entries, self.scenario)
        except UserError as fault:
            self.failed.emit(str(fault))
            return False
        self.entries = entries
        if changes.scenario is not None:
            self.scenario = changes.scenario[1]
        if changes.saved_comparisons is not None:
            self.saved_comparisons = changes.saved_comparisons[1]
        if changes.opens_another:
            self._load_comparison()
        self._previous_comparison, self._comparison = (
            self._comparison or self._previous_comparison,
            None,
        )
        self.changed.emit(changes)
        return True

    def use_default_scenario(self) -> None:
        """Where nothing was done in the comparison yet, take the scenario of the preferences."""
        before, self.scenario = self.scenario, self._store.scenario() or self._default_scenario()
        if self.scenario != before:
            self._previous_comparison, self._comparison = (
                self._comparison or self._previous_comparison,
                None,
            )
            self.changed.emit(ChangeSet("preferences", scenario=(before, self.scenario)))

    def column_mapping(self, headers: str) -> str:
        """What was said of the columns of lists with these headers; "" where nothing was."""
        return self._store.list_mapping(headers)

    def save_column_mapping(self, headers: str, mapping: str) -> None:
        """Remember it for the next list. Raises UserError where the disk refuses."""
        self._store.save_list_mapping(headers, mapping)

    @property
    def data_file_notice(self) -> Problem | None:
        """What the user should know of the data file's opening: it was damaged, and set aside."""
        return self._store.notice

    @property
    def data_folder(self) -> Path:
        """Where everything is kept."""
        return self._store.path.parent

    def next_comparison_id(self) -> int:
        """A number for a new comparison."""
        return self._store.next_comparison_id()

    def newer_prices(self) -> Mapping[int, Mapping[str, BaseValue]]:
        """By id, what products on screen cost now where the comparison was made with another."""
        return self._store.changed_prices()

    def close(self) -> None:
        self._store.close()


class _UndoStep(QUndoCommand):
    """Every edit there is: a change set, or its inverse."""

    def __init__(self, session: Session, changes: ChangeSet, place: object) -> None:
        super().__init__(changes.description)
        self._session = session
        self._place = place
        self._changes = changes
        self._skips_next_redo = True  # it was written before it was pushed

    def redo(self) -> None:
        if not self._skips_next_redo:
            self._write(self._changes)
        self._skips_next_redo = False

    def undo(self) -> None:
        self._write(self._changes.inverse())

    def _write(self, changes: ChangeSet) -> None:
        self._session.write(changes)
        self._session.place_restored.emit(self._place)

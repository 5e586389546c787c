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

    from pricing.calculation.comparison import Compared, Comparison
    from pricing.model.columns import Base
    from pricing.model.product import Product
    from pricing.model.saved_comparisons import Shelf
    from pricing.problems.errors import Problem
    from pricing.store.comparisons import Catalogue


class Session(QObject):
    """The working comparison. Every change is on disk before `changed` tells of it."""

    changed = Signal(object)  # the ChangeSet
    failed = Signal(str)  # a write that the disk refused: the sentence and remedy
    returned = Signal(object)  # a step was undone or redone: the place where it had been made

    def __init__(self, catalogue: Catalogue, default: Callable[[], Scenario] = Scenario) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._default = default
        self.undo_stack = QUndoStack(self)
        self.shelf: Shelf = catalogue.shelf()
        self._load()
        self.place: Callable[[], object] = lambda: None  # where the user is, as the table says it
        self._next_id = catalogue.next_id()
        self._made: dict[int, tuple[Entry, Product | BadInput]] = {}
        self._comparison: Comparison | None = None
        self._before: Comparison | None = None  # its work on unchanged rows is used again
        self._compared: dict[int, Compared] = {}

    def _load(self) -> None:
        self.entries: tuple[Entry, ...] = self._catalogue.entries()
        self.scenario: Scenario = self._catalogue.scenario() or self._default()

    # -- what there is -------------------------------------------------------------------------

    @property
    def comparison(self) -> Comparison:
        """The complete rows, compared; worked out when first asked for after a change."""
        if self._comparison is None:
            from pricing.calculation.comparison import compare

            made = [(position, self._product(entry)) for position, entry in enumerate(self.entries)]
            complete = [(at, each) for at, each in made if not isinstance(each, BadInput)]
            products = [each for _, each in complete]
            self._comparison = compare(products, self.scenario, before=self._before)
            rows = zip(complete, self._comparison.entered, strict=True)
            self._compared = {position: compared for (position, _), compared in rows}
        return self._comparison

    def compared(self, position: int) -> Compared | None:
        """The row's place in the comparison; None where it is no product yet."""
        return self._compared.get(position) if self.comparison else None

    def position(self, compared: Compared) -> int:
        """The row of a compared product."""
        return next(row for row, each in self._compared.items() if each is compared)

    def refusal(self, position: int) -> BadInput | None:
        """What keeps a row from being a product."""
        made = self._product(self.entries[position])
        return made if isinstance(made, BadInput) else None

    def _product(self, entry: Entry) -> Product | BadInput:
        known = self._made.get(entry.id)
        if known is None or known[0] is not entry:
            try:
                known = (entry, entry.product())
            except BadInput as refused:
                known = (entry, refused)
            self._made[entry.id] = known
        return known[1]

    def new_entry(self) -> Entry:
        """An empty row of this comparison's mineral and currency, with an id of its own."""
        self._next_id += 1
        return Entry(self._next_id - 1, self.defaults())

    def defaults(self) -> dict[str, Base]:
        """What a new row holds before anything is typed."""
        return {"element": self.scenario.element, "currency": self.scenario.currency}

    # -- what is done --------------------------------------------------------------------------

    def do(self, changes: ChangeSet) -> bool:
        """Write a change set and make it undoable; False where nothing was changed."""
        if changes.is_empty:
            return False
        place = self.place()
        if not self.write(changes):
            return False
        self.undo_stack.push(_Edit(self, changes, place))
        return True

    def write(self, changes: ChangeSet) -> bool:
        """Put a change set on disk, then in force; tells everybody."""
        entries = changes.applied(self.entries)
        try:
            self._catalogue.write(changes, entries, self.scenario)
        except UserError as fault:
            self.failed.emit(str(fault))
            return False
        self.entries = entries
        if changes.scenario is not None:
            self.scenario = changes.scenario[1]
        if changes.shelf is not None:
            self.shelf = changes.shelf[1]
        if changes.opens_another:
            self._load()
        self._before, self._comparison = self._comparison or self._before, None
        self.changed.emit(changes)
        return True

    def follow_default(self) -> None:
        """Where nothing was done in the comparison yet, take the scenario of the preferences."""
        before, self.scenario = self.scenario, self._catalogue.scenario() or self._default()
        if self.scenario != before:
            self._before, self._comparison = self._comparison or self._before, None
            self.changed.emit(ChangeSet("preferences", scenario=(before, self.scenario)))

    def mapping(self, headers: str) -> str:
        """What was said of the columns of lists with these headers; "" where nothing was."""
        return self._catalogue.mapping(headers)

    def keep_mapping(self, headers: str, mapping: str) -> None:
        """Remember it for the next list. Raises UserError where the disk refuses."""
        self._catalogue.keep_mapping(headers, mapping)

    @property
    def notice(self) -> Problem | None:
        """What the user should know of the data file's opening: it was damaged, and set aside."""
        return self._catalogue.notice

    @property
    def folder(self) -> Path:
        """Where everything is kept."""
        return self._catalogue.path.parent

    def next_comparison(self) -> int:
        """A number for a new comparison."""
        return self._catalogue.next_comparison()

    def newer_prices(self) -> Mapping[int, Mapping[str, Base]]:
        """By id, what products on screen cost now where the comparison was made with another."""
        return self._catalogue.newer_prices()

    def close(self) -> None:
        self._catalogue.close()


class _Edit(QUndoCommand):
    """Every edit there is: a change set, or its inverse."""

    def __init__(self, session: Session, changes: ChangeSet, place: object) -> None:
        super().__init__(changes.says)
        self._session = session
        self._place = place
        self._changes = changes
        self._done = True  # it was written before it was pushed

    def redo(self) -> None:
        if not self._done:
            self._write(self._changes)
        self._done = False

    def undo(self) -> None:
        self._write(self._changes.inverse())

    def _write(self, changes: ChangeSet) -> None:
        self._session.write(changes)
        self._session.returned.emit(self._place)

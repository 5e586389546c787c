"""Reversible edits: what a user did, as a value that can be written, undone and named."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY, Column
from pricing.quantities.amounts import DecimalMark, infer_decimal_mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pricing.model.columns import BaseValue
    from pricing.model.entry import Entry
    from pricing.model.saved_comparisons import SavedComparisons
    from pricing.model.scenario import Scenario


@dataclass(frozen=True, slots=True)
class PositionedEntry:
    """A row and where it stands."""

    position: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row before and after; None where it does not exist.

    `kept`: a row that leaves the comparison stays in the catalogue as a product.
    """

    before: PositionedEntry | None
    after: PositionedEntry | None
    keeps_product: bool = False


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What one user action changed; `says` names it for undo ("paste of 12 cells").

    Rows and scenario are those of the comparison that is open before and after: a change of the
    shelf that opens another stands alone.
    """

    description: str
    rows: tuple[RowChange, ...] = ()
    scenario: tuple[Scenario, Scenario] | None = None
    saved_comparisons: tuple[SavedComparisons, SavedComparisons] | None = None

    def inverse(self) -> ChangeSet:
        """The change set that takes this one back."""
        rows = tuple(replace(row, before=row.after, after=row.before) for row in self.rows)
        scenario = (self.scenario[1], self.scenario[0]) if self.scenario else None
        shelf = (
            (self.saved_comparisons[1], self.saved_comparisons[0])
            if self.saved_comparisons
            else None
        )
        return ChangeSet(self.description, rows, scenario, shelf)

    @property
    def is_empty(self) -> bool:
        return not self.rows and self.scenario is None and self.saved_comparisons is None

    @property
    def opens_another(self) -> bool:
        """Whether another comparison is on screen afterwards."""
        return (
            self.saved_comparisons is not None
            and self.saved_comparisons[0].open_comparison.id
            != self.saved_comparisons[1].open_comparison.id
        )

    @property
    def moves_rows(self) -> bool:
        """Whether rows come, go or change places."""
        return any(_position(row.before) != _position(row.after) for row in self.rows)

    def apply_to(self, entries: Sequence[Entry]) -> tuple[Entry, ...]:
        """The rows after the changes."""
        touched = {
            placed.entry.id for row in self.rows for placed in (row.before, row.after) if placed
        }
        rest = iter([entry for entry in entries if entry.id not in touched])
        arriving = sorted(
            (row.after for row in self.rows if row.after), key=lambda placed: placed.position
        )
        result: list[Entry] = []
        for placed in arriving:
            while len(result) < placed.position:
                result.append(next(rest))
            result.append(placed.entry)
        return (*result, *rest)


def _position(placed: PositionedEntry | None) -> int | None:
    return placed.position if placed else None


def edit_cell(
    entries: Sequence[Entry], position: int, key: str, text: str, description: str = "edit"
) -> ChangeSet:
    """Text typed into one cell."""
    return edit_cells(entries, {(position, key): text}, description)


def edit_cells(
    entries: Sequence[Entry],
    texts: Mapping[tuple[int, str], str],
    description: str,
    new_entry: Callable[[], Entry] | None = None,
) -> ChangeSet:
    """Texts by (row position, column key), in one change; cells that stay the same are left out.

    Rows beyond the last are begun with `new_entry`. Numbers of one column that are ambiguous alone
    are read as the others of the column prove.
    """
    marks = _decimal_marks(texts)
    cells: dict[int, list[tuple[Column, str, DecimalMark]]] = {}
    for (position, key), text in texts.items():
        cells.setdefault(position, []).append((COLUMNS_BY_KEY[key], text, marks[key]))
    edited = {
        position: _entry_at(entries, position, new_entry).with_texts(typed)
        for position, typed in cells.items()
    }
    return ChangeSet(
        description,
        tuple(
            RowChange(_positioned(entries, position), PositionedEntry(position, after))
            for position, after in sorted(edited.items())
            if position >= len(entries) or after != entries[position]
        ),
    )


def _decimal_marks(texts: Mapping[tuple[int, str], str]) -> Mapping[str, DecimalMark]:
    columns: dict[str, set[str]] = {}
    for (_, key), text in texts.items():
        columns.setdefault(key, set()).add(text)
    return {
        key: infer_decimal_mark(column) if COLUMNS_BY_KEY[key].kind.quantity else DecimalMark.AUTO
        for key, column in columns.items()
    }


def _entry_at(
    entries: Sequence[Entry], position: int, new_entry: Callable[[], Entry] | None
) -> Entry:
    if position < len(entries):
        return entries[position]
    if new_entry is None:
        raise IndexError(position)
    return new_entry()


def _positioned(entries: Sequence[Entry], position: int) -> PositionedEntry | None:
    return PositionedEntry(position, entries[position]) if position < len(entries) else None


def reorder_rows(entries: Sequence[Entry], order: Sequence[int], description: str) -> ChangeSet:
    """The rows in another order: `order` holds the present positions."""
    return ChangeSet(
        description,
        tuple(
            RowChange(
                PositionedEntry(before, entries[before]), PositionedEntry(after, entries[before])
            )
            for after, before in enumerate(order)
            if after != before
        ),
    )


def insert_rows(position: int, added: Sequence[Entry], description: str) -> ChangeSet:
    """New rows, the first at `position`; taken back, they are forgotten."""
    return ChangeSet(
        description,
        tuple(
            RowChange(None, PositionedEntry(position + offset, entry))
            for offset, entry in enumerate(added)
        ),
    )


def remove_rows(
    entries: Sequence[Entry], positions: Iterable[int], description: str = "removal"
) -> ChangeSet:
    """Rows taken out of the comparison; what is a product stays in the catalogue."""
    rows = tuple(
        RowChange(
            PositionedEntry(position, entries[position]),
            None,
            keeps_product=not entries[position].unreadable,
        )
        for position in sorted(set(positions))
    )
    return ChangeSet(description, rows)


def change_scenario(before: Scenario, after: Scenario, description: str) -> ChangeSet:
    """Other assumptions."""
    return ChangeSet(description, scenario=(before, after) if before != after else None)


def change_saved_comparisons(
    before: SavedComparisons, after: SavedComparisons, description: str
) -> ChangeSet:
    """Comparisons opened, begun, renamed or removed."""
    return ChangeSet(description, saved_comparisons=(before, after) if before != after else None)


def change_prices(
    entries: Sequence[Entry], prices: Mapping[int, Mapping[str, BaseValue]], description: str
) -> ChangeSet:
    """Other prices for the rows with these ids."""
    changed = [
        RowChange(
            PositionedEntry(position, entry),
            PositionedEntry(position, entry.with_price(prices[entry.id])),
        )
        for position, entry in enumerate(entries)
        if entry.id in prices
    ]
    return ChangeSet(description, tuple(changed))

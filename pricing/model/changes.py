"""Reversible edits: what a user did, as a value that can be written and undone."""

from __future__ import annotations

from collections import defaultdict
from enum import auto
from itertools import islice
from typing import TYPE_CHECKING

from pricing.model.columns import MAX_TEXT_LENGTH, Column, find_column
from pricing.problems.errors import ProblemKind, UserError
from pricing.problems.plain_facts import Enum, NamedTuple, dataclass
from pricing.quantities.amounts import DecimalMark, infer_decimal_mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from pricing.model.columns import BaseValue
    from pricing.model.entry import Entry
    from pricing.model.saved_comparisons import SavedComparisons
    from pricing.model.scenario import Scenario


@dataclass(frozen=True, slots=True)
class ComparisonState:
    """The open comparison and the list of all, as a window shows them or as they are on disk.

    `is_removed` states that another window has deleted the open comparison.
    """

    entries: tuple[Entry, ...]
    scenario: Scenario
    saved_comparisons: SavedComparisons
    is_removed: bool = False


class Decision(Enum):
    """What happens to a contested change."""

    ASK = auto()  # it is not made, and the user is asked
    MINE = auto()  # it replaces what the window shows
    THEIRS = auto()  # it is given up


class PositionedEntry(NamedTuple):
    """A row and its position."""

    position: int
    entry: Entry


class RowChange(NamedTuple):
    """One row before and after a change; None if it does not exist.

    `keeps_product` keeps the product of a removed row in the data file.
    """

    before: PositionedEntry | None
    after: PositionedEntry | None
    keeps_product: bool = False


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What one action of the user changed. `description` names it for undo.

    Rows and scenario belong to the comparison that is open before and after. So a change that opens
    another comparison changes nothing else. `replaces_all` states that an earlier state of
    everything was restored, which is no step and has no inverse. A change that is from elsewhere
    was made in another window.
    """

    description: str
    rows: tuple[RowChange, ...] = ()
    scenario: tuple[Scenario, Scenario] | None = None
    saved_comparisons: tuple[SavedComparisons, SavedComparisons] | None = None
    is_from_elsewhere: bool = False
    replaces_all: bool = False

    def inverse(self) -> ChangeSet:
        """Return the change set that undoes this one."""
        rows = tuple(row._replace(before=row.after, after=row.before) for row in self.rows)
        scenario, saved = self.scenario, self.saved_comparisons
        return ChangeSet(
            self.description,
            rows,
            (scenario[1], scenario[0]) if scenario else None,
            (saved[1], saved[0]) if saved else None,
        )

    @property
    def is_empty(self) -> bool:
        return not self.rows and self.scenario is None and self.saved_comparisons is None

    @property
    def opens_another(self) -> bool:
        """Whether the change set opens another comparison, or other contents of this one."""
        if self.saved_comparisons is None:
            return False
        before, after = self.saved_comparisons
        return self.replaces_all or before.open_comparison.id != after.open_comparison.id

    @property
    def deleted_comparisons(self) -> AbstractSet[int]:
        """The ids of the comparisons that the change set deletes."""
        if self.saved_comparisons is None:
            return frozenset()
        before, after = self.saved_comparisons
        return before.names_by_id().keys() - after.names_by_id().keys()

    @property
    def moves_rows(self) -> bool:
        """Whether the change set adds, removes or moves rows."""
        return any(_position(row.before) != _position(row.after) for row in self.rows)

    @property
    def only_moves_rows(self) -> bool:
        """Whether the change set gives the rows another order, and no row other values."""
        return (
            bool(self.rows)
            and self.saved_comparisons is None
            and all(
                row.before and row.after and row.before.entry == row.after.entry
                for row in self.rows
            )
        )

    def check_texts(self) -> None:
        """Check that the change brings no text that is too long for a cell, and no such name.

        Raises:
            UserError: A cell or a comparison gets a longer text. One that has it may keep it.
        """
        texts = [text for row in self.rows for text in _new_unreadable_texts(row)]
        if self.saved_comparisons:
            before, after = (set(saved.names_by_id().values()) for saved in self.saved_comparisons)
            texts += after - before
        length = max(map(len, texts), default=0)
        if length > MAX_TEXT_LENGTH:
            raise UserError(ProblemKind.TEXT_TOO_LONG, length=length, longest=MAX_TEXT_LENGTH)

    def moved_rows(self) -> dict[int, int]:
        """Return the new positions of changed rows by their old ones."""
        return {
            row.before.position: row.after.position for row in self.rows if row.before and row.after
        }

    def apply_to(self, entries: Sequence[Entry]) -> tuple[Entry, ...]:
        """Return the rows after the change."""
        changed_ids = {
            row.entry.id for change in self.rows for row in (change.before, change.after) if row
        }
        unchanged = iter([entry for entry in entries if entry.id not in changed_ids])
        changed = [change.after for change in self.rows if change.after]
        result: list[Entry] = []
        for row in sorted(changed, key=lambda row: row.position):
            result += islice(unchanged, max(row.position - len(result), 0))
            result.append(row.entry)
        return (*result, *unchanged)


def _position(row: PositionedEntry | None) -> int | None:
    return row.position if row else None


def _new_unreadable_texts(row: RowChange) -> list[str]:
    """Return the unreadable texts that a row gets. Texts that can be read are short."""
    if row.after is None:
        return []
    known = row.before.entry.unreadable if row.before else {}
    texts = row.after.entry.unreadable
    return [text for key, text in texts.items() if known.get(key) != text]


def edit_cell(
    entries: Sequence[Entry], position: int, key: str, text: str, description: str = "edit"
) -> ChangeSet:
    """Return the change of a text that is typed into one cell."""
    return edit_cells(entries, {(position, key): text}, description)


def edit_cells(
    entries: Sequence[Entry],
    texts: Mapping[tuple[int, str], str],
    description: str,
    new_entry: Callable[[], Entry] | None = None,
) -> ChangeSet:
    """Return the change of texts that are typed into several cells.

    Unchanged rows are left out. A number that is ambiguous alone is read with the decimal mark that
    the other numbers of its column prove.

    Args:
        entries: The rows before the change.
        texts: The texts by row position and column key.
        description: The name of the change for undo.
        new_entry: Makes an empty row for a position after the last row.
    """
    columns = {key: find_column(key) for key in dict.fromkeys(key for _, key in texts)}
    marks = _decimal_marks(texts, columns)
    cells: defaultdict[int, list[tuple[Column, str, DecimalMark]]] = defaultdict(list)
    for (position, key), text in texts.items():
        cells[position].append((columns[key], text, marks[key]))
    edited = {
        position: _entry_at(entries, position, new_entry).with_texts(row_cells)
        for position, row_cells in cells.items()
    }
    return ChangeSet(
        description,
        tuple(
            RowChange(_positioned(entries, position), PositionedEntry(position, after))
            for position, after in sorted(edited.items())
            if position >= len(entries) or after != entries[position]
        ),
    )


def _decimal_marks(
    texts: Mapping[tuple[int, str], str], columns: Mapping[str, Column]
) -> Mapping[str, DecimalMark]:
    numbers: dict[str, set[str]] = {
        key: set() for key, column in columns.items() if column.kind.quantity
    }
    for (_, key), text in texts.items():
        if key in numbers:
            numbers[key].add(text)
    return {
        key: infer_decimal_mark(numbers[key]) if key in numbers else DecimalMark.AUTO
        for key in columns
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
    """Return the change of the order of rows; `order` holds the present positions."""
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
    """Return the change that adds rows, the first at `position`. Undone, it keeps no product."""
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
    """Return the change that removes rows. Readable rows stay in the data file as products."""
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
    """Return the change of the scenario."""
    return ChangeSet(description, scenario=(before, after) if before != after else None)


def change_saved_comparisons(
    before: SavedComparisons, after: SavedComparisons, description: str
) -> ChangeSet:
    """Return the change of the saved comparisons: opened, added, renamed or removed."""
    return ChangeSet(description, saved_comparisons=(before, after) if before != after else None)


def change_prices(
    entries: Sequence[Entry], prices: Mapping[int, Mapping[str, BaseValue]], description: str
) -> ChangeSet:
    """Return the change of prices, which are given by the id of their row."""
    changed = [
        RowChange(
            PositionedEntry(position, entry),
            PositionedEntry(position, entry.with_price(prices[entry.id])),
        )
        for position, entry in enumerate(entries)
        if entry.id in prices
    ]
    return ChangeSet(description, tuple(changed))

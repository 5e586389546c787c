"""Reversible edits: what a user did, as a value that can be written, undone and named."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pricing.columns import BY_KEY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pricing.entry import Entry
    from pricing.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Placed:
    """A row and where it stands."""

    position: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row before and after; None where it does not exist.

    `kept`: a row that leaves the comparison stays in the catalogue as a product.
    """

    before: Placed | None
    after: Placed | None
    kept: bool = False


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What one user action changed; `says` names it for undo ("paste of 12 cells")."""

    says: str
    rows: tuple[RowChange, ...] = ()
    scenario: tuple[Scenario, Scenario] | None = None

    def inverse(self) -> ChangeSet:
        """The change set that takes this one back."""
        rows = tuple(replace(row, before=row.after, after=row.before) for row in self.rows)
        scenario = (self.scenario[1], self.scenario[0]) if self.scenario else None
        return ChangeSet(self.says, rows, scenario)

    @property
    def moves_rows(self) -> bool:
        """Whether rows come, go or change places."""
        return any(_position(row.before) != _position(row.after) for row in self.rows)

    def applied(self, entries: Sequence[Entry]) -> tuple[Entry, ...]:
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


def _position(placed: Placed | None) -> int | None:
    return placed.position if placed else None


def type_into(entries: Sequence[Entry], position: int, key: str, text: str) -> ChangeSet:
    """Text typed into one cell."""
    return edit_cells(entries, {(position, key): text}, f"edit of {BY_KEY[key].title.lower()}")


def edit_cells(
    entries: Sequence[Entry], texts: Mapping[tuple[int, str], str], says: str
) -> ChangeSet:
    """Texts by (row position, column key), in one change; cells that stay the same are left out."""
    edited: dict[int, Entry] = {}
    for (position, key), text in texts.items():
        before = edited.get(position, entries[position])
        edited[position] = before.typed(BY_KEY[key], text)
    return ChangeSet(
        says,
        tuple(
            RowChange(Placed(position, entries[position]), Placed(position, after))
            for position, after in sorted(edited.items())
            if after != entries[position]
        ),
    )


def insert_rows(position: int, added: Sequence[Entry], says: str) -> ChangeSet:
    """New rows, the first at `position`; taken back, they are forgotten."""
    return ChangeSet(
        says,
        tuple(
            RowChange(None, Placed(position + offset, entry)) for offset, entry in enumerate(added)
        ),
    )


def remove_rows(entries: Sequence[Entry], positions: Iterable[int]) -> ChangeSet:
    """Rows taken out of the comparison; what is a product stays in the catalogue."""
    rows = tuple(
        RowChange(Placed(position, entries[position]), None, kept=not entries[position].wrong)
        for position in sorted(set(positions))
    )
    return ChangeSet(f"removal of {len(rows)} row{'s' if len(rows) != 1 else ''}", rows)


def change_scenario(before: Scenario, after: Scenario, says: str) -> ChangeSet:
    """Other assumptions."""
    return ChangeSet(says, scenario=(before, after) if before != after else None)

"""A list joined to the rows that are there: new products added, known ones updated or left."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from pricing.changes import ChangeSet, Placed, RowChange
from pricing.columns import header_key

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence

    from pricing.columns import Base
    from pricing.entry import Entry
    from pricing.reading.rows import Listed


class Join(StrEnum):
    """What becomes of a listed product that is there already."""

    UPDATE = "update"
    ADD = "add"
    SKIP = "skip"


def already_there(entries: Sequence[Entry], listed: Sequence[Listed]) -> dict[int, int]:
    """Place in the list -> row of the product that is the same.

    The same is what has the same UPC, or else the same brand, product and pack.
    """
    rows: dict[Hashable, int] = {}
    for row, entry in enumerate(entries):
        for mark in _marks(entry.values):
            rows.setdefault(mark, row)
    found = {}
    for place, each in enumerate(listed):
        known = [rows[mark] for mark in _marks(each.values) if mark in rows]
        if known:
            found[place] = known[0]
    return found


def _marks(values: Mapping[str, Base]) -> Iterator[Hashable]:
    """What tells a product from others, the surest first."""
    code = "".join(char for char in str(values.get("upc", "")) if char.isdigit()).lstrip("0")
    if code:
        yield code
    name = header_key(str(values.get("product", "")))
    if name:
        yield header_key(str(values.get("brand", ""))), name, values.get("pack_units")


def joined(
    entries: Sequence[Entry],
    listed: Sequence[Listed],
    known: Join,
    new_entry: Callable[[], Entry],
    says: str,
) -> ChangeSet:
    """The list in one change. An update writes what the list says and keeps the rest of the row."""
    there = {} if known is Join.ADD else already_there(entries, listed)
    changed: dict[int, Entry] = {}
    new = []
    for place, each in enumerate(listed):
        if place not in there:
            new.append(replace(new_entry(), values=each.values))
        elif known is Join.UPDATE:
            row = there[place]
            changed[row] = _updated(changed.get(row, entries[row]), each)
    rows = [
        RowChange(Placed(row, entries[row]), Placed(row, after))
        for row, after in sorted(changed.items())
        if after != entries[row]
    ]
    added = (RowChange(None, Placed(at, each)) for at, each in enumerate(new, start=len(entries)))
    return ChangeSet(says, (*rows, *added))


def _updated(entry: Entry, listed: Listed) -> Entry:
    return replace(
        entry,
        values={**entry.values, **listed.values},
        wrong={key: text for key, text in entry.wrong.items() if key not in listed.values},
    )

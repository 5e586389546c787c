"""A list joined to the rows that are there: new products added, known ones updated or left."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from pricing.model.changes import ChangeSet, PositionedEntry, RowChange
from pricing.problems.errors import BadInput
from pricing.quantities.product_codes import read_ndcs
from pricing.quantities.text_folding import match_key

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from pricing.model.columns import BaseValue
    from pricing.model.entry import Entry
    from pricing.reading.rows import ListRow


class MergeMode(StrEnum):
    """What becomes of a listed product that is there already."""

    UPDATE = "update"
    ADD = "add"
    SKIP = "skip"


def match_existing_rows(entries: Sequence[Entry], list_rows: Sequence[ListRow]) -> dict[int, int]:
    """Place in the list -> row of the product that is the same.

    The same is what has the same UPC or NDC, or else the same brand, product and pack, unless its
    codes tell the two apart.
    """
    by_code: dict[Hashable, int] = {}
    by_name: dict[Hashable, list[int]] = {}
    codes = [_comparable_codes(entry.values) for entry in entries]
    for row, entry in enumerate(entries):
        for mark in codes[row].items():
            by_code.setdefault(mark, row)
        by_name.setdefault(_comparable_name(entry.values), []).append(row)
    found = {}
    for place, each in enumerate(list_rows):
        own = _comparable_codes(each.values)
        name = _comparable_name(each.values)
        known = [by_code[mark] for mark in own.items() if mark in by_code]
        known += [row for row in by_name.get(name, ()) if name and _codes_agree(own, codes[row])]
        if known:
            found[place] = known[0]
    return found


def _comparable_codes(values: Mapping[str, BaseValue]) -> dict[str, str]:
    """The codes of a product as they are compared, by column key, the surest first."""
    found = {"upc": _digits(str(values.get("upc", ""))).lstrip("0")}
    with suppress(BadInput):
        meant = read_ndcs(str(values.get("ndc", "")))
        found["ndc"] = meant[0] if len(meant) == 1 else ""
    return {key: code for key, code in found.items() if code}


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _comparable_name(values: Mapping[str, BaseValue]) -> Hashable:
    """Brand, product and pack as they are compared; None where there is no name."""
    name = match_key(str(values.get("product", "")))
    return (
        (match_key(str(values.get("brand", ""))), name, values.get("pack_units")) if name else None
    )


def _codes_agree(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether no code tells the two apart."""
    return all(other.get(key, code) == code for key, code in one.items())


def merge_list(
    entries: Sequence[Entry],
    list_rows: Sequence[ListRow],
    mode: MergeMode,
    new_entry: Callable[[], Entry],
    message: str,
) -> ChangeSet:
    """The list in one change. An update writes what the list says and keeps the rest of the row."""
    there = {} if mode is MergeMode.ADD else match_existing_rows(entries, list_rows)
    changed: dict[int, Entry] = {}
    new = []
    for place, each in enumerate(list_rows):
        if place not in there:
            entry = new_entry()
            new.append(replace(entry, values={**entry.values, **each.values}))
        elif mode is MergeMode.UPDATE:
            row = there[place]
            changed[row] = _update_entry(changed.get(row, entries[row]), each)
    rows = [
        RowChange(PositionedEntry(row, entries[row]), PositionedEntry(row, after))
        for row, after in sorted(changed.items())
        if after != entries[row]
    ]
    added = (
        RowChange(None, PositionedEntry(at, each))
        for at, each in enumerate(new, start=len(entries))
    )
    return ChangeSet(message, (*rows, *added))


def _update_entry(entry: Entry, listed: ListRow) -> Entry:
    """What the list says, and the rest of the row; but not the day of another price."""
    values = {**entry.values, **listed.values}
    if values.get("price") != entry.values.get("price") and "priced_on" not in listed.values:
        values.pop("priced_on", None)
    return replace(
        entry,
        values=values,
        unreadable={
            key: text for key, text in entry.unreadable.items() if key not in listed.values
        },
    )

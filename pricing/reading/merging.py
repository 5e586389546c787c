"""A list merged into the rows that exist: new products are added, known ones updated or left."""

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
    from pricing.reading.product_list import ListRow


class MergeMode(StrEnum):
    """What to do with a product of the list that already exists."""

    UPDATE = "update"
    ADD = "add"
    SKIP = "skip"


def match_existing_rows(entries: Sequence[Entry], list_rows: Sequence[ListRow]) -> dict[int, int]:
    """Return the position of the matching entry by the position in the list.

    Products match by UPC or NDC. Otherwise they match by brand, product and pack size, unless
    their codes differ.
    """
    if not entries:
        return {}
    row_by_code: dict[Hashable, int] = {}
    rows_by_label: dict[Hashable, list[int]] = {}
    codes = [_comparable_codes(entry.values) for entry in entries]
    for row, entry in enumerate(entries):
        for code in codes[row].items():
            row_by_code.setdefault(code, row)
        rows_by_label.setdefault(_comparable_label(entry.values), []).append(row)
    matches = {}
    for position, list_row in enumerate(list_rows):
        list_codes = _comparable_codes(list_row.values)
        label = _comparable_label(list_row.values)
        rows = [row_by_code[code] for code in list_codes.items() if code in row_by_code]
        rows += [
            row
            for row in rows_by_label.get(label, ())
            if label and _codes_agree(list_codes, codes[row])
        ]
        if rows:
            matches[position] = rows[0]
    return matches


def _comparable_codes(values: Mapping[str, BaseValue]) -> dict[str, str]:
    """Return the codes of a product in comparable form, by column key, the most certain first."""
    codes = {"upc": _digits(str(values.get("upc", ""))).lstrip("0")}
    with suppress(BadInput):
        ndcs = read_ndcs(str(values.get("ndc", "")))
        codes["ndc"] = ndcs[0] if len(ndcs) == 1 else ""
    return {key: code for key, code in codes.items() if code}


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _comparable_label(values: Mapping[str, BaseValue]) -> Hashable:
    """Return brand, product and pack size in comparable form, or None without a product name."""
    name = match_key(str(values.get("product", "")))
    return (
        (match_key(str(values.get("brand", ""))), name, values.get("pack_units")) if name else None
    )


def _codes_agree(codes: Mapping[str, str], other_codes: Mapping[str, str]) -> bool:
    """Return whether no code that both products have differs."""
    return all(other_codes.get(key, code) == code for key, code in codes.items())


def merge_list(
    entries: Sequence[Entry],
    list_rows: Sequence[ListRow],
    mode: MergeMode,
    new_entry: Callable[[], Entry],
    message: str,
) -> ChangeSet:
    """Return the change set that merges the list.

    An update writes the values of the list and keeps the other values of the entry.
    """
    matches = {} if mode is MergeMode.ADD else match_existing_rows(entries, list_rows)
    changed: dict[int, Entry] = {}
    new = []
    for position, list_row in enumerate(list_rows):
        if position not in matches:
            entry = new_entry()
            new.append(replace(entry, values={**entry.values, **list_row.values}))
        elif mode is MergeMode.UPDATE:
            row = matches[position]
            changed[row] = _update_entry(changed.get(row, entries[row]), list_row)
    changes = [
        RowChange(PositionedEntry(row, entries[row]), PositionedEntry(row, entry))
        for row, entry in sorted(changed.items())
        if entry != entries[row]
    ]
    additions = (
        RowChange(None, PositionedEntry(row, entry))
        for row, entry in enumerate(new, start=len(entries))
    )
    return ChangeSet(message, (*changes, *additions))


def _update_entry(entry: Entry, list_row: ListRow) -> Entry:
    """Return the entry with the values of the list, and without the date of an older price."""
    values = {**entry.values, **list_row.values}
    if values.get("price") != entry.values.get("price") and "priced_on" not in list_row.values:
        values.pop("priced_on", None)
    return replace(
        entry,
        values=values,
        unreadable={
            key: text for key, text in entry.unreadable.items() if key not in list_row.values
        },
    )

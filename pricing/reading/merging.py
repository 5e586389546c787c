"""A list merged into the rows that exist: new products are added, known ones updated or left."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from pricing.model.changes import ChangeSet, PositionedEntry, RowChange
from pricing.model.columns import COLUMNS_BY_KEY, MAX_TEXT_LENGTH, MINERALS_KEY
from pricing.model.name_units import with_unit_of_name
from pricing.problems.errors import BadInput, Problem, ProblemKind
from pricing.quantities.product_codes import read_ndcs, split_codes
from pricing.quantities.text_folding import match_key
from pricing.reading.code_labels import LABEL_KEYS, label_of, labels_differ

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from pricing.model.columns import BaseValue
    from pricing.model.entry import Entry
    from pricing.reading.code_labels import Label
    from pricing.reading.product_list import ListRow


class MergeMode(StrEnum):
    """What to do with a product of the list that already exists."""

    UPDATE = "update"
    ADD = "add"
    SKIP = "skip"


def match_existing_rows(entries: Sequence[Entry], list_rows: Sequence[ListRow]) -> dict[int, int]:
    """Return the position of the matching entry by the position in the list.

    Products match by UPC or NDC, unless they have different names and labels. Otherwise they match
    by brand, product and pack size, unless their codes differ.
    """
    if not entries:
        return {}
    row_by_code: dict[Hashable, int] = {}
    rows_by_label: dict[Hashable, list[int]] = {}
    codes = [_comparable_codes(entry.values) for entry in entries]
    for row, entry in enumerate(entries):
        for code in codes[row]:
            row_by_code.setdefault(code, row)
        rows_by_label.setdefault(_comparable_label(entry.values), []).append(row)
    matches = {}
    for position, list_row in enumerate(list_rows):
        list_codes = _comparable_codes(list_row.values)
        label = _comparable_label(list_row.values)
        rows = [
            row_by_code[code]
            for code in list_codes
            if code in row_by_code and not _is_other(entries[row_by_code[code]], list_row)
        ]
        rows += [
            row
            for row in rows_by_label.get(label, ())
            if label and _codes_agree(list_codes, codes[row])
        ]
        if rows:
            matches[position] = rows[0]
    return matches


def find_foreign_codes(
    entries: Sequence[Entry], list_rows: Sequence[ListRow]
) -> tuple[Problem, ...]:
    """Return a problem for each row whose code belongs to an entry with another label."""
    if not entries:
        return ()
    entry_by_code = {
        code: entry for entry in reversed(entries) for code in _comparable_codes(entry.values)
    }
    problems = []
    for list_row in list_rows:
        for code in _comparable_codes(list_row.values):
            entry = entry_by_code.get(code)
            if entry is not None and _is_other(entry, list_row):
                value, other = list_row.values[code[0]], entry.values.get("product", "")
                error = BadInput(ProblemKind.CODE_OF_OTHER_PRODUCT, value=value, other=other)
                title = COLUMNS_BY_KEY[code[0]].title
                problems.append(
                    Problem.from_bad_input(
                        error, row=list_row.row, column=title, value=str(value), is_row_kept=True
                    )
                )
    return tuple(problems)


def _is_other(entry: Entry, list_row: ListRow) -> bool:
    """Return whether an entry and a row have different names, and different labels too."""
    names = {
        match_key(str(values.get("product", ""))) for values in (entry.values, list_row.values)
    }
    return len(names) > 1 and labels_differ(*map(_label, (entry.values, list_row.values)))


def _label(values: Mapping[str, BaseValue]) -> Label:
    return label_of(*(values.get(key) for key in LABEL_KEYS))


def _comparable_codes(values: Mapping[str, BaseValue]) -> tuple[tuple[str, str], ...]:
    """Return the codes of a product in comparable form, by column key, the most certain first."""
    if "upc" not in values and "ndc" not in values:
        return ()
    upc = str(values.get("upc", ""))
    codes = [("upc", _digits(code).lstrip("0")) for code in split_codes(upc) or (upc,)]
    ndc = str(values.get("ndc", ""))
    for text in split_codes(ndc) or (ndc,):
        with suppress(BadInput):
            ndcs = read_ndcs(text)
            codes.append(("ndc", ndcs[0] if len(ndcs) == 1 else ""))
    return tuple((key, code) for key, code in codes if code)


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())


def _comparable_label(values: Mapping[str, BaseValue]) -> Hashable:
    """Return brand, product and pack size in comparable form, or None without a product name."""
    name = match_key(str(values.get("product", "")))
    return (
        (match_key(str(values.get("brand", ""))), name, values.get("pack_units")) if name else None
    )


def _codes_agree(codes: Sequence[tuple[str, str]], other_codes: Sequence[tuple[str, str]]) -> bool:
    """Return whether the products share a code of each kind that both have."""
    for key in ("upc", "ndc"):
        own = {code for kind, code in codes if kind == key}
        other = {code for kind, code in other_codes if kind == key}
        if own and other and own.isdisjoint(other):
            return False
    return True


def merge_list(
    entries: Sequence[Entry],
    list_rows: Sequence[ListRow],
    mode: MergeMode,
    new_entry: Callable[[], Entry],
    message: str,
) -> ChangeSet:
    """Return the change set that merges the list.

    An update writes the values of the list and keeps the other values of the entry. A row that
    states no unit gets the one of its name, as a typed row does.
    """
    matches = {} if mode is MergeMode.ADD else match_existing_rows(entries, list_rows)
    changed: dict[int, Entry] = {}
    new = []
    for position, list_row in enumerate(list_rows):
        if position not in matches:
            new.append(_filled_entry(new_entry(), list_row))
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


def _filled_entry(entry: Entry, list_row: ListRow) -> Entry:
    """Return a new entry with the values of the list, and its texts that cannot be read."""
    filled = replace(
        entry,
        values={**entry.values, **list_row.values},
        unreadable={
            key: text[:MAX_TEXT_LENGTH]
            for key, text in list_row.unreadable
            if len(text) <= MAX_TEXT_LENGTH or key == MINERALS_KEY
        },
    )
    unreadable = {key: text for key, text in filled.unreadable.items() if filled.cell_error(key)}
    filled = _with_doubted_minerals(filled, unreadable)
    return with_unit_of_name(_without_assumed_currency(replace(filled, unreadable=unreadable)))


def _with_doubted_minerals(entry: Entry, unreadable: Mapping[str, str]) -> Entry:
    """Return an entry that names the minerals which the list could not read, though it can be.

    They stay as a text that is asked about. Dropped, they would not be missed.
    """
    text = entry.unreadable.get(MINERALS_KEY)
    if text is None or MINERALS_KEY in unreadable:
        return entry
    known = entry.values.get("also_contains")
    named = ", ".join(filter(None, (str(known or ""), text)))[:MAX_TEXT_LENGTH]
    return replace(entry, values={**entry.values, "also_contains": named})


def _without_assumed_currency(entry: Entry) -> Entry:
    """Return an entry whose currency is asked for, if its price has a sign that several share."""
    error = entry.cell_error("price")
    if error is None or error.kind is not ProblemKind.SHARED_CURRENCY_SIGN:
        return entry
    values = {key: value for key, value in entry.values.items() if key != "currency"}
    sign = str(error.parameters["value"])
    return replace(entry, values=values, unreadable={**entry.unreadable, "currency": sign})


def _update_entry(entry: Entry, list_row: ListRow) -> Entry:
    """Return the entry with the values of the list, and without the date of an older price."""
    values = {**entry.values, **list_row.values}
    if values.get("price") != entry.values.get("price") and "priced_on" not in list_row.values:
        values.pop("priced_on", None)
    updated = replace(
        entry,
        values=values,
        unreadable={
            key: text for key, text in entry.unreadable.items() if key not in list_row.values
        },
    )
    return with_unit_of_name(updated)

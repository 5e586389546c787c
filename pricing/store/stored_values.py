"""Entries and scenarios as the data file stores them: the values of its rows, and JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from pricing.model.columns import COLUMNS, DATE_KEYS, PRICE_KEYS
from pricing.model.entry import Entry
from pricing.model.scenario import Scenario
from pricing.problems.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pricing.model.columns import BaseValue
    from pricing.reference.payers import Payer
    from pricing.store.database import SqlValue

COLUMN_KEYS = tuple(column.key for column in COLUMNS)
LABEL_KEYS = tuple(key for key in COLUMN_KEYS if key not in PRICE_KEYS)
_NO_UNREADABLE_TEXTS = "{}"
# The fields of a scenario that are lists of lists in JSON.
_TUPLE_FIELDS = {"absorption", "ranges", "regimen_targets", "regimen_takes"}


# -- scenarios -----------------------------------------------------------------------------------


def scenario_text(scenario: Scenario) -> str:
    """Return the JSON of a scenario."""
    return json.dumps(asdict(scenario))


def scenario_of(text: str) -> Scenario | None:
    """Return the scenario of a JSON text, or None if there is none valid in it."""
    stored = json.loads(text)
    if not stored:
        return None
    field_names = {field.name for field in fields(Scenario)}
    for key in _TUPLE_FIELDS & stored.keys():
        stored[key] = tuple(map(tuple, stored[key]))
    try:
        stored["payers"] = tuple(map(_payer, stored.get("payers", ())))
        return Scenario(**{key: value for key, value in stored.items() if key in field_names})
    except BadInput:
        return None


def _payer(stored: dict[str, Any]) -> Payer:
    from pricing.reference.payers import Payer, PayerKind

    kind, covers = PayerKind(stored["kind"]), tuple(stored["covers"])
    return Payer(stored["name"], kind, stored["value"], stored["needs"], covers)


# -- entries ---------------------------------------------------------------------------------------


def price_state(entry: Entry) -> list[object]:
    """Return the price columns of the entry, as values or as texts that could not be read."""
    return [entry.values.get(key, entry.unreadable.get(key)) for key in PRICE_KEYS]


def stated_keys(entries: Iterable[Entry], keys: Sequence[str]) -> list[str]:
    """Return those of some columns in which an entry has a value."""
    stated = set[str]().union(*[entry.values for entry in entries])
    return [key for key in keys if key in stated]


def sql_price(entry: Entry) -> list[SqlValue]:
    """Return the values of the price columns as they are stored."""
    return sql_values(entry, PRICE_KEYS)


def sql_values(entry: Entry, keys: Sequence[str]) -> list[SqlValue]:
    """Return the values of an entry's columns as they are stored. A date is stored as text."""
    values = entry.values
    if not DATE_KEYS.isdisjoint(values):
        values = {**values, **{key: str(values[key]) for key in DATE_KEYS if key in values}}
    return list(map(cast("Mapping[str, SqlValue]", values).get, keys))


def price_texts_json(entry: Entry) -> str:
    """Return the unreadable texts of the price columns as JSON."""
    if not entry.unreadable:
        return _NO_UNREADABLE_TEXTS
    return _json_text({key: text for key, text in entry.unreadable.items() if key in PRICE_KEYS})


def _json_text(texts: Mapping[str, str]) -> str:
    return json.dumps(dict(texts), ensure_ascii=False) if texts else _NO_UNREADABLE_TEXTS


def product_row(entry: Entry, keys: Sequence[str]) -> tuple[SqlValue, ...]:
    """Return a product's id, its values of these columns, and the texts that could not be read."""
    return (entry.id, *sql_values(entry, keys), _json_text(entry.unreadable))


def column_values(keys: Sequence[str], stored: Sequence[SqlValue]) -> dict[str, BaseValue]:
    """Return the values that a row stores for these columns."""
    return {
        key: date.fromisoformat(str(value)) if key in DATE_KEYS else value
        for key, value in zip(keys, stored, strict=True)
        if value is not None
    }


def _label_texts(texts: SqlValue) -> dict[str, str]:
    """Return the unreadable texts of a label. Those of a price belong to a comparison."""
    return {key: text for key, text in json.loads(str(texts)).items() if key not in PRICE_KEYS}


def label_entry(row: tuple[SqlValue, ...]) -> Entry:
    """Return the entry of a product without a price."""
    number, *stored, texts = row
    return Entry(int(str(number)), column_values(LABEL_KEYS, stored), _label_texts(texts))


def stored_entry(row: tuple[SqlValue, ...]) -> Entry:
    """Return the entry of a product at the price that a comparison was made with."""
    number, *stored, product_texts, price_texts = row
    unreadable = _label_texts(product_texts)
    values = column_values((*LABEL_KEYS, *PRICE_KEYS), stored)
    return Entry(int(str(number)), values, unreadable | json.loads(str(price_texts)))

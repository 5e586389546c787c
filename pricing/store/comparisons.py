"""The catalogue on disk: products, and the comparisons that refer to them."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from pricing.model.columns import COLUMNS, DATE_KEYS, PRICE_KEYS
from pricing.model.entry import Entry
from pricing.model.saved_comparisons import SavedComparison, SavedComparisons
from pricing.model.scenario import Scenario
from pricing.problems.errors import BadInput, UserError
from pricing.reference.payers import Payer, PayerKind
from pricing.store.database import Database

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pricing.model.changes import ChangeSet, RowChange
    from pricing.model.columns import BaseValue
    from pricing.problems.errors import Problem
    from pricing.store.database import SqlValue

_KEYS = tuple(column.key for column in COLUMNS)
_LABEL_KEYS = tuple(key for key in _KEYS if key not in PRICE_KEYS)
_NO_INVALID_TEXTS = "{}"
# More ids than anybody types, and more blocks of them than windows are ever opened.
_ID_BLOCK_SIZE, _ID_BLOCK_COUNT = 2**20, 2**42


def _join_names(names: Sequence[str], form: str = "{}") -> str:
    return ", ".join(form.format(name) for name in names)


_PRODUCT_COLUMNS = ("id", *_KEYS, "wrong")
_PLACE_COLUMNS = ("comparison_id", "product_id", "position", *PRICE_KEYS, "wrong")
_UPSERT_PRODUCT = (
    f"INSERT INTO product ({_join_names(_PRODUCT_COLUMNS)}) VALUES "
    f"({_join_names(_PRODUCT_COLUMNS, '?')}) "
    f"ON CONFLICT (id) DO UPDATE SET {_join_names((*_LABEL_KEYS, 'wrong'), '{0} = excluded.{0}')}"
)
_UPDATE_PRICE = f"UPDATE product SET {_join_names(PRICE_KEYS, '{} = ?')} WHERE id = ?"
_UPDATE_COMPARISON_PRICE = (
    f"UPDATE comparison_product SET {_join_names((*PRICE_KEYS, 'wrong'), '{} = ?')} "
    "WHERE comparison_id = ? AND product_id = ?"
)
_UPSERT_PLACE = (
    f"INSERT INTO comparison_product ({_join_names(_PLACE_COLUMNS)}) VALUES "
    f"({_join_names(_PLACE_COLUMNS, '?')}) "
    "ON CONFLICT (comparison_id, product_id) DO UPDATE SET position = excluded.position"
)
_DELETE_PLACE = "DELETE FROM comparison_product WHERE comparison_id = ? AND product_id = ?"
_SELECT_ENTRIES = (
    f"SELECT id, {_join_names(_LABEL_KEYS, 'p.{}')}, {_join_names(PRICE_KEYS, 'c.{}')}, "
    f"p.wrong, c.wrong "
    "FROM product p JOIN comparison_product c ON product_id = id "
    "WHERE comparison_id = ? ORDER BY position, id"
)
_SELECT_CHANGED_PRICES = (
    f"SELECT id, {_join_names(PRICE_KEYS, 'p.{}')} "
    "FROM product p JOIN comparison_product c ON product_id = id "
    "WHERE comparison_id = ? AND p.price IS NOT NULL "
    "AND (p.price IS NOT c.price OR p.currency IS NOT c.currency)"
)
_DELETE_UNUSED_PRODUCT = (
    "DELETE FROM product WHERE id = ? AND NOT EXISTS "
    "(SELECT 1 FROM comparison_product WHERE product_id = id AND comparison_id <> ?)"
)


class ComparisonStore:
    """Products and comparisons of a data folder; one comparison is open.

    `notice` is what the user should know about the opening: a damaged file that was set aside.
    Raises UserError where the folder or the file cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self._database = Database(folder)
        self._open_id = self.saved_comparisons().open_comparison.id

    @property
    def path(self) -> Path:
        return self._database.path

    @property
    def notice(self) -> Problem | None:
        return self._database.notice

    def close(self) -> None:
        """Forget what was removed a month ago, and let the file go."""
        with suppress(UserError), self._database.transaction():
            self._database.execute("DELETE FROM comparison WHERE removed < date('now', '-1 month')")
        self._database.close()

    # -- reading -------------------------------------------------------------------------------

    def saved_comparisons(self) -> SavedComparisons:
        """The saved comparisons, the one opened last first."""
        rows = self._database.fetch_rows(
            "SELECT id, name FROM comparison WHERE removed IS NULL ORDER BY opened DESC, id"
        )
        return SavedComparisons(
            tuple(SavedComparison(int(str(number)), str(name)) for number, name in rows)
        )

    def entries(self) -> tuple[Entry, ...]:
        """The rows of the open comparison in order, at the prices that it was made with."""
        return tuple(
            _entry(row) for row in self._database.fetch_rows(_SELECT_ENTRIES, (self._open_id,))
        )

    def changed_prices(self) -> Mapping[int, Mapping[str, BaseValue]]:
        """What products of the open comparison cost now, where that is something else: by id."""
        rows = self._database.fetch_rows(_SELECT_CHANGED_PRICES, (self._open_id,))
        return {int(str(number)): _column_values(PRICE_KEYS, stored) for number, *stored in rows}

    def scenario(self) -> Scenario | None:
        """The open comparison's scenario; None where none is stored that holds."""
        ((text,),) = self._database.fetch_rows(
            "SELECT scenario FROM comparison WHERE id = ?", (self._open_id,)
        )
        stored = json.loads(str(text))
        if not stored:
            return None
        known = {field.name for field in fields(Scenario)}
        for key in {"absorption", "ranges"} & stored.keys():
            stored[key] = tuple(map(tuple, stored[key]))
        try:
            stored["payers"] = tuple(map(_payer, stored.get("payers", ())))
            return Scenario(**{key: value for key, value in stored.items() if key in known})
        except BadInput:
            return None

    def next_product_id(self) -> int:
        """The first of many ids that no product has, nor gets from another window.

        Windows on one folder count on from here, each in a block of its own: a common count would
        give two products one id, and the later would be written over the earlier.
        """
        while True:
            first = 1 + int.from_bytes(os.urandom(8)) % _ID_BLOCK_COUNT * _ID_BLOCK_SIZE
            taken = "SELECT 1 FROM product WHERE id BETWEEN ? AND ?"
            if not self._database.fetch_rows(taken, (first, first + _ID_BLOCK_SIZE)):
                return first

    def next_comparison_id(self) -> int:
        """An id that no comparison has had yet."""
        ((highest,),) = self._database.fetch_rows("SELECT max(id) FROM comparison")
        return int(str(highest or 0)) + 1

    # -- writing -------------------------------------------------------------------------------

    def write(
        self, changes: ChangeSet, entries: Sequence[Entry], scenario: Scenario | None = None
    ) -> None:
        """Put a change set on disk, whole; `entries` are the rows as they stand after it.

        `scenario` is what the comparison has been made for so far, kept with its first change.
        """
        with self._database.transaction():
            self._put_rows(changes.rows)
            if changes.moves_rows:
                self._put_order(changes.rows, entries)
            if changes.scenario is not None:
                self._put_scenario(changes.scenario[1], "TRUE")
            elif scenario is not None:
                self._put_scenario(scenario, "scenario = '{}'")
            if changes.saved_comparisons is not None:
                self._put_saved_comparisons(changes.saved_comparisons[1])
        if changes.saved_comparisons is not None:
            self._open_id = changes.saved_comparisons[1].open_comparison.id

    def _put_rows(self, rows: Sequence[RowChange]) -> None:
        gone = [row.before.entry.id for row in rows if row.before and not row.after]
        kept = {row.before.entry.id for row in rows if row.before and row.stays_in_catalogue}
        self._database.execute_many(
            _DELETE_UNUSED_PRODUCT,
            ((number, self._open_id) for number in gone if number not in kept),
        )
        there = [(row.before, row.after.entry) for row in rows if row.after]
        edited = [entry for before, entry in there if before is None or before.entry is not entry]
        self._database.execute_many(_UPSERT_PRODUCT, map(_product_row, edited))
        priced = [
            entry
            for before, entry in there
            if before is not None and _price_state(before.entry) != _price_state(entry)
        ]
        self._database.execute_many(
            _UPDATE_PRICE, ((*_sql_price(each), each.id) for each in priced)
        )
        self._database.execute_many(
            _UPDATE_COMPARISON_PRICE,
            ((*_sql_price(each), _wrong_price(each), self._open_id, each.id) for each in priced),
        )

    def _put_order(self, rows: Sequence[RowChange], entries: Sequence[Entry]) -> None:
        """Where each row stands; what another window has put there meanwhile stays there."""
        gone = [row.before.entry.id for row in rows if row.before and not row.after]
        self._database.execute_many(_DELETE_PLACE, ((self._open_id, number) for number in gone))
        self._database.execute_many(
            _UPSERT_PLACE,
            (
                (self._open_id, entry.id, position, *_sql_price(entry), _wrong_price(entry))
                for position, entry in enumerate(entries)
            ),
        )

    def _put_scenario(self, scenario: Scenario, condition: str) -> None:
        self._database.execute(
            f"UPDATE comparison SET scenario = ? WHERE id = ? AND {condition}",
            (json.dumps(asdict(scenario)), self._open_id),
        )

    def _put_saved_comparisons(self, saved: SavedComparisons) -> None:
        """Names and places as on the shelf; what is not on it is removed."""
        known = {number for (number,) in self._database.fetch_rows("SELECT id FROM comparison")}
        self._database.execute("UPDATE comparison SET removed = coalesce(removed, date('now'))")
        for place, each in enumerate(reversed(saved.comparisons), start=1):
            if each.id not in known:
                self._create_comparison(each)
            self._database.execute(
                "UPDATE comparison SET name = ?, opened = ?, removed = NULL WHERE id = ?",
                (each.name, place, each.id),
            )

    def _create_comparison(self, new: SavedComparison) -> None:
        """A comparison's place on disk, with what it copies."""
        self._database.execute("INSERT INTO comparison (id) VALUES (?)", (new.id,))
        if new.copy_of is not None:
            self._database.execute(
                "UPDATE comparison SET scenario = "
                "(SELECT scenario FROM comparison WHERE id = ?) WHERE id = ?",
                (new.copy_of, new.id),
            )
            self._database.execute(
                f"INSERT INTO comparison_product ({_join_names(_PLACE_COLUMNS)}) "
                f"SELECT ?, {_join_names(_PLACE_COLUMNS[1:])} FROM comparison_product "
                f"WHERE comparison_id = ?",
                (new.id, new.copy_of),
            )

    # -- what is remembered of lists -----------------------------------------------------------

    def list_mapping(self, headers: str) -> str:
        """What was said of lists with this header row; "" where nothing was."""
        rows = self._database.fetch_rows(
            "SELECT mapping FROM list_mapping WHERE headers = ?", (headers,)
        )
        return str(rows[0][0]) if rows else ""

    def save_list_mapping(self, headers: str, mapping: str) -> None:
        """Remember it for the next list with this header row."""
        with self._database.transaction():
            self._database.execute(
                "INSERT OR REPLACE INTO list_mapping (headers, mapping) VALUES (?, ?)",
                (headers, mapping),
            )


def _payer(stored: dict[str, Any]) -> Payer:
    kind, covers = PayerKind(stored["kind"]), tuple(stored["covers"])
    return Payer(stored["name"], kind, stored["value"], stored["needs"], covers)


# -- rows of the tables ------------------------------------------------------------------------


def _price_state(entry: Entry) -> list[object]:
    """What the entry says of its price, read or not."""
    return [entry.values.get(key, entry.unreadable.get(key)) for key in PRICE_KEYS]


def _sql_price(entry: Entry) -> list[SqlValue]:
    return [_sql_value(entry.values.get(key)) for key in PRICE_KEYS]


def _wrong_price(entry: Entry) -> str:
    return _wrong({key: text for key, text in entry.unreadable.items() if key in PRICE_KEYS})


def _wrong(texts: Mapping[str, str]) -> str:
    return json.dumps(dict(texts), ensure_ascii=False) if texts else _NO_INVALID_TEXTS


def _product_row(entry: Entry) -> tuple[SqlValue, ...]:
    values = entry.values
    return (entry.id, *(_sql_value(values.get(key)) for key in _KEYS), _wrong(entry.unreadable))


def _sql_value(value: BaseValue | None) -> SqlValue:
    return value.isoformat() if isinstance(value, date) else value


def _column_values(keys: Sequence[str], stored: Sequence[SqlValue]) -> dict[str, BaseValue]:
    return {
        key: date.fromisoformat(str(value)) if key in DATE_KEYS else value
        for key, value in zip(keys, stored, strict=True)
        if value is not None
    }


def _entry(row: tuple[SqlValue, ...]) -> Entry:
    number, *stored, of_label, of_price = row
    # What is wrong with the price is this comparison's own: another may have read it meanwhile.
    wrong = {key: text for key, text in json.loads(str(of_label)).items() if key not in PRICE_KEYS}
    values = _column_values((*_LABEL_KEYS, *PRICE_KEYS), stored)
    return Entry(int(str(number)), values, wrong | json.loads(str(of_price)))

"""Imports of lists: a list is staged while it is read, then joins the catalogue in one transaction.

An import that is cancelled, or whose program dies, leaves no trace in the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from pricing.catalogue.adoption import (
    ADOPT_CODES,
    ADOPT_CURRENCY,
    ADOPT_PACKS,
    HAS_OTHER_CODES,
    HAS_SEVERAL_PACKS,
)
from pricing.catalogue.earlier_labels import EarlierLabel, earlier_labels
from pricing.catalogue.label_updates import LabelUpdates, OtherAmounts, states_new_label
from pricing.catalogue.matching import (
    LABEL_KEYS,
    MATCH_CONDITIONS,
    form_name,
    name_keys,
    ndc_digits,
)
from pricing.catalogue.outbox import recorded
from pricing.catalogue.price_history import (
    PRICE_TERM_KEYS,
    STAGED_PRICE_TABLES,
    PriceChange,
    PriceJoiner,
    RepeatedPrice,
)
from pricing.catalogue.product_words import search_texts
from pricing.catalogue.revisions import record_import, revision
from pricing.catalogue.several_codes import SEVERAL_CODES, IdentifyingCodes
from pricing.catalogue.withdrawals import (
    HAS_TAKEN_BACK,
    blank_taken_back_prices,
    settle_blanked_products,
)
from pricing.model.columns import COLUMNS, default_value
from pricing.model.product import DEFAULT_CURRENCY, UNIT_KINDS
from pricing.model.row_batch import RowBatch
from pricing.problems.progress import SILENT_PROGRESS, Progress
from pricing.quantities.dates import latest_day
from pricing.store.database import join_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pricing.model.columns import BaseValue
    from pricing.model.row_batch import ColumnValues
    from pricing.store.database import Database, SqlValue

_LIST_KEYS = (*LABEL_KEYS, *PRICE_TERM_KEYS, "currency", "source", "priced_on")
_DERIVED_COLUMNS = ("form_name", "gtin", "ndc_key", "name_key", "words")
# SQLite reaches the first columns of a row the fastest, and matching reads these again and again.
_MATCHED_COLUMNS = ("gtin", "ndc_key", "currency", "pack_units", "price", "name_key")
_STAGED_COLUMNS = tuple(dict.fromkeys((*_MATCHED_COLUMNS, *_LIST_KEYS, *_DERIVED_COLUMNS)))
_PRODUCT_COLUMNS = (*_LIST_KEYS, "form_name", "gtin", "ndc_key", "name_key")
# The values of empty cells, as text and whole numbers, which SQL writes in the same way.
_DEFAULTS_BY_KEY = {
    "currency": DEFAULT_CURRENCY,
    **{column.key: default for column in COLUMNS if (default := default_value(column)) is not None},
}


# -- statements: staging -----------------------------------------------------------------------

_STAGED_TABLES = {
    "arriving": "(place INTEGER PRIMARY KEY, product_id INTEGER, fresh INTEGER DEFAULT 0, "
    + join_names(
        f"{key} DEFAULT {_DEFAULTS_BY_KEY[key]!r}" if key in _DEFAULTS_BY_KEY else key
        for key in _STAGED_COLUMNS
    )
    + ")",
    "first_row": "(gtin, currency, pack_units, place, PRIMARY KEY (gtin, currency, pack_units)) "
    "WITHOUT ROWID",
    **STAGED_PRICE_TABLES,
}
# A long list touches its indexes everywhere, so they need room in memory.
_LONG_LIST_ROWS = 2_000
_LARGE_CACHES = ("PRAGMA main.cache_size = -65536", "PRAGMA staging.cache_size = -32768")
_USUAL_CACHE_SIZE = "PRAGMA main.cache_size = -2000"


def _insert_staged_statement(names: Sequence[str]) -> str:
    """Return the statement for these columns only: values that are not bound cost nothing."""
    return f"INSERT INTO arriving ({join_names(names)}) VALUES ({join_names('?' for _ in names)})"


# Into an empty catalogue, complete rows with a barcode are assigned while the list is read, which
# leaves time for it. The result is that of _ASSIGN_NEW_PRODUCTS and _MATCH_PRODUCTS.
_COMPLETE_BARCODES = "gtin IS NOT NULL AND currency <> '' AND pack_units IS NOT NULL"
_EARLY_ROUND = 1
_NOTE_FIRST_ROWS = (
    "INSERT OR IGNORE INTO first_row SELECT gtin, currency, pack_units, place FROM arriving "
    f"WHERE place >= ? AND {_COMPLETE_BARCODES} ORDER BY place"
)
_ASSIGN_TO_FIRST_ROWS = (
    "UPDATE arriving AS a SET product_id = f.place + 1, "
    f"fresh = iif(f.place = a.place, {_EARLY_ROUND}, 0) "
    "FROM first_row f WHERE a.place >= ? AND f.gtin = a.gtin AND f.currency = a.currency "
    "AND f.pack_units = a.pack_units"
)
_UNASSIGN_ROWS = "UPDATE arriving SET product_id = NULL, fresh = 0"


# -- statements: matching ----------------------------------------------------------------------


def _match_statements(same_currency: str) -> tuple[str, ...]:
    return tuple(
        "UPDATE arriving AS a SET product_id = (SELECT min(p.id) FROM product p "
        f"WHERE {condition} AND {same_currency}) WHERE product_id IS NULL AND {column} IS NOT NULL"
        for column, condition in MATCH_CONDITIONS.items()
    )


_MATCH_PRODUCTS = _match_statements("p.currency = a.currency")
# A row without a price has no currency, and belongs to the same product in any currency.
_HAS_UNPRICED = (
    "SELECT EXISTS (SELECT 1 FROM product INDEXED BY product_unpriced WHERE currency = '')"
)
_MATCH_UNPRICED_PRODUCTS = _match_statements("(p.currency = '' OR a.currency = '')")
# Rows whose code is that of a product with another name and label, from another source.
_FOREIGN_CODES = (
    "FROM arriving a JOIN product p ON p.id = a.product_id WHERE p.label_source <> a.source "
    "AND (p.gtin = a.gtin OR p.ndc_key = a.ndc_key) "
    "AND p.product <> a.product COLLATE NOCASE AND (p.element <> a.element "
    "OR p.elemental_mg * a.serving_units <> a.elemental_mg * p.serving_units)"
)
_SELECT_FOREIGN_CODES = (
    f"SELECT coalesce(a.upc, a.ndc), p.product, a.product {_FOREIGN_CODES} ORDER BY a.place"
)
_PUT_FOREIGN_CODES_ASIDE = (
    "UPDATE arriving SET gtin = NULL, ndc_key = NULL, product_id = NULL "
    f"WHERE place IN (SELECT a.place {_FOREIGN_CODES})"
)
_HAS_FOREIGN_CODES = f"SELECT EXISTS (SELECT 1 {_FOREIGN_CODES})"
_ALL_ROWS_MATCHED = "SELECT NOT EXISTS (SELECT 1 FROM arriving WHERE product_id IS NULL)"


# -- statements: new products ------------------------------------------------------------------

_NEXT_PRODUCT_ID = "SELECT coalesce(max(id), 0) + 1 FROM product"
# New products keep the order of their list. `fresh` is the round in which a row made a product.
_ASSIGN_NEW_PRODUCTS = tuple(
    "UPDATE arriving SET fresh = ?, product_id = place + ? WHERE place IN (SELECT min(place) "
    f"FROM arriving WHERE product_id IS NULL AND {column} IS NOT NULL "
    "AND (currency = '' OR pack_units IS NULL) = ? "
    f"GROUP BY {column}, currency, pack_units)"
    for column in MATCH_CONDITIONS
)
_INSERT_PRODUCTS = (
    f"INSERT INTO product (id, {join_names(_PRODUCT_COLUMNS)}, label_source, offers) "
    f"SELECT product_id, {join_names(_PRODUCT_COLUMNS)}, source, price IS NOT NULL FROM arriving "
    "WHERE fresh = ? ORDER BY place"
)
_INSERT_FIRST_PRICES = (
    f"INSERT INTO price (product_id, source, {join_names(PRICE_TERM_KEYS)}, first_on, last_on) "
    f"SELECT product_id, source, {join_names(PRICE_TERM_KEYS)}, priced_on, priced_on "
    "FROM arriving WHERE fresh AND price IS NOT NULL"
)
# The index of words grows fastest in the order of the ids, which is that of the places.
_INSERT_SEARCH_WORDS = (
    "INSERT INTO words (rowid, text) SELECT product_id, words FROM arriving "
    "WHERE fresh ORDER BY place"
)
_COUNT_NEW = "SELECT count(*), count(price) FROM arriving WHERE fresh"
_COUNT_UNPRICED = (
    "SELECT count(*) FROM arriving a JOIN product p ON p.id = a.product_id "
    "WHERE a.currency = '' AND p.currency = ''"
)


# -- statements: prices alone ------------------------------------------------------------------

_HAS_SEVERAL_CODES = f"SELECT EXISTS (SELECT 1 FROM arriving WHERE {SEVERAL_CODES})"
_CHANGES_BESIDE_PRICES = (HAS_OTHER_CODES, _HAS_FOREIGN_CODES, HAS_TAKEN_BACK)
_SELECT_PRICES = (
    f"SELECT product_id, source, priced_on, {join_names(PRICE_TERM_KEYS)} FROM arriving "
    "ORDER BY place"
)


# -- the import --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ForeignCode:
    """A code, the product that it belongs to, and the product of the list that has it too."""

    code: str
    other: str
    product: str


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """The result of an import: rows read, new products, and prices that are new or changed.

    `changed` reports some products whose price has changed. `unpriced` counts the rows whose
    product has no price from any source. `foreign_codes` are those that belong to other labels.
    `repeated_prices` are of products that the list states at two prices, and `earlier_labels` of
    those that their source stated otherwise before. `other_amounts` are of labels
    that another source states.
    """

    rows: int
    products: int
    prices: int
    changed: tuple[PriceChange, ...] = ()
    unpriced: int = 0
    foreign_codes: tuple[ForeignCode, ...] = ()
    repeated_prices: tuple[RepeatedPrice, ...] = ()
    earlier_labels: tuple[EarlierLabel, ...] = ()
    other_amounts: tuple[OtherAmounts, ...] = ()


class StagedImport:
    """One list that is staged and then joined.

    `source` and `default_date` apply to rows that state no source or no date. A later day than
    `latest`, which is today unless it is given, counts as that day.
    """

    def __init__(
        self, database: Database, source: str, default_date: date, latest: date | None = None
    ) -> None:
        self._database = database
        self._source = source
        self._latest = latest or latest_day()
        self._default_date = min(default_date, self._latest).isoformat()
        self._row_count = 0
        self._has_unpriced = False
        self._revision = revision(database)
        self.has_changed_something = False
        self._foreign_codes: tuple[ForeignCode, ...] = ()
        self._identifying_codes = IdentifyingCodes(database)
        self._assigns_early = self._number(_NEXT_PRODUCT_ID) == 1
        begin_staging(database)

    def stage(self, batches: Iterable[RowBatch], progress: Progress = SILENT_PROGRESS) -> None:
        """Stage the rows batch by batch. Other programs can use the file meanwhile."""
        for batch in filter(len, batches):
            columns = self._staged_columns(batch)
            with self._database.staging_transaction():
                rows = zip(*columns.values(), strict=True)
                self._database.execute_many(_insert_staged_statement(tuple(columns)), rows)
                if self._assigns_early:
                    self._database.execute(_NOTE_FIRST_ROWS, (self._row_count,))
                    self._database.execute(_ASSIGN_TO_FIRST_ROWS, (self._row_count,))
            self._make_room_for(len(batch))
            self._row_count += len(batch)
            progress.report(self._row_count)

    def _make_room_for(self, count: int) -> None:
        """Make room in memory for a long list when it turns out to be one."""
        if self._row_count <= _LONG_LIST_ROWS < self._row_count + count:
            for statement in _LARGE_CACHES:
                self._database.execute(statement)

    def _staged_columns(self, batch: RowBatch) -> dict[str, Sequence[SqlValue]]:
        """Return the columns to stage, by name."""
        rows = RowBatch(
            batch.row_numbers,
            {
                key: batch.column(key, _DEFAULTS_BY_KEY.get(key))
                for key in _LIST_KEYS
                if key in batch.columns
            },
        )
        forms = rows.column("form", "")
        elements = rows.column("element", _DEFAULTS_BY_KEY["element"])
        form_names = list(map(form_name, forms, elements))
        return {
            "place": range(self._row_count, self._row_count + len(batch)),
            **rows.columns,  # type: ignore[dict-item]
            **self._derived_columns(rows),
            "form_name": form_names,
            "gtin": self._gtins(rows.column("upc")),
            "ndc_key": [ndc_digits(str(code)) if code else None for code in rows.column("ndc")],
            "name_key": name_keys(rows, form_names),
            "words": search_texts(rows, form_names),
        }

    def _gtins(self, codes: ColumnValues) -> list[str | None]:
        """Return the GTIN that identifies the product of each code."""
        gtins = self._identifying_codes.gtins(str(code) for code in codes if code)
        return [gtins.get(str(code)) for code in codes]

    def _derived_columns(self, rows: RowBatch) -> dict[str, Sequence[SqlValue]]:
        """Return the columns that depend on several others, or are stored in another notation."""
        kinds = rows.column("unit_kind", _DEFAULTS_BY_KEY["unit_kind"])
        columns: dict[str, Sequence[SqlValue]] = {
            "smallest_dose": list(map(_smallest_dose, rows.column("smallest_dose"), kinds)),
            "source": list(map(str, rows.column("source", self._source))),
            "priced_on": self._iso_dates(rows.column("priced_on"), self._default_date),
        }
        if "asked_on" in rows.columns:
            columns["asked_on"] = self._iso_dates(rows.column("asked_on"), None)
        prices = rows.column("price")
        if None in prices:
            self._has_unpriced = True
            currencies = map(str, rows.column("currency", _DEFAULTS_BY_KEY["currency"]))
            columns["currency"] = _only_where_priced(list(currencies), prices, "")
            columns["priced_on"] = _only_where_priced(columns["priced_on"], prices, None)
        return columns

    def _iso_dates(self, days: ColumnValues, default: str | None) -> list[str | None]:
        """Return the days as text. One in the future was typed while the clock was wrong."""
        texts = {
            day: min(day, self._latest).isoformat() if isinstance(day, date) else default
            for day in set(days)
        }
        return [texts[day] for day in days]

    def join(self, progress: Progress = SILENT_PROGRESS) -> ImportSummary:
        """Join all staged rows to the catalogue, or none.

        Raises:
            Cancelled: The user cancelled the import.
            UserError: The file cannot be written.
        """
        with (
            self._database.cancellable(lambda: progress.should_continue),
            self._database.transaction(progress),
            recorded(self._database, self._revision) as act,
        ):
            first_new_id = self._number(_NEXT_PRODUCT_ID)
            summary = self.join_rows(act.id)
            if summary.products and first_new_id > 1:
                found = earlier_labels(self._database, first_new_id)
                summary = replace(summary, earlier_labels=found)
            if self.has_changed_something:
                record_import(self._database, self._source, summary.products, summary.prices)
            else:
                act.forget()
        return summary

    def join_rows(self, act: str) -> ImportSummary:
        """Join all staged rows inside the open transaction.

        Prices that were taken back by an act after this one do not join. "" is after all of them.
        """
        first_new_id = self._number(_NEXT_PRODUCT_ID)
        products, prices = self._join_products(first_new_id)
        blanked = blank_taken_back_prices(self._database, act)
        updates = LabelUpdates(self._database)
        updates.write()
        joiner = PriceJoiner(self._database, first_new_id)
        prices += joiner.join()
        settle_blanked_products(self._database, blanked)
        self.has_changed_something = bool(
            products or prices or updates.count or joiner.has_new_observations
        )
        unpriced = self._number(_COUNT_UNPRICED) if self._has_unpriced else 0
        return ImportSummary(
            self._row_count,
            products,
            prices,
            joiner.price_changes,
            unpriced,
            self._foreign_codes,
            tuple(joiner.repeated_prices),
            other_amounts=tuple(updates.other_amounts),
        )

    def match_prices(self) -> list[tuple[SqlValue, ...]]:
        """Match the rows if each is a price of a known product that changes nothing else about it.

        Return the product, the source, the day and the terms of each. It belongs inside a
        transaction. Whatever order such rows join in, one after the other or together, they match
        the same products. Else return nothing, and the rows have to join one after the other.
        """
        if self._assigns_early or self._number(_HAS_SEVERAL_CODES):
            return []
        self._match_products(with_unpriced=False)
        if not self._number(_ALL_ROWS_MATCHED):
            return []
        if any(map(self._number, _CHANGES_BESIDE_PRICES)) or states_new_label(self._database):
            return []
        return self._database.fetch_rows(_SELECT_PRICES)

    def close(self) -> None:
        """Give up the staged rows."""
        end_staging(self._database)

    def _number(self, query: str) -> int:
        ((number,),) = self._database.fetch_rows(query)
        return int(str(number))

    def _join_products(self, first_new_id: int) -> tuple[int, int]:
        """Match rows to products, insert new ones, and count new products and first prices."""
        with_unpriced = self._has_unpriced or bool(self._number(_HAS_UNPRICED))
        if self._assigns_early and first_new_id == 1:
            self._insert_assigned(_EARLY_ROUND, with_unpriced=with_unpriced)
        elif self._assigns_early:  # another program has imported a list meanwhile
            self._database.execute(_UNASSIGN_ROWS)
        if first_new_id != 1:
            self._match_known_products(with_unpriced=with_unpriced)
        # Complete rows come first, so that rows without a price or pack size join them.
        rounds = enumerate(product((False, True), _ASSIGN_NEW_PRODUCTS), _EARLY_ROUND + 1)
        for number, (is_incomplete, assign) in rounds:
            if self._number(_ALL_ROWS_MATCHED):
                break
            self._database.execute(assign, (number, first_new_id, is_incomplete))
            self._insert_assigned(number, with_unpriced=with_unpriced)
        self._database.execute(_INSERT_FIRST_PRICES)
        self._database.execute(_INSERT_SEARCH_WORDS)
        ((products, prices),) = self._database.fetch_rows(_COUNT_NEW)
        return int(str(products)), int(str(prices))

    def _match_known_products(self, *, with_unpriced: bool) -> None:
        self._match_products(with_unpriced=with_unpriced)
        self._put_foreign_codes_aside(with_unpriced=with_unpriced)
        if self._number(HAS_OTHER_CODES):
            for statement in ADOPT_CODES:
                self._database.execute(statement)
        if self._number(HAS_SEVERAL_PACKS):
            for statement in ADOPT_PACKS:
                self._database.execute(statement)
            self._match_products(with_unpriced=with_unpriced)
        self._database.execute(_MATCH_PRODUCTS[0])

    def _insert_assigned(self, number: int, *, with_unpriced: bool) -> None:
        """Insert the products of a round of assignments, and match the other rows to them."""
        self._database.execute(_INSERT_PRODUCTS, (number,))
        if not self._number(_ALL_ROWS_MATCHED):
            self._match_products(with_unpriced=with_unpriced)

    def _match_products(self, *, with_unpriced: bool) -> None:
        unpriced = (*_MATCH_UNPRICED_PRODUCTS, *ADOPT_CURRENCY) if with_unpriced else ()
        for statement in (*_MATCH_PRODUCTS, *unpriced):
            self._database.execute(statement)

    def _put_foreign_codes_aside(self, *, with_unpriced: bool) -> None:
        """Match rows by their label alone if their code belongs to another label."""
        self._foreign_codes = tuple(
            ForeignCode(*map(str, row)) for row in self._database.fetch_rows(_SELECT_FOREIGN_CODES)
        )
        if self._foreign_codes:
            self._database.execute(_PUT_FOREIGN_CODES_ASIDE)
            self._match_products(with_unpriced=with_unpriced)


def begin_staging(database: Database) -> None:
    """Make room for a list over a connection, before the transaction that joins it."""
    database.begin_staging(_STAGED_TABLES)


def end_staging(database: Database) -> None:
    """Give up what was staged over a connection."""
    database.execute(_USUAL_CACHE_SIZE)
    database.end_staging()


def _only_where_priced(
    values: Sequence[SqlValue], prices: ColumnValues, default: SqlValue
) -> list[SqlValue]:
    """Return the values of rows with a price, and the default for the others."""
    return [
        default if price is None else value for value, price in zip(values, prices, strict=True)
    ]


@lru_cache(maxsize=1_024)
def _smallest_dose(stated: BaseValue | None, unit_kind: BaseValue | None) -> int:
    return int(str(stated or UNIT_KINDS[str(unit_kind)].default_smallest_dose))

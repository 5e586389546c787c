"""A list on its way into the catalogue: kept aside while it is read, joined in one transaction.

A list that is cancelled, or whose program dies, leaves no trace in the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pricing.catalogue.matching import form_name, gtin_digits, name_keys, ndc_digits, search_texts
from pricing.catalogue.price_joining import PriceChange, PriceJoiner
from pricing.catalogue.sql import (
    ADOPT_CODES,
    ADOPT_CURRENCY,
    ALL_ROWS_MATCHED,
    APPEND_SEARCH_WORDS,
    ASSIGN_NEW_PRODUCTS,
    COUNT_NEW,
    COUNT_UNPRICED,
    CREATE_STAGING,
    DEFAULTS_BY_KEY,
    GIVEN_KEYS,
    HAS_UNPRICED,
    INSERT_FIRST_PRICES,
    INSERT_IMPORT,
    INSERT_PRODUCTS,
    INSERT_SEARCH_WORDS,
    LABEL_COLUMNS,
    LABEL_KEYS,
    MATCH_PRODUCTS,
    MATCH_UNPRICED_PRODUCTS,
    NEXT_PRODUCT_ID,
    SELECT_CHANGED_LABELS,
    UPDATE_LABEL,
    insert_staged_statement,
)
from pricing.model.product import UNIT_KINDS
from pricing.model.row_batch import RowBatch
from pricing.problems.progress import SILENT_PROGRESS, Progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pricing.model.row_batch import ColumnValues
    from pricing.store.database import Database, SqlValue

    Row = tuple[SqlValue, ...]


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import did: rows read, products that are new, prices that are new or changed.

    `changed` tells of some products that cost something else now; `unpriced` counts the rows whose
    product has no price from anywhere.
    """

    rows: int
    products: int
    prices: int
    changed: tuple[PriceChange, ...] = ()
    unpriced: int = 0


class StagedImport:
    """One list, staged and joined. `source` and `day` hold where the list itself says neither."""

    def __init__(self, database: Database, source: str, default_date: date) -> None:
        self._database = database
        self._source = source
        self._day = default_date.isoformat()
        self._rows = 0
        self._has_unpriced = False
        for statement in CREATE_STAGING:
            database.execute(statement)

    def stage(self, tables: Iterable[RowBatch], progress: Progress = SILENT_PROGRESS) -> None:
        """Put the rows aside, a table after the other; nobody else waits meanwhile."""
        for table in tables:
            columns = self._staged_columns(table)
            with self._database.staging_transaction():
                rows = zip(*columns.values(), strict=True)
                self._database.execute_many(insert_staged_statement(tuple(columns)), rows)
            self._rows += len(table)
            progress.report(self._rows)

    def _staged_columns(self, table: RowBatch) -> dict[str, Sequence[SqlValue]]:
        """The columns that are put aside, by name."""
        given = RowBatch(
            table.row_numbers,
            {
                key: table.column(key, DEFAULTS_BY_KEY.get(key))
                for key in GIVEN_KEYS
                if key in table.columns
            },
        )
        form_names = list(
            map(
                form_name,
                given.column("form", ""),
                given.column("element", DEFAULTS_BY_KEY["element"]),
            )
        )
        return {
            "place": range(self._rows, self._rows + len(table)),
            **given.columns,  # type: ignore[dict-item]
            **self._derived_columns(given),
            "form_name": form_names,
            "gtin": [gtin_digits(str(code)) if code else None for code in given.column("upc")],
            "ndc_key": [ndc_digits(str(code)) if code else None for code in given.column("ndc")],
            "name_key": name_keys(given, form_names),
            "words": search_texts(given, form_names),
        }

    def _derived_columns(self, given: RowBatch) -> dict[str, Sequence[SqlValue]]:
        """What is worked out of several columns, or is written otherwise than a list has it."""
        kinds = given.column("unit_kind", DEFAULTS_BY_KEY["unit_kind"])
        columns: dict[str, Sequence[SqlValue]] = {
            "smallest_dose": [
                int(str(dose or UNIT_KINDS[str(kind)].default_smallest_dose))
                for dose, kind in zip(given.column("smallest_dose"), kinds, strict=True)
            ],
            "source": list(map(str, given.column("source", self._source))),
            "priced_on": _iso_dates(given.column("priced_on"), self._day),
        }
        if "asked_on" in given.columns:
            columns["asked_on"] = _iso_dates(given.column("asked_on"), None)
        prices = given.column("price")
        if None in prices:
            self._has_unpriced = True
            money = map(str, given.column("currency", DEFAULTS_BY_KEY["currency"]))
            columns["currency"] = _only_where_priced(list(money), prices, "")
            columns["priced_on"] = _only_where_priced(columns["priced_on"], prices, None)
        return columns

    def join(self, progress: Progress = SILENT_PROGRESS) -> ImportSummary:
        """Put everything into the catalogue, or nothing. Raises Cancelled, UserError."""
        with (
            self._database.cancellable(lambda: progress.should_continue),
            self._database.transaction(),
        ):
            first = self._number(NEXT_PRODUCT_ID)
            products, prices = self._join_products(first)
            corrected = self._update_labels()
            offers = PriceJoiner(self._database, first)
            prices += offers.join()
            if products or prices or corrected or offers.has_new_observations:
                self._database.execute(INSERT_IMPORT, (self._source, products, prices))
            unpriced = self._number(COUNT_UNPRICED) if self._has_unpriced else 0
        return ImportSummary(self._rows, products, prices, offers.price_changes, unpriced)

    def _number(self, question: str) -> int:
        ((number,),) = self._database.fetch_rows(question)
        return int(str(number))

    def _join_products(self, first: int) -> tuple[int, int]:
        """Recognise what is known, begin what is not; how many products and prices are new."""
        unpriced = self._has_unpriced or bool(self._number(HAS_UNPRICED))
        if first != 1:
            self._match_products(with_unpriced=unpriced)
            for statement in (*ADOPT_CODES, MATCH_PRODUCTS[0]):
                self._database.execute(statement)
        # What is whole first, so that what lacks a price or a pack joins it.
        for is_lacking in (False, True):
            for begin in ASSIGN_NEW_PRODUCTS:
                if self._number(ALL_ROWS_MATCHED):
                    break
                self._database.execute(begin, (first, is_lacking))
                self._database.execute(INSERT_PRODUCTS)
                self._match_products(with_unpriced=unpriced)
        self._database.execute(INSERT_FIRST_PRICES)
        self._database.execute(INSERT_SEARCH_WORDS)
        ((products, prices),) = self._database.fetch_rows(COUNT_NEW)
        return int(str(products)), int(str(prices))

    def _match_products(self, *, with_unpriced: bool) -> None:
        unpriced = (*MATCH_UNPRICED_PRODUCTS, *ADOPT_CURRENCY) if with_unpriced else ()
        for statement in (*MATCH_PRODUCTS, *unpriced):
            self._database.execute(statement)

    def _update_labels(self) -> int:
        """What a label's own source now says of it, and what others add to it; how many change.

        Of several rows of one product each goes on from what the one before has made of the label.
        """
        were: dict[SqlValue, list[SqlValue]] = {}
        labels: dict[SqlValue, list[SqlValue]] = {}
        words: dict[SqlValue, str] = {}
        for number, own, said, *both in self._database.fetch_rows(SELECT_CHANGED_LABELS):
            there, came = both[: len(LABEL_COLUMNS)], both[len(LABEL_COLUMNS) :]
            were.setdefault(number, there)
            there = labels.get(number, there)
            first, second = (came, there) if own else (there, came)
            labels[number] = [a if a is not None else b for a, b in zip(first, second, strict=True)]
            words[number] = f"{words.get(number, '')} {said}"
        corrected = [number for number, label in labels.items() if label != were[number]]
        for number in corrected:
            self._put_label(number, labels[number], words[number])
        return len(corrected)

    def _put_label(self, number: SqlValue, label: Sequence[SqlValue], words: str) -> None:
        self._database.execute(UPDATE_LABEL, (*label, number))
        self._database.execute(APPEND_SEARCH_WORDS, (words, number))
        form, element = (str(label[_LABEL_INDEX[key]] or "") for key in ("form", "element"))
        self._database.execute(
            "UPDATE product SET form_name = ? WHERE id = ?", (form_name(form, element), number)
        )


_LABEL_INDEX = {key: place for place, key in enumerate(LABEL_KEYS)}


def _only_where_priced(
    told: Sequence[SqlValue], prices: ColumnValues, nothing: SqlValue
) -> list[SqlValue]:
    """What is told of prices, of those that there are."""
    return [nothing if price is None else each for each, price in zip(told, prices, strict=True)]


def _iso_dates(days: ColumnValues, usual: str | None) -> list[str | None]:
    return [day.isoformat() if isinstance(day, date) else usual for day in days]

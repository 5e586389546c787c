"""The catalogue on disk: the products of whole lists with their price histories."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.calculation.rank_order import name_sort_key
from pricing.catalogue.matching import LABEL_KEYS, codes_of_scan
from pricing.catalogue.outbox import counter_name_column, sharing_tables
from pricing.catalogue.price_history import PRICE_TERM_KEYS
from pricing.catalogue.revisions import revision
from pricing.catalogue.search_words import query_of_words, searched_words
from pricing.catalogue.several_codes import SEVERAL_CODES
from pricing.catalogue.staging import ImportSummary, StagedImport
from pricing.model.columns import COMPLETABLE_KEYS, DATE_KEYS, build_product
from pricing.model.product_columns import AMOUNT_FIELDS, KIND_FIELDS, NO_AMOUNT, ProductColumns
from pricing.model.row_batch import placeholder_value
from pricing.problems.progress import SILENT_PROGRESS, Progress
from pricing.quantities.product_codes import is_pack_of, product_ndc_prefix
from pricing.store.data_files import CATALOGUE_FILE
from pricing.store.database import Database, join_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from pricing.model.columns import BaseValue
    from pricing.model.product import Product
    from pricing.model.row_batch import RowBatch
    from pricing.store.database import SqlValue

    Ints = NDArray[np.int64]

_CODE_PATTERN = re.compile(r"\s*\d[\d\s-]{7,}")
_KEYS = (*LABEL_KEYS, *PRICE_TERM_KEYS, "currency", "priced_on", "source")
# SQLite accepts somewhat more values in one query.
_MAX_SQL_VALUES = 30_000
_LISTED_COLUMNS = join_names((*_KEYS, "form_name", "offers", "was_price", "was_on"))
OFFER_COLUMNS = ("source", *PRICE_TERM_KEYS, "first_on", "last_on", "present")
_SELECT_OFFERS = (
    f"SELECT {join_names(OFFER_COLUMNS)}, {{counter}} FROM price WHERE product_id = ? "
    "ORDER BY last_on, id"
)
# The words of the index in their order. To find that a range of them is empty takes no time.
_LIST_WORDS = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.listed_word USING fts5vocab(main, words, row)"
)
_SELECT_OTHER_WORD = (
    "SELECT 1 FROM temp.listed_word WHERE term >= ? AND term < ? UNION ALL "
    "SELECT 1 FROM temp.listed_word WHERE term > ? AND term < ? LIMIT 1"
)
_LAST_LETTER = "\U0010ffff"
_AMOUNT_KEYS = tuple(AMOUNT_FIELDS)
_TEXT_OR_EMPTY = "coalesce({}, '')"
_SELECT_COLUMNS = (
    f"SELECT id, {join_names(_AMOUNT_KEYS, f'coalesce({{}}, {NO_AMOUNT})')}, "
    f"{join_names(KIND_FIELDS, _TEXT_OR_EMPTY)}, product FROM {{}}"
)
# All products, those that a source offers at its own price. The others are at their best offer.
_PREVIOUS = (
    "(SELECT b.{} FROM price b WHERE b.product_id = p.id AND b.source = c.source AND NOT b.present "
    "AND b.price <> c.price AND b.last_on < c.last_on ORDER BY b.last_on DESC, b.id DESC LIMIT 1)"
)
_OWN_CELLS = {
    **{key: f"c.{key}" for key in (*PRICE_TERM_KEYS, "source")},
    "priced_on": "c.last_on",
    "was_price": _PREVIOUS.format("price"),
    "was_on": _PREVIOUS.format("last_on"),
}
_AT_SOURCE = (
    f"(SELECT p.id, p.form_name, p.offers, p.currency, {join_names(LABEL_KEYS, 'p.{}')}, "
    + join_names(f"iif(c.id IS NULL, p.{key}, {cell}) AS {key}" for key, cell in _OWN_CELLS.items())
    + " FROM product p LEFT JOIN price c ON c.product_id = p.id AND c.source = ? AND c.present)"
)


def _products_at(source: str) -> tuple[str, tuple[str, ...]]:
    """Return the SQL of all products at the prices of a source or at their best, and its values."""
    return (_AT_SOURCE, (source,)) if source else ("product", ())


@dataclass(frozen=True, slots=True)
class ListedProduct:
    """A product of the catalogue at its best current offer, or at that of a source.

    `values` are those of a list, by column key. `was_price`, in millionths of the currency, is the
    previous price of the same source, last seen on `was_on`.
    """

    id: int
    values: Mapping[str, BaseValue]
    form_name: str
    offers: int
    was_price: int | None
    was_on: date | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A price period of one source. Amounts are in millionths and hundredths of a percent.

    `counter` is the name of the other counter that stated it first, or "" for one's own or none.
    """

    source: str
    price: int
    discount_percent: int
    tax_percent: int
    delivery: int
    first_on: date
    last_on: date
    is_current: bool
    counter: str = ""


class Catalogue:
    """The catalogue of a data folder.

    An object belongs to one thread. Several objects and programs may use one folder. If the file
    is damaged, its newest good copy takes its place. With `defers_check`, the damage of a large
    file is not found.

    Raises:
        UserError: The folder or the file cannot be used.
    """

    def __init__(self, folder: Path, *, defers_check: bool = False) -> None:
        self._database = Database(folder, CATALOGUE_FILE, defers_check=defers_check)
        self._database.restore_offered_backup()

    @property
    def database(self) -> Database:
        """The data file, to copy or query it as a whole."""
        return self._database

    def close(self) -> None:
        """Close the data file."""
        self._database.close()

    def export(self, target: Path) -> None:
        """Write all products and prices as one file, which tells nothing about a server.

        Raises:
            UserError: The file may not be replaced or cannot be written. It is as it was before.
        """
        self._database.copy_to(target, sharing_tables(self._database))

    # -- importing -----------------------------------------------------------------------------

    def import_rows(
        self,
        batches: Iterable[RowBatch],
        source: str,
        day: date,
        progress: Progress = SILENT_PROGRESS,
    ) -> ImportSummary:
        """Join a list to the catalogue in one transaction.

        Rows may lack the values of COMPLETABLE_KEYS. `source` and `day` apply to rows that state no
        source or no date. A day in the future counts as today.

        Raises:
            Cancelled: The user cancelled the import.
            UserError: The file cannot be written.
        """
        staged = StagedImport(self._database, source, day)
        try:
            staged.stage(batches, progress)
            return staged.join(progress)
        finally:
            staged.close()

    # -- reading -------------------------------------------------------------------------------

    def revision(self) -> int:
        """Return a number that increases with every import that changed something."""
        return revision(self._database)

    def count(self) -> int:
        """Return the number of products."""
        return self._number("SELECT count(*) FROM product")

    def _number(self, query: str) -> int:
        ((number,),) = self._database.fetch_rows(query)
        return int(str(number))

    def sources(self) -> tuple[str, ...]:
        """Return the source of every price, and of every label without a price."""
        rows = self._database.fetch_rows(
            "SELECT source FROM price UNION SELECT source FROM product WHERE currency = '' "
            "ORDER BY source"
        )
        return tuple(str(source) for (source,) in rows)

    def listed_products(self, ids: Sequence[int], source: str = "") -> tuple[ListedProduct, ...]:
        """Return the products with these ids, in this order. Ids without a product are skipped.

        What `source` offers is at its own price.
        """
        products: dict[int, ListedProduct] = {}
        table, values = _products_at(source)
        for first in range(0, len(ids), _MAX_SQL_VALUES):
            some_ids = ids[first : first + _MAX_SQL_VALUES]
            placeholders = join_names("?" * len(some_ids))
            rows = self._database.fetch_rows(
                f"SELECT id, {_LISTED_COLUMNS} FROM {table} WHERE id IN ({placeholders})",
                (*values, *some_ids),
            )
            products |= {product.id: product for product in map(_listed_product, rows)}
        return tuple(products[product_id] for product_id in ids if product_id in products)

    def price_history(self, product_id: int) -> tuple[Offer, ...]:
        """Return the price history of a product, ordered by last day."""
        query = _SELECT_OFFERS.format(counter=counter_name_column(self._database, "price"))
        return tuple(map(make_offer, self._database.fetch_rows(query, (product_id,))))

    def ids_with_code(self, text: str) -> tuple[int, ...]:
        """Return the ids of the products with a UPC, EAN, GTIN or NDC.

        A product NDC finds all packs of the product.
        """
        prefix = product_ndc_prefix(text)
        if prefix:
            return self._ids_of_product_ndc(prefix)
        gtin, ndcs = codes_of_scan(text)
        rows = self._database.fetch_rows(
            f"SELECT id FROM product WHERE gtin = ? OR ndc_key IN ({join_names('?' * len(ndcs))}) "
            f"OR ({SEVERAL_CODES} AND id IN (SELECT rowid FROM words WHERE words MATCH ?)) "
            "ORDER BY id",
            (gtin, *ndcs, f'"{gtin.lstrip("0")}"'),
        )
        return tuple(int(str(product_id)) for (product_id,) in rows)

    def _ids_of_product_ndc(self, prefix: str) -> tuple[int, ...]:
        """Return the ids of products whose NDC begins with these digits, with or without a pack."""
        rows = self._database.fetch_rows(
            "SELECT id, ndc FROM product WHERE id IN "
            "(SELECT rowid FROM words WHERE words MATCH ?) ORDER BY id",
            (f'"{prefix}"*',),
        )
        return tuple(
            int(str(product_id)) for product_id, ndc in rows if is_pack_of(str(ndc), prefix)
        )

    # -- searching -----------------------------------------------------------------------------

    def ids_matching(self, text: str) -> Ints | None:
        """Return the ids of products with that code, or with a word that begins with each word.

        The result is None if the text has no words. The text is never a search expression.
        """
        ids = self.ids_with_code_typed(text)
        words = searched_words(text)
        return self.ids_with_words(words) if ids is None and words else ids

    def ids_with_code_typed(self, text: str) -> Ints | None:
        """Return the ids of products with a code, or None if a text is no code that any has."""
        ids = self.ids_with_code(text) if _CODE_PATTERN.fullmatch(text) else ()
        if not ids:
            return None
        import numpy as np

        return np.array(ids, np.int64)

    def ids_with_words(self, words: Sequence[str]) -> Ints:
        """Return the ids of products with a word that begins with each of these words."""
        # One text with all ids leaves SQLite much faster than one row for each id.
        query = "SELECT group_concat(rowid) FROM words WHERE words MATCH ?"
        return self._fetch_ids(query, query_of_words(words))

    def has_only_words(self, shorter: str, longer: str) -> bool:
        """Return whether each word of a product that begins with `shorter` begins with `longer`."""
        self._database.fetch_rows(_LIST_WORDS)
        ranges = (shorter, longer, longer + _LAST_LETTER, shorter + _LAST_LETTER)
        return not self._database.fetch_rows(_SELECT_OTHER_WORD, ranges)

    def ids_of_source(self, source: str) -> Ints:
        """Return the ids of products that a source offers, or of which it states only the label."""
        return self._fetch_ids(
            "SELECT group_concat(id) FROM "
            "(SELECT product_id AS id FROM price WHERE source = ? AND present UNION ALL "
            "SELECT id FROM product WHERE source = ? AND currency = '')",
            source,
            source,
        )

    def ids_priced_since(self, day: date, source: str = "") -> Ints:
        """Return the ids of products whose price was seen on that day or later."""
        table, values = _products_at(source)
        query = f"SELECT group_concat(id) FROM {table} WHERE priced_on >= ?"
        return self._fetch_ids(query, *values, day.isoformat())

    def _fetch_ids(self, query: str, *values: str) -> Ints:
        import numpy as np

        ((text,),) = self._database.fetch_rows(query, values)
        ids: Ints = np.fromstring(str(text), np.int64, sep=",") if text else np.empty(0, np.int64)
        return ids

    # -- the whole catalogue -------------------------------------------------------------------

    def product_columns(self, element: str = "", source: str = "") -> ProductColumns:
        """Return all products as columns, or those of one mineral, in the order of their names.

        What `source` offers is at its own price.
        """
        import numpy as np

        table, values = _products_at(source)
        query = f"{_SELECT_COLUMNS.format(table)} WHERE ? IN ('', element)"
        rows = self._database.fetch_rows(query, (*values, element))
        rows.sort(key=lambda row: name_sort_key(str(row[-1])))
        columns = list(zip(*rows, strict=True)) or [()] * (len(_AMOUNT_KEYS) + len(KIND_FIELDS) + 2)
        first_kind = 1 + len(_AMOUNT_KEYS)
        numbers = {
            key: np.array(column, np.int64)
            for key, column in zip(_AMOUNT_KEYS, columns[1:first_kind], strict=True)
        }
        kind_numbers: dict[tuple[SqlValue, ...], int] = {}
        kinds = [
            kind_numbers.setdefault(kind, len(kind_numbers))
            for kind in zip(*columns[first_kind:-1], strict=True)
        ]
        return ProductColumns(
            np.array(columns[0], np.int64),
            numbers,
            np.array(kinds, np.int64),
            tuple(map(_example_product, kind_numbers)),
            np.ones(len(rows), bool),
        )


def _example_product(kind: tuple[SqlValue, ...]) -> Product:
    """Return a product of that kind, with placeholders as amounts."""
    placeholders = {key: placeholder_value(key) for key in ("product", *COMPLETABLE_KEYS)}
    values = {key: str(value) for key, value in zip(KIND_FIELDS, kind, strict=True) if value != ""}
    return build_product({**placeholders, **values})


def _listed_product(row: tuple[SqlValue, ...]) -> ListedProduct:
    product_id, *stored, form_name, offers, was_price, was_on = row
    return ListedProduct(
        int(str(product_id)),
        {
            key: date.fromisoformat(str(value)) if key in DATE_KEYS else value
            for key, value in zip(_KEYS, stored, strict=True)
            # A product without a name can be shown, and its price taken back.
            if value is not None and (value != "" or key == "product")
        },
        str(form_name),
        int(str(offers)),
        None if was_price is None else int(str(was_price)),
        None if was_on is None else date.fromisoformat(str(was_on)),
    )


def make_offer(row: tuple[SqlValue, ...]) -> Offer:
    """Return the price period of a row with OFFER_COLUMNS and the name of a counter."""
    source, price, discount, tax, delivery, first_on, last_on, present, counter = row
    return Offer(
        source, price, discount, tax, delivery,  # type: ignore[arg-type] # as they are stored
        _day(first_on), _day(last_on), bool(present), counter,  # type: ignore[arg-type]
    )  # fmt: skip


# A list states all its prices on one day.
@lru_cache(maxsize=4_096)
def _day(text: str) -> date:
    return date.fromisoformat(text)

"""The catalogue of products on disk: lists taken in, words searched, prices remembered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pricing.calculation.measures import net_price
from pricing.calculation.rank_order import name_sort_key
from pricing.catalogue.matching import codes_of_scan
from pricing.catalogue.search_words import fts_query
from pricing.catalogue.sql import LABEL_KEYS, NET_PRICE_FUNCTION, PRICE_TERM_KEYS
from pricing.catalogue.staging import ImportSummary, StagedImport
from pricing.model.columns import DATE_KEYS, build_product
from pricing.model.product_columns import AMOUNT_FIELDS, KIND_FIELDS, NO_AMOUNT, ProductColumns
from pricing.model.row_batch import COMPLETABLE_KEYS, placeholder_value
from pricing.problems.progress import SILENT_PROGRESS, Progress
from pricing.quantities.product_codes import is_pack_of, product_ndc_prefix
from pricing.store.data_files import CATALOGUE_FILE
from pricing.store.database import Database

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
# SQLite takes so many values with one question, and some more.
_MAX_SQL_VALUES = 30_000
_LISTED_COLUMNS = ", ".join((*_KEYS, "form_name", "offers", "was_price", "was_on"))
_SELECT_OFFERS = (
    f"SELECT source, {', '.join(PRICE_TERM_KEYS)}, first_on, last_on, present FROM price "
    "WHERE product_id = ? ORDER BY last_on, id"
)
_AMOUNT_KEYS = tuple(AMOUNT_FIELDS)
_SELECT_COLUMNS = (
    f"SELECT id, {', '.join(f'coalesce({key}, {NO_AMOUNT})' for key in _AMOUNT_KEYS)}, "
    "element, coalesce(form, ''), unit_kind, currency, product FROM product"
)


@dataclass(frozen=True, slots=True)
class ListedProduct:
    """A product of the catalogue at its best present offer.

    `values` are those of a product list by column key; `was_price`, in millionths, is what the same
    source asked until `was_on`.
    """

    id: int
    values: Mapping[str, BaseValue]
    form_name: str
    offers: int
    was_price: int | None
    was_on: date | None


@dataclass(frozen=True, slots=True)
class Offer:
    """What a source asked for a product, from the first to the last day it was seen to.

    Amounts are millionths of the currency and hundredths of a percent.
    """

    source: str
    price: int
    discount_percent: int
    tax_percent: int
    delivery: int
    first_on: date
    last_on: date
    is_present: bool


class Catalogue:
    """The catalogue of a data folder. Raises UserError where the folder or file cannot be used.

    An object belongs to one thread; any number of them, and of programs, may use one folder.
    """

    def __init__(self, folder: Path) -> None:
        self._database = Database(folder, CATALOGUE_FILE)
        self._database.add_function(NET_PRICE_FUNCTION, net_price, len(PRICE_TERM_KEYS) + 1)

    @property
    def database(self) -> Database:
        """The file, for what takes the whole of it."""
        return self._database

    def close(self) -> None:
        self._database.close()

    # -- taking lists in -----------------------------------------------------------------------

    def import_rows(
        self,
        batches: Iterable[RowBatch],
        source: str,
        day: date,
        progress: Progress = SILENT_PROGRESS,
    ) -> ImportSummary:
        """Join a list to the catalogue, whole or not at all.

        Its rows are products, but for what they may wait for (table.WAITED_FOR). `source` and
        `day` hold for rows that name none. Raises Cancelled, UserError.
        """
        arrivals = StagedImport(self._database, source, day)
        arrivals.stage(batches, progress)
        return arrivals.join(progress)

    # -- what there is -------------------------------------------------------------------------

    def revision(self) -> int:
        """A number that rises with every import that changed something."""
        return self._number("SELECT coalesce(max(id), 0) FROM import")

    def count(self) -> int:
        """How many products there are."""
        return self._number("SELECT count(*) FROM product")

    def _number(self, question: str) -> int:
        ((number,),) = self._database.fetch_rows(question)
        return int(str(number))

    def sources(self) -> tuple[str, ...]:
        """Every source that a price or a label without one came from."""
        rows = self._database.fetch_rows(
            "SELECT source FROM price UNION SELECT source FROM product WHERE currency = '' "
            "ORDER BY source"
        )
        return tuple(str(source) for (source,) in rows)

    def listed_products(self, ids: Sequence[int]) -> tuple[ListedProduct, ...]:
        """The products with these ids, in this order; those that there are."""
        found: dict[int, ListedProduct] = {}
        for first in range(0, len(ids), _MAX_SQL_VALUES):
            some = ids[first : first + _MAX_SQL_VALUES]
            marks = ", ".join("?" * len(some))
            rows = self._database.fetch_rows(
                f"SELECT id, {_LISTED_COLUMNS} FROM product WHERE id IN ({marks})", some
            )
            found |= {each.id: each for each in map(_listed_product, rows)}
        return tuple(found[number] for number in ids if number in found)

    def price_history(self, product_id: int) -> tuple[Offer, ...]:
        """The price history of a product, by the last day of each."""
        return tuple(map(_offer, self._database.fetch_rows(_SELECT_OFFERS, (product_id,))))

    def ids_with_code(self, text: str) -> tuple[int, ...]:
        """The products with that code: UPC, EAN, GTIN or NDC; all packs of an NDC without pack."""
        begins = product_ndc_prefix(text)
        if begins:
            return self._ids_of_product_ndc(begins)
        whole, codes = codes_of_scan(text)
        marks = ", ".join("?" * len(codes))
        rows = self._database.fetch_rows(
            f"SELECT id FROM product WHERE gtin = ? OR ndc_key IN ({marks}) ORDER BY id",
            (whole, *codes),
        )
        return tuple(int(str(number)) for (number,) in rows)

    def _ids_of_product_ndc(self, begins: str) -> tuple[int, ...]:
        """The products whose NDC begins with these digits, whether or not it names a pack."""
        found = self._database.fetch_rows(
            "SELECT id, ndc FROM product WHERE id IN "
            "(SELECT rowid FROM words WHERE words MATCH ?) ORDER BY id",
            (f'"{begins}"*',),
        )
        return tuple(int(str(number)) for number, text in found if is_pack_of(str(text), begins))

    # -- searching -----------------------------------------------------------------------------

    def ids_matching(self, text: str) -> Ints | None:
        """The ids of the products with that code, or in which every typed word begins one.

        None for no words. Whatever is typed is words: none of it is a search expression.
        """
        known = self.ids_with_code(text) if _CODE_PATTERN.fullmatch(text) else ()
        if known:
            import numpy as np

            return np.array(known, np.int64)
        wanted = fts_query(text)
        if not wanted:
            return None
        # One text of all ids crosses from SQLite much faster than a row for each of them.
        return self._fetch_ids("SELECT group_concat(rowid) FROM words WHERE words MATCH ?", wanted)

    def ids_of_source(self, source: str) -> Ints:
        """The ids of the products that a source asks a price for, or knows the label of alone."""
        return self._fetch_ids(
            "SELECT group_concat(id) FROM "
            "(SELECT product_id AS id FROM price WHERE source = ? AND present UNION ALL "
            "SELECT id FROM product WHERE source = ? AND currency = '')",
            source,
            source,
        )

    def ids_priced_since(self, day: date) -> Ints:
        """The ids of the products whose price was seen on that day or later."""
        question = "SELECT group_concat(id) FROM product WHERE priced_on >= ?"
        return self._fetch_ids(question, day.isoformat())

    def _fetch_ids(self, question: str, *values: str) -> Ints:
        import numpy as np

        ((text,),) = self._database.fetch_rows(question, values)
        numbers: Ints = (
            np.fromstring(str(text), np.int64, sep=",") if text else np.empty(0, np.int64)
        )
        return numbers

    # -- the whole of it -----------------------------------------------------------------------

    def product_columns(self) -> ProductColumns:
        """All products as columns, in the order of their names."""
        import numpy as np

        rows = self._database.fetch_rows(_SELECT_COLUMNS)
        rows.sort(key=lambda row: name_sort_key(str(row[-1])))
        columns = list(zip(*rows, strict=True)) or [()] * (len(_AMOUNT_KEYS) + 6)
        numbers = {
            key: np.array(column, np.int64)
            for key, column in zip(_AMOUNT_KEYS, columns[1:-5], strict=True)
        }
        examples: dict[tuple[SqlValue, ...], int] = {}
        kinds = [
            examples.setdefault(kind, len(examples)) for kind in zip(*columns[-5:-1], strict=True)
        ]
        return ProductColumns(
            np.array(columns[0], np.int64),
            numbers,
            np.array(kinds, np.int64),
            tuple(map(_example_product, examples)),
            np.ones(len(rows), bool),
        )


def _example_product(kind: tuple[SqlValue, ...]) -> Product:
    """A product of that kind; its amounts mean nothing."""
    known = {key: str(each) for key, each in zip(KIND_FIELDS, kind, strict=True) if each != ""}
    return build_product(
        {**{key: placeholder_value(key) for key in ("product", *COMPLETABLE_KEYS)}, **known}
    )


def _listed_product(row: tuple[SqlValue, ...]) -> ListedProduct:
    number, *stored, form_name, offers, was_price, was_on = row
    return ListedProduct(
        int(str(number)),
        {
            key: date.fromisoformat(str(value)) if key in DATE_KEYS else value
            for key, value in zip(_KEYS, stored, strict=True)
            if value is not None and value != ""
        },
        str(form_name),
        int(str(offers)),
        None if was_price is None else int(str(was_price)),
        None if was_on is None else date.fromisoformat(str(was_on)),
    )


def _offer(row: tuple[SqlValue, ...]) -> Offer:
    source, *asked, first_on, last_on, present = row
    price, discount, tax, delivery = (int(str(each)) for each in asked)
    first, last = (date.fromisoformat(str(each)) for each in (first_on, last_on))
    return Offer(str(source), price, discount, tax, delivery, first, last, bool(present))

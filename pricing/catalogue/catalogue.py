"""The catalogue of products on disk: lists taken in, words searched, prices remembered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pricing.catalogue.matching import scanned
from pricing.catalogue.search_words import query
from pricing.catalogue.sql import ASKED_KEYS, LABEL_KEYS
from pricing.catalogue.staging import Arrivals, Joined
from pricing.model.columns import KEYS_OF_DATES, product_of
from pricing.model.product_columns import AMOUNTS, EMPTY, KIND, Stock
from pricing.model.row_batch import WAITED_FOR, stand_in
from pricing.problems.progress import UNWATCHED, Progress
from pricing.quantities.product_codes import is_pack_of, product_ndc
from pricing.store.data_files import CATALOGUE
from pricing.store.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from pricing.model.columns import Base
    from pricing.model.product import Product
    from pricing.model.row_batch import Table
    from pricing.store.database import Stored

    Ints = NDArray[np.int64]

_CODE = re.compile(r"\s*\d[\d\s-]{7,}")
_KEYS = (*LABEL_KEYS, *ASKED_KEYS, "currency", "priced_on", "source")
# SQLite takes so many values with one question, and some more.
_MOST_ASKED = 30_000
_ROW = ", ".join((*_KEYS, "form_name", "offers", "was_price", "was_on"))
_OFFERS = (
    f"SELECT source, {', '.join(ASKED_KEYS)}, first_on, last_on, present FROM price "
    "WHERE product_id = ? ORDER BY last_on, id"
)
_STOCK_KEYS = tuple(AMOUNTS)
_STOCK = (
    f"SELECT id, {', '.join(f'coalesce({key}, {EMPTY})' for key in _STOCK_KEYS)}, "
    "element, coalesce(form, ''), unit_kind, currency, product FROM product"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A product of the catalogue at its best present offer.

    `values` are those of a product list by column key; `was_price`, in millionths, is what the same
    source asked until `was_on`.
    """

    id: int
    values: Mapping[str, Base]
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
    present: bool


class Products:
    """The catalogue of a data folder. Raises UserError where the folder or file cannot be used.

    An object belongs to one thread; any number of them, and of programs, may use one folder.
    """

    def __init__(self, folder: Path) -> None:
        self._database = Database(folder, CATALOGUE)

    @property
    def database(self) -> Database:
        """The file, for what takes the whole of it."""
        return self._database

    def close(self) -> None:
        self._database.close()

    # -- taking lists in -----------------------------------------------------------------------

    def take_in(
        self,
        tables: Iterable[Table],
        source: str,
        day: date,
        progress: Progress = UNWATCHED,
    ) -> Joined:
        """Join a list to the catalogue, whole or not at all.

        Its rows are products, but for what they may wait for (table.WAITED_FOR). `source` and
        `day` hold for rows that name none. Raises Cancelled, UserError.
        """
        arrivals = Arrivals(self._database, source, day)
        arrivals.stage(tables, progress)
        return arrivals.join(progress)

    # -- what there is -------------------------------------------------------------------------

    def state(self) -> int:
        """A number that rises with every import that changed something."""
        return self._number("SELECT coalesce(max(id), 0) FROM import")

    def count(self) -> int:
        """How many products there are."""
        return self._number("SELECT count(*) FROM product")

    def _number(self, question: str) -> int:
        ((number,),) = self._database.rows(question)
        return int(str(number))

    def sources(self) -> tuple[str, ...]:
        """Every source that a price or a label without one came from."""
        rows = self._database.rows(
            "SELECT source FROM price UNION SELECT source FROM product WHERE currency = '' "
            "ORDER BY source"
        )
        return tuple(str(source) for (source,) in rows)

    def listed(self, ids: Sequence[int]) -> tuple[Listed, ...]:
        """The products with these ids, in this order; those that there are."""
        found: dict[int, Listed] = {}
        for first in range(0, len(ids), _MOST_ASKED):
            some = ids[first : first + _MOST_ASKED]
            marks = ", ".join("?" * len(some))
            rows = self._database.rows(
                f"SELECT id, {_ROW} FROM product WHERE id IN ({marks})", some
            )
            found |= {each.id: each for each in map(_listed, rows)}
        return tuple(found[number] for number in ids if number in found)

    def offers(self, number: int) -> tuple[Offer, ...]:
        """The price history of a product, by the last day of each."""
        return tuple(map(_offer, self._database.rows(_OFFERS, (number,))))

    def coded(self, text: str) -> tuple[int, ...]:
        """The products with that code: UPC, EAN, GTIN or NDC; all packs of an NDC without pack."""
        begins = product_ndc(text)
        if begins:
            return self._packs(begins)
        whole, codes = scanned(text)
        marks = ", ".join("?" * len(codes))
        rows = self._database.rows(
            f"SELECT id FROM product WHERE gtin = ? OR ndc_key IN ({marks}) ORDER BY id",
            (whole, *codes),
        )
        return tuple(int(str(number)) for (number,) in rows)

    def _packs(self, begins: str) -> tuple[int, ...]:
        """The products whose NDC begins with these digits, whether or not it names a pack."""
        found = self._database.rows(
            "SELECT id, ndc FROM product WHERE id IN "
            "(SELECT rowid FROM words WHERE words MATCH ?) ORDER BY id",
            (f'"{begins}"*',),
        )
        return tuple(int(str(number)) for number, text in found if is_pack_of(str(text), begins))

    # -- searching -----------------------------------------------------------------------------

    def matching(self, text: str) -> Ints | None:
        """The ids of the products with that code, or in which every typed word begins one.

        None for no words. Whatever is typed is words: none of it is a search expression.
        """
        known = self.coded(text) if _CODE.fullmatch(text) else ()
        if known:
            import numpy as np

            return np.array(known, np.int64)
        wanted = query(text)
        if not wanted:
            return None
        # One text of all ids crosses from SQLite much faster than a row for each of them.
        return self._ids("SELECT group_concat(rowid) FROM words WHERE words MATCH ?", wanted)

    def of_source(self, source: str) -> Ints:
        """The ids of the products that a source asks a price for, or knows the label of alone."""
        return self._ids(
            "SELECT group_concat(id) FROM "
            "(SELECT product_id AS id FROM price WHERE source = ? AND present UNION ALL "
            "SELECT id FROM product WHERE source = ? AND currency = '')",
            source,
            source,
        )

    def priced_since(self, day: date) -> Ints:
        """The ids of the products whose price was seen on that day or later."""
        question = "SELECT group_concat(id) FROM product WHERE priced_on >= ?"
        return self._ids(question, day.isoformat())

    def _ids(self, question: str, *values: str) -> Ints:
        import numpy as np

        ((text,),) = self._database.rows(question, values)
        numbers: Ints = (
            np.fromstring(str(text), np.int64, sep=",") if text else np.empty(0, np.int64)
        )
        return numbers

    # -- the whole of it -----------------------------------------------------------------------

    def stock(self) -> Stock:
        """All products as columns, in the order of their names."""
        import numpy as np

        rows = self._database.rows(_STOCK)
        rows.sort(key=lambda row: str(row[-1]).casefold())
        columns = list(zip(*rows, strict=True)) or [()] * (len(_STOCK_KEYS) + 6)
        numbers = {
            key: np.array(column, np.int64)
            for key, column in zip(_STOCK_KEYS, columns[1:-5], strict=True)
        }
        examples: dict[tuple[Stored, ...], int] = {}
        kinds = [
            examples.setdefault(kind, len(examples)) for kind in zip(*columns[-5:-1], strict=True)
        ]
        return Stock(
            np.array(columns[0], np.int64),
            numbers,
            np.array(kinds, np.int64),
            tuple(map(_example, examples)),
            np.ones(len(rows), bool),
        )


def _example(kind: tuple[Stored, ...]) -> Product:
    """A product of that kind; its amounts mean nothing."""
    known = {key: str(each) for key, each in zip(KIND, kind, strict=True) if each != ""}
    return product_of({**{key: stand_in(key) for key in ("product", *WAITED_FOR)}, **known})


def _listed(row: tuple[Stored, ...]) -> Listed:
    number, *stored, form_name, offers, was_price, was_on = row
    return Listed(
        int(str(number)),
        {
            key: date.fromisoformat(str(value)) if key in KEYS_OF_DATES else value
            for key, value in zip(_KEYS, stored, strict=True)
            if value is not None and value != ""
        },
        str(form_name),
        int(str(offers)),
        None if was_price is None else int(str(was_price)),
        None if was_on is None else date.fromisoformat(str(was_on)),
    )


def _offer(row: tuple[Stored, ...]) -> Offer:
    source, *asked, first_on, last_on, present = row
    price, discount, tax, delivery = (int(str(each)) for each in asked)
    first, last = (date.fromisoformat(str(each)) for each in (first_on, last_on))
    return Offer(str(source), price, discount, tax, delivery, first, last, bool(present))

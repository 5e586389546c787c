"""A list on its way into the catalogue: kept aside while it is read, joined in one transaction.

A list that is cancelled, or whose program dies, leaves no trace in the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from pricing.columns import COLUMNS, PRICE_KEYS
from pricing.forms import form_named
from pricing.progress import UNWATCHED, Progress
from pricing.store.histories import Spell, seen
from pricing.store.identity import gtin, name_key, ndc, searched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from pricing.product import Product
    from pricing.store.database import Database, Stored

    Row = tuple[Stored, ...]

MOST_TOLD = 50
FIELDS = {each.key: each.field for each in COLUMNS}
LABEL_KEYS = tuple(each for each in FIELDS if each not in (*PRICE_KEYS, "source"))
ASKED_KEYS = ("price", "discount_percent", "tax_percent", "delivery")
_GIVEN = (*LABEL_KEYS, *ASKED_KEYS, "currency", "source", "priced_on")
_MARKS = ("form_name", "gtin", "ndc_key", "name_key", "words")
_LABEL = (*LABEL_KEYS, "name_key")
_STAGED = ("place", *_GIVEN, *_MARKS)


def _list(names: Iterable[str], form: str = "{}") -> str:
    return ", ".join(form.format(name) for name in names)


# Room in memory for the indexes that a large list touches all over.
_ROOM = ("PRAGMA main.cache_size = -65536", "PRAGMA temp.cache_size = -32768")
_STAGE = (
    *_ROOM,
    "DROP TABLE IF EXISTS temp.arriving",
    "CREATE TEMP TABLE arriving (place INTEGER PRIMARY KEY, "
    f"{_list(_STAGED[1:])}, product_id INTEGER, fresh INTEGER DEFAULT 0)",
)
_VALUES = ("nullif(?, '')" if each in LABEL_KEYS else "?" for each in _STAGED)
_PUT_ASIDE = f"INSERT INTO arriving ({_list(_STAGED)}) VALUES ({_list(_VALUES)})"
_NO_OTHER_CODE = "(p.gtin IS NULL OR a.gtin IS NULL)"
_KNOWN_BY = {
    "gtin": "p.gtin = a.gtin",
    "ndc_key": f"p.ndc_key = a.ndc_key AND {_NO_OTHER_CODE}",
    "name_key": f"p.name_key = a.name_key AND {_NO_OTHER_CODE} "
    "AND (p.ndc_key IS NULL OR a.ndc_key IS NULL)",
}
_RECOGNISE = tuple(
    "UPDATE arriving AS a SET product_id = (SELECT min(p.id) FROM product p "
    f"WHERE {same} AND p.currency = a.currency) WHERE product_id IS NULL AND {mark} IS NOT NULL"
    for mark, same in _KNOWN_BY.items()
)
# A product known by name alone takes the code that comes; two codes of one name are two products.
_TAKE_CODES = (
    "CREATE INDEX temp.arriving_product ON arriving (product_id)",
    *(
        f"UPDATE OR IGNORE product AS p SET {code} = "
        f"(SELECT min(a.{code}) FROM arriving a WHERE a.product_id = p.id) "
        f"WHERE {code} IS NULL AND id IN (SELECT product_id FROM arriving WHERE {code} IS NOT NULL)"
        for code in ("gtin", "ndc_key")
    ),
    "UPDATE arriving AS a SET product_id = NULL WHERE a.gtin IS NOT NULL "
    "AND a.product_id IS NOT NULL "
    "AND a.gtin IS NOT (SELECT gtin FROM product WHERE id = a.product_id)",
    "DROP INDEX temp.arriving_product",
)
_COPIED = (*_GIVEN, "form_name", "gtin", "ndc_key", "name_key")
# New products stand in the catalogue in the order of the list.
_BEGIN_BY = tuple(
    "UPDATE arriving SET fresh = 1, product_id = place + ? WHERE place IN (SELECT min(place) "
    f"FROM arriving WHERE product_id IS NULL AND {mark} IS NOT NULL GROUP BY {mark}, currency)"
    for mark in _KNOWN_BY
)
_BEGIN = (
    f"INSERT INTO product (id, {_list(_COPIED)}, label_source) "
    f"SELECT product_id, {_list(_COPIED)}, source FROM arriving "
    "WHERE fresh AND product_id NOT IN (SELECT id FROM product) ORDER BY place"
)
_FRESH_PRICES = (
    f"INSERT INTO price (product_id, source, {_list(ASKED_KEYS)}, first_on, last_on) "
    f"SELECT product_id, source, {_list(ASKED_KEYS)}, priced_on, priced_on "
    "FROM arriving WHERE fresh"
)
# In the order of their ids: that is the order in which an index of words grows fast.
_FRESH_WORDS = (
    "INSERT INTO words (rowid, text) SELECT product_id, words FROM arriving "
    "WHERE fresh ORDER BY product_id"
)
_FURTHER = (
    f"SELECT product_id, source, priced_on, {_list(ASKED_KEYS)} FROM arriving "
    "WHERE NOT fresh ORDER BY product_id, source, priced_on, place"
)
_HISTORY = (
    f"SELECT {_list(ASKED_KEYS)}, first_on, last_on, id FROM price "
    "WHERE product_id = ? AND source = ? ORDER BY last_on, id"
)
_PUT_SPELL = (
    f"INSERT INTO price (product_id, source, {_list(ASKED_KEYS)}, first_on, last_on) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_MARK_PRESENT = (
    "UPDATE price SET present = (id = (SELECT id FROM price WHERE product_id = ?1 AND source = ?2 "
    "ORDER BY last_on DESC, id DESC LIMIT 1)) WHERE product_id = ?1 AND source = ?2"
)
# The best of the present offers: none that is half a year older than the newest, then the cheapest.
_PUT_BEST = (
    f"UPDATE product SET ({_list(ASKED_KEYS)}, priced_on, source) = "
    f"(SELECT {_list(ASKED_KEYS)}, last_on, source FROM price WHERE product_id = ?1 AND present "
    "ORDER BY last_on < date((SELECT max(last_on) FROM price WHERE product_id = ?1), '-180 days'), "
    "price * (10000 - discount_percent) * (10000 + tax_percent) + delivery * 100000000, "
    "last_on DESC, id LIMIT 1), "
    "offers = (SELECT count(*) FROM price WHERE product_id = ?1 AND present) WHERE id = ?1"
)
_PUT_WAS = (
    "UPDATE product SET (was_price, was_on) = (SELECT p.price, p.last_on FROM price p "
    "WHERE product_id = ?1 AND p.source = product.source AND NOT present "
    "AND p.price <> product.price AND p.last_on < product.priced_on "
    "ORDER BY last_on DESC, id DESC LIMIT 1) WHERE id = ?1"
)
_LABELS = (
    f"SELECT p.id, p.label_source = a.source, a.words, "
    f"{_list(_LABEL, 'p.{}')}, {_list(_LABEL, 'a.{}')} "
    "FROM arriving a JOIN product p ON p.id = a.product_id WHERE NOT a.fresh "
    f"AND ({_list(LABEL_KEYS, 'p.{}')}) IS NOT ({_list(LABEL_KEYS, 'a.{}')}) ORDER BY a.place"
)
_PUT_LABEL = f"UPDATE product SET {_list(_LABEL, '{} = ?')} WHERE id = ?"
_PUT_WORDS = "UPDATE words SET text = text || ' ' || ? WHERE rowid = ?"
_NOTE = "INSERT INTO import (source, imported_on, products, prices) VALUES (?, date('now'), ?, ?)"


@dataclass(frozen=True, slots=True)
class PriceChange:
    """A product whose price is another now: millionths of the currency."""

    product: str
    was: int
    now: int
    currency: str


@dataclass(frozen=True, slots=True)
class Joined:
    """What an import did: rows read, products that are new, prices that are new or changed.

    `changed` tells of some products that cost something else now.
    """

    rows: int
    products: int
    prices: int
    changed: tuple[PriceChange, ...] = ()


class Arrivals:
    """One list, staged and joined. `source` and `day` hold where the list itself says neither."""

    def __init__(self, database: Database, source: str, day: date) -> None:
        self._database = database
        self._source = source
        self._day = day.isoformat()
        self._rows = 0
        self._changed: tuple[PriceChange, ...] = ()
        for statement in _STAGE:
            database.do(statement)

    def stage(self, batches: Iterable[Sequence[Product]], progress: Progress = UNWATCHED) -> None:
        """Put the products aside, batch by batch; nobody else waits meanwhile."""
        for batch in batches:
            with self._database.aside():
                self._database.do_many(_PUT_ASIDE, self._staged(batch))
            self._rows += len(batch)
            progress.reached(self._rows)

    def _staged(self, batch: Sequence[Product]) -> Iterator[Row]:
        for place, product in enumerate(batch, start=self._rows):
            form_name = _form_name(product.form, product.element)
            *label, price, discount, tax, delivery, currency, source, day = _given(product)
            label[_ASKED_ON] = label[_ASKED_ON] and label[_ASKED_ON].isoformat()
            yield (
                place,
                *label,
                *(price, discount, tax, delivery, currency, source or self._source),
                day.isoformat() if day else self._day,
                form_name,
                gtin(product.upc) if product.upc else None,
                ndc(product.ndc) if product.ndc else None,
                name_key(product, form_name),
                searched(product, form_name),
            )

    def join(self, progress: Progress = UNWATCHED) -> Joined:
        """Put everything into the catalogue, or nothing. Raises Cancelled, UserError."""
        with self._database.cancelling(lambda: progress.wanted), self._database.transaction():
            products = self._take_products()
            self._correct_labels()
            prices = products + self._take_prices()
            if prices:
                self._database.do(_NOTE, (self._source, products, prices))
        return Joined(self._rows, products, prices, self._changed)

    def _take_products(self) -> int:
        """Recognise what is known, begin what is not; the number of new products."""
        ((first,),) = self._database.rows("SELECT coalesce(max(id), 0) + 1 FROM product")
        known = (*_RECOGNISE, *_TAKE_CODES, _RECOGNISE[0]) if first != 1 else ()
        for statement in known:
            self._database.do(statement)
        for begin in _BEGIN_BY:
            self._database.do(begin, (first,))
            for statement in (_BEGIN, *_RECOGNISE):
                self._database.do(statement)
        self._database.do(_FRESH_PRICES)
        self._database.do(_FRESH_WORDS)
        ((count,),) = self._database.rows("SELECT count(*) FROM arriving WHERE fresh")
        return int(str(count))

    def _correct_labels(self) -> None:
        """What a label's own source now says of it, and what others add to it."""
        for number, own, words, *both in self._database.rows(_LABELS):
            there, came = both[: len(_LABEL)], both[len(_LABEL) :]
            first, second = (came, there) if own else (there, came)
            merged = [a if a is not None else b for a, b in zip(first, second, strict=True)]
            if merged != there:
                self._database.do(_PUT_LABEL, (*merged, number))
                self._database.do(_PUT_WORDS, (words, number))
                form, element = (str(merged[_PLACE[key]] or "") for key in ("form", "element"))
                self._database.do(
                    "UPDATE product SET form_name = ? WHERE id = ?",
                    (_form_name(form, element), number),
                )

    def _take_prices(self) -> int:
        """Prices of products that are known, and further ones of new products; how many are new."""
        further = self._database.rows(_FURTHER)
        touched: dict[int, int] = {}
        for (number, source), group in groupby(further, key=itemgetter(0, 1)):
            found = self._database.rows(_HISTORY, (number, source))
            before = tuple(Spell(tuple(each[:4]), *each[4:]) for each in found)  # type: ignore[arg-type]
            after = before
            for _, _, day, *asked in group:
                after = seen(after, tuple(asked), str(day))  # type: ignore[arg-type]
            if after != before:
                new = self._put_history(int(str(number)), str(source), before, after)
                touched[int(str(number))] = touched.get(int(str(number)), 0) + new
        told = list(touched)[:MOST_TOLD]
        were = self._prices(told)
        for statement in (_PUT_BEST, _PUT_WAS):
            self._database.do_many(statement, ((each,) for each in touched))
        self._changed = tuple(
            PriceChange(product, was, now, currency)
            for (product, was, currency), (_, now, _) in zip(were, self._prices(told), strict=True)
            if was != now
        )
        return sum(touched.values())

    def _prices(self, numbers: Sequence[int]) -> list[tuple[str, int, str]]:
        question = "SELECT product, price, currency FROM product WHERE id = ?"
        found = (self._database.rows(question, (number,))[0] for number in numbers)
        return [(str(name), int(str(price)), str(currency)) for name, price, currency in found]

    def _put_history(
        self, number: int, source: str, before: Sequence[Spell], after: Sequence[Spell]
    ) -> int:
        for each in after:
            if each in before:
                continue
            if each.id is None:
                values = (number, source, *each.asked, each.first_on, each.last_on)
                self._database.do(_PUT_SPELL, values)
            else:
                self._database.do(
                    "UPDATE price SET first_on = ?, last_on = ? WHERE id = ?",
                    (each.first_on, each.last_on, each.id),
                )
        self._database.do(_MARK_PRESENT, (number, source))
        return sum(each.id is None for each in after)


_given = attrgetter(*(FIELDS[key] for key in _GIVEN))
_PLACE = {key: place for place, key in enumerate(LABEL_KEYS)}
_ASKED_ON = _PLACE["asked_on"]


@lru_cache(maxsize=4_096)
def _form_name(form: str, element: str) -> str:
    return form_named(form, element).name

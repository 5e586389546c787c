"""A list on its way into the catalogue: kept aside while it is read, joined in one transaction.

A list that is cancelled, or whose program dies, leaves no trace in the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from pricing.forms import form_named
from pricing.progress import UNWATCHED, Progress
from pricing.store.histories import Spell, seen
from pricing.store.identity import gtin, name_key, ndc, searched
from pricing.store.statements import (
    BEGIN,
    BEGIN_BY,
    BEGIN_HISTORY,
    FIELDS,
    FRESH_PRICES,
    FRESH_WORDS,
    FURTHER,
    GIVEN,
    HISTORY,
    KNOWN_SOURCES,
    LABEL,
    LABEL_KEYS,
    LABELS,
    MARK_PRESENT,
    NOTE,
    PUT_ASIDE,
    PUT_BEST,
    PUT_LABEL,
    PUT_SPELL,
    PUT_WAS,
    PUT_WORDS,
    RECOGNISE,
    STAGE,
    TAKE_CODES,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from pricing.product import Product
    from pricing.store.database import Database, Stored

    Row = tuple[Stored, ...]

MOST_TOLD = 50


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
        for statement in STAGE:
            database.do(statement)

    def stage(self, batches: Iterable[Sequence[Product]], progress: Progress = UNWATCHED) -> None:
        """Put the products aside, batch by batch; nobody else waits meanwhile."""
        for batch in batches:
            with self._database.aside():
                self._database.do_many(PUT_ASIDE, self._staged(batch))
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
                self._database.do(NOTE, (self._source, products, prices))
        return Joined(self._rows, products, prices, self._changed)

    def _take_products(self) -> int:
        """Recognise what is known, begin what is not; the number of new products."""
        ((first,),) = self._database.rows("SELECT coalesce(max(id), 0) + 1 FROM product")
        known = (*RECOGNISE, *TAKE_CODES, RECOGNISE[0]) if first != 1 else ()
        for statement in known:
            self._database.do(statement)
        for begin in BEGIN_BY:
            self._database.do(begin, (first,))
            for statement in (BEGIN, *RECOGNISE):
                self._database.do(statement)
        self._database.do(FRESH_PRICES)
        self._database.do(FRESH_WORDS)
        ((count,),) = self._database.rows("SELECT count(*) FROM arriving WHERE fresh")
        return int(str(count))

    def _correct_labels(self) -> None:
        """What a label's own source now says of it, and what others add to it."""
        for number, own, words, *both in self._database.rows(LABELS):
            there, came = both[: len(LABEL)], both[len(LABEL) :]
            first, second = (came, there) if own else (there, came)
            merged = [a if a is not None else b for a, b in zip(first, second, strict=True)]
            if merged != there:
                self._database.do(PUT_LABEL, (*merged, number))
                self._database.do(PUT_WORDS, (words, number))
                form, element = (str(merged[_PLACE[key]] or "") for key in ("form", "element"))
                self._database.do(
                    "UPDATE product SET form_name = ? WHERE id = ?",
                    (_form_name(form, element), number),
                )

    def _take_prices(self) -> int:
        """Prices of products that are known, and further ones of new products; how many are new."""
        further = self._database.rows(FURTHER)
        known = set(self._database.rows(KNOWN_SOURCES))
        touched: dict[int, int] = {}
        begun: list[Row] = []
        for pair, group in groupby(further, key=itemgetter(0, 1)):
            number, source = pair
            found = self._database.rows(HISTORY, pair) if pair in known else ()
            before = tuple(Spell(tuple(each[:4]), *each[4:]) for each in found)  # type: ignore[arg-type]
            after = before
            for _, _, day, *asked in group:
                after = seen(after, tuple(asked), str(day))  # type: ignore[arg-type]
            if not before:
                begun += (
                    (*pair, *each.asked, each.first_on, each.last_on, int(each is after[-1]))
                    for each in after
                )
            if after != before:
                new = len(after)
                if before:
                    new = self._put_history(int(str(number)), str(source), before, after)
                touched[int(str(number))] = touched.get(int(str(number)), 0) + new
        self._database.do_many(BEGIN_HISTORY, begun)
        told = list(touched)[:MOST_TOLD]
        were = self._prices(told)
        for statement in (PUT_BEST, PUT_WAS):
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
                self._database.do(PUT_SPELL, values)
            else:
                self._database.do(
                    "UPDATE price SET first_on = ?, last_on = ? WHERE id = ?",
                    (each.first_on, each.last_on, each.id),
                )
        self._database.do(MARK_PRESENT, (number, source))
        return sum(each.id is None for each in after)


_given = attrgetter(*(FIELDS[key] for key in GIVEN))
_PLACE = {key: place for place, key in enumerate(LABEL_KEYS)}
_ASKED_ON = _PLACE["asked_on"]


@lru_cache(maxsize=4_096)
def _form_name(form: str, element: str) -> str:
    return form_named(form, element).name

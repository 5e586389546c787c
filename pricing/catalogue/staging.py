"""A list on its way into the catalogue: kept aside while it is read, joined in one transaction.

A list that is cancelled, or whose program dies, leaves no trace in the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pricing.catalogue.matching import form_name, gtin, name_keys, ndc, searched
from pricing.catalogue.price_joining import Offers, PriceChange
from pricing.catalogue.sql import (
    ALL_KNOWN,
    ANY_UNPRICED,
    BEGIN,
    BEGIN_BY,
    COUNT_FRESH,
    COUNT_UNPRICED,
    FIRST_NEW,
    FRESH_PRICES,
    FRESH_WORDS,
    GIVEN,
    LABEL,
    LABEL_KEYS,
    LABELS,
    NOTE,
    PUT_LABEL,
    PUT_WORDS,
    RECOGNISE,
    RECOGNISE_UNPRICED,
    STAGE,
    TAKE_CODES,
    TAKE_CURRENCY,
    USUAL,
    put_aside,
)
from pricing.model.product import UNIT_KINDS
from pricing.model.row_batch import Table
from pricing.problems.progress import UNWATCHED, Progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pricing.model.row_batch import Values
    from pricing.store.database import Database, Stored

    Row = tuple[Stored, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """What an import did: rows read, products that are new, prices that are new or changed.

    `changed` tells of some products that cost something else now; `unpriced` counts the rows whose
    product has no price from anywhere.
    """

    rows: int
    products: int
    prices: int
    changed: tuple[PriceChange, ...] = ()
    unpriced: int = 0


class Arrivals:
    """One list, staged and joined. `source` and `day` hold where the list itself says neither."""

    def __init__(self, database: Database, source: str, day: date) -> None:
        self._database = database
        self._source = source
        self._day = day.isoformat()
        self._rows = 0
        self._any_unpriced = False
        for statement in STAGE:
            database.do(statement)

    def stage(self, tables: Iterable[Table], progress: Progress = UNWATCHED) -> None:
        """Put the rows aside, a table after the other; nobody else waits meanwhile."""
        for table in tables:
            columns = self._staged(table)
            with self._database.aside():
                rows = zip(*columns.values(), strict=True)
                self._database.do_many(put_aside(tuple(columns)), rows)
            self._rows += len(table)
            progress.reached(self._rows)

    def _staged(self, table: Table) -> dict[str, Sequence[Stored]]:
        """The columns that are put aside, by name."""
        given = Table(
            table.numbers,
            {key: table.column(key, USUAL.get(key)) for key in GIVEN if key in table.columns},
        )
        form_names = list(
            map(form_name, given.column("form", ""), given.column("element", USUAL["element"]))
        )
        return {
            "place": range(self._rows, self._rows + len(table)),
            **given.columns,  # type: ignore[dict-item]
            **self._completed(given),
            "form_name": form_names,
            "gtin": [gtin(str(code)) if code else None for code in given.column("upc")],
            "ndc_key": [ndc(str(code)) if code else None for code in given.column("ndc")],
            "name_key": name_keys(given, form_names),
            "words": searched(given, form_names),
        }

    def _completed(self, given: Table) -> dict[str, Sequence[Stored]]:
        """What is worked out of several columns, or is written otherwise than a list has it."""
        kinds = given.column("unit_kind", USUAL["unit_kind"])
        columns: dict[str, Sequence[Stored]] = {
            "smallest_dose": [
                int(str(dose or UNIT_KINDS[str(kind)].smallest))
                for dose, kind in zip(given.column("smallest_dose"), kinds, strict=True)
            ],
            "source": list(map(str, given.column("source", self._source))),
            "priced_on": _iso(given.column("priced_on"), self._day),
        }
        if "asked_on" in given.columns:
            columns["asked_on"] = _iso(given.column("asked_on"), None)
        prices = given.column("price")
        if None in prices:
            self._any_unpriced = True
            money = map(str, given.column("currency", USUAL["currency"]))
            columns["currency"] = _where_priced(list(money), prices, "")
            columns["priced_on"] = _where_priced(columns["priced_on"], prices, None)
        return columns

    def join(self, progress: Progress = UNWATCHED) -> Joined:
        """Put everything into the catalogue, or nothing. Raises Cancelled, UserError."""
        with self._database.cancelling(lambda: progress.wanted), self._database.transaction():
            first = self._number(FIRST_NEW)
            products, prices = self._take_products(first)
            corrected = self._correct_labels()
            offers = Offers(self._database, first)
            prices += offers.join()
            if products or prices or corrected or offers.any_seen:
                self._database.do(NOTE, (self._source, products, prices))
            unpriced = self._number(COUNT_UNPRICED) if self._any_unpriced else 0
        return Joined(self._rows, products, prices, offers.changed, unpriced)

    def _number(self, question: str) -> int:
        ((number,),) = self._database.rows(question)
        return int(str(number))

    def _take_products(self, first: int) -> tuple[int, int]:
        """Recognise what is known, begin what is not; how many products and prices are new."""
        unpriced = self._any_unpriced or bool(self._number(ANY_UNPRICED))
        if first != 1:
            self._recognise(with_unpriced=unpriced)
            for statement in (*TAKE_CODES, RECOGNISE[0]):
                self._database.do(statement)
        # What is whole first, so that what lacks a price or a pack joins it.
        for is_lacking in (False, True):
            for begin in BEGIN_BY:
                if self._number(ALL_KNOWN):
                    break
                self._database.do(begin, (first, is_lacking))
                self._database.do(BEGIN)
                self._recognise(with_unpriced=unpriced)
        self._database.do(FRESH_PRICES)
        self._database.do(FRESH_WORDS)
        ((products, prices),) = self._database.rows(COUNT_FRESH)
        return int(str(products)), int(str(prices))

    def _recognise(self, *, with_unpriced: bool) -> None:
        unpriced = (*RECOGNISE_UNPRICED, *TAKE_CURRENCY) if with_unpriced else ()
        for statement in (*RECOGNISE, *unpriced):
            self._database.do(statement)

    def _correct_labels(self) -> int:
        """What a label's own source now says of it, and what others add to it; how many change.

        Of several rows of one product each goes on from what the one before has made of the label.
        """
        were: dict[Stored, list[Stored]] = {}
        labels: dict[Stored, list[Stored]] = {}
        words: dict[Stored, str] = {}
        for number, own, said, *both in self._database.rows(LABELS):
            there, came = both[: len(LABEL)], both[len(LABEL) :]
            were.setdefault(number, there)
            there = labels.get(number, there)
            first, second = (came, there) if own else (there, came)
            labels[number] = [a if a is not None else b for a, b in zip(first, second, strict=True)]
            words[number] = f"{words.get(number, '')} {said}"
        corrected = [number for number, label in labels.items() if label != were[number]]
        for number in corrected:
            self._put_label(number, labels[number], words[number])
        return len(corrected)

    def _put_label(self, number: Stored, label: Sequence[Stored], words: str) -> None:
        self._database.do(PUT_LABEL, (*label, number))
        self._database.do(PUT_WORDS, (words, number))
        form, element = (str(label[_PLACE[key]] or "") for key in ("form", "element"))
        self._database.do(
            "UPDATE product SET form_name = ? WHERE id = ?", (form_name(form, element), number)
        )


_PLACE = {key: place for place, key in enumerate(LABEL_KEYS)}


def _where_priced(told: Sequence[Stored], prices: Values, nothing: Stored) -> list[Stored]:
    """What is told of prices, of those that there are."""
    return [nothing if price is None else each for each, price in zip(told, prices, strict=True)]


def _iso(days: Values, usual: str | None) -> list[str | None]:
    return [day.isoformat() if isinstance(day, date) else usual for day in days]

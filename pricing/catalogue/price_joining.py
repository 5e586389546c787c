"""The prices of a list that was put aside, on their way into the histories of its products."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from pricing.catalogue.price_history import Spell, seen
from pricing.catalogue.sql import (
    BEGIN_HISTORY,
    FURTHER,
    HISTORY,
    KNOWN_SOURCES,
    MARK_PRESENT,
    PUT_BEST,
    PUT_SPELL,
    PUT_WAS,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

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


class Offers:
    """Joins the prices of rows that begin no product of their own.

    Products from the id `first` on are new; of the others `changed` tells some that cost something
    else now. `any_seen` is whether any price is new, or was seen on a day that was not known.
    """

    def __init__(self, database: Database, first: int) -> None:
        self._database = database
        self._first = first
        self._begun: list[Row] = []
        self._touched: dict[int, int] = {}
        self._with_past: set[int] = set()
        self.changed: tuple[PriceChange, ...] = ()

    @property
    def any_seen(self) -> bool:
        return bool(self._touched)

    def join(self) -> int:
        """Put the prices there; how many are new."""
        known = set(self._database.rows(KNOWN_SOURCES))
        for pair, group in groupby(self._database.rows(FURTHER), key=itemgetter(0, 1)):
            rows = list(group)
            if pair in known or len(rows) > 1:
                self._join_history(pair, rows, is_known=pair in known)
            else:
                (_, _, day, *asked) = rows[0]
                self._begun.append((*pair, *asked, day, day, 1))
                self._touch(pair[0], 1)
        self._database.do_many(BEGIN_HISTORY, self._begun)
        told = list(self._touched)[:MOST_TOLD]
        were = self._prices(told)
        self._database.do_many(PUT_BEST, ({"id": each} for each in self._touched))
        self._database.do_many(PUT_WAS, ((each,) for each in self._with_past))
        self.changed = tuple(
            PriceChange(product, was, now, currency)
            for (product, was, currency), (_, now, _) in zip(were, self._prices(told), strict=True)
            if was is not None and now is not None and was != now
        )
        return sum(self._touched.values())

    def _touch(self, product: Stored, new: int) -> None:
        number = int(str(product))
        self._touched[number] = self._touched.get(number, 0) + new
        if number < self._first:
            self._with_past.add(number)

    def _join_history(self, pair: Row, rows: Sequence[Row], *, is_known: bool) -> None:
        """What one source asked for one product, several times or not for the first time."""
        found = self._database.rows(HISTORY, pair) if is_known else ()
        before = tuple(Spell(tuple(each[:4]), *each[4:]) for each in found)  # type: ignore[arg-type]
        after = before
        for _, _, day, *asked in rows:
            after = seen(after, tuple(asked), str(day))  # type: ignore[arg-type]
        if after == before:
            return
        if before:
            new = self._put_history(pair, before, after)
        else:
            new = len(after)
            self._begun += (
                (*pair, *each.asked, each.first_on, each.last_on, int(each is after[-1]))
                for each in after
            )
        self._touch(pair[0], new)
        self._with_past.add(int(str(pair[0])))

    def _put_history(self, pair: Row, before: Sequence[Spell], after: Sequence[Spell]) -> int:
        for each in after:
            if each in before:
                continue
            if each.id is None:
                values = (*pair, *each.asked, each.first_on, each.last_on)
                self._database.do(PUT_SPELL, values)
            else:
                self._database.do(
                    "UPDATE price SET first_on = ?, last_on = ? WHERE id = ?",
                    (each.first_on, each.last_on, each.id),
                )
        self._database.do(MARK_PRESENT, pair)
        return sum(each.id is None for each in after)

    def _prices(self, numbers: Sequence[int]) -> list[tuple[str, int | None, str]]:
        question = "SELECT product, price, currency FROM product WHERE id = ?"
        found = (self._database.rows(question, (number,))[0] for number in numbers)
        return [
            (str(name), None if price is None else int(str(price)), str(currency))
            for name, price, currency in found
        ]

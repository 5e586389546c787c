"""The prices of a list that was put aside, on their way into the histories of its products."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from pricing.catalogue.price_history import PricePeriod, with_observation
from pricing.catalogue.sql import (
    INSERT_NEW_PERIODS,
    INSERT_PRICE_PERIOD,
    SELECT_FURTHER_PRICES,
    SELECT_KNOWN_SOURCES,
    SELECT_PRICE_HISTORY,
    UPDATE_BEST_OFFER,
    UPDATE_PRESENT,
    UPDATE_PREVIOUS_PRICE,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.store.database import Database, SqlValue

    SqlRow = tuple[SqlValue, ...]

MAX_REPORTED_CHANGES = 50


@dataclass(frozen=True, slots=True)
class PriceChange:
    """A product whose price is another now: millionths of the currency."""

    product: str
    old_price: int
    new_price: int
    currency: str


class PriceJoiner:
    """Joins the prices of rows that begin no product of their own.

    Products from the id `first` on are new; of the others `changed` tells some that cost something
    else now. `any_seen` is whether any price is new, or was seen on a day that was not known.
    """

    def __init__(self, database: Database, first: int) -> None:
        self._database = database
        self._first = first
        self._new_periods: list[SqlRow] = []
        self._new_price_counts: dict[int, int] = {}
        self._products_with_history: set[int] = set()
        self.price_changes: tuple[PriceChange, ...] = ()

    @property
    def has_new_observations(self) -> bool:
        return bool(self._new_price_counts)

    def join(self) -> int:
        """Put the prices there; how many are new."""
        known = set(self._database.fetch_rows(SELECT_KNOWN_SOURCES))
        for pair, group in groupby(
            self._database.fetch_rows(SELECT_FURTHER_PRICES), key=itemgetter(0, 1)
        ):
            rows = list(group)
            if pair in known or len(rows) > 1:
                self._join_history(pair, rows, is_known=pair in known)
            else:
                (_, _, day, *asked) = rows[0]
                self._new_periods.append((*pair, *asked, day, day, 1))
                self._count_new_prices(pair[0], 1)
        self._database.execute_many(INSERT_NEW_PERIODS, self._new_periods)
        told = list(self._new_price_counts)[:MAX_REPORTED_CHANGES]
        were = self._current_prices(told)
        self._database.execute_many(
            UPDATE_BEST_OFFER, ({"id": each} for each in self._new_price_counts)
        )
        self._database.execute_many(
            UPDATE_PREVIOUS_PRICE, ((each,) for each in self._products_with_history)
        )
        self.price_changes = tuple(
            PriceChange(product, was, now, currency)
            for (product, was, currency), (_, now, _) in zip(
                were, self._current_prices(told), strict=True
            )
            if was is not None and now is not None and was != now
        )
        return sum(self._new_price_counts.values())

    def _count_new_prices(self, product: SqlValue, new: int) -> None:
        number = int(str(product))
        self._new_price_counts[number] = self._new_price_counts.get(number, 0) + new
        if number < self._first:
            self._products_with_history.add(number)

    def _join_history(self, pair: SqlRow, rows: Sequence[SqlRow], *, is_known: bool) -> None:
        """What one source asked for one product, several times or not for the first time."""
        found = self._database.fetch_rows(SELECT_PRICE_HISTORY, pair) if is_known else ()
        before = tuple(PricePeriod(tuple(each[:4]), *each[4:]) for each in found)  # type: ignore[arg-type]
        after = before
        for _, _, day, *asked in rows:
            after = with_observation(after, tuple(asked), str(day))  # type: ignore[arg-type]
        if after == before:
            return
        if before:
            new = self._put_history(pair, before, after)
        else:
            new = len(after)
            self._new_periods += (
                (*pair, *each.terms, each.first_on, each.last_on, int(each is after[-1]))
                for each in after
            )
        self._count_new_prices(pair[0], new)
        self._products_with_history.add(int(str(pair[0])))

    def _put_history(
        self, pair: SqlRow, before: Sequence[PricePeriod], after: Sequence[PricePeriod]
    ) -> int:
        for each in after:
            if each in before:
                continue
            if each.id is None:
                values = (*pair, *each.terms, each.first_on, each.last_on)
                self._database.execute(INSERT_PRICE_PERIOD, values)
            else:
                self._database.execute(
                    "UPDATE price SET first_on = ?, last_on = ? WHERE id = ?",
                    (each.first_on, each.last_on, each.id),
                )
        self._database.execute(UPDATE_PRESENT, pair)
        return sum(each.id is None for each in after)

    def _current_prices(self, numbers: Sequence[int]) -> list[tuple[str, int | None, str]]:
        question = "SELECT product, price, currency FROM product WHERE id = ?"
        found = (self._database.fetch_rows(question, (number,))[0] for number in numbers)
        return [
            (str(name), None if price is None else int(str(price)), str(currency))
            for name, price, currency in found
        ]

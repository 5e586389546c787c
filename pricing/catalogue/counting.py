"""Finds the price that is to count on a day, by what a catalogue and a log know of that day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pricing.catalogue.holding import find_product
from pricing.catalogue.outbox import TIME_LENGTH, own_counter
from pricing.catalogue.price_history import PRICE_TERM_KEYS
from pricing.catalogue.withdrawals import stored_value
from pricing.store.database import join_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pricing.model.columns import BaseValue
    from pricing.store.database import Database, SqlValue

    Values = Mapping[str, BaseValue]
    # The id of a price, and its terms.
    PriceOfDay = tuple[SqlValue, ...]

_TERMS = join_names(PRICE_TERM_KEYS)
_SELECT_OF_DAY = (
    f"SELECT id, {_TERMS} FROM price WHERE product_id = ? AND source = ? AND last_on = ? "
    "ORDER BY id DESC"
)
_HAS_PRICE = (
    f"SELECT EXISTS (SELECT 1 FROM price WHERE product_id = ? AND source = ? "
    f"AND ? BETWEEN first_on AND last_on AND ({_TERMS}) = (?, ?, ?, ?))"
)
_SELECT_WITHDRAWAL = (
    "SELECT coalesce(max(act), '') FROM withdrawn WHERE product_id = ? AND source = ? "
    f"AND ? BETWEEN first_on AND last_on AND ({_TERMS}) = (?, ?, ?, ?) AND currency = ?"
)
_IS_STATED_BY = "SELECT EXISTS (SELECT 1 FROM stated_by WHERE id = ? AND counter = ?)"
_SELECT_PLACE = "SELECT product_id, source FROM price WHERE id = ?"


class CountingPrice(NamedTuple):
    """The price that counts on a day, and what took it back before it was stated again, or ""."""

    terms: tuple[SqlValue, ...]
    withdrawal: str


@dataclass(frozen=True, slots=True)
class _Day:
    """A day of one pack and source in a catalogue."""

    database: Database
    product_id: SqlValue
    source: SqlValue
    currency: str
    day: str

    @property
    def _place(self) -> tuple[SqlValue, ...]:
        return self.product_id, self.source, self.day

    def prices(self) -> list[PriceOfDay]:
        """Return the prices that were last seen on the day, the one that counts first."""
        return self.database.fetch_rows(_SELECT_OF_DAY, self._place)

    def has(self, price: PriceOfDay) -> bool:
        """Return whether the day has a price of these terms."""
        ((is_true,),) = self.database.fetch_rows(_HAS_PRICE, (*self._place, *price[1:]))
        return bool(is_true)

    def withdrawal(self, price: PriceOfDay) -> str:
        """Return the last act that took a price of these terms back, or ""."""
        asked = (*self._place, *price[1:], self.currency)
        ((act,),) = self.database.fetch_rows(_SELECT_WITHDRAWAL, asked)
        return str(act)

    def last(self, other: _Day) -> PriceOfDay | None:
        """Return the last price that the other catalogue has not taken back since, or None."""
        for price in self.prices():
            if self.withdrawal(price)[:TIME_LENGTH] >= other.withdrawal(price)[:TIME_LENGTH]:
                return price
            if other.has(price):  # it was stated again there
                return price
        return None

    def is_own(self, price: PriceOfDay) -> bool:
        """Return whether this counter stated a price."""
        asked = (price[0], own_counter(self.database))
        ((is_true,),) = self.database.fetch_rows(_IS_STATED_BY, asked)
        return bool(is_true)


def find_counting_price(
    database: Database, price_id: int, values: Values, log: Database
) -> CountingPrice | None:
    """Return the price that is to count on the day of one that is sent again to a log.

    It is the last one of the log, unless this catalogue knows that one too. Then it is the last one
    here. What one of the two has taken back since counts in neither. `log` is a replica of the log,
    and `price_id` the price that it lacks.
    """
    here, there = _days(database, price_id, values, log)
    own, logged = here.last(there), there.last(here)
    if logged is not None and not here.has(logged):
        own = logged
    return _counting(own, here, there)


def find_shown_price(
    database: Database, price_id: int, values: Values, log: Database
) -> CountingPrice | None:
    """Return the price that this catalogue shows on the day of one that it brings to a log.

    What the log has taken back since does not count. `log` is a replica of the log.
    """
    here, there = _days(database, price_id, values, log)
    return _counting(here.last(there), here, there)


def _counting(price: PriceOfDay | None, here: _Day, there: _Day) -> CountingPrice | None:
    if price is None:
        return None
    return CountingPrice(price[1:], max(here.withdrawal(price), there.withdrawal(price)))


def has_later_price(database: Database, price_id: int, values: Values, log: Database) -> bool:
    """Return whether a price counts here, and the log only knows what was stated before it.

    The log may have the same price from before. `log` is a replica of the log.
    """
    here, there = _days(database, price_id, values, log)
    return _is_later(here, there, price_id, there.last(here))


def has_later_known_price(database: Database, price_id: int, values: Values, log: Database) -> bool:
    """Return whether a price counts here, and follows all that the log and this catalogue know.

    What the log alone knows may come after it there.
    """
    here, there = _days(database, price_id, values, log)
    known = (price for price in there.prices() if here.has(price))
    return _is_later(here, there, price_id, next(known, None))


def _is_later(here: _Day, there: _Day, price_id: int, logged: PriceOfDay | None) -> bool:
    """Return whether a price counts here, and was stated after one of the log."""
    own = here.last(there)
    if own is None or own[0] != price_id or logged is None or logged[1:] == own[1:]:
        return False
    return logged in here.prices() or (here.has(logged) and here.is_own(own))


def _days(database: Database, price_id: int, values: Values, log: Database) -> tuple[_Day, _Day]:
    """Return the day of a price in a catalogue and in a log."""
    ((product_id, source),) = database.fetch_rows(_SELECT_PLACE, (price_id,))
    day = str(stored_value(values["priced_on"]))
    currency = str(values["currency"])
    return (
        _Day(database, product_id, source, currency, day),
        _Day(log, find_product(log, values), source, currency, day),
    )

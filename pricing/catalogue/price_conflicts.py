"""Two prices that one source asked for one pack on one day: the later one counts, both stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pricing.catalogue.outbox import counter_name_column
from pricing.quantities.dates import today

if TYPE_CHECKING:
    from pricing.catalogue.catalogue import Catalogue

_DAYS = 30
_MOST = 20
_NO_LIMIT = -1  # as SQLite has it
# The price that counts, and the one that counted before it on its first day.
_SELECT = (
    "SELECT product.id, product.product, product.currency, now.source, now.first_on, "
    "earlier.price, now.price, {earlier_counter}, {counter} FROM price now "
    "JOIN price earlier ON earlier.id = (SELECT e.id FROM price e "
    "WHERE e.product_id = now.product_id AND e.source = now.source "
    "AND e.last_on = now.first_on AND e.id < now.id AND e.price <> now.price "
    "ORDER BY e.id DESC LIMIT 1) "
    "JOIN product ON product.id = now.product_id "
    "WHERE now.present AND now.first_on >= ? "
    "ORDER BY now.first_on DESC, now.id DESC LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class PriceConflict:
    """The two prices of a pack at a source on a day, in millionths of the currency."""

    product_id: int
    product: str
    currency: str
    source: str
    day: date
    earlier_price: int
    price: int
    earlier_counter: str  # the name of the other counter that stated it, or ""
    counter: str

    @property
    def is_overruled(self) -> bool:
        """Whether another counter has stated the price that counts."""
        return self.counter not in {"", self.earlier_counter}


def find_latest_conflicts(catalogue: Catalogue) -> tuple[PriceConflict, ...]:
    """Return the latest packs with two prices at one source on one day, as many as a sheet shows.

    Raises:
        UserError: The catalogue cannot be read.
    """
    return find_price_conflicts(catalogue, _MOST)


def find_price_conflicts(catalogue: Catalogue, most: int = _NO_LIMIT) -> tuple[PriceConflict, ...]:
    """Return the packs with two prices at one source on one day of the last month, latest first.

    Raises:
        UserError: The catalogue cannot be read.
    """
    since = (today() - timedelta(_DAYS)).isoformat()
    query = _SELECT.format(
        earlier_counter=counter_name_column(catalogue.database, "earlier"),
        counter=counter_name_column(catalogue.database, "now"),
    )
    return tuple(
        PriceConflict(
            int(str(product_id)),
            str(product),
            str(currency),
            str(source),
            date.fromisoformat(str(day)),
            int(str(earlier)),
            int(str(price)),
            *map(str, counters),
        )
        for product_id, product, currency, source, day, earlier, price, *counters in (
            catalogue.database.fetch_rows(query, (since, most))
        )
    )

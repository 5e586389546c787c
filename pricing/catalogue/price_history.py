"""Price histories: the periods in which a source asked one price, and how new prices join them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from pricing.calculation.conditions import STALE_AFTER_DAYS
from pricing.store.database import join_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.store.database import Database, SqlValue

    PriceTerms = tuple[int, int, int, int]
    SqlRow = tuple[SqlValue, ...]

PRICE_TERM_KEYS = ("price", "discount_percent", "tax_percent", "delivery")
MAX_REPORTED_CHANGES = 50


# -- price periods -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PricePeriod:
    """The days from first to last (ISO) on which a source was seen to ask one price.

    `terms` are price, discount, tax and delivery in base units. `id` is None until it is stored.
    """

    terms: PriceTerms
    first_on: str
    last_on: str
    id: int | None = None


def with_observation(
    history: Sequence[PricePeriod], terms: PriceTerms, day: str
) -> tuple[PricePeriod, ...]:
    """Return the history, oldest period first, after a price was seen on a day.

    >>> first = PricePeriod((17_990_000, 0, 0, 0), "2026-05-02", "2026-05-02")
    >>> history = with_observation((first,), first.terms, "2026-06-01")
    >>> [(period.first_on, period.last_on) for period in history]
    [('2026-05-02', '2026-06-01')]
    >>> len(with_observation(history, (16_490_000, 0, 0, 0), "2026-06-02"))
    2
    """
    same_terms = (period for period in history if period.terms == terms)
    if any(period.first_on <= day <= period.last_on for period in same_terms):
        return tuple(history)
    before = [period for period in history if period.last_on <= day]
    after = [period for period in history if period.last_on > day]
    if before and before[-1].terms == terms:
        return (*before[:-1], replace(before[-1], last_on=day), *after)
    if after and after[0].terms == terms and after[0].first_on > day:
        return (*before, replace(after[0], first_on=day), *after[1:])
    return (*before, PricePeriod(terms, day, day), *after)


# -- statements --------------------------------------------------------------------------------

_TERMS = join_names(PRICE_TERM_KEYS)
_SELECT_FURTHER_PRICES = (
    f"SELECT product_id, source, priced_on, {_TERMS} FROM arriving "
    "WHERE NOT fresh AND price IS NOT NULL ORDER BY product_id, source, priced_on, place"
)
_SELECT_KNOWN_SOURCES = (
    "SELECT DISTINCT a.product_id, a.source FROM arriving a JOIN price p "
    "ON p.product_id = a.product_id AND p.source = a.source WHERE NOT a.fresh"
)
_SELECT_PRICE_HISTORY = (
    f"SELECT {_TERMS}, first_on, last_on, id FROM price "
    "WHERE product_id = ? AND source = ? ORDER BY last_on, id"
)
_INSERT_PERIOD = (
    f"INSERT INTO price (product_id, source, {_TERMS}, first_on, last_on, present) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_UPDATE_PERIOD = "UPDATE price SET first_on = ?, last_on = ? WHERE id = ?"
_UPDATE_PRESENT = (
    "UPDATE price SET present = (id = (SELECT p.id FROM price p "
    "WHERE p.product_id = price.product_id AND p.source = price.source "
    "ORDER BY p.last_on DESC, p.id DESC LIMIT 1)) WHERE product_id = ? AND source = ?"
)
# The best current offer is the one with the lowest net price, unless a newer one makes it stale. A
# price that rounds to nothing can be compared with no other, so it is the best one only alone.
# SQLite calls back for the net price, because its own integers and floats cannot round it exactly.
# A single offer needs no comparison.
NET_PRICE_FUNCTION = "net_price"
_CURRENT_OFFERS = "FROM price WHERE product_id = :id AND present"
_NET_PRICE = (
    f"CASE WHEN (SELECT count(*) {_CURRENT_OFFERS}) > 1 "
    f"THEN {NET_PRICE_FUNCTION}({_TERMS}, (SELECT currency FROM product WHERE id = :id)) END"
)
_UPDATE_BEST_OFFER = (
    f"UPDATE product SET ({_TERMS}, priced_on, source) = "
    f"(SELECT {_TERMS}, last_on, source {_CURRENT_OFFERS} "
    f"ORDER BY {_NET_PRICE} = 0, "
    "last_on < date((SELECT max(last_on) FROM price WHERE product_id = :id), "
    f"'-{STALE_AFTER_DAYS} days'), {_NET_PRICE}, "
    "last_on DESC, id LIMIT 1), "
    f"offers = (SELECT count(*) {_CURRENT_OFFERS}) WHERE id = :id"
)
_UPDATE_PREVIOUS_PRICE = (
    "UPDATE product SET (was_price, was_on) = (SELECT p.price, p.last_on FROM price p "
    "WHERE product_id = product.id AND p.source = product.source AND NOT present "
    "AND p.price <> product.price AND p.last_on < product.priced_on "
    "ORDER BY last_on DESC, p.id DESC LIMIT 1) WHERE id = ?"
)


# -- joining staged prices ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PriceChange:
    """A product whose price has changed, in millionths of the currency."""

    product: str
    old_price: int
    new_price: int
    currency: str


class PriceJoiner:
    """Joins the staged prices of existing products to their price histories.

    Products from the id `first_new_id` on are new. `price_changes` reports some of the others whose
    price has changed.
    """

    def __init__(self, database: Database, first_new_id: int) -> None:
        self._database = database
        self._first_new_id = first_new_id
        self._new_periods: list[SqlRow] = []
        self._new_price_counts: dict[int, int] = {}
        self._products_with_history: set[int] = set()
        self.price_changes: tuple[PriceChange, ...] = ()

    @property
    def has_new_observations(self) -> bool:
        """Whether any price is new, or was seen on a new day."""
        return bool(self._new_price_counts)

    def join(self) -> int:
        """Write the price periods and the best offers, and return the number of new prices."""
        known_sources = set(self._database.fetch_rows(_SELECT_KNOWN_SOURCES))
        for product_and_source, group in groupby(
            self._database.fetch_rows(_SELECT_FURTHER_PRICES), key=itemgetter(0, 1)
        ):
            rows = list(group)
            is_known = product_and_source in known_sources
            if is_known or len(rows) > 1:
                self._join_history(product_and_source, rows, is_known=is_known)
            else:
                (_, _, day, *terms) = rows[0]
                self._new_periods.append((*product_and_source, *terms, day, day, 1))
                self._count_new_prices(product_and_source[0], 1)
        self._database.execute_many(_INSERT_PERIOD, self._new_periods)
        self._update_products()
        return sum(self._new_price_counts.values())

    def _update_products(self) -> None:
        """Update the best offer and the previous price of each product with new observations."""
        reported = list(self._new_price_counts)[:MAX_REPORTED_CHANGES]
        old_prices = self._current_prices(reported)
        self._database.execute_many(
            _UPDATE_BEST_OFFER, ({"id": product_id} for product_id in self._new_price_counts)
        )
        self._database.execute_many(
            _UPDATE_PREVIOUS_PRICE, ((product_id,) for product_id in self._products_with_history)
        )
        self.price_changes = tuple(
            PriceChange(product, old_price, new_price, currency)
            for (product, old_price, currency), (_, new_price, _) in zip(
                old_prices, self._current_prices(reported), strict=True
            )
            if old_price is not None and new_price is not None and old_price != new_price
        )

    def _count_new_prices(self, product: SqlValue, count: int) -> None:
        product_id = int(str(product))
        self._new_price_counts[product_id] = self._new_price_counts.get(product_id, 0) + count
        if product_id < self._first_new_id:
            self._products_with_history.add(product_id)

    def _join_history(
        self, product_and_source: SqlRow, rows: Sequence[SqlRow], *, is_known: bool
    ) -> None:
        """Join several prices of one source for one product, or a price of a known source."""
        before = self._stored_history(product_and_source) if is_known else ()
        after = before
        for _, _, day, *terms in rows:
            after = with_observation(after, tuple(terms), str(day))  # type: ignore[arg-type]
        if after == before:
            return
        if before:
            count = self._write_history(product_and_source, before, after)
        else:
            count = len(after)
            self._new_periods += (
                (*product_and_source, *_period_values(period), int(period is after[-1]))
                for period in after
            )
        self._count_new_prices(product_and_source[0], count)
        self._products_with_history.add(int(str(product_and_source[0])))

    def _stored_history(self, product_and_source: SqlRow) -> tuple[PricePeriod, ...]:
        rows = self._database.fetch_rows(_SELECT_PRICE_HISTORY, product_and_source)
        return tuple(PricePeriod(tuple(row[:4]), *row[4:]) for row in rows)  # type: ignore[arg-type]

    def _write_history(
        self,
        product_and_source: SqlRow,
        before: Sequence[PricePeriod],
        after: Sequence[PricePeriod],
    ) -> int:
        """Write the periods that are new or longer, and return the number of new ones."""
        for period in after:
            if period in before:
                continue
            if period.id is None:
                values = (*product_and_source, *_period_values(period), 1)
                self._database.execute(_INSERT_PERIOD, values)
            else:
                self._database.execute(_UPDATE_PERIOD, (period.first_on, period.last_on, period.id))
        self._database.execute(_UPDATE_PRESENT, product_and_source)
        return sum(period.id is None for period in after)

    def _current_prices(self, product_ids: Sequence[int]) -> list[tuple[str, int | None, str]]:
        query = "SELECT product, price, currency FROM product WHERE id = ?"
        rows = (self._database.fetch_rows(query, (product_id,))[0] for product_id in product_ids)
        return [
            (str(name), None if price is None else int(str(price)), str(currency))
            for name, price, currency in rows
        ]


def _period_values(period: PricePeriod) -> SqlRow:
    return (*period.terms, period.first_on, period.last_on)

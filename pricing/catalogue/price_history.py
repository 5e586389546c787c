"""Price histories: the periods in which a source asked one price, and how prices join and leave."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from pricing.calculation.conditions import STALE_AFTER_DAYS
from pricing.calculation.measures import net_price
from pricing.store.database import join_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pricing.store.database import Database, SqlValue

    PriceTerms = tuple[int, int, int, int]
    # Its terms, the last day on which it was seen, and its source.
    StoredOffer = tuple[int, int, int, int, str, str]
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

    Of several prices of one day, the one that was stated last counts. So a price that the day has
    already becomes the last one of the day again.

    >>> first = PricePeriod((17_990_000, 0, 0, 0), "2026-05-02", "2026-05-02")
    >>> history = with_observation((first,), first.terms, "2026-06-01")
    >>> [(period.first_on, period.last_on) for period in history]
    [('2026-05-02', '2026-06-01')]
    >>> history = with_observation(history, (16_490_000, 0, 0, 0), "2026-06-01")
    >>> [period.terms[0] for period in history]
    [17990000, 16490000]
    >>> history = with_observation(history, first.terms, "2026-06-01")
    >>> [period.terms[0] for period in history]
    [17990000, 16490000, 17990000]
    """
    same_terms = (period for period in history if period.terms == terms)
    seen = [period for period in same_terms if period.first_on <= day <= period.last_on]
    if seen:
        last_of_day = [period for period in history if period.last_on <= day][-1:]
        if seen[-1].last_on > day or seen[-1:] == last_of_day:
            return tuple(history)
        # Only the ends of a longer period are known, so it stays.
        history = _joined(each for each in history if each != seen[-1] or each.first_on < day)
    before = [period for period in history if period.last_on <= day]
    after = [period for period in history if period.last_on > day]
    if before and before[-1].terms == terms:
        return (*before[:-1], replace(before[-1], last_on=day), *after)
    if after and after[0].terms == terms and after[0].first_on > day:
        return (*before, replace(after[0], first_on=day), *after[1:])
    return (*before, PricePeriod(terms, day, day), *after)


def without_observations(
    history: Sequence[PricePeriod], terms: PriceTerms, first_on: str, last_on: str
) -> tuple[PricePeriod, ...]:
    """Return the history as if a price had not been seen on the days from first to last.

    Only the ends of a period are known to be days on which its price was seen.

    >>> low, high = (1_000_000, 0, 0, 0), (9_000_000, 0, 0, 0)
    >>> history = with_observation((), low, "2026-06-01")
    >>> history = with_observation(history, high, "2026-06-02")
    >>> history = with_observation(history, low, "2026-06-03")
    >>> rest = without_observations(history, high, "2026-06-02", "2026-06-02")
    >>> [(period.first_on, period.last_on) for period in rest]
    [('2026-06-01', '2026-06-03')]
    """
    rest = [
        left
        for period in history
        if (left := _outside(period, first_on, last_on) if period.terms == terms else period)
    ]
    return _joined(sorted(rest, key=lambda period: period.last_on))


def _joined(history: Iterable[PricePeriod]) -> tuple[PricePeriod, ...]:
    """Return a history in which periods of one price that follow each other are one period."""
    joined: list[PricePeriod] = []
    for period in history:
        if joined and joined[-1].terms == period.terms:
            first = min(joined[-1].first_on, period.first_on)
            joined[-1] = replace(joined[-1], first_on=first, last_on=period.last_on)
        else:
            joined.append(period)
    return tuple(joined)


def _outside(period: PricePeriod, first_on: str, last_on: str) -> PricePeriod | None:
    """Return what is known of a period outside some days, or None if that is nothing."""
    is_first_gone = first_on <= period.first_on <= last_on
    is_last_gone = first_on <= period.last_on <= last_on
    if is_first_gone and is_last_gone:
        return None
    if is_first_gone:
        return replace(period, first_on=period.last_on)
    return replace(period, last_on=period.first_on) if is_last_gone else period


# -- best offers -------------------------------------------------------------------------------


def best_offer(offers: Sequence[StoredOffer], currency: str) -> StoredOffer:
    """Return the current offer with the lowest net price, unless a newer one makes it stale.

    A price that rounds to nothing can be compared with no other, so it is the best one only alone.
    Of equal offers, it is the one that was seen last, and then the first one by its source.

    >>> cheap = (9_990_000, 0, 0, 0, "2026-05-02", "MegaMart")
    >>> dear = (17_990_000, 0, 0, 0, "2026-06-01", "Corner Pharmacy")
    >>> best_offer((dear, cheap), "USD")[-1]
    'MegaMart'
    >>> best_offer((cheap, (*cheap[:5], "Corner Pharmacy")), "USD")[-1]
    'Corner Pharmacy'
    """
    if len(offers) == 1:
        return offers[0]
    stale_before = _stale_before(max(map(_last_on, offers)))
    best, *others = offers
    best_rank = _rank(best, currency, stale_before)
    for offer in others:
        rank = _rank(offer, currency, stale_before)
        if rank < best_rank or (rank == best_rank and _is_named_before(offer, best)):
            best, best_rank = offer, rank
    return best


def _is_named_before(offer: StoredOffer, other: StoredOffer) -> bool:
    """Return whether an offer counts before an equal one. Replicas may store them in any order."""
    (*_, day, source), (*_, other_day, other_source) = offer, other
    return day > other_day or (day == other_day and source < other_source)


def _rank(offer: StoredOffer, currency: str, stale_before: str) -> tuple[bool, bool, int]:
    net = net_price(*offer[:4], currency)
    return net == 0, _last_on(offer) < stale_before, net


_last_on = itemgetter(4)


@lru_cache(maxsize=4_096)
def _stale_before(newest: str) -> str:
    """Return the day before which an offer is stale beside one of this day."""
    return (date.fromisoformat(newest) - timedelta(days=STALE_AFTER_DAYS)).isoformat()


# -- statements --------------------------------------------------------------------------------

_TERMS = join_names(PRICE_TERM_KEYS)
# The prices of a list for the products that it did not make, by product and source. Most of them
# are the only one, from a source that gave the product no price before.
STAGED_PRICE_TABLES = {
    "seen": f"(product_id, source, {_TERMS}, seen_on, is_only, "
    "PRIMARY KEY (product_id, source)) WITHOUT ROWID",
    "touched": "(product_id INTEGER PRIMARY KEY, has_history)",
}
_INSERT_SEEN = (
    f"INSERT INTO seen SELECT product_id, source, {_TERMS}, priced_on, count(*) = 1 AND NOT EXISTS "
    "(SELECT 1 FROM price p WHERE p.product_id = a.product_id AND p.source = a.source) "
    "FROM arriving a WHERE NOT fresh AND price IS NOT NULL GROUP BY product_id, source"
)
_INSERT_ONLY_PRICES = (
    f"INSERT INTO price (product_id, source, {_TERMS}, first_on, last_on) "
    f"SELECT product_id, source, {_TERMS}, seen_on, seen_on FROM seen WHERE is_only "
    "ORDER BY product_id, source"
)
_COUNT_ONLY_PRICES = "SELECT count(*) FROM seen WHERE is_only"
_TOUCH_PRODUCTS_OF_ONLY_PRICES = (
    "INSERT OR IGNORE INTO touched SELECT DISTINCT product_id, product_id < ? FROM seen "
    "WHERE is_only"
)
_TOUCH_PRODUCT_WITH_HISTORY = "INSERT OR REPLACE INTO touched VALUES (?, 1)"
_COUNT_TOUCHED = "SELECT count(*) FROM touched"
_SELECT_SOME_TOUCHED = f"SELECT product_id FROM touched LIMIT {MAX_REPORTED_CHANGES}"
_SELECT_FURTHER_PRICES = (
    f"SELECT a.product_id, a.source, a.priced_on, {join_names(PRICE_TERM_KEYS, 'a.{}')} "
    "FROM seen s JOIN arriving a USING (product_id, source) "
    "WHERE NOT s.is_only AND NOT a.fresh AND a.price IS NOT NULL "
    "ORDER BY a.product_id, a.source, a.priced_on, a.place"
)
_SELECT_PRICE_HISTORY = (
    f"SELECT {_TERMS}, first_on, last_on, id FROM price "
    "WHERE product_id = ? AND source = ? ORDER BY last_on, id"
)
_INSERT_PERIOD = (
    f"INSERT INTO price (product_id, source, {_TERMS}, first_on, last_on) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_UPDATE_PERIOD = "UPDATE price SET first_on = ?, last_on = ? WHERE id = ?"
_DELETE_PERIOD = "DELETE FROM price WHERE id = ?"
_UPDATE_PRESENT = (
    "UPDATE price SET present = (id = (SELECT p.id FROM price p "
    "WHERE p.product_id = price.product_id AND p.source = price.source "
    "ORDER BY p.last_on DESC, p.id DESC LIMIT 1)) WHERE product_id = ? AND source = ?"
)
_SELECT_CURRENT_OFFERS = (
    f"SELECT {join_names(PRICE_TERM_KEYS, 'p.{}')}, p.last_on, p.source, t.product_id, r.currency "
    "FROM touched t CROSS JOIN product r ON r.id = t.product_id "
    "CROSS JOIN price p ON p.product_id = t.product_id AND p.present ORDER BY t.product_id, p.id"
)
_UPDATE_BEST_OFFER = (
    f"UPDATE product SET {join_names(PRICE_TERM_KEYS, '{} = ?')}, priced_on = ?, source = ?, "
    "offers = ? WHERE id = ?"
)
_SET_PREVIOUS_PRICE = (
    "UPDATE product SET (was_price, was_on) = (SELECT p.price, p.last_on FROM price p "
    "WHERE product_id = product.id AND p.source = product.source AND NOT present "
    "AND p.price <> product.price AND p.last_on < product.priced_on "
    "ORDER BY last_on DESC, p.id DESC LIMIT 1)"
)
_UPDATE_PREVIOUS_PRICES = (
    f"{_SET_PREVIOUS_PRICE} WHERE id IN (SELECT product_id FROM touched WHERE has_history)"
)
_SELECT_OFFERS_OF_ONE = (
    f"SELECT {join_names(PRICE_TERM_KEYS, 'p.{}')}, p.last_on, p.source, r.id, r.currency "
    "FROM price p JOIN product r ON r.id = p.product_id "
    "WHERE p.product_id = ? AND p.present ORDER BY p.id"
)
# What a product is that nobody states a price for. Its currency stays where another one has its
# code and pack without a price.
_FORGET_PRICE = (
    "UPDATE product SET price = NULL, discount_percent = 0, tax_percent = 0, delivery = 0, "
    "priced_on = NULL, source = label_source, offers = 0, was_price = NULL, was_on = NULL "
    "WHERE id = ?",
    "UPDATE OR IGNORE product SET currency = '' WHERE id = ?",
)


# -- joining staged prices ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PriceChange:
    """A product whose price has changed, in millionths of the currency."""

    product: str
    old_price: int
    new_price: int
    currency: str


@dataclass(frozen=True, slots=True)
class RepeatedPrice:
    """A product with two prices of one source and day in a list. The later one counts."""

    product_id: int
    earlier: int
    price: int


class PriceJoiner:
    """Joins the staged prices of existing products to their price histories.

    Products from the id `first_new_id` on are new. `has_new_observations` says afterwards whether
    any price is new, or was seen on a new day. `price_changes` reports some of the products that
    are not new and whose price has changed.
    """

    def __init__(self, database: Database, first_new_id: int) -> None:
        self._database = database
        self._first_new_id = first_new_id
        self.has_new_observations = False
        self.price_changes: tuple[PriceChange, ...] = ()
        self.repeated_prices: list[RepeatedPrice] = []

    def join(self) -> int:
        """Write the price periods and the best offers, and return the number of new prices."""
        self._database.execute(_INSERT_SEEN)
        count = self._number(_COUNT_ONLY_PRICES)
        with self._database.streamed_rows(_SELECT_FURTHER_PRICES) as further:
            for product_and_source, rows in groupby(further, key=itemgetter(0, 1)):
                count += self._join_history(product_and_source, list(rows))
        self._database.execute(_INSERT_ONLY_PRICES)
        self._database.execute(_TOUCH_PRODUCTS_OF_ONLY_PRICES, (self._first_new_id,))
        self.has_new_observations = self._number(_COUNT_TOUCHED) > 0
        self._update_products()
        return count

    def _number(self, query: str) -> int:
        ((number,),) = self._database.fetch_rows(query)
        return int(str(number))

    def _update_products(self) -> None:
        """Update the best offer and the previous price of each product with new observations."""
        reported = [int(str(row[0])) for row in self._database.fetch_rows(_SELECT_SOME_TOUCHED)]
        old_prices = self._current_prices(reported)
        with self._database.streamed_rows(_SELECT_CURRENT_OFFERS) as offers:
            self._database.execute_many(
                _UPDATE_BEST_OFFER,
                (_update_of(list(group)) for _, group in groupby(offers, key=itemgetter(6))),
            )
        self._database.execute(_UPDATE_PREVIOUS_PRICES)
        self.price_changes = tuple(
            PriceChange(product, old_price, new_price, currency)
            for (product, old_price, currency), (_, new_price, _) in zip(
                old_prices, self._current_prices(reported), strict=True
            )
            if old_price is not None and new_price is not None and old_price != new_price
        )

    def _join_history(self, product_and_source: SqlRow, rows: Sequence[SqlRow]) -> int:
        """Join the prices of one source for one product, and return how many are new."""
        before = after = _stored_history(self._database, product_and_source)
        self._note_repeated(int(str(product_and_source[0])), before, rows)
        for _, _, day, *terms in rows:
            after = with_observation(after, tuple(terms), str(day))  # type: ignore[arg-type]
        if after is before or _stated(after) == _stated(before):
            return 0
        self._database.execute(_TOUCH_PRODUCT_WITH_HISTORY, product_and_source[:1])
        return _write_history(self._database, product_and_source, before, after)

    def _note_repeated(
        self, product_id: int, before: Sequence[PricePeriod], rows: Sequence[SqlRow]
    ) -> None:
        """Note a product with two prices of a day. What a new one had before is of the list too."""
        is_new = product_id >= self._first_new_id
        stated = [(period.first_on, period.terms[0]) for period in before] if is_new else []
        stated += ((str(day), int(str(price))) for _, _, day, price, *_ in rows)
        prices: dict[str, list[int]] = {}
        for day, price in stated:
            prices.setdefault(day, []).append(price)
        for *earlier, last in prices.values():
            others = [price for price in earlier if price != last]
            if others:
                self.repeated_prices.append(RepeatedPrice(product_id, others[-1], last))
                return

    def _current_prices(self, product_ids: Sequence[int]) -> list[tuple[str, int | None, str]]:
        query = "SELECT product, price, currency FROM product WHERE id = ?"
        rows = (self._database.fetch_rows(query, (product_id,))[0] for product_id in product_ids)
        return [
            (str(name), None if price is None else int(str(price)), str(currency))
            for name, price, currency in rows
        ]


def _stored_history(database: Database, product_and_source: SqlRow) -> tuple[PricePeriod, ...]:
    stored = database.fetch_rows(_SELECT_PRICE_HISTORY, product_and_source)
    return tuple(PricePeriod(tuple(row[:4]), *row[4:]) for row in stored)  # type: ignore[arg-type]


def _write_history(
    database: Database,
    product_and_source: SqlRow,
    before: Sequence[PricePeriod],
    after: Sequence[PricePeriod],
) -> int:
    """Write what has changed of a history, and return how many of its periods are new rows."""
    after = _with_ids_in_order(after)
    new = [period for period in after if period.id is None]
    for period in new:  # before others go, whose ids new rows would get
        values = (*product_and_source, *period.terms, period.first_on, period.last_on)
        database.execute(_INSERT_PERIOD, values)
    kept = {period.id: period for period in after}
    for period in before:
        if period.id not in kept:
            database.execute(_DELETE_PERIOD, (period.id,))
        elif kept[period.id] != period:
            days = (kept[period.id].first_on, kept[period.id].last_on)
            database.execute(_UPDATE_PERIOD, (*days, period.id))
    if before or len(new) > 1:
        database.execute(_UPDATE_PRESENT, product_and_source)
    return len(new)


def _stated(history: Sequence[PricePeriod]) -> list[tuple[PriceTerms, str, str]]:
    """Return what a history states, without the ids of its rows."""
    return [(period.terms, period.first_on, period.last_on) for period in history]


def _with_ids_in_order(history: Sequence[PricePeriod]) -> tuple[PricePeriod, ...]:
    """Return the history without the ids that would put a period before the one that it follows.

    The ids of rows tell the order of periods that end on one day.
    """
    placed: list[PricePeriod] = []
    for period in history:
        last = placed[-1] if placed and placed[-1].last_on == period.last_on else None
        is_in_order = last is None or (last.id is not None and last.id < (period.id or last.id))
        placed.append(period if is_in_order else replace(period, id=None))
    return tuple(placed)


def add_observation(
    database: Database, product_id: int, source: str, terms: PriceTerms, day: str
) -> bool:
    """Make a price seen on a day, and return whether that is news. The offers are not updated.

    It belongs inside a transaction.
    """
    before = _stored_history(database, (product_id, source))
    after = with_observation(before, terms, day)
    if _stated(after) == _stated(before):
        return False
    _write_history(database, (product_id, source), before, after)
    return True


def remove_observations(
    database: Database, product_id: int, source: str, terms: PriceTerms, days: tuple[str, str]
) -> bool:
    """Make a price unseen on the days from first to last, and return whether it had been seen.

    It belongs inside a transaction.
    """
    before = _stored_history(database, (product_id, source))
    after = without_observations(before, terms, *days)
    if after == before:
        return False
    _write_history(database, (product_id, source), before, after)
    update_offers(database, product_id)
    return True


def update_offers(database: Database, product_id: int) -> None:
    """Update the best offer and the previous price of a product, which may have none any more."""
    offers = database.fetch_rows(_SELECT_OFFERS_OF_ONE, (product_id,))
    if not offers:
        for statement in _FORGET_PRICE:
            database.execute(statement, (product_id,))
        return
    database.execute(_UPDATE_BEST_OFFER, _update_of(offers))
    database.execute(f"{_SET_PREVIOUS_PRICE} WHERE id = ?", (product_id,))


def _update_of(rows: Sequence[SqlRow]) -> SqlRow:
    """Return the values that give a product its best offer."""
    offers: list[StoredOffer] = [row[:6] for row in rows]  # type: ignore[misc] # as they are stored
    *_, product_id, currency = rows[0]
    return (*best_offer(offers, str(currency)), len(offers), product_id)

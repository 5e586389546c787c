"""Prices that rose, fell, came or went since a day, with costs and places before and now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from pricing.calculation.measures import net_price
from pricing.calculation.rank_order import name_sort_key
from pricing.catalogue.catalogue import OFFER_COLUMNS, make_offer
from pricing.catalogue.outbox import counter_name_column
from pricing.catalogue.price_history import PRICE_TERM_KEYS, best_offer
from pricing.catalogue.search import CatalogueSearch, LoadedCatalogue, make_hit
from pricing.model.product_columns import NO_AMOUNT
from pricing.store.database import join_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from pricing.catalogue.catalogue import Catalogue, ListedProduct, Offer
    from pricing.catalogue.search import Hit
    from pricing.model.product_columns import ProductColumns

UNSEEN_DAYS = 30
# Each of these has its figures computed, which takes about a millisecond.
MAX_CHANGES = 2_000
_READ_TOGETHER = 500
_NO_PRICE = (NO_AMOUNT, 0, 0, 0)

_SELECT_OFFERS = (
    f"SELECT product_id, currency, {join_names(OFFER_COLUMNS, 'price.{}')}, {{counter}} "
    "FROM price JOIN product ON product.id = product_id WHERE {condition} "
    "ORDER BY product_id, price.source, last_on, price.id"
)
_OF_SOURCES = "(product_id, price.source) IN "
_WITH_NEW_PRICE = (
    f"{_OF_SOURCES} (SELECT product_id, source FROM price WHERE present AND first_on >= ?1)"
)
_NOT_SEEN = (
    f"{_OF_SOURCES} (SELECT product_id, p.source FROM price p JOIN "
    "(SELECT source, date(max(last_on), ?2) AS due FROM price GROUP BY source "
    "HAVING max(last_on) >= ?1) seen ON seen.source = p.source WHERE present AND last_on < due)"
)
_EARLIER = "first_on < ?1 AND product_id IN (SELECT product_id FROM price WHERE first_on >= ?1)"


class ChangeKind(StrEnum):
    """The fate of the price that a source asks for a product, in the order that lists have."""

    ROSE = "rose"
    FELL = "fell"
    NEW = "new"
    NOT_SEEN = "not_seen"


@dataclass(frozen=True, slots=True)
class OfferChange:
    """The price of a product at a source, before a day and now.

    `before` is None if the source stated no price before that day. A price that was not seen lately
    has both, and they are the same.
    """

    product_id: int
    kind: ChangeKind
    currency: str
    before: Offer | None
    now: Offer
    price_before: int | None  # with discount, tax and delivery, in millionths of the currency
    price_now: int

    @property
    def difference(self) -> int | None:
        """The amount by which the price rose or, below 0, fell, in millionths of the currency."""
        return None if self.price_before is None else self.price_now - self.price_before

    @property
    def share(self) -> Fraction | None:
        """The difference as a share of the price before; None where there was none."""
        if not self.price_before:
            return None
        return Fraction(self.price_now - self.price_before, self.price_before)


@dataclass(frozen=True, slots=True)
class ChangedHit:
    """A change with the product at the prices before and now, and its places among safe products.

    A place is None where the product has none: it is unsafe, doubtful, or had no price.
    """

    change: OfferChange
    now: Hit
    before: Hit | None
    place_before: int | None
    place_now: int | None


@dataclass(frozen=True, slots=True)
class ChangeQuery:
    """The changes to find: since a day, of one source or of all.

    `below`, in millionths of the currency, keeps the prices that fell below it. `unseen_days` is
    the time after which a product counts as not seen while its source was.
    """

    since: date
    source: str = ""
    below: int | None = None
    unseen_days: int = UNSEEN_DAYS

    def keeps(self, change: OfferChange) -> bool:
        """Return whether a change is asked for."""
        if self.source and change.now.source != self.source:
            return False
        if self.below is None:
            return True
        was_above = change.price_before is None or change.price_before >= self.below
        is_below = change.price_now < self.below and change.kind is not ChangeKind.NOT_SEEN
        return was_above and is_below


def find_changes(catalogue: Catalogue, query: ChangeQuery) -> list[OfferChange]:
    """Return what changed, by kind: risen and fallen prices with the largest share first.

    Raises:
        UserError: The catalogue cannot be read.
    """
    day, unseen = query.since.isoformat(), f"-{query.unseen_days} days"
    changes: dict[tuple[int, str], OfferChange] = {}
    for offers in _offers_of_sources(catalogue, _WITH_NEW_PRICE, day):
        change = _price_change(offers, query.since)
        if change is not None:
            changes[offers.product_id, change.now.source] = change
    for offers in _offers_of_sources(catalogue, _NOT_SEEN, day, unseen):
        change = _absence(offers)
        changes[offers.product_id, change.now.source] = change
    return sorted(filter(query.keeps, changes.values()), key=_sort_key)


def _sort_key(change: OfferChange) -> tuple[int, Fraction]:
    """Return the key that sorts changes by kind, then by share, the largest first."""
    return list(ChangeKind).index(change.kind), -abs(change.share or Fraction(0))


class _SourceOffers(NamedTuple):
    """The offers of one source for one product, the oldest first."""

    product_id: int
    currency: str
    offers: Sequence[Offer]

    @property
    def current(self) -> Offer:
        return next(offer for offer in reversed(self.offers) if offer.is_current)


def _offers_of_sources(
    catalogue: Catalogue, condition: str, *values: str
) -> Iterator[_SourceOffers]:
    counter = counter_name_column(catalogue.database, "price")
    query = _SELECT_OFFERS.format(condition=condition, counter=counter)
    rows = catalogue.database.fetch_rows(query, values)
    for (product_id, currency, _), group in groupby(rows, key=itemgetter(0, 1, 2)):
        offers = [make_offer(row[2:]) for row in group]
        yield _SourceOffers(int(str(product_id)), str(currency), offers)


def _price_change(found: _SourceOffers, since: date) -> OfferChange | None:
    """Return the change of a source's price since a day, or None if it asks the same as before."""
    now, currency = found.current, found.currency
    earlier = [offer for offer in found.offers if offer.first_on < since]
    price_now = offer_price(now, currency)
    if not earlier:
        return OfferChange(found.product_id, ChangeKind.NEW, currency, None, now, None, price_now)
    price_before = offer_price(earlier[-1], currency)
    if price_now == price_before:
        return None
    kind = ChangeKind.ROSE if price_now > price_before else ChangeKind.FELL
    return OfferChange(found.product_id, kind, currency, earlier[-1], now, price_before, price_now)


def _absence(found: _SourceOffers) -> OfferChange:
    """Return that a source no longer states the price of a product."""
    last, currency = found.current, found.currency
    price = offer_price(last, currency)
    return OfferChange(found.product_id, ChangeKind.NOT_SEEN, currency, last, last, price, price)


def offer_price(offer: Offer, currency: str) -> int:
    """Return what a pack costs with discount, tax and delivery, in millionths of the currency."""
    return net_price(
        offer.price, offer.discount_percent, offer.tax_percent, offer.delivery, currency
    )


# -- figures before and now --------------------------------------------------------------------


def changed_hits(
    catalogue: Catalogue,
    search: CatalogueSearch,
    changes: Sequence[OfferChange],
    since: date,
    most: int = MAX_CHANGES,
) -> list[ChangedHit]:
    """Return the first of the changes, `most` at most, with their products, costs and places.

    Changes of products without the compared mineral are left out.

    Raises:
        UserError: The catalogue cannot be read.
    """
    scenario = search.ranking.scenario
    columns = _columns_before(catalogue, search.ranking.product_columns, since)
    loaded = LoadedCatalogue(catalogue.revision(), columns)
    before = _PricedCatalogue(CatalogueSearch(catalogue, scenario, loaded))
    now = _PricedCatalogue(search)
    hits = (
        _changed_hit(change, product, before, now)
        for change, product in _listed(catalogue, changes)
        if product.values["element"] == scenario.element or "other_minerals" in product.values
    )
    found = islice((hit for hit in hits if hit.now.product.element == scenario.element), most)
    return sorted(
        found, key=lambda hit: (*_sort_key(hit.change), name_sort_key(hit.now.product.product))
    )


def _listed(
    catalogue: Catalogue, changes: Sequence[OfferChange]
) -> Iterator[tuple[OfferChange, ListedProduct]]:
    """Yield the changes with their products, which are read as they are needed."""
    for first in range(0, len(changes), _READ_TOGETHER):
        some = changes[first : first + _READ_TOGETHER]
        products = catalogue.listed_products([change.product_id for change in some])
        by_id = {product.id: product for product in products}
        yield from (
            (change, by_id[change.product_id]) for change in some if change.product_id in by_id
        )


def _changed_hit(
    change: OfferChange, product: ListedProduct, before: _PricedCatalogue, now: _PricedCatalogue
) -> ChangedHit:
    hit = now.hit(product, change.now)
    is_placed = change.kind is not ChangeKind.NOT_SEEN and hit.label_question is None
    return ChangedHit(
        change,
        hit,
        before.hit(product, change.before) if change.before else None,
        before.place_of(product.id) if is_placed else None,
        now.place_of(product.id) if is_placed else None,
    )


def _at_offer(listed: ListedProduct, offer: Offer) -> ListedProduct:
    """Return the product at the price of one of its offers."""
    terms = {key: getattr(offer, key) for key in PRICE_TERM_KEYS}
    price = {"source": offer.source, "priced_on": offer.last_on, **terms}
    return replace(listed, values={**listed.values, **price})


class _PricedCatalogue:
    """The catalogue at the prices of one time, with the places of its safe products."""

    def __init__(self, search: CatalogueSearch) -> None:
        self._ranking = search.ranking
        self._ranked = search.rank_safe()
        ids = search.ranking.product_columns.ids
        self._rows = {int(product_id): row for row, product_id in enumerate(ids)}

    def hit(self, product: ListedProduct, offer: Offer) -> Hit:
        """Return the product at the price of one of its offers."""
        return make_hit(self._ranking, _at_offer(product, offer))

    def place_of(self, product_id: int) -> int | None:
        """Return the place of a product, or None if it has none."""
        row = self._rows.get(product_id)
        return None if row is None else self._ranked.place_of(row)


def _columns_before(catalogue: Catalogue, columns: ProductColumns, since: date) -> ProductColumns:
    """Return the columns at the best prices before a day."""
    terms_before = _best_terms_before(catalogue, since)
    amounts = {key: column.copy() for key, column in columns.amounts.items()}
    for row, product_id in enumerate(columns.ids):
        terms = terms_before.get(int(product_id))
        if terms is not None:
            for key, amount in zip(PRICE_TERM_KEYS, terms, strict=True):
                amounts[key][row] = amount
    return replace(columns, amounts=amounts)


def _best_terms_before(catalogue: Catalogue, since: date) -> dict[int, Sequence[int]]:
    """Return the terms of the best offer before a day of each product with a new price since."""
    day = since.isoformat()
    query = "SELECT DISTINCT product_id FROM price WHERE first_on >= ?"
    ids = catalogue.database.fetch_rows(query, (day,))
    best: dict[int, Sequence[int]] = {int(str(product_id)): _NO_PRICE for (product_id,) in ids}
    earlier = _offers_of_sources(catalogue, _EARLIER, day)
    for (product_id, currency), sources in groupby(earlier, key=itemgetter(0, 1)):
        offers = [_stored_offer(source.offers[-1]) for source in sources]
        best[product_id] = best_offer(offers, currency)[:4]
    return best


def _stored_offer(offer: Offer) -> tuple[int, int, int, int, str, str]:
    terms = offer.price, offer.discount_percent, offer.tax_percent, offer.delivery
    return (*terms, offer.last_on.isoformat(), offer.source)

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
from pricing.quantities.amounts import MONEY
from pricing.store.database import join_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from pricing.calculation.figures import Figures
    from pricing.catalogue.catalogue import Catalogue, ListedProduct, Offer
    from pricing.catalogue.search import Hit

UNSEEN_DAYS = 30
MONTHLY_COST_KEY = "monthly_cost"
# Each of these has its figures computed, which takes about a millisecond.
MAX_CHANGES = 2_000
_READ_TOGETHER = 500
_NO_PRICE = (NO_AMOUNT, 0, 0, 0)

_SELECT_OFFERS = (
    f"SELECT product_id, currency, {join_names(OFFER_COLUMNS, 'price.{}')}, {{counter}} "
    "FROM price JOIN product ON product.id = product_id WHERE {condition} "
    "ORDER BY product_id, price.source, last_on, price.id"
)
# The price that its source stated last before the day.
_IS_BEFORE = (
    "price.id = (SELECT e.id FROM price e WHERE e.product_id = price.product_id "
    "AND e.source = price.source AND e.first_on < ?1 ORDER BY e.last_on DESC, e.id DESC LIMIT 1)"
)
_WITH_NEW_PRICE = (
    "(product_id, price.source) IN (SELECT product_id, source FROM price "
    f"WHERE present AND first_on >= ?1) AND (present OR {_IS_BEFORE})"
)
# The day from which on each source has to have stated a price that is seen.
_DUE = (
    "(SELECT source, date(max(last_on), ?2) AS due FROM price GROUP BY source "
    "HAVING max(last_on) >= ?1)"
)
_NOT_SEEN = (
    "price.id IN (SELECT p.id FROM price p JOIN "
    f"{_DUE} seen ON seen.source = p.source WHERE present AND last_on < due)"
)
_EARLIER = f"product_id IN (SELECT product_id FROM price WHERE first_on >= ?1) AND {_IS_BEFORE}"
# The prices that are seen of the products that have one which is not.
_STILL_SEEN = (
    f"present AND NOT {_NOT_SEEN} AND product_id IN "
    f"(SELECT product_id FROM price WHERE {_NOT_SEEN})"
)
_SELECT_UNSEEN_IDS = f"SELECT DISTINCT product_id FROM price WHERE {_NOT_SEEN}"


class ChangeKind(StrEnum):
    """The fate of the price that a source asks for a product, in the order that lists have."""

    ROSE = "rose"
    FELL = "fell"
    NEW = "new"
    NOT_SEEN = "not_seen"


_KINDS = tuple(ChangeKind)


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
    """A change with the product at its price now, the month's cost before, and its places.

    The places are those of the two prices among the best ones of the other safe products. One is
    None where the product has none: it is unsafe, doubtful, or had no price. A product that is not
    seen has none now.
    """

    change: OfferChange
    now: Hit
    monthly_cost_before: Fraction | None
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

    @property
    def days(self) -> tuple[str, str]:
        """The first day, and what takes a day to the last one on which it is not yet due."""
        return self.since.isoformat(), f"-{self.unseen_days} days"

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
    changes: dict[tuple[int, str], OfferChange] = {}
    for offers in _offers_of_sources(catalogue, _WITH_NEW_PRICE, query.days[0]):
        change = _price_change(offers, query.since)
        if change is not None:
            changes[offers.product_id, change.now.source] = change
    for offers in _offers_of_sources(catalogue, _NOT_SEEN, *query.days):
        change = _absence(offers)
        changes[offers.product_id, change.now.source] = change
    return sorted(filter(query.keeps, changes.values()), key=_sort_key)


def _sort_key(change: OfferChange) -> tuple[int, float, Fraction]:
    """Return the key that sorts changes by kind, then by share, the largest first.

    Where doubles differ, they differ as the shares do, and take less time.
    """
    share = -abs(change.share or Fraction(0))
    return _KINDS.index(change.kind), float(share), share


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
    query: ChangeQuery,
    most: int = MAX_CHANGES,
) -> list[ChangedHit]:
    """Return the first of the changes, `most` at most, with their products, costs and places.

    Changes of products without the compared mineral are left out.

    Raises:
        UserError: The catalogue cannot be read.
    """
    scenario = search.ranking.scenario
    before = _places_at(catalogue, search, _best_terms_before(catalogue, query))
    now = _places_at(catalogue, search, _best_terms_seen(catalogue, query))
    hits = (
        _changed_hit(change, make_hit(search.ranking, _at_offer(product, change.now)), before, now)
        for change, product in _listed(catalogue, changes)
        if product.values["element"] == scenario.element or "other_minerals" in product.values
    )
    found = islice((hit for hit in hits if hit.now.product.element == scenario.element), most)
    return sorted(found, key=_order_of_hits)


def _order_of_hits(hit: ChangedHit) -> tuple[object, ...]:
    """Return the key that sorts changes of one kind and share by their places, then by name."""
    place = hit.place_now is None, hit.place_now or 0
    return (*_sort_key(hit.change), *place, name_sort_key(hit.now.product.product))


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


def _changed_hit(change: OfferChange, hit: Hit, before: _Places, now: _Places) -> ChangedHit:
    figures_before = _figures_before(change, hit)
    cost_before = figures_before.number(MONTHLY_COST_KEY) if figures_before else None
    places: tuple[int | None, int | None] = None, None
    if change.kind is not ChangeKind.NOT_SEEN and hit.label_question is None:
        places = (
            before.at(change.product_id, change.before, figures_before),
            now.at(change.product_id, change.now, hit.figures),
        )
    return ChangedHit(change, hit, cost_before, *places)


def _figures_before(change: OfferChange, hit: Hit) -> Figures | None:
    """Return the figures at the price before, or None if there was none to compare."""
    if not change.price_before or hit.figures.number(MONTHLY_COST_KEY) is None:
        return None
    if change.price_before == change.price_now:
        return hit.figures
    return hit.figures.with_input("pack_price", MONEY.to_fraction(change.price_before))


def _at_offer(listed: ListedProduct, offer: Offer) -> ListedProduct:
    """Return the product at the price of one of its offers."""
    terms = {key: getattr(offer, key) for key in PRICE_TERM_KEYS}
    price = {"source": offer.source, "priced_on": offer.last_on, **terms}
    return replace(listed, values={**listed.values, **price})


class _Places:
    """The places among the safe products of a catalogue at the prices of one time."""

    def __init__(self, search: CatalogueSearch) -> None:
        self._ranked = search.rank_safe()
        columns = search.ranking.product_columns
        self._amounts = columns.amounts
        self._rows = {int(product_id): row for row, product_id in enumerate(columns.ids)}

    def at(self, product_id: int, offer: Offer | None, figures: Figures | None) -> int | None:
        """Return the place of a product at one of its offers, or None if it has none."""
        row = self._rows.get(product_id)
        if row is None or offer is None or figures is None:
            return None
        if all(self._amounts[key][row] == getattr(offer, key) for key in PRICE_TERM_KEYS):
            return self._ranked.place_of(row)  # it is the best one
        return self._ranked.place_at(row, figures)


def _places_at(
    catalogue: Catalogue, search: CatalogueSearch, terms: Mapping[int, Sequence[int]]
) -> _Places:
    """Return the places if some products have other prices than their best ones."""
    if not terms:
        return _Places(search)
    columns = search.ranking.product_columns
    amounts = {key: column.copy() for key, column in columns.amounts.items()}
    for row, product_id in enumerate(columns.ids):
        if int(product_id) in terms:
            for key, amount in zip(PRICE_TERM_KEYS, terms[int(product_id)], strict=True):
                amounts[key][row] = amount
    loaded = LoadedCatalogue(search.loaded.revision, replace(columns, amounts=amounts))
    return _Places(CatalogueSearch(catalogue, search.ranking.scenario, loaded))


def _best_terms_before(catalogue: Catalogue, query: ChangeQuery) -> dict[int, Sequence[int]]:
    """Return the terms of the best offer before a day of each product with a new price since."""
    day = query.since.isoformat()
    select = "SELECT DISTINCT product_id FROM price WHERE first_on >= ?"
    best = _without_price(catalogue, select, day)
    return best | _best_terms(catalogue, _EARLIER, day)


def _best_terms_seen(catalogue: Catalogue, query: ChangeQuery) -> dict[int, Sequence[int]]:
    """Return the terms of the best offer that is seen of each product with one that is not."""
    best = _without_price(catalogue, _SELECT_UNSEEN_IDS, *query.days)
    return best | _best_terms(catalogue, _STILL_SEEN, *query.days) if best else {}


def _without_price(catalogue: Catalogue, query: str, *values: str) -> dict[int, Sequence[int]]:
    ids = catalogue.database.fetch_rows(query, values)
    return {int(str(product_id)): _NO_PRICE for (product_id,) in ids}


def _best_terms(catalogue: Catalogue, condition: str, *values: str) -> dict[int, Sequence[int]]:
    found = _offers_of_sources(catalogue, condition, *values)
    return {
        int(str(product_id)): best_offer(
            [_stored_offer(source.offers[-1]) for source in sources], str(currency)
        )[:4]
        for (product_id, currency), sources in groupby(found, key=itemgetter(0, 1))
    }


def _stored_offer(offer: Offer) -> tuple[int, int, int, int, str, str]:
    terms = offer.price, offer.discount_percent, offer.tax_percent, offer.delivery
    return (*terms, offer.last_on.isoformat(), offer.source)

"""Prices that are taken back, as every counter that shares the catalogue applies them.

The catalogue is then as if nobody had stated the price on those days. It remembers what was taken
back, so that another counter's statement from before, which arrives later, does not restore it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pricing.catalogue.matching import (
    LABEL_KEYS,
    MATCH_CONDITIONS,
    form_name,
    name_keys,
    ndc_digits,
)
from pricing.catalogue.outbox import act_time, numbered_act_id
from pricing.catalogue.price_history import PRICE_TERM_KEYS, remove_observations, update_offers
from pricing.catalogue.several_codes import IdentifyingCodes
from pricing.model.row_batch import RowBatch
from pricing.store.database import join_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pricing.model.columns import BaseValue
    from pricing.store.database import Database, SqlValue

    Values = Mapping[str, BaseValue]

_TERMS = join_names(PRICE_TERM_KEYS)
_HAS_PRICE = (
    f"EXISTS (SELECT 1 FROM price c WHERE c.product_id = p.id AND ({_TERMS}) = (?, ?, ?, ?) "
    "AND c.source = ? AND c.first_on <= ? AND c.last_on >= ?)"
)
_ARRIVING = "(SELECT ? AS gtin, ? AS ndc_key, ? AS name_key, ? AS pack_units) a"
_HAS_LABEL = f"({join_names(LABEL_KEYS, 'p.{}')}) IS ({join_names('?' * len(LABEL_KEYS))})"
# By each of what identifies a product: one that has the price comes first, then the very label.
_FIND = (
    f"SELECT p.id, {_HAS_PRICE} AS has_price, {_HAS_LABEL} AS has_label FROM {_ARRIVING} "
    "JOIN product p ON p.currency IN (?, '') AND {} "
    "ORDER BY has_price DESC, has_label DESC, p.id LIMIT 1"
)
_FIND_BY_KEY = tuple(map(_FIND.format, MATCH_CONDITIONS.values()))
_FIND_BY_LABEL = _FIND.format("has_price AND has_label")
_INSERT_MARK = (
    f"INSERT INTO withdrawn (product_id, source, currency, {_TERMS}, first_on, last_on, act) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
# The days on which a withdrawal of the same time or later takes the same price back.
_SELECT_LATER_DAYS = (
    "SELECT first_on, last_on FROM withdrawn WHERE product_id = ? AND source = ? AND currency = ? "
    f"AND ({_TERMS}) = (?, ?, ?, ?) AND first_on <= ? AND last_on >= ? AND act >= ? "
    "ORDER BY first_on"
)
_HAS_MARKS = "SELECT EXISTS (SELECT 1 FROM withdrawn)"
_FROM_TAKEN_BACK = (
    "FROM arriving a JOIN withdrawn w ON w.product_id = a.product_id AND w.source = a.source "
    f"AND w.currency = a.currency AND ({join_names(PRICE_TERM_KEYS, 'w.{}')}) = "
    f"({join_names(PRICE_TERM_KEYS, 'a.{}')}) WHERE NOT a.fresh "
    "AND a.priced_on BETWEEN w.first_on AND w.last_on AND w.act >= ?"
)
HAS_TAKEN_BACK = f"SELECT EXISTS (SELECT 1 {_FROM_TAKEN_BACK.replace('?', repr(''))})"
_IS_TAKEN_BACK = (
    f"SELECT EXISTS (SELECT 1 FROM withdrawn WHERE product_id = ? AND ({_TERMS}) = (?, ?, ?, ?) "
    "AND source = ? AND currency = ? AND ? BETWEEN first_on AND last_on) "
    f"AND NOT {_HAS_PRICE.replace('p.id', '?')}"
)
_SELECT_TAKEN_BACK = f"SELECT DISTINCT a.place, a.product_id {_FROM_TAKEN_BACK} ORDER BY a.place"
_BLANK_PRICE = "UPDATE arriving SET price = NULL WHERE place = ?"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A price that is taken back. `values` are those of a row of a list, as it was last seen."""

    values: Values
    first_on: date

    @property
    def terms(self) -> tuple[int, int, int, int]:
        """The price, its discount, its tax and its delivery, in base units."""
        price, *others = (int(str(self.values.get(key, 0))) for key in PRICE_TERM_KEYS)
        discount, tax, delivery = others
        return price, discount, tax, delivery

    @property
    def label(self) -> Values:
        """The row of a list that states its product and no price."""
        return {key: self.values[key] for key in (*LABEL_KEYS, "source") if key in self.values}

    @property
    def last_on(self) -> date:
        """The last day on which the price was seen."""
        return date.fromisoformat(str(self.values["priced_on"]))

    def days(self, latest: date) -> tuple[str, str]:
        """Return the first and the last day, of which none is later than the latest."""
        return min(self.first_on, latest).isoformat(), min(self.last_on, latest).isoformat()


def withdraw(database: Database, withdrawal: Withdrawal, act: str, latest: date) -> int | None:
    """Take a price back inside the open transaction, and return its product if it was there.

    `act` is the id of the act that takes it back. A later day than `latest` counts as that day.
    What was stated again after a later withdrawal stays.
    """
    days = withdrawal.days(latest)
    product_id = find_priced_product(database, withdrawal, days)
    if product_id is None:
        return None
    source, currency = (str(withdrawal.values.get(key, "")) for key in ("source", "currency"))
    price = (product_id, source, currency, *withdrawal.terms)
    later = database.fetch_rows(_SELECT_LATER_DAYS, (*price, days[1], days[0], _same_time(act)))
    database.execute(_INSERT_MARK, (*price, *days, act))
    removed = [
        remove_observations(database, product_id, source, withdrawal.terms, each)
        for each in days_without(days, [(str(first), str(last)) for first, last in later])
    ]
    return product_id if any(removed) else None


def is_of_known_product(database: Database, withdrawal: Withdrawal, latest: date) -> bool:
    """Return whether the catalogue has the product of a price that is taken back."""
    return find_priced_product(database, withdrawal, withdrawal.days(latest)) is not None


def _same_time(act: str) -> str:
    """Return the first id of an act of the same time. Who sends an act again gives it another id.

    >>> _same_time("0188c909-2600-7123-8000-000100000000")
    '0188c909-2600-7000-8000-000000000000'
    """
    return numbered_act_id(act_time(act), 0)


def days_without(
    days: tuple[str, str], later: Sequence[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Yield the days that later ones leave, which stand in their order.

    >>> list(days_without(("2026-06-01", "2026-06-09"), [("2026-06-03", "2026-06-04")]))
    [('2026-06-01', '2026-06-02'), ('2026-06-05', '2026-06-09')]
    """
    first, last = days
    for later_first, later_last in later:
        if first < later_first:
            yield first, _day_after(later_first, -1)
        first = max(first, _day_after(later_last, 1))
    if first <= last:
        yield first, last


def _day_after(day: str, count: int) -> str:
    return (date.fromisoformat(day) + timedelta(count)).isoformat()


def find_priced_product(
    database: Database, withdrawal: Withdrawal, days: tuple[str, str]
) -> int | None:
    """Return the product of a price: one that has it comes first, then the very label."""
    asked = _asked(database, withdrawal, days)
    # A product may state the code of another one, whose price can be the same. So the label counts
    # more than the code. To compare all labels takes long.
    found = [row for query in _FIND_BY_KEY for row in database.fetch_rows(query, asked)]
    if not any(has_price for _, has_price, _ in found):
        found = database.fetch_rows(_FIND_BY_LABEL, asked) or found
    return _best_found(found)


def find_by_key(database: Database, withdrawal: Withdrawal, days: tuple[str, str]) -> int | None:
    """Return the product of a price by its codes or its name, which takes no time."""
    asked = _asked(database, withdrawal, days)
    return _best_found([row for query in _FIND_BY_KEY for row in database.fetch_rows(query, asked)])


def _best_found(found: Sequence[Sequence[SqlValue]]) -> int | None:
    ranked = sorted(found, key=lambda row: row[1:], reverse=True)  # type: ignore[arg-type,return-value]
    return int(str(ranked[0][0])) if ranked else None


def _asked(
    database: Database, withdrawal: Withdrawal, days: tuple[str, str]
) -> tuple[SqlValue, ...]:
    """Return what the queries ask for that find the product of a price."""
    values = withdrawal.values
    rows = RowBatch.from_rows([values])
    forms, elements = (map(str, rows.column(key, "")) for key in ("form", "element"))
    (name_key,) = name_keys(rows, list(map(form_name, forms, elements)))
    upc, ndc = (str(values.get(key, "")) for key in ("upc", "ndc"))
    gtin = IdentifyingCodes(database).gtins((upc,))[upc] if upc else None
    return (
        *withdrawal.terms, str(values.get("source", "")), days[1], days[0],
        *(stored_value(values.get(key)) for key in LABEL_KEYS),
        gtin, ndc_digits(ndc) if ndc else None, name_key, stored_value(values.get("pack_units")),
        str(values.get("currency", "")),
    )  # fmt: skip


def product_without_price(database: Database, values: Values) -> int | None:
    """Return the product of a row whose price was taken back and not stated again, or None."""
    ((has_marks,),) = database.fetch_rows(_HAS_MARKS)
    day = values.get("priced_on")
    if not has_marks or not isinstance(day, date) or "price" not in values:
        return None
    price = Withdrawal(values, day)
    days = price.days(day)
    product_id = find_priced_product(database, price, days)
    if product_id is None:
        return None
    source, currency = (str(values.get(key, "")) for key in ("source", "currency"))
    asked = (
        *(product_id, *price.terms, source, currency, days[0]),
        *(product_id, *price.terms, source, days[1], days[0]),
    )
    ((is_taken_back,),) = database.fetch_rows(_IS_TAKEN_BACK, asked)
    return product_id if is_taken_back else None


def stored_value(value: BaseValue | None) -> SqlValue:
    """Return a value of a row as the catalogue keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def blank_taken_back_prices(database: Database, act: str) -> tuple[int, ...]:
    """Blank the staged prices that a later act has taken back, and return their products."""
    ((has_marks,),) = database.fetch_rows(_HAS_MARKS)
    if not has_marks or not act:
        return ()
    found = database.fetch_rows(_SELECT_TAKEN_BACK, (act,))
    database.execute_many(_BLANK_PRICE, [(place,) for place, _ in found])
    return tuple(dict.fromkeys(int(str(product_id)) for _, product_id in found))


def settle_blanked_products(database: Database, product_ids: tuple[int, ...]) -> None:
    """Give products whose prices were blanked their best offers, or none."""
    for product_id in product_ids:
        update_offers(database, product_id)

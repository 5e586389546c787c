"""Finds what a catalogue already has of another one: to state that again would change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.catalogue.matching import LABEL_KEYS
from pricing.catalogue.outbox import TIME_LENGTH, WITHDRAWN_FROM
from pricing.catalogue.price_history import PRICE_TERM_KEYS
from pricing.catalogue.several_codes import merge_codes
from pricing.catalogue.withdrawals import Withdrawal, find_by_key, stored_value
from pricing.store.database import join_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pricing.model.columns import BaseValue
    from pricing.store.database import Database, SqlValue

    Values = Mapping[str, BaseValue]

_TERMS = join_names(PRICE_TERM_KEYS)
_SELECT_CURRENCIES = "SELECT DISTINCT currency FROM product"
_SELECT_LABEL = f"SELECT {join_names(LABEL_KEYS)} FROM product WHERE id = ?"
_HAS_PRICE = (
    f"SELECT EXISTS (SELECT 1 FROM price WHERE product_id = ? AND ({_TERMS}) = (?, ?, ?, ?) "
    "AND source = ? AND ? BETWEEN first_on AND last_on)"
)
_HAS_TAKEN_BACK = (
    f"SELECT EXISTS (SELECT 1 FROM withdrawn WHERE product_id = ? AND ({_TERMS}) = (?, ?, ?, ?) "
    "AND source = ? AND currency = ? AND ? BETWEEN first_on AND last_on)"
)
_HAS_WITHDRAWAL = (
    f"SELECT EXISTS (SELECT 1 FROM withdrawn WHERE product_id = ? AND ({_TERMS}) = (?, ?, ?, ?) "
    "AND source = ? AND currency = ? AND last_on = ? AND first_on = ? AND substr(act, 1, ?) = ?)"
)
_SELECT_LAST_OF_DAY = (
    f"SELECT {_TERMS} FROM price WHERE product_id = ? AND source = ? AND last_on = ? "
    "ORDER BY id DESC LIMIT 1"
)


def has_stated(database: Database, values: Values, act: str) -> bool:
    """Return whether a catalogue has an observation, in a longer period or a fuller label too.

    A price that the catalogue has taken back counts as well, because it would stay so. `act` is
    the act of a withdrawal, or what took a price back before it was stated again, which then has
    to be stated with it.
    """
    if WITHDRAWN_FROM in values:
        return _has_withdrawal(database, values, act)
    if "price" not in values:
        return any(
            _has_label(database, {**values, "currency": str(currency)})
            for (currency,) in database.fetch_rows(_SELECT_CURRENCIES)
        )
    return not act and _has_price(database, values)


def _has_price(database: Database, values: Values) -> bool:
    product_id = find_product(database, values)
    return (
        product_id is not None
        and _includes_label(database, product_id, values)
        and has_price_of_product(database, values)
    )


def has_price_of_product(database: Database, values: Values) -> bool:
    """Return whether a catalogue has a price, or has taken it back, whatever label it knows."""
    day = str(stored_value(values["priced_on"]))
    product_id, price = _product_and_price(database, values, day)
    taken_back = (product_id, *price, str(values["currency"]), day)
    return _is_true(database, _HAS_PRICE, (product_id, *price, day)) or _is_true(
        database, _HAS_TAKEN_BACK, taken_back
    )


def terms_without(log: Database, values: Values) -> Values | None:
    """Return the price that counts if a log never gets a withdrawal or a correction, or None.

    `log` is a replica of the log.
    """
    day = str(stored_value(values["priced_on"]))
    product_id, price = _product_and_price(log, values, day)
    if WITHDRAWN_FROM in values:
        has_price = _is_true(log, _HAS_PRICE, (product_id, *price, day))
        return {} if has_price else None
    *terms, source = price
    last = log.fetch_rows(_SELECT_LAST_OF_DAY, (product_id, source, day))
    if not last or last[0] == tuple(terms):
        return None
    return dict(zip(PRICE_TERM_KEYS, last[0], strict=True))  # type: ignore[arg-type] # numbers


def _has_withdrawal(database: Database, values: Values, act: str) -> bool:
    day = str(stored_value(values["priced_on"]))
    product_id, price = _product_and_price(database, values, day)
    asked = (
        *(product_id, *price, str(values["currency"]), day),
        *(stored_value(values[WITHDRAWN_FROM]), TIME_LENGTH, act[:TIME_LENGTH]),
    )
    return product_id is not None and _is_true(database, _HAS_WITHDRAWAL, asked)


def find_product(database: Database, values: Values) -> int | None:
    """Return the product of a price by its codes or its name."""
    product_id, _ = _product_and_price(database, values, str(stored_value(values["priced_on"])))
    return product_id


def _has_label(database: Database, values: Values) -> bool:
    product_id, _ = _product_and_price(database, values, "")
    return product_id is not None and _includes_label(database, product_id, values)


def _product_and_price(
    database: Database, values: Values, day: str
) -> tuple[int | None, tuple[SqlValue, ...]]:
    price = Withdrawal(values, values.get("priced_on"))  # type: ignore[arg-type] # of one day
    product_id = find_by_key(database, price, (day, day))
    return product_id, (*price.terms, str(values.get("source", "")))


def _includes_label(database: Database, product_id: int, values: Values) -> bool:
    """Return whether the label of a product says all that a row says."""
    (label,) = database.fetch_rows(_SELECT_LABEL, (product_id,))
    return all(
        stated is None or stated == known or (key == "upc" and _includes_codes(known, stated))
        for key, known in zip(LABEL_KEYS, label, strict=True)
        for stated in (stored_value(values.get(key)),)
    )


def _includes_codes(known: SqlValue, stated: SqlValue) -> bool:
    codes = str(known or "")
    return codes != "" and str(stated) in codes and merge_codes(codes, str(stated)) == codes


def _is_true(database: Database, query: str, values: tuple[SqlValue, ...]) -> bool:
    ((is_true,),) = database.fetch_rows(query, values)
    return bool(is_true)

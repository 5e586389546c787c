"""Wrong prices, which a user takes back, and states again if that was a mistake."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pricing.catalogue.outbox import WITHDRAWN_FROM, recorded_withdrawal
from pricing.catalogue.price_history import PRICE_TERM_KEYS
from pricing.catalogue.revisions import record_import
from pricing.catalogue.withdrawals import Withdrawal, product_without_price, withdraw
from pricing.model.columns import PRICE_KEYS
from pricing.model.row_batch import RowBatch
from pricing.problems.errors import ProblemKind, UserError
from pricing.quantities.dates import latest_day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pricing.catalogue.catalogue import Catalogue, Offer
    from pricing.model.columns import BaseValue


def take_back_price(catalogue: Catalogue, product_id: int, offer: Offer) -> Withdrawal:
    """Take back a price of a product, on all days of its period.

    Raises:
        UserError: The price is no longer there, or the file cannot be written.
    """
    database = catalogue.database
    with database.transaction():
        values = _row_at(catalogue, product_id, offer)
        withdrawal = Withdrawal(values, offer.first_on)
        body = {**values, WITHDRAWN_FROM: offer.first_on}
        with recorded_withdrawal(database, json.dumps(body, default=str)) as act:
            if withdraw(database, withdrawal, act, latest_day()) != product_id:
                raise UserError(ProblemKind.NO_SUCH_PRICE)
        record_import(database, offer.source, 0, 0)
    return withdrawal


def _row_at(catalogue: Catalogue, product_id: int, offer: Offer) -> Mapping[str, BaseValue]:
    """Return the row of a list that states a price of a product on its last day."""
    listed = catalogue.listed_products([product_id])
    if not listed:
        raise UserError(ProblemKind.NO_SUCH_PRICE)
    terms = {key: getattr(offer, key) for key in PRICE_TERM_KEYS}
    return {**listed[0].values, **terms, "source": offer.source, "priced_on": offer.last_on}


def prices_instead(
    catalogue: Catalogue, rows: Mapping[int, Mapping[str, BaseValue]]
) -> dict[int, Mapping[str, BaseValue]]:
    """Return what `price_instead` gives for the rows whose price was taken back, by their keys.

    Raises:
        UserError: The file cannot be read.
    """
    query = "SELECT DISTINCT price, currency, source FROM withdrawn"
    taken_back = set(catalogue.database.fetch_rows(query))
    found = {
        key: price_instead(catalogue, values)
        for key, values in rows.items()
        if tuple(values.get(name) for name in ("price", "currency", "source")) in taken_back
    }
    return {key: price for key, price in found.items() if price is not None}


def price_instead(
    catalogue: Catalogue, values: Mapping[str, BaseValue]
) -> Mapping[str, BaseValue] | None:
    """Return the price for a row whose own was taken back, or None if it still counts.

    It is the best price that the catalogue has in the row's currency, with its source. Without
    one, only the currency is left.

    Raises:
        UserError: The file cannot be read.
    """
    product_id = product_without_price(catalogue.database, values)
    if product_id is None:
        return None
    currency = {"currency": values["currency"]}
    for listed in catalogue.listed_products([product_id]):
        if "price" in listed.values and listed.values["currency"] == values["currency"]:
            keys = (*PRICE_KEYS, "source")
            return {key: listed.values[key] for key in keys if key in listed.values}
    return currency


def state_price_again(catalogue: Catalogue, withdrawal: Withdrawal) -> None:
    """State a price again that was taken back.

    Raises:
        UserError: The file cannot be written.
    """
    values = withdrawal.values
    days = dict.fromkeys((withdrawal.first_on, withdrawal.last_on))
    rows = [{**values, "priced_on": day} for day in days]
    catalogue.import_rows([RowBatch.from_rows(rows)], str(values["source"]), withdrawal.last_on)

"""Prices that others stated after a withdrawal, which waits here and did not know them."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING

from pricing.catalogue.outbox import WITHDRAWN_FROM, change_act, own_counter, waiting_acts
from pricing.catalogue.withdrawals import Withdrawal, days_without, find_priced_product
from pricing.sharing.observations import decoded_body, read_bodies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pricing.model.row_batch import RowBatch
    from pricing.sharing.observations import LoggedAct
    from pricing.store.database import Database


def spare_later_prices(database: Database, acts: Iterable[LoggedAct]) -> tuple[str, ...]:
    """Leave out of the withdrawals that wait each day on which others stated their price later.

    Return the JSON of what is left out, on the days on which it was to be taken back.

    The acts are those of the log that were joined just now, inside the open transaction. The id of
    a withdrawal is later than all that its counter knew. So it knew of none that is later.
    """
    own, spared = own_counter(database), []
    others = [act for act in acts if act.counter != own]
    for waiting in [act for act in waiting_acts(database) if act.takes_back] if others else ():
        later = [act for act in others if act.counted_id > waiting.id]
        parts = [(body, tuple(_left(database, body, later))) for body in waiting.bodies]
        changed = [body for body, left in parts if left != (body,)]
        if changed:
            bodies = tuple(chain.from_iterable(left for _, left in parts))
            change_act(database, waiting.id, bodies)
            spared += changed
    return tuple(spared)


def _left(database: Database, body: str, later: Sequence[LoggedAct]) -> Iterator[str]:
    """Yield what is left of a withdrawal beside the prices that were stated later."""
    spared = [
        day
        for withdrawal in read_bodies([body]).withdrawals
        for act in later
        for day in _days_stated(database, withdrawal, act)
    ]
    if not spared:
        yield body
        return
    stated = decoded_body(body)
    days = (str(stated[WITHDRAWN_FROM]), str(stated["priced_on"]))
    for first, last in days_without(days, [(day, day) for day in sorted(spared)]):
        yield json.dumps({**stated, WITHDRAWN_FROM: first, "priced_on": last})


def _days_stated(database: Database, withdrawal: Withdrawal, act: LoggedAct) -> Iterator[str]:
    """Yield each day of a withdrawal on which an act states the price that it takes back."""
    for stated in act.stated:
        for values in _with_price_of(withdrawal, stated.rows).rows():
            day = min(values["priced_on"], act.latest)
            price = Withdrawal(values, day)  # type: ignore[arg-type] # a date too
            is_of_its_days = withdrawal.first_on <= price.first_on <= withdrawal.last_on
            if is_of_its_days and _is_same(database, withdrawal, price):
                yield price.first_on.isoformat()


def _with_price_of(withdrawal: Withdrawal, rows: RowBatch) -> RowBatch:
    """Return the rows with the price, the source and the currency of a withdrawal."""
    keys = ("price", "source", "currency")
    asked = tuple(withdrawal.values.get(key) for key in keys)
    return rows.select_rows(
        [each == asked for each in zip(*(rows.column(key) for key in keys), strict=True)]
    )


def _is_same(database: Database, withdrawal: Withdrawal, price: Withdrawal) -> bool:
    """Return whether a withdrawal is about the price of a row, and about its product."""
    if price.terms != withdrawal.terms:
        return False
    products = {
        find_priced_product(database, each, each.days(each.last_on)) for each in (withdrawal, price)
    }
    return len(products) == 1

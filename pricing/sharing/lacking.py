"""The words for what a log lacks: of each kind a count and the first of them, with their prices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.catalogue.content import correction_ids
from pricing.catalogue.holding import terms_without
from pricing.catalogue.outbox import WITHDRAWN_FROM, own_counter
from pricing.quantities.amounts import MONEY
from pricing.quantities.currencies import price_text
from pricing.sharing.state import Lacking

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pricing.catalogue.content import HeldObservation
    from pricing.model.columns import BaseValue
    from pricing.store.database import Database

    Values = Mapping[str, BaseValue]
    Held = Sequence[tuple[HeldObservation, Values]]

# So many of each kind are named.
_MOST_NAMED = 3
_MOST_LETTERS = 60


def describe_lacking(database: Database, replica: Database, held: Held) -> Lacking:
    """Return in words what a catalogue holds and a replica of the log lacks.

    A price that corrects another one of its day is no further price, but a correction.
    """
    first: dict[object, tuple[HeldObservation, Values]] = {}
    for each, values in held:
        first.setdefault(each.thing, (each, values))
    things = tuple(first.values())
    corrections = correction_ids(database) if things else frozenset()
    kinds: dict[str, list[str]] = {
        key: [] for key in ("prices", "corrections", "labels", "withdrawals")
    }
    for each, values in things:
        kinds[_kind_of(each, values, corrections)].append(_name(values))
    own = own_counter(database)
    return Lacking(
        len(things),
        {
            **{key: _first_of(names) for key, names in kinds.items()},
            "own": f"{sum(each.counter == own for each, _ in things):,}",
            "back": _first_of(list(_restored(replica, things, corrections))),
        },
    )


def _kind_of(held: HeldObservation, values: Values, corrections: frozenset[int]) -> str:
    if WITHDRAWN_FROM in values:
        return "withdrawals"
    if not held.is_price:
        return "labels"
    return "corrections" if held.id in corrections else "prices"


def _restored(replica: Database, things: Held, corrections: frozenset[int]) -> Iterator[str]:
    """Yield the prices of the log that count again without its withdrawals and corrections."""
    for each, values in things:
        if WITHDRAWN_FROM in values or (each.is_price and each.id in corrections):
            terms = terms_without(replica, values)
            if terms is not None:
                yield _name({**values, **terms})


def _name(values: Values) -> str:
    """Return a product, with its price, the source and the day if it has one."""
    name = str(values.get("product", ""))
    product = f"“{name}”" if len(name) <= _MOST_LETTERS else f"“{name[:_MOST_LETTERS]}…”"
    if "price" not in values:
        return product
    currency = str(values["currency"])
    price = price_text(MONEY.text(int(str(values["price"]))), currency)
    return f"{product} {price} {currency}, {values['source']}, {values['priced_on']}"


def _first_of(names: Sequence[str]) -> str:
    """Return the number of some things and the first of them, or 0."""
    if not names:
        return "0"
    rest = len(names) - _MOST_NAMED
    shown = "; ".join(names[:_MOST_NAMED]) + (f"; {rest:,} more" if rest > 0 else "")
    return f"{len(names):,} ({shown})"

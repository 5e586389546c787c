"""The words for what a log lacks: of each kind a count and the first of them, with their prices."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from pricing.catalogue.content import correction_ids
from pricing.catalogue.holding import has_price_of_product, terms_without
from pricing.catalogue.matching import LABEL_KEYS
from pricing.catalogue.outbox import own_counter
from pricing.quantities.amounts import MONEY
from pricing.quantities.currencies import price_text
from pricing.sharing.state import Lacking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pricing.catalogue.content import HeldObservation
    from pricing.model.columns import BaseValue
    from pricing.store.database import Database

    Values = Mapping[str, BaseValue]
    ValuesOf = Callable[[HeldObservation], Values]

# So many of each kind are named.
_MOST_NAMED = 3
_MOST_LETTERS = 60
_KINDS = ("prices", "corrections", "labels", "withdrawals")


def describe_lacking(
    database: Database, replica: Database, held: Iterable[HeldObservation], values_of: ValuesOf
) -> Lacking:
    """Return in words what a catalogue holds and a replica of the log lacks.

    A price that corrects another one of its day is no further price, but a correction. Of one that
    the log has already, it lacks the label.
    """
    things: dict[object, HeldObservation] = {}
    for each in held:
        things.setdefault(each.thing, each)
    corrections = correction_ids(database) if things else frozenset()
    kinds: dict[str, list[Values]] = {kind: [] for kind in _KINDS}
    for each in things.values():
        values = values_of(each)
        kind = _kind_of(each, corrections)
        if kind == "prices" and _lacks_label_alone(replica, each, values):
            kind, values = "labels", {key: values[key] for key in LABEL_KEYS if key in values}
        if kind != "labels" or values not in kinds[kind]:
            kinds[kind].append(values)
    restored = list(_restored(replica, (*kinds["withdrawals"], *kinds["corrections"])))
    own = own_counter(database)
    return Lacking(
        len(things),
        {
            **{kind: _first_of(len(found), found) for kind, found in kinds.items()},
            "own": f"{sum(each.counter == own for each in things.values()):,}",
            "back": _first_of(len(restored), restored),
        },
    )


def _kind_of(held: HeldObservation, corrections: frozenset[int]) -> str:
    if held.is_withdrawal:
        return "withdrawals"
    if not held.is_price:
        return "labels"
    return "corrections" if held.id in corrections else "prices"


def _lacks_label_alone(replica: Database, held: HeldObservation, values: Values) -> bool:
    return bool(values) and not held.act and has_price_of_product(replica, values)


def _restored(replica: Database, changes: Iterable[Values]) -> Iterator[Values]:
    """Yield the prices of the log that count again without withdrawals and corrections."""
    for values in changes:
        terms = terms_without(replica, values) if values else None
        if terms is not None:
            yield {**values, **terms}


def _first_of(count: int, things: Iterable[Values]) -> str:
    """Return the number of some things and the names of the first of them, or 0."""
    if not count:
        return "0"
    rest = count - _MOST_NAMED
    names = map(price_name, islice(things, _MOST_NAMED))
    shown = "; ".join(names) + (f"; {rest:,} more" if rest > 0 else "")
    return f"{count:,} ({shown})"


def price_name(values: Values) -> str:
    """Return a product, with its price, the source and the day if it has one."""
    product = f"“{_shortened(values.get('product', ''))}”"
    if "price" not in values:
        return product
    currency = str(values["currency"])
    price = price_text(MONEY.text(int(str(values["price"]))), currency)
    return f"{product} {price} {currency}, {_shortened(values['source'])}, {values['priced_on']}"


def _shortened(value: object) -> str:
    text = str(value)
    return text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]}…"

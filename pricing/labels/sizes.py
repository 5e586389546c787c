"""The sizes that a product is offered in: which price is that of which pack."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from pricing.labels.label_reading import LabelField, LabelReading, SizeOffer, Sureness
from pricing.labels.label_text import read_text
from pricing.labels.pieces import COUNTED_KINDS, pieces_of
from pricing.labels.prices import PAID_KINDS, PriceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pricing.labels.held_counts import StatedPack
    from pricing.labels.prices import Price

_FEWEST_SIZES = 2
_HALF_CENT = Fraction(1, 200)
MOST_OF_LOT = 8  # prices of one pack and of all, now and before
_OF_LOTS = frozenset((*PAID_KINDS, PriceKind.SEVERAL, PriceKind.CONDITIONAL))


def sizes_of(packs: Sequence[StatedPack], prices: Sequence[Price]) -> tuple[SizeOffer, ...]:
    """Return the sizes of a text, if each price to pay stands behind one pack, or before one."""
    paid = [price for price in prices if price.kind in PAID_KINDS and price.value]
    places = sorted(
        [(pack.span.start, pack.units) for pack in packs if pack.units > 1]
        + [(price.span.start, price) for price in paid],
        key=lambda one: one[0],
    )
    events: list[Fraction | Price] = [each for _, each in places]
    if len(paid) < _FEWEST_SIZES:
        return ()
    before, behind = _paired(events), _paired(events[::-1])
    is_open = before and behind and set(before) != set(behind)
    return () if is_open else before or behind


def are_of_several_kinds(packs: Sequence[StatedPack], sizes: Sequence[SizeOffer]) -> bool:
    """Return whether the packs of some sizes hold different kinds of units: capsules, tablets."""
    units = {size.units for size in sizes}
    kinds = {pack.measure for pack in packs if pack.units in units} & COUNTED_KINDS
    return len(kinds) > 1


def sizes_of_multiple(pack: LabelField, prices: Sequence[Price]) -> tuple[SizeOffer, ...]:
    """Return one pack and all of them, each with what it costs: 2 x £9.00, or £9.00 per pack."""
    units = sorted(choice for choice in pack.choices if isinstance(choice, Fraction))
    if len(units) != _FEWEST_SIZES:
        return ()
    one, of_all = units
    if lot := lot_prices(prices, of_all / one) or _cheaper_lot(prices, of_all / one):
        return SizeOffer(one, lot[0]), SizeOffer(of_all, lot[1])
    for price in prices:
        packs = price.packs.packs if price.is_multiplied and price.packs else of_all / one
        is_each = price.is_multiplied or (price.is_of_each and price.kind in PAID_KINDS)
        if is_each and price.value and one * packs == of_all:
            return SizeOffer(one, price.value), SizeOffer(of_all, price.value * packs)
    return ()


def lot_prices(prices: Sequence[Price], packs: Fraction) -> tuple[Fraction, Fraction] | None:
    """Return the price of each of several packs and that of all: 17,80 € (8,90 € l'unité)."""
    values = of_lots(prices)
    if packs <= 1 or len(values) > MOST_OF_LOT:
        return None
    own = sorted(values)
    pairs = product(own, own)
    fitting = (pair for pair in pairs if abs(pair[0] * packs - pair[1]) <= packs * _HALF_CENT)
    return next(fitting, None)


def of_lots(prices: Sequence[Price]) -> list[Fraction]:
    """Return what may be the price of one pack, or of all that are sold together."""
    return [price.value for price in prices if price.kind in _OF_LOTS and price.value]


def _cheaper_lot(prices: Sequence[Price], packs: Fraction) -> tuple[Fraction, Fraction] | None:
    """Return the lower and the higher of two prices of which one is said to be for all packs.

    16,99 € / Doppelpack 31,98 €
    """
    is_named = any(price.packs and price.packs.packs == packs for price in prices)
    values = sorted(set(of_lots(prices)))
    if not is_named or len(values) != 2:
        return None
    each, of_all = values
    return (each, of_all) if of_all <= each * packs else None


def _paired(events: Sequence[Fraction | Price]) -> tuple[SizeOffer, ...]:
    """Return each price with the pack right before it, or none if a price or a size has two.

    The price of one size may be repeated without its pack: One-time purchase $24.99.
    """
    found: list[SizeOffer] = []
    repeated: set[Fraction | None] = set()
    units: Fraction | None = None
    for event in events:
        if isinstance(event, Fraction):
            units = event
        elif units is None or event.value is None:
            repeated.add(event.value)
        else:
            found.append(SizeOffer(units, event.value))
            units = None
    return distinct_sizes(found) if repeated <= {size.price for size in found} else ()


def distinct_sizes(found: Iterable[SizeOffer]) -> tuple[SizeOffer, ...]:
    """Return several sizes of which each has one price, and no two the same one, or none."""
    sizes = tuple(dict.fromkeys(found))
    is_clear = len({size.units for size in sizes}) == len({size.price for size in sizes})
    is_several = len(sizes) >= _FEWEST_SIZES and len({size.units for size in sizes}) == len(sizes)
    return sizes if is_clear and is_several else ()


def units_named(name: str) -> Fraction | None:
    """Return the units of the pack that the name of an offer counts: 50 St."""
    text = read_text(name)
    counted = {
        piece.number
        for line in text.lines
        for piece in pieces_of(text, line)
        if piece.is_counted and piece.number > 1 and not piece.is_broken
    }
    return counted.pop() if len(counted) == 1 else None


def with_sizes(fields: dict[str, LabelField], sizes: Sequence[SizeOffer]) -> dict[str, LabelField]:
    """Return the fields with the pack asked among sizes, where the text states none."""
    pack = fields["pack_units"]
    if not sizes or pack.value is not None or pack.choices:
        return fields
    units = tuple(size.units for size in sizes)
    asked = replace(pack, spans=fields["price"].spans, sureness=Sureness.ASKED, choices=units)
    return {**fields, "pack_units": asked}


def settled_by_size(reading: LabelReading) -> LabelReading:
    """Return the reading with the pack that a stated price is for, or the price of its pack."""
    pack, price = reading.fields["pack_units"], reading.fields["price"]
    for size in reading.sizes:
        if size.price == price.value and _offers(pack, size.units):
            found = replace(pack, value=size.units, sureness=Sureness.STATED, choices=())
            return replace(reading, fields={**reading.fields, "pack_units": found})
        if size.units == pack.value and _offers(price, size.price):
            found = replace(price, value=size.price, sureness=Sureness.STATED, choices=())
            return replace(reading, fields={**reading.fields, "price": found})
    return reading


def _offers(field: LabelField, value: Fraction) -> bool:
    return field.sureness is Sureness.ASKED and field.value is None and value in field.choices

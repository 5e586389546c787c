"""Unit prices of orders and receipts: Unit price £9.00, qty 2, amount £18.00."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.labels.held_counts import MAX_PACKS
from pricing.labels.prices import PAID_KINDS, Price, PriceKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from pricing.labels.held_counts import StatedPack
    from pricing.labels.several_packs import SeveralPacks

_OF_LINES = frozenset((*PAID_KINDS, PriceKind.TOTAL, PriceKind.CONDITIONAL))
_LEAST_OF_PACK = 1  # what costs less may be a capsule
_HALF_CENT = Fraction(1, 200)


def of_ordered_packs(
    prices: list[Price], packs: Sequence[StatedPack], several: Sequence[SeveralPacks]
) -> list[Price]:
    """Return prices with a unit price as that of a pack, if a later price is a multiple of it.

    As many times as the pack has units, it is that of a unit. A price that is no multiple, or
    none at all, leaves a question.
    """
    is_lot = any(not one.is_ordered for one in several) or any(pack.packs > 1 for pack in packs)
    units = [at for at, price in enumerate(prices) if price.is_unit_price and price.value]
    if is_lot or not units:
        return prices
    ordered, held = {one.packs for one in several}, {pack.units for pack in packs}
    found = list(prices)
    for at in units:
        for place, kind in _kinds_by(prices, at, ordered, held):
            found[place] = prices[place]._replace(kind=kind)
    return found


def _kinds_by(
    prices: Sequence[Price], at: int, ordered: Collection[Fraction], held: Collection[Fraction]
) -> Iterator[tuple[int, PriceKind]]:
    """Yield the kinds of a unit price and of its multiple, by their places."""
    one = prices[at]
    times = {
        place: _times(other, one)
        for place, other in enumerate(prices)
        if place != at and other.kind in _OF_LINES
    }
    if any(_is_of_units(prices[place], one, held) for place in times):
        return
    behind = [place for place in times if place > at]
    total = next((place for place in behind if _is_multiple(times[place], ordered)), None)
    is_dear = (one.value or 0) >= _LEAST_OF_PACK
    if total is not None and (is_dear or times[total] in ordered):
        yield at, PriceKind.PLAIN
        yield total, PriceKind.SEVERAL
    elif total is not None or (is_dear and any(1 < times[at] <= MAX_PACKS for at in behind)):
        yield at, PriceKind.PLAIN
    elif is_dear and not times:
        yield at, PriceKind.CONDITIONAL


def _times(other: Price, one: Price) -> Fraction:
    return (other.value or Fraction(0)) / (one.value or Fraction(1))


def _is_multiple(times: Fraction, ordered: Collection[Fraction]) -> bool:
    return times in ordered or (times.denominator == 1 and 1 < times <= MAX_PACKS)


def _is_of_units(other: Price, one: Price, held: Collection[Fraction]) -> bool:
    """Return whether a price is that of the units of a pack, at a rounded price for each."""
    if not other.value or not one.value:
        return False
    return any(
        units > 1 and abs(units * one.value - other.value) <= units * _HALF_CENT for units in held
    )

"""Other prices in a text that settle or contradict its price: per kg, per day, the old one."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.labels.pieces import COUNTED_KINDS
from pricing.labels.prices import PAID_KINDS, Price, PriceKind
from pricing.labels.rates import DAILY
from pricing.labels.sizes import lot_prices
from pricing.labels.vocabulary import GENERIC, has_phrase, phrase_end

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from pricing.labels.label_reading import LabelField, Span
    from pricing.labels.label_text import LabelText
    from pricing.labels.layout import LabelLine
    from pricing.labels.several_packs import SeveralPacks
    from pricing.labels.tokens import Token

_ROUNDING = Fraction(6, 1000)
_HALF_CENT = Fraction(6, 1000)
_CLOSE = Fraction(1, 100)
_LIGHTEST_PACK = 10
_PAIR = 2
_REDUCED, _SAVED = ("discount",), ("discount", "saving before")  # words beside a percent
_RATES = frozenset(("les", "die", "per", "pro", "je", "par", "por", "/"))
_LEAST_SHARE = Fraction(1, 4)


def contradicting_parts(
    lines: Sequence[LabelLine],
    prices: Sequence[Price],
    read: LabelField,
    days: frozenset[Fraction],
) -> tuple[Price, ...]:
    """Return the prices for a part of the pack that make another price of every size stated.

    `days` are the numbers of days that the pack may last.
    """
    value = read.value
    if not isinstance(value, Fraction):
        return ()
    sizes: dict[str, Collection[Fraction]] = {**_masses_of(lines), DAILY: days}
    return tuple(
        price
        for price in prices
        if price.part is not None and price.value and not _fits_part(price, value, sizes)
    )


def prices_of_one(
    price: LabelField,
    units: LabelField,
    prices: Sequence[Price],
    several: Sequence[SeveralPacks],
) -> list[Fraction]:
    """Return what one of several ordered packs costs, if the price may be that of all of them.

    2 x Zinc 90 tablets £9.98: 9.98 is the price of 180, or of 90, which may cost 4.99 as well.
    `units` are those of the pack, asked as those of one or of all.
    """
    is_known = any(other.is_of_each or other.is_multiplied for other in prices)
    if is_known or not isinstance(price.value, Fraction):
        return []
    sizes = {size for size in units.choices if isinstance(size, Fraction)}
    ordered = (each.packs for each in several if each.is_ordered or each.is_before_name)
    packs = [count for count in ordered if any(size * count in sizes for size in sizes)]
    is_lot = any(lot_prices(prices, count) for count in packs)
    return [] if is_lot else [price.value / count for count in dict.fromkeys(packs)]


def contradicting_offers(
    text: LabelText, lines: Sequence[LabelLine], prices: Sequence[Price], read: LabelField
) -> tuple[Span, ...]:
    """Return the places of the old price and of the discount that a price contradicts."""
    if not isinstance(read.value, Fraction):
        return ()
    return tuple(_contradicting_old(read.value, prices, _discounts_in(text, lines, prices)))


def before_discount(
    text: LabelText, lines: Sequence[LabelLine], prices: list[Price]
) -> list[Price]:
    """Return prices with the higher of two to pay as the old one, if a saving makes the lower.

    Price: $17.00  Sale: $13.60  You save 20%
    """
    paid = {price.value for price in prices if price.kind in PAID_KINDS and price.value}
    if len(paid) != _PAIR:
        return prices
    low, high = sorted(paid)
    is_offered = any(one.kind is PriceKind.PAY and one.value == low for one in prices)
    saved = (one.value for one in prices if one.kind is PriceKind.REDUCTION)
    if not is_offered or not (
        high - low in saved
        or any(_makes(low, high, share) for share, _ in _discounts_in(text, lines, prices, _SAVED))
    ):
        return prices
    return [
        one._replace(kind=PriceKind.OLD) if one.kind in PAID_KINDS and one.value == high else one
        for one in prices
    ]


def _makes(value: Fraction, old: Fraction, share: Fraction) -> bool:
    """Return whether a price is an old one less a share of it, but for a rounding."""
    return abs(value - old * (1 - share)) <= old * _ROUNDING + _ROUNDING


def _masses_of(lines: Iterable[LabelLine]) -> dict[str, set[Fraction]]:
    """Return the grams and millilitres that a pack may hold."""
    found: dict[str, set[Fraction]] = {"g": set(), "mL": set()}
    for line in lines:
        taken = {piece.first for basis in line.bases for piece in basis.pieces}
        for piece in () if line.is_list or line.is_comparison else line.pieces:
            is_rate = bool(piece.first) and line.tokens[piece.first - 1].text in _RATES
            if piece.measure in found and piece.first not in taken and not is_rate:
                found[piece.measure].add(piece.number)
    return {
        measure: {number for number in numbers if number >= _LIGHTEST_PACK}
        for measure, numbers in found.items()
    }


def _fits_part(price: Price, value: Fraction, sizes: Mapping[str, Collection[Fraction]]) -> bool:
    """Return whether a price for a part is that of a pack of one of the sizes, if any is known."""
    size, measure = price.part or (Fraction(0), DAILY)
    part = price.value or Fraction(0)
    known = sizes.get(measure, ())
    return not known or any(
        abs(part - value * size / whole) <= _ROUNDING + part * _CLOSE for whole in known
    )


def _contradicting_old(
    value: Fraction, prices: Sequence[Price], discounts: Sequence[tuple[Fraction, Span]]
) -> Iterator[Span]:
    """Yield the old price if the new one is higher, absurdly low, or not as the discount says."""
    before = [price for price in prices if price.kind is PriceKind.OLD]
    if discounts and any(price.is_only_old and price.value == value for price in before):
        yield discounts[0][1]  # the price before the discount is the only one that is read
        return
    known = [(price.value, price.span) for price in before if price.value]
    if not known:
        return
    old, span = max(known)
    if not old * _LEAST_SHARE <= value <= old:
        yield span
    elif discounts and not any(
        _makes(value, stated, share) for share, _ in discounts for stated, _ in known
    ):
        yield discounts[0][1]


def _discounts_in(
    text: LabelText,
    lines: Iterable[LabelLine],
    prices: Sequence[Price],
    names: Sequence[str] = _REDUCED,
) -> list[tuple[Fraction, Span]]:
    """Return the percents by which the lines with an old or the new price say it is reduced."""
    own = [
        price.span.start
        for price in prices
        if price.kind in {PriceKind.OLD, PriceKind.PAY, PriceKind.PLAIN}
    ]
    return [
        discount
        for line in lines
        if "%" in line.line.words and any(line.line.start <= start < line.line.end for start in own)
        for index, token in enumerate(line.tokens[:-1])
        if token.is_number and (discount := _discount_at(text, line.tokens, index, names))
    ]


def _discount_at(
    text: LabelText, tokens: Sequence[Token], at: int, names: Sequence[str]
) -> tuple[Fraction, Span] | None:
    """Return the share that a price is reduced by: -20 %, 20% off."""
    if tokens[at + 1].text != "%" or has_phrase("subscription", tokens[max(at - 6, 0) : at]):
        return None
    before = [token.text for token in tokens[max(at - 2, 0) : at]]
    is_minus = before[-1:] == ["-"] and not (len(before) > 1 and before[0][-1:].isdigit())
    is_named = at + 2 < len(tokens) and phrase_end("discount", tokens, at + 2) > at + 2
    is_named = is_named or any(has_phrase(name, tokens[max(at - 1, 0) : at]) for name in names)
    percent = text.number(tokens[at])
    if percent is None or not 0 < percent < 100 or not (is_minus or is_named):
        return None
    return percent / 100, tokens[at].span


def units_by_price(prices: Sequence[Price], price: LabelField) -> tuple[Fraction, Fraction] | None:
    """Return the fewest and most units that a price makes at the rounded price of one unit."""
    per_unit = {
        stated.value
        for stated in prices
        if stated.kind is PriceKind.PER_UNIT
        and stated.value
        and stated.unit in {*COUNTED_KINDS, GENERIC}
    }
    offered = price.value or (price.choices[0] if len(price.choices) == 1 else None)
    if not isinstance(offered, Fraction) or len(per_unit) != 1:
        return None
    one = per_unit.pop()
    if one <= _HALF_CENT:
        return None
    return offered / (one + _HALF_CENT), offered / (one - _HALF_CENT)

"""The price to pay now among the prices of a text, and its currency."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.label_reading import EMPTY, LabelField, OfferKind, PriceOffer, Sureness
from pricing.labels.named_currencies import UNKNOWN_DOLLAR, UNNAMED, currency_alone
from pricing.labels.prices import PAID_KINDS, Price, PriceKind
from pricing.quantities.currencies import currencies

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from pricing.labels.label_reading import Span
    from pricing.labels.label_text import LabelText
    from pricing.labels.layout import LabelLine

_USUALLY_WITH_CENTS = frozenset(("USD", "EUR", "GBP", "CAD", "AUD", "CHF", "$"))


class ReadPrice(NamedTuple):
    """The price to pay and its currency, or the one that a text without a price names."""

    price: LabelField
    currency: LabelField
    named: LabelField = EMPTY


def read_price(prices: Sequence[Price], *, is_us: bool, is_canadian: bool) -> ReadPrice:
    """Return the price to pay now. Several that differ are asked."""
    fitting = [price for price in prices if price.kind in PAID_KINDS]
    if not fitting:
        reduced = PriceKind.REDUCTION
        fitting = [price for price in prices if price.is_only_old]
        if fitting:
            fitting[:0] = [one for one in prices if one.kind is reduced and one.is_behind_percent]
    fitting += _with_coupons(prices, fitting)
    fitting.sort(key=lambda price: price.is_retail)
    values = dict.fromkeys(price.value for price in fitting)
    if any(_is_doubtful(price) for price in fitting):
        values[None] = None
    spans = tuple(price.span for price in fitting)
    if not values:
        return _price_of_some(prices, is_us=is_us, is_canadian=is_canadian)
    currency = _currency_to_pay(fitting, prices, is_us=is_us, is_canadian=is_canadian)
    if len(values) > 1 or None in values:
        values |= dict.fromkeys(price.other_value for price in fitting)
        choices = tuple(value for value in values if value)
        asked = LabelField(None, spans, Sureness.ASKED, choices, _offers(prices, fitting))
        return ReadPrice(asked, currency)
    stated = LabelField(next(iter(values)), spans[:1], offers=_offers(prices, fitting))
    return ReadPrice(stated, currency)


def _with_coupons(prices: Sequence[Price], fitting: Sequence[Price]) -> list[Price]:
    """Return the prices beside a word for a coupon that are too high to be its value."""
    known = [price.value for price in fitting if price.value]
    return [
        one
        for one in prices
        if one.is_with_coupon
        and one.value
        and any(one.value < each < 2 * one.value for each in known)
    ]


_OFFER_KINDS = {
    PriceKind.OLD: OfferKind.BEFORE,
    PriceKind.SUBSCRIPTION: OfferKind.SUBSCRIPTION,
}


def _offers(prices: Sequence[Price], fitting: Sequence[Price]) -> tuple[PriceOffer, ...]:
    """Return what a pack costs now, cost before and costs with a subscription, if it is several."""
    known = [(price, OfferKind.NOW) for price in fitting]
    taken = {price.span for price in fitting}
    known += [
        (price, _OFFER_KINDS[price.kind])
        for price in prices
        if price.kind in _OFFER_KINDS and price.span not in taken
    ]
    found: dict[Fraction, OfferKind] = {}
    for price, kind in known:
        if price.value:
            found.setdefault(price.value, kind)
    return tuple(PriceOffer(*offer) for offer in found.items()) if len(found) > 1 else ()


# The kinds that are asked where no other price is stated, the likeliest first. A shipping cost and
# a price per unit are never the price of a pack.
_ASKED_ALONE = (
    frozenset((PriceKind.SEVERAL, PriceKind.CONDITIONAL)),
    frozenset((PriceKind.SUBSCRIPTION, PriceKind.OLD, PriceKind.REDUCTION)),
)


def _price_of_some(prices: Sequence[Price], *, is_us: bool, is_canadian: bool) -> ReadPrice:
    """Return a question where every price is for several packs, for some buyers or another one."""
    found = ([price for price in prices if price.kind in kinds] for kinds in _ASKED_ALONE)
    some = next(filter(None, found), [])
    if not some:
        return ReadPrice(EMPTY, EMPTY)
    spans = tuple(price.span for price in some)
    values = dict.fromkeys(value for price in some for value in (price.value, price.other_value))
    choices = tuple(value for value in values if value is not None)
    currency = _currency(some, is_us=is_us, is_canadian=is_canadian)
    if currency.value is not None and any(price.kind is PriceKind.SEVERAL for price in some):
        currency = LabelField(None, spans, Sureness.ASKED, (currency.value,))
    return ReadPrice(LabelField(None, spans, Sureness.ASKED, choices), currency)


def _is_doubtful(price: Price) -> bool:
    """Return whether a price looks misread or is nobody's to pay, or seems to lack a digit."""
    if not price.value or price.is_noisy or price.other_value is not None or price.is_recommended:
        return True
    return lacks_digits(
        price.value, price.currency, price.decimals, is_whole_odd=price.is_whole_odd
    )


def lacks_digits(
    value: Fraction, currency: str, decimals: int, *, is_whole_odd: bool = False
) -> bool:
    """Return whether a price seems to lack a digit or its decimal mark: $9.5, €1299.

    `is_whole_odd` states that other prices beside it have decimals.
    """
    details = currencies().get(currency)
    if details is not None and details.decimals != 2:
        return False
    if decimals == 1 or (decimals > 2 and value < 1_000) or (value * 100).denominator != 1:
        return True
    is_whole = value.denominator == 1 and value >= 100 and decimals != 2
    return is_whole and (is_whole_odd or currency in _USUALLY_WITH_CENTS)


def _currency_to_pay(
    fitting: Sequence[Price], prices: Sequence[Price], *, is_us: bool, is_canadian: bool
) -> LabelField:
    """Return the currency of the prices to pay, or ask for that of the others if they have none.

    was £12 now 9.50
    """
    read = _currency(fitting, is_us=is_us, is_canadian=is_canadian)
    if read.value is not None or read.choices:
        return read
    others = _currency(prices, is_us=is_us, is_canadian=is_canadian)
    codes = others.choices if others.value is None else (others.value,)
    return replace(read, spans=(*read.spans, *others.spans), choices=codes)


def currency_named(
    text: LabelText,
    lines: Sequence[LabelLine],
    prices: Sequence[Price],
    *,
    is_us: bool,
    is_canadian: bool,
) -> LabelField:
    """Return the currency of any price of a text, or else of the signs and codes in it.

    A price that nobody can read has its sign beside it: 7,l0 €.
    """
    if any(price.currency for price in prices):
        return _currency(prices, is_us=is_us, is_canadian=is_canadian)
    signs = {
        code: token.span
        for line in lines
        if not line.is_of_others
        for token in line.tokens
        if (code := currency_alone(text, token))
    }
    if not signs:
        return EMPTY
    return _currency_of(
        dict.fromkeys(signs), tuple(signs.values()), is_us=is_us, is_canadian=is_canadian
    )


def _currency(fitting: Sequence[Price], *, is_us: bool, is_canadian: bool) -> LabelField:
    codes = dict.fromkeys(price.currency for price in fitting if price.currency)
    spans = tuple(price.span for price in fitting)
    return _currency_of(codes, spans, is_us=is_us, is_canadian=is_canadian)


def _currency_of(
    codes: dict[str, None], spans: tuple[Span, ...], *, is_us: bool, is_canadian: bool
) -> LabelField:
    if is_canadian and codes == {"AUD": None}:  # CA$ that has lost a letter
        return LabelField(None, spans, Sureness.ASKED, ("CAD", "AUD"))
    if not codes:
        return LabelField(None, spans, Sureness.ASKED)
    if len(codes) > 1:
        named = [code for code in codes if code not in UNNAMED]
        for meant in (UNNAMED[code] for code in codes if code in UNNAMED):
            named += meant if set(meant).isdisjoint(named) else ()
        return LabelField(None, spans, Sureness.ASKED, tuple(named))
    code = next(iter(codes))
    if code not in UNNAMED:
        return LabelField(code, spans[:1])
    if code == UNKNOWN_DOLLAR and is_us and not is_canadian:
        return LabelField("USD", spans[:1], Sureness.FOLLOWS)
    return LabelField(None, spans, Sureness.ASKED, UNNAMED[code])

"""The prices of a receipt, on which only the total may bear a currency."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from pricing.labels.label_reading import Span
from pricing.labels.prices import PAID_KINDS, Price, PriceKind
from pricing.labels.tokens import WORD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.labels.layout import LabelLine
    from pricing.labels.tokens import Token

_CLOSING = frozenset((PriceKind.TOTAL, PriceKind.PAYMENT))
_TIMES = frozenset(("x", "*"))
_WITH_CENTS = re.compile(r"\d{1,4}[.,]\d\d")


def without_sums(lines: Sequence[LabelLine], prices: list[Price]) -> list[Price]:
    """Return prices without the total of a receipt as one to pay.

    What stands behind minerals above the total is asked, in its currency, if no other price is to
    pay: Zinc tablets 6.99 A, and below it TOTAL £10.48. A total by itself is the price. Beside
    several that differ it is offered: 5,00 € and 2,35 € may be parts of it.
    """
    closing = [price for price in prices if price.kind in _CLOSING]
    if not closing:
        return prices
    start, currency = closing[0].span.start, closing[0].currency
    prices = [_paid(price, closing) for price in prices]
    paid = {(price.value, price.currency) for price in prices if price.kind in PAID_KINDS}
    above: list[LabelLine] = []
    items: list[Price] = []
    if not paid:
        above = [line for line in lines if line.line.end <= start and not line.is_blank]
        items = [item for line in above if _names(line) for item in _items_of(line, currency)]
    if not items and not paid:  # MAGNESIO CITRATO CPR 60, and below it: 2 x 9,50  19,00
        below = (line for name, line in pairwise(above) if _names(name) and _multiplies(line))
        items = [item for line in below for item in _items_of(line, currency)]
    kind = PriceKind.PLAIN
    if items or [code for _, code in paid] == [currency]:
        kind = PriceKind.OTHER
    elif any(price.kind is PriceKind.PAYMENT for price in closing):
        kind = PriceKind.CONDITIONAL
    settled = (
        price._replace(kind=kind) if price.kind is PriceKind.TOTAL else price for price in prices
    )
    return [*settled, *items]


def _paid(price: Price, closing: Sequence[Price]) -> Price:
    """Return a price as what is paid, if the same total stands before it: Geg. EC-Cash 1,70."""
    is_same = any(
        one.kind is PriceKind.TOTAL
        and one.value == price.value
        and one.span.start < price.span.start
        for one in closing
    )
    return price._replace(kind=PriceKind.PAYMENT) if is_same and price.kind in PAID_KINDS else price


def _names(line: LabelLine) -> bool:
    return not line.is_of_others and any(mention.element for mention in line.mentions)


def _multiplies(line: LabelLine) -> bool:
    """Return whether a line is what some packs cost, without the name above it."""
    return len(line.tokens) > 1 and line.tokens[0].is_number and line.tokens[1].text in _TIMES


def _items_of(line: LabelLine, currency: str) -> Iterator[Price]:
    """Yield what one and all packs cost that a line ends with: 2 x 1,95 3,90 A."""
    tokens = line.tokens
    end = len(tokens)
    while end and not tokens[end - 1].is_number and _may_end_item(tokens[end - 1]):
        end -= 1
    first = end
    while first and _WITH_CENTS.fullmatch(tokens[first - 1].text):
        first -= 1
    for token in tokens[first:end]:
        value = Fraction(token.text.replace(",", "."))
        span = Span(token.start, token.end)
        yield Price(value, currency, PriceKind.CONDITIONAL, span, decimals=2)


def _may_end_item(token: Token) -> bool:
    """Return whether a mark or a letter for the rate of the tax stands behind a price."""
    return token.kind is not WORD or len(token.text) == 1

"""The price of a label as it is typed: with its currency, its offers, and what it may be in."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.calculation.sentences import Sentence
from pricing.labels.drafts import DraftChoice
from pricing.labels.label_reading import OfferKind, Sureness
from pricing.labels.money import has_no_cents
from pricing.labels.named_currencies import UNNAMED
from pricing.problems.errors import BadInput
from pricing.quantities.amounts import MONEY, DecimalMark, read_money, unambiguous_number_text
from pricing.quantities.currencies import currencies, price_text
from pricing.quantities.rounding import format_trimmed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.labels.label_reading import LabelField, Value
    from pricing.quantities.currencies import Notation

_DECIMALS = 6
_OFFERS = {
    OfferKind.NOW: "{price}, now",
    OfferKind.BEFORE: "{price}, before",
    OfferKind.SUBSCRIPTION: "{price}, with a subscription",
}


@dataclass(frozen=True, slots=True)
class PriceWords:
    """Words a price. One without a currency of its own is in that of the row."""

    price: LabelField
    currency: LabelField
    of_row: str
    notation: Notation

    @property
    def code(self) -> str:
        """The currency of the price: that of the row, where the text states none."""
        if isinstance(self.currency.value, str):
            return self.currency.value
        choices = self.currency.choices
        is_another = bool(choices) and self.of_row not in choices
        if not self.price.spans and choices not in ((), *UNNAMED.values()):
            is_another = True  # a price that is typed may be in each of those that the text names
        return "" if is_another else self.of_row

    @property
    def is_currency_open(self) -> bool:
        """Whether the price may be in one of several currencies, of which none is the row's."""
        return not self.code and self.currency.sureness is Sureness.ASKED

    def text_of(self, price: Value | None) -> str:
        """Return a price with its currency, or "" for none."""
        return self._money(price, self.code) if isinstance(price, Fraction) else ""

    def known(self, *, is_asked: bool) -> Sequence[Fraction]:
        """Return the prices that the question is about, or else the one that was read."""
        values = self._values() if is_asked else (self.price.value,)
        return [value for value in values if isinstance(value, Fraction)]

    def offers(self) -> tuple[DraftChoice, ...]:
        """Return the prices to choose from, each with how it is offered."""
        kinds = {offer.price: offer.kind for offer in self.price.offers}
        return tuple(
            DraftChoice(text, Sentence(_OFFERS[kind], {"price": text}))
            for value in self._values()
            if isinstance(value, Fraction)
            for text, kind in [(self.text_of(value), kinds.get(value, OfferKind.NOW))]
        )

    def in_each_currency(self, prices: Sequence[Fraction]) -> tuple[DraftChoice, ...]:
        """Return prices in each currency that they may be in.

        Where prices have no cents, only whole ones are offered, if there is one.
        """
        whole = [price for price in prices if price.denominator == 1]
        return tuple(
            DraftChoice(text, Sentence("{text}", {"text": text}))
            for code in map(str, self.currency.choices)
            for price in dict.fromkeys((has_no_cents(code) and whole) or prices)
            for text in (self._priced(price, code),)
        )

    def in_open_currencies(self, price: Fraction) -> tuple[str, ...]:
        """Return a price as it is typed, in each currency that is open."""
        codes = map(str, self.currency.choices) if self.is_currency_open else (self.code,)
        return tuple(self._priced(price, code) for code in codes)

    def remark(self) -> Sentence | None:
        """Return what is to say of the price that was read, if it is more than printed."""
        if self.price.offers:
            return Sentence("the price now")
        if not isinstance(self.currency.value, str) and self.code:
            return Sentence("in {currency}, as the comparison", {"currency": self.code})
        return None

    def _values(self) -> Sequence[Value]:
        """Return the prices that the text may mean, and those that it offers."""
        offered = (offer.price for offer in self.price.offers)
        return tuple(dict.fromkeys((*self.price.choices, *offered)))

    def _priced(self, price: Fraction, currency: str) -> str:
        """Return a price with the code of its currency, where the label leaves that open."""
        if self.is_currency_open:
            return f"{self._money(price, '')} {currency}"
        return self._money(price, currency)

    def _money(self, price: Fraction, currency: str) -> str:
        """Return a price as it is written, with its code where its sign would not be read back."""
        plain = price_text(format_trimmed(price, _DECIMALS), currency)
        number = unambiguous_number_text(plain, self.notation.decimal)
        if not currency:
            return number
        details = currencies()[currency]
        sign = details.sign or currency
        text = f"{number} {sign}" if self.notation.currency_after else f"{sign}{number}"
        try:
            read = read_money(text, DecimalMark.AUTO, self.of_row)
        except BadInput:
            return f"{number} {currency}"
        is_same = read[1] == currency and MONEY.to_fraction(read[0]) == price
        return text if is_same else f"{number} {currency}"

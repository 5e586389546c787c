"""Currencies, and how people write numbers and money."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from pricing.data import tables
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.text_folding import normalize_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Currency:
    """An ISO 4217 currency: its decimals, and the sign people write."""

    code: str
    decimals: int
    sign: str
    name: str

    @property
    def minor_per_unit(self) -> int:
        return int("1".ljust(self.decimals + 1, "0"))

    def is_written_as(self, sign: str) -> bool:
        """Whether people write this currency with the sign: "$" serves CA$, "CA$" too."""
        return sign.upper() == self.code or (bool(self.sign) and self.sign.endswith(sign))


@cache
def currencies() -> Mapping[str, Currency]:
    """Every active currency of ISO 4217 by its code."""
    return {
        row["code"]: Currency(row["code"], int(row["decimals"]), row["symbol"], row["name"])
        for row in tables.read_rows("currencies.csv")
    }


def read_currency_code(sign: str, expected: str = "") -> str:
    """The code meant by a sign or code; `expected` settles signs that several share.

    >>> read_currency_code("€"), read_currency_code("$", "CAD"), read_currency_code("usd")
    ('EUR', 'CAD', 'USD')
    """
    known = currencies()
    plain = normalize_text(sign)
    if expected in known and known[expected].is_written_as(plain):
        return expected
    if plain.upper() in known:
        return plain.upper()
    by_sign = [each.code for each in known.values() if each.sign and each.sign == plain]
    if len(by_sign) != 1:
        raise BadInput(ProblemKind.UNKNOWN_CURRENCY, value=sign)
    return by_sign[0]


@dataclass(frozen=True, slots=True)
class Notation:
    """How numbers are written (decimal mark, group mark, the currency's place), in which language.

    `translate` gives an English template in the language, its {names} left in place.
    """

    decimal: str = "."
    group: str = ""
    currency_after: bool = False
    translate: Callable[[str], str] = field(default=str, compare=False)

    def format_number(self, plain: str) -> str:
        """A C-locale number in this notation."""
        sign, digits = ("−", plain[1:]) if plain.startswith("-") else ("", plain)
        whole, point, decimals = digits.partition(".")
        if self.group:
            whole = f"{int(whole):,}".replace(",", self.group)
        return sign + whole + (self.decimal if point else "") + decimals

    def format_money(self, plain: str, currency: str) -> str:
        """A C-locale number with the currency's sign: $12.50, CHF 12.50, 12,50 €."""
        known = currencies().get(currency)
        sign = known.sign if known and known.sign else currency
        number = self.format_number(plain)
        if self.currency_after:
            return f"{number}\u00a0{sign}"
        space = "\u00a0" if sign[-1:].isalpha() else ""
        return f"{sign}{space}{number}"


C_LOCALE = Notation()


def price_text(plain: str, currency: str) -> str:
    """A price with at least its currency's decimals, and all that it has.

    >>> price_text("26.5", "USD"), price_text("0.03529", "USD"), price_text("300", "JPY")
    ('26.50', '0.03529', '300')
    """
    known = currencies().get(currency)
    whole, _, decimals = plain.partition(".")
    decimals = decimals.ljust(known.decimals if known else 0, "0")
    return f"{whole}.{decimals}" if decimals else whole

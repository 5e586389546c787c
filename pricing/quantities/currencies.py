"""Currencies, and the notation of numbers and money in a locale."""

from __future__ import annotations

from dataclasses import field
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pricing.data import tables
from pricing.problems.errors import BadInput, ProblemKind
from pricing.problems.plain_facts import NamedTuple, dataclass
from pricing.quantities.text_folding import normalize_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from fractions import Fraction


# As exchanges write pence, South African cents and agorot. They are no pounds, rands and shekels.
_CODES_OF_HUNDREDTHS = frozenset(("GBp", "ZAc", "ILa"))


class Currency(NamedTuple):
    """An ISO 4217 currency with its decimals and the sign that people write.

    `cent_sign` is the sign of a hundredth, or "" where few people would know it. `other_signs` are
    read like its own one, and `shared_signs` like those of several currencies: Rs. Neither is
    written.
    """

    code: str
    decimals: int
    sign: str
    cent_sign: str
    name: str
    other_signs: tuple[str, ...] = ()
    shared_signs: tuple[str, ...] = ()

    @property
    def minor_per_unit(self) -> int:
        """The number of its smallest coins in one unit: 100 for the dollar."""
        return int("1".ljust(self.decimals + 1, "0"))

    def is_written_as(self, sign: str) -> bool:
        """Return whether people write this currency with the sign: CA$ as "CA$" or "$"."""
        bare = sign.rstrip(".")
        own = self.sign.rstrip(".")
        is_own = bool(own and bare) and own.endswith(bare)
        return is_own or self.is_meant_alone(sign) or self.shares(sign)

    def is_meant_alone(self, sign: str) -> bool:
        """Return whether a sign or code can mean no other currency: "CAD" or "C$", but not "$"."""
        bare = sign.rstrip(".").casefold()
        return bare.upper() == self.code or bare in map(str.casefold, self.other_signs)

    def shares(self, sign: str) -> bool:
        """Return whether a sign is one that several currencies have: "Rs" or "rs."."""
        return sign.rstrip(".").casefold() in map(str.casefold, self.shared_signs)

    def has_sign(self, sign: str) -> bool:
        """Return whether a sign is the one of this currency, with or without a full stop."""
        return bool(self.sign) and self.sign.rstrip(".") == sign.rstrip(".")


@cache
def currencies() -> Mapping[str, Currency]:
    """Return every active currency of ISO 4217 by its code."""
    return {
        row["code"]: Currency(
            row["code"],
            int(row["decimals"]),
            row["symbol"],
            row["cent_sign"],
            row["name"],
            tuple(filter(None, row["other_signs"].split("|"))),
            tuple(filter(None, row["shared_signs"].split("|"))),
        )
        for row in tables.read_rows("currencies.csv")
    }


def read_currency_code(sign: str, expected: str = "") -> str:
    """Return the code for a sign or code. `expected` decides between currencies that share a sign.

    Raises:
        BadInput: No currency is written so, or several are.

    >>> read_currency_code("€"), read_currency_code("$", "CAD"), read_currency_code("usd")
    ('EUR', 'CAD', 'USD')
    """
    by_code = currencies()
    plain = normalize_text(sign)
    if plain in _CODES_OF_HUNDREDTHS:
        raise BadInput(ProblemKind.UNKNOWN_CURRENCY, value=sign)
    if expected in by_code and by_code[expected].is_written_as(plain):
        return expected
    if plain.upper() in by_code:
        return plain.upper()
    codes = _codes_of_sign(plain)
    if len(codes) > 1:
        raise shared_sign_error(sign, codes)
    if not codes:
        raise BadInput(ProblemKind.UNKNOWN_CURRENCY, value=sign)
    return codes[0]


@lru_cache(1_024)
def _codes_of_sign(sign: str) -> tuple[str, ...]:
    """Return the currencies whose own sign it is, or that alone are written so."""
    return tuple(
        one.code
        for one in currencies().values()
        if one.has_sign(sign) or one.is_meant_alone(sign) or one.shares(sign)
    )


def shared_sign_error(sign: str, codes: Sequence[str]) -> BadInput:
    """Return the error that a sign can mean each of several currencies."""
    return BadInput(ProblemKind.SHARED_CURRENCY_SIGN, value=sign, codes=tuple(codes))


def currencies_sharing(sign: str) -> tuple[str, ...]:
    """Return the currencies that share a sign, or () if it has one meaning or none.

    >>> currencies_sharing("kr"), currencies_sharing("€"), currencies_sharing("rank")
    (('DKK', 'ISK', 'NOK', 'SEK'), (), ())
    """
    codes = _codes_of_sign(normalize_text(sign))
    return codes if len(codes) > 1 else ()


@lru_cache(1_024)
def cents_written_as(sign: str) -> tuple[str, ...]:
    """Return the currencies whose hundredth has a sign: Rp. is a rappen, and a rupiah has the sign.

    >>> cents_written_as("Rp"), cents_written_as("p"), cents_written_as("kr")
    (('CHF',), ('GBP',), ())
    """
    plain = normalize_text(sign).rstrip(".")
    return tuple(
        one.code
        for one in currencies().values()
        if one.cent_sign and one.cent_sign.rstrip(".") == plain
    )


def is_unshared(sign: str) -> bool:
    """Return whether a sign or code can mean one currency only: "CAD", "C$" or "€", but not "$"."""
    known = currencies().values()
    return any(one.is_meant_alone(sign) for one in known) or (
        sum(one.is_written_as(sign) for one in known) == 1 and not cents_written_as(sign)
    )


def meanings_of_signs(signs: Iterable[str], stated: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the currencies that each shared sign of a list can mean.

    `stated` are the currencies that the list, or its user, names in a way that has one meaning.
    Among them are those that the sign can mean. Without any, the sign has its usual meaning, and
    it is left out. A sign without a usual meaning, or beside the sign of another currency that is
    written so too, may mean several.

    >>> meanings_of_signs(["$", "€"], ["CAD"]), meanings_of_signs(["kr"], ["SEK"])
    ({'$': ('USD', 'CAD')}, {'kr': ('SEK',)})
    """
    meanings: dict[str, tuple[str, ...]] = {}
    by_code = currencies()
    named = [by_code[code] for code in dict.fromkeys(stated) if code in by_code]
    for sign in signs:
        possible = [one.code for one in named if one.is_written_as(sign)]
        if possible and not any(one.is_meant_alone(sign) for one in by_code.values()):
            usual = [one.code for one in by_code.values() if one.has_sign(sign)]
            meanings[sign] = tuple(dict.fromkeys((*(usual if len(usual) == 1 else ()), *possible)))
    return meanings


@dataclass(frozen=True, slots=True)
class Plural:
    """A template in two forms. The parameter `count` decides: `one` is for exactly 1.

    Other languages may have more forms: a translator gets `other` with the number.
    """

    count: str
    one: str
    other: str

    def english(self, count: int) -> str:
        """Return the English form for a count."""
        return self.one if count == 1 else self.other


@dataclass(frozen=True, slots=True)
class Notation:
    """The notation of a locale: its decimal mark, group mark, place of the currency, and language.

    `mass_digits` is the number of significant digits of a mass, or 0 for all that it has.
    `translate` and `translate_plural` return English templates in that language, with their {names}
    left in place.
    """

    decimal: str = "."
    group: str = ""
    currency_after: bool = False
    translate: Callable[[str], str] = field(default=str, compare=False)
    translate_plural: Callable[[Plural, int], str] = field(default=Plural.english, compare=False)
    mass_digits: int = 0

    def template(self, template: str | Plural, count: Fraction | None = None) -> str:
        """Return a template in this language. A plural one takes the form for the count."""
        if isinstance(template, str):
            return self.translate(template)
        # A part of a unit takes the form of several: half a tablet is 0.5 tablets.
        number = int(count) if count is not None and count.denominator == 1 else 2
        return self.translate_plural(template, number)

    def format_number(self, plain: str) -> str:
        """Return a number of the C locale in this notation."""
        sign, digits = ("−", plain[1:]) if plain.startswith("-") else ("", plain)
        whole, point, decimals = digits.partition(".")
        if self.group:
            whole = f"{int(whole):,}".replace(",", self.group)
        return sign + whole + (self.decimal if point else "") + decimals

    def format_money(self, plain: str, currency: str) -> str:
        """Return a number of the C locale with the sign of a currency. A minus stands first.

        >>> C_LOCALE.format_money("12.50", "USD"), C_LOCALE.format_money("-2.11", "USD")
        ('$12.50', '−$2.11')
        """
        if plain.startswith("-"):
            return f"−{self.format_money(plain[1:], currency)}"
        details = currencies().get(currency)
        sign = details.sign if details and details.sign else currency
        number = self.format_number(plain)
        if self.currency_after:
            return f"{number}\u00a0{sign}"
        space = "\u00a0" if sign[-1:].isalpha() else ""
        return f"{sign}{space}{number}"


C_LOCALE = Notation()


def price_text(plain: str, currency: str) -> str:
    """Return a price with at least the decimals of its currency.

    >>> price_text("26.5", "USD"), price_text("0.03529", "USD"), price_text("300", "JPY")
    ('26.50', '0.03529', '300')
    """
    details = currencies().get(currency)
    whole, _, decimals = plain.partition(".")
    decimals = decimals.ljust(details.decimals if details else 0, "0")
    return f"{whole}.{decimals}" if decimals else whole

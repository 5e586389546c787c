"""Whole-number amounts and money: reading what people write, the only rounding, and showing.

An amount is an int in a base unit (design: microgram, millionth of the currency, thousandth of a
dosage unit, hundredth of a percent). Only this module knows both numbers and text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from pricing import shipped
from pricing.errors import BadInput, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class DecimalMark(StrEnum):
    """How the decimals of a column are marked; AUTO takes each value that has one meaning."""

    AUTO = "auto"
    POINT = "."
    COMMA = ","


@dataclass(frozen=True, slots=True)
class Quantity:
    """A kind of amount: `per_unit` base units make one unit as shown; `units` are spellings read."""

    name: str
    unit: str
    per_unit: int
    largest: int
    example: str
    units: Mapping[str, int] = field(default_factory=dict)

    @property
    def decimals(self) -> int:
        return len(str(self.per_unit)) - 1

    def fraction(self, base: int) -> Fraction:
        """The amount in units as shown: 12500 base units of MASS are 12.5 mg."""
        return Fraction(base, self.per_unit)

    def text(self, base: int) -> str:
        """The amount exactly, in the C locale: the inverse of `read`."""
        return trimmed(self.fraction(base), self.decimals)


_MASS_UNITS = {
    **dict.fromkeys(("μg", "ug", "mcg", "microgram", "micrograms", "mikrogramm"), 1),
    **dict.fromkeys(("mg", "milligram", "milligrams", "milligramm"), 1_000),
    **dict.fromkeys(("g", "gram", "grams", "gramm", "gr"), 1_000_000),
}
_COUNT_WORDS = (
    "ct count units unit caps cap capsules capsule vcaps vegcaps tablets tablet tabs tab softgels "
    "softgel gummies gummy sachets sachet servings serving pieces pcs pc x st stk stück kapseln "
    "kapsel tabletten tablette cápsulas comprimidos gélules comprimés g ml"
)

MASS = Quantity("mass", "mg", 1_000, 10**10, "250 or 250 mg", _MASS_UNITS)
MONEY = Quantity("money", "", 1_000_000, 10**15, "12.50")
UNITS = Quantity("units", "", 1_000, 10**10, "120", dict.fromkeys(_COUNT_WORDS.split(), 1_000))
PERCENT = Quantity("percent", "%", 100, 100_000, "15", {"%": 100, "percent": 100})
FACTOR = Quantity("factor", "", 10_000, 10**7, "1.3", {"x": 10_000, "×": 10_000})

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´ʼ", "'") | dict.fromkeys("−–—", "-"))
_AMOUNT = re.compile(
    r"(?P<before>[^\d.,+-]*)(?P<number>[+-]?(?:\d[\d.,' ]*|[.,]\d+))(?P<after>.*)", re.DOTALL
)
_EXPONENT = re.compile(r"[eE]([+-]?\d{1,3})(?!\d)")
_DASH_CENTS = re.compile(r"[.,]\s*-+$")


def plain_text(text: str) -> str:
    """Text with one kind of space, apostrophe, dash and digit (NFKC), stripped."""
    folded = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES)
    return " ".join(folded.split())


def _reading(number: str, decimal: str) -> Fraction | None:
    """The number with `decimal` as its decimal mark, or None where that makes no number."""
    whole, _, digits = number.partition(decimal)
    parts = re.split("[.,' ]", whole)
    if len(parts) > 1 and not _grouped(parts, re.findall("[.,' ]", whole)):
        return None
    joined = "".join(parts) + digits
    if not joined.isdecimal():
        return None
    return Fraction(int(joined), 10 ** len(digits))


def _grouped(parts: list[str], marks: list[str]) -> bool:
    """Whether the parts are groups of a whole number: 1,234,567 or 12,34,567."""
    first, *middle, last = parts
    return (
        len(set(marks)) == 1
        and 1 <= len(first) <= 3
        and not first.startswith("0")
        and all(len(part) in (2, 3) for part in middle)
        and len(last) == 3
    )


def _pick(number: str, mark: DecimalMark, text: str, example: str) -> Fraction:
    """The one value that the number has under the mark.

    Both readings of "1,234" are numbers, so under AUTO it is refused with the question.
    """
    readings = {each: _reading(number, each.value) for each in _MARKS}
    values = sorted({value for value in readings.values() if value is not None})
    if not values:
        raise BadInput(ProblemKind.NOT_A_NUMBER, value=text, example=example)
    if mark is not DecimalMark.AUTO:
        chosen = readings[mark]
        if chosen is None:
            raise BadInput(ProblemKind.OTHER_MARK, value=text, mark=mark.value)
        return chosen
    if len(values) > 1:
        raise BadInput(
            ProblemKind.AMBIGUOUS,
            value=text,
            whole=trimmed(values[-1], 6),
            decimal=trimmed(values[0], 6),
        )
    return values[0]


_MARKS = (DecimalMark.POINT, DecimalMark.COMMA)


def decimal_mark(texts: Iterable[str]) -> DecimalMark:
    """The mark that the unambiguous numbers of a column prove; AUTO where none or both do."""
    shown = set()
    for text in texts:
        found = _AMOUNT.fullmatch(_DASH_CENTS.sub("", plain_text(text)))
        if found is None:
            continue
        number = found["number"].strip(" '").lstrip("+-")
        fits = [mark for mark in _MARKS if _reading(number, mark.value) is not None]
        if len(fits) == 1:
            shown.add(fits[0])
    return shown.pop() if len(shown) == 1 else DecimalMark.AUTO


@dataclass(frozen=True, slots=True)
class _Parts:
    """An amount taken apart: what stands before and after an exact number."""

    before: str
    value: Fraction
    after: str


def _parts(text: str, quantity: Quantity, mark: DecimalMark) -> _Parts:
    plain = plain_text(text)
    found = _AMOUNT.fullmatch(_DASH_CENTS.sub("", plain))
    if found is None:
        raise BadInput(ProblemKind.NOT_A_NUMBER, value=text, example=quantity.example)
    number, after = found["number"].strip(" '"), found["after"].strip()
    power = _EXPONENT.match(found["after"])
    scale = Fraction(1)
    if power:
        scale, after = Fraction(10) ** int(power[1]), found["after"][power.end() :].strip()
    value = _pick(number.lstrip("+-"), mark, text, quantity.example) * scale
    if number.startswith("-") and value:
        raise BadInput(ProblemKind.NEGATIVE, value=text)
    return _Parts(found["before"].strip(), value, after)


def _base(value: Fraction, quantity: Quantity, text: str) -> int:
    """The value, given in base units, as an int within the quantity's bounds."""
    if value > quantity.largest:
        largest = trimmed(quantity.fraction(quantity.largest), quantity.decimals)
        raise BadInput(ProblemKind.TOO_LARGE, value=text, largest=largest)
    if value.denominator != 1:
        raise BadInput(
            ProblemKind.TOO_PRECISE,
            value=text,
            unit=quantity.unit or quantity.name,
            decimals=quantity.decimals,
        )
    return int(value)


def read_amount(
    text: str,
    quantity: Quantity,
    mark: DecimalMark = DecimalMark.AUTO,
    unit: str = "",
) -> int:
    """The amount in base units; `unit` is the column's, used where the cell states none.

    Raises BadInput for anything but one exact, non-negative amount within bounds.

    >>> read_amount("0.25 g", MASS), read_amount("12,5", MASS), read_amount("60 ct", UNITS)
    (250000, 12500, 60000)
    """
    parts = _parts(text, quantity, mark)
    if parts.before:
        raise BadInput(ProblemKind.NOT_A_NUMBER, value=text, example=quantity.example)
    stated = parts.after.rstrip(".").casefold() or unit
    per_unit = quantity.units.get(stated) if stated else quantity.per_unit
    if per_unit is None:
        known = ", ".join(dict.fromkeys(quantity.units)) or "plain numbers"
        raise BadInput(ProblemKind.UNKNOWN_UNIT, unit=parts.after, units=known)
    return _base(parts.value * per_unit, quantity, text)


@dataclass(frozen=True, slots=True)
class Currency:
    """An ISO 4217 currency: its decimals, and the sign people write."""

    code: str
    decimals: int
    sign: str
    name: str

    @property
    def minor_per_unit(self) -> int:
        return int(10**self.decimals)

    def written_as(self, sign: str) -> bool:
        """Whether people write this currency with the sign: "$" serves CA$, "CA$" too."""
        return sign.upper() == self.code or (bool(self.sign) and self.sign.endswith(sign))


@cache
def currencies() -> Mapping[str, Currency]:
    """Every active currency of ISO 4217 by its code."""
    return {
        row["code"]: Currency(row["code"], int(row["decimals"]), row["symbol"], row["name"])
        for row in shipped.rows("currencies.csv")
    }


def currency_of(sign: str, expected: str = "") -> str:
    """The code meant by a sign or code; `expected` settles signs that several share.

    >>> currency_of("€"), currency_of("$", "CAD"), currency_of("usd")
    ('EUR', 'CAD', 'USD')
    """
    known = currencies()
    plain = plain_text(sign)
    if expected in known and known[expected].written_as(plain):
        return expected
    if plain.upper() in known:
        return plain.upper()
    by_sign = [each.code for each in known.values() if each.sign and each.sign == plain]
    if not by_sign:
        raise BadInput(ProblemKind.UNKNOWN_CURRENCY, value=sign)
    return by_sign[0]


def read_money(
    text: str, mark: DecimalMark = DecimalMark.AUTO, expected: str = ""
) -> tuple[int, str]:
    """The amount in millionths, and the code of the currency stated with it ("" where none is).

    >>> read_money("$12.50"), read_money("1.234,50 €")
    ((12500000, 'USD'), (1234500000, 'EUR'))
    """
    parts = _parts(text, MONEY, mark)
    sign = parts.before or parts.after
    if parts.before and parts.after:
        raise BadInput(ProblemKind.NOT_A_NUMBER, value=text, example=MONEY.example)
    stated = currency_of(sign, expected) if sign else ""
    return _base(parts.value * MONEY.per_unit, MONEY, text), stated


# -- showing: the only place that rounds -------------------------------------------------------


def round_half_away(value: Fraction, decimals: int = 0) -> int:
    """Value x 10^decimals to the nearest whole number, halves away from zero, decided exactly.

    >>> round_half_away(Fraction(1005, 1000), 2), round_half_away(Fraction(-5, 2))
    (101, -3)
    """
    scaled = abs(value) * 10**decimals
    nearest = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return -nearest if value < 0 else nearest


@dataclass(frozen=True, slots=True)
class Notation:
    """How numbers are written: decimal mark, group mark, and the currency's place."""

    decimal: str = "."
    group: str = ""
    currency_after: bool = False

    def number(self, plain: str) -> str:
        """A C-locale number in this notation."""
        sign, digits = ("−", plain[1:]) if plain.startswith("-") else ("", plain)
        whole, point, decimals = digits.partition(".")
        if self.group:
            whole = f"{int(whole):,}".replace(",", self.group)
        return sign + whole + (self.decimal if point else "") + decimals

    def money(self, plain: str, currency: str) -> str:
        """A C-locale number with the currency's sign: $12.50, CHF 12.50, 12,50 €."""
        known = currencies().get(currency)
        sign = known.sign if known and known.sign else currency
        number = self.number(plain)
        if self.currency_after:
            return f"{number}\u00a0{sign}"
        space = "\u00a0" if sign[-1:].isalpha() else ""
        return f"{sign}{space}{number}"


C_LOCALE = Notation()


def fixed(value: Fraction, decimals: int) -> str:
    """The value with exactly so many decimals, C locale.

    >>> fixed(Fraction(27, 2), 2), fixed(Fraction(1, 3), 0)
    ('13.50', '0')
    """
    scaled = round_half_away(value, decimals)
    digits = str(abs(scaled)).rjust(decimals + 1, "0")
    body = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
    return f"-{body}" if scaled < 0 else body


def trimmed(value: Fraction, decimals: int) -> str:
    """The value with at most so many decimals and no trailing zeros, C locale.

    >>> trimmed(Fraction(25, 2), 3), trimmed(Fraction(200, 3), 3)
    ('12.5', '66.667')
    """
    text = fixed(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def significant(value: Fraction, digits: int = 4) -> str:
    """The value with at least so many significant digits, never fewer than its whole part.

    >>> significant(Fraction(3, 2000)), significant(Fraction(99995, 10)), significant(Fraction(0))
    ('0.001500', '10000', '0.000')
    """
    if not value:
        return fixed(value, digits - 1)
    size = abs(value)
    exponent = len(str(size.numerator)) - len(str(size.denominator))
    exponent -= size < Fraction(10) ** exponent
    decimals = max(0, digits - 1 - exponent)
    if decimals and round_half_away(size, decimals) >= 10**digits:
        decimals -= 1
    return fixed(value, decimals)

"""Whole-number amounts, read from what people write.

An amount is an int in a base unit: microgram, millionth of the currency, thousandth of a dosage
unit, hundredth of a percent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.currencies import read_currency_code
from pricing.quantities.rounding import format_trimmed
from pricing.quantities.text_folding import normalize_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class DecimalMark(StrEnum):
    """How the decimals of a column are marked; AUTO takes each value that has one meaning."""

    AUTO = "auto"
    POINT = "."
    COMMA = ","


_AMBIGUOUS_NUMBER = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")


def unambiguous_number_text(plain: str, mark: str) -> str:
    """A number of the C locale with another decimal mark, so that it is read in one way only.

    >>> unambiguous_number_text("1.234", ","), unambiguous_number_text("1.5", ",")
    ('1,2340', '1,5')
    """
    text = plain.replace(".", mark)
    return f"{text}0" if _AMBIGUOUS_NUMBER.fullmatch(text) else text


@dataclass(frozen=True, slots=True)
class Quantity:
    """A kind of amount: `per_unit` base units make one unit as shown; `units`: spellings read."""

    name: str
    unit: str
    base_per_unit: int
    largest: int
    example: str
    unit_factors: Mapping[str, int] = field(default_factory=dict)

    @property
    def decimals(self) -> int:
        return len(str(self.base_per_unit)) - 1

    def to_fraction(self, base: int) -> Fraction:
        """The amount in units as shown: 12500 base units of MASS are 12.5 mg."""
        return Fraction(base, self.base_per_unit)

    def text(self, base: int) -> str:
        """The amount exactly, in the C locale: the inverse of `read`."""
        return format_trimmed(self.to_fraction(base), self.decimals)


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
SHOPS = Quantity("shops", "", 1, 100_000, "5", {"shops": 1, "pharmacies": 1, "outlets": 1})
DAYS = Quantity("days", "", 1, 3_660, "30", {"d": 1, "day": 1, "days": 1})
FACTOR = Quantity("factor", "", 10_000, 100 * 10_000, "1.3", {"x": 10_000, "×": 10_000})

_AMOUNT = re.compile(
    r"(?P<before>[^\d.,+-]*)(?P<number>[+-]?(?:\d[\d.,' ]*|[.,]\d+))(?P<after>.*)", re.DOTALL
)
_EXPONENT = re.compile(r"[eE]([+-]?\d{1,3})(?!\d)")
_MOST_DIGITS = 400
_DASH_CENTS = re.compile(r"[.,]\s*-+$")


# Each number is read to find the mark of its column, and once more for itself.
@lru_cache(maxsize=4_096)
def _parse_number(number: str, decimal: str) -> Fraction | None:
    """The number with `decimal` as its decimal mark, or None where that makes no number."""
    whole, _, digits = number.partition(decimal)
    parts = re.split("[.,' ]", whole)
    if len(parts) > 1 and not _is_grouped(parts, re.findall("[.,' ]", whole)):
        return None
    joined = "".join(parts) + digits
    if len(joined) > _MOST_DIGITS or not joined.isdecimal():
        return None
    return Fraction(int(joined), 10 ** len(digits))


def _is_grouped(parts: list[str], marks: list[str]) -> bool:
    """Whether the parts are groups of a whole number: 1,234,567 or 12,34,567."""
    first, *middle, last = parts
    return (
        len(set(marks)) == 1
        and 1 <= len(first) <= 3
        and not first.startswith("0")
        and all(len(part) in (2, 3) for part in middle)
        and len(last) == 3
    )


def _choose_reading(number: str, mark: DecimalMark, text: str, example: str) -> Fraction:
    """The one value that the number has under the mark.

    Both readings of "1,234" are numbers, so under AUTO it is refused with the question.
    """
    readings = {each: _parse_number(number, each.value) for each in _MARKS}
    values = sorted({value for value in readings.values() if value is not None})
    if not values:
        raise BadInput(ProblemKind.NOT_A_NUMBER, value=text, example=example)
    if mark is not DecimalMark.AUTO:
        chosen = readings[mark]
        if chosen is None:
            raise BadInput(ProblemKind.DECIMAL_MARK_MISMATCH, value=text, mark=mark.value)
        return chosen
    if len(values) > 1:
        raise BadInput(
            ProblemKind.AMBIGUOUS_NUMBER,
            value=text,
            whole=format_trimmed(values[-1], 6),
            decimal=format_trimmed(values[0], 6),
        )
    return values[0]


_MARKS = (DecimalMark.POINT, DecimalMark.COMMA)


def proven_decimal_marks(texts: Iterable[str]) -> set[DecimalMark]:
    """The marks that the unambiguous numbers of a column prove."""
    shown = set()
    for text in texts:
        found = _AMOUNT.fullmatch(_DASH_CENTS.sub("", normalize_text(text)))
        if found is None:
            continue
        number = found["number"].strip(" '").lstrip("+-")
        fits = [mark for mark in _MARKS if _parse_number(number, mark.value) is not None]
        if len(fits) == 1:
            shown.add(fits[0])
    return shown


def infer_decimal_mark(texts: Iterable[str]) -> DecimalMark:
    """The one mark that the numbers of a column prove; AUTO where none or both do."""
    shown = proven_decimal_marks(texts)
    return shown.pop() if len(shown) == 1 else DecimalMark.AUTO


@dataclass(frozen=True, slots=True)
class _AmountParts:
    """An amount taken apart: what stands before and after an exact number."""

    before: str
    value: Fraction
    after: str


def _split_amount(text: str, quantity: Quantity, mark: DecimalMark) -> _AmountParts:
    plain = normalize_text(text)
    found = _AMOUNT.fullmatch(_DASH_CENTS.sub("", plain))
    if found is None:
        raise BadInput(ProblemKind.NOT_A_NUMBER, value=text, example=quantity.example)
    number, after = found["number"].strip(" '"), found["after"].strip()
    power = _EXPONENT.match(found["after"])
    scale = Fraction(1)
    if power:
        scale, after = Fraction(10) ** int(power[1]), found["after"][power.end() :].strip()
    value = _choose_reading(number.lstrip("+-"), mark, text, quantity.example) * scale
    if number.startswith("-") and value:
        raise BadInput(ProblemKind.NEGATIVE, value=text)
    return _AmountParts(found["before"].strip(), value, after)


def _to_base_units(value: Fraction, quantity: Quantity, text: str) -> int:
    """The value, given in base units, as an int within the quantity's bounds."""
    if value > quantity.largest:
        largest = format_trimmed(quantity.to_fraction(quantity.largest), quantity.decimals)
        raise BadInput(ProblemKind.TOO_LARGE, value=text, largest=largest)
    if value.denominator != 1:
        if not quantity.decimals:
            raise BadInput(ProblemKind.NOT_A_WHOLE_NUMBER, value=text)
        raise BadInput(ProblemKind.TOO_MANY_DECIMALS, value=text, decimals=quantity.decimals)
    return int(value)


def read_amount(
    text: str,
    quantity: Quantity,
    decimal_mark: DecimalMark = DecimalMark.AUTO,
    column_unit: str = "",
) -> int:
    """The amount in base units; `unit` is the column's, used where the cell states none.

    Raises BadInput for anything but one exact, non-negative amount within bounds.

    >>> read_amount("0.25 g", MASS), read_amount("12,5", MASS), read_amount("60 ct", UNITS)
    (250000, 12500, 60000)
    """
    parts = _split_amount(text, quantity, decimal_mark)
    if parts.before:
        raise BadInput(ProblemKind.NOT_A_NUMBER, value=text, example=quantity.example)
    stated = parts.after.rstrip(".").casefold() or column_unit
    per_unit = quantity.unit_factors.get(stated) if stated else quantity.base_per_unit
    if per_unit is None:
        if not quantity.unit_factors:
            raise BadInput(ProblemKind.UNEXPECTED_UNIT, unit=parts.after)
        units = tuple(quantity.unit_factors)
        raise BadInput(ProblemKind.UNKNOWN_UNIT, unit=parts.after, units=units)
    return _to_base_units(parts.value * per_unit, quantity, text)


def read_money(
    text: str, decimal_mark: DecimalMark = DecimalMark.AUTO, expected_currency: str = ""
) -> tuple[int, str]:
    """The amount in millionths, and the code of the currency stated with it ("" where none is).

    >>> read_money("$12.50"), read_money("1.234,50 €")
    ((12500000, 'USD'), (1234500000, 'EUR'))
    """
    parts = _split_amount(text, MONEY, decimal_mark)
    sign = parts.before or parts.after
    if parts.before and parts.after:
        raise BadInput(ProblemKind.NOT_A_NUMBER, value=text, example=MONEY.example)
    stated = read_currency_code(sign, expected_currency) if sign else ""
    return _to_base_units(parts.value * MONEY.base_per_unit, MONEY, text), stated

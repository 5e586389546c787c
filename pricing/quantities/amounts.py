"""Amounts as whole numbers of a base unit, read from text as people write it.

The base units are the microgram, the millionth of a currency unit, the thousandth of a dosage unit
and the hundredth of a percent.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import field
from fractions import Fraction
from functools import lru_cache
from math import prod
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind
from pricing.problems.plain_facts import StrEnum, dataclass
from pricing.quantities.currencies import read_currency_code
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.rounding import format_trimmed, round_half_away
from pricing.quantities.text_folding import is_marked_digit, normalize_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class DecimalMark(StrEnum):
    """The decimal mark of a column. AUTO accepts each number that has only one meaning."""

    AUTO = "auto"
    POINT = "."
    COMMA = ","


_MARKS = (DecimalMark.POINT, DecimalMark.COMMA)
_AMBIGUOUS_NUMBER = lazy_pattern(r"-?[1-9]\d{0,2}[.,]\d{3}")


def unambiguous_number_text(plain: str, mark: str) -> str:
    """Return a number of the C locale with another decimal mark, so that it has one meaning.

    >>> unambiguous_number_text("1.234", ","), unambiguous_number_text("1.5", ",")
    ('1,2340', '1,5')
    """
    text = plain.replace(".", mark)
    return f"{text}0" if _AMBIGUOUS_NUMBER.fullmatch(text) else text


# The same few prices, masses and packs occur again and again, and so does what follows from them.
@lru_cache(maxsize=16_384)
def shared_fraction(numerator: int, denominator: int) -> Fraction:
    """Return a fraction. Python takes longer to reduce one than to find it again."""
    return Fraction(numerator, denominator)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A kind of amount.

    `base_per_unit` base units make one unit as displayed. `unit_factors` maps each accepted
    spelling of a unit to its size in base units. Messages name `usual_units` alone.
    """

    name: str
    unit: str
    base_per_unit: int
    largest: int
    example: str
    unit_factors: Mapping[str, int] = field(default_factory=dict, compare=False)  # has no hash
    usual_units: tuple[str, ...] = ()

    @property
    def decimals(self) -> int:
        """The number of decimals that one base unit needs."""
        return len(str(self.base_per_unit)) - 1

    def allows(self, value: Fraction) -> bool:
        """Return whether a number without a unit can be an amount of this kind."""
        is_whole_enough = bool(self.decimals) or value.denominator == 1
        return is_whole_enough and value * self.base_per_unit <= self.largest

    def to_fraction(self, base: int) -> Fraction:
        """Return the amount in units as displayed.

        >>> MASS.to_fraction(12_500)
        Fraction(25, 2)
        """
        return shared_fraction(base, self.base_per_unit)

    def text(self, base: int) -> str:
        """Return the exact amount as text of the C locale, the inverse of `read_amount`."""
        return format_trimmed(self.to_fraction(base), self.decimals)


_MASS_UNITS = {
    **dict.fromkeys(("μg", "ug", "mcg", "microgram", "micrograms", "mikrogramm"), 1),
    **dict.fromkeys(("mg", "milligram", "milligrams", "milligramm"), 1_000),
    **dict.fromkeys(("g", "gram", "grams", "gramm", "gr"), 1_000_000),
    "kg": 1_000_000_000,
}
_COUNT_WORDS = (
    "ct count units unit caps cap capsules capsule vcaps vegcaps tablets tablet tabs tab softgels "
    "softgel gummies gummy sachets sachet servings serving pieces pcs pc x st stk stück kapseln "
    "kapsel tabletten tablette cápsulas comprimidos gélules comprimés g ml"
)

MICROGRAM = "µg"
MASS = Quantity("mass", "mg", 1_000, 10**10, "250 or 250 mg", _MASS_UNITS, ("mg", "g", "mcg"))
TRACE_MASS = Quantity(
    "mass", MICROGRAM, 1, MASS.largest, "55 or 55 mcg", _MASS_UNITS, ("mcg", "mg")
)
MONEY = Quantity("money", "", 1_000_000, 10**15, "12.50")
UNITS = Quantity("units", "", 1_000, 10**10, "120", dict.fromkeys(_COUNT_WORDS.split(), 1_000),
                 ("capsules", "tablets", "g", "mL"))  # fmt: skip
PERCENT = Quantity("percent", "%", 100, 100_000, "15", {"%": 100, "percent": 100}, ("%",))
TOLERANCE = Quantity("percent", "%", 100, 5_000, "2", {"%": 100, "percent": 100}, ("%",))
SHOPS = Quantity("shops", "", 1, 100_000, "5", {"shops": 1, "pharmacies": 1, "outlets": 1},
                 ("shops",))  # fmt: skip
DAYS = Quantity("days", "", 1, 3_660, "30", {"d": 1, "day": 1, "days": 1}, ("days",))
FACTOR = Quantity("factor", "", 10_000, 100 * 10_000, "1.3", {"x": 10_000, "×": 10_000}, ("x",))

# A full stop behind letters ends a word, such as Fr. or kr., unless they are a code, as in USD.50.
_AMOUNT = lazy_pattern(
    r"(?P<before>(?:[^\d.,+-]|(?<=[^\W\d_])(?<![A-Z]{3})\.)*)"
    r"(?P<number>[+-]?(?:\d[\d.,' ]*|[.,]\d+))(?P<after>.*)",
    re.DOTALL,
)
# A number with only one meaning: 120, 12.5 or 12,50, but not 1,250.
_PLAIN_NUMBER = lazy_pattern(r"(?P<whole>[0-9]{1,12})(?:(?P<mark>[.,])(?P<decimals>[0-9]{1,2}))?")
_EXPONENT = lazy_pattern(r"[eE]([+-]?\d{1,3})(?!\d)")
# Packs of so many: 2 x 90 capsules.
_PACKS = lazy_pattern(r"\s*(?P<factors>\d{1,5}(?:\s*[x×*]\s*\d{1,5})+)(?P<after>[^\d.,+]*)")
_FACTOR_SIGN = lazy_pattern(r"\s*[x×*]\s*")
_MAX_DIGITS = 400
# 12,- and 12.-- and 12,- €
_DASH_CENTS = lazy_pattern(r"(?<=\d)[.,]\s*-+(?=\s*(?:[^\W\d_]{1,3}\.?|[€$£¥])?$)")
_RAISED_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# A price with raised cents: 19⁹⁹ or 1.234,⁹⁹, with a currency before or behind it.
_RAISED_CENTS = lazy_pattern(
    r"(?P<before>\D*)(?P<whole>\d[\d.,' ]*?)(?P<mark>[.,]?)(?P<cents>[⁰¹²³⁴-⁹]{2})"
    r"(?P<after>[^\d⁰¹²³⁴-⁹]*)",
)


# A number is parsed twice: to infer the decimal mark of its column, and to read its value.
@lru_cache(maxsize=4_096)
def _parse_number(number: str, decimal: str) -> Fraction | None:
    """Return the number with `decimal` as its decimal mark, or None if it is not a number then."""
    whole, _, decimals = number.partition(decimal)
    groups = re.split("[.,' ]", whole)
    if len(groups) > 1 and not _is_grouped(groups, re.findall("[.,' ]", whole)):
        return None
    digits = "".join(groups) + decimals
    if len(digits) > _MAX_DIGITS or not digits.isdecimal():
        return None
    return Fraction(int(digits), 10 ** len(decimals))


def _is_grouped(groups: list[str], marks: list[str]) -> bool:
    """Return whether the groups make a whole number, such as 1,234,567 or 12,34,567."""
    first, *middle, last = groups
    return (
        len(set(marks)) == 1
        and 1 <= len(first) <= 3
        and not first.startswith("0")
        and all(len(group) in (2, 3) for group in middle)
        and len(last) == 3
    )


def _choose_reading(number: str, mark: DecimalMark, text: str, quantity: Quantity) -> Fraction:
    """Return the one value that the number has with the mark.

    Under AUTO, "1,234" is rejected, because it is a number with either mark. But it is 1.234 if the
    quantity cannot be 1234, as a percentage cannot.
    """
    readings = {candidate: _parse_number(number, candidate.value) for candidate in _MARKS}
    values = sorted({value for value in readings.values() if value is not None})
    if not values:
        raise BadInput(ProblemKind.NOT_A_NUMBER, value=text, example=quantity.example)
    if mark is not DecimalMark.AUTO:
        value = readings[mark]
        if value is None:
            raise BadInput(ProblemKind.DECIMAL_MARK_MISMATCH, value=text, mark=mark.value)
        return value
    if len(values) > 1:
        possible = [value for value in values if quantity.allows(value)]
        if len(possible) == 1:
            return possible[0]
        raise BadInput(
            ProblemKind.AMBIGUOUS_NUMBER,
            value=text,
            whole=format_trimmed(values[-1], 6),
            decimal=format_trimmed(values[0], 6),
        )
    return values[0]


def proven_decimal_marks(
    texts: Iterable[str], quantity: Quantity | None = None
) -> Counter[DecimalMark]:
    """Return how many numbers of a column have only one meaning with each decimal mark.

    If the quantity is known, a meaning counts only if the quantity allows it.
    """
    proven: Counter[DecimalMark] = Counter()
    plain_marks: list[str] = []
    for text in texts:
        plain = _PLAIN_NUMBER.fullmatch(text)
        if plain is not None:  # most numbers are so, and need no closer look
            plain_marks.append(plain["mark"])
            continue
        match = _AMOUNT.fullmatch(_DASH_CENTS.sub("", normalize_text(text)))
        if match is None:
            continue
        number = match["number"].strip(" '").lstrip("+-")
        readings = {mark: _parse_number(number, mark.value) for mark in _MARKS}
        possible = {mark: value for mark, value in readings.items() if value is not None}
        if quantity and len(set(possible.values())) > 1:
            possible = {mark: value for mark, value in possible.items() if quantity.allows(value)}
        if len(possible) == 1:
            proven.update(possible.keys())
    counts = Counter(plain_marks)
    proven.update({mark: counts[mark.value] for mark in _MARKS if counts[mark.value]})
    return proven


def infer_decimal_mark(texts: Iterable[str]) -> DecimalMark:
    """Return the only decimal mark that fits a column; AUTO if none or both are proven.

    >>> infer_decimal_mark(["1,234", "0,5"]).name, infer_decimal_mark(["1,234"]).name
    ('COMMA', 'AUTO')
    """
    proven = proven_decimal_marks(texts)
    return next(iter(proven)) if len(proven) == 1 else DecimalMark.AUTO


@dataclass(frozen=True, slots=True)
class _AmountParts:
    """An exact number, with the text before and after it."""

    before: str
    value: Fraction
    after: str


def check_digits(text: str) -> None:
    """Raise BadInput if the text holds a raised, lowered or circled digit, or a fraction.

    Such a character is never a digit of an amount, and it is never dropped.
    """
    mark = "" if text.isascii() else "".join(filter(is_marked_digit, text))
    if mark:
        raise BadInput(ProblemKind.MARKED_DIGIT, value=text.strip(), mark=mark)


def lower_raised_cents(text: str, decimal_mark: DecimalMark = DecimalMark.AUTO) -> str:
    """Return a price with its raised cents behind a decimal mark; other texts stay.

    >>> lower_raised_cents("$19⁹⁹"), lower_raised_cents("1.234⁹⁹ €"), lower_raised_cents("100¹")
    ('$19.99', '1.234,99 €', '100¹')
    """
    match = None if text.isascii() else _RAISED_CENTS.fullmatch(normalize_text(text))
    if match is None:
        return text
    mark = match["mark"] or decimal_mark.value
    if mark == DecimalMark.AUTO:
        mark = "," if "." in match["whole"] else "."
    cents = match["cents"].translate(_RAISED_DIGITS)
    return f"{match['before']}{match['whole']}{mark}{cents}{match['after']}"


def _plain_base_units(
    text: str, quantity: Quantity, mark: DecimalMark, base_per_unit: int
) -> int | None:
    """Return a number with one meaning in base units. None leaves a text to a closer look.

    Most numbers of a list are so, and need no fraction.
    """
    plain = _PLAIN_NUMBER.fullmatch(text)
    if plain is None:
        return None
    whole, own_mark, decimals = plain.groups("")
    if mark is not DecimalMark.AUTO and own_mark and own_mark != mark.value:
        return None
    amount, rest = divmod(int(whole + decimals) * base_per_unit, 10 ** len(decimals))
    return None if rest or amount > quantity.largest else amount


def _split_amount(text: str, quantity: Quantity, mark: DecimalMark) -> _AmountParts:
    check_digits(text)
    match = _AMOUNT.fullmatch(_DASH_CENTS.sub("", normalize_text(text)))
    if match is None:
        raise BadInput(ProblemKind.NOT_A_NUMBER, value=text, example=quantity.example)
    number, after = match["number"].strip(" '"), match["after"].strip()
    power = _EXPONENT.match(match["after"])
    scale = Fraction(1)
    if power:
        scale, after = Fraction(10) ** int(power[1]), match["after"][power.end() :].strip()
    value = _choose_reading(number.lstrip("+-"), mark, text, quantity) * scale
    if number.startswith("-") and value:
        raise BadInput(ProblemKind.NEGATIVE, value=text)
    return _AmountParts(match["before"].strip(), value, after)


def _to_base_units(
    value: Fraction, quantity: Quantity, text: str, decimals: int | None = None
) -> int:
    """Return a value in base units as an int within the bounds of the quantity.

    `decimals` is how many decimals the number in the text can have.
    """
    if value > quantity.largest:
        largest = format_trimmed(quantity.to_fraction(quantity.largest), quantity.decimals)
        raise BadInput(ProblemKind.TOO_LARGE, value=text, largest=largest)
    if value.denominator != 1:
        if not quantity.decimals:
            raise BadInput(ProblemKind.NOT_A_WHOLE_NUMBER, value=text)
        most = quantity.decimals if decimals is None else decimals
        raise BadInput(ProblemKind.TOO_MANY_DECIMALS, value=text, decimals=most)
    return int(value)


def read_amount(
    text: str,
    quantity: Quantity,
    decimal_mark: DecimalMark = DecimalMark.AUTO,
    column_unit: str = "",
) -> int:
    """Return the amount in base units.

    `column_unit` is a key of `unit_factors` that holds where the text states no unit.

    Raises:
        BadInput: The text is not one exact, non-negative amount within the bounds.

    >>> read_amount("0.25 g", MASS), read_amount("12,5", MASS), read_amount("60 ct", UNITS)
    (250000, 12500, 60000)
    """
    usual = quantity.unit_factors.get(column_unit) if column_unit else quantity.base_per_unit
    plain = _plain_base_units(text, quantity, decimal_mark, usual) if usual else None
    if plain is not None:
        return plain
    parts = _split_amount(text, quantity, decimal_mark)
    if parts.before:
        raise BadInput(ProblemKind.NOT_A_NUMBER, value=text, example=quantity.example)
    unit = parts.after.rstrip(".").casefold() or column_unit
    base_per_unit = quantity.unit_factors.get(unit) if unit else quantity.base_per_unit
    if base_per_unit is None:
        if not quantity.unit_factors:
            raise BadInput(ProblemKind.UNEXPECTED_UNIT, unit=parts.after)
        raise BadInput(ProblemKind.UNKNOWN_UNIT, unit=parts.after, units=quantity.usual_units)
    decimals = len(str(base_per_unit)) - 1
    return _to_base_units(parts.value * base_per_unit, quantity, text, decimals)


def with_product(text: str) -> str:
    """Return a text whose packs are multiplied: what several of them hold together.

    >>> with_product("2x90"), with_product("3 x 2 × 30 capsules"), with_product("60 caps")
    ('180', '180 capsules', '60 caps')
    """
    packs = _PACKS.fullmatch(text)
    if packs is None:
        return text
    factors = _FACTOR_SIGN.split(packs["factors"])
    return f"{prod(map(int, factors))} {packs['after'].strip()}".strip()


def stated_unit(text: str, quantity: Quantity) -> str:
    """Return the unit behind the number of a text, or "" if it states none.

    Raises:
        BadInput: The text is not one amount.

    >>> stated_unit("5 g", UNITS), stated_unit("120", UNITS)
    ('g', '')
    """
    match = _AMOUNT.fullmatch(normalize_text(text))
    if match is None:
        raise BadInput(ProblemKind.NOT_A_NUMBER, value=text, example=quantity.example)
    return match["after"].strip().rstrip(".").casefold()


def round_number(
    text: str,
    decimals: int,
    decimal_mark: DecimalMark = DecimalMark.AUTO,
    quantity: Quantity = MONEY,
) -> str:
    """Return an amount with its number rounded, in the C locale, and the text around it.

    Raises:
        BadInput: The text is not one non-negative amount.

    >>> round_number("33,3333333 mg", 3), round_number("$6.663333333333", 6)
    ('33.333 mg', '$6.663333')
    """
    parts = _split_amount(text, quantity, decimal_mark)
    after = f" {parts.after}" if parts.after else ""
    return f"{parts.before}{format_trimmed(parts.value, decimals)}{after}"


def size_before_rounding(
    text: str, decimals: int, decimal_mark: DecimalMark, quantity: Quantity
) -> Fraction:
    """Return the number of an amount as a multiple of the one that `round_number` makes of it.

    Raises:
        BadInput: The text is not one non-negative amount.

    >>> size_before_rounding("350.07 mg", 1, DecimalMark.POINT, MASS)
    Fraction(11669, 11670)
    """
    value = _split_amount(text, quantity, decimal_mark).value
    return value * Fraction(10**decimals, round_half_away(value, decimals))


def read_scaled(
    text: str, quantity: Quantity, decimal_mark: DecimalMark, base_per_number: Fraction
) -> int:
    """Return a number without a unit in base units, of which `base_per_number` make 1.

    The result is rounded once.

    Raises:
        BadInput: The text is not one exact, non-negative number within the bounds.

    >>> read_scaled("4.1", MASS, DecimalMark.POINT, Fraction(24_305))
    99651
    """
    parts = _split_amount(text, quantity, decimal_mark)
    if parts.before or parts.after:
        raise BadInput(ProblemKind.NOT_A_NUMBER, value=text, example="120")
    rounded = round_half_away(parts.value * base_per_number)
    return _to_base_units(Fraction(rounded), quantity, text)


def read_money(
    text: str, decimal_mark: DecimalMark = DecimalMark.AUTO, expected_currency: str = ""
) -> tuple[int, str]:
    """Return the amount in millionths and the code of the stated currency ("" if none is stated).

    `expected_currency` decides between currencies that share a sign.

    Raises:
        BadInput: The text is not one exact, non-negative price, or its currency is unknown.

    >>> read_money("$12.50"), read_money("1.234,50 €"), read_money("19⁹⁹ €")
    ((12500000, 'USD'), (1234500000, 'EUR'), (19990000, 'EUR'))
    """
    plain = _plain_base_units(text, MONEY, decimal_mark, MONEY.base_per_unit)
    if plain is not None:
        return plain, ""
    parts = _split_amount(lower_raised_cents(text, decimal_mark), MONEY, decimal_mark)
    sign = parts.before or parts.after
    if parts.before and parts.after:
        raise BadInput(ProblemKind.NOT_A_NUMBER, value=text, example=MONEY.example)
    currency = read_currency_code(sign, expected_currency) if sign else ""
    return _to_base_units(parts.value * MONEY.base_per_unit, MONEY, text), currency

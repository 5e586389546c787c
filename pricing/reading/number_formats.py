"""The number formats of spreadsheets: what a cell shows around its number, and how it scales it.

A cell of 0.25 that shows 25 % means 25 %, and one of 0.1 that shows 0.1 g means a tenth of a gram.
So the number of a cell is read as the text that the cell shows, but with all its decimals.
"""

from __future__ import annotations

import operator
import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.problems.plain_facts import dataclass
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.rounding import format_fixed
from pricing.reading.grid import GridCell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_CACHE_SIZE = 50_000
_MAX_FORMAT_LENGTH = 1_000
_MAX_DECIMALS = 30
_TOKEN = lazy_pattern(
    r"""
    "(?P<quoted>[^"]*)"?                            # a text in quotation marks
    | \\(?P<escaped>.)                              # a character as it is
    | _(?P<space>.) | \*(?P<fill>.)                 # the width of a character, or many of it
    | \[\$(?P<sign>[^\]-]*)(?:-(?P<language>[^\]]*))?\]   # a currency, and a language
    | \[(?P<condition>[<>=]+-?[\d.]+)\]
    | \[(?P<other>[^\]]*)\]                         # a color, or elapsed time
    | (?P<general>General|Standard)
    | (?P<digits>[0\#?]+) | (?P<point>\.) | (?P<comma>,) | (?P<percent>%)
    | (?P<exponent>E[+-]) | (?P<text>@)
    | (?P<literal>.)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_CONDITION = lazy_pattern(r"(<=|>=|<>|<|>|=)(-?[\d.]+)")
_ELAPSED_TIME = lazy_pattern(r"h+|m+|s+", re.IGNORECASE)
_DATE_CHARACTERS = frozenset("dmyhsDMYHS/")
_SPACE_KINDS = frozenset(("space", "fill"))
_TEXT_KINDS = _SPACE_KINDS | {"quoted", "escaped", "literal"}
_FORMATS_BY_ID = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0", 38: "#,##0",
    39: "#,##0.00", 40: "#,##0.00",
}  # fmt: skip
# The currencies that a sign means in the language of a format, where several currencies share it.
_CURRENCIES_BY_LANGUAGE = {
    ("$", 0x409): "USD", ("$", 0x1009): "CAD", ("$", 0xC0C): "CAD", ("$", 0xC09): "AUD",
    ("$", 0x1409): "NZD", ("$", 0x80A): "MXN", ("$", 0x2C0A): "ARS", ("$", 0x340A): "CLP",
    ("$", 0x240A): "COP", ("$", 0x1004): "SGD", ("$", 0x4809): "SGD", ("$", 0xC04): "HKD",
    ("$", 0x3C09): "HKD", ("$", 0x404): "TWD", ("kr", 0x414): "NOK", ("kr", 0x814): "NOK",
    ("kr", 0x41D): "SEK", ("kr", 0x406): "DKK", ("kr.", 0x406): "DKK", ("kr", 0x40F): "ISK",
    ("£", 0x809): "GBP", ("¥", 0x411): "JPY", ("¥", 0x804): "CNY", ("￥", 0x804): "CNY",
    ("R", 0x1C09): "ZAR", ("R", 0x436): "ZAR", ("Rs", 0x4009): "INR", ("Rs", 0x420): "PKR",
    ("Kč", 0x405): "CZK", ("zł", 0x415): "PLN", ("Ft", 0x40E): "HUF", ("lei", 0x418): "RON",
    ("fr.", 0x807): "CHF", ("Fr.", 0x807): "CHF", ("SFr.", 0x807): "CHF", ("fr.", 0x100C): "CHF",
}  # fmt: skip
_SIGN_IN_LITERALS = str.maketrans(dict.fromkeys("-−()"))


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How a cell shows a number.

    Attributes:
        before: The text before the number.
        after: The text behind it.
        power: The power of ten that the number is multiplied with: 2 in a percent format.
        decimals: The number of decimals that are shown, or None for all.
        digits: The digits and texts of the whole part, if texts stand between its digits.
        min_digits: The number of digits that the whole part has at least.
    """

    before: str = ""
    after: str = ""
    power: int = 0
    decimals: int | None = None
    digits: tuple[str, ...] = ()
    min_digits: int = 1

    def cell(self, number: Decimal) -> GridCell:
        """Return a cell with the number in this format.

        >>> NumberFormat(after=" %", power=2, decimals=0).cell(Decimal("0.25")).text
        '25 %'
        """
        value = number.scaleb(self.power)
        plain = f"{value:f}"
        whole, _, decimals = plain.partition(".")
        decimals = decimals.rstrip("0")
        if self.digits and not decimals and value >= 0:
            return GridCell(f"{self.before}{self._spread_digits(int(whole))}{self.after}".strip())
        text = self._shown(value, f"{whole}.{decimals}" if decimals else whole)
        shown = ""
        if self.decimals is not None and len(decimals) > self.decimals:
            shown = self._shown(value, format_fixed(Fraction(value), self.decimals))
        return GridCell(text, is_number=True, shown=shown)

    def _shown(self, value: Decimal, plain: str) -> str:
        before, after, sign = self.before, self.after, ""
        if value <= 0:  # the texts of its section hold the sign, or a dash for nothing
            sign = "-" if value else ""
            before, after = (text.translate(_SIGN_IN_LITERALS) for text in (before, after))
        whole, point, decimals = plain.removeprefix("-").partition(".")
        number = f"{whole.rjust(self.min_digits, '0')}{point}{decimals}"
        return f"{before}{sign}{number}{after}".strip()

    def _spread_digits(self, number: int) -> str:
        """Return the digits of a whole number with the texts between them."""
        left, parts = str(number).rjust(self.min_digits, "0"), []
        for part in reversed(self.digits):
            if part != "0":  # a text
                parts.append(part)
            elif left:
                parts.append(left[-1])
                left = left[:-1]
        return left + "".join(reversed(parts))


@dataclass(frozen=True, slots=True, eq=False)
class NumberFormats:
    """A format as a cell has it: a section for each kind of number, with its condition.

    A section of None shows the number as it is. Each format is made once and known by identity,
    because comparing its sections for each cell of a list takes long.
    """

    sections: tuple[tuple[str, Decimal, NumberFormat | None], ...]

    def cell(self, value: float) -> GridCell:
        """Return a cell with a number in this format."""
        return _formatted_cell(self, value)

    def for_number(self, number: Decimal) -> NumberFormat | None:
        """Return the section that shows a number."""
        for comparison, limit, section in self.sections:
            if _COMPARISONS[comparison](number, limit):
                return section
        return None


_COMPARISONS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
    "": lambda _number, _limit: True,
}


# Lists repeat themselves, so cells with the same number share one object.
@lru_cache(maxsize=_CACHE_SIZE)
def number_cell(value: float) -> GridCell:
    """Return a number with the 15 digits that a spreadsheet keeps, without the float's noise."""
    return GridCell(f"{Decimal(format(value, '.15g')):f}", is_number=True)


@lru_cache(maxsize=_CACHE_SIZE)
def _formatted_cell(formats: NumberFormats, value: float) -> GridCell:
    number = Decimal(format(value, ".15g"))
    section = formats.for_number(number) if number.is_finite() else None
    return number_cell(value) if section is None else section.cell(number)


# -- codes of formats --------------------------------------------------------------------------


def read_format_id(number: int) -> NumberFormats | None:
    """Return a format that every workbook has, or None if it shows numbers as they are.

    The currency of the formats 5 to 8 and 41 to 44 is that of the computer, so it is not known.
    """
    return read_format(_FORMATS_BY_ID.get(number, ""))


@lru_cache(maxsize=4_096)
def read_format(code: str) -> NumberFormats | None:
    """Return the meaning of a format, or None if it shows numbers as they are, or as dates.

    >>> read_format('0.0" g"').cell(0.1).text, read_format("0%").cell(0.19).text
    ('0.1 g', '19%')
    >>> read_format("[$€-407] #,##0.00").cell(4.5).text, read_format("General")
    ('€ 4.5', None)
    """
    parsed = [_read_section(tokens) for tokens in _split_sections(code[:_MAX_FORMAT_LENGTH])[:3]]
    if not any(section for _, section in parsed):
        return None
    conditions = _conditions([condition for condition, _ in parsed])
    return NumberFormats(
        tuple(
            (comparison, limit, section)
            for (comparison, limit), (_, section) in zip(conditions, parsed, strict=True)
        )
    )


def hides_numbers(code: str) -> bool:
    """Return whether a format shows nothing at all of a number above 0.

    >>> hides_numbers(";;;"), hides_numbers("0;;;"), hides_numbers("General")
    (True, False, False)
    """
    tokens = _split_sections(code[:_MAX_FORMAT_LENGTH])[0]
    return bool(code) and all(
        token.lastgroup in _SPACE_KINDS or (token.lastgroup == "quoted" and not token["quoted"])
        for token in tokens
    )


def _split_sections(code: str) -> list[list[re.Match[str]]]:
    sections: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code):
        if token["literal"] == ";":
            sections.append([])
        else:
            sections[-1].append(token)
    return sections


def _conditions(stated: list[str]) -> list[tuple[str, Decimal]]:
    """Return when each section holds. Without conditions they are for numbers above 0, below, 0."""
    usual = {1: [""], 2: [">=", ""], 3: [">", "<", ""]}[len(stated)]
    conditions = []
    for text, comparison in zip(stated, usual, strict=True):
        match = _CONDITION.fullmatch(text)
        conditions.append(
            (match[1], Decimal(match[2].strip(".") or 0)) if match else (comparison, Decimal(0))
        )
    return conditions


def _read_section(tokens: list[re.Match[str]]) -> tuple[str, NumberFormat | None]:
    """Return the condition of a section, and how it shows a number."""
    section = _Section()
    for token in tokens:
        section.add(token.lastgroup or "", token)
    return section.condition, section.number_format()


class _Section:
    """One section of a format while its tokens are read."""

    def __init__(self) -> None:
        self.condition = ""
        self._before = self._after = ""
        self._whole: list[str] = []  # its digits, and the texts behind them
        self._decimals = 0
        self._has_point = self._is_general = self._is_unknown = False
        self._power = 0
        self._commas = 0  # behind the last digit: each divides by a thousand

    def add(self, kind: str, token: re.Match[str]) -> None:
        """Add a token of a kind."""
        text = token[kind] or ""
        if kind in _TEXT_KINDS:
            self._add_text(" " if kind in _SPACE_KINDS else text)
        elif kind in {"sign", "language"}:
            self._add_text(_currency_text(token["sign"], token["language"] or ""))
        elif kind == "digits":
            self._add_digits(text)
        elif kind == "percent":
            self._power += 2
            self._add_text("%")
        elif kind == "condition":
            self.condition = text
        self._has_point |= kind == "point"
        self._is_general |= kind == "general"
        self._commas += kind == "comma"
        self._is_unknown |= (
            kind in {"exponent", "text"}
            or (kind == "literal" and text in _DATE_CHARACTERS)
            or (kind == "other" and _ELAPSED_TIME.fullmatch(text) is not None)
        )

    def _add_text(self, text: str) -> None:
        if self._has_point or self._is_general:
            self._after += text
        elif self._whole:
            self._whole.append(text)
        else:
            self._before += text

    def _add_digits(self, digits: str) -> None:
        if self._has_point:
            self._decimals += len(digits)
        else:
            self._whole += ["0" if digit == "0" else "#" for digit in digits]
        self._commas = 0

    def number_format(self) -> NumberFormat | None:
        """Return how the section shows a number, or None if it shows it as it is or as a date."""
        whole = self._whole
        last = max((at for at, token in enumerate(whole) if token in {"0", "#"}), default=-1)
        whole, after = whole[: last + 1], "".join(whole[last + 1 :]) + self._after
        has_digits = bool(whole) or self._has_point or self._is_general
        if self._is_unknown or not has_digits:
            return None
        is_shown_fully = self._is_general or self._decimals > _MAX_DECIMALS
        has_texts = any(token not in {"0", "#"} for token in whole)
        found = NumberFormat(
            self._before,
            after,
            self._power - 3 * self._commas,
            None if is_shown_fully else self._decimals,
            tuple(part.replace("#", "0") for part in whole) if has_texts else (),
            max(whole.count("0"), 1),
        )
        return None if found == NumberFormat() else found


def _currency_text(sign: str, language: str) -> str:
    """Return the currency of a sign, as far as the language of the format settles it."""
    with_language = re.fullmatch(r"[0-9A-Fa-f]{1,8}", language)
    number = int(language, 16) & 0xFFFF if with_language else 0
    return _CURRENCIES_BY_LANGUAGE.get((sign, number), sign)

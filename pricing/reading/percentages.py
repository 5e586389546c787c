"""Percentages that may be money: what the values of a discount or tax without a unit say."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, Problem, ProblemKind
from pricing.quantities.amounts import (
    MONEY,
    PERCENT,
    DecimalMark,
    read_amount,
    read_money,
    read_scaled,
)
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.header_questions import without_column
from pricing.reading.headings import SHARE_KEYS, question_about
from pricing.reading.price_signs import read_sign, sign_beside_number

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from pricing.reading.headings import HeaderRow, Heading

_MAX_TEXTS = 5_000
_MAX_PAIRS = 200
# A country has few rates of tax.
_MAX_RATES = 12
_LARGEST_RATE = 30 * PERCENT.base_per_unit
# Rates of sales tax are often multiples of an eighth. These rates are not.
_RATE_STEP = Fraction(PERCENT.base_per_unit, 8)
_OTHER_RATES = frozenset(
    int(Fraction(rate) * PERCENT.base_per_unit)
    for rate in ("2.1", "2.6", "3.7", "3.8", "7.7", "8.1", "8.88", "6.35", "9.98", "4.71", "5.3")
)
_DISCOUNT_STEP = PERCENT.base_per_unit // 2
_TWO_DECIMALS = lazy_pattern(r"\d[.,]\d\d(?!\d)")
_WHOLE = 100 * PERCENT.base_per_unit
_PER_WHOLE = Fraction(_WHOLE)
_CENT = MONEY.base_per_unit // 100


class PercentageSurvey:
    """Collects the taxes and discounts of a list that may be money or shares of 1."""

    def __init__(self, header: HeaderRow) -> None:
        self._header = header
        price = header.find_heading("price")
        place = -1 if price is None else price.index
        self._watched = [
            _WatchedColumn(one, place)
            for one in header.headings
            if one.column.key in SHARE_KEYS and not (one.parts.unit or one.text == one.column.key)
        ]
        self._open_texts: dict[str, set[str]] = {
            one.column.key: set() for one in header.headings if one.may_hold_shares
        }

    def add_columns(self, columns: Sequence[Sequence[str]]) -> None:
        """Add the texts of some rows."""
        for key, texts in self._open_texts.items():
            heading = self._header.find_heading(key)
            if heading is not None and len(texts) < _MAX_TEXTS:
                texts.update(_column(columns, heading.index))
        for watched in self._watched:
            watched.add_columns(columns)

    def settled_header(self, marks: Mapping[str, DecimalMark]) -> HeaderRow:
        """Return the header row without percentages that may be money, and with questions.

        Of a column with a share of 1, its other numbers can be shares too.
        """
        header = self._header
        for watched in self._watched:
            header = watched.settled_header(header, marks)
        return replace(
            header,
            headings=tuple(
                replace(one, has_shares=self._holds_shares(one.column.key, marks))
                if one.may_hold_shares
                else one
                for one in header.headings
            ),
        )

    def _holds_shares(self, key: str, marks: Mapping[str, DecimalMark]) -> bool:
        mark = marks.get(key, DecimalMark.AUTO)
        return any(_is_share(text, mark) for text in self._open_texts.get(key, ()))


class _WatchedColumn:
    """Collects the texts of one tax or discount whose header states no unit."""

    def __init__(self, heading: Heading, price_index: int) -> None:
        self._heading = heading
        self._key = heading.column.key
        self._price_index = price_index
        self._texts: set[str] = set()
        self._pairs: set[tuple[str, str]] = set()

    def add_columns(self, columns: Sequence[Sequence[str]]) -> None:
        texts = _column(columns, self._heading.index)
        if len(self._texts) < _MAX_TEXTS:
            self._texts.update(texts)
        if len(self._pairs) < _MAX_PAIRS:
            prices = _column(columns, self._price_index)
            self._pairs.update(zip(texts[:_MAX_PAIRS], prices[:_MAX_PAIRS], strict=False))

    def settled_header(self, header: HeaderRow, marks: Mapping[str, DecimalMark]) -> HeaderRow:
        """Return the header row without this column if it may be money, and with a question."""
        doubtful = self._first_doubtful(marks)
        if not doubtful:
            return header
        question = question_about(
            ProblemKind.PERCENTAGE_MAY_BE_MONEY,
            self._heading,
            f"{self._key}:percent",
            f"{self._key}:money",
            value=doubtful,
        )
        problem = Problem.from_bad_input(question, row=None, column=self._heading.text, value="")
        return without_column(header, self._heading, problem)

    def _first_doubtful(self, marks: Mapping[str, DecimalMark]) -> str:
        """Return a value that may be money, or "". Where cells have a percent sign, none is."""
        mark = marks.get(self._key, DecimalMark.AUTO)
        is_discount = self._key == "discount_percent"
        are_percentages = any("%" in text for text in self._texts)
        amount = _first_with_sign(self._texts)
        if is_discount:
            amount = amount or _first_in_hundredths(self._texts, mark)
        elif are_percentages:
            amount = ""  # one cell of another kind is a slip
        if amount or are_percentages:
            return amount
        rates = {_read_percent(text, mark) for text in self._texts} - {0}
        doubtful = _first_doubtful_discount(rates) if is_discount else _first_doubtful_rate(rates)
        if doubtful is None and len(rates) > 1:
            price_mark = marks.get("price", DecimalMark.AUTO)
            pairs = [
                (rate, _read_price(price, price_mark))
                for text, price in sorted(self._pairs)
                if (rate := _read_percent(text, mark))
            ]
            doubtful = pairs[0][0] if _follow_prices(pairs) else None
        return "" if doubtful is None else PERCENT.text(doubtful)


def _column(columns: Sequence[Sequence[str]], index: int) -> Sequence[str]:
    if 0 <= index < len(columns):
        return columns[index]
    return [""] * len(columns[0]) if columns else []


def _is_share(text: str, mark: DecimalMark) -> bool:
    """Return whether a text is a number between 0 and 1 without a sign."""
    with suppress(BadInput):
        is_bare = "%" not in text and bool(text.strip())
        return is_bare and 0 < read_scaled(text, PERCENT, mark, _PER_WHOLE) < _WHOLE
    return False


def _read_percent(text: str, mark: DecimalMark) -> int:
    """Return a percentage without a sign, or 0 if the text is something else."""
    with suppress(BadInput):
        return 0 if "%" in text else read_amount(text, PERCENT, mark)
    return 0


def _read_price(text: str, mark: DecimalMark) -> int:
    with suppress(BadInput):
        return read_money(text, mark)[0]
    return 0


def _first_with_sign(texts: Collection[str]) -> str:
    """Return a value with the sign of a currency, or "": £2.00, 4 EUR."""
    for text in sorted(texts):
        sign = sign_beside_number(text)
        if "%" not in text and any(map(str.isdecimal, text)) and sign and read_sign(sign):
            return text.strip()
    return ""


def _first_in_hundredths(texts: Collection[str], mark: DecimalMark) -> str:
    """Return a discount with two decimals, as money has, or "": 4.00."""
    for text in sorted(texts):
        if _TWO_DECIMALS.search(text) and _read_percent(text, mark) >= PERCENT.base_per_unit:
            return text.strip()
    return ""


def _first_doubtful_discount(rates: Collection[int]) -> int | None:
    """Return a discount that is no usual percentage, such as 7.3, or None if all can be."""
    return next((rate for rate in sorted(rates) if not _may_be_discount(rate)), None)


def _may_be_discount(rate: int) -> bool:
    rest = 3 * rate % (_WHOLE // 2)  # of 33.3 and 16.7
    is_third = min(rest, _WHOLE // 2 - rest) <= PERCENT.base_per_unit // 3
    return rate < PERCENT.base_per_unit or rate % _DISCOUNT_STEP == 0 or is_third


def _first_doubtful_rate(taxes: Collection[int]) -> int | None:
    """Return a value that is no common rate of tax, or None if all can be rates."""
    rates = sorted(taxes)
    doubtful = next((rate for rate in rates if not may_be_rate(rate)), None)
    if doubtful is not None:
        return doubtful
    return rates[-1] if len(rates) > _MAX_RATES else None


def may_be_rate(rate: int) -> bool:
    """Return whether a value can be a rate of tax: it is small, or a common one.

    >>> may_be_rate(1_900), may_be_rate(319), may_be_rate(3_195)
    (True, False, False)
    """
    is_common = Fraction(rate) % _RATE_STEP == 0 or rate in _OTHER_RATES
    return rate < PERCENT.base_per_unit or (rate <= _LARGEST_RATE and is_common)


def _follow_prices(pairs: Sequence[tuple[int, int]]) -> bool:
    """Return whether taxes grow with the prices, as money does and percentages do not."""
    known = [(tax * _CENT, price) for tax, price in pairs if price]
    if len({tax for tax, _ in known}) < 2:
        return False
    tax, price = max(known, key=lambda pair: pair[1])
    share = Fraction(tax, price)
    return all(abs(tax - share * price) <= 2 * _CENT for tax, price in known)

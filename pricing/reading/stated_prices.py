"""Prices, taxes and discounts that remarks state, compared with those of their rows.

A price of 13.50 in “new price 13.50” confirms a row of 13.50, and leaves another one in question.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pricing.quantities.amounts import MONEY, PERCENT
from pricing.quantities.currencies import currencies
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.amounts_in_remarks import number_readings
from pricing.reading.header_parts import MONEY_UNIT
from pricing.reading.header_words import (
    choose_meaning,
    phrases_at_start,
    read_currency,
    split_words,
)
from pricing.reading.name_phrases import whole_number
from pricing.reading.pack_sizes import counted_unit_words
from pricing.reading.remark_phrases import phrases_of, spans_in, words_of_remark
from pricing.reference.mineral_amounts import is_mass_unit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from pricing.reading.headings import HeaderRow
    from pricing.reading.remark_phrases import Span
    from pricing.reading.row_builder import RowBatchBuilder

_TABLE = "price_statements.csv"
_NUMBER = lazy_pattern(r"\d+(?:[.,]\d+)*")  # and no ordinal, such as 2e
_WITH_CENTS = lazy_pattern(r"\d+(?:[.,]\d{3})*[.,]\d{2}")
_STOPS = frozenset(",;!?")
_MOST_PACKS = 24
_NEAR_PACKS = 4  # words from a number of packs to “for this price”
_NEAR_SHARE = 3  # words between a percentage and its tax or discount
_MOST_WORDS_OF_CURRENCY = 6
_CURRENCY = frozenset(("currency",))
_LEAST_YEAR, _LAST_YEAR = 1900, 2100
_SHARES = {"tax": "tax_percent", "off": "discount_percent"}
_SETTLED = {"untaxed": "tax_percent", "reduced": "discount_percent"}
_OPEN = ("total", "wrong")
# A remark without a word of these classes states no price.
_LEADING = ("price", "now", "this price", "price for", "less", *_OPEN, *_SHARES, *_SETTLED)


class PriceStatement(NamedTuple):
    """The prices that a remark states, as the readings of their numbers, and shares of the price.

    `is_open` says that a price may be that of several packs, of another sum, or wrong. `settled`
    are the columns of shares that it says a price has in it, or none at all. `reductions` are the
    percentages that it takes off the price without a word for a discount.
    """

    prices: tuple[tuple[Fraction, ...], ...] = ()
    shares: tuple[tuple[str, Fraction], ...] = ()
    settled: tuple[str, ...] = ()
    reductions: tuple[Fraction, ...] = ()
    is_open: bool = False


_NOTHING = PriceStatement()


@lru_cache(maxsize=4_096)  # lists repeat their remarks
def read_price_statement(text: str) -> PriceStatement:
    """Return what a remark states of the price of its row.

    >>> read_price_statement("neuer Preis 13,50").prices
    ((Fraction(27, 2),),)
    >>> read_price_statement("was 25.00").prices, read_price_statement("cena za 2 szt.").is_open
    ((), True)
    """
    words = words_of_remark(text)
    if _leading_words().isdisjoint(words):
        return _NOTHING
    spans = spans_in(words, _TABLE)
    prices = tuple(_prices(words, spans))
    shares = tuple(_shares(words, spans))
    settled = tuple(key for name, key in _SETTLED.items() if name in spans)
    is_open = any(name in spans for name in _OPEN) or _is_of_several(words, spans)
    return PriceStatement(prices, shares, settled, tuple(_reductions(words, spans)), is_open)


@cache
def _leading_words() -> frozenset[str]:
    return frozenset(
        word
        for word, phrases in phrases_of(_TABLE).items()
        if any(one.name in _LEADING for one in phrases)
    )


@cache
def words_of_price_statements() -> frozenset[str]:
    """Return the words of which one stands in each remark that states a price or its currency."""
    usual = (one.code.lower() for one in currencies().values() if one.sign)
    return _leading_words() | frozenset(usual)


@cache
def _words_of_currencies() -> frozenset[str]:
    signs = (
        sign
        for one in currencies().values()
        for sign in (one.code, one.sign, *one.other_signs, *one.shared_signs)
    )
    return frozenset(word for sign in signs for word in words_of_remark(sign))


# -- prices ----------------------------------------------------------------------------------------


def _prices(
    words: Sequence[str], spans: Mapping[str, Sequence[Span]]
) -> Iterator[tuple[Fraction, ...]]:
    """Yield the readings of each number that words for a price lead to, or follow."""
    for at, word in enumerate(words):
        if not _NUMBER.fullmatch(word) or "%" in words[at + 1 : at + 2]:
            continue
        is_money = _is_money(words, at)
        names = _leads(words, at, spans)
        if names and (is_money or ("price" in names and _is_plain_price(words, at))):
            yield number_readings(word)


def _is_money(words: Sequence[str], at: int) -> bool:
    near = (*words[max(at - 1, 0) : at], *words[at + 1 : at + 2])
    has_sign = not _words_of_currencies().isdisjoint(near)
    return has_sign or (_WITH_CENTS.fullmatch(words[at]) is not None and not _counts(words, at))


def _counts(words: Sequence[str], at: int) -> bool:
    """Return whether a number counts units or weighs something."""
    behind = words[at + 1 : at + 2]
    return any(is_mass_unit(word) or word in counted_unit_words() for word in behind)


def _is_plain_price(words: Sequence[str], at: int) -> bool:
    """Return whether a number without cents ends its clause, and is no year."""
    is_last = at + 1 == len(words) or words[at + 1] in _STOPS
    return is_last and not _LEAST_YEAR <= whole_number(words[at]) <= _LAST_YEAR


def _leads(words: Sequence[str], at: int, spans: Mapping[str, Sequence[Span]]) -> set[str]:
    """Return the classes of the words that lead to a number, unless they are of another price."""
    names, start = set(), at
    while start:
        if any(span.end == start for span in spans.get("former", ())):
            return set()
        found = [
            (span.start, name)
            for name in ("price", "now", "joining")
            for span in spans.get(name, ())
            if span.end == start
        ]
        if found:
            names |= {name for _, name in found}
            start = min(begin for begin, _ in found)
        elif words[start - 1] in _words_of_currencies():
            start -= 1
        else:
            break
    return names - {"joining"}


@lru_cache(maxsize=4_096)
def currency_in_remark(text: str) -> str:
    """Return the only currency that a short remark without numbers names, or "".

    >>> [currency_in_remark(text) for text in ("euros!", "quoted in GBP", "9.50 EUR", "for adults")]
    ['EUR', 'GBP', '', '']
    """
    words = split_words(text)
    if len(words) > _MOST_WORDS_OF_CURRENCY or any(word.raw[0].isdecimal() for word in words):
        return ""
    named = {
        meaning.meaning
        for at in range(len(words))
        for _, meanings in phrases_at_start(words[at:])
        if (meaning := choose_meaning(meanings, "money", _CURRENCY)) is not None
    }
    named |= set(filter(None, map(read_currency, words)))
    return named.pop() if len(named) == 1 else ""


# -- several packs and shares of the price ---------------------------------------------------------


def _is_of_several(words: Sequence[str], spans: Mapping[str, Sequence[Span]]) -> bool:
    """Return whether a price is one of several packs: 2 bottles for this price, cena za 2."""
    leads = (span.end for span in spans.get("price for", ()))
    before = (
        words[at]
        for span in spans.get("this price", ())
        for at in range(max(span.start - _NEAR_PACKS, 0), span.start)
    )
    behind = (words[at] for at in leads if at < len(words) and not _is_amount(words, at))
    return any(1 < whole_number(word) <= _MOST_PACKS for word in (*before, *behind))


def _is_amount(words: Sequence[str], at: int) -> bool:
    return any(map(is_mass_unit, words[at + 1 : at + 2])) or _is_money(words, at)


def _percentages(words: Sequence[str]) -> Iterator[tuple[int, Fraction]]:
    """Yield each number before a sign of percent, with its place."""
    for at, word in enumerate(words[:-1]):
        if words[at + 1] == "%" and _NUMBER.fullmatch(word):
            yield at, number_readings(word)[0]


def _shares(
    words: Sequence[str], spans: Mapping[str, Sequence[Span]]
) -> Iterator[tuple[str, Fraction]]:
    """Yield the percentages of taxes and discounts, with their columns."""
    for at, percent in _percentages(words):
        for name, key in _SHARES.items():
            if any(_is_near(words, at, span) for span in spans.get(name, ())):
                yield key, percent


def _is_near(words: Sequence[str], at: int, span: Span) -> bool:
    """Return whether few words and no mark are between a percentage and a phrase."""
    end = at + 2  # of the number and its sign
    between = words[end : span.start] if span.start >= end else words[span.end : at]
    return len(between) <= _NEAR_SHARE and _STOPS.isdisjoint(between)


def _reductions(words: Sequence[str], spans: Mapping[str, Sequence[Span]]) -> Iterator[Fraction]:
    """Yield the percentages that are taken off a price: less 10%."""
    ends = {span.end for span in spans.get("less", ())}
    for at, percent in _percentages(words):
        if at in ends and (at + 2 == len(words) or words[at + 2] in _STOPS):
            yield percent


# -- rows -----------------------------------------------------------------------------------------


class StatedPrices:
    """Compares the prices, taxes and discounts that remarks state with those of their rows."""

    def __init__(self, header: HeaderRow) -> None:
        self._headings = {
            key: heading
            for key in _SHARES.values()
            if (heading := header.find_heading(key)) is not None
        }

    def contradict(self, batch: RowBatchBuilder, position: int, text: str) -> bool:
        """Return whether a remark states another price than its row, or leaves it open."""
        stated = read_price_statement(text)
        price, currency = batch.value("price", position), batch.value("currency", position)
        if not isinstance(price, int):
            return False
        if currency is not None and currency_in_remark(text) not in {"", currency}:
            return True
        if stated is _NOTHING:
            return False
        shares = {key: self._share(batch, position, key, price) for key in self._headings}
        return (
            stated.is_open
            or any(shares.get("discount_percent") != share for share in stated.reductions)
            or any(shares.get(key) for key in stated.settled)
            or any(key in shares and shares[key] != share for key, share in stated.shares)
            or not all(_is_one_of(_figures(price, shares), one) for one in stated.prices)
        )

    def _share(self, batch: RowBatchBuilder, position: int, key: str, price: int) -> Fraction:
        value = batch.value(key, position)
        if not isinstance(value, int):
            return Fraction(0)
        is_money = self._headings[key].unit == MONEY_UNIT
        return Fraction(100 * value, price) if is_money else Fraction(value, PERCENT.base_per_unit)


def _figures(price: int, shares: Mapping[str, Fraction]) -> Collection[Fraction]:
    """Return the price of a row, and what it becomes with its discount and its tax."""
    usual = Fraction(price, MONEY.base_per_unit)
    reduced = usual * (100 - shares.get("discount_percent", Fraction(0))) / 100
    taxed = 100 + shares.get("tax_percent", Fraction(0))
    return {usual, reduced, usual * taxed / 100, reduced * taxed / 100}


def _is_one_of(figures: Collection[Fraction], stated: Sequence[Fraction]) -> bool:
    """Return whether a stated price is one of some figures, rounded to cents."""
    cent = Fraction(1, 200)
    return any(abs(figure - one) <= cent for figure in figures for one in stated)

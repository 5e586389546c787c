"""Amounts of money in a text: a number with the currency beside it."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.amounts import UNITS as MASS_UNITS
from pricing.labels.misread_money import misread_money
from pricing.labels.named_currencies import (
    SIGNS,
    UNKNOWN_DOLLAR,
    UNKNOWN_PESO,
    UNKNOWN_YEN,
    WORDS,
    codes,
    currency_before,
    currency_behind,
    dollar_behind,
)
from pricing.labels.pieces import is_glued_to_mark, measure_of
from pricing.labels.tokens import WORD
from pricing.labels.vocabulary import class_words, has_phrase, phrase_end
from pricing.quantities.currencies import currencies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.labels.label_text import LabelText, TextLine
    from pricing.labels.tokens import Token

# Three digits behind a mark are thousands where prices have no cents.
_THREE_DIGITS = re.compile(r"([1-9]\d{0,2})[.,](\d{3})")
_WITHOUT_CENTS = frozenset(("ARS", "BOB", "BRL", "COP", "CRC", "IDR", "UYU", "VES"))
# Where a point is the decimal mark, they are a misprint or thousands of another country.
_WITH_DECIMAL_POINT = frozenset((
    "DOP", "GTQ", "HNL", "INR", "MXN", "MYR", "NIO", "PAB", "PEN", "PHP", "SGD", "THB",
))  # fmt: skip
_LETTERS_LIKE_DIGITS, _AS_DIGITS = frozenset("lio|"), str.maketrans("li|o", "1110")
_SIZES = frozenset(("kg", "l", "cl", "dl", "lb", "oz"))
_CENTS = re.compile(r"\d\d")
_WITH_CENTS = re.compile(r"\d+[.,]\d\d")
# A number that a price may be torn from, by a mark with spaces or by the end of a line.
_WHOLE_BEFORE = re.compile(
    r"(?<![\w.,'])(\d{1,3})\s*[.,']\s*\Z|(?:\A|\n)[ \t]*(\d{1,3})[ \t]*\n\s*\Z"
)
_DOLLARS = re.compile(r"[ \t]*(?:(?:prix|price)[ \t]*:?[ \t]*)?(\d{1,3}) ?[$]")
_CENTS_BEHIND = re.compile(
    r"(?:\s*[.,']\s*(\d\d)|(?: |[ \t]*\n)[ \t]*(\d\d))(?=[ \t]*(?:\Z|[\n$€£(;)|]))"
    r"| ?(?:[€£$]|euros?) (\d\d)(?=[ \t]*(?:\Z|[\n(|]))"
    r"|[$£](\d\d)(?=[ \t]*(?:\Z|[\n(|]))"
)
_RATING = re.compile(r"\d[.,]\d")
_LONGEST_MULTIPACK = 3  # words
_BEFORE_LAST = frozenset((":", "=", "-", ">"))
_TORN_DISTANCE = 12
_WHOLE = re.compile(r"\d+|[1-9]\d{0,2}(?:[.']\d{3})+")
_FROM_TO = frozenset(("-", "to", "bis"))
_RANGE_JOINTS = _FROM_TO | {
    "a", "hasta", "jusqu", "/", "~", "\u2026", "...", "and", "und", "et", "y", "e", "al",
}  # fmt: skip
_MOST_TIMES = 5  # that the end of a range is of its beginning
# Dashes that stand for no cents: 15,- or 12.--.
_NO_CENTS, _WITHOUT = re.compile(r"[.,]-{1,2}(?![-\w])"), re.compile(r"\d[.,]-")
_BEFORE_SPACE, _BEHIND_SPACE = re.compile(r"[1-9]\d{0,2}"), re.compile(r"\d{3}[.,]\d\d")


class StatedMoney(NamedTuple):
    """A number with a currency beside it, by the tokens that it takes."""

    value: Fraction | None
    currency: str
    first: int
    after: int
    is_noisy: bool = False
    other_value: Fraction | None = None  # of thousands that may be a whole number and decimals


@cache
def _money_words() -> frozenset[str]:
    """Return the words and marks without which a line holds no money."""
    return frozenset((*SIGNS, *WORDS, *codes(), "p", "s", *class_words("pay price")))


def money_in(text: LabelText, line: TextLine) -> list[StatedMoney]:
    """Return the amounts of money in a line, in their order."""
    found: list[StatedMoney] = []
    has_dashes = "-" in line.words and _WITHOUT.search(text.folded, line.start, line.end)
    if line.words.isdisjoint(_money_words()) and not has_dashes:
        return found
    tokens = line.tokens
    for index in line.numbers:
        free = found[-1].after if found else 0
        if index < free or tokens[index].is_code or _counts_something(tokens, index, free):
            continue
        money = _money_at(text, tokens, index, free)
        if money is not None:
            other = _spaced_thousands(text, tokens, index, free) or _broken(money, tokens[index])
            money = money._replace(other_value=other) if other else money
            found.append(_joined(text, _in_thousands(money, tokens[index]), tokens[index]))
    if found and not _RANGE_JOINTS.isdisjoint(line.words):
        found = _with_other_ends(found, tokens)
    return _with_misread(found, text, line)


def _counts_something(tokens: Sequence[Token], at: int, free: int) -> bool:
    """Return whether a number counts units or ratings, and no sign before it makes it a price."""
    if at + 1 < len(tokens) and _is_unit(tokens[at + 1].text, at, free):
        return True
    return _counts_ratings(tokens, at) and not _is_led_by_own_sign(tokens, at)


def _counts_ratings(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a number counts those who rate or bought a product: 5 avis, 4,5 Sterne."""
    behind = tokens[at + 1] if at + 1 < len(tokens) else None
    return behind is not None and behind.kind is WORD and behind.text in class_words("rated")


def _is_led_by_own_sign(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a sign touches a number, and stands behind no other one."""
    is_led = at > 0 and tokens[at - 1].text in SIGNS and tokens[at - 1].end == tokens[at].start
    return is_led and not (at > 1 and tokens[at - 2].is_number)


def _with_other_ends(found: list[StatedMoney], tokens: Sequence[Token]) -> list[StatedMoney]:
    """Return the amounts with the ends of ranges that share their sign: 8,99 - 12,50 €."""
    taken = {at for money in found for at in range(money.first, money.after)}
    ends: list[StatedMoney] = []
    for money in found:
        for joint, other in ((money.first - 1, money.first - 2), (money.after, money.after + 1)):
            is_free = 0 <= other < len(tokens) and other not in taken
            if is_free and tokens[joint].text in _RANGE_JOINTS:
                value = _end_of_range(money, tokens, joint, other)
                if value is not None:
                    ends.append(StatedMoney(value, money.currency, other, other + 1))
    return sorted([*found, *ends], key=lambda money: money.first)


def _end_of_range(
    money: StatedMoney, tokens: Sequence[Token], joint: int, other: int
) -> Fraction | None:
    """Return the number beside an amount if it may be the other end of a range.

    Whole numbers may count packs: 2 à 12 €.
    """
    behind = tokens[other + 1].text if other + 1 < len(tokens) else ""
    number = tokens[other].text
    if money.value is None or (other > joint and (behind == "%" or _is_unit(behind, 0, 0))):
        return None
    if _WITH_CENTS.fullmatch(number):
        value = _with_decimals(number)
    elif number.isdecimal() and money.value.denominator == 1 and tokens[joint].text in _FROM_TO:
        value = Fraction(number)
    else:
        return None
    low, high = (value, money.value) if other < joint else (money.value, value)
    return value if low < high < _MOST_TIMES * low else None


def _with_misread(found: list[StatedMoney], text: LabelText, line: TextLine) -> list[StatedMoney]:
    """Return the amounts with those in whose numbers letters stand for digits."""
    for misread in misread_money(text, line):
        beside = [
            money for money in found if money.first < misread.after and misread.first < money.after
        ]
        if any(money.value is not None for money in beside):
            continue
        found = [money for money in found if money not in beside]
        found.append(StatedMoney(*misread, is_noisy=True))
    return sorted(found, key=lambda money: money.first)


def _spaced_thousands(
    text: LabelText, tokens: Sequence[Token], at: int, free: int
) -> Fraction | None:
    """Return what a number makes with the digits before a space: 1 099,00 €, for a question."""
    if at <= free or not _BEHIND_SPACE.fullmatch(tokens[at].text):
        return None
    before = tokens[at - 1]
    is_beside = before.end + 1 == tokens[at].start and text.source[before.end].isspace()
    if not is_beside or not _BEFORE_SPACE.fullmatch(before.text):
        return None
    return Fraction(before.text + tokens[at].text.replace(",", "."))


def _broken(money: StatedMoney, number: Token) -> Fraction | None:
    """Return what a number with two decimals is by itself, where more digits stand beside it."""
    is_whole = money.value is None and _WITH_CENTS.fullmatch(number.text) is not None
    return _with_decimals(number.text) if is_whole else None


@lru_cache(maxsize=4_096)
def _with_decimals(text: str) -> Fraction:
    """Return the value of a number whose only mark is that of its decimals."""
    return Fraction(text.replace(",", "."))


def _joined(text: LabelText, money: StatedMoney, number: Token) -> StatedMoney:
    """Return an amount as what it makes with a number beside it, if it may be torn from that.

    11'50 €, £ 7 . 50, or EUR 8 with 99 on the line below. What the number is alone may hold too.
    """
    if not number.text.isdigit():
        return money
    joined = None
    before = text.folded[max(number.start - _TORN_DISTANCE, 0) : number.start]
    if _CENTS.fullmatch(number.text) and (
        whole := _WHOLE_BEFORE.search(before) or _dollars_before(text, number)
    ):
        joined = f"{next(filter(None, whole.groups()))}.{number.text}"
    elif cents := _CENTS_BEHIND.match(text.folded, number.end, number.end + _TORN_DISTANCE):
        joined = f"{number.text}.{next(filter(None, cents.groups()))}"
    if joined is None:
        return money
    return money._replace(value=Fraction(joined), other_value=Fraction(number.text))


def _dollars_before(text: LabelText, number: Token) -> re.Match[str] | None:
    """Return the number that begins a line before a sign of dollars, as in Quebec: 14 $99."""
    if text.folded[number.start - 1] != UNKNOWN_DOLLAR:
        return None
    start = text.folded.rfind("\n", 0, number.start) + 1
    return _DOLLARS.fullmatch(text.folded, start, number.start)


def _in_thousands(money: StatedMoney, number: Token) -> StatedMoney:
    """Return an amount with three digits behind its only mark as what its currency makes it.

    COP 38.900 is thousands whatever the language. $38.900 MXN may be either.
    """
    groups = _THREE_DIGITS.fullmatch(number.text)
    if groups is None or money.value is None:
        return money
    thousands, decimals = Fraction(groups[1] + groups[2]), Fraction(f"{groups[1]}.{groups[2]}")
    if has_no_cents(money.currency) or money.currency == UNKNOWN_YEN:
        return money._replace(value=thousands)
    is_point = money.currency in _WITH_DECIMAL_POINT and "." in number.text
    if is_point or money.currency == UNKNOWN_PESO:
        return money._replace(value=thousands, other_value=decimals)
    return money._replace(other_value=thousands) if money.value == decimals else money


def has_no_cents(currency: str) -> bool:
    """Return whether prices in a currency have no cents, so that three digits are thousands."""
    details = currencies().get(currency)
    return currency in _WITHOUT_CENTS or (details is not None and details.decimals == 0)


def may_be_thousands(currency: str) -> bool:
    """Return whether three digits behind the mark of a price can be thousands in a currency."""
    return has_no_cents(currency) or currency in _WITH_DECIMAL_POINT


def _is_unit(word: str, at: int, free: int) -> bool:
    """Return whether a word behind a number says what the number counts: 2,45 € 0,022 kg.

    A sign before the number may be its currency, if it is not that of a price before it.
    """
    return word in MASS_UNITS or (at == free and (word in _SIZES or measure_of(word) != ""))


def _money_at(text: LabelText, tokens: Sequence[Token], at: int, free: int) -> StatedMoney | None:
    """Return the price at a number. The tokens before `free` are another price's."""
    code, first = currency_before(text, tokens, at)
    end = _end_of_whole(text, tokens, at)
    following, after = _named_behind(text, tokens, end, is_dollar=code == UNKNOWN_DOLLAR)
    if first < free and (following or tokens[at].text.isdigit()):
        code = ""  # 29,99 € 17,99 €, or 9,90 € 2 + 1 offert
    if not (code or following or end > at + 1):
        return _labelled_number(text, tokens, at)
    noisy = _is_noisy(text, tokens, at)
    in_letters = _value_behind_letters(tokens, at)
    start, value = (at - 2, in_letters) if in_letters else (at, _value_at(text, tokens, at, end))
    if _is_after(tokens, at, 1, "€") and _are_cents(tokens, at + 2):
        return _with_sign_inside(tokens, at, value, noisy=noisy)
    is_dollar = code == UNKNOWN_DOLLAR and tokens[after - 1].text != "p"
    if is_dollar and following not in {"", UNKNOWN_DOLLAR}:  # $ 189.00 MXN
        return StatedMoney(value, following, first, after, noisy)
    if code:
        is_cut = following == "GBP" and code != following  # $7.28P
        return StatedMoney(value, code, first, end, noisy or is_cut)
    if following:
        if value is not None and tokens[after - 1].text == "p":
            value /= 100
        return StatedMoney(value, following, start, after, noisy)
    return StatedMoney(value, "", at, end, is_noisy=True)


def _is_noisy(text: LabelText, tokens: Sequence[Token], at: int) -> bool:
    """Return whether a number beside a sign may be misread, or run into another one.

    $125 reviews may be 12 and 5, or 1 and 25.
    """
    is_misread = tokens[at].is_noisy or tokens[at].follows_digit
    is_misread = is_misread or _has_letter_behind(text, tokens, at)
    return is_misread or is_glued_to_mark(tokens, at) or _counts_ratings(tokens, at)


def _with_sign_inside(
    tokens: Sequence[Token], at: int, value: Fraction | None, *, noisy: bool
) -> StatedMoney:
    """Return the price whose sign stands before its cents: 12€34. They may count: 12€34 avis."""
    is_whole = tokens[at].text.isdigit()
    with_cents = Fraction(f"{tokens[at].text}.{tokens[at + 2].text}") if is_whole else None
    if _counts_ratings(tokens, at + 2):
        return StatedMoney(value, "EUR", at, at + 2, noisy, with_cents)
    return StatedMoney(with_cents, "EUR", at, at + 3, noisy)


def _named_behind(
    text: LabelText, tokens: Sequence[Token], at: int, *, is_dollar: bool
) -> tuple[str, int]:
    """Return the currency that is named behind a number, and where it ends: $9.90 CA."""
    if _is_sign_of_next(tokens, at) or _counts_packs(tokens, at - 1):
        return "", at
    following, after = currency_behind(text, tokens, at)
    country = dollar_behind(text, tokens, at) if is_dollar and not following else ""
    return (country, at + 1) if country else (following, after)


def _is_sign_of_next(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a sign touches the price behind it, and not the count before: qty 2 $12.00.

    A number with one decimal rates a product: 4.5 $12. A sign of euros stands behind its number
    in many countries.
    """
    before, sign = tokens[at - 1], at
    if at + 1 < len(tokens) and tokens[at + 1].text in SIGNS and tokens[at].kind is WORD:
        sign = at + 1 if tokens[at].end == tokens[at + 1].start else at  # Model 5 US$7.85
    if sign + 1 >= len(tokens) or tokens[sign].text not in SIGNS or tokens[sign].text == "€":
        return False
    is_count = before.text.isdigit() or _RATING.fullmatch(before.text) is not None
    is_joined = tokens[sign].end == tokens[sign + 1].start
    if not (is_count and before.end < tokens[at].start and is_joined):
        return False
    return tokens[sign + 1].is_number and not _counts_ratings(tokens, sign + 1)


def _counts_packs(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a number counts packs, with their price behind it: Lot de 2 € 14,90."""
    behind = tokens[at + 1 : at + 3]
    has_price = (
        len(behind) > 1 and behind[0].text in SIGNS and _WITH_CENTS.fullmatch(behind[1].text)
    )
    if not has_price or not tokens[at].text.isdigit():
        return False
    starts = range(max(at - _LONGEST_MULTIPACK, 0), at)
    return any(phrase_end("multipack", tokens, start) == at for start in starts)


def _value_behind_letters(tokens: Sequence[Token], at: int) -> Fraction | None:
    """Return a price whose digits before the mark are read as letters: ll,50 €. It is asked."""
    if not is_glued_to_mark(tokens, at) or not _CENTS.fullmatch(tokens[at].text):
        return None
    letters = tokens[at - 2].text
    if not set(letters) <= _LETTERS_LIKE_DIGITS:
        return None
    return Fraction(f"{letters.translate(_AS_DIGITS)}.{tokens[at].text}")


def _value_at(text: LabelText, tokens: Sequence[Token], at: int, end: int) -> Fraction | None:
    """Return the number at a place, which is whole if dashes stand for its cents."""
    number = tokens[at]
    if number.is_broken or _is_torn(tokens, at):
        return None
    if end > at + 1:
        return Fraction(re.sub(r"\D", "", number.text))
    if _WITH_CENTS.fullmatch(number.text):  # other numbers of the text may have another mark
        return _with_decimals(number.text)
    return text.number(number)


def _end_of_whole(text: LabelText, tokens: Sequence[Token], at: int) -> int:
    """Return where a number ends with the dashes that stand for no cents: 15,- or 12.--."""
    number = tokens[at]
    is_whole = _WHOLE.fullmatch(number.text) is not None
    dashes = _NO_CENTS.match(text.folded, number.end) if is_whole else None
    if dashes is None:
        return at + 1
    behind = (index for index in range(at + 1, len(tokens)) if tokens[index].start >= dashes.end())
    return next(behind, len(tokens))


def _has_letter_behind(text: LabelText, tokens: Sequence[Token], at: int) -> bool:
    """Return whether a letter that names no currency touches a number: ARS 850m."""
    if at + 1 == len(tokens) or tokens[at + 1].start != tokens[at].end:
        return False
    return tokens[at + 1].kind is WORD and not currency_behind(text, tokens, at + 1)[0]


def _is_torn(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a price may begin before its number: 16,9/9 € or f7€90."""
    before = list(tokens[max(at - 2, 0) : at])
    if len(before) < 2 or before[1].end != tokens[at].start or before[0].end != before[1].start:
        return False
    return before[1].text in {"/", *SIGNS} and before[0].text[-1].isdigit()


def _is_after(tokens: Sequence[Token], at: int, offset: int, mark: str) -> bool:
    return at + offset < len(tokens) and tokens[at + offset].text == mark


def _are_cents(tokens: Sequence[Token], at: int) -> bool:
    return (
        at < len(tokens)
        and _CENTS.fullmatch(tokens[at].text) is not None
        and tokens[at].start == tokens[at - 1].end
    )


def _labelled_number(text: LabelText, tokens: Sequence[Token], at: int) -> StatedMoney | None:
    """Return a number with two decimals behind a word for a price, whose sign is missing.

    It may stand beside the price before too: 17.50 statt 21.- Franken.
    """
    if not _WITH_CENTS.fullmatch(tokens[at].text):
        return None
    if _is_beside_old(tokens, at):
        return StatedMoney(text.number(tokens[at]), "", at, at + 1)
    index = at - 1
    while index >= 0 and tokens[index].text in {":", "."}:
        index -= 1
    if index < 0 or tokens[index].text not in class_words("pay price"):
        return None
    misread = at + 1 < len(tokens) and tokens[at + 1].text in {"e", "c", "eu"}
    return StatedMoney(text.number(tokens[at]), "", index + 1, at + 1 + misread)


def _is_beside_old(tokens: Sequence[Token], at: int) -> bool:
    """Return whether the words for a price before lead from a number to it, or end before it.

    17.50 statt 21.- Franken, au lieu de 19,90 € : 14,90
    """
    end = phrase_end("old price", tokens, at + 1) if at + 1 < len(tokens) else at + 1
    if at + 1 < end < len(tokens):
        return tokens[end].is_number or tokens[end].text in SIGNS
    is_last = at > 1 and at + 1 == len(tokens) and tokens[at - 1].text in _BEFORE_LAST
    return is_last and tokens[at - 2].text in SIGNS and has_phrase("old price", tokens[:at])

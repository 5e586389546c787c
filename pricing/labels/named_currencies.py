"""Signs, codes and words that name a currency before or behind a number."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pricing.labels.tokens import WORD
from pricing.quantities.currencies import currencies

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.labels.label_text import LabelText
    from pricing.labels.tokens import Token

UNKNOWN_DOLLAR, UNKNOWN_PESO = "$", "pesos"  # of a country that is not named
UNKNOWN_YEN, UNKNOWN_KRONE = "\u00a5", "kr"  # or yuan; or krona
UNKNOWN_RUPEE = "rs"
# The currencies that a sign or a word without a country may mean.
UNNAMED = {
    UNKNOWN_DOLLAR: ("USD", "CAD", "AUD"),
    UNKNOWN_PESO: ("COP", "CLP", "ARS", "MXN", "PHP"),
    UNKNOWN_YEN: ("JPY", "CNY"),
    UNKNOWN_KRONE: ("SEK", "NOK", "DKK"),
    UNKNOWN_RUPEE: ("INR", "PKR", "LKR", "NPR"),
}
SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "₫": "VND",
    "₹": "INR",
    "₩": "KRW",
    "₺": "TRY",
    "₱": "PHP",
    UNKNOWN_YEN: UNKNOWN_YEN,
    UNKNOWN_DOLLAR: UNKNOWN_DOLLAR,
}
WORDS = {
    "euro": "EUR", "euros": "EUR", "eur": "EUR", "soles": "PEN", "pounds": "GBP", "francs": "CHF",
    "fr": "CHF", "sfr": "CHF", "franken": "CHF", "yen": "JPY", "zl": "PLN", "kc": "CZK",
    "kr": UNKNOWN_KRONE, UNKNOWN_RUPEE: UNKNOWN_RUPEE,
    **dict.fromkeys(("peso", "pesos"), UNKNOWN_PESO),
    **dict.fromkeys(("dollar", "dollars", "dolares", "dollari"), UNKNOWN_DOLLAR),
}  # fmt: skip
# A dollar sign with the letters before it, as token texts: C A $ is one word and a mark.
_PREFIXED = {"ca": "CAD", "c": "CAD", "us": "USD", "a": "AUD", "au": "AUD", "nz": "NZD",
             "mx": "MXN", "hk": "HKD", "s": "SGD", "r": "BRL", "can": "CAD", "cdn": "CAD",
             "usa": "USD", "aus": "AUD"}  # fmt: skip
# The letters that stand behind a dollar sign too: 9,90 $ CA, or $US 9.90.
_SUFFIXES = frozenset(("ca", "can", "cdn", "us", "usa", "au", "aus", "nz", "mx", "hk"))
_COUNTRIES = {
    **dict.fromkeys((
        "canadien", "canadiens", "canadian", "kanadische", "kanadischer", "canadienses", "canadesi",
    ), "CAD"),
    **dict.fromkeys((
        "americain", "americains", "american", "estadounidenses", "americanos", "americani",
        "statunitensi", "amerikanische", "us",
    ), "USD"),
    **dict.fromkeys((
        "australian", "australien", "australiens", "australische", "australianos", "australiani",
    ), "AUD"),
}  # fmt: skip
# Where "Fr." is a day: Mo-Fr. 8.00, Fr. 8.00-18.00, Fr. 12.30 Uhr.
_DAYS = frozenset(("mo", "di", "mi", "do", "montag", "bis", "-", "/"))
_TIMES_BEHIND = frozenset(("-", ":", "uhr", "h"))
_EUROS = frozenset(("eur", "euro", "euros"))
_WORDS_BEFORE = frozenset(("kr", "kc", "zl", *_EUROS))
_BEHIND_LABEL = frozenset((")", ":", "="))
_NEAR = 5  # characters
# Codes that are words of labels too: 60 GEL are 60 gélules, and TRY 3 CAPSULES is no price.
_LIKE_WORDS = frozenset(("gel", "try", "sos", "pen", "mad"))
_WITH_MARK = re.compile(r"\d+[.,]\d[\d.,]*")
_FRANCS = frozenset(("fr", "sfr"))


@cache
def codes() -> Mapping[str, str]:
    """Return the code of each currency by its code in lower case."""
    return {code.lower(): code for code in currencies() if code not in {"ALL", "TOP", "CUP", "MOP"}}


def currency_before(text: LabelText, tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """Return the currency that is named before a number, and where it begins."""
    if not at:
        return "", at
    before = tokens[at - 1]
    if at > 2 and before.text in {"kg", "l", "g"} and tokens[at - 2].text == "/":
        return currency_before(text, tokens, at - 2)
    if before.text in {".", ","} and at > 1 and _may_lead(tokens, at):
        return currency_before(text, tokens, at - 1)  # S/. 100, or $.74 that may lack a digit
    if before.text in SIGNS:
        return _currency_of_sign(text, tokens, at - 1)
    if before.text == "/" and at > 1 and tokens[at - 2].text == "s":
        is_plural = at > 2 and tokens[at - 3].end == tokens[at - 2].start  # 60s / 120s
        return ("", at) if is_plural else ("PEN", at - 2)
    return _currency_of_letters(text, tokens, at)


def _currency_of_label(text: LabelText, tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """Return the currency that the label of a number ends with: TOTAL (EUR) 12,90, Prix € : 9,90.

    One behind another number is of that one.
    """
    end = at - 1
    while end and tokens[end - 1].text in _BEHIND_LABEL:
        end -= 1
    if end < 2 or tokens[end - 2].is_number:
        return "", at
    word = tokens[end - 1]
    code = SIGNS.get(word.text) or ("EUR" if word.text in _EUROS else _code_of(text, word))
    return (code, end - 1) if code else ("", at)


def _may_lead(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a sign and a mark lead to a number: S/. 100, $.74, but not 22,95 €, 2."""
    is_joined = tokens[at - 1].end == tokens[at].start
    return tokens[at - 2].text == "/" or (is_joined and tokens[at - 2].text in SIGNS)


def _currency_of_letters(text: LabelText, tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """Return the currency of the letters before a number, and where it begins: EUR 9, $CA 9."""
    before = tokens[at - 1]
    if before.text in _BEHIND_LABEL:
        return _currency_of_label(text, tokens, at)
    if at > 1 and tokens[at - 2].text == UNKNOWN_DOLLAR and before.text in _SUFFIXES:
        return _prefixed_code(text, before) or UNKNOWN_DOLLAR, at - 2
    first = at - 2 if before.text == "." and at > 1 else at - 1
    if tokens[first].text == UNKNOWN_RUPEE:
        return UNKNOWN_RUPEE, first
    code = WORDS[before.text] if before.text in _WORDS_BEFORE else _code_of(text, before)
    if code and (before.text == "gel" or _is_label_word(before, tokens[at])):
        code = ""
    return (code, at - 1) if code else _francs_before(tokens, at)


def _is_label_word(word: Token, number: Token) -> bool:
    """Return whether a code beside a number without a mark is rather a word of the label."""
    return word.text in _LIKE_WORDS and _WITH_MARK.fullmatch(number.text) is None


def _francs_before(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """Return Swiss francs where "Fr." stands before a number, and where it begins."""
    first = at - 2 if tokens[at - 1].text == "." and at > 1 else at - 1
    is_francs = tokens[first].text in _FRANCS and not _is_time(tokens, first, at)
    return ("CHF", first) if is_francs else ("", at)


def _is_time(tokens: Sequence[Token], day: int, at: int) -> bool:
    """Return whether "Fr." before a number is a day of the week, and the number a time."""
    before, behind = tokens[max(day - 1, 0) : day], tokens[at + 1 : at + 2]
    is_day = any(token.text in _DAYS for token in before)
    return is_day or any(token.text in _TIMES_BEHIND for token in behind)


def _currency_of_sign(text: LabelText, tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """Return the currency of a sign with the letters before it, and where they begin."""
    sign = tokens[at]
    prefix = tokens[at - 1] if at else None
    if sign.text == UNKNOWN_DOLLAR and prefix and _is_prefix_of(prefix, sign):
        is_apart = len(prefix.text) == 3 and prefix.end < sign.start  # AUD $, but not can $
        code = _prefixed_code(text, prefix) or ("" if is_apart else codes().get(prefix.text, ""))
        code = code or _code_of(text, prefix)
        if code:
            return code, at - 1
    return SIGNS[sign.text], at


def _is_prefix_of(prefix: Token, sign: Token) -> bool:
    """Return whether letters belong to a sign: CA$, or US $ and AUD $ with a space."""
    return prefix.end == sign.start or (1 < len(prefix.text) < 4 and prefix.end + 1 == sign.start)


def _prefixed_code(text: LabelText, prefix: Token) -> str:
    """Return the currency whose sign has capitals beside it: CA$, A$."""
    is_capital = text.source[prefix.start : prefix.end].isupper()
    return _PREFIXED.get(prefix.text, "") if is_capital else ""


def currency_alone(text: LabelText, token: Token) -> str:
    """Return the currency that a sign or word names beside no number that is read, or "".

    A code needs a digit near it: others are words, such as CAD for "each".
    """
    if token.text in SIGNS or token.text in _EUROS:
        return SIGNS.get(token.text, "EUR")
    code = _code_of(text, token)
    near = text.source[max(token.start - _NEAR, 0) : token.end + _NEAR] if code else ""
    return code if any(map(str.isdigit, near)) else ""


def currency_behind(text: LabelText, tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """Return the currency that is named behind a number, and where it ends."""
    if at >= len(tokens) or (at and _is_label_word(tokens[at], tokens[at - 1])):
        return "", at
    word = tokens[at].text
    if word in SIGNS:
        return _currency_of_sign_behind(text, tokens, at)
    is_prefix = word in _PREFIXED and at + 1 < len(tokens) and tokens[at + 1].text == UNKNOWN_DOLLAR
    is_prefix = is_prefix and tokens[at].end == tokens[at + 1].start  # 9.90 US$
    if code := _prefixed_code(text, tokens[at]) if is_prefix else _code_of(text, tokens[at]):
        return code, at + 1 + is_prefix
    if word in WORDS or word in _COUNTRIES:
        return _currency_of_word(tokens, at)
    if word == "p" and at and tokens[at].start == tokens[at - 1].end:
        return "GBP", at + 1
    return "", at


def _currency_of_sign_behind(text: LabelText, tokens: Sequence[Token], at: int) -> tuple[str, int]:
    sign = tokens[at].text
    country = dollar_behind(text, tokens, at + 1) if sign == UNKNOWN_DOLLAR else ""
    return (country, at + 2) if country else (SIGNS[sign], at + 1)


def dollar_behind(text: LabelText, tokens: Sequence[Token], at: int) -> str:
    """Return the currency of the letters behind a dollar sign or its number: 9,90 $ CA.

    Letters before a number may be the symbol of a mineral.
    """
    if at >= len(tokens) or (at + 1 < len(tokens) and tokens[at + 1].is_number):
        return ""
    is_suffix = tokens[at].text in _SUFFIXES
    return _prefixed_code(text, tokens[at]) if is_suffix else _code_of(text, tokens[at])


def _currency_of_word(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """Return the currency of a word, and where it ends: dollars, US dollars, dollars canadiens."""
    words = [token.text for token in tokens[at : at + 2]]
    country = next((_COUNTRIES[word] for word in words if word in _COUNTRIES), "")
    dollars = [word for word in words if WORDS.get(word) == UNKNOWN_DOLLAR]
    if country and dollars:
        return country, at + 2
    return (WORDS[words[0]], at + 1) if words[0] in WORDS else ("", at)


def _code_of(text: LabelText, token: Token) -> str:
    """Return the currency whose code a word in capitals is, or ""."""
    if token.kind is not WORD or len(token.text) != 3:
        return ""
    is_code = text.source[token.start : token.end].isupper() or token.text == "eur"
    return codes().get(token.text, "") if is_code else ""

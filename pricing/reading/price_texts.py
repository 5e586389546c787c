"""The texts of price cells: amounts in pence, and what beside a price is not understood."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import read_money
from pricing.quantities.currencies import cents_written_as, currencies, shared_sign_error
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.rounding import round_half_away
from pricing.quantities.text_folding import fold_text, normalize_text
from pricing.reading.header_parts import NO_PARTS, PACK, parse_parts
from pricing.reading.price_signs import read_sign

if TYPE_CHECKING:
    from pricing.quantities.amounts import DecimalMark

_HUNDREDTHS = 100
_SUBUNITS = lazy_pattern(r"\s*(?P<number>\d{1,6})\s*(?P<sign>p|pence|¢)\.?\s*", re.IGNORECASE)
_SIGN_BEHIND = lazy_pattern(r"\s*(?P<number>\d[\d.,' ]*?)\s*(?P<sign>[^\W\d_]+)\.?\s*")
# As India ends a price: Rs 180/-
_END_OF_WHOLE_PRICE = lazy_pattern(r"(?<=\d)\s*/[-=–]\s*$")
# As Switzerland writes a price below 1: -.95. A hyphen alone can be a minus elsewhere.
_DASH_FOR_ZERO = lazy_pattern(r"(?<![\d.,])(?P<dash>[-–—−]+)(?=[.,]\d\d(?!\d))")
_FRANCS = lazy_pattern(r"\b(?:CHF|s?fr)\b", re.IGNORECASE)
_CENTS = frozenset(("cent", "cents", "ct", "cts", "c", "¢"))
_SIGNS_OF_CENTS = frozenset(("¢", "ct", "c"))
_NUMBER = lazy_pattern(r"\d+(?:[.,' ]\d+)*")
_SIGNS = lazy_pattern(r"[$€£¥₹]")
_RANGE = lazy_pattern(r"\d\s*(?:-|–|—|to|bis|à)\s*[^\d\s]?\s*\d")
# In English, German, French, Spanish and Italian, folded.
_BOUNDS = lazy_pattern(
    r"(?:^|\s)(?:from|up to|about|approx|around|circa|ca|ab|bis|etwa|ungefahr|des|a partir|"
    r"environ|jusqu|desde|hasta|aprox|da|fino a)\b|[~≈<>≤≥±]"
)
_OTHER_PRICE = lazy_pattern(r"\b(?:was|rrp|old|statt|uvp|au lieu|antes|invece|for|fur|buy|get)\b")


class Price(NamedTuple):
    """An amount in millionths, its currency or "", and whether its text says hundredths."""

    amount: int
    currency: str = ""
    is_subunit: bool = False


def read_price(text: str, mark: DecimalMark, expected: str = "") -> Price:
    """Return the price of a cell. `expected` decides between currencies that share a sign.

    Raises:
        BadInput: The text is not one exact price of one pack.
    """
    ends_in_digit = text[-1:].isdecimal()  # most prices do, and have no sign behind them
    subunits = None if ends_in_digit else _SUBUNITS.fullmatch(text)
    if subunits is not None:
        currency = _currency_of_subunit(subunits["sign"], expected)
        return _in_cents(subunits["number"], mark, currency)
    price = None if ends_in_digit else _price_in_cents(text, mark, expected)
    if price is not None:
        return price
    plain = _with_zero(text, expected)
    plain = plain if ends_in_digit else _END_OF_WHOLE_PRICE.sub("", plain)
    try:
        return Price(*read_money(plain, mark, expected))
    except BadInput as error:
        if error.kind not in {ProblemKind.UNKNOWN_CURRENCY, ProblemKind.NOT_A_NUMBER}:
            raise
        price = _price_with_words(plain, mark, expected)
        if price is not None:
            return price
        raise _doubt_of(text, error) from None


def _with_zero(text: str, expected: str) -> str:
    """Return a price with a zero for the dash that stands for it in Switzerland.

    >>> _with_zero("CHF -.95", ""), _with_zero("-.95", "CHF"), _with_zero("-.95", "USD")
    ('CHF 0.95', '0.95', '-.95')
    """
    match = _DASH_FOR_ZERO.search(text) if text[:1] != "0" else None
    if match is None or (match["dash"] == "-" and expected != "CHF" and not _FRANCS.search(text)):
        return text
    return f"{text[: match.start()]}0{text[match.end() :]}"


def _codes_of_cents(sign: str, expected: str) -> tuple[str, ...]:
    """Return the currencies that a sign is a hundredth of. Those of several have cents."""
    own = cents_written_as(sign)
    is_of_cents = fold_text(sign) in _CENTS and expected in currencies()
    if own or not is_of_cents or currencies()[expected].cent_sign not in _SIGNS_OF_CENTS:
        return own
    return (expected,)


def currency_of_hundredths(sign: str, usual: str) -> str:
    """Return the currency of which a sign states hundredths, or "". Cents are of the usual one.

    >>> [currency_of_hundredths(sign, "EUR") for sign in ("p", "GBX", "ct", "EUR", "Rp")]
    ['GBP', 'GBP', 'EUR', '', '']
    """
    codes, own = cents_written_as(sign), read_sign(sign)
    if codes and (usual in codes or own in {"", *codes}):
        return usual if usual in codes else codes[0]
    if codes or not sign:
        return ""
    if fold_text(sign) in _CENTS:
        return usual
    parts = parse_parts(sign, "price").parts
    return (parts.currency or usual) if parts.is_subunit else ""


def _price_in_cents(text: str, mark: DecimalMark, expected: str) -> Price | None:
    """Return a price with the sign of a hundredth behind it, or None if it has another one.

    Raises:
        BadInput: The sign is also that of a currency: 90 Rp.
    """
    match = _SIGN_BEHIND.fullmatch(text)
    codes = _codes_of_cents(match["sign"], expected) if match else ()
    if match is None or not codes:
        return None
    own = read_sign(match["sign"])
    is_of_cents = expected in codes or own in {"", *codes}
    if not is_of_cents and own != expected:
        raise shared_sign_error(match["sign"], (own, *codes))
    if not is_of_cents or (expected not in codes and len(codes) > 1):
        return None
    return _in_cents(match["number"], mark, expected if expected in codes else codes[0])


def _in_cents(number: str, mark: DecimalMark, currency: str) -> Price:
    amount, _ = read_money(number, mark)
    return Price(round_half_away(Fraction(amount, _HUNDREDTHS)), currency, is_subunit=True)


def _currency_of_subunit(sign: str, expected: str) -> str:
    """Return the currency of pence, or of cents as the expected one has them."""
    if sign != "¢":
        return "GBP"
    known = currencies()
    return expected if expected in known and known[expected].cent_sign == sign else "USD"


def _rest_of(text: str) -> str:
    """Return what stands beside the first number and its sign."""
    return _SIGNS.sub(" ", _NUMBER.sub(" ", text, count=1)).strip()


def _price_with_words(text: str, mark: DecimalMark, expected: str) -> Price | None:
    """Return a price beside words that say no more than that it is of one pack."""
    number = _NUMBER.search(text)
    words = _rest_of(text)
    if number is None or not words or _NUMBER.search(words):
        return None
    stated = parse_parts(words, "price")
    parts = stated.parts
    if stated.unknown_words or parts.tax or parts.base not in {"", f"1 {PACK}"}:
        return None
    if parts.is_subunit and parts.currency and not _SIGNS.search(text):
        return _in_cents(number[0], mark, parts.currency)
    if parts.is_subunit or not parts.base:
        return None
    sign = parts.currency or "".join(_SIGNS.findall(text))
    return Price(*read_money(f"{sign} {number[0]}".strip(), mark, expected))


def _doubt_of(text: str, error: BadInput) -> BadInput:
    """Return what is wrong with a price that has more beside it than a sign."""
    plain, words = fold_text(normalize_text(text)).strip(), _rest_of(text)
    parts = parse_parts(words, "price").parts if words else NO_PARTS
    kind = error.kind
    if not _NUMBER.search(text) or text.strip().startswith(("=", "+")):
        return error
    if _RANGE.search(plain) or _BOUNDS.search(plain):
        kind = ProblemKind.PRICE_NOT_EXACT
    elif parts.tax:
        kind = ProblemKind.PRICE_STATES_TAX
    elif _OTHER_PRICE.search(plain):
        kind = ProblemKind.SEVERAL_PRICES
    elif parts.base:
        kind = ProblemKind.PRICE_HAS_BASE
    elif _NUMBER.search(words) and not words.startswith(("-", "−")):
        kind = ProblemKind.SEVERAL_PRICES
    elif not words.replace(".", "").isalpha():  # one word may be the name of a currency
        kind = ProblemKind.PRICE_WITH_WORDS
    return error if kind is error.kind else BadInput(kind, value=text.strip(), words=words)

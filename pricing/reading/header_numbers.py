"""Numbers in headers, in digits and in words: 2, 1/2, 1 000, two, a dozen."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.quantities.rounding import format_trimmed
from pricing.reading.header_words import HeaderWord, find_meaning

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBER_WORDS = frozenset(("number",))
_NUMBERS = frozenset(("number", "collective"))
_SHARES = frozenset(("share",))
_SLASHES = frozenset(("/", "⁄"))
_WORDS_OF_FRACTION = 3
_SMALL_NUMBER = re.compile("[1-9]")
# Nobody states decimals of an amount that are all zeros, so these are thousands: 1,000 or 1.000.
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[.,]?000)*")
_UNCLEAR_NUMBER = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


def read_number(
    words: Sequence[HeaderWord], *, is_single: bool = False, takes_shares: bool = False
) -> tuple[Fraction | None, int]:
    """Return the number of a base and how many words it takes, or 1 and 0 if there is none.

    The number is None where its mark can be one of decimals or of thousands. `is_single` says that
    a dozen is 12 here. Elsewhere it can be what a column counts in. `takes_shares` says that half
    of something counts too.
    """
    if not words or not words[0].raw[0].isdecimal():
        roles = (_NUMBERS if is_single else _NUMBER_WORDS) | (_SHARES if takes_shares else set())
        meaning = find_meaning(words[:1], "several", roles)
        return (Fraction(1), 0) if meaning is None else (Fraction(meaning.meaning), 1)
    if length := fraction_length(words):
        return Fraction(int(words[0].raw), int(words[2].raw)), length
    text, count = words[0].raw, 1
    while _THOUSANDS.fullmatch(text) and [word.raw for word in words[count : count + 1]] == ["000"]:
        text, count = f"{text}000", count + 1
    if _THOUSANDS.fullmatch(text):
        return Fraction(re.sub("[.,]", "", text)), count
    if _UNCLEAR_NUMBER.fullmatch(text) or len(re.findall("[.,]", text)) > 1:
        return None, count
    return Fraction(text.replace(",", ".")), count


def fraction_length(words: Sequence[HeaderWord]) -> int:
    """Return the number of words of a fraction such as 1/2, or 0 if there is none here."""
    if len(words) < _WORDS_OF_FRACTION or words[1].raw not in _SLASHES:
        return 0
    numbers = (words[0].raw, words[2].raw)
    is_proper = all(map(_SMALL_NUMBER.fullmatch, numbers)) and int(numbers[0]) < int(numbers[1])
    return 0 if not is_proper or words[1].gap or words[2].gap else _WORDS_OF_FRACTION


def number_text(number: Fraction) -> str:
    """Return the number of a base as text."""
    return format_trimmed(number, 6)

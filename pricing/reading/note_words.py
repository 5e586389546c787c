"""Statements beside a table that leave a column open: servings, salts, discounts, who may buy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.problems.plain_facts import dataclass
from pricing.reading.header_parts import MAX_HEADER_LENGTH, NO_PARTS, HeaderParts
from pricing.reading.header_words import HeaderWord, find_meaning, read_currency, split_words
from pricing.reference.mineral_amounts import is_mass_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.reading.headings import HeaderRow

_AMOUNT_KEYS = ("elemental_mg", "compound_mg")
_MAX_WORDS = 40
_MAX_PHRASE_WORDS = 3
_MIN_WORDS_OF_CASES, _MAX_WORDS_OF_CASES = 3, 4  # cases of 12 packs
_OF = frozenset(("of",))
_TOGETHER = frozenset(("sold_together",))
_SERVING = frozenset(("serving",))
_DAILY = frozenset(("daily",))
_MEASURES = frozenset(("unit", "weight"))
_UNIT = frozenset(("unit",))
_LEADS = frozenset(("lead",))
_SALT = frozenset(("compound",))
_SUBJECT = frozenset(("subject",))
_TRADE = frozenset(("trade",))
_TRADE_PRICE = frozenset(("trade_price",))
_DENIAL = frozenset(("denial",))
_OFF = frozenset(("price_off",))
_OFF_ALONE = frozenset(("price_off_alone",))
_SHARES = frozenset(("%", "/"))  # 10% off, 1/3 off
_DELIVERY = frozenset(("delivery_word",))
_EXCLUDED = frozenset(("excluded",))
_SHARES_OF_PRICE = (("tax", "tax_percent"), ("discount", "discount_percent"))
_WORDS_OF_DENIAL = 3
_MOST_UNITS = 10  # of a serving


@dataclass(frozen=True, slots=True)
class Note:
    """A statement of a text about the columns of a subject.

    `is_clear` says that all words that may matter are understood.
    """

    text: str
    keys: tuple[str, ...]
    parts: HeaderParts
    is_clear: bool


def doubtful_statements(text: str, header: HeaderRow) -> list[Note]:
    """Return a question for the columns that a text speaks of, without saying what to do."""
    words = split_words(text[:MAX_HEADER_LENGTH])[:_MAX_WORDS]
    keys: list[str] = []
    if _states_serving(words):
        keys += _AMOUNT_KEYS
    elif _states_salt(words):
        keys.append("elemental_mg")
    if (
        _states_share_of_price(words, header)
        or _states_reduction(words, header)
        or _states_delivery(words, header)
        or _states_buyer(words)
    ):
        keys.append("price")
    return [Note(text, tuple(keys), NO_PARTS, is_clear=False)] if keys else []


def base_statements(text: str) -> list[Note]:
    """Return a question for the amounts if a text says for how many units it states something.

    >>> [note.keys for note in base_statements("Angabe je 2 Kapseln")], base_statements("2 a day")
    ([('elemental_mg', 'compound_mg')], [])
    """
    words = split_words(text[:MAX_HEADER_LENGTH])[:_MAX_WORDS]
    return [Note(text, _AMOUNT_KEYS, NO_PARTS, is_clear=False)] if _states_base(words) else []


def case_statements(text: str) -> list[Note]:
    """Return a question for the prices if a text says how many packs are sold at once.

    >>> [note.keys for note in case_statements("Cases of 12")], case_statements("Case studies")
    ([('price',)], [])
    """
    words = split_words(text[:MAX_HEADER_LENGTH])
    is_short = _MIN_WORDS_OF_CASES <= len(words) <= _MAX_WORDS_OF_CASES
    is_of_cases = is_short and find_meaning(words[:1], "several", _TOGETHER) is not None
    is_numbered = is_of_cases and find_meaning(words[1:2], "several", _OF) is not None
    is_said = is_numbered and words[2].raw.isdecimal() and words[2].raw != "1"
    return [Note(text, ("price",), NO_PARTS, is_clear=False)] if is_said else []


def _phrases(
    words: Sequence[HeaderWord], kind: str, roles: frozenset[str]
) -> Iterator[tuple[int, int, str]]:
    """Yield the place, the end and the meaning of each phrase with one of the roles."""
    for start in range(len(words)):
        for length in range(min(_MAX_PHRASE_WORDS, len(words) - start), 0, -1):
            meaning = find_meaning(words[start : start + length], kind, roles)
            if meaning is not None:
                yield start, start + length, meaning.meaning
                break


def _states_serving(words: Sequence[HeaderWord]) -> bool:
    """Return whether a text says how much a serving is, or that amounts are of a day."""
    daily = list(_phrases(words, "note", _DAILY))
    if any(start and find_meaning([words[start - 1]], "units", _LEADS) for start, _, _ in daily):
        return True
    servings = [*daily, *_phrases(words, "units", _SERVING)]
    return bool(servings) and any(
        word.raw[0].isdecimal() and _is_measured(words[at + 1 : at + 3], word.raw)
        for at, word in enumerate(words)
    )


def _states_base(words: Sequence[HeaderWord]) -> bool:
    return any(
        find_meaning([lead], "units", _LEADS) is not None
        and number.raw.isdecimal()
        and 1 < int(number.raw) <= _MOST_UNITS
        and find_meaning([unit], "units", _UNIT) is not None
        for lead, number, unit in zip(words, words[1:], words[2:], strict=False)
    )


def _is_measured(words: Sequence[HeaderWord], number: str) -> bool:
    """Return whether a number counts units or weighs them. One unit is a serving as it is."""
    for start, end, _ in _phrases(words, "units", _MEASURES):
        is_unit = find_meaning(words[start:end], "units", _UNIT) is not None
        return number != "1" or not is_unit
    return False


def _states_salt(words: Sequence[HeaderWord]) -> bool:
    """Return whether a text says that amounts are those of the salt."""
    subjects = {meaning for _, _, meaning in _phrases(words, "note", _SUBJECT)}
    if "amount" not in subjects and not _names_unit_of_amounts(words):
        return False
    salts = [start for start, _, _ in _phrases(words, "mineral", _SALT)]
    before = (words[max(start - _WORDS_OF_DENIAL, 0) : start] for start in salts)
    return bool(salts) and not any(any(_phrases(some, "note", _DENIAL)) for some in before)


def _names_unit_of_amounts(words: Sequence[HeaderWord]) -> bool:
    """Return whether a text speaks of milligrams without a number: mg of the salt."""
    return any(
        is_mass_unit(word.raw.lower()) and not (at and words[at - 1].raw[0].isdecimal())
        for at, word in enumerate(words)
    )


def _states_share_of_price(words: Sequence[HeaderWord], header: HeaderRow) -> bool:
    """Return whether a text states a tax or a discount in percent, which no column does."""
    percents = (
        word.raw == "%" and words[at - 1].raw[0].isdecimal() for at, word in enumerate(words) if at
    )
    return any(percents) and any(
        header.find_heading(key) is None and any(_phrases(words, "money", frozenset((role,))))
        for role, key in _SHARES_OF_PRICE
    )


def _states_reduction(words: Sequence[HeaderWord], header: HeaderRow) -> bool:
    """Return whether a text takes something off the price, which no column does: £5 off."""
    return header.find_heading("discount_percent") is None and _takes_off(words)


def names_offer(text: str) -> bool:
    """Return whether a text takes something off a price: 10% off, half price.

    >>> names_offer("Magnesium 10% off"), names_offer("Magnesium 10% elemental")
    (True, False)
    """
    return _takes_off(split_words(text[:MAX_HEADER_LENGTH])[:_MAX_WORDS])


def _takes_off(words: Sequence[HeaderWord]) -> bool:
    if any(_phrases(words, "note", _OFF_ALONE)):
        return True
    is_stated = any(
        word.raw[0].isdecimal() and any(map(_is_sign_of_price, (*words[at + 1 : at + 2], *before)))
        for at, word in enumerate(words)
        for before in [words[max(at - 1, 0) : at]]
    )
    return is_stated and any(_phrases(words, "note", _OFF))


def _is_sign_of_price(word: HeaderWord) -> bool:
    return word.raw in _SHARES or bool(read_currency(word))


def _states_delivery(words: Sequence[HeaderWord], header: HeaderRow) -> bool:
    """Return whether a text adds the cost of a delivery, which no column states."""
    is_added = any(_phrases(words, "money", _EXCLUDED)) and any(_phrases(words, "note", _DELIVERY))
    has_number = any(word.raw[0].isdecimal() for word in words)
    return is_added and has_number and header.find_heading("delivery") is None


def _states_buyer(words: Sequence[HeaderWord]) -> bool:
    """Return whether a text says that prices are those of a trade, which no patient pays."""
    if any(_phrases(words, "note", _TRADE_PRICE)):
        return True
    subjects = {meaning for _, _, meaning in _phrases(words, "note", _SUBJECT)}
    return not subjects.isdisjoint(("price", "list")) and any(_phrases(words, "note", _TRADE))

"""Columns that may hold the number which a base in the header of another one leaves open.

Beside “mg per day” stands “Tablets per day”, beside “Tablets per strip” stands “Strips per box”,
and beside “Case cost” stands “Bottles per case”.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY
from pricing.problems.plain_facts import NamedTuple
from pricing.reading.header_grammar import spellings_of
from pricing.reading.header_words import find_meaning, split_words
from pricing.reading.pack_sizes import counted_unit_words
from pricing.reading.packs_columns import PACKS, PACKS_KEY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pricing.reading.header_words import HeaderWord

_MASS_KEYS = frozenset(("elemental_mg", "compound_mg"))
_TIME = frozenset(("time",))
_DAILY = frozenset(("daily",))
_UNIT = frozenset(("unit",))
_LEADS = frozenset(("lead",))
_FILLERS = frozenset(("lead", "filler", "count"))
_BASE_LEADS = frozenset(("base_lead",))
_SEVERAL = frozenset(("sold_together", "container"))
_INNER, _PACK, _DAY = "inner", "pack", "day"
_SIZES = frozenset(("size", "content", "contents", "inhalt", "grosse", "contenu", "contenido"))
_FEWEST_LETTERS = 4
_LONGEST_ENDING = 2
_LONGEST_PHRASE = 3


class BaseColumn(NamedTuple):
    """The header of a column that may hold a number, with the key and the title of what it is."""

    text: str
    key: str
    title: str


def base_column(key: str, base: str, texts: Iterable[str]) -> BaseColumn | None:
    """Return the column among headers that may hold the number of a base, if there is one alone.

    Args:
        key: The column whose header has the base.
        base: The words of the base.
        texts: The headers of the list.

    >>> base_column("elemental_mg", "per day", ["Tablets per day", "Price"]).key
    'serving_units'
    >>> base_column("price", "Case", ["Bottles per case"]).key
    'packs'
    """
    words = split_words(base)
    found = [
        BaseColumn(text, other, PACKS.title if other == PACKS_KEY else _title(other))
        for text in texts
        if (other := _key_beside(key, words, text))
    ]
    return found[0] if len(found) == 1 else None


def _title(key: str) -> str:
    return COLUMNS_BY_KEY[key].full_title


def _key_beside(key: str, base: Sequence[HeaderWord], text: str) -> str:
    """Return what a header can be beside a base, or ""."""
    title = next((split_words(one) for one in reversed(spellings_of(text))), ())
    if key in _MASS_KEYS:
        return "serving_units" if _is_of_day(base) and _counts_units_a_day(title) else ""
    container = next((word for word in base if _is_container(word)), None)
    if container is None or not any(_is_same(container, word) for word in title):
        return ""
    if key == "pack_units":
        has_lead = any(find_meaning([word], "money", _LEADS) for word in base)
        return PACKS_KEY if has_lead and _counts_containers(title, container) else ""
    return _key_of_content(title, container) if key == "price" else ""


def _is_of_day(words: Sequence[HeaderWord]) -> bool:
    """Return whether a base is that of a day: per day, per daily dose, täglich."""
    phrases = (
        words[at : at + length]
        for at in range(len(words))
        for length in range(1, _LONGEST_PHRASE + 1)
    )
    return any(_is_day(phrase) for phrase in phrases)


def _is_day(phrase: Sequence[HeaderWord]) -> bool:
    time = find_meaning(phrase, "several", _TIME)
    return (time is not None and time.meaning == _DAY) or bool(find_meaning(phrase, "note", _DAILY))


def _counts_units_a_day(title: Sequence[HeaderWord]) -> bool:
    """Return whether a title is that of the units a day and of nothing else: Kapseln pro Tag."""
    units = [word for word in title if _is_unit(word)]
    others = [word for word in title if not (_is_unit(word) or _is_day([word]))]
    is_of_day = any(_is_day([word]) for word in title)
    return len(units) == 1 and is_of_day and all(map(_is_filler, others))


def _counts_containers(title: Sequence[HeaderWord], container: HeaderWord) -> bool:
    """Return whether a title counts containers, and stands in packs if anything: Strips per box."""
    at = next(at for at, word in enumerate(title) if _is_same(container, word))
    behind = title[at + 1 :]
    is_counted = all(map(_is_filler, title[:at])) and not any(map(_is_unit, behind))
    return is_counted and all(_is_filler(word) or _is_container(word) for word in behind)


def _key_of_content(title: Sequence[HeaderWord], container: HeaderWord) -> str:
    """Return what a title counts in a container: units of a strip, packs of a case."""
    others = [word for word in title if not (_is_same(container, word) or _is_filler(word))]
    if not others:
        return ""
    if all(one.key in _SIZES for one in others):
        return "pack_units" if _is_inner(container) else ""
    if not _is_same(container, title[-1]):  # strips per box say nothing of one strip
        return ""
    if all(map(_is_unit, others)):
        return "pack_units"
    meanings = (find_meaning([word], "several", _SEVERAL) for word in others)
    return PACKS_KEY if all(one and one.meaning == _PACK for one in meanings) else ""


def _is_unit(word: HeaderWord) -> bool:
    return find_meaning([word], "units", _UNIT) is not None or word.key in counted_unit_words()


def _is_filler(word: HeaderWord) -> bool:
    is_lead = find_meaning([word], "several", _BASE_LEADS) is not None
    return is_lead or find_meaning([word], "units", _FILLERS) is not None


def _is_container(word: HeaderWord) -> bool:
    return find_meaning([word], "several", _SEVERAL) is not None


def _is_inner(word: HeaderWord) -> bool:
    meaning = find_meaning([word], "several", _SEVERAL)
    return meaning is not None and meaning.meaning == _INNER


def _is_same(one: HeaderWord, other: HeaderWord) -> bool:
    """Return whether two words are one container, also in the plural: strip and strips."""
    short, long = sorted((one.key, other.key), key=len)
    is_alike = len(short) >= _FEWEST_LETTERS and len(long) - len(short) <= _LONGEST_ENDING
    is_plural = is_alike and long.startswith(short[:-1])
    return _is_container(other) and (short == long or is_plural)

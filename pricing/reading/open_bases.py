"""Bases in headers that no mapping states as they stand: per strip, per day, per teaspoon.

What such a figure is for is not known without a number. So nothing that drops the words is offered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.reading.header_parts import MEASURES
from pricing.reading.header_words import find_meaning
from pricing.reading.pack_sizes import counted_unit_words
from pricing.reading.servings import household_measure

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from pricing.reading.header_words import HeaderWord

_MASS_KEYS = frozenset(("elemental_mg", "compound_mg"))
_KEYS = frozenset((*_MASS_KEYS, "price", "pack_units"))
_LEADS = frozenset(("lead",))
_BASE_LEADS = frozenset(("base_lead",))
_TIME = frozenset(("time",))
_DAILY = frozenset(("daily",))
_SEVERAL = frozenset(("sold_together",))
_CONTAINERS = frozenset(("container",))
_INNER = "inner"
_MOST_WORDS = 3
# One of these is a unit or a pack, which the question about such a price asks.
_WORDS_FOR_ONE = frozenset(("item", "unit", "piece", "each"))


def open_base_in(
    words: Sequence[HeaderWord], unread: Counter[str], key: str, *, is_named: bool
) -> Sequence[HeaderWord]:
    """Return the words of a base that the grammar does not read, or none.

    Args:
        words: The words of a header.
        unread: The words of it that are not understood, with how often they stand there.
        key: The column that it can be.
        is_named: Whether it names that column, so that “per” leads to a base, whatever follows.
    """
    for at in range(len(words) if key in _KEYS else 0):
        behind = _phrase_at(words, unread, at + 1) if unread[words[at].raw] else ()
        if behind and _leads_to_base(words[at], behind, is_named=is_named):
            return (words[at], *behind)
        phrase = _phrase_at(words, unread, at)
        for length in range(len(phrase), 0, -1):
            is_title = not is_named and length == len(words)
            if not is_title and _is_base_alone(phrase[:length], key, is_named=is_named):
                return phrase[:length]
    return ()


def _phrase_at(
    words: Sequence[HeaderWord], unread: Counter[str], start: int
) -> Sequence[HeaderWord]:
    """Return the unread words from a place up to a bracket or a stop."""
    end = start
    while end < min(start + _MOST_WORDS, len(words)) and unread[words[end].raw]:
        if not words[end].raw[0].isalpha() or (end > start and _is_parted(words[end])):
            break
        end += 1
    return words[start:end]


def _is_parted(word: HeaderWord) -> bool:
    return word.follows_stop or any(mark in word.gap for mark in "()[]")


def _leads_to_base(lead: HeaderWord, behind: Sequence[HeaderWord], *, is_named: bool) -> bool:
    """Return whether a word such as “per” leads to a base: any behind “per”, a known one else."""
    if behind[0].key in _WORDS_FOR_ONE or behind[0].key in counted_unit_words():
        return False
    if is_named and find_meaning([lead], "several", _BASE_LEADS) is not None:
        return True
    is_lead = any(find_meaning([lead], kind, _LEADS) for kind in ("money", "mass"))
    lengths = range(len(behind), 0, -1)
    return is_lead and any(_is_measure(behind[:length]) for length in lengths)


def _is_measure(phrase: Sequence[HeaderWord]) -> bool:
    """Return whether a phrase names a time, a container or a measure such as a teaspoon."""
    several = _TIME | _SEVERAL | _CONTAINERS
    return bool(
        find_meaning(phrase, "several", several)
        or find_meaning(phrase, "note", _DAILY)
        or household_measure(" ".join(word.raw for word in phrase))
    )


def _is_base_alone(phrase: Sequence[HeaderWord], key: str, *, is_named: bool) -> bool:
    """Return whether a phrase says without “per” what is stated: Case cost, daily, (teaspoon).

    A title that names no column, such as “Dosage (mg)”, can be one of amounts itself.
    """
    if key in _MASS_KEYS:
        is_name = not is_named and find_meaning(phrase, "note", _DAILY) is not None
        return _is_measure(phrase) and not is_name
    several = find_meaning(phrase, "several", _SEVERAL | _CONTAINERS)
    return several is not None and (several.role in _SEVERAL or several.meaning == _INNER)


def is_time(words: Sequence[HeaderWord]) -> bool:
    """Return whether words are those of a time, also behind “per”: daily, per day, / Tag."""
    is_led = bool(words) and find_meaning(words[:1], "money", _LEADS) is not None
    return find_meaning(words[is_led : is_led + 1], "several", _TIME) is not None


def is_counted(word: HeaderWord) -> bool:
    """Return whether a word names what is counted, such as a sachet."""
    return find_meaning([word], "units", MEASURES - {"pack", "weight"}) is not None

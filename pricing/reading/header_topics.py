"""The topics that the title of a column names: prices, amounts, servings, tax, and bases."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.reading.header_grammar import spellings_of
from pricing.reading.header_words import HeaderWord, find_meaning, split_words

if TYPE_CHECKING:
    from collections.abc import Sequence

_MAX_WORDS = 6
_MAX_PHRASE_WORDS = 3
# The roles of words by topic, each with the kind of columns in which they have it. The first
# topic of a word counts. A word of the last one says nothing by itself.
_TOPICS = (
    ("basis", "note", frozenset(("basis",))),
    ("basis", "text", frozenset(("unit_title",))),
    ("serving", "units", frozenset(("serving",))),
    ("serving", "note", frozenset(("daily",))),
    ("tax", "money", frozenset(("tax",))),
    ("state", "money", frozenset(("included", "excluded"))),
    ("price", "note", frozenset(("currency_label",))),
    ("", "units", frozenset(("unit", "lead", "filler"))),
    ("", "note", frozenset(("note_filler",))),
)
_SUBJECTS = frozenset(("subject",))


@lru_cache(maxsize=1_024)
def topics_of(title: str) -> frozenset[str]:
    """Return the topics of a title, or none if it has a word of no topic.

    >>> sorted(topics_of("Price unit")), sorted(topics_of("Dose")), sorted(topics_of("Price rank"))
    (['basis', 'price'], ['serving'], [])
    """
    found = (_topics(split_words(spelling)) for spelling in spellings_of(title))
    return next(filter(None, found), frozenset())


def _topics(words: Sequence[HeaderWord]) -> frozenset[str]:
    topics: set[str] = set()
    at = 0
    while at < len(words) <= _MAX_WORDS:
        for length in range(min(_MAX_PHRASE_WORDS, len(words) - at), 0, -1):
            topic = _topic(words[at : at + length])
            if topic is not None:
                break
        else:
            return frozenset()
        topics.add(topic)
        at += length
    return frozenset(topics - {""})


def _topic(phrase: Sequence[HeaderWord]) -> str | None:
    subject = find_meaning(phrase, "note", _SUBJECTS)
    if subject is not None:
        return subject.meaning
    return next(
        (topic for topic, kind, roles in _TOPICS if find_meaning(phrase, kind, roles)), None
    )

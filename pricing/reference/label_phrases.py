"""The phrases of labels and of products' names, by their class: pack of 2, per 2 capsules."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pricing.data import tables
from pricing.quantities.text_folding import fold_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

Phrase = tuple[str, ...]
_WORD = re.compile(r"(?:[^\W_]|\|)+")  # a scanner reads l as a bar
BETWEEN_WORDS = frozenset(("-", ".", "'"))
_LARGEST_NUMBER_WORD = 12


def words_of(text: str) -> Phrase:
    """Return the words of a phrase, folded.

    >>> words_of("c. à c."), words_of("One-time")
    (('c', 'a', 'c'), ('one', 'time'))
    """
    return tuple(_WORD.findall(fold_text(text)))


@cache
def _texts() -> Mapping[str, Sequence[str]]:
    """Return the folded phrases of each class in the shipped table."""
    rows = tables.read_rows("label_words.csv")
    return {row["class"]: fold_text(row["words"]).split("|") for row in rows}


def phrase_classes() -> Collection[str]:
    """Return the names of all classes."""
    return _texts().keys()


@cache
def phrases_of(name: str) -> tuple[Phrase, ...]:
    """Return the phrases of a class."""
    return tuple(tuple(_WORD.findall(text)) for text in _texts()[name])


@cache
def phrases_by_word(*names: str) -> Mapping[str, tuple[Phrase, ...]]:
    """Return the phrases of classes by their first words, the longest first."""
    by_word: dict[str, list[Phrase]] = {}
    for name in names:
        for phrase in phrases_of(name):
            by_word.setdefault(phrase[0], []).append(phrase)
    return {word: tuple(sorted(found, key=len, reverse=True)) for word, found in by_word.items()}


def phrase_length(phrase: Phrase, words: Iterable[str]) -> int:
    """Return how many words a phrase takes if words begin with it, or 0.

    >>> phrase_length(("net", "weight"), ("net", "-", "weight", "60"))
    3
    """
    matched = 0
    for length, word in enumerate(words, 1):
        if word == phrase[matched]:
            matched += 1
            if matched == len(phrase):
                return length
        elif not matched or word not in BETWEEN_WORDS:
            return 0
    return 0


@cache
def number_words() -> Mapping[str, int]:
    """Return the number that each word for one to twelve names."""
    return {
        phrase[0]: number
        for number in range(1, _LARGEST_NUMBER_WORD + 1)
        for phrase in phrases_of(f"number {number}")
    }

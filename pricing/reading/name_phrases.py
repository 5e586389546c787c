"""The words of products' names, and the phrases of labels among them: pack of 2, per 2 capsules."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pricing.data import tables
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.pack_sizes import fold_pack_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Phrase = tuple[str, ...]
_TOKEN = lazy_pattern(r"\d+(?:[.,]\d+)?|[^\W\d_]+|[^\w\s]")
_WORD = lazy_pattern(r"\d+|[^\W\d_]+")
_BETWEEN_WORDS = frozenset(("-", ".", "'"))
_LARGEST_NUMBER_WORD = 12


def words_in_name(name: str) -> Phrase:
    """Return the words, the numbers and the marks of a name, folded.

    >>> words_in_name("Mg 3-Pack, 60's")
    ('mg', '3', '-', 'pack', ',', '60', "'", 's')
    """
    return tuple(_TOKEN.findall(fold_pack_text(name)))


@cache
def phrases(*names: str) -> Mapping[str, tuple[Phrase, ...]]:
    """Return the phrases of classes of label words by their first words, the longest first."""
    by_word: dict[str, list[Phrase]] = {}
    for row in tables.read_rows("label_words.csv"):
        if row["class"] in names:
            for text in row["words"].split("|"):
                phrase = tuple(_WORD.findall(fold_pack_text(text)))
                by_word.setdefault(phrase[0], []).append(phrase)
    return {word: tuple(sorted(found, key=len, reverse=True)) for word, found in by_word.items()}


def phrase_end(words: Sequence[str], at: int, *names: str) -> int:
    """Return where the phrase of a class ends that begins at a word, or `at` if none does."""
    found = phrases(*names).get(words[at], ()) if at < len(words) else ()
    return next((end for phrase in found if (end := _end_of(phrase, words, at)) > at), at)


def _end_of(phrase: Phrase, words: Sequence[str], at: int) -> int:
    index = at
    for number, word in enumerate(phrase):
        while number and index < len(words) and words[index] in _BETWEEN_WORDS:
            index += 1
        if index >= len(words) or words[index] != word:
            return at
        index += 1
    return index


@cache
def _number_words() -> Mapping[str, int]:
    return {
        word: number
        for number in range(1, _LARGEST_NUMBER_WORD + 1)
        for word in phrases(f"number {number}")
    }


def whole_number(word: str) -> int:
    """Return the whole number that a word of a name is, or 0.

    >>> whole_number("60"), whole_number("two"), whole_number("2.5")
    (60, 2, 0)
    """
    return int(word) if word.isdecimal() else _number_words().get(word, 0)

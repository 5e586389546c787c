"""The words of products' names, and where the phrases of labels end among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.pack_sizes import fold_pack_text
from pricing.reference.label_phrases import number_words, phrase_length, phrases_by_word

if TYPE_CHECKING:
    from collections.abc import Sequence

_TOKEN = lazy_pattern(r"\d+(?:[.,]\d+)?|[^\W\d_]+|[^\w\s]")


def words_in_name(name: str) -> tuple[str, ...]:
    """Return the words, the numbers and the marks of a name, folded.

    >>> words_in_name("Mg 3-Pack, 60's")
    ('mg', '3', '-', 'pack', ',', '60', "'", 's')
    """
    return tuple(_TOKEN.findall(fold_pack_text(name)))


def phrase_end(words: Sequence[str], at: int, *names: str) -> int:
    """Return where the phrase of a class ends that begins at a word, or `at` if none does."""
    found = phrases_by_word(*names).get(words[at], ()) if at < len(words) else ()
    lengths = (phrase_length(phrase, words[at:]) for phrase in found)
    return at + next(filter(None, lengths), 0)


def whole_number(word: str) -> int:
    """Return the whole number that a word of a name is, or 0.

    >>> whole_number("60"), whole_number("two"), whole_number("2.5")
    (60, 2, 0)
    """
    return int(word) if word.isdecimal() else number_words().get(word, 0)

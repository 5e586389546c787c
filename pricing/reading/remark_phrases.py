"""The phrases of remarks: their words, in the tables that list them, and where they stand.

The words are data, in the languages of the headers. A # in a phrase is a whole number.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from pricing.data import tables
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.text_folding import fold_text
from pricing.reading.name_phrases import whole_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_TOKEN = lazy_pattern(
    r"2(?:nde?|te[nrs]?|i?eme|d[aeo]|:?[aeo])(?!\w)|\d+(?:[.,]\d+)*"
    r"|[^\W\d_]+|[^\w\s.:()'\"/\[\]-]"
)
_PLAIN_LETTERS = str.maketrans({"ł": "l", "ø": "o", "æ": "ae"})
_NUMBER = "#"


class Phrase(NamedTuple):
    """The words of a phrase of a class, and the place of the first that is no number."""

    name: str
    words: tuple[str, ...]
    anchor: int


class Span(NamedTuple):
    """The place of a phrase among the words of a remark."""

    start: int
    end: int


def words_of_remark(text: str) -> tuple[str, ...]:
    """Return the words, the numbers and most marks of a remark, folded.

    >>> words_of_remark("Zł 9,50 (new)")
    ('zl', '9,50', 'new')
    """
    return tuple(_TOKEN.findall(fold_text(text).translate(_PLAIN_LETTERS)))


@cache
def phrases_of(table: str) -> Mapping[str, tuple[Phrase, ...]]:
    """Return the phrases of a table by their first word that is no number."""
    by_word: defaultdict[str, list[Phrase]] = defaultdict(list)
    for row in tables.read_rows(table):
        for spelling in row["words"].split("|"):
            words = tuple(
                word
                for part in spelling.split()
                for word in ([part] * (part == _NUMBER) or words_of_remark(part))
            )
            anchor = next(at for at, word in enumerate(words) if word != _NUMBER)
            by_word[words[anchor]].append(Phrase(row["class"], words, anchor))
    return {word: tuple(phrases) for word, phrases in by_word.items()}


def spans_in(words: Sequence[str], table: str) -> Mapping[str, Sequence[Span]]:
    """Return where the phrases of each class of a table stand among the words of a remark."""
    found: defaultdict[str, list[Span]] = defaultdict(list)
    for at, word in enumerate(words):
        for phrase in phrases_of(table).get(word, ()):
            start = at - phrase.anchor
            end = start + len(phrase.words)
            if start >= 0 and end <= len(words) and _matches(phrase.words, words[start:end]):
                found[phrase.name].append(Span(start, end))
    return found


def _matches(phrase: Iterable[str], words: Iterable[str]) -> bool:
    return all(
        whole_number(word) > 0 if part == _NUMBER else part == word
        for part, word in zip(phrase, words, strict=True)
    )

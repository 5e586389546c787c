"""The numbers of units that a label advises to take."""

from __future__ import annotations

from functools import lru_cache
from itertools import compress, count
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.vocabulary import class_words, has_phrase, phrase_end
from pricing.labels.whole_packs import FEWEST_UNITS, holds_a_pack
from pricing.reference.label_phrases import number_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from pricing.labels.label_text import TextLine
    from pricing.labels.pieces import Piece
    from pricing.labels.tokens import Token

_text_of = attrgetter("text")
_OFTEN = {"often 2": 2, "often 3": 3, "often 4": 4}
_PARTS_OF_DAY = ("morning", "noon", "evening")
_REPEATING = frozenset((*_OFTEN, *_PARTS_OF_DAY, "times", "every meal"))
_ADVISING = frozenset(("advice", "daily"))
_MEALS = 3  # in a day
_OR = frozenset(("or", "oder", "ou", "o"))
_SHORT_WORDS = frozenset(("tagl", "tgl"))
_MOST_INTAKES = 12
_LONGEST_SENTENCE = 20  # words on each side of units
_LONGEST_DAILY = 3  # words
_ENDS = frozenset((".", ";", "|", "\u2022"))


class Advice(NamedTuple):
    """Units that a label says to take, and how many times a day: 3 x täglich 1 Kapsel."""

    piece: Piece
    intakes: int = 1

    @property
    def units(self) -> Fraction:
        """The units of a day."""
        return self.piece.number * self.intakes


def advice_of(line: TextLine, pieces: list[Piece]) -> Iterator[Advice]:
    """Yield the numbers of units that a line advises to take in a day."""
    tokens = line.tokens
    for piece in pieces:
        if piece.is_measured or holds_a_pack(piece):
            continue
        intakes = _intakes(line, piece)
        if intakes > 1:
            yield Advice(piece, intakes)
            continue
        if "daily" not in line.classes:
            continue
        before = _since_number(tokens[max(piece.first - 4, 0) : piece.first])
        after = _until_number(tokens[piece.after : piece.after + 3])
        if not (has_phrase("daily", after) or has_phrase("daily", before)):
            continue
        if before and (before[-1].text in {"to", "bis", "a", "x", "-", "o", "or", "oder"}):
            continue
        yield Advice(piece)


def _intakes(line: TextLine, piece: Piece) -> int:
    """Return how many times a day the sentence around some units says to take them, else 1."""
    if line.classes.isdisjoint(_REPEATING) or piece.number >= FEWEST_UNITS:
        return 1
    tokens = line.tokens
    start, first = piece.first, max(piece.first - _LONGEST_SENTENCE, 0)
    while start > first and not _ends_sentence(tokens, start - 1):
        start -= 1
    end, last = piece.after, min(piece.after + _LONGEST_SENTENCE, len(tokens))
    while end < last and not _ends_sentence(tokens, end):
        end += 1
    sentence, units = tokens[start:end], piece.first - start
    counted = compress(count(), map(_may_count, map(_text_of, sentence)))
    times = [_times_at(sentence, at, units) for at in counted]
    if _is_sum(sentence, piece, units):
        return max(times, default=1)
    meals = _MEALS if has_phrase("every meal", sentence) else 1
    return max(1, *times, meals, _parts_of_day(line, sentence))


def _is_sum(tokens: list[Token], piece: Piece, units: int) -> bool:
    """Return whether units are divided: 2 capsules daily (1 in the morning, 1 in the evening)."""
    others = (*tokens[:units], *tokens[units + 1 :])
    parts = list(filter(None, map(_number, map(_text_of, others))))
    return len(parts) > 1 and sum(parts) == piece.number


def _ends_sentence(tokens: list[Token], at: int) -> bool:
    if tokens[at].text not in _ENDS:
        return False
    is_short_word = at > 0 and tokens[at].text == "." and tokens[at - 1].text in _SHORT_WORDS
    return not is_short_word


def _times_at(tokens: list[Token], at: int, units: int) -> int:
    """Return the number of a frequency at a place: twice daily, 3 x täglich, 3 x 1 Kapsel."""
    times, end = _often(tokens[at].text), at + 1
    if not times:
        times, end = _number(tokens[at].text), at + 1
        if end < len(tokens) and tokens[end].text == "-":
            end += 1
        if end >= len(tokens) or tokens[end].text not in class_words("times"):
            return 1
        end += 1
    is_of_units = end == units and has_phrase("daily", tokens)
    return times if is_of_units or _is_beside_day(tokens, at, end) else 1


@lru_cache(maxsize=4_096)
def _may_count(word: str) -> bool:
    return bool(_often(word) or _number(word))


@lru_cache(maxsize=4_096)
def _often(word: str) -> int:
    return next((times for name, times in _OFTEN.items() if word in class_words(name)), 0)


@lru_cache(maxsize=4_096)
def _number(word: str) -> int:
    if word.isdecimal():
        return int(word) if int(word) <= _MOST_INTAKES else 0
    return number_words().get(word, 0)


def _is_beside_day(tokens: list[Token], first: int, end: int) -> bool:
    """Return whether words for each day stand right before or behind a place."""
    if end < len(tokens) and tokens[end].text == "/":
        return phrase_end("days", tokens, end + 1) > end + 1 if end + 1 < len(tokens) else False
    is_behind = end < len(tokens) and phrase_end("daily", tokens, end) > end
    near = range(max(first - _LONGEST_DAILY, 0), first)
    return is_behind or any(phrase_end("daily", tokens, at) == first for at in near)


def _parts_of_day(line: TextLine, tokens: list[Token]) -> int:
    """Return at how many parts of the day units are to be taken: morgens und abends."""
    named = [
        name
        for name in _PARTS_OF_DAY
        if name in line.classes and any(token.text in class_words(name) for token in tokens)
    ]
    is_choice = len(named) > 1 and any(token.text in _OR for token in tokens)
    return 1 if is_choice else max(len(named), 1)


def _until_number(tokens: list[Token]) -> list[Token]:
    """Return the tokens before the first number, or before units whose number is missing."""
    for index, token in enumerate(tokens):
        if token.is_number or token.text in class_words("several units"):
            return tokens[:index]
    return tokens


def _since_number(tokens: list[Token]) -> list[Token]:
    """Return the tokens behind the last number or mark between parts of a line."""
    for index in range(len(tokens) - 1, -1, -1):
        if tokens[index].is_number or tokens[index].text in {"|", ",", ";", "\u2022"}:
            return tokens[index + 1 :]
    return tokens


def is_advice(line: TextLine, piece: Piece) -> bool:
    """Return whether a number of units is what to take, not what a pack holds."""
    if _intakes(line, piece) > 1:
        return True
    if line.classes.isdisjoint(_ADVISING):
        return False
    tokens = line.tokens
    near = _since_number(tokens[max(piece.first - 4, 0) : piece.first])
    behind = _until_number(tokens[piece.after : piece.after + 4])
    return has_phrase("advice", near) or has_phrase("daily", behind) or has_phrase("daily", near)

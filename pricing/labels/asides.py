"""Amounts in sentences that do not say what the product holds: no copper 2 mg, adults need 14 mg.

A basis above such a sentence is not that of its amounts.
"""

from __future__ import annotations

from bisect import bisect_left
from enum import Enum
from typing import TYPE_CHECKING

from pricing.labels.subjects import CONTENT_VERB, PERSON, has_other_subject, is_for_persons
from pricing.labels.vocabulary import class_words, has_phrase, phrase_end, phrase_starts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.labels.rows import Row
    from pricing.labels.tokens import Token

_ENDS = frozenset((".", "!", "?", ";", "|", "\u2022"))
_DENIAL, _GENERAL, _BEHIND = "denial", "general statement", "statement behind"
_BOUND, _NEED = "bound", "need of persons"
_OF_ASIDES = frozenset((_DENIAL, _GENERAL, _BEHIND, _NEED, PERSON))
_WORDS_OF_ASIDES = _OF_ASIDES | {_BOUND, CONTENT_VERB}
_LONGEST_LEAD = 6  # tokens
_BETWEEN_BOUND = frozenset((".", ":", "'", "a", "de", "di"))


class Saying(Enum):
    """Say whose an amount in a sentence is: the product's, nobody's, left open, or a food's."""

    CONTENT = "content"
    DENIED = "denied"
    OPEN = "open"
    OF_OTHERS = "of others"


def may_hold_asides(row: Row) -> bool:
    """Return whether a row has a word of a sentence that may not say what the product holds."""
    return not row.classes.isdisjoint(_WORDS_OF_ASIDES)


def saying_of(row: Row, ends: Sequence[int], first: int, at: int) -> Saying:
    """Return what a sentence says of the amount `at` a token. With its name it begins at `first`.

    `ends` are the places at which the sentences of the row end.
    """
    classes = row.classes
    if _DENIAL in classes and _is_denied(row.tokens, first):
        return Saying.DENIED
    start, end = _sentence(row, ends, first)
    if CONTENT_VERB in classes and has_other_subject(
        row.tokens, row.mentions, row.opening, start, at
    ):
        return Saying.OF_OTHERS
    if _BOUND in classes and _is_bounded(row.tokens, first):
        return Saying.OPEN
    if classes.isdisjoint(_OF_ASIDES) or _has_own_basis(row, start, end):
        return Saying.CONTENT
    return _saying_around(row, first, start, end)


def _saying_around(row: Row, first: int, start: int, end: int) -> Saying:
    """Return what the words around the amounts of a sentence say of them."""
    amounts = [amount for amount in row.amounts if start <= amount.first < end]
    minerals = [mention.first for mention in row.mentions if mention.element]
    names = [name for name in minerals if start <= name < end]
    begin = min([first, *names, *(amount.first for amount in amounts)])
    behind = max([first, *(amount.after for amount in amounts)])
    depth = row.tokens[first].depth
    head = [token for token in row.tokens[start:begin] if token.depth <= depth]
    tail = [token for token in row.tokens[behind:end] if token.depth <= depth]
    if has_phrase(_NEED, head) or is_for_persons(head):
        return Saying.OF_OTHERS
    is_open = has_phrase(_GENERAL, head) or has_phrase(_BEHIND, tail)
    is_open = is_open or any(_is_denied(row.tokens, name) for name in names if name < first)
    return Saying.OPEN if is_open else Saying.CONTENT


def _is_denied(tokens: Sequence[Token], first: int) -> bool:
    """Return whether words that deny stand right before a token: without the 600 mg calcium."""
    articles = class_words("denied article")
    return any(
        all(token.text in articles for token in tokens[after:first])
        for after in _ends_before(_DENIAL, tokens, first)
    )


def _is_bounded(tokens: Sequence[Token], first: int) -> bool:
    """Return whether words right before a number make it a bound: up to 15 mg zinc, max. 15 mg."""
    if not tokens[first].is_number:
        return False
    return any(
        all(token.text in _BETWEEN_BOUND for token in tokens[after:first])
        for after in _ends_before(_BOUND, tokens, first)
    )


def _ends_before(name: str, tokens: Sequence[Token], first: int) -> list[int]:
    """Return where phrases of a class end that stand in the few tokens before another one."""
    start = max(first - _LONGEST_LEAD, 0)
    starts = [start + at for at in phrase_starts(name, tokens[start:first])]
    ends = [(at, phrase_end(name, tokens, at)) for at in starts]
    return [end for at, end in ends if at < end <= first]


def sentence_ends(tokens: Sequence[Token]) -> list[int]:
    """Return the places of the tokens that end a sentence."""
    return [
        at
        for at, token in enumerate(tokens)
        if token.text in _ENDS and not (at and tokens[at - 1].text in class_words("approx"))
    ]


def _sentence(row: Row, ends: Sequence[int], at: int) -> tuple[int, int]:
    """Return the places at which the sentence around a token begins and ends."""
    index = bisect_left(ends, at)
    start = ends[index - 1] + 1 if index else 0
    return start, ends[index] if index < len(ends) else len(row.tokens)


def _has_own_basis(row: Row, start: int, end: int) -> bool:
    """Return whether a sentence says itself what its amounts are for, other than a day."""
    return any(
        start <= basis.first < end and (basis.pieces or not basis.is_daily)
        for basis in row.line.bases
    )

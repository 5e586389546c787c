"""Find salts whose name is one chain of parts: magnesium-bis(hydrogen-L-glutamat)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.labels.mineral_words import form_words, is_salt, word_element
from pricing.labels.tokens import WORD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.labels.tokens import Token

_OPENING, _CLOSING = frozenset(("(", "[")), frozenset((")", "]"))
JOINS = _OPENING | {"-"}
_LONGEST = 9  # tokens
_SHORTEST_SALT = 6  # letters


def chained_salt_end(tokens: Sequence[Token], at: int, element: str) -> int:
    """Return where a salt ends that goes on behind the name of an element, or `at`.

    A space may follow the name, but none is between the parts of the chain: hydrogen-L-glutamat.
    A salt that a form of the element has is not one of these.
    """
    if not _is_joint(tokens, at + 1 if tokens[at].kind is WORD else at):
        return at
    if tokens[at].text in _OPENING and word_element(tokens[at - 1].text):
        return at
    for index in range(at + 1, min(len(tokens), at + _LONGEST)):
        word = tokens[index]
        if word.start != tokens[index - 1].end:
            break
        if word.kind is WORD and len(word.text) >= _SHORTEST_SALT and is_salt(word.text):
            is_known = word_element(word.text) or word.text in form_words(element)
            return at if is_known else _behind_brackets(tokens, index + 1)
        if word.kind is not WORD and word.text not in JOINS:
            break
    return at


def behind_chain(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind a word, and brackets that it closes in a chain: bis(glutamat)."""
    end = _behind_brackets(tokens, at + 1)
    return end if end > at + 1 and _is_joint(tokens, at - 1) else at + 1


def _is_joint(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a mark joins two parts of a name without a space."""
    if not 0 < at < len(tokens) - 1 or tokens[at].text not in JOINS:
        return False
    return tokens[at - 1].end == tokens[at].start and tokens[at].end == tokens[at + 1].start


def _behind_brackets(tokens: Sequence[Token], at: int) -> int:
    while at < len(tokens) and tokens[at].text in _CLOSING:
        at += 1
    return at

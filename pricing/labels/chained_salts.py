"""Find where the name of a salt ends that no table has: magnesium-bis(hydrogen-L-glutamat)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.labels.mineral_words import form_words, is_no_source, is_salt, word_element
from pricing.labels.one_word_salts import SALTS_OF, are_of_acid, behind_valence
from pricing.labels.tokens import WORD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.labels.tokens import Token

_OPENING, _CLOSING = frozenset(("(", "[")), frozenset((")", "]"))
_JOINS = _OPENING | {"-"}
# Latin names of minerals, behind which a word of the same language is a salt: magnesii stearas.
_LATIN = frozenset(("magnesii", "calcii", "kalii", "natrii", "zinci", "ferrosi", "cupri"))
_LATIN_ENDINGS = ("as", "is", "um")
_LONGEST = 9  # tokens
_SHORTEST_SALT = 6  # letters


def unknown_salt_end(tokens: Sequence[Token], at: int, symbol: str) -> int:
    """Return where a salt that no form of an element has ends behind its name, or `at`."""
    if at == len(tokens):
        return at
    token = tokens[at]
    if token.kind is not WORD:
        salt = behind_valence(tokens, at)
        if at < salt < len(tokens) and _is_other_salt(tokens[salt].text, symbol):
            return salt + 1
        return _chained_salt_end(tokens, at, symbol) if token.text in _JOINS else at
    if _is_unknown_salt(tokens, at, symbol):
        return at + 1
    is_chain = at + 1 < len(tokens) and tokens[at + 1].text in _JOINS
    return _chained_salt_end(tokens, at, symbol) if is_chain else at


def salts_end(tokens: Sequence[Token], after: int) -> int:
    """Return where a name ends that goes on as salts of an acid, or 0: magnesium salt of ...."""
    ends = (end for end in (after, after + 1, after + 2) if end <= len(tokens))
    salts = (end for end in ends if tokens[end - 1].text in SALTS_OF)
    return next((end for end in salts if are_of_acid(tokens, end)), 0)


def is_other_source(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Return whether an unknown salt behind a name is a source of its mineral."""
    return not any(is_no_source(token.text) for token in tokens[at:end])


def _is_unknown_salt(tokens: Sequence[Token], at: int, symbol: str) -> bool:
    """Return whether a word behind an element's name is a salt that no form of it has."""
    word = tokens[at].text
    is_latin = tokens[at - 1].text in _LATIN and word.endswith(_LATIN_ENDINGS)
    is_beside = tokens[at].depth == tokens[at - 1].depth
    return is_beside and (_is_other_salt(word, symbol) or (is_latin and _is_no_form(word, symbol)))


def _is_other_salt(word: str, symbol: str) -> bool:
    """Return whether a word is a salt that no form of an element has."""
    return (is_salt(word) or word in SALTS_OF) and _is_no_form(word, symbol)


def _is_no_form(word: str, symbol: str) -> bool:
    return word not in form_words(symbol) and not word_element(word)


def _chained_salt_end(tokens: Sequence[Token], at: int, element: str) -> int:
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
        if word.kind is not WORD and word.text not in _JOINS:
            break
    return at


def behind_chain(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind a word, and brackets that it closes in a chain: bis(glutamat)."""
    end = _behind_brackets(tokens, at + 1)
    return end if end > at + 1 and _is_joint(tokens, at - 1) else at + 1


def _is_joint(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a mark joins two parts of a name without a space."""
    if not 0 < at < len(tokens) - 1 or tokens[at].text not in _JOINS:
        return False
    return tokens[at - 1].end == tokens[at].start and tokens[at].end == tokens[at + 1].start


def _behind_brackets(tokens: Sequence[Token], at: int) -> int:
    while at < len(tokens) and tokens[at].text in _CLOSING:
        at += 1
    return at

"""Find salts that no table has in one word, and those counted in brackets: Magnesiumbis(…at)."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pricing.labels.mineral_words import (
    LINKS,
    MOST_WORDS,
    element_names,
    is_no_source,
    is_salt,
    salt_in_a_word,
    word_element,
)
from pricing.labels.tokens import WORD
from pricing.labels.vocabulary import has_phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.labels.tokens import Token

SALTS_OF = frozenset((
    "salts", "salt", "sels", "sel", "sales", "sal", "sali", "sale", "salze", "salz",
))  # fmt: skip
_OF_ACID = LINKS | {"der", "von", "des", "van", "l", "dell"}  # Magnesiumsalz der Adipinsäure
_ACID = re.compile(r"acid[eio]?s?|[a-z]*(?:saure|zuur|syra|syre)n?")
_LEAST_OF_NAME = 4  # letters
_MOST_IN_NAME, _NEAR_SALTS = 12, 6  # tokens
COUNTS = frozenset(("bis", "tris", "tetrakis"))
_OPENING, _CLOSING = frozenset("(["), frozenset(")]")
# How the names of salts end in German, Dutch, Scandinavian and Finnish, which write them joined.
_SALT = r"[a-z]{2,}(?:at|at[es]|ates|aatti|ides?|id|[rs]idi|(?:sulf|nitr|phosph|fosf)ie?t)"
# What else ends so: Magnesiumpräparat, Calciumvorrat, Eisenkapazität, Magnesiumhybrid.
_NO_SALT = re.compile(
    r".*(?:(?:prae?para|prepara|granula|on[czk]entra|forma|zertifika|mona|resulta|vorra|sala"
    r"|appara|automa|plaka|zita|ita|[st]era|berika|hydra|ionena)a?t[es]?|fluide?s?|hybride?s?)"
)
_SHORTEST_VALENCE = 3  # signs
_POLISH = re.compile(r"[a-z]{2,}(?:[glrtwz]|(?<!zm)i)an|(?:wodoro)?tlenek|[a-z]*chlorek|chelat")
_POLISH_NAMES = frozenset((
    "magnezu", "wapnia", "zelaza", "cynku", "miedzi", "selenu", "chromu", "manganu", "potasu",
    "sodu",
))  # fmt: skip


@cache
def _joined_name() -> re.Pattern[str]:
    names = (name for name in element_names() if len(name) >= _LEAST_OF_NAME)
    counts = "|".join(sorted(COUNTS))
    return re.compile(
        rf"(?:mono|di|tri|tetra|hemi)?(?P<name>{'|'.join(sorted(names, key=len, reverse=True))})"
        rf"(?:(?P<salts>salz(?:en?)?)|(?P<salt>{_SALT})|(?P<count>(?:di)?(?:hydrogen)?(?:{counts})))"
    )


@lru_cache(maxsize=MOST_WORDS)
def unknown_salt_in_a_word(word: str) -> str:
    """Return the element of a salt that has its name in one word and no table, or "".

    >>> unknown_salt_in_a_word("magnesiumadipat"), unknown_salt_in_a_word("magnesiumpraparat")
    ('Mg', '')
    """
    found = _joined_name().fullmatch(word)
    salt = found["salt"] if found is not None else None
    if found is None or not salt or word_element(word) or is_no_source(word):
        return ""
    is_other = _NO_SALT.fullmatch(salt) or not (is_salt(salt) or salt.endswith("i"))
    return "" if is_other and not salt_in_a_word(word) else element_names()[found["name"]]


@lru_cache(maxsize=MOST_WORDS)
def salts_in_a_word(word: str) -> str:
    """Return the element whose salts a word names without their acid, or "": magnesiumsalze."""
    found = _joined_name().fullmatch(word)
    return element_names()[found["name"]] if found is not None and found["salts"] else ""


@lru_cache(maxsize=MOST_WORDS)
def is_polish_salt(word: str) -> bool:
    """Return whether a word is a salt in Polish, where its mineral stands behind it."""
    return _POLISH.fullmatch(word) is not None and not is_no_source(word)


def polish_salt_of(tokens: Sequence[Token], at: int) -> str:
    """Return the element of a Polish salt at a place, or "": cytrynian magnezu."""
    if not (is_polish_salt(tokens[at].text) and at + 1 < len(tokens)):
        return ""
    is_name = tokens[at + 1].text in _POLISH_NAMES
    return word_element(tokens[at + 1].text) if is_name else ""


def behind_valence(tokens: Sequence[Token], at: int) -> int:
    """Return the place of a salt whose hyphen follows a valence, or `at`: Eisen(II)-adipat.

    A valence in brackets is no token: it is the gap before the hyphen.
    """
    if tokens[at].text != "-" or not 0 < at < len(tokens) - 1:
        return at
    gap = tokens[at].start - tokens[at - 1].end
    return at + 1 if gap >= _SHORTEST_VALENCE and tokens[at].end == tokens[at + 1].start else at


def are_of_acid(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a place leads from a word for salts to their acid, which is no fatty one."""
    near = tokens[at : at + _NEAR_SALTS]
    is_led = bool(near) and near[0].text in _OF_ACID
    is_named = is_led and any(_ACID.fullmatch(token.text) for token in near)
    return is_named and not has_phrase("fatty acid", near)


@lru_cache(maxsize=MOST_WORDS)
def counted_name(word: str) -> tuple[str, ...]:
    """Return the parts of a mineral's name that goes on with a count: magnesium, bis."""
    found = _joined_name().fullmatch(word)
    return (found["name"], found["count"]) if found is not None and found["count"] else ()


def counted_salt_end(tokens: Sequence[Token], at: int) -> int:
    """Return where a salt ends that stands in brackets or behind a hyphen at a place, or `at`."""
    if at == len(tokens) or tokens[at].kind is WORD:
        return at
    if tokens[at].text in _OPENING:
        end = _closing(tokens, at)
    elif tokens[at].text == "-":
        end = _joined_end(tokens, at)
    else:
        return at
    return end if any(map(_is_of_salt, tokens[at:end])) else at


def _closing(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind the bracket that closes another one, or its own if none does."""
    depth = tokens[at].depth
    for end in range(at + 1, min(len(tokens), at + _MOST_IN_NAME)):
        if tokens[end].text in _CLOSING and tokens[end].depth <= depth:
            return end + 1
    return at


def _joined_end(tokens: Sequence[Token], at: int) -> int:
    """Return where words end that hyphens join to what stands before a place."""
    end = at
    while end < len(tokens) and end < at + _MOST_IN_NAME:
        is_part = tokens[end].kind is WORD or tokens[end].text == "-"
        if not is_part or tokens[end - 1].end != tokens[end].start:
            break
        end += 1
    return end


def _is_of_salt(token: Token) -> bool:
    return token.kind is WORD and len(token.text) > 5 and is_salt(token.text)

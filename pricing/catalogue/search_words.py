"""What is searched for and what is found by it: words and codes, folded alike on both sides."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pricing.reference.mineral_forms import BLEND, elements, forms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# A word that no label has, followed by a form's name run together.
FORM_WORD = "form0"
SHORTEST_SYNONYM = 3
MOST_WORDS = 12
_PARTS = re.compile(r"[^\W\d_]+|\d+")
_APART = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """Lower case, without accents.

    >>> folded("Citrate de Magnésium")
    'citrate de magnesium'
    """
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in bare if not unicodedata.combining(char))


def parts(text: str) -> list[str]:
    """Runs of letters and runs of digits.

    >>> parts("Magnésium-B6 400mg")
    ['magnesium', 'b', '6', '400', 'mg']
    """
    return _PARTS.findall(folded(text))


@lru_cache(maxsize=4_096)
def squeezed(text: str) -> str:
    """A text as it is compared: without case, accents, spaces and punctuation."""
    return _APART.sub("", folded(text))


@lru_cache(maxsize=4_096)
def form_word(form_name: str) -> str:
    """The word by which products of a form are found, whatever their labels call it."""
    return FORM_WORD + squeezed(form_name)


@lru_cache(maxsize=64)
def element_words(symbol: str) -> str:
    """What the mineral is called."""
    known = elements().get(symbol)
    return " ".join(parts(known.name)) if known else ""


@cache
def _form_spellings() -> Mapping[str, frozenset[str]]:
    """Every word of a form's names and synonyms -> the words by which its products are found."""
    found: dict[str, set[str]] = {}
    for element in elements():
        for form in forms(element).values():
            names = (form.name, *(each for salt in form.compounds for each in salt.synonyms))
            for word in {word for name in names for word in parts(name)}:
                found.setdefault(word, set()).add(form_word(form.name))
    found.setdefault(BLEND, set()).add(form_word(BLEND))
    return {word: frozenset(forms) for word, forms in found.items()}


def _forms_of(typed: str) -> Iterable[str]:
    if len(typed) < SHORTEST_SYNONYM:
        return ()
    meant = (forms for word, forms in _form_spellings().items() if word.startswith(typed))
    return sorted(frozenset().union(*meant))


def query(text: str) -> str:
    """What a user typed, for FTS5: every word as a beginning, in any order; "" for no words.

    Only letters and digits of the text come through, each run of them quoted.

    >>> query('oxide" OR 1')
    '("oxide"* OR "form0oxide") AND "or"* AND "1"*'
    """
    return " AND ".join(_term(word) for word in parts(text)[:MOST_WORDS])


@lru_cache(maxsize=1_024)
def _term(word: str) -> str:
    beginning = f'"{word}"*'
    forms = [f'"{form}"' for form in _forms_of(word)]
    return f"({' OR '.join((beginning, *forms))})" if forms else beginning

"""What is searched for and what is found by it: words and codes, folded alike on both sides."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pricing.quantities.text_folding import fold_text, match_key
from pricing.reference.mineral_forms import BLEND, elements, forms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# A word that no label has, followed by a form's name run together.
FORM_WORD_PREFIX = "form0"
MIN_SYNONYM_LENGTH = 3
MAX_QUERY_WORDS = 12
_WORD_PATTERN = re.compile(r"[^\W\d_]+|\d+")


def split_words(text: str) -> list[str]:
    """Runs of letters and runs of digits.

    >>> split_words("Magnésium-B6 400mg")
    ['magnesium', 'b', '6', '400', 'mg']
    """
    return _WORD_PATTERN.findall(fold_text(text))


# Lists repeat names and brands.
cached_match_key = lru_cache(maxsize=4_096)(match_key)


@lru_cache(maxsize=4_096)
def form_word(form_name: str) -> str:
    """The word by which products of a form are found, whatever their labels call it."""
    return FORM_WORD_PREFIX + match_key(form_name)


@lru_cache(maxsize=64)
def element_words(symbol: str) -> str:
    """What the mineral is called."""
    known = elements().get(symbol)
    return " ".join(split_words(known.name)) if known else ""


@cache
def _form_words_by_spelling() -> Mapping[str, frozenset[str]]:
    """Every word of a form's names and synonyms -> the words by which its products are found."""
    found: dict[str, set[str]] = {}
    for element in elements():
        for form in forms(element).values():
            names = (form.name, *(each for salt in form.compounds for each in salt.synonyms))
            for word in {word for name in names for word in split_words(name)}:
                found.setdefault(word, set()).add(form_word(form.name))
    found.setdefault(BLEND, set()).add(form_word(BLEND))
    return {word: frozenset(forms) for word, forms in found.items()}


def _form_words_for(typed: str) -> Iterable[str]:
    if len(typed) < MIN_SYNONYM_LENGTH:
        return ()
    meant = (forms for word, forms in _form_words_by_spelling().items() if word.startswith(typed))
    return sorted(frozenset().union(*meant))


def fts_query(text: str) -> str:
    """What a user typed, for FTS5: every word as a beginning, in any order; "" for no words.

    Only letters and digits of the text come through, each run of them quoted.

    >>> fts_query('oxide" OR 1')
    '("oxide"* OR "form0oxide") AND "or"* AND "1"*'
    """
    return " AND ".join(_fts_term(word) for word in split_words(text)[:MAX_QUERY_WORDS])


@lru_cache(maxsize=1_024)
def _fts_term(word: str) -> str:
    beginning = f'"{word}"*'
    forms = [f'"{form}"' for form in _form_words_for(word)]
    return f"({' OR '.join((beginning, *forms))})" if forms else beginning

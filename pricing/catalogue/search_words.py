"""The words of a search, folded in the same way as the words of products."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput
from pricing.quantities.text_folding import fold_text, match_key
from pricing.reference.mineral_forms import BLEND, elements, forms, recognize_element

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# A prefix that no word of a label begins with. The name of a form follows it.
FORM_WORD_PREFIX = "form0"
MIN_SYNONYM_LENGTH = 3
MAX_QUERY_WORDS = 12
_WORD_PATTERN = re.compile(r"[^\W\d_]+|\d+")


def split_words(text: str) -> list[str]:
    """Return the runs of letters and the runs of digits in the folded text.

    >>> split_words("Magnésium-B6 400mg")
    ['magnesium', 'b', '6', '400', 'mg']
    """
    return _WORD_PATTERN.findall(fold_text(text))


# Lists repeat names and brands.
cached_match_key = lru_cache(maxsize=4_096)(match_key)


@lru_cache(maxsize=4_096)
def form_word(form_name: str) -> str:
    """Return the word that finds the products of a form, whatever their labels call it."""
    return FORM_WORD_PREFIX + match_key(form_name)


@lru_cache(maxsize=64)
def element_words(symbol: str) -> str:
    """Return the words of the element's name; "" for an unknown symbol."""
    element = elements().get(symbol)
    return " ".join(split_words(element.name)) if element else ""


@cache
def _form_words_by_spelling() -> Mapping[str, frozenset[str]]:
    """Return the form words for each word of the names and synonyms of all forms."""
    form_words: dict[str, set[str]] = {}
    for element in elements():
        for form in forms(element).values():
            synonyms = (name for compound in form.compounds for name in compound.synonyms)
            for word in {word for name in (form.name, *synonyms) for word in split_words(name)}:
                form_words.setdefault(word, set()).add(form_word(form.name))
    form_words.setdefault(BLEND, set()).add(form_word(BLEND))
    return {word: frozenset(words) for word, words in form_words.items()}


def _form_words_for(prefix: str) -> Iterable[str]:
    """Return the form words of all names and synonyms that begin with the prefix.

    A mineral has none, though the names of its forms begin with it: its oxide is no copper.
    """
    if len(prefix) < MIN_SYNONYM_LENGTH or _begins_mineral(prefix):
        return ()
    matches = (
        form_words
        for word, form_words in _form_words_by_spelling().items()
        if word.startswith(prefix)
    )
    return sorted(frozenset().union(*matches))


def _begins_mineral(prefix: str) -> bool:
    return bool(_minerals_named(prefix)) or any(
        element.name.lower().startswith(prefix) for element in elements().values()
    )


def _minerals_named(word: str) -> tuple[str, ...]:
    try:
        return (recognize_element(word),)
    except BadInput:
        return ()


def fts_query(text: str) -> str:
    """Return the FTS5 query for a typed text: each word is a prefix, in any order; "" for no words.

    Only letters and digits of the text enter the query, and each run of them is quoted.

    >>> fts_query('oxide" OR 1')
    '("oxide"* OR "form0oxide") AND "or"* AND "1"*'
    """
    return query_of_words(searched_words(text))


def searched_words(text: str) -> list[str]:
    """Return the words of a text that are searched for."""
    return split_words(text)[:MAX_QUERY_WORDS]


def query_of_words(words: Sequence[str]) -> str:
    """Return the FTS5 query for words of a text."""
    return " AND ".join(map(_fts_term, words))


def _fts_term(word: str) -> str:
    prefix, others = f'"{word}"*', other_terms(word)
    return f"({' OR '.join((prefix, *others))})" if others else prefix


@lru_cache(maxsize=1_024)
def other_terms(word: str) -> tuple[str, ...]:
    """Return the terms of a query that find the same as a word: its forms and its mineral.

    >>> other_terms("bisgly"), other_terms("sleep")
    (('"form0glycinate"',), ())
    """
    others = [f'"{form_word}"' for form_word in _form_words_for(word)]
    if len(word) >= MIN_SYNONYM_LENGTH:  # a mineral by another name
        names = (element_words(symbol) for symbol in _minerals_named(word))
        others += [f'"{name}"' for name in names if not name.startswith(word)]
    return tuple(others)

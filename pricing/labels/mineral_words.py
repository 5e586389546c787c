"""Single words of minerals, their salts and forms, and words that may be damaged ones."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pricing.labels.vocabulary import class_words, is_known, is_one_edit_from
from pricing.reference.label_phrases import words_of
from pricing.reference.mineral_forms import (
    BLEND,
    elements,
    form_names,
    recognize_form,
    states_water,
)
from pricing.reference.mineral_names import named_minerals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LINKS = frozenset(("de", "di", "d", "of", "'", "del", "du"))
_SALT = re.compile(r"[a-z]{2,}(?:ates?|at|ato|ides?|id|yde|ido|uro|ure|ite|it|ito|salze|salz)")
_GLUED = re.compile(r"([a-z]{4,})\d{1,5}(?:mg|mcg|ug|g)")  # a name and its amount: zinc10mg
_NO_SALT = frozenset((
    "rate", "date", "that", "what", "format", "private", "separate", "hat", "with", "mit", "site",
    "favorite", "accurate", "adequate", "appropriate", "ultimate", "intermediate", "liquid",
    "provide", "provides", "inside", "side", "guide", "solid", "acid", "white", "elite", "suite",
    "unit", "limit", "fruit", "visit", "deposit", "credit", "quantite", "qualite", "rapide",
    "cure", "pure", "nature", "measure", "securite", "mid", "aid", "liquide", "liquido",
    "rapido", "solido", "stato", "dato",
    "titolato", "titolati", "tamponato", "brevettato", "micronizzato", "concentrato", "purificato",
    "certificato", "praparat", "granulat", "konzentrat", "zertifikat",
))  # fmt: skip
_NO_SALT_ENDINGS = (
    "salze", "salzen", "pulver", "extrakt", "quelle", "verbindung", "gehalt", "reich", "reiche",
    "reicher", "haltige", "haltiger",
)  # fmt: skip
# Salts that are taken for another nutrient, or that fill and preserve.
_NO_SOURCES = (
    "stear", "silicat", "silikat", "krzem", "alginat", "pantothen", "pantoten", "folat", "folinat",
    "iod", "jod", "yod", "fluor", "sorbat", "benzoat",
)  # fmt: skip
_COUNTS = frozenset(("bis", "-"))  # bis-glycerophosphate
_SHORTEST_RESEMBLING, _SHORTEST_RESEMBLED = 4, 5
# Words that a lost space joins to a form: etmalate, citrateand.
_JOINED = frozenset((
    "et", "e", "y", "and", "und", "en", "as", "from", "aus", "als", "como", "comme", "come", "da",
))  # fmt: skip
# The words of a label are repeated; those of all labels are too many to keep.
MOST_WORDS = 8_192
GENERAL_FORM_WORDS = frozenset((
    "acid", "amino", "complex", "light", "heavy", "salt", "sal", "sale", "sel", "de", "di", "of",
    "usta", "milk", "iron", "zinc", "copper", "selenium", "gi", "sales", "sels", "salts", "high",
    "enriched", "chalk", "mag", "marine", "marin", "marino", "algal", "atomic", "molecular",
    "dried", "basic", "precipitated", "usp", "liposomal", "hydrogen", "protein",
))  # fmt: skip
_ALSO_FORM_WORDS = frozenset((
    "chelate", "chelated", "chelat", "chelato", "quelato", "quelado", "buffered", "l", "fully",
    "reacted", "traacs", "mono", "tri",
))  # fmt: skip
# Words for the origin of a salt, which alone name a form: "magnésium marin".
ORIGINS = frozenset(("marine", "marin", "marino"))


@cache
def element_names() -> Mapping[str, str]:
    """Return the element that each single word names."""
    return {
        phrase[0]: element.symbol
        for element in elements().values()
        for name in (element.name, *element.synonyms, *element.label_words)
        for phrase in (words_of(name),)
        if len(phrase) == 1 and len(phrase[0]) > 2
    }


def names_element(word: str) -> bool:
    """Return whether a word is the name of an element, and of no salt."""
    return word in element_names()


@cache
def form_words(element: str) -> frozenset[str]:
    """Return the words of the names of an element's forms."""
    names = form_names(element)
    return frozenset(word for name in names for word in words_of(name) if len(word) > 2)


@cache
def all_form_words() -> frozenset[str]:
    """Return the words of the names of all forms of all elements."""
    return frozenset(word for symbol in elements() for word in form_words(symbol))


@lru_cache(maxsize=MOST_WORDS)
def word_element(word: str) -> str:
    """Return the element whose name is a word or begins it with one of its forms, or ""."""
    glued = _GLUED.fullmatch(word)
    name = (glued[1] if glued else word).removesuffix("gehalt")
    symbol = element_names().get(name, "")
    if symbol or len(word) < 8 or not word.isalpha():
        return symbol
    found = named_minerals(word)
    if not found:
        counted = re.sub(r"^(?:mono|di|tri|hemi)", "", word)
        if element_names().get(counted, "Ca") != "Ca":  # dicalcium phosphate is a filler too
            return element_names()[counted]  # dimagnesium malate
        found = named_minerals(counted)
    symbol = found[0] if found else ""
    return symbol if symbol and recognize_form(word, symbol).form else ""


@lru_cache(maxsize=MOST_WORDS)
def may_begin_form(word: str) -> bool:
    """Return whether a word may begin the name of a form: not “heavy” alone, nor “chelated”."""
    return (
        word in all_form_words() and word not in GENERAL_FORM_WORDS and not adds_to_form(word)
    ) or word in class_words("dried")


@lru_cache(maxsize=MOST_WORDS)
def adds_to_form(word: str) -> bool:
    """Return whether a word goes with a form and names none: chelated, monohydrate."""
    return word in _ALSO_FORM_WORDS or states_water(word)


@lru_cache(maxsize=MOST_WORDS)
def is_salt(word: str) -> bool:
    """Return whether a word ends as the names of salts do, and is no other word."""
    return word not in _NO_SALT and _SALT.fullmatch(word) is not None


@lru_cache(maxsize=MOST_WORDS)
def form_name(text: str, element: str) -> str:
    """Return the form that a name means, or "" if it names none.

    >>> form_name("bisglycinate de magnesium", "Mg"), form_name("magnesium", "Mg")
    ('glycinate', '')
    >>> form_name("oxyde de magnesium marin", "Mg"), form_name("magnesium marin", "Mg")
    ('oxide', 'marine')
    """
    without = " ".join(word for word in text.split() if word not in ORIGINS)
    named = _form_of(without, element) if without != text else ""
    return named or _form_of(text, element)


def _form_of(text: str, element: str) -> str:
    salt = " ".join(word for word in text.split() if element_names().get(word) != element)
    uncounted = " ".join(word for word in salt.split() if word not in _COUNTS)
    for name in dict.fromkeys((text, salt, uncounted)):
        recognized = recognize_form(name, element) if name else None
        if recognized and (recognized.form is not None or recognized.name == BLEND):
            return recognized.name
    return ""


@lru_cache(maxsize=MOST_WORDS)
def is_unknown_compound(word: str, element: str) -> bool:
    """Return whether a word begins with the element's name and goes on with an unknown salt."""
    names = [name for name, symbol in element_names().items() if symbol == element]
    return any(
        len(name) > 3
        and word.startswith(name)
        and len(word) > len(name) + 3
        and not (word.endswith(_NO_SALT_ENDINGS) or is_no_source(word))
        and not word_element(word)
        for name in names
    )


@lru_cache(maxsize=MOST_WORDS)
def resembles_form(word: str, element: str) -> bool:
    """Return whether an unknown word may be a damaged form of an element: oxde, malatede."""
    if len(word) < _SHORTEST_RESEMBLING or is_known(word) or not word.isalpha():
        return False
    if word_element(word):
        return False
    names = [name for name, symbol in element_names().items() if symbol == element]
    if _is_name_like(word, names):
        return True
    for form in form_words(element):
        is_general = form in GENERAL_FORM_WORDS or adds_to_form(form)
        if len(form) < _SHORTEST_RESEMBLED or is_general:
            continue
        if is_one_edit_from(word, form):
            return True
        rest = word.removesuffix(form) if word.endswith(form) else word.removeprefix(form)
        if rest != word and (rest in LINKS or rest in _JOINED or _is_name_like(rest, names)):
            return True
    return any(word_element(text) == element for text in _with_two_letters_swapped(word))


def _is_name_like(word: str, names: Sequence[str]) -> bool:
    return any(is_one_edit_from(word, name) for name in names if len(name) > 3)


def _with_two_letters_swapped(word: str) -> list[str]:
    return [
        word[:index] + word[index + 1] + word[index] + word[index + 2 :]
        for index in range(len(word) - 1)
    ]


@lru_cache(maxsize=MOST_WORDS)
def is_salt_of_any(word: str) -> bool:
    """Return whether a word names a salt of some mineral: ascorbate."""
    return is_own_salt(word) and word in all_form_words() and not adds_to_form(word)


@lru_cache(maxsize=MOST_WORDS)
def salt_in_a_word(word: str) -> str:
    """Return the element of a salt that has its name in one word, or "": kaliumascorbat."""
    if not is_salt(word):
        return ""
    starts = (name for name in element_names() if len(name) > 3 and word.startswith(name))
    salts = (name for name in starts if word.removeprefix(name) in all_form_words())
    return element_names()[name] if (name := next(salts, "")) else ""


@lru_cache(maxsize=MOST_WORDS)
def begins_with_element(word: str, symbol: str) -> bool:
    """Return whether a word goes on behind the name of an element: magnesiumbis."""
    names = (name for name, element in element_names().items() if element == symbol)
    return any(len(name) > 3 and word != name and word.startswith(name) for name in names)


def is_no_source(word: str) -> bool:
    """Return whether a salt is no source of its mineral: stearate, pantothenate, iodide."""
    return any(part in word for part in _NO_SOURCES)


def is_own_salt(word: str) -> bool:
    """Return whether a long word ends as a salt of an organic acid does: ascorbate."""
    return len(word) > 5 and word.endswith(("ate", "inat", "onat", "ato")) and is_salt(word)

"""The words of remarks about amounts, and signs for their masses, minerals and salts."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pricing.data import tables
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.pack_sizes import counted_unit_words, fold_pack_text
from pricing.reference.label_phrases import number_words
from pricing.reference.mineral_amounts import mass_unit
from pricing.reference.mineral_forms import elements, form_names
from pricing.reference.mineral_names import named_minerals

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_TOKEN = lazy_pattern(r"\d+(?:[.,]\d+)?|[^\W\d_]+|[^\w\s]")
_SALT_ENDING = lazy_pattern(r"(?:[aio]d[eo]?|[ai]te?o?|as|ure|uro|idum|xyde|chelate)$")
_LEAST_OF_FORM = 4  # letters
_MOST_UNITS = 10
_USUAL_UNITS = frozenset(("mg", "g"))
# The signs of the words that may stand anywhere in a remark. No folded word has capitals.
MASS, MINERAL, FORM, SALT, SALT_BEHIND = "MASS", "MINERAL", "FORM", "SALT", "BEHIND"


def tokens_of(text: str) -> list[str]:
    """Return the folded words, the numbers and the marks of a text."""
    return _TOKEN.findall(fold_pack_text(text))


@cache
def words_of_remarks() -> Mapping[str, Sequence[str]]:
    """Return the folded words of each class in the shipped table, the longest first."""
    return {
        row["class"]: sorted(
            (" ".join(tokens_of(word)) for word in row["words"].split("|")),
            key=len,
            reverse=True,
        )
        for row in tables.read_rows("amount_remarks.csv")
    }


@cache
def units_of_remarks() -> frozenset[str]:
    """Return the words that count units in remarks."""
    return counted_unit_words() | frozenset(words_of_remarks()["unit"])


@cache
def words_of_mistakes() -> frozenset[str]:
    """Return the words of which one stands in each remark that calls an amount a mistake.

    They are the longest of their phrases, with the units that are mistaken for milligrams.
    """
    classes = ("doubt", "correction", "other unit")
    phrases = (phrase for name in classes for phrase in words_of_remarks()[name])
    return frozenset(max(phrase.split(), key=len) for phrase in phrases) - _USUAL_UNITS


def any_of(*classes: str) -> str:
    """Return the part of a pattern that matches a phrase of one of the classes."""
    words = (re.escape(word) for name in classes for word in words_of_remarks()[name])
    return rf"(?:{'|'.join(words)})"


@cache
def pattern_of(*classes: str) -> re.Pattern[str]:
    """Return the pattern of a phrase of one of the classes among other words."""
    return re.compile(rf"(?<!\S){any_of(*classes)}(?!\S)")


@cache
def numbers_of_units() -> Mapping[str, int]:
    """Return the numbers of several units that digits and words state."""
    named = {word: number for word, number in number_words().items() if number > 1}
    own = {
        word: int(key)
        for key, words in words_of_remarks().items()
        if key.isdecimal()
        for word in words
    }
    digits = {str(number): number for number in range(2, _MOST_UNITS + 1)}
    return {**own, **named, **digits}


# -- words and their signs ------------------------------------------------------------------------


def signs_of(words: Sequence[str]) -> Iterator[str]:
    """Yield the words of a remark, and signs for its masses, minerals and salts."""
    for at, word in enumerate(words):
        if at and is_mass(words[at - 1 : at + 1]):
            continue
        if is_mass(words[at : at + 2]):
            yield MASS
        elif word == "mg" and at > 1 and is_mass(words[at - 2 : at]):
            yield MINERAL  # 50 mg Mg
        elif word in words_of_remarks()["salt"]:
            yield SALT
        elif word in words_of_remarks()["salt behind its amount"]:
            yield SALT_BEHIND
        else:
            yield from signs_of_word(word)


def is_mass(words: Sequence[str]) -> bool:
    """Return whether two words are a number and a unit of mass."""
    return len(words) > 1 and words[0][0].isdecimal() and bool(mass_unit(words[1]))


@lru_cache(maxsize=4_096)
def signs_of_word(word: str) -> tuple[str, ...]:
    """Return a word, or the signs of its parts: Magnesiumoxid, Citratmenge.

    >>> signs_of_word("citratmenge"), signs_of_word("magnesium"), signs_of_word("soy")
    (('FORM', 'menge'), ('MINERAL',), ('soy',))
    """
    if is_form(word):
        return (FORM,)
    for amount in words_of_remarks()["amount"]:
        salt = word.removesuffix(amount)
        if salt != word and len(salt) >= _LEAST_OF_FORM:
            names = (salt, salt.removesuffix("s"))
            if any(one in words_of_remarks()["salt"] or is_form(one) for one in names):
                return (FORM, amount)
    return (MINERAL,) if word != "mg" and named_minerals(word) else (word,)


def is_form(word: str) -> bool:
    """Return whether a word ends with the name of a salt: citrate, Magnesiumoxid."""
    return word.removesuffix("s").endswith(_form_endings()) or word in words_of_remarks()["form"]


@cache
def _form_endings() -> tuple[str, ...]:
    """Return the words that name salts in the shipped forms, which begin no other word."""
    names = (tokens_of(name)[-1] for one in elements() for name in form_names(one))
    return tuple(
        {
            name
            for name in names
            if len(name) >= _LEAST_OF_FORM
            and _SALT_ENDING.search(name)
            and not named_minerals(name)
        }
    )

"""The words of labels by their meaning, and words that a scanner has misread."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import compress, count
from operator import attrgetter
from typing import TYPE_CHECKING

from pricing.model.product import UNIT_KINDS
from pricing.reading.servings import HOUSEHOLD_MEASURES
from pricing.reference.label_phrases import (
    BETWEEN_WORDS,
    phrase_classes,
    phrases_by_word,
    phrases_of,
    words_of,
)
from pricing.reference.mineral_forms import elements, form_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pricing.labels.tokens import Token

_MIN_NOISY_WORD = 4
_MIN_MISSPELLED_WORD, _MAX_MISSPELLED_WORD = 5, 30
_SHAPES = str.maketrans("l1|0i", "iiioi")
_LETTERS = re.compile(r"[a-z]+")
_LANGUAGES = ("en", "de", "fr", "es", "it")
_text_of = attrgetter("text")


def phrase_end(name: str, tokens: Sequence[Token], at: int) -> int:
    """Return where the phrase of a class ends that begins at a token, or `at` if none does."""
    for phrase in phrases_by_word(name).get(tokens[at].text, ()):
        end = at + 1
        for word in phrase[1:]:
            while end < len(tokens) and tokens[end].text in BETWEEN_WORDS:
                end += 1
            if end == len(tokens) or tokens[end].text != word:
                break
            end += 1
        else:
            return end
    return at


def has_phrase(name: str, tokens: Sequence[Token]) -> bool:
    """Return whether a phrase of a class occurs among tokens."""
    starts = list(phrase_starts(name, tokens))  # mostly there are none
    return bool(starts) and any(phrase_end(name, tokens, at) > at for at in starts)


def phrase_starts(name: str, tokens: Sequence[Token]) -> Iterator[int]:
    """Return the places of the words with which a phrase of a class may begin."""
    return compress(count(), map(phrases_by_word(name).__contains__, map(_text_of, tokens)))


@cache
def first_words(*names: str) -> frozenset[str]:
    """Return the words that phrases of some classes begin with."""
    return frozenset(word for name in names for word in phrases_by_word(name))


def classes_begun(words: frozenset[str]) -> frozenset[str]:
    """Return the classes of which a phrase begins with one of some words."""
    return _classes_of(words & _all_first_words())


@lru_cache(maxsize=4_096)
def _classes_of(begun: frozenset[str]) -> frozenset[str]:
    by_word = _classes_by_first_word()
    return frozenset(name for word in begun for name in by_word[word])


@cache
def _all_first_words() -> frozenset[str]:
    return frozenset(_classes_by_first_word())


@cache
def _classes_by_first_word() -> Mapping[str, tuple[str, ...]]:
    """Return the classes of the phrases that begin with each word."""
    classes: dict[str, tuple[str, ...]] = {}
    for name in phrase_classes():
        for word in phrases_by_word(name):
            classes[word] = (*classes.get(word, ()), name)
    return classes


@cache
def class_words(*names: str) -> frozenset[str]:
    """Return the single words of some classes."""
    return frozenset(phrase[0] for name in names for phrase in phrases_of(name) if len(phrase) == 1)


# -- units -------------------------------------------------------------------------------------

GENERIC = "generic"
ADDING = frozenset(("and", "&", "+", "plus", "und", "sowie", "et", "y", "e"))


@cache
def unit_words() -> Mapping[str, str]:
    """Return the measure that each word names: a unit kind, a household measure, or GENERIC."""
    words: dict[str, str] = {}
    for kind in UNIT_KINDS.values():
        names = kind.spellings if kind.key != "serving" else ()
        _add_names(words, kind.key, names)
    for key in ("g", "mL"):  # words for a substance are no measure
        for name in [name for name, measure in words.items() if measure == key and len(name) > 2]:
            del words[name]
    for measure, names in HOUSEHOLD_MEASURES.items():
        _add_names(words, measure, names)
    for key in ("capsule", "tablet", "softgel", "gummy", "sachet", "g", "mL", GENERIC):
        _add_names(words, key, [" ".join(phrase) for phrase in phrases_of(f"unit {key}")])
    return words


def _add_names(words: dict[str, str], measure: str, names: Sequence[str]) -> None:
    for name in names:
        phrase = words_of(name)
        if len(phrase) == 1:
            words.setdefault(phrase[0], measure)


# -- words that a scanner has misread ----------------------------------------------------------


def _shape(word: str) -> str:
    """Return what a word looks like to a scanner: rn as m, l and 1 as i, 0 as o."""
    return word.replace("rn", "m").translate(_SHAPES)


@cache
def _words_by_shape() -> Mapping[str, str]:
    """Return the known word of each shape, and "" where several share one."""
    by_shape: dict[str, str] = {}
    for word in _known_words():
        if len(word) >= _MIN_NOISY_WORD:
            shape = _shape(word)
            known = by_shape.get(shape, word)
            by_shape[shape] = word if known == word else ""
    return by_shape


@cache
def _known_words() -> frozenset[str]:
    words = {word for name in phrase_classes() for phrase in phrases_of(name) for word in phrase}
    words |= set(unit_words())
    for element in elements().values():
        for name in (element.name, *element.synonyms, *element.label_words):
            words.update(words_of(name))
    for symbol in elements():
        for name in form_names(symbol):
            words.update(words_of(name))
    return frozenset(words)


@lru_cache(maxsize=16_384)
def clean_word(word: str) -> str:
    """Return the known word that a misread word looks like, or the word itself.

    >>> clean_word("magneslum"), clean_word("arnount"), clean_word("modern")
    ('magnesium', 'amount', 'modern')
    """
    if len(word) < _MIN_NOISY_WORD or word in _known_words():
        return word
    return _words_by_shape().get(_shape(word)) or _misspelled(word) or word


def is_misread(written: str, word: str) -> bool:
    """Return whether a known word was written as a scanner misreads it, and not misspelled.

    >>> is_misread("b|sglycinate", "bisglycinate"), is_misread("borates", "borate")
    (True, False)
    """
    return written != word and _shape(written) == _shape(word)


@cache
def _words_by_deletion() -> Mapping[str, str]:
    """Return the known word for each text that lacks one of its letters, "" for several."""
    by_deletion: dict[str, str] = {}
    for word in sorted(_known_words()):  # the last one counts, in every run the same
        if len(word) >= _MIN_MISSPELLED_WORD:
            for text in _without_one_letter(word):
                known = by_deletion.get(text, word)
                by_deletion[text] = word if _mean_the_same(known, word) else ""
    return by_deletion


def _without_one_letter(word: str) -> set[str]:
    return {word[:index] + word[index + 1 :] for index in range(len(word))}


def _misspelled(word: str) -> str:
    """Return the one known word from which a word differs by one letter too few or too many.

    Two letters that have changed places count too.
    """
    if not _MIN_MISSPELLED_WORD - 1 <= len(word) <= _MAX_MISSPELLED_WORD:
        return ""
    known = _known_words()
    found = {_words_by_deletion().get(word, "")}
    if len(word) > _MIN_MISSPELLED_WORD:
        found |= known & _without_one_letter(word)
    if len(word) >= _MIN_MISSPELLED_WORD:
        found |= known & {
            word[:index] + word[index + 1] + word[index] + word[index + 2 :]
            for index in range(len(word) - 1)
        }
    found.discard("")
    words = sorted(found)
    return words[0] if words and all(_mean_the_same(words[0], word) for word in words) else ""


def is_one_edit_from(word: str, known: str) -> bool:
    """Return whether a word has one letter too few or too many, or two that changed places.

    >>> is_one_edit_from("oxde", "oxide"), is_one_edit_from("malaet", "malate")
    (True, True)
    >>> is_one_edit_from("oxide", "oxide"), is_one_edit_from("citrate", "malate")
    (False, False)
    """
    if len(word) == len(known):
        differing = [at for at in range(len(word)) if word[at] != known[at]]
        if len(differing) != 2 or differing[1] != differing[0] + 1:
            return False
        return (
            word[differing[0]] == known[differing[1]] and word[differing[1]] == known[differing[0]]
        )
    shorter, longer = sorted((word, known), key=len)
    return len(longer) == len(shorter) + 1 and shorter in _without_one_letter(longer)


def is_known(word: str) -> bool:
    """Return whether a word is one of the words that labels are read by."""
    return word in _known_words()


def _mean_the_same(one: str, other: str) -> bool:
    """Return whether two words are spellings of one, or words for one unit."""
    if one == other or (unit_words().get(one, one) == unit_words().get(other, other)):
        return True
    is_near = abs(len(one) - len(other)) < 2
    return is_near and len(one) > 5 and one[:-1] == other[: len(one) - 1]


@cache
def _language_words() -> Mapping[str, tuple[str, ...]]:
    """Return the languages in which each word is common."""
    languages: dict[str, tuple[str, ...]] = {}
    for language in _LANGUAGES:
        for phrase in phrases_of(f"language {language}"):
            languages[phrase[0]] = (*languages.get(phrase[0], ()), language)
    return languages


def language_of(folded: str) -> str:
    """Return the language whose common words a folded text has most, or "" without any."""
    counts = dict.fromkeys(_LANGUAGES, 0)
    known = _language_words()
    for word in filter(known.__contains__, _LETTERS.findall(folded[:20_000])):
        for language in known[word]:
            counts[language] += 1
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] else ""

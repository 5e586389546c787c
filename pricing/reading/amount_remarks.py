"""Remarks by which an amount is that of a salt, of several units or of a day."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pricing.data import tables
from pricing.problems.plain_facts import dataclass
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.pack_sizes import counted_unit_words, fold_pack_text
from pricing.reference.label_phrases import number_words
from pricing.reference.mineral_forms import elements, form_names
from pricing.reference.mineral_names import named_minerals

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_TOKEN = lazy_pattern(r"\d+(?:[.,]\d+)?|[^\W\d_]+|[^\w\s]")
_UNITS_OF_MASS = frozenset(("mg", "mgs", "mcg", "ug", "µg", "μg", "g"))
_SALT_ENDING = lazy_pattern(r"(?:[aio]d[eo]?|[ai]te?o?|as|ure|uro|idum|xyde|chelate)$")
_LEAST_OF_FORM = 4  # letters
_MOST_UNITS = 10
_WORDS_OF_DENIAL = 4
# The signs of the words that may stand anywhere in a remark. No folded word has capitals.
_MASS, _MINERAL, _FORM, _SALT, _SALT_BEHIND = "MASS", "MINERAL", "FORM", "SALT", "BEHIND"
_ANY_SALT = f"(?:{_FORM}|{_SALT}|{_SALT_BEHIND})"


@dataclass(frozen=True, slots=True)
class AmountRemark:
    """What a remark says about the amount of its row.

    `units` are those that the amount is for, or 0. `is_salt` and `is_daily` say that it may be
    the amount of the salt or of a day.
    """

    units: int = 0
    is_salt: bool = False
    is_daily: bool = False


NO_REMARK = AmountRemark()


@lru_cache(maxsize=4_096)
def read_amount_remark(text: str) -> AmountRemark:
    """Return what a remark says about the amount of its row.

    >>> read_amount_remark("za 2 kapsułki").units, read_amount_remark("Take 2 tablets").units
    (2, 0)
    >>> read_amount_remark("Menge als Citrat").is_salt, read_amount_remark("as powder").is_salt
    (True, False)
    """
    words = list(_signs(_TOKEN.findall(fold_pack_text(text))))
    if _likely_words().isdisjoint(words):
        return NO_REMARK
    signs = " ".join(words)
    is_salt = _states_salt(signs)
    if _pattern("other subject").search(signs):
        return AmountRemark(is_salt=is_salt)
    return AmountRemark(_units_in(signs), is_salt, _states_day(signs))


@cache
def _words() -> Mapping[str, Sequence[str]]:
    """Return the folded words of each class in the shipped table, the longest first."""
    return {
        row["class"]: sorted(
            (" ".join(_TOKEN.findall(fold_pack_text(word))) for word in row["words"].split("|")),
            key=len,
            reverse=True,
        )
        for row in tables.read_rows("amount_remarks.csv")
    }


@cache
def _likely_words() -> frozenset[str]:
    """Return the words and signs of which one stands in each remark that says something."""
    phrases = (*_words()["elemental"], *_words()["daily"])
    longest = (max(phrase.split(), key=len) for phrase in phrases)
    return _units() | {*longest, _FORM, _SALT, _SALT_BEHIND, "%"}


@cache
def _units() -> frozenset[str]:
    return counted_unit_words() | frozenset(_words()["unit"])


def _any_of(*classes: str) -> str:
    """Return the part of a pattern that matches a phrase of one of the classes."""
    words = (re.escape(word) for name in classes for word in _words()[name])
    return rf"(?:{'|'.join(words)})"


@cache
def _pattern(*classes: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S){_any_of(*classes)}(?!\S)")


# -- words and their signs ------------------------------------------------------------------------


def _signs(tokens: Sequence[str]) -> Iterator[str]:
    """Yield the words of a remark, and signs for its masses, minerals and salts."""
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else ""
        if token in _UNITS_OF_MASS and before[:1].isdigit():
            continue
        if token[0].isdigit() and tokens[at + 1 : at + 2] and tokens[at + 1] in _UNITS_OF_MASS:
            yield _MASS
        elif token in _words()["salt"]:
            yield _SALT
        elif token in _words()["salt behind its amount"]:
            yield _SALT_BEHIND
        else:
            yield from _signs_of_word(token)


@lru_cache(maxsize=1_024)
def _signs_of_word(word: str) -> tuple[str, ...]:
    """Return a word, or the signs of its parts: Magnesiumoxid, Citratmenge.

    >>> _signs_of_word("citratmenge"), _signs_of_word("magnesium"), _signs_of_word("soy")
    (('FORM', 'menge'), ('MINERAL',), ('soy',))
    """
    if _is_form(word):
        return (_FORM,)
    for amount in _words()["amount"]:
        salt = word.removesuffix(amount)
        if salt != word and len(salt) >= _LEAST_OF_FORM:
            names = (salt, salt.removesuffix("s"))
            if any(one in _words()["salt"] or _is_form(one) for one in names):
                return (_FORM, amount)
    return (_MINERAL,) if word != "mg" and named_minerals(word) else (word,)


def _is_form(word: str) -> bool:
    """Return whether a word ends with the name of a salt: citrate, Magnesiumoxid."""
    return word.removesuffix("s").endswith(_form_endings()) or word in _words()["form"]


@cache
def _form_endings() -> tuple[str, ...]:
    """Return the words that name salts in the shipped forms, which begin no other word."""
    names = (
        _TOKEN.findall(fold_pack_text(name))[-1] for one in elements() for name in form_names(one)
    )
    return tuple(
        {
            name
            for name in names
            if len(name) >= _LEAST_OF_FORM
            and _SALT_ENDING.search(name)
            and not named_minerals(name)
        }
    )


# -- what an amount is for ------------------------------------------------------------------------


@cache
def _numbers() -> Mapping[str, int]:
    """Return the numbers of several units that digits and words state."""
    named = {word: number for word, number in number_words().items() if number > 1}
    own = {word: int(key) for key, words in _words().items() if key.isdecimal() for word in words}
    digits = {str(number): number for number in range(2, _MOST_UNITS + 1)}
    return {**own, **named, **digits}


@cache
def _bases() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of the units that an amount is for: per 2 tablets, dose (2 caps)."""
    number = rf"(?P<number>{'|'.join(map(re.escape, _numbers()))})"
    unit = rf"(?:{'|'.join(map(re.escape, sorted(_units(), key=len, reverse=True)))})"
    units = rf"{number} (?:x )?(?:{_any_of('adjective')} ){{0,2}}{unit}(?!\S)"
    return tuple(
        re.compile(rf"(?<!\S){pattern}")
        for pattern in (
            rf"{_any_of('lead')} (?:{_any_of('between')} )?{units}",
            rf"{_any_of('serving')} (?:(?:[:=(]|{_any_of('is', 'of')}) ){{0,2}}{units}",
            rf"{unit} (?:\. )?= {units}",
            rf"{units} (?:\. )?(?:=|{_any_of('contains')}) (?:\S+ )?{_MASS}",
        )
    )


def _units_in(signs: str) -> int:
    """Return the several units that a remark says an amount is for, or 0."""
    found = (match for pattern in _bases() if (match := pattern.search(signs)))
    return next((_numbers()[match["number"]] for match in found), 0)


@cache
def _days() -> re.Pattern[str]:
    lead = _any_of("before daily")
    return re.compile(rf"^(?:.*(?<!\S){lead} )?{_any_of('daily')}(?: of {_MINERAL})?(?: \.)?$")


def _states_day(signs: str) -> bool:
    """Return whether a remark says nothing but that an amount is of a day: per daily dose."""
    return _days().search(signs) is not None


# -- salts ----------------------------------------------------------------------------------------


@cache
def _salts() -> tuple[re.Pattern[str], ...]:
    """Return the patterns by which an amount is that of the salt."""
    of, mineral = rf"(?:{_any_of('of')} ){{1,4}}", rf"(?:{_MINERAL} )?"
    amount, this, is_ = (
        _any_of("amount"),
        _any_of("this"),
        rf"{_any_of('is')} (?:{_any_of('of')} )?",
    )
    generic = f"(?:{_SALT}|{_SALT_BEHIND})"
    return tuple(
        re.compile(rf"(?<!\S)(?:{pattern})(?!\S)")
        for pattern in (
            rf"(?:{_FORM}|{_SALT}) {amount}",
            rf"{amount} (?:{of})?{mineral}{_SALT_BEHIND}",
            rf"{amount} {of}{mineral}{_ANY_SALT}",
            rf"(?:{_MASS} {is_}{mineral}{_ANY_SALT})",
            rf"{this} {is_}{generic}",
            rf"(?<!.){_any_of('as')} {mineral}{_ANY_SALT}(?= ,| \.|$)",
            rf"{_any_of('of which')} (?:\S+ )?(?:{_MINERAL}|mg) \S?\s?\d[\d.,]* %",
            rf"{_any_of('of which')} \d[\d.,]* % (?:{_MINERAL}|mg)",
        )
    )


@cache
def _not_elemental() -> re.Pattern[str]:
    return re.compile(rf"(?<!\S){_any_of('not')} (?:\S+ )?{_any_of('elemental')}(?!\S)")


def _states_salt(signs: str) -> bool:
    """Return whether a remark says that an amount is that of the salt, and does not deny it."""
    if _not_elemental().search(signs):
        return True
    found = (match for pattern in _salts() for match in pattern.finditer(signs))
    return any(not _is_denied(signs, match) for match in found)


def _is_denied(signs: str, match: re.Match[str]) -> bool:
    before = signs[: match.start()].split()[-_WORDS_OF_DENIAL:]
    return _pattern("not").search(" ".join((*before, match[0]))) is not None

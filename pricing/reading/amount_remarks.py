"""Remarks by which an amount is that of a salt, of several units or of a day."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pricing.problems.plain_facts import dataclass
from pricing.reading.amount_remark_words import (
    FORM,
    MASS,
    MINERAL,
    SALT,
    SALT_BEHIND,
    any_of,
    numbers_of_units,
    pattern_of,
    signs_of,
    tokens_of,
    units_of_remarks,
    words_of_mistakes,
    words_of_remarks,
)
from pricing.reference.mineral_names import named_minerals

_WORDS_OF_DENIAL = 4
_ANY_SALT = f"(?:{FORM}|{SALT}|{SALT_BEHIND})"


@dataclass(frozen=True, slots=True)
class AmountRemark:
    """Hold the statement of a remark about the amount of its row.

    `units` are those that the amount is for, or 0. `is_salt` and `is_daily` say that it may be
    the amount of the salt or of a day, and `is_wrong` that it may be a mistake.
    """

    units: int = 0
    is_salt: bool = False
    is_daily: bool = False
    is_wrong: bool = False


NO_REMARK = AmountRemark()


@lru_cache(maxsize=4_096)
def read_amount_remark(text: str) -> AmountRemark:
    """Return what a remark says about the amount of its row.

    >>> read_amount_remark("za 2 kapsułki").units, read_amount_remark("Take 2 tablets").units
    (2, 0)
    >>> read_amount_remark("Menge als Citrat").is_salt, read_amount_remark("as powder").is_salt
    (True, False)
    >>> read_amount_remark("wrong strength").is_wrong, read_amount_remark("wrong photo").is_wrong
    (True, False)
    """
    words = list(signs_of(tokens_of(text)))
    if _likely_words().isdisjoint(words):
        return NO_REMARK
    signs = " ".join(words)
    is_salt = _states_salt(signs)
    if pattern_of("other subject").search(signs):
        return AmountRemark(is_salt=is_salt)
    return AmountRemark(_units_in(signs), is_salt, _states_day(signs), _states_mistake(signs))


@cache
def _likely_words() -> frozenset[str]:
    """Return the words and signs of which one stands in each remark that says something."""
    classes = ("elemental", "daily", "serving lead", "whole day", "part")
    phrases = (phrase for name in classes for phrase in words_of_remarks()[name])
    longest = (max(phrase.split(), key=len) for phrase in phrases)
    signs = {FORM, SALT, SALT_BEHIND, MASS, "%"}
    return units_of_remarks() | words_of_mistakes() | {*longest, *signs}


# -- what an amount is for ------------------------------------------------------------------------


@cache
def _bases() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of the units that an amount is for: per 2 tablets, dose (2 caps)."""
    number = rf"(?P<number>{'|'.join(map(re.escape, numbers_of_units()))})"
    unit = rf"(?:{'|'.join(map(re.escape, sorted(units_of_remarks(), key=len, reverse=True)))})"
    units = rf"{number} (?:x )?(?:{any_of('adjective')} ){{0,2}}{unit}(?!\S)"
    return tuple(
        re.compile(rf"(?<!\S){pattern}")
        for pattern in (
            rf"{any_of('serving lead')} {number}(?= \.|$)",
            rf"{number} - {unit} {any_of('serving')}",
            rf"{any_of('lead')} (?:{any_of('between')} )?{units}",
            rf"{any_of('serving')} (?:(?:[:=(]|{any_of('is', 'of')}) ){{0,2}}{units}",
            rf"{unit} (?:\. )?= {units}",
            rf"{units} (?:\. )?(?:=|{any_of('contains')}) (?:\S+ )?{MASS}",
            rf"{MASS} {any_of('lead')} {number}$",
            rf"{number} {any_of('contains')} {MASS}",
        )
    )


def _units_in(signs: str) -> int:
    """Return the several units that a remark says an amount is for, or 0."""
    found = (match for pattern in _bases() if (match := pattern.search(signs)))
    return next((numbers_of_units()[match["number"]] for match in found), 0)


@cache
def _days() -> re.Pattern[str]:
    lead = any_of("before daily")
    dose = rf"(?:.*(?<!\S){lead} )?{any_of('daily')}(?: of {MINERAL})?"
    return re.compile(rf"^(?:{dose}|{any_of('whole day')})(?: \.)?$")


def _states_day(signs: str) -> bool:
    """Return whether a remark says nothing but that an amount is of a day: per daily dose."""
    return _days().search(signs) is not None


# -- salts ----------------------------------------------------------------------------------------


@cache
def _salts() -> tuple[re.Pattern[str], ...]:
    """Return the patterns by which an amount is that of the salt."""
    of, mineral = rf"(?:{any_of('of')} ){{1,4}}", rf"(?:{MINERAL} )?"
    amount, this, is_ = (
        any_of("amount"),
        any_of("this"),
        rf"{any_of('is')} (?:{any_of('of')} )?",
    )
    of_mineral = rf"(?: {any_of('of')})?(?: {MINERAL})?"
    generic = f"(?:{SALT}|{SALT_BEHIND})"
    return tuple(
        re.compile(rf"(?<!\S)(?:{pattern})(?!\S)")
        for pattern in (
            rf"(?:{FORM}|{SALT}) {amount}",
            rf"{amount} (?:{of})?{mineral}{SALT_BEHIND}",
            rf"{amount} {of}{mineral}{_ANY_SALT}",
            rf"(?:{MASS} {is_}{mineral}{_ANY_SALT})",
            rf"{this} {is_}{generic}",
            rf"(?<!.){any_of('weight')} (?:{of})?{mineral}{_ANY_SALT}",
            rf"(?<!.){any_of('as')} (?:{of})?{mineral}{_ANY_SALT}{of_mineral}(?= ,| \.|$)",
            rf"{any_of('of which')} (?:\S+ )?(?:{MINERAL}|mg) \S?\s?\d[\d.,]* %",
            rf"{any_of('of which')} \d[\d.,]* % (?:{MINERAL}|mg)",
            rf"{any_of('part')} (?:\S+ ){{0,3}}?(?:{MINERAL}|{any_of('elemental')})(?= \.|$)",
            rf"(?<!.)(?!100 )\d[\d.,]* % (?:{MINERAL}|mg)$",
        )
    )


@cache
def _not_elemental() -> re.Pattern[str]:
    return re.compile(rf"(?<!\S){any_of('not')} (?:\S+ )?{any_of('elemental')}(?!\S)")


def _states_salt(signs: str) -> bool:
    """Return whether a remark says that an amount is that of the salt, and does not deny it."""
    if _not_elemental().search(signs):
        return True
    found = (match for pattern in _salts() for match in pattern.finditer(signs))
    return any(not _is_denied(signs, match) for match in found)


def _is_denied(signs: str, match: re.Match[str]) -> bool:
    before = signs[: match.start()].split()[-_WORDS_OF_DENIAL:]
    return pattern_of("not").search(" ".join((*before, match[0]))) is not None


# -- mistakes -------------------------------------------------------------------------------------


@cache
def _mistakes() -> tuple[re.Pattern[str], ...]:
    """Return the patterns by which an amount is in doubt: wrong strength, mcg not mg."""
    amount = rf"(?:\S+ )?{any_of('amount', 'amount in doubt')}"
    doubt = any_of("doubt")
    return tuple(
        re.compile(rf"(?<!\S){pattern}(?!\S)")
        for pattern in (
            rf"{doubt} {amount}",
            rf"{any_of('amount', 'amount in doubt')} (?:\S+ )?{doubt}",
            rf"{any_of('other unit')} (?:, )?{any_of('not', 'former')} {any_of('other unit')}",
            rf"{any_of('correction')} (?:[:=,] )?(?:{MASS}|\d[\d.,]*(?: \.)?$)",
        )
    )


def _states_mistake(signs: str) -> bool:
    """Return whether a remark says that an amount is wrong, doubtful or another number."""
    return any(pattern.search(signs) for pattern in _mistakes())


@lru_cache(maxsize=4_096)
def is_of_other_mineral(text: str, mineral: str) -> bool:
    """Return whether a remark says that an amount is of another mineral than that of its row.

    >>> is_of_other_mineral("Zinc, not magnesium", "Mg"), is_of_other_mineral("no calcium", "Mg")
    (True, False)
    >>> [is_of_other_mineral(text, "Mg") for text in ("This is calcium!", "not magnesium oxide")]
    [True, False]
    """
    words = tokens_of(text)
    before = " ".join(words)
    if not (pattern_of("not").search(before) or pattern_of("this").search(before)):
        return False
    return any(
        _denies(" ".join(words[:at]), is_of_row=named == (mineral,))
        for at, word in enumerate(words)
        if (named := named_minerals(word)) and not any(map(str.isalpha, words[at + 1 : at + 2]))
    )


def _denies(before: str, *, is_of_row: bool) -> bool:
    """Return whether the words before the name of a mineral say that it is not the right one."""
    return _lead_to_mineral("not" if is_of_row else "this").search(before) is not None


@cache
def _lead_to_mineral(name: str) -> re.Pattern[str]:
    """Return the pattern of a phrase of a class that ends before the name of a mineral."""
    return re.compile(rf"(?<!\S){any_of(name)}(?: {any_of('is')})?(?: {any_of('of')})?$")

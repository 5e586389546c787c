"""The amounts that remarks beside rows state, each of a mineral, of a salt or of no named thing."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pricing.problems.plain_facts import dataclass
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.amount_remark_words import (
    FORM,
    MINERAL,
    SALT,
    SALT_BEHIND,
    pattern_of,
    signs_of_word,
    tokens_of,
    units_of_remarks,
    words_of_remarks,
)
from pricing.reference.mineral_amounts import mass_unit
from pricing.reference.mineral_forms import elements
from pricing.reference.mineral_names import named_minerals, without_charges

if TYPE_CHECKING:
    from collections.abc import Sequence

_AMOUNT = lazy_pattern(
    r"\d\s*(?:(?:m|mc|[uµμ])?[gг]|m(?:illi|icro|ikro|mol|eq|val))", re.IGNORECASE
)
_TOKEN = lazy_pattern(r"\d+(?:[.,'’\u00a0\u202f]\d+)*|[^\W\d_]+|[^\w\s]")
_SHARE_OF_DAY = lazy_pattern(r"\d[\d.,]*\s?%(?:\s?(?:of\s)?(?:the\s)?[^\W\d_]+)?")
_THOUSANDS = lazy_pattern(r"\d{1,3}(?:[.,'’\u00a0\u202f]\d{3})+")
_MARKS = str.maketrans("", "", ".,'’\u00a0\u202f")
_MICROGRAMS = {"mg": 1_000, "mcg": 1, "g": 1_000_000}
_SMALL_UNITS = frozenset(("mg", "mcg"))
_SALT_ENDING = lazy_pattern(r"[a-z]{2}(?:ate?|ato|ite?|ito|ides?|ido|ure|uro|aat|ian)$")
_MOST_WORDS_BESIDE = 5
_MOST_WORDS_OF_FORMER = 2
_MARKS_BESIDE = frozenset(":=.,()-–!/*")
# A number alone behind a mineral is of the unit of most lists: Mg: 100.
_NUMBER_ALONE = lazy_pattern(r"\s*([^\W\d_]+(?: [^\W\d_]+)?)\s?[:=]?\s?\d+(?:[.,]\d+)*\s*")
_RANGE = frozenset(("-", "–", "/", "<", ">", "+"))
_SIGNS = frozenset((FORM, MINERAL, SALT, SALT_BEHIND))
_ELEMENTAL, _SALT, _BARE = "elemental", "salt", "bare"


class StatedAmount(NamedTuple):
    """An amount in micrograms, as the readings of its number.

    The mineral is "" if none is named. `form` names the salt whose amount it is.
    """

    readings: tuple[Fraction, ...]
    mineral: str
    kind: str
    form: str = ""
    is_rounded: bool = False  # in millimoles

    @property
    def is_of_salt(self) -> bool:
        """Whether it is the amount of a salt."""
        return self.kind == _SALT

    @property
    def is_bare(self) -> bool:
        """Whether nothing says of what it is the amount."""
        return self.kind == _BARE


@dataclass(frozen=True, slots=True)
class StatedAmounts:
    """The amounts of a remark. `may_be_several` says that they may be of a day or of a pack.

    `is_all` says that the remark states nothing else.
    """

    amounts: tuple[StatedAmount, ...] = ()
    may_be_several: bool = False
    is_all: bool = False


NO_AMOUNTS = StatedAmounts()


def may_state_amount(text: str) -> bool:
    """Return whether a text may state the amount of a mineral: a mass, moles or a number alone."""
    return _AMOUNT.search(text) is not None or _NUMBER_ALONE.fullmatch(text) is not None


def states_contents(text: str) -> bool:
    """Return whether a text says by a verb or by its source what something holds: contains 9 mg."""
    return pattern_of("statement").search(" ".join(tokens_of(text))) is not None


@lru_cache(maxsize=4_096)
def amounts_in_remark(text: str) -> StatedAmounts:
    """Return the amounts that a remark states.

    >>> [one.mineral for one in amounts_in_remark("contains 50 mg Mg, 5 mg zinc").amounts]
    ['Mg', 'Zn']
    >>> amounts_in_remark("500 mg citrate").amounts[0].is_of_salt, amounts_in_remark("60 g").amounts
    (True, ())
    """
    if not _AMOUNT.search(text):
        if not _names_mineral_and_number(text):
            return NO_AMOUNTS
        text = f"{text} mg"
    words = _TOKEN.findall(_SHARE_OF_DAY.sub(" ", without_charges(text)))
    folded = [" ".join(tokens_of(word)) or word for word in words]
    joined = " ".join(folded)
    if pattern_of("aside").search(joined):
        return NO_AMOUNTS
    found = [
        amount
        for at in range(len(words) - 1)
        if (amount := _amount_at(words, folded, at)) is not None
    ]
    is_all = bool(found) and all(map(is_understood, folded))
    return StatedAmounts(
        tuple(found), pattern_of("several times").search(joined) is not None, is_all
    )


def _names_mineral_and_number(text: str) -> bool:
    """Return whether a text is a mineral and a number without a unit: Mg: 100."""
    match = _NUMBER_ALONE.fullmatch(text)
    names = match[1].split() if match else ()
    return bool(names) and all(
        bool(_mineral_of(name, name.casefold(), is_first=True))
        or name.casefold() in words_of_remarks()["elemental"]
        for name in names
    )


def _amount_at(words: Sequence[str], folded: Sequence[str], at: int) -> StatedAmount | None:
    """Return the amount whose number is the word at a place, or None if it is of something else."""
    unit = mass_unit(folded[at + 1]) if words[at][0].isdecimal() else ""
    before = folded[max(at - _MOST_WORDS_OF_FORMER, 0) : at]
    is_aside = bool(before) and (before[-1] in _RANGE or not _former_words().isdisjoint(before))
    numbers = tuple(filter(None, number_readings(words[at]))) if unit else ()
    if not numbers or is_aside or _is_base(folded, at + 2):
        return None
    behind = _Description()
    behind.read(words[at + 2 :], folded[at + 2 :])
    if behind.is_found or behind.is_of_other:
        return behind.amount(numbers, unit) if behind.is_found else None
    ahead = _Description()
    ahead.read(words[at - 1 :: -1] if at else (), folded[at - 1 :: -1] if at else ())
    if ahead.is_found:
        return ahead.amount(numbers, unit)
    is_bare = unit in _SMALL_UNITS and all(map(_is_bare, folded))
    size = _MICROGRAMS.get(unit, 0)
    return StatedAmount(tuple(one * size for one in numbers), "", _BARE) if is_bare else None


class _Description:
    """The words beside an amount, from it outwards, which say of what it is the amount."""

    def __init__(self) -> None:
        self._mineral = ""
        self._is_elemental = self._is_salt = self._may_be_salt = False
        self._form: list[str] = []
        self.is_of_other = False

    @property
    def is_found(self) -> bool:
        """Whether the words name a mineral or a salt, or call the amount elemental."""
        return bool(self._mineral or self._is_elemental or self._is_salt)

    def amount(self, numbers: tuple[Fraction, ...], unit: str) -> StatedAmount | None:
        """Return the amount with what the words say of it, or None if its unit weighs nothing."""
        size = _micrograms_in(unit, self._mineral)
        if size is None:
            return None
        readings = tuple(number * size for number in numbers)
        is_salt = self._is_salt or (self._may_be_salt and bool(self._mineral))
        kind = _SALT if is_salt and not self._is_elemental else _ELEMENTAL
        is_rounded = unit not in _MICROGRAMS
        return StatedAmount(readings, self._mineral, kind, " ".join(self._form), is_rounded)

    def read(self, words: Sequence[str], folded: Sequence[str]) -> None:
        """Read the words up to the first one that is not about the amount."""
        for at, (word, plain) in enumerate(zip(words, folded, strict=True)):
            if at == _MOST_WORDS_BESIDE or not self._takes(word, plain, is_first=not at):
                is_other = not (self.is_found or _is_bare(plain) or _is_of_next(plain))
                self.is_of_other = is_other and at < _MOST_WORDS_BESIDE
                return

    def _takes(self, word: str, plain: str, *, is_first: bool) -> bool:
        """Return whether a word is about the amount, and keep what it says."""
        signs = signs_of_word(plain)
        if plain in words_of_remarks()["elemental"]:
            self._is_elemental = True
        elif FORM in signs:
            self._is_salt = True
            self._form.append(plain)
            self._mineral = self._mineral or next(iter(named_minerals(plain)), "")
        elif plain in words_of_remarks()["salt"] and self._mineral:
            self._is_salt = True
        elif plain in words_of_remarks()["salt behind its amount"]:
            self._may_be_salt = True  # if its mineral follows: tlenku magnezu
        elif mineral := _mineral_of(word, plain, is_first=is_first):
            self._mineral = self._mineral or mineral
        elif self._mineral and _SALT_ENDING.search(plain):
            self._is_salt = True
        else:
            return plain in words_of_remarks()["beside amount"]
        return True


def _micrograms_in(unit: str, mineral: str) -> Fraction | int | None:
    """Return the micrograms in a unit, of which millimoles and milliequivalents need a mineral."""
    element = elements().get(mineral)
    if unit in _MICROGRAMS or element is None:
        return _MICROGRAMS.get(unit)
    of_moles = {"mmol": element.micrograms_per_mmol, "meq": element.micrograms_per_meq}
    return of_moles.get(unit)


def _mineral_of(word: str, plain: str, *, is_first: bool) -> str:
    """Return the symbol of the mineral that a word names, or "". Magnesium is also written mg."""
    if len(word) <= len("Mg"):
        is_symbol = word in elements() and (len(word) > 1 or is_first)
        return word if is_symbol else "Mg" * (is_first and plain == "mg")
    return next(iter(named_minerals(plain)), "")


def number_readings(number: str) -> tuple[Fraction, ...]:
    """Return what a number can be: 1,000 is a thousand or one.

    >>> number_readings("0,25"), number_readings("1.234,5"), number_readings("1,000")
    ((Fraction(1, 4),), (Fraction(2469, 2),), (Fraction(1000, 1), Fraction(1, 1)))
    """
    plain = number.translate(_MARKS)
    marks = [char for char in number if not char.isdecimal()]
    if not marks:
        return (Fraction(plain),)
    decimals = len(number) - 1 - max(number.rfind(mark) for mark in marks)
    decimal = Fraction(int(plain), 10**decimals)
    if not _THOUSANDS.fullmatch(number):
        return (decimal,)
    return (Fraction(plain), decimal) if len(marks) == 1 else (Fraction(plain),)


def _is_base(folded: Sequence[str], at: int) -> bool:
    """Return whether a mass follows “/”: 50 mg/100 g, and not 50 mg/tablet."""
    behind = folded[at : at + 3]
    return behind[:1] == ["/"] and len(behind) > 1 and any(map(mass_unit, behind[1:]))


@cache
def _former_words() -> frozenset[str]:
    return frozenset(words_of_remarks()["former"])


def _is_of_next(plain: str) -> bool:
    """Return whether a word ends what belongs to an amount: a mark, a unit or a number."""
    return not plain[0].isalpha() or plain in units_of_remarks()


def _is_bare(plain: str) -> bool:
    """Return whether a word says nothing of what an amount is."""
    is_known = plain in words_of_remarks()["bare amount"] or plain in units_of_remarks()
    return is_known or plain in _MARKS_BESIDE or plain[0].isdecimal() or bool(mass_unit(plain))


def is_understood(plain: str) -> bool:
    """Return whether a folded word describes an amount of a mineral, and names nothing else."""
    is_known = _is_bare(plain) or plain in _describing_words()
    return is_known or not _SIGNS.isdisjoint(signs_of_word(plain))


@cache
def _describing_words() -> frozenset[str]:
    """Return the folded words that describe amounts, and the symbols of minerals."""
    words = words_of_remarks()
    return frozenset((*words["elemental"], *words["beside amount"], *map(str.casefold, elements())))

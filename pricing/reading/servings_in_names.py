"""The servings that names state, which amounts read as those of one unit must not contradict."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pricing.model.product import UNIT_KINDS
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MASS, UNITS
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.name_phrases import phrase_end, whole_number, words_in_name
from pricing.reading.pack_sizes import counted_unit_words
from pricing.reading.servings import (
    SERVING,
    Size,
    are_contradictory,
    household_measure,
    servings_beside,
)
from pricing.reading.several_packs import packs_together
from pricing.reference.label_phrases import phrases_by_word
from pricing.reference.mineral_names import named_minerals

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pricing.reading.row_builder import RowBatchBuilder

_ELEMENTAL = "elemental_mg"
_AMOUNT_KEYS = (_ELEMENTAL, "compound_mg")
_MICROGRAMS = {"mg": 1_000, "mgs": 1_000, "mcg": 1, "ug": 1, "μg": 1, "g": 1_000_000}
_WEIGHTS = frozenset(("g", "gr", "gram", "grams", "gramm", "ml"))
_JOINTS = frozenset(("/", "="))
_LEADS = ("per", "per alone")
_NOUNS = ("serving noun", "serving size")
_FILLERS = frozenset(("(", ":", "of", "a", "de", "da", "di", "von", "."))
_MOST_UNITS = 10  # more than these are the pack: 400 mg / 120 capsules
_MOST_UNITS_OF_AMOUNT = 6  # a larger multiple is more often of another mineral: zinc 10 mg per tab
_MOST_WORDS_OF_MINERAL = 3  # of elemental magnesium
_MARKS = "/="
_MOST_WORDS_OF_MEASURE = 4  # with its number: one heaped measuring spoon
# Most names state no servings, so few are folded.
_MAY_COUNT_SERVINGS = lazy_pattern(r"\d[\s-]*(?:serv|port|por[cz]|dos|raci|anwend)", re.IGNORECASE)
_BEGINNINGS_OF_SERVINGS = ("serv", "por", "dos", "raci", "anwend")  # as in the pattern
_FEWEST_SERVINGS = 5 * UNITS.base_per_unit  # fewer are those of a day: 2 servings daily


class StatedServing(NamedTuple):
    """A serving in a name: its text, its thousandths, and the micrograms in it, or None."""

    text: str
    units: int
    mass: int | None = None

    @property
    def is_household(self) -> bool:
        """Whether it is counted in spoons or drops, of which no pack is stated."""
        return bool(household_measure(self.text.partition(" ")[2]))


@cache
def words_of_servings() -> frozenset[str]:
    """Return the words of which one stands in most names that state a serving."""
    return frozenset(phrases_by_word(*_LEADS, *_NOUNS, "contains", "equal to")) - {"for", "a"}


def compare_servings_with_names(batch: RowBatchBuilder, likely: Collection[int]) -> None:
    """Ask about each amount of one unit whose name states a larger serving.

    `likely` are the places of the names that have a word for a serving.
    """
    names = batch.columns.get("product")
    if names is None or batch.amounts_state_base:
        return
    joined = "\n".join(filter(None, names))
    is_marked = any(mark in joined for mark in _MARKS)
    marked = (at for at, name in enumerate(names) if is_marked and _holds_mark(str(name)))
    for position in sorted({*likely, *marked}):
        name = str(names[position] or "")
        stated = serving_in_name(name)
        if stated is not None:
            _compare(batch, position, stated)
        elif mass := _mass_of_one(name):
            _compare_with_one(batch, position, mass)


def _holds_mark(name: str) -> bool:
    return any(mark in name for mark in _MARKS)


def may_be_of_serving(batch: RowBatchBuilder, position: int, stated: StatedServing) -> str:
    """Return the column of an amount, read as one unit's, that may be a stated serving's, or ""."""
    key = next((one for one in _AMOUNT_KEYS if batch.value(one, position) is not None), "")
    serving, pack = batch.value("serving_units", position), batch.value("pack_units", position)
    is_of_one = serving in {None, UNITS.base_per_unit} and not _counts_servings(batch, position)
    if batch.amounts_state_base or not (key and is_of_one):
        return ""
    if isinstance(pack, int) and stated.units >= pack:
        return ""
    amount = int(str(batch.value(key, position)))
    size = Fraction(stated.units, UNITS.base_per_unit)
    # Else the amount is that of one unit.
    return key if stated.mass is None or amount * size != stated.mass else ""


def _compare_with_one(batch: RowBatchBuilder, position: int, mass: int) -> None:
    """Ask about the elemental amount of one unit that is several times the one of the name."""
    key = may_be_of_serving(batch, position, StatedServing("", 0))
    amount = batch.value(key, position) if key == _ELEMENTAL else None
    if not isinstance(amount, int) or amount % mass:
        return
    units = amount // mass
    is_left_out = ProblemKind.NO_MINERAL_NAMED in batch.problem_kinds(position)
    if is_left_out or not 1 < units <= _MOST_UNITS_OF_AMOUNT:
        return
    value = batch.text(key, position)
    error = BadInput(
        ProblemKind.AMOUNT_OF_ONE_DIFFERS_FROM_NAME,
        value=value,
        amount=MASS.text(mass),
        product=batch.value("product", position),
        header=batch.headers.get(key, key),
        mappings=(f"{key}:per {units} units", f"{key}:per unit"),
    )
    batch.add_question(position, error, key, value)


def _may_any_count_servings(names: str) -> bool:
    """Return whether some of many names may count servings. A pattern alone takes much longer."""
    may_count = map(names.lower().__contains__, _BEGINNINGS_OF_SERVINGS)
    is_likely = not names.isascii() or any(may_count)
    return is_likely and _MAY_COUNT_SERVINGS.search(names) is not None


def compare_packs_with_servings(batch: RowBatchBuilder) -> None:
    """Ask about each serving and pack that the servings of the name contradict.

    An amount without a serving is asked about where those servings are several units each.
    """
    names = batch.columns.get("product")
    if names is None or not _may_any_count_servings("\n".join(filter(None, set(names)))):
        return
    for position, name in enumerate(names):
        pack = batch.value("pack_units", position)
        if name and isinstance(pack, int) and _MAY_COUNT_SERVINGS.search(name):
            servings = servings_beside(name)
            if servings >= _FEWEST_SERVINGS and packs_together(name) is None:
                _compare_servings(batch, position, pack, servings)


def _compare_servings(batch: RowBatchBuilder, position: int, pack: int, servings: int) -> None:
    kind = str(batch.value("unit_kind", position) or "")
    if not batch.text("serving_units", position):
        units = Fraction(pack * UNITS.base_per_unit, servings)
        if units > UNITS.base_per_unit and units % UNITS.base_per_unit == 0:
            measure = "units" if not kind or UNIT_KINDS[kind].is_counted else kind
            text = f"{UNITS.text(int(units))} {measure}"
            _compare(batch, position, StatedServing(text, int(units)))
        return
    serving = batch.value("serving_units", position)
    if serving is None or kind == SERVING:
        return
    packs = (Size(pack, kind), Size(servings, SERVING))
    if are_contradictory((Size(int(str(serving)), kind),), packs):
        ask_about_servings(batch, position, servings)


def ask_about_servings(batch: RowBatchBuilder, position: int, servings: int) -> None:
    """Ask about a pack that a number of its servings, in thousandths, contradicts."""
    value = batch.text("pack_units", position)
    error = BadInput(
        ProblemKind.SERVINGS_DIFFER_FROM_PACK,
        pack=value,
        servings=UNITS.text(servings),
        serving=batch.text("serving_units", position),
    )
    batch.add_question(position, error, "pack_units", value)


def _compare(batch: RowBatchBuilder, position: int, stated: StatedServing) -> None:
    key = may_be_of_serving(batch, position, stated)
    if not key:
        return
    if ProblemKind.NO_MINERAL_NAMED in batch.problem_kinds(position):
        return
    header, value = batch.headers.get(key, key), batch.text(key, position)
    bases = ("unit",) if stated.is_household else (stated.text, "unit")
    error = BadInput(
        ProblemKind.SERVING_DIFFERS_FROM_NAME,
        value=value,
        serving=stated.text,
        product=batch.value("product", position),
        header=header,
        mappings=tuple(f"{key}:per {base}" for base in bases),
    )
    batch.add_question(position, error, key, value)


def _counts_servings(batch: RowBatchBuilder, position: int) -> bool:
    return batch.value("unit_kind", position) == SERVING


@lru_cache(maxsize=4_096)
def serving_in_name(name: str) -> StatedServing | None:
    """Return the serving of several units that a name states, or None.

    >>> serving_in_name("Mag 100mg per 2 capsules")
    StatedServing(text='2 units', units=2000, mass=100000)
    >>> serving_in_name("Mag (2 caps = 200 mg)").mass, serving_in_name("Mag 100 mg/5 g").text
    (200000, '5 g')
    >>> serving_in_name("Mag 400 mg / 120 caps"), serving_in_name("Mag 100 mg per capsule")
    (None, None)
    """
    words = words_in_name(name)
    found = (_serving_at(words, at) for at in range(len(words)))
    return next(filter(None, found), None)


@lru_cache(maxsize=4_096)
def _mass_of_one(name: str) -> int:
    """Return the micrograms that a name states for one unit, or 0.

    >>> _mass_of_one("Mag 100 mg per capsule"), _mass_of_one("Mag 100 mg 60 capsules")
    (100000, 0)
    """
    words = words_in_name(name)
    for at in range(1, len(words)):
        if words[at] in counted_unit_words():
            start = at - 1 if whole_number(words[at - 1]) == 1 else at
            lead = _lead_before(words, start)
            mass = _mass_before(words, lead) if lead < start else None
            if mass:
                return mass
    return 0


def serving_in_directions(text: str) -> StatedServing | None:
    """Return the several units that directions let take at once, unless one may be enough.

    >>> serving_in_directions("Take two capsules daily").text, serving_in_directions("3").text
    ('2 units', '3 units')
    >>> serving_in_directions("Take 1-2 tablets daily"), serving_in_directions("1 tablet, 3 times")
    (None, None)
    >>> serving_in_directions("Adults: 2").text
    '2 units'
    """
    words = words_in_name(text)
    is_alone = len(words) == 1 or words[-2:-1] == (":",)
    if is_alone and (size := _size_at(words, len(words) - 1)):
        return StatedServing(size[0], size[1])
    for at in range(len(words)):
        size = _size_at(words, at)
        if size is not None and not size[3] and words[at + 1] in counted_unit_words():
            is_range = at > 0 and whole_number(words[max(at - 2, 0)]) == 1
            return None if is_range else StatedServing(size[0], size[1])
    return None


def measure_in_directions(text: str, unit_kind: str) -> StatedServing | None:
    """Return what directions let take at once of a product in grams or millilitres, or None.

    >>> measure_in_directions("1 scoop (5 g) daily", "g").text
    '5 g'
    >>> measure_in_directions("one level teaspoon", "g").text
    '1 teaspoon'
    >>> measure_in_directions("Mix 5 g in 200 mL of water", "mL")
    StatedServing(text='200 mL', units=200000, mass=None)
    >>> measure_in_directions("Dissolve in a glass", "g"), measure_in_directions("1 g", "g")
    (None, None)
    """
    words = words_in_name(text)
    numbers = [_number_of(word) for word in words]
    for at, number in enumerate(numbers[:-1]):
        if number and words[at + 1] in _WEIGHTS:
            measure = "mL" if words[at + 1] == "ml" else "g"
            if measure == unit_kind and number != 1:
                return _stated(number, measure)
    for at, number in enumerate(numbers[:-1]):
        ends = range(at + 2, min(at + _MOST_WORDS_OF_MEASURE, len(words)) + 1) if number else ()
        for end in ends:
            measure = household_measure(" ".join(words[at + 1 : end]))
            if measure:
                return _stated(number, measure)
    return None


def _stated(number: Fraction, measure: str) -> StatedServing:
    units = int(number * UNITS.base_per_unit)
    return StatedServing(f"{UNITS.text(units)} {measure}", units)


def _number_of(word: str) -> Fraction:
    """Return the number that a word is, or 0."""
    if word[0].isdecimal():
        return Fraction(word.replace(",", "."))
    return Fraction(whole_number(word))


def _serving_at(words: Sequence[str], at: int) -> StatedServing | None:
    size = _size_at(words, at)
    if size is None:
        return None
    text, units, after, is_bare = size
    lead = _lead_before(words, at)
    mass = _mass_before(words, lead) if lead < at else None
    if mass is not None:
        return StatedServing(text, units, mass)
    is_serving = _is_led_by_noun(words, at)
    if is_bare:
        return StatedServing(text, units) if is_serving else None
    start = _end_of_lead(words, after)
    mass = _mass_at(words, start) if start > after else None
    if mass is not None:
        return StatedServing(text, units, mass)
    is_serving = is_serving or phrase_end(words, after, "serving noun", "contains") > after
    return StatedServing(text, units) if is_serving else None


def _size_at(words: Sequence[str], at: int) -> tuple[str, int, int, bool] | None:
    """Return the text, the thousandths and the end of a number of several units, if one stands.

    The last item says that no unit stands behind the number.
    """
    number = whole_number(words[at])
    unit = words[at + 1] if at + 1 < len(words) else ""
    if unit in _WEIGHTS and words[at].isdecimal() and number > 1:
        measure = "mL" if unit == "ml" else "g"
        return f"{number} {measure}", number * UNITS.base_per_unit, at + 2, False
    if not 1 < number <= _MOST_UNITS:
        return None
    measure = household_measure(unit) if unit.isalpha() else ""
    is_counted = unit in counted_unit_words()
    text = f"{number} {unit}" if measure else f"{number} units"
    return (
        text,
        number * UNITS.base_per_unit,
        at + 1 + bool(measure or is_counted),
        not (measure or is_counted),
    )


def _lead_before(words: Sequence[str], at: int) -> int:
    """Return where the words begin that lead to a serving: per, /, =, per serving of."""
    start = at
    while start > 0 and words[start - 1] in _FILLERS:
        start -= 1
    for noun in range(start - 1, max(start - 4, -1), -1):
        if phrase_end(words, noun, *_NOUNS) == start:
            start = noun
            break
    is_lead = start > 0 and (
        words[start - 1] in _JOINTS or phrase_end(words, start - 1, *_LEADS) == start
    )
    return start - 1 if is_lead else at


def _is_led_by_noun(words: Sequence[str], at: int) -> bool:
    start = at
    while start > 0 and words[start - 1] in _FILLERS:
        start -= 1
    nouns = range(start - 1, max(start - 4, -1), -1)
    return any(phrase_end(words, noun, *_NOUNS) == start for noun in nouns)


def _end_of_lead(words: Sequence[str], at: int) -> int:
    """Return where the words end that lead from a serving to its mass: =, provide."""
    if at < len(words) and words[at] in {"=", ":"}:
        return at + 1
    return phrase_end(words, at, "contains", "equal to")


def _mass_before(words: Sequence[str], at: int) -> int | None:
    """Return the micrograms before a place, perhaps of the mineral: 200 mg elemental magnesium."""
    for _ in range(_MOST_WORDS_OF_MINERAL):
        is_symbol = at > 2 and len(words[at - 1]) <= 2 and words[at - 2] in _MICROGRAMS
        if at > 2 and (is_symbol or _is_of_mineral(words[at - 1])):
            at -= 1
    return _mass_at(words, at - 2) if at > 1 else None


@lru_cache(maxsize=1_024)
def _is_of_mineral(word: str) -> bool:
    return word in phrases_by_word("elemental") or word in _FILLERS or bool(named_minerals(word))


def _mass_at(words: Sequence[str], at: int) -> int | None:
    """Return the micrograms of the mass whose number stands at a place, or None."""
    if at + 1 >= len(words) or not words[at][0].isdecimal():
        return None
    size = _MICROGRAMS.get(words[at + 1])
    number = Fraction(words[at].replace(",", "."))
    return int(number * size) if size and (number * size).denominator == 1 else None

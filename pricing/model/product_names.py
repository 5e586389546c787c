"""Reads form, dosage unit, pack size and amounts out of the name of a product."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pricing.data import tables
from pricing.model.product import UNIT_KINDS
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import MASS, UNITS
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.text_folding import fold_text, fold_texts
from pricing.reference.mineral_forms import may_name_form, recognize_form
from pricing.reference.mineral_names import named_minerals

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_KEPT_NAMES = 16_384
_TOKEN = lazy_pattern(r"\d{1,3}(?:[.,]\d{3})+(?!\d)|\d+(?:[.,]\d+)?|[^\W\d_]+|[+/&%]")
_ORDINAL = lazy_pattern(r"(?<!\d)\d{0,3}1st\b")
_NO_DIGITS_OR_MARKS = {code: " " for code in range(ord("!"), 127) if not chr(code).isalpha()}
_THOUSANDS = lazy_pattern(r"\d{1,3}(?:[.,]\d{3})+")
# Several packs in one: which of the numbers counts is open.
_MULTIPACK = lazy_pattern(r"\bpack of\b|\d\s*x\s*\d|\bx\s?\d|\b\d+er[- ]?pack|\btwin pack\b")
_MICROGRAMS = {
    **dict.fromkeys(("mg", "milligram", "milligrams", "milligramm", "mgs"), MASS.base_per_unit),
    **dict.fromkeys(("mcg", "ug", "μg", "microgram", "micrograms", "mikrogramm"), 1),
    **dict.fromkeys(("g", "gr", "gram", "grams", "gramm"), 1_000 * MASS.base_per_unit),
}
_OTHER_UNITS = frozenset(("iu", "ie", "ui", "ml", "l", "oz", "lb", "kg", "meq", "mmol", "%", "cfu"))
_POWDER_WORDS = frozenset(("powder", "pulver", "poudre", "polvo", "polvere"))
_MEASURES = frozenset(("g", "gr", "gram", "grams", "gramm", "ml"))
_ELEMENTAL_BEGINNING = "elementa"  # in English, German, French, Spanish and Italian
_BUFFERED = "buffered"
_GENERIC_UNIT = "generic"
_MAX_FORM_WORDS, _MAX_WORDS_BEFORE_UNIT = 4, 2
_LEAST_SPELLING = 4  # shorter ones, such as MOM, are too often something else
_LEAST_BARE_AMOUNT_MG = 10


@dataclass(frozen=True, slots=True)
class NameReading:
    """The content of a name. A field is empty where the name says nothing or is not clear.

    `unit_kind` is a key of `UNIT_KINDS`, `pack_units` is in thousandths of a unit, and `amounts`
    are the masses of the name in micrograms, whatever they are of.
    """

    form: str = ""
    unit_kind: str = ""
    pack_units: int = 0
    amounts: tuple[int, ...] = ()
    says_elemental: bool = False


NOTHING_READ = NameReading()


def says_elemental(text: str) -> bool:
    """Return whether a text says of an amount that it is the element's.

    >>> says_elemental("400 mg elementares Magnesium"), says_elemental("Elements of life")
    (True, False)
    """
    return any(word.startswith(_ELEMENTAL_BEGINNING) for word in _tokens(text))


@lru_cache(_KEPT_NAMES)
def read_product_name(name: str, element: str) -> NameReading:
    """Return what the name of a product of an element says.

    >>> reading = read_product_name("Magnesium Glycinate 1000 mg 120 capsules", "Mg")
    >>> reading.form, reading.unit_kind, reading.pack_units, reading.amounts
    ('glycinate', 'capsule', 120000, (1000000,))
    >>> read_product_name("Magnesiumcitrat 400 mg 120 Kapseln", "Mg").form
    'citrate'
    """
    tokens = _tokens(name)
    if not tokens:
        return NOTHING_READ
    unit_kind, pack_units, counted = _read_pack(tokens)
    is_one_mineral = set(named_minerals(name)) <= {element}
    return NameReading(
        _read_form(tokens, element) if is_one_mineral else "",
        unit_kind,
        0 if _states_several_packs(name, tokens) else pack_units,
        tuple(dict.fromkeys(_amounts(tokens, counted))) if is_one_mineral else (),
        says_elemental(name),
    )


def read_name_pack(name: str) -> tuple[str, int]:
    """Return the unit that a name states, or "", and how many thousandths it counts, or 0.

    >>> read_name_pack("Magnesium Glycinate 120 capsules"), read_name_pack("Oxide tablets")
    (('capsule', 120000), ('tablet', 0))
    """
    tokens = _tokens(name)
    unit_kind, pack_units, _ = _read_pack(tokens)
    return unit_kind, 0 if pack_units and _states_several_packs(name, tokens) else pack_units


def _states_several_packs(name: str, tokens: Sequence[str]) -> bool:
    """Return whether a name states several packs. Most names have no word for them."""
    plain = fold_text(name)
    may_state = "x" in tokens or "pack" in plain
    return may_state and _MULTIPACK.search(plain) is not None


def may_state_units(names: Sequence[str]) -> list[bool]:
    """Return for each name of a list whether it has a word that can be a unit. It is quick.

    >>> may_state_units(["Oxide 120 tablets", "", "Oxide"]), may_state_units([])
    ([True, False, False], [])
    """
    (found,) = places_with_words(names, words_of_units())
    return [place in found for place in range(len(names))]


def places_with_words(names: Sequence[str], *vocabularies: frozenset[str]) -> list[set[int]]:
    """Return for each vocabulary the places of the names with one of its words. It is quick.

    >>> places_with_words(["Oxide x 2", "Oxide"], frozenset("x"), frozenset(("pack",)))
    [{0}, set()]
    """
    distinct = list(dict.fromkeys(names))
    text = "\n".join(fold_texts(distinct)).translate(_NO_DIGITS_OR_MARKS)
    words = set(text.split())
    found: list[set[str]] = [set() for _ in vocabularies]
    open_ones = [at for at, words_of_one in enumerate(vocabularies) if words & words_of_one]
    if open_ones:
        for name, line in zip(distinct, text.split("\n"), strict=True):
            own = line.split()
            for at in open_ones:
                if not vocabularies[at].isdisjoint(own):
                    found[at].add(name)
    return [
        {place for place, name in enumerate(names) if name in texts} if texts else set()
        for texts in found
    ]


@cache
def words_of_units() -> frozenset[str]:
    """Return the words of which one stands in each name that may state units."""
    return frozenset((*_unit_words(), *_POWDER_WORDS, *_MEASURES))


def _tokens(text: str) -> list[str]:
    """Return the numbers and words of a name without ordinals: 21st Century is no 21 Stück."""
    folded = fold_text(text)
    return _TOKEN.findall(_ORDINAL.sub(" ", folded) if "1st" in folded else folded)


def _is_number(token: str) -> bool:
    return token[0].isdecimal()


# -- the pack ----------------------------------------------------------------------------------


@cache
def _unit_words() -> Mapping[str, str]:
    """Return the unit that each word on a label means, or "generic" for pieces of any kind."""
    words = {
        word: kind.key for kind in UNIT_KINDS.values() for word in map(fold_text, kind.spellings)
    }
    for row in tables.read_rows("label_words.csv"):
        if row["class"].startswith("unit "):
            unit = row["class"].removeprefix("unit ")
            words |= {fold_text(word): unit for word in row["words"].split("|")}
    return {
        word: unit
        for word, unit in words.items()
        if " " not in word and (unit == _GENERIC_UNIT or UNIT_KINDS[unit].is_counted)
    }


def _read_pack(tokens: Sequence[str]) -> tuple[str, int, int | None]:
    """Return the unit of a name, its number in thousandths, and where that number stands."""
    units = _unit_words()
    named = [(at, units[token]) for at, token in enumerate(tokens) if token in units]
    kinds = dict.fromkeys(kind for _, kind in named if kind != _GENERIC_UNIT)
    if not kinds and not _POWDER_WORDS.isdisjoint(tokens):
        return _read_powder(tokens)
    counts = {}
    for at, _ in named:
        number = _number_before(tokens, at)
        if number is not None:
            counts[number] = _whole_number(tokens[number])
    kind = next(iter(kinds)) if len(kinds) == 1 else ""
    if len(counts) != 1:
        return kind, 0, None
    ((at, count),) = counts.items()
    return kind, (count or 0) * UNITS.base_per_unit, at


def _read_powder(tokens: Sequence[str]) -> tuple[str, int, int | None]:
    grams = [
        at
        for at in range(len(tokens) - 1)
        if _is_number(tokens[at]) and _MICROGRAMS.get(tokens[at + 1]) == _MICROGRAMS["g"]
    ]
    if len(grams) != 1:
        return "g", 0, None
    return "g", (_whole_number(tokens[grams[0]]) or 0) * UNITS.base_per_unit, grams[0]


def _number_before(tokens: Sequence[str], unit_at: int) -> int | None:
    """Return where the number of a unit stands: 120 capsules, 90 veg caps."""
    for at in range(unit_at - 1, max(unit_at - 2 - _MAX_WORDS_BEFORE_UNIT, -1), -1):
        if _is_number(tokens[at]):
            behind = tokens[at + 1]
            return None if behind in _MICROGRAMS or behind in _OTHER_UNITS else at
        if tokens[at] in _unit_words():
            return None
    return None


def _whole_number(token: str) -> int | None:
    if token.isdecimal():
        return int(token)
    return int(re.sub(r"[.,]", "", token)) if _THOUSANDS.fullmatch(token) else None


# -- the amounts -------------------------------------------------------------------------------


def _amounts(tokens: Sequence[str], counted: int | None) -> Iterator[int]:
    """Yield the masses of a name. A number alone, as in "Mag-Ox 400", is milligrams."""
    for at, token in enumerate(tokens):
        if at == counted or not _is_number(token):
            continue
        behind = tokens[at + 1] if at + 1 < len(tokens) else ""
        if behind in _OTHER_UNITS or _unit_words().get(behind):
            continue
        size = _MICROGRAMS.get(behind)
        whole = _whole_number(token)
        if size is not None:
            yield _micrograms(token, size)
        elif whole is not None and whole >= _LEAST_BARE_AMOUNT_MG:
            yield whole * MASS.base_per_unit


def _micrograms(token: str, size: int) -> int:
    whole = _whole_number(token)
    if whole is not None:
        return whole * size
    units, decimals = re.split("[.,]", token)
    return int(units) * size + int(decimals) * size // int(10 ** len(decimals))


# -- the form ----------------------------------------------------------------------------------


def _read_form(tokens: Sequence[str], element: str) -> str:
    """Return the form that a name states, with its variety; several are joined by "+"."""
    forms: dict[str, str] = {}
    words = [token for token in tokens if not _is_number(token)]
    at = 0
    while at < len(words):
        length, name, text = _form_at(words, at, element)
        if name:
            forms.setdefault(name, text)
        at += max(length, 1)
    text = "+".join(forms.values())
    return f"{_BUFFERED} {text}" if text and _BUFFERED in words else text


def _form_at(words: Sequence[str], at: int, element: str) -> tuple[int, str, str]:
    """Return how many words name a form from a word on, the form's name, and its text."""
    if not may_name_form(words[at : at + 1], element):
        return 0, "", ""
    for end in range(min(at + _MAX_FORM_WORDS, len(words)), at, -1):
        text = " ".join(words[at:end])
        recognized = recognize_form(text, element)
        is_one_text = text.replace(" ", "").isalpha()  # without a sign between two forms
        if recognized.form is not None and is_one_text and len(text) >= _LEAST_SPELLING:
            name = recognized.name
            return end - at, name, text if recognized.states_variety else name
    return 0, "", ""

"""Elements, the forms they are sold in, and the share of a form's mass that is the element.

A form (glycinate) groups compounds (anhydrous, dihydrate); labels name either, in many spellings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pricing.data import tables
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.quantities.amounts import MASS
from pricing.quantities.text_folding import folded_words, match_key

if TYPE_CHECKING:
    from collections.abc import Mapping

BLEND = "blend"
NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Element:
    """A mineral, with the target (micrograms a day) and the reference form offered at first."""

    symbol: str
    name: str
    synonyms: tuple[str, ...]
    default_target: int
    default_target_source: str
    reference_form: str


@dataclass(frozen=True, slots=True)
class Compound:
    """One salt or hydrate. `fraction` is element mass / compound mass, None where not computed."""

    element: str
    form: str
    variety: str
    formula: str
    fraction: Fraction | None
    synonyms: tuple[str, ...]
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Form:
    """The compounds sold under one name; the first is assumed where a label says no more."""

    name: str
    compounds: tuple[Compound, ...]

    @property
    def fractions(self) -> tuple[Fraction, ...]:
        """The known fractions, lowest first."""
        return tuple(sorted(each.fraction for each in self.compounds if each.fraction is not None))


@dataclass(frozen=True, slots=True)
class RecognizedForm:
    """What a form's text means: a group name, the form where known, the compound where one is."""

    name: str
    form: Form | None = None
    compound: Compound | None = None
    states_variety: bool = False

    @property
    def fraction(self) -> Fraction | None:
        return self.compound.fraction if self.compound else None


def _split_list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


@cache
def elements() -> Mapping[str, Element]:
    """The elements by symbol."""
    return {
        row["symbol"]: Element(
            row["symbol"],
            row["name"],
            _split_list(row["synonyms"]),
            micrograms(row["default_target_mg"]),
            row["default_target_source"],
            row["reference_form"],
        )
        for row in tables.read_rows("elements.csv")
    }


def micrograms(milligrams: str) -> int:
    """Micrograms from a decimal number of milligrams in the shipped data."""
    return int(Fraction(milligrams) * MASS.base_per_unit)


@cache
def forms(element: str) -> Mapping[str, Form]:
    """The forms of an element by name, in the order of the data."""
    grouped: dict[str, list[Compound]] = {}
    for row in tables.read_rows("forms.csv"):
        if row["element"] == element:
            compound = Compound(
                element,
                row["form"],
                row["variety"],
                row["formula"],
                Fraction(row["fraction"]) if row["fraction"] else None,
                _split_list(row["synonyms"]),
                row["source"],
                row["note"],
            )
            grouped.setdefault(compound.form, []).append(compound)
    return {name: Form(name, tuple(compounds)) for name, compounds in grouped.items()}


def highest_fraction(element: str) -> Fraction:
    """The largest share of the element in any compound known here."""
    return max(form.fractions[-1] for form in forms(element).values() if form.fractions)


def recognize_element(text: str) -> str:
    """The symbol of the element that the text names.

    >>> recognize_element("Magnesium"), recognize_element("zn")
    ('Mg', 'Zn')
    """
    symbol = _element_spellings().get(folded_words(text))
    if symbol is None:
        names = tuple(Term(element.name) for element in elements().values())
        raise BadInput(ProblemKind.UNKNOWN_CHOICE, value=text, choices=names)
    return symbol


@cache
def _element_spellings() -> Mapping[tuple[str, ...], str]:
    """What each element is called, in words -> its symbol."""
    return {
        folded_words(name): element.symbol
        for element in elements().values()
        for name in (element.symbol, element.name, *element.synonyms)
    }


# -- reading a form's text ---------------------------------------------------------------------

_FORM_SEPARATORS = re.compile(r"[+/,;&]|\b(?:and|with|und|mit|et|y|e)\b")
_IGNORED_WORDS = frozenset((
    "as", "from", "of", "the", "de", "di", "aus", "als", "chelate", "chelated", "chelat",
    "quelato", "salt", "pure", "fully", "reacted", "elemental", "form", "traacs", "albion",
))  # fmt: skip
_HYDRATE = re.compile(r"anhydrous|[a-z]*hydrate")
_BUFFERED = "buffered"
_BRACKETS = re.compile(r"[()\[\]]")


@cache
def _spellings(element: str) -> Mapping[str, Compound]:
    """Every spelling (letters run together) of a form or variety -> the compound it means."""
    found: dict[str, Compound] = {}
    for form in forms(element).values():
        names = (form.name, *form.compounds[0].synonyms)
        for name in names:
            found.setdefault(match_key(name), form.compounds[0])
        for compound in form.compounds:
            found.setdefault(match_key(compound.variety + form.name), compound)
            found.setdefault(match_key(form.name + compound.variety), compound)
            for name in compound.synonyms if compound is not form.compounds[0] else ():
                found.setdefault(match_key(name), compound)
    return found


@cache
def _element_name_words(element: str) -> frozenset[str]:
    known = elements()[element]
    return frozenset(
        word for name in (known.name, *known.synonyms) for word in folded_words(name)
    ) - frozenset(_spellings(element))


def _match_form(words: tuple[str, ...], element: str) -> RecognizedForm | None:
    """The form that the words name, read whole or without a hydrate's name."""
    spellings = _spellings(element)
    skipped = _IGNORED_WORDS | _element_name_words(element)
    bare = [word for word in words if word not in skipped]
    joined = "".join(bare)
    named = _element_name_words(element)
    without_element = "".join(word for word in words if word not in named)
    prefixed = (joined.removeprefix(name) for name in named)
    for spelling in ("".join(words), without_element, joined, *prefixed):
        if spelling in spellings:
            compound = spellings[spelling]
            form = forms(element)[compound.form]
            return RecognizedForm(form.name, form, compound, compound is not form.compounds[0])
    hydrates = [word for word in bare if _HYDRATE.fullmatch(word)]
    base = "".join(word for word in bare if word not in hydrates)
    if not hydrates or base not in spellings:
        return None
    form = forms(element)[spellings[base].form]
    for compound in form.compounds:
        if hydrates[0] in folded_words(compound.variety):
            return RecognizedForm(form.name, form, compound, states_variety=True)
    return RecognizedForm(form.name, form, spellings[base])


@lru_cache(maxsize=65_536)
def recognize_form(text: str, element: str) -> RecognizedForm:
    """What a label's form means: a known form, a blend, or the text itself.

    >>> recognize_form("as magnesium bisglycinate chelate", "Mg").name
    'glycinate'
    >>> recognize_form("oxide, citrate", "Mg").name, recognize_form("Fizz", "Mg").name
    ('blend', 'fizz')
    """
    if element not in elements():
        return RecognizedForm(" ".join(folded_words(text)) or NOT_STATED)
    words = folded_words(text)
    whole = _match_form(words, element)
    if whole and _BUFFERED not in words:
        return whole
    inside = [
        _match_form(folded_words(part), element) for part in _BRACKETS.split(text) if part.strip()
    ]
    if all(inside) and len({each.name for each in inside if each}) == 1:
        return inside[0] or RecognizedForm(NOT_STATED)
    parts = [folded_words(part) for part in _FORM_SEPARATORS.split(text.casefold())]
    skipped = _IGNORED_WORDS | _element_name_words(element)
    named = [part for part in parts if any(word not in skipped for word in part)]
    found = [_match_form(tuple(w for w in part if w != _BUFFERED), element) for part in named]
    if _BUFFERED in words and any(found):
        return RecognizedForm(BLEND)
    mixed = [part for part in named if not all(_HYDRATE.fullmatch(word) for word in part)]
    if len(mixed) > 1 and any(found):
        return RecognizedForm(BLEND)
    return RecognizedForm(" ".join(words) or NOT_STATED)

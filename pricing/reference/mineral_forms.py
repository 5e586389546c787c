"""Elements, their forms, and the elemental fraction of each compound.

A form, such as glycinate, groups compounds, such as its dihydrate. Labels name either, in many
spellings.
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
    """A mineral, with its default target in micrograms a day and its default reference form.

    `is_prescribed_above_limits` states that doctors commonly prescribe more than the limits for
    self-care. `may_advise_stronger` states that a stronger product is harmless advice.
    """

    symbol: str
    name: str
    synonyms: tuple[str, ...]
    default_target: int
    default_target_source: str
    reference_form: str
    is_prescribed_above_limits: bool
    may_advise_stronger: bool


@dataclass(frozen=True, slots=True)
class Compound:
    """One salt or hydrate. `fraction` is element mass ÷ compound mass, None if not computed."""

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
    """The compounds sold under one name. The first is assumed if a label states no variety."""

    name: str
    compounds: tuple[Compound, ...]

    @property
    def fractions(self) -> tuple[Fraction, ...]:
        """The known fractions, lowest first."""
        return tuple(
            sorted(
                compound.fraction for compound in self.compounds if compound.fraction is not None
            )
        )


@dataclass(frozen=True, slots=True)
class RecognizedForm:
    """The meaning of a label's form: the name of its group, and the form and compound if known."""

    name: str
    form: Form | None = None
    compound: Compound | None = None
    states_variety: bool = False

    @property
    def fraction(self) -> Fraction | None:
        """The elemental fraction, if the compound is known and its fraction is."""
        return self.compound.fraction if self.compound else None


def _split_list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


@cache
def elements() -> Mapping[str, Element]:
    """Return the elements by symbol."""
    return {
        row["symbol"]: Element(
            row["symbol"],
            row["name"],
            _split_list(row["synonyms"]),
            micrograms(row["default_target_mg"]),
            row["default_target_source"],
            row["reference_form"],
            row["treatment_dose"] == "prescribed",
            row["advise_stronger"] == "yes",
        )
        for row in tables.read_rows("elements.csv")
    }


def micrograms(milligrams: str) -> int:
    """Return the micrograms for a decimal number of milligrams in the shipped data."""
    return int(Fraction(milligrams) * MASS.base_per_unit)


@cache
def forms(element: str) -> Mapping[str, Form]:
    """Return the forms of an element by name, in the order of the data."""
    compounds_by_form: dict[str, list[Compound]] = {}
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
            compounds_by_form.setdefault(compound.form, []).append(compound)
    return {name: Form(name, tuple(compounds)) for name, compounds in compounds_by_form.items()}


def highest_fraction(element: str) -> Fraction:
    """Return the highest elemental fraction of all compounds of the element."""
    return max(form.fractions[-1] for form in forms(element).values() if form.fractions)


def recognize_element(text: str) -> str:
    """Return the symbol of the element that the text names.

    Raises:
        BadInput: The text names none of the elements.

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
    """Return the symbol of each element by the words of its names."""
    return {
        folded_words(name): element.symbol
        for element in elements().values()
        for name in (element.symbol, element.name, *element.synonyms)
    }


# -- the form on a label -----------------------------------------------------------------------

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
    """Return the compound that each spelling of a form or variety means, by match key."""
    compounds: dict[str, Compound] = {}
    for form in forms(element).values():
        names = (form.name, *form.compounds[0].synonyms)
        for name in names:
            compounds.setdefault(match_key(name), form.compounds[0])
        for compound in form.compounds:
            compounds.setdefault(match_key(compound.variety + form.name), compound)
            compounds.setdefault(match_key(form.name + compound.variety), compound)
            for name in compound.synonyms if compound is not form.compounds[0] else ():
                compounds.setdefault(match_key(name), compound)
    return compounds


@cache
def _element_name_words(element: str) -> frozenset[str]:
    """Return the words of the element's names that are not themselves the name of a form."""
    details = elements()[element]
    return frozenset(
        word for name in (details.name, *details.synonyms) for word in folded_words(name)
    ) - frozenset(_spellings(element))


def _match_form(words: tuple[str, ...], element: str) -> RecognizedForm | None:
    """Return the form that the words name, as a whole or without the name of a hydrate."""
    spellings = _spellings(element)
    element_words = _element_name_words(element)
    significant = [word for word in words if word not in _IGNORED_WORDS | element_words]
    joined = "".join(significant)
    without_element = "".join(word for word in words if word not in element_words)
    without_prefix = (joined.removeprefix(name) for name in element_words)
    for spelling in ("".join(words), without_element, joined, *without_prefix):
        if spelling in spellings:
            compound = spellings[spelling]
            form = forms(element)[compound.form]
            return RecognizedForm(form.name, form, compound, compound is not form.compounds[0])
    hydrates = [word for word in significant if _HYDRATE.fullmatch(word)]
    base = "".join(word for word in significant if word not in hydrates)
    if not hydrates or base not in spellings:
        return None
    form = forms(element)[spellings[base].form]
    for compound in form.compounds:
        if hydrates[0] in folded_words(compound.variety):
            return RecognizedForm(form.name, form, compound, states_variety=True)
    return RecognizedForm(form.name, form, spellings[base])


@lru_cache(maxsize=65_536)
def recognize_form(text: str, element: str) -> RecognizedForm:
    """Return what the form on a label means: a known form, a blend, or only its own text.

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
    in_brackets = [
        _match_form(folded_words(part), element) for part in _BRACKETS.split(text) if part.strip()
    ]
    if all(in_brackets) and len({form.name for form in in_brackets if form}) == 1:
        return in_brackets[0] or RecognizedForm(NOT_STATED)
    is_any_known, named_parts = _match_parts(text, element)
    if is_any_known and (_BUFFERED in words or named_parts > 1):
        return RecognizedForm(BLEND)
    return RecognizedForm(" ".join(words) or NOT_STATED)


def _match_parts(text: str, element: str) -> tuple[bool, int]:
    """Return whether any part between separators names a known form, and how many name a form."""
    ignored = _IGNORED_WORDS | _element_name_words(element)
    parts = [
        words
        for words in map(folded_words, _FORM_SEPARATORS.split(text.casefold()))
        if any(word not in ignored for word in words)
    ]
    is_any_known = any(
        _match_form(tuple(word for word in words if word != _BUFFERED), element) for words in parts
    )
    is_hydrate = [all(_HYDRATE.fullmatch(word) for word in words) for words in parts]
    return is_any_known, is_hydrate.count(False)

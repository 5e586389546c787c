"""Elements, their forms, and the elemental fraction of each compound.

A form, such as glycinate, groups compounds, such as its dihydrate. Labels name either, in many
spellings.
"""

from __future__ import annotations

import re
from dataclasses import field
from fractions import Fraction
from functools import cache, cached_property, lru_cache
from itertools import accumulate, chain
from typing import TYPE_CHECKING

from pricing.data import tables
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.problems.plain_facts import NamedTuple, dataclass
from pricing.quantities.amounts import MASS, MICROGRAM, TRACE_MASS, Quantity
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.text_folding import folded_words, match_key, normalize_formula

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

BLEND = "blend"
NOT_STATED = "not stated"


class Element(NamedTuple):
    """A mineral, with its default target in micrograms a day and its default reference form.

    `label_words` are words on labels that name it, besides its names. Those in other scripts are
    apart: a “*” ends the beginning of a word.

    `is_prescribed_above_limits` states that doctors commonly prescribe more than the limits for
    self-care. `may_advise_stronger` states that a stronger product is harmless advice.
    `atomic_mass` is in grams per mole. `charge` is that of its ion, or None if it has several.
    `unit` is that in which its amounts are stated: mg, or MICROGRAM for a trace mineral.
    """

    symbol: str
    name: str
    synonyms: tuple[str, ...]
    label_words: tuple[str, ...]
    default_target: int
    default_target_source: str
    reference_form: str
    is_prescribed_above_limits: bool
    may_advise_stronger: bool
    atomic_mass: Fraction
    charge: int | None
    unit: str
    names_in_other_scripts: tuple[str, ...]

    @property
    def mass(self) -> Quantity:
        """Return the unit of its amounts: mg, or µg for a trace mineral."""
        return TRACE_MASS if self.unit == MICROGRAM else MASS

    @property
    def mass_key(self) -> str:
        """The unit of a bare number, as headers and cells of lists are read."""
        return "mcg" if self.unit == MICROGRAM else "mg"

    @property
    def units_per_mg(self) -> int:
        """How many of the units in which its amounts are stated make a milligram."""
        return MASS.base_per_unit // self.mass.base_per_unit

    @property
    def micrograms_per_mmol(self) -> Fraction:
        """The mass of one millimole."""
        return self.atomic_mass * MASS.base_per_unit

    @property
    def micrograms_per_meq(self) -> Fraction | None:
        """The mass of one milliequivalent, or None if the charge of its ion varies."""
        return self.micrograms_per_mmol / self.charge if self.charge else None


class Compound(NamedTuple):
    """One salt or hydrate. `fraction` is element mass ÷ compound mass, None if not computed."""

    element: str
    form: str
    variety: str
    formula: str
    fraction: Fraction | None
    synonyms: tuple[str, ...]
    source: str
    note: str


@dataclass(frozen=True)
class Form:
    """The compounds sold under one name. The first is assumed if a label states no variety."""

    name: str
    compounds: tuple[Compound, ...]

    @cached_property
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
            _split_list(row["label_words"]),
            micrograms(row["default_target_mg"]),
            row["default_target_source"],
            row["reference_form"],
            row["treatment_dose"] == "prescribed",
            row["advise_stronger"] == "yes",
            Fraction(row["atomic_mass"]),
            int(row["charge"]) if row["charge"] else None,
            row["unit"],
            _split_list(row["other_scripts"]),
        )
        for row in tables.read_rows("elements.csv")
    }


def micrograms(milligrams: str) -> int:
    """Return the micrograms for a decimal number of milligrams in the shipped data."""
    if milligrams.isdecimal():
        return int(milligrams) * MASS.base_per_unit
    return int(Fraction(milligrams) * MASS.base_per_unit)


@cache
def _rows_of_forms() -> Mapping[str, Sequence[Mapping[str, str]]]:
    """Return the rows of the shipped table by their element."""
    by_element: dict[str, list[Mapping[str, str]]] = {}
    for row in tables.read_rows("forms.csv"):
        by_element.setdefault(row["element"], []).append(row)
    return by_element


@cache
def forms(element: str) -> Mapping[str, Form]:
    """Return the forms of an element by name, in the order of the data."""
    compounds_by_form: dict[str, list[Compound]] = {}
    for row in _rows_of_forms().get(element, ()):
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


@cache
def form_names(element: str) -> tuple[str, ...]:
    """Return the names of an element's forms, and the synonyms of their compounds."""
    return tuple(
        name
        for form in forms(element).values()
        for name in (form.name, *(name for each in form.compounds for name in each.synonyms))
    )


@cache
def form_keys(element: str) -> frozenset[str]:
    """Return the match keys of those names, some of which name only another element."""
    return frozenset(map(match_key, form_names(element)))


@cache
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

# Between two forms. A comma may also stand before an adjective: "sulfate, dried".
_SEPARATORS = lazy_pattern(r"(?P<strong>[+/&]|\b(?:and|with|und|mit|et|y|e)\b)|[,;]")
_STRENGTH = lazy_pattern(
    r"\d[\d.,]*\s*(?:%|(?:mg|mcg|[\u00b5\u03bc]g|ug|g|ml|iu|meq|mmol)\b)", re.IGNORECASE
)
_IGNORED_WORDS = frozenset((
    "as", "from", "of", "the", "de", "di", "aus", "als", "chelate", "chelated", "chelat",
    "quelato", "salt", "pure", "fully", "reacted", "elemental", "form", "traacs", "albion",
    "usp", "bp", "ep", "nf", "fcc", "ph", "eur", "grade", "powder", "pulver", "tablet", "tablets",
    "capsule", "capsules", "kapseln", "tabletten", "comprimidos", "supplement", "l", "d", "dl",
    "chelazome", "tm", "r", "enriched", "enrichi", "enrichie", "enriquecido", "enriquecida",
    "arricchito", "arricchita", "angereichert", "angereicherte", "al", "au", "en",
))  # fmt: skip
_BUFFERED = "buffered"
_ANHYDROUS = lazy_pattern(r"anhydrous|anhydre|anhidr[oa]|anidr[oa]|wasserfrei\w*")
_WATERS: Mapping[str, int | Fraction] = {
    "hemi": Fraction(1, 2), "semi": Fraction(1, 2), "emi": Fraction(1, 2),
    "mono": 1, "sesqui": Fraction(3, 2), "di": 2, "bi": 2, "tri": 3, "tetra": 4, "penta": 5,
    "hexa": 6, "esa": 6, "hepta": 7, "epta": 7, "octa": 8, "octo": 8, "otta": 8, "nona": 9,
    "deca": 10,
}  # fmt: skip
_HYDRATE = lazy_pattern(rf"(.*?)({'|'.join(_WATERS)})h?[iy]drat\w*")
_WATER_FORMULA = lazy_pattern(r"(?:[.*\u00b7\u2022\u2219\u22c5]|(?<=\D))(\d*)h2o$")
_FORMULA_WATER = lazy_pattern(r"\(h2o\)(\d*)$")
_WATER = lazy_pattern(r"(\d+)h2o")
# Salts that the table of forms lacks: metals, then acids or what else they are joined to.
_METALS = r"mg|ca|fe|zn|cu|mn|cr|mo|na|k"
_METAL = lazy_pattern(_METALS, re.IGNORECASE)
_SALT_FORMULA = lazy_pattern(
    rf"((?:(?:{_METALS})\d*)+)(?:\(?(?:so4|co3|hco3|po4|hpo4|h2po4|p2o7|no3|seo[34]|moo4|io3|sio3|oh|"
    r"cl|br|o|s|i|f)\)?\d*)+(?:\(h2o\)\d*)?"
)
_ORGANIC_FORMULA = lazy_pattern(
    r"(?=.*C\d+H\d)(?=.*(?:Mg|Ca|Fe|Zn|Cu|Mn|Cr|Mo|Na|K))"
    r"(?:(?:Mg|Ca|Fe|Zn|Cu|Mn|Cr|Mo|Na|K|C|H|N|O|S|P)\d*|[()\u00b7.*])+"
)
_MAX_LABEL_WORDS = 40
_MAX_FORMULA_WITHOUT_DIGIT = 4
_MARKS = str.maketrans(dict.fromkeys("\u2122\u00ae\u00a9\u2120\u2020\u2021", " "))


@dataclass(slots=True)
class _NamePart:
    """What a part of a form's name says: compounds, waters of crystallisation, unknown words."""

    words: tuple[str, ...]
    is_after_comma: bool = False
    compounds: list[Compound] = field(default_factory=list)
    waters: list[int | Fraction] = field(default_factory=list)
    unknown_words: list[str] = field(default_factory=list)


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
def _formulas(element: str) -> Mapping[str, Compound]:
    """Return the compounds of an element by the key of their formula."""
    return {
        compound.formula.casefold(): compound
        for form in forms(element).values()
        for compound in form.compounds
        if compound.formula
    }


def minerals_of_formula(text: str) -> tuple[str, ...]:
    """Return the symbols of the elements that have a compound of this formula.

    A formula holds two capitals, or one and a digit, so a word in small letters is none.

    >>> minerals_of_formula("ZnO"), minerals_of_formula("CaCO\u2083"), minerals_of_formula("zno")
    (('Zn',), ('Ca',), ())
    >>> minerals_of_formula("Znso4"), minerals_of_formula("C12H22FeO14"), minerals_of_formula("B12")
    (('Zn',), ('Fe',), ())
    """
    has_digit = any(map(str.isnumeric, text))
    if not text[:1].isupper() or (not has_digit and sum(map(str.isupper, text)) < 2):
        return ()
    key = _formula_key(text)
    known = tuple(element for element in elements() if key in _formulas(element))
    if known or not has_digit:
        return known
    salt = _SALT_FORMULA.fullmatch(key)
    if salt is not None:
        return _symbols_of_metals(salt[1])
    if _ORGANIC_FORMULA.fullmatch(normalize_formula(text)):
        return _symbols_of_metals(re.sub(r"Co|[CHNOS]|\d", "", normalize_formula(text)))
    return ()


def _symbols_of_metals(text: str) -> tuple[str, ...]:
    metals = (metal.capitalize() for metal in _METAL.findall(text))
    return tuple(dict.fromkeys(metals))


def _formula_key(text: str) -> str:
    """Return a formula as the shipped table writes it, in lower case.

    >>> _formula_key("MgCl2\u00b76H2O"), _formula_key("KCl")
    ('mgcl2(h2o)6', 'kcl')
    """
    plain = normalize_formula(text).casefold().replace(" ", "")
    has_water = "h2o" in plain and "(h2o)" not in plain
    return _WATER_FORMULA.sub(r"(h2o)\1", plain) if has_water else plain


@cache
def _element_name_words(element: str) -> frozenset[str]:
    """Return the words of the element's names that are not themselves the name of a form."""
    details = elements()[element]
    return frozenset(
        word for name in (details.name, *details.synonyms) for word in folded_words(name)
    ) - frozenset(_spellings(element))


@lru_cache(maxsize=65_536)
def recognize_form(text: str, element: str) -> RecognizedForm:
    """Return what the form on a label means: a known form, a blend, or only its own text.

    A salt or hydrate that the label names and the table lacks has no compound, so that its
    elemental amount is asked for. The same holds for names that contradict each other.

    >>> recognize_form("as magnesium bisglycinate chelate", "Mg").name
    'glycinate'
    >>> recognize_form("oxide, citrate", "Mg").name, recognize_form("Fizz", "Mg").name
    ('blend', 'fizz')
    >>> recognize_form("sodium selenite octahydrate", "Se").fraction is None
    True
    >>> sesquihydrate = recognize_form("sulfato ferroso sesquihidrato", "Fe")
    >>> sesquihydrate.name, sesquihydrate.fraction
    ('sulfate', None)
    """
    text = _without_marks(text)
    own_text = RecognizedForm(" ".join(folded_words(text)) or NOT_STATED)
    if element not in elements():
        return own_text
    by_formula = _formulas(element).get(_formula_key(text))
    if by_formula is not None:
        form = forms(element)[by_formula.form]
        return RecognizedForm(form.name, form, by_formula, states_variety=True)
    parts, are_joined = _read_parts(text, element)
    names = dict.fromkeys(compound.form for part in parts for compound in part.compounds)
    is_mixed = any(not part.compounds and part.unknown_words for part in parts)
    if len(names) > 1 or (names and (is_mixed or _BUFFERED in folded_words(text))):
        return RecognizedForm(BLEND)
    if not names:
        named = sum(bool(part.unknown_words) for part in parts)
        return RecognizedForm(BLEND) if are_joined and named > 1 else own_text
    if any(part.unknown_words for part in parts):
        return own_text
    form = forms(element)[next(iter(names))]
    return _choose_compound(form, parts)


def states_water(word: str) -> bool:
    """Return whether a folded word says how much water a salt holds.

    >>> states_water("sesquihydrat"), states_water("eptaidrato"), states_water("carbohydrate")
    (True, True, False)
    """
    hydrate = _HYDRATE.fullmatch(word)
    return bool(hydrate and not hydrate[1]) or bool(_ANHYDROUS.fullmatch(word))


def _without_marks(text: str) -> str:
    """Return the text without signs of trade marks and footnotes."""
    return text.translate(_MARKS)


def _choose_compound(form: Form, parts: Iterable[_NamePart]) -> RecognizedForm:
    """Return the form with the one compound that the parts of its name agree on, if any."""
    parts = tuple(parts)
    default = form.compounds[0]
    named = dict.fromkeys(compound for part in parts for compound in part.compounds)
    specific = [compound for compound in named if compound is not default]
    waters = {count for part in parts for count in part.waters}
    compound = specific[0] if specific else default
    is_contradictory = len(specific) > 1 or len(waters) > 1
    if is_contradictory or (
        default in named and _without_water(default) != _without_water(compound)
    ):
        return RecognizedForm(form.name, form, states_variety=True)
    if waters:
        hydrates = [
            other
            for other in form.compounds
            if _without_water(other) == _without_water(compound) and _waters(other) in waters
        ]
        return RecognizedForm(
            form.name, form, hydrates[0] if hydrates else None, states_variety=True
        )
    return RecognizedForm(form.name, form, compound, compound is not default)


def _without_water(compound: Compound) -> str:
    return _FORMULA_WATER.sub("", compound.formula.casefold())


def _waters(compound: Compound) -> int | None:
    """Return the waters of crystallisation in the formula, or None if it has no formula."""
    if not compound.formula:
        return None
    match = _FORMULA_WATER.search(compound.formula.casefold())
    return int(match[1] or 1) if match else 0


def _read_parts(text: str, element: str) -> tuple[list[_NamePart], bool]:
    """Return the parts of a name, and whether words or signs join them as a mixture."""
    plain = normalize_formula(text).casefold()
    if any(map(str.isdecimal, plain)):
        plain = _STRENGTH.sub(" ", plain)
    parts: list[_NamePart] = []
    start, is_after_comma, are_joined = 0, False, False
    for match in (*_SEPARATORS.finditer(plain), None):
        words = _name_words(plain[start : match.start() if match else len(plain)], element)
        part = _read_words(words, element, is_after_comma=is_after_comma)
        if part.is_after_comma and parts and part.unknown_words and not part.compounds:
            joined = _read_words((*parts[-1].words, *words), element)
            if not joined.unknown_words:
                parts.pop()
                part = joined
        parts.append(part)
        if match:
            start, is_after_comma = match.end(), not match["strong"]
            are_joined = are_joined or bool(match["strong"])
    return parts, are_joined


def _name_words(text: str, element: str) -> tuple[str, ...]:
    """Return the words of a part of a name. A hydrate inside a word becomes a word of its own."""
    words: list[str] = []
    for token in text.split():
        may_be_formula = len(token) <= _MAX_FORMULA_WITHOUT_DIGIT or not token.isalpha()
        formula = (
            _formulas(element).get(_formula_key(token.strip("()[]"))) if may_be_formula else None
        )
        if formula is not None:
            words.append(match_key(formula.variety + formula.form))
            continue
        for word in folded_words(token):
            hydrate = _HYDRATE.fullmatch(word) if "drat" in word else None
            words += [hydrate[1], word[len(hydrate[1]) :]] if hydrate and hydrate[1] else [word]
    return tuple(words[:_MAX_LABEL_WORDS])


def _read_words(words: tuple[str, ...], element: str, *, is_after_comma: bool = False) -> _NamePart:
    """Read a part of a name from left to right, the longest known spelling first."""
    part = _NamePart(words, is_after_comma)
    at = 0
    while at < len(words):
        compound, end = _longest_spelling(words, at, element)
        if compound is not None:
            part.compounds.append(compound)
        else:
            _read_word(words[at], part, element)
        at = end
    return part


def _longest_spelling(
    words: tuple[str, ...], start: int, element: str
) -> tuple[Compound | None, int]:
    """Return the compound of the longest spelling that starts at a word, and where it ends."""
    skipped = _ignored_words(element)
    first = words[start]
    beginnings = [first, *(first.removeprefix(name) for name in _name_prefixes(element, first))]
    ends = [_spelling_end(words, start, text, element) for text in beginnings]
    if first not in skipped:  # else it may begin a longer name: di-magnesium malate
        ends.append(_spelling_end(words, start, first, element, skipped))
    compound, end = max(ends, key=lambda found: found[1])
    return compound, max(end, start + 1)


def _spelling_end(
    words: tuple[str, ...],
    start: int,
    text: str,
    element: str,
    skipped: frozenset[str] = frozenset(),
) -> tuple[Compound | None, int]:
    """Return the compound of the longest spelling that begins with a text, and where it ends."""
    spellings = _spellings(element)
    compound, end = spellings.get(text), start + 1 if text in spellings else start
    for at in range(start + 1, len(words)):
        if text not in _spelling_beginnings(element):
            break
        text += "" if words[at] in skipped else words[at]
        if text in spellings:
            compound, end = spellings[text], at + 1
    return compound, end


@cache
def _spelling_beginnings(element: str) -> frozenset[str]:
    """Return every beginning of a spelling, so that a search ends where no spelling goes on."""
    return frozenset(("", *chain.from_iterable(map(accumulate, _spellings(element)))))


def may_name_form(words: Iterable[str], element: str) -> bool:
    """Return whether a spelling of one of the element's forms could begin with one of the words."""
    beginnings, names = _spelling_beginnings(element), _element_name_words(element)
    return any(
        len(word) > 2 and (word in beginnings or word in names or _name_prefixes(element, word))
        for word in words
    )


@cache
def _ignored_words(element: str) -> frozenset[str]:
    return _IGNORED_WORDS | _element_name_words(element) | {_BUFFERED}


def _name_prefixes(element: str, word: str) -> list[str]:
    """Return the names of the element that a word begins with, as in Magnesiumcitrat."""
    names = _element_name_words(element)
    return [name for name in names if len(name) > 1 and word.startswith(name)]


def _read_word(word: str, part: _NamePart, element: str) -> None:
    """Read a word that is no part of a known spelling."""
    hydrate = _HYDRATE.fullmatch(word)
    water = _WATER.fullmatch(word)
    if _ANHYDROUS.fullmatch(word):
        part.waters.append(0)
    elif hydrate:
        part.waters.append(_WATERS[hydrate[2]])
    elif water:
        part.waters.append(int(water[1]))
    elif word in _ignored_words(element):
        return
    elif not (word.isdecimal() and len(word) > 1):
        part.unknown_words.append(word)

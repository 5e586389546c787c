"""Amounts of a mineral as cells write them: 250 mg, 10 mmol, 250 mg Mg, 250 mg (elemental).

Every word behind the number is understood, or the amount is refused.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pricing.data import tables
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import MASS, DecimalMark, check_digits, read_amount, read_scaled
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.text_folding import fold_text, folded_words, match_key, normalize_text
from pricing.reference.daily_shares import split_share
from pricing.reference.label_phrases import phrases_of
from pricing.reference.mineral_forms import elements, recognize_form
from pricing.reference.mineral_names import named_minerals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOLES = frozenset(("mmol", "meq"))
_AMOUNT = lazy_pattern(
    r"(?P<number>[+-]?\d[\d.,' ]*(?:[eE][+-]?\d{1,3})?(?!\d))\s*(?P<unit>[^\W\d]*%?)(?P<rest>.*)",
    re.DOTALL,
)
_FOOTNOTES = lazy_pattern(r"^[*†‡§]+\s*|\s*[*†‡§]+$")
_BASE = lazy_pattern(r"^\s*(?:/|per\b|pro\b|par\b|por\b|je\b|in\b|a\b)\s*(?P<base>.*)$")
_SERVING_WORDS = frozenset((
    "serving", "servings", "portion", "racion", "porcion", "porzione", "ration", "tagesportion",
    "tagesdosis",
))  # fmt: skip
_JOINING_WORDS = frozenset(("of", "as", "de", "di", "per"))
_DAILY_VALUE = lazy_pattern(r"%|\b(?:percent|prozent|dv|nrv|rda|rdi|vnr|vrn)\b")
_INTERNATIONAL_UNITS = frozenset(("iu", "ie", "ui"))
AMBIGUOUS_UNITS = frozenset(("gr", "grs"))  # gram, or the grain of 64.8 mg of old drug labels


@dataclass(frozen=True, slots=True)
class MassColumn:
    """Holds how the amounts of a column are written.

    `unit` is that of bare numbers. In a column of compounds, a form may follow the amount.
    """

    unit: str
    mark: DecimalMark
    is_compound: bool


@cache
def _unit_meanings() -> Mapping[str, str]:
    """Return the unit that each spelling means: mg, mcg, g, kg, mmol or meq."""
    return {
        match_key(spelling): row["meaning"]
        for row in tables.read_rows("header_words.csv")
        if row["role"] in {"mass", "moles"}
        for spelling in row["spellings"].split("|")
    }


def mass_unit(text: str) -> str:
    """Return the unit of an amount that a text names, or "" if it names none that is understood.

    >>> mass_unit("MCG"), mass_unit("capsule"), mass_unit("IU")
    ('mcg', '', '')
    """
    key = match_key(text)
    return "" if key in AMBIGUOUS_UNITS else _unit_meanings().get(key, "")


def is_mass_unit(text: str) -> bool:
    """Return whether a text is a unit of an amount, understood or not."""
    key = match_key(text)
    return bool(mass_unit(text)) or key in AMBIGUOUS_UNITS or key in _INTERNATIONAL_UNITS


def read_mineral_amount(
    text: str,
    element: str,
    mark: DecimalMark = DecimalMark.AUTO,
    *,
    is_compound: bool = False,
) -> int:
    """Return the micrograms that a text means. A bare number is in the unit of the mineral.

    Raises:
        BadInput: The text is not one amount of the mineral.

    >>> read_mineral_amount("55", "Se"), read_mineral_amount("0.1 mg", "Se")
    (55, 100)
    >>> read_mineral_amount("55", "Mg"), read_mineral_amount("10 mmol", "Mg")
    (55000, 243050)
    """
    unit = elements()[element].mass_key
    try:
        if needs_more_than_mass(text):
            amount, _ = read_worded_mass(text, MassColumn(unit, mark, is_compound), element)
            return amount
        return read_amount(text, MASS, mark, unit)
    except BadInput as error:
        if error.kind is ProblemKind.TOO_MANY_DECIMALS and not error.parameters["decimals"]:
            raise BadInput(ProblemKind.FRACTION_OF_MICROGRAM, value=text) from None
        raise


def needs_more_than_mass(text: str) -> bool:
    """Return whether a cell says more than a number and a unit of mass.

    >>> needs_more_than_mass("0.25 g"), needs_more_than_mass("10 mmol"), needs_more_than_mass("5*")
    (False, True, True)
    """
    match = _AMOUNT.fullmatch(text.strip())
    return bool(text.strip()) and (
        match is None
        or bool(match["rest"].strip(" ."))
        or (bool(match["unit"]) and match["unit"].casefold() not in MASS.unit_factors)
        or match["unit"].casefold() in AMBIGUOUS_UNITS
    )


def read_worded_mass(text: str, column: MassColumn, element: str) -> tuple[int, BadInput | None]:
    """Return the micrograms that a cell states, and why they are likely wrong, if they are.

    Raises:
        BadInput: The text is not one amount of the element.

    >>> column = MassColumn("", DecimalMark.POINT, is_compound=False)
    >>> read_worded_mass("20 mEq", column, "Mg"), read_worded_mass("250 mg Mg", column, "Mg")
    ((243050, None), (250000, None))
    """
    check_digits(text)
    # Beside the mass of a compound, a percentage is likely that of the mineral in it.
    plain = normalize_text(text if column.is_compound else split_share(text, column.mark)[0])
    bare = _FOOTNOTES.sub("", _FOOTNOTES.sub("", plain))
    match = _AMOUNT.fullmatch(bare)
    if match is None:
        raise BadInput(ProblemKind.NOT_A_NUMBER, value=text.strip(), example=MASS.example)
    amount = _read_parts(match, text, column, element)
    if not amount:
        raise BadInput(ProblemKind.ZERO)
    if bare == plain:
        return amount, None
    mark = "".join(char for char in plain if char in "*†‡§")
    doubt = BadInput(
        ProblemKind.FOOTNOTE_MARK, value=text.strip(), amount=f"{MASS.text(amount)} mg", mark=mark
    )
    return amount, doubt


def salt_behind(text: str, element: str) -> str:
    """Return the name of a known form that follows the amount in a text, or "" if none does.

    >>> salt_behind("400 mg (magnesium oxide)", "Mg"), salt_behind("400 mg", "Mg")
    ('magnesium oxide', '')
    """
    match = _AMOUNT.fullmatch(normalize_text(text).strip())
    name = match["rest"].strip(" ()[],;:") if match else ""
    return name if name and recognize_form(name, element).form is not None else ""


def _read_parts(match: re.Match[str], text: str, column: MassColumn, element: str) -> int:
    number, spelled_unit, rest = match["number"], match["unit"], match["rest"]
    key = match_key(spelled_unit)
    if _DAILY_VALUE.search(fold_text(spelled_unit + rest)):
        raise BadInput(ProblemKind.AMOUNT_IN_PERCENT, value=text.strip())
    if key in _INTERNATIONAL_UNITS or (key == "i" and match_key(rest) in {"u", "e"}):
        raise BadInput(ProblemKind.AMOUNT_IN_INTERNATIONAL_UNITS, value=text.strip())
    if key in AMBIGUOUS_UNITS:
        raise BadInput(ProblemKind.GRAM_OR_GRAIN, value=text.strip(), unit=spelled_unit)
    _check_rest(rest, text, column, element)
    unit = _unit_meanings().get(key, "")
    if spelled_unit and not unit:
        raise BadInput(
            ProblemKind.UNKNOWN_UNIT, unit=spelled_unit, units=("mg", "g", "mcg", "mmol", "mEq")
        )
    if (unit or column.unit) in MOLES:
        return _read_moles(number, unit or column.unit, column, element)
    if unit == "kg":
        return 1_000 * read_amount(f"{number} g", MASS, column.mark)
    return read_amount(f"{number} {unit}".strip(), MASS, column.mark, column.unit)


@cache
def _elemental_words() -> frozenset[str]:
    """Return the words that say of an amount that it is the element's."""
    return frozenset(word for phrase in phrases_of("elemental") for word in phrase)


@cache
def _compound_words() -> frozenset[str]:
    """Return the words that say of an amount that it is the compound's."""
    return frozenset(
        folded_words(spelling)[0]
        for row in tables.read_rows("header_words.csv")
        if row["role"] == "compound"
        for spelling in row["spellings"].split("|")
    )


def _of_column(column: MassColumn) -> frozenset[str]:
    """Return the words that only the amounts of some columns may hold."""
    return _compound_words() if column.is_compound else frozenset()


@cache
def _source_words() -> frozenset[str]:
    """Return the first words of what says from which salt an amount comes."""
    return frozenset(
        folded_words(spelling)[0]
        for row in tables.read_rows("header_words.csv")
        if row["role"] == "stated_as"
        for spelling in row["spellings"].split("|")
    )


def _is_of_mineral(words: Sequence[str], *, is_form: bool) -> bool:
    """Return whether the words behind an amount say that it is the mineral's, not its salt's.

    They call it elemental, name the mineral alone, or say what it comes from: 100 mg as citrate.
    """
    if not _compound_words().isdisjoint(words) and _elemental_words().isdisjoint(words):
        return False
    named = [word for word in words if word not in _JOINING_WORDS]
    says_source = not _source_words().isdisjoint(words)
    return bool(named) and (not is_form or says_source or not _elemental_words().isdisjoint(named))


def _read_moles(number: str, unit: str, column: MassColumn, element: str) -> int:
    mineral = elements()[element]
    mass = mineral.micrograms_per_mmol if unit == "mmol" else mineral.micrograms_per_meq
    if mass is None:
        raise BadInput(ProblemKind.UNKNOWN_UNIT, unit="mEq", units=("mg", "g", "mcg", "mmol"))
    return read_scaled(number, MASS, column.mark, mass)


def _check_rest(rest: str, text: str, column: MassColumn, element: str) -> None:
    """Check what follows the unit: the mineral, the word elemental, or per serving."""
    plain = fold_text(rest).strip(" .()[],;-")
    base = _BASE.match(plain)
    if base:
        if folded_words(base["base"])[:1] and set(folded_words(base["base"])) <= _SERVING_WORDS:
            return
        if not base["base"]:  # 100 mg a
            raise BadInput(ProblemKind.UNCLEAR_AMOUNT, value=text.strip(), words=rest.strip())
        raise BadInput(ProblemKind.AMOUNT_HAS_BASE, value=text.strip(), base=base["base"])
    minerals = named_minerals(rest)
    if any(symbol != element for symbol in minerals):
        names = tuple(Term(elements()[symbol].name) for symbol in minerals)
        name = Term(elements()[element].name)
        raise BadInput(
            ProblemKind.AMOUNT_OF_OTHER_MINERAL, value=text.strip(), named=names, element=name
        )
    words = folded_words(rest)
    known = _JOINING_WORDS | _elemental_words() | _of_column(column)
    unknown = [
        word
        for word in words
        if word not in known and word != element.casefold() and not named_minerals(word)
    ]
    is_form = column.is_compound and recognize_form(rest, element).form is not None
    if column.is_compound and _is_of_mineral(words, is_form=is_form or bool(unknown)):
        name = Term(elements()[element].name)
        raise BadInput(ProblemKind.AMOUNT_OF_MINERAL, value=text.strip(), element=name)
    if unknown and not is_form:
        raise BadInput(ProblemKind.UNCLEAR_AMOUNT, value=text.strip(), words=" ".join(unknown))
    if not unknown and any(char not in " .()[],;:-" for char in re.sub(r"\w", "", rest)):
        raise BadInput(ProblemKind.UNCLEAR_AMOUNT, value=text.strip(), words=rest.strip())

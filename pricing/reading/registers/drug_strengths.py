"""Strengths of drugs: the salt's mass as a rule, but names of minerals may state the element's.

Magnesium chloride "64 mg" holds 64 mg of magnesium, magnesium oxide "400 mg" 241 mg: whose mass a
strength is, is a question wherever it could be the element's and no label is known to settle it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from pricing.data import tables
from pricing.problems.errors import BadInput
from pricing.quantities.amounts import MASS, UNITS, DecimalMark, read_amount
from pricing.reference.limits import limits
from pricing.reference.mineral_forms import recognize_element, recognize_form

if TYPE_CHECKING:
    from collections.abc import Mapping

_AMOUNT = r"(?P<amount>\d[\d,]*(?:\.\d+)?|\.\d+)\s*(?P<unit>mg|mcg|μg|ug|gm|g)\b"
_STRENGTH = re.compile(
    rf"{_AMOUNT}(?:\s*/\s*(?P<per>\d*\.?\d*)\s*(?P<of>ml\b)?)?",
    re.IGNORECASE,
)
_ELEMENTAL_AMOUNT = re.compile(
    rf"\s*[(/=,-]?\s*{_AMOUNT}\s*(?:of\s+)?(?P<elemental>elem\w*\.?)?\s*(?P<name>[a-z]*)\s*\)?",
    re.IGNORECASE,
)
_UNIT_SYNONYMS = {"gm": "g"}

# The most salt (micrograms) that is believed to fit into a unit, and how many days' upper limits
# of an element. Beyond these a strength is the salt's.
_MAX_SALT_BY_UNIT_KIND: Mapping[str, int] = {"sachet": 10_000_000, "mL": 500_000, "g": 1_000_000}
_MAX_SALT_OF_A_UNIT = 2_000_000
_MAX_TIMES_LIMIT = 5
# How far the two amounts of one label may be from the share of the salt.
_SHARE_TOLERANCE = Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class Strength:
    """A stated mass in micrograms, and how many thousandths of a unit or millilitre hold it."""

    mass: int
    per_units: int
    text: str
    span: tuple[int, int] = (0, 0)


def find_strength(text: str) -> Strength | None:
    """The first strength that a text states.

    >>> find_strength("400 mg/1").mass, find_strength("1.745 g/29.6mL").per_units
    (400000, 29600)
    """
    found = _STRENGTH.search(text)
    if found is None:
        return None
    try:
        mass, per = _read_mass(found), read_amount(found["per"] or "1", UNITS, DecimalMark.POINT)
    except BadInput:
        return None
    return Strength(mass, per, found[0], found.span()) if mass and per else None


def _read_mass(found: re.Match[str]) -> int:
    unit = found["unit"].casefold()
    amount = f"{found['amount'].replace(',', '')} {_UNIT_SYNONYMS.get(unit, unit)}"
    return read_amount(amount, MASS, DecimalMark.POINT)


def may_be_elemental_mass(strength: Strength, element: str, form: str, unit_kind: str) -> bool:
    """Whether a strength beside a salt's name could be the element's mass.

    >>> may_be_elemental_mass(find_strength("64 mg"), "Mg", "chloride", "tablet")
    True
    >>> may_be_elemental_mass(find_strength("535 mg"), "Mg", "chloride", "tablet")
    False
    """
    known = recognize_form(form, element).form
    if known is None or _mass_per_unit(strength) in _known_salt_strengths().get(
        (element, known.name), ()
    ):
        return False
    highest = _highest_limit(element)
    if highest and strength.mass > highest * _MAX_TIMES_LIMIT:
        return False
    salt = _mass_per_unit(strength) * UNITS.base_per_unit / known.fractions[-1]
    return salt <= _MAX_SALT_BY_UNIT_KIND.get(unit_kind, _MAX_SALT_OF_A_UNIT)


def find_elemental_amount(
    text: str, strength: Strength, element: str, form: str
) -> tuple[int, int] | None:
    """The element's mass that a label states behind the salt's, and where that ends.

    >>> said = "325 MG (65 MG IRON) TABLET"
    >>> find_elemental_amount(said, find_strength(said), "Fe", "ferrous sulfate")
    (65000, 19)
    """
    found, known = (
        _ELEMENTAL_AMOUNT.match(text, strength.span[1]),
        recognize_form(form, element).form,
    )
    if found is None or known is None or not (found["elemental"] or _names_element(found, element)):
        return None
    try:
        share = Fraction(_read_mass(found), strength.mass)
    except BadInput:
        return None
    lowest, highest = (
        known.fractions[0] * (1 - _SHARE_TOLERANCE),
        known.fractions[-1] * (1 + _SHARE_TOLERANCE),
    )
    return (_read_mass(found), found.end()) if lowest <= share <= highest else None


def _names_element(found: re.Match[str], element: str) -> bool:
    try:
        return recognize_element(found["name"]) == element
    except BadInput:
        return False


def _mass_per_unit(strength: Strength) -> Fraction:
    return Fraction(strength.mass, strength.per_units)


@cache
def _known_salt_strengths() -> Mapping[tuple[str, str], frozenset[Fraction]]:
    """Strengths that labels are known to state as the salt's, by element and form."""
    found: dict[tuple[str, str], set[Fraction]] = {}
    for row in tables.read_rows("strengths.csv"):
        strength = find_strength(row["strength"])
        if strength is not None:
            found.setdefault((row["element"], row["form"]), set()).add(_mass_per_unit(strength))
    return {key: frozenset(shares) for key, shares in found.items()}


@cache
def _highest_limit(element: str) -> int:
    """The highest upper limit for adults that any authority sets; 0 for none."""
    of_adults = (
        each.amount or 0
        for each in limits().values()
        if (each.element, each.life_stage) == (element, "adult")
    )
    return max(of_adults, default=0)

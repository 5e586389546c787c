"""Strengths of drugs: the mass of the compound as a rule, sometimes that of the element.

Magnesium chloride “64 mg” holds 64 mg of magnesium, magnesium oxide “400 mg” only 241 mg. If a
strength can be the element's mass, the user is asked, unless a known label settles it.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import MASS, UNITS, DecimalMark, read_amount
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reference.limits import limits
from pricing.reference.mineral_forms import recognize_element, recognize_form
from pricing.reference.strengths import standard_strengths

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEPT_AMOUNTS = 4_096
_AMOUNT = r"(?P<amount>\d[\d,]*(?:\.\d+)?|\.\d+)\s*(?P<unit>mg|mcg|μg|ug|gm|g)\b"
_STRENGTH = lazy_pattern(
    rf"{_AMOUNT}(?:\s*/\s*(?P<per>\d*\.?\d*)\s*(?P<of>ml\b)?)?",
    re.IGNORECASE,
)
_ELEMENTAL_AMOUNT = lazy_pattern(
    rf"\s*[(/=,-]?\s*{_AMOUNT}\s*(?:of\s+)?(?P<elemental>elem\w*\.?)?\s*(?P<name>[a-z]*)\s*\)?",
    re.IGNORECASE,
)
_UNIT_SYNONYMS = {"gm": "g"}

# The most compound (in micrograms) that fits into a unit, and the highest multiple of an element's
# daily limit that a product holds. A strength that needs more than that is the compound's mass.
_MAX_SALT_BY_UNIT_KIND: Mapping[str, int] = {"sachet": 10_000_000, "mL": 500_000, "g": 1_000_000}
_MAX_SALT_OF_A_UNIT = 2_000_000
_MAX_TIMES_LIMIT = 5
# How far a label's two amounts can deviate from the elemental fraction.
_FRACTION_TOLERANCE = Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class Strength:
    """A stated mass in micrograms, and how many thousandths of a unit or millilitre hold it."""

    mass: int
    per_units: int
    text: str
    span: tuple[int, int] = (0, 0)


def find_strength(text: str) -> Strength | None:
    """Return the first strength in a text.

    >>> find_strength("400 mg/1").mass, find_strength("1.745 g/29.6mL").per_units
    (400000, 29600)
    """
    match = _STRENGTH.search(text)
    if match is None:
        return None
    try:
        mass = _read_mass(match["amount"], match["unit"].casefold())
        per_units = _read_units(match["per"] or "1")
    except BadInput:
        return None
    return Strength(mass, per_units, match[0], match.span()) if mass and per_units else None


# Registers repeat their strengths.
@lru_cache(maxsize=_KEPT_AMOUNTS)
def _read_mass(amount: str, unit: str) -> int:
    text = f"{amount.replace(',', '')} {_UNIT_SYNONYMS.get(unit, unit)}"
    return read_amount(text, MASS, DecimalMark.POINT)


@lru_cache(maxsize=_KEPT_AMOUNTS)
def _read_units(text: str) -> int:
    return read_amount(text, UNITS, DecimalMark.POINT)


def may_be_elemental_mass(strength: Strength, element: str, form: str, unit_kind: str) -> bool:
    """Return whether a strength beside the name of a salt could be the element's mass.

    >>> may_be_elemental_mass(find_strength("64 mg"), "Mg", "chloride", "tablet")
    True
    >>> may_be_elemental_mass(find_strength("535 mg"), "Mg", "chloride", "tablet")
    False
    """
    known_form = recognize_form(form, element).form
    if known_form is None or _mass_per_unit(strength) in standard_strengths(
        element, known_form.name
    ):
        return False
    highest = _highest_limit(element)
    if highest and strength.mass > highest * _MAX_TIMES_LIMIT:
        return False
    if not known_form.fractions:
        return True
    salt = _mass_per_unit(strength) * UNITS.base_per_unit / known_form.fractions[-1]
    return salt <= _MAX_SALT_BY_UNIT_KIND.get(unit_kind, _MAX_SALT_OF_A_UNIT)


def find_elemental_amount(
    text: str, strength: Strength, element: str, form: str
) -> tuple[int, int] | None:
    """Return the elemental amount in micrograms that a label states after the strength.

    The second number is the position where it ends. Return None if the label does not state it.

    >>> label = "325 MG (65 MG IRON) TABLET"
    >>> find_elemental_amount(label, find_strength(label), "Fe", "ferrous sulfate")
    (65000, 19)
    """
    match = _ELEMENTAL_AMOUNT.match(text, strength.span[1])
    known_form = recognize_form(form, element).form
    if match is None or known_form is None or not known_form.fractions:
        return None
    if not match["elemental"] and not _names_element(match, element):
        return None
    try:
        elemental = _read_mass(match["amount"], match["unit"].casefold())
    except BadInput:
        return None
    fraction = Fraction(elemental, strength.mass)
    lowest = known_form.fractions[0] * (1 - _FRACTION_TOLERANCE)
    highest = known_form.fractions[-1] * (1 + _FRACTION_TOLERANCE)
    return (elemental, match.end()) if lowest <= fraction <= highest else None


def _names_element(match: re.Match[str], element: str) -> bool:
    try:
        return recognize_element(match["name"]) == element
    except BadInput:
        return False


def _mass_per_unit(strength: Strength) -> Fraction:
    return Fraction(strength.mass, strength.per_units)


@cache
def _highest_limit(element: str) -> int:
    """Return the highest limit for adults of any authority in micrograms, or 0 if there is none."""
    amounts = (
        limit.amount or 0
        for limit in limits()
        if (limit.element, limit.life_stage) == (element, "adult")
    )
    return max(amounts, default=0)

"""Standard strengths: masses of a compound that drug labels state as their strength."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from pricing.data import tables
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import MASS, UNITS
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reference.mineral_forms import micrograms

if TYPE_CHECKING:
    from collections.abc import Mapping

_STRENGTH = lazy_pattern(r"(?P<amount>[\d.]+) (?P<unit>mg|g)(?:/(?P<per>[\d.]+) mL)?")
_MICROGRAMS = {"mg": MASS.base_per_unit, "g": 1_000 * MASS.base_per_unit}


@dataclass(frozen=True, slots=True)
class StandardStrength:
    """The mass of a compound in one unit or millilitre, as drug labels state it.

    `mass_per_unit` is in micrograms per thousandth of a unit. `label_fraction` is the elemental
    fraction that the labels of this strength state. It is None unless they mean another hydrate
    than the form's name does.
    """

    mass_per_unit: Fraction
    label_fraction: Fraction | None


@cache
def standard_strengths(element: str, form: str) -> Mapping[Fraction, StandardStrength]:
    """Return the standard strengths of a form by their mass per unit.

    >>> strength, = standard_strengths("Mg", "hydroxide").values()
    >>> strength.mass_per_unit
    Fraction(80, 1)
    """
    strengths = {}
    for row in tables.read_rows("strengths.csv"):
        match = _STRENGTH.fullmatch(row["strength"])
        if match and (row["element"], row["form"]) == (element, form):
            mass = Fraction(match["amount"]) * _MICROGRAMS[match["unit"]]
            per_unit = mass / (Fraction(match["per"] or 1) * UNITS.base_per_unit)
            stated = Fraction(micrograms(row["elemental_mg"])) if row["elemental_mg"] else None
            fraction = stated / mass if stated and row["decides"] else None
            strengths[per_unit] = StandardStrength(per_unit, fraction)
    return strengths

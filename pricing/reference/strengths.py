"""Standard strengths: masses of a compound that drug labels state as their strength."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from pricing.data import tables
from pricing.quantities.amounts import MASS, UNITS
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reference.mineral_forms import micrograms

if TYPE_CHECKING:
    from collections.abc import Mapping

_STRENGTH = lazy_pattern(r"(?P<amount>[\d.]+) (?P<unit>mg|g)(?:/(?P<per>[\d.]+) mL)?")
_MICROGRAMS = {"mg": MASS.base_per_unit, "g": 1_000 * MASS.base_per_unit}


@cache
def standard_strengths(element: str, form: str) -> Mapping[Fraction, Fraction | None]:
    """Return the elemental fraction that the labels of each standard strength of a form state.

    A strength is in micrograms of the compound per thousandth of a unit or millilitre. Its fraction
    is None unless the labels mean another hydrate than the form's name does.

    >>> standard_strengths("Mg", "hydroxide")
    {Fraction(80, 1): None}
    """
    strengths: dict[Fraction, Fraction | None] = {}
    for row in tables.read_rows("strengths.csv"):
        is_asked = (row["element"], row["form"]) == (element, form)
        match = _STRENGTH.fullmatch(row["strength"]) if is_asked else None
        if match:
            mass = Fraction(match["amount"]) * _MICROGRAMS[match["unit"]]
            per_unit = mass / (Fraction(match["per"] or 1) * UNITS.base_per_unit)
            stated = Fraction(micrograms(row["elemental_mg"])) if row["elemental_mg"] else None
            strengths[per_unit] = stated / mass if stated and row["decides"] else None
    return strengths

"""Grams and millilitres in ounces, pounds, litres and other units of weight and volume."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from pricing.data import tables
from pricing.quantities.amounts import UNITS, DecimalMark, read_scaled
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.text_folding import match_key, normalize_text

if TYPE_CHECKING:
    from collections.abc import Mapping

# What an amount can be weighed or poured in, and how many grams or millilitres one of them is.
WEIGHTS: Mapping[str, tuple[str, Fraction]] = {
    "g": ("g", Fraction(1)),
    "kg": ("g", Fraction(1_000)),
    "oz": ("g", Fraction("28.349523125")),
    "lb": ("g", Fraction("453.59237")),
    "mL": ("mL", Fraction(1)),
    "cL": ("mL", Fraction(10)),
    "L": ("mL", Fraction(1_000)),
    "fl oz": ("mL", Fraction("29.5735295625")),
}
_AMOUNT = lazy_pattern(r"(?P<number>\d[\d.,' ]*)\s*(?P<unit>[^\W\d][^\d]*)")


def read_weight(text: str, mark: DecimalMark = DecimalMark.AUTO) -> tuple[int, str] | None:
    """Return thousandths of a gram or millilitre, and which of them, or None for other units.

    Raises:
        BadInput: The number in front of the unit is unclear.

    >>> read_weight("8 oz"), read_weight("1.5 kg"), read_weight("120 capsules")
    ((226796, 'g'), (1500000, 'g'), None)
    """
    match = _AMOUNT.fullmatch(normalize_text(text).strip())
    unit = _units_by_spelling().get(match_key(match["unit"])) if match else None
    if match is None or unit is None:
        return None
    kind, factor = WEIGHTS[unit]
    return read_scaled(match["number"], UNITS, mark, factor * UNITS.base_per_unit), kind


@cache
def _units_by_spelling() -> Mapping[str, str]:
    return {
        match_key(spelling): row["meaning"]
        for row in tables.read_rows("header_words.csv")
        if row["role"] == "weight"
        for spelling in row["spellings"].split("|")
    }

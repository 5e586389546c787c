"""A pack without a unit that is the volume or the mass in the name of its product: 200 ml."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.model.product import UNSTATED_UNIT
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import UNITS
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.pack_sizes import fold_pack_text

if TYPE_CHECKING:
    from pricing.reading.row_builder import RowBatchBuilder

_VOLUME = lazy_pattern(
    r"(?<![\d.,])(?P<count>\d{1,4}(?:[.,]\d{1,2})?)[\s-]*(?P<unit>ml|cl|l|litres?|liters?|liter|"
    r"g|gr|gm|grams?|gramm|kg|fl\.?\s?oz|oz|ounces?|lbs?|pounds?)(?![^\W_])"
)
# Most names state none, so few are folded.
_MAY_STATE = lazy_pattern(r"\d[\s-]*(?:m?l|cl|k?g|fl|o[zu]|p)", re.IGNORECASE)
# What a unit of a name holds in grams or millilitres, by its first letters.
_UNITS = (
    ("ml", "mL", Fraction(1)), ("cl", "mL", Fraction(10)), ("lb", "", Fraction(45359, 100)),
    ("l", "mL", Fraction(1_000)), ("kg", "g", Fraction(1_000)), ("g", "g", Fraction(1)),
    ("fl", "", Fraction(2957, 100)), ("o", "", Fraction(2835, 100)),
    ("p", "", Fraction(45359, 100)),
)  # fmt: skip
_FEWEST = 12 * UNITS.base_per_unit  # fewer can be a number of packs, which is asked elsewhere
_FL_OZ = "fl"
_WITHOUT_UNIT = frozenset((None, UNSTATED_UNIT))


def measure_packs(batch: RowBatchBuilder) -> None:
    """Read each pack without a unit that its name states in grams or millilitres in that unit.

    Ounces and pounds, which the pack counts as units, are asked about.
    """
    packs, names = batch.columns.get("pack_units"), batch.columns.get("product")
    if packs is None or names is None:
        return
    kinds = batch.column("unit_kind")
    if _WITHOUT_UNIT.isdisjoint(kinds):
        return
    for position, (pack, name, kind) in enumerate(zip(packs, names, kinds, strict=True)):
        if isinstance(pack, int) and name and kind in _WITHOUT_UNIT:
            _measure_pack(batch, position, pack, str(name))


def _measure_pack(batch: RowBatchBuilder, position: int, pack: int, name: str) -> None:
    unit, amount = _volume_of(name, pack)
    if unit:
        batch.set_value("unit_kind", position, unit)
    elif amount:
        value = batch.text("pack_units", position)
        count = UNITS.text(amount)
        kind = ProblemKind.PACK_DIFFERS_FROM_NAME
        error = BadInput(kind, value=value, count=count, product=name)
        batch.add_question(position, error, "pack_units", value)


def _volume_of(name: str, pack: int) -> tuple[str, int]:
    """Return the unit in which a name states a pack, or what it states in ounces or pounds.

    >>> _volume_of("Liquid 200 ml", 200_000), _volume_of("Powder 1kg", 1_000_000)
    (('mL', 0), ('g', 0))
    >>> _volume_of("Syrup 8 fl oz", 8_000), _volume_of("Liquid 200 ml", 60_000)
    (('', 237000), ('', 0))
    """
    if _MAY_STATE.search(name) is None:
        return "", 0
    for match in _VOLUME.finditer(fold_pack_text(name)):
        number = Fraction(match["count"].replace(",", ".")) * UNITS.base_per_unit
        written = match["unit"]
        unit, factor = next((unit, one) for start, unit, one in _UNITS if written.startswith(start))
        if unit and pack >= _FEWEST and number * factor == pack:
            return unit, 0
        is_fluid = written.startswith(_FL_OZ)
        if not unit and number == pack and (pack >= _FEWEST or is_fluid):
            return "", round(number * factor / UNITS.base_per_unit) * UNITS.base_per_unit
    return "", 0

"""Open Food Facts: what foods hold. Amounts are grams of the element, for 100 g or a serving."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.amounts import UNITS, DecimalMark, read_amount
from pricing.errors import BadInput
from pricing.forms import elements
from pricing.product import FOOD_KIND
from pricing.reading.packs import read_pack
from pricing.reading.register import RegisterRow, micrograms_of_grams, register
from pricing.rounding import round_half_away

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.reading.register import Record

SOURCE = "Open Food Facts"
_HUNDRED = 100_000
_MEASURED = ("g", "mL")


def read(records: Sequence[Record], element: str, number: int) -> RegisterRow | None:
    """A food by its serving, or by 100 g where none is stated; None where it states no amount."""
    record = records[0]
    nutrient = elements()[element].name.lower()
    of_hundred = micrograms_of_grams(record.get(f"{nutrient}_100g"))
    of_serving = micrograms_of_grams(record.get(f"{nutrient}_serving"))
    if of_hundred is None and of_serving is None:
        return None
    row = RegisterRow(number)
    row.put("product", record.get("product_name"), "product_name")
    row.put("brand", record.get("brands"), "brands")
    row.put("upc", record.get("code"), "code")
    row.values |= {"element": element, "source": SOURCE, "unit_kind": FOOD_KIND}
    size = _units(record.get("serving_quantity"))
    if of_hundred is None:
        row.values["elemental_mg"] = of_serving or 0
    elif size:
        row.values["elemental_mg"] = of_serving or _share(of_hundred, size)
    else:
        row.values["elemental_mg"], size = of_hundred, _HUNDRED
    if size:
        _put_servings(row, record.get("quantity"), size)
    return row


def _units(text: object) -> int:
    with suppress(BadInput):
        return read_amount(str(text or ""), UNITS, DecimalMark.POINT)
    return 0


def _share(of_hundred: int, size: int) -> int:
    return round_half_away(Fraction(of_hundred * size, _HUNDRED))


def _put_servings(row: RegisterRow, quantity: object, size: int) -> None:
    """How many servings of so many thousandths of a gram or millilitre the pack holds."""
    row.values["note"] = f"a serving is {UNITS.text(size)} g or mL"
    text = str(quantity or "").strip()
    if not text:
        return
    try:
        pack = read_pack(text, DecimalMark.AUTO)
    except BadInput as refused:
        row.problem(refused, "quantity", text, kept=True)
        return
    if pack.unit_kind in _MEASURED:
        row.values["pack_units"] = round_half_away(Fraction(pack.units * UNITS.per_unit, size))


OPEN_FOOD_FACTS = register(
    SOURCE, ("code", "product_name", "brands", "quantity"), read, like="100g"
)

"""Open Food Facts: foods, with the grams of the element in 100 g or in a serving."""

from __future__ import annotations

import re
from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.model.ingredients import Ingredient, ingredients_text
from pricing.model.product import FOOD_FORMS, SERVING_KIND, YES
from pricing.problems.errors import BadInput
from pricing.quantities.amounts import MASS, UNITS, DecimalMark, read_amount
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.rounding import round_half_away
from pricing.reading.pack_sizes import read_pack
from pricing.reading.registers.base import RegisterRowBuilder, grams_to_micrograms, make_register
from pricing.reference.mineral_forms import elements, highest_fraction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.reading.registers.base import Record

SOURCE = "Open Food Facts"
_HUNDRED_GRAMS = 100_000
_MICROGRAMS_PER_MILLIGRAM = 1_000
_MASS_TEXT = lazy_pattern(r"\d\s*[mμµu]?c?g$", re.IGNORECASE)
_MEASURED_UNITS = ("g", "mL")


def read_product(records: Sequence[Record], element: str, number: int) -> RegisterRowBuilder | None:
    """Return the row of a food, or None if it states no amount of the mineral.

    The unit is the stated serving, or else 100 g.
    """
    record = records[0]
    nutrient = _nutrient(element)
    amount_text = _stated_amount(record, nutrient)
    if not amount_text:
        return None
    row = RegisterRowBuilder(number)
    row.read_value("product", record.get("product_name"), "product_name")
    row.read_value("brand", record.get("brands"), "brands")
    row.read_value("upc", record.get("code"), "code")
    row.values |= {"element": element, "source": SOURCE, "unit_kind": SERVING_KIND}
    row.values |= {"form": FOOD_FORMS[0], "food": YES}
    size = _read_units(record.get("serving_quantity"))
    if not _read_amount(record, nutrient, "serving"):
        size = size or _HUNDRED_GRAMS
    amount = _amount(record, element, size)
    if amount:
        row.values["elemental_mg"] = amount
    else:
        row.ask_for_amount(element, f"{nutrient}_100g", amount_text)
    _add_other_minerals(row, record, element, size)
    if size:
        _set_servings(row, record.get("quantity"), size)
    return row


def _nutrient(element: str) -> str:
    """Return the name of a mineral in the register's fields."""
    return elements()[element].name.lower()


def _add_other_minerals(row: RegisterRowBuilder, record: Record, element: str, size: int) -> None:
    """Add the other minerals that the record states. One without a clear amount is only named."""
    ingredients, named = [], []
    for other in elements():
        if other == element or not _stated_amount(record, _nutrient(other)):
            continue
        amount = _amount(record, other, size)
        if amount:
            ingredients.append(Ingredient(other, amount))
        else:
            named.append(_nutrient(other))
    if ingredients:
        row.values["other_minerals"] = ingredients_text(ingredients)
    if named:
        row.values["also_contains"] = ", ".join(named)


def _amount(record: Record, element: str, size: int) -> int:
    """Return the micrograms of a mineral in a serving; 0 if they are not clear."""
    in_hundred, in_serving = (
        _read_amount(record, _nutrient(element), per) for per in ("100g", "serving")
    )
    amount = in_serving or (_amount_in_serving(in_hundred, size) if in_hundred and size else 0)
    return 0 if _exceeds_any_salt(amount, size, element) else amount


def _stated_amount(record: Record, nutrient: str) -> str:
    """Return the amount of a nutrient as stated, or "" if none is stated or it is zero."""
    fields = (f"{nutrient}_{suffix}" for suffix in ("serving", "100g", "value"))
    number = next((str(record[field]).strip() for field in fields if record.get(field)), "")
    unit = str(record.get(f"{nutrient}_unit") or "").strip()
    return f"{number} {unit}".strip() if number.strip("0.") else ""


def _read_amount(record: Record, nutrient: str, per: str) -> int | None:
    """Return micrograms in 100 g or in a serving, as the register computed or else typed them."""
    computed = grams_to_micrograms(record.get(f"{nutrient}_{per}"))
    if computed is not None or record.get("nutrition_data_per") != per:
        return computed
    typed = f"{record.get(f'{nutrient}_value') or ''} {record.get(f'{nutrient}_unit') or ''}"
    with suppress(BadInput):
        return read_amount(typed, MASS, DecimalMark.POINT) if _MASS_TEXT.search(typed) else None
    return None


def _exceeds_any_salt(amount: int, size: int, element: str) -> bool:
    """Return whether no salt of the mineral holds this amount in a serving of this size."""
    return bool(size) and amount > size * _MICROGRAMS_PER_MILLIGRAM * highest_fraction(element)


def _read_units(text: object) -> int:
    with suppress(BadInput):
        return read_amount(str(text or ""), UNITS, DecimalMark.POINT)
    return 0


def _amount_in_serving(in_hundred: int, size: int) -> int:
    return round_half_away(Fraction(in_hundred * size, _HUNDRED_GRAMS))


def _set_servings(row: RegisterRowBuilder, quantity: object, size: int) -> None:
    """Set the pack size to the number of servings. `size` is in thousandths of a gram or mL."""
    row.values["note"] = f"a serving is {UNITS.text(size)} g or mL"
    text = str(quantity or "").strip()
    if not text:
        return
    try:
        pack = read_pack(text, DecimalMark.AUTO)
    except BadInput as error:
        row.add_problem(error, "quantity", text)
        return
    if pack.unit_kind in _MEASURED_UNITS:
        row.values["pack_units"] = round_half_away(Fraction(pack.units * UNITS.base_per_unit, size))


OPEN_FOOD_FACTS = make_register(
    SOURCE, ("code", "product_name", "brands", "quantity"), read_product, field_suffix="100g"
)

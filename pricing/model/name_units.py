"""The units of rows that state none, as their names count them: 120 capsules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pricing.model.product import UNIT_KINDS
from pricing.quantities.amounts import UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pricing.model.columns import BaseValue
    from pricing.model.entry import Entry


def unit_of_name(values: Mapping[str, BaseValue], element: str) -> str:
    """Return the unit that a row's name states for its pack, or "" if it states none.

    A name that counts other units than the pack has is about something else. One that counts
    none still says what is counted: magnesium citrate tablets.
    """
    name, pack_units = str(values.get("product", "")), values.get("pack_units")
    if not name or not isinstance(pack_units, int):
        return ""
    from pricing.model.product_names import read_product_name

    reading = read_product_name(name, element)
    if not reading.unit_kind:
        return ""
    if reading.pack_units:
        return reading.unit_kind if reading.pack_units == pack_units else ""
    is_piece = UNIT_KINDS[reading.unit_kind].is_counted and not pack_units % UNITS.base_per_unit
    return reading.unit_kind if is_piece else ""


def with_unit_of_name(entry: Entry) -> Entry:
    """Return a row with the unit of its name, if it states none itself."""
    if "unit_kind" in entry.values or "unit_kind" in entry.unreadable:
        return entry
    unit_kind = unit_of_name(entry.values, entry.element)
    if not unit_kind:
        return entry
    return replace(entry, values={**entry.values, "unit_kind": unit_kind})

"""The units of rows that state none, as their names count them: 120 capsules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pricing.model.product import UNIT_KINDS, UNSTATED_UNIT
from pricing.quantities.amounts import UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.model.columns import BaseValue
    from pricing.model.entry import Entry


def unit_of_name(values: Mapping[str, BaseValue]) -> str:
    """Return the unit that a row's name states for its pack, or "" if it states none.

    A name that counts other units than the pack has is about something else. One that counts
    none still says what is counted: magnesium citrate tablets.
    """
    name, pack_units = str(values.get("product", "")), values.get("pack_units")
    return unit_in_name(name, pack_units) if name and isinstance(pack_units, int) else ""


def unit_in_name(name: str, pack_units: int) -> str:
    """Return the unit that a name states for a pack of so many thousandths, or "".

    >>> unit_in_name("Oxide 120 tablets", 120_000), unit_in_name("Oxide 60 tablets", 120_000)
    ('tablet', '')
    """
    from pricing.model.product_names import read_name_pack

    unit_kind, units = read_name_pack(name)
    if not unit_kind:
        return ""
    if units:
        return unit_kind if units == pack_units else ""
    is_piece = UNIT_KINDS[unit_kind].is_counted and not pack_units % UNITS.base_per_unit
    return unit_kind if is_piece else ""


def units_in_names(
    names: Sequence[BaseValue | None], packs: Sequence[BaseValue | None]
) -> list[str]:
    """Return for each row of a list the unit that its name states for its pack, or ""."""
    from pricing.model.product_names import may_state_units

    texts = [str(name or "") for name in names]
    return [
        unit_in_name(name, pack) if may_state and isinstance(pack, int) else ""
        for name, pack, may_state in zip(texts, packs, may_state_units(texts), strict=True)
    ]


def with_unit_of_name(entry: Entry) -> Entry:
    """Return a row with the unit of its name, if it states none itself."""
    stated = entry.values.get("unit_kind", UNSTATED_UNIT)
    if stated != UNSTATED_UNIT or "unit_kind" in entry.unreadable:
        return entry
    unit_kind = unit_of_name(entry.values)
    if not unit_kind:
        return entry
    return replace(entry, values={**entry.values, "unit_kind": unit_kind})

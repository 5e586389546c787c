"""A row that states no unit has the one that its name states for its pack."""

from __future__ import annotations

import pytest

from pricing.model.entry import Entry
from pricing.model.name_units import with_unit_of_name


@pytest.mark.parametrize(
    ("name", "units", "unit_kind"),
    [
        ("Mag Oxide 250mg 120 tabs", 120, "tablet"),
        ("Mag Malat 100 mg 60 Tabletten", 60, "tablet"),
        ("Magnesium citrate softgels", 60, "softgel"),
        ("Mag Oxide 250mg 120 tabs", 240, None),
        ("Magnesium citrate powder", 60, None),
        ("Magnesium citrate 250 g powder", 250, "g"),
        ("Magnesium oxide", 60, None),
    ],
)
def test_that_the_name_states_the_unit(name: str, units: int, unit_kind: str | None) -> None:
    entry = Entry(1, {"product": name, "pack_units": units * 1_000})
    assert with_unit_of_name(entry).values.get("unit_kind") == unit_kind


def test_that_a_stated_unit_stays() -> None:
    entry = Entry(1, {"product": "Oxide 120 tabs", "pack_units": 120_000, "unit_kind": "softgel"})
    assert with_unit_of_name(entry) == entry

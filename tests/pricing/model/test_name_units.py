"""A row that states no unit has the one that its name states for its pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.model.entry import Entry
from pricing.model.name_units import with_unit_of_name
from pricing.reading.reader_process import read_products

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


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


def test_that_a_unit_of_any_kind_gives_way_to_that_of_the_name() -> None:
    entry = Entry(1, {"product": "Oxide 120 tabs", "pack_units": 120_000, "unit_kind": "unit"})
    assert with_unit_of_name(entry).values["unit_kind"] == "tablet"


def test_that_a_list_names_no_capsules_that_it_does_not_state(
    write_list: Callable[..., Path],
) -> None:
    path = write_list(
        "product,elemental_mg,pack_units,price\nAcme Magnesium,200,120,9\n"
        "Acme Magnesium 120 tabs,200,120,9\nAcme 30 Kapseln,200,60,9\n"
        "Acme Gélules,200,60,9\nAcme 90 softgels,200,100,9\nAcme,200,30 sachets,9\n"
    )
    result = read_products(path)
    assert [row.product.unit_kind for row in result.products] == [
        "unit", "tablet", "capsule", "sachet",
    ]  # fmt: skip
    # Whether 30 capsules are a pack of 60, and 90 softgels one of 100, is a question.
    assert [problem.row for problem in result.problems] == [4, 6]


def test_that_a_product_reads_back_the_unit_that_it_was_written_with(
    write_list: Callable[..., Path],
) -> None:
    path = write_list(
        "product,elemental_mg,pack_units,price,unit\nA,200,120,9,unit\nB,1,2,3,units\n"
    )
    assert [row.product.unit_kind for row in read_products(path).products] == ["unit", "unit"]

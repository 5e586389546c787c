"""A row that names a mineral alone heads the rows below it, which are never another mineral's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.batches import read_batches
from pricing.reading.importer import read_grid
from pricing.reading.product_list import combine_batches
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.reading.product_list import ProductList

TITLES = ("Product", "Form", "Elemental mg", "Pack", "Price USD")
PLAIN = ("Citrate 15", "citrate", "15", "60", "4")
HEADINGS = [
    ("ZINC", "Zn"), ("Zinc products", "Zn"), ("Zink", "Zn"), ("Zinc:", "Zn"), ("Hierro", "Fe"),
    ("Calcium tablets", "Ca"), ("Fer", "Fe"), ("Selen", "Se"), ("Produkte: Eisen", "Fe"),
    ("Magnesium", "Mg"),
]  # fmt: skip


def minerals(result: ProductList) -> list[tuple[object, object]]:
    return [(row.values["product"], row.values["element"]) for row in result.products]


@pytest.mark.parametrize(("text", "mineral"), HEADINGS)
@pytest.mark.parametrize("place", [0, 1])
def test_that_a_heading_gives_the_rows_below_it_its_mineral(
    text: str, mineral: str, place: int
) -> None:
    heading = tuple(text if at == place else "" for at in range(6))
    above = ("1", "Magnesium oxide", "oxide", "100", "60", "4")
    grid = grid_of(("Place", *TITLES), above, heading, ("2", *PLAIN))
    result = read_grid(grid, ReadingOptions())
    assert minerals(result) == [("Magnesium oxide", "Mg"), ("Citrate 15", mineral)]
    (problem,) = [one for one in result.problems if one.row is not None]
    assert (problem.kind, problem.value) == (ProblemKind.HEADING_OF_MINERAL, text)


def test_that_a_row_that_names_its_mineral_and_a_next_heading_keep_theirs() -> None:
    result = read_grid(
        grid_of(
            TITLES,
            ("Zinc", "", "", "", ""),
            ("Magnesium citrate", "citrate", "100", "60", "4"),
            ("Capsules", "", "", "", ""),
            PLAIN,
            ("MAGNESIUM", "", "", "", ""),
            ("Oxide 100", "oxide", "100", "60", "4"),
        ),
        ReadingOptions(),
    )
    named = [("Magnesium citrate", "Mg"), ("Citrate 15", "Zn"), ("Oxide 100", "Mg")]
    assert minerals(result) == named


def test_that_a_heading_holds_through_all_batches(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("\n".join((",".join(TITLES), "ZINC,,,,", *[",".join(PLAIN)] * 20)))
    result = combine_batches(read_batches(path, size=3))
    assert {mineral for _, mineral in minerals(result)} == {"Zn"}

"""A volume or a weight beside a row that its pack does not have is asked about."""

from __future__ import annotations

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

TITLES = ("Product", "Elemental mg", "Serving size", "Pack", "Price USD")
LIQUID = ("Mag liquid", "200", "15 mL", "500 mL", "12")
OTHER_SIZES = [
    "bottle of 300 mL", "300 mL bottle", "300 mL", "now 300 mL", "1 L", "2 x 500 mL", "25 cl",
    "Flasche mit 300 ml", "jetzt 300 ml", "flacon de 300 mL", "frasco de 300 ml",
    "flacone da 300 ml", "contenuto: 300 ml",
]  # fmt: skip
OTHER_THINGS = [
    "500 mL", "bottle of 500 mL", "0.5 L", "2 x 250 mL", "50 cl", "5 mL", "take 30 mL daily",
    "mix with 200 mL water", "300 g", "jar of 300 g", "RDA in 30 mL",
]  # fmt: skip


@pytest.mark.parametrize("text", OTHER_SIZES)
@pytest.mark.parametrize("title", ["Notes", "Info"])
def test_that_another_size_beside_a_row_is_asked_about(title: str, text: str) -> None:
    read = read_grid(grid_of((*TITLES, title), (*LIQUID, text)), ReadingOptions())
    problem = next(one for one in read.problems if one.column == "Pack")
    assert (problem.kind, problem.parameters["text"]) == (ProblemKind.REMARK_ABOUT_ROW, text)
    assert not read.products


@pytest.mark.parametrize("text", OTHER_THINGS)
def test_that_the_size_of_the_pack_or_of_another_thing_asks_nothing(text: str) -> None:
    read = read_grid(grid_of((*TITLES, "Notes"), (*LIQUID, text)), ReadingOptions())
    assert [row.values["pack_units"] for row in read.products] == [500_000]

"""Remarks that state an amount for another volume or weight than its row: 75 mg per 1 mL."""

from __future__ import annotations

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

OTHER = [
    "75 mg per 1 mL", "75 mg/mL", "1 mL = 75 mg", "75 mg in 1 mL", "each mL contains 75 mg",
    "100 mg per 10 mL", "75 mg magnésium pour 1 ml", "75 mg pro ml", "1 ml enthält 75 mg",
    "75 mg por ml", "1 ml contiene 75 mg", "75 mg per ml di magnesio", "75000 mcg/mL",
    "elemental 75 mg per mL", "0,5 mL = 37,5 mg", "30 mg Mg/mL",
]  # fmt: skip
SAME = [
    "75 mg/5 mL", "15 mg per mL", "150 mg per 10 mL", "15 mg magnesium per mL", "75 mg pro 5 ml",
    "1 mL = 15 mg", "5 ml contiene 75 mg", "15 mg/mL, 75 mg/5 mL", "0.015 mg/mL or 15 mg/mL",
    "sugar 2 g per 5 mL", "vitamin C 80 mg per 5 mL", "10 mL daily",
    "good taste",
]  # fmt: skip
TITLES = ("Product", "Magnesium mg per 5 mL", "Bottle mL", "Price USD", "Notes")


def _questions(text: str) -> list[tuple[ProblemKind, str | None]]:
    read = read_grid(grid_of(TITLES, ("Mag", "75", "50", "9", text)), ReadingOptions())
    return [(problem.kind, problem.column) for problem in read.problems]


@pytest.mark.parametrize("text", OTHER)
def test_that_an_amount_for_another_volume_is_asked_about(text: str) -> None:
    assert _questions(text) == [(ProblemKind.REMARK_ABOUT_ROW, "Magnesium mg per 5 mL")]


@pytest.mark.parametrize("text", SAME)
def test_that_the_same_amount_in_another_volume_is_no_other(text: str) -> None:
    assert _questions(text) == []


def test_that_an_amount_for_another_weight_is_asked_about() -> None:
    titles = ("Product", "Magnesium mg per 2 g", "Pack g", "Price USD", "Notes")
    rows = (("Powder", "200", "250", "9", "100 mg per g"), ("Dust", "200", "250", "9", "200 mg/g"))
    read = read_grid(grid_of(titles, *rows), ReadingOptions())
    assert [row.values["product"] for row in read.products] == ["Powder"]

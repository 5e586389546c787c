"""A column of units beside an amount: the amount is in it, or the user is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.problems.errors import BadInput, ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.layouts import guess_layout
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from collections.abc import Sequence

UNITS = [("0.25", "g", 250_000), ("250", "mg", 250_000), ("400", "mcg", 400), ("400", "µg", 400)]
HEADERS = ["Unit", "Units", "UOM", "Einheit", "Unité", "Unidad", "Unità", "Unit of measure"]


def amounts(
    titles: Sequence[str], rows: Sequence[Sequence[str]], options: ReadingOptions | None = None
) -> list[object]:
    grid = grid_of(titles, *rows)
    result = read_grid(grid, options or ReadingOptions(optional_keys=("price",)))
    return [(row.values["elemental_mg"], row.values.get("unit_kind")) for row in result.all_rows]


@pytest.mark.parametrize("header", HEADERS)
def test_that_amounts_are_in_the_units_beside_them(header: str) -> None:
    titles = ("Product", "Elemental", header, "Pack size")
    rows = [(f"P {place}", text, unit, "60") for place, (text, unit, _) in enumerate(UNITS)]
    expected = [(amount, None) for _, _, amount in UNITS]
    assert amounts(titles, rows) == expected
    layout = guess_layout(grid_of(titles, *rows))
    options = ReadingOptions(layout=layout, optional_keys=("price",))
    assert amounts(titles, rows, options) == expected


@pytest.mark.parametrize("header", HEADERS)
def test_that_a_column_that_the_user_names_has_the_units_beside_it(header: str) -> None:
    titles = ("Product", "Mg", header, "Pack size")
    rows = [(f"P {place}", text, unit, "60") for place, (text, unit, _) in enumerate(UNITS)]
    options = ReadingOptions(column_keys={"Mg": "elemental_mg"}, optional_keys=("price",))
    assert amounts(titles, rows, options) == [(amount, None) for _, _, amount in UNITS]


def test_that_the_units_may_stand_elsewhere_and_a_cell_may_state_its_own() -> None:
    titles = ("Product", "Unit", "Pack size", "Elemental")
    rows = [("A", "mcg", "60", "400"), ("B", "mg", "60", "250"), ("C", "mg", "60", "0.3 g")]
    assert amounts(titles, rows) == [(400, None), (250_000, None), (300_000, None)]


def test_that_international_units_beside_an_amount_cost_the_row() -> None:
    titles = ("Product", "Elemental", "Unit", "Pack size")
    grid = grid_of(titles, ("A", "100", "IU", "60"), ("B", "100", "mg", "60"))
    result = read_grid(grid, ReadingOptions(optional_keys=("price",)))
    assert [row.values["product"] for row in result.all_rows] == ["B"]
    (problem,) = result.problems
    assert problem.kind is ProblemKind.AMOUNT_IN_INTERNATIONAL_UNITS


def test_that_grams_alone_are_asked_about_and_settled_by_the_user() -> None:
    titles = ("Product", "Elemental", "Unit", "Pack size", "Serving size")
    rows = [("A", "0.25", "g", "60", "1"), ("B", "0.3", "G", "60", "1")]
    with pytest.raises(BadInput) as caught:
        read_grid(grid_of(titles, *rows), ReadingOptions(optional_keys=("price",)))
    assert caught.value.kind is ProblemKind.UNIT_OF_AMOUNT_OR_PACK
    for choices, expected in (
        ({"Elemental": "elemental_mg:g"}, [(250_000, None), (300_000, None)]),
        ({"Elemental": "elemental_mg:mg"}, [(250, "g"), (300, "g")]),
        ({"Unit": "unit_kind"}, [(250, "g"), (300, "g")]),
    ):
        options = ReadingOptions(column_keys=choices, optional_keys=("price",))
        assert amounts(titles, rows, options) == expected


@pytest.mark.parametrize(
    ("titles", "rows"),
    [
        (("Product", "Elemental mg", "Unit", "Pack size"), [("A", "250", "capsule", "60")]),
        (("Product", "Elemental", "Unit", "Pack size"), [("A", "250", "capsule", "60")]),
        (("Product", "Elemental", "Pack size", "Unit"), [("A", "250", "60", "Tablets")]),
    ],
)
def test_that_dosage_units_stay_what_they_are(
    titles: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    assert amounts(titles, rows) in ([(250_000, "capsule")], [(250_000, "tablet")])

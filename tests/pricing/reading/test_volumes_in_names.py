"""A pack without a unit that is the volume or mass of the name is read in it, or asked about."""

from __future__ import annotations

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

TITLES = ("Product", "Elemental mg", "Pack", "Price GBP")


@pytest.mark.parametrize(
    ("name", "pack", "unit"),
    [
        ("Magnesium liquid 200 ml", "200", "mL"), ("Magnesium oral solution 500ml", "500", "mL"),
        ("Magnesium drops 30ml", "30", "mL"), ("Magnesium oil spray 100 ml", "100", "mL"),
        ("Magnesium flüssig 0,5 l", "500", "mL"), ("Magnésium buvable 25 cl", "250", "mL"),
        ("Magnesium powder 1 kg", "1000", "g"), ("Magnesium citrate powder 250g", "250", "g"),
        ("Magnesium jarabe (200 mL)", "200", "mL"), ("Magnesium 250 grams", "250", "g"),
    ],
)  # fmt: skip
def test_that_a_pack_is_the_volume_of_its_name(name: str, pack: str, unit: str) -> None:
    result = read_grid(grid_of(TITLES, (name, "100", pack, "9.99")), ReadingOptions())
    (row,) = result.products
    assert row.values["unit_kind"] == unit
    (note,) = result.problems
    assert note.kind is ProblemKind.SERVING_OF_ONE_UNIT


@pytest.mark.parametrize(
    ("name", "pack", "held"),
    [
        ("Magnesium syrup 8 fl oz", "8", "237"), ("Magnesium powder 16oz", "16", "454"),
        ("Magnesium liquid 16 fl. oz", "16", "473"),
    ],
)  # fmt: skip
def test_that_a_pack_in_ounces_is_asked_about(name: str, pack: str, held: str) -> None:
    result = read_grid(grid_of(TITLES, (name, "100", pack, "9.99")), ReadingOptions())
    assert not result.products
    (question,) = result.problems
    assert question.kind is ProblemKind.PACK_DIFFERS_FROM_NAME
    assert question.parameters["count"] == held


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("Magnesium sachets 10 g", "30"), ("Magnesium 60 tablets", "60"),
        ("Magnesium 200 mg", "200"),
        ("Magnesium 5 g scoop", "60"),
    ],
)  # fmt: skip
def test_that_a_pack_of_pieces_is_no_volume(name: str, pack: str) -> None:
    (row,) = read_grid(grid_of(TITLES, (name, "100", pack, "9.99")), ReadingOptions()).products
    assert row.values.get("unit_kind") not in {"g", "mL"}

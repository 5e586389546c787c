"""An amount beside a name that states a serving of several units is asked about."""

from __future__ import annotations

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

TITLES = ("Product", "Elemental mg", "Pack", "Price USD")
ASKED = [
    ("Mag 200mg per 2 capsules", "60", "2 units"), ("Mag 200 mg/2 caps", "60", "2 units"),
    ("Mag (2 caps = 200 mg)", "60", "2 units"), ("Mag serving size 4 tablets", "60", "4 units"),
    ("Mag (two tablets provide 200 mg)", "60", "2 units"),
    ("Mag 200 mg in 4 tabs", "60", "4 units"),
    ("Mag 200 mg per serving of 2", "60", "2 units"), ("Mag 200 mg je 2 Kapseln", "60", "2 units"),
    ("Mag 200 mg pro 3 Tabletten", "60", "3 units"), ("Mag 200 mg par 2 gélules", "60", "2 units"),
    ("Mag 200 mg por 2 cápsulas", "60", "2 units"), ("Mag 200 mg per 2 compresse", "60", "2 units"),
    ("Mag 2 Kapseln enthalten 200 mg", "60", "2 units"), ("Mag 200 mg/5 mL", "200 mL", "5 mL"),
    ("Mag powder 200 mg per 5 g", "200 g", "5 g"), ("Mag (15 mL serving)", "200 mL", "15 mL"),
    ("Mag 200 mg per 2 tsp", "200 g", "2 tsp"), ("Mag Tagesdosis: 2 Kapseln", "60", "2 units"),
    ("Mag 1000 mg per 2 caps", "60", "2 units"), ("Mag 200 mg/2caps, 60 caps", "60", "2 units"),
    ("Mag 200 mg elemental per 3 capsules", "60", "3 units"),
    ("Citrate 200 mg of magnesium in 3 capsules", "60", "3 units"),
    ("Mag 200 mg elemental magnesium per two tablets", "60", "2 units"),
    ("Mag 200 mg elementares Magnesium pro 2 Kapseln", "60", "2 units"),
    ("Mag 200 mg Mg / 2 caps", "60", "2 units"), ("Mag (2 tablets provide)", "60", "2 units"),
    ("Mag, 3 Kapseln enthalten", "60", "3 units"), ("Mag two caps contain", "60", "2 units"),
]  # fmt: skip
KEPT = [
    ("Mag 400 mg per 2 capsules", "60"), ("Mag 400 mg/2 caps", "60"), ("Mag 200 mg/tablet", "60"),
    ("Mag 200 mg per capsule", "60"), ("Mag 200 mg / 60 caps", "60"),
    ("Mag 200 mg/10 sachets", "10"),
    ("Mag 200 mg magnesium in 60 caps", "60"),
    ("Mag Pro 3 60 caps", "60"), ("Mag 2 in 1", "60"), ("Mag 2 tablets 60", "60"),
    ("Mag 200 mg, 60 tabs, 1 per day", "60"), ("Mag in 5 g sticks", "30"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "pack", "serving"), ASKED)
def test_that_an_amount_beside_a_serving_of_several_units_is_asked_about(
    name: str, pack: str, serving: str
) -> None:
    read = read_grid(grid_of(TITLES, (name, "200", pack, "12")), ReadingOptions())
    assert not read.products
    (problem,) = read.problems
    assert problem.kind is ProblemKind.SERVING_DIFFERS_FROM_NAME
    assert problem.parameters["serving"] == serving


@pytest.mark.parametrize(("name", "pack"), KEPT)
def test_that_an_amount_that_the_name_does_not_contradict_stays(name: str, pack: str) -> None:
    read = read_grid(grid_of(TITLES, (name, "200", pack, "12")), ReadingOptions())
    assert [row.values["elemental_mg"] for row in read.products] == [200_000]


@pytest.mark.parametrize(("mapping", "units"), [("per 2 units", 2_000), ("per unit", 1_000)])
def test_that_saying_what_the_amounts_are_for_answers_the_question(
    mapping: str, units: int
) -> None:
    options = ReadingOptions(column_keys={"Elemental mg": f"elemental_mg:{mapping}"})
    read = read_grid(grid_of(TITLES, ("Mag 200 mg per 2 caps", "200", "60", "12")), options)
    assert not read.problems
    assert [row.values.get("serving_units", 1_000) for row in read.products] == [units]


def test_that_a_stated_serving_is_taken() -> None:
    titles = (*TITLES, "Serving size")
    row = ("Mag 200 mg per 2 caps", "200", "60", "12", "2")
    read = read_grid(grid_of(titles, row), ReadingOptions())
    assert [one.values["serving_units"] for one in read.products] == [2_000]


SERVED = ("Product", "Elemental mg", "Serving size", "Pack", "Price USD")


@pytest.mark.parametrize(
    ("name", "serving", "pack"),
    [
        ("Mag 90 servings", "3 capsules", "90"), ("Mag 90 portions", "3 capsules", "90"),
        ("Mag 30 doses", "3 capsules", "30"), ("Mag powder 60 servings", "5 g", "200 g"),
        ("Mag 30 Portionen", "1 Kapsel", "90"), ("Mag 180 caps (60 servings)", "1", "180"),
    ],
)  # fmt: skip
def test_that_servings_in_the_name_that_are_not_the_pack_are_asked_about(
    name: str, serving: str, pack: str
) -> None:
    read = read_grid(grid_of(SERVED, (name, "200", serving, pack, "12")), ReadingOptions())
    assert not read.products
    assert [one.kind for one in read.problems] == [ProblemKind.SERVINGS_DIFFER_FROM_PACK]


@pytest.mark.parametrize(
    ("name", "serving", "pack"),
    [
        ("Mag 30 servings", "3 capsules", "90"), ("Mag 180 caps 60 servings", "3 capsules", "180"),
        ("Mag powder 57 servings", "4 g", "227 g"), ("Mag 2 servings daily", "3 capsules", "90"),
        ("Mag 60 servings", "2 scoops", "60 servings"),
        ("Mag 30 servings", "1", "30"),
    ],
)  # fmt: skip
def test_that_servings_in_the_name_that_are_the_pack_ask_nothing(
    name: str, serving: str, pack: str
) -> None:
    read = read_grid(grid_of(SERVED, (name, "200", serving, pack, "12")), ReadingOptions())
    assert len(read.products) == 1
    assert not read.problems


@pytest.mark.parametrize(
    ("name", "pack", "serving"),
    [
        ("Mag 60 servings", "120 capsules", "2 units"), ("Mag 30 doses", "90", "3 units"),
        ("Mag powder 50 servings", "250 g", "5 g"),
    ],
)  # fmt: skip
def test_that_an_amount_beside_servings_of_several_units_in_the_name_is_asked_about(
    name: str, pack: str, serving: str
) -> None:
    read = read_grid(grid_of(TITLES, (name, "200", pack, "12")), ReadingOptions())
    assert not read.products
    asked = [one for one in read.problems if not one.is_row_kept]
    assert [one.parameters["serving"] for one in asked] == [serving]


def test_that_amounts_of_one_unit_by_their_header_stay_beside_servings_in_the_name() -> None:
    titles = ("Product", "Elemental mg per capsule", "Pack", "Price USD")
    row = ("Mag 60 servings", "200", "120 capsules", "12")
    assert len(read_grid(grid_of(titles, row), ReadingOptions()).products) == 1


@pytest.mark.parametrize(
    "name",
    ["Mag citrate 100 mg per capsule", "Mag 100mg/tab", "Mag 100 mg pro Tablette",
     "Mag 50 mg of magnesium in one capsule", "Mag 100 mg per 1 capsule"],
)  # fmt: skip
@pytest.mark.parametrize("serving", ["1 capsule", ""])
def test_that_several_times_the_amount_of_one_unit_in_the_name_is_asked_about(
    name: str, serving: str
) -> None:
    row = (name, "200", serving, "90", "12")
    read = read_grid(grid_of(SERVED, row), ReadingOptions())
    assert not read.products
    (problem,) = read.problems
    assert problem.kind is ProblemKind.AMOUNT_OF_ONE_DIFFERS_FROM_NAME
    mappings = problem.parameters["mappings"]
    assert isinstance(mappings, tuple)
    options = ReadingOptions(column_keys={"Elemental mg": mappings[0]})
    titles = tuple(title for title in SERVED if title != "Serving size")
    answered = read_grid(grid_of(titles, (name, "200", "90", "12")), options)
    assert not answered.problems
    assert answered.products[0].values["serving_units"] in {2_000, 4_000}


@pytest.mark.parametrize(
    ("name", "serving"),
    [
        ("Mag 100 mg per capsule", "2 capsules"), ("Mag 200 mg per capsule", "1 capsule"),
        ("Mag citrate 1000 mg per capsule", "1 capsule"), ("Mag with zinc 5 mg per tab", "1"),
        ("Mag 150 mg/capsule", "1"), ("Mag 100 mg, 60 capsules", "1"),
    ],
)  # fmt: skip
def test_that_an_amount_that_the_one_of_a_unit_allows_asks_nothing(name: str, serving: str) -> None:
    read = read_grid(grid_of(SERVED, (name, "200", serving, "60", "12")), ReadingOptions())
    assert len(read.products) == 1
    assert all(one.is_row_kept for one in read.problems)

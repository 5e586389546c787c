"""Elemental amounts that contradict the ones that names state are asked about."""

from __future__ import annotations

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of, read_rows

HEADERS = ("Product", "Elemental mg", "Serving size", "Pack size", "Price")
NAMES = [
    "Magnesium citrate 1000 mg (150 mg elemental)",
    "Magnesium citrate 1000 mg, elemental 150 mg",
    "Magnesium citrate 1000 mg (elemental magnesium: 150 mg)",
    "Magnesium citrate 1000mg = 150mg Elemental Magnesium",
    "Magnesiumcitrat 1000 mg (150 mg elementares Magnesium)",
    "Magnesiumcitrat 1000 mg, davon 150 mg elementar",
    "Citrate de magnésium 1000 mg (150 mg élémentaire)",
    "Citrato de magnesio 1000 mg (0,15 g elemental)",
    "Citrato di magnesio 1000 mg (150 mg elementare)",
    "Citrato de magnesio 1000 mg (150 mg de magnesio elemental)",
    "Magnesium citrate 1,000 mg, 150 mg (elemental)",
    "Magnesiumcitrat 1000 mg mit 150 mg elementarem Magnesium",
    "Magnesium citrate 1000 mg, magnesium (elemental) 150 milligrams",
    "Magnesium citrate 1000 mg (150,000 mcg)(150 mg of elemental magnesium)",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("amount", ["1000", "1 g", "400"])
def test_that_another_amount_than_the_elemental_one_of_the_name_is_asked(
    name: str, amount: str
) -> None:
    result = read_rows(HEADERS, (name, amount, "1", "60", "20"))
    assert not result.products
    (problem,) = result.problems
    assert problem.kind is ProblemKind.ELEMENTAL_DIFFERS_FROM_NAME
    assert "the name states 150 mg" in problem.description
    assert [row.values.get("elemental_mg") for row in result.all_rows] == [None]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("amount", "serving"), [("150", "1"), ("150", "2"), ("300", "2")])
def test_that_the_amount_of_a_unit_or_of_a_serving_agrees(
    name: str, amount: str, serving: str
) -> None:
    result = read_rows(HEADERS, (name, amount, serving, "60", "20"))
    assert len(result.products) == 1
    assert not result.problems


@pytest.mark.parametrize(
    "name",
    ["Elements of life magnesium 150 mg", "Magnesium 150 mg supplement", "Elemental magnesium",
     "Elementa brand magnesium 150 mg", "Elemental 120 capsules magnesium",
     "Magnesium 150 mg elemental 1000 mg citrate"],
)  # fmt: skip
def test_that_names_without_a_certain_elemental_amount_ask_nothing(name: str) -> None:
    result = read_rows(HEADERS, (name, "1000", "1", "120", "20"))
    assert len(result.products) == 1
    assert not result.problems


def test_that_the_header_states_the_unit_of_the_amount_that_is_compared() -> None:
    name = "Magnesium (elemental 97 mg)"
    rows = (
        ("Product", "Elemental (mmol)", "Pack size", "Price EUR"),
        (name, "4", "60", "9"),
        (name, "40", "60", "9"),
    )
    result = read_grid(grid_of(*rows), ReadingOptions())
    assert [row.values["elemental_mg"] for row in result.products] == [97_220]
    assert [problem.kind for problem in result.problems] == [
        ProblemKind.ELEMENTAL_DIFFERS_FROM_NAME
    ]


def test_that_the_amounts_count_where_the_user_calls_them_those_of_the_compound() -> None:
    titles = ("Product", "Form", "Elemental mg", "Pack size", "Price EUR")
    rows = (titles, (NAMES[0], "citrate", "1000", "60", "9"))
    options = ReadingOptions(column_keys={"Elemental mg": "compound_mg"})
    result = read_grid(grid_of(*rows), options)
    assert [row.values["compound_mg"] for row in result.products] == [1_000_000]


@pytest.mark.parametrize("name", ["5;① mg/100 g", "Mag ² mg/100 g", "③ Mag 100 mg"])
def test_that_a_sign_for_a_digit_in_a_name_is_no_number(name: str) -> None:
    titles = ("Product", "Elemental mg", "Pack", "Price USD")
    read = read_grid(grid_of(titles, (name, "200", "60", "9")), ReadingOptions())
    assert [row.values["elemental_mg"] for row in read.all_rows] == [200_000]

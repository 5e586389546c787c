"""Servings in words, and those that are taken once a day, are read where they are clear."""

from __future__ import annotations

import pytest

from pricing.problems.errors import ProblemKind
from tests.pricing.reading.grids import read_rows


@pytest.mark.parametrize(
    ("text", "units"),
    [("two capsules", 2_000), ("one tablet", 1_000), ("2 tablets daily", 2_000),
     ("2 tablets a day", 2_000), ("zwei Kapseln täglich", 2_000), ("deux gélules par jour", 2_000),
     ("dos cápsulas al día", 2_000), ("2 compresse al giorno", 2_000),
     ("3 Tabletten pro Tag", 3_000)],
)  # fmt: skip
def test_that_a_serving_in_words_or_of_a_day_is_read(text: str, units: int) -> None:
    titles = ("Product", "Elemental mg", "Serving size", "Pack size", "Price")
    result = read_rows(titles, ("Magnesium", "100", text, "60", "9"))
    assert [row.values["serving_units"] for row in result.products] == [units]
    assert not result.problems


@pytest.mark.parametrize(
    "text",
    ["1 tablet twice daily", "1 tablet 3 times a day", "1-2 tablets daily", "2 daily",
     "3 x 1 tablet daily", "1 Tablette zweimal täglich"],
)  # fmt: skip
def test_that_servings_that_leave_the_number_of_a_day_open_are_asked(text: str) -> None:
    titles = ("Product", "Elemental mg", "Serving size", "Pack size", "Price")
    result = read_rows(titles, ("Magnesium", "100", text, "60", "9"))
    assert not result.products
    (problem,) = result.problems
    assert problem.kind is ProblemKind.UNCLEAR_SERVING_SIZE
    assert problem.value == text

"""A row whose name names no mineral is one of the mineral of its category, or a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from pricing.reading.product_list import ProductList

TITLES = ("Product", "Elemental mg", "Pack", "Price USD")
FIGURES = ("25", "60", "4")
QUESTION = ProblemKind.MINERAL_OF_CATEGORY_UNCLEAR


def read(title: str, *rows: tuple[str, str]) -> ProductList:
    cells = ((name, *FIGURES, group) for name, group in rows)
    return read_grid(grid_of((*TITLES, title), *cells), ReadingOptions())


def minerals(result: ProductList) -> list[tuple[object, object]]:
    return [(row.values["product"], row.values["element"]) for row in result.products]


@pytest.mark.parametrize(
    "title",
    [
        "Type", "Category", "Categories", "Product Category", "product_type", "Department", "Group",
        "Warengruppe", "Kategorie", "Tags", "Collection", "Sub-category", "Catégorie", "Rayon",
        "Categoría", "Gruppo", "Product type", "Google product category", "Range", "Familia",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("zinc", "magnesium"),
    [
        ("Minerals > Zinc", "Minerals > Magnesium"),
        ("Zink", "Magnesium"),
        ("Calcium & Zinc > Zinc", "Calcium & Magnesium > Magnesium"),
        ("Vitamins & Minerals/Zinc tablets", "Vitamins & Minerals/Magnesium tablets"),
    ],
)
def test_that_a_category_settles_the_mineral_of_a_name_without_one(
    title: str, zinc: str, magnesium: str
) -> None:
    result = read(title, ("Oxide 25", magnesium), ("Gentle 25", zinc), ("Iron plus", zinc))
    assert minerals(result) == [("Oxide 25", "Mg"), ("Gentle 25", "Zn"), ("Iron plus", "Fe")]
    (note,) = [one for one in result.problems if one.kind is ProblemKind.MINERAL_OF_CATEGORY]
    assert (note.row, note.column, note.value) == (3, title, "Gentle 25")


@pytest.mark.parametrize(
    "group",
    [
        "Zinc, Magnesium", "Calcium & Zinc", "Magnesium & Zink", "Mg > Magnesium, Sale > Zinc",
        "Vitamins > Vitamin D", "Omega 3", "Probiotics",
    ],
)  # fmt: skip
def test_that_a_category_of_another_kind_leaves_the_row_in_question(group: str) -> None:
    result = read("Category", ("Oxide 25", "Magnesium"), ("Gentle 25", group))
    assert minerals(result) == [("Oxide 25", "Mg")]
    (question,) = [one for one in result.problems if one.row == 3]
    assert (question.kind, question.value) == (QUESTION, group)


def test_that_two_categories_of_two_minerals_leave_the_row_in_question() -> None:
    titles = (*TITLES, "Category", "Sub-category")
    row = ("Gentle 25", *FIGURES, "Magnesium", "Zinc")
    result = read_grid(grid_of(titles, row), ReadingOptions())
    assert not result.products
    assert QUESTION in {one.kind for one in result.problems}


@pytest.mark.parametrize("group", ["Minerals", "Vitamins & Supplements", "Sale", "Trace minerals"])
def test_that_a_category_without_a_mineral_says_nothing(group: str) -> None:
    result = read("Category", ("Gentle 25", group))
    assert minerals(result) == [("Gentle 25", "Mg")]


def test_that_an_empty_cell_below_another_mineral_is_a_question() -> None:
    rows = (("Oxide", "Magnesium"), ("Citrate", ""), ("Gluconate", "Zinc"), ("Gentle", ""))
    result = read("Category", *rows)
    assert minerals(result) == [("Oxide", "Mg"), ("Citrate", "Mg"), ("Gluconate", "Zn")]
    (question,) = [one for one in result.problems if one.row == 5]
    assert (question.kind, question.value) == (QUESTION, "Zinc")
    assert minerals(read("Tags", *rows))[-1] == ("Gentle", "Mg")

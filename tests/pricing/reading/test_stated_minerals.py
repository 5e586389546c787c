"""A column of minerals and the names of the products, which contradict each other in some rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.reader_process import read_products

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pricing.reading.product_list import ProductList


def read_rows(
    write_list: Callable[..., Path], rows: Sequence[tuple[str, str]], header: str = "Mineral"
) -> ProductList:
    lines = "".join(f'"{name}",{mineral},50,60,9\n' for name, mineral in rows)
    return read_products(write_list(f"Product,{header},Elemental mg,Count,Price\n{lines}"))


@pytest.mark.parametrize(
    ("cells", "elements"),
    [
        (("NA", "Mg", "Na"), ["Mg", "Mg", "Na"]),
        (("N/A", "Magnesium", "Zinc"), ["Mg", "Mg", "Zn"]),
        (("n.a.", "mg", "zn"), ["Mg", "Mg", "Zn"]),
        (("NA", "MG", "ZN"), ["Na", "Mg", "Zn"]),
    ],
)
def test_that_na_is_sodium_only_among_symbols(
    write_list: Callable[..., Path], cells: tuple[str, ...], elements: list[str]
) -> None:
    result = read_rows(write_list, [(f"P{at}", cell) for at, cell in enumerate(cells)])
    assert [row.product.element for row in result.products] == elements


@pytest.mark.parametrize(
    ("name", "mineral"),
    [
        ("Zinc 50", "Magnesium"),
        ("Zinkgluconat 15", "Mg"),
        ("Zinc & Copper", "Magnesium"),
        ("Calcium 600 + D3", "magnesio"),
        ("Magnesium citrate", "Zinc"),
        ("Hierro 14 mg", "Zn"),
        ("Potassium iodide 150", "Magnesium"),
    ],
)
def test_that_a_name_of_another_mineral_than_the_columns_costs_the_row(
    write_list: Callable[..., Path], name: str, mineral: str
) -> None:
    result = read_rows(write_list, [(name, mineral), ("Mg + B6", "Mg")])
    assert [row.product.product for row in result.products] == ["Mg + B6"]
    (problem,) = result.problems
    assert (problem.kind, problem.row) == (ProblemKind.OTHER_MINERAL_IN_COLUMN, 2)
    assert name in str(problem)


@pytest.mark.parametrize(
    ("name", "mineral"),
    [
        ("B12", "Mg"),
        ("Vitamin B complex", "Magnesium"),
        ("Postage", "Magnesium"),
        ("Melatonin 3 mg", "Zinc"),
    ],
)
def test_that_the_column_alone_gives_a_vitamin_its_mineral_and_says_so(
    write_list: Callable[..., Path], name: str, mineral: str
) -> None:
    result = read_rows(write_list, [(name, mineral)])
    assert [row.product.product for row in result.products] == [name]
    assert [problem.kind for problem in result.problems] == [ProblemKind.MINERAL_OF_COLUMN_ALONE]


@pytest.mark.parametrize(
    ("name", "mineral"),
    [
        ("High Absorption 240", "Magnesium"),
        ("Mag Glycinate", "Magnesium"),
        ("Zinc & Magnesium", "Magnesium"),
        ("Natriumselenit", "Selenium"),
        ("Potassium iodide", "Iodine"),
        ("Multivitamin", "Zinc"),
        ("Iron-free magnesium", "Mg"),
        ("Eisen 14", "Fe"),
        ("Cinc 15", "Zinc"),
    ],
)
def test_that_a_name_which_fits_its_mineral_is_not_asked_about(
    write_list: Callable[..., Path], name: str, mineral: str
) -> None:
    result = read_rows(write_list, [(name, mineral)])
    assert [row.product.product for row in result.products] == [name]
    assert not result.problems


def test_that_a_product_with_a_row_for_each_mineral_may_be_named_after_one(
    write_list: Callable[..., Path],
) -> None:
    result = read_rows(write_list, [("Calcium Plus", "Calcium"), ("Calcium Plus", "Magnesium")])
    kinds = {problem.kind for problem in result.problems}
    assert ProblemKind.OTHER_MINERAL_IN_COLUMN not in kinds
    assert [row.product.product for row in result.products] == ["Calcium Plus"] * 2

"""What a JSON list nests below a product is its own, or is said."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.reader_process import read_products

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.reading.product_list import ProductList

BASE = {
    "name": "A", "form": "citrate", "element": "magnesium", "elemental_mg": 100,
    "units_per_pack": 100, "price": 5, "currency": "USD",
}  # fmt: skip
OWN = {"element": "magnesium", "elemental_mg": 100}


def read(folder: Path, **nested: Any) -> ProductList:
    path = folder / "a.json"
    path.write_text(json.dumps([{**BASE, **nested}], ensure_ascii=False), "utf-8")
    return read_products(path)


@pytest.mark.parametrize(
    ("nested", "others", "contents"),
    [
        ({"ingredients": [OWN, {"element": "Zink"}]}, "", "zinc"),
        ({"ingredients": [OWN, {"element": "Zn", "daily_value_percent": 50}]}, "", "zinc"),
        (
            {"ingredients": [OWN, {"element": "Zn", "compound_mg": 35, "form": "gluconate"}]},
            "zinc (gluconate, 35 mg compound)",
            "",
        ),
        ({"ingredients": [{"element": "Zn", "elemental_mg": 60}]}, "zinc 60 mg", ""),
        (
            {"ingredients": [{"name": "Magnesium", "amount": 100, "unit": "mg"},
                             {"name": "Selen", "amount": 55, "unit": "mcg"}]},
            "selenium 55 µg",
            "",
        ),
        ({"Ingredients": [OWN, {"Mineral": "Zn", "Strength": "5 mg"}]}, "zinc 5 mg", ""),
        ({"nutrients": [{"nutrient": "Zinc", "quantity": "5 mg"}]}, "zinc 5 mg", ""),
        ({"ingredients": ["magnesium 100 mg", "zinc 60 mg", "copper"]}, "", "zinc, copper"),
        ({"minerals": {"zinc": 5}}, "", "zinc"),
        ({"other_minerals": ["zinc 60 mg", "copper 1 mg"]}, "zinc 60 mg, copper 1 mg", ""),
        ({"other_minerals": {"zinc": "60 mg"}}, "zinc 60 mg", ""),
        ({"also_contains": ["zinc"]}, "", "zinc"),
        ({"zinc": {"mg": 5}}, "zinc 5 mg", ""),
        ({"zinc_mg": [5]}, "zinc 5 mg", ""),
    ],
)  # fmt: skip
def test_that_each_mineral_below_a_product_is_read_or_named(
    tmp_path: Path, nested: dict[str, Any], others: str, contents: str
) -> None:
    (row,) = read(tmp_path, **nested).products
    product = row.product
    assert (product.product, product.element, product.elemental) == ("A", "Mg", 100_000)
    assert (product.other_minerals, product.also_contains) == (others, contents)


def test_that_two_amounts_of_the_mineral_of_a_product_are_asked_about(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        ingredients=[{"element": "Mg", "elemental_mg": 120}, {"element": "Zn", "elemental_mg": 5}],
    )
    assert not found.products
    assert "100 or 120" in [problem.value for problem in found.problems]


def test_that_a_list_that_is_not_read_is_said(tmp_path: Path) -> None:
    found = read(tmp_path, ingredients=["zinc 60 mg"])
    assert ProblemKind.INGREDIENT_WITHOUT_AMOUNT in {problem.kind for problem in found.problems}

"""Cells that state several minerals: what is clear counts, and the rest is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.calculation.comparison import compare
from pricing.model.also_contains import names_further_minerals, uncounted_minerals
from pricing.model.product import Product
from pricing.model.scenario import Scenario
from pricing.reading.reader_process import read_products

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.reading.product_list import ProductList

HEADER = "product,form,elemental_mg,pack_units,price,other_minerals,also_contains\n"


def read(folder: Path, others: str = "", contents: str = "", amount: str = "100") -> ProductList:
    path = folder / "list.csv"
    text = f'{HEADER}Duo,,{amount},90,9,"{others}","{contents}"\nB,oxide,80,90,9,,\n'
    path.write_text(text, "utf-8")
    return read_products(path)


@pytest.mark.parametrize(
    ("cell", "minerals"),
    [
        ("Zinc (as gluconate) 10 mg", "zinc 10 mg (as gluconate)"),
        ("Zinc (10 mg), iron (3 mg)", "zinc 10 mg, iron 3 mg"),
        ("zinc 5 mg | iron 3 mg", "zinc 5 mg, iron 3 mg"),
        ("zinc 5 mg / iron 3 mg", "zinc 5 mg, iron 3 mg"),
        ("zinc 5 mg/iron 3 mg/copper 1 mg", "zinc 5 mg, iron 3 mg, copper 1 mg"),
        ("zinc 5 mg + iron 3 mg", "zinc 5 mg, iron 3 mg"),
        ("zinc 5 mg and iron 3 mg", "zinc 5 mg, iron 3 mg"),
        ("Zink 5 mg und Eisen 3 mg", "zinc 5 mg, iron 3 mg"),
        ("zinc 5 mg\niron 3 mg", "zinc 5 mg, iron 3 mg"),
        ("zinc\n5 mg", "zinc 5 mg"),
        ("Zinc = 10 mg", "zinc 10 mg"),
        ("zinc, 5 mg", "zinc 5 mg"),
        ("Zink,5 mg,Kupfer,1 mg", "zinc 5 mg, copper 1 mg"),
        ("zinc 5 mg,10 mg iron", "zinc 5 mg, iron 10 mg"),
        ("0", ""),
        ("0 mg", ""),
        ("Zink; 5 mg, Kupfer, 1 mg", "zinc 5 mg, copper 1 mg"),
        ("zinc (5 mg), fer, (3 mg)", "zinc 5 mg, iron 3 mg"),
        ("Fe2+ 14 mg", "iron 14 mg"),
        ("Zn: 5 mg, Fe2+: 14 mg", "zinc 5 mg, iron 14 mg"),
        ("Zn²⁺ 5 mg + Cu++ 1 mg", "zinc 5 mg, copper 1 mg"),
        ("K+ 99 mg", "potassium 99 mg"),
        ("Zn(2+) 5 mg", "zinc 5 mg"),
        ("• zinc 5 mg • iron 3 mg", "zinc 5 mg, iron 3 mg"),
        ("elemental zinc 10 mg", "zinc 10 mg"),
        ("zinc 10 mg 91 % NRV", "zinc 10 mg (91 % daily value)"),
        ("zinc 5mg copper 1mg selenium 55mcg", "zinc 5 mg, copper 1 mg, selenium 55 µg"),
        ("Zinco 5 mg e ferro 3 mg", "zinc 5 mg, iron 3 mg"),
        ("hierro 5 mg y cinc 3 mg", "iron 5 mg, zinc 3 mg"),
        ("zinc 5 mg (as oxide) iron 3 mg", "zinc 5 mg (as oxide), iron 3 mg"),
        ("zinc 5 mg (50 % NRV), iron 3 mg", "zinc 5 mg (50 % daily value), iron 3 mg"),
        ("Zinc oxide 12.4 mg (10 mg zinc)", "zinc 10 mg (Zinc oxide, 12.4 mg compound)"),
        (
            "Ingredients: Zinc gluconate 70 mg (providing 10 mg of zinc), copper 1 mg",
            "zinc 10 mg (Zinc gluconate, 70 mg compound), copper 1 mg",
        ),
    ],
)
def test_that_each_spelling_of_an_amount_counts(tmp_path: Path, cell: str, minerals: str) -> None:
    product_list = read(tmp_path, cell)
    product = product_list.products[0].product
    assert (product.other_minerals, product.also_contains) == (minerals, "")
    assert not product_list.problems


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("zinc 5", "“zinc 5” states no unit"),
        ("zinc <5 mg", "is not one mineral with its amount"),
        ("zinc 5-10 mg", "is not one mineral with its amount"),
        ("zinc 5 mg/tablet", "is not one mineral with its amount"),
        ("zinc 5 mg per 2 tablets", "is not one mineral with its amount"),
        ("zinc 5 mg (10 mg)", "is not one mineral with its amount"),
        ("zinc: trace", "“zinc: trace”"),
        ("zinc 10 IU", "“IU” is not a unit"),
        ("zinc 0.0004 mg", "“zinc 0.0004 mg” is less than a microgram"),
        ("zinc 0.3 µg", "“zinc 0.3 µg” is less than a microgram"),
        ("Цинк 15 мг", "“Цинк 15 мг”"),
        ("zinc 1/2 mg", "is not one mineral with its amount"),
        ("zinc 5 mg zinc 10 mg", "is not one mineral with its amount"),
        ("zinc up to 10 mg", "“zinc up to 10 mg”"),
        ("zinc gluconate 70 mg", "a salt that holds 10.044 mg of zinc"),
        ("zinc blend chelate 70 mg", "“zinc blend chelate 70 mg”"),
    ],
)
def test_that_an_unclear_part_costs_neither_the_row_nor_its_neighbour(
    tmp_path: Path, cell: str, reason: str
) -> None:
    product_list = read(tmp_path, f"iron 3 mg, {cell}")
    product = product_list.products[0].product
    assert (product.other_minerals, product.also_contains) == ("iron 3 mg", cell)
    assert uncounted_minerals(product) == ("Zn",)
    (note,) = product_list.problems
    assert reason in note.line
    assert note.is_row_kept
    assert compare([product], Scenario()).best_buy is None


def test_that_a_symbol_with_an_unclear_amount_is_no_vitamin(tmp_path: Path) -> None:
    product = read(tmp_path, "vitamin C 60 mg, I <150 µg").products[0].product
    assert uncounted_minerals(product) == ("I",)


@pytest.mark.parametrize(
    ("header", "cell"), [("Zinc (mg)", "0.0004"), ("Selenium (mcg)", "0.3"), ("Zinc", "0.0004 mg")]
)
def test_that_less_than_a_microgram_in_a_column_is_said(
    tmp_path: Path, header: str, cell: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"product,elemental_mg,{header},units,price\nA,100,{cell},90,9\n", "utf-8")
    product_list = read_products(path)
    assert len(uncounted_minerals(product_list.products[0].product)) == 1
    assert [cell in note.line for note in product_list.problems] == [True]


def test_that_less_than_a_microgram_of_the_compared_mineral_is_quoted(tmp_path: Path) -> None:
    product_list = read(tmp_path, amount="0.0004")
    assert [row.product.product for row in product_list.products] == ["B"]
    assert "“0.0004” is less than a microgram" in product_list.problems[0].line


SALT = "Magnesium oxide 415 mg (250 mg magnesium), zinc 5 mg"


def test_that_a_list_of_ingredients_in_a_cell_states_the_compared_mineral_too(
    tmp_path: Path,
) -> None:
    (product, _) = (row.product for row in read(tmp_path, f"Ingredients: {SALT}", "", "").products)
    assert (product.elemental, product.compound, product.other_minerals) == (
        250_000, 415_000, "zinc 5 mg",
    )  # fmt: skip
    (same, _) = (row.product for row in read(tmp_path, SALT, "", "250").products)
    assert (same.elemental, same.other_minerals) == (250_000, "zinc 5 mg")
    other = read(tmp_path, SALT, "", "100")
    assert [row.product.product for row in other.products] == ["B"]
    (contents, _) = (row.product for row in read(tmp_path, "", SALT, "250").products)
    assert contents.other_minerals == "zinc 5 mg"
    assert not uncounted_minerals(contents)


@pytest.mark.parametrize(
    ("text", "is_doubtful"),
    [
        ("multi-mineral complex", True),
        ("trace minerals", True),
        ("Spurenelemente", True),
        ("proprietary mineral blend", True),
        ("oligo-éléments", True),
        ("Meeresmineralien", True),
        ("vitamin D, electrolytes", True),
        ("ミネラル", True),
        ("微量元素", True),
        ("Спирулина", True),
        ("α-lipoic acid", False),
        ("ashwagandha 600 mg", False),
        ("Ω3", False),
        ("Цинк 15 мг", False),  # its mineral is named
    ],
)
def test_that_contents_that_may_be_minerals_raise_a_doubt(text: str, is_doubtful: bool) -> None:
    product = Product(
        "Tablet", 90_000, 9_000_000, "USD", elemental=100_000, also_contains=text, form="oxide"
    )
    assert names_further_minerals(product) is is_doubtful
    if is_doubtful:
        comparison = compare([product], Scenario())
        assert comparison.best_buy is None
        (compared,) = comparison.ranked_products
        said = [flag.statement.text() for flag in compared.flags]
        assert any("may say other minerals, which are not counted" in text for text in said)

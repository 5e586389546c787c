"""Headers that name a mineral in whatever way: none of them is passed over in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.calculation.comparison import compare
from pricing.model.also_contains import uncounted_minerals
from pricing.model.scenario import Scenario
from pricing.problems.errors import ProblemKind
from pricing.reading.reader_process import read_products
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import read_rows

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.reading.product_list import ProductList


def read(
    folder: Path, header: str, *cells: str, serving: str = "1", units: str = "tablet"
) -> ProductList:
    path = folder / "list.csv"
    rows = (f'P{n},oxide,100,{serving},"{cell}",90 {units}s,9.50\n' for n, cell in enumerate(cells))
    text = f'product,form,elemental_mg,serving_units,"{header}",pack_units,price\n{"".join(rows)}'
    path.write_text(text, "utf-8")
    return read_products(path, ReadingOptions(element="Mg"))


@pytest.mark.parametrize(
    ("header", "cell", "minerals"),
    [
        ("Zinc mg per 2 tablets", "10", "zinc 5 mg"),
        ("Iron mg/tablet", "7", "iron 7 mg"),
        ("Zink je Tablette mg", "10", "zinc 10 mg"),
        ("Zinc (mg) per 2 servings", "10", "zinc 5 mg"),
        ("Selen (µg) pro Tablette", "55", "selenium 55 µg"),
        ("Zinc content", "10 mg", "zinc 10 mg"),
        ("Contains zinc?", "10 mg", "zinc 10 mg"),
        ("Zinc (as gluconate) mg", "10", "zinc 10 mg (Zinc gluconate)"),
        ("Zinc oxide compound (mg)", "10", "zinc (Zinc oxide, 10 mg compound)"),
        ("Zinc mg per 2 tablets", "10 (gluconate)", "zinc 5 mg (gluconate)"),
        ("K", "99 mg", "potassium 99 mg"),
        ("zinc_mg_per_serving", "10", "zinc 10 mg"),
        ("Meta: zinc_mg", "10", "zinc 10 mg"),
        ("product.metafields.nutrition.zinc_mg", "10", "zinc 10 mg"),
        ("ZN (mg)", "10", "zinc 10 mg"),
        ("Se/µg", "55", "selenium 55 µg"),
        ("Nutrient: Zinc (mg)", "10", "zinc 10 mg"),
        ("attribute:pa_zinc_mg", "10", "zinc 10 mg"),
        ("Zinc (as Zinc Citrate) mg", "10", "zinc 10 mg (Zinc Citrate)"),
        ("zinco (mg) per 2 compresse", "10", "zinc 5 mg"),
        ("カルシウム (mg)", "10", "calcium 10 mg"),
    ],
)
def test_that_a_header_is_read_whole(tmp_path: Path, header: str, cell: str, minerals: str) -> None:
    product_list = read(tmp_path, header, cell, "", "0")
    found = [row.product.other_minerals for row in product_list.products]
    assert found == [minerals, "", ""]
    assert not product_list.problems


@pytest.mark.parametrize(
    ("header", "symbol"),
    [
        ("Zinc oxide (mg)", "Zn"),
        ("potassium iodide", "I"),
        ("Sodium selenite (µg)", "Se"),
        ("zinc % DV", "Zn"),
        ("Zinc (% NRV)", "Zn"),
        ("Total zinc per day (mg)", "Zn"),
        ("Kalium [mg] pro Tagesdosis", "K"),
        ("Zinc mg per pack", "Zn"),
        ("Ca/Mg ratio", "Ca"),
        ("zinc content", "Zn"),
        ("Contains zinc?", "Zn"),
        ("Notes on Kupfer", "Cu"),
        ("Железо", "Fe"),
        ("亜鉛", "Zn"),
        ("Zn", "Zn"),
        ("I", "I"),
        ("K", "K"),
        ("P", "P"),
        ("B", "B"),
        ("K (µg)", "K"),
    ],
)
@pytest.mark.parametrize("cell", ["10", "yes", "1-2"])
def test_that_an_unclear_header_is_a_question_and_keeps_the_mineral(
    tmp_path: Path, header: str, symbol: str, cell: str
) -> None:
    product_list = read(tmp_path, header, cell, "", "0", "none")
    products = [row.product for row in product_list.products]
    assert [uncounted_minerals(product) for product in products] == [(symbol,), (), (), ()]
    assert not any(product.other_minerals for product in products)
    (question,) = product_list.problems
    assert (question.column, question.row) == (header, None)
    assert compare(products[:1], Scenario()).best_buy is None


def test_that_an_unclear_column_filled_late_is_named_where_it_is(tmp_path: Path) -> None:
    product_list = read(tmp_path, "Zinc oxide (mg)", *[""] * 80, "12")
    assert uncounted_minerals(product_list.products[-1].product) == ("Zn",)
    (note,) = product_list.problems
    assert (note.kind, note.row, note.column) == (
        ProblemKind.AMOUNT_NOT_COUNTED, 82, "Zinc oxide (mg)",
    )  # fmt: skip


@pytest.mark.parametrize("header", ["zinc free", "Price of zinc", "Page", "Vitamin K (µg)", "A"])
def test_that_a_header_without_a_mineral_makes_none(tmp_path: Path, header: str) -> None:
    product_list = read(tmp_path, header, "10")
    (row,) = product_list.products
    assert not uncounted_minerals(row.product)
    (note,) = product_list.problems
    assert note.kind is ProblemKind.COLUMNS_NOT_READ


@pytest.mark.parametrize("header", ["K", "P", "I"])
def test_that_words_below_a_letter_are_no_amounts(tmp_path: Path, header: str) -> None:
    (row,) = read(tmp_path, header, "blue").products
    assert not uncounted_minerals(row.product)


def test_that_letters_beside_other_minerals_count(tmp_path: Path) -> None:
    text = "product,elemental_mg,Zn,Cu mg,K,P,pack_units,price\nA,100,5 mg,1,40 mg,2,90,9\n"
    path = tmp_path / "list.csv"
    path.write_text(text, "utf-8")
    product = read_products(path, ReadingOptions(element="Mg")).products[0].product
    assert product.other_minerals == "copper 1 mg, zinc 5 mg, potassium 40 mg"
    assert product.also_contains == "phosphorus 2"


@pytest.mark.parametrize(
    ("headers", "cells", "minerals", "uncounted"),
    [
        ("Zinc (mg),zinc % DV", "10,91", "zinc 10 mg", ()),
        ("Zinc (mg),Zinc oxide (mg)", "10,12.4", "zinc 10 mg", ()),
        ("Zinc (mg),Zinc oxide (mg)", "10,5", "zinc 10 mg", ("Zn",)),
        ("Zinc (mg),Zinc mg per tablet", "10,10", "zinc 10 mg", ()),
        ("Zinc (mg),Zinc mg per tablet", "10,20", "zinc 10 mg", ("Zn",)),
        ("Zinc (mg),zinc % DV", ",91", "", ("Zn",)),
        ("Zinc oxide (mg),zinc % DV", "5,91", "", ("Zn",)),
    ],
)
def test_that_two_columns_of_a_mineral_stand_together_or_raise_a_doubt(
    tmp_path: Path, headers: str, cells: str, minerals: str, uncounted: tuple[str, ...]
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"product,elemental_mg,{headers},units,price\nA,100,{cells},90,9\n", "utf-8")
    product = read_products(path, ReadingOptions(element="Mg")).products[0].product
    assert product.other_minerals == minerals
    assert uncounted_minerals(product) == uncounted


@pytest.mark.parametrize("header", ["Zinc mg per 2 tablets", "Zinc mg per 100 g"])
def test_that_a_base_without_a_known_serving_leaves_the_amount_open(
    tmp_path: Path, header: str
) -> None:
    path = tmp_path / "list.csv"
    text = f"product,elemental_mg,{header},units,price\nA,100,10,90,9\n"
    path.write_text(text, "utf-8")
    product = read_products(path, ReadingOptions(element="Mg")).products[0].product
    assert uncounted_minerals(product) == ("Zn",)


def test_that_amounts_of_one_base_are_those_of_one_serving(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    text = (
        "product,Magnesium mg per 2 tablets,Zinc mg per 2 tablets,units,price\n"
        "A,100,10,90,9\nB,,10,90,9\n"
    )
    path.write_text(text, "utf-8")
    first, second = (row.product for row in read_products(path, ReadingOptions()).products)
    assert (first.elemental, first.serving_units, first.other_minerals) == (
        100_000, 2_000, "zinc 10 mg",
    )  # fmt: skip
    assert (second.element, second.elemental, second.serving_units) == ("Zn", 10_000, 2_000)


def test_that_the_export_of_a_shop_is_read_with_its_own_fields(tmp_path: Path) -> None:
    path = tmp_path / "products.csv"
    path.write_text(
        "Handle,Title,Variant Price,Magnesium (mg) (product.metafields.nutrition.magnesium_mg),"
        "product.metafields.nutrition.zinc_mg,product.metafields.nutrition.iron_per_capsule,"
        "Pack (product.metafields.custom.pack)\n"
        "a,Mag & Zinc,12.90,150,10,5 mg,60 capsules\nb,Mag,9.90,250,,,120 capsules\n",
        "utf-8",
    )
    products = [row.product for row in read_products(path).products]
    assert [(one.elemental, one.other_minerals) for one in products] == [
        (150_000, "iron 5 mg, zinc 10 mg"), (250_000, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "cell", "mapping", "minerals"),
    [
        ("K3", "10", "zinc_mg", "zinc 10 mg"),
        ("K3", "10", "zinc_mg:mcg", "zinc 0.01 mg"),
        ("K3 (µg)", "10", "selenium_mg", "selenium 10 µg"),
        ("K3", "10", "zinc_mg:per 2 tablets", "zinc 5 mg"),
        ("K3 per 2 tablets", "10", "zinc_mg", "zinc 5 mg"),
        ("Zinc oxide (mg)", "12.4", "zinc_mg", "zinc 12.4 mg (Zinc oxide)"),
        ("Zinc", "10 mg", "zinc_mg", "zinc 10 mg"),
        ("K", "99", "potassium_mg", "potassium 99 mg"),
        ("Zinc citrate", "10", "zinc_compound_mg", "zinc (Zinc citrate, 10 mg compound)"),
    ],
)
@pytest.mark.parametrize("is_by_place", [False, True])
def test_that_a_user_says_which_column_states_a_further_mineral(
    tmp_path: Path, header: str, cell: str, mapping: str, minerals: str, *, is_by_place: bool
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        f'product,elemental_mg,"{header}",pack_units,price,serving_units\n'
        f"A,100,{cell},90 tablets,9.50,1\n",
        "utf-8",
    )
    keys = {"3" if is_by_place else header: mapping}
    result = read_products(path, ReadingOptions(column_keys=keys))
    (row,) = result.products
    assert (row.product.other_minerals, result.problems) == (minerals, ())


@pytest.mark.parametrize(
    "header",
    ["of which Mg mg", "of which magnesium (mg)", "davon Magnesium (mg)", "davon Mg mg",
     "dont magnésium (mg)", "di cui magnesio (mg)", "de los cuales magnesio (mg)",
     "thereof magnesium mg", "Magnesium mg", "Magnesium (mg)", "Mg (mg)"],
)  # fmt: skip
@pytest.mark.parametrize("is_first", [True, False])
def test_that_the_mineral_beside_its_compound_is_the_elemental_amount(
    header: str, *, is_first: bool
) -> None:
    amounts = ["Compound mg", header]
    cells = ["625", "100"]
    if is_first:
        amounts, cells = amounts[::-1], cells[::-1]
    result = read_rows(
        ("Product", "Form", *amounts, "Pack size", "Price"), ("A", "citrate", *cells, "60", "20")
    )
    (row,) = result.products
    assert (row.values["compound_mg"], row.values["elemental_mg"]) == (625_000, 100_000)
    assert not result.problems


@pytest.mark.parametrize("header", ["of which Mg mg", "davon Magnesium (mg)", "dont magnésium mg"])
def test_that_a_part_of_the_compound_alone_is_the_elemental_amount(header: str) -> None:
    result = read_rows(
        ("Product", "Form", header, "Pack size", "Price"), ("A", "citrate", "100", "60", "20")
    )
    assert [row.values["elemental_mg"] for row in result.products] == [100_000]

"""A mineral that a row names where nothing is read is kept without an amount."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.calculation.comparison import compare
from pricing.model.note_minerals import minerals_of_note
from pricing.model.scenario import Scenario
from pricing.reading.importer import read_grid
from pricing.reading.reader_process import read_products
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADERS = "Product,Form,Elemental mg,Count,Price"


@pytest.mark.parametrize(
    ("header", "cell", "contents"),
    [
        ("ingredients", "magnesium oxide, zinc citrate, cellulose", "zinc"),
        ("Zusammensetzung", "Magnesium 100 mg, Zink 5 mg", "zinc"),
        ("Andere Mineralien", "Zink und Eisen", "zinc, iron"),
        ("composition", "oxyde de magnésium; ZnO", "zinc"),
        ("Składniki", "tlenek magnezu, cytrynian cynku", "zinc"),
        ("Složení", "oxid hořčíku, citrát zinku", "zinc"),
        ("Mineral 2", "zinc", "zinc"),
        ("zincmg", "10", "zinc"),
        ("Se (ug/day)", "55", "selenium"),
        ("Remarks on the label", "mit Zn", "zinc"),
        ("note", "with 10 mg zinc", "zinc"),
        ("note", "Enthält Eisen", "iron"),
        ("note", "mit Jodsalz", "iodine"),
        ("note", "contains ZnSO4", "zinc"),
        ("note", "KI 65 mg", "iodine"),
        ("note", "Magnesium 100 Cu", "copper"),
        ("note", "Kelppulver", "iodine"),
        ("Facts", "dolomite", "calcium"),
        ("Facts", "Magnesium + Se", "selenium"),
        ("Facts", "Kupfer: Spuren", "copper"),
        ("Facts", "farine d'os", "calcium, phosphorus"),
        ("Facts", "FeCl3", "iron"),
    ],
)
def test_that_an_unread_cell_that_names_a_mineral_puts_the_product_in_doubt(
    write_list: Callable[..., Path], header: str, cell: str, contents: str
) -> None:
    path = write_list(f'{HEADERS},{header}\nA,oxide,100,60,6,"{cell}"\nB,citrate,100,60,9,\n')
    products = [row.product for row in read_products(path).products]
    assert [product.also_contains for product in products] == [contents, ""]
    best = compare(products, Scenario()).best_buy
    assert (best and best.product.product) == "B"


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("ingredients", "magnesium oxide, cellulose, magnesium stearate"),
        ("ingredients", "magnesium oxide, without zinc"),
        ("Link", "https://shop.example/zinc"),
        ("note", "Do not take together with iron or calcium"),
        ("SKU", "AB-123"),
        ("id", "Fe12"),
        ("page", "shop.example/zinc-mag"),
        ("note", "seaweed-free, ohne Jodsalz"),
        ("note", "B12, K2, P5P, FOS, NSF, CoQ10"),
        ("note", "KIDS, KAL, CAPSULES, MONO, NAC"),
        ("zincmg", "0"),
    ],
)
def test_that_an_unread_cell_without_another_mineral_is_no_doubt(
    write_list: Callable[..., Path], header: str, cell: str
) -> None:
    path = write_list(f'{HEADERS},{header}\nA,oxide,100,60,6,"{cell}"\n')
    assert [row.product.also_contains for row in read_products(path).products] == [""]


def test_that_a_note_beside_a_title_is_named_and_the_rows_of_a_product_above_are_not(
    write_list: Callable[..., Path],
) -> None:
    path = write_list(f"Price list,,zinc in every product\n{HEADERS}\nA,oxide,100,60,6\n")
    assert [row.product.also_contains for row in read_products(path).products] == ["zinc"]
    path = write_list(f"Tablets with 15 mg zinc,60,6\n{HEADERS}\nA,oxide,100,60,6\n")
    assert [row.product.also_contains for row in read_products(path).products] == [""]


def test_that_a_mineral_with_an_amount_of_its_own_is_not_named_again(
    write_list: Callable[..., Path],
) -> None:
    path = write_list(f'{HEADERS},Zinc mg,ingredients\nA,oxide,100,60,6,5,"zinc citrate"\n')
    (product,) = (row.product for row in read_products(path).products)
    assert (product.other_minerals, product.also_contains) == ("zinc 5 mg", "")


@pytest.mark.parametrize(
    ("title", "contents"),
    [
        ("All products contain 15 mg zinc", "zinc"),
        ("Alle Produkte enthalten 15 mg Zink", "zinc"),
        ("Magnesium, chaque gélule contient zinc et cuivre", "zinc, copper"),
        ("Tablets with 15 mg zinc", "zinc"),
        ("Magnesium mit Jodsalz", "iodine"),
        ("Offers with zinc and magnesium", ""),
        ("Zinc and magnesium, price list", ""),
        ("All products are free of zinc", ""),
        ("All products contain magnesium", ""),
        ("Do not take all of them with iron", ""),
    ],
)
def test_that_a_title_that_says_what_all_products_hold_is_named(
    write_list: Callable[..., Path], title: str, contents: str
) -> None:
    read = read_products(write_list(f'"{title}"\n{HEADERS}\nA,oxide,100,60,6\n'))
    assert [row.product.also_contains for row in read.products] == [contents]
    assert any(title in str(problem) for problem in read.problems) == bool(contents)


@pytest.mark.parametrize(
    ("note", "minerals"),
    [
        ("jodhaltig", ("I",)),
        ("selenreich", ("Se",)),
        ("with Zn²⁺", ("Zn",)),
        ("z cynkiem i żelazem", ("Zn", "Fe")),
        ("med sink og jern", ("Zn", "Fe")),
        ("含锌", ("Zn",)),
        ("不含锌", ()),
        ("без цинка", ()),
        ("亜鉛不使用", ()),
    ],
)
def test_that_a_note_names_minerals_in_other_languages_and_ions(
    note: str, minerals: tuple[str, ...]
) -> None:
    assert minerals_of_note(note) == minerals


@pytest.mark.parametrize("header", ["Zn²⁺ (mg)", "Zn2+ (mg)", "Zn++ mg"])
def test_that_a_header_with_a_charge_is_of_its_mineral(header: str) -> None:
    rows = [("Mag", "100", "60", "9.90", "50")]
    grid = grid_of(("Product", "Elemental mg", "Pack", "Price", header), *rows)
    (row,) = read_grid(grid, ReadingOptions()).products
    assert row.product.other_minerals == "zinc 50 mg"


def test_that_a_header_of_iodine_as_a_molecule_is_asked_about() -> None:
    rows = [("Mag", "100", "60", "9.90", "150")]
    grid = grid_of(("Product", "Elemental mg", "Pack", "Price", "I2 (µg)"), *rows)
    (row,) = read_grid(grid, ReadingOptions()).products
    assert row.product.also_contains == "iodine 150 [I2 µg]"

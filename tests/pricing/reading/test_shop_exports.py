"""The exports of shops: attributes with their names beside them, and prices of a sale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.commands.options import line_with_option
from pricing.problems.errors import ProblemKind
from pricing.reading.batches import read_batches
from pricing.reading.first_rows import read_if_unambiguous
from pricing.reading.importer import read_grid
from pricing.reading.product_list import ProductList, combine_batches
from pricing.reading.reader_process import read_products
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAIRS = [
    ("Attribute 1 name", "Attribute 1 value(s)"),
    ("Attribute 2 name", "Attribute 2 value(s)"),
    ("Option1 Name", "Option1 Value"),
    ("option2_name", "option2_value"),
    ("Nom de l’attribut 1", "Valeur(s) de l’attribut 1"),
    ("Attribut 1 Name", "Attribut 1 Wert(e)"),
    ("Nombre del atributo 1", "Valor(es) del atributo 1"),
    ("Nome attributo 1", "Valore attributo 1"),
    ("Nome do atributo 1", "Valores do atributo 1"),
    ("Eigenschaft 1 Name", "Eigenschaft 1 Wert"),
    ("Merkmal 3 Name", "Merkmal 3 Wert"),
]
NAMES = ["Count", "Pack size", "pa_pack-size", "Packungsgröße", "Contenance", "Units per pack"]
EXPORT = """\
ID,Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,Is featured?,Date sale price starts,\
Date sale price ends,Tax status,Tax class,In stock?,Stock,Weight (lbs),Sale price,Regular price,\
Shipping class,Parent,Position,Attribute 1 name,Attribute 1 value(s),Attribute 1 visible,\
Attribute 2 name,Attribute 2 value(s),Meta: _wpcom_is_markdown
44,variable,M1,,Magnesium Glycinate,1,0,,,taxable,,1,,.5,,,,,0,Count,"90, 180",1,\
Elemental magnesium (mg),100,1
45,variation,M1-90,753950000872,Magnesium Glycinate - 90,1,0,2026-11-01,2026-12-01,taxable,parent,\
1,,,12.90,15.90,,M1,1,Count,90,,Elemental magnesium (mg),100,
46,variation,M1-180,,Magnesium Glycinate - 180,1,0,,,taxable,parent,1,30,,,25.90,,M1,2,Count,180,,\
Elemental magnesium (mg),100,
"""


def values(result: ProductList, *keys: str) -> list[tuple[object, ...]]:
    return [tuple(row.values.get(key) for key in keys) for row in result.products]


# -- attributes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name_header", "value_header"), PAIRS)
@pytest.mark.parametrize("name", NAMES)
def test_that_the_value_of_an_attribute_has_its_name_as_title(
    name_header: str, value_header: str, name: str
) -> None:
    titles = ("Product", name_header, value_header, "Elemental mg", "Price EUR")
    rows = (titles, ("A", name, "90", "100", "9"), ("B", name, "180 capsules", "250", "12"))
    result = read_if_unambiguous(grid_of(*rows), ReadingOptions())
    assert result is not None
    assert values(result, "pack_units") == [(90_000,), (180_000,)]
    assert not result.problems


@pytest.mark.parametrize(
    ("name", "cell", "amount"),
    [("Elemental (mg)", "100", 100_000), ("Elemental magnesium (g)", "0.1", 100_000),
     ("Elemental per 2 tablets (mg)", "100", 100_000), ("Elemental", "100 mg", 100_000)],
)  # fmt: skip
def test_that_the_name_of_an_attribute_states_parts_as_a_header_does(
    name: str, cell: str, amount: int
) -> None:
    titles = ("Product", "Attribute 1 name", "Attribute 1 value(s)", "Pack", "Price EUR")
    result = read_grid(grid_of(titles, ("A", name, cell, "60", "9")), ReadingOptions())
    assert values(result, "elemental_mg") == [(amount,)]


def test_that_the_value_of_another_attribute_is_not_taken(tmp_path: Path) -> None:
    lines = ["Product,Attribute 1 name,Attribute 1 value(s),Elemental mg,Price EUR"]
    lines += [f"A{number},Count,90,100,9" for number in range(100)]
    lines += ["B,Colour,180,100,9", "C,,180,100,9", "D,Count,60,100,9"]
    path = tmp_path / "list.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    result = combine_batches(read_batches(path))
    assert values(result, "product", "pack_units")[99:] == [("A99", 90_000), ("D", 60_000)]
    assert [(problem.row, problem.kind) for problem in result.problems] == [
        (102, ProblemKind.MISSING_VALUE), (103, ProblemKind.MISSING_VALUE),
    ]  # fmt: skip


def test_that_an_attribute_may_be_a_name_itself() -> None:
    titles = ("Product", "Attribute 1 name", "Attribute 1 value(s)", "Elemental mg", "Pack", "EUR")
    rows = (titles, ("A", "Brand name", "Nowa", "100", "60", "9"))
    result = read_grid(grid_of(*rows), ReadingOptions(column_keys={"EUR": "price:EUR"}))
    assert values(result, "brand") == [("Nowa",)]


def test_that_an_attribute_with_several_names_is_no_column() -> None:
    titles = ("Product", "Option1 Name", "Option1 Value", "Elemental mg", "Pack", "Price EUR")
    rows = (titles, ("A", "Size", "L", "100", "60", "9"), ("B", "Count", "90", "100", "120", "9"))
    result = read_grid(grid_of(*rows), ReadingOptions())
    assert values(result, "pack_units") == [(60_000,), (120_000,)]
    (note,) = result.problems
    assert note.parameters["headers"] == ("Option1 Name", "Option1 Value")


def test_that_a_user_names_the_values_by_their_own_header() -> None:
    titles = ("Product", "Option1 Name", "Option1 Value", "Option2 Value", "Price EUR")
    rows = (titles, ("A", "Strength (g)", "0.1", "60", "9"))
    keys = {"Option1 Value": "elemental_mg", "Option2 Value": "pack_units"}
    result = read_grid(grid_of(*rows), ReadingOptions(column_keys=keys))
    assert values(result, "elemental_mg", "pack_units") == [(100_000, 60_000)]


# -- prices of a sale ----------------------------------------------------------------------------


def test_that_a_whole_export_is_read(write_list: Callable[..., Path]) -> None:
    result = read_products(write_list(EXPORT))
    assert values(result, "pack_units", "elemental_mg", "price", "upc") == [
        (90_000, 100_000, 12_900_000, "753950000872"),
        (180_000, 100_000, 25_900_000, None),
    ]
    kinds = [problem.kind for problem in result.problems if problem.row is None]
    assert kinds == [ProblemKind.SALE_PRICE_COUNTS, ProblemKind.COLUMNS_NOT_READ]
    assert {problem.row for problem in result.problems} == {None, 2}  # 90 and 180 in one cell


@pytest.mark.parametrize(
    ("regular", "sale"),
    [("Regular price", "Sale price"), ("Normaler Preis", "Angebotspreis"), ("regular_price",
      "sale_price"), ("Usual price", "Special price"), ("Precio normal", "Precio oferta"),
     ("Regular price (EUR)", "Sale price (EUR)"), ("Price", "Sale price"),
     ("Normalpreis", "Aktionspreis"), ("Prix normal", "Prix promo"), ("Price", "promo_price"),
     ("Price", "Offer price"), ("Price (EUR)", "Offer price (EUR)"), ("Price", "Clearance price"),
     ("Prijs", "Actieprijs"), ("Prijs", "Aanbiedingsprijs"), ("Cena", "Cena promocyjna"),
     ("Preis", "Sonderpreis"), ("Pris", "Kampanjpris"), ("Price", "Deal price")],
)  # fmt: skip
@pytest.mark.parametrize("is_first", [True, False])
def test_that_the_price_of_a_sale_counts_where_there_is_one(
    regular: str, sale: str, *, is_first: bool
) -> None:
    prices = [("12.50", "15.90"), ("", "9.90"), ("-", "9.90"), ("8", "")]
    titles = [sale, regular] if is_first else [regular, sale]
    rows = [pair if is_first else pair[::-1] for pair in prices]
    grid = grid_of(
        ("Product", "Elemental mg", "Pack", *titles),
        *(("A", "100", "60", *row) for row in rows),
    )
    result = read_grid(grid, ReadingOptions(currency="EUR"))
    assert values(result, "price") == [(12_500_000,), (9_900_000,), (9_900_000,), (8_000_000,)]
    (note,) = result.problems
    assert (note.kind, note.column) == (ProblemKind.SALE_PRICE_COUNTS, sale)


def test_that_a_regular_price_alone_is_the_price() -> None:
    grid = grid_of(("Product", "Elemental mg", "Pack", "Regular price"), ("A", "1", "60", "9"))
    result = read_grid(grid, ReadingOptions(currency="EUR"))
    assert values(result, "price") == [(9_000_000,)]
    assert not result.problems


@pytest.mark.parametrize(
    "titles",
    [("List price", "Sale price"), ("Old price", "New price"), ("Price 2025", "Price 2026"),
     ("Sale price", "Price per pill"),
     ("Regular price (EUR)", "Sale price (USD)"), ("Regular price ex VAT", "Sale price inc VAT")],
)  # fmt: skip
def test_that_other_pairs_of_prices_are_asked(titles: tuple[str, str]) -> None:
    grid = grid_of(("Product", "Elemental mg", "Pack", *titles), ("A", "1", "60", "9", "8"))
    assert read_if_unambiguous(grid, ReadingOptions(currency="EUR")) is None


def test_that_a_choice_of_the_user_goes_before_the_price_of_a_sale() -> None:
    grid = grid_of(
        ("Product", "Elemental mg", "Pack", "Sale price", "Regular price"),
        ("A", "1", "60", "8", "9"),
    )
    options = ReadingOptions(currency="EUR", column_keys={"Regular price": "price"})
    assert values(read_grid(grid, options), "price") == [(9_000_000,)]


@pytest.mark.parametrize(
    "header", ["Tax status", "Tax class", "Shipping class", "Date sale price starts"]
)
def test_that_a_label_of_a_shop_is_no_money(header: str) -> None:
    grid = grid_of(("Product", "Elemental mg", "Pack", "Price EUR", header),
                   ("A", "1", "60", "9", "x"))  # fmt: skip
    (note,) = read_grid(grid, ReadingOptions()).problems
    assert note.kind is ProblemKind.COLUMNS_NOT_READ


def test_that_the_command_line_says_how_to_leave_out_a_sale() -> None:
    grid = grid_of(
        ("Product", "Elemental mg", "Pack", "Sale price", "Regular price"),
        ("A", "1", "60", "8", "9"),
    )
    (note,) = read_grid(grid, ReadingOptions(currency="EUR")).problems
    assert line_with_option(note).endswith('(option --map "Sale price=ignore")')
    options = ReadingOptions(currency="EUR", column_keys={"Sale price": "ignore"})
    assert values(read_grid(grid, options), "price") == [(9_000_000,)]

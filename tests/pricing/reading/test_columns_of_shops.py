"""Columns that shops' exports have beside a product's own: stock, and codes of several kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.problems.errors import BadInput, ProblemKind
from pricing.reading.header_grammar import parse_header
from pricing.reading.importer import read_grid
from pricing.reading.reader_process import read_products
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of, read_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADER = "Product,Form,Elemental mg,Pack size,Price"
ROW = "A,oxide,240,60,10.00"

STOCK = [
    "Variant Inventory Qty", "Stock qty", "Qty available", "Quantity on hand", "Units in stock",
    "Lagerbestand (Stück)", "Bestand Stück", "Anzahl auf Lager", "Lagermenge", "Verfügbare Anzahl",
    "Existencias (unidades)", "Unidades en stock", "Cantidad disponible", "Giacenza pezzi",
    "Pezzi disponibili", "Quantità in magazzino", "Quantité en stock", "Unités disponibles",
    "inventory_quantity", "available_qty",
]  # fmt: skip


@pytest.mark.parametrize("header", STOCK)
def test_that_a_shops_stock_is_no_pack(write_list: Callable[..., Path], header: str) -> None:
    result = read_products(write_list(f"{HEADER},{header}\n{ROW},500\n"))
    assert [row.values["pack_units"] for row in result.products] == [60_000]
    (note,) = result.problems
    assert (note.kind, note.parameters["headers"]) == (ProblemKind.COLUMNS_NOT_READ, (header,))


@pytest.mark.parametrize("header", ["Pack size", "Qty", "Quantity", "Anzahl Stück", "Unidades"])
def test_that_other_counts_are_packs_as_before(header: str) -> None:
    parsed = parse_header(header)
    assert parsed is not None
    assert parsed.column.key == "pack_units"


@pytest.mark.parametrize(
    "header", ["Pack size available", "Available pack size", "Verfügbare Packungsgröße"]
)
def test_that_an_available_size_is_asked_about_and_is_no_stock(header: str) -> None:
    parsed = parse_header(header)
    assert parsed is not None
    assert (parsed.column.key, len(parsed.unknown_words)) == ("pack_units", 1)


@pytest.mark.parametrize("code", ["UPC", "EAN", "GTIN", "Barcode"])
@pytest.mark.parametrize("pzn", ["PZN", "PZN-Code", "PZN Nr"])
def test_that_a_pzn_beside_a_barcode_is_named_and_the_barcode_read(
    write_list: Callable[..., Path], code: str, pzn: str
) -> None:
    path = write_list(f"{HEADER},{pzn},{code}\n{ROW},04909523,4006381333931\n")
    result = read_products(path)
    assert [row.values["upc"] for row in result.products] == ["4006381333931"]
    (note,) = result.problems
    assert (note.kind, note.parameters["headers"]) == (ProblemKind.COLUMNS_NOT_READ, (pzn,))


@pytest.mark.parametrize(
    ("cell", "code", "kind"),
    [
        ("04909523", "04909523", None),
        ("PZN-01234562", "01234562", None),
        ("4006381333931", "4006381333931", None),
        ("1234562", "01234562", ProblemKind.RESTORED_LEADING_ZEROS),
        ("04909524", "04909524", ProblemKind.WRONG_PZN),
        ("01234563", "01234563", ProblemKind.WRONG_PZN),
        ("1234563", "1234563", ProblemKind.WRONG_PZN),
    ],
)
def test_that_a_pzn_is_checked_by_its_own_digit(
    write_list: Callable[..., Path], cell: str, code: str, kind: ProblemKind | None
) -> None:
    result = read_products(write_list(f"{HEADER},PZN\n{ROW},{cell}\n"))
    assert [row.values["upc"] for row in result.products] == [code]
    assert [problem.kind for problem in result.problems] == ([kind] if kind else [])


# -- columns by their places ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mapping", "price"),
    [
        ({"5": "price"}, 10_000_000),
        ({"6": "price"}, 12_000_000),
        ({"E": "price"}, 10_000_000),
        ({"F": "price"}, 12_000_000),
        ({"5": "ignore"}, 12_000_000),
        ({"F": "ignore"}, 10_000_000),
        ({"F": "price:cents", "E": "ignore"}, 120_000),
    ],
)
def test_that_a_column_is_named_by_its_place_where_its_header_stands_twice(
    write_list: Callable[..., Path], mapping: dict[str, str], price: int
) -> None:
    path = write_list(f"{HEADER},Price\n{ROW},12.00\n")
    options = ReadingOptions(column_keys=mapping, currency="EUR")
    assert [row.values["price"] for row in read_products(path, options).products] == [price]


def test_that_the_header_of_a_named_place_states_its_parts(write_list: Callable[..., Path]) -> None:
    path = write_list(f"{HEADER},Price (pence)\n{ROW},1299\n")
    options = ReadingOptions(column_keys={"6": "price"}, currency="GBP")
    assert [row.values["price"] for row in read_products(path, options).products] == [12_990_000]


def test_that_a_header_comes_before_a_place(write_list: Callable[..., Path]) -> None:
    path = write_list(f"{HEADER},E\n{ROW},12.00\n")
    options = ReadingOptions(column_keys={"E": "price"})
    assert [row.values["price"] for row in read_products(path, options).products] == [12_000_000]


@pytest.mark.parametrize("place", ["9", "0", "H", "AAA"])
def test_that_a_place_beyond_the_list_is_refused(
    write_list: Callable[..., Path], place: str
) -> None:
    options = ReadingOptions(column_keys={place: "price"})
    (problem,) = read_products(write_list(f"{HEADER}\n{ROW}\n"), options).problems
    assert problem.kind is ProblemKind.UNKNOWN_MAPPING


@pytest.mark.parametrize(
    "seller",
    ["asin", "ASIN1", "seller-sku", "Merchant SKU", "listing-id", "fulfillment-channel",
     "product-id-type", "external_id", "offer-id", "seller_id", "condition", "Seller",
     "availability", "item-condition", "merchant_id", "Zustand", "Line total", "Total",
     "Ext. price", "Order no.", "Invoice number", "Gesamtpreis", "Betrag", "Montant", "Importe"],
)  # fmt: skip
@pytest.mark.parametrize("quantity", ["quantity", "Qty", "Quantity"])
def test_that_the_quantity_of_a_list_of_offers_or_of_an_order_is_asked_about(
    write_list: Callable[..., Path], seller: str, quantity: str
) -> None:
    path = write_list(f"item-name,{seller},price,{quantity},Elemental mg\nOxide,A1,9.99,45,200\n")
    result = read_products(path)
    assert result.products == ()
    (problem,) = result.problems
    assert problem.description == (
        f"“{quantity}” may count packs in stock or in an order, beside “{seller}”."
    )
    stated = read_products(path, ReadingOptions(column_keys={quantity: "pack_units"}))
    assert [row.values["pack_units"] for row in stated.products] == [45_000]


def test_that_a_quantity_with_its_unit_is_no_stock(write_list: Callable[..., Path]) -> None:
    path = write_list("item-name,asin,price,Quantity (tablets),mg\nOxide,A1,9.99,45,200\n")
    options = ReadingOptions(column_keys={"mg": "elemental_mg"})
    assert [row.values["pack_units"] for row in read_products(path, options).products] == [45_000]


@pytest.mark.parametrize("lesser", ["Cost", "Cost (USD)", "AVP"])
@pytest.mark.parametrize("is_first", [True, False], ids=["first", "last"])
def test_that_a_price_counts_beside_what_a_shop_may_pay(lesser: str, is_first: bool) -> None:
    titles, cells = ["Product", "Elemental mg", "Pack size"], ["A", "240", "60"]
    prices = [(lesser, "6.00"), ("Price", "10.00")]
    further = prices if is_first else prices[::-1]
    rows = [*titles, *(title for title, _ in further)], [*cells, *(text for _, text in further)]
    result = read_grid(grid_of(*rows), ReadingOptions())
    assert [row.values["price"] for row in result.products] == [10_000_000]
    (note,) = result.problems
    assert (note.kind, note.parameters["headers"]) == (ProblemKind.COLUMNS_NOT_READ, (lesser,))


@pytest.mark.parametrize("header", ["Cost", "Cost (USD)"])
def test_that_a_cost_alone_is_a_price_with_a_note_unless_the_user_says_so(header: str) -> None:
    rows = ("Product", "Elemental mg", "Pack size", header), ("A", "240", "60", "10.00")
    for choices, kinds in (({}, [ProblemKind.COST_TAKEN_AS_PRICE]), ({header: "price"}, [])):
        result = read_grid(grid_of(*rows), ReadingOptions(column_keys=choices))
        assert [row.values["price"] for row in result.products] == [10_000_000]
        assert [problem.kind for problem in result.problems] == kinds


@pytest.mark.parametrize("header", ["Descripción", "Descrizione", "Désignation", "Omschrijving"])
def test_that_a_description_is_the_name_only_where_no_column_is(header: str) -> None:
    rows = ("Product", header, "Elemental mg", "Pack size", "Price"), ("A", "x", "240", "60", "10")
    with_name = read_grid(grid_of(*rows), ReadingOptions())
    assert [row.values["product"] for row in with_name.products] == ["A"]
    alone = read_grid(grid_of(*(row[1:] for row in rows)), ReadingOptions())
    assert [row.values["product"] for row in alone.products] == ["x"]


def _mappings(error: BadInput) -> tuple[str, ...]:
    mappings = error.parameters["mappings"]
    assert isinstance(mappings, tuple)
    return mappings


@pytest.mark.parametrize("header", ["Preis (Rp.)", "Price Rp"])
def test_that_rupiah_or_rappen_are_asked_and_settled_by_the_user(header: str) -> None:
    rows = ("Product", "Elemental mg", "Pack size", header), ("A", "240", "60", "1290")
    with pytest.raises(BadInput) as caught:
        read_grid(grid_of(*rows), ReadingOptions())
    rupiah, rappen = _mappings(caught.value)
    prices = [
        (row.values["price"], row.values["currency"])
        for options in (
            ReadingOptions(column_keys={header: rupiah}),
            ReadingOptions(column_keys={header: rappen}),
            ReadingOptions(currency="IDR"),
        )
        for row in read_grid(grid_of(*rows), options).products
    ]
    assert prices == [(1_290_000_000, "IDR"), (12_900_000, "CHF"), (1_290_000_000, "IDR")]


def test_that_grams_or_grains_are_asked_and_settled_by_the_user() -> None:
    rows = ("Product", "Elemental gr", "Pack size", "Price"), ("A", "0.3", "60", "10")
    with pytest.raises(BadInput) as caught:
        read_grid(grid_of(*rows), ReadingOptions())
    grams, milligrams = _mappings(caught.value)
    amounts = [
        row.values["elemental_mg"]
        for mapping in (grams, milligrams)
        for row in read_grid(
            grid_of(*rows), ReadingOptions(column_keys={"Elemental gr": mapping})
        ).products
    ]
    assert amounts == [300_000, 300]


@pytest.mark.parametrize("title", ["Description", "Drug", "Medicine", "Medication"])
def test_that_a_drug_or_its_description_is_the_name_where_no_other_is(title: str) -> None:
    titles, row = ("Elemental mg", "Pack size", "Price"), ("250", "60", "9")
    alone = read_rows((title, *titles), ("Magnesium A", *row))
    beside = read_rows(("Name", title, *titles), ("Magnesium A", "a fine thing", *row))
    for result in (alone, beside):
        assert [row.product.product for row in result.products] == ["Magnesium A"]

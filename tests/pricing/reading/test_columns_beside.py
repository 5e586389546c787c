"""Columns that change what another one means: the other one becomes a question."""

from __future__ import annotations

import pytest

from pricing.commands.options import line_with_option
from pricing.model.columns import COLUMNS_BY_KEY, exact_value
from pricing.problems.errors import BadInput, ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.layouts import guessed_questions
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

TITLES = ("Product", "Elemental mg", "Pack", "Price EUR")
ROW = ("A", "100", "60", "20")
BESIDE = [
    (3, "Per", "100", "price:per 100 units"), (3, "Per", "100 tablets", "price:per 100 tablets"),
    (3, "per", "2 packs", "price:per 2 packs"), (3, "Pro", "100 g", "price:per 100 g"),
    (3, "Price per", "60", "price:per 60 units"), (3, "Je", "Tablette", "price:per Tablette"),
    (1, "Elemental per", "2 tablets", "elemental_mg:per 2 tablets"),
    (1, "Per", "2 tablets", "elemental_mg:per 2 tablets"),
    (1, "Elemental per", "100 g", "elemental_mg:per 100 g"),
    (1, "Elemental mg per", "4", "elemental_mg:per 4 units"),
    (3, "per qty", "100", "price:per 100 units"), (1, "Per units", "2", "elemental_mg:per 2 units"),
    (3, "Per quantity", "100 g", "price:per 100 g"), (3, "pro Menge", "30", "price:per 30 units"),
    (2, "Qty of packs", "2", "pack_units"),
    (2, "Packs", "2", "pack_units"), (2, "No. of packs", "3", "pack_units"),
    (2, "Number of packs", "2", "pack_units"), (2, "Packungen", "2", "pack_units"),
    (2, "Multipack", "6", "pack_units"), (2, "Boîtes", "2", "pack_units"),
    (3, "Bottles", "2", "pack_units"), (3, "Multibuy", "3", "pack_units"),
    (3, "Packs per order", "3", "pack_units"), (3, "Qty in bundle", "3", "pack_units"),
    (3, "Set of", "3", "pack_units"), (2, "Confezioni", "2", "pack_units"),
    (1, "Dose", "3 capsules", "elemental_mg:per 3 capsules"),
    (3, "Tagesdosis", "2 Kapseln", "elemental_mg:per 2 Kapseln"),
    (1, "Recommended intake", "2 tablets", "elemental_mg:per 2 tablets"),
    (1, "Suggested intake", "3 capsules", "elemental_mg:per 3 capsules"),
    (2, "Einnahmemenge", "2 Tabletten", "elemental_mg:per 2 Tabletten"),
    (3, "Empfohlene Einnahme", "2 Kapseln", "elemental_mg:per 2 Kapseln"),
    (2, "Porcja", "2 tabl.", "elemental_mg:per 2 tabl."),
    (1, "Basis", "100 g", "elemental_mg:per 100 g"),
    (1, "Reference amount", "3 capsules", "elemental_mg:per 3 capsules"),
    (3, "Price unit", "cents", "price:cents"), (3, "Currency unit", "cents", "price:cents"),
    (3, "Preiseinheit", "100", "price:per 100 units"), (3, "Price basis", "per case", "price"),
    (3, "Price type", "ex VAT", "price:ex VAT"), (3, "Price type", "per 10", "price:per 10"),
    (3, "Price scale", "100", "price"), (3, "Price factor", "10", "price"),
    (3, "Price quantity", "10", "price:per 10 units"), (3, "Preisart", "netto", "price:netto"),
    (3, "Preismenge", "100", "price:per 100 units"), (2, "No. of bottles", "2", "pack_units"),
    (3, "Price per qty", "10", "price:per 10 units"), (3, "Price UoM", "100 g", "price:per 100 g"),
    (3, "Preis pro Menge", "50", "price:per 50 units"),
    (2, "Number of boxes", "3", "pack_units"), (2, "Confezione n.", "3", "pack_units"),
    (2, "Pack no.", "2", "pack_units"), (2, "Pack nr", "2", "pack_units"),
    (3, "Unit price factor", "10", "price"), (3, "Einzelpreis Faktor", "10", "price"),
    (3, "Price unit scale", "100", "price"), (2, "Pack multiplier", "2", "pack_units"),
    (3, "Price for", "2 packs", "price:per 2 packs"), (3, "UOM", "case of 6", "price"),
    (2, "Set", "2", "pack_units"), (2, "Number in set", "3", "pack_units"),
    (2, "Bundle", "Pack of 2", "pack_units"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "title", "value", "mapping"), BESIDE)
def test_that_a_column_beside_it_leaves_a_column_in_question(
    place: int, title: str, value: str, mapping: str
) -> None:
    titles = (*TITLES[: place + 1], title, *TITLES[place + 1 :])
    grid = grid_of(titles, (*ROW[: place + 1], value, *ROW[place + 1 :]))
    with pytest.raises(BadInput) as caught:
        read_grid(grid, ReadingOptions())
    error = caught.value
    assert error.kind is ProblemKind.COLUMN_BESIDE_UNCLEAR
    assert error.parameters["mappings"] == (mapping,)
    header = str(error.parameters["header"])
    assert error.kind in {one.kind for one in guessed_questions(grid).values()}
    found = read_grid(grid, ReadingOptions(column_keys={header: mapping}))
    assert len(found.products) == 1


# In what a wholesaler sells or ships, in titles of several countries.
SOLD_IN = [
    ("Case qty", "6", "6"), ("Case size", "12", "12"), ("Qty per carton", "24", "24"),
    ("Units per case", "6", "6"), ("Pcs/ctn", "24", "24"), ("Outer qty", "6", "6"),
    ("Inner", "6", "6"), ("Order unit", "case of 6", "6"), ("Sold in", "pairs", ""),
    ("Sold in", "cases of 6", "6"), ("Sold as", "Twin pack", ""), ("Sold by", "Case", ""),
    ("Selling unit", "case of 12", "12"), ("Sales unit", "CS/6", "6"), ("Unit of sale", "6", "6"),
    ("Sales UOM", "BX/10", "10"), ("VPE", "10", "10"), ("VE", "6", "6"),
    ("Verpackungseinheit", "12", "12"), ("Verkaufseinheit", "Karton", ""),
    ("Bestelleinheit", "12er Karton", "12"), ("Stück pro Karton", "12", "12"),
    ("Gebindegröße", "6", "6"), ("Colisage", "12", "12"), ("PCB", "6", "6"),
    ("Unité de vente", "lot de 3", "3"), ("Unités par colis", "6", "6"),
    ("Unidad de venta", "caja 6", "6"), ("Unidades por cartón", "12", "12"),
    ("Unità di vendita", "cartone da 6", "6"), ("Pezzi per cartone", "6", "6"),
    ("Verkoopeenheid", "doos 6", "6"), ("Stuks per doos", "12", "12"),
    ("Jednostka sprzedaży", "karton 10", "10"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "value", "packs"), SOLD_IN)
def test_that_a_price_beside_what_is_sold_at_once_is_a_question(
    title: str, value: str, packs: str
) -> None:
    grid = grid_of((*TITLES, title), (*ROW, value))
    with pytest.raises(BadInput) as caught:
        read_grid(grid, ReadingOptions())
    assert caught.value.kind is ProblemKind.COLUMN_BESIDE_UNCLEAR
    several = [f"price:per {packs} packs"] if packs else []
    assert caught.value.parameters["mappings"] == ("price:per pack", *several)
    for mapping, size in [("price:per pack", 1), *((one, int(packs)) for one in several)]:
        (row,) = read_grid(grid, ReadingOptions(column_keys={"Price EUR": mapping})).products
        assert row.product.price == 20_000_000
        assert row.product.pack_units == size * 60_000


@pytest.mark.parametrize("case_price", ["Case price EUR", "Price per case", "Karton Preis"])
def test_that_a_price_beside_one_of_cases_is_that_of_a_pack(case_price: str) -> None:
    grid = grid_of((*TITLES, case_price, "Case qty"), (*ROW, "110", "6"))
    (row,) = read_grid(grid, ReadingOptions()).products
    assert row.product.price == 20_000_000


@pytest.mark.parametrize(
    ("title", "values"),
    [
        ("Order unit", ("EA", "each")), ("Sold in", ("UK", "Boots")), ("VE", ("1", "1")),
        ("Sold in", ("60 capsules", "bottle")), ("Selling unit", ("Bottle", "Box")),
        ("Per", ("pack", "1 pack")), ("Per", ("1", "")), ("Packs", ("1", "1")),
        ("Packs", ("", "-")),
        ("Price per", ("pack", "pack")), ("Pro", ("Packung", "Packung")),
        ("Dose", ("1 capsule", "400 mg")), ("UOM", ("EA", "EA")), ("Preiseinheit", ("1", "")),
        ("Price unit", ("EUR", "EUR")), ("Tax included", ("yes", "yes")),
    ],
)  # fmt: skip
def test_that_a_column_that_changes_nothing_is_no_question(
    title: str, values: tuple[str, str]
) -> None:
    grid = grid_of((*TITLES, title), *((*ROW, value) for value in values))
    assert len(read_grid(grid, ReadingOptions()).products) == 2


def test_that_the_base_that_the_user_states_gives_the_price_of_the_pack() -> None:
    grid = grid_of((*TITLES, "Per"), (*ROW, "100"))
    options = ReadingOptions(column_keys={"Price EUR": "price:per 100 units"})
    (row,) = read_grid(grid, options).products
    assert exact_value(COLUMNS_BY_KEY["price"], row.values["price"]) == 12


@pytest.mark.parametrize(
    "title",
    ["Tablets per dose", "Caps/serving", "Cápsulas por dosis", "Tabletten je Einnahme",
     "Units per dose"],
)  # fmt: skip
def test_that_units_of_a_dose_are_the_serving(title: str) -> None:
    (row,) = read_grid(grid_of((*TITLES, title), (*ROW, "3")), ReadingOptions()).products
    assert exact_value(COLUMNS_BY_KEY["serving_units"], row.values["serving_units"]) == 3


@pytest.mark.parametrize(
    ("titles", "answers"),
    [
        (("Tax included",), ("no",)),
        (("VAT incl?",), ("N",)),
        (("Gross/Net",), ("net",)),
        (("Tax %", "Tax included"), ("20", "see note")),
        (("VAT incl.",), ("12.00",)),
    ],
)
def test_that_an_answer_about_the_tax_that_differs_is_asked_about(
    titles: tuple[str, ...], answers: tuple[str, ...]
) -> None:
    with pytest.raises(BadInput) as caught:
        read_grid(grid_of((*TITLES, *titles), (*ROW, *answers)), ReadingOptions())
    assert caught.value.parameters["mappings"] == ("price:incl tax", "price:ex tax")


@pytest.mark.parametrize("title", ["Ccy", "Curr", "Waluta"])
def test_that_short_and_polish_titles_name_the_currency(title: str) -> None:
    grid = grid_of((*TITLES[:-1], "Price", title), (*ROW, "PLN"))
    (row,) = read_grid(grid, ReadingOptions()).products
    assert row.values["currency"] == "PLN"


SHOPS = [
    "Shop", "Store", "Store name", "Pharmacy", "Supplier", "Retailer", "Vendor", "Apotheke",
    "Händler", "Lieferant", "Pharmacie", "Magasin", "Fournisseur", "Farmacia", "Tienda",
    "Proveedor", "Negozio", "Fornitore", "Seller", "Marketplace",
]  # fmt: skip


@pytest.mark.parametrize("shop", SHOPS)
@pytest.mark.parametrize("quantity", ["Quantity", "Qty", "Cantidad", "Quantité"])
def test_that_a_quantity_beside_a_shop_is_a_question(shop: str, quantity: str) -> None:
    titles = (shop, "Product", "Elemental mg", quantity, "Price EUR")
    grid = grid_of(titles, ("X", "A", "100", "12", "10"))
    with pytest.raises(BadInput) as caught:
        read_grid(grid, ReadingOptions())
    assert caught.value.kind is ProblemKind.QUANTITY_MAY_BE_STOCK
    (row,) = read_grid(grid, ReadingOptions(column_keys={quantity: "pack_units"})).products
    assert row.product.pack_units == 12_000


@pytest.mark.parametrize(
    ("title", "base", "expected"),
    [
        ("Elemental (mg per 1000 mg)", "1 g", 320), ("Elemental mg/1000 mg", "1 g", 320),
        ("Elemental mg pro 500 mg", "0.5 g", 640), ("Elemental (mg per 2000mg)", "2 g", 160),
    ],
)  # fmt: skip
def test_that_an_amount_per_milligrams_offers_grams(title: str, base: str, expected: int) -> None:
    grid = grid_of(("Product", title, "Serving size", "Pack size", "Price EUR"),
                   ("A", "160", "2 g", "300 g", "14"))  # fmt: skip
    with pytest.raises(BadInput) as caught:
        read_grid(grid, ReadingOptions())
    mappings = (f"elemental_mg:per {base}", "elemental_mg:per serving")
    assert caught.value.parameters["mappings"] == mappings
    for mapping, amount in zip(mappings, (expected, 160), strict=True):
        (row,) = read_grid(grid, ReadingOptions(column_keys={title: mapping})).products
        assert row.values["elemental_mg"] == amount * 1_000


MORE_ABOUT = [
    ("Discount", "5", "Discount type", "£"),
    ("Discount", "5", "Discount kind", "amount"),
    ("Discount", "5", "Discount type", "fixed"),
    ("Rabatt", "5", "Rabattart", "Betrag"),
    ("Delivery", "5", "Delivery currency", "USD"),
    ("Shipping", "5", "Shipping currency", "GBP"),
]


@pytest.mark.parametrize(("title", "cell", "other", "value"), MORE_ABOUT)
def test_that_what_is_said_more_about_a_further_cost_is_asked_about(
    title: str, cell: str, other: str, value: str
) -> None:
    grid = grid_of((*TITLES, title, other), (*ROW, cell, value))
    result = read_grid(grid, ReadingOptions())
    (row,) = result.products
    assert {"delivery", "discount_percent"}.isdisjoint(row.values)
    assert ProblemKind.COLUMN_BESIDE_UNCLEAR in {problem.kind for problem in result.problems}


@pytest.mark.parametrize(
    ("other", "value"),
    [("Price type", "retail"), ("Price type", "per pack"), ("Price factor", "1"),
     ("Price scale", "1"), ("Number of bottles", "1"), ("Pack type", "blister"),
     ("Discount type", "%"), ("Delivery currency", "EUR"), ("Price kind", "incl. VAT")],
)  # fmt: skip
def test_that_a_column_that_says_no_more_leaves_the_figures(other: str, value: str) -> None:
    grid = grid_of((*TITLES, "Discount", "Delivery", other), (*ROW, "10", "3", value))
    (row,) = read_grid(grid, ReadingOptions()).products
    values = [
        exact_value(COLUMNS_BY_KEY[key], row.values[key])
        for key in ("price", "pack_units", "discount_percent", "delivery")
    ]
    assert values == [20, 60, 10, 3]


@pytest.mark.parametrize(
    "title",
    ["Price currency", "priceCurrency", "Currency of price", "currency_of_prices",
     "Währung des Preises", "Devise du prix", "Moneda del precio", "Selling price currency"],
)  # fmt: skip
def test_that_the_currency_of_prices_is_that_of_the_rows(title: str) -> None:
    grid = grid_of(("Product", "Elemental mg", "Pack", "Price", title), (*ROW, "EUR"))
    (row,) = read_grid(grid, ReadingOptions()).products
    assert row.values["currency"] == "EUR"


@pytest.mark.parametrize(
    "title", ["Currency symbol", "Currency sign", "Währungszeichen", "Símbolo de moneda",
              "Simbolo valuta", "Symbole devise", "Sale currency"],
)  # fmt: skip
def test_that_a_column_of_signs_states_the_currency(title: str) -> None:
    grid = grid_of((*TITLES[:-1], "Price", title), (*ROW, "£"), (*ROW, "€"))
    found = [row.values["currency"] for row in read_grid(grid, ReadingOptions()).products]
    assert found == ["GBP", "EUR"]


def test_that_signs_beside_a_column_of_currencies_are_not_asked_about() -> None:
    grid = grid_of((*TITLES[:-1], "Price", "Currency", "Currency symbol"), (*ROW, "EUR", "€"))
    (row,) = read_grid(grid, ReadingOptions()).products
    assert row.values["currency"] == "EUR"


@pytest.mark.parametrize(
    ("titles", "cells", "answers"),
    [
        (
            ("Price counter", "Price shelf", "Price web"),
            ("120", "20", "18"),
            ("Price counter=price", "Price shelf=price", "Price web=price"),
        ),
        (
            ("Price (kr)", "Price counter"),
            ("20", "120"),
            ("Price counter=price", "Price (kr)=price:SEK"),
        ),
        (
            ("Price EUR", "Dose"),
            ("20", "2"),
            ("Dose=serving_units", "Elemental mg=elemental_mg:per 2 units"),
        ),
        (
            ("Price EUR", "Tagesdosis"),
            ("20", "2 Kapseln"),
            ("Tagesdosis=serving_units", "Elemental mg=elemental_mg:per 2 Kapseln"),
        ),
    ],
)
def test_that_each_column_that_may_be_meant_is_offered(
    titles: tuple[str, ...], cells: tuple[str, ...], answers: tuple[str, ...]
) -> None:
    grid = grid_of((*TITLES[:-1], *titles), (*ROW[:-1], *cells))
    with pytest.raises(BadInput) as caught:
        read_grid(grid, ReadingOptions())
    line = line_with_option(caught.value)
    for answer in answers:
        assert f'--map "{answer}"' in line
        header, _, column = answer.rpartition("=")
        assert read_grid(grid, ReadingOptions(column_keys={header: column})).products


@pytest.mark.parametrize("other", ["Price (kr)", "Price shelf"])
def test_that_the_price_of_a_case_is_not_offered_as_that_of_a_pack(other: str) -> None:
    grid = grid_of((*TITLES[:-1], other, "Price case"), (*ROW[:-1], "20", "120"))
    with pytest.raises(BadInput) as caught:
        read_grid(grid, ReadingOptions())
    line = line_with_option(caught.value)
    assert f'--map "{other}=price' in line
    assert "Price case=" not in line

"""Products that follow one another with name, pack and price: a row each, and no mixture."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import Sureness, read_label

_OFFERS = [
    "Zinc 15 mg 90 tablets £7.00 was £9.00\nIron 14 mg 60 capsules £8.00 was £10.00",
    "Your basket (2)\nOakley Zinc 22 mg 90 tablets £7.00\nOakley Iron 14 mg 60 capsules £8.00\n"
    "Subtotal £15.00\nDelivery £2.99\nTotal £17.99",
    "Zinc picolinate 22 mg\n90 tablets\n£7.00\nAdd to basket\nIron fumarate 14 mg\n60 capsules\n"
    "£8.00\nAdd to basket",
    "Bestseller\nZink 25 mg, 90 Tabletten\n7,00 €*\ninkl. MwSt.\nEisen 14 mg, 60 Kapseln\n8,00 €*\n"
    "inkl. MwSt.",
    "Panier\nZinc 15 mg, 90 comprimés\nQuantité : 1\n7,00 €\nFer 14 mg, 60 gélules\nQuantité : 1\n"
    "8,00 €\nSous-total 15,00 €\nLivraison 4,90 €\nTotal 19,90 €",
    "Carrello\nZinco citrato 15 mg 90 compresse\n€ 7,00\nFerro 14 mg 60 capsule\n€ 8,00\n"
    "Totale € 15,00",
    "Cesta\nZinc 25 mg 90 comprimidos 7,00 €\nHierro 14 mg 60 cápsulas 8,00 €\n"
    "Gastos de envío 3,99 €\nTotal 18,99 €",
    "| Producto | Formato | Precio |\n| --- | --- | --- |\n"
    "| Zinc picolinato 15 mg | 90 comprimidos | 7,00 € |\n"
    "| Hierro 14 mg | 60 cápsulas | 8,00 € |",
    "| Product | Size | Mg per serving | Price |\n|---|---|---|---|\n"
    "| Alder Zinc Oxide | 90 tablets | 25 mg | £7.00 |\n"
    "| Birch Iron Fumarate | 60 capsules | 14 mg | £8.00 |",
    "You viewed: Zinc Gluconate 50 mg 90 tablets £7.00\nBirchwood Iron\n"
    "Serving size 1 capsule. Iron (as fumarate) 14 mg.\n60 capsules\n£8.00",
]


@pytest.mark.parametrize("text", _OFFERS)
def test_that_products_with_name_pack_and_price_are_rows(text: str) -> None:
    readings = read_label(text)
    assert [[one.element for one in reading.ingredients] for reading in readings] == [
        ["Zn"],
        ["Fe"],
    ]
    keys = ("unit_kind", "pack_units", "price")
    assert [[reading.fields[key].value for key in keys] for reading in readings] == [
        ["tablet", 90, 7],
        ["capsule", 60, 8],
    ]


def test_that_the_form_of_each_of_several_products_is_its_own() -> None:
    first, second = read_label(
        "Alder Zinc 15 mg (picolinate), 1 capsule daily\n60 capsules\n£5.99\n\n"
        "Birch Zinc 25 mg (gluconate), 1 tablet daily\n100 tablets\n£4.49\n\nSort by: Relevance"
    )
    assert [one.ingredients[0].form.value for one in (first, second)] == ["picolinate", "gluconate"]
    assert [one.fields["pack_units"].value for one in (first, second)] == [60, 100]


def test_that_the_panel_behind_an_offer_is_not_that_of_the_offer() -> None:
    offer, product = read_label(
        "Today only: Magnesium oxide 400 mg 100 tablets $5.99\nIron bisglycinate\n"
        "1 capsule contains 25 mg iron\n90 capsules $8.99"
    )
    assert [one.element for one in offer.ingredients] == ["Mg"]
    assert offer.ingredients[0].elemental.value is None
    (iron,) = product.ingredients
    assert iron.form.value == "glycinate"
    assert iron.elemental.value == 25


def test_that_a_price_for_several_of_one_of_the_products_is_asked() -> None:
    first, second = read_label(
        "2x Zink 25 mg 90 Tabletten  7,95 €  15,90 €\n1x Eisen 14 mg 60 Kapseln  9,95 €  9,95 €\n"
        "Gesamt 25,85 €"
    )
    assert first.fields["price"].choices == (Fraction("7.95"), Fraction("15.9"))
    assert second.fields["price"].value == Fraction("9.95")


@pytest.mark.parametrize(
    "text",
    [
        "Zinc 15 mg\n60 tablets £7.00\nZinc 15 mg\n120 tablets £12.00\nPer tablet zinc 15 mg",
        "Zinc 15 mg\n90 tablets £7.00\nZinc (as zinc citrate) 15 mg\n180 tablets £12.00",
        "Calcium Magnesium Zinc 90 tablets £7.99\n3 tablets: calcium 1000 mg, magnesium 400 mg\n"
        "Large: 180 tablets £12.99",
        "Magnesium Bisglycinate 60 capsules £9.99\nIron and zinc are not contained.\n"
        "Refill: 120 capsules £14.99",
        "Calcium & Magnesium 90 tablets £7.99\n2 tablets: Calcium 500 mg, Magnesium 250 mg\n"
        "Zinc-free formula, 180 tablets £13.99",
        "£7.00\nZinc 15 mg\n90 tablets\n£8.00\nIron 14 mg\n60 tablets",
        "Magnesium citrate\nZinc citrate\n60 capsules £9.99\n120 capsules £17.99",
    ],
)
def test_that_lines_that_may_be_of_one_product_are_one_row(text: str) -> None:
    (reading,) = read_label(text)
    assert reading.fields["price"].sureness is Sureness.ASKED
    assert reading.fields["pack_units"].sureness is Sureness.ASKED


@pytest.mark.parametrize(
    ("head", "versus"),
    [
        ("Compare:", "vs."),
        ("Vergleich:", "gegen"),
        ("Comparaison :", "contre"),
        ("Confronto:", "vs"),
    ],
)
def test_that_two_products_that_are_compared_are_rows(head: str, versus: str) -> None:
    readings = read_label(
        f"{head} Kelso Iron Bisglycinate 25 mg, 90 caps, $8.99\n"
        f"{versus} Torrin Iron Bisglycinate 36 mg, 120 caps, $14.99"
    )
    keys = ("product", "pack_units", "price")
    assert [[one.fields[key].value for key in keys] for one in readings] == [
        ["Kelso Iron Bisglycinate 25 mg", 90, Fraction("8.99")],
        ["Torrin Iron Bisglycinate 36 mg", 120, Fraction("14.99")],
    ]


def test_that_a_remark_that_compares_is_no_product() -> None:
    (reading,) = read_label("Zinc 15 mg 90 tablets £7.00\nCompare: other zinc 60 tablets £9.99")
    assert [reading.fields[key].value for key in ("pack_units", "price")] == [90, 7]

"""Carts and lists of products that lack the number of units, or have it behind its name."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import LabelReading, read_label


def _offer(reading: LabelReading) -> tuple[object, ...]:
    (mineral,) = reading.ingredients
    fields = reading.fields
    return mineral.element, mineral.form.value, fields["pack_units"].value, fields["price"].value


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Ferrous fumarate 210mg tabs 84   £3.15", 84),
        ("Zinco 15 mg compresse 60\n12,90 €", 60),
        ("Zink 25 mg Tabletten 120  9,95 EUR", 120),
        ("Magnésium 300 mg gélules 60 - 12,90 €", 60),
        ("Hierro 14 mg comprimidos 30\n8,50 €", 30),
    ],
)
def test_that_a_number_behind_the_name_of_units_is_the_pack(text: str, units: int) -> None:
    (reading,) = read_label(text)
    assert units in {reading.fields["pack_units"].value, *reading.fields["pack_units"].choices}


@pytest.mark.parametrize(
    "text", ["Zinc tablets 50", "Zinc 15 mg tablets 50 mcg selenium", "Zinc 15 mg tablets 2 a day"]
)
def test_that_a_number_behind_units_that_may_be_an_amount_is_no_pack(text: str) -> None:
    (reading,) = read_label(text)
    assert reading.fields["pack_units"].value is None


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        (
            "Basket\n1 x Zinc citrate 15mg tabs 90  £6.99\n"
            "1 x Ferrous fumarate 210mg tabs 84  £3.15\nTOTAL £10.14",
            [("Zn", "citrate", 90, "6.99"), ("Fe", "fumarate", 84, "3.15")],
        ),
        (
            "1 x Zinc citrate tabs   £6.99\n1 x Toothpaste £2.00\n1 x Ferrous fumarate tabs £3.15",
            [("Zn", "citrate", None, "6.99"), ("Fe", "fumarate", None, "3.15")],
        ),
        (
            "Warenkorb\nZinkcitrat 60 Tabletten 6,99 €\nZahnpasta 2,00 €\n"
            "Eisenfumarat 60 Tabletten 3,49 €\nSumme 12,48 €",
            [("Zn", "citrate", 60, "6.99"), ("Fe", "fumarate", 60, "3.49")],
        ),
        (
            "Basket\nZinc citrate 180 tablets\nQty: 1\n£8.99\n"
            "Iron fumarate 120 capsules\nQty: 1\n£9.99\n"
            "Vitamin C 1000 mg 180 tablets\nQty: 1\n£9.99\nSubtotal £28.97",
            [("Zn", "citrate", 180, "8.99"), ("Fe", "fumarate", 120, "9.99")],
        ),
        (
            "Panier\n1 x Citrate de zinc gélules 12,90 €\n1 x Fumarate de fer gélules 9,90 €",
            [("Zn", "citrate", None, "12.90"), ("Fe", "fumarate", None, "9.90")],
        ),
        (
            "Carrito\n1 x Citrato de zinc cápsulas 12,90 €\n1 x Fumarato de hierro 9,90 €",
            [("Zn", "citrate", None, "12.90"), ("Fe", "fumarate", None, "9.90")],
        ),
        (
            "Carrello\nZinco citrato compresse 12,90 €\nFerro fumarato capsule 9,90 €",
            [("Zn", "citrate", None, "12.90"), ("Fe", "fumarate", None, "9.90")],
        ),
    ],
)
def test_that_lines_with_a_mineral_and_a_price_are_products(
    text: str, offers: list[tuple[str, str, int | None, str]]
) -> None:
    assert [_offer(reading) for reading in read_label(text)] == [
        (element, form, units, Fraction(price)) for element, form, units, price in offers
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Magnesium citrate £9.99\nMagnesium citrate capsules, now £8.99",
        "Zinc citrate £8.99\nIron-free, 60 tablets £7.99",
        "Zinc citrate £8.99\nPer tablet: zinc 15 mg\nIron 14 mg £7.99",
    ],
)
def test_that_two_prices_of_one_product_part_nothing(text: str) -> None:
    assert len(read_label(text)) == 1


def test_that_a_price_now_stays_with_the_name_above_it() -> None:
    first, second = read_label("Zinc citrate £8.40\nNow £7.40\nFerrous fumarate £3.15")
    assert first.fields["price"].choices == (Fraction("8.4"), Fraction("7.4"))
    assert second.fields["price"].value == Fraction("3.15")

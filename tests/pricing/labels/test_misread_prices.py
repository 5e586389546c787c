"""Prices that were lost: letters for digits, rupees, an age before them, a volume behind them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import Sureness, read_label

LABEL = "Zinc 60 tablets\n1 tablet: zinc 15 mg\n"


@pytest.mark.parametrize(
    ("words", "price", "currency"),
    [
        ("P.V.P. 7,l0 €", "7.10", "EUR"),
        ("Price £l3.49", "13.49", "GBP"),
        ("Preis l5,80 €", "15.80", "EUR"),
        ("Preis 1S,80 €", "15.80", "EUR"),
        ("Prix : 2O,OO €", "20", "EUR"),
        ("€ 1I,50", "11.50", "EUR"),
    ],
)
def test_that_a_price_with_letters_for_digits_is_asked_as_the_digits(
    words: str, price: str, currency: str
) -> None:
    (reading,) = read_label(LABEL + words)
    field = reading.fields["price"]
    assert (field.value, field.choices) == (None, (Fraction(price),))
    assert reading.fields["currency"].value == currency


@pytest.mark.parametrize("words", ["MRP Rs. 145.00 (incl. of all taxes)", "M.R.P. Rs 145/-"])
def test_that_rupees_are_asked_for_their_country(words: str) -> None:
    (reading,) = read_label(LABEL + words)
    assert reading.fields["price"].choices == (Fraction(145),)
    currency = reading.fields["currency"]
    assert currency.sureness is Sureness.ASKED
    assert currency.choices[0] == "INR"


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("Zink Komplett ab 50, 100 Tabletten, 4,95 €\n1 Tablette: Zink 5 mg", "4.95"),
        ("Zinc desde 50 años, 100 comprimidos, 4,95 €\n1 comprimido: zinc 5 mg", "4.95"),
        ("Eisen Saft 250 ml 9,99 €/250 ml\n15 ml enthalten 12 mg Eisen (86 % NRV)", "9.99"),
        ("Sciroppo ferro 150 ml\n10 ml: ferro 14 mg\n8,50 €/150 ml", "8.50"),
    ],
)
def test_that_an_age_before_a_price_and_the_pack_behind_it_lose_no_price(
    text: str, price: str
) -> None:
    (reading,) = read_label(text)
    assert reading.fields["price"].value == Fraction(price)
    assert reading.fields["currency"].value == "EUR"


def test_that_a_price_for_less_than_the_pack_and_one_above_a_threshold_are_no_prices() -> None:
    (reading,) = read_label("Eisen Saft 250 ml 3,99 €/100 ml\n15 ml enthalten 12 mg Eisen")
    assert reading.fields["price"].value is None
    (reading,) = read_label(f"{LABEL}Versandkostenfrei ab 29,00 €")
    assert reading.fields["price"].value is None


@pytest.mark.parametrize("line", ["14 $99", "Prix : 14 $99", "14$99"])
def test_that_a_sign_of_dollars_before_cents_leaves_the_price_open(line: str) -> None:
    (reading,) = read_label(f"Fer 28 mg - 100 comprimés\n{line}\nAjouter au panier")
    assert reading.fields["price"].value is None
    assert Fraction("14.99") in reading.fields["price"].choices

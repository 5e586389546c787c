"""Amounts beside others: columns below one another, percents between, counted salts, sticks."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import LabelReading, Sureness, read_label


def reading_of(text: str) -> LabelReading:
    (reading,) = read_label(text)
    return reading


@pytest.mark.parametrize(
    "text",
    [
        "Magnesium\nVitamin B6\nZinc\n\n375 mg\n1,4 mg\n10 mg\n\n100 %\n100 %\n100 %\n"
        "pour 2 comprimés - 60 comprimés - 9,90 €",
        "2 Tabletten enthalten\nMagnesium\nVitamin B6\nZink\n375 mg\n1,4 mg\n10 mg\n60 Tabletten",
    ],
)
def test_that_columns_below_one_another_offer_the_amount_of_each_row(text: str) -> None:
    reading = reading_of(text)
    amounts = {each.element: each.elemental for each in reading.ingredients}
    assert amounts["Mg"].choices == (Fraction(375),)
    assert amounts["Zn"].choices == (Fraction(10),)
    assert {amount.sureness for amount in amounts.values()} == {Sureness.ASKED}
    serving = reading.fields["serving_units"]
    assert Fraction(2) in {serving.value, *serving.choices}


def test_that_columns_of_unequal_length_offer_no_amounts() -> None:
    reading = reading_of("Magnesium\nZinc\n\n375 mg\n1,4 mg\n10 mg\npour 2 comprimés\n60 comprimés")
    assert all(not each.elemental.choices for each in reading.ingredients)


@pytest.mark.parametrize(
    "row",
    [
        "Magnésium\t10 000 mg (2667 % VNR)\t300 mg (80 % VNR)",
        "Magnesium\t10 g (2667 % NRV)\t300 mg (80 % NRV)",
        "Magnesio\t10 g 2667 % VRN\t300 mg 80 % VRN",
    ],
)
def test_that_a_percent_between_two_columns_hides_none_of_them(row: str) -> None:
    reading = reading_of(f"Magnésium bisglycinate poudre 150 g\npour 100 g\tpour 3 g\n{row}")
    (magnesium,) = reading.ingredients
    assert magnesium.elemental.value == Fraction(300)
    fields = reading.fields
    assert fields["serving_units"].value == Fraction(3)
    assert fields["pack_units"].value == Fraction(150)


def test_that_a_salt_with_a_number_in_its_name_has_its_amount() -> None:
    reading = reading_of(
        "Magnesium Malate Powder (252 g)\nServing Size 1 Scoop (4.2 g)\n"
        "Magnesium (from 2,500 mg dimagnesium malate)   350 mg   83%"
    )
    (magnesium,) = reading.ingredients
    assert magnesium.compound.value == Fraction(2500)
    assert (magnesium.elemental.value, magnesium.form.value) == (Fraction(350), "malate")


@pytest.mark.parametrize("container", ["1 Beutel zu 4 g", "1 Stick à 4 g", "1 Beutel von 4 g"])
def test_that_a_sachet_of_so_many_grams_is_the_unit(container: str) -> None:
    reading = reading_of(f"Magnesium 20 Beutel\n{container} enthält: 300 mg Magnesium")
    fields = reading.fields
    assert fields["unit_kind"].value == "sachet"
    assert fields["serving_units"].value == Fraction(1)
    assert fields["pack_units"].value == Fraction(20)


def test_that_the_first_name_of_a_column_is_not_taken_for_that_of_the_product() -> None:
    reading = reading_of(
        "Magnesium\nZinc\n\n375 mg\n10 mg\n\npour 2 comprimés - Magnésium Trio Alizé - 60 comprimés"
    )
    assert reading.fields["product"].value is None

"""Servings that a line states with an amount: a tablet a day, 10 mg/5 ml."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import Sureness, read_label


@pytest.mark.parametrize(
    ("text", "serving"),
    [
        ("Zink 25 mg, 365 Tabletten\n1 Tablette pro Tag = 25 mg Zink (250 % NRV)", 1),
        ("Ferro 21 mg | 120 capsule | 1 capsula al giorno = 21 mg di ferro (150% VNR)", 1),
        ("Magnésium, flacon de 120 gélules\n4 gélules/jour : 300 mg de magnésium (80 % VNR)", 4),
        ("Magnésium, 120 gélules\n2 gélules par jour : magnésium 300 mg (80 % VNR)", 2),
        ("Magnesio, 120 cápsulas\n2 cápsulas al día = 300 mg de magnesio (80 % VRN)", 2),
        ("Magnesium - 100 tablets\n1 tablet daily: magnesium 240 mg", 1),
        ("Iron 28mg (as ferrous bisglycinate) 156% DV\nServing 1 veg cap, 90 vcaps", 1),
        ("Zinc 60 tabs\nTypical values Per tablet %NRV\nZinc 15mg 150%", 1),
        ("Mg Bisglycinat, 120 Kapseln\nRückseite: Tagesdosis 2 Kapseln\nMagnesium 200 mg", 2),
    ],
)
def test_that_units_of_a_day_before_an_amount_are_the_serving(text: str, serving: int) -> None:
    (reading,) = read_label(text)
    field = reading.fields["serving_units"]
    assert field.value == Fraction(serving)
    assert field.sureness is not Sureness.ASKED
    assert reading.ingredients[0].elemental.value is not None


@pytest.mark.parametrize(
    ("text", "amount", "pack"),
    [
        ("Kids Zinc Syrup 100 ml. Zinc 10 mg/5 ml. €7.80. Suitable from 3 years. 5 ml daily.",
         10, 100),
        ("Ferrous sulfate elixir 220 mg/5 mL (44 mg elemental iron/5 mL)\n473 mL bottle", 44, 473),
        ("Eisen Saft 250 ml\nEisen 12 mg / 5 ml", 12, 250),
    ],
)  # fmt: skip
def test_that_millilitres_behind_an_amount_are_the_serving(
    text: str, amount: int, pack: int
) -> None:
    (reading,) = read_label(text)
    fields = reading.fields
    assert fields["unit_kind"].value == "mL"
    assert fields["serving_units"].value == Fraction(5)
    assert fields["pack_units"].value == Fraction(pack)
    assert reading.ingredients[0].elemental.value == Fraction(amount)


@pytest.mark.parametrize(
    "words",
    [
        "óxido de magnesio 500 mg (equivale a 300 mg de magnesio elemental, 80 % VRN)",
        "oxyde de magnésium 500 mg (équivaut à 300 mg de magnésium élément)",
    ],
)
def test_that_a_word_for_what_an_amount_makes_is_no_comparison(words: str) -> None:
    (reading,) = read_label(f"Magnesio Total 60 comprimidos\n1 comprimido contiene: {words}")
    (magnesium,) = reading.ingredients
    assert magnesium.elemental.value == Fraction(300)
    assert (magnesium.compound.value, magnesium.form.value) == (Fraction(500), "oxide")

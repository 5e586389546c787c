"""Units that make several servings are the pack, and a tin of a pack is no serving."""

from __future__ import annotations

import pytest

from pricing.labels import Sureness, read_label


@pytest.mark.parametrize(
    ("line", "units"),
    [
        ("240 Kapseln = 80 Tagesportionen", 240),
        ("90 Kapseln = 90 Tagesdosen", 90),
        ("90 Kapseln (45 Portionen)", 90),
        ("Inhalt: 90 vegane Kapseln = 3 Monatsvorrat", 90),
        ("90 gélules = 45 portions", 90),
        ("60 comprimés = 30 jours", 60),
        ("120 tablets = 60 servings", 120),
        ("120 cápsulas = 60 raciones", 120),
        ("60 compresse = 30 giorni", 60),
        ("Bote: 120 cápsulas = 60 dosis", 120),
        ("120 Kapseln je Dose", 120),
        ("60 Kapseln pro Dose", 60),
    ],
)
def test_that_units_of_several_servings_are_the_pack(line: str, units: int) -> None:
    for text in (f"{line}\nZinc", f"Zinc\n{line}"):
        (reading,) = read_label(f"{text}\nZinc 15 mg")
        assert reading.fields["pack_units"].value == units
        assert reading.fields["serving_units"].value is None


@pytest.mark.parametrize(
    ("line", "grams"),
    [
        ("Dose 250 g", 250),
        ("Dose: 300 g (150 Portionen)", 300),
        ("Dosis: 150 g (30 dosis)", 150),
    ],
)
def test_that_a_dose_that_nobody_takes_at_once_is_the_pack(line: str, grams: int) -> None:
    (reading,) = read_label(f"Magnesium\n{line}\n14,90 €\nMagnesium 320 mg pro 2 g")
    assert reading.fields["serving_units"].value == 2
    assert reading.fields["pack_units"].value == grams


def test_that_a_dose_of_a_few_grams_is_a_serving() -> None:
    (reading,) = read_label("Magnesio\nDosis: 5 g (30 dosis)\nMagnesio 300 mg")
    assert reading.fields["serving_units"].value == 5


@pytest.mark.parametrize("container", ["je Dose", "pro Dose"])
def test_that_a_strength_in_the_name_is_no_pack_beside_a_tin(container: str) -> None:
    (reading,) = read_label(
        f"Zink 400 Tabletten\n100 Tabletten {container}\nPro Tablette: Zink 10 mg"
    )
    assert reading.fields["serving_units"].value == 1
    pack = reading.fields["pack_units"]
    assert (pack.value, pack.sureness) == (None, Sureness.ASKED)
    assert 100 in pack.choices

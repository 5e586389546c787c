"""Statements beside the one that is read which leave it open: a salt, a content, another unit."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import read_label


@pytest.mark.parametrize(
    "line",
    [
        "1 Dragee enthält Magnesiumcitrat 205 mg, Magnesiumglutamat 90 mg, entspr. 40 mg Magnesium",
        "1 tablet contains magnesium citrate 205 mg, magnesium glutamate 90 mg, magnesium 40 mg",
        "1 comprimé contient citrate de magnésium 200 mg et glutamate de magnésium 100 mg",
        "Magnesiumcitrat 1200 mg und Magnesiumglutamat 500 mg je Beutel",
    ],
)
def test_that_a_salt_without_a_fraction_beside_another_leaves_the_form_open(line: str) -> None:
    (reading,) = read_label(f"Magnesium\n{line}\n60 Tabletten")
    form = next(each.form for each in reading.ingredients if each.element == "Mg")
    assert form.value is None
    assert form.choices[-1] == "blend"


def test_that_one_of_several_salts_may_be_a_blend() -> None:
    (reading,) = read_label(
        "Magnesium Komplex\nMagnesiumoxid 300 mg, Magnesiumcitrat 200 mg\n"
        "pro Kapsel: Magnesium 240 mg\n90 Kapseln"
    )
    assert reading.ingredients[0].form.value is None
    assert reading.ingredients[0].form.choices == ("blend", "oxide", "citrate")


@pytest.mark.parametrize(
    "content",
    ["Kaliumgehalt 600 mg", "Teneur en potassium : 600 mg", "Contenuto di potassio 600 mg"],
)
def test_that_a_content_that_is_that_of_the_salt_is_asked(content: str) -> None:
    label = "1 tablet contains potassium chloride 600 mg, equivalent to 315 mg potassium\n"
    (reading,) = read_label(f"Potassium tablets\n{label}{content}")
    amount = reading.ingredients[0].elemental
    assert (amount.value, amount.choices) == (None, (Fraction(315), Fraction(600)))
    (reading,) = read_label(f"Potassium tablets\n{label}{content.replace('600', '315')}")
    assert reading.ingredients[0].elemental.value == 315


def test_that_servings_in_other_units_are_asked() -> None:
    text = (
        "Dose giornaliera: 2 compresse\nMagnesio\n24 bustine\n"
        "Contenuti medi per dose (2 bustine)\nMagnesio 225 mg 60% VNR\n"
    )
    (reading,) = read_label(text)
    assert reading.fields["serving_units"].value is None
    assert {"2 compresse", "2 bustine"} <= {
        text[span.start : span.end] for span in reading.fields["serving_units"].spans
    }


@pytest.mark.parametrize(
    ("pack", "units"),
    [
        ("Pack: 3 \u00d7 (2 \u00d7 30) tablets", 180),
        ("Pack: 3 x (2 x 30 tablets)", 180),
        ("2 \u00d7 (60 tablets)", 120),
        ("120 (12 x 10) tablets", 120),
    ],
)
def test_that_what_multiplies_a_bracket_counts_its_packs(pack: str, units: int) -> None:
    (reading,) = read_label(f"Zinc\n{pack}\nPer tablet: zinc 10 mg")
    assert reading.fields["pack_units"].value == units


@pytest.mark.parametrize(
    ("lines", "choices"),
    [
        ("Pro 4 Kapseln: Magnesium 300 mg\nPro Kapsel: Magnesium 100 mg", (300, 400)),
        ("Per capsule: Magnesium 100 mg\nPer 4 capsules: Magnesium 300 mg", (100, 75)),
        ("Pour 2 gélules : magnésium 300 mg\nPar gélule : magnésium 100 mg", (300, 200)),
        ("Por 2 cápsulas: magnesio 300 mg\nPor cápsula: magnesio 100 mg", (300, 200)),
        ("Per 2 capsule: magnesio 300 mg\nPer capsula: magnesio 100 mg", (300, 200)),
    ],
)
def test_that_amounts_for_other_numbers_of_units_are_offered_for_the_serving(
    lines: str, choices: tuple[int, ...]
) -> None:
    (reading,) = read_label(f"Magnesium 120 capsules\n{lines}")
    (magnesium,) = reading.ingredients
    assert magnesium.elemental.value is None
    assert magnesium.elemental.choices == tuple(map(Fraction, choices))

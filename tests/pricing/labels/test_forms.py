"""Forms of a mineral that a label names with an origin, with "de", or hard to read."""

from __future__ import annotations

import pytest

from pricing.labels import LabelField, Sureness, read_label


def _form(text: str) -> LabelField:
    (reading,) = read_label(text)
    return reading.named_fields()["form:Mg"]


@pytest.mark.parametrize(
    ("row", "form"),
    [
        ("magnésium 300 mg (80 % VNR), oxyde de magnésium marin 520 mg", "oxide"),
        ("magnésium 300 mg (80 % VNR), citrate de magnésium 2000 mg", "citrate"),
    ],
)
def test_that_the_origin_of_a_salt_makes_no_blend(row: str, form: str) -> None:
    field = _form(f"Magnésium - 60 gélules\nPour 2 gélules : {row}")
    assert (field.value, field.sureness) == (form, Sureness.STATED)


def test_that_a_title_of_marine_magnesium_with_a_salt_below_is_asked() -> None:
    field = _form(
        "Magnésium marin - 60 gélules\n"
        "Pour 2 gélules : magnésium 300 mg (80 % VNR), oxyde de magnésium marin 520 mg"
    )
    assert (field.value, field.choices) == (None, ("oxide", "marine"))


@pytest.mark.parametrize("written", ["b|sglycinate", "B1SGLYClNATE"])
def test_that_a_misread_salt_is_offered_and_asked(written: str) -> None:
    field = _form(f"Serving Size: 2 capsules\nMagnesium (as magnesium {written})  200 mg  48%")
    assert (field.value, field.sureness) == ("glycinate", Sureness.ASKED)


def test_that_a_misread_name_of_the_mineral_leaves_the_salt_stated() -> None:
    field = _form("Serving Size: 2 capsules\nMagnesium (as rnagnesium citrate)  200 mg  48%")
    assert (field.value, field.sureness) == ("citrate", Sureness.STATED)


@pytest.mark.parametrize(
    "title",
    [
        "Magnesium Glycinate 1000 mg 120 capsules",
        "Magnesiumcitrat 1400 mg, 90 Kapseln",
        "Bisglycinate de magnésium 1200 mg - 60 gélules",
    ],
)
def test_that_the_mass_in_the_title_of_a_salt_is_offered_as_no_amount(title: str) -> None:
    (reading,) = read_label(title)
    amount = reading.named_fields().get("elemental_mg:Mg")
    assert amount is None or (amount.value, amount.choices) == (None, ())


@pytest.mark.parametrize(
    ("row", "form"),
    [
        ("Potassium (as potassium bicarbonate, potassium ascorbate) 200 mg 4%", "bicarbonate"),
        ("Zinc (as zinc gluconate and ascorbate) 15 mg 136%", "gluconate"),
        ("Magnesium (as magnesium oxide and magnesium foobarate) 200 mg 48%", "oxide"),
    ],
)
def test_that_one_of_two_forms_is_not_stated_alone(row: str, form: str) -> None:
    (reading,) = read_label(f"Supplement Facts\nServing size 1 tablet\n{row}")
    (mineral,) = reading.ingredients
    assert (mineral.form.value, mineral.form.choices) == (None, (form,))

"""The name of the product and that of its maker, and words that are neither."""

from __future__ import annotations

import pytest

from pricing.labels import read_label

HEADINGS = (
    "Nutrition information", "Nutrition Facts", "Supplement Facts", "Nutrition Declaration",
    "Product details", "Health information", "Overview", "In Stock", "Vitamins & Minerals",
    "Nährwertinformationen", "Nährwertdeklaration", "Produktbeschreibung", "Auf Lager",
    "Déclaration nutritionnelle", "Valeur nutritive", "Description du produit",
    "Tabla nutricional", "Información nutrimental", "Descripción del producto",
    "Dichiarazione nutrizionale", "Tabella nutrizionale", "Descrizione del prodotto",
)  # fmt: skip


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize(
    "text",
    [
        "{heading}\nMagnesium Citrate\n60 tablets\nEach tablet contains magnesium 100 mg",
        "Magnesium Citrate\n60 tablets\n{heading}\nEach tablet contains magnesium 100 mg",
        "{heading}    Per tablet   Per 2 tablets\nCalcium  400 mg  800 mg\nOsteo 60 tablets £5.99",
    ],
)
def test_that_the_heading_of_a_panel_or_page_is_no_brand_and_no_product(
    heading: str, text: str
) -> None:
    for reading in read_label(text.format(heading=heading)):
        assert reading.fields["brand"].value is None
        assert heading not in str(reading.fields["product"].value)


@pytest.mark.parametrize("name", ["Bone Health", "Sports Nutrition", "Health Canada"])
def test_that_a_topic_is_no_company(name: str) -> None:
    (reading,) = read_label(f"Magnesium 90 tablets\n{name}\n1 tablet contains 100 mg magnesium")
    assert reading.fields["brand"].value is None


@pytest.mark.parametrize(
    ("line", "brand"),
    [
        ("Silverlark Nutrition", "Silverlark Nutrition"),
        ("by Kestrel Vitamins", "Kestrel Vitamins"),
        ("Laboratoires Merval", "Laboratoires Merval"),
    ],
)
def test_that_a_company_alone_in_a_line_is_the_brand(line: str, brand: str) -> None:
    (reading,) = read_label(f"Magnesium 90 tablets\n{line}\n1 tablet contains 100 mg magnesium")
    assert reading.fields["brand"].value == brand


def test_that_a_line_on_what_amounts_are_for_is_no_name() -> None:
    (reading,) = read_label("Ampoules 20 x 10 ml\nPour 1 ampoule (10 ml) : Magnésium 100 mg")
    assert reading.fields["product"].value is None


def test_that_a_salt_below_the_name_of_a_strength_asks_which_is_the_product() -> None:
    (reading,) = read_label(
        "EFFIZINC 15 mg, gélule\nGluconate de zinc 104,55 mg\nUne gélule contient zinc 15 mg"
    )
    field = reading.fields["product"]
    choices = ("EFFIZINC 15 mg, gélule", "Gluconate de zinc 104,55 mg")
    assert (field.value, field.choices) == (None, choices)


@pytest.mark.parametrize(
    ("title", "choice"),
    [
        ("Zinkletten 2 x 50 Lutschtabletten\nZink 5 mg (als Zinkgluconat) pro Lutschtablette",
         "Zinkletten"),
        ("Magnesium (as magnesium citrate) 200 mg\n2 tablets per serving\n240 tablets",
         "Magnesium (as magnesium citrate) 200 mg"),
        ("Magnesium (as Magnesium Citrate) 1,5 g\nTagesdosis 3 Kapseln\ndavon Magnesium 240 mg",
         "Magnesium (as Magnesium Citrate) 1,5 g"),
    ],
)  # fmt: skip
def test_that_a_row_of_amounts_is_never_stated_as_the_name(title: str, choice: str) -> None:
    (reading,) = read_label(title)
    assert reading.fields["product"].value is None
    assert reading.fields["product"].choices == (choice,)

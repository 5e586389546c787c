"""A text with the panels of several products: no amounts of two of them stand in one product."""

from __future__ import annotations

import pytest

from pricing.labels import LabelReading, Sureness, read_label

_ENGLISH = (
    "Product A 60 capsules $12\nSupplement Facts\nServing Size 1 Capsule\nMagnesium 100 mg\n"
    "Zinc 5 mg\n\nProduct B 90 capsules $15\nSupplement Facts\nServing Size 2 Capsules\n"
    "Magnesium 200 mg\nCalcium 50 mg"
)
_WITH_LISTS = (
    "Product A\n60 capsules\n$12\n\nSupplement Facts\nServing Size 1 Capsule\nMagnesium 100 mg\n"
    "Zinc 5 mg\nOther ingredients: cellulose, silica.\n\nProduct B\n90 capsules\n$15\n\n"
    "Supplement Facts\nServing Size 2 Capsules\nServings Per Container 45\nMagnesium 200 mg\n"
    "Calcium 50 mg\nOther ingredients: rice flour."
)
_GERMAN = (
    "Produkt A 60 Kapseln 12 €\nNährwertangaben\nje Kapsel\nMagnesium 100 mg\nZink 5 mg\n\n"
    "Produkt B 90 Kapseln 15 €\nNährwertangaben\nje 2 Kapseln\nMagnesium 200 mg\nCalcium 50 mg"
)
_FRENCH = (
    "Produit A, 60 gélules, 12 €\nPour 1 gélule : magnésium 100 mg, zinc 5 mg\n\n"
    "Produit B, 90 gélules, 15 €\nPour 2 gélules : magnésium 200 mg, calcium 50 mg"
)
_ITALIAN = (
    "Prodotto A 60 capsule 12 €\nInformazioni nutrizionali\nPer 1 capsula\nMagnesio 100 mg\n"
    "Zinco 5 mg\n\nProdotto B 90 capsule 15 €\nInformazioni nutrizionali\nPer 2 capsule\n"
    "Magnesio 200 mg\nCalcio 50 mg"
)
_SPANISH = (
    "Producto A 60 cápsulas 12 €\nInformación nutricional\nPor 1 cápsula\nMagnesio 100 mg\n"
    "Zinc 5 mg\n\nProducto B 60 cápsulas 15 €\nInformación nutricional\nPor 2 cápsulas\n"
    "Magnesio 200 mg\nCalcio 50 mg"
)
_PANELS = (
    "Supplement Facts\nServing Size 1 Capsule\nMagnesium 100 mg\nZinc 5 mg\n{title}"
    "Supplement Facts\nServing Size 2 Capsules\nMagnesium 200 mg\n{other}"
)


def stated(reading: LabelReading) -> dict[str, int]:
    """Return the amounts that a reading fills without a question."""
    return {
        each.element: int(each.elemental.value)
        for each in reading.ingredients
        if each.elemental.value is not None and each.elemental.sureness is not Sureness.ASKED
    }


@pytest.mark.parametrize(
    "text",
    [
        _ENGLISH,
        _ENGLISH.replace("\n\n", "\n"),
        _ENGLISH.replace("Supplement Facts\n", ""),
        _WITH_LISTS,
        _GERMAN,
        _FRENCH,
        _ITALIAN,
        _SPANISH,
    ],
)
def test_that_a_second_title_and_panel_begin_another_product(text: str) -> None:
    first, second = read_label(text)
    assert stated(first) == {"Mg": 100, "Zn": 5}
    assert stated(second) == {"Mg": 200, "Ca": 50}
    keys = ("serving_units", "pack_units", "price")
    assert [str(first.fields[key].value) for key in keys] == ["1", "60", "12"]
    pack = "60" if text is _SPANISH else "90"
    assert [str(second.fields[key].value) for key in keys] == ["2", pack, "15"]


def test_that_a_product_ends_where_the_same_mineral_stands_below_another_title() -> None:
    text = (
        "Product A 60 capsules $12\nServing Size 1 Capsule\nMagnesium 100 mg\n\n"
        "Product B 90 capsules $15\nServing Size 1 Capsule\nMagnesium 100 mg\nZinc 5 mg"
    )
    assert [stated(reading) for reading in read_label(text)] == [
        {"Mg": 100},
        {"Mg": 100, "Zn": 5},
    ]


@pytest.mark.parametrize(
    "text",
    [
        _PANELS.format(title="", other="Calcium 50 mg"),
        _PANELS.format(title="", other=""),
        _PANELS.format(title="Product B 90 capsules $15\n", other="Calcium 50 mg"),
        "Day tablets, 60 tablets $20\nServing Size 1 Tablet\nMagnesium 100 mg\nZinc 5 mg\n"
        "Night tablets\nServing Size 1 Tablet\nMagnesium 100 mg\nCalcium 50 mg",
    ],
)
def test_that_every_mineral_of_panels_without_their_own_titles_is_asked(text: str) -> None:
    (reading,) = read_label(text)
    assert stated(reading) == {}
    asked = {question.field: list(map(str, question.choices)) for question in reading.questions}
    assert asked["elemental_mg:Zn"] == ["5"]
    assert asked.get("elemental_mg:Ca", ["50"]) == ["50"]
    assert "serving_units" in asked


def test_that_a_panel_that_stands_twice_is_one_product() -> None:
    panel = "Serving Size 1 Capsule\nMagnesium 100 mg\nZinc 5 mg\n"
    (reading,) = read_label(
        f"Product A 60 capsules $12\nSupplement Facts\n{panel}Nutrition Facts\n{panel}"
    )
    assert stated(reading) == {"Mg": 100, "Zn": 5}

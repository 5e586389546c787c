"""Two panels side by side, as a copy of a page keeps them by spaces: two products, no mixture."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import read_label

_ENGLISH = """Supplement Facts
Serving Size 2 Capsules                Supplement Facts
Servings 30                            Serving Size 1 Tablet
Magnesium (as glycinate) 200 mg 48%    Servings 100
                                       Zinc (as gluconate) 50 mg 455%
Duo pack $24.00
"""
_PRICED = """Magnesium Glycinate                    Zinc Gluconate
£12.00                                 £9.00
Supplement Facts                       Supplement Facts
Serving Size 2 Capsules                Serving Size 1 Tablet
Magnesium (as glycinate) 200 mg 48%    Zinc (as gluconate) 50 mg 455%
Both for £19.00
"""
_GERMAN = """Tag                             Nacht
Nährwertangaben                 Nährwertangaben
je 2 Kapseln                    je Tablette
Magnesium 200 mg                Zink 50 mg
"""
_FRENCH = """Déclaration nutritionnelle      Déclaration nutritionnelle
Portion : 2 gélules             Portion : 1 comprimé
Magnésium 200 mg                Zinc 50 mg
"""


@pytest.mark.parametrize("text", [_ENGLISH, _GERMAN, _FRENCH])
def test_that_panels_side_by_side_are_products(text: str) -> None:
    readings = read_label(text)
    assert [
        (
            reading.fields["unit_kind"].value,
            reading.fields["serving_units"].value,
            [(one.element, one.elemental.value) for one in reading.ingredients],
        )
        for reading in readings
    ] == [
        ("capsule", Fraction(2), [("Mg", Fraction(200))]),
        ("tablet", Fraction(1), [("Zn", Fraction(50))]),
    ]
    assert all(reading.fields["price"].value is None for reading in readings)


@pytest.mark.parametrize(
    ("text", "price"),
    [
        (_ENGLISH, "24"),
        (f"Preis: 24,90 €\n{_GERMAN}", "24.9"),
        (f"{_FRENCH}Prix : 19,90 €\nLivraison 4,90 €", "19.9"),
    ],
)
def test_that_a_price_outside_of_both_panels_is_asked_for_each(text: str, price: str) -> None:
    fields = [reading.fields["price"] for reading in read_label(text)]
    assert [(one.value, one.choices) for one in fields] == [(None, (Fraction(price),))] * 2


def test_that_a_name_above_both_panels_is_asked_for_each() -> None:
    names = [one.fields["product"] for one in read_label(f"Duo Magnesium + Zinc\n{_ENGLISH}")]
    assert [(one.value, one.choices) for one in names] == [(None, ("Duo Magnesium + Zinc",))] * 2


def test_that_prices_in_the_columns_of_panels_are_their_own() -> None:
    fields = [one.fields["price"] for one in read_label(_PRICED)]
    assert [one.value for one in fields] == [Fraction(12), Fraction(9)]


def test_that_the_evidence_of_panels_side_by_side_stands_in_their_columns() -> None:
    _, second = read_label(_ENGLISH)
    (start, end) = second.fields["serving_units"].spans[0]
    assert _ENGLISH[start:end] == "1 Tablet"


@pytest.mark.parametrize(
    "text",
    [
        "Supplement Facts                     Valeur nutritive\n"
        "Serving Size 2 Capsules              Portion 2 capsules\n"
        "Magnesium (as citrate) 200 mg 48%    Magnésium (citrate) 200 mg 48 %",
        "Supplement Facts\nServing Size 2 Capsules          Servings Per Container 30\n"
        "Magnesium (as citrate) 200 mg    48%",
        "Nährwertangaben     je Kapsel     je 2 Kapseln\nMagnesium           100 mg        200 mg\n"
        "                    je Kapsel     je 2 Kapseln\nZink                5 mg          10 mg",
    ],
)
def test_that_the_columns_of_one_panel_are_one_product(text: str) -> None:
    assert len(read_label(text)) == 1

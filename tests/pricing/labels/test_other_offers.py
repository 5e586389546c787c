"""Other products below the product of a shop page: nothing of them is read."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import Sureness, has_signs_of_label, read_label

_OWN = "Magnesium Citrate 200 mg, 60 capsules\n$12.99\n"
_PANEL = "Supplement Facts\nServing Size 1 Capsule\nMagnesium (as citrate) 200 mg 48%\n"
_OTHERS = "\nZinc Picolinate 50 mg, 120 tablets\n$9.99\nEAN 4006381333931\n\nIron 90 caps $7.49\n"
_HEADINGS = [
    "Customers also bought",
    "Customers who bought this item also bought:",
    "Frequently bought together",
    "Recently viewed items",
    "Andere kauften auch",
    "Kunden, die diesen Artikel gekauft haben, kauften auch",
    "Wird oft zusammen gekauft",
    "Das könnte Ihnen auch gefallen",
    "Ils ont aussi acheté",
    "Souvent achetés ensemble",
    "Vous aimerez aussi",
    "Los clientes también compraron",
    "También te puede interesar",
    "I clienti hanno acquistato anche",
    "Potrebbe interessarti anche",
]


@pytest.mark.parametrize("heading", _HEADINGS)
@pytest.mark.parametrize("own", [_OWN, _OWN + _PANEL], ids=["title", "panel"])
def test_that_nothing_of_other_products_is_read(heading: str, own: str) -> None:
    text = own + heading + _OTHERS
    (reading,) = read_label(text)
    assert reading.fields["product"].value == "Magnesium Citrate 200 mg"
    assert reading.fields["price"].value == Fraction("12.99")
    assert reading.fields["pack_units"].value == 60
    assert reading.fields["gtin"].value is None
    assert [each.element for each in reading.ingredients] == ["Mg"]
    named = reading.named_fields().values()
    assert all(span.end <= len(own) for field in named for span in field.spans)


@pytest.mark.parametrize("heading", _HEADINGS)
def test_that_names_above_other_products_are_read_as_a_label(heading: str) -> None:
    names = "Magnesium Citrate 60 capsules $12.99\n{}\nZinc 120 capsules $9.99\nIron 90 tablets $7"
    assert has_signs_of_label(names.format(heading))


def test_that_the_panel_of_the_product_itself_may_stand_below_other_products() -> None:
    text = f"{_OWN}Frequently bought together{_OTHERS}\nProduct details\n{_PANEL}"
    (reading,) = read_label(text)
    (mineral,) = reading.ingredients
    assert mineral.element == "Mg"
    assert mineral.elemental.value == 200
    assert reading.fields["price"].value == Fraction("12.99")


def test_that_products_below_a_heading_alone_are_asked() -> None:
    (reading,) = read_label(f"Customers also bought{_OTHERS}")
    assert reading.fields["price"].sureness is Sureness.ASKED


@pytest.mark.parametrize(
    ("heading", "own"),
    [
        ("Customers also bought", "This item"),
        ("Kunden kauften auch", "Ihr Artikel:"),
        ("Vous aimerez aussi", "Votre article"),
        ("También te puede interesar", "Este artículo:"),
        ("Potrebbe interessarti anche", "Il tuo articolo"),
    ],
)
def test_that_the_product_itself_may_stand_below_other_products(heading: str, own: str) -> None:
    (reading,) = read_label(f"{heading}{_OTHERS}\n{own}\n{_OWN}{_PANEL}")
    assert reading.fields["product"].value == "Magnesium Citrate 200 mg"
    assert reading.fields["price"].value == Fraction("12.99")
    assert reading.fields["pack_units"].value == 60
    (mineral,) = reading.ingredients
    assert mineral.element == "Mg"
    assert mineral.elemental.value == 200

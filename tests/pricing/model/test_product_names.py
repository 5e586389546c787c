"""What the names of products say in four languages, and what they leave open."""

from __future__ import annotations

import pytest

from pricing.model.product_names import read_product_name, says_elemental

CAPSULE, TABLET = "capsule", "tablet"


@pytest.mark.parametrize(
    ("name", "form", "unit_kind", "count", "milligrams"),
    [
        ("Magnesium Glycinate 1000 mg 120 capsules", "glycinate", CAPSULE, 120, [1000]),
        ("Magnesiumcitrat 400 mg 120 Kapseln", "citrate", CAPSULE, 120, [400]),
        ("Magnesium-Bisglycinat 1.000 mg, 180 Kapseln vegan", "glycinate", CAPSULE, 180, [1000]),
        ("Magnesiumoxid 400 mg 100 St", "oxide", "", 100, [400]),
        ("Citrate de magnésium 300 mg 90 gélules", "citrate", CAPSULE, 90, [300]),
        ("Bisglicinato de magnesio 200 mg 60 cápsulas", "glycinate", CAPSULE, 60, [200]),
        ("Óxido de magnesio 500 mg 100 comprimidos", "oxide", TABLET, 100, [500]),
        ("Magnesium Citrate 200 mg Tablets 100 count", "citrate", TABLET, 100, [200]),
        ("Magnesium (citrate/malate) 180 caps (offer 1)", "citrate+malate", CAPSULE, 180, []),
        ("Magnesium L-Threonate (Magtein) 120 caps", "threonate", CAPSULE, 120, []),
        ("Magnesium Glycinate Buffered 120 caps", "buffered glycinate", CAPSULE, 120, []),
        ("Dimagnesium malate 1250", "dimagnesium malate", "", 0, [1250]),
        ("Magnesium 400 mg Veg Capsules 180 count", "", CAPSULE, 180, [400]),
        ("Klean Magnesium 90 veg caps", "", CAPSULE, 90, []),
        ("Mag-Ox 400", "oxide", "", 0, [400]),
        ("Magnesium powder 226 g", "", "g", 226, []),
        ("High Absorption", "", "", 0, []),
        ("", "", "", 0, []),
    ],
)
def test_that_a_name_says_form_unit_count_and_amount(
    name: str, form: str, unit_kind: str, count: int, milligrams: list[int]
) -> None:
    reading = read_product_name(name, "Mg")
    assert (reading.form, reading.unit_kind) == (form, unit_kind)
    assert reading.pack_units == count * 1_000
    assert list(reading.amounts) == [amount * 1_000 for amount in milligrams]


@pytest.mark.parametrize(
    "name", ["Calcium Magnesium Zinc 1000 mg 100 tablets", "Zinc gluconate 50 mg 100 tablets"]
)
def test_that_a_name_of_other_minerals_says_no_form_and_no_amount(name: str) -> None:
    reading = read_product_name(name, "Mg")
    assert (reading.form, reading.amounts, reading.unit_kind) == ("", (), TABLET)


@pytest.mark.parametrize(
    "name", ["Magnesium Malate 2 x 60 tablets", "Magnesium Citrate 120 caps (pack of 2)"]
)
def test_that_the_count_of_a_multipack_is_left_open(name: str) -> None:
    assert read_product_name(name, "Mg").pack_units == 0


def test_that_decimal_amounts_are_read_exactly() -> None:
    amounts = read_product_name("Magnesium oxide 241.3 mg", "Mg").amounts
    assert amounts == (241_300,)
    assert read_product_name("Selenium 55 mcg", "Se").amounts == (55,)


def test_that_a_name_may_say_that_its_amount_is_elemental() -> None:
    assert says_elemental("Magnésium élémentaire 100 mg")
    assert read_product_name("Magnesium 400 mg elemental", "Mg").says_elemental
    assert not says_elemental("Four Elements Magnesium")

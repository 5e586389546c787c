"""Amounts of several minerals in one line or in cells: none is lost or taken for another."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import LabelReading, Sureness, read_label


def amounts(reading: LabelReading) -> dict[str, float]:
    """Return the milligrams that a reading states of each mineral."""
    return {
        each.element: float(each.elemental.value)
        for each in reading.ingredients
        if each.elemental.value is not None and each.elemental.sureness is not Sureness.ASKED
    }


def choices(text: str, field: str) -> list[str]:
    """Return what the question on a field offers."""
    (reading,) = read_label(text)
    return next(
        (list(map(str, each.choices)) for each in reading.questions if each.field == field), []
    )


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("2 tablets contain 200 mg magnesium, 10 mg zinc", {"Mg": 200, "Zn": 10}),
        (
            "2 tablets contain 200 mg magnesium, 10 mg zinc and 5 mg iron",
            {"Mg": 200, "Zn": 10, "Fe": 5},
        ),
        (
            "2 Tabletten enthalten 200 mg Magnesium, 10 mg Zink, 5 mg Eisen",
            {"Mg": 200, "Zn": 10, "Fe": 5},
        ),
        ("2 tablets contain magnesium 200 mg, zinc 10 mg", {"Mg": 200, "Zn": 10}),
        ("Serving size: 1 capsule\n| Iodine (kelp) | 150 | mcg |", {"I": 0.15}),
        ("Serving size: 1 capsule\nIodine (kelp) | 150 mcg | 100 %", {"I": 0.15}),
        (
            "Sea Mix | Serving size: 1 capsule | Magnesium | 300 mg | Iodine (kelp) | 150 mcg",
            {"Mg": 300, "I": 0.15},
        ),
    ],
)
def test_that_each_amount_of_a_line_is_of_its_own_mineral(
    text: str, stated: dict[str, float]
) -> None:
    (reading,) = read_label(text)
    assert amounts(reading) == stated


@pytest.mark.parametrize(
    ("items", "stated"),
    [
        ("Vitamin C 80 mg Zinc 10 mg Vitamin D 5 mcg", {"Zn": 10}),
        ("Vitamin C 80 mg Iron 14 mg Zinc 10 mg Copper 1 mg", {"Fe": 14, "Zn": 10, "Cu": 1}),
        ("Vitamin D3 20 µg Calcium 500 mg Vitamin K2 75 µg", {"Ca": 500}),
        ("Vitamina B6 1,4 mg Magnesio 150 mg Potassio 300 mg", {"Mg": 150, "K": 300}),
        ("Curcumin 200 mg Zinc 10 mg Selenium 55 mcg", {"Zn": 10, "Se": 0.055}),
        ("Coenzym Q10 30 mg Magnesium 120 mg Zink 5 mg", {"Mg": 120, "Zn": 5}),
        ("80 mg Vitamin C 10 mg Zinc", {"Zn": 10}),
        ("contains 80 mg Iron 10 mg Zinc", {"Fe": 80, "Zn": 10}),
    ],
)
def test_that_an_amount_is_of_the_name_before_it_where_the_list_begins_with_a_name(
    items: str, stated: dict[str, float]
) -> None:
    (reading,) = read_label(f"Multi\nPer tablet: {items}\n60 tablets £5")
    assert amounts(reading) == stated


def test_that_the_amount_of_an_unknown_name_is_no_part_of_a_sum() -> None:
    offered = choices("Per tablet: Curcumin 200 mg Zinc 10 mg\n60 tablets £5", "elemental_mg:Zn")
    assert set(offered) == {"10", "200"}


@pytest.mark.parametrize(
    ("row", "offered"),
    [
        ("Zinc 10 mg (citrate) and 5 mg (gluconate)", ["15", "10", "5"]),
        ("Zinc (as citrate) 10 mg plus 5 mg (as gluconate)", ["15", "10", "5"]),
        ("Zink 10 mg (Citrat) und 5 mg (Gluconat)", ["15", "10", "5"]),
        ("Zinc 10 mg, zinc 5 mg", ["15", "10", "5"]),
        ("Zinc (as zinc citrate) 10 mg | Zinc (as zinc gluconate) 5 mg", ["15", "10", "5"]),
    ],
)
def test_that_amounts_of_one_mineral_in_a_line_are_offered_together(
    row: str, offered: list[str]
) -> None:
    text = f"Mix 60 capsules\nServing size: 1 capsule\nMagnesium 300 mg\n{row}"
    assert choices(text, "elemental_mg:Zn") == offered


@pytest.mark.parametrize(
    "text",
    [
        "Ingredients: Magnesium oxide 415 mg (250 mg magnesium), cellulose, magnesium stearate.",
        "Zutaten: Magnesiumoxid 415 mg (davon 250 mg Magnesium), Cellulose.",
        "Ingrédients : oxyde de magnésium 415 mg (dont magnésium 250 mg), cellulose",
        "Ingredientes: óxido de magnesio 415 mg (250 mg de magnesio), celulosa",
        "Ingredienti: ossido di magnesio 415 mg (250 mg magnesio), cellulosa",
    ],
)
def test_that_the_amounts_of_a_list_are_asked_if_no_panel_states_any(text: str) -> None:
    assert choices(text, "elemental_mg:Mg") == ["250"]
    panel = f"1 tablet contains: Zinc 5 mg\n{text}"
    (reading,) = read_label(panel)
    assert amounts(reading) == {"Zn": 5}


def test_that_the_amounts_of_excipients_are_no_minerals_of_a_product() -> None:
    (reading,) = read_label(
        "Zinc 60 tablets 9 EUR\nOther ingredients: magnesium stearate 2 mg, calcium carbonate 9 mg"
    )
    assert not reading.ingredients or {each.element for each in reading.ingredients} == {"Zn"}


@pytest.mark.parametrize("salt", ["picolinatod e zinc", "picolinatode zinc", "picolin9to de zinc"])
def test_that_amounts_of_a_salt_and_its_mineral_are_no_blend(salt: str) -> None:
    (reading,) = read_label(
        "Zinc 25 mg Picolinato, 60 cápsulas\n"
        f"Por cápsula: {salt} 125 mg, de los cuales zinc 25 mg (250% VRN)"
    )
    (zinc,) = reading.ingredients
    assert zinc.form.value != "blend" or zinc.form.sureness is Sureness.ASKED
    assert 150 not in zinc.elemental.choices


@pytest.mark.parametrize("row", ["Zinc | citrate | 10 mg", "Zinc | citrate | 10 | mg"])
def test_that_a_mineral_whose_form_has_a_cell_is_asked_and_not_lost(row: str) -> None:
    (reading,) = read_label(f"Mix\nServing size: 1 capsule\nMagnesium | 300 mg\n{row}")
    assert amounts(reading) == {"Mg": 300}
    assert "elemental_mg:Zn" in {question.field for question in reading.questions}


@pytest.mark.parametrize(
    "text",
    [
        "Calcium 60 Stück, 12,99 €\nJe Tablette: Calcium 1,200 mg",
        "Calcium 60 Stück, 12,99 €\nJe Tablette: Calcium 1,200 mg (150% VNR)",
        "Kalziumcitrat 60 Stück, 12,99 €\npro Tagesportion (2 Tabletten): Calcium 1,200 mg",
        "Calcium 60 tablets, $12.99\nEach tablet contains 1.200 mg calcium",
        "Calcio 60 compresse, 12,99 €\nPer compressa: calcio 1,200 mg",
        "Calcium 60 comprimés, 12,99 €\n1 comprimé contient 1,200 mg de calcium",
    ],
)
def test_that_three_decimals_that_may_be_thousands_are_asked(text: str) -> None:
    (reading,) = read_label(text)
    elemental = reading.ingredients[0].elemental
    choices = (Fraction(1200), Fraction(6, 5))  # a decimal part seldom ends in a zero
    assert (elemental.value, elemental.choices) == (None, choices)


@pytest.mark.parametrize(
    ("line", "amount"),
    [
        ("Kupfer 1,250 mg (125 % NRV)", Fraction(5, 4)),
        ("Kupfer 1,250 mg", Fraction(5, 4)),
        ("Calcium 1.200 mg", Fraction(1200)),
        ("Calcium 1,200 g", Fraction(1200)),
        ("Jod 0,150 mg", Fraction(3, 20)),
    ],
)
def test_that_three_decimals_with_one_meaning_are_read(line: str, amount: Fraction) -> None:
    (reading,) = read_label(f"Mineral 60 Stück, 12,99 €\nJe Tablette: {line}")
    assert reading.ingredients[0].elemental.value == amount


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        (
            "Calcio 60 comprimidos\n"
            "Calcio (carbonato de calcio) 1.500 mg equivalente a 600 mg de calcio",
            ["600"],
        ),
        ("Magnesium 2,400 mg magnesium citrate per 3 tabs = 360 mg Mg\n90 tabs", ["360", "2400"]),
    ],
)
def test_that_the_amount_that_a_salt_makes_is_offered_first(text: str, offered: list[str]) -> None:
    (reading,) = read_label(text)
    assert list(map(str, reading.ingredients[0].elemental.choices)) == offered


@pytest.mark.parametrize(
    "title", ["Chromium Picolinate 200 mcg 100 caplets", "Chromium picolinate 0.2 mg, 100 caplets"]
)
def test_that_a_salt_of_less_than_its_mineral_is_asked(title: str) -> None:
    row = "Chromium 1.6mg (from chromium picolinate) 4000% NRV"
    assert set(choices(f"{title}\n{row}\n£5.49", "elemental_mg:Cr")) == {"8/5", "1/5"}


def test_that_a_salt_in_the_title_may_be_that_of_one_unit() -> None:
    (reading,) = read_label(
        "Kaliumcitrat 1000 mg 90 Kapseln\n"
        "3 Kapseln enthalten: Kaliumcitrat 3000 mg, davon Kalium 1083 mg"
    )
    assert amounts(reading) == {"K": 1083}

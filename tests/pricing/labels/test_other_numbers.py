"""Numbers of a label that are no pack, no price to pay or no elemental amount: what is read."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import LabelReading, Sureness, read_label

MAGNESIUM = "\n1 tablet contains 100 mg magnesium\n"


def read_one(text: str) -> LabelReading:
    (reading,) = read_label(text)
    return reading


@pytest.mark.parametrize(
    ("prices", "price"),
    [
        ("Regular $12.00\nSale ends Sunday! $10.20", "10.20"),
        ("Prix hors honoraire de dispensation : 3,54 €\nHonoraire de dispensation : 1,02 €\n"
         "Prix honoraire compris : 4,56 €", "4.56"),
        ("Probepackung 10 Tabletten 2,99 €\nNormalpreis 11,90 €\nAbopreis 10,71 €", "11.90"),
        ("Flasche 13,49 € / l = 26,98 €", "13.49"),
        ("13,49 € (1 l = 26,98 €)", "13.49"),
        ("1 Liter = 26,98 €\n13,49 €", "13.49"),
        ("Prix : 8,90 €\nSoit 14,83 € les 100 gélules", "8.90"),
        ("5,99 €\n9,98 € pro 100 Stück", "5.99"),
        ("19,92 €\nPrezzo più basso ultimi 30 giorni: 18,90 €", "19.92"),
        ("19,92 €\nNiedrigster Preis der letzten 30 Tage: 18,90 €", "19.92"),
        ("$24.99\nAutodelivery $23.74", "24.99"),
        ("$24.99\nShips with $25 minimum order", "24.99"),
        ("9,99 € (11,10 € / 100 Stück)", "9.99"),
        ("$9.99\nRegularly $12.99", "9.99"),
    ],
)  # fmt: skip
def test_that_the_price_to_pay_is_read_among_others(prices: str, price: str) -> None:
    assert read_one(f"Magnesium 90 tablets{MAGNESIUM}{prices}").fields["price"].value == Fraction(
        price
    )


@pytest.mark.parametrize(
    ("lines", "units"),
    [
        ("90 tablets\nProbepackung 10 Tabletten 2,99 €", 90),
        ("60 comprimés\nSoit 14,83 € les 100 comprimés", 60),
        ("60 Tabletten\n9,98 € pro 100 Tabletten", 60),
        ("60 Tabletten\nRabatt 5% ab 2 Stück", 60),
        ("2er Pack à 90", 180),
        ("2er-Pack je 90 Tabletten", 180),
        ("240 tablets\n2 tablets per serving", 240),
        ("Tagesdosis 2 Tabletten\n180 Tabletten", 180),
        ("2 x 10 comprimés\nPrise quotidienne 2 comprimés : 200 mg", 20),
    ],
)
def test_that_a_dose_a_sample_and_an_offer_are_no_pack(lines: str, units: int) -> None:
    assert read_one(f"Magnesium\n{lines}{MAGNESIUM}").fields["pack_units"].value == units


def test_that_capsules_in_short_and_volumes_of_several_vessels_are_a_pack() -> None:
    capsules = read_one("Magnesio 90 cps\n1 capsula contiene magnesio 100 mg")
    assert capsules.fields["pack_units"].value == 90
    vessels = read_one(
        "Trinkampullen 20 x 25 ml\nNährwerte | pro Ampulle (25 ml) | % NRV\nEisen | 14 mg | 100 %"
    )
    assert vessels.fields["pack_units"].value == 500


@pytest.mark.parametrize(
    ("line", "choices"),
    [
        ("Selenio 100 mcg\nCada cápsula: Selenio 100 mg 182% VRN", ("0.1", "100")),
        (
            "Pro Tablette\nJod 150 mg 100 % NRV",
            ("0.15", "150"),
        ),
        ("Serving size 1 tablet\nSelenium 55 mg 100%", ("0.055", "55")),
        (
            "1 Tablet contains\nCalcium 1.000 mg\nKalzium Forte 40 Tabletten EUR 11.20",
            ("1000", "1"),
        ),
    ],
)
def test_that_the_amount_that_agrees_is_offered_first(line: str, choices: tuple[str, ...]) -> None:
    (mineral,) = read_one(line).ingredients
    assert mineral.elemental.value is None
    assert mineral.elemental.choices == tuple(map(Fraction, choices))


@pytest.mark.parametrize(
    ("row", "compound"),
    [
        ("Magnesium (as magnesium citrate) 625 mg 24%", 625),
        ("Zinc (as zinc gluconate) 70 mg 91%", 70),
        ("Iron (as ferrous fumarate) 55 mg 100%", 55),
    ],
)
def test_that_the_percent_tells_the_weight_of_a_compound(row: str, compound: int) -> None:
    (mineral,) = read_one(f"Supplement Facts\nServing Size 1 Tablet\n{row}").ingredients
    assert (mineral.compound.value, mineral.compound.sureness) == (
        Fraction(compound),
        Sureness.ASKED,
    )
    assert (mineral.elemental.value, mineral.elemental.choices) == (None, ())


@pytest.mark.parametrize(
    ("text", "serving", "amount"),
    [
        ("Inhaltsstoff | pro 1/2 Tablette | pro Tablette | NRV\nEisen | 14 mg | 28 mg | 200%",
         "1", "28"),
        ("Serving size: 1/2 tablet\nZinc 15 mg 136%", "1/2", "15"),
        ("Serving size 1/4 tsp (1.275 g)\nPotassium 448 mg 10%", "1.275", "448"),
    ],
)  # fmt: skip
def test_that_a_part_of_a_unit_is_a_serving(text: str, serving: str, amount: str) -> None:
    reading = read_one(text)
    assert reading.fields["serving_units"].value == Fraction(serving)
    assert reading.ingredients[0].elemental.value == Fraction(amount)


@pytest.mark.parametrize(
    "heading",
    [
        "Customers who bought this magnesium also bought", "Sponsored",
        "Sponsored magnesium products", "Gesponsert", "Sponsorisé", "Patrocinado",
    ],
)  # fmt: skip
def test_that_nothing_below_such_a_heading_is_of_the_product(heading: str) -> None:
    reading = read_one(
        "Zinc 15 mg 60 tablets\n1 tablet contains zinc 15 mg\n£5\n"
        f"{heading}\nMagnesium 200 mg 90 tablets £9.99"
    )
    assert [each.element for each in reading.ingredients] == ["Zn"]
    assert (reading.fields["pack_units"].value, reading.fields["price"].value) == (
        Fraction(60),
        Fraction(5),
    )


@pytest.mark.parametrize(
    ("title", "price"),
    [
        ("Zinc 50mg 180 caps EAN 5012335867123 €14,50", "14.5"),
        ("Zink 25 mg 180 Kapseln PZN 10557306 9,95 €", "9.95"),
        ("Zinco 25 mg 180 capsule EAN: 5012335867123 12,90 €", "12.9"),
    ],
)
def test_that_a_code_is_no_part_of_the_price_behind_it_or_of_the_name(
    title: str, price: str
) -> None:
    fields = read_one(title).fields
    assert (fields["price"].value, fields["price"].sureness) == (Fraction(price), Sureness.STATED)
    assert str(fields["product"].value).split()[-1] in {"caps", "Kapseln", "capsule"}

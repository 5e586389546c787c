"""Amounts of money that nobody pays for the pack, and packs that are split over a label."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import LabelReading, read_label


def _read(lines: str, count: str = "60 tablets") -> LabelReading:
    (reading,) = read_label(f"Zinc\n{count}\n{lines}\nPer tablet: zinc 25 mg")
    return reading


@pytest.mark.parametrize(
    ("lines", "price"),
    [
        ("Nur heute: 5,00 € Rabatt\n14,95 €", "14.95"),
        ("£5.00 off\n£14.95", "14.95"),
        ("5,00 € di sconto\n14,95 €", "14.95"),
        ("Preis/Stück 0,20 €\nPreis 12,00 €", "12"),
        ("Prix hors honoraire de dispensation : 2,29 €, honoraire : 1,02 €, Prix honoraire compris"
         " : 3,31 €", "3.31"),
        ("22,95 €, 2er-Set 43,90 €, 3er-Set 62,90 €", "22.95"),
    ],
)  # fmt: skip
def test_that_a_saving_a_fee_or_a_set_is_not_the_price(lines: str, price: str) -> None:
    fields = _read(lines).fields
    assert fields["price"].value == Fraction(price)
    assert fields["pack_units"].value == 60


def test_that_the_total_is_the_price_of_packs_that_are_counted() -> None:
    fields = _read("Precio unidad 8,95 €\nTotal: 17,90 €", "2 envases de 60 comprimidos").fields
    assert fields["price"].value == Fraction("17.90")
    assert fields["pack_units"].value == 120


@pytest.mark.parametrize(
    ("count", "choices"),
    [
        ("Inhalt: 3 x 20\nBrausetabletten", (60,)),
        ("Contents: 60\nTablets", (60,)),
        ("150+50 FREE", (200, 150, 50)),
    ],
)
def test_that_a_pack_without_its_unit_beside_it_is_asked(
    count: str, choices: tuple[int, ...]
) -> None:
    pack = _read("£9.90", count).fields["pack_units"]
    assert (pack.value, pack.choices) == (None, tuple(map(Fraction, choices)))


def test_that_bottles_of_a_volume_are_counted() -> None:
    (reading,) = read_label("Iron tonic\n2 bottles x 250ml\n£14.99\nper 20ml: Iron 14 mg")
    assert reading.fields["pack_units"].value == 500


def test_that_the_letter_of_iodine_is_read_behind_other_symbols() -> None:
    (reading,) = read_label("Mg 300 mg, Zn 5 mg, Se 30 µg, J 100 µg je Kapsel\n60 Kapseln")
    amounts = {each.element: each.elemental.value for each in reading.ingredients}
    assert amounts["I"] == Fraction(1, 10)
    (reading,) = read_label("Zinc 10 mg, I 2 mg, J 5 IU\nPer tablet")
    assert {each.element for each in reading.ingredients} == {"Zn"}


@pytest.mark.parametrize(
    "line",
    [
        "Earn $2.50 in rewards",
        "Import duty £4.10",
        "Worth £25.00",
        "Reference price $19.99",
        "Einfuhrzoll 4,10 €",
        "Geschenk im Wert von 25,00 €",
        "Referenzpreis 19,99 €",
        "Droits de douane 4,10 €",
        "Cadeau d'une valeur de 25,00 €",
        "Prix de référence 19,99 €",
        "Derechos de aduana 4,10 €",
        "Bolsa valorada en 25,00 €",
        "Precio de referencia 19,99 €",
        "Dazi doganali 4,10 €",
        "Omaggio del valore di 25,00 €",
        "Prezzo di riferimento 19,99 €",
        "Collect 90p cashback",
        "Value: £25.00",
        "EK 7,00 €",
        "7,00 € netto",
        "Wert 25,00 €",
        "Valeur : 25,00 €",
        "Valor 25,00 €",
        "Valore € 25,00",
        "Prezzo di costo 7,00 €",
    ],
)
def test_that_a_reward_a_duty_or_a_worth_is_no_price(line: str) -> None:
    (reading,) = read_label(f"Zinc 90 tablets\n{line}")
    assert reading.fields["price"].value is None
    (reading,) = read_label(f"Zinc 90 tablets\nPrice: 9.99\n{line}")
    assert reading.fields["price"].value in {None, Fraction("9.99")}


@pytest.mark.parametrize("line", ["Value pack £9.99", "Great value £9.99", "£9.99 net 60 g"])
def test_that_words_around_a_price_leave_it_the_price(line: str) -> None:
    (reading,) = read_label(f"Zinc 15 mg, 90 tablets\n{line}")
    assert reading.fields["price"].value == Fraction("9.99")

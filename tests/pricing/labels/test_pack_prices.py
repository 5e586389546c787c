"""A price for several packs, with the size of one beside it: both are asked."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import draft_row, read_label, read_shown_label


@pytest.mark.parametrize(
    ("price", "size", "units"),
    [
        ("Prix : 24€90 les 2 boîtes", "Boîte de 90 gélules", (180, 90)),
        ("12,50 € les 3 tubes", "Tube de 20 comprimés", (60, 20)),
        ("24,90 € le lot de 3", "20 comprimés", (60, 20)),
        ("Preis für 2 Dosen: 29,90 €", "Dose mit 365 Tabletten", (730, 365)),
        ("24,90 € für 3 Packungen", "Packung mit 60 Tabletten", (180, 60)),
        ("2 Packungen 19,90 €", "60 Kapseln", (120, 60)),
        ("19,90 € im Doppelpack", "60 Kapseln", (120, 60)),
        ("$18 for two bottles", "Bottle of 60 vegan capsules", (120, 60)),
        ("3 bottles for $30.00", "60 capsules per bottle", (180, 60)),
        ("$30.00 / 3 bottles", "60 capsules per bottle", (180, 60)),
        ("Prezzo per 3 scatole: 29,90 €", "Scatola da 30 capsule", (90, 30)),
        ("€ 15,80 2 confezioni", "Confezione da 30 bustine", (60, 30)),
        ("28 € el pack de 2 botes", "Bote de 60 cápsulas", (120, 60)),
        ("£15.00 (for 2 bottles)", "60 tablets per bottle", (120, 60)),
        ("Precio por 2 frascos: 19,90 €", "Frasco de 60 cápsulas", (120, 60)),
        ("Three-pack $29.90", "60 tablets each", (180, 60)),
        ("18,00 € pour deux", "60 comprimés", (120, 60)),
        ("18,00 € für zwei", "60 Tabletten", (120, 60)),
        ("£18.00 for 2", "60 tablets", (120, 60)),
        ("18,00 € per due confezioni", "60 compresse", (120, 60)),
        ("2 cajas por 17,90 €", "Caja de 30 comprimidos", (60, 30)),
        ("17,80 € les 2", "60 comprimés", (120, 60)),
        ("18,00 € tous les deux", "60 comprimés", (120, 60)),
        ("les trois à 24 €", "60 gélules", (180, 60)),
        ("la paire 18,00 €", "60 gélules", (120, 60)),
        ("£18.00 for a pair", "60 tablets", (120, 60)),
        ("£18.00 / pair", "60 tablets", (120, 60)),
        ("both for £18.00", "60 tablets", (120, 60)),
        ("beide zusammen 20 €", "60 Kapseln", (120, 60)),
        ("alle drei 24,00 €", "60 Kapseln", (180, 60)),
        ("20,00 € das Paar", "60 Kapseln", (120, 60)),
        ("tutti e tre a 24,00 €", "60 compresse", (180, 60)),
        ("18,00 € i due", "60 compresse", (120, 60)),
        ("2 pz - € 19,80", "60 capsule", (120, 60)),
        ("18,00 € los dos", "60 cápsulas", (120, 60)),
        ("el par 18,00 €", "60 cápsulas", (120, 60)),
        ("zu zweit 18,00 €", "60 Kapseln", (120, 60)),
        ("entrambi a 18,00 €", "60 capsule", (120, 60)),
        ("£18 for the two of them", "60 tablets", (120, 60)),
    ],
)
def test_that_a_price_for_several_packs_is_asked_with_the_units_of_all_first(
    price: str, size: str, units: tuple[int, ...]
) -> None:
    for lines in (f"{price}\n{size}", f"{size}\n{price}"):
        (reading,) = read_label(f"Zinc\n{lines}\nZinc 15 mg")
        asked, pack = reading.fields["price"], reading.fields["pack_units"]
        assert asked.value is None
        assert len(asked.choices) == 1
        assert (pack.value, pack.choices) == (None, tuple(map(Fraction, units)))


@pytest.mark.parametrize(
    ("line", "price", "units"),
    [
        ("2 boxes of 30 tablets for $17.90", "17.90", 60),
        ("$17.90 for 2 boxes of 30 tablets", "17.90", 60),
        ("60 tablets $9.90 single, 2 bottles for $18.00", "9.90", 60),
        ("60 tablets $9.90, $18.00 for 2 bottles", "9.90", 60),
        ("$18.00 for 2 bottles, $9.90 for one with 60 tablets", "9.90", 60),
        ("2 boxes of 30 tablets\n17,80 € les 2", "17.80", 60),
        ("18,00 € les 60 tablets", "18", 60),
        ("2 x 30 tablets £18.00", "18", 60),
        ("60 tablets\n1 x £18.00", "18", 60),
    ],
)
def test_that_the_price_of_one_pack_or_of_all_its_units_is_stated(
    line: str, price: str, units: int
) -> None:
    (reading,) = read_label(f"Zinc\n{line}\nPer tablet: zinc 15 mg")
    assert reading.fields["price"].value == Fraction(price)
    assert reading.fields["pack_units"].value == units


def test_that_a_stroke_between_the_prices_of_one_and_of_two_packs_is_asked() -> None:
    (reading,) = read_label(
        "Zink 60 Kapseln\nEinzelpackung 9,90 € / Doppelpackung 18,90 €\nPro Kapsel: Zink 15 mg"
    )
    price, pack = reading.fields["price"], reading.fields["pack_units"]
    assert (price.value, price.choices) == (None, (Fraction("9.90"), Fraction("18.90")))
    assert (pack.value, pack.choices) == (None, (Fraction(120), Fraction(60)))


@pytest.mark.parametrize(
    "line",
    [
        "2 x £9.00", "£9.00 x 2", "£9.00 (x2)", "2 @ £9.00", "2 bottles at £9.00 each",
        "£9.00 each x 2", "2 × £9.00 = £18.00", "£9.00 × 2 = £18.00", "2 × 9,00 €",
        "2 mal 9,00 €", "2 zu je 9,00 €",
        "2 Packungen je 9,00 €", "2 Stück à 9,00 €", "9,00 € fois 2", "2 à 9,00 € pièce",
        "2 boîtes à 9,00 €", "2 volte 9,00 €", "2 confezioni a 9,00 €", "2 veces 9,00 €",
        "2 botes x 9,00 €",
    ],
)  # fmt: skip
def test_that_a_price_that_is_multiplied_is_asked_and_its_answer_settles_the_pack(
    line: str,
) -> None:
    for lines in (f"{line}\n60 tablets", f"60 tablets\n{line}"):
        shown = read_shown_label(f"Zinc\n{lines}\nPer tablet: zinc 15 mg")
        (reading,) = shown.readings
        price, pack = reading.fields["price"], reading.fields["pack_units"]
        assert (price.value, price.choices) == (None, (Fraction(9), Fraction(18)))
        assert (pack.value, pack.choices) == (None, (Fraction(120), Fraction(60)))
        row = draft_row(reading, shown, "Zn", "EUR" if "€" in line else "GBP")
        sign = "€" if "€" in line else "£"
        assert row.settled_by("pack_units", "120 tablets") == {"price": f"{sign}18.00"}
        assert row.settled_by("pack_units", "60 tablets") == {"price": f"{sign}9.00"}
        assert row.settled_by("price", f"{sign}18.00") == {"pack_units": "120 tablets"}


@pytest.mark.parametrize(
    "label", ["Preis pro Flasche", "Price per bottle", "Prezzo per flacone", "Precio por frasco"]
)
def test_that_the_price_of_one_of_several_packs_is_asked_with_that_of_all_first(label: str) -> None:
    (reading,) = read_label(
        f"Zinc\n2 bottles of 60 tablets\n{label}: 9,90 €\nPer tablet: zinc 15 mg"
    )
    price, pack = reading.fields["price"], reading.fields["pack_units"]
    assert (price.value, price.choices) == (None, (Fraction("19.80"), Fraction("9.90")))
    assert pack.value == 120
    (reading,) = read_label(f"Zinc\n60 tablets\n{label}: 9,90 €\nPer tablet: zinc 15 mg")
    fields = reading.fields
    assert (fields["price"].value, fields["pack_units"].value) == (Fraction("9.90"), Fraction(60))

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


@pytest.mark.parametrize(
    "text",
    [
        "OFFERTA 3 CONFEZIONI Rocciaviva Ferro 30 compresse\n€ 24,00",
        "3 confezioni di Ferro 30 compresse\n€ 24,00",
        "Special offer 3 bottles Iron 30 tablets\n£24.00",
        "3 boxes of Iron 30 tablets £24.00",
        "Three bottles Iron 30 tablets £24.00",
        "Offre 3 boîtes Fer 30 comprimés\n24,00 €",
        "Angebot 3 Packungen Eisen 30 Tabletten\n24,00 €",
        "Oferta 3 envases Hierro 30 comprimidos\n24,00 €",
        "3 x Iron 30 tablets = £24.00",
        "Iron, 3 bottles Iron 30 tablets £24.00",
    ],
)
def test_that_containers_counted_before_the_name_may_all_be_meant(text: str) -> None:
    (reading,) = read_label(f"{text}\n1 tablet: iron 14 mg")
    pack = reading.fields["pack_units"]
    assert (pack.value, pack.choices) == (None, (Fraction(90), Fraction(30)))


@pytest.mark.parametrize(
    "text",
    [
        "OFFERTA 3 CONFEZIONI Ferro 30 compresse\n€ 24,00 (€ 8,00 a confezione)",
        "LOT DE 3 Fer 30 comprimés\n24,00 €   (8,00 € l'unité)",
        "Offre 3 boîtes Fer 30 comprimés\n24,00 € (8,00 € la boîte)",
        "Triple pack: 3 x Iron 30 tablets\n£24.00 (£8.00 each)",
        "Ferro 30 compresse - 3 pezzi\n€ 24,00 (€ 8,00 cad.)",
        "Tripack Iron 30 tablets £24.00 / single £8.00",
        "8,00 € / Dreierpack 24,00 €\nEisen 30 Tabletten",
    ],
)
def test_that_the_size_settles_which_of_the_prices_of_a_lot_it_is(text: str) -> None:
    shown = read_shown_label(f"{text}\n1 tablet: iron 14 mg")
    (reading,) = shown.readings
    sign = "£" if "£" in text else "€"
    row = draft_row(reading, shown, "Fe", "GBP" if "£" in text else "EUR")
    assert reading.fields["pack_units"].choices == (Fraction(90), Fraction(30))
    assert set(reading.fields["price"].choices) == {Fraction(8), Fraction(24)}
    assert row.settled_by("pack_units", "90 tablets") == {"price": f"{sign}24.00"}
    assert row.settled_by("pack_units", "30 tablets") == {"price": f"{sign}8.00"}


@pytest.mark.parametrize(
    "text",
    [
        "Oferta 3 envases Hierro 30 comprimidos\n24,00 € (8 €/envase)",
        "3er-Pack Eisen 30 Tabletten\n24,00 € (8,00 € pro Packung)",
        "3er-Pack Eisen 30 Tabletten\n24,00 € / 8,00 € pro Stück",
        "3er-Set Hagenried Eisen je 30 Tabletten\n24,00 € (8,00 € je Packung)",
        "Lote de 3 Hierro 30 comprimidos\n24,00 €\n8,00 € por unidad",
        "3 confezioni Ferro da 30 compresse\n€ 24,00 (€ 8,00 a confezione)",
    ],
)
def test_that_the_price_of_each_pack_proves_that_the_other_is_for_all(text: str) -> None:
    (reading,) = read_label(f"{text}\n1 tablet: iron 14 mg")
    fields = reading.fields
    assert (fields["pack_units"].value, fields["price"].value) == (Fraction(90), Fraction(24))


def test_that_a_lot_may_cost_less_than_as_many_single_packs() -> None:
    text = "Iron 30 tablets 16,99 € / Doppelpack 31,98 €\n1 tablet: iron 14 mg"
    shown = read_shown_label(text)
    row = draft_row(shown.readings[0], shown, "Fe", "EUR")
    assert row.settled_by("pack_units", "30 tablets") == {"price": "€16.99"}
    assert row.settled_by("pack_units", "60 tablets") == {"price": "€31.98"}


@pytest.mark.parametrize("old", ["UVP 12,95 €", "RRP £12.95", "früher 12,95 €"])
def test_that_a_slash_may_lead_to_the_old_price(old: str) -> None:
    (reading,) = read_label(f"Iron 30 tablets 9,95 € / {old}\n1 tablet: iron 14 mg")
    assert reading.fields["price"].value == Fraction("9.95")


@pytest.mark.parametrize(
    ("line", "total", "units"),
    [
        ("£4.50 per bottle, 3 bottles for £12", 12, 270),
        ("£4.50 per pack or 3 packs for £12", 12, 270),
        ("£4.50 per pack, 2 for £8.00", 8, 180),
        ("4,50 € je Dose oder 3 Dosen für 12,00 €", 12, 270),
        ("4,50 € par boîte, 3 boîtes pour 12 €", 12, 270),
        ("4,50 € por caja, 3 cajas por 12 €", 12, 270),
        ("4,50 € per confezione, 3 confezioni per 12,00 €", 12, 270),
    ],
)
def test_that_the_price_of_several_packs_behind_that_of_each_is_not_stated(
    line: str, total: int, units: int
) -> None:
    shown = read_shown_label(f"Iron, 90 capsules\n1 capsule: iron 25 mg\n{line}")
    (reading,) = shown.readings
    price = reading.fields["price"]
    assert price.value is None
    assert set(price.choices) == {Fraction("4.50"), Fraction(total)}
    sizes = {(size.units, size.price) for size in reading.sizes}
    assert sizes == {(Fraction(90), Fraction("4.50")), (Fraction(units), Fraction(total))}


@pytest.mark.parametrize(
    "line",
    [
        "£4.50, 2 for £8.00",
        "£18.00 for 2 bottles, £4.50 for one",
        "£4.50 per bottle, £4.00 for members",
    ],
)
def test_that_the_price_of_one_pack_beside_others_stays(line: str) -> None:
    (reading,) = read_label(f"Iron, 90 capsules\n1 capsule: iron 25 mg\n{line}")
    assert reading.fields["price"].value == Fraction("4.50")

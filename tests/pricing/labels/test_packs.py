"""Numbers of units that a label states and that aren't what its pack holds."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import read_label


@pytest.mark.parametrize(
    "text",
    [
        "Magnesium - Tropfen 100 ml\nTagesdosis 10 ml (entspricht 20 Tropfen): Magnesium 100 mg",
        "Magnesium drops 100 ml\nDaily dose 10 ml (equals approx. 20 drops): magnesium 100 mg",
        "Magnésium gouttes 100 ml\n10 ml, soit 20 gouttes : magnésium 100 mg",
        "Magnesio gocce 100 ml\n10 ml (pari a 20 gocce): magnesio 100 mg",
        "Magnesium Tropfen 100 ml\n10 ml = 20 Tropfen: Magnesium 100 mg",
    ],
)
def test_that_another_measure_of_a_dose_is_no_pack(text: str) -> None:
    (reading,) = read_label(text)
    assert reading.fields["pack_units"].value in {None, Fraction(100)}


@pytest.mark.parametrize("line", ["Inhalt = 60 Kapseln", "Inhalt: 45 g (entspricht 60 Kapseln)"])
def test_that_a_pack_may_be_given_in_two_measures(line: str) -> None:
    (reading,) = read_label(f"Magnesium\n{line}\nPro Kapsel: Magnesium 100 mg")
    assert reading.fields["pack_units"].value == 60


@pytest.mark.parametrize(
    ("title", "product"),
    [
        ("Magnesium oxide 400 mg tablets, bottle of 120, NDC 00904-4239-60, $6.49",
         "Magnesium oxide 400 mg tablets"),
        ("Magnesium oxide 400 mg tablets (bottle of 120) $6.49",
         "Magnesium oxide 400 mg tablets (bottle of 120)"),
    ],
)  # fmt: skip
def test_that_a_container_holds_its_number_of_units(title: str, product: str) -> None:
    (reading,) = read_label(f"{title}\nEach tablet contains magnesium oxide 400 mg")
    assert reading.fields["pack_units"].value == 120
    assert reading.fields["product"].value == product


def test_that_one_container_of_several_is_no_pack() -> None:
    (reading,) = read_label(
        "Magnesium, 40 tablets, 4 tubes of 10\n1 tablet contains 100 mg magnesium"
    )
    assert reading.fields["pack_units"].value == 40


@pytest.mark.parametrize("line", ["box of 10 blisters", "bottle of 250 ml", "box of 2"])
def test_that_a_container_of_something_else_is_no_pack(line: str) -> None:
    (reading,) = read_label(f"Magnesium\n{line}\nEach tablet contains magnesium 100 mg")
    assert reading.fields["pack_units"].value is None


TWO_PACKS = """\
{name}
Magnesium (as citrate) 200 mg 48%
Serving size 2 capsules
{count}
{price}
"""


@pytest.mark.parametrize(
    ("name", "count", "price"),
    [
        ("Magnesium Citrate", "90 capsules", "$35.00 (Pack of 2)"),
        ("Magnesium Citrate (Pack of 2)", "90 capsules", "$35.00"),
        ("Magnesium Citrate 2-Pack", "90 capsules", "$35.00"),
        ("Magnesium Citrate", "90 capsules (Pack of 2)", "$35.00"),
        ("Magnesium Citrate, 90 capsules, 2-Pack", "", "$35.00"),
        ("Magnesium Citrate 2er Pack", "90 capsules", "$35.00"),
    ],
)
def test_that_packs_sold_together_are_asked_wherever_they_stand(
    name: str, count: str, price: str
) -> None:
    (reading,) = read_label(TWO_PACKS.format(name=name, count=count, price=price))
    (question,) = [asked for asked in reading.questions if asked.field == "pack_units"]
    assert 180 in question.choices
    assert any("2" in line for line in question.lines)


@pytest.mark.parametrize(
    ("count", "price", "units"),
    [
        ("2 x 90 capsules (Pack of 2)", "$35.00", 180),
        ("90 capsules, pack of 1", "$35.00", 90),
        ("180 capsules", "$35.00 ($0.19 / count) (Pack of 2)", 180),
    ],
)
def test_that_packs_that_are_counted_or_settled_by_the_price_are_not_asked(
    count: str, price: str, units: int
) -> None:
    (reading,) = read_label(TWO_PACKS.format(name="Magnesium Citrate", count=count, price=price))
    assert reading.fields["pack_units"].value == units


@pytest.mark.parametrize(
    ("packs", "words"),
    [
        (2, "(Pack of 2)"), (2, "Pack of Two"), (2, "2-Pack"), (2, "2 pk"), (2, "Twin Pack"),
        (2, "Double-Pack"), (2, "Duo Pack"), (2, "(Duo)"), (2, "(2 bottles)"), (2, "2 Boxes"),
        (3, "Set of 3"), (3, "Triple Pack"), (4, "Bundle of 4"), (6, "Case of 6"), (2, "x2"),
        (2, "2er-Pack"), (2, "Doppelpack"), (3, "3er Set"), (3, "Dreierpack"), (2, "2 Dosen"),
        (2, "Set aus 2"), (2, "Zwei Flaschen"),
        (2, "lot de 2"), (2, "lot de deux"), (2, "pack de 2"), (3, "coffret de 3"), (2, "2 boîtes"),
        (2, "Pack Duo"), (3, "Lot Trio"),
        (2, "pack doble"), (2, "paquete de 2"), (3, "lote de 3"), (2, "2 frascos"), (2, "Pack x 2"),
        (2, "confezione doppia"), (2, "doppia confezione"), (2, "confezione da 2"),
        (3, "3 flaconi"), (2, "set da 2"),
    ],
)  # fmt: skip
def test_that_words_for_several_packs_are_asked(packs: int, words: str) -> None:
    (reading,) = read_label(f"Magnesium, 90 tablets\n{words}\n1 tablet contains 100 mg magnesium")
    field = reading.fields["pack_units"]
    assert (field.value, field.choices) == (None, (Fraction(90), Fraction(90 * packs)))
    (in_title,) = read_label(f"Magnesium 90 tablets {words}\n1 tablet contains 100 mg magnesium")
    field = in_title.fields["pack_units"]
    assert field.value is None
    assert Fraction(90 * packs) in field.choices


@pytest.mark.parametrize(
    "line",
    [
        "2 bottles a month", "Take 2 bottles", "2 bottles/month", "2 bottles last 3 months",
        "Free delivery on 2 bottles", "2 packs daily", "Buy 2 bottles and save", "Lot 2",
        "Pack of 90 tablets", "Pack 12 €", "Magnesium Duo Complex",
        "Double strength", "Dual action", "Triple magnesium complex", "2 to 3 bottles",
        "2 Monate", "Für 2 Dosen im Jahr", "2 Packungen pro Monat", "2 mal täglich",
        "pour 2 flacons achetés", "2 boîtes par mois", "cure de 2 mois", "lot n° 2",
        "2 cajas al mes", "doble acción", "lote 2", "2 flaconi al mese",
        "confezione da 90 compresse",
        "2 x daily", "1 tablet x 2 a day", "Pack of 1",
    ],
)  # fmt: skip
def test_that_other_words_with_a_number_are_no_packs(line: str) -> None:
    (reading,) = read_label(f"Magnesium, 90 tablets\n{line}\n1 tablet contains 100 mg magnesium")
    assert reading.fields["pack_units"].value == 90


@pytest.mark.parametrize(
    ("line", "units"),
    [
        ("TABLET 10 BLISTER PACK in 1 CARTON (0999-8120-25) > 10 TABLET in 1 BLISTER PACK", 100),
        ("6 CARTON in 1 CASE > 10 BLISTER in 1 CARTON > 10 TABLET in 1 BLISTER", 600),
        ("1 BOTTLE in 1 CARTON > 90 CAPSULE in 1 BOTTLE", 90),
        ("60 TABLET in 1 BOTTLE", 60),
    ],
)
def test_that_packs_in_packs_of_a_register_are_multiplied(line: str, units: int) -> None:
    (reading,) = read_label(f"Zinc\n{line}")
    assert reading.fields["pack_units"].value == units


def test_that_a_container_behind_the_list_of_ingredients_is_the_pack() -> None:
    (reading,) = read_label(
        "Each tablet contains: Zinc 15 mg\nInactive ingredients\ntalc, starch\nBottles of 60"
    )
    assert reading.fields["pack_units"].value == 60


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Zink 3 x 60 Kapseln\n1 Kapsel enthält 25 mg Zink", 180),
        ("Magnesium 12 x 10 Brausetabletten\n1 Brausetablette enthält 243 mg Magnesium", 120),
        ("Zink 2 x 90 Kapseln vegan\n1 Kapsel enthält 25 mg Zink", 180),
        ("Zinc 3 × 60 capsules\nEach capsule contains 25 mg zinc", 180),
        ("Zink + Selen 3 x 60 Kapseln\n1 Kapsel enthält 25 mg Zink und 55 µg Selen", 180),
        ("Zinc 2 x 90 gélules\n1 gélule contient 15 mg de zinc", 180),
        ("Iron 2 x 30 tablets\nServing size 1 tablet\nServings per container 60\nIron 24 mg", 60),
    ],
)
def test_that_packs_behind_the_name_of_a_mineral_are_multiplied(text: str, units: int) -> None:
    (reading,) = read_label(text)
    assert reading.fields["pack_units"].value == units


@pytest.mark.parametrize(
    "text",
    [
        "Zinc 15 x 60 tablets\nEach tablet contains 15 mg zinc",
        "Zinc 15 x 60 tablets\nServing size 2 tablets\nZinc 30 mg",
        "Selen 15 x 60 Tabletten\n1 Tablette enthält 15 µg Selen",
        "Zink 15 x 60 Kapseln",
    ],
)
def test_that_packs_that_may_be_a_strength_are_asked(text: str) -> None:
    (reading,) = read_label(text)
    field = reading.fields["pack_units"]
    assert (field.value, field.choices) == (None, (Fraction(900), Fraction(60)))


def test_that_a_high_number_behind_the_name_of_a_mineral_is_its_strength() -> None:
    (reading,) = read_label("Magnesium 375 x 60 Kapseln\n2 Kapseln enthalten 375 mg Magnesium")
    assert reading.fields["pack_units"].value == 60


def test_that_a_pack_and_its_servings_that_differ_are_both_offered() -> None:
    (reading,) = read_label(
        "Iron, 60 tablets\nServing size 1 tablet\nServings per container 30\nIron 24 mg"
    )
    field = reading.fields["pack_units"]
    assert (field.value, field.choices) == (None, (Fraction(60), Fraction(30)))


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("Zinc lozenges 25 mg, pack of 60", ("60",)),
        ("Zinc lozenges 25 mg, pack of 60\nTwo lozenges: zinc 60 mg", ("60",)),
        ("Zinc gummies, case of 90", ("90",)),
        ("Magnesium 90 + 30 free capsules", ("120", "90", "30")),
        ("Zink Kapseln 25 mg, 60 + 30 gratis Kapseln", ("90", "60", "30")),
        ("Floradix Eisen flüssig 500 ml", ("500",)),
        ("Magnesium powder 500 g", ("500",)),
    ],
)
def test_that_a_pack_that_is_stated_in_another_way_is_asked(
    text: str, offered: tuple[str, ...]
) -> None:
    (reading,) = read_label(text)
    pack = reading.fields["pack_units"]
    assert (pack.value, pack.choices) == (None, tuple(map(Fraction, offered)))


@pytest.mark.parametrize(
    "text",
    [
        "Magnesium 120 (12 x 10) Brausetabletten",
        "Magnésium 120 (6 x 20) comprimés",
        "Magnesium Brausetabletten 12 Röhrchen mit je 10 Tabletten",
        "Magnesium Brausetabletten 6 Röhrchen à 20 Tabletten",
    ],
)
def test_that_the_units_of_all_tubes_are_the_pack(text: str) -> None:
    (reading,) = read_label(text)
    assert reading.fields["pack_units"].value == 120


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("LNHPD\nProduct name: Iron Bisglycinate 25 mg\nNPN: 80012345", "Iron Bisglycinate 25 mg"),
        ("Nombre: TARDYFERON 80 mg\nPrincipio activo: hierro 80 mg", "TARDYFERON 80 mg"),
        ("Nom : Fer 80 mg comprimé\nSubstance active : fer 80 mg", "Fer 80 mg comprimé"),
        ("Product: Zinc 15 mg - 90 tablets - £4.99", "Zinc 15 mg"),
    ],
)
def test_that_the_key_of_a_register_is_no_part_of_the_name(text: str, product: str) -> None:
    (reading,) = read_label(text)
    assert reading.fields["product"].value == product


def test_that_the_amount_of_an_ingredient_without_a_serving_is_asked() -> None:
    (reading,) = read_label(
        "Product name: Iron 25 mg\nMedicinal ingredients: Iron (Ferrous bisglycinate) 25 mg"
    )
    (iron,) = reading.ingredients
    assert (iron.elemental.value, iron.elemental.choices) == (None, (Fraction(25),))


@pytest.mark.parametrize(
    ("line", "units"),
    [
        ("30 cápsulas + 15 gratis", (45, 30, 15)),
        ("90 Tabletten + 30 gratis", (120, 90, 30)),
        ("60 gélules + 30 offertes", (90, 60, 30)),
        ("60 compresse + 30 omaggio", (90, 60, 30)),
        ("60 cápsulas + 20 de regalo", (80, 60, 20)),
        ("90 tablets plus 30 extra free", (120, 90, 30)),
        ("90 + 30 free capsules", (120, 90, 30)),
        ("60 Kapseln (+ 20 gratis)", (80, 60, 20)),
        ("2 x 60 + 1 x 30 Kapseln", (150, 120, 30)),
    ],
)
def test_that_added_units_are_asked_with_their_sum_first(line: str, units: tuple[int, ...]) -> None:
    (reading,) = read_label(f"Zinc 15 mg\n{line}\n£9.90")
    pack = reading.fields["pack_units"]
    assert (pack.value, pack.choices) == (None, tuple(map(Fraction, units)))


@pytest.mark.parametrize("line", ["60 tablets and 2 capsules free", "60 tablets + vitamin B 12"])
def test_that_other_numbers_behind_units_are_not_added(line: str) -> None:
    (reading,) = read_label(f"Zinc 15 mg\n{line}\n£9.90\nServing Size 1 Tablet\nZinc 15 mg")
    assert 72 not in reading.fields["pack_units"].choices


def test_that_a_word_counts_containers_as_a_number_does() -> None:
    (reading,) = read_label("Zinc 10 mg\nthree bottles of 60 tablets\nPer tablet 10 mg zinc")
    assert reading.fields["pack_units"].value == 180


@pytest.mark.parametrize(
    "pack", ["90 veg. capsules", "90 veg. caps", "90 veg. Kapseln", "90 pflanzl. Kapseln"]
)
def test_that_a_shortened_word_may_stand_before_the_unit(pack: str) -> None:
    (reading,) = read_label(f"Magnesium, {pack}\n1 capsule: magnesium 100 mg")
    assert reading.fields["pack_units"].value == 90


def test_that_two_packs_in_a_line_with_their_prices_are_asked() -> None:
    (reading,) = read_label(
        "Magnesium\n60 caps $9.99 / 120 caps $16.99\nServing size 1 capsule\nMagnesium 100 mg 24%"
    )
    pack = reading.fields["pack_units"]
    assert (pack.value, [str(units) for units in pack.choices]) == (None, ["60", "120"])


@pytest.mark.parametrize(
    ("pack", "units"),
    [
        ("3 plaquette(s) thermoformée(s) PVC/PVDC-Aluminium de 10 comprimé(s)", 30),
        ("12 frascos de vidrio ámbar con 30 tabletas", 360),
        ("3 blister in alluminio da 10 compresse", 30),
        ("4 Blisterstreifen aus Aluminium mit je 15 Tabletten", 60),
        ("3 bottles containing 60 tablets", 180),
        ("2 boxes with 3 blisters of 10 tablets", 60),
        ("Tube de 20\n2 tubes", 40),
        ("2 tubes\nTube de 20", 40),
        ("Röhrchen mit 20 Tabletten\nSparpack 3 Röhrchen", 60),
        ("Sparpack 3 Röhrchen, Röhrchen mit 20 Tabletten", 60),
        ("Röhrchen mit 20 Tabletten, Sparpack 3 Röhrchen", 60),
        ("Inhalt: 3 Röhrchen\nRöhrchen mit 20 Tabletten", 60),
        ("Packung mit 3 Blistern\nBlister mit 10 Tabletten", 30),
        ("Dose mit 60 Tabletten\n2 Dosen", 120),
        ("Flasche mit 60 Tabletten\n2 Flaschen", 120),
        ("Confezione da 30 compresse\n2 confezioni", 60),
        ("2 frascos\nFrasco de 60 tabletas", 120),
        ("Boîte de 3 plaquettes\nPlaquette de 10 comprimés", 30),
        ("Lot : 2 boîtes\nBoîte de 30 comprimés", 60),
        ("Étui de 3 tubes\nTube de 15 comprimés", 45),
        ("2 x Röhrchen à 20 Tabletten", 40),
        ("20 Tabletten pro Röhrchen, 3 Röhrchen", 60),
        ("15 comprimés par tube\n2 tubes", 30),
    ],
)
def test_that_containers_multiply_the_units_in_each(pack: str, units: int) -> None:
    (reading,) = read_label(f"Calcium\n{pack}\nEach tablet contains 500 mg calcium")
    assert reading.fields["pack_units"].value == units


def test_that_both_the_containers_and_the_units_in_each_are_the_evidence() -> None:
    text = "Calcium\nRöhrchen mit 20 Tabletten\nSparpack 3 Röhrchen\n1 Tablette: 500 mg Calcium"
    (reading,) = read_label(text)
    spans = reading.fields["pack_units"].spans
    assert [text[span.start : span.end] for span in spans] == ["20 Tabletten", "3 Röhrchen"]


@pytest.mark.parametrize(
    ("pack", "choices"),
    [
        ("Bottle of 90 tablets\n1 bottle\n2 bottles", (90, 180)),
        ("20 tablets\n2 tubes", (20, 40)),
        ("Bottle of 90 tablets\nQty: 2 bottles", (90, 180)),
    ],
)
def test_that_containers_that_may_be_another_offer_are_asked(
    pack: str, choices: tuple[int, ...]
) -> None:
    (reading,) = read_label(f"Calcium\n{pack}\nEach tablet contains 500 mg calcium")
    field = reading.fields["pack_units"]
    assert (field.value, field.choices) == (None, tuple(map(Fraction, choices)))


def test_that_several_containers_at_a_price_of_their_own_are_another_offer() -> None:
    (reading,) = read_label(
        "Calcium\nBottle of 90 tablets\n$9.99\n2 bottles $18\nEach tablet contains 500 mg calcium"
    )
    assert reading.fields["pack_units"].value in {None, Fraction(90)}


@pytest.mark.parametrize(
    ("pack", "serving"),
    [
        ("Dose = 300 g", "Pro Portion (5 g)"),
        ("Dose: 300 g", "Pro Portion (5 g)"),
        ("Inhalt = 300 g", "Pro Portion (5 g)"),
        ("Dose = 90 Tabletten", "Pro Tablette"),
        ("Dose: 90 Tabletten", "1 Tablette enthält"),
        ("Inhalt = 90 Stück", "Pro Tablette"),
    ],
)
def test_that_a_tin_with_a_sign_before_its_units_is_the_pack(pack: str, serving: str) -> None:
    (reading,) = read_label(f"Magnesium\n{pack}\n{serving}: Magnesium 300 mg\n19,90 €")
    fields = reading.fields
    units = (300, 5) if "g" in pack.split() else (90, 1)
    read = (fields["pack_units"].value, fields["serving_units"].value)
    assert read == tuple(map(Fraction, units))


@pytest.mark.parametrize(
    ("dose", "units"),
    [
        ("Dose = 3 gélules", "gélules"),
        ("Dose = 3 capsule", "capsule"),
        ("Dosis = 3 Kapseln", "Kapseln"),
    ],
)
def test_that_a_dose_of_a_few_units_is_the_serving(dose: str, units: str) -> None:
    (reading,) = read_label(f"Magnesium\n{dose}: Magnesium 300 mg\n90 {units} 19,90 €")
    fields = reading.fields
    read = (fields["pack_units"].value, fields["serving_units"].value)
    assert read == (Fraction(90), Fraction(3))


@pytest.mark.parametrize(
    ("lines", "serving", "pack"),
    [
        ("2 x 15 ampoules de 10 ml\nPour 1 ampoule de 10 ml : magnésium 150 mg", 10, 300),
        ("3 x 20 ampoules de 10 ml\nPour 2 ampoules (20 ml) : magnésium 150 mg", 20, 600),
        ("20 Trinkampullen à 25 ml\nPro Ampulle (25 ml): Magnesium 375 mg", 25, 500),
        ("10 fiale da 10 ml\nPer fiala da 10 ml: magnesio 375 mg", 10, 100),
        ("20 ampollas de 10 ml\nPor ampolla (10 ml): magnesio 300 mg", 10, 200),
        ("14 vials of 25 ml\nPer vial (25 ml): magnesium 300 mg", 25, 350),
        ("2 Flaschen à 200 ml\n10 Sprühstöße (1 ml): Magnesium 31 mg", 1, 400),
        ("2 flaconi da 250 ml\n10 ml: magnesio 31 mg", 10, 500),
        ("1 kg (2.2 lb)\nServing size 5 g\nServings per container 200\nMagnesium 31 mg", 5, 1000),
        ("1,5 kg Beutel, 15,00 €/kg\nPro 5 g: Magnesium 300 mg", 5, 1500),
        ("0,5 kg (1 kg = 39,80 €)\nPro Portion (5 g): Magnesium 300 mg", 5, 500),
    ],
)
def test_that_vessels_sprays_and_kilograms_are_counted(lines: str, serving: int, pack: int) -> None:
    (reading,) = read_label(f"Liquid\n{lines}")
    fields = reading.fields
    read = (fields["serving_units"].value, fields["pack_units"].value)
    assert read == (Fraction(serving), Fraction(pack))


@pytest.mark.parametrize(
    ("lines", "choices"),
    [
        ("14 flaconcini da 25 ml\n3 confezioni\nPer flaconcino (25 ml)", (1050, 350)),
        ("90 gélules (3 boîtes)\nPour 1 gélule", (270, 90)),
        ("90 capsules (pack of 2)\nPer capsule", (180, 90)),
        ("30 gélules\n90 gélules (3 boîtes)\nPour 1 gélule", (30, 270, 90)),
        ("2 pz\n60 capsule cad.\nPer 1 capsula", (120, 60)),
        ("3 x 30 Trinkfläschchen à 25 ml\nPro Trinkfläschchen (25 ml)", (2250, 25)),
        ("30 Phiolen à 25 ml\nPro 25 ml", (750, 25)),
    ],
)
def test_that_what_one_pack_and_what_all_hold_is_offered(
    lines: str, choices: tuple[int, ...]
) -> None:
    (reading,) = read_label(f"Magnesio\n{lines}: magnesio 300 mg\n29,70 €")
    pack = reading.fields["pack_units"]
    assert (pack.value, pack.choices) == (None, tuple(map(Fraction, choices)))


@pytest.mark.parametrize(
    ("lines", "units"),
    [
        ("Pulver 400 g\ntäglich 2 Messlöffel (4 g)\nPro Tagesportion (4 g): Magnesium", 400),
        ("bote 300 g\nun cacito raso (2,5 g)\nPor dosis diaria (2 cacitos = 5 g): Magnesio", 300),
        ("180 tablets\n% NRV (3 tabs)\nPer 3 tablets: Magnesium", 180),
    ],
)
def test_that_no_more_than_a_serving_is_no_pack_beside_a_larger_one(lines: str, units: int) -> None:
    (reading,) = read_label(f"Magnesium\n{lines} 300 mg")
    assert reading.fields["pack_units"].value == units


@pytest.mark.parametrize(
    ("words", "units"),
    [
        ("Tube of 20 tablets x 3 tubes", 60),
        ("tube de 20 comprimés x 3 tubes", 60),
        ("tubo da 20 compresse x 3 tubi", 60),
        ("blíster de 10 comprimidos x 6 blísteres", 60),
        ("20 tablets per tube, 3 tubes per box", 60),
        ("20 Tabletten pro Röhrchen, 3 Röhrchen pro Packung", 60),
        ("10 Tabletten je Blister, 6 Blister je Karton", 60),
        ("10 compresse per blister, 3 blister per confezione", 30),
        ("10 comprimés par plaquette, 6 plaquettes par boîte", 60),
        ("60 tablets per bottle, carton of 12 bottles", 720),
    ],
)
def test_that_containers_counted_behind_their_units_make_the_pack(words: str, units: int) -> None:
    (reading,) = read_label(f"Zinc Forte\n{words}\n1 tablet: zinc 8 mg")
    assert reading.fields["pack_units"].value == Fraction(units)


@pytest.mark.parametrize(
    ("words", "choices"),
    [
        ("60 tablets. Sold in cases of 6.\n£60", [360, 60]),
        ("Quantity: 3\n60 tablets\nTotal £29.70", [180, 60]),
        ("60 tablets\n£9.90\nQty: 3", [60, 180]),
        ("60 Tabletten\nMenge: 3\nSumme: 29,70 €", [180, 60]),
        ("60 comprimés\nQuantité : 3\nTotal : 29,70 €", [180, 60]),
        ("60 compresse\nQuantità: 3\nTotale: 29,70 €", [180, 60]),
        ("Zinc Forte x 3\n60 tablets\n£29.70", [180, 60]),
        ("Zinc Forte ×3\n60 tablets\n£29.70", [180, 60]),
    ],
)
def test_that_packs_that_an_order_or_a_name_counts_ask_for_the_units(
    words: str, choices: list[int]
) -> None:
    (reading,) = read_label(f"Zinc\n{words}\n1 tablet: zinc 8 mg")
    field = reading.fields["pack_units"]
    assert field.value is None
    assert [*field.choices] == choices


def test_that_an_order_of_one_pack_asks_nothing() -> None:
    (reading,) = read_label("Zinc\nQuantity: 1\n60 tablets\n1 tablet: zinc 8 mg\n£9")
    assert reading.fields["pack_units"].value == Fraction(60)


@pytest.mark.parametrize(
    ("line", "units"),
    [
        ("180 tablets / comprimés", 180),
        ("Calcium marin 600 - 120 comprimés", 120),
        ("AIC n. 021456037 - 30 compresse in tubo", 30),
    ],
)
def test_that_units_behind_a_larger_number_or_named_twice_are_the_pack(
    line: str, units: int
) -> None:
    (reading,) = read_label(f"Calcium\n{line}\n9,90 €")
    assert reading.fields["pack_units"].value == units


@pytest.mark.parametrize(
    ("line", "units"),
    [("2 x 100 tablets", 200), ("3 x 100 Tabletten", 300), ("2 x 90 tablets", 180)],
)
def test_that_a_hundred_units_may_be_multiplied(line: str, units: int) -> None:
    (reading,) = read_label(f"Iron 25 mg per tablet\n{line}\n£9.98")
    assert reading.fields["pack_units"].value == units


def test_that_a_price_times_a_hundred_units_is_no_pack() -> None:
    (reading,) = read_label("Ferro 25 mg per compressa\n60 compresse\n0,33 € x 100 compresse")
    assert reading.fields["pack_units"].value == 60


@pytest.mark.parametrize(
    ("serving", "servings", "line", "pack"),
    [
        ("1 Scoop (4.3 g)", "about 58", "Net Wt. 8.8 oz (250 g)", 250),
        ("1 Scoop (4.3 g)", "about 58", "8.8 oz (250 g)", 250),
        ("1 mL", "59", "2 fl oz (59 mL)", 59),
        ("1 mL", "59", "Contents: 2 FL OZ (59 mL)", 59),
    ],
)
def test_that_a_pack_in_ounces_is_that_in_brackets(
    serving: str, servings: str, line: str, pack: int
) -> None:
    (reading,) = read_label(
        f"Supplement Facts\nServing Size: {serving}\nServings Per Container: {servings}\n"
        f"Magnesium (as citrate) 325 mg 77%\n{line}"
    )
    assert reading.fields["pack_units"].value == pack


def test_that_a_pack_in_ounces_that_the_servings_contradict_is_asked() -> None:
    (reading,) = read_label(
        "Serving Size: 1 Scoop (4.3 g)\nServings Per Container: about 30\n"
        "Magnesium (as citrate) 325 mg 77%\nNet Wt. 8.8 oz (250 g)"
    )
    assert reading.fields["pack_units"].choices == (Fraction(250), Fraction(129))


@pytest.mark.parametrize(
    "line", ["Confezione da 2 mesi - 60 compresse", "Pack of 2 months, 60 tablets"]
)
def test_that_a_pack_for_some_months_is_not_several(line: str) -> None:
    (reading,) = read_label(f"Magnesio 375 mg\n{line}\n9,90 €")
    assert reading.fields["pack_units"].value == 60


@pytest.mark.parametrize(
    ("line", "units"),
    [("tabs 100s £5.00", 100), ("TAB 120S 7.99", 120), ("bottle 90's, £5.00", 90)],
)
def test_that_a_number_in_the_plural_behind_its_unit_is_the_pack(line: str, units: int) -> None:
    (reading,) = read_label(f"Magnesium oxide 400 mg {line}")
    assert reading.fields["pack_units"].value == units


@pytest.mark.parametrize("line", ["tablets 60s and 90s", "tablets 60's x 2"])
def test_that_a_number_in_the_plural_before_another_one_is_asked(line: str) -> None:
    (reading,) = read_label(f"Magnesium oxide {line} £5.00")
    assert reading.fields["pack_units"].sureness.value == "asked"

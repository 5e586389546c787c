"""Servings that a line states with an amount: a tablet a day, 10 mg/5 ml."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import Sureness, read_label


@pytest.mark.parametrize(
    ("text", "serving"),
    [
        ("Zink 25 mg, 365 Tabletten\n1 Tablette pro Tag = 25 mg Zink (250 % NRV)", 1),
        ("Ferro 21 mg | 120 capsule | 1 capsula al giorno = 21 mg di ferro (150% VNR)", 1),
        ("Magnésium, flacon de 120 gélules\n4 gélules/jour : 300 mg de magnésium (80 % VNR)", 4),
        ("Magnésium, 120 gélules\n2 gélules par jour : magnésium 300 mg (80 % VNR)", 2),
        ("Magnesio, 120 cápsulas\n2 cápsulas al día = 300 mg de magnesio (80 % VRN)", 2),
        ("Magnesium - 100 tablets\n1 tablet daily: magnesium 240 mg", 1),
        ("Iron 28mg (as ferrous bisglycinate) 156% DV\nServing 1 veg cap, 90 vcaps", 1),
        ("Zinc 60 tabs\nTypical values Per tablet %NRV\nZinc 15mg 150%", 1),
        ("Mg Bisglycinat, 120 Kapseln\nRückseite: Tagesdosis 2 Kapseln\nMagnesium 200 mg", 2),
    ],
)
def test_that_units_of_a_day_before_an_amount_are_the_serving(text: str, serving: int) -> None:
    (reading,) = read_label(text)
    field = reading.fields["serving_units"]
    assert field.value == Fraction(serving)
    assert field.sureness is not Sureness.ASKED
    assert reading.ingredients[0].elemental.value is not None


@pytest.mark.parametrize(
    ("text", "amount", "pack"),
    [
        ("Kids Zinc Syrup 100 ml. Zinc 10 mg/5 ml. €7.80. Suitable from 3 years. 5 ml daily.",
         10, 100),
        ("Ferrous sulfate elixir 220 mg/5 mL (44 mg elemental iron/5 mL)\n473 mL bottle", 44, 473),
        ("Eisen Saft 250 ml\nEisen 12 mg / 5 ml", 12, 250),
    ],
)  # fmt: skip
def test_that_millilitres_behind_an_amount_are_the_serving(
    text: str, amount: int, pack: int
) -> None:
    (reading,) = read_label(text)
    fields = reading.fields
    assert fields["unit_kind"].value == "mL"
    assert fields["serving_units"].value == Fraction(5)
    assert fields["pack_units"].value == Fraction(pack)
    assert reading.ingredients[0].elemental.value == Fraction(amount)


@pytest.mark.parametrize(
    "words",
    [
        "óxido de magnesio 500 mg (equivale a 300 mg de magnesio elemental, 80 % VRN)",
        "oxyde de magnésium 500 mg (équivaut à 300 mg de magnésium élément)",
    ],
)
def test_that_a_word_for_what_an_amount_makes_is_no_comparison(words: str) -> None:
    (reading,) = read_label(f"Magnesio Total 60 comprimidos\n1 comprimido contiene: {words}")
    (magnesium,) = reading.ingredients
    assert magnesium.elemental.value == Fraction(300)
    assert (magnesium.compound.value, magnesium.form.value) == (Fraction(500), "oxide")


@pytest.mark.parametrize(
    "heading",
    [
        "per 100 g    per serving 3 g",
        "Nährwerte pro 100 g | pro Portion 3 g | % NRV",
        "pour 100 g  par dose 3 g",
        "por 100 g  por dosis de 3 g",
        "per 100 g  per porzione da 3 g",
        "per serving 3 g   per 100 g",
    ],
)
def test_that_the_mass_of_a_serving_above_a_column_needs_no_brackets(heading: str) -> None:
    amounts = "450 mg  9 g" if heading.endswith("100 g") else "9 g  450 mg"
    (reading,) = read_label(f"Magnesium powder 150 g\n{heading}\nMagnesium  {amounts}")
    fields = reading.fields
    assert fields["unit_kind"].value == "g"
    assert fields["serving_units"].value == Fraction(3)
    assert fields["pack_units"].value == 150
    (magnesium,) = reading.ingredients
    assert magnesium.elemental.value is None
    assert set(magnesium.elemental.choices) == {450, 270}


def test_that_a_mass_of_something_in_a_serving_is_not_its_size() -> None:
    (reading,) = read_label("Whey 900 g\nPer serving 25 g protein\nMagnesium 60 mg")
    assert reading.fields["serving_units"].value is None


@pytest.mark.parametrize(
    "line",
    [
        "1 Hartkapsel, retardiert enthält 600 mg Kaliumchlorid",
        "1 Tablette, magensaftresistent überzogen, enthält 600 mg Kaliumchlorid",
        "Un comprimé pelliculé, à libération prolongée, contient 600 mg de chlorure de potassium",
        "1 compressa rivestita, a rilascio prolungato, contiene 600 mg di cloruro di potassio",
        "1 tablet, prolonged-release, contains 600 mg potassium chloride",
        "1 comprimido recubierto, de liberación prolongada, contiene 600 mg de cloruro de potasio",
    ],
)
def test_that_words_on_a_unit_may_stand_before_what_it_contains(line: str) -> None:
    (reading,) = read_label(f"Kalinal\n50 Stück\n{line}")
    assert reading.fields["serving_units"].value == 1
    (potassium,) = reading.ingredients
    assert (potassium.form.value, potassium.compound.value) == ("chloride", Fraction(600))


@pytest.mark.parametrize(
    ("line", "kind", "serving"),
    [
        ("Dose giornaliera 10 ml (un misurino): ferro 14 mg", "mL", "10"),
        ("Tagesdosis 10 ml (1 Messbecher): Eisen 14 mg", "mL", "10"),
        ("Dosis diaria 10 ml (un vaso medidor): hierro 14 mg", "mL", "10"),
        ("Dose journalière 10 ml (une dosette) : fer 14 mg", "mL", "10"),
        ("Serving Size: 1/4 Teaspoon (540 mg)\nIron 14 mg", "g", "0.54"),
        ("1 scoop (750 mg) contains iron 14 mg", "g", "0.75"),
    ],
)
def test_that_a_measure_beside_the_mass_or_volume_of_a_serving_hides_it_not(
    line: str, kind: str, serving: str
) -> None:
    (reading,) = read_label(f"Ferroval\n200 {kind}\n{line}")
    fields = reading.fields
    assert fields["unit_kind"].value == kind
    assert fields["serving_units"].value == Fraction(serving)
    assert fields["pack_units"].value == Fraction(200)


@pytest.mark.parametrize(
    ("line", "kind"),
    [("5 Tropfen enthalten: Eisen 14 mg", "mL"), ("Pro Teelöffel: Eisen 14 mg", "g")],
)
def test_that_a_spoon_without_a_size_leaves_the_pack_to_choose(line: str, kind: str) -> None:
    (reading,) = read_label(f"Ferroval\n50 {kind}\n{line}")
    fields = reading.fields
    assert fields["unit_kind"].choices == (kind,)
    assert (fields["serving_units"].value, fields["pack_units"].choices) == (None, (Fraction(50),))


@pytest.mark.parametrize(
    ("words", "choices"),
    [
        ("90 Kapseln\n3 x täglich 1 Kapsel\nMagnesium pro Tagesdosis 300 mg (80 % NRV)", [3]),
        ("90 Kapseln\n2 x tägl. 1 Kapsel\nMagnesium pro Tag 300 mg", [2]),
        ("90 Kapseln\nTäglich 3-mal 1 Kapsel\nMagnesium pro Tag 300 mg", [3]),
        ("90 Kapseln\nje 1 Kapsel morgens, mittags, abends\nMagnesium pro Tag 300 mg", [3]),
        ("90 Kapseln\n1 Kapsel dreimal am Tag\nMagnesium pro Tagesdosis 300 mg", [3]),
        ("90 Kapseln\nzu jeder Mahlzeit 1 Kapsel\nMagnesium pro Tagesdosis 300 mg", [3]),
        ("90 Kapseln\nPortion: 1 Kapsel\n3 x täglich 1 Kapsel\nMagnesium pro Tag 300 mg", [3]),
        ("90 Kapseln\nPortion: 1 Kapsel\n3 x täglich 1 Portion\nMagnesium pro Tag 300 mg", []),
        ("90 capsules\none capsule twice daily\nMagnesium per daily dose 300 mg", [2]),
        ("90 capsules\n3 times a day 2 capsules\nMagnesium per day 300 mg", [6]),
        ("90 gélules\n3 fois par jour 1 gélule\nMagnésium par dose journalière 300 mg", [3]),
        ("90 gélules\n1 gélule matin et soir\nPar jour : magnésium 300 mg", [2]),
        ("90 cápsulas\n3 veces al día 1 cápsula\nMagnesio por dosis diaria 300 mg", [3]),
        ("90 capsule\n3 volte al giorno 1 capsula\nMagnesio per dose giornaliera 300 mg", [3]),
        ("90 Kapseln\n3 x täglich 1 Kapsel\nMagnesium pro Portion 100 mg", [1, 3]),
        ("90 Kapseln\n3 x täglich 1 Kapsel = 300 mg Magnesium (80 % NRV)", [1, 3]),
    ],
)
def test_that_units_that_are_taken_several_times_a_day_are_no_serving(
    words: str, choices: list[int]
) -> None:
    (reading,) = read_label(f"Magnesium Forte\n{words}")
    field = reading.fields["serving_units"]
    assert (field.value, field.sureness) == (None, Sureness.ASKED)
    assert [*field.choices] == choices
    assert reading.fields["pack_units"].value == Fraction(90)


@pytest.mark.parametrize(
    ("words", "serving", "amount"),
    [
        ("90 Kapseln\n1 x täglich 2 Kapseln\nMagnesium pro Tagesdosis 300 mg", 2, 300),
        ("90 Kapseln\n3 x täglich 1 Kapsel\nTagesdosis: 3 Kapseln\nMagnesium 300 mg", 3, 300),
        ("90 Kapseln\n3 x täglich 1 Kapsel\nMagnesium pro Kapsel 100 mg", 1, 100),
        ("90 capsules\nServing size 1 capsule, 3 times a day\nMagnesium 100 mg", 1, 100),
        ("90 capsules\n2 capsules daily (1 in the morning, 1 in the evening)\n"
         "Per daily dose: magnesium 300 mg", 2, 300),
        ("90 gélules\n1 gélule par jour le matin ou le soir\nMagnésium par jour 300 mg", 1, 300),
    ],
)  # fmt: skip
def test_that_a_number_of_times_a_day_leaves_a_stated_serving(
    words: str, serving: int, amount: int
) -> None:
    (reading,) = read_label(f"Magnesium Forte\n{words}")
    assert reading.fields["serving_units"].value == Fraction(serving)
    assert reading.ingredients[0].elemental.value == Fraction(amount)


@pytest.mark.parametrize(
    ("words", "serving", "amount", "compound"),
    [
        ("1 Tablette enthält Zinkgluconat 70 mg. 2 Tabletten decken 20 mg Zink (200 % NRV).",
         2, 20, 140),
        ("1 Tablette enthält Zinkgluconat 70 mg. 2 Tabletten ersetzen 20 mg Zink.", 2, 20, 140),
        ("Each tablet: zinc gluconate 70 mg. Two tablets supply 20 mg zinc.", 2, 20, 140),
        ("Un comprimé contient gluconate de zinc 70 mg. Deux comprimés couvrent 20 mg de zinc.",
         2, 20, 140),
        ("Zinkgluconat 140 mg je Tablette, Tagesdosis 3 Tabletten: 60 mg Zink", 3, 60, 420),
        ("Gluconate de zinc 140 mg par comprimé, dose journalière 3 comprimés : 60 mg de zinc",
         3, 60, 420),
        ("Zinc gluconate 140 mg per tablet, 90 tablets, daily dose 3 tablets: 60 mg zinc",
         3, 60, 420),
    ],
)  # fmt: skip
def test_that_an_amount_is_for_the_units_of_its_own_sentence(
    words: str, serving: int, amount: int, compound: int
) -> None:
    (reading,) = read_label(f"Zinc Forte\n{words}\n90 tablets £9")
    (zinc,) = reading.ingredients
    assert reading.fields["serving_units"].value == Fraction(serving)
    assert (zinc.elemental.value, zinc.compound.value) == (Fraction(amount), Fraction(compound))
    assert reading.fields["pack_units"].value == Fraction(90)


@pytest.mark.parametrize(
    "number",
    ["Twenty-two", "Thirty two", "One hundred and two", "Treinta y dos", "Vingt-deux",
     "Trenta e due", "Hundert zwei"],
)  # fmt: skip
def test_that_the_end_of_a_larger_number_in_words_is_no_serving(number: str) -> None:
    (reading,) = read_label(f"{number} tablets contain 14 mg iron")
    serving = reading.fields["serving_units"]
    assert (serving.value, serving.sureness) == (None, Sureness.ASKED)
    (reading,) = read_label(f"Each tablet contains 14 mg iron. {number} tablets.")
    assert reading.fields["pack_units"].value is None


def test_that_a_number_in_words_by_itself_is_a_serving() -> None:
    (reading,) = read_label("Two tablets contain 14 mg iron")
    assert reading.fields["serving_units"].value == 2


@pytest.mark.parametrize(
    "line",
    [
        "3 capsules per serving | 90 capsules | 30 servings",
        "90 capsules, 3 capsules per serving",
        "3 Kapseln pro Tagesdosis, 90 Kapseln",
        "3 cápsulas por dosis; 90 cápsulas",
    ],
)
def test_that_units_per_serving_between_marks_are_the_serving(line: str) -> None:
    (reading,) = read_label(f"Magnesium L-threonate\n{line}\nMagnesium 144 mg per serving")
    assert [reading.fields[key].value for key in ("serving_units", "pack_units")] == [3, 90]
    assert reading.ingredients[0].elemental.value == 144


def test_that_units_per_serving_behind_a_strength_are_asked() -> None:
    (reading,) = read_label("Zinc 15 mg, 2 tablets per serving, 60 tablets")
    assert reading.fields["serving_units"].value is None


@pytest.mark.parametrize(
    "serving",
    [
        "Serving size: 1 level teaspoon (3 g)", "Serving size 1 heaping teaspoon (3g)",
        "Portion: 1 gestrichener Teelöffel (3 g)", "Portion : 1 cuillère à café rase (3 g)",
    ],
)  # fmt: skip
def test_that_a_spoon_may_be_level_or_heaped(serving: str) -> None:
    (reading,) = read_label(f"Magnesium powder 250 g\n{serving}\nMagnesium 450 mg")
    assert reading.fields["serving_units"].value == Fraction(3)
    assert reading.fields["pack_units"].value == Fraction(250)


def test_that_what_brackets_say_of_a_tablet_is_not_of_the_amount_before_them() -> None:
    (reading,) = read_label(
        "Magnesium, 100 mg, 240 Tablets (50 mg per Tablet)\nServing Size: 2 Tablets\n"
        "Magnesium 100 mg 24%"
    )
    assert reading.fields["serving_units"].value == Fraction(2)
    assert reading.ingredients[0].elemental.value == Fraction(100)
    assert not reading.questions


@pytest.mark.parametrize(
    "words",
    [
        "Each ml contains:", "Per ml:", "pro ml:", "Cada ml contiene", "Chaque ml contient",
        "Ogni ml contiene", "je ml:", "1 ml enthält",
    ],
)  # fmt: skip
def test_that_what_a_millilitre_contains_is_its_amount(words: str) -> None:
    (reading,) = read_label(f"Iron drops 30 ml\n{words} 25 mg iron")
    assert reading.fields["serving_units"].value == Fraction(1)
    assert reading.fields["unit_kind"].value == "mL"
    assert reading.ingredients[0].elemental.value == Fraction(25)


@pytest.mark.parametrize("words", ["Price per ml: 0.41 €", "per  ml:", "0.41 € per ml:"])
def test_that_a_price_of_a_millilitre_or_a_lost_number_is_no_serving(words: str) -> None:
    (reading,) = read_label(f"Iron drops 30 ml\n{words} 25 mg iron")
    field = reading.fields["serving_units"]
    assert field.value is None or field.sureness is Sureness.ASKED


def test_that_no_spoon_is_as_light_as_a_few_milligrams() -> None:
    (reading,) = read_label(
        "Magnesiumcitrat Pulver\nInhalt 200 g\n1 Messlöffel (2,5mg) enthält: Magnesium 375 mg"
    )
    assert reading.fields["serving_units"].sureness is Sureness.ASKED

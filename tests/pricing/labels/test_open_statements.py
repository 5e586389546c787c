"""Servings, concentrations, salts and packs that a label leaves open, and what settles them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import IngredientReading, LabelReading, Sureness, read_label


def _read(text: str) -> LabelReading:
    (reading,) = read_label(text)
    return reading


def _mineral(text: str) -> IngredientReading:
    (mineral,) = _read(text).ingredients
    return mineral


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("2 Tabletten enthalten 375 mg Magnesium\n1 Tablette enthält 375 mg Magnesium", (2, 1)),
        ("Dose: 2 tablets daily\nPer daily dose: Iron 14 mg\nPer tablet: Iron 14 mg", (2, 1)),
        ("Dose giornaliera: 2 capsule. Magnesio 200 mg per dose giornaliera\n"
         "per 1 capsula\nMagnesio 200 mg", (2, 1)),
        ("3 gélules : zinc 15 mg\nPour 1 gélule : zinc 15 mg", (3, 1)),
        ("Por 1 cápsula: zinc 15 mg\nPor 3 cápsulas: zinc 15 mg", (1, 3)),
    ],
)  # fmt: skip
def test_that_one_amount_for_two_servings_asks_for_the_serving(
    text: str, sizes: tuple[int, ...]
) -> None:
    serving = _read(f"Mineral 60 Stück, 9,95 €\n{text}").fields["serving_units"]
    assert (serving.value, serving.sureness) == (None, Sureness.ASKED)
    assert set(serving.choices) == set(map(Fraction, sizes))


def test_that_two_amounts_for_two_servings_leave_the_serving_stated() -> None:
    text = "2 Tabletten enthalten 375 mg Magnesium\n1 Tablette enthält 187,5 mg Magnesium"
    assert _read(text).fields["serving_units"].value == 2


@pytest.mark.parametrize(
    ("front", "amount"),
    [
        ("Magnésium 100 mg/ml solution, flacon 200 ml", "5 ml apportent 100 mg de magnésium"),
        ("Magnesium Drops 100 mg/ml, 60 ml", "Serving size 5 ml\nMagnesium 100 mg 24%"),
        ("Magnesium Tropfen 100 mg / ml, 60 ml", "5 ml enthalten 100 mg Magnesium"),
        ("Magnesio 100 mg/ml gotas 60 ml", "Por 5 ml: magnesio 100 mg"),
        ("Magnesium 100 mg pro ml, 60 ml", "5 ml enthalten 100 mg Magnesium"),
        ("Magnesio 100 mg/1 ml, 60 ml", "Por 5 ml: magnesio 100 mg"),
    ],
)
def test_that_a_concentration_that_contradicts_the_serving_is_asked(
    front: str, amount: str
) -> None:
    elemental = _mineral(f"{front}\n{amount}").elemental
    assert (elemental.value, elemental.choices) == (None, (Fraction(100), Fraction(500)))


@pytest.mark.parametrize("front", ["Magnesium 20 mg/ml, 60 ml", "Magnesium Drops 20 mg/mL 60 ml"])
def test_that_a_concentration_that_fits_the_serving_asks_nothing(front: str) -> None:
    assert _mineral(f"{front}\nServing size 5 ml\nMagnesium 100 mg 24%").elemental.value == 100


def test_that_a_concentration_alone_is_offered() -> None:
    elemental = _mineral("Magnesium 20 mg/ml, 60 ml\nServing size 5 ml").elemental
    assert (elemental.value, elemental.choices) == (None, (Fraction(100),))


@pytest.mark.parametrize(
    "words",
    [
        "Magnésium (oxyde de magnésium d'origine marine) 300 mg",
        "Magnesio (ossido di magnesio di origine marina) 300 mg",
        "Magnesio (óxido de magnesio de origen marino) 300 mg",
        "Magnesium (magnesium oxide of marine origin) 300 mg",
        "Magnesium (from marine sources: magnesium oxide) 300 mg",
        "Magnésium (oxyde de magnésium - origine marine) 300 mg",
    ],
)
def test_that_the_marine_origin_of_a_salt_makes_no_blend(words: str) -> None:
    form = _mineral(f"2 gélules : {words} 80 % VNR").form
    assert (form.value, form.sureness) == ("oxide", Sureness.STATED)


def test_that_two_sources_of_which_one_is_marine_are_a_blend() -> None:
    text = "2 gélules : Magnésium (oxyde de magnésium, magnésium marin) 300 mg 80 % VNR"
    assert _mineral(text).form.value == "blend"


@pytest.mark.parametrize(
    "item",
    [
        "magnesio carbonato (insieme formano citrato di magnesio)",
        "Magnesiumcarbonat (ergibt Magnesiumcitrat)",
        "magnesium carbonate (forms magnesium citrate in water)",
    ],
)
def test_that_a_salt_that_becomes_another_leaves_the_form_open(item: str) -> None:
    text = f"Ingredienti: acido citrico, {item}\nper 2,4 g\nMagnesio 300 mg 80%"
    form = _mineral(text).form
    assert (form.value, form.choices) == (None, ("carbonate", "citrate"))


@pytest.mark.parametrize(
    ("words", "compound"),
    [
        ("Magnesium Citrate 150mg elemental per tablet (from 1000 mg magnesium citrate)", 1000),
        ("Magnesium Citrate 150 mg (elemental) per tablet", None),
        ("Magnesium Citrate 1000 mg per tablet (150 mg elemental)", 1000),
        ("Citrato de magnesio 1000 mg, 150 mg elemental por comprimido", 1000),
    ],
)
def test_that_an_amount_before_elemental_is_not_that_of_the_salt(
    words: str, compound: int | None
) -> None:
    mineral = _mineral(f"{words}, 60 tabs")
    assert mineral.form.value == "citrate"
    assert mineral.elemental.value == 150
    assert mineral.compound.value == compound


def test_that_the_mass_of_a_pack_is_no_amount_of_a_salt() -> None:
    mineral = _mineral("Polvere Magnesio 300 g - 22 € - 6 g apportano 375 mg di magnesio")
    assert mineral.elemental.value == 375
    assert (mineral.compound.value, mineral.compound.choices) == (None, ())


def test_that_a_heading_with_the_salt_of_the_row_is_no_second_mineral() -> None:
    mineral = _mineral(
        "3 capsules provide 150mg magnesium (40% NRV).\nMagnesium Taurate\n\n"
        "Per 3 capsules\nMagnesium (from magnesium taurate) 150mg 40%"
    )
    assert mineral.elemental.value == 150
    assert mineral.form.value == "taurate"


@pytest.mark.parametrize(
    "pack",
    [
        "Pack Ahorro 2 uds.",
        "Pack Ahorro 2 unidades",
        "Vorteilspack 2 Stück",
        "2 Stück Vorteilspack",
        "Pack económico 2 uds",
        "Confezione risparmio 2 pz.",
    ],
)
def test_that_pieces_in_a_bundle_are_packs(pack: str) -> None:
    label = f"{pack} Magnesio 90 cápsulas 24,50 €\n3 cápsulas aportan 300 mg de magnesio"
    assert _read(label).fields["pack_units"].choices == (Fraction(180), Fraction(90))


def test_that_many_pieces_in_a_bundle_are_no_packs() -> None:
    label = "Vorteilspack 90 Stück Magnesium 24,50 €\n3 Kapseln enthalten 300 mg Magnesium"
    assert Fraction(90) in {
        _read(label).fields["pack_units"].value,
        *_read(label).fields["pack_units"].choices,
    }


@pytest.mark.parametrize("tag", ["button", "span", "a"])
def test_that_the_sizes_of_a_page_are_words_of_their_own(tag: str) -> None:
    page = (
        f"<div><h2>Magnesium Gummies</h2><{tag}>60 ct</{tag}><{tag}>120 ct</{tag}>"
        "<p>Serving size 4 gummies</p><p>Servings 30</p><p>Magnesium 100 mg 24%</p></div>"
    )
    assert _read(page).fields["pack_units"].value == 120


@pytest.mark.parametrize("written", ["ll,50 €", "lI,50 €"])
def test_that_a_price_with_letters_for_digits_is_offered_as_a_whole(written: str) -> None:
    price = _read(f"Zinc 90 comprimés {written}\n1 comprimé : zinc 15 mg").fields["price"]
    assert (price.value, price.choices) == (None, (Fraction("11.5"),))

"""Forms of a mineral that a label names as a hydrate, with an origin, or hard to read."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import LabelField, Sureness, read_label


def _form(text: str) -> LabelField:
    (reading,) = read_label(text)
    return reading.named_fields()["form:Mg"]


@pytest.mark.parametrize(
    ("row", "form"),
    [
        ("magnésium 300 mg (80 % VNR), oxyde de magnésium marin 520 mg", "oxide"),
        ("magnésium 300 mg (80 % VNR), citrate de magnésium 2000 mg", "citrate"),
    ],
)
def test_that_the_origin_of_a_salt_makes_no_blend(row: str, form: str) -> None:
    field = _form(f"Magnésium - 60 gélules\nPour 2 gélules : {row}")
    assert (field.value, field.sureness) == (form, Sureness.STATED)


def test_that_a_title_of_marine_magnesium_with_a_salt_below_is_asked() -> None:
    field = _form(
        "Magnésium marin - 60 gélules\n"
        "Pour 2 gélules : magnésium 300 mg (80 % VNR), oxyde de magnésium marin 520 mg"
    )
    assert (field.value, field.choices) == (None, ("oxide", "marine"))


@pytest.mark.parametrize("written", ["b|sglycinate", "B1SGLYClNATE"])
def test_that_a_misread_salt_is_offered_and_asked(written: str) -> None:
    field = _form(f"Serving Size: 2 capsules\nMagnesium (as magnesium {written})  200 mg  48%")
    assert (field.value, field.sureness) == ("glycinate", Sureness.ASKED)


def test_that_a_misread_name_of_the_mineral_leaves_the_salt_stated() -> None:
    field = _form("Serving Size: 2 capsules\nMagnesium (as rnagnesium citrate)  200 mg  48%")
    assert (field.value, field.sureness) == ("citrate", Sureness.STATED)


@pytest.mark.parametrize(
    "title",
    [
        "Magnesium Glycinate 1000 mg 120 capsules",
        "Magnesiumcitrat 1400 mg, 90 Kapseln",
        "Bisglycinate de magnésium 1200 mg - 60 gélules",
    ],
)
def test_that_the_mass_in_the_title_of_a_salt_is_offered_as_no_amount(title: str) -> None:
    (reading,) = read_label(title)
    amount = reading.named_fields().get("elemental_mg:Mg")
    assert amount is None or (amount.value, amount.choices) == (None, ())


@pytest.mark.parametrize(
    ("row", "form"),
    [
        ("Potassium (as potassium bicarbonate, potassium ascorbate) 200 mg 4%", "bicarbonate"),
        ("Zinc (as zinc gluconate and ascorbate) 15 mg 136%", "gluconate"),
        ("Magnesium (as magnesium oxide and magnesium foobarate) 200 mg 48%", "oxide"),
    ],
)
def test_that_one_of_two_forms_is_not_stated_alone(row: str, form: str) -> None:
    (reading,) = read_label(f"Supplement Facts\nServing size 1 tablet\n{row}")
    (mineral,) = reading.ingredients
    assert (mineral.form.value, mineral.form.choices) == (None, (form,))


@pytest.mark.parametrize(
    ("line", "form", "elemental", "compound"),
    [
        ("600 mg de cloruro potásico (equivalente a 314 mg de potasio)", "chloride", "314", "600"),
        ("cloruro potásico 600 mg", "chloride", None, "600"),
        ("256,3 mg de sulfato ferroso sesquihidrato (equivalente a 80 mg de hierro)", "sulfate",
         "80", "256.3"),
        ("325 mg de sulfato ferroso heptahidrato (equivalente a 65 mg de hierro)", "sulfate",
         "65", "325"),
        ("sulfato de zinc monohidrato 41 mg (equivale a 15 mg de zinc)", "sulfate", "15", "41"),
        ("cloruro de magnesio hexahidratado 500 mg (equivale a 60 mg de magnesio)", "chloride",
         "60", "500"),
        ("cloruro potassico 600 mg (pari a 314 mg di potassio)", "chloride", "314", "600"),
        ("selenio (selenito di sodio) 55 µg", "selenite", "0.055", None),
        ("selenio (sodio selenito) 55 µg", "selenite", "0.055", None),
        ("selenio (seleniato di sodio) 55 µg", "selenate", "0.055", None),
        ("iodio (potassio ioduro) 150 µg", "potassium iodide", "0.15", None),
        ("ferro (solfato ferroso essiccato) 65 mg", "sulfate", "65", None),
        ("selenio (lievito arricchito di selenio) 55 µg", "yeast", "0.055", None),
        ("256,3 mg di solfato ferroso sesquiidrato (pari a 80 mg di ferro)", "sulfate",
         "80", "256.3"),
        ("325 mg di solfato ferroso eptaidrato (pari a 65 mg di ferro)", "sulfate", "65", "325"),
        ("magnesio cloruro esaidrato 500 mg (pari a 60 mg di magnesio)", "chloride", "60", "500"),
        ("sulfate ferreux sesquihydraté 247,25 mg, soit fer 80 mg", "sulfate", "80", "247.25"),
        ("sulfate ferreux desséché 247,25 mg (soit 80 mg de fer)", "sulfate", "80", "247.25"),
        ("chlorure de magnésium hexahydraté 500 mg (soit 60 mg de magnésium)", "chloride",
         "60", "500"),
        ("chlorure potassique 600 mg", "chloride", None, "600"),
        ("200 mg getrocknetes Eisen(II)-sulfat (entspr. 65 mg Eisen)", "sulfate", "65", "200"),
        ("Selen (selenreiche Hefe) 55 µg", "yeast", "0.055", None),
        ("200 mg dried ferrous sulphate (65 mg iron)", "sulfate", "65", "200"),
        ("ferrous sulfate, dried 200 mg (65 mg iron)", "sulfate", "65", "200"),
        ("200 mg exsiccated ferrous sulphate equivalent to 65 mg iron", "sulfate", "65", "200"),
        ("ferrous sulfate sesquihydrate 256 mg (equivalent to 80 mg iron)", "sulfate", "80", "256"),
        ("magnesium chloride hexahydrate 500 mg equivalent to 60 mg magnesium", "chloride",
         "60", "500"),
        ("zinc sulfate hemihydrate 50 mg equivalent to 15 mg zinc", "sulfate", "15", "50"),
        ("Magnesium / Magnésium (oxide / oxyde) 167 mg", "oxide", "167", None),
        ("Zinc / Zink (gluconate / Gluconat) 10 mg", "gluconate", "10", None),
    ],
)  # fmt: skip
def test_that_hydrates_adjectives_and_yeasts_name_a_form(
    line: str, form: str, elemental: str | None, compound: str | None
) -> None:
    (reading,) = read_label(f"Produkt\n30 Stück\n1 Tablette: {line}")
    (mineral,) = reading.ingredients
    assert mineral.form.value == form
    assert mineral.elemental.value == (elemental and Fraction(elemental))
    assert mineral.compound.value == (compound and Fraction(compound))


@pytest.mark.parametrize(
    "item", ["lievito al selenio", "levure enrichie en sélénium", "selenium-enriched yeast"]
)
def test_that_a_yeast_in_a_list_is_the_form_of_its_mineral(item: str) -> None:
    (reading,) = read_label(
        f"Selenium 55 µg\n60 tablets\nper tablet: selenium 55 µg\nIngredients: {item}"
    )
    (selenium,) = reading.ingredients
    assert selenium.form.value == "yeast"


@pytest.mark.parametrize(
    "text",
    [
        "Magnesium Glycinate (buffered with magnesium oxide)\n2 tablets: Magnesium 300 mg",
        "Magnesiumbisglycinat, gepuffert mit Magnesiumoxid\n2 Kapseln: Magnesium 300 mg",
        "Bisglycinate de magnésium tamponné avec oxyde de magnésium\n2 gélules : magnésium 300 mg",
        "Magnesio bisglicinato tamponado con óxido de magnesio\n2 cápsulas: magnesio 300 mg",
        "Magnesio bisglicinato tamponato con ossido di magnesio\n2 compresse: magnesio 300 mg",
        "Magnesium\n2 tablets: Magnesium (as glycinate, buffered with magnesium oxide) 300 mg",
    ],
)
def test_that_a_salt_with_a_buffer_is_a_blend(text: str) -> None:
    assert _form(text).value == "blend"


def test_that_a_buffer_alone_leaves_the_form_open() -> None:
    form = _form("Magnesio\n2 cápsulas: magnesio (tamponado con óxido de magnesio) 300 mg")
    assert (form.value, form.choices) == (None, ("blend", "oxide"))


@pytest.mark.parametrize(
    "words",
    [
        "Magnésium Marin 300 mg - 60 gélules 9 € - Pour 2 gélules : Magnésium "
        "(oxyde de magnésium d'origine marine) 300 mg",
        "Magnesio marino 300 mg. 60 cápsulas 9 €. Por 2 cápsulas: magnesio "
        "(óxido de magnesio de origen marino) 300 mg 80 % VRN",
    ],
)
def test_that_marine_magnesium_and_its_oxide_in_one_line_are_asked(words: str) -> None:
    (reading,) = read_label(words)
    (magnesium,) = reading.ingredients
    assert (magnesium.form.value, magnesium.form.choices) == (None, ("oxide", "marine"))
    assert magnesium.elemental.value == Fraction(300)


def test_that_marine_magnesium_beside_citrate_is_a_blend() -> None:
    (reading,) = read_label(
        "60 gélules 12 €\nPour 2 gélules : magnésium marin 200 mg, citrate de magnésium 500 mg"
    )
    assert reading.ingredients[0].form.value == "blend"


def test_that_an_amount_of_marine_magnesium_and_its_oxide_is_asked() -> None:
    (reading,) = read_label(
        "Magnésium Marin\nPour 2 gélules : magnésium marin (oxyde de magnésium) 300 mg\n"
        "60 gélules 12 €"
    )
    (magnesium,) = reading.ingredients
    assert (magnesium.elemental.value, magnesium.compound.value) == (None, None)
    assert magnesium.compound.choices == (Fraction(300),)


@pytest.mark.parametrize(
    "row",
    [
        "magnesium carbonate 600 mg, oxide 400 mg, elemental magnesium 380 mg",
        "magnesium carbonate, oxide: 380 mg magnesium",
        "magnesium carbonate 600 mg and oxide",
        "Magnesiumcarbonat 75 mg, Magnesiumbis(hydrogen-L-glutamat) 205 mg, 40 mg Magnesium",
    ],
)
def test_that_a_further_salt_without_the_name_of_its_mineral_is_asked(row: str) -> None:
    (reading,) = read_label(f"2 capsules contain: {row}")
    form = reading.ingredients[0].form
    assert (form.value, form.choices) == (None, ("carbonate", "blend"))


@pytest.mark.parametrize(
    "row",
    [
        "magnesium carbonate 600 mg, oxide-free", "magnesium carbonate 600 mg, citric acid 20 mg",
        "magnesium carbonate 600 mg, chloride 20 mg", "magnesium carbonate 600 mg, carbonate",
    ],
)  # fmt: skip
def test_that_other_words_behind_a_salt_are_no_further_one(row: str) -> None:
    (reading,) = read_label(f"2 capsules contain: {row}")
    assert reading.ingredients[0].form.value == "carbonate"


@pytest.mark.parametrize("free", ["Yeast Free", "yeast-free"])
def test_that_a_form_that_a_product_is_free_of_is_not_its_form(free: str) -> None:
    (reading,) = read_label(
        "Selenium 200 mcg, 180 capsules\nServing Size: 1 capsule\n"
        f"Selenium ({free}) (from L-Selenomethionine) 200 mcg 364%"
    )
    form = reading.named_fields()["form:Se"]
    assert (form.value, form.sureness) == ("selenomethionine", Sureness.STATED)

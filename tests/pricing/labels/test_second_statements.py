"""A damaged figure that another statement of the label, or its own spelling, gives away."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import LabelField, Sureness, read_label

_GERMAN = "Magnesium\n120 Kapseln\nNettofüllmenge: 80 g\n{}\n2 Kapseln enthalten 200 mg Magnesium"
_FRENCH = "Magnésium - 90 gélules\n{}\nPour 3 gélules : magnésium 300 mg (80 % des VNR)"


def field_of(text: str, key: str) -> LabelField:
    return read_label(text)[0].named_fields()[key]


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        (_GERMAN, "24,90 € (311,25 €/kg)", "4,90 € (311,25 €/kg)"),
        (_GERMAN, "24,90 € (31,13 € / 100 g)", "42,90 € (31,13 € / 100 g)"),
        (_FRENCH, "19,90 € soit 0,66 € / jour", "9,90 € soit 0,66 € / jour"),
        (_FRENCH, "~~14,90 €~~ 11,92 € (-20 %)", "~~14,90 €~~ 11,29 € (-20 %)"),
        (_FRENCH, "19,90 €, avant 24,90 €", "29,90 €, avant 24,90 €"),
        (_FRENCH, "19,90 €, avant 24,90 €", "1,90 €, avant 24,90 €"),
        (_FRENCH, "Prix : 189,00 MXN, envío 99.00 MXN", "Prix : 18900 MXN, envío 99.00 MXN"),
        ("Zinc, 60 tablets\n{}", "Price $12.50", "Price1 $2.50"),
        ("Zinc, 60 tablets\n{}", "Price $12.50", "Price $12.5"),
        ("Zinc, 60 tablets\n{}", "Price $12.50", "1\n$2.50"),
        ("Zinc, 60 tablets\n{}", "Reg. $13.99 Sale $9.74", "Reg. $13.99 Sale $.74"),
        (
            "Zinco, 60 compresse\n{}",
            "Listino € 18,00 Ora € 14,40 (sconto 20%)",
            "Listino € 18,00 Ora € 14,04 (sconto 20%)",
        ),
        (
            "Zinco, 60 compresse\n{}",
            "Listino € 18,00 Ora € 14,40 (sconto 20%)",
            "Listino € 18,00 Ora €)14 (sconto 20%)",
        ),
        ("Zinc, 60 tabletas\n{}", "Precio: ARS 8500", "Precio: ARS 850m"),
        ("Zinc, 90 comprimidos\n{}", "10,95 € (0,12 €/unidad)", "0,95 € (0,12 €/unidad)"),
        ("Zinc, 90 comprimidos\n{}", "11,35 €", "11,x5 €"),
        ("Zink, 60 Kapseln\n{}", "Preis: 9,95 €", "Preis: q,95 €"),
        ("Zink, 60 Kapseln\n{}", "Preis: 9,95 €", "Preis: ,,95 €"),
        ("Fer, 90 gélules (HPMC){}", ". 12,50 €", ".312,50 €"),
        ("Zink, 90 Kapseln\n{}", "jetzt nur 17,99 €", "jetzt nur1 7,99 €"),
    ],
)
def test_that_a_price_is_asked_if_another_statement_contradicts_it(
    text: str, right: str, wrong: str
) -> None:
    settled, asked = (field_of(text.format(line), "price") for line in (right, wrong))
    assert (settled.sureness, settled.value is None) == (Sureness.STATED, False)
    assert (asked.sureness, asked.value) == (Sureness.ASKED, None)


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("{} Kapseln, 3 Kapseln täglich = 2 Monate\n3 Kapseln enthalten 300 mg Magnesium",
         "180", "810"),
        ("{} gélules - cure de 30 jours\n2 gélules par jour : zinc 15 mg", "60", "50"),
        ("{} capsules, 30-day supply\nServing size 3 capsules\nZinc 15 mg", "90", "19"),
        ("{} comprimidos, tratamiento de dos meses\n2 comprimidos al día: zinc 15 mg", "120", "12"),
        ("{} Tabletten (= 156 g)\nTäglich 1 Tablette: Zink 15 mg", "120", "12"),
    ],
)  # fmt: skip
def test_that_a_pack_is_asked_if_it_lasts_or_weighs_otherwise(
    text: str, right: str, wrong: str
) -> None:
    settled, asked = (field_of(text.format(units), "pack_units") for units in (right, wrong))
    assert (settled.value, settled.sureness) == (Fraction(right), Sureness.STATED)
    assert (asked.value, asked.sureness) == (None, Sureness.ASKED)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Each 8ablet contains 14 mg iron\n180 tablets", "serving_units"),
        ("Calmwell Magnesium Powder 8 oz (.27 g)\nServing Size: 2.5 g\nMagnesium 200 mg 48%",
         "pack_units"),
        ("Zinc\nTABLET 10 BLISTE RPACK in 1 CARTON > 10 TABLET in 1 BLISTER", "pack_units"),
        ("Magnesiumcitrat1 80 Kapseln", "pack_units"),
        ("Magnesium citrate\n1\n20 capsules", "pack_units"),
        ("Calcium, 2 tubes e 20 tablets", "pack_units"),
        ("Per  capsules\nMagnesium 150 mg\n180 capsules", "serving_units"),
        ("Pro Kapseln: Magnesium 240 mg\n180 Kapseln", "serving_units"),
        ("180 Kapseln,  Kapseln täglich\nTagesportion: Magnesium 240 mg", "serving_units"),
        ("Serving Size 1 tablet\nBoron 75 mg", "elemental_mg:B"),
        ("Magnesium Citrate 500 mg\nEach capsule provides: Magnesium Citrate 50 mg",
         "compound_mg:Mg"),
        ("2.50 mg Zinkgluconat je Kapsel\n60 Kapseln, 9,95 €, 12,5 g", "compound_mg:Zn"),
        ("Each tablespoon (5 ml) contains: Magnesium 250 mg\n450 ml", "serving_units"),
        ("Zinc, 60 tablets, $7.28P", "currency"),
        ("Per tablet   Amount  % NRV\nIron  41 mg  100\nZinc  5 mg  50", "elemental_mg:Fe"),
        ("Zinc | £11.4\n92 tablets provide:\nZinc 15 mg", "serving_units"),
        ("Zinc, CHF 12.901 comprimé contient 10 mg de zinc", "serving_units"),
        ("Magnesium Pulver, Dose 30 g, 19,95 Euro (6,65 €/100g)\nPro 5 g: Magnesium 300 mg",
         "pack_units"),
        ("Zinc, 60 tablets, A$39.99\nNPN 80077123", "currency"),
    ],
)  # fmt: skip
def test_that_a_spelling_that_lacks_something_is_asked(text: str, key: str) -> None:
    field = field_of(text, key)
    assert (field.sureness, field.value) == (Sureness.ASKED, None)


@pytest.mark.parametrize(
    "words",
    [
        "magnesium bisglycinate, magnesium oxde", "malatede magnésium, oxyde de magnésium",
        "citrate etmalate de magnésium", "magnesium oxide glycine, magnesium citrate",
    ],
)  # fmt: skip
def test_that_a_form_beside_a_damaged_one_is_asked(words: str) -> None:
    form = field_of(f"1 capsule contains:\nMagnesium 100 mg (from {words})", "form:Mg")
    assert form.sureness is Sureness.ASKED


def test_that_a_form_behind_a_mark_inside_a_word_is_asked() -> None:
    (reading,) = read_label(
        "100 capsules\nServing Size 1 Capsule\nBoron (from calcium fruc$oborate) 3 mg"
    )
    assert "form:B" in {question.field for question in reading.questions}


@pytest.mark.parametrize("item", ["alciumcarbonat", "Clciumcarbonat", "Calicumcarbonat"])
def test_that_a_damaged_salt_of_the_list_leaves_the_form_open(item: str) -> None:
    label = "1 Tablette enthält: Calcium 200 mg\nZutaten: {}, Calciumphosphat"
    assert field_of(label.format("Calciumcarbonat"), "form:Ca").value == "blend"
    assert field_of(label.format(item), "form:Ca").sureness is Sureness.ASKED


def test_that_a_lost_bracket_changes_no_form_behind_it() -> None:
    label = "Por cápsula: zinc 10 mg (100%{}, yodo (de algas y yoduro de potasio) 130 µg (87%)"
    forms = {field_of(label.format(end), "form:I").value for end in (")", "")}
    assert forms == {field_of(label.format(")"), "form:I").value} == {"blend"}


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("Omega3 90 softgels with magnesium", "pack_units", 90),
        ("Vitamin B12 100 Tabletten mit Zink", "pack_units", 100),
        ("Each tablespoon (15 ml) contains: Magnesium 250 mg\n450 ml", "serving_units", 15),
        ("Zinc 15 mg, 60 tablets, was $30.00, now $19.99", "price", Fraction("19.99")),
    ],
)
def test_that_what_only_looks_alike_is_not_asked(text: str, key: str, value: object) -> None:
    assert field_of(text, key).value == value


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("Magnesium Pulver 300 g\nNährwerte pro 100 g: Magnesium 10 g\nPortion: 3 g", (300,)),
        ("Magnesium\npro 100 g | pro Portion (3 g)\nMagnesium | 16,0 g | 300 mg", (300, 480)),
        ("Magnésium liquide\nMagnésium pour 100 ml : 2000 mg. Dose 15 ml", (300,)),
        ("Magnésium liquide\nPour 100 ml : magnésium 2000 mg\nDose : 15 ml", (300,)),
        ("Magnesium powder\nPer 100 g: magnesium 10 g\nServing size: 1 scoop (3 g)", (300,)),
        ("Magnesio en polvo\nPor 100 g: magnesio 10 g\nDosis: 3 g", (300,)),
        ("Magnesio polvere\nPer 100 g: magnesio 10 g\nPorzione: 3 g", (300,)),
        ("Magnesium powder\nPer 100 g: magnesium 10 g", ()),
    ],
)
def test_that_an_amount_in_100_g_is_offered_as_that_of_the_serving(
    text: str, offered: tuple[int, ...]
) -> None:
    (reading,) = read_label(text)
    elemental = reading.ingredients[0].elemental
    assert (elemental.value, elemental.sureness) == (None, Sureness.ASKED)
    assert elemental.choices == tuple(map(Fraction, offered))

"""Amounts of a salt with what they make of its mineral, and the names that ions and salts have."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import IngredientReading, Sureness, read_label


def _read(line: str, title: str = "Präparat") -> tuple[IngredientReading, ...]:
    (reading,) = read_label(f"{title}\n30 Tabletten 9,90 €\n1 Tablette: {line}")
    assert reading.fields["serving_units"].value == 1
    return reading.ingredients


@pytest.mark.parametrize(
    ("line", "form", "elemental", "compound"),
    [
        ("567,66 mg Eisen(II)-glycin-sulfat-Komplex (entspr. 100 mg Fe2+)", "glycine sulfate",
         "100", "567.66"),
        ("304 mg ferrous fumarate (equivalent to 100 mg elemental iron)", "fumarate", "100", "304"),
        ("sulfate ferreux 256,3 mg, soit 80 mg de fer", "sulfate", "80", "256.3"),
        ("ferro solfato 256,3 mg pari a 80 mg di ferro", "sulfate", "80", "256.3"),
        ("sulfato ferroso 256,3 mg (equivalente a 80 mg de hierro elemental)", "sulfate", "80",
         "256.3"),
        ("Calcium (carbonate de calcium) 1 250 mg équivalant à 500 mg de calcium", "carbonate",
         "500", "1250"),
        ("Magnesiumhydrogenaspartat 1803 mg (entspr. 121,5 mg Mg2+)", "aspartate", "121.5", "1803"),
        ("Magnesiumcitrat 1830 mg entsprechend Magnesium 295,7 mg (12,17 mmol)", "citrate",
         "295.7", "1830"),
        ("zinc sulphate 220 mg (50 mg Zn++)", "sulfate", "50", "220"),
        ("Zinkgluconat 105 mg entspr. 15 mg", "gluconate", "15", "105"),
        ("citrate de magnésium 1000 mg soit 160 mg de Mg²⁺", "citrate", "160", "1000"),
        ("Natriumbicarbonat 500 mg (= 137 mg Na+)", "bicarbonate", "137", "500"),
        ("Magnesium 300 mg aus 1830 mg Magnesiumcitrat", "citrate", "300", "1830"),
        ("Magnesium 500 mg (from 3300 mg di-magnesium malate)", "malate", "500", "3300"),
        ("Zinci gluconas 69,7 mg entspr. Zn2+ 10 mg", "gluconate", "10", "69.7"),
        ("130,8 µg Kaliumiodid (entspr. 100 µg Iodid)", "potassium iodide", "0.1", "0.1308"),
        ("1250 mg Calciumcarbonat, entspr. 500 mg Ca", "carbonate", "500", "1250"),
        ("magnesio pidolato 2,25 g corrispondenti a 184 mg di ione magnesio", "pidolate", "184",
         "2250"),
        ("cloruro de potasio 600 mg (equivalente a 314 mg de potasio)", "chloride", "314", "600"),
        ("Natrii selenis 111 µg (entspr. 50 µg Selen)", "selenite", "0.05", "0.111"),
    ],
)  # fmt: skip
def test_that_an_equivalent_is_of_the_mineral_and_the_first_amount_of_the_salt(
    line: str, form: str, elemental: str, compound: str
) -> None:
    (read,) = _read(line)
    assert read.form.value == form
    assert (read.elemental.value, read.compound.value) == (Fraction(elemental), Fraction(compound))


@pytest.mark.parametrize(
    ("line", "element", "form", "compound"),
    [
        ("1 g Natriumhydrogencarbonat", "Na", "bicarbonate", 1000),
        ("Calcii carbonas 680 mg", "Ca", "carbonate", 680),
        ("Magnesii subcarbonas 80 mg", "Mg", "carbonate", 80),
        ("Zinci sulfas 220 mg", "Zn", "sulfate", 220),
        ("Ferrosi sulfas 325 mg", "Fe", "sulfate", 325),
        ("Kalii chloridum 600 mg", "K", "chloride", 600),
        ("cloruro de potasio 600 mg", "K", "chloride", 600),
        ("chlorure de magnésium 300 mg", "Mg", "chloride", 300),
        ("cloruro di sodio 500 mg", "Na", "chloride", 500),
        ("Magnesii oxidum 300 mg", "Mg", "oxide", 300),
    ],
)
def test_that_the_amount_of_a_salt_alone_is_that_of_the_compound(
    line: str, element: str, form: str, compound: int
) -> None:
    (read,) = _read(line)
    assert (read.element, read.form.value, read.compound.value) == (
        element,
        form,
        Fraction(compound),
    )
    assert (read.elemental.value, read.elemental.choices) == (None, ())


@pytest.mark.parametrize("line", ["100 mg Fe2+", "Fe²⁺ 100 mg", "Eisen (Fe2+) 100 mg"])
def test_that_an_ion_names_its_mineral(line: str) -> None:
    (read,) = _read(line)
    assert (read.element, read.elemental.value) == ("Fe", Fraction(100))


def test_that_a_latin_excipient_is_no_mineral() -> None:
    (read,) = _read("Zinci sulfas 220 mg, Magnesii stearas 5 mg")
    assert read.element == "Zn"


def test_that_an_amount_behind_its_millimoles_is_offered_and_each_salt_has_its_own() -> None:
    (read,) = _read(
        "1,56 g (40 mmol) Kalium als Kaliumcitrat 2,17 g und Kaliumhydrogencarbonat 2,0 g"
    )
    assert read.form.value == "blend"
    assert read.elemental.choices == (Fraction(1560),)
    assert read.compound.choices == tuple(map(Fraction, (4170, 2170, 2000)))


def test_that_the_parts_of_an_amount_by_salt_are_no_amounts_of_salts() -> None:
    (reading,) = read_label(
        "Magnesium Komplex\n120 Kapseln\nPro 2 Kapseln\nMagnesium gesamt 300 mg\n"
        "- aus Magnesiumcitrat 150 mg\n- aus Magnesiumbisglycinat 150 mg"
    )
    (read,) = reading.ingredients
    assert (read.form.value, read.elemental.value) == ("blend", Fraction(300))
    assert (read.compound.value, read.compound.choices) == (None, ())


@pytest.mark.parametrize(
    ("salts", "choices"),
    [
        ("Magnesiumoxid 300 mg, Magnesiumcitrat 200 mg, Magnesiumbisglycinat 100 mg",
         ("blend", "oxide", "citrate", "glycinate")),
        ("Wirkstoffe: Magnesiumaspartat-2-Wasser 1803 mg, Magnesiumcitrat 670 mg",
         ("blend", "aspartate", "citrate")),
    ],
)  # fmt: skip
def test_that_a_line_of_several_salts_offers_their_blend_first(
    salts: str, choices: tuple[str, ...]
) -> None:
    (reading,) = read_label(f"Magnesium Komplex\n{salts}\npro Kapsel: Magnesium 240 mg")
    (read,) = reading.ingredients
    assert read.elemental.value == 240
    assert (read.form.value, read.form.choices) == (None, choices)


def test_that_an_amount_that_no_serving_holds_is_offered_last() -> None:
    (reading,) = read_label(
        "Selenium 200mcg\n100 Tablets\nPer tablet: Selenium (L-Selenomethionine) 200 mg"
    )
    assert reading.ingredients[0].elemental.choices == (Fraction(1, 5), Fraction(200))


@pytest.mark.parametrize(
    "lines",
    [
        "1 Tablette: Magnesium 300 mg", "1 Tablette:\nMagnesium 300 mg",
        "1 tablet: 300 mg magnesium", "1 comprimé : Magnésium 300 mg",
        "1 compressa: Magnesio 300 mg", "1 comprimido: Magnesio 300 mg",
        "Una compressa contiene: magnesio 300 mg", "Un comprimé contient : magnésium 300 mg",
    ],
)  # fmt: skip
def test_that_units_before_a_colon_are_the_serving(lines: str) -> None:
    (reading,) = read_label(f"Präparat\n60 Tabletten 9,90 €\n{lines}")
    assert reading.ingredients[0].elemental.value == 300
    fields = reading.fields
    assert (fields["serving_units"].value, fields["pack_units"].value) == (
        Fraction(1),
        Fraction(60),
    )


@pytest.mark.parametrize(
    ("line", "elemental"),
    [
        ("600 mg Kaliumchlorid (entsprechend 315 mg bzw. 8 mmol Kalium)", "315"),
        ("cloruro potassico 600 mg (pari a 315 mg o 8 mmol di potassio)", "315"),
        ("chlorure de potassium 600 mg, soit 315 mg (8 mmol) de potassium", "315"),
    ],
)
def test_that_moles_may_stand_between_an_amount_and_its_mineral(line: str, elemental: str) -> None:
    (potassium,) = _read(line)
    assert potassium.elemental.value == Fraction(elemental)
    assert potassium.compound.value == Fraction(600)


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("600 mg Kaliumchlorid (entsprechend 8 mmol Kalium)", "312.784"),
        ("600 mg potassium chloride (8 mmol K+ and 8 mmol chloride)", "312.784"),
        ("potassio cloruro 600 mg (pari a 8 mEq di potassio)", "312.784"),
        ("magnesium oxide 500 mg (24.8 mEq of magnesium)", "301.382"),
    ],
)
def test_that_the_moles_of_a_salt_are_offered_as_a_mass(line: str, offered: str) -> None:
    (mineral,) = _read(line, title="Präparat 600 mg")
    assert mineral.elemental.value is None
    assert mineral.elemental.choices == (Fraction(offered),)


def test_that_the_amount_of_a_salt_in_a_title_is_not_offered_for_its_mineral() -> None:
    (potassium,) = _read("Kaliumchlorid 600 mg (8 mmol Kalium)", title="Kalium 600 mg retard")
    assert potassium.elemental.choices == (Fraction("312.784"),)


@pytest.mark.parametrize(
    "line",
    [
        "potassium ascorbate 390 mg",
        "390 mg de ascorbato potásico",
        "ascorbato de potasio 390 mg",
        "clavulanato potásico 125 mg",
    ],
)
def test_that_the_amount_of_a_salt_without_a_known_share_is_not_that_of_its_mineral(
    line: str,
) -> None:
    (reading,) = read_label(f"Präparat\n30 Tabletten 9,90 €\n1 Tablette: {line}")
    assert all(one.elemental.value is None for one in reading.ingredients)


@pytest.mark.parametrize(
    ("line", "element"),
    [
        ("potassium ascorbate 390 mg", "K"),
        ("390 mg de ascorbato potásico", "K"),
        ("ascorbato di potassio 390 mg", "K"),
        ("ascorbate de potassium 390 mg", "K"),
        ("Kaliumascorbat 390 mg", "K"),
        ("zinc 10 mg, sodium ascorbate 100 mg", "Na"),
    ],
)
def test_that_a_mineral_is_asked_whose_salt_has_no_known_share(line: str, element: str) -> None:
    (reading,) = read_label(f"Präparat\n30 Tabletten 9,90 €\n1 Tablette: {line}")
    amounts = {one.element: one.elemental for one in reading.ingredients}
    assert (amounts[element].value, amounts[element].sureness) == (None, Sureness.ASKED)


@pytest.mark.parametrize(
    "line",
    [
        "magnesium citrate 150 mg elemental from 1000 mg citrate",
        "magnesium 150 mg (from 1000 mg citrate)",
        "magnesium 150 mg (as citrate 1000 mg)",
        "Magnesium 150 mg aus 1000 mg Citrat",
        "magnésium 150 mg issu de 1000 mg de citrate",
        "magnesio 150 mg de 1000 mg de citrato",
        "magnesio 150 mg da 1000 mg di citrato",
    ],
)
def test_that_an_acid_alone_names_the_salt_that_an_amount_is_from(line: str) -> None:
    (magnesium,) = _read(line)
    assert magnesium.form.value == "citrate"
    assert magnesium.elemental.value == 150
    assert magnesium.compound.value == 1000


@pytest.mark.parametrize(
    ("line", "symbol", "elemental"),
    [
        ("Zinc gluconate - 30 mg of elemental zinc in each tablet", "Zn", "30"),
        ("Zinc gluconate: provides 30 mg zinc per tablet", "Zn", "30"),
        ("Zinc gluconate, 30 mg zinc per tablet", "Zn", "30"),
        ("Iron bisglycinate - 25 mg iron per tablet", "Fe", "25"),
        ("Calcium carbonate 500 mg calcium per tablet", "Ca", "500"),
        ("Potassium citrate 99 mg potassium per tablet", "K", "99"),
        ("Magnesiumcitrat 150 mg Magnesium pro Tablette", "Mg", "150"),
        ("Zinkgluconat 30 mg Zink je Tablette", "Zn", "30"),
        ("Zinkgluconat – 30 mg reines Zink je Tablette", "Zn", "30"),
        ("Citrate de magnésium 150 mg de magnésium par comprimé", "Mg", "150"),
        ("Gluconate de zinc 15 mg de zinc par comprimé", "Zn", "15"),
        ("Gluconate de zinc 15 mg zinc, 1 comprimé par jour", "Zn", "15"),
        ("1 compressa: zinco gluconato 15 mg di zinco", "Zn", "15"),
        ("Magnesium glycinate 100 mg magnesium, 1 tablet per serving", "Mg", "100"),
        ("Citrato de magnesio 150 mg de magnesio por comprimido", "Mg", "150"),
        ("Gluconato de zinc: 30 mg de zinc por comprimido", "Zn", "30"),
        ("Magnesio citrato 150 mg magnesio per compressa", "Mg", "150"),
        ("Zinco gluconato 30 mg di zinco per compressa", "Zn", "30"),
    ],
)
def test_that_an_amount_of_the_mineral_behind_its_salt_is_elemental(
    line: str, symbol: str, elemental: str
) -> None:
    (reading,) = read_label(line)
    (mineral,) = reading.ingredients
    assert mineral.element == symbol
    assert mineral.form.value
    assert mineral.elemental.value == Fraction(elemental)
    assert mineral.compound.value is None


@pytest.mark.parametrize(
    ("line", "elemental", "compound"),
    [
        ("Magnesium citrate 400 mg per tablet", None, "400"),
        ("Magnesium citrate 1000 mg magnesium 150 mg per tablet", "150", "1000"),
        ("Magnesiumcitrat 1000 mg (Magnesium 150 mg) pro Tablette", "150", "1000"),
        ("Citrate de magnésium 1000 mg, magnésium 150 mg par comprimé", "150", "1000"),
    ],
)
def test_that_an_amount_of_a_salt_stays_its_own_beside_that_of_its_mineral(
    line: str, elemental: str | None, compound: str
) -> None:
    (reading,) = read_label(line)
    (mineral,) = reading.ingredients
    assert mineral.elemental.value == (Fraction(elemental) if elemental else None)
    assert mineral.compound.value == Fraction(compound)


@pytest.mark.parametrize(
    "statement",
    [
        "Magnesium Bisglycinate 1,500mg (of which elemental magnesium 165mg), "
        "Magnesium Malate 300mg (elemental 45mg), Magnesium citrate 200mg (elemental 30mg)",
        "Magnesium Bisglycinate 1500 mg (providing 165 mg magnesium), "
        "Magnesium Malate 300 mg (45 mg magnesium), Magnesium citrate 200 mg (elemental: 30 mg)",
        "Magnesium Bisglycinate 1500 mg\n- elemental magnesium 165 mg\nMagnesium Malate 300 mg\n"
        "- elemental magnesium 45 mg\nMagnesium citrate 200 mg\n- elemental magnesium 30 mg",
        "Magnesiumbisglycinat 1500 mg (davon Magnesium 165 mg), Magnesiummalat 300 mg "
        "(davon Magnesium 45 mg), Magnesiumcitrat 200 mg (davon Magnesium 30 mg)",
        "bisglycinate de magnésium 1500 mg (dont magnésium élément 165 mg), malate de magnésium "
        "300 mg (dont magnésium 45 mg), citrate de magnésium 200 mg (dont magnésium 30 mg)",
    ],
)
def test_that_the_parts_of_a_mineral_behind_its_salts_are_offered_together(statement: str) -> None:
    (reading,) = read_label(f"Mag 3, 90 capsules\n3 capsules: {statement}")
    fields = reading.named_fields()
    elemental, compound = fields["elemental_mg:Mg"], fields["compound_mg:Mg"]
    parts = {Fraction(165), Fraction(45), Fraction(30)}
    assert (elemental.value, elemental.choices[0]) == (None, Fraction(240))
    assert set(elemental.choices) == {Fraction(240), *parts}
    assert (compound.value, compound.choices[0]) == (None, Fraction(2000))


@pytest.mark.parametrize(
    ("statement", "elemental", "compound"),
    [
        ("Magnesium citrate 200 mg (elemental 30 mg)", 30, 200),
        ("Magnesium citrate 200 mg (elemental magnesium 30 mg)", 30, 200),
        ("Magnesium citrate 200 mg elemental: 30 mg", 30, 200),
        ("Magnesium bis(hydrogen glutamate) 90 mg\nElemental magnesium 40 mg", 40, None),
        ("Magnesium citrate 80 mg (elemental)", 80, None),
        ("Magnesium citrate 80 mg elemental, zinc 10 mg", 80, None),
    ],
)
def test_that_a_word_for_the_mineral_is_of_the_amount_that_it_leads_to(
    statement: str, elemental: int, compound: int | None
) -> None:
    (reading,) = read_label(f"Magnesium, 90 tablets\nEach tablet contains:\n{statement}")
    fields = reading.named_fields()
    assert fields["elemental_mg:Mg"].value == Fraction(elemental)
    assert fields["compound_mg:Mg"].value == (None if compound is None else Fraction(compound))


def test_that_equal_amounts_of_two_salts_are_not_one_compound() -> None:
    (reading,) = read_label(
        "Magnesium, 90 tablets\n1 tablet: Magnesium citrate 200 mg, magnesium oxide 200 mg"
    )
    compound = reading.named_fields()["compound_mg:Mg"]
    assert (compound.value, compound.choices) == (None, (Fraction(400), Fraction(200)))

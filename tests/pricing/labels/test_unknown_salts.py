"""Labels that name a salt which no table has beside one that is known."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import LabelField, Sureness, read_label


def _form(text: str, symbol: str = "Mg") -> LabelField:
    (reading,) = read_label(text)
    return reading.named_fields()[f"form:{symbol}"]


@pytest.mark.parametrize(
    "statement",
    [
        "Wirkstoffe: 1 Tablette enthält Magnesiumcitrat 212 mg, "
        "Magnesium-bis(hydrogen-L-glutamat) 115,4 mg\nentsprechend Magnesium 40 mg (1,65 mmol)",
        "1 Tablette enthält 212 mg Magnesiumcitrat, "
        "115,4 mg Magnesium-bis(hydrogen-L-glutamat), entsprechend 40 mg Magnesium",
        "Una compressa contiene: magnesio citrato 212 mg, "
        "magnesio bis-idrogeno-L-glutammato 115 mg, pari a magnesio 40 mg",
        "Active ingredients\nMagnesium citrate 212 mg\n"
        "Magnesium hydrogen-L-glutamate 115.4 mg\nequivalent to 40 mg magnesium per tablet",
        "Per tablet:\nMagnesium citrate 212 mg\n"
        "Magnesium hydrogen-L-glutamate 115.4 mg\nelemental magnesium 40 mg",
        "Par comprimé : magnésium 40 mg\n"
        "Ingrédients : citrate de magnésium, bis(hydrogéno-L-glutamate) de magnésium, amidon",
        "Per tablet: magnesium 40 mg\nIngredients: magnesium citrate, magnesium xylinate",
        "Je Tablette: Magnesium 40 mg\nZutaten: Magnesiumcitrat, Magnesiumsalze der Orotsäure",
        "Par comprimé : magnésium 40 mg\n"
        "Ingrédients : citrate de magnésium, sels de magnésium de l'acide orotique",
        "Per tablet: magnesium 40 mg\n"
        "Ingredients: magnesium citrate, magnesium salts of orotic acid",
    ],
)
def test_that_a_salt_without_a_known_form_leaves_the_form_open(statement: str) -> None:
    form = _form(f"Magnesium, 100 tablets\n{statement}")
    assert (form.value, form.sureness) == (None, Sureness.ASKED)
    assert "citrate" in form.choices


@pytest.mark.parametrize(
    "salt", ["magnesium bis-glycerophosphate", "magnesium-di-glycerophosphate"]
)
def test_that_a_counted_salt_makes_a_blend(salt: str) -> None:
    form = _form(
        "Magnesium, 60 tablets\n"
        f"Each tablet contains magnesium citrate 212 mg and {salt} 100 mg, "
        "equivalent to 40 mg magnesium"
    )
    assert form.value == "blend"


def test_that_the_amount_of_an_unknown_salt_is_not_the_mineral() -> None:
    (reading,) = read_label(
        "Magnesium, 200 St.\nWirkstoffe: 1 Tablette enthält Magnesiumcitrat 212 mg, "
        "Magnesium-bis(hydrogen-L-glutamat) 115,4 mg\nentsprechend Magnesium 40 mg"
    )
    assert reading.named_fields()["elemental_mg:Mg"].choices == (Fraction(40),)


@pytest.mark.parametrize(
    ("text", "symbol", "form"),
    [
        (
            "Potassium, 60 tablets\nPer tablet: potassium 99 mg\n"
            "Ingredients: potassium citrate, potassium iodide",
            "K",
            "citrate",
        ),
        (
            "Kalium, 60 Tabletten\nJe Tablette: Kalium 99 mg\n"
            "Zutaten: Kaliumcitrat, Kaliumjodid, Kaliumsorbat",
            "K",
            "citrate",
        ),
        (
            "Calcium, 90 Tabletten\nJe Tablette: Calcium 200 mg\n"
            "Zutaten: Calciumcarbonat, Calcium-D-Pantothenat, Calcium-L-methylfolat, Stärke",
            "Ca",
            "carbonate",
        ),
        (
            "Calcium, 90 tablets\nEach tablet contains: calcium carbonate 500 mg, "
            "calcium pantothenate 6 mg, equal to calcium 200 mg",
            "Ca",
            "carbonate",
        ),
        (
            "Magnésium, 60 gélules\nPar gélule : magnésium 99 mg\n"
            "Ingrédients : oxyde de magnésium, stéarate de magnésium, "
            "sels de magnésium d'acides gras",
            "Mg",
            "oxide",
        ),
        (
            "Magnesium, 60 Kapseln\nJe Kapsel: Magnesium 99 mg\n"
            "Zutaten: Magnesiumoxid, Magnesiumsalze der Speisefettsäuren",
            "Mg",
            "oxide",
        ),
        (
            "Magnesium, 60 tablets\nPer tablet: Magnesium-Granulat 2 g mit Magnesiumcitrat 1200 mg",
            "Mg",
            "citrate",
        ),
        ("Magnesium, 60 caps\nPer capsule: Magnesium(citrate) 50 mg", "Mg", "citrate"),
        (
            "Magnesium, 60 caps\nPer capsule: Magnesium bis-glycinate 500 mg, "
            "equal to magnesium 50 mg",
            "Mg",
            "glycinate",
        ),
    ],
)
def test_that_fillers_and_other_nutrients_leave_the_form(text: str, symbol: str, form: str) -> None:
    assert _form(text, symbol).value == form


# A known salt of a mineral, the mineral as a list names it, and salts of it that no table has.
UNKNOWN = {
    ("Magnesiumcitrat", "Magnesium", "Mg"): """
        Magnesiumbis(hydrogen-L-glutamat); Magnesiumbis(hydrogen-L-glutamat)-4-Wasser;
        Magnesiumbis (hydrogenglutamat); Magnesiumbis[hydrogenglutamat];
        Magnesium-bis(hydrogenglutamat); Magnesium bis(hydrogenglutamat);
        Magnesiumbis-hydrogenglutamat; Magnesiumhydrogenglutamat; Magnesium-L-hydrogenglutamat;
        Magnesiumtris(adipat); Magnesiumadipat; Magnesium-Adipat; Dimagnesiumadipat;
        Magnesium(II)-adipat; Magnesiumadipat 6-Wasser; Magnesiumadipat-Hexahydrat;
        Magnesiumbromid; Magnesiumaminosäurenchelat; Magnesiumchelat; Magnesiumpicolinat;
        Magnesiumsalz der Adipinsäure; Magnesium-Salz der Adipinsäure;
        magnesiumadipaat; magnesiumbis(waterstofglutamaat); magnesiumsuksinat;
        magnesiumglutamaatti; magnesium adipate; magnesium bis(hydrogen glutamate);
        magnesium bis (hydrogen glutamate); magnesium salt of adipic acid; adipate de magnésium;
        bis(hydrogéno-L-glutamate) de magnésium; hydrogénoglutamate de magnésium;
        sel de magnésium de l'acide adipique; hidrogenoglutamato de magnesio; adipato magnésico;
        bis(hidrogeno-L-glutamato) de magnesio; sal magnésica del ácido adípico;
        magnesio idrogenoglutammato; magnesio bis(idrogeno-L-glutammato); adipato di magnesio;
        sale di magnesio dell'acido adipico; bis(hidrogenoglutamato) de magnésio;
        adypinian magnezu; wodoroglutaminian magnezu""",
    ("Calciumcarbonat", "Calcium", "Ca"): """
        Calciumbis(dihydrogenphosphat); Calciumdihydrogenphosphat; Calciumglukoheptonat;
        Calcium bis(dihydrogenphosphate); calciumlactobionaat; kalciumlaktobionat;
        gluceptate de calcium; glucoheptonato de calcio; lattobionato di calcio""",
    ("Zinkgluconat", "Zink", "Zn"): """
        Zinkbis(hydrogenaspartat); Zinkmethionat; zinkmethioninaat; sinkglutamat; zinc adipate;
        adipate de zinc; zinco adipato; adypinian cynku""",
    ("Eisen(II)-gluconat", "Eisen", "Fe"): """
        Eisen(II)-adipat; Eisensaccharat; Ferro-glutamat; jernadipat; järnadipat; ijzeradipaat""",
    ("Kaliumcitrat", "Kalium", "K"): "Kaliumhydrogenadipat; Kaliumglutamat; kaliumadipaat",
}


@pytest.mark.parametrize("place", ["below", "above", "list"])
@pytest.mark.parametrize("known", UNKNOWN, ids=str)
def test_that_a_known_salt_beside_an_unknown_one_is_not_the_whole_compound(
    known: tuple[str, str, str], place: str
) -> None:
    name, mineral, symbol = known
    lines = {
        "below": "1 Tablette enthält:\n{0} 205 mg\n{1} 90 mg",
        "above": "1 Tablette enthält:\n{1} 90 mg\n{0} 205 mg",
        "list": f"Pro Tablette: {mineral} 40 mg\nZutaten: {{0}}, {{1}}, Cellulose",
    }[place]
    settled = []
    for salt in UNKNOWN[known].replace("\n", " ").split(";"):
        (reading,) = read_label(f"Tabletten, 100 St, 9,79 €\n{lines.format(name, salt.strip())}")
        fields = reading.named_fields()
        form, compound = fields[f"form:{symbol}"], fields[f"compound_mg:{symbol}"]
        is_asked = form.sureness is Sureness.ASKED and "blend" in form.choices
        if form.value is not None or compound.value is not None or not is_asked:
            settled.append((salt.strip(), form, compound))
    assert not settled


OTHER_WORDS = """
    Magnesiumgehalt, Magnesiummangel, Magnesiumtabletten, Magnesium-Ionen, Magnesiumspiegel,
    Magnesiumpräparat, Magnesiumverträglichkeit, Magnesiumkapazität, Magnesiumvorrat,
    Magnesiumdefizit, Magnesiumgranulat, Magnesiumkonzentrat, Magnesiumhybrid,
    magnesiumpreparaat, magnesiumbaserat, Magnesiumstearat, magnesium stearate,
    Magnesiumsalze der Speisefettsäuren, magnesium salts of fatty acids, Magnesiumsilikat,
    stearynian magnezu, Calciumspiegel, dicalcium phosphate, Calciumpantothenat"""


def test_that_other_words_that_begin_with_a_mineral_leave_its_salt() -> None:
    changed = []
    for word in OTHER_WORDS.replace("\n", " ").split(","):
        (reading,) = read_label(
            "Magnesium Tabletten, 100 St, 9,79 €\n1 Tablette enthält:\nMagnesiumcitrat 205 mg\n"
            f"{word.strip()} 9 mg"
        )
        fields = reading.named_fields()
        read = (fields["form:Mg"].value, fields["compound_mg:Mg"].value)
        if read != ("citrate", Fraction(205)):
            changed.append((word.strip(), read))
    assert not changed


@pytest.mark.parametrize(
    "name", ["Magnesiumbis(hydrogenaspartat)", "Magnesium-bis(hydrogen-L-aspartat)"]
)
def test_that_the_amount_of_a_counted_salt_is_that_of_a_compound(name: str) -> None:
    (reading,) = read_label(f"Magnesium, 60 Tabletten\n1 Tablette enthält:\n{name} 500 mg")
    fields = reading.named_fields()
    assert fields["form:Mg"].value == "aspartate"
    assert fields["elemental_mg:Mg"].value is None
    assert fields["compound_mg:Mg"].value == Fraction(500)

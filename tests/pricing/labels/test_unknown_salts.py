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

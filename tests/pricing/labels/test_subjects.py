"""Sentences below a panel whose subject is a food, a body or a person, or the product."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.pricing.labels.zinc_panels import ZINC_PANELS, stated_amounts


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Each egg has 1 mg iron."),
        ("en", "A cup of spinach gives 6 mg iron."),
        ("en", "A serving of beef brings 3 mg iron."),
        ("en", "One slice of bread provides 1 mg iron"),
        ("en", "100 g of almonds contain 270 mg magnesium."),
        ("en", "Milk has 120 mg calcium per glass."),
        ("en", "Did you know: an avocado holds 29 mg magnesium."),
        ("en", "A woman loses 20 mg iron."),
        ("en", "My doctor told me 300 mg magnesium."),
        ("en", "She takes 300 mg magnesium."),
        ("en", "Pregnant women: iron 27 mg."),
        ("en", "Children 4-8 years: iron 10 mg"),
        ("de", "Ein Ei enthält 1 mg Eisen."),
        ("de", "Eine Portion Spinat hat 4 mg Eisen."),
        ("de", "100 g Mandeln enthalten 270 mg Magnesium."),
        ("de", "Frauen verlieren 20 mg Eisen."),
        ("de", "Kinder: Eisen 10 mg"),
        ("fr", "Un œuf contient 1 mg de fer."),
        ("fr", "Une tranche de pain apporte 1 mg de fer."),
        ("fr", "Le lait contient 120 mg de calcium."),
        ("es", "Un huevo contiene 1 mg de hierro."),
        ("es", "Una taza de espinacas aporta 6 mg de hierro."),
        ("it", "Un uovo contiene 1 mg di ferro."),
        ("it", "Il latte contiene 120 mg di calcio."),
    ],
)
def test_that_what_another_subject_holds_is_asked(language: str, sentence: str) -> None:
    assert stated_amounts(ZINC_PANELS[language] + sentence) == {"Zn": 15}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Each easy-to-swallow tablet provides iron 10 mg"),
        ("en", "One delicious serving contains iron 10 mg"),
        ("en", "Our bestselling formula contains iron 10 mg"),
        ("en", "The recommended daily dose provides iron 10 mg"),
        ("en", "It also has 10 mg iron."),
        ("de", "Außerdem enthält jede Tablette 10 mg Eisen"),
        ("de", "Die vegane Rezeptur hat 10 mg Eisen"),
        ("de", "Die empfohlene Tagesdosis enthält 10 mg Eisen"),
        ("fr", "La dose journalière recommandée apporte 10 mg de fer"),
        ("fr", "Ce complément alimentaire contient 10 mg de fer"),
        ("es", "La dosis diaria recomendada aporta 10 mg de hierro"),
        ("es", "Además aporta 10 mg de hierro"),
        ("it", "Ogni deliziosa caramella contiene 10 mg di ferro"),
        ("it", "Questo integratore alimentare contiene 10 mg di ferro"),
    ],
)
def test_that_what_the_product_and_its_units_hold_is_stated(language: str, sentence: str) -> None:
    assert stated_amounts(ZINC_PANELS[language] + sentence) == {"Zn": 15, "Fe": 10}


def test_that_a_name_in_the_title_is_the_product() -> None:
    text = "Osteocare, 90 tablets\nPer tablet:\nZinc 5 mg\nOsteocare contains calcium 400 mg"
    assert stated_amounts(text) == {"Zn": 5, "Ca": 400}


def test_that_brackets_of_a_subject_are_left_out() -> None:
    text = "Zinc Sulphate 1 kg\nServing 0.04 g (scoop not included) provides zinc 14.6 mg"
    assert stated_amounts(text) == {"Zn": Fraction("14.6")}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "An oyster provides 5 mg zinc."),
        ("en", "Zinc is found in meat: beef liver contains 5 mg zinc."),
        ("en", "Children 4 to 8 years need zinc 5 mg daily."),
        ("en", "Women lose 5 mg zinc."),
        ("de", "Eine Auster liefert 5 mg Zink."),
        ("de", "Der Körper enthält 2 g Zink."),
        ("fr", "Une huître apporte environ 5 mg de zinc."),
        ("es", "Cada 100 g de ostras contienen 5 mg de zinc"),
        ("it", "Le ostriche contengono 5 mg di zinco"),
    ],
)
def test_that_what_others_hold_or_need_leaves_the_amount_of_the_panel(
    language: str, sentence: str
) -> None:
    assert stated_amounts(ZINC_PANELS[language] + sentence) == {"Zn": 15}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Each tablet contains 5 mg zinc."),
        ("en", "Our formula provides 5 mg zinc."),
        ("de", "Eine Tablette enthält 5 mg Zink."),
    ],
)
def test_that_another_amount_of_the_product_is_asked(language: str, sentence: str) -> None:
    assert stated_amounts(ZINC_PANELS[language] + sentence) == {}


def test_that_a_food_behind_words_on_the_mineral_is_none_of_the_product() -> None:
    text = "Iron, 60 tablets\nIron is found in meat: 3 oz of liver contains 5 mg iron."
    assert stated_amounts(text) == {}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Breakfast cereal has up to 5 mg zinc"),
        ("en", "The foundation recommends 5 mg zinc"),
        ("de", "Die DGE empfiehlt 5 mg Zink"),
        ("fr", "L'agence recommande 5 mg de zinc"),
        ("es", "La agencia recomienda 5 mg de zinc"),
        ("it", "La società raccomanda 5 mg di zinco"),
    ],
)
def test_that_a_bound_or_advice_of_others_leaves_the_amount_of_the_panel(
    language: str, sentence: str
) -> None:
    assert stated_amounts(ZINC_PANELS[language] + sentence) == {"Zn": 15}

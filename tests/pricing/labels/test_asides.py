"""Sentences below a panel that do not say what the product holds, and bounds of amounts."""

from __future__ import annotations

import pytest

from pricing.labels import read_label
from tests.pricing.labels.zinc_panels import ZINC_PANELS, stated_amounts


def _elements(text: str) -> set[str]:
    (reading,) = read_label(text)
    return {mineral.element for mineral in reading.ingredients}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "No copper 2 mg."),
        ("en", "Without the 600 mg calcium of other products."),
        ("en", "New: now without iron 14 mg!"),
        ("en", "Does not contain iron 14 mg."),
        ("de", "Ohne Magnesium 300 mg, kein Calcium 600 mg."),
        ("de", "frei von Eisen 14 mg"),
        ("fr", "Sans magnésium 300 mg, pas de fer 14 mg"),
        ("es", "Sin hierro 14 mg."),
        ("it", "Senza ferro 10 mg."),
    ],
)
def test_that_a_mineral_that_a_sentence_denies_is_left_out(language: str, sentence: str) -> None:
    text = ZINC_PANELS[language] + sentence
    assert _elements(text) == {"Zn"}
    assert stated_amounts(text) == {"Zn": 15}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The recommended daily amount of magnesium is 375 mg."),
        ("en", "Magnesium 375 mg is the recommended daily amount."),
        ("en", "An average diet provides magnesium 250 mg and iron 10 mg."),
        ("en", "A banana contains 400 mg potassium."),
        ("en", "Warning: iron 100 mg may harm children."),
        ("en", "Our customers combine it with Selenium 100 mcg."),
        ("en", "Studies used 2 mg copper a day."),
        ("en", "Adults need iron 14 mg and calcium 800 mg per day."),
        ("en", "Adults need iron 14 mg (100% NRV)."),
        ("en", "Our old formula had copper 1 mg."),
        ("en", "There are 6 mg iron in spinach."),
        ("en", "You'll find 6 mg iron in spinach."),
        ("en", "5 mg iron is found in an egg."),
        ("de", "6 mg Eisen stecken in Spinat."),
        ("fr", "On trouve 6 mg de fer dans les épinards."),
        ("es", "Hay 6 mg de hierro en las espinacas."),
        ("it", "Negli spinaci ci sono 6 mg di ferro."),
        ("en", "FAQ\nCan I take it with magnesium?\nYes, up to 350 mg magnesium."),
        ("en", "Customer reviews\nI used to take Magnesium 300 mg with it"),
        ("de", "Erwachsene benötigen täglich 300 mg Magnesium."),
        ("de", "Kundenbewertung: Ich nehme dazu Magnesium 300 mg."),
        ("de", "Eine Banane enthält 400 mg Kalium."),
        ("fr", "Les besoins quotidiens sont de 375 mg de magnésium."),
        ("fr", "Avis client : je prends aussi Magnésium 300 mg"),
        ("fr", "Une banane apporte 400 mg de potassium."),
        ("es", "Los adultos necesitan 800 mg de calcio al día."),
        ("es", "Un plátano aporta 400 mg de potasio."),
        ("it", "Gli adulti hanno bisogno di 800 mg di calcio al giorno."),
        ("it", "Una banana contiene 400 mg di potassio."),
    ],
)
def test_that_a_general_statement_below_a_panel_is_asked(language: str, sentence: str) -> None:
    assert stated_amounts(ZINC_PANELS[language] + sentence) == {"Zn": 15}


def test_that_each_sentence_of_a_description_stands_for_itself() -> None:
    text = (
        "Zinc, 90 tablets\nEach tablet: zinc (citrate) 25 mg. "
        "Adults need magnesium 375 mg a day. Contains no copper 2 mg."
    )
    assert stated_amounts(text) == {"Zn": 25}
    assert "Cu" not in _elements(text)


@pytest.mark.parametrize(
    ("language", "statement"),
    [
        ("en", "Per tablet: up to 15 mg zinc"),
        ("en", "Per tablet: max. 15 mg zinc"),
        ("de", "Pro Tablette: bis zu 15 mg Zink"),
        ("fr", "Par comprimé : jusqu'à 15 mg de zinc"),
        ("es", "Por comprimido: hasta 15 mg de zinc"),
        ("it", "Per compressa: fino a 15 mg di zinco"),
    ],
)
def test_that_a_bound_before_an_amount_is_asked(language: str, statement: str) -> None:
    title = ZINC_PANELS[language].splitlines()[0]
    assert stated_amounts(f"{title}\n{statement}") == {}


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("Zinc, 90 tablets\nEach tablet contains zinc 15 mg and copper 2 mg", {"Zn": 15, "Cu": 2}),
        ("Magnesium, 90 capsules\nprovides magnesium 200 mg per capsule", {"Mg": 200}),
        ("Zink 90 Tabletten\n1 Tablette enthält Zink 10 mg und Kupfer 1 mg", {"Zn": 10, "Cu": 1}),
        (
            "Zinc 90 tablets\nPer tablet: Zinc 15 mg (150% of the recommended daily amount)\n"
            "Copper 2 mg (200% of what adults need)",
            {"Zn": 15, "Cu": 2},
        ),
        (
            "Zinc 90 tablets\nPer tablet\nContains zinc 15 mg\nwith 2 mg copper, without sugar\n"
            "No gluten, iron 5 mg",
            {"Zn": 15, "Cu": 2, "Fe": 5},
        ),
        (
            "Zinc 90 tablets\nAdults: 1 tablet daily provides zinc 15 mg and copper 2 mg",
            {"Zn": 15, "Cu": 2},
        ),
    ],
)
def test_that_the_sentences_of_a_panel_state_amounts(text: str, amounts: dict[str, int]) -> None:
    assert stated_amounts(text) == amounts


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "There are 6 mg iron in each tablet."),
        ("de", "In jeder Tablette stecken 6 mg Eisen."),
        ("de", "Pro Tablette sind 6 mg Eisen enthalten."),
        ("es", "Hay 6 mg de hierro por comprimido."),
    ],
)
def test_that_what_is_in_a_unit_is_of_the_product(language: str, sentence: str) -> None:
    assert stated_amounts(ZINC_PANELS[language] + sentence) == {"Zn": 15, "Fe": 6}

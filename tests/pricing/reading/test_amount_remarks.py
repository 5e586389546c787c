"""What remarks beside rows say about the amounts is asked about, in the languages of lists."""

from __future__ import annotations

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

TITLES = ("Product", "Elemental mg", "Pack", "Price USD")
ROW = ("Mag", "200", "60", "12")
OF_SALTS = [
    "NB: this is the oxide amount", "salt weight", "compound weight", "weight of the compound",
    "200 mg is the oxide", "as citrate, not elemental", "as magnesium oxide",
    "of which magnesium 8%", "not elementary magnesium", "Citrate amounts",
    "Menge als Citrat", "Gewicht der Verbindung", "Citratmenge", "Salzgewicht", "Menge des Salzes",
    "davon 16 % Magnesium", "nicht elementar", "poids du sel", "quantité exprimée en citrate",
    "quantité de citrate", "en citrate", "peso de la sal", "cantidad como citrato", "como citrato",
    "peso del sale", "quantità come citrato", "gewicht van het zout", "hoeveelheid als citraat",
    "quantidade como citrato", "peso do sal", "ilość soli", "ilość cytrynianu", "masa soli",
    "mängd som citrat", "mængde som citrat", "mengde som sitrat",
    "stated as oxide", "expressed as magnesium oxide", "mg oxide", "amt is citrate",
    "bezogen auf Citrat", "Mengenangabe bezieht sich auf das Oxid", "en oxyde de magnésium",
    "dose de sel", "expresado como óxido", "uitgedrukt als citraat", "hoeveelheid zout",
    "w przeliczeniu na cytrynian", "jako tlenek magnezu", "räknat som citrat",
    "beregnet som citrat",
]  # fmt: skip
OF_SEVERAL = [
    "za 2 kapsułki", "na dwie tabletki", "per 2 tabletter", "för två kapslar", "pr. 2 kapsler",
    "pr. to tabletter", "1 stk = 2 kaps", "1 dose = 2 tablets", "voor 2 capsules",
    "voor twee tabletten", "pro 2 Kapseln", "für zwei Tabletten", "in 2 Kapseln", "pour 2 gélules",
    "pour deux comprimés", "para 2 cápsulas", "por dos comprimidos", "para duas cápsulas",
    "per 2 compresse", "per due capsule", "amount is for two tablets", "in 2 veg caps",
    "dose journalière (2 gél.)", "adult dose 2 tabs", "dawka dzienna: 2 tabletki",
    "2 kapslar ger 200 mg", "two capsules provide 200 mg", "per daily dose", "Tagesdosis",
    "Angabe pro Tag", "dosis diaria", "mg per day", "dagdosering", "dagsdos", "dawka dzienna",
    "serving of two", "dose of 2", "two-capsule serving", "200mg/2 tabs", "pro Tag", "per dag",
    "pour la dose journalière", "na dzienną porcję", "Portion = 2 Kapseln",
]  # fmt: skip
MISTAKEN = [
    "should be 100", "should read 100 mg", "actually 100", "wrong strength", "dose incorrect",
    "amount to be checked", "check amount", "mcg not mg", "micrograms, not mg",
    "falsche Menge", "Stärke stimmt nicht", "µg statt mg", "Tippfehler, 100 mg",
    "dosage à vérifier", "dose erronée", "cantidad incorrecta", "dosis equivocada",
    "quantità errata", "hoeveelheid onjuist", "moet 100 mg zijn", "błędna dawka",
    "Zinc not magnesium", "kein Magnesium", "this is calcium", "das ist Zink", "c'est du zinc",
    "esto es calcio", "half of it is elemental", "nur die Hälfte ist elementar", "20 % Mg",
    "200 mg in two",
]  # fmt: skip
KEPT = [
    "no magnesium stearate", "no calcium", "this is magnesium", "not only magnesium",
    "should be taken with food", "should be stored cool", "wrong barcode", "check stock",
    "no sugar", "bitte kühl lagern, prüfen", "100% natural",
    "take 2 capsules daily with food", "Take 2 a day", "2 Kapseln täglich einnehmen",
    "contains soy", "as tablets", "as shown", "made with oxide-free filler", "buffered with oxide",
    "source: magnesium citrate", "magnesium citrate", "high strength magnesium citrate",
    "new formula: citrate", "elemental, not the oxide amount", "not the salt weight",
    "do not exceed the daily dose", "Die Tagesdosis nicht überschreiten", "covers the daily dose",
    "Tagesdosis: 1 Kapsel", "1 tablet per day", "per 1-2 tablets", "bottle of 60 tablets",
    "net weight 50 g", "low in salt", "on sale this week", "size 00 capsules",
    "max. 2 tablets per day", "2 tabletki dziennie", "2 tabletter dagligen", "als Pulver",
    "en poudre", "as needed", "as a salt substitute", "citrate + oxide blend", "for 2 months",
    "elemental amount",
]  # fmt: skip


@pytest.mark.parametrize("text", [*OF_SALTS, *OF_SEVERAL, *MISTAKEN])
def test_that_a_remark_about_the_amount_is_asked_about(text: str) -> None:
    rows = ((*ROW, text), ("Oxide", "100", "60", "9", "in stock"))
    read = read_grid(grid_of((*TITLES, "Remarks"), *rows), ReadingOptions())
    assert [row.values["product"] for row in read.products] == ["Oxide"]
    (problem,) = (one for one in read.problems if one.column == "Elemental mg")
    assert (problem.kind, problem.row) == (ProblemKind.REMARK_ABOUT_ROW, 2)
    assert (problem.parameters["text"], problem.parameters["value"]) == (text, "200")


@pytest.mark.parametrize("text", KEPT)
def test_that_a_remark_about_something_else_asks_nothing(text: str) -> None:
    read = read_grid(grid_of((*TITLES, "Remarks"), (*ROW, text)), ReadingOptions())
    assert [row.values["note"] for row in read.products] == [text]


def test_that_the_amounts_of_salts_may_be_those_of_salts() -> None:
    titles = ("Product", "Compound mg", "Form", "Pack", "Price USD", "Remarks")
    row = ("Mag", "500", "citrate", "60", "9", "salt weight")
    assert len(read_grid(grid_of(titles, row), ReadingOptions()).products) == 1


@pytest.mark.parametrize(("serving", "rows"), [("2", 1), ("3", 0)])
def test_that_a_stated_serving_answers_a_remark_about_it(serving: str, rows: int) -> None:
    titles = ("Product", "Elemental mg", "Serving size", "Pack", "Price USD", "Remarks")
    row = ("Mag", "200", serving, "60", "9", "za 2 kapsułki")
    assert len(read_grid(grid_of(titles, row), ReadingOptions()).products) == rows


@pytest.mark.parametrize(
    ("header", "answer"), [("Remarks", "note"), ("Elemental mg", "elemental_mg:per unit")]
)
def test_that_the_user_answers_what_the_amounts_are_for(header: str, answer: str) -> None:
    grid = grid_of((*TITLES, "Remarks"), (*ROW, "za 2 kapsułki"))
    read = read_grid(grid, ReadingOptions(column_keys={header: answer}))
    assert len(read.products) == 1

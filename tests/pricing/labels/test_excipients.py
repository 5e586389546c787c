"""Minerals that a text names as what its tablets are made with."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import read_label


@pytest.mark.parametrize(
    "words",
    [
        "Una compressa contiene: ferro 80 mg. Eccipienti: sodio bicarbonato",
        "Un comprimé : fer 80 mg. Excipients : bicarbonate de sodium, phosphate de calcium",
        "Cada comprimido: hierro 80 mg. Excipientes: bicarbonato de sodio, carbonato cálcico",
        "1 Tablette enthält Eisen 80 mg. Sonstige Bestandteile: Calciumcarbonat",
        "Each tablet: iron 80 mg. Contains lactose, calcium phosphate 50 mg as filler.",
        "Each tablet: iron 80 mg, calcium carbonate (bulking agent)",
        "Iron 80 mg per tablet, bulking agent: calcium carbonate",
        "Iron 80 mg per tablet with filler calcium phosphate",
    ],
)
def test_that_an_excipient_is_no_mineral_of_the_product(words: str) -> None:
    (reading,) = read_label(f"Product\n{words}\n30 tablets £6")
    (iron,) = reading.ingredients
    assert (iron.element, iron.elemental.value) == ("Fe", Fraction(80))


def test_that_a_mineral_behind_the_sentence_on_excipients_is_read() -> None:
    (reading,) = read_label(
        "Each tablet: iron 65 mg. Excipients: calcium carbonate. Also contains zinc 10 mg\n"
        "30 tablets £6"
    )
    amounts = {each.element: each.elemental.value for each in reading.ingredients}
    assert amounts == {"Fe": Fraction(65), "Zn": Fraction(10)}


def test_that_a_form_without_fillers_is_kept() -> None:
    (reading,) = read_label(
        "1 tablet: magnesium 300 mg from magnesium oxide (filler-free)\n30 tablets £6"
    )
    assert reading.ingredients[0].form.value == "oxide"

"""Amounts that are a range: neither end is the amount, and both are offered."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import read_label


@pytest.mark.parametrize(
    "text",
    [
        "Zinc 10 mg - 15 mg per tablet, 90 tablets",
        "Zinc 10–15 mg per tablet, 90 tablets",
        "Each tablet contains zinc 10 mg to 15 mg\n90 tablets",
        "Per tablet: between 10 and 15 mg zinc\n90 tablets",
        "Nährwerte pro Tablette\nZink 10 bis 15 mg\n90 Tabletten",
        "Je Tablette zwischen 10 und 15 mg Zink",
        "Pour 1 gélule\nZinc de 10 à 15 mg",
        "Pour 1 gélule : zinc entre 10 et 15 mg",
        "Por cápsula\nZinc entre 10 y 15 mg",
        "Per compressa\nZinco da 10 mg a 15 mg",
        "Per compressa: tra 10 e 15 mg di zinco",
    ],
)
def test_that_both_ends_of_a_range_are_offered(text: str) -> None:
    (reading,) = read_label(text)
    zinc = next(one for one in reading.ingredients if one.element == "Zn").elemental
    assert (zinc.value, zinc.choices) == (None, (Fraction(10), Fraction(15)))
    (question,) = [one for one in reading.questions if one.field == "elemental_mg:Zn"]
    assert all("10" in line and "15" in line for line in question.lines)


@pytest.mark.parametrize(
    "text",
    [
        "Supplement Facts\nServing Size 1 capsule\nZinc 10–15 mg\nIron 14 mg",
        "Nährwerte pro Tablette\nZink 10 bis 15 mg\nEisen 14 mg\n90 Tabletten",
        "Pour 1 gélule\nZinc de 10 à 15 mg\nFer 14 mg",
    ],
)
def test_that_a_range_beside_exact_amounts_is_asked_and_quoted(text: str) -> None:
    (reading,) = read_label(text)
    zinc = next(one for one in reading.ingredients if one.element == "Zn").elemental
    assert (zinc.value, zinc.choices) == (None, ())
    (question,) = [one for one in reading.questions if one.field == "elemental_mg:Zn"]
    assert all("10" in line and "15" in line for line in question.lines)


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("1 capsule\nMagnesium 100 mg\nTake apart from zinc 10-15 mg", None),
        ("1 capsule contains\nMagnesium 200 mg and zinc 15 mg", Fraction(15)),
        ("Supplement Facts\nServing Size 1 capsule\nZinc 15 mg 136%\nIron 14 mg - 78%", 15),
    ],
)
def test_that_other_pairs_of_numbers_are_no_range(text: str, choices: Fraction | None) -> None:
    (reading,) = read_label(text)
    amounts = {one.element: one.elemental.value for one in reading.ingredients}
    assert amounts.get("Zn") == choices

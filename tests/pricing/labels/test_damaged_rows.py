"""Rows of a panel with a letter or digit that a scanner misread: they are asked, never repaired."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import LabelField, Sureness, read_label

_PANEL = (
    "Magnesium Complex 60 capsules $12.99\nSupplement Facts\nServing Size 1 Capsule\n"
    "Magnesium (as citrate) 200 mg 48%\n"
)


def _read(row: str) -> dict[str, LabelField]:
    (reading,) = read_label(f"{_PANEL}{row}\n")
    assert reading.fields["serving_units"].value == 1
    return reading.named_fields()


@pytest.mark.parametrize(
    ("row", "element", "amount"),
    [
        ("Z1nc 15 mg", "Zn", 15),
        ("Z1nc 15 mg 136%", "Zn", 15),
        ("lron 18 mg", "Fe", 18),
        ("Ir0n 18 mg 100%", "Fe", 18),
        ("Zinc 5 rng", "Zn", 5),
        ("Zinc l5 mg", "Zn", 15),
        ("Z1nc l5 rng", "Zn", 15),
        ("Chrornium 35 mcg", "Cr", Fraction(35, 1000)),
        ("5elenium 55 mcg", "Se", Fraction(55, 1000)),
        ("Potassiurn 99 mg", "K", 99),
    ],
)
def test_that_a_misread_name_or_number_is_offered_and_asked(
    row: str, element: str, amount: Fraction
) -> None:
    field = _read(row)[f"elemental_mg:{element}"]
    assert field.sureness is Sureness.ASKED

    assert field.choices == (amount,)


@pytest.mark.parametrize(
    ("row", "element"),
    [
        ("2inc 15 mg", "Zn"),
        ("Zimc 15 mg", "Zn"),
        ("Z inc 15 mg", "Zn"),
        ("1ron 18 mg", "Fe"),
        ("!ron 18 mg", "Fe"),
        ("Copp3r 1 mg", "Cu"),
        ("Calcjum: 100 mg", "Ca"),
        ("Zinc 5 nng", "Zn"),
        ("Zinc 5 m9", "Zn"),
        ("Zinc 15 m g", "Zn"),
        ("Zinc 15 mcq", "Zn"),
        ("Zinc 1S mg", "Zn"),
        ("Zinc S mg", "Zn"),
        ("Zinc 1 5 mg", "Zn"),
        ("Zinc (as citrate) 5 nng", "Zn"),
    ],
)
def test_that_a_damaged_row_of_a_panel_is_asked_and_not_left_out(row: str, element: str) -> None:
    field = _read(row)[f"elemental_mg:{element}"]
    assert (field.value, field.sureness) == (None, Sureness.ASKED)


@pytest.mark.parametrize("row", ["Zinc 15 mg", "Zinc | 15 mg", "Zinc 15 mcg", "Zinc: 15 mg."])
def test_that_a_whole_row_is_no_question(row: str) -> None:
    assert _read(row)["elemental_mg:Zn"].sureness is Sureness.STATED


@pytest.mark.parametrize("row", ["Vitamin D3 25 mcg", "Sobre 15 g", "Zinc-free", "Lime 5 mg"])
def test_that_another_row_names_no_mineral(row: str) -> None:
    assert [key for key in _read(row) if key.startswith("elemental_mg")] == ["elemental_mg:Mg"]


@pytest.mark.parametrize(
    "rows",
    [
        "Zinc 15 mg 136%\nIrom 18 mg 100%",
        "Zinc 15 mg\nIrom 18 mg",
        "Each tablet contains zinc 15 mg, irom 18 mg",
        "Per tablet: irom 18 mg, zinc 15 mg",
    ],
)
def test_that_a_mineral_with_one_wrong_letter_is_asked_in_every_row(rows: str) -> None:
    (reading,) = read_label(f"Supplement Facts\nServing size 1 tablet\n{rows}")
    asked = {question.field for question in reading.questions}
    assert "elemental_mg:Fe" in asked
    amounts = {each.element: each.elemental.value for each in reading.ingredients}
    assert amounts["Zn"] == 15


@pytest.mark.parametrize("percent", ["I36%", "l36%", "13O%"])
def test_that_an_amount_with_a_misread_percent_is_asked(percent: str) -> None:
    (reading,) = read_label(f"Supplement Facts\nServing size 1 tablet\nZinc 15 mg {percent}")
    (zinc,) = reading.ingredients
    assert zinc.elemental.sureness is Sureness.ASKED
    assert zinc.elemental.choices == (Fraction(15),)
    assert zinc.daily_value_percent.value is None

"""Titles with a percent that is no daily value, above a panel."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import LabelField, Sureness, read_label

_PANEL = "Serving Size: 2 Tablets\nMagnesium (from 2,000 mg magnesium glycinate) 200 mg 48%"


def _amount(title: str) -> LabelField:
    (reading,) = read_label(f"{title}\n{_PANEL}")
    return reading.named_fields()["elemental_mg:Mg"]


@pytest.mark.parametrize(
    "title",
    [
        "Doctor's Best Magnesium Glycinate, 100% Chelated, 100 mg, 240 Tablets",
        "Magnesium 100% pure, 240 Tablets",
        "Magnesium, 100 % vegan, 240 Tabletten",
        "Magnésium, 100 % végétal, 240 comprimés",
        "Magnesio, 100% puro, 240 comprimidos",
        "Magnesio 100% vegetale, 240 compresse",
        "Magnesium, 100 mg, 240 Tablets",
    ],
)
def test_that_a_claim_of_purity_leaves_the_amount_of_the_panel(title: str) -> None:
    amount = _amount(title)
    assert (amount.value, amount.sureness) == (Fraction(200), Sureness.STATED)


@pytest.mark.parametrize(
    "title",
    [
        "Magnesium 48%, 240 Tablets",
        "Magnesium 100%, 240 Tablets",
        "Magnesium 100% DV, 240 Tablets",
        "Magnesium 100 % NRV, 240 Tabletten",
        "Magnesium 100% of the NRV, 240 Tablets",
    ],
)
def test_that_a_percent_without_an_amount_offers_that_of_the_panel(title: str) -> None:
    (reading,) = read_label(f"{title}\n{_PANEL}")
    (question,) = (one for one in reading.questions if one.field == "elemental_mg:Mg")
    assert question.choices == (Fraction(200),)
    assert title in question.lines

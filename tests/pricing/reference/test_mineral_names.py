"""Minerals that the names of products name, and those that they deny."""

from __future__ import annotations

import pytest

from pricing.reference.mineral_names import named_minerals


@pytest.mark.parametrize(
    "name",
    [
        "One Daily, Iron Free",
        "Food-Based Multivitamin, Iron-Free",
        "Multi for Him, No Iron",
        "Max Potency, No Iron Added",
        "Max Potency, No Added Iron",
        "Alpha Base, Tablets Without Iron",
        "Multi-Vi-Min without Copper & Iron",
        "Basic Nutrients III Without Copper and Iron",
        "Multivitamin ohne Eisen",
        "Eisenfreies Multivitamin",
        "Multivitamine sans fer",
        "Multivitamínico sin hierro ni cobre",
        "Multivitaminico senza ferro",
    ],
)
def test_that_a_name_does_not_name_what_it_says_is_missing(name: str) -> None:
    assert named_minerals(name) == ()


@pytest.mark.parametrize(
    ("name", "minerals"),
    [
        ("Multi with Iron", ("Fe",)),
        ("Magnesium without Zinc", ("Mg",)),
        ("Without Iron & Magnesium 400 mg", ("Mg",)),
        ("Iron freeze-dried", ("Fe",)),
        ("Men's Multi, iron-free, zinc 15 mg", ("Zn",)),
        ("Magnesium No. 7", ("Mg",)),
        ("Casino Zinc", ("Zn",)),
        ("Multi sin hierro con zinc", ("Zn",)),
    ],
)
def test_that_what_a_name_states_beside_a_denial_stays(
    name: str, minerals: tuple[str, ...]
) -> None:
    assert named_minerals(name) == minerals

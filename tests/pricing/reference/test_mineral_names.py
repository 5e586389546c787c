"""Minerals that the names of products name, and those that they deny."""

from __future__ import annotations

from itertools import product

import pytest

from pricing.reference.mineral_names import (
    minerals_named_in_each,
    named_minerals,
    names_minerals_together,
)


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
        "Nutrients III Without Copper and Iron 180 tablets",
        "Multi-Vitamin, No Iron & Copper 60 caps",
        "Multivitamin ohne Eisen und Kupfer 90 Kapseln",
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
        ("Without Iron & Magnesium 400", ("Mg",)),
        ("Without Iron & Selenium 200 µg", ("Se",)),
        ("Without Iron & Zinc 15mg 90 tablets", ("Zn",)),
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


@pytest.mark.parametrize(
    ("name", "minerals"),
    [
        ("Dolomite 600 mg", ("Ca", "Mg")),
        ("Magnesium with Sea-Kelp", ("Mg", "I")),
        ("Magnesium, seaweed free", ("Mg",)),
        ("Magnésium et sel de mer", ("Mg", "Na")),
        ("Magnesio y harina de huesos", ("Mg", "Ca", "P")),
        ("Eisen + Jodsalz", ("Fe", "I")),
        ("Magnesium + Se", ("Mg", "Se")),
        ("Se + Zinc", ("Zn", "Se")),
        ("Magnesium, Cr 100 µg", ("Mg", "Cr")),
        ("Magnesium 100 Cu", ("Mg", "Cu")),
        ("Magnesium 1000 Mg", ("Mg",)),
        ("Tonic with FeSO4 and Znso4", ("Fe", "Zn")),
        ("Mag as C12H22FeO14", ("Mg", "Fe")),
        ("KIDS Chewables", ()),
        ("Vitamin C + K2 + B12", ()),
        ("Se puede tomar, Mo-Fr", ()),
    ],
)
def test_that_sources_symbols_and_formulas_name_minerals(
    name: str, minerals: tuple[str, ...]
) -> None:
    assert named_minerals(name) == minerals


@pytest.mark.parametrize(
    ("name", "minerals"),
    [
        ("Cal-Mag", ("Ca", "Mg")),
        ("CAL MAG", ("Ca", "Mg")),
        ("Calc/Mag", ("Ca", "Mg")),
        ("Calc-Mag", ("Ca", "Mg")),
        ("Cal & Mag", ("Ca", "Mg")),
        ("Cal+Mag", ("Ca", "Mg")),
        ("Cal:Mag 1:1", ("Ca", "Mg")),
        ("Cal and Mag", ("Ca", "Mg")),
        ("Cal plus Magnesium", ("Ca", "Mg")),
        ("Cal-Magnesium", ("Ca", "Mg")),
        ("Cal-Mag Citrate 120 tablets", ("Ca", "Mg")),
        ("CalMag", ("Ca", "Mg")),
        ("KAL Cal-Mag", ("Ca", "Mg")),
        ("Opti-Cal/Mag Complex", ("Ca", "Mg")),
        ("Liquid Cal-Mag with Vitamin D3", ("Ca", "Mg")),
        ("Vitamin K2 Cal-Mag", ("Ca", "Mg")),
        ("Cal 500 Mag 250", ("Ca", "Mg")),
        ("Cal 1,000 mg / Mag 500 mg", ("Ca", "Mg")),
        ("Cal/Mag/D", ("Ca", "Mg")),
        ("Cal-Mag-Zinc", ("Ca", "Mg", "Zn")),
        ("Cal Mag Zinc + D3", ("Ca", "Mg", "Zn")),
        ("Cal, Mag, Zinc", ("Ca", "Mg", "Zn")),
        ("Cal. Mag. Zinc", ("Ca", "Mg", "Zn")),
        ("CalMagZinc", ("Ca", "Mg", "Zn")),
        ("Calmag-Zn", ("Ca", "Mg", "Zn")),
        ("Cal/Mg/Zn", ("Ca", "Mg", "Zn")),
        ("Cal-Zinc", ("Ca", "Zn")),
        ("Zinc, Cal-Mag", ("Zn", "Ca", "Mg")),
        ("Cal-600 + D3", ("Ca",)),
        ("Cal-D", ("Ca",)),
        ("Mag-Cal", ("Mg", "Ca")),
        ("MagCal", ("Mg", "Ca")),
        ("Mag & Cal", ("Mg", "Ca")),
        ("Magnesium-Cal", ("Mg", "Ca")),
        ("Mag/Cal/Zinc", ("Mg", "Ca", "Zn")),
        ("Zinc/Mag/Cal", ("Zn", "Mg", "Ca")),
    ],
)
def test_that_cal_beside_another_mineral_is_calcium(name: str, minerals: tuple[str, ...]) -> None:
    assert named_minerals(name) == minerals


@pytest.mark.parametrize(
    "name",
    [
        "California Gold Magnesium",
        "So-Cal Magnesium",
        "NorCal Mag",
        "Nor-Cal Mag",
        "Cal Poly Magnesium",
        "Calm Magnesium",
        "Natural Calm Mag",
        "Mag Calm",
        "10 Cal Magnesium Gummies",
        "15-cal Magnesium Drink",
        "5 cal, magnesium",
        "Magnesium, 5 cal",
        "100 kcal, Magnesium",
        "Calories 10, Magnesium",
        "Low-Cal/Mag Drink",
        "Zero Cal Magnesium",
        "Magnesium + Cal-Free Sweetener",
        "Caltrate Magnesium",
        "Citracal Magnesium",
        "Calibrate Mag",
        "Calendula Magnesium",
        "Medical Magnesium",
    ],
)
def test_that_other_words_with_cal_are_no_calcium(name: str) -> None:
    assert named_minerals(name) == ("Mg",)


@pytest.mark.parametrize(
    ("name", "minerals"),
    [
        ("Sports ZMA, 90 capsules", ("Zn", "Mg")),
        ("CALCI MAGNESIUM+ZINC TAB 100S", ("Ca", "Mg", "Zn")),
        ("Calciferol with Magnesium", ("Mg",)),
        ("Zinc 15 mg, Magnesium Stearate-Free", ("Zn",)),
        ("Zink 15 mg, magnesiumstearatfrei", ("Zn",)),
        ("Low Sodium Magnesium Drops", ("Mg",)),
        ("Magnesium, natriumarm", ("Mg",)),
        ("Low Dose Sodium Fluoride", ("F",)),
    ],
)
def test_that_short_names_count_and_fillers_do_not(name: str, minerals: tuple[str, ...]) -> None:
    assert named_minerals(name) == minerals


@pytest.mark.parametrize(
    ("name", "is_together"),
    [
        ("Mega Multi Mineral, Iron-Free", True),
        ("Multivitamin / Multimineral", True),
        ("Calcium 600 mg + D3 plus Minerals", True),
        ("Low Sodium Trace Mineral Drops", True),
        ("Electrolyte Powder, Lemon", True),
        ("Spurenelemente Kapseln", True),
        ("Mineral Sunscreen", False),
        ("Elemental Magnesium 100 mg", False),
    ],
)
def test_that_a_name_may_speak_of_minerals_without_their_names(
    name: str, *, is_together: bool
) -> None:
    assert names_minerals_together(name) is is_together


def test_that_many_names_name_what_each_of_them_does() -> None:
    beginnings = ("", "Zinc", "Sugar free", "Low Cal", "Cal", "ZMA", "Mg", "Eisenfrei\n", "Цинк")
    middles = ("", "Magnesium oxide", "Calcium-Magnesium", "Sodium selenite", "ohne", "+")
    endings = (
        "",
        "without Copper & Iron",
        "Zn 15",
        "MgO",
        "from dolomite",
        "120 tablets",
        "Eisen",
        "Mágnesium",
    )
    names = [" ".join(words) for words in product(beginnings, middles, endings)]
    assert minerals_named_in_each(names) == list(map(named_minerals, names))
    plain = [name for name in names if name.isascii() and "\n" not in name]
    assert minerals_named_in_each(plain) == list(map(named_minerals, plain))

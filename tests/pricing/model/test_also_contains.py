"""Minerals in the free text of what a product also contains are counted or named, never lost."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from pricing.analysis.contents import contents_sentence
from pricing.analysis.regimen import Regimen, Take
from pricing.analysis.regimen_checks import check_regimen
from pricing.analysis.regimen_scenario import RegimenScenario, Target
from pricing.calculation.comparison import compare
from pricing.model.also_contains import uncounted_minerals
from pricing.model.columns import COLUMNS_BY_KEY
from pricing.model.entry import Entry
from pricing.model.product import Product
from pricing.model.scenario import Scenario
from pricing.reading.reader_process import read_products
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pricing.model.columns import BaseValue

HEADER = "product,elemental_mg,pack_units,price,also_contains,other_minerals\n"


def stated(product: Product) -> dict[str, Fraction]:
    """Return the milligrams of the further minerals that a product counts."""
    return {one.element: one.amount / 1_000 for one in product.ingredients[1:]}


def tablet(also_contains: str) -> Product:
    return Product(
        "Tablet", 90_000, 9_000_000, "USD", elemental=100_000, also_contains=also_contains
    )


@pytest.mark.parametrize(
    ("text", "minerals", "rest"),
    [
        ("zinc 30 mg", {"Zn": 30}, ""),
        ("Ca 200 mg; Zn 15 mg; iron 18 mg", {"Ca": 200, "Zn": 15, "Fe": 18}, ""),
        ("zinc 15 mg + Se 55 µg", {"Zn": 15, "Se": Fraction(55, 1_000)}, ""),
        ("vitamin D3 25 µg, zinc 5 mg (gluconate)", {"Zn": 5}, "vitamin D3 25 µg"),
        ("vitamin B6, K 80 µg", {}, "vitamin B6, K 80 µg"),
        ("vitamin C, zinc, 5 mg", {"Zn": 5}, "vitamin C"),
        ("zinc,5 mg,iron,14 mg", {"Zn": 5, "Fe": 14}, ""),
    ],
)
def test_that_amounts_in_the_text_of_a_list_or_a_typed_cell_count(
    write_list: Callable[..., Path], text: str, minerals: dict[str, Fraction], rest: str
) -> None:
    (row,) = read_products(write_list(f'{HEADER}Tablet,100,90,9.00,"{text}",\n')).products
    assert (stated(row.product), row.product.also_contains) == (minerals, rest)
    values: dict[str, BaseValue] = {
        "product": "Tablet",
        "pack_units": 90_000,
        "price": 9_000_000,
        "elemental_mg": 100,
    }
    typed = Entry(1, values).with_text(COLUMNS_BY_KEY["also_contains"], text).product()
    assert (stated(typed), typed.also_contains) == (minerals, rest)


@pytest.mark.parametrize(
    ("text", "minerals"),
    [
        ("zinc", ["Zn"]),
        ("zinc gluconate 50 mg", ["Zn"]),
        ("Ca 200 mg Zn 15 mg", ["Ca", "Zn"]),
        ("vitamin E, Se", ["Se"]),
        ("magnesium 90 mg", ["Mg"]),
        ("magnesium 100 mg, vitamin K, magnesium stearate, ashwagandha 600 mg", []),
        ("vitamins A, B, C, D, E, K", []),
        ("iron-free, calcium pantothenate 10 mg", []),
        ("NA", []),
        ("Na", ["Na"]),
        ("zinc 0 mg", []),
        ("zinc 0.5-1 mg", ["Zn"]),
    ],
)
def test_that_a_mineral_that_is_not_counted_is_said(text: str, minerals: list[str]) -> None:
    product = tablet(text)
    (compared,) = compare([product], Scenario()).ranked_products
    flags = [flag for flag in compared.flags if flag.key == "contents_not_counted"]
    assert bool(flags) == bool(minerals)
    names = [elements()[one].name.lower() for one in minerals]
    said = f"says {' and '.join(names)}, which {'is' if len(names) == 1 else 'are'} not counted."
    assert all(said in flag.statement.text() for flag in flags)
    regimen = Regimen((Take(product, Fraction(1)),), RegimenScenario((Target("Zn", 10_000),)))
    unknown = [flag for flag in check_regimen(regimen) if flag.key == "amount_unknown"]
    assert [flag.element for flag in unknown] == minerals
    assert all("“Also contains” of Tablet says" in flag.sentence.text() for flag in unknown)
    assert regimen.at_least == set(minerals)


@pytest.mark.parametrize(
    ("text", "has_place"),
    [
        ("vitamin D 25 µg", True),
        ("vitamin D 25 µg, zinc", False),
        ("calcium (amount not stated)", False),
        ("magnesium 100 mg, ashwagandha 600 mg", True),
        ("zinc gluconate 50 mg", False),
        ("Ca 200 mg Zn 15 mg", False),
        ("magnesium 90 mg", False),
        ("zinc 5 mg, zinc 30 mg", False),
    ],
)
def test_that_a_mineral_that_is_not_counted_keeps_a_product_from_its_place(
    text: str, has_place: bool
) -> None:
    comparison = compare([tablet(text)], Scenario())
    (compared,) = comparison.ranked_products
    assert (comparison.place_of(compared) is not None) is has_place
    assert (comparison.best_buy is compared) is has_place
    take = Take(compared.product, Fraction(1))
    regimen = Regimen((take,), RegimenScenario((Target("Mg", 100_000),)))
    doubts = [
        flag.sentence.text() for flag in check_regimen(regimen) if flag.key == "label_in_doubt"
    ]
    assert bool(doubts) is not has_place


@pytest.mark.parametrize(
    "cells", ['"calcium 200 mg, zinc 5 mg",', ',"calcium 200 mg, zinc 5 mg"', "zinc 5 mg,Ca 200 mg"]
)
def test_that_a_name_whose_other_minerals_are_stated_raises_no_question(
    write_list: Callable[..., Path], cells: str
) -> None:
    result = read_products(write_list(f"{HEADER}Cal-Mag-Zinc,100,90,9.00,{cells}\n"))
    assert result.problems == ()
    (row,) = result.products
    assert row.product.element == "Mg"
    assert stated(row.product) == {"Ca": 200, "Zn": 5}


def test_that_a_name_still_raises_a_question_if_a_mineral_is_not_stated(
    write_list: Callable[..., Path],
) -> None:
    result = read_products(write_list(f"{HEADER}Cal-Mag-Zinc,100,90,9.00,,zinc 5 mg\n"))
    assert [problem.value for problem in result.problems] == ["Cal-Mag-Zinc"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("no zinc", None), ("kein Zink", None), ("zinc-free", None), ("sans zinc", None),
     ("NA", None), ("n/a", None), ("–", None), ("0", None), ("Nahcolite", "Nahcolite"),
     ("see label", None), ("siehe Etikett", None), ("vitamin D, no zinc", "vitamin D"),
     ("nothing else, nono", "nothing else, nono"), ("boswellia", "boswellia")],
)  # fmt: skip
def test_that_a_product_contains_nothing_that_its_text_denies(text: str, said: str | None) -> None:
    product = Product("A", 90_000, 9_000_000, "USD", elemental=100_000, also_contains=text)
    sentence = contents_sentence("A", product)
    words = " ".join(sentence.text().split()) if sentence else None
    assert words == (f"A also contains {said} in 1 unit." if said else None)


@pytest.mark.parametrize(
    ("text", "is_doubtful"),
    [
        ("zinc 5-10", True),
        ("zinc 10", True),
        ("zinc ca. 10 mg", True),
        ("zinc <15 mg", True),
        ("zinc 10 mg/15 mg", True),
        ("zinc gluconate 5 mg", True),
        ("zinc gluconate 70 mg", False),
        ("zinc gluconate", False),
        ("zinc 10 mg", False),
        ("zinc (100 % NRV)", False),
        ("vitamin B6 and zinc", False),
    ],
)
def test_that_an_unclear_amount_beside_a_clear_one_is_a_doubt(text: str, is_doubtful: bool) -> None:
    product = Product(
        "Tablet", 90_000, 9_000_000, "USD", elemental=100_000, also_contains=text,
        other_minerals="zinc 10 mg",
    )  # fmt: skip
    assert uncounted_minerals(product) == (("Zn",) if is_doubtful else ())
    take = Take(product, Fraction(1))
    assert take.unstated_minerals == (("Zn",) if is_doubtful else ())


@pytest.mark.parametrize(
    ("text", "element"),
    [("ZnO", "Zn"), ("CaCO3", "Ca"), ("CaCO₃ (filler)", "Ca"), ("Zincum", "Zn"), ("KI", "I"),
     ("iodised salt", "I"), ("selenised yeast", "Se"), ("cynk", "Zn"), ("Zinek", "Zn"),
     ("sinkki", "Zn"), ("Çinko", "Zn"), ("żelazo", "Fe"), ("Železo", "Fe"), ("ferrum", "Fe")],
)  # fmt: skip
def test_that_a_mineral_in_any_spelling_is_not_counted_as_none(text: str, element: str) -> None:
    product = Product("A", 60_000, 6_000_000, "USD", elemental=100_000, also_contains=text)
    assert uncounted_minerals(product) == (element,)


@pytest.mark.parametrize("text", ["CoQ10", "Vitamin B12", "K2", "D3", "MSM", "GABA, DHA", "5-HTP"])
def test_that_short_names_of_other_substances_are_no_formulas(text: str) -> None:
    product = Product("A", 60_000, 6_000_000, "USD", elemental=100_000, also_contains=text)
    assert uncounted_minerals(product) == ()


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("contains 10 mg zinc", "The note says zinc, which is not counted."),
        ("mit Jodsalz", "The note says iodine, which is not counted."),
        ("ZnSO4, Enthält Eisen", "The note says zinc and iron, which are not counted."),
        ("Do not take it with zinc", None),
        ("https://shop.example/zinc", None),
        ("with magnesium", None),
        ("", None),
    ],
)
def test_that_a_typed_note_that_names_a_mineral_puts_the_product_in_doubt(
    note: str, said: str | None
) -> None:
    noted = Product("A", 60_000, 6_000_000, "USD", elemental=100_000, note=note)
    other = Product("B", 60_000, 9_000_000, "USD", elemental=100_000)
    comparison = compare([noted, other], Scenario())
    flags = [
        flag.statement.text()
        for compared in comparison.ranked_products
        for flag in compared.flags
        if flag.key == "contents_not_counted"
    ]
    assert flags == ([said] if said else [])
    best = comparison.best_buy
    assert best is not None
    assert best.product.product == ("B" if said else "A")
    assert bool(Take(noted, Fraction(1)).unstated_minerals) == bool(said)


@pytest.mark.parametrize(
    ("note", "is_other"),
    [
        ("contains 10 mg zinc", True),
        ("Zn 7,5 mg", True),
        ("mit Zink 10 mg (Gluconat)", True),
        ("contains 5 mg zinc", False),
        ("2.5 mg zinc in each tablet", False),
        ("zinc gluconate 35 mg", False),
        ("with zinc", False),
        ("contains 10 mg magnesium", False),
    ],
)
def test_that_a_note_with_another_amount_than_is_entered_is_a_doubt(
    note: str, *, is_other: bool
) -> None:
    duo = Product(
        "Duo", 60_000, 6_000_000, "USD", elemental=100_000, other_minerals="zinc 5 mg",
        serving_units=2_000, note=note,
    )  # fmt: skip
    comparison = compare([duo], Scenario())
    (compared,) = comparison.ranked_products
    said = [flag.statement.text() for flag in compared.flags if flag.key == "contents_not_counted"]
    assert said == (["The note says another amount of zinc than is entered."] if is_other else [])
    assert (comparison.best_buy is None) is is_other
    regimen = Regimen((Take(duo, Fraction(2)),), RegimenScenario((Target("Mg", 100_000),)))
    assert ("Zn" in regimen.at_least) is is_other


@pytest.mark.parametrize(
    ("name", "note", "said"),
    [
        ("Sea kelp", "", "The label of Sea kelp also says iodine"),
        ("Mag", "mit Jodsalz", "The note of Mag says iodine"),
    ],
)
def test_that_a_regimen_has_a_total_for_a_mineral_without_an_amount(
    name: str, note: str, said: str
) -> None:
    product = Product(name, 60_000, 6_000_000, "USD", elemental=100_000, note=note)
    day = Regimen((Take(product, Fraction(1)),), RegimenScenario((Target("Mg", 100_000),)))
    assert day.elements == ("Mg", "I")
    assert day.totals["I"] == 0
    assert day.at_least == {"I"}
    assert any(flag.sentence.text().startswith(said) for flag in check_regimen(day))

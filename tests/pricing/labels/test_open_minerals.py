"""Minerals whose amounts a label leaves open, or states on several lines or in several columns."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from pricing.calculation.comparison import compare
from pricing.labels import LabelReading, RowDraft, draft_row, read_label, read_shown_label
from pricing.model.entry import Entry
from pricing.model.scenario import Scenario

if TYPE_CHECKING:
    from pricing.model.product import Product

_PANEL = """\
Magnesium Plus, 100 tablets $9
Supplement Facts
Serving Size 1 tablet
Servings per container 100
{rows}
"""
_COLUMNS = """\
Dual Magnesium, 100 capsules $9
Supplement Facts
Serving Size {size} capsules
Servings per container {servings}
Amount per 1 capsule  Amount per 2 capsules
Magnesium 100 mg 200 mg
Zinc 5 mg 10 mg
"""


def reading(rows: str) -> LabelReading:
    (found,) = read_label(_PANEL.format(rows=rows))
    return found


def draft(rows: str, element: str = "Mg") -> RowDraft:
    shown = read_shown_label(_PANEL.format(rows=rows))
    return draft_row(shown.readings[0], shown, element, "USD")


def product(rows: str) -> Product:
    row = draft(rows)
    entry = row.entry(Entry(1), {field.key: field.text for field in row.fields})
    assert not entry.unreadable
    return entry.product()


def offered(rows: str, key: str = "elemental_mg") -> list[str]:
    amount = next(field for field in draft(rows).fields if field.key == key)
    return [choice.title.text().replace("\u00a0", " ") for choice in amount.choices]


def questions(found: LabelReading) -> dict[str, tuple[object, ...]]:
    return {question.field: question.choices for question in found.questions}


@pytest.mark.parametrize(
    ("rows", "choices"),
    [
        (
            "Magnesium (as oxide) 200 mg\nMagnesium (as citrate) 100 mg",
            ["300 mg together", "200 mg", "100 mg"],
        ),
        (
            "Magnesium (as oxide) 200 mg 48%\nMagnesium (as citrate) 100 mg 24%",
            ["300 mg together", "200 mg", "100 mg"],
        ),
        (
            "Magnesium (as oxide) 100 mg\nMagnesium (as citrate) 100 mg",
            ["200 mg together", "100 mg"],
        ),
        (
            "Magnesium (oxide) 100 mg, magnesium (citrate) 100 mg",
            ["200 mg together", "100 mg"],
        ),
        (
            "Magnesium 200 mg (oxide), magnesium 100 mg (citrate)",
            ["300 mg together", "200 mg", "100 mg"],
        ),
        (
            "Magnesium (from oxide) 150 mg\nMagnesium (from citrate) 100 mg\n"
            "Magnesium (from glycinate) 50 mg",
            ["300 mg together", "150 mg", "100 mg", "50 mg"],
        ),
    ],
)
def test_that_lines_with_other_forms_of_one_mineral_are_offered_together_first(
    rows: str, choices: list[str]
) -> None:
    assert "elemental_mg" in draft(rows).stops
    assert offered(rows) == choices
    assert reading(rows).ingredients[0].form.value == "blend"


def test_that_a_line_repeated_with_the_same_form_is_no_second_ingredient() -> None:
    rows = "Magnesium (as citrate) 100 mg\nMagnésium (citrate de magnésium) 100 mg"
    assert "elemental_mg" not in draft(rows).stops


@pytest.mark.parametrize(
    ("row", "symbols", "kept"),
    [
        ("Zinc (as zinc citrate)", ["Zn"], "Zinc (as zinc citrate)"),
        ("Iron less than 1 mg", ["Fe"], "Iron less than 1 mg"),
        ("Zinc 10-15 mg", ["Zn"], "Zinc 10-15 mg"),
        ("Calcium <2%", ["Ca"], "Calcium <2%"),
        ("Manganese <0.5 mg", ["Mn"], "Manganese <0.5 mg"),
        ("Selenium traces", ["Se"], "Selenium traces"),
        (
            "Proprietary blend 500 mg: calcium carbonate, boron citrate",
            ["Ca", "B"],
            "calcium carbonate, boron citrate",
        ),
        (
            "Mineral blend 300 mg (zinc oxide, manganese citrate)",
            ["Zn", "Mn"],
            "zinc oxide, manganese citrate",
        ),
    ],
)
def test_that_a_mineral_without_an_exact_amount_is_asked_and_kept_with_the_row(
    row: str, symbols: list[str], kept: str
) -> None:
    rows = f"Magnesium 50 mg\n{row}"
    asked = questions(reading(rows))
    assert set(asked) == {f"elemental_mg:{symbol}" for symbol in symbols}
    contents = product(rows).also_contains
    assert sorted(contents.split(", ")) == sorted(kept.split(", "))
    (compared,) = compare([product(rows)], Scenario.for_element("Mg")).entered_products
    assert "contents_not_counted" in {flag.key for flag in compared.flags}


@pytest.mark.parametrize(
    "row",
    [
        "Vitamin C (as calcium ascorbate) 500 mg",
        "Iodine (from potassium iodide) 150 mcg",
        "Iron 0%",
        "Zinc supports the immune system",
        "Not a significant source of calcium, potassium.",
        "Each tablet is free of iron, zinc and iodine.",
        "Mineral blend without zinc, copper",
        "Other ingredients: cellulose, calcium carbonate, magnesium stearate",
    ],
)
def test_that_what_states_no_open_amount_asks_nothing(row: str) -> None:
    assert questions(reading(f"Magnesium 50 mg\n{row}")) == {}


@pytest.mark.parametrize(
    "rows",
    [
        "Magnesium (as oxide) 100 mg\nMagnesium (as citrate)",
        "Magnesium 100 mg\nMineral blend 300 mg: magnesium citrate, potassium citrate",
        "Magnesium 100 mg\nMagnesium <5 mg",
        "Magnesium 100 mg\nMagnesium 10-15 mg",
        "Magnesium oxide\nMagnesium (as citrate) 100 mg",
        "Magnesium (as oxide) 100 mg, magnesium (as citrate)",
        "Magnesium 100 mg\n\nMagnesium (as citrate) less than 20 mg",
    ],
)
def test_that_a_mineral_that_stands_again_without_an_amount_is_asked(rows: str) -> None:
    magnesium = next(each for each in reading(rows).ingredients if each.element == "Mg")
    assert magnesium.elemental.value is None
    assert magnesium.elemental.choices == (Fraction(100),)
    assert "elemental_mg" in draft(rows).stops


@pytest.mark.parametrize(
    "rows",
    [
        "Magnesium 100 mg\n[Magnesium blend (magnesium bisglycinate, magnesium oxide)]",
        "Magnesium 100 mg\nComplex: bisglycinate, citrate and malate of magnesium",
        "Magnesium 100 mg (from magnesium oxide, magnesium citrate)",
        "Magnesium 100 mg\n\nMagnesium supports the muscles.",
        "Magnesium\n100 mg",
    ],
)
def test_that_the_source_of_an_amount_and_a_claim_are_no_second_ingredient(rows: str) -> None:
    (magnesium,) = reading(rows).ingredients
    assert magnesium.elemental.value == 100


@pytest.mark.parametrize(
    ("row", "symbols"),
    [
        ("Zinc (as zinc citrate)", ["Zn"]),
        ("Iron less than 1 mg", ["Fe"]),
        ("Selenium traces\nZinc <5 mg", ["Zn", "Se"]),
        ("\nCalcium <2%", ["Ca"]),
        ("Proprietary blend 300 mg: zinc oxide, calcium citrate", ["Ca", "Zn"]),
    ],
)
def test_that_a_row_below_an_empty_line_keeps_its_mineral(row: str, symbols: list[str]) -> None:
    rows = f"Magnesium 50 mg\n\n{row}"
    assert set(questions(reading(rows))) == {f"elemental_mg:{symbol}" for symbol in symbols}
    (compared,) = compare([product(rows)], Scenario.for_element("Mg")).entered_products
    assert "contents_not_counted" in {flag.key for flag in compared.flags}


@pytest.mark.parametrize(
    "below",
    [
        "Other ingredients: cellulose, zinc oxide",
        "Zinc supports the immune system",
        "Free of zinc and iron",
        "Directions: take one tablet.\n\nZinc",
    ],
)
def test_that_words_below_the_panel_are_no_row_of_it(below: str) -> None:
    assert questions(reading(f"Magnesium 50 mg\n\n{below}")) == {}


@pytest.mark.parametrize(
    ("rows", "choices"),
    [
        (
            "Magnesium oxide 200 mg\nMagnesium citrate 300 mg",
            ["500 mg together", "200 mg", "300 mg"],
        ),
        (
            "Magnesium aspartate 300 mg\nMagnesium lysinate glycinate 200 mg",
            ["500 mg together", "300 mg", "200 mg"],
        ),
        (
            "Magnesium oxide 200 mg, magnesium citrate 300 mg",
            ["500 mg together", "200 mg", "300 mg"],
        ),
        (
            "Magnesium oxide 100 mg\nMagnesium citrate 100 mg\nMagnesium malate 50 mg",
            ["250 mg together", "100 mg", "50 mg"],
        ),
    ],
)
def test_that_compounds_of_one_mineral_are_offered_together_first(
    rows: str, choices: list[str]
) -> None:
    assert "compound_mg" in draft(rows).stops
    assert offered(rows, "compound_mg")[: len(choices)] == choices


def test_that_an_amount_that_its_percent_contradicts_is_not_counted_as_certain() -> None:
    kept = product("Magnesium 100 mg\nZinc 15 mg 500%\nCopper 1 mg")
    assert (kept.other_minerals, kept.also_contains) == ("copper 1 mg", "Zinc 15 mg?")


@pytest.mark.parametrize(
    ("sentence", "open_symbols"),
    [
        (
            "Each tablet contains magnesium 100 mg, iron less than 1 mg and zinc 10-15 mg.",
            ["Fe", "Zn"],
        ),
        ("Each tablet contains iron less than 1 mg and magnesium 100 mg.", ["Fe"]),
        ("Per tablet: magnesium 100 mg, zinc <5 mg, copper", ["Zn", "Cu"]),
    ],
)
def test_that_a_sentence_names_what_it_leaves_open(sentence: str, open_symbols: list[str]) -> None:
    (found,) = read_label(f"Multi, 100 tablets €9\n{sentence}\n")
    amounts = {each.element: each.elemental.value for each in found.ingredients}
    assert amounts == {"Mg": 100} | dict.fromkeys(open_symbols)
    assert set(questions(found)) == {f"elemental_mg:{symbol}" for symbol in open_symbols}


def test_that_a_row_is_made_of_a_mineral_with_an_amount() -> None:
    assert draft("Calcium <2%\nZinc 10 mg", "Fe").element == "Zn"


def test_that_the_column_of_the_serving_is_read() -> None:
    (found,) = read_label(_COLUMNS.format(size=2, servings=50))
    assert questions(found) == {}
    assert found.fields["serving_units"].value == 2
    assert [each.elemental.value for each in found.ingredients] == [200, 10]


def test_that_a_serving_that_the_pack_contradicts_is_offered() -> None:
    (found,) = read_label(_COLUMNS.format(size=1, servings=50))
    assert questions(found)["serving_units"] == (Fraction(1),)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Mega Zinc 100 tabs $5", "Mega Zinc 100 tabs"),
        ("Vitamin D3 + Zinc 90 tablets $5", "Vitamin D3 + Zinc 90 tablets"),
        ("Vitamin C Zinc\n60 tablets $3", "Vitamin C Zinc"),
    ],
)
def test_that_a_title_may_begin_with_another_nutrient(title: str, name: str) -> None:
    (found,) = read_label(f"{title}\nSupplement Facts\nServing Size 1 tablet\nZinc 10 mg\n")
    assert found.fields["product"].value == name


@pytest.mark.parametrize(
    "line",
    [
        "Zinc: see label", "Zink: siehe Etikett", "Zinc - mg", "Zinc ½ mg", "Zinc10mg",
        "Zinc 0.15 mmol", "Also contains zinc", "mit Zink", "Spuren von Zink", "avec zinc",
        "contiene zinc", "Zinc 91% NRV",
    ],
)  # fmt: skip
def test_that_a_further_mineral_without_a_readable_amount_is_asked(line: str) -> None:
    found = reading(f"Magnesium 200 mg\n{line}")
    assert questions(found)["elemental_mg:Zn"] == ()
    amounts = {one.element: one.elemental.value for one in found.ingredients}
    assert amounts == {"Mg": Fraction(200), "Zn": None}


@pytest.mark.parametrize(
    "line", ["Also contains magnesium", "Magnesium 8.2 mmol", "No zinc", "Helps to absorb zinc"]
)
def test_that_words_on_a_mineral_leave_its_amount_as_it_is(line: str) -> None:
    found = reading(f"Magnesium 200 mg\n{line}")
    assert {one.element: one.elemental.value for one in found.ingredients} == {"Mg": Fraction(200)}


def test_that_minerals_are_read_by_their_symbols() -> None:
    found = reading("Mg 200 mg, Zn 10 mg\nSe 55 mcg\nK 80 mcg")
    amounts = {one.element: one.elemental.value for one in found.ingredients}
    assert amounts == {"Mg": Fraction(200), "Zn": Fraction(10), "Se": Fraction(55, 1000)}

"""Products that hold several minerals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.analysis.contents import contents_sentence
from pricing.calculation.comparison import compare
from pricing.model.columns import COLUMNS_BY_KEY, build_product, cell_text, read_cell
from pricing.model.ingredients import (
    Ingredient,
    ingredient_texts,
    ingredients_text,
    read_ingredients,
    stated_ingredients,
)
from pricing.model.scenario import Scenario
from pricing.problems.errors import BadInput
from pricing.reference.mineral_forms import elements, forms

if TYPE_CHECKING:
    from pricing.model.columns import BaseValue
    from pricing.model.product import Product

CELL = COLUMNS_BY_KEY["other_minerals"]
TABLET: dict[str, BaseValue] = {
    "product": "Cal-Mag-Zinc", "form": "oxide", "unit_kind": "tablet", "elemental_mg": 133_000,
    "serving_units": 3_000, "pack_units": 300_000, "price": 12_990_000,
    "other_minerals": "calcium 333 mg (carbonate), zinc 5 mg (gluconate)",
}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "stated"),
    [
        ("calcium 333 mg, zinc 5 mg", "calcium 333 mg, zinc 5 mg"),
        ("Zn 5mg; Ca 0.333 g (carbonate)", "zinc 5 mg, calcium 333 mg (carbonate)"),
        ("333 mg Calcium, 5,5 mg Zink", "calcium 333 mg, zinc 5.5 mg"),
        ("selenium 55 mcg", "selenium 55 µg"),
        ("Selen 0,055 mg", "selenium 55 µg"),
        ("zinc (gluconate, 35 mg compound)", "zinc (gluconate, 35 mg compound)"),
        ("zinc 5 mg (45 % daily value)", "zinc 5 mg (45 % daily value)"),
        ("zinc: 5 mg", "zinc 5 mg"),
    ],
)
def test_that_a_cell_of_minerals_is_read_as_people_write_it(typed: str, stated: str) -> None:
    value = read_cell(CELL, typed)
    assert cell_text(CELL, value) == stated


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("zinc 5", "states no unit"),
        ("zinc", "states no amount"),
        ("zinc 0 mg", "states no amount"),
        ("zinc -5 mg", "is negative"),
        ("zinc 5 mg, Zn 3 mg", "Zinc is stated twice"),
        ("vitamin C 90 mg", "vitamin C"),
        ("zinc 5 mg 6 mg", "not one mineral"),
        ("5 mg", "not one mineral"),
        ("zinc 5 mg (gluconate (hydrate))", "not one mineral"),
        (", ".join(f"zinc {n} mg" for n in range(1, 20)), "more than 15"),
    ],
)
def test_that_an_unclear_cell_of_minerals_is_refused(typed: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        read_cell(CELL, typed)


@st.composite
def ingredient(draw: st.DrawFn, symbol: str) -> Ingredient:
    mass = st.integers(1, 10**9)
    form = draw(st.sampled_from(["", *sorted(forms(symbol))]))
    compound, daily_value = draw(st.none() | mass), draw(st.none() | st.integers(1, 100_000))
    return Ingredient(symbol, draw(mass), compound, form, daily_value)


@given(st.lists(st.sampled_from(sorted(elements())), unique=True, max_size=6), st.data())
def test_that_stated_minerals_are_read_again(symbols: list[str], data: st.DataObject) -> None:
    ingredients = tuple(data.draw(ingredient(symbol)) for symbol in symbols)
    assert stated_ingredients(ingredients_text(ingredients)) == ingredients


@given(st.text("calciumzn 0123456789.,;()mgµ%-", max_size=60))
def test_that_any_text_is_read_or_refused(text: str) -> None:
    try:
        ingredients = read_ingredients(text)
    except BadInput:
        return
    assert stated_ingredients(ingredients_text(ingredients)) == ingredients


def test_that_a_product_may_not_state_its_first_mineral_twice() -> None:
    with pytest.raises(BadInput, match="Magnesium is stated twice"):
        build_product({**TABLET, "other_minerals": "magnesium 5 mg"})


@pytest.mark.parametrize(("element", "milligrams"), [("Mg", 133), ("Ca", 333), ("Zn", 5)])
def test_that_a_product_is_compared_by_each_of_its_minerals(element: str, milligrams: int) -> None:
    comparison = compare([build_product(TABLET)], Scenario.for_element(element))
    (ranked,) = comparison.ranked_products
    assert ranked.product.element == element
    assert ranked.number("delivered_mg_per_day") == (
        ranked.number("units_per_day") * milligrams / 3
    )


def test_that_the_limit_of_another_mineral_makes_a_dose_unsafe() -> None:
    product = build_product({**TABLET, "other_minerals": "zinc 50 mg"})
    (ranked,) = compare([product], Scenario(target=133_000)).ranked_products
    (flag,) = (flag for flag in ranked.flags if flag.key == "other_mineral_over_limit")
    assert flag.statement.text().replace("\u00a0", " ") == (
        "3 tablets a day also deliver 50 mg of zinc, over the US limit of 40 mg."
    )
    assert compare([product], Scenario(target=133_000)).best_buy is None


def test_that_a_name_that_says_more_than_the_label_is_flagged() -> None:
    product = build_product({**TABLET, "other_minerals": "calcium 333 mg"})
    (ranked,) = compare([product], Scenario()).ranked_products
    messages = {flag.key: flag.message() for flag in ranked.flags}
    assert messages["name_names_other"] == (
        "The name also says zinc. Enter what else it holds, or the whole price is put on magnesium."
    )


@pytest.mark.parametrize(
    ("name", "others", "said"),
    [
        ("Calcium Magnesium & Zinc", "", "calcium and zinc"),
        ("Cal-Mag Citrate with Zinc, Selenium", "zinc 2 mg", "calcium and selenium"),
        ("Cal Mag Zinc + D3", "", "calcium, zinc and a vitamin or another active"),
        ("CAL-MAG-ZINC + VD3", "", "calcium, zinc and a vitamin or another active"),
        ("Mega Multi Mineral", "", "other minerals"),
        ("Sports ZMA", "", "zinc"),
        ("Multivitamin & Minerals", "zinc 5 mg", "a vitamin or another active"),
    ],
)
def test_that_everything_is_said_that_only_a_name_says(name: str, others: str, said: str) -> None:
    product = build_product({**TABLET, "product": name, "other_minerals": others})
    (ranked,) = compare([product], Scenario()).ranked_products
    statements = [flag.statement.text() for flag in ranked.flags if flag.key == "name_names_other"]
    assert statements == [f"The name also says {said}."]


def contents_of(product: Product) -> str:
    """Return what is said of the further contents of a product."""
    sentence = contents_sentence("A", product)
    return sentence.text() if sentence else ""


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("magnesium oxide + zinc citrate", "zinc"),
        ("magnesium citrate & calcium citrate", "calcium"),
        ("Mg/Ca/Zn", "calcium and zinc"),
        ("Magnesiumoxid und Zinkgluconat", "zinc"),
        ("oxide (with Zn)", "zinc"),
        ("óxido de magnesio y gluconato de cinc", "zinc"),
    ],
)
def test_that_minerals_which_only_the_form_says_are_said_and_make_a_total_the_least(
    form: str, said: str
) -> None:
    product = build_product({**TABLET, "product": "A", "other_minerals": "", "form": form})
    (ranked,) = compare([product], Scenario()).ranked_products
    statements = [flag.statement.text() for flag in ranked.flags if flag.key == "name_names_other"]
    assert statements == [f"The form also says {said}."]
    for mineral in said.split(" and "):
        assert f"{mineral} (amount not entered)" in contents_of(product)


@pytest.mark.parametrize(
    ("element", "form"),
    [
        ("P", "potassium phosphate"),
        ("Se", "sodium selenite"),
        ("I", "kaliumjodat"),
        ("Mg", "oxide"),
    ],
)
def test_that_one_salt_says_no_second_mineral(element: str, form: str) -> None:
    values = {**TABLET, "product": "A", "other_minerals": "", "form": form, "element": element}
    assert contents_of(build_product(values)) == ""


def test_that_a_product_of_other_minerals_is_said_to_hold_all_of_them() -> None:
    comparison = compare([build_product(TABLET)], Scenario.for_element("Se"))
    ((flag,),) = [product.flags for product in comparison.entered_products]
    assert flag.message() == (
        "This product is entered as magnesium, calcium and zinc and the comparison is of selenium, "
        "so it is not ranked. Choose one of its minerals to compare it."
    )


@pytest.mark.parametrize(
    ("others", "target", "advice"),
    [
        ("zinc 30 mg", 266_000, "Take fewer units a day, or choose a product without so much of"
         " it."),
        ("zinc 30 mg, iron 40 mg", 266_000, "Take fewer units a day, or choose a product without"
         " so much of them."),
        ("iron 60 mg", 133_000, "Choose a product without so much of it."),
        ("iron 60 mg, zinc 50 mg", 133_000, "Choose a product without so much of them."),
    ],
)  # fmt: skip
def test_that_fewer_units_are_advised_only_if_fewer_are_safe(
    others: str, target: int, advice: str
) -> None:
    whole = {**TABLET, "serving_units": 1_000, "other_minerals": others}
    (ranked,) = compare([build_product(whole)], Scenario(target=target)).ranked_products
    (flag,) = (flag for flag in ranked.flags if flag.key == "other_mineral_over_limit")
    assert flag.remedy.text() == advice


def test_that_a_fraction_of_a_microgram_says_to_round_to_whole_micrograms() -> None:
    with pytest.raises(BadInput, match="fraction of a microgram; round it to whole micrograms"):
        read_ingredients("iodine 37.5 mcg")


def test_that_a_pasted_page_is_refused_in_words_and_not_taken_apart() -> None:
    page = "aaaa 5 mg " * 200
    with pytest.raises(BadInput, match="2000 characters"):
        read_ingredients(page)
    assert ingredient_texts(page) == [page.strip()]

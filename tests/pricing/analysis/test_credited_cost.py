"""The price of a product with several minerals less what the others are worth."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.analysis.credited_columns import credited_columns
from pricing.analysis.credited_cost import (
    CreditedCost,
    MineralPrice,
    credited_costs,
    minerals_without_price,
    use_catalogue_prices,
)
from pricing.analysis.credited_measures import CREDITED_MEASURES
from pricing.calculation.comparison import compare
from pricing.calculation.sentences import Amount
from pricing.model.columns import build_product
from pricing.model.scenario import Scenario
from tests.strategies import product_values, scenarios

if TYPE_CHECKING:
    from pricing.model.columns import BaseValue
    from pricing.model.product import Product

TODAY = date(2026, 11, 29)
PRICE = "credited_pack_price"


def tablets(name: str, element: str, mg: int, dollars: int, **values: BaseValue) -> Product:
    row: dict[str, BaseValue] = {
        "product": name, "element": element, "unit_kind": "tablet", "elemental_mg": mg * 1_000,
        "pack_units": 100_000, "price": dollars * 1_000_000,
    }  # fmt: skip
    return build_product({**row, **values})


TRIO = tablets("Trio", "Mg", 100, 12, other_minerals="calcium 200 mg, zinc 5 mg")
CALCIUM = tablets("Calcium", "Ca", 500, 10)
ZINC = tablets("Zinc", "Zn", 10, 5)


def credited(*products: Product) -> CreditedCost:
    comparison = compare([TRIO, *products], Scenario(target=300_000), TODAY)
    return credited_costs(comparison)[0]


def test_that_no_product_that_pays_for_more_gives_the_price_of_a_mineral() -> None:
    """Its name or its further contents say that it holds more than the mineral entered."""
    cheap = [
        tablets("Zinc & Copper", "Zn", 10, 1),
        tablets("Multi Mineral", "Zn", 10, 1),
        tablets("Zinc Plus", "Zn", 10, 1, also_contains="copper"),
    ]
    assert [other.price for other in credited(CALCIUM, *cheap).others][1] is None
    assert credited(CALCIUM, ZINC, *cheap).other_minerals_value == Fraction(4) + Fraction(5, 2)


@pytest.mark.parametrize("name", ["Trio", "TRIO", "trio *"])
def test_that_no_product_is_credited_with_its_own_minerals(name: str) -> None:
    own = tablets(name, "Zn", 5, 1)
    assert credited(CALCIUM, own).other_minerals_value is None
    assert credited(CALCIUM, ZINC, own).other_minerals_value == Fraction(4) + Fraction(5, 2)
    other_brand = tablets(name, "Zn", 5, 1, brand="Other")
    assert credited(CALCIUM, other_brand).other_minerals_value == Fraction(4) + Fraction(1)


def test_that_the_other_minerals_are_worth_what_they_cost_alone() -> None:
    """200 mg of calcium at $10 / 50,000 mg, and 5 mg of zinc at $5 / 1,000 mg, 100 times."""
    cost = credited(CALCIUM, ZINC)
    assert cost.other_minerals_value == Fraction(4) + Fraction(5, 2)
    assert cost.number("credited_pack_price") == Fraction("5.5")
    assert cost.number("credited_cost_per_elemental_mg") == Fraction("5.5") / 10_000
    assert cost.number("credited_monthly_cost") == 90 * Fraction("5.5") / 100
    assert [sentence.text().replace("\u00a0", " ") for sentence in cost.sentences] == [
        "20000 mg of calcium in a pack at $0.02000 per 100 mg, the price of Calcium: $4.00.",
        "500 mg of zinc in a pack at $0.5000 per 100 mg, the price of Zinc: $2.50.",
    ]


def test_that_nothing_is_credited_where_a_mineral_has_no_price() -> None:
    cost = credited(CALCIUM)
    assert cost.other_minerals_value is None
    assert cost.number("credited_monthly_cost") is None
    assert cost.sentences[1].text() == (
        "Not known: no product with zinc alone has a recent price in USD, here or in the catalogue."
    )


def test_that_old_prices_other_currencies_and_mixtures_give_no_price() -> None:
    old = tablets("Old", "Zn", 10, 1, priced_on=date(2026, 1, 1))
    euro = tablets("Euro", "Zn", 10, 1, currency="EUR")
    mixture = tablets("Mixture", "Zn", 10, 1, other_minerals="copper 1 mg")
    assert credited(CALCIUM, old, euro, mixture).other_minerals_value is None


def test_that_a_label_in_doubt_gives_no_price() -> None:
    doubtful = tablets("Zinc oxide", "Zn", 10, 5, form="oxide", compound_mg=10_000)
    cost = credited(CALCIUM, doubtful)
    assert cost.other_minerals_value is None
    assert [sentence.text() for sentence in cost.sentences[1:]] == [
        "Not known: the label of Zinc oxide, which holds zinc alone, is in doubt. Settle it to "
        "know what zinc costs."
    ]


def test_that_the_catalogue_gives_a_price_that_the_comparison_lacks() -> None:
    comparison = compare([TRIO, CALCIUM], Scenario(target=300_000), TODAY)
    assert credited_costs(comparison)[0].number("credited_pack_price") is None
    assert minerals_without_price(comparison) == {"Zn"}
    listed = tablets("Zinc", "Zn", 10, 5, source="Corner shop")
    cheap_calcium = MineralPrice(Fraction(1, 1_000_000), CALCIUM, is_in_catalogue=True)
    zinc = MineralPrice(Fraction(5, 1_000), listed, is_in_catalogue=True)
    use_catalogue_prices(comparison, {"Zn": zinc, "Ca": cheap_calcium})
    cost = credited_costs(comparison)[0]
    assert cost.number("credited_pack_price") == Fraction("5.5")
    assert cost.sentences[1].text().replace("\u00a0", " ") == (
        "500 mg of zinc in a pack at $0.5000 per 100 mg, the price of Zinc in the catalogue "
        "(Corner shop): $2.50."
    )


def test_that_minerals_without_a_price_are_listed_once() -> None:
    multi = tablets("Multi", "Mg", 100, 12, other_minerals="calcium 9 mg, zinc 5 mg, iron 2 mg")
    comparison = compare([multi], Scenario(), TODAY)
    (sentence,) = credited_costs(comparison)[0].sentences
    assert "no product with calcium, zinc or iron alone has a recent price" in sentence.text()


def test_that_the_costs_are_kept_with_the_comparison() -> None:
    comparison = compare([TRIO, CALCIUM, ZINC], Scenario(), TODAY)
    assert credited_costs(comparison) is credited_costs(comparison)


def test_that_a_product_stronger_than_is_safe_in_a_day_still_gives_a_price() -> None:
    strong = tablets("Zinc 50", "Zn", 50, 10)  # the limit is 40 mg a day
    assert credited(CALCIUM, strong).other_minerals_value == Fraction(4) + Fraction(1)


@pytest.mark.parametrize(
    "said",
    [
        {"also_contains": "copper"},
        {"note": "with copper"},
        {"product": "Trio + copper"},
        {"also_contains": "trace minerals"},
        {"note": "contains 10 mg zinc"},
        {"note": "without zinc"},
        {"also_contains": "zinkfrei"},
    ],
)
def test_that_nothing_is_credited_where_an_amount_is_not_known(said: dict[str, str]) -> None:
    product = replace(TRIO, **said)  # type: ignore[arg-type] # by their names
    comparison = compare([product, CALCIUM, ZINC], Scenario(target=300_000), TODAY)
    cost = credited_costs(comparison)[0]
    assert [cost.number(key) for key in CREDITED_MEASURES] == [None] * 4
    assert cost.sentences[-1].text().startswith("Not known: the amount")
    columns = credited_columns(comparison, comparison.ranked_products)
    assert all(np.isnan(values).all() for values in columns.values())


def test_that_a_negative_credited_price_is_said() -> None:
    dear = tablets("Dear zinc", "Zn", 10, 40)
    cost = credited(CALCIUM, dear)
    assert cost.number("credited_pack_price") == -12
    assert cost.sentences[-1].text() == "Its other minerals alone would cost more than the pack."


def test_that_a_product_of_one_mineral_has_no_credited_cost() -> None:
    comparison = compare([TRIO, CALCIUM, tablets("Mg", "Mg", 100, 5)], Scenario(), TODAY)
    assert list(credited_costs(comparison)) == [0]


@st.composite
def shelves(draw: st.DrawFn) -> list[Product]:
    """Draw products of magnesium, some with other minerals, and products of one other mineral."""
    shelf = []
    for values in draw(st.lists(product_values(), min_size=1, max_size=8)):
        others = draw(st.lists(st.sampled_from(("Ca", "Zn", "Se")), max_size=3, unique=True))
        element = draw(st.sampled_from(("Mg", "Mg", "Ca", "Zn", "Se"))) if not others else "Mg"
        texts = [f"{other} {draw(st.integers(1, 10**7))} mcg" for other in others]
        form: dict[str, BaseValue] = {} if element == "Mg" else {"form": ""}
        if element != "Mg" and "elemental_mg" not in values:
            form["elemental_mg"] = 5_000
        extra = {"other_minerals": ", ".join(texts)} if texts else {}
        shelf.append(build_product({**values, **form, "element": element, **extra}))
    return shelf


@given(shelves(), scenarios())
def test_that_whole_columns_equal_the_exact_credited_figures_to_the_last_bit(
    shelf: list[Product], scenario: Scenario
) -> None:
    comparison = compare(shelf, scenario, TODAY)
    columns = credited_columns(comparison, comparison.entered_products)
    exact = credited_costs(comparison)
    for compared in comparison.ranked_products:
        for key in CREDITED_MEASURES:
            cost = exact.get(compared.position)
            number = cost.number(key) if cost else None
            value = columns[key][compared.position]
            assert math.isnan(value) if number is None else value == float(number), key


@given(shelves(), scenarios())
def test_that_the_words_add_up_to_the_figure(shelf: list[Product], scenario: Scenario) -> None:
    comparison = compare(shelf, scenario, TODAY)
    for cost in credited_costs(comparison).values():
        values = [line.parameters.get("value") for line in cost.sentences]
        known = [value.value for value in values if isinstance(value, Amount)]
        total, credited = (cost.number(key) for key in ("other_minerals_value", PRICE))
        if total is None or credited is None:
            assert len(known) < len(cost.others)
        else:
            assert sum(known) == total
            assert credited + total == cost("pack_price")

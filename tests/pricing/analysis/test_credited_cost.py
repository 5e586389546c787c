"""The price of a product with several minerals less what the others are worth."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.analysis.credited_cost import CreditedCost, MineralPrice, credited_costs
from pricing.calculation.comparison import compare
from pricing.model.columns import build_product
from pricing.model.scenario import Scenario

if TYPE_CHECKING:
    from pricing.model.columns import BaseValue
    from pricing.model.product import Product

TODAY = date(2026, 11, 29)


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


def test_that_the_other_minerals_are_worth_what_they_cost_alone() -> None:
    """200 mg of calcium at $10 / 50,000 mg, and 5 mg of zinc at $5 / 1,000 mg, 100 times."""
    cost = credited(CALCIUM, ZINC)
    assert cost.other_minerals_value == Fraction(4) + Fraction(5, 2)
    assert cost.number("credited_pack_price") == Fraction("5.5")
    assert cost.number("credited_cost_per_elemental_mg") == Fraction("5.5") / 10_000
    assert cost.number("credited_monthly_cost") == 90 * Fraction("5.5") / 100
    assert [sentence.text().replace("\u00a0", " ") for sentence in cost.sentences] == [
        "20000 mg of calcium in a pack at the price of Calcium: $4.00.",
        "500 mg of zinc in a pack at the price of Zinc: $2.50.",
    ]


def test_that_nothing_is_credited_where_a_mineral_has_no_price() -> None:
    cost = credited(CALCIUM)
    assert cost.other_minerals_value is None
    assert cost.number("credited_monthly_cost") is None
    assert cost.sentences[1].text() == "not known: no product holds zinc alone."


def test_that_old_prices_other_currencies_and_mixtures_give_no_price() -> None:
    old = tablets("Old", "Zn", 10, 1, priced_on=date(2026, 1, 1))
    euro = tablets("Euro", "Zn", 10, 1, currency="EUR")
    mixture = tablets("Mixture", "Zn", 10, 1, other_minerals="copper 1 mg")
    assert credited(CALCIUM, old, euro, mixture).other_minerals_value is None


def test_that_the_catalogue_gives_a_price_that_the_comparison_lacks() -> None:
    comparison = compare([TRIO, CALCIUM], Scenario(target=300_000), TODAY)
    price = MineralPrice(Fraction(5, 1_000), ZINC)
    costs = credited_costs(comparison, lambda element: price if element == "Zn" else None)
    assert costs[0].number("credited_pack_price") == Fraction("5.5")


def test_that_a_negative_credited_price_is_said() -> None:
    dear = tablets("Dear zinc", "Zn", 10, 40)
    cost = credited(CALCIUM, dear)
    assert cost.number("credited_pack_price") == -12
    assert cost.sentences[-1].text() == "Its other minerals alone would cost more than the pack."


def test_that_a_product_of_one_mineral_has_no_credited_cost() -> None:
    comparison = compare([TRIO, CALCIUM, tablets("Mg", "Mg", 100, 5)], Scenario(), TODAY)
    assert list(credited_costs(comparison)) == [0]

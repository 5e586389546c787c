"""The credited cost of a product with several minerals, line by line."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.analysis.credited_cost import CreditedCost, MineralPrice, credited_costs
from pricing.analysis.credited_explanation import explain_credited, ground_of_credit
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


CALCIUM, ZINC = tablets("Calcium", "Ca", 500, 10), tablets("Zinc", "Zn", 10, 5)


def credited(
    dollars: int, *others: Product, minerals: str = "calcium 200 mg, zinc 5 mg"
) -> CreditedCost:
    mixture = tablets("Trio", "Mg", 100, dollars, other_minerals=minerals)
    comparison = compare([mixture, *others], Scenario(target=300_000), TODAY)
    return credited_costs(comparison)[0]


def lines(cost: CreditedCost, basis: int | None = None) -> list[str]:
    steps = explain_credited(cost, basis)
    return [f"{step.arithmetic} = {step.result}".replace("\u00a0", " ") for step in steps]


def test_that_each_line_leads_to_the_credited_cost_of_a_month() -> None:
    assert lines(credited(12, CALCIUM, ZINC)) == [
        "Calcium 20000 mg at $0.02000 per 100 mg = $4.00",
        "Zinc 500 mg at $0.5000 per 100 mg = $2.50",
        "Pack $12.00 − $6.50 = $5.50",
        "90 of 100 tablets × $5.50 = $4.95",
    ]


def test_that_the_last_line_is_that_of_the_asked_mass() -> None:
    cost = credited(12, CALCIUM, ZINC)
    assert lines(cost, 100)[-1] == "$5.50 ÷ 10000 mg × 100 mg = $0.05500"
    assert lines(cost, 1)[-1] == "$5.50 ÷ 10000 mg × 1 mg = $0.0005500"


def test_that_there_is_no_line_where_a_mineral_has_no_price() -> None:
    assert lines(credited(12, CALCIUM)) == []


def test_that_the_ground_names_each_price_once_and_a_pack_worth_less_than_its_others() -> None:
    assert ground_of_credit(credited(12, CALCIUM, ZINC)).text() == (
        "It counts if the calcium and zinc are wanted too. "
        "The prices are those of Calcium and Zinc, the cheapest alone."
    )
    cheap = credited(1, CALCIUM, minerals="calcium 200 mg")
    assert ground_of_credit(cheap).text() == (
        "It counts if the calcium is wanted too. The price is that of Calcium, the cheapest alone. "
        "Its other minerals alone would cost more than the pack."
    )


def test_that_a_price_of_the_catalogue_is_named_as_such() -> None:
    cost = credited(12, CALCIUM)
    zinc = tablets("Zinc", "Zn", 10, 5, source="Corner shop")
    price = MineralPrice(Fraction(5, 1_000), zinc, is_in_catalogue=True)
    known = CreditedCost(cost.figures, {"Ca": cost.others[0].price or price, "Zn": price})
    assert "Calcium and Zinc (catalogue: Corner shop)" in ground_of_credit(known).text()

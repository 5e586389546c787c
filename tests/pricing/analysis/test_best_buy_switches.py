"""Where the best buy changes: each range is what comparing at a target in it gives."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from pricing.analysis.best_buy_switches import describe_best_buy_switches
from pricing.analysis.dose_grid import dose_grid
from pricing.analysis.sensitivity import VARIED_INPUTS
from pricing.analysis.target_ranges import best_buys_by_target
from pricing.calculation.comparison import compare
from pricing.model.product import Product
from pricing.model.scenario import Scenario
from pricing.quantities.amounts import MASS
from pricing.quantities.currencies import C_LOCALE
from tests.pricing.analysis.test_sensitivity import PRICED_PRODUCTS, TODAY
from tests.strategies import scenarios

if TYPE_CHECKING:
    from pricing.calculation.comparison import Comparison

SCENARIO = Scenario(target=300_000)


def tablets(name: str, form: str, milligrams: int, units: int, price: str) -> Product:
    return Product(
        name, units * 1_000, int(Fraction(price) * 1_000_000), "USD", form=form,
        unit_kind="tablet", elemental=milligrams * 1_000,
    )  # fmt: skip


OXIDE = tablets("Oxide", "oxide", 250, 100, "4.49")
GLY = tablets("Gly", "glycinate", 100, 120, "9.50")
OTHER = tablets("Other", "glycinate", 100, 180, "19.59")


def sentence(comparison: Comparison, key: str, name: str = "Gly") -> str:
    (compared,) = [
        product for product in comparison.ranked_products if product.product.product == name
    ]
    found = describe_best_buy_switches(comparison, compared, VARIED_INPUTS[key])
    return found.text(replace(C_LOCALE, mass_digits=3)).replace("\u00a0", " ")


@given(
    st.lists(PRICED_PRODUCTS, min_size=1, max_size=6),
    scenarios(),
    st.integers(1, 600_000),
)
def test_that_the_best_buy_of_a_range_is_that_of_any_target_in_it(
    listed: list[Product], scenario: Scenario, target: int
) -> None:
    comparison = compare(listed, scenario, TODAY)
    ranges = best_buys_by_target(comparison, Fraction(1, 2_000), Fraction(600))
    assert [found.high for found in ranges[:-1]] == [found.low for found in ranges[1:]]
    (found,) = [found for found in ranges if found.low < MASS.to_fraction(target) <= found.high]
    again = compare(listed, replace(scenario, target=target), TODAY).best_buy
    assert (found.best_buy.position if found.best_buy else None) == (
        again.position if again else None
    )


def test_that_exact_doses_are_compared_at_the_same_targets() -> None:
    """No limit holds for a food, so that of its costs none begins where the others' do."""
    scenario = replace(SCENARIO, dose_policy="exact", limit_authority="US")
    dearer = tablets("Oxide", "oxide", 100, 100, "5.01")
    food = replace(tablets("Food", "acetyl taurate", 100, 100, "5.00"), food="yes")
    comparison = compare([food, dearer], scenario, TODAY)
    for found in best_buys_by_target(comparison, Fraction(1, 2_000), Fraction(600)):
        middle = replace(scenario, target=int((found.low + found.high) / 2 * 1_000))
        again = compare([food, dearer], middle, TODAY).best_buy
        assert (found.best_buy and found.best_buy.position) == (again and again.position)


@given(st.lists(PRICED_PRODUCTS, min_size=1, max_size=6), scenarios(), st.data())
def test_that_the_grid_marks_the_best_buy_of_each_target(
    listed: list[Product], scenario: Scenario, data: st.DataObject
) -> None:
    grid = dose_grid(compare(listed, scenario, TODAY))
    column = data.draw(st.integers(0, len(grid.targets) - 1))
    target = int(grid.targets[column] * MASS.base_per_unit)
    again = compare(listed, replace(scenario, target=target), TODAY).best_buy
    marked = grid.best_buy(column)
    assert (marked.position if marked else None) == (again.position if again else None)


def test_that_a_dose_of_at_most_the_target_begins_at_the_target_itself() -> None:
    """From 100 mg on, one tablet of the cheap product is at most the target."""
    scenario = replace(SCENARIO, dose_policy="at_most", target=100_000, limit_authority="US")
    large = tablets("Large", "oxide", 50, 100, "2.50")
    # Until 100 mg, both give one tablet; from there on the small one gives two, which cost more.
    small = tablets("Small", "citrate", 100, 100, "3.00")
    for listed in ([large, small], [small, large]):
        comparison = compare(listed, scenario, TODAY)
        grid = dose_grid(comparison)
        for column, target in enumerate(grid.targets):
            there = replace(scenario, target=int(target * MASS.base_per_unit))
            again = compare(listed, there, TODAY).best_buy
            marked = grid.best_buy(column)
            assert (marked and marked.position) == (again and again.position)


def test_that_a_lower_target_makes_the_stronger_tablet_the_best_buy() -> None:
    comparison = compare([OXIDE, GLY, OTHER], SCENARIO, TODAY)
    assert sentence(comparison, "target") == (
        "255 mg and below: Oxide. Above 306 mg: no product alone."
    )


def test_that_a_product_s_price_and_use_are_looked_at_beyond_the_range_tried() -> None:
    comparison = compare([OXIDE, GLY, OTHER], SCENARIO, TODAY)
    assert sentence(comparison, "price") == "Not in this range; only above $13.06."
    assert sentence(comparison, "pack_use") == "Not in this range; only below 72.7 %."
    assert sentence(comparison, "price", "Other") == "Not in this range; only below $14.25."
    assert sentence(comparison, "pack_use", "Other") == "Never."


def test_that_the_rival_is_named_where_the_range_tried_holds_the_change() -> None:
    close = replace(OTHER, price=15_000_000)
    comparison = compare([OXIDE, GLY, close], SCENARIO, TODAY)
    assert sentence(comparison, "price") == "Above $10.00: Other."
    assert sentence(comparison, "price", "Other") == "Below $14.25: Other."


def test_that_no_product_over_the_limit_becomes_the_best_buy() -> None:
    comparison = compare([OXIDE, GLY, OTHER], SCENARIO, TODAY)
    assert sentence(comparison, "price", "Oxide").startswith("Never: its dose is not safe here")
    alone = compare([OXIDE, GLY], SCENARIO, TODAY)
    assert sentence(alone, "price").startswith("Never: no other product is safe")


def test_that_days_and_absorption_never_change_the_best_buy() -> None:
    comparison = compare([OXIDE, GLY, OTHER], SCENARIO, TODAY)
    assert sentence(comparison, "days") == "Never."
    assert sentence(comparison, "absorption").startswith(
        "Costs the same; worth it from 4.4 times on."
    )
    assert sentence(comparison, "absorption", "Oxide").startswith("Costs the same.")


def test_that_no_target_over_the_limit_is_advice() -> None:
    """A dose of 45 mg meets a target of 45.9 mg, which itself is over the limit for iron."""
    iron = [
        Product(name, 100_000, price, "USD", element="Fe", unit_kind="tablet", elemental=amount)
        for name, price, amount in (("Forty-five", 5_000_000, 45_000), ("Nine", 9_000_000, 9_000))
    ]
    scenario = replace(Scenario.for_element("Fe", "USD"), target=60_000)
    assert sentence(compare(iron, scenario, TODAY), "target", "Nine") == (
        "45 mg and below: Forty-five. Above 45 mg: over the safe limit."
    )

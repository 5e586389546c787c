"""Ranges, tornado, switch points, and every product at every dose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pricing.analysis.dose_grid import dose_grid
from pricing.analysis.sensitivity import (
    SENSITIVITY_MEASURE_KEYS,
    VARIED_INPUTS,
    InputScope,
    VariedInput,
    input_range,
    sensitivity_bar,
    tornado,
    with_input_range,
)
from pricing.analysis.switch_points import (
    SwitchPoint,
    find_switch_points,
    find_switches_at_range_ends,
)
from pricing.analysis.target_ranges import best_buys_by_target, grid_targets
from pricing.calculation.comparison import ComparedProduct, compare
from pricing.calculation.measures import ABSORBED_COST_KEY, net_price
from pricing.model.columns import build_product
from pricing.model.product import Product
from pricing.model.scenario import Scenario
from pricing.problems.errors import BadInput
from pricing.quantities.amounts import FACTOR, MASS, PERCENT
from tests.strategies import products, scenarios

if TYPE_CHECKING:
    from pricing.calculation.comparison import Comparison
    from pricing.model.columns import BaseValue

TODAY = date(2026, 11, 23)
OXIDE: dict[str, BaseValue] = {
    "product": "Oxide", "form": "oxide", "unit_kind": "tablet", "elemental_mg": 241_000,
    "pack_units": 120_000, "price": 8_000_000,
}  # fmt: skip
GLY: dict[str, BaseValue] = {
    **OXIDE, "product": "Gly", "form": "bisglycinate", "unit_kind": "capsule",
    "elemental_mg": 100_000, "price": 18_000_000,
}  # fmt: skip


def keeps_a_price(product: Product) -> bool:
    """Return whether the net price rounds to something even at a twentieth of the price."""
    return (
        net_price(
            product.price // 20, product.discount, product.tax, product.delivery, product.currency
        )
        > 0
    )


PRICED_PRODUCTS = products().filter(keeps_a_price)
FIGURES = st.sampled_from(SENSITIVITY_MEASURE_KEYS)
INPUTS = st.sampled_from(list(VARIED_INPUTS.values()))


def oxide_and_glycinate(
    limit_authority: str = "US", ranges: tuple[tuple[str, int, int], ...] = ()
) -> Comparison:
    scenario = Scenario(target=300_000, limit_authority=limit_authority, ranges=ranges)
    return compare([build_product(OXIDE), build_product(GLY)], scenario, TODAY)


def switch_points(
    comparison: Comparison, name: str, key: str, figure: str = ABSORBED_COST_KEY
) -> tuple[SwitchPoint, ...]:
    products = comparison.ranked_products
    (compared,) = [product for product in products if product.product.product == name]
    return find_switch_points(comparison, compared, VARIED_INPUTS[key], figure)


def with_value(
    compared: ComparedProduct, listed: list[Product], varied: VariedInput, value: Fraction
) -> tuple[list[Product], Scenario]:
    """The products and the scenario with the input changed."""
    scenario = compared.figures.scenario
    own = compared.product
    match varied.key:
        case "price":
            changed = replace(own, price=whole(own.price * value / 100))
        case "pack_use":
            changed = replace(own, pack_units=whole(own.pack_units * value / 100))
        case "target":
            return listed, replace(scenario, target=whole(MASS.base_per_unit * value))
        case "days":
            return listed, replace(scenario, days=whole(value))
        case _:
            others = tuple(stated for stated in scenario.absorption if stated[0] != compared.form)
            stated = (compared.form, whole(FACTOR.base_per_unit * value))
            return listed, replace(scenario, absorption=(*others, stated))
    return [changed if product is own else product for product in listed], scenario


def whole(value: Fraction | int) -> int:
    """The value as a whole number. Values that no base unit or capsule can hold are not tried."""
    assume(Fraction(value).denominator == 1 and value > 0)
    return int(value)


def compare_with_value(
    compared: ComparedProduct, listed: list[Product], varied: VariedInput, value: Fraction
) -> Comparison:
    try:
        changed, scenario = with_value(compared, listed, varied, value)
    except BadInput:
        assume(condition=False)
    return compare(changed, scenario, TODAY)


@given(st.lists(PRICED_PRODUCTS, min_size=1, max_size=6), scenarios(), INPUTS, FIGURES, st.data())
def test_that_an_end_of_a_bar_is_what_comparing_with_that_value_gives(
    listed_products: list[Product],
    scenario: Scenario,
    varied: VariedInput,
    key: str,
    data: st.DataObject,
) -> None:
    comparison = compare(listed_products, scenario, TODAY)
    compared = data.draw(st.sampled_from(comparison.ranked_products))
    (bar,) = [bar for bar in tornado(compared, key) if bar.varied_input is varied]
    for value, figure in ((bar.low, bar.at_low), (bar.high, bar.at_high)):
        again = compare_with_value(compared, listed_products, varied, value)
        assert again.entered_products[compared.position].number(key) == figure


@given(st.lists(PRICED_PRODUCTS, min_size=1, max_size=6), scenarios(), FIGURES)
def test_that_the_widest_bar_is_first(
    listed_products: list[Product], scenario: Scenario, key: str
) -> None:
    first = compare(listed_products, scenario, TODAY).ranked_products[0]
    widths = [bar.width for bar in tornado(first, key)]
    assert widths == sorted(widths, reverse=True)
    assert len(widths) == len(VARIED_INPUTS)


@given(st.lists(PRICED_PRODUCTS, min_size=2, max_size=6), scenarios(), INPUTS, FIGURES, st.data())
def test_that_different_products_are_cheapest_on_the_two_sides_of_a_switch_point(
    listed_products: list[Product],
    scenario: Scenario,
    varied: VariedInput,
    key: str,
    data: st.DataObject,
) -> None:
    comparison = compare(listed_products, scenario, TODAY)
    compared = data.draw(st.sampled_from(comparison.ranked_products))
    for point in find_switch_points(comparison, compared, varied, key):
        margin = Fraction(1) if varied.key == "days" else point.value / 10**8
        above = point.value if varied.key == "days" else point.value + margin
        for value, cheapest, other in (
            (point.value - margin, point.cheapest_below, point.cheapest_above),
            (above, point.cheapest_above, point.cheapest_below),
        ):
            lower, higher = (
                cost(product, varied, value, key, compared) for product in (cheapest, other)
            )
            assert lower <= higher
        assert point.cheapest_below is not point.cheapest_above


def cost(
    product: ComparedProduct,
    varied: VariedInput,
    value: Fraction,
    key: str,
    varied_product: ComparedProduct,
) -> Fraction:
    """The product's figure while the input of `varied_product` has this value."""
    is_varied = {
        InputScope.PRODUCT: product is varied_product,
        InputScope.FORM: product.form == varied_product.form,
        InputScope.SCENARIO: True,
    }[varied.scope]
    figures = product.figures
    if is_varied:
        figures = varied.figures_with_value(figures, value)
    number = figures.number(key)
    assert number is not None
    return number


@given(st.lists(PRICED_PRODUCTS, min_size=2, max_size=6), scenarios(), FIGURES, st.data())
def test_that_no_change_of_the_cheapest_between_the_ends_is_missed(
    listed_products: list[Product], scenario: Scenario, key: str, data: st.DataObject
) -> None:
    comparison = compare(listed_products, scenario, TODAY)
    compared = comparison.ranked_products[0]
    varied = data.draw(INPUTS)
    low, high = map(varied.quantity.to_fraction, input_range(scenario, varied))
    points = find_switch_points(comparison, compared, varied, key)
    part = Fraction(data.draw(st.integers(0, 1000)), 1000)
    value = low + (high - low) * part
    if varied.key == "days":
        value = Fraction(int(value))
    assume(
        all(abs(value - point.value) > point.value / 10**8 for point in points)
        or varied.key == "days"
    )

    def costs_at(value: Fraction) -> list[Fraction]:
        products = comparison.ranked_products
        return [cost(product, varied, value, key, compared) for product in products]

    costs, costs_at_low = costs_at(value), costs_at(low)
    passed = [point for point in points if point.value <= value]
    if not points:
        cheapest_at_low = {
            row for row, cost in enumerate(costs_at_low) if cost == min(costs_at_low)
        }
        cheapest = {row for row, cost in enumerate(costs) if cost == min(costs)}
        # A dose may step right at the low end.
        assert cheapest_at_low & cheapest or varied.key == "target"
    else:
        winner = passed[-1].cheapest_above if passed else points[0].cheapest_below
        lowest = min(costs)
        assert cost(winner, varied, value, key, compared) == lowest or varied.key == "target"


def test_that_the_worked_example_switches_by_price_and_by_absorption() -> None:
    comparison = oxide_and_glycinate(
        ranges=(("price", 1_000, 100_000), ("absorption", 10_000, 100_000)), limit_authority="none"
    )
    # The oxide may cost up to 18.00 x 241 / 100 = 43.38 before glycinate is the cheapest per mg.
    (price,) = switch_points(comparison, "Oxide", "price")
    assert price.value == Fraction("542.25")
    assert price.is_exact
    assert (price.cheapest_below.product.product, price.cheapest_above.product.product) == (
        "Oxide",
        "Gly",
    )
    (cheaper,) = switch_points(comparison, "Gly", "price")
    assert cheaper.value * Fraction("0.18") == 100 * Fraction(800, 241) / 100
    (absorbed,) = switch_points(comparison, "Gly", "absorption")
    assert absorbed.value == Fraction(
        18 * 241, 8 * 100
    )  # the break-even of the worked example, 5.423
    assert absorbed.is_exact


def test_that_the_switch_point_of_a_rounded_price_is_found_to_one_part_in_10_9() -> None:
    listed = [
        build_product({**OXIDE, "discount_percent": 1_000}),
        build_product({**OXIDE, "product": "Other", "price": 7_500_000}),
    ]
    comparison = compare(listed, Scenario(), TODAY)
    (point,) = switch_points(comparison, "Oxide", "price")
    # 90 % of the price stays below 7.50 up to where it rounds to it: 7.495 / 0.9.
    assert not point.is_exact
    exactly = 100 * Fraction("7.495") / Fraction("0.9") / 8
    assert 0 <= point.value - exactly <= exactly / 10**9


def test_that_the_target_switches_the_monthly_cost_but_never_the_headline() -> None:
    comparison = oxide_and_glycinate(ranges=(("target", 50_000, 400_000),), limit_authority="none")
    assert switch_points(comparison, "Oxide", "target") == ()
    listed = [
        build_product({**OXIDE, "elemental_mg": 400_000}),
        build_product({**GLY, "elemental_mg": 100_000, "price": 4_000_000}),
    ]
    comparison = compare(listed, comparison.scenario, TODAY)
    points = switch_points(comparison, "Oxide", "target", "monthly_cost")
    # A tablet costs as much as two capsules. A capsule meets a target of up to 100 / 0.98 mg. Above
    # that they tie, and the tablet ranks first.
    assert [(point.value, point.cheapest_above.product.product) for point in points] == [
        (Fraction(5_000, 49), "Oxide")
    ]


def test_that_a_product_of_tiny_units_needs_no_look_at_each_dose() -> None:
    """Ten million doses of it would take hours."""
    listed = [
        build_product({**OXIDE, "elemental_mg": 400_000}),
        build_product({**GLY, "elemental_mg": 1, "pack_units": 100_000_000, "price": 10_000}),
    ]
    scenario = Scenario(ranges=(("target", 200_000, 10_000_000),), limit_authority="none")
    comparison = compare(listed, scenario, TODAY)
    assert switch_points(comparison, "Gly", "target", "monthly_cost") == ()
    low, high = Fraction(200), Fraction(10_000)
    (found,) = best_buys_by_target(comparison, low, high)
    assert (found.low, found.high) == (low, high)
    assert found.best_buy == comparison.best_buy == comparison.ranked_products[0]


def test_that_the_days_switch_the_outlay() -> None:
    listed = [
        build_product({**OXIDE, "product": "Month", "pack_units": 30_000, "price": 5_000_000}),
        build_product({**OXIDE, "product": "Long", "pack_units": 31_000, "price": 6_000_000}),
    ]
    comparison = compare(listed, Scenario(), TODAY)
    (point,) = switch_points(comparison, "Month", "days", "monthly_outlay")
    assert point.value == 31
    assert (point.cheapest_below.product.product, point.cheapest_above.product.product) == (
        "Month",
        "Long",
    )


def test_that_a_clear_winner_stays_and_the_cases_of_a_close_one_are_found() -> None:
    assert find_switches_at_range_ends(oxide_and_glycinate(), ABSORBED_COST_KEY) == ()
    close = [build_product(OXIDE), build_product({**OXIDE, "product": "Near", "price": 8_500_000})]
    switches = find_switches_at_range_ends(compare(close, Scenario(), TODAY), ABSORBED_COST_KEY)
    assert {(switch.varied_input.key, switch.changed_product.product.product,
             switch.cheapest.product.product)
            for switch in switches} == {
        ("price", "Oxide", "Near"), ("price", "Near", "Near"), ("pack_use", "Oxide", "Near"),
    }  # fmt: skip


@given(st.lists(PRICED_PRODUCTS, min_size=2, max_size=5), scenarios(), FIGURES)
def test_that_the_other_product_is_the_cheapest_in_each_case(
    listed_products: list[Product], scenario: Scenario, key: str
) -> None:
    comparison = compare(listed_products, scenario, TODAY)
    for switch in find_switches_at_range_ends(comparison, key):
        costs = {
            id(product): cost(
                product, switch.varied_input, switch.value, key, switch.changed_product
            )
            for product in comparison.ranked_products
        }
        first = min(comparison.ranked_products, key=lambda product: product.number(key))
        assert costs[id(switch.cheapest)] < costs[id(first)]


def test_that_a_range_is_kept_and_an_impossible_one_is_refused() -> None:
    scenario = Scenario()
    wider = with_input_range(
        scenario, VARIED_INPUTS["price"], 50 * PERCENT.base_per_unit, 150 * PERCENT.base_per_unit
    )
    assert input_range(wider, VARIED_INPUTS["price"]) == (5_000, 15_000)
    assert input_range(wider, VARIED_INPUTS["target"]) == (100_000, 400_000)
    assert with_input_range(wider, VARIED_INPUTS["price"], 8_000, 12_000) == scenario
    for key, low, high in (
        ("price", 0, 10_000), ("days", 31, 28), ("absorption", 10_000, 1_010_000),
        ("pack_use", 8_000, 10_001),
    ):  # fmt: skip
        with pytest.raises(BadInput):
            with_input_range(scenario, VARIED_INPUTS[key], low, high)


@pytest.mark.parametrize(
    ("scenario", "doses"),
    [
        (Scenario(), [50, 100, 150, 200, 250, 300, 350, 400]),
        (Scenario(limit_authority="EU"), [50, 100, 150, 200, 250, 300]),
        (Scenario(limit_authority="none"), [50, 100, 150, 200, 250, 300, 350, 400]),
        (Scenario(target=210_000, limit_authority="EU"), [50, 100, 150, 200, 210, 250, 300]),
    ],
)
def test_that_the_grid_ends_beyond_the_limit_and_holds_the_target(
    scenario: Scenario, doses: list[float]
) -> None:
    assert [float(target) for target in grid_targets(scenario)] == doses


def test_that_whole_tablets_change_the_cheapest_and_the_limit_counts() -> None:
    listed = [
        build_product({**OXIDE, "elemental_mg": 200_000, "price": 6_000_000}),
        build_product({**GLY, "elemental_mg": 100_000, "price": 4_000_000}),
    ]
    grid = dose_grid(compare(listed, Scenario(limit_authority="US"), TODAY))
    best_buys = map(grid.best_buy, range(len(grid.targets)))
    names = [best_buy.product.product if best_buy else None for best_buy in best_buys]
    # A tablet of 200 mg costs 5 cents, a capsule of 100 mg 3.3 cents. Two tablets exceed 350 mg.
    assert names == ["Gly", "Gly", "Oxide", "Oxide", "Gly", "Gly", None, None]
    cells = {product.product.product: cells for product, cells in grid.rows}["Oxide"]
    assert [int(cell.units) for cell in cells] == [1, 1, 1, 1, 2, 2, 2, 2]
    assert [cell.is_safe for cell in cells] == [True] * 4 + [False] * 4
    assert [cell.is_above_target for cell in cells] == [True] * 3 + [False] * 5
    assert cells[0].cost == Fraction(30 * 6, 120)


@given(st.lists(PRICED_PRODUCTS, min_size=1, max_size=6), scenarios(), st.data())
def test_that_a_cell_of_the_grid_is_what_comparing_at_that_dose_gives(
    listed_products: list[Product], scenario: Scenario, data: st.DataObject
) -> None:
    grid = dose_grid(compare(listed_products, scenario, TODAY))
    column = data.draw(st.integers(0, len(grid.targets) - 1))
    target = int(grid.targets[column] * MASS.base_per_unit)
    again = compare(listed_products, replace(scenario, target=target), TODAY)
    for compared, cells in grid.rows:
        fresh = again.entered_products[compared.position]
        assert cells[column].cost == fresh.number("monthly_cost")
        assert cells[column].units == fresh.number("units_per_day")
    reused = dose_grid(again, grid)
    assert [row for _, row in reused.rows] == [row for _, row in dose_grid(again).rows]


def test_that_a_changed_price_is_not_taken_from_the_earlier_grid() -> None:
    grid = dose_grid(oxide_and_glycinate())
    raised = [build_product({**OXIDE, "price": 9_000_000}), build_product(GLY)]
    again = dose_grid(compare(raised, grid.rows[0][0].figures.scenario, TODAY), grid)
    assert again.rows[0][1][0].cost == Fraction(30 * 9, 120)


@pytest.mark.parametrize("key", ["monthly_cost", "monthly_cost_per_elemental_mg"])
def test_that_unrounded_doses_leave_the_cheapest_the_cheapest_at_every_target(key: str) -> None:
    """The cost as taken then grows in proportion for every product, whatever its packs."""
    cheap = Product("Cheap", 30_000, 4_000_000, "USD", form="oxide", elemental=200_000)
    expensive = Product("Expensive", 90_000, 12_600_000, "USD", form="oxide", elemental=200_000)
    scenario = Scenario(target=300_000, dose_policy="exact", limit_authority="none")
    comparison = compare([cheap, expensive], scenario, TODAY)
    assert (
        find_switch_points(comparison, comparison.ranked_products[0], VARIED_INPUTS["target"], key)
        == ()
    )


def test_that_a_pack_that_rounds_to_nothing_has_a_switch_point_too() -> None:
    cent = Product("Cent", 1_000, 10_000, "USD", form="oxide", elemental=100_000)
    gift = replace(cent, product="Gift", discount=4_000)  # nothing at 80 % of its price
    comparison = compare([cent, gift], Scenario(), TODAY)
    compared = comparison.ranked_products[-1]
    assert (compared.product, compared.number("pack_price")) == (gift, Fraction(1, 100))
    bar = sensitivity_bar(compared, VARIED_INPUTS["price"], "monthly_cost")
    assert (bar.at_low, bar.at_high) == (Fraction(0), Fraction(6, 10))
    (point,) = find_switch_points(comparison, compared, VARIED_INPUTS["price"], "monthly_cost")
    assert (point.is_exact, point.cheapest_below.product, point.cheapest_above.product) == (
        False,
        gift,
        cent,
    )

"""Ranges, tornado, turning points, and every product at every dose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pricing.analysis.dose_grid import dose_grid, grid_targets
from pricing.analysis.sensitivity import (
    SENSITIVITY_MEASURE_KEYS,
    VARIED_INPUTS,
    InputScope,
    VariedInput,
    input_range,
    tornado,
    with_input_range,
)
from pricing.analysis.switch_points import (
    SwitchPoint,
    find_switch_points,
    find_switches_at_range_ends,
)
from pricing.calculation.comparison import ABSORBED_COST_KEY, ComparedProduct, compare
from pricing.model.columns import build_product
from pricing.model.product import Product
from pricing.model.scenario import Scenario
from pricing.problems.errors import BadInput
from pricing.quantities.amounts import FACTOR, MASS, PERCENT
from tests.strategies import products, scenarios

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pricing.calculation.comparison import Comparison

TODAY = date(2026, 11, 23)
OXIDE = {
    "product": "Oxide", "form": "oxide", "unit_kind": "tablet", "elemental_mg": 241_000,
    "pack_units": 120_000, "price": 8_000_000,
}  # fmt: skip
GLY = {
    **OXIDE, "product": "Gly", "form": "bisglycinate", "unit_kind": "capsule",
    "elemental_mg": 100_000, "price": 18_000_000,
}  # fmt: skip
FIGURES = st.sampled_from(SENSITIVITY_MEASURE_KEYS)
INPUTS = st.sampled_from(list(VARIED_INPUTS.values()))


def two(**scenario):
    made = Scenario(target=300_000, **scenario)
    return compare([build_product(OXIDE), build_product(GLY)], made, TODAY)


def turns(
    comparison: Comparison, name: str, key: str, figure: str = ABSORBED_COST_KEY
) -> tuple[SwitchPoint, ...]:
    (compared,) = [each for each in comparison.ranked_products if each.product.product == name]
    return find_switch_points(comparison, compared, VARIED_INPUTS[key], figure)


def at(
    compared: ComparedProduct, listed: list[Product], varied: VariedInput, value: Fraction
) -> tuple[list[Product], Scenario]:
    """The products and the scenario themselves, with the input changed."""
    scenario = compared.figures.scenario
    own = compared.product
    match varied.key:
        case "price":
            changed = replace(own, price=_whole(own.price * value / 100))
        case "pack_use":
            changed = replace(own, pack_units=_whole(own.pack_units * value / 100))
        case "target":
            return listed, replace(scenario, target=_whole(MASS.base_per_unit * value))
        case "days":
            return listed, replace(scenario, days=_whole(value))
        case _:
            others = tuple(each for each in scenario.absorption if each[0] != compared.form)
            stated = (compared.form, _whole(FACTOR.base_per_unit * value))
            return listed, replace(scenario, absorption=(*others, stated))
    return [changed if each is own else each for each in listed], scenario


def _whole(value: Fraction | int) -> int:
    """What cannot be said in base units, or in whole capsules, is not tried."""
    assume(Fraction(value).denominator == 1 and value > 0)
    return int(value)


def recompared(compared, listed: Callable[..., Path], varied, value):
    try:
        changed, scenario = at(compared, listed, varied, value)
    except BadInput:
        assume(condition=False)
    return compare(changed, scenario, TODAY)


@given(st.lists(products(), min_size=1, max_size=6), scenarios(), INPUTS, FIGURES, st.data())
def test_that_an_end_of_a_bar_is_what_comparing_with_that_value_gives(
    listed_products: list[Product], scenario: Scenario, varied, key: str, data
) -> None:
    comparison = compare(listed_products, scenario, TODAY)
    compared = data.draw(st.sampled_from(comparison.ranked_products))
    (bar,) = [each for each in tornado(compared, key) if each.varied_input is varied]
    for value, figure in ((bar.low, bar.at_low), (bar.high, bar.at_high)):
        again = recompared(compared, listed_products, varied, value)
        assert again.entered_products[compared.position].number(key) == figure


@given(st.lists(products(), min_size=1, max_size=6), scenarios(), FIGURES)
def test_that_the_widest_bar_stands_first(
    listed_products: list[Product], scenario: Scenario, key: str
) -> None:
    first = compare(listed_products, scenario, TODAY).ranked_products[0]
    widths = [each.width for each in tornado(first, key)]
    assert widths == sorted(widths, reverse=True)
    assert len(widths) == len(VARIED_INPUTS)


@given(st.lists(products(), min_size=2, max_size=6), scenarios(), INPUTS, FIGURES, st.data())
def test_that_different_products_win_on_the_two_sides_of_a_turning_point(
    listed_products: list[Product], scenario: Scenario, varied, key: str, data
) -> None:
    comparison = compare(listed_products, scenario, TODAY)
    compared = data.draw(st.sampled_from(comparison.ranked_products))
    for turn in find_switch_points(comparison, compared, varied, key):
        near = Fraction(1) if varied.key == "days" else turn.value / 10**8
        sides = (turn.value - near, turn.value if varied.key == "days" else turn.value + near)
        for value, winner, loser in (
            (sides[0], turn.cheapest_below, turn.cheapest_above),
            (sides[1], turn.cheapest_above, turn.cheapest_below),
        ):
            won, lost = (cost(each, varied, value, key, compared) for each in (winner, loser))
            assert won <= lost
        assert turn.cheapest_below is not turn.cheapest_above


def cost(
    each: ComparedProduct, varied: VariedInput, value: Fraction, key: str, moved: ComparedProduct
) -> Fraction:
    is_moved = {
        InputScope.PRODUCT: each is moved,
        InputScope.FORM: each.form == moved.form,
        InputScope.SCENARIO: True,
    }[varied.scope]
    figures = varied.figures_with_value(each.figures, value) if is_moved else each.figures
    number = figures.number(key)
    assert number is not None
    return number


@given(st.lists(products(), min_size=2, max_size=6), scenarios(), FIGURES, st.data())
def test_that_no_change_of_the_cheapest_between_the_ends_is_missed(
    listed_products: list[Product], scenario: Scenario, key: str, data
) -> None:
    comparison = compare(listed_products, scenario, TODAY)
    compared = comparison.ranked_products[0]
    varied = data.draw(INPUTS)
    low, high = map(varied.quantity.to_fraction, input_range(scenario, varied))
    found = find_switch_points(comparison, compared, varied, key)
    part = Fraction(data.draw(st.integers(0, 1000)), 1000)
    value = low + (high - low) * part
    if varied.key == "days":
        value = Fraction(int(value))
    assume(
        all(abs(value - turn.value) > turn.value / 10**8 for turn in found) or varied.key == "days"
    )
    costs = [cost(each, varied, value, key, compared) for each in comparison.ranked_products]
    least = min(costs)
    passed = [turn for turn in found if turn.value <= value]
    if not found:
        start = [cost(each, varied, low, key, compared) for each in comparison.ranked_products]
        winners = {at for at, each in enumerate(start) if each == min(start)}
        nearby = {at for at, each in enumerate(costs) if each == least}
        assert winners & nearby or varied.key == "target"  # a dose may step right at the low end
    else:
        winner = passed[-1].cheapest_above if passed else found[0].cheapest_below
        assert cost(winner, varied, value, key, compared) == least or varied.key == "target"


def test_the_worked_example_by_price_and_by_absorption() -> None:
    comparison = two(
        ranges=(("price", 1_000, 100_000), ("absorption", 10_000, 100_000)), limit_authority="none"
    )
    # 18.00 x 241 / 100 = 43.38 is what the oxide may cost before glycinate is the cheapest a mg.
    (price,) = turns(comparison, "Oxide", "price")
    assert price.value == Fraction("542.25")
    assert price.is_exact
    assert (price.cheapest_below.product.product, price.cheapest_above.product.product) == (
        "Oxide",
        "Gly",
    )
    (cheaper,) = turns(comparison, "Gly", "price")
    assert cheaper.value * Fraction("0.18") == 100 * Fraction(800, 241) / 100
    (absorbed,) = turns(comparison, "Gly", "absorption")
    assert absorbed.value == Fraction(
        18 * 241, 8 * 100
    )  # the break-even of the worked example, 5.423
    assert absorbed.is_exact


def test_that_where_the_till_rounds_the_turning_point_is_found_to_one_part_in_10_9() -> None:
    listed = [
        build_product({**OXIDE, "discount_percent": 1_000}),
        build_product({**OXIDE, "product": "Other", "price": 7_500_000}),
    ]
    comparison = compare(listed, Scenario(), TODAY)
    (turn,) = turns(comparison, "Oxide", "price")
    # 90 % of the price stays below 7.50 up to where it rounds to it: 7.495 / 0.9.
    assert not turn.is_exact
    exactly = 100 * Fraction("7.495") / Fraction("0.9") / 8
    assert 0 <= turn.value - exactly <= exactly / 10**9


def test_that_the_headline_never_turns_with_the_target_but_the_month_does() -> None:
    comparison = two(ranges=(("target", 50_000, 400_000),), limit_authority="none")
    assert turns(comparison, "Oxide", "target") == ()
    listed = [
        build_product({**OXIDE, "elemental_mg": 400_000}),
        build_product({**GLY, "elemental_mg": 100_000, "price": 4_000_000}),
    ]
    comparison = compare(listed, comparison.scenario, TODAY)
    found = turns(comparison, "Oxide", "target", "monthly_cost")
    # A tablet costs what two capsules do: above 100 mg they are equal, and the tablet ranks first.
    assert [(turn.value, turn.cheapest_above.product.product) for turn in found] == [(100, "Oxide")]


def test_that_days_turn_what_the_till_takes() -> None:
    listed = [
        build_product({**OXIDE, "product": "Month", "pack_units": 30_000, "price": 5_000_000}),
        build_product({**OXIDE, "product": "Long", "pack_units": 31_000, "price": 6_000_000}),
    ]
    comparison = compare(listed, Scenario(), TODAY)
    (turn,) = turns(comparison, "Month", "days", "monthly_outlay")
    assert (
        turn.value,
        turn.cheapest_below.product.product,
        turn.cheapest_above.product.product,
    ) == (
        31,
        "Month",
        "Long",
    )


def test_that_nothing_upsets_a_clear_winner_and_what_does_is_named() -> None:
    assert find_switches_at_range_ends(two(), ABSORBED_COST_KEY) == ()
    close = [build_product(OXIDE), build_product({**OXIDE, "product": "Near", "price": 8_500_000})]
    found = find_switches_at_range_ends(compare(close, Scenario(), TODAY), ABSORBED_COST_KEY)
    assert {(each.varied_input.key, each.changed_product.product.product,
    each.cheapest.product.product)
            for each in found} == {
        ("price", "Oxide", "Near"), ("price", "Near", "Near"), ("pack_use", "Oxide", "Near"),
    }  # fmt: skip


@given(st.lists(products(), min_size=2, max_size=5), scenarios(), FIGURES)
def test_that_in_a_case_that_upsets_the_other_is_the_cheapest(
    listed_products: list[Product], scenario: Scenario, key: str
) -> None:
    comparison = compare(listed_products, scenario, TODAY)
    for upset in find_switches_at_range_ends(comparison, key):
        costs = {
            id(each): cost(each, upset.varied_input, upset.value, key, upset.changed_product)
            for each in comparison.ranked_products
        }
        first = min(comparison.ranked_products, key=lambda each: each.number(key))
        assert costs[id(upset.cheapest)] < costs[id(first)]


def test_that_a_range_is_kept_and_one_that_makes_no_sense_is_refused() -> None:
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
        (Scenario(), [50, 100, 150, 200, 250, 300, 350]),
        (Scenario(limit_authority="EU"), [50, 100, 150, 200, 250]),
        (Scenario(limit_authority="none"), [50, 100, 150, 200, 250, 300, 350, 400]),
        (Scenario.for_element("Zn"), [5, 10, 15, 20, 25, 30, 35, 40]),
    ],
)
def test_the_doses_of_the_grid(scenario: Scenario, doses) -> None:
    assert [float(each) for each in grid_targets(scenario)] == doses


def test_that_whole_tablets_make_the_cheapest_jump_and_the_limit_counts() -> None:
    listed = [
        build_product({**OXIDE, "elemental_mg": 200_000, "price": 6_000_000}),
        build_product({**GLY, "elemental_mg": 100_000, "price": 4_000_000}),
    ]
    grid = dose_grid(compare(listed, Scenario(limit_authority="US"), TODAY))
    named = [
        grid.rows[at][0].product.product if at is not None else None for at in grid.cheapest_rows
    ]
    # 5 cents a tablet of 200 mg against 3.3 cents a capsule of 100 mg; two tablets are over 350 mg.
    assert named == ["Gly", "Gly", "Oxide", "Oxide", "Gly", "Gly", None]
    dosed = {each.product.product: row for each, row in grid.rows}["Oxide"]
    assert [int(each.units) for each in dosed] == [1, 1, 1, 1, 2, 2, 2]
    assert [each.within_limit for each in dosed] == [True] * 4 + [False] * 3
    assert dosed[0].cost == Fraction(30 * 6, 120)


@given(st.lists(products(), min_size=1, max_size=6), scenarios(), st.data())
def test_that_a_cell_of_the_grid_is_what_comparing_at_that_dose_gives(
    listed_products: list[Product], scenario: Scenario, data
) -> None:
    grid = dose_grid(compare(listed_products, scenario, TODAY))
    at = data.draw(st.integers(0, len(grid.targets) - 1))
    target = int(grid.targets[at] * MASS.base_per_unit)
    again = compare(listed_products, replace(scenario, target=target), TODAY)
    for compared, dosed in grid.rows:
        fresh = again.entered_products[compared.position]
        assert dosed[at].cost == fresh.number("monthly_cost")
        assert dosed[at].units == fresh.number("units_per_day")
    reused = dose_grid(again, grid)
    assert [row for _, row in reused.rows] == [row for _, row in dose_grid(again).rows]


def test_that_a_changed_price_is_not_taken_from_the_earlier_grid() -> None:
    grid = dose_grid(two())
    dearer = [build_product({**OXIDE, "price": 9_000_000}), build_product(GLY)]
    again = dose_grid(compare(dearer, grid.rows[0][0].figures.scenario, TODAY), grid)
    assert again.rows[0][1][0].cost == Fraction(30 * 9, 120)


@pytest.mark.parametrize("key", ["monthly_cost", "monthly_cost_per_elemental_mg"])
def test_that_unrounded_doses_leave_the_cheapest_the_cheapest_at_every_target(key: str) -> None:
    """What is swallowed then grows with the target alike for all, however their packs step."""
    cheap = Product("Cheap", 30_000, 4_000_000, "USD", form="oxide", elemental=200_000)
    dear = Product("Dear", 90_000, 12_600_000, "USD", form="oxide", elemental=200_000)
    scenario = Scenario(target=300_000, dose_policy="exact", limit_authority="none")
    comparison = compare([cheap, dear], scenario, TODAY)
    assert (
        find_switch_points(comparison, comparison.ranked_products[0], VARIED_INPUTS["target"], key)
        == ()
    )


def test_that_a_pack_that_the_till_rounds_away_to_nothing_is_a_turning_point_too() -> None:
    cent = Product("Cent", 1_000, 10_000, "USD", form="oxide", elemental=100_000)
    gift = replace(cent, product="Gift", discount=5_001)
    comparison = compare([cent, gift], Scenario(), TODAY)
    assert comparison.ranked_products[0].number("pack_price") == 0
    (turn,) = find_switch_points(
        comparison, comparison.ranked_products[0], VARIED_INPUTS["price"], "monthly_cost"
    )
    assert (turn.is_exact, turn.cheapest_below.product, turn.cheapest_above.product) == (
        False,
        gift,
        cent,
    )

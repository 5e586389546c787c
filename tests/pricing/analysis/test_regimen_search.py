"""The cheapest doses of several products, against every combination tried one by one."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricing.analysis.dose_choices import DoseChoice
from pricing.analysis.dual_prices import SCALE, dual_prices
from pricing.analysis.regimen_search import (
    Combination,
    find_cheapest_by_number,
    find_cheapest_combinations,
)
from pricing.problems.progress import Cancelled, Progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hypothesis.strategies import DrawFn

    Problem = tuple[list[DoseChoice], list[int], list[int | None], int]


def every_combination(
    choices: Sequence[DoseChoice], least: Sequence[int], most: Sequence[int | None], at_most: int
) -> Iterator[Combination]:
    """All combinations within the limits that meet the targets and need each of their products."""
    places = sorted(range(len(choices)), key=lambda at: choices[at].name)
    for count in range(1, at_most + 1):
        for chosen in combinations(places, count):
            for doses in product(*(range(1, len(choices[at].costs) + 1) for at in chosen)):
                taken = tuple(zip(chosen, doses, strict=True))
                if is_sound(choices, taken, least, most):
                    yield Combination(
                        sum(choices[at].costs[dose - 1] for at, dose in taken),
                        count,
                        sum(dose * choices[at].units for at, dose in taken),
                        tuple(choices[at].name for at in chosen),
                        taken,
                    )


def is_sound(
    choices: Sequence[DoseChoice],
    taken: Sequence[tuple[int, int]],
    least: Sequence[int],
    most: Sequence[int | None],
) -> bool:
    def totals(doses: Sequence[tuple[int, int]]) -> list[int]:
        return [sum(n * choices[at].amounts[m] for at, n in doses) for m in range(len(least))]

    def meets(doses: Sequence[tuple[int, int]]) -> bool:
        return all(total >= low for total, low in zip(totals(doses), least, strict=True))

    fits = all(
        high is None or total <= high for total, high in zip(totals(taken), most, strict=True)
    )
    return (
        fits
        and meets(taken)
        and not any(meets([dose for dose in taken if dose is not left_out]) for left_out in taken)
    )


def cheapest_sets(problem: Problem, wanted: int) -> list[Combination]:
    choices, least, most, at_most = problem
    best: dict[frozenset[int], Combination] = {}
    for combination in every_combination(choices, least, most, at_most):
        known = best.get(combination.products)
        best[combination.products] = min(known or combination, combination)
    return sorted(best.values())[:wanted]


@st.composite
def problems(draw: DrawFn) -> Problem:
    minerals = draw(st.integers(1, 3))
    amount = st.one_of(st.just(0), st.integers(1, 30))
    choices = []
    for name in "abcdef"[: draw(st.integers(1, 6))]:
        price, pack, cap = draw(st.tuples(st.integers(0, 20), st.integers(1, 3), st.integers(1, 4)))
        costs = tuple(-(-count // pack) * price for count in range(1, cap + 1))
        amounts = tuple(draw(amount) for _ in range(minerals))
        choices.append(DoseChoice(name, costs, amounts, draw(st.integers(1, 2))))
    least, most = draw(goals(minerals))
    return choices, least, most, draw(st.integers(1, 4))


@st.composite
def goals(draw: DrawFn, minerals: int) -> tuple[list[int], list[int | None]]:
    least = [draw(st.integers(1, 60)) for _ in range(minerals)]
    extra = st.one_of(st.none(), st.integers(0, 30))
    most = [None if (more := draw(extra)) is None else low + more for low in least]
    return least, most


@st.composite
def problems_with_liquids(draw: DrawFn) -> Problem:
    """One or two products with many small doses, sold by the dose or in packs, and some tablets."""
    minerals = draw(st.integers(1, 3))
    choices = []
    for name in "abcde"[: draw(st.integers(2, 5))]:
        is_liquid = name in "ab"
        price, pack = draw(st.tuples(st.integers(0, 9), st.sampled_from((1, 1, 10))))
        cap = draw(st.integers(17, 22) if is_liquid else st.integers(1, 3))
        costs = tuple(-(-count // pack) * price for count in range(1, cap + 1))
        amount = st.one_of(st.just(0), st.integers(1, 5 if is_liquid else 30))
        amounts = tuple(draw(amount) for _ in range(minerals))
        choices.append(DoseChoice(name, costs, amounts, draw(st.integers(1, 2))))
    least, most = draw(goals(minerals))
    return choices, least, most, draw(st.integers(1, 3))


@settings(max_examples=400)
@given(problems())
def test_that_the_search_finds_what_trying_everything_finds(problem: Problem) -> None:
    choices, least, most, at_most = problem
    found = find_cheapest_combinations(choices, least, most, at_most=at_most)
    assert found == cheapest_sets(problem, wanted=3)


@settings(max_examples=150)
@given(problems_with_liquids())
def test_that_the_doses_of_liquids_are_those_that_trying_everything_finds(problem: Problem) -> None:
    choices, least, most, at_most = problem
    found = find_cheapest_combinations(choices, least, most, at_most=at_most)
    assert found == cheapest_sets(problem, wanted=3)


@st.composite
def problems_with_likenesses(draw: DrawFn) -> Problem:
    """Products of few kinds, so that many give the same amounts for other or the same prices."""
    minerals = draw(st.integers(1, 2))
    kinds = [
        tuple(draw(st.lists(st.integers(0, 30), min_size=minerals, max_size=minerals)))
        for _ in range(draw(st.integers(1, 2)))
    ]
    choices = []
    for name in "abcdef"[: draw(st.integers(3, 6))]:
        price, cap, units = draw(st.tuples(st.integers(0, 5), st.integers(1, 3), st.integers(1, 2)))
        costs = tuple(price * count for count in range(1, cap + 1))
        choices.append(DoseChoice(name, costs, draw(st.sampled_from(kinds)), units))
    least, most = draw(goals(minerals))
    return choices, least, most, draw(st.integers(1, 4))


@settings(max_examples=300)
@given(problems_with_likenesses())
def test_that_the_cheapest_of_many_alike_is_what_trying_everything_finds(problem: Problem) -> None:
    choices, least, most, at_most = problem
    found = find_cheapest_by_number(choices, least, most, range(1, at_most + 1))
    expected = [
        next(iter(cheapest_sets((choices, least, most, number), wanted=1)), None)
        for number in range(1, at_most + 1)
    ]
    assert found == expected


def test_that_two_of_many_products_alike_are_tried_and_no_more() -> None:
    alike = [DoseChoice(f"{at:04}", (100 + at, 2 * (100 + at)), (100,)) for at in range(2_000)]
    assert find_cheapest_by_number(alike, [337], [350], (1, 2)) == [None, None]
    single, pair = find_cheapest_by_number(alike, [300], [350], (1, 2))
    assert (single, pair and pair.counts) == (None, ((0, 2), (1, 1)))


def test_that_pairs_that_cost_what_one_product_does_are_not_tried() -> None:
    many = [DoseChoice(f"{at:04}", (5, 10), (at,)) for at in range(1, 3_001)]
    single, pair = find_cheapest_by_number(many, [4_500], [None], (1, 2))
    assert single is not None
    assert (single.cost, single.product_count, pair) == (10, 1, single)


@given(st.one_of(problems(), problems_with_liquids()), st.integers(0, 20))
def test_that_another_product_never_makes_the_cheapest_dearer(problem: Problem, price: int) -> None:
    choices, least, most, at_most = problem
    before = find_cheapest_combinations(choices, least, most, at_most=at_most, wanted=1)
    more = [*choices, DoseChoice("z", (price, 2 * price), tuple(10 for _ in least))]
    after = find_cheapest_combinations(more, least, most, at_most=at_most, wanted=1)
    assert not before or after[0].cost <= before[0].cost


@given(st.one_of(problems(), problems_with_liquids()))
def test_that_a_higher_limit_never_makes_the_cheapest_dearer(problem: Problem) -> None:
    choices, least, most, at_most = problem
    before = find_cheapest_combinations(choices, least, most, at_most=at_most, wanted=1)
    higher = [None if high is None else high + 15 for high in most]
    after = find_cheapest_combinations(choices, least, higher, at_most=at_most, wanted=1)
    assert not before or after[0].cost <= before[0].cost


@given(st.one_of(problems(), problems_with_liquids()))
def test_that_the_order_of_the_products_does_not_matter(problem: Problem) -> None:
    choices, least, most, at_most = problem
    found, turned = (
        [
            replace(combination, counts=())
            for combination in find_cheapest_combinations(listed, least, most, at_most=at_most)
        ]
        for listed in (choices, choices[::-1])
    )
    assert found == turned


def test_that_ties_are_settled_by_fewer_products_then_fewer_units_then_name() -> None:
    choices = [
        DoseChoice("half", (5, 10), (50,)),
        DoseChoice("whole b", (10,), (100,)),
        DoseChoice("whole a", (10,), (100,)),
        DoseChoice("other half", (5,), (50,)),
    ]
    found = find_cheapest_combinations(choices, [100], [None], wanted=4)
    assert [combination.names for combination in found] == [
        ("whole a",), ("whole b",), ("half",), ("half", "other half"),
    ]  # fmt: skip


def test_that_minerals_that_too_few_products_hold_have_no_combination() -> None:
    single = [DoseChoice(name, (1,), tuple(int(m == at) for m in range(4)))
              for at, name in enumerate("abcd")]  # fmt: skip
    targets: list[int] = [1, 1, 1, 1]
    assert not find_cheapest_combinations(single, targets, [None] * 4, at_most=3)
    assert find_cheapest_combinations(single, targets, [None] * 4, at_most=4)


def test_that_the_search_can_be_cancelled() -> None:
    class Impatient(Progress):
        def report(self, rows: int, share: float = 0.0) -> None:
            raise Cancelled

    sizes = (7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47)
    choices = [
        DoseChoice(f"{size}", tuple(size * n for n in range(1, 21)), (size,)) for size in sizes
    ]
    with pytest.raises(Cancelled):
        find_cheapest_combinations(choices, [1_009], [1_009], at_most=6, progress=Impatient())


def test_that_costs_too_large_for_a_float_have_prices() -> None:
    costs = [4 * 10**400, 8 * 10**400]
    (price,) = dual_prices([(250,), (100,)], costs, [300])
    assert 0 < price * 250 <= costs[0] * SCALE
    assert price * 250 > costs[0] * SCALE * 99 // 100

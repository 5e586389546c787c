"""The cheapest doses of many products, against an independent integer solver."""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

import highspy
import pytest

from pricing.analysis.dose_choices import DoseChoice
from pricing.analysis.regimen_search import find_cheapest_combinations

PRODUCTS, MINERALS, AT_MOST = 120, 4, 3
# Every so many products, one is a liquid.
LIQUID_EVERY = 6
TABLETS, MILLILITRES = 12, 120  # the most doses


class Shelf(NamedTuple):
    """Products with the price of a pack and its doses, and what is wanted of each mineral."""

    choices: list[DoseChoice]
    prices: list[int]
    packs: list[int]
    least: list[int]
    most: list[int | None]


def random_shelf(seed: int) -> Shelf:
    """Return products of one to four minerals each, sold by the dose or in packs."""
    random = Random(seed)  # noqa: S311 - a test repeats it
    prices, packs, choices = [], [], []
    for number in range(PRODUCTS):
        parts = 10 if number % LIQUID_EVERY == 0 else 1
        price = random.randint(50, 2_000) // parts
        pack = random.choice((1, 3, 5)) if seed % 2 else 1
        held = random.sample(range(MINERALS), random.randint(1, MINERALS))
        amounts = tuple(
            random.randint(10, 200) // parts if at in held else 0 for at in range(MINERALS)
        )
        most_doses = TABLETS if parts == 1 else MILLILITRES
        costs = tuple(-(-doses // pack) * price for doses in range(1, most_doses + 1))
        prices.append(price)
        packs.append(pack)
        choices.append(DoseChoice(f"{number:03}", costs, amounts))
    least = [random.randint(100, 600) for _ in range(MINERALS)]
    most = [None if random.random() < 0.25 else low + random.randint(5, 200) for low in least]
    return Shelf(choices, prices, packs, least, most)


def solve(shelf: Shelf) -> int | None:
    """Return the least cost that the solver finds, recomputed exactly; None if there is none."""
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 0.0)
    everything = range(PRODUCTS)
    most = [len(choice.costs) for choice in shelf.choices]
    doses = [solver.addIntegral(0, most[at]) for at in everything]
    packs = [solver.addIntegral(0, most[at]) for at in everything]
    is_taken = [solver.addBinary() for _ in everything]
    for at in everything:
        solver.addConstr(doses[at] <= most[at] * is_taken[at])
        solver.addConstr(doses[at] <= shelf.packs[at] * packs[at])
    solver.addConstr(solver.qsum(is_taken) <= AT_MOST)
    for mineral, (low, high) in enumerate(zip(shelf.least, shelf.most, strict=True)):
        total = solver.qsum(shelf.choices[at].amounts[mineral] * doses[at] for at in everything)
        solver.addConstr(total >= low)
        if high is not None:
            solver.addConstr(total <= high)
    solver.minimize(solver.qsum(shelf.prices[at] * packs[at] for at in everything))
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        assert solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible
        return None
    cost: int = sum(
        shelf.choices[at].costs[round(count) - 1]
        for at in everything
        if round(count := solver.val(doses[at]))
    )
    return cost


@pytest.mark.parametrize("seed", range(20))
def test_that_the_search_costs_what_an_integer_solver_finds(seed: int) -> None:
    shelf = random_shelf(seed)
    found = find_cheapest_combinations(
        shelf.choices, shelf.least, shelf.most, at_most=AT_MOST, wanted=1
    )
    assert (found[0].cost if found else None) == solve(shelf)

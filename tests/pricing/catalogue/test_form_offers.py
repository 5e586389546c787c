"""The offers of a form: a product's place among them, and the costs that are worth marking."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pricing.catalogue.search import FormOffers

COSTS = st.lists(st.floats(0.001, 10), min_size=2, max_size=200).map(sorted)


def test_that_equal_offers_share_a_place_and_the_middle_is_the_lower_of_two() -> None:
    offers = FormOffers(np.array([0.5, 0.75, 0.75, 2.0]))
    places = [offers.place(Fraction(cost)) for cost in (0.5, 0.75, 2.0)]
    assert (places, offers.middle, len(offers)) == ([1, 2, 4], 0.75, 4)


@given(COSTS, st.integers(2, 40))
def test_that_few_marks_show_both_ends_and_stand_near_every_offer(
    costs: list[float], most: int
) -> None:
    marks = FormOffers(np.array(costs)).spread(most)
    assert len(marks) <= most
    assert (marks[0], marks[-1]) == (costs[0], costs[-1])
    step = (costs[-1] - costs[0]) / (most - 1)
    assert all(min(abs(cost - mark) for mark in marks) <= step * 1.001 for cost in costs)


def test_that_few_offers_are_all_marked() -> None:
    assert FormOffers(np.array([0.5, 0.5, 2.0])).spread(3) == [0.5, 0.5, 2.0]
    assert FormOffers(np.array([0.5, 0.5, 0.5])).spread(2) == [0.5, 0.5]


def test_that_another_price_of_a_product_takes_the_place_of_its_best_one() -> None:
    offers = FormOffers(np.array([0.5, 2.0]))
    for best, count in ((0.5, 2), (0.75, 3)):  # the second one is no offer among them
        dearer = offers.exchanged(best, 3.0)
        assert (dearer.place(Fraction(3)), len(dearer)) == (count, count)

"""Comparing again: edits and changed scenarios give what a fresh comparison gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from pricing.calculation.comparison import Comparison, compare
from pricing.calculation.measures import MEASURES
from pricing.calculation.recomputation import Recomputation
from tests.strategies import products, scenarios

if TYPE_CHECKING:
    from random import Random

    from pricing.model.product import Product
    from pricing.model.scenario import Scenario

TODAY = date(2026, 11, 23)


def content(comparison: Comparison) -> list[tuple[object, ...]]:
    """Everything that a comparison says of its products."""
    return [
        (
            product.position,
            product.rank,
            [flag.message() for flag in product.flags],
            [product.figures.number(measure.key) for measure in MEASURES],
        )
        for product in comparison.products
    ]


@given(
    st.lists(products() | products("EUR"), max_size=4),
    st.lists(scenarios(), min_size=2, max_size=4),
    st.sampled_from(("USD", "EUR")),
)
def test_that_a_changed_scenario_gives_what_a_fresh_comparison_gives(
    listed: list[Product], assumed: list[Scenario], currency: str
) -> None:
    recomputation = Recomputation()
    for scenario in (*assumed, replace(assumed[-1], currency=currency)):
        result = recomputation.compare(listed, scenario, TODAY)
        assert content(result) == content(compare(listed, scenario, TODAY))


@given(st.lists(products(), min_size=2, max_size=5), scenarios(), st.integers(1, 10**9))
def test_that_an_edited_product_gives_what_a_fresh_comparison_gives(
    listed: list[Product], scenario: Scenario, price: int
) -> None:
    recomputation = Recomputation()
    before = recomputation.compare(listed, scenario, TODAY)
    edited = [replace(listed[0], price=price), *listed[1:]]
    after = recomputation.compare(edited, scenario, TODAY)
    assert content(after) == content(compare(edited, scenario, TODAY))
    kept = zip(before.entered_products[1:], after.entered_products[1:], strict=True)
    assert all(old.evaluation is new.evaluation for old, new in kept)


@given(st.lists(products(), max_size=6), scenarios(), st.randoms())
def test_that_another_order_gives_what_a_fresh_comparison_gives(
    listed: list[Product], scenario: Scenario, random: Random
) -> None:
    for rows in (listed, listed + listed[:2]):  # without and with some that are equal in everything
        comparison = compare(rows, scenario, TODAY)
        by_place = comparison.products_by_place
        places = [product.position for product in by_place]
        rest = [at for at in range(len(rows)) if at not in places]
        for order in ([*places, *rest], random.sample(range(len(rows)), len(rows))):
            moved = comparison.with_order(order)
            fresh = compare([rows[at] for at in order], scenario, TODAY)
            assert content(moved) == content(fresh)
            for attribute in ("ranked_products", "products_by_place"):
                shown, expected = getattr(moved, attribute), getattr(fresh, attribute)
                assert [one.position for one in shown] == [one.position for one in expected]

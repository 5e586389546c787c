"""The cheapest way to reach the dose, with one product or two."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product as crossed
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from pricing.analysis.findings import findings
from pricing.analysis.product_pairs import Regimen, find_cheapest_regimens
from pricing.calculation.comparison import compare
from pricing.model.columns import build_product
from pricing.model.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TODAY = date(2026, 11, 23)


def sold(name: str, elemental: int, cents_a_unit: int, **values):
    row = {
        "product": name, "form": "citrate", "unit_kind": "tablet",
        "elemental_mg": elemental * 1_000, "pack_units": 100_000,
        "price": cents_a_unit * 100 * 10_000,
    }  # fmt: skip
    return build_product({**row, **values})


def ways(listed: Callable[..., Path], **scenario):
    return find_cheapest_regimens(compare(listed, Scenario(**scenario), TODAY))


def taken(way: Regimen | None) -> dict[str, int]:
    assert way is not None
    return {part.compared_product.product.product: int(part.units) for part in way.doses}


def test_that_two_together_are_found_where_they_are_cheaper() -> None:
    listed = [sold("Big", 200, 10), sold("Small", 100, 6)]
    single, pair = ways(listed, target=300_000)
    assert taken(single) == {"Small": 3}
    assert taken(pair) == {"Big": 1, "Small": 1}
    assert pair is not None
    assert (pair.delivered, pair.cost) == (300, Fraction(30 * 16, 100))


def test_that_the_limit_rules_out_what_passes_it() -> None:
    listed = [sold("Big", 240, 1), sold("Small", 100, 6)]
    assert taken(ways(listed, target=300_000, limit_authority="none")[0]) == {"Big": 2}
    single, pair = ways(listed, target=300_000)
    assert taken(single) == {"Small": 3}
    assert taken(pair) == {"Big": 1, "Small": 1}


def test_that_a_label_that_cannot_be_is_no_way_to_reach_anything() -> None:
    wrong = sold("Wrong", 300, 1, form="oxide", compound_mg=400_000)
    assert taken(ways([wrong, sold("Small", 100, 6)], target=300_000)[0]) == {"Small": 3}


def test_the_sentence_and_that_a_difference_within_the_band_is_none() -> None:
    listed = [sold("Big", 200, 10), sold("Small", 100, 6)]
    scenario = Scenario(target=300_000)
    told = {each.key: each.text() for each in findings(compare(listed, scenario, TODAY))}
    assert told["together"].replace("\u00a0", " ") == (
        "Two products together cost less within the safe limit. 1 tablet of Big with 1 tablet of "
        "Small a day give 300 mg, for $4.80 a month as taken, from two packs. That is $0.60 less "
        "than 3 tablets of Small."
    )
    alike = Scenario(target=300_000, no_difference=600_000)
    assert "together" not in {each.key for each in findings(compare(listed, alike, TODAY))}


def test_the_sentence_where_no_product_alone_does() -> None:
    listed = [sold("Big", 240, 10), sold("Small", 90, 6)]
    scenario = Scenario(target=300_000)  # 4 x 90 mg pass the limit, as 2 x 240 do
    told = {each.key: each.text() for each in findings(compare(listed, scenario, TODAY))}
    assert told["together"].replace("\u00a0", " ") == (
        "No product alone reaches the target within the safe limit. 1 tablet of Big with 1 tablet "
        "of Small a day give 330 mg, for $4.80 a month as taken, from two packs."
    )


SIZES = st.sampled_from((60, 75, 100, 125, 133, 150, 200, 250))


@settings(max_examples=60)
@given(
    st.lists(st.tuples(SIZES, st.integers(1, 30)), min_size=1, max_size=4),
    st.sampled_from((150_000, 200_000, 300_000, 350_000)),
    st.sampled_from(("US", "EU", "none")),
)
def test_that_the_search_finds_what_trying_everything_finds(sizes, target, authority) -> None:
    listed = [sold(f"p{at}", size, cents) for at, (size, cents) in enumerate(sizes)]
    single, pair = ways(listed, target=target, limit_authority=authority)
    limit = {"US": 350, "EU": 250, "none": 10**6}[authority]
    costs: dict[int, Fraction] = {}
    for counts in crossed(range(8), repeat=len(listed)):
        delivered = sum(count * size for count, (size, _) in zip(counts, sizes, strict=True))
        parts = sum(1 for count in counts if count)
        if parts in {1, 2} and target / 1_000 <= delivered <= limit:
            cost = Fraction(30, 100) * sum(
                count * cents for count, (_, cents) in zip(counts, sizes, strict=True)
            )
            costs[parts] = min(cost, costs.get(parts, cost))
    assert (single.cost if single else None) == costs.get(1)
    if pair is not None:
        assert pair.cost == costs[2]
        assert single is None or pair.cost < single.cost
    else:
        assert 2 not in costs or (1 in costs and costs[1] <= costs[2])

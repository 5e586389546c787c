"""The cheapest regimens of one product and of two."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product as crossed
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from pricing.analysis.dose_grid import dose_grid
from pricing.analysis.findings import findings
from pricing.analysis.product_pairs import CombinedDoses, find_cheapest_one_or_two
from pricing.calculation.comparison import compare
from pricing.model.columns import build_product
from pricing.model.scenario import Scenario
from pricing.quantities.amounts import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.model.columns import BaseValue
    from pricing.model.product import Product

TODAY = date(2026, 11, 23)


def tablets(name: str, elemental: int, cents_per_unit: int, **values: BaseValue) -> Product:
    row: dict[str, BaseValue] = {
        "product": name, "form": "citrate", "unit_kind": "tablet",
        "elemental_mg": elemental * 1_000, "pack_units": 100_000,
        "price": cents_per_unit * 100 * 10_000,
    }  # fmt: skip
    return build_product({**row, **values})


def regimens(
    listed: Sequence[Product], target: int, limit_authority: str = "US"
) -> tuple[CombinedDoses | None, CombinedDoses | None]:
    scenario = Scenario(target=target, limit_authority=limit_authority)
    return find_cheapest_one_or_two(compare(listed, scenario, TODAY))


def units_by_name(regimen: CombinedDoses | None) -> dict[str, int]:
    assert regimen is not None
    return {dose.compared_product.product.product: int(dose.units) for dose in regimen.doses}


def finding_texts(listed: Sequence[Product], scenario: Scenario) -> dict[str, str]:
    """The findings by key, with plain spaces."""
    comparison = compare(listed, scenario, TODAY)
    return {finding.key: finding.text().replace("\u00a0", " ") for finding in findings(comparison)}


def test_that_two_together_are_found_if_they_are_cheaper() -> None:
    listed = [tablets("Big", 200, 10), tablets("Small", 100, 6)]
    single, pair = regimens(listed, target=300_000)
    assert units_by_name(single) == {"Small": 3}
    assert units_by_name(pair) == {"Big": 1, "Small": 1}
    assert pair is not None
    assert (pair.delivered, pair.cost) == (Fraction(300), Fraction(30 * 16, 100))


def test_that_the_limit_rules_out_regimens_over_it() -> None:
    listed = [tablets("Big", 240, 1), tablets("Small", 100, 6)]
    assert units_by_name(regimens(listed, target=300_000, limit_authority="none")[0]) == {"Big": 2}
    single, pair = regimens(listed, target=300_000)
    assert units_by_name(single) == {"Small": 3}
    assert units_by_name(pair) == {"Big": 1, "Small": 1}


def test_that_two_together_give_no_treatment_with_potassium() -> None:
    listed = [
        tablets(name, amount, 1, element="K", form="chloride")
        for name, amount in (("Big", 400), ("Small", 200))
    ]
    scenario = Scenario.for_element("K")
    for target, found in ((600_000, None), (400_000, {"Big": 1})):
        comparison = compare(listed, replace(scenario, target=target), TODAY)
        single, pair = find_cheapest_one_or_two(comparison)
        assert pair is None
        assert (single and units_by_name(single)) == found


def test_that_a_product_with_an_impossible_label_is_in_no_regimen() -> None:
    wrong = tablets("Wrong", 300, 1, form="oxide", compound_mg=400_000)
    assert units_by_name(regimens([wrong, tablets("Small", 100, 6)], target=300_000)[0]) == {
        "Small": 3
    }


def test_that_a_product_with_an_open_question_is_in_no_pair() -> None:
    unclear = tablets("Unclear", 200, 1, form="aspartate", unit_kind="capsule")
    clear = [tablets("Big", 200, 10), tablets("Small", 100, 6)]
    single, pair = regimens([unclear, *clear], target=300_000)
    assert units_by_name(single) == {"Small": 3}
    assert units_by_name(pair) == {"Big": 1, "Small": 1}
    together = finding_texts([unclear, *clear], Scenario(target=300_000))["together"]
    assert "1 tablet of Big + 1 tablet of Small a day" in together
    assert "Unclear" not in together


def test_that_the_map_of_doses_takes_no_pair_from_a_label_in_doubt() -> None:
    unclear = tablets("Unclear", 100, 20, form="aspartate", unit_kind="capsule")
    comparison = compare([unclear, tablets("Big", 240, 10)], Scenario(target=300_000), TODAY)
    grid = dose_grid(comparison)
    assert [column.pair for column in grid.columns] == [None] * len(grid.columns)


def test_that_a_pair_is_described_unless_it_saves_no_meaningful_amount() -> None:
    listed = [tablets("Big", 200, 10), tablets("Small", 100, 6)]
    scenario = Scenario(target=300_000)
    assert finding_texts(listed, scenario)["together"] == (
        "Cheaper together, $4.80 a month: 1 tablet of Big + 1 tablet of Small a day = 300 mg. "
        "$0.60 less than the best buy."
    )
    alike = Scenario(target=300_000, no_difference=600_000)
    assert "together" not in finding_texts(listed, alike)


def test_that_a_pair_is_described_if_no_product_alone_reaches_the_target() -> None:
    listed = [tablets("Big", 240, 10), tablets("Small", 90, 6)]
    scenario = Scenario(target=300_000)  # 4 x 90 mg exceed the limit, and so do 2 x 240 mg
    assert finding_texts(listed, scenario)["together"] == (
        "Two together reach it for $4.80 a month: 1 tablet of Big + 1 tablet of Small a day = "
        "330 mg."
    )


SIZES = st.sampled_from((60, 75, 100, 125, 133, 150, 200, 250))


@settings(max_examples=60)
@given(
    st.lists(st.tuples(SIZES, st.integers(1, 30)), min_size=1, max_size=4),
    st.sampled_from((150_000, 200_000, 300_000, 350_000)),
    st.sampled_from(("US", "EU", "none")),
)
def test_that_the_search_finds_what_trying_everything_finds(
    sizes: list[tuple[int, int]], target: int, authority: str
) -> None:
    listed = [tablets(f"p{at}", size, cents) for at, (size, cents) in enumerate(sizes)]
    single, pair = regimens(listed, target=target, limit_authority=authority)
    limit = {"US": 350, "EU": 250, "none": 10**6}[authority]
    least = Fraction(target, 1_000) * (1 - TOLERANCE.to_fraction(Scenario().tolerance) / 100)
    costs: dict[int, Fraction] = {}
    for counts in crossed(range(8), repeat=len(listed)):
        delivered = sum(count * size for count, (size, _) in zip(counts, sizes, strict=True))
        parts = sum(1 for count in counts if count)
        if parts in {1, 2} and least <= delivered <= limit:
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


@settings(max_examples=60)
@given(
    st.lists(st.tuples(SIZES, st.integers(1, 30)), min_size=1, max_size=8),
    st.lists(st.integers(0, 2), min_size=24, max_size=24),
    st.sampled_from((150_000, 200_000, 300_000, 350_000)),
)
def test_that_more_packs_of_the_same_labels_that_cost_no_less_make_nothing_cheaper(
    sizes: list[tuple[int, int]], surcharges: list[int], target: int
) -> None:
    listed = [tablets(f"p{at}", size, cents) for at, (size, cents) in enumerate(sizes)]
    twice = [tablets(f"q{at}", size, cents) for at, (size, cents) in enumerate(sizes)]
    more = [
        tablets(f"r{at}", *sizes[at % len(sizes)], price=twice[at % len(sizes)].price + added)
        for at, added in enumerate(surcharges)
    ]
    found, expected = regimens(listed + twice + more, target), regimens(listed + twice, target)
    assert [one and (one.cost, units_by_name(one)) for one in found] == [
        one and (one.cost, units_by_name(one)) for one in expected
    ]

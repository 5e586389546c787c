"""Changes of prices since a day: what rose, fell, came and went, with costs and places."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.price_changes import ChangeKind, ChangeQuery, changed_hits, find_changes
from pricing.catalogue.search import CatalogueSearch
from pricing.model.row_batch import RowBatch
from pricing.model.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pricing.model.columns import BaseValue

MAY, JUNE_1, JUNE = date(2026, 5, 2), date(2026, 6, 1), date(2026, 6, 26)
SINCE_JUNE = ChangeQuery(JUNE_1)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue(tmp_path)
    yield catalogue
    catalogue.close()


def import_prices(
    catalogue: Catalogue, day: date, source: str = "Shop", **dollars: str | float
) -> None:
    """Import a list of packs with 120 capsules of 100 mg at these prices."""
    rows: list[dict[str, BaseValue]] = [
        {
            "product": name, "form": "oxide", "unit_kind": "capsule", "elemental_mg": 100_000,
            "pack_units": 120_000, "element": "Mg", "currency": "USD",
            "price": round(float(price) * 1_000_000),
        }
        for name, price in dollars.items()
    ]  # fmt: skip
    catalogue.import_rows([RowBatch.from_rows(rows)], source, day)


def found(catalogue: Catalogue, query: ChangeQuery = SINCE_JUNE) -> list[tuple[str, str, str]]:
    """Return kind, product and source of each change."""
    changes = find_changes(catalogue, query)
    names = [
        str(listed.values["product"])
        for change in changes
        for listed in catalogue.listed_products([change.product_id])
    ]
    return [
        (change.kind.value, name, change.now.source)
        for change, name in zip(changes, names, strict=True)
    ]


def test_that_prices_rise_fall_come_and_go(catalogue: Catalogue) -> None:
    import_prices(catalogue, MAY, Rising=8, Soaring=8, Falling=18, Same=5, Going=7)
    import_prices(catalogue, JUNE, Rising=9, Soaring=16, Falling=7, Same=5, Coming=6)
    assert found(catalogue) == [
        ("rose", "Soaring", "Shop"),
        ("rose", "Rising", "Shop"),
        ("fell", "Falling", "Shop"),
        ("new", "Coming", "Shop"),
        ("not_seen", "Going", "Shop"),
    ]


def test_that_each_shop_has_its_own_prices(catalogue: Catalogue) -> None:
    import_prices(catalogue, MAY, "One", Oxide=8)
    import_prices(catalogue, MAY, "Two", Oxide=9)
    import_prices(catalogue, JUNE, "Two", Oxide=7)
    assert found(catalogue) == [("fell", "Oxide", "Two")]


def test_that_a_price_which_came_back_has_not_changed(catalogue: Catalogue) -> None:
    import_prices(catalogue, MAY, Oxide=8)
    import_prices(catalogue, JUNE_1, Oxide=9)
    import_prices(catalogue, JUNE, Oxide=8)
    assert found(catalogue) == []


def test_that_a_product_counts_as_not_seen_only_while_its_shop_was_seen(
    catalogue: Catalogue,
) -> None:
    import_prices(catalogue, MAY, Here=8, Gone=9)
    assert found(catalogue) == []
    import_prices(catalogue, MAY + timedelta(30), Here=8)
    assert {kind for kind, _, _ in found(catalogue, ChangeQuery(MAY))} == {"new"}
    import_prices(catalogue, MAY + timedelta(31), Here=8)
    assert found(catalogue) == [("not_seen", "Gone", "Shop")]
    assert found(catalogue, ChangeQuery(JUNE_1, unseen_days=40)) == []


def test_that_the_price_and_the_shop_narrow_the_changes(catalogue: Catalogue) -> None:
    import_prices(catalogue, MAY, Near=12, Cheap=9, Dear=30)
    import_prices(catalogue, JUNE, Near=9, Cheap=8, Dear=20, Coming=7)
    below_ten = ChangeQuery(JUNE_1, below=10_000_000)
    assert [name for _, name, _ in found(catalogue, below_ten)] == ["Near", "Coming"]
    assert found(catalogue, ChangeQuery(JUNE_1, source="Another")) == []


def test_that_costs_and_places_are_those_before_and_now(catalogue: Catalogue) -> None:
    import_prices(catalogue, MAY, First=8, Second=12, Third=18)
    import_prices(catalogue, JUNE, First=8, Second=12, Third=6)
    search = CatalogueSearch(catalogue, Scenario.for_element("Mg", "USD"))
    (hit,) = changed_hits(catalogue, search, find_changes(catalogue, SINCE_JUNE), SINCE_JUNE)
    assert hit.now.product.product == "Third"
    assert (hit.place_before, hit.place_now) == (3, 1)
    # 200 mg a day are two capsules, so a month takes half a pack.
    assert hit.monthly_cost_before == 9
    assert hit.now.figures.number("monthly_cost") == 3


def test_that_an_unsafe_product_has_no_place(catalogue: Catalogue) -> None:
    import_prices(catalogue, MAY, Safe=8)
    rows: list[dict[str, BaseValue]] = [
        {
            "product": "Strong", "form": "oxide", "unit_kind": "tablet", "elemental_mg": 500_000,
            "pack_units": 120_000, "element": "Mg", "currency": "USD", "price": 2_000_000,
        }
    ]  # fmt: skip
    catalogue.import_rows([RowBatch.from_rows(rows)], "Shop", JUNE)
    search = CatalogueSearch(catalogue, Scenario.for_element("Mg", "USD"))
    hits = changed_hits(catalogue, search, find_changes(catalogue, SINCE_JUNE), SINCE_JUNE)
    assert [hit.place_now for hit in hits if hit.now.product.product == "Strong"] == [None]


@settings(max_examples=40, deadline=None)
@given(
    prices=st.lists(
        st.tuples(st.integers(0, 60), st.sampled_from(("A", "B")), st.integers(1, 4)),
        min_size=1,
        max_size=8,
    ),
    since=st.integers(0, 61),
)
def test_that_a_change_is_the_last_price_against_that_before_the_day(
    tmp_path_factory: pytest.TempPathFactory, prices: list[tuple[int, str, int]], since: int
) -> None:
    """A slow look at every price seen tells the same, where no two were seen on one day."""
    by_day = {(day, source): price for day, source, price in prices}
    day_since = MAY + timedelta(since)
    catalogue = Catalogue(tmp_path_factory.mktemp("changes"))
    try:
        for (day, source), price in sorted(by_day.items()):
            import_prices(catalogue, MAY + timedelta(day), source, Oxide=price)
        changes = find_changes(catalogue, ChangeQuery(day_since, unseen_days=100))
    finally:
        catalogue.close()
    expected: dict[str, tuple[int | None, int]] = {}
    for source in ("A", "B"):
        seen = [(day, price) for (day, shop), price in sorted(by_day.items()) if shop == source]
        before = [price for day, price in seen if day < since]
        if not seen or seen[-1][0] < since:
            continue
        if not before:
            expected[source] = (None, seen[-1][1])
        elif before[-1] != seen[-1][1]:
            expected[source] = (before[-1], seen[-1][1])
    assert {
        change.now.source: (
            None if change.price_before is None else change.price_before // 1_000_000,
            change.price_now // 1_000_000,
        )
        for change in changes
    } == expected
    assert all(change.kind is not ChangeKind.NOT_SEEN for change in changes)


def places(catalogue: Catalogue, query: ChangeQuery) -> dict[str, tuple[int | None, int | None]]:
    """Return the places before and now of each product with a change."""
    search = CatalogueSearch(catalogue, Scenario.for_element("Mg", "USD"))
    hits = changed_hits(catalogue, search, find_changes(catalogue, query), query)
    return {hit.now.product.product: (hit.place_before, hit.place_now) for hit in hits}


def test_that_each_row_has_the_place_of_its_own_price_and_stands_by_it(
    catalogue: Catalogue,
) -> None:
    import_prices(catalogue, JUNE, "One", Acme=4, Zeta=3)
    import_prices(catalogue, JUNE, "Two", Acme=1.4)
    import_prices(catalogue, JUNE, "Three", Zeta=4)
    assert rows_with_places(catalogue) == [
        ("Acme", "Two", 1), ("Acme", "One", 2), ("Zeta", "One", 2), ("Zeta", "Three", 2),
    ]  # fmt: skip


def test_that_the_place_before_is_that_of_the_price_before(catalogue: Catalogue) -> None:
    import_prices(catalogue, MAY, "One", Acme=7, Zeta=5)
    import_prices(catalogue, MAY, "Two", Acme=4)
    import_prices(catalogue, JUNE, "One", Acme=3, Zeta=5)
    assert places(catalogue, SINCE_JUNE) == {"Acme": (2, 1)}


def rows_with_places(catalogue: Catalogue) -> list[tuple[str, str, int | None]]:
    search = CatalogueSearch(catalogue, Scenario.for_element("Mg", "USD"))
    hits = changed_hits(catalogue, search, find_changes(catalogue, SINCE_JUNE), SINCE_JUNE)
    return [(hit.now.product.product, hit.change.now.source, hit.place_now) for hit in hits]


def test_that_a_product_which_is_not_seen_takes_no_place_now(catalogue: Catalogue) -> None:
    import_prices(catalogue, MAY, Gone=7, Cheap=8, Dear=12)
    import_prices(catalogue, JUNE, Cheap=9, Dear=10)
    query = ChangeQuery(JUNE_1, source="Shop", below=12_000_000)
    assert places(catalogue, SINCE_JUNE) == {"Gone": (None, None), "Cheap": (2, 1), "Dear": (3, 2)}
    assert places(catalogue, query) == {"Dear": (3, 2)}  # also where nobody asks for it


def test_that_a_product_has_the_place_of_its_cheapest_price_that_is_seen(
    catalogue: Catalogue,
) -> None:
    import_prices(catalogue, MAY, "One", Half=6, Other=8)
    import_prices(catalogue, JUNE, "One", Other=9)
    import_prices(catalogue, JUNE, "Two", Half=10)
    search = CatalogueSearch(catalogue, Scenario.for_element("Mg", "USD"))
    changes = find_changes(catalogue, SINCE_JUNE)
    hits = changed_hits(catalogue, search, changes, SINCE_JUNE)
    assert {(hit.change.now.source, hit.change.kind.value, hit.place_now) for hit in hits} == {
        ("One", "rose", 1),
        ("One", "not_seen", None),
        ("Two", "new", 2),
    }


def test_that_equal_costs_have_the_places_of_their_order(catalogue: Catalogue) -> None:
    names = [f"Pack {number:03}" for number in range(40)]
    import_prices(catalogue, MAY, "Shop", **dict.fromkeys(names, 3))
    dearer = {name: 4 + number // 3 for number, name in enumerate(names)}
    import_prices(catalogue, JUNE, "Shop", **dearer)
    found_places = places(catalogue, SINCE_JUNE)
    assert sorted(now or 0 for _, now in found_places.values()) == list(range(1, 41))
    assert [found_places[name][1] for name in names] == list(range(1, 41))

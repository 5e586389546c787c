"""Prices that reach a counter together join it as if each had come alone."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from pricing.catalogue.price_updates import update_known_prices
from pricing.catalogue.wrong_prices import take_back_price
from pricing.model.row_batch import RowBatch
from tests.catalogue_digest import content_digest

if TYPE_CHECKING:
    from collections.abc import Callable

    from pricing.catalogue.catalogue import Catalogue
    from pricing.sharing.shared_catalogue import SharedCatalogue

DAYS = tuple(date(2026, 5, day) for day in (1, 2, 3))
CODES = ("036000291452", "4006381333931")
# What a typed price may state otherwise than the row before it.
CHOICES: dict[str, tuple[Any, ...]] = {
    "product": ("Magnesium plain", "Magnesium coated", "Zinc"),
    "brand": ("Maker", "Maker", None),
    "upc": (None, None, None, *CODES, "; ".join(CODES)),
    "ndc": (None, None, None, "0904-4251-59"),
    "elemental_mg": (100_000, 100_000, 100_000, 200_000),
    "pack_units": (60_000, 60_000, 60_000, None),
    "source": ("Shop A", "Shop B"),
    "currency": ("USD", "USD", "USD", "EUR"),
    "price": (1_000_000, 2_000_000, 3_000_000),
    "priced_on": DAYS,
}
USUAL = {"element": "Mg", "form": "citrate", "unit_kind": "tablet", "serving_units": 1_000}


@pytest.mark.parametrize("seed", range(3))
def test_that_it_does_not_matter_which_prices_come_together(
    seed: int, open_counter: Callable[[str], SharedCatalogue], address: str
) -> None:
    names = ("north", "each", "some")
    north, each, some = counters = [open_counter(name) for name in names]
    for counter, name in zip(counters, names, strict=True):
        counter.join(address, name)
    choose = random.Random(seed)  # noqa: S311
    for number in range(40):
        _state_something(north.catalogue, choose)
        north.sync()
        each.sync()
        if number % (seed + 3) == 0:
            some.sync()
    some.sync()
    late = open_counter("late")
    late.join(address, "late")
    late.sync()
    digests = {content_digest(counter.catalogue) for counter in (*counters, late)}
    assert len(digests) == 1


def _state_something(catalogue: Catalogue, choose: random.Random) -> None:
    """Type a price of a known product, or seldom state a row of a list or take a price back."""
    row = {**USUAL, **{key: choose.choice(values) for key, values in CHOICES.items()}}
    batch = RowBatch.from_rows([{key: value for key, value in row.items() if value is not None}])
    offers = [
        (product_id, offer)
        for (product_id,) in catalogue.database.fetch_rows("SELECT id FROM product ORDER BY id")
        for offer in catalogue.price_history(int(str(product_id)))
    ]
    kind = choose.random()
    if kind < 0.1 and offers:
        product_id, offer = choose.choice(offers)
        take_back_price(catalogue, int(str(product_id)), offer)
    elif kind < 0.2 or row["pack_units"] is None:
        catalogue.import_rows([batch], "List", DAYS[-1])
    else:
        update_known_prices(catalogue, batch, "typed", DAYS[-1])


def test_that_the_last_one_of_a_day_counts_among_prices_that_come_together(
    pair: tuple[SharedCatalogue, SharedCatalogue],
) -> None:
    north, south = pair
    (product,) = north.catalogue.listed_products([1])
    for price in (3_000_000, 1_000_000, 2_000_000, 1_000_000, 2_000_000):
        values = {**product.values, "source": "Shop A", "price": price, "priced_on": DAYS[0]}
        north.catalogue.import_rows([RowBatch.from_rows([values])], "Shop A", DAYS[0])
    north.sync()
    south.sync()
    offers = [each for each in south.catalogue.price_history(1) if each.source == "Shop A"]
    assert [each.price for each in offers if each.is_current] == [2_000_000]
    assert content_digest(south.catalogue) == content_digest(north.catalogue)


def test_that_prices_of_two_counters_come_together_in_the_order_of_the_log(
    pair: tuple[SharedCatalogue, SharedCatalogue],
    open_counter: Callable[[str], SharedCatalogue],
    address: str,
) -> None:
    third = open_counter("third")
    third.join(address, "third")
    third.sync()
    ids = third.catalogue.database.fetch_rows("SELECT id FROM product ORDER BY id DESC LIMIT 6")
    for number, (product_id,) in enumerate(ids):
        counter = pair[number % 2]
        (product,) = counter.catalogue.listed_products([int(str(product_id))])
        price: dict[str, Any] = {"source": "Shop A", "price": 1_000_000 + number}
        batch = RowBatch.from_rows([{**product.values, **price, "priced_on": DAYS[0]}])
        counter.catalogue.import_rows([batch], "Shop A", DAYS[0])
        for each in (*pair, *pair):
            each.sync()
    third.sync()
    assert len({content_digest(each.catalogue) for each in (*pair, third)}) == 1

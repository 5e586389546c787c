"""Prices that join the catalogue's products: only those that are known, and nothing of labels."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.price_updates import update_known_prices
from pricing.model.columns import values_by_column
from pricing.model.product import Product
from pricing.model.row_batch import RowBatch

if TYPE_CHECKING:
    from pathlib import Path

DAY, LATER = date(2026, 5, 2), date(2026, 6, 2)
LABEL = {
    "product": "Oxide", "brand": "Plain", "form": "oxide", "unit_kind": "tablet",
    "elemental_mg": 250_000, "pack_units": 100_000, "element": "Mg",
}  # fmt: skip
CODED = {**LABEL, "upc": "036000291452"}
PRICED = {"price": 8_000_000, "currency": "USD", "source": "Shop", "priced_on": DAY}


@pytest.fixture
def catalogue(tmp_path: Path):
    products = Catalogue(tmp_path)
    yield products
    products.close()


def take(catalogue: Catalogue, *rows) -> None:
    catalogue.import_rows([RowBatch.from_rows(rows)], "list", DAY)


def note(catalogue: Catalogue, **values) -> int:
    """How many prices joined for the row with these values."""
    values = {"currency": "USD", **values}
    product = Product("Oxide", 100_000, 7_000_000, elemental=250_000, **values)
    return update_known_prices(
        catalogue, RowBatch.from_rows([values_by_column(product)]), "own", LATER
    ).prices


def asked(catalogue: Catalogue) -> list[tuple[str, int, date]]:
    return [(each.source, each.price, each.last_on) for each in catalogue.price_history(1)]


def test_that_a_price_joins_the_product_of_its_code(catalogue: Catalogue) -> None:
    take(catalogue, CODED | PRICED)
    assert note(catalogue, upc="036000291452", brand="Another", form="citrate") == 1
    assert asked(catalogue) == [("Shop", 8_000_000, DAY), ("own", 7_000_000, LATER)]
    (listed,) = catalogue.listed_products([1])
    assert (listed.values["brand"], listed.values["form"]) == ("Plain", "oxide")


def test_that_a_price_joins_the_product_of_its_name(catalogue: Catalogue) -> None:
    take(catalogue, LABEL | PRICED)
    assert note(catalogue, brand="plain", form="oxide", unit_kind="tablet") == 1
    assert catalogue.count() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"brand": "Another", "form": "oxide", "unit_kind": "tablet"},
        {"upc": "4006381333931", "brand": "Plain", "form": "oxide", "unit_kind": "tablet"},
        {"upc": "036000291452", "currency": "EUR"},
    ],
)
def test_that_what_is_not_known_does_not_join(catalogue: Catalogue, values) -> None:
    take(catalogue, CODED | PRICED)
    assert note(catalogue, **values) == 0
    assert catalogue.count() == 1
    assert len(asked(catalogue)) == 1


def test_that_a_label_without_a_price_gets_its_first_one(catalogue: Catalogue) -> None:
    take(catalogue, CODED)
    assert note(catalogue, upc="036000291452", currency="EUR") == 1
    (listed,) = catalogue.listed_products([1])
    assert (listed.values["price"], listed.values["currency"]) == (7_000_000, "EUR")
    assert catalogue.count() == 1


def test_that_the_row_s_own_source_and_day_hold(catalogue: Catalogue) -> None:
    take(catalogue, CODED | PRICED)
    note(catalogue, upc="036000291452", source="Shop", priced_on=date(2026, 5, 30))
    assert asked(catalogue) == [
        ("Shop", 8_000_000, DAY),
        ("Shop", 7_000_000, date(2026, 5, 30)),
    ]

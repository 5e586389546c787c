"""Prices of a comparison join the histories of products in the catalogue, without their labels."""

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
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pricing.model.columns import BaseValue

DAY, LATER = date(2026, 5, 2), date(2026, 6, 2)
LABEL: dict[str, BaseValue] = {
    "product": "Oxide", "brand": "Plain", "form": "oxide", "unit_kind": "tablet",
    "elemental_mg": 250_000, "pack_units": 100_000, "element": "Mg",
}  # fmt: skip
CODED: dict[str, BaseValue] = {**LABEL, "upc": "036000291452"}
PRICED: dict[str, BaseValue] = {
    "price": 8_000_000,
    "currency": "USD",
    "source": "Shop",
    "priced_on": DAY,
}


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue(tmp_path)
    yield catalogue
    catalogue.close()


def import_row(catalogue: Catalogue, row: Mapping[str, BaseValue]) -> None:
    catalogue.import_rows([RowBatch.from_rows([row])], "list", DAY)


def update_price(catalogue: Catalogue, **values: str | date) -> int:
    """Record a price for the product with these values, and return how many prices joined."""
    fields = {"currency": "USD", "elemental": 250_000, **values}
    product = Product("Oxide", 100_000, 7_000_000, **fields)  # type: ignore[arg-type] # by name
    return update_known_prices(
        catalogue, RowBatch.from_rows([values_by_column(product)]), "own", LATER
    ).prices


def price_history(catalogue: Catalogue) -> list[tuple[str, int, date]]:
    return [(period.source, period.price, period.last_on) for period in catalogue.price_history(1)]


def test_that_a_price_joins_the_product_with_its_code(catalogue: Catalogue) -> None:
    import_row(catalogue, CODED | PRICED)
    assert update_price(catalogue, upc="036000291452", brand="Another", form="citrate") == 1
    assert price_history(catalogue) == [("Shop", 8_000_000, DAY), ("own", 7_000_000, LATER)]
    (listed,) = catalogue.listed_products([1])
    assert (listed.values["brand"], listed.values["form"]) == ("Plain", "oxide")


def test_that_a_price_joins_the_product_with_its_label(catalogue: Catalogue) -> None:
    import_row(catalogue, LABEL | PRICED)
    assert update_price(catalogue, brand="plain", form="oxide", unit_kind="tablet") == 1
    assert catalogue.count() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"brand": "Another", "form": "oxide", "unit_kind": "tablet"},
        {"upc": "4006381333931", "brand": "Plain", "form": "oxide", "unit_kind": "tablet"},
        {"upc": "036000291452", "currency": "EUR"},
    ],
)
def test_that_an_unknown_product_does_not_join(
    catalogue: Catalogue, values: dict[str, str | date]
) -> None:
    import_row(catalogue, CODED | PRICED)
    assert update_price(catalogue, **values) == 0
    assert catalogue.count() == 1
    assert len(price_history(catalogue)) == 1


def test_that_a_label_without_a_price_gets_its_first_price(catalogue: Catalogue) -> None:
    import_row(catalogue, CODED)
    assert update_price(catalogue, upc="036000291452", currency="EUR") == 1
    (listed,) = catalogue.listed_products([1])
    assert (listed.values["price"], listed.values["currency"]) == (7_000_000, "EUR")
    assert catalogue.count() == 1


def test_that_the_source_and_the_date_of_the_row_apply(catalogue: Catalogue) -> None:
    import_row(catalogue, CODED | PRICED)
    update_price(catalogue, upc="036000291452", source="Shop", priced_on=date(2026, 5, 30))
    assert price_history(catalogue) == [
        ("Shop", 8_000_000, DAY),
        ("Shop", 7_000_000, date(2026, 5, 30)),
    ]

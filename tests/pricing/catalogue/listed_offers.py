"""Products at the prices of shops, and what a catalogue of them shows."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING

from pricing.catalogue.search import CatalogueSearch, Hit, SearchQuery
from pricing.model.columns import values_by_column
from pricing.model.product import Product
from pricing.model.scenario import Scenario
from pricing.problems.progress import SILENT_PROGRESS, Progress
from tests.generated_products import to_row_batch

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pricing.catalogue.catalogue import Catalogue, Offer
    from pricing.catalogue.staging import ImportSummary


DAY = date(2026, 5, 2)
LATER = date(2026, 6, 2)


def offer(name: str = "Magnesium", price: int = 17_990_000, **values: object) -> Product:
    """Return a product of Shop A at a price of the first day, except for the given values."""
    defaults = {"elemental": 100_000, "form": "glycinate", "source": "Shop A", "priced_on": DAY}
    fields = {"currency": "USD", **defaults, **values}
    return Product(name, 120_000, price, **fields)  # type: ignore[arg-type] # by field name


def import_products(
    catalogue: Catalogue, *products: Product, progress: Progress = SILENT_PROGRESS
) -> ImportSummary:
    return catalogue.import_rows([to_row_batch(products)], "list", DAY, progress)


def search(
    catalogue: Catalogue, query: SearchQuery | str = "", count: int = 100
) -> tuple[Hit, ...]:
    """Return the first hits of a query, or of its words alone."""
    if isinstance(query, str):
        query = SearchQuery(query)
    return CatalogueSearch(catalogue, Scenario()).find(query).page(0, count)


def names(catalogue: Catalogue, query: SearchQuery | str = "", count: int = 100) -> list[str]:
    return [hit.product.product for hit in search(catalogue, query, count)]


def contents(catalogue: Catalogue) -> list[tuple[object, ...]]:
    """Return everything that a user can see of the catalogue."""
    rows = []
    for hit in search(catalogue):
        offers = [
            (period.source, period.price, period.first_on, period.last_on, period.is_current)
            for period in catalogue.price_history(hit.listed_product.id)
        ]
        rows.append((tuple(sorted(values_by_column(hit.product).items())), tuple(sorted(offers))))
    return sorted(rows)


def history(catalogue: Catalogue, hit: Hit) -> Sequence[Offer]:
    return catalogue.price_history(hit.listed_product.id)


def changed_copy(catalogue: Catalogue, target: Path, *statements: str) -> Path:
    catalogue.database.copy_to(target)
    connection = sqlite3.connect(target)
    connection.executescript(";".join(statements))
    connection.close()
    return target

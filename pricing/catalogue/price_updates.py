"""Prices that a user types in a comparison join the histories of products in the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.catalogue.matching import (
    MATCH_CONDITIONS,
    form_name,
    gtin_digits,
    name_keys,
    ndc_digits,
)
from pricing.catalogue.staging import ImportSummary
from pricing.model.columns import PRICE_KEYS
from pricing.model.row_batch import RowBatch

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pricing.catalogue.catalogue import Catalogue
    from pricing.model.columns import BaseValue

_OFFER_KEYS = (*PRICE_KEYS, "source")
# A product in the same currency comes first, then a product without a price.
_FIND_QUERIES = tuple(
    "SELECT p.id FROM (SELECT ? AS gtin, ? AS ndc_key, ? AS name_key, ? AS pack_units) a "
    f"JOIN product p ON p.currency IN (?, '') AND {condition} "
    "ORDER BY p.currency = '', p.id LIMIT 1"
    for condition in MATCH_CONDITIONS.values()
)


def update_known_prices(
    catalogue: Catalogue, priced_rows: RowBatch, source: str, day: date
) -> ImportSummary:
    """Add the prices of rows whose product is in the catalogue, and skip the other rows.

    A label in the catalogue stays as it is, except that its gaps are filled. `source` and `day`
    apply to rows that state no source or no date.

    Raises:
        UserError: The catalogue cannot be read or written.
    """
    forms, elements = (map(str, priced_rows.column(key, "")) for key in ("form", "element"))
    keys = name_keys(priced_rows, list(map(form_name, forms, elements)))
    matches = [
        match
        for row, key in zip(priced_rows.rows(), keys, strict=True)
        if (match := _matching_product(catalogue, row, key)) is not None
    ]
    if not matches:
        return ImportSummary(0, 0, 0)
    return catalogue.import_rows([RowBatch.from_rows(matches)], source, day)


def _matching_product(
    catalogue: Catalogue, row: Mapping[str, BaseValue], name_key: str
) -> dict[str, BaseValue] | None:
    """Return the values of the same product in the catalogue, at the price of the row."""
    codes = gtin_digits(str(row.get("upc", ""))), ndc_digits(str(row.get("ndc", "")))
    values = (*codes, name_key, int(str(row["pack_units"])), str(row["currency"]))
    for query in _FIND_QUERIES:
        for (product_id,) in catalogue.database.fetch_rows(query, values):
            (listed,) = catalogue.listed_products([int(str(product_id))])
            label = {key: value for key, value in listed.values.items() if key not in _OFFER_KEYS}
            return {**row, **label}
    return None

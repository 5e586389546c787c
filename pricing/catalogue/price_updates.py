"""Prices for products that the catalogue knows: only they join it, and only with what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.catalogue.matching import form_name, gtin_digits, name_keys, ndc_digits
from pricing.catalogue.sql import MATCH_CONDITIONS
from pricing.catalogue.staging import ImportSummary
from pricing.model.columns import PRICE_KEYS
from pricing.model.row_batch import RowBatch

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pricing.catalogue.catalogue import Catalogue
    from pricing.model.columns import BaseValue

_OFFER_KEYS = (*PRICE_KEYS, "source")
# In the same currency, else what has no price yet and so none.
_FIND_STATEMENTS = tuple(
    "SELECT p.id FROM (SELECT ? AS gtin, ? AS ndc_key, ? AS name_key, ? AS pack_units) a "
    f"JOIN product p ON p.currency IN (?, '') AND {same} ORDER BY p.currency = '', p.id LIMIT 1"
    for same in MATCH_CONDITIONS.values()
)


def update_known_prices(
    catalogue: Catalogue, priced_rows: RowBatch, source: str, day: date
) -> ImportSummary:
    """Let the prices of products join the histories of those that are known.

    Labels stay as they are, but for what they lack. `source` and `day` hold for rows that name
    none. Raises UserError.
    """
    forms, elements = (map(str, priced_rows.column(key, "")) for key in ("form", "element"))
    names = name_keys(priced_rows, list(map(form_name, forms, elements)))
    found = [
        row
        for row in map(_matching_product, [catalogue] * len(priced_rows), priced_rows.rows(), names)
        if row is not None
    ]
    return (
        catalogue.import_rows([RowBatch.from_rows(found)], source, day)
        if found
        else ImportSummary(0, 0, 0)
    )


def _matching_product(
    products: Catalogue, row: Mapping[str, BaseValue], name: str
) -> dict[str, BaseValue] | None:
    """The catalogue's product of the same identity, at the row's price."""
    codes = gtin_digits(str(row.get("upc", ""))), ndc_digits(str(row.get("ndc", "")))
    marks = (*codes, name, int(str(row["pack_units"])), str(row["currency"]))
    for question in _FIND_STATEMENTS:
        for (number,) in products.database.fetch_rows(question, marks):
            (listed,) = products.listed_products([int(str(number))])
            label = {key: value for key, value in listed.values.items() if key not in _OFFER_KEYS}
            return {**row, **label}
    return None

"""Prices for products that the catalogue knows: only they join it, and only with what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.catalogue.matching import form_name, gtin, name_keys, ndc
from pricing.catalogue.sql import KNOWN_BY
from pricing.catalogue.staging import Joined
from pricing.model.columns import PRICE_KEYS
from pricing.model.row_batch import Table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pricing.catalogue.catalogue import Products
    from pricing.model.columns import Base

_ASKED = (*PRICE_KEYS, "source")
# In the same currency, else what has no price yet and so none.
_FIND = tuple(
    "SELECT p.id FROM (SELECT ? AS gtin, ? AS ndc_key, ? AS name_key, ? AS pack_units) a "
    f"JOIN product p ON p.currency IN (?, '') AND {same} ORDER BY p.currency = '', p.id LIMIT 1"
    for same in KNOWN_BY.values()
)


def note_prices(products: Products, priced: Table, source: str, day: date) -> Joined:
    """Let the prices of products join the histories of those that are known.

    Labels stay as they are, but for what they lack. `source` and `day` hold for rows that name
    none. Raises UserError.
    """
    forms, elements = (map(str, priced.column(key, "")) for key in ("form", "element"))
    names = name_keys(priced, list(map(form_name, forms, elements)))
    found = [
        row
        for row in map(_known, [products] * len(priced), priced.rows(), names)
        if row is not None
    ]
    return products.take_in([Table.of(found)], source, day) if found else Joined(0, 0, 0)


def _known(products: Products, row: Mapping[str, Base], name: str) -> dict[str, Base] | None:
    """The catalogue's product of the same identity, at the row's price."""
    codes = gtin(str(row.get("upc", ""))), ndc(str(row.get("ndc", "")))
    marks = (*codes, name, int(str(row["pack_units"])), str(row["currency"]))
    for question in _FIND:
        for (number,) in products.database.rows(question, marks):
            (listed,) = products.listed([int(str(number))])
            label = {key: value for key, value in listed.values.items() if key not in _ASKED}
            return {**row, **label}
    return None

"""Many products as columns of whole numbers: what the array face works on.

What is no amount (mineral, form, unit, currency) is kept once for each kind of product there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY
from pricing.model.row_batch import incomplete_product

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pricing.model.columns import BaseValue
    from pricing.model.product import Product

    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]

NO_AMOUNT = -1
_INT64_LIMIT = 2**62
AMOUNT_FIELDS: Mapping[str, str] = {
    key: COLUMNS_BY_KEY[key].field
    for key in (
        "elemental_mg", "compound_mg", "serving_units", "pack_units", "smallest_dose",
        "price", "discount_percent", "tax_percent", "delivery", "shops_asked", "shops_found",
    )
}  # fmt: skip
KIND_FIELDS = ("element", "form", "unit_kind", "currency")


@dataclass(frozen=True, slots=True)
class ProductColumns:
    """Products in rows. `numbers`: by column key, base units, int64, EMPTY where there is none.

    `kinds` holds each row's place in `examples`, products of the same mineral, form, unit and
    currency. `sound` is False where an amount does not fit. `ids` names the rows.
    """

    ids: Ints
    amounts: Mapping[str, Ints]
    kind_indices: Ints
    example_products: Sequence[Product]
    fits_int64: Mask

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def has_price(self) -> Mask:
        """The rows that have a price; the currency of the others means nothing."""
        mask: Mask = self.amounts["price"] != NO_AMOUNT
        return mask

    @classmethod
    def from_products(cls, products: Sequence[Product]) -> ProductColumns:
        """Products as given; the rows' ids are their places."""
        import numpy as np

        rows = [[getattr(each, field) for field in AMOUNT_FIELDS.values()] for each in products]
        fits = [all(value is None or value < _INT64_LIMIT for value in row) for row in rows]
        whole = [
            [NO_AMOUNT if value is None else value for value in row]
            if fit
            else [0] * len(AMOUNT_FIELDS)
            for row, fit in zip(rows, fits, strict=True)
        ]
        columns = np.array(whole, np.int64).reshape(len(rows), len(AMOUNT_FIELDS)).T
        examples: dict[tuple[object, ...], int] = {}
        kinds = [
            examples.setdefault(tuple(getattr(each, key) for key in KIND_FIELDS), len(examples))
            for each in products
        ]
        first: dict[int, Product] = {}
        for kind, each in zip(kinds, products, strict=True):
            first.setdefault(kind, each)
        return cls(
            np.arange(len(products), dtype=np.int64),
            dict(zip(AMOUNT_FIELDS, columns, strict=True)),
            np.array(kinds, np.int64),
            tuple(first.values()),
            np.array(fits, bool),
        )

    def kind_mask(self, predicate: Callable[[Product], bool]) -> Mask:
        """The rows whose kind of product it holds for; it may ask for KIND only."""
        import numpy as np

        return np.array([predicate(each) for each in self.example_products], bool)[
            self.kind_indices
        ]

    def product_at(self, row: int) -> tuple[Product, tuple[str, ...]]:
        """A product with the row's amounts and kind, and the keys of what it waits for.

        Its name and codes are not the row's own; what it waits for has a stand-in.
        """
        example = self.example_products[int(self.kind_indices[row])]
        amounts = {key: int(column[row]) for key, column in self.amounts.items()}
        known: dict[str, BaseValue] = {
            key: each for key, each in amounts.items() if each != NO_AMOUNT
        }
        kind = {key: str(getattr(example, key)) for key in KIND_FIELDS}
        return incomplete_product({"product": "", **kind, **known})

"""Many products as columns of whole numbers, for calculation on whole columns.

Minerals, form, unit and currency are kept once for each combination of them.
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
KIND_FIELDS = ("element", "form", "unit_kind", "currency", "other_minerals", "food")


@dataclass(frozen=True, slots=True)
class ProductColumns:
    """Products as columns.

    `amounts` holds int64 columns in base units by column key, NO_AMOUNT where there is none.
    `kind_indices` holds the index of each row's kind in `example_products`: a kind is a combination
    of minerals, form, unit, currency and whether it is a food. `fits_int64` is False for rows whose
    amounts are too large.
    `ids` identifies the rows.
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
        """The rows that have a price. The currency of the others means nothing."""
        mask: Mask = self.amounts["price"] != NO_AMOUNT
        return mask

    @classmethod
    def from_products(cls, products: Sequence[Product]) -> ProductColumns:
        """Return the columns of products, with their positions as ids."""
        import numpy as np

        fields = AMOUNT_FIELDS.values()
        rows = [[getattr(product, field) for field in fields] for product in products]
        fits = [all(value is None or value < _INT64_LIMIT for value in row) for row in rows]
        whole = [
            [NO_AMOUNT if value is None else value for value in row]
            if fit
            else [0] * len(AMOUNT_FIELDS)
            for row, fit in zip(rows, fits, strict=True)
        ]
        columns = np.array(whole, np.int64).reshape(len(rows), len(AMOUNT_FIELDS)).T
        indices_by_kind: dict[tuple[object, ...], int] = {}
        kind_indices = [
            indices_by_kind.setdefault(
                tuple(getattr(product, key) for key in KIND_FIELDS), len(indices_by_kind)
            )
            for product in products
        ]
        examples: dict[int, Product] = {}
        for index, product in zip(kind_indices, products, strict=True):
            examples.setdefault(index, product)
        return cls(
            np.arange(len(products), dtype=np.int64),
            dict(zip(AMOUNT_FIELDS, columns, strict=True)),
            np.array(kind_indices, np.int64),
            tuple(examples.values()),
            np.array(fits, bool),
        )

    def seen_as(self, element: str) -> ProductColumns:
        """Return the columns with products of several minerals seen as products of that one."""
        import numpy as np

        rows = np.flatnonzero(
            self.kind_mask(
                lambda product: bool(product.other_minerals) and product.element != element
            )
        )
        products = {int(row): self.product_at(int(row)) for row in rows}
        seen = {
            row: product.seen_as(element)
            for row, (product, missing) in products.items()
            if product.seen_as(element) is not product and "pack_units" not in missing
        }
        return self._with_products(seen) if seen else self

    def _with_products(self, products: Mapping[int, Product]) -> ProductColumns:
        """Return the columns with the minerals of some rows replaced by those of products."""
        import numpy as np

        rows = np.array(list(products), np.int64)
        replaced = ProductColumns.from_products(list(products.values()))
        amounts = {key: column.copy() for key, column in self.amounts.items()}
        for key in ("elemental_mg", "compound_mg"):
            amounts[key][rows] = replaced.amounts[key]
        kinds = self.kind_indices.copy()
        kinds[rows] = replaced.kind_indices + len(self.example_products)
        examples = (*self.example_products, *replaced.example_products)
        return ProductColumns(self.ids, amounts, kinds, examples, self.fits_int64)

    def kind_mask(self, predicate: Callable[[Product], bool]) -> Mask:
        """Return the rows whose kind of product fulfils the predicate.

        The predicate may use only the fields of `KIND_FIELDS`.
        """
        import numpy as np

        fulfilled = np.array([predicate(example) for example in self.example_products], bool)
        return fulfilled[self.kind_indices]

    def rows_with_ids(self, ids: Ints) -> Mask:
        """Return the rows that have one of these ids."""
        import numpy as np

        is_allowed = np.zeros(int(self.ids.max(initial=-1)) + 1, bool)
        is_allowed[ids[ids < len(is_allowed)]] = True
        mask: Mask = is_allowed[self.ids]
        return mask

    def product_at(self, row: int) -> tuple[Product, tuple[str, ...]]:
        """Return a product with the amounts and kind of a row, and the keys that it lacks.

        It has no name and no codes. The values that it lacks are placeholders.
        """
        example = self.example_products[int(self.kind_indices[row])]
        amounts = {key: int(column[row]) for key, column in self.amounts.items()}
        stated: dict[str, BaseValue] = {
            key: amount for key, amount in amounts.items() if amount != NO_AMOUNT
        }
        kind = {key: str(getattr(example, key)) for key in KIND_FIELDS}
        return incomplete_product({"product": "", **kind, **stated})

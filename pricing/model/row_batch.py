"""Rows of a list as columns of values: long lists are gone through a column at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, repeat
from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY, build_product, default_value
from pricing.problems.errors import BadInput
from pricing.reference.mineral_forms import recognize_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pricing.model.columns import BaseValue
    from pricing.model.product import Product

    ColumnValues = Sequence[BaseValue | None]

# What a product may lack and wait for in the catalogue: labels state no price, lists no pack.
COMPLETABLE_KEYS = ("pack_units", "price", "elemental_mg")
# Whether a row can be a product rests on these values, and on there being these others.
_VALUE_KEYS = (
    "element", "form", "unit_kind", "serving_units", "pack_units", "currency", "discount_percent",
    "shops_asked", "shops_found",
)  # fmt: skip
_PRESENCE_KEYS = ("product", "elemental_mg", "compound_mg", "price")


@dataclass(frozen=True, slots=True)
class RowBatch:
    """Some rows: `numbers`, their places in the list, and `columns`, by key, None where empty.

    Values are in base units; all columns are as long as `numbers`.
    """

    row_numbers: Sequence[int]
    columns: Mapping[str, ColumnValues]

    @classmethod
    def from_rows(
        cls, rows: Iterable[Mapping[str, BaseValue]], row_numbers: Sequence[int] = ()
    ) -> RowBatch:
        """Rows by column key; they are numbered from 1 where `numbers` says nothing else."""
        several = list(rows)
        columns = {key: [row.get(key) for row in several] for key in COLUMNS_BY_KEY}
        told = {key: each for key, each in columns.items() if each.count(None) < len(several)}
        return cls(row_numbers or range(1, len(several) + 1), told)

    def __len__(self) -> int:
        return len(self.row_numbers)

    def column(self, key: str, default: BaseValue | None = None) -> ColumnValues:
        """A column's values; `usual` where it is empty."""
        values = self.columns.get(key)
        if values is None:
            return [default] * len(self)
        if default is None or None not in values:
            return values
        return [default if value is None else value for value in values]

    def rows(self) -> Iterator[dict[str, BaseValue]]:
        """Each row's values by column key."""
        keys = tuple(self.columns)
        for values in zip(*self.columns.values(), strict=True) if keys else repeat((), len(self)):
            yield {key: value for key, value in zip(keys, values, strict=True) if value is not None}

    def select_rows(self, mask: Sequence[bool]) -> RowBatch:
        """The rows that are wanted."""
        if all(mask):
            return self
        columns = {key: list(compress(each, mask)) for key, each in self.columns.items()}
        return RowBatch(list(compress(self.row_numbers, mask)), columns)

    def row_errors(self, allowed_missing: Sequence[str] = ()) -> list[BadInput | None]:
        """Why a row can be no product, for each row; None where it can.

        What is `waited_for` may be missing. Columns are named in what is told.
        """
        there = [[value is not None for value in self.column(key)] for key in _PRESENCE_KEYS]
        weighed = (self.column(key) for key in _VALUE_KEYS)
        return list(
            map(_row_error, zip(*weighed, *there, strict=True), repeat(tuple(allowed_missing)))
        )


EMPTY_BATCH = RowBatch((), {})


# The rows of a list repeat a few combinations of these.
@lru_cache(maxsize=65_536)
def _row_error(
    weighed: tuple[BaseValue | None, ...], waited_for: tuple[str, ...]
) -> BadInput | None:
    values = dict(zip((*_VALUE_KEYS, *_PRESENCE_KEYS), weighed, strict=True))
    row = {
        key: placeholder_value(key) if key in _PRESENCE_KEYS else value
        for key, value in values.items()
        if value is not None and value is not False
    }
    for key in waited_for:
        row.setdefault(key, placeholder_value(key))
    try:
        build_product(row)
    except BadInput as refused:
        return refused.with_traceback(None)
    return None


def placeholder_value(key: str) -> BaseValue:
    """A value that fits any product, for one that is not known."""
    quantity = COLUMNS_BY_KEY[key].kind.quantity
    return quantity.base_per_unit if quantity else ""


def incomplete_product(values: Mapping[str, BaseValue]) -> tuple[Product, tuple[str, ...]]:
    """The product of a row that may lack what is WAITED_FOR, and the keys that it lacks.

    What it lacks has a stand-in that means nothing. Raises BadInput like `product_of`.
    """
    lacking = [key for key in COMPLETABLE_KEYS if key not in values]
    if "elemental_mg" in lacking and "compound_mg" in values:
        element = values.get("element", default_value(COLUMNS_BY_KEY["element"]))
        if recognize_form(str(values.get("form", "")), str(element)).fraction is not None:
            lacking.remove("elemental_mg")
    return build_product({**values, **{key: placeholder_value(key) for key in lacking}}), tuple(
        lacking
    )

"""Rows of a list as columns of values, so that long lists are read a column at a time."""

from __future__ import annotations

from functools import lru_cache
from itertools import compress, repeat
from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY, build_product, missing_keys
from pricing.model.ingredients import check_other_minerals, stated_ingredients
from pricing.model.product import DEFAULT_ELEMENT
from pricing.problems.errors import BadInput
from pricing.problems.plain_facts import dataclass
from pricing.quantities.text_folding import is_blank_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pricing.model.columns import BaseValue
    from pricing.model.product import Product

    ColumnValues = Sequence[BaseValue | None]

# Whether a row makes a product depends on these values, and on the presence of those below.
_VALUE_KEYS = (
    "element", "form", "unit_kind", "serving_units", "pack_units", "currency", "discount_percent",
    "shops_asked", "shops_found",
)  # fmt: skip
_PRESENCE_KEYS = ("product", "elemental_mg", "compound_mg", "price")


@dataclass(frozen=True, slots=True)
class RowBatch:
    """Some rows of a list.

    `row_numbers` are their numbers in the list. `columns` holds their values by column key, in base
    units, None where a cell is empty. All columns are as long as `row_numbers`.
    """

    row_numbers: Sequence[int]
    columns: Mapping[str, ColumnValues]

    @classmethod
    def from_rows(
        cls, rows: Iterable[Mapping[str, BaseValue]], row_numbers: Sequence[int] = ()
    ) -> RowBatch:
        """Return a batch of rows by column key, numbered from 1 unless numbers are given."""
        listed = list(rows)
        columns = {key: [row.get(key) for row in listed] for key in COLUMNS_BY_KEY}
        filled = {
            key: column for key, column in columns.items() if column.count(None) < len(listed)
        }
        return cls(row_numbers or range(1, len(listed) + 1), filled)

    def __len__(self) -> int:
        return len(self.row_numbers)

    def column(self, key: str, default: BaseValue | None = None) -> ColumnValues:
        """Return the values of a column, with `default` for empty cells."""
        values = self.columns.get(key)
        if values is None:
            return [default] * len(self)
        if default is None or None not in values:
            return values
        return [default if value is None else value for value in values]

    def rows(self) -> Iterator[dict[str, BaseValue]]:
        """Yield the values of each row by column key."""
        keys = tuple(self.columns)
        for values in zip(*self.columns.values(), strict=True) if keys else repeat((), len(self)):
            yield {key: value for key, value in zip(keys, values, strict=True) if value is not None}

    def part(self, first: int, last: int) -> RowBatch:
        """Return the rows from the place `first`, counted from 0, up to before `last`."""
        columns = {key: column[first:last] for key, column in self.columns.items()}
        return RowBatch(self.row_numbers[first:last], columns)

    def select_rows(self, mask: Sequence[bool]) -> RowBatch:
        """Return the rows for which the mask is true."""
        if all(mask):
            return self
        columns = {key: list(compress(column, mask)) for key, column in self.columns.items()}
        return RowBatch(list(compress(self.row_numbers, mask)), columns)

    def row_errors(self, allowed_missing: Sequence[str] = ()) -> list[BadInput | None]:
        """Return for each row why it makes no product, or None if it makes one.

        Values of the keys `allowed_missing` may be missing. The errors name their columns.
        """
        values = [self.column(key) for key in _VALUE_KEYS]
        presence = [_are_stated(self.column(key)) for key in _PRESENCE_KEYS]
        allowed, distinct = tuple(allowed_missing), set(zip(*values, *presence, strict=True))
        known = {row: _row_error(row, allowed) for row in distinct}
        errors: list[BadInput | None] = [None] * len(self)
        if any(known.values()):
            errors = list(map(known.__getitem__, zip(*values, *presence, strict=True)))
        if "other_minerals" in self.columns:
            stated = zip(self.column("element"), self.columns["other_minerals"], strict=True)
            others = (_other_minerals_error(*pair) for pair in stated)
            errors = [known or other for known, other in zip(errors, others, strict=True)]
        return errors


EMPTY_BATCH = RowBatch((), {})


def _are_stated(values: ColumnValues) -> list[bool]:
    """Return which values are more than blank. A call for each value would take longer."""
    distinct = set(values)
    texts = [value for value in distinct if isinstance(value, str)]
    if None not in distinct and all(map(str.strip, texts)) and "".join(texts).isascii():
        return [True] * len(values)
    return [
        bool(value.strip()) and (value.isascii() or not is_blank_text(value))
        if isinstance(value, str)
        else value is not None
        for value in values
    ]


def is_blank(value: BaseValue) -> bool:
    """Return whether a value is a text with nothing to read in it."""
    return isinstance(value, str) and is_blank_text(value)


# A list repeats a few combinations of these.
@lru_cache(maxsize=65_536)
def _row_error(
    decisive_values: tuple[BaseValue | None, ...], allowed_missing: tuple[str, ...]
) -> BadInput | None:
    values = dict(zip((*_VALUE_KEYS, *_PRESENCE_KEYS), decisive_values, strict=True))
    row = {
        key: placeholder_value(key) if key in _PRESENCE_KEYS else value
        for key, value in values.items()
        if value is not None and value is not False
    }
    for key in allowed_missing:
        row.setdefault(key, placeholder_value(key))
    try:
        build_product(row)
    except BadInput as error:
        return error.with_traceback(None)
    return None


@lru_cache(maxsize=4_096)
def _other_minerals_error(element: BaseValue | None, text: BaseValue | None) -> BadInput | None:
    """Return why a product of a mineral cannot hold the other minerals of a text, or None."""
    try:
        check_other_minerals(str(element or DEFAULT_ELEMENT), stated_ingredients(str(text or "")))
    except BadInput as error:
        found = error.with_traceback(None)
        return BadInput(found.kind, **{**found.parameters, "column": "other_minerals"})
    return None


def placeholder_value(key: str) -> BaseValue:
    """Return a value that fits any product, in place of an unknown one."""
    quantity = COLUMNS_BY_KEY[key].kind.quantity
    return quantity.base_per_unit if quantity else ""


def incomplete_product(values: Mapping[str, BaseValue]) -> tuple[Product, tuple[str, ...]]:
    """Return the product of a row that may lack `COMPLETABLE_KEYS`, and the keys that it lacks.

    The values that it lacks are placeholders. Raises BadInput as `build_product` does.
    """
    missing = missing_keys(values)
    placeholders = {key: placeholder_value(key) for key in missing}
    return build_product({**values, **placeholders}), missing

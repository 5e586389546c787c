"""A row as typed, which may be incomplete or wrong. If it is neither, it makes a product."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.model.columns import (
    COLUMNS_BY_KEY,
    PRICE_KEYS,
    Column,
    NumberConvention,
    build_product,
    cell_text,
    read_cell,
)
from pricing.problems.errors import BadInput
from pricing.quantities.amounts import DecimalMark, read_money
from pricing.quantities.dates import today

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pricing.model.columns import BaseValue
    from pricing.model.product import Product


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: values by column key in base units, and the texts of unreadable cells."""

    id: int
    values: Mapping[str, BaseValue] = field(default_factory=dict)
    unreadable: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not self.values and not self.unreadable

    def with_text(self, column: Column, text: str, mark: DecimalMark = DecimalMark.AUTO) -> Entry:
        """Return the row after a text is typed into a cell. An unreadable text is kept as text."""
        return self.with_texts([(column, text, mark)])

    def with_texts(self, cells: Iterable[tuple[Column, str, DecimalMark]]) -> Entry:
        """Return the row after texts are typed into several cells, one after the other.

        A new price gets today as its date, unless a date is typed too: the old date is that of the
        old price.
        """
        values, unreadable = dict(self.values), dict(self.unreadable)
        typed_keys = set()
        for column, text, mark in cells:
            typed_keys.add(column.key)
            values.pop(column.key, None)
            unreadable.pop(column.key, None)
            try:
                values |= _read_values(column.key, text, mark, str(values.get("currency", "")))
            except BadInput:
                unreadable[column.key] = text
        is_new_price = values.get("price") not in {None, self.values.get("price")}
        if is_new_price and "priced_on" in values and "priced_on" not in typed_keys:
            values["priced_on"] = today()
        return replace(self, values=values, unreadable=unreadable)

    def with_price(self, price: Mapping[str, BaseValue]) -> Entry:
        """Return the row at another price, which has the keys of `PRICE_KEYS`."""
        values = {key: value for key, value in self.values.items() if key not in PRICE_KEYS}
        unreadable = {key: text for key, text in self.unreadable.items() if key not in PRICE_KEYS}
        return replace(self, values=values | dict(price), unreadable=unreadable)

    def text(self, column: Column) -> str:
        """Return the text of a cell: its value in the C locale, or its unreadable text."""
        return self.unreadable.get(column.key) or cell_text(column, self.values.get(column.key))

    def cell_error(self, key: str) -> BadInput | None:
        """Return why the text of a cell cannot be read, or None if it can."""
        if key in self.unreadable:
            try:
                currency = str(self.values.get("currency", ""))
                _read_values(key, self.unreadable[key], DecimalMark.AUTO, currency)
            except BadInput as error:
                return error
        return None

    def product(self) -> Product:
        """Return the product of the row.

        Raises:
            BadInput: The row makes no product yet. The error names the column.
        """
        for key in self.unreadable:
            error = self.cell_error(key)
            if error is not None:
                raise BadInput(error.kind, **{**error.parameters, "column": key})
        return build_product(self.values)


# Brands, forms, pack sizes and prices are repeated in a list.
@lru_cache(maxsize=4_096)
def _read_values(key: str, text: str, mark: DecimalMark, currency: str) -> Mapping[str, BaseValue]:
    """Return the values of a row that a text states: a price may state its currency too."""
    column = COLUMNS_BY_KEY[key]
    if key != "price" or not text.strip():
        value = read_cell(column, text, NumberConvention(mark))
        return {} if value is None else {key: value}
    _, stated = read_money(text, mark, currency)
    value = read_cell(column, text, NumberConvention(mark, expected_currency=stated))
    return {"price": value, **({"currency": stated} if stated else {})} if value else {}

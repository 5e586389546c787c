"""A row as typed: it may be incomplete or wrong, and is a product once it is neither."""

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
    """A row: values by column key in base units, and the text of cells that could not be read."""

    id: int
    values: Mapping[str, BaseValue] = field(default_factory=dict)
    unreadable: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not self.values and not self.unreadable

    def with_text(self, column: Column, text: str, mark: DecimalMark = DecimalMark.AUTO) -> Entry:
        """The row after `text` is typed into a cell; what cannot be read stays, marked wrong."""
        return self.with_texts([(column, text, mark)])

    def with_texts(self, cells: Iterable[tuple[Column, str, DecimalMark]]) -> Entry:
        """The row after several cells are typed, one after the other.

        The day of the price before is not that of the new one: unless a day is typed too, it is
        today.
        """
        values, wrong, keys = dict(self.values), dict(self.unreadable), set()
        for column, text, mark in cells:
            keys.add(column.key)
            values.pop(column.key, None)
            wrong.pop(column.key, None)
            try:
                values |= _read_values(column.key, text, mark, str(values.get("currency", "")))
            except BadInput:
                wrong[column.key] = text
        is_new = values.get("price") not in {None, self.values.get("price")}
        if is_new and "priced_on" in values and "priced_on" not in keys:
            values["priced_on"] = today()
        return replace(self, values=values, unreadable=wrong)

    def with_price(self, price: Mapping[str, BaseValue]) -> Entry:
        """The row at another price: its values by the keys of `PRICE_KEYS`."""
        return replace(
            self,
            values={key: each for key, each in self.values.items() if key not in PRICE_KEYS}
            | dict(price),
            unreadable={
                key: text for key, text in self.unreadable.items() if key not in PRICE_KEYS
            },
        )

    def text(self, column: Column) -> str:
        """What the cell shows, C locale: its value, or the text that could not be read."""
        return self.unreadable.get(column.key) or cell_text(column, self.values.get(column.key))

    def cell_error(self, key: str) -> BadInput | None:
        """Why the cell's text was refused, if it was."""
        if key in self.unreadable:
            try:
                currency = str(self.values.get("currency", ""))
                _read_values(key, self.unreadable[key], DecimalMark.AUTO, currency)
            except BadInput as refused:
                return refused
        return None

    def product(self) -> Product:
        """The product. Raises BadInput, naming the column, for a row that is none yet."""
        for key in self.unreadable:
            refused = self.cell_error(key)
            if refused is not None:
                raise BadInput(refused.kind, **{**refused.parameters, "column": key})
        return build_product(self.values)


# Lists repeat themselves: brands, forms, pack sizes, prices.
@lru_cache(maxsize=4_096)
def _read_values(key: str, text: str, mark: DecimalMark, currency: str) -> Mapping[str, BaseValue]:
    """What a text means for a row; a price that states a currency brings it along."""
    column = COLUMNS_BY_KEY[key]
    if key != "price" or not text.strip():
        value = read_cell(column, text, NumberConvention(mark))
        return {} if value is None else {key: value}
    _, stated = read_money(text, mark, currency)
    value = read_cell(column, text, NumberConvention(mark, expected_currency=stated))
    return {"price": value, **({"currency": stated} if stated else {})} if value else {}

"""A row as typed: it may be incomplete or wrong, and is a product once it is neither."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pricing.amounts import DecimalMark, read_money
from pricing.columns import BY_KEY, Column, Convention, cell_text, product_of, read_cell
from pricing.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pricing.columns import Base
    from pricing.product import Product


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: values by column key in base units, and the text of cells that could not be read."""

    id: int
    values: Mapping[str, Base] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not self.values and not self.wrong

    def _read(self, column: Column, text: str, mark: DecimalMark) -> dict[str, Base]:
        """What a text means for the row; a price that states a currency brings it along."""
        if column.key != "price" or not text.strip():
            value = read_cell(column, text, Convention(mark))
            return {} if value is None else {column.key: value}
        _, stated = read_money(text, mark, str(self.values.get("currency", "")))
        value = read_cell(column, text, Convention(mark, currency=stated))
        return {"price": value, **({"currency": stated} if stated else {})} if value else {}

    def typed(self, column: Column, text: str, mark: DecimalMark = DecimalMark.AUTO) -> Entry:
        """The row after `text` is typed into a cell; what cannot be read stays, marked wrong."""
        values = {key: value for key, value in self.values.items() if key != column.key}
        wrong = {key: kept for key, kept in self.wrong.items() if key != column.key}
        try:
            values |= self._read(column, text, mark)
        except BadInput:
            wrong[column.key] = text
        return replace(self, values=values, wrong=wrong)

    def text(self, column: Column) -> str:
        """What the cell shows, C locale: its value, or the text that could not be read."""
        return self.wrong.get(column.key) or cell_text(column, self.values.get(column.key))

    def refusal(self, key: str) -> BadInput | None:
        """Why the cell's text was refused, if it was."""
        if key in self.wrong:
            try:
                self._read(BY_KEY[key], self.wrong[key], DecimalMark.AUTO)
            except BadInput as refused:
                return refused
        return None

    def product(self) -> Product:
        """The product. Raises BadInput, naming the column, for a row that is none yet."""
        for key in self.wrong:
            refused = self.refusal(key)
            if refused is not None:
                raise BadInput(refused.kind, **{**refused.parameters, "column": key})
        return product_of(self.values)

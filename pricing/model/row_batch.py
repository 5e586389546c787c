"""Rows of a list as columns of values: long lists are gone through a column at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, repeat
from typing import TYPE_CHECKING

from pricing.model.columns import BY_KEY, default_value, product_of
from pricing.problems.errors import BadInput
from pricing.reference.mineral_forms import form_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pricing.model.columns import Base
    from pricing.model.product import Product

    Values = Sequence[Base | None]

# What a product may lack and wait for in the catalogue: labels state no price, lists no pack.
WAITED_FOR = ("pack_units", "price", "elemental_mg")
# Whether a row can be a product rests on these values, and on there being these others.
_WEIGHED = (
    "element", "form", "unit_kind", "serving_units", "pack_units", "currency", "discount_percent",
    "shops_asked", "shops_found",
)  # fmt: skip
_PRESENT = ("product", "elemental_mg", "compound_mg", "price")


@dataclass(frozen=True, slots=True)
class Table:
    """Some rows: `numbers`, their places in the list, and `columns`, by key, None where empty.

    Values are in base units; all columns are as long as `numbers`.
    """

    numbers: Sequence[int]
    columns: Mapping[str, Values]

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Base]], numbers: Sequence[int] = ()) -> Table:
        """Rows by column key; they are numbered from 1 where `numbers` says nothing else."""
        several = list(rows)
        columns = {key: [row.get(key) for row in several] for key in BY_KEY}
        told = {key: each for key, each in columns.items() if each.count(None) < len(several)}
        return cls(numbers or range(1, len(several) + 1), told)

    def __len__(self) -> int:
        return len(self.numbers)

    def column(self, key: str, usual: Base | None = None) -> Values:
        """A column's values; `usual` where it is empty."""
        values = self.columns.get(key)
        if values is None:
            return [usual] * len(self)
        if usual is None or None not in values:
            return values
        return [usual if value is None else value for value in values]

    def rows(self) -> Iterator[dict[str, Base]]:
        """Each row's values by column key."""
        keys = tuple(self.columns)
        for values in zip(*self.columns.values(), strict=True) if keys else repeat((), len(self)):
            yield {key: value for key, value in zip(keys, values, strict=True) if value is not None}

    def only(self, wanted: Sequence[bool]) -> Table:
        """The rows that are wanted."""
        if all(wanted):
            return self
        columns = {key: list(compress(each, wanted)) for key, each in self.columns.items()}
        return Table(list(compress(self.numbers, wanted)), columns)

    def refusals(self, waited_for: Sequence[str] = ()) -> list[BadInput | None]:
        """Why a row can be no product, for each row; None where it can.

        What is `waited_for` may be missing. Columns are named in what is told.
        """
        there = [[value is not None for value in self.column(key)] for key in _PRESENT]
        weighed = (self.column(key) for key in _WEIGHED)
        return list(map(_refusal, zip(*weighed, *there, strict=True), repeat(tuple(waited_for))))


NOTHING = Table((), {})


# The rows of a list repeat a few combinations of these.
@lru_cache(maxsize=65_536)
def _refusal(weighed: tuple[Base | None, ...], waited_for: tuple[str, ...]) -> BadInput | None:
    values = dict(zip((*_WEIGHED, *_PRESENT), weighed, strict=True))
    row = {
        key: stand_in(key) if key in _PRESENT else value
        for key, value in values.items()
        if value is not None and value is not False
    }
    for key in waited_for:
        row.setdefault(key, stand_in(key))
    try:
        product_of(row)
    except BadInput as refused:
        return refused.with_traceback(None)
    return None


def stand_in(key: str) -> Base:
    """A value that fits any product, for one that is not known."""
    quantity = BY_KEY[key].kind.quantity
    return quantity.per_unit if quantity else ""


def waiting_product(values: Mapping[str, Base]) -> tuple[Product, tuple[str, ...]]:
    """The product of a row that may lack what is WAITED_FOR, and the keys that it lacks.

    What it lacks has a stand-in that means nothing. Raises BadInput like `product_of`.
    """
    lacking = [key for key in WAITED_FOR if key not in values]
    if "elemental_mg" in lacking and "compound_mg" in values:
        element = values.get("element", default_value(BY_KEY["element"]))
        if form_named(str(values.get("form", "")), str(element)).fraction is not None:
            lacking.remove("elemental_mg")
    return product_of({**values, **{key: stand_in(key) for key in lacking}}), tuple(lacking)

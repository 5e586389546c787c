"""Rows of a list: from values by column to products, or to located problems."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from pricing.model.columns import build_product
from pricing.model.row_batch import RowBatch
from pricing.problems.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pricing.model.columns import BaseValue
    from pricing.model.product import Product
    from pricing.model.scenario import Scenario
    from pricing.problems.errors import BadInput

    BuiltBatch = tuple[RowBatch, RowBatch, tuple[Problem, ...]]

AnyListRow = TypeVar("AnyListRow", bound="ListRow")


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row that was read: its place in the file, its values by column key."""

    row: int
    values: Mapping[str, BaseValue]


class ProductRow(ListRow):
    """A row that is a product."""

    __slots__ = ()

    @property
    def product(self) -> Product:
        return build_product(self.values)


@dataclass(frozen=True, slots=True)
class ProductList:
    """What a file holds.

    `unfinished` are rows without what their format never states, such as a price. `problems` name
    every row that was left out, and why; those of them that are `kept` leave their row in.
    `scenario` is what the file assumes, where it is a workbook of the program's.
    """

    products: tuple[ProductRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    incomplete: tuple[ListRow, ...] = ()
    scenario: Scenario | None = None

    @property
    def all_rows(self) -> tuple[ListRow, ...]:
        """Every row that was read, in the order of the file."""
        return tuple(sorted((*self.products, *self.incomplete), key=lambda each: each.row))

    @property
    def rejected_count(self) -> int:
        """How many rows were left out."""
        return len({each.row for each in self.problems if not each.is_row_kept})


@dataclass(slots=True)
class RowBuilder:
    """A row on its way to a product: values so far, problems so far."""

    number: int
    values: dict[str, BaseValue] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add_problem(
        self, error: BadInput, column: str, value: str, *, is_row_kept: bool = False
    ) -> None:
        self.problems.append(
            Problem.from_bad_input(
                error, row=self.number, column=column, value=value, is_row_kept=is_row_kept
            )
        )


class RowBatchBuilder:
    """Rows on their way to products, as columns: values so far, problems so far."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self.numbers = numbers
        self.columns: dict[str, list[BaseValue | None]] = {}
        self._problems: dict[int, list[Problem]] = {}

    def add_problem(
        self, position: int, error: BadInput, column: str, value: str, *, is_row_kept: bool = False
    ) -> None:
        """Tell what is wrong in the row of a place."""
        told = Problem.from_bad_input(
            error, row=self.numbers[position], column=column, value=value, is_row_kept=is_row_kept
        )
        self._problems.setdefault(position, []).append(told)

    def build(
        self,
        defaults: Mapping[str, BaseValue],
        headers: Mapping[str, str],
        optional_keys: Sequence[str] = (),
    ) -> BuiltBatch:
        """The rows that are products; those that wait for what may be missing; all problems.

        `usual` holds what is taken where a row states nothing, `headers` what columns are called.
        """
        read = RowBatch(self.numbers, self.columns)
        columns = {**self.columns, **{key: read.column(key, defaults[key]) for key in defaults}}
        table = RowBatch(self.numbers, columns)
        sound = [True] * len(table)
        for place, told in self._problems.items():
            sound[place] = all(each.is_row_kept for each in told)
        refusals = table.row_errors()
        waiting = [False] * len(table)
        if any(refusals):
            later = table.row_errors(optional_keys) if optional_keys else refusals
            for place, (refused, still) in enumerate(zip(refusals, later, strict=True)):
                waiting[place] = sound[place] and bool(refused) and not still
                if still and sound[place]:
                    key = str(still.parameters.get("column", ""))
                    value = str(still.parameters.get("value", ""))
                    self.add_problem(place, still, headers.get(key, key), value)
        products = [fine and refused is None for fine, refused in zip(sound, refusals, strict=True)]
        problems = (each for place in sorted(self._problems) for each in self._problems[place])
        return table.select_rows(products), table.select_rows(waiting), tuple(problems)


def combine_batches(tables: Iterable[BuiltBatch]) -> ProductList:
    """The products of tables that were read, what waits, and the problems of all of them."""
    several = list(tables)
    return ProductList(
        tuple(each for products, _, _ in several for each in batch_rows(products, ProductRow)),
        tuple(problem for _, _, problems in several for problem in problems),
        tuple(each for _, waiting, _ in several for each in batch_rows(waiting, ListRow)),
    )


def batch_rows(table: RowBatch, kind: type[AnyListRow]) -> Iterator[AnyListRow]:
    """The rows of a table, one by one."""
    return map(kind, table.row_numbers, table.rows())

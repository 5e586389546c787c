"""Rows of a list: from values by column to products, or to located problems."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from pricing.model.columns import product_of
from pricing.model.row_batch import Table
from pricing.problems.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pricing.model.columns import Base
    from pricing.model.product import Product
    from pricing.model.scenario import Scenario
    from pricing.problems.errors import BadInput

    Finished = tuple[Table, Table, tuple[Problem, ...]]

AnyLine = TypeVar("AnyLine", bound="Line")


@dataclass(frozen=True, slots=True)
class Line:
    """A row that was read: its place in the file, its values by column key."""

    row: int
    values: Mapping[str, Base]


class Listed(Line):
    """A row that is a product."""

    __slots__ = ()

    @property
    def product(self) -> Product:
        return product_of(self.values)


@dataclass(frozen=True, slots=True)
class ProductList:
    """What a file holds.

    `unfinished` are rows without what their format never states, such as a price. `problems` name
    every row that was left out, and why; those of them that are `kept` leave their row in.
    `scenario` is what the file assumes, where it is a workbook of the program's.
    """

    products: tuple[Listed, ...] = ()
    problems: tuple[Problem, ...] = ()
    unfinished: tuple[Line, ...] = ()
    scenario: Scenario | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every row that was read, in the order of the file."""
        return tuple(sorted((*self.products, *self.unfinished), key=lambda each: each.row))

    @property
    def left_out(self) -> int:
        """How many rows were left out."""
        return len({each.row for each in self.problems if not each.kept})


@dataclass(slots=True)
class ReadRow:
    """A row on its way to a product: values so far, problems so far."""

    number: int
    values: dict[str, Base] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, refused: BadInput, column: str, value: str, *, kept: bool = False) -> None:
        self.problems.append(
            Problem.of(refused, row=self.number, column=column, value=value, kept=kept)
        )


class ReadTable:
    """Rows on their way to products, as columns: values so far, problems so far."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self.numbers = numbers
        self.columns: dict[str, list[Base | None]] = {}
        self._problems: dict[int, list[Problem]] = {}

    def problem(
        self, place: int, refused: BadInput, column: str, value: str, *, kept: bool = False
    ) -> None:
        """Tell what is wrong in the row of a place."""
        told = Problem.of(refused, row=self.numbers[place], column=column, value=value, kept=kept)
        self._problems.setdefault(place, []).append(told)

    def finished(
        self, usual: Mapping[str, Base], headers: Mapping[str, str], waited_for: Sequence[str] = ()
    ) -> Finished:
        """The rows that are products; those that wait for what may be missing; all problems.

        `usual` holds what is taken where a row states nothing, `headers` what columns are called.
        """
        read = Table(self.numbers, self.columns)
        columns = {**self.columns, **{key: read.column(key, usual[key]) for key in usual}}
        table = Table(self.numbers, columns)
        sound = [True] * len(table)
        for place, told in self._problems.items():
            sound[place] = all(each.kept for each in told)
        refusals = table.refusals()
        waiting = [False] * len(table)
        if any(refusals):
            later = table.refusals(waited_for) if waited_for else refusals
            for place, (refused, still) in enumerate(zip(refusals, later, strict=True)):
                waiting[place] = sound[place] and bool(refused) and not still
                if still and sound[place]:
                    key = str(still.parameters.get("column", ""))
                    value = str(still.parameters.get("value", ""))
                    self.problem(place, still, headers.get(key, key), value)
        products = [fine and refused is None for fine, refused in zip(sound, refusals, strict=True)]
        problems = (each for place in sorted(self._problems) for each in self._problems[place])
        return table.only(products), table.only(waiting), tuple(problems)


def product_list(tables: Iterable[Finished]) -> ProductList:
    """The products of tables that were read, what waits, and the problems of all of them."""
    several = list(tables)
    return ProductList(
        tuple(each for products, _, _ in several for each in lines(products, Listed)),
        tuple(problem for _, _, problems in several for problem in problems),
        tuple(each for _, waiting, _ in several for each in lines(waiting, Line)),
    )


def lines(table: Table, kind: type[AnyLine]) -> Iterator[AnyLine]:
    """The rows of a table, one by one."""
    return map(kind, table.numbers, table.rows())

"""The result of reading a list: products, incomplete rows, and a problem for every other row."""

from __future__ import annotations

from dataclasses import replace
from itertools import repeat
from typing import TYPE_CHECKING, Self, TypeVar

from pricing.model.columns import build_product
from pricing.model.row_batch import EMPTY_BATCH, RowBatch
from pricing.problems.plain_facts import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pricing.model.columns import BaseValue
    from pricing.model.product import Product
    from pricing.model.scenario import Scenario
    from pricing.problems.errors import Problem

AnyListRow = TypeVar("AnyListRow", bound="ListRow")

# Rows that are read, sent and written at once.
BATCH_SIZE = 2_000


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of a list: its row number in the file or the sheet, and its values by column key.

    `unreadable` holds the keys and texts of the cells that an incomplete row lacks, because they
    cannot be read.
    """

    row: int
    values: Mapping[str, BaseValue]
    sheet: str = ""
    unreadable: tuple[tuple[str, str], ...] = ()

    def with_default(self, key: str, value: BaseValue) -> Self:
        """Return the row with a value in a column, unless it has one there."""
        return replace(self, values={key: value, **self.values})


class ProductRow(ListRow):
    """A row that is a product."""

    __slots__ = ()

    @property
    def product(self) -> Product:
        """The product of the row."""
        return build_product(self.values)


@dataclass(frozen=True, slots=True)
class ProductList:
    """The contents of a file.

    `incomplete` holds the rows without a value that their format never states, such as a price.
    `incomplete` also holds rows that wait for the answer to a question, or for a user to complete
    them.
    `problems` name every row that is no product, and flagged values of rows that were kept.
    `scenario` is what the file assumes, if this program wrote it.
    `sheets` are the sheets with rows in the order of the file, where it has sheets.
    """

    products: tuple[ProductRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    incomplete: tuple[ListRow, ...] = ()
    scenario: Scenario | None = None
    sheets: tuple[str, ...] = ()

    @property
    def all_rows(self) -> tuple[ListRow, ...]:
        """Products and incomplete rows in the order of the file."""
        places = {sheet: place for place, sheet in enumerate(self.sheets)}
        rows = (*self.products, *self.incomplete)
        return tuple(sorted(rows, key=lambda row: (places.get(row.sheet, 0), row.row)))

    def with_default(self, key: str, value: BaseValue) -> ProductList:
        """Return the list with a value in each row that has none in a column."""
        return replace(
            self,
            products=tuple(row.with_default(key, value) for row in self.products),
            incomplete=tuple(row.with_default(key, value) for row in self.incomplete),
        )

    @property
    def rejected_count(self) -> int:
        """The number of rows that a comparison leaves out for a problem."""
        return len(self._rejected_rows)

    @property
    def rejected_row_count(self) -> int:
        """The same without a problem of the list as a whole."""
        return sum(row is not None for _, row in self._rejected_rows)

    @property
    def questioned_count(self) -> int:
        """The number of incomplete rows with a problem, which a user has to complete."""
        return len(self._rejected_rows & self._incomplete_rows)

    @property
    def problems_by_weight(self) -> list[Problem]:
        """The problems of the whole list, then those of rows that were left out, then the rest."""
        left_out = self._rejected_rows - self._incomplete_rows
        return sorted(
            self.problems,
            key=lambda problem: (
                problem.row is not None,
                problem.is_row_kept or (problem.sheet, problem.row) not in left_out,
            ),
        )

    @property
    def _incomplete_rows(self) -> set[tuple[str, int | None]]:
        return {(row.sheet, row.row) for row in self.incomplete}

    @property
    def _rejected_rows(self) -> set[tuple[str, int | None]]:
        """The sheet and the number of each row that was left out."""
        return {
            (problem.sheet, problem.row) for problem in self.problems if not problem.is_row_kept
        }


@dataclass(frozen=True, slots=True)
class ListBatch:
    """Some rows of a list as columns: products, incomplete rows and problems.

    `share_read` is the share of the list that was read so far. It is 1 with the last batch.
    `scenario` comes with the first batch of a file that this program wrote. `unreadable` holds the
    row number, the column key and the text of each cell that an incomplete row lacks.
    All rows are of one sheet.
    """

    products: RowBatch = EMPTY_BATCH
    incomplete: RowBatch = EMPTY_BATCH
    problems: tuple[Problem, ...] = ()
    share_read: float = 0.0
    scenario: Scenario | None = None
    sheet: str = ""
    unreadable: tuple[tuple[int, str, str], ...] = ()


def combine_batches(batches: Iterable[ListBatch]) -> ProductList:
    """Return the list that its batches make."""
    several = list(batches)
    return ProductList(
        tuple(row for batch in several for row in _rows(batch.products, ProductRow, batch.sheet)),
        tuple(problem for batch in several for problem in batch.problems),
        tuple(row for batch in several for row in _incomplete_rows(batch)),
        next((batch.scenario for batch in several if batch.scenario is not None), None),
        tuple(dict.fromkeys(batch.sheet for batch in several if batch.sheet)),
    )


def _incomplete_rows(batch: ListBatch) -> Iterator[ListRow]:
    texts: dict[int, tuple[tuple[str, str], ...]] = {}
    for number, key, text in batch.unreadable:
        texts[number] = (*texts.get(number, ()), (key, text))
    for row in _rows(batch.incomplete, ListRow, batch.sheet):
        yield replace(row, unreadable=texts[row.row]) if row.row in texts else row


def _rows(batch: RowBatch, kind: type[AnyListRow], sheet: str) -> Iterator[AnyListRow]:
    return map(kind, batch.row_numbers, batch.rows(), repeat(sheet))

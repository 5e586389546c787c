"""Rows of a list on their way to products: their values, their problems, and the open questions."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from pricing.model.columns import COLUMNS_BY_KEY, COMPLETABLE_KEYS
from pricing.model.row_batch import RowBatch
from pricing.problems.errors import BadInput, Problem
from pricing.problems.plain_facts import dataclass
from pricing.reading.grid import CellOrText, GridCell
from pricing.reading.product_list import ListBatch

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from fractions import Fraction

    from pricing.model.columns import BaseValue
    from pricing.model.ingredients import Ingredient
    from pricing.problems.errors import ProblemKind
    from pricing.reading.servings import Size


CODE_KEYS = ("upc", "ndc")
# What cannot be read in these columns is shown in its cell, for the user to mend.
_SHOWN_KEYS = frozenset((*COMPLETABLE_KEYS, "other_minerals"))


@dataclass(frozen=True, slots=True)
class RoundedAmount:
    """A cell whose number was rounded. `size` is that of the number beside the rounded one."""

    position: int
    key: str
    text: str
    rounded: str
    size: Fraction


class RowBatchBuilder:
    """Rows on their way to products, as columns: the values and problems so far.

    `headers` are the headers of the file, by column key.
    """

    def __init__(self, numbers: Sequence[int], headers: Mapping[str, str]) -> None:
        self.numbers = numbers
        self.headers = headers
        self.columns: dict[str, list[Any]] = {}
        self.form_kinds: Sequence[str | None] = ()
        # What a serving and a pack hold in words, by the key of their column.
        self.sizes: dict[str, list[tuple[Size, ...]]] = {}
        self.packs: Sequence[int | None] = ()  # for how many each price is, if a column says it
        # What the columns of further minerals state, by mineral and part.
        self.ingredients: dict[str, dict[str, list[Any]]] = {}
        self.doubtful_parts: list[tuple[str, str]] = []  # the minerals and parts of those unclear
        self.header_forms: dict[str, str] = {}  # the salts that headers name, by mineral
        self.headers_without_serving: set[str] = set()  # whose base no row makes a serving
        self.asked_headers: frozenset[str] = frozenset()  # of the columns that are questions
        # The minerals that a cell names without an amount, and what is no mineral, by position.
        self.further_contents: dict[int, tuple[Ingredient | tuple[str, BadInput], ...]] = {}
        # The shares of the daily value beside amounts of the first mineral, by position.
        self.stated_shares: dict[int, int] = {}
        self.stated_salts: dict[int, str] = {}  # behind amounts of compounds, by position
        self.rounded_amounts: list[RoundedAmount] = []
        self.listed_minerals: frozenset[str] = frozenset()  # those with columns of their own
        self.unnamed_positions: list[int] = []  # of rows that name no mineral and nothing else
        self.title_rows: set[int] = set()  # state a product whose minerals stand in rows below
        self.amounts_state_base = False  # whether headers say for how many units the amounts are
        self.in_hundredths: Sequence[bool] = ()  # which rows state their money so, if any does
        self.names_others = False  # whether a row names a substance that is no mineral
        self._cells: dict[str, tuple[Sequence[CellOrText], str]] = {}
        self._problems: dict[int, list[Problem]] = {}
        self._questioned_keys: dict[int, set[str]] = {}
        self._unreadable: dict[int, dict[str, str]] = {}
        self._joined: set[int] = set()
        self._further_parts: dict[int, int] = {}  # how many parts besides the first of its column

    def column(self, key: str) -> Sequence[BaseValue | None]:
        """Return the values of a column, which are all None if the list has no such column."""
        return self.columns.get(key) or [None] * len(self.numbers)

    def value(self, key: str, position: int) -> BaseValue | None:
        """Return the value of a cell, or None if it is empty or the list has no such column."""
        return self.columns[key][position] if key in self.columns else None

    def set_value(self, key: str, position: int, value: BaseValue | None) -> None:
        """Set the value that several cells of a row decide together."""
        self.columns.setdefault(key, [None] * len(self.numbers))[position] = value

    def keep_cells(self, key: str, cells: Sequence[CellOrText], unit: str = "") -> None:
        """Keep the cells of a column, and the unit of its header, for the questions about them."""
        self._cells[key] = (cells, unit)

    def text(self, key: str, position: int) -> str:
        """Return the text of a kept cell. A bare number gets the unit of its header."""
        cells, unit = self._cells.get(key, ((), ""))
        cell = cells[position] if cells else ""
        text = (cell.text if isinstance(cell, GridCell) else cell).strip()
        return f"{text} {unit}" if unit and text and not any(map(str.isalpha, text)) else text

    def add_question(
        self, position: int, error: BadInput, key: str, value: str, *, place: str = ""
    ) -> None:
        """Empty a cell that only the user can read. Its row is incomplete, and not a product."""
        self.add_problem(position, error, self._title(place or key), value)
        self.columns[key][position] = None
        self._questioned_keys.setdefault(position, set()).add(key)

    def ask_with_text(
        self, position: int, error: BadInput, key: str, value: str, text: str, *, place: str = ""
    ) -> None:
        """Ask about a cell, and leave the text of what contradicts each other in it.

        `place` is the column that the question names, if it is another one.
        """
        self.add_question(position, error, key, value, place=place)
        self._unreadable.setdefault(position, {})[key] = text

    def add_unreadable(self, position: int, error: BadInput, key: str, text: str) -> None:
        """Add the problem of a cell that cannot be read and that its row needs."""
        self.add_problem(position, error, self._title(key), text)
        self._unreadable.setdefault(position, {})[key] = text

    def add_unreadable_part(
        self, position: int, error: BadInput, key: str, part: str, cell: tuple[str, str]
    ) -> None:
        """Add the problem of a cell, with its header and text, that is a part of a column's value.

        `part` is how the column would state it.
        """
        self.add_problem(position, error, *cell)
        known = self._unreadable.setdefault(position, {})
        self._further_parts[position] = self._further_parts.get(position, 0) + (key in known)
        known[key] = ", ".join(filter(None, (known.get(key), part)))

    def keep_unreadable(self, key: str, position: int) -> None:
        """Put the value of a column before the unreadable parts of it, and empty its cell."""
        unreadable, value = self._unreadable.get(position, {}), self.value(key, position)
        if key in unreadable and value is not None:
            unreadable[key] = f"{value}, {unreadable[key]}"
            self.set_value(key, position, None)

    def unreadable_texts(self, position: int) -> Mapping[str, str]:
        """Return the texts of the cells of a row that cannot be read, by column key."""
        return self._unreadable.get(position, {})

    def rows_unreadable_in(self, keys: Collection[str]) -> set[int]:
        """Return the positions of the rows with a cell of some columns that cannot be read."""
        return {
            position
            for position, texts in self._unreadable.items()
            if not texts.keys().isdisjoint(keys)
        }

    def problem_kinds(self, position: int) -> set[ProblemKind]:
        """Return the kinds of the problems that cost a row a value."""
        problems = self._problems.get(position, ())
        return {problem.kind for problem in problems if not problem.is_row_kept}

    def forgive(self, position: int) -> None:
        """Drop the problems that cost a row its amount, because another row does without it."""
        problems = self._problems.get(position, [])
        self._problems[position] = [problem for problem in problems if problem.is_row_kept]
        self._unreadable.pop(position, None)

    def loses_only(self, position: int, keys: Collection[str]) -> bool:
        """Return whether the problems of a row cost it no values but those of some columns."""
        losses = sum(not problem.is_row_kept for problem in self._problems.get(position, ()))
        lost_keys = self.unreadable_texts(position).keys()
        return losses == len(lost_keys) and lost_keys <= set(keys)

    def join_to_other(self, position: int) -> None:
        """Leave a row out, because another row states what it states. Its problems stay."""
        self._joined.add(position)
        for key in CODE_KEYS:
            if key in self.columns:
                self.columns[key][position] = None

    def is_joined(self, position: int) -> bool:
        """Return whether another row states what a row states."""
        return position in self._joined

    def _title(self, key: str) -> str:
        """Return the header of a column. Where the list has none, return what it is called."""
        known = COLUMNS_BY_KEY.get(key)
        return self.headers.get(key) or (known.title if known else key)

    def add_problem(
        self, position: int, error: BadInput, column: str, value: str, *, is_row_kept: bool = False
    ) -> None:
        """Add a problem of the row at a position in the batch."""
        problem = Problem.from_bad_input(
            error, row=self.numbers[position], column=column, value=value, is_row_kept=is_row_kept
        )
        self._problems.setdefault(position, []).append(problem)

    def build(
        self,
        defaults: Mapping[str, BaseValue],
        optional_keys: Sequence[str] = (),
        *,
        keeps_incomplete: bool = False,
    ) -> ListBatch:
        """Return the products, the incomplete rows and all problems.

        Args:
            defaults: The values of empty cells, by column key.
            optional_keys: The columns whose values an incomplete row may lack.
            keeps_incomplete: Whether a row that lacks something required is incomplete, besides its
                problem.
        """
        typed = RowBatch(self.numbers, self.columns)
        columns = {**self.columns, **{key: typed.column(key, defaults[key]) for key in defaults}}
        rows = RowBatch(self.numbers, columns)
        errors = rows.row_errors()
        is_readable = self._readable_rows()
        is_incomplete = self._open_rows(rows, optional_keys, keeps_incomplete=keeps_incomplete)
        if any(errors):
            lasting_errors = rows.row_errors(optional_keys) if optional_keys else errors
            open_errors = rows.row_errors(COMPLETABLE_KEYS) if keeps_incomplete else errors
            for position, lasting in enumerate(lasting_errors):
                if errors[position] is None or not is_readable[position]:
                    continue
                is_open = not open_errors[position] and not self._is_bare(position)
                is_incomplete[position] = lasting is None or is_open
                if lasting is not None:
                    self._add_row_error(position, lasting)
        for position in self._joined:
            is_incomplete[position] = False
        is_product = [
            readable and error is None for readable, error in zip(is_readable, errors, strict=True)
        ]
        problems = (self._problems[position] for position in sorted(self._problems))
        return ListBatch(
            rows.select_rows(is_product),
            rows.select_rows(is_incomplete),
            tuple(chain.from_iterable(problems)),
            unreadable=tuple(
                (self.numbers[position], key, text)
                for position, texts in self._unreadable.items()
                for key, text in texts.items()
                if is_incomplete[position]
            ),
        )

    def _readable_rows(self) -> list[bool]:
        """Return which rows have no problem that leaves them out, and were not joined to others."""
        is_readable = [True] * len(self.numbers)
        for position, problems in self._problems.items():
            is_readable[position] = all(problem.is_row_kept for problem in problems)
        for position in self._joined:
            is_readable[position] = False
        return is_readable

    def _add_row_error(self, position: int, error: BadInput) -> None:
        key = str(error.parameters.get("column", ""))
        value = str(error.parameters.get("value", ""))
        self.add_problem(position, error, self._title(key), value)

    def _open_rows(
        self,
        rows: RowBatch,
        optional_keys: Sequence[str],
        *,
        keeps_incomplete: bool,
    ) -> list[bool]:
        """Return which rows with problems lack only what a user can fill in."""
        is_open = [False] * len(rows)
        lost_keys = self._lost_keys(keeps_incomplete=keeps_incomplete)
        if lost_keys:
            allowed = set().union(*lost_keys.values(), optional_keys)
            if keeps_incomplete:
                allowed.update(COMPLETABLE_KEYS)
            open_errors = rows.row_errors(tuple(sorted(allowed)))
            for position, keys in lost_keys.items():
                losses = sum(not problem.is_row_kept for problem in self._problems[position])
                losses -= self._further_parts.get(position, 0)
                is_open[position] = open_errors[position] is None and losses == len(keys)
        return is_open

    def _lost_keys(self, *, keeps_incomplete: bool) -> dict[int, set[str]]:
        """Return the columns that a user can fill in rows with problems, by position."""
        lost_keys = {position: set(keys) for position, keys in self._questioned_keys.items()}
        for position, texts in self._unreadable.items() if keeps_incomplete else ():
            if texts.keys() <= _SHOWN_KEYS and not self._is_bare(position):
                lost_keys.setdefault(position, set()).update(texts)
        return lost_keys

    def _is_bare(self, position: int) -> bool:
        """Return whether a row has no amount, pack or price, like a heading within a list."""
        return all(self.value(key, position) is None for key in (*COMPLETABLE_KEYS, "compound_mg"))

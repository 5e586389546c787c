"""Notes on the cells of a column, counted so that each is said once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pricing.problems.errors import Problem, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pricing.reading.grid import GridCell
    from pricing.reading.headings import HeaderRow


@dataclass
class _Note:
    row: int
    value: str
    parameters: Mapping[str, object]
    count: int = 0


class ColumnNotes:
    """The notes about one column, each with the first cell that it is about."""

    def __init__(self, header: str) -> None:
        self._header = header
        self._notes: dict[ProblemKind, _Note] = {}

    def add(self, kind: ProblemKind, row: int, value: str, **parameters: object) -> None:
        """Count a cell. The parameters of the first one make the message."""
        note = self._notes.setdefault(kind, _Note(row, value, parameters))
        note.count += 1

    def problems(self) -> tuple[Problem, ...]:
        """Return the notes as problems that cost no row."""
        return tuple(
            Problem(
                kind,
                {**note.parameters, "value": note.value, "count": note.count},
                row=note.row,
                column=self._header,
                value=note.value,
                is_row_kept=True,
            )
            for kind, note in self._notes.items()
        )


class UnnamedColumns:
    """The columns without a header that hold values. A user who chose the columns knows them."""

    def __init__(self, header: HeaderRow) -> None:
        is_guessed = any(not heading.is_confirmed for heading in header.headings)
        taken = {heading.index for heading in header.headings} | set(header.own_indexes)
        self._empty = {
            index
            for index, text in enumerate(header.texts)
            if is_guessed and not text and index not in taken
        }
        self._filled: set[int] = set()

    def look_at(self, cells: Callable[[int], Sequence[str | GridCell]]) -> None:
        """Look at some rows, whose cells of a column `cells` returns by its index."""
        filled = {
            index
            for index in self._empty
            if any((cell if isinstance(cell, str) else cell.text).strip() for cell in cells(index))
        }
        self._filled |= filled
        self._empty -= filled

    def problems(self) -> tuple[Problem, ...]:
        """Return a note that names the columns, if there are any."""
        if not self._filled:
            return ()
        numbers = tuple(str(index + 1) for index in sorted(self._filled))
        kind = ProblemKind.COLUMNS_WITHOUT_HEADER
        return (Problem(kind, {"numbers": numbers}, is_row_kept=True),)

"""Count what is noted of the cells of a column, so that it is said once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pricing.problems.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pricing.problems.errors import ProblemKind


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

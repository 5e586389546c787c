"""A run of Tabs along a row: Enter goes below its first cell, as in a spreadsheet."""

from __future__ import annotations

Cell = tuple[int, int]  # row, column


class TabRun:
    """Remembers where a run began, as long as each Tab goes on from where the last one led."""

    def __init__(self) -> None:
        self._first: Cell | None = None
        self._last: Cell | None = None

    def step(self, here: Cell, there: Cell) -> None:
        """A Tab led from one cell to the next."""
        if self._first is None or here != self._last:
            self._first = here
        self._last = there

    def column(self, here: Cell) -> int:
        """The column that Enter goes to from this cell."""
        goes_on = self._first is not None and here == self._last and self._first[0] == here[0]
        return self._first[1] if goes_on and self._first else here[1]

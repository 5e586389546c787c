"""A run of Tabs along a row: Enter goes below its first cell, as in a spreadsheet."""

from __future__ import annotations

CellPosition = tuple[int, int]  # row, column


class TabRun:
    """Remembers where a run began, as long as each Tab goes on from where the last one led."""

    def __init__(self) -> None:
        self._start: CellPosition | None = None
        self._last: CellPosition | None = None

    def record_tab(self, origin: CellPosition, target: CellPosition) -> None:
        """A Tab led from one cell to the next."""
        if self._start is None or origin != self._last:
            self._start = origin
        self._last = target

    def return_column(self, here: CellPosition) -> int:
        """The column that Enter goes to from this cell."""
        goes_on = self._start is not None and here == self._last and self._start[0] == here[0]
        return self._start[1] if goes_on and self._start else here[1]

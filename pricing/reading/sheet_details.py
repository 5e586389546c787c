"""What a sheet holds beside its values: formats, merged cells, hidden rows, formulas.

The library that reads values fast does not hand these over. `xlsx_details` and `ods_details` find
them, and this module adds them to the values.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from pricing.problems.errors import Problem, ProblemKind
from pricing.reading.grid import (
    EMPTY_CELL,
    MAX_COLUMNS,
    Grid,
    GridCell,
    GridRow,
    without_repeated_empty_rows,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pricing.reading.number_formats import NumberFormats


_MAX_COMMENT_LENGTH = 100
_LAST_ROW_OF_HEADERS = 100
OWN_COMMENT = "Elemental: "  # begins each comment on the headings of a new list


@dataclass
class NotedCells:
    """Cells about which something has to be said: how many, and the texts of the first."""

    row: int = 0
    column: int = 0
    text: str = ""
    count: int = 0
    first_texts: dict[tuple[int, int], str] = field(default_factory=dict)

    def add(self, row: int, column: int, text: str = "") -> None:
        """Count a cell."""
        if not self.count or (row, column) < (self.row, self.column):
            self.row, self.column, self.text = row, column, text
        if text and row <= _LAST_ROW_OF_HEADERS:
            self.first_texts[row, column] = text
        self.count += 1


@dataclass
class SheetDetails:
    """What a sheet holds beside its values. Rows and columns are counted from 1.

    Attributes:
        hidden_rows: The rows that the spreadsheet does not show.
        hidden_columns: The columns that it does not show, each as a range.
        merges: The merged cells: first row, first column, last row.
        formulas: The formulas without a stored result, by row and column.
        noted: The cells that are struck through, that show nothing or that have a comment.
    """

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merges: list[tuple[int, int, int]] = field(default_factory=list)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    noted: dict[ProblemKind, NotedCells] = field(default_factory=dict)
    _open_runs: dict[int, tuple[int, int, NumberFormats]] = field(default_factory=dict)
    _starts: dict[int, list[tuple[int, NumberFormats]]] = field(default_factory=dict)
    _ends: dict[int, list[int]] = field(default_factory=dict)

    def note(self, kind: ProblemKind, row: int, column: int, text: str = "") -> None:
        """Note a cell, and the text that belongs to it, unless that is a comment of our own."""
        if not text.startswith(OWN_COMMENT):
            self.noted.setdefault(kind, NotedCells()).add(row, column, text)

    def first_comments(self) -> tuple[tuple[int, int, str], ...]:
        """Return the comments on the first rows, each with its row and the index of its column."""
        cells = self.noted.get(ProblemKind.COMMENTS_ON_CELLS, NotedCells())
        places = sorted(cells.first_texts.items())
        return tuple((row, column - 1, text) for (row, column), text in places)

    def add_format(self, column: int, first: int, last: int, formats: NumberFormats) -> None:
        """Add the format of a column's cells in some rows. Long runs of one format take no room."""
        if column > MAX_COLUMNS:
            return
        run = self._open_runs.get(column)
        if run is not None:
            if run[1] == first - 1 and run[2] is formats:
                self._open_runs[column] = (run[0], last, formats)
                return
            self._close_run(column, run)
        self._open_runs[column] = (first, last, formats)

    def _close_run(self, column: int, run: tuple[int, int, NumberFormats]) -> None:
        first, last, formats = run
        self._starts.setdefault(first, []).append((column - 1, formats))
        self._ends.setdefault(last + 1, []).append(column - 1)

    def formats_by_row(self) -> _FormatCursor:
        """Return the formats of the rows from the first on."""
        for column, run in self._open_runs.items():
            self._close_run(column, run)
        self._open_runs.clear()
        return _FormatCursor(self._starts, self._ends)


class _FormatCursor:
    """The formats of one row after the other."""

    def __init__(
        self, starts: Mapping[int, list[tuple[int, NumberFormats]]], ends: Mapping[int, list[int]]
    ) -> None:
        self._starts = starts
        self._ends = ends
        self._active: dict[int, NumberFormats] = {}
        self._items: tuple[tuple[int, NumberFormats], ...] = ()

    def move_to(self, row: int) -> tuple[tuple[int, NumberFormats], ...]:
        """Return the indexes and formats of the cells of the next row that have a format."""
        if row in self._starts or row in self._ends:
            for column in self._ends.get(row, ()):
                self._active.pop(column, None)
            self._active.update(self._starts.get(row, ()))
            self._items = tuple(self._active.items())
        return self._items


def shorten_comment(text: str) -> str:
    """Return a comment in one line, and of a long one only its beginning."""
    line = " ".join(text.split())
    return line if len(line) <= _MAX_COMMENT_LENGTH else f"{line[:_MAX_COMMENT_LENGTH]}…"


# -- cells -------------------------------------------------------------------------------------

TIME_TYPES = (date, time, timedelta)


def time_cell(value: date | time | timedelta) -> GridCell:
    """Return a date or a time."""
    if isinstance(value, datetime):
        value = value.date()
    text = str(value) if isinstance(value, timedelta) else value.isoformat()
    return GridCell(text, is_date=True)


# -- grids -------------------------------------------------------------------------------------


def detailed_grid(
    rows: Iterable[GridRow], details: SheetDetails, name: str, *, is_hidden: bool
) -> Grid:
    """Return the table of a sheet whose values are in `rows`."""
    notes = _Notes(details)
    if details.formulas:
        rows = _with_formulas(rows, details.formulas)
    if details.merges:
        rows = _with_merged_cells(rows, details.merges, notes)
    kept = tuple(without_repeated_empty_rows(notes.watch(rows)))
    return Grid(kept, name, is_hidden, notes.problems(), comments=details.first_comments())


def _with_formulas(
    rows: Iterable[GridRow], formulas: Mapping[tuple[int, int], str]
) -> Iterator[GridRow]:
    columns_by_row: dict[int, list[int]] = {}
    for number, column in formulas:
        columns_by_row.setdefault(number, []).append(column)
    for row in rows:
        columns = columns_by_row.get(row.number)
        if columns is None:
            yield row
            continue
        cells = [*row.cells, *[EMPTY_CELL] * (max(columns) - len(row.cells))]
        for column in columns:
            if not cells[column - 1].text:
                text = f"={formulas[row.number, column]}"
                cells[column - 1] = GridCell(text, is_uncalculated=True)
        yield GridRow(row.number, tuple(cells))


def _with_merged_cells(
    rows: Iterable[GridRow], merges: Iterable[tuple[int, int, int]], notes: _Notes
) -> Iterator[GridRow]:
    """Yield the rows with the value of each merged cell in all rows that it covers.

    The cells of the first row that has several values are headers, which serve no rows.
    """
    last_rows = {(first, column): last for first, column, last in merges}
    columns_by_row: dict[int, list[int]] = {}
    for first, column in last_rows:
        columns_by_row.setdefault(first, []).append(column)
    covering: dict[int, tuple[int, GridCell]] = {}
    is_below_header = False
    for row in rows:
        cells = row.cells
        if covering:
            covering = {at: cover for at, cover in covering.items() if cover[0] >= row.number}
            filled = list(cells)
            for at, (_, cell) in covering.items():
                if at < len(filled) and not filled[at].text:
                    filled[at] = cell
                    notes.add_merged(row.number, at)
            cells = tuple(filled)
        for column in columns_by_row.get(row.number, ()):
            if is_below_header and row.cell(column - 1).text:
                covering[column - 1] = (last_rows[row.number, column], row.cell(column - 1))
        is_below_header = is_below_header or sum(bool(cell.text) for cell in cells) > 1
        yield GridRow(row.number, cells)


class _Notes:
    """What has to be said about the rows of a sheet, counted."""

    def __init__(self, details: SheetDetails) -> None:
        self._details = details
        self._hidden_rows: list[int] = []
        self._merged_rows: dict[int, int] = {}
        self._first_row = 0

    def add_merged(self, number: int, at: int) -> None:
        """Count a row that takes a value from a merged cell above it."""
        self._merged_rows.setdefault(number, at)

    def watch(self, rows: Iterable[GridRow]) -> Iterator[GridRow]:
        """Yield the rows, and note which of them are hidden."""
        hidden_rows = self._details.hidden_rows
        for row in rows:
            if not self._first_row and not row.is_empty:
                self._first_row = row.number
            if row.number in hidden_rows and not row.is_empty:
                self._hidden_rows.append(row.number)
            yield row

    def problems(self) -> tuple[Problem, ...]:
        """Return the notes. Each names the first row that it is about."""
        found = []
        if self._hidden_rows:
            found.append((ProblemKind.HIDDEN_ROWS, self._hidden_rows[0], len(self._hidden_rows)))
        columns = sum(last - first + 1 for first, last in self._details.hidden_columns)
        if columns:
            found.append((ProblemKind.HIDDEN_COLUMNS, self._first_row, columns))
        if self._merged_rows:
            first = next(iter(self._merged_rows))
            found.append((ProblemKind.MERGED_CELLS, first, len(self._merged_rows)))
        return tuple(
            Problem(kind, {"count": count}, row=row, is_row_kept=True) for kind, row, count in found
        ) + tuple(_noted_problem(kind, cells) for kind, cells in self._details.noted.items())


def _noted_problem(kind: ProblemKind, cells: NotedCells) -> Problem:
    place = f"{column_letters(cells.column)}{cells.row}"
    parameters = {"count": cells.count, "place": place, "value": cells.text}
    return Problem(kind, parameters, row=cells.row, is_row_kept=True)


def column_letters(number: int) -> str:
    """Return the letters of a column, where 1 is A.

    >>> column_letters(1), column_letters(28)
    ('A', 'AB')
    """
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters

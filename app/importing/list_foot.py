"""The foot of a list to check: what its rows lack, and which of its columns are not used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.toolkit.cards import PADDING, Card, sized
from app.toolkit.locale_format import count_text
from app.toolkit.shown_text import Label
from app.toolkit.translation import tr
from pricing.quantities.safe_text import displayable_line
from pricing.reading.column_questions import unused_columns

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from app.importing.mapped_rows import MappedRow
    from pricing.reading.grid import Grid
    from pricing.reading.reading_options import Layout

MAX_LINES = 4
_MOST_LETTERS = 60  # of the values of a column that is not used


class ListFoot(Card):
    """Shows what is to complete in the rows of a list, and what was not understood."""

    def __init__(self) -> None:
        super().__init__(tr("What is to complete or was not understood"))
        self._to_fix, self._unused = _Remarks("mappingToFix"), _Remarks("mappingUnused")
        row = QHBoxLayout(self)
        row.setContentsMargins(PADDING, PADDING // 2, PADDING, PADDING // 2)
        row.addWidget(self._to_fix, 1)
        row.addWidget(self._unused, 1)

    def show_rows(self, rows: Sequence[MappedRow], *, can_be_complete: bool) -> None:
        """Show what the rows still need. That none needs anything is said if it can be known."""
        lines = [_to_complete(row) for row in rows if row.problem or row.is_asked]
        title = count_text(
            len(lines),
            "{count} row to complete after adding",
            "{count} rows to complete after adding",
        )
        self._to_fix.show_lines(title if lines else tr("Every row is complete."), lines)
        self._to_fix.setVisible(bool(lines) or can_be_complete)

    def show_columns(
        self, grid: Grid, layout: Layout, headers: Sequence[str], meanings: Collection[int]
    ) -> None:
        """Show the columns that are not used. Those of `meanings` are used in another way."""
        lines = [
            tr(
                "“{header}” ({values}): not used. Choose a column above to use it.",
                header=headers[index],
                values=displayable_line(", ".join(values))[:_MOST_LETTERS],
            )
            for index, values in unused_columns(grid, layout)
            if index not in meanings
        ]
        keys = {choice.key for choice in layout.choices}
        if not keys & {"brand", "form"}:
            lines.append(tr("No brand, no form given: the form is read from each name."))
        self._unused.show_lines(tr("Not understood"), lines)
        self._unused.setVisible(bool(lines))


class _Remarks(QWidget):
    """Remarks on the list below their title."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._title, self._lines = Label(), Label()
        self._title.setFont(sized(self._title.font(), 1, semibold=True))
        self._title.setObjectName(f"{name}Title")
        self._lines.setObjectName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for label in (self._title, self._lines):
            label.setWordWrap(True)
            column.addWidget(label)
        column.addStretch(1)

    def show_lines(self, title: str, lines: Sequence[str]) -> None:
        """Show the first remarks, and how many more there are."""
        self.setAccessibleName(title)
        self._title.setText(title)
        self._lines.setText("\n".join(_shortened(lines)))
        self._lines.setVisible(bool(lines))


def _to_complete(row: MappedRow) -> str:
    """Return what a row still needs once it is added."""
    if row.offered is not None:
        return tr(
            "Row {number}: no pack size. The name says {count}.",
            number=row.number,
            count=row.offered.text,
        )
    if row.is_asked:
        return tr(
            "Row {number}: {amount} in one serving, of the compound or of the mineral?",
            amount=row.asked_amount,
            number=row.number,
        )
    return tr("Row {number}: {problem}", problem=row.problem, number=row.number)


def _shortened(lines: Sequence[str]) -> Iterator[str]:
    """Yield the first lines, and how many more there are."""
    yield from lines[:MAX_LINES]
    if len(lines) > MAX_LINES:
        yield count_text(len(lines) - MAX_LINES, "and {count} more", "and {count} more")

"""What a list comes to as it is laid out: its products, what becomes of each, and its problems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.importing.columns import title
from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.model.columns import COLUMNS, cell_text
from pricing.problems.errors import BadInput, Problem
from pricing.reading.importer import read_grid
from pricing.reading.merging import Join, already_there
from pricing.reading.rows import ProductList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.model.entry import Entry
    from pricing.reading.grid import Grid
    from pricing.reading.importer import Options

MOST = 500
BECOMES = {
    Join.UPDATE: "updates row {row}",
    Join.ADD: "new",
    Join.SKIP: "left out, is in row {row}",
}


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a list: products and problems, and which are there already.

    `refused` is why the table as a whole cannot be read; then there are no products.
    """

    read: ProductList
    there: dict[int, int]
    refused: BadInput | None = None

    @classmethod
    def of(cls, grid: Grid, options: Options, entries: Sequence[Entry]) -> Preview:
        try:
            read = read_grid(grid, options, MOST)
        except BadInput as refused:
            return cls(ProductList(), {}, refused)
        return cls(read, already_there(entries, read.lines))


class PreviewPanel(QWidget):
    """A table of the products that the list gives, and the list of what was left out."""

    def __init__(self) -> None:
        super().__init__()
        self._table = QTableWidget()
        self._table.setObjectName("previewTable")
        self._table.setAccessibleName(tr("Preview"))
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setTabKeyNavigation(False)
        self._table.verticalHeader().hide()
        self._problems = QListWidget()
        self._problems.setObjectName("problemsList")
        self._problems.setAccessibleName(tr("Problems"))
        self._problems.setWordWrap(True)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(self._table)
        parts.addWidget(self._problems)
        parts.setSizes([560, 240])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(parts)

    def show_preview(self, preview: Preview, known: Join | None) -> None:
        """The products column by column, as they will be; then the problems, each in its place.

        `known`: what becomes of products that are there; None where there are no others.
        """
        products = preview.read.lines
        used = [column for column in COLUMNS if any(column.key in each.values for each in products)]
        self._table.clear()
        self._table.setRowCount(len(products))
        becomes = [] if known is None else [tr("Becomes")]
        headings = [tr("Line"), *becomes, *map(title, used)]
        self._table.setColumnCount(len(headings))
        self._table.setHorizontalHeaderLabels(headings)
        for place, each in enumerate(products):
            said = [] if known is None else [_becomes(preview, place, known)]
            texts = [cell_text(column, each.values.get(column.key)) for column in used]
            for at, text in enumerate([str(each.row), *said, *texts]):
                self._table.setItem(place, at, QTableWidgetItem(text))
        self._table.resizeColumnsToContents()
        self._problems.clear()
        self._problems.addItems([_located(each) for each in preview.read.problems])
        self._problems.setVisible(bool(preview.read.problems))


def _becomes(preview: Preview, place: int, known: Join) -> str:
    if place not in preview.there:
        return tr(BECOMES[Join.ADD])
    return tr(BECOMES[known], row=preview.there[place] + 1)


def _located(problem: Problem) -> str:
    place = tr("Line {number}", number=problem.row)
    place += f", {problem.column}" if problem.column else ""
    return f"{place}: {problem.says(notation())}"

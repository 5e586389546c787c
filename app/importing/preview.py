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

from app.importing.column_choices import column_title
from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.model.columns import COLUMNS, cell_text
from pricing.problems.errors import BadInput, Problem
from pricing.reading.importer import read_grid
from pricing.reading.merging import MergeMode, match_existing_rows
from pricing.reading.product_list import ProductList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.model.entry import Entry
    from pricing.reading.grid import Grid
    from pricing.reading.importer import ReadingOptions

MAX_PREVIEW_ROWS = 500
OUTCOME_TEXTS = {
    MergeMode.UPDATE: "updates row {row}",
    MergeMode.ADD: "new",
    MergeMode.SKIP: "left out, is in row {row}",
}


@dataclass(frozen=True, slots=True)
class ListPreview:
    """The first rows of a list: products and problems, and which are there already.

    `refused` is why the table as a whole cannot be read; then there are no products.
    """

    product_list: ProductList
    existing_rows: dict[int, int]
    error: BadInput | None = None

    @classmethod
    def from_grid(
        cls, grid: Grid, options: ReadingOptions, entries: Sequence[Entry]
    ) -> ListPreview:
        try:
            read = read_grid(grid, options, MAX_PREVIEW_ROWS)
        except BadInput as refused:
            return cls(ProductList(), {}, refused)
        return cls(read, match_existing_rows(entries, read.all_rows))


class ListPreviewPanel(QWidget):
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

    def show_preview(self, preview: ListPreview, duplicate_handling: MergeMode | None) -> None:
        """The products column by column, as they will be; then the problems, each in its place.

        `known`: what becomes of products that are there; None where there are no others.
        """
        products = preview.product_list.all_rows
        used = [column for column in COLUMNS if any(column.key in each.values for each in products)]
        self._table.clear()
        self._table.setRowCount(len(products))
        becomes = [] if duplicate_handling is None else [tr("Becomes")]
        headings = [tr("Line"), *becomes, *map(column_title, used)]
        self._table.setColumnCount(len(headings))
        self._table.setHorizontalHeaderLabels(headings)
        for place, each in enumerate(products):
            said = (
                []
                if duplicate_handling is None
                else [_outcome_text(preview, place, duplicate_handling)]
            )
            texts = [cell_text(column, each.values.get(column.key)) for column in used]
            for at, text in enumerate([str(each.row), *said, *texts]):
                self._table.setItem(place, at, QTableWidgetItem(text))
        self._table.resizeColumnsToContents()
        self._problems.clear()
        self._problems.addItems([_problem_text(each) for each in preview.product_list.problems])
        self._problems.setVisible(bool(preview.product_list.problems))


def _outcome_text(preview: ListPreview, place: int, duplicate_handling: MergeMode) -> str:
    if place not in preview.existing_rows:
        return tr(OUTCOME_TEXTS[MergeMode.ADD])
    return tr(OUTCOME_TEXTS[duplicate_handling], row=preview.existing_rows[place] + 1)


def _problem_text(problem: Problem) -> str:
    place = tr("Line {number}", number=problem.row)
    place += f", {problem.column}" if problem.column else ""
    return f"{place}: {problem.message(notation())}"

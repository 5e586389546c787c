"""The preview of the import dialog: the products of a list and its problems."""

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

from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.model.columns import COLUMNS, ColumnKind, cell_text
from pricing.problems.errors import BadInput, Problem
from pricing.quantities.safe_text import displayable_line
from pricing.reading.importer import read_grid
from pricing.reading.merging import MergeMode, match_existing_rows
from pricing.reading.product_list import ProductList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.model.columns import BaseValue, Column
    from pricing.model.entry import Entry
    from pricing.reading.grid import Grid
    from pricing.reading.reading_options import ReadingOptions

MAX_PREVIEW_ROWS = 500
_TRANSLATED_KINDS = {ColumnKind.ELEMENT, ColumnKind.UNIT_KIND, ColumnKind.YES_NO}
OUTCOME_TEXTS = {
    MergeMode.UPDATE: "updates row {row}",
    MergeMode.ADD: "new",
    MergeMode.SKIP: "left out, same as row {row}",
}


@dataclass(frozen=True, slots=True)
class ListPreview:
    """The products and problems in the first rows of a list.

    `existing_rows` tells which products the comparison has already: from the position in the list
    to the row of the comparison. If the list as a whole cannot be read, `error` tells why.
    """

    product_list: ProductList
    existing_rows: dict[int, int]
    error: BadInput | None = None

    @classmethod
    def from_grid(
        cls, grid: Grid, options: ReadingOptions, entries: Sequence[Entry]
    ) -> ListPreview:
        """Read the first rows of a grid and match them with the rows of the comparison."""
        try:
            product_list = read_grid(grid, options, MAX_PREVIEW_ROWS)
        except BadInput as error:
            return cls(ProductList(), {}, error)
        return cls(product_list, match_existing_rows(entries, product_list.all_rows))


class ListPreviewPanel(QWidget):
    """Shows a table of products beside a list of problems."""

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
        """Show the products as they would be imported, and the problems.

        `duplicate_handling` tells what happens to products that the comparison has already. None
        means that the list does not go into a comparison.
        """
        products = preview.product_list.all_rows
        used_columns = [
            column
            for column in COLUMNS
            if any(column.key in product.values for product in products)
        ]
        outcome_heading = [] if duplicate_handling is None else [tr("Result")]
        headings = [
            tr("Line"),
            *outcome_heading,
            *(tr(column.full_title) for column in used_columns),
        ]
        self._table.clear()
        self._table.setRowCount(len(products))
        self._table.setColumnCount(len(headings))
        self._table.setHorizontalHeaderLabels(headings)
        for position, product in enumerate(products):
            outcome = (
                []
                if duplicate_handling is None
                else [_outcome_text(preview, position, duplicate_handling)]
            )
            texts = [_cell_text(column, product.values.get(column.key)) for column in used_columns]
            for section, text in enumerate([str(product.row), *outcome, *texts]):
                self._table.setItem(position, section, QTableWidgetItem(displayable_line(text)))
        self._table.resizeColumnsToContents()
        problems = preview.product_list.problems
        self._problems.clear()
        self._problems.addItems([displayable_line(_problem_text(problem)) for problem in problems])
        self._problems.setVisible(bool(problems))


def _cell_text(column: Column, value: BaseValue | None) -> str:
    text = cell_text(column, value)
    return tr(text) if column.kind in _TRANSLATED_KINDS else text


def _outcome_text(preview: ListPreview, position: int, duplicate_handling: MergeMode) -> str:
    if position not in preview.existing_rows:
        return tr(OUTCOME_TEXTS[MergeMode.ADD])
    return tr(OUTCOME_TEXTS[duplicate_handling], row=preview.existing_rows[position] + 1)


def _problem_text(problem: Problem) -> str:
    message = problem.message(notation())
    if problem.row is None:
        return message
    if problem.column:
        return tr(
            "Line {number}, {column}: {problem}",
            number=problem.row,
            column=problem.column,
            problem=message,
        )
    return tr("Line {number}: {problem}", number=problem.row, problem=message)

"""The table of what a search found: read only, whole rows, dragged into the comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView

from app.catalogue.model import RESULT_COLUMNS
from app.toolkit.theme import with_tabular_figures
from app.toolkit.translation import tr

if TYPE_CHECKING:
    from app.catalogue.model import ResultsModel

ROW_HEIGHT = 26
_Flag = QItemSelectionModel.SelectionFlag


class ResultsTable(QTableView):
    """Shows a page at a time, however much was found."""

    def __init__(self, model: ResultsModel) -> None:
        super().__init__()
        self.setObjectName("catalogueTable")
        self.setAccessibleName(tr("Products of the catalogue"))
        self.setAccessibleDescription(tr("Enter adds a product to the comparison"))
        self.setModel(model)
        self.setFont(with_tabular_figures(self.font()))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setDragEnabled(True)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(True)
        for place, column in enumerate(RESULT_COLUMNS):
            self.setColumnWidth(place, column.width)

    def show_sort_order(self, key: str, *, descending: bool) -> None:
        """Mark the column that the rows are in order of, where it is one of these."""
        places = [place for place, column in enumerate(RESULT_COLUMNS) if column.sort_key == key]
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicatorShown(bool(places))
        if places:
            self.horizontalHeader().setSortIndicator(places[0], order)

    def select_first(self) -> None:
        """Stand on the first row."""
        first = self.model().index(0, 0)
        self.selectionModel().setCurrentIndex(first, _Flag.ClearAndSelect | _Flag.Rows)

    def selected_rows(self) -> list[int]:
        """The selected rows, from the top."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

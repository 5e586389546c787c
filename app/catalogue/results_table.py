"""The table of what a search found: read only, whole rows, dragged into the comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt

from app.catalogue.model import SORT_KEYS
from app.toolkit.table_view import TableView
from app.toolkit.translation import tr

if TYPE_CHECKING:
    from app.catalogue.model import ResultsModel

ROW_HEIGHT = 26
_Flag = QItemSelectionModel.SelectionFlag


class ResultsTable(TableView):
    """Shows a page at a time, however much was found."""

    def __init__(self, model: ResultsModel) -> None:
        super().__init__(
            model, "catalogueTable", tr("Products of the catalogue"), row_height=ROW_HEIGHT
        )
        self.setAccessibleDescription(tr("Enter adds a product to the comparison"))
        self.setDragEnabled(True)
        self.horizontalHeader().setSectionsClickable(True)
        self._results_model = model

    def show_sort_order(self, key: str, *, descending: bool) -> None:
        """Mark the column that the rows are in order of, where it is one of these."""
        places = [
            place
            for place, column in enumerate(self._results_model.columns)
            if SORT_KEYS.get(column.key) == key
        ]
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

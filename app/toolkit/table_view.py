"""The look and keys that the panels' tables share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QAbstractItemView, QTableView

from app.toolkit.cards import HEADER_SIZE, sized
from app.toolkit.theme import with_tabular_figures

if TYPE_CHECKING:
    from app.toolkit.table_model import TableModel

_Trigger = QAbstractItemView.EditTrigger


class TableView(QTableView):
    """A table of whole rows: Tab leaves it, and a key on an editable cell starts editing."""

    def __init__(
        self, model: TableModel[Any], name: str, title: str, *, row_height: int | None = None
    ) -> None:
        super().__init__()
        self._table_model = model
        self._column_keys: list[str] = []
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setModel(model)
        self.setFont(with_tabular_figures(self.font()))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(
            _Trigger.DoubleClicked | _Trigger.EditKeyPressed | _Trigger.AnyKeyPressed
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().setVisible(False)
        if row_height is not None:
            self.verticalHeader().setDefaultSectionSize(row_height)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setFont(sized(self.font(), HEADER_SIZE))
        model.modelReset.connect(self._set_column_widths)
        self._set_column_widths()

    def _set_column_widths(self) -> None:
        """Set the declared widths. What the user sized stays while the columns are the same."""
        keys = [column.key for column in self._table_model.columns]
        if keys != self._column_keys:
            self._column_keys = keys
            for place, column in enumerate(self._table_model.columns):
                self.setColumnWidth(place, column.width)

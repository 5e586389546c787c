"""The table's headings: which show, how wide and in which order; a click sorts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView

from app.table.layout import TABLE_COLUMNS
from app.toolkit.settings import Settings, WindowStateKey

if TYPE_CHECKING:
    from collections.abc import Callable


class ProductTableHeader(QHeaderView):
    """Headings that can be moved, sized and hidden, and are so again at the next start.

    `sort_wanted` hands on the column and whether descending; `as_entered_wanted` the third click.
    """

    sort_requested = Signal(int, bool)
    entry_order_requested = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._settings = settings
        self._sort_state: tuple[int, bool] | None = None
        self.setHighlightSections(False)
        self.setSectionsMovable(True)
        self.setMinimumSectionSize(32)
        self.setSectionsClickable(True)
        self.sectionClicked.connect(self._sort_by)

    def restore_layout(self) -> None:
        """As the columns were left; at first as they are declared."""
        if not self.restoreState(self._settings.state_bytes(WindowStateKey.TABLE_COLUMNS)):
            for index, column in enumerate(TABLE_COLUMNS):
                self.resizeSection(index, column.width)
                self.setSectionHidden(index, not column.is_shown_at_first)
        self.clear_sorting()

    def save_layout(self) -> None:
        """Remember widths, order and which columns show."""
        self._settings.save_state(WindowStateKey.TABLE_COLUMNS, self.saveState())

    def visible_columns(self) -> list[int]:
        """The columns that show, left to right."""
        order = (self.logicalIndex(place) for place in range(self.count()))
        return [column for column in order if not self.isSectionHidden(column)]

    def visibility_choices(self) -> list[tuple[str, bool, Callable[[bool], None]]]:
        """Each column's title, whether it shows, and how to show or hide it."""
        return [
            (
                column.heading.replace("\n", " "),
                not self.isSectionHidden(index),
                partial(self._set_section_visible, index),
            )
            for index, column in enumerate(TABLE_COLUMNS)
        ]

    def clear_sorting(self) -> None:
        """The rows are no longer in the order of a column."""
        self._sort_state = None
        self.setSortIndicatorShown(False)

    def _set_section_visible(self, index: int, on: bool) -> None:
        self.setSectionHidden(index, not on)

    def _sort_by(self, column: int) -> None:
        """Ascending, then descending, then as entered."""
        if self._sort_state == (column, True):
            self.entry_order_requested.emit()
            return
        descending = self._sort_state == (column, False)
        self._sort_state = (column, descending)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.setSortIndicatorShown(True)
        self.setSortIndicator(column, order)
        self.sort_requested.emit(column, descending)

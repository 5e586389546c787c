"""The product table's headings: their order, widths and visibility. A click sorts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView

from app.table.layout import TABLE_COLUMNS
from app.toolkit.settings import Settings, WindowStateKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from pricing.model.scenario import Scenario


class ProductTableHeader(QHeaderView):
    """Headings that can be moved, sized and hidden. The settings keep the layout.

    `scenario` returns that of the open comparison. Some headings state its days or its unit.
    """

    sort_requested = Signal(int, bool)  # column, whether descending
    entry_order_requested = Signal()

    def __init__(self, settings: Settings, scenario: Callable[[], Scenario]) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._settings = settings
        self._scenario = scenario
        self._sort_state: tuple[int, bool] | None = None
        self.setHighlightSections(False)
        self.setSectionsMovable(True)
        self.setMinimumSectionSize(32)
        self.setSectionsClickable(True)
        self.sectionClicked.connect(self._sort_by)

    def restore_layout(self) -> None:
        """Show the columns as they were left, at first as they are declared."""
        if not self.restoreState(self._settings.state_bytes(WindowStateKey.TABLE_COLUMNS)):
            for index, column in enumerate(TABLE_COLUMNS):
                self.resizeSection(index, column.width)
                self.setSectionHidden(index, not column.is_shown_at_first)
        self.clear_sorting()

    def save_layout(self) -> None:
        """Save the widths, the order and which columns are visible."""
        self._settings.save_state(WindowStateKey.TABLE_COLUMNS, self.saveState())

    def visible_columns(self) -> list[int]:
        """Return the visible columns, left to right."""
        order = (self.logicalIndex(place) for place in range(self.count()))
        return [column for column in order if not self.isSectionHidden(column)]

    def visibility_choices(self) -> list[tuple[str, bool, Callable[[bool], None]]]:
        """Return each column's title, whether it is visible, and how to show or hide it."""
        scenario = self._scenario()
        return [
            (
                column.full_heading(scenario.days, scenario.element),
                not self.isSectionHidden(index),
                partial(self._set_section_visible, index),
            )
            for index, column in enumerate(TABLE_COLUMNS)
        ]

    def clear_sorting(self) -> None:
        """Show that the rows are not sorted by a column."""
        self._sort_state = None
        self.setSortIndicatorShown(False)

    def _set_section_visible(self, index: int, is_visible: bool) -> None:
        self.setSectionHidden(index, not is_visible)

    def _sort_by(self, column: int) -> None:
        """Sort ascending at the first click, then descending, then as entered."""
        if self._sort_state == (column, True):
            self.entry_order_requested.emit()
            return
        descending = self._sort_state == (column, False)
        self._sort_state = (column, descending)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.setSortIndicatorShown(True)
        self.setSortIndicator(column, order)
        self.sort_requested.emit(column, descending)

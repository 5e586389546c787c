"""The card of the product table: the table above its legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout

from app.table.geometry import LEGEND_PADDING, legend_line_height
from app.toolkit.cards import Card
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QShowEvent

    from app.session import Session
    from app.table.legend import TableLegend
    from app.table.model import ProductModel
    from app.table.view import ProductTable

_BORDER = 1
_ANY_HEIGHT = 16_777_215
_LEAST_ROWS = 4  # as high as the first, below which the legend goes


@reports_exceptions
class TableCard(Card):
    """Holds the table. The legend comes with the figures."""

    def __init__(self, session: Session, model: ProductModel, table: ProductTable) -> None:
        super().__init__(tr("Products"))
        self._session = session
        self._model = model
        self._table = table
        self._shows_products = False
        self.setContentsMargins(_BORDER, _BORDER, _BORDER, _BORDER)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(table, 1)
        self._legend: TableLegend | None = None

    def show_legend(self) -> None:
        """Add the legend."""
        from app.table.legend import TableLegend

        legend = self._legend = TableLegend(self._session, self._model.cells)
        legend.resize(self._table.width(), 0)  # else it needs more lines until it is laid out
        legend.refresh()
        self._column.addWidget(legend)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._show_legend_if_it_fits()

    def _show_legend_if_it_fits(self) -> None:
        """Show the legend, unless the table would have no room for some rows.

        Its room is kept for it, so that nothing moves when it comes. While another view is shown,
        nothing is worked out for it.
        """
        if self._legend is not None and not self.isVisible():
            return
        height = legend_line_height(self.font()) + 2 * LEGEND_PADDING
        others = (_LEAST_ROWS - 1) * self._table.table_geometry.row_height(0)
        least = self._table.height_of_first_row() + others + height
        # Before the card is shown, its height says nothing, and most often there is room.
        has_room = not self.isVisible() or self.height() >= least
        is_shown = self._shows_products and has_room
        if self._legend is not None:
            self._legend.setVisible(is_shown)
        else:
            self._column.setContentsMargins(0, 0, 0, height if is_shown else 0)

    def show_products(self, *, has_products: bool) -> None:
        """Take all the height for products. Without any, take only that of the first row."""
        self._shows_products = has_products
        self._show_legend_if_it_fits()
        height = _ANY_HEIGHT if has_products else self._table.height_of_first_row() + 2 * _BORDER
        self.setMinimumHeight(0 if has_products else height)
        self.setMaximumHeight(height)

    # -- Qt's own names ------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_legend_if_it_fits()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_legend_if_it_fits()

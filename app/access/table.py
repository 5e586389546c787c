"""The table of products by payers, with the tint of the cheapest safe way and the signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLineF, QRectF, Qt, Signal
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QMenu

from app.access.model import AMOUNT_SIZE, RARE_MEASURES, AccessModel
from app.toolkit.cards import HEADER_SIZE
from app.toolkit.painted_table import ColumnWidth, PaintedCells, PaintedTable
from app.toolkit.painted_text import Run
from app.toolkit.signs import SignPictures
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QModelIndex, QPoint
    from PySide6.QtGui import QColor, QPainter

    from app.access.payers import PayersMenu
    from app.session import Session
    from app.toolkit.painted_table import Index
    from pricing.model.product import Product

_SIGN, _SIGN_ROOM = 13, 17
_WIDTHS = {
    "place": ColumnWidth(least=28),
    "product": ColumnWidth(share=1.0, least=150),
    "delivered": ColumnWidth(least=64, extra=_SIGN_ROOM),
}
_NARROW_BELOW = 1_150
_PRODUCT = 1  # the place of the column of names
_PAYER_WIDTH = ColumnWidth(share=0.1, fits_text=True)
_FIXED_KEYS = frozenset({"place", "product", "delivered"})


@reports_exceptions
class _AccessCells(PaintedCells):
    """Paints the tint of the worked-out half, swatches, signs, and the line that divides."""

    def __init__(self, view: AccessTable) -> None:
        super().__init__(view)
        self._access_view = view
        self._signs = SignPictures(view)

    def ground(self, index: Index) -> QColor:
        model = self._access_view.access_model
        row = model.rows[index.row()]
        if model.is_least(row, index.column()):
            return tokens().heat[0]
        is_typed = model.columns[index.column()].key in _FIXED_KEYS
        return tokens().surface if is_typed else tokens().tinted

    def paint_cell(self, painter: QPainter, area: QRectF, index: Index) -> None:
        model, view = self._access_view.access_model, self._access_view
        row, key = model.rows[index.row()], model.columns[index.column()].key
        super().paint_cell(painter, area, index)
        if key == "delivered":
            edge = area.right() + 7  # the cell's own padding
            painter.setPen(QPen(tokens().divide, 2))
            painter.drawLine(QLineF(edge, area.top(), edge, area.bottom()))
            if row.sign is not None:
                width = view.text_size(view.cell_runs(index)).width
                size = _SIGN * view.unit
                left = area.right() - width - (_SIGN + 4) * view.unit
                sign = QRectF(left, area.center().y() - size / 2, size, size)
                self._signs.paint(painter, row.sign, sign)


@reports_exceptions
class AccessTable(PaintedTable):
    """Shows the products under each payer. Enter goes to the product."""

    cell_requested = Signal(int, str)  # row and column key of the product table

    def __init__(self, session: Session, menu: PayersMenu) -> None:
        self.access_model = AccessModel(session)
        self.shown_measures: set[str] = set()
        # By the identity of a product: itself, the width of its name, and the height in that.
        self._name_heights: dict[int, tuple[Product, float, float]] = {}
        # The widths of the texts by column, which another width of the table leaves as they are.
        self._widest: dict[int, float] = {}
        self._measured_rows: object = None
        super().__init__(self.access_model, "accessTable", tr("What patients pay"), _WIDTHS)
        self._session = session
        self._payers_menu = menu
        self._amount_height = self._note_height = 0.0  # of a line, while rows are fitted
        self.setItemDelegate(_AccessCells(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.activated.connect(self._request_cell)
        header = self.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._show_payer_menu)

    def fit(self) -> None:
        is_narrow = self.width() < _NARROW_BELOW * self.unit
        if self.access_model.is_narrow is not is_narrow:
            self.access_model.is_narrow = is_narrow
            self._widest.clear()
        has_payers = len(self.access_model.payers) > 1
        for place, column in enumerate(self.access_model.columns):
            is_rare = column.key in RARE_MEASURES and column.key not in self.shown_measures
            is_gap = column.key == "access_gap" and not has_payers
            self.setColumnHidden(place, is_rare or is_gap)
        amount, note = (
            self.text_size((Run("0", scale=scale),)).height for scale in (AMOUNT_SIZE, HEADER_SIZE)
        )
        self._amount_height, self._note_height = amount, note
        if len(self._name_heights) > 2 * self.access_model.rowCount():
            self._name_heights.clear()
        super().fit()

    def _rule(self, place: int) -> ColumnWidth:
        is_payer = self.access_model.payer_place(place) is not None
        return _PAYER_WIDTH if is_payer else super()._rule(place)

    def rows_to_measure(self, place: int) -> Iterable[int]:
        """Return the rows among which the widest text is, or else all."""
        at = self.access_model.payer_place(place)
        if at is not None:
            return self.access_model.widest_rows(at)
        match self.access_model.columns[place].key:
            case "place":
                return self.access_model.rows_of_last_place()
            case "delivered":
                return self.access_model.rows_of_other_doses()
            case "access_gap":
                return self.access_model.rows_of_widest_gap()
            case _:
                return super().rows_to_measure(place)

    def _widest_text(self, place: int) -> float:
        if self._measured_rows is not self.access_model.rows:
            self._measured_rows = self.access_model.rows
            self._widest.clear()
        if place not in self._widest:
            self._widest[place] = super()._widest_text(place)
        return self._widest[place]

    def _texts_height(self, row: int) -> float:
        """Return the height of a row's name or notes. Amounts never wrap."""
        notes = self._amount_height + self._note_height * self.access_model.note_count(row)
        return max(self._name_height(row), notes) + 10 * self.unit

    def _name_height(self, row: int) -> float:
        """Return the height of a product's name. A new target leaves it as it is."""
        compared, width = self.access_model.rows[row].compared, self.text_width(_PRODUCT)
        product = compared.product if compared else None
        known = self._name_heights.get(id(product))
        if known is not None and known[:2] == (product, width):
            return known[2]
        height = self.text_size(self._fitted_runs(row, _PRODUCT), width).height
        if product is not None:  # it is kept, so that no other product has its identity
            self._name_heights[id(product)] = (product, width, height)
        return height

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.FontChange:
            self._name_heights.clear()
            self._widest.clear()
        super().changeEvent(event)

    def _request_cell(self, index: QModelIndex) -> None:
        compared = self.access_model.rows[index.row()].compared
        if compared is not None:
            self.cell_requested.emit(self._session.row_of(compared), "product")

    def _show_payer_menu(self, position: QPoint) -> None:
        """Offer what can be done with the payer of a column."""
        place = self.access_model.payer_place(self.columnAt(position.x()))
        if place:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self._payers_menu.add_changes_of(menu, place - 1)
            menu.popup(self.horizontalHeader().mapToGlobal(position))

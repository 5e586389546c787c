"""The table view of what is taken: typed like a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QCompleter, QLineEdit

from app.regimen.taken_model import TakenModel
from app.toolkit.painted_table import ColumnWidth, PaintedCells, PaintedTable
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QKeyEvent, QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

    from app.regimen_plan import RegimenPlan
    from app.toolkit.painted_table import Index

_WORKED_OUT = frozenset({"monthly_cost", "monthly_outlay"})
_WIDTHS = {
    "number": ColumnWidth(least=28),
    "product": ColumnWidth(share=1.0, least=150),
    "units": ColumnWidth(least=60),
    "when": ColumnWidth(least=80, most=140),
}


@reports_exceptions
class _TakenCells(PaintedCells):
    """Paints the worked-out half on its ground, and offers names of products."""

    def __init__(self, view: TakenTable, plan: RegimenPlan) -> None:
        super().__init__(view)
        self._taken_view = view
        self._plan = plan

    def ground(self, index: Index) -> QColor:
        key = self._taken_view.taken_model.columns[index.column()].key
        return tokens().tinted if key in _WORKED_OUT else tokens().surface

    def paint_cell(self, painter: QPainter, area: QRectF, index: Index) -> None:
        super().paint_cell(painter, area, index)
        if self._taken_view.taken_model.columns[index.column()].key == "monthly_cost":
            left = area.left() - 7
            painter.setPen(QPen(tokens().divide, 2))
            painter.drawLine(QLineF(left, area.top(), left, area.bottom()))

    # -- Qt's own names ------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = super().createEditor(parent, option, index)
        is_product = self._taken_view.taken_model.columns[index.column()].key == "product"
        if is_product and isinstance(editor, QLineEdit):
            names = [product.product for product in self._plan.pool.values()]
            completer = QCompleter(names, editor)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            editor.setCompleter(completer)
        return editor


@reports_exceptions
class TakenTable(PaintedTable):
    """Shows the products taken. Delete takes one out; Enter goes down, and Tab to the right."""

    def __init__(self, plan: RegimenPlan) -> None:
        self.taken_model = TakenModel(plan)
        self._plan = plan
        super().__init__(self.taken_model, "regimenTaken", tr("What is taken a day"), _WIDTHS)
        self.setSelectionBehavior(self.SelectionBehavior.SelectItems)
        self.setTabKeyNavigation(True)
        self.setItemDelegate(_TakenCells(self, plan))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.fitted.connect(self._fit_height)

    def _fit_height(self) -> None:
        rows = sum(self.rowHeight(row) for row in range(self.taken_model.rowCount()))
        self.setFixedHeight(rows + self.horizontalHeader().height() + 2)

    # -- Qt's own names ------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            rows = {index.row() for index in self.selectedIndexes()}
            taken = {row for row in rows if self.taken_model.rows[row].taken is not None}
            if taken:
                self._plan.leave_out(taken)
            return
        super().keyPressEvent(event)

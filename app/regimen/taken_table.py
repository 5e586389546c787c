"""The table view of what is taken: typed like a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeySequence, QPen
from PySide6.QtWidgets import QCompleter, QLineEdit

from app.regimen.taken_model import TakenModel
from app.toolkit.locale_format import notation
from app.toolkit.painted_table import ColumnWidth, PaintedCells, PaintedTable
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter
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
# In a narrower table the words under "When" fold under the name, at text of 13 pixels.
_LEAST_WIDTH_WITH_WHEN = 560
_PRODUCT, _WHEN = 1, 3


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
            text = self._plan.names.text
            names = [text(product, notation()) for product in self._plan.pool.values()]
            completer = QCompleter(names, editor)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            editor.setCompleter(completer)
        return editor


@reports_exceptions
class TakenTable(PaintedTable):
    """Shows the products taken. Delete takes one out; Enter goes down, and Tab to the right.

    Ctrl+V adds lines of a name and units, and Ctrl+D fills down.
    """

    def __init__(self, plan: RegimenPlan) -> None:
        self.taken_model = TakenModel(plan)
        self._plan = plan
        super().__init__(self.taken_model, "regimenTaken", tr("What is taken a day"), _WIDTHS)
        self.setSelectionBehavior(self.SelectionBehavior.SelectItems)
        self.setTabKeyNavigation(True)
        self.setItemDelegate(_TakenCells(self, plan))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.fitted.connect(self._fit_height)

    def fit(self) -> None:
        if not self.isVisible():
            return
        is_folded = self.viewport().width() < _LEAST_WIDTH_WITH_WHEN * self.unit
        if is_folded is not self.taken_model.folds_when:
            self.taken_model.fold_when(is_folded=is_folded)  # which fits the table again
            return
        self.setColumnHidden(_WHEN, is_folded)
        super().fit()

    def _folded_words(self, row: int) -> QRect:
        """Return the area of the words under a name that say when."""
        area = super().visualRect(self.taken_model.index(row, _PRODUCT))
        metrics = QFontMetrics(self.font())
        height = min(area.height(), metrics.height() + round(8 * self.unit))
        return QRect(area.left(), area.bottom() - height, area.width(), height)

    def _edit_folded(self, row: int) -> bool:
        """Edit the words under the name in a row. Return whether they stand there."""
        is_taken = 0 <= row < len(self.taken_model.rows) and self.taken_model.rows[row].taken
        if not self.taken_model.folds_when or not is_taken:
            return False
        self.edit(self.taken_model.index(row, _WHEN))
        return True

    def _selected_takes(self) -> list[int]:
        rows = sorted({index.row() for index in self.selectedIndexes()})
        return [row for row in rows if self.taken_model.rows[row].taken is not None]

    def _clear(self) -> None:
        """Clear the words that say when, or else take the selected products out."""
        taken = self._selected_takes()
        if taken and {index.column() for index in self.selectedIndexes()} == {_WHEN}:
            self._plan.change_when(taken, "")
        elif taken:
            self._plan.leave_out(taken)

    def _fill_down(self) -> None:
        """Fill the selected cells from the first of them, or one cell from the one above."""
        taken = self._selected_takes()
        source = taken[0] if len(taken) > 1 else taken[0] - 1 if taken else -1
        if source >= 0:
            key = self.taken_model.columns[self.currentIndex().column()].key
            self.taken_model.fill_down(key, source, [row for row in taken if row != source])

    def _fit_height(self) -> None:
        rows = sum(self.rowHeight(row) for row in range(self.taken_model.rowCount()))
        self.setFixedHeight(rows + self.horizontalHeader().height() + 2)

    # -- Qt's own names ------------------------------------------------------------------------

    def visualRect(self, index: QModelIndex | QPersistentModelIndex) -> QRect:
        if index.column() == _WHEN and self.taken_model.folds_when:
            return self._folded_words(index.row())
        return super().visualRect(index)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        row = self.rowAt(place.y())
        if self.taken_model.folds_when and self._folded_words(row).contains(place):
            self._edit_folded(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_down = event.key() == Qt.Key.Key_Down
        is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        index = self.currentIndex()
        if is_down and is_alt and index.column() == _PRODUCT and self._edit_folded(index.row()):
            return
        is_control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self._clear()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.taken_model.paste(QGuiApplication.clipboard().text())
        elif is_control and event.key() == Qt.Key.Key_D:
            self._fill_down()
        else:
            super().keyPressEvent(event)

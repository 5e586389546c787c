"""How the product table draws and edits its cells: bars, warning signs, editors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.table.layout import COST_PER_MG, RANK, TABLE_COLUMNS, TableColumn
from app.table.model import ENTRY_ROLE, MISSING_MARK, WARNING_MARK, WRONG_MARK, ProductModel
from app.toolkit.theme import Colour, Theme
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.model.entry import Entry
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTableView

    Index = QModelIndex | QPersistentModelIndex

_WARNING_SIGN = "⚠ "
_MARGIN = 5
_ELIDED = Qt.TextElideMode.ElideRight
_MARK_COLOURS = {
    WRONG_MARK: Colour.WRONG,
    MISSING_MARK: Colour.WRONG,
    WARNING_MARK: Colour.WARNING,
}
_TO_FIX = "to fix"  # in place of a missing value


@dataclass(frozen=True, slots=True)
class CellText:
    """A text that was typed into a cell."""

    entry: Entry
    column: int
    text: str


@reports_exceptions
class ProductDelegate(QStyledItemDelegate):
    """Draws a cell as the model answers. Edits every cell as text, for our own reader."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._theme = theme
        # What is being committed: the row's entry, the column and the text.
        self.committing: CellText | None = None

    def _paint_background(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, mark: str
    ) -> None:
        # Ask the view, not `option.state`: the first mention of a style creates 600 enumerators.
        view = cast("QTableView", option.widget)
        if view.selectionModel().isSelected(index):
            painter.fillRect(option.rect, self._theme.colour(Colour.SELECTION))
        elif mark in {WRONG_MARK, MISSING_MARK}:
            painter.fillRect(option.rect, self._theme.colour(Colour.WRONG_SURFACE))
        if view.hasFocus() and view.currentIndex() == index:
            painter.setPen(self._theme.colour(Colour.ACCENT))
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))

    def _paint_bar(self, painter: QPainter, cell: QRect, model: ProductModel, row: int) -> None:
        share = model.cost_share(row)
        if share:
            height = max(10, cell.height() // 2)
            top = cell.top() + (cell.height() - height) // 2
            width = max(4, round((cell.width() - 2 * _MARGIN) * share))
            bar = QRect(cell.left() + _MARGIN, top, width, height)
            colour = Colour.BAR_BEST if model.is_best(row) else Colour.BAR
            painter.fillRect(bar, self._theme.colour(colour))

    def _font(self, font: QFont, *, bold: bool) -> QFont:
        if not bold:
            return font
        bold_font = QFont(font)
        bold_font.setBold(True)
        return bold_font

    def _text_colour(self, model: ProductModel, row: int, column: TableColumn, mark: str) -> QColor:
        if mark:
            return self._theme.colour(_MARK_COLOURS[mark])
        is_muted = column.key == RANK or model.is_new_row(row)
        return self._theme.colour(Colour.MUTED if is_muted else Colour.TEXT)

    # -- Qt's own names ------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw background, bar, text and focus. A style sheet would be asked for each of them."""
        model, row, column = _model(index), index.row(), TABLE_COLUMNS[index.column()]
        mark = model.mark(row, column)
        painter.save()
        self._paint_background(painter, option, index, mark)
        if column.key == COST_PER_MG:
            self._paint_bar(painter, option.rect, model, row)
        is_bold = mark in {WRONG_MARK, WARNING_MARK} or column.key == COST_PER_MG
        painter.setFont(self._font(option.font, bold=is_bold))
        painter.setPen(self._text_colour(model, row, column, mark))
        text = displayable_line(model.text(row, column))
        if mark == MISSING_MARK:
            text = tr(_TO_FIX)
        elif mark:
            text = f"{_WARNING_SIGN}{text}"
        area = option.rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
        if painter.fontMetrics().horizontalAdvance(text) > area.width():
            text = painter.fontMetrics().elidedText(text, _ELIDED, area.width())
        painter.drawText(area, column.alignment, text)
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        from app.table.cell_editor import make_cell_editor

        entry = index.data(ENTRY_ROLE)
        return make_cell_editor(
            parent,
            TABLE_COLUMNS[index.column()],
            entry if isinstance(entry, Entry) else None,
            self._theme,
        )

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            self.committing = CellText(index.data(ENTRY_ROLE), index.column(), editor.text())
            index.model().setData(index, editor.text())
            self.committing = None


def _model(index: Index) -> ProductModel:
    """Return the model itself. Answers by role would go through Qt and back."""
    return cast("ProductModel", index.model())

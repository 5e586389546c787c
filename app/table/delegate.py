"""How cells are drawn and edited: bars in the ranking column, signs on warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from app.table.layout import COST_PER_MG, RANK, TABLE_COLUMNS, TableColumn
from app.table.model import ENTRY_ROLE, WARNING_MARK, WRONG_MARK, ProductModel
from app.toolkit.theme import Colour, Theme
from pricing.model.columns import ColumnKind
from pricing.model.entry import Entry

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTableView

    Index = QModelIndex | QPersistentModelIndex

_WARNING_SIGN = "⚠ "
_MARGIN = 5
_ELIDED = Qt.TextElideMode.ElideRight
_MARK_COLOURS = {WRONG_MARK: Colour.WRONG, WARNING_MARK: Colour.WARNING}


class ProductDelegate(QStyledItemDelegate):
    """Draws a cell by what the model says of it; edits every cell as text, for our own parser."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, bar, text and focus, by hand: a style sheet would be asked for each of them."""
        model, row, column = _model(index), index.row(), TABLE_COLUMNS[index.column()]
        mark = model.mark(row, column)
        painter.save()
        self._paint_background(painter, option, index, mark)
        if column.key == COST_PER_MG:
            self._paint_bar(painter, option.rect, model, row)
        painter.setFont(self._font(option.font, bold=bool(mark) or column.key == COST_PER_MG))
        painter.setPen(self._text_colour(model, row, column, mark))
        text = f"{_WARNING_SIGN}{model.text(row, column)}" if mark else model.text(row, column)
        place = option.rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
        if painter.fontMetrics().horizontalAdvance(text) > place.width():
            text = painter.fontMetrics().elidedText(text, _ELIDED, place.width())
        painter.drawText(place, column.alignment, text)
        painter.restore()

    def _paint_background(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, mark: str
    ) -> None:
        # The view is asked, not `option.state`: Qt makes 600 enumerators when a style is mentioned.
        view = cast("QTableView", option.widget)
        if view.selectionModel().isSelected(index):
            painter.fillRect(option.rect, self._theme.colour(Colour.SELECTION))
        elif mark == WRONG_MARK:
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
        heavy = QFont(font)
        heavy.setBold(True)
        return heavy

    def _text_colour(self, model: ProductModel, row: int, column: TableColumn, mark: str) -> QColor:
        if mark:
            return self._theme.colour(_MARK_COLOURS[mark])
        is_muted = column.key == RANK or model.is_new_row(row)
        return self._theme.colour(Colour.MUTED if is_muted else Colour.TEXT)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        from app.table.entry_help import cell_choices, input_hint

        shown = TABLE_COLUMNS[index.column()]
        column, entry = shown.input, index.data(ENTRY_ROLE)
        editor = QLineEdit(parent)
        editor.setAccessibleName(shown.heading.replace("\n", " "))
        editor.setObjectName("cellEditor")
        if shown.is_numeric:
            editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        if column is not None and isinstance(entry, Entry):
            offered = cell_choices(column, str(entry.values.get("element", "Mg")))
            if offered:
                from app.table.completion import CellCompleter

                CellCompleter(offered, editor, is_exhaustive=column.kind is not ColumnKind.FORM)
            if column.kind is ColumnKind.DATE:
                from app.table.calendar import add_calendar

                add_calendar(editor, self._theme)
            editor.textEdited.connect(
                lambda text: _show_hint(editor, input_hint(entry, column, text))
            )
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            index.model().setData(index, editor.text())


def _model(index: Index) -> ProductModel:
    """The model itself: asked by role, every answer would go through Qt and back."""
    return cast("ProductModel", index.model())


def _show_hint(editor: QLineEdit, text: str) -> None:
    """Say below the cell how its text is read, to the eye and to a screen reader."""
    editor.setAccessibleDescription(text)
    if editor.isVisible():
        QToolTip.showText(editor.mapToGlobal(editor.rect().bottomLeft()), text, editor)

"""How cells are drawn and edited: bars in the ranking column, signs on warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from app.table.entry_help import choices, hint
from app.table.layout import PER_MG, TABLE_COLUMNS
from app.table.model import ENTRY, MARK, SHARE, WARNED, WRONG
from app.theme import Colour, Theme, tabular
from pricing.columns import Kind
from pricing.entry import Entry

if TYPE_CHECKING:
    Index = QModelIndex | QPersistentModelIndex

_SIGN = "⚠ "
_MARGIN = 6
_COLOURS = {WRONG: Colour.WRONG, WARNED: Colour.WARNING}


class ProductDelegate(QStyledItemDelegate):
    """Draws a cell by what the model says of it; edits every cell as text, for our own parser."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._theme = theme

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        column = TABLE_COLUMNS[index.column()]
        if column.is_numeric:
            option.font = tabular(option.font)
        if column.key == PER_MG:
            option.font.setBold(True)
        mark = index.data(MARK)
        if mark:
            option.text = _SIGN + option.text
            option.font.setBold(True)
            self._set_text_colour(option, _COLOURS[mark])
        elif index.row() == index.model().rowCount() - 1 or column.key == "rank":
            self._set_text_colour(option, Colour.MUTED)
        if mark == WRONG:
            option.backgroundBrush = QBrush(self._theme.colour(Colour.WRONG_SURFACE))

    def _set_text_colour(self, option: QStyleOptionViewItem, colour: Colour) -> None:
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
            option.palette.setColor(role, self._theme.colour(colour))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        share = index.data(SHARE) if TABLE_COLUMNS[index.column()].key == PER_MG else 0.0
        if not share:
            super().paint(painter, option, index)
            return
        drawn = QStyleOptionViewItem(option)
        self.initStyleOption(drawn, index)
        view = option.widget
        if isinstance(view, QAbstractItemView) and view.selectionModel().isSelected(index):
            painter.fillRect(drawn.rect, self._theme.colour(Colour.SELECTION))
        painter.fillRect(self._bar(drawn.rect, share), self._bar_colour(index))
        painter.save()
        painter.setFont(drawn.font)
        painter.setPen(drawn.palette.color(QPalette.ColorRole.Text))
        text = drawn.rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
        painter.drawText(
            text, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, drawn.text
        )
        painter.restore()

    def _bar(self, cell: QRect, share: float) -> QRect:
        height = max(10, cell.height() // 2)
        top = cell.top() + (cell.height() - height) // 2
        return QRect(
            cell.left() + _MARGIN, top, max(4, round((cell.width() - 2 * _MARGIN) * share)), height
        )

    def _bar_colour(self, index: Index) -> QColor:
        best = index.model().index(index.row(), 0).data() == "1"
        return self._theme.colour(Colour.BAR_BEST if best else Colour.BAR)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        shown = TABLE_COLUMNS[index.column()]
        column, entry = shown.input, index.data(ENTRY)
        editor = QLineEdit(parent)
        editor.setAccessibleName(shown.heading.replace("\n", " "))
        editor.setObjectName("cellEditor")
        if shown.is_numeric:
            editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        if column is not None and isinstance(entry, Entry):
            offered = choices(column, str(entry.values.get("element", "Mg")))
            if offered:
                from app.table.completing import Completion

                Completion(offered, editor, only=column.kind is not Kind.FORM)
            if column.kind is Kind.DATE:
                from app.table.calendar import add_calendar

                add_calendar(editor, self._theme)
            editor.textEdited.connect(lambda text: _show_hint(editor, hint(entry, column, text)))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            index.model().setData(index, editor.text())


def _show_hint(editor: QLineEdit, text: str) -> None:
    """Say below the cell how its text is read, to the eye and to a screen reader."""
    editor.setAccessibleDescription(text)
    if editor.isVisible():
        QToolTip.showText(editor.mapToGlobal(editor.rect().bottomLeft()), text, editor)

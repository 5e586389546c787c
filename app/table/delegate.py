"""Draws and edits the cells of the product table: figures, bars, signs, editors."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.table.cells import (
    ABOVE_TARGET_MARK,
    MISSING_MARK,
    NEW_PRODUCT_PROMPT,
    OVER_LIMIT_MARK,
    QUESTION_MARK,
    WRONG_MARK,
    ProductCells,
)
from app.table.geometry import (
    BOLD_COLUMNS,
    SIGN_GAP,
    SIGN_SIZE,
    SWATCH_GAP,
    SWATCH_SIZE,
    TableGeometry,
)
from app.table.layout import (
    COLUMN_INDEX,
    COST_PER_MG,
    DELIVERED,
    FIRST_FIGURE_COLUMN,
    MINERALS_COLUMN,
    OPTIONAL,
    RANK,
    TABLE_COLUMNS,
    TableColumn,
)
from app.table.model import ENTRY_ROLE
from app.table.standing import Standing
from app.toolkit.signs import Sign, fill, hatched, paint_sign
from app.toolkit.theme import Theme, Tokens, tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.model.entry import Entry
from pricing.problems.plain_facts import dataclass
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QColor, QFont, QPainter
    from PySide6.QtWidgets import QTableView

    Index = QModelIndex | QPersistentModelIndex

DIVIDE_WIDTH = 2
_THIN_BAR, _BAR = 4, 14
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_SIGNS = {
    QUESTION_MARK: Sign.QUESTION,
    OVER_LIMIT_MARK: Sign.OVER_LIMIT,
    ABOVE_TARGET_MARK: Sign.ABOVE_TARGET,
}
_FIX = "Fix"
_DEFAULT_SERVING = "1"
MINERALS_EXAMPLE = "other minerals, such as zinc 5 mg"


@dataclass(frozen=True, slots=True)
class CellText:
    """A text that was typed into a cell."""

    entry: Entry
    column: int
    text: str


@dataclass(slots=True)
class _Cell:
    """The content of one cell, ready to be painted."""

    painter: QPainter
    area: QRect
    row: int
    at: int
    column: TableColumn
    mark: str
    colours: Tokens
    is_current_row: bool


@reports_exceptions
class ProductDelegate(QStyledItemDelegate):
    """Draws a cell as the row's cells answer. Edits every cell as text, for our own reader."""

    paste_requested = Signal()  # while a cell is edited

    def __init__(self, theme: Theme, cells: ProductCells, geometry: TableGeometry) -> None:
        super().__init__(theme)
        self._cells = cells
        self._geometry = geometry
        # What is being committed: the row's entry, the column and the text.
        self.committing: CellText | None = None

    # -- grounds -------------------------------------------------------------------------------

    def _paint_ground(self, cell: _Cell, *, is_selected: bool, is_current: bool) -> None:
        painter, area, colours = cell.painter, cell.area, cell.colours
        is_figure = cell.at >= FIRST_FIGURE_COLUMN
        ground = colours.tinted if is_figure else colours.surface
        is_lit = is_selected or cell.is_current_row
        if is_lit and not self._cells.is_new_row(cell.row):
            ground = colours.selection
        fill(painter, area, ground)
        fill(painter, QRect(area.left(), area.bottom(), area.width(), 1), colours.line)
        if cell.mark in {WRONG_MARK, MISSING_MARK}:
            painter.setPen(colours.stop)
            painter.drawRect(area.adjusted(1, 1, -2, -3))
        if is_current:
            painter.setPen(colours.accent)
            painter.drawRect(area.adjusted(0, 0, -1, -1))
            painter.drawRect(area.adjusted(1, 1, -2, -2))

    def _paint_divide(self, cell: _Cell) -> None:
        area = cell.area
        divide = QRect(area.left(), area.top(), DIVIDE_WIDTH, area.height())
        fill(cell.painter, divide, cell.colours.divide)

    # -- contents ------------------------------------------------------------------------------

    def _paint_content(self, cell: _Cell, view: QTableView) -> None:
        key = cell.column.key
        if self._cells.is_new_row(cell.row) and key != RANK:
            self._paint_prompt(cell, view)
            return
        is_figure = cell.at >= FIRST_FIGURE_COLUMN
        if is_figure and (sentence := self._cells.not_ranked_text(cell.row)):
            self._paint_not_ranked(cell, view, sentence)
        elif key == "product":
            self._paint_name(cell)
        elif key == "form":
            self._paint_form(cell)
        elif key == "brand":
            self._paint_lines(cell, self._inner(cell), self._text_lines(cell))
        elif key == RANK:
            self._paint_number(cell)
        elif key == COST_PER_MG:
            self._paint_cost(cell)
        else:
            self._paint_figure(cell)

    def _inner(self, cell: _Cell) -> QRect:
        margin = self._geometry.margin
        return cell.area.adjusted(margin, 0, -margin, 0)

    def _text(
        self, cell: _Cell, area: QRect, flags: Qt.AlignmentFlag, text: str, colour: QColor
    ) -> None:
        cell.painter.setPen(colour)
        cell.painter.drawText(area, flags, text)

    def _paint_number(self, cell: _Cell) -> None:
        fonts, colours = self._geometry.fonts, cell.colours
        area = self._inner(cell)
        if cell.mark == QUESTION_MARK:
            self._paint_sign(cell, Sign.QUESTION, area.left())
            return
        text = self._cells.text(cell.row, cell.column)
        is_ranked = text[:1].isdecimal()
        cell.painter.setFont(fonts.bold if is_ranked else fonts.normal)
        colour = colours.text if is_ranked else colours.muted
        if self._cells.is_new_row(cell.row):
            colour = colours.accent
        self._text(cell, area, _LEFT, text, colour)

    def _paint_prompt(self, cell: _Cell, view: QTableView) -> None:
        """Paint what the row for a new product asks for."""
        geometry, area = self._geometry, self._inner(cell)
        cell.painter.setFont(geometry.fonts.normal)
        if not self._cells.is_first_run:
            if cell.at < FIRST_FIGURE_COLUMN:  # this cell's part of the words across the inputs
                left = view.columnViewportPosition(COLUMN_INDEX["product"])
                words = QRect(left, area.top(), view.viewport().width(), area.height())
                words.adjust(geometry.margin, 0, 0, 0)
                cell.painter.setClipRect(cell.area)
                self._text(cell, words, _LEFT, tr(NEW_PRODUCT_PROMPT), cell.colours.muted)
            return
        number, text = self._cells.prompt(cell.column)
        if number:
            self._paint_prompt_number(cell, number, area, text)
        if cell.column.key == "product":
            area.adjust(geometry.number_size + geometry.margin, 0, 0, 0)
        self._text(
            cell, area, _RIGHT if cell.column.is_numeric else _LEFT, text, cell.colours.muted
        )

    def _paint_prompt_number(self, cell: _Cell, number: int, area: QRect, text: str) -> None:
        """Paint the number that stands at the same value on the drawn label."""
        from app.table.label_drawing import paint_number

        geometry = self._geometry
        side, left = geometry.number_size, area.left()
        if cell.column.is_numeric:
            left = area.right() - geometry.fonts.fitted.width_of(text) - geometry.margin - side
        circle = QRectF(left, area.center().y() - side / 2 + 1, side, side)
        paint_number(cell.painter, number, circle, geometry.fonts.normal)

    def _paint_sign(self, cell: _Cell, sign: Sign, left: int) -> None:
        size = self._geometry.scaled(SIGN_SIZE)
        top = cell.area.center().y() - size / 2
        paint_sign(cell.painter, sign, QRectF(left, top, size, size), cell.colours)

    def _paint_name(self, cell: _Cell) -> None:
        geometry, row = self._geometry, cell.row
        fonts, colours = geometry.fonts, cell.colours
        lines = list(geometry.name_lines(row))
        note, contents = geometry.note_lines(row), geometry.contents_lines(row)
        area = self._inner(cell)
        height = len(lines) * fonts.normal_height
        height += (len(note) + len(contents)) * fonts.small_height
        top = area.top() + (area.height() - height) // 2
        cell.painter.setFont(fonts.normal)
        colour = colours.text
        if cell.mark == MISSING_MARK:
            lines, colour = [tr(_FIX)], colours.stop
        for line in lines:
            line_area = QRect(area.left(), top, area.width(), fonts.normal_height)
            self._text(cell, line_area, _LEFT, line, colour)
            top += fonts.normal_height
        if note:
            self._paint_note(cell, QRect(area.left(), top, area.width(), fonts.small_height), note)
        cell.painter.setFont(fonts.small)
        minerals = self._cells.mark(row, TABLE_COLUMNS[MINERALS_COLUMN])
        colour = colours.stop if minerals == WRONG_MARK else colours.muted
        line_area = QRect(geometry.contents_area(row, area))
        line_area.setHeight(fonts.small_height)
        for line in contents:
            self._text(cell, line_area, _LEFT, line, colour)
            line_area.translate(0, fonts.small_height)

    def _paint_note(self, cell: _Cell, area: QRect, lines: Sequence[str]) -> None:
        """Paint the small lines below a name, with the form's colour where the form is folded."""
        fonts = self._geometry.fonts
        if self._geometry.is_folded:
            area = self._paint_swatch(cell, area)
        cell.painter.setFont(fonts.small)
        for line in lines:
            self._text(cell, area, _LEFT, line, cell.colours.muted)
            area = area.translated(0, fonts.small_height)

    def _paint_swatch(self, cell: _Cell, area: QRect) -> QRect:
        """Paint the colour of a row's form, and return the area beside it.

        It comes with the figures: it takes a start long to recognize a form.
        """
        if not self._cells.guesses.form(cell.row):
            return area
        size = self._geometry.scaled(SWATCH_SIZE)
        top = area.top() + (area.height() - size) // 2
        swatch = QRectF(area.left(), top, size, size)
        if self._cells.shows_figures:
            cell.painter.setPen(Qt.PenStyle.NoPen)
            name = self._cells.guesses.form_name(cell.row)
            cell.painter.setBrush(cell.colours.form_color(name))
            cell.painter.drawRoundedRect(swatch, 2, 2)
            cell.painter.setBrush(Qt.BrushStyle.NoBrush)
        return area.adjusted(size + self._geometry.scaled(SWATCH_GAP), 0, 0, 0)

    def _text_lines(self, cell: _Cell) -> Sequence[str]:
        return self._geometry.text_lines(cell.row, cell.at)

    def _paint_lines(self, cell: _Cell, area: QRect, lines: Sequence[str]) -> None:
        fonts, cells = self._geometry.fonts, self._cells
        colour = cell.colours.text
        if cell.mark:
            colour = cell.colours.stop
        elif cells.guesses.text(cell.row, cell.column):
            colour = cell.colours.muted
        elif not any(lines) and cell.is_current_row and not cells.is_new_row(cell.row):
            lines, colour = [tr(OPTIONAL)], cell.colours.muted
        cell.painter.setFont(fonts.normal)
        top = area.top() + (area.height() - len(lines) * fonts.normal_height) // 2
        for line in lines:
            line_area = QRect(area.left(), top, area.width(), fonts.normal_height)
            self._text(cell, line_area, _LEFT, line, colour)
            top += fonts.normal_height

    def _paint_form(self, cell: _Cell) -> None:
        self._paint_lines(cell, self._paint_swatch(cell, self._inner(cell)), self._text_lines(cell))

    def _paint_cost(self, cell: _Cell) -> None:
        """Paint the cost of a basis and its bar, beside it or below."""
        geometry, fonts = self._geometry, self._geometry.fonts
        area = self._inner(cell)
        standing = self._cells.standing(cell.row)
        figure = area
        if geometry.bar_width:
            height = geometry.scaled(_BAR)
            bar = QRect(area.left(), area.center().y() - height // 2, geometry.bar_width, height)
        else:
            thin = geometry.scaled(_THIN_BAR)
            top = area.center().y() + fonts.normal_height // 2 - 1
            bar = QRect(area.left(), top, area.width(), thin)
            figure = area.adjusted(0, 0, 0, -thin - 4)
        if standing.share:
            self._paint_bar(cell, bar, standing.share)
        cell.painter.setFont(fonts.bold)
        text = self._cells.text(cell.row, cell.column)
        self._text(cell, figure, _RIGHT, text, cell.colours.text)

    def _paint_bar(self, cell: _Cell, room: QRect, share: float) -> None:
        name = self._cells.bar_form(cell.row)
        colour = cell.colours.form_color(name) if name else cell.colours.muted
        width = max(2, round(room.width() * share))
        bar = QRect(room.left(), room.top(), width, room.height())
        if self._cells.standing(cell.row).dose_sign is not Sign.OVER_LIMIT:
            fill(cell.painter, bar, colour)
            return
        cell.painter.setPen(colour)
        cell.painter.setBrush(hatched(colour))
        cell.painter.drawRect(bar.adjusted(0, 0, -1, -1))
        cell.painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_figure(self, cell: _Cell) -> None:
        cells, fonts, colours = self._cells, self._geometry.fonts, cell.colours
        area, font = self._inner(cell), self._figure_font(cell)
        text, colour = displayable_line(cells.text(cell.row, cell.column)), colours.text
        is_wrong = cell.mark == WRONG_MARK
        second = tr(_FIX) if is_wrong else self._geometry.second_line(cell.row, cell.column)
        if cell.mark == MISSING_MARK:
            text, colour = tr(_FIX), colours.stop
        elif cell.mark in {WRONG_MARK, OVER_LIMIT_MARK}:
            colour = colours.stop
        elif not text:
            text, colour = self._grey_text(cell), colours.muted
        flags = _RIGHT if cell.column.is_numeric else _LEFT
        if second and area.height() >= self._geometry.height_of(2):
            half = (area.height() - fonts.normal_height - fonts.small_height) // 2
            below = QRect(area.left(), 0, area.width(), fonts.small_height)
            below.moveBottom(area.bottom() - half)
            cell.painter.setFont(fonts.small)
            note = colours.note if cell.mark in _SIGNS else colours.muted
            note = colours.stop if cell.mark in {WRONG_MARK, OVER_LIMIT_MARK} else note
            self._text(cell, below, flags, second, note)
            area = area.adjusted(0, half, 0, -half - fonts.small_height)
        cell.painter.setFont(font)
        self._text(cell, area, flags, text, colour)
        if cell.mark in _SIGNS:
            measured = fonts.fitted_bold if font is fonts.bold else fonts.fitted
            size = self._geometry.scaled(SIGN_SIZE)
            left = area.right() - measured.width_of(text) - size - self._geometry.scaled(SIGN_GAP)
            top = area.center().y() - size / 2
            paint_sign(cell.painter, _SIGNS[cell.mark], QRectF(left, top, size, size), cell.colours)

    def _figure_font(self, cell: _Cell) -> QFont:
        fonts, key = self._geometry.fonts, cell.column.key
        if cell.mark in {OVER_LIMIT_MARK, QUESTION_MARK}:
            return fonts.bold
        is_safe = self._cells.standing(cell.row).standing is Standing.SAFE
        is_bold = key in BOLD_COLUMNS and key != DELIVERED and is_safe
        return fonts.bold if is_bold else fonts.normal

    def _grey_text(self, cell: _Cell) -> str:
        """Return what counts for an empty cell."""
        if self._cells.is_new_row(cell.row):
            return ""
        if cell.column.key == "serving_units":
            return _DEFAULT_SERVING
        return self._cells.grey_text(cell.row, cell.column)

    def _paint_not_ranked(self, cell: _Cell, view: QTableView, sentence: str) -> None:
        """Paint this cell's part of the sentence that stands across all figures."""
        left = view.columnViewportPosition(self._geometry.first_figure_column)
        area = QRect(left, cell.area.top(), view.viewport().width() - left, cell.area.height())
        cell.painter.setClipRect(cell.area)
        cell.painter.setFont(self._geometry.fonts.normal)
        inner = area.adjusted(self._geometry.margin, 0, 0, 0)
        is_asked = self._cells.standing(cell.row).standing is Standing.QUESTION
        colour = cell.colours.ask if is_asked else cell.colours.muted
        self._text(cell, inner, _LEFT, sentence, colour)

    # -- Qt's own names ------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground, content, divide and focus. A style sheet would be asked for each of them."""
        view = cast("QTableView", option.widget)
        row, at = index.row(), index.column()
        column = TABLE_COLUMNS[at]
        mark = self._cells.mark(row, column)
        area = self._geometry.cell_area(row, option.rect)
        is_current_row = view.currentIndex().row() == row
        cell = _Cell(painter, area, row, at, column, mark, tokens(), is_current_row)
        painter.save()
        self._paint_ground(
            cell,
            # Not from `option.state`: the first mention of a style creates 600 enumerators.
            is_selected=view.selectionModel().isSelected(index),
            is_current=is_current_row and view.currentIndex() == index and view.hasFocus(),
        )
        is_figure = at >= FIRST_FIGURE_COLUMN and not self._cells.is_new_row(row)
        if self._cells.shows_figures or not is_figure:
            self._paint_content(cell, view)
        if at == self._geometry.first_figure_column:
            self._paint_divide(cell)
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        from app.table.cell_editor import make_cell_editor

        entry = index.data(ENTRY_ROLE)
        editor = make_cell_editor(
            parent,
            TABLE_COLUMNS[index.column()],
            entry if isinstance(entry, Entry) else None,
        )
        editor.paste_requested.connect(self.paste_requested)
        guess = self._cells.grey_text(index.row(), TABLE_COLUMNS[index.column()])
        if index.column() == MINERALS_COLUMN:
            guess = tr(MINERALS_EXAMPLE)
        if guess:
            editor.setPlaceholderText(guess)
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        view, row = cast("QTableView", option.widget), index.row()
        room = view.viewport().rect()
        room.setTop(view.rowViewportPosition(row))
        room.setHeight(view.rowHeight(row))
        editor.setGeometry(option.rect.intersected(self._geometry.cell_area(row, room)))

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            self.committing = CellText(index.data(ENTRY_ROLE), index.column(), editor.text())
            try:
                index.model().setData(index, editor.text())
            finally:
                self.committing = None

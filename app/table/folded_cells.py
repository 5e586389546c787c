"""The cells without a column of their own: they stand below the name of their row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QLineEdit

from app.table.layout import COLUMN_INDEX, FOLDED_COLUMNS, MINERAL_COLUMNS, MINERALS_COLUMN
from app.toolkit.open_editor import commit_editor_of, editor_of

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QTableView

    from app.table.cells import ProductCells
    from app.table.geometry import TableGeometry
    from app.table.layout import TableColumn

_PRODUCT = COLUMN_INDEX["product"]
_EDITOR_MARGIN = 8  # above and below the text, together


class FoldedCells:
    """Places and edits the form, the brand and the minerals that stand below names."""

    def __init__(self, table: QTableView, cells: ProductCells, geometry: TableGeometry) -> None:
        self._table = table
        self._cells = cells
        self._geometry = geometry
        self._edited_at = -1  # the column that was last edited below a name, and its editor
        self._editor: QLineEdit | None = None

    def takes_minerals(self, row: int, at: int) -> bool:
        """Return whether a cell of minerals stands below the name of its row."""
        is_hidden = at in MINERAL_COLUMNS and at not in self._geometry.widths
        return (is_hidden or at == MINERALS_COLUMN) and not self._cells.is_new_row(row)

    def area(self, row: int, at: int) -> QRect | None:
        """Return where a cell stands below the name of its row; None if it does not."""
        if self.takes_minerals(row, at):
            return self._last_line(row)
        if not self._geometry.is_folded or at not in FOLDED_COLUMNS:
            return None
        line = self._last_line(row)
        line.setWidth(line.width() // 2)
        return line.translated(line.width() * FOLDED_COLUMNS.index(at), 0)

    def _last_line(self, row: int) -> QRect:
        name = self._name_area(row)
        height = min(name.height(), self._geometry.fonts.normal_height + _EDITOR_MARGIN)
        return QRect(name.left(), name.bottom() - height, name.width(), height)

    def _name_area(self, row: int) -> QRect:
        name = self._table.visualRect(self._table.model().index(row, _PRODUCT))
        return self._geometry.cell_area(row, name)

    # -- editing -------------------------------------------------------------------------------

    def edit_minerals(self, row: int) -> None:
        """Edit the further minerals of a row."""
        self._edit(row, MINERALS_COLUMN)

    def begin_mineral(self, column: TableColumn) -> None:
        """Begin one more mineral in the text that is edited."""
        editor = self._table.focusWidget()
        if isinstance(editor, QLineEdit):
            begun = f"{column.mineral_name.lower()} "
            editor.setText(", ".join(filter(None, (editor.text(), begun))))

    def edit_contents_at(self, row: int, place: QPoint) -> None:
        """Edit the minerals of a row if a place is on the line that says what else it contains."""
        if self._cells.is_new_row(row) or not self._geometry.folds_minerals(row):
            return
        if self._geometry.contents_area(row, self._name_area(row)).contains(place):
            self.edit_minerals(row)

    def edit_next(self) -> bool:
        """Edit what stands below the name of the current row. Return whether anything does.

        The first time that is the form. From its editor, it goes on to the brand and the minerals.
        """
        current = self._table.currentIndex()
        if current.column() != _PRODUCT or self._cells.is_new_row(current.row()):
            return False
        columns = self._columns_of(current.row())
        editor = editor_of(self._table)
        if editor is not None:
            is_below = editor is self._editor and self._edited_at in columns
            columns = columns[columns.index(self._edited_at) + 1 :] if is_below else []
        if not columns:
            return False
        self._edit(current.row(), columns[0])
        return True

    def _columns_of(self, row: int) -> list[int]:
        """Return the columns whose cells are edited below the name of a row, in their order."""
        columns = [*FOLDED_COLUMNS] if self._geometry.is_folded else []
        return [*columns, MINERALS_COLUMN] if self._geometry.takes_minerals_below(row) else columns

    def _edit(self, row: int, at: int) -> None:
        """Edit a cell. What is being edited is committed first."""
        commit_editor_of(self._table)
        self._edited_at = at
        self._table.edit(self._table.model().index(row, at))
        self._editor = editor_of(self._table)

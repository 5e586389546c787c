"""The actions on the selected cells and rows of the product table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.table.edits import CellRange

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.session import Session
    from app.table.clipboard import CellClipboard
    from app.table.cursor import TableSelection
    from app.table.edits import TableEditor


class TableCommands:
    """Edits, copies and moves the selected cells and rows."""

    def __init__(
        self,
        session: Session,
        selection: TableSelection,
        editor: TableEditor,
        clipboard: CellClipboard,
    ) -> None:
        self._session = session
        self._selection = selection
        self._editor = editor
        self._clipboard = clipboard

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            "cutAction": self.cut,
            "copyAction": self.copy,
            "pasteAction": self.paste,
            "deleteAction": self.clear_cells,
            "fillDownAction": self.fill_down,
            "insertAction": self.insert_row,
            "duplicateAction": self.duplicate_rows,
            "moveUpAction": lambda: self.move_rows(-1),
            "moveDownAction": lambda: self.move_rows(1),
            "removeAction": self.remove_products,
        }

    def product_rows(self) -> list[int]:
        """Return the rows of products with any selected cell. The empty row is none of them."""
        count = len(self._session.entries)
        return [row for row in self._selection.rows() if row < count]

    def whole_product_rows(self) -> list[int]:
        """Return the rows of products whose cells are all selected."""
        count = len(self._session.entries)
        return [row for row in self._selection.whole_rows() if row < count]

    def clear_cells(self) -> None:
        """Empty the selected inputs. Rows that are selected as a whole are removed."""
        rows = self.whole_product_rows()
        if rows:
            self._editor.remove(rows)
        else:
            self._editor.clear(self._selection.area())

    def copy(self) -> None:
        """Copy the selection as spreadsheets take it: as TSV and HTML."""
        self._clipboard.copy()

    def cut(self) -> None:
        """Copy the selection, then empty it."""
        self._clipboard.cut()

    def paste(self) -> None:
        """Paste the clipboard into the text that is edited, or else into the selection."""
        filled = self._clipboard.paste()
        if filled is not None:
            self._selection.select(filled)

    def fill_down(self) -> None:
        """Copy the first selected row into the others, or the row above into a single one."""
        area = self._selection.area()
        if area.rows:
            self._editor.fill_down(area, self._clipboard.inputs_taken_along(area))

    def duplicate_rows(self) -> None:
        """Insert copies of the selected rows below them."""
        rows = self.product_rows()
        if rows:
            self._editor.duplicate(rows)

    def insert_row(self) -> None:
        """Insert an empty row above the current one."""
        self._editor.insert(
            min(max(self._selection.current_cell[0], 0), len(self._session.entries))
        )

    def move_rows(self, step: int) -> None:
        """Move the selected rows up (-1) or down (+1) by one."""
        rows, column = self.product_rows(), self._selection.current_cell[1]
        if rows and self._editor.move(rows, step):
            first = rows[0] + step
            self._selection.select(CellRange(tuple(range(first, first + len(rows))), (column,)))

    def remove_products(self) -> None:
        """Remove the rows with a selected cell from the comparison."""
        rows = self.product_rows()
        if rows:
            self._editor.remove(rows)

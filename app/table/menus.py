"""The context menu of the rows of the product table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.table.header import ProductTableHeader

# The names of the window's actions. "" stands for a line between them.
_ROW_ACTIONS = (
    "cutAction", "copyAction", "pasteAction", "deleteAction", "fillDownAction", "",
    "insertAction", "duplicateAction", "moveUpAction", "moveDownAction", "removeAction", "",
    "addToCatalogueAction", "detailsAction",
)  # fmt: skip


def row_menu(table: QWidget, header: ProductTableHeader, column: int) -> QMenu:
    """Return the menu of the current row: actions of the window, and what a heading offers."""
    menu = QMenu(table)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window = table.window()
    for name in _ROW_ACTIONS:
        action = window.findChild(QAction, name) if name else None
        if action is not None:
            menu.addAction(action)
        elif not name:
            menu.addSeparator()
    menu.addSeparator()
    header.fill_menu(menu, column)
    return menu

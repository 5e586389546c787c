"""The context menus of the product table: of its rows, and of its headings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.toolkit.translation import tr

if TYPE_CHECKING:
    from app.table.header import ProductTableHeader
    from app.table.view import ProductTable

# The names of the window's actions. "" stands for a line between them.
_ROW_ACTIONS = (
    "cutAction", "copyAction", "pasteAction", "deleteAction", "fillDownAction", "",
    "insertAction", "duplicateAction", "moveUpAction", "moveDownAction", "removeAction", "",
    "addToCatalogueAction", "detailsAction",
)  # fmt: skip
SORT_UP, SORT_DOWN = "Sort, lowest first", "Sort, highest first"


def row_menu(table: ProductTable) -> QMenu:
    """Return the menu of the current row: actions of the window."""
    menu = _new_menu(table)
    window = table.window()
    for name in _ROW_ACTIONS:
        action = window.findChild(QAction, name) if name else None
        if action is not None:
            menu.addAction(action)
        elif not name:
            menu.addSeparator()
    return menu


def heading_menu(header: ProductTableHeader, column: int) -> QMenu:
    """Return the menu of a heading: sort by it, and choose the columns that are shown."""
    menu = _new_menu(header)
    for text, descending in ((tr(SORT_UP), False), (tr(SORT_DOWN), True)):
        action = QAction(menu)
        action.setText(text)
        action.triggered.connect(
            lambda _=False, descending=descending: header.sort_by(column, descending=descending)
        )
        menu.addAction(action)
    menu.addSeparator()
    columns = menu.addMenu(tr("Columns"))
    for title, is_shown, show in header.visibility_choices():
        action = QAction(columns)
        action.setText(title)
        action.setCheckable(True)
        action.setChecked(is_shown)
        action.toggled.connect(show)
        columns.addAction(action)
    return menu


def _new_menu(parent: ProductTable | ProductTableHeader) -> QMenu:
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu

"""Everything that changes a comparison, as a user does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QInputDialog

from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import child, set_text, trigger_action, visible_dialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.window.main_window import MainWindow


def editing_actions(window: MainWindow) -> dict[str, Callable[[], object]]:
    """Return the actions by name."""
    table = ProductTableDriver(window)

    def at(row: int, action: str) -> Callable[[], object]:
        def run() -> None:
            table.view.setCurrentIndex(table.index(row, "product"))
            trigger_action(window, action)

        return run

    def rename() -> None:
        trigger_action(window, "renameAction")
        dialog = visible_dialog(window, "renameDialog")
        assert isinstance(dialog, QInputDialog)
        dialog.setTextValue("Another name")
        dialog.accept()

    def paste() -> None:
        QGuiApplication.clipboard().setText("A\t1\nC\t2\nE\t3")
        at(0, "pasteAction")()

    return {
        "edit": lambda: table.type_text(0, "price", "9.99"),
        "new row": lambda: table.type_text(table.row_count, "product", "New"),
        "paste": paste,
        "clear": at(0, "deleteAction"),
        "fill down": at(1, "fillDownAction"),
        "insert": at(0, "insertAction"),
        "remove": at(0, "removeAction"),
        "move": at(0, "moveDownAction"),
        "duplicate row": at(0, "duplicateAction"),
        "target": lambda: set_text(window, "targetEdit", "350"),
        "limit": lambda: QTest.keyClick(child(window, QComboBox, "limitBox"), Qt.Key.Key_End),
        "rename": rename,
        "new comparison": lambda: trigger_action(window, "newAction"),
        "copy comparison": lambda: trigger_action(window, "duplicateComparisonAction"),
        "delete comparison": lambda: trigger_action(window, "deleteComparisonAction"),
        "undo": lambda: trigger_action(window, "undoAction"),
        "redo": lambda: trigger_action(window, "redoAction"),
    }

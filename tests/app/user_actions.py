"""What a user does with the window and reads in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QAbstractItemModel, QObject, Qt, QThread
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QTabBar,
)

from tests.patient_robot import PATIENCE_MS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QTableView, QWidget

    from app.window.main_window import MainWindow
    from tests.app.product_table import ProductTableDriver

ChildT = TypeVar("ChildT", bound=QObject)


def child(parent: QObject, kind: type[ChildT], name: str | None = None) -> ChildT:
    """Return the child of this class and object name, which a window may make now, or fail."""
    from app.window.main_window import MainWindow

    found = _find(parent, kind, name)
    while found is None and isinstance(parent, MainWindow) and parent.make_later_part():
        found = _find(parent, kind, name)
    assert found is not None, f"no {kind.__name__} {name or ''}"
    return found


def _find(parent: QObject, kind: type[ChildT], name: str | None) -> ChildT | None:
    return parent.findChild(kind, name) if name else parent.findChild(kind)


def open_as_a_user(folder: Path) -> MainWindow:
    """Open the real window on a data folder. What is not shown yet is made later."""
    from app.window.startup import create_window, show_window

    window = create_window(folder)
    window.complete()
    show_window(window)
    return window


def make_every_part(window: MainWindow) -> None:
    """Make what is not shown yet, as the program does when it has nothing else to do."""
    while window.make_later_part():
        pass


def forget_copied_data() -> None:
    """Clear the clipboard.

    The offscreen platform frees it after Python has ended, and data that Python made needs Python.
    """
    QGuiApplication.clipboard().clear()


def plain_spaces(text: object) -> str:
    """Return a text with ordinary spaces in place of non-breaking ones."""
    return str(text).replace("\u00a0", " ")


def trigger_action(window: QWidget, name: str) -> None:
    """Trigger an action, and wait for a list that it opens."""
    child(window, QAction, name).trigger()
    wait_for_lists(window)


def show_menu_of(submenu: QMenu) -> None:
    """Show the menu above a submenu, which then offers what there is now."""
    menu = submenu.parentWidget()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()


def recent_comparisons(window: QWidget) -> list[QAction]:
    """Return the actions that open other comparisons, as the menu shows them now."""
    menu = child(window, QMenu, "recentComparisonsMenu")
    show_menu_of(menu)
    return menu.actions()


def open_files(window: MainWindow, paths: Sequence[Path]) -> None:
    """Open lists, and wait until they were read."""
    window.open_files(paths)
    wait_for_lists(window)


def wait_for_lists(window: QWidget) -> None:
    """Wait until no list is read any more."""
    from app.window.main_window import MainWindow

    if isinstance(window, MainWindow):
        while window.isVisible() and window.import_controller.is_reading:
            QTest.qWait(5)


def wait_for_threads(window: QWidget) -> None:
    """Wait until every thread has done its work. The window has heard of nothing by then."""
    for thread in window.findChildren(QThread):
        assert thread.wait(PATIENCE_MS)


def finding_text(window: QWidget) -> str:
    """Return the verdict as it is shown, and everything that it reads aloud."""
    label = child(window, QLabel, "findingLabel")
    return plain_spaces(f"{label.text()} {label.accessibleDescription()}")


def check_lines(window: QWidget) -> list[str]:
    """Return the lines of the view "Checks". Another view that is shown is then shown again."""
    tabs = child(window, QTabBar, "viewTabs")
    before, checks = tabs.currentIndex(), _place_of_tab(tabs, "Checks")
    if tabs.isTabVisible(checks):
        tabs.setCurrentIndex(checks)
    model = child(window, QListView, "checksList").model()
    lines = [plain_spaces(model.index(row, 0).data()) for row in range(model.rowCount())]
    tabs.setCurrentIndex(before)
    return lines


def table_texts(model: QAbstractItemModel) -> list[list[str]]:
    """Return what each cell of a model shows, row by row."""
    columns = range(model.columnCount())
    return [
        [plain_spaces(model.index(row, column).data()) for column in columns]
        for row in range(model.rowCount())
    ]


def column_keys(model: QAbstractItemModel) -> list[str]:
    """Return the keys of a model's columns, left to right."""
    horizontal, role = Qt.Orientation.Horizontal, Qt.ItemDataRole.UserRole
    return [model.headerData(at, horizontal, role) for at in range(model.columnCount())]


def show_tab(window: QWidget, title: str) -> None:
    """Choose the tab with this title, whatever number stands behind it."""
    tabs = child(window, QTabBar, "viewTabs")
    tabs.setCurrentIndex(_place_of_tab(tabs, title))


def _place_of_tab(tabs: QTabBar, title: str) -> int:
    titles = [tabs.tabText(at).split("  ")[0] for at in range(tabs.count())]
    return titles.index(title)


def shown_view(window: QWidget) -> QWidget:
    """Return the view that is shown below the tabs."""
    view = child(window, QStackedWidget, "viewStack").currentWidget()
    assert view is not None
    return view


def set_text(window: QWidget, name: str, text: str) -> None:
    edit = child(window, QLineEdit, name)
    edit.setFocus()
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def choose_item(window: QWidget, name: str, text: str) -> None:
    """Choose the item that contains the text, as a user does with the keyboard."""
    box = child(window, QComboBox, name)
    index = next(at for at in range(box.count()) if text in box.itemText(at))
    box.setFocus()
    key = Qt.Key.Key_Down if index > box.currentIndex() else Qt.Key.Key_Up
    while box.currentIndex() != index:
        QTest.keyClick(box, key)


TWO_PRODUCTS = (
    {"product": "Oxide", "form": "oxide", "elemental_mg": "250", "pack_units": "100",
     "price": "4.49"},
    {"product": "Gly", "form": "bisglycinate", "elemental_mg": "100", "pack_units": "120",
     "price": "18"},
)  # fmt: skip


def enter_two_products(table: ProductTableDriver) -> None:
    """Type name, form, elemental amount, pack and price of two products."""
    for row, product in enumerate(TWO_PRODUCTS):
        for key, text in product.items():
            table.type_text(row, key, text)


def fill_in_two_products(table: ProductTableDriver) -> None:
    """Enter the two products without a key press, where a test is about something else."""
    for row, product in enumerate(TWO_PRODUCTS):
        for key, text in product.items():
            assert table.model.setData(table.index(row, key), text)
    QApplication.processEvents()


def dismiss_message(window: QWidget) -> str:
    """Close the only message on screen and return its text."""
    (box,) = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    text = box.text()
    box.close()
    return text


def visible_dialog(window: QWidget, name: str) -> QDialog:
    """Return the open dialog of that name."""
    (dialog,) = [dialog for dialog in window.findChildren(QDialog, name) if dialog.isVisible()]
    return dialog


def click_button(parent: QWidget, text: str) -> None:
    """Click the visible button with this text."""
    (button,) = [
        button
        for button in parent.findChildren(QPushButton)
        if button.isVisible() and button.text().replace("&", "") == text
    ]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def question_text(window: QWidget) -> str:
    """Return the question in the bar above the table, or "" while the bar is hidden."""
    label = child(window, QLabel, "questionLabel")
    return plain_spaces(label.text()) if label.isVisible() else ""


def undo_text(window: QWidget) -> str:
    return child(window, QAction, "undoAction").text()


def type_over(view: QTableView, row: int, column: int, text: str) -> None:
    """Type a text over a cell and press Enter."""
    view.setCurrentIndex(view.model().index(row, column))
    QTest.keyClicks(view, text[:1])
    editor = child(view, QLineEdit)
    QTest.keyClicks(editor, text[1:])
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()  # Qt commits the text after it has handled Enter

"""Names for screen readers and the way of the Tab key, in the window and every dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QDialog,
    QMessageBox,
    QPushButton,
    QWidget,
)

from tests.app.importing.import_dialog import mapping_line
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    fill_in_two_products,
    forget_copied_data,
    make_every_part,
    open_files,
    trigger_action,
    visible_dialog,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

Role = QAccessible.Role
# Their parts are not reached with the Tab key.
ROLES_WITHOUT_STOPS = {Role.ComboBox, Role.MenuBar, Role.Table, Role.List}
DIALOGS = (
    "comparisonsAction", "renameAction", "labelAction", "readLabelAction", "preferencesAction",
    "keysAction", "figuresAction",
    "knownAction", "sourcesAction", "aboutAction", "openAction",
)  # fmt: skip
LABEL_WITH_TWO_QUESTIONS = """\
High Absorption Magnesium, magnesium glycinate chelate, 240 tablets
Supplement Facts. Serving size 2 tablets. Magnesium 200 mg 300 mg
$18.99 Price $24.99
"""


def nodes(interface: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """Give the nodes of an accessibility tree, from the top."""
    yield interface
    if interface.role() not in ROLES_WITHOUT_STOPS:
        for index in range(interface.childCount()):
            node = interface.child(index)
            if node is not None and node.isValid() and not node.state().invisible:
                yield from nodes(node)


def nameless(widget: QWidget) -> list[str]:
    """Return what takes focus and has no name."""
    found = []
    for node in nodes(QAccessible.queryAccessibleInterface(widget)):
        if node.state().focusable and not node.text(QAccessible.Text.Name):
            owner = node.object()
            found.append(f"{node.role().name} {owner.objectName() if owner else ''}")
    return found


def tab_stops(top: QWidget) -> set[QWidget]:
    """Return every control that the Tab key has to reach.

    Of a switch, and of the answers to a question, it is one. The arrow keys go to the others.
    """
    return {
        widget
        for widget in top.findChildren(QWidget)
        if widget.isVisibleTo(top)
        and widget.window() is top
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not _is_other_choice(widget)
    }


def _is_other_choice(widget: QWidget) -> bool:
    """Return whether Tab stops at another button of those of which only one can be chosen.

    Where none is chosen yet, it stops at the first.
    """
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    if group is None or not group.exclusive():
        return False
    return (group.checkedButton() or group.buttons()[0]) is not widget


def tab_order(first: QWidget, key: Qt.Key, limit: int = 200) -> list[QWidget]:
    """Return where Tab leads from a control until it is back there.

    In the product table it goes on from the last cell.
    """
    first.setFocus()
    seen: list[QWidget] = []
    for _ in range(limit):
        widget = focus_widget()
        if widget is first and seen and seen[-1] is not first:
            return seen
        seen.append(widget)
        if widget.objectName() == "productTable":
            table = ProductTableDriver(widget.window())
            columns = table.view.column_header.visible_columns()
            is_forward = key is Qt.Key.Key_Tab
            row, column = (table.row_count, columns[-1]) if is_forward else (0, columns[0])
            table.view.setCurrentIndex(table.model.index(row, column))
        QTest.keyClick(widget, key)
    raise AssertionError(f"Tab does not come back: {[part.objectName() for part in seen[-8:]]}")


def focus_widget() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


@pytest.fixture
def window(window: MainWindow) -> MainWindow:
    """The window with its hidden parts too, at which Tab must not stop.

    The clipboard is empty, because the dialog of labels reads what an earlier test copied.
    """
    forget_copied_data()
    make_every_part(window)
    return window


@pytest.fixture
def active(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window with two products and the keyboard's focus."""
    fill_in_two_products(ProductTableDriver(window))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_that_every_control_that_takes_focus_has_a_name_for_screen_readers(
    active: MainWindow,
) -> None:
    assert nameless(active) == []
    ProductTableDriver(active).type_text(0, "price", "1,234")
    trigger_action(active, "findAction")
    assert nameless(active) == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab], ids=["forward", "back"])
def test_that_tab_reaches_every_control_and_is_never_caught(
    active: MainWindow, key: Qt.Key
) -> None:
    ProductTableDriver(active).type_text(0, "price", "1,234")
    trigger_action(active, "findAction")
    first = child(active, QComboBox, "elementBox")
    assert tab_stops(active) - set(tab_order(first, key)) == set()


def test_that_tab_reaches_every_control_of_an_empty_window(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    reached = set(tab_order(child(window, QComboBox, "elementBox"), Qt.Key.Key_Tab))
    assert tab_stops(window) - reached == set()


def test_that_tab_reaches_every_control_of_a_dialog_and_each_has_a_name(
    active: MainWindow, qtbot: QtBot
) -> None:
    for action in DIALOGS:
        trigger_action(active, action)
        (dialog,) = [dialog for dialog in active.findChildren(QDialog) if dialog.isVisible()]
        assert dialog.windowTitle(), action
        if action != "openAction":  # which opens the system's or Qt's
            assert nameless(dialog) == [], action
            is_message = isinstance(dialog, QMessageBox)
            assert is_message or unreached_stops(dialog, qtbot) == set(), action
        dialog.close()


def unreached_stops(dialog: QDialog, qtbot: QtBot) -> set[QWidget]:
    """Return the controls of a dialog to which Tab does not lead."""
    qtbot.waitUntil(dialog.isActiveWindow)
    stops = {stop for stop in tab_stops(dialog) if not isinstance(stop, QAbstractScrollArea)}
    return stops - set(tab_order(focus_widget(), Qt.Key.Key_Tab))


def test_that_tab_reaches_the_answers_of_every_question_about_a_label(
    active: MainWindow, qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().setText(LABEL_WITH_TWO_QUESTIONS)
    trigger_action(active, "readLabelAction")
    dialog = visible_dialog(active, "labelReadingDialog")
    qtbot.waitUntil(lambda: focus_widget().objectName() == "labelChoice_elemental_mg_1")
    assert unreached_stops(dialog, qtbot) == set()
    assert nameless(dialog) == []
    first = child(dialog, QPushButton, "labelChoice_price_1")
    assert first in tab_stops(dialog)
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert focus_widget() is child(dialog, QPushButton, "labelChoice_price_2")
    dialog.close()


def test_that_tab_reaches_the_choices_of_an_import_and_each_has_a_name(
    active: MainWindow, qtbot: QtBot, write_list: Callable[..., Path]
) -> None:
    open_files(active, [write_list("Ware;mg;Stück;Preis\nOxid;250;100;4,499\n")])
    line = mapping_line(active)
    assert nameless(line) == []
    reached = set(tab_order(focus_widget(), Qt.Key.Key_Tab))
    assert {box for box in line.findChildren(QComboBox) if box.isVisible()} - reached == set()
    assert child(active, QWidget, "productTable") not in reached  # it is covered
    QTest.mouseClick(child(line, QPushButton, "mappingMore"), Qt.MouseButton.LeftButton)
    (dialog,) = [dialog for dialog in active.findChildren(QDialog) if dialog.isVisible()]
    qtbot.waitUntil(dialog.isActiveWindow)
    assert nameless(dialog) == []
    reached = set(tab_order(focus_widget(), Qt.Key.Key_Tab))
    assert {stop for stop in tab_stops(dialog) if isinstance(stop, QComboBox)} - reached == set()
    dialog.close()

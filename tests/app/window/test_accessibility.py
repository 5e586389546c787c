"""What a screen reader is told, and where the Tab key leads: in the window and every dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QDialog,
    QMessageBox,
    QWidget,
)

from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import enter_two_products, trigger_action

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

Role = QAccessible.Role
# Their parts come and go with the mouse or the menu, not with the keyboard's focus.
CLOSED = {Role.ComboBox, Role.MenuBar, Role.Table, Role.List}
DIALOGS = (
    "comparisonsAction", "renameAction", "labelAction", "preferencesAction", "keysAction",
    "figuresAction",
    "knownAction", "sourcesAction", "aboutAction", "openAction",
)  # fmt: skip


def nodes(interface):
    """The accessibility tree, from the top."""
    yield interface
    if interface.role() not in CLOSED:
        for place in range(interface.childCount()):
            child = interface.child(place)
            if child is not None and child.isValid() and not child.state().invisible:
                yield from nodes(child)


def nameless(widget: QWidget) -> list[str]:
    """What takes focus and has no name."""
    found = []
    for node in nodes(QAccessible.queryAccessibleInterface(widget)):
        if node.state().focusable and not node.text(QAccessible.Text.Name):
            about = node.object()
            found.append(f"{node.role().name} {about.objectName() if about else ''}")
    return found


def stops(top: QWidget) -> set[QWidget]:
    """Every control that the Tab key has to reach."""
    return {
        each
        for each in top.findChildren(QWidget)
        if each.isVisibleTo(top)
        and each.window() is top
        and each.isEnabled()
        and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.focusProxy() is None
    }


def walked(first: QWidget, key: Qt.Key, most: int = 200) -> list[QWidget]:
    """Where Tab leads from a control until it is there again: past the links of a page, and in
    the table from its end.
    """
    first.setFocus()
    seen: list[QWidget] = []
    for _ in range(most):
        here = QApplication.focusWidget()
        if here is first and seen and seen[-1] is not first:
            return seen
        seen.append(here)
        if here.objectName() == "productTable":
            table = ProductTableDriver(here.window())
            last = (table.row_count, table.view.column_header.visible_columns()[-1])
            row, column = (
                last
                if key is Qt.Key.Key_Tab
                else (0, table.view.column_header.visible_columns()[0])
            )
            here.setCurrentIndex(here.model().index(row, column))
        QTest.keyClick(here, key)
    raise AssertionError(f"Tab does not come back: {[each.objectName() for each in seen[-8:]]}")


@pytest.fixture
def active(window: MainWindow, qtbot: QtBot):
    """The window with two products, and the keyboard."""
    enter_two_products(ProductTableDriver(window))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_that_whatever_takes_focus_has_a_name(window: MainWindow, active) -> None:
    assert nameless(window) == []
    ProductTableDriver(window).type_text(0, "price", "1,234")
    trigger_action(window, "findAction")
    assert nameless(window) == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab], ids=["forward", "back"])
def test_that_tab_reaches_every_control_and_is_caught_nowhere(active, key: str) -> None:
    ProductTableDriver(active).type_text(0, "price", "1,234")
    trigger_action(active, "findAction")
    first = active.findChild(QComboBox, "elementBox")
    assert stops(active) - set(walked(first, key)) == set()


def test_that_an_empty_window_can_be_walked(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    reached = set(walked(window.findChild(QComboBox, "elementBox"), Qt.Key.Key_Tab))
    assert stops(window) - reached == set()


@pytest.mark.parametrize("action", DIALOGS)
def test_that_every_dialog_is_named_and_can_be_walked(active, qtbot: QtBot, action) -> None:
    trigger_action(active, action)
    (dialog,) = [each for each in active.findChildren(QDialog) if each.isVisible()]
    assert dialog.windowTitle()
    if action == "openAction":
        return  # the system's own, or Qt's where it has none
    assert nameless(dialog) == []
    if not isinstance(dialog, QMessageBox):
        qtbot.waitUntil(dialog.isActiveWindow)
        wanted = {each for each in stops(dialog) if not isinstance(each, QAbstractScrollArea)}
        first = QApplication.focusWidget()
        assert wanted - set(walked(first, Qt.Key.Key_Tab)) == set()
    dialog.close()


def test_that_the_import_dialog_is_named_and_can_be_walked(
    active, qtbot: QtBot, write_list: Callable[..., Path]
) -> None:
    active.open_files([write_list("Ware;mg;Stück;Preis\nOxid;250;100;4,499\n")])
    (dialog,) = [each for each in active.findChildren(QDialog) if each.isVisible()]
    qtbot.waitUntil(dialog.isActiveWindow)
    assert nameless(dialog) == []
    reached = set(walked(QApplication.focusWidget(), Qt.Key.Key_Tab))
    assert {each for each in stops(dialog) if isinstance(each, QComboBox)} - reached == set()
    dialog.close()

"""Undo and redo: with an open editor, and on a disk that refuses."""

from __future__ import annotations

import sqlite3
import sys
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QTabBar,
)

from app.toolkit.crash_report import CrashReporter
from pricing.store.comparisons import ComparisonStore
from pricing.store.data_files import COMPARISONS_FILE
from pricing.store.opening import LOCK_TIMEOUT_SECONDS
from tests.app.editing_actions import editing_actions
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    dismiss_message,
    fill_in_two_products,
    recent_comparisons,
    show_tab,
    trigger_action,
    undo_text,
)
from tests.refusing_disk import needs_refusing_disk, refusing_disk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from PySide6.QtWidgets import QMainWindow
    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


def click_menu(window: QMainWindow, title: str, name: str) -> None:
    """Open a menu with the mouse and click an action in it."""
    bar, left = window.menuBar(), Qt.MouseButton.LeftButton
    (entry,) = [action for action in bar.actions() if action.text().replace("&", "") == title]
    QTest.mouseClick(bar, left, pos=bar.actionGeometry(entry).center())
    menu = entry.menu()
    assert isinstance(menu, QMenu)
    action = child(window, QAction, name)
    QTest.mouseClick(menu, left, pos=menu.actionGeometry(action).center())
    QApplication.processEvents()


def begin_typing(table: ProductTableDriver, row: int, key: str, text: str) -> QLineEdit:
    """Type a text over a cell without Enter."""
    table.view.setCurrentIndex(table.index(row, key))
    table.view.setFocus()
    QTest.keyClicks(table.view, text[:1])
    (editor,) = (edit for edit in table.view.findChildren(QLineEdit) if edit.isVisible())
    QTest.keyClicks(editor, text[1:])
    return editor


def open_editors(table: ProductTableDriver) -> list[QLineEdit]:
    return [edit for edit in table.view.findChildren(QLineEdit) if edit.isVisible()]


def leave_editor(table: ProductTableDriver) -> None:
    """Give up what is being typed, if anything is."""
    for editor in open_editors(table):
        QTest.keyClick(editor, Qt.Key.Key_Escape)


def test_that_redo_commits_the_open_editor_first(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    click_menu(window, "Edit", "undoAction")
    assert table.cell_text(1, "price") == ""
    begin_typing(table, 0, "brand", "Nutri")
    click_menu(window, "Edit", "redoAction")
    assert table.cell_text(0, "brand") == "Nutri"
    assert table.cell_text(1, "price") == ""
    click_menu(window, "Edit", "undoAction")
    assert table.cell_text(0, "brand") == ""


@pytest.mark.skipif(sys.platform == "darwin", reason="there, Redo has one key")
@pytest.mark.parametrize("keys", ["Ctrl+Y", "Ctrl+Shift+Z"])
def test_that_redo_has_the_key_of_each_desktop(
    window: MainWindow, table: ProductTableDriver, qtbot: QtBot, keys: str
) -> None:
    fill_in_two_products(table)
    trigger_action(window, "undoAction")
    assert table.cell_text(1, "price") == ""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    table.view.setFocus()
    QTest.keySequence(table.view, QKeySequence(keys))
    assert table.cell_text(1, "price") != ""


def test_that_undo_commits_the_open_editor_and_takes_it_back(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    begin_typing(table, 0, "product", "Something else")
    click_menu(window, "Edit", "undoAction")
    assert table.product_names() == ["Oxide", "Gly"]
    assert table.cell_text(1, "price") == "$18.00"
    click_menu(window, "Edit", "redoAction")
    assert table.product_names() == ["Something else", "Gly"]


def test_that_undo_takes_back_a_half_typed_target(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    target = child(window, QLineEdit, "targetEdit")
    target.setFocus()
    target.selectAll()
    QTest.keyClicks(target, "350")
    click_menu(window, "Edit", "undoAction")
    assert (target.text(), table.cell_text(1, "price")) == ("200", "$18.00")
    click_menu(window, "Edit", "redoAction")
    assert target.text() == "350"


@pytest.mark.parametrize("action", ["newAction", "removeAction", "moveDownAction", "cutAction"])
def test_that_an_action_commits_the_open_editor_first(
    window: MainWindow, table: ProductTableDriver, action: str
) -> None:
    fill_in_two_products(table)
    begin_typing(table, 0, "brand", "Plain")
    trigger_action(window, action)
    trigger_action(window, "undoAction")
    assert table.cell_text(0, "brand") == "Plain"
    assert undo_text(window) == "&Undo edit of brand"


def test_that_changing_the_tab_commits_the_open_editor(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    begin_typing(table, 0, "brand", "Plain")
    bar = child(window, QTabBar, "viewTabs")
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(4).center())
    assert table.cell_text(0, "brand") == "Plain"


def test_that_opening_a_recent_comparison_commits_the_open_editor(
    window: MainWindow, table: ProductTableDriver
) -> None:
    trigger_action(window, "newAction")
    fill_in_two_products(table)
    begin_typing(table, 1, "brand", "Plain")
    recent_comparisons(window)[0].trigger()
    assert table.row_count == 0
    recent_comparisons(window)[0].trigger()
    assert table.cell_text(1, "brand") == "Plain"


def test_that_sorting_by_a_heading_commits_the_open_editor(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    table.type_text(0, "price", "30")
    begin_typing(table, 0, "brand", "Plain")
    header = table.view.column_header
    at = table.columns["price"]
    place = QPoint(header.sectionViewportPosition(at) + 20, header.height() - 22)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert table.product_names() == ["Gly", "Oxide"]
    assert [table.cell_text(row, "brand") for row in (0, 1)] == ["", "Plain"]


def test_that_undo_and_redo_show_the_comparison_of_before_without_computing_it(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    before = window.session.comparison
    table.type_text(0, "price", "7.77")
    after = window.session.comparison
    trigger_action(window, "undoAction")
    assert window.session.comparison is before
    trigger_action(window, "redoAction")
    assert window.session.comparison is after


# -- a disk that refuses -----------------------------------------------------------------------


@contextmanager
def locked(window: MainWindow) -> Iterator[None]:
    """Let another program write to the data file for as long as the block runs."""
    with closing(sqlite3.connect(data_file(window), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def read_only(window: MainWindow) -> Iterator[None]:
    connection = window.session._store._database._connection
    connection.execute("PRAGMA query_only = ON")
    yield
    connection.execute("PRAGMA query_only = OFF")


@contextmanager
def disk_full(window: MainWindow) -> Iterator[None]:
    """Let the data file grow no more, and each write need a page more."""
    connection = window.session._store._database._connection
    ((pages,),) = connection.execute("PRAGMA page_count").fetchall()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    for table in ("product", "comparison", "comparison_product"):
        for event in ("INSERT", "UPDATE", "DELETE"):
            connection.execute(
                f"CREATE TEMP TRIGGER full_{table}_{event} AFTER {event} ON main.{table} BEGIN "
                "INSERT OR REPLACE INTO list_mapping VALUES ('full', zeroblob(1000000)); END"
            )
    yield
    for (name,) in connection.execute(
        "SELECT name FROM temp.sqlite_master WHERE name LIKE 'full%'"
    ).fetchall():
        connection.execute(f"DROP TRIGGER temp.{name}")
    connection.execute("PRAGMA max_page_count = 1073741823")


def write_errors(_: MainWindow) -> AbstractContextManager[None]:
    return refusing_disk()


@contextmanager
def folder_gone(window: MainWindow) -> Iterator[None]:
    """Take the data folder away, as a network drive does that is disconnected."""
    folder = window.session.data_file.folder
    away = folder.rename(folder.with_name("away"))
    yield
    away.rename(folder)


def data_file(window: MainWindow) -> Path:
    return window.session.data_file.folder / COMPARISONS_FILE.name


def state(window: MainWindow) -> tuple[object, ...]:
    """Return what is on screen and on disk, and what can be undone and redone."""
    table = ProductTableDriver(window)
    store = ComparisonStore(window.session.data_file.folder)
    on_disk = store.entries(), store.scenario(), store.saved_comparisons()
    store.close()
    return (
        [
            table.cell_text(row, key)
            for row in range(table.row_count)
            for key in ("product", "price")
        ],
        window.windowTitle(),
        child(window, QLineEdit, "targetEdit").text(),
        child(window, QComboBox, "limitBox").currentText(),
        [child(window, QAction, name).text() for name in ("undoAction", "redoAction")],
        on_disk,
    )


REFUSALS = ("cannot be written", "no room left", "removed or replaced")
FAULTS = [
    pytest.param(
        folder_gone,
        marks=pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps open files"),
    ),
    locked,
    read_only,
    disk_full,
    pytest.param(write_errors, marks=needs_refusing_disk),
]


@pytest.fixture
def impatient_window(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> MainWindow:
    """Return a window with two products that waits for no other program, and a step to redo."""
    monkeypatch.setattr("pricing.store.database.EDIT_TIMEOUT_SECONDS", 0)
    window = open_window_on(tmp_path / "data")
    table = ProductTableDriver(window)
    fill_in_two_products(table)
    table.type_text(0, "brand", "B")
    trigger_action(window, "undoAction")
    return window


@pytest.mark.parametrize("fault", FAULTS)
def test_that_a_refused_action_changes_neither_screen_nor_disk_nor_undo(
    impatient_window: MainWindow, fault: Callable[[MainWindow], AbstractContextManager[None]]
) -> None:
    before = state(impatient_window)
    note = child(impatient_window, QLabel, "savedNote")
    assert note.text() == "All changes saved"
    for name, act in editing_actions(impatient_window).items():
        with fault(impatient_window):
            act()
            message = dismiss_message(impatient_window)
            assert any(text in message for text in REFUSALS), name
            leave_editor(ProductTableDriver(impatient_window))
        assert state(impatient_window) == before, name
        assert note.text() == "The last change was not saved", name
    trigger_action(impatient_window, "redoAction")
    assert ProductTableDriver(impatient_window).cell_text(0, "brand") == "B"
    assert note.text() == "All changes saved"


@contextmanager
def tables_that_refuse(window: MainWindow) -> Iterator[None]:
    """Let the tables refuse every change, as they refuse a wrong one."""
    connection = window.session._store._database._connection
    for table in ("product", "comparison", "comparison_product"):
        for event in ("INSERT", "UPDATE", "DELETE"):
            connection.execute(
                f"CREATE TEMP TRIGGER refuse_{table}_{event} BEFORE {event} ON main.{table} BEGIN "
                f"SELECT RAISE(ABORT, '{table} refuses'); END"
            )
    yield
    for (name,) in connection.execute(
        "SELECT name FROM temp.sqlite_master WHERE name LIKE 'refuse%'"
    ).fetchall():
        connection.execute(f"DROP TRIGGER temp.{name}")


def test_that_a_change_that_the_tables_refuse_is_reported_as_a_bug_and_not_made(
    impatient_window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(impatient_window)
    for name, act in editing_actions(impatient_window).items():
        reporter = CrashReporter(impatient_window.messages)
        monkeypatch.setattr(sys, "excepthook", reporter.show_crash_report)
        with tables_that_refuse(impatient_window):
            act()
            QApplication.processEvents()
            (box,) = impatient_window.findChildren(QMessageBox)
            assert "IntegrityError: " in box.detailedText(), name
            assert "refuses" in box.detailedText()
            assert "cannot be written" not in dismiss_message(impatient_window)
            leave_editor(ProductTableDriver(impatient_window))
        assert state(impatient_window) == before, name
    trigger_action(impatient_window, "redoAction")
    assert ProductTableDriver(impatient_window).cell_text(0, "brand") == "B"


@pytest.mark.parametrize("fault", [read_only, FAULTS[-1]])
def test_that_a_refused_edit_says_what_to_do_about_a_data_file_that_nobody_named(
    impatient_window: MainWindow, fault: Callable[[MainWindow], AbstractContextManager[None]]
) -> None:
    with fault(impatient_window):
        ProductTableDriver(impatient_window).type_text(0, "brand", "C")
        message = dismiss_message(impatient_window)
    assert "Check that the disk works and that you may write to its folder." in message


def test_that_an_edit_is_soon_refused_in_words_while_another_program_writes(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    before = state(window)
    with locked(window):
        began = time.monotonic()
        table.type_text(0, "brand", "B")
        seconds = time.monotonic() - began
        assert "another program is writing to it" in dismiss_message(window)
    leave_editor(table)
    assert state(window) == before
    assert seconds < LOCK_TIMEOUT_SECONDS / 3


@pytest.mark.parametrize("fault", FAULTS)
def test_that_every_step_can_be_undone_after_undo_was_refused(
    impatient_window: MainWindow, fault: Callable[[MainWindow], AbstractContextManager[None]]
) -> None:
    table = ProductTableDriver(impatient_window)
    table.view.setCurrentIndex(table.index(0, "product"))
    trigger_action(impatient_window, "removeAction")
    with fault(impatient_window):
        for _ in range(2):
            trigger_action(impatient_window, "undoAction")
            dismiss_message(impatient_window)
        assert table.product_names() == ["Gly"]
    trigger_action(impatient_window, "undoAction")
    assert table.product_names() == ["Oxide", "Gly"]
    while child(impatient_window, QAction, "undoAction").isEnabled():
        trigger_action(impatient_window, "undoAction")
    assert table.row_count == 0
    while child(impatient_window, QAction, "redoAction").isEnabled():
        trigger_action(impatient_window, "redoAction")
    assert table.product_names() == ["Gly"]


def test_that_a_window_does_not_close_on_a_typed_text_that_the_disk_refuses(
    impatient_window: MainWindow,
) -> None:
    begin_typing(ProductTableDriver(impatient_window), 0, "brand", "typed")
    with locked(impatient_window):
        impatient_window.close()
        message = dismiss_message(impatient_window)
        assert any(text in message for text in REFUSALS)
        assert impatient_window.isVisible()


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("row", "end"), [(0, Qt.Key.Key_Return), (2, Qt.Key.Key_Tab)])
def test_that_a_text_that_the_disk_refuses_is_in_its_editor_again(
    impatient_window: MainWindow,
    fault: Callable[[MainWindow], AbstractContextManager[None]],
    row: int,
    end: Qt.Key,
) -> None:
    table, before = ProductTableDriver(impatient_window), state(impatient_window)
    with fault(impatient_window):
        table.type_text(row, "brand", "typed", end)
        dismiss_message(impatient_window)
        (editor,) = open_editors(table)
        assert editor.text() == "typed"
        assert table.view.currentIndex() == table.index(row, "brand")
        trigger_action(impatient_window, "newAction")  # it is refused again, and nothing is done
        dismiss_message(impatient_window)
    assert state(impatient_window) == before
    (editor,) = open_editors(table)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert table.cell_text(row, "brand") == "typed"
    assert open_editors(table) == []


def test_that_the_second_attempt_closes_a_window_on_a_disk_that_refuses(
    impatient_window: MainWindow,
) -> None:
    begin_typing(ProductTableDriver(impatient_window), 0, "brand", "typed")
    with locked(impatient_window):
        impatient_window.close()
        dismiss_message(impatient_window)
        impatient_window.close()
        assert not impatient_window.isVisible()


def test_that_closing_saves_a_text_typed_into_a_table_that_is_not_shown(
    window: MainWindow, open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    table = ProductTableDriver(window)
    show_tab(window, "Forms")
    table.view.setFocus()
    table.view.setCurrentIndex(table.index(0, "product"))
    QTest.keyClicks(table.view, "t")
    QTest.keyClicks(child(table.view, QLineEdit), "yped")
    window.close()
    assert ProductTableDriver(open_window_on(tmp_path / "data")).product_names() == ["typed"]


def test_that_closing_saves_the_text_that_is_being_typed(
    window: MainWindow, open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    begin_typing(ProductTableDriver(window), 0, "product", "typed")
    window.close()
    assert ProductTableDriver(open_window_on(tmp_path / "data")).product_names() == ["typed"]

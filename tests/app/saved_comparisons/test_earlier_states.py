"""Damaged data files in the window, and File > Restore an earlier state."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from datetime import timedelta
from threading import Timer
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QListWidget, QMessageBox, QPushButton

from app.saved_comparisons import EarlierStates
from app.toolkit.background_tasks import BackgroundTask
from app.toolkit.locale_format import date_text
from pricing.model.changes import change_saved_comparisons, insert_rows
from pricing.model.columns import COLUMNS_BY_KEY
from pricing.model.entry import Entry
from pricing.problems.errors import Reason
from pricing.quantities.dates import today
from pricing.store.comparisons import ComparisonStore
from pricing.store.data_files import COMPARISONS_FILE
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    click_button,
    dismiss_message,
    fill_in_two_products,
    trigger_action,
    undo_text,
    visible_dialog,
)
from tests.faults.damaged_files import (
    GOOD_OUTCOMES,
    DataFolders,
    Outcome,
    message_texts,
    opened_window,
    outcome_of,
    read_content,
)
from tests.faults.damages import DAMAGE_FUNCTIONS, damages
from tests.refusing_disk import needs_refusing_disk, refusing_disk
from tests.sqlite_file import sqlite_connection

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow
    from tests.faults.damages import Damage


# The window's loop has begun to wait for a restore by then.
HELD_SECONDS = 0.3


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory, qapp: object) -> DataFolders:
    return DataFolders(tmp_path_factory.mktemp("folders"))


@pytest.mark.parametrize("damage", tuple(damages(len(DAMAGE_FUNCTIONS), seed=7)), ids=str)
def test_that_after_any_damage_the_newest_state_is_there_or_offered(
    folders: DataFolders, damage: Damage, tmp_path: Path
) -> None:
    folder = folders.damaged(damage, tmp_path / "data")
    with opened_window(folder) as (window, errors):
        boxes = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
        for box in boxes:
            assert any(f"is damaged ({reason})" in box.text() for reason in Reason)
            assert list(folder.glob(f"{COMPARISONS_FILE.name}.damaged-*"))
            click_button(box, f"Restore the state of {date_text(today())}")
        content = read_content(window.session)
        assert not errors
        assert content == folders.content if not damage.needs_log else len(content) == 3
        assert boxes or content == folders.content


def test_that_a_restored_state_is_sound(folders: DataFolders, tmp_path: Path) -> None:
    (damage,) = damages(1)
    folder = folders.damaged(damage, tmp_path / "data")
    with opened_window(folder) as (window, _):
        child(window, QMessageBox).buttons()[0].click()
    assert outcome_of(folder, folders.content) is Outcome.AS_BEFORE


def test_that_a_damaged_file_without_copies_is_said_and_kept(
    folders: DataFolders, tmp_path: Path
) -> None:
    for damage in list(damages(len(DAMAGE_FUNCTIONS), seed=31))[::4]:
        folder = folders.damaged(damage, tmp_path / str(damage), with_backups=False)
        assert outcome_of(folder, folders.content) in GOOD_OUTCOMES, damage


# -- restoring ---------------------------------------------------------------------------------


def reopened(open_window_on: Callable[[Path], MainWindow], window: MainWindow) -> MainWindow:
    window.close()
    return open_window_on(window.session.data_file.folder)


def backup_titles(window: MainWindow) -> list[str]:
    trigger_action(window, "restoreAction")
    dialog = visible_dialog(window, "restoreDialog")
    backups = child(dialog, QListWidget, "backupsList")
    return [backups.item(row).text() for row in range(backups.count())]


def restore(window: MainWindow, row: int) -> None:
    dialog = visible_dialog(window, "restoreDialog")
    backups = child(dialog, QListWidget, "backupsList")
    backups.setCurrentRow(row)
    QTest.keyClick(backups, Qt.Key.Key_Return)
    assert not dialog.isVisible()


def test_that_an_earlier_state_is_restored_and_the_present_one_kept(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    window = open_window_on(tmp_path)
    fill_in_two_products(ProductTableDriver(window))
    window = reopened(open_window_on, window)
    table = ProductTableDriver(window)
    table.type_text(0, "product", "Changed")
    day = date_text(today())
    assert backup_titles(window) == [day]
    restore(window, 0)
    assert table.product_names() == ["Oxide", "Gly"]
    assert undo_text(window) == "&Undo"
    table.type_text(1, "product", "New")
    window = reopened(open_window_on, window)
    table = ProductTableDriver(window)
    assert table.product_names() == ["Oxide", "New"]
    assert backup_titles(window) == [day, f"{day}, before a restore"]
    restore(window, 1)
    assert table.product_names() == ["Changed", "Gly"]


def test_that_another_window_of_the_folder_does_not_undo_a_restore(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    window = open_window_on(tmp_path)
    fill_in_two_products(ProductTableDriver(window))
    window = reopened(open_window_on, window)
    ProductTableDriver(window).type_text(0, "product", "Changed")
    other = open_window_on(tmp_path)
    backup_titles(window)
    restore(window, 0)
    other.close()
    assert ProductTableDriver(open_window_on(tmp_path)).product_names() == ["Oxide", "Gly"]


def test_that_what_arrives_during_a_restore_is_added_to_the_restored_rows(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    window = open_window_on(tmp_path)
    fill_in_two_products(ProductTableDriver(window))
    window = reopened(open_window_on, window)
    table, session = ProductTableDriver(window), window.session
    table.type_text(0, "product", "Changed")
    backup_titles(window)

    def add_row() -> None:
        arriving = session.new_entry().with_text(COLUMNS_BY_KEY["product"], "Arriving")
        assert session.apply(insert_rows(2, [arriving], "Add a row"))

    # Another program writes meanwhile, so that the restore cannot end before the row arrives.
    other = sqlite3.connect(session.data_file.path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    QTimer.singleShot(0, window, Timer(HELD_SECONDS, other.rollback).start)
    QTimer.singleShot(0, window, add_row)
    restore(window, 0)
    other.close()
    assert table.product_names() == ["Oxide", "Gly", "Arriving"]
    window = reopened(open_window_on, window)
    assert ProductTableDriver(window).product_names() == ["Oxide", "Gly", "Arriving"]


def test_that_a_damaged_copy_is_not_restored(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    window = open_window_on(tmp_path)
    fill_in_two_products(ProductTableDriver(window))
    window = reopened(open_window_on, window)
    (copy,) = (tmp_path / "backups").iterdir()
    data = copy.read_bytes()
    copy.write_bytes(data.replace(b"Oxide", b"Oxi!e"))
    backup_titles(window)
    click_button(visible_dialog(window, "restoreDialog"), "Restore")
    assert "cannot be restored" in dismiss_message(window)
    assert ProductTableDriver(window).product_names() == ["Oxide", "Gly"]


# -- a file whose rows take long to read -------------------------------------------------------

ROWS_OF_A_LARGE_FILE = 3_000


def fill_folder(folder: Path) -> None:
    """Save a long list in a comparison that is not open, with a copy of yesterday."""
    store = ComparisonStore(folder)
    note = "shelf " * 300
    ids = range(1, ROWS_OF_A_LARGE_FILE + 1)
    rows = [Entry(number, {"product": f"P{number}", "note": note}) for number in ids]
    store.write(insert_rows(0, rows, "list"), store.state())
    state = store.state()
    saved = state.saved_comparisons
    store.write(change_saved_comparisons(saved, saved.with_new(2, "Short"), "new"), state)
    store.close()
    (copy,) = (folder / "backups").iterdir()
    yesterday = today() - timedelta(days=1)
    copy.rename(copy.with_name(copy.name.replace(f"{today()}", f"{yesterday}")))


class Attempt(QTimer):
    """Tries to close the window and its dialog as soon as it can do something, such as paint."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.was_refused = False
        self._window = window
        self.setSingleShot(True)
        self.timeout.connect(self._close)
        self.start(0)

    def _close(self) -> None:
        for dialog in self._window.findChildren(QDialog, "restoreDialog"):
            dialog.close()
        self._window.close()
        self.was_refused = self._window.isVisible()


def test_that_the_copy_of_a_large_file_is_made_at_the_close_while_the_window_lives(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    fill_folder(tmp_path)
    window = open_window_on(tmp_path)
    fill_in_two_products(ProductTableDriver(window))
    attempt = Attempt(window)
    assert window.close()
    assert attempt.was_refused
    newest, before = open_window_on(tmp_path).session.data_file.backups()
    assert newest.day == today() > before.day
    assert [entry.text(COLUMNS_BY_KEY["product"]) for entry in entries_of(newest.path)] == [
        "Oxide",
        "Gly",
    ]


@needs_refusing_disk
def test_that_a_large_copy_refused_at_the_close_is_said_once(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    fill_folder(tmp_path)
    window = open_window_on(tmp_path)
    fill_in_two_products(ProductTableDriver(window))
    with refusing_disk():
        assert not window.close()
        assert "All changes are saved, but not today's copy" in dismiss_message(window)
        assert not message_texts(window)
        assert window.close()


def test_that_a_large_file_is_restored_while_the_window_lives(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    fill_folder(tmp_path)
    window = open_window_on(tmp_path)
    fill_in_two_products(ProductTableDriver(window))
    backup_titles(window)
    attempt = Attempt(window)
    restore(window, 0)
    assert attempt.was_refused
    assert ProductTableDriver(window).product_names() == []


def entries_of(copy: Path) -> tuple[Entry, ...]:
    """Return the rows of the open comparison of a copy."""
    folder = copy.parent / "opened"
    folder.mkdir()
    shutil.copy(copy, folder / COMPARISONS_FILE.name)
    store = ComparisonStore(folder)
    entries = store.entries()
    store.close()
    return entries


def test_that_a_new_folder_has_no_earlier_state(window: MainWindow) -> None:
    assert backup_titles(window) == []
    button = child(visible_dialog(window, "restoreDialog"), QPushButton, "restoreButton")
    assert not button.isEnabled()


def test_that_damage_under_an_open_window_is_said_and_can_be_mended(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window_on(tmp_path)
    fill_in_two_products(ProductTableDriver(window))
    window = reopened(open_window_on, window)
    with sqlite_connection(tmp_path / COMPARISONS_FILE.name) as other:
        other.execute("UPDATE product SET product = 'Oxi!e' WHERE product = 'Oxide'")
    check = window.composition.earlier_states
    check.check_and_copy()
    qtbot.waitUntil(lambda: bool(message_texts(window)))
    (box,) = window.findChildren(QMessageBox)
    assert "is damaged" in box.text()
    click_button(box, f"Restore the state of {date_text(today())}")
    assert ProductTableDriver(window).product_names() == ["Oxide", "Gly"]


@needs_refusing_disk
def test_that_a_copy_refused_at_the_close_is_said_before_the_window_is_gone(
    window: MainWindow,
) -> None:
    fill_in_two_products(ProductTableDriver(window))
    with refusing_disk():
        assert not window.close()
        message = dismiss_message(window)
        assert "All changes are saved, but not today's copy" in message
        assert "cannot be written" in message
        assert window.close()
    assert not window.isVisible()


def _remove_folder(data_file: Path) -> None:
    shutil.rmtree(data_file.parent)


def _remove_file(data_file: Path) -> None:
    data_file.unlink()


def _replace_by_copy(data_file: Path) -> None:
    copy = data_file.with_name("copy")
    shutil.copy(data_file, copy)
    copy.replace(data_file)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps open files in their place")
@pytest.mark.parametrize("change", [_remove_folder, _remove_file, _replace_by_copy])
def test_that_a_window_whose_data_file_is_gone_does_not_close_as_if_all_was_saved(
    window: MainWindow, change: Callable[[Path], None]
) -> None:
    fill_in_two_products(ProductTableDriver(window))
    change(window.session.data_file.path)
    assert not window.close()
    message = dismiss_message(window)
    assert "was removed or replaced while it was open" in message
    assert "All changes are saved" not in message
    assert window.close()


@needs_refusing_disk
def test_that_a_copy_that_the_disk_refuses_is_said_once(window: MainWindow, qtbot: QtBot) -> None:
    fill_in_two_products(ProductTableDriver(window))
    check = child(window, EarlierStates)
    with refusing_disk():
        for _ in range(2):
            check.check_and_copy()
            qtbot.waitUntil(lambda: not check.findChildren(BackgroundTask), timeout=30_000)
        assert "cannot be written" in dismiss_message(window)

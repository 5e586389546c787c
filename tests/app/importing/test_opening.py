"""Lists are read beside the window's thread: it stays usable, and reading can be cancelled."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QMessageBox, QPushButton

from pricing.calculation.comparison import compare
from pricing.reading import reader_process
from pricing.store.opening import LOCK_TIMEOUT_SECONDS
from tests.app.importing.import_dialog import FOREIGN_LIST, accept_line, mapping_line
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    dismiss_message,
    open_files,
    trigger_action,
    wait_for_lists,
    wait_for_threads,
)
from tests.reader_processes import linux_only, reader_pids, signal_readers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

LIST = "product,elemental_mg,pack_units,price\nOxide,250,100,4.49\n"


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


@pytest.fixture
def _hanging_reader() -> Iterator[None]:
    """Let the next file find a reader that does not answer."""
    reader_process.end_idle_processes()
    reader_process.prepare()
    signal_readers(signal.SIGSTOP)
    yield
    reader_process.end_idle_processes()


@linux_only
@pytest.mark.usefixtures("_hanging_reader")
def test_that_the_window_is_usable_while_a_list_is_read(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    window.open_files([write_list(LIST)])
    bar = child(window, QFrame, "openingBar")
    qtbot.waitUntil(bar.isVisible)
    table.type_text(0, "product", "Typed meanwhile")
    assert table.product_names() == ["Typed meanwhile"]
    signal_readers(signal.SIGCONT)
    wait_for_lists(window)
    assert table.product_names() == ["Typed meanwhile", "Oxide"]
    assert not bar.isVisible()


@linux_only
@pytest.mark.usefixtures("_hanging_reader")
def test_that_opening_can_be_cancelled_at_any_time(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    window.open_files([write_list(LIST), write_list(LIST, "second.csv")])
    cancel = child(window, QPushButton, "cancelOpeningButton")
    qtbot.waitUntil(cancel.isVisible)
    QTest.mouseClick(cancel, Qt.MouseButton.LeftButton)
    wait_for_lists(window)
    assert "list.csv was cancelled. Nothing was added." in dismiss_message(window)
    assert table.row_count == 0
    assert reader_pids() == []


def test_that_a_list_is_not_added_when_it_is_cancelled_at_the_last_moment(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    window.open_files([write_list(LIST)])
    wait_for_threads(window)
    QTest.mouseClick(child(window, QPushButton, "cancelOpeningButton"), Qt.MouseButton.LeftButton)
    wait_for_lists(window)
    assert "list.csv was cancelled. Nothing was added." in dismiss_message(window)
    assert table.row_count == 0


@linux_only
@pytest.mark.usefixtures("_hanging_reader")
def test_that_the_window_closes_while_a_list_is_read(
    window: MainWindow, write_list: Callable[..., Path]
) -> None:
    window.open_files([write_list(LIST)])
    window.close()
    assert not window.isVisible()
    assert reader_pids() == []


@linux_only
@pytest.mark.usefixtures("_hanging_reader")
def test_that_a_list_is_not_added_to_a_comparison_that_was_opened_meanwhile(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    window.open_files([write_list(LIST)])
    table.type_text(0, "product", "A")
    child(window, QAction, "newAction").trigger()
    signal_readers(signal.SIGCONT)
    wait_for_lists(window)
    assert "list.csv was not added" in dismiss_message(window)
    assert table.row_count == 0


def test_that_lists_are_added_in_their_order_even_if_the_first_leaves_a_question(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    open_files(window, [write_list(FOREIGN_LIST), write_list(LIST, "clear.csv")])
    line = mapping_line(window)
    assert table.row_count == 0
    accept_line(line)
    wait_for_lists(window)
    assert table.product_names() == ["Oxid", "Citrat", "Zink", "Oxide"]


def test_that_a_list_of_which_only_the_first_rows_were_shown_is_read_whole(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    rows = "".join(f"{number};Oxid {number};250;100;4,49\n" for number in range(600))
    open_files(window, [write_list(FOREIGN_LIST.splitlines(keepends=True)[0] + rows)])
    line = mapping_line(window)
    assert child(line, QPushButton, "importButton").text().startswith("Add the list")
    accept_line(line)
    wait_for_lists(window)
    assert table.row_count == 600
    assert set(table.product_names()) == {f"Oxid {number}" for number in range(600)}


def test_that_a_long_list_is_compared_as_if_it_was_typed(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    rows = "".join(f"Oxide {number},250,{100 + number},4.49\n" for number in range(600))
    open_files(window, [write_list(LIST.splitlines(keepends=True)[0] + rows)])
    session = window.session
    products = [compared.product for compared in session.comparison.entered_products]
    expected = compare(products, session.scenario)
    assert [compared.position for compared in session.comparison.ranked_products] == [
        compared.position for compared in expected.ranked_products
    ]
    table.type_text(0, "price", "0.01")
    assert table.cell_text(0, "rank") == "1"
    assert len(session.comparison.ranked_products) == 600
    trigger_action(window, "undoAction")
    trigger_action(window, "undoAction")
    assert table.row_count == 0


def test_that_a_short_list_is_added_after_a_long_one_before_it(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    header = LIST.splitlines(keepends=True)[0]
    long_list = write_list(header + "Long,250,100,4.49\n" * 600, "long.csv")
    open_files(window, [long_list, write_list(LIST, "short.csv")])
    assert table.row_count == 601
    assert table.product_names()[-2:] == ["Long", "Oxide"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes with a path")
def test_that_a_pipe_is_refused_with_a_sentence(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "list.csv")
    open_files(window, [tmp_path / "list.csv"])
    assert "list.csv: This is a pipe or a device, not a file." in dismiss_message(window)
    assert table.row_count == 0


# -- saving a long list ------------------------------------------------------------------------

LONG_LIST = LIST.splitlines(keepends=True)[0] + "".join(
    f"Oxide {number},250,{100 + number},4.49\n" for number in range(600)
)


@pytest.fixture
def saving(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> Iterator[sqlite3.Connection]:
    """Hold the window at saving a long list, while another program writes to its file."""
    with closing(sqlite3.connect(window.session.data_file.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        window.open_files([write_list(LONG_LIST)])
        label = child(window, QLabel, "openingLabel")
        qtbot.waitUntil(lambda: label.text() == "list.csv: saving…" and label.isVisible())
        yield other


def test_that_the_window_is_alive_while_a_long_list_is_saved(
    window: MainWindow, table: ProductTableDriver, saving: sqlite3.Connection, qtbot: QtBot
) -> None:
    beats: list[int] = []
    timer = QTimer(window)
    timer.timeout.connect(lambda: beats.append(1))
    timer.start(0)
    qtbot.waitUntil(lambda: len(beats) > 100)
    timer.stop()
    assert table.row_count == 0
    saving.execute("ROLLBACK")
    wait_for_lists(window)
    assert table.row_count == 600
    trigger_action(window, "undoAction")
    assert table.row_count == 0


def test_that_saving_a_long_list_can_be_cancelled(
    window: MainWindow, table: ProductTableDriver, saving: sqlite3.Connection
) -> None:
    QTest.mouseClick(child(window, QPushButton, "cancelOpeningButton"), Qt.MouseButton.LeftButton)
    wait_for_lists(window)
    assert "list.csv was cancelled. Nothing was added." in dismiss_message(window)
    saving.execute("ROLLBACK")
    table.type_text(0, "product", "Typed later")
    assert table.product_names() == ["Typed later"]
    assert not child(window, QAction, "redoAction").isEnabled()


def test_that_the_window_closes_while_a_long_list_is_saved(
    window: MainWindow,
    saving: sqlite3.Connection,
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
) -> None:
    saving.execute("ROLLBACK")
    window.close()
    assert not window.isVisible()
    assert ProductTableDriver(open_window_on(tmp_path / "data")).row_count == 600


def test_that_a_closing_window_says_first_that_a_long_list_cannot_be_saved(
    window: MainWindow,
    table: ProductTableDriver,
    saving: sqlite3.Connection,
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
) -> None:
    began = time.monotonic()
    window.close()
    assert time.monotonic() - began < LOCK_TIMEOUT_SECONDS / 3
    assert window.isVisible()
    assert "another program is writing to it" in dismiss_message(window)
    assert table.row_count == 0
    window.close()
    assert not window.isVisible()
    saving.execute("ROLLBACK")
    assert ProductTableDriver(open_window_on(tmp_path / "data")).row_count == 0


def test_that_a_list_that_could_not_be_saved_can_be_opened_again(
    window: MainWindow, table: ProductTableDriver, saving: sqlite3.Connection, tmp_path: Path
) -> None:
    window.close()
    dismiss_message(window)
    wait_for_lists(window)
    saving.execute("ROLLBACK")
    open_files(window, [tmp_path / "list.csv"])
    assert table.row_count == 600


def test_that_an_edit_does_not_wait_long_for_a_list_that_cannot_be_saved(
    window: MainWindow, table: ProductTableDriver, saving: sqlite3.Connection, qtbot: QtBot
) -> None:
    began = time.monotonic()
    table.type_text(0, "product", "Typed meanwhile")
    assert time.monotonic() - began < LOCK_TIMEOUT_SECONDS / 3
    wait_for_lists(window)
    boxes = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    texts = [box.text() for box in boxes]  # for the list, and for the edit
    assert ["another program is writing to it" in text for text in texts] == [True, True]
    for box in boxes:
        box.close()
    saving.execute("ROLLBACK")
    (editor,) = table.view.findChildren(QLineEdit)  # which still holds the refused text
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: table.product_names() == ["Typed meanwhile"])


def test_that_what_is_typed_while_a_long_list_is_saved_is_not_lost(
    window: MainWindow, table: ProductTableDriver, saving: sqlite3.Connection
) -> None:
    saving.execute("ROLLBACK")  # from here on the list may be saved at any time
    table.type_text(0, "product", "Typed meanwhile")
    wait_for_lists(window)
    names = table.product_names()
    assert "Typed meanwhile" in names
    assert len(names) in {600, 601}  # it is in the first row if that was there already
    stored = window.session.entries
    trigger_action(window, "undoAction")
    trigger_action(window, "redoAction")
    assert window.session.entries == stored

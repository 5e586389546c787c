"""Imports and exports in the background: progress, pause, cancel, and files of catalogues."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QThread
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox, QPushButton

from app.catalogue.progress_bar import time_left_text
from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.importing import import_file
from tests.app.catalogue.catalogue_panel import (
    HEADER,
    LIST,
    long_list,
    result_names,
    search,
    wait_for_message,
    wait_for_results,
)
from tests.app.user_actions import (
    child,
    open_files,
    plain_spaces,
    shown_view,
    trigger_action,
    wait_for_threads,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "about 1 second left"), (90, "about 90 seconds left"), (91, "about 2 minutes left"),
     (3_000, "about 50 minutes left")],
)  # fmt: skip
def test_that_the_time_left_is_given_in_seconds_or_minutes(seconds: float, text: str) -> None:
    assert time_left_text(seconds) == text


def test_that_a_cancelled_import_leaves_the_catalogue_unchanged(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    window.catalogue_controller.import_lists([write_list(long_list(3_000))])
    QTest.keyClick(child(window, QPushButton, "cancelButton"), Qt.Key.Key_Space)
    assert "The catalogue is unchanged" in wait_for_message(window, qtbot)
    qtbot.waitUntil(lambda: child(window, QLabel, "emptyCatalogue").isVisible())


def test_that_a_paused_import_can_be_resumed(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    window.catalogue_controller.import_lists([write_list(long_list(3_000))])
    pause = child(window, QPushButton, "pauseButton")
    for text in ("Resume", "Pause"):
        QTest.keyClick(pause, Qt.Key.Key_Space)
        assert pause.text() == text
    message = wait_for_message(window, qtbot)
    assert "3000 new products" in message.replace(",", "")  # as the system groups digits


def test_that_a_pause_before_the_first_rows_are_read_holds_the_import(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    window.catalogue_controller.import_lists([write_list(LIST)])
    pause = child(window, QPushButton, "pauseButton")
    QTest.keyClick(pause, Qt.Key.Key_Space)
    wait_for_threads(window)
    qtbot.waitUntil(lambda: "2 rows" in child(window, QLabel, "progressLabel").text())
    assert pause.isVisible()
    assert pause.text() == "Resume"
    QTest.keyClick(pause, Qt.Key.Key_Space)
    assert "2 new products" in wait_for_message(window, qtbot)


def test_that_a_pause_ends_with_the_list_that_was_paused(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    window.catalogue_controller.import_lists([write_list(LIST)])
    pause = child(window, QPushButton, "pauseButton")
    QTest.keyClick(pause, Qt.Key.Key_Space)
    QTest.keyClick(child(window, QPushButton, "cancelButton"), Qt.Key.Key_Space)
    assert "cancelled" in wait_for_message(window, qtbot)
    window.catalogue_controller.import_lists([write_list(LIST, "second.csv")])
    assert pause.text() == "Pause"
    assert "2 new products" in wait_for_message(window, qtbot)


def test_that_closing_the_window_cancels_an_import_and_the_next_start_says_so(
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
    write_list: Callable[..., Path],
    qtbot: QtBot,
) -> None:
    window = open_window_on(tmp_path / "data")
    window.catalogue_controller.import_lists([write_list(long_list(3_000))])
    window.catalogue_controller.import_lists([write_list(LIST, "second.csv")])
    window.close()
    again = open_window_on(tmp_path / "data")
    assert "was finished: list.csv, second.csv." in wait_for_message(again, qtbot)
    trigger_action(again, "catalogueAction")
    qtbot.waitUntil(lambda: child(again, QLabel, "emptyCatalogue").isVisible())
    again.close()
    third = open_window_on(tmp_path / "data")
    trigger_action(third, "catalogueAction")
    qtbot.waitUntil(lambda: child(third, QLabel, "emptyCatalogue").isVisible())
    assert not any(box.isVisible() for box in third.findChildren(QMessageBox))


def export(window: MainWindow, path: Path) -> None:
    trigger_action(window, "exportCatalogueAction")
    chooser = child(window, QFileDialog)
    chooser.fileSelected.emit(str(path))
    chooser.close()


def message_texts(window: MainWindow) -> list[str]:
    return [plain_spaces(box.text()) for box in window.findChildren(QMessageBox)]


def pause_import(window: MainWindow, path: Path) -> None:
    window.catalogue_controller.import_lists([path])
    QTest.keyClick(child(window, QPushButton, "pauseButton"), Qt.Key.Key_Space)


def test_that_an_export_waits_for_an_import_that_was_paused(
    window: MainWindow, write_list: Callable[..., Path], tmp_path: Path, qtbot: QtBot
) -> None:
    pause_import(window, write_list(LIST))
    path = tmp_path / "all.sqlite3"
    export(window, path)
    wait_for_threads(window)
    assert not path.exists()
    QTest.keyClick(child(window, QPushButton, "pauseButton"), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "all.sqlite3: 2 products exported." in message_texts(window))
    assert any("2 new products" in text for text in message_texts(window))


def test_that_closing_ends_a_paused_import_for_which_an_export_waits(
    open_window_on: Callable[[Path], MainWindow],
    write_list: Callable[..., Path],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    window = open_window_on(tmp_path / "data")
    pause_import(window, write_list(LIST))
    export(window, tmp_path / "all.sqlite3")
    window.close()
    assert all(thread.isFinished() for thread in window.findChildren(QThread))
    again = open_window_on(tmp_path / "data")
    assert "was finished: list.csv." in wait_for_message(again, qtbot)


def test_that_an_exported_catalogue_can_be_imported_elsewhere(
    window: MainWindow,
    import_list: Callable[..., str],
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    import_list()
    path = tmp_path / "all.sqlite3"
    export(window, path)
    assert wait_for_message(window, qtbot) == "all.sqlite3: 2 products exported."
    other = open_window_on(tmp_path / "other")
    other.catalogue_controller.import_lists([path])
    assert "2 new products" in wait_for_message(other, qtbot)
    wait_for_results(other, qtbot)
    assert result_names(other) == ["Oxide 241", "Glycinate 100"]


def test_that_an_import_by_another_program_is_noticed(
    window: MainWindow,
    import_list: Callable[..., str],
    write_list: Callable[..., Path],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    import_list()
    other = Catalogue(tmp_path / "data")
    import_file(other, write_list(HEADER + "New one,B,oxide,tablet,100,90,5.00,,,,\n", "new.csv"))
    other.close()
    search(window, "new")
    qtbot.waitUntil(lambda: result_names(window) == ["New one"])


def export_other_catalogue(folder: Path, path: Path) -> Path:
    """Write the catalogue of another data folder to a file."""
    (folder / "list.csv").write_text(LIST, "utf-8")
    other = Catalogue(folder / "elsewhere")
    import_file(other, folder / "list.csv")
    other.database.copy_to(path)
    other.close()
    return path


@pytest.mark.parametrize("name", ["Großhandel.elemental", "catalogue.SQLITE3"])
def test_that_an_opened_catalogue_file_joins_the_catalogue(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, name: str
) -> None:
    path = export_other_catalogue(tmp_path, tmp_path / name)
    open_files(window, [path, tmp_path / "list.csv"])
    assert f"{name}: 2 rows read; 2 new products" in wait_for_message(window, qtbot)
    wait_for_results(window, qtbot)
    assert sorted(result_names(window)) == ["Glycinate 100", "Oxide 241"]
    assert shown_view(window) is window.catalogue_controller.panel
    assert len(window.session.entries) == 2  # those of the list


def test_that_a_false_catalogue_file_is_refused(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "pretended.elemental"
    path.write_bytes(b"PK\x03\x04 no catalogue")
    open_files(window, [path])
    assert "not a catalogue" in wait_for_message(window, qtbot)
    assert window.session.entries == ()


def test_that_a_damaged_catalogue_is_reported_and_set_aside(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "data" / "catalogue.sqlite3").write_bytes(b"this is no database" * 100)
    trigger_action(window, "catalogueAction")
    assert "is damaged" in wait_for_message(window, qtbot)
    qtbot.waitUntil(lambda: child(window, QLabel, "emptyCatalogue").isVisible())

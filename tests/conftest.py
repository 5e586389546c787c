"""Shared fixtures: hypothesis profiles, lists, and real windows on temporary folders."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.paths import EXAMPLE, OFFSCREEN
from tests.patient_robot import PATIENCE_MS, PatientQtBot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

pytest_plugins = ["tests.shared_server"]

if os.environ.get("QT_QPA_PLATFORM") == "offscreen" and sys.platform == "linux":
    os.environ["QT_QPA_PLATFORM"] = OFFSCREEN

# CI uses the same examples in each run, so that a run can be repeated. Other runs use new ones.
settings.register_profile(
    "suite",
    deadline=None,
    max_examples=60,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("thorough", parent=settings.get_profile("suite"), max_examples=1_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """Return the patient robot in place of pytest-qt's."""
    return PatientQtBot(request)


@pytest.fixture(scope="session")
def example() -> Path:
    """Return the shipped list of 18 real magnesium products."""
    return EXAMPLE


@pytest.fixture
def write_list(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a list to a file and returns its path."""

    def write(text: str, name: str = "list.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture
def open_windows(qapp: QApplication) -> Iterator[list[MainWindow]]:
    """Yield a list of windows, which are closed at the end."""
    from PySide6.QtCore import QEvent

    windows: list[MainWindow] = []
    yield windows
    for window in windows:
        if not window.close():  # because of a text that the disk refused
            window.close()
        window.deleteLater()
    windows.clear()
    qapp.processEvents()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def open_window_on(qtbot: QtBot, open_windows: list[MainWindow]) -> Callable[[Path], MainWindow]:
    """Return a function that opens the real window on a data folder."""
    from tests.app.user_actions import open_as_a_user

    def open_(folder: Path) -> MainWindow:
        window = open_as_a_user(folder)
        open_windows.append(window)
        with qtbot.waitExposed(window, timeout=PATIENCE_MS):
            pass
        return window

    return open_


@pytest.fixture
def window(open_window_on: Callable[[Path], MainWindow], tmp_path: Path) -> MainWindow:
    """Open the real window on an empty data folder."""
    return open_window_on(tmp_path / "data")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run look at every state of the window in every size, size of text and theme."""
    parser.addoption("--every-look", action="store_true", help="look at every state in every way")


def pytest_collection_finish() -> None:
    """Spare each search for garbage the thousands of collected tests, which stay to the end."""
    gc.collect()
    gc.freeze()

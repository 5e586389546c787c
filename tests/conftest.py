"""Shared set-up: quiet profiles for hypothesis, and the real window on a folder of its own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.paths import EXAMPLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

# Where CI runs, the same examples each time, so that a run can be repeated; elsewhere new ones.
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
def example() -> Path:
    """The 18 real magnesium products that the program ships."""
    return EXAMPLE


@pytest.fixture
def write_list(tmp_path: Path) -> Callable[..., Path]:
    """Writes a list to a file of the given name, in the given encoding."""

    def write(text: str, name: str = "list.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture
def open_windows(qapp: QApplication) -> Iterator[list]:
    """Windows that are closed at the end, where they are still open."""
    from PySide6.QtCore import QEvent

    opened: list = []
    yield opened
    for window in opened:
        window.close()
        window.deleteLater()
    opened.clear()
    qapp.processEvents()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def open_window_on(qtbot: QtBot, open_windows) -> Callable:
    """Opens the real window on a data folder."""
    from app.window.startup import open_window

    def open_(folder: Path):
        window = open_window(folder)
        qtbot.waitExposed(window)
        open_windows.append(window)
        return window

    return open_


@pytest.fixture
def window(open_window_on: Callable[[Path], MainWindow], tmp_path: Path):
    """The real window on an empty data folder."""
    return open_window_on(tmp_path / "data")

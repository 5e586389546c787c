"""Fixtures for the tests of the catalogue's panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.app.catalogue.catalogue_panel import LIST, wait_for_import

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow


@pytest.fixture
def import_list(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> Callable[..., str]:
    """Return a function that imports a list, waits for its end and returns the message."""

    def import_(text: str = LIST, name: str = "list.csv") -> str:
        window.catalogue_controller.import_lists([write_list(text, name)])
        return wait_for_import(window, qtbot)

    return import_

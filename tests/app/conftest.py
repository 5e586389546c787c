"""What holds for every test of the window."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

HOUR_IN_SECONDS = 3_600


@pytest.fixture(scope="session", autouse=True)
def _no_work_by_the_clock() -> Iterator[None]:
    """Let no window copy its data or read followed lists because a test takes some seconds."""
    states, lists = "app.saved_comparisons.earlier_states", "app.catalogue.followed_lists"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"{states}.FIRST_CHECK_DELAY_MS", HOUR_IN_SECONDS * 1_000)
        patch.setattr(f"{lists}.SECONDS_BEFORE_FIRST_CHECK", HOUR_IN_SECONDS)
        patch.setattr(f"{lists}.SECONDS_BETWEEN_CHECKS", HOUR_IN_SECONDS)
        yield


@pytest.fixture(autouse=True)
def _no_search_for_garbage_in_other_threads() -> Iterator[None]:
    """Let no thread beside the window's destroy objects of Qt, as the program does."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _no_copied_data_at_exit(qapp: QApplication) -> Iterator[None]:
    from tests.app.user_actions import forget_copied_data

    yield
    forget_copied_data()

"""What the user leaves vanishes at once. A search for garbage would hold the window."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtTest import QTest

from app.window.views import VIEW_TITLES
from pricing.model.changes import change_scenario
from tests.app.user_actions import show_tab, trigger_action

if TYPE_CHECKING:
    from app.window.main_window import MainWindow

# Qt's types make some classes of their own at first use.
MOST_OBJECTS_AT_FIRST_USE = 100


@pytest.mark.parametrize("view", VIEW_TITLES.values())
def test_that_an_edit_leaves_no_garbage_of_the_comparison_before(
    view: str, window: MainWindow
) -> None:
    trigger_action(window, "exampleAction")
    show_tab(window, view)
    gc.collect()
    for _ in range(4):
        scenario = window.session.scenario
        more = replace(scenario, target=scenario.target + 1_000)
        window.session.apply(change_scenario(scenario, more, "target"))
        QTest.qWait(50)
    trigger_action(window, "undoAction")
    QTest.qWait(50)
    assert gc.collect() <= MOST_OBJECTS_AT_FIRST_USE

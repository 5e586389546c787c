"""A closed window goes with all its parts, as a process may go on with another one."""

from __future__ import annotations

import gc
import weakref
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QTabBar

from app.window.startup import open_window
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import child, trigger_action

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication


def parts_of_windows() -> Iterator[object]:
    """Yield everything alive whose class the window's package defines, but for constants."""
    gc.collect()
    for part in gc.get_objects():
        part_type = type(part)
        is_own = part_type.__module__.startswith("app.") and not issubclass(part_type, Enum)
        if is_own and part_type.__weakrefoffset__:
            yield part


def test_that_nothing_of_a_closed_window_stays(qapp: QApplication, tmp_path: Path) -> None:
    before = list(parts_of_windows())
    known = set(map(id, before))
    window = open_window(tmp_path)
    trigger_action(window, "exampleAction")
    ProductTableDriver(window).type_text(0, "price", "9.99")
    tabs = child(window, QTabBar, "viewTabs")
    for place in range(tabs.count()):
        tabs.setCurrentIndex(place)
        qapp.processEvents()
    made = [weakref.ref(part) for part in parts_of_windows() if id(part) not in known]
    window.close()
    window.deleteLater()
    del window, tabs
    qapp.processEvents()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert made
    assert [type(part).__name__ for reference in made if (part := reference())] == []

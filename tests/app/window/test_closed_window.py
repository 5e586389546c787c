"""A closed window goes with all its parts, as a process may go on with another one."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import weakref
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QTabBar

from app.window.startup import open_window
from pricing.problems.plain_facts import Enum as PlainEnum
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import child, trigger_action

if TYPE_CHECKING:
    from collections.abc import Iterator


def parts_of_windows() -> Iterator[object]:
    """Yield everything alive whose class the window's package defines, but for constants."""
    gc.collect()
    for part in gc.get_objects():
        part_type = type(part)
        is_constant = issubclass(part_type, (Enum, PlainEnum))
        is_own = part_type.__module__.startswith("app.") and not is_constant
        if is_own and part_type.__weakrefoffset__:
            yield part


def left_of_a_closed_window(folder: Path) -> list[str]:
    """Open a window, use each view, close it, and return the classes of what stays alive."""
    application = QApplication([])
    known = set(map(id, before := list(parts_of_windows())))
    window = open_window(folder)
    trigger_action(window, "exampleAction")
    ProductTableDriver(window).type_text(0, "price", "9.99")
    tabs = child(window, QTabBar, "viewTabs")
    for place in range(tabs.count()):
        tabs.setCurrentIndex(place)
        application.processEvents()
    made = [weakref.ref(part) for part in parts_of_windows() if id(part) not in known]
    window.close()
    window.deleteLater()
    del window, tabs, before
    application.processEvents()
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    print(f"{len(made)} parts")  # noqa: T201 - the other process reads it
    return [type(part).__name__ for reference in made if (part := reference())]


def test_that_nothing_of_a_closed_window_stays(tmp_path: Path) -> None:
    """It is tried in a process of its own, where no other test has left anything."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.app.window.test_closed_window", str(tmp_path)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "*=false"},
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=120,
    )
    count, _, left = done.stdout.partition(" parts\n")
    assert (done.returncode, left.strip()) == (0, "[]"), done.stderr
    assert int(count) > 0


if __name__ == "__main__":
    print(left_of_a_closed_window(Path(sys.argv[1])))  # noqa: T201 - the test reads it

"""Garbage of Qt is destroyed in the window's thread, whichever thread makes many objects."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.paths import OFFSCREEN, ROOT

# The parts hold themselves, so nothing but a search for garbage destroys them. The other thread
# makes enough objects for many searches.
PROGRAM = """
import gc
import threading
import time
from PySide6.QtCore import QObject
from app.window.startup import new_application

class Part(QObject):
    def __del__(self):
        destroyed_in.append(threading.current_thread() is threading.main_thread())

destroyed_in = []
application = new_application()
gc.collect()
gc.set_threshold(1_000, 2, 2)
for _ in range(5):
    part = Part()
    part.itself = part
    del part
kept = []
thread = threading.Thread(target=lambda: kept.extend([number] for number in range(100_000)))
thread.start()
thread.join()
deadline = time.monotonic() + 60
while len(destroyed_in) < 5 and time.monotonic() < deadline:
    application.processEvents()
    kept.append([])
print(destroyed_in)
"""


def test_that_no_other_thread_destroys_parts_of_the_window() -> None:
    screen = {"QT_QPA_PLATFORM": OFFSCREEN} if sys.platform == "linux" else {}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, **screen, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.splitlines() == [str([True] * 5)], done.stdout + done.stderr

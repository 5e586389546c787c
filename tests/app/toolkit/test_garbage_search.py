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
is_eager, count = {is_eager}, {count}
if is_eager:
    gc.set_threshold(1_000, 2, 2)
for _ in range(5):
    part = Part()
    part.itself = part
    del part
kept = []
thread = threading.Thread(target=lambda: kept.extend([number] for number in range(count)))
thread.start()
thread.join()
deadline = time.monotonic() + 60
while len(destroyed_in) < 5 and time.monotonic() < deadline:
    application.processEvents()
    if is_eager:
        kept.append([])
print(destroyed_in)
"""


def where_parts_are_destroyed(*, is_eager: bool, count: int) -> str:
    """Return the words of a program that makes so many objects after it has closed parts."""
    return run_program(PROGRAM.format(is_eager=is_eager, count=count))


def run_program(text: str) -> str:
    """Return what a program says."""
    screen = {"QT_QPA_PLATFORM": OFFSCREEN} if sys.platform == "linux" else {}
    done = subprocess.run(
        [sys.executable, "-c", text],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, **screen, "PYTHONPATH": str(ROOT)},
    )
    return done.stdout + done.stderr


def test_that_no_other_thread_destroys_parts_of_the_window() -> None:
    said = where_parts_are_destroyed(is_eager=True, count=100_000)
    assert said.splitlines() == [str([True] * 5)]


def test_that_parts_are_destroyed_after_as_many_objects_as_some_edits_make() -> None:
    said = where_parts_are_destroyed(is_eager=False, count=25_000)
    assert said.splitlines() == [str([True] * 5)]


# Each comparison lives while a hundred edits are made, as the search for garbage has seen it. Then
# the next one is opened.
OPENED_COMPARISONS = """
import gc
from app.toolkit.garbage_search import GarbageSearch
from app.window.startup import new_application

class Row:
    count = 0

    def __init__(self):
        self.itself = self
        Row.count += 1

    def __del__(self):
        Row.count -= 1

application = new_application()
search = application.findChild(GarbageSearch)
highest = 0
for _ in range(30):
    comparison = [Row() for _ in range(20_000)]
    for _ in range(3):
        search.timeout.emit()
        kept = [[] for _ in range(1_000)]
    highest = max(highest, Row.count)
print(highest)
"""


def test_that_comparisons_that_were_left_do_not_gather() -> None:
    """The search that found all of them at once would hold the window."""
    done = run_program(OPENED_COMPARISONS)
    assert int(done) <= 160_000


# A list of all objects holds the tuples that another thread is making, and Python then fails there.
TUPLES_OF_ANOTHER_THREAD = """
import sys
import threading
from app.toolkit.garbage_search import GarbageSearch
from app.window.startup import new_application

def make_tuples():
    while not is_over.is_set():
        made = tuple(number for number in range(3_000))

sys.setswitchinterval(1e-6)  # threads take turns as often as they can
is_over, failures = threading.Event(), []
threading.excepthook = lambda failure: failures.append(failure.exc_value)
application = new_application()
search = application.findChild(GarbageSearch)
threads = [threading.Thread(target=make_tuples) for _ in range(4)]
for thread in threads:
    thread.start()
for _ in range(80):
    kept = [[] for _ in range(150_000)]
    search.timeout.emit()
is_over.set()
for thread in threads:
    thread.join()
print(failures)
"""


def test_that_a_search_disturbs_no_other_thread() -> None:
    assert run_program(TUPLES_OF_ANOTHER_THREAD).splitlines() == ["[]"]

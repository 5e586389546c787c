"""Python's search for garbage, in the window's thread alone."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

INTERVAL_MS = 1_000
# An edit of 50 products leaves 250 objects that hold each other: the comparison before. A search
# among so many takes a few milliseconds, and no edit waits for it. More would fill the memory.
MOST_NEW_OBJECTS = 20_000


class GarbageSearch(QTimer):
    """Searches for garbage after some thousand new objects, but only in this thread.

    Python searches in whichever thread makes one object too many. There it destroys objects of Qt
    that are garbage. While Qt destroys one, it holds a lock and waits for Python's. The window's
    thread may hold Python's lock and want that of Qt: then both wait for ever.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self.timeout.connect(_search_if_due)
        self.start(INTERVAL_MS)


def _search_if_due() -> None:
    """Search the oldest generation whose turn it is, if there are enough new objects."""
    most_new, *most_searches = gc.get_threshold()
    limits = (min(most_new, MOST_NEW_OBJECTS), *most_searches)
    counts = enumerate(zip(gc.get_count(), limits, strict=True))
    due = [generation for generation, (count, most) in counts if count > most]
    if due and due[0] == 0:
        gc.collect(due[-1])

"""Python's search for garbage, in the window's thread alone."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

INTERVAL_MS = 1_000
# A dialog that is closed leaves some hundred objects that hold each other. A search among so many
# takes a few milliseconds, and no edit waits for it. More would fill the memory.
MOST_NEW_OBJECTS = 20_000
# All objects are searched after so many new ones. To destroy as many takes a tenth of a second.
NEW_OBJECTS_BEFORE_SEARCH_OF_ALL = 100_000
# Among more objects a search takes longer. It then waits for new ones by this part of the memory's
# blocks. `gc.get_objects` would count the objects, but a tuple that it holds while another thread
# makes it cannot be finished.
PART_BEFORE_SEARCH_OF_ALL = 10


class GarbageSearch(QTimer):
    """Searches for garbage after some thousand new objects, but only in this thread.

    Python searches in whichever thread makes one object too many. There it destroys objects of Qt
    that are garbage. While Qt destroys one, it holds a lock and waits for Python's. The window's
    thread may hold Python's lock and want that of Qt: then both wait for ever.

    Python counts its searches to know when to search all objects. Ours are rare, and each finds
    more. So it is objects that are counted.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._block_count = self._later_count = 0  # after the last search of all, and new since
        gc.disable()
        self.timeout.connect(self._search_if_due)
        self.start(INTERVAL_MS)

    def _search_if_due(self) -> None:
        """Search the new objects, or all, if there are enough of them."""
        most_new, most_searches, _ = gc.get_threshold()
        new_count, search_count, _ = gc.get_count()
        if new_count <= min(most_new, MOST_NEW_OBJECTS):
            return
        self._later_count += new_count
        part = self._block_count // PART_BEFORE_SEARCH_OF_ALL
        if self._later_count > max(part, NEW_OBJECTS_BEFORE_SEARCH_OF_ALL):
            gc.collect()
            self._block_count, self._later_count = sys.getallocatedblocks(), 0
        else:
            self._later_count -= gc.collect(int(search_count > most_searches))

"""Long work off the window's thread: it tells how far it is, and can be paused and cancelled."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QThread, Signal

from pricing.errors import UserError
from pricing.progress import Cancelled, Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject


class Task(QThread):
    """One piece of work. Its signals arrive in the window's thread; exactly one of them ends it."""

    reached = Signal(int)  # rows so far
    done = Signal(object)  # what the work came to
    stopped = Signal()  # cancelled: everything is as it was
    refused = Signal(object)  # a UserError
    broke = Signal(object)  # a bug, for the one exception hook

    def __init__(self, work: Callable[[Progress], object], parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._progress = _Watched(self.reached.emit)
        self.finished.connect(self.deleteLater)
        self.broke.connect(_raise)

    def pause(self, *, paused: bool) -> None:
        """Wait after the rows at hand, or go on."""
        self._progress.pause(paused=paused)

    def cancel(self) -> None:
        """Stop; nothing of the work stays."""
        self._progress.cancel()

    def run(self) -> None:
        try:
            result = self._work(self._progress)
        except Cancelled:
            self.stopped.emit()
        except UserError as fault:
            self.refused.emit(fault)
        except Exception as bug:  # noqa: BLE001 - it is raised again in the window's thread
            self.broke.emit(bug)
        else:
            self.done.emit(result)


def _raise(bug: Exception) -> None:
    raise bug


class _Watched(Progress):
    def __init__(self, tell: Callable[[int], object]) -> None:
        self._tell = tell
        self._going = Event()
        self._going.set()
        self._cancelled = False

    def pause(self, *, paused: bool) -> None:
        if paused:
            self._going.clear()
        else:
            self._going.set()

    def cancel(self) -> None:
        self._cancelled = True
        self._going.set()

    def reached(self, rows: int) -> None:
        self._tell(rows)
        self._going.wait()
        if self._cancelled:
            raise Cancelled

    @property
    def wanted(self) -> bool:
        return not self._cancelled

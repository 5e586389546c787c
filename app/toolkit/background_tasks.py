"""Long work off the window's thread: it tells how far it is, and can be paused and cancelled."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QThread, Signal

from pricing.problems.errors import UserError
from pricing.problems.progress import Cancelled, Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject


class Task(QThread):
    """One piece of work. Its signals arrive in the window's thread; `over` is the last of them."""

    reached = Signal(int, float)  # rows so far, and their share of all
    done = Signal(object)  # what the work came to
    stopped = Signal()  # cancelled: everything is as it was
    refused = Signal(object)  # a UserError
    over = Signal()

    _came = Signal(object)

    def __init__(self, work: Callable[[Progress], object], parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._heard = True
        self._progress = _Watched(self._came.emit)
        self._came.connect(self._tell)
        self.finished.connect(self.deleteLater)

    def pause(self, *, paused: bool) -> None:
        """Wait after the rows at hand, or go on."""
        self._progress.pause(paused=paused)

    def cancel(self) -> None:
        """Stop; nothing of the work stays."""
        self._progress.cancel()

    def forsake(self) -> None:
        """Cancel and wait; nobody hears how it ends."""
        self._heard = False
        self.cancel()
        self.wait()

    def run(self) -> None:
        try:
            result = self._work(self._progress)
        except Exception as reason:  # noqa: BLE001 - a bug is raised again in the window's thread
            self._came.emit(reason)
        else:
            self._came.emit((result,))

    def _tell(self, came: object) -> None:
        """Pass on what came from the other thread: rows, a result, or why there is none."""
        if not self._heard:
            return
        match came:
            case int(rows), float(share):
                self.reached.emit(rows, share)
                return
            case (result,):
                self.done.emit(result)
            case Cancelled():
                self.stopped.emit()
            case UserError():
                self.refused.emit(came)
        self.over.emit()
        if isinstance(came, Exception) and not isinstance(came, Cancelled | UserError):
            raise came


class _Watched(Progress):
    def __init__(self, tell: Callable[[object], object]) -> None:
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

    def reached(self, rows: int, share: float = 0.0) -> None:
        self._tell((rows, share))
        self._going.wait()
        if self._cancelled:
            raise Cancelled

    @property
    def wanted(self) -> bool:
        return not self._cancelled

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


class BackgroundTask(QThread):
    """One piece of work. Its signals arrive in the window's thread; `over` is the last of them."""

    progressed = Signal(int, float)  # rows so far, and their share of all
    succeeded = Signal(object)  # what the work came to
    cancelled = Signal()  # cancelled: everything is as it was
    failed = Signal(object)  # a UserError
    ended = Signal()

    _outcome = Signal(object)

    def __init__(self, work: Callable[[Progress], object], parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._is_listening = True
        self._progress = _TaskProgress(self._outcome.emit)
        self._outcome.connect(self._emit_outcome)
        self.finished.connect(self.deleteLater)

    def pause(self, *, paused: bool) -> None:
        """Wait after the rows at hand, or go on."""
        self._progress.pause(paused=paused)

    def cancel(self) -> None:
        """Stop; nothing of the work stays."""
        self._progress.cancel()

    def cancel_and_wait(self) -> None:
        """Cancel and wait; nobody hears how it ends."""
        self._is_listening = False
        self.cancel()
        self.wait()

    def run(self) -> None:
        try:
            result = self._work(self._progress)
        except Exception as reason:  # noqa: BLE001 - a bug is raised again in the window's thread
            self._outcome.emit(reason)
        else:
            self._outcome.emit((result,))

    def _emit_outcome(self, came: object) -> None:
        """Pass on what came from the other thread: rows, a result, or why there is none."""
        if not self._is_listening:
            return
        match came:
            case int(rows), float(share):
                self.progressed.emit(rows, share)
                return
            case (result,):
                self.succeeded.emit(result)
            case Cancelled():
                self.cancelled.emit()
            case UserError():
                self.failed.emit(came)
        self.ended.emit()
        if isinstance(came, Exception) and not isinstance(came, Cancelled | UserError):
            raise came


class _TaskProgress(Progress):
    def __init__(self, emit: Callable[[object], object]) -> None:
        self._emit = emit
        self._resumed = Event()
        self._resumed.set()
        self._cancelled = False

    def pause(self, *, paused: bool) -> None:
        if paused:
            self._resumed.clear()
        else:
            self._resumed.set()

    def cancel(self) -> None:
        self._cancelled = True
        self._resumed.set()

    def report(self, rows: int, share: float = 0.0) -> None:
        self._emit((rows, share))
        self._resumed.wait()
        if self._cancelled:
            raise Cancelled

    @property
    def should_continue(self) -> bool:
        return not self._cancelled

"""Long work in another thread. It reports progress and can be paused and cancelled."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEventLoop, QThread, Signal

from app.toolkit.virtuals import reports_exceptions
from pricing.problems.errors import UserError
from pricing.problems.progress import Cancelled, Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

T = TypeVar("T")
_waits: list[QEventLoop] = []


@reports_exceptions
class BackgroundTask(QThread):
    """A function that runs in another thread. Its signals arrive in the window's thread."""

    progressed = Signal(int, float)  # the rows read, and their share of all
    succeeded = Signal(object)  # the result
    cancelled = Signal()  # nothing was changed
    failed = Signal(object)  # the UserError
    ended = Signal()  # the last signal, whatever happened

    _outcome = Signal(object)

    def __init__(
        self, work: Callable[[Progress], object], parent: QObject, *, only_reads: bool = False
    ) -> None:
        """Take the work to do.

        Args:
            work: The function to run. It is given the progress to report to.
            parent: The owner of this task.
            only_reads: Whether the work changes nothing. Then a cancel holds until the result is
                passed on. Work that writes has done so by then, and its result is passed on.
        """
        super().__init__(parent)
        self._work = work
        self._only_reads = only_reads
        self._is_listening = True
        self._progress = _TaskProgress(self._outcome.emit)
        self._outcome.connect(self._emit_outcome)
        self.finished.connect(self.deleteLater)

    def pause(self, *, paused: bool) -> None:
        """Pause after the current rows, or resume."""
        self._progress.pause(paused=paused)

    def cancel(self) -> None:
        """Stop the work. Nothing of it is kept."""
        self._progress.cancel()

    def cancel_and_wait(self) -> None:
        """Cancel and wait for the end. No further signal is emitted."""
        self._is_listening = False
        self.cancel()
        self.wait()

    def run(self) -> None:
        try:
            result = self._work(self._progress)
        except Exception as error:  # noqa: BLE001 - a bug is raised again in the window's thread
            self._outcome.emit(error)
        else:
            self._outcome.emit((result,))

    def _emit_outcome(self, outcome: object) -> None:
        """Emit the signal for what the other thread sent: progress, a result or an exception."""
        if not self._is_listening:
            return
        match outcome:
            case int(rows), float(share):
                self.progressed.emit(rows, share)
                return
            case (_,) if self._only_reads and not self._progress.should_continue:
                self.cancelled.emit()
            case (result,):
                self.succeeded.emit(result)
            case Cancelled():
                self.cancelled.emit()
            case UserError():
                self.failed.emit(outcome)
        self.ended.emit()
        if isinstance(outcome, Exception) and not isinstance(outcome, Cancelled | UserError):
            raise outcome


def run_beside(work: Callable[[Progress], T], parent: QObject) -> T:
    """Run a function in another thread, and return its result or raise its exception.

    The window is painted meanwhile, and takes no input.
    """
    results: list[T] = []
    errors: list[Exception] = []

    def run(progress: Progress) -> None:
        try:
            results.append(work(progress))
        except Exception as error:  # noqa: BLE001 - it is raised again below
            errors.append(error)

    task = BackgroundTask(run, parent)
    task.start()
    wait_painted(task)
    while not results and not errors:  # the program is about to end, and waits for nothing more
        wait_painted(task)
    if errors:
        raise errors[0]
    return results[0]


def wait_painted(task: BackgroundTask) -> None:
    """Wait for the last signal of a task. The window is painted, and takes no input."""
    loop = QEventLoop()
    task.ended.connect(loop.quit)  # which comes in this thread, so it cannot have come yet
    task.finished.connect(loop.quit)  # a task that is cancelled meanwhile emits nothing else
    _waits.append(loop)
    try:
        loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    finally:
        _waits.remove(loop)


def is_waiting() -> bool:
    """Return whether the window waits for a task, so that it cannot be closed now."""
    return bool(_waits)


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

"""A change that is written beside the window's thread."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

from pricing.problems.errors import UserError
from pricing.problems.progress import SILENT_PROGRESS, Progress

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class PendingWrite(Generic[T]):
    """A change that is written beside the window's thread, and shown in it."""

    def __init__(
        self,
        write: Callable[[Progress], T],
        finish: Callable[[T | UserError | None], object],
    ) -> None:
        self._write = write
        self._finish = finish
        self._lock = Lock()
        self._result: T | UserError | None = None
        self._has_run = self._is_finished = self._is_awaited = False

    def run(self, progress: Progress) -> None:
        """Write it, once.

        Raises:
            Cancelled: The user cancelled. Nothing was written.
        """
        with self._lock:
            if not self._has_run:
                self._has_run = True
                try:
                    self._result = self._write(_WriteProgress(progress, lambda: self._is_awaited))
                except UserError as error:
                    self._result = error

    @property
    def is_written(self) -> bool:
        """Whether it is on the disk."""
        return self._result is not None and not isinstance(self._result, UserError)

    def finish(self) -> None:
        """Show it, once it is written. Only the first call does anything.

        The window waits for it. So it is soon refused if another program writes, as an edit is.
        """
        self._is_awaited = True
        self.run(SILENT_PROGRESS)
        if not self._is_finished:
            self._is_finished = True
            self._finish(self._result)


class _WriteProgress(Progress):
    """The progress of a write that its user may begin to wait for."""

    def __init__(self, progress: Progress, is_awaited: Callable[[], bool]) -> None:
        self._progress = progress
        self._is_awaited = is_awaited

    def report(self, rows: int, share: float = 0.0) -> None:
        self._progress.report(rows, share)

    @property
    def should_continue(self) -> bool:
        return self._progress.should_continue

    @property
    def is_awaited(self) -> bool:
        return self._is_awaited()

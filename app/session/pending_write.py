"""A change that is written beside the window's thread."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from pricing.problems.errors import UserError
from pricing.problems.progress import SILENT_PROGRESS

if TYPE_CHECKING:
    from collections.abc import Callable

    from pricing.problems.progress import Progress
    from pricing.store.comparisons import WriteResult


class PendingWrite:
    """A change that is written beside the window's thread, and shown in it."""

    def __init__(
        self,
        write: Callable[[Progress], WriteResult],
        finish: Callable[[WriteResult | UserError | None], bool],
    ) -> None:
        self._write = write
        self._finish = finish
        self._lock = Lock()
        self._result: WriteResult | UserError | None = None
        self._has_run = self._is_finished = False

    def run(self, progress: Progress) -> None:
        """Write it, once.

        Raises:
            Cancelled: The user cancelled. Nothing was written.
        """
        with self._lock:
            if not self._has_run:
                self._has_run = True
                try:
                    self._result = self._write(progress)
                except UserError as error:
                    self._result = error

    @property
    def is_written(self) -> bool:
        """Whether it is on the disk."""
        return self._result is not None and not isinstance(self._result, UserError)

    def finish(self) -> None:
        """Show it, once it is written. Only the first call does anything."""
        self.run(SILENT_PROGRESS)
        if not self._is_finished:
            self._is_finished = True
            self._finish(self._result)

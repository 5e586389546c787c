"""Progress reporting and cancellation."""

from __future__ import annotations


class Cancelled(Exception):  # noqa: N818 - it is not an error
    """The user cancelled the work. Everything is as it was before."""


class Progress:
    """Receives the progress of long work. This one ignores it and never cancels.

    A subclass overrides `report`, which may block (to pause) or raise Cancelled. It also overrides
    `should_continue`, which is asked where waiting would block others, and `is_awaited`, which is
    asked where the work itself waits for others.
    """

    def report(self, rows: int, share: float = 0.0) -> None:
        """Report the number of rows read so far, and their share (0 to 1) if it is known."""

    @property
    def should_continue(self) -> bool:
        """Whether the work should continue."""
        return True

    @property
    def is_awaited(self) -> bool:
        """Whether a user can do nothing else until the work ends."""
        return False


SILENT_PROGRESS = Progress()

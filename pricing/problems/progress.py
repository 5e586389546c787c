"""How long work tells of itself, and how it is stopped."""

from __future__ import annotations


class Cancelled(Exception):  # noqa: N818 - it is no error
    """The user stopped the work: everything is as it was before."""


class Progress:
    """Work that nobody watches: it is told how far it came, and goes on to its end.

    Whoever watches overrides `reached`, which may wait (a pause) or raise Cancelled, and `wanted`,
    which is asked where waiting would hold others up.
    """

    def report(self, rows: int, share: float = 0.0) -> None:
        """So many rows are read: which share of them all, where that is known."""

    @property
    def should_continue(self) -> bool:
        """Whether the work shall go on."""
        return True


SILENT_PROGRESS = Progress()

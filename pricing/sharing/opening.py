"""Connects to a shared log in a thread: a server that is away may take seconds to be known so."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from threading import Thread
from typing import TYPE_CHECKING

from pricing.problems.errors import UserError
from pricing.sharing.server import open_log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pricing.sharing.server import SharedLog


class _Opening(Thread):
    """Connects to the log of a server. It ends with the program even while it waits."""

    def __init__(self, address: str) -> None:
        super().__init__(name="opening of the shared log", daemon=True)
        self._address = address
        self._stack = ExitStack()
        self._log: SharedLog | None = None
        self._error: UserError | None = None

    def run(self) -> None:
        try:
            self._log = self._stack.enter_context(open_log(self._address))
        except UserError as error:
            self._error = error

    @contextmanager
    def opened(self) -> Iterator[SharedLog]:
        """Give the log after the thread has ended, or raise what kept it from the server."""
        if self._error is not None:
            raise self._error
        assert self._log is not None  # noqa: S101 - the thread has ended without an error
        with self._stack:
            yield self._log


@contextmanager
def open_log_meanwhile(
    address: str, look: Callable[[], object], seconds: float
) -> Iterator[SharedLog]:
    """Connect to the shared log of a server, and look after something each so many seconds.

    Raises:
        UserError: As for `open_log`.
    """
    opening = _Opening(address)
    opening.start()
    opening.join(seconds)
    while opening.is_alive():
        look()
        opening.join(seconds)
    with opening.opened() as log:
        yield log

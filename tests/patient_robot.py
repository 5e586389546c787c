"""pytest-qt's robot, which waits as long as a busy machine may need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytestqt.qtbot import QtBot

if TYPE_CHECKING:
    from collections.abc import Callable

# A test waits for work in another thread or process. It does not judge the machine's speed.
PATIENCE_MS = 60_000


class PatientQtBot(QtBot):
    """Waits a minute for a condition, where pytest-qt waits 5 seconds."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

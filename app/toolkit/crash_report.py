"""The report that is shown for a bug. It can be copied and holds no product data."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from app.toolkit.translation import tr

if TYPE_CHECKING:
    from types import TracebackType

    from app.toolkit.messages import Messages

CRASH_MESSAGE = (
    "The program has an error. Your work is saved, and you can go on.\n\n"
    "Please send the report below to the makers of Elemental. It holds no product data."
)


def crash_report_text(
    exception_type: type[BaseException], error: BaseException, trace: TracebackType | None
) -> str:
    """Return the exception's class and places.

    The message and all values are left out, because they could hold what the user typed. Only
    SQLite's message about a mistake of the program names no more than a table and its column.
    """
    import platform
    import traceback
    from importlib.metadata import version

    from pricing.store.disk_faults import is_mistake_of_program

    places = "\n".join(
        f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)
    )
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    kind = exception_type.__name__
    if is_mistake_of_program(error):
        kind = f"{kind}: {error}"
    return f"Elemental {version('elemental')} on {system}\n{kind}\n{places}"


class CrashReporter(QObject):
    """The exception hook: it shows the report in a dialog and leaves the window usable.

    The dialog opens when Qt has finished what failed, in the window's thread. Each report is shown
    once, because a widget that cannot be painted fails again when the dialog closes.
    """

    _report_made = Signal(str)

    def __init__(self, messages: Messages) -> None:
        super().__init__(messages)
        self._messages = messages
        self._reports: set[str] = set()
        self._report_made.connect(self._show_once, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Become the exception hook of the program."""
        sys.excepthook = self.show_crash_report

    def show_crash_report(
        self,
        exception_type: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        """Show the report."""
        self._report_made.emit(crash_report_text(exception_type, error, trace))

    def _show_once(self, report: str) -> None:
        if report not in self._reports:
            self._reports.add(report)
            self._messages.show(tr(CRASH_MESSAGE), details=report, warning=True)

"""What happens when the program itself is wrong: a report to copy, without product data."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.toolkit.translation import tr

if TYPE_CHECKING:
    from types import TracebackType

    from app.toolkit.messages import Messages

CRASH_MESSAGE = (
    "Something went wrong in the program. Your work is saved; you can go on.\n\n"
    "The report below holds no product data. Please send it to the makers of Elemental."
)


def crash_report_text(exception_type: type[BaseException], trace: TracebackType | None) -> str:
    """The fault's kind and places: no message and no values, which could hold what was typed."""
    import platform
    import traceback
    from importlib.metadata import version

    places = "\n".join(
        f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)
    )
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"Elemental {version('elemental')} on {system}\n{exception_type.__name__}\n{places}"


class CrashReporter:
    """The one exception hook: tells of a fault in a dialog, and leaves the window usable."""

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    def install(self) -> None:
        sys.excepthook = self.show_crash_report

    def show_crash_report(
        self, exception_type: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Show the report; Ctrl+C in a terminal ends the program as ever."""
        if issubclass(exception_type, KeyboardInterrupt):
            sys.__excepthook__(exception_type, error, trace)
            return
        self._messages.show(
            tr(CRASH_MESSAGE), details=crash_report_text(exception_type, trace), warning=True
        )

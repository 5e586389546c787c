"""The start: the data folder, the application, the window's first frame, then the rest."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.window.main_window import MainWindow

# A window that starts minimized is not painted, but has to follow price lists all the same.
MAX_WAIT_FOR_PAINT_MS = 1_000
ICON_PATH = Path(__file__).parents[1] / "resources" / "elemental.svg"
DESKTOP_FILE_NAME = "io.github.elemental.Elemental"  # on Linux, without its ending


def open_window(data_dir: Path) -> MainWindow:
    """Return the window of a data folder, shown and complete with all its parts.

    A QApplication has to exist.

    Raises:
        UserError: The folder cannot be used.
    """
    window = create_window(data_dir)
    window.complete()
    while window.make_later_part():
        pass
    show_window(window)
    return window


def create_window(data_dir: Path) -> MainWindow:
    """Return the window with its products. Its `complete` creates the rest.

    Raises:
        UserError: The folder cannot be used.
    """
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise TypeError("a QApplication has to exist before the window")
    from app.session import Session
    from app.toolkit.locale_format import locale_currency
    from app.toolkit.number_marks import set_decimal_mark
    from app.toolkit.settings import DECIMAL_MARK, LANGUAGE, THEME, Settings
    from app.toolkit.theme import Theme
    from app.toolkit.translation import install_language
    from app.window.main_window import MainWindow
    from pricing.store.comparisons import ComparisonStore

    store = ComparisonStore(data_dir)
    settings = Settings(data_dir)
    install_language(settings[LANGUAGE])
    set_decimal_mark(settings[DECIMAL_MARK])
    session = Session(store, lambda: settings.default_scenario(locale_currency()))
    return MainWindow(session, settings, Theme(application, settings[THEME]))


def show_window(window: MainWindow) -> None:
    """Show the window in its theme, and any problem of its data file."""
    window.theme.apply_to_application()
    window.show()
    session, messages = window.session, window.messages
    problem, backup = session.data_file.notice, session.data_file.offered_backup
    if problem is not None and backup is not None:
        from app.saved_comparisons import offer_backup

        offer_backup(session, messages, problem, backup)
    elif problem is not None:
        from app.toolkit.locale_format import notation

        messages.show(problem.message(notation()), warning=True)


@reports_exceptions
class Application(QApplication):
    """The application. macOS passes a file to open as an event, not as an argument."""

    file_requested = Signal(str)

    # -- Qt's own names ------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent):
            self.file_requested.emit(event.file())
            return True
        return super().event(event)


def new_application() -> Application:
    """Return a new application in the style of its system."""
    from app.toolkit.garbage_search import GarbageSearch

    # Fusion looks the same on Windows and Linux. macOS has its own style.
    style = [] if sys.platform == "darwin" else ["-style", "fusion"]
    application = Application([*sys.argv[:1], *style])
    application.setApplicationName("Elemental")
    application.setApplicationDisplayName("Elemental")
    application.setDesktopFileName(DESKTOP_FILE_NAME)
    GarbageSearch(application)
    return application


def _complete_later(window: MainWindow, files: Sequence[Path]) -> None:
    """Complete the window and open the files as soon as the first frame was painted."""

    def complete() -> None:
        if window.isVisible():  # the user may have closed it
            if files:
                from app.importing.controller import start_reader

                start_reader()
            _show_icon()
            window.complete()
            window.open_files(files)
            _make_parts_later(window)

    once, timer = Qt.ConnectionType.SingleShotConnection, QTimer(window)
    timer.setSingleShot(True)
    timer.timeout.connect(complete, once)
    timer.start(MAX_WAIT_FOR_PAINT_MS)
    window.painted.connect(lambda: timer.start(0), once)


def _show_icon() -> None:
    """Give the window its icon, which the first frame does without."""
    from PySide6.QtGui import QIcon

    QApplication.setWindowIcon(QIcon(str(ICON_PATH)))


def _make_parts_later(window: MainWindow) -> None:
    """Make the parts that are not shown yet, one whenever there is nothing else to do."""

    def make() -> None:
        if not window.isVisible() or not window.make_later_part():
            timer.stop()
            gc.freeze()  # all that was made stays, so no search for cycles looks at it again

    timer = QTimer(window)
    timer.timeout.connect(make)
    timer.start(0)


def run(data_dir: Path | None, files: Sequence[Path]) -> int:
    """Show the window until it is closed and return the exit status."""
    import signal

    from app.toolkit.crash_report import CrashReporter
    from pricing.problems.errors import UserError
    from pricing.store.database import default_data_folder

    application = new_application()
    try:
        window = create_window(data_dir or default_data_folder())
    except UserError as error:
        from app.toolkit.messages import show_fatal_message

        show_fatal_message(str(error))
        return 2
    CrashReporter(window.messages).install()
    # Ctrl+C in a terminal ends the program. Python's own handler would raise an exception in the
    # next method that Qt calls. It would only be printed there, or crash the program.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    show_window(window)
    _complete_later(window, files)
    application.file_requested.connect(lambda name: window.open_files([Path(name)]))
    return application.exec()

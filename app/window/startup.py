"""Starting: the data folder, the application, the window's frame, then the rest of it."""

from __future__ import annotations

import builtins
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent, QIcon
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.window.main_window import MainWindow

# A window that starts minimized is not painted; its prices are followed all the same.
LONGEST_WAIT_MS = 1_000
ICON = Path(__file__).parents[1] / "resources" / "elemental.svg"
DESKTOP_FILE = "io.github.elemental.Elemental"  # its name on Linux, without the ending


def open_window(data_dir: Path) -> MainWindow:
    """The window on a data folder, shown, everything loaded.

    Needs a running QApplication. Raises UserError where the folder cannot be used.
    """
    window = framed_window(data_dir)
    window.complete()
    show(window)
    return window


def framed_window(data_dir: Path) -> MainWindow:
    """The window with its products; `complete` puts all else into it, before it shows or after."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise TypeError("a QApplication has to exist before the window")
    _import_quickly()
    from app.session import Session
    from app.toolkit.locale_format import prefer_decimal_mark, usual_currency
    from app.toolkit.settings import DECIMAL_MARK, LANGUAGE, THEME, Settings
    from app.toolkit.theme import Theme
    from app.toolkit.translation import speak
    from app.window.main_window import MainWindow
    from pricing.store.comparisons import Catalogue

    catalogue = Catalogue(data_dir)
    settings = Settings(data_dir)
    speak(settings[LANGUAGE])
    prefer_decimal_mark(settings[DECIMAL_MARK])
    session = Session(catalogue, lambda: settings.scenario(usual_currency()))
    return MainWindow(session, settings, Theme(application, settings[THEME]))


def show(window: MainWindow) -> None:
    """Dress and show the window, and say what there is to say of its data file."""
    window.theme.dress()
    window.show()
    if window.session.notice is not None:
        window.messages.tell(str(window.session.notice), warning=True)


def _import_quickly() -> None:
    """Import as Python does.

    Qt for Python reads the source of every module that is imported after it, and keeps it in
    memory, to see whether `from __feature__ import` could concern it. Nothing here uses that.
    """
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


class Application(QApplication):
    """The application. `file_wanted`: macOS hands a file over by an event, not by an argument."""

    file_wanted = Signal(str)

    # -- Qt's own names ------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent):
            self.file_wanted.emit(event.file())
            return True
        return super().event(event)


def new_application() -> Application:
    """The application, dressed for its system."""
    # Fusion looks alike on Windows and Linux; macOS has its own.
    style = [] if sys.platform == "darwin" else ["-style", "fusion"]
    application = Application([*sys.argv[:1], *style])
    application.setApplicationName("Elemental")
    application.setApplicationDisplayName("Elemental")
    application.setDesktopFileName(DESKTOP_FILE)
    application.setWindowIcon(QIcon(str(ICON)))
    return application


def _complete_later(window: MainWindow, files: Sequence[Path]) -> None:
    """Make the window whole and open the files, as soon as its frame was painted."""

    def go_on() -> None:
        if window.isVisible():  # and was not closed meanwhile
            window.complete()
            window.open_files(files)

    once, rest = Qt.ConnectionType.SingleShotConnection, QTimer(window)
    rest.setSingleShot(True)
    rest.timeout.connect(go_on, once)
    rest.start(LONGEST_WAIT_MS)
    window.painted.connect(lambda: rest.start(0), once)


def run(data_dir: Path | None, files: Sequence[Path]) -> int:
    """Show the window and stay until it is closed; the exit status."""
    from app.toolkit.crash_report import BugReporter
    from pricing.problems.errors import UserError
    from pricing.store.database import default_folder

    application = new_application()
    try:
        window = framed_window(data_dir or default_folder())
    except UserError as fault:
        from PySide6.QtWidgets import QMessageBox

        QMessageBox.critical(None, "Elemental", str(fault))
        return 2
    BugReporter(window.messages).install()
    show(window)
    _complete_later(window, files)
    application.file_wanted.connect(lambda name: window.open_files([Path(name)]))
    return application.exec()

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
MAX_WAIT_FOR_PAINT_MS = 1_000
ICON_PATH = Path(__file__).parents[1] / "resources" / "elemental.svg"
DESKTOP_FILE_NAME = "io.github.elemental.Elemental"  # its name on Linux, without the ending


def open_window(data_dir: Path) -> MainWindow:
    """The window on a data folder, shown, everything loaded.

    Needs a running QApplication. Raises UserError where the folder cannot be used.
    """
    window = create_window(data_dir)
    window.complete()
    show_window(window)
    return window


def create_window(data_dir: Path) -> MainWindow:
    """The window with its products; `complete` puts all else into it, before it shows or after."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise TypeError("a QApplication has to exist before the window")
    _use_plain_import()
    from app.session import Session
    from app.toolkit.locale_format import locale_currency, set_decimal_mark
    from app.toolkit.settings import DECIMAL_MARK, LANGUAGE, THEME, Settings
    from app.toolkit.theme import Theme
    from app.toolkit.translation import install_language
    from app.window.main_window import MainWindow
    from pricing.store.comparisons import ComparisonStore

    catalogue = ComparisonStore(data_dir)
    settings = Settings(data_dir)
    install_language(settings[LANGUAGE])
    set_decimal_mark(settings[DECIMAL_MARK])
    session = Session(catalogue, lambda: settings.default_scenario(locale_currency()))
    return MainWindow(session, settings, Theme(application, settings[THEME]))


def show_window(window: MainWindow) -> None:
    """Dress and show the window, and say what there is to say of its data file."""
    window.theme.apply_to_application()
    window.show()
    if window.session.data_file_notice is not None:
        window.messages.show(str(window.session.data_file_notice), warning=True)


def _use_plain_import() -> None:
    """Import as Python does.

    Qt for Python reads the source of every module that is imported after it, and keeps it in
    memory, to see whether `from __feature__ import` could concern it. Nothing here uses that.
    """
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


class Application(QApplication):
    """The application. `file_wanted`: macOS hands a file over by an event, not by an argument."""

    file_requested = Signal(str)

    # -- Qt's own names ------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent):
            self.file_requested.emit(event.file())
            return True
        return super().event(event)


def new_application() -> Application:
    """The application, dressed for its system."""
    # Fusion looks alike on Windows and Linux; macOS has its own.
    style = [] if sys.platform == "darwin" else ["-style", "fusion"]
    application = Application([*sys.argv[:1], *style])
    application.setApplicationName("Elemental")
    application.setApplicationDisplayName("Elemental")
    application.setDesktopFileName(DESKTOP_FILE_NAME)
    application.setWindowIcon(QIcon(str(ICON_PATH)))
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
    rest.start(MAX_WAIT_FOR_PAINT_MS)
    window.painted.connect(lambda: rest.start(0), once)


def run(data_dir: Path | None, files: Sequence[Path]) -> int:
    """Show the window and stay until it is closed; the exit status."""
    from app.toolkit.crash_report import CrashReporter
    from pricing.problems.errors import UserError
    from pricing.store.database import default_data_folder

    application = new_application()
    try:
        window = create_window(data_dir or default_data_folder())
    except UserError as fault:
        from PySide6.QtWidgets import QMessageBox

        QMessageBox.critical(None, "Elemental", str(fault))
        return 2
    CrashReporter(window.messages).install()
    show_window(window)
    _complete_later(window, files)
    application.file_requested.connect(lambda name: window.open_files([Path(name)]))
    return application.exec()

"""Starting: the data folder, the application, the window. Nothing heavy before it shows."""

from __future__ import annotations

import gc
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.bugs import BugReporter
from app.main_window import MainWindow
from app.numbers import prefer_decimal_mark, usual_currency
from app.session import Session
from app.settings import DECIMAL_MARK, THEME, Settings
from app.theme import Theme
from pricing.errors import UserError
from pricing.store.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


def default_data_dir() -> Path:
    """Where this system keeps a program's data."""
    from platformdirs import user_data_path

    return user_data_path("Elemental", appauthor=False)


def open_window(data_dir: Path) -> MainWindow:
    """The window on a data folder, shown, everything loaded.

    Needs a running QApplication. Raises UserError where the folder cannot be used.
    """
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise TypeError("a QApplication has to exist before the window")
    with _nothing_collected():
        return _opened(application, data_dir)


def _opened(application: QApplication, data_dir: Path) -> MainWindow:
    catalogue = Catalogue(data_dir)
    settings = Settings(data_dir)
    prefer_decimal_mark(settings[DECIMAL_MARK])
    session = Session(catalogue, lambda: settings.scenario(usual_currency()))
    window = MainWindow(session, settings, Theme(application, settings[THEME]))
    window.show()
    if catalogue.notice is not None:
        window.messages.tell(str(catalogue.notice), warning=True)
    return window


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Python's collector finds nothing while a window is built, and looks many times."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def run(data_dir: Path | None, files: Sequence[Path]) -> int:
    """Show the window and stay until it is closed; the exit status."""
    # Fusion looks alike on Windows and Linux; macOS has its own.
    style = [] if sys.platform == "darwin" else ["-style", "fusion"]
    application = QApplication([*sys.argv[:1], *style])
    application.setApplicationName("Elemental")
    application.setApplicationDisplayName("Elemental")
    try:
        window = open_window(data_dir or default_data_dir())
    except UserError as fault:
        from PySide6.QtWidgets import QMessageBox

        QMessageBox.critical(None, "Elemental", str(fault))
        return 2
    BugReporter(window.messages).install()
    window.open_files(files)
    return application.exec()

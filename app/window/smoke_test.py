"""`elemental --smoke DIR`: the program tests itself on a real window and real files.

Builds and installations are judged by it, and support asks users to run it.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMessageBox

from app.window.startup import new_application, open_window
from pricing.problems.errors import UserError

if TYPE_CHECKING:
    from types import TracebackType

    from app.window.main_window import MainWindow

REPORT_NAME = "smoke.txt"
MAX_SECONDS_TO_OPEN = 60
WORKBOOK_NAME, TABLE_NAME, HANDOUT_NAME = "comparison.xlsx", "comparison.csv", "handout.pdf"
T = TypeVar("T", bound=QObject)
_PDF_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


class SmokeTestFailure(Exception):  # noqa: N818 - a failure of the test, not an error in it
    """A sentence that says what did not work."""


def run_smoke_test(folder: Path) -> int:
    """Test the program on an empty data folder and return 0 if everything worked, else 1.

    The files stay in `folder` beside a report, because a program without a console has no other way
    to tell the result. The reason for a failure goes to standard error too.
    """
    application = new_application()
    failures: list[str] = []
    notes: list[str] = []
    sys.excepthook = lambda *error: failures.append(_traceback_text(*error))
    try:
        _make_folder(folder)
        with tempfile.TemporaryDirectory(
            prefix="data-", dir=folder, ignore_cleanup_errors=True
        ) as data:
            _exercise_window(Path(data), folder, notes)
    except (SmokeTestFailure, UserError) as failure:
        failures.append(str(failure))
    except Exception as error:  # noqa: BLE001 - any error is the result of the test
        failures.append(_traceback_text(type(error), error, error.__traceback__))
    finally:
        sys.excepthook = sys.__excepthook__
    status = _write_report(folder, notes, "\n".join(failures))
    del application
    return status


def _traceback_text(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> str:
    return "".join(traceback.format_exception(kind, error, trace))


def _write_report(folder: Path, notes: list[str], reason: str) -> int:
    import platform
    from importlib.metadata import version

    heading = f"Elemental {version('elemental')}, Python {platform.python_version()}, "
    heading += f"{platform.system()} {platform.release()}, {QApplication.platformName()}"
    try:
        lines = (heading, *notes, reason or "ok", "")
        (folder / REPORT_NAME).write_text("\n".join(lines), "utf-8")
    except OSError as error:
        reason = reason or str(error)
    if reason and sys.stderr is not None:
        sys.stderr.write(f"{reason}\n")
    return 1 if reason else 0


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SmokeTestFailure(
            f"{folder} cannot be made ({error.strerror}). Choose another folder."
        ) from None


# -- steps -------------------------------------------------------------------------------------


def _exercise_window(data: Path, folder: Path, notes: list[str]) -> None:
    window = open_window(data)
    QApplication.processEvents()
    notes.append(f"painted {time.time():.3f}")  # a build's trial measures the start by it
    try:
        _find_part(window, QAction, "exampleAction").trigger()
        _wait_for_list(window)
        _check_messages(window)
        _change_target(window)
        window.export_controller.write_workbook(folder / WORKBOOK_NAME)
        window.export_controller.write_table(folder / TABLE_NAME)
        _write_handout(window, folder / HANDOUT_NAME)
        _check_messages(window)
        _check_list(window, folder / WORKBOOK_NAME)
        _check_list(window, folder / TABLE_NAME)
        _check_pdf(folder / HANDOUT_NAME)
    finally:
        window.close()
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _wait_for_list(window: MainWindow) -> None:
    """Wait until a list was read in the background."""
    deadline = time.monotonic() + MAX_SECONDS_TO_OPEN
    while window.import_controller.is_reading:
        if time.monotonic() > deadline:
            raise SmokeTestFailure("a list is not opened")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 100)


def _find_part(window: MainWindow, kind: type[T], name: str) -> T:
    part = window.findChild(kind, name)
    if part is None:
        raise SmokeTestFailure(f"the window has no {name}")
    return part


def _check_messages(window: MainWindow) -> None:
    """Close the window's messages. A warning is a failure."""
    QApplication.processEvents()
    for box in window.findChildren(QMessageBox):
        if box.icon() is QMessageBox.Icon.Warning:
            raise SmokeTestFailure(box.text())
        box.close()


def _change_target(window: MainWindow) -> None:
    """Type another target as a user does. The finding has to follow."""
    edit = _find_part(window, QLineEdit, "targetEdit")
    finding = _find_part(window, QLabel, "findingLabel")
    old_target, old_finding = window.session.scenario.target, finding.text()
    if not window.session.comparison.ranked_products:
        raise SmokeTestFailure("no product of the example is ranked")
    edit.setText("150")
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        enter = QKeyEvent(kind, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(edit, enter)
    QApplication.processEvents()
    if window.session.scenario.target == old_target:
        raise SmokeTestFailure("typing a target does not change it")
    if finding.text() == old_finding:
        raise SmokeTestFailure("the finding does not follow the target")


def _write_handout(window: MainWindow, path: Path) -> None:
    """Write the handout through the entry point, as the command line does."""
    from importlib.metadata import entry_points

    from pricing.writing.print import Handout, PrintOptions, default_products

    comparison = window.session.comparison
    writers = tuple(entry_points(group="elemental.writers", name="pdf"))
    if not writers:
        raise SmokeTestFailure("the PDF writer is missing from the program's entry points")
    writers[0].load()(Handout(comparison, default_products(comparison), PrintOptions()), path)


# -- checks of the files -----------------------------------------------------------------------


def _check_list(window: MainWindow, path: Path) -> None:
    """Check that every product is read back unchanged."""
    from pricing.reading.reader_process import read_products

    product_list = read_products(path)
    if product_list.problems:
        raise SmokeTestFailure(str(product_list.problems[0]))
    written = Counter(compared.product for compared in window.session.comparison.products)
    if Counter(row.product for row in product_list.products) != written:
        raise SmokeTestFailure(f"{path.name} does not hold the products that were written to it")


def _check_pdf(path: Path) -> None:
    """Check that the PDF is one complete page with its fonts embedded."""
    data = path.read_bytes()
    if not data.startswith(b"%PDF-") or not data.rstrip().endswith(b"%%EOF"):
        raise SmokeTestFailure(f"{path.name} is not a complete PDF")
    pages = len(_PDF_PAGE.findall(data))
    if pages != 1 or b"/FontFile" not in data:
        raise SmokeTestFailure(f"{path.name} has {pages} pages or no embedded font")

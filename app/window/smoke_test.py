"""`elemental --smoke DIR`: the program tries itself, on a real window and real files.

It is what a build is judged by, frozen and installed, and what support asks a user to start.
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

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMessageBox

from app.window.startup import new_application, open_window
from pricing.problems.errors import UserError

if TYPE_CHECKING:
    from types import TracebackType

    from app.window.main_window import MainWindow

REPORT_NAME = "smoke.txt"
WORKBOOK_NAME, TABLE_NAME, HANDOUT_NAME = "comparison.xlsx", "comparison.csv", "handout.pdf"
T = TypeVar("T", bound=QObject)
_PDF_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


class SmokeTestFailure(Exception):  # noqa: N818 - it is what it is named for
    """A sentence: what did not work."""


def run_smoke_test(folder: Path) -> int:
    """Try the program on an empty data folder; 0 where everything worked, else 1.

    The files stay in `folder`, beside a report that says how it went:
    a program without a console has no other way. The reason of a failure goes to stderr too.
    """
    application = new_application()
    faults: list[str] = []
    notes: list[str] = []
    sys.excepthook = lambda *fault: faults.append(_traceback_text(*fault))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix="data-", dir=folder, ignore_cleanup_errors=True
        ) as data:
            _exercise_window(Path(data), folder, notes)
    except (SmokeTestFailure, UserError) as failure:
        faults.append(str(failure))
    except Exception as fault:  # noqa: BLE001 - whatever is wrong is the answer
        faults.append(_traceback_text(type(fault), fault, fault.__traceback__))
    finally:
        sys.excepthook = sys.__excepthook__
    status = _write_report(folder, notes, "\n".join(faults))
    del application
    return status


def _traceback_text(
    kind: type[BaseException], fault: BaseException, trace: TracebackType | None
) -> str:
    return "".join(traceback.format_exception(kind, fault, trace))


def _write_report(folder: Path, notes: list[str], reason: str) -> int:
    import platform
    from importlib.metadata import version

    about = f"Elemental {version('elemental')}, Python {platform.python_version()}, "
    about += f"{platform.system()} {platform.release()}, {QApplication.platformName()}"
    try:
        lines = (about, *notes, reason or "ok", "")
        (folder / REPORT_NAME).write_text("\n".join(lines), "utf-8")
    except OSError as error:
        reason = reason or str(error)
    if reason and sys.stderr is not None:
        sys.stderr.write(f"{reason}\n")
    return 1 if reason else 0


# -- what is tried -----------------------------------------------------------------------------


def _exercise_window(data: Path, folder: Path, notes: list[str]) -> None:
    window = open_window(data)
    QApplication.processEvents()
    notes.append(f"painted {time.time():.3f}")  # a build measures its start by it
    try:
        _find_part(window, QAction, "exampleAction").trigger()
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


def _find_part(window: MainWindow, kind: type[T], name: str) -> T:
    part = window.findChild(kind, name)
    if part is None:
        raise SmokeTestFailure(f"the window has no {name}")
    return part


def _check_messages(window: MainWindow) -> None:
    """Dismiss what the window tells; a warning is a failure."""
    QApplication.processEvents()
    for box in window.findChildren(QMessageBox):
        if box.icon() is QMessageBox.Icon.Warning:
            raise SmokeTestFailure(box.text())
        box.close()


def _change_target(window: MainWindow) -> None:
    """Type another target, as a user does: figures and finding follow."""
    edit = _find_part(window, QLineEdit, "targetEdit")
    finding = _find_part(window, QLabel, "findingLabel")
    before, said = window.session.scenario.target, finding.text()
    if not window.session.comparison.ranked_products:
        raise SmokeTestFailure("the example was opened and no product of it is ranked")
    edit.setText("150")
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        enter = QKeyEvent(kind, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(edit, enter)
    QApplication.processEvents()
    if window.session.scenario.target == before:
        raise SmokeTestFailure("the target was typed and is as it was")
    if finding.text() == said:
        raise SmokeTestFailure("the target changed and the finding did not")


def _write_handout(window: MainWindow, path: Path) -> None:
    """By the entry point, as the command line does."""
    from importlib.metadata import entry_points

    from pricing.writing.print import Handout, PrintOptions, default_products

    comparison = window.session.comparison
    found = tuple(entry_points(group="elemental.writers", name="pdf"))
    if not found:
        raise SmokeTestFailure("the writer of PDFs is not among the program's entry points")
    found[0].load()(Handout(comparison, default_products(comparison), PrintOptions()), path)


# -- what is read back -------------------------------------------------------------------------


def _check_list(window: MainWindow, path: Path) -> None:
    """Every product comes back as it was."""
    from pricing.reading.importer import read_products

    read = read_products(path)
    if read.problems:
        raise SmokeTestFailure(str(read.problems[0]))
    written = Counter(each.product for each in window.session.comparison.products)
    if Counter(each.product for each in read.products) != written:
        raise SmokeTestFailure(f"{path.name} does not hold the products that were written to it")


def _check_pdf(path: Path) -> None:
    """One whole page with its fonts inside."""
    data = path.read_bytes()
    if not data.startswith(b"%PDF-") or not data.rstrip().endswith(b"%%EOF"):
        raise SmokeTestFailure(f"{path.name} is no whole PDF")
    pages = len(_PDF_PAGE.findall(data))
    if pages != 1 or b"/FontFile" not in data:
        raise SmokeTestFailure(f"{path.name} has {pages} pages, or no font in it")

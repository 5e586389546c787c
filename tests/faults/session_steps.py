"""A session that performs every action that writes, one step after the other.

Each step is played on a copy of the folder that `prepare` fills, so that a fault can be met at
each of its writes.
"""

from __future__ import annotations

import io
import sqlite3
import sys
import threading
import time
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QListWidget,
    QMessageBox,
)

from app.catalogue_sharing import SHARING_THREAD
from app.saved_comparisons import EarlierStates
from app.toolkit.background_tasks import BackgroundTask
from app.toolkit.crash_report import CrashReporter
from app.window.startup import open_window
from pricing.commands.main import main as run_command
from pricing.problems.errors import UserError
from pricing.store.data_files import CATALOGUE_FILE, COMPARISONS_FILE
from tests.app.catalogue.catalogue_panel import GLYCINATE, HEADER, LIST, OXIDE
from tests.app.editing_actions import editing_actions
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    click_button,
    enter_two_products,
    open_files,
    recent_comparisons,
    trigger_action,
    visible_dialog,
)
from tests.paths import CATALOGUE_VERSION_1
from tests.pricing.store.test_comparisons import VERSION_2

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from app.window.main_window import MainWindow

WAIT_SECONDS = 60
CORRECTED = HEADER + OXIDE.format("7.00", "2026-06-02") + GLYCINATE.replace("Fine", "Finest")
PRODUCTS = "product,form,elemental_mg,pack_units,price,brand\nCitrate,citrate,150,90,12.00,C\n"


class Scene:
    """A folder with data, lists and exports, the window on it, and what the program has said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.exports = folder / "exports"
        self.application: object = None  # it has to live as long as the scene
        self.window: MainWindow | None = None
        self.bugs: list[type[BaseException]] = []
        self._said: list[str] = []

    # -- the window ----------------------------------------------------------------------------

    def open_window(self) -> None:
        """Open the window, or say why not, as the program does at its start."""
        try:
            self.window = open_window(self.data)
        except UserError as error:
            self._said.append(str(error))
            return
        except MemoryError as error:  # the program ends with it, and nothing is open yet
            self._said.append(repr(error))
            return
        # A slow machine would reach the check that follows a start within some later step.
        self.window.composition.earlier_states.close()
        reporter = CrashReporter(self.window.messages)

        def report(kind: type[BaseException], error: BaseException, trace: object) -> None:
            if not issubclass(kind, MemoryError):
                self.bugs.append(kind)
            reporter.show_crash_report(kind, error, None)

        sys.excepthook = report
        QApplication.processEvents()

    @property
    def shown(self) -> MainWindow:
        """The open window."""
        assert self.window is not None
        return self.window

    def settle(self) -> None:
        """Wait until nothing is done in the background any more."""
        for thread in threading.enumerate():
            if thread.name == SHARING_THREAD:  # it ends soon, since no server is set here
                thread.join(WAIT_SECONDS)
        if self.window is None:
            return
        owners = (self.window, self.window.catalogue_controller.open_catalogue)
        deadline = time.monotonic() + WAIT_SECONDS
        QApplication.processEvents()
        while any(owner.findChildren(BackgroundTask) for owner in owners):
            assert time.monotonic() < deadline, "the work in the background does not end"
            QTest.qWait(1)
        QApplication.processEvents()

    def screen(self) -> tuple[object, ...]:
        """Return what the window shows of the comparison, and what can be undone and redone."""
        if self.window is None or not self.window.isVisible():
            return ()
        table = ProductTableDriver(self.window)
        cells = [
            table.cell_text(row, key)
            for row in range(table.row_count)
            for key in ("product", "brand", "price")
        ]
        return (
            cells,
            self.window.windowTitle(),
            child(self.window, QLineEdit, "targetEdit").text(),
            child(self.window, QComboBox, "limitBox").currentText(),
            child(self.window, QAction, "undoAction").text(),
            child(self.window, QAction, "redoAction").text(),
        )

    def give_up_editor(self) -> None:
        """Press Escape in a cell whose text was refused. It is still open."""
        for edit in self.shown.findChildren(QLineEdit):
            if edit.isVisible() and edit.parent() is ProductTableDriver(self.shown).view.viewport():
                QTest.keyClick(edit, Qt.Key.Key_Escape)

    def take_messages(self) -> list[str]:
        """Return what the program has said since, and close its messages and dialogs."""
        said, self._said = self._said, []
        if self.window is not None:
            QApplication.processEvents()
            said.append(self.window.statusBar().currentMessage())
            self.window.statusBar().clearMessage()
            for dialog in self.window.findChildren(QDialog):
                if dialog.isVisible():
                    said.append(dialog.text() if isinstance(dialog, QMessageBox) else "")
                    dialog.close()
            self.give_up_editor()
            QApplication.processEvents()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return [text for text in said if text]

    def do(self, act: Callable[[Scene], object]) -> None:
        """Act as the user does: what fails ends in the exception hook, as in all that Qt calls."""
        try:
            act(self)
        except Exception:  # noqa: BLE001 - the hook decides
            sys.excepthook(*sys.exc_info())
        self.settle()

    # -- the command line ----------------------------------------------------------------------

    def run_command(self, *arguments: object) -> None:
        """Run the command line, and keep what it says if it fails."""
        output, errors = io.StringIO(), io.StringIO()
        with redirect_stdout(output), redirect_stderr(errors):
            try:
                status = run_command([str(argument) for argument in arguments])
            except Exception as error:  # noqa: BLE001 - a traceback is counted as a bug
                self.bugs.append(type(error))
                return
        if status or errors.getvalue():
            self._said.append(errors.getvalue())


@dataclass(frozen=True, slots=True)
class Step:
    """An action of the session.

    `target` names the content that it changes: see `contents.py`. `arrange` is done before,
    without faults. `opens_window` states whether the window is open by then. `is_repeatable` states
    that the action leads to the same content when it is done again. `is_told_later` states that the
    next start does what was refused, and says so if it cannot. `sets_aside` states that there may
    be no data file for a moment, which the next start has to say. `needs_fresh_start` states that
    a refusal changes what the same action does or says next.
    """

    name: str
    target: str
    act: Callable[[Scene], object]
    arrange: Callable[[Scene], object] = lambda _: None
    opens_window: bool = True
    is_repeatable: bool = False
    is_told_later: bool = False
    sets_aside: bool = False
    needs_fresh_start: bool = False


# -- what the steps do -------------------------------------------------------------------------


def prepare(folder: Path) -> None:
    """Fill a folder with two comparisons, a catalogue, lists and earlier exports."""
    scene = Scene(folder)
    for path in (scene.exports, folder / "lists"):
        path.mkdir(parents=True)
    for name, text in (
        ("list.csv", LIST),
        ("corrected.csv", CORRECTED),
        ("products.csv", PRODUCTS),
    ):
        (folder / "lists" / name).write_text(text, "utf-8")
    scene.open_window()
    table = ProductTableDriver(scene.shown)
    enter_two_products(table)
    trigger_action(scene.shown, "newAction")
    enter_two_products(table)
    scene.shown.catalogue_controller.import_lists([folder / "lists" / "list.csv"])
    scene.settle()
    scene.take_messages()
    UPDATED.act(scene)
    scene.take_messages()
    for step in EXPORTS:
        if step.target != UPDATED.target:
            (scene.exports / step.target).write_text("an earlier file", "utf-8")
    scene.shown.close()


def _editing(name: str) -> Callable[[Scene], object]:
    return lambda scene: editing_actions(scene.shown)[name]()


def _with_step_to_redo(scene: Scene) -> None:
    table = ProductTableDriver(scene.shown)
    for brand in ("One", "Two"):
        table.type_text(0, "brand", brand)
    trigger_action(scene.shown, "undoAction")


def _open_other(scene: Scene) -> None:
    recent_comparisons(scene.shown)[0].trigger()


def _delete_other(scene: Scene) -> None:
    trigger_action(scene.shown, "comparisonsAction")
    names = child(visible_dialog(scene.shown, "comparisonsDialog"), QListWidget, "comparisonsList")
    names.setCurrentRow(1)
    names.setFocus()
    QTest.keyClick(names, Qt.Key.Key_Delete)


def _delete(scene: Scene) -> None:
    trigger_action(scene.shown, "deleteComparisonAction")


def _open_list(scene: Scene) -> None:
    open_files(scene.shown, [scene.folder / "lists" / "products.csv"])


def _choose_preferences(scene: Scene) -> None:
    trigger_action(scene.shown, "preferencesAction")
    dialog = visible_dialog(scene.shown, "preferencesDialog")
    child(dialog, QLineEdit, "pharmacySetting").setText("Corner")
    box = child(dialog, QDialogButtonBox)
    box.button(QDialogButtonBox.StandardButton.Ok).click()


def _copy_of_today(scene: Scene) -> None:
    child(scene.shown, EarlierStates).check_and_copy()


def _edit_brand(scene: Scene) -> None:
    ProductTableDriver(scene.shown).type_text(0, "brand", "Changed")


def _restore(scene: Scene) -> None:
    trigger_action(scene.shown, "restoreAction")
    dialog = visible_dialog(scene.shown, "restoreDialog")
    child(dialog, QListWidget, "backupsList").setCurrentRow(0)
    click_button(dialog, "Restore")


def _import(name: str) -> Callable[[Scene], object]:
    return lambda scene: scene.shown.catalogue_controller.import_lists(
        [scene.folder / "lists" / name]
    )


def _follow(scene: Scene) -> None:
    followed = scene.shown.catalogue_controller.followed_lists
    followed.follow([scene.folder / "lists" / "corrected.csv"])


def _add_to_catalogue(scene: Scene) -> None:
    trigger_action(scene.shown, "addToCatalogueAction")


def _add_oxide_and_type_a_price(scene: Scene) -> None:
    scene.shown.catalogue_controller.add_scanned_product("036000291452")
    table = ProductTableDriver(scene.shown)
    table.type_text(table.row_count - 1, "price", "6.50")


def _record_prices(scene: Scene) -> None:
    scene.shown.catalogue_controller._price_updates.record_prices()


def _close(scene: Scene) -> None:
    scene.shown.close()


def _choose_file(action: str, name: str) -> Callable[[Scene], object]:
    """Return a function that triggers an action, and chooses the file that it asks for."""

    def act(scene: Scene) -> None:
        trigger_action(scene.shown, action)
        dialogs = scene.shown.findChildren(QFileDialog)
        (dialog,) = [dialog for dialog in dialogs if dialog.isVisible()]
        choose(dialog, scene.exports / name)

    return act


def choose(dialog: QFileDialog, path: Path) -> None:
    """Choose a file, and agree to replace it."""
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.setDirectory(str(path.parent))
    dialog.selectFile(str(path))
    dialog.accept()


def _save_report(scene: Scene) -> None:
    trigger_action(scene.shown, "reportAction")
    click_button(visible_dialog(scene.shown, "reportDialog"), "Save PDF…")
    (chooser,) = [dialog for dialog in scene.shown.findChildren(QFileDialog) if dialog.isVisible()]
    choose(chooser, scene.exports / "report.pdf")


def _command(*arguments: str) -> Callable[[Scene], object]:
    """Return a function that runs the command line. `{folder}` stands for the scene's folder."""
    return lambda scene: scene.run_command(
        *(argument.replace("{folder}", str(scene.folder)) for argument in arguments)
    )


def _new_folder(scene: Scene) -> None:
    for path in sorted(scene.data.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    scene.data.rmdir()


def _earlier_version(scene: Scene) -> None:
    _new_folder(scene)
    scene.data.mkdir()
    with closing(sqlite3.connect(scene.data / COMPARISONS_FILE.name)) as connection:
        connection.executescript(VERSION_2)
    (scene.data / CATALOGUE_FILE.name).write_bytes(CATALOGUE_VERSION_1.read_bytes())


def _damaged(scene: Scene) -> None:
    path = scene.data / COMPARISONS_FILE.name
    path.write_bytes(path.read_bytes().replace(b"Oxide", b"Oxi!e"))


# -- the steps ---------------------------------------------------------------------------------

_REDOABLE = ("undo", "redo")
_EDITING_NAMES = (
    *("edit", "new row", "paste", "clear", "fill down", "insert", "remove", "move"),
    *("duplicate row", "target", "limit", "rename", "new comparison", "copy comparison"),
    *("delete comparison", "undo", "redo"),
)
LIST_FILE = "{folder}/lists/list.csv"
EXPORTS = (
    *(
        Step(name, file, _choose_file(action, file), _edit_brand, is_repeatable=True)
        for name, action, file in (
            ("export the workbook", "exportWorkbookAction", "workbook.xlsx"),
            ("export a CSV table", "exportTableAction", "table.csv"),
            ("export a tab-separated table", "exportTableAction", "table.tsv"),
            ("export an Excel table", "exportTableAction", "values.xlsx"),
            ("export JSON", "exportTableAction", "table.json"),
            ("new list for Excel", "templateAction", "template.xlsx"),
            ("save the chart as PNG", "savePictureAction", "chart.png"),
            ("save the chart as SVG", "savePictureAction", "chart.svg"),
            ("save the handout", "savePdfAction", "handout.pdf"),
        )
    ),
    Step(
        "update the workbook",
        "workbook.xlsx",
        _choose_file("updateWorkbookAction", "workbook.xlsx"),
        _edit_brand,
        is_repeatable=True,
    ),
    Step(
        "export the catalogue",
        "catalogue.elemental",
        _choose_file("exportCatalogueAction", "catalogue.elemental"),
        is_repeatable=True,
    ),
    Step("save the report", "report.pdf", _save_report, _edit_brand, is_repeatable=True),
    *(
        Step(name, file, _command(*arguments), opens_window=False, is_repeatable=True)
        for name, file, arguments in (
            (
                "command: handout page",
                "page.html",
                ("compare", LIST_FILE, "-o", "{folder}/exports/page.html", "--force"),
            ),
            (
                "command: table",
                "command.csv",
                ("compare", LIST_FILE, "-o", "{folder}/exports/command.csv", "--force"),
            ),
            (
                "command: export the catalogue",
                "command.elemental",
                ("export", "{folder}/exports/command.elemental", "--force", "--data-dir",
                 "{folder}/data"),
            ),
        )
    ),
)  # fmt: skip
UPDATED = EXPORTS[0]
STEPS = (
    Step("first start", "comparisons", Scene.open_window, _new_folder, opens_window=False),
    Step(
        "start on an earlier version",
        "comparisons",
        Scene.open_window,
        _earlier_version,
        opens_window=False,
    ),
    Step(
        "command: catalogue of an earlier version",
        "catalogue",
        _command("search", "oxide", "--data-dir", "{folder}/data"),
        _earlier_version,
        opens_window=False,
    ),
    Step(
        "start on a damaged file",
        "comparisons",
        Scene.open_window,
        _damaged,
        opens_window=False,
        sets_aside=True,
    ),
    *(
        Step(
            name,
            "comparisons",
            _editing(name),
            _with_step_to_redo if name in _REDOABLE else lambda _: None,
        )
        for name in _EDITING_NAMES
    ),
    Step("open another comparison", "comparisons", _open_other),
    Step("delete another comparison", "comparisons", _delete_other),
    Step(
        "restore a deleted comparison",
        "comparisons",
        lambda scene: trigger_action(scene.shown, "undoAction"),
        _delete,
    ),
    Step("open a list", "comparisons", _open_list),
    Step("preferences", "window.ini", _choose_preferences, is_repeatable=True),
    Step("copy of the day", "copies", _copy_of_today, _edit_brand, needs_fresh_start=True),
    Step("restore an earlier state", "comparisons", _restore, _edit_brand, needs_fresh_start=True),
    Step("import into the catalogue", "catalogue", _import("corrected.csv")),
    Step("follow a list", "catalogue", _follow, needs_fresh_start=True),
    Step("add to the catalogue", "catalogue", _add_to_catalogue),
    Step("record a typed price", "catalogue", _record_prices, _add_oxide_and_type_a_price),
    Step(
        "command: import",
        "catalogue",
        _command("import", "{folder}/lists/corrected.csv", "--data-dir", "{folder}/data"),
        opens_window=False,
    ),
    *EXPORTS,
    Step(
        "close the window",
        "copies",
        _close,
        _edit_brand,
        is_told_later=True,
        needs_fresh_start=True,
    ),
)
STEPS_BY_NAME: Mapping[str, Step] = {step.name: step for step in STEPS}

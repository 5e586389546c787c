"""The start: what is shown first, what is loaded for it, and what survives a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListView,
    QPushButton,
    QTabBar,
    QTableView,
    QWidget,
)

from app.table.view import ProductTable
from app.toolkit.cards import Card
from app.window.startup import create_window, show_window
from pricing.catalogue.catalogue import Catalogue
from pricing.store.comparisons import ComparisonStore
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import child, finding_text, trigger_action
from tests.patient_robot import PATIENCE_MS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

    ShowFirstFrame = Callable[..., MainWindow]

# Found once the window is complete, and once its parts that are not shown were made too.
LATER_WIDGETS = ("findingLabel", "orderButton")
UNSHOWN_WIDGETS = (
    *("explainView", "formsTable", "accessTable", "sensitivityView", "regimenOffers"),
    *("checksList", "rankChart", "catalogueSearch", "catalogueTable"),
)
# What no shown part needs. The first action loads what the actions need, or a moment without work.
MODULES_OF_ACTIONS = (
    *("app.catalogue.followed_lists", "app.catalogue.import_queue", "app.importing.controller"),
    *("app.exporting.controller", "app.label_reading.controller", "app.preferences.controller"),
    *("app.printing.controller", "app.table.clipboard", "app.table.commands"),
    *("app.toolkit.question_bar", "app.window.change_questions", "app.window.dialogs"),
)
MODULES_OF_WORK = ("app.importing.list_adder", "app.toolkit.background_tasks")
HEAVY_MODULES = ("pandas", "numpy", "openpyxl", "xlsxwriter")
# What the first frame shows is the products as entered, the headings of their figures, and the
# scenario. It computes, asks, finds, merges and explains nothing. By room, the modules for that.
FIRST_FRAME_MODULES = {
    "app.session": {"", "computed_comparison", "conflict", "data_file", "pending_write", "session"},
    "app.table": {"", "cells", "cursor", "delegate", "edits", "fitted_text", "fitting", "geometry",
                  "guesses", "header", "label_drawing", "layout", "model", "standing",
                  "table_card", "view"},
    "app.toolkit": {"", "cards", "fields", "flow", "known_viewport", "locale_format",
                    "messages", "number_marks", "qt_enumerations", "qt_loading", "settings",
                    "shown_text", "signs", "table_model", "theme", "translation", "undo_history",
                    "virtuals"},
    "app.window": {"", "command_field", "compare_view", "first_frame", "head_bar", "later_parts",
                   "main_window", "scenario_bar", "scenario_inputs", "startup", "target_slider",
                   "tool_place", "views"},
    "pricing.analysis": {"", "credited_measures"},
    "pricing.calculation": {"", "measures"},
    "pricing.data": {"", "tables"},
    "pricing.expressions": {"", "tree"},
    "pricing.model": {"", "changes", "columns", "entry", "ingredients", "product",
                      "saved_comparisons", "scenario"},
    "pricing.reference": {"", "limits", "mineral_forms", "sources"},
}  # fmt: skip
# To open the data file, and to read and show its values, all of these rooms is needed.
FIRST_FRAME_ROOMS = {"pricing.problems", "pricing.quantities", "pricing.store"}
LATER_LIBRARIES = (
    *(*HEAVY_MODULES, "argparse", "calendar", "html", "logging", "shutil", "tomllib"),
    *("PySide6.QtNetwork", "PySide6.QtPrintSupport"),
)
OFFSCREEN = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8"}


def run_python(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run code in another Python, with an invisible screen."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env=OFFSCREEN,
        check=False,
        timeout=120,
    )


def found(window: MainWindow, names: Iterable[str]) -> list[str]:
    """Return which of these widgets the window has."""
    return [name for name in names if window.findChild(QWidget, name) is not None]


@pytest.fixture
def show_first_frame(qtbot: QtBot, open_windows: list[MainWindow]) -> ShowFirstFrame:
    """A function that shows a data folder's first frame, as a start does."""

    def show(folder: Path, size: tuple[int, int] = (1280, 800)) -> MainWindow:
        window = create_window(folder)
        window.resize(*size)
        open_windows.append(window)
        with qtbot.waitSignal(window.painted, timeout=PATIENCE_MS):
            show_window(window)
        return window

    return show


@pytest.fixture
def folder(open_window_on: Callable[[Path], MainWindow], tmp_path: Path) -> Path:
    """A data folder with the example, whose window was closed."""
    window = open_window_on(tmp_path / "data")
    trigger_action(window, "exampleAction")
    window.close()
    return tmp_path / "data"


# -- the first frame and the rest --------------------------------------------------------------


def test_that_products_are_shown_before_anything_is_computed(
    show_first_frame: ShowFirstFrame, folder: Path
) -> None:
    window = show_first_frame(folder)
    table = ProductTableDriver(window)
    assert table.row_count == 18
    assert table.cell_text(0, "price").startswith("$")
    assert (table.cell_text(0, "rank"), table.cell_text(0, "cost_per_elemental_mg")) == ("", "")
    assert found(window, (*LATER_WIDGETS, *UNSHOWN_WIDGETS)) == []
    window.complete()
    assert table.cell_text(0, "cost_per_elemental_mg").startswith("$")
    assert found(window, (*LATER_WIDGETS, *UNSHOWN_WIDGETS)) == [*LATER_WIDGETS]
    assert "cost" in finding_text(window)


def test_that_a_view_is_made_when_it_is_first_shown(
    show_first_frame: ShowFirstFrame, folder: Path
) -> None:
    window = show_first_frame(folder)
    window.complete()
    tabs = child(window, QTabBar, "viewTabs")
    assert window.make_later_part()  # how much there is to check is said before the view is made
    assert tabs.tabText(6).startswith("Checks  ")
    assert found(window, UNSHOWN_WIDGETS) == []
    tabs.setCurrentIndex(6)
    assert found(window, UNSHOWN_WIDGETS) == ["checksList"]
    assert child(window, QListView, "checksList").model().rowCount() > 1
    trigger_action(window, "detailsAction")
    assert found(window, UNSHOWN_WIDGETS) == ["explainView", "checksList"]
    while window.make_later_part():
        pass
    assert found(window, UNSHOWN_WIDGETS) == [*UNSHOWN_WIDGETS]
    assert tabs.currentIndex() == 0


def test_that_the_details_begin_with_the_cell_that_was_current_before_they_were_made(
    show_first_frame: ShowFirstFrame, folder: Path
) -> None:
    window = show_first_frame(folder, (1280, 800))
    window.complete()
    child(window, ProductTable, "productTable").go_to(4, "monthly_cost")
    trigger_action(window, "detailsAction")
    name = ProductTableDriver(window).cell_text(4, "product")
    assert child(window, QLabel, "detailsName").text() == name


def test_that_an_empty_window_gets_its_views_with_its_first_product(
    show_first_frame: ShowFirstFrame, tmp_path: Path
) -> None:
    window = show_first_frame(tmp_path / "none")
    window.complete()
    assert child(window, QPushButton, "addButton").isVisible()
    trigger_action(window, "exampleAction")
    assert not child(window, QPushButton, "addButton").isVisible()
    tabs = child(window, QTabBar, "viewTabs")
    tabs.setCurrentIndex(1)
    assert child(window, QWidget, "rankChart").isVisible()


@pytest.mark.parametrize("size", [(1280, 800), (1024, 768)])
@pytest.mark.parametrize("is_empty", [False, True])
def test_that_nothing_moves_when_the_panels_arrive(
    show_first_frame: ShowFirstFrame,
    open_window_on: Callable[[Path], MainWindow],
    folder: Path,
    qapp: QApplication,
    size: tuple[int, int],
    is_empty: bool,
) -> None:
    def places() -> set[tuple[int, ...]]:
        """Return the rectangles of the bars, the table and the cards."""
        parts = [window.menuBar(), window.statusBar(), *window.findChildren(QFrame, "card")]
        parts += window.findChildren(Card)
        parts += [*window.findChildren(QFrame, "bar"), *window.findChildren(QWidget, "viewStack")]
        parts += window.findChildren(QTableView, "productTable")
        visible: list[QWidget] = [part for part in parts if part.isVisible()]
        corners = [(part.mapTo(window, QPoint()), part) for part in visible]
        return {(corner.x(), corner.y(), part.width(), part.height()) for corner, part in corners}

    if not is_empty:  # the next start begins with the height that the verdict had
        last = open_window_on(folder)
        last.resize(*size)
        qapp.processEvents()
        last.close()
    window = show_first_frame(folder.parent / "none" if is_empty else folder, size)
    before = places()
    window.complete()
    qapp.processEvents()
    assert len(before) == 7
    assert places() == before


class Resizes(QObject):
    """Counts how often a widget gets another size."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.Resize
        return False


def test_that_the_products_keep_their_room_when_the_panels_arrive(
    show_first_frame: ShowFirstFrame,
    open_window_on: Callable[[Path], MainWindow],
    folder: Path,
    qapp: QApplication,
) -> None:
    last = open_window_on(folder)
    last.resize(1280, 800)
    qapp.processEvents()
    last.close()
    window = show_first_frame(folder, (1280, 800))
    resizes = Resizes()
    child(window, ProductTable, "productTable").installEventFilter(resizes)
    window.complete()
    qapp.processEvents()
    assert resizes.count == 0


class ShownWindows(QObject):
    """Notes each window that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.classes: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.classes.append(type(watched).__name__)
        return False


def test_that_the_keyboard_stays_in_the_only_window_when_the_panels_arrive(
    show_first_frame: ShowFirstFrame, folder: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    shown = ShownWindows()
    qapp.installEventFilter(shown)
    window = show_first_frame(folder)
    window.activateWindow()  # X without a window manager gives the keyboard only when asked
    qtbot.waitUntil(window.isActiveWindow, timeout=PATIENCE_MS)
    window.complete()
    while window.make_later_part():
        qapp.processEvents()
    qapp.removeEventFilter(shown)
    assert shown.classes == ["MainWindow"]
    assert window.isActiveWindow()
    assert qapp.focusWidget() is child(window, ProductTable, "productTable")


def test_that_input_before_the_panels_arrive_is_computed_too(
    show_first_frame: ShowFirstFrame, folder: Path
) -> None:
    window = show_first_frame(folder)
    ProductTableDriver(window).type_text(0, "price", "0.01")
    window.complete()
    assert ProductTableDriver(window).cell_text(0, "rank") == "1"
    assert child(window, QAction, "undoAction").isEnabled()


def test_that_a_window_closed_before_the_panels_arrive_reopens_unchanged(
    show_first_frame: ShowFirstFrame, open_window_on: Callable[[Path], MainWindow], folder: Path
) -> None:
    first = show_first_frame(folder)
    child(first, QTabBar, "viewTabs").setCurrentIndex(1)
    first.close()
    again = open_window_on(folder)
    assert child(again, QTabBar, "viewTabs").currentIndex() == 1
    assert ProductTableDriver(again).row_count == 18


def test_that_a_start_continues_by_itself_once_it_was_painted(folder: Path) -> None:
    done = run_python(
        """
        import sys
        from pathlib import Path
        import app.window.startup
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication, QTableView
        class Watched(app.window.startup.Application):
            def __init__(self, arguments):
                super().__init__(arguments)
                self.timer = QTimer()
                self.timer.timeout.connect(self.look)
                self.timer.start()
            def look(self):
                for window in self.topLevelWidgets():
                    if window.findChild(QTableView, "formsTable"):
                        print(window.findChild(QTableView, "productTable").model().rowCount())
                        self.quit()
        app.window.startup.Application = Watched
        shown = app.window.startup.show_window
        def show(window):
            window.painted.connect(lambda: print("app.window.composition" in sys.modules))
            shown(window)
        app.window.startup.show_window = show
        app.window.startup.run(Path(sys.argv[1]), [])
        """,
        folder,
    )
    first, *_, last = done.stdout.split()
    assert (first, last) == ("False", "19"), done.stderr


# -- loading -----------------------------------------------------------------------------------


def test_that_lists_can_be_chosen_at_once_while_their_reader_starts() -> None:
    # Otherwise the window's thread and that of the reader load the same modules together.
    done = run_python(
        """
        import sys
        from app.importing.controller import file_filter, start_reader
        start_reader()
        reader = sys.modules["pricing.reading.reader_process"]
        print(hasattr(reader, "read_products"), "*.csv" in file_filter())
        """
    )
    assert done.stdout.split() == ["True", "True"], done.stderr


def test_that_a_start_does_not_read_the_programs_source(tmp_path: Path) -> None:
    done = run_python(
        """
        import linecache, sys
        from pathlib import Path
        from PySide6.QtWidgets import QApplication
        from app.window.startup import open_window
        application = QApplication([])
        window = open_window(Path(sys.argv[1]))
        print("window", *[name for name in linecache.cache if Path(name).parent.name == "pricing"])
        """,
        tmp_path,
    )
    assert done.stdout.split() == ["window"], done.stderr


def test_that_nothing_heavy_is_loaded_before_the_window_is_shown(tmp_path: Path) -> None:
    done = run_python(
        """
        import sys
        from pathlib import Path
        from PySide6.QtWidgets import QApplication
        from app.window.startup import open_window
        application = QApplication([])
        window = open_window(Path(sys.argv[1]))
        application.processEvents()
        print("window", *[name for name in sys.argv[2:] if name in sys.modules])
        """,
        tmp_path,
        *HEAVY_MODULES,
    )
    assert done.stdout.split() == ["window"], done.stderr


def test_that_the_whole_window_loads_nothing_that_only_its_actions_need(folder: Path) -> None:
    done = run_python(
        """
        import sys
        from pathlib import Path
        from app.window.startup import create_window, show_window
        from PySide6.QtWidgets import QApplication
        application = QApplication([])
        window = create_window(Path(sys.argv[1]))
        show_window(window)
        window.complete()
        application.processEvents()
        print(*[name for name in sys.argv[2:] if name in sys.modules])
        while window.make_later_part():
            pass
        print(*[name for name in sys.argv[2:] if name in sys.modules])
        """,
        folder,
        *MODULES_OF_ACTIONS,
        *MODULES_OF_WORK,
    )
    shown, complete = done.stdout.splitlines()
    assert shown == ""
    assert set(MODULES_OF_ACTIONS) <= set(complete.split()), done.stderr


def test_that_a_catalogue_that_is_not_shared_loads_nothing_that_shares_it(tmp_path: Path) -> None:
    Catalogue(tmp_path).close()
    done = run_python(
        """
        import sys, threading
        from pathlib import Path
        from PySide6.QtWidgets import QApplication
        from app.catalogue_sharing import SHARING_THREAD
        from app.window.startup import create_window, show_window
        application = QApplication([])
        window = create_window(Path(sys.argv[1]))
        show_window(window)
        window.complete()
        application.processEvents()
        for thread in threading.enumerate():
            if thread.name == SHARING_THREAD:
                thread.join()
        print("window", *[name for name in sys.modules if name.startswith("pricing.sharing")])
        """,
        tmp_path,
    )
    assert done.stdout.split() == ["window"], done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what is loaded this way")
def test_that_the_signs_of_the_verdict_need_no_readers_of_pictures(folder: Path) -> None:
    done = run_python(
        """
        import sys
        from pathlib import Path
        from PySide6.QtWidgets import QApplication, QLabel
        from app.window.startup import open_window
        application = QApplication([])
        window = open_window(Path(sys.argv[1]))
        application.processEvents()
        print(window.findChild(QLabel, "findingLabel").text().count("<img"))
        print(*(line for line in open("/proc/self/maps") if "imageformats" in line))
        """,
        folder,
    )
    signs, *readers = done.stdout.split()
    assert int(signs) > 0, done.stderr
    assert readers == []


def test_that_only_the_frame_is_loaded_before_it_is_shown(tmp_path: Path) -> None:
    done = run_python(
        """
        import sys
        from pathlib import Path
        from app.window.startup import create_window, show_window
        from PySide6.QtWidgets import QApplication
        application = QApplication([])
        show_window(create_window(Path(sys.argv[1])))
        application.processEvents()
        print("frame", *sys.modules)
        """,
        tmp_path,
    )
    first, *loaded = done.stdout.split()
    assert first == "frame", done.stderr
    own = [name.split(".") for name in loaded if name.startswith(("app.", "pricing."))]
    modules = [(f"{package}.{room}", ".".join(rest)) for package, room, *rest in own]
    later = [
        (room, module)
        for room, module in modules
        if room not in FIRST_FRAME_ROOMS and module not in FIRST_FRAME_MODULES.get(room, ())
    ]
    assert later == []
    assert set(LATER_LIBRARIES).isdisjoint(loaded)


def test_that_the_enumerations_of_the_first_frame_are_made_quickly(tmp_path: Path) -> None:
    # Python otherwise makes each of their 3,000 members by a call of its own.
    done = run_python(
        """
        import enum, sys
        from pathlib import Path
        slow = []
        def note(frame, event, _):
            if event == "call" and frame.f_code.co_filename == enum.__file__:
                if frame.f_code.co_name == "__set_name__" and "enum_class" in frame.f_locals:
                    slow.append(frame.f_locals["enum_class"].__name__)
        sys.setprofile(note)
        from app.window.startup import create_window, show_window
        from PySide6.QtWidgets import QApplication
        application = QApplication([])
        show_window(create_window(Path(sys.argv[1])))
        application.processEvents()
        sys.setprofile(None)
        print("members", len(slow), sorted(set(slow)))
        """,
        tmp_path,
    )
    first, count, *names = done.stdout.split()
    assert first == "members", done.stderr
    assert int(count) < 500, names


def test_that_qt_is_not_loaded_before_the_arguments_are_parsed() -> None:
    done = run_python("import sys, app.__main__; print('PySide6' in sys.modules)")
    assert done.stdout.strip() == "False"


def test_that_the_version_is_printed_without_a_window() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", "--version"], capture_output=True, check=False, text=True
    )
    assert done.returncode == 0
    assert done.stdout[0].isdigit()


def test_that_a_file_from_the_system_is_opened(tmp_path: Path, example: Path) -> None:
    done = run_python(
        """
        import sys
        from pathlib import Path
        import app.window.startup
        from PySide6.QtCore import QTimer
        from PySide6.QtGui import QFileOpenEvent
        from PySide6.QtWidgets import QApplication, QTableView
        def hand_over():
            application = QApplication.instance()
            application.sendEvent(application, QFileOpenEvent(sys.argv[2]))
            (window,) = [each for each in application.topLevelWidgets()
                         if each.objectName() == "mainWindow"]
            while window.import_controller.is_reading:
                application.processEvents()
            table = window.findChild(QTableView, "productTable")
            print(table.model().rowCount(), flush=True)
            application.quit()
        class Mac(app.window.startup.Application):
            def __init__(self, arguments):
                super().__init__(arguments)
                QTimer.singleShot(0, hand_over)  # once events are handed out
        app.window.startup.Application = Mac
        sys.exit(app.window.startup.run(Path(sys.argv[1]), []))
        """,
        tmp_path,
        example,
    )
    assert int(done.stdout) >= 18, done.stderr


def test_that_a_portable_program_keeps_its_data_in_its_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pricing.store.database import default_data_folder

    default = default_data_folder()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "Elemental"))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert default_data_folder() == default
    (tmp_path / "data").mkdir()
    assert default_data_folder() == tmp_path / "data"


def test_that_an_unusable_data_folder_is_reported_and_ends_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = run_python(
        """
        import sys
        from pathlib import Path
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication
        import app.window.startup
        class Reader(QApplication):
            def __init__(self, arguments):
                super().__init__(arguments)
                self.timer = QTimer()
                self.timer.timeout.connect(self.read_and_dismiss)
                self.timer.start()
            def read_and_dismiss(self):
                box = self.activeModalWidget()
                if box:
                    print(box.text())
                    box.accept()
        app.window.startup.Application = Reader
        print(app.window.startup.run(Path(sys.argv[1]), []))
        """,
        tmp_path / "file",
    )
    message, status = done.stdout.splitlines()
    assert message.startswith("The data folder"), done.stderr
    assert status == "2"


def test_that_a_kill_loses_nothing_that_was_shown(tmp_path: Path) -> None:
    code = """
        import sys
        from pathlib import Path
        from PySide6.QtWidgets import QApplication, QTableView
        from app.window.startup import open_window
        application = QApplication([])
        window = open_window(Path(sys.argv[1]))
        model = window.findChild(QTableView, "productTable").model()
        for number in range(5):
            model.setData(model.index(number, 1), f"Product {number}")
        print("shown", flush=True)
        sys.stdin.read()
        """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=OFFSCREEN,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"shown"
        process.kill()
    store = ComparisonStore(tmp_path)
    names = [entry.values["product"] for entry in store.entries()]
    store.close()
    assert names == [f"Product {number}" for number in range(5)]


@pytest.mark.skipif(sys.platform == "win32", reason="a console of Windows has no signals")
def test_that_ctrl_c_in_the_terminal_ends_the_program(tmp_path: Path) -> None:
    code = """
        import sys
        from pathlib import Path
        import app.window.startup
        shown = app.window.startup.show_window
        def show(window):
            window.painted.connect(lambda: print("shown", flush=True))
            shown(window)
        app.window.startup.show_window = show
        app.window.startup.run(Path(sys.argv[1]), [])
        """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=OFFSCREEN,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "shown"
        process.send_signal(signal.SIGINT)
        try:
            _, errors = process.communicate(timeout=PATIENCE_MS / 1_000)
        finally:
            process.kill()
    assert process.returncode == -signal.SIGINT
    assert "Traceback" not in errors

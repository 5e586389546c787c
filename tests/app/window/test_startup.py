"""Starting: what shows first and what follows, what is loaded for it, what survives a kill."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QTableView, QTabWidget, QWidget

from app.window.startup import create_window, show_window
from pricing.store.comparisons import ComparisonStore
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import finding_text, trigger_action

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

NAMED = (
    *("findingLabel", "explainView", "formsTable", "accessTable", "sensitivityView", "checksList"),
    *("rankChart", "catalogueSearch", "catalogueTable"),
)
HEAVY = ("pandas", "numpy", "openpyxl", "xlsxwriter")
LATER = (
    "app.window.composition",
    "app.catalogue",
    "app.comparison",
    "pricing.calculation.checks",
    "pricing.calculation.figures",
)
OFFSCREEN = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8"}


def python(code: str, *arguments: object):
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env=OFFSCREEN,
        check=False,
        timeout=120,
    )


@pytest.fixture
def frame_on(qtbot: QtBot, open_windows):
    """Shows the window's frame on a data folder, as a start does before it goes on."""

    def open_(folder: Path, size=(1280, 800)):
        window = create_window(folder)
        window.resize(*size)
        open_windows.append(window)
        with qtbot.waitSignal(window.painted):
            show_window(window)
        return window

    return open_


@pytest.fixture
def folder(open_window_on: Callable[[Path], MainWindow], tmp_path: Path):
    """A data folder with the example, left with the second tab in sight."""
    window = open_window_on(tmp_path / "data")
    trigger_action(window, "exampleAction")
    window.findChild(QTabWidget).setCurrentIndex(1)
    window.close()
    return tmp_path / "data"


# -- what shows first, and what follows --------------------------------------------------------


def test_that_the_products_show_before_anything_is_worked_out(frame_on, folder: Path) -> None:
    window = frame_on(folder)
    table = ProductTableDriver(window)
    assert table.row_count == 18
    assert table.cell_text(0, "price").startswith("$")
    assert (table.cell_text(0, "rank"), table.cell_text(0, "cost_per_elemental_mg")) == ("", "")
    assert not any(window.findChild(QWidget, name) for name in NAMED)
    window.complete()
    assert table.cell_text(0, "cost_per_elemental_mg").startswith("$")
    assert all(window.findChild(QWidget, name) for name in NAMED)
    assert "cost" in finding_text(window)
    assert window.findChild(QTabWidget).currentIndex() == 1


@pytest.mark.parametrize("size", [(1280, 800), (1024, 768)])
@pytest.mark.parametrize("is_empty", [False, True])
def test_that_nothing_moves_when_the_panels_come(
    frame_on, folder: Path, tmp_path: Path, qapp: QApplication, size, is_empty
) -> None:
    def places() -> set:
        """Where the bars, the table and the cards stand, as they are or filled."""
        parts = [window.menuBar(), window.statusBar(), *window.findChildren(QFrame, "card")]
        parts += [*window.findChildren(QFrame, "bar"), *window.findChildren(QTabWidget, "details")]
        parts += window.findChildren(QTableView, "productTable")
        shown = [each for each in parts if each.isVisible()]
        return {(*each.mapTo(window, QPoint()).toTuple(), *each.size().toTuple()) for each in shown}

    window = frame_on(tmp_path / "none" if is_empty else folder, size)
    before = places()
    window.complete()
    qapp.processEvents()
    assert len(before) == (5 if is_empty else 7)
    assert places() == before


def test_that_what_is_typed_before_the_panels_come_is_worked_out_too(
    frame_on, folder: Path
) -> None:
    window = frame_on(folder)
    ProductTableDriver(window).type_text(0, "price", "0.01")
    window.complete()
    assert ProductTableDriver(window).cell_text(0, "rank") == "1"
    assert window.findChild(QAction, "undoAction").isEnabled()


def test_that_a_window_closed_before_the_panels_come_is_the_same_again(
    frame_on, open_window_on: Callable[[Path], MainWindow], folder: Path
) -> None:
    frame_on(folder).close()
    again = open_window_on(folder)
    assert again.findChild(QTabWidget).currentIndex() == 1
    assert ProductTableDriver(again).row_count == 18


def test_that_a_start_goes_on_by_itself_once_it_was_painted(folder: Path, example: Path) -> None:
    done = python(
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


# -- what is loaded ----------------------------------------------------------------------------


def test_that_a_start_does_not_read_the_program_s_source(tmp_path: Path) -> None:
    done = python(
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


def test_that_nothing_heavy_is_loaded_before_the_window_shows(tmp_path: Path) -> None:
    done = python(
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
        *HEAVY,
    )
    assert done.stdout.split() == ["window"], done.stderr


def test_that_only_the_frame_is_loaded_before_it_shows(tmp_path: Path) -> None:
    done = python(
        """
        import sys
        from pathlib import Path
        from PySide6.QtWidgets import QApplication
        from app.window.startup import create_window, show_window
        application = QApplication([])
        show_window(create_window(Path(sys.argv[1])))
        application.processEvents()
        print("frame", *[name for name in sys.argv[2:] if name in sys.modules])
        """,
        tmp_path,
        *HEAVY,
        *LATER,
    )
    assert done.stdout.split() == ["frame"], done.stderr


def test_that_qt_is_not_loaded_before_the_arguments_are_good() -> None:
    done = python("import sys, app.__main__; print('PySide6' in sys.modules)")
    assert done.stdout.strip() == "False"


def test_that_the_version_is_told_without_a_window() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", "--version"], capture_output=True, check=False, text=True
    )
    assert done.returncode == 0
    assert done.stdout[0].isdigit()


def test_that_a_file_that_the_system_hands_over_is_opened(tmp_path: Path, example: Path) -> None:
    done = python(
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
            (table,) = [each.findChild(QTableView, "productTable") for each in
                        application.topLevelWidgets() if each.objectName() == "mainWindow"]
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


def test_that_a_portable_program_keeps_its_data_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pricing.store.database import default_data_folder

    usual = default_data_folder()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "Elemental"))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert default_data_folder() == usual
    (tmp_path / "data").mkdir()
    assert default_data_folder() == tmp_path / "data"


def test_that_a_data_folder_that_cannot_be_used_is_said_and_ends_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = python(
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
    said, status = done.stdout.splitlines()
    assert said.startswith("The data folder"), done.stderr
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
        assert process.stdout.readline().strip() == b"shown"
        process.kill()
    catalogue = ComparisonStore(tmp_path)
    names = [entry.values["product"] for entry in catalogue.entries()]
    catalogue.close()
    assert names == [f"Product {number}" for number in range(5)]

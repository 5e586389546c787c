"""Starting: what is loaded before the window shows, and what survives a kill."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

from pricing.store.catalogue import Catalogue

HEAVY = ("pandas", "numpy", "openpyxl", "xlsxwriter")
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


def test_that_nothing_heavy_is_loaded_before_the_window_shows(tmp_path):
    done = python(
        """
        import sys
        from pathlib import Path
        from PySide6.QtWidgets import QApplication
        from app.startup import open_window
        application = QApplication([])
        window = open_window(Path(sys.argv[1]))
        application.processEvents()
        print("window", *[name for name in sys.argv[2:] if name in sys.modules])
        """,
        tmp_path,
        *HEAVY,
    )
    assert done.stdout.split() == ["window"], done.stderr


def test_that_qt_is_not_loaded_before_the_arguments_are_good():
    done = python("import sys, app.__main__; print('PySide6' in sys.modules)")
    assert done.stdout.strip() == "False"


def test_that_the_version_is_told_without_a_window():
    done = subprocess.run(
        [sys.executable, "-m", "app", "--version"], capture_output=True, check=False, text=True
    )
    assert done.returncode == 0
    assert done.stdout[0].isdigit()


def test_that_a_file_that_the_system_hands_over_is_opened(tmp_path, example):
    done = python(
        """
        import sys
        from pathlib import Path
        import app.startup
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
        class Mac(app.startup.Application):
            def __init__(self, arguments):
                super().__init__(arguments)
                QTimer.singleShot(500, hand_over)
        app.startup.Application = Mac
        sys.exit(app.startup.run(Path(sys.argv[1]), []))
        """,
        tmp_path,
        example,
    )
    assert int(done.stdout) >= 18, done.stderr


def test_that_a_portable_program_keeps_its_data_beside_it(tmp_path, monkeypatch):
    from pricing.store.database import default_folder

    usual = default_folder()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "Elemental"))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert default_folder() == usual
    (tmp_path / "data").mkdir()
    assert default_folder() == tmp_path / "data"


def test_that_a_data_folder_that_cannot_be_used_is_said_and_ends_the_start(tmp_path):
    (tmp_path / "file").write_text("in the way")
    done = python(
        """
        import sys
        from pathlib import Path
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication
        import app.startup
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
        app.startup.Application = Reader
        print(app.startup.run(Path(sys.argv[1]), []))
        """,
        tmp_path / "file",
    )
    said, status = done.stdout.splitlines()
    assert said.startswith("the data folder"), done.stderr
    assert status == "2"


def test_that_a_kill_loses_nothing_that_was_shown(tmp_path):
    code = """
        import sys
        from pathlib import Path
        from PySide6.QtWidgets import QApplication, QTableView
        from app.startup import open_window
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
    catalogue = Catalogue(tmp_path)
    names = [entry.values["product"] for entry in catalogue.entries()]
    catalogue.close()
    assert names == [f"Product {number}" for number in range(5)]

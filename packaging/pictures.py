"""Makes pictures of every panel and dialog of the window, for a look at their design.

usage: .venv/bin/python packaging/pictures.py FOLDER [SCALE]

Without SCALE, it makes them at 100, 125, 150 and 200 %.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SCALES = ("1", "1.25", "1.5", "2")
THEMES = ("light", "dark", "contrast")
LOADING_MS = 600  # enough for the catalogue
SIZES = {"": (1280, 800), "-small": (1024, 768)}
EXAMPLE_LIST = (
    "product,brand,form,unit_kind,elemental_mg,serving_units,pack_units,price,priced_on\n"
    "Magnesium Oxide 250 mg,Nature Made,oxide,tablet,250,1,100,4.49,2026-06-26\n"
    "Magnesium Oxide Capsules,Nutricost,oxide,capsule,210,1,240,12.97,2026-06-26\n"
    "High Absorption Magnesium,Doctor's Best,lysinate glycinate,tablet,200,2,240,18.99,2026-06-26\n"
    "Magnesium Glycinate Tablets,NOW Foods,bisglycinate,tablet,200,2,180,19.59,2026-06-26\n"
    "Klean Magnesium,Klean Athlete,glycinate,capsule,120,1,90,26.50,2026-06-26\n"
)
FOREIGN_LIST = (
    "Art.-Nr.;Bezeichnung;Wirkstoff je Portion;Stück;Preis in EUR;Stand;Lager\n"
    "4711;Magnesium Oxide 250 mg;250;100;1.234,50;01.06.2026;7\n"
    "4712;Magnesiumcitrat;150;60;12,90;02.06.2026;0\n"
    "4713;Zink;viel;60;4,90;02.06.2026;3\n"
)


class PictureTaker:
    """Takes pictures of a window in each theme and size, at one scale."""

    def __init__(self, folder: Path, scale: str) -> None:
        from PySide6.QtCore import QLocale
        from PySide6.QtWidgets import QApplication

        QLocale.setDefault(QLocale("en_US"))
        self.application = QApplication([])
        self.folder = folder
        self.name_suffix = "" if scale == "1" else f"@{scale}"

    def open(self, data_folder: Path) -> None:
        """Open the window on a data folder."""
        from app.window.startup import open_window

        self.window = open_window(data_folder)

    def wait(self, milliseconds: int) -> None:
        """Let the window run for some time."""
        from PySide6.QtTest import QTest

        QTest.qWait(milliseconds)

    def wait_for_lists(self) -> None:
        """Wait until every list was read."""
        while self.window.import_controller.is_reading:
            self.wait(20)

    def process_events(self) -> None:
        """Let the window lay out and paint itself."""
        for _ in range(3):
            self.application.processEvents()

    def each_theme(self):
        """Set each theme and yield its name."""
        for theme in THEMES:
            self.window.theme.choose(theme)
            yield theme

    def grab(self, name: str) -> None:
        """Save the window in each theme and size."""
        for theme in self.each_theme():
            for size_name, size in SIZES.items():
                self.window.resize(*size)
                self.process_events()
                self.save(self.window, f"{name}-{theme}{size_name}")

    def grab_dialog(self, name: str, action: str) -> None:
        """Save the dialog that an action opens, in each theme."""
        from PySide6.QtGui import QAction

        self.window.findChild(QAction, action).trigger()
        self.grab_open_dialog(name)

    def grab_open_dialog(self, name: str) -> None:
        """Save the open dialog in each theme, and close it."""
        from PySide6.QtWidgets import QDialog

        (dialog,) = [dialog for dialog in self.window.findChildren(QDialog) if dialog.isVisible()]
        for theme in self.each_theme():
            self.process_events()
            self.save(dialog, f"{name}-{theme}")
        dialog.close()
        self.process_events()

    def save(self, widget, name: str) -> None:
        """Save a picture of a widget."""
        path = self.folder / f"{name}{self.name_suffix}.png"
        if not widget.grab().save(str(path)):
            raise OSError(path)


DIALOGS = {
    "guide": "guideAction",
    "comparisons": "comparisonsAction",
    "rename": "renameAction",
    "label": "labelAction",
    "read_label": "readLabelAction",
    "preferences": "preferencesAction",
    "handout": "printAction",
    "report": "reportAction",
    "keys": "keysAction",
    "figures": "figuresAction",
    "known": "knownAction",
    "sources": "sourcesAction",
    "about": "aboutAction",
}


def take_all_pictures(folder: Path, scale: str) -> None:
    """Take pictures of every panel and dialog at one scale."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = PictureTaker(folder, scale)
    with tempfile.TemporaryDirectory() as scratch:
        pictures.open(Path(scratch) / "data")
        pictures.grab("empty")
        open_comparison(pictures, Path(scratch))
        pictures.grab("window")
        _take_payer_pictures(pictures)
        _take_catalogue_pictures(pictures, Path(scratch))
        _take_question_pictures(pictures)
        _take_import_pictures(pictures, Path(scratch))
        for name, action in DIALOGS.items():
            pictures.grab_dialog(name, action)
        pictures.window.close()


def open_comparison(pictures: PictureTaker, scratch: Path) -> None:
    """Open a comparison of five products with a target of 300 mg."""
    from PySide6.QtWidgets import QLineEdit

    path = scratch / "list.csv"
    path.write_text(EXAMPLE_LIST, "utf-8")
    pictures.window.open_files([path])
    pictures.wait_for_lists()
    target = pictures.window.findChild(QLineEdit, "targetEdit")
    target.setText("300")
    target.editingFinished.emit()


def _take_payer_pictures(pictures: PictureTaker) -> None:
    """Take pictures of the panels that show two payers."""
    from dataclasses import replace

    from PySide6.QtWidgets import QTabBar

    from pricing.model.changes import change_scenario
    from pricing.reference.payers import read_payer

    session, tabs = pictures.window.session, pictures.window.findChild(QTabBar, "viewTabs")
    payers = (read_payer("plan:percent:80"), read_payer("FSA:pretax:24"))
    scenario = session.scenario
    with_payers = replace(
        scenario,
        payers=payers,
        daily_wage=58_000_000,
        monthly_income=2_100_000_000,
        comparator="NADAC oxide 400 mg",
        comparator_cost=35_290,
    )
    session.apply(change_scenario(scenario, with_payers, "payers"))
    tabs.setCurrentIndex(3)
    pictures.grab("access")
    tabs.setCurrentIndex(4)
    pictures.grab("sensitivity")
    tabs.setCurrentIndex(0)


def _take_catalogue_pictures(pictures: PictureTaker, scratch: Path) -> None:
    """Take pictures of the catalogue: empty, and with the list in it at two prices."""
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QLineEdit

    from pricing.catalogue.catalogue import Catalogue
    from pricing.catalogue.importing import import_file
    from pricing.reading.reading_options import ReadingOptions

    pictures.window.findChild(QAction, "catalogueAction").trigger()
    pictures.wait(LOADING_MS)
    pictures.grab("catalogue-empty")
    catalogue = Catalogue(pictures.window.session.data_file.folder)
    later_list = scratch / "later.csv"
    text = EXAMPLE_LIST.replace("2026-06-26", "2026-07-30").replace("4.49", "4.99")
    later_list.write_text(text, "utf-8")
    for path in (scratch / "list.csv", later_list):
        import_file(catalogue, path, ReadingOptions())
    catalogue.close()
    pictures.window.catalogue_controller.panel.refresh()
    search = pictures.window.findChild(QLineEdit, "catalogueSearch")
    search.setText("magnes oxi")
    pictures.wait(LOADING_MS)
    pictures.grab("catalogue")


def _take_question_pictures(pictures: PictureTaker) -> None:
    """Take pictures of the questions about ambiguous numbers of a new product."""
    from PySide6.QtWidgets import QTableView

    from app.table.layout import COLUMN_INDEX

    model = pictures.window.findChild(QTableView, "productTable").model()

    def enter(key: str, text: str) -> None:
        model.setData(model.index(5, COLUMN_INDEX[key]), text)

    enter("product", "Magnesium Glycinate 1000 mg")
    enter("form", "glycinate")
    enter("pack_units", "120")
    enter("price", "1,234")
    pictures.grab("question")
    enter("price", "18.00")
    enter("elemental_mg", "1000")
    pictures.grab("compound")


def _take_import_pictures(pictures: PictureTaker, scratch: Path) -> None:
    """Take pictures of the example in each view, and of the questions about a list."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QAction
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QTabBar, QWidget

    window = pictures.window
    window.import_controller.open_example()
    pictures.wait_for_lists()
    tabs = window.findChild(QTabBar, "viewTabs")
    for place in range(tabs.count()):
        tabs.setCurrentIndex(place)
        pictures.wait(LOADING_MS)
        pictures.grab(f"example-{place + 1}")
    tabs.setCurrentIndex(0)
    window.findChild(QAction, "findAction").trigger()
    pictures.grab("find")
    foreign_list = scratch / "Preisliste.csv"
    foreign_list.write_text(FOREIGN_LIST, "utf-8")
    _open_and_wait(pictures, foreign_list, always_ask=True)
    pictures.grab_open_dialog("import")
    _open_and_wait(pictures, foreign_list, always_ask=False)
    pictures.grab("mapping")
    QTest.keyClick(window.findChild(QWidget, "mappingLine"), Qt.Key.Key_Escape)


def _open_and_wait(pictures: PictureTaker, path: Path, *, always_ask: bool) -> None:
    pictures.window.import_controller.open_files([path], always_ask=always_ask)
    pictures.wait(LOADING_MS)
    pictures.wait_for_lists()


def main(folder: Path) -> None:
    """Take the pictures at each scale, in a process of its own because Qt scales from its start."""
    for scale in SCALES:
        environment = {**os.environ, "QT_SCALE_FACTOR": scale}
        command = [sys.executable, __file__, str(folder), scale]
        subprocess.run(command, check=True, env=environment)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        take_all_pictures(Path(sys.argv[1]), sys.argv[2])
    else:
        main(Path(sys.argv[1]))

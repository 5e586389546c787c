"""Everything that the window can show: its views, what opens over them, and its dialogs.

A state leaves the window so that the next one can follow it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.importing import import_file
from pricing.model.changes import change_scenario
from pricing.reading.reading_options import ReadingOptions
from pricing.reference.payers import read_payer
from tests.app.importing.import_dialog import FOREIGN_LIST, mapping_line
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    make_every_part,
    set_text,
    show_tab,
    trigger_action,
    wait_for_lists,
)
from tests.paths import EXAMPLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.window.main_window import MainWindow

VIEWS = ("Chart", "Forms", "What patients pay", "What if", "Regimen", "Checks")
DIALOGS = (
    "comparisonsAction", "renameAction", "labelAction", "preferencesAction", "printAction",
    "reportAction", "guideAction", "keysAction", "figuresAction", "knownAction", "sourcesAction",
    "aboutAction",
)  # fmt: skip
FIGURES = ("cost", "month", "to pay")
LABEL = """\
High Absorption Magnesium, magnesium glycinate chelate, 240 tablets
Supplement Facts. Serving size 2 tablets. Magnesium (elemental) 200 mg 48 %
UPC 753950000872. $18.99 was $24.99
"""
REGIMEN_TARGETS = (("Mg", 300_000), ("Ca", 1_000_000), ("Zn", 10_000))  # in micrograms
PAYERS = ("plan:percent:80", "FSA:pretax:24", "card:copay_pack:5")


def states(window: MainWindow, folder: Path) -> Iterator[tuple[str, QWidget]]:
    """Give the name of each state and the window or dialog to look at, one after the other."""
    make_every_part(window)
    yield "first run", window
    _fill_catalogue(window)
    trigger_action(window, "exampleAction")
    set_text(window, "targetEdit", "300")
    yield "Compare", window
    yield from _views(window)
    yield from _over_the_table(window)
    yield from _dialogs(window)
    yield from _reading(window, folder)


def _views(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    for view in VIEWS:
        show_tab(window, view)
        if view == "Forms":
            _wait_for(window, "catalogueSpreadSays", "of the catalogue")
        yield view, window
    set_text(window, "targetEdit", "200")  # then more notes have two buttons
    yield "Checks, more notes", window
    set_text(window, "targetEdit", "300")
    session = window.session
    scenario = session.scenario
    richer = replace(
        scenario,
        payers=tuple(read_payer(text) for text in PAYERS),
        daily_wage=58_000_000,
        monthly_income=2_100_000_000,
        regimen_targets=REGIMEN_TARGETS,
        regimen_takes=tuple((entry.id, 2_000, "with meals") for entry in session.entries[:3]),
    )
    session.apply(change_scenario(scenario, richer, "payers and a regimen"))
    for view in ("What patients pay", "Regimen"):
        show_tab(window, view)
        yield f"{view}, filled", window
    show_tab(window, "Catalogue")
    _wait_for(window, "catalogueCount", "found")
    yield "Catalogue", window
    show_tab(window, "Compare")


def _wait_for(window: MainWindow, name: str, words: str) -> None:
    """Wait until a label has words that come from the catalogue."""
    label = child(window, QLabel, name)
    while words not in label.text():
        QTest.qWait(5)


def _fill_catalogue(window: MainWindow) -> None:
    catalogue = Catalogue(window.session.data_file.folder)
    import_file(catalogue, EXAMPLE, ReadingOptions())
    catalogue.close()


def _over_the_table(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Give what opens beside, below and over the table."""
    trigger_action(window, "detailsAction")
    yield "Details", window
    trigger_action(window, "detailsAction")
    trigger_action(window, "findAction")
    yield "Find", window
    QTest.keyClick(child(window, QLineEdit, "findEdit"), Qt.Key.Key_Escape)
    child(window, QAbstractButton, "moreButton").click()
    more = child(window, QFrame, "moreInputs")
    yield "More", more
    more.close()
    # X without a window manager gives the keyboard back only when asked.
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    trigger_action(window, "commandAction")
    QTest.keyClicks(child(window, QLineEdit, "commandField"), "magn")
    yield "Commands", child(window, QFrame, "commandPopup")
    QTest.keyClick(child(window, QLineEdit, "commandField"), Qt.Key.Key_Escape)
    table = ProductTableDriver(window)
    row = table.row_count
    for key, text in (
        ("product", "Magnesium Glycinate 1000 mg"),
        ("elemental_mg", "1000"),
        ("pack_units", "120"),
        ("price", "18.99"),
    ):
        table.type_text(row, key, text)
    yield "Question", window
    for _ in range(4):
        trigger_action(window, "undoAction")


def _dialogs(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    for action in DIALOGS:
        trigger_action(window, action)
        yield from _open_dialog(window, action.removesuffix("Action"))
    show_tab(window, "Regimen")
    trigger_action(window, "printAction")
    yield from _open_dialog(window, "print a regimen")
    show_tab(window, "Compare")
    trigger_action(window, "readLabelAction")
    (dialog,) = _visible_dialogs(window)
    child(dialog, QPlainTextEdit).setPlainText(LABEL)
    while not child(dialog, QLabel, "labelOutcome").text():
        QTest.qWait(5)
    yield from _open_dialog(window, "readLabel")


def _reading(window: MainWindow, folder: Path) -> Iterator[tuple[str, QWidget]]:
    """Give what a list with other headers opens."""
    path = folder / "Preisliste.csv"
    path.write_text(FOREIGN_LIST, "utf-8")
    window.open_files([path])
    wait_for_lists(window)
    yield "Mapping line", window
    child(mapping_line(window), QPushButton, "mappingMore").click()
    yield from _open_dialog(window, "import")


def _open_dialog(window: MainWindow, name: str) -> Iterator[tuple[str, QWidget]]:
    """Give the only open dialog, and close it afterwards."""
    (dialog,) = _visible_dialogs(window)
    yield name, dialog
    dialog.close()


def _visible_dialogs(window: MainWindow) -> list[QDialog]:
    return [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]

"""A session whose every name holds an image and a link: it shows them wherever a text is shown.

It is a program of its own, so that another can watch which files it opens. In the end it shows one
label as Qt does by itself. The watcher has to see that one, or it would see none.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from PySide6.QtCore import QAbstractListModel, QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent
from PySide6.QtGui import Qt as QtText
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFrame,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QTabBar,
    QTableView,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

import app
from app.access.dialog import PayerDialog, PayerDraft
from app.catalogue.progress_bar import TaskProgressBar
from app.catalogue_sharing import SharingNews
from app.printing.handout_dialog import HandoutDialog
from app.printing.report_dialog import ReportDialog
from app.toolkit.background_tasks import BackgroundTask
from app.toolkit.fields import MenuButton
from app.toolkit.link_text import LinkTextBrowser
from app.toolkit.question_bar import BarQuestion, QuestionBar
from app.toolkit.shown_text import new_progress_dialog, show_status
from app.window.startup import new_application, open_window
from pricing.catalogue.price_conflicts import PriceConflict
from pricing.commands.main import main as run_command
from pricing.sharing.state import OtherCounter, SharingState, WaitingPrice
from pricing.writing.print import A4
from tests.app.user_actions import child, show_tab, trigger_action

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.window.main_window import MainWindow

MOST_ROWS = 3
HEADER = "product,brand,form,elemental_mg,pack_units,price,priced_on,source,note,{extra}\n"
DIALOG_ACTIONS = (
    "comparisonsAction", "restoreAction", "renameAction", "labelAction", "readLabelAction",
    "preferencesAction",
    "printAction", "reportAction", "sourcesAction",
)  # fmt: skip


SHOWN: set[type[QWidget]] = set()
# Only their subclasses are shown.
BASES = {
    "PrintPreviewDialog",
    "PaintedTable",
    "PatientPageDialog",
    "ScenarioInputs",
    "TableView",
    "_Legend",
}


def widgets_never_shown() -> set[str]:
    """Return the names of the program's widgets that this session has not shown."""
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    kinds, waiting = set(), [QWidget]
    while waiting:
        found = waiting.pop().__subclasses__()
        waiting += found
        kinds |= {kind for kind in found if kind.__module__.startswith("app.")}
    return {kind.__name__ for kind in kinds - SHOWN} - BASES


class Canary:
    """Texts that open a file if they are shown as rich text. The file's name tells which."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def text(self, name: str) -> str:
        url = (self._folder / f"canary-{name}.png").as_uri()
        return f"<img src='{url}'><a href='{url}'>{name}</a>"

    def row(self, number: int, price: str) -> str:
        name, brand, source, note = (
            self.text(key) for key in ("product", "brand", "source", "note")
        )
        return (
            f"{name} {number},{brand},oxide,{100 + number},60,{price},2026-05-02,{source},{note},\n"
        )

    def rows_without_header(self) -> str:
        """Return two rows, which the program guesses the columns of."""
        names = (self.text(f"{kind} 100 tablets") for kind in ("oxide", "citrate"))
        return "".join(f"{name}\t{120 + at}\t60\t4.49\n" for at, name in enumerate(names))

    def label(self) -> str:
        """Return a label that names a second amount for the day, so that it leaves a question."""
        name = self.text("label")
        return (
            f"{name} – 400 mg Magnesium pro Tagesdosis – 60 Kapseln – 12,95 €\n{name}\n"
            f"Tagesdosis (2 Kapseln)  % NRV\nMagnesium  300 mg  80 %\n"
            f"Verzehrempfehlung: täglich 1 Kapsel. {name}\n"
        )

    def front_of_pack(self) -> str:
        """Return a row whose amount may be the compound's or the mineral's."""
        return f"Magnesium Glycinate 1000 mg {self.text('front')}\t1000\t1\t120\t18.99\n"

    def table(self) -> str:
        rows = "".join(self.row(number, f"{4 + number}.99") for number in range(4))
        return f"{HEADER.format(extra=self.text('header'))}{rows}{self.row(9, self.text('price'))}"


def lists(folder: Path, canary: Canary) -> Iterator[Path]:
    """Yield a list whose name is hostile, and a workbook with such sheets."""
    path = folder / "<img src=canary-file.png>.csv"
    path.write_text(canary.table(), "utf-8")
    yield path
    book = openpyxl.Workbook()
    book.active.title = "<img src=canary-s.png>"  # type: ignore[union-attr]
    second = book.create_sheet("<b>other")
    for sheet in (book.active, second):
        for line in canary.table().splitlines():
            sheet.append(line.split(","))  # type: ignore[union-attr]
    path = folder / "book.xlsx"
    book.save(path)
    yield path


def hover_everything(top: QWidget) -> None:
    """Ask every visible widget and cell for its tool tip and its longer help, as a pointer does."""
    QApplication.processEvents()
    refuse_guessing(top)
    for widget in [top, *top.findChildren(QWidget)]:
        if isValid(widget) and widget.isVisible():
            ask_for_help(widget, widget.rect().center())
            if isinstance(widget, QAbstractItemView):
                hover_cells(widget)
            if isinstance(widget, QMenu):
                widget.aboutToShow.emit()
    QApplication.processEvents()


def refuse_guessing(top: QWidget) -> None:
    """Fail if any widget, also a hidden one or one that Qt has made, would guess rich text."""
    for widget in [top, *top.findChildren(QWidget)]:
        SHOWN.add(type(widget))
        if isinstance(widget, QLabel | QMessageBox):
            guesses = widget.textFormat() is Qt.TextFormat.AutoText
            assert not (guesses and is_opening(widget.text())), widget.text()
        if isinstance(widget, QTextEdit):  # of Qt's own, only the plain details of a message
            assert isinstance(widget, LinkTextBrowser) or isinstance(widget.window(), QMessageBox)
        assert not is_opening(widget.toolTip()), widget.toolTip()


def is_opening(text: str) -> bool:
    """Return whether a file would be opened if Qt guesses whether this is rich text."""
    return QtText.mightBeRichText(text) and "<img" in text


def show_bars(window: MainWindow, canary: Canary) -> None:
    """Show the bars of running work, which are gone too soon otherwise."""
    task = BackgroundTask(lambda _: None, window)
    opening = window.import_controller.opening_bar
    opening.watch(task, canary.text("opening"))
    importing = child(window, TaskProgressBar)
    importing.watch(task, canary.text("importing"), canary.text("activity"))
    for bar in (opening, importing):
        bar.show()
        hover_everything(window)
        assert any("<img" in label.text() for label in bar.findChildren(QLabel)), bar
    task.ended.emit()


def hover_cells(view: QAbstractItemView) -> None:
    model = view.model()
    if model is None:
        return
    for row in range(min(model.rowCount(), MOST_ROWS)):
        for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount()):
            index = model.index(row, column)
            view.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
            area: QRect = view.visualRect(index)
            ask_for_help(view.viewport(), area.center())


def ask_for_help(widget: QWidget, at: QPoint) -> None:
    for kind in (QEvent.Type.ToolTip, QEvent.Type.WhatsThis):
        QApplication.sendEvent(widget, QHelpEvent(kind, at, widget.mapToGlobal(at)))
        QApplication.processEvents()


def show_tabs(window: MainWindow) -> None:
    """Show every tab, and tabs within tabs."""
    for tabs in window.findChildren(QTabBar):
        for place in range(tabs.count()):
            tabs.setCurrentIndex(place)
            hover_everything(window)


def close_dialogs(window: MainWindow) -> None:
    for widget in QApplication.topLevelWidgets():
        if isValid(widget) and widget is not window and widget.isVisible():
            hover_everything(widget)
            widget.close()
    QApplication.processEvents()


def show_dialogs(window: MainWindow, canary: Canary, files: list[Path]) -> None:
    for name in DIALOG_ACTIONS:
        trigger_action(window, name)
        close_dialogs(window)
    for path in files:
        window.import_controller.open_files([path], always_ask=True)
        close_dialogs(window)
    draft = PayerDraft(canary.text("payer"), needs=canary.text("needs"), note=canary.text("note"))
    PayerDialog(window, draft).open()
    dialog = new_progress_dialog(canary.text("progress"), "Cancel", 9, window)
    dialog.show()
    close_dialogs(window)
    window.messages.show(canary.text("message"), details=canary.text("details"), warning=True)
    for box in window.findChildren(QMessageBox):
        hover_everything(box)
    close_dialogs(window)


def show_prints(window: MainWindow, folder: Path) -> None:
    """Show both previews, and write the PDFs and the page."""
    for action, kind in (("printAction", HandoutDialog), ("reportAction", ReportDialog)):
        trigger_action(window, action)
        dialog = child(window, kind)
        pages, _ = dialog.make_pages(A4)
        dialog._destinations.write_pdf(pages, folder / f"{action}.pdf")
        close_dialogs(window)
    print_regimen(window)


def print_regimen(window: MainWindow) -> None:
    """Take what the view Regimen offers first, and show the page for the patient."""
    show_tab(window, "Regimen")
    QApplication.processEvents()
    offers = child(window, QTableView, "regimenOffers")
    offers.setFocus()
    offers.setCurrentIndex(offers.model().index(0, 1))
    QTest.keyClick(offers, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hover_everything(window)
    trigger_action(window, "printAction")
    assert child(window, QWidget, "regimenHandoutDialog").isVisible()
    close_dialogs(window)
    minerals = child(window, MenuButton, "addTargetButton").menu()
    minerals.aboutToShow.emit()
    minerals.actions()[0].trigger()
    hover_everything(window)
    show_tab(window, "Compare")


def show_details(window: MainWindow) -> None:
    """Show the details of every product with all their fields, and edit the cells of the first."""
    trigger_action(window, "detailsAction")
    child(window, QAbstractButton, "editFieldsButton").click()
    table = child(window, QTableView, "productTable")
    for row in range(table.model().rowCount()):
        table.setCurrentIndex(table.model().index(row, 1))
        hover_everything(window)
    show_editors(window)


def show_editors(window: MainWindow) -> None:
    """Edit the cells of the first product, one after the other."""
    table = child(window, QTableView, "productTable")
    for column in range(table.model().columnCount()):
        index = table.model().index(0, column)
        if table.isColumnHidden(column) or not index.flags() & Qt.ItemFlag.ItemIsEditable:
            continue
        table.setCurrentIndex(index)
        table.edit(index)
        hover_everything(window)
        QTest.keyClick(table.focusWidget(), Qt.Key.Key_Escape)


def show_questions(window: MainWindow, canary: Canary) -> None:
    """Paste what leaves a question: columns, a label, and an amount on the front of a pack."""
    paste(window, canary.rows_without_header())
    line = child(window, QWidget, "mappingLine")
    assert line.isVisible()
    hover_everything(window)
    child(line, QAbstractButton, "mappingCancel").click()
    assert not line.isVisible()
    paste(window, canary.label())
    assert child(window, QWidget, "labelReadingDialog").isVisible()
    close_dialogs(window)
    paste(window, canary.front_of_pack())
    assert child(window, QWidget, "rowQuestion").isVisible()
    hover_everything(window)


def paste(window: MainWindow, text: str) -> None:
    """Paste below the products of the table."""
    child(window, QTabBar, "viewTabs").setCurrentIndex(0)
    table = child(window, QTableView, "productTable")
    table.setCurrentIndex(table.model().index(table.model().rowCount() - 1, 1))
    QGuiApplication.clipboard().setText(text)
    trigger_action(window, "pasteAction")
    QApplication.processEvents()


def find_commands(window: MainWindow, canary: Canary) -> None:
    """Type into the command field, whose list names products and comparisons."""
    window.activateWindow()
    QApplication.processEvents()
    trigger_action(window, "commandAction")
    field = child(window, QLineEdit, "commandField")
    for text in ("#", "product", canary.text("command")):
        field.clear()
        QTest.keyClicks(field, text)
        assert child(window, QFrame, "commandPopup").isVisible()
        hover_everything(window)
    QTest.keyClick(field, Qt.Key.Key_Escape)


def search_catalogue(window: MainWindow) -> None:
    """Find the products of the catalogue, and select one for its price history."""
    results = child(window, QTableView, "catalogueTable")
    QTest.keyClicks(child(window, QLineEdit, "catalogueSearch"), "product")
    for _ in range(3_000):  # a busy machine may need a minute
        if results.model().rowCount():
            break
        QTest.qWait(20)
    assert results.model().rowCount(), "nothing was found"
    results.selectRow(0)


def show_changes(window: MainWindow) -> None:
    """Show what changed in the catalogue."""
    trigger_action(window, "catalogueAction")
    child(window, QAbstractButton, "catalogueModes1").click()
    QTest.keyClick(child(window, QComboBox, "changesSinceBox"), Qt.Key.Key_End)
    changes = child(window, QTableView, "changesTable")
    for _ in range(3_000):
        if changes.model().rowCount():
            break
        QTest.qWait(20)
    assert changes.model().rowCount(), "nothing has changed"
    hover_everything(window)


def show_sharing(window: MainWindow, canary: Canary) -> None:
    """Show the sheet of a shared catalogue whose names come from other counters."""
    now, name = datetime.now().astimezone(), canary.text
    state = SharingState(
        name("server"), name("counter"), 1, 1, now, 0, (OtherCounter(name("other"), now, True),)
    )
    waiting = WaitingPrice(name("waiting"), name("shop"), "USD", 8_000_000, 9_000_000, now)
    conflict = PriceConflict(
        1, name("conflict"), "USD", name("source"), now.date(), 8_000_000, 9_000_000,
        name("earlier counter"), name("later counter"),
    )  # fmt: skip
    sharing = window.catalogue_controller.sharing
    sharing.news = SharingNews(state, (waiting,), (conflict,))
    sharing.changed.emit()
    child(window, QAbstractButton, "sharingButton").click()
    hover_everything(window)
    child(window, QAbstractButton, "sharingButton").click()


def show_catalogue(window: MainWindow, canary: Canary) -> None:
    """Show the catalogue's products, what changed, and how it is shared."""
    search_catalogue(window)
    show_changes(window)
    show_sharing(window, canary)


def main(folder: Path) -> None:
    """Show every text, then the one that the watcher has to see."""
    canary = Canary(folder)
    files = list(lists(folder, canary))
    table = folder / "catalogue.csv"
    table.write_text(canary.table(), "utf-8")
    run_command(["import", str(table), "--data-dir", str(folder / "data")])
    new_application()
    window = open_window(folder / "data")
    window.open_files(files)
    close_dialogs(window)
    trigger_action(window, "renameAction")
    rename = child(window, QInputDialog)
    rename.setTextValue(canary.text("comparison"))
    rename.accept()
    trigger_action(window, "duplicateComparisonAction")
    child(window, QuestionBar).ask(
        BarQuestion(canary.text("question"), ((canary.text("answer"), lambda: None),))
    )
    show_status(window.statusBar(), canary.text("status"))
    trigger_action(window, "findAction")
    show_tabs(window)
    show_details(window)
    show_questions(window, canary)
    show_catalogue(window, canary)
    find_commands(window, canary)
    show_tabs(window)
    show_bars(window, canary)
    show_dialogs(window, canary, files)
    show_prints(window, folder)
    window.close()
    assert not (missing := widgets_never_shown()), missing
    show_detector(canary)


def show_detector(canary: Canary) -> None:
    """Show a label as Qt does by itself."""
    label = QLabel(canary.text("detector"))
    label.show()
    QApplication.processEvents()
    with pytest.raises(AssertionError):
        refuse_guessing(label)


if __name__ == "__main__":
    with suppress(BrokenPipeError):
        main(Path(sys.argv[1]))

"""Every text of the window can be translated. The test language puts brackets around each."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QMenu, QTabBar

from app.toolkit.crash_report import CrashReporter
from app.toolkit.locale_format import date_text
from pricing.quantities.dates import today
from tests.app.catalogue.catalogue_panel import results_model, wait_for_message
from tests.app.importing.import_dialog import dialog_with_more_choices, mapping_line, press_import
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    dismiss_message,
    fill_in_two_products,
    make_every_part,
    open_files,
    set_text,
    shown_view,
    trigger_action,
    visible_dialog,
)
from tests.app.visible_texts import (
    CLOSE,
    OPEN,
    MarkingTranslator,
    UserData,
    action_texts,
    faults,
    visible_texts,
)
from tests.packaging.loading import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication, QWidget
    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

BREAK_POINT = "\u200b"  # where a long name may be divided; it shows nothing
MINE = UserData("Oxide", "Gly", "bisglycinate", "Untitled comparison")


@pytest.fixture(scope="module")
def collected() -> set[str]:
    texts: set[str] = load("texts").collected_texts()
    return texts


@pytest.fixture
def language(qapp: QApplication, collected: set[str]) -> Iterator[MarkingTranslator]:
    """The test language. In the end, every text asked for has to be among those collected."""
    translator = MarkingTranslator()
    # Python's garbage collector could delete it inside the next translator's `translate`, where Qt
    # waits for itself then. So it is deleted here.
    QCoreApplication.installTranslator(translator)
    yield translator
    QCoreApplication.removeTranslator(translator)
    texts = translator.texts
    shiboken6.delete(translator)
    assert texts - collected == set()


@pytest.fixture
def window(
    language: MarkingTranslator, open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> MainWindow:
    window = open_window_on(tmp_path / "data")
    make_every_part(window)
    return window


@pytest.fixture
def filled(window: MainWindow) -> MainWindow:
    """The window with two products and a target."""
    fill_in_two_products(ProductTableDriver(window))
    set_text(window, "targetEdit", "300")
    return window


@pytest.fixture
def example_window(window: MainWindow) -> MainWindow:
    """The window with products that many checks flag."""
    trigger_action(window, "exampleAction")
    return window


def data_of(window: MainWindow) -> UserData:
    """What the user entered."""
    values = [value for entry in window.session.entries for value in entry.values.values()]
    products = [compared.product for compared in window.session.comparison.entered_products]
    named = [f"{product.product} ({product.brand})" for product in products if product.brand]
    return UserData(*values, *named, window.session.saved_comparisons.open_comparison.name)


def each_tab(window: MainWindow) -> Iterator[QWidget]:
    tabs = child(window, QTabBar, "viewTabs")
    for index in range(tabs.count()):
        tabs.setCurrentIndex(index)
        QCoreApplication.processEvents()
        yield shown_view(window)
    tabs.setCurrentIndex(0)


def open_dialog(window: MainWindow) -> QDialog:
    (dialog,) = [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
    return dialog


def test_that_an_empty_window_is_translated(window: MainWindow) -> None:
    assert faults(visible_texts(window), MINE) == []


def test_that_menus_are_translated(filled: MainWindow) -> None:
    assert faults(action_texts(filled), MINE) == []


def test_that_every_tab_is_translated(filled: MainWindow) -> None:
    trigger_action(filled, "findAction")
    texts = {text for _ in each_tab(filled) for text in visible_texts(filled)}
    assert faults(texts, MINE) == []


def test_that_every_tab_of_the_example_is_translated(example_window: MainWindow) -> None:
    texts = {text for _ in each_tab(example_window) for text in visible_texts(example_window)}
    assert faults(texts, data_of(example_window)) == []


def test_that_the_calculation_of_every_figure_is_translated(filled: MainWindow) -> None:
    table = ProductTableDriver(filled)
    texts = set()
    for key in table.columns:
        table.view.setCurrentIndex(table.index(0, key))
        texts |= visible_texts(filled)
    assert faults(texts, MINE) == []


def test_that_refused_and_ambiguous_values_are_explained_in_the_users_language(
    filled: MainWindow,
) -> None:
    table = ProductTableDriver(filled)
    table.type_text(0, "price", "many")
    set_text(filled, "daysEdit", "often")
    texts = {text for _ in each_tab(filled) for text in visible_texts(filled)}
    table.type_text(0, "price", "1,234")
    texts |= visible_texts(filled)
    data = UserData(*MINE.texts, "many", "often", "1,234")
    assert faults(texts, data) == []


DIALOGS = (
    "comparisonsAction", "renameAction", "labelAction", "readLabelAction", "preferencesAction",
    "keysAction", "figuresAction", "knownAction", "sourcesAction", "aboutAction", "reportAction",
)  # fmt: skip


def test_that_every_dialog_is_translated(filled: MainWindow) -> None:
    for action in DIALOGS:
        trigger_action(filled, action)
        dialog = open_dialog(filled)
        assert faults(visible_texts(dialog), MINE) == [], action
        dialog.close()


def test_that_the_handout_dialog_is_translated_around_the_page(filled: MainWindow) -> None:
    """The page itself is in the handout's own language."""
    trigger_action(filled, "printAction")
    dialog = visible_dialog(filled, "handoutDialog")
    texts = {(name, text) for name, text in visible_texts(dialog) if name != "pagePreview"}
    assert faults(texts, MINE) == []
    dialog.close()


def test_that_the_line_over_a_list_and_the_import_dialog_are_translated(
    window: MainWindow, write_list: Callable[..., Path]
) -> None:
    open_files(window, [write_list("Ware;mg;Stück;Preis\nOxid;250;100;4,499\nZink;x;1;2,5\n")])
    own = UserData("Ware", "Stück", "Preis", "Oxid", "Zink", "x", "list.csv", "2,5", "4,499")
    line = mapping_line(window)
    assert faults(visible_texts(line), own) == []
    dialog = dialog_with_more_choices(window)
    assert faults(visible_texts(dialog), own) == []
    dialog.close()


def test_that_the_catalogue_is_translated(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    text = "product,form,elemental_mg,pack_units,price\nOxide,oxide,250,100,4.49\nGly,,100,120,x\n"
    window.catalogue_controller.import_lists([write_list(text)])
    qtbot.waitUntil(lambda: any(box.isVisible() for box in window.findChildren(QDialog)))
    dialog = open_dialog(window)
    texts = visible_texts(dialog)
    press_import(dialog)
    wait_for_message(window, qtbot)
    qtbot.waitUntil(lambda: results_model(window).rowCount() > 0)
    headers = text.splitlines()[0].split(",")
    own = ("Oxide", "Gly", "list.csv", "list", "Untitled comparison")
    data = UserData(*own, date_text(today()), *headers)
    assert faults(texts | visible_texts(window), data) == []


def test_that_the_results_of_the_label_check_are_translated(window: MainWindow) -> None:
    trigger_action(window, "labelAction")
    dialog = visible_dialog(window, "labelDialog")
    texts = set()
    for key, text in (("compound_mg", "1000"), ("elemental_mg", "224,1"), ("elemental_mg", "x")):
        child(dialog, QLineEdit, f"label_{key}").setText(text)
        texts |= visible_texts(dialog)
    assert faults(texts, UserData("x")) == []
    dialog.close()


def test_that_messages_are_translated(
    filled: MainWindow, write_list: Callable[..., Path], tmp_path: Path, qtbot: QtBot
) -> None:
    text = "product,elemental_mg,pack_units,price\nZinc A,250,100,4\nZinc B,x,100,4\n"
    (tmp_path / "broken.csv").write_bytes(bytes(range(256)))
    reporter = CrashReporter(filled.messages)
    files = [tmp_path / name for name in ("list.csv", "broken.csv", "book.xlsx", "missing/a.csv")]
    causes: tuple[Callable[[], None], ...] = (
        lambda: open_files(filled, [write_list(text)]),
        lambda: open_files(filled, [files[1]]),
        lambda: filled.export_controller.write_workbook(files[2]),
        lambda: filled.export_controller.write_table(files[3]),
        lambda: reporter.show_crash_report(ValueError, ValueError(), None),
    )
    texts = set()
    for cause in causes:
        cause()
        texts.add(("message", wait_for_message(filled, qtbot)))
    names = [name for file in files for name in (file, file.name)]
    assert faults(texts, UserData(*names)) == []


def test_that_every_undo_step_is_named_in_the_users_language(filled: MainWindow) -> None:
    table = ProductTableDriver(filled)
    texts = set()
    for name in (
        *("copyAction", "pasteAction", "cutAction", "duplicateAction", "moveUpAction"),
        *("fillDownAction", "insertAction", "deleteAction", "removeAction", "addAction"),
        *("newAction", "duplicateComparisonAction", "deleteComparisonAction"),
    ):
        table.view.setCurrentIndex(table.index(1, "price"))
        trigger_action(filled, name)
        texts |= {("undo", child(filled, QAction, "undoAction").text())}
    for name in ("elementBox", "policyBox", "limitBox", "currencyBox"):
        box = child(filled, QComboBox, name)
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Down)
        texts |= {("undo", child(filled, QAction, "undoAction").text())}
    assert len(texts) > 10
    assert faults(texts, MINE) == []


def test_that_the_texts_in_drawings_are_translated(
    example_window: MainWindow, tmp_path: Path
) -> None:
    example_window.export_controller.write_picture(tmp_path / "chart.svg")
    dismiss_message(example_window)
    svg = (tmp_path / "chart.svg").read_text("utf-8")
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    drawn = [unescape(text).replace(BREAK_POINT, "").strip() for text in texts]
    assert any(OPEN in text for text in drawn)
    assert faults({("chart", text) for text in drawn}, data_of(example_window)) == []


def test_that_payers_are_translated(filled: MainWindow) -> None:
    list(each_tab(filled))
    menu = child(filled, QMenu, "payersMenu")
    for kind in range(5):
        menu.aboutToShow.emit()  # which makes its actions anew
        (other,) = [action for action in menu.actions() if action.text() == f"{OPEN}Other…{CLOSE}"]
        other.trigger()
        dialog = visible_dialog(filled, "payerDialog")
        child(dialog, QComboBox, "payerKindBox").setCurrentIndex(kind)
        texts = visible_texts(dialog) | action_texts(filled)
        dialog.close()
        assert faults(texts, MINE) == [], kind


def test_that_a_text_beside_a_translated_one_is_found() -> None:
    outside = f"{OPEN}Cost{CLOSE} a month"
    assert faults({("label", outside)}, MINE) == [f"label: {outside}"]
    parts = f"{OPEN}Cost{CLOSE} {OPEN}a month{CLOSE}"
    assert faults({("label", parts)}, MINE) == [f"label: {parts}"]
    assert faults({("label", "Cost a month")}, MINE) == ["label: Cost a month"]


def test_that_sentences_lines_and_data_are_no_faults() -> None:
    sentences = f"{OPEN}{OPEN}Oxide{CLOSE} costs $5.{CLOSE} {OPEN}It is cheap.{CLOSE}"
    assert faults({("label", sentences)}, MINE) == []
    assert faults({("label", f"Oxide: $4.49\n{OPEN}Cost{CLOSE} · 250 mg")}, MINE) == []

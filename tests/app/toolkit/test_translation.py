"""The window is ready for translation: in a language that marks every text, nothing is unmarked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QMenu, QTabWidget

from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    enter_two_products,
    open_files,
    set_text,
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

MINE = UserData("Oxide", "Gly", "bisglycinate", "Untitled comparison")


@pytest.fixture(scope="module")
def collected() -> set[str]:
    texts: set[str] = load("texts").collected_texts()
    return texts


@pytest.fixture
def language(qapp: QApplication, collected: set[str]) -> Iterator[MarkingTranslator]:
    """The test language. In the end, every text asked for has to be among those collected."""
    translator = MarkingTranslator()
    QCoreApplication.installTranslator(translator)
    yield translator
    QCoreApplication.removeTranslator(translator)
    assert translator.texts - collected == set()


@pytest.fixture
def window(
    language: MarkingTranslator, open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> MainWindow:
    return open_window_on(tmp_path / "data")


@pytest.fixture
def filled(window: MainWindow) -> MainWindow:
    """The window with two products and a target."""
    enter_two_products(ProductTableDriver(window))
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
    tabs = child(window, QTabWidget, "details")
    for index in range(tabs.count()):
        tabs.setCurrentIndex(index)
        QCoreApplication.processEvents()
        yield tabs.currentWidget()


def open_dialog(window: MainWindow) -> QDialog:
    (dialog,) = [each for each in window.findChildren(QDialog) if each.isVisible()]
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


def test_that_every_figure_s_calculation_is_translated(filled: MainWindow) -> None:
    table = ProductTableDriver(filled)
    texts = set()
    for key in table.columns:
        table.view.setCurrentIndex(table.index(0, key))
        texts |= visible_texts(filled)
    assert faults(texts, MINE) == []


def test_that_refused_and_ambiguous_values_are_explained_in_the_user_s_language(
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


@pytest.mark.parametrize(
    "action",
    [
        *("comparisonsAction", "renameAction", "labelAction", "preferencesAction", "keysAction"),
        *("figuresAction", "knownAction", "sourcesAction", "aboutAction", "printAction"),
        "reportAction",
    ],
)
def test_that_every_dialog_is_translated(filled: MainWindow, action: str) -> None:
    trigger_action(filled, action)
    dialog = open_dialog(filled)
    assert faults(visible_texts(dialog), MINE) == []
    dialog.close()


def test_that_the_import_dialog_is_translated(
    window: MainWindow, write_list: Callable[..., Path]
) -> None:
    open_files(window, [write_list("Ware;mg;Stück;Preis\nOxid;250;100;4,499\nZink;x;1;2,5\n")])
    dialog = visible_dialog(window, "importDialog")
    own = UserData("Ware", "Stück", "Preis", "Oxid", "Zink", "x", "list.csv")
    assert faults(visible_texts(dialog), own) == []
    dialog.close()


def test_that_the_catalogue_is_translated(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    text = "product,form,elemental_mg,pack_units,price\nOxide,oxide,250,100,4.49\nGly,,100,120,x\n"
    window.catalogue_controller.import_lists([write_list(text)])
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(QDialog)))
    dialog = open_dialog(window)
    texts = visible_texts(dialog)
    dialog.close()
    count = child(window, QLabel, "catalogueCount")
    qtbot.waitUntil(lambda: OPEN in count.text())
    assert faults(texts | visible_texts(window), UserData("Oxide", "Gly", "list.csv")) == []


@pytest.mark.parametrize("kind", range(5))
def test_that_payers_are_translated(filled: MainWindow, kind: int) -> None:
    list(each_tab(filled))
    menu = child(filled, QMenu, "payersMenu")
    menu.aboutToShow.emit()
    menu.actions()[-1].trigger()
    dialog = visible_dialog(filled, "payerDialog")
    child(dialog, QComboBox, "payerKindBox").setCurrentIndex(kind)
    texts = visible_texts(dialog) | action_texts(filled)
    dialog.close()
    assert faults(texts, MINE) == []


def test_that_a_text_beside_a_translated_one_is_found() -> None:
    outside = f"{OPEN}Cost{CLOSE} a month"
    assert faults({("label", outside)}, MINE) == [f"label: {outside}"]
    assert faults({("", f"{OPEN}{OPEN}Oxide{CLOSE} costs $5.{CLOSE}")}, MINE) == []

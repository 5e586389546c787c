"""Ready for translation: with a language that marks every text, nothing is left unmarked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QTabWidget,
    QWidget,
)

from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    check_lines,
    enter_two_products,
    question_text,
    set_text,
    trigger_action,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from app.window.main_window import MainWindow

OPEN, CLOSE = "⟦", "⟧"
# What is not language: what the user entered, codes, names of forms, units of mass, Qt's own.
DATA = re.compile(
    r"Oxide|Gly|[a-z ]*(ate|ide)|[A-Z]{3}( – .*)?|[\d.,$\u00a0 ]+(mg)?|\d+ mg|Elemental|⚠ .*|–|"
    r"English|µg|mg|g|Untitled comparison.*"
)


class Marking(QTranslator):
    """A language in which every text stands in brackets."""

    def translate(self, context, source, disambiguation=None, n=-1):
        return f"{OPEN}{source}{CLOSE}" if context == "" else None

    def isEmpty(self):
        return False


@pytest.fixture
def marked(qapp: QApplication):
    translator = Marking()
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def shown(top: QWidget) -> set[str]:
    """Every text that a window shows or tells a screen reader."""
    found = {top.windowTitle()}
    own_buttons = {
        button
        for box in top.findChildren(QDialogButtonBox)
        for button in box.buttons()
        if not button.objectName()
    }
    for each in top.findChildren(QWidget):
        if each in own_buttons or not each.isVisibleTo(top):
            continue
        found |= {each.accessibleName(), each.toolTip(), each.whatsThis()}
        if isinstance(each, QLabel | QAbstractButton):
            found.add(each.text())
        if isinstance(each, QLineEdit):
            found.add(each.placeholderText())
        if isinstance(each, QGroupBox | QMenu):
            found.add(each.title())
        if isinstance(each, QComboBox):
            found |= {each.itemText(at) for at in range(each.count())}
        if isinstance(each, QTabWidget):
            found |= {each.tabText(at) for at in range(each.count())}
    return found


def unmarked(texts: set[str]) -> list[str]:
    """Texts with words in them of which none went through the translator."""
    plain = (re.sub(r"<[^>]*>|&", " ", text).strip() for text in texts)
    return sorted(
        text
        for text in plain
        if OPEN not in text and re.search("[A-Za-z]", text) and not DATA.fullmatch(text)
    )


@pytest.fixture
def window(marked, open_window_on: Callable[[Path], MainWindow], tmp_path: Path):
    return open_window_on(tmp_path)


def test_that_every_text_of_the_empty_and_the_filled_window_is_translated(
    window: MainWindow,
) -> None:
    assert unmarked(shown(window)) == []
    enter_two_products(ProductTableDriver(window))
    set_text(window, "targetEdit", "300")
    trigger_action(window, "findAction")
    assert unmarked(shown(window)) == []


def test_that_menus_headings_and_undo_are_translated(window: MainWindow) -> None:
    enter_two_products(ProductTableDriver(window))
    set_text(window, "targetEdit", "300")
    texts = {action.text() for action in window.findChildren(QAction)}
    model = ProductTableDriver(window).model
    texts |= {model.headerData(at, ProductTableDriver(window).view.horizontalHeader().orientation())
              for at in range(model.columnCount())}  # fmt: skip
    assert unmarked({text for text in texts if text and text != "#"}) == []


def test_that_what_is_found_and_asked_is_translated(window: MainWindow) -> None:
    table = ProductTableDriver(window)
    enter_two_products(table)
    set_text(window, "targetEdit", "300")
    table.type_text(0, "price", "many")
    assert all(OPEN in text.split(": ", 1)[1] for text in check_lines(window))
    table.type_text(0, "price", "1,234")
    assert OPEN in question_text(window)
    assert OPEN in table.index(0, "price").data(3)


@pytest.mark.parametrize(
    "action",
    ["comparisonsAction", "renameAction", "labelAction", "preferencesAction", "keysAction",
     "figuresAction", "knownAction", "aboutAction"],
)  # fmt: skip
def test_that_every_dialog_is_translated(window: MainWindow, action) -> None:
    enter_two_products(ProductTableDriver(window))
    trigger_action(window, action)
    (dialog,) = [each for each in window.findChildren(QDialog) if each.isVisible()]
    assert unmarked(shown(dialog)) == []
    dialog.close()


def test_that_the_import_dialog_is_translated(
    window: MainWindow, write_list: Callable[..., Path]
) -> None:
    window.open_files([write_list("Ware;mg;Stück;Preis\nOxid;250;100;4,499\n")])
    (dialog,) = [each for each in window.findChildren(QDialog) if each.isVisible()]
    own = {"Ware", "mg", "Stück", "Preis", "Oxid"}
    assert [text for text in unmarked(shown(dialog)) if text not in own] == []
    dialog.close()

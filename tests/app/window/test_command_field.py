"""The command field, used with real keys: products, views, commands and comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListView, QWidget

from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.importing import import_file
from pricing.reading.reading_options import ReadingOptions
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import child, fill_in_two_products, shown_view, trigger_action

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

LIST = (
    "product,brand,form,elemental_mg,pack_units,price\n"
    "Magnesium Glycinate 100,North,glycinate,100,90,18\n"
    "Magnesium Oxide 250,South,oxide,250,100,4.49\n"
)


@pytest.fixture
def active(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window with two products and the keyboard's focus in its table."""
    fill_in_two_products(ProductTableDriver(window))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    ProductTableDriver(window).view.setFocus()
    return window


def type_command(window: MainWindow, text: str) -> QLineEdit:
    """Go to the field with its key, and type."""
    trigger_action(window, "commandAction")
    field = child(window, QLineEdit, "commandField")
    assert field.hasFocus()
    QTest.keyClicks(field, text)
    return field


def found(window: MainWindow) -> list[str]:
    """Return the titles and headings in the list, or [] while it is hidden."""
    if not child(window, QFrame, "commandPopup").isVisible():
        return []
    model = child(window, QListView, "commandList").model()
    assert isinstance(model, QAbstractItemModel)
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_that_enter_does_the_first_command_that_fits(active: MainWindow) -> None:
    field = type_command(active, "chart")
    assert found(active)[:2] == ["Go to", "Chart"]
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert shown_view(active).isAncestorOf(child(active, QWidget, "rankChart")) or (
        shown_view(active) is child(active, QWidget, "rankChart")
    )
    assert found(active) == []
    assert field.text() == ""


@pytest.mark.parametrize("name", ["glycinate", "magnesium", "oxide 250"])
def test_that_a_name_that_may_be_a_products_begins_one(active: MainWindow, name: str) -> None:
    field = type_command(active, name)
    assert found(active)[1] == f"New product “{name}”"
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert ProductTableDriver(active).product_names() == ["Oxide", "Gly", name]


def test_that_escape_gives_the_keyboard_back(active: MainWindow) -> None:
    field = type_command(active, "oxide")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert found(active) == []
    assert ProductTableDriver(active).view.hasFocus()


def test_that_marks_limit_the_list(active: MainWindow) -> None:
    field = type_command(active, ">undo")
    assert found(active)[0] == "Commands"
    assert "Undo" in found(active)[1]
    field.clear()
    QTest.keyClicks(field, "#")
    assert found(active) == ["Comparisons", "Untitled comparison"]


def test_that_a_command_can_be_undone(active: MainWindow) -> None:
    field = type_command(active, ">against citrate")
    assert found(active)[:2] == ["Commands", "Compare against citrate"]
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert active.session.scenario.reference_form == "citrate"
    trigger_action(active, "undoAction")
    assert active.session.scenario.reference_form == "oxide"


def test_that_ctrl_enter_begins_a_new_product(active: MainWindow) -> None:
    field = type_command(active, "Mag 400")
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    table = ProductTableDriver(active)
    assert table.product_names() == ["Oxide", "Gly", "Mag 400"]
    assert table.view.currentIndex() == table.index(2, "elemental_mg")


def test_that_products_of_the_catalogue_are_added_once(
    open_window_on: Callable[[Path], MainWindow],
    write_list: Callable[..., Path],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    catalogue = Catalogue(tmp_path / "data")
    import_file(catalogue, write_list(LIST), ReadingOptions())
    catalogue.close()
    window = open_window_on(tmp_path / "data")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field = type_command(window, "magnesium gly")
    qtbot.waitUntil(lambda: "Magnesium Glycinate 100" in found(window))
    QTest.keyClick(field, Qt.Key.Key_Return)
    table = ProductTableDriver(window)
    assert table.product_names() == ["Magnesium Glycinate 100"]
    field = type_command(window, "magnesium gly")
    view = child(window, QListView, "commandList")
    said = view.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "in the comparison, row 1" in said
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert table.product_names() == ["Magnesium Glycinate 100"]


def test_that_markup_in_a_name_is_plain_text(active: MainWindow) -> None:
    type_command(active, "<b>x</b>")
    assert found(active)[1] == "New product “<b>x</b>”"
    labels = child(active, QFrame, "commandPopup").findChildren(QLabel)
    assert all("<b>" not in label.text() for label in labels)

"""Barcode scans: from any field, over dialogs, of known and unknown codes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from tests.app.catalogue.catalogue_panel import scan, status_text
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    fill_in_two_products,
    show_tab,
    trigger_action,
    visible_dialog,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("036000291452", "Oxide 241"),
        ("0036000291452", "Oxide 241"),
        ("0904425159", "Glycinate 100"),
        ("00904425159", "Glycinate 100"),
    ],
)
@pytest.mark.parametrize("focused", ["productTable", "targetEdit", "catalogueSearch"])
def test_that_a_scanned_code_adds_its_product_from_anywhere(
    window: MainWindow, import_list: Callable[..., str], code: str, name: str, focused: str
) -> None:
    import_list()
    field = child(window, QWidget, focused)
    field.setFocus()
    text = field.text() if isinstance(field, QLineEdit) else None
    scan(window, code)
    assert ProductTableDriver(window).product_names() == [name]
    assert text is None or child(window, QLineEdit, focused).text() == text


@pytest.mark.parametrize("typed", ["12", ""])
def test_that_a_scan_into_an_edited_cell_keeps_the_typed_text(
    window: MainWindow, import_list: Callable[..., str], typed: str
) -> None:
    import_list()
    show_tab(window, "Compare")
    table = ProductTableDriver(window)
    fill_in_two_products(table)
    table.view.setCurrentIndex(table.index(0, "price"))
    table.view.edit(table.view.currentIndex())
    editor = window.focusWidget()
    assert isinstance(editor, QLineEdit)
    if typed:
        editor.selectAll()
        QTest.keyClicks(editor, typed)
    scan(window, "036000291452")
    assert table.product_names() == ["Oxide", "Gly", "Oxide 241"]
    assert table.cell_text(0, "price") == ("$12.00" if typed else "$4.49")
    assert table.view.currentIndex() == table.index(2, "product")


def test_that_a_scan_over_a_dialog_adds_the_product_and_keeps_the_dialog(
    window: MainWindow, import_list: Callable[..., str], qtbot: QtBot
) -> None:
    import_list()
    trigger_action(window, "labelAction")
    dialog = visible_dialog(window, "labelDialog")
    qtbot.waitUntil(dialog.isActiveWindow)
    field = next(edit for edit in dialog.findChildren(QLineEdit) if edit.isVisible())
    field.setFocus()
    text = field.text()
    scan(window, "036000291452", over=dialog)
    assert ProductTableDriver(window).product_names() == ["Oxide 241"]
    assert field.text() == text
    assert dialog.isVisible()


def test_that_a_product_scanned_twice_is_added_once(
    window: MainWindow, import_list: Callable[..., str]
) -> None:
    import_list()
    for _ in range(2):
        scan(window, "036000291452")
    assert ProductTableDriver(window).product_names() == ["Oxide 241"]
    assert "is already in the comparison" in status_text(window)


@pytest.mark.parametrize(
    ("code", "key"), [("4006381333931", "upc"), ("036000291452", "upc"), ("12345678901", "ndc")]
)
def test_that_an_unknown_code_begins_a_row_with_it(window: MainWindow, code: str, key: str) -> None:
    child(window, QWidget, "targetEdit").setFocus()
    scan(window, code)
    table = ProductTableDriver(window)
    assert table.row_count == 1
    assert table.exact_value(0, key) == code
    assert "is not in the catalogue" in status_text(window)


def test_that_a_wrong_check_digit_is_reported(window: MainWindow) -> None:
    scan(window, "036000291453")
    assert ProductTableDriver(window).row_count == 0
    assert "wrong check digit" in status_text(window)


def test_that_numbers_typed_by_hand_are_not_taken_for_a_scan(window: MainWindow) -> None:
    edit = child(window, QLineEdit, "targetEdit")
    edit.setFocus()
    edit.selectAll()
    for char in "300":
        QTest.keyClick(window.windowHandle(), Qt.Key(ord(char)))
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return)
    assert window.session.scenario.target == 300_000


def test_that_a_catalogue_that_cannot_be_opened_is_reported(
    window: MainWindow, tmp_path: Path
) -> None:
    if os.name == "nt":
        (tmp_path / "data" / "catalogue.sqlite3").mkdir()
    else:
        (tmp_path / "data" / "catalogue.sqlite3").symlink_to("/nowhere/at/all")
    scan(window, "036000291452")
    assert "⚠" in status_text(window)

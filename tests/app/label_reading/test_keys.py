"""From paste to row with real keys: at most three, and what the keyboard and a drop open."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import child, finding_text, trigger_action, visible_dialog
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

PANELS = ROOT / "tests" / "pricing" / "labels" / "panels"
MOST_KEYS, MOST_SECONDS = 3, 10
NOTHING_ASKED = (
    "001-en-panel.txt", "003-en-multicaps.txt", "009-en-medicine.txt", "013-en-ukportion.txt",
    "020-en-powder.txt", "024-en-multi.txt", "030-en-price.txt", "032-en-jsonld.html",
    "048-de-panel.txt", "052-de-per100g.txt", "060-de-tsv.txt", "063-de-multi.txt",
    "070-fr-panel.txt", "078-fr-price.txt", "085-es-panel.txt", "094-es-per100g.txt",
    "102-it-powder.txt",
)  # fmt: skip
ONE_THING_ASKED = (
    "005-en-front.txt", "007-en-compound.txt", "043-en-contradict.txt", "046-en-register.txt",
    "076-fr-effervescent.txt", "089-es-multi.txt", "091-es-compound.txt",
)  # fmt: skip


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


def make_active(widget: MainWindow | QDialog) -> None:
    widget.activateWindow()
    while not widget.isActiveWindow():
        QTest.qWait(5)


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the focus is."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifier)


def keys_to_row(window: MainWindow, table: ProductTableDriver, text: str) -> int:
    """Paste a text with Ctrl+V, answer what is asked by a key, go on with Enter; count the keys."""
    QGuiApplication.clipboard().setText(text)
    table.view.setCurrentIndex(table.index(0, "product"))
    table.view.setFocus()
    make_active(window)
    press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    dialog = visible_dialog(window, "labelReadingDialog")
    make_active(dialog)
    keys = 1
    while shiboken6.isValid(dialog) and dialog.isVisible() and keys <= 2 * MOST_KEYS:
        focus = QApplication.focusWidget()
        is_choice = isinstance(focus, QPushButton) and "Choice" in focus.objectName()
        if isinstance(focus, QPushButton) and is_choice and not focus.isChecked():
            press(Qt.Key.Key_1)
            keys += 1
        elif isinstance(focus, QLineEdit) and focus.accessibleDescription() == "please check":
            press(Qt.Key.Key_6)
            keys += 1
        press(Qt.Key.Key_Return)
        keys += 1
    return keys


@pytest.mark.parametrize("file", NOTHING_ASKED)
def test_that_a_label_that_leaves_nothing_open_is_a_row_with_two_keys(
    window: MainWindow, table: ProductTableDriver, file: str
) -> None:
    start = time.process_time()
    assert keys_to_row(window, table, (PANELS / file).read_text("utf-8")) == 2
    assert finding_text(window)
    assert time.process_time() - start < MOST_SECONDS
    assert table.row_count == 1


@pytest.mark.parametrize("file", ONE_THING_ASKED)
def test_that_a_label_that_leaves_one_thing_open_takes_three_keys_at_most(
    window: MainWindow, table: ProductTableDriver, file: str
) -> None:
    start = time.process_time()
    assert keys_to_row(window, table, (PANELS / file).read_text("utf-8")) <= MOST_KEYS
    assert time.process_time() - start < MOST_SECONDS
    assert table.row_count == 1


def test_that_the_title_and_the_price_of_a_shop_page_are_a_label_and_two_names_are_not(
    window: MainWindow, table: ProductTableDriver
) -> None:
    keys_to_row(window, table, (PANELS / "028-en-title.txt").read_text("utf-8"))
    assert table.row_count == 1
    QGuiApplication.clipboard().setText("Zinc 15 mg, 60 tablets, $9.99\nIron 20 mg, 30 tabs, $5\n")
    table.view.setCurrentIndex(table.index(1, "product"))
    table.view.setFocus()
    make_active(window)
    press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert table.row_count == 3


def dialog_with_a_label(window: MainWindow) -> QDialog:
    """Copy a label, and return the dialog that reads it, with the keyboard."""
    QGuiApplication.clipboard().setText((PANELS / "001-en-panel.txt").read_text("utf-8"))
    make_active(window)
    trigger_action(window, "readLabelAction")
    dialog = visible_dialog(window, "labelReadingDialog")
    make_active(dialog)
    return dialog


@pytest.mark.parametrize("typed", ["read a label", ">read"])
def test_that_the_command_field_reads_the_label_on_the_clipboard(
    window: MainWindow, table: ProductTableDriver, typed: str
) -> None:
    QGuiApplication.clipboard().setText((PANELS / "001-en-panel.txt").read_text("utf-8"))
    make_active(window)
    trigger_action(window, "commandAction")  # Ctrl+K
    focus = QApplication.focusWidget()
    assert focus is child(window, QLineEdit, "commandField")
    QTest.keyClicks(focus, typed)
    press(Qt.Key.Key_Return)
    dialog = visible_dialog(window, "labelReadingDialog")
    assert child(dialog, QLineEdit, "labelField_elemental_mg").text() == "240"
    make_active(dialog)
    press(Qt.Key.Key_Return)
    assert table.row_count == 1


def drop(window: MainWindow, data: QMimeData) -> QDialog:
    event = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)
    return visible_dialog(window, "labelReadingDialog")


def dropped_file(path: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    return data


@pytest.mark.parametrize("name", ["001-en-panel.txt", "034-en-html.html"])
def test_that_a_text_and_a_page_that_are_dropped_are_read(
    window: MainWindow, table: ProductTableDriver, name: str
) -> None:
    dialog = drop(window, dropped_file(PANELS / name))
    assert child(dialog, QPlainTextEdit, "labelText").toPlainText()
    make_active(dialog)
    press(Qt.Key.Key_Return)
    assert table.row_count == 1


def test_that_a_picture_that_is_dropped_is_recognized_or_refused_in_words(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "white.png"
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    assert image.save(str(path))
    dialog = drop(window, dropped_file(path))
    problem = child(dialog, QLabel, "labelProblem")
    assert problem.text() == "The picture is being read…"
    qtbot.waitUntil(lambda: "being read" not in problem.text(), timeout=30_000)
    assert "text" in problem.text()
    dialog.reject()


@pytest.mark.parametrize("field", ["labelText", "labelField_product"])
def test_that_a_picture_pasted_into_a_text_of_the_dialog_is_read(
    window: MainWindow, field: str
) -> None:
    dialog = dialog_with_a_label(window)
    child(dialog, QWidget, field).setFocus()
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    QGuiApplication.clipboard().setImage(image)
    press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert child(dialog, QLabel, "labelProblem").text() == "The picture is being read…"
    assert child(dialog, QPlainTextEdit, "labelText").toPlainText() == ""
    dialog.reject()


def test_that_a_text_pasted_into_a_field_of_the_dialog_goes_into_the_field(
    window: MainWindow,
) -> None:
    dialog = dialog_with_a_label(window)
    brand = child(dialog, QLineEdit, "labelField_brand")
    brand.setFocus()
    brand.selectAll()
    QGuiApplication.clipboard().setText("Hollin")
    press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert brand.text() == "Hollin"
    dialog.reject()

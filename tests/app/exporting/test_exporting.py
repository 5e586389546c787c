"""Files out of the window: at once, or beside it where they are long; refused with a remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QProgressDialog

from pricing.reading.importer import read_products
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    choose_item,
    click_button,
    dismiss_message,
    set_text,
    trigger_action,
    visible_dialog,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

MANY = 400


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    trigger_action(window, "exampleAction")
    return ProductTableDriver(window)


@pytest.fixture
def long_list(window: MainWindow, write_list: Callable[..., Path]):
    rows = [f"Product {n},oxide,{100 + n},60,{5 + n % 30}.99" for n in range(MANY)]
    text = "\n".join(["product,form,elemental_mg,pack_units,price", *rows])
    window.open_files([write_list(text)])
    assert len(ProductTableDriver(window).product_names()) == MANY
    return window


def pick(window: MainWindow, path: Path) -> None:
    """Name the file in the open file dialog."""
    (asked,) = [each for each in window.findChildren(QFileDialog) if each.isVisible()]
    asked.setDirectory(str(path.parent))
    asked.selectFile(str(path))
    asked.accept()


def messages(window: MainWindow) -> list[QMessageBox]:
    return [each for each in window.findChildren(QMessageBox) if each.isVisible()]


def test_that_a_new_list_for_excel_is_written_and_read_back(
    window: MainWindow, tmp_path: Path
) -> None:
    trigger_action(window, "templateAction")
    pick(window, tmp_path / "products.xlsx")
    assert "Written" in dismiss_message(window)
    book = openpyxl.load_workbook(tmp_path / "products.xlsx")
    for place, value in (("A2", "Oxide"), ("F2", 250), ("I2", 100), ("J2", 4.49)):
        book["Products"][place] = value
    book.save(tmp_path / "products.xlsx")
    window.open_files([tmp_path / "products.xlsx"])
    assert ProductTableDriver(window).product_names() == ["Oxide"]


def test_that_a_workbook_of_the_user_s_is_updated(
    window: MainWindow, table: ProductTableDriver, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "own.xlsx"
    window.export_controller.write_workbook(path)
    dismiss_message(window)
    book = openpyxl.load_workbook(path)
    book.create_sheet("Mine")["A1"] = "=Summary!B7"
    book.save(path)
    set_text(window, "targetEdit", "250")
    trigger_action(window, "updateWorkbookAction")
    pick(window, path)
    qtbot.waitUntil(lambda: bool(messages(window)), timeout=60_000)
    assert "Written" in dismiss_message(window)
    assert read_products(path).scenario.target == 250_000
    assert openpyxl.load_workbook(path)["Mine"]["A1"].value == "=Summary!B7"


def test_that_a_refused_update_offers_a_new_workbook(
    window: MainWindow, table: ProductTableDriver, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "own.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "Summary"
    book.save(path)
    trigger_action(window, "updateWorkbookAction")
    pick(window, path)
    qtbot.waitUntil(lambda: bool(messages(window)), timeout=60_000)
    assert "has other contents" in dismiss_message(window)
    (asked,) = [each for each in window.findChildren(QFileDialog) if each.isVisible()]
    assert asked.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    asked.reject()


def test_that_tables_are_written_as_preferred(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    trigger_action(window, "preferencesAction")
    shown = visible_dialog(window, "preferencesDialog")
    choose_item(shown, "table_styleSetting", "semicolon as delimiter, decimal comma")
    click_button(shown, "OK")
    trigger_action(window, "exportTableAction")
    pick(window, tmp_path / "out.csv")
    dismiss_message(window)
    lines = (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("rank;product;")
    assert ";4,49;" in lines[1]


# -- beside the window -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["long.xlsx", "long.csv"])
def test_that_a_long_export_goes_on_beside_the_window(
    long_list, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    write = long_list.export_controller.write_workbook
    if name.endswith(".csv"):
        write = long_list.export_controller.write_table
    write(path)
    assert not path.exists()
    set_text(long_list, "targetEdit", "250")  # the window can be used; the file is of before
    qtbot.waitUntil(lambda: bool(messages(long_list)), timeout=60_000)
    assert "Written" in dismiss_message(long_list)
    read = read_products(path)
    assert len(read.products) == MANY
    if read.scenario is not None:
        assert read.scenario.target == 200_000


def test_that_a_long_export_can_be_cancelled(long_list, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    path.write_bytes(b"old")
    long_list.export_controller.write_workbook(path)
    long_list.findChild(QProgressDialog, "exportProgress").canceled.emit()
    qtbot.waitUntil(lambda: bool(messages(long_list)), timeout=60_000)
    assert "Nothing was written" in dismiss_message(long_list)
    assert path.read_bytes() == b"old"


def test_that_a_long_export_that_cannot_be_written_is_said(
    long_list, qtbot: QtBot, tmp_path: Path
) -> None:
    long_list.export_controller.write_workbook(tmp_path / "nowhere" / "long.xlsx")
    qtbot.waitUntil(lambda: bool(messages(long_list)), timeout=60_000)
    assert "nowhere" in dismiss_message(long_list)


def test_that_the_window_closes_while_something_is_written(long_list, tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    long_list.export_controller.write_workbook(path)
    long_list.close()
    assert not path.exists()

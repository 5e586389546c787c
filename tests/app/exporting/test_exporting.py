"""Exports from the window: short ones at once, long ones in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QProgressDialog

from pricing.reading.reader_process import read_products
from pricing.store.comparisons import ComparisonStore
from pricing.store.data_files import COMPARISONS_FILE
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    choose_item,
    click_button,
    dismiss_message,
    open_files,
    set_text,
    trigger_action,
    visible_dialog,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

PRODUCT_COUNT = 400


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    trigger_action(window, "exampleAction")
    return ProductTableDriver(window)


@pytest.fixture
def long_list(window: MainWindow, write_list: Callable[..., Path]) -> MainWindow:
    """The window with a list that is exported in the background."""
    rows = [f"Product {n},oxide,{100 + n},60,{5 + n % 30}.99" for n in range(PRODUCT_COUNT)]
    text = "\n".join(["product,form,elemental_mg,pack_units,price", *rows])
    open_files(window, [write_list(text)])
    assert len(ProductTableDriver(window).product_names()) == PRODUCT_COUNT
    return window


def choose_file(window: MainWindow, path: Path) -> None:
    """Choose a file in the open file dialog."""
    dialog = file_dialog(window)
    dialog.setDirectory(str(path.parent))
    dialog.selectFile(str(path))
    dialog.accept()


def file_dialog(window: MainWindow) -> QFileDialog:
    """Return the open file dialog."""
    (dialog,) = [dialog for dialog in window.findChildren(QFileDialog) if dialog.isVisible()]
    return dialog


def messages(window: MainWindow) -> list[QMessageBox]:
    return [box for box in window.findChildren(QMessageBox) if box.isVisible()]


def test_that_a_new_list_for_excel_is_written_and_read_back(
    window: MainWindow, tmp_path: Path
) -> None:
    trigger_action(window, "templateAction")
    choose_file(window, tmp_path / "products.xlsx")
    assert "Written" in dismiss_message(window)
    book = openpyxl.load_workbook(tmp_path / "products.xlsx")
    for place, value in (("A2", "Oxide"), ("F2", 250), ("I2", 100), ("J2", 4.49)):
        book["Products"][place] = value
    book.save(tmp_path / "products.xlsx")
    open_files(window, [tmp_path / "products.xlsx"])
    assert ProductTableDriver(window).product_names() == ["Oxide"]


def test_that_the_users_own_workbook_is_updated(
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
    choose_file(window, path)
    qtbot.waitUntil(lambda: bool(messages(window)))
    assert "Written" in dismiss_message(window)
    scenario = read_products(path).scenario
    assert scenario is not None
    assert scenario.target == 250_000
    assert openpyxl.load_workbook(path)["Mine"]["A1"].value == "=Summary!B7"


def test_that_a_refused_update_offers_a_new_workbook(
    window: MainWindow, table: ProductTableDriver, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "own.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Summary"
    book.save(path)
    trigger_action(window, "updateWorkbookAction")
    choose_file(window, path)
    qtbot.waitUntil(lambda: bool(messages(window)))
    assert "has other contents" in dismiss_message(window)
    assert file_dialog(window).acceptMode() is QFileDialog.AcceptMode.AcceptSave
    file_dialog(window).reject()


def test_that_tables_are_written_in_the_preferred_style(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    trigger_action(window, "preferencesAction")
    dialog = visible_dialog(window, "preferencesDialog")
    choose_item(dialog, "table_styleSetting", "semicolon as delimiter, decimal comma")
    click_button(dialog, "OK")
    trigger_action(window, "exportTableAction")
    choose_file(window, tmp_path / "out.csv")
    dismiss_message(window)
    lines = (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("rank;product;")
    assert ";4,49;" in lines[1]


@pytest.mark.parametrize(
    ("action", "ending"),
    [("exportTableAction", "csv"), ("exportTableAction", "json"), ("exportWorkbookAction", "xlsx")],
)
def test_that_an_export_names_the_products_that_it_leaves_out(
    window: MainWindow,
    write_list: Callable[..., Path],
    tmp_path: Path,
    action: str,
    ending: str,
) -> None:
    text = "product,form,elemental_mg,zinc_mg,pack_units,price\n"
    open_files(window, [write_list(f"{text}Duo,citrate,100,5,60,6\nMag,citrate,100,,60,9\n")])
    ProductTableDriver(window).type_text(0, "zinc_mg", "trace")
    trigger_action(window, action)
    choose_file(window, tmp_path / f"out.{ending}")
    message = dismiss_message(window)
    assert "Written to" in message
    assert "left out: Duo." in message


# -- in the background -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["long.xlsx", "long.csv"])
def test_that_the_window_can_be_used_during_a_long_export(
    long_list: MainWindow, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    write = long_list.export_controller.write_workbook
    if name.endswith(".csv"):
        write = long_list.export_controller.write_table
    write(path)
    assert not messages(long_list)  # the window was not kept waiting
    set_text(long_list, "targetEdit", "250")  # the file keeps the old target
    qtbot.waitUntil(lambda: bool(messages(long_list)))
    assert "Written" in dismiss_message(long_list)
    read = read_products(path)
    assert len(read.products) == PRODUCT_COUNT
    if read.scenario is not None:
        assert read.scenario.target == 200_000


def test_that_a_long_export_can_be_cancelled(
    long_list: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "long.xlsx"
    path.write_bytes(b"old")
    long_list.export_controller.write_workbook(path)
    child(long_list, QProgressDialog, "exportProgress").canceled.emit()
    qtbot.waitUntil(lambda: bool(messages(long_list)))
    assert "Nothing was written" in dismiss_message(long_list)
    assert path.read_bytes() == b"old"


def test_that_a_long_export_that_cannot_be_written_is_reported(
    long_list: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    long_list.export_controller.write_workbook(tmp_path / "nowhere" / "long.xlsx")
    qtbot.waitUntil(lambda: bool(messages(long_list)))
    assert "nowhere" in dismiss_message(long_list)


def test_that_the_window_can_be_closed_during_an_export(
    long_list: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "long.xlsx"
    long_list.export_controller.write_workbook(path)
    long_list.close()
    assert not path.exists()


def test_that_an_export_never_replaces_a_data_file_or_a_folder(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    ComparisonStore(tmp_path / "other").close()
    data_file = tmp_path / "other" / COMPARISONS_FILE.name
    before = data_file.read_bytes()
    write_alias = tmp_path / "alias.png"
    write_alias.hardlink_to(data_file)
    (tmp_path / "folder.csv").mkdir()
    exports = window.export_controller
    for write, path, reason in (
        (exports.write_table, data_file, "is a data file of this program"),
        (exports.write_workbook, data_file, "is a data file of this program"),
        (exports.write_picture, write_alias, "is a data file of this program"),
        (exports.write_table, tmp_path / "folder.csv", "is a folder"),
    ):
        write(path)
        assert reason in dismiss_message(window)
    assert data_file.read_bytes() == before


def test_that_an_export_does_not_replace_a_list_that_was_opened(
    window: MainWindow, write_list: Callable[..., Path], tmp_path: Path
) -> None:
    path = write_list("product,form,elemental_mg,pack_units,price\nA,oxide,100,60,5\n")
    link = tmp_path / "link.csv"
    link.hardlink_to(path)
    before = path.read_bytes()
    open_files(window, [path])
    for chosen in (path, link):
        trigger_action(window, "exportTableAction")
        replace_file(window, chosen)
        assert "one of the files that are read" in dismiss_message(window)
        assert path.read_bytes() == before


def test_that_an_export_does_not_replace_a_followed_or_imported_list(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    text = "product,form,elemental_mg,pack_units,price\nA,oxide,100,60,5\n"
    followed, imported = write_list(text, "followed.csv"), write_list(text, "imported.csv")
    trigger_action(window, "exampleAction")
    trigger_action(window, "followListAction")
    choose_file(window, followed)
    trigger_action(window, "importCatalogueAction")
    choose_file(window, imported)
    for path in (followed, imported):
        trigger_action(window, "exportTableAction")
        replace_file(window, path)
        assert "one of the files that are read" in dismiss_message(window)
        assert path.read_text("utf-8") == text


def replace_file(window: MainWindow, path: Path) -> None:
    """Choose a file that exists, after the dialog has asked whether it may be replaced."""
    dialog = file_dialog(window)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    choose_file(window, path)

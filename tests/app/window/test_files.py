"""Lists and workbooks in the window, and its data file before and after a restart."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
)

from pricing.reading.reader_process import read_products
from pricing.store.comparisons import ComparisonStore
from pricing.store.data_files import COMPARISONS_FILE
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    choose_item,
    dismiss_message,
    fill_in_two_products,
    finding_text,
    open_files,
    set_text,
    trigger_action,
    wait_for_lists,
)
from tests.refusing_disk import needs_refusing_disk, refusing_disk
from tests.spreadsheet_files import write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.window.main_window import MainWindow

Role = Qt.ItemDataRole


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


def names_on_disk(folder: Path) -> list[str]:
    store = ComparisonStore(folder)
    names = [str(entry.values.get("product")) for entry in store.entries()]
    store.close()
    return names


def drop_files(window: MainWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    button, modifier = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    position, action = QPointF(10, 10), Qt.DropAction.CopyAction
    window.dropEvent(QDropEvent(position, action, data, button, modifier))
    wait_for_lists(window)


# -- files -------------------------------------------------------------------------------------


def test_that_the_example_opens_as_one_step_and_is_ranked(
    window: MainWindow, table: ProductTableDriver
) -> None:
    trigger_action(window, "exampleAction")
    assert table.row_count == 18
    set_text(window, "targetEdit", "300")
    ranks = {table.cell_text(row, "product"): table.cell_text(row, "rank") for row in range(18)}
    assert ranks["Magnesium Oxide 250 mg 100 tablets"] == "–"  # over the limit
    assert ranks["High Absorption Magnesium 240 tablets"] == "1"
    trigger_action(window, "undoAction")
    trigger_action(window, "undoAction")
    assert table.row_count == 0


def test_that_a_dropped_list_opens_with_its_rows_to_complete(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    text = "product,elemental_mg,pack_units,price\nA,250,100,4\nB,x,100,4\n"
    drop_files(window, write_list(text, "list mit Ümlaut.csv"))
    assert table.product_names() == ["A", "B"]
    assert table.cell_text(1, "elemental_mg") == "x"
    words = dismiss_message(window)
    assert "2 products opened. 1 row to complete:" in words
    assert "list mit Ümlaut.csv, row 3, column “elemental_mg”: “x” is not a number" in words


def test_that_a_dropped_workbook_opens(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    rows: list[list[object]] = [["product", "elemental_mg", "pack", "price"], ["A", 250, 100, 4.5]]
    drop_files(window, write_workbook(tmp_path / "list.xlsx", rows))
    assert table.exact_value(0, "price") == Fraction("4.5")


def test_that_an_unusable_file_is_reported_and_changes_nothing(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    (tmp_path / "junk.csv").write_bytes(bytes(range(256)))
    drop_files(window, tmp_path / "junk.csv")
    assert "not a text table" in dismiss_message(window)
    assert table.row_count == 0


def test_that_an_empty_comparison_takes_the_currency_of_a_list(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    drop_files(window, write_list("product;elemental;pack;price\nA;250;100;4,49 €\n"))
    assert child(window, QComboBox, "currencyBox").currentText() == "EUR"
    assert table.cell_text(0, "rank") == "1"


def test_that_the_workbook_and_the_table_are_written(window: MainWindow, tmp_path: Path) -> None:
    trigger_action(window, "exampleAction")
    window.export_controller.write_workbook(tmp_path / "book.xlsx")
    assert "Written" in dismiss_message(window)
    window.export_controller.write_table(tmp_path / "table.csv")
    assert "Written" in dismiss_message(window)
    for name in ("book.xlsx", "table.csv"):
        assert len(read_products(tmp_path / name).products) == 18
    window.export_controller.write_table(tmp_path / "missing" / "table.csv")
    assert "cannot be written" in dismiss_message(window)


# -- restart -----------------------------------------------------------------------------------


def test_that_everything_is_kept_after_a_restart(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    first = open_window_on(folder)
    fill_in_two_products(ProductTableDriver(first))
    set_text(first, "targetEdit", "300")
    ProductTableDriver(first).type_text(0, "price", "1,234")
    text = finding_text(first)
    first.close()
    again = open_window_on(folder)
    assert ProductTableDriver(again).product_names() == ["Oxide", "Gly"]
    assert ProductTableDriver(again).cell_text(0, "price") == "1,234"
    assert child(again, QLineEdit, "targetEdit").text() == "300"
    assert finding_text(again) == text


def test_that_everything_shown_is_on_disk(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    fill_in_two_products(table)
    assert names_on_disk(tmp_path / "data") == ["Oxide", "Gly"]
    table.view.selectRow(0)
    trigger_action(window, "removeAction")
    assert names_on_disk(tmp_path / "data") == ["Gly"]
    trigger_action(window, "undoAction")
    assert names_on_disk(tmp_path / "data") == ["Oxide", "Gly"]


@needs_refusing_disk
def test_that_a_refused_write_is_reported_and_the_table_stays_unchanged(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    with refusing_disk():
        table.type_text(0, "price", "9.99")
    assert "cannot be written" in dismiss_message(window)
    assert table.exact_value(0, "price") == Fraction("4.49")


def test_that_a_damaged_data_file_is_reported_and_the_window_opens(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    (tmp_path / COMPARISONS_FILE.name).write_bytes(b"no database at all" * 99)
    assert "is damaged" in dismiss_message(open_window_on(tmp_path))


def test_that_a_list_is_chosen_and_a_workbook_saved_in_dialogs(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path], tmp_path: Path
) -> None:
    write_list("product,elemental_mg,pack_units,price\nA,250,100,4\n")
    trigger_action(window, "openAction")
    dialog = child(window, QFileDialog)
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(str(tmp_path / "list.csv"))
    dialog.accept()
    wait_for_lists(window)
    assert table.product_names() == ["A"]
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    trigger_action(window, "exportWorkbookAction")
    (dialog,) = [dialog for dialog in window.findChildren(QFileDialog) if dialog.isVisible()]
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(str(tmp_path / "book"))
    dialog.accept()
    assert "Written" in dismiss_message(window)
    assert len(read_products(tmp_path / "book.xlsx").products) == 1


def test_that_an_exported_workbook_opens_as_the_same_comparison(
    window: MainWindow, open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    trigger_action(window, "exampleAction")
    set_text(window, "targetEdit", "250")
    choose_item(window, "policyBox", "Exact")
    window.export_controller.write_workbook(tmp_path / "book.xlsx")
    dismiss_message(window)
    other = open_window_on(tmp_path / "other")
    open_files(other, [tmp_path / "book.xlsx"])
    assert finding_text(other) == finding_text(window)
    assert child(other, QLineEdit, "targetEdit").text() == "250"
    trigger_action(other, "undoAction")
    assert ProductTableDriver(other).product_names() == []
    assert child(other, QLineEdit, "targetEdit").text() == "200"

"""Folders of any name, and files that other programs hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLineEdit

from app.printing.handout_dialog import HandoutDialog
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    click_button,
    dismiss_message,
    fill_in_two_products,
    open_files,
    set_text,
    trigger_action,
    visible_dialog,
)
from tests.file_locks import locked_by_other_program, windows_only

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.window.main_window import MainWindow


@pytest.mark.parametrize("name", ["Apotheke Müller & Söhne, 100 %", "Ελλάδα 水 Щ"])
def test_that_a_data_folder_of_any_name_keeps_work_and_preferences(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path, name: str
) -> None:
    window = open_window_on(tmp_path / name)
    fill_in_two_products(ProductTableDriver(window))
    set_text(window, "targetEdit", "300")
    trigger_action(window, "preferencesAction")
    child(visible_dialog(window, "preferencesDialog"), QLineEdit, "daysSetting").setText("60")
    click_button(visible_dialog(window, "preferencesDialog"), "OK")
    window.close()
    again = open_window_on(tmp_path / name)
    assert ProductTableDriver(again).product_names() == ["Oxide", "Gly"]
    assert child(again, QLineEdit, "targetEdit").text() == "300"
    trigger_action(again, "newAction")
    assert child(again, QLineEdit, "daysEdit").text() == "60"
    assert {"elemental.sqlite3", "window.ini"} <= {
        path.name for path in (tmp_path / name).iterdir()
    }


# -- files that another program has open -------------------------------------------------------


@pytest.fixture
def example_window(window: MainWindow) -> MainWindow:
    trigger_action(window, "exampleAction")
    return window


@windows_only
def test_that_a_workbook_that_is_open_in_excel_can_be_read(
    example_window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "list.xlsx"
    example_window.export_controller.write_workbook(path)
    dismiss_message(example_window)
    trigger_action(example_window, "newAction")
    with locked_by_other_program(path):
        open_files(example_window, [path])
    assert ProductTableDriver(example_window).row_count == 18


@windows_only
@pytest.mark.parametrize("write", ["write_workbook", "write_table", "write_picture"])
def test_that_a_file_that_is_open_in_excel_is_not_overwritten(
    example_window: MainWindow, tmp_path: Path, write: str
) -> None:
    path = tmp_path / ("chart.png" if write == "write_picture" else "comparison.xlsx")
    path.write_bytes(b"what was there")
    with locked_by_other_program(path):
        getattr(example_window.export_controller, write)(path)
        message = dismiss_message(example_window)
        assert path.read_bytes() == b"what was there"
    assert path.name in message
    assert "close the program that has it open" in message
    assert path in tmp_path.iterdir()
    assert not list(tmp_path.glob(".*.tmp"))
    getattr(example_window.export_controller, write)(path)
    assert "Written" in dismiss_message(example_window)


@windows_only
def test_that_a_handout_that_a_viewer_holds_is_not_overwritten(
    example_window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "handout.pdf"
    path.write_bytes(b"what was there")
    trigger_action(example_window, "printAction")
    dialog = visible_dialog(example_window, "handoutDialog")
    assert isinstance(dialog, HandoutDialog)
    assert dialog._pages is not None
    with locked_by_other_program(path):
        dialog._destinations.write_pdf(dialog._pages, path)
        assert "close the program that has it open" in dismiss_message(example_window)
        assert path.read_bytes() == b"what was there"

"""The window in folders of any name, beside another window, and files that programs hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLineEdit

from tests.app.product_table import Table
from tests.app.user_actions import click, dialog, enter_two_bottles, message, set_text, trigger
from tests.file_locks import ON_WINDOWS, open_elsewhere

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.window.main_window import MainWindow


@pytest.mark.parametrize("name", ["Apotheke Müller & Söhne, 100 %", "Ελλάδα 水 Щ"])
def test_that_a_data_folder_of_any_name_keeps_work_and_preferences(
    open_on: Callable[[Path], MainWindow], tmp_path: Path, name: str
) -> None:
    window = open_on(tmp_path / name)
    enter_two_bottles(Table(window))
    set_text(window, "targetEdit", "300")
    trigger(window, "preferencesAction")
    dialog(window, "preferencesDialog").findChild(QLineEdit, "daysSetting").setText("60")
    click(dialog(window, "preferencesDialog"), "OK")
    window.close()
    again = open_on(tmp_path / name)
    assert Table(again).names() == ["Oxide", "Gly"]
    assert again.findChild(QLineEdit, "targetEdit").text() == "300"
    trigger(again, "newAction")
    assert again.findChild(QLineEdit, "daysEdit").text() == "60"
    assert {"elemental.sqlite3", "window.ini"} <= {
        each.name for each in (tmp_path / name).iterdir()
    }


def test_that_two_windows_on_one_folder_keep_what_is_typed_in_either(
    open_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    left, right = open_on(tmp_path), open_on(tmp_path)
    Table(left).type(0, "product", "Left")
    Table(right).type(0, "product", "Right")
    Table(left).type(0, "price", "4.49")
    Table(right).type(1, "product", "Right again")
    assert Table(left).names() == ["Left"]
    assert Table(right).names() == ["Right", "Right again"]
    left.close()
    right.close()
    again = Table(open_on(tmp_path))
    assert sorted(again.names()) == ["Left", "Right", "Right again"]
    assert again.shown(again.names().index("Left"), "price") == "$4.49"


# -- in use by another program -----------------------------------------------------------------


@pytest.fixture
def example_window(window: MainWindow):
    trigger(window, "exampleAction")
    return window


@ON_WINDOWS
def test_that_a_workbook_that_is_open_in_excel_is_taken_in_as_a_list(
    example_window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "list.xlsx"
    example_window.exporting.write_workbook(path)
    message(example_window)
    trigger(example_window, "newAction")
    with open_elsewhere(path):
        example_window.open_files([path])
    assert Table(example_window).rows == 18


@ON_WINDOWS
@pytest.mark.parametrize("write", ["write_workbook", "write_table", "write_picture"])
def test_that_a_file_that_is_open_in_excel_is_not_written_over(
    example_window: MainWindow, tmp_path: Path, write
) -> None:
    path = tmp_path / ("chart.png" if write == "write_picture" else "comparison.xlsx")
    path.write_bytes(b"what was there")
    with open_elsewhere(path):
        getattr(example_window.exporting, write)(path)
        said = message(example_window)
        assert path.read_bytes() == b"what was there"
    assert path.name in said
    assert "close the program that has it open" in said
    assert path in tmp_path.iterdir()
    assert not list(tmp_path.glob(".*.tmp"))
    getattr(example_window.exporting, write)(path)
    assert "Written" in message(example_window)


@ON_WINDOWS
def test_that_a_handout_that_a_viewer_holds_is_not_written_over(
    example_window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "handout.pdf"
    path.write_bytes(b"what was there")
    trigger(example_window, "printAction")
    shown = dialog(example_window, "handoutDialog")
    with open_elsewhere(path):
        shown._outlets.write(shown._sheets, path)
        assert "close the program that has it open" in message(example_window)
        assert path.read_bytes() == b"what was there"

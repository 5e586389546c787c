"""A text whose letters can be read in several ways is shown in each of them, and asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QLabel

from tests.app.importing.import_dialog import (
    choose,
    import_dialog,
    press_import,
    preview_rows,
)
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import child, open_files, wait_for_lists

if TYPE_CHECKING:
    from pathlib import Path

    from app.window.main_window import MainWindow

HEADER = "product;form;elemental_mg;pack_units;price in EUR\n"
TEXTS = [
    ("Магний форте", "cp1251", "Cyrillic"),
    ("Hořčík chelát šumivé", "cp1250", "Central European"),
    ("Μαγνήσιο κάψουλες", "cp1253", "Greek"),
    ("마그네슘", "euc_kr", "Korean"),
    ("Größe für Stück", "cp850", "Western European, DOS"),
]


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


def write(folder: Path, product: str, encoding: str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(f"{HEADER}{product};oxide;250;100;4,49\n".encode(encoding))
    return path


def letters_box(dialog: QDialog) -> QComboBox:
    return child(dialog, QComboBox, "encodingBox")


def products_shown(dialog: QDialog) -> list[str]:
    return [row[2] for row in preview_rows(dialog)]


@pytest.mark.parametrize(("product", "encoding", "language"), TEXTS)
def test_that_unclear_letters_are_asked_with_a_preview_and_the_answer_is_remembered(
    window: MainWindow,
    table: ProductTableDriver,
    tmp_path: Path,
    product: str,
    encoding: str,
    language: str,
) -> None:
    open_files(window, [write(tmp_path, product, encoding)])
    dialog = import_dialog(window)
    assert "how its letters are written" in child(dialog, QLabel, "importQuestions").text()
    assert letters_box(dialog).accessibleName() == "Letters"
    choose(dialog, "Letters", f"{language}: {product}")
    assert products_shown(dialog) == [product]
    press_import(dialog)
    wait_for_lists(window)
    assert table.product_names() == [product]
    second = f"{product} {product}"
    open_files(window, [write(tmp_path, second, encoding, "second.csv")])
    assert table.product_names() == [product, second]


def test_that_an_answer_counts_for_unclear_letters_only(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    open_files(window, [write(tmp_path, "Магний", "cp1251")])
    press_import(import_dialog(window))
    wait_for_lists(window)
    open_files(window, [write(tmp_path, "Größe für Stück", "utf-8", "second.csv")])
    open_files(window, [write(tmp_path, "Préparé", "cp1252", "third.csv")])
    assert table.product_names() == ["Магний", "Größe für Stück", "Préparé"]


def test_that_letters_far_below_are_asked_too(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    rows = "".join(f"{'x' * 80}{number};oxide;250;100;4,49\n" for number in range(3_000))
    path = tmp_path / "long.csv"
    path.write_bytes(f"{HEADER}{rows}Магний;oxide;250;100;4,49\n".encode("cp1251"))
    open_files(window, [path])
    dialog = import_dialog(window)
    assert letters_box(dialog).count() > 3
    choose(dialog, "Letters", "Cyrillic")
    press_import(dialog)
    wait_for_lists(window)
    assert table.product_names()[-1] == "Магний"


def test_that_the_keyboard_reaches_the_letters(window: MainWindow, tmp_path: Path) -> None:
    open_files(window, [write(tmp_path, "Магний", "koi8_r")])
    dialog = import_dialog(window)
    for _ in range(20):
        if letters_box(dialog).hasFocus():
            break
        QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Tab)
    assert letters_box(dialog).hasFocus()
    QTest.keyClick(letters_box(dialog), Qt.Key.Key_End)
    assert letters_box(dialog).currentIndex() == letters_box(dialog).count() - 1
    dialog.reject()

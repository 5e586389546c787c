"""The rows of a list whose columns are to be checked, beside the products of the comparison."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.table.view import ProductTable
from pricing.model.changes import insert_rows
from pricing.model.entry import Entry
from tests.app.importing.import_dialog import mapped_texts, mapping_line
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import child, make_every_part, trigger_action
from tests.generated_products import generate_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import FrameType

    from app.window.main_window import MainWindow

PASTED = "\n".join(f"P{number}\t{number}\t1\t60\t5.00\t\toxide" for number in range(1, 60))
PRODUCTS = 300
# Each has ten cells and more, and Qt asks some questions about each cell that it shows.
MOST_QUESTIONS = 15_000


def test_that_a_list_beside_many_products_is_shown_without_asking_for_every_cell(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    window = open_window_on(tmp_path)
    make_every_part(window)
    entries = [Entry(window.session.new_entry().id, values) for values in generate_rows(PRODUCTS)]
    window.session.apply(insert_rows(0, entries, "rows"))
    QApplication.processEvents()
    child(window, ProductTable, "productTable").setCurrentIndex(
        ProductTableDriver(window).index(0, "rank")
    )
    QGuiApplication.clipboard().setText(PASTED)
    asked = 0

    def note(frame: FrameType, event: str, _: object) -> None:
        nonlocal asked
        code = frame.f_code
        asked += event == "call" and code.co_name == "data" and "table_model" in code.co_filename

    sys.setprofile(note)
    trigger_action(window, "pasteAction")
    for width in (1200, 1300):
        window.resize(width, 800)
        QApplication.processEvents()
    sys.setprofile(None)
    assert len(mapped_texts(mapping_line(window))) > PRODUCTS
    assert asked < MOST_QUESTIONS

"""Columns and rows follow the text in them: no figure is cut off, at any size of text."""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.table.layout import TABLE_COLUMNS
from pricing.model.changes import insert_rows
from pricing.model.entry import Entry
from pricing.model.scenario import Scenario
from pricing.store.comparisons import ComparisonStore
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import set_text, show_tab, trigger_action

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.window.main_window import MainWindow

LONG_NAME = "Magnesium bisglycinate from a maker who says everything in the name " * 2
HEBREW_NAME = "מגנזיום ציטראט 400 מג 120 כמוסות"
SECONDS_TO_SHOW = 20
ROWS = (
    f"{LONG_NAME[:120]}\t200\t2\t180\t1234.56\tDouble Wood Supplements\tlysinate glycinate\n"
    f"{HEBREW_NAME}\t100\t1\t90\t19.99\tמותג\tcitrate+glycinate+malate+oxide\n"
    "Oxide\t250\t1\t100\t4.49\t\toxide\n"
)


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    table = ProductTableDriver(window)
    QGuiApplication.clipboard().setText(ROWS)
    table.view.setCurrentIndex(table.index(0, "product"))
    trigger_action(window, "pasteAction")
    set_text(window, "targetEdit", "300")
    return table


def scale_text(table: ProductTableDriver, scale: float) -> None:
    font = table.view.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    table.view.setFont(font)
    QApplication.processEvents()


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("size", [(1024, 768), (1280, 800), (1920, 1080)])
def test_that_no_figure_and_no_heading_is_cut_off(
    window: MainWindow, table: ProductTableDriver, size: tuple[int, int], scale: float
) -> None:
    window.resize(*size)
    scale_text(table, scale)
    view, geometry = table.view, table.view.table_geometry
    for at in view.column_header.visible_columns():
        if view.isColumnHidden(at) or not TABLE_COLUMNS[at].is_numeric:
            continue
        assert view.columnWidth(at) >= geometry.heading_width(at)
        for row in range(table.row_count):
            assert view.columnWidth(at) >= geometry.cell_width(row, at), TABLE_COLUMNS[at].key


@pytest.mark.parametrize("size", [(1024, 768), (1280, 800), (1920, 1080)])
def test_that_the_table_needs_no_scroll_bar_from_side_to_side(
    window: MainWindow, table: ProductTableDriver, size: tuple[int, int]
) -> None:
    window.resize(*size)
    QApplication.processEvents()
    assert not table.view.horizontalScrollBar().isVisible()


def test_that_brand_and_form_fold_below_the_name_and_are_edited_there(
    window: MainWindow, table: ProductTableDriver
) -> None:
    window.resize(1024, 768)
    QApplication.processEvents()
    row = table.product_names().index("Oxide")
    assert table.view.isColumnHidden(table.columns["form"])
    table.view.setCurrentIndex(table.index(row, "product"))
    table.view.setFocus()
    QTest.keyClick(table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    (editor,) = (edit for edit in table.view.findChildren(QLineEdit) if edit.isVisible())
    name = QRect(table.view.visualRect(table.index(row, "product")))
    assert name.contains(editor.geometry().center())
    editor.selectAll()
    QTest.keyClicks(editor, "citrate")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert table.cell_text(row, "form") == "citrate"


def test_that_rows_out_of_view_fit_when_they_are_shown_after_another_reference(
    window: MainWindow,
) -> None:
    table = ProductTableDriver(window)
    view, geometry, last = table.view, table.view.table_geometry, 149
    table.show_column("monthly_premium")
    prices = [99 + row for row in range(last)] + [99_999_999]
    rows = "\n".join(f"Citrate\t100\t1\t90\t{price}.99\t\tcitrate" for price in prices)
    QGuiApplication.clipboard().setText(rows)
    view.setCurrentIndex(table.index(0, "product"))
    trigger_action(window, "pasteAction")
    premium = table.columns["monthly_premium"]
    for form in ("citrate", "oxide"):  # without oxide, there is no reference and no premium
        table.type_text(0, "form", form)
        view.scrollTo(table.index(last, "product"))
        QApplication.processEvents()
        assert view.rowAt(0) > 100
        assert bool(table.cell_text(last, "monthly_premium")) == (form == "oxide")
        assert view.columnWidth(premium) >= geometry.cell_width(last, premium)
        assert view.rowHeight(last) >= geometry.row_height(last)


def test_that_a_row_keeps_its_place_while_it_is_edited(table: ProductTableDriver) -> None:
    names = table.product_names()
    places = [table.view.rowViewportPosition(row) for row in range(3)]
    table.type_text(1, "price", "1.00")
    assert table.product_names() == names
    assert [table.view.rowViewportPosition(row) for row in range(3)] == places


@pytest.mark.parametrize("word", ["x", "x "])
def test_that_a_stored_name_of_a_million_characters_is_soon_shown(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path, word: str
) -> None:
    name = (word * 1_000_000)[:1_000_000]
    store = ComparisonStore(tmp_path)
    added = [Entry(1, {"element": "Mg", "currency": "USD"}, {"product": name})]
    store.write(insert_rows(0, added, "rows"), store.state(Scenario))
    store.close()
    before = process_time()
    window = open_window_on(tmp_path)
    show_tab(window, "Checks")
    window.grab()
    assert process_time() - before < SECONDS_TO_SHOW
    assert len(ProductTableDriver(window).cell_text(0, "product")) == 1_000_000


def test_that_the_editor_of_a_name_stays_after_the_form_below_it_was_edited(
    window: MainWindow, table: ProductTableDriver
) -> None:
    window.resize(1024, 768)
    QApplication.processEvents()
    table.view.setFocus()
    table.view.setCurrentIndex(table.index(2, "product"))
    QTest.keyClick(table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    form = table.view.focusWidget()
    assert isinstance(form, QLineEdit)
    assert form.text() == table.cell_text(2, "form")
    QTest.keyClick(form, Qt.Key.Key_Escape)
    QTest.keyClicks(table.view, "Z")
    name = table.view.focusWidget()
    assert isinstance(name, QLineEdit)

    QTest.keyClick(name, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)

    assert table.view.focusWidget() is name
    assert name.text() == "Z"


def test_that_alt_down_right_behind_enter_goes_on_below_the_name(
    window: MainWindow, table: ProductTableDriver
) -> None:
    window.resize(1024, 768)
    QApplication.processEvents()
    table.view.setFocus()
    table.view.setCurrentIndex(table.index(2, "product"))
    QTest.keyClick(table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    form = table.view.focusWidget()
    assert isinstance(form, QLineEdit)
    QTest.keyClick(form, Qt.Key.Key_Return)  # Qt closes the editor a moment later
    QTest.keyClick(form, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    brand = table.view.focusWidget()
    QApplication.processEvents()
    QTest.keyClicks(brand, "Acme")
    QTest.keyClick(brand, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    minerals = table.view.focusWidget()
    assert isinstance(minerals, QLineEdit)
    assert minerals is not brand
    assert table.cell_text(2, "brand") == "Acme"


def test_that_tab_in_an_empty_table_without_a_current_cell_goes_on(window: MainWindow) -> None:
    view = ProductTableDriver(window).view
    view.setFocus()
    view.setCurrentIndex(QModelIndex())
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert view.model().rowCount() == 1

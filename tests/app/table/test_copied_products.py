"""Copied products and amounts: what a row holds goes along, and no mineral changes in silence."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QMimeData, Qt
from PySide6.QtWidgets import QApplication

from app.table.clipboard import OWN_CELLS
from tests.app.importing.import_dialog import (
    accept_line,
    mapped_keys,
    mapped_texts,
    mapping_line,
)
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    check_lines,
    choose_item,
    open_files,
    trigger_action,
    wait_for_lists,
)

if TYPE_CHECKING:
    from pathlib import Path

    from app.window.main_window import MainWindow

ROLE = Qt.ItemDataRole
REGIMEN = """\
product,mineral,form,elemental_mg,compound_mg,serving_units,pack_units,price,currency,other_minerals\
,note,priced_on,unit_kind
CMZ,magnesium,oxide,400,,3,300,19.99,USD,"calcium 1000 mg (carbonate), zinc 25.125 mg (oxide)",,,
Mag ox,magnesium,oxide,250,,1,100,4.49,USD,,,,
Zinc 10,zinc,gluconate,10,70,1,100,5,EUR,,of the shelf,2026-01-05,capsule
Se 200,selenium,selenomethionine,0.2,,1,100,6,USD,,,,
Iron 65,iron,sulfate,65,200,1,100,5,USD,,old note,,tablet
"""
KEYS = (
    "product", "element", "form", "elemental_mg", "compound_mg", "serving_units", "pack_units",
    "price", "currency", "other_minerals", "note", "priced_on", "unit_kind",
)  # fmt: skip


@pytest.fixture
def table(window: MainWindow, tmp_path: Path) -> ProductTableDriver:
    path = tmp_path / "shelf.csv"
    path.write_text(REGIMEN, "utf-8")
    open_files(window, [path])
    wait_for_lists(window)
    window.resize(1600, 950)
    QApplication.processEvents()
    return ProductTableDriver(window)


def row_of(table: ProductTableDriver, name: str) -> int:
    return table.product_names().index(name)


def held(table: ProductTableDriver, row: int) -> dict[str, str]:
    return {key: table.cell_text(row, key) for key in KEYS}


def copy_block(window: MainWindow, table: ProductTableDriver, row: int, *keys: str) -> None:
    """Copy the cells of a row from one column to another, or the whole row."""
    if keys:
        block = QItemSelection(table.index(row, keys[0]), table.index(row, keys[-1]))
        table.view.setCurrentIndex(table.index(row, keys[0]))
        table.view.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    else:
        table.view.selectRow(row)
    trigger_action(window, "copyAction")


def paste(window: MainWindow, table: ProductTableDriver, row: int, key: str) -> None:
    table.view.setCurrentIndex(table.index(row, key))
    table.view.setFocus()
    trigger_action(window, "pasteAction")
    QApplication.processEvents()


@pytest.mark.parametrize("width", [1024, 1600])
def test_that_a_copied_row_is_the_same_wherever_it_is_pasted(
    window: MainWindow, table: ProductTableDriver, width: int
) -> None:
    window.resize(width, 768)
    QApplication.processEvents()
    for name, key in product(("CMZ", "Zinc 10", "Se 200"), ("rank", "product", "price")):
        source = held(table, row_of(table, name))
        for row in (row_of(table, "Iron 65"), table.row_count):
            copy_block(window, table, row_of(table, name))
            paste(window, table, row, key)
            assert held(table, row) == source, (name, key)
            trigger_action(window, "undoAction")
        assert table.product_names().count("Iron 65") == 1


@pytest.mark.parametrize("last", ["price", "form"])
def test_that_a_copied_product_keeps_its_mineral(
    window: MainWindow, table: ProductTableDriver, last: str
) -> None:
    for name, other in product(("Mag ox", "Zinc 10", "Se 200"), ("Iron 65", "")):
        copy_block(window, table, row_of(table, name), "product", last)
        row = row_of(table, other) if other else table.row_count
        paste(window, table, row, "product")
        source, copied = held(table, row_of(table, name)), held(table, row)
        if last == "price":
            source["form"] = copied["form"]
        assert copied == source, (name, other)
        trigger_action(window, "undoAction")


def test_that_an_amount_says_which_mineral_it_is_of(
    window: MainWindow, table: ProductTableDriver
) -> None:
    iron = row_of(table, "Iron 65")
    for name in ("Mag ox", "Se 200", "Zinc 10"):
        source = row_of(table, name)
        amount = table.cell_text(source, "elemental_mg")
        copy_block(window, table, source, "elemental_mg", "elemental_mg")
        table.type_text(source, "elemental_mg", "1")
        paste(window, table, source, "elemental_mg")
        assert table.cell_text(source, "elemental_mg") == amount
        paste(window, table, iron, "elemental_mg")
        tip = str(table.index(iron, "elemental_mg").data(ROLE.ToolTipRole))
        assert "the row is about Iron" in tip, name
        trigger_action(window, "undoAction")


def test_that_a_price_takes_its_currency_along(
    window: MainWindow, table: ProductTableDriver
) -> None:
    zinc, iron = row_of(table, "Zinc 10"), row_of(table, "Iron 65")
    copy_block(window, table, zinc, "price", "price")
    paste(window, table, iron, "price")
    assert table.cell_text(iron, "price") == table.cell_text(zinc, "price")
    assert table.cell_text(iron, "currency") == "EUR"


def test_that_filling_down_changes_no_mineral(
    window: MainWindow, table: ProductTableDriver
) -> None:
    iron = row_of(table, "Iron 65")
    assert table.product_names()[iron - 1] == "Se 200"
    table.view.setCurrentIndex(table.index(iron, "elemental_mg"))
    trigger_action(window, "fillDownAction")
    tip = str(table.index(iron, "elemental_mg").data(ROLE.ToolTipRole))
    assert "is an amount of Selenium, and the row is about Iron" in tip


FILLED_CELLS = (
    ("Zinc 10", "product", "price"), ("Se 200", "product", "price"),
    ("CMZ", "product", "zinc_mg"), ("CMZ", "rank", "monthly_outlay"),
)  # fmt: skip


def test_that_filling_down_a_product_keeps_its_mineral(
    window: MainWindow, table: ProductTableDriver
) -> None:
    for name, first, last in FILLED_CELLS:
        source = row_of(table, name)
        area = QItemSelection(table.index(source, first), table.index(source + 1, last))
        table.view.setCurrentIndex(table.index(source, "product"))
        table.view.selectionModel().select(area, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        before = held(table, source + 1)
        trigger_action(window, "fillDownAction")
        wanted, filled = held(table, source), held(table, source + 1)
        assert filled == wanted | {"form": filled["form"]}, (name, first, last)
        tip = str(table.index(source + 1, "elemental_mg").data(ROLE.ToolTipRole))
        assert "the row is about" not in tip
        trigger_action(window, "undoAction")
        assert held(table, source + 1) == before


def test_that_the_first_mineral_is_edited_in_its_own_column(
    window: MainWindow, table: ProductTableDriver
) -> None:
    zinc = row_of(table, "Zinc 10")
    assert table.index(zinc, "zinc_mg").data(ROLE.EditRole) == "10"
    table.type_text(zinc, "zinc_mg", "12")
    assert table.cell_text(zinc, "elemental_mg").startswith("12")
    assert table.cell_text(zinc, "other_minerals") == ""
    table.view.setCurrentIndex(table.index(zinc, "zinc_mg"))
    trigger_action(window, "deleteAction")
    assert table.cell_text(zinc, "elemental_mg") == ""
    trigger_action(window, "undoAction")
    table.type_text(zinc, "zinc_mg", "much")
    for key in ("elemental_mg", "zinc_mg"):  # the cell that was typed into, and that of the value
        assert table.cell_text(zinc, key) == "much"
        assert "not a number" in str(table.index(zinc, key).data(ROLE.ToolTipRole))
        assert str(table.index(zinc, key).data(ROLE.AccessibleTextRole)).startswith("much, wrong: ")
    assert table.index(zinc, "zinc_mg").data(ROLE.EditRole) == "much"
    assert table.cell_text(zinc, "calcium_mg") == ""
    assert table.cell_text(zinc, "other_minerals") == ""
    table.type_text(zinc, "zinc_mg", "12")
    assert table.cell_text(zinc, "elemental_mg").startswith("12")


def test_that_a_block_may_state_the_first_mineral_twice(
    window: MainWindow, table: ProductTableDriver
) -> None:
    zinc = row_of(table, "Zinc 10")
    copy_block(window, table, zinc, "elemental_mg", "zinc_mg")
    QApplication.clipboard().setText(QApplication.clipboard().text())
    paste(window, table, zinc, "elemental_mg")
    assert table.cell_text(zinc, "elemental_mg").startswith("10")
    assert table.cell_text(zinc, "other_minerals") == ""


WRONG_AMOUNTS = (
    ("-5", "is negative", "Enter a positive amount"),
    ("12%", "a share of a daily value", "Enter the amount in mg from the label"),
    ("99999999999", "is too large", "Enter at most 10000000"),
    ("abc", "is not a number", "Enter an amount such as 250"),
    ("½", "part of the amount", "Write the amount in ordinary digits"),
    ("5-10", "follows the amount", "Enter only the amount and its unit"),
)


def test_that_a_wrong_amount_says_what_is_wrong_with_it(
    window: MainWindow, table: ProductTableDriver
) -> None:
    row = row_of(table, "Mag ox")
    for text, reason, remedy in WRONG_AMOUNTS:
        table.type_text(row, "zinc_mg", text)
        QApplication.processEvents()
        assert reason in str(table.index(row, "zinc_mg").data(ROLE.ToolTipRole))
        (line,) = (line for line in check_lines(window) if "Mag ox" in line and "zinc" in line)
        assert f"zinc {text}" in line
        assert remedy in line
        trigger_action(window, "undoAction")


def test_that_zero_takes_a_mineral_out(table: ProductTableDriver) -> None:
    row = row_of(table, "CMZ")
    table.type_text(row, "calcium_mg", "0")
    assert table.cell_text(row, "other_minerals") == "zinc 25.125 mg (oxide)"
    table.type_text(row, "zinc_mg", "0 mg")
    assert table.cell_text(row, "other_minerals") == ""


MADE_UP_CELLS = (
    b"", b"null", b"{}", b"[1, 2, 3, 4]", b"[" * 100_000, b"\xff", b'[["product"], [["x"]]]',
    b'[["nothing"], [["x"]], [], false]', b'[["product"], [["x", "y"]], [], false]',
    b'[["product"], [[7]], [], false]', b'[[], [[]], [], false]',
    b'[["product"], [["x"]], [{"rank": "1"}], true]',
    b'[["product"], [["x"]], [{"element": 1}], true]',
    b'[["product"], [["x"]], [{}, {}], true]', b'[["product"], [["x"]], [], "rows"]',
    b'[["product"], [["x"]], [], false]' + b" " * 20_000_000,
)  # fmt: skip


def test_that_cells_which_another_program_made_up_are_pasted_as_text(
    window: MainWindow, table: ProductTableDriver
) -> None:
    before = table.product_names()[0]
    for data in MADE_UP_CELLS:
        made_up = QMimeData()
        made_up.setText("A name")
        made_up.setData(OWN_CELLS, data)
        QApplication.clipboard().setMimeData(made_up)
        table.view.setCurrentIndex(table.index(0, "product"))
        trigger_action(window, "pasteAction")
        assert table.product_names()[0] == "A name", data[:80]
        trigger_action(window, "undoAction")
        assert table.product_names()[0] == before


def test_that_a_copy_leaves_out_the_row_for_a_new_product(
    window: MainWindow, table: ProductTableDriver
) -> None:
    table.view.setFocus()
    table.view.selectAll()
    trigger_action(window, "copyAction")
    assert len(QApplication.clipboard().text().splitlines()) == table.row_count
    assert QApplication.clipboard().mimeData().html().count("<tr>") == table.row_count


def test_that_an_amount_in_another_unit_than_its_heading_is_copied_with_it(
    window: MainWindow, table: ProductTableDriver
) -> None:
    row = row_of(table, "Se 200")
    copy_block(window, table, row, "elemental_mg", "serving_units")
    text = QApplication.clipboard().text()
    assert text == "200 µg\t1\n"
    QApplication.clipboard().setText(text)
    paste(window, table, row_of(table, "Mag ox"), "elemental_mg")
    assert table.number(row_of(table, "Mag ox"), "elemental_mg") == Fraction("0.2")
    choose_item(window, "elementBox", "Selenium")
    copy_block(window, table, row_of(table, "Se 200"), "elemental_mg", "serving_units")
    assert QApplication.clipboard().text() == "200\t1\n"
    copy_block(window, table, row_of(table, "Iron 65"), "elemental_mg", "serving_units")
    assert QApplication.clipboard().text() == "65 mg\t1\n"


def test_that_a_price_in_another_currency_is_copied_with_it(
    window: MainWindow, table: ProductTableDriver
) -> None:
    copy_block(window, table, row_of(table, "Zinc 10"), "price", "price")
    assert QApplication.clipboard().text().endswith(" EUR\n")
    copy_block(window, table, row_of(table, "Mag ox"), "price", "price")
    assert QApplication.clipboard().text() == "4.49\n"


@pytest.mark.parametrize("first", ["rank", "product"])
def test_that_copied_rows_come_back_as_the_same_inputs_from_plain_text(
    window: MainWindow, table: ProductTableDriver, first: str
) -> None:
    copied = ("product", "elemental_mg", "serving_units", "pack_units", "price", "form")
    names = table.product_names()
    held_before = {name: held(table, row) for row, name in enumerate(names)}
    block = QItemSelection(
        table.index(0, first), table.index(table.row_count - 1, "monthly_outlay")
    )
    table.view.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    trigger_action(window, "copyAction")
    QApplication.clipboard().setText(QApplication.clipboard().text())
    trigger_action(window, "newAction")
    paste(window, table, 0, "product")
    line = mapping_line(window)
    assert [key for key in mapped_keys(line) if key] == [*copied[:5], "brand", "form"]
    assert not any("the header has" in text for row in mapped_texts(line) for text in row)
    accept_line(line)
    for name in names:
        now = held(table, row_of(table, name))
        assert [now[key] for key in copied] == [held_before[name][key] for key in copied]

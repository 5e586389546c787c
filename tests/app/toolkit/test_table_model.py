"""A table model whose columns are declared as data."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.toolkit.table_model import ALIGN_LEFT, ALIGN_RIGHT, ModelColumn, TableModel
from app.toolkit.table_view import TableView
from pricing.quantities.amounts import MASS, read_amount
from tests.app.user_actions import column_keys, table_texts

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

Role = Qt.ItemDataRole
Row = tuple[str, Fraction | None]


@pytest.fixture
def changes() -> list[int]:
    return []


@pytest.fixture
def model(qtbot: QtBot, changes: list[int]) -> TableModel[Row]:
    """A model of two rows. A change of the name notes the amount that was typed."""

    def change(_: Row, text: str) -> bool:
        changes.append(read_amount(text, MASS))
        return True

    model: TableModel[Row] = TableModel()
    name: ModelColumn[Row] = ModelColumn(
        "name", "First\nname", lambda row: row[0], is_text=True, width=33, change=change
    )
    size: ModelColumn[Row] = ModelColumn(
        "size", "Size", lambda row: str(row[1] or ""), lambda row: row[1], width=44
    )
    model.show_rows([("Ann", Fraction(1, 3)), ("Bob", None)], (name, size))
    return model


def test_that_a_cell_answers_with_its_column_s_functions(model: TableModel[Row]) -> None:
    assert table_texts(model) == [["Ann", "1/3"], ["Bob", ""]]
    assert model.index(0, 1).data(Role.UserRole) == Fraction(1, 3)
    assert model.index(0, 0).data(Role.TextAlignmentRole) == ALIGN_LEFT
    assert model.index(0, 1).data(Role.TextAlignmentRole) == ALIGN_RIGHT
    assert model.index(0, 0).data(Role.ToolTipRole) == "Ann"
    assert model.index(0, 1).data(Role.ToolTipRole) is None


def test_that_a_heading_answers_with_key_title_and_reading(model: TableModel[Row]) -> None:
    horizontal = Qt.Orientation.Horizontal
    assert column_keys(model) == ["name", "size"]
    assert model.headerData(0, horizontal) == "First\nname"
    assert model.headerData(0, horizontal, Role.AccessibleTextRole) == "First name"


def test_that_only_columns_with_a_change_can_be_edited(
    model: TableModel[Row], changes: list[int]
) -> None:
    editable = [bool(model.index(0, column).flags() & Qt.ItemFlag.ItemIsEditable)
                for column in range(2)]  # fmt: skip
    assert editable == [True, False]
    assert model.setData(model.index(0, 0), "2")
    assert changes == [2 * MASS.base_per_unit]
    assert not model.setData(model.index(0, 1), "2")


def test_that_a_text_that_cannot_be_read_is_rejected_with_the_reason(
    model: TableModel[Row], changes: list[int], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(model.input_rejected) as signal:
        assert not model.setData(model.index(0, 0), "many")
    assert signal.args is not None
    assert "many" in signal.args[0]
    assert changes == []


def test_that_other_rows_replace_the_present_ones(model: TableModel[Row]) -> None:
    tester = QAbstractItemModelTester(model)
    model.show_rows([("Cy", None)])
    assert table_texts(tester.model()) == [["Cy", ""]]


def test_that_a_view_keeps_the_widths_while_the_columns_are_the_same(
    model: TableModel[Row], qtbot: QtBot
) -> None:
    view = TableView(model, "view", "View")
    qtbot.addWidget(view)
    assert [view.columnWidth(column) for column in range(2)] == [33, 44]
    view.setColumnWidth(0, 120)
    model.show_rows([])
    assert view.columnWidth(0) == 120
    model.show_rows([], model.columns[1:])
    assert view.columnWidth(0) == 44

"""A trace mineral is typed, shown and compared in micrograms, in every input of the window."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit

from app.sensitivity.tornado import range_end_text
from pricing.analysis.sensitivity import VARIED_INPUTS
from pricing.model.scenario import Scenario
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import child, choose_item, plain_spaces, trigger_action

if TYPE_CHECKING:
    from app.window.main_window import MainWindow


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    choose_item(window, "elementBox", "Selenium")
    table = ProductTableDriver(window)
    table.type_text(0, "product", "Selenium yeast")
    for key, text in (("elemental_mg", "55"), ("pack_units", "100"), ("price", "8.00")):
        table.type_text(0, key, text)
    return table


def heading(table: ProductTableDriver, key: str) -> str:
    model, column = table.model, table.columns[key]
    title = model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole)
    return plain_spaces(title)


def test_that_a_bare_number_is_in_micrograms_and_shown_so(table: ProductTableDriver) -> None:
    assert table.cell_text(0, "elemental_mg") == "55"
    assert table.number(0, "elemental_mg") == Fraction(55, 1_000)
    assert table.cell_text(0, "delivered_mg_per_day") == "55 µg"
    assert "µg per serving" in heading(table, "elemental_mg")
    assert "µg per serving" in heading(table, "compound_mg")
    assert "per µg a day" in heading(table, "monthly_cost_per_elemental_mg")


def test_that_an_amount_of_another_mineral_shows_its_own_unit(table: ProductTableDriver) -> None:
    table.type_text(1, "product", "Zinc gluconate")
    table.type_text(1, "element", "Zinc")
    table.type_text(1, "elemental_mg", "15")
    assert table.number(1, "elemental_mg") == 15
    assert table.cell_text(1, "elemental_mg") == "15 mg"


def test_that_target_and_limit_are_in_micrograms(
    window: MainWindow, table: ProductTableDriver
) -> None:
    target = child(window, QLineEdit, "targetEdit")
    assert (target.text(), target.accessibleName()) == ("55", "Target a day, µg")
    assert "US, adult: 400 µg" in plain_spaces(child(window, QComboBox, "limitBox").currentText())
    target.selectAll()
    QTest.keyClicks(target, "100\r")
    assert window.session.scenario.target == 100
    target.selectAll()
    QTest.keyClicks(target, "0.2 mg\r")
    assert target.text() == "200"


def test_that_copied_cells_are_pasted_as_the_same_amounts(
    window: MainWindow, table: ProductTableDriver
) -> None:
    table.view.setCurrentIndex(table.index(0, "elemental_mg"))
    trigger_action(window, "copyAction")
    assert QGuiApplication.clipboard().text().strip() == "55"
    table.view.setCurrentIndex(table.index(1, "elemental_mg"))
    trigger_action(window, "pasteAction")
    assert table.number(1, "elemental_mg") == Fraction(55, 1_000)


def test_that_the_range_of_the_target_is_in_micrograms() -> None:
    scenario = Scenario.for_element("Se")
    ends = [range_end_text(scenario, VARIED_INPUTS["target"], end) for end in (0, 1)]
    assert list(map(plain_spaces, ends)) == ["27 µg", "110 µg"]

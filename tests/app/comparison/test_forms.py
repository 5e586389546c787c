"""The forms panel: a row a form, what it costs and what is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QTableView, QTabWidget

from pricing.reference.mineral_forms import elements, forms
from tests.app.product_table import ProductTableDriver, Role
from tests.app.user_actions import choose_item, enter_two_products, finding_text, trigger_action

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.window.main_window import MainWindow


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


def shown(window: MainWindow) -> dict[str, dict[str, str]]:
    """Texts by form and column key."""
    model = window.findChild(QTableView, "formsTable").model()
    across = range(model.columnCount())
    keys = [model.headerData(at, Qt.Orientation.Horizontal, Role.UserRole) for at in across]
    rows = [
        {key: model.index(row, at).data().replace("\u00a0", " ") for at, key in enumerate(keys)}
        for row in range(model.rowCount())
    ]
    return {row["form"]: row for row in rows}


def test_that_each_form_is_summed_up_with_what_studies_say(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    found = shown(window)
    assert list(found) == ["oxide", "glycinate"]
    oxide, glycinate = found["oxide"], found["glycinate"]
    assert (oxide["products"], oxide["lowest"], oxide["times_reference"]) == (
        "1",
        "$0.01796",
        "1.0",
    )
    assert oxide["break_even_absorption"] == ""
    assert glycinate["lowest"] == glycinate["median"] == glycinate["highest"] == "$0.1500"
    assert glycinate["break_even_absorption"] == "≥ 8.4 times"
    assert glycinate["lowest_monthly_cost"] == "$9.00"
    assert glycinate["absorption"].startswith("weak and conflicting: against oxide: 23.5 against")
    assert "no head-to-head percentages" in glycinate["tolerance"]


def test_that_lowest_median_and_highest_are_of_all_products_of_the_form(
    window: MainWindow, table: ProductTableDriver
) -> None:
    trigger_action(window, "exampleAction")
    oxide = shown(window)["oxide"]
    assert oxide["lowest"] < oxide["median"] < oxide["highest"]
    assert oxide["lowest_product"] == "Magnesium Oxide 250 mg 100 tablets"


def test_that_the_reference_is_chosen_and_costs_follow_the_basis(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    choose_item(window, "referenceBox", "glycinate")
    assert shown(window)["glycinate"]["times_reference"] == "1.0"
    window.findChild(QAction, "1000Action").trigger()
    assert shown(window)["oxide"]["lowest"] == "$0.1796"


def test_that_who_says_so_is_told(window: MainWindow, table: ProductTableDriver) -> None:
    enter_two_products(table)
    model = window.findChild(QTableView, "formsTable").model()
    told = " ".join(
        str(model.index(1, at).data(Role.ToolTipRole)) for at in range(model.columnCount())
    )
    assert "Schuette" in told
    assert "manufacturer" in told


def test_that_enter_goes_to_the_cheapest_product_of_the_form(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    view = window.findChild(QTableView, "formsTable")
    view.setCurrentIndex(view.model().index(1, 0))
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert table.view.currentIndex() == table.index(1, "product")


def test_that_a_hidden_panel_is_right_when_it_is_seen_again(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    tabs = window.findChild(QTabWidget)
    tabs.setCurrentIndex(1)
    table.type_text(0, "price", "8.98")
    tabs.setCurrentIndex(0)
    assert shown(window)["oxide"]["lowest"] == "$0.03592"


@pytest.mark.parametrize("element", elements())
def test_that_every_mineral_has_its_forms(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path], element: str
) -> None:
    names = list(forms(element))[:3]
    rows = "".join(f"P{at},{element},{name},1,60,{at + 5}\n" for at, name in enumerate(names))
    text = f"product,element,form,elemental_mg,pack_units,price\n{rows}"
    window.open_files([write_list(text)])
    found = shown(window)
    assert set(found) == set(names)
    assert all(row["absorption"] for row in found.values())


# -- assumed absorption ------------------------------------------------------------------------


def assume(window: MainWindow, row: int, text: str) -> None:
    model = window.findChild(QTableView, "formsTable").model()
    across = range(model.columnCount())
    keys = [model.headerData(at, Qt.Orientation.Horizontal, Role.UserRole) for at in across]
    model.setData(model.index(row, keys.index("relative_absorption")), text)


def test_that_nothing_is_assumed_unless_it_is_chosen(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    assert "none" in window.findChild(QComboBox, "assumptionBox").currentText()
    assert {row["relative_absorption"] for row in shown(window).values()} == {"1"}
    assert "ssumed" not in finding_text(window)
    assert table.cell_text(0, "rank") == "1"


def test_that_a_popular_claim_is_labelled_and_both_orders_are_shown(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    choose_item(window, "assumptionBox", "30 % better")
    assert "without a source" in window.findChild(QComboBox, "assumptionBox").currentText()
    said = finding_text(window)
    assert "Assumed, not shown by evidence: glycinate is absorbed 1.3 times as well." in said
    assert "Per absorbed milligram, so assumed, Oxide would still be the cheapest." in said
    assert said.index("only if at least 8.4 times") < said.index("Assumed")
    assert [table.cell_text(row, "rank") for row in range(2)] == ["1 (1)", "2 (2)"]
    assert table.cell_text(1, "monthly_cost_per_absorbed_mg").endswith(" assumed")
    assert not table.cell_text(0, "monthly_cost_per_absorbed_mg").endswith(" assumed")
    choose_item(window, "assumptionBox", "none")
    assert table.cell_text(1, "rank") == "2"


def test_that_an_own_assumption_can_turn_the_order_round_and_is_undone(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    assume(window, 1, "9")
    assert "so assumed, Gly would be the cheapest." in finding_text(window)
    assert [table.cell_text(row, "rank") for row in range(2)] == ["1 (2)", "2 (1)"]
    assert "your own" in window.findChild(QComboBox, "assumptionBox").currentText()
    trigger_action(window, "undoAction")
    assert table.cell_text(0, "rank") == "1"


@pytest.mark.parametrize("text", ["0", "-2", "much", "1000"])
def test_that_an_absurd_assumption_is_refused_in_place(
    window: MainWindow, table: ProductTableDriver, text: str
) -> None:
    enter_two_products(table)
    assume(window, 1, text)
    assert window.findChild(QLabel, "assumptionSays").text().startswith("⚠")
    assert window.session.scenario.absorption == ()

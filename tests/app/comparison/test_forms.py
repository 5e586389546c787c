"""The forms panel: the costs of each form, the evidence on it, and assumptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QTableView

from pricing.reference.mineral_forms import elements, forms
from tests.app.product_table import ProductTableDriver, Role
from tests.app.user_actions import (
    child,
    choose_item,
    column_keys,
    fill_in_two_products,
    finding_text,
    open_files,
    plain_spaces,
    set_text,
    show_tab,
    table_texts,
    trigger_action,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.window.main_window import MainWindow


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


def forms_view(window: MainWindow) -> QTableView:
    show_tab(window, "Forms")
    return child(window, QTableView, "formsTable")


def form_rows(window: MainWindow) -> dict[str, dict[str, str]]:
    """Return the texts of the table by form and column key."""
    model = forms_view(window).model()
    keys = column_keys(model)
    rows = [dict(zip(keys, texts, strict=True)) for texts in table_texts(model)]
    return {row["form"]: row for row in rows}


def chosen_assumption(window: MainWindow) -> str:
    show_tab(window, "Forms")
    return child(window, QComboBox, "assumptionBox").currentText()


def test_that_each_form_is_summarized_with_its_evidence(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    show_tab(window, "Forms")
    rows = form_rows(window)
    assert list(rows) == ["oxide", "glycinate"]
    oxide, glycinate = rows["oxide"], rows["glycinate"]
    assert (oxide["products"], oxide["cost"], oxide["times_reference"]) == ("1", "$0.01796", "1.0")
    assert glycinate["cost"] == "$0.1500"
    assert glycinate["times_reference"] == "8.4"
    assert glycinate["best_buy"] == "$9.00 a month\nGly"
    assert glycinate["absorption"].startswith("Weak and conflicting. Against oxide: 23.5 against")
    assert "no head-to-head percentages" in glycinate["tolerance"]


def test_that_costs_go_from_the_cheapest_over_the_middle_to_the_dearest(
    window: MainWindow, table: ProductTableDriver
) -> None:
    trigger_action(window, "exampleAction")
    show_tab(window, "Forms")
    assert form_rows(window)["oxide"]["cost"] == "$0.01796 to $0.02573"
    model = forms_view(window).model()
    assert plain_spaces(model.index(0, 2).data(Role.ToolTipRole)) == (
        "cheapest $0.01796, middle $0.02185, dearest $0.02573"
    )


def test_that_the_best_buy_of_a_form_is_never_over_the_limit(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    set_text(window, "targetEdit", "300")
    show_tab(window, "Forms")
    rows = form_rows(window)
    assert rows["oxide"]["best_buy"] == "none at 300 mg"
    assert rows["glycinate"]["best_buy"] == "$13.50 a month\nGly"


def test_that_the_title_says_which_form_is_shown_to_be_absorbed_better(
    window: MainWindow, table: ProductTableDriver
) -> None:
    trigger_action(window, "exampleAction")
    show_tab(window, "Forms")
    title = child(window, QLabel, "formsSays").text()
    assert title == (
        "Of these forms only citrate has moderate evidence of better absorption than oxide; it "
        "costs 5.6 times as much per mg."
    )


def test_that_no_sentence_is_about_a_form_that_is_not_stated(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    table.type_text(1, "product", "Tablets")
    table.type_text(1, "form", " ")
    show_tab(window, "Forms")
    assert list(form_rows(window)) == ["oxide", "not stated"]
    title = child(window, QLabel, "formsSays").text()
    assert title == (
        "None of these forms has more than weak evidence of better absorption than oxide."
    )


@pytest.mark.parametrize("width", [1900, 1280, 1024])
def test_that_the_forms_need_no_scroll_bar_in_their_card(
    window: MainWindow, table: ProductTableDriver, width: int
) -> None:
    trigger_action(window, "exampleAction")
    show_tab(window, "Forms")
    window.resize(width, 800)
    QTest.qWait(1)
    view = forms_view(window)
    assert view.horizontalScrollBar().maximum() == 0
    assert view.verticalScrollBar().maximum() == 0


def test_that_costs_follow_the_reference_form_and_the_basis(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    show_tab(window, "Forms")
    choose_item(window, "referenceBox", "glycinate")
    assert form_rows(window)["glycinate"]["times_reference"] == "1.0"
    trigger_action(window, "1000Action")
    assert form_rows(window)["oxide"]["cost"] == "$0.1796"


def test_that_tool_tips_name_the_sources_of_the_evidence(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    model = forms_view(window).model()
    tooltips = " ".join(
        str(model.index(1, column).data(Role.ToolTipRole)) for column in range(model.columnCount())
    )
    assert "Schuette" in tooltips
    assert "manufacturer" in tooltips


def test_that_enter_goes_to_the_cheapest_product_of_the_form(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    view = forms_view(window)
    view.setCurrentIndex(view.model().index(1, 0))
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert table.view.currentIndex() == table.index(1, "product")


def test_that_a_hidden_panel_is_up_to_date_when_it_is_shown_again(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    assert form_rows(window)["oxide"]["cost"] == "$0.01796"
    show_tab(window, "Compare")
    table.type_text(0, "price", "8.98")
    assert form_rows(window)["oxide"]["cost"] == "$0.03592"


@pytest.mark.parametrize("element", elements())
def test_that_the_forms_of_every_mineral_are_compared(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path], element: str
) -> None:
    names = list(forms(element))[:3]
    lines = "".join(
        f"P{number},{element},{name},1,60,{number + 5}\n" for number, name in enumerate(names)
    )
    text = f"product,element,form,elemental_mg,pack_units,price\n{lines}"
    open_files(window, [write_list(text)])
    rows = form_rows(window)
    assert set(rows) == set(names)
    assert all(row["absorption"] for row in rows.values())


# -- assumed absorption ------------------------------------------------------------------------


def assume_absorption(window: MainWindow, row: int, text: str) -> None:
    model = forms_view(window).model()
    model.setData(model.index(row, column_keys(model).index("relative_absorption")), text)


def test_that_nothing_is_assumed_unless_it_is_chosen(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    assert chosen_assumption(window) == "the same for every form"
    assert {row["relative_absorption"] for row in form_rows(window).values()} == {"1"}
    assert "ssumed" not in finding_text(window)
    assert table.cell_text(0, "rank") == "1"


def test_that_a_popular_claim_is_labelled_and_both_ranks_are_shown(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    show_tab(window, "Forms")
    choose_item(window, "assumptionBox", "30 % better")
    assert "without a source" in chosen_assumption(window)
    show_tab(window, "Compare")
    findings = finding_text(window)
    assert "Assumed, not shown by evidence: glycinate is absorbed 1.3 times as well." in findings
    assert (
        "Per absorbed milligram, under these assumptions, Oxide would still be the cheapest."
        in findings
    )
    assert "would have to absorb 8.4 times" in findings
    assert [table.cell_text(row, "rank") for row in range(2)] == ["1 (1)", "2 (2)"]
    assert table.cell_text(1, "monthly_cost_per_absorbed_mg").endswith(" assumed")
    assert not table.cell_text(0, "monthly_cost_per_absorbed_mg").endswith(" assumed")
    choose_item(window, "assumptionBox", "the same for every form")
    assert table.cell_text(1, "rank") == "2"


def test_that_your_own_assumption_can_change_the_ranks_and_be_undone(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    assume_absorption(window, 1, "9")
    show_tab(window, "Compare")
    assert "under these assumptions, Gly would be the cheapest." in finding_text(window)
    assert [table.cell_text(row, "rank") for row in range(2)] == ["1 (2)", "2 (1)"]
    assert "your own" in chosen_assumption(window)
    trigger_action(window, "undoAction")
    assert table.cell_text(0, "rank") == "1"


def test_that_assumptions_on_several_forms_are_given_up_in_one_step(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    assume_absorption(window, 0, "2")
    assume_absorption(window, 1, "9")
    box = child(window, QComboBox, "assumptionBox")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    assert window.session.scenario.absorption == ()
    trigger_action(window, "undoAction")
    assert len(window.session.scenario.absorption) == 2


@pytest.mark.parametrize("text", ["0", "-2", "much", "1000"])
def test_that_an_impossible_assumption_is_rejected_in_the_panel(
    window: MainWindow, table: ProductTableDriver, text: str
) -> None:
    fill_in_two_products(table)
    assume_absorption(window, 1, text)
    message = child(window, QLabel, "assumptionSays")
    assert message.isVisible()
    assert message.text()
    assert window.session.scenario.absorption == ()

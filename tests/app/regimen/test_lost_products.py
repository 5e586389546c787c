"""A change of the rows in Compare that takes products out of the regimen is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTableView, QWidget

from app.regimen_plan import RegimenPlan
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    click_button,
    open_files,
    plain_spaces,
    question_text,
    show_tab,
    table_texts,
    trigger_action,
    wait_for_lists,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.window.main_window import MainWindow

SHELF = """\
product,element,elemental_mg,pack_units,price,unit_kind,other_minerals
Trio,Mg,100,30,6.00,tablet,"calcium 200 mg, zinc 5 mg"
Mag,Mg,150,30,4.50,tablet,
Zinc,Zn,10,30,1.50,tablet,
"""
REMOVED = "“{}” was removed, and so is no longer among what is taken a day."


@pytest.fixture
def window(window: MainWindow, tmp_path: Path) -> MainWindow:
    """A window with three products, of which two are taken."""
    path = tmp_path / "shelf.csv"
    path.write_text(SHELF, "utf-8")
    open_files(window, [path])
    wait_for_lists(window)
    ids = {str(entry.values["product"]): entry.id for entry in window.session.entries}
    RegimenPlan(window.session).add([(ids["Trio"], 1_000), (ids["Zinc"], 2_000)])
    return window


def remove(window: MainWindow, *names: str) -> None:
    driver = ProductTableDriver(window)
    model = driver.view.selectionModel()
    rows = [driver.product_names().index(name) for name in names]
    driver.view.setCurrentIndex(driver.index(rows[0], "product"))
    model.clearSelection()
    for row in rows:
        whole = QItemSelection(driver.index(row, "rank"), driver.index(row, "product"))
        model.select(whole, QItemSelectionModel.SelectionFlag.Select)
    trigger_action(window, "removeAction")
    QApplication.processEvents()


def settle() -> None:
    """Let what was shown before go."""
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def taken(window: MainWindow) -> list[str]:
    show_tab(window, "Regimen")
    rows = table_texts(child(window, QTableView, "regimenTaken").model())
    return [row[1].partition("\n")[0] for row in rows if row[0].isdigit()]


def findings(window: MainWindow) -> str:
    show_tab(window, "Regimen")
    settle()
    labels = child(window, QWidget, "regimenFindings").findChildren(QLabel)
    return plain_spaces(" ".join(label.text() for label in labels))


def test_that_the_removal_of_a_taken_product_is_said_and_taken_back(window: MainWindow) -> None:
    remove(window, "Mag")
    assert question_text(window) == ""
    remove(window, "Trio")
    assert question_text(window) == REMOVED.format("Trio")
    assert taken(window) == ["Zinc"]
    show_tab(window, "Compare")
    click_button(window, "Put it back")
    assert question_text(window) == ""
    assert taken(window) == ["Trio", "Zinc"]


def test_that_undo_answers_the_question(window: MainWindow) -> None:
    remove(window, "Trio")
    trigger_action(window, "undoAction")
    assert question_text(window) == ""
    trigger_action(window, "redoAction")
    assert question_text(window) == REMOVED.format("Trio")


def test_that_the_removal_of_several_taken_products_is_said_once(window: MainWindow) -> None:
    remove(window, "Trio", "Mag", "Zinc")
    assert question_text(window) == (
        "“Trio”, “Zinc” were removed, and so are no longer among what is taken a day."
    )
    click_button(window, "Put them back")
    assert taken(window) == ["Trio", "Zinc"]
    assert "Mag" not in ProductTableDriver(window).product_names()


def test_that_a_cut_amount_is_said_until_it_is_entered_again(window: MainWindow) -> None:
    driver = ProductTableDriver(window)
    zinc = driver.product_names().index("Zinc")
    driver.view.setCurrentIndex(driver.index(zinc, "price"))
    trigger_action(window, "cutAction")
    assert question_text(window) == (
        "“Zinc” counts among what is taken a day only when its row is complete."
    )
    assert taken(window) == ["Trio"]
    assert "<b>Zinc:</b> its row in Compare is not complete" in findings(window)
    RegimenPlan(window.session).change_units([0], 2_000)  # the other dose stays
    show_tab(window, "Compare")
    driver.type_text(zinc, "price", "2")
    assert question_text(window) == ""
    assert taken(window) == ["Trio", "Zinc"]
    assert "not complete" not in findings(window)


def test_that_totals_are_at_least_while_a_taken_row_is_not_complete(window: MainWindow) -> None:
    driver = ProductTableDriver(window)
    driver.type_text(
        driver.product_names().index("Trio"), "other_minerals", "calcium 200 mg, zinc ?"
    )
    assert "<b>Trio:</b> its row in Compare is not complete" in findings(window)
    bars = plain_spaces(child(window, QWidget, "regimenBars").accessibleDescription())
    assert "Magnesium: at least 0 mg" in bars
    assert "Calcium: at least 0 mg" in bars
    assert "Zinc: at least 20 mg" in bars
    rows = table_texts(child(window, QTableView, "regimenTaken").model())
    assert rows[-1][0:2] == ["", "Together"]
    assert not any(rows[-1][4:])
    says = child(window, QLabel, "regimenNoSwaps").text()
    assert says == "No change is offered until the row of each product that is taken is complete."


def test_that_a_removal_in_the_other_window_is_said(
    window: MainWindow, open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    other = open_window_on(tmp_path / "data")
    remove(other, "Zinc")
    window.session.show_news()
    for each in (window, other):
        assert question_text(each) == REMOVED.format("Zinc")
    click_button(window, "Put it back")
    assert taken(window) == ["Trio", "Zinc"]
    other.session.show_news()
    assert question_text(other) == ""
    assert taken(other) == ["Trio", "Zinc"]


def test_that_a_product_taken_twice_is_one_product(window: MainWindow) -> None:
    plan = RegimenPlan(window.session)
    trio = window.session.entries[ProductTableDriver(window).product_names().index("Trio")].id
    plan.add([(trio, 1_000)])
    assert taken(window) == ["Trio", "Zinc", "Trio"]
    text = findings(window)
    assert "Magnesium from" not in text
    assert "<b>Zinc from 2 products:</b> 5 mg from 1, 20 mg from 2, 5 mg from 3." in text
    zinc = plan.taken[1].row_id
    plan.add([(zinc, 2_000)])
    lines = [text for text in findings(window).split("<b>") if "could be left out" in text]
    # The product is left out whole, so each of its rows is named.
    assert [line.partition(" could")[0] for line in lines] == ["2, 4"]
    (button,) = child(window, QWidget, "regimenFindings").findChildren(QPushButton)
    button.click()
    assert taken(window) == ["Trio", "Trio"]

"""The access panel: payers are added, changed and removed; every product under each of them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QTableView,
    QTabWidget,
)

from tests.app.product_table import ProductTableDriver, Role
from tests.app.user_actions import (
    click_button,
    enter_two_products,
    set_text,
    trigger_action,
    type_over,
    undo_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.window.main_window import MainWindow


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    table = ProductTableDriver(window)
    enter_two_products(table)
    show_access(window)
    return table


def show_access(window: MainWindow) -> None:
    tabs = window.findChild(QTabWidget)
    tabs.setCurrentIndex([tabs.tabText(at) for at in range(tabs.count())].index("Access"))


def shown(window: MainWindow) -> list[list[str]]:
    model = window.findChild(QTableView, "accessTable").model()
    return [
        [model.index(row, at).data().replace("\u00a0", " ") for at in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def headings(window: MainWindow) -> list[str]:
    model = window.findChild(QTableView, "accessTable").model()
    across = range(model.columnCount())
    return [model.headerData(at, Qt.Orientation.Horizontal).split("\n")[-1] for at in across]


def payers(window: MainWindow) -> list[str]:
    listed = window.findChild(QListWidget, "payersList")
    return [listed.item(row).text().split("\n")[0] for row in range(1, listed.count())]


def pick(window: MainWindow, row: int) -> None:
    window.findChild(QListWidget, "payersList").setCurrentRow(row)


def asked(window: MainWindow) -> QDialog:
    (dialog,) = [each for each in window.findChildren(QDialog, "payerDialog") if each.isVisible()]
    return dialog


def fill(dialog: QDialog, name: str, kind: str, value: str, covers: str = "") -> None:
    box = dialog.findChild(QComboBox, "payerKindBox")
    index = next(at for at in range(box.count()) if kind in box.itemText(at))
    box.setCurrentIndex(index)
    for control, text in (("Name", name), ("Value", value), ("Covers", covers)):
        dialog.findChild(QLineEdit, f"payer{control}Edit").setText(text)
    dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok).click()


def offer(window: MainWindow, title: str) -> QDialog:
    """The dialog of a line in the menu of payers."""
    menu = window.findChild(QMenu, "payersMenu")
    menu.aboutToShow.emit()
    (action,) = [each for each in menu.actions() if each.text() == title]
    action.trigger()
    return asked(window)


def add(window: MainWindow, *answers: str) -> None:
    fill(offer(window, "Another…"), *answers)


def test_that_without_payers_everything_is_paid_by_oneself(
    window: MainWindow, table: ProductTableDriver
) -> None:
    assert headings(window)[:3] == ["Product", "Form", "self-pay"]
    assert [row[:3] for row in shown(window)] == [
        ["Oxide", "oxide", "$4.49"],
        ["Gly", "glycinate", "$18.00"],
    ]
    assert window.findChild(QListWidget, "payersList").item(0).text() == (
        "self-pay\n2 of 2 products stay within $20.00 a month, oxide at the least."
    )


def test_that_a_payer_is_added_changed_and_removed_each_as_one_step(
    window: MainWindow, table: ProductTableDriver
) -> None:
    add(window, "plan", "share", "80")
    assert payers(window) == ["plan: 80 % covered"]
    assert [row[3] for row in shown(window)] == ["$0.90", "$3.60"]
    assert undo_text(window) == "&Undo change of payers"
    pick(window, 1)
    click_button(window, "Change…")
    assert asked(window).findChild(QLineEdit, "payerValueEdit").text() == "80"
    fill(asked(window), "plan", "each pack", "5", "glycinate")
    assert [row[3] for row in shown(window)] == ["$4.49, not covered", "$5.00"]
    pick(window, 0)
    click_button(window, "Remove")
    assert len(payers(window)) == 1
    pick(window, 1)
    click_button(window, "Remove")
    assert payers(window) == []
    for _ in range(3):
        trigger_action(window, "undoAction")
    assert payers(window) == []
    trigger_action(window, "redoAction")
    assert payers(window) == ["plan: 80 % covered"]


def test_that_payers_and_income_are_there_again(
    window: MainWindow,
    table: ProductTableDriver,
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
) -> None:
    add(window, "fsa", "before tax", "24")
    set_text(window, "dailyWageEdit", "4")
    set_text(window, "incomeEdit", "2100")
    assert shown(window)[1][-2:] == ["⚠ 4.500", "0.9 %"]
    window.close()
    again = open_window_on(tmp_path / "data")
    show_access(again)
    assert payers(again) == ["fsa: before tax, 24 %"]
    assert again.findChild(QLineEdit, "incomeEdit").text() == "2100"
    assert shown(again)[1][-2:] == ["⚠ 4.500", "0.9 %"]


@pytest.mark.parametrize("value", ["", "120", "0", "many"])
def test_that_a_payer_that_makes_no_sense_is_refused_in_place(
    window: MainWindow, table: ProductTableDriver, value
) -> None:
    dialog = offer(window, "Another…")
    fill(dialog, "plan", "share", value)
    assert dialog.isVisible()
    assert any(each.text().startswith("⚠") for each in dialog.findChildren(QLabel))
    dialog.reject()
    assert payers(window) == []


def test_that_a_wage_that_is_no_number_is_refused_in_place(
    window: MainWindow, table: ProductTableDriver
) -> None:
    set_text(window, "dailyWageEdit", "lots")
    assert "not a number" in window.findChild(QLabel, "accessSays").text()
    assert window.session.scenario.daily_wage == 0


def test_that_what_is_over_the_budget_is_said_in_words(
    window: MainWindow, table: ProductTableDriver
) -> None:
    set_text(window, "budgetEdit", "10")
    assert shown(window)[1][2] == "$18.00 over budget"


def test_that_figures_are_exact_and_enter_goes_to_the_product(
    window: MainWindow, table: ProductTableDriver
) -> None:
    view = window.findChild(QTableView, "accessTable")
    assert view.model().index(1, 2).data(Role.UserRole) == Fraction(18)
    view.setCurrentIndex(view.model().index(1, 0))
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert table.view.currentIndex() == table.index(1, "product")


def test_that_what_is_known_of_a_payer_is_told_with_who_says_so(
    window: MainWindow, table: ProductTableDriver
) -> None:
    dialog = offer(window, "United States: HSA or FSA")
    told = " ".join(each.text() for each in dialog.findChildren(QLabel))
    assert "medical practitioner recommends" in told
    assert "Internal Revenue Service, US (authority)" in told
    assert "letter of medical necessity" in dialog.findChild(QLineEdit, "payerNeedsEdit").text()
    fill(dialog, "FSA", "before tax", "24")
    assert payers(window) == ["FSA: before tax, 24 %"]
    offer(window, "United Kingdom: NHS prescription").reject()


def test_that_a_course_is_bought_in_whole_packs(
    window: MainWindow, table: ProductTableDriver
) -> None:
    # 1 capsule of Oxide a day out of 100, 2 of Gly out of 120.
    assert [row[-5] for row in shown(window)] == ["$4.49", "$18.00"]
    set_text(window, "courseEdit", "365")
    assert [row[-5] for row in shown(window)] == ["$17.96", "$126.00"]
    assert undo_text(window) == "&Undo change of days of a course"
    set_text(window, "courseEdit", "0")
    assert "0 is not a possible number of days" in window.findChild(QLabel, "accessSays").text()


def access_column(window: MainWindow, key: str) -> int:
    model = window.findChild(QTableView, "accessTable").model()
    across = range(model.columnCount())
    return [model.headerData(at, Qt.Orientation.Horizontal, Role.UserRole) for at in across].index(
        key
    )


def test_that_a_sighting_of_today_is_typed_and_undone(
    window: MainWindow, table: ProductTableDriver
) -> None:
    view = window.findChild(QTableView, "accessTable")
    at = access_column(window, "availability")
    assert shown(window)[1][at] == ""
    type_over(view, 1, at, "3 of 5")
    assert shown(window)[1][at] == "3 / 5"
    told = view.model().index(1, at).data(Role.ToolTipRole)
    assert told.startswith("found in 3 of 5 shops asked, ")
    assert undo_text(window) == "&Undo sighting"
    trigger_action(window, "undoAction")
    assert shown(window)[1][at] == ""


@pytest.mark.parametrize("text", ["many", "6 of 5"])
def test_that_a_sighting_that_cannot_be_is_refused_in_place(
    window: MainWindow, table: ProductTableDriver, text: str
) -> None:
    model = window.findChild(QTableView, "accessTable").model()
    assert not model.setData(model.index(1, access_column(window, "availability")), text)
    says = window.findChild(QLabel, "accessSays")
    assert says.isVisible()
    assert says.text().startswith("⚠")


def test_that_costs_are_compared_with_what_is_named(
    window: MainWindow, table: ProductTableDriver
) -> None:
    at = access_column(window, "price_ratio")
    set_text(window, "comparatorEdit", "NADAC=0.0449")
    assert [row[at] for row in shown(window)] == ["1.000", "3.341"]
    assert headings(window)[at] == "NADAC"
    set_text(window, "comparatorEdit", "Gly")
    assert [row[at] for row in shown(window)] == ["0.2993", "1.000"]
    set_text(window, "comparatorEdit", "")
    assert [row[at] for row in shown(window)] == ["", ""]
    set_text(window, "comparatorEdit", "x=0")
    assert window.findChild(QLabel, "accessSays").isVisible()

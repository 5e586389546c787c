"""The panel "What patients pay": payers, and every product under each of them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
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
)

from tests.app.product_table import ProductTableDriver, Role
from tests.app.user_actions import (
    child,
    click_button,
    column_keys,
    enter_two_products,
    set_text,
    show_tab,
    table_texts,
    trigger_action,
    type_over,
    undo_text,
    visible_dialog,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.window.main_window import MainWindow

TAB = "What patients pay"


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    table = ProductTableDriver(window)
    enter_two_products(table)
    show_tab(window, TAB)
    return table


def access_view(window: MainWindow) -> QTableView:
    return child(window, QTableView, "accessTable")


def access_model(window: MainWindow) -> QAbstractItemModel:
    return access_view(window).model()


def costs(window: MainWindow) -> list[list[str]]:
    """Return the texts of the table, row by row."""
    return table_texts(access_model(window))


def headings(window: MainWindow) -> list[str]:
    """Return the last line of each heading."""
    model = access_model(window)
    return [
        model.headerData(column, Qt.Orientation.Horizontal).split("\n")[-1]
        for column in range(model.columnCount())
    ]


def access_column(window: MainWindow, key: str) -> int:
    return column_keys(access_model(window)).index(key)


def message(window: MainWindow) -> QLabel:
    return child(window, QLabel, "accessSays")


def payers(window: MainWindow) -> list[str]:
    """Return the first line of each payer but self-pay."""
    payer_list = child(window, QListWidget, "payersList")
    return [payer_list.item(row).text().split("\n")[0] for row in range(1, payer_list.count())]


def select_payer(window: MainWindow, row: int) -> None:
    child(window, QListWidget, "payersList").setCurrentRow(row)


def payer_dialog(window: MainWindow) -> QDialog:
    return visible_dialog(window, "payerDialog")


def fill_dialog(dialog: QDialog, name: str, kind: str, value: str, covers: str = "") -> None:
    box = child(dialog, QComboBox, "payerKindBox")
    box.setCurrentIndex(next(at for at in range(box.count()) if kind in box.itemText(at)))
    for control, text in (("Name", name), ("Value", value), ("Covers", covers)):
        child(dialog, QLineEdit, f"payer{control}Edit").setText(text)
    buttons = child(dialog, QDialogButtonBox)
    buttons.button(QDialogButtonBox.StandardButton.Ok).click()


def open_payer_dialog(window: MainWindow, title: str) -> QDialog:
    """Choose a line of the menu "Add payer", and return its dialog."""
    menu = child(window, QMenu, "payersMenu")
    menu.aboutToShow.emit()
    (action,) = [action for action in menu.actions() if action.text() == title]
    action.trigger()
    return payer_dialog(window)


def add_payer(window: MainWindow, *answers: str) -> None:
    fill_dialog(open_payer_dialog(window, "Other…"), *answers)


def test_that_without_payers_the_patient_pays_everything(
    window: MainWindow, table: ProductTableDriver
) -> None:
    assert headings(window)[:4] == ["Product", "Form", "self-pay", "self-pay"]
    assert [row[:4] for row in costs(window)] == [
        ["Oxide", "oxide", "$1.35", "$4.49"],
        ["Gly", "glycinate", "$9.00", "$18.00"],
    ]
    assert child(window, QListWidget, "payersList").item(0).text() == (
        "self-pay\n2 of 2 products without a stop cost at most $20.00 a month on average. The "
        "cheapest form is oxide. The first purchase stays within that for 2 of them."
    )


def test_that_a_payer_is_added_changed_and_removed_each_as_one_step(
    window: MainWindow, table: ProductTableDriver
) -> None:
    add_payer(window, "plan", "share", "80")
    assert payers(window) == ["plan: 80 % covered"]
    assert [row[4:6] for row in costs(window)] == [["$0.27", "$0.90"], ["$1.80", "$3.60"]]
    assert undo_text(window) == "&Undo change of payers"
    select_payer(window, 1)
    click_button(window, "Change…")
    assert child(payer_dialog(window), QLineEdit, "payerValueEdit").text() == "80"
    fill_dialog(payer_dialog(window), "plan", "each pack", "5", "glycinate")
    assert [row[5] for row in costs(window)] == ["$4.49, not covered", "$5.00"]
    select_payer(window, 0)
    click_button(window, "Remove")
    assert len(payers(window)) == 1
    select_payer(window, 1)
    click_button(window, "Remove")
    assert payers(window) == []
    for _ in range(3):
        trigger_action(window, "undoAction")
    assert payers(window) == []
    trigger_action(window, "redoAction")
    assert payers(window) == ["plan: 80 % covered"]


def test_that_payers_and_income_are_kept(
    window: MainWindow,
    table: ProductTableDriver,
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
) -> None:
    add_payer(window, "fsa", "before tax", "24")
    set_text(window, "dailyWageEdit", "4")
    set_text(window, "incomeEdit", "2100")
    assert costs(window)[1][-2:] == ["⚠ 2.250", "0.4 %"]
    window.close()
    reopened = open_window_on(tmp_path / "data")
    show_tab(reopened, TAB)
    assert payers(reopened) == ["fsa: before tax, 24 %"]
    assert child(reopened, QLineEdit, "incomeEdit").text() == "2100"
    assert costs(reopened)[1][-2:] == ["⚠ 2.250", "0.4 %"]


@pytest.mark.parametrize("value", ["", "120", "0", "many"])
def test_that_an_impossible_payer_is_rejected_in_the_dialog(
    window: MainWindow, table: ProductTableDriver, value: str
) -> None:
    dialog = open_payer_dialog(window, "Other…")
    fill_dialog(dialog, "plan", "share", value)
    assert dialog.isVisible()
    assert any(label.text().startswith("⚠") for label in dialog.findChildren(QLabel))
    dialog.reject()
    assert payers(window) == []


def test_that_a_wage_that_is_not_a_number_is_rejected_in_the_panel(
    window: MainWindow, table: ProductTableDriver
) -> None:
    set_text(window, "dailyWageEdit", "lots")
    assert "not a number" in message(window).text()
    assert window.session.scenario.daily_wage == 0


def test_that_a_cost_over_the_budget_is_marked_in_words(
    window: MainWindow, table: ProductTableDriver
) -> None:
    set_text(window, "budgetEdit", "10")
    assert costs(window)[1][2:4] == ["$9.00", "$18.00 over budget"]
    set_text(window, "budgetEdit", "8.99")
    assert costs(window)[1][2:4] == ["$9.00 over budget", "$18.00 over budget"]


def test_that_figures_are_exact_and_enter_goes_to_the_product(
    window: MainWindow, table: ProductTableDriver
) -> None:
    view = access_view(window)
    assert view.model().index(1, 3).data(Role.UserRole) == Fraction(18)
    view.setCurrentIndex(view.model().index(1, 0))
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert table.view.currentIndex() == table.index(1, "product")


def test_that_a_known_payer_is_described_with_its_sources(
    window: MainWindow, table: ProductTableDriver
) -> None:
    dialog = open_payer_dialog(window, "United States: HSA or FSA, supplements")
    description = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "medical practitioner recommends" in description
    assert "Internal Revenue Service, US (authority)" in description
    assert "letter of medical necessity" in child(dialog, QLineEdit, "payerNeedsEdit").text()
    fill_dialog(dialog, "FSA", "before tax", "24")
    assert payers(window) == ["FSA: before tax, 24 %"]
    nhs = open_payer_dialog(window, "England: NHS prescription")
    description = " ".join(label.text() for label in nhs.findChildren(QLabel))
    assert "One charge for each item, whatever the number of packs." in description
    fill_dialog(nhs, "NHS", "each item", "9.90")
    assert payers(window) == ["FSA: before tax, 24 %", "NHS: charge of 9.9 an item"]


def test_that_a_course_is_bought_in_whole_packs(
    window: MainWindow, table: ProductTableDriver
) -> None:
    # 1 capsule of Oxide a day out of 100, 2 of Gly out of 120.
    assert [row[-5] for row in costs(window)] == ["$4.49", "$18.00"]
    set_text(window, "courseEdit", "365")
    assert [row[-5] for row in costs(window)] == ["$17.96", "$126.00"]
    assert undo_text(window) == "&Undo change of course days"
    set_text(window, "courseEdit", "0")
    assert "0 is not a possible number of days" in message(window).text()


def test_that_an_availability_record_of_today_can_be_typed_and_undone(
    window: MainWindow, table: ProductTableDriver
) -> None:
    view = access_view(window)
    column = access_column(window, "availability")
    assert costs(window)[1][column] == ""
    type_over(view, 1, column, "3 of 5")
    assert costs(window)[1][column] == "3 / 5"
    tooltip = view.model().index(1, column).data(Role.ToolTipRole)
    assert tooltip.startswith("found in 3 of 5 shops asked, ")
    assert undo_text(window) == "&Undo availability record"
    trigger_action(window, "undoAction")
    assert costs(window)[1][column] == ""


@pytest.mark.parametrize("text", ["many", "6 of 5"])
def test_that_an_impossible_availability_record_is_rejected_in_the_panel(
    window: MainWindow, table: ProductTableDriver, text: str
) -> None:
    model = access_model(window)
    assert not model.setData(model.index(1, access_column(window, "availability")), text)
    assert message(window).isVisible()
    assert message(window).text().startswith("⚠")


def test_that_prices_are_compared_with_the_comparator(
    window: MainWindow, table: ProductTableDriver
) -> None:
    column = access_column(window, "price_ratio")
    set_text(window, "comparatorEdit", "NADAC=0.0449")
    assert [row[column] for row in costs(window)] == ["1.000", "3.341"]
    assert headings(window)[column] == "NADAC"
    set_text(window, "comparatorEdit", "Gly")
    assert [row[column] for row in costs(window)] == ["0.2993", "1.000"]
    set_text(window, "comparatorEdit", "")
    assert [row[column] for row in costs(window)] == ["", ""]
    set_text(window, "comparatorEdit", "x=0")
    assert message(window).isVisible()

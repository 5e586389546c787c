"""The panel "What patients pay": payers, and every product under each of them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QMenu,
    QTableView,
)

from app.access.table import AccessTable
from tests.app.product_table import ProductTableDriver, Role
from tests.app.user_actions import (
    child,
    column_keys,
    fill_in_two_products,
    plain_spaces,
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
    fill_in_two_products(table)
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
    """Return the headings, each on one line."""
    model = access_model(window)
    return [
        plain_spaces(model.headerData(column, Qt.Orientation.Horizontal)).replace("\n", ": ", 1)
        for column in range(model.columnCount())
    ]


def cells(window: MainWindow, key: str) -> list[str]:
    """Return the texts of a column, without the line that counts."""
    column = access_column(window, key)
    return [row[column] for row in costs(window)[:-1]]


def access_column(window: MainWindow, key: str) -> int:
    return column_keys(access_model(window)).index(key)


def sentence(window: MainWindow) -> tuple[str, str]:
    """Return the best buy, and what it costs now."""
    lead, text = (child(window, QLabel, name) for name in ("accessLead", "accessSentence"))
    return plain_spaces(lead.text()), plain_spaces(text.text())


def message(window: MainWindow) -> QLabel:
    return child(window, QLabel, "accessSays")


def payers(window: MainWindow) -> list[str]:
    """Return the headings of the payers but self-pay."""
    names = [payer.name for payer in window.session.scenario.payers]
    return [headings(window)[access_column(window, name)] for name in names]


def payer_dialog(window: MainWindow) -> QDialog:
    return visible_dialog(window, "payerDialog")


def fill_dialog(dialog: QDialog, name: str, kind: str, value: str, covers: str = "") -> None:
    box = child(dialog, QComboBox, "payerKindBox")
    box.setCurrentIndex(next(at for at in range(box.count()) if kind in box.itemText(at)))
    for control, text in (("Name", name), ("Value", value), ("Covers", covers)):
        child(dialog, QLineEdit, f"payer{control}Edit").setText(text)
    buttons = child(dialog, QDialogButtonBox)
    buttons.button(QDialogButtonBox.StandardButton.Ok).click()


def choose_from_payers_menu(window: MainWindow, title: str) -> None:
    """Choose a line of the menu "Add a way to pay"."""
    menu = child(window, QMenu, "payersMenu")
    menu.aboutToShow.emit()
    (action,) = [action for action in menu.actions() if action.text() == title]
    action.trigger()


def open_payer_dialog(window: MainWindow, title: str) -> QDialog:
    """Choose a line of the menu "Add a way to pay", and return its dialog."""
    choose_from_payers_menu(window, title)
    return payer_dialog(window)


def add_payer(window: MainWindow, *answers: str) -> None:
    fill_dialog(open_payer_dialog(window, "Other…"), *answers)


def test_that_without_payers_the_patient_pays_everything(
    window: MainWindow, table: ProductTableDriver
) -> None:
    assert headings(window)[:4] == ["#", "Product", "You get: per day", "You pay it all"]
    assert [row[:4] for row in costs(window)] == [
        ["1", "Oxide\noxide", "250 mg", "$4.49\n$1.35 a month"],
        ["2", "Gly\nbisglycinate", "200 mg", "$18.00\n$9.00 a month"],
        ["", "Within $20.00 a month, of the products without a stop", "", "2 of 2"],
    ]
    assert sentence(window) == ("Best buy within the safe limit: Oxide", "$4.49 now")


def test_that_a_payer_is_added_changed_and_removed_each_as_one_step(
    window: MainWindow, table: ProductTableDriver
) -> None:
    add_payer(window, "plan", "share", "80")
    assert payers(window) == ["plan: pays 80 %"]
    assert cells(window, "plan") == ["$0.90\n$0.27 a month", "$3.60\n$1.80 a month"]
    assert cells(window, "access_gap") == ["$3.59", "$14.40"]
    assert sentence(window)[1] == "$4.49 now, or $0.90 with plan (pays 80 %)"
    assert undo_text(window) == "&Undo change of payers"
    choose_from_payers_menu(window, "Change plan…")
    assert child(payer_dialog(window), QLineEdit, "payerValueEdit").text() == "80"
    fill_dialog(payer_dialog(window), "plan", "each pack", "5", "glycinate")
    assert cells(window, "plan") == [
        "$4.49\n$1.35 a month\nnot covered",
        "$5.00\n$2.50 a month",
    ]
    choose_from_payers_menu(window, "Remove plan")
    assert payers(window) == []
    for _ in range(3):
        trigger_action(window, "undoAction")
    assert payers(window) == []
    trigger_action(window, "redoAction")
    assert payers(window) == ["plan: pays 80 %"]


def test_that_payers_and_income_are_kept(
    window: MainWindow,
    table: ProductTableDriver,
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
) -> None:
    add_payer(window, "fsa", "before tax", "24")
    set_text(window, "dailyWageEdit", "4")
    set_text(window, "incomeEdit", "$2,100.00")
    paid = cells(window, "self-pay")[1].replace("\n", " · ")
    assert paid == "$18.00 · $9.00 a month · 2.25 days’ pay"
    assert cells(window, "share_of_income")[1] == "0.4 %"
    window.close()
    reopened = open_window_on(tmp_path / "data")
    show_tab(reopened, TAB)
    assert payers(reopened) == ["fsa: before tax, 24 %"]
    assert child(reopened, QLineEdit, "incomeEdit").text() == "$2100.00"
    assert cells(reopened, "share_of_income")[1] == "0.4 %"


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


def test_that_an_amount_in_another_currency_is_rejected_in_the_panel(
    window: MainWindow, table: ProductTableDriver
) -> None:
    set_text(window, "incomeEdit", "2000 EUR")
    assert "Enter the amount in USD." in message(window).text()
    assert window.session.scenario.monthly_income == 0


def test_that_a_cost_over_the_budget_is_marked_in_words(
    window: MainWindow, table: ProductTableDriver
) -> None:
    set_text(window, "accessBudgetEdit", "10")
    assert cells(window, "self-pay")[1] == "$18.00\n$9.00 a month"
    set_text(window, "accessBudgetEdit", "8.99")
    assert cells(window, "self-pay")[1] == "$18.00\n$9.00 a month\nover budget"
    assert costs(window)[-1][3] == "1 of 2"


def test_that_products_over_the_limit_stand_last_unnumbered_and_untinted(
    window: MainWindow, table: ProductTableDriver
) -> None:
    set_text(window, "targetEdit", "300")
    assert [row[:3] for row in costs(window)[:-1]] == [
        ["1", "Gly\nbisglycinate", "300 mg"],
        ["–", "Oxide\noxide", "500 mg"],
    ]
    assert sentence(window)[0] == "Best buy within the safe limit: Gly"
    view = child(window, AccessTable, "accessTable")
    tinted = [view.access_model.is_least(row, 3) for row in view.access_model.rows]
    assert tinted == [True, False, False]


def test_that_a_product_that_is_asked_about_has_no_costs(
    window: MainWindow, table: ProductTableDriver
) -> None:
    show_tab(window, "Compare")
    table.type_text(0, "compound_mg", "250")
    show_tab(window, TAB)
    assert costs(window)[1][:4] == ["–", "Oxide\noxide", "not ranked", "–"]
    assert sentence(window)[0] == "Best buy within the safe limit: Gly"


def test_that_no_product_is_praised_if_none_is_safe(
    window: MainWindow, table: ProductTableDriver
) -> None:
    set_text(window, "targetEdit", "400")
    assert sentence(window) == ("", "None of these reaches 400 mg a day within the safe limit.")


def test_that_rare_measures_are_shown_on_request(
    window: MainWindow, table: ProductTableDriver
) -> None:
    view = access_view(window)
    assert view.isColumnHidden(access_column(window, "course_outlay"))
    assert not child(window, QLineEdit, "courseEdit").isVisible()
    child(window, QAction, "course_outlayAction").trigger()
    assert not view.isColumnHidden(access_column(window, "course_outlay"))
    assert child(window, QLineEdit, "courseEdit").isVisible()


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
    assert payers(window) == ["FSA: before tax, 24 %\nneeds a doctor’s letter"]
    nhs = open_payer_dialog(window, "England: NHS prescription")
    description = " ".join(label.text() for label in nhs.findChildren(QLabel))
    assert "One charge for each item, whatever the number of packs." in description
    fill_dialog(nhs, "NHS", "each item", "9.90")
    assert payers(window)[1] == "NHS: charge of $9.90 an item"


def test_that_a_course_is_bought_in_whole_packs(
    window: MainWindow, table: ProductTableDriver
) -> None:
    # 1 capsule of Oxide a day out of 100, 2 of Gly out of 120.
    child(window, QAction, "course_outlayAction").trigger()
    assert cells(window, "course_outlay") == ["$4.49", "$18.00"]
    set_text(window, "courseEdit", "365")
    assert cells(window, "course_outlay") == ["$17.96", "$126.00"]
    assert undo_text(window) == "&Undo change of course days"
    set_text(window, "courseEdit", "0")
    assert "0 is not a possible number of days" in message(window).text()


def test_that_an_availability_record_of_today_can_be_typed_and_undone(
    window: MainWindow, table: ProductTableDriver
) -> None:
    view = access_view(window)
    column = access_column(window, "availability")
    child(window, QAction, "availabilityAction").trigger()
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
    assert message(window).text()


def test_that_prices_are_compared_with_the_comparator(
    window: MainWindow, table: ProductTableDriver
) -> None:
    column = access_column(window, "price_ratio")
    child(window, QAction, "price_ratioAction").trigger()
    set_text(window, "comparatorEdit", "NADAC=0.0449")
    assert cells(window, "price_ratio") == ["1.000", "3.341"]
    assert headings(window)[column] == "Price ratio to: NADAC"
    set_text(window, "comparatorEdit", "Gly")
    assert cells(window, "price_ratio") == ["0.2993", "1.000"]
    set_text(window, "comparatorEdit", "")
    assert cells(window, "price_ratio") == ["", ""]
    set_text(window, "comparatorEdit", "x=0")
    assert message(window).isVisible()


def test_that_each_row_of_a_long_list_has_room_for_its_texts_where_it_is_seen(
    window: MainWindow,
) -> None:
    """The last 60 of 200 products have names that wrap, so that their rows are higher."""
    words = " with a name of several lines" * 6
    rows = (
        f"Product {at}{words if at > 140 else ''}\t{50 + at}\t60\t{5 + at}.99" for at in range(200)
    )
    titles = "Product\tElemental mg\tPack units\tPrice"
    QGuiApplication.clipboard().setText("\n".join([titles, *rows]))
    trigger_action(window, "pasteAction")
    show_tab(window, TAB)
    window.resize(1_000, 700)
    view = access_view(window)
    assert isinstance(view, AccessTable)
    name, bar = access_column(window, "product"), view.verticalScrollBar()
    heights = set()
    for place in (0.0, 0.6, 0.3, 1.0):
        bar.setValue(round(bar.maximum() * place))
        seen = range(view.rowAt(0), view.rowAt(view.viewport().height() - 1))
        for row in seen:
            texts = view.cell_runs(view.model().index(row, name))
            needed = view.text_size(texts, view.text_width(name)).height
            assert view.rowHeight(row) > needed
            heights.add(view.rowHeight(row))
    assert len(heights) > 1
    last = view.visualRect(view.model().index(view.model().rowCount() - 1, name))
    assert last.bottom() <= view.viewport().height()
    assert bar.value() == bar.maximum()


def test_that_a_long_comparator_can_be_read(window: MainWindow, table: ProductTableDriver) -> None:
    name = "Magnesium glycinate of the other pharmacy=0.0449"
    trigger_action(window, "price_ratioAction")
    set_text(window, "comparatorEdit", name)
    edit = child(window, QLineEdit, "comparatorEdit")
    assert edit.toolTip() == edit.text()
    for width in (1024, 1280):
        window.resize(width, 800)
        QApplication.processEvents()
        shown = edit.fontMetrics().horizontalAdvance("Magnesium glycinate of the other")
        assert edit.width() > shown, width

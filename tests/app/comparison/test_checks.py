"""The Checks view: worked through with keys and mouse, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QTabBar,
)

from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    check_lines,
    child,
    choose_item,
    plain_spaces,
    show_tab,
    shown_view,
    trigger_action,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

OXIDE = "Magnesium Oxide 250 mg 100 tablets"
OXIDE_LINE = (
    f"{OXIDE}: 2 tablets = 500 mg, over 350 mg; 1 a day = 250 mg, 83 % of the target, $1.35 a month"
)
QUESTION_LINE = (
    "Magnesium Glycinate 1000 mg: 1000 mg of what?; "
    "if glycinate: 141 mg each, 3 a day = 423 mg, over 350 mg"
)


@pytest.fixture
def checks(example_window: MainWindow) -> QListView:
    """The list of the shown Checks view."""
    show_tab(example_window, "Checks")
    QApplication.processEvents()
    view = child(example_window, QListView, "checksList")
    view.setFocus()
    return view


def summary_text(window: MainWindow) -> str:
    return plain_spaces(child(window, QLabel, "checksSummary").text())


def tab_title(window: MainWindow) -> str:
    tabs = child(window, QTabBar, "viewTabs")
    return next(title for at in range(tabs.count()) if (title := tabs.tabText(at))[:6] == "Checks")


def choose_line(window: MainWindow, checks: QListView, beginning: str) -> None:
    """Walk to a line with the arrow keys."""
    row = next(at for at, text in enumerate(check_lines(window)) if text.startswith(beginning))
    for _ in range(len(check_lines(window))):
        if checks.currentIndex().row() == row:
            return
        down = row > checks.currentIndex().row()
        QTest.keyClick(checks, Qt.Key.Key_Down if down else Qt.Key.Key_Up)
    raise AssertionError(beginning)


def current_text(checks: QListView) -> str:
    return plain_spaces(checks.currentIndex().data())


def test_that_the_view_counts_its_lines_and_says_what_they_come_to(
    example_window: MainWindow, checks: QListView
) -> None:
    assert tab_title(example_window) == "Checks  14"
    assert summary_text(example_window) == (
        "10 of 20 products go over the safe limit at 300 mg. 1 waits for an answer. "
        "1 waits for an amount."
    )
    headings = [text for text in check_lines(example_window) if ": " not in text]
    assert headings == [
        "Over the limit 10, never the best buy at this dose",
        "Questions 1, not ranked until you answer",
        "To fix 1, left out until it is right",
        "Notes 2, nothing to decide",
    ]
    assert current_text(checks) == OXIDE_LINE


def test_that_enter_lowers_the_doses_and_undo_raises_them_again(
    example_window: MainWindow, checks: QListView
) -> None:
    before = check_lines(example_window)
    QTest.keyClick(checks, Qt.Key.Key_Return)
    assert example_window.session.scenario.dose_policy == "within_limit"
    lines = check_lines(example_window)
    assert len(lines) == len(before)  # nothing jumps
    assert lines[1] == f"Done. {OXIDE_LINE}"
    assert sum(line.startswith("Done. ") for line in lines) == 9
    assert lines[0] == "Over the limit 1, never the best buy at this dose"
    assert current_text(checks) == lines[1]
    trigger_action(example_window, "undoAction")
    assert check_lines(example_window) == before


def test_that_done_lines_go_when_the_view_is_left(
    example_window: MainWindow, checks: QListView
) -> None:
    QTest.keyClick(checks, Qt.Key.Key_Return)
    show_tab(example_window, "Chart")
    show_tab(example_window, "Checks")
    assert not [line for line in check_lines(example_window) if line.startswith("Done. ")]


def test_that_another_target_begins_the_list_anew(
    example_window: MainWindow, checks: QListView
) -> None:
    choose_item(example_window, "policyBox", "Within the safe limit")
    assert not [line for line in check_lines(example_window) if line.startswith("Done. ")]


def test_that_a_question_is_answered_by_its_number(
    example_window: MainWindow, checks: QListView
) -> None:
    choose_line(example_window, checks, "Magnesium Glycinate 1000 mg")
    assert current_text(checks) == QUESTION_LINE
    QTest.keyClick(checks, Qt.Key.Key_1)
    table = ProductTableDriver(example_window)
    assert table.cell_text(18, "compound_mg") == "1000"
    assert table.cell_text(18, "form") == "glycinate"
    assert current_text(checks) == f"Done. {QUESTION_LINE}"
    trigger_action(example_window, "undoAction")
    assert current_text(checks) == QUESTION_LINE
    QTest.keyClick(checks, Qt.Key.Key_2)
    assert table.cell_text(18, "note") == "1000 mg elemental"


def test_that_a_painted_button_does_its_remedy(
    example_window: MainWindow, checks: QListView
) -> None:
    row = next(at for at, text in enumerate(check_lines(example_window)) if OXIDE in text)
    area = checks.visualRect(checks.model().index(row, 0))
    place = QPoint(area.right() - 40, area.center().y())
    QTest.mouseClick(checks.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert example_window.session.scenario.dose_policy == "within_limit"


def test_that_all_doses_are_lowered_from_the_heading(
    example_window: MainWindow, checks: QListView, qtbot: QtBot
) -> None:
    button = child(example_window, QAbstractButton, "lowerDosesButton")
    assert button.text() == "Lower every dose to the limit"
    button.click()
    assert "Within the safe limit" in child(example_window, QComboBox, "policyBox").currentText()
    name = "lowerDosesButton"
    qtbot.waitUntil(lambda: example_window.findChild(QAbstractButton, name) is None)


def test_that_space_shows_the_row_in_the_table(
    example_window: MainWindow, checks: QListView
) -> None:
    choose_line(example_window, checks, OXIDE)
    QTest.keyClick(checks, Qt.Key.Key_Space)
    table = ProductTableDriver(example_window)
    assert table.view.isVisible()
    assert table.cell_text(table.view.currentIndex().row(), "product") == OXIDE


def test_that_a_price_to_fix_leads_to_its_cell(
    example_window: MainWindow, checks: QListView
) -> None:
    choose_line(example_window, checks, "Magnesium Taurate")
    QTest.keyClick(checks, Qt.Key.Key_Return)
    table = ProductTableDriver(example_window)
    assert table.view.isVisible()
    assert table.view.currentIndex() == table.index(19, "price")


def test_that_a_stronger_product_is_looked_for_in_the_catalogue(
    example_window: MainWindow, checks: QListView
) -> None:
    choose_line(example_window, checks, "Neuro-Mag")
    QTest.keyClick(checks, Qt.Key.Key_Return)
    assert shown_view(example_window) is example_window.catalogue_controller.panel
    assert child(example_window, QLineEdit, "catalogueSearch").text() == "threonate"


def test_that_the_list_is_copied_as_text(example_window: MainWindow, checks: QListView) -> None:
    child(example_window, QPushButton, "copyChecksButton").click()
    lines = plain_spaces(QGuiApplication.clipboard().text()).splitlines()
    assert lines == [summary_text(example_window), *check_lines(example_window)]


def test_that_a_screen_reader_hears_the_remedies(
    example_window: MainWindow, checks: QListView
) -> None:
    spoken = plain_spaces(checks.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole))
    assert spoken == f"{OXIDE_LINE}\nEnter: Lower 9 doses"
    choose_line(example_window, checks, "Magnesium Glycinate 1000 mg")
    spoken = plain_spaces(checks.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole))
    assert spoken.endswith("\n1: glycinate\n2: magnesium")


def test_that_an_empty_list_says_that_there_is_nothing_to_check(window: MainWindow) -> None:
    table = ProductTableDriver(window)
    for key, text in (("product", "Citrate"), ("elemental_mg", "100"), ("pack_units", "60"),
                      ("price", "9")):  # fmt: skip
        table.type_text(0, key, text)
    show_tab(window, "Checks")
    assert summary_text(window) == "Nothing to check. 1 product, within the limit."
    assert check_lines(window) == []
    assert tab_title(window) == "Checks"


@pytest.mark.parametrize("width", [1024, 1280])
def test_that_no_line_is_cut_off(example_window: MainWindow, checks: QListView, width: int) -> None:
    example_window.resize(width, 800)
    QApplication.processEvents()
    line_height = checks.fontMetrics().height()
    for row, text in enumerate(check_lines(example_window)):
        area = checks.visualRect(checks.model().index(row, 0))
        folded = width < 1_200 and ": " in text
        assert area.height() >= line_height * (2 if folded else 1)
        assert area.width() == checks.viewport().width()


def test_that_page_keys_walk_over_the_lines_and_stop_at_the_last(
    example_window: MainWindow, checks: QListView
) -> None:
    example_window.resize(1024, 500)
    QApplication.processEvents()
    lines = [
        row
        for row in range(checks.model().rowCount())
        if checks.model().index(row, 0).flags() & Qt.ItemFlag.ItemIsEnabled
    ]
    checks.setCurrentIndex(checks.model().index(lines[0], 0))
    page = checks.viewport().height()
    for key, end in ((Qt.Key.Key_PageDown, lines[-1]), (Qt.Key.Key_PageUp, lines[0])):
        while checks.currentIndex().row() != end:
            row, top = checks.currentIndex().row(), checks.visualRect(checks.currentIndex()).top()
            QTest.keyClick(checks, key)
            assert checks.currentIndex().row() in lines
            assert checks.currentIndex().row() != row
            moved = checks.visualRect(checks.currentIndex()).top() - top
            assert abs(moved) <= page
        QTest.keyClick(checks, key)
        assert checks.currentIndex().row() == end

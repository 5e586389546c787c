"""The real window, used with the keyboard: typing, undo, scenario, layout and locales."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QMessageBox,
    QPushButton,
    QSlider,
    QTabBar,
    QTextBrowser,
    QWidget,
)
from shiboken6 import dump

from app.table.view import ProductTable
from app.toolkit.crash_report import CrashReporter
from pricing.model.changes import change_saved_comparisons
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    check_lines,
    child,
    choose_item,
    enter_two_products,
    finding_text,
    make_every_part,
    plain_spaces,
    set_text,
    show_menu_of,
    show_tab,
    shown_view,
    trigger_action,
    undo_text,
    wait_for_lists,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

Role = Qt.ItemDataRole


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


# -- typing ------------------------------------------------------------------------------------


def test_that_two_products_are_compared_from_the_keyboard(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    set_text(window, "targetEdit", "300")
    assert table.product_names() == ["Oxide", "Gly"]
    # Oxide is over the limit: it has no number.
    assert (table.cell_text(0, "rank"), table.cell_text(1, "rank")) == ("–", "1")
    assert table.cell_text(0, "cost_per_elemental_mg") == "$0.01796"
    assert table.cell_text(0, "units_per_day") == "2 units"
    assert table.cell_text(0, "delivered_mg_per_day") == "500 mg"
    assert table.exact_value(0, "monthly_cost") == Fraction("2.694")
    said = finding_text(window)
    assert "Per mg of magnesium, the cheapest glycinate costs 8.4 times as much as oxide." in said
    assert "2 units a day = 500 mg; the limit is 350 mg." in said
    assert "Best buy within the safe limit: Gly: $13.50 a month." in said
    assert check_lines(window)[1] == (
        "Oxide: 2 units = 500 mg, over 350 mg; 1 a day = 250 mg, 83 % of the target, $1.35 a month"
    )


def test_that_any_key_starts_editing_and_enter_moves_down(table: ProductTableDriver) -> None:
    enter_two_products(table)
    table.type_text(0, "product", "Zeta")
    assert table.product_names()[0] == "Zeta"
    assert table.view.currentIndex().row() == 1


def test_that_tab_moves_right_and_escape_discards_the_change(
    table: ProductTableDriver,
) -> None:
    enter_two_products(table)
    table.type_text(0, "product", "Zeta", end_key=Qt.Key.Key_Escape)
    assert table.product_names()[0] == "Oxide"
    table.type_text(0, "product", "Zeta", end_key=Qt.Key.Key_Tab)
    assert table.view.currentIndex().column() == table.columns["elemental_mg"]


@pytest.mark.parametrize("text", ["12,50", "12.50", "$12.50"])
def test_that_a_price_is_read_in_any_notation(table: ProductTableDriver, text: str) -> None:
    enter_two_products(table)
    table.type_text(0, "price", text)
    assert table.exact_value(0, "price") == Fraction("12.5")


def test_that_an_ambiguous_price_is_flagged_in_its_cell(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    table.type_text(0, "price", "1,234")
    assert table.cell_text(0, "price") == "1,234"
    assert table.exact_value(0, "price") is None
    assert "could be 1234 or 1.234" in table.index(0, "price").data(Role.ToolTipRole)
    assert "wrong" in table.index(0, "price").data(Role.AccessibleTextRole)
    assert any("could be 1234 or 1.234" in text for text in check_lines(window))
    assert table.cell_text(1, "rank") == "1"


def test_that_a_wrong_cell_blocks_no_other_row_and_can_be_corrected(
    table: ProductTableDriver,
) -> None:
    enter_two_products(table)
    table.type_text(0, "pack_units", "many")
    assert table.cell_text(0, "cost_per_elemental_mg") == ""
    assert table.cell_text(1, "cost_per_elemental_mg") == "$0.1500"
    table.type_text(0, "pack_units", "100")
    assert table.cell_text(0, "cost_per_elemental_mg") == "$0.01796"


def test_that_the_checks_name_what_an_incomplete_row_misses(
    window: MainWindow, table: ProductTableDriver
) -> None:
    table.type_text(0, "product", "Half")
    assert table.row_count == 1
    assert "Half: Units in pack: nothing yet; Enter a value." in check_lines(window)


def test_that_two_units_a_serving_halve_the_amount_of_a_unit(table: ProductTableDriver) -> None:
    enter_two_products(table)
    table.type_text(0, "serving_units", "2")
    assert table.exact_value(0, "elemental_mg_per_unit") == 125


# -- deleting and undo -------------------------------------------------------------------------


def test_that_delete_clears_cells_and_undo_restores_them(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    table.view.setCurrentIndex(table.index(0, "price"))
    trigger_action(window, "deleteAction")
    assert table.exact_value(0, "price") is None
    trigger_action(window, "undoAction")
    assert table.exact_value(0, "price") == Fraction("4.49")


def test_that_delete_on_a_whole_row_removes_the_product(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    place = table.view.visualRect(table.index(0, "rank")).center()
    button, modifier = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(table.view.viewport(), button, modifier, place)
    trigger_action(window, "deleteAction")
    assert table.product_names() == ["Gly"]
    trigger_action(window, "undoAction")
    assert table.product_names() == ["Oxide", "Gly"]
    assert table.exact_value(0, "price") == Fraction("4.49")


def test_that_shift_and_space_select_the_row_and_keep_its_name(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    table.view.setCurrentIndex(table.index(0, "product"))
    QTest.keyClick(table.view, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(table.view, Qt.Key.Key_Return)
    assert table.product_names() == ["Oxide", "Gly"]
    table.view.setCurrentIndex(table.index(0, "price"))
    QTest.keyClick(table.view, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    trigger_action(window, "deleteAction")
    assert table.product_names() == ["Gly"]


def test_that_every_step_has_a_name_and_can_be_undone_and_redone(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    set_text(window, "targetEdit", "300")
    undo, redo = (child(window, QAction, name) for name in ("undoAction", "redoAction"))
    assert undo.text() == "&Undo change of target a day"
    steps = 0
    while undo.isEnabled():
        undo.trigger()
        steps += 1
    assert (steps, table.row_count) == (11, 0)
    assert child(window, QLineEdit, "targetEdit").text() == "200"
    while redo.isEnabled():
        redo.trigger()
    assert table.product_names() == ["Oxide", "Gly"]
    assert table.cell_text(0, "delivered_mg_per_day") == "500 mg"


# -- scenario ----------------------------------------------------------------------------------


def test_that_the_dose_policy_and_the_limit_change_the_figures(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    set_text(window, "targetEdit", "300 mg")
    choose_item(window, "policyBox", "Within the safe limit")
    assert table.cell_text(0, "delivered_mg_per_day") == "250 mg"
    choose_item(window, "limitBox", "EU, adult: 250")
    choose_item(window, "policyBox", "At least")
    assert "the limit is 250 mg" in finding_text(window)


def test_that_a_wrong_target_is_flagged_and_changes_nothing(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    set_text(window, "targetEdit", "lots")
    edit = child(window, QLineEdit, "targetEdit")
    assert edit.property("wrong")
    assert "not a number" in edit.accessibleDescription()
    assert table.cell_text(0, "delivered_mg_per_day") == "250 mg"
    set_text(window, "targetEdit", "300")
    assert not edit.property("wrong")


def test_that_another_mineral_has_its_own_target_and_limit(window: MainWindow) -> None:
    choose_item(window, "elementBox", "Zinc")
    assert child(window, QLineEdit, "targetEdit").text() == "10"
    assert child(window, QComboBox, "limitBox").currentText() == "US, adult: 40 mg"
    assert child(window, QComboBox, "referenceBox").currentText() == "gluconate"
    choose_item(window, "limitBox", "EU, adult: 25")
    choose_item(window, "elementBox", "Magnesium")
    assert child(window, QComboBox, "limitBox").currentText() == "EU, adult: 250 mg"


def test_that_another_mineral_keeps_the_life_stage_and_its_limit(window: MainWindow) -> None:
    choose_item(window, "limitBox", "US, pregnancy")
    choose_item(window, "elementBox", "Iron")
    assert child(window, QComboBox, "limitBox").currentText() == "US, pregnancy: 45 mg"
    choose_item(window, "elementBox", "Calcium")
    assert child(window, QComboBox, "limitBox").currentText() == "US, pregnancy: 2500 mg"


def test_that_the_limit_box_says_that_a_limit_is_for_adults(
    window: MainWindow, table: ProductTableDriver
) -> None:
    make_every_part(window)
    enter_two_products(table)
    choose_item(window, "limitBox", "UK, pregnancy")
    box = child(window, QComboBox, "limitBox")
    assert box.currentText() == "UK, pregnancy: 400 mg, the limit for adults"
    note = "no limit of its own for pregnancy; the limit for adults is shown"
    assert note in box.toolTip()
    assert note in box.accessibleDescription()
    assert note in finding_text(window)


def test_that_products_in_another_currency_are_left_out_with_a_check(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    choose_item(window, "currencyBox", "EUR")
    assert table.cell_text(0, "rank") == "–"
    assert "Oxide: the price is in USD; the comparison is in EUR" in check_lines(window)


# -- access to the controls --------------------------------------------------------------------


def test_that_every_control_that_takes_focus_has_a_name(window: MainWindow) -> None:
    trigger_action(window, "exampleAction")
    make_every_part(window)
    named = QComboBox | QLineEdit | QListView | ProductTable
    popups: set[QWidget] = {box.view() for box in window.findChildren(QComboBox)}
    for widget in set(window.findChildren(QWidget)) - popups:
        if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus and isinstance(widget, named):
            assert widget.accessibleName(), widget.objectName()
    for button in window.findChildren(QPushButton):
        assert button.text()


def test_that_a_check_leads_to_its_cell(window: MainWindow, table: ProductTableDriver) -> None:
    enter_two_products(table)
    table.type_text(1, "price", "x")
    checks = child(window, QListView, "checksList")
    row = check_lines(window).index("Gly: Price: “x”; Enter an amount such as 12.50.")
    checks.setCurrentIndex(checks.model().index(row, 0))
    checks.setFocus()
    QTest.keyClick(checks, Qt.Key.Key_Return)
    assert table.view.currentIndex() == table.index(1, "price")


def test_that_an_empty_window_offers_ways_to_begin(
    window: MainWindow, table: ProductTableDriver
) -> None:
    button = child(window, QPushButton, "exampleButton")
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    wait_for_lists(window)
    assert table.row_count == 18
    assert not button.isVisible()


def test_that_the_window_fits_a_small_screen(window: MainWindow, qapp: QApplication) -> None:
    trigger_action(window, "exampleAction")
    window.resize(1024, 768)
    qapp.processEvents()
    assert (window.width(), window.height()) == (1024, 768)


def clipped_texts(window: MainWindow) -> list[str]:
    """Return the labels, buttons, chosen items and headings that are too narrow for their text."""
    labels: list[QLabel | QPushButton] = [
        *(label for label in window.findChildren(QLabel) if not label.wordWrap()),
        *window.findChildren(QPushButton),
    ]
    texts = [
        label.text()
        for label in labels
        if label.isVisible() and label.width() < label.minimumSizeHint().width()
    ]
    texts += [
        box.currentText()
        for box in window.findChildren(QComboBox)
        if box.isVisible()
        and box.fontMetrics().horizontalAdvance(box.currentText()) > box.width() - 30
    ]
    view = ProductTableDriver(window).view
    header, font = view.column_header, QFontMetrics(view.table_geometry.fonts.small)
    for column in header.visible_columns():
        if header.isSectionHidden(column):  # below the name
            continue
        text = header.model().headerData(column, Qt.Orientation.Horizontal)
        if max(map(font.horizontalAdvance, text.split("\n"))) > header.sectionSize(column) - 12:
            texts.append(text)
    return texts


@pytest.mark.parametrize("size", [(1024, 768), (1280, 800)])
def test_that_no_text_is_cut_off(
    window: MainWindow, table: ProductTableDriver, qapp: QApplication, size: tuple[int, int]
) -> None:
    window.resize(*size)
    qapp.processEvents()
    assert clipped_texts(window) == []
    trigger_action(window, "exampleAction")
    trigger_action(window, "findAction")
    table.type_text(0, "price", "1,234")
    qapp.processEvents()
    assert clipped_texts(window) == []


def test_that_the_theme_changes_while_the_window_is_open(window: MainWindow) -> None:
    trigger_action(window, "exampleAction")
    theme = window.theme
    theme.choose("light")
    light = window.palette().window().color()
    theme.choose("dark")
    assert window.palette().window().color() != light


# -- explanations ------------------------------------------------------------------------------


LIMIT_SOURCE = "Limit: US National Academies (IOM/NAM)"


def explanation_text(window: MainWindow) -> str:
    return plain_spaces(child(window, QTextBrowser, "explainView").toPlainText())


def test_that_the_selected_figure_is_explained_line_by_line(
    window: MainWindow, table: ProductTableDriver
) -> None:
    trigger_action(window, "exampleAction")
    set_text(window, "targetEdit", "300")
    row = table.product_names().index("High Absorption Magnesium 240 tablets")
    table.view.setCurrentIndex(table.index(row, "monthly_cost"))
    trigger_action(window, "detailsAction")
    text = explanation_text(window)
    for part in (
        "$7.12",
        "200 mg ÷ 2 tablets",
        "300 mg ÷ 100 mg, rounded up",
        "3 tablets a day",
        "$18.99 ÷ 240 tablets",
        "90 × $0.079125",
        "Limit: US",
    ):
        assert part in text
    table.view.setCurrentIndex(table.index(row, "delivered_mg_per_day"))
    assert explanation_text(window).splitlines()[-3:] == ["300 mg a day", "", LIMIT_SOURCE]
    set_text(window, "targetEdit", "400")
    assert explanation_text(window).splitlines()[-3:] == ["400 mg a day", "", LIMIT_SOURCE]


def test_that_the_report_of_a_bug_holds_no_product_data(
    window: MainWindow, table: ProductTableDriver
) -> None:
    reporter = CrashReporter(window.messages)
    table.type_text(0, "product", "Secret Name")
    with pytest.raises(ValueError, match="Secret") as raised:
        int("Secret Name")
    reporter.show_crash_report(raised.type, raised.value, raised.tb)
    reporter.show_crash_report(raised.type, raised.value, raised.tb)
    QApplication.processEvents()
    (box,) = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    assert "Your work is saved" in box.text()
    assert "ValueError" in box.detailedText()
    assert "Secret" not in box.text() + box.detailedText()
    box.close()
    table.type_text(0, "brand", "still usable")
    assert table.cell_text(0, "brand") == "still usable"


# -- other locales -----------------------------------------------------------------------------


@pytest.fixture
def german_locale() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    yield
    QLocale.setDefault(before)


def test_that_numbers_are_german_in_a_german_locale(
    german_locale: None, open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    window = open_window_on(tmp_path)
    table = ProductTableDriver(window)
    keys = ("product", "elemental_mg", "pack_units", "price")
    for key, text in zip(keys, ("Oxid", "250,5", "100", "1.234,50"), strict=True):
        table.type_text(0, key, text)
    assert child(window, QComboBox, "currencyBox").currentText() == "EUR"
    assert table.cell_text(0, "elemental_mg") == "250,5"
    assert table.cell_text(0, "price") == "1.234,50 €"
    assert table.exact_value(0, "price") == Fraction("1234.5")
    assert table.cell_text(0, "monthly_cost") == "370,35 €"
    set_text(window, "targetEdit", "300,5")
    assert window.session.scenario.target == 300_500


def test_that_a_pasted_price_sets_its_currency(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    table.model.setData(table.index(0, "price"), "4,49 €")
    assert table.cell_text(0, "currency") == "EUR"
    assert "Oxide: the price is in EUR; the comparison is in USD" in check_lines(window)
    trigger_action(window, "undoAction")
    assert (table.cell_text(0, "currency"), table.cell_text(0, "price")) == ("USD", "$4.49")


@pytest.mark.parametrize(("action", "step"), [("nextPartAction", 1), ("previousPartAction", -1)])
def test_that_f6_goes_round_the_areas(
    window: MainWindow, table: ProductTableDriver, qtbot: QtBot, action: str, step: int
) -> None:
    trigger_action(window, "exampleAction")
    trigger_action(window, "detailsAction")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    table.view.setFocus()
    sheet = window._first_frame.compare.sheet
    assert sheet is not None
    areas: list[QWidget] = [
        window._first_frame.head,
        window._first_frame.scenario_bar,
        child(window, QTabBar, "viewTabs"),
        table.view,
        sheet,
    ]
    at = areas.index(table.view)
    for _ in areas:
        trigger_action(window, action)
        at = (at + step) % len(areas)
        focus = QApplication.focusWidget()
        assert focus is not None
        assert areas[at] is focus or areas[at].isAncestorOf(focus)
    assert QApplication.focusWidget() is table.view


def test_that_f6_makes_the_window_no_part_of_a_control(window: MainWindow) -> None:
    """Else Qt for Python loses the window's menus when the control goes, as a card does."""
    for view in ("Regimen", "Checks"):
        show_tab(window, view)
        trigger_action(window, "nextPartAction")
    assert "parent" not in dump(window)


def test_that_no_access_key_is_used_twice(window: MainWindow) -> None:
    """Each menu, with its submenus, and the menu bar have one letter for one thing."""
    make_every_part(window)
    menus = [window.menuBar(), *(menu for menu in window.findChildren(QMenu) if menu.actions())]
    for menu in menus:
        texts = [action.text().replace("&&", "") for action in menu.actions()]
        keys = [text[text.index("&") + 1].casefold() for text in texts if "&" in text]
        assert sorted(keys) == sorted(set(keys)), texts


@pytest.mark.parametrize(("key", "action"), [("E", "exportWorkbookAction"), ("K", "commandAction")])
def test_that_a_text_field_leaves_the_windows_keys_to_the_window(
    window: MainWindow, qtbot: QtBot, key: str, action: str
) -> None:
    """On Linux a field would move the cursor with one and delete text with the other."""
    trigger_action(window, "exampleAction")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    edit = child(window, QLineEdit, "targetEdit")
    edit.setFocus()
    triggered = []
    child(window, QAction, action).triggered.connect(lambda: triggered.append(action))
    QTest.keyClick(edit, getattr(Qt.Key, f"Key_{key}"), Qt.KeyboardModifier.ControlModifier)
    assert triggered == [action]
    for dialog in window.findChildren(QDialog):
        dialog.close()


# -- the head and the scenario -----------------------------------------------------------------


def test_that_the_head_offers_the_ways_out_once_there_is_a_product(window: MainWindow) -> None:
    printing, exporting = (
        child(window, QAbstractButton, name) for name in ("printHandoutButton", "exportButton")
    )
    assert not printing.isVisible()
    assert not exporting.isVisible()
    trigger_action(window, "exampleAction")
    assert printing.isVisible()
    QTest.mouseClick(printing, Qt.MouseButton.LeftButton)
    (dialog,) = [each for each in window.findChildren(QDialog) if each.isVisible()]
    dialog.close()
    menu = child(window, QMenu, "exportMenu")
    assert "exportWorkbookAction" in [action.objectName() for action in menu.actions()]


def test_that_the_verdict_says_why_none_of_the_products_is_ranked(
    window: MainWindow, table: ProductTableDriver
) -> None:
    table.type_text(0, "product", "Oxide")
    assert finding_text(window).startswith("Type the name")
    enter_two_products(table)
    for row in (0, 1):
        table.type_text(row, "price", "9.50 EUR")
    said = finding_text(window)
    assert said.count("No product here can be ranked") == 2  # shown, and read aloud
    assert "Oxide: The price is in EUR and the comparison in USD" in said
    assert "Choose EUR as the currency of the comparison, or enter its price in USD." in said
    assert "Type the name" not in said
    table.type_text(0, "price", "9.50 USD")
    assert "No product here can be ranked" not in finding_text(window)


def test_that_the_head_names_the_comparison(window: MainWindow) -> None:
    button = child(window, QAbstractButton, "comparisonButton")
    assert button.text() == "Untitled comparison"
    saved, session = window.session.saved_comparisons, window.session
    name = "Everything that the north shop sells for less than ten dollars"
    renamed = saved.with_renamed(saved.open_comparison.id, name)
    session.apply(change_saved_comparisons(saved, renamed, "renaming"))
    assert button.text().startswith("Everything that the north shop")
    assert button.toolTip() == name
    assert name in button.accessibleName()


def test_that_only_one_button_is_the_primary_one(window: MainWindow) -> None:
    trigger_action(window, "exampleAction")
    buttons = [
        button.objectName()
        for button in window.findChildren(QPushButton)
        if button.isVisible() and button.property("primary")
    ]
    assert buttons == ["printHandoutButton"]


def test_that_more_says_what_it_holds_and_opens_it(window: MainWindow) -> None:
    button = child(window, QAbstractButton, "moreButton")
    assert plain_spaces(button.text()) == "30 days · USD · budget $20 · against oxide"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    more = child(window, QFrame, "moreInputs")
    assert more.isVisible()
    set_text(window, "daysEdit", "60")
    choose_item(window, "currencyBox", "EUR")
    assert plain_spaces(button.text()).startswith("60 days · EUR · budget")
    more.close()


def test_that_the_slider_chooses_a_target(window: MainWindow, table: ProductTableDriver) -> None:
    enter_two_products(table)
    slider = child(window, QSlider, "targetSlider")
    assert slider.isVisible()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert child(window, QLineEdit, "targetEdit").text() == "205"
    assert undo_text(window) == "&Undo change of target a day"
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert child(window, QLineEdit, "targetEdit").text() == "400"
    window.resize(1024, 768)
    QApplication.processEvents()
    assert not slider.isVisible()


def test_that_a_low_window_shows_the_stop_and_how_many_lines_more(
    window: MainWindow, table: ProductTableDriver
) -> None:
    trigger_action(window, "exampleAction")
    set_text(window, "targetEdit", "300")
    label = child(window, QLabel, "findingLabel")
    assert "absorb" in label.text()
    window.resize(1024, 640)
    QApplication.processEvents()
    assert "absorb" not in label.text()
    assert "goes over the safe limit" in label.text()
    assert "2 more" in label.text()
    label.linkActivated.emit("more")
    assert "absorb" in label.text()


# -- the layout --------------------------------------------------------------------------------


def test_that_the_view_menu_offers_the_columns_as_they_are_shown_now(
    window: MainWindow, table: ProductTableDriver
) -> None:
    def offered() -> dict[str, QAction]:
        (submenu,) = (menu for menu in window.findChildren(QMenu) if menu.title() == "Co&lumns")
        show_menu_of(submenu)
        return {plain_spaces(action.text()): action for action in submenu.actions()}

    trigger_action(window, "exampleAction")
    assert not offered()["Note"].isChecked()
    table.show_column("note")
    assert offered()["Note"].isChecked()
    assert "Cost per month" in offered()
    make_every_part(window)
    set_text(window, "daysEdit", "60")
    assert "Cost per month" not in offered()
    offered()["Note"].trigger()
    assert table.view.isColumnHidden(table.columns["note"])


def test_that_the_shown_view_and_the_open_sheet_are_kept(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    first = open_window_on(tmp_path)
    trigger_action(first, "exampleAction")
    assert not child(first, QTextBrowser, "explainView").isVisible()
    trigger_action(first, "detailsAction")
    assert child(first, QTextBrowser, "explainView").isVisible()
    trigger_action(first, "chartViewAction")
    first.close()
    again = open_window_on(tmp_path)
    assert child(again, QWidget, "rankChart").isVisible()
    trigger_action(again, "compareViewAction")
    assert child(again, QTextBrowser, "explainView").isVisible()


def test_that_the_keys_go_round_the_views(window: MainWindow) -> None:
    trigger_action(window, "exampleAction")
    views = [shown_view(window)]
    for _ in range(8):
        trigger_action(window, "nextViewAction")
        views.append(shown_view(window))
    assert len(set(views)) == 8
    assert views[-1] is views[0]
    trigger_action(window, "previousViewAction")
    assert shown_view(window) is views[-2]


def test_that_an_empty_comparison_offers_only_what_it_can_show(window: MainWindow) -> None:
    def offered() -> list[str]:
        tabs = child(window, QTabBar, "viewTabs")
        return [tabs.tabText(at) for at in range(tabs.count()) if tabs.isTabVisible(at)]

    assert offered() == ["Compare", "Catalogue"]
    trigger_action(window, "exampleAction")
    assert len(offered()) == 8
    trigger_action(window, "chartViewAction")
    trigger_action(window, "undoAction")
    assert offered() == ["Compare", "Catalogue"]
    assert child(window, ProductTable).isVisible()


def test_that_a_window_closed_on_a_large_screen_fits_a_small_one(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path, qapp: QApplication
) -> None:
    first = open_window_on(tmp_path)
    first.setGeometry(2500, 1500, 3000, 2000)
    first.close()
    again = open_window_on(tmp_path)
    screen, minimum = again.screen().availableGeometry(), again.minimumSizeHint()
    assert again.width() <= max(screen.width(), minimum.width())
    assert again.height() <= max(screen.height(), minimum.height())
    assert screen.intersects(again.geometry())

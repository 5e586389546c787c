"""The view "Regimen": several minerals at once, in the real window."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QLocale, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTableView,
    QToolButton,
    QWidget,
)

from app.regimen.targets_row import TargetEdit
from app.toolkit.fields import ChoiceBox, MenuButton
from pricing.model.scenario import Scenario
from tests.app.user_actions import (
    child,
    choose_item,
    open_files,
    plain_spaces,
    show_tab,
    shown_view,
    table_texts,
    trigger_action,
    type_over,
    undo_text,
    visible_dialog,
    wait_for_lists,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

SHELF = """\
product,element,elemental_mg,pack_units,price,unit_kind,other_minerals
Trio,Mg,100,30,6.00,tablet,"calcium 200 mg, zinc 5 mg"
Mag,Mg,150,30,4.50,tablet,
Zinc,Zn,10,30,1.50,tablet,
"""
UNITS, WHEN = 2, 3


@pytest.fixture
def window(window: MainWindow, tmp_path: Path) -> MainWindow:
    """A window with three products, on the view."""
    path = tmp_path / "shelf.csv"
    path.write_text(SHELF, "utf-8")
    open_files(window, [path])
    wait_for_lists(window)
    show_tab(window, "Regimen")
    return window


def table(window: QWidget, name: str) -> QTableView:
    return child(window, QTableView, name)


def lines(window: QWidget, name: str) -> list[str]:
    """The rows of a table, each as one line."""
    return [
        plain_spaces(" | ".join(row)).replace("\n", " / ")
        for row in table_texts(table(window, name).model())
    ]


def findings(window: QWidget) -> list[str]:
    labels = child(window, QWidget, "regimenFindings").findChildren(QLabel)
    texts = (re.sub("<[^>]*>", "", plain_spaces(label.text())) for label in labels)
    return [text for text in texts if len(text) > 1]


def set_target(window: QWidget, element: str, text: str) -> None:
    edit = child(window, QLineEdit, f"regimenTarget{element}")
    edit.selectAll()
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def add_target(window: QWidget, mineral: str) -> None:
    menu = child(window, MenuButton, "addTargetButton").menu()
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == mineral).trigger()


def shown_targets(window: QWidget) -> dict[str, str]:
    """The targets that the fields show, each by its mineral."""
    QApplication.processEvents()
    edits = child(window, QWidget, "regimenTargets").findChildren(TargetEdit)
    return {
        edit.objectName().removeprefix("regimenTarget"): edit.text()
        for edit in edits
        if edit.isVisible()
    }


def take(window: QWidget, name: str) -> None:
    """Type a product's name into the last row of what is taken."""
    view = table(window, "regimenTaken")
    names = [row[1] for row in table_texts(view.model())]
    row = next(at for at, text in enumerate(names) if text.startswith("Type the name"))
    type_into(view, row, 1, name)


def type_into(view: QTableView, row: int, column: int, text: str) -> None:
    """Type over a cell. Afterwards its editor is gone, and the change is made."""
    type_over(view, row, column, text)
    settle()


def settle() -> None:
    """Let a closed editor go, and the change be made."""
    for _ in range(2):
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_that_the_cheapest_regimen_is_offered_with_its_proof(window: MainWindow) -> None:
    set_target(window, "Mg", "300")
    add_target(window, "Zinc")
    assert lines(window, "regimenOffers")[0] == (
        "1 | 2 Mag + 1 Zinc / magnesium 300 mg · zinc 10 mg | $10.50 | $10.50 | Use this"
    )
    assert child(window, QLabel, "regimenProof").text() == (
        "No cheaper combination of at most 3 of these 3 products meets all targets within the "
        "limits."
    )


def test_that_the_other_targets_stay_shown_as_minerals_come_and_go(window: MainWindow) -> None:
    add_target(window, "Zinc")
    assert shown_targets(window) == {"Mg": "200", "Zn": "10"}
    add_target(window, "Calcium")
    assert shown_targets(window) == {"Mg": "200", "Zn": "10", "Ca": "500"}
    trigger_action(window, "undoAction")
    assert shown_targets(window) == {"Mg": "200", "Zn": "10"}


def test_that_a_target_typed_and_not_confirmed_outlives_a_new_one(window: MainWindow) -> None:
    edit = child(window, QLineEdit, "regimenTargetMg")
    edit.selectAll()
    QTest.keyClicks(edit, "300")
    add_target(window, "Zinc")
    assert shown_targets(window) == {"Mg": "300", "Zn": "10"}


def test_that_what_is_typed_for_a_removed_target_changes_no_other(window: MainWindow) -> None:
    add_target(window, "Zinc")
    QApplication.processEvents()
    edit = next(edit for edit in window.findChildren(TargetEdit) if edit.isVisible())
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "300")
    buttons = child(window, QWidget, "regimenTargets").findChildren(QToolButton)
    remove = next(
        button
        for button in buttons
        if button.accessibleName() == "Remove the target of magnesium" and button.isVisible()
    )
    QTest.mouseClick(remove, Qt.MouseButton.LeftButton)
    assert shown_targets(window) == {"Zn": "10"}


def test_that_a_regimen_is_used_in_one_step_that_can_be_undone(window: MainWindow) -> None:
    set_target(window, "Mg", "300")
    view = table(window, "regimenOffers")
    view.setCurrentIndex(view.model().index(0, 1))
    QTest.keyClick(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert lines(window, "regimenTaken")[0].startswith("1 | Mag / Mg 150 mg | 2 tablets | ")
    assert lines(window, "regimenTaken")[-1] == " | Together | 2 units |  | $9.00 | $9.00"
    trigger_action(window, "undoAction")
    assert len(lines(window, "regimenTaken")) == 1


def test_that_what_is_taken_is_typed_added_up_and_kept(
    window: MainWindow, open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    take(window, "trio")
    take(window, "Mag")
    view = table(window, "regimenTaken")
    type_into(view, 0, UNITS, "2")
    type_into(view, 0, WHEN, "with meals")
    expected = (
        "1 | Trio / Mg 100 mg · Ca 200 mg · Zn 5 mg | 2 tablets | with meals | $12.00 | $12.00"
    )
    assert lines(window, "regimenTaken")[0] == expected
    bars = plain_spaces(child(window, QWidget, "regimenBars").accessibleDescription())
    assert "Magnesium: 350 mg · target 200 mg · safe limit 350 mg · target +75 %" in bars
    assert "150 mg from 2" in bars
    assert "Magnesium from 2 products: 200 mg from 1, 150 mg from 2." in findings(window)
    window.close()
    again = open_window_on(tmp_path / "data")
    show_tab(again, "Regimen")
    assert lines(again, "regimenTaken")[0] == expected


def begin_typing(view: QTableView, row: int, column: int, text: str) -> None:
    """Type a text over a cell without Enter."""
    view.setFocus()
    view.setCurrentIndex(view.model().index(row, column))
    QTest.keyClicks(view, text[:1])
    QTest.keyClicks(child(view, QLineEdit), text[1:])


@pytest.mark.parametrize(("column", "text"), [(1, "Trio"), (UNITS, "2"), (WHEN, "at noon")])
def test_that_closing_saves_what_is_being_typed_about_what_is_taken(
    window: MainWindow,
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
    column: int,
    text: str,
) -> None:
    take(window, "Mag")
    window.close()
    again = open_window_on(tmp_path / "data")
    show_tab(again, "Regimen")
    begin_typing(table(again, "regimenTaken"), 0, column, text)
    again.close()
    QApplication.processEvents()
    last = open_window_on(tmp_path / "data")
    show_tab(last, "Regimen")
    assert text in lines(last, "regimenTaken")[0].split(" | ")[column]


def test_that_undo_takes_back_what_is_being_typed_about_what_is_taken(window: MainWindow) -> None:
    take(window, "Mag")
    begin_typing(table(window, "regimenTaken"), 0, UNITS, "2")
    trigger_action(window, "undoAction")
    QApplication.processEvents()
    assert lines(window, "regimenTaken")[0].startswith("1 | Mag / Mg 150 mg | 1 tablet | ")
    trigger_action(window, "redoAction")
    assert lines(window, "regimenTaken")[0].startswith("1 | Mag / Mg 150 mg | 2 tablets | ")


def test_that_a_dose_over_a_limit_is_a_stop_and_never_offered(window: MainWindow) -> None:
    take(window, "Trio")
    type_into(table(window, "regimenTaken"), 0, UNITS, "9")
    assert findings(window)[0] == (
        "Magnesium is over the safe limit. "
        "900 mg of magnesium a day is over the US limit of 350 mg. "
        "The first change below brings it to 300 mg."
    )
    assert child(window, QWidget, "regimenStop").isVisible()
    bars = child(window, QWidget, "regimenBars").accessibleDescription()
    assert "over 350" in bars
    assert not any("900" in line for line in lines(window, "regimenOffers"))


def test_that_a_label_in_doubt_is_said_of_what_is_taken(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "more.csv"
    heading, _ = SHELF.split("\n", 1)
    path.write_text(f"{heading},form\nZMA,Mg,150,90,20.00,capsule,,aspartate\n", "utf-8")
    open_files(window, [path])
    wait_for_lists(window)
    show_tab(window, "Regimen")
    set_target(window, "Mg", "150")
    take(window, "Mag")
    take(window, "ZMA")
    assert any(
        text.startswith("ZMA is counted as it is entered, but its label is in doubt. 150 mg from")
        for text in findings(window)
    )
    assert not any(text.startswith("1 could be left out") for text in findings(window))


def test_that_a_price_in_another_currency_is_said_of_what_is_taken(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "more.csv"
    heading, _ = SHELF.split("\n", 1)
    path.write_text(f"{heading},currency\nEuro Mag,Mg,150,30,4.50,tablet,,EUR\n", "utf-8")
    open_files(window, [path])
    wait_for_lists(window)
    show_tab(window, "Regimen")
    set_target(window, "Mg", "150")
    take(window, "Mag")
    take(window, "Euro Mag")
    assert (
        "The price of Euro Mag is in EUR and the regimen in USD. Its cost is not known here, so "
        "the money is not added up."
    ) in findings(window)
    together = lines(window, "regimenTaken")[-1]
    assert together.startswith(" | Together")
    assert "$" not in together
    assert child(window, QLabel, "regimenNoSwaps").text() == (
        "No change is offered, because the cost of what is taken is not known."
    )


def test_that_stated_amounts_keep_their_digits_and_a_treatment_is_no_limit(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "more.csv"
    heading, _ = SHELF.split("\n", 1)
    path.write_text(f"{heading}\nKal,Mg,100.5,30,4.50,tablet,potassium 600 mg\n", "utf-8")
    open_files(window, [path])
    wait_for_lists(window)
    show_tab(window, "Regimen")
    set_target(window, "Mg", "300.5")
    take(window, "Kal")
    assert lines(window, "regimenTaken")[0].startswith("1 | Kal / Mg 100.5 mg · K 600 mg")
    bars = plain_spaces(child(window, QWidget, "regimenBars").accessibleDescription())
    assert "Magnesium: 100.5 mg · target 300.5 mg · safe limit 350 mg · 200 mg short" in bars
    assert "Potassium: 600 mg · a treatment" in bars
    assert findings(window)[0].startswith("So much potassium is a treatment. 600 mg of potassium")


@pytest.mark.parametrize(("locale", "total"), [("en_US", "2,700 mg"), ("de_DE", "2.700 mg")])
def test_that_masses_have_the_group_mark_of_the_locale(
    window: MainWindow, locale: str, total: str
) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(locale))
    try:
        take(window, "Trio")
        type_into(table(window, "regimenTaken"), 0, UNITS, "27")
        bars = plain_spaces(child(window, QWidget, "regimenBars").accessibleDescription())
        assert f"Magnesium: {total}" in bars
        assert f"{total} of magnesium a day" in findings(window)[0]
    finally:
        QLocale.setDefault(before)


def test_that_a_product_that_no_target_needs_is_left_out_though_one_is_short(
    window: MainWindow,
) -> None:
    set_target(window, "Mg", "300")
    take(window, "Mag")
    take(window, "Zinc")
    assert "150 mg of magnesium a day is less than the target of 300 mg." in findings(window)
    assert "2 could be left out: no target needs it. $1.50 less a month." in findings(window)
    button = next(
        button
        for button in child(window, QWidget, "regimenFindings").findChildren(QPushButton)
        if button.accessibleName() == "Leave out Zinc"
    )
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [line.split(" | ")[1] for line in lines(window, "regimenTaken")[:-2]] == [
        "Mag / Mg 150 mg"
    ]


def test_that_it_is_said_what_gives_the_minerals_of_a_product_to_leave_out(
    window: MainWindow,
) -> None:
    add_target(window, "Zinc")
    set_target(window, "Zn", "5")
    set_target(window, "Mg", "100")
    for name in ("Zinc", "Trio"):
        take(window, name)
    assert "1 could be left out: 2 gives 5 mg of zinc. $1.50 less a month." in findings(window)
    take(window, "Trio")
    said = "1 could be left out: the others give 10 mg of zinc. $1.50 less a month."
    assert said in findings(window)


def test_that_a_product_with_an_unknown_amount_is_said_among_those_of_its_mineral(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "noted.csv"
    path.write_text("product,element,elemental_mg,pack_units,price,note\n"
                    "Night,Mg,100,30,5.00,with zinc\n", "utf-8")  # fmt: skip
    open_files(window, [path])
    wait_for_lists(window)
    show_tab(window, "Regimen")
    for name in ("Night", "Trio", "Zinc"):
        take(window, name)
    said = "Zinc from 3 products: an unknown amount from 1, 5 mg from 2, 10 mg from 3."
    assert said in findings(window)


def test_that_several_products_that_could_be_left_out_are_said_to_be_one(
    window: MainWindow,
) -> None:
    set_target(window, "Mg", "100")
    for name in ("Mag", "Trio"):
        take(window, name)
    found = findings(window)
    at = found.index("One of these could be left out:")
    assert found[at + 1 : at + 3] == [
        "1: 2 gives 100 mg of magnesium. $4.50 less a month.",
        "2: 1 gives 150 mg of magnesium. $6.00 less a month.",
    ]


def test_that_packs_of_a_product_entered_twice_are_counted_at_its_first_line(
    window: MainWindow,
) -> None:
    for name in ("Mag", "Zinc", "Mag"):
        take(window, name)
    assert [line.split(" | ")[-1] for line in lines(window, "regimenTaken")] == [
        "$9.00", "$1.50", "with 1", "", "$10.50",
    ]  # fmt: skip
    assert "Mag is entered 2 times. Its doses are added up." in findings(window)


def test_that_a_change_of_one_product_is_offered_with_what_it_saves(window: MainWindow) -> None:
    set_target(window, "Mg", "300")
    take(window, "Trio")
    type_into(table(window, "regimenTaken"), 0, UNITS, "3")
    assert lines(window, "regimenSwaps")[0].startswith(
        "2 Mag in place of Trio / magnesium 300 mg | $9.00 less | Use this"
    )


def test_that_a_mineral_that_only_a_name_says_is_never_shown_as_none(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "more.csv"
    path.write_text(SHELF.splitlines()[0] + "\nDolomite,Mg,150,30,1.00,tablet,\n", "utf-8")
    open_files(window, [path])
    wait_for_lists(window)
    set_target(window, "Mg", "150")
    for name in ("Dolomite", "Mag"):
        take(window, name)
    bars = plain_spaces(child(window, QWidget, "regimenBars").accessibleDescription())
    assert "Calcium: at least 0 mg · safe limit 2500 mg" in bars
    without_mag = next(line for line in lines(window, "regimenSwaps") if "Without Mag" in line)
    assert without_mag.startswith("Without Mag / magnesium 150 mg · calcium at least 0 mg | ")


def test_that_it_is_said_where_no_change_costs_less(window: MainWindow) -> None:
    set_target(window, "Mg", "300")
    take(window, "Trio")
    sentence = child(window, QLabel, "regimenNoSwaps")
    assert not sentence.isVisible()
    view = table(window, "regimenOffers")
    view.setCurrentIndex(view.model().index(0, 1))
    QTest.keyClick(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sentence.text() == "No change of one product costs less and gives as much."
    assert sentence.isVisible()
    assert not table(window, "regimenSwaps").isVisible()


def test_that_products_to_take_apart_are_named(window: MainWindow) -> None:
    take(window, "Mag")
    take(window, "Zinc")
    assert "at the same time" not in " ".join(findings(window))
    take(window, "Trio")
    assert (
        "Do not take these at the same time: Zinc + Trio (at least 2 hours apart; ask your doctor "
        "or pharmacist before you take both)."
    ) in findings(window)


def test_that_delete_takes_a_product_out(window: MainWindow) -> None:
    take(window, "Trio")
    view = table(window, "regimenTaken")
    view.setCurrentIndex(view.model().index(0, 0))
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert len(lines(window, "regimenTaken")) == 1
    assert "product left out" in undo_text(window)


@pytest.mark.parametrize("states_targets", [True, False])
def test_that_another_mineral_in_compare_leaves_the_regimen_as_it_is(
    window: MainWindow,
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
    states_targets: bool,
) -> None:
    if states_targets:
        set_target(window, "Mg", "300")
        add_target(window, "Zinc")
    take(window, "Trio")
    take(window, "Zinc")
    type_into(table(window, "regimenTaken"), 1, WHEN, "at noon")
    shown = regimen_shown(window)
    assert shown[1] == ({"Mg": "300", "Zn": "10"} if states_targets else {"Mg": "200"})
    for mineral in ("Zinc", "Iron", "Magnesium", "Calcium"):
        show_tab(window, "Compare")
        choose_item(window, "elementBox", mineral)
        show_tab(window, "Regimen")
        assert regimen_shown(window) == shown
    assert "change of mineral" in undo_text(window)
    while "change of mineral" in undo_text(window):
        trigger_action(window, "undoAction")
        assert regimen_shown(window) == shown
    assert undo_text(window) == "&Undo edit of when it is taken"
    window.close()
    again = open_window_on(tmp_path / "data")
    show_tab(again, "Regimen")
    assert regimen_shown(again) == shown


def regimen_shown(window: QWidget) -> tuple[list[str], dict[str, str]]:
    """What is taken, and the targets. The compared mineral stands first in each product."""
    taken = [re.sub(r"/ [^|]*(?= \|)", "", line) for line in lines(window, "regimenTaken")]
    return taken, shown_targets(window)


def test_that_the_best_buy_of_the_comparison_is_taken_over(window: MainWindow) -> None:
    QTest.mouseClick(child(window, QPushButton, "regimenTakeOver"), Qt.MouseButton.LeftButton)
    assert lines(window, "regimenTaken")[0].startswith("1 | Mag")


def take_over(window: MainWindow, names: Sequence[str]) -> list[str]:
    """Choose a cell of each product with Ctrl in Compare, take them over, and return the rows."""
    show_tab(window, "Compare")
    view = table(window, "productTable")
    shown = [row[1] for row in table_texts(view.model())]
    for number, name in enumerate(names):
        cell = view.visualRect(view.model().index(shown.index(name), 1)).center()
        keys = Qt.KeyboardModifier.ControlModifier if number else Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, keys, cell)
    show_tab(window, "Regimen")
    QTest.mouseClick(child(window, QPushButton, "regimenTakeOver"), Qt.MouseButton.LeftButton)
    return lines(window, "regimenTaken")[:-2]  # without the row to add one, and the sum


def test_that_every_chosen_product_is_taken_over_in_a_dose_of_its_own(window: MainWindow) -> None:
    """Zinc has no dose in a comparison of magnesium. Its own target is 10 mg a day."""
    taken = take_over(window, ["Mag", "Trio", "Zinc"])
    assert [line.split(" | ")[1:3] for line in taken] == [
        ["Mag / Mg 150 mg", "2 tablets"],
        ["Trio / Mg 100 mg · Ca 200 mg · Zn 5 mg", "2 tablets"],
        ["Zinc / Zn 10 mg", "1 tablet"],
    ]


def test_that_rows_between_the_chosen_ones_are_not_taken_over(window: MainWindow) -> None:
    taken = take_over(window, ["Mag", "Zinc"])
    assert [line.split(" | ")[1] for line in taken] == ["Mag / Mg 150 mg", "Zinc / Zn 10 mg"]


def test_that_a_product_taken_over_again_is_taken_when_it_was_before(window: MainWindow) -> None:
    take_over(window, ["Mag", "Zinc"])
    type_into(table(window, "regimenTaken"), 1, WHEN, "at noon")
    taken = take_over(window, ["Trio", "Zinc"])
    assert [line.split(" | ")[3] for line in taken] == ["", "at noon"]


def test_that_offers_of_one_name_are_told_apart_and_chosen(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "offers.csv"
    path.write_text(
        "product,brand,element,elemental_mg,pack_units,price,unit_kind\n"
        "Iron,Now,Fe,18,30,3.00,tablet\nIron,Solgar,Fe,18,30,4.00,tablet\n",
        "utf-8",
    )
    open_files(window, [path])
    wait_for_lists(window)
    show_tab(window, "Regimen")
    taken = table(window, "regimenTaken")
    type_into(taken, 0, 1, "Iron")
    says = child(window, QLabel, "regimenSays").text()
    assert "Iron (Now), Iron (Solgar)" in says
    type_into(taken, 0, 1, "iron (solgar)")
    assert lines(window, "regimenTaken")[0].startswith("1 | Iron (Solgar) / Fe 18 mg | 1")
    type_into(taken, 0, UNITS, "2 capsules")
    says = child(window, QLabel, "regimenSays").text()
    assert "“2 capsules” is in capsules, but the unit of this row is “tablets”" in says


def test_that_unclear_input_is_said_and_changes_nothing(window: MainWindow) -> None:
    take(window, "Nothing of the kind")
    assert "Nothing of the kind" in child(window, QLabel, "regimenSays").text()
    assert len(lines(window, "regimenTaken")) == 1


def reason(window: MainWindow) -> str:
    """Return why there is no regimen, from the box that says so."""
    boxes = [box for box in window.findChildren(QWidget, "regimenStop") if box.isVisible()]
    (box,) = [box for box in boxes if box.accessibleName() == "No safe regimen"]
    texts = [plain_spaces(label.text()) for label in box.findChildren(QLabel)]
    return re.sub("<[^>]*>", "", " ".join(texts))


def test_that_no_regimen_has_a_reason(window: MainWindow) -> None:
    set_target(window, "Mg", "400")
    assert lines(window, "regimenOffers") == []
    assert "The target of 400 mg of magnesium is over the limit of 350 mg." in reason(window)
    assert not child(window, QLabel, "regimenProof").isVisible()
    assert not table(window, "regimenOffers").isVisible()  # it would be headings alone
    set_target(window, "Mg", "300")
    assert table(window, "regimenOffers").isVisible()


def test_that_many_products_are_searched_beside_the_window(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    rows = [f"P{number},Mg,{100 + number},30,{5 + number},tablet," for number in range(80)]
    path = tmp_path / "many.csv"
    path.write_text("\n".join([SHELF.splitlines()[0], *rows]), "utf-8")
    show_tab(window, "Compare")
    open_files(window, [path])
    wait_for_lists(window)
    show_tab(window, "Regimen")
    qtbot.waitUntil(
        lambda: "of these 83 products" in child(window, QLabel, "regimenProof").text(),
        timeout=60_000,
    )
    assert lines(window, "regimenOffers")
    assert table(window, "regimenOffers").isEnabled()


def test_that_the_handout_is_of_the_regimen_while_its_view_is_shown(window: MainWindow) -> None:
    trigger_action(window, "printAction")
    visible_dialog(window, "handoutDialog").reject()
    set_target(window, "Mg", "300")
    view = table(window, "regimenOffers")
    view.setCurrentIndex(view.model().index(0, 1))
    QTest.keyClick(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    type_into(table(window, "regimenTaken"), 0, WHEN, "at bedtime")
    trigger_action(window, "printAction")
    dialog = visible_dialog(window, "regimenHandoutDialog")
    assert "what is taken a day" in child(dialog, QLabel, "regimenHandoutReason").text()
    assert not child(dialog, QLabel, "printMessage").isVisible()
    page = child(dialog, QWidget, "pagePreview")
    text = " ".join(plain_spaces(page.accessibleDescription()).split())
    assert (
        "Cheapest for these goals within the safe limits Mag 30 tablets Take 2 tablets a day at "
        "bedtime $9.00 a month one pack lasts 15 days"
    ) in text
    choose_item(dialog, "handoutLanguageBox", "Español")
    assert "Tome 2 comprimidos" in plain_spaces(page.accessibleDescription())
    dialog.reject()
    show_tab(window, "Compare")
    trigger_action(window, "printAction")
    assert visible_dialog(window, "handoutDialog")


def focus_target(window: MainWindow, element: str) -> None:
    """Put the keyboard into the field of a mineral."""
    name = f"regimenTarget{element}"
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    edits = window.findChildren(TargetEdit, name)
    next(edit for edit in edits if edit.isVisible()).setFocus()


@pytest.mark.parametrize(("locale", "at_rest"), [("en_US", "1,000"), ("de_DE", "1.000")])
def test_that_a_target_has_the_group_mark_of_the_locale_unless_it_is_edited(
    window: MainWindow, locale: str, at_rest: str
) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(locale))
    try:
        set_target(window, "Mg", "1000")
        for name in ("regimenTargetMg", "targetEdit"):
            edit = child(window, QLineEdit, name)
            show_tab(window, "Regimen" if name.startswith("regimen") else "Compare")
            if name == "targetEdit":
                edit.setText("1000")
                QTest.keyClick(edit, Qt.Key.Key_Return)
            assert edit.text() == at_rest
            window.activateWindow()
            assert QTest.qWaitForWindowActive(window)
            edit.setFocus()
            QApplication.processEvents()
            assert edit.text() == "1000"
            edit.clearFocus()
            assert edit.text() == at_rest
    finally:
        QLocale.setDefault(before)


def test_that_f6_goes_round_targets_and_cards(window: MainWindow) -> None:
    set_target(window, "Mg", "300")
    take(window, "Trio")
    focus_target(window, "Mg")
    stops = []
    for _ in range(5):
        trigger_action(window, "nextPartAction")
        focus = QApplication.focusWidget()
        assert focus is not None
        stops.append(focus.objectName())
    assert stops == [
        "viewTabs", "regimenTaken", "regimenBars", "regimenOffers", "regimenSwaps"
    ]  # fmt: skip


@pytest.mark.parametrize("typed", ["", "1e400", "30"])
def test_that_a_field_of_a_target_changes_nothing_in_another_comparison(
    window: MainWindow, typed: str
) -> None:
    add_target(window, "Zinc")
    focus_target(window, "Zn")
    QTest.keyClicks(child(window, QLineEdit, "regimenTargetZn"), typed)
    trigger_action(window, "newAction")
    QApplication.processEvents()
    assert window.session.scenario == Scenario()


def test_that_the_targets_stand_in_place_of_the_comparison_s_scenario(window: MainWindow) -> None:
    row, bar = child(window, QWidget, "regimenTargets"), child(window, QLineEdit, "targetEdit")
    assert row.isVisible()
    assert not bar.isVisible()
    assert row.mapTo(window, row.rect().topLeft()).y() < tabs_top(window)
    show_tab(window, "Compare")
    assert not row.isVisible()
    assert bar.isVisible()


def tabs_top(window: QWidget) -> int:
    tabs = child(window, QWidget, "viewTabs")
    return tabs.mapTo(window, tabs.rect().topLeft()).y()


@pytest.mark.parametrize("width", [1_024, 1_280])
def test_that_many_targets_wrap_and_no_number_is_cut_off(window: MainWindow, width: int) -> None:
    window.resize(width, 768)
    for mineral in ("Calcium", "Iron", "Zinc", "Potassium", "Selenium", "Copper", "Iodine"):
        add_target(window, mineral)
    set_target(window, "K", "123456")
    QApplication.processEvents()
    row = child(window, QWidget, "regimenTargets")
    assert window.width() == width
    parts = [part for part in row.children() if isinstance(part, QWidget) and part.isVisible()]
    assert len(parts) == 13
    assert all(row.rect().contains(part.geometry()) for part in parts)
    tops = {part.y() for part in parts}
    assert len(tops) > 1
    for edit in row.findChildren(TargetEdit):
        if edit.isVisible():
            room = edit.width() - edit.textMargins().right()
            assert edit.fontMetrics().horizontalAdvance(edit.text()) <= room
    (area,) = shown_view(window).findChildren(QScrollArea)
    assert area.horizontalScrollBar().maximum() == 0


def test_that_the_limits_of_another_authority_are_chosen_here(window: MainWindow) -> None:
    set_target(window, "Mg", "300")
    choose_item(window, "regimenLimitBox", "EU, adult")
    assert undo_text(window) == "&Undo change of safe limit"
    assert "The target of 300 mg of magnesium is over the limit of 250 mg." in reason(window)
    assert child(window, ChoiceBox, "regimenLimitBox").currentText() == "EU, adult"


def test_that_a_search_without_limits_says_so(window: MainWindow) -> None:
    choose_item(window, "regimenLimitBox", "No limit")
    assert "No safe limit was applied." in child(window, QLabel, "regimenProof").text()


def test_that_the_tab_key_reaches_each_target_and_its_button(window: MainWindow) -> None:
    add_target(window, "Zinc")
    QApplication.processEvents()
    focus_target(window, "Mg")
    reached = []
    for _ in range(4):
        focus = QApplication.focusWidget()
        assert focus is not None
        reached.append(focus.accessibleName())
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert reached == [
        "Target of magnesium, mg", "Remove the target of magnesium", "Target of zinc, mg",
        "Remove the target of zinc",
    ]  # fmt: skip


# -- keys as in a spreadsheet -----------------------------------------------------------------


def press(view: QTableView, row: int, column: int, key: Qt.Key, *, is_control: bool = True) -> None:
    view.setCurrentIndex(view.model().index(row, column))
    modifier = Qt.KeyboardModifier
    QTest.keyClick(view, key, modifier.ControlModifier if is_control else modifier.NoModifier)
    settle()


def test_that_names_and_units_are_pasted_in_one_step(window: MainWindow) -> None:
    QGuiApplication.clipboard().setText("Mag, 2\nTrio\t1\nzinc\n")
    press(table(window, "regimenTaken"), 0, 1, Qt.Key.Key_V)
    assert [line.split(" | ")[1:3] for line in lines(window, "regimenTaken")[:-2]] == [
        ["Mag / Mg 150 mg", "2 tablets"],
        ["Trio / Mg 100 mg · Ca 200 mg · Zn 5 mg", "1 tablet"],
        ["Zinc / Zn 10 mg", "1 tablet"],
    ]
    trigger_action(window, "undoAction")
    assert len(lines(window, "regimenTaken")) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Mag, 2\nNothing of the kind, 1", "Nothing of the kind"),
        ("Mag, 0.5", "“0.5” is not a whole number of tablets"),
        ("Mag, many", "“many” is not a number"),
    ],
)
def test_that_a_line_that_cannot_be_pasted_is_named(
    window: MainWindow, text: str, message: str
) -> None:
    QGuiApplication.clipboard().setText(text)
    press(table(window, "regimenTaken"), 0, 1, Qt.Key.Key_V)
    assert message in plain_spaces(child(window, QLabel, "regimenSays").text())
    assert len(lines(window, "regimenTaken")) == (3 if "Mag, 2" in text else 1)


def test_that_the_lines_that_can_be_pasted_are_added_and_all_others_named(
    window: MainWindow,
) -> None:
    QGuiApplication.clipboard().setText("Mag, 2\nNothing, 1\nZinc, 1\nTrio, many\nMag, 0.5\n")
    press(table(window, "regimenTaken"), 0, 1, Qt.Key.Key_V)
    assert [line.split(" | ")[1:3] for line in lines(window, "regimenTaken")[:-2]] == [
        ["Mag / Mg 150 mg", "2 tablets"],
        ["Zinc / Zn 10 mg", "1 tablet"],
    ]
    says = child(window, QLabel, "regimenSays")
    assert says.isVisible()
    assert plain_spaces(says.text()).splitlines() == [
        "3 lines were not added:",
        "“Nothing, 1”: “Nothing” is not one of the possible values.",
        "“Trio, many”: “many” is not a number.",
        "“Mag, 0.5”: “0.5” is not a whole number of tablets.",
    ]
    trigger_action(window, "undoAction")
    assert len(lines(window, "regimenTaken")) == 1


def test_that_what_is_said_of_an_input_goes_with_the_next_one_that_can_be_read(
    window: MainWindow,
) -> None:
    says = child(window, QLabel, "regimenSays")
    set_target(window, "Mg", "300")
    set_target(window, "Mg", "many")
    assert says.isVisible()
    set_target(window, "Mg", "300")
    assert not says.isVisible()
    take(window, "Mag")
    view = table(window, "regimenTaken")
    type_into(view, 0, UNITS, "0.5")
    assert says.isVisible()
    type_into(view, 0, UNITS, "1")
    assert not says.isVisible()
    QGuiApplication.clipboard().setText("Nothing")
    press(view, 1, 1, Qt.Key.Key_V)
    assert says.isVisible()
    type_into(view, 0, UNITS, "1")
    assert not says.isVisible()


def test_that_units_and_words_are_filled_down_and_words_cleared(window: MainWindow) -> None:
    take(window, "Mag")
    take(window, "Zinc")
    view = table(window, "regimenTaken")
    type_into(view, 0, UNITS, "2")
    type_into(view, 0, WHEN, "with meals")
    press(view, 1, UNITS, Qt.Key.Key_D)
    press(view, 1, WHEN, Qt.Key.Key_D)
    assert lines(window, "regimenTaken")[1].split(" | ")[2:4] == ["2 tablets", "with meals"]
    press(view, 1, WHEN, Qt.Key.Key_Delete, is_control=False)
    assert lines(window, "regimenTaken")[1].split(" | ")[2:4] == ["2 tablets", ""]


# -- a narrow window ---------------------------------------------------------------------------


def taken_in_a_narrow_window(window: MainWindow) -> QTableView:
    take(window, "Trio")
    take(window, "Mag")
    view = table(window, "regimenTaken")
    type_into(view, 0, WHEN, "with meals")
    window.resize(1024, 768)
    QApplication.processEvents()
    return view


def edit_text(view: QTableView, text: str) -> None:
    """Type into the one open editor of a table."""
    (editor,) = (edit for edit in view.findChildren(QLineEdit) if edit.isVisible())
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle()


def test_that_the_words_under_when_fold_below_the_name(window: MainWindow) -> None:
    view = taken_in_a_narrow_window(window)
    assert view.isColumnHidden(WHEN)
    assert lines(window, "regimenTaken")[0].startswith(
        "1 | Trio / Mg 100 mg · Ca 200 mg · Zn 5 mg / with meals | 1 tablet | "
    )
    assert view.model().headerData(1, Qt.Orientation.Horizontal).endswith("gives · when")
    window.resize(1280, 800)
    QApplication.processEvents()
    assert not view.isColumnHidden(WHEN)
    assert lines(window, "regimenTaken")[0].startswith(
        "1 | Trio / Mg 100 mg · Ca 200 mg · Zn 5 mg | 1 tablet | with meals | "
    )


def test_that_the_folded_words_are_edited_in_their_place(window: MainWindow) -> None:
    view = taken_in_a_narrow_window(window)
    name = view.visualRect(view.model().index(0, 1))
    view.setCurrentIndex(view.model().index(0, 1))
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    (editor,) = (edit for edit in view.findChildren(QLineEdit) if edit.isVisible())
    assert editor.text() == "with meals"
    assert name.contains(editor.geometry().center())
    edit_text(view, "at noon")
    assert lines(window, "regimenTaken")[0].split(" | ")[1].endswith("/ at noon")
    words = view.visualRect(view.model().index(1, WHEN)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=words)
    edit_text(view, "at bedtime")
    assert lines(window, "regimenTaken")[1].split(" | ")[1].endswith("/ at bedtime")
    trigger_action(window, "undoAction")
    assert lines(window, "regimenTaken")[1].split(" | ")[1].endswith("/ add when")


def test_that_the_changes_stand_below_the_cheapest_regimens(window: MainWindow) -> None:
    """What is taken and what it gives stay beside each other."""
    taken_in_a_narrow_window(window)
    set_target(window, "Mg", "300")
    names = ("regimenTaken", "regimenBars", "regimenOffers", "regimenSwaps")
    taken, bars, offers, swaps = (
        part.mapTo(window, QPoint()) for part in (child(window, QWidget, name) for name in names)
    )
    assert bars.x() > taken.x()
    assert (offers.x(), swaps.x()) == (taken.x(), taken.x())
    assert swaps.y() > offers.y() > taken.y()

"""Two windows on one data folder: each shows what the other writes, and nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QInputDialog, QLabel, QLineEdit

from pricing.model.changes import change_saved_comparisons
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    click_button,
    dismiss_message,
    fill_in_two_products,
    question_text,
    recent_comparisons,
    set_text,
    show_tab,
    trigger_action,
    undo_text,
    visible_dialog,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

    OpenWindow = Callable[[], MainWindow]


@pytest.fixture
def open_another(open_window_on: Callable[[Path], MainWindow], tmp_path: Path) -> OpenWindow:
    """Return a function that opens one more window on the same folder."""
    return lambda: open_window_on(tmp_path / "data")


@pytest.fixture
def left(open_another: OpenWindow, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """Return a window with two products. It learns of the other window only when it writes."""
    monkeypatch.setattr("app.session.session.NEWS_INTERVAL_MS", 3_600_000)
    window = open_another()
    fill_in_two_products(ProductTableDriver(window))
    return window


@pytest.fixture
def right(left: MainWindow, open_another: OpenWindow) -> MainWindow:
    return open_another()


def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


def open_name(window: MainWindow) -> str:
    return window.windowTitle().removesuffix(" – Elemental")


def rename(window: MainWindow, text: str) -> None:
    trigger_action(window, "renameAction")
    dialog = visible_dialog(window, "renameDialog")
    assert isinstance(dialog, QInputDialog)
    dialog.setTextValue(text)
    dialog.accept()


def recent_names(window: MainWindow) -> list[str]:
    return [action.text()[3:] for action in recent_comparisons(window)]


def remove_row(window: MainWindow, row: int) -> None:
    table(window).view.setCurrentIndex(table(window).index(row, "product"))
    trigger_action(window, "removeAction")


def columns(window: MainWindow, *keys: str) -> list[list[str]]:
    driver = table(window)
    return [[driver.cell_text(row, key) for key in keys] for row in range(driver.row_count)]


def test_that_a_window_shows_the_other_one_s_changes_when_it_is_idle(
    open_another: OpenWindow, qtbot: QtBot
) -> None:
    left, right = open_another(), open_another()
    fill_in_two_products(table(left))
    set_text(left, "targetEdit", "300")
    rename(left, "Magnesium")
    qtbot.waitUntil(lambda: open_name(right) == "Magnesium")
    assert table(right).product_names() == ["Oxide", "Gly"]
    assert child(right, QLineEdit, "targetEdit").text() == "300"
    assert undo_text(right) == "&Undo"
    remove_row(left, 0)
    qtbot.waitUntil(lambda: table(right).product_names() == ["Gly"])


def test_that_news_waits_until_a_typed_text_is_committed(
    open_another: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.session.session.NEWS_INTERVAL_MS", 10)
    left, right = open_another(), open_another()
    table(left).type_text(0, "product", "Oxide")
    qtbot.waitUntil(lambda: table(right).row_count == 1)
    view = table(right).view
    view.setCurrentIndex(table(right).index(0, "brand"))
    QTest.keyClicks(view, "A")
    can_show_news, answers = right.session.can_show_news, list[bool]()

    def can_show() -> bool:
        answers.append(can_show_news())
        return answers[-1]

    right.session.can_show_news = can_show
    table(left).type_text(0, "product", "Oxide 250")
    qtbot.waitUntil(lambda: len(answers) >= 3)
    assert not any(answers)
    assert table(right).product_names() == ["Oxide"]
    (editor,) = (edit for edit in view.findChildren(QLineEdit) if edit.isVisible())
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert columns(right, "product", "brand") == [["Oxide 250", "A"]]


def test_that_edits_of_two_cells_of_one_row_are_both_kept(
    left: MainWindow, right: MainWindow, open_another: OpenWindow
) -> None:
    table(left).type_text(0, "brand", "Plain")
    table(right).type_text(0, "product", "Oxide 250")
    table(left).type_text(0, "price", "4.99")
    wanted = [["Oxide 250", "Plain", "$4.99"], ["Gly", "", "$18.00"]]
    assert columns(left, "product", "brand", "price") == wanted
    assert question_text(left) == question_text(right) == ""
    assert columns(open_another(), "product", "brand", "price") == wanted


@pytest.mark.parametrize("answer", ["Use “$5.00”", "Keep “$4.99”"])
def test_that_two_values_for_one_cell_are_asked_about(
    left: MainWindow, right: MainWindow, open_another: OpenWindow, answer: str
) -> None:
    table(left).type_text(0, "price", "4.99")
    table(right).type_text(0, "price", "5.00")
    assert question_text(right) == (
        "Oxide, Price: “$5.00” was entered here, and “$4.99” in another window."
    )
    assert table(right).cell_text(0, "price") == "$4.99"
    QTest.keyClick(child(right, QComboBox, "elementBox"), Qt.Key.Key_Escape)
    table(right).type_text(1, "brand", "B")  # work goes on, and the question stays
    assert "was entered here" in question_text(right)
    click_button(right, answer)
    assert question_text(right) == ""
    price = answer[-6:-1]
    for window in (right, open_another()):
        assert columns(window, "price", "brand") == [[price, ""], ["$18.00", "B"]]


@pytest.mark.parametrize("answer", ["Use “$5.00”", "Keep “$4.99”"])
def test_that_a_value_that_waits_for_an_answer_is_not_called_saved(
    left: MainWindow, right: MainWindow, answer: str
) -> None:
    note = child(right, QLabel, "savedNote")
    table(left).type_text(0, "price", "4.99")
    table(right).type_text(0, "price", "5.00")
    assert note.text() == "A change is not saved before you answer"
    table(right).type_text(1, "brand", "B")
    assert note.text() == "A change is not saved before you answer"
    right.close()
    assert right.isVisible()
    assert "Close the window again to leave without it." in dismiss_message(right)
    click_button(right, answer)
    assert note.text() == "All changes saved"
    right.close()
    assert not right.isVisible()


def test_that_two_minerals_of_one_row_are_both_kept(
    left: MainWindow, right: MainWindow, open_another: OpenWindow
) -> None:
    table(left).type_text(0, "zinc_mg", "5 (gluconate)")
    table(right).type_text(0, "calcium_mg", "200")
    table(left).type_text(0, "selenium_mg", "55")
    wanted = [["zinc 5 mg (gluconate), calcium 200 mg, selenium 55 µg"], [""]]
    assert question_text(left) == question_text(right) == ""
    assert columns(left, "other_minerals") == wanted
    assert columns(open_another(), "other_minerals") == wanted
    trigger_action(right, "undoAction")
    assert columns(right, "other_minerals")[0] == ["zinc 5 mg (gluconate), selenium 55 µg"]


@pytest.mark.parametrize("answer", ["Use “8”", "Keep “7”"])
def test_that_two_amounts_of_one_mineral_are_asked_about(
    left: MainWindow, right: MainWindow, open_another: OpenWindow, answer: str
) -> None:
    table(left).type_text(0, "other_minerals", "zinc 5 mg, calcium 200 mg")
    right.session.show_news()
    table(left).type_text(0, "other_minerals", "zinc 7 mg, calcium 250 mg")
    table(right).type_text(0, "zinc_mg", "8")
    assert question_text(right) == (
        "Oxide, Zinc mg: “8” was entered here, and “7” in another window."
    )
    assert columns(right, "other_minerals")[0] == ["zinc 7 mg, calcium 250 mg"]
    click_button(right, answer)
    assert question_text(right) == ""
    for window in (right, open_another()):
        assert columns(window, "other_minerals")[0] == [f"zinc {answer[-2]} mg, calcium 250 mg"]


def test_that_forms_of_one_mineral_are_asked_about_as_they_are_stated(
    left: MainWindow, right: MainWindow
) -> None:
    table(left).type_text(0, "zinc_mg", "5 (gluconate)")
    table(right).type_text(0, "zinc_mg", "5 (oxide)")
    question = question_text(right)
    assert "“zinc 5 mg (oxide)” was entered here, and “zinc 5 mg (gluconate)”" in question


def test_that_a_question_follows_the_value_of_the_other_window(
    left: MainWindow, right: MainWindow
) -> None:
    table(left).type_text(0, "price", "4.99")
    table(right).type_text(0, "price", "5.00")
    table(left).type_text(0, "price", "5.49")
    right.session.show_news()
    assert "“$5.49” in another window" in question_text(right)
    table(left).type_text(0, "price", "5.00")
    right.session.show_news()
    assert question_text(right) == ""


def test_that_a_question_waits_while_another_comparison_is_open(
    left: MainWindow, right: MainWindow
) -> None:
    table(left).type_text(0, "price", "4.99")
    table(right).type_text(0, "price", "5.00")
    trigger_action(right, "newAction")
    assert question_text(right) == ""
    trigger_action(right, "undoAction")
    assert "“$5.00” was entered here" in question_text(right)


@pytest.mark.parametrize(
    ("answer", "names"), [("Put it back", ["Oxide", "Gly"]), ("Leave it removed", ["Gly"])]
)
def test_that_an_edit_of_a_row_that_was_removed_elsewhere_is_asked_about(
    left: MainWindow, right: MainWindow, open_another: OpenWindow, answer: str, names: list[str]
) -> None:
    remove_row(left, 0)
    table(right).type_text(0, "brand", "Plain")
    assert table(right).product_names() == ["Gly"]
    assert question_text(right) == "“Oxide” was removed in another window, and changed here."
    click_button(right, answer)
    left.session.show_news()
    for window in (left, right, open_another()):
        assert table(window).product_names() == names
        assert table(window).cell_text(0, "brand") == ("Plain" if len(names) == 2 else "")


@pytest.mark.parametrize(("answer", "count"), [("Remove it", 1), ("Keep it", 2)])
def test_that_the_removal_of_a_row_that_was_changed_elsewhere_is_asked_about(
    left: MainWindow, right: MainWindow, answer: str, count: int
) -> None:
    table(left).type_text(0, "price", "4.99")
    remove_row(right, 0)
    assert question_text(right) == "“Oxide” was changed in another window, and removed here."
    assert columns(right, "price")[0] == ["$4.99"]
    click_button(right, answer)
    left.session.show_news()
    assert table(left).row_count == table(right).row_count == count


@pytest.mark.parametrize(("answer", "price"), [("Use “$4.49”", "$4.49"), ("Keep “$5.49”", "$5.49")])
def test_that_undo_asks_about_a_cell_that_was_changed_elsewhere(
    left: MainWindow, right: MainWindow, answer: str, price: str
) -> None:
    table(left).type_text(0, "price", "4.99")
    right.session.show_news()
    table(right).type_text(0, "price", "5.49")
    trigger_action(left, "undoAction")
    assert undo_text(left) == "&Undo edit of price"
    assert question_text(left) == (
        "Oxide, Price: undoing brings back “$4.49”, but another window has “$5.49” now."
    )
    click_button(left, answer)
    assert table(left).cell_text(0, "price") == price
    assert undo_text(left) == "&Undo edit of price"  # that of the second product
    trigger_action(left, "undoAction")
    assert [row[0] for row in columns(left, "price")] == [price, ""]


def test_that_comparisons_of_both_windows_stay(
    left: MainWindow, right: MainWindow, open_another: OpenWindow
) -> None:
    rename(left, "First")
    trigger_action(left, "newAction")
    rename(left, "Of the left")
    trigger_action(right, "newAction")
    rename(right, "Of the right")
    trigger_action(left, "duplicateComparisonAction")
    left.session.show_news()
    right.session.show_news()
    everything = {"First", "Of the left", "Of the left (copy)", "Of the right"}
    for window in (left, right, open_another()):
        assert {open_name(window), *recent_names(window)} == everything
    assert open_name(right) == "Of the right"


def test_that_a_change_of_the_other_window_does_not_disturb_a_new_comparison(
    open_another: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.session.session.NEWS_INTERVAL_MS", 3_600_000)
    left = open_another()
    table(left).type_text(0, "product", "Oxide")
    table(left).type_text(1, "product", "Gly")
    right = open_another()
    assert columns(right, "rank") == [["–"], ["–"]]
    table(left).type_text(0, "brand", "Plain")
    trigger_action(right, "newAction")
    assert table(right).product_names() == []
    trigger_action(right, "undoAction")
    assert columns(right, "product", "brand") == [["Oxide", "Plain"], ["Gly", ""]]


def test_that_a_comparison_deleted_elsewhere_is_kept_by_an_edit(
    left: MainWindow, right: MainWindow, open_another: OpenWindow
) -> None:
    rename(left, "First")
    trigger_action(left, "deleteComparisonAction")
    right.session.show_news()
    assert question_text(right) == "“First” was deleted in another window. It is still open here."
    table(right).type_text(0, "brand", "Plain")
    assert question_text(right) == ""
    again = open_another()
    assert {open_name(again), *recent_names(again)} == {"First", "Untitled comparison"}
    trigger_action(right, "deleteComparisonAction")
    trigger_action(right, "undoAction")
    assert columns(right, "product", "brand") == [["Oxide", "Plain"], ["Gly", ""]]


@pytest.mark.parametrize(("answer", "is_kept"), [("Keep it", True), ("Close it", False)])
def test_that_a_comparison_deleted_elsewhere_is_kept_or_closed(
    left: MainWindow, right: MainWindow, open_another: OpenWindow, answer: str, is_kept: bool
) -> None:
    rename(left, "First")
    trigger_action(left, "deleteComparisonAction")
    right.session.show_news()
    click_button(right, answer)
    assert (open_name(right) == "First") is is_kept
    again = open_another()
    assert ("First" in {open_name(again), *recent_names(again)}) is is_kept


@pytest.mark.parametrize(("answer", "is_kept"), [("Keep it", True), ("Delete it", False)])
def test_that_a_comparison_deleted_here_and_changed_elsewhere_is_asked_about(
    left: MainWindow, right: MainWindow, open_another: OpenWindow, answer: str, is_kept: bool
) -> None:
    rename(left, "First")
    trigger_action(left, "deleteComparisonAction")
    table(right).type_text(0, "brand", "Plain")
    left.session.show_news()
    assert question_text(left) == (
        "“First” was deleted here, but it is kept: another window uses it."
    )
    click_button(left, answer)
    assert ("First" in recent_names(left)) is is_kept
    right.session.show_news()
    assert open_name(right) == "First"
    assert bool(question_text(right)) is not is_kept
    again = open_another()
    assert ("First" in {open_name(again), *recent_names(again)}) is is_kept


def test_that_a_deletion_that_was_undone_here_is_not_asked_about(
    left: MainWindow, right: MainWindow
) -> None:
    rename(left, "First")
    trigger_action(left, "deleteComparisonAction")
    trigger_action(left, "undoAction")
    assert (open_name(left), question_text(left)) == ("First", "")
    table(right).type_text(0, "brand", "Plain")
    left.session.show_news()
    assert (columns(left, "brand")[0], question_text(left)) == (["Plain"], "")


def test_that_fields_of_the_scenario_are_kept_one_by_one(
    left: MainWindow, right: MainWindow
) -> None:
    set_text(left, "targetEdit", "300")
    set_text(right, "daysEdit", "60")
    assert child(right, QLineEdit, "targetEdit").text() == "300"
    set_text(left, "targetEdit", "350")
    set_text(right, "targetEdit", "400")
    assert question_text(right) == (
        "Target a day: “400” was entered here, and “350” in another window."
    )
    click_button(right, "Use “400”")
    left.session.show_news()
    for window in (left, right):
        assert child(window, QLineEdit, "targetEdit").text() == "400"
        assert child(window, QLineEdit, "daysEdit").text() == "60"


@pytest.mark.parametrize(("verb", "milligrams"), [("Use", "330"), ("Keep", "320")])
def test_that_two_targets_of_a_regimen_are_asked_about(
    left: MainWindow, right: MainWindow, verb: str, milligrams: str
) -> None:
    for window, text in ((left, "320"), (right, "330")):
        show_tab(window, "Regimen")
        set_text(window, "regimenTargetMg", text)
    assert question_text(right) == (
        "Targets of the regimen: “Magnesium 330 mg” was entered here, and “Magnesium 320 mg” in "
        "another window."
    )
    click_button(right, f"{verb} “Magnesium {milligrams}\u00a0mg”")
    left.session.show_news()
    for window in (left, right):
        assert child(window, QLineEdit, "regimenTargetMg").text() == milligrams


def test_that_long_values_are_told_apart_where_they_differ(
    left: MainWindow, right: MainWindow
) -> None:
    name = "Magnesium glycinate of the highest quality, vegan, "
    for window, count in ((left, "120"), (right, "240")):
        table(window).type_text(0, "product", f"{name}{count} capsules")
    assert question_text(right).endswith(
        "“…240 capsules” was entered here, and “…120 capsules” in another window."
    )
    click_button(right, "Use “…240 capsules”")
    left.session.show_news()
    for window in (left, right):
        assert table(window).cell_text(0, "product").startswith(f"{name}240 capsules")


def test_that_the_cursor_stays_on_its_product(left: MainWindow, right: MainWindow) -> None:
    table(right).view.setCurrentIndex(table(right).index(1, "price"))
    table(left).view.setCurrentIndex(table(left).index(0, "product"))
    trigger_action(left, "insertAction")
    right.session.show_news()
    current = table(right).view.currentIndex()
    assert (current.row(), current.column()) == (2, table(right).columns["price"])
    table(right).view.setCurrentIndex(table(right).index(3, "product"))  # the empty row
    table(left).type_text(3, "product", "New")
    right.session.show_news()
    assert table(right).view.currentIndex().row() == 4


def test_that_both_windows_add_rows_at_the_end(
    left: MainWindow, right: MainWindow, open_another: OpenWindow
) -> None:
    table(left).type_text(2, "product", "Left")
    table(right).type_text(2, "product", "Right")
    table(right).type_text(3, "price", "9")
    assert columns(right, "product", "price")[2:] == [["Left", ""], ["Right", "$9.00"]]
    assert table(open_another()).product_names() == ["Oxide", "Gly", "Left", "Right"]


def test_that_a_copy_of_a_comparison_that_is_gone_is_refused(
    left: MainWindow, open_another: OpenWindow
) -> None:
    left.close()  # closing keeps a copy of the day
    left, right = open_another(), open_another()
    shown = left.session.saved_comparisons
    lost = left.session.next_comparison_id()
    for after in (shown.with_new(lost, "Lost"), shown.with_new(lost, "Lost").with_opened(1)):
        saved = left.session.saved_comparisons
        left.session.apply(change_saved_comparisons(saved, after, "step"))
    assert right.session.restore(right.session.data_file.backups()[0].path)
    saved = left.session.saved_comparisons
    copied = saved.with_new(left.session.next_comparison_id(), "Copy", copy_of=lost)
    left.session.apply(change_saved_comparisons(saved, copied, "step"))
    assert "another window has restored an earlier state" in dismiss_message(left)
    assert open_name(left) == open_name(right)
    assert table(left).product_names() == ["Oxide", "Gly"]


def test_that_a_list_of_commands_may_name_a_comparison_that_is_gone(
    left: MainWindow, right: MainWindow, qtbot: QtBot
) -> None:
    trigger_action(right, "newAction")
    rename(right, "Zinc")
    left.session.show_news()
    left.activateWindow()
    qtbot.waitUntil(left.isActiveWindow)
    trigger_action(left, "commandAction")
    field = child(left, QLineEdit, "commandField")
    QTest.keyClicks(field, "#Zinc")
    trigger_action(right, "deleteComparisonAction")
    left.session.show_news()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "Another window has deleted this comparison" in dismiss_message(left)
    assert table(left).product_names() == ["Oxide", "Gly"]


def test_that_redo_makes_no_comparison_anew_that_a_restore_has_taken_away(
    left: MainWindow, open_another: OpenWindow
) -> None:
    left.close()  # closing keeps a copy of the day
    left, right = open_another(), open_another()
    trigger_action(left, "duplicateComparisonAction")
    trigger_action(left, "undoAction")
    assert right.session.restore(right.session.data_file.backups()[0].path)
    trigger_action(left, "redoAction")
    assert "another window has restored an earlier state" in dismiss_message(left)
    assert table(left).product_names() == ["Oxide", "Gly"]
    assert recent_names(left) == recent_names(right)
    assert undo_text(left) == "&Undo"


def test_that_the_window_with_more_changes_can_be_used_after_the_other_one_has_restored(
    left: MainWindow, open_another: OpenWindow
) -> None:
    left.close()  # closing keeps a copy of the day
    left, right = open_another(), open_another()
    for price in ("1", "2", "3", "4", "5"):
        table(left).type_text(0, "price", price)
    assert right.session.restore(right.session.data_file.backups()[0].path)
    table(left).type_text(0, "brand", "B")
    assert table(left).cell_text(0, "brand") == "B"
    right.session.show_news()
    assert table(right).cell_text(0, "brand") == "B"


def test_that_a_window_takes_preferences_after_its_comparison_was_taken_away(
    left: MainWindow, open_another: OpenWindow
) -> None:
    left.close()  # closing keeps a copy of the day
    left, right = open_another(), open_another()
    trigger_action(right, "newAction")
    table(right).type_text(0, "product", "Zinc")
    assert left.session.restore(left.session.data_file.backups()[0].path)
    trigger_action(right, "contrastAction")
    assert table(right).product_names() == ["Oxide", "Gly"]
    assert open_name(left) == open_name(right)


def test_that_a_window_follows_when_the_other_one_restores_an_earlier_state(
    left: MainWindow, open_another: OpenWindow
) -> None:
    left.close()  # closing keeps a copy of the day
    left, right = open_another(), open_another()
    trigger_action(right, "newAction")
    table(right).type_text(0, "product", "Zinc")
    backup = left.session.data_file.backups()[0].path
    assert left.session.restore(backup)
    table(right).type_text(1, "product", "Copper")
    assert "another window has restored an earlier state" in dismiss_message(right)
    assert table(right).product_names() == ["Oxide", "Gly"]
    assert undo_text(right) == "&Undo"
    (editor,) = (edit for edit in table(right).view.findChildren(QLineEdit) if edit.isVisible())
    assert editor.text() == "Copper"
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    table(right).type_text(2, "product", "Zinc again")
    assert table(right).product_names() == ["Oxide", "Gly", "Zinc again"]
    left.session.show_news()
    assert table(left).product_names() == ["Oxide", "Gly", "Zinc again"]

"""The question below a row: whether an amount on the front is the compound's or the mineral's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from tests.app.drawn_texts import drawn_texts
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    choose_item,
    click_button,
    fill_in_two_products,
    finding_text,
    open_files,
    plain_spaces,
    trigger_action,
    undo_text,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow


@pytest.fixture
def table(window: MainWindow, qtbot: QtBot) -> ProductTableDriver:
    """The table with the keyboard's focus."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return ProductTableDriver(window)


def type_front_label(table: ProductTableDriver, row: int = 0) -> None:
    """Type the four values that are needed, the amount from the front of the pack."""
    table.type_text(row, "product", "Magnesium Glycinate 1000 mg", Qt.Key.Key_Tab)
    for key, text in (("elemental_mg", "1000"), ("pack_units", "120")):
        table.type_text(row, key, text, Qt.Key.Key_Tab)
    table.type_text(row, "price", "18.99")
    QApplication.processEvents()


def question(table: ProductTableDriver) -> str:
    """Return what is asked below a row and its answers, or ""."""
    panels = [
        panel for panel in table.view.findChildren(QWidget, "rowQuestion") if panel.isVisible()
    ]
    if not panels:
        return ""
    (panel,) = panels
    names = [child(panel, QWidget, f"answer{key}").accessibleName() for key in (1, 2)]
    return plain_spaces("\n".join([panel.accessibleName(), *names]))


def press(table: ProductTableDriver, key: Qt.Key, text: str = "") -> None:
    QTest.keyClick(table.view, key)
    QApplication.processEvents()


def test_that_the_whole_question_comes_into_view(
    window: MainWindow, table: ProductTableDriver
) -> None:
    trigger_action(window, "exampleAction")
    window.resize(1280, 800)
    QApplication.processEvents()
    type_front_label(table, table.row_count)
    (panel,) = [
        panel for panel in table.view.findChildren(QWidget, "rowQuestion") if panel.isVisible()
    ]
    assert panel.geometry().bottom() <= table.view.viewport().height()
    assert panel.geometry().top() >= 0


def test_that_a_text_below_a_name_is_edited_in_full_above_the_question(
    window: MainWindow, table: ProductTableDriver
) -> None:
    window.resize(1024, 768)
    type_front_label(table)
    table.view.setCurrentIndex(table.index(0, "product"))
    QTest.keyClick(table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.placeholderText() == "glycinate"
    (panel,) = [
        panel for panel in table.view.findChildren(QWidget, "rowQuestion") if panel.isVisible()
    ]
    assert editor.height() >= editor.fontMetrics().height()
    assert editor.geometry().top() >= table.view.visualRect(table.index(0, "product")).top()
    assert editor.geometry().bottom() < panel.geometry().top()


def test_that_a_list_opens_at_its_best_product_though_another_is_asked_about(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path, qtbot: QtBot
) -> None:
    rows = [f"Oxide {number},250,100,{number}.00\n" for number in range(3, 40)]
    list_path = tmp_path / "list.csv"
    header = "product,elemental_mg,pack_units,price\n"
    list_path.write_text(f"{header}{''.join(rows)}Magnesium Glycinate 1000 mg,1000,120,18.99\n")
    open_files(window, [list_path])
    qtbot.waitUntil(lambda: table.row_count > len(rows) and bool(question(table)))
    assert table.product_names()[0] == "Oxide 3"
    assert table.view.rowViewportPosition(0) == 0


def test_that_a_front_label_is_asked_about_below_its_row_and_has_no_number(
    table: ProductTableDriver,
) -> None:
    type_front_label(table)
    asked, by_compound, by_element = question(table).split("\n")
    assert asked.startswith("1000 mg of what?")
    assert "141 mg magnesium" in by_compound
    assert "$9.50 a month" in by_compound
    assert "hardly possible" in by_element
    assert table.cell_text(0, "rank") == "?"


def test_that_an_answer_shows_unsafe_characters_of_the_users_form_as_escapes(
    table: ProductTableDriver,
) -> None:
    type_front_label(table)
    QGuiApplication.clipboard().setText("glycinate\u202e\x9b")
    table.view.setCurrentIndex(table.index(0, "form"))
    trigger_action(table.view.window(), "pasteAction")
    QApplication.processEvents()
    (button,) = [
        button
        for button in table.view.findChildren(QAbstractButton, "answer1")
        if button.isVisible()
    ]
    assert r"glycinate\u202e\u009b" in button.text()
    assert r"glycinate\u202e\u009b" in button.accessibleName()
    shown = button.text() + button.accessibleName()
    assert not {"\u202e", "\x9b"} & set(shown)


def test_that_1_takes_the_amount_as_the_compound_s(table: ProductTableDriver) -> None:
    type_front_label(table)
    assert table.view.currentIndex() == table.index(0, "elemental_mg")
    press(table, Qt.Key.Key_1)
    assert question(table) == ""
    assert table.number(0, "compound_mg") == 1000
    assert table.cell_text(0, "form") == "glycinate"
    assert table.cell_text(0, "rank") == "1"
    assert table.view.currentIndex().row() == 1  # where Enter was going
    trigger_action(table.view.window(), "undoAction")
    assert table.number(0, "elemental_mg") == 1000
    assert question(table)


def test_that_the_verdict_points_to_the_question(
    window: MainWindow, table: ProductTableDriver
) -> None:
    type_front_label(table)
    assert question(table)
    verdict = finding_text(window)
    assert verdict.count("Answer the question below its row.") == 2  # shown, and read aloud
    assert "Enter it as" not in verdict


def test_that_the_amount_worked_out_of_the_compound_s_stands_in_its_row(
    table: ProductTableDriver,
) -> None:
    type_front_label(table)
    press(table, Qt.Key.Key_1)
    amount = table.index(0, "elemental_mg")
    drawn = {text.text for text in drawn_texts(table.view.window()) if text.text}
    assert "141" in drawn
    assert amount.data(Qt.ItemDataRole.AccessibleTextRole) == "141, worked out from the compound"
    assert not amount.data(Qt.ItemDataRole.EditRole)  # it is no input
    assert not amount.data()
    empty = table.index(1, "elemental_mg").data(Qt.ItemDataRole.AccessibleTextRole)
    assert empty.endswith(": empty")  # the row for a new product
    table.type_text(0, "elemental_mg", "140")
    assert table.cell_text(0, "elemental_mg") == "140"
    assert "141" not in {text.text for text in drawn_texts(table.view.window())}


def test_that_2_asks_for_the_serving_where_one_unit_cannot_hold_so_much(
    table: ProductTableDriver,
) -> None:
    type_front_label(table)
    press(table, Qt.Key.Key_2)
    assert table.view.currentIndex() == table.index(0, "serving_units")
    (editor,) = (edit for edit in table.view.findChildren(QLineEdit) if edit.isVisible())
    QTest.keyClicks(editor, "8")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert question(table) == ""
    assert table.cell_text(0, "rank") == "1"


def test_that_2_notes_that_the_amount_is_elemental_where_it_is_possible(
    table: ProductTableDriver,
) -> None:
    QGuiApplication.clipboard().setText("Mag-Ox 400\t400\t1\t120\t9.99")
    trigger_action(table.view.window(), "pasteAction")
    assert "400 mg oxide = 241 mg magnesium" in question(table)
    table.view.setCurrentIndex(table.index(0, "elemental_mg"))
    press(table, Qt.Key.Key_2)
    assert table.cell_text(0, "note") == "400 mg elemental"
    assert (question(table), undo_text(table.view.window())) == ("", "&Undo answer")


def test_that_escape_asks_later_and_the_sign_asks_again(table: ProductTableDriver) -> None:
    type_front_label(table)
    press(table, Qt.Key.Key_Escape)
    assert question(table) == ""
    assert table.cell_text(0, "rank") == "?"
    table.view.clicked.emit(table.index(0, "rank"))
    assert question(table).startswith("1000 mg of what?")


def test_that_typing_goes_on_where_it_was_going(table: ProductTableDriver) -> None:
    type_front_label(table)
    QTest.keyClicks(table.view, "M")
    (editor,) = (edit for edit in table.view.findChildren(QLineEdit) if edit.isVisible())
    assert editor.text() == "M"
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert table.number(0, "elemental_mg") == 1000
    assert question(table)


def test_that_the_rows_of_an_opened_list_are_asked_one_after_the_other(
    table: ProductTableDriver,
) -> None:
    rows = "Mag-Ox 400\t400\t1\t120\t9.99\nMagnesium Citrate 1000 mg\t1000\t1\t90\t12\n"
    QGuiApplication.clipboard().setText(rows)
    trigger_action(table.view.window(), "pasteAction")
    first = question(table)
    assert first
    click_button(table.view, "Ask later  Esc")
    assert question(table)
    assert question(table) != first


def test_that_a_correction_answers_the_question(table: ProductTableDriver) -> None:
    fill_in_two_products(table)
    table.type_text(1, "elemental_mg", "200")
    assert question(table).startswith("200 mg of what?")
    table.type_text(1, "serving_units", "2")
    assert question(table) == ""


def test_that_another_mineral_is_asked_in_its_own_words(table: ProductTableDriver) -> None:
    choose_item(table.view.window(), "elementBox", "Iron")
    QGuiApplication.clipboard().setText("Iron 325\t325\t1\t100\t5.00")
    trigger_action(table.view.window(), "pasteAction")
    assert "325 mg sulfate = 65" in question(table)


def shown_keys(table: ProductTableDriver) -> list[str]:
    """Return the keys that the question says it takes: on its answers, and for later."""
    (panel,) = (one for one in table.view.findChildren(QWidget, "rowQuestion") if one.isVisible())
    names = [child(panel, QWidget, f"answer{key}").accessibleName() for key in (1, 2)]
    keys = [str(key) for key, name in enumerate(names, 1) if name.startswith(f"{key}: ")]
    later = child(panel, QAbstractButton, "askLaterButton").text()
    return [*keys, *(["Esc"] if later.endswith("Esc") else [])]


def fill_in_asked_rows(table: ProductTableDriver) -> None:
    """Fill in two rows that are asked about, and one that is not. The second is asked first."""
    rows = (
        ("Magnesium Citrate 1000 mg", "1000", "90", "12"),
        ("Mag-Ox 400", "400", "120", "9.99"),
        ("Oxide", "200", "100", "5"),
    )
    for row, texts in enumerate(rows):
        for key, text in zip(
            ("product", "elemental_mg", "pack_units", "price"), texts, strict=True
        ):
            assert table.model.setData(table.index(row, key), text)
    QApplication.processEvents()


def test_that_a_question_shows_its_keys_only_where_they_answer_it(
    table: ProductTableDriver,
) -> None:
    fill_in_asked_rows(table)
    assert question(table).startswith("400 mg of what?")
    for row, key, keys in (
        (1, "elemental_mg", ["1", "2", "Esc"]),
        (1, "price", ["Esc"]),  # there, 1 begins a price
        (0, "elemental_mg", []),
        (2, "rank", []),
        (1, "rank", ["1", "2", "Esc"]),
    ):
        table.view.setCurrentIndex(table.index(row, key))
        assert shown_keys(table) == keys, (row, key)
    table.view.setCurrentIndex(table.index(1, "elemental_mg"))
    QTest.keyClick(table.view, Qt.Key.Key_F2)
    assert not shown_keys(table)  # they go into the text
    table.view.setFocus()
    table.view.setCurrentIndex(table.index(2, "price"))
    (panel,) = (one for one in table.view.findChildren(QWidget, "rowQuestion") if one.isVisible())
    child(panel, QWidget, "answer1").setFocus()
    assert shown_keys(table) == ["1", "2", "Esc"]


@pytest.mark.parametrize("key", [Qt.Key.Key_1, Qt.Key.Key_Escape])
def test_that_the_cursor_goes_on_to_the_next_question(
    table: ProductTableDriver, key: Qt.Key
) -> None:
    fill_in_asked_rows(table)
    table.view.setCurrentIndex(table.index(1, "elemental_mg"))
    press(table, key)
    assert question(table).startswith("1000 mg of what?")
    assert table.view.currentIndex() == table.index(0, "elemental_mg")
    press(table, Qt.Key.Key_1)  # it answers, and is typed nowhere
    assert question(table) == ""
    assert table.number(0, "compound_mg") == 1000
    assert table.number(2, "elemental_mg") == 200

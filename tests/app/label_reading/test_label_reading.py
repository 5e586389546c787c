"""Reading a label: pasted text to a row, questions walked by Enter, nothing guessed."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl, qInstallMessageHandler
from PySide6.QtGui import QDropEvent, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from app.toolkit.theme import tokens
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    click_button,
    finding_text,
    plain_spaces,
    trigger_action,
    undo_text,
    visible_dialog,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

LABEL = """\
High Absorption Magnesium
magnesium glycinate chelate
240 tablets

Supplement Facts
Serving size 2 tablets
Servings per container 120
Magnesium (elemental) 200 mg    48 %

UPC 753950000872
$18.99   was $24.99
"""
CONTRADICTION = """\
Nordheck Magnesium Extra – 400 mg Magnesium pro Tagesdosis – 60 Kapseln – 12,95 €
Nährwerttabelle
Tagesdosis (2 Kapseln)  % NRV
Magnesium  300 mg  80 %
Verzehrempfehlung: täglich 1 Kapsel. Magnesiumverbindung: Oxid
"""
NO_PRICE = """\
Magnesium Oxide
Supplement Facts
Serving Size 1 Tablet
Servings Per Container 100
Magnesium (as magnesium oxide) 250 mg 60%
"""
TWO_PRODUCTS_PAGE = """\
<html><script type="application/ld+json">[
{"@type": "Product", "name": "Oxide", "offers": {"price": "4.50", "priceCurrency": "USD"},
 "description": "Each tablet provides 250 mg magnesium as magnesium oxide. 100 tablets."},
{"@type": "Product", "name": "Citrate", "offers": {"price": "9.99", "priceCurrency": "USD"},
 "description": "Each capsule provides 105 mg magnesium as magnesium citrate. 120 capsules."}
]</script><body><h1>Our shop</h1></body></html>
"""


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


@pytest.fixture
def qt_messages() -> Iterator[list[str]]:
    """Return what Qt warns of during a test."""
    messages: list[str] = []
    before = qInstallMessageHandler(lambda _kind, _context, message: messages.append(message))
    yield messages
    qInstallMessageHandler(before)


def press_paste_on(table: ProductTableDriver) -> None:
    table.view.setCurrentIndex(table.index(0, "product"))
    table.view.setFocus()
    table.view.window().activateWindow()
    assert QTest.qWaitForWindowActive(table.view.window())
    QTest.keyClick(table.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def paste_label(window: MainWindow, table: ProductTableDriver, text: str) -> QDialog:
    """Paste a text on the table, and return the dialog that reads it."""
    QGuiApplication.clipboard().setText(text)
    press_paste_on(table)
    return active_dialog(window)


def active_dialog(window: MainWindow) -> QDialog:
    """Return the dialog, which a desktop makes the active window."""
    dialog = visible_dialog(window, "labelReadingDialog")
    dialog.activateWindow()
    while not dialog.isActiveWindow():
        QTest.qWait(5)
    return dialog


def press(key: Qt.Key) -> None:
    """Press a key where the focus is."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key)


def type_text(text: str) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClicks(focus, text)


def field_text(dialog: QDialog, key: str) -> str:
    return child(dialog, QLineEdit, f"labelField_{key}").text()


def remark(dialog: QDialog, key: str) -> str:
    edit = child(dialog, QLineEdit, f"labelField_{key}")
    return plain_spaces(edit.accessibleDescription())


def sign(dialog: QDialog, key: str) -> QImage:
    return child(dialog, QWidget, f"labelSign_{key}").grab().toImage()


def test_that_another_mineral_of_a_label_over_its_limit_is_no_best_buy(
    window: MainWindow, table: ProductTableDriver
) -> None:
    dialog = paste_label(
        window,
        table,
        "Multi, 300 tablets\nSupplement Facts\nServing size 1 tablet\n"
        "Magnesium (as magnesium oxide) 50 mg\nIron (as ferrous fumarate) 18 mg\n"
        "Zinc (as zinc oxide) 15 mg\n$9.58\n",
    )
    assert field_text(dialog, "other_minerals") == "iron 18 mg (fumarate), zinc 15 mg (oxide)"
    warning = child(dialog, QLabel, "labelOtherMinerals")
    assert plain_spaces(warning.text()) == (
        "4 tablets a day also deliver 72 mg of iron, over the US limit of 45 mg. "
        "4 tablets a day also deliver 60 mg of zinc, over the US limit of 40 mg."
    )
    assert warning.isVisible()
    click_button(dialog, "Add to the comparison")
    assert "No best buy" in finding_text(window)


def test_that_what_a_label_leaves_open_stays_with_the_row_as_a_question(
    window: MainWindow, table: ProductTableDriver
) -> None:
    dialog = paste_label(
        window,
        table,
        "Multi, 300 tablets\nSupplement Facts\nServing size 1 tablet\n"
        "Magnesium (as magnesium oxide) 100 mg\nIron less than 1 mg\nZinc 10-15 mg\n$9.58\n",
    )
    assert field_text(dialog, "also_contains") == "Iron less than 1 mg, Zinc 10-15 mg"
    assert remark(dialog, "also_contains") == "not counted"
    press(Qt.Key.Key_Return)
    row = table.row_count - 1
    assert table.cell_text(row, "also_contains") == "Iron less than 1 mg, Zinc 10-15 mg"
    assert table.cell_text(row, "rank") == "?"


def test_that_the_sign_of_a_doubt_stands_beside_a_mineral_that_is_left_out(
    window: MainWindow, table: ProductTableDriver
) -> None:
    dialog = paste_label(
        window,
        table,
        "Multi, 300 tablets, 60 tablets\nSupplement Facts\nServing size 1 tablet\n"
        "Magnesium 100 mg\nCopper 1 mg\nZinc 10-15 mg\n",
    )
    assert remark(dialog, "other_minerals").startswith("Zinc is left out")
    assert sign(dialog, "other_minerals") == sign(dialog, "pack_units")
    assert sign(dialog, "other_minerals") != sign(dialog, "elemental_mg")
    dialog.reject()


ZINC_TWICE = (
    "Mag Mix, 60 capsules\nSupplement Facts\nServing size 1 capsule\nMagnesium 300 mg\n"
    "Zinc (as zinc citrate) 10 mg\nZinc (as zinc gluconate) 5 mg\nCopper 1 mg\n$9.58\n"
)


@pytest.mark.parametrize(
    ("key", "others", "contents"),
    [
        (Qt.Key.Key_1, "copper 1 mg, zinc 15 mg (blend)", ""),
        (Qt.Key.Key_2, "copper 1 mg, zinc 10 mg", ""),
        (Qt.Key.Key_4, "copper 1 mg", "Zinc 10 mg"),
    ],
)
def test_that_a_further_mineral_on_two_lines_is_answered_like_other_questions(
    window: MainWindow, table: ProductTableDriver, key: Qt.Key, others: str, contents: str
) -> None:
    dialog = paste_label(window, table, ZINC_TWICE)
    assert child(dialog, QLabel, "labelCount").text().endswith("1 question")
    press(Qt.Key.Key_Return)
    assert dialog.isVisible()  # Enter alone takes none of several readings
    press(key)
    press(Qt.Key.Key_Return)
    assert not dialog.isVisible()
    row = table.row_count - 1
    assert table.cell_text(row, "other_minerals") == others
    assert table.cell_text(row, "also_contains").startswith(contents)
    assert bool(table.cell_text(row, "also_contains")) is bool(contents)


def test_that_what_is_typed_for_a_further_mineral_is_checked(
    window: MainWindow, table: ProductTableDriver
) -> None:
    dialog = paste_label(window, table, ZINC_TWICE)
    edit = child(dialog, QLineEdit, "labelField_other_minerals:Zn")
    edit.setFocus()
    type_text("twelve")
    assert remark(dialog, "other_minerals:Zn").startswith("Fix: ")
    edit.selectAll()
    type_text("12")
    assert remark(dialog, "other_minerals:Zn") == "as you entered"
    click_button(dialog, "Add to the comparison")
    assert table.cell_text(table.row_count - 1, "other_minerals") == "copper 1 mg, zinc 12 mg"


def test_that_two_lines_of_one_mineral_are_taken_together_by_the_keyboard(
    window: MainWindow, table: ProductTableDriver
) -> None:
    dialog = paste_label(
        window,
        table,
        "Double Mag, 90 capsules $20\nSupplement Facts\nServing size 1 capsule\n"
        "Magnesium (as oxide) 200 mg\nMagnesium (as citrate) 100 mg\n",
    )
    assert field_text(dialog, "elemental_mg") == ""
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Return)
    assert field_text(dialog, "elemental_mg") == "300"


def test_that_the_dialog_takes_the_colours_of_another_theme(
    window: MainWindow, table: ProductTableDriver, qtbot: QtBot
) -> None:
    dialog = paste_label(window, table, LABEL)
    count = child(dialog, QLabel, "labelCount")
    for theme in ("dark", "light"):
        window.theme.choose(theme)
        qtbot.waitUntil(lambda: count.palette().windowText().color() == tokens().muted)
    dialog.reject()


def test_that_a_text_without_a_product_offers_none_to_add(
    window: MainWindow, table: ProductTableDriver
) -> None:
    QGuiApplication.clipboard().clear()
    trigger_action(window, "readLabelAction")
    dialog = visible_dialog(window, "labelReadingDialog")
    button = child(dialog, QPushButton, "labelAddButton")
    assert button.text() == "Add to the comparison"
    assert not button.isEnabled()
    dialog.reject()


def test_that_a_name_above_the_product_is_offered_as_the_brand_and_never_taken(
    window: MainWindow, table: ProductTableDriver
) -> None:
    dialog = paste_label(window, table, "Harbour's Best\n" + LABEL)
    assert field_text(dialog, "product") == "High Absorption Magnesium"
    assert field_text(dialog, "brand") == ""
    press(Qt.Key.Key_Return)  # no question is open
    assert table.cell_text(0, "brand") == ""
    trigger_action(window, "undoAction")
    dialog = paste_label(window, table, "Harbour's Best\n" + LABEL)
    choice = child(dialog, QPushButton, "labelChoice_brand_1")
    assert choice.accessibleName() == "Is this the brand? Harbour's Best"
    assert not choice.isChecked()
    click_button(dialog, "1  Harbour's Best")
    assert field_text(dialog, "brand") == "Harbour's Best"
    click_button(dialog, "Add to the comparison")
    assert table.cell_text(0, "brand") == "Harbour's Best"


def test_that_the_dialog_rounds_a_dose_as_the_table_does(
    window: MainWindow, table: ProductTableDriver
) -> None:
    dialog = paste_label(
        window,
        table,
        "Magnesium Oxide\n90 tablets\nSupplement Facts\nServing size 3 tablets\n"
        "Magnesium (as magnesium oxide) 400 mg\n$9.00\n",
    )
    texts = [plain_spaces(label.text()) for label in dialog.findChildren(QLabel)]
    assert "2 tablets = 267 mg" in texts
    assert remark(dialog, "serving_units") == "133 mg in each tablet"
    press(Qt.Key.Key_Return)
    assert plain_spaces(table.cell_text(0, "delivered_mg_per_day")) == "267 mg"
    assert "266.667" not in finding_text(window)


def test_that_a_pasted_label_becomes_a_row_with_two_keys(
    window: MainWindow, table: ProductTableDriver
) -> None:
    dialog = paste_label(window, table, LABEL)
    assert table.row_count == 0
    texts = {
        key: field_text(dialog, key)
        for key in ("product", "form", "elemental_mg", "serving_units", "pack_units", "price",
                    "upc")
    }  # fmt: skip
    assert texts == {
        "product": "High Absorption Magnesium",
        "form": "magnesium glycinate chelate",
        "elemental_mg": "200",
        "serving_units": "2 tablets",
        "pack_units": "240 tablets",
        "price": "$18.99",
        "upc": "753950000872",
    }
    assert remark(dialog, "form") == "counts as glycinate"
    assert remark(dialog, "elemental_mg") == "48 % daily value fits"
    assert remark(dialog, "serving_units") == "100 mg in each tablet"
    assert remark(dialog, "upc") == "check digit right"
    outcome = child(dialog, QLabel, "labelOutcome")
    assert plain_spaces(outcome.text()) == "$0.07913 per 100 mg"
    press(Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert table.row_count == 1
    assert table.exact_value(0, "elemental_mg") == 200
    assert table.exact_value(0, "serving_units") == 2
    assert table.exact_value(0, "pack_units") == 240
    assert table.exact_value(0, "price") == Fraction("18.99")
    assert undo_text(window) == "&Undo reading of a label"
    trigger_action(window, "undoAction")
    assert table.row_count == 0


def test_that_the_price_before_can_be_chosen_and_a_focused_field_lights_its_words(
    window: MainWindow, table: ProductTableDriver
) -> None:
    dialog = paste_label(window, table, LABEL)
    before = child(dialog, QPushButton, "labelChoice_price_2")
    assert plain_spaces(before.text()) == "2  $24.99, before"
    assert child(dialog, QPushButton, "labelChoice_price_1").isChecked()
    child(dialog, QPushButton, "labelChoice_price_1").setFocus()
    press(Qt.Key.Key_2)
    assert field_text(dialog, "price") == "$24.99"
    assert before.isChecked()
    assert remark(dialog, "price") == "as you entered"
    press(Qt.Key.Key_Return)
    assert table.exact_value(0, "price") == Fraction("24.99")


@pytest.mark.parametrize(
    ("open_rows", "end"),
    [
        ("Zinc <5 mg\n", ", 1 mineral left out"),
        ("Zinc (as citrate)\nIron less than 1 mg\n", ", 2 minerals left out"),
        ("\nCalcium traces\n", ", 1 mineral left out"),
        ("Zinc 5 mg\n", " fields"),
    ],
)
def test_that_the_count_of_what_was_read_names_the_minerals_that_are_left_out(
    window: MainWindow, table: ProductTableDriver, open_rows: str, end: str
) -> None:
    label = "Magnesium, 100 tablets $9\nSupplement Facts\nServing Size 1 tablet\nMagnesium 50 mg\n"
    dialog = paste_label(window, table, label + open_rows)
    count = child(dialog, QLabel, "labelCount")
    assert plain_spaces(count.text()).endswith(end)
    others = child(dialog, QLineEdit, "labelField_other_minerals")
    others.setFocus()
    others.selectAll()
    type_text("zinc 5 mg, iron 1 mg, calcium 1 mg")
    assert plain_spaces(count.text()).endswith(" fields")


def test_that_enter_walks_the_questions_with_their_lines_and_then_adds(
    window: MainWindow, table: ProductTableDriver
) -> None:
    dialog = paste_label(window, table, CONTRADICTION)
    assert child(dialog, QLabel, "labelCount").text().endswith("2 questions")
    assert field_text(dialog, "elemental_mg") == field_text(dialog, "serving_units") == ""
    quotes = [label.text() for label in dialog.findChildren(QLabel) if "“" in label.text()]
    assert any("400 mg Magnesium pro Tagesdosis" in quote for quote in quotes)
    assert any("300 mg 80 %" in quote for quote in quotes)
    press(Qt.Key.Key_1)
    assert field_text(dialog, "elemental_mg") == "300"
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_1)
    assert field_text(dialog, "serving_units") == "2 capsules"
    assert child(dialog, QLabel, "labelCount").text().endswith("fields")
    press(Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert table.exact_value(0, "elemental_mg") == 300
    assert table.exact_value(0, "serving_units") == 2
    assert table.exact_value(0, "currency") in {"EUR", None}


def test_that_the_question_for_a_photo_closes_with_the_label_that_asked(
    window: MainWindow, table: ProductTableDriver
) -> None:
    dialog = paste_label(window, table, LABEL)
    child(dialog, QPushButton, "labelOpenButton").click()
    (question,) = window.findChildren(QFileDialog)
    assert question.isVisible()
    dialog.reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert window.findChildren(QFileDialog) == []


def test_that_an_arrow_goes_on_from_the_choice_that_gets_it_when_another_part_has_the_focus(
    window: MainWindow, table: ProductTableDriver
) -> None:
    """A system may send a key to a part that it takes for the focused one."""
    dialog = paste_label(window, table, CONTRADICTION)
    child(dialog, QLineEdit, "labelField_brand").setFocus()
    QTest.keyClick(child(dialog, QPushButton, "labelChoice_elemental_mg_1"), Qt.Key.Key_Right)
    focus = QApplication.focusWidget()
    assert focus is child(dialog, QPushButton, "labelChoice_elemental_mg_2")


def test_that_enter_alone_takes_none_of_the_readings_that_contradict_each_other(
    window: MainWindow, table: ProductTableDriver
) -> None:
    dialog = paste_label(window, table, CONTRADICTION)
    note = child(dialog, QLabel, "labelNote")
    assert note.text() == "Keys 1 to 2 answer the question. Enter goes to the next one."
    press(Qt.Key.Key_Return)
    assert field_text(dialog, "elemental_mg") == ""
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Return)  # the user went to the second choice
    assert field_text(dialog, "serving_units") == "1 capsule"
    for _ in range(3):
        assert dialog.isVisible()
        assert note.text().startswith("Answer the question with a key from 1 to 2")
        focus = QApplication.focusWidget()
        assert focus is child(dialog, QPushButton, "labelChoice_elemental_mg_1")
        press(Qt.Key.Key_Return)
    click_button(dialog, "Add to the comparison")
    assert not dialog.isVisible()
    assert table.exact_value(0, "elemental_mg") is None
    assert table.exact_value(0, "serving_units") == 1


@pytest.fixture
def _large_text(qapp: QApplication) -> Iterator[None]:
    usual, large = qapp.font(), qapp.font()
    large.setPointSizeF(usual.pointSizeF() * 2)
    qapp.setFont(large)
    yield
    qapp.setFont(usual)


@pytest.mark.usefixtures("_large_text")
def test_that_a_question_below_the_fold_is_shown_and_not_passed_by_enter(
    window: MainWindow, table: ProductTableDriver
) -> None:
    dialog = paste_label(window, table, LABEL.replace("was", "Price"))
    dialog.resize(1000, 680)
    QApplication.processEvents()
    question = child(dialog, QFrame, "labelQuestion_price")
    assert question.visibleRegion().boundingRect() == question.rect()
    press(Qt.Key.Key_Return)
    assert dialog.isVisible()
    press(Qt.Key.Key_2)
    press(Qt.Key.Key_Return)
    assert table.exact_value(0, "price") == Fraction("24.99")


def test_that_a_question_can_be_answered_by_leaving_the_field_empty(
    window: MainWindow, table: ProductTableDriver
) -> None:
    dialog = paste_label(
        window, table, LABEL.replace("753950000872", "7539S0000B72 UPC 75395000087O")
    )
    press(Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert not child(dialog, QPushButton, "labelChoice_upc_1").isChecked()
    press(Qt.Key.Key_1)
    assert child(dialog, QPushButton, "labelChoice_upc_1").isChecked()
    press(Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert table.exact_value(0, "upc") is None


def test_that_what_the_label_lacks_is_typed_or_left_for_the_table(
    window: MainWindow, table: ProductTableDriver
) -> None:
    dialog = paste_label(window, table, NO_PRICE)
    assert QApplication.focusWidget() is child(dialog, QLineEdit, "labelField_price")
    assert remark(dialog, "price") == "not on the label"
    assert "“Price” is missing" in child(dialog, QLabel, "labelOutcome").text()
    type_text("x")
    assert remark(dialog, "price").startswith("Fix: “x”")
    press(Qt.Key.Key_Backspace)
    type_text("4.49")
    press(Qt.Key.Key_Return)
    assert table.exact_value(0, "price") == Fraction("4.49")
    dialog = paste_label(window, table, NO_PRICE)
    press(Qt.Key.Key_Return)
    assert table.row_count == 2
    assert table.exact_value(1, "price") is None


def test_that_a_price_that_is_typed_has_the_currency_of_the_label(
    window: MainWindow, table: ProductTableDriver
) -> None:
    dialog = paste_label(window, table, f"{NO_PRICE}Delivery €4.95\n")
    assert QApplication.focusWidget() is child(dialog, QLineEdit, "labelField_price")
    assert remark(dialog, "price") == "type it in EUR"
    type_text("4.49")
    press(Qt.Key.Key_Return)
    assert table.row_count == 1
    assert table.exact_value(0, "price") == Fraction("4.49")
    assert table.exact_value(0, "currency") == "EUR"


def test_that_the_currency_of_a_price_that_is_typed_is_asked_where_the_label_names_two(
    window: MainWindow, table: ProductTableDriver
) -> None:
    dialog = paste_label(window, table, f"{NO_PRICE}Free delivery over €30, delivery £3.95\n")
    type_text("4.49")
    press(Qt.Key.Key_Return)
    assert dialog.isVisible()
    words = [plain_spaces(label.text()) for label in dialog.findChildren(QLabel)]
    assert "Which currency is the price in?" in words
    assert "currency is chosen" in child(dialog, QLabel, "labelOutcome").text()
    press(Qt.Key.Key_2)
    assert field_text(dialog, "currency") == "GBP"
    press(Qt.Key.Key_Return)
    assert table.exact_value(0, "price") == Fraction("4.49")
    assert table.exact_value(0, "currency") == "GBP"


def test_that_no_currency_is_asked_of_a_price_that_is_left_for_the_table(
    window: MainWindow, table: ProductTableDriver
) -> None:
    paste_label(window, table, f"{NO_PRICE}Free delivery over €30, delivery £3.95\n")
    press(Qt.Key.Key_Return)
    assert table.row_count == 1
    assert table.exact_value(0, "price") is None


@pytest.mark.parametrize(
    ("text", "field", "words", "typed"),
    [
        ("Zinc 60 tablets €4.99\nSupplement Facts\nZinc (as citrate) 15 mg 136%",
         "serving_units", "Type the units of one serving", "1"),
        ("Iron 60 tablets €4.99\nSupplement Facts\nServing size 1 tablet\nIrom 18 mg 100%",
         "elemental_mg", "Type the amount in one serving", "18"),
    ],
)  # fmt: skip
def test_that_enter_on_a_question_without_answers_says_what_to_type(
    window: MainWindow, table: ProductTableDriver, text: str, field: str, words: str, typed: str
) -> None:
    dialog = paste_label(window, table, text)
    edit = child(dialog, QLineEdit, f"labelField_{field}")
    note = child(dialog, QLabel, "labelNote")
    for _ in range(4):
        press(Qt.Key.Key_Return)
    assert note.text().startswith(words)
    assert QApplication.focusWidget() is edit
    type_text(typed)
    press(Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert table.exact_value(0, field) == Fraction(typed)


PAGE_WITH_A_TAB = """\
Home > Minerals
Hollin Zinc Tablets
60 tablets
In stock\tFree delivery
£4.99
Each tablet contains:
Zinc (as zinc citrate) 15 mg
"""


@pytest.mark.parametrize("tabbed", ["In stock\tFree delivery", "In stock", "\tIn stock\t\tNow"])
def test_that_a_copied_page_with_a_tab_in_a_line_is_read_as_a_label(
    window: MainWindow, table: ProductTableDriver, tabbed: str
) -> None:
    text = PAGE_WITH_A_TAB.replace("In stock\tFree delivery", tabbed)
    dialog = paste_label(window, table, text)
    assert field_text(dialog, "pack_units") == "60 tablets"
    assert field_text(dialog, "elemental_mg") == "15"


SIZES = """\
Zink 15 mg
30 Kapseln 5,95 €
90 Kapseln 14,95 €
1 Kapsel enthält Zink (als Zinkcitrat) 15 mg (150 % NRV)
"""


@pytest.mark.parametrize(
    ("field", "choice"), [("pack_units", 2), ("price", 2)], ids=["size first", "price first"]
)
def test_that_the_size_that_is_chosen_has_its_price_and_the_price_its_size(
    window: MainWindow, table: ProductTableDriver, field: str, choice: int
) -> None:
    dialog = paste_label(window, table, SIZES)
    child(dialog, QPushButton, f"labelChoice_{field}_{choice}").click()
    assert field_text(dialog, "pack_units") == "90 capsules"
    assert "14.95" in field_text(dialog, "price")
    child(dialog, QPushButton, "labelChoice_pack_units_1").click()
    assert "5.95" in field_text(dialog, "price")


@pytest.mark.parametrize(
    ("typed", "units"), [("2x90", 180), ("2 \u00d7 90", 180), ("3 x 2 x 30 tablets", 180)]
)
def test_that_packs_of_so_many_units_are_multiplied_and_shown(
    window: MainWindow, table: ProductTableDriver, typed: str, units: int
) -> None:
    dialog = paste_label(window, table, LABEL)
    edit = child(dialog, QLineEdit, "labelField_pack_units")
    edit.setFocus()
    edit.selectAll()
    type_text(typed)
    assert remark(dialog, "pack_units").startswith(f"= {units}")
    child(dialog, QPushButton, "labelAddButton").click()
    assert table.exact_value(0, "pack_units") == units
    assert table.cell_text(0, "pack_units").startswith(str(units))
    table.type_text(0, "pack_units", "4 x 30")
    assert table.exact_value(0, "pack_units") == 120


def test_that_the_fields_follow_the_text_and_keep_what_was_typed(
    window: MainWindow, table: ProductTableDriver, qtbot: QtBot
) -> None:
    dialog = paste_label(window, table, LABEL)
    brand = child(dialog, QLineEdit, "labelField_brand")
    brand.setFocus()
    type_text("Acme")
    view = child(dialog, QPlainTextEdit, "labelText")
    view.setPlainText(LABEL.replace("240 tablets", "180 tablets").replace("120", "90"))
    qtbot.waitUntil(lambda: field_text(dialog, "pack_units") == "180 tablets")
    assert field_text(dialog, "brand") == "Acme"
    press(Qt.Key.Key_Escape)
    assert table.row_count == 0


def test_that_leaving_a_text_that_was_replaced_by_a_shorter_one_brings_no_warning_of_qt(
    window: MainWindow, table: ProductTableDriver, qt_messages: list[str]
) -> None:
    dialog = paste_label(window, table, LABEL)
    view = child(dialog, QPlainTextEdit, "labelText")
    view.setFocus()
    view.selectAll()
    type_text("Zinc")
    child(dialog, QLineEdit, "labelField_upc").setFocus()
    assert view.toPlainText() == "Zinc"
    assert qt_messages == []
    dialog.reject()


def test_that_a_page_is_shown_as_words_and_each_of_its_products_makes_a_row(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    file = tmp_path / "shop.html"
    file.write_text(TWO_PRODUCTS_PAGE + "<img src='http://example.org/x.png'>", "utf-8")
    drop_files(window, [file])
    dialog = visible_dialog(window, "labelReadingDialog")
    view = child(dialog, QPlainTextEdit, "labelText")
    assert view.isReadOnly()
    assert "<" not in view.toPlainText()
    assert "price: 4.50" in view.toPlainText()
    box = child(dialog, QComboBox, "labelProductBox")
    assert [box.itemText(at) for at in range(box.count())] == ["1 of 2: Oxide", "2 of 2: Citrate"]
    add = child(dialog, QPushButton, "labelAddButton")
    assert add.text() == "Add 2 products to the comparison"
    QTest.mouseClick(add, Qt.MouseButton.LeftButton)
    assert table.product_names() == ["Oxide", "Citrate"]
    assert undo_text(window) == "&Undo reading of 2 products"


def test_that_a_pasted_text_with_two_panels_makes_two_products(
    window: MainWindow, table: ProductTableDriver
) -> None:
    dialog = paste_label(
        window,
        table,
        "Alpha 60 capsules $12\nSupplement Facts\nServing Size 1 Capsule\nMagnesium 100 mg\n"
        "Zinc 5 mg\n\nBeta 90 capsules $15\nSupplement Facts\nServing Size 2 Capsules\n"
        "Magnesium 200 mg\nCalcium 50 mg",
    )
    assert field_text(dialog, "other_minerals") == "zinc 5 mg"
    child(dialog, QPushButton, "labelAddButton").click()
    child(dialog, QPushButton, "labelAddButton").click()
    assert [table.cell_text(row, "elemental_mg") for row in range(table.row_count)] == [
        "100",
        "200",
    ]


@pytest.mark.parametrize(
    "heading", ["Customers also bought", "Andere kauften auch", "Ils ont aussi acheté"]
)
def test_that_a_pasted_page_makes_no_row_of_the_products_that_others_bought(
    window: MainWindow, table: ProductTableDriver, heading: str
) -> None:
    dialog = paste_label(
        window,
        table,
        f"Magnesium Citrate 60 capsules $12.99\n{heading}\nZinc 120 capsules $9.99\n"
        "Iron 90 tablets $7.49",
    )
    assert field_text(dialog, "price") == "$12.99"
    assert field_text(dialog, "pack_units") == "60 capsules"
    assert dialog.findChild(QLineEdit, "labelField_other_minerals") is None
    dialog.reject()
    assert table.row_count == 0


def test_that_a_product_of_several_can_be_left_out(
    window: MainWindow, table: ProductTableDriver
) -> None:
    window.label_controller.read_text(TWO_PRODUCTS_PAGE)
    dialog = visible_dialog(window, "labelReadingDialog")
    QTest.mouseClick(child(dialog, QCheckBox, "labelLeaveOut"), Qt.MouseButton.LeftButton)
    child(dialog, QPushButton, "labelAddButton").click()
    assert table.product_names() == ["Citrate"]


def test_that_a_file_dropped_on_the_dialog_replaces_its_text(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    dialog = paste_label(window, table, NO_PRICE)
    label = tmp_path / "label.txt"
    label.write_text(LABEL, "utf-8")
    drop_files(dialog, [label])
    assert field_text(dialog, "product") == "High Absorption Magnesium"
    dialog.reject()


def drop_files(window: MainWindow | QDialog, files: list[Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    window.dropEvent(
        QDropEvent(
            QPointF(10, 10),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def test_that_a_dropped_text_file_of_a_label_is_read_and_a_list_is_opened(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    label = tmp_path / "label.txt"
    label.write_text(LABEL, "utf-8")
    drop_files(window, [label])
    dialog = visible_dialog(window, "labelReadingDialog")
    assert field_text(dialog, "elemental_mg") == "200"
    dialog.reject()
    assert table.row_count == 0


def test_that_a_text_that_is_far_too_long_is_refused_in_words(
    window: MainWindow, tmp_path: Path
) -> None:
    file = tmp_path / "long.html"
    file.write_bytes(b"<p>x</p>" * 700_000)
    window.label_controller.read_files([file])
    dialog = visible_dialog(window, "labelReadingDialog")
    problem = child(dialog, QLabel, "labelProblem").text()
    assert problem.startswith("long.html: The text has more than 4 MB")
    dialog.reject()
    window.label_controller.read_text("<p>" * 1_000_000)
    dialog = visible_dialog(window, "labelReadingDialog")
    assert "is no label" in child(dialog, QLabel, "labelProblem").text()
    assert not child(dialog, QPushButton, "labelAddButton").isEnabled()
    dialog.reject()


def test_that_the_action_opens_an_empty_dialog_that_takes_a_paste(
    window: MainWindow, qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().clear()
    trigger_action(window, "readLabelAction")
    dialog = active_dialog(window)
    assert child(dialog, QLabel, "labelProblem").isVisible()
    QGuiApplication.clipboard().setText(LABEL)
    view = child(dialog, QPlainTextEdit, "labelText")
    assert QApplication.focusWidget() is view
    QTest.keySequence(view, QKeySequence(QKeySequence.StandardKey.Paste))
    qtbot.waitUntil(lambda: not child(dialog, QLabel, "labelProblem").isVisible())
    assert field_text(dialog, "elemental_mg") == "200"
    dialog.reject()


def test_that_a_price_without_a_sign_is_asked_in_the_currency_of_the_one_before(
    window: MainWindow, table: ProductTableDriver
) -> None:
    text = "Magnesium\n60 capsules\nwas £12 now 9.50\nEach capsule contains 100 mg magnesium\n"
    dialog = paste_label(window, table, text)
    assert field_text(dialog, "price") == ""
    words = [plain_spaces(label.text()) for label in dialog.findChildren(QLabel)]
    assert "Which currency is the price in?" in words
    dialog.reject()


def test_that_each_offered_price_stands_in_a_line_that_is_quoted(
    window: MainWindow, table: ProductTableDriver
) -> None:
    label = "Zinc 15 mg, 60 tablets\n£9.99\n£12.49\n£14.25\nEach tablet contains: zinc 15 mg\n"
    dialog = paste_label(window, table, label)
    quotes = " ".join(text.text() for text in dialog.findChildren(QLabel) if "“" in text.text())
    assert all(price in quotes for price in ("£9.99", "£12.49", "£14.25"))

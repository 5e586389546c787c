"""Pasted blocks: headless columns are asked about, texts refused, incomplete rows completed."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, Qt
from PySide6.QtGui import QAction, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QTableView,
    QWidget,
)

from tests.app.importing.import_dialog import (
    accept_line,
    choose,
    mapped_keys,
    mapped_texts,
    mapping_line,
    press_import,
    press_in_line,
    questions_text,
    summary_text,
)
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    dismiss_message,
    open_files,
    recent_comparisons,
    trigger_action,
    undo_text,
    visible_dialog,
    wait_for_lists,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.window.main_window import MainWindow

FOUR_COLUMNS = (
    "Magnesium Oxide 250 mg 100 tablets\t250\t100\t4.49\n"
    "Magnesium Citrate 120 caps\t105\t120\t13.97\n"
)
LABEL = (
    "Supplement Facts\nServing Size 2 Capsules\nServings Per Container 60\n"
    "Magnesium (as Magnesium Glycinate)\t200 mg\t48%\n"
)
COLUMNS = ("product", "elemental_mg", "pack_units", "price")


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


def press_paste(table: ProductTableDriver, text: str, row: int = 0, key: str = "product") -> None:
    """Go to a cell and press Ctrl+V."""
    QGuiApplication.clipboard().setText(text)
    table.view.setCurrentIndex(table.index(row, key))
    press_ctrl_v(table.view)


def press_ctrl_v(widget: QWidget) -> None:
    """Press Ctrl+V in a widget of the active window."""
    widget.setFocus()
    widget.window().activateWindow()
    assert QTest.qWaitForWindowActive(widget.window())
    QTest.keyClick(widget, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def select_row(table: ProductTableDriver, row: int) -> None:
    flag = QItemSelectionModel.SelectionFlag
    table.view.selectionModel().setCurrentIndex(
        table.index(row, "rank"), flag.ClearAndSelect | flag.Rows
    )


def row_values(table: ProductTableDriver, row: int) -> list[Fraction | str | None]:
    return [table.exact_value(row, key) for key in COLUMNS]


def test_that_a_block_without_headers_is_guessed_shown_and_confirmed_by_keyboard_alone(
    window: MainWindow, table: ProductTableDriver
) -> None:
    press_paste(table, FOUR_COLUMNS)
    line = mapping_line(window)
    assert table.row_count == 0
    assert mapped_keys(line) == list(COLUMNS)
    assert summary_text(line) == (
        "The four columns needed were found; 4 are guesses. Nothing is added until you accept."
    )
    assert mapped_texts(line)[1][-4:] == ["$0.1109", "2 capsules", "210 mg", "$6.99"]
    for question in ("the name of the product", "the elemental amount in one serving",
                     "the number of units in a pack", "the price you pay"):  # fmt: skip
        assert questions_text(line).endswith(f" {question}?")
        press_in_line(line, Qt.Key.Key_1)
    assert questions_text(line) == "2 rows pasted."
    press_in_line(line, Qt.Key.Key_Return, ctrl=True)
    assert row_values(table, 0)[1:] == [250, 100, Fraction("4.49")]
    assert table.exact_value(1, "serving_units") in {1, None}
    assert undo_text(window) == "&Undo opening of the pasted list (2 products)"
    trigger_action(window, "undoAction")
    assert table.row_count == 0


def test_that_adding_takes_over_every_guess_at_once(
    window: MainWindow, table: ProductTableDriver
) -> None:
    press_paste(table, FOUR_COLUMNS)
    line = mapping_line(window)
    assert summary_text(line).startswith("The four columns needed were found; 4 are guesses.")
    press_in_line(line, Qt.Key.Key_Return, ctrl=True)
    assert not line.isVisible()
    assert row_values(table, 0)[1:] == [250, 100, Fraction("4.49")]


def test_that_ctrl_enter_elsewhere_goes_to_the_question_and_the_button_adds(
    window: MainWindow, table: ProductTableDriver
) -> None:
    press_paste(table, FOUR_COLUMNS)
    line = mapping_line(window)
    child(line, QTableView, "mappingTable").setFocus()
    press_in_line(line, Qt.Key.Key_Return, ctrl=True)
    assert child(line, QPushButton, "mappingYes").hasFocus()
    assert table.row_count == 0
    press_import(line)
    assert table.row_count == 2


def test_that_a_block_whose_counts_stand_in_its_names_is_asked_about_above_its_rows(
    window: MainWindow, table: ProductTableDriver
) -> None:
    press_paste(
        table, "Oxide 100 tablets\t250\t4.49\nCitrate 120 caps\t105\t13.97\nMalate\t113\t9\n"
    )
    line = mapping_line(window)
    assert mapped_keys(line) == ["product", "elemental_mg", "price", "pack_units"]
    assert summary_text(line) == "3 columns are guesses. Nothing is added until you accept."
    assert [row[-4] for row in mapped_texts(line)] == [
        "100 read from the name: Tab takes it", "120 read from the name: Tab takes it",
        "“Units in pack” is missing.",
    ]  # fmt: skip
    child(line, QTableView, "mappingTable").setFocus()
    press_in_line(line, Qt.Key.Key_Tab)
    press_in_line(line, Qt.Key.Key_Tab)
    assert [row[4] for row in mapped_texts(line)] == ["100", "120", ""]
    accept_line(line)
    dismiss_message(window)
    assert sorted(map(str, (table.exact_value(row, "pack_units") for row in range(3)))) == [
        "100", "120", "None",
    ]  # fmt: skip


def test_that_a_pasted_row_is_in_the_unit_that_its_name_states(
    window: MainWindow, table: ProductTableDriver
) -> None:
    press_paste(
        table,
        "Mag Oxide 250mg 120 tabs\t250\t120\t8.99\n"
        "Mag citrate 125 mg 60 softgels\t125\t60\t6.50\n"
        "Magnesium malate tablets 100 mg\t100\t90\t7.50\n",
    )
    line = mapping_line(window)
    units = ["1 tablet", "2 softgels", "2 tablets"]
    assert [texts[-3] for texts in mapped_texts(line)] == units
    accept_line(window)
    assert {table.cell_text(row, "units_per_day") for row in range(3)} == {*units}


def test_that_prices_without_a_sign_are_in_the_currency_of_the_comparison(
    window: MainWindow, table: ProductTableDriver
) -> None:
    press_paste(
        table,
        "Mag citrate 150 mg 90 caps\t150\t90\t12,50 €\n"
        "Mag oxide 400 mg 120 tabs\t400\t120\t$8.99\nMag malate 200 mg\t200\t60\t9.99\n",
    )
    accept_line(mapping_line(window))
    currencies = {
        table.exact_value(row, "price"): table.exact_value(row, "currency") for row in range(3)
    }
    assert currencies == {
        Fraction("12.5"): "EUR", Fraction("8.99"): "USD", Fraction("9.99"): "USD"
    }  # fmt: skip


def test_that_each_guess_is_a_question_and_one_can_be_refused(
    window: MainWindow, table: ProductTableDriver
) -> None:
    press_paste(table, "Oxide\t100\t250\t4.49\n")
    line = mapping_line(window)
    press_in_line(line, Qt.Key.Key_1)
    press_in_line(line, Qt.Key.Key_2)
    assert mapped_keys(line) == ["product", "", "pack_units", "price"]
    assert questions_text(line).endswith("the number of units in a pack?")
    press_in_line(line, Qt.Key.Key_Escape)
    assert table.row_count == 0


def test_that_tab_takes_the_pack_size_that_a_name_says(
    window: MainWindow, table: ProductTableDriver
) -> None:
    press_paste(table, "Item\tMag\tCt\tReg\nOxide\t250\t100\t4.49\nVeg 180 caps\t120\t\t23.99\n")
    line = mapping_line(window)
    view = child(line, QTableView, "mappingTable")
    assert mapped_texts(line)[2][-4] == "180 read from the name: Tab takes it"
    assert "Row 2: no pack size. The name says 180." in child(line, QLabel, "mappingToFix").text()
    view.setFocus()
    press_in_line(line, Qt.Key.Key_Tab)
    assert mapped_texts(line)[2][3] == "180"
    assert mapped_texts(line)[2][-3] == "2 capsules"
    assert mapped_texts(line)[1][-3] == "1 unit"  # no word of the row says what is counted
    press_in_line(line, Qt.Key.Key_Tab)
    assert not view.hasFocus()
    accept_line(line)
    assert table.exact_value(1, "pack_units") == 180
    trigger_action(window, "undoAction")
    assert table.row_count == 0


def test_that_rows_of_another_currency_or_mineral_are_shown_in_the_one_they_are_compared_in(
    window: MainWindow, table: ProductTableDriver
) -> None:
    """The empty comparison takes the currency of the list, as it does once the list is added."""
    press_paste(table, "Item\tMag\tCt\tReg\nOxide\t250\t100\t£5.00\nGlycinate\t100\t60\t¥900\n")
    shown = [row[5:] for row in mapped_texts(mapping_line(window))[1:]]
    assert shown[0][0] == "£0.02000"
    assert shown[0][3].startswith("£1.5")
    assert shown[1] == ["Price in JPY: not compared with GBP", "", "", ""]
    view = child(mapping_line(window), QTableView, "mappingTable")
    assert view.columnSpan(2, 5) == 4
    assert "of the compound" not in child(mapping_line(window), QLabel, "mappingToFix").text()


def test_that_a_row_of_another_mineral_is_not_asked_about(
    window: MainWindow, table: ProductTableDriver
) -> None:
    press_paste(table, "Item\tAmount\tCt\tReg\nOxide\t250\t100\t5.00\nZinc 15 mg\t15\t60\t9.00\n")
    shown = [row[5:] for row in mapped_texts(mapping_line(window))[1:]]
    assert shown[1] == ["Zinc: not compared with magnesium", "", "", ""]


def test_that_the_rows_of_a_filled_table_stay_below_those_that_are_pasted(
    window: MainWindow, table: ProductTableDriver
) -> None:
    press_paste(table, "Oxide\t250\t1\t100\t4.49\t\toxide\n")
    table.view.window().import_controller.open_pasted(  # type: ignore[attr-defined]
        [["Item", "Mag", "Ct", "Reg"], ["Citrate", "105", "120", "13.97"]]
    )
    line = mapping_line(window)
    rows = mapped_texts(line)
    assert [row[:5] for row in rows[1:]] == [
        ["1", "Citrate", "105", "120", "13.97"], ["1", "Oxide", "250", "100", "4.49"],
    ]  # fmt: skip
    assert questions_text(line).startswith("1 row pasted.")
    model = child(line, QTableView, "mappingTable").model()
    ink = model.index(2, 1).data(Qt.ItemDataRole.ForegroundRole)
    assert ink == model.index(0, 1).data(Qt.ItemDataRole.ForegroundRole)
    assert model.index(1, 1).data(Qt.ItemDataRole.ForegroundRole) is None
    accept_line(line)
    assert table.product_names() == ["Oxide", "Citrate"]


def test_that_the_button_of_the_empty_window_asks_too_and_escape_adds_nothing(
    window: MainWindow, table: ProductTableDriver
) -> None:
    QGuiApplication.clipboard().setText(FOUR_COLUMNS)
    QTest.mouseClick(child(window, QPushButton, "pasteButton"), Qt.MouseButton.LeftButton)
    line = mapping_line(window)
    assert mapped_texts(line)[1][1] == "Magnesium Citrate 120 caps"
    press_in_line(line, Qt.Key.Key_Escape)
    assert not line.isVisible()
    assert table.row_count == 0
    assert not child(window, QPushButton, "pasteButton").isHidden()


@pytest.mark.parametrize(
    ("block", "columns"),
    [
        ("250\tOxide\t1\t100\t4.49\n", ("elemental_mg", "product", "serving_units", "pack_units",
                                       "price")),
        ("Mag 60 caps 200 mg\t60\t200\t9.99\n", ("product", "pack_units", "elemental_mg", "price")),
        ("1\tOxide\t250 mg\t120 capsules\t$4.49\n2\tCitrate\t100 mg\t60 caps\t$5\n",
         ("", "product", "elemental_mg", "pack_units", "price")),
        ("Item\tMag\tCt\tReg\nOxide\t250\t100\t4.49\n", COLUMNS),
        # more than the name's mass is no amount in a serving
        ("Citrate 200 mg\t£12.99\t250\nGlycinate 100 mg\t£9.50\t120\n",
         ("product", "price", "pack_units", "elemental_mg")),
    ],
)  # fmt: skip
def test_that_columns_are_recognized_by_their_values(
    window: MainWindow, table: ProductTableDriver, block: str, columns: tuple[str, ...]
) -> None:
    press_paste(table, block)
    line = mapping_line(window)
    assert mapped_keys(line) == list(columns)
    press_in_line(line, Qt.Key.Key_Escape)
    assert table.row_count == 0


def test_that_a_wrong_guess_can_be_changed_before_it_is_used(
    window: MainWindow, table: ProductTableDriver
) -> None:
    press_paste(table, "Oxide\t100\t250\t4.49\n")
    line = mapping_line(window)
    choose(line, "column 2: contains", "Units per pack")
    choose(line, "column 3: contains", "mg per serving")
    accept_line(line)
    assert row_values(table, 0) == ["Oxide", 250, 100, Fraction("4.49")]


def test_that_rows_to_complete_and_unused_columns_are_named_before_anything_is_added(
    window: MainWindow, table: ProductTableDriver
) -> None:
    press_paste(
        table,
        "Item\tMag\tCt\tReg\tAisle\nMagnesium Oxide 250 mg\t250\t100\t4.49\tB4\n"
        "Klean Magnesium\t120\t90\task\tC1\nMagnesium Citrate\t105\t\t13.97\tC2\n",
    )
    line = mapping_line(window)
    rows = mapped_texts(line)
    assert [row[0] for row in rows] == ["titles", "1", "Fix", "Fix"]
    assert rows[2][-4] == "“ask” is not a number."
    assert "2 rows to complete" in child(line, QLabel, "mappingToFixTitle").text()
    assert "“Aisle” (B4, C1, C2): not used" in child(line, QLabel, "mappingUnused").text()
    assert questions_text(line) == "3 rows pasted. Is “Reg” the price you pay?"
    press_in_line(line, Qt.Key.Key_2)
    assert table.row_count == 0
    assert "“Reg” (4.49, ask, 13.97): not used" in child(line, QLabel, "mappingUnused").text()
    choose(line, "Reg: contains", "Price")
    choose(line, "Aisle: contains", "Note")
    assert "not used" not in child(line, QLabel, "mappingUnused").text()
    choose(line, "One serving is", "2 units")
    assert mapped_texts(line)[1][-3] == "2 units"
    accept_line(line)
    dismiss_message(window)
    assert table.row_count == 3
    assert table.cell_text(1, "price") == "ask"
    assert table.cell_text(0, "note") == "B4"
    trigger_action(window, "undoAction")
    assert table.row_count == 0


def test_that_cells_of_this_table_are_pasted_where_the_user_puts_them(
    window: MainWindow, table: ProductTableDriver
) -> None:
    press_paste(
        table, "Oxide\t250\t1\t100\t4.49\t\toxide\nGly\t200\t2\t180\t19.59\tNOW\tbisglycinate\n"
    )
    assert table.product_names() == ["Oxide", "Gly"]
    select_row(table, 0)
    trigger_action(window, "copyAction")
    select_row(table, 2)
    press_ctrl_v(table.view)
    assert table.product_names() == ["Oxide", "Gly", "Oxide"]
    assert row_values(table, 2) == row_values(table, 0)


NO_TABLES = (
    ("", "The clipboard is empty."),
    ("   ", "no label and no table"),
    (" \t \n  \n", "no label and no table"),
    ("hello world", "no label and no table"),
    ("hello world\n" * 3_000, "no label and no table"),
    ("Magnesium is good for the muscles and the nerves\n" * 3_000, "no label and no table"),
    ("Ein Satz ohne Zahl und ohne Punkt\nUnd noch einer darunter", "no label and no table"),
    ("https://www.example.org/magnesium?x=1", "a web address"),
    ("Maple Pharmacy\n12 Main Street\nSpringfield, IL 62704", "an address"),
    ("Magnesium is an essential mineral. It takes part in many reactions.\nSee a doctor.",
     "sentences"),
    ("Magnesium helps with many things and so it goes on " * 7, "sentences"),
    ("x" * 1_000_000, "sentences"),
    ("x " * 500_000, "sentences"),
)  # fmt: skip


def test_that_what_is_no_table_is_named_and_changes_nothing(
    window: MainWindow, table: ProductTableDriver
) -> None:
    for text, message in NO_TABLES:
        press_paste(table, text)
        assert message in dismiss_message(window), text[:80]
        assert table.row_count == 0
        assert undo_text(window) == "&Undo"


def test_that_the_text_of_a_label_is_read_and_not_put_into_cells(
    window: MainWindow, table: ProductTableDriver
) -> None:
    press_paste(table, LABEL)
    visible_dialog(window, "labelReadingDialog").reject()
    assert table.row_count == 0
    assert undo_text(window) == "&Undo"


SHORT_LABELS = (
    "LNHPD\nProduct name: Iron Bisglycinate 25 mg\nNPN: 80012345\nDosage form: Capsule\n"
    "Medicinal ingredients: Iron (Ferrous bisglycinate) 25 mg\n"
    "Recommended dose: Adults: 1 capsule 1 time per day",
    "Product name: Iron 25 mg NPN: 80012345 Dosage form: Capsule "
    "Recommended dose: Adults: 1 capsule 1 time per day",
    "Magnesium Syrup 200 ml $15.00\nChildren 4-8: 5 ml (65 mg magnesium, 50% DV)\n"
    "Adults: 10 ml (130 mg magnesium, 100% DV)",
    "MAGNE B6 48 mg/5 mg, comprimé\nMagnésium 48 mg sous forme de lactate\n"
    "Plaquettes de 60 comprimés",
    "1. Zinc 15 mg 90 caps - £4.99 - zinc 15 mg per capsule\n"
    "2. Iron 20 mg 60 tabs - £5.99 - iron 20 mg per tablet",
    "Nombre: TARDYFERON 80 mg\nPrincipio activo: hierro 80 mg",
    "Zinc 25 mg 90 tablets\nPrice: US $1,099.00",
    "Zink 15 mg Tabletten\nEinnahme: 1 Tablette täglich",
)


def test_that_a_short_text_that_says_more_than_a_name_is_a_label(
    window: MainWindow, table: ProductTableDriver
) -> None:
    for text in SHORT_LABELS:
        press_paste(table, text)
        visible_dialog(window, "labelReadingDialog").reject()
        assert table.row_count == 0, text


@pytest.mark.parametrize(
    "text",
    [
        "Zinc 15 mg\nIron 20 mg\nMagnesium 200 mg\nCalcium 500 mg",
        "Zinc gluconate 50 mg 100 tablets\nZinc picolinate 22 mg 60 capsules\nZMA",
        "Iron Once Daily 28 tablets\nZinc Twice Daily\nMagnesium 3-in-1",
        "Calcium 600 mg + D3\nIron 65 mg (325 mg ferrous sulfate)",
        "Magnesium 200 mg per tablet",
        "Zinco 15 mg al giorno 60 compresse\nFerro 30 mg",
    ],
)
def test_that_a_list_of_names_is_pasted_as_rows(table: ProductTableDriver, text: str) -> None:
    press_paste(table, text)
    assert table.product_names() == text.split("\n")


def test_that_a_label_with_an_empty_line_replaces_no_name(
    window: MainWindow, table: ProductTableDriver
) -> None:
    press_paste(table, "Oxide\t250\t1\t100\t4.49\t\toxide\n")
    press_paste(
        table,
        "Front: MAGNESIUM 500 mg per tablet\nStokewell - 250 tablets - £9.99\n\n"
        "Back: Nutrition information   per tablet   %NRV\n"
        "Magnesium (from magnesium oxide)   100 mg   27%\n",
    )
    visible_dialog(window, "labelReadingDialog").reject()
    assert table.product_names() == ["Oxide"]


@pytest.mark.parametrize(
    "text",
    [
        "Product,Form,Elemental mg,Count,Price\nMag A,oxide,100,120,9.99\nMag B,oxide,200,60,5.99",
        "Product;Form;Elemental mg;Count;Price\nMag A;oxide;100;120;9,99\nMag B;oxide;200;60;5,99",
    ],
)
def test_that_the_text_of_a_csv_file_is_pasted_as_its_list(
    window: MainWindow, table: ProductTableDriver, text: str
) -> None:
    press_paste(table, "Oxide\t250\t1\t100\t4.49\t\toxide\n")
    press_paste(table, text)
    assert table.product_names() == ["Oxide", "Mag A", "Mag B"]
    assert [table.cell_text(row, "price") for row in (1, 2)] == ["$9.99", "$5.99"]


def test_that_names_with_commas_are_pasted_as_names(
    window: MainWindow, table: ProductTableDriver
) -> None:
    press_paste(table, "Magnesium oxide, 250 mg, 100 tablets\nCitrate, 105 mg, 120 capsules\n")
    assert table.product_names() == [
        "Magnesium oxide, 250 mg, 100 tablets", "Citrate, 105 mg, 120 capsules",
    ]  # fmt: skip


def test_that_a_picture_on_the_clipboard_is_read_as_the_photo_of_a_label(
    window: MainWindow, table: ProductTableDriver
) -> None:
    data = QMimeData()
    image = QImage(20, 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    data.setImageData(image)
    QGuiApplication.clipboard().setMimeData(data)
    table.view.setCurrentIndex(table.index(0, "product"))
    press_ctrl_v(table.view)
    dialog = visible_dialog(window, "labelReadingDialog")
    assert child(dialog, QLabel, "labelProblem").text() == "The picture is being read…"
    dialog.reject()
    assert table.row_count == 0


def test_that_a_clipboard_with_neither_text_nor_picture_is_no_table(
    window: MainWindow, table: ProductTableDriver
) -> None:
    data = QMimeData()
    data.setData("application/x-colours", b"1")
    QGuiApplication.clipboard().setMimeData(data)
    table.view.setCurrentIndex(table.index(0, "product"))
    trigger_action(window, "pasteAction")
    assert dismiss_message(window).startswith("The clipboard holds no text.")


@pytest.mark.parametrize("by_menu", [False, True])
def test_that_any_text_is_text_in_a_cell_that_is_edited(
    window: MainWindow, table: ProductTableDriver, by_menu: bool
) -> None:
    window.activateWindow()
    table.view.setCurrentIndex(table.index(0, "product"))
    table.view.setFocus()
    QTest.keyClicks(table.view, "A")
    (editor,) = (edit for edit in table.view.findChildren(QLineEdit) if edit.isVisible())
    QGuiApplication.clipboard().setText("https://www.example.org/magnesium")
    if by_menu:
        trigger_action(window, "pasteAction")
    else:
        press_ctrl_v(editor)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert [box for box in window.findChildren(QMessageBox) if box.isVisible()] == []
    assert table.product_names() == ["Ahttps://www.example.org/magnesium"]


def open_editor(table: ProductTableDriver, row: int, typed: str) -> QLineEdit:
    """Begin to edit the name of a row with some letters, or with F2 where there are none."""
    table.view.window().activateWindow()
    table.view.setCurrentIndex(table.index(row, "product"))
    table.view.setFocus()
    if typed:
        QTest.keyClicks(table.view, typed)
    else:
        QTest.keyClick(table.view, Qt.Key.Key_F2)
    (editor,) = (edit for edit in table.view.findChildren(QLineEdit) if edit.isVisible())
    return editor


THREE_NAMES = "Zinc 15 mg\nIron 20 mg\nMagnesium 200 mg\n"


@pytest.mark.parametrize("by_menu", [False, True])
@pytest.mark.parametrize(
    ("typed", "before"), [("", []), ("M", ["M"])], ids=["untouched editor", "typed text"]
)
def test_that_rows_pasted_while_a_new_name_is_edited_are_rows(
    window: MainWindow, table: ProductTableDriver, typed: str, before: list[str], by_menu: bool
) -> None:
    editor = open_editor(table, 0, typed)
    QGuiApplication.clipboard().setText(THREE_NAMES)
    if by_menu:
        trigger_action(window, "pasteAction")
    else:
        press_ctrl_v(editor)
    names = [*before, "Zinc 15 mg", "Iron 20 mg", "Magnesium 200 mg"]
    assert table.product_names() == names  # what was typed is kept
    assert not [edit for edit in table.view.findChildren(QLineEdit) if edit.isVisible()]
    trigger_action(window, "undoAction")
    assert table.product_names() == before


def test_that_rows_pasted_while_a_row_is_edited_go_into_its_cell(
    window: MainWindow, table: ProductTableDriver
) -> None:
    press_paste(table, "Oxide\t250\t1\t100\t4.49\nGly\t100\t1\t120\t18\n")
    QGuiApplication.clipboard().setText("Citrate\t150\t1\t90\t12\n")
    press_ctrl_v(open_editor(table, 1, "x"))
    assert table.product_names() == ["Oxide", "Citrate"]
    assert row_values(table, 1) == ["Citrate", 150, 90, 12]
    trigger_action(window, "undoAction")
    assert table.product_names() == ["Oxide", "x"]


def test_that_a_list_or_a_label_pasted_while_a_name_is_edited_is_opened(
    window: MainWindow, table: ProductTableDriver
) -> None:
    QGuiApplication.clipboard().setText(FOUR_COLUMNS)
    press_ctrl_v(open_editor(table, 0, "M"))
    accept_line(mapping_line(window))
    assert table.row_count == 3
    QGuiApplication.clipboard().setText(LABEL)
    press_ctrl_v(open_editor(table, 3, ""))
    visible_dialog(window, "labelReadingDialog").reject()
    assert table.row_count == 3


def test_that_lines_that_are_no_table_never_become_one_name(
    window: MainWindow, table: ProductTableDriver
) -> None:
    editor = open_editor(table, 0, "M")
    QGuiApplication.clipboard().setText("hello\nworld")
    press_ctrl_v(editor)
    assert "takes several lines" in dismiss_message(window)
    QApplication.processEvents()
    assert table.product_names() in ([], ["M"])


@pytest.mark.parametrize("way", ["new", "open", "list of commands"])
def test_that_a_list_that_waits_keeps_its_comparison_open(
    window: MainWindow, table: ProductTableDriver, way: str
) -> None:
    press_paste(table, "Oxide\t250\t1\t100\t4.49\t\toxide\n")
    trigger_action(window, "newAction")
    press_paste(table, FOUR_COLUMNS)
    line = mapping_line(window)
    if way == "new":
        trigger_action(window, "newAction")
    elif way == "open":
        recent_comparisons(window)[0].trigger()
    else:
        field = child(window, QLineEdit, "commandField")
        field.setFocus()
        QTest.keyClicks(field, "#Unt")
        QTest.keyClick(field, Qt.Key.Key_Down)
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert "is not added yet" in dismiss_message(window)
    assert line.isVisible()
    accept_line(line)
    assert table.row_count == 2


def test_that_closing_the_window_says_that_a_list_waits(
    window: MainWindow, table: ProductTableDriver
) -> None:
    press_paste(table, FOUR_COLUMNS)
    assert not window.close()
    assert "Close the window again to leave." in dismiss_message(window)
    assert mapping_line(window)
    assert window.close()


def test_that_a_list_whose_comparison_is_undone_is_named(
    window: MainWindow, table: ProductTableDriver
) -> None:
    trigger_action(window, "newAction")
    press_paste(table, FOUR_COLUMNS)
    trigger_action(window, "undoAction")
    assert "was not added" in dismiss_message(window)


def test_that_nothing_is_pasted_below_a_list_that_waits(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    press_paste(table, FOUR_COLUMNS)
    line = mapping_line(window)
    assert not child(window, QAction, "pasteAction").isEnabled()
    path = tmp_path / "list.csv"
    path.write_text("A,100,120,9.99\nB,200,60,5.99\n", "utf-8")
    open_files(window, [path])
    assert mapping_line(window) is line
    accept_line(line)
    wait_for_lists(window)
    assert questions_text(mapping_line(window)).startswith("list.csv: 2 rows.")
    assert child(window, QAction, "pasteAction").isEnabled() is False


INCOMPLETE_LIST = (
    "Name,Elemental,Pack,Price\n"
    "Oxide,250,100,4.49\n"
    "Klean,120,90,ask\n"
    "Veg,400,,23.99\n"
    "Other,,60,\n"
    "Prices of May,,,\n"
)


@pytest.mark.parametrize("is_pasted", [False, True])
def test_that_rows_that_lack_something_come_in_to_be_completed(
    window: MainWindow,
    table: ProductTableDriver,
    write_list: Callable[..., Path],
    is_pasted: bool,
) -> None:
    if is_pasted:
        press_paste(table, INCOMPLETE_LIST.replace(",", "\t"))
    else:
        open_files(window, [write_list(INCOMPLETE_LIST)])
    text = dismiss_message(window)
    assert "4 products opened. 3 rows to complete. 1 row left out:" in text
    assert table.product_names() == ["Oxide", "Klean", "Veg", "Other"]
    assert table.cell_text(1, "price") == "ask"
    accessible = Qt.ItemDataRole.AccessibleTextRole
    assert "ask, wrong: " in table.index(1, "price").data(accessible)
    for row, key in ((2, "pack_units"), (3, "elemental_mg"), (3, "price")):
        assert table.cell_text(row, key) == ""
        assert table.index(row, key).data(accessible).startswith("to fix: “")
    assert [table.cell_text(row, "rank") for row in range(4)] == ["1", "–", "–", "–"]
    table.type_text(2, "pack_units", "180")
    assert not table.index(2, "pack_units").data(accessible).startswith("to fix")
    assert len(window.session.comparison.ranked_products) == 2


def test_that_the_reason_for_a_row_left_out_stands_before_those_of_rows_to_complete(
    window: MainWindow, table: ProductTableDriver
) -> None:
    rows = [f"P{number}\t100\t60\task" for number in range(5)]
    text = "\n".join(["Name\tElemental\tPack\tPrice", *rows, "Prices of May\t\t\t"])
    press_paste(table, text)
    message = dismiss_message(window)
    assert "1 row left out:" in message
    assert message.split("left out:")[1].strip().startswith("the pasted list, row 7")


def test_that_a_serving_that_cannot_be_read_is_not_taken_for_one(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    text = "Name,Elemental,Serving size,Pack,Price\nA,250,1,100,4.49\nB,250,many,100,4.49\n"
    open_files(window, [write_list(text)])
    assert "1 row left out" in dismiss_message(window)
    assert table.product_names() == ["A"]


@pytest.mark.parametrize("rest", ["\nOxide", "\t100\t100\t4.49\nOxide\t100\t100\t5"])
@pytest.mark.parametrize("text", ["x" * 1_000_000, "x " * 500_000])
def test_that_a_text_too_long_for_a_cell_is_refused_and_changes_nothing(
    window: MainWindow, table: ProductTableDriver, text: str, rest: str
) -> None:
    press_paste(table, text + rest)
    assert "characters. Shorten it to 500 characters." in dismiss_message(window)
    assert table.row_count == 0
    assert undo_text(window) == "&Undo"


def test_that_a_typed_text_too_long_for_a_cell_is_refused(
    window: MainWindow, table: ProductTableDriver
) -> None:
    table.type_text(0, "product", "x" * 501)
    assert "501 characters" in dismiss_message(window)
    assert table.row_count == 0
    assert undo_text(window) == "&Undo"


def test_that_a_pasted_column_that_names_a_mineral_in_any_way_is_not_passed_over(
    window: MainWindow, table: ProductTableDriver
) -> None:
    block = (
        "Product\tForm\tElemental Mg (mg)\tTablets per pack\tPrice ($)\tZink je Tablette mg\t"
        "Zinc oxide (mg)\tK\nDuo\toxide\t100\t90\t5.50\t10\t\t\n"
        "Salt\toxide\t100\t90\t5.20\t\t12.4\t\nKay\toxide\t100\t90\t5.10\t\t\t99\n"
    )
    press_paste(table, block)
    held = {
        str(entry.values["product"]): (
            entry.values.get("other_minerals"), entry.values.get("also_contains"),
        )
        for entry in window.session.entries
    }  # fmt: skip
    assert held == {
        "Duo": ("zinc 10 mg", None),
        "Salt": (None, "zinc 12.4 [Zinc oxide mg]"),
        "Kay": (None, "potassium 99"),
    }
    best = window.session.comparison.best_buy
    assert best is not None
    assert best.product.product == "Duo"

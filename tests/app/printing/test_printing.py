"""What goes on paper: the dialogs, what the pages say, and that preview, PDF and printer agree."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QLineEdit, QListWidget, QPushButton

from app.printing.fit_one_page import fit_one_page
from app.printing.pdf import pdf_bytes
from app.printing.printer import print_pages
from app.toolkit.settings import LOGO, PHARMACY
from pricing.calculation.comparison import compare
from pricing.commands import main
from pricing.model.scenario import Scenario
from pricing.writing.print.handout import Handout
from pricing.writing.print.languages import handout_languages
from pricing.writing.print.page_style import PAPERS
from pricing.writing.print.print_options import Pharmacy, PrintOptions
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    choose_item,
    click_button,
    dismiss_message,
    enter_two_products,
    trigger_action,
    visible_dialog,
)
from tests.strategies import products

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from app.window.main_window import MainWindow
    from pricing.model.product import Product

TODAY = date(2026, 11, 23)


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    table = ProductTableDriver(window)
    enter_two_products(table)
    return table


def preview(shown) -> str:
    """What a screen reader is told of the pages."""
    page = shown.findChild(object, "pagePreview")
    return " ".join(page.accessibleDescription().replace("\u00a0", " ").split())


def told(shown) -> str:
    label = shown.findChild(QLabel, "printTold")
    return label.text() if label.isVisible() else ""


def save_pdf(shown, window: MainWindow, path: Path) -> PdfReader:
    """Press Save PDF, name the file, and read it."""
    click_button(shown, "Save PDF…")
    (chooser,) = [each for each in window.findChildren(QFileDialog) if each.isVisible()]
    chooser.setDirectory(str(path.parent))
    chooser.selectFile(str(path))
    chooser.accept()
    assert "Written" in dismiss_message(window)
    return PdfReader(path)


def words(reader: PdfReader) -> str:
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


def prefer(window: MainWindow, wanted) -> None:
    trigger_action(window, "preferencesAction")
    asked = visible_dialog(window, "preferencesDialog")
    for setting, text in wanted.items():
        asked.findChild(QLineEdit, f"{setting.key}Setting").setText(text)
    click_button(asked, "OK")


def tick(shown, row: int) -> None:
    """Space on a product of the handout's list."""
    chosen = shown.findChild(QListWidget, "handoutProducts")
    chosen.setFocus()
    chosen.setCurrentRow(row)
    QTest.keyClick(chosen, Qt.Key.Key_Space)


# -- the handout -------------------------------------------------------------------------------


def test_that_the_handout_is_seen_chosen_from_and_saved(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    trigger_action(window, "printAction")
    shown = visible_dialog(window, "handoutDialog")
    assert "Your magnesium supplements, side by side" in preview(shown)
    tick(shown, 1)
    assert "Your magnesium supplement Name" in preview(shown)
    assert "Gly" not in preview(shown)
    choose_item(shown, "handoutLanguageBox", "Español")
    assert "Su suplemento de magnesio" in preview(shown)
    reader = save_pdf(shown, window, tmp_path / "hoja.pdf")
    assert len(reader.pages) == 1
    assert words(reader) == "".join(preview(shown).split())


def test_that_one_product_stays_and_no_more_than_four_are_ticked(
    window: MainWindow, table: ProductTableDriver
) -> None:
    for row in range(2, 6):
        cells = (("product", f"P{row}"), ("elemental_mg", "100"), ("pack_units", "60"))
        for key, text in (*cells, ("price", str(5 + row))):
            table.type_text(row, key, text)
    trigger_action(window, "printAction")
    shown = visible_dialog(window, "handoutDialog")
    chosen = shown.findChild(QListWidget, "handoutProducts")

    def ticked() -> list[int]:
        states = (chosen.item(row).checkState() for row in range(chosen.count()))
        return [row for row, state in enumerate(states) if state is Qt.CheckState.Checked]

    assert len(ticked()) == 4
    (left_out, *_) = set(range(chosen.count())) - set(ticked())
    tick(shown, left_out)
    assert left_out not in ticked()
    for row in ticked():
        tick(shown, row)
    assert len(ticked()) == 1


def test_that_the_selected_rows_are_handed_out(
    window: MainWindow, table: ProductTableDriver
) -> None:
    table.view.selectRow(1)
    trigger_action(window, "printAction")
    shown = preview(visible_dialog(window, "handoutDialog"))
    assert "Gly" in shown
    assert "Oxide" not in shown


def test_that_large_print_says_when_not_every_product_fits(
    window: MainWindow, table: ProductTableDriver
) -> None:
    for row in range(2):
        table.type_text(row, "product", f"Magnesium {'of a very long name ' * 5}{row}")
        table.type_text(row, "brand", "A maker of very many words " * 4)
    trigger_action(window, "printAction")
    shown = visible_dialog(window, "handoutDialog")
    assert told(shown) == ""
    shown.findChild(QCheckBox, "largePrintBox").click()
    assert "In large print only the first product fits" in told(shown)


def test_that_the_pharmacy_of_the_preferences_is_named(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    logo = tmp_path / "logo.png"
    QImage(40, 20, QImage.Format.Format_RGB32).save(str(logo))
    prefer(window, {PHARMACY: "Corner Pharmacy", LOGO: str(logo)})
    trigger_action(window, "printAction")
    shown = visible_dialog(window, "handoutDialog")
    assert preview(shown).startswith("Corner Pharmacy")
    assert told(shown) == ""


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"no picture", "no such picture"), (b"\x89PNG" + bytes(2_100_000), "too large"), (None, "")],
)
def test_that_a_picture_of_no_use_is_said_and_left_out(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path, data, reason
) -> None:
    logo = tmp_path / "logo.png"
    if data is not None:
        logo.write_bytes(data)
    prefer(window, {LOGO: str(logo)})
    trigger_action(window, "printAction")
    said = told(visible_dialog(window, "handoutDialog"))
    assert reason in said
    assert "Choose a .png or .jpg file" in said
    assert "printed without it" in said


def test_that_the_usual_handout_goes_straight_into_a_pdf(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    trigger_action(window, "savePdfAction")
    (chooser,) = [each for each in window.findChildren(QFileDialog) if each.isVisible()]
    chooser.setDirectory(str(tmp_path))
    chooser.selectFile(str(tmp_path / "handout"))
    chooser.accept()
    assert "Written" in dismiss_message(window)
    assert "Yourmagnesiumsupplements" in words(PdfReader(tmp_path / "handout.pdf"))


def test_that_a_pdf_that_cannot_be_written_is_said_and_the_old_one_stays(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    taken = tmp_path / "taken.pdf"
    taken.mkdir()
    trigger_action(window, "printAction")
    shown = visible_dialog(window, "handoutDialog")
    shown._destinations.write_pdf(shown._pages, taken)
    assert "taken.pdf" in dismiss_message(window)
    assert taken.is_dir()


def test_that_without_products_there_is_nothing_to_print(window: MainWindow) -> None:
    window.print_controller.show_handout_dialog()
    assert "No product can be compared yet" in dismiss_message(window)


# -- the report --------------------------------------------------------------------------------


def test_that_the_report_is_at_most_three_pages_with_all_its_parts(
    window: MainWindow, tmp_path: Path
) -> None:
    trigger_action(window, "exampleAction")
    trigger_action(window, "reportAction")
    shown = visible_dialog(window, "reportDialog")
    said = preview(shown)
    parts = (
        "Findings", "Ranking", "Chart", "What moves the cost of the cheapest", "Forms", "Checks",
        "Assumptions", "Sources", "not medical advice",
    )  # fmt: skip
    assert [part for part in parts if part not in said] == []
    reader = save_pdf(shown, window, tmp_path / "report.pdf")
    assert 2 <= len(reader.pages) <= 3
    drawn = words(reader)
    assert "Itsprice,80%to120%" in drawn  # the tornado
    assert f"Page1of{len(reader.pages)}" in drawn


def test_that_the_paper_is_the_one_chosen(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    for name, (width, height) in (("A4", (595, 842)), ("Letter", (612, 792))):
        trigger_action(window, "reportAction")
        shown = visible_dialog(window, "reportDialog")
        choose_item(shown, "paperBox", name)
        box = save_pdf(shown, window, tmp_path / f"{name}.pdf").pages[0].mediabox
        assert (round(box.width), round(box.height)) == (width, height)
        shown.findChild(QPushButton, "closeButton").click()


# -- the same everywhere -----------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows' own dialog waits for its user")
def test_that_the_printer_is_asked_for(window: MainWindow, table: ProductTableDriver) -> None:
    trigger_action(window, "printAction")
    click_button(visible_dialog(window, "handoutDialog"), "Print…")
    (asked,) = [each for each in window.findChildren(QPrintDialog) if each.isVisible()]
    asked.reject()


@pytest.mark.parametrize("name", ["printed.pdf", "Handzettel für Müller & Söhne 水.pdf"])
def test_that_a_printer_prints_what_the_preview_shows(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path, name: str
) -> None:
    trigger_action(window, "printAction")
    shown = visible_dialog(window, "handoutDialog")
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / name))
    print_pages(shown._pages, printer)
    assert words(PdfReader(tmp_path / name)) == "".join(preview(shown).split())


LONG = st.text("abcdefgh ÄßéאבגדЖ水<&>\"'=+@😀\u200b\u202e", min_size=100, max_size=120).filter(
    str.strip
)


@settings(max_examples=12)
@given(
    st.lists(products(), min_size=4, max_size=4),
    st.lists(LONG, min_size=4, max_size=4),
    st.sampled_from(sorted(handout_languages())),
    st.sampled_from(sorted(PAPERS)),
    st.booleans(),
)
def test_that_a_handout_is_one_page_whatever_the_names(
    qapp: QApplication, listed_products: list[Product], names, code: str, paper, large
) -> None:
    named = [replace(each, product=name) for each, name in zip(listed_products, names, strict=True)]
    comparison = compare(named, Scenario(), TODAY)
    edition = PrintOptions(code, large, paper, Pharmacy("x" * 120))
    sheets, count, _ = fit_one_page(Handout(comparison, comparison.ranked_products, edition))
    assert sheets.count == 1
    assert count == len(comparison.ranked_products) or large
    picture = QImage(420, 594, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    painter.scale(420 / sheets.page_width, 594 / sheets.page_height)
    sheets.paint(painter, 0)
    painter.end()
    bottom = picture.copy(QRectF(0, 594 * 0.97, 420, 594 * 0.03).toRect())
    blank = bottom.copy()
    blank.fill(Qt.GlobalColor.white)
    assert bottom == blank  # nothing runs over the lower edge
    assert pdf_bytes(sheets).startswith(b"%PDF-")


def test_that_the_command_writes_the_same_page_as_the_window(
    qapp: QApplication, capsys: pytest.CaptureFixture[str], tmp_path: Path, example: Path
) -> None:
    path = tmp_path / "handout.pdf"
    assert main.main(["compare", str(example), "-o", str(path), "--paper", "letter"]) == 0
    reader = PdfReader(path)
    assert len(reader.pages) == 1
    assert "Yourmagnesiumsupplements,sidebyside" in words(reader)
    assert capsys.readouterr().err == ""

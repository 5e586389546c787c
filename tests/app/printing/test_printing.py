"""Printed pages: the dialogs, the text of the pages, and that preview, PDF and printer agree."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
)

from app.printing.destinations import print_pages
from app.printing.dialog import PagePreview, PrintPreviewDialog
from app.printing.handout_drawings import HANDOUT_DRAWINGS
from app.printing.page_layout import PrintedPages, fit_handout, fit_page
from app.printing.pdf import pdf_bytes
from app.toolkit.settings import LOGO, PHARMACY
from pricing.analysis.regimen import Regimen, Take
from pricing.analysis.regimen_scenario import RegimenScenario, Target
from pricing.calculation.comparison import compare
from pricing.commands import main
from pricing.model.changes import change_scenario
from pricing.model.columns import build_product
from pricing.model.scenario import Scenario
from pricing.reference.evidence import medicine_spacings
from pricing.reference.payers import read_payer
from pricing.writing.print import (
    A4,
    PAPERS,
    Density,
    Handout,
    Pharmacy,
    PrintOptions,
    RegimenHandout,
    handout_languages,
)
from pricing.writing.print.page_style import SMALLEST_TEXT
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    choose_item,
    click_button,
    dismiss_message,
    fill_in_two_products,
    plain_spaces,
    trigger_action,
    visible_dialog,
)
from tests.strategies import products

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from app.toolkit.settings import Setting
    from app.window.main_window import MainWindow
    from pricing.model.columns import BaseValue
    from pricing.model.product import Product

TODAY = date(2026, 11, 23)


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    table = ProductTableDriver(window)
    fill_in_two_products(table)
    return table


def open_print_dialog(window: MainWindow, action: str, name: str) -> PrintPreviewDialog:
    trigger_action(window, action)
    dialog = visible_dialog(window, name)
    assert isinstance(dialog, PrintPreviewDialog)
    return dialog


def open_handout(window: MainWindow) -> PrintPreviewDialog:
    return open_print_dialog(window, "printAction", "handoutDialog")


def open_report(window: MainWindow) -> PrintPreviewDialog:
    return open_print_dialog(window, "reportAction", "reportDialog")


def shown_pages(dialog: PrintPreviewDialog) -> PrintedPages:
    assert dialog._pages is not None
    return dialog._pages


def preview_text(dialog: QDialog) -> str:
    """Return the text of the pages as screen readers get it."""
    preview = child(dialog, PagePreview, "pagePreview")
    return " ".join(plain_spaces(preview.accessibleDescription()).split())


def message_text(dialog: QDialog) -> str:
    label = child(dialog, QLabel, "printMessage")
    return label.text() if label.isVisible() else ""


def choose_file(window: MainWindow, path: Path) -> None:
    (chooser,) = [dialog for dialog in window.findChildren(QFileDialog) if dialog.isVisible()]
    chooser.setDirectory(str(path.parent))
    chooser.selectFile(str(path))
    chooser.accept()


def save_pdf(dialog: QDialog, window: MainWindow, path: Path) -> PdfReader:
    """Press Save PDF, choose the file, and read it."""
    click_button(dialog, "Save PDF…")
    choose_file(window, path)
    assert "Saved" in dismiss_message(window)
    return PdfReader(path)


def letters(reader: PdfReader) -> str:
    """Return the text of a PDF without white space."""
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


def set_preferences(window: MainWindow, texts: Mapping[Setting, str]) -> None:
    trigger_action(window, "preferencesAction")
    dialog = visible_dialog(window, "preferencesDialog")
    for setting, text in texts.items():
        child(dialog, QLineEdit, f"{setting.key}Setting").setText(text)
    click_button(dialog, "OK")


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("language", handout_languages())
def test_that_a_regimen_of_five_products_is_on_one_page(
    qapp: QApplication, paper: str, language: str
) -> None:
    names = ("Calcium Magnesium Zinc 250 tablets", "Multivitamin with Minerals", "Selenium 100 µg",
             "Calcium Tablets with meals", "High Absorption Magnesium")  # fmt: skip
    cells: list[dict[str, BaseValue]] = [
        {"element": "Mg", "elemental_mg": 75_000, "other_minerals": "calcium 333 mg, zinc 5 mg"},
        {"element": "Mg", "elemental_mg": 25_000, "other_minerals": "calcium 200 mg, zinc 11 mg"},
        {"element": "Se", "elemental_mg": 100}, {"element": "Ca", "elemental_mg": 600_000},
        {"element": "Mg", "elemental_mg": 100_000},
    ]  # fmt: skip
    pack: dict[str, BaseValue] = {"pack_units": 250_000, "price": 13_600_000}
    shelf = [
        build_product({"product": name, **row, **pack})
        for name, row in zip(names, cells, strict=True)
    ]
    goals = {"Mg": 300_000, "Ca": 1_000_000, "Zn": 10_000, "Se": 55, "Fe": 8_000, "K": 2_600_000}
    scenario = RegimenScenario(tuple(Target(*goal) for goal in goals.items()))
    regimen = Regimen(tuple(Take(product, Fraction(1)) for product in shelf), scenario)
    options = PrintOptions(language, paper=paper)
    page = RegimenHandout(regimen, ["with meals"] * 5, None, options, TODAY)
    fitted = fit_page(page)
    assert fitted.pages.count == 1
    assert fitted.points >= SMALLEST_TEXT
    assert all(name in fitted.pages.text for name in names)


def test_that_a_compact_page_spaces_its_parts_where_the_paper_has_room(qapp: QApplication) -> None:
    pack: dict[str, BaseValue] = {"pack_units": 100_000, "price": 4_490_000}
    shelf = [
        build_product({"product": name, "elemental_mg": 100_000, "other_minerals": others, **pack})
        for name, others in (("One", ""), ("Two", "calcium 200 mg, zinc 11 mg"), ("Three", ""))
    ]
    scenario = RegimenScenario((Target("Mg", 300_000), Target("Ca", 200_000), Target("Zn", 10_000)))
    regimen = Regimen(tuple(Take(product, Fraction(1)) for product in shelf), scenario)
    page = RegimenHandout(regimen, ["with supper"] * 3, None, PrintOptions(), TODAY)
    fitted = fit_page(page)
    tight = PrintedPages(page.html(fitted.points, Density.COMPACT), A4, HANDOUT_DRAWINGS)
    assert tight.fill < fitted.pages.fill <= 1


def press_space_on(dialog: QDialog, row: int) -> None:
    """Tick or untick a product of the handout's list."""
    product_list = child(dialog, QListWidget, "handoutProducts")
    product_list.setFocus()
    product_list.setCurrentRow(row)
    QTest.keyClick(product_list, Qt.Key.Key_Space)


# -- the handout -------------------------------------------------------------------------------


def test_that_the_handout_follows_the_chosen_products_and_language_and_is_saved(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    dialog = open_handout(window)
    assert "Your magnesium: which one to buy" in preview_text(dialog)
    press_space_on(dialog, 1)
    assert "Your magnesium supplement" in preview_text(dialog)
    choose_item(dialog, "handoutLanguageBox", "Español")
    assert "Su suplemento de magnesio" in preview_text(dialog)
    reader = save_pdf(dialog, window, tmp_path / "hoja.pdf")
    assert len(reader.pages) == 1
    assert letters(reader) == "".join(preview_text(dialog).split())


def test_that_one_to_five_products_can_be_ticked(
    window: MainWindow, table: ProductTableDriver
) -> None:
    for row in range(2, 7):
        cells = (("product", f"P{row}"), ("elemental_mg", "100"), ("pack_units", "60"))
        for key, text in (*cells, ("price", str(5 + row))):
            table.type_text(row, key, text)
    dialog = open_handout(window)
    product_list = child(dialog, QListWidget, "handoutProducts")

    def ticked() -> list[int]:
        states = (product_list.item(row).checkState() for row in range(product_list.count()))
        return [row for row, state in enumerate(states) if state is Qt.CheckState.Checked]

    assert len(ticked()) == 5
    (left_out, *_) = set(range(product_list.count())) - set(ticked())
    press_space_on(dialog, left_out)
    assert left_out not in ticked()
    for row in ticked():
        press_space_on(dialog, row)
    assert len(ticked()) == 1


def test_that_the_handout_describes_the_selected_rows(
    window: MainWindow, table: ProductTableDriver
) -> None:
    table.view.selectRow(1)
    text = preview_text(open_handout(window))
    assert "Gly" in text
    assert "Oxide" not in text


@pytest.mark.usefixtures("table")
def test_that_tab_goes_down_the_options_and_enter_prints(window: MainWindow) -> None:
    dialog = open_handout(window)
    dialog.activateWindow()
    assert QTest.qWaitForWindowActive(dialog)
    assert child(dialog, QPushButton, "printButton").isDefault()
    passed = []
    for _ in range(7):
        control = dialog.focusWidget()
        assert control is not None
        passed.append(control.objectName())
        QTest.keyClick(control, Qt.Key.Key_Tab)
    assert passed == [
        "handoutProducts", "paperBox", "handoutLanguageBox", "largePrintBox", "previewArea",
        "printButton", "savePdfButton",
    ]  # fmt: skip


def test_that_a_message_tells_which_products_do_not_fit(
    window: MainWindow, table: ProductTableDriver
) -> None:
    for row in range(5):
        table.type_text(row, "product", f"{'W' * 119}{row}")
        cells = (("brand", "W" * 120), ("form", "oxide"), ("compound_mg", "20"))
        others = ("also_contains", "W" * 120)
        for key, text in (*cells, others, ("pack_units", "60"), ("price", str(5 + row))):
            table.type_text(row, key, text)
    dialog = open_handout(window)
    for name, value in (("handoutLanguageBox", "es"), ("paperBox", "letter")):
        box = child(dialog, QComboBox, name)
        box.setCurrentIndex(box.findData(value))
    assert "products fit on the handout." in message_text(dialog)
    child(dialog, QCheckBox, "largePrintBox").click()
    assert "does not fit in large print" in message_text(dialog)


def test_that_no_advice_of_a_large_handout_is_torn_across_its_pages(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    dialog = open_handout(window)
    child(dialog, QCheckBox, "largePrintBox").click()
    pages = save_pdf(dialog, window, tmp_path / "handout.pdf").pages
    texts = ["".join(page.extract_text().split()) for page in pages]
    assert len(texts) == 2
    advice = [
        spacing
        for spacing in medicine_spacings()
        if spacing.element == "Mg" and spacing.sources[0].evidence_grade != "unverified"
    ]
    assert len(advice) > 5
    for spacing in advice:
        words = ["".join(text.split()) for text in (spacing.medicine[1:], spacing.advice)]
        assert any(all(word in text for word in words) for text in texts)


def test_that_the_handout_names_the_pharmacy_of_the_preferences(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    logo = tmp_path / "logo.png"
    QImage(40, 20, QImage.Format.Format_RGB32).save(str(logo))
    set_preferences(window, {PHARMACY: "Corner Pharmacy", LOGO: str(logo)})
    dialog = open_handout(window)
    assert preview_text(dialog).startswith("Corner Pharmacy")
    assert message_text(dialog) == ""


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"no picture", "neither a PNG nor a JPEG"),
        (b"\x89PNG" + bytes(2_100_000), "too large"),
        (None, ""),
    ],
)
def test_that_an_unusable_logo_is_reported_and_left_out(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path, data: bytes | None, reason: str
) -> None:
    logo = tmp_path / "logo.png"
    if data is not None:
        logo.write_bytes(data)
    set_preferences(window, {LOGO: str(logo)})
    message = message_text(open_handout(window))
    assert reason in message
    assert "Choose a .png or .jpg file" in message
    assert "printed without it" in message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes with a path")
def test_that_a_pipe_is_no_logo(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "logo.png")
    set_preferences(window, {LOGO: str(tmp_path / "logo.png")})
    assert "it is a folder, a pipe or a device" in message_text(open_handout(window))


def test_that_the_handout_is_saved_as_a_pdf_without_its_dialog(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    trigger_action(window, "savePdfAction")
    choose_file(window, tmp_path / "handout")
    assert "Saved" in dismiss_message(window)
    assert "Yourmagnesium" in letters(PdfReader(tmp_path / "handout.pdf"))


def test_that_a_failed_pdf_is_reported_and_leaves_the_old_file(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    taken = tmp_path / "taken.pdf"
    taken.mkdir()
    dialog = open_handout(window)
    dialog._destinations.write_pdf(shown_pages(dialog), taken)
    assert "taken.pdf" in dismiss_message(window)
    assert taken.is_dir()


def test_that_printing_without_products_tells_what_is_missing(window: MainWindow) -> None:
    window.print_controller.show_handout_dialog()
    assert "No product can be compared yet" in dismiss_message(window)


# -- the report --------------------------------------------------------------------------------


def test_that_the_report_has_all_its_parts_on_at_most_four_pages(
    window: MainWindow, tmp_path: Path
) -> None:
    trigger_action(window, "exampleAction")
    dialog = open_report(window)
    text = preview_text(dialog)
    parts = (
        "Findings", "Ranking", "Chart", "What changes the cost", "Forms",
        "Checks", "Assumptions", "Sources", "not medical advice",
    )  # fmt: skip
    assert [part for part in parts if part not in text] == []
    reader = save_pdf(dialog, window, tmp_path / "report.pdf")
    assert 2 <= len(reader.pages) <= 4
    printed = letters(reader)
    assert "Priceofthepack,80%to120%" in printed  # the tornado
    assert f"Page1of{len(reader.pages)}" in printed


def test_that_the_report_tears_no_table_across_pages(window: MainWindow, tmp_path: Path) -> None:
    trigger_action(window, "exampleAction")
    pages = save_pdf(open_report(window), window, tmp_path / "report.pdf").pages
    texts = ["".join(page.extract_text().split()) for page in pages]
    tables = (
        ("Ranking", "Placesnumberthesafeproducts"),
        ("Studiesinpeople", "Checks"),
        ("Targetaday", "Nomeaningfuldifferencebelow"),
    )
    for first, last in tables:
        assert any(first in text and last in text for text in texts), first


def test_that_the_report_lists_safe_products_first_with_their_cost_for_a_mass(
    window: MainWindow, table: ProductTableDriver
) -> None:
    before = window.session.scenario
    window.session.apply(change_scenario(before, replace(before, target=300_000), "target"))
    text = preview_text(open_report(window))
    ranking = text[text.index("Ranking") : text.index("Places number")]
    assert "Cost per 100 mg" in ranking
    assert ranking.index("1 Gly") < ranking.index("– Oxide")
    assert "$0.1500" in ranking
    assert "500 mg, over the limit" in ranking


def test_that_the_report_has_the_chosen_paper(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    for name, (width, height) in (("A4", (595, 842)), ("Letter", (612, 792))):
        dialog = open_report(window)
        choose_item(dialog, "paperBox", name)
        box = save_pdf(dialog, window, tmp_path / f"{name}.pdf").pages[0].mediabox
        assert (round(box.width), round(box.height)) == (width, height)
        child(dialog, QPushButton, "closeButton").click()


@pytest.mark.parametrize("open_pages", [open_handout, open_report])
def test_that_the_pages_say_what_the_patient_owes_under_the_chosen_payer(
    window: MainWindow,
    table: ProductTableDriver,
    open_pages: Callable[[MainWindow], PrintPreviewDialog],
) -> None:
    before = window.session.scenario
    payers = (read_payer("Plan:percent:80"), read_payer("Card:copay_pack:5"))
    window.session.apply(change_scenario(before, replace(before, payers=payers), "payers"))
    dialog = open_pages(window)
    assert "Plan" not in preview_text(dialog)
    choose_item(dialog, "printPayerBox", "Card")
    assert "with Card" in preview_text(dialog)
    assert "$5.00" in preview_text(dialog)
    choose_item(dialog, "printPayerBox", "Plan")
    text = preview_text(dialog)
    assert "with Plan" in text
    assert all(owed in text for owed in ("$0.90", "$3.60"))  # 20 % of 4.49 and of 18.00
    choose_item(dialog, "printPayerBox", "None")
    assert "Plan" not in preview_text(dialog)


# -- preview, printer and PDF agree -----------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows' own dialog waits for its user")
def test_that_printing_opens_the_systems_print_dialog(
    window: MainWindow, table: ProductTableDriver
) -> None:
    click_button(open_handout(window), "Print…")
    (dialog,) = [item for item in window.findChildren(QPrintDialog) if item.isVisible()]
    dialog.reject()


@pytest.mark.parametrize("name", ["printed.pdf", "Handzettel für Müller & Söhne 水.pdf"])
def test_that_a_printer_prints_the_text_of_the_preview(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path, name: str
) -> None:
    dialog = open_handout(window)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / name))
    print_pages(shown_pages(dialog), printer)
    assert letters(PdfReader(tmp_path / name)) == "".join(preview_text(dialog).split())


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
def test_that_a_handout_holds_four_products_of_any_names(
    qapp: QApplication,
    listed_products: list[Product],
    names: list[str],
    language: str,
    paper: str,
    is_large: bool,
) -> None:
    named_products = [
        replace(product, product=name) for product, name in zip(listed_products, names, strict=True)
    ]
    comparison = compare(named_products, Scenario(), TODAY)
    options = PrintOptions(language, is_large, paper, Pharmacy("x" * 120))
    pages, count, _ = fit_handout(Handout(comparison, comparison.ranked_products, options))
    assert pages.count == 1 or (is_large and pages.count == 2)
    assert count == len(comparison.ranked_products)
    picture = QImage(420, 594, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    painter.scale(420 / pages.page_width, 594 / pages.page_height)
    pages.paint(painter, 0)
    painter.end()
    bottom = picture.copy(QRectF(0, 594 * 0.97, 420, 594 * 0.03).toRect())
    blank = bottom.copy()
    blank.fill(Qt.GlobalColor.white)
    assert bottom == blank  # nothing runs over the lower edge
    assert pdf_bytes(pages).startswith(b"%PDF-")


def test_that_the_command_line_writes_the_handout_of_the_window(
    qapp: QApplication, capsys: pytest.CaptureFixture[str], tmp_path: Path, example: Path
) -> None:
    path = tmp_path / "handout.pdf"
    assert main.main(["compare", str(example), "-o", str(path), "--paper", "letter"]) == 0
    reader = PdfReader(path)
    assert len(reader.pages) == 1
    assert "Yourmagnesium:whichonetobuy" in letters(reader)
    assert capsys.readouterr().err == ""

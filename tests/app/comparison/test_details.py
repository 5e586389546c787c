"""The details of a product: its figures explained, its dose, checks, studies and fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTextBrowser,
    QWidget,
)

from app.comparison.details_sheet import DetailsSheet
from app.comparison.verdict_card import VerdictCard
from tests.app.catalogue.catalogue_panel import HEADER, wait_for_import
from tests.app.catalogue.catalogue_panel import OXIDE as CATALOGUE_OXIDE
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import child, plain_spaces, set_text, show_tab, trigger_action

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

OXIDE = "Magnesium Oxide 250 mg 100 tablets"


@pytest.fixture
def table(example_window: MainWindow) -> ProductTableDriver:
    """The table beside the open sheet."""
    trigger_action(example_window, "detailsAction")
    return ProductTableDriver(example_window)


def go_to(table: ProductTableDriver, name: str, key: str = "monthly_cost") -> int:
    row = table.product_names().index(name)
    table.view.setCurrentIndex(table.index(row, key))
    QApplication.processEvents()
    return row


def text_of(window: MainWindow, name: str) -> str:
    return plain_spaces(child(window, QLabel, name).text())


def arithmetic(window: MainWindow) -> list[str]:
    text = plain_spaces(child(window, QTextBrowser, "explainView").toPlainText())
    return [line for line in text.splitlines() if line]


def card_texts(window: MainWindow) -> list[str]:
    """Return the texts of the checks, without their markup."""
    cards = [card for card in window.findChildren(QWidget, "checkCard") if card.isVisible()]
    return [plain_spaces(" ".join(label.text() for label in card.findChildren(QLabel)))
            for card in cards]  # fmt: skip


def remedy_button(window: MainWindow, text: str) -> QAbstractButton:
    cards = window.findChildren(QWidget, "checkCard")
    (button,) = [
        button
        for card in cards
        for button in card.findChildren(QAbstractButton)
        if button.text() == text and button.isVisible()
    ]
    return button


def test_that_the_sheet_follows_the_row_and_the_figure(
    example_window: MainWindow, table: ProductTableDriver
) -> None:
    go_to(table, OXIDE)
    assert text_of(example_window, "detailsName") == OXIDE
    assert text_of(example_window, "whyTitle") == "Why $2.69?"
    assert arithmetic(example_window)[:-1] == [
        "300 mg ÷ 250 mg, rounded up", "2 tablets a day",
        "2 × 30 days", "60 tablets",
        "$4.49 ÷ 100 tablets", "$0.04490 per tablet",
        "60 × $0.0449", "$2.69",
    ]  # fmt: skip
    go_to(table, OXIDE, "cost_per_elemental_mg")
    assert text_of(example_window, "whyTitle") == "Why $0.01796?"
    assert arithmetic(example_window)[-3:-1] == ["100 mg × $0.0001796", "$0.01796"]
    go_to(table, OXIDE, "delivered_mg_per_day")
    assert text_of(example_window, "whyTitle") == "Why 500 mg?"


def test_that_a_click_on_a_figure_opens_its_arithmetic_and_one_on_an_input_nothing(
    example_window: MainWindow,
) -> None:
    table = ProductTableDriver(example_window)
    explanation = child(example_window, QTextBrowser, "explainView")
    row = table.product_names().index(OXIDE)
    for key in ("price", "monthly_outlay"):
        table.view.scrollTo(table.index(row, key))
        place = table.view.visualRect(table.index(row, key)).center()
        QTest.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert explanation.isVisible() == (key == "monthly_outlay")
    assert text_of(example_window, "whyTitle") == "Why $4.49?"


def test_that_the_switch_chooses_another_figure(
    example_window: MainWindow, table: ProductTableDriver
) -> None:
    go_to(table, OXIDE)
    names = ("figureSwitch0", "figureSwitch1", "figureSwitch2")
    cost, month, outlay = (child(example_window, QAbstractButton, name) for name in names)
    assert [cost.text(), month.text(), outlay.text()] == ["100 mg", "Month", "To pay"]
    assert [cost.isChecked(), month.isChecked(), outlay.isChecked()] == [False, True, False]
    QTest.keyClick(outlay, Qt.Key.Key_Space)
    assert text_of(example_window, "whyTitle") == "Why $4.49?"
    assert arithmetic(example_window)[-3:-1] == ["1 × $4.49", "$4.49 to pay"]


def test_that_the_dose_is_drawn_and_said(
    example_window: MainWindow, table: ProductTableDriver
) -> None:
    go_to(table, OXIDE)
    gauge = child(example_window, QWidget, "doseGauge")
    assert plain_spaces(gauge.accessibleDescription()) == (
        "500 mg a day, target 300 mg, safe limit 350 mg"
    )


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("High Absorption Magnesium 240 tablets", "On target, within the safe limit."),
        (
            "Magnesium Malate 1000 mg Tablets 180 count",
            "Above the target, within the safe limit.",
        ),
        (OXIDE, ""),  # its card says that it is over the limit
    ],
)
def test_that_a_dose_without_anything_to_check_is_said_to_suit(
    example_window: MainWindow, table: ProductTableDriver, name: str, verdict: str
) -> None:
    go_to(table, name)

    assert text_of(example_window, "doseVerdict") == verdict


def test_that_a_dose_over_the_limit_is_lowered_by_one_click(
    example_window: MainWindow, table: ProductTableDriver
) -> None:
    go_to(table, OXIDE)
    (text,) = card_texts(example_window)
    assert "Over the safe limit." in text
    assert "2 tablets a day = 500 mg; the limit is 350 mg." in text
    assert "1 a day = 250 mg, 83 % of the target, $1.35 a month." in text
    remedy_button(example_window, "Lower 9 doses").click()
    assert text_of(example_window, "whyTitle") == "Why $1.35?"
    trigger_action(example_window, "undoAction")
    assert text_of(example_window, "whyTitle") == "Why $2.69?"


def test_that_the_only_dose_over_the_limit_is_named_by_its_number(
    window: MainWindow,
) -> None:
    table = ProductTableDriver(window)
    for key, text in (("product", "Oxide"), ("form", "oxide"), ("elemental_mg", "250"),
                      ("pack_units", "100"), ("price", "4.49")):  # fmt: skip
        table.type_text(0, key, text)
    child(window, QLineEdit, "targetEdit").setText("300")
    QTest.keyClick(child(window, QLineEdit, "targetEdit"), Qt.Key.Key_Return)
    trigger_action(window, "detailsAction")
    table.view.setCurrentIndex(table.index(0, "monthly_cost"))
    remedy_button(window, "Use 1 a day").click()
    assert table.cell_text(0, "units_per_day") == "1 unit"


def test_that_a_front_label_is_asked_and_answered(
    example_window: MainWindow, table: ProductTableDriver
) -> None:
    row = go_to(table, "Magnesium Glycinate 1000 mg")
    assert arithmetic(example_window) == ["It is not ranked until you answer."]
    assert not child(example_window, QWidget, "doseGauge").isVisible()
    (text,) = card_texts(example_window)
    assert "Your answer is needed." in text
    remedy_button(example_window, "It is the glycinate").click()
    assert table.cell_text(row, "compound_mg") == "1000"


def test_that_an_unfinished_product_says_what_is_missing(
    example_window: MainWindow, table: ProductTableDriver
) -> None:
    row = go_to(table, "Magnesium Taurate 60 caps")
    assert arithmetic(example_window) == ["It has no figures yet."]
    assert "“ask at till” is not a number." in card_texts(example_window)[0]
    remedy_button(example_window, "Go to the price").click()
    assert table.view.currentIndex() == table.index(row, "price")


def test_that_a_row_with_a_name_alone_lists_what_is_missing(
    example_window: MainWindow, table: ProductTableDriver
) -> None:
    table.type_text(table.row_count, "product", "Half")
    go_to(table, "Half")
    assert arithmetic(example_window) == [
        "It has no figures yet. Still missing: Elemental (mg per serving), Units in pack, Price."
    ]


def test_that_the_row_for_a_new_product_says_what_to_do(
    example_window: MainWindow, table: ProductTableDriver
) -> None:
    table.view.setCurrentIndex(table.index(table.row_count, "product"))
    QApplication.processEvents()
    assert text_of(example_window, "detailsName") == "New product"
    assert arithmetic(example_window) == [
        "Choose a product in the table to see how its figures come about."
    ]


def test_that_the_studies_of_the_form_cite_their_sources(
    example_window: MainWindow, table: ProductTableDriver
) -> None:
    go_to(table, OXIDE)
    lines = child(example_window, QTextBrowser, "studiesView").toPlainText().splitlines()
    assert lines[0] == "Studies in people: oxide · conflicting"
    assert lines[1].startswith("– 4\u00a0% by urine" if "\u00a0" in lines[1] else "– 4 % by urine")
    assert lines[-1].startswith("Sources: 1")


def test_that_every_field_is_edited_in_the_sheet(
    example_window: MainWindow, table: ProductTableDriver
) -> None:
    row = go_to(table, OXIDE)
    child(example_window, QAbstractButton, "editFieldsButton").click()
    price = child(example_window, QLineEdit, "priceField")
    assert price.isVisible()
    assert price.text() == "4.49"
    price.setFocus()
    price.selectAll()
    QTest.keyClicks(price, "9.98")
    QTest.keyClick(price, Qt.Key.Key_Return)
    assert table.cell_text(row, "price") == "$9.98"
    assert text_of(example_window, "whyTitle") == "Why $5.99?"
    trigger_action(example_window, "undoAction")
    assert price.text() == "4.49"
    pack = child(example_window, QLineEdit, "pack_unitsField")
    pack.selectAll()
    QTest.keyClicks(pack, "many")
    QTest.keyClick(pack, Qt.Key.Key_Return)
    assert "is not a number" in text_of(example_window, "fieldErrors")


def test_that_escape_closes_the_sheet(
    example_window: MainWindow, table: ProductTableDriver
) -> None:
    explanation = child(example_window, QTextBrowser, "explainView")
    assert explanation.isVisible()
    explanation.setFocus()
    QTest.keyClick(explanation, Qt.Key.Key_Escape)
    assert not explanation.isVisible()


def test_that_the_sheet_fits_every_height(
    example_window: MainWindow, table: ProductTableDriver
) -> None:
    """A scroll bar that makes the texts higher must not come and go for ever."""
    area = child(example_window, QScrollArea, "detailsScroll")
    for row in (16, 18, 19, 14):
        table.view.setCurrentIndex(table.index(row, "monthly_cost"))
        for height in range(560, 1_080, 13):
            example_window.resize(1280, height)
            QApplication.processEvents()
        page = area.widget()
        assert page is not None
        assert page.width() <= area.viewport().width()


@pytest.mark.parametrize(("height", "target"), [(768, "200"), (768, "400"), (720, "400")])
def test_that_the_sheet_of_a_narrow_window_leaves_the_verdict_in_view(
    example_window: MainWindow, table: ProductTableDriver, height: int, target: str
) -> None:
    example_window.resize(1024, height)
    set_text(example_window, "targetEdit", target)
    QApplication.processEvents()
    verdict, sheet = (
        QRect(part.mapTo(example_window, QPoint(0, 0)), part.size())
        for part in (
            child(example_window, VerdictCard),
            child(example_window, DetailsSheet),
        )
    )

    assert not sheet.intersects(verdict)
    assert sheet.bottom() - sheet.top() > verdict.height()


def test_that_escape_in_the_table_closes_the_sheet_only_where_it_covers_the_table(
    example_window: MainWindow, table: ProductTableDriver
) -> None:
    explanation = child(example_window, QTextBrowser, "explainView")
    table.view.setFocus()
    QTest.keyClick(table.view, Qt.Key.Key_Escape)
    assert explanation.isVisible()
    example_window.resize(1024, 768)
    QApplication.processEvents()
    QTest.keyClick(table.view, Qt.Key.Key_Escape)
    assert not explanation.isVisible()


def test_that_earlier_prices_are_those_of_the_catalogue(
    example_window: MainWindow,
    table: ProductTableDriver,
    write_list: Callable[..., Path],
    qtbot: QtBot,
) -> None:
    row = go_to(table, OXIDE)
    prices = child(example_window, QLabel, "earlierPrices")
    assert not prices.isVisible()
    for price, day in (("8.00", "2026-05-02"), ("9.00", "2026-06-02")):
        text = HEADER + CATALOGUE_OXIDE.format(price, day)
        example_window.catalogue_controller.import_lists([write_list(text, f"{day}.csv")])
        wait_for_import(example_window, qtbot)
    show_tab(example_window, "Compare")
    table.model.setData(table.index(row, "upc"), "036000291452")
    lines = plain_spaces(prices.text()).splitlines()
    assert lines == ["$9.00 at Shop A, 2 June 2026", "$8.00 at Shop A, 2 May 2026"]
    for currency in ("EUR", ""):  # that of the row is not that of the catalogue's prices
        table.model.setData(table.index(row, "currency"), currency)
        assert plain_spaces(prices.text()).splitlines() == lines

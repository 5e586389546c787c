"""Numbers are read in any country's notation and shown in the locale's."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QLineEdit

from app.toolkit.translation import tr
from app.window.main_window import MainWindow
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    choose_item,
    fill_in_two_products,
    question_text,
    set_text,
    trigger_action,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LOCALES = ("en_US", "de_DE", "fr_FR", "de_CH")
PRICES = {
    "12,50": "12.5",
    "12.50": "12.5",
    "1,234.50": "1234.5",
    "1.234,50": "1234.5",
    "1'234.50": "1234.5",
    "1 234,50": "1234.5",
    "$12.50": "12.5",
    "12.50 €": "12.5",
    "CHF 12.50": "12.5",
}


@pytest.fixture(params=LOCALES)
def locale(request: pytest.FixtureRequest) -> Iterator[QLocale]:
    """Each locale as the system's."""
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield QLocale()
    QLocale.setDefault(before)


@pytest.fixture
def table(
    locale: QLocale, open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> ProductTableDriver:
    """Two products in a window of each locale."""
    table = ProductTableDriver(open_window_on(tmp_path))
    fill_in_two_products(table)
    return table


def test_that_a_price_means_the_same_in_every_locale(table: ProductTableDriver) -> None:
    for text, price in PRICES.items():
        table.model.setData(table.index(0, "price"), text)
        assert table.exact_value(0, "price") == Fraction(price), text
        trigger_action(table.view.window(), "undoAction")


def test_that_an_ambiguous_price_raises_a_question_in_every_locale(
    table: ProductTableDriver,
) -> None:
    for text in ("1,234", "1.234"):
        table.model.setData(table.index(0, "price"), text)
        assert table.exact_value(0, "price") is None, text
        assert f"what does “{text}” mean" in question_text(table.view.window())
        trigger_action(table.view.window(), "undoAction")


def test_that_the_text_in_a_cells_editor_is_read_back_unchanged(table: ProductTableDriver) -> None:
    for value in ("0.5", "12.5", "1234.5", "1234567.25", "1000"):
        table.model.setData(table.index(0, "price"), f"{value}0" if "." in value else f"{value}.00")
        assert table.exact_value(0, "price") == Fraction(value)
        text = table.index(0, "price").data(Qt.ItemDataRole.EditRole)
        table.model.setData(table.index(1, "price"), text)
        assert table.exact_value(1, "price") == Fraction(value)


def test_that_a_copied_amount_with_three_decimals_is_pasted_unchanged(
    table: ProductTableDriver,
) -> None:
    table.model.setData(table.index(0, "elemental_mg"), "1.2340")
    table.view.setCurrentIndex(table.index(0, "elemental_mg"))
    trigger_action(table.view.window(), "copyAction")
    table.view.setCurrentIndex(table.index(1, "elemental_mg"))
    trigger_action(table.view.window(), "pasteAction")
    assert table.exact_value(1, "elemental_mg") == Fraction("1.234")


def test_that_a_large_target_stays_when_its_field_is_left(table: ProductTableDriver) -> None:
    window = table.view.window()
    assert isinstance(window, MainWindow)
    choose_item(window, "elementBox", "Potassium")
    set_text(window, "targetEdit", "2000")
    edit = child(window, QLineEdit, "targetEdit")
    assert edit.text() == f"2{QLocale().groupSeparator()}000"
    edit.editingFinished.emit()
    assert not edit.property("wrong")
    assert window.session.scenario.target == 2_000_000


def test_that_prices_are_shown_in_the_locales_notation(table: ProductTableDriver) -> None:
    table.model.setData(table.index(0, "price"), "1234.50")
    expected = {
        "en_US": "$1,234.50",
        "de_DE": "1.234,50 €",
        "fr_FR": "1\u202f234,50 €",
        "de_CH": f"CHF 1{QLocale().groupSeparator()}234.50",
    }
    assert table.cell_text(0, "price") == expected[QLocale().name()]


@pytest.mark.usefixtures("locale")
def test_that_a_whole_number_in_a_text_has_the_locales_group_mark() -> None:
    expected = {
        "en_US": "row 1,234",
        "de_DE": "row 1.234",
        "fr_FR": "row 1\u202f234",
        "de_CH": f"row 1{QLocale().groupSeparator()}234",
    }
    assert tr("row {number}", number=1_234) == expected[QLocale().name()]

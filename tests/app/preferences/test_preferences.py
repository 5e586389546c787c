"""Preferences: each in force at once and after a restart; what makes no sense is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QLabel, QLineEdit, QTableView

from app.toolkit.settings import SETTINGS
from app.toolkit.theme import ColourScheme
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    enter_two_products,
    finding_text,
    set_text,
    trigger_action,
    visible_dialog,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.window.main_window import MainWindow


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


@pytest.fixture
def prefer(window: MainWindow):
    """Sets controls of the dialog (by setting) and presses OK; the dialog is handed back."""

    def set_(**wanted: str):
        trigger_action(window, "preferencesAction")
        shown = visible_dialog(window, "preferencesDialog")
        for key, value in wanted.items():
            control = shown.findChild(QComboBox, f"{key}Setting")
            if control is not None:
                control.setCurrentIndex(control.findData(value))
            else:
                shown.findChild(QLineEdit, f"{key}Setting").setText(value)
        shown.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok).click()
        return shown

    yield set_
    from app.toolkit.locale_format import set_decimal_mark

    set_decimal_mark("")


def test_that_every_setting_has_its_control(window: MainWindow) -> None:
    trigger_action(window, "preferencesAction")
    shown = visible_dialog(window, "preferencesDialog")
    for setting in SETTINGS:
        (control,) = [
            each
            for kind in (QComboBox, QLineEdit)
            for each in shown.findChildren(kind, f"{setting.key}Setting")
        ]
        assert control.accessibleName() == setting.title
    shown.reject()


def test_that_a_new_comparison_is_made_for_what_is_preferred(
    window: MainWindow, table: ProductTableDriver, prefer
) -> None:
    enter_two_products(table)
    prefer(element="Zn", days="90", dose_policy="nearest", limit_authority="EU", currency="EUR",
           budget="12,50", no_difference="1", target="15")  # fmt: skip
    assert window.session.scenario.element == "Mg"
    trigger_action(window, "newAction")
    shown = {
        name: window.findChild(QComboBox, name).currentText()
        for name in ("elementBox", "policyBox", "limitBox", "currencyBox")
    }
    assert shown == {
        "elementBox": "Zinc",
        "policyBox": "Nearest the target",
        "limitBox": "EU, adult: 25 mg",
        "currencyBox": "EUR",
    }
    typed = [
        window.findChild(QLineEdit, name).text()
        for name in ("targetEdit", "daysEdit", "budgetEdit", "noDifferenceEdit")
    ]
    assert typed == ["15", "90", "12.5", "1"]


def test_that_an_untouched_comparison_follows_at_once(window: MainWindow, prefer) -> None:
    prefer(element="Fe")
    assert window.findChild(QComboBox, "elementBox").currentText() == "Iron"


def test_that_what_makes_no_sense_is_refused_in_its_place(window: MainWindow, prefer) -> None:
    shown = prefer(days="-3")
    assert shown.isVisible()
    assert "Days: “-3” is not a number" in shown.findChild(QLabel, "preferencesRefused").text()
    shown.reject()
    assert window.findChild(QLineEdit, "daysEdit").text() == "30"


def test_that_costs_are_shown_for_the_mass_that_is_chosen(
    window: MainWindow,
    table: ProductTableDriver,
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
) -> None:
    enter_two_products(table)
    for basis, cost in (("1", "$0.0001796"), ("1000", "$0.1796"), ("100", "$0.01796")):
        window.findChild(QAction, f"{basis}Action").trigger()
        assert table.cell_text(0, "cost_per_elemental_mg") == cost
        assert f"{cost} per {basis} mg of magnesium" in finding_text(window)
        heading = table.model.headerData(
            table.columns["cost_per_elemental_mg"], table.view.horizontalHeader().orientation()
        )
        assert heading == f"Per {basis} mg\nelemental"
    window.findChild(QAction, "1000Action").trigger()
    window.close()
    again = ProductTableDriver(open_window_on(tmp_path / "data"))
    assert again.cell_text(0, "cost_per_elemental_mg") == "$0.1796"


def test_that_the_decimal_mark_is_as_preferred_and_input_is_read_either_way(
    window: MainWindow, table: ProductTableDriver, prefer
) -> None:
    enter_two_products(table)
    prefer(decimal_mark=",")
    assert table.cell_text(0, "price") == "$4,49"
    table.type_text(0, "price", "1.50")
    assert table.cell_text(0, "price") == "$1,50"
    table.type_text(0, "price", "2,75")
    assert table.cell_text(0, "price") == "$2,75"


def test_that_theme_and_preferences_are_there_again(
    window: MainWindow, prefer, open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    prefer(theme="contrast", days="60")
    assert window.theme.colour_scheme is ColourScheme.CONTRAST
    window.close()
    again = open_window_on(tmp_path / "data")
    assert again.theme.colour_scheme is ColourScheme.CONTRAST
    assert again.findChild(QLineEdit, "daysEdit").text() == "60"
    assert again.findChild(QTableView, "productTable").isVisible()


def test_that_a_settings_file_full_of_nonsense_leaves_the_defaults(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    lines = [f"{setting.key}=\x01nonsense" for setting in SETTINGS]
    text = "[preferences]\n" + "\n".join(lines) + "\n[window]\ntab=x\nparts=@@\n"
    (tmp_path / "window.ini").write_text(text, "utf-8")
    window = open_window_on(tmp_path)
    assert window.findChild(QLineEdit, "daysEdit").text() == "30"
    assert window.findChild(QComboBox, "elementBox").currentText() == "Magnesium"


def test_that_products_within_the_band_are_said_to_cost_about_the_same(
    window: MainWindow, table: ProductTableDriver
) -> None:
    enter_two_products(table)
    table.type_text(1, "price", "2.20")
    set_text(window, "noDifferenceEdit", "1")
    assert "No meaningful difference (at most $1.00 a month)" in finding_text(window)
    assert table.cell_text(1, "rank") == "2 ≈"
    set_text(window, "noDifferenceEdit", "0")
    assert "No meaningful difference" not in finding_text(window)
    assert table.cell_text(1, "rank") == "2"
